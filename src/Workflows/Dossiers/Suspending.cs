using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// Tạm dừng xét, tiếp tục xét (NĐ 98/2023 Đ4): not a refusal. Whoever is suspended is neither passed nor failed, and holds the others up
/// until it is resumed, excluded or split off. Where everybody is suspended the clock stands.
/// </summary>
internal static class Suspending
{
    internal static Decision<DossierEvent> Suspend(DossierCommand.SuspendNominee c, CommandContext by, Dossier state) =>
        state.Nominee(c.Nominee) is not { } nominee ? Refusal.Of(NomineeUnknown, ("nominee", c.Nominee.ToString()))
        : state.Suspended.GetValueOrDefault(c.Nominee) is { } known
            ? known.Cause == c.Cause ? Decision<DossierEvent>.Nothing
                : Refusal.Of(NomineesSuspended, ("nominees", c.Nominee.ToString()))
        : state.Task(c.Task) is not { } task ? Guards.NotOpen(c.Task, state)
        : Guards.Act(task, by, state) is { } no ? no
        : !nominee.IsInPlay ? Refusal.Of(NomineeNotInPlay, ("nominee", c.Nominee.ToString()))
        : Guards.Reasoned(c.Reason, state) is { } unreasoned ? unreasoned
        : new DossierEvent.NomineeSuspended(task.Id, c.Nominee, c.Cause, c.Reason, Guards.Today(by));

    internal static Decision<DossierEvent> Resume(DossierCommand.ResumeNominee c, CommandContext by, Dossier state) =>
        state.Nominee(c.Nominee) is null ? Refusal.Of(NomineeUnknown, ("nominee", c.Nominee.ToString()))
        : !state.Suspended.ContainsKey(c.Nominee) ? Decision<DossierEvent>.Nothing
        : state.Task(c.Task) is not { } task ? Guards.NotOpen(c.Task, state)
        : Guards.Act(task, by, state) is { } no ? no
        : Guards.Reasoned(c.Reason, state) is { } unreasoned ? unreasoned
        : new DossierEvent.NomineeResumed(task.Id, c.Nominee, c.Reason, Guards.Today(by));

    /// <summary>What was decided, and with it that the clock stands or runs on, where that follows.</summary>
    internal static Decision<DossierEvent> Clock(DossierCommand command, Decision<DossierEvent> decision, CommandContext by, Dossier state)
    {
        if (decision is not Decision<DossierEvent>.Accepted { Events: { Count: > 0 } events })
        {
            return decision;
        }

        var after = events.Aggregate(state, Dossier.Evolve);
        return !after.IsUnderWay ? decision
            : after is { AllSuspended: true, StoppedOn: null }
                ? new Decision<DossierEvent>.Accepted([.. events, new DossierEvent.ClockStopped(Guards.Today(by))])
            : after is { AllSuspended: false, AnyoneInPlay: true, StoppedOn: { } stopped } && command is DossierCommand.ResumeNominee c
                ? new Decision<DossierEvent>.Accepted([.. events, Restarted(stopped, c, by, after)])
            : decision;
    }

    // The days of a supplement that was awaited meanwhile are counted as its own.
    private static DossierEvent.ClockRestarted Restarted(DateOnly stopped, DossierCommand.ResumeNominee c, CommandContext by, Dossier state)
    {
        if (state.Supplement is { Provided: false })
        {
            return new(null, [], c.Calendar.Revision);
        }

        var from = state.LastSupplement is { To: var came } && came > stopped ? came : stopped;
        var pause = new ClockPause(from, Guards.Today(by));
        return new(pause, Dues.Moved(state.Tasks, c.Calendar, pause), c.Calendar.Revision);
    }
}
