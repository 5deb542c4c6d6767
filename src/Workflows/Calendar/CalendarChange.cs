using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Calendar;

/// <summary>
/// What one command made of the calendar, however many events it took: what deadlines are counted again for. Whoever keeps
/// deadlines of their own reacts to the last of those events.
/// </summary>
/// <param name="Before">The calendar before.</param>
/// <param name="After">The calendar after; its revision names the change.</param>
public sealed record CalendarChange(OfficialCalendar Before, OfficialCalendar After)
{
    /// <summary>
    /// The first day of which something else is said now, worked or not, provisional or not: what is due before it cannot move.
    /// Null where nothing is.
    /// </summary>
    public DateOnly? FirstDay
    {
        get
        {
            var saturdays = OfSaturdays.Select(s => (DateOnly?)s.From).Min();
            var days = Before.Days.FirstDifference(After.Days);
            return saturdays < days ? saturdays : days ?? saturdays;
        }
    }

    /// <summary>The only unit whose work is concerned; null: everybody's.</summary>
    public UnitId? OnlyUnit =>
        Before.Days.FirstDifference(After.Days) is null && OfSaturdays.Select(s => s.Unit).Distinct().Take(2).ToList() is [var unit]
            ? unit
            : null;

    private IEnumerable<OfficeSaturdays> OfSaturdays =>
        Before.Saturdays.Except(After.Saturdays).Concat(After.Saturdays.Except(Before.Saturdays));
}
