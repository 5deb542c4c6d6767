using System.Runtime.CompilerServices;
using System.Text.Json;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Execution;

/// <summary>What a chain betrays.</summary>
public enum ChainFaultKind
{
    /// <summary>The event is not the one that was recorded: the next one holds the hash of something else.</summary>
    Changed,

    /// <summary>The event is missing: the stream goes on after it.</summary>
    Removed,

    /// <summary>The event comes where it does not belong: twice, or before one that was recorded earlier.</summary>
    OutOfOrder,

    /// <summary>The event's metadata cannot be read or has no place in a chain.</summary>
    Unreadable,
}

/// <summary>The first event that is not as it was recorded.</summary>
/// <param name="Kind">What is wrong.</param>
/// <param name="Stream">In which stream.</param>
/// <param name="Revision">Which event.</param>
/// <param name="NoticedAt">
/// Revision of the event that betrays it. A chain tells a change by the hash in the following event, so where that hash itself
/// was changed the fault is named one event early; <see cref="ChainFaultKind.Changed"/> means these two.
/// </param>
public sealed record ChainFault(ChainFaultKind Kind, StreamName Stream, StreamRevision Revision, StreamRevision NoticedAt);

/// <summary>What a verification saw.</summary>
/// <param name="Fault">The first fault in log order, or null: everything is as it was recorded.</param>
/// <param name="Events">Events read up to there.</param>
/// <param name="Streams">Streams they belong to.</param>
/// <param name="Last">Position of the last event read; null in an empty log.</param>
public sealed record ChainReport(ChainFault? Fault, long Events, int Streams, Position? Last);

/// <summary>
/// Checks recorded events against the hashes they carry, one after the other, in log order or stream by stream. Memory does
/// not grow with events: of each stream it keeps its name, its last revision and 32 bytes of hash, about 200 bytes; whoever
/// reads stream by stream and calls <see cref="Forget"/> after each keeps one. What was cut off at the end of a stream, or
/// changed in its last event, no chain can tell: compare with a seal or another copy.
/// </summary>
public sealed class ChainVerifier
{
    private readonly Dictionary<StreamName, Head> _heads = [];

    /// <summary>Streams seen and not forgotten.</summary>
    public int Streams => _heads.Count;

    /// <summary>Checks the next event of its stream. After a fault in a stream, what follows there proves nothing.</summary>
    /// <returns>What is wrong, or null.</returns>
    public ChainFault? Next(RecordedEvent e)
    {
        var known = _heads.TryGetValue(e.Stream, out var head);
        var expected = known ? head.Revision + 1 : 0;
        if (e.Revision.Value != expected)
        {
            return e.Revision.Value > expected
                ? new(ChainFaultKind.Removed, e.Stream, new(expected), e.Revision)
                : new(ChainFaultKind.OutOfOrder, e.Stream, e.Revision, e.Revision);
        }

        string? previous;
        try
        {
            previous = EventTypes.Metadata(e).PreviousHash;
        }
        catch (Exception cause) when (cause is JsonException or NotSupportedException or NullReferenceException)
        {
            return new(ChainFaultKind.Unreadable, e.Stream, e.Revision, e.Revision);
        }

        if (previous is null != (expected == 0))
        {
            return new(ChainFaultKind.Unreadable, e.Stream, e.Revision, e.Revision);
        }

        if (previous is not null && previous != Convert.ToHexStringLower(head.Hash))
        {
            return new(ChainFaultKind.Changed, e.Stream, new(expected - 1), e.Revision);
        }

        _heads[e.Stream] = new(expected, Convert.FromHexString(HashChain.Hash(e)));
        return null;
    }

    /// <summary>The hash of the last event seen of a stream, 64 lower-case hexadecimal digits; null where none was.</summary>
    public string? HeadOf(StreamName stream) => _heads.TryGetValue(stream, out var head) ? Convert.ToHexStringLower(head.Hash) : null;

    /// <summary>Drops what is known of a stream that has been read to its end.</summary>
    public void Forget(StreamName stream) => _heads.Remove(stream);

    /// <summary>Checks one whole stream, from revision 0.</summary>
    public static ChainFault? Verify(IEnumerable<RecordedEvent> stream)
    {
        var verifier = new ChainVerifier();
        return stream.Select(verifier.Next).FirstOrDefault(fault => fault is not null);
    }

    /// <summary>Checks a whole log, in log order, up to its end or the first fault.</summary>
    /// <param name="log">Every event from the first one on.</param>
    /// <param name="progress">Told the number of events read, every thousand.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    public static async Task<ChainReport> VerifyAsync(
        IAsyncEnumerable<RecordedEvent> log,
        IProgress<long>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        var verifier = new ChainVerifier();
        var events = 0L;
        Position? last = null;
        await foreach (var e in log.WithCancellation(cancellationToken).ConfigureAwait(false))
        {
            events++;
            last = e.Position;
            if (verifier.Next(e) is { } fault)
            {
                return new(fault, events, verifier.Streams, last);
            }

            if (events % 1000 == 0)
            {
                progress?.Report(events);
            }
        }

        progress?.Report(events);
        return new(null, events, verifier.Streams, last);
    }

    /// <summary>Every event recorded when the reading reaches the end; the log as <see cref="VerifyAsync"/> wants it.</summary>
    public static async IAsyncEnumerable<RecordedEvent> LogOf(
        IEventStore store,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var message in store.SubscribeToAll(null, SubscriptionFilter.All, cancellationToken).ConfigureAwait(false))
        {
            if (message.Kind == SubscriptionMessageKind.CaughtUp)
            {
                yield break;
            }

            if (message.Event is { } e)
            {
                yield return e;
            }
        }
    }

    private readonly record struct Head(long Revision, byte[] Hash);
}
