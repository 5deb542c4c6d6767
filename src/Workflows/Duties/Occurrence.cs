using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Duties;

/// <summary>
/// One falling due of a duty, whoever it binds. Days are days in Hà Nội. Without a last valid day it is "chưa có ngày": the plan
/// gives none, or what it is counted from has none yet.
/// </summary>
/// <param name="Duty">The duty.</param>
/// <param name="Period">What it is for.</param>
/// <param name="From">First day of that period; null where it is for none.</param>
/// <param name="To">Last day of that period, included.</param>
/// <param name="Opens">0:00 of it: what comes earlier waits; null: the plan sets no opening.</param>
/// <param name="LastValidDay">What comes after it is late. Never moved to a working day.</param>
/// <param name="LastWorkingDay">The last working day on or before it: when the work is due.</param>
/// <param name="Hour">Last moment on the last valid day; null: 24:00.</param>
/// <param name="Provisional">"Tạm tính": counted over days not announced yet.</param>
/// <param name="IsSet">A coordinator set the day, not the plan.</param>
public sealed record Occurrence(
    DutyCode Duty,
    PeriodKey Period,
    DateOnly? From,
    DateOnly? To,
    DateOnly? Opens,
    DateOnly? LastValidDay,
    DateOnly? LastWorkingDay,
    TimeOnly? Hour,
    bool Provisional,
    bool IsSet = false
);

/// <summary>One occurrence of a duty of a plan, whoever it binds.</summary>
/// <param name="Duty">The duty.</param>
/// <param name="Period">Which of its occurrences.</param>
public readonly record struct DutyPeriod(DutyCode Duty, PeriodKey Period);

/// <summary>When an occurrence is due.</summary>
/// <param name="Opens">First day; null: none.</param>
/// <param name="LastValidDay">Last day on which it is in time.</param>
/// <param name="Hour">Last moment on that day; null: 24:00.</param>
public sealed record DueDay(DateOnly? Opens, DateOnly LastValidDay, TimeOnly? Hour)
{
    /// <summary>Of an occurrence; null: it has no day.</summary>
    public static DueDay? Of(Occurrence? occurrence) =>
        occurrence is { LastValidDay: { } day } ? new(occurrence.Opens, day, occurrence.Hour) : null;
}

/// <summary>A day that a coordinator sets for a duty to which the plan gives none.</summary>
/// <param name="Duty">The duty.</param>
/// <param name="Period">Which of its occurrences.</param>
/// <param name="Opens">First day; null: none.</param>
/// <param name="LastValidDay">Last day on which it is in time.</param>
/// <param name="Hour">Last moment on that day; null: 24:00.</param>
public sealed record DutyDay(DutyCode Duty, PeriodKey Period, DateOnly? Opens, DateOnly LastValidDay, TimeOnly? Hour)
{
    /// <summary>Which occurrence.</summary>
    [JsonIgnore]
    public DutyPeriod Key => new(Duty, Period);
}

/// <summary>
/// What an occurrence is for: "2025-04", "2025-q1", "2025-h1", "2025", "2025-w07" (ISO week), the code of a round, or
/// "mot-lan". 1–80 characters of a–z, 0–9, '.', '-', '_'. Part of the occurrence's key: what is written never changes.
/// </summary>
[JsonConverter(typeof(CodeConverter<PeriodKey>))]
public readonly record struct PeriodKey : ICode<PeriodKey>
{
    private readonly string? _value;

    /// <exception cref="ArgumentException">Not of the form.</exception>
    public PeriodKey(string value) =>
        _value = CodeText.IsSlug(value) ? value : throw new ArgumentException("Not a PeriodKey.", nameof(value));

    /// <summary>Of a duty that falls due once.</summary>
    public static PeriodKey Once { get; } = new("mot-lan");

    /// <inheritdoc/>
    public string Value => _value ?? "";

    /// <inheritdoc/>
    public static bool TryParse(string? text, out PeriodKey code)
    {
        var ok = CodeText.IsSlug(text);
        code = ok ? new(text!) : default;
        return ok;
    }

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>
/// One occurrence of a duty for one unit: the id under which everybody names it, and the id of its stream <c>duty-{key}</c>. It
/// derives from plan, duty, period and unit alone, so every host computes the same one.
/// </summary>
[JsonConverter(typeof(IdConverter<DutyKey>))]
public readonly record struct DutyKey(Guid Value) : IId<DutyKey>
{
    private static readonly Guid Root = new("d07ed07e-0000-8000-8000-000000000001");

    /// <inheritdoc/>
    public static DutyKey From(Guid value) => new(value);

    /// <summary>The key.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="duty">Its duty.</param>
    /// <param name="period">Which occurrence.</param>
    /// <param name="unit">The unit that was bound first; a successor takes the occurrence over under the same key.</param>
    public static DutyKey Of(PlanId plan, DutyCode duty, PeriodKey period, UnitId unit) =>
        new(DerivedId.From(Of(plan, duty, period).Value, unit.Value));

    /// <summary>The key of an occurrence that binds nobody yet; no stream has it.</summary>
    public static DutyKey Of(PlanId plan, DutyCode duty, PeriodKey period) =>
        new(DerivedId.From(DerivedId.From(DerivedId.From(Root, plan.Value), duty.Value), period.Value));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", CultureInfo.InvariantCulture);
}

/// <summary>A period of the civil calendar.</summary>
/// <param name="Kind">Week (Monday to Sunday), month, quarter, half or year.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
public readonly record struct CivilPeriod(PlanPeriodKind Kind, DateOnly From, DateOnly To)
{
    /// <summary>How it is called for ever.</summary>
    public PeriodKey Key =>
        new(
            Kind switch
            {
                PlanPeriodKind.Week => string.Create(
                    CultureInfo.InvariantCulture,
                    $"{ISOWeek.GetYear(From.ToDateTime(TimeOnly.MinValue)):0000}-w{ISOWeek.GetWeekOfYear(From.ToDateTime(TimeOnly.MinValue)):00}"
                ),
                PlanPeriodKind.Month => string.Create(CultureInfo.InvariantCulture, $"{From.Year:0000}-{From.Month:00}"),
                PlanPeriodKind.Quarter => string.Create(CultureInfo.InvariantCulture, $"{From.Year:0000}-q{((From.Month - 1) / 3) + 1}"),
                PlanPeriodKind.Half => string.Create(CultureInfo.InvariantCulture, $"{From.Year:0000}-h{((From.Month - 1) / 6) + 1}"),
                PlanPeriodKind.Year => string.Create(CultureInfo.InvariantCulture, $"{From.Year:0000}"),
            }
        );

    /// <summary>The period of a kind that a day lies in.</summary>
    /// <param name="kind">Which kind.</param>
    /// <param name="day">0001-01-08 to 9998-12-31.</param>
    public static CivilPeriod Containing(PlanPeriodKind kind, DateOnly day)
    {
        if (kind is PlanPeriodKind.Week)
        {
            var monday = day.AddDays(-(((int)day.DayOfWeek + 6) % 7));
            return new(kind, monday, monday.AddDays(6));
        }

        var months = MonthsOf(kind);
        var first = new DateOnly(day.Year, ((day.Month - 1) / months * months) + 1, 1);
        return new(kind, first, first.AddMonths(months).AddDays(-1));
    }

    /// <summary>The period n after this one, or before it.</summary>
    public CivilPeriod Shift(int n) =>
        Containing(Kind, Kind is PlanPeriodKind.Week ? From.AddDays(7 * n) : From.AddMonths(MonthsOf(Kind) * n));

    /// <summary>A day of one of its months; a day that the month does not have is its last one.</summary>
    /// <param name="month">From 1.</param>
    /// <param name="day">From 1.</param>
    public DateOnly Day(int month, int day)
    {
        var first = new DateOnly(From.Year, From.Month, 1).AddMonths(month - 1);
        return first.AddDays(Math.Clamp(day, 1, DateTime.DaysInMonth(first.Year, first.Month)) - 1);
    }

    private static int MonthsOf(PlanPeriodKind kind) =>
        kind switch
        {
            PlanPeriodKind.Week => 0,
            PlanPeriodKind.Month => 1,
            PlanPeriodKind.Quarter => 3,
            PlanPeriodKind.Half => 6,
            PlanPeriodKind.Year => 12,
        };
}
