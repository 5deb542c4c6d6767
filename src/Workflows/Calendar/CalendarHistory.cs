using System.Collections.Immutable;

namespace PhongTrao.Workflows.Calendar;

/// <summary>What a deadline comes to by one calendar.</summary>
/// <param name="LastValidDay">Ends at 24:00 of it.</param>
/// <param name="LastWorkingDay">The last working day on or before it: when the work is due.</param>
/// <param name="Provisional">"Tạm tính": a day counted on the way is not announced yet.</param>
public readonly record struct CountedDay(DateOnly LastValidDay, DateOnly LastWorkingDay, bool Provisional);

/// <summary>
/// The working calendar with the days on which it was changed. A change counts again what lies ahead of it; what was past on
/// that day never moves, so the answer depends on the calendar's history alone and not on when it is asked.
/// </summary>
public sealed class CalendarHistory
{
    private readonly WorkingCalendar _first;
    private readonly ImmutableArray<(DateOnly On, WorkingCalendar Calendar)> _changes;

    /// <summary>A calendar that was never changed.</summary>
    public CalendarHistory(WorkingCalendar first)
        : this(first, []) { }

    private CalendarHistory(WorkingCalendar first, ImmutableArray<(DateOnly, WorkingCalendar)> changes)
    {
        _first = first;
        _changes = changes;
    }

    /// <summary>As it is now.</summary>
    public WorkingCalendar Current => _changes is [.., var last] ? last.Calendar : _first;

    /// <summary>A calendar to which nothing was ever added.</summary>
    public static implicit operator CalendarHistory(WorkingCalendar calendar) => new(calendar);

    /// <summary>This history with one change more.</summary>
    /// <param name="on">The day in Hà Nội on which it was recorded.</param>
    /// <param name="calendar">What holds from then on.</param>
    public CalendarHistory Then(DateOnly on, WorkingCalendar calendar) =>
        // Several changes of one day are one: nothing became past between them.
        new(
            _first,
            _changes is [.., var last] && last.On == on
                ? _changes.SetItem(_changes.Length - 1, (on, calendar))
                : _changes.Add((on, calendar))
        );

    /// <summary>What a deadline comes to: counted by the first calendar, and again at every change while it was still ahead.</summary>
    /// <remarks>
    /// Nobody is late because the calendar changed: a deadline that a change would put before its own day falls on the first
    /// working day from then on.
    /// </remarks>
    /// <param name="count">Counts it by one calendar.</param>
    public CountedDay Settle(Func<WorkingCalendar, CountedDay> count)
    {
        var counted = count(_first);
        foreach (var (on, calendar) in _changes)
        {
            if (counted.LastValidDay < on)
            {
                continue;
            }

            var again = count(calendar);
            if (again.LastValidDay < on)
            {
                var day = calendar.FirstWorkingDayOnOrAfter(on);
                again = new(day, day, again.Provisional || calendar.IsProvisional(day));
            }

            counted = again;
        }

        return counted;
    }
}
