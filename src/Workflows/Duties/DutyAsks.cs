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
    /// What the submission of a dossier may answer: of each duty that asks the unit for a dossier the next that is due and those that are
    /// overdue; nothing before its window opens, nor after its day where late ones are not taken. What a successor took over stands
    /// beside its own.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="unit">The unit that submits.</param>
    /// <param name="day">The day of submission.</param>
    public IReadOnlyList<DutyAsk> AnswerableBySubmission(Plan plan, UnitId unit, DateOnly day) =>
        [
            .. ForDossiers(plan, unit, day)
                .Where(ask => ask.Kind is PlanDutyKind.Dossier && !(ask.Due?.Opens > day))
                .GroupBy(ask => (ask.Duty, ask.Origin))
                .SelectMany(asks =>
                    asks.Where(ask => ask is { Due: { } due, CountsLate: true, TakesLate: true } && due.LastValidDay < day)
                        .Concat(
                            asks.Where(ask => !(ask.Due?.LastValidDay < day))
                                .OrderBy(ask => ask.Due?.LastValidDay ?? DateOnly.MaxValue)
                                .Take(1)
                        )
                ),
        ];

    /// <summary>
    /// The one occurrence that a plan means by a dossier. A duty that belongs to the recognition of titles is meant by a dossier for one of
    /// these titles alone; any other, by whatever no title claims. Null where it means none, or several, were some of them done
    /// already: a second dossier may be meant for what the first answered. Then a person says which.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="form">The award form or title.</param>
    /// <param name="asked">What it may answer, see <see cref="AnswerableBySubmission"/>.</param>
    /// <param name="open">What of that is still to be done.</param>
    public static DutyAsk? Meant(PlanDefinition plan, FormCode form, IReadOnlyList<DutyAsk> asked, IReadOnlyCollection<DutyAsk> open)
    {
        var titled = asked.Where(ask => TitlesOf(ask).Contains(form.Value)).ToList();
        var meant = titled.Count > 0 ? titled : asked.Where(ask => TitlesOf(ask).Count == 0).ToList();
        return meant.DistinctBy(ask => (ask.Duty, ask.Origin)).Count() == 1 && meant.Where(open.Contains).ToList() is [var only]
            ? only
            : null;

        HashSet<string> TitlesOf(DutyAsk ask) =>
            [.. plan.Recognitions.Where(one => one.Duties.Contains(ask.Duty)).Select(one => one.Title.Value)];
    }

    /// <summary>
    /// Every occurrence for which the plan asks a dossier of the unit, or that it registers for what it will propose, also of one that has
    /// ended since.
    /// </summary>
    public IEnumerable<DutyAsk> ForDossiers(Plan plan, UnitId unit, DateOnly day) =>
        MayAskForDossiers(plan) ? Of(plan, one => IsForDossiers(one.Duty), day).Where(ask => ask.Unit == unit || ask.Origin == unit) : [];

    /// <summary>Whether any duty of the plan, in any of its revisions, asks somebody for a dossier or to register for one.</summary>
    public static bool MayAskForDossiers(Plan plan) =>
        !plan.IsSample && plan.Revisions.Exists(revision => revision.Definition.Duties.Any(IsForDossiers));

    private static bool IsForDossiers(PlanDuty duty) => duty.Kind is PlanDutyKind.Dossier or PlanDutyKind.Registration;

    /// <summary>
    /// What a recognition may answer for one of its bodies: of the duties that the plan counts to it, the next that is due and those that are
    /// overdue and still taken.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="item">Which of its recognitions.</param>
    /// <param name="kind">To register, or to propose.</param>
    /// <param name="unit">The body.</param>
    /// <param name="day">The day.</param>
    public IEnumerable<DutyAsk> ForTitle(Plan plan, PlanRecognition item, PlanDutyKind kind, UnitId unit, DateOnly day) =>
        ForDossiers(plan, unit, day)
            .Where(ask => ask.Kind == kind && item.Duties.Contains(ask.Duty))
            .Where(ask => !(ask.Due?.LastValidDay < day) || ask.TakesLate);

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
