namespace PhongTrao.Workflows.Store;

/// <summary>What every adapter checks of an append before it looks at the stream.</summary>
internal static class Appends
{
    /// <summary>Most events of one append.</summary>
    public const int MaxEvents = 1000;

    /// <exception cref="ArgumentException">No event, too many, repeated or empty ids, or an event without a type.</exception>
    public static void Check(IReadOnlyList<EventData> events)
    {
        if (events.Count is 0 or > MaxEvents)
        {
            throw new ArgumentException($"An append has 1 to {MaxEvents} events, not {events.Count}.", nameof(events));
        }

        for (var i = 0; i < events.Count; i++)
        {
            if (events[i] is not { EventId: var id, Type.Length: > 0 } || id == Guid.Empty)
            {
                throw new ArgumentException("Every event has an id and a type.", nameof(events));
            }
        }

        if (HasRepeatedId(events))
        {
            throw new ArgumentException("The ids of the events of an append differ from each other.", nameof(events));
        }
    }

    /// <summary>The answer for an append some of whose ids are recorded elsewhere, or in another order.</summary>
    public static ArgumentException RecordedElsewhere(StreamName stream) =>
        new($"Some of the event ids are already recorded, but not as this append to '{stream}'.", "events");

    private static bool HasRepeatedId(IReadOnlyList<EventData> events)
    {
        // Nearly every append has one to three events: comparing is cheaper than hashing.
        if (events.Count > 16)
        {
            var seen = new HashSet<Guid>(events.Count);
            return events.Any(e => !seen.Add(e.EventId));
        }

        for (var i = 1; i < events.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (events[i].EventId == events[j].EventId)
                {
                    return true;
                }
            }
        }

        return false;
    }
}
