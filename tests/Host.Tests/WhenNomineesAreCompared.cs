using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>Tân Khai's plan, rule by rule, for the nominees of a dossier.</summary>
public sealed class WhenNomineesAreCompared
{
    [Fact]
    public async Task Each_sees_which_rule_holds_by_which_clause_and_what_it_rests_on()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        (
            await xa.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name = "Điểu Thị Ngọc",
                    kind = "person",
                    group = "can-bo-nguoi-lao-dong",
                    leader = true,
                    achievement = "Giữ gìn an ninh, trật tự.",
                }
            )
        ).Ok();
        await Walk.NomineeAsync(xa, dossier, "Lâm Văn Sứ");

        var items = (await xa.GetAsync($"dossiers/{dossier}/findings")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
        items.Select(item => item.GetProperty("name").GetString()).ShouldBe(["Điểu Thị Ngọc", "Lâm Văn Sứ"]);
        var leader = items[0].GetProperty("findings").EnumerateArray().ToDictionary(Rule);
        leader[""].GetProperty("verdict").GetString().ShouldBe("khong-quy-dinh");
        var safe = leader["lanh-dao-an-toan"];
        safe.GetProperty("verdict").GetString().ShouldBe("chua-du-can-cu");
        safe.GetProperty("clause").GetString().ShouldBe("III.1, điểm 2.1.3");
        safe.GetProperty("basis").GetProperty("basis").GetString().ShouldBe("danh-hieu-da-co");
        safe.GetProperty("basis")
            .GetProperty("known")
            .GetProperty("unitUnknown")
            .GetBoolean()
            .ShouldBeTrue("nobody said which unit she heads");
        var other = items[1].GetProperty("findings").EnumerateArray().ToDictionary(Rule);
        other[""].GetProperty("basis").GetProperty("basis").GetString().ShouldBe("chua-ghi-doi-tuong");
        other.Keys.ShouldNotContain("lanh-dao-an-toan");

        using var browser = await service.BrowserAsync("xa.canbo");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}"));
        page.ShouldContain("Đối chiếu tiêu chuẩn");
        page.ShouldContain("Chưa ghi thuộc đối tượng nào của kế hoạch.");

        // A draft is its unit's own.
        (await (await service.AsAsync("huyen.noivu")).GetAsync($"dossiers/{dossier}/findings")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await xa.GetAsync("dossiers/khong-co/findings")).Status.ShouldBe(HttpStatusCode.NotFound);

        static string Rule(JsonElement finding) => finding.TryGetProperty("rule", out var rule) ? rule.GetString() ?? "" : "";
    }
}
