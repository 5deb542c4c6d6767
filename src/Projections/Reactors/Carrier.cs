using System.Text.Json;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Sittings;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Reactors;

/// <summary>A fact that could not be carried into a dossier.</summary>
/// <param name="Event">The event it follows from.</param>
/// <param name="Target">Which carrying of that event.</param>
/// <param name="Dossier">Into which dossier.</param>
/// <param name="Stream">Where the event stands.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Refusal">Why it was refused.</param>
/// <param name="At">When it was last tried.</param>
/// <param name="Tries">How often it was tried.</param>
public sealed record CarryFailure(
    Guid Event,
    string Target,
    DossierId Dossier,
    StreamName Stream,
    StreamRevision Revision,
    Refusal Refusal,
    DateTimeOffset At,
    int Tries
);

/// <summary>
/// Carries facts from the stream that owns them into the dossiers they concern: a filing opens its dossiers and hands them
/// its papers, an issued tờ trình ends their propose steps, a closed sitting their council steps, a decision enters their outcomes, a split opens the linked
/// dossier. What follows from what is the aggregates' business (<see cref="Carry"/>); this only runs it.
/// <para>Every command's id derives from the event carried, so carrying twice records nothing twice: the checkpoint may be
/// behind, never ahead. It lies in <c>views.db</c>. Where that file was lost or its checkpoints given up, the carrier reads
/// the log from its start once and finds, for each filing, tờ trình, decision and split, that its commands are recorded
/// already: one read of the target stream each, nothing written. That is linear, runs beside everything else, and new facts
/// wait behind it; a rebuild of views does not touch the checkpoint.</para>
/// <para>A refusal is a finding for people: it is kept, shown on the operations page and tried again on demand; those that
/// follow are not held up.</para>
/// </summary>
public sealed class Carrier : Reactor
{
    /// <summary>Permanent name.</summary>
    public const string ReactorName = "carrier";

    /// <summary>Code kept where a dossier was too busy to take the fact.</summary>
    public const string Contended = "carry.contended";

    private const int AtOnce = 16;
    private static readonly SubscriptionFilter Streams = new("filing-", "proposal-", "decision-", "sitting-", "dossier-");

    private readonly CommandRunner _runner;
    private readonly Binding<Dossier, DossierCommand, DossierEvent> _dossiers;
    private readonly Action<string>? _step;

    /// <param name="database">Where checkpoint and failures are kept.</param>
    /// <param name="store">The log.</param>
    /// <param name="runner">Runs the commands.</param>
    /// <param name="dossiers">How dossiers are run.</param>
    /// <param name="time">The service's clock: the instant of a carried fact is that of its carrying.</param>
    public Carrier(
        ViewDatabase database,
        IEventStore store,
        CommandRunner runner,
        Binding<Dossier, DossierCommand, DossierEvent> dossiers,
        TimeProvider time
    )
        : this(database, store, runner, dossiers, time, null) { }

    /// <param name="step">Called between every two steps: tests crash here.</param>
    internal Carrier(
        ViewDatabase database,
        IEventStore store,
        CommandRunner runner,
        Binding<Dossier, DossierCommand, DossierEvent> dossiers,
        TimeProvider time,
        Action<string>? step
    )
        : base(ReactorName, database, store, Streams, time, step)
    {
        _runner = runner;
        _dossiers = dossiers;
        _step = step;
    }

    /// <summary>What could not be carried, oldest first.</summary>
    /// <param name="limit">At most so many.</param>
    public IReadOnlyList<CarryFailure> Failures(int limit = 200)
    {
        using var read = Database.ReadShared();
        var rows = read.Sql(
                "SELECT event, target, carry, stream, revision, code, arguments, at, tries FROM carry_failure ORDER BY at, event, target LIMIT ?1"
            )
            .With(limit);
        var failures = new List<CarryFailure>();
        while (rows.Step())
        {
            failures.Add(
                new(
                    rows.Id(0),
                    rows.Text(1),
                    new(Guid.ParseExact(rows.Text(2), "N")),
                    new(rows.Text(3)),
                    new(rows.Long(4)),
                    new(rows.Text(5), JsonSerializer.Deserialize(rows.Text(6), CarryJson.Default.DictionaryStringString)!),
                    rows.Instant(7),
                    rows.Int(8)
                )
            );
        }

        return failures;
    }

    /// <summary>Tries again what could not be carried from one event; true when nothing of it is refused any more.</summary>
    public async ValueTask<bool> RetryAsync(CarryFailure failure, CancellationToken cancellationToken = default)
    {
        var found = await Store.ReadStreamAsync(failure.Stream, failure.Revision, 1, cancellationToken).ConfigureAwait(false);
        return found is [var recorded] && await CarryAsync(new ViewEvent(recorded), cancellationToken).ConfigureAwait(false);
    }

    private protected override async ValueTask HandleAsync(ViewEvent e, CancellationToken cancellationToken) =>
        await CarryAsync(e, cancellationToken).ConfigureAwait(false);

    private async ValueTask<bool> CarryAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        var commands = await FollowingAsync(e, cancellationToken).ConfigureAwait(false);
        if (commands.Count == 0)
        {
            return true;
        }

        // Commands of one dossier keep their order; dossiers do not wait for each other, so that the store groups their appends.
        var isAll = true;
        await Parallel
            .ForEachAsync(
                commands.GroupBy(c => c.Dossier),
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (dossier, cancel) =>
                {
                    foreach (var command in dossier)
                    {
                        _step?.Invoke("carry");
                        if (!await RunAsync(e, command, cancel).ConfigureAwait(false))
                        {
                            Volatile.Write(ref isAll, false);
                        }

                        _step?.Invoke("carried");
                    }
                }
            )
            .ConfigureAwait(false);
        Acted();
        return isAll;
    }

    private async ValueTask<IReadOnlyList<CarriedCommand>> FollowingAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        switch (e.Body)
        {
            case FilingEvent filed:
                return Carry.From(new(e.StreamId), await AtAsync(Bindings.Filing, e, cancellationToken).ConfigureAwait(false), filed);
            case ListEvent.Issued:
                return Carry.Issued(
                    e.StreamId,
                    await AtAsync(e.Category == "proposal" ? Bindings.Proposal : Bindings.Decision, e, cancellationToken)
                        .ConfigureAwait(false)
                );
            case ListEvent.Presented:
                return Carry.Presented(e.StreamId, await AtAsync(Bindings.Decision, e, cancellationToken).ConfigureAwait(false));
            case ListEvent.Notified:
                return Carry.Notified(e.StreamId, await AtAsync(Bindings.Decision, e, cancellationToken).ConfigureAwait(false));
            case ListEvent.RevocationConsidered or ListEvent.RevocationDismissed:
                return Carry.Considered(
                    e.StreamId,
                    await AtAsync(Bindings.Decision, e, cancellationToken).ConfigureAwait(false),
                    (ListEvent)e.Body
                );
            case SittingEvent.Closed:
                return Carry.Closed(new(e.StreamId), await AtAsync(Bindings.Sitting, e, cancellationToken).ConfigureAwait(false));
            case DossierEvent.NomineesSplitOff split:
                return Carry.Split(new(e.StreamId), await AtAsync(_dossiers, e, cancellationToken).ConfigureAwait(false), split);
            default:
                return [];
        }
    }

    private async ValueTask<bool> RunAsync(ViewEvent e, CarriedCommand carried, CancellationToken cancellationToken)
    {
        // The clock may be moved on between reading it and recording (tests, development): then it is read again.
        IReadOnlyList<AccountId> authors = e.Metadata.OnBehalfOf is { } principal ? [e.Metadata.Actor, principal] : [e.Metadata.Actor];
        CommandContext context;
        RunResult<Dossier> result;
        var tries = 0;
        do
        {
            context = CommandContext.Carrying(e.Recorded.EventId, carried.Target, Time.GetUtcNow(), e.Metadata.Correlation, authors);
            result = await _runner
                .RunAsync(_dossiers, _dossiers.StreamOf(carried.Dossier.Value), carried.Command, context, null, cancellationToken)
                .ConfigureAwait(false);
        } while (++tries < 3 && result is RunResult<Dossier>.Refused { Refusal.Code: CommandRunner.ClockBackwards });

        var refusal = result switch
        {
            RunResult<Dossier>.Recorded or RunResult<Dossier>.Unchanged => null,
            RunResult<Dossier>.Refused refused => refused.Refusal,
            _ => Refusal.Of(Contended),
        };
        lock (Database.WriteLock)
        {
            if (result is RunResult<Dossier>.Recorded recorded)
            {
                Wrote(recorded.Position);
            }

            if (refusal is null)
            {
                Database
                    .Writer.Prepare("DELETE FROM carry_failure WHERE event = ?1 AND target = ?2")
                    .Run(e.Recorded.EventId, carried.Target);
            }
            else
            {
                Database
                    .Writer.Prepare(
                        """
                        INSERT INTO carry_failure (event, target, carry, stream, revision, code, arguments, at, tries)
                        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, 1)
                        ON CONFLICT (event, target, carry) DO UPDATE SET code = ?6, arguments = ?7, at = ?8, tries = tries + 1
                        """
                    )
                    .Run(
                        e.Recorded.EventId,
                        carried.Target,
                        carried.Dossier.ToString(),
                        e.Recorded.Stream.Value,
                        e.Recorded.Revision.Value,
                        refusal.Code,
                        JsonSerializer.Serialize(
                            new Dictionary<string, string>(refusal.Arguments, StringComparer.Ordinal),
                            CarryJson.Default.DictionaryStringString
                        ),
                        context.At
                    );
            }
        }

        return refusal is null;
    }
}

/// <summary>Arguments of refusals as JSON.</summary>
[System.Text.Json.Serialization.JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class CarryJson : System.Text.Json.Serialization.JsonSerializerContext;
