using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Tests.Execution;

/// <summary>A store before whose appends something else happens: another host writing, a disk filling.</summary>
internal sealed class HookedStore(IEventStore inner, Func<Task> beforeAppend) : IEventStore
{
    public int Appends { get; private set; }

    public string? ReadOnlyBecause => inner.ReadOnlyBecause;

    public async ValueTask<AppendResult> AppendAsync(
        StreamName stream,
        ExpectedRevision expected,
        IReadOnlyList<EventData> events,
        CancellationToken cancellationToken = default
    )
    {
        Appends++;
        await beforeAppend();
        return await inner.AppendAsync(stream, expected, events, cancellationToken);
    }

    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamName stream,
        StreamRevision from = default,
        int maxCount = int.MaxValue,
        CancellationToken cancellationToken = default
    ) => inner.ReadStreamAsync(stream, from, maxCount, cancellationToken);

    public IAsyncEnumerable<SubscriptionMessage> SubscribeToAll(
        Position? after,
        SubscriptionFilter filter,
        CancellationToken cancellationToken = default
    ) => inner.SubscribeToAll(after, filter, cancellationToken);

    public ValueTask<Position?> HeadAsync(CancellationToken cancellationToken = default) => inner.HeadAsync(cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
