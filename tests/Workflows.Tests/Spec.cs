using System.Text;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Tests;

/// <summary>
/// A test as a sentence: given what has happened, when somebody asks for something, then this is recorded or refused. Events are
/// compared as they are stored.
/// </summary>
internal sealed class Spec<TState, TCommand, TEvent>(Binding<TState, TCommand, TEvent> binding)
    where TState : class
    where TCommand : class
    where TEvent : class
{
    private readonly List<TEvent> _recorded = [];
    private int _commands;

    public TState State { get; private set; } = binding.Initial;

    /// <summary>Everything recorded so far.</summary>
    public IReadOnlyList<TEvent> Recorded => _recorded;

    /// <summary>What the last command led to.</summary>
    public IReadOnlyList<TEvent> Last { get; private set; } = [];

    public Refusal? Refused { get; private set; }

    /// <summary>The context of the last command, its id included.</summary>
    public CommandContext Context { get; private set; } = null!;

    /// <summary>It has happened that…; the command must be accepted.</summary>
    public Spec<TState, TCommand, TEvent> Given(CommandContext by, params TCommand[] commands)
    {
        foreach (var command in commands)
        {
            When(by, command);
            Refused.ShouldBeNull($"{command.GetType().Name} should have been accepted");
        }

        return this;
    }

    /// <summary>Somebody asks for something, under a command id of its own.</summary>
    public Spec<TState, TCommand, TEvent> When(CommandContext by, TCommand command)
    {
        Context = by with { CommandId = DerivedId.From(new Guid("5bec0000-0000-0000-0000-000000000000"), _commands++) };
        Last = [];
        Refused = null;
        switch (binding.Decide(command, Context, State))
        {
            case Decision<TEvent>.Refused refused:
                Refused = refused.Refusal;
                break;
            case Decision<TEvent>.Accepted { Events: { Count: > 0 } events }:
                var before = State;
                Fold(events);
                var more = binding.ContinueAsync is { } follow ? Now(follow(before, State, Context, default)) : [];
                Fold(more);
                Last = [.. events, .. more];
                break;
        }

        return this;
    }

    /// <summary>Exactly these events follow.</summary>
    public Spec<TState, TCommand, TEvent> Then(params TEvent[] events)
    {
        Refused.ShouldBeNull();
        Last.Select(Stored).ShouldBe(events.Select(Stored));
        return this;
    }

    /// <summary>Events of these types follow, in this order.</summary>
    public Spec<TState, TCommand, TEvent> ThenTypes(params Type[] types)
    {
        Refused.ShouldBeNull();
        Last.Select(e => e.GetType()).ShouldBe(types);
        return this;
    }

    /// <summary>The only event of its type that follows.</summary>
    public T Single<T>()
        where T : TEvent
    {
        Refused.ShouldBeNull();
        return Last.OfType<T>().ShouldHaveSingleItem();
    }

    /// <summary>It was done before: nothing is recorded and nothing refused.</summary>
    public Spec<TState, TCommand, TEvent> ThenNothing()
    {
        Refused.ShouldBeNull();
        Last.ShouldBeEmpty();
        return this;
    }

    /// <summary>Refused with this code and exactly these arguments.</summary>
    public Spec<TState, TCommand, TEvent> ThenRefused(string code, params (string Name, string Value)[] arguments)
    {
        Refused.ShouldNotBeNull();
        Refused.Code.ShouldBe(code);
        Refused.Arguments.ShouldBe(arguments.ToDictionary(a => a.Name, a => a.Value), ignoreOrder: true);
        return this;
    }

    /// <summary>An event as it is stored: name and payload.</summary>
    public string Stored(TEvent @event)
    {
        var (name, data) = EventTypes.Write(@event, binding.Category);
        return $"{name} {Encoding.UTF8.GetString(data)}";
    }

    private void Fold(IEnumerable<TEvent> events)
    {
        foreach (var e in events)
        {
            State = binding.Evolve(State, e);
            _recorded.Add(e);
        }
    }

    private static T Now<T>(ValueTask<T> task)
    {
        task.IsCompleted.ShouldBeTrue("a decision waits for nothing");
        return task.GetAwaiter().GetResult();
    }
}
