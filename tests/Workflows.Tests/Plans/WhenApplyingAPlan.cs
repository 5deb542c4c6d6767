using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Tests.Duties;
using static PhongTrao.Workflows.Tests.Duties.Written;

namespace PhongTrao.Workflows.Tests.Plans;

public sealed class WhenApplyingAPlan
{
    private static readonly UnitId One = new("huyen-hon-quan");
    private static readonly UnitId Other = new("huyen-loc-ninh");

    private static readonly Plan Loaded = Plan.Initial with
    {
        Revision = 1,
        Definition = Written.PlanOf(
            "1/1/2025",
            "31/12/2025",
            null,
            Duty(new PlanTiming.Undated(null), "so-ket"),
            Duty(new PlanTiming.By(Day("1/7/2025"), null), "bao-cao")
        ),
    };

    private static Plan After(params PlanEvent[] events) => events.Aggregate(Loaded, Plan.Evolve);

    private static Decision<PlanEvent> Decide(PlanCommand command, Plan state) => Plan.Decide(command, Demo.By(), state);

    private static IReadOnlyList<PlanEvent> Accepted(PlanCommand command, Plan state) =>
        Decide(command, state).ShouldBeOfType<Decision<PlanEvent>.Accepted>().Events;

    private static string Refused(PlanCommand command, Plan state) =>
        Decide(command, state).ShouldBeOfType<Decision<PlanEvent>.Refused>().Refusal.Code;

    [Fact]
    public void It_is_a_sample_until_somebody_applies_it()
    {
        Loaded.IsSample.ShouldBeTrue();
        var applied = Accepted(new PlanCommand.Apply([One, Other], Day("1/2/2025")), Loaded)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<PlanEvent.Applied>();

        After(applied).IsSample.ShouldBeFalse();
        After(applied).Applications.ShouldBe([new(One, Day("1/2/2025")), new(Other, Day("1/2/2025"))]);
    }

    [Fact]
    public void Applying_it_again_names_only_what_is_new()
    {
        var state = After(new PlanEvent.Applied([One], Day("1/2/2025")));

        Accepted(new PlanCommand.Apply([One], Day("1/2/2025")), state).ShouldBeEmpty();
        Accepted(new PlanCommand.Apply([One, Other], Day("1/2/2025")), state)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<PlanEvent.Applied>()
            .Units.ShouldBe([Other]);
    }

    [Fact]
    public void Another_day_takes_the_place_of_the_one_before() =>
        After(new PlanEvent.Applied([One], Day("1/2/2025")), new PlanEvent.Applied([One], Day("1/3/2025")))
            .Applications.ShouldBe([new(One, Day("1/3/2025"))]);

    [Fact]
    public void It_cannot_begin_after_its_own_period() =>
        Refused(new PlanCommand.Apply([One], Day("1/1/2026")), Loaded).ShouldBe(PlanRefusals.AppliedAfterPeriod);

    [Fact]
    public void There_must_be_a_plan() =>
        Refused(new PlanCommand.Apply([One], Day("1/2/2025")), Plan.Initial).ShouldBe(PlanRefusals.NotLoaded);

    [Fact]
    public void An_application_ends_or_is_taken_back()
    {
        var state = After(new PlanEvent.Applied([One, Other], Day("1/2/2025")));

        var ended = Accepted(new PlanCommand.EndApplication([One], Day("30/6/2025"), new("thôi")), state).ShouldHaveSingleItem();
        Plan.Evolve(state, ended).Applications.ShouldBe([new(One, Day("1/2/2025"), Day("30/6/2025")), new(Other, Day("1/2/2025"))]);
        var back = Accepted(new PlanCommand.EndApplication([One], Day("31/1/2025"), new("áp dụng nhầm")), state).ShouldHaveSingleItem();
        Plan.Evolve(state, back).Applications.ShouldBe([new(Other, Day("1/2/2025"))]);
        Refused(new PlanCommand.EndApplication([new("xa-khac")], Day("30/6/2025"), new("thôi")), state).ShouldBe(PlanRefusals.NotApplied);
    }

    [Fact]
    public void A_coordinator_sets_a_day_only_where_the_plan_gives_none()
    {
        DutyDay DayOf(string duty, string period = "mot-lan") => new(new(duty), new(period), null, Day("15/7/2025"), null);

        Accepted(new PlanCommand.DateDuty(DayOf("so-ket"), new("thống nhất tại giao ban"), null), Loaded)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<PlanEvent.DutyDated>();
        Refused(new PlanCommand.DateDuty(DayOf("bao-cao"), new("lý do"), null), Loaded).ShouldBe(PlanRefusals.DutyHasDay);
        Refused(new PlanCommand.DateDuty(DayOf("khong-co"), new("lý do"), null), Loaded).ShouldBe(PlanRefusals.DutyUnknown);
        Refused(new PlanCommand.DateDuty(DayOf("so-ket", "2025-07"), new("lý do"), null), Loaded).ShouldBe(PlanRefusals.DutyUnknown);
    }

    [Fact]
    public void A_day_can_be_set_anew_and_the_last_one_holds()
    {
        DutyDay On(string day) => new(new("so-ket"), PeriodKey.Once, null, Day(day), null);
        var state = After(
            new PlanEvent.DutyDated(On("15/7/2025"), new("một"), null),
            new PlanEvent.DutyDated(On("20/7/2025"), new("hai"), null)
        );

        state.Days.ShouldBe([On("20/7/2025")]);
        Accepted(new PlanCommand.DateDuty(On("20/7/2025"), new("ba"), null), state).ShouldBeEmpty();
    }

    [Fact]
    public void A_day_set_anew_shows_the_one_before_and_one_that_is_over_stays()
    {
        DutyDay On(string day) => new(new("so-ket"), PeriodKey.Once, null, Day(day), null);
        var once = After(new PlanEvent.DutyDated(On("15/7/2025"), new("một"), null));
        var again = Plan.Evolve(once, new PlanEvent.DutyDated(On("20/7/2025"), new("hai"), null));

        DateOnly? MovedFrom(Plan state) =>
            PlanSchedule
                .Of(
                    state with
                    {
                        Revisions = [new(1, state.Definition!, null, null)],
                    },
                    new WorkingCalendar([], []),
                    Day("1/1/2025"),
                    Day("31/12/2025")
                )
                .Single(one => one.Key == On("15/7/2025").Key)
                .MovedFrom;
        MovedFrom(once).ShouldBeNull();
        MovedFrom(again).ShouldBe(Day("15/7/2025"));

        var over = After(new PlanEvent.DutyDated(On("1/1/1969"), new("một"), null));
        Refused(new PlanCommand.DateDuty(On("20/7/2025"), new("hai"), null), over).ShouldBe(PlanRefusals.DutyOver);
    }

    [Fact]
    public void A_new_revision_keeps_whom_it_binds() =>
        Plan.Evolve(
                After(new PlanEvent.Applied([One], Day("1/2/2025"))),
                new PlanEvent.Imported(2, Loaded.Definition!, new(new string('a', 64)))
            )
            .Applications.ShouldHaveSingleItem();
}
