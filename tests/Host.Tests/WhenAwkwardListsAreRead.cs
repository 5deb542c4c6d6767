using System.IO.Compression;
using System.Text;
using PhongTrao.Host.ListsIn;

namespace PhongTrao.Host.Tests;

/// <summary>What programs and people do to lists before they send them: read as it is shown, or refused with the place.</summary>
public sealed class WhenAwkwardListsAreRead
{
    private const string Sheet = "xl/worksheets/sheet1.xml";
    private static readonly object?[] Heads = ["STT", "Họ và tên", "Năm sinh", "Chức vụ", "Đơn vị công tác", "Tóm tắt thành tích"];

    private static readonly byte[] Three = ListFiles.Xlsx([
        Heads,
        [1, "Nguyễn Văn An", 1980, "Trưởng ấp", "Ấp 1"],
        [2, "Trần Thị Bình", 1985, "Hội viên", "Ấp 2"],
        [3, "Lê Văn Cường", 1990, "Công an viên", "Ấp 3"],
    ]);

    [Fact]
    public void A_hidden_row_is_not_on_the_paper_and_is_told_of()
    {
        var read = Read(Edited(Three, Sheet, sheet => sheet.Replace(" r=\"3\">", " r=\"3\" hidden=\"1\">", StringComparison.Ordinal)));
        Names(read).ShouldBe(["Nguyễn Văn An", "Lê Văn Cường"]);
        Looks(read).ShouldBe([("Danh sách!A3", ListProblems.HiddenRow)]);
        Errors(read).ShouldBeEmpty();
    }

    [Fact]
    public void A_hidden_column_is_not_read_and_is_told_of()
    {
        var read = Read(
            Edited(
                Three,
                Sheet,
                sheet =>
                    sheet.Replace(
                        "<x:sheetData>",
                        "<x:cols><x:col min=\"4\" max=\"4\" width=\"0\" hidden=\"1\" customWidth=\"1\" /></x:cols><x:sheetData>",
                        StringComparison.Ordinal
                    )
            )
        );
        read.Rows.Select(row => (row.Input.Position, row.Input.Workplace)).ShouldBe([(null, "Ấp 1"), (null, "Ấp 2"), (null, "Ấp 3")]);
        Looks(read).ShouldBe([("Danh sách!D1", ListProblems.HiddenColumn)]);
    }

    [Fact]
    public void A_hidden_sheet_is_not_read()
    {
        var two = ListFiles.Xlsx(("Cũ", [Heads, [1, "Người Năm Ngoái", 1970]], []), ("Mới", [Heads, [1, "Nguyễn Văn An", 1980]], []));
        var read = Read(
            Edited(two, "xl/workbook.xml", book => book.Replace("name=\"Cũ\"", "name=\"Cũ\" state=\"hidden\"", StringComparison.Ordinal))
        );
        Names(read).ShouldBe(["Nguyễn Văn An"]);
        read.Rows[0].Places["name"].ShouldBe("Mới!B2");
    }

    [Fact]
    public void An_error_and_a_formula_without_its_value_are_refused_at_their_cells_and_a_formula_with_its_value_is_read()
    {
        var read = Read(
            Edited(
                Three,
                Sheet,
                sheet =>
                    Cell(sheet, "C2", "<x:c r=\"C2\"><x:f>1900+80</x:f><x:v>1980</x:v></x:c>")
                        .Then(one => Cell(one, "C3", "<x:c r=\"C3\" t=\"e\"><x:f>A99</x:f><x:v>#REF!</x:v></x:c>"))
                        .Then(one => Cell(one, "C4", "<x:c r=\"C4\"><x:f>1990</x:f></x:c>"))
                        .Then(one => Cell(one, "D4", "<x:c r=\"D4\" t=\"str\"><x:f>\"Công an\"</x:f><x:v>Công an viên</x:v></x:c>"))
            )
        );
        Errors(read).ShouldBe([("Danh sách!C3", ListProblems.CellBroken), ("Danh sách!C4", ListProblems.CellBroken)], ignoreOrder: true);
        read.Rows[0].Input.BirthYear.ShouldBe(1980);
        read.Rows[2].Input.Position.ShouldBe("Công an viên");
    }

    [Fact]
    public void Errors_in_an_old_workbook_are_refused_at_their_cells_and_not_taken_for_nothing()
    {
        var rows = new object?[][]
        {
            Heads,
            [1, "Nguyễn Văn An", ListFiles.NotAvailable, "Trưởng ấp"],
            [2, "Trần Thị Bình", 1985, ListFiles.NoReference],
            [3, ListFiles.NotAvailable, 1990],
            [4, "Lê Thị Chín", 1991],
        };
        foreach (var stream in new[] { "Workbook", "Book" })
        {
            Errors(Read(ListFiles.Xls(rows, stream)))
                .ShouldBe(
                    [
                        ("List!C2", ListProblems.CellBroken),
                        ("List!D3", ListProblems.CellBroken),
                        ("List!B4", ListProblems.CellBroken),
                        ("List!B4", ListProblems.NameMissing),
                    ],
                    ignoreOrder: true
                );
        }
    }

    [Fact]
    public void An_error_in_the_sheet_behind_stands_at_its_own_place()
    {
        var two = ListFiles.Xlsx(("Một", [Heads, [1, "Nguyễn Văn An", 1980]], []), ("Hai", [Heads, [1, "Trần Thị Bình", 1985]], []));
        var read = Read(Edited(two, "xl/worksheets/sheet2.xml", sheet => Cell(sheet, "B2", "<x:c r=\"B2\" t=\"e\"><x:v>#N/A</x:v></x:c>")));
        Errors(read).ShouldContain(("Hai!B2", ListProblems.CellBroken));
        Names(read).ShouldContain("Nguyễn Văn An");
    }

    [Fact]
    public void Days_that_count_from_1904_are_the_days_they_show()
    {
        var days = ListFiles.Xlsx([Heads, [1, "Nguyễn Văn An", new DateOnly(1980, 2, 5)], [2, "Trần Thị Bình", 31_413]]);
        var from1904 = Edited(
            Edited(
                days,
                "xl/workbook.xml",
                book => book.Replace("<x:sheets>", "<x:workbookPr date1904=\"1\" /><x:sheets>", StringComparison.Ordinal)
            ),
            Sheet,
            // The same day is 1,462 days less.
            sheet => sheet.Replace("<x:v>29256</x:v>", "<x:v>27794</x:v>", StringComparison.Ordinal)
        );
        var read = Read(from1904);
        read.Rows[0].Input.BirthYear.ShouldBe(1980);
        Errors(read).ShouldBe([("Danh sách!C3", ListProblems.NotAYear)], "without its format nobody knows which day it is");
    }

    [Fact]
    public void A_sheet_that_is_formatted_to_its_bottom_is_no_longer_than_its_rows()
    {
        var read = Read(
            Edited(
                Three,
                Sheet,
                sheet =>
                    sheet.Replace(
                        "</x:sheetData>",
                        "<x:row r=\"1048576\"><x:c r=\"A1048576\" s=\"1\" /></x:row></x:sheetData>",
                        StringComparison.Ordinal
                    )
            )
        );
        Names(read).Count.ShouldBe(3);
        Errors(read).ShouldBeEmpty();
    }

    [Fact]
    public void Numbers_typed_as_text_and_texts_that_are_numbers()
    {
        var read = Read(
            ListFiles.Xlsx([
                ["STT", "Tên tập thể", "Số người", "Trong đó nữ", "Đơn vị"],
                ["1", "Tổ An ninh nhân dân khu phố 3", "12 người", 4, "Thị trấn"],
                ["02", "Đội dân phòng ấp 2", 15, "05", 2],
                [3, 12345, 10, 2, "Ấp 3"],
            ])
        );
        read.Rows.Take(2)
            .Select(row => (row.Input.Members, row.Input.Women, row.Input.Workplace))
            .ShouldBe([(12, 4, "Thị trấn"), (15, 5, "2")]);
        Errors(read).ShouldBe([("Danh sách!B4", ListProblems.NotAName)]);
    }

    [Fact]
    public void Comrade_is_no_part_of_a_name()
    {
        var read = Read(
            ListFiles.Xlsx([Heads, [1, "Đ/c Nguyễn Văn An", 1980], [2, "đồng chí: Trần Thị Bình", 1985], [3, "Ông Ích Khiêm", 1970]])
        );
        Names(read).ShouldBe(["Nguyễn Văn An", "Trần Thị Bình", "Ông Ích Khiêm"]);
        Looks(read).ShouldBe([("Danh sách!B2", ListProblems.AddressCut), ("Danh sách!B3", ListProblems.AddressCut)]);
        Errors(read).ShouldBeEmpty();
    }

    [Fact]
    public void A_collective_among_the_names_of_people_is_one_and_that_is_told()
    {
        var read = Read(
            ListFiles.Xlsx([
                Heads,
                [1, "Tổ An ninh nhân dân khu phố 3", null, null, "Thị trấn Tân Khai"],
                [2, "Tô Văn Đội", null, "Hội viên", "Ấp 2"],
                [3, "Đội Văn Ban", 1980, "Hội viên", "Ấp 2"],
            ])
        );
        read.Rows.Select(row => row.Input.Kind).ShouldBe(["collective", "person", "person"]);
        Looks(read).ShouldBe([("Danh sách!B2", ListProblems.KindByName)]);
    }

    [Fact]
    public void Two_lists_beside_each_other_are_refused_row_by_row()
    {
        var read = Read(
            ListFiles.Xlsx([
                ["STT", "Họ và tên", "Năm sinh", "STT", "Họ và tên", "Năm sinh"],
                [1, "Nguyễn Văn An", 1980, 2, "Trần Thị Bình", 1985],
            ])
        );
        Errors(read).ShouldContain(("Danh sách!E2", ListProblems.TwoColumns));
    }

    [Fact]
    public void Each_cell_in_letters_of_its_own()
    {
        var read = Read(
            ListFiles.Xlsx([
                Heads,
                [1, "Nguyễn Thị Ngọc Ánh", 1980, ListFiles.Tcvn3("Trưởng ban Công tác Mặt trận"), "Ấp 1"],
                [2, "Trần Văn Bảy", 1985, "Hội viên", ListFiles.Vni("Khu phố Thống Nhất, thị trấn Tân Khai")],
            ])
        );
        read.Rows[0].Input.Position.ShouldBe("Trưởng ban Công tác Mặt trận");
        read.Rows[1].Input.Workplace.ShouldBe("Khu phố Thống Nhất, thị trấn Tân Khai");
        read.Converted.ShouldBe(["Danh sách!D2", "Danh sách!E3"], ignoreOrder: true);
        Errors(read).ShouldBeEmpty();
    }

    [Fact]
    public void Csv_with_heads_over_two_lines_mixed_ends_of_lines_and_commas_within()
    {
        var read = Read(
            ListFiles.Csv(
                "Danh sách,,,\r\nSTT,\"Họ và\ntên\",\"Năm\nsinh\",\"Đơn vị, nơi ở\"\n1,Nguyễn Văn An,1980,\"Tổ 1, ấp 2\"\r\n2,\"Trần Thị \"\"Bình\"\"\",1985,Ấp 3\n,,,\n"
            )
        );
        read.Rows.Select(row => (row.Input.Name, row.Input.BirthYear, row.Input.Workplace))
            .ShouldBe([("Nguyễn Văn An", 1980, "Tổ 1, ấp 2"), ("Trần Thị \"Bình\"", 1985, "Ấp 3")]);
    }

    [Fact]
    public void In_a_document_what_was_moved_or_hidden_is_not_read_and_what_stands_twice_is_read_once()
    {
        var document = ListFiles.Docx(
            "DANH SÁCH",
            new[]
            {
                new[] { "STT", "Họ và tên", "Đơn vị", "Thành tích" },
                ["1", "TEN1", "Ấp 1", "Bắt trộm"],
                ["2", "TEN2", "Ấp 2", "Hòa giải"],
                ["3", "TEN3", "Ấp 3", "Hiến đất"],
            }
        );
        var read = Read(
            Edited(
                document,
                "word/document.xml",
                text =>
                    text.Replace(
                            Run("TEN1"),
                            "<w:moveFrom w:id=\"1\" w:author=\"a\"><w:r><w:t>Người Chuyển Đi</w:t></w:r></w:moveFrom>"
                                + "<w:del w:id=\"2\" w:author=\"a\"><w:r><w:delText>Người Bị Xóa</w:delText></w:r></w:del>"
                                + "<w:ins w:id=\"3\" w:author=\"a\"><w:r><w:t>Nguyễn Văn An</w:t></w:r></w:ins>",
                            StringComparison.Ordinal
                        )
                        .Replace(
                            Run("TEN2"),
                            "<w:r><w:rPr><w:vanish /></w:rPr><w:t>Ẩn </w:t></w:r><w:sdt><w:sdtContent><w:r><w:t>Trần Thị Bình</w:t></w:r></w:sdtContent></w:sdt>",
                            StringComparison.Ordinal
                        )
                        .Replace(
                            Run("TEN3"),
                            "<w:r><mc:AlternateContent xmlns:mc=\"http://schemas.openxmlformats.org/markup-compatibility/2006\"><mc:Choice "
                                + "Requires=\"wps\" xmlns:wps=\"http://schemas.microsoft.com/office/word/2010/wordprocessingShape\"><w:t>Lê Văn Cường</w:t>"
                                + "</mc:Choice><mc:Fallback><w:t>Lê Văn Cường</w:t></mc:Fallback></mc:AlternateContent></w:r>",
                            StringComparison.Ordinal
                        )
            )
        );
        Names(read).ShouldBe(["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường"]);
        Errors(read).ShouldBeEmpty();
    }

    [Fact]
    public void What_only_calls_itself_a_workbook_is_refused()
    {
        Refused("<html><table><tr><td>Họ và tên</td></tr></table></html>"u8.ToArray()).ShouldBe(ListProblems.NotAListFile);
        Refused(ListFiles.Xlsx(("Trống", [], []), ("Cũng trống", [], []))).ShouldBe(ListProblems.NoHead);
        Refused(ListFiles.With(Three, Sheet, Encoding.UTF8.GetBytes("<!DOCTYPE a [<!ENTITY b \"cccc\">]><worksheet>&b;</worksheet>")))
            .ShouldBe(ListProblems.Damaged);
        var bomb = Encoding.UTF8.GetBytes("<worksheet>" + new string(' ', 270 * 1024 * 1024) + "</worksheet>");
        Refused(ListFiles.With(Three, Sheet, bomb)).ShouldBe(ListProblems.TooLargeInside);
    }

    /// <summary>Whatever happens to a file on its way, it is read or refused.</summary>
    [Fact]
    public void A_damaged_file_is_read_or_refused_and_nothing_else()
    {
        var random = new Random(7);
        byte[][] files =
        [
            Three,
            ListFiles.Xls([Heads, [1, "Nguyễn Văn An", 1980, "Trưởng ấp", "Ấp 1"]]),
            ListFiles.Docx("Danh sách", new[] { new[] { "STT", "Họ và tên", "Đơn vị" }, ["1", "Nguyễn Văn An", "Ấp 1"] }),
            ListFiles.Csv("STT;Họ và tên;Đơn vị\n1;Nguyễn Văn An;\"Ấp 1\"\n"),
        ];
        var (read, refused) = (0, 0);
        foreach (var file in files)
        {
            for (var i = 0; i < 150; i++)
            {
                var damaged = file.ToArray();
                for (var hits = random.Next(1, 8); hits > 0; hits--)
                {
                    damaged[random.Next(damaged.Length)] = (byte)random.Next(256);
                }

                if (i % 5 == 0)
                {
                    damaged = damaged[..random.Next(1, damaged.Length)];
                }

                try
                {
                    Read(damaged);
                    read++;
                }
                catch (ListRefusedException)
                {
                    refused++;
                }
            }
        }

        read.ShouldBeGreaterThan(10);
        refused.ShouldBeGreaterThan(100);
    }

    private static string Run(string text) => $"<w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r>";

    private static string Cell(string sheet, string at, string cell)
    {
        var from = sheet.IndexOf($"<x:c r=\"{at}\"", StringComparison.Ordinal);
        from.ShouldBeGreaterThan(0, at);
        var to = sheet.IndexOf("</x:c>", from, StringComparison.Ordinal) + "</x:c>".Length;
        return sheet[..from] + cell + sheet[to..];
    }

    private static byte[] Edited(byte[] package, string part, Func<string, string> edit)
    {
        using var zip = new ZipArchive(new MemoryStream(package));
        using var text = new StreamReader(zip.GetEntry(part)!.Open());
        var before = text.ReadToEnd();
        var after = edit(before);
        after.ShouldNotBe(before);
        return ListFiles.With(package, part, Encoding.UTF8.GetBytes(after));
    }

    private static NomineeListing Read(byte[] bytes) => NomineeList.Read(TableFile.Open(bytes), []);

    private static List<string?> Names(NomineeListing read) => [.. read.Rows.Select(row => row.Input.Name)];

    private static (string, string)[] Errors(NomineeListing read) =>
        [.. read.Notes.Where(note => note.IsError).Select(note => (note.Place, note.What.Code))];

    private static (string, string)[] Looks(NomineeListing read) =>
        [.. read.Notes.Where(note => !note.IsError).Select(note => (note.Place, note.What.Code))];

    private static string Refused(byte[] bytes) => Should.Throw<ListRefusedException>(() => Read(bytes)).Refusal.Code;
}

file static class Following
{
    internal static string Then(this string text, Func<string, string> next) => next(text);
}
