using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>What the plan's rules say of one nominee.</summary>
/// <param name="Nominee">Who.</param>
/// <param name="Name">As the reader may see it; null: erased or secret.</param>
/// <param name="Findings">Rule by rule, whether the group may be proposed first.</param>
public sealed record NomineeFindings(NomineeId Nominee, string? Name, IReadOnlyList<Finding> Findings);

/// <summary>Đối chiếu tiêu chuẩn: the nominees of a dossier compared with what its plan asks of them.</summary>
public sealed class FindingDesk(DossierDesk dossiers, House house, DeadlineQueries deadlines, DeadlineDesk board)
{
    /// <summary>The findings of every nominee of a dossier, by the plan's revision that it keeps; a draft's by the last one.</summary>
    public async Task<Answer<IReadOnlyList<NomineeFindings>>> OfAsync(Person person, DossierId id, CancellationToken cancellationToken) =>
        await dossiers.GetAsync(person, id, cancellationToken) is Answer<DossierShape>.Done { Value: var dossier }
            ? new Answer<IReadOnlyList<NomineeFindings>>.Done(await OfAsync(person, dossier, cancellationToken))
            : new Answer<IReadOnlyList<NomineeFindings>>.NotFound();

    /// <summary>The same of a dossier that was read already; empty where its plan is not loaded.</summary>
    internal async Task<IReadOnlyList<NomineeFindings>> OfAsync(Person person, DossierShape dossier, CancellationToken cancellationToken)
    {
        if (await house.PlanAsync(dossier.Plan, cancellationToken) is not { Definition: { } last } plan)
        {
            return [];
        }

        var kept = plan.Revisions.Find(revision => revision.Number == dossier.PlanRevision)?.Definition ?? last;
        var duties = DutiesOf(person, plan, kept, dossier.Unit);
        return
        [
            .. dossier.Nominees.Select(nominee => new NomineeFindings(
                nominee.Id,
                nominee.Name,
                // Of a person of whom it is not known, rules for heads of units are shown too.
                Findings.Of(
                    kept,
                    dossier.Type,
                    nominee.Group,
                    leader: nominee.Kind is SubjectKind.Person && nominee.Leader != false,
                    duties
                )
            )),
        ];
    }

    // Only what the plan's rules ask about, of the unit and of those it took over.
    private List<DutyFact> DutiesOf(Person person, Plan plan, PlanDefinition kept, UnitId unit)
    {
        var asked = kept.Criteria.Select(rule => rule.Check).OfType<PlanCheck.Filed>().SelectMany(filed => filed.Duties).ToHashSet();
        if (asked.Count == 0)
        {
            return [];
        }

        var asks = new DutyAsks(house.CalendarHistory, person.Organisation);
        var clock = board.Clock;
        return
        [
            .. house
                .WithPredecessors(unit)
                .SelectMany(origin => asks.Of(plan, one => asked.Contains(one.Key.Duty), person.Today, origin))
                .Where(ask => ask.Unit == unit)
                .Select(ask => deadlines.Find(ask.Key, null, clock))
                .OfType<DeadlineRow>()
                .Where(row => !row.BeforeIssue && !row.BeforeApplied)
                .Select(row => new DutyFact(
                    row.Duty,
                    row.Said.What,
                    row.LastValidDay,
                    HandedIn: row.State is DeadlineState.Filed or DeadlineState.Done,
                    IsOver: row.State is DeadlineState.Overdue or DeadlineState.Past
                )),
        ];
    }
}
