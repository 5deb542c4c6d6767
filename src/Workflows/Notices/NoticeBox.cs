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

    /// <summary>The person's calendar feed has a new address; the one before it leads nowhere any more.</summary>
    /// <param name="Digest">SHA-256 of the token in it, 64 hexadecimal digits; the token itself is kept nowhere.</param>
    public sealed record FeedOpened(PublicText Digest) : NoticeEvent;

    /// <summary>Thu hồi: the feed has no address any more.</summary>
    public sealed record FeedClosed : NoticeEvent;
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

    /// <summary>Gives the calendar feed an address.</summary>
    public sealed record OpenFeed(PublicText Digest) : NoticeCommand;

    /// <summary>Takes the address away.</summary>
    public sealed record CloseFeed : NoticeCommand;
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

    /// <summary>Digest of the token under which the calendar feed is read; null: it has no address.</summary>
    public PublicText? Feed { get; private init; }

    /// <summary>Folds one event.</summary>
    public static NoticeBox Evolve(NoticeBox state, NoticeEvent @event) =>
        @event switch
        {
            NoticeEvent.Read e => state with { Read = state.Read.Union(e.Notices) },
            NoticeEvent.ReadUpTo e => state with { UpTo = e.Last, Read = [] },
            NoticeEvent.MailChosen e => state with { Mail = e.Choice },
            NoticeEvent.FeedOpened e => state with { Feed = e.Digest },
            NoticeEvent.FeedClosed => state with { Feed = null },
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
            NoticeCommand.OpenFeed c => state.Feed == c.Digest ? Decision<NoticeEvent>.Nothing : new NoticeEvent.FeedOpened(c.Digest),
            NoticeCommand.CloseFeed => state.Feed is null ? Decision<NoticeEvent>.Nothing : new NoticeEvent.FeedClosed(),
        };
}
