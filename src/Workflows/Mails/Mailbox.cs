using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Mails;

/// <summary>What sort of message. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailKind>))]
public enum MailKind
{
    /// <summary>Bản tin: one in the morning for everything since the last.</summary>
    [JsonStringEnumMemberName("ban-tin")]
    Digest,

    /// <summary>Từng việc: one for each reminder.</summary>
    [JsonStringEnumMemberName("tung-viec")]
    Single,
}

/// <summary>Why a message was not sent at all. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<MailEnd>))]
public enum MailEnd
{
    /// <summary>Nothing in it was open any more.</summary>
    [JsonStringEnumMemberName("khong-con-viec")]
    NothingLeft,

    /// <summary>The person is locked, or has no address any more.</summary>
    [JsonStringEnumMemberName("khong-den-duoc")]
    Unreachable,
}

/// <summary>
/// E-mail to one person (stream <c>mail-{account}</c>): recorded before it is sent. Neither address nor text stands here: the address is the
/// account's, and the text is made from the notices whenever it is sent.
/// </summary>
public abstract record MailEvent
{
    private MailEvent() { }

    /// <summary>A message is to be sent.</summary>
    /// <param name="Mail">Its id; the Message-Id derives from it, so whoever gets it twice can tell.</param>
    /// <param name="Kind">What sort.</param>
    /// <param name="Day">The day in Hà Nội.</param>
    /// <param name="Notices">What it tells, at least one.</param>
    public sealed record Composed(MailId Mail, MailKind Kind, DateOnly Day, IReadOnlyList<NoticeId> Notices) : MailEvent;

    /// <summary>The mail server has taken it.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Tries">How often it was tried, this time included.</param>
    public sealed record Sent(MailId Mail, int Tries) : MailEvent;

    /// <summary>The mail server refused it.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Tries">How often it was tried, this time included.</param>
    /// <param name="Fault">Kind of the fault; never its text, which may tell of people.</param>
    /// <param name="Again">When it is tried again, UTC; null: it is given up.</param>
    public sealed record Failed(MailId Mail, int Tries, PublicText Fault, DateTimeOffset? Again) : MailEvent;

    /// <summary>It is not sent.</summary>
    public sealed record Dropped(MailId Mail, MailEnd Why) : MailEvent;

    /// <summary>Gửi lại: somebody has one sent again that was given up.</summary>
    public sealed record SentAgain(MailId Mail) : MailEvent;
}

/// <summary>What can be asked of a person's mail.</summary>
public abstract record MailCommand
{
    private MailCommand() { }

    /// <summary>Records that a message is to be sent.</summary>
    public sealed record Compose(MailId Mail, MailKind Kind, DateOnly Day, IReadOnlyList<NoticeId> Notices) : MailCommand;

    /// <summary>Records that the mail server has taken it.</summary>
    public sealed record MarkSent(MailId Mail) : MailCommand;

    /// <summary>Records that it was refused.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Fault">Kind of the fault.</param>
    /// <param name="IsFinal">Trying again would not help.</param>
    public sealed record MarkFailed(MailId Mail, PublicText Fault, bool IsFinal) : MailCommand;

    /// <summary>Records that it is not sent.</summary>
    public sealed record Drop(MailId Mail, MailEnd Why) : MailCommand;

    /// <summary>Has one sent again.</summary>
    public sealed record SendAgain(MailId Mail) : MailCommand;
}

/// <summary>Why a command on mail is refused.</summary>
public static class MailRefusals
{
    /// <summary>It does not wait to be sent.</summary>
    public const string NotWaiting = "mail.not-waiting";

    /// <summary>It was not given up.</summary>
    public const string NotGivenUp = "mail.not-given-up";
}

/// <summary>A person's mail as its events leave it.</summary>
public sealed record Mailbox
{
    /// <summary>After so many tries a message is given up.</summary>
    public const int MostTries = 8;

    /// <summary>The longest pause between two tries.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(4);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    /// <summary>Before the first event.</summary>
    public static Mailbox Empty { get; } = new();

    /// <summary>What waits to be sent, with how often it was tried.</summary>
    public ImmutableDictionary<MailId, int> Waiting { get; private init; } = ImmutableDictionary<MailId, int>.Empty;

    /// <summary>What was given up and may be sent again.</summary>
    public ImmutableHashSet<MailId> GivenUp { get; private init; } = [];

    /// <summary>Every message there ever was.</summary>
    public ImmutableHashSet<MailId> Known { get; private init; } = [];

    /// <summary>How long to wait after so many tries: a minute, four, sixteen … up to <see cref="LongestPause"/>.</summary>
    public static TimeSpan PauseAfter(int tries) =>
        TimeSpan.FromTicks(Math.Min(LongestPause.Ticks, FirstPause.Ticks << Math.Min(20, 2 * Math.Max(0, tries - 1))));

    /// <summary>Folds one event.</summary>
    public static Mailbox Evolve(Mailbox state, MailEvent @event) =>
        @event switch
        {
            MailEvent.Composed e => state with { Waiting = state.Waiting.SetItem(e.Mail, 0), Known = state.Known.Add(e.Mail) },
            MailEvent.Sent e => state with { Waiting = state.Waiting.Remove(e.Mail) },
            MailEvent.Failed { Again: null } e => state with
            {
                Waiting = state.Waiting.Remove(e.Mail),
                GivenUp = state.GivenUp.Add(e.Mail),
            },
            MailEvent.Failed e => state with { Waiting = state.Waiting.SetItem(e.Mail, e.Tries) },
            MailEvent.Dropped e => state with { Waiting = state.Waiting.Remove(e.Mail) },
            MailEvent.SentAgain e => state with { Waiting = state.Waiting.SetItem(e.Mail, 0), GivenUp = state.GivenUp.Remove(e.Mail) },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<MailEvent> Decide(MailCommand command, CommandContext by, Mailbox state) =>
        command switch
        {
            MailCommand.Compose c => state.Known.Contains(c.Mail) || c.Notices.Count == 0
                ? Decision<MailEvent>.Nothing
                : new MailEvent.Composed(c.Mail, c.Kind, c.Day, [.. c.Notices.Distinct()]),
            MailCommand.MarkSent c => IfWaiting(c.Mail, state, tries => new MailEvent.Sent(c.Mail, tries + 1)),
            MailCommand.MarkFailed c => IfWaiting(
                c.Mail,
                state,
                tries => new MailEvent.Failed(
                    c.Mail,
                    tries + 1,
                    c.Fault,
                    c.IsFinal || tries + 1 >= MostTries ? null : by.At + PauseAfter(tries + 1)
                )
            ),
            MailCommand.Drop c => IfWaiting(c.Mail, state, _ => new MailEvent.Dropped(c.Mail, c.Why)),
            MailCommand.SendAgain c => state.GivenUp.Contains(c.Mail) ? new MailEvent.SentAgain(c.Mail)
            : state.Waiting.ContainsKey(c.Mail) ? Decision<MailEvent>.Nothing
            : Refusal.Of(MailRefusals.NotGivenUp, ("mail", c.Mail.ToString())),
        };

    private static Decision<MailEvent> IfWaiting(MailId mail, Mailbox state, Func<int, MailEvent> then) =>
        state.Waiting.TryGetValue(mail, out var tries) ? then(tries)
        : state.Known.Contains(mail) ? Decision<MailEvent>.Nothing
        : Refusal.Of(MailRefusals.NotWaiting, ("mail", mail.ToString()));
}
