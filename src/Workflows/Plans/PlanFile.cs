using System.Globalization;
using System.Text;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Plans;

/// <summary>A plan that ships with the software.</summary>
/// <param name="Definition">What its file says.</param>
/// <param name="Source">The file's digest.</param>
/// <param name="File">The file.</param>
public sealed record ShippedPlan(PlanDefinition Definition, Digest Source, FileBytes File);

/// <summary>What a plan that begins as a copy has of its own.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Issuer">The unit that issues it.</param>
/// <param name="Paper">Who speaks in its head.</param>
/// <param name="Number">Số, ký hiệu.</param>
/// <param name="Date">Ngày.</param>
/// <param name="Title">Trích yếu.</param>
/// <param name="Period">Its period.</param>
public sealed record PlanHead(
    PlanId Id,
    UnitId Issuer,
    PlanPaper Paper,
    DocumentNumber Number,
    DateOnly Date,
    PublicText Title,
    PlanPeriod Period
);

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

        return Read(report, file, YamlFile.Parse(report, file, yaml));
    }

    /// <summary>Reads a plan that was filled in elsewhere than in a file, or gives every problem with the line of its node.</summary>
    public static FileResult<PlanDefinition> Read(FileNode.Mapping plan) => Read(new FileReport(), "", plan);

    private static FileResult<PlanDefinition> Read(FileReport report, string file, FileNode? node)
    {
        if (FileMap.Top(report, file, node) is not { } top)
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

    /// <summary>
    /// A plan's file as the start of one's own: all that it says under another head. What the file quotes, doubts and falls back on
    /// about the old number, date, issuer and period is the old paper's and stays there; comments do too.
    /// </summary>
    /// <param name="yaml">A file that reads without a problem.</param>
    /// <param name="head">What is the new plan's own.</param>
    /// <exception cref="ArgumentException">It does not read.</exception>
    public static string Copy(string yaml, PlanHead head)
    {
        var source = Read(yaml).Value;
        if (source is null || YamlFile.Parse(new FileReport(), "", yaml) is not FileNode.Mapping top)
        {
            throw new ArgumentException("Not a plan file.", nameof(yaml));
        }

        var number = $"Số: {head.Number}";
        var date = string.Create(CultureInfo.InvariantCulture, $"ngày {head.Date:dd} tháng {head.Date:MM} năm {head.Date:yyyy}");
        HashSet<string> own = ["id", "issuer", "issuedBy", "number", "date", "period"];
        if (head.Title != source.Title)
        {
            own.Add("title");
        }

        FileNode OthersOf(FileNode list) =>
            list is FileNode.Sequence rows
                ? rows with
                {
                    Items = [.. rows.Items.Where(row => row is not FileNode.Mapping map || !own.Contains(TextOf(map, "field")))],
                }
                : list;

        FileNode Quotes(FileNode list) =>
            new FileNode.Sequence(
                list.Line,
                [
                    Quote(source, "number", number),
                    Quote(source, "date", date),
                    .. own.Contains("title") ? [Quote(source, "title", head.Title.Value)] : Array.Empty<FileNode>(),
                    .. OthersOf(list) is FileNode.Sequence others ? others.Items : [],
                ]
            );

        return YamlFile.Write(
            top with
            {
                Entries =
                [
                    .. top.Entries.Select(entry =>
                        entry with
                        {
                            Value = entry.Key switch
                            {
                                "id" => Text(head.Id.Value),
                                "issuer" => Text(head.Issuer.Value),
                                "number" => Text(head.Number.Value),
                                "date" => Text(head.Date.Iso()),
                                "title" => Text(head.Title.Value),
                                "issuedBy" => Map(
                                    ("name", head.Paper.Name.Value),
                                    ("level", LevelCodes.Of(head.Paper.Level)),
                                    ("levelWord", head.Paper.LevelWord.Value),
                                    ("place", head.Paper.Place?.Value ?? FileMap.Unstated),
                                    ("clause", head.Paper.Clause.Value)
                                ),
                                "period" => Map(
                                    ("wording", head.Period.Wording.Value),
                                    ("from", head.Period.From?.Iso() ?? FileMap.Unstated),
                                    ("to", head.Period.To?.Iso() ?? FileMap.Unstated),
                                    ("clause", head.Period.Clause.Value)
                                ),
                                "quotes" => Quotes(entry.Value),
                                "flags" or "fallbacks" => OthersOf(entry.Value),
                                _ => entry.Value,
                            },
                        }
                    ),
                ],
            }
        );
    }

    private static FileNode.Mapping Quote(PlanDefinition source, string field, string wording) =>
        Map(("field", field), ("clause", source.Quote(field)?.Clause.Value ?? "Đầu văn bản"), ("wording", wording));

    private static FileNode.Mapping Map(params (string Key, string Text)[] entries) =>
        new(0, [.. entries.Select(entry => new FileEntry(0, entry.Key, Text(entry.Text)))]);

    private static FileNode.Scalar Text(string text) => new(0, text);

    private static string TextOf(FileNode.Mapping map, string key) =>
        map.Entries.FirstOrDefault(entry => entry.Key == key)?.Value is FileNode.Scalar scalar ? scalar.Text : "";

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
