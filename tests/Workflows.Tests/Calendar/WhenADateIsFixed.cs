using PhongTrao.Workflows.Calendar;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

/// <summary>The dates that plans and law fix; the ids are those of the list of deadlines in the domain notes.</summary>
public sealed class WhenADateIsFixed
{
    [Theory]
    [InlineData("vector", "3/9/2026", "2/9/2026", "28/8/2026")]
    [InlineData("vector", "20/2/2026", "19/2/2026", "13/2/2026")]
    [InlineData("vector", "15/6/2026", "14/6/2026", "12/6/2026")]
    [InlineData("vector: make-up Saturday", "23/8/2026", "22/8/2026", "22/8/2026")]
    [InlineData("vector", "2/5/2026", "1/5/2026", "29/4/2026")]
    [InlineData("D01", "25/9/2024", "24/9/2024", "24/9/2024")]
    [InlineData("D02", "8/2/2025", "7/2/2025", "7/2/2025")]
    [InlineData("D03", "20/5/2025", "19/5/2025", "19/5/2025")]
    [InlineData("D07, D09", "30/4/2025", "29/4/2025", "29/4/2025")]
    [InlineData("D08", "1/11/2025", "31/10/2025", "31/10/2025")]
    [InlineData("D11 T1", "17/1/2025", "16/1/2025", "16/1/2025")]
    [InlineData("D11 T2", "17/2/2025", "16/2/2025", "14/2/2025")]
    [InlineData("D11 T3", "17/3/2025", "16/3/2025", "14/3/2025")]
    [InlineData("D11 T4", "17/4/2025", "16/4/2025", "16/4/2025")]
    [InlineData("D11 T5", "17/5/2025", "16/5/2025", "16/5/2025")]
    [InlineData("D11 T6", "17/6/2025", "16/6/2025", "16/6/2025")]
    [InlineData("D11 T7", "17/7/2025", "16/7/2025", "16/7/2025")]
    [InlineData("D11 T8", "17/8/2025", "16/8/2025", "15/8/2025")]
    [InlineData("D11 T9", "17/9/2025", "16/9/2025", "16/9/2025")]
    [InlineData("D11 T10", "17/10/2025", "16/10/2025", "16/10/2025")]
    [InlineData("D11 T11", "17/11/2025", "16/11/2025", "14/11/2025")]
    [InlineData("D11 T12", "17/12/2025", "16/12/2025", "16/12/2025")]
    [InlineData("D12", "10/3/2025", "9/3/2025", "7/3/2025")]
    [InlineData("D13", "10/6/2025", "9/6/2025", "9/6/2025")]
    [InlineData("D14", "10/9/2025", "9/9/2025", "9/9/2025")]
    [InlineData("D15", "15/12/2025", "14/12/2025", "12/12/2025")]
    [InlineData("L01 2025", "20/11/2025", "19/11/2025", "19/11/2025")]
    [InlineData("L01 2026", "20/11/2026", "19/11/2026", "19/11/2026")]
    [InlineData("L02 2025", "30/11/2025", "29/11/2025", "28/11/2025")]
    [InlineData("L02 2026", "30/11/2026", "29/11/2026", "27/11/2026")]
    [InlineData("L03 2024", "15/12/2024", "14/12/2024", "13/12/2024")]
    [InlineData("L03 2025", "15/12/2025", "14/12/2025", "12/12/2025")]
    public void Before_a_day_is_valid_through_the_eve_and_due_by_a_working_day(string id, string before, string valid, string working)
    {
        WorkingCalendar.LastValidDayBefore(D(before)).ShouldBe(D(valid), id);
        Official.LastWorkingDayBefore(D(before)).ShouldBe(D(working), id);
    }

    [Theory]
    [InlineData("D10", "25/9/2025", "25/9/2025")]
    [InlineData("D16", "31/3/2025", "31/3/2025")]
    [InlineData("D17 quý I", "31/3/2025", "31/3/2025")]
    [InlineData("D17 quý IV", "31/12/2025", "31/12/2025")]
    [InlineData("D18", "31/12/2024", "31/12/2024")]
    [InlineData("a Sunday", "30/11/2025", "28/11/2025")]
    [InlineData("make-up Saturday", "22/8/2026", "22/8/2026")]
    [InlineData("Quốc khánh", "2/9/2026", "28/8/2026")]
    public void Through_a_day_includes_it_and_is_due_by_a_working_day(string id, string through, string working) =>
        Official.LastWorkingDayOnOrBefore(D(through)).ShouldBe(D(working), id);

    [Fact]
    public void The_first_round_of_plan_002_leaves_five_working_days_after_tet() =>
        Official.WorkingDaysBetween(D("2/2/2025"), D("7/2/2025")).ShouldBe(5);

    [Fact]
    public void The_culture_day_of_2026_moves_the_due_day_only_when_switched_on()
    {
        Official.LastWorkingDayBefore(D("25/11/2026")).ShouldBe(D("24/11/2026"));
        WithCultureDay.LastWorkingDayBefore(D("25/11/2026")).ShouldBe(D("23/11/2026"));
        Official.FirstWorkingDayOnOrAfter(D("24/11/2026")).ShouldBe(D("24/11/2026"));
        WithCultureDay.FirstWorkingDayOnOrAfter(D("24/11/2026")).ShouldBe(D("25/11/2026"));
        WorkingCalendar.LastValidDayBefore(D("25/11/2026")).ShouldBe(D("24/11/2026"));
    }
}
