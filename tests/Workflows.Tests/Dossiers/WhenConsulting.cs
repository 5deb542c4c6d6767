using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Xin ý kiến (hiệp y): another office is asked beside the route, by a clock of its own.</summary>
public sealed class WhenConsulting
{
    private static readonly TimeLimit Ten = new(10, new("xin-y-kien"), new("hiệp y"), Verified: false);

    private static DossierCommand.RequestOpinion Ask(Spec<Dossier, DossierCommand, DossierEvent> story, TaskId? task = null) =>
        new(task ?? story.Task(), new(District, Officer), Because, Ten, WorkDays);

    private static TaskId Asked(Spec<Dossier, DossierCommand, DossierEvent> story) =>
        story.State.Tasks.Find(t => t.Opening.Act == StepAct.Consult)!.Id;

    private static DossierCommand.GiveOpinion Give(TaskId opinion, OpinionAnswer answer = OpinionAnswer.Agrees) =>
        new(opinion, answer, answer is OpinionAnswer.Agrees ? null : Because, null, null, WorkDays);

    [Fact]
    public void The_office_gets_a_task_of_its_own_and_the_one_who_asked_waits_while_its_clock_stands()
    {
        var story = Story.Received();
        var asking = story.Task();
        var due = story.State.Task(asking)!.DueOn!.Value;

        var ask = Ask(story);
        story.When(Colleague, ask).ThenTypes(typeof(DossierEvent.OpinionRequested), typeof(DossierEvent.TaskOpened));
        story.When(Colleague, ask).ThenNothing();
        story.State.Status.ShouldBe(DossierStatus.Consulting);
        var opinion = story.State.Task(Asked(story))!;
        (opinion.Desk, opinion.DueOn).ShouldBe((new(District, Officer), WorkDays.AddWorkingDays(Today, 10).Item1));
        story
            .When(Colleague, new DossierCommand.CompleteStep(asking, [Yes(An), Yes(Binh), Yes(Cuong)], null, null, null))
            .ThenRefused(DossierRefusals.OpinionAwaited, ("unit", District.Value), ("function", Officer.Value));
        story.When(Colleague, Give(opinion.Id)).Refused!.Code.ShouldBe(DossierRefusals.TaskOfOtherOffice);

        story.When(DistrictOfficer.After(7), Give(opinion.Id)).ThenTypes(typeof(DossierEvent.OpinionGiven));
        story.When(DistrictOfficer.After(7), Give(opinion.Id)).ThenNothing();
        var stood = WorkDays.WorkingDaysBetween(Today, Today.AddDays(7));
        stood.ShouldBeGreaterThan(0);
        story.State.Tasks.ShouldHaveSingleItem().DueOn.ShouldBe(WorkDays.AddWorkingDays(due, stood).Item1);
        story.When(Colleague.After(7), story.Complete()).Refused.ShouldBeNull();
    }

    [Fact]
    public void Whoever_is_asked_has_no_say_over_nominees_and_says_why_where_they_do_not_agree()
    {
        var story = Story.Received();
        story.Given(Colleague, Ask(story));
        var opinion = Asked(story);

        story
            .When(DistrictOfficer, new DossierCommand.ExcludeNominee(opinion, An.Id, Because))
            .ThenRefused(DossierRefusals.StepEndsOtherwise, ("act", "consult"));
        story
            .When(DistrictOfficer, new DossierCommand.CompleteStep(opinion, [No(An)], null, null, null))
            .ThenRefused(DossierRefusals.StepEndsOtherwise, ("act", "consult"));
        story.When(DistrictOfficer, Give(opinion, OpinionAnswer.Disagrees) with { Text = null }).ThenRefused(DossierRefusals.ReasonMissing);
        story.When(DistrictOfficer, Give(opinion) with { Number = new("7/CV") }).ThenRefused(DossierRefusals.OpinionPaperHalf);
        story.When(DistrictOfficer, Give(opinion, OpinionAnswer.Disagrees)).Refused.ShouldBeNull();
        story.When(Colleague, story.Complete()).Refused.ShouldBeNull("it binds nobody");
    }

    [Fact]
    public void Whoever_asked_may_wait_no_longer_and_what_ends_takes_its_questions_along()
    {
        var story = Story.Received();
        story.Given(Colleague, Ask(story));
        var opinion = Asked(story);
        story
            .When(DistrictOfficer, new DossierCommand.WithdrawOpinion(opinion, Because, WorkDays))
            .Refused!.Code.ShouldBe(DossierRefusals.TaskOfOtherOffice);
        story.Given(Colleague.After(2), new DossierCommand.WithdrawOpinion(opinion, Because, WorkDays));
        story.State.Tasks.ShouldHaveSingleItem().ConsultsSince.ShouldBeNull();
        story.When(DistrictOfficer, Give(opinion)).Refused.ShouldNotBeNull();

        story.Given(Colleague.After(2), Ask(story));
        story.Given(Preparer.After(2), new DossierCommand.Withdraw(Because));
        story.State.Tasks.ShouldBeEmpty();
    }

    [Fact]
    public void The_clock_runs_again_with_the_last_answer_and_no_day_counts_twice()
    {
        var story = Story.Received(An);
        var asking = story.Task();
        var due = story.State.Task(asking)!.DueOn!.Value;
        story.Given(Colleague, Ask(story)).Given(Colleague.After(1), Ask(story, asking) with { From = new(District, Head) });
        var opinions = story.State.Opinions.Values.ToDictionary(o => o.From.Function, o => o.Id);

        story.Given(DistrictOfficer.After(2), Give(opinions[Officer]));
        story.State.Task(asking)!.DueOn.ShouldBe(due, "another one is awaited");
        story.Given(Colleague.After(3), new DossierCommand.SuspendNominee(asking, An.Id, SuspensionCause.Discipline, Because));
        story.Given(DistrictHead.After(7), Give(opinions[Head]));
        story.Given(Colleague.After(9), new DossierCommand.ResumeNominee(asking, An.Id, Because, WorkDays));

        var stood = WorkDays.WorkingDaysBetween(Today, Today.AddDays(3)) + WorkDays.WorkingDaysBetween(Today.AddDays(3), Today.AddDays(9));
        story.State.Task(asking)!.DueOn.ShouldBe(WorkDays.AddWorkingDays(due, stood).Item1);
    }

    [Fact]
    public void Nobody_asks_themselves_or_while_something_else_is_awaited()
    {
        var story = Story.Received();
        story.When(Colleague, Ask(story) with { From = new(Commune, Officer) }).ThenRefused(DossierRefusals.OpinionOfOneself);
        story.When(Colleague, Ask(story) with { Question = null }).ThenRefused(DossierRefusals.ReasonMissing);
        story.Given(Colleague, story.Ask());
        story.When(Colleague, Ask(story)).ThenRefused(DossierRefusals.SupplementAwaited, ("round", "1"));
    }
}
