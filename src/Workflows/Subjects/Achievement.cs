using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Subjects;

/// <summary>
/// For what somebody is awarded, as far as a machine can tell one achievement from another (Luật Thi đua, khen thưởng 2022, Điều 5:
/// "không khen thưởng nhiều lần, nhiều hình thức cho một thành tích đạt được"). Awards for what was đột xuất or a chuyên đề are in
/// nobody's way here; that they do not count as basis for higher ones (NĐ 98/2023, Điều 4) is for the appraiser.
/// </summary>
/// <param name="Type">Type of award (loại hình).</param>
/// <param name="Plan">The plan under which it was proposed; null: under none that is known here.</param>
/// <param name="Mark">
/// Keyed digest of the achievement's text without case, marks and spacing, under the subject's own key: equal texts of one subject have
/// equal marks, nothing else can be learnt from it, and with the key its meaning is gone. Null: nothing was written, or it was erased.
/// </param>
public sealed record Achievement(AwardType Type, PlanId? Plan, Digest? Mark)
{
    private static readonly AwardType Sudden = new("dot-xuat");
    private static readonly AwardType Thematic = new("theo-dot");

    /// <summary>
    /// What is achieved once under a plan: tổng kết, sơ kết and the like sum up one period. Several sudden deeds or đợt of a plan are
    /// several achievements.
    /// </summary>
    public bool IsOncePerPlan => Type != Sudden && Type != Thematic;

    /// <summary>
    /// The rule of sameness: the same text; or, where a plan sums up once, the same plan and type, whatever the form: a giấy khen and a
    /// bằng khen for the same tổng kết are several forms for one achievement.
    /// </summary>
    public bool IsSameAs(Achievement other) =>
        (Mark is { } mark && mark == other.Mark) || (IsOncePerPlan && Plan is { } plan && plan == other.Plan && Type == other.Type);

    /// <summary>
    /// What is not proved to be the same and may be, so that somebody looks: of one type, under one plan or, where one of them stands
    /// under no plan known here, within a year.
    /// </summary>
    /// <param name="other">An earlier award's.</param>
    /// <param name="years">Between the two, whole years.</param>
    public bool MayBe(Achievement other, int years) =>
        !IsSameAs(other) && Type == other.Type && (Plan is null || other.Plan is null ? years == 0 : Plan == other.Plan);
}
