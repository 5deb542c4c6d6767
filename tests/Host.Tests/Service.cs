using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
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

    /// <summary>A browser with its cookies, signed in on the page as a demo user; null: not signed in.</summary>
    public async Task<HttpClient> BrowserAsync(string? userName)
    {
        var browser = CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false, HandleCookies = true });
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

/// <summary>What the API answered.</summary>
public sealed record Answered(HttpStatusCode Status, string Text, HttpResponseHeaders Headers)
{
    public JsonElement Json => JsonDocument.Parse(Text).RootElement;

    public string? Code => Text.StartsWith('{') && Json.TryGetProperty("code", out var code) ? code.GetString() : null;

    public string Id => Json.GetProperty("id").GetString()!;

    public Answered Ok()
    {
        ((int)Status).ShouldBeInRange(200, 299, Text);
        return this;
    }

    public Answered Refused(string code)
    {
        Status.ShouldBe(HttpStatusCode.Conflict, Text);
        Code.ShouldBe(code, Text);
        return this;
    }
}

/// <summary>One person at the API.</summary>
public sealed class Client(HttpClient http, string? token)
{
    public Task<Answered> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null);

    public Task<Answered> PostAsync(string path, object? body = null, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, path, body is HttpContent content ? content : JsonContent.Create(body ?? new { }), headers);

    public Task<Answered> PutAsync(string path, object body) => SendAsync(HttpMethod.Put, path, JsonContent.Create(body));

    public Task<Answered> DeleteAsync(string path) => SendAsync(HttpMethod.Delete, path, null);

    public async Task<Answered> SendAsync(
        HttpMethod method,
        string path,
        HttpContent? content,
        params (string Name, string Value)[] headers
    )
    {
        using var request = new HttpRequestMessage(method, path.StartsWith('/') ? path : $"/api/v1/{path}") { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        return new Answered(response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers);
    }

    /// <summary>The open task of a dossier.</summary>
    public async Task<string> TaskAsync(string dossier)
    {
        var tasks = (await GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("tasks").EnumerateArray();
        return tasks.First(task => task.GetProperty("isOpen").GetBoolean()).GetProperty("id").GetString()!;
    }
}
