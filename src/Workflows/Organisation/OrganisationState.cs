using System.Collections.Immutable;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Organisation;

/// <summary>One unit through its whole life.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Level">Its level.</param>
/// <param name="External">Outside the system.</param>
/// <param name="From">First day.</param>
/// <param name="Ending">How it ended; null while no end is known.</param>
/// <param name="Versions">Names and superiors, ascending by first day; at least one.</param>
/// <param name="Kind">What sort of body it is ("thpt"); null: an administrative unit of its level.</param>
public sealed record Unit(
    UnitId Id,
    UnitLevel Level,
    bool External,
    DateOnly From,
    UnitEnding? Ending,
    ImmutableArray<UnitVersion> Versions,
    KindCode? Kind = null
)
{
    /// <summary>Whether the unit exists on the day.</summary>
    public bool IsInForce(DateOnly day) => From <= day && (Ending is null || day <= Ending.LastDay);

    /// <summary>Name and superior on the day; before its first day the first ones, after its end the last.</summary>
    public UnitVersion On(DateOnly day)
    {
        for (var i = Versions.Length - 1; i > 0; i--)
        {
            if (Versions[i].From <= day)
            {
                return Versions[i];
            }
        }

        return Versions[0];
    }

    /// <summary>Full name on the day.</summary>
    public PublicText NameOn(DateOnly day) => On(day).Name;

    internal Unit With(UnitVersion version) =>
        this with
        {
            From = version.From < From ? version.From : From,
            Versions = [.. Versions.Where(v => v.From != version.From).Append(version).OrderBy(v => v.From)],
        };
}

/// <summary>
/// The units, the offices that hold functions in them, and the people appointed (stream <c>org</c>). Immutable; every
/// question names the day it is asked for, a day in Hà Nội.
/// </summary>
public sealed record OrganisationState
{
    private ImmutableDictionary<UnitId, Unit> AllUnits { get; init; } = ImmutableDictionary<UnitId, Unit>.Empty;
    private ImmutableDictionary<UnitId, ImmutableList<UnitId>> Children { get; init; } =
        ImmutableDictionary<UnitId, ImmutableList<UnitId>>.Empty;
    private ImmutableDictionary<UnitId, ImmutableList<UnitId>> Forerunners { get; init; } =
        ImmutableDictionary<UnitId, ImmutableList<UnitId>>.Empty;
    private ImmutableDictionary<(UnitId, FunctionCode), ImmutableList<OfficeBinding>> Offices { get; init; } =
        ImmutableDictionary<(UnitId, FunctionCode), ImmutableList<OfficeBinding>>.Empty;
    private ImmutableDictionary<AppointmentId, Appointment> AllAppointments { get; init; } =
        ImmutableDictionary<AppointmentId, Appointment>.Empty;
    private ImmutableDictionary<AppointmentId, AppointmentEnding> AllEndings { get; init; } =
        ImmutableDictionary<AppointmentId, AppointmentEnding>.Empty;
    private ImmutableDictionary<AccountId, ImmutableList<AppointmentId>> ByAccount { get; init; } =
        ImmutableDictionary<AccountId, ImmutableList<AppointmentId>>.Empty;
    private ImmutableDictionary<(UnitId, FunctionCode), ImmutableList<AppointmentId>> ByPost { get; init; } =
        ImmutableDictionary<(UnitId, FunctionCode), ImmutableList<AppointmentId>>.Empty;
    private ImmutableDictionary<DelegationId, Delegation> AllDelegations { get; init; } =
        ImmutableDictionary<DelegationId, Delegation>.Empty;
    private ImmutableDictionary<AccountId, ImmutableList<DelegationId>> ByDelegate { get; init; } =
        ImmutableDictionary<AccountId, ImmutableList<DelegationId>>.Empty;
    private ImmutableDictionary<AppointmentId, ImmutableList<DelegationId>> ByAppointment { get; init; } =
        ImmutableDictionary<AppointmentId, ImmutableList<DelegationId>>.Empty;

    /// <summary>Nothing registered yet.</summary>
    public static OrganisationState Initial { get; } = new();

    /// <summary>Every unit there ever was, in no order.</summary>
    public IEnumerable<Unit> Units => AllUnits.Values;

    /// <summary>Every appointment there ever was, in no order.</summary>
    public IEnumerable<Appointment> Appointments => AllAppointments.Values;

    /// <summary>Every binding of a function to an office, in no order.</summary>
    public IEnumerable<OfficeBinding> Bindings => Offices.Values.SelectMany(list => list);

    /// <summary>Every ủy quyền there ever was, in no order.</summary>
    public IEnumerable<Delegation> Delegations => AllDelegations.Values;

    /// <summary>The unit with this id, or null.</summary>
    public Unit? Unit(UnitId id) => AllUnits.GetValueOrDefault(id);

    /// <summary>The appointment with this id, or null.</summary>
    public Appointment? Appointment(AppointmentId id) => AllAppointments.GetValueOrDefault(id);

    /// <summary>How an appointment ended, where that was recorded by itself; null: its last day is open, or came with the appointment.</summary>
    public AppointmentEnding? EndingOf(AppointmentId id) =>
        AllEndings.GetValueOrDefault(id) is { } ending && Appointment(id)?.To == ending.LastDay ? ending : null;

    /// <summary>Everybody who ever held a function in the unit, in no order.</summary>
    public IEnumerable<Appointment> AppointmentsIn(UnitId unit) =>
        FunctionsOf(unit).SelectMany(function => ByPost.GetValueOrDefault((unit, function), []).Select(id => AllAppointments[id]));

    /// <summary>The functions that an office of the unit ever held, by code.</summary>
    public IReadOnlyList<FunctionCode> FunctionsOf(UnitId unit) =>
        [
            .. Offices
                .Keys.Where(key => key.Item1 == unit)
                .Select(key => key.Item2)
                .OrderBy(function => function.Value, StringComparer.Ordinal),
        ];

    /// <summary>The ủy quyền with this id, or null.</summary>
    public Delegation? Delegation(DelegationId id) => AllDelegations.GetValueOrDefault(id);

    /// <summary>The unit's superior on the day, or null.</summary>
    public Unit? Parent(UnitId unit, DateOnly day) => Unit(unit)?.On(day).Parent is { } parent ? Unit(parent) : null;

    /// <summary>
    /// The administrative unit of this level that the unit is, or is under, on the day; null where there is none in force. A school or an
    /// agency of the level is none itself.
    /// </summary>
    public Unit? AncestorAt(UnitId unit, UnitLevel level, DateOnly day)
    {
        var at = Unit(unit);
        while (at is not null && at.IsInForce(day))
        {
            if (at.Level == level && at.Kind is null)
            {
                return at;
            }

            at = at.Level <= level ? Parent(at.Id, day) : null;
        }

        return null;
    }

    /// <summary>The units whose superior this one is on the day.</summary>
    public IEnumerable<Unit> ChildrenOf(UnitId unit, DateOnly day) =>
        Children
            .GetValueOrDefault(unit, [])
            .Select(child => AllUnits[child])
            .Where(child => child.IsInForce(day) && child.On(day).Parent == unit);

    /// <summary>The unit and everything under it in force on the day, superiors first.</summary>
    public IEnumerable<Unit> Subtree(UnitId unit, DateOnly day)
    {
        if (Unit(unit) is not { } root)
        {
            yield break;
        }

        var waiting = new Queue<Unit>([root]);
        while (waiting.TryDequeue(out var next))
        {
            if (next.IsInForce(day))
            {
                yield return next;
            }

            foreach (var child in ChildrenOf(next.Id, day))
            {
                waiting.Enqueue(child);
            }
        }
    }

    /// <summary>
    /// Whether the business of a unit is in the scope of another on the day: the same unit, one under it, or one whose
    /// successors (or whose superiors' successors) are. So the records of an abolished unit stay with those who took over.
    /// </summary>
    public bool IsUnder(UnitId unit, UnitId above, DateOnly day) => unit == above || Scope(unit, day).Contains(above);

    /// <summary>The unit, its superiors on the day, and the successors of those that ended before it.</summary>
    public IReadOnlySet<UnitId> Scope(UnitId unit, DateOnly day)
    {
        var found = new HashSet<UnitId>();
        var waiting = new Queue<UnitId>([unit]);
        while (waiting.TryDequeue(out var id))
        {
            if (!found.Add(id) || Unit(id) is not { } next)
            {
                continue;
            }

            if (next.On(day).Parent is { } parent)
            {
                waiting.Enqueue(parent);
            }

            if (next.Ending is { } ending && ending.LastDay < day)
            {
                foreach (var successor in ending.Successors)
                {
                    waiting.Enqueue(successor);
                }
            }
        }

        return found;
    }

    /// <summary>The units in force on the day that took over from this one, through any number of mergers; itself while in force.</summary>
    public IReadOnlyList<Unit> SuccessorsOn(UnitId unit, DateOnly day)
    {
        var found = new List<Unit>();
        var seen = new HashSet<UnitId>();
        var waiting = new Queue<UnitId>([unit]);
        while (waiting.TryDequeue(out var id))
        {
            if (!seen.Add(id) || Unit(id) is not { } next)
            {
                continue;
            }

            if (next.IsInForce(day))
            {
                found.Add(next);
            }
            else if (next.Ending is { } ending && ending.LastDay < day)
            {
                foreach (var successor in ending.Successors)
                {
                    waiting.Enqueue(successor);
                }
            }
        }

        return found;
    }

    /// <summary>The units that ended into this one.</summary>
    public IReadOnlyList<UnitId> PredecessorsOf(UnitId unit) => Forerunners.GetValueOrDefault(unit, []);

    /// <summary>The binding of a function in a unit on the day, or null where no office holds it.</summary>
    public OfficeBinding? Office(UnitId unit, FunctionCode function, DateOnly day)
    {
        if (Unit(unit)?.IsInForce(day) != true || !Offices.TryGetValue((unit, function), out var bindings))
        {
            return null;
        }

        var last = bindings.FindLast(binding => binding.From <= day);
        return last is null || last.To < day ? null : last;
    }

    /// <summary>Whether exactly this binding is recorded.</summary>
    public bool IsBound(OfficeBinding binding) =>
        Offices.TryGetValue((binding.Unit, binding.Function), out var bindings) && bindings.Contains(binding);

    /// <summary>Full name of the office that holds a function in a unit on the day, or null.</summary>
    public PublicText? OfficeName(UnitId unit, FunctionCode function, DateOnly day) => Office(unit, function, day)?.Office;

    /// <summary>The units of a level in which an office holds the function on the day, in order of id.</summary>
    public IReadOnlyList<UnitId> OfficesOf(UnitLevel level, FunctionCode function, DateOnly day) =>
        [
            .. AllUnits
                .Values.Where(unit => unit.Level == level && Office(unit.Id, function, day) is not null)
                .Select(unit => unit.Id)
                .OrderBy(id => id.Value, StringComparer.Ordinal),
        ];

    /// <summary>Who holds a function in a unit on the day, without delegates.</summary>
    public IReadOnlyList<Appointment> Holders(UnitId unit, FunctionCode function, DateOnly day) =>
        Unit(unit)?.IsInForce(day) == true && ByPost.TryGetValue((unit, function), out var ids)
            ? [.. ids.Select(id => AllAppointments[id]).Where(appointment => appointment.Covers(day))]
            : [];

    /// <summary>The appointments an account ever held, in the order they were recorded.</summary>
    public IEnumerable<Appointment> AppointmentsEver(AccountId account) =>
        ByAccount.GetValueOrDefault(account, []).Select(id => AllAppointments[id]);

    /// <summary>Every ủy quyền ever given for an appointment, in the order they were recorded.</summary>
    public IEnumerable<Delegation> DelegationsOf(AppointmentId appointment) =>
        ByAppointment.GetValueOrDefault(appointment, []).Select(id => AllDelegations[id]);

    /// <summary>Those of an appointment that run on the day.</summary>
    public IEnumerable<Delegation> DelegationsOf(AppointmentId appointment, DateOnly day) =>
        DelegationsOf(appointment).Where(delegation => delegation.From <= day && day <= delegation.Until);

    /// <summary>Every ủy quyền ever given to an account, in the order they were recorded.</summary>
    public IEnumerable<Delegation> DelegationsTo(AccountId account) =>
        ByDelegate.GetValueOrDefault(account, []).Select(id => AllDelegations[id]);

    /// <summary>
    /// In what capacities an account may act on the day: its own appointments first, then those it exercises for others
    /// under an ủy quyền, each in order of first day.
    /// </summary>
    public IReadOnlyList<Capacity> AppointmentsOf(AccountId account, DateOnly day)
    {
        var own = ByAccount
            .GetValueOrDefault(account, [])
            .Select(id => AllAppointments[id])
            .Where(appointment => IsEffective(appointment, day))
            .OrderBy(appointment => appointment.From)
            .Select(appointment => new Capacity(appointment.Id, appointment.Unit, appointment.Function));
        var delegated = ByDelegate
            .GetValueOrDefault(account, [])
            .Select(id => AllDelegations[id])
            .Where(delegation => delegation.From <= day && day <= delegation.Until)
            .OrderBy(delegation => delegation.From)
            .Select(delegation => (delegation, appointment: AllAppointments[delegation.Appointment]))
            .Where(pair => IsEffective(pair.appointment, day))
            .Select(pair => new Capacity(
                pair.appointment.Id,
                pair.appointment.Unit,
                pair.appointment.Function,
                pair.appointment.Account,
                pair.delegation.Id
            ));
        return [.. own, .. delegated];
    }

    /// <summary>Whether somebody may act under the appointment on the day: it runs and its unit exists.</summary>
    public bool IsEffective(Appointment appointment, DateOnly day) =>
        appointment.Covers(day) && Unit(appointment.Unit)?.IsInForce(day) == true;

    /// <summary>What the state is after an event.</summary>
    public static OrganisationState Evolve(OrganisationState state, OrganisationEvent @event) =>
        @event switch
        {
            OrganisationEvent.UnitsRegistered e => state.Register(e.Units),
            OrganisationEvent.UnitsChanged e => state.Change(e.Versions),
            OrganisationEvent.UnitsEnded e => state.End(e.Endings),
            OrganisationEvent.FunctionsBound e => state.Bind(e.Bindings),
            OrganisationEvent.Appointed e => state.Appoint(e.Appointments),
            OrganisationEvent.AppointmentsEnded e => state with
            {
                AllAppointments = state.AllAppointments.SetItems(
                    e.Endings.Where(ending => state.AllAppointments.ContainsKey(ending.Appointment))
                        .Select(ending =>
                            KeyValuePair.Create(ending.Appointment, state.AllAppointments[ending.Appointment] with { To = ending.LastDay })
                        )
                ),
                AllEndings = state.AllEndings.SetItems(e.Endings.Select(ending => KeyValuePair.Create(ending.Appointment, ending))),
            },
            OrganisationEvent.Delegated e => state with
            {
                AllDelegations = state.AllDelegations.SetItem(e.Delegation.Id, e.Delegation),
                ByDelegate = Grow(state.ByDelegate, [(e.Delegation.To, e.Delegation.Id)]),
                ByAppointment = Grow(state.ByAppointment, [(e.Delegation.Appointment, e.Delegation.Id)]),
            },
            OrganisationEvent.DelegationEnded e => state.AllDelegations.TryGetValue(e.Delegation, out var delegation)
                ? state with
                {
                    AllDelegations = state.AllDelegations.SetItem(e.Delegation, delegation with { Until = e.LastDay }),
                }
                : state,
        };

    private OrganisationState Register(IReadOnlyList<UnitEntry> entries) =>
        this with
        {
            AllUnits = AllUnits.SetItems(
                entries.Select(e =>
                    KeyValuePair.Create(e.Unit, new Unit(e.Unit, e.Level, e.External, e.First.From, null, [e.First], e.Kind))
                )
            ),
            Children = Grow(Children, entries.Where(e => e.First.Parent is not null).Select(e => (e.First.Parent!.Value, e.Unit))),
        };

    private OrganisationState Change(IReadOnlyList<UnitVersion> versions)
    {
        var units = AllUnits.ToBuilder();
        foreach (var version in versions)
        {
            if (units.TryGetValue(version.Unit, out var unit))
            {
                units[version.Unit] = unit.With(version);
            }
        }

        return this with
        {
            AllUnits = units.ToImmutable(),
            Children = Grow(Children, versions.Where(v => v.Parent is not null).Select(v => (v.Parent!.Value, v.Unit))),
        };
    }

    private OrganisationState End(IReadOnlyList<UnitEnding> endings)
    {
        var units = AllUnits.ToBuilder();
        foreach (var ending in endings)
        {
            if (units.TryGetValue(ending.Unit, out var unit))
            {
                units[ending.Unit] = unit with { Ending = ending };
            }
        }

        return this with
        {
            AllUnits = units.ToImmutable(),
            Forerunners = Grow(Forerunners, endings.SelectMany(e => e.Successors.Select(successor => (successor, e.Unit)))),
        };
    }

    private OrganisationState Bind(IReadOnlyList<OfficeBinding> bindings)
    {
        var offices = Offices.ToBuilder();
        foreach (var binding in bindings)
        {
            var key = (binding.Unit, binding.Function);
            var others = offices.GetValueOrDefault(key, []).RemoveAll(other => other.From == binding.From);
            var after = others.FindIndex(other => other.From > binding.From);
            offices[key] = others.Insert(after < 0 ? others.Count : after, binding);
        }

        return this with
        {
            Offices = offices.ToImmutable(),
        };
    }

    private OrganisationState Appoint(IReadOnlyList<Appointment> appointments) =>
        this with
        {
            AllAppointments = AllAppointments.SetItems(appointments.Select(a => KeyValuePair.Create(a.Id, a))),
            ByAccount = Grow(ByAccount, appointments.Select(a => (a.Account, a.Id))),
            ByPost = Grow(ByPost, appointments.Select(a => ((a.Unit, a.Function), a.Id))),
        };

    private static ImmutableDictionary<TKey, ImmutableList<TValue>> Grow<TKey, TValue>(
        ImmutableDictionary<TKey, ImmutableList<TValue>> index,
        IEnumerable<(TKey Key, TValue Value)> additions
    )
        where TKey : notnull
    {
        var builder = index.ToBuilder();
        foreach (var (key, value) in additions)
        {
            var list = builder.GetValueOrDefault(key, []);
            if (!list.Contains(value))
            {
                builder[key] = list.Add(value);
            }
        }

        return builder.ToImmutable();
    }
}

/// <summary>Questions to one appointment.</summary>
public static class AppointmentQueries
{
    /// <summary>Whether the day lies in the appointment's time.</summary>
    public static bool Covers(this Appointment appointment, DateOnly day) =>
        appointment.From <= day && (appointment.To is not { } to || day <= to);
}
