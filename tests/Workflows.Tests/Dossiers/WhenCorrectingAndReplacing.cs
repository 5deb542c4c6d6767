using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Đính chính; sửa đổi, thay thế: decisions of their own, carried into dossiers that may have ended long ago. Nothing is edited.</summary>
public sealed class WhenCorrectingAndReplacing
{
    private static readonly DecisionReference Award = Decision(1);
    private static readonly DecisionReference Later = Decision(2);
    private static readonly DecisionReference Last = Decision(3);

    private static readonly CorrectedWording Wording = new(Binh.Id, WordingField.Name, Words("Trần Văn Bình"), Words("Trần Vĩnh Bình"));

    private static Spec<Dossier, DossierCommand, DossierEvent> Decided() =>
        Story.AtDecision().Given(Robot, new DossierCommand.EnterOutcome(Award, [An.Id, Binh.Id, Cuong.Id]));

    [Fact]
    public void A_correction_is_recorded_beside_what_was_decided_and_changes_nothing_of_it()
    {
        var story = Decided();
        var (status, nominees) = (story.State.Status, story.State.Nominees);
        var correct = new DossierCommand.CorrectOutcome(Later, Award.Id, [Wording]);

        story.When(Robot, correct).Then(new DossierEvent.OutcomeCorrected(Later, Award.Id, [Wording]));
        story.When(Robot, correct).ThenNothing();
        story.State.Nominees.ShouldBe(nominees);
        story.State.Status.ShouldBe(status);
        story.State.Corrections.ShouldHaveSingleItem().Wordings.ShouldBe([Wording]);
        story.When(DistrictHead, correct with { Decision = Last }).ThenRefused(DossierRefusals.CarriedOnly);
    }

    [Fact]
    public void Only_what_that_decision_awards_still_is_corrected()
    {
        var story = Decided();
        story
            .When(Robot, new DossierCommand.CorrectOutcome(Last, Later.Id, [Wording]))
            .ThenRefused(DossierRefusals.NotAwardedBy, ("nominee", $"{Binh.Id}"), ("decision", $"{Later.Id}"));
        story.Given(Robot, new DossierCommand.CancelOutcome(Later, Award.Id, [Binh.Id]));
        story
            .When(Robot, new DossierCommand.CorrectOutcome(Last, Award.Id, [Wording]))
            .ThenRefused(DossierRefusals.NotAwardedBy, ("nominee", $"{Binh.Id}"), ("decision", $"{Award.Id}"));
    }

    [Fact]
    public void Whoever_is_named_goes_on_under_the_decision_that_replaces_and_the_others_stay()
    {
        var story = Decided();
        var status = story.State.Status;
        var replace = new DossierCommand.ReplaceOutcome(Later, Award.Id, [Binh.Id]);

        story.When(Robot, replace).Then(new DossierEvent.OutcomeReplaced(Later, Award.Id, [Binh.Id]));
        story.When(Robot, replace).ThenNothing();
        story.Standing(Binh).ShouldBe(new NomineeStanding.Awarded(Later));
        story.Standing(An).ShouldBe(new NomineeStanding.Awarded(Award));
        story.State.Status.ShouldBe(status);
        story
            .When(Robot, new DossierCommand.CancelOutcome(Last, Award.Id, [Binh.Id]))
            .ThenRefused(DossierRefusals.NotAwardedBy, ("nominee", $"{Binh.Id}"), ("decision", $"{Award.Id}"));
        story.Given(Robot, new DossierCommand.CancelOutcome(Last, Later.Id, [Binh.Id]));
        story.Standing(Binh).ShouldBe(new NomineeStanding.Cancelled(Later, Last));
        story
            .When(Robot, replace with { Nominees = [new(Id(999))] })
            .ThenRefused(DossierRefusals.NomineeUnknown, ("nominee", $"{new NomineeId(Id(999))}"));
    }

    [Fact]
    public void Decisions_that_follow_another_are_carried_as_what_they_are()
    {
        Carried(Corrects: new(Award.Id, [Wording], null))
            .ShouldBeOfType<DossierCommand.CorrectOutcome>()
            .ShouldSatisfyAllConditions(c => c.Of.ShouldBe(Award.Id), c => c.Wordings.ShouldBe([Wording]));
        Carried(Replaces: new(Award.Id, null)).ShouldBeOfType<DossierCommand.ReplaceOutcome>().Of.ShouldBe(Award.Id);
    }

    [Fact]
    public void Nobody_stands_on_a_correction_of_whom_it_says_nothing()
    {
        var list = Drafted(Corrects: new(Award.Id, [Wording], null));
        list.When(DistrictHead, new ListCommand.Enter([new(new(Id(50)), An.Id)]))
            .ThenRefused(ListRefusals.Decision.NotCorrected, ("nominee", $"{An.Id}"));
    }

    private static DossierCommand Carried(Correction? Corrects = null, Replacement? Replaces = null)
    {
        var list = Drafted(Corrects, Replaces)
            .Given(DistrictHead, new ListCommand.Enter([new(new(Id(50)), Binh.Id)]), new ListCommand.Issue(Paper("9/QĐ-UBND")));
        return Carry.Issued(Guid.NewGuid(), list.State).ShouldHaveSingleItem().Command;
    }

    private static Spec<CommonList, ListCommand, ListEvent> Drafted(Correction? Corrects = null, Replacement? Replaces = null) =>
        new Spec<CommonList, ListCommand, ListEvent>(Bindings.Decision).Given(
            DistrictHead,
            new ListCommand.Draft(District, Form, null, null, Corrects, Replaces)
        );
}
