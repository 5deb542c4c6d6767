using System.Text.Json.Serialization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Notices;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Host.Desk;

/// <summary>How what a notice speaks of stands now.</summary>
public enum NoticeState
{
    /// <summary>It still waits to be done.</summary>
    Open,

    /// <summary>Đã xong: it was done.</summary>
    Done,

    /// <summary>Không còn phải làm: nobody has to do it any more.</summary>
    Cancelled,

    /// <summary>Đã đổi hạn: its due day is another now.</summary>
    Moved,

    /// <summary>Tạm dừng tính hạn: an answer is awaited.</summary>
    Rests,

    /// <summary>Người khác làm: it is others' to do now.</summary>
    Passed,
}

/// <summary>What one was told. Days are yyyy-MM-dd in Hà Nội.</summary>
/// <param name="Id">Which.</param>
/// <param name="At">When, UTC.</param>
/// <param name="On">The day of it.</param>
/// <param name="Read">Marked as read.</param>
/// <param name="State">How it stands now.</param>
/// <param name="Due">The last valid day that it speaks of.</param>
/// <param name="LastWorkingDay">The last working day on or before it.</param>
/// <param name="WorkingDaysLeft">From the day of the notice to the last working day; null: it was over.</param>
/// <param name="OverSince">Since when it was over, UTC; null: it was not.</param>
/// <param name="EndsAt">When its last valid day, or its hour, ends, UTC.</param>
/// <param name="IsOver">It is still to be done, and its day is over now.</param>
/// <param name="NotMailed">Why it was not told by e-mail: what it says no longer held by then; null: nothing of the kind is recorded.</param>
/// <param name="Oversees">It is for others to do: one watches over them.</param>
/// <param name="OnBehalfOf">For whom one does it, under an ủy quyền; null: for oneself.</param>
/// <param name="Unit">Whose business it is.</param>
/// <param name="UnitName">Its name today.</param>
/// <param name="What">What has to be done; null of a secret dossier.</param>
/// <param name="Plan">The plan, of a duty.</param>
/// <param name="Duty">The duty.</param>
/// <param name="Period">Which occurrence of it.</param>
/// <param name="For">The occasion, as the plan words it.</param>
/// <param name="Dossier">The dossier, of a step.</param>
/// <param name="Task">The work on it.</param>
/// <param name="Number">Its number.</param>
public sealed record NoticeLine(
    NoticeId Id,
    DateTimeOffset At,
    DateOnly On,
    bool Read,
    NoticeState State,
    DateOnly Due,
    DateOnly LastWorkingDay,
    int? WorkingDaysLeft,
    DateTimeOffset? OverSince,
    DateTimeOffset EndsAt,
    bool IsOver,
    ReminderEnd? NotMailed,
    bool Oversees,
    AccountId? OnBehalfOf,
    UnitId Unit,
    string UnitName,
    string? What,
    PlanId? Plan,
    DutyCode? Duty,
    PeriodKey? Period,
    string? For,
    DossierId? Dossier,
    TaskId? Task,
    DocumentNumber? Number
)
{
    /// <summary>What sort: a reminder, or what became of what one handed in. Days left and overdue are a reminder's alone.</summary>
    public NoticeKind Kind { get; init; }

    /// <summary>The deadline, of a duty.</summary>
    public DutyKey? Deadline { get; init; }

    /// <summary>The inspection whose explanation is asked for or was given; null: something else.</summary>
    public InspectionId? Inspection { get; init; }

    /// <summary>From which form to which, where another is proposed; null: something else, or the dossier is secret.</summary>
    public FormChange? Change { get; init; }
}

/// <summary>What is marked as read: some, or one and everything before it.</summary>
/// <param name="Notices">Which, at most 200.</param>
/// <param name="UpTo">Up to which.</param>
public sealed record ReadNoticesInput(IReadOnlyList<string?>? Notices, string? UpTo);

/// <summary>How many are not marked as read; <see cref="NoticeQueries.MostCounted"/> means so many or more.</summary>
public sealed record UnreadNotices([property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int Unread);

/// <summary>Thông báo: what somebody was told, and marking it as read. It needs no mail server.</summary>
public sealed class NoticeDesk(
    Bench bench,
    House house,
    NoticeQueries notices,
    DeadlineDesk deadlineDesk,
    DeadlineQueries deadlines,
    TaskQueries tasks,
    DossierQueries dossiers,
    InspectionQueries inspections,
    CommonListQueries decisions,
    ReferenceData reference,
    ViewDatabase views
)
{
    /// <summary>What the person was told, newest first.</summary>
    /// <param name="person">Who.</param>
    /// <param name="unread">Only what they have not marked as read.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public Page<NoticeLine> List(Person person, bool unread, string? after, int limit)
    {
        var page = notices.List(person.Account, unread, after, limit);
        return new(Lines(person, page.Items), page.Next);
    }

    /// <summary>How many the person has not marked as read.</summary>
    public int Unread(Person person) => notices.Unread(person.Account);

    /// <summary>Notices with what they speak of, as it stands now.</summary>
    /// <param name="person">Who was told.</param>
    /// <param name="rows">Of what.</param>
    /// <param name="seenOn">The day from which days are counted; null: for each the day of the notice.</param>
    internal IReadOnlyList<NoticeLine> Lines(Person person, IReadOnlyList<NoticeRow> rows, DateOnly? seenOn = null)
    {
        var addressees = new Addressees(views, reference.Current, Functions.Told, person.Today);
        return
        [
            .. rows.Select(row =>
            {
                var standing =
                    row.Kind is NoticeKind.Reminder ? addressees.StandingOf(row.Subject, row.Slot, person.Account) : ReminderStanding.Ended; // of what one handed in the deadline alone tells
                var line = Line(person, row, seenOn ?? VietnamTime.DateOf(row.At), standing);
                // Seen later than it was told, it says what then holds.
                return seenOn is null || !line.IsOver
                    ? line
                    : line with
                    {
                        OverSince = line.OverSince ?? line.EndsAt,
                        WorkingDaysLeft = null,
                    };
            }),
        ];
    }

    /// <summary>Marks as read what one was told oneself.</summary>
    public async Task<Answer<UnreadNotices>> ReadAsync(Caller caller, ReadNoticesInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var account = caller.Person.Account;
        var some = check
            .List("notices", input.Notices, 0, 200)
            .Select((text, i) => Known($"notices[{i}]", text))
            .OfType<NoticeRow>()
            .ToList();
        var upTo = input.UpTo is null ? null : Known("upTo", input.UpTo);
        if (!check.Failed && upTo is null == (input.Notices is not { Count: > 0 }))
        {
            check.Fault(upTo is null ? "notices" : "upTo", upTo is null ? Faults.Required : Faults.NotAllowed);
        }

        if (check.Failed)
        {
            return check.Answer<UnreadNotices>();
        }

        var unread = some.Where(row => !row.IsRead).Select(row => row.Id).Distinct().ToList();
        if (upTo is null ? unread.Count == 0 : Unread(caller.Person) == 0)
        {
            return new Answer<UnreadNotices>.Done(new(Unread(caller.Person)));
        }

        var answer = await bench.RunAsync(
            caller,
            null,
            Bindings.Notice,
            Bindings.Notice.StreamOf(account.Value),
            upTo is null ? new NoticeCommand.MarkRead(unread) : new NoticeCommand.MarkReadUpTo(upTo.Id),
            "notice.read",
            input,
            box => box,
            cancellationToken
        );
        return answer.Select(_ => new UnreadNotices(Unread(caller.Person)));

        NoticeRow? Known(string field, string? text)
        {
            if (check.OptionalId<NoticeId>(field, text) is { } id)
            {
                if (notices.Find(account, id) is { } row)
                {
                    return row;
                }

                check.Fault(field, Faults.Unknown, ("allowed", "–"));
            }

            return null;
        }
    }

    private NoticeLine Line(Person person, NoticeRow row, DateOnly on, ReminderStanding standing)
    {
        var working = house.Calendar.LastWorkingDayOnOrBefore(row.Slot.Due);
        var line = new NoticeLine(
            row.Id,
            row.At,
            on,
            row.IsRead,
            standing switch
            {
                ReminderStanding.Open => NoticeState.Open,
                ReminderStanding.Moved => NoticeState.Moved,
                ReminderStanding.Rests => NoticeState.Rests,
                ReminderStanding.Passed => NoticeState.Passed,
                _ => NoticeState.Done,
            },
            row.Slot.Due,
            working,
            row.Slot.IsOverdue ? null
                : on < working ? house.Calendar.WorkingDaysBetween(on, working)
                : 0,
            row.Slot.IsOverdue ? row.PlannedFor : null,
            VietnamTime.StartOf(row.Slot.Due.AddDays(1)),
            false,
            row.Lapsed,
            row.As.Oversees,
            row.As.OnBehalfOf,
            row.Unit,
            person.UnitName(row.Unit),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null
        );
        line = row.Subject switch
        {
            ReminderSubject.OfOccurrence of when row.Kind is not NoticeKind.Reminder => OfAnswer(line, row.Kind, of),
            ReminderSubject.OfOccurrence of => OfOccurrence(line, of),
            ReminderSubject.OfTask of when row.Kind is NoticeKind.OtherForm => OfChange(line, of, row.Change),
            ReminderSubject.OfTask of => OfTask(line, of),
            ReminderSubject.OfInspection of => OfInspection(line, row.Kind, of),
        };
        return line with { IsOver = line is { State: NoticeState.Open, Kind: NoticeKind.Reminder } && line.EndsAt <= bench.Now };
    }

    private NoticeLine OfOccurrence(NoticeLine line, ReminderSubject.OfOccurrence of)
    {
        var row = deadlines.Find(new(of.Id), null, deadlineDesk.Clock);
        var duty = row is null ? house.Plans.FirstOrDefault(plan => plan.Definition!.Id == of.Plan)?.Definition!.Duty(of.Duty) : null;
        return line with
        {
            What = row?.Said.What ?? duty?.What.Value ?? of.Duty.Value,
            For = row?.Said.For ?? duty?.For?.Value,
            Plan = of.Plan,
            Duty = of.Duty,
            Period = of.Period,
            Deadline = new(of.Id),
            EndsAt = row?.Hour is { } hour ? VietnamTime.StartOf(line.Due) + hour.ToTimeSpan() : line.EndsAt,
            State =
                line.State is not NoticeState.Done || row is { State: DeadlineState.Filed or DeadlineState.Done } ? line.State
                : row is not null && row.LastValidDay != line.Due ? NoticeState.Moved
                : NoticeState.Cancelled,
        };
    }

    // What was returned is done when it was handed in anew; that it was accepted stays said.
    private NoticeLine OfAnswer(NoticeLine line, NoticeKind kind, ReminderSubject.OfOccurrence of)
    {
        var answered = OfOccurrence(line, of);
        return answered with
        {
            Kind = kind,
            WorkingDaysLeft = null,
            State = kind is NoticeKind.Returned && answered.State is NoticeState.Done ? NoticeState.Done : NoticeState.Open,
        };
    }

    // It is said once and stays said.
    private NoticeLine OfChange(NoticeLine line, ReminderSubject.OfTask of, FormChange? change)
    {
        var dossier = dossiers.Row(of.Dossier);
        return line with
        {
            Kind = NoticeKind.OtherForm,
            WorkingDaysLeft = null,
            State = NoticeState.Open,
            Dossier = of.Dossier,
            Task = of.Task,
            Number = dossier?.Number,
            Change = dossier is { Secrecy: Secrecy.Normal } ? change : null,
        };
    }

    // What is asked waits until it is explained or withdrawn; an explanation until whoever asked says whether it will do.
    private NoticeLine OfInspection(NoticeLine line, NoticeKind kind, ReminderSubject.OfInspection of)
    {
        var found = inspections.Find(of.Inspection);
        var dossier = found?.Dossier is { } about ? dossiers.Row(about) : null;
        return line with
        {
            Kind = kind,
            Inspection = of.Inspection,
            Number = dossier?.Number,
            What = found?.Decision is { } decision ? ListDesk.NameOf(decisions.Row(decision.Value)) : DossierDesk.NameOf(dossier?.Number),
            WorkingDaysLeft = kind is NoticeKind.Reminder ? line.WorkingDaysLeft : null,
            State = (kind, found) switch
            {
                (NoticeKind.Reminder, _) => line.State,
                (_, null or { State: InspectionState.Withdrawn }) => NoticeState.Cancelled,
                (NoticeKind.Asked, { State: InspectionState.Awaiting }) => found.AnswerBy == line.Due
                    ? NoticeState.Open
                    : NoticeState.Moved,
                (NoticeKind.Explained, { State: InspectionState.Answered }) => NoticeState.Open,
                _ => NoticeState.Done,
            },
        };
    }

    private NoticeLine OfTask(NoticeLine line, ReminderSubject.OfTask of)
    {
        var task = tasks.Find(of.Task);
        var dossier = task is null ? dossiers.Row(of.Dossier) : null;
        return line with
        {
            What = task is { Secrecy: Secrecy.Normal } ? task.StepName.Value : null,
            Dossier = of.Dossier,
            Task = of.Task,
            Number = task?.Number ?? dossier?.Number,
            State = dossier is { Status: DossierStatus.Draft or DossierStatus.Withdrawn or DossierStatus.Rejected }
                ? NoticeState.Cancelled
                : line.State,
        };
    }
}
