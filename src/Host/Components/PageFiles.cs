using System.Collections.Frozen;
using System.IO.Compression;
using System.Security.Cryptography;

namespace PhongTrao.Host.Components;

/// <summary>
/// Our own script and style sheet: their addresses carry a digest, so that browsers keep them until they change, and each is packed once, as tightly as
/// can be, instead of quickly with every request.
/// </summary>
public sealed class PageFiles
{
    private static readonly (string Path, string Type)[] Names =
    [
        ("/phongtrao.css", "text/css"),
        ("/phongtrao.js", "text/javascript"),
        ("/favicon.svg", "image/svg+xml"),
    ];

    private readonly Task<FrozenDictionary<string, PackedFile>> _packed;

    /// <summary>Reads them, and packs them beside whatever else is started.</summary>
    public PageFiles(IWebHostEnvironment environment)
    {
        var files = Names
            .Select(name => (name.Path, name.Type, Content: Read(environment, name.Path)))
            .Where(file => file.Content.Length > 0)
            .ToList();
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        files.ForEach(file => hash.AppendData(file.Content));
        Version = Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
        _packed = Task.Run(() => files.ToFrozenDictionary(file => file.Path, file => new PackedFile(file.Type, Pack(file.Content))));
    }

    /// <summary>Digest over all of them.</summary>
    public string Version { get; }

    /// <summary>One of them as Brotli, right after the start as soon as it is packed; null: none of ours, or another version of it.</summary>
    /// <param name="path">As asked for.</param>
    /// <param name="version">Digest that was asked for.</param>
    public async ValueTask<PackedFile?> FindPackedAsync(PathString path, string? version) =>
        version == Version && path.Value is { } name ? (await _packed).GetValueOrDefault(name) : null;

    private static byte[] Read(IWebHostEnvironment environment, string path)
    {
        var file = environment.WebRootFileProvider.GetFileInfo(path);
        if (!file.Exists)
        {
            return [];
        }

        using var content = file.CreateReadStream();
        var bytes = new byte[content.Length];
        content.ReadExactly(bytes);
        return bytes;
    }

    private static ReadOnlyMemory<byte> Pack(byte[] content)
    {
        using var packed = new MemoryStream();
        using (var brotli = new BrotliStream(packed, CompressionLevel.SmallestSize))
        {
            brotli.Write(content);
        }

        return packed.ToArray();
    }
}

/// <summary>A file as it goes over the line.</summary>
/// <param name="Type">Its media type.</param>
/// <param name="Content">Brotli.</param>
public sealed record PackedFile(string Type, ReadOnlyMemory<byte> Content);
