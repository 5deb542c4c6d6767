using System.Net;

namespace PhongTrao.Host.Tests;

/// <summary>A unit ends with drafts that it did not submit: its successor goes on with them as its own.</summary>
public sealed class WhenAUnitHasEnded
{
    [Fact]
    public async Task Its_successor_takes_its_drafts_over_and_submits_them()
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        var submitted = await Walk.SubmitAsync(preparer, "giay-khen-xa", "Lâm Văn Sứ");
        var dossier = (await Walk.FileAsync(preparer, null, "giay-khen-xa"))[0];
        await Walk.NomineeAsync(preparer, dossier, "Đặng Thị Ước");
        await Walk.StateAllAsync(preparer, dossier);
        var filing = (await preparer.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("filing").GetString();
        (await preparer.PostAsync($"filings/{filing}/take-over")).Refused("desk.unit-not-ended");
        (await (await service.AsAsync("dieuphoi")).PostAsync("dev/clock", new { to = "2025-08-01T08:00:00+07:00" })).Ok();

        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Refused("route.unit-not-in-force");
        using (var looking = await service.BrowserAsync("xa.canbo"))
        {
            WebUtility.HtmlDecode(await looking.GetStringAsync($"/lap-ho-so/{filing}")).ShouldContain("nhận lập tiếp ở trang Lập hồ sơ");
        }

        (await (await service.AsAsync("nhonai.canbo")).PostAsync($"filings/{filing}/take-over")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await preparer.PostAsync($"filings/{Guid.NewGuid():N}/take-over")).Status.ShouldBe(HttpStatusCode.NotFound);
        using var browser = await service.BrowserAsync("xa.canbo");
        WebUtility.HtmlDecode(await browser.GetStringAsync("/lap-ho-so")).ShouldContain("Hồ sơ nháp của đơn vị đã kết thúc");
        (await preparer.PostAsync($"filings/{filing}/take-over")).Ok();
        (await preparer.PostAsync($"filings/{filing}/take-over")).Status.ShouldNotBe(HttpStatusCode.OK, "it is one's own by now");

        WebUtility.HtmlDecode(await browser.GetStringAsync("/lap-ho-so")).ShouldNotContain("Hồ sơ nháp của đơn vị đã kết thúc");
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/lap-ho-so/{filing}?buoc=nop")).ShouldContain("Đặng Thị Ước");
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        var shown = (await preparer.GetAsync($"dossiers/{dossier}")).Ok().Json;
        shown.GetProperty("unit").GetString().ShouldBe("xa-tan-khai-2025");
        (await Walk.UnitsAsync(preparer, dossier)).ShouldContain("xa-tan-khai-2025");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}"))
            .ShouldContain("Xã Tân Khai lập tiếp hồ sơ của Thị trấn Tân Khai");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        (await Walk.StatusAsync(preparer, dossier)).ShouldBe("awaiting-decision");
        (await (await service.AsAsync("giamsat")).GetAsync($"dossiers/{submitted}"))
            .Ok()
            .Json.GetProperty("unit")
            .GetString()
            .ShouldBe("thi-tran-tan-khai", "what was submitted stays the former unit's");
    }
}
