using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Organisation;

/// <summary>What may be asked of the organisation.</summary>
public abstract record OrganisationCommand
{
    private OrganisationCommand() { }

    /// <summary>Registers a unit.</summary>
    public sealed record RegisterUnit(UnitEntry Unit) : OrganisationCommand;

    /// <summary>Renames a unit or puts it under another, from a day on.</summary>
    public sealed record ChangeUnit(UnitVersion Version) : OrganisationCommand;

    /// <summary>Ends a unit and names its successors.</summary>
    public sealed record EndUnit(UnitEnding Ending) : OrganisationCommand;

    /// <summary>Binds a function to an office.</summary>
    public sealed record BindFunction(OfficeBinding Binding) : OrganisationCommand;

    /// <summary>Bổ nhiệm: nobody holds one office twice on a day.</summary>
    public sealed record Appoint(
        AccountId Account,
        UnitId Unit,
        FunctionCode Function,
        PublicText Title,
        DateOnly From,
        DateOnly? To,
        DocumentNumber? Number = null,
        DateOnly? Date = null
    ) : OrganisationCommand;

    /// <summary>Thôi giữ chức vụ.</summary>
    public sealed record EndAppointment(AppointmentId Appointment, DateOnly LastDay, DocumentNumber? Number = null, DateOnly? Date = null)
        : OrganisationCommand;

    /// <summary>Chuyển: the appointment ends on the day before the one on which its holder begins elsewhere, both in one act.</summary>
    public sealed record Transfer(
        AppointmentId Appointment,
        UnitId Unit,
        FunctionCode Function,
        PublicText Title,
        DateOnly From,
        DocumentNumber? Number = null,
        DateOnly? Date = null
    ) : OrganisationCommand;

    /// <summary>Sets the wording of a chức vụ right; who holds what, and since when, stays.</summary>
    public sealed record CorrectTitle(AppointmentId Appointment, PublicText Title) : OrganisationCommand;

    /// <summary>Ủy quyền; its id is the command's own.</summary>
    public sealed record Delegate(
        AppointmentId Appointment,
        AccountId To,
        DateOnly From,
        DateOnly Until,
        DocumentNumber Number,
        DateOnly Date
    ) : OrganisationCommand;

    /// <summary>Ends an ủy quyền early.</summary>
    public sealed record EndDelegation(DelegationId Delegation, DateOnly LastDay) : OrganisationCommand;

    /// <summary>Many changes at once, all or nothing: what a file says and the register does not.</summary>
    public sealed record Import(OrganisationChanges Changes) : OrganisationCommand;
}

/// <summary>Changes that are made together. What already stands so is passed over.</summary>
public sealed record OrganisationChanges(
    IReadOnlyList<UnitEntry> Units,
    IReadOnlyList<UnitVersion> Versions,
    IReadOnlyList<UnitEnding> Endings,
    IReadOnlyList<OfficeBinding> Bindings,
    IReadOnlyList<Appointment> Appointments,
    IReadOnlyList<AppointmentEnding> AppointmentEndings
)
{
    /// <summary>No change.</summary>
    public static OrganisationChanges None { get; } = new([], [], [], [], [], []);

    /// <summary>How many.</summary>
    public int Count => Units.Count + Versions.Count + Endings.Count + Bindings.Count + Appointments.Count + AppointmentEndings.Count;
}

/// <summary>Why a change of the organisation is refused. Arguments: unit, function, appointment, day.</summary>
public static class OrganisationRefusals
{
    public const string UnitUnknown = "org.unit-unknown";
    public const string UnitDiffers = "org.unit-differs";
    public const string UnitExternal = "org.unit-external";
    public const string ParentUnknown = "org.parent-unknown";
    public const string ParentNotAbove = "org.parent-not-above";
    public const string ParentNotInForce = "org.parent-not-in-force";
    public const string BeforeFirstDay = "org.before-first-day";
    public const string AfterLastDay = "org.after-last-day";
    public const string EndsBeforeItBegins = "org.ends-before-it-begins";
    public const string SuccessorUnknown = "org.successor-unknown";
    public const string SuccessorIsItself = "org.successor-is-itself";
    public const string SuccessorNotInForce = "org.successor-not-in-force";
    public const string ChildLeft = "org.child-left";
    public const string FunctionNotBound = "org.function-not-bound";
    public const string AppointmentUnknown = "org.appointment-unknown";

    /// <summary>The person holds that office on a day of that time already. Arguments: unit, function, day (since when).</summary>
    public const string AlreadyHolds = "org.already-holds";

    /// <summary>The appointment ends before that day anyhow. Arguments: unit, day (its last).</summary>
    public const string AppointmentOver = "org.appointment-over";
    public const string DelegateIsHolder = "org.delegate-is-holder";
    public const string DelegationUnknown = "org.delegation-unknown";
    public const string OutsideAppointment = "org.outside-appointment";
}

/// <summary>Decides on the organisation. Who may ask is the Host's table; here is what can be true.</summary>
public static class OrganisationDecider
{
    /// <summary>What a command leads to.</summary>
    public static Decision<OrganisationEvent> Decide(OrganisationCommand command, CommandContext by, OrganisationState state) =>
        command switch
        {
            OrganisationCommand.RegisterUnit c => Make(OrganisationChanges.None with { Units = [c.Unit] }, state),
            OrganisationCommand.ChangeUnit c => Make(OrganisationChanges.None with { Versions = [c.Version] }, state),
            OrganisationCommand.EndUnit c => Make(OrganisationChanges.None with { Endings = [c.Ending] }, state),
            OrganisationCommand.BindFunction c => Make(OrganisationChanges.None with { Bindings = [c.Binding] }, state),
            OrganisationCommand.Appoint c => Appoint(
                new(
                    Appointment.IdOf(c.Account, c.Unit, c.Function, c.From),
                    c.Account,
                    c.Unit,
                    c.Function,
                    c.Title,
                    c.From,
                    c.To,
                    c.Number,
                    c.Date
                ),
                null,
                state
            ),
            OrganisationCommand.EndAppointment c => Make(
                OrganisationChanges.None with
                {
                    AppointmentEndings = [new(c.Appointment, c.LastDay, c.Number, c.Date)],
                },
                state
            ),
            OrganisationCommand.Transfer c => Transfer(c, state),
            OrganisationCommand.CorrectTitle c => state.Appointment(c.Appointment) is { } appointment
                ? new Decision<OrganisationEvent>.Accepted(
                    Events(OrganisationChanges.None with { Appointments = [appointment with { Title = c.Title }] }, state)
                )
                : Unknown(c.Appointment),
            OrganisationCommand.Delegate c => Delegate(
                new(new DelegationId(by.Derive("delegation")), c.Appointment, c.To, c.From, c.Until, c.Number, c.Date),
                state
            ),
            OrganisationCommand.EndDelegation c => EndDelegation(c, state),
            OrganisationCommand.Import c => Make(c.Changes, state),
        };

    /// <summary>The events that make the changes true, without those that are true already.</summary>
    public static IReadOnlyList<OrganisationEvent> Events(OrganisationChanges changes, OrganisationState state)
    {
        List<OrganisationEvent> events = [];
        Add(changes.Units.Where(entry => state.Unit(entry.Unit) is null), entries => new OrganisationEvent.UnitsRegistered(entries));
        Add(
            changes
                .Units.Where(entry => state.Unit(entry.Unit) is not null)
                .Select(entry => entry.First)
                .Concat(changes.Versions)
                .Where(version => state.Unit(version.Unit)?.Versions.Contains(version) != true),
            versions => new OrganisationEvent.UnitsChanged(versions)
        );
        Add(
            changes.Endings.Where(ending => state.Unit(ending.Unit)?.Ending?.Equals(ending) != true),
            endings => new OrganisationEvent.UnitsEnded(endings)
        );
        Add(changes.Bindings.Where(binding => !state.IsBound(binding)), bindings => new OrganisationEvent.FunctionsBound(bindings));
        Add(
            changes.Appointments.Where(appointment => state.Appointment(appointment.Id) != appointment),
            appointments => new OrganisationEvent.Appointed(appointments)
        );
        Add(
            changes.AppointmentEndings.Where(ending =>
                state.Appointment(ending.Appointment)?.To != ending.LastDay
                || (ending.Number is not null && state.EndingOf(ending.Appointment) != ending)
            ),
            endings => new OrganisationEvent.AppointmentsEnded(endings)
        );
        return events;

        void Add<T>(IEnumerable<T> entries, Func<IReadOnlyList<T>, OrganisationEvent> make) =>
            events.AddRange(entries.Chunk(OrganisationEvent.MaxEntries).Select(make));
    }

    /// <summary>
    /// What is wrong with the changes, each with the entry it concerns (a <see cref="UnitEntry"/>, <see cref="UnitVersion"/>,
    /// <see cref="UnitEnding"/>, <see cref="OfficeBinding"/>, <see cref="Appointment"/> or <see cref="AppointmentEnding"/>).
    /// Empty: the changes may be made.
    /// </summary>
    public static IReadOnlyList<(object Entry, Refusal Refusal)> Faults(OrganisationChanges changes, OrganisationState state)
    {
        var after = Events(changes, state).Aggregate(state, OrganisationState.Evolve);
        List<(object, Refusal)> faults = [];
        foreach (var entry in changes.Units)
        {
            var known = state.Unit(entry.Unit);
            if (known is not null && (known.Level != entry.Level || known.External != entry.External || known.Kind != entry.Kind))
            {
                faults.Add((entry, Refuse(OrganisationRefusals.UnitDiffers, entry.Unit)));
            }

            faults.AddRange(Faults(entry.First, after).Select(fault => ((object)entry, fault)));
        }

        faults.AddRange(changes.Versions.SelectMany(version => Faults(version, after).Select(fault => ((object)version, fault))));
        faults.AddRange(changes.Endings.SelectMany(ending => Faults(ending, after).Select(fault => ((object)ending, fault))));
        faults.AddRange(changes.Bindings.SelectMany(binding => Faults(binding, after).Select(fault => ((object)binding, fault))));
        faults.AddRange(
            changes.Appointments.SelectMany(appointment => Faults(appointment, after).Select(fault => ((object)appointment, fault)))
        );
        faults.AddRange(changes.AppointmentEndings.SelectMany(ending => Faults(ending, after).Select(fault => ((object)ending, fault))));
        return faults;
    }

    private static Decision<OrganisationEvent> Make(OrganisationChanges changes, OrganisationState state) =>
        Faults(changes, state) is [var (_, refusal), ..] ? refusal : new Decision<OrganisationEvent>.Accepted(Events(changes, state));

    private static Decision<OrganisationEvent> Transfer(OrganisationCommand.Transfer command, OrganisationState state)
    {
        if (state.Appointment(command.Appointment) is not { } former)
        {
            return Unknown(command.Appointment);
        }

        var next = new Appointment(
            Appointment.IdOf(former.Account, command.Unit, command.Function, command.From),
            former.Account,
            command.Unit,
            command.Function,
            command.Title,
            command.From,
            null,
            command.Number,
            command.Date
        );
        var ending = new AppointmentEnding(former.Id, command.From.AddDays(-1), command.Number, command.Date);
        if (former.To is { } last && last < command.From)
        {
            return last == ending.LastDay && state.Appointment(next.Id) == next
                ? Decision<OrganisationEvent>.Nothing
                : Refuse(OrganisationRefusals.AppointmentOver, former.Unit, last);
        }

        return Appoint(next, ending, state);
    }

    private static Decision<OrganisationEvent> Appoint(Appointment wanted, AppointmentEnding? instead, OrganisationState state)
    {
        var changes = OrganisationChanges.None with { Appointments = [wanted], AppointmentEndings = instead is null ? [] : [instead] };
        if (Faults(changes, state) is [var (_, refusal), ..])
        {
            return refusal;
        }

        return
            state
                .AppointmentsEver(wanted.Account)
                .Where(held => held.Unit == wanted.Unit && held.Function == wanted.Function && held != wanted)
                .Select(held => held.Id == instead?.Appointment ? held with { To = instead.LastDay } : held)
                .FirstOrDefault(held => !(held.To < wanted.From) && !(wanted.To < held.From))
                is { } twice
            ? Refusal.Of(
                OrganisationRefusals.AlreadyHolds,
                ("unit", twice.Unit.Value),
                ("function", twice.Function.Value),
                ("day", twice.From.Iso())
            )
            : new Decision<OrganisationEvent>.Accepted(Events(changes, state));
    }

    private static Refusal Unknown(AppointmentId appointment) =>
        Refusal.Of(OrganisationRefusals.AppointmentUnknown, ("appointment", appointment.ToString()));

    private static IEnumerable<Refusal> Faults(UnitVersion version, OrganisationState after)
    {
        if (after.Unit(version.Unit) is not { } unit)
        {
            yield return Refuse(OrganisationRefusals.UnitUnknown, version.Unit);
            yield break;
        }

        if (unit.Ending is { } ending && version.From > ending.LastDay)
        {
            yield return Refuse(OrganisationRefusals.AfterLastDay, version.Unit, ending.LastDay);
        }

        if (version.Parent is not { } parentId)
        {
            yield break;
        }

        if (after.Unit(parentId) is not { } parent)
        {
            yield return Refuse(OrganisationRefusals.ParentUnknown, parentId);
        }
        else if (parent.Level < unit.Level || (parent.Level == unit.Level && (unit.Kind is null || parent.Kind is not null)))
        {
            yield return Refuse(OrganisationRefusals.ParentNotAbove, parentId);
        }
        else if (!parent.IsInForce(version.From))
        {
            yield return Refuse(OrganisationRefusals.ParentNotInForce, parentId, version.From);
        }
    }

    private static IEnumerable<Refusal> Faults(UnitEnding ending, OrganisationState after)
    {
        if (after.Unit(ending.Unit) is not { } unit)
        {
            yield return Refuse(OrganisationRefusals.UnitUnknown, ending.Unit);
            yield break;
        }

        if (ending.LastDay < unit.Versions[^1].From)
        {
            yield return Refuse(OrganisationRefusals.EndsBeforeItBegins, ending.Unit, ending.LastDay);
            yield break;
        }

        var next = ending.LastDay.AddDays(1);
        foreach (var successor in ending.Successors)
        {
            if (successor == ending.Unit)
            {
                yield return Refuse(OrganisationRefusals.SuccessorIsItself, successor);
            }
            else if (after.Unit(successor) is not { } heir)
            {
                yield return Refuse(OrganisationRefusals.SuccessorUnknown, successor);
            }
            else if (!heir.IsInForce(next))
            {
                yield return Refuse(OrganisationRefusals.SuccessorNotInForce, successor, next);
            }
        }

        foreach (var child in after.ChildrenOf(ending.Unit, next))
        {
            yield return Refuse(OrganisationRefusals.ChildLeft, child.Id, next);
        }
    }

    private static IEnumerable<Refusal> Faults(OfficeBinding binding, OrganisationState after) =>
        Period(binding.Unit, binding.From, binding.To, after);

    private static IEnumerable<Refusal> Faults(Appointment appointment, OrganisationState after)
    {
        var faults = Period(appointment.Unit, appointment.From, appointment.To, after).ToList();
        if (faults.Count > 0)
        {
            return faults;
        }

        if (after.Unit(appointment.Unit)!.External)
        {
            faults.Add(Refuse(OrganisationRefusals.UnitExternal, appointment.Unit));
        }
        else if (after.Office(appointment.Unit, appointment.Function, appointment.From) is null)
        {
            faults.Add(
                Refusal.Of(
                    OrganisationRefusals.FunctionNotBound,
                    ("unit", appointment.Unit.Value),
                    ("function", appointment.Function.Value),
                    ("day", appointment.From.Iso())
                )
            );
        }

        return faults;
    }

    private static IEnumerable<Refusal> Faults(AppointmentEnding ending, OrganisationState after)
    {
        if (after.Appointment(ending.Appointment) is not { } appointment)
        {
            yield return Unknown(ending.Appointment);
        }
        else if (ending.LastDay < appointment.From)
        {
            yield return Refuse(OrganisationRefusals.EndsBeforeItBegins, appointment.Unit, ending.LastDay);
        }
    }

    private static IEnumerable<Refusal> Period(UnitId id, DateOnly from, DateOnly? to, OrganisationState after)
    {
        if (after.Unit(id) is not { } unit)
        {
            yield return Refuse(OrganisationRefusals.UnitUnknown, id);
            yield break;
        }

        if (from < unit.From)
        {
            yield return Refuse(OrganisationRefusals.BeforeFirstDay, id, unit.From);
        }

        if (unit.Ending is { } ending && from > ending.LastDay)
        {
            yield return Refuse(OrganisationRefusals.AfterLastDay, id, ending.LastDay);
        }

        if (to < from)
        {
            yield return Refuse(OrganisationRefusals.EndsBeforeItBegins, id, to.Value);
        }
    }

    private static Decision<OrganisationEvent> Delegate(Delegation delegation, OrganisationState state)
    {
        if (state.Delegation(delegation.Id) == delegation)
        {
            return Decision<OrganisationEvent>.Nothing;
        }

        if (state.Appointment(delegation.Appointment) is not { } appointment)
        {
            return Unknown(delegation.Appointment);
        }

        if (appointment.Account == delegation.To)
        {
            return Refuse(OrganisationRefusals.DelegateIsHolder, appointment.Unit);
        }

        if (delegation.Until < delegation.From)
        {
            return Refuse(OrganisationRefusals.EndsBeforeItBegins, appointment.Unit, delegation.Until);
        }

        return appointment.Covers(delegation.From) && appointment.Covers(delegation.Until)
            ? new OrganisationEvent.Delegated(delegation)
            : Refuse(OrganisationRefusals.OutsideAppointment, appointment.Unit, delegation.From);
    }

    private static Decision<OrganisationEvent> EndDelegation(OrganisationCommand.EndDelegation command, OrganisationState state)
    {
        if (state.Delegation(command.Delegation) is not { } delegation)
        {
            return Refusal.Of(OrganisationRefusals.DelegationUnknown, ("delegation", command.Delegation.ToString()));
        }

        return delegation.Until <= command.LastDay
            ? Decision<OrganisationEvent>.Nothing
            : new OrganisationEvent.DelegationEnded(command.Delegation, command.LastDay);
    }

    private static Refusal Refuse(string code, UnitId unit) => Refusal.Of(code, ("unit", unit.Value));

    private static Refusal Refuse(string code, UnitId unit, DateOnly day) => Refusal.Of(code, ("unit", unit.Value), ("day", day.Iso()));
}
