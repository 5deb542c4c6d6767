using System.Collections.Immutable;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Reference;

/// <summary>What rules and pages look up all the time, as it stood at one position of the log. Immutable.</summary>
/// <param name="Position">How far it has been folded.</param>
/// <param name="Official">The working calendar with its revision and the Saturdays of offices.</param>
public sealed record ReferenceSnapshot(
    Position? Position,
    OrganisationState Organisation,
    ImmutableDictionary<AccountId, Account> Accounts,
    ImmutableSortedDictionary<PlanId, Plan> Plans,
    ImmutableSortedDictionary<RouteCode, Route> Routes,
    Ruleset Ruleset,
    OfficialCalendar Official
)
{
    /// <summary>The working calendar that holds everywhere.</summary>
    public WorkingCalendar Calendar => Official.Days;

    /// <summary>The working calendar with the days on which it was changed.</summary>
    public CalendarHistory CalendarHistory { get; init; } = Official.Days;

    /// <summary>After a change of the calendar, recorded on a day in Hà Nội.</summary>
    public ReferenceSnapshot With(CalendarEvent change, DateOnly on)
    {
        var next = OfficialCalendar.Evolve(Official, change);
        return this with { Official = next, CalendarHistory = CalendarHistory.Then(on, next.Days) };
    }

    /// <summary>
    /// The unit and all that ended into it, directly or not: what a reader of the unit's lists asks for, so that dossiers of
    /// an abolished unit stay with those who took over.
    /// </summary>
    public IReadOnlyList<UnitId> WithPredecessors(UnitId unit)
    {
        var found = new List<UnitId> { unit };
        for (var i = 0; i < found.Count; i++)
        {
            found.AddRange(Organisation.PredecessorsOf(found[i]).Where(before => !found.Contains(before)));
        }

        return found;
    }
}

/// <summary>
/// Organisation, accounts, plans, routes, rules and calendar in memory, folded from their own streams at every start: the log finds
/// those streams by their names, so a start costs what the organisation is, not how many dossiers there are.
/// </summary>
public sealed class ReferenceData : Follower, IUnitTree
{
    private static readonly SubscriptionFilter Streams = new("org", "account-", "plan-", "route-", "ruleset", "calendar");

    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ReferenceSnapshot _current;

    /// <param name="store">The log.</param>
    /// <param name="calendar">The working calendar to begin with.</param>
    /// <param name="time">For waiting.</param>
    public ReferenceData(IEventStore store, OfficialCalendar calendar, TimeProvider time)
        : base("reference", store, Streams, time)
    {
        _current = new(
            null,
            OrganisationState.Initial,
            ImmutableDictionary<AccountId, Account>.Empty,
            ImmutableSortedDictionary.Create<PlanId, Plan>(Comparer<PlanId>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))),
            ImmutableSortedDictionary.Create<RouteCode, Route>(
                Comparer<RouteCode>.Create((a, b) => string.CompareOrdinal(a.Value, b.Value))
            ),
            Ruleset.Initial,
            calendar
        );
    }

    /// <summary>Raised after every change, on the thread that follows the log: be quick.</summary>
    public event Action<ReferenceSnapshot>? Changed;

    /// <summary>As things stand.</summary>
    public ReferenceSnapshot Current => _current;

    /// <summary>Starts and waits until the head of the log is reached for the first time.</summary>
    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        StartAfter(null);
        await Task.WhenAny(_ready.Task, Run).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>For <see cref="CatchUpSubscription"/>: views must not apply what they would look up too early.</summary>
    /// <exception cref="TimeoutException">The reference data does not come so far.</exception>
    public async ValueTask MustHavePassedAsync(Position position, CancellationToken cancellationToken)
    {
        if (!await WaitAsync(position, TimeSpan.FromSeconds(30), cancellationToken).ConfigureAwait(false))
        {
            throw new TimeoutException("The reference data does not follow the log.");
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<UnitId> SelfAndAbove(UnitId unit, DateOnly day) => [.. _current.Organisation.Scope(unit, day)];

    /// <inheritdoc/>
    public IReadOnlyList<UnitId> UnitsOf(AccountId account, DateOnly day) =>
        [.. _current.Organisation.AppointmentsOf(account, day).Where(c => c.OnBehalfOf is null).Select(c => c.Unit).Distinct()];

    private protected override ValueTask HandleAsync(ViewEvent e, CancellationToken cancellationToken)
    {
        var now = _current;
        _current = e.Body switch
        {
            OrganisationEvent o => now with { Organisation = OrganisationState.Evolve(now.Organisation, o) },
            AccountEvent a => With(now, new AccountId(e.StreamId), a),
            PlanEvent p => now with
            {
                Plans = With(now.Plans, new PlanId(e.Recorded.Stream.Id), Plan.Initial, state => Plan.Evolve(state, p)),
            },
            RouteEvent r => now with
            {
                Routes = With(now.Routes, new RouteCode(e.Recorded.Stream.Id), Route.Initial, state => Route.Evolve(state, r)),
            },
            RulesetEvent r => now with { Ruleset = Ruleset.Evolve(now.Ruleset, r) },
            CalendarEvent c => now.With(c, VietnamTime.DateOf(e.Metadata.At)),
            _ => now,
        };
        return ValueTask.CompletedTask;
    }

    private protected override void Passed(Position position, bool isHandled)
    {
        _current = _current with { Position = position };
        if (isHandled && _ready.Task.IsCompleted)
        {
            Changed?.Invoke(_current);
        }
    }

    private protected override void CaughtUp() => _ready.TrySetResult();

    private static ReferenceSnapshot With(ReferenceSnapshot now, AccountId id, AccountEvent e) =>
        now with
        {
            Accounts = now.Accounts.SetItem(id, Account.Evolve(now.Accounts.GetValueOrDefault(id, Account.Initial), e)),
        };

    private static ImmutableSortedDictionary<TKey, TState> With<TKey, TState>(
        ImmutableSortedDictionary<TKey, TState> states,
        TKey key,
        TState initial,
        Func<TState, TState> evolve
    )
        where TKey : notnull => states.SetItem(key, evolve(states.GetValueOrDefault(key, initial)));
}
