using System.Net;
using System.Text;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>What a rule that blocks, a rule that warns, a suspension and a proposal of another form do to single nominees, over HTTP.</summary>
public sealed class WhenNomineesAreWeighed
{
    [Fact]
    public async Task A_rule_that_blocks_stops_at_submission_and_one_that_warns_asks_for_a_reason_that_everybody_reads()
    {
        await using var service = new Service();
        await LoadAsync(service);
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await DraftAsync(xa, ("Nguyễn Thị Hà", "quan-chung"), ("Điểu Thị Ngọc", "can-bo-nguoi-lao-dong"));
        var refused = await xa.PostAsync($"dossiers/{dossier}/submit");
        refused.Code.ShouldBe("dossier.nominee-not-eligible");
        refused.Json.GetProperty("title").GetString().ShouldNotBeNull().ShouldContain("II.5, thử chặn");

        var blocked = (await NomineesAsync(xa, dossier))["Nguyễn Thị Hà"];
        (await xa.DeleteAsync($"dossiers/{dossier}/nominees/{blocked}")).Ok();
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();

        var police = await service.AsAsync("xa.congan");
        var task = await police.TaskAsync(dossier);
        (await police.PostAsync($"tasks/{task}/receive")).Ok();
        var nominee = (await NomineesAsync(police, dossier))["Điểu Thị Ngọc"];
        var warned = await police.PostAsync($"tasks/{task}/complete", new { allPassed = true });
        warned.Code.ShouldBe("dossier.override-missing");
        using (var browser = await service.BrowserAsync("xa.congan"))
        {
            var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}/tham-dinh?viec={task}"));
            page.ShouldContain("Lý do vẫn đề nghị dù chưa đạt II.5, thử cảnh báo");
            page.ShouldContain("Cảnh báo: vẫn đề nghị thì phải ghi lý do.");
        }

        var overrides = new[]
        {
            new
            {
                nominee,
                rule = "doi-tuong",
                reason = "Thành tích đặc biệt, đã xin ý kiến.",
            },
        };
        (await police.PostAsync($"tasks/{task}/complete", new { allPassed = true, overrides })).Ok();

        using var reader = await service.BrowserAsync("xa.canbo");
        var shown = WebUtility.HtmlDecode(await reader.GetStringAsync($"/ho-so/{dossier}"));
        shown.ShouldContain("Vẫn đề nghị dù có cảnh báo (II.5, thử cảnh báo): Thành tích đặc biệt, đã xin ý kiến.");
        shown.ShouldContain("vẫn đề nghị Điểu Thị Ngọc dù chưa đạt II.5, thử cảnh báo – lý do: Thành tích đặc biệt, đã xin ý kiến.");
    }

    [Fact]
    public async Task One_who_is_suspended_waits_and_is_resumed_while_the_clock_stands()
    {
        await using var service = new Service();
        var dossier = await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-xa", "Đặng Thị Ước");
        var police = await service.AsAsync("xa.congan");
        var task = await police.TaskAsync(dossier);
        (await police.PostAsync($"tasks/{task}/receive")).Ok();
        var nominee = (await NomineesAsync(police, dossier)).Values.Single();

        (await police.PostAsync($"tasks/{task}/suspend", new { nominee, cause = "x" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.PostAsync($"tasks/{task}/suspend", new { nominee, cause = "khieu-nai-to-cao" })).Code.ShouldBe(
            "dossier.reason-missing"
        );
        var reason = "Đang xác minh đơn tố cáo.";
        (
            await police.PostAsync(
                $"tasks/{task}/suspend",
                new
                {
                    nominee,
                    cause = "khieu-nai-to-cao",
                    reason,
                }
            )
        ).Ok();
        (await Walk.StatusAsync(police, dossier)).ShouldBe("suspended");
        (await police.PostAsync($"tasks/{task}/complete", new { allPassed = true })).Code.ShouldBe("dossier.nominees-suspended");
        var waiting = (await police.GetAsync("tasks")).Ok().Json.GetProperty("items").EnumerateArray();
        waiting.Single(t => t.GetProperty("id").GetString() == task).GetProperty("clockPaused").GetBoolean().ShouldBeTrue();
        using (var browser = await service.BrowserAsync("xa.congan"))
        {
            var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}"));
            page.ShouldContain("Tạm dừng xét Đặng Thị Ước");
            page.ShouldContain(reason);
            page.ShouldContain("Tiếp tục xét");
            WebUtility.HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}/tiep-tuc?viec={task}")).ShouldContain("Tiếp tục xét ai?");
        }

        (await police.PostAsync($"tasks/{task}/resume", new { nominee, reason = "Kết luận số 12/KL ngày 02/4/2025: không vi phạm." })).Ok();
        (await police.PostAsync($"tasks/{task}/complete", new { allPassed = true })).Ok();
        (await Walk.StatusAsync(police, dossier)).ShouldBe("awaiting-decision");
    }

    [Fact]
    public async Task One_proposed_for_another_form_goes_on_alone_by_the_other_route()
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        var dossier = await Walk.SubmitAsync(preparer, "giay-khen-xa", "Đặng Thị Ước", "Lâm Văn Sứ");
        var police = await service.AsAsync("xa.congan");
        var task = await police.TaskAsync(dossier);
        (await police.PostAsync($"tasks/{task}/receive")).Ok();
        var nominee = (await NomineesAsync(police, dossier))["Lâm Văn Sứ"];
        (
            await police.PostAsync(
                $"tasks/{task}/other-form",
                new
                {
                    nominee,
                    form = "giay-khen-xa",
                    reason = "Thành tích rộng hơn phạm vi xã.",
                }
            )
        ).Code.ShouldBe("dossier.same-form");
        using (var browser = await service.BrowserAsync("xa.congan"))
        {
            WebUtility
                .HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}/chuyen-hinh-thuc?viec={task}"))
                .ShouldContain("Từ Giấy khen của Chủ tịch UBND cấp xã chuyển sang");
        }

        (
            await police.PostAsync(
                $"tasks/{task}/other-form",
                new
                {
                    nominee,
                    form = "giay-khen-cong-an-tinh",
                    clause = "III.2",
                    reason = "Thành tích rộng hơn phạm vi xã.",
                }
            )
        ).Ok();

        var origin = (await preparer.GetAsync($"dossiers/{dossier}")).Ok().Json;
        var gone = origin.GetProperty("nominees").EnumerateArray().Single(n => n.GetProperty("id").GetString() == nominee);
        gone.GetProperty("otherForm").GetString().ShouldBe("giay-khen-cong-an-tinh");
        var linked = gone.GetProperty("into").GetString()!;
        var other = (await preparer.GetAsync($"dossiers/{linked}")).Ok().Json;
        other.GetProperty("form").GetString().ShouldBe("giay-khen-cong-an-tinh");
        (await Walk.StepsAsync(preparer, linked)).ShouldContain("tinh-cong-an-quyet-dinh");
        (await police.PostAsync($"tasks/{task}/complete", new { allPassed = true })).Ok();
        using var reader = await service.BrowserAsync("xa.canbo");
        var shown = WebUtility.HtmlDecode(await reader.GetStringAsync($"/ho-so/{dossier}"));
        shown.ShouldContain("Đề nghị chuyển sang Giấy khen của Giám đốc Công an cấp tỉnh");
        shown.ShouldContain("theo III.2 – lý do: Thành tích rộng hơn phạm vi xã.");

        var notice = (await preparer.GetAsync("notices?unread=true")).Ok().Json.GetProperty("items").EnumerateArray().First();
        notice.GetProperty("kind").GetString().ShouldBe("other-form");
        notice.GetProperty("change").GetProperty("to").GetString().ShouldBe("giay-khen-cong-an-tinh");
        notice.GetProperty("dossier").GetString().ShouldBe(dossier);
        var told = WebUtility.HtmlDecode(await reader.GetStringAsync("/thong-bao"));
        told.ShouldContain("từ giấy khen của Chủ tịch UBND cấp xã sang giấy khen của Giám đốc Công an cấp tỉnh, theo III.2");
        told.ShouldNotContain("Lâm Văn Sứ", Case.Sensitive, "no name stands in a notice");
    }

    [Fact]
    public async Task An_office_that_is_asked_answers_by_a_task_of_its_own_and_whoever_asked_goes_on()
    {
        await using var service = new Service();
        var dossier = await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-xa", "Đặng Thị Ước");
        var (police, head) = (await service.AsAsync("xa.congan"), await service.AsAsync("xa.lanhdao"));
        var task = await police.TaskAsync(dossier);
        (await police.PostAsync($"tasks/{task}/receive")).Ok();
        (await police.PostAsync($"tasks/{task}/consult", new { unit = "bo-cong-an", function = "x" })).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        using (var browser = await service.BrowserAsync("xa.congan"))
        {
            WebUtility
                .HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}/xin-y-kien?viec={task}"))
                .ShouldContain("Chọn nơi xin ý kiến");
        }

        var question = "Có ý kiến gì về việc đề nghị khen không?";
        (
            await police.PostAsync(
                $"tasks/{task}/consult",
                new
                {
                    unit = "thi-tran-tan-khai",
                    function = "lanh-dao",
                    question,
                }
            )
        ).Ok();
        (await Walk.StatusAsync(police, dossier)).ShouldBe("consulting");
        (await police.PostAsync($"tasks/{task}/complete", new { allPassed = true })).Code.ShouldBe("dossier.opinion-awaited");
        var asked = (await head.GetAsync("tasks"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(t => t.GetProperty("act").GetString() == "consult");
        asked.GetProperty("dueOn").GetString().ShouldNotBeNull("the rules give ten working days");
        var opinion = asked.GetProperty("id").GetString();
        using (var browser = await service.BrowserAsync("xa.lanhdao"))
        {
            var queue = WebUtility.HtmlDecode(await browser.GetStringAsync("/viec"));
            queue.ShouldContain("Cho ý kiến: thẩm định tại");
            WebUtility.HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}/cho-y-kien?viec={opinion}")).ShouldContain(question);
        }

        (await head.PostAsync($"tasks/{opinion}/opine", new { answer = "khong-dong-y" })).Code.ShouldBe("dossier.reason-missing");
        (await head.PostAsync($"tasks/{opinion}/opine", new { answer = "khong-dong-y", text = "Thành tích chưa rõ." })).Ok();
        (await police.PostAsync($"tasks/{task}/complete", new { allPassed = true })).Ok();
        using var reader = await service.BrowserAsync("xa.canbo");
        var shown = WebUtility.HtmlDecode(await reader.GetStringAsync($"/ho-so/{dossier}"));
        shown.ShouldContain("Ý kiến của các cơ quan");
        shown.ShouldContain("Không đồng ý: Thành tích chưa rõ.");
    }

    private static async Task<Dictionary<string, string>> NomineesAsync(Client client, string dossier) =>
        (await client.GetAsync($"dossiers/{dossier}"))
            .Ok()
            .Json.GetProperty("nominees")
            .EnumerateArray()
            .ToDictionary(n => n.GetProperty("name").GetString()!, n => n.GetProperty("id").GetString()!);

    private static async Task<string> DraftAsync(Client preparer, params (string Name, string Group)[] nominees)
    {
        var filing = (
            await preparer.PostAsync(
                "filings",
                new
                {
                    plan = TrialPlan.Id,
                    type = "tong-ket",
                    forms = new[] { "giay-khen-xa" },
                }
            )
        ).Ok().Json;
        var dossier = filing.GetProperty("forms")[0].GetProperty("dossier").GetString()!;
        foreach (var (name, group) in nominees)
        {
            (
                await preparer.PostAsync(
                    $"dossiers/{dossier}/nominees",
                    new
                    {
                        name,
                        group,
                        kind = "person",
                        leader = false,
                        achievement = "Giữ gìn an ninh, trật tự.",
                    }
                )
            ).Ok();
        }

        await Walk.StateAllAsync(preparer, dossier);
        return dossier;
    }

    private static async Task LoadAsync(Service service)
    {
        const string cells = """

            eligibility:
              - { group: quan-chung, type: tong-ket, allowed: không, clause: "II.5, thử chặn", wording: không xét dịp tổng kết }
              - { group: can-bo-nguoi-lao-dong, type: tong-ket, allowed: không, effect: canh-bao, clause: "II.5, thử cảnh báo", wording: hạn chế xét dịp tổng kết }
            """;
        var text = TrialPlan.Text("timing: { undated: cuối năm }").Replace("\neligibility:", cells, StringComparison.Ordinal);
        (await (await service.AsAsync("quantri")).PostAsync("plans", new StringContent(text, Encoding.UTF8, "application/yaml"))).Ok();
        (
            await (await service.AsAsync("dieuphoi")).PostAsync(
                $"plans/{TrialPlan.Id}/apply",
                new { units = new[] { "thi-tran-tan-khai" }, from = "2025-01-02" }
            )
        ).Ok();
    }
}
