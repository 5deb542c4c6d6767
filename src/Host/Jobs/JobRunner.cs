using System.Collections.Concurrent;
using System.Threading.Channels;
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

/// <summary>A kind of long work. What it brings about it records by commands whose ids derive from the job's, so that a part done twice changes nothing.</summary>
public interface IJobWork
{
    /// <summary>Permanent name of the kind; "job-kind.{kind}" is its name for people.</summary>
    JobKind Kind { get; }

    /// <summary>Does what is left of it, from <see cref="JobRun.Done"/> on, and says what it made, if anything.</summary>
    /// <param name="run">The job.</param>
    /// <param name="cancellationToken">Somebody stopped it, or the service ends: it goes on at the next start.</param>
    /// <returns>What it kept by <see cref="JobRun.KeepAsync"/>, to take away; null: nothing.</returns>
    /// <exception cref="JobFailedException">It cannot be done.</exception>
    Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken);
}

/// <summary>A job that cannot be done.</summary>
public sealed class JobFailedException(Refusal cause) : Exception(cause.Code)
{
    /// <summary>Why.</summary>
    public Refusal Cause { get; } = cause;
}

/// <summary>A job while it runs: what it works on, in whose name, and how far it has come.</summary>
public sealed class JobRun
{
    private const int PartsOfUnknown = 100_000;

    private readonly Bench _bench;
    private readonly Func<JobCommand, string, Task<bool>> _note;
    private readonly List<RefusedItem> _refused = [];
    private readonly int _step;
    private int _noted;

    internal JobRun(JobId id, Job job, Person person, Bench bench, Func<JobCommand, string, Task<bool>> note)
    {
        Id = id;
        Order = job.Order!;
        Person = person;
        Done = _noted = job.Done;
        Changed = job.Changed;
        _bench = bench;
        _note = note;
        _step = Math.Clamp(Order.Total / 50, 1, 200);
    }

    public JobId Id { get; }

    /// <summary>How it was ordered.</summary>
    public JobEvent.Started Order { get; }

    /// <summary>Whoever ordered it, with what they may do today.</summary>
    public Person Person { get; }

    /// <summary>How many parts are behind it: the first that is left is <c>Done + 1</c>.</summary>
    public int Done { get; private set; }

    /// <summary>How many of them changed something.</summary>
    public int Changed { get; private set; }

    /// <summary>Its settings, as its kind wrote them; null: none, or erased.</summary>
    public string? Settings => _bench.Reveal(Order.Settings);

    /// <summary>Whoever ordered it, under a command id of a part: the same one whenever that part is done.</summary>
    public Caller Caller(string part) => new(Person, DerivedId.From(Id.Value, part), null);

    /// <summary>What it works on.</summary>
    /// <exception cref="JobFailedException">It is there no more.</exception>
    public async Task<Stream> InputAsync(CancellationToken cancellationToken) =>
        Order.Input is { } input && await _bench.OpenAsync(input, cancellationToken) is { } content
            ? content
            : throw new JobFailedException(Refusal.Of(JobRefusals.InputGone));

    /// <summary>
    /// Keeps what it makes, before anything is recorded of it. It is made once: where the service died afterwards, what was kept then is what
    /// people get and what its digest says.
    /// </summary>
    /// <param name="fileName">As it is downloaded.</param>
    /// <param name="make">Makes it; of a kind that the vault accepts.</param>
    /// <param name="cancellationToken">Somebody stopped it, or the service ends.</param>
    public Task<DocumentEntry> KeepAsync(string fileName, Func<Task<Stream>> make, CancellationToken cancellationToken) =>
        _bench.StoreOnceAsync(Caller("output"), Keys.Of(Id), fileName, make, cancellationToken);

    /// <summary>One part more is behind it. Now and then that is recorded; what was done since is done again after a crash.</summary>
    /// <param name="changed">Whether it changed anything.</param>
    /// <param name="refused">Why it was refused; null: it was not.</param>
    /// <param name="cancellationToken">Somebody stopped it, or the service ends.</param>
    public async Task PassAsync(bool changed, Refusal? refused, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Done++;
        Changed += changed ? 1 : 0;
        if (refused is not null)
        {
            _refused.Add(RefusedItem.Of(Done, refused));
        }

        if (Done - _noted >= _step)
        {
            await NoteAsync();
        }
    }

    /// <summary>
    /// So many parts are behind it, counted from the first: for work that reads through, and after a crash reads again what it had read. Recorded
    /// some fifty times in all.
    /// </summary>
    /// <param name="done">How many.</param>
    /// <param name="cancellationToken">Somebody stopped it, or the service ends.</param>
    public async Task ReachAsync(int done, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (done <= Done)
        {
            return;
        }

        Done = Changed = done;
        if (Done - _noted >= (Order.Total > 0 ? Math.Max(1, Order.Total / 50) : PartsOfUnknown))
        {
            await NoteAsync();
        }
    }

    private async Task NoteAsync()
    {
        var command = new JobCommand.Advance(Done, Changed, [.. _refused]);
        if (!await _note(command, $"advance {Done}"))
        {
            throw new OperationCanceledException("The job is over.");
        }

        _refused.Clear();
        _noted = Done;
    }

    /// <summary>So many parts more are behind it, done in one piece and well: recorded with the end of the job.</summary>
    public void PassAtOnce(int parts)
    {
        Done += parts;
        Changed += parts;
    }

    internal IReadOnlyList<RefusedItem> NotYetNoted => _refused;
}

/// <summary>
/// Does long work, one job after another, behind the pages: at the start whatever the log says is not over, then what is ordered. A job
/// goes on where it was when the service ended.
/// </summary>
public sealed class JobRunner(
    Bench bench,
    CommandRunner runner,
    JobQueries jobs,
    People people,
    IEnumerable<IJobWork> works,
    ILogger<JobRunner> log
) : BackgroundService
{
    private static readonly TimeSpan TriedAgainAfter = TimeSpan.FromSeconds(30);

    private readonly Channel<JobId> _waiting = Channel.CreateUnbounded<JobId>();
    private readonly ConcurrentDictionary<JobId, CancellationTokenSource> _running = new();
    private readonly ConcurrentDictionary<JobId, int> _done = new();
    private readonly ConcurrentDictionary<JobId, Lazy<Task>> _doing = new();
    private CancellationToken _ends;

    /// <summary>Does a job that was ordered.</summary>
    internal void Wake(JobId id) => _waiting.Writer.TryWrite(id);

    /// <summary>Does a job without waiting for those before it: for one that is short. Done once, however many ask.</summary>
    internal Task NowAsync(JobId id) =>
        _doing
            .GetOrAdd(
                id,
                key => new Lazy<Task>(async () =>
                {
                    await Task.Yield();
                    try
                    {
                        await RunAsync(key, _ends);
                    }
                    finally
                    {
                        _doing.TryRemove(key, out _);
                    }
                })
            )
            .Value;

    /// <summary>Stops a job that was cancelled.</summary>
    internal void Stop(JobId id)
    {
        if (_running.TryGetValue(id, out var source))
        {
            source.Cancel();
        }
    }

    /// <summary>How many parts are behind a job that runs here, more exactly than recorded; null: it does not.</summary>
    public int? DoneOf(JobId id) => _done.TryGetValue(id, out var done) ? done : null;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        _ends = stoppingToken;
        await Task.Yield();
        try
        {
            while (!await bench.CaughtUpAsync(stoppingToken))
            {
                await Task.Delay(TimeSpan.FromSeconds(1), stoppingToken);
            }

            foreach (var id in jobs.Running())
            {
                Wake(id);
            }

            await foreach (var id in _waiting.Reader.ReadAllAsync(stoppingToken))
            {
                await NowAsync(id);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops; the log says what is left
        }
    }

    private async Task RunAsync(JobId id, CancellationToken stoppingToken)
    {
        while (true)
        {
            using var source = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken);
            _running[id] = source;
            try
            {
                await DoAsync(id, source.Token);
                return;
            }
            catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
            {
                return; // somebody stopped it
            }
            catch (JobFailedException e)
            {
                await NoteAsync(id, new JobCommand.Fail(e.Cause), "fail");
                return;
            }
            catch (Exception e) when (e is StoreReadOnlyException or StoreUnreachableException or TimeoutException or IOException)
            {
                log.LogWarning("Job {Job} waits: {Error}.", id, e.GetType().Name);
                await Task.Delay(TriedAgainAfter, stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The type and where it came from; a message could hold what somebody typed.
                log.LogError("Job {Job} failed: {Exception} {Stack}", id, e.GetType().FullName, e.StackTrace);
                await NoteAsync(id, new JobCommand.Fail(Refusal.Of(JobRefusals.Broken, ("error", e.GetType().Name))), "fail");
                return;
            }
            finally
            {
                _running.TryRemove(id, out _);
                _done.TryRemove(id, out _);
            }
        }
    }

    private async Task DoAsync(JobId id, CancellationToken cancellationToken)
    {
        if (
            await bench.LoadAsync(Bindings.Job, Bindings.Job.StreamOf(id.Value), cancellationToken)
            is not { State: { Order: not null, State: JobState.Running } job }
        )
        {
            return;
        }

        var work =
            works.FirstOrDefault(known => known.Kind == job.Order.Kind)
            ?? throw new JobFailedException(Refusal.Of(JobRefusals.KindUnknown, ("kind", job.Order.Kind.Value)));
        var (person, _) =
            await people.FindAsync(job.Order.Owner, cancellationToken) ?? throw new JobFailedException(Refusal.Of(JobRefusals.Forbidden));
        var run = new JobRun(
            id,
            job,
            person,
            bench,
            async (command, part) =>
            {
                _done[id] = command is JobCommand.Advance { Done: var done } ? done : 0;
                return await NoteAsync(id, command, part);
            }
        );
        var output = await work.RunAsync(run, cancellationToken);
        await NoteAsync(id, new JobCommand.Finish(run.Done, run.Changed, [.. run.NotYetNoted], output), "finish");
    }

    // True: noted, or known before; false: it is over, because somebody stopped it here or on another host.
    private async Task<bool> NoteAsync(JobId id, JobCommand command, string part)
    {
        var context = new CommandContext(DerivedId.From(id.Value, part), bench.Now, CommandContext.System, null, id.Value, null);
        return await runner.RunAsync(Bindings.Job, Bindings.Job.StreamOf(id.Value), command, context, null, CancellationToken.None)
            is RunResult<Job>.Recorded
                or RunResult<Job>.Unchanged;
    }
}
