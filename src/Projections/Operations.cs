using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Subscriptions;

namespace PhongTrao.Projections;

/// <summary>What the page Vận hành and the health check ask.</summary>
/// <param name="Subscriptions">Views, reference data and reactors.</param>
/// <param name="CarryFailures">What could not be carried into a dossier.</param>
/// <param name="LogReadOnlyBecause">Why the log takes no more events, or null.</param>
public sealed record OperationsReport(
    IReadOnlyList<SubscriptionStatus> Subscriptions,
    IReadOnlyList<CarryFailure> CarryFailures,
    string? LogReadOnlyBecause
)
{
    /// <summary>Something has stopped and waits for a person.</summary>
    public bool IsStopped => LogReadOnlyBecause is not null || Subscriptions.Any(s => s.State == SubscriptionState.Stopped);

    /// <summary>Everything that people read can be read and nothing has stopped.</summary>
    public bool IsReady => !IsStopped && Subscriptions.All(s => s.Readable);
}

/// <summary>Reads how the machinery is doing.</summary>
public sealed class Operations(
    Workflows.Store.IEventStore store,
    CatchUpSubscription views,
    IReadOnlyList<Follower> followers,
    Carrier? carrier = null
)
{
    /// <summary>How everything is doing.</summary>
    public async ValueTask<OperationsReport> ReportAsync(CancellationToken cancellationToken = default)
    {
        var subscriptions = new List<SubscriptionStatus>(await views.StatusAsync(cancellationToken).ConfigureAwait(false));
        foreach (var follower in followers)
        {
            subscriptions.Add(await follower.StatusAsync(cancellationToken).ConfigureAwait(false));
        }

        if (carrier is not null && !followers.Contains(carrier))
        {
            subscriptions.Add(await carrier.StatusAsync(cancellationToken).ConfigureAwait(false));
        }

        return new(subscriptions, carrier?.Failures() ?? [], store.ReadOnlyBecause);
    }
}
