using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Notices;

/// <summary>How somebody is told by e-mail. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailChoice>))]
public enum MailChoice
{
    /// <summary>Bản tin buổi sáng: one message a day.</summary>
    [JsonStringEnumMemberName("ban-tin")]
    Digest,

    /// <summary>Từng việc: one message for each reminder.</summary>
    [JsonStringEnumMemberName("tung-viec")]
    Each,

    /// <summary>Không: in the application only.</summary>
    [JsonStringEnumMemberName("khong")]
    None,
}

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

    /// <summary>The person has chosen how to be told by e-mail.</summary>
    public sealed record MailChosen(MailChoice Choice) : NoticeEvent;
}

/// <summary>What can be asked of a person's notices.</summary>
public abstract record NoticeCommand
{
    private NoticeCommand() { }

    /// <summary>Marks notices as read.</summary>
    public sealed record MarkRead(IReadOnlyList<NoticeId> Notices) : NoticeCommand;

    /// <summary>Marks one and everything that was told before it as read.</summary>
    public sealed record MarkReadUpTo(NoticeId Last) : NoticeCommand;

    /// <summary>Chooses how to be told by e-mail.</summary>
    public sealed record ChooseMail(MailChoice Choice) : NoticeCommand;
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

    /// <summary>How they are told by e-mail.</summary>
    public MailChoice Mail { get; private init; } = MailChoice.Digest;

    /// <summary>Folds one event.</summary>
    public static NoticeBox Evolve(NoticeBox state, NoticeEvent @event) =>
        @event switch
        {
            NoticeEvent.Read e => state with { Read = state.Read.Union(e.Notices) },
            NoticeEvent.ReadUpTo e => state with { UpTo = e.Last, Read = [] },
            NoticeEvent.MailChosen e => state with { Mail = e.Choice },
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
            NoticeCommand.ChooseMail c => state.Mail == c.Choice ? Decision<NoticeEvent>.Nothing : new NoticeEvent.MailChosen(c.Choice),
        };
}
