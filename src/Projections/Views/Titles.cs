using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Projections.Views;

/// <summary>How a nominee for a title stands. The numbers are stored in views.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TitleState>))]
public enum TitleState
{
    /// <summary>In a draft, registered or not.</summary>
    [JsonStringEnumMemberName("entered")]
    Entered = 0,

    /// <summary>Proposed and not decided.</summary>
    [JsonStringEnumMemberName("proposed")]
    Proposed = 1,

    /// <summary>Not passed, or its dossier was withdrawn or rejected.</summary>
    [JsonStringEnumMemberName("out")]
    Out = 2,

    /// <summary>Recognised by a decision.</summary>
    [JsonStringEnumMemberName("recognised")]
    Recognised = 3,

    /// <summary>It was recognised, and another decision cancelled that.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled = 4,
}

/// <summary>A nominee for a title that is recognised.</summary>
/// <param name="Item">Which of the plan's recognitions.</param>
/// <param name="Unit">The unit that proposes.</param>
/// <param name="Body">What sort of body it is; null: nobody said.</param>
/// <param name="BodyUnit">The registered unit that it is; null: none.</param>
/// <param name="Intent">As what it is registered; null: it is not.</param>
/// <param name="RegisteredOn">Since when.</param>
/// <param name="Stated">Its own points.</param>
/// <param name="Judged">The points of whoever judged last.</param>
/// <param name="AssessedTo">Last day of the year that is assessed; null: nobody said, or it is a draft.</param>
/// <param name="Number">Of the decision that recognises it; null: none does.</param>
/// <param name="Date">Its date.</param>
/// <param name="Authority">Whose it is.</param>
public sealed record TitleRow(
    DossierId Dossier,
    NomineeId Nominee,
    SubjectId Subject,
    FormCode Title,
    RuleCode Item,
    PlanId Plan,
    UnitId Unit,
    KindCode? Body,
    UnitId? BodyUnit,
    TitleIntent? Intent,
    DateOnly? RegisteredOn,
    TitleScore? Stated,
    TitleScore? Judged,
    TitleState State,
    DateOnly? AssessedTo,
    DecisionId? Decision,
    DocumentNumber? Number,
    DateOnly? Date,
    UnitId? Authority
)
{
    /// <summary>What counts of its points.</summary>
    public TitleScore? Score => Judged ?? Stated;
}

/// <summary>A title that a decision from outside recognised.</summary>
/// <param name="Past">The decision.</param>
/// <param name="Year">That was assessed.</param>
public sealed record PastTitleRow(
    PastDecisionId Past,
    FormCode Title,
    PlanGrade? Grade,
    int Year,
    DocumentNumber Number,
    DateOnly Date,
    string AuthorityName
);

/// <summary>
/// Who is registered for titles, proposed, recognised, with which grade: by subject, by registered unit, by the units over them; and how
/// many there were on each day, for the targets of plans.
/// </summary>
public sealed class Titles(IUnitTree units) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "titles";

    // What is counted, by number: who is registered, who is recognised, then who is recognised with each grade.
    internal const int CountedRegistered = 0;
    internal const int CountedRecognised = 1;
    internal const int CountedGrades = 2;

    private const string AddDossier = "INSERT OR REPLACE INTO title_dossier~ (id, title, item, plan, unit) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string SetDossierUnit = "UPDATE title_dossier~ SET unit = ?2 WHERE id = ?1";
    private const string SetUnit = "UPDATE title~ SET unit = ?2 WHERE dossier = ?1";
    private const string RowsOf = "SELECT row FROM title~ WHERE dossier = ?1";
    private const string FindDossier = "SELECT title, item, plan, unit FROM title_dossier~ WHERE id = ?1";
    private const string AddNominee = """
        INSERT INTO title~ (dossier, nominee, subject, title, item, plan, unit, body, body_unit, state)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;
    private const string AddUnit = "INSERT OR IGNORE INTO title_unit~ (unit, row) VALUES (?1, ?2)";
    private const string ChangeNominee = "UPDATE title~ SET subject = ?3, body = ?4, body_unit = ?5 WHERE dossier = ?1 AND nominee = ?2";
    private const string FindNominee =
        "SELECT row, body, registered_on, judged_grade, stated_grade, state, date FROM title~ WHERE dossier = ?1 AND nominee = ?2";
    private const string DropUnits = "DELETE FROM title_unit~ WHERE row = ?1";
    private const string DropNominee = "DELETE FROM title~ WHERE row = ?1";
    private const string RegisteredOf = "SELECT nominee FROM title~ WHERE dossier = ?1 AND registered_on IS NOT NULL";
    private const string Register = "UPDATE title~ SET intent = ?3, registered_on = ?4 WHERE dossier = ?1 AND nominee = ?2";
    private const string State = "UPDATE title~ SET stated = ?3, stated_grade = ?4 WHERE dossier = ?1 AND nominee = ?2";
    private const string Judge = "UPDATE title~ SET judged = ?3, judged_grade = ?4 WHERE dossier = ?1 AND nominee = ?2";
    private const string SetState = "UPDATE title~ SET state = ?3 WHERE dossier = ?1 AND nominee = ?2";
    private const string SetAll = "UPDATE title~ SET state = ?3, assessed_to = ?4 WHERE dossier = ?1 AND state = ?2";
    private const string Recognise = """
        UPDATE title~ SET state = 3, decision = ?3, number = ?4, date = ?5, authority = ?6 WHERE dossier = ?1 AND nominee = ?2
        """;
    private const string AddCount = """
        INSERT INTO title_count~ (unit, plan, title, what, body, day, n) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        ON CONFLICT (unit, plan, title, what, body, day) DO UPDATE SET n = n + excluded.n
        """;

    private const string AddPast = """
        INSERT OR IGNORE INTO title_past~ (past, nominee, subject, body_unit, title, grade, year, number, date, authority)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;
    private const string DropPast = "DELETE FROM title_past~ WHERE past = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 4;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS title_dossier~ (
                id BLOB PRIMARY KEY, title INTEGER NOT NULL, item INTEGER NOT NULL, plan INTEGER NOT NULL, unit INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS title~ (
                row INTEGER PRIMARY KEY, dossier BLOB NOT NULL, nominee BLOB NOT NULL, subject BLOB NOT NULL, title INTEGER NOT NULL,
                item INTEGER NOT NULL, plan INTEGER NOT NULL, unit INTEGER NOT NULL, body INTEGER, body_unit INTEGER, intent INTEGER,
                registered_on INTEGER, stated INTEGER, stated_grade INTEGER, judged INTEGER, judged_grade INTEGER, state INTEGER NOT NULL,
                assessed_to INTEGER, decision BLOB, number TEXT, date INTEGER, authority INTEGER, UNIQUE (dossier, nominee));
            CREATE TABLE IF NOT EXISTS title_unit~ (unit INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (unit, row)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS title_count~ (
                unit INTEGER NOT NULL, plan INTEGER NOT NULL, title INTEGER NOT NULL, what INTEGER NOT NULL, body INTEGER NOT NULL,
                day INTEGER NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (unit, plan, title, what, body, day)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS title_past~ (
                past BLOB NOT NULL, nominee BLOB NOT NULL, subject BLOB NOT NULL, body_unit INTEGER, title INTEGER NOT NULL, grade INTEGER,
                year INTEGER NOT NULL, number TEXT NOT NULL, date INTEGER NOT NULL, authority TEXT NOT NULL,
                PRIMARY KEY (past, nominee)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        "CREATE INDEX IF NOT EXISTS title_subject~ ON title~ (subject)",
        "CREATE INDEX IF NOT EXISTS title_body_unit~ ON title~ (body_unit) WHERE body_unit IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS title_past_subject~ ON title_past~ (subject)",
        "CREATE INDEX IF NOT EXISTS title_past_unit~ ON title_past~ (body_unit) WHERE body_unit IS NOT NULL",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "dossier" or "past";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch (e.Body)
            {
                case DossierEvent.Opened { Recognition: { } item } o:
                    Open(e, item, o.Form, o.Plan, o.Unit, writer);
                    break;
                case DossierEvent.OpenedBySplit { Recognition: { } carried } o:
                    Take(e, o, carried, Open(e, carried.Item, o.Form, o.Plan, o.Unit, writer), writer);
                    break;
                case PastEvent.Entered { Paper: { Year: { } year } paper }:
                    foreach (var name in paper.Names)
                    {
                        writer
                            .Sql(AddPast)
                            .Run(
                                e.StreamId,
                                name.Id.Value,
                                name.Subject.Value,
                                writer.WordOrNull(name.Unit?.Value),
                                writer.Word(paper.Form.Value),
                                name.Grade is { } grade ? (int)grade : SqlValue.Null,
                                year,
                                paper.Number.Value,
                                paper.Date,
                                paper.AuthorityName.Value
                            );
                    }

                    break;
                case PastEvent.Struck:
                    writer.Sql(DropPast).Run(e.StreamId);
                    break;
                case DossierEvent n when Of(e, writer) is { } dossier:
                    Apply(e, n, dossier, writer);
                    break;
                default:
                    break; // it is for an award
            }
        }
    }

    private readonly record struct Dossier(int Title, int Item, int Plan, int Unit);

    // Only events that say something about titles ask for the dossier.
    private static Dossier? Of(ViewEvent e, ViewWriter writer)
    {
        if (
            e.Body
            is not (
                DossierEvent.NomineeAdded
                or DossierEvent.NomineeChanged
                or DossierEvent.NomineeRemoved
                or DossierEvent.TakenOver
                or DossierEvent.Registered
                or DossierEvent.ScoreStated
                or DossierEvent.Submitted
                or DossierEvent.TakenBack
                or DossierEvent.Withdrawn
                or DossierEvent.Rejected
                or DossierEvent.StepCompleted { Verdicts.Count: > 0 }
                or DossierEvent.NomineeExcluded
                or DossierEvent.NomineesSplitOff
                or DossierEvent.OutcomeEntered
                or DossierEvent.OutcomeCancelled
                or DossierEvent.OutcomeReplaced
            )
        )
        {
            return null;
        }

        var find = writer.Sql(FindDossier);
        Dossier? found = find.One(e.StreamId) ? new(find.Int(0), find.Int(1), find.Int(2), find.Int(3)) : null;
        find.Reset();
        return found;
    }

    private static Dossier Open(ViewEvent e, RuleCode item, FormCode title, PlanId plan, UnitId unit, ViewWriter writer)
    {
        var dossier = new Dossier(writer.Word(title.Value), writer.Word(item.Value), writer.Word(plan.Value), writer.Word(unit.Value));
        writer.Sql(AddDossier).Run(e.StreamId, dossier.Title, dossier.Item, dossier.Plan, dossier.Unit);
        return dossier;
    }

    // Whoever was registered there was counted there.
    private void Take(ViewEvent e, DossierEvent.OpenedBySplit split, RecognitionCarried carried, Dossier dossier, ViewWriter writer)
    {
        foreach (var nominee in split.Nominees)
        {
            Add(e, nominee, dossier, TitleState.Proposed, writer);
        }

        foreach (var one in carried.Registered ?? [])
        {
            writer.Sql(Register).Run(e.StreamId, one.Nominee.Value, (int)one.Intent, split.Terms.On);
        }

        Score(State, carried.Stated);
        Score(Judge, carried.Judged);
        writer.Sql(SetAll).Run(e.StreamId, (int)TitleState.Proposed, (int)TitleState.Proposed, split.Terms.Recognition?.AssessedTo);

        void Score(string sql, IReadOnlyList<ScoredNominee>? scores)
        {
            foreach (var one in scores ?? [])
            {
                writer.Sql(sql).Run(e.StreamId, one.Nominee.Value, Hundredths(one.Score), (int)one.Score.Grade);
            }
        }
    }

    private void Apply(ViewEvent e, DossierEvent @event, Dossier dossier, ViewWriter writer)
    {
        switch (@event)
        {
            case DossierEvent.NomineeAdded n:
                Add(e, n.Nominee, dossier, TitleState.Entered, writer);
                break;
            case DossierEvent.NomineeChanged { Nominee: var entry }:
                writer
                    .Sql(ChangeNominee)
                    .Run(
                        e.StreamId,
                        entry.Id.Value,
                        entry.Subject.Value,
                        writer.WordOrNull(entry.Body?.Value),
                        writer.WordOrNull(entry.BodyUnit?.Value)
                    );
                break;
            case DossierEvent.TakenOver t:
                TakeOver(e, t.To, writer);
                break;
            case DossierEvent.NomineeRemoved n:
                Unregister(e, n.Nominee, dossier, writer);
                Drop(e, n.Nominee, writer);
                break;
            case DossierEvent.Registered r:
                foreach (var gone in Registered(e, writer).Except(r.Nominees.Select(one => one.Nominee)).ToList())
                {
                    Unregister(e, gone, dossier, writer);
                }

                foreach (var one in r.Nominees)
                {
                    if (Found(e, one.Nominee, writer) is not { } found)
                    {
                        continue;
                    }

                    if (found.RegisteredOn is null)
                    {
                        Count(dossier, CountedRegistered, found.Body, r.On, 1, writer);
                    }

                    writer.Sql(Register).Run(e.StreamId, one.Nominee.Value, (int)one.Intent, found.RegisteredOn ?? r.On);
                }

                break;
            case DossierEvent.ScoreStated s:
                writer.Sql(State).Run(e.StreamId, s.Nominee.Value, Hundredths(s.Score), (int)s.Score.Grade);
                break;
            case DossierEvent.Submitted s:
                writer.Sql(SetAll).Run(e.StreamId, (int)TitleState.Entered, (int)TitleState.Proposed, s.Terms.Recognition?.AssessedTo);
                break;
            case DossierEvent.TakenBack:
                writer.Sql(SetAll).Run(e.StreamId, (int)TitleState.Proposed, (int)TitleState.Entered, SqlValue.Null);
                break;
            case DossierEvent.Withdrawn:
                foreach (var one in Registered(e, writer))
                {
                    Unregister(e, one, dossier, writer);
                }

                writer.Sql(SetAll).Run(e.StreamId, (int)TitleState.Entered, (int)TitleState.Out, SqlValue.Null);
                writer.Sql(SetAll).Run(e.StreamId, (int)TitleState.Proposed, (int)TitleState.Out, SqlValue.Null);
                break;
            case DossierEvent.Rejected:
                writer.Sql(SetAll).Run(e.StreamId, (int)TitleState.Proposed, (int)TitleState.Out, SqlValue.Null);
                break;
            case DossierEvent.StepCompleted s:
                foreach (var verdict in s.Verdicts)
                {
                    if (verdict.Score is { } score)
                    {
                        writer.Sql(Judge).Run(e.StreamId, verdict.Nominee.Value, Hundredths(score), (int)score.Grade);
                    }

                    if (!verdict.Passed)
                    {
                        writer.Sql(SetState).Run(e.StreamId, verdict.Nominee.Value, (int)TitleState.Out);
                    }
                }

                break;
            case DossierEvent.NomineeExcluded n:
                writer.Sql(SetState).Run(e.StreamId, n.Nominee.Value, (int)TitleState.Out);
                break;
            case DossierEvent.NomineesSplitOff s:
                foreach (var nominee in s.Nominees)
                {
                    Drop(e, nominee, writer);
                }

                break;
            case DossierEvent.OutcomeEntered o:
                foreach (var nominee in o.Awarded)
                {
                    if (Found(e, nominee, writer) is { State: not TitleState.Recognised } found)
                    {
                        Enter(e, nominee, found, o.Decision, dossier, writer);
                    }
                }

                break;
            case DossierEvent.OutcomeCancelled o:
                foreach (var nominee in o.Nominees)
                {
                    if (Found(e, nominee, writer) is { State: TitleState.Recognised, Date: { } day } found)
                    {
                        Recognised(dossier, found, day, -1, writer);
                        writer.Sql(SetState).Run(e.StreamId, nominee.Value, (int)TitleState.Cancelled);
                    }
                }

                break;
            case DossierEvent.OutcomeReplaced o:
                foreach (var nominee in o.Nominees)
                {
                    if (Found(e, nominee, writer) is { State: TitleState.Recognised, Date: { } before } found)
                    {
                        Recognised(dossier, found, before, -1, writer);
                        Enter(e, nominee, found, o.Decision, dossier, writer);
                    }
                }

                break;
            default:
                break; // says nothing about titles
        }
    }

    private void Enter(ViewEvent e, NomineeId id, Nominee nominee, DecisionReference decision, Dossier dossier, ViewWriter writer)
    {
        Recognised(dossier, nominee, decision.Date, 1, writer);
        writer
            .Sql(Recognise)
            .Run(e.StreamId, id.Value, decision.Id.Value, decision.Number.Value, decision.Date, writer.Word(decision.Authority.Value));
    }

    private void Recognised(Dossier dossier, Nominee nominee, DateOnly day, int n, ViewWriter writer)
    {
        Count(dossier, CountedRecognised, nominee.Body, day, n, writer);
        if (nominee.Grade is { } grade)
        {
            Count(dossier, CountedGrades + grade, nominee.Body, day, n, writer);
        }
    }

    private readonly record struct Nominee(long Row, int? Body, DateOnly? RegisteredOn, int? Grade, TitleState State, DateOnly? Date);

    private static Nominee? Found(ViewEvent e, NomineeId id, ViewWriter writer)
    {
        var find = writer.Sql(FindNominee);
        Nominee? found = find.One(e.StreamId, id.Value)
            ? new(
                find.Long(0),
                find.IntOrNull(1),
                find.DayOrNull(2),
                find.IntOrNull(3) ?? find.IntOrNull(4),
                (TitleState)find.Int(5),
                find.DayOrNull(6)
            )
            : null;
        find.Reset();
        return found;
    }

    private static List<NomineeId> Registered(ViewEvent e, ViewWriter writer)
    {
        var read = writer.Sql(RegisteredOf).With(e.StreamId);
        var found = new List<NomineeId>();
        while (read.Step())
        {
            found.Add(new(read.Id(0)));
        }

        read.Reset();
        return found;
    }

    private void Unregister(ViewEvent e, NomineeId nominee, Dossier dossier, ViewWriter writer)
    {
        if (Found(e, nominee, writer) is { RegisteredOn: { } since } found)
        {
            Count(dossier, CountedRegistered, found.Body, since, -1, writer);
            writer.Sql(Register).Run(e.StreamId, nominee.Value, SqlValue.Null, SqlValue.Null);
        }
    }

    private void Add(ViewEvent e, NomineeEntry entry, Dossier dossier, TitleState state, ViewWriter writer)
    {
        writer
            .Sql(AddNominee)
            .Run(
                e.StreamId,
                entry.Id.Value,
                entry.Subject.Value,
                dossier.Title,
                dossier.Item,
                dossier.Plan,
                dossier.Unit,
                writer.WordOrNull(entry.Body?.Value),
                writer.WordOrNull(entry.BodyUnit?.Value),
                (int)state
            );
        var row = writer.LastRow;
        foreach (var above in units.SelfAndAbove(new(writer.Text(dossier.Unit)), VietnamTime.DateOf(e.Metadata.At)))
        {
            writer.Sql(AddUnit).Run(writer.Word(above.Value), row);
        }
    }

    // Its successor reads them; whoever was registered stays counted where they were.
    private void TakeOver(ViewEvent e, UnitId to, ViewWriter writer)
    {
        var unit = writer.Word(to.Value);
        writer.Sql(SetUnit).Run(e.StreamId, unit);
        if (!Registered(e, writer).Any())
        {
            writer.Sql(SetDossierUnit).Run(e.StreamId, unit);
        }

        var rows = new List<long>();
        var read = writer.Sql(RowsOf).With(e.StreamId);
        while (read.Step())
        {
            rows.Add(read.Long(0));
        }

        read.Reset();
        foreach (var above in units.SelfAndAbove(to, VietnamTime.DateOf(e.Metadata.At)))
        {
            foreach (var row in rows)
            {
                writer.Sql(AddUnit).Run(writer.Word(above.Value), row);
            }
        }
    }

    private static void Drop(ViewEvent e, NomineeId nominee, ViewWriter writer)
    {
        if (Found(e, nominee, writer) is { } found)
        {
            writer.Sql(DropUnits).Run(found.Row);
            writer.Sql(DropNominee).Run(found.Row);
        }
    }

    private void Count(Dossier dossier, int what, int? body, DateOnly day, int n, ViewWriter writer)
    {
        foreach (var above in units.SelfAndAbove(new(writer.Text(dossier.Unit)), day))
        {
            writer.Sql(AddCount).Run(writer.Word(above.Value), dossier.Plan, dossier.Title, what, body ?? -1, day, n);
        }
    }

    private static int Hundredths(TitleScore score) => (int)(score.Points * 100);
}

/// <summary>Reads titles.</summary>
public sealed class TitleQueries(ViewDatabase database)
{
    /// <summary>Most titles of one subject that one question answers with.</summary>
    public const int Most = 200;

    private const string Columns = """
        SELECT t.dossier, t.nominee, t.subject, t.title, t.item, t.plan, t.unit, t.body, t.body_unit, t.intent, t.registered_on, t.stated,
            t.stated_grade, t.judged, t.judged_grade, t.state, t.assessed_to, t.decision, t.number, t.date, t.authority FROM title~ t
        """;

    /// <summary>Nominees for titles of the units and those under them, the last entered first.</summary>
    /// <param name="units">The units.</param>
    /// <param name="plan">Of one plan; null: of all.</param>
    /// <param name="title">For one title; null: for all.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public Page<TitleRow> List(IReadOnlyList<UnitId> units, PlanId? plan, FormCode? title, string? after, int limit)
    {
        using var view = database.Read(Titles.ViewName);
        var (wantedPlan, wantedTitle) = (
            plan is { } p ? view.Words.Find(p.Value) : (int?)null,
            title is { } f ? view.Words.Find(f.Value) : (int?)null
        );
        var (rows, next) = Keyset.Descending(
            units,
            (unit, below, look) =>
                view.Sql(
                        """
                        SELECT u.row, t.plan, t.title FROM title_unit~ u JOIN title~ t ON t.row = u.row
                        WHERE u.unit = ?1 AND u.row < ?2 ORDER BY u.row DESC LIMIT ?3
                        """
                    )
                    .With(view.Words.Find(unit.Value), below, look),
            row => (wantedPlan is null || row.Int(1) == wantedPlan) && (wantedTitle is null || row.Int(2) == wantedTitle),
            after,
            Math.Clamp(limit, 1, 200)
        );
        var read = view.Sql($"{Columns} WHERE t.row = ?1");
        return new(Keyset.Rows(rows, read, r => RowOf(r, view.Words)), next);
    }

    /// <summary>What a subject was nominated for, in the order entered.</summary>
    public IReadOnlyList<TitleRow> Of(SubjectId subject)
    {
        using var view = database.Read(Titles.ViewName);
        return Rows(view.Sql($"{Columns} WHERE t.subject = ?1 ORDER BY t.row LIMIT ?2").With(subject.Value, Most), view.Words);
    }

    /// <summary>What a registered unit was nominated for, in the order entered.</summary>
    public IReadOnlyList<TitleRow> OfUnit(UnitId unit)
    {
        using var view = database.Read(Titles.ViewName);
        return Rows(
            view.Sql($"{Columns} WHERE t.body_unit = ?1 ORDER BY t.row LIMIT ?2").With(view.Words.Find(unit.Value), Most),
            view.Words
        );
    }

    /// <summary>What a subject, or a registered unit, was recognised for by decisions from outside, the newest first.</summary>
    /// <param name="subject">The subject; null: only the unit is asked for.</param>
    /// <param name="unit">The unit that it is, or that a person heads; null: none.</param>
    public IReadOnlyList<PastTitleRow> Past(SubjectId? subject, UnitId? unit)
    {
        using var view = database.Read(Titles.ViewName);
        var read = view.Sql(
                """
                SELECT past, title, grade, year, number, date, authority FROM title_past~ WHERE subject = ?1
                UNION SELECT past, title, grade, year, number, date, authority FROM title_past~ WHERE body_unit = ?2
                ORDER BY 6 DESC LIMIT ?3
                """
            )
            .With(subject?.Value ?? Guid.Empty, unit is { } known ? view.Words.Find(known.Value) : -1, Most);
        var rows = new List<PastTitleRow>();
        while (read.Step())
        {
            rows.Add(
                new(
                    new(read.Id(0)),
                    new(view.Words.Text(read.Int(1))),
                    read.IntOrNull(2) is { } grade ? (PlanGrade)grade : null,
                    read.Int(3),
                    new(read.Text(4)),
                    read.Day(5),
                    read.Text(6)
                )
            );
        }

        read.Reset();
        return rows;
    }

    /// <summary>How many were registered by units and those below them; days of registering.</summary>
    public long Registered(PlanId plan, UnitId unit, FormCode title, IReadOnlyList<KindCode> kinds, DateOnly? from, DateOnly? to) =>
        Sum(plan, unit, title, kinds, from, to, [Titles.CountedRegistered]);

    /// <summary>How many were recognised, by the dates of decisions.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="unit">The unit, with those below it.</param>
    /// <param name="title">The title.</param>
    /// <param name="kinds">Of which kinds of bodies; empty: of all.</param>
    /// <param name="grade">With this grade or a better one; null: whatever theirs is.</param>
    /// <param name="from">First day in Hà Nội; null: from the beginning.</param>
    /// <param name="to">Last day, included; null: to the end.</param>
    public long Recognised(
        PlanId plan,
        UnitId unit,
        FormCode title,
        IReadOnlyList<KindCode> kinds,
        PlanGrade? grade,
        DateOnly? from,
        DateOnly? to
    ) =>
        Sum(
            plan,
            unit,
            title,
            kinds,
            from,
            to,
            grade is { } lowest
                ? [.. Enum.GetValues<PlanGrade>().Where(one => one >= lowest).Select(one => Titles.CountedGrades + (int)one)]
                : [Titles.CountedRecognised]
        );

    private long Sum(
        PlanId plan,
        UnitId unit,
        FormCode title,
        IReadOnlyList<KindCode> kinds,
        DateOnly? from,
        DateOnly? to,
        IReadOnlyList<int> what
    )
    {
        using var view = database.Read(Titles.ViewName);
        var read = view.Sql(
            """
            SELECT body, sum(n) FROM title_count~
            WHERE unit = ?1 AND plan = ?2 AND title = ?3 AND what = ?4 AND day >= ?5 AND day <= ?6 GROUP BY body
            """
        );
        var wanted = kinds.Select(kind => view.Words.Find(kind.Value)).ToHashSet();
        var sum = 0L;
        foreach (var one in what)
        {
            read.With(
                view.Words.Find(unit.Value),
                view.Words.Find(plan.Value),
                view.Words.Find(title.Value),
                one,
                from ?? DateOnly.MinValue,
                to ?? DateOnly.MaxValue
            );
            while (read.Step())
            {
                sum += wanted.Count == 0 || wanted.Contains(read.Int(0)) ? read.Long(1) : 0;
            }

            read.Reset();
        }

        return sum;
    }

    private static List<TitleRow> Rows(Statement read, Words words)
    {
        var rows = new List<TitleRow>();
        while (read.Step())
        {
            rows.Add(RowOf(read, words));
        }

        read.Reset();
        return rows;
    }

    private static TitleRow RowOf(Statement read, Words words) =>
        new(
            new(read.Id(0)),
            new(read.Id(1)),
            new(read.Id(2)),
            new(words.Text(read.Int(3))),
            new(words.Text(read.Int(4))),
            new(words.Text(read.Int(5))),
            new(words.Text(read.Int(6))),
            words.TextOrNull(read.IntOrNull(7)) is { } body ? new KindCode(body) : null,
            words.TextOrNull(read.IntOrNull(8)) is { } unit ? new UnitId(unit) : null,
            read.IntOrNull(9) is { } intent ? (TitleIntent)intent : null,
            read.DayOrNull(10),
            ScoreOf(read.IntOrNull(11), read.IntOrNull(12)),
            ScoreOf(read.IntOrNull(13), read.IntOrNull(14)),
            (TitleState)read.Int(15),
            read.DayOrNull(16),
            read.IdOrNull(17) is { } decision ? new DecisionId(decision) : null,
            read.TextOrNull(18) is { } number ? new DocumentNumber(number) : null,
            read.DayOrNull(19),
            words.TextOrNull(read.IntOrNull(20)) is { } authority ? new UnitId(authority) : null
        );

    private static TitleScore? ScoreOf(int? hundredths, int? grade) =>
        hundredths is { } points && grade is { } by ? new(points / 100m, (PlanGrade)by) : null;
}
