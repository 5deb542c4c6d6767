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
public sealed class FindingDesk(Bench bench, House house, DeadlineQueries deadlines, DeadlineDesk board, AwardDesk awards, TitleDesk titles)
{
    /// <summary>Of a nominee, all that rules ask about.</summary>
    private sealed record Subject(
        NomineeId Id,
        string? Name,
        SubjectKind Kind,
        GroupCode? Group,
        bool? Leader,
        AwardsKnown? Awards,
        NomineeEntry? Entry
    );

    /// <summary>The findings of every nominee, by the plan's revision that the dossier keeps; a draft's by the last one.</summary>
    public async Task<IReadOnlyList<NomineeFindings>> OfAsync(Person person, DossierShape dossier, CancellationToken cancellationToken)
    {
        var stands = await bench.DossierAsync(dossier.Id, cancellationToken);
        if (stands?.Recognition is not null)
        {
            return []; // the plan's criteria are for awards
        }

        var subjects = new List<Subject>();
        foreach (var nominee in dossier.Nominees)
        {
            var entry = stands?.Nominee(nominee.Id)?.Entry;
            var known = entry is null ? null : await awards.KnownAsync(person, stands!, entry, cancellationToken);
            subjects.Add(new(nominee.Id, nominee.Name, nominee.Kind, nominee.Group, nominee.Leader, known, entry));
        }

        return await OfAsync(person, dossier.Plan, dossier.PlanRevision, dossier.Unit, dossier.Type, subjects, cancellationToken);
    }

    /// <summary>What the plan's rules would say of somebody who is not in the dossier yet, before anything is entered of them.</summary>
    /// <param name="person">Who looks.</param>
    /// <param name="id">The draft.</param>
    /// <param name="known">Whom they think of.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<IReadOnlyList<Finding>> OfAsync(Person person, DossierId id, KnownSubject known, CancellationToken cancellationToken)
    {
        if (await bench.DossierAsync(id, cancellationToken) is not { Exists: true, Recognition: null } dossier)
        {
            return [];
        }

        var entry = new NomineeEntry(new(known.Subject.Value), known.Subject, known.Kind, null, null, false);
        var awarded = await awards.KnownAsync(person, dossier, entry, cancellationToken);
        var found = await OfAsync(
            person,
            dossier.Plan,
            null,
            dossier.Unit,
            dossier.Type,
            [new(entry.Id, known.Name, known.Kind, null, null, awarded, entry)],
            cancellationToken
        );
        return [.. found.SelectMany(one => one.Findings).Where(finding => finding.Basis is not FindingBasis.GroupMissing)];
    }

    /// <summary>What a command brings to the dossier: of those still in, every rule that a machine can check, as it is known now.</summary>
    public async Task<IReadOnlyList<RuleFound>> FoundAsync(Person person, Dossier dossier, CancellationToken cancellationToken)
    {
        if (dossier.Recognition is not null)
        {
            return [];
        }

        var subjects = new List<Subject>();
        foreach (
            var entry in dossier
                .Nominees.Where(nominee => nominee.Standing is NomineeStanding.Proposed or NomineeStanding.InPlay)
                .Select(nominee => nominee.Entry)
        )
        {
            var known = await awards.KnownAsync(person, dossier, entry, cancellationToken);
            subjects.Add(new(entry.Id, null, entry.Kind, entry.Group, bench.ProfileOf(entry.Profile)?.Leader, known, entry));
        }

        var revision = dossier.Terms?.PlanRevision;
        var findings = await OfAsync(person, dossier.Plan, revision, dossier.Unit, dossier.Type, subjects, cancellationToken);
        return [.. findings.SelectMany(one => one.Findings.Select(finding => finding.For(one.Nominee)).OfType<RuleFound>())];
    }

    private async Task<IReadOnlyList<NomineeFindings>> OfAsync(
        Person person,
        PlanId id,
        int? revision,
        UnitId unit,
        AwardType type,
        IEnumerable<Subject> nominees,
        CancellationToken cancellationToken
    )
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: { } last } plan)
        {
            return [];
        }

        var kept = plan.Revisions.Find(known => known.Number == revision)?.Definition ?? last;
        var duties = DutiesOf(person, plan, kept, unit);
        return
        [
            .. nominees.Select(nominee => new NomineeFindings(
                nominee.Id,
                nominee.Name,
                // Of a person of whom it is not known, rules for heads of units are shown too.
                Findings.Of(
                    kept,
                    type,
                    nominee.Group,
                    leader: nominee.Kind is SubjectKind.Person && nominee.Leader != false,
                    duties,
                    nominee.Awards,
                    nominee.Entry is { } entry ? titles.KnownOf(person, kept, entry) : null
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
