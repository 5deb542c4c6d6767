using System.Collections.Concurrent;
using MassTransit;
using PhongTrao.Host.Composition;
using PhongTrao.Projections.Reactors;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Messaging;

/// <summary>
/// Hands messages to the transport. With RabbitMQ a message is safe when the broker has confirmed it; in memory nothing outlives the
/// process, so there it is safe only when the consumer has taken it in or put it aside.
/// </summary>
internal sealed class Channel(IBusControl bus, Awaited awaited, Settings settings, TimeProvider realClock) : IMessageChannel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly bool _isVolatile = settings.Broker is null;

    /// <inheritdoc/>
    public Task PublishAsync(IntegrationEvent message, CancellationToken cancellationToken) =>
        HandOverAsync(message, cancel => bus.Publish(message, context => Stamp(context, message), cancel), cancellationToken);

    /// <inheritdoc/>
    public Task SendAsync(ConsumerCode consumer, IntegrationEvent message, CancellationToken cancellationToken) =>
        HandOverAsync(
            message,
            async cancel =>
            {
                var queue = await bus.GetSendEndpoint(new Uri($"queue:{consumer.Value}"));
                await queue.Send(message, context => Stamp(context, message), cancel);
            },
            cancellationToken
        );

    private async Task HandOverAsync(IntegrationEvent message, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(Patience, realClock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            // Until the queues are bound to it, the exchange would let messages fall.
            await bus.WaitForHealthStatus(BusHealthStatus.Healthy, either.Token);
            if (_isVolatile)
            {
                await awaited.AfterAsync(message.Id, send, either.Token);
            }
            else
            {
                await send(either.Token);
            }
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("The message broker does not answer.", e);
        }
    }

    private static void Stamp(SendContext context, IntegrationEvent message)
    {
        context.MessageId = Guid.ParseExact(message.Id, "N");
        context.ContentType = new System.Net.Mime.ContentType(CloudEvents.MediaType);
    }
}

/// <summary>Messages that somebody in this process waits for until its consumer is done with them.</summary>
internal sealed class Awaited
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _open = new(StringComparer.Ordinal);

    /// <summary>Sends a message and ends when the consumer is done with it.</summary>
    internal async Task AfterAsync(string messageId, Func<CancellationToken, Task> send, CancellationToken cancellationToken)
    {
        var done = _open.GetOrAdd(messageId, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        try
        {
            await send(cancellationToken);
            await done.Task.WaitAsync(cancellationToken);
        }
        finally
        {
            _open.TryRemove(messageId, out _);
        }
    }

    /// <summary>The consumer is done with a message, one way or the other.</summary>
    internal void Done(string messageId)
    {
        if (_open.TryGetValue(messageId, out var open))
        {
            open.TrySetResult();
        }
    }
}
