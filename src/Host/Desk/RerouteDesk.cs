using PhongTrao.Host.Security;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>Chuyển thẩm quyền giải quyết, of one dossier.</summary>
/// <param name="Unit">Who proposes from now on, where the proposing unit has ended in several; the only successor may be left out.</param>
/// <param name="At">The step of the route of today at which it goes on; left out: the usual one.</param>
/// <param name="Basis">The document that moves the authority, as quoted, up to 200 characters.</param>
/// <param name="Reason">In words, up to 4,000 characters.</param>
/// <param name="Restart">True: limits start anew; otherwise work that goes on with the same step keeps its due date.</param>
public sealed record RerouteInput(string? Unit, string? At, string? Basis, string? Reason, bool? Restart);

/// <summary>A step as it would be.</summary>
public sealed record ReroutedStep(StepId Id, string Name, IReadOnlyList<string> Offices);

/// <summary>What moving a dossier today would mean.</summary>
/// <param name="Moves">Whether anything would change.</param>
/// <param name="Unit">Who would propose.</param>
/// <param name="Heirs">Units among which somebody has to choose; empty: there is nothing to choose.</param>
/// <param name="Former">The route up to now.</param>
/// <param name="Route">The route of today; null: there is none, see <paramref name="Refusal"/>.</param>
/// <param name="At">Where it would go on.</param>
/// <param name="Places">Where it can go on.</param>
/// <param name="Done">What stays done, by whom.</param>
/// <param name="ToCome">What would be done from now on, the place chosen first.</param>
/// <param name="Dropped">Open work that would be dropped.</param>
/// <param name="DropsSupplement">A supplement that is awaited would have to be asked for again.</param>
/// <param name="Vacant">Offices of the route in which nobody is appointed.</param>
/// <param name="Refusal">Why it cannot be moved; null: it can.</param>
public sealed record ReroutePreview(
    bool Moves,
    UnitId Unit,
    string UnitName,
    IReadOnlyList<UnitId> Heirs,
    string Former,
    string? Route,
    StepId? At,
    IReadOnlyList<ReroutedStep> Places,
    IReadOnlyList<ReroutedStep> Done,
    IReadOnlyList<ReroutedStep> ToCome,
    IReadOnlyList<string> Dropped,
    bool DropsSupplement,
    IReadOnlyList<string> Vacant,
    Refusal? Refusal
);

/// <summary>
/// Chuyển thẩm quyền giải quyết: a dossier on its way goes on under the route of today where the state has moved an authority, after a preview.
/// </summary>
public sealed class RerouteDesk(Bench bench, House house)
{
    /// <summary>What moving it today would mean.</summary>
    public async Task<Answer<ReroutePreview>> PreviewAsync(
        Person person,
        DossierId id,
        string? unit,
        string? at,
        CancellationToken cancellationToken
    )
    {
        return await FindAsync(person, id, unit, cancellationToken) is { } found
            ? new Answer<ReroutePreview>.Done(
                Preview(person, found, await PlanAsync(found, at, cancellationToken)),
                new(found.Dossier.DecisionRevision)
            )
            : new Answer<ReroutePreview>.NotFound();
    }

    /// <summary>Moves one.</summary>
    public async Task<Answer<DossierChanged>> RerouteAsync(
        Caller caller,
        DossierId id,
        RerouteInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var basis = check.Code<PublicText>("basis", input.Basis);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        if (check.Failed)
        {
            return check.Answer<DossierChanged>();
        }

        return await FindAsync(caller.Person, id, input.Unit, cancellationToken) is { } found
            ? await MoveAsync(
                caller,
                id,
                found,
                input.At,
                new(basis.Value, reason, input.Restart ?? false),
                state => new DossierChanged(id, state.Status, state.Number),
                cancellationToken
            )
            : new Answer<DossierChanged>.NotFound();
    }

    /// <summary>Whether this person may move dossiers that a unit proposed, be it there today or not.</summary>
    public static bool MayMove(Person person, UnitId unit) =>
        HeirsOf(person, unit).Any(heir => person.CapacitiesFor(Act.RerouteDossiers, heir).Any());

    /// <summary>One of a batch: moved, or only looked at.</summary>
    /// <returns>Whether it moves; or why it cannot.</returns>
    internal async Task<(bool Moves, Refusal? Refusal)> OneAsync(
        Caller caller,
        DossierId id,
        RerouteOrder order,
        bool dryRun,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(caller.Person, id, null, cancellationToken) is not { } found)
        {
            return (false, Refusal.Of(HostRefusals.NotYoursToReroute));
        }

        if (found.Dossier.IsClosed || found.Dossier.IsDraft)
        {
            return (false, null); // it has ended since
        }

        if (dryRun)
        {
            var preview = Preview(caller.Person, found, await PlanAsync(found, null, cancellationToken));
            return (preview.Moves, preview.Refusal);
        }

        var before = found.Dossier.Revision;
        return await MoveAsync(caller, id, found, null, order, state => state.Revision > before, cancellationToken) switch
        {
            Answer<bool>.Done moved => (moved.Value, null),
            Answer<bool>.Refused no => (false, no.Refusal),
            Answer<bool>.CommandIdReused => (false, null),
            _ => throw new TimeoutException("The stream cannot be written now."),
        };
    }

    private async Task<Answer<T>> MoveAsync<T>(
        Caller caller,
        DossierId id,
        Found found,
        string? at,
        RerouteOrder order,
        Func<Dossier, T> value,
        CancellationToken cancellationToken
    )
    {
        if (Undecided(caller.Person, found) is { } undecided)
        {
            return new Answer<T>.Refused(undecided);
        }

        var plan = await PlanAsync(found, at, cancellationToken);
        return plan is { Resolved: { } resolved, At: { } place, Refusal: null }
            ? await bench.RunAsync(
                caller,
                found.Capacity,
                id,
                new DossierCommand.Reroute(
                    resolved.Plan,
                    place,
                    found.Heir,
                    new(order.Basis),
                    found.Dossier.Secrecy is Secrecy.Normal ? bench.Seal(Keys.Of(id), order.Reason) : null,
                    order.Restart,
                    house.Official
                ),
                "dossier.reroute",
                new
                {
                    unit = found.Heir.Value,
                    at,
                    order,
                },
                value,
                cancellationToken
            )
            : new Answer<T>.Refused(plan.Refusal!);
    }

    private sealed record Way(RouteResolution.Resolved? Resolved, StepId? At, Refusal? Refusal);

    private async Task<Way> PlanAsync(Found found, string? at, CancellationToken cancellationToken)
    {
        var dossier = found.Dossier;
        if (dossier.Terms is not { } terms)
        {
            return new(null, null, Refusal.Of(DossierRefusals.NotUnderWay));
        }

        var plan = await house.PlanAsync(dossier.Plan, cancellationToken);
        var request = House.RequestOf(plan, dossier, bench.Today) with { Unit = found.Heir };
        switch (await house.ResolveAsync(request, cancellationToken))
        {
            case RouteResolution.Refused { Refusal: var no }:
                return new(null, null, no);
            case RouteResolution.Resolved resolved:
                var place =
                    at is null ? RouteContinuation.Usual(terms.Route, dossier.Progress, resolved.Plan)
                    : StepId.TryParse(at, out var asked) ? asked
                    : null;
                return place is null
                    ? new(
                        resolved,
                        null,
                        Refusal.Of(DossierRefusals.NoPlaceOnRoute, ("step", at ?? "–"), ("route", resolved.Plan.Route.Value))
                    )
                    : new(resolved, place, null);
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private ReroutePreview Preview(Person person, Found found, Way plan)
    {
        var (dossier, heir, capacity, heirs) = found;
        var former = dossier.Terms?.Route;
        var preview = new ReroutePreview(
            false,
            heir,
            person.UnitName(heir),
            heirs,
            former?.Basis.Value ?? "",
            plan.Resolved?.Plan.Basis.Value,
            plan.At,
            [],
            former is null ? [] : [.. RouteContinuation.Done(former, dossier.Progress).Select(step => StepOf(person, step))],
            [],
            [],
            false,
            [.. (plan.Resolved?.Vacant ?? []).Select(party => person.OfficeName(party.Unit, party.Function))],
            Undecided(person, found) ?? plan.Refusal
        );
        if (former is null || plan is not { Resolved: { } resolved, At: { } at })
        {
            return preview;
        }

        var command = new DossierCommand.Reroute(resolved.Plan, at, heir, new("–"), null, false, house.Official);
        var context = new CommandContext(default, bench.Now, person.Account, capacity, default);
        var (events, refusal) = DossierDecider.Decide(command, context, dossier) switch
        {
            Decision<DossierEvent>.Accepted accepted => (accepted.Events, null),
            Decision<DossierEvent>.Refused refused => ((IReadOnlyList<DossierEvent>)[], refused.Refusal),
        };
        var moved = events.OfType<DossierEvent.Rerouted>().FirstOrDefault();
        var joined = moved?.Terms.Route;
        return preview with
        {
            Moves = preview.Refusal is null && events.Count > 0,
            Refusal = preview.Refusal ?? refusal,
            Places = [.. RouteContinuation.Places(former, dossier.Progress, resolved.Plan).Select(step => StepOf(person, step))],
            ToCome = joined is null ? [] : [.. joined.Steps.Skip(joined.IndexOf(at)).Select(step => StepOf(person, step))],
            Dropped = moved is null
                ? []
                :
                [
                    .. dossier
                        .Tasks.Where(task => task.Step != at || !joined!.Step(at)!.Parties.Contains(task.Opening.Open.Party))
                        .Select(task => $"{task.Opening.StepName} – {person.OfficeName(task.Desk.Unit, task.Desk.Function)}"),
                ],
            DropsSupplement = moved?.SupplementDropped is true,
        };
    }

    private static ReroutedStep StepOf(Person person, RouteStep step) =>
        new(step.Id, step.Name.Value, [.. step.Parties.Select(party => person.OfficeName(party.Unit, party.Function))]);

    private static IReadOnlyList<UnitId> HeirsOf(Person person, UnitId unit) =>
        person.Organisation.Unit(unit)?.IsInForce(person.Today) is false
            ? [.. person.Organisation.SuccessorsOn(unit, person.Today).Select(one => one.Id)]
            : [unit];

    // Who proposes today: the unit itself or, where it has ended, its successor; the heirs among which somebody must still choose.
    private sealed record Found(Dossier Dossier, UnitId Heir, Capacity Capacity, IReadOnlyList<UnitId> Heirs);

    private static Refusal? Undecided(Person person, Found found) =>
        found.Heirs.Count == 0
            ? null
            : Refusal.Of(HostRefusals.ManySuccessors, ("units", string.Join("; ", found.Heirs.Select(person.UnitName))));

    private async Task<Found?> FindAsync(Person person, DossierId id, string? unit, CancellationToken cancellationToken)
    {
        if (await bench.DossierAsync(id, cancellationToken) is not { Exists: true } dossier)
        {
            return null;
        }

        var heirs = HeirsOf(person, dossier.Unit);
        UnitId? chosen =
            UnitId.TryParse(unit, out var asked) && heirs.Contains(asked) ? asked
            : heirs is [var first, ..] ? first
            : null;
        return chosen is { } heir && person.CapacitiesFor(Act.RerouteDossiers, heir).FirstOrDefault() is { } capacity
            ? new(dossier, heir, capacity, heirs.Count > 1 && !heirs.Contains(asked) ? heirs : [])
            : null;
    }
}
