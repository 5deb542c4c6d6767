using PhongTrao.Workflows.Calendar;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

public sealed class WhenCountingAPeriod
{
    [Theory]
    [InlineData("18/4/2025", 10, "6/5/2025")]
    [InlineData("20/1/2025", 10, "10/2/2025")]
    [InlineData("10/11/2025", 10, "24/11/2025")]
    [InlineData("29/12/2025", 10, "13/1/2026")]
    [InlineData("6/2/2026", 10, "27/2/2026")]
    [InlineData("22/4/2026", 10, "11/5/2026")]
    [InlineData("20/8/2026", 10, "7/9/2026")]
    [InlineData("1/7/2026", 10, "15/7/2026")]
    [InlineData("19/8/2026", 5, "25/8/2026")]
    [InlineData("24/4/2026", 5, "6/5/2026")]
    [InlineData("28/8/2026", 3, "7/9/2026")]
    public void Working_days_after_receipt_end_on(string receipt, int days, string end)
    {
        Official.AddWorkingDays(D(receipt), days).ShouldBe((D(end), false));
        Official.WorkingDaysBetween(D(receipt), D(end)).ShouldBe(days);
    }

    [Theory]
    [InlineData("10/11/2026", 10, "24/11/2026", "25/11/2026")]
    [InlineData("23/11/2026", 1, "24/11/2026", "25/11/2026")]
    [InlineData("24/11/2026", 1, "25/11/2026", "25/11/2026")]
    [InlineData("20/11/2026", 30, "4/1/2027", "5/1/2027")]
    public void The_culture_day_of_2026_moves_the_end_only_when_switched_on(string receipt, int days, string off, string on)
    {
        Official.AddWorkingDays(D(receipt), days).Date.ShouldBe(D(off));
        WithCultureDay.AddWorkingDays(D(receipt), days).Date.ShouldBe(D(on));
    }

    [Theory]
    [InlineData("31/12/2024", 1, "2/1/2025", false)]
    [InlineData("31/12/2025", 1, "5/1/2026", false)]
    [InlineData("30/12/2026", 1, "31/12/2026", false)]
    [InlineData("31/12/2026", 1, "4/1/2027", true)]
    [InlineData("22/12/2026", 10, "6/1/2027", true)]
    [InlineData("4/2/2027", 1, "12/2/2027", true)]
    [InlineData("31/12/2023", 1, "2/1/2024", false)]
    [InlineData("29/12/2023", 1, "2/1/2024", true)] // its Saturday might have been a make-up day
    public void A_year_without_an_announcement_makes_the_end_provisional(string receipt, int days, string end, bool provisional) =>
        Official.AddWorkingDays(D(receipt), days).ShouldBe((D(end), provisional));

    [Theory]
    [InlineData("31/12/2026", false)]
    [InlineData("2/1/2027", true)]
    public void No_days_end_on_the_day_of_receipt_and_count_nothing(string receipt, bool isProvisionalItself)
    {
        Official.AddWorkingDays(D(receipt), 0).ShouldBe((D(receipt), false));
        Official.IsProvisional(D(receipt)).ShouldBe(isProvisionalItself);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    public void Fewer_than_no_days_are_refused(int days) =>
        Should.Throw<ArgumentOutOfRangeException>(() => Official.AddWorkingDays(D("1/7/2026"), days)).ParamName.ShouldBe("n");

    [Theory]
    [InlineData("25/1/2025", "3/2/2025")]
    [InlineData("26/4/2025", "26/4/2025")]
    [InlineData("30/4/2025", "5/5/2025")]
    [InlineData("23/8/2026", "24/8/2026")]
    [InlineData("31/8/2026", "3/9/2026")]
    public void A_period_in_calendar_days_that_ends_on_a_day_off_rolls_forward(string lastDay, string end) =>
        Official.FirstWorkingDayOnOrAfter(D(lastDay)).ShouldBe(D(end));

    [Fact]
    public void Days_late_are_counted_below_zero()
    {
        Official.WorkingDaysBetween(D("28/8/2026"), D("7/9/2026")).ShouldBe(3);
        Official.WorkingDaysBetween(D("7/9/2026"), D("28/8/2026")).ShouldBe(-3);
        Official.WorkingDaysBetween(D("7/9/2026"), D("7/9/2026")).ShouldBe(0);
    }
}
