using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Quy trình xét khen thưởng: written, looked at, published, compared and retired in its pages.</summary>
public sealed class WhenARouteIsWritten
{
    [Fact]
    public async Task It_is_checked_drawn_published_compared_and_retired_by_whoever_may_publish_rules()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("dieuphoi");
        const string write = "/soan-quy-trinh?tu=giay-khen-xa";
        var page = await OpenAsync(browser, write);
        var text = page.QuerySelector("textarea")!.TextContent;
        var next = int.Parse(text.Split("version: ")[1].Split('\n')[0], System.Globalization.CultureInfo.InvariantCulture);
        next.ShouldBeGreaterThan(1);

        // Every fault at once, each with its line; what was typed stands there still.
        var wrong = text.Replace("act: decide", "act: decides", StringComparison.Ordinal)
            .Replace("authority: xa", "authority: lang", StringComparison.Ordinal);
        using (var answer = await PostAsync(browser, page, write, "route", ("act", "check"), ("text", wrong)))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var told = await DocumentAsync(answer);
            var faults = told.QuerySelector("#faults")!.TextContent;
            faults.ShouldContain("Dòng 8, mục authority");
            faults.ShouldContain(".act: phải là một trong");
            told.QuerySelector("textarea")!.TextContent.ShouldBe(wrong);
            told.QuerySelector("ol.route").ShouldBeNull();
        }

        var changed = text.Replace("name: \"", "name: \"(Sửa) ", StringComparison.Ordinal);
        using (var answer = await PostAsync(browser, page, write, "route", ("act", "check"), ("text", changed)))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
            (await DocumentAsync(answer)).QuerySelectorAll("ol.route > li").Length.ShouldBeGreaterThan(2);
        }

        (await OpenAsync(browser, "/quy-trinh/giay-khen-xa"))
            .QuerySelectorAll("ul.tabs li")
            .Length.ShouldBe(next - 1, "nothing is published by looking");
        string there;
        using (var answer = await PostAsync(browser, page, write, "route", ("act", "publish"), ("text", changed)))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            there = EveryPage.Relative(answer.Headers.Location!);
            there.ShouldBe($"/quy-trinh/giay-khen-xa?ban={next}");
        }

        var compared = await OpenAsync(browser, $"{there}&so-sanh={next - 1}");
        compared.QuerySelector("[aria-labelledby=so-sanh]")!.TextContent.ShouldContain("(Sửa)");
        var published = await OpenAsync(browser, there);
        using (var answer = await PostAsync(browser, published, there, "retire", ("lastDay", "")))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        }

        using (var answer = await PostAsync(browser, published, there, "retire", ("lastDay", "31/12/2025")))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        (await OpenAsync(browser, there)).QuerySelector("#retire-title").ShouldBeNull();

        // Others read routes and write none.
        using var reader = await service.BrowserAsync("xa.canbo");
        (await OpenAsync(reader, there)).QuerySelectorAll("a[href^='/soan-quy-trinh'], #retire-title").ShouldBeEmpty();
        using (var answer = await reader.GetAsync(new Uri(write, UriKind.Relative)))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        var theirs = await OpenAsync(reader, there);
        using (var answer = await PostAsync(reader, theirs, there, "retire", ("lastDay", "31/12/2025")))
        {
            answer.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task Rows_pasted_from_a_spreadsheet_are_looked_at_and_taken_in_and_what_is_missing_leads_to_its_place()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        using var browser = await service.BrowserAsync("xa.canbo");
        var path = $"/ho-so/{dossier}/nhap-danh-sach";
        var page = await OpenAsync(browser, path);
        const string rows =
            "STT\tHọ và tên\tNăm sinh\tChức vụ\tThành tích\n1\tĐiểu Thị Ước\t1985\tTrưởng ấp\t\"Tố giác tội phạm;\nvận động\"\n2\tLâm Văn Sứ\t1979\tNông dân\tGiữ gìn trật tự\n";
        using (var wrong = await PostAsync(browser, page, path, "paste", ("rows", rows.Replace("1979", "19x9", StringComparison.Ordinal))))
        {
            var told = (await DocumentAsync(wrong)).QuerySelector("main")!.TextContent;
            told.ShouldContain("Chưa nhập được: 1 chỗ cần sửa");
        }

        using var looked = await PostAsync(browser, page, path, "paste", ("rows", rows));
        var preview = await DocumentAsync(looked);
        preview.QuerySelector("main")!.TextContent.ShouldContain("Sẽ nhập 02 người, tập thể");
        var digest = preview.QuerySelector<IHtmlInputElement>("#confirm input[name=list]")!.Value;
        using (var taken = await PostAsync(browser, preview, path, "confirm", ("list", digest)))
        {
            taken.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees").GetArrayLength().ShouldBe(2);

        // On every step, each thing that is missing is a link to where it is put right.
        var filing = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("filing").GetString();
        foreach (var step in new[] { "nguoi", "giay-to", "nop" })
        {
            var filled = await OpenAsync(browser, $"/lap-ho-so/{filing}?buoc={step}&ho-so={dossier}");
            var links = filled.QuerySelectorAll("main a[href*='#thanh-phan-']").Select(link => link.GetAttribute("href")!).ToList();
            links.ShouldNotBeEmpty(step);
            foreach (var link in links.Distinct())
            {
                var (where, anchor) = (link.Split('#')[0], link.Split('#')[1]);
                (await OpenAsync(browser, where)).GetElementById(anchor).ShouldNotBeNull(link);
            }
        }
    }

    private static async Task<IHtmlDocument> OpenAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await DocumentAsync(answer);
    }

    private static async Task<IHtmlDocument> DocumentAsync(HttpResponseMessage answer) =>
        await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());

    private static async Task<HttpResponseMessage> PostAsync(
        HttpClient browser,
        IHtmlDocument page,
        string path,
        string form,
        params (string Name, string Value)[] fields
    ) =>
        await browser.PostAsync(
            new Uri(path, UriKind.Relative),
            new FormUrlEncodedContent([
                .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
                new("_form", form),
                new("__RequestVerificationToken", page.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value),
            ])
        );
}
