using System.Globalization;
using System.Text.Json;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Views;

/// <summary>An award in the history of a subject.</summary>
/// <param name="Decision">Id of the decision; of the past decision where it is from outside.</param>
/// <param name="Nominee">The nominee, or the name on the list of a past decision.</param>
/// <param name="Dossier">The dossier; null: nhập từ ngoài.</param>
/// <param name="Standing">Claimed ones have no number and date yet.</param>
/// <param name="Authority">Whose decision; null: a body outside that is no unit here.</param>
/// <param name="AuthorityName">In words, where it is from outside.</param>
/// <param name="CancelledBy">The decision that cancelled or replaced it.</param>
/// <param name="Replaced">Another decision awards it instead; false: it was cancelled, or stands.</param>
/// <param name="Hidden">The nominee's identity is not public: who and where is for those who handle its dossier.</param>
public sealed record AwardRow(
    SubjectId Subject,
    Guid Decision,
    NomineeId Nominee,
    DossierId? Dossier,
    FormCode Form,
    Achievement Achievement,
    AwardStanding Standing,
    UnitId? Authority,
    string? AuthorityName,
    DocumentNumber? Number,
    DateOnly? Date,
    DecisionId? CancelledBy,
    DateOnly? CancelledOn,
    bool Hidden,
    bool Replaced
);

/// <summary>What there is to look through: issued and past decisions.</summary>
/// <param name="Decisions">How many.</param>
/// <param name="First">Date of the oldest; null: there is none.</param>
/// <param name="Last">Date of the newest.</param>
public sealed record AwardsSearched(long Decisions, DateOnly? First, DateOnly? Last);

/// <summary>A subject as somebody named it once.</summary>
/// <param name="Unit">The unit that proposed it, or entered the past decision.</param>
/// <param name="On">When it was named there.</param>
/// <param name="Position">Chức vụ, nghề nghiệp; null: nobody said.</param>
/// <param name="Female">Nữ; null: nobody said, or no person.</param>
public sealed record KnownSubject(
    SubjectId Subject,
    SubjectKind Kind,
    string Name,
    int? BirthYear,
    string? Workplace,
    UnitId Unit,
    DateTimeOffset On,
    string? Position = null,
    bool? Female = null
);

/// <summary>A past decision in a list.</summary>
/// <param name="ScanBy">Until when the scan is promised; null: it is there.</param>
public sealed record PastDecisionRow(
    PastDecisionId Id,
    UnitId Unit,
    DocumentNumber Number,
    DateOnly Date,
    string AuthorityName,
    FormCode Form,
    int Names,
    DateOnly? ScanBy,
    bool IsStruck
);

/// <summary>
/// What subjects were awarded, over years, levels and former units; who they are; and the past decisions. Names are found by their words
/// without marks within the units that named them; nobody whose identity is not public is found by name.
/// </summary>
public sealed class Awards(IUnitTree units, IKeyring keyring) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "awards";

    private const string AddAward = """
        INSERT OR REPLACE INTO award~ (subject, decision, nominee, dossier, form, type, plan, mark, standing, authority, authority_name, number, date)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
        """;
    private const string DropAward = "DELETE FROM award~ WHERE subject = ?1 AND decision = ?2 AND nominee = ?3";
    private const string GiveAward =
        "UPDATE award~ SET standing = 1, number = ?4, date = ?5 WHERE subject = ?1 AND decision = ?2 AND nominee = ?3";
    private const string CancelAward =
        "UPDATE award~ SET standing = 2, cancelled_by = ?4, cancelled_on = ?5, replaced = ?6 WHERE subject = ?1 AND decision = ?2 AND nominee = ?3";
    private const string AddDecision = "INSERT OR IGNORE INTO award_decision~ (id, date) VALUES (?1, ?2)";
    private const string DropDecision = "DELETE FROM award_decision~ WHERE id = ?1";
    private const string Count =
        "INSERT INTO award_count~ (one, decisions) VALUES (1, ?1) ON CONFLICT (one) DO UPDATE SET decisions = decisions + ?1";
    private const string AddDossier = "INSERT OR REPLACE INTO award_dossier~ (id, unit) VALUES (?1, ?2)";
    private const string SetUnit = "UPDATE award_name~ SET unit = ?2 WHERE paper = ?1";
    private const string FindDossier = "SELECT unit FROM award_dossier~ WHERE id = ?1";
    private const string AddName = """
        INSERT OR REPLACE INTO award_name~ (paper, nominee, subject, kind, name, folded, birth, workplace, unit, at, key, past, position, female)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
        """;
    private const string DropName = "DELETE FROM award_name~ WHERE paper = ?1 AND nominee = ?2";
    private const string EraseNames = """
        UPDATE award_name~ SET name = NULL, folded = NULL, birth = NULL, workplace = NULL, position = NULL, female = NULL WHERE key = ?1
        """;
    private const string AddPast = """
        INSERT OR REPLACE INTO award_past~ (id, unit, number, date, authority_name, form, names, scan_by, struck, paper)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 0, ?9)
        """;
    private const string AddPastUnit = "INSERT OR IGNORE INTO award_past_unit~ (unit, row) VALUES (?1, ?2)";
    private const string ScanPast = "UPDATE award_past~ SET scan_by = NULL WHERE id = ?1";
    private const string StrikePast = "UPDATE award_past~ SET struck = 1 WHERE id = ?1";
    private const string AddIntroduced = "INSERT OR IGNORE INTO award_introduced~ (subject, unit) VALUES (?1, ?2)";
    private const string DropPastNames = "DELETE FROM award_name~ WHERE paper = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 6;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS award~ (
                subject BLOB NOT NULL, decision BLOB NOT NULL, nominee BLOB NOT NULL, dossier BLOB, form INTEGER NOT NULL, type INTEGER NOT NULL,
                plan INTEGER, mark TEXT, standing INTEGER NOT NULL, authority INTEGER, authority_name TEXT, number TEXT, date INTEGER,
                cancelled_by BLOB, cancelled_on INTEGER, replaced INTEGER, PRIMARY KEY (subject, decision, nominee)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS award_decision~ (id BLOB PRIMARY KEY, date INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS award_count~ (one INTEGER PRIMARY KEY, decisions INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS award_dossier~ (id BLOB PRIMARY KEY, unit INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS award_name~ (
                paper BLOB NOT NULL, nominee BLOB NOT NULL, subject BLOB NOT NULL, kind INTEGER NOT NULL, name TEXT, folded TEXT, birth INTEGER,
                workplace TEXT, unit INTEGER NOT NULL, at INTEGER NOT NULL, key TEXT, past INTEGER NOT NULL,
                position TEXT, female INTEGER, PRIMARY KEY (paper, nominee)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS award_past~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, unit INTEGER NOT NULL, number TEXT NOT NULL, date INTEGER NOT NULL,
                authority_name TEXT NOT NULL, form INTEGER NOT NULL, names INTEGER NOT NULL, scan_by INTEGER, struck INTEGER NOT NULL,
                paper TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS award_introduced~ (row INTEGER PRIMARY KEY, subject BLOB NOT NULL UNIQUE, unit INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS award_past_unit~ (unit INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (unit, row)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        "CREATE INDEX IF NOT EXISTS award_decision_date~ ON award_decision~ (date)",
        "CREATE INDEX IF NOT EXISTS award_name_folded~ ON award_name~ (unit, folded) WHERE folded IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS award_name_subject~ ON award_name~ (subject)",
        "CREATE INDEX IF NOT EXISTS award_introduced_unit~ ON award_introduced~ (unit, row)",
        "CREATE INDEX IF NOT EXISTS award_past_paper~ ON award_past~ (paper, unit)",
        "CREATE INDEX IF NOT EXISTS award_name_key~ ON award_name~ (key) WHERE key IS NOT NULL",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "subject" or "past" or "dossier";

    /// <inheritdoc/>
    public void Erase(KeyId key, ViewWriter writer) => writer.Sql(EraseNames).Run(key.Value);

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch (e.Body)
            {
                case SubjectEvent subject:
                    Apply(e, subject, writer);
                    break;
                case PastEvent past:
                    Apply(e, past, writer);
                    break;
                case DossierEvent.Opened o:
                    writer.Sql(AddDossier).Run(e.StreamId, writer.Word(o.Unit.Value));
                    break;
                case DossierEvent.OpenedBySplit o:
                    writer.Sql(AddDossier).Run(e.StreamId, writer.Word(o.Unit.Value));
                    foreach (var nominee in o.Nominees)
                    {
                        Add(e, nominee, writer);
                    }

                    break;
                case DossierEvent.TakenOver t:
                    writer.Sql(AddDossier).Run(e.StreamId, writer.Word(t.To.Value));
                    writer.Sql(SetUnit).Run(e.StreamId, writer.Word(t.To.Value));
                    break;
                case DossierEvent.NomineeAdded n:
                    Add(e, n.Nominee, writer);
                    break;
                case DossierEvent.NomineeChanged n:
                    Add(e, n.Nominee, writer);
                    break;
                case DossierEvent.NomineeRemoved n:
                    writer.Sql(DropName).Run(e.StreamId, n.Nominee.Value);
                    break;
                default:
                    break; // names nobody
            }
        }
    }

    private void Apply(ViewEvent e, SubjectEvent @event, ViewWriter writer)
    {
        var subject = e.StreamId;
        switch (@event)
        {
            case SubjectEvent.AwardClaimed { Claim: var c }:
                Write(
                    subject,
                    c.Decision.Value,
                    c.Nominee,
                    c.Dossier.Value,
                    c.Form,
                    c.Achievement,
                    AwardStanding.Claimed,
                    c.Authority,
                    null,
                    SqlValue.Null,
                    SqlValue.Null,
                    writer
                );
                break;
            case SubjectEvent.AwardReleased r:
                writer.Sql(DropAward).Run(subject, r.Decision.Value, r.Nominee.Value);
                break;
            case SubjectEvent.AwardGiven g:
                writer.Sql(GiveAward).Run(subject, g.Decision.Value, g.Nominee.Value, g.Number.Value, g.Date);
                See(g.Decision.Value, g.Date, writer);
                break;
            case SubjectEvent.AwardCancelled c:
                writer.Sql(CancelAward).Run(subject, c.Decision.Value, c.Nominee.Value, c.By.Value, c.On, c.Replaced == true ? 1 : 0);
                break;
            case SubjectEvent.PastAwardEntered { Award: var p }:
                Write(
                    subject,
                    p.Decision.Value,
                    p.Nominee,
                    SqlValue.Null,
                    p.Form,
                    p.Achievement,
                    AwardStanding.Given,
                    p.Authority,
                    p.AuthorityName.Value,
                    p.Number.Value,
                    p.Date,
                    writer
                );
                break;
            case SubjectEvent.PastAwardStruck s:
                writer.Sql(DropAward).Run(subject, s.Decision.Value, s.Nominee.Value);
                break;
            case SubjectEvent.Introduced i:
                writer.Sql(AddIntroduced).Run(subject, writer.Word(i.Unit.Value));
                Add(e, new(subject), new(subject), i.Kind, i.Profile, unnamed: false, writer.Word(i.Unit.Value), past: true, writer);
                break;
        }
    }

    private static void Write(
        Guid subject,
        Guid decision,
        NomineeId nominee,
        SqlValue dossier,
        FormCode form,
        Achievement achievement,
        AwardStanding standing,
        UnitId? authority,
        string? authorityName,
        SqlValue number,
        SqlValue date,
        ViewWriter writer
    ) =>
        writer
            .Sql(AddAward)
            .Run(
                subject,
                decision,
                nominee.Value,
                dossier,
                writer.Word(form.Value),
                writer.Word(achievement.Type.Value),
                writer.WordOrNull(achievement.Plan?.Value),
                achievement.Mark is { } mark ? mark.Value : SqlValue.Null,
                (int)standing,
                writer.WordOrNull(authority?.Value),
                authorityName is null ? SqlValue.Null : authorityName,
                number,
                date
            );

    private void Apply(ViewEvent e, PastEvent @event, ViewWriter writer)
    {
        switch (@event)
        {
            case PastEvent.Entered { Paper: var paper } entered:
                writer
                    .Sql(AddPast)
                    .Run(
                        e.StreamId,
                        writer.Word(entered.Unit.Value),
                        paper.Number.Value,
                        paper.Date,
                        paper.AuthorityName.Value,
                        writer.Word(paper.Form.Value),
                        paper.Names.Count,
                        entered.ScanBy,
                        PaperKey(paper.Number, paper.Date, paper.AuthorityName.Value)
                    );
                var row = writer.LastRow;
                foreach (var unit in units.SelfAndAbove(entered.Unit, VietnamTime.DateOf(e.Metadata.At)))
                {
                    writer.Sql(AddPastUnit).Run(writer.Word(unit.Value), row);
                }

                See(e.StreamId, paper.Date, writer);
                foreach (var name in paper.Names)
                {
                    Add(
                        e,
                        name.Id,
                        name.Subject,
                        name.Kind,
                        name.Profile,
                        unnamed: false,
                        writer.Word(entered.Unit.Value),
                        past: true,
                        writer
                    );
                }

                break;
            case PastEvent.ScanAttached:
                writer.Sql(ScanPast).Run(e.StreamId);
                break;
            case PastEvent.Struck:
                writer.Sql(StrikePast).Run(e.StreamId);
                writer.Sql(DropPastNames).Run(e.StreamId);
                writer.Sql(DropDecision).Run(e.StreamId);
                writer.Sql(Count).Run(-1);
                break;
        }
    }

    /// <summary>
    /// The same for the same paper, however its number is spaced, written in capitals or begun with noughts, and whether its authority is called
    /// "Chủ tịch UBND" or "Ủy ban nhân dân".
    /// </summary>
    public static string PaperKey(DocumentNumber number, DateOnly date, string authority) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{VietnameseText.Fold(number.Value).TrimStart('0')}|{date:yyyyMMdd}|{string.Join(' ', VietnameseText.Fold(authority).Replace("uy ban nhan dan", "ubnd", StringComparison.Ordinal).Split(' ').Except(NoAuthority, StringComparer.Ordinal))}"
        );

    private static readonly string[] NoAuthority = ["chu", "tich", "cua"];

    private static void See(Guid decision, DateOnly date, ViewWriter writer)
    {
        writer.Sql(AddDecision).Run(decision, date);
        if (writer.Changes > 0)
        {
            writer.Sql(Count).Run(1);
        }
    }

    private void Add(ViewEvent e, NomineeEntry nominee, ViewWriter writer)
    {
        var find = writer.Sql(FindDossier);
        var unit = find.One(e.StreamId) ? find.Int(0) : -1;
        find.Reset();
        Add(e, nominee.Id, nominee.Subject, nominee.Kind, nominee.Profile, nominee.Unnamed, unit, past: false, writer);
    }

    private void Add(
        ViewEvent e,
        NomineeId nominee,
        SubjectId subject,
        SubjectKind kind,
        Sealed? sealedProfile,
        bool unnamed,
        int unit,
        bool past,
        ViewWriter writer
    )
    {
        var text = unnamed || sealedProfile is null ? null : keyring.Reveal(sealedProfile);
        var profile = text is null ? null : JsonSerializer.Deserialize(text, EventJson.Default.NomineeProfile);
        writer
            .Sql(AddName)
            .Run(
                e.StreamId,
                nominee.Value,
                subject.Value,
                (int)kind,
                profile is null ? SqlValue.Null : profile.Name,
                profile is null ? SqlValue.Null : VietnameseText.Fold(profile.Name),
                profile?.BirthYear is { } birth ? birth : SqlValue.Null,
                profile?.Workplace is { } workplace ? workplace : SqlValue.Null,
                unit,
                e.Metadata.At,
                sealedProfile is null ? SqlValue.Null : sealedProfile.Key.Value,
                past ? 1 : 0,
                profile?.Position is { } position ? position : SqlValue.Null,
                profile?.Female is { } female ? (female ? 1 : 0) : SqlValue.Null
            );
    }
}

/// <summary>Reads awards and who has them.</summary>
public sealed class AwardQueries(ViewDatabase database)
{
    /// <summary>Most awards of one subject, and most names, that one question answers with.</summary>
    public const int Most = 200;

    private const string AwardsOf = """
        SELECT a.subject, a.decision, a.nominee, a.dossier, a.form, a.type, a.plan, a.mark, a.standing, a.authority, a.authority_name, a.number,
            a.date, a.cancelled_by, a.cancelled_on, a.dossier IS NOT NULL AND n.name IS NULL, a.replaced
        FROM award~ a LEFT JOIN award_name~ n ON n.paper = a.dossier AND n.nominee = a.nominee
        WHERE a.subject = ?1 ORDER BY a.date IS NULL DESC, a.date DESC, a.decision, a.nominee LIMIT ?2
        """;
    private const string NamesOf = """
        SELECT subject, kind, name, birth, workplace, unit, at, position, female FROM award_name~ WHERE folded = ?1 AND unit = ?2 LIMIT ?3
        """;
    private const string NamesOfSubject = """
        SELECT subject, kind, name, birth, workplace, unit, at, position, female FROM award_name~
        WHERE subject = ?1 AND name IS NOT NULL LIMIT ?2
        """;
    private const string PastColumns = "SELECT id, unit, number, date, authority_name, form, names, scan_by, struck FROM award_past~";
    private const string NamesFrom = """
        SELECT folded, paper, nominee FROM award_name~ WHERE unit = ?1 AND folded >= ?2 AND folded < ?3 ORDER BY folded LIMIT ?4
        """;
    private const string NameAt = """
        SELECT subject, kind, name, birth, workplace, unit, at, position, female FROM award_name~
        WHERE paper = ?1 AND nominee = ?2 AND name IS NOT NULL
        """;
    private const string PapersOf = "SELECT paper, nominee, name IS NULL FROM award_name~ WHERE subject = ?1 AND past = 0 LIMIT ?2";

    /// <summary>The awards of a subject, newest first, those still claimed before them.</summary>
    public IReadOnlyList<AwardRow> Of(SubjectId subject)
    {
        using var view = database.Read(Awards.ViewName);
        var read = view.Sql(AwardsOf).With(subject.Value, Most);
        var rows = new List<AwardRow>();
        while (read.Step())
        {
            rows.Add(
                new(
                    new(read.Id(0)),
                    read.Id(1),
                    new(read.Id(2)),
                    read.IdOrNull(3) is { } dossier ? new DossierId(dossier) : null,
                    new(view.Words.Text(read.Int(4))),
                    new(
                        new(view.Words.Text(read.Int(5))),
                        view.Words.TextOrNull(read.IntOrNull(6)) is { } plan ? new PlanId(plan) : null,
                        read.TextOrNull(7) is { } mark ? new Digest(mark) : null
                    ),
                    (AwardStanding)read.Int(8),
                    view.Words.TextOrNull(read.IntOrNull(9)) is { } authority ? new UnitId(authority) : null,
                    read.TextOrNull(10),
                    read.TextOrNull(11) is { } number ? new DocumentNumber(number) : null,
                    read.DayOrNull(12),
                    read.IdOrNull(13) is { } by ? new DecisionId(by) : null,
                    read.DayOrNull(14),
                    read.Bool(15),
                    read.IntOrNull(16) == 1
                )
            );
        }

        return rows;
    }

    /// <summary>How much there is to look through.</summary>
    public AwardsSearched Searched()
    {
        using var view = database.Read(Awards.ViewName);
        var read = view.Sql(
                "SELECT (SELECT decisions FROM award_count~), (SELECT min(date) FROM award_decision~), (SELECT max(date) FROM award_decision~)"
            )
            .With();
        var found = read.Step()
            ? new AwardsSearched(read.IsNull(0) ? 0 : read.Long(0), read.DayOrNull(1), read.DayOrNull(2))
            : new AwardsSearched(0, null, null);
        read.Reset();
        return found;
    }

    /// <summary>
    /// Whoever was named so by these units, each subject as it was named last, newest first. Marks, case and spacing do not matter.
    /// </summary>
    /// <param name="units">The units that named them.</param>
    /// <param name="name">As written.</param>
    /// <param name="limit">At most so many, 1–<see cref="Most"/>.</param>
    public IReadOnlyList<KnownSubject> Named(IReadOnlyList<UnitId> units, string name, int limit)
    {
        var folded = VietnameseText.Fold(name);
        if (folded.Length == 0)
        {
            return [];
        }

        using var view = database.Read(Awards.ViewName);
        var read = view.Sql(NamesOf);
        var found = new List<KnownSubject>();
        foreach (var unit in units.Distinct())
        {
            found.AddRange(Read(read.With(folded, view.Words.Find(unit.Value), Most), view.Words));
        }

        return
        [
            .. found
                .GroupBy(known => known.Subject)
                .Select(same => same.MaxBy(known => known.On)!)
                .OrderByDescending(known => known.On)
                .Take(Math.Clamp(limit, 1, Most)),
        ];
    }

    /// <summary>
    /// Whoever these units named by words that begin so, in any order: those whose whole name begins so first, then by the alphabet of the folded
    /// names. Looks at no more than <see cref="Keyset.MostRowsLookedAt"/> names of each unit: what it named over decades is fewer.
    /// </summary>
    /// <param name="units">The units that named them.</param>
    /// <param name="text">As typed; empty: everybody.</param>
    /// <param name="limit">At most so many, 1–<see cref="Most"/>.</param>
    /// <returns>Each subject as it was named last.</returns>
    public IReadOnlyList<KnownSubject> Like(IReadOnlyList<UnitId> units, string text, int limit)
    {
        limit = Math.Clamp(limit, 1, Most);
        var asked = VietnameseText.Asked(text);
        using var view = database.Read(Awards.ViewName);
        var found = new Dictionary<SubjectId, KnownSubject>();
        var first = asked.Count == 0 ? "" : asked[0].Folded;
        // The second time round, those among whose later words it is.
        foreach (var begin in first.Length == 0 ? [""] : new[] { first, "" })
        {
            foreach (var unit in units.Distinct())
            {
                var rows = new List<(Guid Paper, Guid Nominee)>();
                var read = view.Sql(NamesFrom).With(view.Words.Find(unit.Value), begin, begin + '\uffff', Keyset.MostRowsLookedAt);
                while (rows.Count < limit * 4 && read.Step())
                {
                    if (Begins(read.Text(0).Split(' ')))
                    {
                        rows.Add((read.Id(1), read.Id(2)));
                    }
                }

                read.Reset();
                var at = view.Sql(NameAt);
                foreach (var (paper, nominee) in rows)
                {
                    if (
                        at.One(paper, nominee)
                        && Known(at, view.Words) is var known
                        && (found.Count < limit || found.ContainsKey(known.Subject))
                    )
                    {
                        found[known.Subject] = found.TryGetValue(known.Subject, out var before) && before.On >= known.On ? before : known;
                    }
                }

                at.Reset();
            }
        }

        return [.. found.Values];

        bool Begins(string[] words) =>
            asked.All(one =>
                Array.Exists(words, word => word.StartsWith(one.Folded, StringComparison.Ordinal))
                || (
                    VietnameseText.OtherSpelling(one.Folded) is { } other
                    && Array.Exists(words, word => word.StartsWith(other, StringComparison.Ordinal))
                )
            );
    }

    /// <summary>How a subject was named, oldest first; nothing where its identity was never public.</summary>
    public IReadOnlyList<KnownSubject> Names(SubjectId subject)
    {
        using var view = database.Read(Awards.ViewName);
        return [.. Read(view.Sql(NamesOfSubject).With(subject.Value, Most), view.Words).OrderBy(known => known.On)];
    }

    /// <summary>Where a subject is or was nominated.</summary>
    /// <returns>Hidden: its identity is not public there.</returns>
    public IReadOnlyList<(DossierId Dossier, NomineeId Nominee, bool Hidden)> NominationsOf(SubjectId subject)
    {
        using var view = database.Read(Awards.ViewName);
        var read = view.Sql(PapersOf).With(subject.Value, Most);
        var found = new List<(DossierId, NomineeId, bool)>();
        while (read.Step())
        {
            found.Add((new(read.Id(0)), new(read.Id(1)), read.Bool(2)));
        }

        return found;
    }

    /// <summary>Whom units introduced, the last introduced first; who was erased is left out.</summary>
    /// <param name="units">The units.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public Page<KnownSubject> Introduced(IReadOnlyList<UnitId> units, string? after, int limit)
    {
        using var view = database.Read(Awards.ViewName);
        var (rows, next) = Keyset.Descending(
            units,
            (unit, below, look) =>
                view.Sql("SELECT row FROM award_introduced~ WHERE unit = ?1 AND row < ?2 ORDER BY row DESC LIMIT ?3")
                    .With(view.Words.Find(unit.Value), below, look),
            _ => true,
            after,
            Math.Clamp(limit, 1, 200)
        );
        var read = view.Sql(
            """
            SELECT n.subject, n.kind, n.name, n.birth, n.workplace, n.unit, n.at, n.position, n.female FROM award_introduced~ i
            JOIN award_name~ n ON n.paper = i.subject AND n.nominee = i.subject WHERE i.row = ?1 AND n.name IS NOT NULL
            """
        );
        return new(Keyset.Rows(rows, read, r => Known(r, view.Words)), next);
    }

    /// <summary>Past decisions that a unit entered of the same paper: the same number, day and authority, however written; struck ones left out.</summary>
    public IReadOnlyList<PastDecisionId> PastOf(UnitId unit, DocumentNumber number, DateOnly date, string authority)
    {
        using var view = database.Read(Awards.ViewName);
        var read = view.Sql("SELECT id FROM award_past~ WHERE paper = ?1 AND unit = ?2 AND struck = 0 ORDER BY row LIMIT ?3")
            .With(Awards.PaperKey(number, date, authority), view.Words.Find(unit.Value), Most);
        var found = new List<PastDecisionId>();
        while (read.Step())
        {
            found.Add(new(read.Id(0)));
        }

        return found;
    }

    /// <summary>Past decisions that units or those under them entered, the last entered first.</summary>
    /// <param name="units">The units.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public Page<PastDecisionRow> Past(IReadOnlyList<UnitId> units, string? after, int limit)
    {
        using var view = database.Read(Awards.ViewName);
        var (rows, next) = Keyset.Descending(
            units,
            (unit, below, look) =>
                view.Sql("SELECT row FROM award_past_unit~ WHERE unit = ?1 AND row < ?2 ORDER BY row DESC LIMIT ?3")
                    .With(view.Words.Find(unit.Value), below, look),
            _ => true,
            after,
            Math.Clamp(limit, 1, 200)
        );
        return new(Keyset.Rows(rows, view.Sql(PastColumns + " WHERE row = ?1"), r => PastOf(r, view.Words)), next);
    }

    /// <summary>A past decision; null where there is none of this id.</summary>
    public PastDecisionRow? Past(PastDecisionId id)
    {
        using var view = database.Read(Awards.ViewName);
        var read = view.Sql(PastColumns + " WHERE id = ?1");
        var found = read.One(id.Value) ? PastOf(read, view.Words) : null;
        read.Reset();
        return found;
    }

    private static PastDecisionRow PastOf(Statement read, Words words) =>
        new(
            new(read.Id(0)),
            new(words.Text(read.Int(1))),
            new(read.Text(2)),
            read.DayOrNull(3)!.Value,
            read.Text(4),
            new(words.Text(read.Int(5))),
            read.Int(6),
            read.DayOrNull(7),
            read.Bool(8)
        );

    private static List<KnownSubject> Read(Statement read, Words words)
    {
        var found = new List<KnownSubject>();
        while (read.Step())
        {
            found.Add(Known(read, words));
        }

        return found;
    }

    private static KnownSubject Known(Statement read, Words words) =>
        new(
            new(read.Id(0)),
            (SubjectKind)read.Int(1),
            read.Text(2),
            read.IntOrNull(3),
            read.TextOrNull(4),
            new(words.Text(read.Int(5))),
            read.Instant(6),
            read.TextOrNull(7),
            read.IntOrNull(8) is { } female ? female == 1 : null
        );
}
