using System.Globalization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;

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
        var items = counts.Of(house.WithPredecessors(whose), first, last);
        var units = person
            .Organisation.Subtree(whose, person.Today)
            .Where(unit => unit.Id != whose && person.Organisation.Parent(unit.Id, person.Today)?.Id == whose)
            .Select(unit => SumOf(person, unit.Id, counts.Of(house.WithPredecessors(unit.Id), first, last)))
            .ToList();
        var all = SumOf(person, whose, items);
        // What ended into this unit itself, or was proposed by it.
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

    private static UnitAwards SumOf(Person person, UnitId unit, IReadOnlyList<AwardCount> items) =>
        new(
            unit,
            person.UnitName(unit),
            items.Aggregate(default(AwardTally), (sum, item) => sum + item.Proposed),
            items.Aggregate(default(AwardTally), (sum, item) => sum + item.Awarded)
        );
}
