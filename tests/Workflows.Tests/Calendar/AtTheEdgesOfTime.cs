using PhongTrao.Workflows.Calendar;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

public sealed class AtTheEdgesOfTime
{
    private static readonly DateOnly First = DateOnly.MinValue; // a Monday
    private static readonly DateOnly Last = DateOnly.MaxValue; // a Friday

    [Fact]
    public void All_the_days_there_are_can_be_counted_and_one_more_is_refused()
    {
        var all = Official.WorkingDaysBetween(First, Last);

        Official.AddWorkingDays(First, all).ShouldBe((Last, true));
        Should.Throw<ArgumentOutOfRangeException>(() => Official.AddWorkingDays(First, all + 1)).Message.ShouldContain("9999-12-31");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public void A_period_beyond_the_last_day_is_refused(int days) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Official.AddWorkingDays(Last, days));

    [Fact]
    public void A_period_of_any_length_answers_at_once() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Official.AddWorkingDays(D("1/7/2026"), int.MaxValue)).ParamName.ShouldBe("n");

    [Fact]
    public void No_days_from_either_edge_stay_there()
    {
        Official.AddWorkingDays(First, 0).Date.ShouldBe(First);
        Official.AddWorkingDays(Last, 0).Date.ShouldBe(Last);
    }

    [Fact]
    public void The_edges_themselves_are_working_days()
    {
        Official.LastWorkingDayOnOrBefore(First).ShouldBe(First);
        Official.FirstWorkingDayOnOrAfter(Last).ShouldBe(Last);
        Official.LastWorkingDayBefore(Last).ShouldBe(Last.AddDays(-1));
        Official.LastWorkingDayBefore(First.AddDays(1)).ShouldBe(First);
    }

    [Fact]
    public void Nothing_lies_before_the_first_day() =>
        Should.Throw<ArgumentOutOfRangeException>(() => Official.LastWorkingDayBefore(First)).Message.ShouldContain("0001-01-01");

    [Fact]
    public void A_day_off_at_the_edge_has_no_working_day_beyond_it()
    {
        var calendar = Official.With([Off("1/1/0001"), Off("31/12/9999")]);

        Should.Throw<ArgumentOutOfRangeException>(() => calendar.LastWorkingDayOnOrBefore(First));
        Should.Throw<ArgumentOutOfRangeException>(() => calendar.LastWorkingDayBefore(First.AddDays(1)));
        Should.Throw<ArgumentOutOfRangeException>(() => calendar.FirstWorkingDayOnOrAfter(Last));
        Should.Throw<ArgumentOutOfRangeException>(() => calendar.AddWorkingDays(Last.AddDays(-1), 1));
    }

    [Fact]
    public void Saturdays_up_to_the_last_day_can_be_worked() =>
        Official.WithSaturdays(Last.AddDays(-6), Last, "Sáng thứ Bảy", "Quy chế").IsWorkingDay(Last.AddDays(-6)).ShouldBeTrue();
}
