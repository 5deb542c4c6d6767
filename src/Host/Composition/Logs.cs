using System.Diagnostics;
using System.Globalization;
using PhongTrao.Host.Security;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace PhongTrao.Host.Composition;

/// <summary>
/// Structured logs: one JSON object per line on the console and in a file a day in the data folder; in Development the console
/// shows plain lines for whoever sits before it. No personal data: no names,
/// no bodies, no query strings; paths stand as their pattern ("/ho-so/{id}") with ids beside them.
/// </summary>
public static class Logs
{
    private const int KeptDays = 31;
    private const long MaxFileBytes = 100 * 1024 * 1024;

    /// <summary>Puts Serilog in place of the framework's own loggers.</summary>
    public static WebApplicationBuilder AddLogs(this WebApplicationBuilder builder, Settings settings)
    {
        var configuration = new LoggerConfiguration()
            .MinimumLevel.Information()
            .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
            .MinimumLevel.Override("Microsoft.Hosting.Lifetime", LogEventLevel.Information)
            // It says at every start what it was told to do.
            .MinimumLevel.Override("MassTransit", LogEventLevel.Warning)
            // The keys lie in the vault, whose files belong to the service's account alone.
            .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
            // It says with every form that its page is kept by nobody: all of ours say so themselves.
            .MinimumLevel.Override("Microsoft.AspNetCore.Antiforgery", LogEventLevel.Error)
            // Its text holds whole addresses with their query; ours does not.
            .MinimumLevel.Override("Microsoft.AspNetCore.Diagnostics.ExceptionHandlerMiddleware", LogEventLevel.Fatal)
            .ReadFrom.Configuration(builder.Configuration)
            .Enrich.FromLogContext()
            .Enrich.With(new WithoutPath())
            .WriteTo.File(
                new JsonFormatter(renderMessage: true),
                Path.Combine(settings.Data, "logs", "phongtrao-.log"),
                rollingInterval: RollingInterval.Day,
                retainedFileCountLimit: KeptDays,
                fileSizeLimitBytes: MaxFileBytes,
                rollOnFileSizeLimit: true
            );
        configuration = settings.IsDevelopment
            ? configuration.WriteTo.Console(
                outputTemplate: "{Timestamp:HH:mm:ss} {Level:u3} {Message:lj}{NewLine}{Exception}",
                formatProvider: CultureInfo.InvariantCulture
            )
            : configuration.WriteTo.Console(new JsonFormatter(renderMessage: true));
        builder.Logging.ClearProviders().AddSerilog(configuration.CreateLogger(), dispose: true);
        return builder;
    }

    /// <summary>One line for each request, and for what went wrong in it.</summary>
    public static IApplicationBuilder UseRequestLog(this IApplicationBuilder app) => app.UseMiddleware<RequestLog>();

    // The framework adds the path as typed; ours is the pattern.
    private sealed class WithoutPath : ILogEventEnricher
    {
        public void Enrich(LogEvent logEvent, ILogEventPropertyFactory propertyFactory) => logEvent.RemovePropertyIfPresent("RequestPath");
    }

    private sealed class RequestLog(RequestDelegate next, ILogger<RequestLog> log, TimeProvider realClock)
    {
        public async Task InvokeAsync(HttpContext http)
        {
            var start = realClock.GetTimestamp();
            try
            {
                await next(http);
            }
            finally
            {
                var pattern = (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
                Activity.Current?.SetTag("http.route", pattern).SetTag("http.response.status_code", http.Response.StatusCode);
                var id =
                    http.Request.RouteValues.TryGetValue("id", out var value) && Guid.TryParse(value?.ToString(), out var given)
                        ? given.ToString("N")
                        : null;
                var level = http.Response.StatusCode >= 500 ? LogLevel.Error : LogLevel.Information;
                log.Log(
                    level,
                    "{Method} {Pattern} {Id} {Status} {Milliseconds:0.0} ms {Account} {Trace}",
                    Method(http.Request.Method),
                    pattern,
                    id,
                    http.Response.StatusCode,
                    realClock.GetElapsedTime(start).TotalMilliseconds,
                    http.FindPerson()?.Account.ToString(),
                    Activity.Current?.TraceId.ToHexString()
                );
            }
        }

        // Anybody may send any word as a method.
        private static string Method(string method) => method.Length <= 10 && method.All(char.IsAsciiLetterUpper) ? method : "?";
    }
}
