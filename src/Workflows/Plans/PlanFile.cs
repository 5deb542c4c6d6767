using System.Text;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Plans;

/// <summary>A plan that ships with the software.</summary>
/// <param name="Definition">What its file says.</param>
/// <param name="Source">The file's digest.</param>
/// <param name="File">The file.</param>
public sealed record ShippedPlan(PlanDefinition Definition, Digest Source, FileBytes File);

/// <summary>
/// Plans as YAML, one per file. What a plan leaves open must be written "không quy định"; a key that is missing is an error,
/// and so is one that the format does not know.
/// </summary>
public static class PlanFile
{
    /// <summary>
    /// The newest format this release reads, first key of every file. Format 1 could say the head, forms, groups and components;
    /// format 2 says everything.
    /// </summary>
    public const int FormatVersion = 2;

    /// <summary>Reads a plan, or gives every problem.</summary>
    public static FileResult<PlanDefinition> Read(string yaml, string file = "")
    {
        var report = new FileReport();
        if (Encoding.UTF8.GetByteCount(yaml) > FileBytes.MaxLength)
        {
            report.Add(new(file, 0, "", Refusal.Of(FileProblems.Syntax, ("message", "longer than 1 MiB"))));
            return new(null, report.Problems);
        }

        if (FileMap.Top(report, file, YamlFile.Parse(report, file, yaml)) is not { } top)
        {
            return new(null, report.Problems);
        }

        var format = top.Number("format", 1, 999);
        if (format > FormatVersion)
        {
            top.Report("format", Refusal.Of(FileProblems.FormatVersion, ("expected", "1, 2"), ("found", $"{format}")));
        }

        var plan = new PlanReader(top, format).Read();
        return report.Result(() => plan);
    }

    /// <summary>The plans that ship with the software, in order of id. Read anew each time: keep them.</summary>
    public static IReadOnlyList<ShippedPlan> Shipped()
    {
        var assembly = typeof(PlanFile).Assembly;
        var folder = typeof(PlanFile).Namespace + ".";
        return
        [
            .. assembly
                .GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Select(name =>
                {
                    using var stream = assembly.GetManifestResourceStream(name)!;
                    var bytes = new byte[stream.Length];
                    stream.ReadExactly(bytes);
                    var text = Encoding.UTF8.GetString(bytes);
                    var result = Read(text, name[folder.Length..]);
                    return result.Value is { } plan
                        ? new ShippedPlan(plan, FileDigest.Of(text), FileBytes.Of(bytes))
                        : throw new InvalidOperationException($"{name} is broken: {result.Problems[0]}");
                })
                .OrderBy(plan => plan.Definition.Id.Value, StringComparer.Ordinal),
        ];
    }
}
