using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using CsvHelper;
using PhongTrao.Host.Components;
using PhongTrao.Host.Documents;

namespace PhongTrao.Host.Tests;

/// <summary>What a page shows in a table leaves as a file: the same rows, of all its pages, with the same conditions, for the same people.</summary>
public sealed class WhenTablesLeave
{
    /// <summary>Tables that are no records: what is filled in, previews, whatever is printed as it stands.</summary>
    private static readonly string[] NoRecords =
    [
        "/lap-ho-so/",
        "/dang-nhap",
        "/doi-han",
        "/so-sanh",
        "/ap-dung",
        "/soan-ke-hoach",
        "/ban-moi",
        "/in",
        "/nhap-danh-sach",
        "/thoi-han?", // its own files stand at its head
    ];

    [Fact]
    public async Task Every_table_of_records_offers_both_files()
    {
        await using var service = new Service(demoDossiers: true);
        var (tables, names) = (0, new HashSet<string>(StringComparer.Ordinal));
        foreach (var who in new[] { "xa.canbo", "tinh.noivu", "dieuphoi", "quantri", "giamsat", "lucngan.bcd" })
        {
            using var browser = await service.BrowserAsync(who);
            await foreach (var (path, page, answer) in EveryPage.OfAsync(browser, 120))
            {
                if (!answer.IsSuccessStatusCode || NoRecords.Any(known => $"{path}?".Contains(known, StringComparison.Ordinal)))
                {
                    continue;
                }

                var files = page.QuerySelectorAll("table[data-file]").Select(table => table.GetAttribute("data-file")!).ToList();
                files.ShouldBeUnique($"{who} {path}");
                foreach (
                    var table in page.QuerySelectorAll("main table.table")
                        .Where(table => table.Closest("form") is null && !IsFilledIn(table))
                )
                {
                    var file = table
                        .GetAttribute("data-file")
                        .ShouldNotBeNull($"{who} {path}: {table.QuerySelector("caption")?.TextContent}");
                    page.QuerySelectorAll($"a[href*='tep=xlsx'][href$='bang={file}']").Length.ShouldBe(1, $"{who} {path} {file}");
                    var link = page.QuerySelectorAll($"a[href*='tep=csv'][href$='bang={file}']")
                        .ShouldHaveSingleItem()
                        .GetAttribute("href")!;
                    tables++;
                    if (names.Add(file))
                    {
                        var rows = await RowsAsync(browser, link);
                        rows.Count.ShouldBeGreaterThan(0, link);
                        rows.ShouldAllBe(row => row.Length == rows[0].Length, link);
                    }
                }
            }
        }

        tables.ShouldBeGreaterThan(40);
        names.Count.ShouldBeGreaterThan(15);
    }

    [Fact]
    public async Task A_file_holds_every_page_with_the_conditions_of_the_one_it_was_asked_on()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        for (var i = 0; i < 28; i++)
        {
            await Walk.FileAsync(xa, null, "giay-khen-xa", "giay-khen-huyen"); // more than a page
        }

        await Walk.SubmitAsync(xa, "giay-khen-xa", "=HYPERLINK(\"http://x\")");
        using var browser = await service.BrowserAsync("xa.canbo");
        var all = await RowsAsync(browser, "/ho-so?tep=csv");
        all.Count.ShouldBe(1 + 57);
        all[0].ShouldBe(["Số hồ sơ", "Hình thức, đơn vị đề nghị", "Trạng thái", "Đang ở bước, hạn", "Đề nghị"]);
        (await RowsAsync(browser, "/ho-so?hinh-thuc=giay-khen-huyen&tep=csv&bang=dossiers-1")).Count.ShouldBe(1 + 28);
        (await RowsAsync(browser, "/ho-so?sau=1&tep=csv")).Count.ShouldBe(1 + 57, "from the first page on");

        using var sheet = await browser.GetAsync(new Uri("/ho-so?hinh-thuc=giay-khen-huyen&tep=xlsx", UriKind.Relative));
        sheet.Content.Headers.ContentType!.MediaType.ShouldBe(Sheet.MediaType);
        sheet.Content.Headers.ContentDisposition!.FileName.ShouldBe("ho-so.xlsx");
        using var book = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(
            new MemoryStream(await sheet.Content.ReadAsByteArrayAsync()),
            false
        );
        book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Row>().Count().ShouldBe(1 + 28);
        new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(book).Select(error => error.Description).ShouldBeEmpty();

        // A file is as public as its page; a draft next door is not.
        using var stranger = await service.BrowserAsync("tanhiep.canbo");
        (await stranger.GetAsync(new Uri("/ho-so?tep=csv", UriKind.Relative))).StatusCode.ShouldBe(
            HttpStatusCode.NotFound,
            "nothing is shown, nothing leaves"
        );
        (await stranger.GetAsync(new Uri("/nhat-ky?tep=csv", UriKind.Relative))).IsSuccessStatusCode.ShouldBeFalse();
        (await browser.GetAsync(new Uri("/ho-so?tep=csv&bang=khong-co", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public void A_table_is_read_as_it_is_shown()
    {
        const string page = """
            <table class="table" data-file="a"><caption class="sr">Một</caption><thead><tr><th rowspan="2">Tên</th><th colspan="2">Số</th><th rowspan="2">Thao tác</th></tr><tr><th>Có</th><th>Không</th></tr></thead>
            <tbody><tr class="table__group"><th colspan="4">Nhóm</th></tr>
            <tr><th scope="row"><a href="/x">Tổ &amp; đội</a><br /><span class="soft">Tân
              Khai</span></th><td class="num">1</td><td><svg><path d="M1>2" /></svg><span class="sr">ẩn</span>2</td><td><form><button>Xóa</button></form></td></tr>
            <tr><td rowspan="2">Chung</td><td>3</td><td></td><td></td></tr><tr><td>4</td><td>5</td><td></td></tr></tbody></table>
            <a href="/khac">x</a><nav><a class="btn" href="/t?sau=9&amp;loc=a" rel="next">Xem tiếp</a></nav><table data-file="b"><thead><tr><th>B</th></tr></thead></table>
            """;
        var table = HtmlTable.Find(page, "")!;
        table.Caption.ShouldBe("Một");
        table.Heads.ShouldBe(["Tên", "Số – Có", "Số – Không"]);
        table.Rows.ShouldBe([
            ["Tổ & đội\nTân Khai", "1", "2"],
            ["Chung", "3", ""],
            ["Chung", "4", "5"],
        ]);
        table.Next.ShouldBe("/t?sau=9&loc=a");
        HtmlTable.Find(page, "b")!.Next.ShouldBeNull();
        HtmlTable.Find(page, "c").ShouldBeNull();
    }

    [Fact]
    public async Task No_text_becomes_a_formula()
    {
        foreach (var text in new[] { "=1+1", "+1", "-1", "@x", "\tx" })
        {
            using var csv = new MemoryStream();
            await using (var rows = TableRows.Csv(csv, "a", [("Đầu", 8)]))
            {
                rows.Add([text]);
                await rows.SendAsync(default);
            }

            csv.ToArray()[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
            var line = Encoding.UTF8.GetString(csv.ToArray()).TrimStart('\uFEFF').Split("\r\n")[1].Trim('"');
            line.ShouldStartWith("'");
            using var xlsx = new MemoryStream();
            await using (var rows = TableRows.Xlsx(xlsx, "a/b", [("Đầu", 8)]))
            {
                rows.Add([text]);
            }

            using var zip = new ZipArchive(xlsx);
            using var sheet = new StreamReader(zip.GetEntry("xl/worksheets/sheet1.xml")!.Open());
            var xml = await sheet.ReadToEndAsync();
            xml.ShouldContain("<c s=\"3\" t=\"inlineStr\">");
            xml.ShouldNotContain("<f>");
        }
    }

    private static bool IsFilledIn(IElement table) => table.QuerySelector("input:not([type=hidden]), select, textarea") is not null;

    private static async Task<List<string[]>> RowsAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/csv", path);
        using var csv = new CsvParser(new StreamReader(await answer.Content.ReadAsStreamAsync()), CultureInfo.InvariantCulture);
        var rows = new List<string[]>();
        while (await csv.ReadAsync())
        {
            rows.Add(csv.Record!);
        }

        return rows;
    }
}
