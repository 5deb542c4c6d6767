using System.Globalization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>Bổ nhiệm: of somebody who has an account, or of somebody new.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Function">The function.</param>
/// <param name="Position">Chức vụ as it stands under a signature, up to 500 characters.</param>
/// <param name="From">First day; a day in Hà Nội.</param>
/// <param name="Until">Last day; left out: open.</param>
/// <param name="Number">Số, ký hiệu of the document; may be left out.</param>
/// <param name="Date">Its date, not after today; may be left out.</param>
/// <param name="Account">Account id or user name of who has one; left out: somebody new.</param>
/// <param name="UserName">User name of somebody new.</param>
/// <param name="DisplayName">Họ và tên of somebody new.</param>
public sealed record AppointInput(
    string? Unit,
    string? Function,
    string? Position,
    string? From,
    string? Until,
    string? Number,
    string? Date,
    string? Account,
    string? UserName,
    string? DisplayName
);

/// <summary>Thôi giữ chức vụ.</summary>
/// <param name="From">First day without it.</param>
/// <param name="Number">Số, ký hiệu of the document; may be left out.</param>
/// <param name="Date">Its date, not after today; may be left out.</param>
/// <param name="LeaveEmpty">It is known that work waits there for which nobody is left.</param>
public sealed record EndAppointmentInput(string? From, string? Number, string? Date, bool? LeaveEmpty);

/// <summary>Chuyển: here it ends and there it begins, on one day.</summary>
/// <param name="Unit">The unit there.</param>
/// <param name="Function">The function there.</param>
/// <param name="Position">Chức vụ there.</param>
/// <param name="From">First day there, first day without the former.</param>
/// <param name="Number">Số, ký hiệu of the document; may be left out.</param>
/// <param name="Date">Its date, not after today; may be left out.</param>
/// <param name="LeaveEmpty">It is known that work waits at the former office for which nobody is left.</param>
public sealed record TransferInput(
    string? Unit,
    string? Function,
    string? Position,
    string? From,
    string? Number,
    string? Date,
    bool? LeaveEmpty
);

/// <summary>The right wording of a chức vụ.</summary>
public sealed record PositionInput(string? Position);

/// <summary>An appointment with the words people read.</summary>
/// <param name="Name">Who; null where the name was erased.</param>
/// <param name="Until">Last day; null: open.</param>
/// <param name="Number">Of the document that appoints; null: not given.</param>
/// <param name="EndNumber">Of the document that ends it; null: not given.</param>
/// <param name="Holds">It runs today, and its unit exists.</param>
public sealed record AppointmentLine(
    AppointmentId Id,
    AccountId Account,
    string? Name,
    UnitId Unit,
    string UnitName,
    FunctionCode Function,
    string OfficeName,
    string Title,
    DateOnly From,
    DateOnly? Until,
    DocumentNumber? Number,
    DateOnly? Date,
    DocumentNumber? EndNumber,
    DateOnly? EndDate,
    bool Holds
);

/// <summary>Somebody was appointed.</summary>
/// <param name="Appointment">To what.</param>
/// <param name="Opened">The account that was made for them, with the password that is told this once; null: they had one.</param>
public sealed record AppointmentAnswer(AppointmentLine Appointment, NewPassword? Opened);

/// <summary>What hangs on an appointment that is about to end.</summary>
/// <param name="Waiting">Open work of the office, of units that ended into its own too.</param>
/// <param name="Alone">Nobody else holds the office today, or is appointed to it from a later day on.</param>
/// <param name="TakenUp">What of it this person has taken up; at most <see cref="AppointmentDesk.MostTakenUp"/>.</param>
/// <param name="Delegations">Ủy quyền given for it that run today or later: they end with it.</param>
public sealed record Leaving(int Waiting, bool Alone, int TakenUp, int Delegations);

/// <summary>An account that can be appointed.</summary>
/// <param name="Posts">What they hold today.</param>
public sealed record Appointable(AccountId Account, string Name, IReadOnlyList<AppointmentLine> Posts);

/// <summary>
/// Who holds which function in a unit since when: appointing, ending, moving, wording. The same facts as files load, in the same stream; whoever
/// leaves an office in which work waits without anybody is asked first, and somebody always remains who administers.
/// </summary>
public sealed class AppointmentDesk(
    Bench bench,
    People people,
    IVaultRows vault,
    Directory directory,
    AccountDesk accounts,
    ReferenceData reference,
    TaskQueries tasks
)
{
    /// <summary>Most people found at once.</summary>
    public const int MostFound = 20;

    /// <summary>As far as work that somebody has taken up is counted.</summary>
    public const int MostTakenUp = 200;

    /// <summary>Everybody who holds, held or will hold a function in the unit, the latest first day first; bounded by the people ever appointed there.</summary>
    public async Task<Answer<IReadOnlyList<AppointmentLine>>> OfUnitAsync(Person person, UnitId unit, CancellationToken cancellationToken)
    {
        if (!person.May(Act.ManageOrganisation))
        {
            return new Answer<IReadOnlyList<AppointmentLine>>.Forbidden();
        }

        if (person.Organisation.Unit(unit) is null)
        {
            return new Answer<IReadOnlyList<AppointmentLine>>.NotFound();
        }

        var lines = new List<AppointmentLine>();
        foreach (var held in person.Organisation.AppointmentsIn(unit).OrderByDescending(held => held.From).ThenBy(held => held.Id.Value))
        {
            lines.Add(await LineAsync(held, person, cancellationToken));
        }

        return new Answer<IReadOnlyList<AppointmentLine>>.Done(lines);
    }

    /// <summary>An appointment; null where there is none.</summary>
    public async Task<AppointmentLine?> FindAsync(Person person, AppointmentId id, CancellationToken cancellationToken) =>
        person.Organisation.Appointment(id) is { } held ? await LineAsync(held, person, cancellationToken) : null;

    /// <summary>
    /// Accounts by words of a name, with or without diacritics, or by the whole user name; at most <see cref="MostFound"/>, by name. Looks through
    /// the names of all accounts: bounded by the people of the house.
    /// </summary>
    public async Task<IReadOnlyList<Appointable>> FindPeopleAsync(Person person, string asked, CancellationToken cancellationToken)
    {
        var words = VietnameseText.Asked(asked);
        var named = AccountDesk.Fold(asked) is null ? null : (await vault.FindCredentialAsync(asked, cancellationToken))?.Account;
        var found = new List<Appointable>();
        foreach (var (id, account) in reference.Current.Accounts)
        {
            if (account.IsLocked || await directory.NameAsync(id, cancellationToken) is not { } name)
            {
                continue;
            }

            var parts = VietnameseText.Split(name);
            if (
                id == named
                || (words.Count > 0 && words.All(word => parts.Any(part => part.Folded.StartsWith(word.Folded, StringComparison.Ordinal))))
            )
            {
                found.Add(new(id, name, []));
            }
        }

        var shown = new List<Appointable>();
        foreach (
            var one in found
                .OrderBy(one => Convert.ToHexString(Localization.Vietnam.PersonSortKey(one.Name)), StringComparer.Ordinal)
                .Take(MostFound)
        )
        {
            shown.Add(await WithPostsAsync(one, person, cancellationToken));
        }

        return shown;
    }

    /// <summary>One account; null where there is none, or it is locked or erased.</summary>
    public async Task<Appointable?> FindPersonAsync(Person person, AccountId id, CancellationToken cancellationToken) =>
        await people.AccountAsync(id, cancellationToken) is { Exists: true, IsLocked: false }
        && await directory.NameAsync(id, cancellationToken) is { } name
            ? await WithPostsAsync(new(id, name, []), person, cancellationToken)
            : null;

    /// <summary>What hangs on an appointment today.</summary>
    public Leaving LeavingOf(Person person, Appointment held) =>
        new(
            Waiting(held.Unit, held.Function),
            person
                .Organisation.AppointmentsIn(held.Unit)
                .All(other => other.Function != held.Function || other.Id == held.Id || other.To < person.Today),
            tasks
                .ClaimedBy(held.Account, null, MostTakenUp)
                .Items.Count(task =>
                    task.Desk.Function == held.Function && reference.Current.WithPredecessors(held.Unit).Contains(task.Desk.Unit)
                ),
            person.Organisation.DelegationsOf(held.Id).Count(delegation => delegation.Until >= person.Today)
        );

    /// <summary>How much open work waits for an office, that of units that ended into its own too; counts of days are added up.</summary>
    public int Waiting(UnitId unit, FunctionCode function) =>
        tasks.Count([.. reference.Current.WithPredecessors(unit).Select(one => new Office(one, function))], bench.Today).Total;

    /// <summary>Appoints somebody; for somebody new an account is made first, once nothing stands against the appointment.</summary>
    public async Task<Answer<AppointmentAnswer>> AppointAsync(Caller caller, AppointInput input, CancellationToken cancellationToken)
    {
        if (!caller.Person.May(Act.ManageOrganisation))
        {
            return new Answer<AppointmentAnswer>.Forbidden();
        }

        var check = new Check();
        var unit = check.Code<UnitId>("unit", input.Unit);
        var function = check.Code<FunctionCode>("function", input.Function);
        var isNew = string.IsNullOrWhiteSpace(input.Account);
        var account = isNew
            ? AccountDesk.IdFor(OpeningOf(caller))
            : await accounts.FindAsync(check, "account", input.Account, cancellationToken) ?? default;
        if (isNew)
        {
            AccountDesk.CheckNew(check, new(input.UserName, input.DisplayName));
        }

        var title = check.Code<PublicText>("position", input.Position);
        var from = check.Date("from", input.From);
        var until = check.OptionalDate("until", input.Until);
        var number = check.OptionalCode<DocumentNumber>("number", input.Number);
        var date = check.OptionalDate("date", input.Date);
        if (check.Failed)
        {
            return check.Answer<AppointmentAnswer>();
        }

        if (NotYet(date) is { } refusal)
        {
            return new Answer<AppointmentAnswer>.Refused(refusal);
        }

        var command = new OrganisationCommand.Appoint(account, unit, function, title, from, until, number, date);
        NewPassword? opened = null;
        if (isNew)
        {
            if (
                await bench.WouldRefuseAsync<AppointmentAnswer, OrganisationState, OrganisationCommand, OrganisationEvent>(
                    caller,
                    CapacityOf(caller),
                    Bindings.Organisation,
                    Bindings.OrganisationStream,
                    command,
                    Appointing,
                    input,
                    cancellationToken
                ) is
                { } no
            )
            {
                return no;
            }

            var answer = await accounts.OpenAsync(OpeningOf(caller), new(input.UserName, input.DisplayName), cancellationToken);
            if (answer is not Answer<NewPassword>.Done made)
            {
                return answer.As<AppointmentAnswer>();
            }

            opened = made.Value;
        }

        return (
            await RunAsync(caller, command, Appointing, input, Appointment.IdOf(account, unit, function, from), cancellationToken)
        ) switch
        {
            Answer<AppointmentLine>.Done done => new Answer<AppointmentAnswer>.Done(new(done.Value, opened), null, done.Shown),
            var other => other.As<AppointmentAnswer>(),
        };
    }

    /// <summary>Ends an appointment that is not over yet.</summary>
    public async Task<Answer<AppointmentLine>> EndAsync(
        Caller caller,
        AppointmentId id,
        EndAppointmentInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var from = check.Date("from", input.From);
        var number = check.OptionalCode<DocumentNumber>("number", input.Number);
        var date = check.OptionalDate("date", input.Date);
        return check.Failed
            ? check.Answer<AppointmentLine>()
            : await LeaveAsync(
                caller,
                id,
                from,
                date,
                input.LeaveEmpty is true,
                held => new OrganisationCommand.EndAppointment(held.Id, from.AddDays(-1), number, date),
                _ => id,
                "appointment.end",
                input,
                cancellationToken
            );
    }

    /// <summary>Moves somebody: the appointment ends on the day before, the new one begins, in one act.</summary>
    public async Task<Answer<AppointmentLine>> TransferAsync(
        Caller caller,
        AppointmentId id,
        TransferInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var unit = check.Code<UnitId>("unit", input.Unit);
        var function = check.Code<FunctionCode>("function", input.Function);
        var title = check.Code<PublicText>("position", input.Position);
        var from = check.Date("from", input.From);
        var number = check.OptionalCode<DocumentNumber>("number", input.Number);
        var date = check.OptionalDate("date", input.Date);
        return check.Failed
            ? check.Answer<AppointmentLine>()
            : await LeaveAsync(
                caller,
                id,
                from,
                date,
                // Who stays in the office under another title leaves nothing empty.
                input.LeaveEmpty
                    is true
                    || caller.Person.Organisation.Appointment(id) is { } held && held.Unit == unit && held.Function == function,
                held => new OrganisationCommand.Transfer(held.Id, unit, function, title, from, number, date),
                held => Appointment.IdOf(held.Account, unit, function, from),
                "appointment.transfer",
                input,
                cancellationToken
            );
    }

    /// <summary>Sets the wording of a chức vụ right.</summary>
    public async Task<Answer<AppointmentLine>> CorrectTitleAsync(
        Caller caller,
        AppointmentId id,
        PositionInput input,
        CancellationToken cancellationToken
    )
    {
        if (!caller.Person.May(Act.ManageOrganisation))
        {
            return new Answer<AppointmentLine>.Forbidden();
        }

        var check = new Check();
        var title = check.Code<PublicText>("position", input.Position);
        return check.Failed ? check.Answer<AppointmentLine>()
            : caller.Person.Organisation.Appointment(id) is null ? new Answer<AppointmentLine>.NotFound()
            : await RunAsync(
                caller,
                new OrganisationCommand.CorrectTitle(id, title),
                $"appointment.title {id}",
                input,
                id,
                cancellationToken
            );
    }

    private const string Appointing = "appointment.appoint";

    private async Task<Answer<AppointmentLine>> LeaveAsync(
        Caller caller,
        AppointmentId id,
        DateOnly from,
        DateOnly? date,
        bool mayBeEmpty,
        Func<Appointment, OrganisationCommand> command,
        Func<Appointment, AppointmentId> shown,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        var person = caller.Person;
        if (!person.May(Act.ManageOrganisation))
        {
            return new Answer<AppointmentLine>.Forbidden();
        }

        if (person.Organisation.Appointment(id) is not { } held)
        {
            return new Answer<AppointmentLine>.NotFound();
        }

        // It stands so already: the answer did not come the first time.
        var refusal =
            held.To == from.AddDays(-1)
                ? null
                : NotYet(date)
                    ?? (
                        held.To is { } last && last < person.Today
                            ? Refusal.Of(OrganisationRefusals.AppointmentOver, ("unit", held.Unit.Value), ("day", last.Iso()))
                            : null
                    )
                    ?? LastOfTheHouse(person, held, from)
                    ?? (mayBeEmpty ? null : LeftEmpty(person, held, from));
        return refusal is null
            ? await RunAsync(caller, command(held), $"{act} {id}", input, shown(held), cancellationToken)
            : new Answer<AppointmentLine>.Refused(refusal);
    }

    private Refusal? NotYet(DateOnly? date) =>
        date > bench.Today ? Refusal.Of(DossierRefusals.DateInFuture, ("date", date.Value.Iso()), ("today", bench.Today.Iso())) : null;

    // Somebody must be left who can appoint the next one.
    private Refusal? LastOfTheHouse(Person person, Appointment held, DateOnly from)
    {
        if (held.Function != Functions.Administrator)
        {
            return null;
        }

        var accounts = reference.Current.Accounts;
        return
            accounts.Any(one => !one.Value.IsLocked && one.Value.Rights.Contains(Functions.Administrator))
            || person.Organisation.Appointments.Any(other =>
                other.Id != held.Id
                && other.Function == Functions.Administrator
                && person.Organisation.IsEffective(other, from)
                && accounts.GetValueOrDefault(other.Account) is { IsLocked: false }
            )
            ? null
            : Refusal.Of(HostRefusals.LastAdministrator, ("day", from.Iso()));
    }

    private Refusal? LeftEmpty(Person person, Appointment held, DateOnly from) =>
        person.Organisation.Unit(held.Unit)?.IsInForce(from) == true
        && person.Organisation.Holders(held.Unit, held.Function, from).All(other => other.Id == held.Id)
        && Waiting(held.Unit, held.Function) is var waiting and > 0
            ? Refusal.Of(
                HostRefusals.OfficeLeftEmpty,
                ("office", person.OfficeName(held.Unit, held.Function)),
                ("day", from.Iso()),
                ("tasks", waiting.ToString(CultureInfo.InvariantCulture))
            )
            : null;

    private Task<Answer<AppointmentLine>> RunAsync(
        Caller caller,
        OrganisationCommand command,
        string act,
        object input,
        AppointmentId id,
        CancellationToken cancellationToken
    ) =>
        bench.RunAsync(
            caller,
            CapacityOf(caller),
            command,
            act,
            input,
            async person => await LineAsync(person.Organisation.Appointment(id)!, person, cancellationToken),
            cancellationToken
        );

    private async Task<Appointable> WithPostsAsync(Appointable one, Person person, CancellationToken cancellationToken)
    {
        var posts = new List<AppointmentLine>();
        foreach (
            var held in person.Organisation.AppointmentsEver(one.Account).Where(held => person.Organisation.IsEffective(held, person.Today))
        )
        {
            posts.Add(await LineAsync(held, person, cancellationToken));
        }

        return one with
        {
            Posts = posts,
        };
    }

    private async ValueTask<AppointmentLine> LineAsync(Appointment held, Person person, CancellationToken cancellationToken)
    {
        var organisation = person.Organisation;
        var ending = organisation.EndingOf(held.Id);
        return new(
            held.Id,
            held.Account,
            await directory.NameAsync(held.Account, cancellationToken),
            held.Unit,
            person.UnitName(held.Unit),
            held.Function,
            (organisation.Office(held.Unit, held.Function, person.Today) ?? organisation.Office(held.Unit, held.Function, held.From))
                ?.Office
                .Value
                ?? person.OfficeName(held.Unit, held.Function),
            held.Title.Value,
            held.From,
            held.To,
            held.Number,
            held.Date,
            ending?.Number,
            ending?.Date,
            organisation.IsEffective(held, person.Today)
        );
    }

    private static Caller OpeningOf(Caller caller) => caller.For("account");

    private static Capacity? CapacityOf(Caller caller) =>
        caller.Person.Holdings.FirstOrDefault(holding => holding.Roles.Contains(Role.Administrator))?.Capacity;
}
