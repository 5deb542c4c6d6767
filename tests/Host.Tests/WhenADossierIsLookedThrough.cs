using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Everything to decide on stands on the page of a dossier: papers beside the checklist, findings beside each name, before and after.</summary>
public sealed class WhenADossierIsLookedThrough
{
    private const string Pdf = """
        %PDF-1.4
        1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
        2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
        3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
        trailer<</Root 1 0 R/Size 4>>
        %%EOF
        """;

    [Fact]
    public async Task A_paper_opens_beside_the_checklist_and_can_do_nothing_there()
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(preparer, null, "giay-khen-huyen"))[0];
        var nominee = await Walk.NomineeAsync(preparer, dossier, "Điểu Thị Nở");
        (await Walk.AttachAsync(preparer, $"dossiers/{dossier}/documents", "to-trinh", null, Encoding.ASCII.GetBytes(Pdf))).Ok();
        (await Walk.AttachAsync(preparer, $"dossiers/{dossier}/documents", "bao-cao-thanh-tich", nominee)).Ok();
        using var browser = await service.BrowserAsync("xa.canbo");
        var page = await PageAsync(browser, $"/ho-so/{dossier}");
        var links = page.QuerySelectorAll("a[href*='/xem/']").Select(link => link.GetAttribute("href")!).Distinct().ToList();
        links.Count.ShouldBe(2);
        var (sandboxed, free) = (0, 0);
        foreach (var link in links)
        {
            var shown = await PageAsync(browser, link.Split('#')[0]);
            var frame = shown.QuerySelector(".opened iframe").ShouldNotBeNull();
            shown.QuerySelectorAll(".opened a[aria-current='true']").Length.ShouldBe(1);
            using var file = await browser.GetAsync(new Uri(frame.GetAttribute("src")!, UriKind.Relative));
            file.StatusCode.ShouldBe(HttpStatusCode.OK);
            file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("inline");
            file.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
            var policy = file.Headers.GetValues("Content-Security-Policy").Single();
            policy.ShouldContain("default-src 'none'");
            policy.ShouldContain("frame-ancestors 'self'");
            policy.ShouldNotContain("script-src");
            if (file.Content.Headers.ContentType!.MediaType == "application/pdf")
            {
                free++;
            }
            else
            {
                policy.ShouldStartWith("sandbox;");
                frame.HasAttribute("sandbox").ShouldBeTrue();
                sandboxed++;
            }
        }

        (sandboxed, free).ShouldBe((1, 1));

        // Not for whom the dossier is not.
        using var other = await service.BrowserAsync("lochung.canbo");
        using var hidden = await other.GetAsync(new Uri(links[0].Split('#')[0], UriKind.Relative));
        hidden.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task What_was_changed_is_told_before_and_after()
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(preparer, null, "giay-khen-huyen"))[0];
        var nominee = await Walk.NomineeAsync(preparer, dossier, "Điểu Thị Nở");
        (
            await preparer.PutAsync(
                $"dossiers/{dossier}/nominees/{nominee}",
                new
                {
                    name = "Điểu Thị Nở",
                    kind = "person",
                    position = "Tổ trưởng",
                    achievement = "Giữ gìn an ninh, trật tự.",
                }
            )
        ).Ok();
        var first = (await Walk.AttachAsync(preparer, $"dossiers/{dossier}/documents", "to-trinh", null)).Ok().Id;
        (await preparer.DeleteAsync($"dossiers/{dossier}/documents/{first}")).Ok();
        (await Walk.AttachAsync(preparer, $"dossiers/{dossier}/documents", "to-trinh", null, Encoding.ASCII.GetBytes(Pdf))).Ok();
        using var browser = await service.BrowserAsync("xa.canbo");
        var page = await PageAsync(browser, $"/ho-so/{dossier}");
        var told = Regex.Replace(page.QuerySelector(".timeline")!.TextContent, @"\s+", " ");
        told.ShouldContain("chức vụ: “–” thành “Tổ trưởng”");
        told.ShouldContain("thay “bao cao.txt”");
    }

    private static async Task<AngleSharp.Html.Dom.IHtmlDocument> PageAsync(HttpClient browser, string path) =>
        await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri(path, UriKind.Relative)));
}
