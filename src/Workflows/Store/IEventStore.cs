namespace PhongTrao.Workflows.Store;

/// <summary>
/// The log of events, the product's only source of truth. This comment is the contract; one abstract suite tests it on
/// every adapter.
/// <list type="number">
/// <item>An append writes all its events, contiguous in the stream and in the given order, or none.</item>
/// <item>It succeeds only if the stream is where <see cref="ExpectedRevision"/> says; otherwise it returns
/// <see cref="AppendResult.WrongExpectedRevision"/> with the actual revision. A conflict fails alone: appends that wait
/// beside it are not affected.</item>
/// <item>Appending event ids that are already recorded in that stream, the same ids in the same order, is a success that
/// writes nothing and gives the first answer again, whatever revision is expected. Only part of the ids, or an id recorded
/// in another stream, is an <see cref="ArgumentException"/>; how far back a store looks into other streams is its own affair.</item>
/// <item>When an append has answered, its events survive the death of the process and of the machine.</item>
/// <item>Revisions of a stream count 0, 1, 2 …; positions grow in log order; bytes come back exactly as they went in.</item>
/// <item>A subscription delivers every event after its start exactly once in log order, never one that could still be
/// undone, never passing one that commits later, and goes on live without polling delay. It says
/// <see cref="SubscriptionMessageKind.CaughtUp"/> each time it reaches the end after having been behind.</item>
/// <item>After a write that failed for another reason than a conflict (disk full, I/O error) everyone waiting gets
/// <see cref="StoreReadOnlyException"/>, <see cref="ReadOnlyBecause"/> says why, and nothing more is accepted until the
/// process starts again; reading goes on. Where the log is on another machine, one that cannot be reached is waited for a while; then
/// the append fails in the same way, and is accepted again once the machine answers.</item>
/// <item>All members may be called from any thread at once. Cancelling a waiting append leaves open whether it was
/// written; the ids make it safe to repeat.</item>
/// </list>
/// </summary>
public interface IEventStore : IAsyncDisposable
{
    /// <summary>Why the store accepts no more appends, or null while it does.</summary>
    string? ReadOnlyBecause { get; }

    /// <summary>Appends to one stream.</summary>
    /// <param name="stream">The stream; it comes into being with its first event.</param>
    /// <param name="expected">What the caller last saw.</param>
    /// <param name="events">1 to 1,000 events with distinct ids.</param>
    /// <param name="cancellationToken">Stops waiting, not writing.</param>
    /// <exception cref="ArgumentException">No event, too many, repeated ids, or ids recorded elsewhere.</exception>
    /// <exception cref="StoreReadOnlyException">A write failed; see <see cref="ReadOnlyBecause"/>.</exception>
    ValueTask<AppendResult> AppendAsync(
        StreamName stream,
        ExpectedRevision expected,
        IReadOnlyList<EventData> events,
        CancellationToken cancellationToken = default
    );

    /// <summary>Reads one stream forwards.</summary>
    /// <param name="stream">The stream; one that does not exist is empty.</param>
    /// <param name="from">First revision wanted.</param>
    /// <param name="maxCount">At most so many events; at least 1.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamName stream,
        StreamRevision from = default,
        int maxCount = int.MaxValue,
        CancellationToken cancellationToken = default
    );

    /// <summary>Follows the log of all streams for ever.</summary>
    /// <param name="after">Strictly after this position; null: from the start.</param>
    /// <param name="filter">Which streams; events of others are passed over, and <see cref="SubscriptionMessageKind.CheckpointReached"/> tells how far.</param>
    /// <param name="cancellationToken">The way to end it; the enumeration then throws <see cref="OperationCanceledException"/>.</param>
    IAsyncEnumerable<SubscriptionMessage> SubscribeToAll(
        Position? after,
        SubscriptionFilter filter,
        CancellationToken cancellationToken = default
    );

    /// <summary>Position of the last event recorded, or null while the log is empty.</summary>
    ValueTask<Position?> HeadAsync(CancellationToken cancellationToken = default);

    /// <summary>A place that exactly so many events follow, or null, the start, where there are no more: to look at the end of the log only.</summary>
    /// <param name="events">How many; at least 1.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    async ValueTask<Position?> NearEndAsync(int events, CancellationToken cancellationToken = default)
    {
        // Positions are counted 1, 2, 3 … by every store that does not say otherwise.
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 1);
        var head = await HeadAsync(cancellationToken).ConfigureAwait(false);
        return head is { } last && last.Commit > (ulong)events ? Position.At((long)last.Commit - events) : null;
    }
}

/// <summary>The log is on a machine that does not answer: nothing of it can be read at the moment.</summary>
public sealed class StoreUnreachableException(string reason, Exception? cause = null) : IOException(reason, cause);

/// <summary>The store takes no more events because a write failed.</summary>
public sealed class StoreReadOnlyException(string reason, Exception? cause = null) : IOException(reason, cause);
