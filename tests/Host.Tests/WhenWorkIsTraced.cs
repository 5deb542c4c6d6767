using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Tests;

/// <summary>One trace from the request to the consumer behind the broker, with a real RabbitMQ and a collector on loopback.</summary>
public sealed class WhenWorkIsTraced
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task One_trace_leads_from_the_request_to_the_consumer()
    {
        await using var broker = await RabbitMqServer.NeedAsync();
        await using var collector = OtlpReceiver.Start();
        await using var service = new Service();
        string? recorded = null;
        await using (
            var product = service.WithWebHostBuilder(builder =>
                builder
                    .UseSetting("PhongTrao:Broker", broker.Address.ToString())
                    .UseSetting("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.ToString())
            )
        )
        {
            var http = product.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
            var answer = await new Client(http, null).PostAsync("tokens", new { userName = "xa.canbo", password = "phongtrao" });
            var preparer = new Client(http, answer.Ok().Json.GetProperty("accessToken").GetString());
            await Walk.SubmitAsync(preparer, "giay-khen-xa", "Đặng Thị Ước");
            var store = product.Services.GetRequiredService<IEventStore>();
            var head = (await store.HeadAsync())!.Value;
            (await product.Services.GetRequiredService<Forwarder>().WaitAsync(head, Patience)).ShouldBeTrue();
            var told = 0;
            await foreach (var e in ChainVerifier.LogOf(store))
            {
                told += IntegrationEvent.IsTold(e.Type) ? 1 : 0;
                recorded = e.Type == "dossier.submitted" ? EventTypes.Metadata(e).Trace : recorded;
            }

            var inbox = product.Services.GetRequiredService<Inbox>();
            var waited = System.Diagnostics.Stopwatch.StartNew();
            while (inbox.Counts().Taken < told)
            {
                waited.Elapsed.ShouldBeLessThan(Patience);
                await Task.Delay(50);
            }
        } // its end sends what is left

        // Spans come from the whole process, other tests' too: this one is known by what its event carries.
        var context = System.Diagnostics.ActivityContext.Parse(recorded!, null);
        var submitted = collector.Spans.Single(s => s.Id == context.SpanId.ToHexString());
        submitted.Name.ShouldBe("command dossier.Submit");
        submitted.Trace.ShouldBe(context.TraceId.ToHexString());
        var trace = collector.Spans.Where(s => s.Trace == submitted.Trace).ToDictionary(s => s.Id);
        var names = trace.Values.Select(s => s.Name).ToList();
        names.ShouldContain("append");
        names.ShouldContain("project");
        names.ShouldContain("react carrier");
        names.ShouldContain("react forwarder");

        // From the consumer back to the request, span by span.
        var consumed = trace.Values.Where(s => s.Scope == "MassTransit" && s.Name.Contains("process", StringComparison.Ordinal)).ToList();
        consumed.ShouldNotBeEmpty(string.Join(", ", names));
        foreach (var consumer in consumed)
        {
            var way = new List<ReceivedSpan> { consumer };
            while (way[^1].Parent is { } parent && trace.TryGetValue(parent, out var before))
            {
                way.Add(before);
            }

            way.Select(s => s.Name).ShouldContain("react forwarder", string.Join(" < ", way.Select(s => s.Name)));
            way.ShouldContain(submitted);
            way[^1].Scope.ShouldBe("Microsoft.AspNetCore");
        }

        foreach (
            var measure in new[]
            {
                "phongtrao.commands",
                "phongtrao.append.duration",
                "phongtrao.append.batch",
                "phongtrao.subscription.lag",
                "phongtrao.queue.age",
                "phongtrao.dead_letters",
                "http.server.request.duration",
            }
#if EVENTSTOREDB
            .Where(measure => measure != "phongtrao.append.batch" || EventStoreDbServer.Program is null) // there the server groups
#endif
        )
        {
            collector.Measures.ShouldContainKey(measure);
        }

        collector.Lines.ShouldContain(line => line.Trace == submitted.Trace);
        collector.Lines.ShouldNotContain(line => line.Text.Contains("Đặng Thị Ước", StringComparison.Ordinal));
    }
}
