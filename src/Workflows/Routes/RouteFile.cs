using System.Collections.Frozen;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Routes;

/// <summary>
/// Routes as YAML, one version per file; docs/route-format.md says what the keys mean. Unknown keys are errors. Every problem
/// is found at once, the form of the file first, then what the route says (<see cref="RouteDefinition.Validate()"/>).
/// </summary>
public static class RouteFile
{
    /// <summary>The format this release reads, first key of every file.</summary>
    public const int FormatVersion = 1;

    private static readonly FrozenDictionary<string, StepAct> Acts = new Dictionary<string, StepAct>(StringComparer.Ordinal)
    {
        ["appraise"] = StepAct.Appraise,
        ["propose"] = StepAct.Propose,
        ["council"] = StepAct.Council,
        ["decide"] = StepAct.Decide,
        ["notify"] = StepAct.Notify,
        ["archive"] = StepAct.Archive,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, StepMode> Modes = new Dictionary<string, StepMode>(StringComparer.Ordinal)
    {
        ["single"] = StepMode.Single,
        ["joint"] = StepMode.Joint,
        ["vote"] = StepMode.Vote,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, VoteBase> Bases = new Dictionary<string, VoteBase>(StringComparer.Ordinal)
    {
        ["members"] = VoteBase.Members,
        ["present"] = VoteBase.Present,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, RouteEnd> Ends = new Dictionary<string, RouteEnd>(StringComparer.Ordinal)
    {
        ["finished"] = RouteEnd.Finished,
        ["rejected"] = RouteEnd.Rejected,
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads a route, or gives every problem.</summary>
    /// <param name="yaml">The file's text.</param>
    /// <param name="file">Its name, for the problems.</param>
    public static FileResult<RouteDefinition> Read(string yaml, string file = "")
    {
        var report = new FileReport();
        if (FileMap.Top(report, file, YamlFile.Parse(report, file, yaml)) is not { } top)
        {
            return new(null, report.Problems);
        }

        var definition = Read(top);
        if (report.IsClean)
        {
            foreach (var fault in definition.Validate())
            {
                report.Add(new(file, LineOf(top, fault.Path), fault.Path, fault.What));
            }
        }

        return report.Result(() => definition);
    }

    /// <summary>The routes that ship with the software, in order of code and version. Read anew each time: keep them.</summary>
    public static IReadOnlyList<(RouteDefinition Definition, Digest Source)> Shipped()
    {
        var assembly = typeof(RouteFile).Assembly;
        var folder = typeof(RouteFile).Namespace + ".Files.";
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
                    return result.Value is { } route
                        ? (route, FileDigest.Of(text))
                        : throw new InvalidOperationException($"{name} is broken: {result.Problems[0]}");
                })
                .OrderBy(pair => pair.route.Code.Value, StringComparer.Ordinal)
                .ThenBy(pair => pair.route.Version),
        ];
    }

    private static RouteDefinition Read(FileMap top)
    {
        if (top.Number("format", 1, 999) != FormatVersion)
        {
            top.Report("format", Refusal.Of(FileProblems.FormatVersion, ("expected", "1")));
        }

        var steps = top.Maps("steps");
        var definition = new RouteDefinition(
            top.Code<RouteCode>("code"),
            top.Number("version", 1, 999),
            top.Code<FormCode>("form"),
            top.Codes<AwardType>("types"),
            top.Code<PublicText>("name"),
            top.Date("validFrom"),
            top.OptionalDate("validTo"),
            top.Code<PublicText>("basis"),
            top.Word("authority", LevelCodes.Words),
            [.. steps.Select((step, i) => Step(step, i + 1 < steps.Count ? steps[i + 1] : null))],
            top.Flag("onRequest", otherwise: false) ? true : null
        );
        top.Done();
        return definition;
    }

    /// <summary>Without "outcomes", passing leads to the next step in the list (from the last one out), failing ends the route.</summary>
    private static StepDefinition Step(FileMap step, FileMap? next)
    {
        var outcomes = new Dictionary<OutcomeCode, RouteTarget>
        {
            [Outcomes.Pass] = next?.Peek<StepId>("id") is { } following ? RouteTarget.To(following) : RouteTarget.Out(RouteEnd.Finished),
            [Outcomes.Fail] = RouteTarget.Out(RouteEnd.Rejected),
        };
        if (step.OptionalMap("outcomes") is { } written)
        {
            foreach (var key in written.Keys.ToList())
            {
                if (!OutcomeCode.TryParse(key, out var outcome))
                {
                    written.Report(key, Refusal.Of(FileProblems.NotACode, ("found", key)));
                }
                else if (written.Map(key) is { } target)
                {
                    outcomes[outcome] = Target(target);
                }
            }
        }

        var definition = new StepDefinition(
            step.Code<StepId>("id"),
            step.Code<PublicText>("name"),
            step.Word("act", Acts),
            step.OptionalWord("mode", Modes) ?? StepMode.Single,
            [.. step.Maps("parties").Select(Party)],
            step.Flag("receives", otherwise: false),
            step.OptionalCode<RuleCode>("limit"),
            outcomes,
            step.OptionalMap("vote") is { } vote ? Vote(vote) : null
        );
        step.Done();
        return definition;
    }

    private static RouteTarget Target(FileMap target)
    {
        var (step, end) = (target.OptionalCode<StepId>("step"), target.OptionalWord("end", Ends));
        if (step is null == end is null)
        {
            target.Report("step", Refusal.Of(FileProblems.NotOneOf, ("expected", "step, end")));
        }

        target.Done();
        return new(step, end);
    }

    private static PartyDefinition Party(FileMap party)
    {
        var definition = new PartyDefinition(
            party.Word("level", LevelCodes.Words),
            party.Code<FunctionCode>("function"),
            party.OptionalMap("answeredBy") is { } answering ? Party(answering) : null
        );
        party.Done();
        return definition;
    }

    private static VoteRule Vote(FileMap vote)
    {
        var rule = new VoteRule(vote.Number("percent", 1, 100), vote.Word("base", Bases), vote.Flag("moreThan", otherwise: false));
        vote.Done();
        return rule;
    }

    /// <summary>The line of the step a fault lies in, or of the key.</summary>
    private static int LineOf(FileMap top, string path)
    {
        if (!path.StartsWith("steps[", StringComparison.Ordinal))
        {
            return top.LineOf(path);
        }

        var index = int.Parse(
            path.AsSpan()[6..path.IndexOf(']', StringComparison.Ordinal)],
            System.Globalization.CultureInfo.InvariantCulture
        );
        var field = path[(path.IndexOf(']', StringComparison.Ordinal) + 1)..].TrimStart('.').Split('.', '[')[0];
        return top.Maps("steps")[index].LineOf(field);
    }
}
