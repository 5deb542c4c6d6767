using System.Text.Json;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;

namespace PhongTrao.Projections.Views;

/// <summary>How far a common list has come. The numbers are stored.</summary>
public enum CommonListState
{
    /// <summary>Dự thảo.</summary>
    Draft = 0,

    /// <summary>Đã ban hành.</summary>
    Issued = 1,

    /// <summary>Given up.</summary>
    Dropped = 2,
}

/// <summary>A tờ trình or a decision in a list.</summary>
/// <param name="Unit">Whose it is: the proposing unit, or the deciding authority.</param>
/// <param name="RecordedFor">For an authority outside the system: the unit that records its answer.</param>
/// <param name="ScanBy">Day by which the signed scan is promised; null when it is there or nothing is issued.</param>
/// <param name="Nominees">On the list.</param>
/// <param name="Entered">Of these, how many dossiers have taken the issued paper in; the others are on their way.</param>
public sealed record CommonListRow(
    CommonListKind Kind,
    Guid Id,
    UnitId Unit,
    FormCode Form,
    UnitId? RecordedFor,
    CommonListState State,
    DocumentNumber? Number,
    DateOnly? Date,
    DateOnly? ScanBy,
    int Nominees,
    int Entered,
    AccountId DraftedBy,
    DateTimeOffset DraftedAt,
    DateTimeOffset? IssuedAt
);

/// <summary>A nominee on a common list.</summary>
/// <param name="Entered">Its dossier has taken the issued paper in.</param>
public sealed record ListedNominee(DossierId Dossier, NomineeId Nominee, bool Entered);

/// <summary>A tờ trình or decision in full. Names: <see cref="DossierQueries.Nominees"/>.</summary>
/// <param name="Waiting">Issued, and some dossiers have not taken it in yet.</param>
public sealed record CommonListDetail(CommonListRow Row, SignedPaper? Paper, IReadOnlyList<ListedNominee> Nominees, bool Waiting);

/// <summary>A common list that holds a nominee and is not given up.</summary>
public sealed record ListMembership(NomineeId Nominee, CommonListKind Kind, Guid List, CommonListState State);

/// <summary>An item or money that a cancelled award is still to give back.</summary>
/// <param name="Dossier">Of which dossier.</param>
/// <param name="Nominee">Of whom.</param>
/// <param name="Item">What.</param>
/// <param name="Dong">How much was paid, of money; null: of an item.</param>
/// <param name="Decision">The decision that cancels.</param>
/// <param name="Number">Its number.</param>
/// <param name="Date">Its date.</param>
public sealed record OpenRecovery(
    DossierId Dossier,
    NomineeId Nominee,
    RecoveryItem Item,
    long? Dong,
    DecisionId Decision,
    DocumentNumber Number,
    DateOnly Date
);

/// <summary>Tờ trình and decisions: lists of nominees of many dossiers, signed once; and what cancelled awards are still to give back.</summary>
public sealed class CommonLists(IUnitTree units) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "lists";

    private const string Add = """
        INSERT INTO list~ (id, kind, unit, form, recorded_for, state, drafted_by, drafted_at, nominees, entered)
        VALUES (?1, ?2, ?3, ?4, ?5, 0, ?6, ?7, 0, 0)
        """;
    private const string AddUnit = "INSERT OR IGNORE INTO list_unit~ (unit, kind, row) VALUES (?1, ?2, ?3)";
    private const string FindRow = "SELECT row FROM list~ WHERE id = ?1";
    private const string AddNominee = """
        INSERT OR IGNORE INTO list_nominee~ (row, nominee, dossier, place, entered)
        SELECT ?1, ?2, ?3, (SELECT coalesce(max(place), 0) + 1 FROM list_nominee~ WHERE row = ?1), 0
        """;
    private const string TakeNominee = "DELETE FROM list_nominee~ WHERE row = ?1 AND nominee = ?2";
    private const string EnterNominee = "UPDATE list_nominee~ SET entered = 1 WHERE row = ?1 AND nominee = ?2 AND entered = 0";
    private const string EnterDossier = "UPDATE list_nominee~ SET entered = 1 WHERE row = ?1 AND dossier = ?2 AND entered = 0";
    private const string Recount = """
        UPDATE list~ SET nominees = (SELECT count(*) FROM list_nominee~ n WHERE n.row = list~.row),
            entered = (SELECT count(*) FROM list_nominee~ n WHERE n.row = list~.row AND n.entered = 1) WHERE row = ?1
        """;
    private const string Issue =
        "UPDATE list~ SET state = 1, number = ?2, date = ?3, scan_by = ?4, issued_at = ?5, json = ?6 WHERE row = ?1";
    private const string Drop = "UPDATE list~ SET state = 2 WHERE row = ?1";
    private const string FindPaper = "SELECT json FROM list~ WHERE row = ?1";
    private const string SetPaper = "UPDATE list~ SET scan_by = NULL, json = ?2 WHERE row = ?1";

    private const string Pay = "INSERT OR REPLACE INTO paid~ (nominee, dong) VALUES (?1, ?2)";
    private const string FindPaid = "SELECT dong FROM paid~ WHERE nominee = ?1";
    private const string AddRecovery = "INSERT OR IGNORE INTO recovery~ (list, dossier, nominee, item, dong) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string AddRecoveryUnit = "INSERT OR IGNORE INTO recovery_unit~ (unit, row) VALUES (?1, ?2)";
    private const string FindUnits = "SELECT unit, recorded_for FROM list~ WHERE row = ?1";
    private const string FindRecovery = "SELECT row FROM recovery~ WHERE nominee = ?1 AND item = ?2";
    private const string CloseRecovery = "DELETE FROM recovery~ WHERE row = ?1";
    private const string CloseRecoveryUnits = "DELETE FROM recovery_unit~ WHERE row = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS list~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL, unit INTEGER NOT NULL, form INTEGER NOT NULL,
                recorded_for INTEGER, state INTEGER NOT NULL, number TEXT, date INTEGER, scan_by INTEGER, drafted_by BLOB NOT NULL,
                drafted_at INTEGER NOT NULL, issued_at INTEGER, nominees INTEGER NOT NULL, entered INTEGER NOT NULL, json BLOB);
            CREATE TABLE IF NOT EXISTS list_unit~ (
                unit INTEGER NOT NULL, kind INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (unit, kind, row)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS list_nominee~ (
                row INTEGER NOT NULL, nominee BLOB NOT NULL, dossier BLOB NOT NULL, place INTEGER NOT NULL, entered INTEGER NOT NULL,
                PRIMARY KEY (row, nominee)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS paid~ (nominee BLOB PRIMARY KEY, dong INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS recovery~ (
                row INTEGER PRIMARY KEY, list INTEGER NOT NULL, dossier BLOB NOT NULL, nominee BLOB NOT NULL, item INTEGER NOT NULL, dong INTEGER,
                UNIQUE (nominee, item));
            CREATE TABLE IF NOT EXISTS recovery_unit~ (unit INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (unit, row)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        "CREATE INDEX IF NOT EXISTS list_of_nominee~ ON list_nominee~ (nominee)",
        "CREATE INDEX IF NOT EXISTS recovery_units~ ON recovery_unit~ (row)",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "proposal" or "decision" or "dossier";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch (e.Body)
            {
                case ListEvent.ProposalDrafted d:
                    Open(e, CommonListKind.Proposal, d.Unit, d.Form, null, writer);
                    break;
                case ListEvent.DecisionDrafted d:
                    Open(e, CommonListKind.Decision, d.Authority, d.Form, d.RecordedFor, writer);
                    break;
                case ListEvent.NomineesEntered g:
                    Enter(e, g.Nominees, writer);
                    break;
                case ListEvent.NomineeTakenOff t:
                    Take(e, t.Nominee, writer);
                    break;
                case ListEvent.Issued i:
                    Sign(e, i.Paper, writer);
                    break;
                case ListEvent.ScanAttached s:
                    Attach(e, s.Scan, writer);
                    break;
                case ListEvent.Dropped:
                    if (RowOf(e.StreamId, writer) is { } dropped)
                    {
                        writer.Sql(Drop).Run(dropped);
                    }

                    break;
                case DossierEvent.StepCompleted { Proposal: { } proposal }:
                    if (RowOf(proposal.Value, writer) is { } ended)
                    {
                        writer.Sql(EnterDossier).Run(ended, e.StreamId);
                        writer.Sql(Recount).Run(ended);
                    }

                    break;
                case DossierEvent.OutcomeEntered o:
                    TakeIn(o.Decision, o.Awarded, writer);
                    break;
                case DossierEvent.OutcomeCancelled o:
                    TakeIn(o.Decision, o.Nominees, writer);
                    Recover(e, o, writer);
                    break;
                case DossierEvent.RewardPaid p:
                    writer.Sql(Pay).Run(p.Nominee.Value, p.Dong);
                    break;
                case DossierEvent.RecoveryRecorded r:
                    Recovered(r, writer);
                    break;
                case DossierEvent.OutcomeReplaced o:
                    TakeIn(o.Decision, o.Nominees, writer);
                    break;
                case DossierEvent.OutcomeCorrected o:
                    TakeIn(o.Decision, o.Wordings.Select(w => w.Nominee), writer);
                    break;
                default:
                    break; // says nothing about common lists
            }
        }
    }

    private void Open(ViewEvent e, CommonListKind kind, UnitId unit, FormCode form, UnitId? recordedFor, ViewWriter writer)
    {
        writer
            .Sql(Add)
            .Run(
                e.StreamId,
                (int)kind,
                writer.Word(unit.Value),
                writer.Word(form.Value),
                writer.WordOrNull(recordedFor?.Value),
                e.Metadata.Actor.Value,
                e.Metadata.At
            );
        var row = writer.LastRow;
        var day = VietnamTime.DateOf(e.Metadata.At);
        foreach (var above in units.SelfAndAbove(unit, day).Concat(recordedFor is { } by ? units.SelfAndAbove(by, day) : []))
        {
            writer.Sql(AddUnit).Run(writer.Word(above.Value), (int)kind, row);
        }
    }

    private static void Enter(ViewEvent e, IReadOnlyList<GatheredNominee> nominees, ViewWriter writer)
    {
        if (RowOf(e.StreamId, writer) is not { } row)
        {
            return;
        }

        foreach (var nominee in nominees)
        {
            writer.Sql(AddNominee).Run(row, nominee.Nominee.Value, nominee.Dossier.Value);
        }

        writer.Sql(Recount).Run(row);
    }

    private static void Take(ViewEvent e, NomineeId nominee, ViewWriter writer)
    {
        if (RowOf(e.StreamId, writer) is { } row)
        {
            writer.Sql(TakeNominee).Run(row, nominee.Value);
            writer.Sql(Recount).Run(row);
        }
    }

    private static void TakeIn(DecisionReference decision, IEnumerable<NomineeId> nominees, ViewWriter writer)
    {
        if (RowOf(decision.Id.Value, writer) is { } row)
        {
            foreach (var nominee in nominees)
            {
                writer.Sql(EnterNominee).Run(row, nominee.Value);
            }

            writer.Sql(Recount).Run(row);
        }
    }

    // The item, and the money where it was paid: for whoever works on the decision that cancels, and those above them.
    private void Recover(ViewEvent e, DossierEvent.OutcomeCancelled cancelled, ViewWriter writer)
    {
        if (RowOf(cancelled.Decision.Id.Value, writer) is not { } list)
        {
            return;
        }

        var find = writer.Sql(FindUnits);
        find.One(list);
        var desk = new UnitId(writer.Text(find.IntOrNull(1) ?? find.Int(0)));
        find.Reset();
        var whose = units.SelfAndAbove(desk, VietnamTime.DateOf(e.Metadata.At)).Select(unit => writer.Word(unit.Value)).ToList();
        foreach (var nominee in cancelled.Nominees)
        {
            var paid = writer.Sql(FindPaid);
            var dong = paid.One(nominee.Value) ? paid.Long(0) : (long?)null;
            paid.Reset();
            Open(nominee, RecoveryItem.Item, null);
            if (dong is not null)
            {
                Open(nominee, RecoveryItem.Money, dong);
            }
        }

        void Open(NomineeId nominee, RecoveryItem item, long? dong)
        {
            writer.Sql(AddRecovery).Run(list, e.StreamId, nominee.Value, (int)item, dong);
            if (RecoveryOf(nominee, item, writer) is { } row)
            {
                foreach (var unit in whose)
                {
                    writer.Sql(AddRecoveryUnit).Run(unit, row);
                }
            }
        }
    }

    private static void Recovered(DossierEvent.RecoveryRecorded recorded, ViewWriter writer)
    {
        if (RecoveryOf(recorded.Nominee, recorded.Item, writer) is { } row)
        {
            writer.Sql(CloseRecoveryUnits).Run(row);
            writer.Sql(CloseRecovery).Run(row);
        }
    }

    private static long? RecoveryOf(NomineeId nominee, RecoveryItem item, ViewWriter writer)
    {
        var find = writer.Sql(FindRecovery);
        var row = find.One(nominee.Value, (int)item) ? find.Long(0) : (long?)null;
        find.Reset();
        return row;
    }

    private static void Sign(ViewEvent e, SignedPaper paper, ViewWriter writer)
    {
        if (RowOf(e.StreamId, writer) is { } row)
        {
            writer
                .Sql(Issue)
                .Run(
                    row,
                    paper.Number.Value,
                    paper.Date,
                    paper.ScanBy,
                    e.Metadata.At,
                    JsonSerializer.SerializeToUtf8Bytes(paper, ViewJson.Default.SignedPaper)
                );
        }
    }

    private static void Attach(ViewEvent e, DocumentEntry scan, ViewWriter writer)
    {
        if (RowOf(e.StreamId, writer) is not { } row)
        {
            return;
        }

        var read = writer.Sql(FindPaper);
        var paper = read.One(row) && !read.IsNull(0) ? JsonSerializer.Deserialize(read.Bytes(0), ViewJson.Default.SignedPaper) : null;
        read.Reset();
        if (paper is not null)
        {
            writer.Sql(SetPaper).Run(row, JsonSerializer.SerializeToUtf8Bytes(paper with { Scan = scan }, ViewJson.Default.SignedPaper));
        }
    }

    private static long? RowOf(Guid id, ViewWriter writer)
    {
        var find = writer.Sql(FindRow);
        var row = find.One(id) ? find.Long(0) : (long?)null;
        find.Reset();
        return row;
    }
}

/// <summary>Reads tờ trình and decisions.</summary>
public sealed class CommonListQueries(ViewDatabase database)
{
    private const string Columns = """
        l.kind, l.id, l.unit, l.form, l.recorded_for, l.state, l.number, l.date, l.scan_by, l.nominees, l.entered, l.drafted_by, l.drafted_at,
            l.issued_at
        """;

    /// <summary>Tờ trình or decisions of the units and those under them, newest first.</summary>
    public Page<CommonListRow> List(
        CommonListKind kind,
        IReadOnlyList<UnitId> units,
        CommonListState? state = null,
        string? after = null,
        int limit = 50
    )
    {
        using var view = database.Read(CommonLists.ViewName);
        var (rows, next) = Keyset.Descending(
            units,
            (unit, below, look) =>
                view.Sql(
                        """
                        SELECT u.row, l.state FROM list_unit~ u JOIN list~ l ON l.row = u.row
                        WHERE u.unit = ?1 AND u.kind = ?4 AND u.row < ?2 ORDER BY u.row DESC LIMIT ?3
                        """
                    )
                    .With(view.Words.Find(unit.Value), below, look, (int)kind),
            row => state is null || (CommonListState)row.Int(1) == state,
            after,
            Math.Clamp(limit, 1, 200)
        );
        var read = view.Sql($"SELECT {Columns} FROM list~ l WHERE l.row = ?1");
        return new(Keyset.Rows(rows, read, r => RowOf(r, view.Words)), next);
    }

    /// <summary>Thu hồi chưa xong: what cancelled awards are still to give back to these units and those under them, newest first.</summary>
    /// <param name="units">Whose.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public Page<OpenRecovery> OpenRecoveries(IReadOnlyList<UnitId> units, string? after = null, int limit = 50)
    {
        using var view = database.Read(CommonLists.ViewName);
        var (rows, next) = Keyset.Descending(
            units,
            (unit, below, look) =>
                view.Sql("SELECT row FROM recovery_unit~ WHERE unit = ?1 AND row < ?2 ORDER BY row DESC LIMIT ?3")
                    .With(view.Words.Find(unit.Value), below, look),
            _ => true,
            after,
            Math.Clamp(limit, 1, 200)
        );
        var read = view.Sql(
            """
            SELECT r.dossier, r.nominee, r.item, r.dong, l.id, l.number, l.date FROM recovery~ r JOIN list~ l ON l.row = r.list WHERE r.row = ?1
            """
        );
        return new(
            Keyset.Rows(
                rows,
                read,
                r => new OpenRecovery(
                    new(r.Id(0)),
                    new(r.Id(1)),
                    (RecoveryItem)r.Int(2),
                    r.IsNull(3) ? null : r.Long(3),
                    new(r.Id(4)),
                    new(r.Text(5)),
                    r.DayOrNull(6)!.Value
                )
            ),
            next
        );
    }

    /// <summary>Which lists hold these nominees; lists given up left out.</summary>
    public IReadOnlyList<ListMembership> ListsOf(IEnumerable<NomineeId> nominees)
    {
        using var view = database.Read(CommonLists.ViewName);
        var read = view.Sql(
            "SELECT l.kind, l.id, l.state FROM list_nominee~ n JOIN list~ l ON l.row = n.row WHERE n.nominee = ?1 AND l.state <> 2"
        );
        var found = new List<ListMembership>();
        foreach (var nominee in nominees)
        {
            read.With(nominee.Value);
            while (read.Step())
            {
                found.Add(new(nominee, (CommonListKind)read.Int(0), read.Id(1), (CommonListState)read.Int(2)));
            }
        }

        return found;
    }

    /// <summary>One tờ trình or decision without its nominees; null where the view has none of this id.</summary>
    public CommonListRow? Row(Guid id)
    {
        using var view = database.Read(CommonLists.ViewName);
        var read = view.Sql($"SELECT {Columns} FROM list~ l WHERE l.id = ?1");
        return read.One(id) ? RowOf(read, view.Words) : null;
    }

    /// <summary>One tờ trình or decision; null where the view has none of this id.</summary>
    public CommonListDetail? Find(Guid id)
    {
        using var view = database.Read(CommonLists.ViewName);
        var read = view.Sql($"SELECT {Columns}, l.json, l.row FROM list~ l WHERE l.id = ?1");
        if (!read.One(id))
        {
            return null;
        }

        var row = RowOf(read, view.Words);
        var paper = read.IsNull(14) ? null : JsonSerializer.Deserialize(read.Bytes(14), ViewJson.Default.SignedPaper);
        var number = read.Long(15);
        read.Reset();
        var nominees = new List<ListedNominee>();
        var list = view.Sql("SELECT dossier, nominee, entered FROM list_nominee~ WHERE row = ?1 ORDER BY place").With(number);
        while (list.Step())
        {
            nominees.Add(new(new(list.Id(0)), new(list.Id(1)), list.Bool(2)));
        }

        return new(row, paper, nominees, row.State == CommonListState.Issued && row.Entered < row.Nominees);
    }

    private static CommonListRow RowOf(Statement read, Words words) =>
        new(
            (CommonListKind)read.Int(0),
            read.Id(1),
            new(words.Text(read.Int(2))),
            new(words.Text(read.Int(3))),
            words.TextOrNull(read.IntOrNull(4)) is { } by ? new UnitId(by) : null,
            (CommonListState)read.Int(5),
            read.TextOrNull(6) is { } number ? new DocumentNumber(number) : null,
            read.DayOrNull(7),
            read.DayOrNull(8),
            read.Int(9),
            read.Int(10),
            new(read.Id(11)),
            read.Instant(12),
            read.InstantOrNull(13)
        );
}
