using System.Security.Cryptography;
using System.Text;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Files;

/// <summary>Collects every problem while a file, or several of one import, are read.</summary>
public sealed class FileReport
{
    private readonly List<FileProblem> _problems = [];

    /// <summary>No problem so far.</summary>
    public bool IsClean => _problems.Count == 0;

    /// <summary>The problems by file and line.</summary>
    public IReadOnlyList<FileProblem> Problems =>
        [
            .. _problems
                .DistinctBy(problem => (problem.File, problem.Line, problem.Field, problem.What.Code))
                .OrderBy(problem => problem.File, StringComparer.Ordinal)
                .ThenBy(problem => problem.Line),
        ];

    /// <summary>Adds a problem.</summary>
    public void Add(FileProblem problem) => _problems.Add(problem);

    /// <summary>The value if nothing was wrong, otherwise every problem.</summary>
    public FileResult<T> Result<T>(Func<T> value)
        where T : class => IsClean ? new(value(), []) : new(null, Problems);
}

/// <summary>What tells one file from another.</summary>
public static class FileDigest
{
    /// <summary>SHA-256 of the text's UTF-8 bytes, without a byte order mark.</summary>
    public static Digest Of(string text) => Of(Encoding.UTF8.GetBytes(text.TrimStart('\uFEFF')));

    /// <summary>SHA-256 of the bytes, all of them.</summary>
    public static Digest Of(ReadOnlySpan<byte> bytes) => new(Convert.ToHexStringLower(SHA256.HashData(bytes)));
}
