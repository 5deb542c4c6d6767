using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Decisions;

public sealed class WhenIssuingDecisions
{
    private static readonly DossierId One = new(Id(51));
    private static readonly DossierId Two = new(Id(52));
    private static readonly GatheredNominee[] List = [new(One, An.Id), new(Two, Binh.Id)];

    private static Spec<CommonList, ListCommand, ListEvent> New() => new(Bindings.Decision);

    private static Spec<CommonList, ListCommand, ListEvent> Draft() =>
        New().Given(DistrictHead, new ListCommand.Draft(District, Form, null));

    [Fact]
    public void Nobody_signs_or_records_over_what_is_their_own_affair()
    {
        var decision = New()
            .Given(DistrictHead, new ListCommand.Draft(District, Form), new ListCommand.Enter(List))
            .When(DistrictHead, new ListCommand.Issue(Paper(), [new("12/HS"), new("13/HS")]));
        decision.ThenRefused(ListRefusals.Decision.OwnAffair, ("dossiers", "12/HS, 13/HS"));
        decision.When(DistrictHead, new ListCommand.Issue(Paper(), [])).Then(new ListEvent.Issued(Paper()));
        decision.When(DistrictHead, new ListCommand.Issue(Paper(), [new("12/HS")])).ThenNothing();
    }

    [Fact]
    public void It_covers_nominees_of_many_dossiers_and_enters_each()
    {
        var id = new DecisionId(Id(601));
        var decision = Draft().Given(DistrictHead, new ListCommand.Enter(List));
        Carry.Issued(id.Value, decision.State).ShouldBeEmpty();

        decision.When(DistrictHead, new ListCommand.Issue(Paper("02/QĐ-UBND"))).Then(new ListEvent.Issued(Paper("02/QĐ-UBND")));

        var carried = Carry.Issued(id.Value, decision.State);
        carried.Select(c => c.Dossier).ShouldBe([One, Two]);
        var outcome = carried[1].Command.ShouldBeOfType<DossierCommand.EnterOutcome>();
        outcome.Decision.ShouldBe(new DecisionReference(id, new("02/QĐ-UBND"), Today, District));
        outcome.Awarded.ShouldBe([Binh.Id]);
    }

    [Fact]
    public void An_agency_outside_is_answered_for_by_the_unit_that_sent_the_dossiers()
    {
        var outside = new ListCommand.Draft(Ministry, Form, District);
        New().When(CommuneHead, outside).ThenRefused(ListRefusals.Decision.OtherUnit, ("unit", "hon-quan"));
        var decision = New().Given(DistrictHead, outside, new ListCommand.Enter(List), new ListCommand.Issue(Paper()));
        decision.State.Desk.ShouldBe(District);
        ((DossierCommand.EnterOutcome)Carry.Issued(Id(601), decision.State)[0].Command).Decision.Authority.ShouldBe(Ministry);
    }

    [Fact]
    public void Issued_is_final()
    {
        var decision = Draft();
        decision.When(DistrictHead, new ListCommand.Issue(Paper())).ThenRefused(ListRefusals.Decision.Empty);
        decision.Given(DistrictHead, new ListCommand.Enter(List), new ListCommand.Issue(Paper(scanBy: Today)));
        decision.When(DistrictHead, new ListCommand.Enter([new(One, Cuong.Id)])).ThenRefused(ListRefusals.Decision.Issued);
        decision.When(DistrictHead, new ListCommand.TakeOff(An.Id, null)).ThenRefused(ListRefusals.Decision.Issued);
        decision.When(DistrictHead, new ListCommand.Drop(null)).ThenRefused(ListRefusals.Decision.Issued);
        decision.When(DistrictHead, new ListCommand.AttachScan(Document(10))).Then(new ListEvent.ScanAttached(Document(10)));
        decision.When(DistrictHead, new ListCommand.AttachScan(Document(10))).ThenNothing();
        decision.When(DistrictHead, new ListCommand.AttachScan(Document(11))).ThenRefused(ListRefusals.Decision.ScanNotPromised);
    }

    [Fact]
    public void The_list_names_each_nominee_once()
    {
        var decision = Draft();
        decision.When(DistrictHead, new ListCommand.Enter(List)).Then(new ListEvent.NomineesEntered(List));
        decision.When(DistrictHead, new ListCommand.Enter(List)).ThenNothing();
        decision
            .When(DistrictHead, new ListCommand.Enter([new(Two, An.Id)]))
            .ThenRefused(ListRefusals.Decision.ListedTwice, ("nominee", $"{An.Id}"));
        decision.When(DistrictHead, new ListCommand.TakeOff(An.Id, null)).Then(new ListEvent.NomineeTakenOff(An.Id, null));
        decision.When(DistrictHead, new ListCommand.TakeOff(An.Id, null)).ThenNothing();
    }

    [Fact]
    public void A_paper_that_cannot_stand_is_not_issued()
    {
        var decision = Draft().Given(DistrictHead, new ListCommand.Enter(List));
        decision
            .When(DistrictHead, new ListCommand.Issue(Paper(date: Today.AddDays(1))))
            .ThenRefused(PaperRules.DateInFuture, ("date", "2025-04-15"), ("today", "2025-04-14"));
        decision.When(DistrictHead, new ListCommand.Issue(Paper() with { Scan = null })).ThenRefused(PaperRules.ScanMissing);
    }

    [Fact]
    public void A_draft_is_given_up()
    {
        var decision = Draft();
        decision.When(DistrictHead, new ListCommand.Draft(District, Form, null)).ThenNothing();
        decision.When(DistrictHead, new ListCommand.Draft(District, new("x"), null)).ThenRefused(ListRefusals.Decision.Exists);
        decision.When(DistrictHead, new ListCommand.Drop(null)).Then(new ListEvent.Dropped(null));
        decision.When(DistrictHead, new ListCommand.Drop(null)).ThenNothing();
        decision.When(DistrictHead, new ListCommand.Enter(List)).ThenRefused(ListRefusals.Decision.Dropped);
        New().When(DistrictHead, new ListCommand.Drop(null)).ThenRefused(ListRefusals.Decision.Unknown);
    }
}
