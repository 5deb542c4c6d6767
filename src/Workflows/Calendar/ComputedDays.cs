namespace PhongTrao.Workflows.Calendar;

/// <summary>
/// The days off of a year that nobody has announced yet, by Bộ luật Lao động 2019: the holidays of Điều 112 khoản 1, and by
/// Điều 111 khoản 3 a day given back (nghỉ bù) on the next working day for each that falls on a Saturday or Sunday.
/// </summary>
/// <remarks>
/// Two choices are the Prime Minister's each year (Điều 112 khoản 3); until they are made, Tết is taken as the last day of
/// Chạp and Mùng 1 to 4, and the second day of Quốc khánh as the neighbour that is an ordinary working day and joins a weekend,
/// or the day before where neither does. Swapped days (hoán đổi) are never guessed. Everything here is "tạm tính".
/// </remarks>
public static class ComputedDays
{
    private const string Article = "Bộ luật Lao động 2019, Điều 112 khoản 1 điểm ";
    private const string GivenBack = "Bộ luật Lao động 2019, Điều 111 khoản 3";

    /// <summary>The days off of a Gregorian year, in order, every one provisional.</summary>
    /// <param name="year">1900–2199.</param>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1900–2199.</exception>
    public static IReadOnlyList<CalendarDay> Of(int year)
    {
        var days = new SortedDictionary<DateOnly, CalendarDay>();
        var due = new List<(DateOnly Date, string Name)>();
        foreach (var (date, name, back, point) in Holidays(year).OrderBy(h => h.Date))
        {
            // Two holidays on one day are one day off; the law gives nothing back for that.
            days[date] = days.TryGetValue(date, out var there)
                ? there with
                {
                    Name = $"{there.Name}; {name}",
                }
                : Day(date, name, Article + point);
            if (IsWeekend(date) && !due.Exists(d => d.Date == date))
            {
                due.Add((date, $"Nghỉ bù {back}"));
            }
        }

        foreach (var (date, name) in due)
        {
            var next = date.AddDays(1);
            while (IsWeekend(next) || days.ContainsKey(next))
            {
                next = next.AddDays(1);
            }

            days[next] = Day(next, name, GivenBack);
        }

        return [.. days.Values];
    }

    private static IEnumerable<(DateOnly Date, string Name, string Back, string Point)> Holidays(int year)
    {
        yield return (new(year, 1, 1), "Tết Dương lịch", "Tết Dương lịch", "a");
        var tet = LunarCalendar.NewYear(year);
        var name = $"Tết {LunarCalendar.NameOf(year)}";
        yield return (tet.AddDays(-1), $"{name}: ngày cuối tháng Chạp", $"{name}, ngày cuối tháng Chạp", "b");
        for (var i = 0; i < 4; i++)
        {
            yield return (tet.AddDays(i), $"{name}: Mùng {i + 1}", $"{name}, mùng {i + 1}", "b");
        }

        yield return (LunarCalendar.ToDate(year, 3, 10), "Giỗ Tổ Hùng Vương", "Giỗ Tổ Hùng Vương", "e");
        yield return (new(year, 4, 30), "Ngày Chiến thắng", "Ngày Chiến thắng", "c");
        yield return (new(year, 5, 1), "Ngày Quốc tế lao động", "Ngày Quốc tế lao động", "d");
        var national = new DateOnly(year, 9, 2);
        yield return (national, "Quốc khánh", "Quốc khánh", "đ");
        yield return (BesideNational(national), "Quốc khánh: ngày liền kề", "Quốc khánh", "đ");
    }

    private static DateOnly BesideNational(DateOnly national) =>
        national.DayOfWeek is DayOfWeek.Monday or DayOfWeek.Thursday or DayOfWeek.Sunday ? national.AddDays(1) : national.AddDays(-1);

    private static bool IsWeekend(DateOnly date) => date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday;

    private static CalendarDay Day(DateOnly date, string name, string source) =>
        new(date, DayKind.Holiday, name, source, Provisional: true);
}
