using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Subjects;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Subjects;

/// <summary>Decisions from outside the system, entered by a unit, count in the histories of those they name.</summary>
public sealed class WhenPastDecisionsAreEntered
{
    private static readonly PastDecisionId Id0 = new(Id(701));
    private static readonly SubjectId Person0 = new(Id(2101));
    private static readonly PastPaper Paper0 = new(
        new("36/QĐ-UBND"),
        new(2019, 3, 1),
        new("Chủ tịch UBND tỉnh Bình Phước"),
        Province,
        new("bang-khen-tinh"),
        new("dot-xuat"),
        [new(new(Id(801)), Person0, SubjectKind.Person, Words("hồ sơ"), new(new string('a', 64)))]
    );
    private static readonly PastCommand.Enter Enter = new(Commune, Paper0, null, Today);

    private static Spec<PastDecision, PastCommand, PastEvent> New() => new(Bindings.Past);

    [Fact]
    public void A_unit_enters_one_with_its_scan_or_the_day_until_which_that_comes()
    {
        New().When(Preparer, Enter).Then(new PastEvent.Entered(Commune, Paper0, null, Today));
        New().When(Preparer, Enter with { Scan = Document(1), ScanBy = null }).ThenTypes(typeof(PastEvent.Entered));
        New().When(Preparer, Enter with { ScanBy = null }).ThenRefused(PastRefusals.ScanMissing);
        New().When(Preparer, Enter with { Scan = Document(1) }).ThenRefused(PastRefusals.ScanMissing);
        New().When(Preparer, Enter with { ScanBy = Today.AddDays(-1) }).ThenRefused(PastRefusals.ScanMissing);
        New().When(DistrictOfficer, Enter).ThenRefused(PastRefusals.OtherUnit, ("unit", "tan-khai"));
        New().When(Preparer, Enter with { Paper = Paper0 with { Names = [] } }).ThenRefused(PastRefusals.Empty);
        New()
            .When(Preparer, Enter with { Paper = Paper0 with { Date = Today.AddDays(1) } })
            .ThenRefused(PastRefusals.DateInFuture, ("date", "2025-04-15"));
        New().Given(Preparer, Enter).When(Preparer, Enter).ThenRefused(PastRefusals.Exists);
    }

    [Fact]
    public void The_promised_scan_comes_once_and_what_was_entered_by_mistake_is_struck()
    {
        var past = New();
        past.When(Preparer, new PastCommand.Strike(Because)).ThenRefused(PastRefusals.Unknown);
        past.Given(Preparer, Enter);
        past.When(Preparer, new PastCommand.AttachScan(Document(1))).Then(new PastEvent.ScanAttached(Document(1)));
        past.When(Preparer, new PastCommand.AttachScan(Document(1))).ThenNothing();
        past.When(Preparer, new PastCommand.AttachScan(Document(2))).ThenRefused(PastRefusals.ScanNotPromised);
        past.When(DistrictOfficer, new PastCommand.Strike(Because)).ThenRefused(PastRefusals.OtherUnit, ("unit", "tan-khai"));
        past.When(Preparer, new PastCommand.Strike(Because)).Then(new PastEvent.Struck(Because));
        past.When(Preparer, new PastCommand.Strike(Because)).ThenNothing();
        past.When(Preparer, new PastCommand.AttachScan(Document(2))).ThenRefused(PastRefusals.Struck);
    }

    [Fact]
    public void A_unit_says_once_who_somebody_is()
    {
        var subject = new Spec<Subject, SubjectCommand, SubjectEvent>(Bindings.Subject);
        var introduce = new SubjectCommand.Introduce(Commune, SubjectKind.Collective, Words("Tổ An ninh nhân dân khu phố 3"));
        subject.When(Preparer, introduce).Then(new SubjectEvent.Introduced(Commune, SubjectKind.Collective, introduce.Profile));
        subject.When(Preparer, introduce).ThenNothing();
        subject.When(Preparer, introduce with { Profile = Words("Tổ khác") }).ThenNothing();
        subject.State.Awards.ShouldBeEmpty();
    }

    [Fact]
    public void It_counts_for_whom_it_names_until_it_is_struck()
    {
        var past = New().Given(Preparer, Enter);
        var subject = new Spec<Subject, SubjectCommand, SubjectEvent>(Bindings.Subject);
        var again = new SubjectCommand.Claim(
            new(new(Id(601)), new(Id(51)), An.Id, Form, District, new(Annual, Plan, Paper0.Names[0].Mark), 1)
        );

        var entered = PastDecision.Carried(Id0, past.State, past.Recorded[0]).ShouldHaveSingleItem();
        entered.Subject.ShouldBe(Person0);
        subject.When(Robot, entered.Command).ThenTypes(typeof(SubjectEvent.PastAwardEntered));
        subject.When(Robot, entered.Command).ThenNothing();
        subject
            .When(DistrictHead, again)
            .ThenRefused(SubjectRefusals.AlreadyAwarded, ("decision", Id0.ToString()), ("number", "36/QĐ-UBND"), ("on", "2019-03-01"));

        past.Given(Preparer, new PastCommand.Strike(Because));
        var struck = PastDecision.Carried(Id0, past.State, past.Recorded[^1]).ShouldHaveSingleItem();
        subject.When(Robot, struck.Command).Then(new SubjectEvent.PastAwardStruck(Id0, Paper0.Names[0].Id));
        subject.When(Robot, struck.Command).ThenNothing();
        subject.When(DistrictHead, again).ThenTypes(typeof(SubjectEvent.AwardClaimed));
    }
}
