using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Reactors;

/// <summary>
/// Carries into occurrences of duties what answers them or passes them on: a report that answers several, the submission of the
/// dossier that a plan asks for, and the end of a unit. What follows from what is the domain's business (<see cref="DutyCarry"/>,
/// <see cref="DutyAsks"/>). Every command's id derives from the event it follows, so that acting twice records nothing twice.
/// </summary>
public sealed class DutyCarrier : Reactor
{
    /// <summary>Permanent name.</summary>
    public const string ReactorName = "duty-carrier";

    private const int AtOnce = 16;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ReferenceData _reference;
    private readonly CommandRunner _runner;
    private readonly Binding<Dossier, DossierCommand, DossierEvent> _dossiers;
    private readonly Action<string>? _step;

    /// <param name="database">Where the checkpoint is kept.</param>
    /// <param name="store">The log.</param>
    /// <param name="reference">Plans, organisation and calendar.</param>
    /// <param name="runner">Runs the commands.</param>
    /// <param name="dossiers">How dossiers are folded.</param>
    /// <param name="time">The service's clock.</param>
    public DutyCarrier(
        ViewDatabase database,
        IEventStore store,
        ReferenceData reference,
        CommandRunner runner,
        Binding<Dossier, DossierCommand, DossierEvent> dossiers,
        TimeProvider time
    )
        : this(database, store, reference, runner, dossiers, time, null) { }

    /// <param name="step">Called between every two steps: tests crash here.</param>
    internal DutyCarrier(
        ViewDatabase database,
        IEventStore store,
        ReferenceData reference,
        CommandRunner runner,
        Binding<Dossier, DossierCommand, DossierEvent> dossiers,
        TimeProvider time,
        Action<string>? step
    )
        : base(ReactorName, database, store, new("duty-", "dossier-", "org", "plan-"), time, step)
    {
        _reference = reference;
        _runner = runner;
        _dossiers = dossiers;
        _step = step;
    }

    private protected override bool Concerns(RecordedEvent recorded) =>
        recorded.Type
            is "duty.filed"
                or "duty.replaced"
                or "duty.withdrawn"
                or "duty.returned"
                or "dossier.submitted"
                or "dossier.registered"
                or "dossier.taken-back"
                or "dossier.withdrawn"
                or "org.units-ended"
                or "plan.applied";

    private protected override async ValueTask HandleAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        if (e.Body is OrganisationEvent or PlanEvent)
        {
            await PassOnLateAsync(e, cancellationToken).ConfigureAwait(false);
            return;
        }

        var commands = await FollowingAsync(e, cancellationToken).ConfigureAwait(false);
        if (commands.Count == 0)
        {
            return;
        }

        await AllAsync(commands, carried => Carrying(e, carried), cancellationToken).ConfigureAwait(false);
        Acted();
    }

    /// <summary>
    /// Passes on what units leave undone whose last day is over since this was last asked. It costs nothing on days on which
    /// none ended.
    /// </summary>
    public async Task PassOnAsync(CancellationToken cancellationToken = default)
    {
        if (
            await Store.HeadAsync(cancellationToken).ConfigureAwait(false) is not { } head
            || !await WaitAsync(head, Patience, cancellationToken).ConfigureAwait(false)
        )
        {
            return; // nothing yet, or later
        }

        await _reference.MustHavePassedAsync(head, cancellationToken).ConfigureAwait(false);
        var now = _reference.Current;
        var today = Today;
        var until = PassedUntil();
        if (until >= today)
        {
            return;
        }

        var ended = now.Organisation.Units.Where(unit => unit.Ending is { LastDay: var last } && last < today && !(last < until)).ToList();
        if (ended.Count > 0)
        {
            var asks = new DutyAsks(now.CalendarHistory, now.Organisation);
            await AllAsync([.. now.Plans.Values.SelectMany(plan => asks.Passing(plan, ended)).Select(PassedOn)], Passing, cancellationToken)
                .ConfigureAwait(false);
        }

        lock (Database.WriteLock)
        {
            Database.Writer.Prepare("INSERT OR REPLACE INTO duty_passed (one, day) VALUES (1, ?1)").Run(today);
        }
    }

    private protected override void StartsOver() => Database.Writer.Execute("DELETE FROM duty_passed");

    private DateOnly Today => VietnamTime.DateOf(Time.GetUtcNow());

    // Until before that day everything was passed on.
    private DateOnly? PassedUntil()
    {
        lock (Database.WriteLock)
        {
            var read = Database.Writer.Prepare("SELECT day FROM duty_passed");
            var day = read.One() ? read.Day(0) : (DateOnly?)null;
            read.Reset();
            return day;
        }
    }

    private async Task AllAsync(
        IReadOnlyList<CarriedDuty> commands,
        Func<CarriedDuty, CommandContext> context,
        CancellationToken cancellationToken
    ) =>
        await Parallel
            .ForEachAsync(
                commands,
                new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
                async (command, cancel) =>
                {
                    _step?.Invoke("carry");
                    await RunAsync(command, context(command), cancel).ConfigureAwait(false);
                    _step?.Invoke("carried");
                }
            )
            .ConfigureAwait(false);

    private async ValueTask<IReadOnlyList<CarriedDuty>> FollowingAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        if (e.Body is DutyEvent happened)
        {
            var state = await AtAsync(Bindings.Duty, e, cancellationToken).ConfigureAwait(false);
            return
            [
                .. DutyCarry.From(new(e.StreamId), state, happened),
                .. await ReopenedAsync(e, state, cancellationToken).ConfigureAwait(false),
            ];
        }

        await _reference.MustHavePassedAsync(e.Position, cancellationToken).ConfigureAwait(false);
        var now = _reference.Current;
        var asks = new DutyAsks(now.CalendarHistory, now.Organisation);
        var day = VietnamTime.DateOf(e.Metadata.At);
        switch (e.Body)
        {
            case DossierEvent when !now.Plans.Values.Any(DutyAsks.MayAskForDossiers):
                return [];
            case DossierEvent dossierEvent:
                var dossier = await AtAsync(_dossiers, e, cancellationToken).ConfigureAwait(false);
                if (!now.Plans.TryGetValue(dossier.Plan, out var asking))
                {
                    return [];
                }

                var id = new DossierId(e.StreamId);
                var bodies = dossier.Nominees.Select(nominee => nominee.Entry.BodyUnit).OfType<UnitId>();
                var asked = bodies.Prepend(dossier.Unit).Distinct().SelectMany(unit => asks.ForDossiers(asking, unit, day));
                return
                [
                    .. dossierEvent switch
                    {
                        DossierEvent.Submitted { Answers: var answers, Also: var also } => asked
                            .Where(one => one.Kind is PlanDutyKind.Dossier && (one.Key == answers || also?.Contains(one.Key) == true))
                            .Select(one => Answered(one with { To = [] }, id, e)),
                        // Whoever is registered no more has not answered; it is theirs to answer again.
                        DossierEvent.Registered { Answers: var answers } => asked
                            .Where(one => one.Kind is PlanDutyKind.Registration && answers.Contains(one.Key))
                            .Select(one => Answered(one, id, e))
                            .Concat(dossier.EverAnswered.Except(answers).Select(key => Withdrawn(key, id))),
                        DossierEvent.TakenBack => asked
                            .Where(one => one.Kind is PlanDutyKind.Dossier)
                            .Select(one => Withdrawn(one.Key, id)),
                        _ => asked.Select(one => Withdrawn(one.Key, id)),
                    },
                ];
            default:
                return [];
        }
    }

    // What comes open again when its unit's last day is over already.
    private async ValueTask<IEnumerable<CarriedDuty>> ReopenedAsync(ViewEvent e, Duty state, CancellationToken cancellationToken)
    {
        if (e.Body is not (DutyEvent.Returned or DutyEvent.Withdrawn) || state is not { IsOpen: true, Ask: { } ask })
        {
            return [];
        }

        await _reference.MustHavePassedAsync(e.Position, cancellationToken).ConfigureAwait(false);
        var now = _reference.Current;
        return
            now.Organisation.Unit(ask.Unit) is { Ending.LastDay: var last } ended
            && last < Today
            && now.Plans.TryGetValue(ask.Plan, out var plan)
            ? new DutyAsks(now.CalendarHistory, now.Organisation)
                .Passing(plan, [ended])
                .Where(passing => passing.Ask.Key == ask.Key)
                .Select(PassedOn)
            : [];
    }

    // An end, or a plan, that is recorded when the units' last day is over already.
    private async ValueTask PassOnLateAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        await _reference.MustHavePassedAsync(e.Position, cancellationToken).ConfigureAwait(false);
        var now = _reference.Current;
        var asks = new DutyAsks(now.CalendarHistory, now.Organisation);
        IEnumerable<DutyCommand.HandOver> passing = e.Body switch
        {
            OrganisationEvent.UnitsEnded ended => now.Plans.Values.SelectMany(plan =>
                asks.Passing(plan, Over(ended.Endings.Select(ending => now.Organisation.Unit(ending.Unit)).OfType<Unit>()))
            ),
            PlanEvent.Applied when now.Plans.TryGetValue(new(e.Recorded.Stream.Id), out var plan) => asks.Passing(
                plan,
                Over(now.Organisation.Units)
            ),
            _ => [],
        };
        await AllAsync([.. passing.Select(PassedOn)], Passing, cancellationToken).ConfigureAwait(false);
        Acted();

        List<Unit> Over(IEnumerable<Unit> units) => [.. units.Where(unit => unit.Ending?.LastDay < Today)];
    }

    private static CarriedDuty PassedOn(DutyCommand.HandOver command) => new(command.Ask.Key, command, $"pass:{command.To}");

    private static CarriedDuty Withdrawn(DutyKey key, DossierId id) => new(key, new DutyCommand.Withdraw(null, id), $"withdraw:{key}");

    // Accepting a dossier is its own way's business: what was submitted is done here. Who registers waits for the recipient.
    private static CarriedDuty Answered(DutyAsk ask, DossierId id, ViewEvent e)
    {
        var at = e.Metadata.At.ToOffset(VietnamTime.Offset);
        return new(
            ask.Key,
            new DutyCommand.File(
                ask,
                new(VietnamTime.DateOf(e.Metadata.At), new TimeOnly(at.Hour, at.Minute), null),
                new DutyAnswer(new DutyContent.Dossier(id), [], null),
                []
            ),
            $"{(ask.Kind is PlanDutyKind.Registration ? "register" : "submit")}:{ask.Key}"
        );
    }

    private CommandContext Carrying(ViewEvent e, CarriedDuty carried) =>
        CommandContext.Carrying(
            e.Recorded.EventId,
            carried.Target,
            Time.GetUtcNow(),
            e.Metadata.Correlation,
            e.Metadata.OnBehalfOf is { } principal ? [e.Metadata.Actor, principal] : [e.Metadata.Actor]
        );

    // Nobody's act and no event's: the day itself ended the unit. Every host makes the same command of it.
    private CommandContext Passing(CarriedDuty carried) =>
        new(DerivedId.From(carried.Key.Value, carried.Target), Time.GetUtcNow(), CommandContext.System, null, carried.Key.Value);

    private async ValueTask RunAsync(CarriedDuty carried, CommandContext context, CancellationToken cancellationToken)
    {
        var result = await _runner
            .RunAsync(Bindings.Duty, Bindings.Duty.StreamOf(carried.Key.Value), carried.Command, context, null, cancellationToken)
            .ConfigureAwait(false);
        switch (result)
        {
            case RunResult<Duty>.Recorded recorded:
                lock (Database.WriteLock)
                {
                    Wrote(recorded.Position);
                }

                break;
            case RunResult<Duty>.Refused { Refusal.Code: CommandRunner.ClockBackwards }:
            case RunResult<Duty>.Contended:
                throw new TimeoutException($"duty-{carried.Key} cannot be written now."); // waited out and tried again
            default:
                break; // answered by something else meanwhile, or accepted: that stands
        }
    }
}
