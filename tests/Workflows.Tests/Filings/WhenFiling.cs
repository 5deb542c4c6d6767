using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Tests.Dossiers;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Filings;

public sealed class WhenFiling
{
    private static readonly FormCode Second = new("giay-khen-tinh");
    private static readonly FilingId Here = new(Id(1));

    private static Spec<Filing, FilingCommand, FilingEvent> New() => new(Bindings.Filing);

    private static FilingCommand.Open Opening(params FormCode[] forms) =>
        new(Commune, Plan, Annual, forms is [] ? [Form, Second] : forms, Secrecy.Normal, null);

    [Fact]
    public void Its_successor_goes_on_with_what_a_unit_did_not_submit()
    {
        var filing = new Spec<Filing, FilingCommand, FilingEvent>(Bindings.Filing).Given(
            Preparer,
            new FilingCommand.Open(Commune, Plan, Annual, [Form], Secrecy.Normal, null)
        );
        filing.When(Preparer, new FilingCommand.TakeOver(District)).ThenRefused(FilingRefusals.OtherUnit, ("unit", Commune.Value));
        filing.When(DistrictHead, new FilingCommand.TakeOver(District)).Then(new FilingEvent.TakenOver(Commune, District));
        var over = filing.Single<FilingEvent.TakenOver>();
        filing.When(DistrictHead, new FilingCommand.TakeOver(District)).ThenNothing();
        filing
            .When(Preparer, new FilingCommand.AddForm(new("bang-khen-tinh")))
            .ThenRefused(FilingRefusals.OtherUnit, ("unit", District.Value));

        // Its drafts follow; what was submitted stays where it is.
        var carried = Carry.From(new(Id(1)), filing.State, over).ShouldHaveSingleItem().Command;
        var draft = Story.Complete();
        draft.When(Preparer, carried).ThenRefused(DossierRefusals.CarriedOnly);
        draft.When(Robot, carried).Then(new DossierEvent.TakenOver(Commune, District));
        draft.When(Preparer, Story.Submission()).ThenRefused(DossierRefusals.OtherUnit, ("unit", District.Value));
        draft.When(DistrictHead, Story.Submission()).Refused.ShouldBeNull();
        draft.State.Preparers.ShouldContain(Preparer.Account, "whoever prepared it reviews nothing of it");
        Story.Submitted().When(Robot, carried).ThenNothing();
    }

    [Fact]
    public void One_filing_opens_a_dossier_for_each_form_whose_ids_derive_from_the_command()
    {
        var filing = New().When(Preparer, Opening());

        var opened = filing.Single<FilingEvent.Opened>();
        opened.PreparedBy.ShouldBe(Preparer.Account);
        opened.Forms.ShouldBe([new(Form, Filing.DossierFor(Form, filing.Context)), new(Second, Filing.DossierFor(Second, filing.Context))]);
        opened.Forms[0].Dossier.ShouldNotBe(opened.Forms[1].Dossier);
        filing.When(Preparer, Opening()).ThenNothing();
        filing.When(Preparer, Opening(Second, Form)).ThenRefused(FilingRefusals.Exists);
    }

    [Fact]
    public void It_has_one_to_ten_different_forms()
    {
        var eleven = Enumerable.Range(0, 11).Select(n => new FormCode($"f{n}")).ToArray();
        New().When(Preparer, Opening() with { Forms = [] }).ThenRefused(FilingRefusals.FormsOutOfRange, ("count", "0"));
        New().When(Preparer, Opening(Form, Form)).ThenRefused(FilingRefusals.FormsOutOfRange, ("count", "2"));
        New().When(Preparer, Opening(eleven)).ThenRefused(FilingRefusals.FormsOutOfRange, ("count", "11"));
        var full = New().Given(Preparer, Opening(eleven[..10]));
        full.When(Preparer, new FilingCommand.AddForm(eleven[0])).ThenNothing();
        full.When(Preparer, new FilingCommand.AddForm(eleven[10])).ThenRefused(FilingRefusals.FormsOutOfRange, ("count", "11"));
    }

    [Fact]
    public void Only_its_unit_works_on_it()
    {
        var theirs = ("unit", "tan-khai");
        New().When(DistrictHead, Opening()).ThenRefused(FilingRefusals.OtherUnit, theirs);
        New()
            .Given(Preparer, Opening())
            .When(DistrictHead, new FilingCommand.AddForm(new("x")))
            .ThenRefused(FilingRefusals.OtherUnit, theirs);
        New().When(Preparer, new FilingCommand.AddForm(Form)).ThenRefused(FilingRefusals.Unknown);
    }

    [Fact]
    public void Shared_papers_are_attached_once_and_taken_off()
    {
        var shared = Document(1, Letter) with { FromFiling = true };
        var filing = New().Given(Preparer, Opening());
        filing.When(Preparer, new FilingCommand.AttachPaper(Document(1, Letter))).Then(new FilingEvent.PaperAttached(shared));
        filing.When(Preparer, new FilingCommand.AttachPaper(Document(1, Letter))).ThenNothing();
        filing
            .When(Preparer, new FilingCommand.AttachPaper(Document(1, Report)))
            .ThenRefused(FilingRefusals.DocumentIdTaken, ("document", $"{shared.Id}"));
        filing
            .When(Preparer, new FilingCommand.AttachPaper(Document(2, Report, An)))
            .ThenRefused(FilingRefusals.DocumentOfNominee, ("document", $"{Document(2).Id}"));
        filing.When(Preparer, new FilingCommand.RemovePaper(shared.Id)).Then(new FilingEvent.PaperRemoved(shared.Id));
        filing.When(Preparer, new FilingCommand.RemovePaper(shared.Id)).ThenNothing();
    }

    [Fact]
    public void A_component_is_stated_for_all()
    {
        var stated = new ComponentStatement(Letter, 2, false, false);
        var filing = New().Given(Preparer, Opening());
        filing.When(Preparer, new FilingCommand.StateComponent(stated)).Then(new FilingEvent.ComponentStated(stated));
        filing.When(Preparer, new FilingCommand.StateComponent(stated)).ThenNothing();
        filing
            .When(Preparer, new FilingCommand.StateComponent(stated with { Copies = 100 }))
            .ThenRefused(FilingRefusals.CopiesOutOfRange, ("component", "to-trinh"), ("copies", "100"));
    }

    [Fact]
    public void A_secret_filing_has_a_paper_record_and_nothing_else()
    {
        var secret = Opening() with { Secrecy = Secrecy.Secret, Paper = new PaperRecord(new("01/BC"), Today, Commune) };
        New().When(Preparer, secret with { Paper = null }).ThenRefused(FilingRefusals.PaperRecordMissing);
        New().When(Preparer, secret with { Secrecy = Secrecy.Normal }).ThenRefused(FilingRefusals.PaperRecordNotSecret);
        New().When(Preparer with { Reason = Because }, secret).ThenRefused(FilingRefusals.SecretHasNoText);
        New()
            .Given(Preparer, secret)
            .When(Preparer, new FilingCommand.AttachPaper(Document(1)))
            .ThenRefused(FilingRefusals.SecretHasNoText);
    }

    [Fact]
    public void What_happens_to_it_is_carried_into_its_dossiers()
    {
        var filing = New().Given(Preparer, Opening(), new FilingCommand.AttachPaper(Document(1, Letter)));
        filing.Given(Preparer, new FilingCommand.StateComponent(new(Letter, 2, false, false)));
        var (one, two) = (filing.State.Forms[0].Dossier, filing.State.Forms[1].Dossier);

        Dossiers(filing, 0).ShouldBe([one, two]);
        Carry
            .From(Here, filing.State, filing.Recorded[0])[1]
            .Command.ShouldBe(new DossierCommand.Open(Here, Commune, Plan, Second, Annual, Secrecy.Normal, null, Preparer.Account));
        Dossiers(filing, 1).ShouldBe([one, two]);
        Dossiers(filing, 2).ShouldBe([one, two]);

        filing.When(Preparer, new FilingCommand.AddForm(new("bang-khen")));
        Carry
            .From(Here, filing.State, filing.Last[0])
            .Select(c => c.Command.GetType())
            .ShouldBe(
                [typeof(DossierCommand.Open), typeof(DossierCommand.AttachDocument), typeof(DossierCommand.StateComponent)],
                "a form added late gets what is shared already"
            );
        filing.When(Preparer, new FilingCommand.RemovePaper(Document(1).Id));
        var removals = Carry.From(Here, filing.State, filing.Last[0]);
        removals.ShouldAllBe(c => c.Command is DossierCommand.RemoveDocument);
        removals.Select(c => c.Target).ShouldBeUnique();
    }

    private static IEnumerable<DossierId> Dossiers(Spec<Filing, FilingCommand, FilingEvent> filing, int at) =>
        Carry.From(Here, filing.State, filing.Recorded[at]).Select(c => c.Dossier);
}
