using System.Buffers;
using System.IO.Compression;
using System.Text;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// A PDF without scripts, programs to launch and files inside. Names that would bring them are looked for in the whole file,
/// however their letters are written (#4A is J), and in compressed object streams too. A PDF whose objects cannot be looked
/// into (encrypted, or packed in an unusual way) is not accepted.
/// </summary>
internal sealed class PdfJudge() : FileJudge(FileTypes.Pdf)
{
    // Long enough not to turn up by chance in the bytes of a picture. A script's action must say /JavaScript in full.
    private static readonly string[] Active = ["JavaScript", "Launch", "EmbeddedFile", "EmbeddedFiles", "RichMedia", "ImportData", "GoToE"];

    private static readonly string[] OtherFilters =
    [
        "ASCIIHexDecode",
        "AHx",
        "ASCII85Decode",
        "A85",
        "LZWDecode",
        "LZW",
        "RunLengthDecode",
        "RL",
        "Crypt",
        "JBIG2Decode",
        "DCTDecode",
        "Predictor",
    ];

    // An object stream holds at most a few hundred small objects; a bomb holds gigabytes.
    private const long MostUnpacked = 64L * 1024 * 1024;
    private const int DictionaryWindow = 8 * 1024;

    private readonly PdfNames _names = new();
    private int _objectStreams;
    private bool _isEncrypted;
    private string? _active;

    internal override bool WantsWhole => true;

    internal override void Read(ReadOnlySpan<byte> chunk, bool isLast)
    {
        _names.Read(chunk, isLast, Meet);
        if (_active is { } name)
        {
            throw FileTypes.Refused("blob.macros", "pdf-" + name);
        }

        if (_isEncrypted)
        {
            throw FileTypes.Refused("blob.type-not-accepted", "encrypted");
        }
    }

    internal override void ReadWhole(Stream content, CancellationToken cancellationToken)
    {
        if (_objectStreams == 0)
        {
            return;
        }

        var unpacked = 0L;
        var looked = 0;
        foreach (var place in StreamsOf(content, cancellationToken))
        {
            looked += LookInto(content, place, ref unpacked, cancellationToken);
        }

        // Fewer than were named: one hides behind a dictionary that could not be read.
        if (looked < _objectStreams)
        {
            throw NotReadable();
        }
    }

    private void Meet(string name)
    {
        if (name == "ObjStm")
        {
            _objectStreams++;
        }
        else if (name == "Encrypt")
        {
            _isEncrypted = true;
        }
        else if (Array.IndexOf(Active, name) >= 0)
        {
            _active ??= name;
        }
    }

    /// <summary>Where the keyword "stream" stands.</summary>
    private static IEnumerable<long> StreamsOf(Stream content, CancellationToken cancellationToken)
    {
        const int Overlap = 16;
        var window = ArrayPool<byte>.Shared.Rent(BlobCipher.ChunkLength + Overlap);
        try
        {
            long start = 0;
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                content.Position = start;
                var filled = content.ReadAtLeast(
                    window.AsSpan(0, BlobCipher.ChunkLength + Overlap),
                    BlobCipher.ChunkLength + Overlap,
                    throwOnEndOfStream: false
                );
                var isEnd = filled < BlobCipher.ChunkLength + Overlap;
                var until = isEnd ? filled : BlobCipher.ChunkLength;
                var from = 0;
                while (from < until)
                {
                    var hit = window.AsSpan(from, filled - from).IndexOf("stream"u8);
                    if (hit < 0 || from + hit >= until)
                    {
                        break;
                    }

                    var at = from + hit;
                    var isEndOfStream = at >= 3 && window.AsSpan(at - 3, 3).SequenceEqual("end"u8);
                    if (!isEndOfStream && at + 6 < filled && window[at + 6] is (byte)'\r' or (byte)'\n')
                    {
                        yield return start + at;
                    }

                    from = at + 6;
                }

                if (isEnd)
                {
                    yield break;
                }

                start += BlobCipher.ChunkLength;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window, clearArray: true);
        }
    }

    /// <summary>Looks into one stream if its dictionary says that it holds objects; answers how many times it says so.</summary>
    private int LookInto(Stream content, long keyword, ref long unpacked, CancellationToken cancellationToken)
    {
        var window = ArrayPool<byte>.Shared.Rent(BlobCipher.ChunkLength);
        try
        {
            var start = Math.Max(0, keyword - DictionaryWindow);
            content.Position = start;
            var before = window.AsSpan(0, (int)(keyword - start));
            content.ReadExactly(before);
            var dictionary = before.LastIndexOf("obj"u8) is var begin and >= 0 ? before[(begin + 3)..] : before;
            var names = new List<string>();
            new PdfNames().Read(dictionary, isLast: true, names.Add);
            var named = names.Count(name => name == "ObjStm");
            if (named == 0 && !(names.Contains("First") && names.Contains("N")))
            {
                return 0;
            }

            var flates = names.Count(name => name is "FlateDecode" or "Fl");
            if (flates > 1 || names.Exists(name => Array.IndexOf(OtherFilters, name) >= 0) || (flates == 0 && names.Contains("Filter")))
            {
                throw NotReadable();
            }

            if (flates == 1)
            {
                content.Position = keyword + 6;
                Skip(content);
                Unpack(content, window, ref unpacked, cancellationToken);
            }

            return named;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window, clearArray: true);
        }
    }

    // The keyword is followed by CR LF or LF, and by a lone CR in files of careless programs.
    private static void Skip(Stream content)
    {
        var first = content.ReadByte();
        if (first == '\r' && content.ReadByte() != '\n')
        {
            content.Position--;
        }
    }

    private void Unpack(Stream content, byte[] window, ref long unpacked, CancellationToken cancellationToken)
    {
        var inner = new PdfNames();
        try
        {
            using var packed = new ZLibStream(content, CompressionMode.Decompress, leaveOpen: true);
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var read = packed.Read(window);
                inner.Read(window.AsSpan(0, read), isLast: read == 0, Meet);
                unpacked += read;
                if (unpacked > MostUnpacked)
                {
                    throw NotReadable();
                }

                if (read == 0)
                {
                    break;
                }
            }
        }
        catch (InvalidDataException)
        {
            throw NotReadable();
        }

        if (_active is { } name)
        {
            throw FileTypes.Refused("blob.macros", "pdf-" + name);
        }
    }

    private static BlobRefusedException NotReadable() => FileTypes.Refused("blob.type-not-accepted", "pdf-not-readable");
}

/// <summary>Finds PDF names (/Name) in bytes that come in pieces, and writes out their #xx letters.</summary>
internal sealed class PdfNames
{
    private const int Longest = 32;

    private static readonly SearchValues<byte> Ends = SearchValues.Create("\0\t\n\f\r ()<>[]{}/%"u8);

    private readonly byte[] _name = new byte[3 * Longest];
    private int _length = -1;

    internal void Read(ReadOnlySpan<byte> bytes, bool isLast, Action<string> meet)
    {
        while (true)
        {
            if (_length < 0)
            {
                var slash = bytes.IndexOf((byte)'/');
                if (slash < 0)
                {
                    return;
                }

                bytes = bytes[(slash + 1)..];
                _length = 0;
            }

            var end = bytes.IndexOfAny(Ends);
            var part = end < 0 ? bytes : bytes[..end];
            var fits = Math.Min(part.Length, _name.Length - _length);
            part[..fits].CopyTo(_name.AsSpan(_length));
            _length += fits;
            if (end < 0 && !isLast)
            {
                return;
            }

            if (_length > 0)
            {
                meet(Plain(_name.AsSpan(0, _length)));
            }

            _length = -1;
            if (end < 0)
            {
                return;
            }

            bytes = bytes[end..];
        }
    }

    private static string Plain(ReadOnlySpan<byte> name)
    {
        Span<byte> plain = stackalloc byte[name.Length];
        var length = 0;
        for (var i = 0; i < name.Length; i++)
        {
            if (name[i] == '#' && i + 2 < name.Length && char.IsAsciiHexDigit((char)name[i + 1]) && char.IsAsciiHexDigit((char)name[i + 2]))
            {
                plain[length++] = Convert.FromHexString(Encoding.ASCII.GetString(name.Slice(i + 1, 2)))[0];
                i += 2;
            }
            else
            {
                plain[length++] = name[i];
            }
        }

        return Encoding.Latin1.GetString(plain[..length]);
    }
}
