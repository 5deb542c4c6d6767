using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Execution;

/// <summary>
/// How one kind of aggregate is run: where its streams are, how it decides and evolves. Registering a new aggregate is one of
/// these and its rows in <see cref="EventTypes"/>.
/// </summary>
/// <param name="Category">First part of its streams' names.</param>
/// <param name="Initial">State of a stream without events.</param>
/// <param name="Evolve">Folds one event.</param>
/// <param name="Decide">Decides one command.</param>
/// <param name="ContinueAsync">
/// What follows from accepted events in the same append (the tasks a route engine opens); null where nothing does. A function
/// of the state before and after and the context alone.
/// </param>
/// <param name="DecisionRevision">
/// Revision of the last event that changes what a person decides on (the ETag); null: the last event's.
/// </param>
public sealed record Binding<TState, TCommand, TEvent>(
    string Category,
    TState Initial,
    Func<TState, TEvent, TState> Evolve,
    Func<TCommand, CommandContext, TState, Decision<TEvent>> Decide,
    Func<TState, TState, CommandContext, CancellationToken, ValueTask<IReadOnlyList<TEvent>>>? ContinueAsync = null,
    Func<TState, StreamRevision?>? DecisionRevision = null
)
    where TState : class
    where TCommand : class
    where TEvent : class
{
    /// <summary>The stream of one aggregate.</summary>
    public StreamName StreamOf(Guid id) => StreamName.For(Category, id);
}
