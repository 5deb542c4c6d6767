using System.Globalization;
using System.Resources;
using System.Text.RegularExpressions;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Localization;

/// <summary>
/// Sentences for people, by code: refusals ("refusal.dossier.not-yours" under their own code), faults ("fault.required"), statuses,
/// acts. Vietnamese is the language of the product; English stands beside it for those who run it.
/// </summary>
public static partial class Phrases
{
    private static readonly ResourceManager Vietnamese = new("PhongTrao.Host.Localization.Phrases.vi", typeof(Phrases).Assembly);
    private static readonly ResourceManager English = new("PhongTrao.Host.Localization.Phrases.en", typeof(Phrases).Assembly);

    /// <summary>The sentence of a code in Vietnamese; the code itself where there is none (a test sees to it that there is).</summary>
    /// <param name="code">Key in the resource file.</param>
    /// <param name="arguments">What stands for "{name}" in the sentence; dates given as yyyy-MM-dd are written dd/MM/yyyy, numbers for "{name:bytes}" as sizes.</param>
    public static string Vi(string code, IReadOnlyDictionary<string, string>? arguments = null) =>
        Fill(Find(Vietnamese, code) ?? code, arguments, Named);

    /// <summary>The sentence of a code in English.</summary>
    public static string En(string code, IReadOnlyDictionary<string, string>? arguments = null) =>
        Fill(Find(English, code) ?? code, arguments, static (_, _) => null);

    /// <summary>Whether there is a sentence in both languages.</summary>
    public static bool Has(string code) => Find(Vietnamese, code) is not null && Find(English, code) is not null;

    /// <summary>Every key of one language, for the tests.</summary>
    public static IEnumerable<string> Keys(bool english = false) =>
        (english ? English : Vietnamese)
            .GetResourceSet(CultureInfo.InvariantCulture, createIfNotExists: true, tryParents: false)!
            .Cast<System.Collections.DictionaryEntry>()
            .Select(entry => (string)entry.Key);

    private static string? Find(ResourceManager language, string code) => language.GetString(code, CultureInfo.InvariantCulture);

    // Codes that officials know by a name.
    private static string? Named(string argument, string code) =>
        argument switch
        {
            "form" when FormCode.TryParse(code, out var form) && Components.Labels.Form(form) is var name && name != code => $"“{name}”",
            "type" when AwardType.TryParse(code, out var type) && Components.Labels.Type(type) is var name && name != code => $"“{name}”",
            _ => null,
        };

    private static string Fill(string sentence, IReadOnlyDictionary<string, string>? arguments, Func<string, string, string?> named) =>
        arguments is null || arguments.Count == 0
            ? sentence
            : Placeholder()
                .Replace(
                    sentence,
                    match =>
                        arguments.TryGetValue(match.Groups["name"].Value, out var value)
                            ? named(match.Groups["name"].Value, value) ?? Shown(value, match.Groups["how"].Success)
                            : match.Value
                );

    private static string Shown(string value, bool bytes) =>
        bytes && long.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? Vietnam.Bytes(length)
        : value.Length == 10 && value[4] == '-' && Vietnam.ParseDate(value) is { } date ? Vietnam.Date(date)
        : value;

    [GeneratedRegex(
        "\\{(?<name>[a-zA-Z]+)(?<how>:bytes)?\\}",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Placeholder();
}
