using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Follows the links of the pages, as somebody does who looks at everything.</summary>
internal static partial class EveryPage
{
    private const int OfEachKind = 6;
    private static readonly string[] Doors =
    [
        "/",
        "/lap-ho-so",
        "/lap-ho-so/nam-truoc",
        "/thong-bao",
        "/tro-giup",
        "/tro-giup/xu-ly-ho-so",
        "/trinh-khen",
        "/quyet-dinh",
        "/hop-hoi-dong",
        "/danh-hieu",
        "/chuyen-tham-quyen",
        "/don-vi",
        "/don-vi/nhap-danh-sach",
        "/ke-hoach",
        "/quy-trinh",
        "/ho-so",
        "/tim?tim=giay%20khen",
        "/thong-ke",
        "/kiem-tra",
        "/kiem-tra/y-kien",
        "/kiem-tra/tien-do",
        "/kiem-tra/dau-hieu",
        "/kiem-tra/dau-hieu?loai=outside-hours&mau=10&hat-giong=7",
        "/viec-chay-nen",
        "/viec?buoc=tham-dinh",
        "/viec/hang-loat?lam=nhan-viec&pham-vi=tat-ca",
    ];

    /// <summary>Every page that can be reached, of each kind of address a few.</summary>
    /// <param name="browser">Whose pages; follows no redirect by itself.</param>
    /// <param name="most">How many addresses at most.</param>
    public static async IAsyncEnumerable<(string Path, IHtmlDocument Page, HttpResponseMessage Answer)> OfAsync(
        HttpClient browser,
        int most
    )
    {
        var parser = new HtmlParser();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new Dictionary<string, int>(StringComparer.Ordinal);
        var waiting = new Queue<string>(Doors);
        while (waiting.TryDequeue(out var path) && seen.Count < most)
        {
            var kind = Ids().Replace(path, "*");
            kinds[kind] = kinds.GetValueOrDefault(kind) + 1;
            if (kinds[kind] > OfEachKind || !seen.Add(path) || path.Contains("dang-xuat", StringComparison.Ordinal))
            {
                continue;
            }

            using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
            if (answer.Headers.Location is { } elsewhere)
            {
                waiting.Enqueue(Relative(elsewhere));
                continue;
            }

            if (answer.Content.Headers.ContentType?.MediaType != "text/html")
            {
                continue;
            }

            var page = await parser.ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
            // Files are no pages, nor is what opens beside them to be printed.
            foreach (var link in page.QuerySelectorAll("a[href^='/']:not([download]):not([target])"))
            {
                waiting.Enqueue(link.GetAttribute("href")!.Split('#')[0]);
            }

            yield return (path, page, answer);
        }
    }

    /// <summary>An address without the host.</summary>
    public static string Relative(Uri address) => address.IsAbsoluteUri ? address.PathAndQuery : address.OriginalString;

    [GeneratedRegex("[0-9a-f]{32}|[0-9a-f-]{36}|(?<=[?&]ky=)[^&]+")]
    private static partial Regex Ids();
}
