using System.Globalization;
using PhongTrao.Workflows.Calendar;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

public sealed class WhenReadingOfficialDays
{
    private const string Good = """
        covered: [2026]
        days:
          - { date: 2026-09-02, kind: holiday, name: Quốc khánh, source: Điều 112, tag: P H }
          - { date: 2026-08-22, kind: make-up-working-day, name: Làm bù, source: Thông báo, tag: P H }
          - { date: 2027-09-02, kind: holiday, name: Quốc khánh, source: Điều 112, tag: O L }
        optional:
          - { code: van-hoa, date: 2026-11-24, kind: holiday, name: Ngày Văn hóa, source: Nghị quyết 80, tag: P L }
        """;

    [Fact]
    public void The_announced_years_are_covered() => Official.CoveredYears.ShouldBe([2024, 2025, 2026]);

    [Theory]
    [InlineData("26/4/2025")]
    [InlineData("4/5/2024")]
    [InlineData("10/1/2026")]
    [InlineData("22/8/2026")]
    public void Make_up_saturdays_are_worked(string date) => Official.IsWorkingDay(D(date)).ShouldBeTrue();

    [Theory]
    [InlineData("1/1/2024", "1/1/2024")]
    [InlineData("8/2/2024", "14/2/2024")]
    [InlineData("18/4/2024", "18/4/2024")]
    [InlineData("29/4/2024", "1/5/2024")]
    [InlineData("2/9/2024", "3/9/2024")]
    [InlineData("1/1/2025", "1/1/2025")]
    [InlineData("27/1/2025", "31/1/2025")]
    [InlineData("7/4/2025", "7/4/2025")]
    [InlineData("30/4/2025", "2/5/2025")]
    [InlineData("1/9/2025", "2/9/2025")]
    [InlineData("1/1/2026", "2/1/2026")]
    [InlineData("16/2/2026", "20/2/2026")]
    [InlineData("26/4/2026", "27/4/2026")]
    [InlineData("30/4/2026", "1/5/2026")]
    [InlineData("31/8/2026", "2/9/2026")]
    public void Announced_holidays_are_off_and_the_working_days_beside_them_are_not(string first, string last)
    {
        for (var date = D(first); date <= D(last); date = date.AddDays(1))
        {
            Official.DayOn(date)!.Kind.ShouldBe(DayKind.Holiday);
        }

        NotAHoliday(D(first).AddDays(-1));
        NotAHoliday(D(last).AddDays(1));

        static void NotAHoliday(DateOnly date) => Official.DayOn(date)?.Kind.ShouldNotBe(DayKind.Holiday);
    }

    /// <summary>Điều 112 grants eleven; giving back weekends and swapping days neither adds nor takes any.</summary>
    [Theory]
    [InlineData(2024)]
    [InlineData(2025)]
    [InlineData(2026)]
    [InlineData(2027)]
    [InlineData(2028)]
    [InlineData(2029)]
    public void Every_year_has_eleven_days_off_on_balance(int year)
    {
        var days = Official.Days.Where(day => day.Date.Year == year).ToList();
        var off = days.Count(day => day.Kind is DayKind.Holiday && day.Date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday));

        (off - days.Count(day => day.Kind is DayKind.MakeUpWorkingDay)).ShouldBe(11);
    }

    /// <summary>
    /// In these years new moons fall on the same day at +07:00 and +08:00, so the lunar calendar of the runtime can vouch
    /// for the file. In 2030 they do not, and Tết comes a day earlier in Vietnam.
    /// </summary>
    [Theory]
    [InlineData(2024)]
    [InlineData(2025)]
    [InlineData(2026)]
    [InlineData(2027)]
    [InlineData(2028)]
    [InlineData(2029)]
    public void Lunar_holidays_fall_on_their_lunar_days(int year)
    {
        var lunar = new ChineseLunisolarCalendar();
        DateOnly Lunar(int month, int day) => DateOnly.FromDateTime(lunar.ToDateTime(year, month, day, 0, 0, 0, 0));

        Official.DayOn(Lunar(1, 1))!.Name.ShouldEndWith(": Mùng 1");
        Official.DayOn(Lunar(1, 1).AddDays(-1))!.Kind.ShouldBe(DayKind.Holiday);
        Official.DayOn(Lunar(3, 10))!.Name.ShouldBe("Giỗ Tổ Hùng Vương");
    }

    [Fact]
    public void Every_day_names_its_source_and_only_computed_years_are_provisional()
    {
        foreach (var day in Official.Days)
        {
            day.Name.ShouldNotBeNullOrWhiteSpace();
            day.Source.ShouldNotBeNullOrWhiteSpace();
            day.Provisional.ShouldBe(day.Date.Year > 2026);
        }
    }

    [Fact]
    public void The_culture_day_is_offered_and_off_until_switched_on()
    {
        var offered = OfficialDays.Optional().ShouldHaveSingleItem();

        offered.Code.ShouldBe("ngay-van-hoa-viet-nam-2026");
        offered.Day.Date.ShouldBe(D("24/11/2026"));
        Official.IsWorkingDay(offered.Day.Date).ShouldBeTrue();
        WithCultureDay.DayOn(offered.Day.Date).ShouldBe(offered.Day);
        Official.With([offered.Day]).Days.ShouldBe(WithCultureDay.Days);
        OfficialDays.Load(offered.Code, offered.Code).Days.ShouldBe(WithCultureDay.Days);
    }

    [Fact]
    public void An_unknown_code_is_refused() =>
        Should.Throw<ArgumentException>(() => OfficialDays.Load("ngay-khong-co")).Message.ShouldContain("ngay-khong-co");

    [Fact]
    public void A_good_file_is_read()
    {
        var calendar = OfficialDays.Read(Good);

        calendar.Days.Select(day => day.Date).ShouldBe([D("22/8/2026"), D("2/9/2026"), D("2/9/2027")]);
        calendar.DayOn(D("2/9/2027"))!.Provisional.ShouldBeTrue();
    }

    [Theory]
    [InlineData("covered:", "years:", "years")] // unknown key at the top
    [InlineData("tag: P H }", "tag: P H, note: x }", "note")] // unknown key in a row
    [InlineData("code: van-hoa,", "code: van-hoa, on: true,", "on")] // unknown key in an optional row
    [InlineData("source: Thông báo, ", "", "source")] // missing
    [InlineData("source: Thông báo, ", "source: '', ", "2026-08-22")]
    [InlineData("source: Thông báo, ", "source: , ", "Line: 4")]
    [InlineData("covered: [2026]", "covered: [2026, 2026]", "2026")]
    [InlineData("2026-08-22", "2026-09-02", "2026-09-02")] // doubled
    [InlineData("2026-11-24", "2026-09-02", "2026-09-02")] // doubled across the lists
    [InlineData("name: Làm bù", "name: Làm bù, name: Làm bù", "name")] // doubled key
    [InlineData("2026-08-22", "22/8/2026", "22/8/2026")]
    [InlineData("2026-08-22", "2026-08-21", "2026-08-21")] // a make-up Friday
    [InlineData("kind: make-up-working-day", "kind: half-day", "half-day")]
    [InlineData("kind: make-up-working-day", "kind: 1", "2026-08-22")]
    [InlineData("tag: O L", "tag: sure", "sure")]
    [InlineData("tag: O L", "tag: O H", "2027-09-02")] // sure of a year that is not covered
    [InlineData("covered: [2026]", "covered: [2026, 2027]", "2027-09-02")] // computed in a covered year
    public void A_faulty_file_is_refused_and_the_fault_named(string sound, string faulty, string named)
    {
        Good.ShouldContain(sound);

        Should.Throw<FormatException>(() => OfficialDays.Read(Good.Replace(sound, faulty))).Message.ShouldContain(named);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("covered: [2026")]
    [InlineData("covered: [2026]\ndays:\n  -\noptional: []")]
    [InlineData("covered: [2026]\ndays: []\noptional:\n  - ~")]
    [InlineData("covered:\ndays: []\noptional: []")]
    [InlineData("covered: [2026]\ndays: []\noptional: []\n---\ncovered: [2027]")]
    public void What_is_no_calendar_file_is_refused(string yaml) => Should.Throw<FormatException>(() => OfficialDays.Read(yaml));
}
