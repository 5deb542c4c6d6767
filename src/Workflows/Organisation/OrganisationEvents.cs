using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Organisation;

/// <summary>
/// What happened to the organisation (stream <c>org</c>). Facts of one act stand in one event, up to
/// <see cref="MaxEntries"/> of them, so that a province loaded from a file is a few dozen events and one append.
/// All days are days in Hà Nội; a first day and a last day both belong to the period.
/// </summary>
public abstract record OrganisationEvent
{
    /// <summary>Most entries of one event; more make further events of the same append.</summary>
    public const int MaxEntries = 200;

    private OrganisationEvent() { }

    /// <summary>Units entered the register.</summary>
    public sealed record UnitsRegistered(IReadOnlyList<UnitEntry> Units) : OrganisationEvent;

    /// <summary>Names or superiors of units from a day on; one with the first day of an earlier one replaces it.</summary>
    public sealed record UnitsChanged(IReadOnlyList<UnitVersion> Versions) : OrganisationEvent;

    /// <summary>Units ended; the last ending of a unit holds.</summary>
    public sealed record UnitsEnded(IReadOnlyList<UnitEnding> Endings) : OrganisationEvent;

    /// <summary>Functions were bound to named offices; a later first day ends the binding before it.</summary>
    public sealed record FunctionsBound(IReadOnlyList<OfficeBinding> Bindings) : OrganisationEvent;

    /// <summary>People were appointed.</summary>
    public sealed record Appointed(IReadOnlyList<Appointment> Appointments) : OrganisationEvent;

    /// <summary>Appointments ended; the last ending of an appointment holds.</summary>
    public sealed record AppointmentsEnded(IReadOnlyList<AppointmentEnding> Endings) : OrganisationEvent;

    /// <summary>Ủy quyền: somebody may act for an appointment's holder, and both names stand in the record.</summary>
    public sealed record Delegated(Delegation Delegation) : OrganisationEvent;

    /// <summary>An ủy quyền ended early.</summary>
    public sealed record DelegationEnded(DelegationId Delegation, DateOnly LastDay) : OrganisationEvent;
}

/// <summary>A unit as it enters the register.</summary>
/// <param name="Unit">Its id for ever; a merged unit gets a new one even where the name stays.</param>
/// <param name="Level">Its level.</param>
/// <param name="External">Outside the system: it has no accounts, the sending unit records its answers.</param>
/// <param name="First">Its first name and superior; its From is the unit's first day.</param>
/// <param name="Kind">What sort of body it is where it is no administrative unit of its level ("thpt"); null: it is one.</param>
public sealed record UnitEntry(UnitId Unit, UnitLevel Level, bool External, UnitVersion First, KindCode? Kind = null);

/// <summary>How a unit is called and whom it is under, from a day on.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="From">First day.</param>
/// <param name="Name">Full name with the level word: "thị trấn Tân Khai".</param>
/// <param name="ShortName">Where the full name is too long; null: the full name.</param>
/// <param name="LevelWord">"thị trấn", "thành phố": no page says "tỉnh" of Cần Thơ.</param>
/// <param name="Parent">Superior unit; null for provinces and the centre.</param>
public sealed record UnitVersion(UnitId Unit, DateOnly From, PublicText Name, PublicText? ShortName, PublicText LevelWord, UnitId? Parent);

/// <summary>The end of a unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="LastDay">Its last day.</param>
/// <param name="Successors">Units that take over, n to m; may be empty.</param>
/// <param name="Basis">The act ("Nghị quyết số 1662/NQ-UBTVQH15"); null when not given.</param>
public sealed record UnitEnding(UnitId Unit, DateOnly LastDay, IReadOnlyList<UnitId> Successors, PublicText? Basis)
{
    /// <summary>By value, the successors in any order.</summary>
    public bool Equals(UnitEnding? other) =>
        other is not null
        && Unit == other.Unit
        && LastDay == other.LastDay
        && Basis == other.Basis
        && Successors.Count == other.Successors.Count
        && Successors.All(other.Successors.Contains);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Unit, LastDay, Basis, Successors.Count);
}

/// <summary>The office that holds a function in a unit.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Function">What the office does.</param>
/// <param name="Office">Its full name: "Phòng Nội vụ huyện Hớn Quản".</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null: open.</param>
public sealed record OfficeBinding(UnitId Unit, FunctionCode Function, PublicText Office, DateOnly From, DateOnly? To);

/// <summary>One person's function in one unit.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Account">The person's account.</param>
/// <param name="Unit">The unit.</param>
/// <param name="Function">The function.</param>
/// <param name="Title">Chức vụ, as it stands under a signature.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null: open.</param>
/// <param name="Number">Số, ký hiệu of the document that appoints; null: not given.</param>
/// <param name="Date">Its date; null: not given.</param>
public sealed record Appointment(
    AppointmentId Id,
    AccountId Account,
    UnitId Unit,
    FunctionCode Function,
    PublicText Title,
    DateOnly From,
    DateOnly? To,
    DocumentNumber? Number = null,
    DateOnly? Date = null
)
{
    /// <summary>The id of whoever holds a function in a unit from a day on: a file and a page that say the same mean the same appointment.</summary>
    public static AppointmentId IdOf(AccountId account, UnitId unit, FunctionCode function, DateOnly from) =>
        new(DerivedId.From(DerivedId.From(DerivedId.From(account.Value, unit.Value), function.Value), from.DayNumber));
}

/// <summary>The end of an appointment.</summary>
/// <param name="Appointment">Which.</param>
/// <param name="LastDay">Its last day.</param>
/// <param name="Number">Số, ký hiệu of the document that ends it; null: not given.</param>
/// <param name="Date">Its date; null: not given.</param>
public sealed record AppointmentEnding(AppointmentId Appointment, DateOnly LastDay, DocumentNumber? Number = null, DateOnly? Date = null);

/// <summary>An ủy quyền.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Appointment">Whose business it is.</param>
/// <param name="To">The account that may act for the holder.</param>
/// <param name="From">First day.</param>
/// <param name="Until">Last day; an ủy quyền always has one.</param>
/// <param name="Number">Số, ký hiệu of the document.</param>
/// <param name="Date">Its date.</param>
public sealed record Delegation(
    DelegationId Id,
    AppointmentId Appointment,
    AccountId To,
    DateOnly From,
    DateOnly Until,
    DocumentNumber Number,
    DateOnly Date
);
