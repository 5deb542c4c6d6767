using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>What follows an issued decision: money, posting, handing over; and what is recovered after one that cancels.</summary>
public sealed class WhenAwardsAreGiven
{
    [Fact]
    public async Task Money_is_as_the_rules_say_and_paid_once_the_list_is_posted_and_the_awards_handed_over()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        await Walk.NomineeAsync(xa, dossier, "Đặng Thị Ước");
        await Walk.NomineeAsync(xa, dossier, "Tổ tự quản số 3", "collective");
        (
            await xa.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name = "Lâm Văn Kín",
                    kind = "person",
                    unnamed = true,
                    achievement = "Cung cấp tin.",
                }
            )
        ).Ok();
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var decision = (await Walk.DecideAsync(head, "xa-tan-khai-2025", "giay-khen-xa")).GetProperty("id").GetString()!;

        var rewards = (await head.GetAsync($"decisions/{decision}/rewards")).Ok().Json;
        rewards.GetProperty("totalDong").GetInt64().ShouldBe(2 * 702_000);
        rewards.GetProperty("unknown").GetInt32().ShouldBe(1);
        rewards.GetProperty("leftOut").GetInt32().ShouldBe(1);
        var (uoc, to) = (Id(rewards, "Đặng Thị Ước"), Id(rewards, "Tổ tự quản số 3"));

        var supervisor = await service.AsAsync("giamsat");
        (await supervisor.PostAsync($"decisions/{decision}/pay", new { nominees = new[] { uoc }, number = "PC-1" })).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await head.PostAsync($"decisions/{decision}/pay", new { nominees = new[] { uoc, to }, number = "PC-1" })).Status.ShouldBe(
            HttpStatusCode.BadRequest,
            "what is not ruled has to be said"
        );
        (await head.PostAsync($"decisions/{decision}/pay", new { nominees = new[] { uoc }, number = "PC-1" }))
            .Ok()
            .Json.GetProperty("paidDong")
            .GetInt64()
            .ShouldBe(702_000);
        (await head.PostAsync($"decisions/{decision}/pay", new { nominees = new[] { uoc }, number = "PC-2" })).Code.ShouldBe(
            "dossier.reward-paid-before"
        );
        (await head.PostAsync($"decisions/{decision}/present", new { place = "" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await head.PostAsync($"decisions/{decision}/notify", new { on = "2025-08-02" })).Code.ShouldBe("decision.other-day");
        var told = (await head.PostAsync($"decisions/{decision}/notify", new { })).Ok().Json.GetProperty("notice");
        told.GetProperty("number").GetString().ShouldBe("01/TB-UBND");
        (await head.PostAsync($"decisions/{decision}/notify", new { })).Code.ShouldBe("decision.notified-before");
        (await Walk.StatusAsync(xa, dossier)).ShouldBe("notified");
        (await head.GetAsync("registers/xa-tan-khai-2025/thong-bao/2025"))
            .Ok()
            .Json.GetProperty("items")[0]
            .GetProperty("state")
            .GetString()
            .ShouldBe("used");
        (await head.PostAsync($"decisions/{decision}/post", new { place = "Trụ sở xã" })).Ok();
        (await head.PostAsync($"decisions/{decision}/present", new { place = "Hội trường xã" })).Ok();

        var shown = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json;
        shown.GetProperty("statusText").GetString().ShouldBe("Đã trao");
        using var browser = await service.BrowserAsync("xa.lanhdao");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{decision}/tien-thuong"));
        page.ShouldContain("Tổng số tiền thưởng: 1.404.000 đồng của 2 trường hợp; 1 trường hợp chưa quy định mức thưởng");
        page.ShouldContain("0,3 × 2.340.000 đồng");
        page.ShouldContain("chưa xác minh");
        page.ShouldContain("Đã thông báo kết quả, số 01/TB-UBND ngày 01/08/2025");
        page.ShouldContain("Đã công khai ngày 01/08/2025, Trụ sở xã");
        page.ShouldContain("Đã trao ngày 01/08/2025, Hội trường xã");
        var posted = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{decision}/niem-yet"));
        posted.ShouldContain("Danh sách gồm 02 trường hợp");
        posted.ShouldContain("01 trường hợp không công khai danh tính");
        posted.ShouldNotContain("Lâm Văn Kín");
        posted.ShouldNotMatch("NK-[0-9A-F]{8}", "not even by a code");
    }

    [Fact]
    public async Task What_a_cancelled_award_has_to_give_back_is_asked_for_until_it_is_recorded()
    {
        await using var service = new Service();
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước", "Lâm Văn Sứ");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var decision = (await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa")).GetProperty("id").GetString()!;
        var before = (await head.GetAsync($"decisions/{decision}/rewards")).Ok().Json;
        before.GetProperty("totalDong").GetInt64().ShouldBe(0);
        before.GetProperty("unknown").GetInt32().ShouldBe(2, "nothing is ruled for that day: not 0 đồng");
        var gone = Id(before, "Lâm Văn Sứ");
        (
            await head.PostAsync(
                $"decisions/{decision}/pay",
                new
                {
                    nominees = new[] { gone },
                    number = "PC-1",
                    amount = 500_000,
                }
            )
        ).Ok();
        var paid = (await head.GetAsync($"decisions/{decision}/rewards")).Ok().Json;
        paid.GetProperty("totalDong").GetInt64().ShouldBe(500_000, "what was paid is told, though no rule says it");
        var considered = new
        {
            nominees = new[] { gone },
            ground = "gian-doi",
            reason = "Có đơn phản ánh kê khai sai.",
        };
        (await head.PostAsync($"decisions/{decision}/consider-revocation", considered with { reason = "" })).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await head.PostAsync($"decisions/{decision}/consider-revocation", considered)).Ok();
        using (var reader = await service.BrowserAsync("xa.lanhdao"))
        {
            WebUtility.HtmlDecode(await reader.GetStringAsync($"/quyet-dinh/{decision}")).ShouldContain("Có đơn phản ánh kê khai sai.");
            var shown = WebUtility.HtmlDecode(await reader.GetStringAsync($"/ho-so/{dossier}"));
            shown.ShouldContain("Đang xem xét hủy");
            shown.ShouldContain("lý do: Có đơn phản ánh kê khai sai.", Case.Sensitive, "in the history");
        }

        (
            await head.PostAsync(
                $"decisions/{decision}/dismiss-revocation",
                new { nominees = new[] { gone }, reason = "Đã xác minh, kê khai đúng." }
            )
        ).Ok();
        Nominee(await xa.GetAsync($"dossiers/{dossier}"), gone).TryGetProperty("considered", out _).ShouldBeFalse();
        (await head.PostAsync($"decisions/{decision}/consider-revocation", considered)).Ok();
        Nominee(await xa.GetAsync($"dossiers/{dossier}"), gone)
            .GetProperty("considered")
            .GetProperty("ground")
            .GetString()
            .ShouldBe("gian-doi");
        var revoke = (await head.PostAsync($"decisions/{decision}/revoke", new { nominees = new[] { gone }, ground = "gian-doi" })).Ok();
        (await head.GetAsync($"decisions/{revoke.Id}/rewards")).Status.ShouldBe(HttpStatusCode.NotFound, "a draft recovers nothing");
        (await head.PostAsync($"decisions/{revoke.Id}/issue", Walk.Paper)).Ok();

        (await head.GetAsync($"decisions/{revoke.Id}/rewards")).Ok().Json.GetProperty("openRecoveries").GetInt32().ShouldBe(2);
        Nominee(await xa.GetAsync($"dossiers/{dossier}"), gone)
            .TryGetProperty("considered", out _)
            .ShouldBeFalse("it is cancelled, no more considered");
        var open = (await head.GetAsync("decisions/open-recoveries?limit=1")).Ok().Json;
        open.GetProperty("items").EnumerateArray().Single().GetProperty("dong").GetInt64().ShouldBe(500_000);
        open.GetProperty("next").GetString().ShouldNotBeNull();
        (await (await service.AsAsync("tanhiep.lanhdao")).GetAsync("decisions/open-recoveries"))
            .Ok()
            .Json.GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0, "of another unit");
        using var browser = await service.BrowserAsync("xa.lanhdao");
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{revoke.Id}")).ShouldContain("Còn 2 khoản chưa thu hồi");
        WebUtility.HtmlDecode(await browser.GetStringAsync("/quyet-dinh/thu-hoi")).ShouldContain("Tiền thưởng, 500.000 đồng");
        (
            await head.PostAsync(
                $"decisions/{revoke.Id}/recover",
                new
                {
                    nominees = new[] { gone },
                    item = "tien-thuong",
                    number = "PT-3",
                }
            )
        ).Ok();
        var left = (
            await head.PostAsync(
                $"decisions/{revoke.Id}/recover",
                new
                {
                    nominees = new[] { gone },
                    item = "hien-vat",
                    reason = "Giấy khen đã bị cháy",
                }
            )
        ).Ok();
        left.Json.GetProperty("openRecoveries").GetInt32().ShouldBe(0);
        WebUtility.HtmlDecode(await browser.GetStringAsync("/quyet-dinh/thu-hoi")).ShouldContain("Không còn khoản nào phải thu hồi");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{revoke.Id}/tien-thuong"));
        page.ShouldContain("Giấy khen đã bị cháy");
        page.ShouldContain("Tiền thưởng, 500.000 đồng");
        page.ShouldContain("Không còn khoản nào phải thu hồi.");
    }

    private static JsonElement Nominee(Answered dossier, string id) =>
        dossier.Ok().Json.GetProperty("nominees").EnumerateArray().Single(n => n.GetProperty("id").GetString() == id);

    private static string Id(JsonElement rewards, string name) =>
        rewards
            .GetProperty("lines")
            .EnumerateArray()
            .Single(line => line.GetProperty("name").GetString() == name)
            .GetProperty("nominee")
            .GetString()!;
}
