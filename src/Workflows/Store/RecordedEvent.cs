namespace PhongTrao.Workflows.Store;

/// <summary>An event on its way into the store. The store never looks inside the two byte strings.</summary>
/// <param name="EventId">Unique for ever; appending the same ids to the same place again is a success without effect.</param>
/// <param name="Type">Permanent stored name of the event's type.</param>
/// <param name="Data">Payload, UTF-8 JSON.</param>
/// <param name="Metadata">Who, when, why and the previous event's hash, UTF-8 JSON.</param>
public sealed record EventData(Guid EventId, string Type, ReadOnlyMemory<byte> Data, ReadOnlyMemory<byte> Metadata);

/// <summary>An event as the store holds it, byte for byte as it was appended.</summary>
/// <param name="Stream">The stream that owns it.</param>
/// <param name="Revision">Its place in that stream.</param>
/// <param name="Position">Its place in the log.</param>
/// <param name="EventId">Id given at the append.</param>
/// <param name="Type">Stored name of its type.</param>
/// <param name="Data">Payload bytes.</param>
/// <param name="Metadata">Metadata bytes.</param>
public sealed record RecordedEvent(
    StreamName Stream,
    StreamRevision Revision,
    Position Position,
    Guid EventId,
    string Type,
    ReadOnlyMemory<byte> Data,
    ReadOnlyMemory<byte> Metadata
);

/// <summary>What became of an append.</summary>
public abstract record AppendResult
{
    private AppendResult() { }

    /// <summary>The events are durable (or were already, under the same ids).</summary>
    /// <param name="Last">Revision of the last of them.</param>
    /// <param name="Position">Position of the last of them.</param>
    public sealed record Appended(StreamRevision Last, Position Position) : AppendResult;

    /// <summary>The stream is not where the append expected it; nothing was written.</summary>
    /// <param name="Actual">Its last revision, or null where there is no stream.</param>
    public sealed record WrongExpectedRevision(StreamRevision? Actual) : AppendResult;
}

/// <summary>What a subscription says.</summary>
public enum SubscriptionMessageKind
{
    /// <summary>One event, in log order.</summary>
    Event,

    /// <summary>Everything recorded so far that the filter lets through has been delivered; what follows is live.</summary>
    CaughtUp,

    /// <summary>The log was read up to here without a match: the checkpoint may advance.</summary>
    CheckpointReached,
}

/// <summary>One message of a subscription.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Event">The event; null for the other kinds.</param>
/// <param name="Position">How far the log has been read; null when caught up with an empty log.</param>
public readonly record struct SubscriptionMessage(SubscriptionMessageKind Kind, RecordedEvent? Event, Position? Position);

/// <summary>Which streams a subscription sees; evaluated where the log is.</summary>
/// <param name="StreamPrefixes">Streams whose name begins with one of these; empty: all.</param>
public sealed record SubscriptionFilter(params IReadOnlyList<string> StreamPrefixes)
{
    /// <summary>Every stream.</summary>
    public static SubscriptionFilter All { get; } = new();

    /// <summary>Whether the stream passes.</summary>
    public bool Matches(string stream)
    {
        if (StreamPrefixes.Count == 0)
        {
            return true;
        }

        foreach (var prefix in StreamPrefixes)
        {
            if (stream.StartsWith(prefix, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
