using PhongTrao.Workflows.Kernel;
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

        var news = c
            .Nominees.Distinct()
            .Where(id => state.Nominee(id)?.Standing is NomineeStanding.Awarded awarded && awarded.Decision.Id == c.Decision)
            .Where(id => !state.Handovers.Exists(done => done.Decision == c.Decision && done.Nominees.Contains(id)))
            .ToList();
        return news.Count == 0 ? Decision<DossierEvent>.Nothing : new DossierEvent.OutcomePresented(c.Decision, c.On, c.Place, news);
    }

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
