using System.Buffers;
using System.IO.Pipelines;
using System.Text.Json;
using System.Text.RegularExpressions;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Jobs;

/// <summary>A part of long work that was refused, in words.</summary>
public sealed record RefusedPart(int Item, RefusalCode Why, string Sentence);

/// <summary>Long work as people see it.</summary>
/// <param name="KindText">What is done, in words.</param>
/// <param name="Total">How many parts it has; 0: nobody can say.</param>
/// <param name="Done">How many are behind it.</param>
/// <param name="Changed">How many of them changed something; null in a list.</param>
/// <param name="RefusedCount">How many were refused.</param>
/// <param name="Refused">The first of them, by name of the part; empty in a list.</param>
/// <param name="Cause">Why it was given up.</param>
/// <param name="Output">What it made.</param>
public sealed record JobShape(
    JobId Id,
    JobKind Kind,
    string KindText,
    UnitId Unit,
    int Total,
    int Done,
    int? Changed,
    int RefusedCount,
    IReadOnlyList<RefusedPart> Refused,
    JobState State,
    string StateText,
    string? Cause,
    DocumentShape? Output,
    DateTimeOffset? StartedAt
);

/// <summary>Việc chạy nền: what somebody ordered that takes longer than a page; they alone see it and stop it.</summary>
public sealed partial class JobDesk(Bench bench, JobQueries jobs, JobRunner runner)
{
    private const int MostShown = 500;

    /// <summary>Orders long work; it begins at once, or after what was ordered before it.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="capacity">In what capacity.</param>
    /// <param name="id">Its id, derived by the caller; ordering it again changes nothing.</param>
    /// <param name="kind">What.</param>
    /// <param name="total">How many parts; 0: nobody can say.</param>
    /// <param name="input">What it works on, stored under the key of the id.</param>
    /// <param name="settings">How it is done, as its kind writes it; sealed here.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Answer<JobShape>> StartAsync(
        Caller caller,
        Capacity capacity,
        JobId id,
        JobKind kind,
        int total,
        DocumentEntry? input,
        string? settings,
        CancellationToken cancellationToken
    ) => StartAsync(caller, capacity, capacity.Unit, id, kind, total, input, settings, cancellationToken);

    // As above, for a unit, by whoever may do it without an appointment.
    internal async Task<Answer<JobShape>> StartAsync(
        Caller caller,
        Capacity? capacity,
        UnitId unit,
        JobId id,
        JobKind kind,
        int total,
        DocumentEntry? input,
        string? settings,
        CancellationToken cancellationToken
    )
    {
        var answer = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Job,
            Bindings.Job.StreamOf(id.Value),
            new JobCommand.Start(kind, caller.Person.Account, unit, total, input, bench.Seal(Workflows.Vault.Keys.Of(id), settings)),
            "job.start",
            new
            {
                kind = kind.Value,
                total,
                input = input?.Sha256.Value,
            },
            state => ShapeOf(caller.Person, id, state),
            cancellationToken
        );
        if (answer is Answer<JobShape>.Done)
        {
            runner.Wake(id);
        }

        return answer;
    }

    /// <summary>The job that a command orders: the same one whenever it is sent.</summary>
    public static JobId IdOf(Caller caller) => new(DerivedId.From(caller.CommandId, "job"));

    /// <summary>Orders work on parts, kept under the job's key, one a line of JSON.</summary>
    /// <param name="caller">Who; the job's id derives from the command.</param>
    /// <param name="capacity">In what capacity.</param>
    /// <param name="kind">What is done.</param>
    /// <param name="parts">What it works on, in order.</param>
    /// <param name="settings">How it is done, as its kind writes it; sealed here.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<JobShape>> StartOnAsync<T>(
        Caller caller,
        Capacity capacity,
        JobKind kind,
        IEnumerable<T> parts,
        string? settings,
        CancellationToken cancellationToken
    )
    {
        var id = IdOf(caller);
        var pipe = new Pipe();
        var written = WriteAsync(parts, pipe.Writer, cancellationToken);
        await using var content = pipe.Reader.AsStream();
        const string Name = "danh-sach.txt";
        var stored = await bench.StoreAsync(
            caller,
            Workflows.Vault.Keys.Of(id),
            new Upload(Name, content),
            null,
            null,
            Name,
            fromFiling: false,
            cancellationToken
        );
        return await StartAsync(caller, capacity, id, kind, await written, stored, settings, cancellationToken);
    }

    // One line each, at the pace at which they are stored.
    private static async Task<int> WriteAsync<T>(IEnumerable<T> parts, PipeWriter to, CancellationToken cancellationToken)
    {
        var count = 0;
        try
        {
            foreach (var part in parts)
            {
                to.Write(JsonSerializer.SerializeToUtf8Bytes(part));
                to.Write("\n"u8);
                count++;
                if ((await to.FlushAsync(cancellationToken)).IsCompleted)
                {
                    break;
                }
            }

            await to.CompleteAsync();
        }
        catch (Exception e)
        {
            await to.CompleteAsync(e); // whoever reads is told
            throw;
        }

        return count;
    }

    /// <summary>Dừng: what is not done yet will not be; what was done stays.</summary>
    public async Task<Answer<JobShape>> CancelAsync(Caller caller, JobId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(caller.Person, id, cancellationToken) is null)
        {
            return new Answer<JobShape>.NotFound();
        }

        var answer = await bench.RunAsync(
            caller,
            null,
            Bindings.Job,
            Bindings.Job.StreamOf(id.Value),
            new JobCommand.Cancel(),
            "job.cancel",
            null,
            state => ShapeOf(caller.Person, id, state),
            cancellationToken
        );
        if (answer is Answer<JobShape>.Done)
        {
            runner.Stop(id);
        }

        return answer;
    }

    /// <summary>One job of this person.</summary>
    public async Task<Answer<JobShape>> GetAsync(Person person, JobId id, CancellationToken cancellationToken) =>
        await FindAsync(person, id, cancellationToken) is { } job
            ? new Answer<JobShape>.Done(ShapeOf(person, id, job))
            : new Answer<JobShape>.NotFound();

    /// <summary>What this person ordered, the last first.</summary>
    public Page<JobShape> List(Person person, string? after, int limit)
    {
        var page = jobs.Of(person.Account, after, limit);
        return new(
            [
                .. page.Items.Select(row => new JobShape(
                    row.Id,
                    row.Kind,
                    KindText(row.Kind),
                    row.Unit,
                    row.Total,
                    runner.DoneOf(row.Id) ?? row.Done,
                    null,
                    row.Refused,
                    [],
                    row.State,
                    StateText(row.State),
                    null,
                    null,
                    row.StartedAt
                )),
            ],
            page.Next
        );
    }

    /// <summary>What a job made, for download.</summary>
    public async Task<Answer<DocumentContent>> OpenOutputAsync(Person person, JobId id, CancellationToken cancellationToken) =>
        await FindAsync(person, id, cancellationToken) is { Output: { } output }
        && await bench.OpenAsync(output, cancellationToken) is { } content
            ? new Answer<DocumentContent>.Done(new(DocumentShape.Of(output, bench), content))
            : new Answer<DocumentContent>.NotFound();

    /// <summary>Waits, bounded, until a job is over that need not wait for its turn; it goes on where the wait ends before.</summary>
    internal async Task DoneAsync(JobId id, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await runner.NowAsync(id).WaitAsync(longest, TimeProvider.System, cancellationToken);
        }
        catch (TimeoutException)
        {
            // its page tells how far it has come
        }
    }

    internal async Task<Job?> FindAsync(Person person, JobId id, CancellationToken cancellationToken) =>
        await bench.LoadAsync(Bindings.Job, Bindings.Job.StreamOf(id.Value), cancellationToken) is { State: { Order: { } order } state }
        && order.Owner == person.Account
            ? state
            : null;

    internal JobShape ShapeOf(Person person, JobId id, Job job) =>
        new(
            id,
            job.Order!.Kind,
            KindText(job.Order.Kind),
            job.Order.Unit,
            job.Order.Total,
            Math.Max(job.Done, runner.DoneOf(id) ?? 0),
            job.Changed,
            job.RefusedCount,
            [.. job.Refused.Take(MostShown).Select(part => new RefusedPart(part.Item, part.Why, SentenceOf(person, part)))],
            job.State,
            StateText(job.State),
            CauseOf(job),
            job.Output is { } output ? DocumentShape.Of(output, bench) : null,
            null
        );

    /// <summary>Why a job was given up, in words; null: it was not.</summary>
    internal static string? CauseOf(Job job) => job.Failure is { } failure ? Sentence(failure.Cause, failure.Detail) : null;

    private static string KindText(JobKind kind) => Phrases.Has($"job-kind.{kind}") ? Phrases.Vi($"job-kind.{kind}") : kind.Value;

    internal static string SentenceOf(Person person, RefusedItem part) =>
        part.Arguments is { } arguments
            ? person.Sentence(part.Why.Value, arguments.ToDictionary(pair => pair.Key.Value, pair => pair.Value.Value))
            : Sentence(part.Why, part.Detail);

    // What stood for a placeholder was kept without its name.
    private static string Sentence(RefusalCode why, PublicText? detail) =>
        Placeholder().Replace(Phrases.Vi(why.Value), detail?.Value ?? "–");

    [GeneratedRegex(@"\{[a-zA-Z:]+\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Placeholder();

    private static string StateText(JobState state) => Phrases.Vi($"job-state.{state}");
}
