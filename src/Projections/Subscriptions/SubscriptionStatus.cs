using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Subscriptions;

/// <summary>How a subscription is doing.</summary>
public enum SubscriptionState
{
    /// <summary>Behind the log and reading.</summary>
    CatchingUp,

    /// <summary>At the head of the log.</summary>
    Live,

    /// <summary>Stopped at an event it could not apply, until somebody restarts it.</summary>
    Stopped,

    /// <summary>The log or the disk does not answer; tried again by itself.</summary>
    Waiting,
}

/// <summary>A view or reactor on the operations page and in the health check.</summary>
/// <param name="Name">Its permanent name.</param>
/// <param name="Version">Version of the view; 0 for a reactor.</param>
/// <param name="State">How it is doing.</param>
/// <param name="Readable">Whether readers are served, perhaps from an older build.</param>
/// <param name="Building">This is a build beside the one that readers see.</param>
/// <param name="Position">Last position processed.</param>
/// <param name="Head">Head of the log.</param>
/// <param name="Events">Events applied so far in this build.</param>
/// <param name="LagEvents">Events of the log behind; positions where the store does not count events.</param>
/// <param name="LagSeconds">Age of the last event seen, while behind; 0 when live.</param>
/// <param name="EventsPerSecond">Speed of the last stretch while catching up.</param>
/// <param name="Error">Why it stopped or waits.</param>
/// <param name="StartedOverFrom">
/// Where its checkpoint lay when this process started: beyond the end of the log, which was restored from an older copy. It was given
/// up and the log is read from its start.
/// </param>
public sealed record SubscriptionStatus(
    string Name,
    int Version,
    SubscriptionState State,
    bool Readable,
    bool Building,
    Position? Position,
    Position? Head,
    long Events,
    long LagEvents,
    double LagSeconds,
    double EventsPerSecond,
    SubscriptionError? Error,
    Position? StartedOverFrom = null
)
{
    /// <summary>Share of the log passed, 0 to 1.</summary>
    public double Progress => Head is { Commit: > 0 } head ? Math.Min(1, (Position?.Commit ?? 0) / (double)head.Commit) : 1;
}

/// <summary>Why a subscription stopped: never more than ids, so that it may be shown and logged.</summary>
/// <param name="Message">What went wrong.</param>
/// <param name="Stream">Stream of the event it stopped at; null when no event is at fault.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Type">Its type.</param>
public sealed record SubscriptionError(string Message, string? Stream, long? Revision, string? Type);
