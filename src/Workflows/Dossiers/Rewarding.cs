using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>What comes of an award after its decision: it is handed over, its money paid, and both recovered where it was cancelled.</summary>
internal static class Rewarding
{
    /// <summary>Whoever the decision awards no more is passed over: nothing was handed over to them.</summary>
    internal static Decision<DossierEvent> Handover(DossierCommand.EnterHandover c, CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Refusal.Of(CarriedOnly);
        }

        var news = AwardedBy(c.Decision, c.Nominees, state)
            .Where(id => !state.Handovers.Exists(done => done.Decision == c.Decision && done.Nominees.Contains(id)))
            .ToList();
        return news.Count == 0 ? Decision<DossierEvent>.Nothing : new DossierEvent.OutcomePresented(c.Decision, c.On, c.Place, news);
    }

    /// <summary>The step that waits for it ends once everybody who is awarded has been told of.</summary>
    internal static Decision<DossierEvent> Notice(DossierCommand.EnterNotice c, CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Refusal.Of(CarriedOnly);
        }

        var news = AwardedBy(c.Decision, c.Nominees, state)
            .Where(id => !state.Notices.Exists(done => done.Decision == c.Decision && done.Nominees.Contains(id)))
            .ToList();
        if (news.Count == 0)
        {
            return Decision<DossierEvent>.Nothing;
        }

        var told = state.Notices.SelectMany(done => done.Nominees).Concat(news).ToHashSet();
        var isAll = state.Nominees.TrueForAll(n => n.Standing is not NomineeStanding.Awarded || told.Contains(n.Id));
        return (List<DossierEvent>)
            [
                new DossierEvent.OutcomeNotified(c.Decision, c.Number, c.On, news),
                .. state
                    .Tasks.Where(task => isAll && task.Opening.Act == StepAct.Notify && state.IsReceived(task))
                    .SelectMany(task =>
                        new DossierEvent[]
                        {
                            new DossierEvent.Notified(task.Id, c.On),
                            new DossierEvent.StepCompleted(
                                task.Id,
                                new(task.Step, task.Opening.Open.Party, Outcomes.Pass),
                                [],
                                null,
                                null,
                                null
                            ),
                        }
                    ),
            ];
    }

    /// <summary>Whoever the decision awards no more is passed over: that has ended it.</summary>
    internal static Decision<DossierEvent> Consider(DossierCommand.EnterConsideration c, CommandContext by, Dossier state)
    {
        if (!Guards.IsSystem(by))
        {
            return Refusal.Of(CarriedOnly);
        }

        var reason = state.Secrecy == Secrecy.Normal ? c.Reason : null;
        var news = c.Ground is null
            ? c.Nominees.Distinct().Where(state.Considered.ContainsKey).ToList()
            : AwardedBy(c.Decision, c.Nominees, state).Where(id => !state.Considered.ContainsKey(id)).ToList();
        return news.Count == 0 ? Decision<DossierEvent>.Nothing
            : c.Ground is { } ground ? new DossierEvent.CancellationConsidered(c.Decision, news, ground, c.On, reason)
            : new DossierEvent.CancellationDismissed(c.Decision, news, c.On, reason);
    }

    private static IEnumerable<NomineeId> AwardedBy(DecisionId decision, IReadOnlyList<NomineeId> nominees, Dossier state) =>
        nominees.Distinct().Where(id => state.Nominee(id)?.Standing is NomineeStanding.Awarded awarded && awarded.Decision.Id == decision);

    internal static Decision<DossierEvent> Pay(DossierCommand.PayReward c, CommandContext by, Dossier state)
    {
        var paid = new DossierEvent.RewardPaid(c.Decision, c.Nominee, c.On, c.Voucher, c.Dong);
        return by.Capacity?.Unit != c.Desk ? Refusal.Of(RewardOfOtherUnit, ("unit", c.Desk.Value))
            : state.Nominee(c.Nominee) is not { } nominee ? Refusal.Of(NomineeUnknown, ("nominee", c.Nominee.ToString()))
            : state.Paid.GetValueOrDefault(c.Nominee) is { } before
                ? before == paid ? Decision<DossierEvent>.Nothing
                    : Refusal.Of(
                        RewardPaidBefore,
                        ("nominee", c.Nominee.ToString()),
                        ("voucher", before.Voucher.Value),
                        ("on", before.On.Iso())
                    )
            : nominee.Standing is not NomineeStanding.Awarded awarded || awarded.Decision.Id != c.Decision
                ? Refusal.Of(NotAwardedBy, ("nominee", c.Nominee.ToString()), ("decision", c.Decision.ToString()))
            : c.Dong < 1 ? Refusal.Of(RewardNotPositive)
            : Guards.NotLater(c.On, by) is { } no ? no
            : paid;
    }

    /// <summary>Why not, and later that it was: the last one counts.</summary>
    internal static Decision<DossierEvent> Recover(DossierCommand.RecordRecovery c, CommandContext by, Dossier state)
    {
        var recovery = new DossierEvent.RecoveryRecorded(c.Decision, c.Nominee, c.Item, c.On, c.Paper, c.WhyNot);
        return by.Capacity?.Unit != c.Desk ? Refusal.Of(RewardOfOtherUnit, ("unit", c.Desk.Value))
            : state.Nominee(c.Nominee) is not { } nominee ? Refusal.Of(NomineeUnknown, ("nominee", c.Nominee.ToString()))
            : nominee.Standing is not NomineeStanding.Cancelled cancelled || cancelled.By.Id != c.Decision
                ? Refusal.Of(NotCancelledBy, ("nominee", c.Nominee.ToString()), ("decision", c.Decision.ToString()))
            : c.Item is RecoveryItem.Money && !state.Paid.ContainsKey(c.Nominee)
                ? Refusal.Of(NothingToRecover, ("nominee", c.Nominee.ToString()))
            : state.Recoveries.GetValueOrDefault((c.Nominee, c.Item)) is { } before && (before == recovery || before.WhyNot is null)
                ? before == recovery ? Decision<DossierEvent>.Nothing
                    : Refusal.Of(RecoveredBefore, ("nominee", c.Nominee.ToString()), ("on", before.On.Iso()))
            : Guards.NotLater(c.On, by) is { } no ? no
            : recovery;
    }
}
