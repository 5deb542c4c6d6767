using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Store;
using Shouldly;

namespace PhongTrao.Host.Tests;

/// <summary>
/// The service as a process of its own, killed without warning while people work: what was acknowledged is there after the
/// next start, nothing is half there, views catch up by themselves, every chain holds, and no name stands in the data folder
/// outside the views.
/// </summary>
public sealed class RealProcess
{
    private static readonly string[] Names = ["Nguyễn Thị Ngọc Ánh", "Đặng Hữu Phước", "Tổ bảo vệ an ninh trật tự khu phố Ước Mơ"];

    [Fact]
    public async Task NothingAcknowledgedIsLostWhenTheProcessIsKilled()
    {
        var folder = Directory.CreateTempSubdirectory("phongtrao-").FullName;
        var acknowledged = new ConcurrentDictionary<string, int>();
        var random = new Random(20250414);
        try
        {
            for (var round = 0; round < 3; round++)
            {
                await using (var service = await Service.StartAsync(folder))
                {
                    await WorkUntilKilledAsync(service, acknowledged, TimeSpan.FromMilliseconds(1500 + random.Next(2000)));
                }

                await using var again = await Service.StartAsync(folder);
                await EverythingIsThereAsync(again, acknowledged);
            }

            acknowledged.ShouldNotBeEmpty();
            acknowledged.Values.Sum().ShouldBeGreaterThan(20);
            (await ChainsAsync(folder)).Fault.ShouldBeNull();
            NamesOutsideTheViews(folder).ShouldBeEmpty();
            NamesIn(Directory.GetFiles(folder, "views.db*")).ShouldNotBeEmpty("the scan must be able to find a name where there is one");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WorkUntilKilledAsync(Service service, ConcurrentDictionary<string, int> acknowledged, TimeSpan after)
    {
        var token = await service.SignInAsync("xa.canbo");
        var workers = Enumerable
            .Range(0, 8)
            .Select(_ =>
                Task.Run(async () =>
                {
                    using var client = service.Client(token);
                    try
                    {
                        while (true)
                        {
                            await FileOneAsync(client, acknowledged);
                        }
                    }
                    catch (HttpRequestException)
                    {
                        // the process is gone
                    }
                })
            )
            .ToArray();
        await Task.WhenAny(Task.WhenAll(workers), Task.Delay(after));
        service.Kill();
        await Task.WhenAll(workers);
    }

    private static async Task FileOneAsync(HttpClient client, ConcurrentDictionary<string, int> acknowledged)
    {
        using var opened = await client.PostAsJsonAsync(
            "dossiers",
            new
            {
                plan = "tan-khai-2025",
                type = "tong-ket",
                form = "giay-khen-huyen",
            }
        );
        opened.StatusCode.ShouldBe(HttpStatusCode.Created, await opened.Content.ReadAsStringAsync());
        var id = JsonDocument.Parse(await opened.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        acknowledged[id] = 0;
        foreach (var name in Names)
        {
            using var added = await client.PostAsJsonAsync($"dossiers/{id}/nominees", new { kind = "person", name });
            added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
            acknowledged[id]++;
        }
    }

    private static async Task EverythingIsThereAsync(Service service, ConcurrentDictionary<string, int> acknowledged)
    {
        using var client = service.Client(await service.SignInAsync("xa.canbo"));
        foreach (var (id, nominees) in acknowledged)
        {
            using var answer = await client.GetAsync($"dossiers/{id}");
            var body = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
            var shown = JsonDocument.Parse(body).RootElement.GetProperty("nominees").EnumerateArray().ToList();
            shown.Count.ShouldBeGreaterThanOrEqualTo(nominees);
            shown.Select(n => n.GetProperty("name").GetString()).ShouldBe(Names.Take(shown.Count), ignoreOrder: true);
        }
    }

    private static async Task<ChainReport> ChainsAsync(string folder)
    {
        await using var log = SqliteEventStore.OpenReadOnly(folder);
        return await ChainVerifier.VerifyAsync(ChainVerifier.LogOf(log));
    }

    private static List<string> NamesOutsideTheViews(string folder) =>
        NamesIn(
            Directory
                .GetFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => !Path.GetFileName(file).StartsWith("views.db", StringComparison.Ordinal))
        );

    // As people typed them, without diacritics, decomposed, in UTF-16 and in base64 at any offset.
    private static List<string> NamesIn(IEnumerable<string> files)
    {
        List<string> found = [];
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            foreach (var name in Names)
            {
                byte[][] disguises =
                [
                    Encoding.UTF8.GetBytes(name),
                    Encoding.UTF8.GetBytes(name.Normalize(NormalizationForm.FormD)),
                    Encoding.UTF8.GetBytes(name.ToUpperInvariant()),
                    Encoding.Unicode.GetBytes(name),
                    Encoding.UTF8.GetBytes(JsonEncodedText.Encode(name).ToString()),
                    .. Enumerable.Range(0, 3).Select(shift => Base64(name, shift)),
                ];
                if (disguises.Any(disguise => bytes.AsSpan().IndexOf(disguise) >= 0))
                {
                    found.Add($"{Path.GetFileName(file)}: {name}");
                }
            }
        }

        return found;
    }

    private static byte[] Base64(string name, int shift)
    {
        var text = Convert.ToBase64String([.. new byte[shift], .. Encoding.UTF8.GetBytes(name)]);
        return Encoding.ASCII.GetBytes(text[4..^4]);
    }

    /// <summary>The Host in a process of its own, on loopback, over one data folder.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private readonly Process _process;
        private readonly Uri _address;

        private Service(Process process, Uri address)
        {
            _process = process;
            _address = address;
        }

        internal static async Task<Service> StartAsync(string folder)
        {
            var address = new Uri($"http://127.0.0.1:{FreePort()}");
            var host = typeof(PhongTrao.Host.Composition.Settings).Assembly.Location;
            var start = new ProcessStartInfo("dotnet", [host])
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                WorkingDirectory = folder,
                Environment =
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Development",
                    ["ASPNETCORE_URLS"] = address.ToString(),
                    ["PhongTrao__Data"] = folder,
                },
            };
            var process = Process.Start(start)!;
            var said = new StringBuilder();
            process.OutputDataReceived += (_, line) => said.AppendLine(line.Data);
            process.ErrorDataReceived += (_, line) => said.AppendLine(line.Data);
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            var service = new Service(process, address);
            using var client = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromSeconds(5) };
            var patience = Stopwatch.StartNew();
            while (true)
            {
                process.HasExited.ShouldBeFalse(said.ToString());
                patience.Elapsed.ShouldBeLessThan(TimeSpan.FromMinutes(2), said.ToString());
                try
                {
                    using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                    if (ready.IsSuccessStatusCode)
                    {
                        return service;
                    }
                }
                catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
                {
                    // not yet
                }

                await Task.Delay(100);
            }
        }

        internal HttpClient Client(string token) =>
            new()
            {
                BaseAddress = new Uri(_address, "/api/v1/"),
                DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
            };

        internal async Task<string> SignInAsync(string userName)
        {
            using var client = new HttpClient { BaseAddress = _address };
            using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { userName, password = "phongtrao" });
            var body = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
            return JsonDocument.Parse(body).RootElement.GetProperty("accessToken").GetString()!;
        }

        // SIGKILL on Unix: no handler runs, nothing is flushed.
        internal void Kill() => _process.Kill();

        public async ValueTask DisposeAsync()
        {
            if (!_process.HasExited)
            {
                _process.Kill();
            }

            await _process.WaitForExitAsync();
            _process.Dispose();
        }

        private static int FreePort()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            return ((IPEndPoint)probe.LocalEndpoint).Port;
        }
    }
}
