using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Inspections;

/// <summary>Ý kiến kiểm tra: whoever supervises asks, the office that acted explains.</summary>
public sealed class WhenSomebodySupervises
{
    private static readonly FunctionCode Supervisor = new("giam-sat");
    private static readonly CommandContext Inspector = Person(31, Province, Supervisor);
    private static readonly InspectionEvent.Made Content = new(
        Province,
        Supervisor,
        Inspector.Account,
        new(Id(51)),
        null,
        new(District, Officer),
        Words("Vì sao thẩm định trong một phút?"),
        Today.AddDays(10)
    );
    private static readonly InspectionCommand Explain = new InspectionCommand.Answer(Words("Đã xem hồ sơ giấy từ hôm trước."));
    private static readonly InspectionCommand Again = new InspectionCommand.AskAgain(Words("Hồ sơ giấy đến khi nào?"), Today.AddDays(20));

    [Fact]
    public void It_asks_one_office_about_one_dossier_or_one_decision_by_a_day_to_come()
    {
        New().When(Inspector, new InspectionCommand.Make(Content)).Then(Content);
        Made().When(Inspector, new InspectionCommand.Make(Content)).ThenNothing();
        Made()
            .When(Inspector, new InspectionCommand.Make(Content with { AnswerBy = Today.AddDays(11) }))
            .ThenRefused(InspectionRefusals.Exists);
        New()
            .When(Inspector, new InspectionCommand.Make(Content with { Decision = new(Id(61)) }))
            .ThenRefused(InspectionRefusals.SubjectUnfit)
            .When(Inspector, new InspectionCommand.Make(Content with { Dossier = null }))
            .ThenRefused(InspectionRefusals.SubjectUnfit)
            .When(Inspector, new InspectionCommand.Make(Content with { AnswerBy = Today.AddDays(-1) }))
            .ThenRefused(InspectionRefusals.DayIsOver, ("date", "2025-04-13"))
            .When(DistrictOfficer, new InspectionCommand.Make(Content))
            .ThenRefused(InspectionRefusals.OtherOffice, ("function", "giam-sat"))
            .When(DistrictOfficer, Explain)
            .ThenRefused(InspectionRefusals.Unknown)
            .When(Inspector, new InspectionCommand.Make(Content with { AnswerBy = Today }))
            .ThenTypes(typeof(InspectionEvent.Made));
    }

    [Fact]
    public void The_office_that_is_asked_explains_once_also_when_it_is_late()
    {
        Made()
            .When(DistrictHead, Explain)
            .ThenRefused(InspectionRefusals.OtherOffice, ("function", Officer.Value))
            .When(DistrictOfficer.After(30), Explain)
            .Then(new InspectionEvent.Answered(1, DistrictOfficer.Account, Words("Đã xem hồ sơ giấy từ hôm trước.")))
            .When(DistrictOfficer, Explain)
            .ThenNothing()
            .When(DistrictOfficer, new InspectionCommand.Answer(Words("khác")))
            .ThenRefused(InspectionRefusals.NotAwaited);
    }

    [Fact]
    public void Whoever_asked_accepts_it_or_asks_again()
    {
        Made()
            .When(Inspector, new InspectionCommand.Close(null))
            .ThenRefused(InspectionRefusals.NotAnswered)
            .When(Inspector, Again)
            .ThenRefused(InspectionRefusals.NotAnswered)
            .Given(DistrictOfficer, Explain)
            .When(Inspector, new InspectionCommand.AskAgain(Because, Today.AddDays(-1)))
            .ThenRefused(InspectionRefusals.DayIsOver, ("date", "2025-04-13"))
            .When(Inspector, Again)
            .Then(new InspectionEvent.AskedAgain(2, Words("Hồ sơ giấy đến khi nào?"), Today.AddDays(20)))
            .When(Inspector, Again)
            .ThenNothing()
            .When(Inspector, new InspectionCommand.Close(null))
            .ThenRefused(InspectionRefusals.NotAnswered)
            .Given(DistrictOfficer, new InspectionCommand.Answer(Words("Ngày 10/4.")))
            .When(Inspector, new InspectionCommand.Close(Because))
            .Then(new InspectionEvent.Closed(Because))
            .When(Inspector, new InspectionCommand.Close(Because))
            .ThenNothing();
    }

    [Fact]
    public void What_is_over_is_over()
    {
        var closed = Made().Given(DistrictOfficer, Explain).Given(Inspector, new InspectionCommand.Close(null));
        closed.When(DistrictOfficer, Explain).ThenRefused(InspectionRefusals.IsOver);
        closed.When(Inspector, Again).ThenRefused(InspectionRefusals.IsOver);
        closed.When(Inspector, new InspectionCommand.Withdraw(Because)).ThenRefused(InspectionRefusals.IsOver);

        var withdrawn = Made().Given(Inspector, new InspectionCommand.Withdraw(Because));
        withdrawn.When(Inspector, new InspectionCommand.Withdraw(Because)).ThenNothing();
        withdrawn.When(DistrictOfficer, Explain).ThenRefused(InspectionRefusals.IsOver);
        withdrawn.When(Inspector, new InspectionCommand.Close(null)).ThenRefused(InspectionRefusals.IsOver);
    }

    [Fact]
    public void Nobody_answers_to_themselves()
    {
        // One person in both offices.
        var both = DistrictOfficer with
        {
            Account = Inspector.Account,
        };
        Made().When(both, Explain).ThenRefused(InspectionRefusals.OwnAffair);
        Made()
            .Given(DistrictOfficer, Explain)
            .When(Inspector with { Account = DistrictOfficer.Account }, new InspectionCommand.Close(null))
            .ThenRefused(InspectionRefusals.OwnAffair);
    }

    [Fact]
    public void Papers_and_who_is_told_stand_with_what_was_said_and_are_not_said_again()
    {
        var id = new InspectionId(Id(71));
        DocumentEntry Paper(int n) =>
            new(new(Id(n)), null, null, new(Id(n)), Keys.Of(id), new(new string('a', 64)), 10, new("text/plain"), Words("tep.txt"), false);
        var asked = Content with { Paper = Paper(72), Told = new(District, [DistrictOfficer.Account]) };
        var made = New().Given(Inspector, new InspectionCommand.Make(asked));
        // Who holds the office may have changed by the time it comes again: nobody is told twice.
        made.When(Inspector, new InspectionCommand.Make(asked with { Told = new(District, []) })).ThenNothing();
        made.When(Inspector, new InspectionCommand.Make(asked with { Paper = null })).ThenRefused(InspectionRefusals.Exists);
        var explain = new InspectionCommand.Answer(Words("Kèm giấy biên nhận."), Paper(73), new(Province, [Inspector.Account]));
        made.When(DistrictOfficer, explain)
            .Then(new InspectionEvent.Answered(1, DistrictOfficer.Account, explain.Text, explain.Paper, explain.Told))
            .When(DistrictOfficer, explain with { Told = null })
            .ThenNothing()
            .When(DistrictOfficer, explain with { Paper = Paper(74) })
            .ThenRefused(InspectionRefusals.NotAwaited);
    }

    private static Spec<Inspection, InspectionCommand, InspectionEvent> New() => new(Bindings.Inspection);

    private static Spec<Inspection, InspectionCommand, InspectionEvent> Made() =>
        New().Given(Inspector, new InspectionCommand.Make(Content));
}
