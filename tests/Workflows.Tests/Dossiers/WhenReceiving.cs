using PhongTrao.Workflows.Dossiers;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

public sealed class WhenReceiving
{
    [Fact]
    public void The_level_takes_the_dossier_in_under_its_number()
    {
        var story = Story.Submitted();
        var task = story.Task();
        story.State.Status.ShouldBe(DossierStatus.AwaitingReceipt);

        story.When(Colleague, new DossierCommand.Receive(task, new("7"), Today, new DateOnly(2025, 5, 6)));

        story.Then(
            new DossierEvent.Received(task, new LevelReceipt(Commune, AppraiseCommune, new("7"), Today, new DateOnly(2025, 5, 6), 1))
        );
        story.State.Status.ShouldBe(DossierStatus.Received);
        story.When(Colleague, new DossierCommand.Receive(task, new("7"), Today, new DateOnly(2025, 5, 6))).ThenNothing();
        story
            .When(Colleague, new DossierCommand.Receive(task, new("8"), Today, null))
            .ThenRefused(DossierRefusals.AlreadyReceived, ("number", "7"), ("on", "2025-04-14"));
    }

    [Fact]
    public void A_step_is_not_ended_before_its_level_received()
    {
        var story = Story.Submitted();
        story.When(Colleague, story.Complete()).ThenRefused(DossierRefusals.NotReceived, ("step", "tham-dinh-xa"), ("unit", "tan-khai"));
    }

    [Fact]
    public void Only_the_desk_receives_and_only_where_the_route_says()
    {
        var story = Story.Submitted();
        story
            .When(DistrictOfficer, story.Receive())
            .ThenRefused(DossierRefusals.TaskOfOtherOffice, ("unit", "tan-khai"), ("function", "tham-muu"));
        story = Story.AtProposal();
        story.When(CommuneHead, story.Receive()).ThenRefused(DossierRefusals.StepDoesNotReceive, ("step", "trinh-huyen"));
    }

    [Fact]
    public void No_result_is_promised_for_a_day_before_the_receipt()
    {
        var story = Story.Submitted();
        var receive = new DossierCommand.Receive(story.Task(), new("7"), Today, Today.AddDays(-1));
        story.When(Colleague, receive).ThenRefused(DossierRefusals.ReturnBeforeReceipt, ("returnOn", "2025-04-13"), ("on", "2025-04-14"));
        story
            .When(Colleague, receive with { ReturnOn = Today })
            .Then(new DossierEvent.Received(story.Task(), new LevelReceipt(Commune, AppraiseCommune, new("7"), Today, Today, 1)));
    }

    [Fact]
    public void Nothing_is_received_tomorrow()
    {
        var story = Story.Submitted();
        story
            .When(Colleague, story.Receive() with { On = Today.AddDays(1) })
            .ThenRefused(DossierRefusals.DateInFuture, ("date", "2025-04-15"), ("today", "2025-04-14"));
        story.When(Colleague, story.Receive() with { On = Today.AddDays(-2) }).Refused.ShouldBeNull("paper that arrived before");
    }

    [Fact]
    public void Who_gets_it_again_receives_it_again()
    {
        var story = Story.AtDistrict();
        story.Given(DistrictOfficer, story.Receive()).Given(DistrictOfficer, story.Back(AppraiseCommune));

        story.State.Tasks.ShouldHaveSingleItem().Opening.Open.Round.ShouldBe(2);
        story.When(Colleague, story.Complete()).ThenRefused(DossierRefusals.NotReceived, ("step", "tham-dinh-xa"), ("unit", "tan-khai"));
        story.Given(Colleague, story.Receive("70")).Given(Colleague, story.Complete());
        story.State.Receipts.Select(r => (r.Step, r.Round)).ShouldBe([(AppraiseCommune, 1), (AppraiseDistrict, 1), (AppraiseCommune, 2)]);
    }

    [Fact]
    public void Before_that_the_sender_may_take_it_back_to_mend_it()
    {
        var story = Story.Submitted();

        story.When(Preparer, new DossierCommand.TakeBack()).ThenTypes(typeof(DossierEvent.TakenBack), typeof(DossierEvent.TaskCancelled));

        story.State.Status.ShouldBe(DossierStatus.Draft);
        story.When(Preparer, new DossierCommand.TakeBack()).ThenNothing();
        story.Given(Preparer, new DossierCommand.RemoveNominee(Cuong.Id), Story.Submission());
        story.State.Tasks.Count.ShouldBe(1);
    }

    [Fact]
    public void After_any_act_on_it_the_sender_may_not()
    {
        var claimed = Story.Submitted();
        claimed.Given(Colleague, new DossierCommand.Claim(claimed.Task()));
        claimed.When(Preparer, new DossierCommand.TakeBack()).ThenRefused(DossierRefusals.AlreadyTakenUp);
        claimed
            .Given(Colleague, new DossierCommand.Release(claimed.Task()))
            .When(Preparer, new DossierCommand.TakeBack())
            .Refused.ShouldBeNull();

        Story.Received().When(Preparer, new DossierCommand.TakeBack()).ThenRefused(DossierRefusals.AlreadyTakenUp);
        Story.AtProposal().When(Preparer, new DossierCommand.TakeBack()).ThenRefused(DossierRefusals.AlreadyTakenUp);
        Story.Draft().When(Preparer, new DossierCommand.TakeBack()).ThenRefused(DossierRefusals.StillDraft);
        Story.Submitted().When(DistrictOfficer, new DossierCommand.TakeBack()).ThenRefused(DossierRefusals.OtherUnit, ("unit", "tan-khai"));
    }
}
