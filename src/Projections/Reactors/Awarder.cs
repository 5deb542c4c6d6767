using System.Text.Json;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Reactors;

/// <summary>
/// Keeps what subjects were awarded: an issued decision gives what it claimed, and a claim whose decision will not come out is released
/// (<see cref="Awarding"/>). It remembers the claims still open, which are few, beside its checkpoint; both are made anew from the log
/// where they were lost. A claim that comes when its decision's fate is known is settled at once. Decisions issued before achievements
/// were claimed are given too, once, when the reactor first follows the log. Past decisions are carried into the subjects they name.
/// </summary>
public sealed class Awarder(
    ViewDatabase database,
    IEventStore store,
    CommandRunner runner,
    Binding<Dossier, DossierCommand, DossierEvent> dossiers,
    IKeyring keyring,
    TimeProvider time
) : Reactor(ReactorName, database, store, new("subject-", "decision-", "past-"), time, null)
{
    /// <summary>Permanent name.</summary>
    public const string ReactorName = "awarder";

    private const int AtOnce = 16;

    private protected override async ValueTask HandleAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        switch (e.Body)
        {
            case SubjectEvent.AwardClaimed c:
                Remember(e.StreamId, c.Claim);
                await SettleAsync(e, c.Claim.Decision, cancellationToken).ConfigureAwait(false);
                break;
            case SubjectEvent.AwardReleased r:
                Forget(e.StreamId, r.Decision, r.Nominee);
                break;
            case SubjectEvent.AwardGiven g:
                Forget(e.StreamId, g.Decision, g.Nominee);
                break;
            case SubjectEvent.AwardCancelled c:
                Forget(e.StreamId, c.Decision, c.Nominee);
                break;
            case PastEvent past:
                var carried = PastDecision.Carried(
                    new(e.StreamId),
                    await AtAsync(Bindings.Past, e, cancellationToken).ConfigureAwait(false),
                    past
                );

                // Commands of one subject keep their order; subjects do not wait for each other, so that the store groups their appends.
                await Parallel
                    .ForEachAsync(
                        carried.GroupBy(one => one.Subject),
                        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                        async (subject, cancel) =>
                        {
                            foreach (var (_, command) in subject)
                            {
                                await RunAsync(e, subject.Key.Value, command, cancel).ConfigureAwait(false);
                            }
                        }
                    )
                    .ConfigureAwait(false);
                break;
            case ListEvent.Issued
                when await ListAsync(new(e.StreamId), cancellationToken).ConfigureAwait(false) is { Follows: { } former } list:
                await FollowAsync(e, list, former, cancellationToken).ConfigureAwait(false);
                break;
            case ListEvent.Issued:
                await GiveAsync(e, new(e.StreamId), cancellationToken).ConfigureAwait(false);
                await SettleAsync(e, new(e.StreamId), cancellationToken).ConfigureAwait(false);
                break;
            case ListEvent:
                await SettleAsync(e, new(e.StreamId), cancellationToken).ConfigureAwait(false);
                break;
        }
    }

    private async ValueTask GiveAsync(ViewEvent e, DecisionId decision, CancellationToken cancellationToken)
    {
        var list = await ListAsync(decision, cancellationToken).ConfigureAwait(false);
        if (list.Paper is not { } paper)
        {
            return;
        }

        foreach (var gathered in list.Nominees)
        {
            var found = await runner
                .LoadAsync(dossiers, dossiers.StreamOf(gathered.Dossier.Value), cancellationToken)
                .ConfigureAwait(false);
            if (found is var (dossier, _) && AchievementMark.Of(keyring, decision, list, gathered, dossier) is { } claim)
            {
                await RunAsync(e, claim.Subject.Value, new SubjectCommand.Give(claim.Award, paper.Number, paper.Date), cancellationToken)
                    .ConfigureAwait(false);
            }
        }
    }

    // Cancelled: the achievement is free again, and stays visible as that. Replaced: it is awarded by this decision instead. A correction
    // changes nothing of what was awarded.
    private async ValueTask FollowAsync(ViewEvent e, CommonList list, DecisionId former, CancellationToken cancellationToken)
    {
        var (own, paper) = (new DecisionId(e.StreamId), list.Paper!);
        foreach (var gathered in list.Corrects is null ? list.Nominees : [])
        {
            var found = await runner
                .LoadAsync(dossiers, dossiers.StreamOf(gathered.Dossier.Value), cancellationToken)
                .ConfigureAwait(false);
            if (found is var (dossier, _) && dossier.Recognition is null && dossier.Nominee(gathered.Nominee)?.Entry is { } entry)
            {
                SubjectCommand? follow =
                    list.Revokes is not null ? new SubjectCommand.Cancel(former, entry.Id, own, paper.Date)
                    : AchievementMark.Of(keyring, own, list, gathered, dossier) is { Award: var award }
                        ? new SubjectCommand.Replace(former, award, paper.Number, paper.Date)
                    : null;
                if (follow is not null)
                {
                    await RunAsync(e, entry.Subject.Value, follow, cancellationToken).ConfigureAwait(false);
                }
            }
        }
    }

    private async ValueTask SettleAsync(ViewEvent e, DecisionId decision, CancellationToken cancellationToken)
    {
        var open = OpenOf(decision);
        if (open.Count == 0)
        {
            return;
        }

        var list = await ListAsync(decision, cancellationToken).ConfigureAwait(false);
        foreach (var (subject, claim) in open)
        {
            if (claim.SettledBy(list) is { } command)
            {
                await RunAsync(e, subject, command, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<CommonList> ListAsync(DecisionId decision, CancellationToken cancellationToken) =>
        (
            await runner.LoadAsync(Bindings.Decision, Bindings.Decision.StreamOf(decision.Value), cancellationToken).ConfigureAwait(false)
        )?.State
        ?? Bindings.Decision.Initial;

    private async ValueTask RunAsync(ViewEvent e, Guid subject, SubjectCommand command, CancellationToken cancellationToken)
    {
        var stream = Bindings.Subject.StreamOf(subject);
        var target = command switch
        {
            SubjectCommand.Give { Award: var award } => $"give:{subject:N}:{award.Nominee}",
            SubjectCommand.Release r => $"release:{subject:N}:{r.Nominee}",
            SubjectCommand.Cancel c => $"cancel:{subject:N}:{c.Nominee}",
            SubjectCommand.Replace { Award: var award } => $"replace:{subject:N}:{award.Nominee}",
            SubjectCommand.EnterPast { Award: var past } => $"past:{subject:N}:{past.Nominee}",
            SubjectCommand.StrikePast p => $"strike:{subject:N}:{p.Nominee}",
            _ => throw new System.Diagnostics.UnreachableException(),
        };
        var context = CommandContext.Carrying(e.Recorded.EventId, target, Time.GetUtcNow(), e.Metadata.Correlation);
        switch (await runner.RunAsync(Bindings.Subject, stream, command, context, null, cancellationToken).ConfigureAwait(false))
        {
            case RunResult<Subject>.Recorded recorded:
                lock (Database.WriteLock)
                {
                    Wrote(recorded.Position);
                }

                break;
            case RunResult<Subject>.Unchanged:
                break; // done by now
            default:
                throw new TimeoutException($"The stream {stream} cannot be written now."); // waited out and tried again
        }

        Acted();
    }

    private void Remember(Guid subject, AwardClaim claim)
    {
        lock (Database.WriteLock)
        {
            Database
                .Writer.Prepare("INSERT OR REPLACE INTO open_claim (decision, subject, nominee, json) VALUES (?1, ?2, ?3, ?4)")
                .Run(
                    claim.Decision.Value,
                    subject,
                    claim.Nominee.Value,
                    JsonSerializer.SerializeToUtf8Bytes(claim, EventJson.Default.AwardClaim)
                );
        }
    }

    private void Forget(Guid subject, DecisionId decision, NomineeId nominee)
    {
        lock (Database.WriteLock)
        {
            Database
                .Writer.Prepare("DELETE FROM open_claim WHERE decision = ?1 AND subject = ?2 AND nominee = ?3")
                .Run(decision.Value, subject, nominee.Value);
        }
    }

    private List<(Guid Subject, AwardClaim Claim)> OpenOf(DecisionId decision)
    {
        lock (Database.WriteLock)
        {
            var rows = Database.Writer.Prepare("SELECT subject, json FROM open_claim WHERE decision = ?1").With(decision.Value);
            var open = new List<(Guid, AwardClaim)>();
            while (rows.Step())
            {
                open.Add((rows.Id(0), JsonSerializer.Deserialize(rows.Bytes(1), EventJson.Default.AwardClaim)!));
            }

            return open;
        }
    }
}
