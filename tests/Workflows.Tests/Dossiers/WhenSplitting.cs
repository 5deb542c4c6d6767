using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

public sealed class WhenSplitting
{
    private static readonly DossierId Origin = new(Id(5));

    private static DossierCommand.SplitOff Split(Spec<Dossier, DossierCommand, DossierEvent> story, params NomineeEntry[] nominees) =>
        new(story.Task(), [.. nominees.Select(n => n.Id)], Because);

    [Fact]
    public void Who_waits_goes_into_a_linked_dossier_and_the_others_go_on()
    {
        var story = Story.AtDistrict();
        var split = Split(story, Binh);

        story.When(DistrictOfficer, split).ThenTypes(typeof(DossierEvent.NomineesSplitOff));

        var into = story.Single<DossierEvent.NomineesSplitOff>().Into;
        into.ShouldBe(new DossierId(story.Context.Derive("split")));
        story.Standing(Binh).ShouldBe(new NomineeStanding.SplitOff(into));
        story.When(DistrictOfficer, split).ThenNothing();
        story.Given(DistrictOfficer, story.Receive()).Given(DistrictOfficer, story.Judge([Yes(An), Yes(Cuong)]));
    }

    [Fact]
    public void The_linked_dossier_opens_as_things_stood_at_the_split_however_late_it_is_carried()
    {
        var story = Story.AtDistrict();
        story.Given(DistrictOfficer, story.Receive("90"));
        story.When(DistrictOfficer.After(1), Split(story, Binh));
        var split = story.Single<DossierEvent.NomineesSplitOff>();
        var due = story.State.Tasks[0].DueOn;
        story.Given(DistrictOfficer.After(1), story.Complete()).Given(DistrictOfficer.After(1), story.Vote(9));

        var carried = Carry.Split(Origin, story.State, split).ShouldHaveSingleItem();
        var linked = Story.New().Given(Robot.After(9), carried.Command);

        carried.Dossier.ShouldBe(split.Into);
        linked.Recorded.Select(e => e.GetType()).ShouldBe([typeof(DossierEvent.OpenedBySplit), typeof(DossierEvent.TaskOpened)]);
        var state = linked.State;
        (state.SplitFrom, state.Number, state.Unit, state.PreparedBy).ShouldBe((Origin, story.State.Number, Commune, Preparer.Account));
        state.Nominees.ShouldHaveSingleItem().ShouldBe(new Nominee(Binh, new NomineeStanding.InPlay()));
        state.Documents.ShouldAllBe(d => d.Nominee == null || d.Nominee == Binh.Id);
        var task = state.Tasks.ShouldHaveSingleItem();
        (task.Step, task.DueOn, state.IsReceived(task)).ShouldBe((AppraiseDistrict, due, true));
        linked.When(DistrictOfficer.After(9), linked.Complete()).Refused.ShouldBeNull("and it goes on");
        linked.When(Robot, carried.Command).ThenNothing();
        linked.When(DistrictOfficer, carried.Command).ThenRefused(DossierRefusals.CarriedOnly);
    }

    [Fact]
    public void Somebody_leaves_somebody_stays_and_all_are_on_their_way()
    {
        var story = Story.AtDistrict();
        story.When(DistrictOfficer, Split(story)).ThenRefused(DossierRefusals.SplitLeavesNobody);
        story.When(DistrictOfficer, Split(story, An, Binh, Cuong)).ThenRefused(DossierRefusals.SplitLeavesNobody);
        story.When(DistrictOfficer, Split(story, An) with { Reason = null }).ThenRefused(DossierRefusals.ReasonMissing);
        story
            .When(DistrictOfficer, Split(story, Person(109)))
            .ThenRefused(DossierRefusals.NomineeUnknown, ("nominee", $"{Person(109).Id}"));
        story.Given(DistrictOfficer, new DossierCommand.ExcludeNominee(story.Task(), An.Id, Because));
        story.When(DistrictOfficer, Split(story, An)).ThenRefused(DossierRefusals.NomineeNotInPlay, ("nominee", $"{An.Id}"));
    }

    [Fact]
    public void The_last_undecided_one_may_leave_those_who_are_decided()
    {
        var story = Story.AtDecision().Given(Robot, new DossierCommand.EnterOutcome(Decision(), [An.Id, Cuong.Id]));

        story
            .When(DistrictHead, Split(story, Binh))
            .ThenTypes(typeof(DossierEvent.NomineesSplitOff), typeof(DossierEvent.StepCompleted), typeof(DossierEvent.TaskOpened));

        story.State.Status.ShouldBe(DossierStatus.Issued);
        var linked = Story.New().Given(Robot, Carry.Split(Origin, story.State, story.Single<DossierEvent.NomineesSplitOff>())[0].Command);
        linked.State.Status.ShouldBe(DossierStatus.AwaitingDecision);
    }
}
