using System.Globalization;
using System.Text.Json;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Registers;

namespace PhongTrao.Projections.Views;

/// <summary>A register (sổ) of one unit, kind and year.</summary>
/// <param name="Last">The greatest number taken; numbers run from 1.</param>
/// <param name="Used">How many stand on a paper.</param>
/// <param name="Void">How many never will.</param>
/// <param name="LeftOut">How many were left out because somebody wrote a greater one; the rest is reserved.</param>
public sealed record RegisterBook(UnitId Unit, RegisterKind Kind, int Year, int Last, int Used, int Void, int LeftOut);

/// <summary>A number written otherwise than the register's own.</summary>
public sealed record RegisterOther(DocumentNumber Number, PurposeCode Purpose, AccountId TakenBy, DateTimeOffset TakenAt);

/// <summary>Numbers that were left out.</summary>
/// <param name="From">The first.</param>
/// <param name="To">The last, included.</param>
/// <param name="Reason">Bỏ trống: why they will stand on no paper here; null: they may still be entered (ghi sau).</param>
public sealed record RegisterGap(int From, int To, Sealed? Reason);

/// <summary>A number in a register. Neither used nor void: it is reserved for its purpose.</summary>
/// <param name="UsedOn">Date of the paper on which it stands.</param>
/// <param name="Cause">Why it is void, where no person decided it.</param>
/// <param name="Reason">Why it is void, in somebody's words.</param>
public sealed record RegisterEntry(
    int Number,
    PurposeCode Purpose,
    AccountId TakenBy,
    DateTimeOffset TakenAt,
    DateOnly? UsedOn,
    bool IsVoid,
    VoidCause? Cause,
    Sealed? Reason
);

/// <summary>A dossier that a unit received.</summary>
/// <param name="Task">At which task.</param>
/// <param name="On">Ngày nhận.</param>
public sealed record ReceivedDossier(DossierId Dossier, TaskId Task, DateOnly On);

/// <summary>The registers of all units, number by number; and what each unit received, also under numbers that were not taken here.</summary>
/// <param name="register">Which register an office keeps of a kind; null: the unit's own.</param>
public sealed class RegisterBooks(Func<RegisterKind, FunctionCode, RegisterKind>? register = null) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "registers";

    private const string Open =
        "INSERT OR IGNORE INTO register~ (unit, kind, year, last, used, void, gaps) VALUES (?1, ?2, ?3, 0, 0, 0, 0)";
    private const string Find = "SELECT row, last FROM register~ WHERE unit = ?1 AND kind = ?2 AND year = ?3";
    private const string Take = """
        INSERT OR IGNORE INTO number~ (register, number, purpose, taken_by, taken_at, void) VALUES (?1, ?2, ?3, ?4, ?5, 0)
        """;
    private const string Use = "UPDATE number~ SET used_on = ?3 WHERE register = ?1 AND number = ?2";
    private const string Void = "UPDATE number~ SET void = 1, cause = ?3, reason = ?4 WHERE register = ?1 AND number = ?2";
    private const string Count =
        "UPDATE register~ SET last = max(last, ?2), used = used + ?3, void = void + ?4, gaps = gaps + ?5 WHERE row = ?1";
    private const string Gap = "INSERT OR REPLACE INTO gap~ (register, first, last, reason) VALUES (?1, ?2, ?3, ?4)";
    private const string FindGap =
        "SELECT first, last FROM gap~ WHERE register = ?1 AND first <= ?2 AND reason IS NULL ORDER BY first DESC LIMIT 1";
    private const string Other =
        "INSERT OR REPLACE INTO other~ (register, number, purpose, taken_by, taken_at) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string Receive = "INSERT OR IGNORE INTO received~ (register, day, dossier, task) VALUES (?1, ?2, ?3, ?4)";
    private const string Close = "DELETE FROM gap~ WHERE register = ?1 AND first = ?2";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 5;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS register~ (
                row INTEGER PRIMARY KEY, unit INTEGER NOT NULL, kind INTEGER NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
                used INTEGER NOT NULL, void INTEGER NOT NULL, gaps INTEGER NOT NULL, UNIQUE (unit, kind, year));
            CREATE TABLE IF NOT EXISTS gap~ (
                register INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL, reason BLOB, PRIMARY KEY (register, first))
                WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS other~ (
                register INTEGER NOT NULL, number TEXT NOT NULL, purpose TEXT NOT NULL, taken_by BLOB NOT NULL, taken_at INTEGER NOT NULL,
                PRIMARY KEY (register, number)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS number~ (
                register INTEGER NOT NULL, number INTEGER NOT NULL, purpose TEXT NOT NULL, taken_by BLOB NOT NULL, taken_at INTEGER NOT NULL,
                used_on INTEGER, void INTEGER NOT NULL, cause INTEGER, reason BLOB, PRIMARY KEY (register, number)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS received~ (
                register INTEGER NOT NULL, day INTEGER NOT NULL, dossier BLOB NOT NULL, task BLOB NOT NULL,
                PRIMARY KEY (register, day, dossier, task)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } = [];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "register" or "dossier";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            if (e.Body is DossierEvent)
            {
                if (e is { Body: DossierEvent.Received { Receipt: var receipt } r, Metadata.Function: { } office })
                {
                    var its = register?.Invoke(RegisterKinds.Incoming, office) ?? RegisterKinds.Incoming;
                    var (of, _) = Opened(writer, receipt.Unit, its, receipt.On.Year);
                    writer.Sql(Receive).Run(of, receipt.On, e.StreamId, r.Task.Value);
                }

                continue;
            }

            if (Bindings.RegisterOf(e.Recorded.Stream) is not var (unit, kind, year))
            {
                continue; // of a kind that this release does not show
            }

            var (row, last) = Opened(writer, unit, kind, year);
            switch ((RegisterEvent)e.Body)
            {
                case RegisterEvent.NumberReserved r:
                    writer.Sql(Take).Run(row, r.Number, r.Purpose.Value, e.Metadata.Actor.Value, e.Metadata.At);
                    var more = r.Number - last - 1;
                    if (more > 0)
                    {
                        writer.Sql(Gap).Run(row, last + 1, r.Number - 1, SqlValue.Null);
                    }
                    else if (more < 0)
                    {
                        Split(writer, row, r.Number, r.Number);
                    }

                    writer.Sql(Count).Run(row, r.Number, 0, 0, more < 0 ? -1 : more);
                    break;
                case RegisterEvent.NumberUsed u:
                    writer.Sql(Use).Run(row, u.Number, u.On);
                    writer.Sql(Count).Run(row, u.Number, 1, 0, 0);
                    break;
                case RegisterEvent.NumberVoided v:
                    writer
                        .Sql(Void)
                        .Run(
                            row,
                            v.Number,
                            v.Cause is { } cause ? (int)cause : SqlValue.Null,
                            v.Reason is { } reason ? JsonSerializer.SerializeToUtf8Bytes(reason, ViewJson.Default.Sealed) : SqlValue.Null
                        );
                    writer.Sql(Count).Run(row, v.Number, 0, 1, 0);
                    break;
                case RegisterEvent.OtherNumberTaken o:
                    writer.Sql(Other).Run(row, o.Number.Value, o.Purpose.Value, e.Metadata.Actor.Value, e.Metadata.At);
                    break;
                case RegisterEvent.NumbersLeftOut left:
                    Split(writer, row, left.From, left.To);
                    writer.Sql(Gap).Run(row, left.From, left.To, JsonSerializer.SerializeToUtf8Bytes(left.Reason, ViewJson.Default.Sealed));
                    break;
            }
        }
    }

    private static (long Row, int Last) Opened(ViewWriter writer, UnitId unit, RegisterKind kind, int year)
    {
        var (whose, which) = (writer.Word(unit.Value), writer.Word(kind.Value));
        writer.Sql(Open).Run(whose, which, year);
        var find = writer.Sql(Find);
        var found = find.One(whose, which, year) ? (find.Long(0), find.Int(1)) : (0, 0);
        find.Reset();
        return found;
    }

    // These are left out and wait no longer: what is left of the gap around them stays.
    private static void Split(ViewWriter writer, long row, int from, int to)
    {
        var find = writer.Sql(FindGap);
        NumberRange? gap = find.One(row, from) ? new(find.Int(0), find.Int(1)) : null;
        find.Reset();
        if (gap is null)
        {
            return;
        }

        writer.Sql(Close).Run(row, gap.From);
        foreach (var rest in gap.Without(from, to))
        {
            writer.Sql(Gap).Run(row, rest.From, rest.To, SqlValue.Null);
        }
    }
}

/// <summary>Reads registers.</summary>
public sealed class RegisterQueries(ViewDatabase database)
{
    private const string Columns = "r.kind, r.year, r.last, r.used, r.void, r.gaps";
    private const string Numbers = "number, purpose, taken_by, taken_at, used_on, void, cause, reason";

    /// <summary>The registers of units, unit by unit, newest year first.</summary>
    public IReadOnlyList<RegisterBook> BooksOf(IEnumerable<UnitId> units)
    {
        using var view = database.Read(RegisterBooks.ViewName);
        var read = view.Sql($"SELECT {Columns} FROM register~ r WHERE r.unit = ?1");
        var books = new List<RegisterBook>();
        foreach (var unit in units.Distinct())
        {
            var found = new List<RegisterBook>();
            read.With(view.Words.Find(unit.Value));
            while (read.Step())
            {
                found.Add(BookOf(read, unit, view.Words));
            }

            books.AddRange(found.OrderByDescending(b => b.Year).ThenBy(b => RegisterKinds.All.IndexOf(b.Kind)));
        }

        return books;
    }

    /// <summary>One register and its numbers, last first; null where no number was ever taken in it.</summary>
    /// <param name="unit">Whose.</param>
    /// <param name="kind">Which.</param>
    /// <param name="year">Gregorian year of the papers.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public (RegisterBook Book, Page<RegisterEntry> Numbers)? Find(UnitId unit, RegisterKind kind, int year, string? after, int limit)
    {
        using var view = database.Read(RegisterBooks.ViewName);
        var find = view.Sql($"SELECT {Columns}, r.row FROM register~ r WHERE r.unit = ?1 AND r.kind = ?2 AND r.year = ?3");
        if (!find.One(view.Words.Find(unit.Value), view.Words.Find(kind.Value), year))
        {
            return null;
        }

        var (book, row) = (BookOf(find, unit, view.Words), find.Long(6));
        find.Reset();
        var below = int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
        limit = Math.Clamp(limit, 1, 200);
        var read = view.Sql($"SELECT {Numbers} FROM number~ WHERE register = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3")
            .With(row, below, limit + 1);
        var items = new List<RegisterEntry>();
        while (read.Step())
        {
            items.Add(EntryOf(read));
        }

        var next = items.Count > limit ? items[limit - 1].Number.ToString(CultureInfo.InvariantCulture) : null;
        return (book, new([.. items.Take(limit)], next));
    }

    /// <summary>What a unit's office received in a period, whatever number it was given, in the order of days.</summary>
    /// <param name="unit">Whose.</param>
    /// <param name="kind">Which register of what comes in.</param>
    /// <param name="year">Gregorian year of the receipts.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, included.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<ReceivedDossier> Received(UnitId unit, RegisterKind kind, int year, DateOnly from, DateOnly to, int limit)
    {
        using var view = database.Read(RegisterBooks.ViewName);
        var read = view.Sql(
                """
                SELECT c.dossier, c.task, c.day FROM received~ c JOIN register~ r ON r.row = c.register
                WHERE r.unit = ?1 AND r.kind = ?2 AND r.year = ?3 AND c.day >= ?4 AND c.day <= ?5 ORDER BY c.day LIMIT ?6
                """
            )
            .With(view.Words.Find(unit.Value), view.Words.Find(kind.Value), year, from, to, limit);
        var items = new List<ReceivedDossier>();
        while (read.Step())
        {
            items.Add(new(new(read.Id(0)), new(read.Id(1)), read.Day(2)));
        }

        return items;
    }

    /// <summary>Numbers of a register that were left out, first to last; one that somebody explained has the reason.</summary>
    /// <param name="unit">Whose.</param>
    /// <param name="kind">Which.</param>
    /// <param name="year">Gregorian year of the papers.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<RegisterGap> Gaps(UnitId unit, RegisterKind kind, int year, int limit = 200)
    {
        using var view = database.Read(RegisterBooks.ViewName);
        var read = view.Sql(
                """
                SELECT g.first, g.last, g.reason FROM gap~ g JOIN register~ r ON r.row = g.register
                WHERE r.unit = ?1 AND r.kind = ?2 AND r.year = ?3 ORDER BY g.first LIMIT ?4
                """
            )
            .With(view.Words.Find(unit.Value), view.Words.Find(kind.Value), year, limit);
        var gaps = new List<RegisterGap>();
        while (read.Step())
        {
            var reason = read.IsNull(2) ? null : JsonSerializer.Deserialize(read.Bytes(2), ViewJson.Default.Sealed);
            gaps.Add(new(read.Int(0), read.Int(1), reason));
        }

        return gaps;
    }

    /// <summary>Numbers of a register that are written otherwise than its own, in their order.</summary>
    /// <param name="unit">Whose.</param>
    /// <param name="kind">Which.</param>
    /// <param name="year">Gregorian year of the papers.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<RegisterOther> Others(UnitId unit, RegisterKind kind, int year, int limit = 200)
    {
        using var view = database.Read(RegisterBooks.ViewName);
        var read = view.Sql(
                """
                SELECT o.number, o.purpose, o.taken_by, o.taken_at FROM other~ o JOIN register~ r ON r.row = o.register
                WHERE r.unit = ?1 AND r.kind = ?2 AND r.year = ?3 ORDER BY o.number LIMIT ?4
                """
            )
            .With(view.Words.Find(unit.Value), view.Words.Find(kind.Value), year, limit);
        var others = new List<RegisterOther>();
        while (read.Step())
        {
            others.Add(new(new(read.Text(0)), new(read.Text(1)), new(read.Id(2)), read.Instant(3)));
        }

        return others;
    }

    private static RegisterEntry EntryOf(Statement read) =>
        new(
            read.Int(0),
            new(read.Text(1)),
            new(read.Id(2)),
            read.Instant(3),
            read.DayOrNull(4),
            read.Bool(5),
            (VoidCause?)read.IntOrNull(6),
            read.IsNull(7) ? null : JsonSerializer.Deserialize(read.Bytes(7), ViewJson.Default.Sealed)
        );

    private static RegisterBook BookOf(Statement read, UnitId unit, Words words) =>
        new(unit, new(words.Text(read.Int(0))), read.Int(1), read.Int(2), read.Int(3), read.Int(4), read.Int(5));
}
