using System.Collections.Frozen;
using System.Globalization;

namespace PhongTrao.Host.Documents;

/// <summary>The templates that ship: a file for each kind of paper and each first day of a form, "giay-tiep-nhan.2025-09-15".</summary>
public static class PaperTemplates
{
    private const string Folder = "paper/";

    private static readonly FrozenDictionary<string, IReadOnlyList<(DateOnly From, PaperTemplate Template)>> Shipped = Load();

    /// <summary>The templates that ship for a kind, ascending by first day.</summary>
    public static IReadOnlyList<(DateOnly From, PaperTemplate Template)> EditionsOf(PaperKind kind) => Shipped[kind.Code];

    private static FrozenDictionary<string, IReadOnlyList<(DateOnly, PaperTemplate)>> Load()
    {
        var assembly = typeof(PaperTemplates).Assembly;
        return PaperKinds.All.ToFrozenDictionary(
            kind => kind.Code,
            kind =>
                (IReadOnlyList<(DateOnly, PaperTemplate)>)
                    [
                        .. assembly
                            .GetManifestResourceNames()
                            .Where(name => name.StartsWith($"{Folder}{kind.Code}.", StringComparison.Ordinal))
                            .Select(name =>
                                (
                                    DateOnly.ParseExact(name[(Folder.Length + kind.Code.Length + 1)..], "O", CultureInfo.InvariantCulture),
                                    Read(kind, name)
                                )
                            )
                            .OrderBy(edition => edition.Item1),
                    ],
            StringComparer.Ordinal
        );

        PaperTemplate Read(PaperKind kind, string name)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
            return PaperTemplate.Read(reader.ReadToEnd(), kind, out var problems)
                ?? throw new InvalidOperationException($"{name}: {string.Join("; ", problems)}");
        }
    }
}
