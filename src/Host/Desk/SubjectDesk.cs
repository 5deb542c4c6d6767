using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Host.Desk;

/// <summary>An award in a history, as its reader may see it.</summary>
/// <param name="Decision">Its decision's page; null: nhập từ ngoài.</param>
/// <param name="Past">The past decision; null: made here.</param>
/// <param name="AuthorityName">Whose decision.</param>
/// <param name="Cancelled">Cancelled or replaced: counts no more.</param>
/// <param name="CancelledOn">Date of the decision that did it.</param>
/// <param name="ReplacedBy">The decision that awards it instead; null: none does.</param>
/// <param name="Corrections">What decisions correct of it.</param>
public sealed record AwardShape(
    DecisionId? Decision,
    PastDecisionId? Past,
    FormCode Form,
    AwardType Type,
    DocumentNumber? Number,
    DateOnly? Date,
    string? AuthorityName,
    bool Cancelled,
    DateOnly? CancelledOn,
    DecisionId? ReplacedBy,
    IReadOnlyList<CorrectionLine> Corrections
);

/// <summary>How a subject was called, and by whom.</summary>
public sealed record SubjectName(string Name, int? BirthYear, string? Workplace, UnitId Unit, string UnitName, DateTimeOffset On);

/// <summary>Lịch sử khen thưởng: what a person, household or collective was awarded, over years, levels and former units.</summary>
/// <param name="Names">As it was called over time, oldest first.</param>
/// <param name="Awards">Newest first, cancelled ones among them.</param>
/// <param name="Decisions">Decisions that there are to look through.</param>
/// <param name="From">Date of the oldest: before it there are no data.</param>
/// <param name="To">Date of the newest.</param>
public sealed record SubjectHistory(
    SubjectId Subject,
    string? Name,
    IReadOnlyList<SubjectName> Names,
    IReadOnlyList<AwardShape> Awards,
    long Decisions,
    DateOnly? From,
    DateOnly? To
);

/// <summary>Somebody who may be whom a clerk is entering.</summary>
/// <param name="Awards">How many awards stand in the history.</param>
public sealed record SubjectCandidate(
    SubjectId Subject,
    SubjectKind Kind,
    string Name,
    int? BirthYear,
    string? Workplace,
    UnitId Unit,
    string UnitName,
    int Awards
);

/// <summary>Somebody of a unit: how the unit named them last, and what they were awarded.</summary>
/// <param name="Known">As they were named last.</param>
/// <param name="Names">As the unit, or one that it took over, named them over time, oldest first.</param>
/// <param name="Awards">Newest first, cancelled ones among them; none where the identity is not public.</param>
/// <param name="Running">Submitted dossiers in which they are proposed now.</param>
public sealed record UnitSubject(
    KnownSubject Known,
    IReadOnlyList<KnownSubject> Names,
    IReadOnlyList<AwardShape> Awards,
    IReadOnlyList<DossierRow> Running
);

/// <summary>Persons, households and collectives across dossiers: who they may be, and what they were awarded.</summary>
public sealed class SubjectDesk(DossierDesk dossiers, Bench bench, House house, AwardQueries awards, DossierQueries queries)
{
    private const int MostCandidates = 10;

    /// <summary>
    /// The history of a nominee's subject, for whoever may see the nominee by name. What it was awarded where its identity is not public is
    /// left out.
    /// </summary>
    public async Task<Answer<SubjectHistory>> HistoryAsync(
        Person person,
        DossierId id,
        NomineeId nominee,
        CancellationToken cancellationToken
    )
    {
        if (
            dossiers.Visible(person, id) is not { } detail
            || detail.Nominees.FirstOrDefault(one => one.Content.Entry.Id == nominee) is not { } view
            || !Names.MaySee(view, detail, person)
            || await bench.DossierAsync(id, cancellationToken) is null
        )
        {
            return new Answer<SubjectHistory>.NotFound();
        }

        var (subject, searched) = (view.Content.Entry.Subject, awards.Searched());
        return new Answer<SubjectHistory>.Done(
            new(
                subject,
                view.Profile?.Name,
                [
                    .. awards
                        .Names(subject)
                        .Select(known => new SubjectName(
                            known.Name,
                            known.BirthYear,
                            known.Workplace,
                            known.Unit,
                            person.UnitName(known.Unit),
                            known.On
                        )),
                ],
                [
                    .. awards
                        .Of(subject)
                        .Where(award => award.Standing is not AwardStanding.Claimed && (!award.Hidden || award.Nominee == nominee))
                        .Select(award => ShapeOf(person, award)),
                ],
                searched.Decisions,
                searched.First,
                searched.Last
            )
        );
    }

    /// <summary>
    /// "Có thể là cùng một người, tập thể": whom this unit, or one that it took over, named so before; those with another year of birth
    /// are left out. Nobody whose identity is not public is among them.
    /// </summary>
    /// <param name="person">Who enters.</param>
    /// <param name="unit">For which unit.</param>
    /// <param name="kind">What is entered.</param>
    /// <param name="name">The name as written.</param>
    /// <param name="birthYear">Year of birth, where it is known.</param>
    /// <param name="known">Those who stand in the dossier already.</param>
    public IReadOnlyList<SubjectCandidate> Candidates(
        Person person,
        UnitId unit,
        SubjectKind kind,
        string name,
        int? birthYear,
        IReadOnlyList<SubjectId>? known = null
    ) =>
        [
            .. awards
                .Named(house.WithPredecessors(unit), name, MostCandidates * 2)
                .Where(one => one.Kind == kind && (one.BirthYear is null || birthYear is null || one.BirthYear == birthYear))
                .Where(one => known?.Contains(one.Subject) != true)
                .Take(MostCandidates)
                .Select(one => CandidateOf(person, one)),
        ];

    /// <summary>
    /// Whom a unit, or one that it took over, ever named, by words of their names that begin so, in any order; for whoever prepares dossiers there.
    /// Nobody whose identity is not public is among them. See <see cref="AwardQueries.Like"/> for what bounds it.
    /// </summary>
    /// <param name="person">Who looks.</param>
    /// <param name="unit">Whose people.</param>
    /// <param name="text">As typed; empty: everybody, by name.</param>
    /// <param name="limit">At most so many, 1–50.</param>
    public IReadOnlyList<SubjectCandidate> People(Person person, UnitId unit, string text, int limit) =>
        !person.May(Act.PrepareDossiers, unit)
            ? []
            : [.. awards.Like(house.WithPredecessors(unit), text, Math.Clamp(limit, 1, 50)).Select(one => CandidateOf(person, one))];

    private SubjectCandidate CandidateOf(Person person, KnownSubject one) =>
        new(
            one.Subject,
            one.Kind,
            one.Name,
            one.BirthYear,
            one.Workplace,
            one.Unit,
            person.UnitName(one.Unit),
            awards.Of(one.Subject).Count(award => award.Standing is AwardStanding.Given && !award.Hidden)
        );

    /// <summary>One of them; null: the unit never named them, or not for this person.</summary>
    public UnitSubject? Find(Person person, UnitId unit, SubjectId subject)
    {
        if (!person.May(Act.PrepareDossiers, unit))
        {
            return null;
        }

        var units = house.WithPredecessors(unit).ToHashSet();
        var names = awards.Names(subject).Where(known => units.Contains(known.Unit)).ToList();
        return names.Count == 0
            ? null
            : new(
                names[^1],
                names,
                [
                    .. awards
                        .Of(subject)
                        .Where(award => award.Standing is not AwardStanding.Claimed && !award.Hidden)
                        .Select(award => ShapeOf(person, award)),
                ],
                [
                    .. awards
                        .NominationsOf(subject)
                        .Where(nomination => !nomination.Hidden)
                        .Take(MostCandidates)
                        .Select(nomination => queries.Row(nomination.Dossier))
                        .OfType<DossierRow>()
                        .Where(row => row.SubmittedOn is not null && row.OpenSteps.Count > 0 && dossiers.MaySee(person, row)),
                ]
            );
    }

    /// <summary>One of those whom any unit of this person named.</summary>
    public UnitSubject? Find(Person person, SubjectId subject) =>
        person.UnitsFor(Act.PrepareDossiers).Select(unit => Find(person, unit, subject)).FirstOrDefault(found => found is not null);

    /// <summary>The same for a nominee about to be entered into a dossier that this person prepares.</summary>
    public async Task<Answer<IReadOnlyList<SubjectCandidate>>> CandidatesAsync(
        Person person,
        DossierId id,
        NomineeInput input,
        CancellationToken cancellationToken
    )
    {
        if (
            await bench.DossierAsync(id, cancellationToken) is not { Exists: true } dossier
            || !person.May(Act.PrepareDossiers, dossier.Unit)
        )
        {
            return new Answer<IReadOnlyList<SubjectCandidate>>.NotFound();
        }

        var check = new Check();
        var kind = check.OneOf("kind", input.Kind, SubjectKind.Person);
        var name = check.OptionalText("name", input.Name, 200);
        var birthYear = check.OptionalNumber("birthYear", input.BirthYear, 1900, 2100);
        return check.Failed
            ? check.Answer<IReadOnlyList<SubjectCandidate>>()
            : new Answer<IReadOnlyList<SubjectCandidate>>.Done(
                name is null || dossier.Secrecy is not Secrecy.Normal
                    ? []
                    : Candidates(person, dossier.Unit, kind, name, birthYear, [.. dossier.Nominees.Select(n => n.Entry.Subject)])
            );
    }

    private AwardShape ShapeOf(Person person, AwardRow award) =>
        new(
            award.Dossier is null ? null : new DecisionId(award.Decision),
            award.Dossier is null ? new PastDecisionId(award.Decision) : null,
            award.Form,
            award.Achievement.Type,
            award.Number,
            award.Date,
            AwardDesk.AuthorityOf(person, award),
            award.Standing is AwardStanding.Cancelled,
            award.CancelledOn,
            award.Replaced ? award.CancelledBy : null,
            CorrectionsOf(person, award)
        );

    // A subject has few awards: its dossiers are looked up one by one.
    private IReadOnlyList<CorrectionLine> CorrectionsOf(Person person, AwardRow award) =>
        award.Dossier is { } id
        && queries.Find(id) is { } detail
        && detail.Nominees.FirstOrDefault(one => one.Content.Entry.Id == award.Nominee) is { } nominee
            ? [.. Lists.Corrections(detail, nominee, person, bench).Where(correction => correction.Of.Value == award.Decision)]
            : [];
}
