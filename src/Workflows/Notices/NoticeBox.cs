using System.Collections.Immutable;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Notices;

/// <summary>
/// What one person has done with what they were told (stream <c>notice-{account}</c>). What they were told stands elsewhere: a notice
/// is a reminder as it was issued, known by the id of the event that records it.
/// </summary>
public abstract record NoticeEvent
{
    private NoticeEvent() { }

    /// <summary>Đã đọc: these.</summary>
    /// <param name="Notices">Which, at least one.</param>
    public sealed record Read(IReadOnlyList<NoticeId> Notices) : NoticeEvent;

    /// <summary>Đã đọc: one and everything that was told before it.</summary>
    /// <param name="Last">The last of them.</param>
    public sealed record ReadUpTo(NoticeId Last) : NoticeEvent;
}

/// <summary>What can be asked of a person's notices.</summary>
public abstract record NoticeCommand
{
    private NoticeCommand() { }

    /// <summary>Marks notices as read.</summary>
    public sealed record MarkRead(IReadOnlyList<NoticeId> Notices) : NoticeCommand;

    /// <summary>Marks one and everything that was told before it as read.</summary>
    public sealed record MarkReadUpTo(NoticeId Last) : NoticeCommand;
}

/// <summary>A person's notices as their events leave them.</summary>
public sealed record NoticeBox
{
    /// <summary>Before the first event.</summary>
    public static NoticeBox Empty { get; } = new();

    /// <summary>Up to which one everything was marked as read last; null: never.</summary>
    public NoticeId? UpTo { get; private init; }

    /// <summary>Those marked one by one since then. Without an order of notices more cannot be known here, and needs not to be.</summary>
    public ImmutableHashSet<NoticeId> Read { get; private init; } = [];

    /// <summary>Folds one event.</summary>
    public static NoticeBox Evolve(NoticeBox state, NoticeEvent @event) =>
        @event switch
        {
            NoticeEvent.Read e => state with { Read = state.Read.Union(e.Notices) },
            NoticeEvent.ReadUpTo e => state with { UpTo = e.Last, Read = [] },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<NoticeEvent> Decide(NoticeCommand command, CommandContext by, NoticeBox state) =>
        command switch
        {
            NoticeCommand.MarkRead c => c.Notices.Where(n => !state.Read.Contains(n)).Distinct().ToList() is [_, ..] unread
                ? new NoticeEvent.Read(unread)
                : Decision<NoticeEvent>.Nothing,
            NoticeCommand.MarkReadUpTo c => state.UpTo == c.Last && state.Read.IsEmpty
                ? Decision<NoticeEvent>.Nothing
                : new NoticeEvent.ReadUpTo(c.Last),
        };
}
