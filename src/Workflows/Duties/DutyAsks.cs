using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Duties;

/// <summary>What plans ask of units on a day.</summary>
/// <param name="calendar">The working calendar.</param>
/// <param name="organisation">Units and offices.</param>
public sealed class DutyAsks(CalendarHistory calendar, OrganisationState organisation)
{
    private readonly DutyBinding _binding = new(organisation);

    /// <summary>What a plan asks, of every unit it binds.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="which">Which of its occurrences.</param>
    /// <param name="today">The day in Hà Nội.</param>
    /// <param name="origin">Of the unit that was bound first; null: of everybody.</param>
    public IEnumerable<DutyAsk> Of(Plan plan, Func<StandingOccurrence, bool> which, DateOnly today, UnitId? origin = null) =>
        plan is { Definition: { } definition, IsSample: false }
            ? PlanSchedule
                .On(plan, calendar, today)
                .Where(which)
                .SelectMany(one =>
                    _binding
                        .Of(one.Duty, one.Occurrence, plan.Applications)
                        .Where(bound => (origin is null || bound.Origin == origin) && one.IsFor(bound.Origin))
                        .Select(bound => DutyAsk.Of(definition, one, bound, organisation, today))
                )
            : [];

    /// <summary>
    /// What the submission of a dossier answers by itself: the one duty of the plan that asks the unit for a dossier, the next that is
    /// due of it, or the last that was. Null where it asks for none, or for several and nobody but a person knows which; and before a
    /// window opens.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="unit">The unit that submitted.</param>
    /// <param name="day">The day of submission.</param>
    public DutyAsk? AnsweredBySubmission(Plan plan, UnitId unit, DateOnly day)
    {
        var asked = ForDossiers(plan, unit, day).Where(ask => !(ask.Due?.Opens > day)).ToList();
        return asked.Select(ask => ask.Duty).Distinct().Count() != 1
            ? null
            : asked.Where(ask => !(ask.Due?.LastValidDay < day)).MinBy(ask => ask.Due?.LastValidDay ?? DateOnly.MaxValue)
                ?? asked.MaxBy(ask => ask.Due!.LastValidDay);
    }

    /// <summary>Every occurrence for which the plan asks a dossier of the unit.</summary>
    public IEnumerable<DutyAsk> ForDossiers(Plan plan, UnitId unit, DateOnly day) =>
        MayAskForDossiers(plan) ? Of(plan, one => one.Duty.Kind is PlanDutyKind.Dossier, day).Where(ask => ask.Unit == unit) : [];

    /// <summary>Whether any duty of the plan, in any of its revisions, asks somebody for a dossier.</summary>
    public static bool MayAskForDossiers(Plan plan) =>
        !plan.IsSample && plan.Revisions.Exists(revision => revision.Definition.Duties.Any(duty => duty.Kind is PlanDutyKind.Dossier));

    /// <summary>
    /// What passes on because units end: what they still have to do when their last day is over. What nobody is late with and is
    /// past by then passes to nobody.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="ended">The units.</param>
    public IEnumerable<DutyCommand.HandOver> Passing(Plan plan, IReadOnlyList<Unit> ended)
    {
        foreach (var day in ended.Select(unit => unit.Ending!.LastDay).Distinct().Order())
        {
            var since = day.AddDays(1);
            var units = ended.Where(unit => unit.Ending!.LastDay == day).Select(unit => unit.Id).ToHashSet();
            foreach (var ask in Of(plan, one => one.Occurrence.Opens is not { } opens || opens <= day, since))
            {
                if (units.Contains(ask.Origin) && ask.Unit != ask.Origin && (ask.CountsLate || !(ask.Due?.LastValidDay < since)))
                {
                    yield return new(ask, ask.Origin, ask.Unit, since);
                }
            }
        }
    }
}
