using System.Diagnostics.Metrics;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Reactors;

/// <summary>What one look at the clock led to.</summary>
/// <param name="Issued">Reminders recorded.</param>
/// <param name="Missed">Reminders recorded as missed: their time had gone by, a later one was issued.</param>
/// <param name="IsAll">False: something could not be recorded now, or the views do not follow the log; it is looked for again next time.</param>
public readonly record struct Tick(int Issued, int Missed, bool IsAll);

/// <summary>
/// Turns deadlines into reminders: at each tick it finds by index what is due, and records for each item the latest reminder as issued
/// and those before it as missed. The command's id derives from the reminder's key, so any number of hosts may tick, and crash between
/// any two steps: each is recorded once. Delivering what is recorded is others' business.
/// </summary>
public sealed class Reminders
{
    /// <summary>How many are looked at in one piece.</summary>
    public const int PerPage = 500;

    private const int AtOnce = 16;
    private static readonly TimeSpan ViewPatience = TimeSpan.FromSeconds(30);

    private static readonly Counter<long> Counted = Telemetry.Meter.CreateCounter<long>(
        "phongtrao.reminders",
        "{reminder}",
        "Reminders recorded, by what became of them."
    );

    private readonly ViewDatabase _database;
    private readonly IEventStore _store;
    private readonly CatchUpSubscription _views;
    private readonly Func<ReferenceSnapshot> _reference;
    private readonly DeadlineQueries _deadlines;
    private readonly TaskQueries _tasks;
    private readonly InspectionQueries _inspections;
    private readonly CommandRunner _runner;
    private readonly AudienceFunctions _functions;
    private readonly TimeProvider _time;
    private readonly TimeOnly _remindAt;
    private readonly Action<string>? _step;

    /// <param name="database">Where the views are.</param>
    /// <param name="store">The log.</param>
    /// <param name="views">Feeds the views.</param>
    /// <param name="reference">Organisation, accounts and calendar.</param>
    /// <param name="runner">Runs the commands.</param>
    /// <param name="functions">Whom to tell.</param>
    /// <param name="time">The service's clock.</param>
    /// <param name="remindAt">Time of day in Hà Nội at which people are reminded.</param>
    public Reminders(
        ViewDatabase database,
        IEventStore store,
        CatchUpSubscription views,
        Func<ReferenceSnapshot> reference,
        CommandRunner runner,
        AudienceFunctions functions,
        TimeProvider time,
        TimeOnly remindAt
    )
        : this(database, store, views, reference, runner, functions, time, remindAt, null) { }

    /// <param name="step">Called between every two steps: tests crash here.</param>
    internal Reminders(
        ViewDatabase database,
        IEventStore store,
        CatchUpSubscription views,
        Func<ReferenceSnapshot> reference,
        CommandRunner runner,
        AudienceFunctions functions,
        TimeProvider time,
        TimeOnly remindAt,
        Action<string>? step
    )
    {
        _database = database;
        _store = store;
        _views = views;
        _reference = reference;
        _deadlines = new DeadlineQueries(database);
        _tasks = new TaskQueries(database);
        _inspections = new InspectionQueries(database);
        _runner = runner;
        _functions = functions;
        _time = time;
        _remindAt = remindAt;
        _step = step;
    }

    /// <summary>Records every reminder that is due now and not recorded.</summary>
    /// <remarks>Its cost follows what is due, not what is open.</remarks>
    public async Task<Tick> TickAsync(CancellationToken cancellationToken = default)
    {
        var head = await _store.HeadAsync(cancellationToken).ConfigureAwait(false);
        if (head is not { } position)
        {
            return new(0, 0, true);
        }

        // What ended or moved a moment ago must not be reminded of.
        if (
            !await _views.WaitAsync(Deadlines.ViewName, position, ViewPatience, cancellationToken).ConfigureAwait(false)
            || !await _views.WaitAsync(TaskQueue.ViewName, position, ViewPatience, cancellationToken).ConfigureAwait(false)
            || !await _views.WaitAsync(Inspections.ViewName, position, ViewPatience, cancellationToken).ConfigureAwait(false)
        )
        {
            return new(0, 0, false);
        }

        var instant = _time.GetUtcNow();
        var now = ReminderSchedule.MinuteOf(instant);
        var round = new Round(this, instant, now, _reference());
        foreach (var overdue in new[] { true, false })
        {
            await round
                .EachAsync(after => _deadlines.Timers(overdue, now, _remindAt, after, PerPage), round.DeadlineAsync, cancellationToken)
                .ConfigureAwait(false);
            await round
                .EachAsync(after => _tasks.Timers(overdue, now, _remindAt, after, PerPage), round.TaskAsync, cancellationToken)
                .ConfigureAwait(false);
            await round
                .EachAsync(after => _inspections.Timers(overdue, now, _remindAt, after, PerPage), round.InspectionAsync, cancellationToken)
                .ConfigureAwait(false);
        }

        return round.Result;
    }

    /// <summary>One tick under way.</summary>
    private sealed class Round(Reminders owner, DateTimeOffset instant, long now, ReferenceSnapshot reference)
    {
        private readonly Addressees _addressees = new(
            owner._database,
            reference,
            owner._functions,
            Workflows.Calendar.VietnamTime.DateOf(instant)
        );
        private int _issued;
        private int _missed;
        private volatile bool _isAll = true;

        internal Tick Result => new(_issued, _missed, _isAll);

        internal async Task EachAsync(
            Func<DueTimer, IReadOnlyList<DueTimer>> page,
            Func<Guid, CancellationToken, ValueTask> act,
            CancellationToken cancellationToken
        )
        {
            var after = default(DueTimer);
            while (true)
            {
                owner._step?.Invoke("page");
                var due = page(after);
                if (due.Count == 0)
                {
                    return;
                }

                await Parallel
                    .ForEachAsync(
                        due,
                        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                        async (timer, cancel) => await act(timer.Id, cancel).ConfigureAwait(false)
                    )
                    .ConfigureAwait(false);
                after = due[^1];
            }
        }

        internal ValueTask DeadlineAsync(Guid id, CancellationToken cancellationToken)
        {
            if (owner._deadlines.Pending(id, reference.Calendar, owner._remindAt, now) is not { } pending)
            {
                return ValueTask.CompletedTask;
            }

            return RemindAsync(
                pending.Subject,
                pending.Reminders,
                _addressees.UnitOf(pending),
                slot => _addressees.Of(pending, slot),
                cancellationToken
            );
        }

        internal ValueTask TaskAsync(Guid id, CancellationToken cancellationToken) =>
            owner._tasks.Pending(id, reference.Calendar, owner._remindAt, now) is var (task, reminders)
                ? RemindAsync(
                    new ReminderSubject.OfTask(task.Dossier, task.Task),
                    reminders,
                    task.Desk.Unit,
                    slot => _addressees.Of(task, slot),
                    cancellationToken
                )
                : ValueTask.CompletedTask;

        internal ValueTask InspectionAsync(Guid id, CancellationToken cancellationToken) =>
            owner._inspections.Pending(id, reference.Calendar, owner._remindAt, now) is var (inspection, reminders)
                ? RemindAsync(
                    new ReminderSubject.OfInspection(inspection.Id),
                    reminders,
                    _addressees.UnitOf(inspection.To),
                    slot => _addressees.Of(inspection, slot),
                    cancellationToken
                )
                : ValueTask.CompletedTask;

        private async ValueTask RemindAsync(
            ReminderSubject subject,
            IReadOnlyList<PlannedReminder> due,
            UnitId unit,
            Func<ReminderSlot, IReadOnlyList<ReminderRecipient>> told,
            CancellationToken cancellationToken
        )
        {
            if (due.Count == 0)
            {
                return;
            }

            var last = due[^1];
            var earlier = due.Take(due.Count - 1).Select(planned => planned.Slot.Offset).ToList();

            var command = new ReminderCommand.Remind(subject, last.Slot, earlier, last.Instant, unit, told(last.Slot));
            var id = DerivedId.From(subject.Id, $"remind:{last.Slot.Due.Iso()}:{last.Slot.Offset}");
            var context = new CommandContext(id, instant, CommandContext.System, null, id);
            owner._step?.Invoke("remind");
            var result = await owner
                ._runner.RunAsync(Bindings.Reminder, Bindings.Reminder.StreamOf(subject.Id), command, context, null, cancellationToken)
                .ConfigureAwait(false);
            owner._step?.Invoke("reminded");
            switch (result)
            {
                case RunResult<Reminder>.Recorded { Repeated: false }:
                    Interlocked.Increment(ref _issued);
                    Interlocked.Add(ref _missed, earlier.Count);
                    Counted.Add(1, new KeyValuePair<string, object?>("phongtrao.outcome", last.Slot.IsOverdue ? "overdue" : "issued"));
                    if (earlier.Count > 0)
                    {
                        Counted.Add(earlier.Count, new KeyValuePair<string, object?>("phongtrao.outcome", "missed"));
                    }

                    break;
                case RunResult<Reminder>.Recorded or RunResult<Reminder>.Unchanged:
                    break; // another host was first
                default:
                    _isAll = false; // others keep writing, or the clock went back: it is looked for again
                    break;
            }
        }
    }
}
