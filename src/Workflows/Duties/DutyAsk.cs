using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Duties;

/// <summary>Who is handed what a duty asks for, and accepts it or returns it.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Offices">Its offices by function; empty: the plan names none, any of them does.</param>
public sealed record DutyRecipient(UnitId Unit, IReadOnlyList<FunctionCode> Offices);

/// <summary>
/// What is asked of one unit, as it stood when something was done about it: what was in time then stays so, whatever becomes of
/// the plan, the calendar and the units later.
/// </summary>
/// <param name="Plan">The plan.</param>
/// <param name="Duty">Its duty.</param>
/// <param name="Period">Which of its occurrences.</param>
/// <param name="Origin">Who was bound first; the key derives from it.</param>
/// <param name="Unit">Who has to do it now.</param>
/// <param name="Kind">What sort of duty.</param>
/// <param name="Revision">The revision of the plan whose words it follows.</param>
/// <param name="Due">Its day; null: chưa có ngày.</param>
/// <param name="CountsLate">False: nobody is late with it; it is wished for, or fell due before the plan was issued or applied.</param>
/// <param name="TakesLate">False: the plan says that late ones are not taken.</param>
/// <param name="To">Who accepts it; empty: the plan names nobody who could here, and what is recorded is done.</param>
public sealed record DutyAsk(
    PlanId Plan,
    DutyCode Duty,
    PeriodKey Period,
    UnitId Origin,
    UnitId Unit,
    PlanDutyKind Kind,
    int Revision,
    DueDay? Due,
    bool CountsLate,
    bool TakesLate,
    IReadOnlyList<DutyRecipient> To
)
{
    /// <summary>The occurrence's key.</summary>
    [JsonIgnore]
    public DutyKey Key => DutyKey.Of(Plan, Duty, Period, Origin);

    /// <summary>What is asked of a bound unit on a day.</summary>
    /// <param name="plan">The plan as it stands.</param>
    /// <param name="one">The occurrence as it stands.</param>
    /// <param name="bound">Whom it binds.</param>
    /// <param name="organisation">Units and offices.</param>
    /// <param name="today">The day in Hà Nội.</param>
    public static DutyAsk Of(PlanDefinition plan, StandingOccurrence one, BoundUnit bound, OrganisationState organisation, DateOnly today)
    {
        var (duty, occurrence) = (one.Duty, one.Occurrence);
        var unit = HolderOf(bound, organisation, today);
        var isBefore = (plan.Date is { } date && occurrence.LastValidDay < date) || occurrence.LastValidDay < bound.Application.From;
        return new(
            plan.Id,
            duty.Code,
            occurrence.Period,
            bound.Origin,
            unit,
            duty.Kind,
            one.Revision,
            DueDay.Of(occurrence),
            !isBefore && duty.Strength is PlanStrength.Hard && duty.Kind is not PlanDutyKind.Deadline,
            duty.Late is not { Taken: false },
            RecipientsOf(duty, unit, organisation, today)
        );
    }

    /// <summary>Who has to do it on a day: until a unit ends, what its successor will have to do is still its own.</summary>
    public static UnitId HolderOf(BoundUnit bound, OrganisationState organisation, DateOnly today) =>
        organisation.Unit(bound.Origin)?.IsInForce(today) == true ? bound.Origin
        : organisation.Unit(bound.Unit)?.IsInForce(today) == true ? bound.Unit
        : organisation.SuccessorsOn(bound.Unit, today) is [var heir, ..] ? heir.Id
        : bound.Unit;

    // Handed to the office it goes through, where one is named and there is such a unit, and to whoever else it is for; agencies
    // outside accept nothing here.
    private static IReadOnlyList<DutyRecipient> RecipientsOf(PlanDuty duty, UnitId unit, OrganisationState organisation, DateOnly today)
    {
        var handed = new List<(UnitId Unit, FunctionCode? Office)>();
        if (duty.To is { } to)
        {
            var offices = UnitsOf(to.Office, unit, organisation, today);
            var through = to.Through is { } between ? UnitsOf(between, unit, organisation, today) : [];
            handed.AddRange(offices.Where(one => through.Count == 0 || through.Contains(one)).Select(one => (one, to.Office.Function)));
            handed.AddRange(through.Select(one => (one, to.Through!.Function)));
        }

        handed.AddRange(
            (duty.AlsoTo ?? []).SelectMany(also => UnitsOf(also, unit, organisation, today).Select(one => (one, also.Function)))
        );
        return
        [
            .. handed
                .GroupBy(one => one.Unit)
                .Select(one => new DutyRecipient(one.Key, [.. one.Select(to => to.Office).OfType<FunctionCode>().Distinct()])),
        ];
    }

    private static IReadOnlyList<UnitId> UnitsOf(PlanParty party, UnitId unit, OrganisationState organisation, DateOnly today) =>
        party.Unit is { } one ? [.. organisation.SuccessorsOn(one, today).Where(heir => !heir.External).Select(heir => heir.Id)]
        : party.Level is { } level && organisation.AncestorAt(unit, level, today) is { External: false } above ? [above.Id]
        : [];
}
