using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Đề nghị chuyển hình thức khen: only that nominee's route is resolved anew.</summary>
public sealed class WhenAnotherFormIsProposed
{
    private static readonly FormCode Other = new("giay-khen-xa");

    private static DossierCommand.ProposeOtherForm Propose(Spec<Dossier, DossierCommand, DossierEvent> story, NomineeEntry nominee) =>
        new(story.Task(), nominee.Id, Other, Terms(Way with { Form = Other }), new("II.5"), Because);

    [Fact]
    public void The_nominee_goes_on_under_the_other_form_and_what_its_offices_have_done_stays_done()
    {
        var story = Story.AtDistrict();
        var propose = Propose(story, Binh);

        story.When(DistrictOfficer, propose).ThenTypes(typeof(DossierEvent.NomineesSplitOff));
        var split = story.Single<DossierEvent.NomineesSplitOff>();
        split
            .Other!.Told.ShouldNotBeNull()
            .ShouldSatisfyAllConditions(
                told => (told.From, told.Unit).ShouldBe((Form, Commune)),
                told => told.To.ShouldBe(story.State.Preparers, ignoreOrder: true)
            );
        story.When(DistrictOfficer, propose).ThenNothing();
        (story.State.Form, story.State.Tasks.Count).ShouldBe((Form, 1));

        var linked = Story.New().Given(Robot, Carry.Split(new(Id(5)), story.State, split)[0].Command);
        (linked.State.Form, linked.State.Terms!.Route.Form, linked.State.Unit).ShouldBe((Other, Other, Commune));
        linked.State.Tasks.ShouldHaveSingleItem().Step.ShouldBe(AppraiseDistrict, "the commune has done its part");
        linked.When(DistrictOfficer, linked.Receive("91")).Refused.ShouldBeNull();
        linked.When(DistrictOfficer, linked.Complete()).Refused.ShouldBeNull();
    }

    [Fact]
    public void The_only_nominee_may_and_its_dossier_has_moved_on()
    {
        var story = Story.Received(An);
        story.Given(Colleague, Propose(story, An));

        (story.State.Status, story.State.IsClosed).ShouldBe((DossierStatus.MovedOn, true));
    }

    [Fact]
    public void It_is_another_form_for_somebody_on_their_way_with_a_reason_and_never_by_whoever_decides()
    {
        var story = Story.Received();
        story.When(Colleague, Propose(story, An) with { Form = Form }).ThenRefused(DossierRefusals.SameForm, ("form", Form.Value));
        story.When(Colleague, Propose(story, An) with { Reason = null }).ThenRefused(DossierRefusals.ReasonMissing);
        story
            .When(Colleague, Propose(story, An) with { Terms = Terms() })
            .ThenRefused(DossierRefusals.RouteUnfit, ("form", Other.Value), ("route", Terms().Route.Route.Value));
        story.Given(Colleague, story.Judge([No(An), Yes(Binh), Yes(Cuong)]));
        story.When(CommuneHead, Propose(story, An)).ThenRefused(DossierRefusals.NomineeNotInPlay, ("nominee", $"{An.Id}"));

        var decided = Story.AtDecision();
        decided.When(DistrictHead, Propose(decided, An)).ThenRefused(DossierRefusals.StepEndsOtherwise, ("act", "decide"));
    }
}
