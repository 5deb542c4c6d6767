using System.Globalization;
using System.Text;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Tests;

/// <summary>The shipped plan of Tân Khai under another name, with a day for one of its reports.</summary>
internal static class TrialPlan
{
    public const string Id = "thu-2025";

    /// <summary>What the shipped plan says of the report: no day.</summary>
    private const string Undated = "timing: { undated: gắn với báo cáo tổng kết công tác năm … theo quy định }";

    /// <summary>The file.</summary>
    /// <param name="timing">When its report is due, as a plan file says it.</param>
    public static string Text(string timing)
    {
        var shipped = PlanFile.Shipped().Single(plan => plan.Definition.Id.Value == "tan-khai-2025");
        var text = Encoding.UTF8.GetString(shipped.File.ToArray());
        text.ShouldContain(Undated);
        var at = text.IndexOf(Undated, StringComparison.Ordinal);
        return string.Concat(text.AsSpan(0, at), timing, text.AsSpan(at + Undated.Length))
            .Replace("\nid: tan-khai-2025", $"\nid: {Id}", StringComparison.Ordinal)
            .Replace("\ndate: 2025-03-11", "\ndate: 2025-01-02", StringComparison.Ordinal);
    }

    /// <summary>The file with so many more reports of communes, all due to the end of one day.</summary>
    public static string WithReports(int count, DateOnly due)
    {
        var more = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            more.Append(
                CultureInfo.InvariantCulture,
                $$"""
                  - code: bao-cao-{{i}}
                    kind: bao-cao
                    what: Báo cáo {{i}}
                    by:
                      - { name: Ủy ban nhân dân cấp xã, level: xa }
                    to: không quy định
                    timing: { by: {{due:yyyy-MM-dd}} }
                    late: không quy định
                    clause: IV.1
                    wording: chậm nhất ngày {{due:dd/M/yyyy}}

                """
            );
        }

        return Text("timing: { undated: cuối năm }").Replace("\nduties:\n", $"\nduties:\n{more}", StringComparison.Ordinal);
    }

    /// <summary>The file with so many duties of communes to file a dossier ("ho-so-0", "ho-so-1"), all due to the end of 30/6/2025.</summary>
    public static StringContent WithDossiers(int count)
    {
        var more = string.Concat(
            Enumerable
                .Range(0, count)
                .Select(i =>
                    $$"""
                          - code: ho-so-{{i}}
                            kind: ho-so
                            what: Gửi hồ sơ đề nghị khen thưởng {{i}}
                            by:
                              - { name: Ủy ban nhân dân cấp xã, level: xa }
                            to: không quy định
                            timing: { by: 2025-06-30 }
                            late: không quy định
                            clause: IV.1
                            wording: chậm nhất ngày 30/6/2025

                        """
                )
        );
        return new(
            Text("timing: { undated: cuối năm }").Replace("\nduties:\n", $"\nduties:\n{more}", StringComparison.Ordinal),
            Encoding.UTF8,
            "application/yaml"
        );
    }

    /// <summary>The file as the API takes it.</summary>
    public static StringContent Yaml(string timing) => new(Text(timing), Encoding.UTF8, "application/yaml");
}
