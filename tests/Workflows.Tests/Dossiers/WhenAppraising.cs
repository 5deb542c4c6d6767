using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

public sealed class WhenAppraising
{
    [Fact]
    public void Every_nominee_gets_a_verdict_and_the_next_step_opens()
    {
        var story = Story.Received();
        var (task, command) = (story.Task(), story.Judge([Yes(An), No(Binh), Yes(Cuong)]));

        story.When(Colleague, command).ThenTypes(typeof(DossierEvent.StepCompleted), typeof(DossierEvent.TaskOpened));

        var ended = story.Single<DossierEvent.StepCompleted>();
        ended.End.ShouldBe(new StepEnd(AppraiseCommune, new Party(Commune, Officer), Outcomes.Pass));
        story.Single<DossierEvent.TaskOpened>().Open.Step.ShouldBe(ProposeCommune);
        story.Standing(An).ShouldBe(new NomineeStanding.InPlay());
        story.Standing(Binh).ShouldBe(new NomineeStanding.Failed(AppraiseCommune));
        story.When(Colleague, command).ThenNothing();
        story
            .When(Colleague, command with { Verdicts = [Yes(An), Yes(Binh), Yes(Cuong)] })
            .ThenRefused(DossierRefusals.TaskNotOpen, ("task", task.ToString()));
    }

    [Fact]
    public void Verdicts_are_complete_single_and_about_nominees_still_in()
    {
        var story = Story.Received();
        story.When(Colleague, story.Judge([Yes(An)])).ThenRefused(DossierRefusals.VerdictsMissing, ("nominees", $"{Binh.Id}, {Cuong.Id}"));
        story
            .When(Colleague, story.Judge([Yes(An), No(An), Yes(Binh), Yes(Cuong)]))
            .ThenRefused(DossierRefusals.VerdictTwice, ("nominees", $"{An.Id}"));
        story
            .When(Colleague, story.Judge([Yes(An), Yes(Binh), Yes(Cuong), Yes(Person(109))]))
            .ThenRefused(DossierRefusals.NomineeUnknown, ("nominee", $"{Person(109).Id}"));
        story.Given(Colleague, new DossierCommand.ExcludeNominee(story.Task(), Binh.Id, Because));
        story
            .When(Colleague, story.Judge([Yes(An), Yes(Binh), Yes(Cuong)]))
            .ThenRefused(DossierRefusals.NomineeNotInPlay, ("nominee", $"{Binh.Id}"));
    }

    [Fact]
    public void Who_does_not_pass_is_told_why()
    {
        var story = Story.Received();
        story
            .When(Colleague, story.Judge([Yes(An), No(Binh) with { Note = null }, Yes(Cuong)]))
            .ThenRefused(DossierRefusals.VerdictNoteMissing, ("nominees", $"{Binh.Id}"));
    }

    [Fact]
    public void When_nobody_passes_the_step_fails_and_the_dossier_ends()
    {
        var story = Story.Received();

        story.When(Colleague, story.Judge([No(An), No(Binh), No(Cuong)])).ThenTypes(typeof(DossierEvent.StepCompleted));

        story.Single<DossierEvent.StepCompleted>().End.Outcome.ShouldBe(Outcomes.Fail);
        (story.State.Status, story.State.IsClosed).ShouldBe((DossierStatus.Rejected, true));
    }

    [Fact]
    public void A_letter_that_goes_up_is_signed_and_its_scan_is_there_or_promised()
    {
        var story = Story.AtProposal();
        story.When(CommuneHead, story.Complete()).ThenRefused(DossierRefusals.PaperMissing, ("act", "propose"));
        story
            .When(CommuneHead, story.Complete(Paper(date: Today.AddDays(1))))
            .ThenRefused(PaperRules.DateInFuture, ("date", "2025-04-15"), ("today", "2025-04-14"));
        story.When(CommuneHead, story.Complete(Paper() with { Scan = null })).ThenRefused(PaperRules.ScanMissing);
        story.When(CommuneHead, story.Complete(Paper() with { Signer = null })).ThenRefused(PaperRules.SignerMissing);
        story
            .When(CommuneHead, story.Complete(Paper(scanBy: Today.AddDays(-1))))
            .ThenRefused(PaperRules.ScanPromisedInPast, ("date", "2025-04-13"), ("today", "2025-04-14"));
        var task = story.Task();
        story.Given(CommuneHead, story.Complete(Paper(scanBy: Today)));
        story.When(CommuneHead, new DossierCommand.AttachScan(task, Document(9))).Then(new DossierEvent.ScanAttached(task, Document(9)));
        story.When(CommuneHead, new DossierCommand.AttachScan(task, Document(9))).ThenNothing();
        story
            .When(CommuneHead, new DossierCommand.AttachScan(task, Document(8)))
            .ThenRefused(DossierRefusals.ScanNotPromised, ("task", $"{task}"));
    }

    [Fact]
    public void What_was_found_of_a_component_is_noted_once()
    {
        var story = Story.Received();
        var check = new DossierCommand.CheckComponent(story.Task(), Report, An.Id, Found: true, Confirmed: false, Copies: 2);
        story.When(Colleague, check).Then(new DossierEvent.ComponentChecked(story.Task(), Report, An.Id, true, false, 2));
        story.When(Colleague, check).ThenNothing();
        story.When(Colleague, check with { Component = new("la") }).ThenRefused(DossierRefusals.ComponentUnknown, ("component", "la"));
        story
            .When(Colleague, check with { Copies = 100 })
            .ThenRefused(DossierRefusals.CopiesOutOfRange, ("component", Report.Value), ("copies", "100"));
    }

    [Fact]
    public void One_nominee_is_excluded_and_the_others_go_on()
    {
        var story = Story.AtDistrict();
        var exclude = new DossierCommand.ExcludeNominee(story.Task(), Binh.Id, Because);
        story.When(DistrictOfficer, exclude with { Reason = null }).ThenRefused(DossierRefusals.ReasonMissing);
        story.When(DistrictOfficer, exclude).Then(new DossierEvent.NomineeExcluded(story.Task(), AppraiseDistrict, Binh.Id, Because));
        story.When(DistrictOfficer, exclude).ThenNothing();
        story.Standing(Binh).ShouldBe(new NomineeStanding.Excluded(AppraiseDistrict));
        story.State.Tasks.Count.ShouldBe(1);
    }

    [Fact]
    public void When_the_last_one_is_excluded_the_step_has_failed()
    {
        var story = Story.AtDistrict(An);

        story
            .When(DistrictOfficer, new DossierCommand.ExcludeNominee(story.Task(), An.Id, Because))
            .ThenTypes(typeof(DossierEvent.NomineeExcluded), typeof(DossierEvent.StepCompleted));

        (story.State.Status, story.State.IsClosed).ShouldBe((DossierStatus.Rejected, true));
    }

    [Fact]
    public void A_dossier_is_rejected_as_a_whole_with_a_reason()
    {
        var story = Story.AtDistrict();
        var reject = new DossierCommand.Reject(story.Task(), Because);
        story.When(DistrictOfficer, reject with { Reason = null }).ThenRefused(DossierRefusals.ReasonMissing);
        story.When(DistrictOfficer, reject).ThenTypes(typeof(DossierEvent.Rejected), typeof(DossierEvent.TaskCancelled));
        story.State.Status.ShouldBe(DossierStatus.Rejected);
        story.Standing(An).ShouldBe(new NomineeStanding.NotAwarded());
        story.When(DistrictOfficer, reject).ThenNothing();
        story.When(Preparer, new DossierCommand.Withdraw(Because)).ThenRefused(DossierRefusals.Closed);
    }

    [Fact]
    public void The_proposer_withdraws_before_a_decision_with_a_reason()
    {
        var story = Story.AtCouncil();
        story.When(Preparer, new DossierCommand.Withdraw(null)).ThenRefused(DossierRefusals.ReasonMissing);
        story.When(DistrictHead, new DossierCommand.Withdraw(Because)).ThenRefused(DossierRefusals.OtherUnit, ("unit", "tan-khai"));
        story
            .When(Preparer, new DossierCommand.Withdraw(Because))
            .ThenTypes(typeof(DossierEvent.Withdrawn), typeof(DossierEvent.TaskCancelled));
        story.State.Status.ShouldBe(DossierStatus.Withdrawn);
        story.When(Preparer, new DossierCommand.Withdraw(Because)).ThenNothing();

        story = Story.AtDecision().Given(Robot, new DossierCommand.EnterOutcome(Decision(), [An.Id]));
        story.When(Preparer, new DossierCommand.Withdraw(Because)).ThenRefused(DossierRefusals.AlreadyDecided);
    }

    [Fact]
    public void Two_offices_that_must_agree_judge_who_is_still_in()
    {
        var both = Way with
        {
            Steps =
            [
                Step(AppraiseCommune, StepAct.Appraise, Commune, Officer, NotifyCommune) with
                {
                    Mode = StepMode.Joint,
                    Parties = [new(Commune, Officer), new(Commune, Head)],
                },
                Step(NotifyCommune, StepAct.Notify, Commune, Officer, null),
            ],
        };
        var story = Story.On(both, An, Binh);
        story.State.Tasks.Count.ShouldBe(2);

        story.Given(Colleague, story.Judge([Yes(An), No(Binh)]));
        story.When(CommuneHead, story.Judge([Yes(An), Yes(Binh)])).ThenRefused(DossierRefusals.NomineeNotInPlay, ("nominee", $"{Binh.Id}"));
        story.When(CommuneHead, story.Judge([Yes(An)])).ThenTypes(typeof(DossierEvent.StepCompleted), typeof(DossierEvent.TaskOpened));
    }
}
