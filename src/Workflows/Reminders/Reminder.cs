using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Reminders;

/// <summary>What people are reminded of. The discriminators are stored.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "about")]
[JsonDerivedType(typeof(OfOccurrence), "viec")]
[JsonDerivedType(typeof(OfTask), "buoc")]
[JsonDerivedType(typeof(OfInspection), "y-kien")]
public abstract record ReminderSubject
{
    private ReminderSubject() { }

    /// <summary>Under which everybody names it: <see cref="DutyKey"/>, <see cref="TaskId"/> or <see cref="InspectionId"/>; its stream is <c>reminder-{id}</c>.</summary>
    [JsonIgnore]
    public abstract Guid Id { get; }

    /// <summary>An occurrence of a duty for one unit.</summary>
    /// <param name="Plan">The plan.</param>
    /// <param name="Duty">Its duty.</param>
    /// <param name="Period">Which occurrence.</param>
    /// <param name="Origin">The unit that was bound first.</param>
    public sealed record OfOccurrence(PlanId Plan, DutyCode Duty, PeriodKey Period, UnitId Origin) : ReminderSubject
    {
        /// <inheritdoc/>
        [JsonIgnore]
        public override Guid Id => DutyKey.Of(Plan, Duty, Period, Origin).Value;
    }

    /// <summary>A piece of work on a dossier.</summary>
    /// <param name="Dossier">The dossier.</param>
    /// <param name="Task">The work.</param>
    public sealed record OfTask(DossierId Dossier, TaskId Task) : ReminderSubject
    {
        /// <inheritdoc/>
        [JsonIgnore]
        public override Guid Id => Task.Value;
    }

    /// <summary>An explanation that somebody who supervises asks for.</summary>
    /// <param name="Inspection">The inspection.</param>
    public sealed record OfInspection(InspectionId Inspection) : ReminderSubject
    {
        /// <inheritdoc/>
        [JsonIgnore]
        public override Guid Id => Inspection.Value;
    }
}

/// <summary>Which reminder of a subject: together with the subject its key, under which it is recorded once.</summary>
/// <param name="Due">The last valid day it counts back from; a due date that moves is another.</param>
/// <param name="Offset">
/// So many working days before the last working day on or before <paramref name="Due"/>, 0 being that day; or <see cref="Overdue"/>.
/// </param>
public readonly record struct ReminderSlot(DateOnly Due, int Offset)
{
    /// <summary>Quá hạn: told when the last valid day, or its hour, is over.</summary>
    public const int Overdue = -1;

    /// <summary>Whether it says that the day is over.</summary>
    [JsonIgnore]
    public bool IsOverdue => Offset == Overdue;
}

/// <summary>Who is reminded, and why them.</summary>
/// <param name="Account">Who.</param>
/// <param name="Unit">Unit of the appointment that makes it theirs that day.</param>
/// <param name="Function">Its function.</param>
/// <param name="OnBehalfOf">Whose appointment it is, for a delegate; null: their own.</param>
/// <param name="Oversees">It is for others to do: they watch over them.</param>
public sealed record ReminderRecipient(
    AccountId Account,
    UnitId Unit,
    FunctionCode Function,
    AccountId? OnBehalfOf = null,
    bool Oversees = false
);

/// <summary>Why a recorded reminder was not delivered. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReminderEnd>))]
public enum ReminderEnd
{
    /// <summary>It was done, or ended otherwise, meanwhile.</summary>
    [JsonStringEnumMemberName("da-xong")]
    Done,

    /// <summary>Its due date moved meanwhile, or its clock stands.</summary>
    [JsonStringEnumMemberName("da-doi-han")]
    Moved,

    /// <summary>It is others' to do now.</summary>
    [JsonStringEnumMemberName("nguoi-khac-lam")]
    Passed,

    /// <summary>The person cannot be reached that way: locked, or without an address.</summary>
    [JsonStringEnumMemberName("khong-den-duoc")]
    Unreachable,
}

/// <summary>
/// Reminders of one subject: stream <c>reminder-{id}</c>, beside the subject's own so that reminding never contends with those who
/// work on it. A reminder is recorded before it is delivered.
/// </summary>
public abstract record ReminderEvent
{
    private ReminderEvent() { }

    /// <summary>Of what it settles which reminder, the latest where it settles several; null: it settles none.</summary>
    [JsonIgnore]
    public (ReminderSubject Subject, ReminderSlot Slot)? Settles =>
        this switch
        {
            Issued e => (e.Subject, e.Slot),
            Missed { Offsets: [.., var last] } e => (e.Subject, new(e.Due, last)),
            Missed or Lapsed => null,
        };

    /// <summary>Nhắc việc: these people are to be told.</summary>
    /// <param name="Subject">Of what.</param>
    /// <param name="Slot">Which reminder.</param>
    /// <param name="PlannedFor">The instant for which it was planned; it may have been recorded later, after a stop.</param>
    /// <param name="Unit">Whose business it is that day.</param>
    /// <param name="To">Whom; empty: nobody holds an appointment that would make it theirs.</param>
    public sealed record Issued(
        ReminderSubject Subject,
        ReminderSlot Slot,
        DateTimeOffset PlannedFor,
        UnitId Unit,
        IReadOnlyList<ReminderRecipient> To
    ) : ReminderEvent;

    /// <summary>Bỏ lỡ: their time went by while nothing ran, and a later one was issued instead.</summary>
    /// <param name="Subject">Of what.</param>
    /// <param name="Due">The last valid day they count back from.</param>
    /// <param name="Offsets">Which, the earliest first.</param>
    public sealed record Missed(ReminderSubject Subject, DateOnly Due, IReadOnlyList<int> Offsets) : ReminderEvent;

    /// <summary>Thôi gửi: issued, but not delivered to these people by a channel, for what it said no longer held.</summary>
    /// <param name="Slot">Which reminder.</param>
    /// <param name="To">To whom it was not delivered.</param>
    /// <param name="Why">Why.</param>
    public sealed record Lapsed(ReminderSlot Slot, IReadOnlyList<AccountId> To, ReminderEnd Why) : ReminderEvent;
}

/// <summary>What can be asked of a subject's reminders.</summary>
public abstract record ReminderCommand
{
    private ReminderCommand() { }

    /// <summary>Records one reminder as issued, and those before it whose time went by as missed.</summary>
    /// <param name="Subject">Of what.</param>
    /// <param name="Slot">Which.</param>
    /// <param name="Missed">Earlier offsets of the same due day that were never issued.</param>
    /// <param name="PlannedFor">The instant for which it was planned.</param>
    /// <param name="Unit">Whose business it is that day.</param>
    /// <param name="To">Whom.</param>
    public sealed record Remind(
        ReminderSubject Subject,
        ReminderSlot Slot,
        IReadOnlyList<int> Missed,
        DateTimeOffset PlannedFor,
        UnitId Unit,
        IReadOnlyList<ReminderRecipient> To
    ) : ReminderCommand;

    /// <summary>Records that a channel did not deliver it.</summary>
    /// <param name="Slot">Which reminder.</param>
    /// <param name="To">To whom not.</param>
    /// <param name="Why">Why.</param>
    public sealed record Lapse(ReminderSlot Slot, IReadOnlyList<AccountId> To, ReminderEnd Why) : ReminderCommand;
}

/// <summary>Why a command on reminders is refused.</summary>
public static class ReminderRefusals
{
    /// <summary>No such reminder was issued to them. Arguments: due (yyyy-MM-dd), offset.</summary>
    public const string NotIssued = "reminder.not-issued";
}

/// <summary>A subject's reminders as their events leave them.</summary>
public sealed record Reminder
{
    /// <summary>Before the first event.</summary>
    public static Reminder None { get; } = new();

    /// <summary>Whom each issued one was for.</summary>
    public ImmutableDictionary<ReminderSlot, ImmutableHashSet<AccountId>> Issued { get; private init; } =
        ImmutableDictionary<ReminderSlot, ImmutableHashSet<AccountId>>.Empty;

    /// <summary>Those whose time went by.</summary>
    public ImmutableHashSet<ReminderSlot> Missed { get; private init; } = [];

    /// <summary>To whom each was not delivered.</summary>
    public ImmutableDictionary<ReminderSlot, ImmutableHashSet<AccountId>> Lapsed { get; private init; } =
        ImmutableDictionary<ReminderSlot, ImmutableHashSet<AccountId>>.Empty;

    /// <summary>Folds one event.</summary>
    public static Reminder Evolve(Reminder state, ReminderEvent @event) =>
        @event switch
        {
            ReminderEvent.Issued e => state with { Issued = state.Issued.SetItem(e.Slot, [.. e.To.Select(to => to.Account)]) },
            ReminderEvent.Missed e => state with { Missed = state.Missed.Union(e.Offsets.Select(o => new ReminderSlot(e.Due, o))) },
            ReminderEvent.Lapsed e => state with
            {
                Lapsed = state.Lapsed.SetItem(e.Slot, state.Lapsed.GetValueOrDefault(e.Slot, []).Union(e.To)),
            },
        };

    /// <summary>Decides one command. Pure and total: what is recorded already is not recorded again.</summary>
    public static Decision<ReminderEvent> Decide(ReminderCommand command, CommandContext by, Reminder state) =>
        command switch
        {
            ReminderCommand.Remind c => Remind(c, state),
            ReminderCommand.Lapse c => Lapse(c, state),
        };

    private bool IsRecorded(ReminderSlot slot) => Issued.ContainsKey(slot) || Missed.Contains(slot);

    private static Decision<ReminderEvent> Remind(ReminderCommand.Remind c, Reminder state)
    {
        if (state.IsRecorded(c.Slot))
        {
            return Decision<ReminderEvent>.Nothing;
        }

        var missed = c
            .Missed.Where(offset => offset > c.Slot.Offset && !state.IsRecorded(new(c.Slot.Due, offset)))
            .Distinct()
            .OrderDescending()
            .ToList();
        var issued = new ReminderEvent.Issued(c.Subject, c.Slot, c.PlannedFor, c.Unit, c.To);
        return missed.Count == 0 ? issued : new List<ReminderEvent> { new ReminderEvent.Missed(c.Subject, c.Slot.Due, missed), issued };
    }

    private static Decision<ReminderEvent> Lapse(ReminderCommand.Lapse c, Reminder state)
    {
        if (state.Issued.GetValueOrDefault(c.Slot) is not { } told || !c.To.All(told.Contains))
        {
            return Refusal.Of(
                ReminderRefusals.NotIssued,
                ("due", c.Slot.Due.Iso()),
                ("offset", c.Slot.Offset.ToString(CultureInfo.InvariantCulture))
            );
        }

        var lapsed = c.To.Where(to => !state.Lapsed.GetValueOrDefault(c.Slot, []).Contains(to)).Distinct().ToList();
        return lapsed.Count == 0 ? Decision<ReminderEvent>.Nothing : new ReminderEvent.Lapsed(c.Slot, lapsed, c.Why);
    }
}
