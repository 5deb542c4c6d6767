using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Papers that cover many dossiers enter each of them; then people are told and the file is kept.</summary>
public sealed class WhenDeciding
{
    private static readonly ProposalId Letter16 = new(Id(501));

    [Fact]
    public void A_common_letter_ends_the_propose_step()
    {
        var story = Story.AtProposal();
        var enter = new DossierCommand.EnterProposal(Letter16, Commune, Paper("16/TTr"), [An.Id, Binh.Id, Cuong.Id]);

        story.When(Robot, enter).ThenTypes(typeof(DossierEvent.StepCompleted), typeof(DossierEvent.TaskOpened));

        var ended = story.Single<DossierEvent.StepCompleted>();
        (ended.Proposal, ended.Verdicts.Count).ShouldBe((Letter16, 3));
        story.When(Robot, enter).ThenNothing();
        story.State.Status.ShouldBe(DossierStatus.Proposed);
    }

    [Fact]
    public void Who_is_not_on_the_letter_must_have_been_taken_out_first()
    {
        var story = Story.AtProposal();
        var enter = new DossierCommand.EnterProposal(Letter16, Commune, Paper("16/TTr"), [An.Id, Cuong.Id]);
        story.When(Robot, enter).ThenRefused(DossierRefusals.NomineesNotOnProposal, ("nominees", $"{Binh.Id}"));
        story.Given(CommuneHead, new DossierCommand.ExcludeNominee(story.Task(), Binh.Id, Because));
        story.When(Robot, enter with { Nominees = [An.Id, Binh.Id, Cuong.Id] }).Refused.ShouldBeNull("who fell out since is passed over");
    }

    [Fact]
    public void A_letter_of_another_unit_or_at_another_time_is_refused()
    {
        var enter = new DossierCommand.EnterProposal(Letter16, Commune, Paper("16/TTr"), [An.Id, Binh.Id, Cuong.Id]);
        var told = new[] { ("proposal", $"{Letter16}"), ("unit", "hon-quan") };
        Story.AtProposal().When(Robot, enter with { Unit = District }).ThenRefused(DossierRefusals.NotAtProposal, told);
        Story.Received().When(Robot, enter).ThenRefused(DossierRefusals.NotAtProposal, ("proposal", $"{Letter16}"), ("unit", "tan-khai"));
        Story.AtProposal().When(CommuneHead, enter).ThenRefused(DossierRefusals.CarriedOnly);
    }

    [Fact]
    public void Nominees_of_one_dossier_may_fall_under_several_decisions()
    {
        var story = Story.AtDecision();
        var first = new DossierCommand.EnterOutcome(Decision(1), [An.Id]);
        story.When(Robot, first).Then(new DossierEvent.OutcomeEntered(story.Task(), Decision(1), [An.Id]));
        story.When(Robot, first).ThenNothing();
        story.State.Status.ShouldBe(DossierStatus.AwaitingDecision);
        story
            .When(Robot, new DossierCommand.EnterOutcome(Decision(2), [An.Id, Binh.Id]))
            .ThenRefused(DossierRefusals.NomineeNotInPlay, ("nominee", $"{An.Id}"));

        story.When(Robot, new DossierCommand.EnterOutcome(Decision(2), [Binh.Id, Cuong.Id]));

        story.ThenTypes(typeof(DossierEvent.OutcomeEntered), typeof(DossierEvent.StepCompleted), typeof(DossierEvent.TaskOpened));
        story.Standing(An).ShouldBe(new NomineeStanding.Awarded(Decision(1)));
        story.Standing(Binh).ShouldBe(new NomineeStanding.Awarded(Decision(2)));
        story.State.Status.ShouldBe(DossierStatus.Issued);
        story.When(Robot, new DossierCommand.EnterOutcome(Decision(2), [Binh.Id])).ThenNothing();
    }

    [Fact]
    public void One_taken_out_at_the_last_step_holds_nobody()
    {
        var story = Story.AtDecision();
        story.Given(Robot, new DossierCommand.EnterOutcome(Decision(), [An.Id, Cuong.Id]));

        story.When(DistrictHead, new DossierCommand.ExcludeNominee(story.Task(), Binh.Id, Because));

        story.ThenTypes(typeof(DossierEvent.NomineeExcluded), typeof(DossierEvent.StepCompleted), typeof(DossierEvent.TaskOpened));
        story.State.Status.ShouldBe(DossierStatus.Issued);
        story.State.Tasks[0].Step.ShouldBe(NotifyCommune);
    }

    [Fact]
    public void Nobody_but_a_decision_decides()
    {
        var story = Story.AtDecision();
        story.When(DistrictHead, story.Complete(Paper())).ThenRefused(DossierRefusals.StepEndsOtherwise, ("act", "decide"));
        story.When(DistrictHead, new DossierCommand.EnterOutcome(Decision(), [An.Id])).ThenRefused(DossierRefusals.CarriedOnly);
        story.When(DistrictHead, story.Back(AppraiseDistrict)).Refused.ShouldBeNull("but it may be sent back");
        Story
            .AtCouncil()
            .When(Robot, new DossierCommand.EnterOutcome(Decision(), [An.Id]))
            .ThenRefused(DossierRefusals.NotAtDecision, ("decision", $"{Decision().Id}"));
        story = Story.AtDecision().Given(Robot, new DossierCommand.EnterOutcome(Decision(), [An.Id]));
        story.When(DistrictHead, story.Back(AppraiseDistrict)).ThenRefused(DossierRefusals.AlreadyDecided);
        story.When(DistrictHead, new DossierCommand.Reject(story.Task(), Because)).ThenRefused(DossierRefusals.AlreadyDecided);
    }

    [Fact]
    public void Then_the_result_is_told_and_the_file_is_kept()
    {
        var story = Story.AtDecision().Given(Robot, new DossierCommand.EnterOutcome(Decision(), [An.Id, Binh.Id, Cuong.Id]));
        var notify = new DossierCommand.Notify(story.Task(), Today);
        story
            .When(Colleague, notify with { On = Today.AddDays(1) })
            .ThenRefused(DossierRefusals.DateInFuture, ("date", "2025-04-15"), ("today", "2025-04-14"));
        story
            .When(Colleague, new DossierCommand.Archive(story.Task(), Today, null))
            .ThenRefused(DossierRefusals.StepEndsOtherwise, ("act", "notify"));
        story.When(Colleague, story.Judge([])).ThenRefused(DossierRefusals.StepEndsOtherwise, ("act", "notify"));
        story
            .When(Colleague, notify)
            .ThenTypes(typeof(DossierEvent.Notified), typeof(DossierEvent.StepCompleted), typeof(DossierEvent.TaskOpened));
        story.When(Colleague, notify).ThenNothing();
        story.State.Status.ShouldBe(DossierStatus.Notified);
        var archive = new DossierCommand.Archive(story.Task(), Today, Because);
        story.When(Colleague, archive).ThenTypes(typeof(DossierEvent.Archived), typeof(DossierEvent.StepCompleted));
        story.When(Colleague, archive).ThenNothing();
        (story.State.Status, story.State.IsClosed).ShouldBe((DossierStatus.Archived, true));
    }
}
