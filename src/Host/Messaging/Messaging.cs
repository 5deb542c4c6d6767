using MassTransit;
using PhongTrao.Host.Composition;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Messaging;

/// <summary>
/// Messages to other systems: the forwarder hands them over in log order (<see cref="Forwarder"/>), MassTransit carries them, in
/// memory or through RabbitMQ. One consumer stands in the service itself: it takes everything in again by the documented rule, so that
/// whoever runs the service sees whether what was sent arrives, whole and in order.
/// </summary>
public static class Messaging
{
    /// <summary>The exchange to which everything is published, by topic: a message's type is its routing key.</summary>
    public const string Exchange = "phongtrao.events";

    /// <summary>Queue and name of the service's own consumer.</summary>
    public static ConsumerCode Reconciliation { get; } = new("phongtrao.reconciliation");

    /// <summary>How often a message is tried before the consumer gives up on it.</summary>
    internal const int Tries = 6;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(10);

    /// <summary>Registers the transport, the forwarder and the consumer.</summary>
    public static IServiceCollection AddMessaging(this IServiceCollection services, Settings settings)
    {
        services.AddSingleton(provider => new Inbox(provider.GetRequiredService<ViewDatabase>(), Reconciliation));
        services.AddSingleton<IMessageChannel>(provider => provider.GetRequiredService<Channel>());
        services.AddSingleton<Channel>();
        services.AddSingleton<Awaited>();
        services.AddSingleton<Broker>();
        services.AddSingleton(provider => new Forwarder(
            provider.GetRequiredService<ViewDatabase>(),
            provider.GetRequiredService<Workflows.Store.IEventStore>(),
            provider.GetRequiredService<IMessageChannel>(),
            provider.GetRequiredService<DomainClock>()
        ));
        services.AddSingleton<DeadLetterBox>();
        services.AddHostedService<Forwarding>();
        services.AddMassTransit(bus =>
        {
            bus.AddConsumer<Reconciler>();
            if (settings.Broker is { } broker)
            {
                bus.UsingRabbitMq(
                    (context, rabbit) =>
                    {
                        rabbit.Host(
                            broker,
                            host =>
                            {
                                host.PublisherConfirmation = true;
                                host.ConnectionName("PhongTrao");
                            }
                        );
                        Serialize(rabbit);
                        rabbit.Message<IntegrationEvent>(message => message.SetEntityName(Exchange));
                        rabbit.Publish<IntegrationEvent>(exchange => exchange.ExchangeType = "topic");
                        rabbit.Send<IntegrationEvent>(send => send.UseRoutingKeyFormatter(context => context.Message.Type));
                        rabbit.ReceiveEndpoint(
                            Reconciliation.Value,
                            queue =>
                            {
                                queue.Durable = true;
                                queue.ConfigureConsumeTopology = false;
                                queue.Bind(
                                    Exchange,
                                    binding =>
                                    {
                                        binding.ExchangeType = "topic";
                                        binding.RoutingKey = "#";
                                    }
                                );
                                Consume(queue, context);
                            }
                        );
                    }
                );
            }
            else
            {
                bus.UsingInMemory(
                    (context, memory) =>
                    {
                        Serialize(memory);
                        memory.Message<IntegrationEvent>(message => message.SetEntityName(Exchange));
                        memory.ReceiveEndpoint(Reconciliation.Value, queue => Consume(queue, context));
                    }
                );
            }
        });
        return services;
    }

    private static void Serialize(IBusFactoryConfigurator bus)
    {
        var cloudEvents = new CloudEvents();
        bus.ClearSerialization();
        bus.AddSerializer(cloudEvents);
        bus.AddDeserializer(cloudEvents, isDefault: true);
    }

    /// <summary>One message after the other; tried again with growing pauses, then put aside where people see it.</summary>
    private static void Consume(IReceiveEndpointConfigurator queue, IRegistrationContext context)
    {
        queue.PrefetchCount = 64;
        queue.ConcurrentMessageLimit = 1;
        queue.ConfigureError(error =>
        {
            error.UseFilter(
                new GivingUp(Reconciliation, context.GetRequiredService<DeadLetterBox>(), context.GetRequiredService<Awaited>())
            );
            error.UseFilter(new MassTransit.Middleware.ErrorTransportFilter()); // what is no message of ours
        });
        queue.UseMessageRetry(retry =>
        {
            retry.Exponential(Tries - 1, FirstPause, LongestPause, FirstPause);
            retry.Ignore<GapException>(); // waiting brings nothing: the queue keeps its order
        });
        queue.ConfigureConsumer<Reconciler>(context);
    }

    private sealed class Forwarding(Forwarder forwarder, ILogger<Forwarding> log) : IHostedService
    {
        public async Task StartAsync(CancellationToken cancellationToken)
        {
            await forwarder.StartAsync(cancellationToken);
            if (forwarder.StartedOverFrom is { } position)
            {
                log.LogWarning(
                    "The checkpoint {Position} of {Name} lies beyond the end of the log, which was restored from an older copy: everything is told again.",
                    position,
                    forwarder.Name
                );
            }
        }

        // The container ends it before the stores it reads.
        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
