using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace PhongTrao.Workflows.Kernel;

/// <summary>
/// Where spans and measures come from. Nobody listens unless the host is told to; then nothing is made and nothing is counted.
/// Tags hold codes and ids, never names.
/// </summary>
public static class Telemetry
{
    /// <summary>Name of the source of spans and of the meter.</summary>
    public const string Name = "PhongTrao";

    /// <summary>The spans: command, append, project, react.</summary>
    public static ActivitySource Source { get; } = new(Name);

    /// <summary>The measures.</summary>
    public static Meter Meter { get; } = new(Name);

    /// <summary>The context of the span that is recorded now, as a W3C <c>traceparent</c>; null where none is.</summary>
    public static string? CurrentTrace => Activity.Current is { Recorded: true, IdFormat: ActivityIdFormat.W3C } span ? span.Id : null;

    /// <summary>A span that goes on from a recorded context; null where nobody listens or there is no context.</summary>
    /// <param name="name">What is done.</param>
    /// <param name="trace">A W3C <c>traceparent</c>.</param>
    /// <param name="kind">Consumer, for what follows the log.</param>
    public static Activity? Continue(string name, string? trace, ActivityKind kind = ActivityKind.Consumer) =>
        trace is not null && Source.HasListeners() && ActivityContext.TryParse(trace, null, isRemote: true, out var context)
            ? Source.StartActivity(name, kind, context)
            : null;
}
