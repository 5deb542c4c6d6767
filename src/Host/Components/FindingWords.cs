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
            FindingBasis.NotKept => ["Hệ thống chưa có dữ liệu để đối chiếu: đối chiếu trên giấy."],
            FindingBasis.Commendations known =>
            [
                .. known.Of.Select(fact => $"Được biểu dương: {Fact(fact.Award)}."),
                .. known.Of.Count >= known.Times
                    ? []
                    : new[]
                    {
                        $"Trong thời gian của kế hoạch, hệ thống có {Vietnam.Count(known.Of.Count)} lần biểu dương, kế hoạch yêu cầu {Vietnam.Count(known.Times)}: phần còn lại đối chiếu trên giấy.",
                    },
            ],
            FindingBasis.Duties { Of: [] } => ["Đơn vị đề nghị chưa có việc nào trong số này đến hạn hoặc đã nộp."],
            FindingBasis.Duties { Of: var duties } => [.. duties.Select(Fact)],
            FindingBasis.Titles { Known: { UnitUnknown: true } } => ["Chưa ghi người này đứng đầu đơn vị nào: đối chiếu trên giấy."],
            FindingBasis.Titles { Known: { Facts: [] } titles } =>
            [
                $"Hệ thống chưa có quyết định công nhận, xếp loại năm {titles.Year}: đối chiếu trên giấy.",
            ],
            FindingBasis.Titles { Known: var titles } =>
            [
                .. titles.Facts.OrderByDescending(fact => fact.Year).Select(Fact),
                .. titles.Facts.Any(fact => fact.Year == titles.Year) ? [] : new[] { $"Chưa có kết quả của năm {titles.Year}." },
            ],
            FindingBasis.Awards { Known: var awards } =>
            [
                .. awards.Same.Select(award => $"Đã được khen về cùng thành tích: {Fact(award)}."),
                .. awards.Similar.Select(award =>
                    award.OtherSubject
                        ? $"Người hoặc tập thể cùng tên, cùng địa phương đã được khen, chưa rõ có phải là một: {Fact(award)}."
                        : $"Đã được khen, chưa rõ có cùng thành tích không: {Fact(award)}."
                ),
                .. awards.Running.Select(proposal =>
                    $"Đang được đề nghị về cùng thành tích ở hồ sơ {(proposal.Number is { } number ? $"số {number}" : "khác")} của {proposal.Unit}."
                ),
                awards is { From: { } from, To: { } to }
                    ? $"Đã đối chiếu {awards.Decisions} quyết định, từ {Vietnam.Date(from)} đến {Vietnam.Date(to)}; chưa có dữ liệu trước {Vietnam.Date(from)}."
                    : "Chưa có quyết định nào để đối chiếu.",
            ],
        };

    private static string Fact(TitleFact title) =>
        $"{Labels.Form(new(title.Title.Value))}{(title.Year is { } year ? $" năm {year}" : "")}: "
        + (
            title.Recognised
                ? $"được công nhận{(title.Grade is { } grade ? $", xếp loại {PlanWords.Grade(grade)}" : "")}"
                    + (
                        title is { Number: { } number, Date: { } date }
                            ? $" (Quyết định số {number} ngày {Vietnam.Date(date)} của {title.Authority})."
                            : "."
                    )
                : "đã đề nghị, không được công nhận."
        );

    private static string Fact(AwardFact award) =>
        award is { Number: { } number, Date: { } date }
            ? $"Quyết định số {number} ngày {Vietnam.Date(date)} của {award.Authority}"
            : "một quyết định không công khai danh tính";

    private static string Fact(DutyFact fact) =>
        $"{fact.What}{(fact.LastValidDay is { } day ? $" (hạn đến hết {Vietnam.Date(day)})" : "")}: {(fact.HandedIn ? "đã nộp" : "quá hạn, chưa nộp")}";
}
