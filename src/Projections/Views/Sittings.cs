using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Sittings;

namespace PhongTrao.Projections.Views;

/// <summary>How far a sitting has come. The numbers are stored.</summary>
public enum SittingState
{
    /// <summary>Called, and not closed yet.</summary>
    Called = 0,

    /// <summary>Its minutes are signed.</summary>
    Closed = 1,

    /// <summary>Given up.</summary>
    Dropped = 2,
}

/// <summary>A sitting in a list.</summary>
/// <param name="Unit">Whose council.</param>
/// <param name="On">Day of the meeting in Hà Nội.</param>
/// <param name="Number">Number of the minutes; null until it is closed.</param>
/// <param name="ScanBy">Day by which the signed scan is promised; null when it is there or nothing is closed.</param>
/// <param name="Nominees">On the list.</param>
/// <param name="Dossiers">On the list.</param>
/// <param name="Entered">Of these dossiers, how many have taken the votes in; the others are on their way.</param>
public sealed record SittingRow(
    SittingId Id,
    UnitId Unit,
    FormCode? Form,
    DateOnly On,
    SittingState State,
    DocumentNumber? Number,
    DateOnly? ScanBy,
    int Nominees,
    int Dossiers,
    int Entered
);

/// <summary>Họp Hội đồng: the sittings of councils. What was said there stands in their streams.</summary>
public sealed class Sittings(IUnitTree units) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "sittings";

    private const string Add = "INSERT INTO sitting~ (id, unit, form, day, state) VALUES (?1, ?2, ?3, ?4, 0)";
    private const string AddUnit = "INSERT OR IGNORE INTO sitting_unit~ (unit, row) VALUES (?1, ?2)";
    private const string FindRow = "SELECT row FROM sitting~ WHERE id = ?1";
    private const string AddNominee = "INSERT OR IGNORE INTO sitting_nominee~ (row, nominee, dossier, entered) VALUES (?1, ?2, ?3, 0)";
    private const string TakeNominee = "DELETE FROM sitting_nominee~ WHERE row = ?1 AND nominee = ?2";
    private const string EnterDossier = "UPDATE sitting_nominee~ SET entered = 1 WHERE row = ?1 AND dossier = ?2";
    private const string Close = "UPDATE sitting~ SET state = 1, number = ?2, scan_by = ?3 WHERE row = ?1";
    private const string SetScan = "UPDATE sitting~ SET scan_by = NULL WHERE row = ?1";
    private const string Drop = "UPDATE sitting~ SET state = 2 WHERE row = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS sitting~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, unit INTEGER NOT NULL, form INTEGER, day INTEGER NOT NULL,
                state INTEGER NOT NULL, number TEXT, scan_by INTEGER);
            CREATE TABLE IF NOT EXISTS sitting_unit~ (
                unit INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (unit, row)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS sitting_nominee~ (
                row INTEGER NOT NULL, nominee BLOB NOT NULL, dossier BLOB NOT NULL, entered INTEGER NOT NULL,
                PRIMARY KEY (row, nominee)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } = [];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "sitting" or "dossier";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch (e.Body)
            {
                case SittingEvent.Called called:
                    Open(e, called, writer);
                    break;
                case SittingEvent.NomineesEntered entered when RowOf(e.StreamId, writer) is { } row:
                    foreach (var nominee in entered.Nominees)
                    {
                        writer.Sql(AddNominee).Run(row, nominee.Nominee.Value, nominee.Dossier.Value);
                    }

                    break;
                case SittingEvent.NomineeTakenOff taken when RowOf(e.StreamId, writer) is { } row:
                    writer.Sql(TakeNominee).Run(row, taken.Nominee.Value);
                    break;
                case SittingEvent.Closed { Minutes: var minutes } when RowOf(e.StreamId, writer) is { } row:
                    writer.Sql(Close).Run(row, minutes.Number.Value, minutes.ScanBy);
                    break;
                case SittingEvent.ScanAttached when RowOf(e.StreamId, writer) is { } row:
                    writer.Sql(SetScan).Run(row);
                    break;
                case SittingEvent.Dropped when RowOf(e.StreamId, writer) is { } row:
                    writer.Sql(Drop).Run(row);
                    break;
                case DossierEvent.StepCompleted { Sitting: { } sitting } when RowOf(sitting.Value, writer) is { } row:
                    writer.Sql(EnterDossier).Run(row, e.StreamId);
                    break;
                default:
                    break; // says nothing about the list of sittings
            }
        }
    }

    private void Open(ViewEvent e, SittingEvent.Called called, ViewWriter writer)
    {
        writer.Sql(Add).Run(e.StreamId, writer.Word(called.Unit.Value), writer.WordOrNull(called.Form?.Value), called.On);
        var row = writer.LastRow;
        foreach (var above in units.SelfAndAbove(called.Unit, VietnamTime.DateOf(e.Metadata.At)))
        {
            writer.Sql(AddUnit).Run(writer.Word(above.Value), row);
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

/// <summary>Reads the sittings of councils.</summary>
public sealed class SittingQueries(ViewDatabase database)
{
    private const string Columns = """
        SELECT s.id, s.unit, s.form, s.day, s.state, s.number, s.scan_by,
            (SELECT count(*) FROM sitting_nominee~ n WHERE n.row = s.row),
            (SELECT count(DISTINCT n.dossier) FROM sitting_nominee~ n WHERE n.row = s.row),
            (SELECT count(DISTINCT n.dossier) FROM sitting_nominee~ n WHERE n.row = s.row AND n.entered = 1)
        FROM sitting~ s
        """;

    /// <summary>Sittings of the units and those under them, newest first.</summary>
    public Page<SittingRow> List(IReadOnlyList<UnitId> units, string? after = null, int limit = 50)
    {
        using var view = database.Read(Sittings.ViewName);
        var (rows, next) = Keyset.Descending(
            units,
            (unit, below, look) =>
                view.Sql("SELECT u.row FROM sitting_unit~ u WHERE u.unit = ?1 AND u.row < ?2 ORDER BY u.row DESC LIMIT ?3")
                    .With(view.Words.Find(unit.Value), below, look),
            _ => true,
            after,
            Math.Clamp(limit, 1, 200)
        );
        var read = view.Sql($"{Columns} WHERE s.row = ?1");
        return new(Keyset.Rows(rows, read, r => RowOf(r, view.Words)), next);
    }

    /// <summary>One sitting; null where the view has none of this id.</summary>
    public SittingRow? Find(SittingId id)
    {
        using var view = database.Read(Sittings.ViewName);
        var read = view.Sql($"{Columns} WHERE s.id = ?1");
        if (!read.One(id.Value))
        {
            return null;
        }

        var row = RowOf(read, view.Words);
        read.Reset();
        return row;
    }

    /// <summary>Who is on the list of a sitting.</summary>
    public IReadOnlyList<GatheredNominee> Nominees(SittingId id)
    {
        using var view = database.Read(Sittings.ViewName);
        var read = view.Sql("SELECT n.dossier, n.nominee FROM sitting~ s JOIN sitting_nominee~ n ON n.row = s.row WHERE s.id = ?1")
            .With(id.Value);
        var found = new List<GatheredNominee>();
        while (read.Step())
        {
            found.Add(new(new(read.Id(0)), new(read.Id(1))));
        }

        return found;
    }

    private static SittingRow RowOf(Statement read, Words words) =>
        new(
            new(read.Id(0)),
            new(words.Text(read.Int(1))),
            words.TextOrNull(read.IntOrNull(2)) is { } form ? new FormCode(form) : null,
            read.Day(3),
            (SittingState)read.Int(4),
            read.TextOrNull(5) is { } number ? new DocumentNumber(number) : null,
            read.DayOrNull(6),
            read.Int(7),
            read.Int(8),
            read.Int(9)
        );
}
