using System.Collections.Immutable;
using PhongTrao.Workflows.Calendar;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>Days on which the clock of a dossier stood.</summary>
/// <param name="From">Day on which the supplement was asked for.</param>
/// <param name="To">Day on which it came.</param>
public sealed record ClockPause(DateOnly From, DateOnly To);

/// <summary>
/// How the due date of a task is counted, so that it can be counted again when the calendar changes: a function of when work
/// began, its limit, the pauses and the calendar, and of nothing else.
/// </summary>
/// <param name="From">Day of opening in Hà Nội, itself not counted.</param>
/// <param name="WorkingDays">The limit.</param>
/// <param name="Pauses">In order.</param>
public sealed record DueClock(DateOnly From, int WorkingDays, ImmutableList<ClockPause> Pauses)
{
    /// <summary>The due date by a calendar, and whether it is "tạm tính".</summary>
    public (DateOnly Due, bool Provisional) Count(WorkingCalendar calendar)
    {
        var (due, provisional) = calendar.AddWorkingDays(From, WorkingDays);
        foreach (var pause in Pauses)
        {
            (due, provisional) = Resume(calendar, due, provisional, pause);
        }

        return (due, provisional);
    }

    /// <summary>A due date moved by the working days that the clock stood.</summary>
    public static (DateOnly Due, bool Provisional) Resume(WorkingCalendar calendar, DateOnly due, bool provisional, ClockPause pause)
    {
        var stood = calendar.WorkingDaysBetween(pause.From, pause.To);
        if (stood <= 0)
        {
            return (due, provisional);
        }

        var (moved, also) = calendar.AddWorkingDays(due, stood);
        return (moved, provisional || also);
    }
}

/// <summary>What becomes of due dates when the clock runs again.</summary>
internal static class Dues
{
    /// <summary>Those that move; a task that awaits opinions counts these days with the others on which it did.</summary>
    internal static List<MovedDue> Moved(IEnumerable<OpenTask> tasks, OfficialCalendar calendar, ClockPause pause)
    {
        var moved = new List<MovedDue>();
        foreach (var task in tasks)
        {
            if (task is { DueOn: { } due, ConsultsSince: null })
            {
                var (on, provisional) = DueClock.Resume(calendar.For(task.Desk.Unit, task.Desk.Function), due, task.DueProvisional, pause);
                if (on != due)
                {
                    moved.Add(new(task.Id, on, provisional));
                }
            }
        }

        return moved;
    }
}

/// <summary>Counting again what is open and ahead after the calendar has changed.</summary>
internal static class Recounting
{
    internal static Kernel.Decision<DossierEvent> Recount(DossierCommand.RecountDues c, Kernel.CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Kernel.Refusal.Of(DossierRefusals.CarriedOnly);
        }

        var dues = new List<RecountedDue>();
        foreach (var task in state.IsUnderWay ? state.Tasks : [])
        {
            if (task.DueOn is not { } due || task.CalendarRevision >= c.Calendar.Revision || IsPast(task, due, c.ChangedOn, state))
            {
                continue;
            }

            var (on, provisional) = Count(task, due, c);
            if (on < due && on < c.ChangedOn && due >= c.ChangedOn)
            {
                // A day less ahead makes work due earlier, never late: nobody is overdue because the calendar changed.
                on = CalendarOf(task, c.Calendar).FirstWorkingDayOnOrAfter(c.ChangedOn);
            }

            if ((on, provisional) != (due, task.DueProvisional))
            {
                dues.Add(new(task.Id, due, on, provisional));
            }
        }

        return dues.Count == 0 ? Kernel.Decision<DossierEvent>.Nothing : new DossierEvent.DuesRecounted(c.Calendar.Revision, dues);
    }

    // Where the clock stands, nothing has become due since it was stopped.
    private static bool IsPast(OpenTask task, DateOnly due, DateOnly changedOn, Dossier state)
    {
        var awaited = state.Supplement is { Provided: false, Request.On: var stands } && stands < changedOn ? stands : changedOn;
        return due < (state.StoppedOn is { } stopped && stopped < awaited ? stopped : awaited);
    }

    private static (DateOnly, bool) Count(OpenTask task, DateOnly due, DossierCommand.RecountDues c)
    {
        var after = CalendarOf(task, c.Calendar);
        if (task.Clock is { } clock)
        {
            return clock.Count(after);
        }

        // Opened by a release that did not record from when it counted: what lies ahead is counted again, what has gone by stays.
        return due <= c.ChangedOn
            ? (due, task.DueProvisional)
            : after.AddWorkingDays(c.ChangedOn, CalendarOf(task, c.Before).WorkingDaysBetween(c.ChangedOn, due));
    }

    private static WorkingCalendar CalendarOf(OpenTask task, OfficialCalendar calendar) => calendar.For(task.Desk.Unit, task.Desk.Function);
}
