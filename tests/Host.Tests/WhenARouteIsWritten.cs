using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using PhongTrao.Host.Components;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;

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
        var heads = compared.QuerySelectorAll("[aria-labelledby=so-sanh] h3").Select(h => h.TextContent).ToList();
        heads[0].ShouldBe("Quy trình");
        heads.Skip(1).ShouldAllBe(head => head.StartsWith("Bước "));
        var head = compared.QuerySelector("[aria-labelledby=khac-0]")!;
        head.QuerySelector("ins")!.TextContent.ShouldStartWith("(Sửa) ");
        head.QuerySelector("del")!.TextContent.ShouldBe(head.QuerySelector("ins")!.TextContent[6..]);
        compared
            .QuerySelectorAll("[aria-labelledby=so-sanh] details code")
            .Select(line => line.TextContent)
            .ShouldContain(line => line.StartsWith("name: \"(Sửa)"));
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

    [Fact]
    public void Versions_are_compared_step_by_step_in_words()
    {
        const string appraise =
            "{ id: tham-dinh, name: Thẩm định, act: appraise, parties: [{ level: xa, function: cong-an }], limit: tham-dinh }";
        const string propose = "{ id: trinh, name: Trình, act: propose, parties: [{ level: xa, function: lanh-dao }] }";
        const string council =
            "{ id: hop, name: Họp xét, act: council, mode: vote, vote: { percent: 50, base: members, moreThan: true }, parties: [{ level: xa, function: hoi-dong }] }";
        const string decide = "{ id: quyet-dinh, name: Quyết định, act: decide, parties: [{ level: xa, function: lanh-dao }] }";
        var rules = Ruleset.Initial with
        {
            Limits =
            [
                new(
                    new("xa"),
                    new("tham-dinh"),
                    new(UnitLevel.Commune, null, null, null, new(2024, 1, 1), null),
                    5,
                    new(new("Mặc định"), false)
                ),
            ],
        };

        RouteWords.Changes(Route(appraise, propose, decide), Route(appraise, propose, decide), rules, new(2025, 4, 14)).ShouldBeEmpty();
        var changes = RouteWords.Changes(
            Route(appraise, propose, decide),
            Route(appraise.Replace("cong-an", "tham-muu").Replace(", limit: tham-dinh", ""), council, decide),
            rules,
            new(2025, 4, 14)
        );
        changes
            .Select(change => (change.Kind, change.Title))
            .ShouldBe([
                (RouteChangeKind.Changed, $"Bước 1 – {Labels.Act(StepAct.Appraise)}: {Labels.Function(new("tham-muu"))} cấp xã"),
                (RouteChangeKind.Added, $"Bước 2 – {Labels.Act(StepAct.Council)}: {Labels.Function(new("hoi-dong"))} cấp xã"),
                (RouteChangeKind.Removed, $"Bước 2 – {Labels.Act(StepAct.Propose)}: {Labels.Function(new("lanh-dao"))} cấp xã"),
            ]);
        changes[0].Lines.ShouldContain(("Thời hạn", "cấp xã 05 ngày làm việc (thời hạn “tham-dinh”)", "Không quy định"));
        changes[0].Lines.Select(line => line.What).ShouldBe(["Đơn vị, bộ phận", "Thời hạn", "Kết quả dẫn đến"]);
        changes[1].Lines.ShouldContain(("Cách quyết định", "", "Biểu quyết: trên 50 % tổng số thành viên"));

        // A step that only stands elsewhere is no new one.
        var moved = RouteWords.Changes(Route(appraise, propose, decide), Route(propose, appraise, decide), rules, new(2025, 4, 14));
        moved.ShouldAllBe(change => change.Kind == RouteChangeKind.Changed);
        moved[0].Lines.ShouldContain(("Thứ tự", "bước 2", "bước 1"));

        static RouteDefinition Route(params string[] steps) =>
            RouteFile
                .Read(
                    $"""
                    format: 1
                    code: thu
                    version: 1
                    form: giay-khen-xa
                    name: "Thử"
                    validFrom: 2025-07-01
                    basis: "Luật"
                    authority: xa
                    steps:
                    {string.Join('\n', steps.Select(step => "  - " + step))}
                    """
                )
                .Value.ShouldNotBeNull();
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
