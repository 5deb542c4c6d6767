using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Eligibility;

namespace PhongTrao.Host.Components;

/// <summary>Findings in words.</summary>
internal static class FindingWords
{
    /// <summary>The badge of a verdict.</summary>
    public static (string Icon, string? Tone, string Label) Badge(FindingVerdict verdict) =>
        verdict switch
        {
            FindingVerdict.Met => ("check", "ok", "Đạt"),
            FindingVerdict.NotMet => ("cross", "bad", "Không đạt"),
            FindingVerdict.Insufficient => ("wait", "warn", "Chưa đủ căn cứ"),
            FindingVerdict.Unstated => ("dot", null, "Kế hoạch không quy định"),
        };

    /// <summary>What was asked, in the plan's words where it has any.</summary>
    public static string Rule(Finding finding) =>
        finding.Wording is { } wording ? $"“{wording}”" : "Đối tượng được xét theo loại hình khen thưởng này";

    /// <summary>What the verdict rests on; empty where the plan's words say it all.</summary>
    public static IReadOnlyList<string> Facts(FindingBasis basis) =>
        basis switch
        {
            FindingBasis.Wording => [],
            FindingBasis.GroupMissing => ["Chưa ghi thuộc đối tượng nào của kế hoạch."],
            FindingBasis.Appraiser => ["Người thẩm định xem xét."],
            FindingBasis.NotKept => ["Hệ thống chưa có dữ liệu về danh hiệu, xếp loại, khen thưởng trước đây: đối chiếu trên giấy."],
            FindingBasis.Duties { Of: [] } => ["Đơn vị đề nghị chưa có việc nào trong số này đến hạn hoặc đã nộp."],
            FindingBasis.Duties { Of: var duties } => [.. duties.Select(Fact)],
        };

    private static string Fact(DutyFact fact) =>
        $"{fact.What}{(fact.LastValidDay is { } day ? $" (hạn đến hết {Vietnam.Date(day)})" : "")}: {(fact.HandedIn ? "đã nộp" : "quá hạn, chưa nộp")}";
}
