using System.IO.Compression;
using System.Text;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Workflows.Tests.Vault;

/// <summary>What is accepted and what is not, whatever it calls itself.</summary>
public class WhenJudgingAFile
{
    private const string WordMain = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml";
    private const string SheetMain = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml";
    private const string Relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/";

    // ---- accepted -----------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("FFD8FFE000104A464946", "image/jpeg")]
    [InlineData("89504E470D0A1A0A0000000D49484452", "image/png")]
    [InlineData("49492A0008000000", "image/tiff")]
    [InlineData("4D4D002A00000008", "image/tiff")]
    public void Pictures_are_known_by_their_first_bytes(string hex, string type) => Judge(Convert.FromHexString(hex)).ShouldBe(type);

    [Theory]
    [InlineData("Báo cáo thành tích\r\n\tcủa ông Đào\f")]
    [InlineData("x")]
    [InlineData("a < b, và <b> là một thẻ")]
    public void Text_is_plain_text(string text)
    {
        Judge(text).ShouldBe("text/plain");
        Judge([0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)]).ShouldBe("text/plain");
    }

    [Fact]
    public void A_letter_split_between_two_chunks_is_still_a_letter()
    {
        foreach (var shift in Enumerable.Range(0, 3))
        {
            Judge(new string('a', 64 * 1024 - shift) + "ữ" + new string('b', 70_000)).ShouldBe("text/plain");
        }
    }

    [Fact]
    public void A_plain_pdf_is_accepted() => Judge(Pdf("<< /Type /Catalog /Pages 2 0 R >>")).ShouldBe("application/pdf");

    [Fact]
    public void A_pdf_with_packed_objects_is_accepted() =>
        Judge(PackedPdf("<< /Type /Page /Contents 5 0 R >>")).ShouldBe("application/pdf");

    [Fact]
    public void Documents_and_sheets_are_accepted()
    {
        Judge(Office(WordMain)).ShouldBe("application/vnd.openxmlformats-officedocument.wordprocessingml.document");
        Judge(Office(SheetMain)).ShouldBe("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet");
        Judge(OpenDocument("application/vnd.oasis.opendocument.text")).ShouldBe("application/vnd.oasis.opendocument.text");
    }

    [Fact]
    public void A_chart_may_carry_its_table_and_a_document_may_name_its_template_on_disk()
    {
        Judge(Office(WordMain, ("word/embeddings/Microsoft_Excel_Sheet1.xlsx", Office(SheetMain)))).ShouldBe(FileTypes.Docx.Value);
        Judge(Office(WordMain, Relations("attachedTemplate", "file:///C:\\Users\\lan\\Normal.dotm"))).ShouldBe(FileTypes.Docx.Value);
        Judge(Office(WordMain, Relations("hyperlink", "https://example.vn/"))).ShouldBe(FileTypes.Docx.Value);
    }

    [Fact]
    public void Every_accepted_type_has_an_ending()
    {
        FileTypes.Accepted.Select(FileTypes.EndingOf).ShouldBe([".pdf", ".jpg", ".png", ".tif", ".docx", ".xlsx", ".odt", ".txt"]);
        FileTypes.EndingOf(new("application/x-msdownload")).ShouldBe(".bin");
    }

    // ---- programs and pages -------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("4D5A90000300000004000000")]
    [InlineData("7F454C460201010000")]
    [InlineData("FEEDFACE00000000")]
    [InlineData("CFFAEDFE07000001")]
    [InlineData("CAFEBABE00000034")]
    [InlineData("0061736D01000000")]
    [InlineData("4C0000000114020000")]
    [InlineData("23212F62696E2F7368")]
    [InlineData("EFBBBF23212F62696E2F7368")]
    public void Programs_are_refused(string hex) => Refusal(Convert.FromHexString(hex)).ShouldBe("blob.executable");

    [Theory]
    [InlineData("<!DOCTYPE html><p>")]
    [InlineData("  \r\n<HTML><body>")]
    [InlineData("\uFEFF<svg onload='x'>")]
    [InlineData("<?xml version='1.0'?><svg/>")]
    [InlineData("xin chào <script>alert(1)</script>")]
    [InlineData("{\\rtf1 xin chào}")]
    [InlineData("MIME-Version: 1.0\r\n")]
    [InlineData("%!PS-Adobe-3.0")]
    [InlineData("có số không \0 ở giữa")]
    [InlineData("GIF89a\u0001\u0000")]
    public void Pages_and_what_only_looks_like_text_are_refused(string text) =>
        Refusal(Encoding.UTF8.GetBytes(text)).ShouldBe("blob.type-not-accepted");

    [Theory]
    [InlineData("D0CF11E0A1B11AE1000000")] // old .doc and .xls, and encrypted new ones
    [InlineData("526172211A0700")]
    [InlineData("377ABCAF271C")]
    [InlineData("C0C1")]
    [InlineData("61E1")]
    [InlineData("FFFE41004200")]
    public void What_is_unknown_is_refused(string hex) => Refusal(Convert.FromHexString(hex)).ShouldBe("blob.type-not-accepted");

    [Fact]
    public void Text_cut_off_inside_a_letter_is_refused() => Refusal("Đ"u8[..1].ToArray()).ShouldBe("blob.type-not-accepted");

    // ---- PDF ----------------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("<< /OpenAction << /S /JavaScript /JS (app.alert(1)) >> >>")]
    [InlineData("<< /OpenAction << /S/J#61vaScript/JS 5 0 R >> >>")]
    [InlineData("<< /A << /S /#4Caunch /F (cmd.exe) >> >>")]
    [InlineData("<</Names<</EmbeddedFiles 7 0 R>>>>")]
    [InlineData("<</Type/EmbeddedFile>>")]
    [InlineData("<</Subtype/RichMedia>>")]
    public void A_pdf_that_acts_is_refused(string @object)
    {
        Refusal(Pdf(@object)).ShouldBe("blob.macros");
        Refusal(PackedPdf(@object)).ShouldBe("blob.macros");
    }

    [Fact]
    public void A_name_split_between_two_chunks_is_found()
    {
        for (var shift = 0; shift < 14; shift++)
        {
            var padding = 64 * 1024 - "%PDF-1.7\n".Length - shift;
            Refusal([.. "%PDF-1.7\n"u8, .. Enumerable.Repeat((byte)' ', padding), .. "/JavaScript "u8, .. new byte[200]])
                .ShouldBe("blob.macros", $"shifted by {shift}");
        }
    }

    [Fact]
    public void A_pdf_that_cannot_be_looked_into_is_refused()
    {
        Refusal(Pdf("<< /Encrypt 9 0 R >>")).ShouldBe("blob.type-not-accepted");
        Refusal(PackedPdf("<< >>", filter: "[/ASCIIHexDecode /FlateDecode]")).ShouldBe("blob.type-not-accepted");
        Refusal(PackedPdf("<< >>", filter: "9 0 R")).ShouldBe("blob.type-not-accepted");
        Refusal(PackedPdf("<< >>", damage: true)).ShouldBe("blob.type-not-accepted");
        Refusal(PackedPdf("<< >>", before: new string(' ', 20_000))).ShouldBe("blob.type-not-accepted");
    }

    [Fact]
    public void A_pdf_bomb_is_refused_without_being_blown_up() =>
        Refusal(PackedPdf(new string(' ', 80 * 1024 * 1024))).ShouldBe("blob.type-not-accepted");

    [Fact]
    public void Words_in_a_text_are_not_names_of_actions() =>
        Judge(Pdf("(JavaScript và Launch trong câu) << /Title (Launch) /JavaScripts 1 >>")).ShouldBe("application/pdf");

    // ---- DOCX, XLSX ---------------------------------------------------------------------------------------------------

    [Theory]
    [InlineData("application/vnd.ms-word.document.macroEnabled.main+xml")]
    [InlineData("application/vnd.ms-excel.sheet.macroEnabled.main+xml")]
    public void Documents_with_macros_are_refused(string main) => Refusal(Office(main)).ShouldBe("blob.macros");

    [Theory]
    [InlineData("word/vbaProject.bin")]
    [InlineData("xl/vbaProject.bin")]
    [InlineData("xl/macrosheets/sheet1.xml")]
    [InlineData("word/activeX/activeX1.bin")]
    [InlineData("word/embeddings/oleObject1.bin")]
    [InlineData("word/embeddings/anything.bin")]
    public void Parts_that_carry_programs_are_refused_under_any_type(string part) =>
        Refusal(Office(WordMain, (part, [1, 2, 3, 4, 5]))).ShouldBe("blob.macros");

    [Fact]
    public void What_hides_in_an_embedded_document_is_found()
    {
        var inner = Office("application/vnd.ms-excel.sheet.macroEnabled.main+xml");
        Refusal(Office(WordMain, ("word/embeddings/table.xlsx", inner))).ShouldBe("blob.macros");
        var nested = Office(SheetMain, ("xl/embeddings/inner.xlsx", Office(SheetMain)));
        Refusal(Office(WordMain, ("word/embeddings/table.xlsx", nested))).ShouldBe("blob.macros");
    }

    [Theory]
    [InlineData("attachedTemplate", "http://example.vn/t.dotm")]
    [InlineData("attachedTemplate", "\\\\server\\t.dotm")]
    [InlineData("attachedTemplate", "file://server/t.dotm")]
    [InlineData("oleObject", "embeddings/x.bin")]
    [InlineData("aFChunk", "page.html")]
    [InlineData("vbaProject", "x.bin")]
    public void Relations_that_bring_programs_are_refused(string kind, string target) =>
        Refusal(Office(WordMain, Relations(kind, target))).ShouldBe("blob.macros");

    [Fact]
    public void A_program_inside_is_refused() => Refusal(Office(WordMain, ("word/media/setup.exe", [1]))).ShouldBe("blob.executable");

    [Theory]
    [InlineData("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")]
    [InlineData("application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml")]
    public void Other_office_files_are_refused(string main) => Refusal(Office(main)).ShouldBe("blob.type-not-accepted");

    // ---- ODT ----------------------------------------------------------------------------------------------------------

    [Fact]
    public void Open_documents_with_macros_are_refused()
    {
        const string Odt = "application/vnd.oasis.opendocument.text";
        Refusal(OpenDocument(Odt, ("Basic/Standard/Module1.xml", "<x/>"u8.ToArray()))).ShouldBe("blob.macros");
        Refusal(OpenDocument(Odt, ("Scripts/python/x.txt", "x"u8.ToArray()))).ShouldBe("blob.macros");
        Refusal(OpenDocument(Odt, ("content2.xml", "<a href='vnd.sun.star.script:x'/>"u8.ToArray()))).ShouldBe("blob.macros");
        Refusal(OpenDocument(Odt, manifest: "<e m:media-type='application/vnd.sun.star.oleobject'/>")).ShouldBe("blob.macros");
        Refusal(OpenDocument(Odt, manifest: "<encryption-data/>")).ShouldBe("blob.type-not-accepted");
        Refusal(OpenDocument("application/vnd.oasis.opendocument.spreadsheet")).ShouldBe("blob.type-not-accepted");
    }

    // ---- containers ---------------------------------------------------------------------------------------------------

    [Fact]
    public void Other_containers_are_refused()
    {
        Refusal(Zip(("note.txt", "x"u8.ToArray()))).ShouldBe("blob.type-not-accepted");
        Refusal(Zip(("META-INF/MANIFEST.MF", "x"u8.ToArray()))).ShouldBe("blob.executable");
        Refusal(Zip(("a/Main.class", "x"u8.ToArray()))).ShouldBe("blob.executable");
    }

    [Fact]
    public void A_damaged_container_is_refused_wherever_it_is_cut()
    {
        var whole = Office(WordMain, ("word/document.xml", new byte[5000]));
        for (var length = 4; length < whole.Length; length += 7)
        {
            Refusal(whole[..length]).ShouldBe("blob.type-not-accepted");
        }
    }

    [Fact]
    public void A_container_changed_at_any_byte_is_judged_without_an_error()
    {
        var whole = Office(WordMain, Relations("styles", "styles.xml"));
        for (var at = 4; at < whole.Length; at++)
        {
            var changed = whole.ToArray();
            changed[at] ^= 0xFF;
            try
            {
                FileTypes.Judge(new MemoryStream(changed));
            }
            catch (BlobRefusedException)
            {
                // a refusal is an answer
            }
        }
    }

    [Fact]
    public void Bombs_are_refused_without_being_blown_up()
    {
        var zeros = new byte[8 * 1024 * 1024];
        Refusal(Zip(("[Content_Types].xml", zeros))).ShouldBe("blob.type-not-accepted");
        Refusal(Office(WordMain, ("word/_rels/document.xml.rels", zeros))).ShouldBe("blob.type-not-accepted");
        Refusal(Office(WordMain, ("word/embeddings/a.xlsx", new byte[20 * 1024 * 1024]))).ShouldBe("blob.type-not-accepted");
        Refusal(Office(WordMain, [.. Enumerable.Range(0, 10_001).Select(n => ($"word/{n}", (byte[])[1]))]))
            .ShouldBe("blob.type-not-accepted");
        Refusal(OpenDocument("application/vnd.oasis.opendocument.text", [.. Enumerable.Range(0, 40).Select(n => ($"{n}.xml", zeros))]))
            .ShouldBe("blob.type-not-accepted");
    }

    [Fact]
    public void An_entity_bomb_is_refused() =>
        Refusal(Zip(("[Content_Types].xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"u8.ToArray()))).ShouldBe("blob.type-not-accepted");

    // ---- makers -------------------------------------------------------------------------------------------------------

    private static string Judge(byte[] bytes) => FileTypes.Judge(new MemoryStream(bytes)).Value;

    private static string Judge(string text) => Judge(Encoding.UTF8.GetBytes(text));

    private static string Refusal(byte[] bytes) =>
        Should.Throw<BlobRefusedException>(() => FileTypes.Judge(new MemoryStream(bytes))).Refusal.Code;

    private static byte[] Pdf(string @object) =>
        Encoding.UTF8.GetBytes($"%PDF-1.7\n1 0 obj\n{@object}\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n9\n%%EOF\n");

    private static byte[] PackedPdf(string @object, string filter = "/FlateDecode", bool damage = false, string before = "")
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            zlib.Write(Encoding.UTF8.GetBytes("11 0 " + @object));
        }

        var bytes = packed.ToArray();
        if (damage)
        {
            bytes[3] ^= 0xFF;
            bytes[5] ^= 0xFF;
        }

        return
        [
            .. Encoding.UTF8.GetBytes(
                $"%PDF-1.5\n4 0 obj << /Length 3 >> stream\nabc\nendstream endobj\n5 0 obj\n<< /Type /ObjStm {before} /N 1 /First 5 /Filter {filter} /Length {bytes.Length} >>\nstream\r\n"
            ),
            .. bytes,
            .. "\nendstream\nendobj\n%%EOF\n"u8,
        ];
    }

    private static (string, byte[]) Relations(string kind, string target) =>
        (
            "word/_rels/document.xml.rels",
            Encoding.UTF8.GetBytes(
                $"""<Relationships xmlns="x"><Relationship Id="r1" Type="{Relation}{kind}" Target="{target}" TargetMode="External"/></Relationships>"""
            )
        );

    private static byte[] Office(string main, params (string Name, byte[] Content)[] parts) =>
        Zip([
            (
                "[Content_Types].xml",
                Encoding.UTF8.GetBytes(
                    $"""<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{main}"/></Types>"""
                )
            ),
            .. parts,
        ]);

    private static byte[] OpenDocument(string type, params (string Name, byte[] Content)[] parts) => OpenDocument(type, "", parts);

    private static byte[] OpenDocument(string type, string manifest, params (string Name, byte[] Content)[] parts) =>
        Zip([
            ("mimetype", Encoding.ASCII.GetBytes(type)),
            ("content.xml", "<office/>"u8.ToArray()),
            (
                "META-INF/manifest.xml",
                Encoding.UTF8.GetBytes($"<manifest xmlns:m='urn:oasis:names:tc:opendocument:xmlns:manifest:1.0'>{manifest}</manifest>")
            ),
            .. parts,
        ]);

    private static byte[] Zip(params (string Name, byte[] Content)[] parts)
    {
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in parts)
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                entry.Write(content);
            }
        }

        return bytes.ToArray();
    }
}
