using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Sessions that end when they should, and pages that carry nothing a browser could be tricked with.</summary>
public sealed class WhenSomebodyIsSignedIn
{
    private static readonly Uri Door = new("/dang-nhap", UriKind.Relative);

    [Fact]
    public async Task A_reset_ends_every_session_and_forces_a_change_before_anything_else()
    {
        await using var service = new Service();
        var administrator = await service.AsAsync("quantri");
        var old = await service.AsAsync("xa.congan");
        using var browser = await service.BrowserAsync("xa.congan");
        (await browser.GetAsync(new Uri("/ke-hoach", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.OK);
        var account = (await old.GetAsync("me")).Ok().Json.GetProperty("account").GetString();

        var given = (await administrator.PostAsync($"accounts/{account}/password")).Ok().Json.GetProperty("password").GetString()!;
        (await old.GetAsync("me")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        using (var gone = await browser.GetAsync(new Uri("/ke-hoach", UriKind.Relative)))
        {
            gone.Headers.Location!.OriginalString.ShouldStartWith("/dang-nhap");
        }

        (await service.Anonymous().PostAsync("tokens", new { userName = "xa.congan", password = "phongtrao" })).Status.ShouldBe(
            HttpStatusCode.Unauthorized
        );
        var token = (await service.Anonymous().PostAsync("tokens", new { userName = "xa.congan", password = given })).Ok().Json;
        token.GetProperty("mustChangePassword").GetBoolean().ShouldBeTrue();
        var limited = service.With(token.GetProperty("accessToken").GetString()!);
        foreach (var path in new[] { "tasks", "dossiers", "plans", "routes" })
        {
            var answer = await limited.GetAsync(path);
            (answer.Status, answer.Code).ShouldBe((HttpStatusCode.Forbidden, "password-change-required"), path);
        }

        using var again = await SignInAsync(service, "xa.congan", given);
        foreach (var path in new[] { "/", "/ho-so", "/ke-hoach" })
        {
            using var page = await again.GetAsync(new Uri(path, UriKind.Relative));
            page.Headers.Location!.OriginalString.ShouldBe("/doi-mat-khau", path);
        }

        var changed = (await limited.PostAsync("me/password", new { oldPassword = given, newPassword = "Tre già măng mọc 7" })).Ok().Json;
        (await limited.GetAsync("tasks")).Status.ShouldBe(HttpStatusCode.Unauthorized, "the token before the change has ended too");
        (await service.With(changed.GetProperty("accessToken").GetString()!).GetAsync("tasks")).Ok();

        // All of it stands in the audit, by ids.
        var types = (await administrator.GetAsync($"audit?person={account}&limit=200"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Select(item => item.GetProperty("type").GetString())
            .ToList();
        types.ShouldContain("account.sign-in-failed");
        types.ShouldContain("account.signed-in");
        types.ShouldContain("account.password-set");
        (await administrator.GetAsync("audit?type=account.password-reset")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Guessing_on_the_page_is_slowed_down_too()
    {
        await using var service = new Service();
        for (var i = 0; i < 5; i++)
        {
            (await TryAsync(service, "xa.canbo", "sai mật khẩu")).ShouldNotContain("Đã thử sai nhiều lần");
        }

        (await TryAsync(service, "xa.canbo", "phongtrao")).ShouldContain("Đã thử sai nhiều lần");
    }

    [Fact]
    public async Task No_page_holds_script_or_style_of_its_own_and_every_answer_says_what_browsers_must_not_do()
    {
        await using var service = new Service(demoDossiers: true);
        var pages = 0;
        foreach (var user in new[] { null, "xa.canbo", "xa.congan", "giamsat", "quantri" })
        {
            using var browser = await service.BrowserAsync(user);
            await foreach (var (path, page, answer) in EveryPage.OfAsync(browser, most: 60))
            {
                pages++;
                ShouldHoldNothingInline(page, $"{user} {path}");
                ShouldSayWhatIsForbidden(answer, path);
            }
        }

        pages.ShouldBeGreaterThan(60);
        using var nobody = service.CreateClient();
        foreach (
            var path in new[]
            {
                "/api/v1/me",
                "/api/v1/nichts",
                "/nichts",
                "/health/live",
                "/phongtrao.css",
                "/phongtrao.js",
                "/openapi/v1.json",
            }
        )
        {
            using var answer = await nobody.GetAsync(new Uri(path, UriKind.Relative));
            ShouldSayWhatIsForbidden(answer, path);
        }
    }

    private static void ShouldHoldNothingInline(IHtmlDocument page, string where)
    {
        page.QuerySelectorAll("style, [style], script:not([src]), object, embed, iframe[srcdoc], iframe:not([src]), base")
            .ShouldBeEmpty(where);
        page.All.SelectMany(e => e.Attributes).Where(a => a.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase)).ShouldBeEmpty(where);
        page.QuerySelectorAll("[href], [src], [action], [formaction]")
            .SelectMany(e => new[] { "href", "src", "action", "formaction" }.Select(e.GetAttribute).OfType<string>())
            .Where(address => !address.StartsWith('/') && !address.StartsWith('#'))
            .ShouldBeEmpty($"{where}: only our own addresses");
    }

    private static void ShouldSayWhatIsForbidden(HttpResponseMessage answer, string path)
    {
        var policy = answer
            .Headers.GetValues("Content-Security-Policy")
            .Single()
            .Split(';')
            .Select(part => part.Trim().Split(' '))
            .ToDictionary(part => part[0], part => part[1..], StringComparer.Ordinal);
        policy["default-src"].ShouldBe(["'none'"], path);
        policy["script-src"].ShouldBe(["'self'"], path);
        policy["style-src"].ShouldBe(["'self'"], path);
        policy["form-action"].ShouldBe(["'self'"], path);
        policy["base-uri"].ShouldBe(["'none'"], path);
        policy["frame-ancestors"].ShouldBe(["'none'"], path);
        policy.Values.SelectMany(sources => sources).ShouldNotContain(source => source.Contains("unsafe", StringComparison.Ordinal));
        answer.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"], path);
        answer.Headers.GetValues("X-Frame-Options").ShouldBe(["DENY"], path);
        answer.Headers.GetValues("Referrer-Policy").ShouldBe(["same-origin"], path);
        answer.Headers.Contains("Server").ShouldBeFalse(path);
    }

    private static async Task<HttpClient> SignInAsync(Service service, string user, string password)
    {
        var browser = await service.BrowserAsync(null);
        using var answer = await PostAsync(browser, user, password);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        return browser;
    }

    private static async Task<string> TryAsync(Service service, string user, string password)
    {
        using var browser = await service.BrowserAsync(null);
        using var answer = await PostAsync(browser, user, password);
        ((int)answer.StatusCode).ShouldBeInRange(400, 499);
        return await answer.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> PostAsync(HttpClient browser, string user, string password)
    {
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(Door));
        var fields = page.QuerySelectorAll<IHtmlInputElement>("form input[type=hidden]").ToDictionary(i => i.Name!, i => i.Value);
        fields["userName"] = user;
        fields["password"] = password;
        return await browser.PostAsync(Door, new FormUrlEncodedContent(fields));
    }
}
