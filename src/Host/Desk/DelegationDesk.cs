using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Host.Desk;

/// <summary>Ủy quyền: who may act for whom, in which appointment, from when until when, by which paper.</summary>
/// <param name="Appointment">Whose business it is.</param>
/// <param name="To">Account id or user name of whoever may act for the holder.</param>
/// <param name="From">First day; a day in Hà Nội.</param>
/// <param name="Until">Last day, not before today.</param>
/// <param name="Number">Số, ký hiệu of the paper.</param>
/// <param name="Date">Its date, not after today.</param>
public sealed record DelegationInput(string? Appointment, string? To, string? From, string? Until, string? Number, string? Date);

/// <summary>Ends an ủy quyền early.</summary>
/// <param name="LastDay">Its last day; yesterday at the earliest, which stops it at once. Left out: today.</param>
public sealed record EndDelegationInput(string? LastDay);

/// <summary>An ủy quyền with the words people read.</summary>
/// <param name="Runs">It can be acted under today.</param>
/// <param name="MayEnd">The reader may end it.</param>
public sealed record DelegationLine(
    DelegationId Id,
    AppointmentId Appointment,
    AccountId Holder,
    string? HolderName,
    UnitId Unit,
    FunctionCode Function,
    string OfficeName,
    AccountId To,
    string? ToName,
    DateOnly From,
    DateOnly Until,
    DocumentNumber Number,
    DateOnly Date,
    bool Runs,
    bool MayEnd
);

/// <summary>
/// Gives and ends ủy quyền: a holder for their own appointment, the unit's head for those of the unit, an administrator for all.
/// Whoever acts under one hands it no further, and nobody records one for themselves.
/// </summary>
public sealed class DelegationDesk(Bench bench, AccountDesk accounts, Directory directory)
{
    /// <summary>Those that this person gave, was given or may see to, latest first day first.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async Task<Page<DelegationLine>> ListAsync(Person person, string? after, int limit, CancellationToken cancellationToken)
    {
        var organisation = person.Organisation;
        var seen = SeesAll(person)
            ? organisation.Delegations
            : AppointmentsOf(person)
                .SelectMany(appointment => organisation.DelegationsOf(appointment.Id))
                .Concat(organisation.DelegationsTo(person.Account))
                .DistinctBy(delegation => delegation.Id);
        var page = seen.Select(delegation => (Key: KeyOf(delegation), Delegation: delegation))
            .Where(entry => after is null || string.CompareOrdinal(entry.Key, after) < 0)
            .OrderByDescending(entry => entry.Key, StringComparer.Ordinal)
            .Take(Math.Clamp(limit, 1, 200) + 1)
            .ToList();
        var lines = new List<DelegationLine>();
        foreach (var (_, delegation) in page.Take(Math.Clamp(limit, 1, 200)))
        {
            lines.Add(await LineAsync(delegation, person, cancellationToken));
        }

        return new(lines, page.Count > lines.Count ? page[lines.Count - 1].Key : null);
    }

    /// <summary>The appointments of today or later for which this person may give an ủy quyền, their own first.</summary>
    /// <param name="person">Who gives it.</param>
    /// <param name="of">Only those of these; null: of everybody for whom they may.</param>
    public static IReadOnlyList<Appointment> Grantable(Person person, IReadOnlyCollection<AccountId>? of = null) => [.. (
                !SeesAll(person) ? AppointmentsOf(person).Where(appointment => of?.Contains(appointment.Account) != false)
                : of is null ? person.Organisation.Appointments
                : of.SelectMany(person.Organisation.AppointmentsEver)
            ).Where(appointment => (appointment.To is not { } last || last >= person.Today) && person.Organisation.Unit(appointment.Unit) is { } unit && (unit.Ending is not { } ending || ending.LastDay >= person.Today)).DistinctBy(appointment => appointment.Id).OrderByDescending(appointment => appointment.Account == person.Account)];

    /// <summary>Gives an ủy quyền.</summary>
    public async Task<Answer<DelegationLine>> GiveAsync(Caller caller, DelegationInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var id = check.Id<AppointmentId>("appointment", input.Appointment);
        var to = await accounts.FindAsync(check, "to", input.To, cancellationToken);
        var from = check.Date("from", input.From);
        var until = check.Date("until", input.Until);
        var number = check.Code<DocumentNumber>("number", input.Number);
        var date = check.Date("date", input.Date);
        if (check.Failed)
        {
            return check.Answer<DelegationLine>();
        }

        var (person, today) = (caller.Person, bench.Today);
        if (person.Organisation.Appointment(id) is not { } appointment)
        {
            return Answer<DelegationLine>.Refuse(OrganisationRefusals.AppointmentUnknown);
        }

        if (!MayGive(person, appointment, out var capacity))
        {
            return new Answer<DelegationLine>.Forbidden();
        }

        if (until < today)
        {
            return Answer<DelegationLine>.Refuse(HostRefusals.DelegationOver, ("until", until.Iso()));
        }

        if (date > today)
        {
            return Answer<DelegationLine>.Refuse(
                Workflows.Dossiers.DossierRefusals.DateInFuture,
                ("date", date.Iso()),
                ("today", today.Iso())
            );
        }

        if (to == person.Account)
        {
            return Answer<DelegationLine>.Refuse(HostRefusals.DelegatesToThemselves);
        }

        return await RunAsync(
            caller,
            capacity,
            new OrganisationCommand.Delegate(id, to!.Value, from, until, number, date),
            "delegation.give",
            input,
            new DelegationId(DerivedId.From(caller.CommandId, "delegation")),
            cancellationToken
        );
    }

    /// <summary>Ends one early.</summary>
    public async Task<Answer<DelegationLine>> EndAsync(
        Caller caller,
        DelegationId id,
        EndDelegationInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var lastDay = check.OptionalDate("lastDay", input.LastDay) ?? bench.Today;
        if (check.Failed)
        {
            return check.Answer<DelegationLine>();
        }

        var person = caller.Person;
        if (
            person.Organisation.Delegation(id) is not { } delegation
            || person.Organisation.Appointment(delegation.Appointment) is not { } appointment
        )
        {
            return new Answer<DelegationLine>.NotFound();
        }

        if (!MayGive(person, appointment, out var capacity))
        {
            return delegation.To == person.Account ? new Answer<DelegationLine>.Forbidden() : new Answer<DelegationLine>.NotFound();
        }

        return lastDay < bench.Today.AddDays(-1)
            ? Answer<DelegationLine>.Refuse(HostRefusals.DelegationEndsInPast, ("day", bench.Today.AddDays(-1).Iso()))
            : await RunAsync(
                caller,
                capacity,
                new OrganisationCommand.EndDelegation(id, lastDay),
                $"delegation.end {id}",
                input,
                id,
                cancellationToken
            );
    }

    private Task<Answer<DelegationLine>> RunAsync(
        Caller caller,
        Capacity? capacity,
        OrganisationCommand command,
        string act,
        object input,
        DelegationId id,
        CancellationToken cancellationToken
    ) =>
        bench.RunAsync(
            caller,
            capacity,
            command,
            act,
            input,
            async person => await LineAsync(person.Organisation.Delegation(id)!, person, cancellationToken),
            cancellationToken
        );

    private async Task<DelegationLine> LineAsync(Delegation delegation, Person person, CancellationToken cancellationToken)
    {
        var appointment = person.Organisation.Appointment(delegation.Appointment)!;
        var isOver = delegation.Until < person.Today;
        return new(
            delegation.Id,
            appointment.Id,
            appointment.Account,
            await directory.NameAsync(appointment.Account, cancellationToken),
            appointment.Unit,
            appointment.Function,
            person.OfficeName(appointment.Unit, appointment.Function),
            delegation.To,
            await directory.NameAsync(delegation.To, cancellationToken),
            delegation.From,
            delegation.Until,
            delegation.Number,
            delegation.Date,
            !isOver && delegation.From <= person.Today && person.Organisation.IsEffective(appointment, person.Today),
            !isOver && MayGive(person, appointment, out _)
        );
    }

    /// <summary>Own appointments, and those of the units whose head this person is.</summary>
    private static IEnumerable<Appointment> AppointmentsOf(Person person)
    {
        var units = person.Holdings.Where(IsHead).Select(holding => holding.Capacity.Unit).ToHashSet();
        return person
            .Organisation.AppointmentsEver(person.Account)
            .Concat(units.Count == 0 ? [] : person.Organisation.Appointments.Where(appointment => units.Contains(appointment.Unit)))
            .DistinctBy(appointment => appointment.Id);
    }

    private static bool MayGive(Person person, Appointment appointment, out Capacity? capacity)
    {
        var own = person.Holdings.Where(holding => holding.Capacity.OnBehalfOf is null).ToList();
        if (appointment.Account == person.Account)
        {
            capacity = own.Find(holding => holding.Capacity.Appointment == appointment.Id)?.Capacity;
            return true;
        }

        capacity =
            own.Find(holding => IsHead(holding) && holding.Capacity.Unit == appointment.Unit)?.Capacity
            ?? own.Find(holding => holding.Roles.Contains(Role.Administrator))?.Capacity;
        return capacity is not null || SeesAll(person);
    }

    // Who acts for a head hands nothing on.
    private static bool IsHead(Holding holding) =>
        holding.Capacity.OnBehalfOf is null && holding.Roles.Any(role => Permissions.ScopeOf(role, Act.Delegate).HasFlag(Scope.OwnUnit));

    /// <summary>Whether somebody may give and end an ủy quyền of anybody's.</summary>
    public static bool SeesAll(Person person) => person.ScopeOf(Act.Delegate).HasFlag(Scope.Administration);

    private static string KeyOf(Delegation delegation) => $"{delegation.From.Iso()}-{delegation.Id}";
}
