using MassTransit;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Messaging;

/// <summary>A message came before the one it follows.</summary>
internal sealed class GapException(IntegrationEvent message)
    : Exception($"{message.Stream} {message.Revision}: the message of revision {message.Previousrevision} has not come.");

/// <summary>Takes in what the service itself has sent, by the documented rule.</summary>
internal sealed class Reconciler(Inbox inbox, Awaited awaited, TimeProvider realClock) : IConsumer<IntegrationEvent>
{
    public Task Consume(ConsumeContext<IntegrationEvent> context)
    {
        if (inbox.Take(context.Message, realClock.GetUtcNow()) is Intake.Gap)
        {
            throw new GapException(context.Message);
        }

        awaited.Done(context.Message.Id);
        return Task.CompletedTask;
    }
}

/// <summary>
/// The last stop of a message that its consumer cannot take: recorded in the log, where people see it and have it sent again. Where even
/// that fails the message stays with the broker and comes again. What is no message of ours goes on to the broker's own error queue.
/// </summary>
internal sealed class GivingUp(ConsumerCode consumer, DeadLetterBox letters, Awaited awaited) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (CloudEvents.Read(context) is not { } message)
        {
            await next.Send(context);
            return;
        }

        await letters.PutAsync(consumer, message, context.Exception, context.CancellationToken);
        awaited.Done(message.Id);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("givingUp");
}
