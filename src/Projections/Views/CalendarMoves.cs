using System.Globalization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Projections.Views;

/// <summary>A due date that a change of the calendar moved, or that is no longer (or now) "tạm tính".</summary>
/// <param name="Revision">The calendar's revision after the change.</param>
/// <param name="Dossier">The dossier.</param>
/// <param name="Task">The task.</param>
/// <param name="Was">When it was due.</param>
/// <param name="DueOn">When it is due.</param>
/// <param name="DueProvisional">"Tạm tính" now.</param>
/// <param name="At">When that was recorded.</param>
public sealed record CalendarMove(
    int Revision,
    DossierId Dossier,
    TaskId Task,
    DateOnly Was,
    DateOnly DueOn,
    bool DueProvisional,
    DateTimeOffset At
);

/// <summary>What each change of the calendar moved. Which task that is stands in the dossier itself.</summary>
public sealed class CalendarMoves : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "calendar-moves";

    private const string LastRow = "SELECT max(row) FROM calendar_move~";
    private const string Add = """
        INSERT INTO calendar_move~ (row, revision, dossier, task, was, due, provisional, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
        """;
    private const string Count = """
        INSERT INTO calendar_moved~ (revision, moved, kept) VALUES (?1, ?2, ?3)
        ON CONFLICT (revision) DO UPDATE SET moved = moved + ?2, kept = kept + ?3
        """;

    private long _row = -1;

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS calendar_move~ (
                row INTEGER PRIMARY KEY, revision INTEGER NOT NULL, dossier BLOB NOT NULL, task BLOB NOT NULL, was INTEGER NOT NULL,
                due INTEGER NOT NULL, provisional INTEGER NOT NULL, at INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS calendar_moved~ (revision INTEGER PRIMARY KEY, moved INTEGER NOT NULL, kept INTEGER NOT NULL);
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } = ["CREATE INDEX IF NOT EXISTS calendar_move_of~ ON calendar_move~ (revision, row)"];

    /// <inheritdoc/>
    public bool Handles(string category) => category == "dossier";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            if (e.Body is DossierEvent.DuesRecounted recounted)
            {
                Apply(e, recounted, writer);
            }
        }
    }

    /// <inheritdoc/>
    public void Forget() => _row = -1;

    private void Apply(ViewEvent e, DossierEvent.DuesRecounted recounted, ViewWriter writer)
    {
        if (_row < 0)
        {
            var last = writer.Sql(LastRow).With();
            _row = last.Step() ? last.Long(0) : 0;
            last.Reset();
        }

        foreach (var due in recounted.Dues)
        {
            writer
                .Sql(Add)
                .Run(++_row, recounted.CalendarRevision, e.StreamId, due.Task.Value, due.Was, due.DueOn, due.DueProvisional, e.Metadata.At);
        }

        var moved = recounted.Dues.Count(due => due.Was != due.DueOn);
        writer.Sql(Count).Run(recounted.CalendarRevision, moved, recounted.Dues.Count - moved);
    }
}

/// <summary>Reads what changes of the calendar moved.</summary>
public sealed class CalendarMoveQueries(ViewDatabase database)
{
    /// <summary>What one change moved, in the order it was recorded.</summary>
    /// <param name="revision">The calendar's revision after the change.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–200.</param>
    public Page<CalendarMove> Of(int revision, string? after = null, int limit = 50)
    {
        using var view = database.Read(CalendarMoves.ViewName);
        limit = Math.Clamp(limit, 1, 200);
        var from = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var row) ? row : 0;
        var read = view.Sql(
                """
                SELECT row, dossier, task, was, due, provisional, at FROM calendar_move~
                WHERE revision = ?1 AND row > ?2 ORDER BY row LIMIT ?3
                """
            )
            .With(revision, from, limit + 1);
        var items = new List<CalendarMove>();
        while (read.Step())
        {
            if (items.Count == limit)
            {
                read.Reset();
                return new(items, from.ToString(CultureInfo.InvariantCulture));
            }

            from = read.Long(0);
            items.Add(new(revision, new(read.Id(1)), new(read.Id(2)), read.Day(3), read.Day(4), read.Bool(5), read.Instant(6)));
        }

        return new(items, null);
    }

    /// <summary>How many due dates one change moved, and of how many only the mark "tạm tính" changed.</summary>
    public (int Moved, int MarkedOnly) Count(int revision)
    {
        using var view = database.Read(CalendarMoves.ViewName);
        var read = view.Sql("SELECT moved, kept FROM calendar_moved~ WHERE revision = ?1");
        var counts = read.One(revision) ? (read.Int(0), read.Int(1)) : (0, 0);
        read.Reset();
        return counts;
    }
}
