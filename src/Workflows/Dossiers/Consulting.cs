using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// Xin ý kiến (hiệp y): an office asks another one, beside the route. The answer binds nobody; while it is awaited the asking task cannot
/// end and its clock stands, the other office has a clock of its own. Whoever asked may stop waiting, with a reason.
/// </summary>
internal static class Consulting
{
    internal static Decision<DossierEvent> Ask(DossierCommand.RequestOpinion c, CommandContext by, Dossier state)
    {
        if (state.Opinions.Values.FirstOrDefault(o => o.Task == c.Task && o.From == c.From && state.Task(o.Id) is not null) is { } known)
        {
            return known.Question == c.Question ? Decision<DossierEvent>.Nothing : Awaited(known);
        }

        if (state.Task(c.Task) is not { } task)
        {
            return Guards.NotOpen(c.Task, state);
        }

        if (
            (
                Guards.Act(task, by, state)
                ?? Guards.NoSupplement(state)
                ?? Guards.Received(task, state)
                ?? Guards.Reasoned(c.Question, state)
            ) is
            { } no
        )
        {
            return no;
        }

        if (state.StoppedOn is not null)
        {
            return Guards.NoneSuspended(state)!;
        }

        if (!task.Judges)
        {
            return Refusal.Of(StepEndsOtherwise, ("act", Guards.Name(task.Opening.Act)));
        }

        if (c.From.Desk == task.Desk && c.From.AnsweredBy is null)
        {
            return Refusal.Of(OpinionOfOneself);
        }

        var id = new TaskId(by.Derive("opinion"));
        var round = 1 + state.Opinions.Values.Count(o => o.From == c.From);
        var opened = new DossierEvent.TaskOpened(
            id,
            new OpenStep(task.Step, c.From, round),
            StepAct.Consult,
            task.Opening.StepName,
            Receives: false,
            null,
            false
        );
        if (c.Limit is { } limit)
        {
            var from = Guards.Today(by);
            var desk = c.From.Desk;
            var (due, provisional) = c.Calendar.For(desk.Unit, desk.Function).AddWorkingDays(from, limit.WorkingDays);
            opened = opened with { DueOn = due, DueProvisional = provisional, CountedFrom = from, CalendarRevision = c.Calendar.Revision };
        }

        return new List<DossierEvent>([
            new DossierEvent.OpinionRequested(task.Id, id, c.From, c.Question, Guards.Today(by), c.Limit),
            opened,
        ]);
    }

    internal static Decision<DossierEvent> Give(DossierCommand.GiveOpinion c, CommandContext by, Dossier state)
    {
        if (state.Task(c.Opinion) is not { Opening.Act: StepAct.Consult } task)
        {
            return
                state.Opinions.GetValueOrDefault(c.Opinion) is { Given: { } given }
                && (given.Answer, given.Text, given.Number, given.Date) == (c.Answer, c.Text, c.Number, c.Date)
                ? Decision<DossierEvent>.Nothing
                : Guards.NotOpen(c.Opinion, state);
        }

        if ((Guards.Act(task, by, state) ?? (c.Answer is OpinionAnswer.Agrees ? null : Guards.Reasoned(c.Text, state))) is { } no)
        {
            return no;
        }

        if ((c.Number is null) != (c.Date is null))
        {
            return Refusal.Of(OpinionPaperHalf);
        }

        if (c.Date is { } date && Guards.NotLater(date, by) is { } later)
        {
            return later;
        }

        var (stood, dues) = Ended(c.Opinion, c.Calendar, by, state);
        return new DossierEvent.OpinionGiven(
            c.Opinion,
            c.Answer,
            c.Text,
            c.Number,
            c.Date,
            Guards.Today(by),
            stood,
            dues,
            c.Calendar.Revision
        );
    }

    internal static Decision<DossierEvent> Withdraw(DossierCommand.WithdrawOpinion c, CommandContext by, Dossier state)
    {
        if (state.Task(c.Opinion) is not { Opening.Act: StepAct.Consult } || state.Task(state.Opinions[c.Opinion].Task) is not { } asking)
        {
            return state.Opinions.GetValueOrDefault(c.Opinion) is { Withdrawn: true }
                ? Decision<DossierEvent>.Nothing
                : Guards.NotOpen(c.Opinion, state);
        }

        if ((Guards.Act(asking, by, state) ?? Guards.Reasoned(c.Reason, state)) is { } no)
        {
            return no;
        }

        var (stood, dues) = Ended(c.Opinion, c.Calendar, by, state);
        return new DossierEvent.OpinionWithdrawn(c.Opinion, c.Reason, stood, dues, c.Calendar.Revision);
    }

    /// <summary>A task waits while an opinion it asked for is awaited.</summary>
    internal static Refusal? NoneAwaited(OpenTask task, Dossier state) =>
        state.Opinions.Values.FirstOrDefault(o => o.Task == task.Id && state.Task(o.Id) is not null) is { } awaited
            ? Awaited(awaited)
            : null;

    private static Refusal Awaited(Opinion opinion) =>
        Refusal.Of(OpinionAwaited, ("unit", opinion.From.Unit.Value), ("function", opinion.From.Function.Value));

    // With the last answer the asking task's clock runs again; days on which everything stood anyway are counted once, as what they are.
    private static (ClockPause? Stood, IReadOnlyList<MovedDue> Dues) Ended(
        TaskId opinion,
        OfficialCalendar calendar,
        CommandContext by,
        Dossier state
    )
    {
        var asked = state.Opinions[opinion].Task;
        if (
            state.Task(asked) is not { ConsultsSince: { } since } asking
            || state.Opinions.Values.Any(o => o.Task == asked && o.Id != opinion && state.Task(o.Id) is not null)
        )
        {
            return (null, []);
        }

        var until = Guards.Today(by);
        if (state.StoppedOn is { } stopped && stopped < until)
        {
            until = stopped;
        }

        if (state.Supplement is { Provided: false, Request.On: var requested } && requested < until)
        {
            until = requested;
        }

        var stood = new ClockPause(since, until);
        return (stood, Dues.Moved([asking with { ConsultsSince = null }], calendar, stood));
    }
}
