using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Host.Desk;

/// <summary>Somebody whom an earlier dossier proposed, as a choice for a new one.</summary>
/// <param name="Shape">As they stand in the earlier dossier.</param>
/// <param name="Known">How the unit named them last, with all their awards; null: their identity is not public, or it was erased: enter them anew.</param>
/// <param name="Findings">What the plan of the new dossier says of them, before anything is entered.</param>
/// <param name="IsEntered">They stand in the new dossier already.</param>
public sealed record EarlierNominee(NomineeShape Shape, UnitSubject? Known, IReadOnlyList<Finding> Findings, bool IsEntered);

/// <summary>
/// Lập từ hồ sơ năm trước: the dossiers that a unit, or one that it took over, handed in before, and what of them a new filing can begin
/// with: plan, type and form where they are there still, and whom they proposed, one by one. Papers and achievements are this year's.
/// </summary>
public sealed class EarlierDesk(
    DossierDesk dossiers,
    DossierQueries queries,
    House house,
    Bench bench,
    SubjectDesk subjects,
    FindingDesk findings
)
{
    /// <summary>Dossiers of a page.</summary>
    public const int OnePage = 20;

    /// <summary>What was handed in before, newest first. Reads the page's rows of an index by unit.</summary>
    /// <param name="person">Who is about to prepare a dossier.</param>
    /// <param name="after">The end of the page before.</param>
    public Page<DossierLine> List(Person person, string? after)
    {
        var page = queries.Proposed(UnitsOf(person), after, OnePage);
        return new([.. page.Items.Where(row => dossiers.MaySee(person, row)).Select(row => DossierLine.Of(row, person))], page.Next);
    }

    /// <summary>
    /// Those of them that hold all the words, by name, number or unit. Found and bounded as all dossiers are: a page may come short, with where to
    /// search on.
    /// </summary>
    public Page<DossierLine> Search(Person person, string text, string? after)
    {
        var own = UnitsOf(person).ToHashSet();
        var page = dossiers.Search(person, text, after, OnePage);
        return new([.. page.Items.Where(line => line.SubmittedOn is not null && own.Contains(line.Unit))], page.Next);
    }

    /// <summary>One of them; null: there is none of this id, or not for this person.</summary>
    public DossierLine? Find(Person person, DossierId id) =>
        queries.Row(id) is { SubmittedOn: not null } row && UnitsOf(person).Contains(row.Unit) && dossiers.MaySee(person, row)
            ? DossierLine.Of(row, person)
            : null;

    /// <summary>
    /// The plan that goes on where that of an earlier dossier ended: itself while its period runs, else one that began as its copy, else one of the same
    /// issuer or of who followed it, else itself where it still applies. Null: none of those does.
    /// </summary>
    /// <param name="person">Who prepares.</param>
    /// <param name="earlier">Plan of the earlier dossier.</param>
    /// <param name="inForce">Plans under which the new one can be filed.</param>
    public PlanId? PlanAfter(Person person, PlanId earlier, IReadOnlyList<PlanShape> inForce)
    {
        var known = house.Plans.ToDictionary(plan => plan.Definition!.Id);
        var running = inForce.Select(plan => plan.Definition).ToList();
        var issuers = known.GetValueOrDefault(earlier)?.Definition?.Issuer is { } issuer
            ? person.Organisation.SuccessorsOn(issuer, person.Today).Select(unit => unit.Id).Append(issuer).ToHashSet()
            : [];
        return (
            running.Find(plan => plan.Id == earlier && Runs(plan))
            ?? running.Where(plan => IsCopyOf(plan.Id) && Runs(plan)).MaxBy(plan => plan.Date)
            ?? running.Where(plan => issuers.Contains(plan.Issuer) && Runs(plan)).MaxBy(plan => plan.Date)
            ?? running.Find(plan => plan.Id == earlier)
        )?.Id;

        bool Runs(PlanDefinition plan) => plan.Period.To is not { } to || to >= person.Today;

        bool IsCopyOf(PlanId plan)
        {
            for (var turns = 0; turns < known.Count && known.GetValueOrDefault(plan)?.CopiedFrom is { } origin; turns++)
            {
                if (origin.Plan == earlier)
                {
                    return true;
                }

                plan = origin.Plan;
            }

            return false;
        }
    }

    /// <summary>Whom an earlier dossier proposed, as choices for a draft, in order. Compares those of the page with the plan of the draft.</summary>
    /// <param name="person">Who prepares.</param>
    /// <param name="earlier">The earlier dossier.</param>
    /// <param name="draft">The new one.</param>
    /// <param name="skip">So many are left out at the beginning.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>At most <see cref="OnePage"/>, and whether there are more.</returns>
    public async Task<(IReadOnlyList<EarlierNominee> Items, bool More)> NomineesAsync(
        Person person,
        DossierLine earlier,
        DossierId draft,
        int skip,
        CancellationToken cancellationToken
    )
    {
        if (
            await dossiers.GetAsync(person, earlier.Id, cancellationToken) is not Answer<DossierShape>.Done { Value: var shape }
            || await bench.DossierAsync(earlier.Id, cancellationToken) is not { } before
            || await bench.DossierAsync(draft, cancellationToken) is not { Exists: true } now
        )
        {
            return ([], false);
        }

        var entered = now.Nominees.Select(nominee => nominee.Entry.Subject).ToHashSet();
        var found = new List<EarlierNominee>();
        foreach (var nominee in shape.Nominees.Skip(skip).Take(OnePage))
        {
            var known = before.Nominee(nominee.Id)?.Entry is { Unnamed: false, Subject: var subject }
                ? subjects.Find(person, now.Unit, subject)
                : null;
            found.Add(
                new(
                    nominee,
                    known,
                    known is null ? [] : await findings.OfAsync(person, draft, known.Known, cancellationToken),
                    known is not null && entered.Contains(known.Known.Subject)
                )
            );
        }

        return (found, shape.Nominees.Count > skip + OnePage);
    }

    private List<UnitId> UnitsOf(Person person) => [.. person.UnitsFor(Act.PrepareDossiers).SelectMany(house.WithPredecessors).Distinct()];
}
