using PhongTrao.Workflows.Calendar;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

public sealed class WhenTheCalendarIsChanged
{
    [Fact]
    public void An_overlay_replaces_the_same_date_and_leaves_the_first_calendar_alone()
    {
        var office = Official.With([Worked("2/9/2026"), Off("3/9/2026")]);

        office.IsWorkingDay(D("2/9/2026")).ShouldBeTrue();
        office.IsWorkingDay(D("3/9/2026")).ShouldBeFalse();
        office.DayOn(D("1/9/2026")).ShouldBe(Official.DayOn(D("1/9/2026")));
        office.CoveredYears.ShouldBe(Official.CoveredYears);
        Official.IsWorkingDay(D("2/9/2026")).ShouldBeFalse();
        Official.DayOn(D("3/9/2026")).ShouldBeNull();
    }

    [Fact]
    public void An_office_that_works_on_saturdays_still_keeps_the_holidays()
    {
        var office = Official.WithSaturdays(D("1/1/2024"), D("31/12/2027"), "Sáng thứ Bảy", "Quy chế bộ phận một cửa");

        office.AddWorkingDays(D("1/7/2026"), 10).Date.ShouldBe(D("13/7/2026"));
        office.LastWorkingDayBefore(D("15/6/2026")).ShouldBe(D("13/6/2026"));
        office.IsWorkingDay(D("10/2/2024")).ShouldBeFalse("mùng 1 Tết");
        office.IsWorkingDay(D("14/6/2026")).ShouldBeFalse("a Sunday");
        office.DayOn(D("22/8/2026"))!.Source.ShouldBe("Thông báo 9441/TB-BNV ngày 16/10/2025");
        office.DayOn(D("13/6/2026"))!.Source.ShouldBe("Quy chế bộ phận một cửa");
    }

    [Fact]
    public void An_empty_range_of_saturdays_changes_nothing() =>
        Official.WithSaturdays(D("2/1/2026"), D("1/1/2026"), "Sáng thứ Bảy", "Quy chế").Days.ShouldBe(Official.Days);

    [Fact]
    public void An_announced_year_forgets_what_was_computed_for_it()
    {
        var announced = Official.WithYear(2027, [Off("1/1/2027"), Off("9/2/2027")]);

        announced.AddWorkingDays(D("31/12/2026"), 1).ShouldBe((D("4/1/2027"), false));
        announced.IsWorkingDay(D("5/2/2027")).ShouldBeTrue();
        announced.IsWorkingDay(D("9/2/2027")).ShouldBeFalse();
        announced.IsProvisional(D("9/2/2027")).ShouldBeFalse();
        announced.IsProvisional(D("3/1/2028")).ShouldBeTrue();
        announced.CoveredYears.ShouldBe([2024, 2025, 2026, 2027]);
        announced.DayOn(D("2/9/2026")).ShouldNotBeNull();
    }

    [Fact]
    public void An_announced_year_keeps_what_an_office_named_in_it()
    {
        var office = Official.With([Worked("13/2/2027")]).WithYear(2027, [Off("1/1/2027")]);

        office.IsWorkingDay(D("13/2/2027")).ShouldBeTrue();
    }

    [Fact]
    public void A_provisional_day_makes_what_counts_it_provisional()
    {
        var calendar = Official.With([Off("9/12/2026") with { Provisional = true }]);

        calendar.AddWorkingDays(D("7/12/2026"), 1).ShouldBe((D("8/12/2026"), false));
        calendar.AddWorkingDays(D("8/12/2026"), 1).ShouldBe((D("10/12/2026"), true));
    }

    [Fact]
    public void A_date_named_twice_or_in_another_year_is_refused()
    {
        Should
            .Throw<ArgumentException>(() => new WorkingCalendar([Off("2/9/2026"), Worked("2/9/2026")], []))
            .Message.ShouldContain("2026-09-02");
        Should.Throw<ArgumentException>(() => Official.With([Off("3/9/2026"), Off("3/9/2026")]));
        Should.Throw<ArgumentException>(() => Official.WithYear(2027, [Off("1/1/2028")]));
    }
}
