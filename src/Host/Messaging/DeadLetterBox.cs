using System.Globalization;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Deliveries;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Messaging;

/// <summary>Messages that a consumer gave up on: put aside in the log, sent again when a person says so.</summary>
public sealed class DeadLetterBox(CommandRunner runner, DomainClock clock, DeadLetterQueries queries)
{
    private const int MostAtOnce = 1_000;

    /// <summary>What waits, in the order in which it must be sent again.</summary>
    public IReadOnlyList<DeadLetter> Waiting(int limit = 200) => queries.Waiting(limit);

    /// <summary>One that waits; null: it does not.</summary>
    public DeadLetter? Find(Guid message, ConsumerCode consumer) => queries.Find(message, consumer);

    /// <summary>How many wait.</summary>
    public int Count() => queries.Count();

    /// <summary>Records that a consumer gave up. The same failure may be put here again: it is recorded once.</summary>
    /// <exception cref="InvalidOperationException">It could not be recorded.</exception>
    internal async Task PutAsync(ConsumerCode consumer, IntegrationEvent message, Exception fault, CancellationToken cancellationToken)
    {
        var id = Guid.ParseExact(message.Id, "N");
        var cause = fault.GetBaseException();
        var command = new DeliveryCommand.GiveUp(
            id,
            consumer,
            new(message.Stream),
            message.Revision,
            cause is GapException ? 1 : Messaging.Tries,
            new(cause.GetType().Name)
        );
        var now = clock.GetUtcNow();
        var stream = Bindings.DeliveryStream(VietnamTime.DateOf(now));
        // Each giving up is a fact of its own: how often it has happened makes the id.
        var times = await TimesAsync(stream, id, consumer, cancellationToken);
        var commandId = DerivedId.From(id, string.Create(CultureInfo.InvariantCulture, $"given-up:{consumer.Value}:{times}"));
        var result = await runner.RunAsync(
            Bindings.Delivery,
            stream,
            command,
            new CommandContext(commandId, now, CommandContext.System, null, commandId, id),
            cancellationToken: cancellationToken
        );
        if (result is not (RunResult<Delivery>.Recorded or RunResult<Delivery>.Unchanged))
        {
            throw new InvalidOperationException($"That {consumer} gave up on {message.Id} was not recorded: {result.GetType().Name}.");
        }
    }

    /// <summary>Has one message sent again.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="letter">What waits.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Refusal?> SendAgainAsync(Caller caller, DeadLetter letter, CancellationToken cancellationToken)
    {
        var context = new CommandContext(
            DerivedId.From(caller.CommandId, $"{letter.Message:N} {letter.Consumer}"),
            clock.GetUtcNow(),
            caller.Person.Account,
            null,
            caller.CommandId,
            ClientAddress: caller.ClientAddress
        );
        var result = await runner.RunAsync(
            Bindings.Delivery,
            Bindings.DeliveryStream(letter.Day),
            new DeliveryCommand.SendAgain(letter.Message, letter.Consumer),
            context,
            cancellationToken: cancellationToken
        );
        return result is RunResult<Delivery>.Refused refused ? refused.Refusal : null;
    }

    /// <summary>Has everything sent again that waits, stream by stream in its order; tells how many.</summary>
    public async Task<int> SendAllAgainAsync(Caller caller, CancellationToken cancellationToken)
    {
        var sent = 0;
        foreach (var letter in queries.Waiting(MostAtOnce))
        {
            sent += await SendAgainAsync(caller, letter, cancellationToken) is null ? 1 : 0;
        }

        return sent;
    }

    private async ValueTask<int> TimesAsync(
        Workflows.Store.StreamName stream,
        Guid message,
        ConsumerCode consumer,
        CancellationToken cancellationToken
    ) =>
        await runner.LoadAsync(Bindings.Delivery, stream, cancellationToken) is var (state, _)
            ? state.SentAgain.GetValueOrDefault((message, consumer))
            : 0;
}
