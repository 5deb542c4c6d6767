using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Tests;

/// <summary>Plans written in forms, without script: all of a form is posted each time.</summary>
public sealed class WhenAPlanIsWritten(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Head = "head-0-";

    [Fact]
    public async Task A_form_filled_with_a_plan_says_the_same_plan_and_a_change_waits_for_a_second_person()
    {
        using var coordinator = await house.Service.BrowserAsync("dieuphoi");
        var form = await OpenAsync(coordinator, "/soan-ke-hoach?tu=can-tho-2025");
        form.Count.ShouldBeGreaterThan(500);

        var (said, page) = await PostAsync(coordinator, "/soan-ke-hoach?tu=can-tho-2025", form, "check");
        said.StatusCode.ShouldBe(HttpStatusCode.OK, page.Body!.TextContent);
        page.Body.TextContent.ShouldContain("Không còn lỗi nào");
        page.QuerySelectorAll("[id]").Select(element => element.Id).ShouldBeUnique();
        Merge(form, page).Where(field => field.Key[0] != '_').ShouldBe(form.Where(field => field.Key[0] != '_'), ignoreOrder: true);

        // Unchanged it is no revision.
        (said, _) = await PostAsync(coordinator, "/soan-ke-hoach?tu=can-tho-2025", form, "publish");
        said.Headers.Location!.AbsolutePath.ShouldBe("/ke-hoach/can-tho-2025");

        var wording = form.First(field => field.Key.StartsWith("duties-0-", StringComparison.Ordinal) && field.Value.Length > 20).Key;
        form[wording] += " (đã sửa)";
        (said, page) = await PostAsync(coordinator, "/soan-ke-hoach?tu=can-tho-2025", form, "publish");
        said.Headers.Location?.AbsolutePath.ShouldBe("/ke-hoach/can-tho-2025/ban-moi", page.Body?.TextContent);
        var changes = (await (await house.Service.AsAsync("quantri")).GetAsync("plans/can-tho-2025/proposal"))
            .Ok()
            .Json.GetProperty("changes");
        changes.GetArrayLength().ShouldBe(1, changes.GetRawText());
    }

    [Fact]
    public async Task A_plan_is_written_from_nothing_part_by_part()
    {
        using var coordinator = await house.Service.BrowserAsync("dieuphoi");
        var form = await OpenAsync(coordinator, "/soan-ke-hoach");
        var (said, page) = await PostAsync(coordinator, "/soan-ke-hoach", form, "publish");
        said.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        page.Body!.TextContent.ShouldContain("Trích yếu: thiếu mục bắt buộc");
        page.Body.TextContent.ShouldContain("Đợt: ghi ít nhất một mục, hoặc đánh dấu kế hoạch không quy định.");

        string[] head =
        [
            "ke-hoach",
            "viet-tay-2026",
            "tinh-binh-phuoc",
            "Ban Chỉ đạo tỉnh",
            "tinh",
            "tỉnh",
            "không quy định",
            "Đầu văn bản",
            "5/KH-BCĐ",
            "2/1/2026",
            "Phát động phong trào",
            "không quy định",
            "không quy định",
            "",
            "",
            "không quy định",
            "năm 2026",
            "01/01/2026",
            "31/12/2026",
            "I",
            "không quy định",
            "",
            "không quy định",
            "",
        ];
        for (var i = 0; i < head.Length; i++)
        {
            form.ContainsKey(Head + i).ShouldBeTrue($"{i}");
            form[Head + i] = head[i];
        }

        foreach (var box in page.QuerySelectorAll<IHtmlInputElement>("form#plan input[type=checkbox]"))
        {
            form[box.Name!] = "có";
        }

        form.Remove("duties-open");
        form.Remove("quotes-open");
        foreach (var field in new[] { "number", "date", "title" })
        {
            (_, page) = await PostAsync(coordinator, "/soan-ke-hoach", form, "add:quotes");
            form = Merge(form, page);
            var row = form["quotes"].Split(',')[^1];
            (form[$"quotes-{row}-0"], form[$"quotes-{row}-1"], form[$"quotes-{row}-2"]) = (field, "Đầu văn bản", "như văn bản");
        }

        // A duty of two parties, and one too many that is taken out again; what was typed stays in its place.
        (_, page) = await PostAsync(coordinator, "/soan-ke-hoach", form, "add:duties");
        form = Merge(form, page);
        (form["duties-0-0"], form["duties-0-1"], form["duties-0-2"], form["duties-0-3"]) = (
            "bao-cao-nam",
            "bao-cao",
            "Báo cáo năm",
            "Công an huyện"
        );
        (_, page) = await PostAsync(coordinator, "/soan-ke-hoach", form, "more:duties:0");
        form = Merge(form, page);
        form["duties"].ShouldBe("0,1");
        form.ContainsKey("duties-1-0").ShouldBeFalse("a further party has no code");
        form["duties-1-3"] = "Công an xã";
        (_, page) = await PostAsync(coordinator, "/soan-ke-hoach", form, "more:duties:0");
        form = Merge(form, page);
        form["duties"].ShouldBe("0,2,1");
        form["duties-2-3"] = "Ai đó";
        (_, page) = await PostAsync(coordinator, "/soan-ke-hoach", form, "drop:duties:2");
        form = Merge(form, page);
        form["duties"].ShouldBe("0,1");
        form["duties-1-3"].ShouldBe("Công an xã");
        (said, page) = await PostAsync(coordinator, "/soan-ke-hoach", form, "check");
        said.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var told = page.QuerySelectorAll("#faults li").Select(item => item.TextContent.Trim()).ToList();
        told.ShouldAllBe(sentence => sentence.StartsWith("Việc và thời hạn, mục 1, ", StringComparison.Ordinal), string.Join('\n', told));
        told.Count.ShouldBe(5, string.Join('\n', told)); // to, timing, late, clause, wording
        var labels = page.QuerySelectorAll("label").ToDictionary(label => label.GetAttribute("for")!, label => label.TextContent);
        string Field(string label) =>
            form.Keys.First(name =>
                name.StartsWith("duties-0-", StringComparison.Ordinal)
                && labels.GetValueOrDefault($"plan-{name}")?.StartsWith(label, StringComparison.Ordinal) is true
            );
        form[Field("Gửi về")] = "không quy định";
        form[Field("Thời hạn: trước ngày")] = "8/2/2026";
        form[Field("Nộp muộn có nhận")] = "không quy định";
        form[Field("Mục")] = "III.1";
        form[Field("Nguyên văn")] = "trước ngày 08/02/2026";
        (said, page) = await PostAsync(coordinator, "/soan-ke-hoach", form, "publish");
        said.Headers.Location?.AbsolutePath.ShouldBe(
            "/ke-hoach/viet-tay-2026",
            string.Join('\n', page.QuerySelectorAll("#faults li").Select(item => item.TextContent.Trim()))
        );

        var yaml = (await (await house.Service.AsAsync("xa.canbo")).GetAsync("plans/viet-tay-2026/file")).Ok().Text;
        var plan = PlanFile.Read(yaml).Value.ShouldNotBeNull();
        var duty = plan.Duties.ShouldHaveSingleItem();
        duty.By.Select(by => by.Name.Value).ShouldBe(["Công an huyện", "Công an xã"]);
        duty.Timing.ShouldBe(new PlanTiming.Before(new(2026, 2, 8)));
        plan.Date.ShouldBe(new DateOnly(2026, 1, 2));
        plan.Rounds.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_those_who_publish_rules_come_to_the_form()
    {
        using var clerk = await house.Service.BrowserAsync("xa.canbo");
        using var answer = await clerk.GetAsync(new Uri("/soan-ke-hoach", UriKind.Relative));
        answer.Headers.Location?.OriginalString.ShouldBe(PhongTrao.Host.Security.Gate.ForbiddenPath);
        using var coordinator = await house.Service.BrowserAsync("dieuphoi");
        using var none = await coordinator.GetAsync(new Uri("/soan-ke-hoach?tu=khong-co", UriKind.Relative));
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<Dictionary<string, string>> OpenAsync(HttpClient browser, string path) =>
        Filled(await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri(path, UriKind.Relative))));

    /// <summary>Every field as a browser would send it.</summary>
    private static Dictionary<string, string> Filled(IHtmlDocument page)
    {
        var form = page.QuerySelector<IHtmlFormElement>("form#plan").ShouldNotBeNull();
        var fields = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var element in form.Elements)
        {
            switch (element)
            {
                case IHtmlInputElement { Type: "checkbox" } box when !box.IsChecked:
                    break;
                case IHtmlInputElement { Name.Length: > 0 } input:
                    fields[input.Name] = input.Value;
                    break;
                case IHtmlTextAreaElement { Name.Length: > 0 } area:
                    fields[area.Name] = area.Value;
                    break;
                case IHtmlSelectElement { Name.Length: > 0 } select:
                    fields[select.Name] = select.Value ?? "";
                    break;
                default:
                    break;
            }
        }

        return fields;
    }

    /// <summary>What the page shows after an act: it must be what was typed, and may be more.</summary>
    private static Dictionary<string, string> Merge(Dictionary<string, string> typed, IHtmlDocument page)
    {
        var shown = Filled(page);
        foreach (var (name, value) in typed.Where(field => field.Key[0] != '_' && field.Key.Contains('-', StringComparison.Ordinal)))
        {
            if (shown.TryGetValue(name, out var now))
            {
                now.ShouldBe(value, name);
            }
        }

        return shown;
    }

    private static async Task<(HttpResponseMessage Answer, IHtmlDocument Page)> PostAsync(
        HttpClient browser,
        string path,
        Dictionary<string, string> form,
        string act
    )
    {
        using var body = new MultipartFormDataContent();
        foreach (var (name, value) in form.Append(new("act", act)))
        {
            body.Add(new StringContent(value, Encoding.UTF8), name);
        }

        var answer = await browser.PostAsync(new Uri(path, UriKind.Relative), body);
        return (answer, await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync()));
    }
}
