using System.Text.RegularExpressions;

namespace PhongTrao.Host.Tests;

/// <summary>What infra/ asks for is measured by somebody: a renamed measure would leave its alarm silent for ever.</summary>
public sealed partial class WhenMeasuresAreRead
{
    [Fact]
    public void Every_measure_of_alerts_and_dashboards_is_made_in_the_code()
    {
        var code = string.Concat(
            Directory
                .GetFiles(WhenFilesAreLoaded.InRepository("src"), "*.cs", SearchOption.AllDirectories)
                .Select(file => File.ReadAllText(file))
        );
        // As Prometheus writes them: dots as underscores, the unit and, for counters, "total" behind.
        var made = Instrument()
            .Matches(code)
            .Select(m =>
                m.Groups["name"].Value.Replace('.', '_')
                + (m.Groups["unit"].Value == "s" ? "_seconds" : "")
                + (m.Groups["kind"].Value == "Counter" ? "_total" : "")
            )
            .ToHashSet(StringComparer.Ordinal);
        var asked = new[] { "alerts.yaml", "grafana/phongtrao.json" }
            .SelectMany(file => Measure().Matches(File.ReadAllText(WhenFilesAreLoaded.InRepository($"infra/{file}"))))
            .Select(m => m.Groups["name"].Value)
            .Distinct(StringComparer.Ordinal)
            .ToList();

        asked.Count.ShouldBeGreaterThan(5);
        asked.Except(made).ShouldBeEmpty(string.Join(' ', made));
    }

    [GeneratedRegex(
        """Create(?<kind>Counter|Histogram|ObservableGauge)(<\w+>)?\(\s*"(?<name>phongtrao\.[a-z._]+)",(\s*\w+,)?\s*"(?<unit>[^"]*)"\s*,"""
    )]
    private static partial Regex Instrument();

    [GeneratedRegex("""\b(?<name>phongtrao_(?!subscription[ })]|outcome|refusal\b)[a-z_]+?)(_bucket|_sum|_count)?\b(?=[\[{ )"\n]|$)""")]
    private static partial Regex Measure();
}
