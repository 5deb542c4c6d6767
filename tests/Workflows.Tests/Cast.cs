using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Tests;

/// <summary>The people, offices and papers of the tests: a commune, a district and a province in April 2025.</summary>
internal static class Cast
{
    public static readonly UnitId Commune = new("tan-khai");
    public static readonly UnitId District = new("hon-quan");
    public static readonly UnitId Province = new("binh-phuoc");
    public static readonly UnitId Ministry = new("bo-cong-an");
    public static readonly FunctionCode Officer = new("tham-muu");
    public static readonly FunctionCode Head = new("lanh-dao");
    public static readonly FunctionCode Clerk = new("van-thu");

    /// <summary>Monday 14/4/2025, 08:00 in Hà Nội.</summary>
    public static readonly DateTimeOffset Morning = new(2025, 4, 14, 1, 0, 0, TimeSpan.Zero);

    public static readonly DateOnly Today = new(2025, 4, 14);

    /// <summary>Prepares dossiers of the commune.</summary>
    public static readonly CommandContext Preparer = Person(11, Commune, Officer);

    /// <summary>Reviews for the commune: the same office as the preparer.</summary>
    public static readonly CommandContext Colleague = Person(12, Commune, Officer);

    public static readonly CommandContext CommuneHead = Person(13, Commune, Head);
    public static readonly CommandContext DistrictOfficer = Person(21, District, Officer);
    public static readonly CommandContext DistrictColleague = Person(22, District, Officer);
    public static readonly CommandContext DistrictHead = Person(23, District, Head);
    public static readonly CommandContext Robot = new(default, Morning, CommandContext.System, null, default);

    public static readonly AwardType Annual = new("tong-ket");
    public static readonly FormCode Form = new("giay-khen-huyen");
    public static readonly FilingId TheFiling = new(Id(1));
    public static readonly PlanId Plan = new("tan-khai-2025");
    public static readonly ComponentCode Letter = new("to-trinh");
    public static readonly ComponentCode Report = new("bao-cao-thanh-tich");
    public static readonly ComponentCode Copies = new("ban-sao-danh-hieu");

    public static readonly StepId AppraiseCommune = new("tham-dinh-xa");
    public static readonly StepId ProposeCommune = new("trinh-huyen");
    public static readonly StepId AppraiseDistrict = new("tham-dinh-huyen");
    public static readonly StepId CouncilDistrict = new("hoi-dong-huyen");
    public static readonly StepId DecideDistrict = new("quyet-dinh-huyen");
    public static readonly StepId NotifyCommune = new("thong-bao");
    public static readonly StepId ArchiveCommune = new("luu-tru");

    public static readonly NomineeEntry An = Person(101);
    public static readonly NomineeEntry Binh = Person(102);
    public static readonly NomineeEntry Cuong = Person(103);

    public static readonly Sealed Because = Words("vì sao");

    public static readonly WorkingCalendar WorkDays = OfficialDays.Load();

    public static Guid Id(int n) => new(n, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);

    public static AccountId Account(int n) => new(Id(n));

    public static CommandContext Person(int account, UnitId unit, FunctionCode function) =>
        new(default, Morning, Account(account), new Capacity(new(Id(1000 + account)), unit, function), Id(7));

    /// <summary>The same person some days later.</summary>
    public static CommandContext After(this CommandContext by, int days) => by with { At = by.At.AddDays(days) };

    /// <summary>The same person with a command id of its own.</summary>
    public static CommandContext Named(this CommandContext by, int command) => by with { CommandId = Id(9000 + command) };

    /// <summary>The same person, acting for another under a delegation.</summary>
    public static CommandContext For(this CommandContext by, CommandContext principal) =>
        by with
        {
            Capacity = principal.Capacity! with { OnBehalfOf = principal.Account, Delegation = new(Id(77)) },
        };

    /// <summary>As the vault would seal it; the tests need no secrecy.</summary>
    public static Sealed Words(string text) => new(new("khoa-ho-so"), System.Text.Encoding.UTF8.GetBytes(text));

    public static NomineeEntry Person(int n, AccountId? account = null) =>
        new(new(Id(n)), new(Id(2000 + n)), SubjectKind.Person, null, Words($"nguoi {n}"), false, account);

    public static DocumentEntry Document(int n, ComponentCode? component = null, NomineeEntry? whose = null) =>
        new(
            new(Id(3000 + n)),
            component,
            whose?.Id,
            new(Id(4000 + n)),
            new("khoa-ho-so"),
            new(new string('a', 64)),
            1024,
            new("application/pdf"),
            Words($"tep {n}.pdf"),
            false
        );

    public static SignedPaper Paper(string number = "15/TTr-UBND", DateOnly? date = null, DateOnly? scanBy = null) =>
        new(
            new(number),
            date ?? Today,
            Words("người ký"),
            new("Chủ tịch"),
            SigningForm.Direct,
            scanBy is null ? Document(9) : null,
            scanBy
        );

    public static ChecklistItem Item(ComponentCode code, bool mandatory = true, bool perNominee = false, bool confirmation = false) =>
        new(code, new(code.Value), mandatory, perNominee, confirmation, 2, new("Mục V.2 Kế hoạch 36/KH-UBND"));

    public static readonly IReadOnlyList<ChecklistItem> Checklist =
    [
        Item(Letter),
        Item(Report, perNominee: true, confirmation: true),
        Item(Copies, mandatory: false),
    ];

    public static RouteStep Step(StepId id, StepAct act, UnitId unit, FunctionCode function, StepId? next, bool receives = false) =>
        new(
            id,
            new(id.Value),
            act,
            StepMode.Single,
            [new Party(unit, function)],
            receives,
            new TimeLimit(10, new("thoi-han"), new("Mục V"), Verified: false),
            new Dictionary<OutcomeCode, RouteTarget>
            {
                [Outcomes.Pass] = next is { } to ? RouteTarget.To(to) : RouteTarget.Out(RouteEnd.Finished),
                [Outcomes.Fail] = RouteTarget.Out(RouteEnd.Rejected),
            }
        );

    public static readonly RoutePlan Way = new(
        new("giay-khen-huyen"),
        1,
        Form,
        District,
        new("Luật TĐKT Điều 80"),
        [
            Step(AppraiseCommune, StepAct.Appraise, Commune, Officer, ProposeCommune, receives: true),
            Step(ProposeCommune, StepAct.Propose, Commune, Head, AppraiseDistrict),
            Step(AppraiseDistrict, StepAct.Appraise, District, Officer, CouncilDistrict, receives: true),
            Step(CouncilDistrict, StepAct.Council, District, Officer, DecideDistrict) with
            {
                Mode = StepMode.Vote,
                Vote = new VoteRule(50, VoteBase.Members, MoreThan: true),
            },
            Step(DecideDistrict, StepAct.Decide, District, Head, NotifyCommune),
            Step(NotifyCommune, StepAct.Notify, Commune, Officer, ArchiveCommune),
            Step(ArchiveCommune, StepAct.Archive, Commune, Officer, null),
        ]
    );

    public static SubmissionTerms Terms(RoutePlan? route = null, IReadOnlyList<ChecklistItem>? checklist = null) =>
        new(Today, route ?? Way, checklist ?? Checklist, 1, 1, 1, 1, null, false);

    public static readonly RuleCode Title = new("an-toan-antt");

    public static readonly ScoreScale Scale = new(
        new("thang-100"),
        100,
        [new(PlanGrade.Excellent, 90), new(PlanGrade.Fair, 70), new(PlanGrade.Average, 50), new(PlanGrade.Weak, 0)],
        new("Quyết định số 510/QĐ-BCA-V05"),
        Verified: false
    );

    /// <summary>Terms of a recognition; without a day the assessed year ends in November.</summary>
    public static SubmissionTerms TitleTerms(RoutePlan? route = null, DateOnly? assessedTo = null, int? lateDays = null) =>
        Terms(route) with
        {
            Recognition = new(Title, Scale, new(2024, 11, 16), assessedTo ?? new(2025, 11, 15), lateDays),
        };

    public static DecisionReference Decision(int n = 1, UnitId? authority = null) =>
        new(new(Id(600 + n)), new($"{n}/QĐ-UBND"), Today, authority ?? District);

    public static NomineeVerdict Yes(NomineeEntry nominee) => new(nominee.Id, Passed: true);

    public static NomineeVerdict No(NomineeEntry nominee) => new(nominee.Id, Passed: false, Because);

    /// <summary>So many of nine members for it, everybody voting.</summary>
    public static NomineeVerdict Voted(NomineeEntry nominee, int votes) =>
        new(nominee.Id, votes > 4, votes > 4 ? null : Because, new Tally(9, 9, 9, 9, votes, 9 - votes));
}
