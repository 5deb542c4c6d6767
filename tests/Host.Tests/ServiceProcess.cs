using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>How the Host is started.</summary>
/// <param name="Folder">Its data folder.</param>
public sealed record HowStarted(string Folder)
{
    /// <summary>ASPNETCORE_ENVIRONMENT.</summary>
    public string Environment { get; init; } = "Development";

    /// <summary>http or https.</summary>
    public string Scheme { get; init; } = "http";

    /// <summary>Whose certificates its clients trust, instead of the machine's.</summary>
    public X509Certificate2? Authority { get; init; }

    /// <summary>More settings, as environment variables.</summary>
    public IReadOnlyDictionary<string, string> Settings { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Words of the command line.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];

    /// <summary>What it is run under: strace with its options.</summary>
    public IReadOnlyList<string> Under { get; init; } = [];

    /// <summary>What is typed on its standard input.</summary>
    public string Typed { get; init; } = "";
}

/// <summary>The Host in a process of its own, on loopback, over one data folder.</summary>
public sealed class ServiceProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly Process _process;
    private readonly StringBuilder _said;
    private readonly X509Certificate2? _authority;

    private ServiceProcess(Process process, StringBuilder said, Uri address, X509Certificate2? authority)
    {
        _process = process;
        _said = said;
        _authority = authority;
        Address = address;
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>Everything it has said on the console so far.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts the service and waits until it is ready.</summary>
    public static Task<ServiceProcess> StartAsync(string folder) => StartAsync(new HowStarted(folder));

    /// <summary>Starts the service and waits until it is ready.</summary>
    public static async Task<ServiceProcess> StartAsync(HowStarted how)
    {
        var address = new Uri($"{how.Scheme}://127.0.0.1:{FreePort()}");
        var (process, said) = Run(how, address);
        var service = new ServiceProcess(process, said, address, how.Authority);
        using var client = service.Browser();
        var waited = Stopwatch.StartNew();
        while (true)
        {
            process.HasExited.ShouldBeFalse(service.Said);
            waited.Elapsed.ShouldBeLessThan(Patience, service.Said);
            try
            {
                using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
                using var ready = await client.GetAsync(new Uri("/health/ready", UriKind.Relative), patience.Token);
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

    /// <summary>Runs the Host to its end: a verb of the command line, or a start that is refused.</summary>
    /// <returns>Its exit code and all that it said.</returns>
    public static async Task<(int Exit, string Said)> RunToEndAsync(HowStarted how)
    {
        var (process, said) = Run(how, new Uri($"{how.Scheme}://127.0.0.1:{FreePort()}"));
        using (process)
        {
            using var patience = new CancellationTokenSource(Patience);
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                Assert.Fail($"It did not end: {said}");
            }

            return (process.ExitCode, said.ToString());
        }
    }

    /// <summary>A client with a token.</summary>
    public HttpClient Client(string token) =>
        new(Handler(cookies: false))
        {
            BaseAddress = new Uri(Address, "/api/v1/"),
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
            Timeout = Patience,
        };

    /// <summary>A client with cookies that follows no redirect.</summary>
    public HttpClient Browser() =>
        new(Handler(cookies: true))
        {
            BaseAddress = Address,
            DefaultRequestHeaders = { { "Accept", "text/html" } },
            Timeout = Patience,
        };

    /// <summary>A browser with its cookies, signed in on the page as a demo user.</summary>
    public async Task<HttpClient> BrowserAsync(string userName)
    {
        var browser = Browser();
        var door = new Uri("/dang-nhap", UriKind.Relative);
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(door));
        var fields = page.QuerySelectorAll<IHtmlInputElement>("form input[type=hidden]").ToDictionary(i => i.Name!, i => i.Value);
        fields["userName"] = userName;
        fields["password"] = "phongtrao";
        using var form = new FormUrlEncodedContent(fields);
        using var signedIn = await browser.PostAsync(door, form);
        signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect, await signedIn.Content.ReadAsStringAsync());
        return browser;
    }

    /// <summary>A demo user at the API.</summary>
    public async Task<Client> AsAsync(string userName) => new(Browser(), await SignInAsync(userName));

    /// <summary>A token of a demo user.</summary>
    public async Task<string> SignInAsync(string userName, string password = "phongtrao")
    {
        using var client = Browser();
        using var answer = await client.PostAsJsonAsync("/api/v1/tokens", new { userName, password });
        var body = await answer.Content.ReadAsStringAsync();
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
        return JsonDocument.Parse(body).RootElement.GetProperty("accessToken").GetString()!;
    }

    /// <summary>SIGKILL on Unix: no handler runs, nothing is flushed.</summary>
    public void Kill() => _process.Kill(entireProcessTree: true);

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private SocketsHttpHandler Handler(bool cookies)
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = cookies };
        if (_authority is { } authority)
        {
            handler.SslOptions.CertificateChainPolicy = new X509ChainPolicy
            {
                TrustMode = X509ChainTrustMode.CustomRootTrust,
                RevocationMode = X509RevocationMode.NoCheck,
                CustomTrustStore = { authority },
            };
        }

        return handler;
    }

    private static (Process Process, StringBuilder Said) Run(HowStarted how, Uri address)
    {
        string[] command = [.. how.Under, "dotnet", typeof(Program).Assembly.Location, .. how.Words];
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            WorkingDirectory = how.Folder,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = how.Environment,
                ["ASPNETCORE_URLS"] = address.ToString(),
                ["PhongTrao__Data"] = how.Folder,
            },
        };
        foreach (var (name, value) in how.Settings)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        var said = new StringBuilder();
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        process.StandardInput.Write(how.Typed);
        process.StandardInput.Close();
        return (process, said);

        void Hear(string? line)
        {
            lock (said)
            {
                said.AppendLine(line);
            }
        }
    }

    /// <summary>A port of loopback on which nobody listens now.</summary>
    internal static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
