using System.Globalization;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Jobs;

/// <summary>Work of upkeep as it was last done.</summary>
/// <param name="Row">How it stands.</param>
/// <param name="By">Who ordered it; null: erased.</param>
/// <param name="Done">How many parts are behind it by now.</param>
/// <param name="Cause">Why it was given up; null: it was not.</param>
/// <param name="IsMine">The reader ordered it, and may look into it.</param>
public sealed record UpkeepLine(JobRow Row, string? By, int Done, string? Cause, bool IsMine);

/// <summary>A copy of everything that lies ready.</summary>
/// <param name="Folder">Where.</param>
/// <param name="At">Of when, UTC.</param>
/// <param name="Files">How many files.</param>
/// <param name="Bytes">How long they are together.</param>
public sealed record CopyLine(string Folder, DateTimeOffset At, long Files, long Bytes);

/// <summary>
/// What keeps the record safe, from the running service: kiểm tra tính toàn vẹn of the whole log, and sao lưu. Both are what the command line does,
/// as work behind the pages; both only read what is there.
/// </summary>
public sealed class Upkeep(
    JobDesk desk,
    JobQueries rows,
    JobRunner runner,
    Bench bench,
    Desk.Directory directory,
    IEventStore store,
    Settings settings
)
{
    /// <summary>Kiểm tra tính toàn vẹn của nhật ký.</summary>
    public static JobKind Verification { get; } = new("kiem-tra-nhat-ky");

    /// <summary>Sao lưu.</summary>
    public static JobKind Copying { get; } = new("sao-luu");

    /// <summary>Whether copies can be made from here: a folder for them is configured, and everything lies in the data folder.</summary>
    public bool Copies => settings is { Backup: not null, Store: null };

    /// <summary>Reads every event again and checks it against the hash that the next one holds.</summary>
    public async Task<Answer<JobShape>> VerifyAsync(Caller caller, CancellationToken cancellationToken) =>
        // Positions of the log in the data folder are dense; what a server's mean nobody can say.
        await StartAsync(
            caller,
            Verification,
            settings.Store is null && await store.HeadAsync(cancellationToken) is { } head
                ? (int)Math.Min(head.Commit, (ulong)int.MaxValue)
                : 0,
            cancellationToken
        );

    /// <summary>Makes a copy, and verifies it.</summary>
    public async Task<Answer<JobShape>> CopyAsync(Caller caller, CancellationToken cancellationToken) =>
        Copies ? await StartAsync(caller, Copying, CopyWork.Stages.Count, cancellationToken) : new Answer<JobShape>.NotFound();

    /// <summary>How work of a kind was last done, whoever ordered it; null: never.</summary>
    public async Task<UpkeepLine?> LastAsync(Person person, JobKind kind, CancellationToken cancellationToken)
    {
        if (rows.LastOf(kind) is not { } row)
        {
            return null;
        }

        var failure =
            row.State is JobState.Failed
            && await bench.LoadAsync(Bindings.Job, Bindings.Job.StreamOf(row.Id.Value), cancellationToken) is { State: var job }
                ? JobDesk.CauseOf(job)
                : null;
        return new(
            row,
            await directory.NameAsync(row.Owner, cancellationToken),
            Math.Max(row.Done, runner.DoneOf(row.Id) ?? 0),
            failure,
            row.Owner == person.Account
        );
    }

    /// <summary>The newest copy in the folder for them, whoever made it; null: there is none. Reads one line for each copy that is kept.</summary>
    public async Task<CopyLine?> LastCopyAsync(CancellationToken cancellationToken)
    {
        CopyLine? last = null;
        try
        {
            foreach (
                var folder in settings.Backup is { } all && System.IO.Directory.Exists(all)
                    ? System.IO.Directory.EnumerateDirectories(all)
                    : []
            )
            {
                try
                {
                    var manifest = await Backup.ReadManifestAsync(folder, cancellationToken);
                    last = last is null || manifest.At > last.At ? new(folder, manifest.At, manifest.Files, manifest.Bytes) : last;
                }
                catch (BackupRefusedException)
                {
                    // no copy, or not a whole one
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // what cannot be read is no copy for anybody
        }

        return last;
    }

    private async Task<Answer<JobShape>> StartAsync(Caller caller, JobKind kind, int total, CancellationToken cancellationToken)
    {
        var person = caller.Person;
        if (!person.May(Act.Operate))
        {
            return new Answer<JobShape>.Forbidden();
        }

        // An administrator need not hold an office; then it is the business of the highest unit.
        var capacity = person
            .Holdings.FirstOrDefault(holding => holding.Roles.Any(role => Permissions.ScopeOf(role, Act.Operate) is not Scope.None))
            ?.Capacity;
        return (capacity?.Unit ?? HighestOf(person)?.Id) is { } unit
            ? await desk.StartAsync(caller, capacity, unit, JobDesk.IdOf(caller), kind, total, null, null, cancellationToken)
            : Answer<JobShape>.Refuse(Workflows.Organisation.OrganisationRefusals.UnitUnknown, ("unit", "–"));
    }

    private static Workflows.Organisation.Unit? HighestOf(Person person) =>
        person
            .Organisation.Units.Where(unit => !unit.External && unit.IsInForce(person.Today))
            .OrderByDescending(unit => unit.Level)
            .ThenBy(unit => unit.Id.Value, StringComparer.Ordinal)
            .FirstOrDefault();
}

/// <summary>Reads the whole log and checks every chain.</summary>
public sealed class VerificationWork(IEventStore store) : IJobWork
{
    /// <inheritdoc/>
    public JobKind Kind => Upkeep.Verification;

    /// <inheritdoc/>
    public async Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (!run.Person.May(Act.Operate))
        {
            throw new JobFailedException(Refusal.Of(JobRefusals.Forbidden));
        }

        var verifier = new ChainVerifier();
        var read = 0;
        await foreach (var recorded in ChainVerifier.LogOf(store, cancellationToken))
        {
            if (verifier.Next(recorded) is { } fault)
            {
                throw new JobFailedException(
                    Refusal.Of(
                        JobRefusals.LogDamaged,
                        (
                            "where",
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"{fault.Stream}, sự kiện số {fault.Revision.Value}, phát hiện tại số {fault.NoticedAt.Value}"
                            )
                        )
                    )
                );
            }

            // What is recorded meanwhile, its own progress too, is read as well and counted with the end.
            if (++read % 1000 == 0 && (run.Order.Total == 0 || read <= run.Order.Total))
            {
                await run.ReachAsync(read, cancellationToken);
            }
        }

        await run.ReachAsync(run.Order.Total > 0 ? Math.Min(read, run.Order.Total) : read, cancellationToken);
        return null;
    }
}

/// <summary>Makes a copy of the data folder in the folder for copies, and verifies it.</summary>
public sealed class CopyWork(Settings settings) : IJobWork
{
    /// <summary>What is done one after another, as <see cref="BackupProgress.Stage"/> calls it.</summary>
    public static IReadOnlyList<string> Stages { get; } = ["log", "vault", "blobs", "verify"];

    /// <inheritdoc/>
    public JobKind Kind => Upkeep.Copying;

    /// <inheritdoc/>
    public async Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        if (!run.Person.May(Act.Operate) || settings is not { Backup: { } folder, Store: null })
        {
            throw new JobFailedException(Refusal.Of(JobRefusals.Forbidden));
        }

        // Its name derives from the job: the service that died over it finds what it left.
        var target = Path.Combine(folder, $"ban-sao-{run.Id}");
        var stages = new Reached();
        try
        {
            if (System.IO.Directory.Exists(target) && !File.Exists(Path.Combine(target, Backup.ManifestName)))
            {
                System.IO.Directory.Delete(target, recursive: true);
            }

            if (!System.IO.Directory.Exists(target))
            {
                var copying = Backup.CreateAsync(
                    settings.Data,
                    target,
                    TimeProvider.System.GetUtcNow(),
                    RecordedBlobs.Checks,
                    stages,
                    cancellationToken
                );
                while (await Task.WhenAny(copying, Task.Delay(TimeSpan.FromSeconds(1), CancellationToken.None)) != copying)
                {
                    await run.ReachAsync(stages.Over, cancellationToken);
                }

                await copying;
            }
        }
        catch (BackupRefusedException e)
        {
            throw new JobFailedException(e.Refusal);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JobFailedException(Refusal.Of(JobRefusals.CopyNotWritten, ("error", e.GetType().Name)));
        }

        await run.ReachAsync(Stages.Count, cancellationToken);
        return null;
    }

    // How many stages are over.
    private sealed class Reached : IProgress<BackupProgress>
    {
        public int Over { get; private set; }

        public void Report(BackupProgress value) => Over = Math.Max(Over, Stages.ToList().IndexOf(value.Stage));
    }
}
