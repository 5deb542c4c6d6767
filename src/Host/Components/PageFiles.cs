using System.Security.Cryptography;

namespace PhongTrao.Host.Components;

/// <summary>Our own script and style sheet: their addresses carry a digest, so that browsers keep them until they change.</summary>
public sealed class PageFiles(IWebHostEnvironment environment)
{
    private static readonly string[] Names = ["phongtrao.css", "phongtrao.js", "favicon.svg"];

    /// <summary>Digest over all of them.</summary>
    public string Version { get; } = Digest(environment);

    private static string Digest(IWebHostEnvironment environment)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var name in Names)
        {
            var file = environment.WebRootFileProvider.GetFileInfo(name);
            if (!file.Exists)
            {
                continue;
            }

            using var content = file.CreateReadStream();
            var bytes = new byte[content.Length];
            content.ReadExactly(bytes);
            hash.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 6));
    }
}
