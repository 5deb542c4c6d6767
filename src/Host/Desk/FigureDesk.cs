using System.Globalization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>Số liệu and tiến độ kế hoạch.</summary>
public sealed class FigureDesk(
    Bench bench,
    House house,
    FigureQueries figures,
    BookQueries books,
    DossierQueries dossiers,
    TitleQueries titles,
    DeadlineQueries deadlines,
    DeadlineDesk board,
    DutyDesk duties,
    IEventStore events,
    Directory directory
)
{
    private const int MostToCite = 50;

    /// <summary>The plans that bind a unit of this person's, or reach one below it, and have targets or registers.</summary>
    public IReadOnlyList<PlanDefinition> Plans(Person person) =>
        [
            .. house
                .Plans.Where(plan => !plan.IsSample && (plan.Definition!.Targets.Count > 0 || plan.Definition.Registers.Count > 0))
                .Where(plan => person.UnitsFor(Act.ReadDeadlines).Any(unit => PlanScope.Concerns(plan, unit, person)))
                .Select(plan => plan.Definition!),
        ];

    /// <summary>The units from which this person looks at a plan: their own that it concerns.</summary>
    public IReadOnlyList<UnitId> Roots(Person person, PlanId plan) =>
        house.Plans.FirstOrDefault(known => known.Definition!.Id == plan) is { } found
            ? [.. person.UnitsFor(Act.ReadDeadlines).Where(unit => PlanScope.Concerns(found, unit, person))]
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
        if (
            await PlanScope.FindAsync(house, person, plan, unit, cancellationToken) is not { } scope
            || scope.Period(period) is not { } which
        )
        {
            return new Answer<FiguresShape>.NotFound();
        }

        return await ShapeAsync(scope, which, unit, cancellationToken);
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
        if (await PlanScope.FindAsync(house, person, plan, unit, cancellationToken) is not { } scope || scope.Period(period) is null)
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

        var now = (await ShapeAsync(new(plan, definition, person), period, unit, cancellationToken)).Value;
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
        if (
            await PlanScope.FindAsync(house, person, plan, unit, cancellationToken) is not { } scope
            || scope.Period(period) is not { } which
        )
        {
            return new Answer<FiguresShape>.NotFound();
        }

        if ((scope.Stating(unit) ?? scope.Succeeding(unit, which)) is not { } stating)
        {
            return new Answer<FiguresShape>.Forbidden();
        }

        await bench.CaughtUpAsync(cancellationToken);
        var ask = AskOf(scope, which, unit);
        var known = new FigureKnown(scope, which, unit, figures.Of(plan, period, [unit])[0], books, dossiers, titles);
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
            : answer.As<FiguresShape>();
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
            await PlanScope.FindAsync(house, person, plan, unit, cancellationToken) is not { } scope
            || scope.Period(period) is not { } which
            || !scope.Concerns(unit)
        )
        {
            return new Answer<ProgressShape>.NotFound();
        }

        await bench.CaughtUpAsync(cancellationToken);
        var (page, next) = scope.PageBelow(unit, after, limit);
        var read = figures.Of(plan, period, [unit, .. page]);
        var targets = FigureTargets(scope.Definition);
        return new Answer<ProgressShape>.Done(
            new(plan, which, LineOf(read[0], scope, targets), [.. read.Skip(1).Select(one => LineOf(one, scope, targets))], next)
        );
    }

    private async Task<Answer<FiguresShape>.Done> ShapeAsync(
        PlanScope scope,
        FigurePeriod which,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        await bench.CaughtUpAsync(cancellationToken);
        var plan = scope.Definition.Id;
        var ask = AskOf(scope, which, unit);
        var stream = Bindings.Figures.StreamOf(ask.Key.Value);
        var (state, etag) = await bench.LoadAsync(Bindings.Figures, stream, cancellationToken) is { } loaded
            ? (loaded.State, (StreamRevision?)loaded.ETag)
            : (FigureSheet.None, null);
        var known = new FigureKnown(scope, which, unit, figures.Of(plan, which.Key, [unit])[0], books, dossiers, titles);
        var lines = new List<FigureLine>();
        foreach (var target in scope.Definition.Targets)
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
                    Entries = EntriesFor(scope, target, which, unit, entry),
                }
            );
        }

        var stating = scope.Stating(unit) ?? scope.Succeeding(unit, which);
        return new Answer<FiguresShape>.Done(
            new(
                plan,
                which,
                unit,
                scope.Person.UnitName(unit),
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

    // The same words sealed again are another cipher: what has not changed stays as it was sealed.
    private FigureEntry Unchanged(FigureEntry? before, FigureEntry now) =>
        before is null
            ? now
            : now with
            {
                Reason = bench.Reveal(before.Reason) == bench.Reveal(now.Reason) ? before.Reason : now.Reason,
                Note = bench.Reveal(before.Note) == bench.Reveal(now.Note) ? before.Note : now.Note,
            };

    private FigureEntry? Read(Check check, string at, FigureInput line, FigureTarget target, FigureAsk ask, FigureKnown system)
    {
        var key = Keys.Of(ask.Key);
        var value = ValueOf(check, at, target, line.Number, line.Base, line.Reached, "number", "base");
        var total =
            line is { TotalNumber: null, TotalBase: null } || target.Measure is PlanMeasure.Qualitative
                ? null
                : ValueOf(check, at, target, line.TotalNumber, line.TotalBase, null, "totalNumber", "totalBase");
        var reason = check.OptionalText($"{at}.reason", line.Reason, Bench.MaxText);
        var note = check.OptionalText($"{at}.note", line.Note, Bench.MaxText);
        var proof = BookDesk.ProofOf(check, $"{at}.", line.ProofNumber, line.ProofDate);
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

    // The latest of the period, and what is cited already.
    private IReadOnlyList<BookEntryShape> EntriesFor(
        PlanScope scope,
        PlanTarget target,
        FigurePeriod period,
        UnitId unit,
        FigureEntry? entry
    ) =>
        [
            .. scope
                .Definition.RegistersOf(target)
                .SelectMany(register => books.Latest(scope.Definition.Id, register, unit, period.From, period.To, MostToCite))
                .Concat((entry?.Cites ?? []).Select(cited => books.Find(scope.Definition.Id, unit, cited)).OfType<BookEntryRow>())
                .DistinctBy(row => row.Entry.Id)
                .Select(row =>
                    BookEntryShape.Of(row.Entry, row.IsStruck, bench) with
                    {
                        UnitName = row.Unit == unit ? null : scope.Person.UnitName(row.Unit),
                    }
                ),
        ];

    private static IReadOnlyList<(PlanTarget Said, FigureTarget Target)> FigureTargets(PlanDefinition plan) =>
        [.. plan.Targets.Select(target => (target, FigureTarget.Of(target)))];

    private static ProgressLine LineOf(UnitFigures unit, PlanScope scope, IReadOnlyList<(PlanTarget Said, FigureTarget Target)> targets) =>
        new(
            unit.Unit,
            scope.Person.UnitName(unit.Unit),
            unit.HasOwn,
            unit.Sheets,
            scope.Below(unit.Unit).Any(),
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

    private static FigureAsk AskOf(PlanScope scope, FigurePeriod period, UnitId unit) =>
        new(
            scope.Definition.Id,
            scope.Plan.Revision,
            period,
            unit,
            scope.Above(unit),
            FigureTarget.AskedOf(scope.Definition, scope.Person.Organisation.Unit(unit)!),
            scope.Person.Organisation.Unit(unit)!.IsInForce(scope.Person.Today)
                ? null
                : [.. scope.Person.Organisation.SuccessorsOn(unit, scope.Person.Today).Select(successor => successor.Id)]
        );
}
