using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using static PhongTrao.Workflows.Tests.Duties.Written;

namespace PhongTrao.Workflows.Tests.Duties;

/// <summary>What the words of a plan come to; the ids are those of the list of deadlines in the domain notes.</summary>
public sealed class WhenADutyFallsDue
{
    [Theory]
    [InlineData("D01", "25/9/2024", "24/9/2024", "24/9/2024")]
    [InlineData("D02", "8/2/2025", "7/2/2025", "7/2/2025")]
    [InlineData("D03", "20/5/2025", "19/5/2025", "19/5/2025")]
    [InlineData("D07", "30/4/2025", "29/4/2025", "29/4/2025")]
    [InlineData("D08", "1/11/2025", "31/10/2025", "31/10/2025")]
    [InlineData("D09", "30/4/2025", "29/4/2025", "29/4/2025")]
    [InlineData("D12", "10/3/2025", "9/3/2025", "7/3/2025")]
    [InlineData("D13", "10/6/2025", "9/6/2025", "9/6/2025")]
    [InlineData("D14", "10/9/2025", "9/9/2025", "9/9/2025")]
    [InlineData("D15", "15/12/2025", "14/12/2025", "12/12/2025")]
    [InlineData("vector", "3/9/2026", "2/9/2026", "28/8/2026")]
    [InlineData("vector", "20/2/2026", "19/2/2026", "13/2/2026")]
    [InlineData("vector", "15/6/2026", "14/6/2026", "12/6/2026")]
    [InlineData("vector: make-up Saturday", "23/8/2026", "22/8/2026", "22/8/2026")]
    [InlineData("vector", "2/5/2026", "1/5/2026", "29/4/2026")]
    public void Before_a_day_it_is_valid_through_the_eve(string id, string before, string valid, string working)
    {
        var occurrence = Occurrences(PlanOf("1/1/2024", "31/12/2026", null, Duty(new PlanTiming.Before(Day(before)))))
            .ShouldHaveSingleItem();

        occurrence.LastValidDay.ShouldBe(Day(valid), id);
        occurrence.LastWorkingDay.ShouldBe(Day(working), id);
        occurrence.Period.ShouldBe(PeriodKey.Once);
        occurrence.Opens.ShouldBeNull();
        occurrence.Provisional.ShouldBeFalse();
    }

    [Fact]
    public void D10_is_a_window_with_both_ends_included()
    {
        var occurrence = Occurrences(
                PlanOf("1/1/2025", "31/12/2025", "31/3/2025", Duty(new PlanTiming.Window(Day("15/9/2025"), Day("25/9/2025"), null)))
            )
            .ShouldHaveSingleItem();

        (occurrence.Opens, occurrence.LastValidDay, occurrence.LastWorkingDay).ShouldBe(
            (Day("15/9/2025"), Day("25/9/2025"), Day("25/9/2025"))
        );
    }

    [Fact]
    public void D11_falls_due_in_every_month_of_2025_and_in_none_after()
    {
        var plan = PlanOf(
            "1/1/2025",
            "31/12/2025",
            "31/3/2025",
            Duty(new PlanTiming.Every(PlanPeriodKind.Month, new PlanDayRule.BeforeDay(1, 17), 0, null))
        );

        Occurrences(plan)
            .Select(o => (o.Period.Value, o.LastValidDay, o.LastWorkingDay))
            .ShouldBe([
                ("2025-01", Day("16/1/2025"), Day("16/1/2025")),
                ("2025-02", Day("16/2/2025"), Day("14/2/2025")),
                ("2025-03", Day("16/3/2025"), Day("14/3/2025")),
                ("2025-04", Day("16/4/2025"), Day("16/4/2025")),
                ("2025-05", Day("16/5/2025"), Day("16/5/2025")),
                ("2025-06", Day("16/6/2025"), Day("16/6/2025")),
                ("2025-07", Day("16/7/2025"), Day("16/7/2025")),
                ("2025-08", Day("16/8/2025"), Day("15/8/2025")),
                ("2025-09", Day("16/9/2025"), Day("16/9/2025")),
                ("2025-10", Day("16/10/2025"), Day("16/10/2025")),
                ("2025-11", Day("16/11/2025"), Day("14/11/2025")),
                ("2025-12", Day("16/12/2025"), Day("16/12/2025")),
            ]);
    }

    [Theory]
    [InlineData("D16, D17", PlanPeriodKind.Quarter, 1, "2025-q1", "1/1/2025", "31/3/2025", "31/3/2025")]
    [InlineData("D17", PlanPeriodKind.Quarter, 4, "2025-q4", "1/10/2025", "31/12/2025", "31/12/2025")]
    [InlineData("a year", PlanPeriodKind.Year, 1, "2025", "1/1/2025", "31/12/2025", "31/12/2025")]
    [InlineData("a half", PlanPeriodKind.Half, 2, "2025-h2", "1/7/2025", "31/12/2025", "31/12/2025")]
    [InlineData("a month", PlanPeriodKind.Month, 8, "2025-08", "1/8/2025", "31/8/2025", "29/8/2025")]
    public void Within_a_period_it_is_valid_to_its_last_day(
        string id,
        PlanPeriodKind kind,
        int number,
        string key,
        string opens,
        string valid,
        string working
    )
    {
        var occurrence = Occurrences(PlanOf("1/1/2025", "31/12/2025", null, Duty(new PlanTiming.Within(kind, number, 2025))))
            .ShouldHaveSingleItem(id);

        occurrence.Period.Value.ShouldBe(key);
        (occurrence.Opens, occurrence.LastValidDay, occurrence.LastWorkingDay).ShouldBe((Day(opens), Day(valid), Day(working)));
    }

    [Fact]
    public void D18_includes_the_day_it_names()
    {
        var occurrence = Occurrences(PlanOf(null, "31/12/2024", null, Duty(new PlanTiming.By(Day("31/12/2024"), null))))
            .ShouldHaveSingleItem();

        (occurrence.LastValidDay, occurrence.LastWorkingDay).ShouldBe((Day("31/12/2024"), Day("31/12/2024")));
    }

    [Fact]
    public void D04_and_D06_fall_due_at_the_end_of_every_month_that_the_plan_reaches_into()
    {
        var plan = PlanOf(
            "19/8/2024",
            "19/8/2025",
            null,
            Duty(new PlanTiming.Every(PlanPeriodKind.Month, new PlanDayRule.PeriodEnd(), 0, null))
        );

        var occurrences = Occurrences(plan);

        occurrences.Count.ShouldBe(13);
        (occurrences[0].Period.Value, occurrences[0].LastValidDay).ShouldBe(("2024-08", Day("31/8/2024")));
        (occurrences[^1].Period.Value, occurrences[^1].LastValidDay).ShouldBe(("2025-08", Day("19/8/2025")));
    }

    [Fact]
    public void D05_D19_D21_and_D22_have_no_day()
    {
        var occurrence = Occurrences(PlanOf("1/1/2025", "31/12/2025", null, Duty(new PlanTiming.Undated(new("theo quy định")))))
            .ShouldHaveSingleItem();

        (occurrence.LastValidDay, occurrence.LastWorkingDay, occurrence.Opens).ShouldBe((null, null, null));
    }

    [Fact]
    public void D20_falls_once_in_every_round_without_a_day()
    {
        var plan = PlanOf("1/1/2025", "31/12/2025", null, Duty(new PlanTiming.PerRound(null))) with
        {
            Rounds =
            [
                Round("dot-1", "1/1/2025", "31/3/2025"),
                Round("dot-2", "1/4/2025", "30/6/2025"),
                Round("dot-3", "1/7/2025", "30/9/2025"),
                Round("dot-4", "1/10/2025", "31/12/2025"),
            ],
        };

        var occurrences = Occurrences(plan);

        occurrences.Select(o => o.Period.Value).ShouldBe(["dot-1", "dot-2", "dot-3", "dot-4"]);
        occurrences.ShouldAllBe(o => o.LastValidDay == null);
    }

    [Theory]
    [InlineData("L01", 11, 20, "2024", "19/11/2024", "19/11/2024")]
    [InlineData("L01", 11, 20, "2025", "19/11/2025", "19/11/2025")]
    [InlineData("L01", 11, 20, "2026", "19/11/2026", "19/11/2026")]
    [InlineData("L02", 11, 30, "2024", "29/11/2024", "29/11/2024")]
    [InlineData("L02", 11, 30, "2025", "29/11/2025", "28/11/2025")]
    [InlineData("L02", 11, 30, "2026", "29/11/2026", "27/11/2026")]
    [InlineData("L03", 12, 15, "2024", "14/12/2024", "13/12/2024")]
    [InlineData("L03", 12, 15, "2025", "14/12/2025", "12/12/2025")]
    [InlineData("L03", 12, 15, "2026", "14/12/2026", "14/12/2026")]
    public void A_law_falls_due_every_year(string id, int month, int day, string year, string valid, string working)
    {
        var law = PlanOf(
            null,
            null,
            "20/1/2022",
            Duty(new PlanTiming.Every(PlanPeriodKind.Year, new PlanDayRule.BeforeDay(month, day), 0, null))
        ) with
        {
            Kind = PlanKind.Law,
        };

        var occurrences = DutySchedule.Of(law, [], Demo.Calendar, Day("1/1/2024"), Day("31/12/2028"));

        occurrences.Select(o => o.Period.Value).ShouldBe(["2024", "2025", "2026", "2027", "2028"]);
        var occurrence = occurrences.Single(o => o.Period.Value == year);
        (occurrence.LastValidDay, occurrence.LastWorkingDay, occurrence.Provisional).ShouldBe((Day(valid), Day(working), false), id);
        occurrences.Where(o => o.Provisional).Select(o => o.Period.Value).ShouldBe(["2027", "2028"]);
    }

    [Fact]
    public void A_weekly_duty_ends_at_its_hour_on_its_day()
    {
        var plan = PlanOf(
            "1/1/2026",
            "31/1/2026",
            null,
            Duty(new PlanTiming.Every(PlanPeriodKind.Week, new PlanDayRule.OnWeekday(PlanWeekday.Friday), 0, new TimeOnly(16, 30)))
        );

        var occurrences = Occurrences(plan);

        occurrences
            .Select(o => (o.Period.Value, o.LastValidDay, o.LastWorkingDay))
            .ShouldBe([
                ("2026-w01", Day("2/1/2026"), Day("31/12/2025")),
                ("2026-w02", Day("9/1/2026"), Day("9/1/2026")),
                ("2026-w03", Day("16/1/2026"), Day("16/1/2026")),
                ("2026-w04", Day("23/1/2026"), Day("23/1/2026")),
                ("2026-w05", Day("30/1/2026"), Day("30/1/2026")),
            ]);
        occurrences.ShouldAllBe(o => o.Hour == new TimeOnly(16, 30));
    }

    [Fact]
    public void A_report_on_a_month_may_fall_due_in_the_month_after()
    {
        var plan = PlanOf(
            "1/11/2025",
            "31/12/2025",
            null,
            Duty(new PlanTiming.Every(PlanPeriodKind.Month, new PlanDayRule.ByDay(1, 5), 1, null))
        );

        Occurrences(plan)
            .Select(o => (o.Period.Value, o.LastValidDay))
            .ShouldBe([("2025-11", Day("5/12/2025")), ("2025-12", Day("5/1/2026"))]);
    }

    [Theory]
    [InlineData(10, PlanDayUnit.Working, PlanSide.After, "6/5/2025")] // from 18/4/2025, as in the vectors
    [InlineData(10, PlanDayUnit.Calendar, PlanSide.After, "28/4/2025")]
    [InlineData(2, PlanDayUnit.Calendar, PlanSide.After, "20/4/2025")] // a Sunday: it never rolls
    [InlineData(3, PlanDayUnit.Working, PlanSide.Before, "15/4/2025")]
    [InlineData(0, PlanDayUnit.Working, PlanSide.After, "18/4/2025")]
    public void A_distance_is_counted_without_the_day_it_is_counted_from(int days, PlanDayUnit unit, PlanSide side, string valid)
    {
        var plan = PlanOf(
            "1/1/2025",
            "31/12/2025",
            "18/4/2025",
            Duty(new PlanTiming.Relative(new PlanAnchor.OfEvent(PlanHappening.PlanIssued), days, unit, side))
        );

        Occurrences(plan).ShouldHaveSingleItem().LastValidDay.ShouldBe(Day(valid));
    }

    [Fact]
    public void A_deadline_follows_the_one_it_is_counted_from_occurrence_by_occurrence()
    {
        var plan = PlanOf(
            "1/1/2025",
            "31/3/2025",
            null,
            Duty(new PlanTiming.Relative(new PlanAnchor.OfDuty(new("thang")), 2, PlanDayUnit.Working, PlanSide.Before), "du-thao"),
            Duty(new PlanTiming.Every(PlanPeriodKind.Month, new PlanDayRule.ByDay(1, 17), 0, null), "thang")
        );

        Occurrences(plan)
            .Where(o => o.Duty.Value == "du-thao")
            .Select(o => (o.Period.Value, o.LastValidDay))
            .ShouldBe([("2025-01", Day("15/1/2025")), ("2025-02", Day("13/2/2025")), ("2025-03", Day("13/3/2025"))]);
    }

    [Fact]
    public void What_is_counted_from_something_without_a_day_waits_for_it()
    {
        var plan = PlanOf(
            "1/1/2025",
            "31/12/2025",
            null,
            Duty(new PlanTiming.Undated(null), "so-ket"),
            Duty(new PlanTiming.Relative(new PlanAnchor.OfDuty(new("so-ket")), 5, PlanDayUnit.Calendar, PlanSide.After), "bao-cao")
        );

        Occurrences(plan).ShouldAllBe(o => o.LastValidDay == null);
        Occurrences(plan, new DutyDay(new("so-ket"), PeriodKey.Once, null, Day("1/7/2025"), new TimeOnly(11, 0)))
            .Select(o => (o.Duty.Value, o.LastValidDay, o.Hour, o.IsSet))
            .ShouldBe([("so-ket", Day("1/7/2025"), new TimeOnly(11, 0), true), ("bao-cao", Day("6/7/2025"), null, false)]);
    }

    [Fact]
    public void What_is_counted_from_itself_has_no_day()
    {
        var plan = PlanOf(
            "1/1/2025",
            "31/12/2025",
            null,
            Duty(new PlanTiming.Relative(new PlanAnchor.OfDuty(new("b")), 1, PlanDayUnit.Calendar, PlanSide.After), "a"),
            Duty(new PlanTiming.Relative(new PlanAnchor.OfDuty(new("a")), 1, PlanDayUnit.Calendar, PlanSide.After), "b")
        );

        Occurrences(plan).Select(o => (o.Duty.Value, o.LastValidDay)).ShouldBe([("a", null), ("b", null)]);
    }

    [Fact]
    public void A_day_that_the_plan_gives_is_no_coordinators()
    {
        var plan = PlanOf("1/1/2025", "31/12/2025", null, Duty(new PlanTiming.By(Day("1/7/2025"), null)));

        Occurrences(plan, new DutyDay(new("viec"), PeriodKey.Once, null, Day("1/9/2025"), null))
            .ShouldHaveSingleItem()
            .LastValidDay.ShouldBe(Day("1/7/2025"));
    }

    [Fact]
    public void A_change_of_the_calendar_counts_again_what_lies_ahead_and_leaves_what_is_past()
    {
        var plan = PlanOf(
            "1/1/2026",
            "31/12/2026",
            null,
            Duty(new PlanTiming.By(Day("25/8/2026"), null), "truoc"),
            Duty(new PlanTiming.By(Day("24/11/2026"), null), "sau")
        );
        DateOnly?[] LastWorkingDays(CalendarHistory calendar) =>
            [.. DutySchedule.Of(plan, [], calendar, Day("1/1/2026"), Day("31/12/2026")).Select(o => o.LastWorkingDay)];
        var cultureDays = Demo.Calendar.With([
            new(Day("25/8/2026"), DayKind.Holiday, "Nghỉ thử", "thử", false),
            new(Day("24/11/2026"), DayKind.Holiday, "Ngày Văn hóa Việt Nam", "thử", false),
        ]);

        LastWorkingDays(Demo.Calendar).ShouldBe([Day("25/8/2026"), Day("24/11/2026")]);
        LastWorkingDays(new CalendarHistory(Demo.Calendar).Then(Day("1/10/2026"), cultureDays))
            .ShouldBe([Day("25/8/2026"), Day("23/11/2026")]);
        LastWorkingDays(new CalendarHistory(Demo.Calendar).Then(Day("1/8/2026"), cultureDays))
            .ShouldBe([Day("24/8/2026"), Day("23/11/2026")]);
    }

    [Fact]
    public void Nobody_becomes_late_because_the_calendar_changed()
    {
        // Ten working days from 18/4/2025 end on 6/5; with 30/4–2/5 worked they would have ended on 30/4, before the change.
        var plan = PlanOf(
            "1/1/2025",
            "31/12/2025",
            "18/4/2025",
            Duty(new PlanTiming.Relative(new PlanAnchor.OfEvent(PlanHappening.PlanIssued), 10, PlanDayUnit.Working, PlanSide.After))
        );
        var worked = Demo.Calendar.With([
            new(Day("30/4/2025"), DayKind.MakeUpWorkingDay, "thử", "thử", false),
            new(Day("1/5/2025"), DayKind.MakeUpWorkingDay, "thử", "thử", false),
            new(Day("2/5/2025"), DayKind.MakeUpWorkingDay, "thử", "thử", false),
        ]);

        DutySchedule
            .Of(plan, [], new CalendarHistory(Demo.Calendar).Then(Day("5/5/2025"), worked), Day("18/4/2025"), Day("31/12/2025"))
            .ShouldHaveSingleItem()
            .LastValidDay.ShouldBe(Day("5/5/2025"));
    }
}
