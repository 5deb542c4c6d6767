namespace PhongTrao.Workflows.Kernel;

/// <summary>What a Decide answers: events to record, or a refusal. Never an exception for anything a person can cause.</summary>
public abstract record Decision<TEvent>
{
    private Decision() { }

    /// <summary>The events to record; none where the command changes nothing (it was repeated).</summary>
    public sealed record Accepted(IReadOnlyList<TEvent> Events) : Decision<TEvent>;

    /// <summary>The command is not allowed as things stand; nothing is recorded.</summary>
    public sealed record Refused(Refusal Refusal) : Decision<TEvent>;

    /// <summary>Lets a Decide return one event.</summary>
    public static implicit operator Decision<TEvent>(TEvent @event) => new Accepted([@event]);

    /// <summary>Lets a Decide return a list of events.</summary>
    public static implicit operator Decision<TEvent>(List<TEvent> events) => new Accepted(events);

    /// <summary>Lets a Decide return a refusal.</summary>
    public static implicit operator Decision<TEvent>(Refusal refusal) => new Refused(refusal);

    /// <summary>Nothing to record.</summary>
    public static Decision<TEvent> Nothing { get; } = new Accepted([]);
}

/// <summary>
/// Why a command was not carried out: a stable code and its arguments. Sentences for people live in the Host's resource
/// files under the same code.
/// </summary>
/// <param name="Code">Lower case, "area.reason", never changed once released.</param>
/// <param name="Arguments">Values the sentence needs: codes, numbers, dates as yyyy-MM-dd; never personal data.</param>
public sealed record Refusal(string Code, IReadOnlyDictionary<string, string> Arguments)
{
    /// <summary>A refusal with arguments.</summary>
    public static Refusal Of(string code, params (string Name, string Value)[] arguments) =>
        new(code, arguments.ToDictionary(a => a.Name, a => a.Value, StringComparer.Ordinal));
}
