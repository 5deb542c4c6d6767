using PhongTrao.Host.Components;

namespace PhongTrao.Host.Components.Shared;

/// <summary>What the fields of a form need to know: what was typed, and what was wrong with it.</summary>
/// <param name="Name">The form.</param>
/// <param name="Posted">What was posted to it; null when it was not.</param>
/// <param name="Faults">What was wrong.</param>
public sealed record FormState(string Name, IFormCollection? Posted, IReadOnlyList<FormFault> Faults)
{
    /// <summary>Id of a field's element.</summary>
    public string IdOf(string field) => $"{Name}-{field.Replace('.', '-').Replace('[', '-').Replace("]", "", StringComparison.Ordinal)}";

    /// <summary>What was typed, or what stands there already.</summary>
    public string? Value(string field, string? value) => Posted is null ? value : Posted[field].ToString();

    /// <summary>Whether a box or radio is chosen.</summary>
    public bool IsChosen(string field, string value, bool chosen) => Posted is null ? chosen : Posted[field].Contains(value);

    /// <summary>What is wrong with a field.</summary>
    public IReadOnlyList<string> FaultsOf(string field) =>
        [.. Faults.Where(fault => string.Equals(fault.Field, field, StringComparison.OrdinalIgnoreCase)).Select(fault => fault.Sentence)];
}

/// <summary>A choice in a list.</summary>
public sealed record Option(string Value, string Label);
