using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Proposals;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Proposals;

/// <summary>Tổng hợp trình khen.</summary>
public sealed class WhenProposing
{
    private static readonly DossierId One = new(Id(51));
    private static readonly DossierId Two = new(Id(52));
    private static readonly GatheredNominee[] List = [new(One, An.Id), new(One, Binh.Id), new(Two, Cuong.Id)];

    private static Spec<Proposal, ProposalCommand, ProposalEvent> Draft() =>
        new Spec<Proposal, ProposalCommand, ProposalEvent>(Bindings.Proposal).Given(CommuneHead, new ProposalCommand.Draft(Commune, Form));

    [Fact]
    public void It_is_drafted_once_by_its_unit()
    {
        var letter = Draft();
        letter.When(CommuneHead, new ProposalCommand.Draft(Commune, Form)).ThenNothing();
        letter.When(CommuneHead, new ProposalCommand.Draft(Commune, new("x"))).ThenRefused(ProposalRefusals.Exists);
        letter.When(DistrictHead, new ProposalCommand.Gather(List)).ThenRefused(ProposalRefusals.OtherUnit, ("unit", "tan-khai"));
        new Spec<Proposal, ProposalCommand, ProposalEvent>(Bindings.Proposal)
            .When(CommuneHead, new ProposalCommand.Gather(List))
            .ThenRefused(ProposalRefusals.Unknown)
            .When(DistrictHead, new ProposalCommand.Draft(Commune, Form))
            .ThenRefused(ProposalRefusals.OtherUnit, ("unit", "tan-khai"));
    }

    [Fact]
    public void Nominees_of_many_dossiers_are_gathered_each_once()
    {
        var letter = Draft();
        letter.When(CommuneHead, new ProposalCommand.Gather([.. List, List[0]])).Then(new ProposalEvent.NomineesGathered(List));
        letter.When(CommuneHead, new ProposalCommand.Gather([List[1]])).ThenNothing();
        letter
            .When(CommuneHead, new ProposalCommand.Gather([new(Two, An.Id)]))
            .ThenRefused(ProposalRefusals.ListedTwice, ("nominee", $"{An.Id}"));
        letter.When(CommuneHead, new ProposalCommand.TakeOut(An.Id, Because)).Then(new ProposalEvent.NomineeTakenOut(An.Id, Because));
        letter.When(CommuneHead, new ProposalCommand.TakeOut(An.Id, Because)).ThenNothing();
        letter.State.Nominees.ShouldBe(List[1..]);
    }

    [Fact]
    public void It_is_issued_with_a_list_and_a_paper_that_can_be_and_then_stands()
    {
        var letter = Draft();
        letter.When(CommuneHead, new ProposalCommand.Issue(Paper())).ThenRefused(ProposalRefusals.Empty);
        letter.Given(CommuneHead, new ProposalCommand.Gather(List));
        letter
            .When(CommuneHead, new ProposalCommand.Issue(Paper(date: Today.AddDays(1))))
            .ThenRefused(PaperRules.DateInFuture, ("date", "2025-04-15"), ("today", "2025-04-14"));
        letter.When(CommuneHead, new ProposalCommand.Issue(Paper() with { Scan = null })).ThenRefused(PaperRules.ScanMissing);

        letter.When(CommuneHead, new ProposalCommand.Issue(Paper())).Then(new ProposalEvent.Issued(Paper()));

        letter.When(CommuneHead, new ProposalCommand.Issue(Paper())).ThenNothing();
        letter.When(CommuneHead, new ProposalCommand.Issue(Paper("99/TTr"))).ThenRefused(ProposalRefusals.Issued);
        letter.When(CommuneHead, new ProposalCommand.Gather([new(Two, new(Id(8)))])).ThenRefused(ProposalRefusals.Issued);
        letter.When(CommuneHead, new ProposalCommand.TakeOut(An.Id, null)).ThenRefused(ProposalRefusals.Issued);
        letter.When(CommuneHead, new ProposalCommand.Drop(null)).ThenRefused(ProposalRefusals.Issued);
        letter.When(CommuneHead, new ProposalCommand.AttachScan(Document(10))).ThenRefused(ProposalRefusals.ScanNotPromised);
    }

    [Fact]
    public void A_promised_scan_comes_once()
    {
        var letter = Draft().Given(CommuneHead, new ProposalCommand.Gather(List), new ProposalCommand.Issue(Paper(scanBy: Today)));
        letter.When(CommuneHead, new ProposalCommand.AttachScan(Document(10))).Then(new ProposalEvent.ScanAttached(Document(10)));
        letter.When(CommuneHead, new ProposalCommand.AttachScan(Document(10))).ThenNothing();
        letter.When(CommuneHead, new ProposalCommand.AttachScan(Document(11))).ThenRefused(ProposalRefusals.ScanNotPromised);
    }

    [Fact]
    public void What_was_given_up_stays_so()
    {
        var letter = Draft().Given(CommuneHead, new ProposalCommand.Drop(Because));
        letter.When(CommuneHead, new ProposalCommand.Drop(Because)).ThenNothing();
        letter.When(CommuneHead, new ProposalCommand.Gather(List)).ThenRefused(ProposalRefusals.Dropped);
    }

    [Fact]
    public void It_is_carried_into_each_dossier_with_its_nominees()
    {
        var id = new ProposalId(Id(501));
        var letter = Draft().Given(CommuneHead, new ProposalCommand.Gather(List));
        Carry.Issued(id, letter.State).ShouldBeEmpty();

        letter.Given(CommuneHead, new ProposalCommand.Issue(Paper()));

        var carried = Carry.Issued(id, letter.State);
        carried.Select(c => c.Dossier).ShouldBe([One, Two]);
        var first = carried[0].Command.ShouldBeOfType<DossierCommand.EnterProposal>();
        (first.Proposal, first.Unit, first.Paper).ShouldBe((id, Commune, Paper()));
        first.Nominees.ShouldBe([An.Id, Binh.Id]);
    }
}
