using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace PhongTrao.Workflows.Calendar;

/// <summary>What a named day does to the ordinary week: take a day out of it, or put one in. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DayKind>))]
public enum DayKind
{
    /// <summary>A day off, whatever its weekday (nghỉ lễ, nghỉ bù, ngày hoán đổi).</summary>
    [JsonStringEnumMemberName("holiday")]
    Holiday,

    /// <summary>A working day, whatever its weekday (ngày làm bù; sáng thứ Bảy of one office).</summary>
    [JsonStringEnumMemberName("make-up-working-day")]
    MakeUpWorkingDay,
}

/// <summary>One day that differs from the ordinary week, with the paper that says so.</summary>
/// <param name="Date">Day in Vietnam (Asia/Ho_Chi_Minh), proleptic Gregorian.</param>
/// <param name="Kind">Off, or worked.</param>
/// <param name="Name">What the page shows, in Vietnamese.</param>
/// <param name="Source">Document and article, in Vietnamese.</param>
/// <param name="Provisional">True while nobody has announced the day ("tạm tính").</param>
public sealed record CalendarDay(DateOnly Date, DayKind Kind, string Name, string Source, bool Provisional);

/// <summary>
/// Which days are worked, and arithmetic over them. An immutable value that knows no clock and no culture: the same
/// calendar and arguments give the same answer for ever, so a recorded due date can be counted again.
/// </summary>
/// <remarks>
/// <para>All dates are days in Vietnam; <see cref="VietnamTime"/> turns instants into them. The unit is one whole day.</para>
/// <para>The ordinary week works Monday to Friday; a named day (<see cref="CalendarDay"/>) overrides its weekday.</para>
/// <para>
/// An answer is provisional ("tạm tính") when any day counted to reach it lies in a year not covered by an announcement,
/// or is itself marked provisional. Such an answer is the best known today and may move once the year is announced.
/// </para>
/// <para>
/// The range is that of <see cref="DateOnly"/>, 0001-01-01 to 9999-12-31. A question whose answer lies outside it is
/// refused with <see cref="ArgumentOutOfRangeException"/>. Cost is proportional to the days walked over.
/// </para>
/// </remarks>
public sealed class WorkingCalendar
{
    private readonly FrozenDictionary<DateOnly, CalendarDay> _days;
    private readonly FrozenSet<int> _coveredYears;
    private readonly ImmutableArray<WorkedSaturdays> _saturdays = [];

    /// <param name="days">The days that differ from the ordinary week; a date may be named once.</param>
    /// <param name="coveredYears">Years whose days off are announced in full; every other year is provisional.</param>
    /// <exception cref="ArgumentException">A date is named twice.</exception>
    public WorkingCalendar(IEnumerable<CalendarDay> days, IEnumerable<int> coveredYears)
    {
        ArgumentNullException.ThrowIfNull(days);
        ArgumentNullException.ThrowIfNull(coveredYears);
        var byDate = new Dictionary<DateOnly, CalendarDay>();
        foreach (var day in days)
        {
            if (!byDate.TryAdd(day.Date, day))
            {
                throw new ArgumentException($"{day.Date:O} is named twice in the calendar.", nameof(days));
            }
        }

        _days = byDate.ToFrozenDictionary();
        _coveredYears = coveredYears.ToFrozenSet();
    }

    private WorkingCalendar(WorkingCalendar other, ImmutableArray<WorkedSaturdays> saturdays)
    {
        _days = other._days;
        _coveredYears = other._coveredYears;
        _saturdays = saturdays;
    }

    private sealed record WorkedSaturdays(DateOnly From, DateOnly To, string Name, string Source);

    /// <summary>The named days, in order of date; the Saturdays that an office works are a rule, and not named one by one.</summary>
    public IEnumerable<CalendarDay> Days => _days.Values.OrderBy(day => day.Date);

    /// <summary>Years whose days off are announced in full, ascending.</summary>
    public IEnumerable<int> CoveredYears => _coveredYears.Order();

    /// <summary>This calendar with more days named; a day given here replaces what was named for the same date.</summary>
    /// <remarks>How an office adds days of its own, and how an optional day is switched on.</remarks>
    /// <exception cref="ArgumentException">A date is given twice.</exception>
    public WorkingCalendar With(IEnumerable<CalendarDay> days)
    {
        var overlay = new WorkingCalendar(days, _coveredYears);
        var kept = _days.Values.Where(day => !overlay._days.ContainsKey(day.Date));
        return new(new WorkingCalendar(kept.Concat(overlay._days.Values), _coveredYears), _saturdays);
    }

    /// <summary>This calendar without the days named that the question holds for: they are ordinary days again.</summary>
    public WorkingCalendar Without(Func<CalendarDay, bool> which) =>
        new(new WorkingCalendar(_days.Values.Where(day => !which(day)), _coveredYears), _saturdays);

    /// <summary>This calendar with every Saturday of the range worked, both ends included, except those named already.</summary>
    /// <remarks>For an office that works Saturday mornings: half a day counts as a day, and a holiday stays a holiday.</remarks>
    /// <param name="from">First day of the range.</param>
    /// <param name="to">Last day of the range.</param>
    /// <param name="name">What the page shows for such a Saturday.</param>
    /// <param name="source">The office's own paper.</param>
    public WorkingCalendar WithSaturdays(DateOnly from, DateOnly to, string name, string source) =>
        to < from ? this : new(this, _saturdays.Add(new(from, to, name, source)));

    /// <summary>
    /// This calendar with a year announced: what was provisional in that year is forgotten, the given days take their
    /// place, and the year is covered.
    /// </summary>
    /// <param name="year">Gregorian year.</param>
    /// <param name="days">All official days of that year.</param>
    /// <exception cref="ArgumentException">A day lies in another year, or a date is given twice.</exception>
    public WorkingCalendar WithYear(int year, IEnumerable<CalendarDay> days)
    {
        var announced = new WorkingCalendar(days, _coveredYears.Append(year));
        if (announced._days.Keys.Any(date => date.Year != year))
        {
            throw new ArgumentException("A day lies outside the year announced.", nameof(days));
        }

        var kept = _days.Values.Where(day => !(day.Provisional && day.Date.Year == year));
        return new(new WorkingCalendar(kept, announced._coveredYears).With(announced._days.Values), _saturdays);
    }

    /// <summary>What is named for this date, or null on an ordinary day; pages show its name and source.</summary>
    public CalendarDay? DayOn(DateOnly date) =>
        _days.TryGetValue(date, out var day) ? day
        : SaturdaysOn(date) is { } worked ? new(date, DayKind.MakeUpWorkingDay, worked.Name, worked.Source, Provisional: false)
        : null;

    /// <summary>Whether this date is worked.</summary>
    public bool IsWorkingDay(DateOnly date) =>
        _days.TryGetValue(date, out var day)
            ? day.Kind is DayKind.MakeUpWorkingDay
            : date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) || SaturdaysOn(date) is not null;

    /// <summary>
    /// The first date of which the two calendars say something else, worked or not, provisional or not; null where they agree
    /// on every date. Saturdays that an office works are left out.
    /// </summary>
    public DateOnly? FirstDifference(WorkingCalendar other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (
            var date in _days
                .Keys.Concat(other._days.Keys)
                .Concat(_coveredYears.Concat(other._coveredYears).Select(year => new DateOnly(year, 1, 1)))
                .Distinct()
                .Order()
        )
        {
            if (IsWorkingDay(date) != other.IsWorkingDay(date) || IsProvisional(date) != other.IsProvisional(date))
            {
                return date;
            }
        }

        return null;
    }

    /// <summary>Whether what is said of this date is provisional ("tạm tính").</summary>
    public bool IsProvisional(DateOnly date) =>
        !_coveredYears.Contains(date.Year) || (_days.TryGetValue(date, out var day) && day.Provisional);

    /// <summary>
    /// The last day of a period of <paramref name="n"/> working days; the period ends at 24:00 of that day.
    /// </summary>
    /// <remarks>
    /// The start day is not counted (Bộ luật Dân sự 2015, Điều 147 khoản 2). The result is itself a working day, so
    /// Điều 148 khoản 5 has nothing left to move. Zero days end on the start day, worked or not, and count no day.
    /// </remarks>
    /// <param name="start">Day of receipt, in Vietnam.</param>
    /// <param name="n">Working days, 0 or more.</param>
    /// <returns>The day, and whether any day after the start up to it is provisional.</returns>
    /// <exception cref="ArgumentOutOfRangeException">n is negative, or the period outlasts year 9999.</exception>
    public (DateOnly Date, bool Provisional) AddWorkingDays(DateOnly start, int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(n);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(n, DateOnly.MaxValue.DayNumber - start.DayNumber);
        var date = start;
        var provisional = false;
        for (var left = n; left > 0; )
        {
            date = Step(date, 1);
            provisional |= IsProvisional(date);
            left -= IsWorkingDay(date) ? 1 : 0;
        }

        return (date, provisional);
    }

    /// <summary>
    /// Working days after <paramref name="a"/> up to and including <paramref name="b"/>, so that counting what
    /// <see cref="AddWorkingDays"/> added gives n back. Negative when b lies before a: that many working days late.
    /// </summary>
    public int WorkingDaysBetween(DateOnly a, DateOnly b)
    {
        if (b < a)
        {
            return -WorkingDaysBetween(b, a);
        }

        var count = 0;
        for (var date = a; date < b; )
        {
            date = date.AddDays(1);
            count += IsWorkingDay(date) ? 1 : 0;
        }

        return count;
    }

    /// <summary>
    /// The last valid day of a deadline "trước ngày X": X−1, at 24:00, worked or not. It never rolls forward; Bộ luật
    /// Dân sự 2015, Điều 148 khoản 5 moves the end of a period, not a date that somebody fixed.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">x is 0001-01-01.</exception>
    public static DateOnly LastValidDayBefore(DateOnly x) => Step(x, -1);

    /// <summary>The working day on which work "trước ngày X" is due: the last one on or before X−1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No working day lies before x.</exception>
    public DateOnly LastWorkingDayBefore(DateOnly x) => LastWorkingDayOnOrBefore(LastValidDayBefore(x));

    /// <summary>The working day on which work "chậm nhất / đến hết ngày X" is due: X itself, or the last one before it.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No working day lies on or before x.</exception>
    public DateOnly LastWorkingDayOnOrBefore(DateOnly x)
    {
        while (!IsWorkingDay(x))
        {
            x = Step(x, -1);
        }

        return x;
    }

    /// <summary>
    /// Where a period counted in calendar days ends when its last day is x: x itself, or the next working day when x is
    /// off (Bộ luật Dân sự 2015, Điều 148 khoản 5).
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">No working day lies on or after x.</exception>
    public DateOnly FirstWorkingDayOnOrAfter(DateOnly x)
    {
        while (!IsWorkingDay(x))
        {
            x = Step(x, 1);
        }

        return x;
    }

    private WorkedSaturdays? SaturdaysOn(DateOnly date)
    {
        if (date.DayOfWeek is DayOfWeek.Saturday)
        {
            foreach (var range in _saturdays)
            {
                if (range.From <= date && date <= range.To)
                {
                    return range;
                }
            }
        }

        return null;
    }

    private static DateOnly Step(DateOnly date, int days)
    {
        if (date == (days > 0 ? DateOnly.MaxValue : DateOnly.MinValue))
        {
            throw new ArgumentOutOfRangeException(
                nameof(date),
                "The answer lies outside the calendar, which runs from 0001-01-01 to 9999-12-31."
            );
        }

        return date.AddDays(days);
    }
}
