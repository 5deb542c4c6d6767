using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Html.Parser;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using DocumentFormat.OpenXml.Wordprocessing;
using Microsoft.Extensions.Logging.Abstractions;
using PhongTrao.Host.Documents;

namespace PhongTrao.Host.Tests;

/// <summary>Papers that are made of the record: laid out as NĐ 30/2020, Phụ lục I has it, in every format the same.</summary>
public sealed class WhenPapersArePrinted
{
    public static TheoryData<string, DateOnly> Templates =>
        new(PaperKinds.All.SelectMany(kind => PaperTemplates.EditionsOf(kind).Select(edition => (kind.Code, edition.From))));

    [Theory]
    [MemberData(nameof(Templates))]
    public void Every_paper_is_laid_out_by_the_decree_and_says_the_same_in_every_format(string code, DateOnly on)
    {
        var kind = PaperKinds.Of(code)!;
        var paper = PaperTemplates.EditionsOf(kind).Single(edition => edition.From == on).Template.Fill(kind, kind.Example());
        var bytes = OfficialDocx.Write(paper);
        OfficialDocx.Write(paper).ShouldBe(bytes, "the same paper is the same file");

        using var document = WordprocessingDocument.Open(new MemoryStream(bytes), isEditable: false);
        new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2010)
            .Validate(document)
            .Select(e => e.Description)
            .ShouldBeEmpty();
        var main = document.MainDocumentPart!;
        var body = main.Document.Body!;

        // Khổ giấy, lề (khoản 1, 2): A4; 20–25 mm above and below, 30–35 left, 15–20 right.
        var section = body.Elements<SectionProperties>().Single();
        var (size, margin) = (section.GetFirstChild<PageSize>()!, section.GetFirstChild<PageMargin>()!);
        new[] { Millimetres(size.Width!), Millimetres(size.Height!) }.Order().ShouldBe([210, 297]);
        Millimetres((uint)margin.Top!.Value).ShouldBeInRange(20, 25);
        Millimetres((uint)margin.Bottom!.Value).ShouldBeInRange(20, 25);
        Millimetres(margin.Left!).ShouldBeInRange(30, 35);
        Millimetres(margin.Right!).ShouldBeInRange(15, 20);

        // Phông chữ (khoản 3), số trang (khoản 4): Times New Roman, black; in the middle above, not on the first page, 13–14.
        var defaults = main.StyleDefinitionsPart!.Styles!.DocDefaults!.RunPropertiesDefault!.RunPropertiesBaseStyle!;
        defaults.RunFonts!.Ascii!.Value.ShouldBe("Times New Roman");
        defaults.Color!.Val!.Value.ShouldBe("000000");
        defaults.FontSize!.Val!.Value.ShouldBe("28");
        section.Elements<TitlePage>().Count().ShouldBe(1);
        var header = main.HeaderParts.Single().Header!;
        header.Descendants<SimpleField>().Single().Instruction!.Value!.Trim().ShouldBe("PAGE");
        header.Descendants<Justification>().Single().Val!.Value.ShouldBe(JustificationValues.Center);
        header.Descendants<FontSize>().Single().Val!.Value.ShouldBe("28");

        // Quốc hiệu 12–13 bold capitals, Tiêu ngữ 13–14 bold, both with what stands below (Mục II, khoản 1).
        foreach (var letterhead in paper.Blocks.OfType<PaperBlock.Letterhead>())
        {
            letterhead.Issuer.ShouldAllBe(line => line.All(c => !char.IsLower(c)));
            Sized(body, PaperBlock.Letterhead.State, bold: true).ShouldBeOneOf(24, 26);
            Sized(body, PaperBlock.Letterhead.Motto, bold: true).ShouldBeOneOf(26, 28);
            Sized(body, letterhead.Issuer[^1], bold: true).ShouldBeOneOf(24, 26);
            Sized(body, letterhead.Place, bold: false).ShouldBeOneOf(26, 28);
        }

        foreach (var text in body.Elements<Paragraph>().Where(paragraph => paragraph.InnerText.Length > 0))
        {
            text.Descendants<FontSize>().Select(one => int.Parse(one.Val!.Value!)).ShouldAllBe(half => half == 26 || half == 28);
        }

        foreach (var bases in paper.Blocks.OfType<PaperBlock.Bases>())
        {
            var lines = bases.Lines().ToList();
            lines[..^1].ShouldAllBe(line => line.EndsWith(';'));
            lines[^1].ShouldEndWith(".");
            lines.ShouldAllBe(line => Paragraphs(body).First(p => p.InnerText == line).Descendants<Italic>().Any());
        }

        foreach (var foot in paper.Blocks.OfType<PaperBlock.Foot>().Where(foot => foot.Copies.Count > 0))
        {
            Sized(body, "Nơi nhận:", bold: true).ShouldBe(24);
            Sized(body, foot.Lines().ElementAt(1), bold: false).ShouldBe(22);
            foot.Copies[^1].ShouldBe("Lưu: VT");
        }

        // Signatures stand on no page alone: whatever is before them, down to the last words or rows, goes along.
        var elements = body.Elements().ToList();
        foreach (var foot in paper.Blocks.OfType<PaperBlock.Foot>())
        {
            var at = elements.FindIndex(element =>
                element is Table && element.InnerText.EndsWith(foot.Lines().Last(), StringComparison.Ordinal)
            );
            do
            {
                at--;
                var last = elements[at] as Paragraph ?? elements[at].Descendants<Paragraph>().Last();
                last.ParagraphProperties!.KeepNext.ShouldNotBeNull(elements[at].InnerText);
            } while (elements[at].InnerText.Length == 0);
        }

        // The same texts in the same order.
        var said = paper.Lines().ToList();
        Paragraphs(body).Select(p => p.InnerText).Where(text => text.Length > 0).ShouldBe(said);
        var page = new HtmlParser().ParseDocument(OfficialHtml.Write(paper));
        page.QuerySelectorAll("p, td.mid, th, .grid td").Select(p => p.TextContent).Where(text => text.Length > 0).ShouldBe(said);
    }

    [Fact]
    public async Task The_pdf_of_every_paper_says_the_same_in_the_same_order_however_long_its_names()
    {
        using var printer = new PdfPrinter(null, NullLogger<PdfPrinter>.Instance);
        Poppler.Needed(printer.Browser);
        var papers = PaperKinds
            .All.SelectMany(kind =>
                PaperTemplates.EditionsOf(kind).Select(edition => edition.Template.Fill(kind, AwkwardPapers.FieldsOf(kind, lines: 3)))
            )
            .ToList();

        // One browser for all: each paper begins on a page of its own, after a line that says which it is.
        var all = new StringBuilder();
        foreach (var (i, paper) in papers.Index())
        {
            var html = OfficialHtml.Write(paper);
            if (Environment.GetEnvironmentVariable("KEEP_FILES") is { } folder)
            {
                await File.WriteAllTextAsync(Path.Combine(folder, $"{i:00}.html"), html);
                await File.WriteAllBytesAsync(Path.Combine(folder, $"{i:00}.docx"), OfficialDocx.Write(paper));
            }

            var (body, end) = (
                html.IndexOf('>', html.IndexOf("<body", StringComparison.Ordinal)) + 1,
                html.LastIndexOf("</body>", StringComparison.Ordinal)
            );
            all.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"<div class=\"new\"></div><p>§{i}§</p><div{(paper.Landscape ? " class=\"wide\"" : "")}>{html[body..end]}</div>"
            );
        }

        var pdf = await printer.PrintAsync(
            $"<!doctype html><html lang=\"vi\"><head><meta charset=\"utf-8\"><style>{OfficialHtml.Style}</style></head><body>{all}</body></html>",
            CancellationToken.None
        );

        // The number of a page is written first, from the second page on.
        var pages = (await Poppler.TextAsync(pdf!, asWritten: true)).Split('\f', StringSplitOptions.RemoveEmptyEntries);
        var later = pages[1..].Select(page => page.TrimStart().Split('\n', 2)).ToList();
        later.Select(page => page[0].Trim()).ShouldBe(Enumerable.Range(2, later.Count).Select(n => $"{n}"));
        var said = Close(pages[0] + string.Concat(later.Select(page => page[1])));
        said.ShouldStartWith("§0§");
        var at = 0;
        foreach (var (i, paper) in papers.Index())
        {
            foreach (var line in paper.Lines().Select(Close).Prepend($"§{i}§"))
            {
                // Between the lines nothing stands but the head of a table that goes on on another page.
                var found = said.IndexOf(line, at, StringComparison.Ordinal);
                found.ShouldBeGreaterThanOrEqualTo(at, $"{i} {paper.Title}: {line}");
                var between = said[at..found];
                (between.Length == 0 || Heads(paper).Contains(between, StringComparer.Ordinal)).ShouldBeTrue(
                    $"{i} {paper.Title}: {between}"
                );
                at = found + line.Length;
            }
        }

        at.ShouldBe(said.Length);
    }

    private static IEnumerable<string> Heads(OfficialPaper paper) =>
        paper.Blocks.OfType<PaperBlock.Grid>().Select(grid => Close(string.Concat(grid.Columns.Select(column => column.Head))));

    private static string Close(string text) => string.Concat(text.Normalize(NormalizationForm.FormKC).Where(c => !char.IsWhiteSpace(c)));

    [Theory]
    [InlineData("@dau\n{{ hinh_thuc", 2, PaperTemplate.Syntax)]
    [InlineData("@dau\n@ten Quyết định\n{% for n in nguoi %}\nÔng {{ n.ten }}\n", 0, PaperTemplate.Syntax)]
    [InlineData("@dau\n@ten Quyết định\nTặng {{ hinh_thuk }}.", 3, PaperTemplate.UnknownField)]
    [InlineData("@dau\n{% for n in nguoi %}\n{{ n.stt }} {{ n.luong }}\n{% endfor %}", 3, PaperTemplate.UnknownField)]
    [InlineData("@dau\n\n@tieu-de Quyết định", 3, PaperTemplate.UnknownDirective)]
    [InlineData("@dau\n@ten", 2, PaperTemplate.Empty)]
    [InlineData(
        "@bang STT:6 | Họ và tên:94\n{% for n in nguoi %}\n| {{ n.stt }} | {{ n.ten }} | {{ n.don_vi }} |\n{% endfor %}",
        3,
        PaperTemplate.Row
    )]
    [InlineData("@dau\n| 1 | 2 |", 2, PaperTemplate.Row)]
    public void A_broken_template_is_refused_with_the_place(string text, int line, string problem)
    {
        PaperTemplate.Read(text, PaperKinds.Decision, out var problems).ShouldBeNull();
        problems.ShouldContain(one => one.Code == problem && (line == 0 || one.Line == line), string.Join("; ", problems));
    }

    [Fact]
    public void What_somebody_typed_is_text_whatever_it_looks_like()
    {
        var template = PaperTemplate.Read(
            "@dau-khong-so\n{{ co_quan }}\n@bang A | B\n| {{ hinh_thuc }} | {{ loai_hinh }} |",
            PaperKinds.Decision,
            out _
        )!;
        var paper = template.Fill(
            PaperKinds.Decision,
            PaperKinds
                .Decision.Example()
                .Set("co_quan", "@trang-moi\n**đậm** {{ nam }} \\ #")
                .Set("hinh_thuc", "một | hai | ba")
                .Set("loai_hinh", "<script>alert(1)</script>")
        );

        paper.Blocks.OfType<PaperBlock.Paragraph>().Single().Runs.ShouldBe([new("@trang-moi **đậm** {{ nam }} \\ #", Bold: false)]);
        paper.Blocks.OfType<PaperBlock.Grid>().Single().Rows.Single().Cells.ShouldBe(["một | hai | ba", "<script>alert(1)</script>"]);
        OfficialHtml.Write(paper).ShouldNotContain("<script>");
    }

    [Theory]
    [InlineData(0, "Không đồng")]
    [InlineData(702_000, "Bảy trăm linh hai nghìn đồng")]
    [InlineData(1_053_000, "Một triệu không trăm năm mươi ba nghìn đồng")]
    [InlineData(2_340_015, "Hai triệu ba trăm bốn mươi nghìn không trăm mười lăm đồng")]
    [InlineData(21_000_024, "Hai mươi mốt triệu không trăm hai mươi bốn đồng")]
    [InlineData(1_000_000_000, "Một tỷ đồng")]
    public void Amounts_are_written_in_words(long dong, string words) => MoneyWords.Of(dong).ShouldBe(words);

    [Fact]
    public async Task A_decision_is_printed_from_the_record_and_the_digest_of_each_file_is_in_the_audit()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước", "Điểu Krưng");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var decision = (await Walk.DecideAsync(head, "xa-tan-khai-2025", "giay-khen-xa")).GetProperty("id").GetString()!;
        using var browser = await service.BrowserAsync("xa.lanhdao");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{decision}"));
        page.ShouldContain($"/van-ban/quyet-dinh/{decision}/quyet-dinh.docx");

        var bytes = await browser.GetByteArrayAsync($"/van-ban/quyet-dinh/{decision}/quyet-dinh.docx");
        (await browser.GetByteArrayAsync($"/van-ban/quyet-dinh/{decision}/quyet-dinh.docx")).ShouldBe(bytes);
        using var document = WordprocessingDocument.Open(new MemoryStream(bytes), isEditable: false);
        var text = Paragraphs(document.MainDocumentPart!.Document.Body!).Select(p => p.InnerText).ToList();
        text.ShouldContain("ỦY BAN NHÂN DÂN XÃ\u00A0TÂN\u00A0KHAI", "a short name is not torn apart");
        text.ShouldContain("CHỦ TỊCH ỦY BAN NHÂN DÂN XÃ TÂN KHAI");
        text.ShouldContain("Số: 01/QĐ-UBND");
        text.ShouldContain("Tân Khai, ngày 01 tháng 8 năm 2025");
        text.ShouldContain(
            line => line.Contains("Nghị định số 152/2025/NĐ-CP", StringComparison.Ordinal),
            "the decree in force on its day"
        );
        text.ShouldContain(
            "Điều 1. Tặng Giấy khen của Chủ tịch Ủy ban nhân dân xã Tân Khai cho 02 cá nhân đã có thành tích trong phong trào “Toàn dân bảo vệ an ninh Tổ quốc” (có danh sách kèm theo)."
        );
        text.ShouldContain("Đặng Thị Ước");
        text.ShouldContain("Điểu Krưng");
        text.ShouldContain("Trần Thị Kim Phụng");

        var preview = await browser.GetAsync(new Uri($"/van-ban/quyet-dinh/{decision}/quyet-dinh.html", UriKind.Relative));
        preview.Headers.GetValues("Content-Security-Policy").Single().ShouldBe(OfficialHtml.Policy);
        WebUtility.HtmlDecode(await preview.Content.ReadAsStringAsync()).ShouldContain("Điểu Krưng");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/van-ban/quyet-dinh/{decision}/chi-tien-thuong.html"))
            .ShouldContain("Một triệu bốn trăm linh bốn nghìn đồng");

        // Who made it, and which file: in the audit. Whoever may not see the decision finds no paper of it.
        var audit = (await (await service.AsAsync("giamsat")).GetAsync("audit?type=paper.made")).Ok().Text;
        audit.ShouldContain("paper.made");
        var made = (await (await service.AsAsync("giamsat")).GetAsync($"papers/decision/{decision}")).Ok().Json.GetProperty("made");
        made.EnumerateArray().Select(one => one.GetProperty("sha256").GetString()).ShouldBe([Sha256(bytes), Sha256(bytes)]);
        using var stranger = await service.BrowserAsync("lochung.canbo");
        (await stranger.GetAsync(new Uri($"/van-ban/quyet-dinh/{decision}/quyet-dinh.docx", UriKind.Relative))).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        foreach (
            var wrong in new[] { "khong-co.docx", "quyet-dinh.exe", "to-trinh.docx", "quyet-dinh.docx?cua=x", "quyet-dinh-huy-bo.pdf" }
        )
        {
            (await browser.GetAsync(new Uri($"/van-ban/quyet-dinh/{decision}/{wrong}", UriKind.Relative))).StatusCode.ShouldBe(
                HttpStatusCode.NotFound,
                wrong
            );
        }
    }

    [Fact]
    public async Task An_administrator_words_a_paper_otherwise_from_a_day_on_and_takes_it_back()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var (admin, xa, head) = (await service.AsAsync("quantri"), await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var decision = (await Walk.DecideAsync(head, "xa-tan-khai-2025", "giay-khen-xa")).GetProperty("id").GetString()!;
        using var browser = await service.BrowserAsync("xa.lanhdao");
        var path = $"/van-ban/quyet-dinh/{decision}/quyet-dinh.html";

        (await head.PostAsync("templates/quyet-dinh/replace", new { from = "2025-08-01", text = "@dau" })).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        var broken = await admin.PostAsync(
            "templates/quyet-dinh/replace",
            new { from = "2025-08-01", text = "@dau\n@tieu-de Quyết định\n{{ hinh_thuk }}" }
        );
        broken.Status.ShouldBe(HttpStatusCode.BadRequest);
        broken
            .Json.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("field").GetString())
            .ShouldBe(["text:2", "text:3"], ignoreOrder: true);
        (await admin.PostAsync("templates/khong-co/replace", new { text = "@dau" })).Status.ShouldBe(HttpStatusCode.NotFound);
        (await admin.PostAsync("templates/quyet-dinh/try", new { text = "@dau\nTặng {{ hinh_thuc }}." }))
            .Ok()
            .Json.GetProperty("lines")
            .EnumerateArray()
            .Last()
            .GetString()
            .ShouldBe("Tặng «hình thức khen thưởng hoặc danh hiệu».");

        const string own = "@dau\n@ten Quyết định\nLời riêng của xã: {% for n in nguoi %}{{ n.ten }}{% endfor %}.";
        (await admin.PostAsync("templates/quyet-dinh/replace", new { from = "2025-08-02", text = own })).Ok();
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(path))
            .ShouldNotContain("Lời riêng", customMessage: "it holds for papers from the day after on");
        (await admin.PostAsync("templates/quyet-dinh/replace", new { from = "2025-08-01", text = own })).Ok();
        WebUtility.HtmlDecode(await browser.GetStringAsync(path)).ShouldContain("Lời riêng của xã: Đặng Thị Ước.");

        using var office = await service.BrowserAsync("quantri");
        WebUtility.HtmlDecode(await office.GetStringAsync("/mau-van-ban")).ShouldContain("Mẫu riêng, từ 01/08/2025");
        var page = WebUtility.HtmlDecode(await office.GetStringAsync("/mau-van-ban/quyet-dinh"));
        page.ShouldContain("Lời riêng của xã");
        page.ShouldContain("{{ x.ten }}");
        WebUtility
            .HtmlDecode(await office.GetStringAsync("/mau-van-ban/quyet-dinh/xem?tu=2025-08-01&rieng=1"))
            .ShouldContain("«họ và tên, tên tập thể 1»");

        (await admin.PostAsync("templates/quyet-dinh/restore", new { from = "2025-08-01" })).Ok();
        (await admin.PostAsync("templates/quyet-dinh/restore", new { from = "2025-08-01" })).Refused("template.unknown");
        WebUtility.HtmlDecode(await browser.GetStringAsync(path)).ShouldNotContain("Lời riêng");
    }

    [Fact]
    public async Task A_dossier_is_taken_away_as_a_folder_that_says_what_is_in_it()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        await Walk.NomineeAsync(xa, dossier, "Đặng Thị Ước");
        await Walk.StateAllAsync(xa, dossier);
        (await Walk.AttachAsync(xa, $"dossiers/{dossier}/documents", "bao-cao-thanh-tich", null)).Ok();
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        using var browser = await service.BrowserAsync("xa.canbo");

        using var zip = new System.IO.Compression.ZipArchive(
            new MemoryStream(await browser.GetByteArrayAsync($"/ho-so/{dossier}/thu-muc.zip"))
        );

        var names = zip.Entries.Select(entry => entry.FullName).ToList();
        names.ShouldContain("1-ho-so.json");
        names.ShouldContain("2-lich-su.json");
        names.ShouldContain("3-van-ban/giay-tiep-nhan.docx");
        names.ShouldContain("4-tep/01-bao cao.txt");
        var json = System.Text.Json.JsonDocument.Parse(Bytes("1-ho-so.json")).RootElement;
        json.GetProperty("nominees")[0].GetProperty("name").GetString().ShouldBe("Đặng Thị Ước");
        Encoding.UTF8.GetString(Bytes("4-tep/01-bao cao.txt")).ShouldBe("Báo cáo thành tích.");
        var index = WebUtility.HtmlDecode(Encoding.UTF8.GetString(Bytes("0-muc-luc.html")));
        foreach (var name in names.Where(name => !name.StartsWith("0-", StringComparison.Ordinal)))
        {
            index.ShouldContain(name);
            index.ShouldContain(Sha256(Bytes(name)));
        }

        using var stranger = await service.BrowserAsync("lochung.canbo");
        (await stranger.GetAsync(new Uri($"/ho-so/{dossier}/thu-muc.zip", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);

        byte[] Bytes(string name)
        {
            using var content = zip.GetEntry(name)!.Open();
            using var copy = new MemoryStream();
            content.CopyTo(copy);
            return copy.ToArray();
        }
    }

    private static string Sha256(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));

    private static IEnumerable<Paragraph> Paragraphs(Body body) => body.Descendants<Paragraph>();

    private static int Sized(Body body, string text, bool bold)
    {
        var run = Paragraphs(body).First(p => p.InnerText == text).Elements<Run>().Single();
        run.RunProperties!.Elements<Bold>().Any().ShouldBe(bold, text);
        return int.Parse(run.RunProperties.FontSize!.Val!.Value!);
    }

    // Twentieths of a point, to the next millimetre.
    private static int Millimetres(uint twentieths) => (int)Math.Round(twentieths / 56.693);
}
