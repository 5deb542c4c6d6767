using PhongTrao.Workflows.Decisions;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Proposals;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Decisions;

public sealed class WhenIssuingDecisions
{
    private static readonly DossierId One = new(Id(51));
    private static readonly DossierId Two = new(Id(52));
    private static readonly GatheredNominee[] List = [new(One, An.Id), new(Two, Binh.Id)];

    private static Spec<AwardDecision, DecisionCommand, DecisionEvent> New() => new(Bindings.Decision);

    private static Spec<AwardDecision, DecisionCommand, DecisionEvent> Draft() =>
        New().Given(DistrictHead, new DecisionCommand.Draft(District, Form, null));

    [Fact]
    public void It_covers_nominees_of_many_dossiers_and_enters_each()
    {
        var id = new DecisionId(Id(601));
        var decision = Draft().Given(DistrictHead, new DecisionCommand.Enter(List));
        Carry.Issued(id, decision.State).ShouldBeEmpty();

        decision.When(DistrictHead, new DecisionCommand.Issue(Paper("02/QĐ-UBND"))).Then(new DecisionEvent.Issued(Paper("02/QĐ-UBND")));

        var carried = Carry.Issued(id, decision.State);
        carried.Select(c => c.Dossier).ShouldBe([One, Two]);
        var outcome = carried[1].Command.ShouldBeOfType<DossierCommand.EnterOutcome>();
        outcome.Decision.ShouldBe(new DecisionReference(id, new("02/QĐ-UBND"), Today, District));
        outcome.Awarded.ShouldBe([Binh.Id]);
    }

    [Fact]
    public void An_agency_outside_is_answered_for_by_the_unit_that_sent_the_dossiers()
    {
        var outside = new DecisionCommand.Draft(Ministry, Form, District);
        New().When(CommuneHead, outside).ThenRefused(DecisionRefusals.OtherUnit, ("unit", "hon-quan"));
        var decision = New().Given(DistrictHead, outside, new DecisionCommand.Enter(List), new DecisionCommand.Issue(Paper()));
        decision.State.Desk.ShouldBe(District);
        ((DossierCommand.EnterOutcome)Carry.Issued(new DecisionId(Id(601)), decision.State)[0].Command).Decision.Authority.ShouldBe(
            Ministry
        );
    }

    [Fact]
    public void Issued_is_final()
    {
        var decision = Draft();
        decision.When(DistrictHead, new DecisionCommand.Issue(Paper())).ThenRefused(DecisionRefusals.Empty);
        decision.Given(DistrictHead, new DecisionCommand.Enter(List), new DecisionCommand.Issue(Paper(scanBy: Today)));
        decision.When(DistrictHead, new DecisionCommand.Enter([new(One, Cuong.Id)])).ThenRefused(DecisionRefusals.Issued);
        decision.When(DistrictHead, new DecisionCommand.TakeOff(An.Id, null)).ThenRefused(DecisionRefusals.Issued);
        decision.When(DistrictHead, new DecisionCommand.Drop(null)).ThenRefused(DecisionRefusals.Issued);
        decision.When(DistrictHead, new DecisionCommand.AttachScan(Document(10))).Then(new DecisionEvent.ScanAttached(Document(10)));
        decision.When(DistrictHead, new DecisionCommand.AttachScan(Document(10))).ThenNothing();
        decision.When(DistrictHead, new DecisionCommand.AttachScan(Document(11))).ThenRefused(DecisionRefusals.ScanNotPromised);
    }

    [Fact]
    public void The_list_names_each_nominee_once()
    {
        var decision = Draft();
        decision.When(DistrictHead, new DecisionCommand.Enter(List)).Then(new DecisionEvent.NomineesEntered(List));
        decision.When(DistrictHead, new DecisionCommand.Enter(List)).ThenNothing();
        decision
            .When(DistrictHead, new DecisionCommand.Enter([new(Two, An.Id)]))
            .ThenRefused(DecisionRefusals.ListedTwice, ("nominee", $"{An.Id}"));
        decision.When(DistrictHead, new DecisionCommand.TakeOff(An.Id, null)).Then(new DecisionEvent.NomineeTakenOff(An.Id, null));
        decision.When(DistrictHead, new DecisionCommand.TakeOff(An.Id, null)).ThenNothing();
    }

    [Fact]
    public void A_paper_that_cannot_stand_is_not_issued()
    {
        var decision = Draft().Given(DistrictHead, new DecisionCommand.Enter(List));
        decision
            .When(DistrictHead, new DecisionCommand.Issue(Paper(date: Today.AddDays(1))))
            .ThenRefused(PaperRules.DateInFuture, ("date", "2025-04-15"), ("today", "2025-04-14"));
        decision.When(DistrictHead, new DecisionCommand.Issue(Paper() with { Scan = null })).ThenRefused(PaperRules.ScanMissing);
    }

    [Fact]
    public void A_draft_is_given_up()
    {
        var decision = Draft();
        decision.When(DistrictHead, new DecisionCommand.Draft(District, Form, null)).ThenNothing();
        decision.When(DistrictHead, new DecisionCommand.Draft(District, new("x"), null)).ThenRefused(DecisionRefusals.Exists);
        decision.When(DistrictHead, new DecisionCommand.Drop(null)).Then(new DecisionEvent.Dropped(null));
        decision.When(DistrictHead, new DecisionCommand.Drop(null)).ThenNothing();
        decision.When(DistrictHead, new DecisionCommand.Enter(List)).ThenRefused(DecisionRefusals.Dropped);
        New().When(DistrictHead, new DecisionCommand.Drop(null)).ThenRefused(DecisionRefusals.Unknown);
    }
}
