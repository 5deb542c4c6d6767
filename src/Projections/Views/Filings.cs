using System.Text.Json;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Projections.Views;

/// <summary>A lần trình in a list.</summary>
public sealed record FilingRow(
    FilingId Id,
    UnitId Unit,
    PlanId Plan,
    AwardType Type,
    Secrecy Secrecy,
    AccountId PreparedBy,
    DateTimeOffset OpenedAt,
    int Forms
);

/// <summary>A lần trình in full. A form whose dossier is not <see cref="FilingFormView.IsOpen"/> is still on its way.</summary>
public sealed record FilingDetail(
    FilingRow Row,
    PaperRecord? Paper,
    IReadOnlyList<FilingFormView> Forms,
    IReadOnlyList<DocumentEntry> Papers,
    IReadOnlyList<ComponentStatement> Statements
);

/// <summary>A form of a filing and whether its dossier has been opened yet.</summary>
public sealed record FilingFormView(FormCode Form, DossierId Dossier, bool IsOpen);

/// <summary>What the view keeps of a filing beside its row.</summary>
internal sealed class FilingContent
{
    public PaperRecord? Paper { get; set; }

    public List<FilingForm> Forms { get; set; } = [];

    public List<DossierId> Opened { get; set; } = [];

    public List<DocumentEntry> Papers { get; set; } = [];

    public List<ComponentStatement> Statements { get; set; } = [];
}

/// <summary>Filings by unit.</summary>
public sealed class Filings(IUnitTree units) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "filings";

    private const string Add = """
        INSERT INTO filing~ (id, unit, plan, type, secrecy, prepared_by, opened_at, forms, json) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """;
    private const string FindRow = "SELECT row FROM filing~ WHERE id = ?1";
    private const string SetUnit = "UPDATE filing~ SET unit = ?2 WHERE row = ?1";
    private const string AddUnit = "INSERT OR IGNORE INTO filing_unit~ (unit, row) VALUES (?1, ?2)";
    private const string Read = "SELECT json FROM filing~ WHERE id = ?1";
    private const string Write = "UPDATE filing~ SET forms = ?2, json = ?3 WHERE id = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS filing~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, unit INTEGER NOT NULL, plan INTEGER NOT NULL, type INTEGER NOT NULL,
                secrecy INTEGER NOT NULL, prepared_by BLOB NOT NULL, opened_at INTEGER NOT NULL, forms INTEGER NOT NULL, json BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS filing_unit~ (unit INTEGER NOT NULL, row INTEGER NOT NULL, PRIMARY KEY (unit, row)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes => [];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "filing" or "dossier";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch (e.Body)
            {
                case FilingEvent.Opened o:
                    Open(e, o, writer);
                    break;
                case FilingEvent.TakenOver t:
                    TakeOver(e, t, writer);
                    break;
                case FilingEvent.FormAdded f:
                    Change(e.StreamId, c => c.Forms.Add(f.Form), writer);
                    break;
                case FilingEvent.PaperAttached p:
                    Change(e.StreamId, c => c.Papers.Add(p.Document), writer);
                    break;
                case FilingEvent.PaperRemoved p:
                    Change(e.StreamId, c => c.Papers.RemoveAll(d => d.Id == p.Document), writer);
                    break;
                case FilingEvent.ComponentStated s:
                    Change(
                        e.StreamId,
                        c =>
                        {
                            c.Statements.RemoveAll(x => x.Component == s.Statement.Component);
                            c.Statements.Add(s.Statement);
                        },
                        writer
                    );
                    break;
                case DossierEvent.Opened o:
                    Change(o.Filing.Value, c => c.Opened.Add(new(e.StreamId)), writer);
                    break;
                default:
                    break; // a dossier's further fate is told by its own view
            }
        }
    }

    private void Open(ViewEvent e, FilingEvent.Opened o, ViewWriter writer)
    {
        var content = new FilingContent { Paper = o.Paper, Forms = [.. o.Forms] };
        writer
            .Sql(Add)
            .Run(
                e.StreamId,
                writer.Word(o.Unit.Value),
                writer.Word(o.Plan.Value),
                writer.Word(o.Type.Value),
                (int)o.Secrecy,
                o.PreparedBy.Value,
                e.Metadata.At,
                content.Forms.Count,
                JsonSerializer.SerializeToUtf8Bytes(content, ViewJson.Default.FilingContent)
            );
        var row = writer.LastRow;
        foreach (var unit in units.SelfAndAbove(o.Unit, VietnamTime.DateOf(e.Metadata.At)))
        {
            writer.Sql(AddUnit).Run(writer.Word(unit.Value), row);
        }
    }

    private void TakeOver(ViewEvent e, FilingEvent.TakenOver over, ViewWriter writer)
    {
        var find = writer.Sql(FindRow);
        var row = find.One(e.StreamId) ? find.Long(0) : (long?)null;
        find.Reset();
        if (row is not { } known)
        {
            return;
        }

        writer.Sql(SetUnit).Run(known, writer.Word(over.To.Value));
        foreach (var unit in units.SelfAndAbove(over.To, VietnamTime.DateOf(e.Metadata.At)))
        {
            writer.Sql(AddUnit).Run(writer.Word(unit.Value), known);
        }
    }

    // A dossier may name a filing that is not there (older tests, imports): nothing to say about it then.
    private static void Change(Guid id, Action<FilingContent> change, ViewWriter writer)
    {
        var read = writer.Sql(Read);
        if (!read.One(id))
        {
            return;
        }

        var content = JsonSerializer.Deserialize(read.Bytes(0), ViewJson.Default.FilingContent)!;
        read.Reset();
        change(content);
        writer.Sql(Write).Run(id, content.Forms.Count, JsonSerializer.SerializeToUtf8Bytes(content, ViewJson.Default.FilingContent));
    }
}

/// <summary>Reads filings.</summary>
public sealed class FilingQueries(ViewDatabase database)
{
    private const string Columns = "f.id, f.unit, f.plan, f.type, f.secrecy, f.prepared_by, f.opened_at, f.forms";

    /// <summary>Filings of the units and those under them, newest first.</summary>
    public Page<FilingRow> List(IReadOnlyList<UnitId> units, string? after = null, int limit = 50)
    {
        using var view = database.Read(Filings.ViewName);
        var (rows, next) = Keyset.Descending(
            units,
            (unit, below, look) =>
                view.Sql("SELECT row FROM filing_unit~ WHERE unit = ?1 AND row < ?2 ORDER BY row DESC LIMIT ?3")
                    .With(view.Words.Find(unit.Value), below, look),
            _ => true,
            after,
            Math.Clamp(limit, 1, 200)
        );
        var read = view.Sql($"SELECT {Columns} FROM filing~ f WHERE f.row = ?1");
        return new(Keyset.Rows(rows, read, r => RowOf(r, view.Words)), next);
    }

    /// <summary>One filing; null where the view has none of this id.</summary>
    public FilingDetail? Find(FilingId id)
    {
        using var view = database.Read(Filings.ViewName);
        var read = view.Sql($"SELECT {Columns}, f.json FROM filing~ f WHERE f.id = ?1");
        if (!read.One(id.Value))
        {
            return null;
        }

        var row = RowOf(read, view.Words);
        var content = JsonSerializer.Deserialize(read.Bytes(8), ViewJson.Default.FilingContent)!;
        read.Reset();
        return new(
            row,
            content.Paper,
            [.. content.Forms.Select(f => new FilingFormView(f.Form, f.Dossier, content.Opened.Contains(f.Dossier)))],
            content.Papers,
            content.Statements
        );
    }

    private static FilingRow RowOf(Statement read, Words words) =>
        new(
            new(read.Id(0)),
            new(words.Text(read.Int(1))),
            new(words.Text(read.Int(2))),
            new(words.Text(read.Int(3))),
            (Secrecy)read.Int(4),
            new(read.Id(5)),
            read.Instant(6),
            read.Int(7)
        );
}
