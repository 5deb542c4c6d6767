using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Projections.Reactors;

/// <summary>How what a reminder speaks of stands for one of those it was for.</summary>
public enum ReminderStanding
{
    /// <summary>It still waits to be done, and they would be reminded of it.</summary>
    Open,

    /// <summary>It was done, or nobody has to do it any more.</summary>
    Ended,

    /// <summary>Its due day is another now.</summary>
    Moved,

    /// <summary>Its clock stands: an answer is awaited.</summary>
    Rests,

    /// <summary>It is others' to do now.</summary>
    Passed,
}

/// <summary>
/// Whom reminders are for, by what the views and the organisation say now: asked when one is recorded, and again when it is delivered
/// or read, so that what ended, moved or passed on meanwhile is known. May be asked from several threads.
/// </summary>
public sealed class Addressees
{
    private readonly ReferenceSnapshot _reference;
    private readonly DeadlineQueries _deadlines;
    private readonly TaskQueries _tasks;
    private readonly InspectionQueries _inspections;
    private readonly Audience _audience;

    /// <param name="database">Where the views are.</param>
    /// <param name="reference">Organisation, accounts and calendar.</param>
    /// <param name="functions">Whom to tell.</param>
    /// <param name="day">The day in Hà Nội.</param>
    public Addressees(ViewDatabase database, ReferenceSnapshot reference, AudienceFunctions functions, DateOnly day)
    {
        _reference = reference;
        _deadlines = new DeadlineQueries(database);
        _tasks = new TaskQueries(database);
        _inspections = new InspectionQueries(database);
        _audience = new Audience(
            reference.Organisation,
            functions,
            account => reference.Accounts.TryGetValue(account, out var known) && known.IsLocked,
            day
        );
    }

    /// <summary>How what a reminder speaks of stands for one of those it was for.</summary>
    public ReminderStanding StandingOf(ReminderSubject subject, ReminderSlot slot, AccountId to) =>
        subject switch
        {
            ReminderSubject.OfOccurrence of => StandingOf(of, slot, to),
            ReminderSubject.OfTask of => StandingOf(of, slot, to),
            ReminderSubject.OfInspection of => StandingOf(of, slot, to),
        };

    /// <summary>The unit whose business an office's is by now: its own, or the first that took over.</summary>
    public UnitId UnitOf(Office office) =>
        _reference.Organisation.SuccessorsOn(office.Unit, _audience.Day) is [{ Id: var unit }, ..] ? unit : office.Unit;

    /// <summary>Those who hold an office by now, or act for who does; of a unit that ended, the same office of those that took over.</summary>
    public IReadOnlyList<ReminderRecipient> Of(Office office) =>
        [
            .. _reference
                .Organisation.SuccessorsOn(office.Unit, _audience.Day)
                .Select(unit => unit.Id)
                .DefaultIfEmpty(office.Unit)
                .SelectMany(unit => _audience.Of(unit, office.Function))
                .DistinctBy(recipient => recipient.Account),
        ];

    /// <summary>Whose business an occurrence is: until a unit ends, what its successor will have to do is still its own.</summary>
    internal UnitId UnitOf(PendingDeadline deadline) =>
        _reference.Organisation.Unit(deadline.Subject.Origin)?.IsInForce(_audience.Day) == true ? deadline.Subject.Origin : deadline.Unit;

    /// <summary>Whom a reminder of an occurrence is for.</summary>
    internal IReadOnlyList<ReminderRecipient> Of(PendingDeadline deadline, ReminderSlot slot) =>
        slot.IsOverdue ? _audience.WhenOver(UnitOf(deadline), deadline.Office) : _audience.Doing(UnitOf(deadline), deadline.Office);

    /// <summary>Whom a reminder of a task is for: who has taken it, or was named for it; else everybody of the office who may act.</summary>
    internal IReadOnlyList<ReminderRecipient> Of(TaskRow task, ReminderSlot slot)
    {
        var office = _audience
            .Of(task.Desk.Unit, task.Desk.Function)
            .Where(recipient => !task.Concerned.Contains(recipient.Account))
            .DistinctBy(recipient => recipient.Account)
            .ToList();
        IReadOnlyList<ReminderRecipient> doers = (task.ClaimedBy ?? task.EntrustedTo) is { } one
            ? [office.Find(recipient => recipient.Account == one) ?? new(one, task.Desk.Unit, task.Desk.Function)]
            : office;
        return slot.IsOverdue ? [.. doers.Concat(_audience.Above(task.Desk.Unit)).DistinctBy(recipient => recipient.Account)] : doers;
    }

    /// <summary>Whom a reminder of an explanation is for: the office that is asked, but not who asked; when its day is over, those who asked as well.</summary>
    internal IReadOnlyList<ReminderRecipient> Of(InspectionRow inspection, ReminderSlot slot)
    {
        var asked = Of(inspection.To).Where(recipient => recipient.Account != inspection.MadeBy);
        return slot.IsOverdue
            ?
            [
                .. asked
                    .Concat(Of(new Office(inspection.Unit, inspection.Function)).Select(recipient => recipient with { Oversees = true }))
                    .DistinctBy(recipient => recipient.Account),
            ]
            : [.. asked];
    }

    private ReminderStanding StandingOf(ReminderSubject.OfOccurrence of, ReminderSlot slot, AccountId to) =>
        _deadlines.Pending(of.Id, _reference.Calendar, default, long.MinValue) is not { } deadline ? ReminderStanding.Ended
        : deadline.Due != slot.Due ? ReminderStanding.Moved
        : Has(Of(deadline, slot), to);

    private ReminderStanding StandingOf(ReminderSubject.OfTask of, ReminderSlot slot, AccountId to) =>
        _tasks.Find(of.Task) is not { } task ? ReminderStanding.Ended
        : task.ClockPaused ? ReminderStanding.Rests
        : task.DueOn != slot.Due ? ReminderStanding.Moved
        : Has(Of(task, slot), to);

    private ReminderStanding StandingOf(ReminderSubject.OfInspection of, ReminderSlot slot, AccountId to) =>
        _inspections.Find(of.Inspection) is not { State: InspectionState.Awaiting } inspection ? ReminderStanding.Ended
        : inspection.AnswerBy != slot.Due ? ReminderStanding.Moved
        : Has(Of(inspection, slot), to);

    private static ReminderStanding Has(IReadOnlyList<ReminderRecipient> recipients, AccountId to) =>
        recipients.Any(recipient => recipient.Account == to) ? ReminderStanding.Open : ReminderStanding.Passed;
}
