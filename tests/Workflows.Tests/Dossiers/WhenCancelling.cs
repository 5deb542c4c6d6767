using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Hủy bỏ (Luật Thi đua, khen thưởng 2022, Điều 93): a decision of its own, carried into dossiers that may have ended long ago.</summary>
public sealed class WhenCancelling
{
    private static readonly DecisionReference Award = Decision(1);
    private static readonly DecisionReference Later = Decision(2);

    private static Spec<Dossier, DossierCommand, DossierEvent> Decided() =>
        Story.AtDecision().Given(Robot, new DossierCommand.EnterOutcome(Award, [An.Id, Binh.Id, Cuong.Id]));

    [Fact]
    public void Whoever_is_named_is_cancelled_and_stays_visible_and_nothing_else_changes()
    {
        var story = Decided();
        var status = story.State.Status;
        var cancel = new DossierCommand.CancelOutcome(Later, Award.Id, [Binh.Id]);

        story.When(Robot, cancel).Then(new DossierEvent.OutcomeCancelled(Later, Award.Id, [Binh.Id]));
        story.When(Robot, cancel).ThenNothing();
        story.Standing(Binh).ShouldBe(new NomineeStanding.Cancelled(Award, Later));
        story.Standing(An).ShouldBe(new NomineeStanding.Awarded(Award));
        story.State.Status.ShouldBe(status);
        story.Given(Robot, cancel with { Nominees = [An.Id, Cuong.Id] });
        story.State.Status.ShouldBe(status, "a dossier whose awards are all cancelled was decided all the same");
    }

    [Fact]
    public void Nobody_is_cancelled_who_was_not_awarded_by_that_decision_or_twice()
    {
        var story = Decided();
        story
            .When(Robot, new DossierCommand.CancelOutcome(Later, Decision(3).Id, [Binh.Id]))
            .ThenRefused(DossierRefusals.NotAwardedBy, ("nominee", $"{Binh.Id}"), ("decision", $"{Decision(3).Id}"));
        story.Given(Robot, new DossierCommand.CancelOutcome(Later, Award.Id, [Binh.Id]));
        story
            .When(Robot, new DossierCommand.CancelOutcome(Decision(4), Award.Id, [Binh.Id, An.Id]))
            .Then(new DossierEvent.OutcomeCancelled(Decision(4), Award.Id, [An.Id]));
        story.Standing(Binh).ShouldBe(new NomineeStanding.Cancelled(Award, Later), "the first one did");
        story.When(DistrictHead, new DossierCommand.CancelOutcome(Later, Award.Id, [An.Id])).ThenRefused(DossierRefusals.CarriedOnly);
    }

    [Fact]
    public void A_decision_that_cancels_is_carried_as_that()
    {
        var id = Guid.NewGuid();
        var list = new Spec<CommonList, ListCommand, ListEvent>(Workflows.Execution.Bindings.Decision);
        list.Given(
            DistrictHead,
            new ListCommand.Draft(District, Form, null, new Revocation(Award.Id, RevocationGround.FalsePapers)),
            new ListCommand.Enter([new(new(Id(50)), Binh.Id)]),
            new ListCommand.Issue(Paper("9/QĐ-UBND"))
        );

        Carry.Issued(id, list.State).ShouldHaveSingleItem().Command.ShouldBeOfType<DossierCommand.CancelOutcome>().Of.ShouldBe(Award.Id);
    }
}
