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
                (Key, Page, $"[[\"a\",\"{new string('x', 200_000)}\"]]"),
                (Key, Page, $"[[\"a\",\"{new string('x', 1_100_000)}\"]]"),
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

    [Fact]
    public async Task Of_two_windows_the_second_is_told_instead_of_writing_over_the_first()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("xa.canbo");
        var page = await OpenAsync(browser, Page);
        const string commune = "[[\"forms\",\"giay-khen-xa\"]]";
        const string district = "[[\"forms\",\"giay-khen-huyen\"]]";
        (await KeepAsync(commune, "mot")).ShouldBe((HttpStatusCode.NoContent, ""));
        (await KeepAsync(district, "hai")).ShouldBe((HttpStatusCode.PreconditionFailed, "mot"));
        Chosen(await OpenAsync(browser, $"{Page}&dung-lai={Key}")).ShouldBe(["giay-khen-xa"], "nothing was written over");

        // It takes the first one's place when its user says so; then the first one is told.
        (await KeepAsync(district, "hai", "mot")).ShouldBe((HttpStatusCode.NoContent, ""));
        (await KeepAsync(commune, "mot")).ShouldBe((HttpStatusCode.PreconditionFailed, "hai"));
        (await KeepAsync(district, "hai")).ShouldBe((HttpStatusCode.NoContent, ""));

        // Opened anew, a page knows of what it offers, and goes on from there.
        var again = await OpenAsync(browser, $"{Page}&dung-lai={Key}");
        Chosen(again).ShouldBe(["giay-khen-huyen"]);
        again.GetElementById("open")!.GetAttribute("data-window").ShouldBe("hai");
        (await KeepAsync(commune, "ba", "hai")).ShouldBe((HttpStatusCode.NoContent, ""));
        (await KeepAsync(commune, "Ơ")).Status.ShouldBe(HttpStatusCode.BadRequest);

        async Task<(HttpStatusCode Status, string Other)> KeepAsync(string fields, string window, string seen = "")
        {
            using var answer = await SendAsync(
                browser,
                "/nhap-do",
                page,
                ("khoa", Key),
                ("trang", Page),
                ("ten", "Lập hồ sơ mới"),
                ("noi-dung", fields),
                ("cua-so", window),
                ("thay-cho", seen)
            );
            return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task A_plan_half_written_comes_back_with_the_rows_that_were_added()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("dieuphoi");
        const string path = "/soan-ke-hoach";
        const string key = "soan-ke-hoach-moi";
        var page = await OpenAsync(browser, path);
        page.GetElementById("plan")!.GetAttribute("data-form").ShouldBe(key);
        var part = page.QuerySelector("#plan input[type=hidden][data-typed]")!.GetAttribute("name")!;
        var rows = $"[\"{part}\",\"0,3\"],[\"{part}-0-begins\",\"có\"],[\"{part}-3-begins\",\"có\"]";
        (await KeepAsync(browser, page, key, path, $"[{rows}]")).ShouldBe(HttpStatusCode.NoContent);
        var again = await OpenAsync(browser, $"{path}?dung-lai={key}");
        again.QuerySelector($"input[name='{part}']")!.GetAttribute("value").ShouldBe("0,3");
        var cell = again.QuerySelector($"#plan input[type=text][name^='{part}-3-'], #plan textarea[name^='{part}-3-']").ShouldNotBeNull();
        (await KeepAsync(browser, page, key, path, $"[{rows},[\"{cell.GetAttribute("name")}\",\"Điều đã gõ\"]]")).ShouldBe(
            HttpStatusCode.NoContent
        );
        var filled = (await OpenAsync(browser, $"{path}?dung-lai={key}")).QuerySelector($"[name='{cell.GetAttribute("name")}']")!;
        (filled is IHtmlInputElement input ? input.Value : filled.TextContent).ShouldBe("Điều đã gõ");
        (await OpenAsync(browser, path)).QuerySelector($"[name='{part}-3-begins']").ShouldBeNull("offered, not forced");
    }

    [Fact]
    public async Task Every_long_form_is_kept_and_none_of_a_secret_dossier()
    {
        await using var service = new Service();
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Lâm Văn Sứ");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var issued = (await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa")).GetProperty("id").GetString()!;
        using (var browser = await service.BrowserAsync("xa.lanhdao"))
        {
            var page = await OpenAsync(browser, $"/quyet-dinh/{issued}");
            KeyOf(page, "correct").ShouldBe($"dinh-chinh-{issued}");
            KeyOf(page, "replace").ShouldBe($"thay-the-{issued}");
            (await KeepAsync(browser, page, $"dinh-chinh-{issued}", $"/quyet-dinh/{issued}", "[[\"basis\",\"Sai tên.\"]]")).ShouldBe(
                HttpStatusCode.NoContent
            );
            var again = await OpenAsync(browser, $"/quyet-dinh/{issued}?dung-lai=dinh-chinh-{issued}");
            var basis = again.QuerySelector("#correct textarea[name=basis]")!;
            basis.TextContent.ShouldBe("Sai tên.");
            basis.Closest("details")!.HasAttribute("open").ShouldBeTrue("what comes back is not folded away");
        }

        using (var office = await service.BrowserAsync("quantri"))
        {
            KeyOf(await OpenAsync(office, "/mau-van-ban/quyet-dinh"), "template").ShouldBe("mau-quyet-dinh");
        }

        // A decision over a secret dossier says no key.
        foreach (var secrecy in new[] { "normal", "secret" })
        {
            var filed = await xa.PostAsync(
                "filings",
                new
                {
                    plan = "tan-khai-2025",
                    type = "tong-ket",
                    forms = new[] { "giay-khen-xa" },
                    secrecy,
                    paper = secrecy == "normal"
                        ? null
                        : new
                        {
                            number = "05/HS",
                            date = "2025-02-03",
                            keptAt = "thi-tran-tan-khai",
                        },
                }
            );
            var one = filed.Ok().Json.GetProperty("forms")[0].GetProperty("dossier").GetString()!;
            object nominee = secrecy == "normal" ? new { kind = "person", name = "Điểu Thị Nở" } : new { kind = "person" };
            var id = (await xa.PostAsync($"dossiers/{one}/nominees", nominee)).Ok().Id;
            await Walk.StateAllAsync(xa, one);
            (await xa.PostAsync($"dossiers/{one}/submit")).Ok();
            await Walk.PassAsync(await service.AsAsync("xa.congan"), one);
            var list = (
                await head.PostAsync(
                    "decisions",
                    new
                    {
                        authority = "thi-tran-tan-khai",
                        form = "giay-khen-xa",
                        nominees = new[] { new { dossier = one, nominee = id } },
                    }
                )
            ).Ok().Id;
            using var browser = await service.BrowserAsync("xa.lanhdao");
            var page = await OpenAsync(browser, $"/quyet-dinh/{list}");
            (KeyOf(page, "issue") is not null).ShouldBe(secrecy == "normal");
        }

        static string? KeyOf(IHtmlDocument page, string form) => page.GetElementById(form).ShouldNotBeNull().GetAttribute("data-form");
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
