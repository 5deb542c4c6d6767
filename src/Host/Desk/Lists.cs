using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Desk;

/// <summary>Common lists of nominees of many dossiers: what waits for one, and the names on one.</summary>
public sealed class Lists(DossierQueries dossiers, House house, Bench bench)
{
    private const int MostListed = 2000;

    private static Act GathersAt(StepAct act) =>
        act switch
        {
            StepAct.Propose => Act.MakeProposals,
            StepAct.Council => Act.WorkTasks,
            _ => Act.MakeDecisions,
        };

    /// <summary>Nominees that wait to be gathered at this person's units: into a tờ trình, onto a sitting or into a decision.</summary>
    public Task<IReadOnlyList<NomineeLine>> WaitingAsync(Person person, StepAct act, FormCode form, CancellationToken cancellationToken)
    {
        var waiting = new List<NomineeLine>();
        var details = new Dictionary<DossierId, DossierDetail?>();
        foreach (var unit in person.UnitsFor(GathersAt(act)))
        {
            string? after = null;
            do
            {
                cancellationToken.ThrowIfCancellationRequested();
                var page = dossiers.Gatherable(unit, form, act, after, 500);
                foreach (var found in page.Items)
                {
                    if (!details.TryGetValue(found.Dossier, out var detail))
                    {
                        details[found.Dossier] = detail = dossiers.Find(found.Dossier);
                    }

                    if (detail is not null)
                    {
                        waiting.Add(Listed(detail, found.Nominee, person));
                    }
                }

                after = page.Next;
            } while (after is not null && waiting.Count < MostListed);
        }

        return Task.FromResult<IReadOnlyList<NomineeLine>>(waiting);
    }

    /// <summary>How many wait for a form, as far as <paramref name="most"/>: what <see cref="WaitingAsync"/> would give, without reading whom.</summary>
    public int CountWaiting(Person person, StepAct act, FormCode form, int most) =>
        person.UnitsFor(GathersAt(act)).Aggregate(0, (n, unit) => n + dossiers.Gatherable(unit, form, act, null, most).Items.Count);

    /// <summary>The nominees of a list, by name where the person may see it.</summary>
    /// <returns>Seen: whom they may see by name.</returns>
    public Task<(IReadOnlyList<NomineeLine> Lines, IReadOnlySet<NomineeId> Seen)> NamesAsync(
        Person person,
        IReadOnlyList<GatheredNominee> nominees,
        CancellationToken cancellationToken
    )
    {
        var details = new Dictionary<DossierId, DossierDetail?>();
        var (listed, seen) = (new List<NomineeLine>(nominees.Count), new HashSet<NomineeId>());
        foreach (var gathered in nominees)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (!details.TryGetValue(gathered.Dossier, out var detail))
            {
                details[gathered.Dossier] = detail = dossiers.Find(gathered.Dossier);
            }

            var known = detail?.Nominees.FirstOrDefault(nominee => nominee.Content.Entry.Id == gathered.Nominee);
            listed.Add(
                known is null
                    ? new NomineeLine(gathered.Dossier, gathered.Nominee, null, default, "", null)
                    : Listed(detail!, known, person)
            );
            if (known is not null && Names.MaySee(known, detail!, person))
            {
                seen.Add(gathered.Nominee);
            }
        }

        return Task.FromResult<(IReadOnlyList<NomineeLine>, IReadOnlySet<NomineeId>)>((listed, seen));
    }

    /// <summary>Whether a person may see a list: their unit's own, or one with a dossier that comes by them.</summary>
    public Task<bool> MaySeeAsync(Person person, UnitId unit, IReadOnlyList<GatheredNominee> nominees, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var units = person.Holdings.Select(holding => holding.Capacity.Unit).Distinct().ToList();
        return Task.FromResult(
            person.May(Act.ReadDossiers, unit)
                || (
                    person.ScopeOf(Act.ReadDossiers).HasFlag(Scope.OnTheWay)
                    && nominees.Select(nominee => nominee.Dossier).Distinct().Any(dossier => dossiers.IsSeenBy(dossier, units))
                )
        );
    }

    /// <summary>Units of a reader of lists, with those that ended into them.</summary>
    public IReadOnlyList<UnitId> UnitsOf(Person person) =>
        [
            .. person
                .Holdings.Where(holding => holding.Roles.Any(role => Permissions.ScopeOf(role, Act.ReadDossiers) is not Scope.None))
                .SelectMany(holding => house.WithPredecessors(holding.Capacity.Unit))
                .Distinct(),
        ];

    private NomineeLine Listed(DossierDetail detail, NomineeView nominee, Person person) =>
        new(
            detail.Row.Id,
            nominee.Content.Entry.Id,
            detail.Row.Number,
            detail.Row.Unit,
            person.UnitName(detail.Row.Unit),
            Names.Of(nominee, detail, person),
            nominee.Content.State is NomineeState.Awarded ? nominee.Content.Decision : null,
            detail.Content.Decisions.Find(decision => decision.Id == nominee.Content.CancelledBy),
            nominee.Profile is { } profile && Names.MaySee(nominee, detail, person)
                ? NomineeMarks.Of(nominee.Content.Entry.Kind, profile)
                : null,
            Replaced(detail, nominee),
            Corrections(detail, nominee, person, bench),
            ConsideredShape.Of(nominee.Content, bench),
            detail.Row.Secrecy is not Secrecy.Normal
        );

    /// <summary>Decisions that awarded a nominee before, in that order.</summary>
    public static IReadOnlyList<ReplacedLine> Replaced(DossierDetail detail, NomineeView nominee) =>
        [
            .. nominee.Content.Replaced.Select(replaced => new ReplacedLine(
                DecisionOf(detail, replaced.Former),
                DecisionOf(detail, replaced.By)
            )),
        ];

    /// <summary>What was corrected of a nominee, in that order; nothing for whoever may not see who it is.</summary>
    public static IReadOnlyList<CorrectionLine> Corrections(DossierDetail detail, NomineeView nominee, Person person, Bench bench) =>
        Names.MaySee(nominee, detail, person)
            ?
            [
                .. nominee.Content.Corrections.Select(c => new CorrectionLine(
                    c.Of,
                    DecisionOf(detail, c.By),
                    c.Field,
                    bench.Reveal(c.Old),
                    bench.Reveal(c.New)
                )),
            ]
            : [];

    private static DecisionReference DecisionOf(DossierDetail detail, DecisionId id) =>
        detail.Content.Decisions.First(decision => decision.Id == id);
}

/// <summary>Names of nominees, and who may see those that are not to be named.</summary>
public static class Names
{
    /// <summary>The name, or the code of an unnamed nominee for everybody but the proposing unit and the office at work on it.</summary>
    public static string? Of(NomineeView nominee, DossierDetail detail, Person person) =>
        MaySee(nominee, detail, person) ? nominee.Profile?.Name : nominee.Code;

    /// <summary>Whether this person may see who it is.</summary>
    public static bool MaySee(NomineeView nominee, DossierDetail detail, Person person) =>
        !nominee.Content.Entry.Unnamed
        || person.May(Act.PrepareDossiers, detail.Row.Unit)
        || detail.Content.Tasks.Exists(task =>
            task.EndedAt is null && !task.Cancelled && person.CapacityFor(detail.Content.PostOf(task)) is not null
        );
}
