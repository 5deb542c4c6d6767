using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Views;

/// <summary>One recorded event: who, when, in what capacity, what, where, from where, how it ended.</summary>
/// <param name="Sequence">Its place in the trail.</param>
/// <param name="Type">Stored name of the event's type.</param>
/// <param name="Dossier">The dossier, where the stream is one.</param>
/// <param name="Step">The step of the route, where the act belongs to one.</param>
/// <param name="Outcome">How it ended, where that is more than that it happened.</param>
public sealed record AuditRow(
    long Sequence,
    DateTimeOffset At,
    string Type,
    StreamName Stream,
    StreamRevision Revision,
    AccountId Actor,
    AccountId? OnBehalfOf,
    AppointmentId? Appointment,
    UnitId? Unit,
    FunctionCode? Function,
    string? ClientAddress,
    DossierId? Dossier,
    StepId? Step,
    string? Outcome
);

/// <summary>What the trail is narrowed to; null narrows nothing.</summary>
/// <param name="Scope">Units of the reader: what was done in them, under them and on their dossiers. Null: everything.</param>
/// <param name="Person">Who acted, or for whom.</param>
/// <param name="Unit">In the capacity of which unit.</param>
/// <param name="Type">Stored name of the event's type.</param>
/// <param name="From">From this instant.</param>
/// <param name="To">Before this instant.</param>
/// <param name="Administrative">Only what administrators read: <see cref="AuditTrail.IsAdministrative"/>.</param>
/// <param name="Approvals">Only approvals: <see cref="AuditTrail.IsApproval"/>.</param>
public sealed record AuditFilter(
    IReadOnlyList<UnitId>? Scope = null,
    AccountId? Person = null,
    UnitId? Unit = null,
    string? Type = null,
    DossierId? Dossier = null,
    DateTimeOffset? From = null,
    DateTimeOffset? To = null,
    bool Administrative = false,
    bool Approvals = false
);

/// <summary>
/// One row for every event of every stream. Every unit in whose scope an act lies (the actor's unit and those above it, the
/// dossier's and those above it) has a row for it, so that a scoped trail is one index range. What administrators read is a
/// small part of everything and has indexes of its own, so that their pages are as full as others'.
/// </summary>
public sealed class AuditTrail(IUnitTree units) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "audit";

    private const string LastRow = "SELECT max(row) FROM audit~";
    private const string FindDossier = "SELECT scope FROM audit_dossier~ WHERE id = ?1";
    private const string AddDossier = "INSERT INTO audit_dossier~ (id, scope) VALUES (?1, ?2)";
    private const string SetDossier = "UPDATE audit_dossier~ SET scope = ?2 WHERE id = ?1";
    private const string AddApproval = "INSERT OR IGNORE INTO audit_approval~ (unit, row) VALUES (?1, ?2)";
    private const string AddScope = "INSERT OR IGNORE INTO audit_unit~ (unit, row, type) VALUES (?1, ?2, ?3)";
    private const string AddRow = """
        INSERT INTO audit~ (row, at, type, category, stream, revision, actor, behalf, appointment, unit, function, address, step, outcome, house)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
        """;
    private const int Kept = 50_000;

    private readonly Dictionary<Guid, int[]> _dossiers = [];
    private readonly Dictionary<(UnitId, DateOnly), int[]> _above = [];
    private readonly Dictionary<Guid, int> _people = [];
    private readonly HashSet<int> _scope = [];
    private long _row = -1;

    /// <summary>Whether streams of a category tell of accounts, the organisation or rules, and of no dossier.</summary>
    public static bool IsAdministrative(string category) =>
        category is "account" or "org" or "plan" or "route" or "ruleset" or "calendar" or "delivery";

    /// <summary>Việc phê duyệt: a step that ended, a tờ trình or a decision that was issued, minutes that were signed.</summary>
    public static bool IsApproval(string type) => Approvals.Contains(type, StringComparer.Ordinal);

    /// <summary>The stored names of approvals.</summary>
    internal static IReadOnlyList<string> Approvals { get; } =
    ["dossier.step-completed", "proposal.issued", "decision.issued", "sitting.closed"];

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 5;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS audit~ (
                row INTEGER PRIMARY KEY, at INTEGER NOT NULL, type INTEGER NOT NULL, category INTEGER NOT NULL, stream NOT NULL,
                revision INTEGER NOT NULL, actor INTEGER NOT NULL, behalf INTEGER, appointment INTEGER, unit INTEGER, function INTEGER,
                address INTEGER, step INTEGER, outcome INTEGER, house INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS audit_dossier~ (id BLOB PRIMARY KEY, scope TEXT NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS audit_unit~ (
                unit INTEGER NOT NULL, row INTEGER NOT NULL, type INTEGER NOT NULL, PRIMARY KEY (unit, row)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS audit_approval~ (
                unit INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (unit, row)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        "CREATE INDEX IF NOT EXISTS audit_actor~ ON audit~ (actor, row)",
        "CREATE INDEX IF NOT EXISTS audit_behalf~ ON audit~ (behalf, row) WHERE behalf IS NOT NULL",
        // With every column: a dossier's acts lie years apart in the table, and here side by side.
        """
            CREATE INDEX IF NOT EXISTS audit_stream~ ON audit~ (stream, row, at, type, category, revision, actor, behalf, appointment, unit,
                function, address, step, outcome)
            """,
        "CREATE INDEX IF NOT EXISTS audit_by_unit~ ON audit~ (unit, row) WHERE unit IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS audit_type~ ON audit~ (type, row)",
        "CREATE INDEX IF NOT EXISTS audit_at~ ON audit~ (at)",
        "CREATE INDEX IF NOT EXISTS audit_unit_type~ ON audit_unit~ (unit, type, row)",
        "CREATE INDEX IF NOT EXISTS audit_house~ ON audit~ (row) WHERE house = 1",
        "CREATE INDEX IF NOT EXISTS audit_house_actor~ ON audit~ (actor, row) WHERE house = 1",
        "CREATE INDEX IF NOT EXISTS audit_house_behalf~ ON audit~ (behalf, row) WHERE house = 1 AND behalf IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS audit_house_unit~ ON audit~ (unit, row) WHERE house = 1 AND unit IS NOT NULL",
        "CREATE INDEX IF NOT EXISTS audit_house_type~ ON audit~ (type, row) WHERE house = 1",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => true;

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        if (_row < 0)
        {
            var last = writer.Sql(LastRow).With();
            _row = last.Step() ? last.Long(0) : 0;
            last.Reset();
        }

        foreach (var e in batch)
        {
            Add(e, writer);
        }

        if (_dossiers.Count > Kept)
        {
            _dossiers.Clear();
        }

        if (_above.Count > Kept)
        {
            _above.Clear();
        }

        if (_people.Count > Kept)
        {
            _people.Clear();
        }
    }

    /// <inheritdoc/>
    public void Forget()
    {
        _dossiers.Clear();
        _above.Clear();
        _people.Clear();
        _row = -1;
    }

    private void Add(ViewEvent e, ViewWriter writer)
    {
        var metadata = e.Metadata;
        var row = ++_row;
        var type = writer.Word(e.Recorded.Type);
        var (step, outcome) = Details(e.Body);
        var id = e.StreamIdOrNull;
        writer
            .Sql(AddRow)
            .Run(
                row,
                metadata.At,
                type,
                writer.Word(e.Category),
                id is { } guid ? guid : e.Recorded.Stream.Id,
                e.Recorded.Revision.Value,
                WordOf(metadata.Actor.Value, writer),
                metadata.OnBehalfOf is { } behalf ? WordOf(behalf.Value, writer) : SqlValue.Null,
                metadata.Appointment is { } appointment ? WordOf(appointment.Value, writer) : SqlValue.Null,
                writer.WordOrNull(metadata.Unit?.Value),
                writer.WordOrNull(metadata.Function?.Value),
                writer.WordOrNull(metadata.ClientAddress),
                writer.WordOrNull(step?.Value),
                writer.WordOrNull(outcome),
                IsAdministrative(e.Category) ? 1 : 0
            );
        _scope.Clear();
        var day = VietnamTime.DateOf(metadata.At);
        if (metadata.Unit is { } unit)
        {
            _scope.UnionWith(Above(unit, day, writer));
        }

        if (e.Category == "dossier" && id is { } dossier)
        {
            _scope.UnionWith(ScopeOf(dossier, e.Body, day, writer));
        }
        else if (e.Body is InspectionEvent.Made { Dossier: { } about })
        {
            _scope.UnionWith(ScopeOf(about.Value, e.Body, day, writer));
        }
        else if (e.Category == "account" && id is { } account)
        {
            foreach (var own in units.UnitsOf(new(account), day))
            {
                _scope.UnionWith(Above(own, day, writer));
            }
        }

        foreach (var seen in _scope)
        {
            writer.Sql(AddScope).Run(seen, row, type);
            if (IsApproval(e.Recorded.Type))
            {
                writer.Sql(AddApproval).Run(seen, row);
            }
        }
    }

    private int[] ScopeOf(Guid dossier, object body, DateOnly day, ViewWriter writer)
    {
        if (body is DossierEvent.TakenOver over)
        {
            // Whoever comes after reads what was before, and the other way round.
            int[] both = [.. ScopeOf(dossier, new object(), day, writer).Union(Above(over.To, day, writer))];
            writer.Sql(SetDossier).Run(dossier, string.Join(' ', both));
            _dossiers[dossier] = both;
            return both;
        }

        if (_dossiers.TryGetValue(dossier, out var scope))
        {
            return scope;
        }

        var unit = body switch
        {
            DossierEvent.Opened o => o.Unit,
            DossierEvent.OpenedBySplit o => o.Unit,
            _ => (UnitId?)null,
        };
        if (unit is { } opened)
        {
            scope = Above(opened, day, writer);
            writer.Sql(AddDossier).Run(dossier, string.Join(' ', scope));
        }
        else
        {
            var found = writer.Sql(FindDossier);
            scope = found.One(dossier)
                ? [.. found.Text(0).Split(' ').Select(u => int.Parse(u, System.Globalization.CultureInfo.InvariantCulture))]
                : [];
            found.Reset();
        }

        _dossiers[dossier] = scope;
        return scope;
    }

    // The words of accounts and appointments are their ids written out, which costs more than finding them.
    private int WordOf(Guid id, ViewWriter writer)
    {
        if (!_people.TryGetValue(id, out var word))
        {
            _people[id] = word = writer.Word(id.ToString("N", System.Globalization.CultureInfo.InvariantCulture));
        }

        return word;
    }

    private int[] Above(UnitId unit, DateOnly day, ViewWriter writer)
    {
        if (!_above.TryGetValue((unit, day), out var above))
        {
            _above[(unit, day)] = above = [.. units.SelfAndAbove(unit, day).Select(u => writer.Word(u.Value))];
        }

        return above;
    }

    private static (StepId? Step, string? Outcome) Details(object body) =>
        body switch
        {
            DossierEvent.TaskOpened t => (t.Open.Step, null),
            DossierEvent.Received r => (r.Receipt.Step, null),
            DossierEvent.StepCompleted s => (s.End.Step, s.End.Outcome.Value),
            DossierEvent.NomineeExcluded n => (n.Step, null),
            DossierEvent.Rejected r => (r.Step, null),
            AccountEvent.SignInFailed f => (null, f.Why.ToString()),
            _ => (null, null),
        };
}

/// <summary>Reads the trail. Before and after of a change stand in the stream itself, at the row's revision.</summary>
public sealed class AuditQueries(ViewDatabase database)
{
    private const string Columns =
        "a.row, a.at, a.type, a.category, a.stream, a.revision, a.actor, a.behalf, a.appointment, a.unit, a.function, a.address, a.step, a.outcome";

    private static readonly string OfAll = Sql("audit~", "?1 IS NULL");
    private static readonly string OfStream = Sql("audit~", "a.stream = ?1");
    private static readonly string OfActor = Sql("audit~", "a.actor = ?1");
    private static readonly string OfBehalf = Sql("audit~", "a.behalf = ?1");
    private static readonly string OfType = Sql("audit~", "a.type = ?1");
    private static readonly string OfUnit = Sql("audit~", "a.unit = ?1");
    private static readonly string OfScope = Sql("audit_unit~", "a.unit = ?1");
    private static readonly string OfScopeAndType = Sql("audit_unit~", "a.unit = ?1 AND a.type = ?5");
    private static readonly string OfScopeApprovals = Sql("audit_approval~", "a.unit = ?1");
    private static readonly string HouseOfAll = Sql("audit~", "?1 IS NULL AND a.house = 1");
    private static readonly string HouseOfActor = Sql("audit~", "a.actor = ?1 AND a.house = 1");
    private static readonly string HouseOfBehalf = Sql("audit~", "a.behalf = ?1 AND a.house = 1");
    private static readonly string HouseOfType = Sql("audit~", "a.type = ?1 AND a.house = 1");
    private static readonly string HouseOfUnit = Sql("audit~", "a.unit = ?1 AND a.house = 1");

    /// <summary>All of them: a test asks the database how it reads each.</summary>
    internal static IReadOnlyList<string> Ways { get; } =
    [
        OfAll,
        OfStream,
        OfActor,
        OfBehalf,
        OfType,
        OfUnit,
        OfScope,
        OfScopeAndType,
        OfScopeApprovals,
        HouseOfAll,
        HouseOfActor,
        HouseOfBehalf,
        HouseOfType,
        HouseOfUnit,
    ];

    // Acts that race each other may reach the log in another order than their clocks were read.
    private static readonly TimeSpan RaceTolerance = TimeSpan.FromMinutes(1);

    /// <summary>Acts, newest first.</summary>
    public Page<AuditRow> List(AuditFilter filter, string? after = null, int limit = 50)
    {
        using var view = database.Read(AuditTrail.ViewName);
        limit = Math.Clamp(limit, 1, 200);
        var words = view.Words;
        var oldest = filter.From is { } from
            ? First(view, "SELECT row FROM audit~ WHERE at >= ?1 ORDER BY at LIMIT 1", from - RaceTolerance) ?? long.MaxValue
            : 0;
        if (after is null && filter.To is { } to)
        {
            after = First(view, "SELECT row + 1 FROM audit~ WHERE at < ?1 ORDER BY at DESC LIMIT 1", to + RaceTolerance) is { } newest
                ? Keyset.Text(newest)
                : "0";
        }

        var person = filter.Person is { } p ? words.Find(p.ToString()) : (int?)null;
        var unit = filter.Unit is { } u ? words.Find(u.Value) : (int?)null;
        var type = filter.Type is { } t ? words.Find(t) : (int?)null;
        var approvals = filter.Approvals ? AuditTrail.Approvals.Select(words.Find).ToArray() : null;
        var scope = filter.Scope?.Select(s => words.Find(s.Value)).ToArray();
        SqlValue dossier = filter.Dossier?.Value;

        if (filter is { Administrative: true, Dossier: not null })
        {
            return new([], null);
        }

        Func<long, int, Statement> Range(string sql, SqlValue value, SqlValue second = default) =>
            (below, look) => view.Sql(sql).With(value, below, look, oldest, second);

        // Written out, so that a test can ask how each is read.
        var house = filter.Administrative;
        IReadOnlyList<Func<long, int, Statement>> ranges =
            filter.Dossier is not null ? [Range(OfStream, dossier)]
            : person is { } who ? [Range(house ? HouseOfActor : OfActor, who), Range(house ? HouseOfBehalf : OfBehalf, who)]
            : type is { } what && scope is not null && !house ? [.. scope.Select(s => Range(OfScopeAndType, s, what))]
            : type is { } kind ? [Range(house ? HouseOfType : OfType, kind)]
            : approvals is not null && scope is not null && unit is null && !house ? [.. scope.Select(s => Range(OfScopeApprovals, s))]
            : unit is { } where ? [Range(house ? HouseOfUnit : OfUnit, where)]
            : scope is not null ? [.. scope.Select(s => Range(OfScope, s))]
            : [Range(house ? HouseOfAll : OfAll, SqlValue.Null)];

        var read = filter.Dossier is null
            ? view.Sql($"SELECT {Columns} FROM audit~ a WHERE a.row = ?1")
            : view.Sql($"SELECT {Columns} FROM audit~ a INDEXED BY audit_stream~ WHERE a.row = ?1 AND a.stream = ?2");
        var inScope = view.Sql("SELECT 1 FROM audit_unit~ WHERE unit = ?1 AND row = ?2");
        var items = new Dictionary<long, AuditRow>();
        var (rows, next) = Keyset.Descending(
            ranges,
            range =>
            {
                var row = range.Long(0);
                if (!read.One(row, dossier))
                {
                    return false;
                }

                var at = read.Instant(1);
                var meets =
                    (person is null || read.Int(6) == person || read.IntOrNull(7) == person)
                    && (type is null || read.Int(2) == type)
                    && (approvals is null || Array.IndexOf(approvals, read.Int(2)) >= 0)
                    && (unit is null || read.IntOrNull(9) == unit)
                    && (filter.From is null || at >= filter.From)
                    && (filter.To is null || at < filter.To)
                    && (scope is null || Array.Exists(scope, s => Exists(inScope, s, row)));
                if (meets)
                {
                    items[row] = RowOf(read, words);
                }

                read.Reset();
                return meets;
            },
            after,
            limit
        );
        return new([.. rows.Select(row => items[row])], next);
    }

    private static string Sql(string table, string where) =>
        $"SELECT a.row FROM {table} a WHERE {where} AND a.row < ?2 AND a.row >= ?4 ORDER BY a.row DESC LIMIT ?3";

    private static bool Exists(Statement statement, SqlValue unit, SqlValue row)
    {
        var found = statement.One(unit, row);
        statement.Reset();
        return found;
    }

    private static long? First(ViewReader view, string sql, DateTimeOffset at)
    {
        var read = view.Sql(sql);
        var found = read.One(at) ? read.Long(0) : (long?)null;
        read.Reset();
        return found;
    }

    private static AuditRow RowOf(Statement read, Words words)
    {
        var category = words.Text(read.Int(3));
        var isId = read.Bytes(4).Length == 16 && !read.IsText(4);
        var id = isId ? read.Id(4) : (Guid?)null;
        var name = read.Text(4);
        return new(
            read.Long(0),
            read.Instant(1),
            words.Text(read.Int(2)),
            id is { } guid ? StreamName.For(category, guid)
                : name.Length == 0 ? new StreamName(category)
                : new StreamName($"{category}-{name}"),
            new(read.Long(5)),
            Account(words.Text(read.Int(6))),
            words.TextOrNull(read.IntOrNull(7)) is { } behalf ? Account(behalf) : null,
            words.TextOrNull(read.IntOrNull(8)) is { } appointment ? new AppointmentId(Guid.Parse(appointment)) : null,
            words.TextOrNull(read.IntOrNull(9)) is { } unit ? new UnitId(unit) : null,
            words.TextOrNull(read.IntOrNull(10)) is { } function ? new FunctionCode(function) : null,
            words.TextOrNull(read.IntOrNull(11)),
            category == "dossier" && id is { } dossier ? new DossierId(dossier) : null,
            words.TextOrNull(read.IntOrNull(12)) is { } step ? new StepId(step) : null,
            words.TextOrNull(read.IntOrNull(13))
        );
    }

    private static AccountId Account(string text) => new(Guid.Parse(text));
}
