using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Chuyển thẩm quyền giải quyết: the authority has moved while the dossier was on its way.</summary>
public sealed class WhenRerouting
{
    private static readonly StepId AppraiseProvince = new("tham-dinh-tinh");
    private static readonly StepId DecideProvince = new("quyet-dinh-tinh");
    private static readonly UnitId Heir = new("xa-tan-khai-2025");
    private static readonly PublicText Basis = new("Nghị quyết số 190/2025/QH15, Điều 5");
    private static readonly CommandContext Coordinator = Person(31, Province, new("dieu-phoi"));
    private static readonly CommandContext ProvinceOfficer = Person(32, Province, Officer);

    /// <summary>The district is no more: what it did the province does.</summary>
    private static readonly RoutePlan Without = Way with
    {
        Version = 2,
        Authority = Province,
        Steps =
        [
            Way.Steps[0],
            Step(ProposeCommune, StepAct.Propose, Commune, Head, AppraiseProvince),
            Step(AppraiseProvince, StepAct.Appraise, Province, Officer, DecideProvince, receives: true),
            Step(DecideProvince, StepAct.Decide, Province, Head, NotifyCommune),
            .. Way.Steps.Skip(5),
        ],
    };

    /// <summary>The same way, through another district.</summary>
    private static readonly RoutePlan Elsewhere = Way with
    {
        Steps =
        [
            .. Way.Steps.Select(step =>
                step.Parties[0].Unit == District ? step with { Parties = [new(Heir, step.Parties[0].Function)] } : step
            ),
        ],
    };

    private static DossierCommand.Reroute Reroute(RoutePlan route, StepId at) => new(route, at, Commune, Basis, null, false, WorkDays);

    [Fact]
    public void What_is_done_stays_done_under_its_names_and_the_rest_is_the_other_routes()
    {
        var story = Story.AtDistrict();
        story.Given(DistrictOfficer, story.Receive("91"), new DossierCommand.Claim(story.Task()));

        story
            .When(Coordinator, Reroute(Without, AppraiseProvince))
            .ThenTypes(typeof(DossierEvent.Rerouted), typeof(DossierEvent.TaskCancelled), typeof(DossierEvent.TaskOpened));
        var moved = story.Single<DossierEvent.Rerouted>();
        (moved.Former, moved.FormerVersion, moved.Terms.Route.Version, moved.Basis).ShouldBe((Way.Route, 1, 2, Basis));
        moved.Terms.On.ShouldBe(Today, "submitted when it was");
        var route = story.State.Terms!.Route;
        route
            .Steps.Select(step => step.Id)
            .ShouldBe([AppraiseCommune, ProposeCommune, AppraiseProvince, DecideProvince, NotifyCommune, ArchiveCommune]);
        route.Steps[1].Outcomes[Outcomes.Pass].ShouldBe(RouteTarget.To(AppraiseProvince));
        var task = story.State.Tasks.ShouldHaveSingleItem();
        (task.Step, task.Desk, task.ClaimedBy).ShouldBe((AppraiseProvince, new Party(Province, Officer), null));
        story.State.Progress.Select(end => end.Step).ShouldBe([AppraiseCommune, ProposeCommune]);
        story.State.Completed.Count.ShouldBe(2, "who has ended what is what it was");

        story.When(Coordinator.Named(1), Reroute(Without, AppraiseProvince)).ThenNothing();
        story
            .When(DistrictOfficer, story.Complete())
            .ThenRefused(DossierRefusals.TaskOfOtherOffice, ("unit", Province.Value), ("function", Officer.Value));

        // On to the end, and back to who has done it before.
        story.When(ProvinceOfficer, story.Back(ProposeCommune)).Refused!.Code.ShouldBe(DossierRefusals.NotReceived);
        story.Given(ProvinceOfficer, story.Receive("5"));
        story.Given(ProvinceOfficer, story.Back(ProposeCommune));
        story.Given(CommuneHead, story.Complete(Paper()));
        story.State.Tasks.ShouldHaveSingleItem().Opening.Open.ShouldBe(new(AppraiseProvince, new(Province, Officer), 2));
        story.Given(ProvinceOfficer, story.Receive("6"));
        story.Given(ProvinceOfficer, story.Complete());
        story.Given(Robot, new DossierCommand.EnterOutcome(Decision(1, Province), [An.Id, Binh.Id, Cuong.Id]));
        story.State.Status.ShouldBe(DossierStatus.Issued);
    }

    [Fact]
    public void The_same_step_elsewhere_keeps_its_days_unless_somebody_lets_them_start_anew()
    {
        var due = Story.AtDistrict().State.Tasks[0].DueOn;
        due.ShouldNotBeNull();
        var later = Coordinator.After(4);
        foreach (var restart in new[] { false, true })
        {
            var story = Story.AtDistrict();
            story.Given(later, Reroute(Elsewhere, AppraiseDistrict) with { Restart = restart });
            var task = story.State.Tasks.ShouldHaveSingleItem();
            task.Desk.ShouldBe(new Party(Heir, Officer));
            task.DueOn.ShouldBe(restart ? WorkDays.AddWorkingDays(Today.AddDays(4), 10).Date : due);
            task.Clock!.From.ShouldBe(restart ? Today.AddDays(4) : Today);
        }
    }

    [Fact]
    public void A_supplement_that_the_former_office_awaited_is_asked_for_again_by_the_next_one()
    {
        var story = Story.AtDistrict();
        story.Given(DistrictOfficer, story.Receive("91"));
        story.Given(DistrictOfficer, story.Ask());
        story.Given(Coordinator, Reroute(Without, AppraiseProvince));

        story.Single<DossierEvent.Rerouted>().SupplementDropped.ShouldBe(true);
        (story.State.Supplement, story.State.SupplementRounds).ShouldBe((null, 1));
        story.Given(ProvinceOfficer, story.Receive("5"));
        story.When(ProvinceOfficer, story.Ask()).Refused.ShouldBeNull();
    }

    [Fact]
    public void Days_on_which_the_former_office_waited_are_not_counted_against_the_next_one()
    {
        var story = Story.AtDistrict();
        var due = story.State.Tasks[0].DueOn!.Value;
        story.Given(DistrictOfficer, story.Receive("91"));
        story.Given(DistrictOfficer, story.Ask());
        story.Given(Coordinator.After(30), Reroute(Elsewhere, AppraiseDistrict));

        var task = story.State.Tasks.ShouldHaveSingleItem();
        task.DueOn.ShouldBe(WorkDays.AddWorkingDays(due, WorkDays.WorkingDaysBetween(Today, Today.AddDays(30))).Date);
        task.Clock!.Count(WorkDays).Due.ShouldBe(task.DueOn!.Value, "counted again, it is the same");
    }

    [Fact]
    public void A_successor_proposes_what_its_predecessor_did()
    {
        var story = Story.AtDistrict();
        story.Given(Coordinator, Reroute(Without, AppraiseProvince) with { Unit = Heir });

        story.Single<DossierEvent.TakenOver>().ShouldBe(new(Commune, Heir));
        story.State.Unit.ShouldBe(Heir);
        story.Given(ProvinceOfficer, story.Receive("5"));
        story.Given(ProvinceOfficer, story.Ask());
        var theirs = Person(41, Heir, Officer);
        story
            .When(Preparer, new DossierCommand.ProvideSupplement(null, WorkDays))
            .ThenRefused(DossierRefusals.OtherUnit, ("unit", Heir.Value));
        story.When(theirs, new DossierCommand.ProvideSupplement(null, WorkDays)).Refused.ShouldBeNull();
    }

    [Fact]
    public void It_is_for_a_dossier_on_its_way_at_a_step_before_it_and_by_somebody()
    {
        Story.Draft().When(Coordinator, Reroute(Without, AppraiseProvince)).ThenRefused(DossierRefusals.NotUnderWay);
        var withdrawn = Story.Submitted();
        withdrawn.Given(Preparer, new DossierCommand.Withdraw(Because));
        withdrawn.When(Coordinator, Reroute(Without, AppraiseProvince)).ThenRefused(DossierRefusals.Closed);

        var story = Story.AtDistrict();
        story.When(Robot, Reroute(Without, AppraiseProvince)).ThenRefused(DossierRefusals.ReroutedByNobody);
        story
            .When(Coordinator, Reroute(Without, ProposeCommune))
            .ThenRefused(DossierRefusals.NoPlaceOnRoute, ("step", ProposeCommune.Value), ("route", Way.Route.Value));
        story
            .When(Coordinator, Reroute(Without, DecideDistrict))
            .ThenRefused(DossierRefusals.NoPlaceOnRoute, ("step", DecideDistrict.Value), ("route", Way.Route.Value));
        story
            .When(Coordinator, Reroute(Without with { Form = new("giay-khen-xa") }, AppraiseProvince))
            .ThenRefused(DossierRefusals.RouteUnfit, ("form", Form.Value), ("route", Way.Route.Value));
        story.When(Coordinator, Reroute(Way, AppraiseDistrict)).ThenNothing();
    }

    [Fact]
    public void Where_it_goes_on_is_the_step_that_waits_or_the_one_after_what_is_done()
    {
        var progress = Story.AtDistrict().State.Progress;
        RouteContinuation.Usual(Way, progress, Without).ShouldBe(AppraiseProvince);
        RouteContinuation.Usual(Way, progress, Elsewhere).ShouldBe(AppraiseDistrict);
        RouteContinuation.Usual(Way, [], Without).ShouldBe(AppraiseCommune);
        RouteContinuation
            .Places(Way, progress, Without)
            .Select(step => step.Id)
            .ShouldBe([AppraiseProvince], "what is done is not done again, and nothing is passed over");
        RouteContinuation.Places(Way, progress, Elsewhere).Select(step => step.Id).ShouldBe([AppraiseDistrict]);
    }
}
