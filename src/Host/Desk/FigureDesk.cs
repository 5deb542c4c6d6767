using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

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

/// <summary>An entry of a small register. Days are yyyy-MM-dd or dd/MM/yyyy.</summary>
/// <param name="Day">When it happened.</param>
/// <param name="Count">How many; left out: 1.</param>
/// <param name="Text">What, up to 500 characters.</param>
/// <param name="Personal">It names somebody: kept where it can be erased.</param>
/// <param name="ProofNumber">Số, ký hiệu of a document about it.</param>
/// <param name="ProofDate">Its date.</param>
public sealed record EnterBookInput(string? Day, int? Count, string? Text, bool? Personal, string? ProofNumber, string? ProofDate);

/// <summary>Gạch.</summary>
/// <param name="Reason">Why, up to 4,000 characters.</param>
public sealed record StrikeBookInput(string? Reason);

/// <summary>An entry as people read it.</summary>
/// <param name="Id">The entry.</param>
/// <param name="Day">When it happened.</param>
/// <param name="Count">How many.</param>
/// <param name="Text">What; null: it was erased.</param>
/// <param name="Personal">It names somebody.</param>
/// <param name="Proof">A document about it.</param>
/// <param name="Struck">It no longer counts.</param>
public sealed record BookEntryShape(BookEntryId Id, DateOnly Day, int Count, string? Text, bool Personal, PlanDocument? Proof, bool Struck)
{
    /// <summary>Whose it is, where it is not the unit's own; for pages.</summary>
    [JsonIgnore]
    public string? UnitName { get; init; }
}

/// <summary>A small register of one unit.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Kind">Of what.</param>
/// <param name="Target">The target it counts for; null: none.</param>
/// <param name="What">What is entered, as the plan says.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">As written.</param>
/// <param name="Unit">Whose.</param>
/// <param name="UnitName">Its name today.</param>
/// <param name="Sum">How many stand in it.</param>
/// <param name="Below">How many stand in those of the units below it.</param>
/// <param name="Entries">Every entry, struck ones too, the latest day first.</param>
public sealed record BookShape(
    PlanId Plan,
    PlanRegisterKind Kind,
    TargetCode? Target,
    string What,
    string Clause,
    string Wording,
    UnitId Unit,
    string UnitName,
    long Sum,
    long Below,
    IReadOnlyList<BookEntryShape> Entries
)
{
    /// <summary>This person may enter and strike, for pages.</summary>
    [JsonIgnore]
    public bool MayEnter { get; init; }
}

/// <summary>How many stand in a small register of a unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="UnitName">Its name today.</param>
/// <param name="Own">In its own.</param>
/// <param name="Below">In those of the units below it, as they were when something was entered.</param>
/// <param name="HasBelow">There are units below it.</param>
public sealed record BookLine(UnitId Unit, string UnitName, long Own, long Below, bool HasBelow);

/// <summary>A small register across units: one unit, and those right below it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Kind">Of what.</param>
/// <param name="Target">The target it counts for; null: none.</param>
/// <param name="Period">The period whose days are counted; null: all of them.</param>
/// <param name="Self">The unit with everything below it.</param>
/// <param name="Items">The units right below it, by name.</param>
/// <param name="Next">Pass it as after to read on; null at the end.</param>
public sealed record BookUnitsShape(
    PlanId Plan,
    PlanRegisterKind Kind,
    TargetCode? Target,
    FigurePeriod? Period,
    BookLine Self,
    IReadOnlyList<BookLine> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next
);

/// <summary>Số liệu, sổ theo dõi and tiến độ kế hoạch.</summary>
public sealed class FigureDesk(
    Bench bench,
    House house,
    FigureQueries figures,
    BookQueries books,
    DossierQueries dossiers,
    DeadlineQueries deadlines,
    DeadlineDesk board,
    DutyDesk duties,
    IEventStore events,
    Directory directory
)
{
    private const int MostToCite = 50;

    // Whoever of a unit could state something; where there is nobody of them, a unit above enters it.
    private static readonly FunctionCode[] Functioning =
    [
        Functions.Staff,
        Functions.Police,
        Functions.Committee,
        Functions.Head,
        Functions.PoliceHead,
        Functions.Clerk,
        Functions.Coordinator,
    ];

    /// <summary>The plans that bind a unit of this person's, or reach one below it, and have targets or registers.</summary>
    public IReadOnlyList<PlanDefinition> Plans(Person person) =>
        [
            .. house
                .Plans.Where(plan => !plan.IsSample && (plan.Definition!.Targets.Count > 0 || plan.Definition.Registers.Count > 0))
                .Where(plan => person.UnitsFor(Act.ReadDeadlines).Any(unit => Concerns(plan, unit, person)))
                .Select(plan => plan.Definition!),
        ];

    /// <summary>The units from which this person looks at a plan: their own that it concerns.</summary>
    public IReadOnlyList<UnitId> Roots(Person person, PlanId plan) =>
        house.Plans.FirstOrDefault(known => known.Definition!.Id == plan) is { } found
            ? [.. person.UnitsFor(Act.ReadDeadlines).Where(unit => Concerns(found, unit, person))]
            : [];

    /// <summary>What a unit states for a plan and period.</summary>
    public async Task<Answer<FiguresShape>> GetAsync(
        Person person,
        PlanId plan,
        PeriodKey period,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(person, plan, unit, cancellationToken) is not { } found || PeriodOf(found.Definition, period) is not { } which)
        {
            return new Answer<FiguresShape>.NotFound();
        }

        return await ShapeAsync(person, found, which, unit, cancellationToken);
    }

    private async Task<Answer<FiguresShape>.Done> ShapeAsync(
        Person person,
        Found found,
        FigurePeriod which,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        await bench.CaughtUpAsync(cancellationToken);
        var plan = found.Definition.Id;
        var ask = AskOf(person, found, which, unit);
        var stream = Bindings.Figures.StreamOf(ask.Key.Value);
        var (state, etag) = await bench.LoadAsync(Bindings.Figures, stream, cancellationToken) is { } loaded
            ? (loaded.State, (StreamRevision?)loaded.ETag)
            : (FigureSheet.None, null);
        var known = new Known(person, found, which, unit, figures.Of(plan, which.Key, [unit])[0], books, dossiers);
        var lines = new List<FigureLine>();
        foreach (var target in found.Definition.Targets)
        {
            if (ask.Target(target.Code) is not { } asked)
            {
                continue;
            }

            var entry = state.Entry(target.Code);
            lines.Add(
                new FigureLine(
                    target.Code,
                    target.What.Value,
                    target.Measure,
                    target.Clause.Value,
                    target.Wording.Value,
                    target.Per?.Value,
                    asked.CountsOthers ? string.Join("; ", target.By.Select(party => party.Name.Value)) : null,
                    known.Registered(target),
                    target.Evidence?.Value,
                    entry?.InPeriod,
                    entry?.Cumulative,
                    known.Of(target, asked),
                    known.Below(target),
                    known.Total(target, asked),
                    entry?.Known,
                    entry?.KnownTotal,
                    bench.Reveal(entry?.Reason),
                    bench.Reveal(entry?.Note),
                    entry?.Proof,
                    entry?.Cites ?? [],
                    entry is null ? FigureVerdict.Insufficient : asked.Of(entry.Judged(asked))
                )
                {
                    Entries = EntriesFor(found, target, which, unit, entry, person),
                }
            );
        }

        var stating = StatingOf(person, found, unit) ?? SucceedingOf(person, found, which, unit);
        return new Answer<FiguresShape>.Done(
            new(
                plan,
                which,
                unit,
                person.UnitName(unit),
                state.Round,
                state.On,
                state.StatedOn,
                state.TakenBy,
                lines,
                lines.Count(line => line.InPeriod is null)
            )
            {
                MayState = stating is not null,
                ForAnother = stating?.TakenBy is not null,
                HasEnded = ask.Successors is not null,
            },
            etag
        );
    }

    /// <summary>Every statement of a unit for a plan and period, oldest first.</summary>
    public async Task<Answer<IReadOnlyList<FigureStatement>>> HistoryAsync(
        Person person,
        PlanId plan,
        PeriodKey period,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(person, plan, unit, cancellationToken) is not { } found || PeriodOf(found.Definition, period) is null)
        {
            return new Answer<IReadOnlyList<FigureStatement>>.NotFound();
        }

        var statements = new List<FigureStatement>();
        var before = FigureSheet.None;
        var stream = Bindings.Figures.StreamOf(FiguresKey.Of(plan, period, unit).Value);
        foreach (var recorded in await events.ReadStreamAsync(stream, cancellationToken: cancellationToken))
        {
            var after = FigureSheet.Evolve(before, (FiguresEvent)EventTypes.Read(recorded));
            var (was, text) = (before, after.Round > 1 ? "Nộp số liệu thay thế" : "Nộp số liệu");
            statements.Add(
                new(
                    await directory.LineAsync(recorded, EventTypes.Metadata(recorded), person, text, null, cancellationToken),
                    [
                        .. was
                            .Entries.Concat(after.Entries)
                            .Select(entry => entry.Target)
                            .Distinct()
                            .Select(target => (Was: was.Entry(target), Is: after.Entry(target), Target: target))
                            .Where(one => one.Was?.InPeriod != one.Is?.InPeriod)
                            .Select(one => new FigureChange(
                                one.Target,
                                one.Was?.InPeriod,
                                one.Is?.InPeriod,
                                one.Is is { IsChanged: true, Known: { } known } ? known : null
                            )),
                    ]
                )
            );
            before = after;
        }

        return new Answer<IReadOnlyList<FigureStatement>>.Done(statements);
    }

    /// <summary>
    /// The figures of the period that a report is about, as they stand and as they stood when it was handed in, for whoever may open it;
    /// null: it is about no period, or the plan asks no figures of the unit.
    /// </summary>
    public async Task<ReportFigures?> OfReportAsync(Person person, DutyShape duty, CancellationToken cancellationToken)
    {
        var line = duty.Deadline;
        if (
            (line.TakenOverFrom ?? line.Unit) is not { } unit
            || person.Organisation.Unit(unit) is null
            || await house.PlanAsync(line.Plan, cancellationToken) is not { Definition: { } definition } plan
            || FigurePeriod.Of(definition, line.Duty, line.Period) is not { } period
        )
        {
            return null;
        }

        var now = (await ShapeAsync(person, new(plan, definition, plan.Revision), period, unit, cancellationToken)).Value;
        if (now.Lines.Count == 0)
        {
            return null;
        }

        if (duty.HandedIn is null)
        {
            return new(line.Id, now, null, [], []);
        }

        var handedIn = (
            await events.ReadStreamAsync(Bindings.Duty.StreamOf(line.Id.Value), cancellationToken: cancellationToken)
        ).LastOrDefault(recorded => EventTypes.Read(recorded) is DutyEvent.Filed or DutyEvent.Replaced);
        var stream = Bindings.Figures.StreamOf(FiguresKey.Of(line.Plan, period.Key, unit).Value);
        var then = (await events.ReadStreamAsync(stream, cancellationToken: cancellationToken))
            .Where(stated => handedIn is not null && stated.Position < handedIn.Position)
            .Aggregate(FigureSheet.None, (state, stated) => FigureSheet.Evolve(state, (FiguresEvent)EventTypes.Read(stated)));
        return new(
            line.Id,
            now,
            then.Round,
            [.. then.Entries.Select(entry => new FigureThen(entry.Target, entry.InPeriod, entry.Cumulative))],
            [
                .. now
                    .Lines.Where(one =>
                        then.Entry(one.Target) is var entry && (entry?.InPeriod != one.InPeriod || entry?.Cumulative != one.Cumulative)
                    )
                    .Select(one => one.Target),
            ]
        );
    }

    /// <summary>The same by the report's id.</summary>
    public async Task<Answer<ReportFigures>> OfReportAsync(Person person, DutyKey report, CancellationToken cancellationToken) =>
        await duties.GetAsync(person, report, cancellationToken) is Answer<DutyShape>.Done { Value: var duty }
        && await OfReportAsync(person, duty, cancellationToken) is { } found
            ? new Answer<ReportFigures>.Done(found)
            : new Answer<ReportFigures>.NotFound();

    /// <summary>The reports of a unit that are about a period of a plan, as far as this person may read them.</summary>
    public IReadOnlyList<DeadlineLine> ReportsOn(Person person, PlanDefinition plan, PeriodKey period, UnitId unit) =>
        [
            .. plan
                .Duties.SelectMany(duty =>
                    new[] { period, PeriodKey.Once }
                        .Distinct()
                        .Where(key => FigurePeriod.Of(plan, duty.Code, key)?.Key == period)
                        .SelectMany(key =>
                            house.WithPredecessors(unit).Append(unit).Select(whose => DutyKey.Of(plan.Id, duty.Code, key, whose))
                        )
                )
                .Distinct()
                .Select(key => deadlines.Find(key, board.UnitsOf(person), board.Clock))
                .OfType<DeadlineRow>()
                .Select(row => DeadlineLine.Of(row, person)),
        ];

    /// <summary>States figures, or replaces what was stated.</summary>
    public async Task<Answer<FiguresShape>> StateAsync(
        Caller caller,
        PlanId plan,
        PeriodKey period,
        UnitId unit,
        StateFiguresInput input,
        CancellationToken cancellationToken
    )
    {
        var person = caller.Person;
        if (await FindAsync(person, plan, unit, cancellationToken) is not { } found || PeriodOf(found.Definition, period) is not { } which)
        {
            return new Answer<FiguresShape>.NotFound();
        }

        if ((StatingOf(person, found, unit) ?? SucceedingOf(person, found, which, unit)) is not { } stating)
        {
            return new Answer<FiguresShape>.Forbidden();
        }

        await bench.CaughtUpAsync(cancellationToken);
        var ask = AskOf(person, found, which, unit);
        var known = new Known(person, found, which, unit, figures.Of(plan, period, [unit])[0], books, dossiers);
        var before = (await bench.LoadAsync(Bindings.Figures, Bindings.Figures.StreamOf(ask.Key.Value), cancellationToken))?.State;
        var check = new Check();
        var entries = new List<FigureEntry>();
        foreach (var (line, i) in check.List("entries", input.Entries, 0, 500).Select((line, i) => (line, i)))
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"entries[{i}]");
            if (line is null or { Number: null, Base: null, Reached: null, TotalNumber: null, TotalBase: null })
            {
                continue;
            }

            var code = check.Code<TargetCode>($"{at}.target", line.Target);
            if (check.Failed || ask.Target(code) is not { } target)
            {
                check.Fault($"{at}.target", Faults.Unknown, ("allowed", string.Join(", ", ask.Targets.Select(one => one.Code.Value))));
                continue;
            }

            // A form fills in what the system knows: half a figure where nothing else is there states nothing.
            if (line is { Number: null, Reached: null, TotalNumber: null } && known.IsFilledIn(target, line))
            {
                continue;
            }

            if (Read(check, at, line, target, ask, known) is { } entry)
            {
                entries.Add(Unchanged(before?.Entry(code), entry));
            }
        }

        if (check.Failed)
        {
            return check.Answer<FiguresShape>();
        }

        var answer = await bench.RunAsync(
            caller,
            stating.Capacity,
            Bindings.Figures,
            Bindings.Figures.StreamOf(ask.Key.Value),
            new FiguresCommand.State(ask, entries, stating.TakenBy),
            "figures.state",
            input,
            state => state.Round,
            cancellationToken
        );
        return answer is Answer<int>.Done done
            ? await GetAsync(person, plan, period, unit, cancellationToken) is Answer<FiguresShape>.Done shape
                ? shape with
                {
                    ETag = done.ETag,
                    Shown = done.Shown,
                }
                : new Answer<FiguresShape>.NotFound()
            : answer.Select<FiguresShape>(_ => throw new System.Diagnostics.UnreachableException());
    }

    /// <summary>Progress of a plan: a unit and those right below it that this person may read.</summary>
    public async Task<Answer<ProgressShape>> ProgressAsync(
        Person person,
        PlanId plan,
        PeriodKey period,
        UnitId unit,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (
            await FindAsync(person, plan, unit, cancellationToken) is not { } found
            || PeriodOf(found.Definition, period) is not { } which
            || !Concerns(found, unit, person)
        )
        {
            return new Answer<ProgressShape>.NotFound();
        }

        await bench.CaughtUpAsync(cancellationToken);
        var (page, next) = PageOf(found, unit, person, after, limit);
        var read = figures.Of(plan, period, [unit, .. page]);
        var targets = FigureTargets(found.Definition);
        return new Answer<ProgressShape>.Done(
            new(
                plan,
                which,
                LineOf(read[0], found, targets, person),
                [.. read.Skip(1).Select(one => LineOf(one, found, targets, person))],
                next
            )
        );
    }

    /// <summary>The small registers that a plan makes a unit keep.</summary>
    public async Task<Answer<IReadOnlyList<BookShape>>> BooksAsync(
        Person person,
        PlanId plan,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(person, plan, unit, cancellationToken) is not { } found)
        {
            return new Answer<IReadOnlyList<BookShape>>.NotFound();
        }

        var books = new List<BookShape>();
        foreach (var register in found.Definition.Registers.DistinctBy(one => (one.Kind, one.Target)))
        {
            var state = (await LoadAsync(BookKey.Of(plan, register.Kind, register.Target, unit), cancellationToken))?.State;
            books.Add(ShapeOf(found, register, unit, state, person) with { Entries = [] });
        }

        return new Answer<IReadOnlyList<BookShape>>.Done(books);
    }

    /// <summary>One small register with its entries.</summary>
    public async Task<Answer<BookShape>> BookAsync(
        Person person,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(person, plan, unit, cancellationToken) is not { } found || RegisterOf(found, kind, target) is not { } register)
        {
            return new Answer<BookShape>.NotFound();
        }

        var loaded = await LoadAsync(BookKey.Of(plan, kind, target, unit), cancellationToken);
        return new Answer<BookShape>.Done(ShapeOf(found, register, unit, loaded?.State, person), loaded?.ETag);
    }

    /// <summary>What stands in a small register of a unit and of those right below it that this person may read.</summary>
    /// <param name="period">A period of the plan; null: all days.</param>
    public async Task<Answer<BookUnitsShape>> BookUnitsAsync(
        Person person,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        PeriodKey? period,
        string? after,
        int limit,
        CancellationToken cancellationToken
    )
    {
        if (
            await FindAsync(person, plan, unit, cancellationToken) is not { } found
            || RegisterOf(found, kind, target) is not { } register
            || !Concerns(found, unit, person)
        )
        {
            return new Answer<BookUnitsShape>.NotFound();
        }

        var which = period is { } key ? PeriodOf(found.Definition, key) : null;
        if (period is not null && which is null)
        {
            return new Answer<BookUnitsShape>.NotFound();
        }

        await bench.CaughtUpAsync(cancellationToken);
        var (page, next) = PageOf(found, unit, person, after, limit);
        IReadOnlyList<UnitId> all = [unit, .. page];
        IReadOnlyList<BookLine> lines =
        [
            .. all.Zip(books.Sums(plan, register, which?.From, which?.To, all))
                .Select(line => new BookLine(
                    line.First,
                    person.UnitName(line.First),
                    line.Second.Own,
                    line.Second.Below,
                    Below(found, line.First, person).Any()
                )),
        ];
        return new Answer<BookUnitsShape>.Done(new(plan, kind, target, which, lines[0], [.. lines.Skip(1)], next));
    }

    /// <summary>Enters something in a small register.</summary>
    public async Task<Answer<BookShape>> EnterAsync(
        Caller caller,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        EnterBookInput input,
        CancellationToken cancellationToken
    )
    {
        var person = caller.Person;
        if (await FindAsync(person, plan, unit, cancellationToken) is not { } found || RegisterOf(found, kind, target) is not { } register)
        {
            return new Answer<BookShape>.NotFound();
        }

        if (StatingOf(person, found, unit) is not { } stating)
        {
            return new Answer<BookShape>.Forbidden();
        }

        var ask = new BookAsk(plan, found.Revision, kind, target, unit, AboveOf(person, unit));
        var check = new Check();
        var day = check.Date("day", input.Day);
        var count = input.Count is null ? 1 : check.Number("count", input.Count, 1, Book.MaxCount);
        var text = check.Text("text", input.Text, 500);
        var proof = ProofOf(check, "", input.ProofNumber, input.ProofDate);
        PublicText? open = null;
        if (input.Personal != true && !check.Failed)
        {
            open = check.Code<PublicText>("text", text);
        }

        if (check.Failed)
        {
            return check.Answer<BookShape>();
        }

        return await bench.RunAsync(
            caller,
            stating.Capacity,
            Bindings.Book,
            Bindings.Book.StreamOf(ask.Key.Value),
            new BookCommand.Enter(
                ask,
                day,
                count,
                open,
                input.Personal == true ? bench.Seal(Keys.Of(ask.Key), text) : null,
                proof,
                stating.TakenBy
            ),
            "book.enter",
            input,
            state => ShapeOf(found, register, unit, state, person),
            cancellationToken
        );
    }

    /// <summary>Strikes an entry.</summary>
    public async Task<Answer<BookShape>> StrikeAsync(
        Caller caller,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        BookEntryId entry,
        StrikeBookInput input,
        CancellationToken cancellationToken
    )
    {
        var person = caller.Person;
        if (await FindAsync(person, plan, unit, cancellationToken) is not { } found || RegisterOf(found, kind, target) is not { } register)
        {
            return new Answer<BookShape>.NotFound();
        }

        if (StatingOf(person, found, unit) is not { } stating)
        {
            return new Answer<BookShape>.Forbidden();
        }

        var key = BookKey.Of(plan, kind, target, unit);
        var check = new Check();
        var reason = check.Text("reason", input.Reason, Bench.MaxText);
        if (check.Failed)
        {
            return check.Answer<BookShape>();
        }

        return await bench.RunAsync(
            caller,
            stating.Capacity,
            Bindings.Book,
            Bindings.Book.StreamOf(key.Value),
            new BookCommand.Strike(entry, bench.Seal(Keys.Of(key), reason)!, stating.TakenBy),
            "book.strike",
            new { entry = entry.ToString(), input.Reason },
            state => ShapeOf(found, register, unit, state, person),
            cancellationToken
        );
    }

    // The same words sealed again are another cipher: what has not changed stays as it was sealed.
    private FigureEntry Unchanged(FigureEntry? before, FigureEntry now) =>
        before is null
            ? now
            : now with
            {
                Reason = bench.Reveal(before.Reason) == bench.Reveal(now.Reason) ? before.Reason : now.Reason,
                Note = bench.Reveal(before.Note) == bench.Reveal(now.Note) ? before.Note : now.Note,
            };

    private FigureEntry? Read(Check check, string at, FigureInput line, FigureTarget target, FigureAsk ask, Known system)
    {
        var key = Keys.Of(ask.Key);
        var value = ValueOf(check, at, target, line.Number, line.Base, line.Reached, "number", "base");
        var total =
            line is { TotalNumber: null, TotalBase: null } || target.Measure is PlanMeasure.Qualitative
                ? null
                : ValueOf(check, at, target, line.TotalNumber, line.TotalBase, null, "totalNumber", "totalBase");
        var reason = check.OptionalText($"{at}.reason", line.Reason, Bench.MaxText);
        var note = check.OptionalText($"{at}.note", line.Note, Bench.MaxText);
        var proof = ProofOf(check, $"{at}.", line.ProofNumber, line.ProofDate);
        var cites = check
            .List($"{at}.cites", line.Cites, 0, FigureSheet.MaxCites)
            .Where(text => !string.IsNullOrWhiteSpace(text))
            .Select(text => check.Id<BookEntryId>($"{at}.cites", text))
            .Distinct()
            .ToList();
        if (cites.Exists(id => books.Find(ask.Plan, ask.Unit, id) is not { IsStruck: false }))
        {
            check.Fault($"{at}.cites", Faults.Unknown, ("allowed", "–"));
        }

        if (check.Failed || value is null)
        {
            return null;
        }

        var (said, known) = (system.Said(target.Code), system.Of(system.Said(target.Code), target));
        var knownTotal = total is null ? null : system.Total(said, target);
        return new(
            target.Code,
            value,
            total,
            known,
            // A reason without a change would explain nothing.
            known?.IsChanged(value) == true
            || (total is not null && knownTotal?.IsChanged(total) == true)
                ? bench.Seal(key, reason)
                : null,
            bench.Seal(key, note),
            proof,
            cites,
            knownTotal
        );
    }

    private static FigureValue? ValueOf(
        Check check,
        string at,
        FigureTarget target,
        int? number,
        int? of,
        bool? reached,
        string numberField,
        string baseField
    )
    {
        int Needed(string field, int? value) => check.Number($"{at}.{field}", value, 0, int.MaxValue);
        return target.CountsOthers
            ? new FigureValue.Share(Needed(numberField, number), Needed(baseField, of))
            : target.Measure switch
            {
                PlanMeasure.Rate => new FigureValue.Share(Needed(numberField, number), Needed(baseField, of)),
                PlanMeasure.Quantity or PlanMeasure.Never => new FigureValue.Count(Needed(numberField, number)),
                PlanMeasure.Rise or PlanMeasure.Fall => new FigureValue.Change(
                    Needed(numberField, number),
                    of is null ? null : Needed(baseField, of)
                ),
                PlanMeasure.Qualitative => reached is { } found ? new FigureValue.Finding(found) : Lacks(),
            };

        FigureValue? Lacks()
        {
            check.Fault($"{at}.reached", Faults.Required);
            return null;
        }
    }

    private static PlanDocument? ProofOf(Check check, string at, string? number, string? date)
    {
        if (string.IsNullOrWhiteSpace(number) && string.IsNullOrWhiteSpace(date))
        {
            return null;
        }

        var symbol = check.Code<DocumentNumber>($"{at}proofNumber", number?.Trim());
        var day = check.Date($"{at}proofDate", date);
        return check.Failed ? null : new(symbol, day);
    }

    // The latest of the period, and what is cited already.
    private IReadOnlyList<BookEntryShape> EntriesFor(
        Found found,
        PlanTarget target,
        FigurePeriod period,
        UnitId unit,
        FigureEntry? entry,
        Person person
    ) =>
        [
            .. found
                .Definition.RegistersOf(target)
                .SelectMany(register => books.Latest(found.Definition.Id, register, unit, period.From, period.To, MostToCite))
                .Concat((entry?.Cites ?? []).Select(cited => books.Find(found.Definition.Id, unit, cited)).OfType<BookEntryRow>())
                .DistinctBy(row => row.Entry.Id)
                .Select(row => ShapeOf(row.Entry, row.IsStruck) with { UnitName = row.Unit == unit ? null : person.UnitName(row.Unit) }),
        ];

    // What the system knows of a unit's figures for a period.
    private sealed class Known(
        Person person,
        Found found,
        FigurePeriod period,
        UnitId unit,
        UnitFigures below,
        BookQueries books,
        DossierQueries dossiers
    )
    {
        private DossierCounts? _dossiers;
        private DossierCounts? _dossiersSince;

        private DossierCounts Dossiers(DateOnly? since) =>
            since is null
                ? _dossiers ??= dossiers.Counts(found.Definition.Id, unit, period.From, period.To)
                : _dossiersSince ??= dossiers.Counts(found.Definition.Id, unit, since, period.To);

        internal PlanTarget Said(TargetCode code) => found.Definition.Targets.First(target => target.Code == code);

        // What is to be reached by each by itself says nothing added up.
        internal FigureValue? Below(PlanTarget target) =>
            target.Per is null ? below.Targets.GetValueOrDefault(target.Code)?.Below.InPeriod.AsValue(target.Measure) : null;

        // What the plan file says it is counted from comes first, then its register where one is kept, then what the units below state.
        internal FigureHint? Of(PlanTarget target, FigureTarget asked)
        {
            if (asked.CountsOthers)
            {
                return below.Targets.GetValueOrDefault(target.Code)?.Below.Tally is { All: > 0 } others
                    ? new(new(others.Reached, FigureSource.Below), new(others.All - others.Nothing, FigureSource.Below))
                    : null;
            }

            var sum = FigureHint.Of(Below(target), FigureSource.Below);
            var (number, of) = (
                Count(target, target.NumberFrom) ?? Register(target) ?? sum?.Number,
                Count(target, target.BaseFrom) ?? sum?.Base
            );
            return number is null && of is null ? null : new(number, of);
        }

        // Lũy kế of what is counted, from the plan's first day; of what units below state it is for them to say.
        internal FigureHint? Total(PlanTarget target, FigureTarget asked)
        {
            if (asked.CountsOthers || found.Definition.Period.From is not { } first || !(first < period.From))
            {
                return null;
            }

            var (number, of) = (Count(target, target.NumberFrom, first) ?? Register(target, first), Count(target, target.BaseFrom, first));
            return number is null && of is null ? null : new(number, of);
        }

        internal bool IsFilledIn(FigureTarget asked, FigureInput line)
        {
            var target = Said(asked.Code);
            return (line.Base is null || line.Base == Of(target, asked)?.Base?.Count)
                && (line.TotalBase is null || line.TotalBase == Total(target, asked)?.Base?.Count);
        }

        private FigureCount? Count(PlanTarget target, PlanCount? count, DateOnly? since = null) =>
            count switch
            {
                null => null,
                PlanCount.Entries entries => found.Definition.Register(target, entries) is { } register
                    ? new(Sum(register, since).Total, FigureSource.Book)
                    : null,
                PlanCount.Dossiers => new(Dossiers(since).Dossiers, FigureSource.Dossiers),
                PlanCount.Proposed proposed => new(Sum(Dossiers(since).Proposed, proposed.Of), FigureSource.Proposed),
                PlanCount.Awarded awarded => new(Sum(Dossiers(since).Awarded, awarded.Of), FigureSource.Awarded),
                PlanCount.Units units => new(UnitsOf(units.Level), FigureSource.Units),
            };

        internal long? Registered(PlanTarget target)
        {
            IReadOnlyList<PlanRegister> kept = [.. found.Definition.RegistersOf(target)];
            return kept.Count == 0 ? null : kept.Sum(register => Sum(register).Total);
        }

        private FigureCount? Register(PlanTarget target, DateOnly? since = null) =>
            target.Measure is PlanMeasure.Quantity or PlanMeasure.Never
            && found.Definition.Registers.FirstOrDefault(register => register.Target == target.Code) is { } register
            && Sum(register, since) is { IsKept: true } sum
                ? new(sum.Total, FigureSource.Book)
                : null;

        private BookSum Sum(PlanRegister register, DateOnly? since = null) =>
            books.Sums(found.Definition.Id, register, since ?? period.From, period.To, [unit])[0];

        private static long Sum(IReadOnlyDictionary<SubjectKind, long> counts, SubjectKind? of) =>
            of is { } kind ? counts[kind] : counts.Values.Sum();

        private long UnitsOf(UnitLevel level)
        {
            DateOnly?[] last = [person.Today, period.To, person.Organisation.Unit(unit)?.Ending?.LastDay];
            return person
                .Organisation.Subtree(unit, last.Min() ?? person.Today)
                .Count(one => one.Level == level && one.Kind is null && !one.External);
        }
    }

    private ValueTask<(Book State, StreamRevision ETag)?> LoadAsync(BookKey key, CancellationToken cancellationToken) =>
        bench.LoadAsync(Bindings.Book, Bindings.Book.StreamOf(key.Value), cancellationToken);

    private BookShape ShapeOf(Found found, PlanRegister register, UnitId unit, Book? state, Person person) =>
        new(
            found.Definition.Id,
            register.Kind,
            register.Target,
            register.What.Value,
            register.Clause.Value,
            register.Wording.Value,
            unit,
            person.UnitName(unit),
            state?.Sum ?? 0,
            books.Sums(found.Definition.Id, register, null, null, [unit])[0].Below,
            EntriesOf(state)
        )
        {
            MayEnter = StatingOf(person, found, unit) is not null,
        };

    private IReadOnlyList<BookEntryShape> EntriesOf(Book? state) =>
        state is null
            ? []
            :
            [
                .. state
                    .Entries.Values.OrderByDescending(one => one.Entry.Day)
                    .ThenBy(one => one.Entry.Id.Value)
                    .Select(one => ShapeOf(one.Entry, one.IsStruck)),
            ];

    private BookEntryShape ShapeOf(BookEntry entry, bool struck) =>
        new(
            entry.Id,
            entry.Day,
            entry.Count,
            entry.Text?.Value ?? bench.Reveal(entry.Personal),
            entry.Personal is not null,
            entry.Proof,
            struck
        );

    private static PlanRegister? RegisterOf(Found found, PlanRegisterKind kind, TargetCode? target) =>
        found.Definition.Registers.FirstOrDefault(register => register.Kind == kind && register.Target == target);

    private static FigurePeriod? PeriodOf(PlanDefinition plan, PeriodKey period) =>
        FigurePeriod.Of(plan).FirstOrDefault(one => one.Key == period);

    private static IReadOnlyList<(PlanTarget Said, FigureTarget Target)> FigureTargets(PlanDefinition plan) =>
        [.. plan.Targets.Select(target => (target, FigureTarget.Of(target)))];

    private static ProgressLine LineOf(
        UnitFigures unit,
        Found found,
        IReadOnlyList<(PlanTarget Said, FigureTarget Target)> targets,
        Person person
    ) =>
        new(
            unit.Unit,
            person.UnitName(unit.Unit),
            unit.HasOwn,
            unit.Sheets,
            Below(found, unit.Unit, person).Any(),
            [
                .. targets.Select(target =>
                {
                    var sum = unit.Targets.GetValueOrDefault(target.Target.Code)?.Standing ?? default;
                    return new ProgressCell(
                        target.Target.Code,
                        sum.InPeriod.Units == 0 ? FigureVerdict.Insufficient : sum.Of(target.Target),
                        sum.Judged.Number,
                        sum.Judged.Base,
                        sum.InPeriod.Units,
                        sum.Judged.Missing,
                        sum.Cumulative,
                        sum.InPeriod.Yes,
                        sum.Tally
                    );
                }),
            ]
        );

    // Units right below, by name, from one of them on.
    private static (IReadOnlyList<UnitId> Page, string? Next) PageOf(Found found, UnitId unit, Person person, string? after, int limit)
    {
        var children = Below(found, unit, person)
            .Select(child => (child, Key: VietnameseText.Fold(person.UnitName(child))))
            .OrderBy(child => child.Key, StringComparer.Ordinal)
            .ThenBy(child => child.child.Value, StringComparer.Ordinal)
            .Select(child => child.child)
            .ToList();
        var start = after is not null && UnitId.TryParse(after, out var last) ? children.IndexOf(last) + 1 : 0;
        IReadOnlyList<UnitId> page = [.. children.Skip(start).Take(limit)];
        return (page, start + page.Count < children.Count ? page[^1].Value : null);
    }

    // Units right below; of one that has ended, those it had on its last day; and those that ended into it.
    private static IEnumerable<UnitId> Below(Found found, UnitId unit, Person person)
    {
        var organisation = person.Organisation;
        var day = organisation.Unit(unit)?.Ending is { } ending && ending.LastDay < person.Today ? ending.LastDay : person.Today;
        return organisation
            .ChildrenOf(unit, day)
            .Select(child => child.Id)
            .Concat(organisation.PredecessorsOf(unit))
            .Distinct()
            .Where(child => person.May(Act.ReadDeadlines, child) && Concerns(found.Plan, child, person));
    }

    // It binds the unit, or somebody below it.
    private static bool Concerns(Found found, UnitId unit, Person person) => Concerns(found.Plan, unit, person);

    private static bool Concerns(Plan plan, UnitId unit, Person person) =>
        plan.Applications.Any(application =>
            person.Organisation.IsUnder(unit, application.Unit, person.Today)
            || person.Organisation.IsUnder(application.Unit, unit, person.Today)
            || (
                person.Organisation.Unit(unit)?.Ending is { } ending
                && ending.LastDay >= application.From
                && person.Organisation.IsUnder(unit, application.Unit, ending.LastDay)
            )
        );

    private async Task<Found?> FindAsync(Person person, PlanId plan, UnitId unit, CancellationToken cancellationToken) =>
        person.Organisation.Unit(unit) is not null
        && person.May(Act.ReadDeadlines, unit)
        && await house.PlanAsync(plan, cancellationToken) is { Definition: { } definition, IsSample: false } found
            ? new(found, definition, found.Revision)
            : null;

    private static FigureAsk AskOf(Person person, Found found, FigurePeriod period, UnitId unit) =>
        new(
            found.Definition.Id,
            found.Revision,
            period,
            unit,
            AboveOf(person, unit),
            FigureTarget.AskedOf(found.Definition, person.Organisation.Unit(unit)!),
            person.Organisation.Unit(unit)!.IsInForce(person.Today)
                ? null
                : [.. person.Organisation.SuccessorsOn(unit, person.Today).Select(successor => successor.Id)]
        );

    private static IReadOnlyList<UnitId> AboveOf(Person person, UnitId unit)
    {
        var above = new List<UnitId>();
        for (
            var at = person.Organisation.Parent(unit, person.Today);
            at is not null && at.Id != unit && !above.Contains(at.Id);
            at = person.Organisation.Parent(at.Id, person.Today)
        )
        {
            above.Add(at.Id);
        }

        return above;
    }

    // The unit itself; for one without accounts, the nearest unit above.
    private static (Capacity Capacity, UnitId? TakenBy)? StatingOf(Person person, Found found, UnitId unit)
    {
        if (
            person.Organisation.Unit(unit)?.IsInForce(person.Today) != true
            || !found.Plan.Applications.Any(application =>
                application.From <= person.Today && person.Organisation.IsUnder(unit, application.Unit, person.Today)
            )
        )
        {
            return null;
        }

        if (person.CapacitiesFor(Act.FileReports, unit).FirstOrDefault(capacity => capacity.Unit == unit) is { } own)
        {
            return (own, null);
        }

        return Functioning.Any(function => person.Organisation.Holders(unit, function, person.Today).Count > 0)
            ? null
            : AboveOf(person, unit)
                .SelectMany(above => person.CapacitiesFor(Act.FileReports, above).Where(capacity => capacity.Unit == above))
                .Select(capacity => ((Capacity, UnitId?)?)(capacity, capacity.Unit))
                .FirstOrDefault();
    }

    // Of a unit that has ended, whoever took over: for periods that began while it was there.
    private static (Capacity Capacity, UnitId? TakenBy)? SucceedingOf(Person person, Found found, FigurePeriod period, UnitId unit) =>
        person.Organisation.Unit(unit)?.Ending is { LastDay: var last }
        && last < person.Today
        && !(period.From > last)
        && found.Plan.Applications.Any(application => application.From <= last && person.Organisation.IsUnder(unit, application.Unit, last))
            ? person
                .Organisation.SuccessorsOn(unit, person.Today)
                .SelectMany(successor =>
                    person.CapacitiesFor(Act.FileReports, successor.Id).Where(capacity => capacity.Unit == successor.Id)
                )
                .Select(capacity => ((Capacity, UnitId?)?)(capacity, capacity.Unit))
                .FirstOrDefault()
            : null;

    private sealed record Found(Plan Plan, PlanDefinition Definition, int Revision);
}
