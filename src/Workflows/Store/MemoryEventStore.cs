using System.Runtime.CompilerServices;

namespace PhongTrao.Workflows.Store;

/// <summary>The log in memory, for tests and demonstrations: the contract without the disk.</summary>
public sealed class MemoryEventStore : IEventStore
{
    private readonly Lock _lock = new();
    private readonly List<RecordedEvent> _log = [];
    private readonly Dictionary<StreamName, List<RecordedEvent>> _streams = [];
    private readonly Dictionary<Guid, RecordedEvent> _byId = [];
    private readonly LogHead _head = new(0);

    /// <inheritdoc/>
    public string? ReadOnlyBecause => null;

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        StreamName stream,
        ExpectedRevision expected,
        IReadOnlyList<EventData> events,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        Appends.Check(events);
        lock (_lock)
        {
            return ValueTask.FromResult(Append(stream, expected, events));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamName stream,
        StreamRevision from = default,
        int maxCount = int.MaxValue,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(from.Value);
        cancellationToken.ThrowIfCancellationRequested();
        lock (_lock)
        {
            IReadOnlyList<RecordedEvent> events =
                _streams.TryGetValue(stream, out var all) && from.Value < all.Count
                    ? all.GetRange((int)from.Value, (int)Math.Min(maxCount, all.Count - from.Value))
                    : [];
            return ValueTask.FromResult(events);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SubscriptionMessage> SubscribeToAll(
        Position? after,
        SubscriptionFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var at = (long)(after?.Commit ?? 0);
        var said = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var page = PageAfter(at);
            var delivered = at;
            foreach (var recorded in page)
            {
                at++;
                if (filter.Matches(recorded.Stream.Value))
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    delivered = at;
                    yield return new(SubscriptionMessageKind.Event, recorded, recorded.Position);
                }
            }

            if (delivered < at)
            {
                yield return new(SubscriptionMessageKind.CheckpointReached, null, Position.At(at));
            }

            if (at >= _head.Committed && (page.Count > 0 || !said))
            {
                said = true;
                yield return new(SubscriptionMessageKind.CaughtUp, null, at == 0 ? null : Position.At(at));
            }

            await _head.WaitBeyondAsync(at, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public ValueTask<Position?> HeadAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<Position?>(_head.Committed is var last and > 0 ? Position.At(last) : null);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _head.Close(new ObjectDisposedException(nameof(MemoryEventStore)));
        return ValueTask.CompletedTask;
    }

    private AppendResult Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<EventData> events)
    {
        if (AlreadyRecorded(stream, events) is { } first)
        {
            return first;
        }

        var own = _streams.GetValueOrDefault(stream);
        StreamRevision? last = own is null ? null : own[^1].Revision;
        if (!expected.IsMetBy(last))
        {
            return new AppendResult.WrongExpectedRevision(last);
        }

        if (own is null)
        {
            _streams.Add(stream, own = []);
        }

        foreach (var e in events)
        {
            // Copied: what the caller does with its buffers afterwards must not change the past.
            var recorded = new RecordedEvent(
                stream,
                new StreamRevision(own.Count),
                Position.At(_log.Count + 1),
                e.EventId,
                e.Type,
                e.Data.ToArray(),
                e.Metadata.ToArray()
            );
            own.Add(recorded);
            _log.Add(recorded);
            _byId.Add(e.EventId, recorded);
        }

        _head.Advance(_log.Count);
        return new AppendResult.Appended(own[^1].Revision, own[^1].Position);
    }

    private AppendResult.Appended? AlreadyRecorded(StreamName stream, IReadOnlyList<EventData> events)
    {
        var found = 0;
        RecordedEvent? previous = null;
        foreach (var e in events)
        {
            if (!_byId.TryGetValue(e.EventId, out var recorded))
            {
                continue;
            }

            found++;
            if (recorded.Stream != stream || (previous is not null && recorded.Revision != previous.Revision.Next))
            {
                throw Appends.RecordedElsewhere(stream);
            }

            previous = recorded;
        }

        if (previous is null)
        {
            return null;
        }

        return found == events.Count
            ? new AppendResult.Appended(previous.Revision, previous.Position)
            : throw Appends.RecordedElsewhere(stream);
    }

    private List<RecordedEvent> PageAfter(long at)
    {
        const int pageSize = 512;
        lock (_lock)
        {
            return at < _log.Count ? _log.GetRange((int)at, (int)Math.Min(pageSize, _log.Count - at)) : [];
        }
    }
}
