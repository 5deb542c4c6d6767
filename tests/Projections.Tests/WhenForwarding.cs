using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Projections.Reactors;
using PhongTrao.Workflows.Deliveries;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>Others are told everything in order, whatever happens to the broker; and whoever follows the documented rule acts in order.</summary>
public sealed class WhenForwarding
{
    private static readonly ConsumerCode Consumer = new("somebody");

    [Fact]
    public async Task Tells_what_the_contract_names_with_the_revision_before_it()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        await Histories.WriteAsync(script, 3);
        var channel = new Channel();
        using var folder = new TempFolder();

        await ForwardAsync(store, channel, folder);

        var log = await LogAsync(store);
        channel.Sent.Select(m => (m.Stream, m.Revision)).ShouldBe(log.Select(e => (e.Stream.Value, e.Revision.Value)));
        foreach (var stream in channel.Sent.GroupBy(m => m.Stream))
        {
            stream.Select(m => m.Previousrevision).ShouldBe(stream.Select(m => (long?)m.Revision).Prepend(null).SkipLast(1));
        }

        channel.Sent.ShouldAllBe(m => m.Id.Length == 32 && IntegrationEvent.Types.Contains(m.Type));
        System.Text.Json.JsonSerializer.Serialize(channel.Sent).ShouldNotContain("Nguyễn");
    }

    [Fact]
    public async Task A_broker_that_fails_and_a_service_that_stops_lose_nothing()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        var random = new Random(4);
        var channel = new Channel
        {
            // Half of what fails has arrived all the same.
            Fails = m => random.Next(3) == 0,
            ArrivesAllTheSame = _ => random.Next(2) == 0,
        };
        for (var i = 0; i < 6; i++)
        {
            await Histories.WriteAsync(script, 2, from: 2 * i);
            await ForwardAsync(store, channel, folder);
        }

        var told = await LogAsync(store);
        channel.Sent.Count.ShouldBeGreaterThan(told.Count, "something must have been sent twice");
        using var database = new ViewDatabase(folder.Views);
        var inbox = new Inbox(database, Consumer);
        var taken = channel.Sent.Where(m => inbox.Take(m, script.Now) is Intake.Next).Select(m => (m.Stream, m.Revision));
        taken.ShouldBe(told.Select(e => (e.Stream.Value, e.Revision.Value)));
    }

    [Fact]
    public async Task What_was_given_up_is_sent_to_that_consumer_again_and_to_nobody_else()
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        await Histories.WriteAsync(script, 1);
        var lost = (await LogAsync(store))[1];
        var channel = new Channel();
        await ForwardAsync(store, channel, folder);
        var published = channel.Sent.Count;
        var (stream, revision) = (new PublicText(lost.Stream.Value), lost.Revision.Value);
        await script.WriteAsync(
            "delivery-2025-04-14",
            new DeliveryEvent.GivenUp(lost.EventId, Consumer, stream, revision, 6, new("TimeoutException")),
            new DeliveryEvent.SentAgain(lost.EventId, Consumer, stream, revision)
        );

        await ForwardAsync(store, channel, folder);

        channel.Sent.Count.ShouldBe(published);
        var (to, message) = channel.SentAgain.ShouldHaveSingleItem();
        to.ShouldBe(Consumer);
        message.Id.ShouldBe(lost.EventId.ToString("N"));
        message.ShouldBeEquivalentTo(channel.Sent[1] with { Data = message.Data });
    }

    /// <summary>Whatever is lost, repeated or overtaken: a stream's messages are acted on in order, each once, none passed over.</summary>
    [Fact]
    public void The_rule_never_acts_out_of_order()
    {
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        var run = 0;
        Prop.ForAll<int[]>(
                Gen.Choose(0, 5).ArrayOf(60).ToArbitrary(),
                deliveries =>
                {
                    var inbox = new Inbox(database, new($"run-{run++}"));
                    // Two streams of three messages each, delivered in any order, any number of times, or not at all.
                    var messages = Enumerable.Range(0, 6).Select(i => Message($"dossier-{i / 3}", i % 3)).ToList();
                    var acted = new List<IntegrationEvent>();
                    foreach (var message in deliveries.Select(d => messages[d]).Concat(messages))
                    {
                        if (inbox.Take(message, DateTimeOffset.UnixEpoch) is Intake.Next)
                        {
                            acted.Add(message);
                        }
                    }

                    return acted.Count == 6
                        && acted.GroupBy(m => m.Stream).All(s => s.Select(m => m.Revision).SequenceEqual([7L, 14L, 21L]));
                }
            )
            .QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_day_s_deliveries_are_decided_once_each()
    {
        var by = new CommandContext(Guid.NewGuid(), DateTimeOffset.UnixEpoch, CommandContext.System, null, Guid.NewGuid());
        var id = Script.Id("message");
        var giveUp = new DeliveryCommand.GiveUp(id, Consumer, new("dossier-1"), 3, 6, new("TimeoutException"));
        var again = new DeliveryCommand.SendAgain(id, Consumer);
        var state = Delivery.None;

        Decide(again).ShouldBeOfType<Decision<DeliveryEvent>.Refused>().Refusal.Code.ShouldBe(DeliveryRefusals.NotGivenUp);
        Act(giveUp).ShouldBe([new DeliveryEvent.GivenUp(id, Consumer, new("dossier-1"), 3, 6, new("TimeoutException"))]);
        Act(giveUp).ShouldBeEmpty("once is enough");
        Act(again).ShouldBe([new DeliveryEvent.SentAgain(id, Consumer, new("dossier-1"), 3)]);
        Decide(again).ShouldBeOfType<Decision<DeliveryEvent>.Refused>();
        Act(giveUp).Count.ShouldBe(1, "it may be given up on again");
        state.SentAgain[(id, Consumer)].ShouldBe(1);

        Decision<DeliveryEvent> Decide(DeliveryCommand command) => Delivery.Decide(command, by, state);

        IReadOnlyList<DeliveryEvent> Act(DeliveryCommand command)
        {
            var events = Decide(command).ShouldBeOfType<Decision<DeliveryEvent>.Accepted>().Events;
            state = events.Aggregate(state, Delivery.Evolve);
            return events;
        }
    }

    private static IntegrationEvent Message(string stream, int place) =>
        new(
            "1.0",
            Script.Id($"{stream} {place}").ToString("N"),
            IntegrationEvent.Origin,
            IntegrationEvent.Types[0],
            stream,
            DateTimeOffset.UnixEpoch,
            "application/json",
            stream,
            7 * (place + 1),
            place == 0 ? null : 7 * place,
            []
        );

    private static async Task ForwardAsync(IEventStore store, Channel channel, TempFolder folder)
    {
        using var database = new ViewDatabase(folder.Views);
        await using var forwarder = new Forwarder(database, store, channel, new NoPause());
        await forwarder.StartAsync();
        (await forwarder.WaitAsync((await store.HeadAsync())!.Value, TimeSpan.FromMinutes(1))).ShouldBeTrue();
    }

    private static async Task<List<RecordedEvent>> LogAsync(IEventStore store)
    {
        var told = new List<RecordedEvent>();
        await foreach (var e in ChainVerifier.LogOf(store))
        {
            if (IntegrationEvent.IsTold(e.Type))
            {
                told.Add(e);
            }
        }

        return told;
    }

    /// <summary>What went out, and what goes wrong on the way.</summary>
    private sealed class Channel : IMessageChannel
    {
        public List<IntegrationEvent> Sent { get; } = [];

        public List<(ConsumerCode To, IntegrationEvent Message)> SentAgain { get; } = [];

        public Func<IntegrationEvent, bool> Fails { get; init; } = _ => false;

        public Func<IntegrationEvent, bool> ArrivesAllTheSame { get; init; } = _ => false;

        public Task PublishAsync(IntegrationEvent message, CancellationToken cancellationToken)
        {
            var fails = Fails(message);
            if (!fails || ArrivesAllTheSame(message))
            {
                Sent.Add(message);
            }

            return fails ? throw new TimeoutException("The broker does not answer.") : Task.CompletedTask;
        }

        public Task SendAsync(ConsumerCode consumer, IntegrationEvent message, CancellationToken cancellationToken)
        {
            SentAgain.Add((consumer, message));
            return Task.CompletedTask;
        }
    }

    /// <summary>Pauses end at once.</summary>
    private sealed class NoPause : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.FromSeconds(5) ? dueTime : TimeSpan.Zero, period);
    }
}
