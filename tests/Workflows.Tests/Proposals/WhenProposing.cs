using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Proposals;

/// <summary>Tổng hợp trình khen.</summary>
public sealed class WhenProposing
{
    private static readonly DossierId One = new(Id(51));
    private static readonly DossierId Two = new(Id(52));
    private static readonly GatheredNominee[] List = [new(One, An.Id), new(One, Binh.Id), new(Two, Cuong.Id)];

    private static Spec<CommonList, ListCommand, ListEvent> Draft() =>
        new Spec<CommonList, ListCommand, ListEvent>(Bindings.Proposal).Given(CommuneHead, new ListCommand.Draft(Commune, Form));

    [Fact]
    public void It_is_drafted_once_by_its_unit()
    {
        var letter = Draft();
        letter.When(CommuneHead, new ListCommand.Draft(Commune, Form)).ThenNothing();
        letter.When(CommuneHead, new ListCommand.Draft(Commune, new("x"))).ThenRefused(ListRefusals.Proposal.Exists);
        letter.When(DistrictHead, new ListCommand.Enter(List)).ThenRefused(ListRefusals.Proposal.OtherUnit, ("unit", "tan-khai"));
        new Spec<CommonList, ListCommand, ListEvent>(Bindings.Proposal)
            .When(CommuneHead, new ListCommand.Enter(List))
            .ThenRefused(ListRefusals.Proposal.Unknown)
            .When(DistrictHead, new ListCommand.Draft(Commune, Form))
            .ThenRefused(ListRefusals.Proposal.OtherUnit, ("unit", "tan-khai"));
    }

    [Fact]
    public void Nominees_of_many_dossiers_are_gathered_each_once()
    {
        var letter = Draft();
        letter.When(CommuneHead, new ListCommand.Enter([.. List, List[0]])).Then(new ListEvent.NomineesEntered(List));
        letter.When(CommuneHead, new ListCommand.Enter([List[1]])).ThenNothing();
        letter
            .When(CommuneHead, new ListCommand.Enter([new(Two, An.Id)]))
            .ThenRefused(ListRefusals.Proposal.ListedTwice, ("nominee", $"{An.Id}"));
        letter.When(CommuneHead, new ListCommand.TakeOff(An.Id, Because)).Then(new ListEvent.NomineeTakenOff(An.Id, Because));
        letter.When(CommuneHead, new ListCommand.TakeOff(An.Id, Because)).ThenNothing();
        letter.State.Nominees.ShouldBe(List[1..]);
    }

    [Fact]
    public void It_is_issued_with_a_list_and_a_paper_that_can_be_and_then_stands()
    {
        var letter = Draft();
        letter.When(CommuneHead, new ListCommand.Issue(Paper())).ThenRefused(ListRefusals.Proposal.Empty);
        letter.Given(CommuneHead, new ListCommand.Enter(List));
        letter
            .When(CommuneHead, new ListCommand.Issue(Paper(date: Today.AddDays(1))))
            .ThenRefused(PaperRules.DateInFuture, ("date", "2025-04-15"), ("today", "2025-04-14"));
        letter.When(CommuneHead, new ListCommand.Issue(Paper() with { Scan = null })).ThenRefused(PaperRules.ScanMissing);

        letter.When(CommuneHead, new ListCommand.Issue(Paper())).Then(new ListEvent.Issued(Paper()));

        letter.When(CommuneHead, new ListCommand.Issue(Paper())).ThenNothing();
        letter.When(CommuneHead, new ListCommand.Issue(Paper("99/TTr"))).ThenRefused(ListRefusals.Proposal.Issued);
        letter.When(CommuneHead, new ListCommand.Enter([new(Two, new(Id(8)))])).ThenRefused(ListRefusals.Proposal.Issued);
        letter.When(CommuneHead, new ListCommand.TakeOff(An.Id, null)).ThenRefused(ListRefusals.Proposal.Issued);
        letter.When(CommuneHead, new ListCommand.Drop(null)).ThenRefused(ListRefusals.Proposal.Issued);
        letter.When(CommuneHead, new ListCommand.AttachScan(Document(10))).ThenRefused(ListRefusals.Proposal.ScanNotPromised);
    }

    [Fact]
    public void A_promised_scan_comes_once()
    {
        var letter = Draft().Given(CommuneHead, new ListCommand.Enter(List), new ListCommand.Issue(Paper(scanBy: Today)));
        letter.When(CommuneHead, new ListCommand.AttachScan(Document(10))).Then(new ListEvent.ScanAttached(Document(10)));
        letter.When(CommuneHead, new ListCommand.AttachScan(Document(10))).ThenNothing();
        letter.When(CommuneHead, new ListCommand.AttachScan(Document(11))).ThenRefused(ListRefusals.Proposal.ScanNotPromised);
    }

    [Fact]
    public void What_was_given_up_stays_so()
    {
        var letter = Draft().Given(CommuneHead, new ListCommand.Drop(Because));
        letter.When(CommuneHead, new ListCommand.Drop(Because)).ThenNothing();
        letter.When(CommuneHead, new ListCommand.Enter(List)).ThenRefused(ListRefusals.Proposal.Dropped);
    }

    [Fact]
    public void It_is_carried_into_each_dossier_with_its_nominees()
    {
        var id = new ProposalId(Id(501));
        var letter = Draft().Given(CommuneHead, new ListCommand.Enter(List));
        Carry.Issued(id.Value, letter.State).ShouldBeEmpty();

        letter.Given(CommuneHead, new ListCommand.Issue(Paper()));

        var carried = Carry.Issued(id.Value, letter.State);
        carried.Select(c => c.Dossier).ShouldBe([One, Two]);
        var first = carried[0].Command.ShouldBeOfType<DossierCommand.EnterProposal>();
        (first.Proposal, first.Unit, first.Paper).ShouldBe((id, Commune, Paper()));
        first.Nominees.ShouldBe([An.Id, Binh.Id]);
    }
}
