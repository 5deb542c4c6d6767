using Microsoft.AspNetCore.Http.HttpResults;
using PhongTrao.Host.Api;
using PhongTrao.Host.Components.Layout;
using PhongTrao.Host.Components.Shared;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Host.Components;

/// <summary>A dossier that was found, and by what.</summary>
public sealed record Found(DossierLine Line, IReadOnlyList<string> Hits);

/// <summary>Something that was found.</summary>
/// <param name="Href">Its page.</param>
/// <param name="Title">What it is called.</param>
/// <param name="About">What tells it from others of the same name.</param>
/// <param name="Hit">By which words, where the title does not hold them.</param>
public sealed record FoundThing(string Href, string Title, string? About = null, string? Hit = null);

/// <summary>What was found of one sort.</summary>
/// <param name="Key">In addresses.</param>
/// <param name="Name">In words.</param>
/// <param name="Next">Where to search on; null: that was all.</param>
public sealed record FoundGroup(string Key, string Name, IReadOnlyList<FoundThing> Things, string? Next);

/// <summary>
/// One box for everything that a person may see. Dossiers and papers come from the index, which holds who may see them and is bounded by
/// its windows; plans, units and pages are looked through in memory: as many as there are plans and units, however many dossiers.
/// </summary>
public sealed class Finder(
    SearchQueries search,
    DossierQueries dossiers,
    CommonListQueries papers,
    SittingQueries sittings,
    AwardQueries awards,
    SubjectDesk subjects,
    DossierDesk desk,
    Desk.Lists lists,
    House house
)
{
    /// <summary>Longest text that is looked for, in characters.</summary>
    public const int Longest = 200;

    private const int OfEachWhileTyping = 4;
    private const int MostWhileTyping = 8;

    private static readonly (string Key, string Name)[] Groups =
    [
        ("ho-so", "Hồ sơ"),
        ("van-ban", "Tờ trình, quyết định, biên bản"),
        ("nguoi", "Người, tập thể của đơn vị"),
        ("ke-hoach", "Kế hoạch"),
        ("don-vi", "Đơn vị"),
        ("trang", "Trang"),
    ];

    private volatile Register _register = new(null, default, []);

    /// <summary>Dossiers with all the words; nominees that are not to be named are found by their code only.</summary>
    public Page<Found> Find(Person person, string text, string? after, int limit, bool typing = false)
    {
        var page = search.Find(desk.UnitsOf(person), text, unnamed: false, after, limit, typing);
        var found = new List<Found>();
        foreach (var hits in page.Items.GroupBy(hit => hit.Dossier))
        {
            if (dossiers.Row(hits.Key) is { } row && desk.MaySee(person, row))
            {
                found.Add(new(DossierLine.Of(row, person), [.. hits.Select(hit => hit.Text).Distinct(StringComparer.Ordinal)]));
            }
        }

        return new(found, page.Next);
    }

    /// <summary>The first of each sort; sorts of which nothing was found, and nothing may be found further on, are left out.</summary>
    /// <param name="person">Who looks.</param>
    /// <param name="text">As typed, up to <see cref="Longest"/> characters.</param>
    /// <param name="limit">Of each sort at most so many, 1–100.</param>
    /// <param name="cancellationToken">Stops.</param>
    public async Task<IReadOnlyList<FoundGroup>> AllAsync(Person person, string text, int limit, CancellationToken cancellationToken)
    {
        var found = new List<FoundGroup>();
        foreach (var (key, _) in Groups)
        {
            if (
                await GroupAsync(person, key, text, null, limit, typing: false, cancellationToken) is { } group
                && (group.Things.Count > 0 || group.Next is not null)
            )
            {
                found.Add(group);
            }
        }

        return found;
    }

    /// <summary>The first few hits while it is still being typed, eight at most.</summary>
    public async Task<IReadOnlyList<FoundGroup>> TypedAsync(Person person, string text, CancellationToken cancellationToken)
    {
        var found = new List<FoundGroup>();
        var left = MostWhileTyping;
        foreach (var (key, _) in Groups)
        {
            if (
                left > 0
                && await GroupAsync(person, key, text, null, Math.Min(left, OfEachWhileTyping), typing: true, cancellationToken)
                    is { Things.Count: > 0 } group
            )
            {
                found.Add(group);
                left -= group.Things.Count;
            }
        }

        return found;
    }

    /// <summary>One sort from where the page before ended; null: there is no such sort, or not for this person.</summary>
    public async Task<FoundGroup?> GroupAsync(
        Person person,
        string key,
        string text,
        string? after,
        int limit,
        bool typing,
        CancellationToken cancellationToken
    )
    {
        if (Array.Find(Groups, group => group.Key == key) is not { Name: { } name } || text.Length > Longest)
        {
            return null;
        }

        var asked = VietnameseText.Asked(text);
        (IReadOnlyList<FoundThing> Things, string? Next)? found = key switch
        {
            _ when asked.Count == 0 => ([], null),
            "ho-so" when person.May(Act.ReadDossiers) => DossiersOf(person, text, after, limit, typing),
            "van-ban" when person.May(Act.ReadDossiers) => await PapersOfAsync(person, text, after, limit, typing, cancellationToken),
            "nguoi" when person.May(Act.PrepareDossiers) => (People(person, text, limit), null),
            "ke-hoach" when person.May(Act.ReadRules) => (Ranked(Plans(person), asked, limit), null),
            "don-vi" when person.May(Act.ReadDeadlines) || person.May(Act.ManageOrganisation) => (
                Ranked(UnitsFor(person), asked, limit),
                null
            ),
            "trang" => (Ranked(Pages(person), asked, limit), null),
            _ => null,
        };
        return found is { } some ? new(key, name, some.Things, some.Next) : null;
    }

    /// <summary>The first hits as a piece of a page, for the box.</summary>
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/tim/nhanh",
                async (HttpContext http, Finder finder) =>
                {
                    var text = Vietnam.Normalize(http.Request.Query["tim"]) ?? "";
                    return new RazorComponentResult<FoundNow>(
                        new Dictionary<string, object?>
                        {
                            [nameof(FoundNow.Text)] = text,
                            [nameof(FoundNow.Groups)] = await finder.TypedAsync(http.Person(), text, http.RequestAborted),
                        }
                    )
                    {
                        PreventStreamingRendering = true,
                    };
                }
            )
            .Requires(Act.ReadRules)
            .ExcludeFromDescription();

    /// <summary>The same for people and collectives of the unit whose draft is being made.</summary>
    internal static void MapPeople(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/lap-ho-so/{id:guid}/nguoi-nhanh",
                async (HttpContext http, Guid id, FilingDesk filings, SubjectDesk subjects) =>
                {
                    var text = Vietnam.Normalize(http.Request.Query["tim"]);
                    return
                        Guid.TryParse(http.Request.Query["ho-so"], out var dossier)
                        && text is { Length: <= Longest }
                        && await filings.GetAsync(http.Person(), new(id), http.RequestAborted) is Answer<FilingShape>.Done found
                        ? new RazorComponentResult<KnownNow>(
                            new Dictionary<string, object?>
                            {
                                [nameof(KnownNow.Href)] = $"/lap-ho-so/{found.Value.Id}?ho-so={new DossierId(dossier)}",
                                [nameof(KnownNow.People)] = subjects.People(http.Person(), found.Value.Unit, text, MostWhileTyping),
                            }
                        )
                        {
                            PreventStreamingRendering = true,
                        }
                        : PageEndpoints.Error(StatusCodes.Status404NotFound);
                }
            )
            .Requires(Act.PrepareDossiers)
            .ExcludeFromDescription();

    private (IReadOnlyList<FoundThing>, string?) DossiersOf(Person person, string text, string? after, int limit, bool typing)
    {
        var page = Find(person, text, after, limit, typing);
        return (
            [
                .. page.Items.Select(found => new FoundThing(
                    $"/ho-so/{found.Line.Id}",
                    found.Line.Number is { } number ? $"Hồ sơ số {number}" : "Hồ sơ nháp",
                    $"{Labels.Form(found.Line.Form)}, {person.UnitName(found.Line.Unit)} – {Phrases.Vi($"status.{found.Line.Status}")}",
                    string.Join("; ", found.Hits.Where(hit => hit != found.Line.Number?.Value)) is { Length: > 0 } hit ? hit : null
                )),
            ],
            page.Next
        );
    }

    private async Task<(IReadOnlyList<FoundThing>, string?)> PapersOfAsync(
        Person person,
        string text,
        string? after,
        int limit,
        bool typing,
        CancellationToken cancellationToken
    )
    {
        var page = search.Papers(desk.UnitsOf(person), text, after, limit, typing);
        var things = new List<FoundThing>();
        foreach (var hits in page.Items.GroupBy(hit => (hit.Paper, hit.Id)))
        {
            var name = string.Join("; ", hits.Where(hit => hit.Kind is SearchKind.Name).Select(hit => hit.Text).Distinct());
            if (await PaperAsync(person, hits.Key.Paper, hits.Key.Id, cancellationToken) is { } thing)
            {
                things.Add(thing with { Hit = name.Length == 0 ? null : name });
            }
        }

        return (things, page.Next);
    }

    private IReadOnlyList<FoundThing> People(Person person, string text, int limit) =>
        [
            .. person
                .UnitsFor(Act.PrepareDossiers)
                .SelectMany(unit => subjects.People(person, unit, text, limit))
                .DistinctBy(one => one.Subject)
                .Take(limit)
                .Select(one => new FoundThing($"/nguoi-tap-the/{one.Subject}", one.Name, $"{KnownNow.About(one)} – {one.UnitName}")),
        ];

    // As the desks have it: whoever may open its page.
    private async Task<FoundThing?> PaperAsync(Person person, SearchedPaper paper, Guid id, CancellationToken cancellationToken)
    {
        switch (paper)
        {
            case SearchedPaper.Proposal or SearchedPaper.Decision when papers.Find(id) is { Row: var row, Nominees: var listed }:
                return await lists.MaySeeAsync(
                    person,
                    row.RecordedFor ?? row.Unit,
                    [.. listed.Select(nominee => new GatheredNominee(nominee.Dossier, nominee.Nominee))],
                    cancellationToken
                )
                    ? new(
                        $"/{(paper is SearchedPaper.Proposal ? "trinh-khen" : "quyet-dinh")}/{id}",
                        $"{(paper is SearchedPaper.Proposal ? "Tờ trình" : "Quyết định")} số {row.Number?.Value}",
                        $"{(row.Date is { } date ? $"ngày {Vietnam.Date(date)}, " : "")}{Labels.Form(row.Form)}, {person.UnitName(row.Unit)}"
                    )
                    : null;
            case SearchedPaper.Past when awards.Past(new PastDecisionId(id)) is { } past:
                return
                    person.May(Act.ReadDossiers, past.Unit)
                    || house.SelfAndAbove(past.Unit, person.Today).Intersect(lists.UnitsOf(person)).Any()
                    ? new(
                        $"/quyet-dinh/nhap-tu-ngoai/{id}",
                        $"Quyết định số {past.Number} (nhập từ ngoài)",
                        $"ngày {Vietnam.Date(past.Date)}, {Labels.Form(past.Form)}, {past.AuthorityName}"
                    )
                    : null;
            case SearchedPaper.Minutes when sittings.Find(new SittingId(id)) is { } sitting:
                return await lists.MaySeeAsync(person, sitting.Unit, sittings.Nominees(sitting.Id), cancellationToken)
                    ? new(
                        $"/hop-hoi-dong/{id}",
                        $"Biên bản họp Hội đồng số {sitting.Number?.Value}",
                        $"ngày họp {Vietnam.Date(sitting.On)}, {person.UnitName(sitting.Unit)}"
                    )
                    : null;
            default:
                return null;
        }
    }

    private IEnumerable<(string Text, FoundThing Thing)> Plans(Person person) =>
        house
            .Plans.Select(plan => plan.Definition!)
            .Select(plan =>
            {
                var issuer = plan.Paper?.Name.Value ?? person.UnitName(plan.Issuer);
                var title = $"Kế hoạch số {PlanWords.Number(plan)}";
                return (
                    $"{plan.Number?.Value} {plan.Title} {issuer}",
                    new FoundThing(
                        $"/ke-hoach/{plan.Id}",
                        plan.Number is null ? "Kế hoạch không ghi số" : title,
                        $"{plan.Title} – {issuer}"
                    )
                );
            });

    private IEnumerable<(Said Text, FoundThing Thing)> UnitsFor(Person person)
    {
        var register = _register;
        if (!ReferenceEquals(register.Of, person.Organisation) || register.Day != person.Today)
        {
            register = _register = Register.Make(person.Organisation, person.Today);
        }

        var page = person.May(Act.ReadDeadlines) ? "/thoi-han?don-vi=" : "/don-vi?don-vi=";
        return register.Units.Select(unit =>
            (unit.Name, new FoundThing(page + Uri.EscapeDataString(unit.Id.Value), unit.Title, unit.Above))
        );
    }

    private static IEnumerable<(string Text, FoundThing Thing)> Pages(Person person) =>
        Frame.Links.Where(link => person.May(link.Act)).Select(link => (link.Label, new FoundThing(link.Href, link.Label)));

    private static IReadOnlyList<FoundThing> Ranked(
        IEnumerable<(string Text, FoundThing Thing)> all,
        IReadOnlyList<(string Folded, string Exact)> asked,
        int limit
    ) => Ranked(all.Select(one => (Said.Of(one.Text), one.Thing)), asked, limit);

    /// <summary>Those with all the words: with the very marks first, then those that begin so, then the shorter.</summary>
    private static IReadOnlyList<FoundThing> Ranked(
        IEnumerable<(Said Text, FoundThing Thing)> all,
        IReadOnlyList<(string Folded, string Exact)> asked,
        int limit
    ) =>
        [
            .. all.Where(one => asked.All(word => one.Text.Begins(word.Folded)))
                .OrderByDescending(one => asked.Count(word => one.Text.Holds(word.Exact)))
                .ThenBy(one => one.Text.Words.Count)
                .ThenBy(one => one.Thing.Title, StringComparer.Ordinal)
                .Take(limit)
                .Select(one => one.Thing),
        ];

    /// <summary>A text in words.</summary>
    private sealed record Said(IReadOnlyList<(string Folded, string Exact)> Words)
    {
        internal static Said Of(string text) => new(VietnameseText.Split(text));

        internal bool Begins(string folded)
        {
            var other = VietnameseText.OtherSpelling(folded);
            return Words.Any(word =>
                word.Folded.StartsWith(folded, StringComparison.Ordinal)
                || (other is not null && word.Folded.StartsWith(other, StringComparison.Ordinal))
            );
        }

        internal bool Holds(string exact) => Words.Any(word => word.Exact == exact);
    }

    /// <summary>The units of a day, in words; made again when they change.</summary>
    private sealed record Register(
        OrganisationState? Of,
        DateOnly Day,
        IReadOnlyList<(UnitId Id, string Title, string? Above, Said Name)> Units
    )
    {
        internal static Register Make(OrganisationState organisation, DateOnly day) =>
            new(
                organisation,
                day,
                [
                    .. organisation
                        .Units.Where(unit => unit.IsInForce(day))
                        .Select(unit =>
                        {
                            var (name, above) = (unit.NameOn(day).Value, organisation.Parent(unit.Id, day)?.NameOn(day).Value);
                            return (unit.Id, Labels.Capital(name), above, Said.Of(name));
                        }),
                ]
            );
    }
}
