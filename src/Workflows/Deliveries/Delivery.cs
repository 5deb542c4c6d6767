using System.Collections.Immutable;
using System.Globalization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Deliveries;

/// <summary>
/// Messages that a consumer gave up on, and those sent again: stream <c>delivery-{day}</c>, one a day in Hà Nội. The message
/// itself is not kept: it is made again from the event it tells of.
/// </summary>
public abstract record DeliveryEvent
{
    private DeliveryEvent() { }

    /// <summary>A consumer gave up on a message.</summary>
    /// <param name="Message">Id of the message, which is that of the event it tells of.</param>
    /// <param name="Consumer">Who gave up: the name of its queue.</param>
    /// <param name="Stream">Where the event stands.</param>
    /// <param name="Revision">Its revision there, from 0.</param>
    /// <param name="Tries">How often it was tried this time, at least 1.</param>
    /// <param name="Fault">Kind of the last fault; never its text, which may tell of people.</param>
    public sealed record GivenUp(Guid Message, ConsumerCode Consumer, PublicText Stream, long Revision, int Tries, PublicText Fault)
        : DeliveryEvent;

    /// <summary>Gửi lại: somebody has it sent to that consumer once more.</summary>
    public sealed record SentAgain(Guid Message, ConsumerCode Consumer, PublicText Stream, long Revision) : DeliveryEvent;
}

/// <summary>What can be asked of a day's deliveries.</summary>
public abstract record DeliveryCommand
{
    private DeliveryCommand() { }

    /// <summary>Records that a consumer gave up.</summary>
    public sealed record GiveUp(Guid Message, ConsumerCode Consumer, PublicText Stream, long Revision, int Tries, PublicText Fault)
        : DeliveryCommand;

    /// <summary>Has a message sent again to the consumer that gave up on it.</summary>
    public sealed record SendAgain(Guid Message, ConsumerCode Consumer) : DeliveryCommand;
}

/// <summary>Why a delivery is refused.</summary>
public static class DeliveryRefusals
{
    /// <summary>No consumer of that name has given up on that message that day, or it was sent again since. Arguments: message, consumer.</summary>
    public const string NotGivenUp = "delivery.not-given-up";
}

/// <summary>A message that waits to be sent again.</summary>
/// <param name="Stream">Where its event stands.</param>
/// <param name="Revision">Its revision there.</param>
public sealed record UndeliveredMessage(PublicText Stream, long Revision);

/// <summary>A day's deliveries as their events leave them.</summary>
public sealed record Delivery
{
    /// <summary>Before the first event.</summary>
    public static Delivery None { get; } = new();

    /// <summary>What waits to be sent again, by message and consumer.</summary>
    public ImmutableDictionary<(Guid Message, ConsumerCode Consumer), UndeliveredMessage> Waiting { get; private init; } =
        ImmutableDictionary<(Guid, ConsumerCode), UndeliveredMessage>.Empty;

    /// <summary>How often each message was sent again that day.</summary>
    public ImmutableDictionary<(Guid Message, ConsumerCode Consumer), int> SentAgain { get; private init; } =
        ImmutableDictionary<(Guid, ConsumerCode), int>.Empty;

    /// <summary>Folds one event.</summary>
    public static Delivery Evolve(Delivery state, DeliveryEvent @event) =>
        @event switch
        {
            DeliveryEvent.GivenUp e => state with { Waiting = state.Waiting.SetItem((e.Message, e.Consumer), new(e.Stream, e.Revision)) },
            DeliveryEvent.SentAgain e => state with
            {
                Waiting = state.Waiting.Remove((e.Message, e.Consumer)),
                SentAgain = state.SentAgain.SetItem(
                    (e.Message, e.Consumer),
                    state.SentAgain.GetValueOrDefault((e.Message, e.Consumer)) + 1
                ),
            },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<DeliveryEvent> Decide(DeliveryCommand command, CommandContext by, Delivery state) =>
        command switch
        {
            DeliveryCommand.GiveUp c => state.Waiting.ContainsKey((c.Message, c.Consumer))
                ? Decision<DeliveryEvent>.Nothing
                : new DeliveryEvent.GivenUp(c.Message, c.Consumer, c.Stream, c.Revision, c.Tries, c.Fault),
            DeliveryCommand.SendAgain c => state.Waiting.GetValueOrDefault((c.Message, c.Consumer)) is { } waiting
                ? new DeliveryEvent.SentAgain(c.Message, c.Consumer, waiting.Stream, waiting.Revision)
                : Refusal.Of(
                    DeliveryRefusals.NotGivenUp,
                    ("message", c.Message.ToString("N", CultureInfo.InvariantCulture)),
                    ("consumer", c.Consumer.Value)
                ),
        };
}
