using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Subscriptions;

namespace PhongTrao.Host.Composition;

/// <summary>A view or reactor in the health answer.</summary>
/// <param name="State">catching-up, live, stopped, waiting.</param>
/// <param name="LagEvents">Events behind the log.</param>
/// <param name="LagSeconds">Age of the last event seen, while behind.</param>
/// <param name="Problem">Why it stopped or waits: ids only.</param>
public sealed record SubscriptionHealth(
    string Name,
    int Version,
    string State,
    bool Readable,
    bool Building,
    long LagEvents,
    double LagSeconds,
    SubscriptionError? Problem,
    bool StartedOver
);

/// <summary>Whether the service can do its work.</summary>
/// <param name="Status">ready or unready.</param>
/// <param name="Store">writable, or why it is not.</param>
/// <param name="CarryFailures">Facts that could not be carried into a dossier: they wait for a person and hold up nobody.</param>
public sealed record HealthAnswer(string Status, string Store, int CarryFailures, IReadOnlyList<SubscriptionHealth> Subscriptions);

/// <summary><c>/health/live</c>: the process answers. <c>/health/ready</c>: it can take work; 503 with the same JSON when not.</summary>
public static class Health
{
    /// <summary>Maps both.</summary>
    public static IEndpointRouteBuilder MapHealth(this IEndpointRouteBuilder app)
    {
        app.MapGet("/health/live", () => Results.Json(new { status = "live" })).Requires(Act.Public).ExcludeFromDescription();
        app.MapGet(
                "/health/ready",
                async (Operations operations, CancellationToken cancellationToken) =>
                {
                    var health = Of(await operations.ReportAsync(cancellationToken));
                    return Results.Json(health, statusCode: health.Status == "ready" ? 200 : 503);
                }
            )
            .Requires(Act.Public)
            .ExcludeFromDescription();
        return app;
    }

    /// <summary>The answer for a report.</summary>
    public static HealthAnswer Of(OperationsReport report) =>
        new(
            report.IsReady ? "ready" : "unready",
            report.LogReadOnlyBecause ?? "writable",
            report.CarryFailures.Count,
            [
                .. report.Subscriptions.Select(s => new SubscriptionHealth(
                    s.Name,
                    s.Version,
                    s.State switch
                    {
                        SubscriptionState.CatchingUp => "catching-up",
                        SubscriptionState.Live => "live",
                        SubscriptionState.Stopped => "stopped",
                        SubscriptionState.Waiting => "waiting",
                    },
                    s.Readable,
                    s.Building,
                    s.LagEvents,
                    s.LagSeconds,
                    s.Error,
                    s.StartedOverFrom is not null
                )),
            ]
        );
}
