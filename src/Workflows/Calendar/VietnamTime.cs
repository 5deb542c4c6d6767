namespace PhongTrao.Workflows.Calendar;

/// <summary>
/// Instants and days in Vietnam. The zone is +07:00 without daylight saving; a constant, so that no machine's
/// time zone data can change an answer. Valid for every date since 1975-06-13.
/// </summary>
public static class VietnamTime
{
    /// <summary>Distance from UTC.</summary>
    public static readonly TimeSpan Offset = TimeSpan.FromHours(7);

    /// <summary>The day in Vietnam on which this instant falls.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The instant lies in the last seven hours of year 9999 UTC.</exception>
    public static DateOnly DateOf(DateTimeOffset instant) => DateOnly.FromDateTime(instant.ToOffset(Offset).DateTime);

    /// <summary>00:00 of the day: its first instant.</summary>
    /// <param name="date">0001-01-02 or later: the day before begins before the first instant there is.</param>
    /// <exception cref="ArgumentOutOfRangeException">date is 0001-01-01.</exception>
    public static DateTimeOffset StartOf(DateOnly date)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(date, DateOnly.MinValue);
        return new DateTimeOffset(date, TimeOnly.MinValue, Offset);
    }

    /// <summary>24:00 of the day: the first instant after it. What happens at this instant is late.</summary>
    /// <param name="date">9999-12-30 or earlier.</param>
    /// <exception cref="ArgumentOutOfRangeException">date is 9999-12-31.</exception>
    public static DateTimeOffset EndOf(DateOnly date)
    {
        ArgumentOutOfRangeException.ThrowIfEqual(date, DateOnly.MaxValue);
        return StartOf(date.AddDays(1));
    }
}
