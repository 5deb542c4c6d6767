using System.Collections.Frozen;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Rules;

/// <summary>Rules as YAML; the shipped ruleset.yaml beside this file says what its keys mean. Unknown keys are errors.</summary>
public static class RulesetFile
{
    /// <summary>The format this release reads.</summary>
    public const int FormatVersion = 1;

    private static readonly FrozenDictionary<string, VoteBase> Bases = new Dictionary<string, VoteBase>(StringComparer.Ordinal)
    {
        ["members"] = VoteBase.Members,
        ["present"] = VoteBase.Present,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, SubjectKind> Kinds = new Dictionary<string, SubjectKind>(StringComparer.Ordinal)
    {
        ["person"] = SubjectKind.Person,
        ["household"] = SubjectKind.Household,
        ["collective"] = SubjectKind.Collective,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads rules, or gives every problem.</summary>
    public static FileResult<RulesetDocument> Read(string yaml, string file = "")
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

        var lines = new Dictionary<RuleCode, int>();
        var rules = new RulesetDocument(
            [.. top.Maps("limits").Select(row => Limit(row, lines))],
            [.. top.Maps("supplements").Select(row => Supplement(row, lines))],
            [.. top.Maps("councils").Select(row => Council(row, lines))],
            top.Has("bases") ? [.. top.Maps("bases").Select(row => Base(row, lines))] : null,
            top.Has("rewards") ? [.. top.Maps("rewards").Select(row => Reward(row, lines))] : null,
            top.Has("scales") ? [.. top.Maps("scales").Select(row => Scale(row, lines))] : null,
            top.Has("years") ? [.. top.Maps("years").Select(row => Year(row, lines))] : null
        );
        top.Done();
        foreach (var (rule, what) in Ruleset.Faults(rules).Where(_ => report.IsClean).ToList())
        {
            report.Add(new(file, lines.GetValueOrDefault(rule), rule.Value, what));
        }

        return report.Result(() => rules);
    }

    /// <summary>The rules that ship with the software.</summary>
    public static (RulesetDocument Rules, Digest Source) Shipped()
    {
        using var stream = typeof(RulesetFile).Assembly.GetManifestResourceStream(typeof(RulesetFile), "ruleset.yaml")!;
        using var reader = new StreamReader(stream);
        var text = reader.ReadToEnd();
        var result = Read(text, "ruleset.yaml");
        return result.Value is { } rules
            ? (rules, FileDigest.Of(text))
            : throw new InvalidOperationException($"ruleset.yaml is broken: {result.Problems[0]}");
    }

    private static LimitRule Limit(FileMap row, Dictionary<RuleCode, int> lines)
    {
        var rule = new LimitRule(Code(row, lines), row.Code<RuleCode>("limit"), Scope(row), row.Number("workingDays", 1, 250), Source(row));
        row.Done();
        return rule;
    }

    private static SupplementRule Supplement(FileMap row, Dictionary<RuleCode, int> lines)
    {
        var rule = new SupplementRule(Code(row, lines), Scope(row), row.Number("maxRounds", 0, 9), Source(row));
        row.Done();
        return rule;
    }

    private static CouncilRule Council(FileMap row, Dictionary<RuleCode, int> lines)
    {
        var rule = new CouncilRule(
            Code(row, lines),
            Scope(row),
            new(row.Number("percent", 1, 100), row.Word("base", Bases), row.Flag("moreThan", otherwise: false)),
            Source(row)
        );
        row.Done();
        return rule;
    }

    private static BaseRule Base(FileMap row, Dictionary<RuleCode, int> lines)
    {
        var rule = new BaseRule(
            Code(row, lines),
            row.Date("from"),
            row.OptionalDate("to"),
            row.Number("dong", 100, 1_000_000_000),
            Source(row)
        );
        row.Done();
        return rule;
    }

    private static ScaleRule Scale(FileMap row, Dictionary<RuleCode, int> lines)
    {
        var rule = new ScaleRule(
            Code(row, lines),
            row.Code<RuleCode>("scale"),
            Scope(row),
            row.Number("max", 1, 1000),
            [
                new(PlanGrade.Excellent, row.Number("xuatSac", 0, 1000)),
                new(PlanGrade.Fair, row.Number("kha", 0, 1000)),
                new(PlanGrade.Average, row.Number("trungBinh", 0, 1000)),
                new(PlanGrade.Weak, 0),
            ],
            Source(row)
        );
        row.Done();
        return rule;
    }

    private static RewardRule Reward(FileMap row, Dictionary<RuleCode, int> lines)
    {
        var rule = new RewardRule(Code(row, lines), Scope(row), row.Word("kind", Kinds), row.Number("hundredths", 1, 100_000), Source(row));
        row.Done();
        return rule;
    }

    private static YearRule Year(FileMap row, Dictionary<RuleCode, int> lines)
    {
        var rule = new YearRule(
            Code(row, lines),
            Scope(row),
            row.Codes<KindCode>("kinds"),
            new(row.Number("fromMonth", 1, 12), row.Number("fromDay", 1, 31), row.Number("toMonth", 1, 12), row.Number("toDay", 1, 31)),
            Source(row)
        );
        row.Done();
        return rule;
    }

    private static RuleCode Code(FileMap row, Dictionary<RuleCode, int> lines)
    {
        var code = row.Code<RuleCode>("code");
        lines[code] = row.LineOf("code");
        return code;
    }

    private static RuleScope Scope(FileMap row) =>
        new(
            row.OptionalWord("level", LevelCodes.Words),
            row.OptionalCode<FormCode>("form"),
            row.OptionalCode<AwardType>("type"),
            row.OptionalCode<UnitId>("province"),
            row.Date("from"),
            row.OptionalDate("to")
        );

    private static RuleSource Source(FileMap row) => new(row.Code<PublicText>("source"), row.Flag("verified", otherwise: false));
}
