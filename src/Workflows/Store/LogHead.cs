namespace PhongTrao.Workflows.Store;

/// <summary>
/// How far the log of this process is durable, and the signal that it moved: what lets subscriptions go on live without
/// polling.
/// </summary>
internal sealed class LogHead(long committed)
{
    private readonly Lock _lock = new();
    private long _committed = committed;
    private TaskCompletionSource? _moved;
    private Exception? _closed;

    /// <summary>Position of the last durable event, 0 while there is none.</summary>
    public long Committed => Volatile.Read(ref _committed);

    /// <summary>Everything up to here is durable. Called by the one writer, with growing positions.</summary>
    public void Advance(long position)
    {
        TaskCompletionSource? moved;
        lock (_lock)
        {
            Volatile.Write(ref _committed, position);
            moved = _moved;
            _moved = null;
        }

        moved?.TrySetResult();
    }

    /// <summary>Ends the waiting of everyone, now and later.</summary>
    public void Close(Exception reason)
    {
        TaskCompletionSource? moved;
        lock (_lock)
        {
            _closed ??= reason;
            moved = _moved;
            _moved = null;
        }

        moved?.TrySetException(reason);
    }

    /// <summary>Completes once something after the position is durable.</summary>
    public Task WaitBeyondAsync(long position, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_closed is not null)
            {
                return Task.FromException(_closed);
            }

            if (_committed > position)
            {
                return Task.CompletedTask;
            }

            // Continuations leave the writer's thread at once: it has a log to write.
            _moved ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _moved.Task.WaitAsync(cancellationToken);
        }
    }
}
