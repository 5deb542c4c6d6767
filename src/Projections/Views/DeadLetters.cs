using PhongTrao.Workflows.Deliveries;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Projections.Views;

/// <summary>A message that a consumer gave up on and nobody has sent again since.</summary>
/// <param name="Message">Its id.</param>
/// <param name="Consumer">Who gave up.</param>
/// <param name="Day">Day in Hà Nội of the stream that records it.</param>
/// <param name="Stream">Where the event it tells of stands.</param>
/// <param name="Revision">That event's revision.</param>
/// <param name="Times">How often the consumer gave up on it, counting what was sent again.</param>
/// <param name="Fault">Kind of the last fault.</param>
/// <param name="At">When it last gave up, UTC.</param>
public sealed record DeadLetter(
    Guid Message,
    ConsumerCode Consumer,
    DateOnly Day,
    string Stream,
    long Revision,
    int Times,
    string Fault,
    DateTimeOffset At
);

/// <summary>Messages that consumers gave up on.</summary>
public sealed class DeadLetters : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "dead-letters";

    private const string GaveUp = """
        INSERT INTO dead_letter~ (message, consumer, day, stream, revision, times, fault, at, waiting) VALUES (?1, ?2, ?3, ?4, ?5, 1, ?6, ?7, 1)
        ON CONFLICT (message, consumer) DO UPDATE SET day = ?3, times = times + 1, fault = ?6, at = ?7, waiting = 1
        """;
    private const string SentAgain = "UPDATE dead_letter~ SET waiting = 0 WHERE message = ?1 AND consumer = ?2";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS dead_letter~ (
                message BLOB NOT NULL, consumer TEXT NOT NULL, day INTEGER NOT NULL, stream TEXT NOT NULL, revision INTEGER NOT NULL,
                times INTEGER NOT NULL, fault TEXT NOT NULL, at INTEGER NOT NULL, waiting INTEGER NOT NULL, PRIMARY KEY (message, consumer))
                WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    ["CREATE INDEX IF NOT EXISTS dead_letter_waiting~ ON dead_letter~ (stream, revision, consumer) WHERE waiting = 1"];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "delivery";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch ((DeliveryEvent)e.Body)
            {
                case DeliveryEvent.GivenUp g:
                    writer
                        .Sql(GaveUp)
                        .Run(
                            g.Message,
                            g.Consumer.Value,
                            DateOnly.ParseExact(e.Recorded.Stream.Id, "O", System.Globalization.CultureInfo.InvariantCulture),
                            g.Stream.Value,
                            g.Revision,
                            g.Fault.Value,
                            e.Metadata.At
                        );
                    break;
                case DeliveryEvent.SentAgain s:
                    writer.Sql(SentAgain).Run(s.Message, s.Consumer.Value);
                    break;
            }
        }
    }
}

/// <summary>Reads what waits to be sent again.</summary>
public sealed class DeadLetterQueries(ViewDatabase database)
{
    private const string Columns = "message, consumer, day, stream, revision, times, fault, at";

    /// <summary>What waits, in the order in which it must be sent again: stream by stream, oldest event first.</summary>
    /// <param name="limit">At most so many, at least 1.</param>
    public IReadOnlyList<DeadLetter> Waiting(int limit = 200)
    {
        using var view = database.Read(DeadLetters.ViewName);
        return Read(
            view.Sql($"SELECT {Columns} FROM dead_letter~ WHERE waiting = 1 ORDER BY stream, revision, consumer LIMIT ?1").With(limit)
        );
    }

    /// <summary>One that waits; null: it does not.</summary>
    public DeadLetter? Find(Guid message, ConsumerCode consumer)
    {
        using var view = database.Read(DeadLetters.ViewName);
        var found = view.Sql($"SELECT {Columns} FROM dead_letter~ WHERE message = ?1 AND consumer = ?2 AND waiting = 1");
        return Read(found.With(message, consumer.Value)) is [var letter] ? letter : null;
    }

    /// <summary>How many wait.</summary>
    public int Count()
    {
        using var view = database.Read(DeadLetters.ViewName);
        var read = view.Sql("SELECT count(*) FROM dead_letter~ WHERE waiting = 1").With();
        read.Step();
        var count = read.Int(0);
        read.Reset();
        return count;
    }

    private static List<DeadLetter> Read(Statement read)
    {
        var found = new List<DeadLetter>();
        while (read.Step())
        {
            found.Add(
                new(read.Id(0), new(read.Text(1)), read.Day(2), read.Text(3), read.Long(4), read.Int(5), read.Text(6), read.Instant(7))
            );
        }

        return found;
    }
}
