using System.Buffers;
using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Xml;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// A ZIP container that is a DOCX, XLSX or ODT without macros, controls, embedded objects and templates fetched from
/// elsewhere. Everything read from it is bounded, whatever the container claims.
/// </summary>
internal sealed class ZipJudge() : FileJudge(default)
{
    private const int MostEntries = 10_000;
    private const int MostDirectoryBytes = 1024 * 1024;
    private const int MostPartBytes = 4 * 1024 * 1024;
    private const int MostEmbeddedBytes = 16 * 1024 * 1024;
    private const long MostUnpacked = 256L * 1024 * 1024;
    private const int MostDepth = 1;

    private static readonly string[] Programs =
    [
        ".exe",
        ".dll",
        ".com",
        ".scr",
        ".msi",
        ".bat",
        ".cmd",
        ".ps1",
        ".vbs",
        ".js",
        ".jse",
        ".wsf",
        ".hta",
        ".jar",
        ".class",
        ".dex",
        ".apk",
        ".sh",
        ".so",
        ".lnk",
        ".py",
    ];

    private MediaType _type;
    private long _unpacked;

    internal override MediaType Type => _type;

    internal override bool WantsWhole => true;

    internal override void ReadWhole(Stream content, CancellationToken cancellationToken) => _type = Judge(content, 0, cancellationToken);

    private MediaType Judge(Stream content, int depth, CancellationToken cancellationToken)
    {
        CheckDirectory(content);
        try
        {
            content.Position = 0;
            using var zip = new ZipArchive(content, ZipArchiveMode.Read, leaveOpen: true);
            foreach (var entry in zip.Entries)
            {
                CheckName(entry.FullName);
                if (entry.IsEncrypted)
                {
                    throw FileTypes.Refused("blob.type-not-accepted", "encrypted");
                }
            }

            return zip.GetEntry("[Content_Types].xml") is { } types ? JudgeOffice(zip, types, depth, cancellationToken)
                : zip.GetEntry("mimetype") is { } kind ? JudgeOpenDocument(zip, kind, cancellationToken)
                : zip.GetEntry("META-INF/MANIFEST.MF") is not null || zip.GetEntry("AndroidManifest.xml") is not null
                    ? throw FileTypes.Refused("blob.executable", "java-program")
                : throw FileTypes.Refused("blob.type-not-accepted", "archive");
        }
        catch (Exception e) when (e is InvalidDataException or XmlException or EndOfStreamException or NotSupportedException)
        {
            throw FileTypes.Refused("blob.type-not-accepted", "damaged-archive");
        }
    }

    private static void CheckName(string name)
    {
        var file = name[(name.LastIndexOf('/') + 1)..];
        if (
            Has(file, "vbaProject.bin")
            || Has(file, "vbaProjectSignature.bin")
            || Has(file, "vbaData.xml")
            || Has(name, "activeX/")
            || Has(name, "macrosheets/")
            || Has(file, "oleObject") && !file.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Basic/", StringComparison.OrdinalIgnoreCase)
            || name.StartsWith("Scripts/", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw FileTypes.Refused("blob.macros", "office-macros");
        }

        if (Programs.Any(ending => file.EndsWith(ending, StringComparison.OrdinalIgnoreCase)))
        {
            throw FileTypes.Refused("blob.executable", "program-in-archive");
        }
    }

    private static bool Has(string text, string part) => text.Contains(part, StringComparison.OrdinalIgnoreCase);

    // ---- DOCX, XLSX ---------------------------------------------------------------------------------------------------

    private MediaType JudgeOffice(ZipArchive zip, ZipArchiveEntry types, int depth, CancellationToken cancellationToken)
    {
        var type = TypeOf(types);
        foreach (var entry in zip.Entries)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase))
            {
                CheckRelations(entry);
            }
            else if (Has(entry.FullName, "embeddings/") && !entry.FullName.EndsWith('/'))
            {
                // A chart carries its table as a workbook; that one is looked into the same way, and nothing deeper.
                CheckEmbedded(entry, depth, cancellationToken);
            }
        }

        return type;
    }

    private MediaType TypeOf(ZipArchiveEntry types)
    {
        MediaType? found = null;
        using var part = Unpack(types, MostPartBytes);
        using var xml = Reader(part);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.GetAttribute("ContentType") is not { } type)
            {
                continue;
            }

            if (
                Has(type, "macroEnabled")
                || Has(type, "vbaProject")
                || Has(type, "vbaData")
                || Has(type, "activeX")
                || Has(type, "oleObject")
                || Has(type, "macrosheet")
                || Has(type, "dialogsheet")
            )
            {
                throw FileTypes.Refused("blob.macros", "office-macros");
            }

            if (type == "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")
            {
                found = FileTypes.Docx;
            }
            else if (type == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")
            {
                found = FileTypes.Xlsx;
            }
        }

        return found ?? throw FileTypes.Refused("blob.type-not-accepted", "other-office");
    }

    private void CheckRelations(ZipArchiveEntry relations)
    {
        using var part = Unpack(relations, MostPartBytes);
        using var xml = Reader(part);
        while (xml.Read())
        {
            if (xml.NodeType != XmlNodeType.Element || xml.GetAttribute("Type") is not { } type)
            {
                continue;
            }

            var kind = type[(type.LastIndexOf('/') + 1)..];
            var isElsewhere =
                string.Equals(xml.GetAttribute("TargetMode"), "External", StringComparison.OrdinalIgnoreCase)
                && IsNetworkPlace(xml.GetAttribute("Target") ?? "");
            if (
                kind is "vbaProject" or "oleObject" or "control" or "activeXControlBinary" or "attachedToolbars" or "xlMacrosheet"
                || (isElsewhere && kind is "attachedTemplate" or "subDocument" or "frame" or "externalLinkPath" or "aFChunk")
                || kind == "aFChunk"
            )
            {
                throw FileTypes.Refused("blob.macros", "office-" + kind);
            }
        }
    }

    // Documents made from a template on somebody's disk name it ("file:///C:\…\Normal.dotm"); that is harmless here.
    private static bool IsNetworkPlace(string target) =>
        target.StartsWith("http", StringComparison.OrdinalIgnoreCase)
        || target.StartsWith("ftp", StringComparison.OrdinalIgnoreCase)
        || target.StartsWith(@"\\", StringComparison.Ordinal)
        || target.StartsWith("//", StringComparison.Ordinal)
        || target.StartsWith(@"file:///\\", StringComparison.OrdinalIgnoreCase)
        || target.StartsWith(@"file:\\", StringComparison.OrdinalIgnoreCase)
        || (
            target.StartsWith("file://", StringComparison.OrdinalIgnoreCase)
            && !target.StartsWith("file:///", StringComparison.OrdinalIgnoreCase)
        );

    private void CheckEmbedded(ZipArchiveEntry entry, int depth, CancellationToken cancellationToken)
    {
        if (depth >= MostDepth)
        {
            throw FileTypes.Refused("blob.macros", "embedded-object");
        }

        using var inner = Unpack(entry, MostEmbeddedBytes);
        if (inner.Length < 4 || !inner.GetBuffer().AsSpan(0, 4).SequenceEqual("PK\u0003\u0004"u8))
        {
            throw FileTypes.Refused("blob.macros", "embedded-object");
        }

        Judge(inner, depth + 1, cancellationToken);
    }

    // ---- ODT ----------------------------------------------------------------------------------------------------------

    private MediaType JudgeOpenDocument(ZipArchive zip, ZipArchiveEntry kind, CancellationToken cancellationToken)
    {
        using var part = Unpack(kind, 256);
        if (Encoding.ASCII.GetString(part.GetBuffer(), 0, (int)part.Length).Trim() != FileTypes.Odt.Value)
        {
            throw FileTypes.Refused("blob.type-not-accepted", "other-office");
        }

        if (zip.GetEntry("META-INF/manifest.xml") is not { } manifest)
        {
            throw FileTypes.Refused("blob.type-not-accepted", "damaged-archive");
        }

        using (var listed = Unpack(manifest, MostPartBytes))
        using (var xml = Reader(listed))
        {
            while (xml.Read())
            {
                if (xml.NodeType == XmlNodeType.Element && xml.LocalName == "encryption-data")
                {
                    throw FileTypes.Refused("blob.type-not-accepted", "encrypted");
                }

                if (
                    xml.NodeType == XmlNodeType.Element
                    && xml.GetAttribute("media-type", "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0") is { } type
                    && (Has(type, "oleobject") || Has(type, "basic") || Has(type, "java"))
                )
                {
                    throw FileTypes.Refused("blob.macros", "office-macros");
                }
            }
        }

        // Macros are called from events in the text and from links.
        foreach (var entry in zip.Entries.Where(entry => entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (Mentions(entry, "vnd.sun.star.script:"u8) || Mentions(entry, "script:event-listener"u8))
            {
                throw FileTypes.Refused("blob.macros", "office-macros");
            }
        }

        return FileTypes.Odt;
    }

    private bool Mentions(ZipArchiveEntry entry, ReadOnlySpan<byte> text)
    {
        var window = ArrayPool<byte>.Shared.Rent(BlobCipher.ChunkLength);
        try
        {
            using var unpacked = entry.Open();
            var kept = 0;
            while (true)
            {
                var read = unpacked.Read(window, kept, BlobCipher.ChunkLength - kept);
                if (read == 0)
                {
                    return false;
                }

                Count(read);
                var filled = kept + read;
                if (window.AsSpan(0, filled).IndexOf(text) >= 0)
                {
                    return true;
                }

                kept = Math.Min(filled, text.Length - 1);
                window.AsSpan(filled - kept, kept).CopyTo(window);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window, clearArray: true);
        }
    }

    // ---- bounds -------------------------------------------------------------------------------------------------------

    private static XmlReader Reader(Stream part) =>
        XmlReader.Create(part, new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });

    private MemoryStream Unpack(ZipArchiveEntry entry, int most)
    {
        var part = new MemoryStream();
        var window = ArrayPool<byte>.Shared.Rent(16 * 1024);
        try
        {
            using var unpacked = entry.Open();
            for (int read; (read = unpacked.Read(window)) > 0; )
            {
                Count(read);
                if (part.Length + read > most)
                {
                    throw FileTypes.Refused("blob.type-not-accepted", "oversized-archive");
                }

                part.Write(window, 0, read);
            }

            part.Position = 0;
            return part;
        }
        catch
        {
            part.Dispose();
            throw;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(window, clearArray: true);
        }
    }

    private void Count(int read)
    {
        _unpacked += read;
        if (_unpacked > MostUnpacked)
        {
            throw FileTypes.Refused("blob.type-not-accepted", "oversized-archive");
        }
    }

    /// <summary>
    /// Reads the end of the container before <see cref="ZipArchive"/> does, because that one takes in as many entries as
    /// there are: the list of entries must be small and lie right before the end record.
    /// </summary>
    private static void CheckDirectory(Stream content)
    {
        const int EndLength = 22;
        const int LongestComment = 65_535;
        var length = (int)Math.Min(content.Length, EndLength + LongestComment);
        var tail = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            content.Position = content.Length - length;
            content.ReadExactly(tail, 0, length);
            var at = tail.AsSpan(0, length).LastIndexOf("PK\u0005\u0006"u8);
            if (at < 0 || length - at < EndLength)
            {
                throw FileTypes.Refused("blob.type-not-accepted", "damaged-archive");
            }

            var end = tail.AsSpan(at, EndLength);
            var disks = BinaryPrimitives.ReadUInt32LittleEndian(end[4..]); // anything but 0 leads to a second, larger directory
            var entries = BinaryPrimitives.ReadUInt16LittleEndian(end[10..]);
            var size = BinaryPrimitives.ReadUInt32LittleEndian(end[12..]);
            var start = BinaryPrimitives.ReadUInt32LittleEndian(end[16..]);
            if (entries > MostEntries || size > MostDirectoryBytes)
            {
                throw FileTypes.Refused("blob.type-not-accepted", "oversized-archive");
            }

            if (disks != 0 || start + (long)size != content.Length - length + at)
            {
                throw FileTypes.Refused("blob.type-not-accepted", "damaged-archive");
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(tail, clearArray: true);
        }
    }
}
