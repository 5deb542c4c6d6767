using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Trả lại bổ sung, and back to an earlier step.</summary>
public sealed class WhenReturning
{
    [Fact]
    public void What_is_missing_is_listed_and_the_clock_stands()
    {
        var story = Story.Received();

        story.When(Colleague, story.Ask());

        story.Then(new DossierEvent.SupplementRequested(story.Task(), 1, [new(Report, An.Id, Because)], null, Today));
        story.State.Status.ShouldBe(DossierStatus.AwaitingSupplement);
        story.When(Colleague, story.Ask()).ThenNothing();
        story.When(Colleague, story.Complete()).ThenRefused(DossierRefusals.SupplementAwaited, ("round", "1"));
        story
            .When(Colleague, new DossierCommand.RequestSupplement(story.Task(), [new(null, null, Because)], null))
            .ThenRefused(DossierRefusals.SupplementAwaited, ("round", "1"));
    }

    [Fact]
    public void A_request_says_what_and_not_until_yesterday()
    {
        var story = Story.Received();
        var ask = story.Ask();
        story.When(Colleague, ask with { Items = [] }).ThenRefused(DossierRefusals.NothingMissing);
        story.When(Colleague, ask with { Items = [new(Report, null, null)] }).ThenRefused(DossierRefusals.NothingMissing);
        story
            .When(Colleague, ask with { Items = [new(new("la"), null, Because)] })
            .ThenRefused(DossierRefusals.ComponentUnknown, ("component", "la"));
        story
            .When(Colleague, ask with { Items = [new(null, Person(109).Id, Because)] })
            .ThenRefused(DossierRefusals.NomineeUnknown, ("nominee", $"{Person(109).Id}"));
        story
            .When(Colleague, ask with { AnswerBy = Today.AddDays(-1) })
            .ThenRefused(DossierRefusals.DateInPast, ("date", "2025-04-13"), ("today", "2025-04-14"));
    }

    [Fact]
    public void The_proposer_provides_it_and_the_due_date_moves_by_the_working_days_it_took()
    {
        var story = Story.Received();
        story.State.Tasks[0].DueOn.ShouldBe(new DateOnly(2025, 4, 26));
        story.Given(Colleague, story.Ask());
        story.Given(Preparer, new DossierCommand.AttachDocument(Document(7, Report, An)));
        story.Given(Preparer, new DossierCommand.StateComponent(new(Report, 1, Confirmed: true, NotApplicable: false)));

        // Monday 14/4 to Monday 21/4: five working days; from Saturday 26/4 (made up) on: 28, 29/4, then 5, 6, 7/5.
        story.When(Preparer.After(7), new DossierCommand.ProvideSupplement(Because, WorkDays));

        story.Then(
            new DossierEvent.SupplementProvided(1, [new(story.Task(), new DateOnly(2025, 5, 7), false)], Because, Today.AddDays(7), 1)
        );
        story.State.Status.ShouldBe(DossierStatus.SupplementedAwaitingReceipt);
        story.State.Tasks[0].DueOn.ShouldBe(new DateOnly(2025, 5, 7));
        story.When(Preparer, new DossierCommand.ProvideSupplement(Because, WorkDays)).ThenNothing();
        story.When(Preparer, new DossierCommand.AttachDocument(Document(8))).ThenRefused(DossierRefusals.NotOpenForPapers);
    }

    [Fact]
    public void On_the_same_day_nothing_moves()
    {
        var story = Story.Received();
        story.Given(Colleague, story.Ask());

        story
            .When(Preparer, new DossierCommand.ProvideSupplement(null, WorkDays))
            .Then(new DossierEvent.SupplementProvided(1, [], null, Today, 1));
    }

    [Fact]
    public void The_reviewer_takes_it_in_and_goes_on()
    {
        var story = Story.Received();
        var task = story.Task();
        story.When(Colleague, new DossierCommand.ReceiveSupplement(task)).ThenRefused(DossierRefusals.NoSupplementAwaited);
        story.Given(Colleague, story.Ask());
        story.When(Colleague, new DossierCommand.ReceiveSupplement(task)).ThenRefused(DossierRefusals.SupplementAwaited, ("round", "1"));
        story.Given(Preparer, new DossierCommand.ProvideSupplement(null, WorkDays));
        story.When(Colleague, story.Complete()).ThenRefused(DossierRefusals.SupplementNotReceived, ("round", "1"), ("task", $"{task}"));
        story.When(Colleague, new DossierCommand.ReceiveSupplement(task)).Then(new DossierEvent.SupplementReceived(task, 1));
        story.When(Colleague, new DossierCommand.ReceiveSupplement(task)).ThenNothing();
        story.When(Colleague, story.Complete()).Refused.ShouldBeNull();
    }

    [Fact]
    public void More_rounds_than_the_rules_know_warn_and_do_not_block()
    {
        var story = Story.Received();
        for (var round = 1; round <= 2; round++)
        {
            story.State.ExceedsSupplementRounds.ShouldBeFalse();
            story.Given(Colleague, story.Ask());
            story.Given(Preparer, new DossierCommand.ProvideSupplement(null, WorkDays));
            story.Given(Colleague, new DossierCommand.ReceiveSupplement(story.Task()));
        }

        (story.State.SupplementRounds, story.State.ExceedsSupplementRounds).ShouldBe((2, true));
    }

    [Fact]
    public void Nothing_is_provided_that_nobody_asked_for() =>
        Story
            .Received()
            .When(Preparer, new DossierCommand.ProvideSupplement(null, WorkDays))
            .ThenRefused(DossierRefusals.NoSupplementAwaited);

    [Fact]
    public void A_dossier_goes_back_to_an_earlier_step_and_the_steps_from_there_are_done_again()
    {
        var story = Story.AtCouncil();
        var task = story.Task();

        story
            .When(DistrictOfficer, story.Back(ProposeCommune))
            .ThenTypes(typeof(DossierEvent.StepCompleted), typeof(DossierEvent.TaskOpened));

        story
            .Single<DossierEvent.StepCompleted>()
            .End.ShouldBe(new StepEnd(CouncilDistrict, new Party(District, Officer), Outcomes.Back, ProposeCommune));
        story.Single<DossierEvent.TaskOpened>().Open.ShouldBe(new OpenStep(ProposeCommune, new Party(Commune, Head), 2));
        story.When(DistrictOfficer, new DossierCommand.CompleteStep(task, [], null, Because, ProposeCommune)).ThenNothing();
        story.Given(CommuneHead, story.Complete(Paper()));
        story.Task().ShouldNotBe(task);
        story.State.Tasks[0].Opening.Open.ShouldBe(new OpenStep(AppraiseDistrict, new Party(District, Officer), 2));
    }

    [Fact]
    public void Going_back_names_an_earlier_step_a_reason_and_no_verdict()
    {
        var story = Story.AtDistrict();
        story.Given(DistrictOfficer, story.Receive());
        story.When(DistrictOfficer, story.Back(CouncilDistrict)).ThenRefused(DossierRefusals.NoEarlierStep, ("step", "hoi-dong-huyen"));
        story.When(DistrictOfficer, story.Back(new("khong-co"))).ThenRefused(DossierRefusals.NoEarlierStep, ("step", "khong-co"));
        story.When(DistrictOfficer, story.Back(ProposeCommune) with { Note = null }).ThenRefused(DossierRefusals.ReasonMissing);
        story
            .When(DistrictOfficer, story.Back(ProposeCommune) with { Verdicts = [Yes(An)] })
            .ThenRefused(DossierRefusals.VerdictsWithReturn);
        story.When(DistrictOfficer, story.Back(AppraiseDistrict)).Refused.ShouldBeNull("the same step again");
    }
}
