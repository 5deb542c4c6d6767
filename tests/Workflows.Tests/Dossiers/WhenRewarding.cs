using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>What comes of an award after its decision: handed over, paid once, and recovered where it was cancelled.</summary>
public sealed class WhenRewarding
{
    private static readonly DecisionReference Award = Decision(1);
    private static readonly DecisionReference Later = Decision(2);
    private static readonly DocumentNumber Voucher = new("PC-12");
    private static readonly PublicText Hall = new("Hội trường");

    private static Spec<Dossier, DossierCommand, DossierEvent> Decided() =>
        Story.AtDecision().Given(Robot, new DossierCommand.EnterOutcome(Award, [An.Id, Binh.Id, Cuong.Id]));

    private static DossierCommand.PayReward Pay(DecisionReference by, DocumentNumber? voucher = null, long dong = 702_000) =>
        new(by.Id, District, Binh.Id, Today, voucher ?? Voucher, dong);

    private static DossierCommand.RecordRecovery Recover(RecoveryItem item, Sealed? whyNot = null) =>
        new(Later.Id, District, Binh.Id, item, Today, null, whyNot);

    [Fact]
    public void A_reward_is_paid_once_also_where_another_decision_replaces_the_first()
    {
        var story = Decided();
        story.When(CommuneHead, Pay(Award)).ThenRefused(DossierRefusals.RewardOfOtherUnit, ("unit", District.Value));
        story
            .When(DistrictHead, Pay(Later))
            .ThenRefused(DossierRefusals.NotAwardedBy, ("nominee", $"{Binh.Id}"), ("decision", $"{Later.Id}"));
        story.When(DistrictHead, Pay(Award, dong: 0)).ThenRefused(DossierRefusals.RewardNotPositive);
        story.When(DistrictHead, Pay(Award)).Then(new DossierEvent.RewardPaid(Award.Id, Binh.Id, Today, Voucher, 702_000));
        story.When(DistrictHead, Pay(Award)).ThenNothing();
        story.Given(Robot, new DossierCommand.ReplaceOutcome(Later, Award.Id, [Binh.Id]));
        story
            .When(DistrictHead, Pay(Later, new("PC-13")))
            .ThenRefused(DossierRefusals.RewardPaidBefore, ("nominee", $"{Binh.Id}"), ("voucher", Voucher.Value), ("on", "2025-04-14"));
    }

    [Fact]
    public void What_a_cancelled_award_gives_back_is_recorded_or_why_not()
    {
        var story = Decided();
        story
            .When(DistrictHead, Recover(RecoveryItem.Item))
            .ThenRefused(DossierRefusals.NotCancelledBy, ("nominee", $"{Binh.Id}"), ("decision", $"{Later.Id}"));
        story.Given(Robot, new DossierCommand.CancelOutcome(Later, Award.Id, [Binh.Id]));
        story.When(DistrictHead, Recover(RecoveryItem.Money)).ThenRefused(DossierRefusals.NothingToRecover, ("nominee", $"{Binh.Id}"));
        story
            .When(DistrictHead, Recover(RecoveryItem.Item, Because))
            .Then(new DossierEvent.RecoveryRecorded(Later.Id, Binh.Id, RecoveryItem.Item, Today, null, Because));
        story.When(DistrictHead, Recover(RecoveryItem.Item)).ThenTypes(typeof(DossierEvent.RecoveryRecorded));
        story.When(DistrictHead, Recover(RecoveryItem.Item)).ThenNothing();
        story
            .When(DistrictHead, Recover(RecoveryItem.Item, Because))
            .ThenRefused(DossierRefusals.RecoveredBefore, ("nominee", $"{Binh.Id}"), ("on", "2025-04-14"));
    }

    [Fact]
    public void Money_that_was_paid_is_recovered()
    {
        var story = Decided().Given(DistrictHead, Pay(Award)).Given(Robot, new DossierCommand.CancelOutcome(Later, Award.Id, [Binh.Id]));
        story.When(DistrictHead, Recover(RecoveryItem.Money)).ThenTypes(typeof(DossierEvent.RecoveryRecorded));
    }

    [Fact]
    public void What_was_handed_over_is_entered_for_whom_the_decision_awards_still()
    {
        var story = Decided().Given(Robot, new DossierCommand.CancelOutcome(Later, Award.Id, [Binh.Id]));
        var handover = new DossierCommand.EnterHandover(Award.Id, Today, Hall, [An.Id, Binh.Id]);
        story.When(DistrictHead, handover).ThenRefused(DossierRefusals.CarriedOnly);
        story.When(Robot, handover).Then(new DossierEvent.OutcomePresented(Award.Id, Today, Hall, [An.Id]));
        story.When(Robot, handover).ThenNothing();
        story.State.Status.ShouldBe(DossierStatus.Presented);
    }

    [Fact]
    public void What_was_told_of_a_decision_ends_the_step_that_waits_for_it_once_everybody_was_told_of()
    {
        var story = Story.AtDecision();
        story.Given(Robot, new DossierCommand.EnterOutcome(Award, [An.Id]));
        story.Given(Robot, new DossierCommand.EnterOutcome(Later, [Binh.Id, Cuong.Id]));
        story.State.Tasks.ShouldHaveSingleItem().Opening.Act.ShouldBe(StepAct.Notify);
        DossierCommand.EnterNotice Told(DecisionReference by, params NomineeId[] of) => new(by.Id, new("4/TB-UBND"), Today, of);
        story.When(DistrictHead, Told(Award, An.Id)).ThenRefused(DossierRefusals.CarriedOnly);
        story.When(Robot, Told(Later, An.Id)).ThenNothing();
        story.When(Robot, Told(Award, An.Id)).Then(new DossierEvent.OutcomeNotified(Award.Id, new("4/TB-UBND"), Today, [An.Id]));
        story.When(Robot, Told(Award, An.Id)).ThenNothing();

        story.State.Status.ShouldBe(DossierStatus.Issued, "the others were not told of");
        story.When(Robot, Told(Later, Binh.Id, Cuong.Id)).Refused.ShouldBeNull();
        story.State.Status.ShouldBe(DossierStatus.Notified);
        story.State.Tasks.ShouldHaveSingleItem().Opening.Act.ShouldBe(StepAct.Archive);
    }

    [Fact]
    public void That_cancelling_is_considered_ends_with_a_cancellation_or_with_a_conclusion()
    {
        var story = Decided();
        var consider = new DossierCommand.EnterConsideration(Award.Id, [An.Id, Binh.Id], RevocationGround.Fraud, Today, Because);
        story.When(DistrictHead, consider).ThenRefused(DossierRefusals.CarriedOnly);
        story
            .When(Robot, consider)
            .Then(new DossierEvent.CancellationConsidered(Award.Id, [An.Id, Binh.Id], RevocationGround.Fraud, Today, Because));
        story.When(Robot, consider).ThenNothing();
        story
            .When(Robot, consider with { Ground = null, Nominees = [An.Id, Cuong.Id] })
            .Then(new DossierEvent.CancellationDismissed(Award.Id, [An.Id], Today, Because));
        story.Given(Robot, new DossierCommand.CancelOutcome(Later, Award.Id, [Binh.Id]));
        story.State.Considered.ShouldBeEmpty();
        story.When(Robot, consider with { Nominees = [Binh.Id] }).ThenNothing();
    }

    [Fact]
    public void On_an_issued_decision_cancelling_is_considered_for_those_on_it_and_its_result_is_told_once()
    {
        var list = new Spec<CommonList, ListCommand, ListEvent>(Bindings.Decision).Given(
            DistrictHead,
            new ListCommand.Draft(District, Form),
            new ListCommand.Enter([new(new(Id(50)), Binh.Id)])
        );
        var consider = new ListCommand.Consider([Binh.Id], RevocationGround.LaterFinding, Because);
        list.When(DistrictHead, consider).ThenRefused(ListRefusals.Decision.NotIssued);
        list.When(DistrictHead, new ListCommand.Notify(new("4/TB-UBND"), Today)).ThenRefused(ListRefusals.Decision.NotIssued);
        list.Given(DistrictHead, new ListCommand.Issue(Paper("9/QĐ-UBND")));
        list.When(DistrictHead, consider with { Nominees = [An.Id] }).ThenRefused(ListRefusals.Decision.NotListed, ("nominee", $"{An.Id}"));
        list.When(CommuneHead, consider).ThenRefused(ListRefusals.Decision.OtherUnit, ("unit", District.Value));
        list.When(DistrictHead, consider)
            .Then(new ListEvent.RevocationConsidered([Binh.Id], RevocationGround.LaterFinding, Today, Because));
        Carry
            .Considered(Id(1), list.State, list.Single<ListEvent.RevocationConsidered>())
            .ShouldHaveSingleItem()
            .Command.ShouldBeOfType<DossierCommand.EnterConsideration>()
            .Nominees.ShouldBe([Binh.Id]);
        list.When(DistrictHead, consider).ThenNothing();
        list.When(DistrictHead, new ListCommand.Dismiss([Binh.Id], Because))
            .Then(new ListEvent.RevocationDismissed([Binh.Id], Today, Because));
        Carry
            .Considered(Id(1), list.State, list.Single<ListEvent.RevocationDismissed>())
            .ShouldHaveSingleItem()
            .Command.ShouldBeOfType<DossierCommand.EnterConsideration>()
            .Ground.ShouldBeNull();
        list.When(DistrictHead, new ListCommand.Dismiss([Binh.Id], Because)).ThenNothing();

        list.When(DistrictHead, new ListCommand.Notify(new("4/TB-UBND"), Today.AddDays(1)))
            .ThenRefused(ListRefusals.Decision.OtherDay, ("on", "2025-04-15"));
        list.When(DistrictHead, new ListCommand.Notify(new("4/TB-UBND"), Today)).Then(new ListEvent.Notified(new("4/TB-UBND"), Today));
        list.When(DistrictHead, new ListCommand.Notify(new("4/TB-UBND"), Today)).ThenNothing();
        list.When(DistrictHead, new ListCommand.Notify(new("5/TB-UBND"), Today))
            .ThenRefused(ListRefusals.Decision.NotifiedBefore, ("number", "4/TB-UBND"), ("on", "2025-04-14"));
        Carry.Notified(Id(1), list.State).ShouldHaveSingleItem().Command.ShouldBeOfType<DossierCommand.EnterNotice>();
        var notices = RegisterKinds.Notices;
        Bookkeeping
            .Settles(list.State, new("a"), 4, notices)
            .ShouldBe(new RegisterCommand.Use(new("a"), Today, 4), "and 9 is the decision's own");
        Bookkeeping.Settles(list.State, new("a"), 9, notices).ShouldBe(new RegisterCommand.Void(new("a"), null, VoidCause.OtherNumber, 9));
    }

    [Fact]
    public void A_decision_is_posted_where_it_is_and_handed_over_once_after_its_issue()
    {
        var list = new Spec<CommonList, ListCommand, ListEvent>(Bindings.Decision).Given(
            DistrictHead,
            new ListCommand.Draft(District, Form),
            new ListCommand.Enter([new(new(Id(50)), Binh.Id)])
        );
        list.When(DistrictHead, new ListCommand.Present(Today, Hall)).ThenRefused(ListRefusals.Decision.NotIssued);
        list.Given(DistrictHead, new ListCommand.Issue(Paper("9/QĐ-UBND")));
        list.When(DistrictHead, new ListCommand.Post(Today.AddDays(1), Hall))
            .ThenRefused(ListRefusals.Decision.OtherDay, ("on", "2025-04-15"));
        list.When(DistrictHead, new ListCommand.Post(Today, Hall)).Then(new ListEvent.Posted(Today, Hall));
        list.When(DistrictHead, new ListCommand.Post(Today, Hall)).ThenNothing();
        list.When(DistrictHead, new ListCommand.Post(Today, new("Trụ sở"))).ThenTypes(typeof(ListEvent.Posted));
        list.When(DistrictHead, new ListCommand.Present(Today, Hall)).Then(new ListEvent.Presented(Today, Hall));
        list.When(DistrictHead, new ListCommand.Present(Today, Hall)).ThenNothing();
        list.When(DistrictHead, new ListCommand.Present(Today, new("Trụ sở")))
            .ThenRefused(ListRefusals.Decision.PresentedBefore, ("on", "2025-04-14"));
        Carry
            .Presented(Guid.NewGuid(), list.State)
            .ShouldHaveSingleItem()
            .Command.ShouldBeOfType<DossierCommand.EnterHandover>()
            .Nominees.ShouldBe([Binh.Id]);
    }
}
