using PhongTrao.Projections.Reactors;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Projections;

/// <summary>What became of a message that came in.</summary>
public enum Intake
{
    /// <summary>The next of its stream: to be acted on.</summary>
    Next,

    /// <summary>It came before: to be passed over.</summary>
    Repeated,

    /// <summary>One before it is missing: must not be acted on.</summary>
    Gap,
}

/// <summary>How a consumer is doing.</summary>
/// <param name="Taken">Messages acted on.</param>
/// <param name="Repeated">Messages that came again and were passed over.</param>
/// <param name="LastAt">When one last came, UTC; null before the first.</param>
public sealed record IntakeCounts(long Taken, long Repeated, DateTimeOffset? LastAt);

/// <summary>
/// The documented rule of a consumer (<c>docs/messages.md</c>): it keeps, for each stream, the revision of the message it acted
/// on last. A message at or below it came before and is passed over; one whose previous revision is another than the kept one
/// has a gap before it and is refused; the rest are acted on. So whatever is lost, repeated or overtaken on the way, a stream's
/// events are acted on in their order, each once. Kept in <c>views.db</c> beside the forwarder's checkpoint: both are lost together,
/// and then everything comes again from the start.
/// </summary>
public sealed class Inbox(ViewDatabase database, ConsumerCode consumer)
{
    private const string Kept = "SELECT revision FROM inbox WHERE consumer = ?1 AND stream = ?2";
    private const string Keep = """
        INSERT INTO inbox (consumer, stream, revision) VALUES (?1, ?2, ?3) ON CONFLICT (consumer, stream) DO UPDATE SET revision = ?3
        """;
    private const string Count = """
        INSERT INTO intake (consumer, taken, repeated, at) VALUES (?1, ?2, ?3, ?4)
        ON CONFLICT (consumer) DO UPDATE SET taken = taken + ?2, repeated = repeated + ?3, at = ?4
        """;

    /// <summary>Whose it is.</summary>
    public ConsumerCode Consumer => consumer;

    /// <summary>Judges a message and, in the same transaction, remembers it.</summary>
    /// <param name="message">What came.</param>
    /// <param name="at">When, UTC.</param>
    /// <exception cref="ViewDatabaseException">It could not be remembered: nothing has been, and it may come again.</exception>
    public Intake Take(IntegrationEvent message, DateTimeOffset at)
    {
        lock (database.WriteLock)
        {
            var writer = database.Writer;
            var read = writer.Prepare(Kept);
            long? kept = read.One(consumer.Value, message.Stream) ? read.Long(0) : null;
            read.Reset();
            var intake =
                kept >= message.Revision ? Intake.Repeated
                : kept != message.Previousrevision ? Intake.Gap
                : Intake.Next;
            if (intake is Intake.Gap)
            {
                return intake;
            }

            writer.Execute("SAVEPOINT intake");
            try
            {
                var isNext = intake is Intake.Next;
                if (isNext)
                {
                    writer.Prepare(Keep).Run(consumer.Value, message.Stream, message.Revision);
                }

                writer.Prepare(Count).Run(consumer.Value, isNext ? 1 : 0, isNext ? 0 : 1, at);
                writer.Execute("RELEASE intake");
                return intake;
            }
            catch
            {
                writer.Execute("ROLLBACK TO intake");
                writer.Execute("RELEASE intake");
                throw;
            }
        }
    }

    /// <summary>How it is doing.</summary>
    public IntakeCounts Counts()
    {
        using var view = database.ReadShared();
        var read = view.Sql("SELECT taken, repeated, at FROM intake WHERE consumer = ?1");
        var counts = read.One(consumer.Value) ? new IntakeCounts(read.Long(0), read.Long(1), read.Instant(2)) : new(0, 0, null);
        read.Reset();
        return counts;
    }
}
