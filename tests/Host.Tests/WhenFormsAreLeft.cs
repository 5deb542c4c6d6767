using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>What is typed and not sent is kept for whoever typed it, and offered where they left it.</summary>
public sealed class WhenFormsAreLeft
{
    private const string Key = "lap-ho-so-moi";
    private const string Page = "/lap-ho-so/moi?mat=normal&ke-hoach=tan-khai-2025";

    [Fact]
    public async Task It_is_offered_again_to_its_owner_alone_until_they_let_go_of_it_or_send_it()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("xa.canbo");
        var page = await OpenAsync(browser, Page);
        page.QuerySelector($"[data-kept='{Key}']").ShouldBeNull();
        (await KeepAsync(browser, page, Key, Page, "[[\"forms\",\"giay-khen-xa\"],[\"forms\",\"giay-khen-huyen\"]]")).ShouldBe(
            HttpStatusCode.NoContent
        );

        var again = await OpenAsync(browser, Page);
        again.QuerySelectorAll<IHtmlInputElement>("#open input[name=forms]").ShouldAllBe(box => !box.IsChecked, "offered, not forced");
        var link = again.QuerySelector<IHtmlAnchorElement>($"[data-kept='{Key}'] a")!.GetAttribute("href")!;
        var filled = await OpenAsync(browser, link.Split('#')[0]);
        Chosen(filled).ShouldBe(["giay-khen-huyen", "giay-khen-xa"]);
        var list = await OpenAsync(browser, "/lap-ho-so");
        list.QuerySelector("#nhap-do")!
            .ParentElement!.QuerySelectorAll("li a")
            .ShouldHaveSingleItem()
            .TextContent.ShouldBe("Lập hồ sơ mới");

        using (var other = await service.BrowserAsync("xa.lanhdao"))
        using (var also = await service.BrowserAsync("nhonai.canbo"))
        {
            (await OpenAsync(also, "/lap-ho-so")).QuerySelector("#nhap-do").ShouldBeNull();
            (await other.GetStringAsync("/viec")).ShouldNotContain("nhap-do");
        }

        // Let go of by hand.
        using (var dropped = await SendAsync(browser, "/nhap-do/bo", page, ("khoa", Key), ("trang", "/lap-ho-so")))
        {
            dropped.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        (await OpenAsync(browser, Page)).QuerySelector("[data-kept]").ShouldBeNull();

        // Sent: it is gone by itself.
        (await KeepAsync(browser, page, Key, Page, "[[\"forms\",\"giay-khen-xa\"]]")).ShouldBe(HttpStatusCode.NoContent);
        var form = (await OpenAsync(browser, Page)).QuerySelector<IHtmlFormElement>("#open")!;
        using (
            var sent = await SendAsync(
                browser,
                Page,
                form.Owner as IHtmlDocument,
                [
                    .. form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]").Select(input => (input.Name!, input.Value)),
                    ("type", form.QuerySelector<IHtmlInputElement>("input[name=type]")!.Value),
                    ("forms", "giay-khen-xa"),
                ]
            )
        )
        {
            sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        (await OpenAsync(browser, "/lap-ho-so")).QuerySelector("#nhap-do").ShouldBeNull();
    }

    [Fact]
    public async Task Forms_of_secret_dossiers_say_no_key_and_odd_requests_keep_nothing()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("xa.canbo");
        var secret = await OpenAsync(browser, Page.Replace("normal", "secret", StringComparison.Ordinal));
        secret.QuerySelector("form#open").ShouldNotBeNull().HasAttribute("data-form").ShouldBeFalse();
        var page = await OpenAsync(browser, Page);
        foreach (
            var (key, where, fields) in new[]
            {
                ("Ơ", Page, "[]"),
                ("", Page, "[]"),
                (Key, "//elsewhere.example", "[]"),
                (Key, "https://elsewhere.example/", "[]"),
                (Key, Page, "{}"),
                (Key, Page, "[[\"a\"]]"),
                (Key, Page, "[[\"a\",null]]"),
                (Key, Page, "nothing"),
                (Key, Page, $"[[\"a\",\"{new string('x', 70_000)}\"]]"),
                (Key, Page, $"[[\"a\",\"{new string('x', 700_000)}\"]]"),
            }
        )
        {
            ((int)await KeepAsync(browser, page, key, where, fields)).ShouldBeInRange(400, 413, $"{key} {where}");
        }

        using (var forged = await browser.PostAsync(new Uri("/nhap-do", UriKind.Relative), new FormUrlEncodedContent([new("khoa", Key)])))
        {
            forged.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "without the page's token");
        }

        (await OpenAsync(browser, "/lap-ho-so")).QuerySelector("#nhap-do").ShouldBeNull();
        for (var i = 0; i < Desk.FormDrafts.Most + 5; i++)
        {
            (await KeepAsync(browser, page, $"f-{i}", Page, "[]")).ShouldBe(HttpStatusCode.NoContent);
        }

        (await OpenAsync(browser, "/lap-ho-so"))
            .QuerySelector("#nhap-do")!
            .ParentElement!.QuerySelectorAll("li")
            .Length.ShouldBe(Desk.FormDrafts.Most, "one more takes the place of the oldest");
    }

    private static IEnumerable<string> Chosen(IHtmlDocument page) =>
        page.QuerySelectorAll<IHtmlInputElement>("#open input[name=forms]").Where(box => box.IsChecked).Select(box => box.Value).Order();

    private static async Task<IHtmlDocument> OpenAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> KeepAsync(HttpClient browser, IHtmlDocument page, string key, string where, string fields)
    {
        using var answer = await SendAsync(
            browser,
            "/nhap-do",
            page,
            ("khoa", key),
            ("trang", where),
            ("ten", "Lập hồ sơ mới"),
            ("noi-dung", fields)
        );
        return answer.StatusCode;
    }

    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient browser,
        string path,
        IHtmlDocument? page,
        params (string Name, string Value)[] fields
    )
    {
        var token = page!.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
        return await browser.PostAsync(
            new Uri(path, UriKind.Relative),
            new FormUrlEncodedContent([
                .. fields
                    .Where(field => field.Name != "__RequestVerificationToken")
                    .Select(field => KeyValuePair.Create(field.Name, field.Value)),
                new("__RequestVerificationToken", token),
            ])
        );
    }
}
