using System.Collections.Immutable;
using System.Globalization;
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

    /// <summary>Somebody begins to hand it over: until then nobody else does.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Attempt">Who begins: an id of its own for each attempt.</param>
    /// <param name="Until">When others may try, UTC, where nothing was heard of this attempt.</param>
    public sealed record Begun(MailId Mail, Guid Attempt, DateTimeOffset Until) : MailEvent;

    /// <summary>The mail server could not be used: nothing was handed over.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Attempt">By which attempt.</param>
    /// <param name="Fault">Kind of the fault.</param>
    public sealed record Delayed(MailId Mail, Guid Attempt, PublicText Fault) : MailEvent;

    /// <summary>The mail server has taken it.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Tries">How often it was tried, this time included; attempts that were only delayed do not count.</param>
    /// <param name="Unsure">Attempts besides this one of which nothing was heard: so often more it may have arrived.</param>
    public sealed record Sent(MailId Mail, int Tries, int Unsure = 0) : MailEvent;

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

    /// <summary>Begins to hand it over; refused while somebody else is at it.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Attempt">A fresh id; what becomes of the attempt is recorded under it.</param>
    public sealed record Begin(MailId Mail, Guid Attempt) : MailCommand;

    /// <summary>Records that the mail server could not be used.</summary>
    public sealed record Delay(MailId Mail, Guid Attempt, PublicText Fault) : MailCommand;

    /// <summary>Records that the mail server has taken it.</summary>
    public sealed record MarkSent(MailId Mail) : MailCommand;

    /// <summary>Records that it was refused.</summary>
    /// <param name="Mail">Which.</param>
    /// <param name="Attempt">In which attempt.</param>
    /// <param name="Fault">Kind of the fault.</param>
    /// <param name="IsFinal">Trying again would not help.</param>
    public sealed record MarkFailed(MailId Mail, Guid Attempt, PublicText Fault, bool IsFinal) : MailCommand;

    /// <summary>Records that it is not sent.</summary>
    public sealed record Drop(MailId Mail, Guid Attempt, MailEnd Why) : MailCommand;

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

    /// <summary>Somebody else is handing it over. Arguments: until (instant, UTC).</summary>
    public const string UnderWay = "mail.under-way";
}

/// <summary>A message that waits to be sent.</summary>
/// <param name="Tries">How often it was refused.</param>
/// <param name="Attempt">Who is handing it over; null: nobody.</param>
/// <param name="Until">When others may try, UTC.</param>
public sealed record WaitingMail(int Tries, Guid? Attempt = null, DateTimeOffset Until = default);

/// <summary>A person's mail as its events leave it.</summary>
public sealed record Mailbox
{
    /// <summary>After so many tries a message is given up.</summary>
    public const int MostTries = 8;

    /// <summary>The longest pause between two tries.</summary>
    public static readonly TimeSpan LongestPause = TimeSpan.FromHours(4);

    /// <summary>
    /// So long an attempt has a message for itself. Who hands it over stops well before; so another one comes in only where the first was
    /// ended or stood still, and what arrives twice then has the same Message-Id and is recorded (<see cref="MailEvent.Sent"/>).
    /// </summary>
    public static readonly TimeSpan LongestAttempt = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMinutes(1);

    /// <summary>Before the first event.</summary>
    public static Mailbox Empty { get; } = new();

    /// <summary>What waits to be sent.</summary>
    public ImmutableDictionary<MailId, WaitingMail> Waiting { get; private init; } = ImmutableDictionary<MailId, WaitingMail>.Empty;

    /// <summary>How many attempts there were of which nothing was heard, for what was neither sent nor dropped since.</summary>
    public ImmutableDictionary<MailId, int> Unsure { get; private init; } = ImmutableDictionary<MailId, int>.Empty;

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
            MailEvent.Composed e => state with { Waiting = state.Waiting.SetItem(e.Mail, new(0)), Known = state.Known.Add(e.Mail) },
            MailEvent.Begun e => state with
            {
                Waiting = state.Waiting.SetItem(e.Mail, new(state.TriesOf(e.Mail), e.Attempt, e.Until)),
                Unsure = state.Waiting.GetValueOrDefault(e.Mail) is { Attempt: not null }
                    ? state.Unsure.SetItem(e.Mail, state.Unsure.GetValueOrDefault(e.Mail) + 1)
                    : state.Unsure,
            },
            MailEvent.Delayed e => state with { Waiting = state.Waiting.SetItem(e.Mail, new(state.TriesOf(e.Mail))) },
            MailEvent.Sent e => state.Without(e.Mail),
            MailEvent.Failed { Again: null } e => state with
            {
                Waiting = state.Waiting.Remove(e.Mail),
                GivenUp = state.GivenUp.Add(e.Mail),
            },
            MailEvent.Failed e => state with { Waiting = state.Waiting.SetItem(e.Mail, new(e.Tries)) },
            MailEvent.Dropped e => state.Without(e.Mail),
            MailEvent.SentAgain e => state with { Waiting = state.Waiting.SetItem(e.Mail, new(0)), GivenUp = state.GivenUp.Remove(e.Mail) },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<MailEvent> Decide(MailCommand command, CommandContext by, Mailbox state) =>
        command switch
        {
            MailCommand.Compose c => state.Known.Contains(c.Mail) || c.Notices.Count == 0
                ? Decision<MailEvent>.Nothing
                : new MailEvent.Composed(c.Mail, c.Kind, c.Day, [.. c.Notices.Distinct()]),
            MailCommand.Begin c => Begin(c, by, state),
            MailCommand.Delay c => InAttempt(c.Mail, c.Attempt, state, _ => new MailEvent.Delayed(c.Mail, c.Attempt, c.Fault)),
            // Who took over meanwhile may have handed it over as well: that is among the unsure. What the server took, it took.
            MailCommand.MarkSent c => state.Waiting.ContainsKey(c.Mail) || state.GivenUp.Contains(c.Mail)
                ? new MailEvent.Sent(c.Mail, state.TriesOf(c.Mail) + 1, state.Unsure.GetValueOrDefault(c.Mail))
                : Over(c.Mail, state),
            MailCommand.MarkFailed c => InAttempt(
                c.Mail,
                c.Attempt,
                state,
                tries => new MailEvent.Failed(
                    c.Mail,
                    tries + 1,
                    c.Fault,
                    c.IsFinal || tries + 1 >= MostTries ? null : by.At + PauseAfter(tries + 1)
                )
            ),
            MailCommand.Drop c => InAttempt(c.Mail, c.Attempt, state, _ => new MailEvent.Dropped(c.Mail, c.Why)),
            MailCommand.SendAgain c => state.GivenUp.Contains(c.Mail) ? new MailEvent.SentAgain(c.Mail)
            : state.Waiting.ContainsKey(c.Mail) ? Decision<MailEvent>.Nothing
            : Refusal.Of(MailRefusals.NotGivenUp, ("mail", c.Mail.ToString())),
        };

    private int TriesOf(MailId mail) => Waiting.GetValueOrDefault(mail)?.Tries ?? 0;

    private Mailbox Without(MailId mail) =>
        this with
        {
            Waiting = Waiting.Remove(mail),
            GivenUp = GivenUp.Remove(mail),
            Unsure = Unsure.Remove(mail),
        };

    private static Decision<MailEvent> Begin(MailCommand.Begin c, CommandContext by, Mailbox state) =>
        state.Waiting.GetValueOrDefault(c.Mail) switch
        {
            null => Refusal.Of(MailRefusals.NotWaiting, ("mail", c.Mail.ToString())),
            { Attempt: { } attempt } when attempt == c.Attempt => Decision<MailEvent>.Nothing,
            { Attempt: not null, Until: var until } when by.At < until => Refusal.Of(
                MailRefusals.UnderWay,
                ("until", until.ToString("O", CultureInfo.InvariantCulture))
            ),
            _ => new MailEvent.Begun(c.Mail, c.Attempt, by.At + LongestAttempt),
        };

    // Of an attempt that somebody has taken over nothing is recorded but that it was taken.
    private static Decision<MailEvent> InAttempt(MailId mail, Guid attempt, Mailbox state, Func<int, MailEvent> then) =>
        state.Waiting.GetValueOrDefault(mail) is { } waiting && waiting.Attempt == attempt ? then(waiting.Tries) : Over(mail, state);

    private static Decision<MailEvent> Over(MailId mail, Mailbox state) =>
        state.Known.Contains(mail) ? Decision<MailEvent>.Nothing : Refusal.Of(MailRefusals.NotWaiting, ("mail", mail.ToString()));
}
