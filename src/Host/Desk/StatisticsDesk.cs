using System.Globalization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Host.Desk;

/// <summary>What was proposed and awarded in a period, for a report.</summary>
/// <param name="Unit">What this unit and those under it proposed.</param>
/// <param name="From">First day of submissions and decisions.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Items">By form, type of award and kind of subject; those of which there are none are left out.</param>
/// <param name="Units">By unit: those right below this one with all under them, and this one's own; those of which there are none are left out.</param>
public sealed record AwardStatistics(
    UnitId Unit,
    string UnitName,
    DateOnly From,
    DateOnly To,
    IReadOnlyList<AwardCount> Items,
    IReadOnlyList<UnitAwards> Units
);

/// <summary>What one unit proposed and was awarded in a period.</summary>
public sealed record UnitAwards(UnitId Unit, string UnitName, AwardTally Proposed, AwardTally Awarded);

/// <summary>Số liệu tổng kết khen thưởng.</summary>
public sealed class StatisticsDesk(House house, Lists lists, AwardCountQueries counts)
{
    /// <summary>The units for which this person may ask: those whose dossiers they read, and those under them.</summary>
    public static IReadOnlyList<UnitId> UnitsOf(Person person) =>
        [
            .. person
                .UnitsFor(Act.ReadDossiers)
                .SelectMany(unit => person.Organisation.Subtree(unit, person.Today))
                .Select(unit => unit.Id)
                .Distinct(),
        ];

    /// <summary>Counts of a period; of the year so far and the reader's own unit where nothing is said.</summary>
    public Answer<AwardStatistics> Of(Person person, string? unit, string? from, string? to)
    {
        var check = new Check();
        var whose =
            check.OptionalCode<UnitId>("unit", unit) ?? person.UnitsFor(Act.ReadDossiers).Select(own => (UnitId?)own).FirstOrDefault();
        var first = check.OptionalDate("from", from) ?? new DateOnly(person.Today.Year, 1, 1);
        var last = check.OptionalDate("to", to) ?? new DateOnly(first.Year, 12, 31);
        if (whose is null && !check.Failed)
        {
            check.Fault("unit", Faults.Required);
        }

        if (!check.Failed && last < first)
        {
            check.Fault(
                "to",
                Faults.OutOfRange,
                ("min", first.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture)),
                ("max", "31/12/2199")
            );
        }

        if (check.Failed)
        {
            return check.Answer<AwardStatistics>();
        }

        // Those above see the numbers of what units under them proposed, whether or not they see each dossier.
        return
            person.May(Act.ReadDossiers, whose!.Value)
            || house.SelfAndAbove(whose.Value, person.Today).Intersect(lists.UnitsOf(person)).Any()
            ? new Answer<AwardStatistics>.Done(Statistics(person, whose.Value, first, last))
            : new Answer<AwardStatistics>.Forbidden();
    }

    private AwardStatistics Statistics(Person person, UnitId whose, DateOnly first, DateOnly last)
    {
        var items = CountsOf(person.Organisation, house.WithPredecessors(whose), first, last);
        var below = person
            .Organisation.ChildrenOf(whose, person.Today)
            .OrderBy(unit => unit.Id.Value, StringComparer.Ordinal)
            .Select(unit => (unit.Id, Ended: house.WithPredecessors(unit.Id)))
            .ToList();
        // What ended into several of them is none's alone.
        var shared = below.SelectMany(unit => unit.Ended).GroupBy(unit => unit).Where(unit => unit.Skip(1).Any()).Select(unit => unit.Key);
        var apart = shared.ToHashSet();
        var units = below
            .Select(unit =>
                SumOf(person, unit.Id, CountsOf(person.Organisation, [.. unit.Ended.Where(one => !apart.Contains(one))], first, last))
            )
            .ToList();
        var all = SumOf(person, whose, items);
        // What ended into this unit itself or into several below it, or was proposed by it.
        var own = all with
        {
            Proposed = units.Aggregate(all.Proposed, (rest, unit) => rest - unit.Proposed),
            Awarded = units.Aggregate(all.Awarded, (rest, unit) => rest - unit.Awarded),
        };
        return new(
            whose,
            person.UnitName(whose),
            first,
            last,
            items,
            [.. units.Prepend(own).Where(unit => unit.Proposed.Total > 0 || unit.Awarded.Total > 0)]
        );
    }

    /// <summary>
    /// What some units and those under them proposed and were awarded, each of it once: of a unit that ended into another it is counted at both, and at
    /// every unit over it. So on each day only those count in whose scope none of the others is; the days between two changes of the organisation are
    /// counted together.
    /// </summary>
    private IReadOnlyList<AwardCount> CountsOf(OrganisationState organisation, IReadOnlyList<UnitId> units, DateOnly first, DateOnly last)
    {
        if (units.Count == 1)
        {
            return counts.Of(units, first, last);
        }

        var changes = units
            .SelectMany(unit => organisation.Scope(unit, last).Concat(organisation.Scope(unit, first)))
            .Distinct()
            .Select(organisation.Unit)
            .OfType<Unit>()
            .SelectMany(unit =>
                unit.Versions.Select(version => version.From).Concat(unit.Ending is { } end ? [end.LastDay.AddDays(1)] : [])
            );
        IReadOnlyList<DateOnly> days = [first, .. changes.Where(day => day > first && day <= last).Distinct().Order()];
        return
        [
            .. days.SelectMany(
                    (day, i) => counts.Of(Topmost(organisation, units, day), day, i + 1 < days.Count ? days[i + 1].AddDays(-1) : last)
                )
                .GroupBy(count => (count.Form, count.Type, count.Kind))
                .Select(same =>
                    same.Aggregate((sum, one) => sum with { Proposed = sum.Proposed + one.Proposed, Awarded = sum.Awarded + one.Awarded })
                )
                .OrderBy(count => count.Form.Value, StringComparer.Ordinal)
                .ThenBy(count => count.Type.Value, StringComparer.Ordinal)
                .ThenBy(count => count.Kind),
        ];
    }

    private static List<UnitId> Topmost(OrganisationState organisation, IReadOnlyList<UnitId> units, DateOnly day)
    {
        var left = units.ToList();
        foreach (var unit in units)
        {
            var scope = organisation.Scope(unit, day);
            if (left.Exists(other => other != unit && scope.Contains(other)))
            {
                left.Remove(unit);
            }
        }

        return left;
    }

    private static UnitAwards SumOf(Person person, UnitId unit, IReadOnlyList<AwardCount> items) =>
        new(
            unit,
            person.UnitName(unit),
            items.Aggregate(default(AwardTally), (sum, item) => sum + item.Proposed),
            items.Aggregate(default(AwardTally), (sum, item) => sum + item.Awarded)
        );
}
