using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace PhongTrao.Host.Tests;

/// <summary>The whole service with real stores in a folder of its own, at an instant of the domain's clock.</summary>
public sealed class Service : WebApplicationFactory<Program>
{
    private readonly string _clock;
#if EVENTSTOREDB
    private EventStoreDbServer? _server;
#endif
    private readonly Dictionary<string, string> _tokens = new(StringComparer.Ordinal);

    public Service(string clock = "2025-04-14T08:00:00+07:00", bool demoDossiers = false)
    {
        _clock = clock;
        Folder = Path.Combine(Path.GetTempPath(), "phongtrao-host-tests", Guid.NewGuid().ToString("N"));
        DemoDossiers = demoDossiers;
    }

    public string Folder { get; }

    private bool DemoDossiers { get; }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseEnvironment("Development");
        builder.UseSetting("PhongTrao:Data", Folder);
        builder.UseSetting("PhongTrao:Clock", _clock);
        builder.UseSetting("PhongTrao:DemoDossiers", DemoDossiers ? "true" : "false");
#if EVENTSTOREDB
        // Every service has a server of its own, as it has a folder.
        _server ??= EventStoreDbServer.InMemoryAsync().GetAwaiter().GetResult();
        builder.UseSetting("PhongTrao:Store", _server?.Connection);
#endif
    }

    /// <summary>A client signed in as a demo user.</summary>
    public async Task<Client> AsAsync(string userName)
    {
        if (!_tokens.TryGetValue(userName, out var token))
        {
            var answer = await Anonymous().PostAsync("tokens", new { userName, password = "phongtrao" });
            answer.Status.ShouldBe(HttpStatusCode.OK, $"{userName}: {answer.Text}");
            _tokens[userName] = token = answer.Json.GetProperty("accessToken").GetString()!;
        }

        return new Client(MakeClient(), token);
    }

    public Client Anonymous() => new(MakeClient(), null);

    /// <summary>A client with a token.</summary>
    public Client With(string token) => new(MakeClient(), token);

    /// <summary>A browser with its cookies, signed in on the page as a demo user; null: not signed in.</summary>
    public Task<HttpClient> BrowserAsync(string? userName) => BrowserAsync(this, userName);

    /// <summary>The same of a service with other settings.</summary>
    public static async Task<HttpClient> BrowserAsync(WebApplicationFactory<Program> service, string? userName)
    {
        var browser = service.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true });
        browser.DefaultRequestHeaders.Accept.ParseAdd("text/html");
        if (userName is null)
        {
            return browser;
        }

        var address = new Uri("/dang-nhap", UriKind.Relative);
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(address));
        var fields = page.QuerySelectorAll<IHtmlInputElement>("form input[type=hidden]").ToDictionary(i => i.Name!, i => i.Value);
        fields["userName"] = userName;
        fields["password"] = "phongtrao";
        using var form = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(address, form);
        ((int)answer.StatusCode).ShouldBeInRange(302, 303, await answer.Content.ReadAsStringAsync());
        return browser;
    }

    private HttpClient MakeClient() => CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
#if EVENTSTOREDB
        await (_server?.DisposeAsync() ?? default);
#endif
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (IOException)
        {
            // left to the next cleaning of the temporary folder
        }
    }
}
