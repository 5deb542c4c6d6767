using System.Globalization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Projections.Views;

/// <summary>A piece of work that waits.</summary>
/// <param name="Desk">The office in whose queue it stands.</param>
/// <param name="Party">For whom it acts: the same office, or an agency outside the system.</param>
/// <param name="ClockPaused">A supplement is awaited: nothing is overdue meanwhile.</param>
/// <param name="Concerned">Who prepared the dossier or is nominated in it: may not judge it.</param>
/// <param name="EntrustedTo">Who was named for it because nobody of its office may act.</param>
/// <param name="ToReceive">Chờ tiếp nhận: its level has not taken the dossier in yet.</param>
public sealed record TaskRow(
    TaskId Task,
    DossierId Dossier,
    Party Desk,
    Party Party,
    StepId Step,
    int Round,
    StepAct Act,
    PublicText StepName,
    bool Receives,
    DateOnly? DueOn,
    bool DueProvisional,
    bool ClockPaused,
    AccountId? ClaimedBy,
    DateTimeOffset OpenedAt,
    UnitId Unit,
    PlanId Plan,
    FormCode Form,
    Secrecy Secrecy,
    DocumentNumber? Number,
    int Nominees,
    IReadOnlyList<AccountId> Concerned,
    AccountId? EntrustedTo,
    bool ToReceive = false
)
{
    /// <summary>What is asked about who may act on it.</summary>
    public Post Post => new(Desk, Act, Concerned, EntrustedTo);
}

/// <summary>How much of it is due when.</summary>
/// <param name="Overdue">Quá hạn.</param>
/// <param name="Today">Hạn hôm nay.</param>
/// <param name="Soon">Trong 3 ngày tới.</param>
/// <param name="Later">Sau đó, or without a limit.</param>
/// <param name="Paused">Waits for a supplement.</param>
/// <param name="NoLimit">Of <paramref name="Later"/>, what has no limit.</param>
public sealed record TaskCounts(int Overdue, int Today, int Soon, int Later, int Paused, int NoLimit = 0)
{
    /// <summary>All of it.</summary>
    public int Total => Overdue + Today + Soon + Later + Paused;
}

/// <summary>What of a queue is looked at; null: whatever it is.</summary>
/// <param name="Act">What is to be done, once the dossier is received.</param>
/// <param name="ToReceive">True: only what is to be received, whatever is done then.</param>
/// <param name="Form">For which form or title.</param>
/// <param name="Plan">Under which plan.</param>
/// <param name="Unit">Whose dossier.</param>
public sealed record TaskFilter(
    StepAct? Act = null,
    bool ToReceive = false,
    FormCode? Form = null,
    PlanId? Plan = null,
    UnitId? Unit = null
)
{
    /// <summary>All of it.</summary>
    public static TaskFilter All { get; } = new();

    /// <summary>Whether it lets everything through.</summary>
    public bool IsAll => this == All;

    /// <summary>Whether a piece of work meets it.</summary>
    public bool Meets(TaskRow row) =>
        (!ToReceive || row.ToReceive)
        && (Act is null || ToReceive || (row.Act == Act && !row.ToReceive))
        && (Form is null || row.Form == Form)
        && (Plan is null || row.Plan == Plan)
        && (Unit is null || row.Unit == Unit);
}

/// <summary>What a queue can be narrowed by, each with how much of it there is.</summary>
/// <param name="ToReceive">Chờ tiếp nhận.</param>
/// <param name="Acts">What is to be done with what is received, in the order of a route.</param>
/// <param name="Forms">The most first.</param>
/// <param name="Plans">The most first.</param>
/// <param name="Units">Whose dossiers.</param>
public sealed record TaskFacets(
    int ToReceive,
    IReadOnlyList<(StepAct Act, int N)> Acts,
    IReadOnlyList<(FormCode Form, int N)> Forms,
    IReadOnlyList<(PlanId Plan, int N)> Plans,
    IReadOnlyList<UnitId> Units
);

/// <summary>An office: a function of a unit.</summary>
public sealed record Office(UnitId Unit, FunctionCode Function);

/// <summary>
/// Open work by office, earliest due first, without a limit last. Ended tasks leave the table, so a queue costs what is in
/// it. Counts are kept by office and day, so they cost days, not tasks; and once more by what a queue is narrowed by, for all units together
/// and for each whose dossiers they are, so that a narrowed queue costs kinds of work and days, not tasks and not units. Each task that has a limit and is not paused has a timer.
/// </summary>
/// <param name="calendar">The working calendar now, for counting reminders back.</param>
/// <param name="remindAt">Time of day in Hà Nội at which people are reminded.</param>
public sealed class TaskQueue(Func<WorkingCalendar> calendar, TimeOnly remindAt) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "tasks";

    /// <summary>Stands for "no limit" in the order of due days.</summary>
    internal const int NoDue = int.MaxValue;

    /// <summary>Stands for what is to be received among what is to be done.</summary>
    internal const int Intake = 100;

    /// <summary>Stands for all units among those whose dossiers they are.</summary>
    internal const int AnyUnit = -1;

    internal static readonly Timers Timers = new("task");

    private const string FindDossier = "SELECT row, paused IS NOT NULL OR stopped, paused FROM task_dossier~ WHERE id = ?1";
    private const string AddDossier = """
        INSERT INTO task_dossier~ (id, unit, plan, form, secrecy, number, nominees, paused, stopped) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL, 0)
        """;
    private const string SetNominees = "UPDATE task_dossier~ SET nominees = nominees + ?2 WHERE id = ?1";
    private const string SetUnit = "UPDATE task_dossier~ SET unit = ?2 WHERE id = ?1";
    private const string SetNumber = "UPDATE task_dossier~ SET number = ?2 WHERE id = ?1";
    private const string SetStopped = "UPDATE task_dossier~ SET stopped = ?2 WHERE id = ?1";
    private const string SetPaused = "UPDATE task_dossier~ SET paused = ?2 WHERE id = ?1";
    private const string Open = """
        INSERT INTO task~ (id, dossier, unit, function, party_unit, party_function, step, round, act, step_name, receives, due, provisional,
            paused, opened_at, work, opened_unit, of_unit, form, plan)
        SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?3, unit, form, plan FROM task_dossier~ WHERE row = ?2
        """;
    private const string FindTask = $"SELECT {Places}, row, act, dossier FROM task~ WHERE id = ?1";
    private const string TasksOf = $"SELECT {Places}, row, act, asks, receives, step, round, opened_unit FROM task~ WHERE dossier = ?1";

    // Where a task stands among the counts.
    private const string Places = "unit, function, due, paused, work, of_unit, form, plan";
    private const string TimesOf = "SELECT id, due, paused, opened_at FROM task~ WHERE dossier = ?1";
    private const string TimesOfOne = "SELECT opened_at FROM task~ WHERE id = ?1";
    private const string Close = "DELETE FROM task~ WHERE id = ?1";
    private const string Claim = "UPDATE task~ SET claimed_by = ?2 WHERE id = ?1";
    private const string Reassign =
        "UPDATE task~ SET claimed_by = ?2, entrusted_to = CASE WHEN entrusted_to = ?2 THEN entrusted_to END WHERE id = ?1";
    private const string Entrust = "UPDATE task~ SET claimed_by = ?2, entrusted_to = ?2 WHERE id = ?1";
    private const string MoveDesk = "UPDATE task~ SET unit = ?2, function = ?3, claimed_by = NULL, entrusted_to = NULL WHERE id = ?1";
    private const string SetWork = "UPDATE task~ SET work = ?2 WHERE row = ?1";
    private const string SetOfUnit = "UPDATE task~ SET of_unit = ?2 WHERE row = ?1";
    private const string AddReceipt = "INSERT OR IGNORE INTO task_receipt~ (dossier, unit, step, round) VALUES (?1, ?2, ?3, ?4)";
    private const string HasReceipt = "SELECT 1 FROM task_receipt~ WHERE dossier = ?1 AND unit IN (?2, ?3) AND step = ?4 AND round = ?5";
    private const string AddConcern = "INSERT OR IGNORE INTO task_concern~ (dossier, account, nominee) VALUES (?1, ?2, ?3)";
    private const string DropConcern = "DELETE FROM task_concern~ WHERE dossier = ?1 AND nominee = ?2";
    private const string ConcernOf = "SELECT DISTINCT account FROM task_concern~ WHERE dossier = ?1";
    private const string Bar = "INSERT OR IGNORE INTO task_barred~ (account, unit, function, task) VALUES (?1, ?2, ?3, ?4)";
    private const string Unbar = "DELETE FROM task_barred~ WHERE account = ?1 AND unit = ?2 AND function = ?3 AND task = ?4";
    private const string Pause = "UPDATE task~ SET paused = ?2 WHERE row = ?1";
    private const string SetAsker = "INSERT OR REPLACE INTO task_opinion~ (id, asker) VALUES (?1, ?2)";
    private const string AskerOf = "SELECT asker FROM task_opinion~ WHERE id = ?1";
    private const string DropAsker = "DELETE FROM task_opinion~ WHERE id = ?1";
    private const string Ask = "UPDATE task~ SET asks = asks + ?2 WHERE id = ?1";
    private const string Move = "UPDATE task~ SET due = ?2, provisional = ?3 WHERE id = ?1";
    private const string Count = """
        INSERT INTO task_day~ (unit, function, paused, due, n) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (unit, function, paused, due) DO UPDATE SET n = n + excluded.n
        """;
    private const string DropZero = "DELETE FROM task_day~ WHERE unit = ?1 AND function = ?2 AND paused = ?3 AND due = ?4 AND n = 0";
    private const string CountFacet = """
        INSERT INTO task_facet~ (unit, function, of_unit, work, form, plan, due, paused, n) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        ON CONFLICT (unit, function, of_unit, work, form, plan, due, paused) DO UPDATE SET n = n + excluded.n
        """;
    private const string DropZeroFacet = """
        DELETE FROM task_facet~
        WHERE unit = ?1 AND function = ?2 AND of_unit = ?3 AND work = ?4 AND form = ?5 AND plan = ?6 AND due = ?7 AND paused = ?8 AND n = 0
        """;
    private const string FacetsThere = "SELECT 1 FROM sqlite_master WHERE name = 'task_facet~'";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 8;

    /// <summary>Version 2 lacks an index, version 3 timers, version 4 clocks that stand for suspensions and opinions, version 5 drafts that a successor took over, version 7 what a queue is narrowed by, and no more.</summary>
    public int ReadableFrom => 2;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS task_dossier~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, unit INTEGER NOT NULL, plan INTEGER NOT NULL, form INTEGER NOT NULL,
                secrecy INTEGER NOT NULL, number TEXT, nominees INTEGER NOT NULL, paused BLOB,
                stopped INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS task~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, dossier INTEGER NOT NULL, unit INTEGER NOT NULL, function INTEGER NOT NULL,
                party_unit INTEGER NOT NULL, party_function INTEGER NOT NULL, step TEXT NOT NULL, round INTEGER NOT NULL, act INTEGER NOT NULL,
                step_name TEXT NOT NULL, receives INTEGER NOT NULL, due INTEGER NOT NULL, provisional INTEGER NOT NULL,
                paused INTEGER NOT NULL, claimed_by BLOB, entrusted_to BLOB, opened_at INTEGER NOT NULL, asks INTEGER NOT NULL DEFAULT 0,
                work INTEGER NOT NULL, opened_unit INTEGER NOT NULL, of_unit INTEGER NOT NULL, form INTEGER NOT NULL, plan INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS task_receipt~ (
                dossier INTEGER NOT NULL, unit INTEGER NOT NULL, step TEXT NOT NULL, round INTEGER NOT NULL,
                PRIMARY KEY (dossier, unit, step, round)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS task_facet~ (
                unit INTEGER NOT NULL, function INTEGER NOT NULL, of_unit INTEGER NOT NULL, work INTEGER NOT NULL, form INTEGER NOT NULL,
                plan INTEGER NOT NULL, due INTEGER NOT NULL, paused INTEGER NOT NULL, n INTEGER NOT NULL,
                PRIMARY KEY (unit, function, of_unit, work, form, plan, due, paused)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS task_opinion~ (id BLOB PRIMARY KEY, asker BLOB NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS task_concern~ (
                dossier INTEGER NOT NULL, account BLOB NOT NULL, nominee BLOB NOT NULL, PRIMARY KEY (dossier, account, nominee)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS task_barred~ (
                account BLOB NOT NULL, unit INTEGER NOT NULL, function INTEGER NOT NULL, task INTEGER NOT NULL,
                PRIMARY KEY (account, unit, function, task)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS task_of~ ON task~ (dossier);
            CREATE TABLE IF NOT EXISTS task_day~ (
                unit INTEGER NOT NULL, function INTEGER NOT NULL, paused INTEGER NOT NULL, due INTEGER NOT NULL, n INTEGER NOT NULL,
                PRIMARY KEY (unit, function, paused, due)) WITHOUT ROWID;
            """ + Timers.Schema;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        "CREATE INDEX IF NOT EXISTS task_office~ ON task~ (unit, function, due, row, work, of_unit, form, plan)",
        "CREATE INDEX IF NOT EXISTS task_due~ ON task~ (due, row)",
        "CREATE INDEX IF NOT EXISTS task_claimed~ ON task~ (claimed_by, due, row) WHERE claimed_by IS NOT NULL",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "dossier" or "reminder";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            if (e.Body is DossierEvent body)
            {
                Apply(e, body, writer);
            }
            else
            {
                Told(e, writer);
            }
        }
    }

    private void Apply(ViewEvent e, DossierEvent body, ViewWriter writer)
    {
        var dossier = e.StreamId;
        switch (body)
        {
            case DossierEvent.Opened o:
                Add(writer, dossier, o.Unit, o.Plan, o.Form, o.Secrecy, null, 0);
                Concern(dossier, o.PreparedBy, null, writer);
                break;
            case DossierEvent.OpenedBySplit o:
                Add(writer, dossier, o.Unit, o.Plan, o.Form, o.Secrecy, o.Number.Value, o.Nominees.Count);
                foreach (var preparer in (o.Colleagues ?? []).Prepend(o.PreparedBy))
                {
                    Concern(dossier, preparer, null, writer);
                }

                foreach (var nominee in o.Nominees)
                {
                    Concern(dossier, nominee.Account, nominee.Id, writer);
                }

                foreach (var receipt in o.Receipts)
                {
                    Receive(dossier, receipt, writer);
                }

                StopAll(dossier, o.StoppedOn is not null, writer);

                break;
            case DossierEvent.TakenOver t:
                TakeOver(dossier, t.To, writer);
                break;
            case DossierEvent.Received r:
                Receive(dossier, r.Receipt, writer);
                break;
            case DossierEvent.PreparerJoined p:
                Concern(dossier, p.Account, null, writer);
                break;
            case DossierEvent.NomineeAdded n:
                writer.Sql(SetNominees).Run(dossier, 1);
                Concern(dossier, n.Nominee.Account, n.Nominee.Id, writer);
                break;
            case DossierEvent.NomineeChanged n:
                Unconcern(dossier, n.Nominee.Id, writer);
                Concern(dossier, n.Nominee.Account, n.Nominee.Id, writer);
                break;
            case DossierEvent.NomineeRemoved n:
                writer.Sql(SetNominees).Run(dossier, -1);
                Unconcern(dossier, n.Nominee, writer);
                break;
            case DossierEvent.Submitted s:
                writer.Sql(SetNumber).Run(dossier, s.Number.Value);
                break;
            case DossierEvent.TaskOpened t:
                OpenTask(dossier, t, e.Metadata.At, writer);
                break;
            case DossierEvent.TaskClaimed t:
                writer.Sql(Claim).Run(t.Task.Value, t.By.Value);
                break;
            case DossierEvent.TaskReleased t:
                writer.Sql(Claim).Run(t.Task.Value);
                break;
            case DossierEvent.TaskReassigned t:
                writer.Sql(Reassign).Run(t.Task.Value, t.To.Value);
                break;
            case DossierEvent.TaskEntrusted t:
                writer.Sql(Entrust).Run(t.Task.Value, t.To.Value);
                break;
            case DossierEvent.TaskEscalated t:
                MoveTo(t, writer);
                break;
            case DossierEvent.TaskCancelled t:
                CloseTask(dossier, t.Task, writer);
                break;
            case DossierEvent.StepCompleted s:
                CloseTask(dossier, s.Task, writer);
                break;
            case DossierEvent.SupplementRequested s:
                PauseAll(dossier, s.Task, writer);
                break;
            case DossierEvent.SupplementProvided s:
                PauseAll(dossier, null, writer);
                foreach (var due in s.Dues)
                {
                    MoveTask(due.Task, due.DueOn, due.DueProvisional, writer);
                }

                break;
            case DossierEvent.Rerouted { SupplementDropped: true }:
                PauseAll(dossier, null, writer);
                break;
            case DossierEvent.OpinionRequested o:
                writer.Sql(SetAsker).Run(o.Opinion.Value, o.Task.Value);
                Stand(dossier, writer, () => writer.Sql(Ask).Run(o.Task.Value, 1));
                break;
            case DossierEvent.OpinionGiven o:
                EndOpinion(dossier, o.Opinion, o.Dues, writer);
                break;
            case DossierEvent.OpinionWithdrawn o:
                EndOpinion(dossier, o.Opinion, o.Dues, writer);
                break;
            case DossierEvent.ClockStopped:
                StopAll(dossier, true, writer);
                break;
            case DossierEvent.ClockRestarted c:
                StopAll(dossier, false, writer);
                foreach (var due in c.Dues)
                {
                    MoveTask(due.Task, due.DueOn, due.DueProvisional, writer);
                }

                break;
            case DossierEvent.DuesRecounted d:
                foreach (var due in d.Dues)
                {
                    MoveTask(due.Task, due.DueOn, due.DueProvisional, writer);
                }

                break;
            case DossierEvent.Withdrawn or DossierEvent.Rejected or DossierEvent.TakenBack:
                PauseAll(dossier, null, writer);
                StopAll(dossier, false, writer);
                break;
            default:
                return; // says nothing about who has what to do
        }

        if (
            body
            is DossierEvent.TaskOpened
                or DossierEvent.TaskCancelled
                or DossierEvent.StepCompleted
                or DossierEvent.SupplementRequested
                or DossierEvent.SupplementProvided
                or DossierEvent.DuesRecounted
                or DossierEvent.OpinionRequested
                or DossierEvent.OpinionGiven
                or DossierEvent.OpinionWithdrawn
                or DossierEvent.ClockStopped
                or DossierEvent.ClockRestarted
                or DossierEvent.Withdrawn
                or DossierEvent.Rejected
        )
        {
            ArmAll(dossier, e.Metadata.At, writer);
        }
    }

    // Of each open task of a dossier: a due day it did not have before holds from now on.
    private void ArmAll(Guid dossier, DateTimeOffset at, ViewWriter writer)
    {
        var found = writer.Sql(FindDossier);
        var row = found.One(dossier) ? found.Long(0) : 0;
        found.Reset();
        var tasks = writer.Sql(TimesOf).With(row);
        var open = new List<(Guid Task, int Due, bool Paused, DateTimeOffset OpenedAt)>();
        while (tasks.Step())
        {
            open.Add((tasks.Id(0), tasks.Int(1), tasks.Bool(2), tasks.Instant(3)));
        }

        foreach (var (task, day, paused, openedAt) in open)
        {
            if (paused || day == NoDue)
            {
                Timers.Set(task, null, calendar(), remindAt, writer);
                continue;
            }

            var due = DateOnly.FromDayNumber(day);
            var armed = Timers.Find(task, writer) is { } known && known.Due == due ? known.ArmedAt : ReminderSchedule.MinuteOf(at);
            Timers.Set(task, TermsOf(due, openedAt, armed, calendar()), calendar(), remindAt, writer);
        }
    }

    private void Told(ViewEvent e, ViewWriter writer)
    {
        if (e.Body is not ReminderEvent { Settles: (ReminderSubject.OfTask { Task.Value: var task }, var slot) })
        {
            return;
        }

        var read = writer.Sql(TimesOfOne);
        if (!read.One(task))
        {
            read.Reset();
            return; // it has ended meanwhile
        }

        var openedAt = read.Instant(0);
        read.Reset();
        Timers.Tell(task, slot, writer);
        if (Timers.Find(task, writer) is var (due, armed))
        {
            Timers.Set(task, TermsOf(due, openedAt, armed, calendar()), calendar(), remindAt, writer);
        }
    }

    internal static ReminderTerms TermsOf(DateOnly due, DateTimeOffset openedAt, long armedAt, WorkingCalendar calendar) =>
        new(
            due,
            calendar.LastWorkingDayOnOrBefore(due),
            null,
            ReminderSchedule.OffsetsOf(VietnamTime.DateOf(openedAt), due, calendar),
            armedAt
        );

    private static void Add(
        ViewWriter writer,
        Guid dossier,
        UnitId unit,
        PlanId plan,
        FormCode form,
        Secrecy secrecy,
        string? number,
        int nominees
    ) =>
        writer
            .Sql(AddDossier)
            .Run(dossier, writer.Word(unit.Value), writer.Word(plan.Value), writer.Word(form.Value), (int)secrecy, number, nominees);

    private static void OpenTask(Guid dossier, DossierEvent.TaskOpened t, DateTimeOffset at, ViewWriter writer)
    {
        var found = writer.Sql(FindDossier);
        if (!found.One(dossier))
        {
            throw new InvalidDataException($"Task {t.Task} opened in a dossier that was not.");
        }

        var (row, paused) = (found.Long(0), found.Bool(1));
        found.Reset();
        var desk = t.Open.Party.Desk;
        var (unit, function) = (writer.Word(desk.Unit.Value), writer.Word(desk.Function.Value));
        var due = t.DueOn?.DayNumber ?? NoDue;
        var isReceived = !t.Receives || IsReceived(row, unit, unit, t.Open.Step.Value, t.Open.Round, writer);
        writer
            .Sql(Open)
            .Run(
                t.Task.Value,
                row,
                unit,
                function,
                writer.Word(t.Open.Party.Unit.Value),
                writer.Word(t.Open.Party.Function.Value),
                t.Open.Step.Value,
                t.Open.Round,
                (int)t.Act,
                t.StepName.Value,
                t.Receives,
                due,
                t.DueProvisional,
                paused,
                at,
                isReceived ? (int)t.Act : Intake
            );
        var task = writer.LastRow;
        var opened = writer.Sql(FindTask);
        _ = opened.One(t.Task.Value);
        var place = Place.Of(opened);
        opened.Reset();
        Add(writer, place, 1);
        if (t.Act.Judges())
        {
            BarAll(row, unit, function, task, writer);
        }
    }

    private static void MoveTo(DossierEvent.TaskEscalated t, ViewWriter writer)
    {
        var found = writer.Sql(FindTask);
        if (!found.One(t.Task.Value))
        {
            return;
        }

        var place = Place.Of(found);
        var (row, act, dossier) = (found.Long(8), (StepAct)found.Int(9), found.Long(10));
        found.Reset();
        var (toUnit, toFunction) = (writer.Word(t.To.Unit.Value), writer.Word(t.To.Function.Value));
        writer.Sql(MoveDesk).Run(t.Task.Value, toUnit, toFunction);
        Add(writer, place, -1);
        Add(writer, place with { Unit = toUnit, Function = toFunction }, 1);
        SetWorks(dossier, writer); // who has moved may have been received where it now stands
        UnbarAll(dossier, place.Unit, place.Function, row, writer);
        if (act.Judges())
        {
            BarAll(dossier, toUnit, toFunction, row, writer);
        }
    }

    private static void Concern(Guid dossier, AccountId? account, NomineeId? nominee, ViewWriter writer)
    {
        var found = writer.Sql(FindDossier);
        if (account is not { } who || !found.One(dossier))
        {
            found.Reset();
            return;
        }

        var row = found.Long(0);
        found.Reset();
        writer.Sql(AddConcern).Run(row, who.Value, (nominee?.Value).GetValueOrDefault());
        var open = new List<(int Unit, int Function, long Task)>();
        var tasks = writer.Sql(TasksOf).With(row);
        while (tasks.Step())
        {
            if (((StepAct)tasks.Int(9)).Judges())
            {
                open.Add((tasks.Int(0), tasks.Int(1), tasks.Long(8)));
            }
        }

        foreach (var (unit, function, task) in open)
        {
            writer.Sql(Bar).Run(who.Value, unit, function, task);
        }
    }

    // Nominees leave a draft only, and a draft has no open task.
    private static void Unconcern(Guid dossier, NomineeId nominee, ViewWriter writer)
    {
        var found = writer.Sql(FindDossier);
        if (found.One(dossier))
        {
            var row = found.Long(0);
            found.Reset();
            writer.Sql(DropConcern).Run(row, nominee.Value);
        }
    }

    private static void BarAll(long dossier, int unit, int function, long task, ViewWriter writer)
    {
        foreach (var account in ConcernedBy(dossier, writer))
        {
            writer.Sql(Bar).Run(account, unit, function, task);
        }
    }

    private static void UnbarAll(long dossier, int unit, int function, long task, ViewWriter writer)
    {
        foreach (var account in ConcernedBy(dossier, writer))
        {
            writer.Sql(Unbar).Run(account, unit, function, task);
        }
    }

    private static List<Guid> ConcernedBy(long dossier, ViewWriter writer)
    {
        var accounts = new List<Guid>();
        var read = writer.Sql(ConcernOf).With(dossier);
        while (read.Step())
        {
            accounts.Add(read.Id(0));
        }

        return accounts;
    }

    private static void CloseTask(Guid dossier, TaskId task, ViewWriter writer)
    {
        var found = writer.Sql(FindTask);
        if (!found.One(task.Value))
        {
            return;
        }

        var place = Place.Of(found);
        var (row, act, of) = (found.Long(8), (StepAct)found.Int(9), found.Long(10));
        found.Reset();
        writer.Sql(Close).Run(task.Value);
        Timers.Forget(task.Value, writer);
        if (act is StepAct.Consult)
        {
            writer.Sql(DropAsker).Run(task.Value);
        }

        if (act.Judges())
        {
            UnbarAll(of, place.Unit, place.Function, row, writer);
        }

        Add(writer, place, -1);
        if (place.Paused && IsPausedBy(dossier, task, writer))
        {
            // The task that asked for the supplement ended without it: nothing is awaited any more.
            PauseAll(dossier, null, writer);
        }
    }

    private static bool IsPausedBy(Guid dossier, TaskId task, ViewWriter writer)
    {
        var found = writer.Sql(FindDossier);
        var isSo = found.One(dossier) && found.IdOrNull(2) == task.Value;
        found.Reset();
        return isSo;
    }

    private static void PauseAll(Guid dossier, TaskId? by, ViewWriter writer) =>
        Stand(dossier, writer, () => writer.Sql(SetPaused).Run(dossier, by?.Value));

    private static void EndOpinion(Guid dossier, TaskId opinion, IReadOnlyList<MovedDue> dues, ViewWriter writer)
    {
        var found = writer.Sql(AskerOf);
        var asker = found.One(opinion.Value) ? found.Id(0) : (Guid?)null;
        found.Reset();
        CloseTask(dossier, opinion, writer);
        if (asker is { } task)
        {
            Stand(dossier, writer, () => writer.Sql(Ask).Run(task, -1));
        }

        foreach (var due in dues)
        {
            MoveTask(due.Task, due.DueOn, due.DueProvisional, writer);
        }
    }

    private static void StopAll(Guid dossier, bool stops, ViewWriter writer) =>
        Stand(dossier, writer, () => writer.Sql(SetStopped).Run(dossier, stops));

    // The clock of a dossier stands for a supplement or because everybody is suspended, that of a task also for the opinions it asked for.
    private static void Stand(Guid dossier, ViewWriter writer, Action set)
    {
        set();
        if (Stands(dossier, writer) is not var (row, stands))
        {
            return;
        }

        Replace(row, writer, Pause, tasks => Place.Of(tasks) with { Paused = stands || tasks.Int(10) > 0 }, place => place.Paused);
    }

    // A level takes the dossier in: what it has to do is no longer to receive it.
    private static void Receive(Guid dossier, LevelReceipt receipt, ViewWriter writer)
    {
        var found = writer.Sql(FindDossier);
        var row = found.One(dossier) ? found.Long(0) : 0;
        found.Reset();
        writer.Sql(AddReceipt).Run(row, writer.Word(receipt.Unit.Value), receipt.Step.Value, receipt.Round);
        SetWorks(row, writer);
    }

    private static void SetWorks(long dossier, ViewWriter writer) =>
        Replace(
            dossier,
            writer,
            SetWork,
            tasks =>
                Place.Of(tasks) with
                {
                    Work =
                        tasks.Bool(11) && !IsReceived(dossier, tasks.Int(0), tasks.Int(14), tasks.Text(12), tasks.Int(13), writer)
                            ? Intake
                            : tasks.Int(9),
                },
            place => place.Work
        );

    private static bool IsReceived(long dossier, int unit, int openedUnit, string step, int round, ViewWriter writer)
    {
        var read = writer.Sql(HasReceipt);
        var isSo = read.One(dossier, unit, openedUnit, step, round);
        read.Reset();
        return isSo;
    }

    private static void TakeOver(Guid dossier, UnitId to, ViewWriter writer)
    {
        var unit = writer.Word(to.Value);
        writer.Sql(SetUnit).Run(dossier, unit);
        var found = writer.Sql(FindDossier);
        var row = found.One(dossier) ? found.Long(0) : 0;
        found.Reset();
        Replace(row, writer, SetOfUnit, tasks => Place.Of(tasks) with { OfUnit = unit }, place => place.OfUnit);
    }

    // Gives open tasks of a dossier another place among the counts, where it is another one.
    private static void Replace(long dossier, ViewWriter writer, string set, Func<Statement, Place> placeOf, Func<Place, SqlValue> value)
    {
        var moved = new List<(long Task, Place From, Place To)>();
        var tasks = writer.Sql(TasksOf).With(dossier);
        while (tasks.Step())
        {
            if ((Place.Of(tasks), placeOf(tasks)) is var (from, to) && from != to)
            {
                moved.Add((tasks.Long(8), from, to));
            }
        }

        foreach (var (task, from, to) in moved)
        {
            writer.Sql(set).Run(task, value(to));
            Add(writer, from, -1);
            Add(writer, to, 1);
        }
    }

    private static (long Row, bool Stands)? Stands(Guid dossier, ViewWriter writer)
    {
        var found = writer.Sql(FindDossier);
        var stands = found.One(dossier) ? (found.Long(0), found.Bool(1)) : ((long, bool)?)null;
        found.Reset();
        return stands;
    }

    private static void MoveTask(TaskId task, DateOnly due, bool provisional, ViewWriter writer)
    {
        var found = writer.Sql(FindTask);
        if (!found.One(task.Value))
        {
            return;
        }

        var before = Place.Of(found);
        found.Reset();
        writer.Sql(Move).Run(task.Value, due.DayNumber, provisional);
        Add(writer, before, -1);
        Add(writer, before with { Due = due.DayNumber }, 1);
    }

    private static void Add(ViewWriter writer, Place at, int n)
    {
        writer.Sql(Count).Run(at.Unit, at.Function, at.Paused, at.Due, n);
        writer.Sql(CountFacet).Run(at.Unit, at.Function, AnyUnit, at.Work, at.Form, at.Plan, at.Due, at.Paused, n);
        writer.Sql(CountFacet).Run(at.Unit, at.Function, at.OfUnit, at.Work, at.Form, at.Plan, at.Due, at.Paused, n);
        if (n < 0)
        {
            writer.Sql(DropZero).Run(at.Unit, at.Function, at.Paused, at.Due);
            writer.Sql(DropZeroFacet).Run(at.Unit, at.Function, AnyUnit, at.Work, at.Form, at.Plan, at.Due, at.Paused);
            writer.Sql(DropZeroFacet).Run(at.Unit, at.Function, at.OfUnit, at.Work, at.Form, at.Plan, at.Due, at.Paused);
        }
    }

    /// <summary>Whether the generation that is read knows what a queue is narrowed by.</summary>
    internal static bool HasFacets(ViewReader view)
    {
        var read = view.Sql(FacetsThere);
        var isSo = read.One();
        read.Reset();
        return isSo;
    }

    // Among which counts a task stands.
    private readonly record struct Place(int Unit, int Function, int Due, bool Paused, int Work, int OfUnit, int Form, int Plan)
    {
        internal static Place Of(Statement read) =>
            new(read.Int(0), read.Int(1), read.Int(2), read.Bool(3), read.Int(4), read.Int(5), read.Int(6), read.Int(7));
    }
}

/// <summary>Reads queues.</summary>
public sealed class TaskQueries(ViewDatabase database)
{
    private const string Columns = """
        t.id, d.id, t.unit, t.function, t.party_unit, t.party_function, t.step, t.round, t.act, t.step_name, t.receives, t.due, t.provisional,
            t.paused, t.claimed_by, t.opened_at, d.unit, d.plan, d.form, d.secrecy, d.number, d.nominees, t.row,
            (SELECT group_concat(hex(c.account), ' ') FROM task_concern~ c WHERE c.dossier = t.dossier), t.entrusted_to
        """;

    // Of older generations nobody can tell whether a dossier was received.
    private static string ColumnsOf(ViewReader view) => Columns + (TaskQueue.HasFacets(view) ? $", t.work = {TaskQueue.Intake}" : ", 0");

    /// <summary>Tasks of which people are to be reminded, the longest due first; none before the view has timers.</summary>
    /// <param name="overdue">Those whose day is over, or those reminded at the time of day.</param>
    /// <param name="now">The minute in Hà Nội, see <see cref="ReminderSchedule"/>.</param>
    /// <param name="time">Time of day at which people are reminded.</param>
    /// <param name="after">The last one of the page before; default: from the start.</param>
    /// <param name="limit">At most so many.</param>
    internal IReadOnlyList<DueTimer> Timers(bool overdue, long now, TimeOnly time, DueTimer after, int limit)
    {
        using var view = database.Read(TaskQueue.ViewName);
        return TaskQueue.Timers.IsThere(view) ? TaskQueue.Timers.Due(view, overdue, now, time, after, limit) : [];
    }

    /// <summary>A task with its reminders that are due and not recorded; null where it has ended or rests.</summary>
    internal (TaskRow Task, IReadOnlyList<PlannedReminder> Reminders)? Pending(Guid task, WorkingCalendar calendar, TimeOnly time, long now)
    {
        if (Find(new TaskId(task)) is not { DueOn: { } due, ClockPaused: false } row)
        {
            return null;
        }

        using var view = database.Read(TaskQueue.ViewName);
        return TaskQueue.Timers.Find(task, view) is { } timer && timer.Due == due
            ? (
                row,
                TaskQueue.Timers.Pending(view, task, TaskQueue.TermsOf(due, row.OpenedAt, timer.ArmedAt, calendar), calendar, time, now)
            )
            : null;
    }

    /// <summary>When the work that has been open longest was opened, UTC; null: none is open.</summary>
    public DateTimeOffset? OldestOpenedAt()
    {
        using var view = database.Read(TaskQueue.ViewName);
        var read = view.Sql("SELECT opened_at FROM task~ ORDER BY row LIMIT 1");
        DateTimeOffset? oldest = read.One() ? read.Instant(0) : null;
        read.Reset();
        return oldest;
    }

    /// <summary>Open work of the offices, earliest due first, without a limit last.</summary>
    /// <param name="offices">The reader's functions: each unit with its function.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–200.</param>
    /// <param name="filter">
    /// Only this of it. A narrowed page looks through the office's work of those days on which the counts say that something meets it, and of each
    /// only until that is found.
    /// </param>
    public Page<TaskRow> OfOffices(IReadOnlyList<Office> offices, string? after = null, int limit = 50, TaskFilter? filter = null)
    {
        using var view = database.Read(TaskQueue.ViewName);
        var from = DueCursor.Parse(after);
        limit = Math.Clamp(limit, 1, 200);
        if (filter is { IsAll: false })
        {
            return PageOf([.. offices.Distinct().SelectMany(office => Narrowed(view, office, filter, from, limit + 1))], limit);
        }

        var read = view.Sql(
            $"""
            SELECT {ColumnsOf(view)} FROM task~ t JOIN task_dossier~ d ON d.row = t.dossier
            WHERE t.unit = ?1 AND t.function = ?2 AND (t.due, t.row) > (?3, ?4) ORDER BY t.due, t.row LIMIT ?5
            """
        );
        var found = new List<(int Due, long Row, TaskRow Task)>();
        foreach (var office in offices.Distinct())
        {
            read.With(view.Words.Find(office.Unit.Value), view.Words.Find(office.Function.Value), from.Due, from.Row, limit + 1);
            while (read.Step())
            {
                found.Add((read.Int(11), read.Long(22), RowOf(read, view.Words)));
            }
        }

        return PageOf(found, limit);
    }

    // The days on which something meets the filter, and on each the work of the office that does.
    private static List<(int Due, long Row, TaskRow Task)> Narrowed(
        ViewReader view,
        Office office,
        TaskFilter filter,
        DueCursor from,
        int limit
    )
    {
        var found = new List<(int Due, long Row, TaskRow Task)>();
        if (!TaskQueue.HasFacets(view))
        {
            return found;
        }

        var asked = Asked.Of(view, office, filter);
        var days = new List<(int Due, int N)>();
        var counts = view.Sql($"SELECT due, sum(n) FROM task_facet~ {Asked.Where} AND of_unit = ?7 AND due >= ?8 GROUP BY due ORDER BY due")
            .With(
                asked.Unit,
                asked.Function,
                asked.Work,
                asked.Form,
                asked.Plan,
                SqlValue.Null,
                asked.OfUnit ?? TaskQueue.AnyUnit,
                from.Due
            );
        while (counts.Step())
        {
            days.Add((counts.Int(0), counts.Int(1)));
        }

        var read = view.Sql(
            $"""
            SELECT {ColumnsOf(view)} FROM task~ t JOIN task_dossier~ d ON d.row = t.dossier
            WHERE t.row IN (SELECT row FROM task~ {Asked.Where} AND (?6 IS NULL OR of_unit = ?6) AND due = ?7 AND row > ?8 ORDER BY row LIMIT ?9)
            ORDER BY t.row
            """
        );
        foreach (var (due, n) in days)
        {
            var after = due == from.Due ? from.Row : -1;
            read.With(
                asked.Unit,
                asked.Function,
                asked.Work,
                asked.Form,
                asked.Plan,
                asked.OfUnit is { } of ? of : SqlValue.Null,
                due,
                after,
                Math.Min(n, limit - found.Count)
            );
            while (read.Step())
            {
                found.Add((due, read.Long(22), RowOf(read, view.Words)));
            }

            if (found.Count >= limit)
            {
                break;
            }
        }

        return found;
    }

    // What is asked of one office, as numbers: ?1 to ?6.
    private readonly record struct Asked(int Unit, int Function, SqlValue Work, SqlValue Form, SqlValue Plan, int? OfUnit)
    {
        internal const string Where =
            "WHERE unit = ?1 AND function = ?2 AND (?3 IS NULL OR work = ?3) AND (?4 IS NULL OR form = ?4) AND (?5 IS NULL OR plan = ?5)";

        internal static Asked Of(ViewReader view, Office office, TaskFilter filter) =>
            new(
                view.Words.Find(office.Unit.Value),
                view.Words.Find(office.Function.Value),
                filter.ToReceive ? TaskQueue.Intake
                    : filter.Act is { } act ? (int)act
                    : SqlValue.Null,
                filter.Form is { } form ? view.Words.Find(form.Value) : SqlValue.Null,
                filter.Plan is { } plan ? view.Words.Find(plan.Value) : SqlValue.Null,
                filter.Unit is not { } unit ? null
                    : view.Words.Find(unit.Value) is var known and >= 0 ? known
                    : int.MinValue // nobody's
            );
    }

    /// <summary>Whether queues can be narrowed already; false while the view is built anew after an update.</summary>
    public bool CanNarrow
    {
        get
        {
            using var view = database.Read(TaskQueue.ViewName);
            return TaskQueue.HasFacets(view);
        }
    }

    /// <summary>What the offices' work can be narrowed by. Costs kinds of work and days, and one step for each unit whose dossiers wait.</summary>
    public TaskFacets Facets(IReadOnlyList<Office> offices)
    {
        using var view = database.Read(TaskQueue.ViewName);
        if (!TaskQueue.HasFacets(view))
        {
            return new(0, [], [], [], []);
        }

        var (works, forms, plans) = (new Dictionary<int, int>(), new Dictionary<int, int>(), new Dictionary<int, int>());
        var units = new HashSet<int>();
        var read = view.Sql(
            "SELECT work, form, plan, sum(n) FROM task_facet~ WHERE unit = ?1 AND function = ?2 AND of_unit = ?3 GROUP BY work, form, plan"
        );
        var next = view.Sql("SELECT min(of_unit) FROM task_facet~ WHERE unit = ?1 AND function = ?2 AND of_unit > ?3");
        foreach (var office in offices.Distinct())
        {
            var (unit, function) = (view.Words.Find(office.Unit.Value), view.Words.Find(office.Function.Value));
            read.With(unit, function, TaskQueue.AnyUnit);
            while (read.Step())
            {
                Add(works, read.Int(0), read.Int(3));
                Add(forms, read.Int(1), read.Int(3));
                Add(plans, read.Int(2), read.Int(3));
            }

            for (var of = TaskQueue.AnyUnit; next.One(unit, function, of) && next.IntOrNull(0) is { } found; of = found)
            {
                units.Add(found);
            }

            next.Reset();
        }

        return new(
            works.GetValueOrDefault(TaskQueue.Intake),
            [.. works.Where(w => w.Key != TaskQueue.Intake).OrderBy(w => w.Key).Select(w => ((StepAct)w.Key, w.Value))],
            [.. forms.OrderByDescending(f => f.Value).Select(f => (new FormCode(view.Words.Text(f.Key)), f.Value))],
            [.. plans.OrderByDescending(p => p.Value).Select(p => (new PlanId(view.Words.Text(p.Key)), p.Value))],
            [.. units.Select(u => new UnitId(view.Words.Text(u)))]
        );

        static void Add(Dictionary<int, int> counts, int key, int n) => counts[key] = counts.GetValueOrDefault(key) + n;
    }

    /// <summary>Open work due on a day or later, earliest first, whoever's it is: what a change of the calendar may move.</summary>
    /// <param name="from">First day.</param>
    /// <param name="unit">Only work that stands at this unit; null: everywhere.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–1,000.</param>
    public Page<TaskRow> DueFrom(DateOnly from, UnitId? unit = null, string? after = null, int limit = 500)
    {
        using var view = database.Read(TaskQueue.ViewName);
        var cursor = DueCursor.Parse(after) is var parsed && parsed.Due >= from.DayNumber ? parsed : new(from.DayNumber, -1);
        limit = Math.Clamp(limit, 1, 1000);
        var office = unit is null ? "" : "AND t.unit = ?5 AND t.function = ?6";
        var read = view.Sql(
            $"""
            SELECT {ColumnsOf(view)} FROM task~ t JOIN task_dossier~ d ON d.row = t.dossier
            WHERE (t.due, t.row) > (?1, ?2) AND t.due < ?3 {office} ORDER BY t.due, t.row LIMIT ?4
            """
        );
        var found = new List<(int Due, long Row, TaskRow Task)>();
        foreach (var function in unit is { } only ? FunctionsOf(view, only) : [-1])
        {
            read.With(
                cursor.Due,
                cursor.Row,
                TaskQueue.NoDue,
                limit + 1,
                unit is { } of ? view.Words.Find(of.Value) : SqlValue.Null,
                function
            );
            while (read.Step())
            {
                found.Add((read.Int(11), read.Long(22), RowOf(read, view.Words)));
            }
        }

        return PageOf(found, limit);
    }

    private static List<int> FunctionsOf(ViewReader view, UnitId unit)
    {
        var functions = new List<int>();
        var read = view.Sql("SELECT DISTINCT function FROM task_day~ WHERE unit = ?1").With(view.Words.Find(unit.Value));
        while (read.Step())
        {
            functions.Add(read.Int(0));
        }

        return functions;
    }

    /// <summary>How much open work is due on a day or later; costs days and offices, not tasks.</summary>
    public int CountDueFrom(DateOnly from, UnitId? unit = null)
    {
        using var view = database.Read(TaskQueue.ViewName);
        var read = view.Sql("SELECT coalesce(sum(n), 0) FROM task_day~ WHERE due >= ?1 AND due < ?2 AND (?3 IS NULL OR unit = ?3)");
        var count = read.One(from.DayNumber, TaskQueue.NoDue, unit is { } only ? view.Words.Find(only.Value) : SqlValue.Null)
            ? read.Int(0)
            : 0;
        read.Reset();
        return count;
    }

    /// <summary>Open work that the account has taken up; narrowed, what it took up is looked through.</summary>
    public Page<TaskRow> ClaimedBy(AccountId account, string? after = null, int limit = 50, TaskFilter? filter = null)
    {
        using var view = database.Read(TaskQueue.ViewName);
        var from = DueCursor.Parse(after);
        limit = Math.Clamp(limit, 1, 200);
        var read = view.Sql(
                $"""
                SELECT {ColumnsOf(view)} FROM task~ t JOIN task_dossier~ d ON d.row = t.dossier
                WHERE t.claimed_by = ?1 AND (t.due, t.row) > (?2, ?3) ORDER BY t.due, t.row
                """
            )
            .With(account.Value, from.Due, from.Row);
        var found = new List<(int Due, long Row, TaskRow Task)>();
        while (found.Count <= limit && read.Step())
        {
            if (RowOf(read, view.Words) is var row && filter?.Meets(row) is not false)
            {
                found.Add((read.Int(11), read.Long(22), row));
            }
        }

        read.Reset();

        return PageOf(found, limit);
    }

    /// <summary>
    /// Open work of an office that none of its holders may do, because all of them are concerned: earliest due first. Costs what a
    /// holder is barred from in their own office, not what the office has.
    /// </summary>
    /// <param name="office">The office.</param>
    /// <param name="holders">Everybody who holds it today; at least one.</param>
    /// <param name="limit">At most so many, 1–200.</param>
    public IReadOnlyList<TaskRow> BarredToAll(Office office, IReadOnlyList<AccountId> holders, int limit = 200)
    {
        using var view = database.Read(TaskQueue.ViewName);
        var read = view.Sql(
                $"""
                SELECT {ColumnsOf(view)} FROM task_barred~ b JOIN task~ t ON t.row = b.task JOIN task_dossier~ d ON d.row = t.dossier
                WHERE b.account = ?1 AND b.unit = ?2 AND b.function = ?3 ORDER BY t.due, t.row
                """
            )
            .With(holders[0].Value, view.Words.Find(office.Unit.Value), view.Words.Find(office.Function.Value));
        var found = new List<TaskRow>();
        while (found.Count < Math.Clamp(limit, 1, 200) && read.Step())
        {
            var row = RowOf(read, view.Words);
            if (holders.All(row.Concerned.Contains))
            {
                found.Add(row);
            }
        }

        read.Reset();
        return found;
    }

    /// <summary>One open task; null where it does not exist or has ended.</summary>
    public TaskRow? Find(TaskId task)
    {
        using var view = database.Read(TaskQueue.ViewName);
        var read = view.Sql($"SELECT {ColumnsOf(view)} FROM task~ t JOIN task_dossier~ d ON d.row = t.dossier WHERE t.id = ?1");
        var found = read.One(task.Value) ? RowOf(read, view.Words) : null;
        read.Reset();
        return found;
    }

    /// <summary>How much is due when, over all the offices.</summary>
    /// <param name="offices">The reader's functions.</param>
    /// <param name="today">The day in Hà Nội.</param>
    /// <param name="filter">Only this of it: costs kinds of work and days, whoever's dossiers they are.</param>
    public TaskCounts Count(IReadOnlyList<Office> offices, DateOnly today, TaskFilter? filter = null)
    {
        using var view = database.Read(TaskQueue.ViewName);
        var counts = new TaskCounts(0, 0, 0, 0, 0);
        var isNarrowed = filter is { IsAll: false };
        if (isNarrowed && !TaskQueue.HasFacets(view))
        {
            return counts;
        }

        var read = view.Sql(
            isNarrowed
                ? $"SELECT paused, due, n FROM task_facet~ {Asked.Where} AND of_unit = ?6"
                : "SELECT paused, due, n FROM task_day~ WHERE unit = ?1 AND function = ?2"
        );
        foreach (var office in offices.Distinct())
        {
            var asked = Asked.Of(view, office, filter ?? TaskFilter.All);
            read.With(asked.Unit, asked.Function, asked.Work, asked.Form, asked.Plan, asked.OfUnit ?? TaskQueue.AnyUnit);
            while (read.Step())
            {
                var (paused, days, n) = (read.Bool(0), (long)read.Int(1) - today.DayNumber, read.Int(2));
                counts = (paused, days) switch
                {
                    (true, _) => counts with { Paused = counts.Paused + n },
                    (_, < 0) => counts with { Overdue = counts.Overdue + n },
                    (_, 0) => counts with { Today = counts.Today + n },
                    (_, <= 3) => counts with { Soon = counts.Soon + n },
                    _ => counts with { Later = counts.Later + n, NoLimit = counts.NoLimit + (read.Int(1) == TaskQueue.NoDue ? n : 0) },
                };
            }
        }

        return counts;
    }

    /// <summary>An <c>after</c> from which a queue begins with what is due on a day or later; null: with what has no limit.</summary>
    public static string From(DateOnly? day) => new DueCursor((day?.DayNumber ?? TaskQueue.NoDue) - 1, long.MaxValue).ToString();

    private static Page<TaskRow> PageOf(List<(int Due, long Row, TaskRow Task)> found, int limit)
    {
        found.Sort((a, b) => (a.Due, a.Row).CompareTo((b.Due, b.Row)));
        var page = found.Take(limit).ToList();
        return new([.. page.Select(f => f.Task)], found.Count > limit ? new DueCursor(page[^1].Due, page[^1].Row).ToString() : null);
    }

    private static TaskRow RowOf(Statement read, Words words) =>
        new(
            new(read.Id(0)),
            new(read.Id(1)),
            new(new(words.Text(read.Int(2))), new(words.Text(read.Int(3)))),
            new(new(words.Text(read.Int(4))), new(words.Text(read.Int(5)))),
            new(read.Text(6)),
            read.Int(7),
            (StepAct)read.Int(8),
            new(read.Text(9)),
            read.Bool(10),
            read.Int(11) == TaskQueue.NoDue ? null : read.Day(11),
            read.Bool(12),
            read.Bool(13),
            read.IdOrNull(14) is { } by ? new AccountId(by) : null,
            read.Instant(15),
            new(words.Text(read.Int(16))),
            new(words.Text(read.Int(17))),
            new(words.Text(read.Int(18))),
            (Secrecy)read.Int(19),
            read.TextOrNull(20) is { } number ? new DocumentNumber(number) : null,
            read.Int(21),
            [.. (read.TextOrNull(23) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Select(Account)],
            read.IdOrNull(24) is { } named ? new AccountId(named) : null,
            read.Bool(25)
        );

    // As the view keeps ids: sixteen bytes, the first ones first.
    private static AccountId Account(string hex) => new(new Guid(Convert.FromHexString(hex), bigEndian: true));

    private readonly record struct DueCursor(int Due, long Row)
    {
        internal static DueCursor Parse(string? text)
        {
            var parts = text?.Split('-');
            return
                parts is [var due, var row]
                && int.TryParse(due, NumberStyles.None, CultureInfo.InvariantCulture, out var d)
                && long.TryParse(row, NumberStyles.None, CultureInfo.InvariantCulture, out var r)
                ? new(d, r)
                : new(-1, -1);
        }

        public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Due}-{Row}");
    }
}
