using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// Which work waits after a decision. The engine says which steps are open, a pure function turns that into task events, and
/// they are appended in the same write as what led to them.
/// </summary>
public static class DossierTasks
{
    /// <summary>Whether what changed can open or close work, so that the engine must be asked.</summary>
    internal static bool MayChange(Dossier before, Dossier after) =>
        !ReferenceEquals(before.Progress, after.Progress)
        || !ReferenceEquals(before.Terms?.Route, after.Terms?.Route)
        || before.IsUnderWay != after.IsUnderWay
        || before.AnyoneInPlay != after.AnyoneInPlay;

    /// <summary>Opens what is open for the engine and not yet here, cancels what is open here and no more for the engine.</summary>
    /// <param name="state">The dossier after the decision.</param>
    /// <param name="open">The engine's answer.</param>
    /// <param name="calendar">Counts due dates from the day of opening in Hà Nội, that day excluded, by the Saturdays of the office.</param>
    /// <param name="by">Task ids derive from its command id.</param>
    internal static List<DossierEvent> Follow(Dossier state, IReadOnlyList<OpenStep> open, OfficialCalendar calendar, CommandContext by)
    {
        var wanted = open.Where(o => state.Terms?.Route.Step(o.Step) is { } step && Needed(step, state)).ToList();
        var events = new List<DossierEvent>();
        var gone = state.Tasks.Where(t => !IsAsked(t) && !wanted.Contains(t.Opening.Open)).Select(t => t.Id).ToHashSet();
        var kept = state.Tasks.Where(t => !IsAsked(t) && !gone.Contains(t.Id)).Select(t => t.Id).ToHashSet();
        foreach (var task in state.Tasks.Where(t => gone.Contains(t.Id) || (IsAsked(t) && !kept.Contains(state.Opinions[t.Id].Task))))
        {
            events.Add(new DossierEvent.TaskCancelled(task.Id));
        }

        for (var i = 0; i < wanted.Count; i++)
        {
            if (!state.Tasks.Exists(t => !IsAsked(t) && t.Opening.Open == wanted[i]))
            {
                var id = new TaskId(by.Derive($"task:{i}"));
                events.Add(Opened(state, wanted[i], id, calendar, by));
                events.AddRange(Placed(state, wanted[i], id));
            }
        }

        return events;
    }

    // Opinions are asked for beside the route: the engine knows nothing of them, and they end with the task that asked.
    private static bool IsAsked(OpenTask task) => task.Opening.Act is StepAct.Consult;

    // Judging a dossier whose last nominee fell out needs nobody; telling and filing it may.
    private static bool Needed(RouteStep step, Dossier state) => step.Act is StepAct.Notify or StepAct.Archive || state.AnyoneInPlay;

    private static DossierEvent.TaskOpened Opened(Dossier state, OpenStep open, TaskId id, OfficialCalendar calendar, CommandContext by)
    {
        var step = state.Terms!.Route.Step(open.Step)!;
        var task = new DossierEvent.TaskOpened(id, open, step.Act, step.Name, step.Receives, null, false);
        if (state.CarriedDues.Find(d => d.Open == open) is { } carried)
        {
            return task with
            {
                DueOn = carried.DueOn,
                DueProvisional = carried.DueProvisional,
                CountedFrom = carried.CountedFrom,
                CalendarRevision = carried.CalendarRevision,
            };
        }

        if (step.Limit is not { } limit)
        {
            return task;
        }

        var from = VietnamTime.DateOf(by.At);
        var (due, provisional) = calendar.For(open.Party.Desk.Unit, open.Party.Desk.Function).AddWorkingDays(from, limit.WorkingDays);
        return task with { DueOn = due, DueProvisional = provisional, CountedFrom = from, CalendarRevision = calendar.Revision };
    }

    // Where it had gone, and who was named for it, in the dossier this one was split off.
    private static IEnumerable<DossierEvent> Placed(Dossier state, OpenStep open, TaskId id)
    {
        if (state.CarriedDues.Find(d => d.Open == open) is not { } carried)
        {
            yield break;
        }

        if (carried.MovedTo is { } desk)
        {
            yield return new DossierEvent.TaskEscalated(id, desk, EscalationCause.SplitOff, null);
        }

        if (carried.EntrustedTo is { } named)
        {
            yield return new DossierEvent.TaskEntrusted(id, named, null);
        }
    }
}
