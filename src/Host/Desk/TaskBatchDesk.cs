using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Desk;

/// <summary>What can be done on many tasks at once. What decides on people is not among it.</summary>
public enum BatchAct
{
    /// <summary>Nhận việc.</summary>
    [JsonStringEnumMemberName("nhan-viec")]
    Claim,

    /// <summary>Tiếp nhận.</summary>
    [JsonStringEnumMemberName("tiep-nhan")]
    Receive,

    /// <summary>Chuyển xử lý, to one person.</summary>
    [JsonStringEnumMemberName("chuyen-xu-ly")]
    Reassign,

    /// <summary>Thông báo kết quả.</summary>
    [JsonStringEnumMemberName("thong-bao")]
    Notify,

    /// <summary>Lưu trữ.</summary>
    [JsonStringEnumMemberName("luu-tru")]
    Archive,
}

/// <summary>How a batch is done; what its act does not need is null.</summary>
/// <param name="Act">Stored name of a <see cref="BatchAct"/>.</param>
/// <param name="On">Day of receipt, notice or archiving; null: today.</param>
/// <param name="ReturnOn">Hẹn trả, the same for all; null: what each one's route promises.</param>
/// <param name="To">Account id of whoever the tasks go to.</param>
/// <param name="Place">Where the paper lies; of secret dossiers it is not written down.</param>
public sealed record BatchInput(string? Act, string? On = null, string? ReturnOn = null, string? To = null, string? Place = null);

/// <summary>A task of a batch.</summary>
internal sealed record BatchPart(Guid Task, Guid Dossier);

/// <summary>What became of one task of a batch.</summary>
/// <param name="Item">Its place, from 1.</param>
/// <param name="IsBehind">Its turn has come.</param>
/// <param name="Why">Why it was not done, in words; null: it was, or its turn has not come.</param>
public sealed record BatchResult(int Item, TaskId Task, DossierId Dossier, bool IsBehind, string? Why);

/// <summary>A batch with what became of its tasks.</summary>
/// <param name="Job">How far it has come.</param>
/// <param name="Act">What is done.</param>
/// <param name="Results">Every task, in order.</param>
public sealed record BatchShape(JobShape Job, BatchAct Act, IReadOnlyList<BatchResult> Results)
{
    /// <summary>How many were done.</summary>
    public int Done => Results.Count(result => result is { IsBehind: true, Why: null });

    /// <summary>Those that were not: refused, or given up before their turn.</summary>
    public IReadOnlyList<BatchResult> Left =>
        [.. Results.Where(result => result.Why is not null || (!result.IsBehind && Job.State is not JobState.Running))];
}

/// <summary>
/// The same act on many tasks of a queue. It is ordered like any long work, so each task has its own result, what is refused stops nothing,
/// and it goes on after a restart; what fits a page is done while the person waits.
/// </summary>
public sealed class TaskBatchDesk(Bench bench, JobDesk jobs, TaskQueries tasks)
{
    /// <summary>So many are done while the person waits.</summary>
    public const int OnePage = 50;

    /// <summary>Most tasks of one batch.</summary>
    public const int Most = 5_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(10);

    /// <summary>The kind of long work that an act is.</summary>
    public static JobKind KindOf(BatchAct act) =>
        act switch
        {
            BatchAct.Claim => new("nhan-nhieu-viec"),
            BatchAct.Receive => new("tiep-nhan-nhieu-ho-so"),
            BatchAct.Reassign => new("chuyen-nhieu-viec"),
            BatchAct.Notify => new("thong-bao-nhieu-ho-so"),
            BatchAct.Archive => new("luu-tru-nhieu-ho-so"),
        };

    /// <summary>The act that long work of a kind does; null: it is of another kind.</summary>
    public static BatchAct? ActOf(JobKind kind) =>
        Enum.GetValues<BatchAct>().Where(act => KindOf(act) == kind).Select(act => (BatchAct?)act).FirstOrDefault();

    /// <summary>
    /// Why a task is left out of a batch, a code with its sentence in Phrases; null: it is not. What only the record can say is said when its turn
    /// comes.
    /// </summary>
    public static string? Hindrance(Person person, BatchAct act, TaskRow row)
    {
        if (act is BatchAct.Reassign)
        {
            return person.May(Act.ReassignTasks, row.Desk.Unit) ? null : "batch.not-yours";
        }

        return !person.MayWork(row.Post) ? "batch.not-yours"
            : person.IsBarredFrom(row.Post) ? "batch.own-affair"
            : row.ClaimedBy is { } by && by != person.Account ? "batch.taken"
            : act switch
            {
                BatchAct.Claim => row.ClaimedBy is null ? null : "batch.mine-already",
                BatchAct.Receive => row.ToReceive ? null : "batch.nothing-to-receive",
                BatchAct.Notify => row.ToReceive ? "batch.receive-first"
                : row.Act is StepAct.Notify ? null
                : "batch.other-step",
                BatchAct.Archive => row.ToReceive ? "batch.receive-first"
                : row.Act is StepAct.Archive ? null
                : "batch.other-step",
                BatchAct.Reassign => null,
            };
    }

    /// <summary>Everything a view shows, in its order; one more than <see cref="Most"/> where there is more.</summary>
    public IReadOnlyList<TaskRow> RowsOf(Person person, IReadOnlyList<Office> offices, QueueView view)
    {
        var rows = new List<TaskRow>();
        string? after = null;
        do
        {
            var page = view.Mine
                ? tasks.ClaimedBy(person.Account, after, 200, view.Filter)
                : tasks.OfOffices(offices, after, 200, view.Filter);
            rows.AddRange(page.Items);
            after = page.Next;
        } while (after is not null && rows.Count <= Most);
        return rows.Count > Most + 1 ? rows[..(Most + 1)] : rows;
    }

    /// <summary>Does the act on the tasks: those of a page before this answers, more behind the pages.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="input">What, and how.</param>
    /// <param name="rows">On which, in order.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public Task<Answer<JobShape>> StartAsync(
        Caller caller,
        BatchInput input,
        IReadOnlyList<TaskRow> rows,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var act = check.OneOf("act", input.Act, BatchAct.Claim);
        check.OptionalDate("on", input.On);
        check.OptionalDate("returnOn", input.ReturnOn);
        check.OptionalText("place", input.Place, 500);
        if (act is BatchAct.Reassign)
        {
            check.Id<AccountId>("to", input.To);
        }

        return check.Failed ? Task.FromResult(check.Answer<JobShape>())
            : rows.Count == 0 ? Task.FromResult(Answer<JobShape>.Refuse(HostRefusals.NothingInBatch))
            : rows.Count > Most ? Task.FromResult(Answer<JobShape>.Refuse(HostRefusals.TooManyInBatch, ("max", Vietnam.Number(Most))))
            : OrderAsync(
                caller,
                act,
                [.. rows.Select(row => new BatchPart(row.Task.Value, row.Dossier.Value))],
                JsonSerializer.Serialize(input),
                cancellationToken
            );
    }

    /// <summary>Thử lại những việc chưa được: the same act once more on those of a batch that were refused or never had their turn.</summary>
    public async Task<Answer<JobShape>> RetryAsync(Caller caller, JobId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(caller.Person, id, cancellationToken) is not var (shape, settings))
        {
            return new Answer<JobShape>.NotFound();
        }

        return shape.Left.Count == 0 || shape.Job.State is JobState.Running
            ? Answer<JobShape>.Refuse(HostRefusals.NothingInBatch)
            : await OrderAsync(
                caller,
                shape.Act,
                [.. shape.Left.Select(left => new BatchPart(left.Task.Value, left.Dossier.Value))],
                settings,
                cancellationToken
            );
    }

    /// <summary>What became of a batch of this person.</summary>
    public async Task<Answer<BatchShape>> GetAsync(Person person, JobId id, CancellationToken cancellationToken) =>
        await FindAsync(person, id, cancellationToken) is var (shape, _)
            ? new Answer<BatchShape>.Done(shape)
            : new Answer<BatchShape>.NotFound();

    private async Task<(BatchShape Shape, string Settings)?> FindAsync(Person person, JobId id, CancellationToken cancellationToken)
    {
        if (
            await jobs.FindAsync(person, id, cancellationToken) is not { Order: { Input: { } input } order } job
            || ActOf(order.Kind) is not { } act
            || bench.Reveal(order.Settings) is not { } settings
            || await bench.OpenAsync(input, cancellationToken) is not { } content
        )
        {
            return null;
        }

        var parts = await TaskBatchWork.PartsAsync(content, cancellationToken);
        var shape = jobs.ShapeOf(id, job);
        var refused = job.Refused.ToDictionary(part => part.Item, JobDesk.SentenceOf);
        return (
            new(
                shape,
                act,
                [
                    .. parts.Select(
                        (part, i) =>
                            new BatchResult(
                                i + 1,
                                new(part.Task),
                                new(part.Dossier),
                                i < job.Done,
                                i < job.Done ? refused.GetValueOrDefault(i + 1) : null
                            )
                    ),
                ]
            ),
            settings
        );
    }

    private async Task<Answer<JobShape>> OrderAsync(
        Caller caller,
        BatchAct act,
        List<BatchPart> parts,
        string settings,
        CancellationToken cancellationToken
    )
    {
        if (caller.Person.Holdings is not [{ Capacity: var capacity }, ..])
        {
            return new Answer<JobShape>.Forbidden();
        }

        var answer = await jobs.StartOnAsync(caller, capacity, KindOf(act), parts, settings, cancellationToken);
        if (answer is Answer<JobShape>.Done done && parts.Count <= OnePage)
        {
            await jobs.DoneAsync(done.Value.Id, LongestWait, cancellationToken);
        }

        return answer;
    }
}

/// <summary>Does a batch, one task after another, in the name of whoever ordered it and as far as they still may.</summary>
public sealed class TaskBatchWork(BatchAct act, TaskDesk desk, DossierQueries dossiers) : IJobWork
{
    /// <inheritdoc/>
    public JobKind Kind => TaskBatchDesk.KindOf(act);

    /// <inheritdoc/>
    public async Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var order =
            (run.Settings is { } settings ? JsonSerializer.Deserialize<BatchInput>(settings) : null)
            ?? throw new JobFailedException(Refusal.Of(JobRefusals.InputGone));
        var parts = await PartsAsync(await run.InputAsync(cancellationToken), cancellationToken);
        foreach (var part in parts.Skip(run.Done).ToList())
        {
            var refusal = RefusalOf(await OneAsync(run.Caller($"task {part.Task}"), new(part.Task), order, part, cancellationToken));
            await run.PassAsync(refusal is null, refusal, cancellationToken);
        }

        return null;
    }

    internal static async Task<IReadOnlyList<BatchPart>> PartsAsync(Stream content, CancellationToken cancellationToken)
    {
        var parts = new List<BatchPart>();
        using var reader = new StreamReader(content, Encoding.UTF8);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            parts.Add(JsonSerializer.Deserialize<BatchPart>(line)!);
        }

        return parts;
    }

    private Task<Answer<TaskChanged>> OneAsync(
        Caller caller,
        TaskId task,
        BatchInput order,
        BatchPart part,
        CancellationToken cancellationToken
    ) =>
        act switch
        {
            BatchAct.Claim => desk.ClaimAsync(caller, task, cancellationToken),
            BatchAct.Receive => desk.ReceiveAsync(caller, task, new(null, order.On, order.ReturnOn), cancellationToken),
            BatchAct.Reassign => desk.ReassignAsync(caller, task, new(order.To), cancellationToken),
            BatchAct.Notify => desk.CompleteAsync(caller, task, Ended(order, null), null, cancellationToken),
            BatchAct.Archive => desk.CompleteAsync(
                caller,
                task,
                Ended(order, dossiers.Find(new(part.Dossier))?.Row.Secrecy is Secrecy.Normal ? order.Place : null),
                null,
                cancellationToken
            ),
        };

    private static CompleteInput Ended(BatchInput order, string? place) => new(null, null, null, null, null, order.On, place);

    private static Refusal? RefusalOf(Answer<TaskChanged> answer) =>
        answer switch
        {
            Answer<TaskChanged>.Done => null,
            Answer<TaskChanged>.Refused refused => refused.Refusal,
            Answer<TaskChanged>.Invalid { Faults: [var fault, ..] } => fault.What,
            Answer<TaskChanged>.Forbidden => Refusal.Of("problem.forbidden"),
            Answer<TaskChanged>.NotFound => Refusal.Of("problem.not-found"),
            _ => Refusal.Of("problem.contended"),
        };
}
