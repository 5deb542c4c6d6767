using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>What the system knows of a unit's figures for a period.</summary>
internal sealed class FigureKnown(
    PlanScope scope,
    FigurePeriod period,
    UnitId unit,
    UnitFigures below,
    BookQueries books,
    DossierQueries dossiers,
    TitleQueries titles
)
{
    private DossierCounts? _dossiers;
    private DossierCounts? _dossiersSince;

    private DossierCounts Dossiers(DateOnly? since) =>
        since is null
            ? _dossiers ??= dossiers.Counts(scope.Definition.Id, unit, period.From, period.To)
            : _dossiersSince ??= dossiers.Counts(scope.Definition.Id, unit, since, period.To);

    internal PlanTarget Said(TargetCode code) => scope.Definition.Targets.First(target => target.Code == code);

    // What is to be reached by each by itself says nothing added up.
    internal FigureValue? Below(PlanTarget target) =>
        target.Per is null ? below.Targets.GetValueOrDefault(target.Code)?.Below.InPeriod.AsValue(target.Measure) : null;

    // What the plan file says it is counted from comes first, then its register where one is kept, then what the units below state.
    internal FigureHint? Of(PlanTarget target, FigureTarget asked)
    {
        if (asked.CountsOthers)
        {
            var others = below.Targets.GetValueOrDefault(target.Code)?.Below.Tally ?? default;
            var (reached, all) = (
                others.All > 0 ? new FigureCount(others.Reached, FigureSource.Below) : null,
                (target.Measure is PlanMeasure.Rate ? null : Count(target, target.BaseFrom))
                    ?? (others.All > 0 ? new FigureCount(others.All - others.Nothing, FigureSource.Below) : null)
            );
            return reached is null && all is null ? null : new(reached, all);
        }

        var sum = FigureHint.Of(Below(target), FigureSource.Below);
        var (number, of) = (
            Count(target, target.NumberFrom) ?? Register(target) ?? sum?.Number,
            (target.Measure is PlanMeasure.Rate ? Count(target, target.BaseFrom) : null) ?? sum?.Base
        );
        return number is null && of is null ? null : new(number, of);
    }

    // Lũy kế of what is counted, from the plan's first day; of what units below state it is for them to say.
    internal FigureHint? Total(PlanTarget target, FigureTarget asked)
    {
        if (asked.CountsOthers || scope.Definition.Period.From is not { } first || !(first < period.From))
        {
            return null;
        }

        var (number, of) = (
            Count(target, target.NumberFrom, first) ?? Register(target, first),
            target.Measure is PlanMeasure.Rate ? Count(target, target.BaseFrom, first) : null
        );
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
            PlanCount.Entries entries => scope.Definition.Register(target, entries) is { } register
                ? new(Sum(register, since).Total, FigureSource.Book)
                : null,
            PlanCount.Dossiers => new(Dossiers(since).Dossiers, FigureSource.Dossiers),
            PlanCount.Proposed proposed => new(Sum(Dossiers(since).Proposed, proposed.Of), FigureSource.Proposed),
            PlanCount.Awarded awarded => new(Sum(Dossiers(since).Awarded, awarded.Of), FigureSource.Awarded),
            PlanCount.Units units => new(UnitsOf(units.Level), FigureSource.Units),
            PlanCount.Titles of => new(TitlesOf(of, since ?? period.From), FigureSource.Titles),
        };

    private long TitlesOf(PlanCount.Titles of, DateOnly? from) =>
        of.Stage is PlanTitleStage.Registered
            ? titles.Registered(scope.Definition.Id, unit, new(of.Title.Value), of.Kinds, from, period.To)
            : titles.Recognised(scope.Definition.Id, unit, new(of.Title.Value), of.Kinds, of.Grade, from, period.To);

    internal long? Registered(PlanTarget target)
    {
        IReadOnlyList<PlanRegister> kept = [.. scope.Definition.RegistersOf(target)];
        return kept.Count == 0 ? null : kept.Sum(register => Sum(register).Total);
    }

    private FigureCount? Register(PlanTarget target, DateOnly? since = null) =>
        target.Measure is PlanMeasure.Quantity or PlanMeasure.Never
        && scope.Definition.Registers.FirstOrDefault(register => register.Target == target.Code) is { } register
        && Sum(register, since) is { IsKept: true } sum
            ? new(sum.Total, FigureSource.Book)
            : null;

    private BookSum Sum(PlanRegister register, DateOnly? since = null) =>
        books.Sums(scope.Definition.Id, register, since ?? period.From, period.To, [unit])[0];

    private static long Sum(IReadOnlyDictionary<SubjectKind, long> counts, SubjectKind? of) =>
        of is { } kind ? counts[kind] : counts.Values.Sum();

    private long UnitsOf(UnitLevel level)
    {
        DateOnly?[] last = [scope.Person.Today, period.To, scope.Person.Organisation.Unit(unit)?.Ending?.LastDay];
        return scope
            .Person.Organisation.Subtree(unit, last.Min() ?? scope.Person.Today)
            .Count(one => one.Level == level && one.Kind is null && !one.External);
    }
}
