using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Reminders;

/// <summary>What a reminder is counted from.</summary>
/// <param name="Due">Last valid day.</param>
/// <param name="LastWorkingDay">The last working day on or before it.</param>
/// <param name="Hour">Last moment on the last valid day; null: 24:00.</param>
/// <param name="Offsets">Working days before the last working day, descending, each 0 or more.</param>
/// <param name="ArmedAt">
/// The minute (<see cref="ReminderSchedule.InstantOf"/>) in which this due day came to hold: what lies at or before it was never armed.
/// </param>
/// <param name="OpenAgainAt">
/// The minute in which it came open again after it had been handed in; what lay before was not missed. That the day is over is told
/// even then; null: it was open all the time.
/// </param>
public sealed record ReminderTerms(
    DateOnly Due,
    DateOnly LastWorkingDay,
    TimeOnly? Hour,
    IReadOnlyList<int> Offsets,
    long ArmedAt,
    long? OpenAgainAt = null
);

/// <summary>One reminder in time.</summary>
/// <param name="Slot">Which.</param>
/// <param name="At">Its minute in Hà Nội, see <see cref="ReminderSchedule.InstantOf"/>.</param>
public readonly record struct PlannedReminder(ReminderSlot Slot, long At)
{
    /// <summary>Its instant.</summary>
    public DateTimeOffset Instant => ReminderSchedule.InstantOf(At);
}

/// <summary>
/// When people are reminded. Offsets are working days counted back from the last working day, told at one time of day; that the last
/// valid day is over is told at once, at its end. Pure and total.
/// </summary>
public static class ReminderSchedule
{
    /// <summary>Offsets where nothing else is said.</summary>
    public static IReadOnlyList<int> Ordinary { get; } = [10, 5, 2, 1, 0];

    /// <summary>Of what is due every month.</summary>
    public static IReadOnlyList<int> Monthly { get; } = [3, 1];

    /// <summary>Of a step of up to <see cref="ShortStep"/> working days.</summary>
    public static IReadOnlyList<int> Short { get; } = [1];

    /// <summary>Working days up to which a step is short.</summary>
    public const int ShortStep = 5;

    /// <summary>Time of day in Hà Nội unless configured.</summary>
    public static TimeOnly UsualTime { get; } = new(7, 30);

    /// <summary>Offsets for an occurrence of a duty; none where nobody can be late: it is wished for, a mark of time, or without a day.</summary>
    public static IReadOnlyList<int> OffsetsOf(PlanDuty duty, Occurrence occurrence, WorkingCalendar calendar)
    {
        if (
            occurrence is not { LastWorkingDay: { } last, LastValidDay: not null }
            || duty.Strength is PlanStrength.Soft
            || duty.Kind is PlanDutyKind.Deadline
        )
        {
            return [];
        }

        if (duty.Timing is PlanTiming.Every { Period: PlanPeriodKind.Month })
        {
            return Monthly;
        }

        return (occurrence.Opens ?? occurrence.From) is { } first
            ? Within(Ordinary, calendar.WorkingDaysBetween(first.AddDays(-1), last))
            : Ordinary;
    }

    /// <summary>Offsets for a step of a dossier's way.</summary>
    /// <param name="opened">The day on which it was opened, not counted.</param>
    /// <param name="due">Its last day.</param>
    /// <param name="calendar">The working calendar.</param>
    public static IReadOnlyList<int> OffsetsOf(DateOnly opened, DateOnly due, WorkingCalendar calendar)
    {
        var days = calendar.WorkingDaysBetween(opened, due);
        return days <= ShortStep ? Within(Short, days) : Within(Ordinary, days);
    }

    /// <summary>Every reminder of an item that was armed, in order of time; the last one says that the day is over.</summary>
    /// <param name="terms">From what they are counted.</param>
    /// <param name="calendar">The working calendar.</param>
    /// <param name="time">Time of day in Hà Nội at which people are reminded.</param>
    public static IEnumerable<PlannedReminder> Of(ReminderTerms terms, WorkingCalendar calendar, TimeOnly time)
    {
        foreach (var offset in terms.Offsets.OrderDescending())
        {
            var at = MinuteOf(DayOf(terms.LastWorkingDay, offset, calendar), time);
            if (at > terms.ArmedAt && !(at <= terms.OpenAgainAt))
            {
                yield return new(new(terms.Due, offset), at);
            }
        }

        var over = terms.Hour is { } hour ? MinuteOf(terms.Due, hour) + 1 : MinuteOf(terms.Due.AddDays(1), TimeOnly.MinValue);
        if (terms.Offsets.Count > 0 && over > terms.ArmedAt)
        {
            yield return new(new(terms.Due, ReminderSlot.Overdue), over);
        }
    }

    /// <summary>The working day that lies so many working days before a last working day.</summary>
    public static DateOnly DayOf(DateOnly lastWorkingDay, int offset, WorkingCalendar calendar)
    {
        var day = lastWorkingDay;
        for (var left = offset; left > 0; left--)
        {
            day = calendar.LastWorkingDayBefore(day);
        }

        return day;
    }

    /// <summary>A minute in Hà Nội: whole minutes since 0001-01-01 00:00 there.</summary>
    public static long MinuteOf(DateOnly day, TimeOnly time) => (day.DayNumber * 1440L) + (time.Hour * 60) + time.Minute;

    /// <summary>The minute in Hà Nội that an instant lies in.</summary>
    public static long MinuteOf(DateTimeOffset instant) => instant.ToOffset(VietnamTime.Offset).DateTime.Ticks / TimeSpan.TicksPerMinute;

    /// <summary>The first instant of a minute in Hà Nội.</summary>
    public static DateTimeOffset InstantOf(long minute) => new(minute * TimeSpan.TicksPerMinute, VietnamTime.Offset);

    // None longer than half the time there is.
    private static IReadOnlyList<int> Within(IReadOnlyList<int> offsets, int workingDays) =>
        [.. offsets.Where(offset => offset * 2 <= workingDays)];
}
