using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>A nominee is chosen from those whom the unit named before: what they were awarded stands there before a word is typed.</summary>
public sealed class WhenSomebodyIsChosen
{
    [Fact]
    public async Task Earlier_awards_and_findings_are_shown_and_the_form_is_filled_for_the_unit_that_named_them_alone()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var first = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        foreach (var (name, unnamed) in new[] { ("Điểu Thị Ngọc Hoà", false), ("Bùi Văn Kín", true) })
        {
            (
                await xa.PostAsync(
                    $"dossiers/{first}/nominees",
                    new
                    {
                        name,
                        kind = "person",
                        position = "Trưởng ấp",
                        workplace = "Ấp 2",
                        birthYear = 1985,
                        female = true,
                        unnamed,
                        achievement = "Giữ gìn an ninh, trật tự.",
                    }
                )
            ).Ok();
        }

        await Walk.StateAllAsync(xa, first);
        (await xa.PostAsync($"dossiers/{first}/submit")).Ok();
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-huyen"))[0];
        using var browser = await service.BrowserAsync("xa.canbo");
        var filing = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("filing").GetString();
        var page = $"/lap-ho-so/{filing}?ho-so={dossier}";

        foreach (var typed in new[] { "hoa dieu", "Điểu Thị", "ngọc", "" })
        {
            var found = await OpenAsync(browser, $"{page}&chon={Uri.EscapeDataString(typed)}");
            found.QuerySelectorAll(".find ~ .found a").Select(link => link.TextContent).ShouldContain("Điểu Thị Ngọc Hoà", typed);
            found.QuerySelectorAll(".find ~ .found a").Select(link => link.TextContent).ShouldNotContain("Bùi Văn Kín", typed);
            (
                await browser.GetStringAsync($"/lap-ho-so/{filing}/nguoi-nhanh?ho-so={dossier}&tim={Uri.EscapeDataString(typed + "d")}")
            ).ShouldNotContain("Kín");
        }

        (await browser.GetStringAsync($"/lap-ho-so/{filing}/nguoi-nhanh?ho-so={dossier}&tim=hoa%20di")).ShouldContain("Điểu Thị Ngọc Hoà");
        var list = await OpenAsync(browser, $"{page}&chon=dieu");
        var href = list.QuerySelector<IHtmlAnchorElement>(".find ~ .found a")!.GetAttribute("href")!.Split('#')[0];
        var chosen = await OpenAsync(browser, href);
        Value(chosen, "name").ShouldBe("Điểu Thị Ngọc Hoà");
        Value(chosen, "position").ShouldBe("Trưởng ấp");
        Value(chosen, "birthYear").ShouldBe("1985");
        chosen.QuerySelector<IHtmlInputElement>("#nominee input[name=female]")!.IsChecked.ShouldBeTrue();
        var told = chosen.QuerySelector("[aria-labelledby=nominee-title] .note")!.TextContent;
        told.ShouldContain("Khen thưởng trước đây");
        told.ShouldContain("Đang được đề nghị");
        told.ShouldContain("Đối chiếu tiêu chuẩn");

        // The same person in both dossiers.
        var fields = chosen
            .QuerySelectorAll<IHtmlInputElement>("#nominee input[type=hidden], #nominee input[type=text]")
            .Select(input => KeyValuePair.Create(input.Name!, input.Value))
            .Append(new("kind", "person"));
        using (var sent = await browser.PostAsync(new Uri(href, UriKind.Relative), new FormUrlEncodedContent(fields)))
        {
            sent.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            sent.Headers.Location!.OriginalString.ShouldNotContain("nguoi=");
        }

        var subject = href[(href.IndexOf("nguoi=", StringComparison.Ordinal) + 6)..].Split('&')[0];
        (await OpenAsync(browser, $"/nguoi-tap-the/{subject}")).QuerySelector("h1")!.TextContent.ShouldBe("Điểu Thị Ngọc Hoà");
        (await OpenAsync(browser, "/tim?tim=ngoc%20hoa"))
            .QuerySelector("[aria-labelledby=nhom-nguoi] a")!
            .GetAttribute("href")
            .ShouldBe($"/nguoi-tap-the/{subject}");

        // Another unit's preparer meets neither the person nor the list.
        using var other = await service.BrowserAsync("nhonai.canbo");
        foreach (var path in new[] { $"/nguoi-tap-the/{subject}", href, $"/lap-ho-so/{filing}/nguoi-nhanh?ho-so={dossier}&tim=hoa" })
        {
            using var answer = await other.GetAsync(new Uri(path, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await OpenAsync(other, "/tim?tim=ngoc%20hoa")).QuerySelector("[aria-labelledby=nhom-nguoi]").ShouldBeNull();
    }

    private static string? Value(IHtmlDocument page, string name) =>
        page.QuerySelector<IHtmlInputElement>($"#nominee input[name={name}]")?.Value;

    private static async Task<IHtmlDocument> OpenAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
    }
}
