using System.Collections.Frozen;

namespace PhongTrao.Host.Security;

/// <summary>What somebody is, by the appointments they hold or exercise today.</summary>
public enum Role
{
    /// <summary>Anybody, signed in or not.</summary>
    Public,

    /// <summary>Anybody who is signed in.</summary>
    Anyone,

    /// <summary>Cán bộ lập hồ sơ: tham mưu of a unit that proposes.</summary>
    Preparer,

    /// <summary>Cán bộ thẩm định: tham mưu, công an, hội đồng.</summary>
    Reviewer,

    /// <summary>Lãnh đạo.</summary>
    Head,

    /// <summary>Văn thư.</summary>
    Clerk,

    /// <summary>Điều phối: hands work on within the unit and those below it.</summary>
    Coordinator,

    /// <summary>Người giám sát: reads and asks, never acts.</summary>
    Supervisor,

    /// <summary>Quản trị: accounts, organisation, operations; no dossier's content.</summary>
    Administrator,
}

/// <summary>What can be done. Every endpoint and page names one.</summary>
public enum Act
{
    /// <summary>Sign in, health, the OpenAPI document.</summary>
    Public,

    /// <summary>One's own account: who am I, change password, sign out.</summary>
    Self,

    /// <summary>Plans, routes, calendar, organisation: the rules of the house.</summary>
    ReadRules,

    /// <summary>See dossiers, filings, tờ trình and decisions.</summary>
    ReadDossiers,

    /// <summary>Open filings and drafts, enter nominees and papers, submit, take back, withdraw, supplement.</summary>
    PrepareDossiers,

    /// <summary>The queue of one's own offices.</summary>
    ReadTasks,

    /// <summary>Claim, release, receive, appraise, return, complete.</summary>
    WorkTasks,

    /// <summary>Hand a task to another person.</summary>
    ReassignTasks,

    /// <summary>Name who acts on a task that nobody of its office may do, or send it to the superior unit.</summary>
    EntrustTasks,

    /// <summary>Chuyển thẩm quyền giải quyết: running dossiers go on under the route of today.</summary>
    RerouteDossiers,

    /// <summary>Gather nominees into a tờ trình and issue it.</summary>
    MakeProposals,

    /// <summary>Draft and issue decisions; enter nominees, take them off, attach the scan.</summary>
    MakeDecisions,

    /// <summary>The audit trail.</summary>
    ReadAudit,

    /// <summary>Kiểm tra, giám sát: where work waits, how long levels take, how much is on time.</summary>
    Supervise,

    /// <summary>Dấu hiệu cần xem: counts, lists and samples of what may be worth a look.</summary>
    ReadSigns,

    /// <summary>Ý kiến kiểm tra: those one asks, is asked, or that stand on what one sees.</summary>
    ReadInspections,

    /// <summary>Make an ý kiến kiểm tra with Yêu cầu giải trình, accept the explanation, ask again, withdraw it. Changes no dossier.</summary>
    Inspect,

    /// <summary>Giải trình for one's office.</summary>
    AnswerInspections,

    /// <summary>Publish plans and routes.</summary>
    PublishRules,

    /// <summary>Word the papers that the product makes otherwise.</summary>
    ManageTemplates,

    /// <summary>Add and confirm days of the working calendar, announce years, set the Saturdays of offices.</summary>
    ManageCalendar,

    /// <summary>Thời hạn, số liệu, tiến độ: what falls due when and for whom, and how units stand against the targets of a plan.</summary>
    ReadDeadlines,

    /// <summary>Nộp báo cáo, ghi nhận việc đã làm, for what a plan asks of one's unit, and its figures and small registers; replace and withdraw it.</summary>
    FileReports,

    /// <summary>Tiếp nhận, trả lại what was handed in to one's unit, and take in paper of units without accounts.</summary>
    AcceptReports,

    /// <summary>Áp dụng a plan to units, and set the days it leaves open.</summary>
    ApplyPlans,

    /// <summary>Phân bổ chỉ tiêu: places of award forms, to units below one's own.</summary>
    AllocateQuotas,

    /// <summary>Load units, people, appointments.</summary>
    ManageOrganisation,

    /// <summary>Give and end ủy quyền: for one's own appointments, for those of the unit one heads, for all.</summary>
    Delegate,

    /// <summary>Make accounts, reset passwords.</summary>
    ManageAccounts,

    /// <summary>Health in detail, lag, rebuild, verification.</summary>
    Operate,

    /// <summary>Move the domain clock (Development only).</summary>
    MoveClock,
}

/// <summary>On what an act may be done, seen from the unit of the appointment that gives the role.</summary>
[Flags]
public enum Scope
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Oneself.</summary>
    Self = 1,

    /// <summary>What belongs to the unit itself: its dossiers, its tasks, its papers.</summary>
    OwnUnit = 2,

    /// <summary>Submitted dossiers that come by the unit: from a unit below it, or with a step of their route in it.</summary>
    OnTheWay = 4,

    /// <summary>What belongs to the unit and those below it.</summary>
    Subtree = 8,

    /// <summary>Accounts, organisation and operations, but no dossier.</summary>
    Administration = 16,

    /// <summary>Everything there is.</summary>
    Everything = 32,
}

/// <summary>
/// The one table of who may do what on what. What stands in no row is denied. It says what may be asked at all; the deciders
/// still refuse what does not fit the case (nobody reviews a dossier they prepared or are nominated in, a task belongs to its
/// office, and so on).
/// </summary>
public static class Permissions
{
    /// <summary>The table.</summary>
    public static IReadOnlyList<(Role Role, Act Act, Scope Scope)> Table { get; } =
    [
        (Role.Public, Act.Public, Scope.Everything),
        (Role.Anyone, Act.Public, Scope.Everything),
        (Role.Anyone, Act.Self, Scope.Self),
        (Role.Anyone, Act.ReadRules, Scope.Everything),
        (Role.Anyone, Act.Delegate, Scope.Self),
        (Role.Anyone, Act.MoveClock, Scope.Everything),
        // cán bộ lập hồ sơ
        (Role.Preparer, Act.ReadDossiers, Scope.OwnUnit | Scope.OnTheWay),
        (Role.Preparer, Act.ReadDeadlines, Scope.Subtree),
        (Role.Preparer, Act.FileReports, Scope.OwnUnit),
        (Role.Preparer, Act.PrepareDossiers, Scope.OwnUnit),
        (Role.Preparer, Act.ReadInspections, Scope.OwnUnit),
        (Role.Preparer, Act.AnswerInspections, Scope.OwnUnit),
        // cán bộ thẩm định
        (Role.Reviewer, Act.ReadDossiers, Scope.OwnUnit | Scope.OnTheWay),
        (Role.Reviewer, Act.ReadDeadlines, Scope.Subtree),
        (Role.Reviewer, Act.FileReports, Scope.OwnUnit),
        (Role.Reviewer, Act.AcceptReports, Scope.OwnUnit),
        (Role.Reviewer, Act.AllocateQuotas, Scope.OwnUnit),
        (Role.Reviewer, Act.ReadTasks, Scope.OwnUnit),
        (Role.Reviewer, Act.WorkTasks, Scope.OwnUnit),
        (Role.Reviewer, Act.MakeProposals, Scope.OwnUnit),
        (Role.Reviewer, Act.MakeDecisions, Scope.OwnUnit),
        (Role.Reviewer, Act.ReadInspections, Scope.OwnUnit),
        (Role.Reviewer, Act.AnswerInspections, Scope.OwnUnit),
        // lãnh đạo
        (Role.Head, Act.ReadDossiers, Scope.OwnUnit | Scope.OnTheWay),
        (Role.Head, Act.ReadDeadlines, Scope.Subtree),
        (Role.Head, Act.FileReports, Scope.OwnUnit),
        (Role.Head, Act.AcceptReports, Scope.OwnUnit),
        (Role.Head, Act.AllocateQuotas, Scope.OwnUnit),
        (Role.Head, Act.ReadTasks, Scope.OwnUnit),
        (Role.Head, Act.WorkTasks, Scope.OwnUnit),
        (Role.Head, Act.ReassignTasks, Scope.OwnUnit),
        (Role.Head, Act.EntrustTasks, Scope.Subtree),
        (Role.Head, Act.Delegate, Scope.OwnUnit),
        (Role.Head, Act.MakeProposals, Scope.OwnUnit),
        (Role.Head, Act.MakeDecisions, Scope.OwnUnit),
        (Role.Head, Act.ReadInspections, Scope.OwnUnit),
        (Role.Head, Act.AnswerInspections, Scope.OwnUnit),
        (Role.Head, Act.Supervise, Scope.Subtree),
        (Role.Head, Act.ReadSigns, Scope.OwnUnit),
        // văn thư
        (Role.Clerk, Act.ReadDossiers, Scope.OwnUnit | Scope.OnTheWay),
        (Role.Clerk, Act.ReadDeadlines, Scope.Subtree),
        (Role.Clerk, Act.FileReports, Scope.OwnUnit),
        (Role.Clerk, Act.AcceptReports, Scope.OwnUnit),
        (Role.Clerk, Act.ReadTasks, Scope.OwnUnit),
        (Role.Clerk, Act.WorkTasks, Scope.OwnUnit),
        (Role.Clerk, Act.MakeProposals, Scope.OwnUnit),
        (Role.Clerk, Act.MakeDecisions, Scope.OwnUnit),
        (Role.Clerk, Act.ReadInspections, Scope.OwnUnit),
        (Role.Clerk, Act.AnswerInspections, Scope.OwnUnit),
        // điều phối
        (Role.Coordinator, Act.ReadDossiers, Scope.Subtree | Scope.OnTheWay),
        (Role.Coordinator, Act.ReadTasks, Scope.Subtree),
        (Role.Coordinator, Act.ReassignTasks, Scope.Subtree),
        (Role.Coordinator, Act.EntrustTasks, Scope.Subtree),
        (Role.Coordinator, Act.RerouteDossiers, Scope.Subtree),
        (Role.Coordinator, Act.PublishRules, Scope.Subtree),
        (Role.Coordinator, Act.ManageCalendar, Scope.Subtree),
        (Role.Coordinator, Act.ReadDeadlines, Scope.Subtree),
        (Role.Coordinator, Act.FileReports, Scope.OwnUnit),
        (Role.Coordinator, Act.AcceptReports, Scope.OwnUnit),
        (Role.Coordinator, Act.ApplyPlans, Scope.Subtree),
        (Role.Coordinator, Act.AllocateQuotas, Scope.Subtree),
        (Role.Coordinator, Act.ReadInspections, Scope.Subtree),
        (Role.Coordinator, Act.AnswerInspections, Scope.OwnUnit),
        (Role.Coordinator, Act.Supervise, Scope.Subtree),
        // người giám sát
        (Role.Supervisor, Act.ReadDossiers, Scope.Subtree | Scope.OnTheWay),
        (Role.Supervisor, Act.ReadDeadlines, Scope.Subtree),
        (Role.Supervisor, Act.ReadAudit, Scope.Subtree | Scope.OnTheWay | Scope.Administration),
        (Role.Supervisor, Act.Supervise, Scope.Subtree),
        (Role.Supervisor, Act.ReadSigns, Scope.Subtree),
        (Role.Supervisor, Act.ReadInspections, Scope.Subtree | Scope.OnTheWay),
        (Role.Supervisor, Act.Inspect, Scope.Subtree | Scope.OnTheWay),
        // quản trị
        (Role.Administrator, Act.PublishRules, Scope.Everything),
        (Role.Administrator, Act.ManageTemplates, Scope.Everything),
        (Role.Administrator, Act.ManageCalendar, Scope.Everything),
        (Role.Administrator, Act.ManageOrganisation, Scope.Administration),
        (Role.Administrator, Act.Delegate, Scope.Administration),
        (Role.Administrator, Act.ManageAccounts, Scope.Administration),
        (Role.Administrator, Act.ReadAudit, Scope.Administration),
        (Role.Administrator, Act.Operate, Scope.Administration),
    ];

    private static readonly FrozenDictionary<(Role, Act), Scope> ByRoleAndAct = Table.ToFrozenDictionary(
        row => (row.Role, row.Act),
        row => row.Scope
    );

    /// <summary>On what a role may do an act; <see cref="Scope.None"/> where the table has no row.</summary>
    public static Scope ScopeOf(Role role, Act act) => ByRoleAndAct.GetValueOrDefault((role, act));

    /// <summary>Whether any of the roles may do the act on anything at all: what an endpoint asks before it looks further.</summary>
    public static bool AllowsSomewhere(IEnumerable<Role> roles, Act act) => roles.Any(role => ScopeOf(role, act) is not Scope.None);
}

/// <summary>The permission an endpoint or page needs. Without one the service does not start.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class PermissionAttribute(Act act) : Attribute
{
    /// <summary>What is done there.</summary>
    public Act Act { get; } = act;

    /// <summary>Open to somebody who must change their password first.</summary>
    public bool BeforePasswordChange { get; init; }
}
