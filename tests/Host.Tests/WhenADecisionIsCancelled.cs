using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>Hủy bỏ quyết định khen thưởng: by a decision of its own, for some of those on it; never deleted, and the achievement is free again.</summary>
public sealed class WhenADecisionIsCancelled
{
    [Fact]
    public async Task The_authority_cancels_by_a_decision_of_its_own_and_everybody_sees_it()
    {
        await using var service = new Service();
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước", "Lâm Văn Sứ");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var decision = (await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa")).GetProperty("id").GetString()!;
        var nominees = (await head.GetAsync($"decisions/{decision}")).Ok().Json.GetProperty("nominees").EnumerateArray().ToList();
        var (gone, kept) = (Id(nominees, "Lâm Văn Sứ"), Id(nominees, "Đặng Thị Ước"));

        (await head.PostAsync($"decisions/{decision}/revoke", new { nominees = new[] { gone }, ground = "x" })).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (
            await (await service.AsAsync("huyen.noivu")).PostAsync(
                $"decisions/{decision}/revoke",
                new { nominees = new[] { gone }, ground = "gian-doi" }
            )
        ).Status.ShouldBe(HttpStatusCode.Forbidden);
        var draft = (await head.PostAsync($"decisions/{decision}/revoke", new { nominees = new[] { gone }, ground = "gian-doi" })).Ok();
        (await StateAsync(xa, dossier, gone)).ShouldBe("awarded", "a draft cancels nobody");
        using (var browser = await service.BrowserAsync("xa.lanhdao"))
        {
            var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{draft.Id}"));
            page.ShouldContain("Dự thảo quyết định hủy bỏ");
            page.ShouldContain("Gian dối trong việc kê khai thành tích");
        }

        var issued = (await head.PostAsync($"decisions/{draft.Id}/issue", Walk.Paper)).Ok().Json;
        var number = issued.GetProperty("paper").GetProperty("number").GetString()!;
        number.ShouldNotBe(
            (await head.GetAsync($"decisions/{decision}")).Ok().Json.GetProperty("paper").GetProperty("number").GetString(),
            "a number of its own"
        );
        (await StateAsync(xa, dossier, gone)).ShouldBe("cancelled");
        (await StateAsync(xa, dossier, kept)).ShouldBe("awarded");
        (await head.PostAsync($"decisions/{decision}/revoke", new { nominees = new[] { gone }, ground = "gian-doi" })).Code.ShouldBe(
            "dossier.not-awarded-by"
        );
        (await head.PostAsync($"decisions/{draft.Id}/revoke", new { nominees = new[] { gone }, ground = "gian-doi" })).Code.ShouldBe(
            "decision.not-to-revoke"
        );

        using (var browser = await service.BrowserAsync("xa.canbo"))
        {
            var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}"));
            page.ShouldContain($"Hủy bỏ theo Quyết định số {number}");
            var original = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{decision}"));
            original.ShouldContain($"Đã hủy bỏ theo Quyết định số {number}");
        }
    }

    private static string Id(List<JsonElement> nominees, string name) =>
        nominees.Single(one => one.GetProperty("name").GetString() == name).GetProperty("nominee").GetString()!;

    private static async Task<string> StateAsync(Client client, string dossier, string nominee) =>
        (await client.GetAsync($"dossiers/{dossier}"))
            .Ok()
            .Json.GetProperty("nominees")
            .EnumerateArray()
            .Single(one => one.GetProperty("id").GetString() == nominee)
            .GetProperty("state")
            .GetString()!;
}
