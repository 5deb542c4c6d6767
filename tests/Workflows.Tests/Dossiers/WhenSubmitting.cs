using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

public sealed class WhenSubmitting
{
    [Fact]
    public void A_complete_draft_is_submitted_and_the_first_step_opens_with_its_due_date() =>
        Story
            .Complete()
            .When(Preparer, Story.Submission())
            .ThenTypes(typeof(DossierEvent.Submitted), typeof(DossierEvent.TaskOpened))
            .Single<DossierEvent.TaskOpened>()
            // 10 working days after Monday 14/4/2025: 26/4 is a make-up Saturday, 30/4 to 2/5 are off.
            .ShouldSatisfyAllConditions(
                t => t.Open.ShouldBe(new OpenStep(AppraiseCommune, new Party(Commune, Officer), 1)),
                t => t.Act.ShouldBe(StepAct.Appraise),
                t => t.Receives.ShouldBeTrue(),
                t => t.DueOn.ShouldBe(new DateOnly(2025, 4, 26)),
                t => t.DueProvisional.ShouldBeFalse()
            );

    [Fact]
    public void All_that_is_missing_is_named_at_once() =>
        Story
            .Draft(An, Binh)
            .Given(Preparer, new DossierCommand.AttachDocument(Document(5, Report, An)))
            .When(Preparer, Story.Submission())
            .ThenRefused(
                DossierRefusals.ComponentsMissing,
                ("missing", "to-trinh"),
                ("missingFor", $"bao-cao-thanh-tich/{Binh.Id}"),
                ("unconfirmed", "bao-cao-thanh-tich")
            );

    [Theory]
    [InlineData(0, false)]
    [InlineData(1, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Enough_paper_copies_stand_for_files(int copies, bool enough)
    {
        var story = Story
            .Draft()
            .Given(Preparer, new DossierCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false)))
            .Given(Preparer, new DossierCommand.StateComponent(new(Letter, copies, Confirmed: false, NotApplicable: false)))
            .When(Preparer, Story.Submission());
        if (enough)
        {
            story.Refused.ShouldBeNull();
        }
        else
        {
            story.ThenRefused(DossierRefusals.ComponentsMissing, ("missing", "to-trinh"));
        }
    }

    [Fact]
    public void A_mandatory_component_is_never_not_applicable() =>
        Story
            .Complete()
            .Given(Preparer, new DossierCommand.RemoveDocument(Document(1).Id))
            .Given(Preparer, new DossierCommand.StateComponent(new(Letter, 2, Confirmed: false, NotApplicable: true)))
            .When(Preparer, Story.Submission())
            .ThenRefused(DossierRefusals.ComponentsMissing, ("missing", "to-trinh"));

    [Fact]
    public void A_report_of_one_nominee_does_not_stand_for_another() =>
        Story
            .Complete(An, Binh)
            .Given(Preparer, new DossierCommand.RemoveDocument(Document(Binh.Id.Value.ToByteArray()[0]).Id))
            .When(Preparer, Story.Submission())
            .ThenRefused(DossierRefusals.ComponentsMissing, ("missingFor", $"bao-cao-thanh-tich/{Binh.Id}"));

    [Fact]
    public void Without_nominees_there_is_nothing_to_submit() =>
        Story.New().Given(Preparer, Story.Opening()).When(Preparer, Story.Submission()).ThenRefused(DossierRefusals.NoNominees);

    [Fact]
    public void Another_unit_cannot_submit() =>
        Story.Complete().When(DistrictOfficer, Story.Submission()).ThenRefused(DossierRefusals.OtherUnit, ("unit", "tan-khai"));

    [Fact]
    public void Twice_is_once() => Story.Submitted().When(Preparer, Story.Submission()).ThenNothing();

    [Fact]
    public void A_route_of_another_form_is_a_fault() =>
        Story
            .Complete()
            .When(Preparer, Story.Submission(Way with { Form = new("bang-khen") }))
            .ThenRefused(DossierRefusals.RouteUnfit, ("form", Form.Value), ("route", "giay-khen-huyen"));

    [Fact]
    public void What_is_submitted_is_changed_no_more()
    {
        var story = Story.Submitted();
        story.When(Preparer, new DossierCommand.AddNominee(Person(104))).ThenRefused(DossierRefusals.NotDraft);
        story.When(Preparer, new DossierCommand.ChangeNominee(An with { Unnamed = true })).ThenRefused(DossierRefusals.NotDraft);
        story.When(Preparer, new DossierCommand.RemoveNominee(An.Id)).ThenRefused(DossierRefusals.NotDraft);
        story.When(Preparer, new DossierCommand.AttachDocument(Document(8))).ThenRefused(DossierRefusals.NotOpenForPapers);
        story.When(Preparer, new DossierCommand.RemoveDocument(Document(1).Id)).ThenRefused(DossierRefusals.NotDraft);
        story
            .When(Preparer, new DossierCommand.StateComponent(new(Letter, 5, Confirmed: true, NotApplicable: false)))
            .ThenRefused(DossierRefusals.NotOpenForPapers);
    }

    [Fact]
    public void A_reviewer_cannot_change_nominees() =>
        Story
            .AtDistrict()
            .When(DistrictOfficer, new DossierCommand.ChangeNominee(An with { Unnamed = true }))
            .ThenRefused(DossierRefusals.OtherUnit, ("unit", "tan-khai"));
}
