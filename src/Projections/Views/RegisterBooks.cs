using System.Globalization;
using System.Text.Json;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Registers;

namespace PhongTrao.Projections.Views;

/// <summary>A register (sổ) of one unit, kind and year.</summary>
/// <param name="Last">Last number taken; numbers run from 1 without a gap.</param>
/// <param name="Used">How many stand on a paper.</param>
/// <param name="Void">How many never will; the rest is reserved.</param>
public sealed record RegisterBook(UnitId Unit, RegisterKind Kind, int Year, int Last, int Used, int Void);

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

/// <summary>The registers of all units, number by number.</summary>
public sealed class RegisterBooks : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "registers";

    private const string Open = "INSERT OR IGNORE INTO register~ (unit, kind, year, last, used, void) VALUES (?1, ?2, ?3, 0, 0, 0)";
    private const string Find = "SELECT row FROM register~ WHERE unit = ?1 AND kind = ?2 AND year = ?3";
    private const string Take = """
        INSERT OR IGNORE INTO number~ (register, number, purpose, taken_by, taken_at, void) VALUES (?1, ?2, ?3, ?4, ?5, 0)
        """;
    private const string Use = "UPDATE number~ SET used_on = ?3 WHERE register = ?1 AND number = ?2";
    private const string Void = "UPDATE number~ SET void = 1, cause = ?3, reason = ?4 WHERE register = ?1 AND number = ?2";
    private const string Count = "UPDATE register~ SET last = max(last, ?2), used = used + ?3, void = void + ?4 WHERE row = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS register~ (
                row INTEGER PRIMARY KEY, unit INTEGER NOT NULL, kind INTEGER NOT NULL, year INTEGER NOT NULL, last INTEGER NOT NULL,
                used INTEGER NOT NULL, void INTEGER NOT NULL, UNIQUE (unit, kind, year));
            CREATE TABLE IF NOT EXISTS number~ (
                register INTEGER NOT NULL, number INTEGER NOT NULL, purpose TEXT NOT NULL, taken_by BLOB NOT NULL, taken_at INTEGER NOT NULL,
                used_on INTEGER, void INTEGER NOT NULL, cause INTEGER, reason BLOB, PRIMARY KEY (register, number)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes => [];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "register";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            if (Bindings.RegisterOf(e.Recorded.Stream) is not var (unit, kind, year))
            {
                continue; // of a kind that this release does not show
            }

            var (whose, which) = (writer.Word(unit.Value), writer.Word(kind.Value));
            writer.Sql(Open).Run(whose, which, year);
            var find = writer.Sql(Find);
            var row = find.One(whose, which, year) ? find.Long(0) : 0;
            find.Reset();
            switch ((RegisterEvent)e.Body)
            {
                case RegisterEvent.NumberReserved r:
                    writer.Sql(Take).Run(row, r.Number, r.Purpose.Value, e.Metadata.Actor.Value, e.Metadata.At);
                    writer.Sql(Count).Run(row, r.Number, 0, 0);
                    break;
                case RegisterEvent.NumberUsed u:
                    writer.Sql(Use).Run(row, u.Number, u.On);
                    writer.Sql(Count).Run(row, u.Number, 1, 0);
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
                    writer.Sql(Count).Run(row, v.Number, 0, 1);
                    break;
            }
        }
    }
}

/// <summary>Reads registers.</summary>
public sealed class RegisterQueries(ViewDatabase database)
{
    private const string Columns = "r.kind, r.year, r.last, r.used, r.void";

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

        var (book, row) = (BookOf(find, unit, view.Words), find.Long(5));
        find.Reset();
        var below = int.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : int.MaxValue;
        limit = Math.Clamp(limit, 1, 200);
        var read = view.Sql(
                """
                SELECT number, purpose, taken_by, taken_at, used_on, void, cause, reason FROM number~
                WHERE register = ?1 AND number < ?2 ORDER BY number DESC LIMIT ?3
                """
            )
            .With(row, below, limit);
        var items = new List<RegisterEntry>();
        while (read.Step())
        {
            items.Add(
                new(
                    read.Int(0),
                    new(read.Text(1)),
                    new(read.Id(2)),
                    read.Instant(3),
                    read.DayOrNull(4),
                    read.Bool(5),
                    (VoidCause?)read.IntOrNull(6),
                    read.IsNull(7) ? null : JsonSerializer.Deserialize(read.Bytes(7), ViewJson.Default.Sealed)
                )
            );
        }

        return (book, new(items, items is [.., { Number: > 1 and var last }] ? last.ToString(CultureInfo.InvariantCulture) : null));
    }

    private static RegisterBook BookOf(Statement read, UnitId unit, Words words) =>
        new(unit, new(words.Text(read.Int(0))), read.Int(1), read.Int(2), read.Int(3), read.Int(4));
}
