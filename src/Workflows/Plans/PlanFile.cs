using System.Collections.Frozen;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Plans;

/// <summary>
/// Plans as YAML, one per file. What a plan leaves open must be written "không quy định"; a key that is missing is an error,
/// and so is one that the format does not know.
/// </summary>
public static class PlanFile
{
    /// <summary>The format this release reads, first key of every file.</summary>
    public const int FormatVersion = 1;

    private static readonly FrozenDictionary<string, SubjectKind> Kinds = new Dictionary<string, SubjectKind>(StringComparer.Ordinal)
    {
        ["person"] = SubjectKind.Person,
        ["collective"] = SubjectKind.Collective,
        ["household"] = SubjectKind.Household,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, PlanFlagKind> FlagKinds = new Dictionary<string, PlanFlagKind>(StringComparer.Ordinal)
    {
        ["mau-thuan"] = PlanFlagKind.Contradiction,
        ["ban-chup-kho-doc"] = PlanFlagKind.DoubtfulReading,
        ["chua-ro"] = PlanFlagKind.Ambiguity,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads a plan, or gives every problem.</summary>
    public static FileResult<PlanDefinition> Read(string yaml, string file = "")
    {
        var report = new FileReport();
        if (FileMap.Top(report, file, YamlFile.Parse(report, file, yaml)) is not { } top)
        {
            return new(null, report.Problems);
        }

        if (top.Number("format", 1, 999) != FormatVersion)
        {
            top.Report("format", Refusal.Of(FileProblems.FormatVersion, ("expected", "1")));
        }

        var plan = new PlanDefinition(
            top.Code<PlanId>("id"),
            top.Code<UnitId>("issuer"),
            top.IsUnstated("number") ? null : top.Code<DocumentNumber>("number"),
            top.IsUnstated("date") ? null : top.Date("date"),
            top.Code<PublicText>("title"),
            top.IsUnstated("theme") ? null : top.Code<PublicText>("theme"),
            Stated(top, "superior", Reference),
            top.Map("period") is { } period ? Period(period) : new(default, null, null, default),
            Stated(top, "scope", Text),
            List(top, "forms", Form, row => row.Peek<FormCode>("form")?.Value, "form"),
            List(top, "types", Type, row => row.Peek<AwardType>("type")?.Value, "type"),
            List(top, "groups", Group, row => row.Peek<GroupCode>("code")?.Value, "code"),
            List(top, "components", Component, row => row.Peek<ComponentCode>("code")?.Value, "code"),
            Stated(top, "copies", Copies),
            List(top, "roles", Role, row => row.Peek<PurposeCode>("code")?.Value, "code"),
            List(top, "flags", Flag, row => row.Peek<RuleCode>("code")?.Value, "code")
        );
        top.Done();
        return report.Result(() => plan);
    }

    /// <summary>The plans that ship with the software, in order of id. Read anew each time: keep them.</summary>
    public static IReadOnlyList<(PlanDefinition Definition, Digest Source)> Shipped()
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
                    using var reader = new StreamReader(stream);
                    var text = reader.ReadToEnd();
                    var result = Read(text, name[folder.Length..]);
                    return result.Value is { } plan
                        ? (plan, FileDigest.Of(text))
                        : throw new InvalidOperationException($"{name} is broken: {result.Problems[0]}");
                })
                .OrderBy(pair => pair.plan.Id.Value, StringComparer.Ordinal),
        ];
    }

    private static T? Stated<T>(FileMap top, string key, Func<FileMap, T> read)
        where T : class
    {
        if (top.IsUnstated(key) || top.Map(key) is not { } map)
        {
            return null;
        }

        var value = read(map);
        map.Done();
        return value;
    }

    private static List<T> List<T>(FileMap top, string key, Func<FileMap, T> read, Func<FileMap, string?> idOf, string idKey)
    {
        if (top.IsUnstated(key))
        {
            return [];
        }

        List<T> values = [];
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var row in top.Maps(key))
        {
            values.Add(read(row));
            if (idOf(row) is { } id && !seen.Add(id))
            {
                row.Report(idKey, Refusal.Of(FileProblems.Repeated, ("found", id)));
            }

            row.Done();
        }

        return values;
    }

    private static PublicText Clause(FileMap map) => map.Code<PublicText>("clause");

    private static PlanReference Reference(FileMap map) =>
        new(map.Code<PublicText>("issuer"), map.Code<DocumentNumber>("number"), map.IsUnstated("date") ? null : map.Date("date"));

    private static PlanPeriod Period(FileMap map)
    {
        var period = new PlanPeriod(
            map.Code<PublicText>("wording"),
            map.IsUnstated("from") ? null : map.Date("from"),
            map.IsUnstated("to") ? null : map.Date("to"),
            Clause(map)
        );
        map.Done();
        return period;
    }

    private static PlanText Text(FileMap map) => new(map.Code<PublicText>("text"), Clause(map));

    private static PlanForm Form(FileMap map) =>
        new(map.Code<FormCode>("form"), map.Code<PublicText>("name"), Clause(map), Stated(map, "number", Text));

    private static PlanType Type(FileMap map) => new(map.Code<AwardType>("type"), map.Code<PublicText>("name"), Clause(map));

    private static PlanGroup Group(FileMap map) =>
        new(
            map.Code<GroupCode>("code"),
            map.Word("kind", Kinds),
            map.Code<PublicText>("name"),
            Clause(map),
            map.IsUnstated("criteria") ? null : map.Code<PublicText>("criteria")
        );

    private static PlanComponent Component(FileMap map) =>
        new(
            map.Code<ComponentCode>("code"),
            map.Code<PublicText>("name"),
            map.Flag("mandatory", otherwise: true),
            map.Flag("perNominee", otherwise: false),
            map.Flag("confirmation", otherwise: false),
            map.Codes<FormCode>("forms"),
            Clause(map)
        );

    private static PlanCopies Copies(FileMap map) => new(map.Number("sets", 1, 20), Clause(map));

    private static PlanRole Role(FileMap map) =>
        new(map.Code<PurposeCode>("code"), map.Code<PublicText>("office"), map.Code<PublicText>("duty"), Clause(map));

    private static PlanFlag Flag(FileMap map) =>
        new(
            map.Code<RuleCode>("code"),
            map.Word("kind", FlagKinds),
            map.Code<PublicText>("field"),
            Clause(map),
            map.Code<PublicText>("text")
        );
}
