using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Security;

/// <summary>One capacity of a person today, with the roles it gives.</summary>
/// <param name="Capacity">Appointment, unit, function; for whom when under a delegation.</param>
/// <param name="Roles">What it makes of them.</param>
public sealed record Holding(Capacity Capacity, IReadOnlyList<Role> Roles);

/// <summary>
/// Who is signed in, in what capacities they may act on the day (Hà Nội, domain clock), and the organisation as it stands: what
/// every question of permission is answered from.
/// </summary>
/// <param name="Account">The account.</param>
/// <param name="Today">The day the capacities were read for.</param>
/// <param name="Holdings">Own appointments first, then those exercised for others.</param>
/// <param name="MustChangePassword">Nothing but that may be done.</param>
/// <param name="Organisation">Units and appointments.</param>
public sealed record Person(
    AccountId Account,
    DateOnly Today,
    IReadOnlyList<Holding> Holdings,
    bool MustChangePassword,
    OrganisationState Organisation,
    IReadOnlyList<Role> OwnRoles
)
{
    /// <summary>Every role of today.</summary>
    public IReadOnlyCollection<Role> Roles { get; } = [.. Holdings.SelectMany(holding => holding.Roles).Concat(OwnRoles).Distinct()];

    /// <summary>Whether the act may be done on anything at all.</summary>
    public bool May(Act act) => Permissions.AllowsSomewhere(Roles, act);

    /// <summary>Whether the act may be done on what belongs to a unit.</summary>
    /// <param name="act">What.</param>
    /// <param name="unit">Whose it is.</param>
    /// <param name="way">The units on a dossier's way, the proposing one too; null: it has none yet.</param>
    public bool May(Act act, UnitId unit, IReadOnlyCollection<UnitId>? way = null) =>
        OwnRoles.Any(role => Permissions.ScopeOf(role, act).HasFlag(Scope.Everything)) || CapacitiesFor(act, unit, way).Any();

    /// <summary>The capacities in which the act may be done on what belongs to a unit, own ones first.</summary>
    public IEnumerable<Capacity> CapacitiesFor(Act act, UnitId unit, IReadOnlyCollection<UnitId>? way = null) =>
        Holdings
            .Where(holding => holding.Roles.Any(role => Covers(Permissions.ScopeOf(role, act), holding.Capacity.Unit, unit, way)))
            .Select(holding => holding.Capacity);

    /// <summary>The capacity of an office: a function of a unit; null when this person does not hold it.</summary>
    public Capacity? CapacityOf(UnitId unit, FunctionCode function) =>
        Holdings.FirstOrDefault(h => h.Capacity.Unit == unit && h.Capacity.Function == function)?.Capacity;

    /// <summary>Whether judging it would be this person's own affair: they prepared the dossier or are nominated in it.</summary>
    public bool IsBarredFrom(Post post) => post.Act.Judges() && post.Concerned.Contains(Account);

    /// <summary>
    /// The capacity in which this person works on a task: as a holder of its office, or as whoever was named for it; of several the
    /// first that is not exercised for somebody concerned. Null: the task is not theirs.
    /// </summary>
    public Capacity? CapacityFor(Post post) =>
        Holdings
            .Where(h =>
                h.Capacity.Unit == post.Desk.Unit
                && (h.Capacity.Function == post.Desk.Function || (post.EntrustedTo == Account && Works(h)))
            )
            .Select(h => h.Capacity)
            .OrderBy(capacity => capacity.OnBehalfOf is { } principal && post.Concerned.Contains(principal))
            .FirstOrDefault();

    /// <summary>Whether this person works on a task.</summary>
    public bool MayWork(Post post) => CapacityFor(post) is not null && May(Act.WorkTasks, post.Desk.Unit);

    /// <summary>Whose move a task is today.</summary>
    public Manning ManningOf(Post post) => Manning.Of(Organisation, post, Functions.HeadsOver(post.Desk.Function), Today);

    /// <summary>
    /// The capacity in which this person may name who acts on a task that nobody of its office may: as one of the heads; where no
    /// head up to the top may, as who coordinates there. Null: they may not.
    /// </summary>
    public Capacity? NamingCapacity(Post post, Manning manning) =>
        manning.By is Manned.ByNobody
            ? Holdings
                .Where(h => h.Roles.Contains(Role.Coordinator) && Organisation.IsUnder(post.Desk.Unit, h.Capacity.Unit, Today))
                .Select(h => h.Capacity)
                .FirstOrDefault()
            : Holdings.Where(h => manning.Heads.Any(head => head.Id == h.Capacity.Appointment)).Select(h => h.Capacity).FirstOrDefault();

    /// <summary>
    /// The capacity in which this person may send a task up: while the unit's head can name somebody, that head alone; else anybody
    /// who is head or coordinates over the unit, the head whose own affair it is too. Null: they may not, or it cannot go up.
    /// </summary>
    public Capacity? SendingCapacity(Post post, Manning manning) =>
        manning.Above is null ? null
        : manning.By is Manned.ByHead ? NamingCapacity(post, manning)
        : CapacitiesFor(Act.EntrustTasks, post.Desk.Unit).FirstOrDefault();

    /// <summary>Whether the account can be named for a task of the unit: it works there today, by appointment or under an ủy quyền.</summary>
    public bool CanBeNamed(AccountId account, UnitId unit) =>
        Organisation
            .AppointmentsOf(account, Today)
            .Any(capacity => capacity.Unit == unit && Works(Functions.HoldingOf(capacity, Organisation)));

    private static bool Works(Holding holding) => holding.Roles.Any(role => Permissions.ScopeOf(role, Act.WorkTasks) is not Scope.None);

    /// <summary>The units for which the act may be done on what is their own.</summary>
    public IReadOnlyList<UnitId> UnitsFor(Act act) =>
        [
            .. Holdings
                .Where(holding =>
                    holding.Roles.Any(role => (Permissions.ScopeOf(role, act) & (Scope.OwnUnit | Scope.Subtree)) is not Scope.None)
                )
                .Select(holding => holding.Capacity.Unit)
                .Distinct(),
        ];

    /// <summary>Name of a unit today; its id where it is not known.</summary>
    public string UnitName(UnitId unit) => Organisation.Unit(unit)?.NameOn(Today).Value ?? unit.Value;

    /// <summary>Name of the office that holds a function in a unit today.</summary>
    public string OfficeName(UnitId unit, FunctionCode function) =>
        Organisation.OfficeName(unit, function, Today)?.Value ?? $"{Localization.Phrases.Vi($"function.{function}")}, {UnitName(unit)}";

    /// <summary>A refusal in words: the unit, the function, the form and the type it speaks of by their names.</summary>
    public string Sentence(Refusal refusal) => Sentence(refusal.Code, refusal.Arguments);

    /// <inheritdoc cref="Sentence(Refusal)"/>
    /// <param name="code">Of the refusal.</param>
    /// <param name="arguments">What it speaks of.</param>
    public string Sentence(string code, IReadOnlyDictionary<string, string> arguments)
    {
        var named = arguments.ToDictionary(StringComparer.Ordinal);
        if (named.TryGetValue("unit", out var unit) && UnitId.TryParse(unit, out var id))
        {
            named["unit"] = UnitName(id);
        }

        if (named.TryGetValue("function", out var held) && FunctionCode.TryParse(held, out var function))
        {
            named["function"] = $"“{Components.Labels.Function(function)}”";
        }

        if (named.TryGetValue("form", out var award) && FormCode.TryParse(award, out var form))
        {
            named["form"] = $"“{Components.Labels.Form(form)}”";
        }

        if (named.TryGetValue("type", out var kind) && AwardType.TryParse(kind, out var type))
        {
            named["type"] = $"“{Components.Labels.Type(type)}”";
        }

        return Components.Labels.Capital(Localization.Phrases.Vi(code, named));
    }

    /// <summary>The widest scope in which the act may be done from any capacity.</summary>
    public Scope ScopeOf(Act act) => Roles.Aggregate(Scope.None, (scope, role) => scope | Permissions.ScopeOf(role, act));

    private bool Covers(Scope scope, UnitId mine, UnitId unit, IReadOnlyCollection<UnitId>? way) =>
        scope.HasFlag(Scope.Everything)
        || (scope.HasFlag(Scope.OwnUnit) && IsMine(mine, unit))
        || (scope.HasFlag(Scope.Subtree) && Organisation.IsUnder(unit, mine, Today))
        || (scope.HasFlag(Scope.OnTheWay) && way?.Any(on => IsMine(mine, on)) == true);

    // What belonged to a unit that has ended is its successors'.
    private bool IsMine(UnitId mine, UnitId unit) =>
        mine == unit || Organisation.SuccessorsOn(unit, Today).Any(successor => successor.Id == mine);
}

/// <summary>What the functions of the organisation mean for permissions.</summary>
public static class Functions
{
    public static FunctionCode Staff { get; } = new("tham-muu");
    public static FunctionCode Police { get; } = new("cong-an");
    public static FunctionCode Council { get; } = new("hoi-dong");
    public static FunctionCode Head { get; } = new("lanh-dao");
    public static FunctionCode PoliceHead { get; } = new("cong-an-lanh-dao");
    public static FunctionCode Clerk { get; } = new("van-thu");
    public static FunctionCode Coordinator { get; } = new("dieu-phoi");
    public static FunctionCode Supervisor { get; } = new("giam-sat");
    public static FunctionCode Administrator { get; } = new("quan-tri");

    /// <summary>Ban Chỉ đạo: in some units the steering committee answers for the movement.</summary>
    public static FunctionCode Committee { get; } = new("ban-chi-dao");

    /// <summary>
    /// Who is reminded of what: of a unit's business its staff, police and steering committee, when it is overdue its heads and those above
    /// too.
    /// </summary>
    public static AudienceFunctions Told { get; } = new([Staff, Police, Committee], [Head, PoliceHead], [Coordinator, Supervisor]);

    /// <summary>A capacity with the roles it gives.</summary>
    public static Holding HoldingOf(Capacity capacity, OrganisationState organisation) =>
        new(capacity, RolesOf(capacity.Function, organisation.Unit(capacity.Unit)?.Level));

    /// <summary>The functions whose holders are head over an office of the same unit: the police have a head of their own.</summary>
    public static IReadOnlyList<FunctionCode> HeadsOver(FunctionCode function) =>
        function == Police || function == PoliceHead ? [PoliceHead, Head] : [Head];

    /// <summary>The roles a function gives in a unit of a level.</summary>
    public static IReadOnlyList<Role> RolesOf(FunctionCode function, UnitLevel? level) =>
        function == Staff
            ? level is UnitLevel.Commune
                ? [Role.Preparer, Role.Reviewer]
                : [Role.Reviewer]
            : function == Police || function == Council
                ? [Role.Reviewer]
                : function == Head || function == PoliceHead
                    ? [Role.Head]
                    : function == Clerk
                        ? [Role.Clerk]
                        : function == Coordinator
                            ? [Role.Coordinator]
                            : function == Supervisor
                                ? [Role.Supervisor]
                                : function == Administrator
                                    ? [Role.Administrator]
                                    : [Role.Reviewer]; // an office of a route that this release does not know by name works on its own tasks
}

/// <summary>Finds who somebody is today, from the log itself: a right taken is gone with the next request.</summary>
public sealed class People(CommandRunner runner, Composition.DomainClock clock)
{
    /// <summary>The organisation as the log has it now.</summary>
    public async ValueTask<OrganisationState> OrganisationAsync(CancellationToken cancellationToken) =>
        (await runner.LoadAsync(Bindings.Organisation, Bindings.OrganisationStream, cancellationToken))?.State ?? OrganisationState.Initial;

    /// <summary>An account as the log has it now; null where there is none.</summary>
    public async ValueTask<Account?> AccountAsync(AccountId account, CancellationToken cancellationToken) =>
        (await runner.LoadAsync(Bindings.Account, Bindings.Account.StreamOf(account.Value), cancellationToken))?.State;

    /// <summary>The person behind an account; null where there is none or it is locked.</summary>
    public async ValueTask<(Person Person, Account Account)?> FindAsync(AccountId id, CancellationToken cancellationToken)
    {
        if (await AccountAsync(id, cancellationToken) is not { Exists: true, IsLocked: false } account)
        {
            return null;
        }

        var organisation = await OrganisationAsync(cancellationToken);
        var today = VietnamTime.DateOf(clock.GetUtcNow());
        return (Make(id, account, organisation, today), account);
    }

    /// <summary>The person of an account on a day.</summary>
    public static Person Make(AccountId id, Account account, OrganisationState organisation, DateOnly today) =>
        new(
            id,
            today,
            [.. organisation.AppointmentsOf(id, today).Select(capacity => Functions.HoldingOf(capacity, organisation))],
            account.MustChangePassword,
            organisation,
            [
                Role.Anyone,
                .. account
                    .Rights.SelectMany(right => Functions.RolesOf(right, null))
                    .Where(role => role is Role.Administrator or Role.Supervisor),
            ]
        );
}
