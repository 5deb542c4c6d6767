using PhongTrao.Workflows.Dossiers;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

public sealed class WhenDrafting
{
    [Fact]
    public void A_draft_is_opened_once()
    {
        var story = Story.New().When(Preparer, Story.Opening());
        story.Then(new DossierEvent.Opened(TheFiling, Commune, Plan, Form, Annual, Secrecy.Normal, null, Preparer.Account));
        story.When(Preparer, Story.Opening()).ThenNothing();
        story.When(Preparer, Story.Opening() with { Form = new("bang-khen") }).ThenRefused(DossierRefusals.Exists);
        story.State.Status.ShouldBe(DossierStatus.Draft);
    }

    [Fact]
    public void Nothing_can_be_asked_of_what_was_never_opened() =>
        Story.New().When(Preparer, new DossierCommand.TakeBack()).ThenRefused(DossierRefusals.Unknown);

    [Fact]
    public void Another_unit_opens_nothing_here() =>
        Story.New().When(DistrictOfficer, Story.Opening()).ThenRefused(DossierRefusals.OtherUnit, ("unit", "tan-khai"));

    [Fact]
    public void Nominees_are_entered_changed_and_removed()
    {
        var changed = An with { Unnamed = true };
        var story = Story.Draft(An);
        story.When(Preparer, new DossierCommand.AddNominee(An)).ThenNothing();
        story.When(Preparer, new DossierCommand.ChangeNominee(changed)).Then(new DossierEvent.NomineeChanged(changed));
        story.When(Preparer, new DossierCommand.AddNominee(An)).ThenRefused(DossierRefusals.NomineeIdTaken, ("nominee", $"{An.Id}"));
        story.When(Preparer, new DossierCommand.RemoveNominee(An.Id)).Then(new DossierEvent.NomineeRemoved(An.Id));
        story.When(Preparer, new DossierCommand.RemoveNominee(An.Id)).ThenNothing();
        story.When(Preparer, new DossierCommand.ChangeNominee(An)).ThenRefused(DossierRefusals.NomineeUnknown, ("nominee", $"{An.Id}"));
    }

    [Fact]
    public void A_list_enters_everybody_or_nobody()
    {
        var twin = Person(104) with { Subject = Binh.Subject };
        Story
            .Draft(An)
            .When(Preparer, new DossierCommand.AddNominees([An, Binh, Cuong]))
            .Then(new DossierEvent.NomineeAdded(Binh), new DossierEvent.NomineeAdded(Cuong))
            .When(Preparer, new DossierCommand.AddNominees([Binh, Cuong]))
            .ThenNothing();
        Story
            .Draft(An)
            .When(Preparer, new DossierCommand.AddNominees([Binh, twin]))
            .ThenRefused(DossierRefusals.SubjectTwice, ("nominee", $"{Binh.Id}"))
            .When(Preparer, new DossierCommand.AddNominee(Binh))
            .Then(new DossierEvent.NomineeAdded(Binh));
    }

    [Fact]
    public void A_subject_stands_in_a_dossier_once()
    {
        var twin = An with { Id = new(Id(199)) };
        Story
            .Draft(An, Binh)
            .When(Preparer, new DossierCommand.AddNominee(twin))
            .ThenRefused(DossierRefusals.SubjectTwice, ("nominee", $"{An.Id}"))
            .When(Preparer, new DossierCommand.ChangeNominee(Binh with { Subject = An.Subject }))
            .ThenRefused(DossierRefusals.SubjectTwice, ("nominee", $"{An.Id}"));
    }

    [Fact]
    public void A_nominee_has_at_least_a_name() =>
        Story
            .Draft()
            .When(Preparer, new DossierCommand.AddNominee(Person(104) with { Profile = null }))
            .ThenRefused(DossierRefusals.ProfileMissing, ("nominee", $"{Person(104).Id}"));

    [Fact]
    public void A_paper_is_attached_once_and_for_a_nominee_who_is_there()
    {
        var story = Story.Draft(An).Given(Preparer, new DossierCommand.AttachDocument(Document(1)));
        story.When(Preparer, new DossierCommand.AttachDocument(Document(1))).ThenNothing();
        story
            .When(Preparer, new DossierCommand.AttachDocument(Document(1) with { Length = 7 }))
            .ThenRefused(DossierRefusals.DocumentIdTaken, ("document", $"{Document(1).Id}"));
        story
            .When(Preparer, new DossierCommand.AttachDocument(Document(2, Report, Binh)))
            .ThenRefused(DossierRefusals.NomineeUnknown, ("nominee", $"{Binh.Id}"));
    }

    [Fact]
    public void A_shared_paper_is_taken_off_at_the_filing()
    {
        var shared = Document(1) with { FromFiling = true };
        var story = Story.Draft().Given(Robot, new DossierCommand.AttachDocument(shared));
        story
            .When(Preparer, new DossierCommand.RemoveDocument(shared.Id))
            .ThenRefused(DossierRefusals.DocumentShared, ("document", $"{shared.Id}"));
        story.When(Robot, new DossierCommand.RemoveDocument(shared.Id)).Then(new DossierEvent.DocumentRemoved(shared.Id));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(100)]
    public void Copies_are_counted_from_0_to_99(int copies) =>
        Story
            .Draft()
            .When(Preparer, new DossierCommand.StateComponent(new(Letter, copies, false, false)))
            .ThenRefused(DossierRefusals.CopiesOutOfRange, ("component", "to-trinh"), ("copies", $"{copies}"));
}

/// <summary>Độ mật khác "thường": only number, date and where the paper lies; no name, text or file, at any point of the way.</summary>
public sealed class WhenADossierIsSecret
{
    private static readonly NomineeEntry Hidden = An with { Profile = null };
    private static readonly SignedPaper Bare = Paper() with { Signer = null, Scan = null };

    private static Spec<Dossier, DossierCommand, DossierEvent> Draft() =>
        Story.New().Given(Preparer, Story.Opening(Secrecy.Secret)).Given(Preparer, new DossierCommand.AddNominee(Hidden));

    private static Spec<Dossier, DossierCommand, DossierEvent> Submitted() =>
        Draft()
            .Given(
                Preparer,
                new DossierCommand.StateComponent(new(Letter, 2, false, false)),
                new DossierCommand.StateComponent(new(Report, 2, true, false)),
                Story.Submission()
            );

    [Fact]
    public void Its_paper_must_be_named_and_only_its() =>
        Story
            .New()
            .When(Preparer, Story.Opening(Secrecy.TopSecret) with { Paper = null })
            .ThenRefused(DossierRefusals.PaperRecordMissing)
            .When(Preparer, Story.Opening(Secrecy.Secret) with { Secrecy = Secrecy.Normal })
            .ThenRefused(DossierRefusals.PaperRecordNotSecret)
            .When(Preparer with { Reason = Because }, Story.Opening(Secrecy.Secret))
            .ThenRefused(DossierRefusals.SecretHasNoText);

    [Fact]
    public void It_takes_no_name_no_account_and_no_file() =>
        Draft()
            .When(Preparer, new DossierCommand.AddNominee(Binh))
            .ThenRefused(DossierRefusals.SecretHasNoText)
            .When(Preparer, new DossierCommand.AddNominee(Binh with { Profile = null, Account = Preparer.Account }))
            .ThenRefused(DossierRefusals.SecretHasNoText)
            .When(Preparer, new DossierCommand.ChangeNominee(An))
            .ThenRefused(DossierRefusals.SecretHasNoText)
            .When(Preparer, new DossierCommand.AttachDocument(Document(1)))
            .ThenRefused(DossierRefusals.SecretHasNoText);

    [Fact]
    public void It_goes_its_way_on_paper_without_a_word()
    {
        var story = Submitted();
        story.Given(Colleague, story.Receive());
        var task = story.Task();
        story
            .When(Colleague, new DossierCommand.CompleteStep(task, [Yes(Hidden)], null, Because, null))
            .ThenRefused(DossierRefusals.SecretHasNoText);
        story
            .When(Colleague, new DossierCommand.CompleteStep(task, [No(Hidden)], null, null, null))
            .ThenRefused(DossierRefusals.SecretHasNoText);
        story.When(Colleague, new DossierCommand.Reject(task, Because)).ThenRefused(DossierRefusals.SecretHasNoText);
        story
            .When(Colleague, new DossierCommand.RequestSupplement(task, [new(Report, null, Because)], null))
            .ThenRefused(DossierRefusals.SecretHasNoText);
        story
            .When(Colleague, new DossierCommand.RequestSupplement(task, [new(null, null, null)], null))
            .ThenRefused(DossierRefusals.NothingMissing);
        story.Given(Colleague, new DossierCommand.RequestSupplement(task, [new(Report, null, null)], null));
        story.Given(Preparer, new DossierCommand.ProvideSupplement(null, WorkDays));
        story.Given(
            Colleague,
            new DossierCommand.ReceiveSupplement(task),
            new DossierCommand.CompleteStep(task, [Yes(Hidden)], null, null, null)
        );
        story.When(CommuneHead, story.Complete(Paper())).ThenRefused(DossierRefusals.SecretHasNoText);
        story.Given(CommuneHead, story.Complete(Bare));
    }

    [Fact]
    public void A_common_letter_enters_it_without_signer_and_scan()
    {
        var story = Submitted();
        story.Given(Colleague, story.Receive()).Given(Colleague, story.Complete());

        story.When(Robot, new DossierCommand.EnterProposal(new(Id(1)), Commune, Paper(), [An.Id]));

        story.Single<DossierEvent.StepCompleted>().Paper.ShouldBe(Bare);
    }

    [Fact]
    public void No_reason_goes_into_the_metadata_either() =>
        Submitted()
            .When(Preparer with { Reason = Because }, new DossierCommand.Withdraw(null))
            .ThenRefused(DossierRefusals.SecretHasNoText);
}
