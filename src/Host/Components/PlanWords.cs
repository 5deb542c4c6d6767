using System.Globalization;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Quotas;

namespace PhongTrao.Host.Components;

/// <summary>What a plan says, in the words of an official; what it leaves open stays open.</summary>
internal static class PlanWords
{
    /// <summary>Why something was refused, duties and units by their names.</summary>
    public static string Sentence(Refusal refusal, PlanDefinition plan, Person person)
    {
        var arguments = new Dictionary<string, string>(refusal.Arguments, StringComparer.Ordinal);
        if (arguments.TryGetValue("duty", out var duty) && DutyCode.TryParse(duty, out var code) && plan.Duty(code) is { } known)
        {
            arguments["duty"] = known.What.Value;
        }

        return person.Sentence(refusal.Code, arguments);
    }

    /// <summary>How a page says that the plan is silent.</summary>
    internal const string Unstated = "không quy định";

    internal static string Number(PlanDefinition plan) => plan.Number?.Value ?? "Không ghi số";

    internal static string Date(PlanDefinition plan) => plan.Date is { } date ? Vietnam.Date(date) : "không ghi ngày";

    /// <summary>Who issued it, as its head says; units that are not in the register have only that name.</summary>
    internal static string Issuer(PlanDefinition plan, Labels labels) => plan.Paper?.Name.Value ?? labels.Unit(plan.Issuer);

    /// <summary>"mục II.1"; a place that is no numbered clause by its own name ("Đầu văn bản").</summary>
    internal static string Clause(PublicText clause) => Clause(clause.Value);

    internal static string Clause(string clause) =>
        clause.Length > 0 && clause[0] is 'I' or 'V' or 'X' or (>= '0' and <= '9') ? $"mục {clause}" : clause;

    internal static string Parties(IReadOnlyList<PlanParty> parties) =>
        parties.Count == 0 ? Unstated : string.Join("; ", parties.Select(party => party.Name.Value));

    /// <summary>"về … (qua …)".</summary>
    /// <summary>To whom a duty's work goes, all of them.</summary>
    internal static string To(PlanDuty duty) =>
        duty.AlsoTo is { } also
            ? string.Join(
                "; ",
                also.Select(one => one.Name.Value).Prepend(duty.To is null ? "" : To(duty.To)).Where(name => name.Length > 0)
            )
            : To(duty.To);

    internal static string To(PlanDestination? to) =>
        to is null ? Unstated
        : to.Through is { } through ? $"{to.Office.Name} (qua {through.Name})"
        : to.Office.Name.Value;

    internal static string Span(DateOnly? from, DateOnly? to) => $"từ {Day(from)} đến hết {Day(to)}";

    internal static string Kind(PlanDutyKind kind) =>
        kind switch
        {
            PlanDutyKind.Report => "Báo cáo",
            PlanDutyKind.Dossier => "Nộp hồ sơ",
            PlanDutyKind.Registration => "Đăng ký",
            PlanDutyKind.Launch => "Phát động",
            PlanDutyKind.InterimReview => "Sơ kết",
            PlanDutyKind.FinalReview => "Tổng kết",
            PlanDutyKind.IssuePlan => "Ban hành kế hoạch",
            PlanDutyKind.IssueGuidance => "Ban hành hướng dẫn",
            PlanDutyKind.Inspection => "Kiểm tra",
            PlanDutyKind.News => "Tin, bài",
            PlanDutyKind.GoodDeed => "Việc tốt",
            PlanDutyKind.Classification => "Xét, phân loại, công nhận",
            PlanDutyKind.Allocation => "Phân bổ chỉ tiêu",
            PlanDutyKind.Award => "Khen thưởng",
            PlanDutyKind.Reorganisation => "Rà soát, kiện toàn",
            PlanDutyKind.Training => "Tập huấn",
            PlanDutyKind.Event => "Tổ chức hoạt động",
            PlanDutyKind.FollowUp => "Theo dõi, đôn đốc",
            PlanDutyKind.Deadline => "Mốc thời gian",
            PlanDutyKind.Other => "Việc khác",
        };

    internal static string Relation(PlanRelation relation) =>
        relation switch
        {
            PlanRelation.Basis => "Căn cứ",
            PlanRelation.CarriesOut => "Thực hiện",
            PlanRelation.Applies => "Áp dụng",
            PlanRelation.Related => "Liên quan",
        };

    /// <summary>What the system counts for a target: "tử số theo sổ việc tốt"; null: nothing.</summary>
    internal static string? Counted(PlanTarget target)
    {
        var number = target.NumberFrom is { } from
            ? $"{(target.Measure is PlanMeasure.Rate ? "tử số" : "số lượng")} theo {Counted(from)}"
            : null;
        var of = target.BaseFrom is { } under
            ? $"{(target.Measure is PlanMeasure.Rate ? "mẫu số" : "tổng số")} theo {Counted(under)}"
            : null;
        return number is null ? of
            : of is null ? number
            : $"{number}, {of}";
    }

    private static string Counted(PlanCount count) =>
        count switch
        {
            PlanCount.Entries entries => $"sổ theo dõi ({Vietnam.LowerFirst(Register(entries.Register))})",
            PlanCount.Dossiers => "hồ sơ đã nộp",
            PlanCount.Proposed proposed => $"số {Subject(proposed.Of)} được đề nghị trong hồ sơ đã nộp",
            PlanCount.Awarded awarded => $"số {Subject(awarded.Of)} được khen theo quyết định",
            PlanCount.Units units => $"số đơn vị {Labels.Level(units.Level)} trong danh mục",
            PlanCount.Titles titles => (titles.Stage is PlanTitleStage.Registered ? "số đăng ký " : "số được công nhận ")
                + Vietnam.LowerFirst(Labels.Form(new(titles.Title.Value)))
                + (titles.Grade is { } grade ? $", xếp loại từ {Grade(grade)} trở lên" : ""),
        };

    /// <summary>Đăng ký, công nhận.</summary>
    internal static string Stage(PlanTitleStage stage) => stage is PlanTitleStage.Registered ? "đăng ký" : "được công nhận";

    private static string Subject(SubjectKind? kind) =>
        kind is { } one ? Vietnam.LowerFirst(Phrases.Vi($"kind.{StoredNames<SubjectKind>.Of(one)}")) : "đối tượng";

    internal static string Register(PlanRegisterKind kind) =>
        kind switch
        {
            PlanRegisterKind.GoodDeeds => "Việc tốt",
            PlanRegisterKind.News => "Tin, bài",
            PlanRegisterKind.Models => "Mô hình, điển hình",
            PlanRegisterKind.Trainings => "Lớp tập huấn",
        };

    internal static string Flag(PlanFlagKind kind) =>
        kind switch
        {
            PlanFlagKind.Contradiction => "Mâu thuẫn",
            PlanFlagKind.DoubtfulReading => "Bản chụp khó đọc",
            PlanFlagKind.Ambiguity => "Chưa rõ",
        };

    internal static string Grade(PlanGrade grade) =>
        grade switch
        {
            PlanGrade.Weak => "Yếu",
            PlanGrade.Average => "Trung bình",
            PlanGrade.Fair => "Khá",
            PlanGrade.Excellent => "Xuất sắc",
        };

    /// <summary>A section of a plan as the plan's page heads it.</summary>
    internal static string Section(string section) =>
        section switch
        {
            "id" => "Mã",
            "issuer" => "Cơ quan ban hành",
            "paper" => "Đầu văn bản",
            "number" => "Số, ký hiệu",
            "date" => "Ngày ban hành",
            "title" => "Tên",
            "theme" => "Chủ đề",
            "superior" => "Thực hiện",
            "period" => "Thời gian",
            "scope" => "Phạm vi",
            "signer" => "Người ký",
            "kind" => "Loại văn bản",
            "forms" => "Hình thức khen thưởng",
            "types" => "Loại hình khen thưởng",
            "groups" => "Đối tượng thi đua",
            "components" => "Thành phần hồ sơ",
            "copies" => "Số bộ hồ sơ",
            "roles" => "Phân công",
            "flags" => "Chỗ cần lưu ý",
            "quotes" => "Lời văn ở đầu văn bản",
            "basis" => "Căn cứ, văn bản liên quan",
            "fallbacks" => "Quy định thay khi kế hoạch không quy định",
            "rounds" => "Đợt thi đua",
            "targets" => "Chỉ tiêu",
            "eligibility" => "Đối tượng nào được xét loại hình nào",
            "criteria" => "Tiêu chuẩn",
            "priorities" => "Ưu tiên",
            "quotas" => "Chỉ tiêu khen thưởng",
            "shares" => "Tỷ lệ trong chỉ tiêu khen",
            "duties" => "Việc phải làm, thời hạn",
            "receivers" => "Nơi nhận hồ sơ, báo cáo",
            "recognitions" => "Danh hiệu được xét công nhận",
            "registers" => "Sổ theo dõi",
            "routes" => "Quy trình xét riêng",
            _ => section,
        };

    /// <summary>All that an item of a plan says, in one line.</summary>
    internal static string Item(object item, PlanDefinition plan, Labels labels) =>
        item switch
        {
            PlanForm i => $"{i.Name}; số lượng: {i.Number?.Text.Value ?? Unstated}",
            PlanType i => i.Name.Value,
            PlanGroup i => $"{i.Name}; {(i.Kind is { } kind ? Labels.Kind(kind) : Unstated)}; tiêu chuẩn: {i.Criteria?.Value ?? Unstated}",
            PlanComponent i => $"{i.Name}; {(i.Mandatory ? "bắt buộc" : "nếu có")}{(i.PerNominee ? "; mỗi đối tượng một bản" : "")}"
                + (i.Confirmation ? "; có xác nhận" : "")
                + (
                    i.Forms.Count == 0 ? "" : $"; cho: {string.Join(", ", i.Forms.Select(f => plan.Form(f)?.Name.Value ?? Labels.Form(f)))}"
                ),
            PlanCopies i => $"{Vietnam.Count(i.Sets)} bộ",
            PlanRole i => $"{i.Office}: {i.Duty}",
            PlanFlag i => $"{Flag(i.Kind)}: {i.Text}",
            PlanQuote i => $"“{i.Wording}”",
            PlanBasis i =>
                $"{Relation(i.Relation)}: {i.Number?.Value ?? "không ghi số"}{(i.Date is { } on ? $" ngày {Vietnam.Date(on)}" : "")}"
                    + $", {i.Issuer}{(i.About is { } about ? $", {about}" : "")}",
            PlanFallback i => $"{i.Text} ({i.Source})",
            PlanRound i => $"{i.Name}: {Span(i.From, i.To)}; chủ đề: {i.Theme?.Value ?? Unstated}; “{i.Wording}”",
            PlanTarget i => $"{i.What}: {Measure(i.Measure)}; {Parties(i.By)}{(i.Per is { } per ? $"; {per}" : "")}"
                + $"{(i.Every is { } every ? $"; {Every(every)}" : "")}{(i.When is { } when ? $"; {when}" : "")}; “{i.Wording}”",
            PlanEligibility i => $"{(i.Verdict is PlanVerdict.Allowed ? "được xét" : "không xét")}{Effect(i.Effect)}: “{i.Wording}”",
            PlanCriterion i => $"“{i.Wording}”; {Check(i, plan)}",
            PlanText i => i.Text.Value,
            PlanQuota i => $"{i.Block}: ít nhất {(i.Min is { } min ? Vietnam.Count(min) : Unstated)}, "
                + $"nhiều nhất {(i.Max is { } max ? Vietnam.Count(max) : Unstated)}; {i.Occasion}; “{i.Wording}”",
            PlanShare i => $"{Share(i, plan)}; “{i.Wording}”",
            PlanDuty i => $"{i.What}: {Timing(i.Timing, plan)}{(i.Strength is PlanStrength.Soft ? ", khuyến khích" : "")}; "
                + $"ai làm: {Parties(i.By)}; gửi về: {To(i)}; “{i.Wording}”",
            PlanReceiver i => $"{i.What}, của {Parties(i.From)}: về {To(i.To)}; “{i.Wording}”",
            PlanRecognition i =>
                $"{i.Name}; {(i.Window is { } window ? Span(window.From, window.To) : Unstated)}; nhận: {To(i.ReceivedBy)}",
            PlanRoute i => $"{Labels.Form(i.Form)}: quy trình “{i.Route}”; “{i.Wording}”",
            PlanRegister i => $"{Register(i.Kind)}: {i.What}; {Parties(i.By)}",
            PlanPeriod i => $"{i.Wording}: {Span(i.From, i.To)}",
            PlanReference i => $"{i.Number}{(i.Date is { } dated ? $" ngày {Vietnam.Date(dated)}" : "")} của {i.Issuer}",
            PlanPaper i => i.Name.Value,
            PlanKind i => i is PlanKind.Law ? "Văn bản chung" : "Kế hoạch",
            UnitId i => labels.Unit(i),
            DateOnly i => Vietnam.Date(i),
            _ => $"{item}",
        };

    /// <summary>"Giữ chức vụ lãnh đạo, quản lý: nhiều nhất 20% số đề nghị, từng đơn vị".</summary>
    internal static string Share(PlanShare share, PlanDefinition plan)
    {
        string Groups(IReadOnlyList<GroupCode> codes) =>
            string.Join(", ", codes.Select(code => plan.Groups.FirstOrDefault(group => group.Code == code)?.Name.Value ?? code.Value));
        var who = share.Who is { } mark ? Labels.Mark(mark) : Groups(share.Groups);
        var of = share.Of is ShareBase.Allocated ? "số được phân bổ" : "số đề nghị";
        return string.Create(CultureInfo.InvariantCulture, $"{who}: {(share.AtLeast ? "ít nhất" : "nhiều nhất")} {share.Percent}% {of}")
            + (share.Among.Count == 0 ? "" : $" của {Groups(share.Among)}")
            + (share.Each ? ", từng đơn vị" : "");
    }

    /// <summary>"01 trên 05, nhiều nhất 20%: đạt": how a share stands.</summary>
    internal static string Standing(QuotaShare share) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Vietnam.Count(share.Part)} trên {(share.Total is { } total ? Vietnam.Count(total) : "số chưa phân bổ")}, "
                + $"{(share.AtLeast ? "ít nhất" : "nhiều nhất")} {share.Percent}%: "
        ) + Vietnam.LowerFirst(Phrases.Vi($"share.{StoredNames<ShareState>.Of(share.State)}"));

    /// <summary>What software checks of a criterion.</summary>
    internal static string Check(PlanCriterion criterion, PlanDefinition plan)
    {
        var what = criterion.Check switch
        {
            PlanCheck.Judged => "Người thẩm định xem xét",
            PlanCheck.Title title => "Kiểm tra danh hiệu: "
                + (plan.Recognitions.FirstOrDefault(r => r.Title == title.Of)?.Name.Value ?? title.Of.Value),
            PlanCheck.GradeFrom grade => $"Kiểm tra xếp loại từ {Grade(grade.Grade)} trở lên"
                + (grade.Within is { } within ? $" trong {Period(within)}" : ""),
            PlanCheck.Filed filed => "Kiểm tra đã gửi: "
                + string.Join("; ", filed.Duties.Select(code => plan.Duty(code)?.What.Value ?? code.Value)),
            PlanCheck.OnceOnly => "Kiểm tra chưa được khen cho cùng thành tích",
            PlanCheck.Commended commended => string.Create(
                CultureInfo.InvariantCulture,
                $"Kiểm tra được {Labels.Level(commended.From)} trở lên biểu dương ít nhất {commended.Times:00} lần"
            ),
        };
        return (criterion.Leaders ? what + " (của đơn vị do người đó lãnh đạo)" : what) + Effect(criterion.Effect);
    }

    // That a rule blocks goes without saying.
    private static string Effect(FindingEffect? effect) => effect is FindingEffect.Warns ? " (chỉ cảnh báo)" : "";

    /// <summary>"tỷ lệ … / …: trên 75%".</summary>
    internal static string Measure(PlanMeasure measure) =>
        measure switch
        {
            PlanMeasure.Quantity m => $"Số lượng: {Bound(m.Bound, m.Unit.Value)}",
            PlanMeasure.Rate m => $"Tỷ lệ {Bound(m.Bound, "%")}: {m.Numerator} / {m.Denominator}",
            PlanMeasure.Rise m => $"Tăng {Bound(m.Bound, m.Unit.Value)} so với {m.Base}",
            PlanMeasure.Fall m => $"Giảm {Bound(m.Bound, m.Unit.Value)} so với {m.Base}",
            PlanMeasure.Never => "Không để xảy ra",
            PlanMeasure.Qualitative => "Định tính",
        };

    internal static string Every(PlanPeriodKind period) => $"mỗi {Period(period)}";

    /// <summary>When a duty is due, as the plan has it; days are counted elsewhere.</summary>
    internal static string Timing(PlanTiming timing, PlanDefinition plan) =>
        timing switch
        {
            PlanTiming.Before t => $"trước ngày {Vietnam.Date(t.Day)}",
            PlanTiming.By t => $"chậm nhất {Hour(t.Hour)}ngày {Vietnam.Date(t.Day)}",
            PlanTiming.Window t => $"từ ngày {Vietnam.Date(t.From)} đến {Hour(t.Hour)}ngày {Vietnam.Date(t.To)}",
            PlanTiming.Every t =>
                $"{Every(t.Period)}, {Rule(t.Rule, t.Period)}{Later(t)}{(t.Hour is { } hour ? $", {Hour(hour)}".TrimEnd() : "")}",
            PlanTiming.Relative t => $"{Distance(t.Days, t.Unit, t.Side)} {Anchor(t.Anchor, plan)}",
            PlanTiming.PerRound { Offset: { } o } => $"{Distance(o.Days, o.Unit, o.Side)} ngày cuối của mỗi đợt",
            PlanTiming.PerRound => "mỗi đợt, chưa có ngày",
            PlanTiming.Within t => string.Create(CultureInfo.InvariantCulture, $"trong {Numbered(t.Period, t.Number)}năm {t.Year}"),
            PlanTiming.Undated { When: { } when } => $"{when} (chưa có ngày)",
            PlanTiming.Undated => "chưa có ngày",
        };

    private static string Day(DateOnly? day) => day is { } given ? Vietnam.Date(given) : $"({Unstated})";

    private static string Hour(TimeOnly? hour) =>
        hour is { } given ? string.Create(CultureInfo.InvariantCulture, $"{given.Hour} giờ {given.Minute:00} ") : "";

    private static string Period(PlanPeriodKind period) =>
        period switch
        {
            PlanPeriodKind.Week => "tuần",
            PlanPeriodKind.Month => "tháng",
            PlanPeriodKind.Quarter => "quý",
            PlanPeriodKind.Half => "6 tháng",
            PlanPeriodKind.Year => "năm",
        };

    private static string Numbered(PlanPeriodKind period, int number) =>
        period switch
        {
            PlanPeriodKind.Quarter => $"quý {Roman(number)} ",
            PlanPeriodKind.Half => number == 1 ? "6 tháng đầu " : "6 tháng cuối ",
            PlanPeriodKind.Month => string.Create(CultureInfo.InvariantCulture, $"tháng {number} "),
            PlanPeriodKind.Week => string.Create(CultureInfo.InvariantCulture, $"tuần {number} "),
            PlanPeriodKind.Year => "",
        };

    private static string Roman(int number) => new[] { "I", "II", "III", "IV" }[Math.Clamp(number, 1, 4) - 1];

    private static string Rule(PlanDayRule rule, PlanPeriodKind period) =>
        rule switch
        {
            PlanDayRule.BeforeDay r => $"trước ngày {InPeriod(r.Month, r.Day, period)}",
            PlanDayRule.ByDay r => $"chậm nhất ngày {InPeriod(r.Month, r.Day, period)}",
            PlanDayRule.PeriodEnd => $"đến hết {Period(period)}",
            PlanDayRule.OnWeekday r => r.Day is PlanWeekday.Sunday
                ? "Chủ nhật"
                : "thứ " + new[] { "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy" }[(int)r.Day],
        };

    private static string InPeriod(int month, int day, PlanPeriodKind period) =>
        period switch
        {
            PlanPeriodKind.Year => string.Create(CultureInfo.InvariantCulture, $"{day:00}/{month}"),
            PlanPeriodKind.Quarter or PlanPeriodKind.Half => string.Create(
                CultureInfo.InvariantCulture,
                $"{day:00} của tháng thứ {month} trong {Period(period)}"
            ),
            _ => string.Create(CultureInfo.InvariantCulture, $"{day:00}"),
        };

    private static string Later(PlanTiming.Every every) =>
        every.Later == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" của {every.Later} {Period(every.Period)} sau");

    private static string Distance(int days, PlanDayUnit unit, PlanSide side) =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{days} {(unit is PlanDayUnit.Working ? "ngày làm việc" : "ngày")} {(side is PlanSide.Before ? "trước" : "sau")}"
        );

    private static string Anchor(PlanAnchor anchor, PlanDefinition plan) =>
        anchor switch
        {
            PlanAnchor.OfDuty a => $"hạn của việc “{plan.Duty(a.Duty)?.What.Value ?? a.Duty.Value}”",
            PlanAnchor.OfRound a => $"ngày {Edge(a.Edge)} của {plan.Round(a.Round)?.Name.Value ?? a.Round.Value}",
            PlanAnchor.OfPlan a => $"ngày {Edge(a.Edge)} của kế hoạch",
            PlanAnchor.OfEvent a => Happening(a.Event),
        };

    /// <summary>The day of what a deadline is counted from.</summary>
    internal static string Happening(PlanHappening happening) =>
        happening switch
        {
            PlanHappening.PlanIssued => "ngày ban hành kế hoạch",
            PlanHappening.Submitted => "ngày nộp hồ sơ",
            PlanHappening.Received => "ngày tiếp nhận hồ sơ",
            PlanHappening.DecisionIssued => "ngày ban hành quyết định",
        };

    private static string Edge(PlanEdge edge) => edge is PlanEdge.First ? "đầu" : "cuối";

    private static string Bound(PlanBound bound, string unit) =>
        bound.Compare switch
        {
            PlanCompare.Above => $"trên {Figure(bound.Value, unit)}",
            PlanCompare.From => $"từ {Figure(bound.Value, unit)} trở lên",
            PlanCompare.Below => $"dưới {Figure(bound.Value, unit)}",
            PlanCompare.UpTo => $"đến {Figure(bound.Value, unit)}",
            PlanCompare.Reach => Figure(bound.Value, unit),
            PlanCompare.Range => $"từ {Figure(bound.Value, unit == "%" ? unit : "")} đến {Figure(bound.Upto ?? bound.Value, unit)}",
        };

    // A small count has its leading zero, as in documents: "01 mô hình".
    private static string Figure(decimal figure, string unit) =>
        unit == "%" ? figure.ToString("0.##", Vietnam.Culture) + "%"
        : figure < 10 && decimal.IsInteger(figure) ? $"{figure.ToString("00", CultureInfo.InvariantCulture)} {unit}".TrimEnd()
        : $"{figure.ToString("0.##", Vietnam.Culture)} {unit}".TrimEnd();
}
