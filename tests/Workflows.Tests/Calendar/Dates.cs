using System.Globalization;
using PhongTrao.Workflows.Calendar;

namespace PhongTrao.Workflows.Tests.Calendar;

/// <summary>Dates written as people here write them, so that a vector can be compared by eye with its source.</summary>
internal static class Dates
{
    public static readonly WorkingCalendar Official = OfficialDays.Load();

    public static readonly WorkingCalendar WithCultureDay = OfficialDays.Load("ngay-van-hoa-viet-nam-2026");

    public static DateOnly D(string text) => DateOnly.ParseExact(text, "d/M/yyyy", CultureInfo.InvariantCulture);

    public static CalendarDay Off(string date) => new(D(date), DayKind.Holiday, "Nghỉ", "kiểm thử", Provisional: false);

    public static CalendarDay Worked(string date) => new(D(date), DayKind.MakeUpWorkingDay, "Làm", "kiểm thử", Provisional: false);
}
