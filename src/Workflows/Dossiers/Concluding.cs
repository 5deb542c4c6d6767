using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>Papers that end a step: a common tờ trình, a decision (both carried from their own streams), a notice, the archive.</summary>
internal static class Concluding
{
    internal static Decision<DossierEvent> EnterProposal(DossierCommand.EnterProposal c, CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Refusal.Of(CarriedOnly);
        }

        if (state.Completed.Values.Any(done => done.Proposal == c.Proposal))
        {
            return Decision<DossierEvent>.Nothing;
        }

        var tasks = state.Tasks.FindAll(t => t.Opening.Act == StepAct.Propose && t.Desk.Unit == c.Unit);
        if (tasks.IsEmpty)
        {
            return Refusal.Of(NotAtProposal, ("proposal", c.Proposal.ToString()), ("unit", c.Unit.Value));
        }

        if (Guards.NoSupplement(state) is { } no)
        {
            return no;
        }

        var waiting = state.Nominees.Where(n => n.IsInPlay).Select(n => n.Id).ToList();
        if (waiting.Except(c.Nominees).ToList() is { Count: > 0 } left)
        {
            return Refusal.Of(NomineesNotOnProposal, ("nominees", Guards.List(left)));
        }

        var paper = state.Secrecy == Secrecy.Normal ? c.Paper : Secrets.Strip(c.Paper);
        List<NomineeVerdict> verdicts = [.. waiting.Select(n => new NomineeVerdict(n, Passed: true))];
        return tasks
            .ConvertAll(
                DossierEvent (t) =>
                    new DossierEvent.StepCompleted(
                        t.Id,
                        new(t.Step, t.Opening.Open.Party, Outcomes.Pass),
                        verdicts,
                        paper,
                        c.Proposal,
                        null
                    )
            )
            .ToList();
    }

    internal static Decision<DossierEvent> EnterSitting(DossierCommand.EnterSitting c, CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Refusal.Of(CarriedOnly);
        }

        if (state.Completed.Values.Any(done => done.Sitting == c.Sitting))
        {
            return Decision<DossierEvent>.Nothing;
        }

        if (state.CouncilTask(c.Unit, c.Function) is not { } task)
        {
            return Refusal.Of(NotAtSitting, ("sitting", c.Sitting.ToString()), ("unit", c.Unit.Value), ("function", c.Function.Value));
        }

        if (
            (
                Guards.NoSupplement(state)
                ?? Guards.Received(task, state)
                ?? Consulting.NoneAwaited(task, state)
                ?? Guards.NoneSuspended(state)
            ) is
            { } no
        )
        {
            return no;
        }

        var results = c.Results.DistinctBy(r => r.Nominee).ToDictionary(r => r.Nominee);
        var waiting = state.Nominees.Where(n => n.IsInPlay).Select(n => n.Id).ToList();
        if (waiting.FindAll(n => !results.ContainsKey(n)) is { Count: > 0 } left)
        {
            return Refusal.Of(NomineesNotAtSitting, ("nominees", Guards.List(left)));
        }

        if (waiting.FindAll(n => !results[n].Tally.AddsUp) is { Count: > 0 } wrong)
        {
            return Refusal.Of(TallyDoesNotAddUp, ("nominees", Guards.List(wrong)));
        }

        var rule = state.CouncilRule(task);
        var secret = state.Secrecy != Secrecy.Normal;
        List<NomineeVerdict> verdicts =
        [
            .. waiting
                .Select(n => results[n])
                .Select(r => new NomineeVerdict(r.Nominee, r.Tally.Passes(rule), secret ? null : r.Note, r.Tally)),
        ];
        return new DossierEvent.StepCompleted(
            task.Id,
            new(task.Step, task.Opening.Open.Party, verdicts.Exists(v => v.Passed) ? Outcomes.Pass : Outcomes.Fail),
            verdicts,
            secret ? Secrets.Strip(c.Minutes) : c.Minutes,
            null,
            null,
            Sitting: c.Sitting
        );
    }

    internal static Decision<DossierEvent> EnterOutcome(DossierCommand.EnterOutcome c, CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Refusal.Of(CarriedOnly);
        }

        var awarded = new List<NomineeId>();
        foreach (var id in c.Awarded.Distinct())
        {
            switch (state.Nominee(id)?.Standing)
            {
                case null:
                    return Refusal.Of(NomineeUnknown, ("nominee", id.ToString()));
                case NomineeStanding.Awarded earlier when earlier.Decision.Id == c.Decision.Id:
                    break;
                case NomineeStanding.InPlay:
                    awarded.Add(id);
                    break;
                default:
                    return Refusal.Of(NomineeNotInPlay, ("nominee", id.ToString()));
            }
        }

        if (awarded.Count == 0)
        {
            return Decision<DossierEvent>.Nothing;
        }

        if (state.Tasks.Find(t => t.Opening.Act == StepAct.Decide) is not { } task)
        {
            return Refusal.Of(NotAtDecision, ("decision", c.Decision.Id.ToString()));
        }

        if (c.Decision.Authority != state.Terms!.Route.Authority)
        {
            return Refusal.Of(
                DecisionOfOtherAuthority,
                ("authority", state.Terms.Route.Authority.Value),
                ("by", c.Decision.Authority.Value)
            );
        }

        var scores = awarded
            .Select(n => state.ScoreOf(n) is { } score ? new ScoredNominee(n, score) : null)
            .OfType<ScoredNominee>()
            .ToList();
        var entered = new DossierEvent.OutcomeEntered(task.Id, c.Decision, awarded, scores.Count == 0 ? null : scores);
        return state.Nominees.Exists(n => n.IsInPlay && !awarded.Contains(n.Id))
            ? entered
            : new List<DossierEvent>([entered, .. EndDecision(state, awarded)]);
    }

    /// <summary>What was awarded is cancelled for whoever it names and the decision named had awarded; nothing else of the dossier changes.</summary>
    internal static Decision<DossierEvent> CancelOutcome(DossierCommand.CancelOutcome c, CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Refusal.Of(CarriedOnly);
        }

        var cancelled = new List<NomineeId>();
        foreach (var id in c.Nominees.Distinct())
        {
            switch (state.Nominee(id)?.Standing)
            {
                case null:
                    return Refusal.Of(NomineeUnknown, ("nominee", id.ToString()));
                case NomineeStanding.Cancelled done when done.Decision.Id == c.Of:
                    break; // by this decision or another one that came first: the others it names are cancelled all the same
                case NomineeStanding.Awarded awarded when awarded.Decision.Id == c.Of:
                    cancelled.Add(id);
                    break;
                default:
                    return Refusal.Of(NotAwardedBy, ("nominee", id.ToString()), ("decision", c.Of.ToString()));
            }
        }

        return cancelled.Count == 0 ? Decision<DossierEvent>.Nothing : new DossierEvent.OutcomeCancelled(c.Decision, c.Of, cancelled);
    }

    /// <summary>Whoever it names is awarded by this decision in the place of the one named; nothing else of the dossier changes.</summary>
    internal static Decision<DossierEvent> ReplaceOutcome(DossierCommand.ReplaceOutcome c, CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Refusal.Of(CarriedOnly);
        }

        var news = c.Nominees.Distinct().Where(id => !IsAwarded(state, id, c.Decision.Id)).ToList();
        return NotAwarded(state, news, c.Of)
            ?? (news.Count == 0 ? Decision<DossierEvent>.Nothing : new DossierEvent.OutcomeReplaced(c.Decision, c.Of, news));
    }

    /// <summary>What a decision says of whoever it had awarded is read otherwise from now on.</summary>
    internal static Decision<DossierEvent> CorrectOutcome(DossierCommand.CorrectOutcome c, CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Refusal.Of(CarriedOnly);
        }

        if (c.Wordings.Count == 0 || state.Corrections.Exists(done => done.Decision.Id == c.Decision.Id))
        {
            return Decision<DossierEvent>.Nothing;
        }

        return NotAwarded(state, [.. c.Wordings.Select(w => w.Nominee).Distinct()], c.Of)
            ?? new DossierEvent.OutcomeCorrected(c.Decision, c.Of, c.Wordings);
    }

    private static bool IsAwarded(Dossier state, NomineeId id, DecisionId by) =>
        state.Nominee(id)?.Standing is NomineeStanding.Awarded awarded && awarded.Decision.Id == by;

    private static Decision<DossierEvent>? NotAwarded(Dossier state, IReadOnlyList<NomineeId> nominees, DecisionId by)
    {
        foreach (var id in nominees)
        {
            if (state.Nominee(id) is null)
            {
                return Refusal.Of(NomineeUnknown, ("nominee", id.ToString()));
            }

            if (!IsAwarded(state, id, by))
            {
                return Refusal.Of(NotAwardedBy, ("nominee", id.ToString()), ("decision", by.ToString()));
            }
        }

        return null;
    }

    /// <summary>The decide step ends for all its parties.</summary>
    internal static IEnumerable<DossierEvent> EndDecision(Dossier state, IReadOnlyList<NomineeId> awarded) =>
        state
            .Tasks.Where(t => t.Opening.Act == StepAct.Decide)
            .Select(t => new DossierEvent.StepCompleted(
                t.Id,
                new(t.Step, t.Opening.Open.Party, Outcomes.Pass),
                [.. awarded.Select(n => new NomineeVerdict(n, Passed: true))],
                null,
                null,
                null
            ));

    internal static Decision<DossierEvent> Notify(DossierCommand.Notify c, CommandContext by, Dossier state) =>
        state.Notice is { } told && told.Task == c.Task && told.On == c.On
            ? Decision<DossierEvent>.Nothing
            : End(c.Task, StepAct.Notify, c.On, new DossierEvent.Notified(c.Task, c.On), by, state);

    internal static Decision<DossierEvent> Archive(DossierCommand.Archive c, CommandContext by, Dossier state) =>
        state.Archive == new DossierEvent.Archived(c.Task, c.On, c.Place)
            ? Decision<DossierEvent>.Nothing
            : End(c.Task, StepAct.Archive, c.On, new DossierEvent.Archived(c.Task, c.On, c.Place), by, state);

    /// <summary>Also after the dossier has ended: a promise does not lapse.</summary>
    internal static Decision<DossierEvent> AttachScan(DossierCommand.AttachScan c, CommandContext by, Dossier state)
    {
        if (!state.Completed.TryGetValue(c.Task, out var done) || done is not { Paper: { } paper, Proposal: null, Sitting: null })
        {
            return Refusal.Of(ScanNotPromised, ("task", c.Task.ToString()));
        }

        var desk = state.AnyTask(c.Task)?.Desk ?? done.End.Party.Desk;
        return paper.Scan == c.Scan ? Decision<DossierEvent>.Nothing
            : by.Capacity?.Unit != desk.Unit ? Refusal.Of(TaskOfOtherOffice, ("unit", desk.Unit.Value), ("function", desk.Function.Value))
            : paper is not { Scan: null, ScanBy: not null } ? Refusal.Of(ScanNotPromised, ("task", c.Task.ToString()))
            : new DossierEvent.ScanAttached(c.Task, c.Scan);
    }

    private static Decision<DossierEvent> End(TaskId id, StepAct act, DateOnly on, DossierEvent ending, CommandContext by, Dossier state)
    {
        if (state.Task(id) is not { } task)
        {
            return Guards.NotOpen(id, state);
        }

        if (task.Opening.Act != act)
        {
            return Refusal.Of(StepEndsOtherwise, ("act", Guards.Name(task.Opening.Act)));
        }

        return (Guards.Act(task, by, state) ?? Guards.Received(task, state) ?? Guards.NotLater(on, by)) is { } no
            ? no
            : new List<DossierEvent>([
                ending,
                new DossierEvent.StepCompleted(id, new(task.Step, task.Opening.Open.Party, Outcomes.Pass), [], null, null, null),
            ]);
    }
}
