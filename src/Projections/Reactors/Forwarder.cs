using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Deliveries;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Reactors;

/// <summary>What carries messages to others.</summary>
public interface IMessageChannel
{
    /// <summary>Tells everybody who listens. Ends when the message cannot be lost any more; waits while the broker is away.</summary>
    /// <exception cref="TimeoutException">The broker did not take it in time; it may have all the same.</exception>
    Task PublishAsync(IntegrationEvent message, CancellationToken cancellationToken);

    /// <summary>Sends a message to one consumer alone, which had given up on it; otherwise the same.</summary>
    /// <exception cref="TimeoutException">The broker did not take it in time; it may have all the same.</exception>
    Task SendAsync(ConsumerCode consumer, IntegrationEvent message, CancellationToken cancellationToken);
}

/// <summary>
/// Tells other systems what has happened. The log is the outbox: this reads it in order after its checkpoint and hands over one
/// message after the other, each only when the one before is safe, so that the messages of a stream are sent in its order. What
/// was sent and not yet kept in the checkpoint is sent again after a crash: at least once, in order, never with a gap. Nobody
/// who records an event waits for it. Where the checkpoint was lost, everything is sent again from the start.
/// </summary>
public sealed class Forwarder(ViewDatabase database, IEventStore store, IMessageChannel channel, TimeProvider time)
    : Reactor(ReactorName, database, store, new("dossier-", "decision-", "reminder-", "duty-", "delivery-"), time, null)
{
    /// <summary>Permanent name.</summary>
    public const string ReactorName = "forwarder";

    private const int KeptStreams = 10_000;

    /// <summary>Revision last told of each stream, for those told of last.</summary>
    private readonly Dictionary<StreamName, long> _told = [];

    private protected override bool Concerns(RecordedEvent recorded) =>
        recorded.Stream.Category == "delivery" || IntegrationEvent.IsTold(recorded.Type);

    private protected override async ValueTask HandleAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        if (e.Body is DeliveryEvent delivery)
        {
            if (delivery is DeliveryEvent.SentAgain again)
            {
                await SendAgainAsync(again, cancellationToken).ConfigureAwait(false);
                Acted();
            }

            return;
        }

        await channel
            .PublishAsync(await MessageOfAsync(e, cancellationToken).ConfigureAwait(false), cancellationToken)
            .ConfigureAwait(false);
        if (_told.Count >= KeptStreams)
        {
            _told.Clear();
        }

        _told[e.Recorded.Stream] = e.Recorded.Revision.Value;
        Acted();
    }

    private protected override void StartsOver() => Database.Writer.Execute("DELETE FROM inbox");

    private async ValueTask SendAgainAsync(DeliveryEvent.SentAgain again, CancellationToken cancellationToken)
    {
        var found = await Store.ReadStreamAsync(new(again.Stream.Value), new(again.Revision), 1, cancellationToken).ConfigureAwait(false);
        if (found is [var recorded] && recorded.EventId == again.Message && IntegrationEvent.IsTold(recorded.Type))
        {
            var message = await MessageOfAsync(new ViewEvent(recorded), cancellationToken).ConfigureAwait(false);
            await channel.SendAsync(again.Consumer, message, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask<IntegrationEvent> MessageOfAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        var (stream, revision) = (e.Recorded.Stream, e.Recorded.Revision.Value);
        if (_told.TryGetValue(stream, out var told) && told < revision)
        {
            return IntegrationEvent.Of(e, told);
        }

        long? previous = null;
        if (revision > 0)
        {
            var before = await Store.ReadStreamAsync(stream, default, checked((int)revision), cancellationToken).ConfigureAwait(false);
            previous = before.LastOrDefault(b => IntegrationEvent.IsTold(b.Type))?.Revision.Value;
        }

        return IntegrationEvent.Of(e, previous);
    }
}
