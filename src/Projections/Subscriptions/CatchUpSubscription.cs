using System.Diagnostics;
using System.Threading.Channels;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Subscriptions;

/// <summary>
/// Feeds the views from the log. All running views go in one pass: read after the lowest checkpoint, apply a batch to each,
/// commit rows and checkpoints in one transaction, go on live. Views being built go in a pass of their own beside it, without
/// the indexes that only readers need; when they have reached the head the indexes are made, what came meanwhile is applied,
/// and readers are handed over in one transaction. Whatever is interrupted goes on from its checkpoint.
/// <para>An event that a view cannot apply stops that view there, visibly; the others go on. Trouble with the log or the disk
/// stops nothing: it is tried again.</para>
/// </summary>
public sealed class CatchUpSubscription : IAsyncDisposable
{
    private const int EventsOfChunk = 256; // handed from the reading thread at once
    private const int MostChunksWaiting = 64;
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly ViewDatabase _database;
    private readonly IEventStore _store;
    private readonly IReadOnlyList<Func<IProjection>> _views;
    private readonly TimeProvider _time;
    private readonly Action<string>? _step;
    private readonly Func<Position, CancellationToken, ValueTask>? _before;
    private readonly CancellationTokenSource _stop = new();
    private readonly List<Task> _passes = [];
    private readonly List<Running> _running = []; // guarded by the write lock, as all of Running and Pass is
    private Pass? _main;
    private volatile TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool _started;
    private Position? _startedOverFrom;

    /// <param name="database">Where the views are.</param>
    /// <param name="store">The log.</param>
    /// <param name="views">Makes an instance of each view; called again for each build.</param>
    /// <param name="time">For waiting and for the lag shown.</param>
    /// <param name="before">Awaited with a position before events up to it are applied (the reference data must have come so far).</param>
    public CatchUpSubscription(
        ViewDatabase database,
        IEventStore store,
        IReadOnlyList<Func<IProjection>> views,
        TimeProvider time,
        Func<Position, CancellationToken, ValueTask>? before = null
    )
        : this(database, store, views, time, before, null) { }

    /// <param name="step">Called between every two steps: tests crash here.</param>
    internal CatchUpSubscription(
        ViewDatabase database,
        IEventStore store,
        IReadOnlyList<Func<IProjection>> views,
        TimeProvider time,
        Func<Position, CancellationToken, ValueTask>? before,
        Action<string>? step
    )
    {
        _database = database;
        _store = store;
        _views = views;
        _time = time;
        _before = before;
        _step = step;
    }

    /// <summary>Events of one transaction while behind.</summary>
    internal int MostEventsAtOnce { get; init; } = 8_192;

    /// <summary>As long as no running view waits for its turn at the file: fewer rows are written twice.</summary>
    internal int MostEventsAtOnceAlone { get; init; } = 32_768;

    /// <summary>Opens the generations and starts the passes. Costs nothing that grows with the log.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var head = await _store.HeadAsync(cancellationToken).ConfigureAwait(false);
        var first = head is null ? null : await FirstEventAsync(cancellationToken).ConfigureAwait(false);
        lock (_database.WriteLock)
        {
            var registry = new Registry(_database.Writer);
            _startedOverFrom = registry.MustBelongTo(first, head);
            var main = new Pass();
            var building = new Pass { IsBuild = true };
            foreach (var make in _views)
            {
                Open(registry, make, main, building);
            }

            registry.DropRetired();
            _started = true;
            if (main.Views.Count > 0)
            {
                // One that was stopped must not make the others read again what they have: it catches up apart.
                var furthest = main.Views.Max(v => v.Position);
                var behind = new Pass { IsBuild = true };
                behind.Views.AddRange(main.Views.Where(v => v.Position != furthest));
                main.Views.RemoveAll(v => v.Position != furthest);
                _main = main;
                Start(main);
                if (behind.Views.Count > 0)
                {
                    Start(behind);
                }
            }

            if (building.Views.Count > 0)
            {
                Start(building);
            }
        }
    }

    /// <summary>The checkpoint that lay beyond the end of the log, so that everything is built from the start; null: none did.</summary>
    public Position? StartedOverFrom => _startedOverFrom;

    /// <summary>Waits until a view has passed a position; false when the time is over first or the view has stopped.</summary>
    public async ValueTask<bool> WaitAsync(string view, Position position, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var deadline = _time.GetTimestamp();
        while (true)
        {
            var moved = _moved.Task;
            switch (HasPassed(view, position))
            {
                case true:
                    return true;
                case null:
                    return false;
            }

            var left = timeout - _time.GetElapsedTime(deadline);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                await moved.WaitAsync(left, _time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return HasPassed(view, position) == true;
            }
        }
    }

    /// <summary>Waits until every view that is not stopped has passed a position.</summary>
    public async ValueTask<bool> WaitAllAsync(Position position, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var start = _time.GetTimestamp();
        string[] names;
        lock (_database.WriteLock)
        {
            names = [.. _running.Where(r => r.Stopped is null).Select(r => r.View.Name).Distinct(StringComparer.Ordinal)];
        }

        foreach (var name in names)
        {
            var left = timeout - _time.GetElapsedTime(start);
            if (!await WaitAsync(name, position, left > TimeSpan.Zero ? left : TimeSpan.Zero, cancellationToken).ConfigureAwait(false))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Builds views anew beside the running ones; unknown names are passed over. Ends when the builds have begun.</summary>
    /// <param name="views">Which; empty: all.</param>
    public void Rebuild(params IReadOnlyList<string> views)
    {
        lock (_database.WriteLock)
        {
            var registry = new Registry(_database.Writer);
            var pass = new Pass { IsBuild = true };
            foreach (var make in _views)
            {
                var view = make();
                var isAsked = views.Count == 0 || views.Contains(view.Name);
                if (isAsked && !_running.Exists(r => r.View.Name == view.Name && r.IsBuilding))
                {
                    pass.Views.Add(Begin(registry, view));
                }
            }

            if (pass.Views.Count > 0)
            {
                Start(pass);
            }
        }
    }

    /// <summary>Lets a stopped view try again from where it stopped.</summary>
    public bool Restart(string view)
    {
        lock (_database.WriteLock)
        {
            var stopped = _running.FindAll(r => r.View.Name == view && r.Stopped is not null);
            if (stopped.Count == 0)
            {
                return false;
            }

            var pass = new Pass { IsBuild = true };
            foreach (var running in stopped)
            {
                running.Stopped = null;
                running.View.Forget();
                pass.Views.Add(running);
            }

            Start(pass);
            return true;
        }
    }

    /// <summary>Drops from every view what it holds in clear under a destroyed key.</summary>
    public void Erase(KeyId key)
    {
        lock (_database.WriteLock)
        {
            _database.Writer.Execute("BEGIN IMMEDIATE");
            try
            {
                foreach (var running in _running)
                {
                    running.View.Erase(key, running.Writer);
                }

                Commit();
            }
            catch
            {
                Undo(_running);
                throw;
            }
        }
    }

    /// <summary>How every view is doing.</summary>
    public async ValueTask<IReadOnlyList<SubscriptionStatus>> StatusAsync(CancellationToken cancellationToken = default)
    {
        var head = await _store.HeadAsync(cancellationToken).ConfigureAwait(false);
        var now = _time.GetUtcNow();
        lock (_database.WriteLock)
        {
            return [.. _running.Select(r => StatusOf(r, head, now))];
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Task[] passes;
        lock (_database.WriteLock)
        {
            passes = [.. _passes];
        }

        try
        {
            await Task.WhenAll(passes).ConfigureAwait(false);
        }
        catch (Exception)
        {
            // A pass that a test crashed has said so already; the process is going down.
        }

        lock (_database.WriteLock)
        {
            foreach (var running in _running)
            {
                running.Writer.Dispose();
            }

            _running.Clear();
        }

        _stop.Dispose();
    }

    /// <summary>The passes: tests wait for their crash.</summary>
    internal Task Passes
    {
        get
        {
            lock (_database.WriteLock)
            {
                return Task.WhenAll(_passes);
            }
        }
    }

    private void Open(Registry registry, Func<IProjection> make, Pass main, Pass building)
    {
        var view = make();
        var kept = registry.Of(view.Name);
        foreach (var old in kept.Where(k => k.State == GenerationState.Building && k.Generation.Version != view.Version).ToList())
        {
            registry.Retire(old.Generation); // an unfinished build of another release
        }

        var active = kept.Find(k => k.State == GenerationState.Active);
        if (active?.Generation.Version == view.Version)
        {
            main.Views.Add(Add(view, active));
            _database.Activate(view.Name, active.Generation.Suffix);
            view = make();
        }
        else if (active is not null && active.Generation.Version < view.Version && active.Generation.Version >= view.ReadableFrom)
        {
            _database.Activate(view.Name, active.Generation.Suffix);
        }

        if (kept.Find(k => k.State == GenerationState.Building && k.Generation.Version == view.Version) is { } unfinished)
        {
            building.Views.Add(Add(view, unfinished));
        }
        else if (active?.Generation.Version != view.Version)
        {
            building.Views.Add(Begin(registry, view));
        }
    }

    private Running Begin(Registry registry, IProjection view)
    {
        var running = Add(view, new(registry.Begin(view.Name, view.Version), GenerationState.Building, false, null, null, 0));
        running.Writer.Execute(view.Schema);
        return running;
    }

    private Running Add(IProjection view, KeptGeneration kept)
    {
        var running = new Running(view, kept, new ViewWriter(_database.Writer, kept.Generation.Suffix, _database.Words));
        running.Writer.Execute(view.Schema);
        _running.Add(running);
        return running;
    }

    private void Start(Pass pass)
    {
        if (_started && !_stop.IsCancellationRequested)
        {
            _passes.RemoveAll(p => p.IsCompletedSuccessfully);
            _passes.Add(Task.Run(() => RunAsync(pass, _stop.Token), CancellationToken.None));
        }
    }

    private async Task RunAsync(Pass pass, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                if (await ReadOnceAsync(pass, cancellationToken).ConfigureAwait(false))
                {
                    return;
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (SimulatedCrashException)
            {
                throw;
            }
            catch (Exception e)
            {
                lock (_database.WriteLock)
                {
                    pass.Trouble = e.Message;
                }

                await Task.Delay(RetryAfter, _time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    /// <summary>True when the pass has nothing left to do: its views have joined the main one or stopped.</summary>
    private async Task<bool> ReadOnceAsync(Pass pass, CancellationToken cancellationToken)
    {
        Position? after;
        lock (_database.WriteLock)
        {
            if (pass.Views.Count == 0)
            {
                return Leave(pass);
            }

            after = pass.Views.Any(v => v.Position is null) ? null : pass.Views.Min(v => v.Position!.Value);
            pass.Position = after;
        }

        _step?.Invoke("subscribe");
        using var reading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var channel = Channel.CreateBounded<List<Item>>(
            new BoundedChannelOptions(MostChunksWaiting) { SingleReader = true, SingleWriter = true }
        );
        var reader = Task.Run(() => ReadAsync(after, channel.Writer, reading.Token), CancellationToken.None);
        try
        {
            var batch = new List<ViewEvent>(MostEventsAtOnce);
            var isLive = false;
            while (await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
            {
                batch.Clear();
                Position? upTo = null;
                var caughtUp = false;
                var most = IsAlone() ? MostEventsAtOnceAlone : MostEventsAtOnce;
                while (batch.Count < most && !caughtUp)
                {
                    if (!channel.Reader.TryRead(out var chunk))
                    {
                        // Live, nobody waits for company. Behind, whole batches: each commit writes every page it touched.
                        if (isLive || !await channel.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false))
                        {
                            break;
                        }

                        continue;
                    }

                    foreach (var item in chunk)
                    {
                        upTo = item.Position ?? upTo;
                        caughtUp = item.IsCaughtUp; // only ever the last of its chunk
                        if (item.Event is { } e)
                        {
                            batch.Add(e);
                        }
                    }
                }

                isLive |= caughtUp;

                if (_before is not null && batch.Count > 0)
                {
                    await _before(batch[^1].Position, cancellationToken).ConfigureAwait(false);
                }

                if (upTo is { } position)
                {
                    Apply(pass, batch, position);
                }

                if (caughtUp)
                {
                    Index(pass);
                    pass.HasCaughtUp = true;
                }

                if (pass.IsBuild && pass.HasCaughtUp && Join(pass))
                {
                    return true;
                }
            }

            return false;
        }
        finally
        {
            await reading.CancelAsync().ConfigureAwait(false);
            await reader.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private bool IsAlone()
    {
        lock (_database.WriteLock)
        {
            return _main is null or { Ended: true };
        }
    }

    /// <summary>Reads and understands events on a thread of its own, so that a rebuild uses two processors.</summary>
    private async Task ReadAsync(Position? after, ChannelWriter<List<Item>> into, CancellationToken cancellationToken)
    {
        try
        {
            await using var messages = _store
                .SubscribeToAll(after, SubscriptionFilter.All, cancellationToken)
                .GetAsyncEnumerator(cancellationToken);
            var chunk = new List<Item>();
            while (true)
            {
                var next = messages.MoveNextAsync();
                if (chunk.Count > 0 && (chunk.Count == EventsOfChunk || chunk[^1].IsCaughtUp || !next.IsCompleted))
                {
                    // Full, or what follows has to be waited for: nobody waits for company.
                    try
                    {
                        await into.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                    }
                    catch
                    {
                        // What is under way must end before it may be disposed of.
                        await ((Task)next.AsTask()).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                        throw;
                    }

                    chunk = [];
                }

                if (!await next.ConfigureAwait(false))
                {
                    break;
                }

                var message = messages.Current;
                chunk.Add(
                    new Item(
                        message.Event is { } recorded ? new ViewEvent(recorded) : null,
                        message.Event?.Position ?? message.Position,
                        message.Kind == SubscriptionMessageKind.CaughtUp
                    )
                );
            }

            if (chunk.Count > 0)
            {
                await into.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
            }

            into.TryComplete();
        }
        catch (Exception e)
        {
            into.TryComplete(e);
        }
    }

    private void Apply(Pass pass, List<ViewEvent> batch, Position upTo)
    {
        lock (_database.WriteLock)
        {
            if (upTo <= pass.Position)
            {
                return;
            }

            var start = _time.GetTimestamp();
            var spans = SpansOf(pass, batch);
            try
            {
                _database.Writer.Execute("BEGIN IMMEDIATE");
                foreach (var running in pass.Views)
                {
                    Feed(running, batch, upTo);
                    _step?.Invoke("applied");
                }

                Commit();
            }
            catch (Exception e) when (IsPoison(e))
            {
                Undo(pass.Views);
                FindPoison(pass, batch, upTo);
            }
            catch
            {
                Undo(pass.Views);
                throw;
            }
            finally
            {
                spans.ForEach(span => span.Dispose());
            }

            pass.Position = upTo;
            pass.Trouble = null;
            foreach (var running in pass.Views)
            {
                running.Committed(_time.GetElapsedTime(start));
            }
        }

        _step?.Invoke("committed");
        Moved();
    }

    private void Feed(Running running, List<ViewEvent> batch, Position upTo)
    {
        if (upTo <= running.Position)
        {
            return;
        }

        var mine = running.Select(batch);
        if (mine.Count > 0)
        {
            running.View.Apply(mine, running.Writer);
        }

        _step?.Invoke("rows");
        Advance(running, upTo, batch.Count > 0 ? batch[^1] : null, mine.Count);
    }

    private void Advance(Running running, Position to, ViewEvent? last, long events)
    {
        var at = last is { IsReadable: true } ? last.Metadata.At : (DateTimeOffset?)null;
        Checkpoint.Advance(_database.Writer, running.Generation, running.Position, to, at, events);
        running.Pending = (to, at ?? running.At, running.Events + events, events);
    }

    /// <summary>
    /// Some view could not take the batch: apply it to each view alone, and to the one that fails event by event, so that it
    /// stops exactly before the event it cannot take.
    /// </summary>
    private void FindPoison(Pass pass, List<ViewEvent> batch, Position upTo)
    {
        _database.Writer.Execute("BEGIN IMMEDIATE");
        try
        {
            foreach (var running in pass.Views.ToList())
            {
                if (!Try(running, () => Feed(running, batch, upTo), out _))
                {
                    foreach (var e in batch.Where(e => running.Position is null || e.Position > running.Position))
                    {
                        if (!Try(running, () => Feed(running, [e], e.Position), out var fault))
                        {
                            running.Stopped = new(fault!.Message, e.Recorded.Stream.Value, e.Recorded.Revision.Value, e.Recorded.Type);
                            pass.Views.Remove(running);
                            break;
                        }

                        running.Committed(TimeSpan.Zero);
                    }
                }
            }

            Commit();
        }
        catch
        {
            Undo(_running);
            var registry = new Registry(_database.Writer);
            foreach (var running in _running)
            {
                running.BackTo(registry.Of(running.View.Name).Find(k => k.Generation == running.Generation)!);
            }

            throw;
        }
    }

    private bool Try(Running running, Action apply, out Exception? fault)
    {
        fault = null;
        _database.Writer.Execute("SAVEPOINT one");
        var mark = _database.Words.Mark;
        try
        {
            apply();
            _database.Writer.Execute("RELEASE one");
            return true;
        }
        catch (Exception e) when (IsPoison(e))
        {
            _database.Writer.Execute("ROLLBACK TO one");
            _database.Writer.Execute("RELEASE one");
            _database.Words.Undone(mark);
            running.Forget();
            fault = e;
            return false;
        }
    }

    /// <summary>One span for each act in the batch that is traced; none where nobody listens, nor while views are built anew.</summary>
    private static List<Activity> SpansOf(Pass pass, List<ViewEvent> batch)
    {
        if (pass.IsBuild || !Telemetry.Source.HasListeners())
        {
            return [];
        }

        var before = Activity.Current;
        var spans = new List<Activity>();
        foreach (
            var trace in batch.Where(e => e.IsReadable).Select(e => e.Metadata.Trace).OfType<string>().Distinct(StringComparer.Ordinal)
        )
        {
            if (Telemetry.Continue("project", trace) is { } span)
            {
                spans.Add(span);
            }
        }

        Activity.Current = before;
        return spans;
    }

    private static bool IsPoison(Exception e) =>
        e is not (SimulatedCrashException or CheckpointConflictException or ViewDatabaseException { IsStatementsFault: false });

    private void Commit()
    {
        _step?.Invoke("commit");
        _database.Writer.Execute("COMMIT");
        _database.Words.Committed();
    }

    private void Undo(IEnumerable<Running> views)
    {
        if (_database.Writer.InTransaction)
        {
            _database.Writer.Execute("ROLLBACK");
        }

        _database.Words.Undone();
        foreach (var running in views)
        {
            running.Forget();
        }
    }

    /// <summary>Makes the indexes readers need, one at a time, so that the running views get their turn between.</summary>
    private void Index(Pass pass)
    {
        Running[] views;
        lock (_database.WriteLock)
        {
            views = [.. pass.Views.Where(v => !v.Indexed)];
        }

        foreach (var running in views)
        {
            foreach (var index in running.View.Indexes)
            {
                lock (_database.WriteLock)
                {
                    running.Writer.Execute(index);
                }

                _step?.Invoke("index");
            }

            lock (_database.WriteLock)
            {
                new Registry(_database.Writer).Indexed(running.Generation);
                running.Indexed = true;
            }

            _step?.Invoke("indexed");
        }
    }

    /// <summary>Hands readers over and lets the views join the main pass, once they are at least where it is.</summary>
    private bool Join(Pass pass)
    {
        var replaced = new List<(ActiveView? Before, Running? Old)>();
        lock (_database.WriteLock)
        {
            if (_main is { Ended: false } main && main != pass && !(main.Position is null || pass.Position >= main.Position))
            {
                return false;
            }

            _step?.Invoke("swap");
            var registry = new Registry(_database.Writer);
            registry.Activate([.. pass.Views.Where(v => v.IsBuilding).Select(v => v.Generation)]);
            _step?.Invoke("swapped");
            foreach (var running in pass.Views.Where(v => v.IsBuilding))
            {
                running.IsBuilding = false;
                var old = _running.Find(r => r != running && r.View.Name == running.View.Name);
                if (old is not null)
                {
                    _running.Remove(old);
                    _main?.Views.Remove(old);
                }

                replaced.Add((_database.Activate(running.View.Name, running.Generation.Suffix), old));
            }

            if (_main is null or { Ended: true })
            {
                // Nobody runs ahead: this pass goes on as the main one.
                _main = pass;
                pass.IsBuild = false;
            }
            else
            {
                _main.Views.AddRange(pass.Views);
                pass.Views.Clear();
            }
        }

        Moved();
        DropWhenIdle(replaced);
        return pass.Views.Count == 0;
    }

    private bool Leave(Pass pass)
    {
        // A main pass whose views have all stopped goes on when one is restarted: that one becomes the main pass.
        pass.Ended = true;
        return true;
    }

    private void DropWhenIdle(List<(ActiveView? Before, Running? Old)> replaced)
    {
        if (replaced.Count == 0)
        {
            return;
        }

        lock (_database.WriteLock)
        {
            _passes.Add(
                Task.Run(
                    async () =>
                    {
                        foreach (var (before, old) in replaced)
                        {
                            if (before is not null)
                            {
                                await before.Idle.WaitAsync(_stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                            }

                            lock (_database.WriteLock)
                            {
                                old?.Writer.Dispose();
                            }
                        }

                        if (_stop.IsCancellationRequested)
                        {
                            return; // the next start drops them
                        }

                        lock (_database.WriteLock)
                        {
                            new Registry(_database.Writer).DropRetired(g => replaced.Exists(r => r.Before?.Suffix == g.Suffix));
                        }

                        _step?.Invoke("dropped");
                    },
                    CancellationToken.None
                )
            );
        }
    }

    private void Moved() =>
        Interlocked.Exchange(ref _moved, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    // Null: it never will.
    private bool? HasPassed(string view, Position position)
    {
        lock (_database.WriteLock)
        {
            var running = _running.Find(r => r.View.Name == view && !r.IsBuilding) ?? _running.Find(r => r.View.Name == view);
            return running is null ? null
                : running.Position >= position && !running.IsBuilding ? true
                : running.Stopped is null ? false
                : null;
        }
    }

    private SubscriptionStatus StatusOf(Running running, Position? head, DateTimeOffset now)
    {
        var behind = head is { } h && (running.Position is null || running.Position < h);
        var trouble = running.Stopped is null
            ? _main?.Views.Contains(running) == true
                ? _main.Trouble
                : null
            : null;
        return new(
            running.View.Name,
            running.View.Version,
            running.Stopped is not null ? SubscriptionState.Stopped
                : trouble is not null ? SubscriptionState.Waiting
                : behind || running.IsBuilding ? SubscriptionState.CatchingUp
                : SubscriptionState.Live,
            _database.IsReady(running.View.Name),
            running.IsBuilding,
            running.Position,
            head,
            running.Events,
            behind ? (long)(head!.Value.Commit - (running.Position?.Commit ?? 0)) : 0,
            behind && running.At is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0,
            running.EventsPerSecond,
            running.Stopped ?? (trouble is null ? null : new(trouble, null, null, null)),
            _startedOverFrom
        );
    }

    private async ValueTask<Guid?> FirstEventAsync(CancellationToken cancellationToken)
    {
        await foreach (
            var message in _store.SubscribeToAll(null, SubscriptionFilter.All, cancellationToken).WithCancellation(cancellationToken)
        )
        {
            return message.Event?.EventId;
        }

        return null;
    }

    private readonly record struct Item(ViewEvent? Event, Position? Position, bool IsCaughtUp);

    private sealed class Pass
    {
        internal List<Running> Views { get; } = [];

        internal Position? Position { get; set; }

        internal bool IsBuild { get; set; }

        internal bool HasCaughtUp { get; set; }

        internal bool Ended { get; set; }

        internal string? Trouble { get; set; }
    }

    /// <summary>One generation of a view that is being fed.</summary>
    private sealed class Running(IProjection view, KeptGeneration kept, ViewWriter writer)
    {
        private readonly List<ViewEvent> _mine = [];

        internal IProjection View { get; } = view;

        internal Generation Generation { get; } = kept.Generation;

        internal ViewWriter Writer { get; } = writer;

        internal Position? Position { get; private set; } = kept.Position;

        internal DateTimeOffset? At { get; private set; } = kept.At;

        internal long Events { get; private set; } = kept.Events;

        internal bool Indexed { get; set; } = kept.Indexed;

        internal bool IsBuilding { get; set; } = kept.State == GenerationState.Building;

        internal SubscriptionError? Stopped { get; set; }

        internal double EventsPerSecond { get; private set; }

        internal (Position To, DateTimeOffset? At, long Events, long Batch)? Pending { get; set; }

        internal List<ViewEvent> Select(List<ViewEvent> batch)
        {
            _mine.Clear();
            foreach (var e in batch)
            {
                if (View.Handles(e.Category) && (Position is null || e.Position > Position))
                {
                    e.MustBeReadable();
                    _mine.Add(e);
                }
            }

            return _mine;
        }

        internal void Committed(TimeSpan took)
        {
            if (Pending is { } pending)
            {
                Position = pending.To;
                At = pending.At;
                Events = pending.Events;
                Pending = null;
                if (took > TimeSpan.Zero && pending.Batch >= 100)
                {
                    EventsPerSecond = pending.Batch / took.TotalSeconds;
                }
            }
        }

        internal void BackTo(KeptGeneration kept)
        {
            Position = kept.Position;
            At = kept.At;
            Events = kept.Events;
        }

        internal void Forget()
        {
            Pending = null;
            View.Forget();
        }
    }
}

/// <summary>Thrown by tests where a process would die.</summary>
internal sealed class SimulatedCrashException() : Exception("Crashed here.");
