using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>Dossiers at the points of their way where the tests begin.</summary>
internal static class Story
{
    public static Spec<Dossier, DossierCommand, DossierEvent> New() => new(Bindings.Dossier(new BuiltInRouteEngine(), () => WorkDays));

    public static DossierCommand.Open Opening(Secrecy secrecy = Secrecy.Normal) =>
        new(
            TheFiling,
            Commune,
            Plan,
            Form,
            Annual,
            secrecy,
            secrecy == Secrecy.Normal ? null : new PaperRecord(new("01/BC"), Today, Commune),
            Preparer.Account
        );

    /// <summary>A draft with An, Bình and Cường.</summary>
    public static Spec<Dossier, DossierCommand, DossierEvent> Draft(params NomineeEntry[] nominees)
    {
        var story = New().Given(Preparer, Opening());
        foreach (var nominee in nominees is [] ? [An, Binh, Cuong] : nominees)
        {
            story.Given(Preparer, new DossierCommand.AddNominee(nominee));
        }

        return story;
    }

    /// <summary>A draft for a title, with An and Bình and what is asked for but their points.</summary>
    public static Spec<Dossier, DossierCommand, DossierEvent> TitleDraft() =>
        New()
            .Given(Preparer, Opening() with { Recognition = Title })
            .Given(
                Preparer,
                new DossierCommand.AddNominee(An with { Kind = SubjectKind.Collective, Body = new("thcs") }),
                new DossierCommand.AddNominee(Binh with { Kind = SubjectKind.Collective, BodyUnit = Commune }),
                new DossierCommand.StateComponent(new(Letter, 2, Confirmed: false, NotApplicable: false)),
                new DossierCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false))
            );

    public static Spec<Dossier, DossierCommand, DossierEvent> Scored(Spec<Dossier, DossierCommand, DossierEvent> draft) =>
        draft.Given(Preparer, new DossierCommand.StateScore(An.Id, 80, Scale), new DossierCommand.StateScore(Binh.Id, 60, Scale));

    public static DossierCommand.Submit TitleSubmission(DateOnly? assessedTo = null, int? lateDays = null) =>
        new(new("12/HS"), TitleTerms(null, assessedTo, lateDays));

    public static Spec<Dossier, DossierCommand, DossierEvent> TitleSubmitted(DateOnly? assessedTo = null, int? lateDays = null) =>
        Scored(TitleDraft()).Given(Preparer, TitleSubmission(assessedTo, lateDays));

    /// <summary>With every component that is asked for.</summary>
    public static Spec<Dossier, DossierCommand, DossierEvent> Complete(params NomineeEntry[] nominees)
    {
        var story = Draft(nominees).Given(Preparer, new DossierCommand.AttachDocument(Document(1, Letter)));
        foreach (var nominee in story.State.Nominees)
        {
            story.Given(Preparer, new DossierCommand.AttachDocument(Document(nominee.Id.Value.ToByteArray()[0], Report, nominee.Entry)));
        }

        return story.Given(Preparer, new DossierCommand.StateComponent(new(Report, 0, Confirmed: true, NotApplicable: false)));
    }

    public static DossierCommand.Submit Submission(RoutePlan? route = null) => new(new("12/HS"), Terms(route));

    public static Spec<Dossier, DossierCommand, DossierEvent> Submitted(params NomineeEntry[] nominees) =>
        Complete(nominees).Given(Preparer, Submission());

    public static Spec<Dossier, DossierCommand, DossierEvent> On(RoutePlan route, params NomineeEntry[] nominees) =>
        Complete(nominees).Given(Preparer, Submission(route));

    public static Spec<Dossier, DossierCommand, DossierEvent> Received(params NomineeEntry[] nominees)
    {
        var story = Submitted(nominees);
        return story.Given(Colleague, story.Receive());
    }

    public static Spec<Dossier, DossierCommand, DossierEvent> AtProposal(params NomineeEntry[] nominees)
    {
        var story = Received(nominees);
        return story.Given(Colleague, story.Complete());
    }

    public static Spec<Dossier, DossierCommand, DossierEvent> AtDistrict(params NomineeEntry[] nominees)
    {
        var story = AtProposal(nominees);
        return story.Given(CommuneHead, story.Complete(Paper()));
    }

    public static Spec<Dossier, DossierCommand, DossierEvent> AtCouncil(params NomineeEntry[] nominees)
    {
        var story = AtDistrict(nominees);
        story.Given(DistrictOfficer, story.Receive());
        return story.Given(DistrictOfficer, story.Complete());
    }

    public static Spec<Dossier, DossierCommand, DossierEvent> AtDecision(params NomineeEntry[] nominees)
    {
        var story = AtCouncil(nominees);
        return story.Given(DistrictOfficer, story.Vote(9));
    }

    /// <summary>The only open task.</summary>
    public static TaskId Task(this Spec<Dossier, DossierCommand, DossierEvent> story) => story.State.Tasks.ShouldHaveSingleItem().Id;

    public static DossierCommand.Receive Receive(this Spec<Dossier, DossierCommand, DossierEvent> story, string number = "7") =>
        new(story.Task(), new(number), Today, null);

    /// <summary>All who are in pass.</summary>
    public static DossierCommand.CompleteStep Complete(this Spec<Dossier, DossierCommand, DossierEvent> story, SignedPaper? paper = null) =>
        story.Judge([.. story.State.Nominees.Where(n => n.IsInPlay).Select(n => Yes(n.Entry))], paper);

    public static DossierCommand.CompleteStep Judge(
        this Spec<Dossier, DossierCommand, DossierEvent> story,
        IReadOnlyList<NomineeVerdict> verdicts,
        SignedPaper? paper = null
    ) => new(story.State.Tasks[0].Id, verdicts, paper, null, null);

    public static DossierCommand.CompleteStep Vote(this Spec<Dossier, DossierCommand, DossierEvent> story, int votes) =>
        story.Judge([.. story.State.Nominees.Where(n => n.IsInPlay).Select(n => Voted(n.Entry, votes))], Paper("03/BB-HĐ"));

    public static DossierCommand.CompleteStep Back(this Spec<Dossier, DossierCommand, DossierEvent> story, StepId to) =>
        new(story.State.Tasks[0].Id, [], null, Because, to);

    public static DossierCommand.RequestSupplement Ask(this Spec<Dossier, DossierCommand, DossierEvent> story) =>
        new(story.Task(), [new MissingItem(Report, An.Id, Because)], null);

    public static NomineeStanding Standing(this Spec<Dossier, DossierCommand, DossierEvent> story, NomineeEntry nominee) =>
        story.State.Nominee(nominee.Id)!.Standing;
}
