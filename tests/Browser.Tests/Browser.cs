using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using PhongTrao.Host.Tests;
using Cookie = Microsoft.Playwright.Cookie;

namespace PhongTrao.Browser.Tests;

/// <summary>One service for the walks that keep out of each other's way: each in a commune of its own, one after the other.</summary>
[CollectionDefinition(nameof(OneService))]
public sealed class OneService : ICollectionFixture<Service>;

/// <summary>
/// The real service in a process of its own, with the demo's people and a data folder that is thrown away, and a real
/// Chromium before it. One for all tests of a class, or of a collection.
/// </summary>
public sealed class Service : IAsyncLifetime
{
    private const string Chromium = "/usr/bin/chromium";
    private static readonly TimeSpan LongestStart = TimeSpan.FromMinutes(2);

    private readonly string _data = Path.Combine(Path.GetTempPath(), $"phongtrao-browser-{Guid.NewGuid():N}");
    private readonly List<string> _output = [];
    private readonly Dictionary<string, IReadOnlyList<Cookie>> _signedIn = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);
    private readonly HttpClient _http = new();
    private Process? _process;
    private IPlaywright? _playwright;

    /// <summary>Where the service answers.</summary>
    public string Address { get; private set; } = "";

    /// <summary>The browser.</summary>
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Where screenshots are put; not committed.</summary>
    public static string Screenshots { get; } = Path.Combine(ProjectFolder(), "screenshots");

    /// <summary>Why the tests cannot run here; null: they can.</summary>
    public static string? Absent =>
        File.Exists(Chromium) ? null : "Chromium is not installed (apt-get install chromium fonts-liberation2).";

    /// <summary>Skips visibly, or fails where services must be there.</summary>
    public static void Need()
    {
        if (Absent is { } why)
        {
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_SERVICES") == "1", why);
            Assert.Skip(why);
        }
    }

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        if (Absent is not null)
        {
            return;
        }

        Directory.CreateDirectory(Screenshots);
        Address = $"http://127.0.0.1:{FreePort()}";
        Start("2025-04-14T08:00:00+07:00");
        await ReadyAsync();

        Assertions.SetDefaultExpectTimeout(30_000); // a busy machine is slow, not wrong
        _playwright = await Playwright.CreateAsync();
        // Without a locale that exists, Chromium cannot write a Vietnamese file name and calls every download "download".
        var environment = Environment
            .GetEnvironmentVariables()
            .Cast<System.Collections.DictionaryEntry>()
            .ToDictionary(entry => (string)entry.Key, entry => (string)entry.Value!, StringComparer.Ordinal);
        environment["LC_ALL"] = "C.UTF-8";
        Browser = await _playwright.Chromium.LaunchAsync(
            new()
            {
                ExecutablePath = Chromium,
                Args = ["--no-sandbox"],
                Env = environment,
            }
        );
    }

    /// <summary>Kills the service, as a power cut does.</summary>
    public async Task KillAsync()
    {
        _process!.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Starts it again over the same data, at the same address.</summary>
    public async Task StartAgainAsync()
    {
        Start("2025-04-14T12:00:00+07:00"); // later than anything recorded before
        await ReadyAsync();
    }

    /// <summary>Opens a window.</summary>
    /// <param name="script">False: JavaScript is switched off.</param>
    /// <param name="width">In CSS pixels.</param>
    /// <param name="height">In CSS pixels.</param>
    public async Task<Window> OpenAsync(bool script = true, int width = 1366, int height = 768)
    {
        var context = await Browser.NewContextAsync(
            new()
            {
                BaseURL = Address,
                JavaScriptEnabled = script,
                Locale = "vi-VN",
                ViewportSize = new() { Width = width, Height = height },
            }
        );
        context.SetDefaultTimeout(60_000);
        return new Window(await context.NewPageAsync(), Address, _signedIn);
    }

    /// <summary>Somebody at the API: for what only prepares a walk.</summary>
    public async Task<Client> ApiAsync(string userName)
    {
        _http.BaseAddress ??= new Uri(Address);
        if (!_tokens.TryGetValue(userName, out var token))
        {
            var answer = await new Client(_http, null).PostAsync("tokens", new { userName, password = "phongtrao" });
            _tokens[userName] = token = answer.Ok().Json.GetProperty("accessToken").GetString()!;
        }

        return new Client(_http, token);
    }

    /// <summary>After its clock was moved: whoever was signed in at the API signs in anew.</summary>
    public void ForgetSignIns() => _tokens.Clear();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Browser is not null)
        {
            await Browser.DisposeAsync();
        }

        _playwright?.Dispose();
        _http.Dispose();
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        try
        {
            Directory.Delete(_data, recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
            // it never came so far
        }
    }

    private void Start(string clock)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PhongTrao.Host.dll")])
        {
            WorkingDirectory = HostFolder(),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["ASPNETCORE_URLS"] = Address;
        start.Environment["PhongTrao__Data"] = _data;
        start.Environment["PhongTrao__Clock"] = clock;
        _process = Process.Start(start)!;
        _process.OutputDataReceived += Keep;
        _process.ErrorDataReceived += Keep;
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    private void Keep(object sender, DataReceivedEventArgs e)
    {
        if (e.Data is { } line)
        {
            lock (_output)
            {
                _output.Add(line);
            }
        }
    }

    private async Task ReadyAsync()
    {
        using var client = new HttpClient();
        var watch = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if ((await client.GetAsync($"{Address}/health/ready")).IsSuccessStatusCode)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }

            if (_process!.HasExited || watch.Elapsed > LongestStart)
            {
                lock (_output)
                {
                    throw new InvalidOperationException("The service did not start:\n" + string.Join('\n', _output.TakeLast(30)));
                }
            }

            await Task.Delay(100);
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static string ProjectFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !folder.EnumerateFiles("*.csproj").Any())
        {
            folder = folder.Parent;
        }

        return folder?.FullName ?? AppContext.BaseDirectory;
    }

    // Pages' own files lie there.
    private static string HostFolder() => Path.GetFullPath(Path.Combine(ProjectFolder(), "..", "..", "src", "Host"));
}

/// <summary>How a page is waited for.</summary>
internal static class Waiting
{
    /// <summary>The address has come to contain this, and the script of the page there has run: keys typed before would be lost.</summary>
    public static async Task IsAtAsync(this IPage page, string path)
    {
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(path)));
        await Assertions.Expect(page.Locator("html.js")).ToHaveCountAsync(1);
    }

    /// <summary>Acts, and waits until another document stands there and its script has run.</summary>
    public static async Task GoOnAsync(this IPage page, Func<Task> act)
    {
        await page.EvaluateAsync("() => document.documentElement.setAttribute('data-before', '')");
        await act();
        await Assertions.Expect(page.Locator("html.js:not([data-before])")).ToHaveCountAsync(1);
    }
}

/// <summary>A window of the browser that notes what it should never see: console errors, requests to elsewhere, what keeps people out.</summary>
public sealed class Window : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();

    // Marks on marks, above and below (domain 5.4).
    private const string Stacked = "ĐẶNG THỊ ƯỚC – PHƯỜNG THỦ DẦU MỘT – KỲ ẨM ỄNH ƯƠNG";

    private readonly string _address;
    private readonly Dictionary<string, IReadOnlyList<Cookie>> _signedIn;
    private string? _who;

    public Window(IPage page, string address, Dictionary<string, IReadOnlyList<Cookie>> signedIn)
    {
        _address = address;
        _signedIn = signedIn;
        Page = page;
        page.Console += (_, message) =>
        {
            // What the browser says of answers such as 400 and 409 is no fault of the page.
            if (message.Type == "error" && !message.Text.StartsWith("Failed to load resource", StringComparison.Ordinal))
            {
                Faults.Add($"console: {message.Text}");
            }
        };
        page.PageError += (_, error) => Faults.Add($"script: {error}");
        page.Request += (_, request) =>
        {
            // The browser's own viewer of PDF files is no page of ours and fetches nothing from elsewhere.
            if (
                !request.Url.StartsWith(_address, StringComparison.Ordinal)
                && !request.Url.StartsWith("data:", StringComparison.Ordinal)
                && !request.Url.StartsWith("chrome:", StringComparison.Ordinal)
                && !request.Url.StartsWith("chrome-extension:", StringComparison.Ordinal)
            )
            {
                Faults.Add($"outside: {request.Url}");
            }
        };
        page.Response += (_, response) =>
        {
            if (response.Status >= 500)
            {
                Faults.Add($"{response.Status}: {response.Url}");
            }
        };
    }

    /// <summary>Playwright's page.</summary>
    public IPage Page { get; }

    /// <summary>What should not have been.</summary>
    public List<string> Faults { get; } = [];

    /// <summary>Signs in as one of the demo's people.</summary>
    public async Task SignInAsync(string userName)
    {
        _who = userName;
        await Page.GotoAsync("/dang-nhap");
        await Page.GetByLabel("Tên đăng nhập").FillAsync(userName);
        await Page.GetByLabel("Mật khẩu", new() { Exact = false }).FillAsync("phongtrao");
        await Page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập" }).ClickAsync();
        await Assertions.Expect(Page).Not.ToHaveURLAsync(new Regex("/dang-nhap"));
    }

    /// <summary>Goes on as somebody else, with the sign-in of an earlier visit where there was one.</summary>
    public async Task AsAsync(string userName)
    {
        await Page.Context.ClearCookiesAsync();
        _who = userName;
        if (_signedIn.TryGetValue(userName, out var cookies))
        {
            await Page.Context.AddCookiesAsync(cookies);
            return;
        }

        await SignInAsync(userName);
        _signedIn[userName] =
        [
            .. (await Page.Context.CookiesAsync()).Select(cookie => new Cookie
            {
                Name = cookie.Name,
                Value = cookie.Value,
                Domain = cookie.Domain,
                Path = cookie.Path,
                HttpOnly = cookie.HttpOnly,
                Secure = cookie.Secure,
                SameSite = cookie.SameSite,
            }),
        ];
    }

    /// <summary>Opens a dossier, and what is folded away on it.</summary>
    public async Task DossierAsync(string id)
    {
        await Page.GotoAsync($"/ho-so/{id}");
        await Page.EvaluateAsync("() => document.querySelectorAll('#viec details').forEach((d) => (d.open = true))");
    }

    /// <summary>Opens a dossier and follows one of its acts.</summary>
    public async Task ActOnAsync(string dossier, string act)
    {
        await DossierAsync(dossier);
        await Page.Locator("#viec").GetByRole(AriaRole.Link, new() { Name = act, Exact = true }).First.ClickAsync();
        await IsAtAsync($"/ho-so/{dossier}/");
    }

    /// <summary>
    /// The address has come to contain this. Asked again and again, as everything is here: what Playwright's client waits for by its
    /// events (WaitForURL, WaitForLoadState) can miss the load of a page that came while it was looking, and then never comes.
    /// </summary>
    public Task IsAtAsync(string path) => Page.IsAtAsync(path);

    /// <summary>Everything the page says.</summary>
    public Task<string> TextAsync() => Page.GetByRole(AriaRole.Main).InnerTextAsync();

    /// <summary>What the page says was wrong with the form.</summary>
    public Task FaultsAsync(string text) => Assertions.Expect(Page.Locator("#faults")).ToContainTextAsync(text);

    /// <summary>Name of who is signed in.</summary>
    public async Task<string> WhoAsync() => (await Page.Locator(".top__who strong").InnerTextAsync()).Trim();

    /// <summary>Signs out, to let another person sit down: everywhere, as the service does, so that no earlier visit's sign-in is good any more.</summary>
    public async Task SignOutAsync()
    {
        if (_who is null)
        {
            _signedIn.Clear(); // whoever it was
        }
        else
        {
            _signedIn.Remove(_who);
        }

        _who = null;
        await Page.GetByRole(AriaRole.Button, new() { Name = "Đăng xuất" }).ClickAsync();
        await IsAtAsync("/dang-nhap");
    }

    /// <summary>Presses a button and agrees where the page asks once more.</summary>
    public async Task ActAsync(string button)
    {
        var target = Page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First;
        var asks = await target.EvaluateAsync<bool>("b => !!b.form.dataset.confirm");
        await Page.GoOnAsync(async () =>
        {
            await target.ClickAsync();
            if (asks)
            {
                await Page.Locator("#confirm[open] #confirm-yes").ClickAsync();
            }
        });
    }

    /// <summary>The page says so after an act.</summary>
    public Task SaysAsync(string text) => Assertions.Expect(Page.Locator("#message")).ToContainTextAsync(text);

    /// <summary>Keeps a picture of the whole page, for people to look at.</summary>
    public Task ShotAsync(string name) =>
        Page.ScreenshotAsync(new() { Path = Path.Combine(Service.Screenshots, name + ".png"), FullPage = true });

    /// <summary>Nothing sticks out sideways.</summary>
    public async Task FitsAsync()
    {
        var overflow = await Page.EvaluateAsync<string>(
            """
            () => {
              const width = document.documentElement.clientWidth;
              if (document.documentElement.scrollWidth <= width) return "";
              const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1);
              return `${document.documentElement.scrollWidth} > ${width}: ` + out.slice(0, 3).map((e) => e.outerHTML.slice(0, 120)).join(" | ");
            }
            """
        );
        overflow.ShouldBe("", Page.Url);
    }

    /// <summary>
    /// Everybody can use it, or it is noted: no violation of WCAG 2.2 A and AA, contrast among it, nor of what its makers hold good, that axe can see.
    /// </summary>
    public async Task AccessibleAsync()
    {
        await Page.EvaluateAsync(Axe);
        var found = await Page.EvaluateAsync<string[]>(
            """
            async () => {
              const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
              const result = await axe.run(document, { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] });
              return result.violations.flatMap((one) => one.nodes.map((node) => `${one.id} (${one.help}): ${node.html}`));
            }
            """
        );
        Faults.AddRange(found.Select(what => $"{Page.Url}: {what}"));
    }

    /// <summary>The page is as every page must be: within its window, legible, for everybody.</summary>
    public async Task LooksRightAsync()
    {
        await FitsAsync();
        await HoldsMarksAsync();
        await AccessibleAsync();
    }

    /// <summary>
    /// The marks of Vietnamese capitals are not cut off and nothing is smaller than 16 pixels, or it is noted: every element that shows words of its own holds the test
    /// string's glyphs in its lines.
    /// </summary>
    public async Task HoldsMarksAsync()
    {
        var cut = await Page.EvaluateAsync<string[]>(
            """
            (text) => {
              const found = [];
              const canvas = document.createElement("canvas").getContext("2d");
              for (const e of document.querySelectorAll("main *, header *, .side *")) {
                const own = [...e.childNodes].some((n) => n.nodeType === 3 && /\p{L}/u.test(n.textContent));
                if (!own || e.closest(".sr, option, [hidden], svg") || e.offsetParent === null) continue;
                const style = getComputedStyle(e);
                const size = parseFloat(style.fontSize);
                canvas.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
                const box = canvas.measureText(text);
                const needed = box.actualBoundingBoxAscent + box.actualBoundingBoxDescent;
                const line = style.lineHeight === "normal" ? size * 1.2 : parseFloat(style.lineHeight);
                const hides = e.tagName !== "TEXTAREA" && style.overflowY !== "visible" && e.scrollHeight > e.clientHeight + 1;
                if (size < 16 || line + 0.5 < needed || hides) found.push(`${e.tagName}.${e.className}: ${size}px, line ${line}, needs ${needed}`);
              }
              return [...new Set(found)];
            }
            """,
            Stacked
        );
        Faults.AddRange(cut.Select(what => $"{Page.Url}: {what}"));
    }

    /// <summary>No script, request or answer went wrong.</summary>
    public void Clean() => Faults.ShouldBeEmpty();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await Page.Context.DisposeAsync();
}
