using System.Diagnostics.Metrics;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Composition;

/// <summary>
/// Traces, measures and logs by OTLP over HTTP, where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector; otherwise nothing is made.
/// One trace goes from the request through command, append, views and reactors to the broker and its consumer: the event carries it.
/// A collector that is away costs what waits for it, and the oldest of that is dropped.
/// </summary>
public static class TelemetryServices
{
    private static readonly string[] Sources = [Telemetry.Name, "Microsoft.AspNetCore", "MassTransit"];

    private static readonly string[] Meters =
    [
        Telemetry.Name,
        "Microsoft.AspNetCore.Hosting",
        "Microsoft.AspNetCore.Server.Kestrel",
        "System.Runtime",
        "MassTransit",
    ];

    /// <summary>Registers what sends them, where a collector is named.</summary>
    /// <exception cref="StartRefusedException">The address is none.</exception>
    public static WebApplicationBuilder AddTelemetry(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not { Length: > 0 } text)
        {
            return builder;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var collector) || collector.Scheme is not ("http" or "https"))
        {
            throw new StartRefusedException(
                $"OTEL_EXPORTER_OTLP_ENDPOINT: '{text}' không phải địa chỉ dạng http://máy:4318. (Not an address of that form.)"
            );
        }

        builder.Services.AddSingleton(_ => Sdk(collector));
        builder.Services.AddSingleton<ILoggerProvider>(provider => new Logs(provider.GetRequiredService<OpenTelemetrySdk>()));
        builder.Services.AddHostedService<Sending>();
        // The same lines as in the file: the framework's own hold whole addresses with what was searched for.
        builder
            .Logging.AddFilter<Logs>("Microsoft", LogLevel.Warning)
            .AddFilter<Logs>("Microsoft.Hosting.Lifetime", LogLevel.Information)
            .AddFilter<Logs>("Microsoft.AspNetCore.DataProtection", LogLevel.Error)
            .AddFilter<Logs>("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogLevel.None)
            .AddFilter<Logs>("MassTransit", LogLevel.Warning);
        return builder;
    }

    private static OpenTelemetrySdk Sdk(Uri collector) =>
        OpenTelemetrySdk.Create(sdk =>
            sdk.ConfigureResource(resource => resource.AddService(Telemetry.Name, serviceVersion: Version))
                .WithTracing(tracing => tracing.AddSource(Sources).AddOtlpExporter(to => Send(to, collector, "v1/traces")))
                .WithMetrics(metrics => metrics.AddMeter(Meters).AddOtlpExporter(to => Send(to, collector, "v1/metrics")))
                .WithLogging(logging => logging.AddOtlpExporter(to => Send(to, collector, "v1/logs")))
        );

    private static string Version => typeof(TelemetryServices).Assembly.GetName().Version?.ToString() ?? "";

    private static void Send(OtlpExporterOptions to, Uri collector, string path)
    {
        to.Protocol = OtlpExportProtocol.HttpProtobuf;
        to.Endpoint = new Uri($"{collector.ToString().TrimEnd('/')}/{path}");
    }

    /// <summary>Hands log lines to the collector with the trace they belong to.</summary>
    private sealed class Logs(OpenTelemetrySdk sdk) : ILoggerProvider
    {
        public ILogger CreateLogger(string categoryName) => sdk.GetLoggerFactory().CreateLogger(categoryName);

        public void Dispose() { }
    }

    /// <summary>Begins with the service, measures what only it knows, and sends what is left at the end.</summary>
    private sealed class Sending(
        OpenTelemetrySdk sdk,
        Operations operations,
        TaskQueries tasks,
        DeadLetterQueries letters,
        Ticker ticker,
        DomainClock clock
    ) : IHostedService, IDisposable
    {
        private const int LastWait = 3_000; // milliseconds

        // Of this service alone: what they ask ends with it, and the process may go on.
        private readonly Meter _own = new(Telemetry.Name);

        public Task StartAsync(CancellationToken cancellationToken)
        {
            _own.CreateObservableGauge(
                "phongtrao.subscription.lag",
                Lags,
                "{event}",
                "Events of the log that a view or reactor has not passed."
            );
            _own.CreateObservableGauge("phongtrao.queue.age", QueueAge, "s", "Age of the work that has been open longest.");
            _own.CreateObservableGauge("phongtrao.dead_letters", DeadLetters, "{message}", "Messages that wait to be sent again.");
            _own.CreateObservableGauge(
                "phongtrao.reminders.age",
                Looked,
                "s",
                "Since everything that was due was last looked at, or since the start."
            );
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) =>
            Task.Run(
                () =>
                {
                    sdk.TracerProvider.ForceFlush(LastWait);
                    sdk.MeterProvider.ForceFlush(LastWait);
                    sdk.LoggerProvider.ForceFlush(LastWait);
                },
                cancellationToken
            );

        public void Dispose() => _own.Dispose();

        // Asked by the exporter's own thread, once a minute.
        private IEnumerable<Measurement<long>> Lags()
        {
            var report = operations.ReportAsync().AsTask().GetAwaiter().GetResult();
            return report.Subscriptions.Select(s => new Measurement<long>(
                s.LagEvents,
                new KeyValuePair<string, object?>("phongtrao.subscription", s.Name)
            ));
        }

        private double QueueAge() => tasks.OldestOpenedAt() is { } oldest ? Math.Max(0, (clock.GetUtcNow() - oldest).TotalSeconds) : 0;

        private int DeadLetters() => letters.Count();

        private double Looked() => ticker.SinceLast.TotalSeconds;
    }
}
