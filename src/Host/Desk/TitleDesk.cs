using System.Globalization;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Desk;

/// <summary>Đăng ký danh hiệu.</summary>
/// <param name="Nominees">Who, 1–500; each as "moi" or "giu-vung".</param>
public sealed record RegisterTitleInput(IReadOnlyList<TitleIntentInput?>? Nominees);

/// <summary>As what a nominee is registered.</summary>
/// <param name="Nominee">Who.</param>
/// <param name="Intent">moi: mới; giu-vung: giữ vững.</param>
public sealed record TitleIntentInput(string? Nominee, string? Intent);

/// <summary>Tự chấm điểm.</summary>
/// <param name="Points">0 to the most of the scale, up to two decimals: "87,5" or "87.5".</param>
public sealed record ScoreInput(string? Points);

/// <summary>A nominee for a title in a list.</summary>
/// <param name="Name">As the reader may see it.</param>
/// <param name="UnitName">Of the proposing unit.</param>
/// <param name="MayOpen">The reader may see the dossier.</param>
public sealed record TitleLine(TitleRow Row, string? Name, string UnitName, bool MayOpen);

/// <summary>When a recognition can be registered or proposed.</summary>
/// <param name="What">As the plan words it.</param>
/// <param name="Kind">To register, or to propose.</param>
/// <param name="Opens">First day; null: it may be early.</param>
/// <param name="LastValidDay">Last day on which it is in time.</param>
/// <param name="TakesLate">Late ones are taken, with a reason.</param>
/// <param name="Clause">Where the plan says it.</param>
public sealed record TitleWindow(
    PublicText What,
    PlanDutyKind Kind,
    DateOnly? Opens,
    DateOnly LastValidDay,
    bool TakesLate,
    PublicText Clause
);

/// <summary>What a dossier for a title is about.</summary>
/// <param name="Item">Which of the plan's recognitions.</param>
/// <param name="Name">As the plan words it.</param>
/// <param name="Clause">Where.</param>
/// <param name="Kinds">Who may be recognised, as the plan names them; empty: không quy định.</param>
/// <param name="ReceivedBy">Where it goes; null: không quy định.</param>
/// <param name="DecidedBy">Who recognises; null: không quy định.</param>
/// <param name="Basis">By which document.</param>
/// <param name="Windows">By when it is registered and proposed.</param>
/// <param name="RegisteredOn">When it was registered last; null: it was not.</param>
/// <param name="Scale">How it is scored; null: it is not.</param>
/// <param name="AssessedFrom">First day of the assessed year; null: không quy định, or a draft.</param>
/// <param name="AssessedTo">Last day of it.</param>
/// <param name="ScoresProvisional">It was submitted before that day was over: points may still be brought up to date.</param>
/// <param name="LateDays">Nộp quá hạn so many days; null: in time.</param>
/// <param name="LateReason">Why it was taken in all the same.</param>
public sealed record RecognitionShape(
    RuleCode Item,
    string Name,
    string Clause,
    IReadOnlyList<TitleKind> Kinds,
    string? ReceivedBy,
    string? DecidedBy,
    string? Basis,
    IReadOnlyList<TitleWindow> Windows,
    DateOnly? RegisteredOn,
    ScoreScale? Scale,
    DateOnly? AssessedFrom,
    DateOnly? AssessedTo,
    bool ScoresProvisional,
    int? LateDays,
    string? LateReason
)
{
    internal static async Task<RecognitionShape?> OfAsync(
        DossierDetail detail,
        Plan? plan,
        Bench bench,
        House house,
        CancellationToken cancellationToken
    )
    {
        if (detail.Content.Recognition is not { } code || plan?.Definition?.Recognition(code) is not { } item)
        {
            return null;
        }

        var terms = detail.Terms?.Recognition;
        return new(
            code,
            item.Name.Value,
            item.Clause.Value,
            [.. item.Subjects.Where(one => one.Kind is not null).Select(one => new TitleKind(one.Kind!.Value, one.Name.Value))],
            item.ReceivedBy?.Office.Name.Value,
            item.DecidedBy?.Name.Value,
            item.Basis?.Value,
            TitleDesk.WindowsOf(house, plan, item, bench.Today),
            detail.Content.Registration?.On,
            terms is not null ? terms.Scale : await house.ScaleAsync(item, detail.Row.Unit, bench.Today, cancellationToken),
            terms?.AssessedFrom,
            terms?.AssessedTo,
            terms?.AssessedTo is { } last && detail.Row.SubmittedOn <= last,
            terms?.LateDays,
            bench.Reveal(detail.Content.LateReason)
        );
    }
}

/// <summary>A kind of body that may be recognised, as the plan names it.</summary>
public sealed record TitleKind(KindCode Kind, string Name);

/// <summary>Công nhận danh hiệu: registering, scoring, who is recognised, and by when.</summary>
public sealed class TitleDesk(Bench bench, House house, TitleQueries titles, DossierQueries dossiers)
{
    /// <summary>Most nominees of one registration.</summary>
    public const int MostNominees = 500;

    /// <summary>Registers the nominees of a draft; the duties to register that the plan counts to the title are answered by it.</summary>
    public async Task<Answer<DossierChanged>> RegisterAsync(
        Caller caller,
        DossierId id,
        RegisterTitleInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var nominees = check
            .List("nominees", input.Nominees, 1, MostNominees)
            .Select(
                (one, i) =>
                    new TitleRegistration(
                        check.Id<NomineeId>($"nominees[{i}].nominee", one?.Nominee),
                        check.OneOf($"nominees[{i}].intent", one?.Intent, TitleIntent.New)
                    )
            )
            .ToList();
        var work = await bench.PreparingAsync<DossierChanged>(caller, id, cancellationToken);
        if (work.Problem is { } problem)
        {
            return problem;
        }

        if (check.Failed)
        {
            return check.Answer<DossierChanged>();
        }

        var answers = await ItemAsync(work.Dossier!, cancellationToken) is var (plan, item)
            ? AnswersOf(
                caller.Person,
                plan,
                item,
                PlanDutyKind.Registration,
                work.Dossier!.Nominees.Where(known => nominees.Exists(one => one.Nominee == known.Id)).Select(known => known.Entry)
            )
            : [];
        return await bench.RunAsync(
            caller,
            work.Capacity,
            id,
            new DossierCommand.Register(nominees, answers),
            "dossier.register",
            input,
            state => new DossierChanged(id, state.Status, state.Number),
            cancellationToken
        );
    }

    /// <summary>States the points a nominee gives itself.</summary>
    public async Task<Answer<DossierChanged>> ScoreAsync(
        Caller caller,
        DossierId id,
        NomineeId nominee,
        ScoreInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var points = Points(check, "points", input.Points);
        if (points is null && !check.Failed)
        {
            check.Fault("points", Faults.Required);
        }

        var work = await bench.PreparingAsync<DossierChanged>(caller, id, cancellationToken);
        if (work.Problem is { } problem)
        {
            return problem;
        }

        if (check.Failed)
        {
            return check.Answer<DossierChanged>();
        }

        var scale = work.Dossier!.Terms?.Recognition?.Scale ?? await ScaleAsync(work.Dossier, cancellationToken);
        return scale is null
            ? Answer<DossierChanged>.Refuse(DossierRefusals.NotARecognition)
            : await bench.RunAsync(
                caller,
                work.Capacity,
                id,
                new DossierCommand.StateScore(nominee, points!.Value, scale),
                $"dossier.score {nominee}",
                input,
                state => new DossierChanged(id, state.Status, state.Number),
                cancellationToken
            );
    }

    /// <summary>Who is registered, proposed, recognised in this person's units and below them, the last entered first.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="plan">Of one plan; null: of all.</param>
    /// <param name="title">For one title; null: for all.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="desk">Says which dossiers the reader may open.</param>
    public Page<TitleLine> List(Person person, PlanId? plan, FormCode? title, string? after, int limit, DossierDesk desk)
    {
        var page = titles.List(desk.UnitsOf(person), plan, title, after, limit);
        var details = page
            .Items.Select(row => row.Dossier)
            .Distinct()
            .Select(dossiers.Find)
            .OfType<DossierDetail>()
            .ToDictionary(detail => detail.Row.Id);
        return new(
            [
                .. page
                    .Items.Where(row => details.ContainsKey(row.Dossier))
                    .Select(row => (Row: row, Detail: details[row.Dossier]))
                    // A draft is its unit's own until it is registered.
                    .Where(one => one.Row.RegisteredOn is not null || desk.MaySee(person, one.Detail.Row))
                    .Select(one => new TitleLine(
                        one.Row,
                        one.Detail.Nominees.FirstOrDefault(known => known.Content.Entry.Id == one.Row.Nominee) is { } nominee
                            ? Names.Of(nominee, one.Detail, person)
                            : null,
                        person.UnitName(one.Row.Unit),
                        desk.MaySee(person, one.Detail.Row)
                    )),
            ],
            page.Next
        );
    }

    /// <summary>How a draft would be scored today; null: it is not.</summary>
    public async ValueTask<ScoreScale?> ScaleAsync(Dossier dossier, CancellationToken cancellationToken) =>
        await ItemAsync(dossier, cancellationToken) is var (_, item)
            ? await house.ScaleAsync(item, dossier.Unit, bench.Today, cancellationToken)
            : null;

    /// <summary>By when a recognition is registered and proposed, in the order of the plan.</summary>
    public static IReadOnlyList<TitleWindow> WindowsOf(House house, Plan plan, PlanRecognition item, DateOnly today) =>
        [
            .. PlanSchedule
                .On(plan, house.CalendarHistory, today)
                .Where(one => item.Duties.Contains(one.Duty.Code))
                .Where(one => one.Duty.Kind is PlanDutyKind.Registration or PlanDutyKind.Dossier && one.Occurrence.LastValidDay is not null)
                .Select(one => new TitleWindow(
                    one.Duty.What,
                    one.Duty.Kind,
                    one.Occurrence.Opens,
                    one.Occurrence.LastValidDay!.Value,
                    one.Duty.Late is not { Taken: false },
                    one.Duty.Clause
                )),
        ];

    /// <summary>
    /// How late a recognition is that is submitted today; null: in time, or nothing says by when. What is too early, or late where late ones
    /// are not taken, is refused.
    /// </summary>
    internal (int? LateDays, Refusal? Refusal) Lateness(Plan plan, PlanRecognition item)
    {
        var today = bench.Today;
        var windows = WindowsOf(house, plan, item, today).Where(window => window.Kind is PlanDutyKind.Dossier).ToList();
        if (windows.Count == 0 || windows.Exists(window => !(window.Opens > today) && window.LastValidDay >= today))
        {
            return (null, null);
        }

        if (windows.Find(window => window.LastValidDay >= today) is { Opens: { } opens, Clause: var clause })
        {
            return (null, Refusal.Of(HostRefusals.TitleNotOpen, ("opens", opens.Iso()), ("clause", clause.Value)));
        }

        var last = windows.MaxBy(window => window.LastValidDay)!;
        return last.TakesLate
            ? (today.DayNumber - last.LastValidDay.DayNumber, null)
            : (null, Refusal.Of(HostRefusals.TitleLateNotTaken, ("day", last.LastValidDay.Iso()), ("clause", last.Clause.Value)));
    }

    /// <summary>Duties of the nominees themselves that a recognition answers.</summary>
    internal IReadOnlyList<DutyKey> AnswersOf(
        Person person,
        Plan plan,
        PlanRecognition item,
        PlanDutyKind kind,
        IEnumerable<NomineeEntry> nominees
    )
    {
        var asks = new DutyAsks(house.CalendarHistory, person.Organisation);
        return
        [
            .. nominees
                .Select(nominee => nominee.BodyUnit)
                .OfType<UnitId>()
                .Distinct()
                .SelectMany(unit => asks.ForTitle(plan, item, kind, unit, bench.Today))
                .Where(ask => !(ask.Due?.Opens > bench.Today))
                .Select(ask => ask.Key)
                .Distinct(),
        ];
    }

    /// <summary>What is known of a nominee's titles, or of those of the unit that a person heads.</summary>
    internal TitlesKnown KnownOf(Person person, PlanDefinition plan, NomineeEntry nominee)
    {
        var own =
            nominee.Kind is SubjectKind.Person
                ? UnitId.TryParse(bench.ProfileOf(nominee.Profile)?.Heads, out var heads)
                    ? titles.OfUnit(heads)
                    : null
                : nominee.BodyUnit is { } unit
                    ? [.. titles.Of(nominee.Subject).Concat(titles.OfUnit(unit)).DistinctBy(row => (row.Dossier, row.Nominee))]
                    : titles.Of(nominee.Subject);
        return new(
            (plan.Period.To ?? plan.Period.From ?? bench.Today).Year,
            own is null,
            [
                .. (own ?? [])
                    .Where(row => row.State is TitleState.Recognised or TitleState.Out)
                    .Where(row => row.State is TitleState.Recognised || row.AssessedTo is not null)
                    .Select(row => new TitleFact(
                        new(row.Title.Value),
                        row.State is TitleState.Recognised,
                        row.Score?.Grade,
                        (row.AssessedTo ?? row.Date)?.Year,
                        row.Number,
                        row.Date,
                        row.Authority is { } authority ? person.UnitName(authority) : null
                    )),
                .. Outside(nominee)
                    .Select(row => new TitleFact(
                        new(row.Title.Value),
                        Recognised: true,
                        row.Grade,
                        row.Year,
                        row.Number,
                        row.Date,
                        $"{row.AuthorityName} (nhập từ ngoài)"
                    )),
            ]
        );
    }

    // By decisions from outside: of the nominee and the unit that it is, or of the unit that a person heads.
    private IReadOnlyList<PastTitleRow> Outside(NomineeEntry nominee) =>
        nominee.Kind is not SubjectKind.Person ? titles.Past(nominee.Subject, nominee.BodyUnit)
        : UnitId.TryParse(bench.ProfileOf(nominee.Profile)?.Heads, out var heads) ? titles.Past(null, heads)
        : [];

    /// <summary>Points as people write them; null: none were given, or they are no points.</summary>
    internal static decimal? Points(Check check, string field, string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (
            decimal.TryParse(text.Trim().Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var points)
            && points <= 1000
        )
        {
            return points / 1.00m;
        }

        check.Fault(field, Faults.NotNumber);
        return null;
    }

    /// <summary>The plan and which of its recognitions a dossier is for; null: it is for an award.</summary>
    internal async ValueTask<(Plan Plan, PlanRecognition Item)?> ItemAsync(Dossier dossier, CancellationToken cancellationToken) =>
        dossier.Recognition is { } code
        && await house.PlanAsync(dossier.Plan, cancellationToken) is { Definition: { } definition } plan
        && definition.Recognition(code) is { } item
            ? (plan, item)
            : null;

    /// <summary>What sort of body a unit is: its own kind, or the level of an administrative one.</summary>
    internal static KindCode KindOf(Unit unit) => unit.Kind ?? new(LevelCodes.Of(unit.Level));
}
