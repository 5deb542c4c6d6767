using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Projections.Views;

/// <summary>What an office's unit did of one act in one month.</summary>
/// <param name="Month">First day of the month in Hà Nội.</param>
/// <param name="Opened">Tasks that came in it.</param>
/// <param name="Finished">Tasks that ended in it with an answer, not those that were dropped.</param>
/// <param name="OnTime">Of these, on or before their last day.</param>
/// <param name="Late">Of these, after it. The rest had no limit.</param>
/// <param name="Used">Working days the finished ones took, without those on which the clock stood.</param>
/// <param name="LimitedUsed">The same of those that had a limit.</param>
/// <param name="Limit">Working days they had.</param>
public sealed record StepMonth(
    UnitId Unit,
    DateOnly Month,
    StepAct Act,
    FormCode Form,
    int Opened,
    int Finished,
    int OnTime,
    int Late,
    long Used,
    long LimitedUsed,
    long Limit
);

/// <summary>What waits at a unit of one act now.</summary>
/// <param name="Open">All of it.</param>
/// <param name="Overdue">Its last day is over and its clock runs.</param>
/// <param name="Paused">Its clock stands.</param>
public sealed record StepOpen(UnitId Unit, StepAct Act, FormCode Form, int Open, int Overdue, int Paused);

/// <summary>
/// How long steps take: for each unit, act, form and month what came, what was finished, on time or late, and in how many working days against how
/// many it had. Only sums are read, so that a year of a province costs its units and months and not its dossiers. A day on which the clock stood is
/// not counted: it is what a limit was moved by.
/// </summary>
/// <param name="calendar">The working calendar now, with the Saturdays of offices.</param>
public sealed class StepTimes(Func<OfficialCalendar> calendar) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "step-times";

    /// <summary>More working days than this count as this many.</summary>
    internal const int MostDays = 250;

    private const string AddDossier = "INSERT OR REPLACE INTO step_dossier~ (id, form, awaited, stopped) VALUES (?1, ?2, NULL, ?3)";
    private const string FindDossier = "SELECT form, awaited IS NOT NULL OR stopped, awaited FROM step_dossier~ WHERE id = ?1";
    private const string SetAwaited = "UPDATE step_dossier~ SET awaited = ?2 WHERE id = ?1";
    private const string SetStopped = "UPDATE step_dossier~ SET stopped = ?2 WHERE id = ?1";
    private const string Add = """
        INSERT INTO step_task~ (id, dossier, unit, function, act, form, opened, base, due, asks, stands, asker) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?8, 0, 0, NULL)
        """;
    private const string Find =
        "SELECT unit, function, act, form, opened, base, due, asks, stands, asker, dossier FROM step_task~ WHERE id = ?1";
    private const string TasksOf = "SELECT id FROM step_task~ WHERE dossier = ?1";
    private const string Drop = "DELETE FROM step_task~ WHERE id = ?1";
    private const string SetDue = "UPDATE step_task~ SET base = ?2, due = ?3 WHERE id = ?1";
    private const string SetStands = "UPDATE step_task~ SET stands = ?2 WHERE id = ?1";
    private const string SetAsks = "UPDATE step_task~ SET asks = asks + ?2 WHERE id = ?1";
    private const string SetAsker = "UPDATE step_task~ SET asker = ?2 WHERE id = ?1";
    private const string SetDesk = "UPDATE step_task~ SET unit = ?2, function = ?3 WHERE id = ?1";
    private const string Count = """
        INSERT INTO step_open~ (unit, act, form, stands, due, n) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
        ON CONFLICT (unit, act, form, stands, due) DO UPDATE SET n = n + excluded.n
        """;
    private const string DropZero =
        "DELETE FROM step_open~ WHERE unit = ?1 AND act = ?2 AND form = ?3 AND stands = ?4 AND due = ?5 AND n = 0";
    private const string Sum = """
        INSERT INTO step_month~ (unit, month, act, form, opened, finished, on_time, late, used, limited, allowed)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)
        ON CONFLICT (unit, month, act, form) DO UPDATE SET opened = opened + ?5, finished = finished + ?6, on_time = on_time + ?7,
            late = late + ?8, used = used + ?9, limited = limited + ?10, allowed = allowed + ?11
        """;
    private const string AddDays = """
        INSERT INTO step_days~ (unit, month, act, form, days, n) VALUES (?1, ?2, ?3, ?4, ?5, 1)
        ON CONFLICT (unit, month, act, form, days) DO UPDATE SET n = n + 1
        """;

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS step_dossier~ (
                id BLOB PRIMARY KEY, form INTEGER NOT NULL, awaited BLOB, stopped INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS step_task~ (
                id BLOB PRIMARY KEY, dossier BLOB NOT NULL, unit INTEGER NOT NULL, function INTEGER NOT NULL, act INTEGER NOT NULL,
                form INTEGER NOT NULL, opened INTEGER NOT NULL, base INTEGER, due INTEGER, asks INTEGER NOT NULL, stands INTEGER NOT NULL,
                asker BLOB) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS step_task_dossier~ ON step_task~ (dossier);
            CREATE TABLE IF NOT EXISTS step_open~ (
                unit INTEGER NOT NULL, act INTEGER NOT NULL, form INTEGER NOT NULL, stands INTEGER NOT NULL, due INTEGER NOT NULL,
                n INTEGER NOT NULL, PRIMARY KEY (unit, act, form, stands, due)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS step_month~ (
                unit INTEGER NOT NULL, month INTEGER NOT NULL, act INTEGER NOT NULL, form INTEGER NOT NULL, opened INTEGER NOT NULL,
                finished INTEGER NOT NULL, on_time INTEGER NOT NULL, late INTEGER NOT NULL, used INTEGER NOT NULL, limited INTEGER NOT NULL,
                allowed INTEGER NOT NULL, PRIMARY KEY (unit, month, act, form)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS step_days~ (
                unit INTEGER NOT NULL, month INTEGER NOT NULL, act INTEGER NOT NULL, form INTEGER NOT NULL, days INTEGER NOT NULL,
                n INTEGER NOT NULL, PRIMARY KEY (unit, month, act, form, days)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } = [];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "dossier";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            Apply(e, (DossierEvent)e.Body, writer);
        }
    }

    private void Apply(ViewEvent e, DossierEvent body, ViewWriter writer)
    {
        var (dossier, day) = (e.StreamId, VietnamTime.DateOf(e.Metadata.At));
        switch (body)
        {
            case DossierEvent.Opened o:
                writer.Sql(AddDossier).Run(dossier, writer.Word(o.Form.Value), false);
                break;
            case DossierEvent.OpenedBySplit o:
                writer.Sql(AddDossier).Run(dossier, writer.Word(o.Form.Value), o.StoppedOn is not null);
                break;
            case DossierEvent.TaskOpened t:
                Open(dossier, t, day, writer);
                break;
            case DossierEvent.TaskEscalated t:
                Change(
                    t.Task,
                    writer,
                    task => writer.Sql(SetDesk).Run(task.Id, writer.Word(t.To.Unit.Value), writer.Word(t.To.Function.Value))
                );
                break;
            case DossierEvent.StepCompleted s:
                Finish(s.Task, day, writer);
                break;
            case DossierEvent.TaskCancelled t:
                Leave(t.Task, writer);
                break;
            case DossierEvent.OpinionRequested o:
                writer.Sql(SetAsker).Run(o.Opinion.Value, o.Task.Value);
                Change(o.Task, writer, task => writer.Sql(SetAsks).Run(task.Id, 1));
                StandAll(dossier, writer);
                break;
            case DossierEvent.OpinionGiven o:
                EndOpinion(dossier, o.Opinion, writer, () => Finish(o.Opinion, day, writer));
                Move(o.Dues, writer);
                break;
            case DossierEvent.OpinionWithdrawn o:
                EndOpinion(dossier, o.Opinion, writer, () => Leave(o.Opinion, writer));
                Move(o.Dues, writer);
                break;
            case DossierEvent.SupplementRequested s:
                writer.Sql(SetAwaited).Run(dossier, s.Task.Value);
                StandAll(dossier, writer);
                break;
            case DossierEvent.SupplementProvided s:
                writer.Sql(SetAwaited).Run(dossier);
                StandAll(dossier, writer);
                Move(s.Dues, writer);
                break;
            case DossierEvent.Rerouted { SupplementDropped: true }:
                writer.Sql(SetAwaited).Run(dossier);
                StandAll(dossier, writer);
                break;
            case DossierEvent.ClockStopped:
                writer.Sql(SetStopped).Run(dossier, true);
                StandAll(dossier, writer);
                break;
            case DossierEvent.ClockRestarted c:
                writer.Sql(SetStopped).Run(dossier, false);
                StandAll(dossier, writer);
                Move(c.Dues, writer);
                break;
            case DossierEvent.DuesRecounted d:
                foreach (var due in d.Dues)
                {
                    Recount(due, writer);
                }

                break;
            case DossierEvent.Withdrawn or DossierEvent.Rejected or DossierEvent.TakenBack:
                writer.Sql(SetAwaited).Run(dossier);
                writer.Sql(SetStopped).Run(dossier, false);
                StandAll(dossier, writer);
                break;
            default:
                break; // says nothing about how long something takes
        }
    }

    private sealed record Task(
        Guid Id,
        int Unit,
        int Function,
        int Act,
        int Form,
        DateOnly Opened,
        DateOnly? Base,
        DateOnly? Due,
        int Asks,
        bool Stands,
        Guid? Asker,
        Guid Dossier
    );

    private static Task? TaskOf(Guid id, ViewWriter writer)
    {
        var read = writer.Sql(Find);
        var found = read.One(id)
            ? new Task(
                id,
                read.Int(0),
                read.Int(1),
                read.Int(2),
                read.Int(3),
                read.Day(4),
                read.DayOrNull(5),
                read.DayOrNull(6),
                read.Int(7),
                read.Bool(8),
                read.IdOrNull(9),
                read.Id(10)
            )
            : null;
        read.Reset();
        return found;
    }

    private static void Open(Guid dossier, DossierEvent.TaskOpened t, DateOnly day, ViewWriter writer)
    {
        var find = writer.Sql(FindDossier);
        var (form, stands) = find.One(dossier) ? (find.Int(0), find.Bool(1)) : (0, false);
        find.Reset();
        var desk = t.Open.Party.Desk;
        writer
            .Sql(Add)
            .Run(
                t.Task.Value,
                dossier,
                writer.Word(desk.Unit.Value),
                writer.Word(desk.Function.Value),
                (int)t.Act,
                form,
                t.CountedFrom ?? day,
                t.DueOn
            );
        writer.Sql(SetStands).Run(t.Task.Value, stands);
        if (TaskOf(t.Task.Value, writer) is { } task)
        {
            Tally(task, 1, writer);
            writer.Sql(Sum).Run(task.Unit, MonthOf(day), task.Act, task.Form, 1, 0, 0, 0, 0, 0, 0);
        }
    }

    // A change moves it in the counts of what is open.
    private static void Change(TaskId id, ViewWriter writer, Action<Task> set)
    {
        if (TaskOf(id.Value, writer) is { } before)
        {
            Tally(before, -1, writer);
            set(before);
            Tally(TaskOf(id.Value, writer)!, 1, writer);
        }
    }

    private static void Tally(Task task, int n, ViewWriter writer)
    {
        var due = task.Due?.DayNumber ?? TaskQueue.NoDue;
        writer.Sql(Count).Run(task.Unit, task.Act, task.Form, task.Stands, due, n);
        if (n < 0)
        {
            writer.Sql(DropZero).Run(task.Unit, task.Act, task.Form, task.Stands, due);
        }
    }

    private static Task? Leave(TaskId id, ViewWriter writer)
    {
        if (TaskOf(id.Value, writer) is not { } task)
        {
            return null;
        }

        Tally(task, -1, writer);
        writer.Sql(Drop).Run(task.Id);
        var find = writer.Sql(FindDossier);
        var awaits = find.One(task.Dossier) && find.IdOrNull(2) == task.Id;
        find.Reset();
        if (awaits)
        {
            // Whoever asked for the supplement ended without it: nothing is awaited any more.
            writer.Sql(SetAwaited).Run(task.Dossier);
            StandAll(task.Dossier, writer);
        }

        return task;
    }

    private void Finish(TaskId id, DateOnly day, ViewWriter writer)
    {
        if (Leave(id, writer) is not { } task)
        {
            return;
        }

        var days = calendar().For(new(writer.Text(task.Unit)), new(writer.Text(task.Function)));
        var stood = Stood(task, days);
        var used = Math.Clamp(days.WorkingDaysBetween(task.Opened, day) - stood, 0, MostDays);
        var (onTime, late) = task.Due is { } due
            ? day <= due
                ? (1, 0)
                : (0, 1)
            : (0, 0);
        var allowed = task.Base is { } limit ? days.WorkingDaysBetween(task.Opened, limit) : 0;
        var limited = task.Base is null ? 0 : used;
        writer.Sql(Sum).Run(task.Unit, MonthOf(day), task.Act, task.Form, 0, 1, onTime, late, used, limited, allowed);
        writer.Sql(AddDays).Run(task.Unit, MonthOf(day), task.Act, task.Form, used);
    }

    private static void EndOpinion(Guid dossier, TaskId opinion, ViewWriter writer, Action end)
    {
        var asker = TaskOf(opinion.Value, writer)?.Asker;
        end();
        if (asker is { } task)
        {
            Change(new(task), writer, found => writer.Sql(SetAsks).Run(found.Id, -1));
        }

        StandAll(dossier, writer);
    }

    private static void StandAll(Guid dossier, ViewWriter writer)
    {
        var find = writer.Sql(FindDossier);
        var stands = find.One(dossier) && find.Bool(1);
        find.Reset();
        var tasks = new List<Guid>();
        var read = writer.Sql(TasksOf).With(dossier);
        while (read.Step())
        {
            tasks.Add(read.Id(0));
        }

        read.Reset();
        foreach (var id in tasks)
        {
            if (TaskOf(id, writer) is { } task && task.Stands != (stands || task.Asks > 0))
            {
                Change(new(id), writer, found => writer.Sql(SetStands).Run(found.Id, stands || found.Asks > 0));
            }
        }
    }

    private static void Move(IReadOnlyList<MovedDue> dues, ViewWriter writer)
    {
        foreach (var due in dues)
        {
            Change(due.Task, writer, task => writer.Sql(SetDue).Run(task.Id, task.Base, due.DueOn));
        }
    }

    // Working days on which its clock stood: by so many its last day has moved.
    private static int Stood(Task task, WorkingCalendar days) =>
        task is { Base: { } first, Due: { } last } && last > first ? days.WorkingDaysBetween(first, last) : 0;

    // A day that the calendar gives or takes is no day on which the clock stood.
    private void Recount(RecountedDue due, ViewWriter writer) =>
        Change(
            due.Task,
            writer,
            task =>
            {
                var days = calendar().For(new(writer.Text(task.Unit)), new(writer.Text(task.Function)));
                var stood = Stood(task, days);
                var moved = due.DueOn;
                for (var i = 0; i < stood; i++)
                {
                    moved = days.LastWorkingDayBefore(moved);
                }

                writer.Sql(SetDue).Run(task.Id, moved, due.DueOn);
            }
        );

    internal static int MonthOf(DateOnly day) => (day.Year * 12) + day.Month - 1;
}

/// <summary>Reads how long steps take. Each reading costs the units, acts, forms and months it covers.</summary>
public sealed class StepTimeQueries(ViewDatabase database)
{
    /// <summary>What units did in the months from one day's to another's, both included.</summary>
    public IReadOnlyList<StepMonth> Months(IEnumerable<UnitId> units, DateOnly from, DateOnly to)
    {
        using var view = database.Read(StepTimes.ViewName);
        var words = view.Words;
        var read = view.Sql(
            """
            SELECT month, act, form, opened, finished, on_time, late, used, limited, allowed FROM step_month~
            WHERE unit = ?1 AND month >= ?2 AND month <= ?3
            """
        );
        var months = new List<StepMonth>();
        foreach (var unit in units)
        {
            read.With(words.Find(unit.Value), StepTimes.MonthOf(from), StepTimes.MonthOf(to));
            while (read.Step())
            {
                months.Add(
                    new(
                        unit,
                        new(read.Int(0) / 12, (read.Int(0) % 12) + 1, 1),
                        (StepAct)read.Int(1),
                        new(words.Text(read.Int(2))),
                        read.Int(3),
                        read.Int(4),
                        read.Int(5),
                        read.Int(6),
                        read.Long(7),
                        read.Long(8),
                        read.Long(9)
                    )
                );
            }

            read.Reset();
        }

        return months;
    }

    /// <summary>How many finished ones took so many working days: by act and days.</summary>
    public IReadOnlyDictionary<(UnitId Unit, StepAct Act), SortedList<int, int>> Days(
        IEnumerable<UnitId> units,
        DateOnly from,
        DateOnly to,
        FormCode? form = null
    )
    {
        using var view = database.Read(StepTimes.ViewName);
        var words = view.Words;
        var only = form is { } one ? words.Find(one.Value) : (int?)null;
        var read = view.Sql("SELECT act, form, days, n FROM step_days~ WHERE unit = ?1 AND month >= ?2 AND month <= ?3");
        var found = new Dictionary<(UnitId, StepAct), SortedList<int, int>>();
        foreach (var unit in units)
        {
            read.With(words.Find(unit.Value), StepTimes.MonthOf(from), StepTimes.MonthOf(to));
            while (read.Step())
            {
                if (only is not null && read.Int(1) != only)
                {
                    continue;
                }

                var key = (unit, (StepAct)read.Int(0));
                if (!found.TryGetValue(key, out var days))
                {
                    found[key] = days = [];
                }

                days[read.Int(2)] = days.GetValueOrDefault(read.Int(2)) + read.Int(3);
            }

            read.Reset();
        }

        return found;
    }

    /// <summary>What waits at units now.</summary>
    public IReadOnlyList<StepOpen> Open(IEnumerable<UnitId> units, DateOnly today)
    {
        using var view = database.Read(StepTimes.ViewName);
        var words = view.Words;
        var read = view.Sql(
            """
            SELECT act, form, sum(n), sum(CASE WHEN stands = 0 AND due < ?2 THEN n ELSE 0 END), sum(CASE WHEN stands = 1 THEN n ELSE 0 END)
            FROM step_open~ WHERE unit = ?1 GROUP BY act, form
            """
        );
        var open = new List<StepOpen>();
        foreach (var unit in units)
        {
            read.With(words.Find(unit.Value), today);
            while (read.Step())
            {
                open.Add(new(unit, (StepAct)read.Int(0), new(words.Text(read.Int(1))), read.Int(2), read.Int(3), read.Int(4)));
            }

            read.Reset();
        }

        return open;
    }
}
