using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Calendar;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

public sealed class WhenCountingByTheMoon
{
    /// <summary>Tết as printed in Vietnamese almanacs, one year after another from 1968, when the calendar went to +07:00.</summary>
    private const string PrintedTet = """
        29/01/1968 16/02/1969 06/02/1970 27/01/1971 15/02/1972 03/02/1973 23/01/1974 11/02/1975 31/01/1976 18/02/1977
        07/02/1978 28/01/1979 16/02/1980 05/02/1981 25/01/1982 13/02/1983 02/02/1984 21/01/1985 09/02/1986 29/01/1987
        17/02/1988 06/02/1989 27/01/1990 15/02/1991 04/02/1992 23/01/1993 10/02/1994 31/01/1995 19/02/1996 07/02/1997
        28/01/1998 16/02/1999 05/02/2000 24/01/2001 12/02/2002 01/02/2003 22/01/2004 09/02/2005 29/01/2006 17/02/2007
        07/02/2008 26/01/2009 14/02/2010 03/02/2011 23/01/2012 10/02/2013 31/01/2014 19/02/2015 08/02/2016 28/01/2017
        16/02/2018 05/02/2019 25/01/2020 12/02/2021 01/02/2022 22/01/2023 10/02/2024 29/01/2025 17/02/2026 06/02/2027
        26/01/2028 13/02/2029 02/02/2030 23/01/2031 11/02/2032 31/01/2033 19/02/2034 08/02/2035 28/01/2036 15/02/2037
        04/02/2038 24/01/2039 12/02/2040 01/02/2041 22/01/2042 10/02/2043 30/01/2044 17/02/2045 06/02/2046 26/01/2047
        14/02/2048 02/02/2049 23/01/2050 11/02/2051 01/02/2052 18/02/2053 08/02/2054 28/01/2055 15/02/2056 04/02/2057
        24/01/2058 12/02/2059
        """;

    /// <summary>Leap months of the same almanacs; every other year has none.</summary>
    private const string PrintedLeapMonths = """
        1968:7 1971:5 1974:4 1976:8 1979:6 1982:4 1985:2 1987:7 1990:5 1993:3 1995:8 1998:5 2001:4 2004:2
        2006:7 2009:5 2012:4 2014:9 2017:6 2020:4 2023:2 2025:6 2028:5 2031:3 2033:11 2036:6 2039:5 2042:2
        2044:7 2047:5 2050:3 2052:8 2055:6 2058:4
        """;

    private const int FirstPrinted = 1968;

    private static readonly string[] Tet = PrintedTet.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);

    private static readonly Dictionary<int, int> LeapMonths = PrintedLeapMonths
        .Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        .Select(pair => pair.Split(':'))
        .ToDictionary(pair => int.Parse(pair[0], CultureInfo.InvariantCulture), pair => int.Parse(pair[1], CultureInfo.InvariantCulture));

    private static readonly Arbitrary<int> Years = Gen.Choose(LunarCalendar.FirstYear, LunarCalendar.LastYear).ToArbitrary();

    private static void Holds(Func<int, bool> law) => Prop.ForAll(Years, law).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("21/01/1985")] // a month before China's: the solstice of 1984 fell on the other side of midnight
    [InlineData("17/02/2007")] // a day before
    [InlineData("02/02/2030")] // a day before
    [InlineData("18/02/2053")] // a day before
    public void Tet_comes_before_the_chinese_new_year_where_midnight_lies_between(string tet)
    {
        var day = D(tet);

        LunarCalendar.NewYear(day.Year).ShouldBe(day);
        DateOnly.FromDateTime(new ChineseLunisolarCalendar().ToDateTime(day.Year, 1, 1, 0, 0, 0, 0)).ShouldBeGreaterThan(day);
    }

    [Fact]
    public void Tet_falls_as_almanacs_print_it()
    {
        Tet.Length.ShouldBe(92);
        for (var i = 0; i < Tet.Length; i++)
        {
            LunarCalendar.NewYear(FirstPrinted + i).ShouldBe(D(Tet[i]));
        }
    }

    [Fact]
    public void Leap_months_stand_where_almanacs_print_them()
    {
        for (var year = FirstPrinted; year < FirstPrinted + Tet.Length; year++)
        {
            var leaps = LunarCalendar.MonthsOf(year).Where(month => month.IsLeap).Select(month => month.Number);

            leaps.ShouldBe(LeapMonths.TryGetValue(year, out var leap) ? [leap] : [], year.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>
    /// The runtime's calendar is China's at +08:00 and an independent one: from 1968 to 2100 the new years are the same but for
    /// these, where the deciding new moon or solstice falls within the hour between the two midnights.
    /// </summary>
    [Fact]
    public void New_years_differ_from_chinas_only_in_known_years()
    {
        var chinese = new ChineseLunisolarCalendar();

        Enumerable
            .Range(1968, 133)
            .Where(year => LunarCalendar.NewYear(year) != DateOnly.FromDateTime(chinese.ToDateTime(year, 1, 1, 0, 0, 0, 0)))
            .ShouldBe([1968, 1969, 1985, 2007, 2030, 2053]);
    }

    [Theory]
    [InlineData(2024, "Giáp Thìn")]
    [InlineData(2025, "Ất Tỵ")]
    [InlineData(2027, "Đinh Mùi")]
    [InlineData(1984, "Giáp Tý")]
    public void Years_bear_their_names(int year, string name) => LunarCalendar.NameOf(year).ShouldBe(name);

    [Theory]
    [InlineData("18/4/2024")]
    [InlineData("7/4/2025")]
    [InlineData("26/4/2026")]
    [InlineData("16/4/2027")]
    public void Gio_To_is_the_tenth_of_the_third_month(string date) =>
        LunarCalendar.Of(D(date)).ShouldBe(new LunarDate(D(date).Year, 3, IsLeap: false, 10));

    [Fact]
    public void Months_have_29_or_30_days_and_follow_one_another_through_three_centuries()
    {
        var next = LunarCalendar.NewYear(LunarCalendar.FirstYear);
        for (var year = LunarCalendar.FirstYear; year <= LunarCalendar.LastYear; year++)
        {
            var months = LunarCalendar.MonthsOf(year);
            months.Where(month => !month.IsLeap).Select(month => month.Number).ShouldBe(Enumerable.Range(1, 12));
            months.Count(month => month.IsLeap).ShouldBeLessThanOrEqualTo(1);
            foreach (var month in months)
            {
                month.First.ShouldBe(next);
                month.Length.ShouldBeInRange(29, 30);
                next = month.First.AddDays(month.Length);
            }
        }
    }

    [Fact]
    public void A_month_begins_on_the_day_of_its_new_moon() =>
        Holds(year =>
            LunarCalendar
                .MonthsOf(year)
                .All(month => (int)Math.Floor(LunarCalendar.NewMoonOnOrBefore(month.First)) == month.First.DayNumber)
        );

    [Fact]
    public void The_winter_solstice_lies_in_the_eleventh_month() =>
        Holds(year =>
            LunarCalendar.Solstice(year) is { Month: 12, Day: >= 20 and <= 23 } solstice
            && (year == LunarCalendar.LastYear || LunarCalendar.Of(solstice) is { Month: 11, IsLeap: false } date && date.Year == year)
        );

    [Fact]
    public void A_leap_month_bears_the_number_of_the_month_before_it() =>
        Holds(year =>
            LunarCalendar.MonthsOf(year) is var months
            && months.Index().All(month => !month.Item.IsLeap || months[month.Index - 1].Number == month.Item.Number)
        );

    [Fact]
    public void There_and_back_is_the_same_day() =>
        Prop.ForAll(
                Gen.Choose(new DateOnly(1900, 2, 1).DayNumber, new DateOnly(2199, 12, 31).DayNumber)
                    .Select(DateOnly.FromDayNumber)
                    .ToArbitrary(),
                date => LunarCalendar.Of(date) is var l && LunarCalendar.ToDate(l.Year, l.Month, l.Day, l.IsLeap) == date
            )
            .QuickCheckThrowOnFailure();

    [Theory]
    [InlineData(1899, 1, 1, false)]
    [InlineData(2200, 1, 1, false)]
    [InlineData(2027, 13, 1, false)]
    [InlineData(2027, 1, 31, false)]
    [InlineData(2027, 1, 0, false)]
    [InlineData(2027, 6, 1, true)] // 2027 has no leap month
    public void There_is_no_such_day(int year, int month, int day, bool leap) =>
        Should.Throw<ArgumentOutOfRangeException>(() => LunarCalendar.ToDate(year, month, day, leap));
}
