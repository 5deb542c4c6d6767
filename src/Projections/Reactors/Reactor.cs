using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Reactors;

/// <summary>
/// A follower that acts: it runs commands whose ids derive from the events they follow from, so that acting twice records nothing
/// twice. Its checkpoint lies in <c>views.db</c> and may be behind what was done, never ahead. One that lies beyond the end of the
/// log belongs to another future of it (a restored backup): it is given up, visibly, and the log is followed from its start,
/// because waiting there would pass over everything that comes until then.
/// </summary>
public abstract class Reactor : Follower
{
    private const int CheckpointEvery = 500;

    private readonly Action<string>? _step;
    private Position? _checkpoint;
    private Position? _written;
    private long _acts;
    private int _sinceCheckpoint;

    private protected Reactor(
        string name,
        ViewDatabase database,
        IEventStore store,
        SubscriptionFilter filter,
        TimeProvider time,
        Action<string>? step
    )
        : base(name, store, filter, time)
    {
        Database = database;
        Store = store;
        _step = step;
    }

    private protected ViewDatabase Database { get; }

    private protected IEventStore Store { get; }

    /// <summary>Starts after its checkpoint.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        var head = await Store.HeadAsync(cancellationToken).ConfigureAwait(false);
        lock (Database.WriteLock)
        {
            var read = Database.Writer.Prepare("SELECT position FROM reactor WHERE name = ?1");
            _checkpoint = read.One(Name) && read.TextOrNull(0) is { } text ? Workflows.Store.Position.Parse(text) : null;
            read.Reset();
            if (_checkpoint is { } beyond && (head is null || beyond > head))
            {
                StartedOverFrom = beyond;
                _checkpoint = null;
                Database.Writer.Prepare("DELETE FROM reactor WHERE name = ?1").Run(Name);
                StartsOver();
            }
        }

        StartAfter(_checkpoint);
    }

    /// <summary>
    /// Waits until what follows from a position has been done, and gives the position a view must have passed to show it all; null
    /// when the time is over first.
    /// </summary>
    public async ValueTask<Position?> CarriedAsync(Position position, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        if (!await WaitAsync(position, timeout, cancellationToken).ConfigureAwait(false))
        {
            return null;
        }

        lock (Database.WriteLock)
        {
            return _written is { } written && written > position ? written : position;
        }
    }

    /// <summary>The log is followed from its start again: what else was kept of it is of another future. Under the write lock.</summary>
    private protected virtual void StartsOver() { }

    /// <summary>Something was done: the checkpoint follows at once.</summary>
    private protected void Acted() => Interlocked.Increment(ref _acts);

    /// <summary>Something was recorded there. Under the write lock.</summary>
    private protected void Wrote(Position position) => _written = _written is { } before && before > position ? before : position;

    /// <summary>
    /// The aggregate as it stood at an event. As it stands now would not do while catching up: a paper would be handed to a form that
    /// was added after it, before that form's dossier is open.
    /// </summary>
    private protected async ValueTask<TState> AtAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        ViewEvent e,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var count = checked((int)e.Recorded.Revision.Value + 1);
        var events = await Store.ReadStreamAsync(e.Recorded.Stream, default, count, cancellationToken).ConfigureAwait(false);
        return events.Aggregate(binding.Initial, (state, recorded) => binding.Evolve(state, (TEvent)EventTypes.Read(recorded)));
    }

    private protected override void Passed(Position position, bool isHandled)
    {
        // Events that lead to nothing are many; passing over them again costs little.
        if (++_sinceCheckpoint >= CheckpointEvery || _acts > 0)
        {
            Keep(position);
        }
    }

    private protected override void CaughtUp()
    {
        if (Position is { } position && position != _checkpoint)
        {
            Keep(position);
        }
    }

    private void Keep(Position position)
    {
        _step?.Invoke("checkpoint");
        lock (Database.WriteLock)
        {
            if (_checkpoint is { } before && position < before)
            {
                throw new CheckpointConflictException($"The checkpoint of {Name} must not move back from {before} to {position}.");
            }

            Database
                .Writer.Prepare("INSERT INTO reactor (name, position) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET position = ?2")
                .Run(Name, position.ToString());
            _checkpoint = position;
        }

        _sinceCheckpoint = 0;
        _acts = 0;
        _step?.Invoke("kept");
    }
}
