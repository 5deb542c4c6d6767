using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Localization;

namespace PhongTrao.Host.Components;

/// <summary>The charts of Tiến độ xử lý, as the page shows them and as files.</summary>
public static class StepCharts
{
    /// <summary>Names of the charts in addresses.</summary>
    public const string OnTime = "dung-han";

    /// <summary>Time against limit, by level.</summary>
    public const string Levels = "theo-cap";

    /// <summary>What came and what was finished, by month.</summary>
    public const string Months = "theo-thang";

    /// <summary>How far quotas are filled.</summary>
    public const string Quotas = "chi-tieu-khen";

    /// <summary>How far quotas are filled; null: there are none.</summary>
    public static string? Of(IReadOnlyList<QuotaFill> fills) =>
        fills.Count == 0
            ? null
            : Charts.Shares(
                Quotas,
                "Chỉ tiêu khen đã dùng",
                Said(fills.Select(fill => $"{fill.PlanName}, {fill.Block}: {Filled(fill)}")),
                "Đã đề nghị",
                "Còn lại",
                [.. fills.Select(fill => new ChartBar(fill.Block.Value, (double)fill.Proposed / fill.Max, 0, Filled(fill)))]
            );

    /// <summary>"12/30"; more than there are says so.</summary>
    public static string Filled(QuotaFill fill) =>
        $"{Vietnam.Number(fill.Proposed)}/{Vietnam.Number(fill.Max)}{(fill.Proposed > fill.Max ? $", vượt {Vietnam.Number(fill.Proposed - fill.Max)}" : "")}";

    /// <summary>A chart by its name; null: there is none of that name, or nothing to be drawn.</summary>
    public static string? Of(string name, StepReport report)
    {
        var what = $"{Labels.Capital(report.UnitName)}, từ {Vietnam.Month(report.From)} đến {Vietnam.Month(report.To)}";
        return name switch
        {
            OnTime when report.Acts.Where(act => act.Pace.Share is not null).ToList() is { Count: > 0 } acts => Charts.Shares(
                OnTime,
                "Tỷ lệ đúng hạn theo bước",
                $"{what}. {Said(acts.Select(act => $"{act.ActText}: {Share(act.Pace)}"))}",
                "Đúng hạn",
                "Chậm",
                [.. acts.Select(act => new ChartBar(act.ActText, act.Pace.Share!.Value, 0, Share(act.Pace)))]
            ),
            Levels when report.Levels.Where(level => level.Pace.Limit is not null).ToList() is { Count: > 0 } levels => Charts.Pairs(
                Levels,
                "Thời gian xử lý so với thời hạn, theo cấp",
                $"{what}. {Said(levels.Select(level => $"{Level(level)}: {Time(level.Pace)}"))}",
                "Đã dùng, ngày làm việc, bình quân",
                "Thời hạn, ngày làm việc, bình quân",
                [
                    .. levels.Select(level => new ChartBar(
                        Level(level),
                        level.Pace.Used!.Value,
                        level.Pace.Limit!.Value,
                        $"{Days(level.Pace.Used)}/{Days(level.Pace.Limit)} ngày"
                    )),
                ]
            ),
            Months when report.Months.Count > 0 => Charts.Pairs(
                Months,
                "Việc đến và việc xong theo tháng",
                $"{what}. {Said(report.Months.Select(month => $"{Vietnam.Month(month.Month)}: đến {Vietnam.Number(month.Pace.Opened)}, xong {Vietnam.Number(month.Pace.Finished)}"))}",
                "Việc đến",
                "Việc xong",
                [
                    .. report.Months.Select(month => new ChartBar(
                        $"Tháng {Vietnam.Month(month.Month)}",
                        month.Pace.Opened,
                        month.Pace.Finished,
                        $"đến {Vietnam.Number(month.Pace.Opened)}, xong {Vietnam.Number(month.Pace.Finished)}"
                    )),
                ]
            ),
            _ => null,
        };
    }

    /// <summary>"82 % (41/50)"; a dash where nothing had a limit.</summary>
    public static string Share(StepPace pace) =>
        pace.Share is { } share
            ? $"{(100 * share).ToString("0.#", Vietnam.Culture)} % ({Vietnam.Number(pace.OnTime)}/{Vietnam.Number(pace.OnTime + pace.Late)})"
            : "–";

    /// <summary>"3,5"; a dash where there is none.</summary>
    public static string Days(double? days) => days is { } given ? given.ToString("0.#", Vietnam.Culture) : "–";

    /// <summary>"cấp xã, Thẩm định".</summary>
    public static string Level(LevelPace level) => $"{Labels.Capital(Labels.Level(level.Level))}, {Vietnam.LowerFirst(level.ActText)}";

    private static string Time(StepPace pace) => $"đã dùng {Days(pace.Used)}, thời hạn {Days(pace.Limit)} ngày làm việc";

    private static string Said(IEnumerable<string> parts) => string.Join("; ", parts) + ".";
}
