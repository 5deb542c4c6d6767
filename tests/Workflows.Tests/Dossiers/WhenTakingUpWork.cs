using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

public sealed class WhenTakingUpWork
{
    [Fact]
    public void A_task_is_one_persons_once_they_took_it_up()
    {
        var story = Story.AtDistrict();
        var task = story.Task();
        story.When(DistrictOfficer, new DossierCommand.Claim(task)).Then(new DossierEvent.TaskClaimed(task, DistrictOfficer.Account));
        story.When(DistrictOfficer, new DossierCommand.Claim(task)).ThenNothing();
        var other = ("account", DistrictOfficer.Account.ToString());
        story.When(DistrictColleague, new DossierCommand.Claim(task)).ThenRefused(DossierRefusals.TaskClaimed, other);
        story.Given(DistrictOfficer, story.Receive());
        story.When(DistrictColleague, story.Complete()).ThenRefused(DossierRefusals.TaskClaimed, other);
        story.When(DistrictColleague.For(DistrictOfficer), story.Complete()).Refused.ShouldBeNull("their substitute may");
    }

    [Fact]
    public void It_is_given_back_or_handed_on_by_anybody_of_the_unit()
    {
        var story = Story.AtDistrict();
        var task = story.Task();
        story
            .When(DistrictHead, new DossierCommand.Reassign(task, DistrictColleague.Account))
            .Then(new DossierEvent.TaskReassigned(task, DistrictColleague.Account));
        story.When(DistrictHead, new DossierCommand.Reassign(task, DistrictColleague.Account)).ThenNothing();
        story.When(DistrictOfficer, new DossierCommand.Release(task)).Then(new DossierEvent.TaskReleased(task));
        story.When(DistrictOfficer, new DossierCommand.Release(task)).ThenNothing();
        story
            .When(CommuneHead, new DossierCommand.Reassign(task, CommuneHead.Account))
            .ThenRefused(DossierRefusals.TaskOfOtherOffice, ("unit", "hon-quan"), ("function", "tham-muu"));
    }

    [Fact]
    public void Another_office_has_no_business_here()
    {
        var story = Story.AtDistrict();
        var theirs = new[] { ("unit", "hon-quan"), ("function", "tham-muu") };
        foreach (var stranger in new[] { Colleague, DistrictHead, Robot, DistrictOfficer with { Capacity = null } })
        {
            story.When(stranger, new DossierCommand.Claim(story.Task())).ThenRefused(DossierRefusals.TaskOfOtherOffice, theirs);
            story.When(stranger, story.Complete()).ThenRefused(DossierRefusals.TaskOfOtherOffice, theirs);
            story.When(stranger, story.Ask()).ThenRefused(DossierRefusals.TaskOfOtherOffice, theirs);
            story.When(stranger, new DossierCommand.Reject(story.Task(), Because)).ThenRefused(DossierRefusals.TaskOfOtherOffice, theirs);
        }
    }

    [Fact]
    public void Nobody_reviews_what_they_prepared()
    {
        var story = Story.Received();
        var told = new[]
        {
            ("because", "prepared"),
            ("account", Preparer.Account.ToString()),
            ("unit", "tan-khai"),
            ("function", "tham-muu"),
        };
        story.When(Preparer, story.Complete()).ThenRefused(DossierRefusals.OwnAffair, told);
        story.When(Preparer, new DossierCommand.Claim(story.Task())).ThenRefused(DossierRefusals.OwnAffair, told);
        story.When(Colleague.For(Preparer), story.Complete()).ThenRefused(DossierRefusals.OwnAffair, told);
        story.When(Preparer.For(Colleague), story.Complete()).ThenRefused(DossierRefusals.OwnAffair, told);
        story.When(CommuneHead, new DossierCommand.Reassign(story.Task(), Preparer.Account)).ThenRefused(DossierRefusals.OwnAffair, told);
        story.When(Colleague, story.Complete()).Refused.ShouldBeNull();
    }

    [Fact]
    public void Nobody_reviews_what_they_are_nominated_in()
    {
        var story = Story.AtDistrict(An, Person(104, DistrictOfficer.Account));
        var told = new[]
        {
            ("because", "nominated"),
            ("account", DistrictOfficer.Account.ToString()),
            ("unit", "hon-quan"),
            ("function", "tham-muu"),
        };
        story.Given(DistrictColleague, story.Receive());
        story.When(DistrictOfficer, story.Complete()).ThenRefused(DossierRefusals.OwnAffair, told);
        story
            .When(DistrictOfficer, new DossierCommand.ExcludeNominee(story.Task(), An.Id, Because))
            .ThenRefused(DossierRefusals.OwnAffair, told);
        story.When(DistrictColleague.For(DistrictOfficer), story.Complete()).ThenRefused(DossierRefusals.OwnAffair, told);
        story.When(DistrictColleague, story.Complete()).Refused.ShouldBeNull();
    }

    [Fact]
    public void Telling_and_filing_is_no_review()
    {
        var story = Story.AtDecision();
        story.Given(Robot, new DossierCommand.EnterOutcome(Decision(), [An.Id, Binh.Id, Cuong.Id]));

        story.When(Preparer, new DossierCommand.Notify(story.Task(), Today)).Refused.ShouldBeNull();
        story.When(Preparer, new DossierCommand.Archive(story.Task(), Today, Because)).Refused.ShouldBeNull();
    }

    [Fact]
    public void The_task_of_an_agency_outside_waits_at_the_desk_that_answers_for_it()
    {
        var outside = Way with
        {
            Authority = Ministry,
            Steps =
            [
                Step(AppraiseCommune, StepAct.Appraise, Commune, Officer, DecideDistrict, receives: true),
                Step(DecideDistrict, StepAct.Decide, Ministry, Head, null) with
                {
                    Parties = [new Party(Ministry, Head, new Party(District, Officer))],
                },
            ],
        };
        var story = Story.On(outside, An);
        story.Given(Colleague, story.Receive()).Given(Colleague, story.Complete());

        var task = story.Task();
        story.When(DistrictOfficer, new DossierCommand.Claim(task)).Refused.ShouldBeNull();
        story
            .When(Robot, new DossierCommand.EnterOutcome(Decision(), [An.Id]))
            .ThenRefused(DossierRefusals.DecisionOfOtherAuthority, ("authority", "bo-cong-an"), ("by", "hon-quan"));
        story.When(Robot, new DossierCommand.EnterOutcome(Decision(1, Ministry), [An.Id])).Refused.ShouldBeNull();
        story.State.IsClosed.ShouldBeTrue();
        story.State.Status.ShouldBe(DossierStatus.Issued);
    }
}
