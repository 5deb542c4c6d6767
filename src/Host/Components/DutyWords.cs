using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Components;

/// <summary>What is handed in for deadlines, as people read it.</summary>
public static class DutyWords
{
    /// <summary>What the button says that hands it in: a duty is not always a report.</summary>
    public static string Verb(PlanDutyKind kind) =>
        kind switch
        {
            PlanDutyKind.Report => "Nộp báo cáo",
            PlanDutyKind.Dossier => "Nộp hồ sơ",
            PlanDutyKind.Registration => "Nộp đăng ký",
            PlanDutyKind.Launch => "Ghi nhận lễ phát động",
            PlanDutyKind.InterimReview => "Ghi nhận sơ kết",
            PlanDutyKind.FinalReview => "Ghi nhận tổng kết",
            PlanDutyKind.IssuePlan => "Ghi nhận kế hoạch đã ban hành",
            PlanDutyKind.IssueGuidance => "Ghi nhận hướng dẫn đã ban hành",
            PlanDutyKind.Inspection => "Ghi nhận đợt kiểm tra",
            PlanDutyKind.News => "Ghi nhận tin, bài",
            PlanDutyKind.GoodDeed => "Ghi nhận việc tốt",
            PlanDutyKind.Training => "Ghi nhận lớp tập huấn",
            PlanDutyKind.Event => "Ghi nhận hoạt động",
            PlanDutyKind.Classification => "Ghi nhận kết quả phân loại",
            PlanDutyKind.Allocation => "Ghi nhận phân bổ chỉ tiêu",
            PlanDutyKind.Award or PlanDutyKind.Reorganisation or PlanDutyKind.FollowUp or PlanDutyKind.Deadline or PlanDutyKind.Other =>
                "Ghi nhận việc đã làm",
        };

    /// <summary>By what a duty is fulfilled.</summary>
    public static string Form(DutyForm form) => Phrases.Vi($"duty-form.{StoredNames<DutyForm>.Of(form)}");

    /// <summary>How a recipient stands.</summary>
    public static (string Icon, string? Tone, string Label) Badge(RecipientStanding? standing) =>
        standing switch
        {
            null => ("dot", null, "Chưa nộp"),
            RecipientStanding.Waiting => ("wait", "calm", "Chờ tiếp nhận"),
            RecipientStanding.Accepted => ("check", "ok", "Đã tiếp nhận"),
            RecipientStanding.Returned => ("back", "warn", "Trả lại"),
            _ => ("dot", null, ""),
        };

    /// <summary>"đúng hạn", "quá hạn 3 ngày".</summary>
    public static string Lateness(int? days, bool isDue) =>
        days switch
        {
            null => isDue ? "đúng hạn" : "",
            0 => "quá giờ của ngày cuối",
            { } n => $"quá hạn {Vietnam.Number(n)} ngày",
        };

    /// <summary>What was handed in, in words.</summary>
    public static string Content(DutyContent content) => DutyDesk.Content(content);
}
