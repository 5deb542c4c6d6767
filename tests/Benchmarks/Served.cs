using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace PhongTrao.Benchmarks;

/// <summary>The whole service in a process of its own, with the demo people, over a folder of its own that is gone afterwards.</summary>
internal sealed partial class Served : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan PatienceWithViews = TimeSpan.FromHours(4);

    private readonly Process _process;
    private readonly string _folder;
    private readonly bool _isKept;
    private readonly Uri _address;
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);

    private Served(Process process, string folder, bool isKept, Uri address)
    {
        _process = process;
        _folder = folder;
        _isKept = isKept;
        _address = address;
    }

    /// <summary>Where it answers.</summary>
    internal Uri Address => _address;

    /// <summary>Starts it and waits until it is ready.</summary>
    /// <param name="dossiers">With the demo's dossiers.</param>
    /// <param name="over">Over this folder, which stays; views that are not there yet are built first, and everything else follows, however long it takes. Null: a folder of its own.</param>
    internal static async Task<Served> StartAsync(bool dossiers = false, string? over = null)
    {
        var folder = over ?? Directory.CreateTempSubdirectory("phongtrao-bench-").FullName;
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{FreePort()}"));
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PhongTrao.Host.dll")])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Development",
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["PhongTrao__Data"] = folder,
                ["PhongTrao__DemoDossiers"] = dossiers ? "true" : "false",
            },
        };
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) => Console.Error.Write(line.Data is null ? "" : line.Data + '\n');
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        var served = new Served(process, folder, over is not null, address);
        using var client = new HttpClient { BaseAddress = address };
        var watch = Stopwatch.StartNew();
        while (true)
        {
            if (process.HasExited || watch.Elapsed > (over is null ? Patience : PatienceWithViews))
            {
                throw new InvalidOperationException("The service did not start.");
            }

            try
            {
                using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative));
                if (ready.IsSuccessStatusCode && (over is null || IsAtHead(await ready.Content.ReadFromJsonAsync<JsonElement>())))
                {
                    return served;
                }
            }
            catch (HttpRequestException)
            {
                // not yet
            }

            await Task.Delay(100);
        }
    }

    /// <summary>Asks the API as a demo person.</summary>
    internal async Task<JsonElement> AskAsync(string userName, HttpMethod method, string path, object? body = null)
    {
        if (!_clients.TryGetValue(userName, out var client))
        {
            _clients[userName] = client = new HttpClient { BaseAddress = new Uri(_address, "/api/v1/"), Timeout = Patience };
            using var signedIn = await client.PostAsJsonAsync("tokens", new { userName, password = "phongtrao" });
            var token = (await signedIn.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>()).GetProperty("accessToken");
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token.GetString());
        }

        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        using var answer = await client.SendAsync(request);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"{method} {path}: {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync()}");
        }

        return await answer.Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>Processor time that it has used so far.</summary>
    internal TimeSpan ProcessorTime
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    /// <summary>Asks the API as nobody, or by somebody's token.</summary>
    internal async Task<JsonElement> PostAsync(string? token, string path, object body)
    {
        using var client = new HttpClient { BaseAddress = new Uri(_address, "/api/v1/"), Timeout = Patience };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        using var answer = await client.PostAsJsonAsync(path, body);
        return await answer.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonElement>();
    }

    /// <summary>What a form of a page sends along by itself.</summary>
    internal static Dictionary<string, string> HiddenIn(string html) =>
        Hidden()
            .Matches(html)
            .DistinctBy(m => m.Groups["name"].Value)
            .ToDictionary(m => m.Groups["name"].Value, m => WebUtility.HtmlDecode(m.Groups["value"].Value), StringComparer.Ordinal);

    /// <summary>A browser's client, signed in.</summary>
    internal async Task<HttpClient> BrowserAsync(string userName, string password = "phongtrao")
    {
        var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false }) { BaseAddress = _address, Timeout = Patience };
        var door = new Uri("/dang-nhap", UriKind.Relative);
        var page = await browser.GetStringAsync(door);
        var fields = HiddenIn(page);
        fields["userName"] = userName;
        fields["password"] = password;
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(door, form);
        return answer.StatusCode == HttpStatusCode.Redirect ? browser : throw new InvalidOperationException("Nobody is let in.");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }

        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        if (!_isKept)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    // Views are, when it is ready; what follows in other streams, and who is told, may come later over a past that was written at once.
    private static bool IsAtHead(JsonElement part) =>
        part.ValueKind switch
        {
            JsonValueKind.Object => part.EnumerateObject()
                .All(one => one.NameEquals("lagEvents") ? one.Value.GetInt64() == 0 : IsAtHead(one.Value)),
            JsonValueKind.Array => part.EnumerateArray().All(IsAtHead),
            _ => true,
        };

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Hidden();
}
