using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>Đính chính; sửa đổi, thay thế: decisions of their own, linked both ways with the one they follow, which stays as it was issued.</summary>
public sealed class WhenADecisionIsCorrectedOrReplaced
{
    [Fact]
    public async Task A_wording_is_corrected_and_everybody_reads_it_with_the_correction()
    {
        await using var service = new Service();
        var (xa, head, dossier, decision, nominees) = await DecidedAsync(service);
        var sua = Id(nominees, "Lâm Văn Sứ");
        object Correct(string wording, string field = "name", string? nominee = null) =>
            new
            {
                basis = "Giấy khai sinh",
                wordings = new[]
                {
                    new
                    {
                        nominee = nominee ?? sua,
                        field,
                        wording,
                    },
                },
            };

        (await head.PostAsync($"decisions/{decision}/correct", Correct("x", field: "birth"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await head.PostAsync($"decisions/{decision}/correct", new { basis = "x", wordings = Array.Empty<object>() })).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await head.PostAsync($"decisions/{decision}/correct", Correct("Lâm Văn Sứ"))).Code.ShouldBe("decision.nothing-to-correct");
        (await head.PostAsync($"decisions/{decision}/correct", Correct("Lâm", nominee: Guid.NewGuid().ToString("N")))).Code.ShouldBe(
            "dossier.not-awarded-by"
        );
        (await (await service.AsAsync("huyen.noivu")).PostAsync($"decisions/{decision}/correct", Correct("Lâm Vĩnh Sứ"))).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        var draft = (await head.PostAsync($"decisions/{decision}/correct", Correct("Lâm Vĩnh Sứ"))).Ok();
        draft.Json.GetProperty("wordings")[0].GetProperty("old").GetString().ShouldBe("Lâm Văn Sứ");
        var issued = (await head.PostAsync($"decisions/{draft.Id}/issue", Walk.Paper)).Ok().Json;
        var number = issued.GetProperty("paper").GetProperty("number").GetString()!;

        var shown = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees").EnumerateArray().ToList();
        var corrected = shown.Single(one => one.GetProperty("id").GetString() == sua);
        corrected.GetProperty("name").GetString().ShouldBe("Lâm Vĩnh Sứ");
        corrected.GetProperty("state").GetString().ShouldBe("awarded");
        corrected.GetProperty("corrections")[0].GetProperty("by").GetProperty("number").GetString().ShouldBe(number);
        (await head.PostAsync($"decisions/{draft.Id}/correct", Correct("x"))).Code.ShouldBe("decision.not-to-revoke");

        foreach (var name in new[] { "Lâm Vĩnh Sứ", "Lâm Văn Sứ", number })
        {
            (await xa.GetAsync($"dossiers?q={Uri.EscapeDataString(name)}"))
                .Ok()
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(found => found.GetProperty("id").GetString())
                .ShouldContain(dossier, name);
        }

        using var browser = await service.BrowserAsync("xa.canbo");
        foreach (var path in new[] { $"/ho-so/{dossier}", $"/quyet-dinh/{decision}", $"/ho-so/{dossier}/lich-su/{sua}" })
        {
            var page = WebUtility.HtmlDecode(await browser.GetStringAsync(path));
            page.ShouldContain($"Đính chính bởi Quyết định số {number}", Case.Sensitive, path);
            page.ShouldContain("“Lâm Văn Sứ” đọc là “Lâm Vĩnh Sứ”", Case.Sensitive, path);
        }

        var paper = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{draft.Id}"));
        paper.ShouldContain("Quyết định được đính chính");
        paper.ShouldContain("Giấy khai sinh");
    }

    [Fact]
    public async Task Another_decision_awards_in_its_place_and_nobody_is_awarded_twice()
    {
        await using var service = new Service();
        var (xa, head, dossier, decision, nominees) = await DecidedAsync(service);
        var (changed, kept) = (Id(nominees, "Lâm Văn Sứ"), Id(nominees, "Đặng Thị Ước"));
        var replace = new { nominees = new[] { changed }, basis = "Sai hình thức trình bày" };
        var key = Guid.NewGuid().ToString();

        var draft = (await head.PostAsync($"decisions/{decision}/replace", replace, ("Idempotency-Key", key))).Ok();
        var issued = (await head.PostAsync($"decisions/{draft.Id}/issue", Walk.Paper)).Ok().Json;
        var number = issued.GetProperty("paper").GetProperty("number").GetString()!;
        var other = new { nominees = new[] { kept }, basis = "Sai tên cơ quan" };
        var another = (await head.PostAsync($"decisions/{decision}/replace", other)).Ok();
        var taken = new
        {
            number,
            signer = "Trần Thị Kim Phụng",
            position = "Chủ tịch",
            form = "tm",
            scanBy = "2025-12-31",
        };
        (await head.PostAsync($"decisions/{another.Id}/issue", taken)).Code.ShouldBe("register.number-taken");
        (await head.PostAsync($"decisions/{decision}/replace", replace, ("Idempotency-Key", key)))
            .Ok()
            .Id.ShouldBe(draft.Id, "asked again under the same key");
        (
            await head.PostAsync($"decisions/{decision}/replace", new { replace.nominees, basis = "khác" }, ("Idempotency-Key", key))
        ).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        (await head.PostAsync($"decisions/{decision}/replace", replace)).Code.ShouldBe("dossier.not-awarded-by");

        var shown = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees").EnumerateArray().ToList();
        shown.Single(one => one.GetProperty("id").GetString() == changed).GetProperty("decision").GetString().ShouldBe(draft.Id);
        shown.Single(one => one.GetProperty("id").GetString() == kept).GetProperty("decision").GetString().ShouldBe(decision);

        using var browser = await service.BrowserAsync("xa.canbo");
        var former = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{decision}"));
        former.ShouldContain($"Được thay thế bởi Quyết định số {number}");
        var later = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{draft.Id}"));
        later.ShouldContain("Cấp đổi, thay Quyết định số");
        later.ShouldContain("Sai hình thức trình bày");
        var history = WebUtility.HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}/lich-su/{changed}"));
        history.ShouldContain("Được thay thế ngày");
        history.ShouldContain("Đã khen");

        var revoke = (await head.PostAsync($"decisions/{draft.Id}/revoke", new { nominees = new[] { changed }, ground = "gian-doi" })).Ok();
        (await head.PostAsync($"decisions/{revoke.Id}/issue", Walk.Paper)).Ok();
        (await xa.GetAsync($"dossiers/{dossier}"))
            .Ok()
            .Json.GetProperty("nominees")
            .EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == changed)
            .GetProperty("state")
            .GetString()
            .ShouldBe("cancelled", "what replaces can be cancelled like any");
    }

    private static async Task<(Client Xa, Client Head, string Dossier, string Decision, List<JsonElement> Nominees)> DecidedAsync(
        Service service
    )
    {
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước", "Lâm Văn Sứ");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var decision = (await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa")).GetProperty("id").GetString()!;
        var nominees = (await head.GetAsync($"decisions/{decision}")).Ok().Json.GetProperty("nominees").EnumerateArray().ToList();
        return (xa, head, dossier, decision, nominees);
    }

    private static string Id(List<JsonElement> nominees, string name) =>
        nominees.Single(one => one.GetProperty("name").GetString() == name).GetProperty("nominee").GetString()!;
}
