using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Host.Desk;

/// <summary>What a nominee was awarded before and is proposed for elsewhere, compared with what it is proposed for now.</summary>
public sealed class AwardDesk(Bench bench, House house, AwardQueries awards)
{
    private const int MostSimilar = 5;
    private const int MostNamed = 20;

    /// <summary>What is known of a nominee, and how much was looked through for it.</summary>
    public async Task<AwardsKnown> KnownAsync(Person person, Dossier dossier, NomineeEntry nominee, CancellationToken cancellationToken)
    {
        var (achievement, searched) = (bench.AchievementOf(dossier, nominee), awards.Searched());
        var all = awards.Of(nominee.Subject).Where(award => Counts(award) && award.Nominee != nominee.Id).ToLookup(IsCommendation);
        var given = all[false].ToList();
        var similar = given
            .Where(award => achievement.MayBe(award.Achievement, Math.Abs(award.Date!.Value.Year - bench.Today.Year)))
            .Select(award => FactOf(person, award, other: false))
            .Concat(Namesakes(person, dossier, nominee))
            .Take(MostSimilar);
        return new(
            searched.Decisions,
            searched.First,
            searched.Last,
            [.. given.Where(award => achievement.IsSameAs(award.Achievement)).Select(award => FactOf(person, award, other: false))],
            [.. similar],
            await RunningAsync(person, nominee, achievement, cancellationToken),
            [
                .. all[true]
                    .Select(award => new CommendationFact(
                        FactOf(person, award, other: false),
                        award.Authority is { } unit ? person.Organisation.Unit(unit)?.Level : null
                    )),
            ]
        );
    }

    /// <summary>Whose decision an award is, in words.</summary>
    public static string AuthorityOf(Person person, AwardRow award) =>
        award.AuthorityName ?? (award.Authority is { } unit ? person.UnitName(unit) : "");

    // The same name in the same place, or what it was before: whether it is the same one, somebody has to say.
    private IEnumerable<AwardFact> Namesakes(Person person, Dossier dossier, NomineeEntry nominee) =>
        bench.ProfileOf(nominee.Profile) is not { } profile
            ? []
            : awards
                .Named(house.WithPredecessors(dossier.Unit), profile.Name, MostNamed)
                .Where(known => known.Subject != nominee.Subject && known.Kind == nominee.Kind)
                .Where(known => known.BirthYear is null || profile.BirthYear is null || known.BirthYear == profile.BirthYear)
                .SelectMany(known => awards.Of(known.Subject))
                .Where(award => Counts(award) && !award.Hidden && !IsCommendation(award))
                .Select(award => FactOf(person, award, other: true));

    // Drafts are their units' own, and who is not named in public is not told of.
    private async Task<IReadOnlyList<ProposalFact>> RunningAsync(
        Person person,
        NomineeEntry nominee,
        Achievement achievement,
        CancellationToken cancellationToken
    )
    {
        var running = new List<ProposalFact>();
        foreach (var (id, other, hidden) in awards.NominationsOf(nominee.Subject).Where(n => n.Nominee != nominee.Id).Take(MostNamed))
        {
            if (
                !hidden
                && await bench.DossierAsync(id, cancellationToken) is { Terms: not null } dossier
                && dossier.Nominee(other) is { IsInPlay: true, Entry: var entry }
                && bench.AchievementOf(dossier, entry).IsSameAs(achievement)
            )
            {
                running.Add(new(dossier.Form, person.UnitName(dossier.Unit), dossier.Number));
            }
        }

        return running;
    }

    private static bool IsCommendation(AwardRow award) => award.Form == PastEvent.Commendation;

    private static bool Counts(AwardRow award) => award is { Standing: AwardStanding.Given, Date: not null };

    private static AwardFact FactOf(Person person, AwardRow award, bool other) =>
        award.Hidden ? new(null, null, null, other) : new(award.Number, award.Date, AuthorityOf(person, award), other);
}
