using System.Text;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// What files are accepted: PDF, JPEG, PNG, TIFF, DOCX, XLSX, ODT and plain UTF-8 text. Judged by content alone; a name
/// proves nothing. What cannot be looked into (encrypted documents, the old binary .doc and .xls) is not accepted, because
/// nobody could say that it holds no macros.
/// </summary>
public static class FileTypes
{
    public static MediaType Pdf { get; } = new("application/pdf");

    public static MediaType Jpeg { get; } = new("image/jpeg");

    public static MediaType Png { get; } = new("image/png");

    public static MediaType Tiff { get; } = new("image/tiff");

    public static MediaType Docx { get; } = new("application/vnd.openxmlformats-officedocument.wordprocessingml.document");

    public static MediaType Xlsx { get; } = new("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");

    public static MediaType Odt { get; } = new("application/vnd.oasis.opendocument.text");

    /// <summary>UTF-8, with or without a byte order mark.</summary>
    public static MediaType Text { get; } = new("text/plain");

    /// <summary>All accepted types, in the order in which to tell people.</summary>
    public static IReadOnlyList<MediaType> Accepted { get; } = [Pdf, Jpeg, Png, Tiff, Docx, Xlsx, Odt, Text];

    /// <summary>The ending a file of this type is downloaded with, ".pdf" for example; ".bin" for what is not accepted.</summary>
    public static string EndingOf(MediaType type) =>
        type == Pdf ? ".pdf"
        : type == Jpeg ? ".jpg"
        : type == Png ? ".png"
        : type == Tiff ? ".tif"
        : type == Docx ? ".docx"
        : type == Xlsx ? ".xlsx"
        : type == Odt ? ".odt"
        : type == Text ? ".txt"
        : ".bin";

    /// <summary>Judges a whole file at once; the stream must be seekable.</summary>
    /// <exception cref="BlobRefusedException">blob.empty, blob.type-not-accepted, blob.macros or blob.executable.</exception>
    public static MediaType Judge(Stream content, CancellationToken cancellationToken = default)
    {
        var chunk = new byte[BlobCipher.ChunkLength];
        content.Position = 0;
        var filled = content.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
        if (filled == 0)
        {
            throw new BlobRefusedException(Refusal.Of("blob.empty"));
        }

        var judge = Begin(chunk.AsSpan(0, filled));
        while (filled > 0)
        {
            judge.Read(chunk.AsSpan(0, filled), isLast: content.Position == content.Length);
            filled = content.ReadAtLeast(chunk, chunk.Length, throwOnEndOfStream: false);
        }

        if (judge.WantsWhole)
        {
            judge.ReadWhole(content, cancellationToken);
        }

        return judge.Type;
    }

    /// <summary>Begins to judge a file by its first bytes, up to 64 KiB of them.</summary>
    /// <exception cref="BlobRefusedException">Where the beginning is enough to refuse it.</exception>
    internal static FileJudge Begin(ReadOnlySpan<byte> beginning)
    {
        foreach (var (signature, found) in Executables)
        {
            if (beginning.StartsWith(signature))
            {
                throw Refused("blob.executable", found);
            }
        }

        foreach (var (signature, found) in NotAccepted)
        {
            if (beginning.StartsWith(signature))
            {
                throw Refused("blob.type-not-accepted", found);
            }
        }

        return beginning switch
        {
            _ when beginning.StartsWith("%PDF-"u8) => new PdfJudge(),
            _ when beginning.StartsWith((ReadOnlySpan<byte>)[0xFF, 0xD8, 0xFF]) => new FileJudge(Jpeg),
            _ when beginning.StartsWith((ReadOnlySpan<byte>)[0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A]) =>
                new FileJudge(Png),
            _ when beginning.StartsWith("II*\0"u8) || beginning.StartsWith("MM\0*"u8) => new FileJudge(Tiff),
            _ when beginning.StartsWith("PK\u0003\u0004"u8) => new ZipJudge(),
            _ => new TextJudge(beginning),
        };
    }

    internal static BlobRefusedException Refused(string code, string found) => new(Refusal.Of(code, ("found", found)));

    private static readonly (byte[] Signature, string Found)[] Executables =
    [
        ("MZ"u8.ToArray(), "windows-program"),
        ([0x7F, (byte)'E', (byte)'L', (byte)'F'], "linux-program"),
        ([0xFE, 0xED, 0xFA, 0xCE], "mac-program"),
        ([0xFE, 0xED, 0xFA, 0xCF], "mac-program"),
        ([0xCE, 0xFA, 0xED, 0xFE], "mac-program"),
        ([0xCF, 0xFA, 0xED, 0xFE], "mac-program"),
        ([0xCA, 0xFE, 0xBA, 0xBE], "java-or-mac-program"),
        ([0x00, (byte)'a', (byte)'s', (byte)'m'], "web-assembly"),
        ([0x4C, 0x00, 0x00, 0x00, 0x01, 0x14, 0x02, 0x00], "windows-shortcut"),
        ("#!"u8.ToArray(), "script"),
        ([0xEF, 0xBB, 0xBF, (byte)'#', (byte)'!'], "script"),
    ];

    private static readonly (byte[] Signature, string Found)[] NotAccepted =
    [
        ([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1], "old-office"),
        // Text by their letters, but programs read them as more: RTF carries objects, MHTML opens in an office program.
        ("{\\rt"u8.ToArray(), "rich-text"),
        ("MIME-Version:"u8.ToArray(), "web-archive"),
        ("%!PS"u8.ToArray(), "postscript"),
    ];
}

/// <summary>Judges one file while it streams by; this one has seen enough at the beginning.</summary>
internal class FileJudge(MediaType type)
{
    /// <summary>The type, once everything was read.</summary>
    internal virtual MediaType Type => type;

    /// <summary>Whether <see cref="ReadWhole"/> must be called after the last chunk.</summary>
    internal virtual bool WantsWhole => false;

    /// <summary>Sees the chunks in order.</summary>
    internal virtual void Read(ReadOnlySpan<byte> chunk, bool isLast) { }

    /// <summary>Looks into the whole file.</summary>
    internal virtual void ReadWhole(Stream content, CancellationToken cancellationToken) { }
}

/// <summary>Plain text: well-formed UTF-8 without control characters, and not the beginning of a web page or drawing.</summary>
internal sealed class TextJudge : FileJudge
{
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    // Where a browser would look for them, and nowhere else: a report may well quote a tag further down.
    private static readonly string[] Markup = ["<!doctype", "<html", "<head", "<body", "<script", "<svg", "<?xml", "<!--", "<iframe"];

    private readonly Decoder _decoder = Strict.GetDecoder();
    private readonly char[] _letters = new char[BlobCipher.ChunkLength + 4];

    internal TextJudge(ReadOnlySpan<byte> beginning)
        : base(FileTypes.Text)
    {
        if (beginning.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]))
        {
            beginning = beginning[3..];
        }

        var start = Encoding.Latin1.GetString(beginning[..Math.Min(beginning.Length, 1024)]).TrimStart();
        foreach (var tag in Markup)
        {
            if (start.StartsWith(tag, StringComparison.OrdinalIgnoreCase))
            {
                throw FileTypes.Refused("blob.type-not-accepted", "markup");
            }
        }

        if (start.Contains("<script", StringComparison.OrdinalIgnoreCase) || start.Contains("<html", StringComparison.OrdinalIgnoreCase))
        {
            throw FileTypes.Refused("blob.type-not-accepted", "markup");
        }
    }

    internal override void Read(ReadOnlySpan<byte> chunk, bool isLast)
    {
        int count;
        try
        {
            count = _decoder.GetChars(chunk, _letters, flush: isLast);
        }
        catch (DecoderFallbackException)
        {
            throw FileTypes.Refused("blob.type-not-accepted", "unknown");
        }

        foreach (var letter in _letters.AsSpan(0, count))
        {
            if (char.IsControl(letter) && letter is not ('\t' or '\n' or '\r' or '\f'))
            {
                throw FileTypes.Refused("blob.type-not-accepted", "unknown");
            }
        }
    }
}
