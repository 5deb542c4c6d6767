namespace PhongTrao.Workflows.Tests.Vault;

/// <summary>A data folder of one test, removed after it.</summary>
public sealed class VaultFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("phongtrao-vault-").FullName;

    public string Of(params string[] names) => System.IO.Path.Combine([Path, .. names]);

    /// <summary>All files in it, however deep.</summary>
    public IEnumerable<string> Files() => Directory.EnumerateFiles(Path, "*", SearchOption.AllDirectories);

    /// <summary>Files in which these bytes stand.</summary>
    public IEnumerable<string> FilesWith(ReadOnlyMemory<byte> bytes) =>
        Files().Where(file => File.ReadAllBytes(file).AsSpan().IndexOf(bytes.Span) >= 0);

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
