using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Quotas;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Reactors;

/// <summary>
/// Keeps the places of quotas: what becomes of a nominee in its dossier moves its place on or sets it free. Most dossiers hold none: a plan
/// without quotas has no such stream.
/// </summary>
public sealed class QuotaKeeper(
    ViewDatabase database,
    IEventStore store,
    CommandRunner runner,
    Binding<Dossier, DossierCommand, DossierEvent> dossiers,
    TimeProvider time
) : Reactor(ReactorName, database, store, new("dossier-"), time, null)
{
    /// <summary>Permanent name.</summary>
    public const string ReactorName = "quota-keeper";

    private protected override async ValueTask HandleAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        if (
            e.Body
            is DossierEvent.StepCompleted
                or DossierEvent.NomineeRemoved
                or DossierEvent.NomineeExcluded
                or DossierEvent.NomineesSplitOff
                or DossierEvent.TakenBack
                or DossierEvent.Withdrawn
                or DossierEvent.Rejected
                or DossierEvent.OutcomeEntered
                or DossierEvent.OpenedBySplit
        )
        {
            await SettleAsync(e, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SettleAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        var found = await runner.LoadAsync(dossiers, dossiers.StreamOf(e.StreamId), cancellationToken).ConfigureAwait(false);
        if (found is not var (dossier, _))
        {
            return;
        }

        var stream = Bindings.Quota.StreamOf(QuotaKey.Of(dossier.Plan, dossier.Form, dossier.Type).Value);
        if (await runner.LoadAsync(Bindings.Quota, stream, cancellationToken).ConfigureAwait(false) is not { State.Places.IsEmpty: false })
        {
            return;
        }

        // Whoever was proposed for another form holds no place of this one any more; other nominees split off hold theirs.
        var left = (e.Body as DossierEvent.NomineesSplitOff) is { Other: not null, Nominees: var moved } ? moved : [];
        IReadOnlyList<NomineeId> removed = e.Body is DossierEvent.NomineeRemoved gone ? [gone.Nominee] : [];
        var settle = new QuotaCommand.Settle(
            new(e.StreamId),
            e.Recorded.Revision.Value,
            [
                .. dossier
                    .Nominees.Where(n => n.Standing is not NomineeStanding.SplitOff || left.Contains(n.Id))
                    .Select(n => (n.Id, StageOf(n, dossier))),
                .. removed.Where(id => dossier.Nominee(id) is null).Select(id => (id, (QuotaStage?)null)),
            ]
        );
        var context = CommandContext.Carrying(e.Recorded.EventId, $"settle:{stream}", Time.GetUtcNow(), e.Metadata.Correlation);
        var result = await runner.RunAsync(Bindings.Quota, stream, settle, context, null, cancellationToken).ConfigureAwait(false);
        switch (result)
        {
            case RunResult<Quota>.Recorded recorded:
                lock (Database.WriteLock)
                {
                    Wrote(recorded.Position);
                }

                break;
            case RunResult<Quota>.Refused { Refusal.Code: CommandRunner.ClockBackwards }:
            case RunResult<Quota>.Contended:
                throw new TimeoutException($"The quota {stream} cannot be written now."); // waited out and tried again
            default:
                break; // settled by now
        }

        Acted();
    }

    /// <summary>How far a nominee has come; null: it fell out, or its dossier went back.</summary>
    public static QuotaStage? StageOf(Nominee nominee, Dossier dossier) =>
        nominee.Standing switch
        {
            NomineeStanding.Awarded => QuotaStage.Issued,
            NomineeStanding.InPlay => Passed(dossier, StepAct.Propose) ? QuotaStage.SentUp
            : Passed(dossier, StepAct.Appraise) ? QuotaStage.Appraised
            : QuotaStage.Proposed,
            _ => null,
        };

    private static bool Passed(Dossier dossier, StepAct act) =>
        dossier.Progress.Exists(end => end.Outcome == Outcomes.Pass && dossier.Terms?.Route.Step(end.Step)?.Act == act);
}
