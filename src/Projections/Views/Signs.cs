using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Sittings;

namespace PhongTrao.Projections.Views;

/// <summary>Dấu hiệu cần xem: what may be worth a look. It accuses nobody. The numbers are stored.</summary>
public enum SignKind
{
    /// <summary>A step was judged within <see cref="Signs.Quick"/> of being taken up, or of being opened where nobody took it up before.</summary>
    QuickAfterTaking = 0,

    /// <summary>A step was judged within <see cref="Signs.Quick"/> of the same person's judging another dossier.</summary>
    QuickAfterAnother = 1,

    /// <summary>Judged, issued or signed off outside the working hours of the office.</summary>
    OutsideHours = 2,

    /// <summary>A warning of a rule was passed over with a reason.</summary>
    WarningOverridden = 3,

    /// <summary>A signed paper bears a date more than <see cref="Signs.WrittenBackAfter"/> working days before it was recorded.</summary>
    WrittenBack = 4,

    /// <summary>A file was taken off, or put in the place of another one, after an office had appraised the dossier.</summary>
    FileReplaced = 5,
}

/// <summary>One sign.</summary>
/// <param name="Row">Its place in the list.</param>
/// <param name="Amount">Of the quick ones seconds, of warnings how many, of dates working days, of files 1; otherwise 0.</param>
/// <param name="Dossier">Where it is one.</param>
/// <param name="Category">Category of the stream: dossier, decision, proposal, sitting.</param>
/// <param name="Stream">Its id.</param>
/// <param name="Step">What was done, of a step; null: something else.</param>
public sealed record SignRow(
    long Row,
    SignKind Kind,
    DateTimeOffset At,
    AccountId Actor,
    AccountId? OnBehalfOf,
    UnitId Unit,
    FunctionCode Function,
    int Amount,
    DossierId? Dossier,
    string Category,
    Guid Stream,
    StepAct? Step
);

/// <summary>
/// Dấu hiệu cần xem, kept as things happen. What the system carries from one stream into another is nobody's act and gives no sign: one
/// tờ trình over forty dossiers is one approval.
/// </summary>
/// <param name="units">Which units see what happens in a unit.</param>
/// <param name="calendar">The working calendar now, with the Saturdays of offices.</param>
public sealed class Signs(IUnitTree units, Func<OfficialCalendar> calendar) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "signs";

    /// <summary>
    /// Quicker than this nobody has read a dossier with its report: 60 seconds from taking it up to the end of the step, or from the end of the
    /// step before in another dossier, whichever is known.
    /// </summary>
    public static TimeSpan Quick { get; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// A paper leaves the office on the day it is signed or the working day after (NĐ 30/2020/NĐ-CP, Điều 18); a working week is given for
    /// entering it here.
    /// </summary>
    public const int WrittenBackAfter = 5;

    /// <summary>
    /// Between these hours in Hà Nội work is nothing unusual anywhere: offices begin between 7:00 and 8:00 and close between 16:30 and 17:30, by
    /// province and season, and this leaves half an hour on either side.
    /// </summary>
    public static (TimeOnly From, TimeOnly To) Hours { get; } = (new(6, 30), new(18, 0));

    private const string SetTaken = "INSERT OR REPLACE INTO sign_task~ (id, at, act) VALUES (?1, ?2, ?3)";
    private const string Take = "UPDATE sign_task~ SET at = ?2 WHERE id = ?1";
    private const string FindTaken = "SELECT at, act FROM sign_task~ WHERE id = ?1";
    private const string DropTaken = "DELETE FROM sign_task~ WHERE id = ?1";
    private const string SetLast = "INSERT OR REPLACE INTO sign_last~ (actor, dossier, at) VALUES (?1, ?2, ?3)";
    private const string FindLast = "SELECT dossier, at FROM sign_last~ WHERE actor = ?1";
    private const string AddPaper = "INSERT OR REPLACE INTO sign_paper~ (dossier, document, component, nominee) VALUES (?1, ?2, ?3, ?4)";
    private const string DropPaper = "DELETE FROM sign_paper~ WHERE dossier = ?1 AND document = ?2";
    private const string HasPaper = "SELECT 1 FROM sign_paper~ WHERE dossier = ?1 AND component = ?2 AND nominee IS ?3";
    private const string Appraise = "INSERT OR IGNORE INTO sign_appraised~ (dossier) VALUES (?1)";
    private const string IsAppraised = "SELECT 1 FROM sign_appraised~ WHERE dossier = ?1";
    private const string AddSign = """
        INSERT INTO sign~ (kind, at, actor, behalf, unit, function, amount, category, stream, step) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;
    private const string AddUnit = "INSERT OR IGNORE INTO sign_unit~ (unit, kind, row, own, lot) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string Count = """
        INSERT INTO sign_count~ (unit, own, kind, month, n) VALUES (?1, ?2, ?3, ?4, 1)
        ON CONFLICT (unit, own, kind, month) DO UPDATE SET n = n + 1
        """;

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS sign~ (
                row INTEGER PRIMARY KEY, kind INTEGER NOT NULL, at INTEGER NOT NULL, actor BLOB NOT NULL, behalf BLOB, unit INTEGER NOT NULL,
                function INTEGER NOT NULL, amount INTEGER NOT NULL, category INTEGER NOT NULL, stream BLOB NOT NULL, step INTEGER);
            CREATE TABLE IF NOT EXISTS sign_unit~ (
                unit INTEGER NOT NULL, kind INTEGER NOT NULL, row INTEGER NOT NULL, own INTEGER NOT NULL, lot INTEGER NOT NULL,
                PRIMARY KEY (unit, kind, row)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS sign_count~ (
                unit INTEGER NOT NULL, own INTEGER NOT NULL, kind INTEGER NOT NULL, month INTEGER NOT NULL, n INTEGER NOT NULL,
                PRIMARY KEY (unit, own, kind, month)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS sign_task~ (id BLOB PRIMARY KEY, at INTEGER NOT NULL, act INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS sign_last~ (actor BLOB PRIMARY KEY, dossier BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS sign_paper~ (
                dossier BLOB NOT NULL, document BLOB NOT NULL, component INTEGER, nominee BLOB, PRIMARY KEY (dossier, document)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS sign_appraised~ (dossier BLOB PRIMARY KEY) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        "CREATE INDEX IF NOT EXISTS sign_lot~ ON sign_unit~ (unit, kind, lot, row)",
        "CREATE INDEX IF NOT EXISTS sign_own~ ON sign_unit~ (unit, kind, row) WHERE own = 1",
        "CREATE INDEX IF NOT EXISTS sign_own_lot~ ON sign_unit~ (unit, kind, lot, row) WHERE own = 1",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "dossier" or "decision" or "proposal" or "sitting";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch (e.Body)
            {
                case DossierEvent.TaskOpened t:
                    writer.Sql(SetTaken).Run(t.Task.Value, e.Metadata.At, (int)t.Act);
                    break;
                case DossierEvent.TaskClaimed t:
                    writer.Sql(Take).Run(t.Task.Value, e.Metadata.At);
                    break;
                case DossierEvent.TaskCancelled t:
                    writer.Sql(DropTaken).Run(t.Task.Value);
                    break;
                case DossierEvent.OpinionGiven o:
                    writer.Sql(DropTaken).Run(o.Opinion.Value);
                    break;
                case DossierEvent.OpinionWithdrawn o:
                    writer.Sql(DropTaken).Run(o.Opinion.Value);
                    break;
                case DossierEvent.StepCompleted s:
                    End(e, s, writer);
                    break;
                case DossierEvent.OpenedBySplit o:
                    foreach (var document in o.Documents)
                    {
                        Keep(e.StreamId, document, writer);
                    }

                    if (o.Progress.Count > 0)
                    {
                        writer.Sql(Appraise).Run(e.StreamId);
                    }

                    break;
                case DossierEvent.DocumentAttached a:
                    Attach(e, a.Document, writer);
                    break;
                case DossierEvent.DocumentRemoved r:
                    writer.Sql(DropPaper).Run(e.StreamId, r.Document.Value);
                    if (Any(writer.Sql(IsAppraised), e.StreamId))
                    {
                        Note(e, SignKind.FileReplaced, 1, null, writer);
                    }

                    break;
                case ListEvent.Issued { Paper: var paper }:
                    Sign(e, paper, null, writer);
                    break;
                case SittingEvent.Closed { Minutes: var minutes }:
                    Sign(e, minutes, null, writer);
                    break;
                default:
                    break; // gives no sign
            }
        }
    }

    private void End(ViewEvent e, DossierEvent.StepCompleted s, ViewWriter writer)
    {
        var find = writer.Sql(FindTaken);
        var (taken, act) = find.One(s.Task.Value) ? (find.Instant(0), (StepAct)find.Int(1)) : (DateTimeOffset.MinValue, StepAct.Notify);
        find.Reset();
        writer.Sql(DropTaken).Run(s.Task.Value);
        if (act is StepAct.Appraise)
        {
            writer.Sql(Appraise).Run(e.StreamId);
        }

        // What a tờ trình, a sitting or a decision brought about here is that one's act; telling and filing judge nobody.
        if (!act.Judges() || s.Proposal is not null || s.Sitting is not null || IsNobodys(e))
        {
            return;
        }

        var at = e.Metadata.At;
        if (at - taken < Quick)
        {
            Note(e, SignKind.QuickAfterTaking, Seconds(at - taken), act, writer);
        }

        var last = writer.Sql(FindLast);
        var before = last.One(e.Metadata.Actor.Value) ? (Dossier: last.Id(0), At: last.Instant(1)) : default;
        last.Reset();
        if (before.Dossier != Guid.Empty && before.Dossier != e.StreamId && at - before.At < Quick)
        {
            Note(e, SignKind.QuickAfterAnother, Seconds(at - before.At), act, writer);
        }

        writer.Sql(SetLast).Run(e.Metadata.Actor.Value, e.StreamId, at);
        if (s.Overrides is { Count: > 0 } overrides)
        {
            Note(e, SignKind.WarningOverridden, overrides.Count, act, writer);
        }

        Sign(e, s.Paper, act, writer);
    }

    // Who signed and recorded it, when, and under which date.
    private void Sign(ViewEvent e, SignedPaper? paper, StepAct? act, ViewWriter writer)
    {
        if (IsNobodys(e) || e.Metadata is not { Unit: { } unit, Function: { } function, At: var at })
        {
            return;
        }

        var days = calendar().For(unit, function);
        var local = at.ToOffset(VietnamTime.Offset);
        var day = VietnamTime.DateOf(at);
        var time = TimeOnly.FromDateTime(local.DateTime);
        if (!days.IsWorkingDay(day) || time < Hours.From || time >= Hours.To)
        {
            Note(e, SignKind.OutsideHours, 0, act, writer);
        }

        if (paper is not null && paper.Date < day && days.WorkingDaysBetween(paper.Date, day) is > WrittenBackAfter and var late)
        {
            Note(e, SignKind.WrittenBack, late, act, writer);
        }
    }

    private void Attach(ViewEvent e, DocumentEntry document, ViewWriter writer)
    {
        if (
            document.Component is { } component
            && Any(writer.Sql(IsAppraised), e.StreamId)
            && Any(writer.Sql(HasPaper), e.StreamId, writer.Word(component.Value), document.Nominee?.Value)
        )
        {
            Note(e, SignKind.FileReplaced, 1, null, writer);
        }

        Keep(e.StreamId, document, writer);
    }

    private static void Keep(Guid dossier, DocumentEntry document, ViewWriter writer) =>
        writer.Sql(AddPaper).Run(dossier, document.Id.Value, writer.WordOrNull(document.Component?.Value), document.Nominee?.Value);

    private void Note(ViewEvent e, SignKind kind, int amount, StepAct? act, ViewWriter writer)
    {
        if (IsNobodys(e) || e.Metadata is not { Unit: { } unit, Function: { } function } metadata)
        {
            return;
        }

        writer
            .Sql(AddSign)
            .Run(
                (int)kind,
                metadata.At,
                metadata.Actor.Value,
                metadata.OnBehalfOf?.Value,
                writer.Word(unit.Value),
                writer.Word(function.Value),
                amount,
                writer.Word(e.Category),
                e.StreamId,
                act is { } step ? (int)step : SqlValue.Null
            );
        var row = writer.LastRow;
        var day = VietnamTime.DateOf(metadata.At);
        var lot = LotOf(e.Recorded.EventId, kind);
        foreach (var above in units.SelfAndAbove(unit, day))
        {
            var seen = writer.Word(above.Value);
            var own = above == unit;
            writer.Sql(AddUnit).Run(seen, (int)kind, row, own, lot);
            writer.Sql(Count).Run(seen, false, (int)kind, StepTimes.MonthOf(day));
            if (own)
            {
                writer.Sql(Count).Run(seen, true, (int)kind, StepTimes.MonthOf(day));
            }
        }
    }

    private static bool IsNobodys(ViewEvent e) => e.Metadata.Actor == CommandContext.System;

    private static int Seconds(TimeSpan span) => Math.Max(0, (int)span.TotalSeconds);

    private static bool Any(Statement statement, params ReadOnlySpan<SqlValue> values)
    {
        var any = statement.One(values);
        statement.Reset();
        return any;
    }

    // A place that nobody chose and everybody can compute again: samples are drawn in this order.
    private static long LotOf(Guid @event, SignKind kind) => Lot($"{@event:N} {(int)kind}");

    /// <summary>A number of 62 bits that follows from a text and from nothing else.</summary>
    internal static long Lot(string text) =>
        BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) & 0x3fff_ffff_ffff_ffff;
}

/// <summary>Reads the signs of units, newest first, counts them and draws samples.</summary>
public sealed class SignQueries(ViewDatabase database)
{
    private const string Columns =
        "SELECT row, kind, at, actor, behalf, unit, function, amount, category, stream, step FROM sign~ WHERE row = ?1";

    /// <summary>Signs of a kind, newest first.</summary>
    /// <param name="units">Whose: they, and where Below those under them too.</param>
    /// <param name="kind">Which.</param>
    /// <param name="from">From this instant; null: from the beginning.</param>
    /// <param name="to">Before this instant; null: to the end.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public Page<SignRow> List(
        IReadOnlyList<(UnitId Unit, bool Below)> units,
        SignKind kind,
        DateTimeOffset? from,
        DateTimeOffset? to,
        string? after = null,
        int limit = 50
    )
    {
        using var view = database.Read(Signs.ViewName);
        var read = view.Sql(Columns);
        var at = view.Sql("SELECT at FROM sign~ WHERE row = ?1");
        var (rows, next) = Keyset.Descending(
            [
                .. units.Select(one =>
                    (Func<long, int, Statement>)(
                        (below, look) =>
                            view.Sql(
                                    one.Below
                                        ? "SELECT row FROM sign_unit~ WHERE unit = ?1 AND kind = ?2 AND row < ?3 ORDER BY row DESC LIMIT ?4"
                                        : "SELECT row FROM sign_unit~ WHERE unit = ?1 AND kind = ?2 AND own = 1 AND row < ?3 ORDER BY row DESC LIMIT ?4"
                                )
                                .With(view.Words.Find(one.Unit.Value), (int)kind, below, look)
                    )
                ),
            ],
            range => (from is null && to is null) || IsWithin(at, range.Long(0), from, to),
            after,
            Math.Clamp(limit, 1, 200)
        );
        return new(Keyset.Rows(rows, read, r => RowOf(r, view.Words)), next);
    }

    /// <summary>How many of each kind there were in the months from one day's to another's, both included.</summary>
    public IReadOnlyDictionary<SignKind, int> Count(IReadOnlyList<(UnitId Unit, bool Below)> units, DateOnly from, DateOnly to)
    {
        using var view = database.Read(Signs.ViewName);
        var read = view.Sql(
            "SELECT kind, sum(n) FROM sign_count~ WHERE unit = ?1 AND own = ?2 AND kind = ?3 AND month >= ?4 AND month <= ?5"
        );
        var counts = Enum.GetValues<SignKind>().ToDictionary(kind => kind, _ => 0);
        foreach (var (unit, below) in units)
        {
            foreach (var kind in Enum.GetValues<SignKind>())
            {
                if (read.One(view.Words.Find(unit.Value), !below, (int)kind, StepTimes.MonthOf(from), StepTimes.MonthOf(to)))
                {
                    counts[kind] += read.IntOrNull(1) ?? 0;
                }

                read.Reset();
            }
        }

        return counts;
    }

    /// <summary>
    /// A random sample of a kind: in the order of lots, which nobody chose, so many from the place that the seed gives. Who names the same
    /// seed and the same last row draws the same, whatever has come since. At most five thousand are looked at.
    /// </summary>
    /// <param name="units">As in <see cref="List"/>; one of them: a sample is of one range.</param>
    /// <param name="kind">Which.</param>
    /// <param name="from">As in <see cref="List"/>.</param>
    /// <param name="to">As in <see cref="List"/>.</param>
    /// <param name="size">How many at most.</param>
    /// <param name="seed">What it follows from.</param>
    /// <param name="last">The last row that can be in it; null: what there is now.</param>
    /// <returns>The sample in the order of its rows, and the last row.</returns>
    public (IReadOnlyList<SignRow> Rows, long Last) Sample(
        IReadOnlyList<(UnitId Unit, bool Below)> units,
        SignKind kind,
        DateTimeOffset? from,
        DateTimeOffset? to,
        int size,
        int seed,
        long? last
    )
    {
        using var view = database.Read(Signs.ViewName);
        var at = view.Sql("SELECT at FROM sign~ WHERE row = ?1");
        var max = view.Sql("SELECT max(row) FROM sign~");
        var end = last ?? (max.One() ? max.LongOrNull(0) ?? 0 : 0);
        max.Reset();
        var start = Signs.Lot(string.Create(System.Globalization.CultureInfo.InvariantCulture, $"seed {seed}"));
        var drawn = new SortedList<(bool Before, long Lot), long>();
        foreach (var (unit, below) in units)
        {
            var own = below ? "" : " AND own = 1";
            var looked = Keyset.MostRowsLookedAt / Math.Max(1, units.Count);
            foreach (var (before, where) in new[] { (false, "lot >= ?3"), (true, "lot < ?3") })
            {
                var read = view.Sql($"SELECT lot, row FROM sign_unit~ WHERE unit = ?1 AND kind = ?2 AND {where}{own} ORDER BY lot LIMIT ?4")
                    .With(view.Words.Find(unit.Value), (int)kind, start, looked);
                var taken = 0;
                while (taken < size && read.Step())
                {
                    if (read.Long(1) <= end && ((from is null && to is null) || IsWithin(at, read.Long(1), from, to)))
                    {
                        drawn[(before, read.Long(0))] = read.Long(1);
                        taken++;
                    }
                }

                read.Reset();
            }
        }

        var rows = Keyset.Rows([.. drawn.Values.Distinct().Take(size).Order()], view.Sql(Columns), r => RowOf(r, view.Words));
        return (rows, end);
    }

    private static bool IsWithin(Statement at, long row, DateTimeOffset? from, DateTimeOffset? to)
    {
        var within = at.One(row) && (from is null || at.Instant(0) >= from) && (to is null || at.Instant(0) < to);
        at.Reset();
        return within;
    }

    private static SignRow RowOf(Statement read, Words words)
    {
        var (category, stream) = (words.Text(read.Int(8)), read.Id(9));
        return new(
            read.Long(0),
            (SignKind)read.Int(1),
            read.Instant(2),
            new(read.Id(3)),
            read.IdOrNull(4) is { } behalf ? new(behalf) : null,
            new(words.Text(read.Int(5))),
            new(words.Text(read.Int(6))),
            read.Int(7),
            category == "dossier" ? new DossierId(stream) : null,
            category,
            stream,
            read.IntOrNull(10) is { } step ? (StepAct)step : null
        );
    }
}
