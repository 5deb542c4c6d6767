using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>The calendar changes while a dossier is on its way: ten working days from Monday 14/4/2025 end on Saturday 26/4, a make-up day.</summary>
public sealed class WhenTheCalendarMoves
{
    private static readonly SourceDocument Announcement = new(new("9441/TB-BNV"), Today, new("Thông báo nghỉ"));
    private static readonly DateOnly Due = new(2025, 4, 26);

    private static OfficialCalendar With(params (DateOnly Date, DayKind Kind)[] days) =>
        days.Aggregate(
            OfficialCalendar.Of(WorkDays),
            (calendar, day) =>
                OfficialCalendar.Evolve(
                    calendar,
                    new CalendarEvent.DayNamed(calendar.Revision + 1, new(day.Date, day.Kind, new("Ngày đổi")), Announcement)
                )
        );

    private static OfficialCalendar Off(int day) => With((new(2025, 4, day), DayKind.Holiday));

    private static DossierCommand.RecountDues Recount(OfficialCalendar after, DateOnly? on = null) => new(WorkDays, after, on ?? Today);

    [Fact]
    public void What_is_open_and_ahead_is_counted_again()
    {
        var story = Story.Received();
        story.State.Tasks[0].DueOn.ShouldBe(Due);

        story
            .When(Robot, Recount(Off(16)))
            .Then(new DossierEvent.DuesRecounted(2, [new(story.Task(), Due, new DateOnly(2025, 4, 28), false)]));

        story.State.Tasks[0].DueOn.ShouldBe(new DateOnly(2025, 4, 28));
        story.When(Robot, Recount(Off(16))).ThenNothing();
    }

    [Fact]
    public void A_day_after_the_due_date_moves_nothing() => Story.Received().When(Robot, Recount(Off(28))).ThenNothing();

    [Fact]
    public void What_was_due_before_the_change_is_past_and_stays() =>
        Story.Received().When(Robot, Recount(Off(16), Due.AddDays(1))).ThenNothing();

    [Fact]
    public void A_make_up_day_makes_work_due_earlier_but_never_before_the_day_of_the_change()
    {
        var worked = With((new(2025, 4, 19), DayKind.MakeUpWorkingDay));
        var early = Story.Received();
        early.Given(Robot, Recount(worked));
        early.State.Tasks[0].DueOn.ShouldBe(new DateOnly(2025, 4, 25));

        var late = Story.Received();
        late.When(Robot, Recount(worked, Due)).ThenNothing();
    }

    [Fact]
    public void Ended_work_and_closed_dossiers_stay()
    {
        var story = Story.AtProposal();
        var ended = story.State.Completed.Keys.ShouldHaveSingleItem();
        story.Given(Robot, Recount(Off(16)));
        story.Recorded.OfType<DossierEvent.DuesRecounted>().SelectMany(e => e.Dues).ShouldAllBe(due => due.Task != ended);

        var closed = Story.Received();
        closed.Given(Preparer, new DossierCommand.Withdraw(Because));
        closed.When(Robot, Recount(Off(16))).ThenNothing();
    }

    [Fact]
    public void Only_the_system_counts_again() =>
        Story.Received().When(Preparer, Recount(Off(16))).ThenRefused(DossierRefusals.CarriedOnly);

    [Fact]
    public void A_draft_has_nothing_to_count() => Story.Draft().When(Robot, Recount(Off(16))).ThenNothing();

    [Fact]
    public void Work_counted_by_that_calendar_already_is_left_alone()
    {
        var calendar = Off(16);
        var story = new Spec<Dossier, DossierCommand, DossierEvent>(Bindings.Dossier(new BuiltInRouteEngine(), () => calendar));
        story.Given(Preparer, [.. Story.Complete().Recorded.Count > 0 ? Steps() : []]);
        story.State.Tasks[0].CalendarRevision.ShouldBe(2);

        story.When(Robot, Recount(With((new(2025, 4, 17), DayKind.Holiday)))).ThenNothing();

        static DossierCommand[] Steps() =>
            [
                Story.Opening(),
                new DossierCommand.AddNominee(An),
                new DossierCommand.AttachDocument(Document(1, Letter)),
                new DossierCommand.AttachDocument(Document(2, Report, An)),
                new DossierCommand.StateComponent(new(Report, 0, Confirmed: true, NotApplicable: false)),
                Story.Submission(),
            ];
    }

    [Fact]
    public void What_a_year_says_for_certain_is_tam_tinh_no_longer()
    {
        var story = Story.On(
            Way with
            {
                Steps = [.. Way.Steps.Select((s, i) => i == 0 ? s with { Limit = s.Limit! with { WorkingDays = 250 } } : s)],
            }
        );
        OfficialCalendar unknown = new WorkingCalendar(WorkDays.Days, [2024, 2025]);
        var task = story.State.Tasks[0];
        task.DueProvisional.ShouldBeFalse();

        story.Given(Robot, new DossierCommand.RecountDues(WorkDays, Next(unknown, 2), Today));
        story.State.Tasks[0].ShouldSatisfyAllConditions(t => t.DueProvisional.ShouldBeTrue(), t => t.DueOn.ShouldBe(task.DueOn));
        story.Given(Robot, new DossierCommand.RecountDues(unknown, Next(WorkDays, 3), Today));

        story.Single<DossierEvent.DuesRecounted>().Dues.ShouldBe([new(task.Id, task.DueOn!.Value, task.DueOn.Value, false)]);

        static OfficialCalendar Next(OfficialCalendar calendar, int revision) =>
            OfficialCalendar.Evolve(calendar, new CalendarEvent.DayWithdrawn(revision, new(1900, 1, 3), Announcement));
    }

    [Fact]
    public void An_office_that_works_saturdays_is_due_sooner()
    {
        var saturdays = OfficialCalendar.Evolve(
            WorkDays,
            new CalendarEvent.SaturdaysSet(2, new(Commune, Officer, Today, null), Announcement)
        );
        var story = Story.Received();

        story.Given(Robot, Recount(saturdays));

        story.State.Tasks[0].DueOn.ShouldBe(new DateOnly(2025, 4, 25)); // Saturday 19/4 counts too
    }

    [Fact]
    public void The_clock_that_stands_is_counted_again_as_well()
    {
        var story = Story.Received();
        story.Given(Colleague, story.Ask());

        story.Given(Robot, Recount(Off(16), new(2025, 4, 15)));

        story.Single<DossierEvent.DuesRecounted>().Dues.ShouldBe([new(story.Task(), Due, new(2025, 4, 28), false)]);
    }

    [Fact]
    public void What_was_split_off_is_counted_as_it_would_have_been()
    {
        var story = Story.AtProposal();
        var split = Story.Received();
        split.Given(Colleague, split.Ask());
        split.Given(Preparer.After(7), new DossierCommand.ProvideSupplement(Because, WorkDays));
        split.Given(Colleague.After(7), new DossierCommand.ReceiveSupplement(split.Task()));
        split.Given(Colleague.After(7), new DossierCommand.SplitOff(split.Task(), [Cuong.Id], Because));
        var into = ((NomineeStanding.SplitOff)split.Standing(Cuong)).Into;
        var content = split.State.SplitInto(new(Id(5)), into)!;

        var linked = Story.New().Given(Robot.After(7), new DossierCommand.OpenSplit(content));

        linked.State.Tasks[0].DueOn.ShouldBe(split.State.Tasks[0].DueOn);
        var change = Recount(With((new(2025, 5, 5), DayKind.Holiday)), new(2025, 4, 22));
        split.Given(Robot.After(8), change);
        linked.Given(Robot.After(8), change);
        linked.State.Tasks[0].DueOn.ShouldBe(split.State.Tasks[0].DueOn);
        linked.State.Tasks[0].DueOn.ShouldBe(new DateOnly(2025, 5, 8));
    }

    /// <summary>Work that an older release opened says nothing of how it was counted: what is ahead is counted again, what has gone by stays.</summary>
    [Fact]
    public void Old_work_is_counted_from_the_day_of_the_change()
    {
        var binding = Bindings.Dossier(new BuiltInRouteEngine(), () => WorkDays);
        var old = Story
            .Received()
            .Recorded.Select(e => e is DossierEvent.TaskOpened t ? t with { CountedFrom = null, CalendarRevision = null } : e)
            .Aggregate(Dossier.None, Dossier.Evolve);
        var by = Robot with { CommandId = Id(1) };

        Dues(Recount(Off(22), new(2025, 4, 16))).ShouldBe([new(old.Tasks[0].Id, Due, new(2025, 4, 28), false)]);
        Dues(Recount(Off(15), new(2025, 4, 16))).ShouldBeEmpty();

        IReadOnlyList<RecountedDue> Dues(DossierCommand command) =>
            binding.Decide(command, by, old) is Kernel.Decision<DossierEvent>.Accepted { Events: [DossierEvent.DuesRecounted e] }
                ? e.Dues
                : [];
    }

    /// <summary>Whether the calendar changes while the clock stands or after it runs again, the day is the same.</summary>
    [Fact]
    public void Pausing_and_counting_again_commute() =>
        Prop.ForAll(
                (
                    from ask in Gen.Choose(0, 9)
                    from stood in Gen.Choose(0, 15)
                    from first in Gen.Choose(1, 40)
                    from second in Gen.Choose(1, 40)
                    select (Ask: ask, Stood: stood, Days: new[] { first, second }.Distinct().ToArray())
                ).ToArbitrary(),
                sample =>
                {
                    var (ask, stood, days) = sample;
                    // Named from the day after the request on, so that the change is ahead whenever it is made.
                    var after = With([
                        .. days.Select(day =>
                            Today.AddDays(ask + day) is { DayOfWeek: DayOfWeek.Saturday or DayOfWeek.Sunday } weekend
                                ? (weekend, DayKind.MakeUpWorkingDay)
                                : (Today.AddDays(ask + day), DayKind.Holiday)
                        ),
                    ]);
                    var change = new DossierCommand.RecountDues(WorkDays, after, Today.AddDays(ask));

                    var during = Asked();
                    during.Given(Robot.After(ask), change);
                    during.Given(Preparer.After(ask + stood), new DossierCommand.ProvideSupplement(Because, after));

                    var before = Asked();
                    before.Given(Preparer.After(ask + stood), new DossierCommand.ProvideSupplement(Because, WorkDays));
                    before.Given(Robot.After(ask + stood), change);

                    return during.State.Tasks[0].DueOn == before.State.Tasks[0].DueOn;

                    Spec<Dossier, DossierCommand, DossierEvent> Asked()
                    {
                        var story = Story.Received();
                        return story.Given(Colleague.After(ask), story.Ask());
                    }
                }
            )
            .QuickCheckThrowOnFailure();
}
