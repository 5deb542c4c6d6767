using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Plans;

/// <summary>
/// Something that has to be done, once or again and again; a duty is not always a report. It lives within its plan's period:
/// no occurrence of it falls due for a period after that (a document of kind <see cref="PlanKind.Law"/> has no end).
/// </summary>
/// <param name="Code">The duty, unique in the plan.</param>
/// <param name="Kind">What sort.</param>
/// <param name="What">What has to be done.</param>
/// <param name="By">Who; empty: không quy định.</param>
/// <param name="To">To whom and through which office; null: không quy định.</param>
/// <param name="Timing">When.</param>
/// <param name="For">The period or occasion it is for, as written ("quý I năm 2025"); null: not stated.</param>
/// <param name="Round">The round it belongs to; null: none.</param>
/// <param name="First">First day of the first period it holds for; null: the plan names none, its own period decides.</param>
/// <param name="Strength">Whether missing it is a breach.</param>
/// <param name="Late">What the plan says of late ones; null: không quy định.</param>
/// <param name="Target">The target that fulfilling it counts for; null: none.</param>
/// <param name="Clause">Where.</param>
/// <param name="Wording">Deciding words, those of the deadline first.</param>
/// <param name="AlsoTo">Who else it is for, each for itself; null: nobody, or read before there could be several.</param>
public sealed record PlanDuty(
    DutyCode Code,
    PlanDutyKind Kind,
    PublicText What,
    IReadOnlyList<PlanParty> By,
    PlanDestination? To,
    PlanTiming Timing,
    PublicText? For,
    RoundCode? Round,
    DateOnly? First,
    PlanStrength Strength,
    PlanLate? Late,
    TargetCode? Target,
    PublicText Clause,
    PublicText Wording,
    IReadOnlyList<PlanParty>? AlsoTo = null
);

/// <summary>What a plan says of late ones.</summary>
/// <param name="Taken">False: late ones are not taken.</param>
/// <param name="Wording">As written.</param>
public sealed record PlanLate(bool Taken, PublicText Wording);

/// <summary>
/// When a duty is due. Days are days in Hà Nội; none of these ever rolls past its day (BLDS Điều 148 moves the end of a period,
/// not a day that was named). An hour is the last moment on the last valid day; without one that day ends at 24:00. The
/// discriminators are stored.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "timing")]
[JsonDerivedType(typeof(Before), "truoc-ngay")]
[JsonDerivedType(typeof(By), "den-het-ngay")]
[JsonDerivedType(typeof(Window), "tu-den")]
[JsonDerivedType(typeof(Every), "dinh-ky")]
[JsonDerivedType(typeof(Relative), "tinh-tu")]
[JsonDerivedType(typeof(PerRound), "moi-dot")]
[JsonDerivedType(typeof(Within), "trong-ky")]
[JsonDerivedType(typeof(Undated), "chua-co-ngay")]
public abstract record PlanTiming
{
    private PlanTiming() { }

    /// <summary>"Trước ngày X": the day itself is too late, the last valid day is X−1.</summary>
    /// <param name="Day">X.</param>
    public sealed record Before(DateOnly Day) : PlanTiming;

    /// <summary>"Chậm nhất ngày X", "đến hết ngày X": X included.</summary>
    /// <param name="Day">X.</param>
    /// <param name="Hour">Last moment on X; null: 24:00.</param>
    public sealed record By(DateOnly Day, TimeOnly? Hour) : PlanTiming;

    /// <summary>"Từ ngày … đến ngày …": both included; what comes earlier waits.</summary>
    /// <param name="From">Opens at 0:00.</param>
    /// <param name="To">Last valid day.</param>
    /// <param name="Hour">Last moment on that day; null: 24:00.</param>
    public sealed record Window(DateOnly From, DateOnly To, TimeOnly? Hour) : PlanTiming;

    /// <summary>Once in every period, by a rule.</summary>
    /// <param name="Period">Which period.</param>
    /// <param name="Rule">The day.</param>
    /// <param name="Later">How many periods after the one it is for; 0: within it.</param>
    /// <param name="Hour">Last moment on the last valid day; null: 24:00.</param>
    public sealed record Every(PlanPeriodKind Period, PlanDayRule Rule, int Later, TimeOnly? Hour) : PlanTiming;

    /// <summary>Counted from something else: n days before or after it, its own day not counted.</summary>
    /// <param name="Anchor">From what.</param>
    /// <param name="Days">0–2,000.</param>
    /// <param name="Unit">Working or calendar days.</param>
    /// <param name="Side">Before or after.</param>
    public sealed record Relative(PlanAnchor Anchor, int Days, PlanDayUnit Unit, PlanSide Side) : PlanTiming;

    /// <summary>Once for every round, counted from the round's last day.</summary>
    /// <param name="Offset">How far from it; null: the plan sets no day, a coordinator does.</param>
    public sealed record PerRound(PlanOffset? Offset) : PlanTiming;

    /// <summary>"Trong quý I năm 2025", "cuối năm 2025": any day of one period; its last day is the last valid one.</summary>
    /// <param name="Period">Month, quarter, half or year.</param>
    /// <param name="Number">1–12, 1–4, 1–2; 1 for a year.</param>
    /// <param name="Year">Gregorian year.</param>
    public sealed record Within(PlanPeriodKind Period, int Number, int Year) : PlanTiming;

    /// <summary>"Chưa có ngày": until a coordinator sets one.</summary>
    /// <param name="When">What the plan says instead of a date ("khi kết thúc phong trào"); null: nothing.</param>
    public sealed record Undated(PublicText? When) : PlanTiming;
}

/// <summary>How far from a day.</summary>
/// <param name="Days">0–2,000.</param>
/// <param name="Unit">Working or calendar days.</param>
/// <param name="Side">Before or after.</param>
public sealed record PlanOffset(int Days, PlanDayUnit Unit, PlanSide Side);

/// <summary>The day within a recurring period. The discriminators are stored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "rule")]
[JsonDerivedType(typeof(BeforeDay), "truoc-ngay")]
[JsonDerivedType(typeof(ByDay), "den-ngay")]
[JsonDerivedType(typeof(PeriodEnd), "cuoi-ky")]
[JsonDerivedType(typeof(OnWeekday), "thu")]
public abstract record PlanDayRule
{
    private PlanDayRule() { }

    /// <summary>"Trước ngày d": d itself is too late.</summary>
    /// <param name="Month">Month of the period, from 1: 1 for a month, 1–3 for a quarter, 1–6, 1–12.</param>
    /// <param name="Day">1–31; a day that the month does not have is its last one.</param>
    public sealed record BeforeDay(int Month, int Day) : PlanDayRule;

    /// <summary>"Chậm nhất ngày d": d included.</summary>
    /// <param name="Month">Month of the period, from 1.</param>
    /// <param name="Day">1–31; a day that the month does not have is its last one.</param>
    public sealed record ByDay(int Month, int Day) : PlanDayRule;

    /// <summary>The last day of the period.</summary>
    public sealed record PeriodEnd : PlanDayRule;

    /// <summary>A day of the week, included; for weekly duties.</summary>
    /// <param name="Day">Which.</param>
    public sealed record OnWeekday(PlanWeekday Day) : PlanDayRule;
}

/// <summary>What a deadline is counted from. The discriminators are stored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "of")]
[JsonDerivedType(typeof(OfDuty), "viec")]
[JsonDerivedType(typeof(OfRound), "dot")]
[JsonDerivedType(typeof(OfPlan), "ke-hoach")]
[JsonDerivedType(typeof(OfEvent), "su-kien")]
public abstract record PlanAnchor
{
    private PlanAnchor() { }

    /// <summary>The last valid day of another duty of the plan.</summary>
    /// <param name="Duty">Which.</param>
    public sealed record OfDuty(DutyCode Duty) : PlanAnchor;

    /// <summary>First or last day of a round.</summary>
    /// <param name="Round">Which.</param>
    /// <param name="Edge">First or last day.</param>
    public sealed record OfRound(RoundCode Round, PlanEdge Edge) : PlanAnchor;

    /// <summary>First or last day of the plan's period.</summary>
    /// <param name="Edge">First or last day.</param>
    public sealed record OfPlan(PlanEdge Edge) : PlanAnchor;

    /// <summary>The day on which something happens.</summary>
    /// <param name="Event">What.</param>
    public sealed record OfEvent(PlanHappening Event) : PlanAnchor;
}

/// <summary>What may happen that a deadline is counted from. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanHappening>))]
public enum PlanHappening
{
    /// <summary>The plan is issued: its date.</summary>
    [JsonStringEnumMemberName("ban-hanh-ke-hoach")]
    PlanIssued,

    /// <summary>A dossier is submitted.</summary>
    [JsonStringEnumMemberName("nop-ho-so")]
    Submitted,

    /// <summary>A dossier is received.</summary>
    [JsonStringEnumMemberName("tiep-nhan-ho-so")]
    Received,

    /// <summary>A decision is issued.</summary>
    [JsonStringEnumMemberName("ban-hanh-quyet-dinh")]
    DecisionIssued,
}

/// <summary>Which end of a period. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanEdge>))]
public enum PlanEdge
{
    /// <summary>The first day.</summary>
    [JsonStringEnumMemberName("dau")]
    First,

    /// <summary>The last day, included.</summary>
    [JsonStringEnumMemberName("cuoi")]
    Last,
}

/// <summary>What a distance is counted in. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanDayUnit>))]
public enum PlanDayUnit
{
    /// <summary>Working days of the calendar.</summary>
    [JsonStringEnumMemberName("ngay-lam-viec")]
    Working,

    /// <summary>Every day.</summary>
    [JsonStringEnumMemberName("ngay")]
    Calendar,
}

/// <summary>On which side of it. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanSide>))]
public enum PlanSide
{
    /// <summary>Before it.</summary>
    [JsonStringEnumMemberName("truoc")]
    Before,

    /// <summary>After it.</summary>
    [JsonStringEnumMemberName("sau")]
    After,
}

/// <summary>A day of the week. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanWeekday>))]
public enum PlanWeekday
{
    /// <summary>Thứ Hai.</summary>
    [JsonStringEnumMemberName("thu-hai")]
    Monday,

    /// <summary>Thứ Ba.</summary>
    [JsonStringEnumMemberName("thu-ba")]
    Tuesday,

    /// <summary>Thứ Tư.</summary>
    [JsonStringEnumMemberName("thu-tu")]
    Wednesday,

    /// <summary>Thứ Năm.</summary>
    [JsonStringEnumMemberName("thu-nam")]
    Thursday,

    /// <summary>Thứ Sáu.</summary>
    [JsonStringEnumMemberName("thu-sau")]
    Friday,

    /// <summary>Thứ Bảy.</summary>
    [JsonStringEnumMemberName("thu-bay")]
    Saturday,

    /// <summary>Chủ nhật.</summary>
    [JsonStringEnumMemberName("chu-nhat")]
    Sunday,
}

/// <summary>Whether missing a duty is a breach. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanStrength>))]
public enum PlanStrength
{
    /// <summary>Due; missing it is shown as overdue.</summary>
    [JsonStringEnumMemberName("bat-buoc")]
    Hard,

    /// <summary>Wished for or left to each one; never shown as overdue.</summary>
    [JsonStringEnumMemberName("khuyen-khich")]
    Soft,
}

/// <summary>What sort of duty. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PlanDutyKind>))]
public enum PlanDutyKind
{
    /// <summary>Báo cáo.</summary>
    [JsonStringEnumMemberName("bao-cao")]
    Report,

    /// <summary>Nộp hồ sơ.</summary>
    [JsonStringEnumMemberName("ho-so")]
    Dossier,

    /// <summary>Đăng ký.</summary>
    [JsonStringEnumMemberName("dang-ky")]
    Registration,

    /// <summary>Lễ phát động, phát động.</summary>
    [JsonStringEnumMemberName("le-phat-dong")]
    Launch,

    /// <summary>Sơ kết.</summary>
    [JsonStringEnumMemberName("so-ket")]
    InterimReview,

    /// <summary>Tổng kết.</summary>
    [JsonStringEnumMemberName("tong-ket")]
    FinalReview,

    /// <summary>Xây dựng, ban hành kế hoạch.</summary>
    [JsonStringEnumMemberName("ban-hanh-ke-hoach")]
    IssuePlan,

    /// <summary>Ban hành hướng dẫn, tiêu chí.</summary>
    [JsonStringEnumMemberName("ban-hanh-huong-dan")]
    IssueGuidance,

    /// <summary>Đợt kiểm tra.</summary>
    [JsonStringEnumMemberName("kiem-tra")]
    Inspection,

    /// <summary>Tin, bài, chuyên mục.</summary>
    [JsonStringEnumMemberName("tin-bai")]
    News,

    /// <summary>Việc tốt.</summary>
    [JsonStringEnumMemberName("viec-tot")]
    GoodDeed,

    /// <summary>Xét, phân loại, công nhận.</summary>
    [JsonStringEnumMemberName("xet-phan-loai")]
    Classification,

    /// <summary>Phân bổ chỉ tiêu.</summary>
    [JsonStringEnumMemberName("phan-bo-chi-tieu")]
    Allocation,

    /// <summary>Khen thưởng, đề nghị khen thưởng.</summary>
    [JsonStringEnumMemberName("khen-thuong")]
    Award,

    /// <summary>Rà soát, kiện toàn lực lượng.</summary>
    [JsonStringEnumMemberName("ra-soat-kien-toan")]
    Reorganisation,

    /// <summary>Lớp tập huấn, huấn luyện.</summary>
    [JsonStringEnumMemberName("tap-huan")]
    Training,

    /// <summary>Ngày hội, hoạt động.</summary>
    [JsonStringEnumMemberName("to-chuc-hoat-dong")]
    Event,

    /// <summary>Theo dõi, đôn đốc.</summary>
    [JsonStringEnumMemberName("theo-doi")]
    FollowUp,

    /// <summary>A mark of time of the movement itself (its end).</summary>
    [JsonStringEnumMemberName("moc-thoi-gian")]
    Deadline,

    /// <summary>Việc khác.</summary>
    [JsonStringEnumMemberName("viec-khac")]
    Other,
}
