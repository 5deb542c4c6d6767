using System.Text.Json.Serialization;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>What is stated for one target; which fields count follows from its measure. A line with no figure at all states nothing.</summary>
/// <param name="Target">The target.</param>
/// <param name="Number">Numerator, count, or this period's number; of what others have to reach, how many of them did.</param>
/// <param name="Base">Denominator, or the number in the base period; of what others have to reach, how many of them there are.</param>
/// <param name="Reached">Of định tính: whether it was found reached.</param>
/// <param name="TotalNumber">Lũy kế of <paramref name="Number"/>.</param>
/// <param name="TotalBase">Lũy kế of <paramref name="Base"/>.</param>
/// <param name="Reason">Why it is not what the system knew, up to 4,000 characters.</param>
/// <param name="Note">What is said beside it.</param>
/// <param name="ProofNumber">Số, ký hiệu of a document that proves it.</param>
/// <param name="ProofDate">Its date.</param>
/// <param name="Cites">Ids of register entries cited as evidence.</param>
public sealed record FigureInput(
    string? Target,
    int? Number,
    int? Base,
    bool? Reached,
    int? TotalNumber,
    int? TotalBase,
    string? Reason,
    string? Note,
    string? ProofNumber,
    string? ProofDate,
    IReadOnlyList<string?>? Cites
);

/// <summary>Figures as a whole: what is left out is not stated any more.</summary>
public sealed record StateFiguresInput(IReadOnlyList<FigureInput?>? Entries);

/// <summary>A target with what is stated for it.</summary>
/// <param name="Target">The target.</param>
/// <param name="What">What is counted or asked for.</param>
/// <param name="Measure">How it is measured.</param>
/// <param name="Clause">Where the plan says so.</param>
/// <param name="Wording">As written.</param>
/// <param name="Per">The unit of account, each of which has to reach it; null: figures of units are added up.</param>
/// <param name="Others">Who has to reach it, each by itself, where the unit states how many of them did; null: it states its own figure.</param>
/// <param name="Registered">How many stand in its small registers in the period, of the unit and those below; null: it has none.</param>
/// <param name="Evidence">What proves it, as written; null: not stated.</param>
/// <param name="InPeriod">Trong kỳ; null: not stated.</param>
/// <param name="Cumulative">Lũy kế; null: not stated.</param>
/// <param name="Known">What the system knows now, each half with where from; null: nothing.</param>
/// <param name="Below">What the units below state, added up; null: nothing, or it says nothing of the whole.</param>
/// <param name="KnownTotal">What it knows of lũy kế, counted from the plan's first day; null: nothing, or the period begins with the plan.</param>
/// <param name="KnownThen">What it knew when the figure was stated.</param>
/// <param name="KnownTotalThen">What it knew of lũy kế then.</param>
/// <param name="Reason">Why another figure was stated.</param>
/// <param name="Note">What is said beside it.</param>
/// <param name="Proof">The document that proves it.</param>
/// <param name="Cites">Register entries cited.</param>
/// <param name="Verdict">How it stands.</param>
public sealed record FigureLine(
    TargetCode Target,
    string What,
    PlanMeasure Measure,
    string Clause,
    string Wording,
    string? Per,
    string? Others,
    long? Registered,
    string? Evidence,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] FigureValue? InPeriod,
    FigureValue? Cumulative,
    FigureHint? Known,
    FigureValue? Below,
    FigureHint? KnownTotal,
    FigureHint? KnownThen,
    FigureHint? KnownTotalThen,
    string? Reason,
    string? Note,
    PlanDocument? Proof,
    IReadOnlyList<BookEntryId> Cites,
    FigureVerdict Verdict
)
{
    /// <summary>Entries that can be cited: the latest of the period in its registers, of the unit and those below, and those cited; for pages.</summary>
    [JsonIgnore]
    public IReadOnlyList<BookEntryShape> Entries { get; init; } = [];
}

/// <summary>What one unit states for a plan and a period.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Period">The period.</param>
/// <param name="Unit">Whose figures.</param>
/// <param name="UnitName">Its name today.</param>
/// <param name="Round">Statements so far; 0: none.</param>
/// <param name="On">The day they were first stated; null: never.</param>
/// <param name="StatedOn">The day they were last stated.</param>
/// <param name="TakenBy">The unit above, or the successor, that entered them; null: the unit itself.</param>
/// <param name="Lines">By target, in the plan's order.</param>
/// <param name="Missing">How many targets have no figure.</param>
public sealed record FiguresShape(
    PlanId Plan,
    FigurePeriod Period,
    UnitId Unit,
    string UnitName,
    int Round,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] DateOnly? On,
    DateOnly? StatedOn,
    UnitId? TakenBy,
    IReadOnlyList<FigureLine> Lines,
    int Missing
)
{
    /// <summary>This person may state them, for pages.</summary>
    [JsonIgnore]
    public bool MayState { get; init; }

    /// <summary>They would do so for a unit without accounts, or one that has ended, for pages.</summary>
    [JsonIgnore]
    public bool ForAnother { get; init; }

    /// <summary>The unit has ended: those who took over correct what it left, for pages.</summary>
    [JsonIgnore]
    public bool HasEnded { get; init; }
}

/// <summary>One statement of figures: who, when, and what it changed.</summary>
/// <param name="Line">Who, when.</param>
/// <param name="Changes">By target, against the statement before; of the first one everything.</param>
public sealed record FigureStatement(HistoryLine Line, IReadOnlyList<FigureChange> Changes);

/// <summary>What a statement changed.</summary>
/// <param name="Target">The target.</param>
/// <param name="Was">Trong kỳ before; null: not stated.</param>
/// <param name="Is">Trong kỳ after; null: not stated any more.</param>
/// <param name="Known">What the system counted then, where another figure was stated; null: it is what was counted, or nothing was.</param>
public sealed record FigureChange(TargetCode Target, FigureValue? Was, FigureValue? Is, FigureHint? Known);

/// <summary>A figure as it stood when a report was handed in.</summary>
/// <param name="Target">The target.</param>
/// <param name="InPeriod">Trong kỳ.</param>
/// <param name="Cumulative">Lũy kế; null: not stated.</param>
public sealed record FigureThen(TargetCode Target, FigureValue InPeriod, FigureValue? Cumulative);

/// <summary>The figures of the period that a report is about.</summary>
/// <param name="Report">The deadline.</param>
/// <param name="Now">As they stand.</param>
/// <param name="RoundThen">Which statement stood when it was handed in, 0: none; null: nothing is handed in.</param>
/// <param name="Then">What stood then.</param>
/// <param name="Changed">Targets of which another figure, or none any more, stands now.</param>
public sealed record ReportFigures(
    DutyKey Report,
    FiguresShape Now,
    int? RoundThen,
    IReadOnlyList<FigureThen> Then,
    IReadOnlyList<TargetCode> Changed
);

/// <summary>How a unit stands against one target.</summary>
/// <param name="Target">The target.</param>
/// <param name="Verdict">How it stands.</param>
/// <param name="Number">Sum of numerators or counts, as it is judged.</param>
/// <param name="Base">Sum of denominators or base numbers.</param>
/// <param name="Units">How many units stated it; 0: none.</param>
/// <param name="Missing">How many of them without the base it needs.</param>
/// <param name="Cumulative">How many of them stated lũy kế.</param>
/// <param name="Yes">How many found a định tính target reached.</param>
/// <param name="Tally">How those units stand, each by itself; where a unit stated how many others reached it, those others.</param>
public sealed record ProgressCell(
    TargetCode Target,
    FigureVerdict Verdict,
    long Number,
    long Base,
    int Units,
    int Missing,
    int Cumulative,
    int Yes,
    FigureTally Tally
);

/// <summary>How a unit stands against the targets of a plan.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="UnitName">Its name today.</param>
/// <param name="HasOwn">It has stated its own figures; what it stated includes the units below it.</param>
/// <param name="Sheets">How many units of it and below have stated figures.</param>
/// <param name="HasBelow">There are units below it.</param>
/// <param name="Cells">By target, in the plan's order.</param>
public sealed record ProgressLine(UnitId Unit, string UnitName, bool HasOwn, int Sheets, bool HasBelow, IReadOnlyList<ProgressCell> Cells);

/// <summary>Progress of a plan: one unit, and those right below it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Period">The period.</param>
/// <param name="Self">The unit with everything below it.</param>
/// <param name="Items">The units right below it, by name.</param>
/// <param name="Next">Pass it as after to read on; null at the end.</param>
public sealed record ProgressShape(
    PlanId Plan,
    FigurePeriod Period,
    ProgressLine Self,
    IReadOnlyList<ProgressLine> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next
);
