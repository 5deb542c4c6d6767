using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Projections.Views;

/// <summary>Long work in a list.</summary>
/// <param name="Owner">Who ordered it.</param>
/// <param name="Total">How many parts it has; 0: nobody can say.</param>
/// <param name="Done">How many are behind it, as recorded last.</param>
/// <param name="Refused">How many of them were refused.</param>
public sealed record JobRow(
    JobId Id,
    JobKind Kind,
    AccountId Owner,
    UnitId Unit,
    int Total,
    int Done,
    int Refused,
    JobState State,
    DateTimeOffset StartedAt,
    DateTimeOffset ChangedAt
);

/// <summary>Việc chạy nền: long work, by whoever ordered it; and what of it is still to be done.</summary>
public sealed class Jobs : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "jobs";

    private const string Add = """
        INSERT OR IGNORE INTO job~ (id, kind, owner, unit, total, done, refused, state, started, changed) VALUES (?1, ?2, ?3, ?4, ?5, 0, 0, 0, ?6, ?6)
        """;
    private const string Advance = "UPDATE job~ SET done = max(done, ?2), refused = refused + ?3, state = ?4, changed = ?5 WHERE id = ?1";
    private const string End = "UPDATE job~ SET state = ?2, changed = ?3 WHERE id = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS job~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, kind INTEGER NOT NULL, owner BLOB NOT NULL, unit INTEGER NOT NULL,
                total INTEGER NOT NULL, done INTEGER NOT NULL, refused INTEGER NOT NULL, state INTEGER NOT NULL, started INTEGER NOT NULL,
                changed INTEGER NOT NULL);
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        "CREATE INDEX IF NOT EXISTS job_owner~ ON job~ (owner, row)",
        "CREATE INDEX IF NOT EXISTS job_running~ ON job~ (row) WHERE state = 0",
        "CREATE INDEX IF NOT EXISTS job_kind~ ON job~ (kind, row)",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "job";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch ((JobEvent)e.Body)
            {
                case JobEvent.Started s:
                    writer
                        .Sql(Add)
                        .Run(e.StreamId, writer.Word(s.Kind.Value), s.Owner.Value, writer.Word(s.Unit.Value), s.Total, e.Metadata.At);
                    break;
                case JobEvent.Advanced a:
                    writer.Sql(Advance).Run(e.StreamId, a.Done, a.Refused?.Count ?? 0, (int)JobState.Running, e.Metadata.At);
                    break;
                case JobEvent.Finished f:
                    writer.Sql(Advance).Run(e.StreamId, f.Done, f.Refused?.Count ?? 0, (int)JobState.Finished, e.Metadata.At);
                    break;
                case JobEvent.Cancelled:
                    writer.Sql(End).Run(e.StreamId, (int)JobState.Cancelled, e.Metadata.At);
                    break;
                case JobEvent.Failed:
                    writer.Sql(End).Run(e.StreamId, (int)JobState.Failed, e.Metadata.At);
                    break;
            }
        }
    }
}

/// <summary>Reads long work.</summary>
public sealed class JobQueries(ViewDatabase database)
{
    private const string Columns = "SELECT id, kind, owner, unit, total, done, refused, state, started, changed, row FROM job~";

    /// <summary>What one person ordered, the last first.</summary>
    public Page<JobRow> Of(AccountId owner, string? after = null, int limit = 50)
    {
        using var view = database.Read(Jobs.ViewName);
        var below = long.TryParse(after, System.Globalization.CultureInfo.InvariantCulture, out var row) ? row : long.MaxValue;
        var most = Math.Clamp(limit, 1, 200);
        var read = view.Sql($"{Columns} WHERE owner = ?1 AND row < ?2 ORDER BY row DESC LIMIT ?3").With(owner.Value, below, most + 1);
        var (rows, last) = (new List<JobRow>(), 0L);
        var more = false;
        while (read.Step())
        {
            more = rows.Count == most;
            if (!more)
            {
                rows.Add(RowOf(read, view.Words));
                last = read.Long(10);
            }
        }

        read.Reset();
        return new(rows, more ? last.ToString(System.Globalization.CultureInfo.InvariantCulture) : null);
    }

    /// <summary>The last one of a kind, whoever ordered it; null: there was none.</summary>
    public JobRow? LastOf(JobKind kind)
    {
        using var view = database.Read(Jobs.ViewName);
        var read = view.Sql($"{Columns} WHERE kind = ?1 ORDER BY row DESC LIMIT 1");
        return read.One(view.Words.Find(kind.Value)) ? RowOf(read, view.Words) : null;
    }

    /// <summary>What has been ordered and is not over, the oldest first.</summary>
    public IReadOnlyList<JobId> Running()
    {
        using var view = database.Read(Jobs.ViewName);
        var read = view.Sql("SELECT id FROM job~ WHERE state = 0 ORDER BY row").With();
        var ids = new List<JobId>();
        while (read.Step())
        {
            ids.Add(new(read.Id(0)));
        }

        read.Reset();
        return ids;
    }

    private static JobRow RowOf(Statement read, Words words) =>
        new(
            new(read.Id(0)),
            new(words.Text(read.Int(1))),
            new(read.Id(2)),
            new(words.Text(read.Int(3))),
            read.Int(4),
            read.Int(5),
            read.Int(6),
            (JobState)read.Int(7),
            read.Instant(8),
            read.Instant(9)
        );
}
