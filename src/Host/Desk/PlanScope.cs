using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>Who states something of a unit.</summary>
/// <param name="Capacity">In what capacity.</param>
/// <param name="TakenBy">The unit that does it for another one; null: it is the unit's own.</param>
internal sealed record Stating(Capacity Capacity, UnitId? TakenBy);

/// <summary>A plan as one person meets it: which units it concerns, and for which of them they may state something.</summary>
internal sealed record PlanScope(Plan Plan, PlanDefinition Definition, Person Person)
{
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

    /// <summary>The plan, where this person may read what becomes of it in a unit; null: they may not, or there is none.</summary>
    internal static async Task<PlanScope?> FindAsync(
        House house,
        Person person,
        PlanId plan,
        UnitId unit,
        CancellationToken cancellationToken
    ) =>
        person.Organisation.Unit(unit) is not null
        && person.May(Act.ReadDeadlines, unit)
        && await house.PlanAsync(plan, cancellationToken) is { Definition: { } definition, IsSample: false } found
            ? new(found, definition, person)
            : null;

    /// <summary>Whether a plan binds the unit, or somebody below it.</summary>
    internal static bool Concerns(Plan plan, UnitId unit, Person person) =>
        plan.Applications.Any(application =>
            person.Organisation.IsUnder(unit, application.Unit, person.Today)
            || person.Organisation.IsUnder(application.Unit, unit, person.Today)
            || (
                person.Organisation.Unit(unit)?.Ending is { } ending
                && ending.LastDay >= application.From
                && person.Organisation.IsUnder(unit, application.Unit, ending.LastDay)
            )
        );

    /// <summary>Whether it binds the unit, or somebody below it.</summary>
    internal bool Concerns(UnitId unit) => Concerns(Plan, unit, Person);

    /// <summary>A period of the plan; null: it has none of that key.</summary>
    internal FigurePeriod? Period(PeriodKey key) => FigurePeriod.Of(Definition).FirstOrDefault(one => one.Key == key);

    /// <summary>A small register of the plan; null: it has none such.</summary>
    internal PlanRegister? Register(PlanRegisterKind kind, TargetCode? target) =>
        Definition.Registers.FirstOrDefault(register => register.Kind == kind && register.Target == target);

    /// <summary>Units right below that it concerns and this person may read; of one that has ended, those it had on its last day; and those that ended into it.</summary>
    internal IEnumerable<UnitId> Below(UnitId unit)
    {
        var organisation = Person.Organisation;
        var day = organisation.Unit(unit)?.Ending is { } ending && ending.LastDay < Person.Today ? ending.LastDay : Person.Today;
        return organisation
            .ChildrenOf(unit, day)
            .Select(child => child.Id)
            .Concat(organisation.PredecessorsOf(unit))
            .Distinct()
            .Where(child => Person.May(Act.ReadDeadlines, child) && Concerns(child));
    }

    /// <summary>The same by name, from one of them on.</summary>
    internal (IReadOnlyList<UnitId> Page, string? Next) PageBelow(UnitId unit, string? after, int limit)
    {
        var children = Below(unit)
            .Select(child => (child, Key: VietnameseText.Fold(Person.UnitName(child))))
            .OrderBy(child => child.Key, StringComparer.Ordinal)
            .ThenBy(child => child.child.Value, StringComparer.Ordinal)
            .Select(child => child.child)
            .ToList();
        var start = after is not null && UnitId.TryParse(after, out var last) ? children.IndexOf(last) + 1 : 0;
        IReadOnlyList<UnitId> page = [.. children.Skip(start).Take(limit)];
        return (page, start + page.Count < children.Count ? page[^1].Value : null);
    }

    /// <summary>The units above, the nearest first.</summary>
    internal IReadOnlyList<UnitId> Above(UnitId unit)
    {
        var above = new List<UnitId>();
        for (
            var at = Person.Organisation.Parent(unit, Person.Today);
            at is not null && at.Id != unit && !above.Contains(at.Id);
            at = Person.Organisation.Parent(at.Id, Person.Today)
        )
        {
            above.Add(at.Id);
        }

        return above;
    }

    /// <summary>How this person states something of a unit: as of it, or as of the nearest unit above one without accounts; null: they may not.</summary>
    internal Stating? Stating(UnitId unit)
    {
        if (
            Person.Organisation.Unit(unit)?.IsInForce(Person.Today) != true
            || !Plan.Applications.Any(application =>
                application.From <= Person.Today && Person.Organisation.IsUnder(unit, application.Unit, Person.Today)
            )
        )
        {
            return null;
        }

        return Filing(unit) is { } own ? new(own, null)
            : Functioning.Any(function => Person.Organisation.Holders(unit, function, Person.Today).Count > 0) ? null
            : For(Above(unit));
    }

    /// <summary>How this person corrects what a unit that has ended left: as of a successor, for periods that began while it was there.</summary>
    internal Stating? Succeeding(UnitId unit, FigurePeriod period) =>
        Person.Organisation.Unit(unit)?.Ending is { LastDay: var last }
        && last < Person.Today
        && !(period.From > last)
        && Plan.Applications.Any(application => application.From <= last && Person.Organisation.IsUnder(unit, application.Unit, last))
            ? For(Person.Organisation.SuccessorsOn(unit, Person.Today).Select(successor => successor.Id))
            : null;

    private Stating? For(IEnumerable<UnitId> others) =>
        others.Select(Filing).OfType<Capacity>().Select(capacity => new Stating(capacity, capacity.Unit)).FirstOrDefault();

    private Capacity? Filing(UnitId unit) => Person.CapacitiesFor(Act.FileReports, unit).FirstOrDefault(capacity => capacity.Unit == unit);
}
