using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Inspections.InspectionRefusals;

namespace PhongTrao.Workflows.Inspections;

/// <summary>How far an inspection has come. The numbers are stored in views.</summary>
public enum InspectionState
{
    /// <summary>Chờ giải trình: the office that acted is asked to explain.</summary>
    Awaiting = 0,

    /// <summary>Đã giải trình: whoever asked is to say whether that will do.</summary>
    Answered = 1,

    /// <summary>Đã kết thúc: the explanation was accepted.</summary>
    Closed = 2,

    /// <summary>Đã rút: whoever made it takes it back, with a reason.</summary>
    Withdrawn = 3,
}

/// <summary>
/// Ý kiến kiểm tra: somebody who supervises says what they noticed of a dossier or a decision, and asks the office that acted to explain it by
/// a day. Stream <c>inspection-{id}</c>. It changes nothing in what it is about: nothing here is carried anywhere.
/// </summary>
public abstract record InspectionEvent
{
    private InspectionEvent() { }

    /// <summary>It was made, with Yêu cầu giải trình.</summary>
    /// <param name="Unit">The unit that supervises.</param>
    /// <param name="Function">The office in it.</param>
    /// <param name="By">Who made it: does not explain it themselves.</param>
    /// <param name="Dossier">The dossier it is about; null: a decision.</param>
    /// <param name="Decision">The decision it is about; null: a dossier. Exactly one of both is named.</param>
    /// <param name="To">The office that is asked.</param>
    /// <param name="Text">What was noticed and is asked, sealed under the inspection's key.</param>
    /// <param name="AnswerBy">Last day for the explanation; ends 24:00 in Hà Nội.</param>
    /// <param name="Paper">What is shown with it, under the inspection's key; null: nothing.</param>
    /// <param name="Told">Who is told that they are asked; null in older releases.</param>
    public sealed record Made(
        UnitId Unit,
        FunctionCode Function,
        AccountId By,
        DossierId? Dossier,
        DecisionId? Decision,
        Party To,
        Sealed Text,
        DateOnly AnswerBy,
        DocumentEntry? Paper = null,
        InspectionTold? Told = null
    ) : InspectionEvent;

    /// <summary>Giải trình.</summary>
    /// <param name="Round">1 for the first time.</param>
    /// <param name="By">Who explained: does not say themselves that it will do.</param>
    /// <param name="Text">What they say, sealed.</param>
    /// <param name="Paper">What they show with it, under the inspection's key; null: nothing.</param>
    /// <param name="Told">Who is told that it came; null in older releases.</param>
    public sealed record Answered(int Round, AccountId By, Sealed Text, DocumentEntry? Paper = null, InspectionTold? Told = null)
        : InspectionEvent;

    /// <summary>Yêu cầu giải trình lại.</summary>
    /// <param name="Round">Which time this is, 2 for the first of them.</param>
    /// <param name="Reason">What is still open, sealed.</param>
    /// <param name="AnswerBy">Last day, as in <see cref="Made"/>.</param>
    /// <param name="Told">Who is told that they are asked again; null in older releases.</param>
    public sealed record AskedAgain(int Round, Sealed Reason, DateOnly AnswerBy, InspectionTold? Told = null) : InspectionEvent;

    /// <summary>The explanation was accepted, and it is over.</summary>
    /// <param name="Note">Conclusion, sealed; null: none was written.</param>
    public sealed record Closed(Sealed? Note) : InspectionEvent;

    /// <summary>It was taken back and needs no explanation any more.</summary>
    public sealed record Withdrawn(Sealed Reason) : InspectionEvent;
}

/// <summary>Who is told what was said of an inspection: recorded before anybody is told.</summary>
/// <param name="Unit">Whose business it is now.</param>
/// <param name="To">Who; empty: nobody holds the office.</param>
public sealed record InspectionTold(UnitId Unit, IReadOnlyList<AccountId> To);

/// <summary>What can be asked of an inspection.</summary>
public abstract record InspectionCommand
{
    private InspectionCommand() { }

    /// <summary>Makes it.</summary>
    public sealed record Make(InspectionEvent.Made Content) : InspectionCommand;

    /// <summary>Explains; in the name of the office that is asked or of its successor.</summary>
    public sealed record Answer(Sealed Text, DocumentEntry? Paper = null, InspectionTold? Told = null) : InspectionCommand;

    /// <summary>Asks again, by another day.</summary>
    public sealed record AskAgain(Sealed Reason, DateOnly AnswerBy, InspectionTold? Told = null) : InspectionCommand;

    /// <summary>Accepts the explanation.</summary>
    public sealed record Close(Sealed? Note) : InspectionCommand;

    /// <summary>Takes it back.</summary>
    public sealed record Withdraw(Sealed Reason) : InspectionCommand;
}

/// <summary>Why an inspection refuses.</summary>
public static class InspectionRefusals
{
    /// <summary>There is no such inspection.</summary>
    public const string Unknown = "inspection.unknown";

    /// <summary>It was made before, with something else in it.</summary>
    public const string Exists = "inspection.exists";

    /// <summary>It is about one dossier or one decision, neither both nor none.</summary>
    public const string SubjectUnfit = "inspection.subject-unfit";

    /// <summary>Another office is asked, or another one asks. Arguments: function.</summary>
    public const string OtherOffice = "inspection.other-office";

    /// <summary>The day for the explanation is over already. Arguments: date.</summary>
    public const string DayIsOver = "inspection.day-is-over";

    /// <summary>Nobody explains what they themselves asked, or accepts what they themselves explained.</summary>
    public const string OwnAffair = "inspection.own-affair";

    /// <summary>It is explained already; whoever asked has to say whether that will do.</summary>
    public const string NotAwaited = "inspection.not-awaited";

    /// <summary>Nobody has explained it yet.</summary>
    public const string NotAnswered = "inspection.not-answered";

    /// <summary>It is over.</summary>
    public const string IsOver = "inspection.is-over";

    /// <summary>The dossier is secret, or the decision covers one that is: the system keeps no words about it.</summary>
    public const string Secret = "inspection.secret";

    /// <summary>The office has not acted on what it is about, and is not on its way. Arguments: function, unit.</summary>
    public const string NotInvolved = "inspection.not-involved";
}

/// <summary>An inspection as its events leave it.</summary>
public sealed record Inspection
{
    /// <summary>Before the first event.</summary>
    public static Inspection None { get; } = new();

    /// <summary>How it was made; null before.</summary>
    public InspectionEvent.Made? Content { get; private init; }

    /// <summary>How far it has come.</summary>
    public InspectionState State { get; private init; }

    /// <summary>How often an explanation was asked for; 1 when it is made.</summary>
    public int Round { get; private init; }

    /// <summary>Last day for the explanation asked for last.</summary>
    public DateOnly AnswerBy { get; private init; }

    /// <summary>Who explained last; null: nobody has.</summary>
    public AccountId? AnsweredBy { get; private init; }

    /// <summary>What was said last, by whichever side.</summary>
    private Sealed? Last { get; init; }

    /// <summary>What was shown with it.</summary>
    private DocumentEntry? Shown { get; init; }

    /// <summary>Whether nothing more is to be said.</summary>
    public bool IsOver => State is InspectionState.Closed or InspectionState.Withdrawn;

    /// <summary>Folds one event.</summary>
    public static Inspection Evolve(Inspection state, InspectionEvent @event) =>
        @event switch
        {
            InspectionEvent.Made e => new()
            {
                Content = e,
                Round = 1,
                AnswerBy = e.AnswerBy,
                Last = e.Text,
                Shown = e.Paper,
            },
            InspectionEvent.Answered e => state with
            {
                State = InspectionState.Answered,
                AnsweredBy = e.By,
                Last = e.Text,
                Shown = e.Paper,
            },
            InspectionEvent.AskedAgain e => state with
            {
                State = InspectionState.Awaiting,
                Round = e.Round,
                AnswerBy = e.AnswerBy,
                Last = e.Reason,
                Shown = null,
            },
            InspectionEvent.Closed => state with { State = InspectionState.Closed },
            InspectionEvent.Withdrawn => state with { State = InspectionState.Withdrawn },
        };

    /// <summary>
    /// Decides one command. Pure and total: a repeated command gives no events. That the caller's unit is the one that asks or is asked, or its
    /// successor, is for whoever knows the organisation; the function is looked at here.
    /// </summary>
    public static Decision<InspectionEvent> Decide(InspectionCommand command, CommandContext by, Inspection state)
    {
        if ((state.Content ?? (command as InspectionCommand.Make)?.Content) is not { } content)
        {
            return Refusal.Of(Unknown);
        }

        var office = command is InspectionCommand.Answer ? content.To.Function : content.Function;
        if (by.Capacity?.Function != office)
        {
            return Refusal.Of(OtherOffice, ("function", office.Value));
        }

        return command switch
        {
            InspectionCommand.Make c => state.Content is { } known
                ? known with { Told = null } == c.Content with { Told = null } // whoever is told anew was told
                    ? Decision<InspectionEvent>.Nothing
                    : Refusal.Of(Exists)
                : c.Content.Dossier is null == c.Content.Decision is null
                    ? Refusal.Of(SubjectUnfit)
                    : Late(c.Content.AnswerBy, by) is { } late
                        ? late
                        : c.Content,
            InspectionCommand.Answer c => state.Answer(c, by),
            InspectionCommand.AskAgain c => state.AskAgain(c, by),
            InspectionCommand.Close c => state.State is InspectionState.Closed ? Decision<InspectionEvent>.Nothing
            : state.Unanswered() is { } no ? no
            : state.AnsweredBy == by.Account ? Refusal.Of(OwnAffair)
            : new InspectionEvent.Closed(c.Note),
            InspectionCommand.Withdraw c => state.State is InspectionState.Withdrawn ? Decision<InspectionEvent>.Nothing
            : state.IsOver ? Refusal.Of(InspectionRefusals.IsOver)
            : new InspectionEvent.Withdrawn(c.Reason),
        };
    }

    private Decision<InspectionEvent> Answer(InspectionCommand.Answer c, CommandContext by) =>
        State is InspectionState.Answered
            ? c.Text == Last && c.Paper == Shown
                ? Decision<InspectionEvent>.Nothing
                : Refusal.Of(NotAwaited)
            : IsOver
                ? Refusal.Of(InspectionRefusals.IsOver)
                : Content!.By == by.Account
                    ? Refusal.Of(OwnAffair)
                    : new InspectionEvent.Answered(Round, by.Account, c.Text, c.Paper, c.Told);

    private Decision<InspectionEvent> AskAgain(InspectionCommand.AskAgain c, CommandContext by) =>
        State is InspectionState.Awaiting && Round > 1 && c.AnswerBy == AnswerBy && c.Reason == Last ? Decision<InspectionEvent>.Nothing
        : Unanswered() is { } no ? no
        : Late(c.AnswerBy, by) is { } late ? late
        : new InspectionEvent.AskedAgain(Round + 1, c.Reason, c.AnswerBy, c.Told);

    private Refusal? Unanswered() =>
        IsOver ? Refusal.Of(InspectionRefusals.IsOver)
        : State is InspectionState.Awaiting ? Refusal.Of(NotAnswered)
        : null;

    // An explanation that comes late is taken all the same; only asking for the past makes no sense.
    private static Refusal? Late(DateOnly answerBy, CommandContext by) =>
        answerBy < VietnamTime.DateOf(by.At) ? Refusal.Of(DayIsOver, ("date", answerBy.Iso())) : null;
}
