using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>What the offices on a dossier's way do: receive, take up, judge, ask for more, exclude, split off, reject.</summary>
internal static class Reviewing
{
    internal static Decision<DossierEvent> Receive(DossierCommand.Receive c, CommandContext by, Dossier state)
    {
        if (state.Task(c.Task) is not { } task)
        {
            return Guards.NotOpen(c.Task, state);
        }

        if (Guards.Desk(task, by) is { } no)
        {
            return no;
        }

        if (!task.Opening.Receives)
        {
            return Refusal.Of(StepDoesNotReceive, ("step", task.Step.Value));
        }

        var receipt = new LevelReceipt(task.Desk.Unit, task.Step, c.Number, c.On, c.ReturnOn, task.Opening.Open.Round);
        if (state.Receipts.Find(r => (r.Unit, r.Step, r.Round) == (receipt.Unit, receipt.Step, receipt.Round)) is { } earlier)
        {
            return earlier == receipt
                ? Decision<DossierEvent>.Nothing
                : Refusal.Of(AlreadyReceived, ("number", earlier.Number.Value), ("on", earlier.On.Iso()));
        }

        return Guards.NotLater(c.On, by) is { } later ? later
            : c.ReturnOn < c.On ? Refusal.Of(ReturnBeforeReceipt, ("returnOn", c.ReturnOn.Value.Iso()), ("on", c.On.Iso()))
            : state.Terms?.Recognition?.LateDays is { } days
            && state.Receipts.IsEmpty
            && c.LateReason is null
            && state.Secrecy is Secrecy.Normal
                ? Refusal.Of(LateReasonMissing, ("days", Guards.Number(days)))
            : new DossierEvent.Received(task.Id, receipt, c.LateReason);
    }

    internal static Decision<DossierEvent> Claim(DossierCommand.Claim c, CommandContext by, Dossier state) =>
        state.Task(c.Task) is not { } task ? Guards.NotOpen(c.Task, state)
        : task.ClaimedBy == by.Account ? Decision<DossierEvent>.Nothing
        : Guards.Act(task, by, state) is { } no ? no
        : task.ClaimedBy is not null ? Decision<DossierEvent>.Nothing // whose place one takes holds it: nothing to change
        : new DossierEvent.TaskClaimed(task.Id, by.Account);

    /// <summary>Anybody of the desk's unit may; whether one who holds another function coordinates there, the Host's table of rights says.</summary>
    internal static Decision<DossierEvent> Release(DossierCommand.Release c, CommandContext by, Dossier state) =>
        state.Task(c.Task) is not { } task ? Guards.NotOpen(c.Task, state)
        : SameUnit(task, by) is { } no ? no
        : task.ClaimedBy is null ? Decision<DossierEvent>.Nothing
        : new DossierEvent.TaskReleased(task.Id);

    /// <summary>Like <see cref="Release"/>; also hands out a task that nobody has taken up (phân công).</summary>
    internal static Decision<DossierEvent> Reassign(DossierCommand.Reassign c, CommandContext by, Dossier state) =>
        state.Task(c.Task) is not { } task ? Guards.NotOpen(c.Task, state)
        : SameUnit(task, by) is { } no ? no
        : Guards.Impartial(task, c.To, state) is { } own ? own
        : task.ClaimedBy == c.To ? Decision<DossierEvent>.Nothing
        : new DossierEvent.TaskReassigned(task.Id, c.To);

    /// <summary>Somebody else of the unit, for this one task; nobody names who judges their own affair, nor themselves.</summary>
    internal static Decision<DossierEvent> Entrust(DossierCommand.Entrust c, CommandContext by, Dossier state) =>
        state.Task(c.Task) is not { } task ? Guards.NotOpen(c.Task, state)
        : task.EntrustedTo == c.To && task.ClaimedBy == c.To ? Decision<DossierEvent>.Nothing
        : by.Capacity is null ? Foreign(task)
        : by.Behind.Contains(c.To) ? Refusal.Of(NamesOneself, ("account", c.To.ToString()))
        : (Guards.Impartial(task, by.Account, state) ?? Guards.ImpartialFor(task, by, state) ?? Guards.Impartial(task, c.To, state))
            is { } own
            ? own
        : Guards.Reasoned(c.Reason, state) is { } unreasoned ? unreasoned
        : new DossierEvent.TaskEntrusted(task.Id, c.To, c.Reason);

    /// <summary>Whose own affair it is may send it away too. A decision cannot leave the authority that the route names.</summary>
    internal static Decision<DossierEvent> Escalate(DossierCommand.Escalate c, CommandContext by, Dossier state) =>
        state.Task(c.Task) is not { } task ? Guards.NotOpen(c.Task, state)
        : task.Desk == c.To ? Decision<DossierEvent>.Nothing
        : by.Capacity is null ? Foreign(task)
        : task.Opening.Act == StepAct.Decide ? Refusal.Of(AuthorityStays, ("unit", task.Desk.Unit.Value))
        : Guards.Reasoned(c.Reason, state) is { } unreasoned ? unreasoned
        : new DossierEvent.TaskEscalated(task.Id, c.To, c.Cause, c.Reason);

    internal static Decision<DossierEvent> Check(DossierCommand.CheckComponent c, CommandContext by, Dossier state)
    {
        if (state.Task(c.Task) is not { } task)
        {
            return Guards.NotOpen(c.Task, state);
        }

        if (Guards.Act(task, by, state) is { } no)
        {
            return no;
        }

        if (UnknownPart(c.Component, c.Nominee, state) is { } unknown)
        {
            return unknown;
        }

        if (c.Copies is < 0 or > 99)
        {
            return Refusal.Of(CopiesOutOfRange, ("component", c.Component.Value), ("copies", Guards.Number(c.Copies)));
        }

        return state.Findings.GetValueOrDefault((c.Component, c.Nominee)) == new ComponentFinding(c.Found, c.Confirmed, c.Copies)
            ? Decision<DossierEvent>.Nothing
            : new DossierEvent.ComponentChecked(task.Id, c.Component, c.Nominee, c.Found, c.Confirmed, c.Copies);
    }

    internal static Decision<DossierEvent> Complete(DossierCommand.CompleteStep c, CommandContext by, Dossier state)
    {
        if (state.Task(c.Task) is not { } task)
        {
            return state.Completed.TryGetValue(c.Task, out var done) && Says(done, c)
                ? Decision<DossierEvent>.Nothing
                : Guards.NotOpen(c.Task, state);
        }

        var act = task.Opening.Act;
        if (act is StepAct.Notify or StepAct.Archive || (act == StepAct.Decide && c.GoTo is null))
        {
            return Refusal.Of(StepEndsOtherwise, ("act", Guards.Name(act)));
        }

        if (
            (
                Guards.Act(task, by, state)
                ?? Guards.NoSupplement(state)
                ?? Guards.Received(task, state)
                ?? Consulting.NoneAwaited(task, state)
            ) is
            { } no
        )
        {
            return no;
        }

        if (c.Paper is { } paper && PaperRules.Check(paper, by, state.Secrecy != Secrecy.Normal) is { } unfit)
        {
            return unfit;
        }

        if (c.GoTo is { } target)
        {
            return GoBack(c, task, target, state);
        }

        if (act is StepAct.Propose or StepAct.Council && c.Paper is null)
        {
            return Refusal.Of(PaperMissing, ("act", Guards.Name(act)));
        }

        if (
            (
                Guards.NoneSuspended(state)
                ?? Verdicts.Objection(c.Verdicts, task, state)
                ?? Recognising.Objection(c.Verdicts, task, state)
                ?? Comparing.Objection(c, state)
            ) is
            { } objection
        )
        {
            return objection;
        }

        var outcome = c.Verdicts.Any(v => v.Passed) ? Outcomes.Pass : Outcomes.Fail;
        return new DossierEvent.StepCompleted(
            task.Id,
            new(task.Step, task.Opening.Open.Party, outcome),
            c.Verdicts,
            c.Paper,
            null,
            c.Note,
            c.Found is { Count: > 0 } ? c.Found : null,
            c.Overrides is { Count: > 0 } ? c.Overrides : null
        );
    }

    internal static Decision<DossierEvent> Request(DossierCommand.RequestSupplement c, CommandContext by, Dossier state)
    {
        if (state.Task(c.Task) is not { } task)
        {
            return Guards.NotOpen(c.Task, state);
        }

        if (
            state.Supplement is { Provided: false, Request: var r }
            && r.Task == c.Task
            && r.AnswerBy == c.AnswerBy
            && r.Items.SequenceEqual(c.Items)
        )
        {
            return Decision<DossierEvent>.Nothing;
        }

        if ((Guards.Act(task, by, state) ?? Guards.NoSupplement(state) ?? Consulting.NoneAwaited(task, state)) is { } no)
        {
            return no;
        }

        if (task.Opening.Act is StepAct.Notify or StepAct.Archive)
        {
            return Refusal.Of(StepEndsOtherwise, ("act", Guards.Name(task.Opening.Act)));
        }

        if (state.StoppedOn is not null)
        {
            return Guards.NoneSuspended(state)!;
        }

        if (c.Items.Count == 0 || c.Items.Any(i => state.Secrecy == Secrecy.Normal ? i.Note is null : i.Component is null))
        {
            return Refusal.Of(NothingMissing);
        }

        foreach (var item in c.Items)
        {
            if (UnknownPart(item.Component, item.Nominee, state) is { } unknown)
            {
                return unknown;
            }
        }

        var today = Guards.Today(by);
        return c.AnswerBy is { } answer && answer < today
            ? Refusal.Of(DateInPast, ("date", answer.Iso()), ("today", today.Iso()))
            : new DossierEvent.SupplementRequested(task.Id, state.SupplementRounds + 1, c.Items, c.AnswerBy, today);
    }

    internal static Decision<DossierEvent> Receive(DossierCommand.ReceiveSupplement c, CommandContext by, Dossier state) =>
        state.Task(c.Task) is not { } task ? Guards.NotOpen(c.Task, state)
        : state.Supplement is not { } s
            ? state.SupplementRounds > 0 ? Decision<DossierEvent>.Nothing
                : Refusal.Of(NoSupplementAwaited)
        : s.Request.Task != task.Id ? Refusal.Of(NoSupplementAwaited)
        : Guards.Act(task, by, state) is { } no ? no
        : !s.Provided ? Refusal.Of(SupplementAwaited, ("round", Guards.Number(s.Request.Round)))
        : new DossierEvent.SupplementReceived(task.Id, s.Request.Round);

    internal static Decision<DossierEvent> Exclude(DossierCommand.ExcludeNominee c, CommandContext by, Dossier state)
    {
        if (state.Nominee(c.Nominee) is not { } nominee)
        {
            return Refusal.Of(NomineeUnknown, ("nominee", c.Nominee.ToString()));
        }

        if (nominee.Standing is NomineeStanding.Excluded)
        {
            return Decision<DossierEvent>.Nothing;
        }

        if (state.Task(c.Task) is not { } task)
        {
            return Guards.NotOpen(c.Task, state);
        }

        return Guards.Act(task, by, state) is { } no ? no
            : !nominee.IsInPlay ? Refusal.Of(NomineeNotInPlay, ("nominee", c.Nominee.ToString()))
            : Guards.Reasoned(c.Reason, state) is { } unreasoned ? unreasoned
            : Without(new DossierEvent.NomineeExcluded(task.Id, task.Step, c.Nominee, c.Reason), [c.Nominee], task, state);
    }

    internal static Decision<DossierEvent> SplitOff(DossierCommand.SplitOff c, CommandContext by, Dossier state)
    {
        if (c.Nominees.FirstOrDefault(n => state.Nominee(n) is null) is var stranger && stranger != default)
        {
            return Refusal.Of(NomineeUnknown, ("nominee", stranger.ToString()));
        }

        var leaving = c.Nominees.ToHashSet();
        if (leaving.Count > 0 && state.Nominees.TrueForAll(n => !leaving.Contains(n.Id) || n.Standing is NomineeStanding.SplitOff))
        {
            return Decision<DossierEvent>.Nothing;
        }

        if (state.Task(c.Task) is not { } task)
        {
            return Guards.NotOpen(c.Task, state);
        }

        if ((Guards.Act(task, by, state) ?? Guards.NoSupplement(state) ?? AnyAwaited(state) ?? Guards.Reasoned(c.Reason, state)) is { } no)
        {
            return no;
        }

        if (state.Nominees.Find(n => leaving.Contains(n.Id) && !n.IsInPlay) is { } gone)
        {
            return Refusal.Of(NomineeNotInPlay, ("nominee", gone.Id.ToString()));
        }

        if (leaving.Count == 0 || (!state.AnyoneAwarded && state.Nominees.TrueForAll(n => !n.IsInPlay || leaving.Contains(n.Id))))
        {
            return Refusal.Of(SplitLeavesNobody);
        }

        if (!state.Ballots.IsEmpty)
        {
            return Refusal.Of(VoteUnderWay);
        }

        var into = new DossierId(by.Derive("split"));
        return Without(new DossierEvent.NomineesSplitOff(task.Id, [.. leaving], into, c.Reason, Guards.Today(by)), leaving, task, state);
    }

    /// <summary>Đề nghị chuyển hình thức khen: by whoever appraises, proposes or sits in council, never by whoever decides.</summary>
    internal static Decision<DossierEvent> OtherForm(DossierCommand.ProposeOtherForm c, CommandContext by, Dossier state)
    {
        if (state.Nominee(c.Nominee) is not { } nominee)
        {
            return Refusal.Of(NomineeUnknown, ("nominee", c.Nominee.ToString()));
        }

        if (nominee.Standing is NomineeStanding.SplitOff { Into: var known } && state.SplitInto(default, known)?.Form == c.Form)
        {
            return Decision<DossierEvent>.Nothing;
        }

        if (state.Task(c.Task) is not { } task)
        {
            return Guards.NotOpen(c.Task, state);
        }

        if ((Guards.Act(task, by, state) ?? Guards.NoSupplement(state) ?? AnyAwaited(state) ?? Guards.Reasoned(c.Reason, state)) is { } no)
        {
            return no;
        }

        return state.Recognition is not null ? Refusal.Of(RecognitionStays)
            : task.Opening.Act is not (StepAct.Appraise or StepAct.Propose or StepAct.Council)
                ? Refusal.Of(StepEndsOtherwise, ("act", Guards.Name(task.Opening.Act)))
            : !nominee.IsInPlay ? Refusal.Of(NomineeNotInPlay, ("nominee", c.Nominee.ToString()))
            : c.Form == state.Form ? Refusal.Of(SameForm, ("form", c.Form.Value))
            : c.Terms.Route.Steps.Count == 0 || c.Terms.Route.Form != c.Form
                ? Refusal.Of(RouteUnfit, ("form", c.Form.Value), ("route", c.Terms.Route.Route.Value))
            : !state.Ballots.IsEmpty ? Refusal.Of(VoteUnderWay)
            : Without(
                new DossierEvent.NomineesSplitOff(
                    task.Id,
                    [c.Nominee],
                    new DossierId(by.Derive("split")),
                    c.Reason,
                    Guards.Today(by),
                    new(
                        c.Form,
                        c.Terms,
                        DoneAlready(c.Terms.Route, task, state),
                        c.Clause,
                        new(state.Form, state.Unit, [.. state.Preparers.OrderBy(account => account.Value)])
                    )
                ),
                [c.Nominee],
                task,
                state
            );
    }

    // Whoever leaves would leave questions about themselves behind.
    private static Refusal? AnyAwaited(Dossier state) =>
        state.Tasks.Select(task => Consulting.NoneAwaited(task, state)).FirstOrDefault(no => no is not null);

    // What the same offices have done of the other route's beginning need not be done again.
    private static List<StepEnd> DoneAlready(RoutePlan other, OpenTask task, Dossier state)
    {
        var route = state.Terms!.Route;
        var done = new List<StepEnd>();
        var next = 0;
        foreach (var step in other.Steps)
        {
            var end = route.IndexOf(task.Step);
            while (next < end && !Alike(route.Steps[next], step))
            {
                next++;
            }

            if (next >= end || !state.Progress.Exists(p => p.Step == route.Steps[next].Id && p.Outcome == Outcomes.Pass))
            {
                break;
            }

            done.AddRange(step.Parties.Select(party => new StepEnd(step.Id, party, Outcomes.Pass)));
            next++;
        }

        return done;

        static bool Alike(RouteStep one, RouteStep two) => one.Act == two.Act && one.Parties.SequenceEqual(two.Parties);
    }

    internal static Decision<DossierEvent> Reject(DossierCommand.Reject c, CommandContext by, Dossier state) =>
        state.Rejection?.Task == c.Task ? Decision<DossierEvent>.Nothing
        : state.Task(c.Task) is not { } task ? Guards.NotOpen(c.Task, state)
        : Guards.Act(task, by, state) is { } no ? no
        : state.AnyoneAwarded ? Refusal.Of(AlreadyDecided)
        : Guards.Reasoned(c.Reason, state) is { } unreasoned ? unreasoned
        : new DossierEvent.Rejected(task.Id, task.Step, c.Reason);

    private static Decision<DossierEvent> GoBack(DossierCommand.CompleteStep c, OpenTask task, StepId target, Dossier state)
    {
        var place = state.Terms!.Route.IndexOf(target);
        return place < 0 || place > state.Terms.Route.IndexOf(task.Step) ? Refusal.Of(NoEarlierStep, ("step", target.Value))
            : c.Verdicts.Count > 0 ? Refusal.Of(VerdictsWithReturn)
            : state.AnyoneAwarded ? Refusal.Of(AlreadyDecided)
            : Guards.Reasoned(c.Note, state) is { } unreasoned ? unreasoned
            : new DossierEvent.StepCompleted(
                task.Id,
                new(task.Step, task.Opening.Open.Party, Outcomes.Back, target),
                [],
                c.Paper,
                null,
                c.Note
            );
    }

    // When nobody waits any more the step has its outcome: decided where somebody was awarded, else failed.
    private static Decision<DossierEvent> Without(DossierEvent leaving, IReadOnlyCollection<NomineeId> gone, OpenTask task, Dossier state)
    {
        if (state.Nominees.Exists(n => n.IsInPlay && !gone.Contains(n.Id)))
        {
            return leaving;
        }

        return state.AnyoneAwarded
            ? new List<DossierEvent>([leaving, .. Concluding.EndDecision(state, [])])
            : new List<DossierEvent>([
                leaving,
                new DossierEvent.StepCompleted(task.Id, new(task.Step, task.Opening.Open.Party, Outcomes.Fail), [], null, null, null),
            ]);
    }

    private static bool Says(DossierEvent.StepCompleted done, DossierCommand.CompleteStep c) =>
        done.Verdicts.SequenceEqual(c.Verdicts)
        && (done.Overrides ?? []).SequenceEqual(c.Overrides ?? [])
        && done.Paper == c.Paper
        && done.Note == c.Note
        && done.End.GoTo == c.GoTo;

    private static Refusal? SameUnit(OpenTask task, CommandContext by) => by.Capacity?.Unit == task.Desk.Unit ? null : Foreign(task);

    private static Refusal Foreign(OpenTask task) =>
        Refusal.Of(TaskOfOtherOffice, ("unit", task.Desk.Unit.Value), ("function", task.Desk.Function.Value));

    private static Refusal? UnknownPart(ComponentCode? component, NomineeId? nominee, Dossier state) =>
        component is { } code && !state.Terms!.Checklist.Any(i => i.Code == code) ? Refusal.Of(ComponentUnknown, ("component", code.Value))
        : nominee is { } id && state.Nominee(id) is null ? Refusal.Of(NomineeUnknown, ("nominee", id.ToString()))
        : null;
}

/// <summary>Whether what a party says of the nominees is complete and can be true.</summary>
internal static class Verdicts
{
    internal static Refusal? Objection(IReadOnlyList<NomineeVerdict> verdicts, OpenTask task, Dossier state)
    {
        if (verdicts.FirstOrDefault(v => state.Nominee(v.Nominee) is not { IsInPlay: true }) is { } stray)
        {
            return Refusal.Of(
                state.Nominee(stray.Nominee) is null ? NomineeUnknown : NomineeNotInPlay,
                ("nominee", stray.Nominee.ToString())
            );
        }

        var rule = state.Terms?.Route.Step(task.Step) is { Parties.Count: 1, Vote: { } single } ? single : null;
        return Of(VerdictTwice, verdicts.GroupBy(v => v.Nominee).Where(g => g.Skip(1).Any()).Select(g => g.Key))
            ?? Of(VerdictsMissing, state.Nominees.Where(n => n.IsInPlay && verdicts.All(v => v.Nominee != n.Id)).Select(n => n.Id))
            ?? Of(VerdictNoteMissing, Which(v => !v.Passed && v.Note is null && state.Secrecy == Secrecy.Normal))
            ?? Of(TallyDoesNotAddUp, Which(v => v.Tally is { AddsUp: false }))
            ?? (rule is null ? null : Of(TallyMissing, Which(v => v.Tally is null)))
            ?? (
                rule is null
                    ? null
                    : Of(
                        VerdictAgainstVotes,
                        Which(v => v.Passed != v.Tally!.Passes(rule)),
                        ("percent", Guards.Number(rule.Percent)),
                        ("base", rule.Base == VoteBase.Members ? "members" : "present"),
                        ("moreThan", rule.MoreThan ? "true" : "false")
                    )
            );

        IEnumerable<NomineeId> Which(Func<NomineeVerdict, bool> which) => verdicts.Where(which).Select(v => v.Nominee);
    }

    private static Refusal? Of(string code, IEnumerable<NomineeId> nominees, params (string, string)[] more) =>
        nominees.ToList() is { Count: > 0 } found ? Refusal.Of(code, [("nominees", Guards.List(found)), .. more]) : null;
}
