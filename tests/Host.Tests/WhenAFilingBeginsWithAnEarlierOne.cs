using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Lập từ hồ sơ năm trước: plan and form are chosen again where they are there, and whom it proposed one by one; nothing else is.</summary>
public sealed class WhenAFilingBeginsWithAnEarlierOne
{
    [Fact]
    public async Task Of_a_merged_unit_too_whom_it_proposed_is_offered_one_by_one_with_awards_and_findings()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Lâm Văn Sứ", "Điểu Thị Nở");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        await Walk.DecideAsync(await service.AsAsync("xa.lanhdao"), "thi-tran-tan-khai", "giay-khen-xa");
        var draft = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        (await (await service.AsAsync("dieuphoi")).PostAsync("dev/clock", new { to = "2025-08-01T08:00:00+07:00" })).Ok();

        using var browser = await service.BrowserAsync("xa.canbo");
        var link = $"/lap-ho-so/moi?tu={dossier}";
        (await PageAsync(browser, "/lap-ho-so")).QuerySelector("a[href='/lap-ho-so/nam-truoc']").ShouldNotBeNull();
        var list = await PageAsync(browser, "/lap-ho-so/nam-truoc");
        list.QuerySelector($"a[href='{link}']").ShouldNotBeNull();
        list.QuerySelector($"a[href*='{draft}']").ShouldBeNull("what was not handed in is no earlier dossier");
        (await PageAsync(browser, "/lap-ho-so/nam-truoc?tim=lam%20van%20su")).QuerySelector($"a[href='{link}']").ShouldNotBeNull();
        (await PageAsync(browser, "/lap-ho-so/nam-truoc?tim=khong%20ai")).QuerySelector($"a[href='{link}']").ShouldBeNull();

        // Plan, type and form are chosen already; what is missing is said from the first step on.
        var first = await PageAsync(browser, link);
        first.QuerySelector<IHtmlInputElement>("input[name='ke-hoach']:checked")!.Value.ShouldBe("tan-khai-2025");
        Text(first.QuerySelector("aside")!).ShouldContain("bước 3");
        var path = $"/lap-ho-so/moi?mat=normal&ke-hoach=tan-khai-2025&tu={dossier}";
        var second = await PageAsync(browser, path);
        second.QuerySelectorAll<IHtmlInputElement>("#open input:checked").Select(box => box.Value).ShouldBe(["tong-ket", "giay-khen-xa"]);
        second.QuerySelectorAll("[data-need]").ShouldAllBe(line => line.HasAttribute("hidden"));
        Text(second.QuerySelector("aside")!).ShouldContain("Tờ trình đề nghị khen thưởng: bước 4");
        var plain = await PageAsync(browser, "/lap-ho-so/moi?mat=normal&ke-hoach=tan-khai-2025");
        plain.QuerySelectorAll("[data-need]:not([hidden])").Select(line => line.GetAttribute("data-need")).ShouldBe(["type", "forms"]);

        using var opened = await SendAsync(browser, second, path, "open");
        opened.StatusCode.ShouldBe(HttpStatusCode.Redirect, await opened.Content.ReadAsStringAsync());
        var there = EveryPage.Relative(opened.Headers.Location!);
        var filing = await PageAsync(browser, there);
        filing.QuerySelectorAll("table tbody tr").ShouldBeEmpty("nobody is taken over unasked");
        var choices = filing.QuerySelector("section[aria-labelledby='earlier-title']").ShouldNotBeNull();
        choices.QuerySelectorAll("strong").Select(name => name.TextContent).ShouldBe(["Lâm Văn Sứ", "Điểu Thị Nở"], ignoreOrder: true);
        Text(choices).ShouldContain("quyết định số 01/QĐ-UBND ngày 14/04/2025");
        Text(choices).ShouldContain("Không đạt", customMessage: "one achievement is awarded once");

        // One is: filled in, and entered as anybody is.
        var again = choices
            .QuerySelectorAll<IHtmlAnchorElement>("a.btn")
            .Single(one => one.TextContent.Contains("Lâm Văn Sứ", StringComparison.Ordinal))
            .GetAttribute("href")!
            .Split('#')[0];
        var chosen = await PageAsync(browser, again);
        chosen.QuerySelector<IHtmlInputElement>("#nominee input[name='name']")!.Value.ShouldBe("Lâm Văn Sứ");
        chosen.QuerySelector("#nominee textarea[name='achievement']")!.TextContent.ShouldBe("", "achievements are this year's");
        using var entered = await SendAsync(browser, chosen, again, "nominee");
        entered.StatusCode.ShouldBe(HttpStatusCode.Redirect, await entered.Content.ReadAsStringAsync());
        var after = await PageAsync(browser, EveryPage.Relative(entered.Headers.Location!));
        Text(after.QuerySelector("section[aria-labelledby='earlier-title']")!).ShouldContain("Đã có trong hồ sơ này");
        var made = (await xa.GetAsync($"dossiers/{Regex.Match(there, "ho-so=([0-9a-f-]+)").Groups[1].Value}")).Ok().Json;
        made.GetProperty("nominees").EnumerateArray().ShouldHaveSingleItem().GetProperty("name").GetString().ShouldBe("Lâm Văn Sứ");
        made.GetProperty("statements").GetArrayLength().ShouldBe(0);
        made.GetProperty("documents").GetArrayLength().ShouldBe(0);
        made.GetProperty("unit").GetString().ShouldBe("xa-tan-khai-2025");

        // Other units find nothing of it.
        using var other = await service.BrowserAsync("tanhung.canbo");
        (await PageAsync(other, "/lap-ho-so/nam-truoc")).QuerySelector($"a[href='{link}']").ShouldBeNull();
        foreach (var address in new[] { link, $"/lap-ho-so/moi?tu={Guid.NewGuid():N}", "/lap-ho-so/moi?tu=x" })
        {
            using var refused = await other.GetAsync(Address(address));
            refused.StatusCode.ShouldBe(HttpStatusCode.NotFound, address);
        }
    }

    [Fact]
    public async Task Next_year_s_plan_takes_the_place_of_the_one_it_was_copied_from_and_what_it_lacks_is_said()
    {
        await using var service = new Service();
        var (xa, coordinator) = (await service.AsAsync("xa.canbo"), await service.AsAsync("dieuphoi"));
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-huyen", "Lâm Văn Sứ");
        var copy = (
            await coordinator.PostAsync(
                "plans/tan-khai-2025/copy",
                new
                {
                    issuer = "thi-tran-tan-khai",
                    number = "12/KH-UBND",
                    date = "2025-04-10",
                    periodFrom = "2025-04-10",
                    periodTo = "2026-12-31",
                }
            )
        ).Ok();
        (await coordinator.PostAsync($"plans/{copy.Id}/apply", new { units = new[] { "thi-tran-tan-khai" }, from = "2025-04-14" })).Ok();
        var other = TrialPlan
            .Text("timing: { undated: cuối năm }")
            .Replace("- form: giay-khen-huyen", "- form: giay-khen-khac", StringComparison.Ordinal);
        (await (await service.AsAsync("quantri")).PostAsync("plans", new StringContent(other, Encoding.UTF8, "application/yaml"))).Ok();
        (
            await coordinator.PostAsync($"plans/{TrialPlan.Id}/apply", new { units = new[] { "thi-tran-tan-khai" }, from = "2025-04-14" })
        ).Ok();

        using var browser = await service.BrowserAsync("xa.canbo");
        var lacks = await PageAsync(browser, $"/lap-ho-so/moi?mat=normal&ke-hoach={TrialPlan.Id}&tu={dossier}");
        Text(lacks.QuerySelector(".note")!).ShouldContain("Kế hoạch này không có hình thức");
        lacks.QuerySelectorAll<IHtmlInputElement>("#open input[name='forms']:checked").ShouldBeEmpty();
        lacks.QuerySelector("[data-need='forms']")!.HasAttribute("hidden").ShouldBeFalse();

        (await coordinator.PostAsync("dev/clock", new { to = "2026-03-02T08:00:00+07:00" })).Ok();
        var next = await PageAsync(browser, $"/lap-ho-so/moi?tu={dossier}");
        next.QuerySelector<IHtmlInputElement>("input[name='ke-hoach']:checked")!.Value.ShouldBe(copy.Id);

        // Begun with nothing, too: plans whose time is over stand last, and say so.
        var fresh = await PageAsync(browser, "/lap-ho-so/moi");
        var offered = fresh.QuerySelectorAll<IHtmlInputElement>("input[name='ke-hoach']").ToList();
        offered.Single(plan => plan.IsChecked).Value.ShouldBe(copy.Id);
        offered.Select(plan => Text(plan.ParentElement!).Contains("kết thúc ngày", StringComparison.Ordinal)).ShouldBe([false, true, true]);
        Text(offered.Single(plan => plan.Value == "tan-khai-2025").ParentElement!).ShouldContain("kết thúc ngày 31/12/2025");
    }

    [Fact]
    public async Task Of_a_secret_one_only_plan_and_form_are_chosen_again_and_nobody_is_named()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var filed = (
            await xa.PostAsync(
                "filings",
                new
                {
                    plan = "tan-khai-2025",
                    type = "tong-ket",
                    forms = new[] { "giay-khen-huyen" },
                    secrecy = "secret",
                    paper = new
                    {
                        number = "05/HS",
                        date = "2025-02-03",
                        keptAt = "thi-tran-tan-khai",
                    },
                }
            )
        ).Ok();
        var dossier = filed.Json.GetProperty("forms")[0].GetProperty("dossier").GetString()!;
        (await xa.PostAsync($"dossiers/{dossier}/nominees", new { kind = "person" })).Ok();
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();

        using var browser = await service.BrowserAsync("xa.canbo");
        var first = await PageAsync(browser, $"/lap-ho-so/moi?tu={dossier}");
        first.QuerySelector<IHtmlInputElement>("input[name='mat']:checked")!.Value.ShouldBe("secret");
        var path = $"/lap-ho-so/moi?mat=secret&ke-hoach=tan-khai-2025&tu={dossier}";
        var second = await PageAsync(browser, path);
        second
            .QuerySelectorAll("[data-need]:not([hidden])")
            .Select(line => line.GetAttribute("data-need"))
            .ShouldBe(["paper.number", "paper.date"]);
        using var opened = await SendAsync(
            browser,
            second,
            path,
            "open",
            ("paper.number", "06/HS"),
            ("paper.date", "01/04/2025"),
            ("paper.keptAt", "thi-tran-tan-khai")
        );
        opened.StatusCode.ShouldBe(HttpStatusCode.Redirect, await opened.Content.ReadAsStringAsync());
        var there = EveryPage.Relative(opened.Headers.Location!);
        (await PageAsync(browser, $"{there}&tu={dossier}")).QuerySelector("#earlier-title").ShouldBeNull();
        using var stranger = await service.BrowserAsync("tanhiep.canbo");
        using var refused = await stranger.GetAsync(Address($"/lap-ho-so/moi?tu={dossier}"));
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static string Text(IElement element) => Regex.Replace(element.TextContent, @"\s+", " ");

    private static Uri Address(string path) => new(path, UriKind.Relative);

    private static async Task<IHtmlDocument> PageAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(Address(path));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
    }

    // Sends a form of a page as a browser does: what stands in it, with what is typed over it.
    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient browser,
        IHtmlDocument page,
        string path,
        string form,
        params (string Name, string Value)[] typed
    )
    {
        var fields = page.GetElementById(form)
            .ShouldNotBeNull()
            .QuerySelectorAll<IHtmlInputElement>("input[name]")
            .Where(input => input.Type is not ("radio" or "checkbox") || input.IsChecked)
            .Select(input => KeyValuePair.Create(input.Name!, input.Value))
            .Where(field => typed.All(one => one.Name != field.Key))
            .Concat(typed.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        using var content = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(Address(path), content);
    }
}
