using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Colleagues who wrote on a dossier prepared it too; and where that leaves nobody, somebody is named or it goes up.</summary>
public sealed class WhenNobodyMayReview
{
    private static readonly CommandContext Clerk = Person(14, Commune, Cast.Clerk);

    [Fact]
    public void A_colleague_who_wrote_on_the_draft_prepared_it_too()
    {
        var story = Story.Draft(An);
        story
            .When(Colleague, new DossierCommand.AddNominee(Binh))
            .Then(new DossierEvent.NomineeAdded(Binh), new DossierEvent.PreparerJoined(Colleague.Account));
        story.When(Colleague, new DossierCommand.AddNominee(Cuong)).Then(new DossierEvent.NomineeAdded(Cuong));
        story.State.Preparers.ShouldBe([Preparer.Account, Colleague.Account], ignoreOrder: true);
    }

    [Fact]
    public void Whatever_they_wrote()
    {
        DossierCommand[] writings =
        [
            new DossierCommand.ChangeNominee(An with { Unnamed = true }),
            new DossierCommand.RemoveNominee(Binh.Id),
            new DossierCommand.AttachDocument(Document(7, Copies)),
            new DossierCommand.RemoveDocument(Document(1).Id),
            new DossierCommand.StateComponent(new(Copies, 0, Confirmed: false, NotApplicable: true)),
            Story.Submission(),
        ];
        foreach (var writing in writings)
        {
            var story = Story.Complete(An, Binh).When(Colleague, writing);
            story.Refused.ShouldBeNull();
            story.State.Preparers.ShouldContain(Colleague.Account, writing.ToString());
        }
    }

    [Fact]
    public void Whoever_sends_the_supplement_reviews_no_more()
    {
        var story = Story.Submitted();
        story.Given(Colleague, story.Ask());
        story.Given(Clerk, new DossierCommand.ProvideSupplement(Because, WorkDays));

        story.Last.OfType<DossierEvent.PreparerJoined>().ShouldHaveSingleItem().Account.ShouldBe(Clerk.Account);
        story.Given(Colleague, new DossierCommand.ReceiveSupplement(story.Task()));
        story.When(CommuneHead, new DossierCommand.Reassign(story.Task(), Clerk.Account)).Refused!.Code.ShouldBe(DossierRefusals.OwnAffair);
    }

    [Fact]
    public void Who_writes_for_another_and_whom_they_write_for_both_prepared_it()
    {
        var story = Story.Draft(An);
        story.When(Clerk.For(Colleague), new DossierCommand.AddNominee(Binh));

        story.State.Preparers.ShouldBe([Preparer.Account, Clerk.Account, Colleague.Account], ignoreOrder: true);
    }

    [Fact]
    public void Withdrawing_and_taking_back_is_no_preparing()
    {
        var story = Story.Submitted();
        story
            .When(Colleague, new DossierCommand.TakeBack())
            .Then(
                new DossierEvent.TakenBack(),
                new DossierEvent.TaskCancelled(story.Recorded.OfType<DossierEvent.TaskOpened>().Last().Task)
            );
        story.State.Preparers.ShouldBe([Preparer.Account]);
    }

    [Fact]
    public void What_was_written_into_the_filing_is_its_writers_in_every_dossier()
    {
        var carried = Robot with { Carried = [Clerk.Account, Colleague.Account] };
        var story = Story.New();
        story.When(carried, Story.Opening());
        story.Last.OfType<DossierEvent.PreparerJoined>().Select(e => e.Account).ShouldBe([Clerk.Account, Colleague.Account]);
        story
            .When(Robot with { Carried = [Clerk.Account] }, new DossierCommand.AttachDocument(Document(1, Letter)))
            .Then(new DossierEvent.DocumentAttached(Document(1, Letter)));
    }

    [Fact]
    public void They_judge_nothing_in_it_however_they_come()
    {
        var story = Helped();
        foreach (var stranger in new[] { Colleague, Preparer, Clerk.For(Colleague), Colleague.For(Preparer) })
        {
            story.When(stranger, story.Complete()).Refused!.Code.ShouldBe(DossierRefusals.OwnAffair);
            story.When(stranger, new DossierCommand.Claim(story.Task())).Refused!.Code.ShouldBe(DossierRefusals.OwnAffair);
        }
    }

    [Fact]
    public void The_head_names_another_who_then_acts_in_their_own_function()
    {
        var story = Helped();
        var task = story.Task();
        story.When(Clerk, story.Complete()).Refused!.Code.ShouldBe(DossierRefusals.TaskOfOtherOffice);
        story
            .When(CommuneHead, new DossierCommand.Entrust(task, Clerk.Account, Because))
            .Then(new DossierEvent.TaskEntrusted(task, Clerk.Account, Because));
        story.When(CommuneHead, new DossierCommand.Entrust(task, Clerk.Account, Because)).ThenNothing();
        story.Given(Clerk, new DossierCommand.Release(task)).Given(Clerk, new DossierCommand.Claim(task)).Given(Clerk, story.Receive());
        story.When(Clerk, story.Complete()).ThenTypes(typeof(DossierEvent.StepCompleted), typeof(DossierEvent.TaskOpened));
    }

    [Fact]
    public void Neither_themselves_nor_somebody_concerned_nor_without_a_reason()
    {
        var story = Helped();
        story
            .When(CommuneHead, new DossierCommand.Entrust(story.Task(), CommuneHead.Account, Because))
            .ThenRefused(DossierRefusals.NamesOneself, ("account", CommuneHead.Account.ToString()));
        story
            .When(CommuneHead, new DossierCommand.Entrust(story.Task(), Preparer.Account, Because))
            .Refused!.Code.ShouldBe(DossierRefusals.OwnAffair);
        story.When(CommuneHead, new DossierCommand.Entrust(story.Task(), Clerk.Account, null)).ThenRefused(DossierRefusals.ReasonMissing);
    }

    [Fact]
    public void A_head_who_is_concerned_names_nobody_but_may_send_it_up()
    {
        var story = Story.Submitted(An, Person(104, CommuneHead.Account));
        var task = story.Task();
        var above = new Party(District, Officer);
        story.When(CommuneHead, new DossierCommand.Entrust(task, Clerk.Account, Because)).Refused!.Code.ShouldBe(DossierRefusals.OwnAffair);
        story
            .When(CommuneHead, new DossierCommand.Escalate(task, above, EscalationCause.HeadConcerned, Because))
            .Then(new DossierEvent.TaskEscalated(task, above, EscalationCause.HeadConcerned, Because));
        story.When(CommuneHead, new DossierCommand.Escalate(task, above, EscalationCause.HeadConcerned, Because)).ThenNothing();

        story.When(Colleague, story.Complete()).Refused!.Code.ShouldBe(DossierRefusals.TaskOfOtherOffice, "it left the commune");
        story.Given(DistrictOfficer, story.Receive());
        var end = story.When(DistrictOfficer, story.Complete()).Single<DossierEvent.StepCompleted>().End;
        end.Party.ShouldBe(new Party(Commune, Officer), "the route goes on as if its own office had said so");
        story.State.AnyTask(task)!.Desk.ShouldBe(above);
    }

    [Fact]
    public void What_its_unit_had_received_is_received_above()
    {
        var story = Helped();
        story.Given(Colleague, story.Receive());
        story.Given(CommuneHead, new DossierCommand.Escalate(story.Task(), new(District, Officer), EscalationCause.HeadSends, Because));

        story.State.Tasks[0].ClaimedBy.ShouldBeNull();
        story.When(DistrictOfficer, story.Complete()).Refused.ShouldBeNull();
    }

    [Fact]
    public void A_decision_stays_with_its_authority()
    {
        var story = Story.AtDecision(An, Person(104, DistrictHead.Account));
        story
            .When(DistrictHead, new DossierCommand.Escalate(story.Task(), new(Province, Head), EscalationCause.HeadConcerned, Because))
            .ThenRefused(DossierRefusals.AuthorityStays, ("unit", "hon-quan"));
    }

    [Fact]
    public void A_split_takes_along_who_prepared_it_where_it_waits_and_who_was_named()
    {
        var story = Helped();
        story.Given(CommuneHead, new DossierCommand.Entrust(story.Task(), Clerk.Account, Because));
        story.Given(Clerk, story.Receive());
        story.When(Clerk, new DossierCommand.SplitOff(story.Task(), [An.Id], Because));

        var carried = Carry.Split(new(Id(5)), story.State, story.Single<DossierEvent.NomineesSplitOff>()).ShouldHaveSingleItem();
        var linked = Story.New().Given(Robot, carried.Command);
        linked.State.Preparers.ShouldBe([Preparer.Account, Colleague.Account], ignoreOrder: true);
        linked.When(Colleague, linked.Complete()).Refused.ShouldNotBeNull();
        linked.When(Clerk, linked.Complete()).Refused.ShouldBeNull();
    }

    /// <summary>Submitted; the office's other holder had helped to write it.</summary>
    private static Spec<Dossier, DossierCommand, DossierEvent> Helped() =>
        Story
            .Complete(An, Binh)
            .Given(Colleague, new DossierCommand.AttachDocument(Document(8, Copies)))
            .Given(Preparer, Story.Submission());
}
