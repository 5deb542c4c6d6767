using System.Text.Json.Serialization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Subjects;

/// <summary>A name on the list of a past decision.</summary>
/// <param name="Id">Its id on the list.</param>
/// <param name="Subject">The person, household or collective; its key seals the profile.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Profile">A <see cref="NomineeProfile"/> as JSON, sealed under the subject's key.</param>
/// <param name="Mark">Of the achievement (<see cref="Achievement.Mark"/>).</param>
/// <param name="Unit">The registered unit that it is, where a title is recognised; null: none, or nobody said.</param>
/// <param name="Grade">With which grade it is recognised; null: the title has none.</param>
public sealed record PastName(
    NomineeId Id,
    SubjectId Subject,
    SubjectKind Kind,
    Sealed Profile,
    Digest? Mark,
    UnitId? Unit = null,
    PlanGrade? Grade = null
);

/// <summary>What stands on a past decision.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Date">Its date.</param>
/// <param name="AuthorityName">Who decided, in words: "Chủ tịch UBND tỉnh Bình Phước".</param>
/// <param name="Authority">The same, where it is a unit known here.</param>
/// <param name="Form">The award form.</param>
/// <param name="Type">Type of award.</param>
/// <param name="Names">Who was awarded or recognised, in the order of the paper.</param>
/// <param name="Year">Of a title: the year that was assessed; null: it awards.</param>
public sealed record PastPaper(
    DocumentNumber Number,
    DateOnly Date,
    PublicText AuthorityName,
    UnitId? Authority,
    FormCode Form,
    AwardType Type,
    IReadOnlyList<PastName> Names,
    int? Year = null
)
{
    /// <summary>Whether it recognises a title and awards nobody.</summary>
    [JsonIgnore]
    public bool IsTitle => Type == RouteDefinition.Recognition;
}

/// <summary>
/// A decision that was issued outside the system, or before it (nhập từ ngoài): stream <c>past-{id}</c>. A reactor carries it into the
/// subjects it names; it counts there like any other.
/// </summary>
public abstract record PastEvent
{
    /// <summary>
    /// Biểu dương: no form of award of the law. It is entered like one because plans ask for it, and is in the way of none.
    /// </summary>
    public static FormCode Commendation { get; } = new("bieu-duong");

    private PastEvent() { }

    /// <summary>A unit entered it.</summary>
    /// <param name="Unit">The unit that entered it and answers for it.</param>
    /// <param name="Paper">What stands on it.</param>
    /// <param name="Scan">Its scan; null: promised.</param>
    /// <param name="ScanBy">Until when the scan is promised; null: it is there.</param>
    public sealed record Entered(UnitId Unit, PastPaper Paper, DocumentEntry? Scan, DateOnly? ScanBy) : PastEvent;

    /// <summary>The promised scan has come.</summary>
    public sealed record ScanAttached(DocumentEntry Scan) : PastEvent;

    /// <summary>It was entered by mistake and counts no more.</summary>
    public sealed record Struck(Sealed Reason) : PastEvent;
}

/// <summary>What can be asked of a past decision.</summary>
public abstract record PastCommand
{
    private PastCommand() { }

    /// <summary>Enters it, with its scan or the day until which that is promised.</summary>
    public sealed record Enter(UnitId Unit, PastPaper Paper, DocumentEntry? Scan, DateOnly? ScanBy) : PastCommand;

    /// <summary>Attaches the promised scan.</summary>
    public sealed record AttachScan(DocumentEntry Scan) : PastCommand;

    /// <summary>Strikes what was entered by mistake.</summary>
    public sealed record Strike(Sealed Reason) : PastCommand;
}

/// <summary>Why a past decision refuses.</summary>
public static class PastRefusals
{
    /// <summary>There is no such past decision.</summary>
    public const string Unknown = "past.unknown";

    /// <summary>It was entered before, with something else on it.</summary>
    public const string Exists = "past.exists";

    /// <summary>Another unit entered it. Arguments: unit.</summary>
    public const string OtherUnit = "past.other-unit";

    /// <summary>It was struck.</summary>
    public const string Struck = "past.struck";

    /// <summary>Nobody is named on it.</summary>
    public const string Empty = "past.empty";

    /// <summary>It is dated in the future. Arguments: date.</summary>
    public const string DateInFuture = "past.date-in-future";

    /// <summary>Neither a scan nor a day from today on until which it is promised; or both.</summary>
    public const string ScanMissing = "past.scan-missing";

    /// <summary>No scan is promised, or another one is attached.</summary>
    public const string ScanNotPromised = "past.scan-not-promised";
}

/// <summary>A past decision as its events leave it.</summary>
public sealed record PastDecision
{
    /// <summary>Before the first event.</summary>
    public static PastDecision None { get; } = new();

    /// <summary>What stands on it; null before it is entered.</summary>
    public PastPaper? Paper { get; private init; }

    /// <summary>The unit that entered it.</summary>
    public UnitId Unit { get; private init; }

    /// <summary>Its scan.</summary>
    public DocumentEntry? Scan { get; private init; }

    /// <summary>Until when the scan is promised; null once it is there.</summary>
    public DateOnly? ScanBy { get; private init; }

    public bool IsStruck { get; private init; }

    /// <summary>Folds one event.</summary>
    public static PastDecision Evolve(PastDecision state, PastEvent @event) =>
        @event switch
        {
            PastEvent.Entered e => new()
            {
                Unit = e.Unit,
                Paper = e.Paper,
                Scan = e.Scan,
                ScanBy = e.ScanBy,
            },
            PastEvent.ScanAttached e => state with { Scan = e.Scan, ScanBy = null },
            PastEvent.Struck => state with { IsStruck = true },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<PastEvent> Decide(PastCommand command, CommandContext by, PastDecision state)
    {
        var unit = command is PastCommand.Enter { Unit: var entering } ? entering : state.Unit;
        if (command is not PastCommand.Enter && state.Paper is null)
        {
            return Refusal.Of(PastRefusals.Unknown);
        }

        if (by.Capacity?.Unit != unit)
        {
            return Refusal.Of(PastRefusals.OtherUnit, ("unit", unit.Value));
        }

        var today = Calendar.VietnamTime.DateOf(by.At);
        return command switch
        {
            PastCommand.Enter c => state.Paper is not null ? Refusal.Of(PastRefusals.Exists)
            : c.Paper.Names.Count == 0 ? Refusal.Of(PastRefusals.Empty)
            : c.Paper.Date > today ? Refusal.Of(PastRefusals.DateInFuture, ("date", c.Paper.Date.Iso()))
            : c.Scan is null == c.ScanBy is null || c.ScanBy < today ? Refusal.Of(PastRefusals.ScanMissing)
            : new PastEvent.Entered(c.Unit, c.Paper, c.Scan, c.ScanBy),
            PastCommand.Strike c => state.IsStruck ? Decision<PastEvent>.Nothing : new PastEvent.Struck(c.Reason),
            PastCommand.AttachScan c => c.Scan == state.Scan ? Decision<PastEvent>.Nothing
            : state.IsStruck ? Refusal.Of(PastRefusals.Struck)
            : state.Scan is null ? new PastEvent.ScanAttached(c.Scan)
            : Refusal.Of(PastRefusals.ScanNotPromised),
        };
    }

    /// <summary>
    /// What follows from an event for the subjects named: each with its subject. A title is no award: nothing follows from it here.
    /// </summary>
    /// <param name="id">Of this decision.</param>
    /// <param name="state">As it stands at the event.</param>
    /// <param name="event">The event.</param>
    public static IReadOnlyList<(SubjectId Subject, SubjectCommand Command)> Carried(
        PastDecisionId id,
        PastDecision state,
        PastEvent @event
    ) =>
        @event switch
        {
            PastEvent.Entered { Paper.IsTitle: true } => [],
            PastEvent.Entered { Paper: var paper } =>
            [
                .. paper.Names.Select(name =>
                    (
                        name.Subject,
                        (SubjectCommand)
                            new SubjectCommand.EnterPast(
                                new(
                                    id,
                                    name.Id,
                                    paper.Number,
                                    paper.Date,
                                    paper.AuthorityName,
                                    paper.Authority,
                                    paper.Form,
                                    new(paper.Type, null, name.Mark)
                                )
                            )
                    )
                ),
            ],
            PastEvent.Struck =>
            [
                .. (state.Paper is { IsTitle: false } struck ? struck.Names : []).Select(name =>
                    (name.Subject, (SubjectCommand)new SubjectCommand.StrikePast(id, name.Id))
                ),
            ],
            PastEvent.ScanAttached => [],
        };
}
