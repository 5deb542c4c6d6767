using System.Net;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Tìm: one box for dossiers, papers, plans, units and pages, each for whoever may see it.</summary>
public sealed class WhenSomebodyLooksForSomething
{
    [Fact]
    public async Task One_box_finds_everything_they_may_see_and_nothing_else()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        await Walk.NomineeAsync(xa, dossier, "Điểu Thị Ngọc Hoà");
        (
            await xa.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name = "Bùi Văn Kín",
                    kind = "person",
                    unnamed = true,
                }
            )
        ).Ok();

        using var own = await service.BrowserAsync("xa.canbo");
        foreach (var typed in new[] { "điểu thị ngọc hoà", "hoa ngoc dieu", "Ngọc Hòa" })
        {
            (await TextAsync(own, "/tim?tim=", typed)).ShouldContain("Điểu Thị Ngọc Hoà");
        }

        (await TextAsync(own, "/tim/nhanh?tim=", "ngoc ho")).ShouldContain("Điểu Thị Ngọc Hoà");
        foreach (var path in new[] { "/tim?tim=", "/tim/nhanh?tim=" })
        {
            (await TextAsync(own, path, "van kin")).ShouldNotContain("Bùi Văn Kín", Case.Insensitive, path);
            (await LinksAsync(own, path, "36 kh ubnd")).ShouldContain("/ke-hoach/tan-khai-2025", path);
            (await LinksAsync(own, path, "thoi han")).ShouldContain("/thoi-han", path);
            (await LinksAsync(own, path, "khai tan thi tran")).ShouldContain(link => link.StartsWith("/thoi-han?don-vi="), path);
        }

        // A draft is its unit's own; people who see no dossier find none.
        foreach (var other in new[] { "huyen.noivu", "nhonai.canbo", "quantri" })
        {
            using var browser = await service.BrowserAsync(other);
            foreach (var path in new[] { "/tim?tim=", "/tim/nhanh?tim=" })
            {
                (await LinksAsync(browser, path, "dieu ngoc hoa")).ShouldNotContain($"/ho-so/{dossier}", $"{other} {path}");
            }
        }

        // Nothing that can be typed is an error.
        foreach (var odd in new[] { "\"", "*", "a\u0000b", new string('x', 500), "AND OR NOT", "😀", "-1" })
        {
            foreach (
                var path in new[]
                {
                    "/tim?nhom=ho-so&sau=e99999999999&tim=",
                    "/tim?nhom=van-ban&sau=x&tim=",
                    "/tim/nhanh?tim=",
                    "/tim?nhom=gi&tim=",
                }
            )
            {
                using var answer = await own.GetAsync(new Uri(path + Uri.EscapeDataString(odd), UriKind.Relative));
                answer.StatusCode.ShouldBe(HttpStatusCode.OK, path + odd);
            }
        }
    }

    [Fact]
    public async Task Papers_are_found_by_their_numbers_however_typed()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Lâm Văn Sứ");
        using var own = await service.BrowserAsync("xa.canbo");
        var number = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("number").GetString()!;
        foreach (var typed in new[] { number, number.Replace('/', ' ').Replace('-', ' ').ToLowerInvariant(), $"số {number}" })
        {
            var links = await LinksAsync(own, "/tim?tim=", typed);
            links[0].ShouldBe($"/ho-so/{dossier}", typed);
            (await LinksAsync(own, "/tim/nhanh?tim=", typed))[0].ShouldBe($"/ho-so/{dossier}", typed);
        }
    }

    private static async Task<string> TextAsync(HttpClient browser, string path, string typed) =>
        WebUtility.HtmlDecode(await MainAsync(browser, path, typed));

    private static async Task<List<string>> LinksAsync(HttpClient browser, string path, string typed) =>
        [
            .. new HtmlParser()
                .ParseDocument(await MainAsync(browser, path, typed))
                .QuerySelectorAll(".found a, a[role=option], a[data-row]")
                .Select(link => link.GetAttribute("href")!),
        ];

    private static async Task<string> MainAsync(HttpClient browser, string path, string typed)
    {
        using var answer = await browser.GetAsync(new Uri(path + Uri.EscapeDataString(typed), UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path + typed);
        var html = await answer.Content.ReadAsStringAsync();
        var main = new HtmlParser().ParseDocument(html);
        return path.StartsWith("/tim/nhanh", StringComparison.Ordinal)
            ? html
            : string.Concat(main.QuerySelectorAll(".found, table").Select(part => part.OuterHtml));
    }
}
