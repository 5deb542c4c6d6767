using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Subscriptions;

/// <summary>
/// Follows part of the log and hands over one event after the other. Trouble is waited out; an event that cannot be read
/// stops it, visibly, until it is restarted.
/// </summary>
public abstract class Follower : IAsyncDisposable
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(2);

    private readonly IEventStore _store;
    private readonly SubscriptionFilter _filter;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private volatile TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _run = Task.CompletedTask;
    private Position? _position;
    private DateTimeOffset? _at;
    private long _events;
    private SubscriptionError? _stopped;
    private SubscriptionError? _trouble;

    private protected Follower(string name, IEventStore store, SubscriptionFilter filter, TimeProvider time)
    {
        Name = name;
        _store = store;
        _filter = filter;
        Time = time;
    }

    /// <summary>Permanent name.</summary>
    public string Name { get; }

    /// <summary>How far the log has been followed.</summary>
    public Position? Position
    {
        get
        {
            lock (_lock)
            {
                return _position;
            }
        }
    }

    /// <summary>The checkpoint that was given up because it lay beyond the end of the log; null: none was.</summary>
    public Position? StartedOverFrom { get; private protected set; }

    private protected TimeProvider Time { get; }

    /// <summary>Starts after a position.</summary>
    private protected void StartAfter(Position? position)
    {
        lock (_lock)
        {
            _position = position;
            _stopped = null;
            _run = Task.Run(() => RunAsync(_stop.Token), CancellationToken.None);
        }
    }

    /// <summary>Waits until the log has been followed up to a position; false when the time is over first or it has stopped.</summary>
    public async ValueTask<bool> WaitAsync(Position position, TimeSpan timeout, CancellationToken cancellationToken = default)
    {
        var start = Time.GetTimestamp();
        while (true)
        {
            var moved = _moved.Task;
            lock (_lock)
            {
                if (_position >= position)
                {
                    return true;
                }

                if (_stopped is not null)
                {
                    return false;
                }
            }

            var left = timeout - Time.GetElapsedTime(start);
            if (left <= TimeSpan.Zero)
            {
                return false;
            }

            try
            {
                await moved.WaitAsync(left, Time, cancellationToken).ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                return Position >= position;
            }
        }
    }

    /// <summary>Tries again the event it stopped at.</summary>
    public bool Restart()
    {
        lock (_lock)
        {
            if (_stopped is null)
            {
                return false;
            }

            StartAfter(_position);
            return true;
        }
    }

    /// <summary>How it is doing.</summary>
    public async ValueTask<SubscriptionStatus> StatusAsync(CancellationToken cancellationToken = default)
    {
        var head = await _store.HeadAsync(cancellationToken).ConfigureAwait(false);
        var now = Time.GetUtcNow();
        lock (_lock)
        {
            var behind = head is { } h && (_position is null || _position < h);
            var lag = behind ? (long)(head!.Value.Commit - (_position?.Commit ?? 0)) : 0;
            var state =
                _stopped is not null ? SubscriptionState.Stopped
                : _trouble is not null ? SubscriptionState.Waiting
                : behind ? SubscriptionState.CatchingUp
                : SubscriptionState.Live;
            var seconds = behind && _at is { } at ? Math.Max(0, (now - at).TotalSeconds) : 0;
            return new(Name, 0, state, true, false, _position, head, _events, lag, seconds, 0, _stopped ?? _trouble, StartedOverFrom);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <summary>Ends when following has ended: tests wait for their crash.</summary>
    internal Task Run => _run;

    /// <summary>Whether an event is to be read and handed over at all, told by its stream and type.</summary>
    private protected virtual bool Concerns(RecordedEvent recorded) => true;

    /// <summary>One event. May be handed over again after a crash.</summary>
    private protected abstract ValueTask HandleAsync(ViewEvent e, CancellationToken cancellationToken);

    /// <summary>Everything up to here has been handled.</summary>
    private protected virtual void Passed(Position position, bool isHandled) { }

    /// <summary>The head of the log is reached.</summary>
    private protected virtual void CaughtUp() { }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            ViewEvent? at = null;
            try
            {
                var messages = _store.SubscribeToAll(Position, _filter, cancellationToken);
                await foreach (var message in messages.WithCancellation(cancellationToken).ConfigureAwait(false))
                {
                    if (message.Event is { } recorded && Concerns(recorded))
                    {
                        at = new ViewEvent(recorded);
                        using var span = at.IsReadable ? Telemetry.Continue("react " + Name, at.Metadata.Trace) : null;
                        await HandleAsync(at, cancellationToken).ConfigureAwait(false);
                    }

                    if ((message.Event?.Position ?? message.Position) is { } to)
                    {
                        Passed(to, message.Event is not null);
                        Moved(to, at);
                    }

                    if (message.Kind == SubscriptionMessageKind.CaughtUp)
                    {
                        CaughtUp();
                    }
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
            catch (InvalidDataException e)
            {
                lock (_lock)
                {
                    _stopped = new(e.Message, at?.Recorded.Stream.Value, at?.Recorded.Revision.Value, at?.Recorded.Type);
                }

                Pulse();
                return;
            }
            catch (Exception e)
            {
                lock (_lock)
                {
                    _trouble = new(e.Message, at?.Recorded.Stream.Value, at?.Recorded.Revision.Value, at?.Recorded.Type);
                }

                await Task.Delay(RetryAfter, Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private void Moved(Position to, ViewEvent? last)
    {
        lock (_lock)
        {
            _position = to;
            _trouble = null;
            if (last is { IsReadable: true } && last.Position == to)
            {
                _at = last.Metadata.At;
                _events++;
            }
        }

        Pulse();
    }

    private void Pulse() =>
        Interlocked.Exchange(ref _moved, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
}
