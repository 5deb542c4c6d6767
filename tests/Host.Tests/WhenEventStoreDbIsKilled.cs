#if EVENTSTOREDB
using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Tests;

/// <summary>
/// The service with its log on a server, while people work: the server is killed and comes back, and the service is killed and comes
/// back. What was acknowledged is there, nothing is there twice, and the work goes on.
/// </summary>
public sealed class WhenEventStoreDbIsKilled
{
    private const int Workers = 8;

    [Fact]
    public async Task The_server_comes_back_and_nothing_acknowledged_is_lost_or_twice_there()
    {
        await using var server = await EventStoreDbServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-").FullName;
        try
        {
            var work = new Work();
            await using (var service = await StartAsync(folder, server))
            {
                using var stop = new CancellationTokenSource();
                var working = work.RunAsync(service, stop.Token);
                for (var round = 0; round < 5; round++)
                {
                    await work.GoesOnAsync(30);
                    await server.KillAsync();
                    await Task.Delay(TimeSpan.FromSeconds(round)); // from at once to longer than a pause of the client
                    await server.StartAsync();
                }

                await work.GoesOnAsync(30);
                await stop.CancelAsync();
                await working;
                await work.IsThereAsync(service);
                await ReadyAsync(service);
            }

            work.Faults.ShouldBeEmpty();
            await HoldsAsync(server, work);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task While_the_server_is_away_requests_are_told_so_and_the_service_is_not_ready()
    {
        await using var server = await EventStoreDbServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-").FullName;
        try
        {
            await using var service = await StartAsync(folder, server);
            using var client = service.Client(await service.SignInAsync("xa.canbo"));
            var id = await Work.OpenAsync(client);
            await server.KillAsync();

            // One that only reads the view, one that reads the log, one that would write.
            var listing = client.GetAsync("dossiers");
            var reading = client.GetAsync($"dossiers/{id}");
            var writing = client.PostAsJsonAsync("dossiers", Work.Dossier);
            (await listing).StatusCode.ShouldBeOneOf(HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable);
            foreach (var asking in new[] { reading, writing })
            {
                using var answer = await asking;
                answer.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable, await answer.Content.ReadAsStringAsync());
            }

            using (var ready = await service.Browser().GetAsync(new Uri("/health/ready", UriKind.Relative)))
            {
                ready.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
            }

            await server.StartAsync();
            await ReadyAsync(service);
            using var again = await client.GetAsync($"dossiers/{id}");
            again.StatusCode.ShouldBe(HttpStatusCode.OK);
            await Work.OpenAsync(client);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_service_comes_back_and_nothing_acknowledged_is_lost()
    {
        await using var server = await EventStoreDbServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-").FullName;
        try
        {
            var work = new Work();
            for (var round = 0; round < 3; round++)
            {
                await using (var service = await StartAsync(folder, server))
                {
                    var working = work.RunAsync(service, CancellationToken.None);
                    await work.GoesOnAsync(30);
                    service.Kill();
                    await working;
                }

                await using var next = await StartAsync(folder, server);
                await work.IsThereAsync(next);
            }

            work.Faults.ShouldBeEmpty();
            await HoldsAsync(server, work);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Task<ServiceProcess> StartAsync(string folder, EventStoreDbServer server) =>
        ServiceProcess.StartAsync(
            new HowStarted(folder)
            {
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["PhongTrao__Store"] = server.Connection },
            }
        );

    private static async Task ReadyAsync(ServiceProcess service)
    {
        using var browser = service.Browser();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            using var ready = await browser.GetAsync(new Uri("/health/ready", UriKind.Relative), patience.Token);
            if (ready.IsSuccessStatusCode)
            {
                return;
            }

            await Task.Delay(100, patience.Token);
        }
    }

    // The log itself, read beside the service: every chain holds, and no command stands in it twice.
    private static async Task HoldsAsync(EventStoreDbServer server, Work work)
    {
        await using var log = await EventStoreDbEventStore.OpenAsync(server.Connection);
        (await ChainVerifier.VerifyAsync(ChainVerifier.LogOf(log))).Fault.ShouldBeNull();
        var (ids, nominees) = (new HashSet<Guid>(), 0);
        await foreach (var recorded in ChainVerifier.LogOf(log))
        {
            ids.Add(recorded.EventId).ShouldBeTrue(recorded.ToString());
            nominees += recorded.Type == "dossier.nominee-added" && work.Owns(recorded.Stream) ? 1 : 0;
        }

        nominees.ShouldBeInRange(work.Nominees, work.Nominees + work.Unanswered);
    }

    /// <summary>People who open dossiers and enter nominees, and repeat under the same key what was not answered.</summary>
    private sealed class Work
    {
        public static readonly object Dossier = new
        {
            plan = "tan-khai-2025",
            type = "tong-ket",
            form = "giay-khen-huyen",
        };

        private readonly ConcurrentDictionary<string, ConcurrentBag<string>> _acknowledged = new(StringComparer.Ordinal);
        private int _unanswered;

        /// <summary>Answers that nobody should ever get.</summary>
        public ConcurrentBag<string> Faults { get; } = [];

        public int Nominees => _acknowledged.Values.Sum(names => names.Count);

        public bool Owns(StreamName stream) => _acknowledged.ContainsKey(stream.Id);

        /// <summary>Nominees whose worker went away before there was an answer.</summary>
        public int Unanswered => _unanswered;

        public static async Task<string> OpenAsync(HttpClient client)
        {
            using var opened = await client.PostAsJsonAsync("dossiers", Dossier);
            opened.StatusCode.ShouldBe(HttpStatusCode.Created, await opened.Content.ReadAsStringAsync());
            return JsonDocument.Parse(await opened.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        }

        /// <summary>Until told to stop, or the service is gone.</summary>
        public async Task RunAsync(ServiceProcess service, CancellationToken stop)
        {
            var token = await service.SignInAsync("xa.canbo");
            await Task.WhenAll(
                Enumerable.Range(0, Workers).Select(_ => Task.Run(() => WorkAsync(service, token, stop), CancellationToken.None))
            );
        }

        /// <summary>Waits until so many more nominees have been acknowledged.</summary>
        public async Task GoesOnAsync(int more)
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromMinutes(2));
            for (var from = Nominees; Nominees < from + more; )
            {
                await Task.Delay(20, patience.Token);
            }
        }

        public async Task IsThereAsync(ServiceProcess service)
        {
            using var client = service.Client(await service.SignInAsync("xa.canbo"));
            _acknowledged.ShouldNotBeEmpty();
            foreach (var (id, names) in _acknowledged)
            {
                using var answer = await client.GetAsync($"dossiers/{id}");
                var body = await answer.Content.ReadAsStringAsync();
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
                var shown = JsonDocument
                    .Parse(body)
                    .RootElement.GetProperty("nominees")
                    .EnumerateArray()
                    .Select(n => n.GetProperty("name").GetString()!)
                    .ToList();
                shown.ShouldBeUnique();
                names.ShouldBeSubsetOf(shown);
            }
        }

        private async Task WorkAsync(ServiceProcess service, string token, CancellationToken stop)
        {
            using var client = service.Client(token);
            try
            {
                while (!stop.IsCancellationRequested)
                {
                    var id = (await RepeatAsync(client, "dossiers", Dossier)).GetProperty("id").GetString()!;
                    var names = _acknowledged.GetOrAdd(id, _ => []);
                    for (var i = 0; i < 5; i++)
                    {
                        var name = $"Người thứ {i} của {id[..8]}";
                        Interlocked.Increment(ref _unanswered);
                        await RepeatAsync(client, $"dossiers/{id}/nominees", new { kind = "person", name });
                        names.Add(name);
                        Interlocked.Decrement(ref _unanswered);
                    }
                }
            }
            catch (HttpRequestException)
            {
                // the service is gone
            }
        }

        private async Task<JsonElement> RepeatAsync(HttpClient client, string address, object body)
        {
            var key = Guid.NewGuid().ToString();
            while (true)
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = JsonContent.Create(body) };
                request.Headers.Add("Idempotency-Key", key);
                using var answer = await client.SendAsync(request);
                var text = await answer.Content.ReadAsStringAsync();
                if (answer.IsSuccessStatusCode)
                {
                    return JsonDocument.Parse(text).RootElement;
                }

                if (answer.StatusCode is not HttpStatusCode.ServiceUnavailable)
                {
                    Faults.Add($"{(int)answer.StatusCode} {address}: {text}");
                }

                await Task.Delay(100);
            }
        }
    }
}
#endif
