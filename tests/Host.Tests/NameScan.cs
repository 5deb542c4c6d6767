using System.Text;
using System.Text.Json;
using PhongTrao.Projections;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Looks for names in files, in every disguise in which software writes them: UTF-8 and UTF-16 of both byte orders, composed and
/// decomposed, as typed, in capitals, folded as the search folds them, escaped for JSON, for XML and for an address, in base64 at any offset.
/// </summary>
internal static class NameScan
{
    /// <summary>Every file of a data folder but the views, which may hold names and can be thrown away.</summary>
    public static IEnumerable<string> OutsideTheViews(string folder) =>
        Directory
            .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Where(file => !Path.GetFileName(file).StartsWith("views.db", StringComparison.Ordinal));

    /// <summary>Which names stand in which files.</summary>
    public static IReadOnlyList<string> InFiles(IEnumerable<string> files, IEnumerable<string> names)
    {
        var disguises = names.Select(name => (name, Disguises(name))).ToList();
        List<string> found = [];
        foreach (var file in files)
        {
            var bytes = Bytes(file);
            found.AddRange(
                disguises.SelectMany(pair =>
                    pair.Item2.Where(d => bytes.AsSpan().IndexOf(d.Bytes) >= 0).Select(d => $"{file}: {pair.name} ({d.How})")
                )
            );
        }

        return found;
    }

    /// <summary>Which names stand in a text.</summary>
    public static IReadOnlyList<string> InText(string text, IEnumerable<string> names)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        return [.. names.Where(name => Disguises(name).Any(d => bytes.AsSpan().IndexOf(d.Bytes) >= 0))];
    }

    /// <summary>The bytes as which a name may be written.</summary>
    public static IReadOnlyList<(string How, byte[] Bytes)> Disguises(string name)
    {
        var folded = VietnameseText.Fold(name);
        List<(string How, string Text)> texts =
        [
            ("as typed", name),
            ("composed", name.Normalize(NormalizationForm.FormC)),
            ("decomposed", name.Normalize(NormalizationForm.FormD)),
            ("capitals", name.ToUpperInvariant()),
            ("small", name.ToLowerInvariant()),
            ("folded", folded),
            ("folded capitals", folded.ToUpperInvariant()),
            ("JSON", JsonEncodedText.Encode(name).ToString()),
            ("JSON, small digits", Escaped(name, c => $"\\u{(int)c:x4}")),
            ("XML", Escaped(name, c => $"&#x{(int)c:X};")),
            ("XML, decimal", Escaped(name, c => $"&#{(int)c};")),
            ("address", Uri.EscapeDataString(name)),
            ("address of a form", System.Net.WebUtility.UrlEncode(name)),
        ];
        return
        [
            .. texts
                .SelectMany<(string How, string Text), (string How, byte[] Bytes)>(t =>
                    [
                        (t.How, Encoding.UTF8.GetBytes(t.Text)),
                        ($"{t.How}, UTF-16", Encoding.Unicode.GetBytes(t.Text)),
                        ($"{t.How}, UTF-16 big endian", Encoding.BigEndianUnicode.GetBytes(t.Text)),
                    ]
                )
                .Concat(Enumerable.Range(0, 3).Select(shift => ($"base64 + {shift}", Base64(name, shift))))
                .DistinctBy(d => Convert.ToHexString(d.Item2)),
        ];
    }

    private static string Escaped(string name, Func<char, string> escape) =>
        string.Concat(name.Select(c => char.IsAscii(c) ? c.ToString() : escape(c)));

    private static byte[] Base64(string name, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(name)]);
        return Encoding.ASCII.GetBytes(text[4..^4]);
    }

    // A running service holds its files open; on Windows one has to say that this is fine.
    private static byte[] Bytes(string file)
    {
        try
        {
            if (new FileInfo(file).Length == 0)
            {
                return []; // the folder's lock, which nobody else may open
            }

            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return []; // a passing file: gone between listing and reading
        }
    }
}
