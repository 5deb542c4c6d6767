using System.Globalization;
using PhongTrao.Workflows.Calendar;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

public sealed class WhenAYearIsNotAnnounced
{
    /// <summary>Worked out by hand from Điều 111, 112 before there was a computation: the two must agree.</summary>
    [Theory]
    [InlineData(2027, "1/1 5/2 6/2 7/2 8/2 9/2 10/2 11/2 16/4 30/4 1/5 3/5 2/9 3/9")]
    [InlineData(2028, "1/1 3/1 25/1 26/1 27/1 28/1 29/1 31/1 4/4 30/4 1/5 2/5 1/9 2/9 4/9")]
    [InlineData(2029, "1/1 12/2 13/2 14/2 15/2 16/2 23/4 30/4 1/5 2/9 3/9 4/9")]
    public void Its_days_off_are_computed(int year, string days) =>
        Official
            .Days.Where(day => day.Date.Year == year)
            .Select(day => day.Date)
            .ShouldBe(days.Split(' ').Select(day => D($"{day}/{year.ToString(CultureInfo.InvariantCulture)}")));

    [Theory]
    [InlineData("5/2/2027", "Tết Đinh Mùi: ngày cuối tháng Chạp", "Bộ luật Lao động 2019, Điều 112 khoản 1 điểm b")]
    [InlineData("6/2/2027", "Tết Đinh Mùi: Mùng 1", "Bộ luật Lao động 2019, Điều 112 khoản 1 điểm b")]
    [InlineData("11/2/2027", "Nghỉ bù Tết Đinh Mùi, mùng 2", "Bộ luật Lao động 2019, Điều 111 khoản 3")]
    [InlineData("3/5/2027", "Nghỉ bù Ngày Quốc tế lao động", "Bộ luật Lao động 2019, Điều 111 khoản 3")]
    [InlineData("3/9/2027", "Quốc khánh: ngày liền kề", "Bộ luật Lao động 2019, Điều 112 khoản 1 điểm đ")]
    [InlineData("2/5/2028", "Nghỉ bù Ngày Chiến thắng", "Bộ luật Lao động 2019, Điều 111 khoản 3")]
    public void Each_day_says_why(string date, string name, string source) =>
        Official.DayOn(D(date)).ShouldBe(new CalendarDay(D(date), DayKind.Holiday, name, source, Provisional: true));

    /// <summary>Announced under the same law: which neighbour the Prime Minister chose, by the weekday of 2/9.</summary>
    [Theory]
    [InlineData("3/9/2021")] // thứ Năm
    [InlineData("1/9/2022")] // thứ Sáu
    [InlineData("1/9/2023")] // thứ Bảy
    [InlineData("3/9/2024")] // thứ Hai
    [InlineData("1/9/2025")] // thứ Ba
    [InlineData("1/9/2026")] // thứ Tư
    public void The_second_day_of_the_national_holiday_is_where_it_was_put_in_years_like_it(string date) =>
        ComputedDays.Of(D(date).Year).ShouldContain(day => day.Date == D(date) && day.Name == "Quốc khánh: ngày liền kề");

    [Fact]
    public void Every_year_has_eleven_weekdays_off_less_what_falls_together_and_each_is_provisional()
    {
        for (var year = LunarCalendar.FirstYear; year <= LunarCalendar.LastYear; year++)
        {
            var days = ComputedDays.Of(year);
            days.ShouldAllBe(day => day.Provisional && day.Kind == DayKind.Holiday && day.Date.Year == year);
            days.Select(day => day.Date).ShouldBeUnique();
            days.Count(day => day.Date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
                .ShouldBe(11 - days.Count(day => day.Name.Contains(';', StringComparison.Ordinal)));
        }
    }

    [Fact]
    public void A_day_is_given_back_on_the_next_working_day_and_only_for_a_weekend() =>
        Enumerable
            .Range(LunarCalendar.FirstYear, 300)
            .SelectMany(ComputedDays.Of)
            .Where(day => day.Source.EndsWith("Điều 111 khoản 3", StringComparison.Ordinal))
            .ShouldAllBe(day => day.Date.DayOfWeek >= DayOfWeek.Monday && day.Date.DayOfWeek <= DayOfWeek.Friday);

    [Fact]
    public void The_shipped_calendar_reaches_to_the_end_of_the_lunar_one()
    {
        Official.IsWorkingDay(LunarCalendar.NewYear(2199)).ShouldBeFalse();
        Official.IsProvisional(LunarCalendar.NewYear(2199)).ShouldBeTrue();
    }

    [Theory]
    [InlineData(1899)]
    [InlineData(2200)]
    public void Beyond_the_lunar_calendar_nothing_is_computed(int year) =>
        Should.Throw<ArgumentOutOfRangeException>(() => ComputedDays.Of(year));
}
