using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Duties;

/// <summary>How an occurrence stands.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DutyStanding>))]
public enum DutyStanding
{
    /// <summary>Nothing was handed in, or it was withdrawn.</summary>
    [JsonStringEnumMemberName("chua-nop")]
    Open,

    /// <summary>Đã nộp: it waits for its recipients.</summary>
    [JsonStringEnumMemberName("da-nop")]
    Filed,

    /// <summary>Trả lại: a recipient sent it back; open again.</summary>
    [JsonStringEnumMemberName("tra-lai")]
    Returned,

    /// <summary>Every recipient accepted it, or it needs none.</summary>
    [JsonStringEnumMemberName("da-tiep-nhan")]
    Done,
}

/// <summary>What one recipient did with what was handed in.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecipientStanding>))]
public enum RecipientStanding
{
    /// <summary>Chờ tiếp nhận.</summary>
    [JsonStringEnumMemberName("cho-tiep-nhan")]
    Waiting,

    /// <summary>Đã tiếp nhận.</summary>
    [JsonStringEnumMemberName("da-tiep-nhan")]
    Accepted,

    /// <summary>Trả lại.</summary>
    [JsonStringEnumMemberName("tra-lai")]
    Returned,
}

/// <summary>One occurrence of a duty of one unit, as its events leave it.</summary>
public sealed record Duty
{
    /// <summary>Most papers of one handing in.</summary>
    public const int MaxPapers = 20;

    /// <summary>Most other occurrences that one handing in answers.</summary>
    public const int MaxAlso = 20;

    /// <summary>Largest count of people, units or pieces.</summary>
    public const int MaxCount = 1_000_000;

    /// <summary>Before the first event.</summary>
    public static Duty None { get; } = new();

    /// <summary>What is asked, as it stood at the last handing in or over; null: nothing happened yet.</summary>
    public DutyAsk? Ask { get; private init; }

    /// <summary>Who has to do it, since it was last handed over; null: nothing happened yet.</summary>
    public UnitId? Holder { get; private init; }

    /// <summary>How it stands.</summary>
    public DutyStanding Standing { get; private init; }

    /// <summary>Whether something is still to be done for it.</summary>
    public bool IsOpen => Standing is DutyStanding.Open or DutyStanding.Returned;

    /// <summary>Handings in so far, replacements counted.</summary>
    public int Round { get; private init; }

    /// <summary>What was last handed in; null: nothing, or it was withdrawn.</summary>
    public DutyAnswer? Answer { get; private init; }

    /// <summary>The handing in whose date counts; null as <see cref="Answer"/>.</summary>
    public DutyHandIn? HandIn { get; private init; }

    /// <summary>The day that decides; null as <see cref="Answer"/>.</summary>
    public DateOnly? On { get; private init; }

    /// <summary>Days after the last valid day; 0: on that day after its hour; null: not late.</summary>
    public int? LateDays { get; private init; }

    /// <summary>What else the last handing in answers, or answered until it was withdrawn.</summary>
    public IReadOnlyList<DutyAsk> Also { get; private init; } = [];

    /// <summary>The occurrence whose filing was carried here; null: this one's own.</summary>
    public DutyKey? From { get; private init; }

    /// <summary>Whose handing in it is: who filed, and for whom; empty: nothing stands, or paper was taken in.</summary>
    public IReadOnlyList<AccountId> By { get; private init; } = [];

    /// <summary>Some recipient accepted something once: from then on the date stays.</summary>
    public bool WasAccepted { get; private init; }

    /// <summary>Recipients in the order of the plan.</summary>
    public ImmutableList<(UnitId Unit, RecipientStanding Standing)> Recipients { get; private init; } = [];

    /// <summary>Folds one event.</summary>
    public static Duty Evolve(Duty state, DutyEvent @event) =>
        @event switch
        {
            DutyEvent.Filed e => (
                state with
                {
                    Ask = e.Ask,
                    Holder = e.Ask.Unit,
                    Round = e.Round,
                    Answer = e.Answer,
                    HandIn = state is { WasAccepted: true, HandIn: { } first } ? first : e.HandIn,
                    On = e.On,
                    LateDays = e.LateDays,
                    Also = e.Also,
                    From = e.From,
                    By = e.By ?? [],
                    Recipients =
                    [
                        .. e.Ask.To.Select(to =>
                            (
                                to.Unit,
                                state.Of(to.Unit) is RecipientStanding.Accepted ? RecipientStanding.Accepted : RecipientStanding.Waiting
                            )
                        ),
                    ],
                }
            ).Settled(),
            DutyEvent.Accepted e => state.With(e.Recipient, RecipientStanding.Accepted) with { WasAccepted = true },
            DutyEvent.Returned e => state.With(e.Recipient, RecipientStanding.Returned),
            DutyEvent.Replaced e => (
                state with
                {
                    Round = e.Round,
                    Answer = e.Answer,
                    On = e.On,
                    LateDays = e.LateDays,
                    By = e.By ?? [],
                    Recipients = [.. state.Recipients.Select(one => (one.Unit, RecipientStanding.Waiting))],
                }
            ).Settled(),
            DutyEvent.Withdrawn => state with
            {
                Standing = DutyStanding.Open,
                Answer = null,
                HandIn = null,
                On = null,
                LateDays = null,
                From = null,
                By = [],
                Recipients = [],
            },
            DutyEvent.HandedOver e => state with { Ask = e.Ask, Holder = e.To },
        };

    /// <summary>Decides one command. Pure and total.</summary>
    public static Decision<DutyEvent> Decide(DutyCommand command, CommandContext by, Duty state) =>
        command switch
        {
            DutyCommand.File c => File(c, by, state),
            DutyCommand.Accept c => Accept(c, by, state),
            DutyCommand.Return c => Return(c, by, state),
            DutyCommand.Replace c => Replace(c, by, state),
            DutyCommand.Withdraw c => Withdraw(c, by, state),
            DutyCommand.HandOver c => HandOver(c, state),
        };

    private static Decision<DutyEvent> File(DutyCommand.File c, CommandContext by, Duty state)
    {
        if (state.Ask is { } known && known.Key != c.Ask.Key)
        {
            return Refusal.Of(DutyRefusals.OtherOccurrence);
        }

        var carried = c.From is not null || by.Account == CommandContext.System;
        if (!state.IsOpen)
        {
            return
                // The owner was replaced, or returned and filed anew: so is what it brought here.
                c.From
                    is { } owner
                && state.From == owner
                && state.Standing is DutyStanding.Filed
                    ? Replace(new DutyCommand.Replace(c.Answer, owner), by, state)
                : carried || state.Answer?.IsLike(c.Answer) == true ? Decision<DutyEvent>.Nothing
                : Refusal.Of(state.Standing is DutyStanding.Filed ? DutyRefusals.Filed : DutyRefusals.Closed);
        }

        var today = VietnamTime.DateOf(by.At);
        var now = by.At.ToOffset(VietnamTime.Offset);
        var handIn = c.HandIn ?? new(today, new TimeOnly(now.Hour, now.Minute), null);
        var filedBy = FiledBy(handIn, by);
        var also = c.Also.Where(other => other.Key != c.Ask.Key).DistinctBy(other => other.Key).ToList();
        return !carried && handIn.TakenBy is null && by.Capacity?.Unit != c.Ask.Unit
                ? Refusal.Of(DutyRefusals.OtherUnit, ("unit", c.Ask.Unit.Value))
            : handIn.TakenBy is { } taker && c.Ask.To.Count > 0 && c.From is null && !c.Ask.To.Any(to => to.Unit == taker)
                ? Refusal.Of(DutyRefusals.OtherRecipient, ("unit", taker.Value))
            : handIn.On > today ? Refusal.Of(DutyRefusals.DayInFuture, ("day", handIn.On.Iso()), ("today", today.Iso()))
            : also.Count > MaxAlso || also.Exists(other => other.Unit != c.Ask.Unit)
                ? Refusal.Of(DutyRefusals.AlsoOutOfRange, ("max", Text(MaxAlso)))
            : also.Prepend(c.Ask).Select(ask => Obstacle(ask, c.Answer, handIn, today)).FirstOrDefault(no => no is not null) is { } no ? no
            : state is { WasAccepted: true, On: { } first } // what a recipient accepted once keeps the date it then had
                ? new DutyEvent.Filed(c.Ask, state.Round + 1, handIn, first, state.LateDays, c.Answer, also, c.From, filedBy)
            : new DutyEvent.Filed(
                c.Ask,
                state.Round + 1,
                handIn,
                c.Answer.Content.DayOf(c.Ask.Kind, handIn.On),
                LateBy(c.Ask, c.Answer.Content, handIn),
                c.Answer,
                also,
                c.From,
                filedBy
            );
    }

    private static Decision<DutyEvent> Accept(DutyCommand.Accept c, CommandContext by, Duty state) =>
        state is not { Ask: { } ask, Answer: not null } ? Refusal.Of(DutyRefusals.NotFiled)
        : state.Of(c.Recipient) is not { } standing ? Refusal.Of(DutyRefusals.OtherRecipient, ("unit", c.Recipient.Value))
        : state.By.Intersect(by.Behind).Any() ? Refusal.Of(DutyRefusals.OwnFiling)
        : standing is RecipientStanding.Accepted ? Decision<DutyEvent>.Nothing
        : standing is RecipientStanding.Returned ? Refusal.Of(DutyRefusals.NotFiled)
        : state.LateDays is not null && ask.Due?.Opens is not null && c.Note is null ? Refusal.Of(DutyRefusals.ReasonMissing)
        : new DutyEvent.Accepted(
            state.Round,
            c.Recipient,
            VietnamTime.DateOf(by.At),
            c.Note,
            state.With(c.Recipient, RecipientStanding.Accepted).Standing is DutyStanding.Done ? state.Told : null
        );

    // Also what was accepted: a mistake found later is mended by a new handing in.
    private static Decision<DutyEvent> Return(DutyCommand.Return c, CommandContext by, Duty state) =>
        state.Answer is null ? Refusal.Of(DutyRefusals.NotFiled)
        : state.Of(c.Recipient) is not { } standing ? Refusal.Of(DutyRefusals.OtherRecipient, ("unit", c.Recipient.Value))
        : state.By.Intersect(by.Behind).Any() ? Refusal.Of(DutyRefusals.OwnFiling)
        : standing is RecipientStanding.Returned ? Decision<DutyEvent>.Nothing
        : new DutyEvent.Returned(state.Round, c.Recipient, VietnamTime.DateOf(by.At), c.Missing, state.Told);

    private static Decision<DutyEvent> Replace(DutyCommand.Replace c, CommandContext by, Duty state)
    {
        if (state is not { Ask: { } ask, Answer: { } answer, HandIn: { } handIn, On: { } on } || state.IsOpen)
        {
            return Refusal.Of(DutyRefusals.NotFiled);
        }

        if (answer.IsLike(c.Answer))
        {
            return Decision<DutyEvent>.Nothing;
        }

        var today = VietnamTime.DateOf(by.At);
        return state.Recipients.Count > 0 && state.Standing is DutyStanding.Done ? Refusal.Of(DutyRefusals.Closed)
            : c.Answer.Content is DutyContent.Dossier || answer.Content is DutyContent.Dossier
                ? Refusal.Of(DutyRefusals.OtherContent, ("kind", WordOf(ask.Kind)))
            : Unfit(c.Answer, ask.Kind, today) is { } unfit ? unfit
            : new DutyEvent.Replaced(
                state.Round + 1,
                today,
                state.WasAccepted ? on : c.Answer.Content.DayOf(ask.Kind, handIn.On),
                state.WasAccepted ? state.LateDays : LateBy(ask, c.Answer.Content, handIn),
                c.Answer,
                c.From,
                FiledBy(handIn, by)
            );
    }

    // Whoever takes in paper did not write it, and may accept it.
    private static AccountId[]? FiledBy(DutyHandIn handIn, CommandContext by) => handIn.TakenBy is null ? [.. by.Behind] : null;

    private static Decision<DutyEvent> Withdraw(DutyCommand.Withdraw c, CommandContext by, Duty state)
    {
        var carried = c.From is not null || c.Dossier is not null;
        if (state is not { Ask: { } ask, Answer: { } answer })
        {
            return carried || state.Round > 0 ? Decision<DutyEvent>.Nothing : Refusal.Of(DutyRefusals.NotFiled);
        }

        return carried && (state.From != c.From || (c.Dossier is not null && answer.Content != new DutyContent.Dossier(c.Dossier.Value)))
                ? Decision<DutyEvent>.Nothing // answered anew by something else
            : state.WasAccepted ? Refusal.Of(DutyRefusals.Closed)
            : !carried && answer.Content is DutyContent.Dossier ? Refusal.Of(DutyRefusals.OtherContent, ("kind", WordOf(ask.Kind)))
            : new DutyEvent.Withdrawn(state.Round, VietnamTime.DateOf(by.At), c.From);
    }

    private static Decision<DutyEvent> HandOver(DutyCommand.HandOver c, Duty state) =>
        state.Ask is { } known && known.Key != c.Ask.Key ? Refusal.Of(DutyRefusals.OtherOccurrence)
        : !state.IsOpen || state.Holder == c.To || c.From == c.To ? Decision<DutyEvent>.Nothing
        : new DutyEvent.HandedOver(c.Ask, c.From, c.To, c.Since);

    // Late by the last valid day; on that day itself only a handing in after its hour, a ceremony never.
    private static int? LateBy(DutyAsk ask, DutyContent content, DutyHandIn handIn)
    {
        if (ask is not { CountsLate: true, Due: { } due })
        {
            return null;
        }

        var on = content.DayOf(ask.Kind, handIn.On);
        var days = on.DayNumber - due.LastValidDay.DayNumber;
        return days > 0 ? days
            : days == 0 && on == handIn.On && due.Hour is { } hour && handIn.Hour > hour ? 0
            : null;
    }

    private static Refusal? Obstacle(DutyAsk ask, DutyAnswer answer, DutyHandIn handIn, DateOnly today) =>
        Unfit(answer, ask.Kind, today) is { } unfit ? unfit
        : ask.Due?.Opens is { } opens && answer.Content.DayOf(ask.Kind, handIn.On) < opens
            ? Refusal.Of(DutyRefusals.NotOpen, ("opens", opens.Iso()))
        : !ask.TakesLate && LateBy(ask, answer.Content, handIn) is not null
            ? Refusal.Of(DutyRefusals.LateNotTaken, ("day", ask.Due!.LastValidDay.Iso()))
        : null;

    private static Refusal? Unfit(DutyAnswer answer, PlanDutyKind kind, DateOnly today)
    {
        var forms = DutyContent.FormsOf(kind);
        return forms.Count == 0 ? Refusal.Of(DutyRefusals.NothingAsked)
            : !forms.Contains(answer.Content.Form) ? Refusal.Of(DutyRefusals.OtherContent, ("kind", WordOf(kind)))
            : answer.Papers.Count > MaxPapers ? Refusal.Of(DutyRefusals.TooManyPapers, ("max", Text(MaxPapers)))
            : answer.Content.LastDay is { } day && day > today
                ? Refusal.Of(DutyRefusals.DayInFuture, ("day", day.Iso()), ("today", today.Iso()))
            : answer.Content switch
            {
                DutyContent.Inspection c when c.From > c.To => Refusal.Of(
                    DutyRefusals.DaysInDisorder,
                    ("from", c.From.Iso()),
                    ("to", c.To.Iso())
                ),
                DutyContent.Inspection c => Count(c.Units),
                DutyContent.Gathering c => Count(c.Attendance),
                DutyContent.Pieces c => Count(c.Number),
                DutyContent.Document or DutyContent.Dossier => null,
            };

        static Refusal? Count(int count) =>
            count is >= 1 and <= MaxCount
                ? null
                : Refusal.Of(DutyRefusals.CountOutOfRange, ("count", Text(count)), ("max", Text(MaxCount)));
    }

    private DutyTold? Told =>
        this is { Ask: { } ask, By: [_, ..] to }
            ? new(ask.Plan, ask.Duty, ask.Period, ask.Origin, ask.Unit, ask.Due?.LastValidDay, to)
            : null;

    private RecipientStanding? Of(UnitId unit) =>
        Recipients.FindIndex(one => one.Unit == unit) is >= 0 and var at ? Recipients[at].Standing : null;

    private Duty With(UnitId unit, RecipientStanding standing) =>
        (this with { Recipients = [.. Recipients.Select(one => one.Unit == unit ? (one.Unit, standing) : one)] }).Settled();

    private Duty Settled() =>
        this with
        {
            Standing =
                Recipients.Exists(one => one.Standing is RecipientStanding.Returned) ? DutyStanding.Returned
                : Recipients.TrueForAll(one => one.Standing is RecipientStanding.Accepted) ? DutyStanding.Done
                : DutyStanding.Filed,
        };

    private static string WordOf(PlanDutyKind kind) => StoredWords<PlanDutyKind>.All.First(word => word.Value == kind).Key;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
