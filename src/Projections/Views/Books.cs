using System.Text.Json;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Projections.Views;

/// <summary>What stands in a small register.</summary>
/// <param name="Own">In the unit's own.</param>
/// <param name="Below">In those of the units below it, as they were when something was entered.</param>
/// <param name="IsKept">Something was ever entered in any of them.</param>
public readonly record struct BookSum(long Own, long Below, bool IsKept)
{
    /// <summary>Both together.</summary>
    public long Total => Own + Below;
}

/// <summary>An entry, and whose it is.</summary>
public sealed record BookEntryRow(BookEntry Entry, UnitId Unit, bool IsStruck);

/// <summary>
/// Small registers by plan, register, unit and day, added up along the units above. An entry touches one row for each of them, and
/// whoever reads a unit reads a row for each day, however many units and entries there are.
/// </summary>
public sealed class Books : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "books";

    private const string Add = """
        INSERT INTO book_sum~ (plan, book, unit, day, own, below) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (plan, book, unit, day) DO UPDATE SET own = own + excluded.own, below = below + excluded.below
        """;

    private const string Enter =
        "INSERT INTO book_entry~ (id, plan, book, unit, day, way, struck, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, ?7)";
    private const string Show = "INSERT INTO book_shown~ (plan, book, unit, day, id) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string Hide = "DELETE FROM book_shown~ WHERE plan = ?1 AND book = ?2 AND unit = ?3 AND day = ?4 AND id = ?5";
    private const string Find = "SELECT plan, book, day, way, json FROM book_entry~ WHERE id = ?1 AND struck = 0";
    private const string Strike = "UPDATE book_entry~ SET struck = 1 WHERE id = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS book_sum~ (
                plan INTEGER NOT NULL, book INTEGER NOT NULL, unit INTEGER NOT NULL, day INTEGER NOT NULL, own INTEGER NOT NULL,
                below INTEGER NOT NULL, PRIMARY KEY (plan, book, unit, day)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS book_entry~ (
                id BLOB PRIMARY KEY, plan INTEGER NOT NULL, book INTEGER NOT NULL, unit INTEGER NOT NULL, day INTEGER NOT NULL,
                way TEXT NOT NULL, struck INTEGER NOT NULL, json BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS book_shown~ (
                plan INTEGER NOT NULL, book INTEGER NOT NULL, unit INTEGER NOT NULL, day INTEGER NOT NULL, id BLOB NOT NULL,
                PRIMARY KEY (plan, book, unit, day, id)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes => [];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "book";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch ((BookEvent)e.Body)
            {
                case BookEvent.Entered entered:
                    Apply(entered, writer);
                    break;
                case BookEvent.Struck struck:
                    Apply(struck, writer);
                    break;
            }
        }
    }

    internal static string WordOf(PlanRegisterKind kind, TargetCode? target) =>
        $"{StoredWords<PlanRegisterKind>.All.First(word => word.Value == kind).Key}/{target?.Value ?? "-"}";

    private static void Apply(BookEvent.Entered e, ViewWriter writer)
    {
        var (plan, book) = (writer.Word(e.Book.Plan.Value), writer.Word(WordOf(e.Book.Kind, e.Book.Target)));
        int[] way = [.. e.Book.Above.Prepend(e.Book.Unit).Select(unit => writer.Word(unit.Value))];
        writer
            .Sql(Enter)
            .Run(
                e.Entry.Id.Value,
                plan,
                book,
                way[0],
                e.Entry.Day,
                string.Join(' ', way),
                JsonSerializer.SerializeToUtf8Bytes(e.Entry, EventJson.Default.BookEntry)
            );
        Change(plan, book, way, e.Entry, 1, Show, writer);
    }

    private static void Apply(BookEvent.Struck e, ViewWriter writer)
    {
        var find = writer.Sql(Find);
        if (find.One(e.Entry.Value))
        {
            var (plan, book) = (find.Int(0), find.Int(1));
            int[] way = [.. find.Text(3).Split(' ').Select(word => int.Parse(word, System.Globalization.CultureInfo.InvariantCulture))];
            var entry = JsonSerializer.Deserialize(find.Bytes(4), EventJson.Default.BookEntry)!;
            find.Reset();
            writer.Sql(Strike).Run(e.Entry.Value);
            Change(plan, book, way, entry, -1, Hide, writer);
        }

        find.Reset();
    }

    private static void Change(int plan, int book, int[] way, BookEntry entry, int sign, string shown, ViewWriter writer)
    {
        for (var i = 0; i < way.Length; i++)
        {
            var count = sign * entry.Count;
            writer.Sql(Add).Run(plan, book, way[i], entry.Day, i == 0 ? count : 0, i == 0 ? 0 : count);
            writer.Sql(shown).Run(plan, book, way[i], entry.Day, entry.Id.Value);
        }
    }
}

/// <summary>Reads small registers across units.</summary>
public sealed class BookQueries(ViewDatabase database)
{
    /// <summary>What stands in a register of several units, in the order asked.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="register">Its register.</param>
    /// <param name="from">First day; null: from the beginning.</param>
    /// <param name="to">Last day, included; null: to the end.</param>
    /// <param name="units">Which units.</param>
    public IReadOnlyList<BookSum> Sums(PlanId plan, PlanRegister register, DateOnly? from, DateOnly? to, IReadOnlyList<UnitId> units)
    {
        using var view = database.Read(Books.ViewName);
        var (whose, book) = (view.Words.Find(plan.Value), view.Words.Find(Books.WordOf(register.Kind, register.Target)));
        var read = view.Sql(
            """
            SELECT sum(own), sum(below), (SELECT count(*) FROM (SELECT 1 FROM book_sum~ WHERE plan = ?1 AND book = ?2 AND unit = ?3 LIMIT 1))
            FROM book_sum~ WHERE plan = ?1 AND book = ?2 AND unit = ?3 AND day >= ?4 AND day <= ?5
            """
        );
        var sums = new List<BookSum>(units.Count);
        foreach (var unit in units)
        {
            read.With(whose, book, view.Words.Find(unit.Value), from ?? DateOnly.MinValue, to ?? DateOnly.MaxValue);
            sums.Add(read.Step() ? new(read.LongOrNull(0) ?? 0, read.LongOrNull(1) ?? 0, read.Bool(2)) : default);
            read.Reset();
        }

        return sums;
    }

    /// <summary>Entries that stand in a register of a unit and of those below it, the latest day first.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="register">Its register.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="from">First day; null: from the beginning.</param>
    /// <param name="to">Last day, included; null: to the end.</param>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<BookEntryRow> Latest(PlanId plan, PlanRegister register, UnitId unit, DateOnly? from, DateOnly? to, int limit)
    {
        using var view = database.Read(Books.ViewName);
        var read = view.Sql(
                """
                SELECT e.json, e.unit, e.struck FROM book_shown~ s JOIN book_entry~ e ON e.id = s.id
                WHERE s.plan = ?1 AND s.book = ?2 AND s.unit = ?3 AND s.day >= ?4 AND s.day <= ?5 ORDER BY s.day DESC, s.id LIMIT ?6
                """
            )
            .With(
                view.Words.Find(plan.Value),
                view.Words.Find(Books.WordOf(register.Kind, register.Target)),
                view.Words.Find(unit.Value),
                from ?? DateOnly.MinValue,
                to ?? DateOnly.MaxValue,
                limit
            );
        var found = new List<BookEntryRow>();
        while (read.Step())
        {
            found.Add(RowOf(read, view.Words));
        }

        return found;
    }

    /// <summary>An entry that a unit may cite: of its own or of a unit below it; null: there is none.</summary>
    public BookEntryRow? Find(PlanId plan, UnitId unit, BookEntryId entry)
    {
        using var view = database.Read(Books.ViewName);
        var read = view.Sql("SELECT json, unit, struck, plan, way FROM book_entry~ WHERE id = ?1");
        var (whose, within) = (view.Words.Find(plan.Value), view.Words.Find(unit.Value));
        var found =
            read.One(entry.Value)
            && read.Int(3) == whose
            && read.Text(4).Split(' ').Contains(within.ToString(System.Globalization.CultureInfo.InvariantCulture))
                ? RowOf(read, view.Words)
                : null;
        read.Reset();
        return found;
    }

    private static BookEntryRow RowOf(Statement read, Words words) =>
        new(JsonSerializer.Deserialize(read.Bytes(0), EventJson.Default.BookEntry)!, new(words.Text(read.Int(1))), read.Bool(2));
}
