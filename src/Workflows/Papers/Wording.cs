using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Papers;

/// <summary>The text of a template, 1–65,536 characters of any kind; it holds words of papers and nobody's data.</summary>
[JsonConverter(typeof(CodeConverter<TemplateText>))]
public readonly record struct TemplateText : ICode<TemplateText>
{
    /// <summary>Longest text in characters.</summary>
    public const int Most = 65_536;

    private readonly string? _value;

    /// <exception cref="ArgumentException">Empty, or too long.</exception>
    public TemplateText(string value) =>
        _value = Fits(value) ? value : throw new ArgumentException("Not a template's text.", nameof(value));

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out TemplateText code)
    {
        var ok = Fits(text);
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;

    private static bool Fits(string? text) => !string.IsNullOrWhiteSpace(text) && text.Length <= Most;
}

/// <summary>How a kind of paper is worded here, beside what ships: stream <c>template-{kind}</c>.</summary>
public abstract record WordingEvent
{
    private WordingEvent() { }

    /// <summary>A template of our own holds for papers from a day on.</summary>
    /// <param name="From">First day, by the date of the paper.</param>
    /// <param name="Text">The template; it was read before without a fault.</param>
    public sealed record Replaced(DateOnly From, TemplateText Text) : WordingEvent;

    /// <summary>The one of that first day holds no more.</summary>
    public sealed record Restored(DateOnly From) : WordingEvent;
}

/// <summary>What can be asked of it.</summary>
public abstract record WordingCommand
{
    private WordingCommand() { }

    /// <summary>Sets the template for papers from a day on.</summary>
    public sealed record Replace(DateOnly From, TemplateText Text) : WordingCommand;

    /// <summary>Takes it back.</summary>
    public sealed record Restore(DateOnly From) : WordingCommand;
}

/// <summary>Why it is refused.</summary>
public static class WordingRefusals
{
    /// <summary>There is no template of our own from that day on. Arguments: from.</summary>
    public const string Unknown = "template.unknown";
}

/// <summary>A template of our own.</summary>
/// <param name="Revision">From 1, counting every one that was set for this kind.</param>
public sealed record OwnTemplate(DateOnly From, TemplateText Text, int Revision);

/// <summary>A kind of paper's own templates as their events leave them.</summary>
public sealed record Wording
{
    /// <summary>Before the first event.</summary>
    public static Wording None { get; } = new();

    /// <summary>By first day.</summary>
    public ImmutableSortedDictionary<DateOnly, OwnTemplate> Own { get; private init; } =
        ImmutableSortedDictionary<DateOnly, OwnTemplate>.Empty;

    /// <summary>How many were set.</summary>
    public int Set { get; private init; }

    /// <summary>The one in force on a day, by its first day; null: none of our own.</summary>
    public OwnTemplate? On(DateOnly day) => Own.Values.LastOrDefault(own => own.From <= day);

    /// <summary>Folds one event.</summary>
    public static Wording Evolve(Wording state, WordingEvent @event) =>
        @event switch
        {
            WordingEvent.Replaced e => state with
            {
                Own = state.Own.SetItem(e.From, new(e.From, e.Text, state.Set + 1)),
                Set = state.Set + 1,
            },
            WordingEvent.Restored e => state with { Own = state.Own.Remove(e.From) },
        };

    /// <summary>Decides one command. Pure and total: the same text again gives no events.</summary>
    public static Decision<WordingEvent> Decide(WordingCommand command, CommandContext by, Wording state) =>
        command switch
        {
            WordingCommand.Replace c => state.Own.GetValueOrDefault(c.From)?.Text == c.Text
                ? Decision<WordingEvent>.Nothing
                : new WordingEvent.Replaced(c.From, c.Text),
            WordingCommand.Restore c => state.Own.ContainsKey(c.From)
                ? new WordingEvent.Restored(c.From)
                : Refusal.Of(WordingRefusals.Unknown, ("from", c.From.ToString("O", CultureInfo.InvariantCulture))),
        };
}
