using System.Globalization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// What may happen to a dossier. One line per command here; the rules stand in <see cref="Drafting"/> (the proposing unit),
/// <see cref="Reviewing"/> (the offices on its way) and <see cref="Concluding"/> (papers that end a step). Which tasks open
/// next is not decided here but follows from the route, see <see cref="DossierTasks"/>.
/// </summary>
public static class DossierDecider
{
    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<DossierEvent> Decide(DossierCommand command, CommandContext by, Dossier state)
    {
        if (!state.Exists && command is not (DossierCommand.Open or DossierCommand.OpenSplit))
        {
            return Refusal.Of(Unknown);
        }

        if (state.Secrecy != Secrecy.Normal && Secrets.Disclosed(command, by))
        {
            return Refusal.Of(SecretHasNoText);
        }

        if (AtTask(command) is { } at && state.Task(at)?.Opening.Act is StepAct.Consult)
        {
            return Refusal.Of(StepEndsOtherwise, ("act", Guards.Name(StepAct.Consult)));
        }

        var decision = command switch
        {
            DossierCommand.Open c => Drafting.Open(c, by, state),
            DossierCommand.OpenSplit c => Drafting.OpenSplit(c, by, state),
            DossierCommand.TakeOver c => Drafting.TakeOver(c, by, state),
            DossierCommand.AddNominee c => Drafting.Add(c, by, state),
            DossierCommand.AddNominees c => Drafting.Add(c, by, state),
            DossierCommand.ChangeNominee c => Drafting.Change(c, by, state),
            DossierCommand.RemoveNominee c => Drafting.Remove(c, by, state),
            DossierCommand.AttachDocument c => Drafting.Attach(c, by, state),
            DossierCommand.RemoveDocument c => Drafting.Remove(c, by, state),
            DossierCommand.StateComponent c => Drafting.State(c, by, state),
            DossierCommand.Register c => Recognising.Register(c, by, state),
            DossierCommand.StateScore c => Recognising.State(c, by, state),
            DossierCommand.Submit c => Drafting.Submit(c, by, state),
            DossierCommand.TakeBack => Drafting.TakeBack(by, state),
            DossierCommand.Withdraw c => Drafting.Withdraw(c, by, state),
            DossierCommand.ProvideSupplement c => Drafting.Provide(c, by, state),
            DossierCommand.RecountDues c => Recounting.Recount(c, by, state),
            DossierCommand.Receive c => Reviewing.Receive(c, by, state),
            DossierCommand.Claim c => Reviewing.Claim(c, by, state),
            DossierCommand.Release c => Reviewing.Release(c, by, state),
            DossierCommand.Reassign c => Reviewing.Reassign(c, by, state),
            DossierCommand.Entrust c => Reviewing.Entrust(c, by, state),
            DossierCommand.Escalate c => Reviewing.Escalate(c, by, state),
            DossierCommand.CheckComponent c => Reviewing.Check(c, by, state),
            DossierCommand.CompleteStep c => Reviewing.Complete(c, by, state),
            DossierCommand.RequestSupplement c => Reviewing.Request(c, by, state),
            DossierCommand.ReceiveSupplement c => Reviewing.Receive(c, by, state),
            DossierCommand.ExcludeNominee c => Reviewing.Exclude(c, by, state),
            DossierCommand.SplitOff c => Reviewing.SplitOff(c, by, state),
            DossierCommand.ProposeOtherForm c => Reviewing.OtherForm(c, by, state),
            DossierCommand.Reroute c => Rerouting.Reroute(c, by, state),
            DossierCommand.RequestOpinion c => Consulting.Ask(c, by, state),
            DossierCommand.GiveOpinion c => Consulting.Give(c, by, state),
            DossierCommand.WithdrawOpinion c => Consulting.Withdraw(c, by, state),
            DossierCommand.SuspendNominee c => Suspending.Suspend(c, by, state),
            DossierCommand.ResumeNominee c => Suspending.Resume(c, by, state),
            DossierCommand.Reject c => Reviewing.Reject(c, by, state),
            DossierCommand.EnterProposal c => Concluding.EnterProposal(c, by, state),
            DossierCommand.EnterSitting c => Concluding.EnterSitting(c, by, state),
            DossierCommand.EnterOutcome c => Concluding.EnterOutcome(c, by, state),
            DossierCommand.CancelOutcome c => Concluding.CancelOutcome(c, by, state),
            DossierCommand.ReplaceOutcome c => Concluding.ReplaceOutcome(c, by, state),
            DossierCommand.CorrectOutcome c => Concluding.CorrectOutcome(c, by, state),
            DossierCommand.EnterHandover c => Rewarding.Handover(c, by, state),
            DossierCommand.EnterNotice c => Rewarding.Notice(c, by, state),
            DossierCommand.EnterConsideration c => Rewarding.Consider(c, by, state),
            DossierCommand.PayReward c => Rewarding.Pay(c, by, state),
            DossierCommand.RecordRecovery c => Rewarding.Recover(c, by, state),
            DossierCommand.Notify c => Concluding.Notify(c, by, state),
            DossierCommand.Archive c => Concluding.Archive(c, by, state),
            DossierCommand.AttachScan c => Concluding.AttachScan(c, by, state),
        };
        return Suspending.Clock(command, Preparers.Of(command, decision, by, state), by, state);
    }

    // Acts on nominees and papers belong to the tasks of the route; whoever is only asked for an opinion has none of them.
    private static TaskId? AtTask(DossierCommand command) =>
        command switch
        {
            DossierCommand.CheckComponent c => c.Task,
            DossierCommand.CompleteStep c => c.Task,
            DossierCommand.RequestSupplement c => c.Task,
            DossierCommand.ReceiveSupplement c => c.Task,
            DossierCommand.ExcludeNominee c => c.Task,
            DossierCommand.SplitOff c => c.Task,
            DossierCommand.ProposeOtherForm c => c.Task,
            DossierCommand.RequestOpinion c => c.Task,
            DossierCommand.SuspendNominee c => c.Task,
            DossierCommand.ResumeNominee c => c.Task,
            DossierCommand.Reject c => c.Task,
            _ => null,
        };
}

/// <summary>Texts and files that a command would bring into a secret dossier (domain: Luật BVBMNN; issue: only number, date, place).</summary>
internal static class Secrets
{
    internal static bool Disclosed(DossierCommand command, CommandContext by) =>
        by.Reason is not null
        || command switch
        {
            DossierCommand.AddNominee c => Named(c.Nominee),
            DossierCommand.AddNominees c => c.Nominees.Any(Named),
            DossierCommand.ChangeNominee c => Named(c.Nominee),
            DossierCommand.AttachDocument or DossierCommand.AttachScan => true,
            DossierCommand.RecordRecovery c => c.WhyNot is not null,
            DossierCommand.CorrectOutcome => true, // nothing was said that could be corrected
            DossierCommand.Withdraw c => c.Reason is not null,
            DossierCommand.Receive c => c.LateReason is not null,
            DossierCommand.CompleteStep c => c.Note is not null
                || c.Verdicts.Any(v => v.Note is not null)
                || (c.Overrides ?? []).Any(o => o.Reason is not null)
                || Shown(c.Paper),
            DossierCommand.RequestSupplement c => c.Items.Any(i => i.Note is not null),
            DossierCommand.ProvideSupplement c => c.Note is not null,
            DossierCommand.ExcludeNominee c => c.Reason is not null,
            DossierCommand.SplitOff c => c.Reason is not null,
            DossierCommand.ProposeOtherForm c => c.Reason is not null || c.Clause is not null,
            DossierCommand.Reroute c => c.Reason is not null,
            DossierCommand.RequestOpinion c => c.Question is not null,
            DossierCommand.GiveOpinion c => c.Text is not null,
            DossierCommand.WithdrawOpinion c => c.Reason is not null,
            DossierCommand.SuspendNominee c => c.Reason is not null,
            DossierCommand.ResumeNominee c => c.Reason is not null,
            DossierCommand.Reject c => c.Reason is not null,
            DossierCommand.Entrust c => c.Reason is not null,
            DossierCommand.Escalate c => c.Reason is not null,
            DossierCommand.Archive c => c.Place is not null,
            DossierCommand.Open
            or DossierCommand.OpenSplit
            or DossierCommand.TakeOver
            or DossierCommand.RemoveNominee
            or DossierCommand.RemoveDocument
            or DossierCommand.StateComponent
            or DossierCommand.Register
            or DossierCommand.StateScore
            or DossierCommand.Submit
            or DossierCommand.TakeBack
            or DossierCommand.Claim
            or DossierCommand.Release
            or DossierCommand.Reassign
            or DossierCommand.CheckComponent
            or DossierCommand.ReceiveSupplement
            or DossierCommand.RecountDues
            or DossierCommand.EnterOutcome
            or DossierCommand.EnterSitting // likewise
            or DossierCommand.CancelOutcome
            or DossierCommand.ReplaceOutcome
            or DossierCommand.EnterHandover
            or DossierCommand.EnterNotice
            or DossierCommand.EnterConsideration // its reason is left out, see Rewarding
            or DossierCommand.PayReward
            or DossierCommand.EnterProposal // its paper is stripped, see Concluding
            or DossierCommand.Notify => false,
        };

    private static bool Named(NomineeEntry nominee) =>
        nominee.Profile is not null || nominee.Account is not null || nominee.BodyUnit is not null;

    private static bool Shown(SignedPaper? paper) => paper is { Signer: not null } or { Scan: not null };

    /// <summary>What a secret dossier keeps of a paper: number, date, office and signing form.</summary>
    internal static SignedPaper Strip(SignedPaper paper) => paper with { Signer = null, Scan = null, ScanBy = null };
}

/// <summary>
/// Who prepared a dossier, besides whoever opened it: everybody under whose name something was written into it, by their own hand,
/// by somebody acting for them, or into the filing it came from. What the stream records of them bars them from reviewing it.
/// </summary>
internal static class Preparers
{
    internal static Decision<DossierEvent> Of(DossierCommand command, Decision<DossierEvent> decision, CommandContext by, Dossier state)
    {
        if (!Writes(command) || decision is not Decision<DossierEvent>.Accepted { Events: { Count: > 0 } events })
        {
            return decision;
        }

        var known = events[0] is DossierEvent.Opened opened ? state.Preparers.Add(opened.PreparedBy) : state.Preparers;
        var news = by.Behind.Distinct().Where(account => account != CommandContext.System && !known.Contains(account)).ToList();
        return news.Count == 0
            ? decision
            : new Decision<DossierEvent>.Accepted([.. events, .. news.Select(account => new DossierEvent.PreparerJoined(account))]);
    }

    private static bool Writes(DossierCommand command) =>
        command
            is DossierCommand.Open
                or DossierCommand.TakeOver
                or DossierCommand.AddNominee
                or DossierCommand.AddNominees
                or DossierCommand.ChangeNominee
                or DossierCommand.RemoveNominee
                or DossierCommand.AttachDocument
                or DossierCommand.RemoveDocument
                or DossierCommand.StateComponent
                or DossierCommand.Register
                or DossierCommand.StateScore
                or DossierCommand.Submit
                or DossierCommand.ProvideSupplement;
}

/// <summary>Questions that several commands ask. Null: no objection.</summary>
internal static class Guards
{
    internal static DateOnly Today(CommandContext by) => VietnamTime.DateOf(by.At);

    internal static bool IsSystem(CommandContext by) => by.Account == CommandContext.System;

    internal static Refusal? Proposer(CommandContext by, Dossier state) =>
        IsSystem(by) || by.Capacity?.Unit == state.Unit ? null : Refusal.Of(OtherUnit, ("unit", state.Unit.Value));

    internal static Refusal? Draft(CommandContext by, Dossier state) =>
        Proposer(by, state) ?? (state.IsDraft ? null : Refusal.Of(state.IsClosed ? Closed : NotDraft));

    /// <summary>In whose queue the task stands or who was named for it, and nobody else's.</summary>
    internal static Refusal? Desk(OpenTask task, CommandContext by) =>
        by.Capacity is { } capacity
        && capacity.Unit == task.Desk.Unit
        && (capacity.Function == task.Desk.Function || task.EntrustedTo == by.Account)
            ? null
            : Refusal.Of(TaskOfOtherOffice, ("unit", task.Desk.Unit.Value), ("function", task.Desk.Function.Value));

    /// <summary>Desk, taken up by nobody else, and for acts that judge: not one's own affair.</summary>
    internal static Refusal? Act(OpenTask task, CommandContext by, Dossier state) =>
        Desk(task, by) ?? Holder(task, by) ?? Impartial(task, by.Account, state) ?? ImpartialFor(task, by, state);

    internal static Refusal? Holder(OpenTask task, CommandContext by) =>
        task.ClaimedBy is { } holder && holder != by.Account && holder != by.Capacity?.OnBehalfOf
            ? Refusal.Of(DossierRefusals.TaskClaimed, ("account", holder.ToString()))
            : null;

    /// <summary>P11: nobody appraises, votes or decides on what they prepared or are nominated in.</summary>
    internal static Refusal? Impartial(OpenTask task, AccountId account, Dossier state)
    {
        if (!task.Judges)
        {
            return null;
        }

        var because =
            state.Preparers.Contains(account) ? "prepared"
            : state.Nominees.Exists(n => n.Entry.Account == account) ? "nominated"
            : null;
        return because is null
            ? null
            : Refusal.Of(
                OwnAffair,
                ("because", because),
                ("account", account.ToString()),
                ("unit", task.Desk.Unit.Value),
                ("function", task.Desk.Function.Value)
            );
    }

    internal static Refusal? ImpartialFor(OpenTask task, CommandContext by, Dossier state) =>
        by.Capacity?.OnBehalfOf is { } principal ? Impartial(task, principal, state) : null;

    internal static Refusal? NoSupplement(Dossier state) =>
        state.Supplement is not { } s ? null
        : s.Provided ? Refusal.Of(SupplementNotReceived, ("round", Number(s.Request.Round)), ("task", s.Request.Task.ToString()))
        : Refusal.Of(SupplementAwaited, ("round", Number(s.Request.Round)));

    /// <summary>Nobody is passed or failed while somebody still in is suspended.</summary>
    internal static Refusal? NoneSuspended(Dossier state) =>
        state.Nominees.Where(n => n.IsInPlay && state.Suspended.ContainsKey(n.Id)).Select(n => n.Id).ToList() is { Count: > 0 } waiting
            ? Refusal.Of(NomineesSuspended, ("nominees", List(waiting)))
            : null;

    internal static Refusal? Received(OpenTask task, Dossier state) =>
        state.IsReceived(task) ? null : Refusal.Of(NotReceived, ("step", task.Step.Value), ("unit", task.Desk.Unit.Value));

    internal static Refusal? NotLater(DateOnly date, CommandContext by) =>
        date <= Today(by) ? null : Refusal.Of(DossierRefusals.DateInFuture, ("date", date.Iso()), ("today", Today(by).Iso()));

    internal static Refusal? Reasoned(Sealed? reason, Dossier state) =>
        reason is null && state.Secrecy == Secrecy.Normal ? Refusal.Of(ReasonMissing) : null;

    internal static Refusal NotOpen(TaskId task, Dossier state) =>
        state.IsDraft ? Refusal.Of(StillDraft)
        : state.IsClosed ? Refusal.Of(Closed)
        : Refusal.Of(TaskNotOpen, ("task", task.ToString()));

    internal static string List(IEnumerable<NomineeId> nominees) => string.Join(", ", nominees);

    internal static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);

    internal static string Name(StepAct act) =>
        act switch
        {
            StepAct.Appraise => "appraise",
            StepAct.Propose => "propose",
            StepAct.Council => "council",
            StepAct.Decide => "decide",
            StepAct.Notify => "notify",
            StepAct.Archive => "archive",
            StepAct.Consult => "consult",
        };
}
