using System.Globalization;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Components;

/// <summary>Notices as people read them, on the page and by other channels; nothing here needs a request.</summary>
public sealed class NoticeWords(DeadlineWords deadlines, House house)
{
    /// <summary>What has to be done, with its occurrence or the dossier's number.</summary>
    public string What(NoticeLine line) =>
        line.Inspection is not null ? $"Ý kiến kiểm tra về {Vietnam.LowerFirst(line.What ?? "hồ sơ")}"
        : line.Dossier is not null
            ? $"Hồ sơ {line.Number?.Value ?? "chưa có số"}" + (line.What is { } step ? $": {Vietnam.LowerFirst(step)}" : "")
        : line.What
            + (
                Period(line) is { Length: > 0 } period && line.What?.Contains(period, StringComparison.OrdinalIgnoreCase) != true
                    ? $" ({period})"
                    : ""
            );

    /// <summary>Which occurrence; empty of one that falls due once, and of a dossier.</summary>
    public string Period(NoticeLine line) => line is { Plan: { } plan, Period: { } period } ? deadlines.Period(plan, period, line.For) : "";

    /// <summary>When it is due, as seen on the day of the notice: "Còn 2 ngày làm việc – hạn 07/02/2025".</summary>
    /// <param name="line">The notice.</param>
    /// <param name="today">The day on which it is read.</param>
    public static string When(NoticeLine line, DateOnly today)
    {
        if (line.Kind is NoticeKind.OtherForm)
        {
            var proposed = $"đề nghị chuyển hình thức khen ngày {Vietnam.Date(VietnamTime.DateOf(line.At))}";
            return line.Change is not { } change
                ? Labels.Capital(proposed)
                : $"Một đối tượng được {proposed}: từ {Vietnam.LowerFirst(Labels.Form(change.From))} sang {Vietnam.LowerFirst(Labels.Form(change.To))}"
                    + (change.Clause is { } clause ? $", theo {clause}" : "");
        }

        if (line.Kind is NoticeKind.Asked)
        {
            return $"Yêu cầu giải trình ngày {Vietnam.Date(VietnamTime.DateOf(line.At))}, hạn {Vietnam.Date(line.Due)}";
        }

        if (line.Kind is NoticeKind.Explained)
        {
            return $"Bộ phận được hỏi đã giải trình ngày {Vietnam.Date(VietnamTime.DateOf(line.At))}";
        }

        if (line.Kind is not NoticeKind.Reminder)
        {
            var on = Vietnam.Date(VietnamTime.DateOf(line.At));
            return line.Kind is NoticeKind.Returned ? $"Nơi nhận trả lại ngày {on}, cần nộp lại" : $"Nơi nhận đã tiếp nhận ngày {on}";
        }

        var due = Vietnam.Date(line.Due);
        if (line.OverSince is { } since)
        {
            var local = since.ToOffset(VietnamTime.Offset);
            return string.Create(CultureInfo.InvariantCulture, $"Quá hạn từ {local:HH:mm} ngày {local:dd/MM/yyyy}");
        }

        var working = line.LastWorkingDay == line.Due ? "" : $" (ngày làm việc cuối {Vietnam.Date(line.LastWorkingDay)})";
        return line.WorkingDaysLeft switch
        {
            > 0 => $"Còn {Vietnam.Number(line.WorkingDaysLeft.Value)} ngày làm việc – hạn {due}{working}",
            _ when line.On > line.LastWorkingDay => $"Hạn {due}, đã qua ngày làm việc cuối",
            _ when line.On == today => line.On == line.Due ? "Hôm nay là hạn" : $"Hôm nay là ngày làm việc cuối – hạn {due}",
            _ => line.On == line.Due ? $"Đến hạn trong ngày {due}" : $"Đến ngày làm việc cuối – hạn {due}",
        };
    }

    /// <summary>What a plan is called: its number, or that it has none, and whose it is.</summary>
    public string Plan(PlanId id, Person person) =>
        house.Plans.FirstOrDefault(plan => plan.Definition!.Id == id)?.Definition is { } plan
            ? $"{plan.Number?.Value ?? "Kế hoạch không ghi số"} – {Labels.Capital(person.UnitName(plan.Issuer))}"
            : id.Value;

    /// <summary>Where what it speaks of is found.</summary>
    public static string Link(NoticeLine line, Person person)
    {
        if (line.Inspection is { } inspection)
        {
            return $"/kiem-tra/y-kien/{inspection}";
        }

        if (line.Dossier is { } dossier)
        {
            return $"/ho-so/{dossier}";
        }

        if (line is { Kind: not NoticeKind.Reminder, Deadline: { } deadline })
        {
            return $"/thoi-han/{deadline}";
        }

        var unit = person.May(Act.ReadDeadlines, line.Unit) ? $"&don-vi={Uri.EscapeDataString(line.Unit.Value)}" : "";
        return $"/thoi-han?ke-hoach={Uri.EscapeDataString(line.Plan!.Value.Value)}&viec={Uri.EscapeDataString(line.Duty!.Value.Value)}"
            + $"&ky={Uri.EscapeDataString(line.Period!.Value.Value)}{unit}&trang-thai={DeadlineWords.EveryState}";
    }
}
