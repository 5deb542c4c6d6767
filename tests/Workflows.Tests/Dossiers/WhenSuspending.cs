using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Tạm dừng xét (NĐ 98/2023 Đ4): neither passed nor refused until it is resumed.</summary>
public sealed class WhenSuspending
{
    private static DossierCommand.SuspendNominee Suspend(Spec<Dossier, DossierCommand, DossierEvent> story, NomineeEntry nominee) =>
        new(story.Task(), nominee.Id, SuspensionCause.Complaint, Because);

    private static DossierCommand.ResumeNominee Resume(Spec<Dossier, DossierCommand, DossierEvent> story, NomineeEntry nominee) =>
        new(story.Task(), nominee.Id, Because, WorkDays);

    [Fact]
    public void Who_is_suspended_holds_the_step_up_until_resumed_or_split_off()
    {
        var story = Story.Received();
        var suspend = Suspend(story, Binh);

        story
            .When(Colleague, suspend)
            .Then(new DossierEvent.NomineeSuspended(story.Task(), Binh.Id, SuspensionCause.Complaint, Because, Today));
        story.When(Colleague, suspend).ThenNothing();
        story.Standing(Binh).ShouldBe(new NomineeStanding.InPlay(), "a suspension is no refusal");
        story.State.StoppedOn.ShouldBeNull("the others are considered");
        story.When(Colleague, story.Complete()).ThenRefused(DossierRefusals.NomineesSuspended, ("nominees", $"{Binh.Id}"));
        story
            .When(Colleague, story.Judge([Yes(An), No(Binh), Yes(Cuong)]))
            .ThenRefused(DossierRefusals.NomineesSuspended, ("nominees", $"{Binh.Id}"));

        story.Given(Colleague, new DossierCommand.SplitOff(story.Task(), [Binh.Id], Because));
        story.When(Colleague, story.Complete()).Refused.ShouldBeNull("the others go on");
    }

    [Fact]
    public void Who_is_split_off_suspended_is_suspended_there_and_the_clock_stands_until_they_are_resumed()
    {
        var story = Story.Received().Given(Colleague, Suspend(Story.Received(), Binh));
        story.When(Colleague.After(2), new DossierCommand.SplitOff(story.Task(), [Binh.Id], Because));
        var carried = Carry.Split(new(Id(5)), story.State, story.Single<DossierEvent.NomineesSplitOff>())[0];
        var linked = Story.New().Given(Robot.After(2), carried.Command);

        (linked.State.Status, linked.State.StoppedOn).ShouldBe((DossierStatus.Suspended, Today.AddDays(2)));
        linked.When(Colleague.After(3), linked.Complete()).ThenRefused(DossierRefusals.NomineesSuspended, ("nominees", $"{Binh.Id}"));
        linked.When(Colleague.After(3), linked.Ask()).ThenRefused(DossierRefusals.NomineesSuspended, ("nominees", $"{Binh.Id}"));

        linked.Given(Colleague.After(9), Resume(linked, Binh));
        (linked.State.StoppedOn, linked.State.Suspended.Count).ShouldBe((null, 0));
        linked.When(Colleague.After(9), linked.Complete()).Refused.ShouldBeNull();
    }

    [Fact]
    public void The_clock_stands_while_everybody_is_suspended_and_due_dates_move_by_the_working_days_it_stood()
    {
        var story = Story.Received(An);
        var due = story.State.Tasks[0].DueOn!.Value;

        story.When(Colleague, Suspend(story, An)).ThenTypes(typeof(DossierEvent.NomineeSuspended), typeof(DossierEvent.ClockStopped));
        story.State.Status.ShouldBe(DossierStatus.Suspended);

        story
            .When(Colleague.After(7), Resume(story, An))
            .ThenTypes(typeof(DossierEvent.NomineeResumed), typeof(DossierEvent.ClockRestarted));
        story.When(Colleague.After(7), Resume(story, An)).ThenNothing();
        var stood = WorkDays.WorkingDaysBetween(Today, Today.AddDays(7));
        stood.ShouldBeGreaterThan(0);
        story.State.Tasks[0].DueOn.ShouldBe(WorkDays.AddWorkingDays(due, stood).Item1);
        story.State.Tasks[0].Clock!.Pauses.ShouldHaveSingleItem().ShouldBe(new ClockPause(Today, Today.AddDays(7)));
    }

    [Fact]
    public void Days_on_which_a_supplement_was_awaited_too_are_not_counted_twice()
    {
        var story = Story.Received(An);
        var due = story.State.Tasks[0].DueOn!.Value;
        story.Given(Colleague, story.Ask()).Given(Colleague.After(1), Suspend(story, An));
        story.Given(Preparer.After(5), new DossierCommand.ProvideSupplement(Because, WorkDays));
        story.Given(Colleague.After(5), new DossierCommand.ReceiveSupplement(story.Task()));
        story.Given(Colleague.After(8), Resume(story, An));

        var stood = WorkDays.WorkingDaysBetween(Today, Today.AddDays(5)) + WorkDays.WorkingDaysBetween(Today.AddDays(5), Today.AddDays(8));
        story.State.Tasks[0].DueOn.ShouldBe(WorkDays.AddWorkingDays(due, stood).Item1);
    }

    [Fact]
    public void It_needs_a_reason_somebody_on_their_way_and_the_desk()
    {
        var story = Story.Received();
        story.When(Colleague, Suspend(story, An) with { Reason = null }).ThenRefused(DossierRefusals.ReasonMissing);
        story.When(Colleague, Suspend(story, Person(109))).ThenRefused(DossierRefusals.NomineeUnknown, ("nominee", $"{Person(109).Id}"));
        story.When(DistrictOfficer, Suspend(story, An)).Refused!.Code.ShouldBe(DossierRefusals.TaskOfOtherOffice);
        story.Given(Colleague, new DossierCommand.ExcludeNominee(story.Task(), An.Id, Because));
        story.When(Colleague, Suspend(story, An)).ThenRefused(DossierRefusals.NomineeNotInPlay, ("nominee", $"{An.Id}"));
        story.Given(Colleague, Suspend(story, Binh));
        story
            .When(Colleague, Suspend(story, Binh) with { Cause = SuspensionCause.Discipline })
            .ThenRefused(DossierRefusals.NomineesSuspended, ("nominees", $"{Binh.Id}"));
    }
}
