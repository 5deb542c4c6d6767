using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Tests.Duties;
using static PhongTrao.Workflows.Tests.Duties.Written;

namespace PhongTrao.Workflows.Tests.Plans;

/// <summary>Open occurrences move only as a coordinator accepts; documents extend them; what is over never moves.</summary>
public sealed class WhenOccurrencesMove
{
    private static readonly UnitId One = new("huyen-luc-ngan");
    private static readonly UnitId Other = new("huyen-son-dong");
    private static readonly IssuedDocument Document = new(new("45/CV-BCĐ"), Day("20/1/2025"), new("Ban Chỉ đạo tỉnh"));
    private static readonly RevisionBasis Amendment = new(RevisionKind.Amendment, Document);
    private static readonly Digest First = new(new string('1', 64));
    private static readonly Digest Second = new(new string('2', 64));
    private static readonly Digest Third = new(new string('3', 64));

    // Applied from 01/01/2025: one before 08/02, one long over, one that falls out, one without a day.
    private static readonly Plan Applied = Of(
        new PlanEvent.Imported(
            1,
            Said(("dot-1", "8/2/2025"), ("da-xong", "11/1/2025"), ("bo", "1/3/2025"), ("so-ket", null), ("giu", "1/4/2025")),
            First
        ),
        new PlanEvent.Applied([One, Other], Day("1/1/2025"))
    );

    private static readonly Plan Revised = Revise(
        Applied,
        2,
        Second,
        Said(("dot-1", "20/2/2025"), ("da-xong", "11/3/2025"), ("so-ket", "15/7/2025"), ("giu", "1/4/2025"), ("moi", "1/5/2025"))
    );

    private static PlanDefinition Said(params (string Code, string? Before)[] duties) =>
        PlanOf(
            "1/1/2025",
            "31/12/2025",
            null,
            [
                .. duties.Select(duty =>
                    Duty(duty.Before is { } day ? new PlanTiming.Before(Day(day)) : new PlanTiming.Undated(null), duty.Code)
                ),
            ]
        );

    private static Plan Of(params PlanEvent[] events) => events.Aggregate(Plan.Initial, Plan.Evolve);

    private static CommandContext At(string day) =>
        new(Guid.Empty, VietnamTime.StartOf(Day(day)).AddHours(8), new AccountId(new Guid(3, 3, 3, new byte[8])), null, Guid.Empty);

    private static Plan Revise(Plan plan, int number, Digest source, PlanDefinition definition, string on = "20/1/2025") =>
        Accepted(
            new PlanCommand.Confirm(source, Amendment),
            on,
            Plan.Evolve(plan, new PlanEvent.RevisionProposed(number, definition, source, null, []))
        );

    private static IReadOnlyList<PlanEvent> Events(PlanCommand command, string on, Plan state) =>
        Plan.Decide(command, At(on), state).ShouldBeOfType<Decision<PlanEvent>.Accepted>().Events;

    private static Plan Accepted(PlanCommand command, string on, Plan state) => Events(command, on, state).Aggregate(state, Plan.Evolve);

    private static string Refused(PlanCommand command, string on, Plan state) =>
        Plan.Decide(command, At(on), state).ShouldBeOfType<Decision<PlanEvent>.Refused>().Refusal.Code;

    private static PlanCommand Accept(int revision, params string[] duties) =>
        new PlanCommand.AcceptMoves(revision, [.. duties.Select(Key)], Demo.Calendar);

    private static PlanCommand Keep(int revision, params string[] duties) =>
        new PlanCommand.KeepDays(revision, [.. duties.Select(Key)], new("đã thông báo cho các huyện"), Demo.Calendar);

    private static PlanCommand.Extend Extend(string duty, string to, params UnitId[] units) =>
        new(Key(duty), units, new(null, Day(to), null), Document, Demo.Calendar);

    private static DutyPeriod Key(string duty) => new(new(duty), PeriodKey.Once);

    private static IReadOnlyList<StandingOccurrence> Standing(Plan plan) => PlanSchedule.On(plan, Demo.Calendar, Day("20/1/2025"));

    private static StandingOccurrence Of(Plan plan, string duty) => Standing(plan).Single(one => one.Key == Key(duty));

    private static DateOnly? DayOf(Plan plan, string duty) => Of(plan, duty).Occurrence.LastValidDay;

    [Fact]
    public void An_open_occurrence_keeps_its_day_and_waits()
    {
        var waiting = Of(Revised, "dot-1");

        waiting.Occurrence.LastValidDay.ShouldBe(Day("7/2/2025"));
        waiting.Revision.ShouldBe(1);
        waiting.Waits.ShouldNotBeNull().To!.LastValidDay.ShouldBe(Day("19/2/2025"));
    }

    [Fact]
    public void What_is_new_holds_at_once_and_what_is_the_same_waits_for_nothing()
    {
        (DayOf(Revised, "moi"), Of(Revised, "moi").Waits).ShouldBe((Day("30/4/2025"), null));
        (Of(Revised, "giu").Revision, Of(Revised, "giu").Waits).ShouldBe((2, null));
    }

    [Fact]
    public void What_was_over_when_it_was_confirmed_never_moves()
    {
        (DayOf(Revised, "da-xong"), Of(Revised, "da-xong").Waits).ShouldBe((Day("10/1/2025"), null));
        Refused(Accept(2, "da-xong"), "20/1/2025", Revised).ShouldBe(PlanRefusals.NoMove);
    }

    [Fact]
    public void Accepting_moves_it_and_the_event_says_from_which_day_to_which()
    {
        var moved = Events(Accept(2, "dot-1"), "22/1/2025", Revised).ShouldHaveSingleItem().ShouldBeOfType<PlanEvent.OccurrenceMoved>();

        moved.ShouldBe(
            new(
                new("dot-1"),
                PeriodKey.Once,
                2,
                new DueDay(null, Day("7/2/2025"), null),
                new DueDay(null, Day("19/2/2025"), null),
                false,
                Day("22/1/2025")
            )
        );
        var after = Of(Plan.Evolve(Revised, moved), "dot-1");
        (after.Occurrence.LastValidDay, after.MovedFrom, after.Waits, after.Revision).ShouldBe(
            (Day("19/2/2025"), Day("7/2/2025"), null, 2)
        );
    }

    [Fact]
    public void All_are_accepted_at_once_one_event_each_and_again_is_nothing()
    {
        var events = Events(Accept(2, "dot-1", "bo", "so-ket"), "22/1/2025", Revised);
        events.Count.ShouldBe(3);
        var after = events.Aggregate(Revised, Plan.Evolve);

        Standing(after).ShouldAllBe(one => one.Waits == null);
        Standing(after).ShouldNotContain(one => one.Key == Key("bo"), "it fell out of the plan");
        (DayOf(after, "so-ket"), Of(after, "so-ket").MovedFrom).ShouldBe((Day("14/7/2025"), null));
        Events(Accept(2, "dot-1", "bo", "so-ket"), "23/1/2025", after).ShouldBeEmpty();
    }

    [Fact]
    public void One_that_fell_out_stays_until_its_end_is_accepted()
    {
        Of(Revised, "bo").Waits.ShouldBe(new WaitingMove(2, null, null));
        Events(Accept(2, "bo"), "22/1/2025", Revised)
            .ShouldHaveSingleItem()
            .ShouldBeOfType<PlanEvent.OccurrenceMoved>()
            .Ends.ShouldBeTrue();
    }

    [Fact]
    public void Keeping_the_day_needs_no_second_answer_until_the_plan_says_another()
    {
        var kept = Accepted(Keep(2, "dot-1"), "22/1/2025", Revised);
        (DayOf(kept, "dot-1"), Of(kept, "dot-1").Waits).ShouldBe((Day("7/2/2025"), null));

        Of(Revise(kept, 3, Third, Said(("dot-1", "20/2/2025"))), "dot-1").Waits.ShouldBeNull("it was asked before");
        Of(Revise(kept, 3, Third, Said(("dot-1", "25/2/2025"))), "dot-1").Waits!.To!.LastValidDay.ShouldBe(Day("24/2/2025"));
    }

    [Fact]
    public void Nobody_moves_what_became_over_while_it_waited()
    {
        Refused(Accept(2, "dot-1"), "8/2/2025", Revised).ShouldBe(PlanRefusals.DutyOver);
        Refused(Keep(2, "dot-1"), "8/2/2025", Revised).ShouldBe(PlanRefusals.DutyOver);
        Events(Accept(2, "dot-1"), "7/2/2025", Revised).Count.ShouldBe(1);
    }

    [Fact]
    public void A_later_revision_takes_the_place_of_one_that_waits()
    {
        var again = Revise(Revised, 3, Third, Said(("dot-1", "8/2/2025"), ("bo", "1/3/2025"), ("so-ket", null), ("giu", "1/4/2025")));

        Of(again, "dot-1").Waits.ShouldBeNull("it says what it said first");
        Refused(Accept(2, "dot-1"), "22/1/2025", again).ShouldBe(PlanRefusals.NoMove);
    }

    [Fact]
    public void A_revision_recorded_before_moves_waited_moved_everything_at_once()
    {
        var moved = Of(
            new PlanEvent.Imported(1, Said(("dot-1", "8/2/2025")), First),
            new PlanEvent.Applied([One], Day("1/1/2025")),
            new PlanEvent.RevisionProposed(2, Said(("dot-1", "20/2/2025")), Second, null, []),
            new PlanEvent.RevisionConfirmed(2, Second)
        );

        (DayOf(moved, "dot-1"), Of(moved, "dot-1").Waits).ShouldBe((Day("19/2/2025"), null));
    }

    [Fact]
    public void A_plan_that_binds_nobody_has_nothing_that_waits()
    {
        var sample = Revise(Of(new PlanEvent.Imported(1, Said(("dot-1", "8/2/2025")), First)), 2, Second, Said(("dot-1", "20/2/2025")));

        (DayOf(sample, "dot-1"), Of(sample, "dot-1").Waits).ShouldBe((Day("19/2/2025"), null));
    }

    [Fact]
    public void A_document_extends_one_for_all_or_for_named_units()
    {
        var all = Accepted(Extend("dot-1", "14/2/2025"), "22/1/2025", Applied);
        (DayOf(all, "dot-1"), Of(all, "dot-1").MovedFrom).ShouldBe((Day("14/2/2025"), Day("7/2/2025")));
        Events(Extend("dot-1", "14/2/2025"), "22/1/2025", all).ShouldBeEmpty("the same again");

        var named = Accepted(Extend("dot-1", "14/2/2025", One), "22/1/2025", Applied);
        var both = Standing(named).Where(one => one.Key == Key("dot-1")).ToList();
        both.Single(one => one.IsFor(One)).Occurrence.LastValidDay.ShouldBe(Day("14/2/2025"));
        both.Single(one => one.IsFor(Other)).Occurrence.LastValidDay.ShouldBe(Day("7/2/2025"));
    }

    [Fact]
    public void An_extension_is_later_of_something_open_that_has_a_day()
    {
        Refused(Extend("dot-1", "7/2/2025"), "22/1/2025", Applied).ShouldBe(PlanRefusals.NotLater);
        Refused(Extend("dot-1", "14/2/2025"), "8/2/2025", Applied).ShouldBe(PlanRefusals.DutyOver);
        Refused(Extend("so-ket", "14/2/2025"), "22/1/2025", Applied).ShouldBe(PlanRefusals.DutyWithoutDay);
        Refused(Extend("khong-co", "14/2/2025"), "22/1/2025", Applied).ShouldBe(PlanRefusals.DutyUnknown);
    }

    [Fact]
    public void An_extension_outlasts_a_revision_that_says_nothing_of_it()
    {
        var extended = Accepted(Extend("giu", "10/4/2025"), "19/1/2025", Applied);
        var revised = Revise(extended, 2, Second, Said(("giu", "1/4/2025")));

        (DayOf(revised, "giu"), Of(revised, "giu").Waits, Of(revised, "giu").MovedFrom).ShouldBe(
            (Day("10/4/2025"), null, Day("31/3/2025"))
        );
    }

    [Fact]
    public void A_revision_names_what_changed_the_plan() => Revised.Revisions[^1].Basis.ShouldBe(Amendment);
}
