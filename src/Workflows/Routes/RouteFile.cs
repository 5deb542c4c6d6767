using System.Collections.Frozen;
using System.Globalization;
using System.Text;
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

    private static string WordOf(StepAct act) => Acts.First(pair => pair.Value == act).Key;

    private static string WordOf(StepMode mode) => Modes.First(pair => pair.Value == mode).Key;

    private static string WordOf(VoteBase @base) => Bases.First(pair => pair.Value == @base).Key;

    private static string WordOf(RouteEnd end) => Ends.First(pair => pair.Value == end).Key;

    /// <summary>Where an outcome leads that the file does not name; null: it must be named.</summary>
    private static RouteTarget? Usual(OutcomeCode outcome, StepId? next) =>
        outcome == Outcomes.Pass ? (next is { } following ? RouteTarget.To(following) : RouteTarget.Out(RouteEnd.Finished))
        : outcome == Outcomes.Fail ? RouteTarget.Out(RouteEnd.Rejected)
        : null;

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
            [Outcomes.Pass] = Usual(Outcomes.Pass, next?.Peek<StepId>("id"))!,
            [Outcomes.Fail] = Usual(Outcomes.Fail, null)!,
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

        var index = int.Parse(path.AsSpan()[6..path.IndexOf(']', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
        var field = path[(path.IndexOf(']', StringComparison.Ordinal) + 1)..].TrimStart('.').Split('.', '[')[0];
        return top.Maps("steps")[index].LineOf(field);
    }

    /// <summary>The file of a route, always written in the same way; reading it gives the same route. What two versions differ in, their lines do.</summary>
    public static string Write(RouteDefinition route)
    {
        var text = new StringBuilder();
        Line($"format: {FormatVersion}");
        Line($"code: {route.Code}");
        Line($"version: {route.Version}");
        Line($"form: {route.Form}");
        if (route.Types.Count > 0)
        {
            Line($"types: [{string.Join(", ", route.Types)}]");
        }

        if (route.OnRequest == true)
        {
            Line($"onRequest: có");
        }

        Line($"name: {Quoted(route.Name.Value)}");
        Line($"validFrom: {Day(route.ValidFrom)}");
        if (route.ValidTo is { } to)
        {
            Line($"validTo: {Day(to)}");
        }

        Line($"basis: {Quoted(route.Basis.Value)}");
        Line($"authority: {LevelCodes.Of(route.Authority)}");
        Line($"steps:");
        for (var i = 0; i < route.Steps.Count; i++)
        {
            WriteStep(route.Steps[i], i + 1 < route.Steps.Count ? route.Steps[i + 1].Id : null);
        }

        return text.ToString();

        void Line(FormattableString line) => text.Append(FormattableString.Invariant(line)).Append('\n');

        void WriteStep(StepDefinition step, StepId? next)
        {
            Line($"  - id: {step.Id}");
            Line($"    name: {Quoted(step.Name.Value)}");
            Line($"    act: {WordOf(step.Act)}");
            if (step.Mode is not StepMode.Single)
            {
                Line($"    mode: {WordOf(step.Mode)}");
            }

            Line($"    parties: [{string.Join(", ", step.Parties.Select(Written))}]");
            if (step.Receives)
            {
                Line($"    receives: có");
            }

            if (step.Limit is { } limit)
            {
                Line($"    limit: {limit}");
            }

            if (step.Vote is { } vote)
            {
                Line($"    vote: {{ percent: {vote.Percent}, base: {WordOf(vote.Base)}, moreThan: {(vote.MoreThan ? "có" : "không")} }}");
            }

            var written = step.Outcomes.Where(outcome => outcome.Value != Usual(outcome.Key, next)).ToList();
            if (written.Count > 0)
            {
                Line($"    outcomes:");
                foreach (var (outcome, target) in written.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal))
                {
                    Line($"      {outcome}: {{ {(target.Step is { } there ? $"step: {there}" : $"end: {WordOf(target.End!.Value)}")} }}");
                }
            }
        }
    }

    private static string Written(PartyDefinition party) =>
        $"{{ level: {LevelCodes.Of(party.Level)}, function: {party.Function}{(party.AnsweredBy is { } by ? $", answeredBy: {Written(by)}" : "")} }}";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Quoted(string text) =>
        $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
}
