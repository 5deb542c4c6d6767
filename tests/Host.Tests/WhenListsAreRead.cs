using System.Globalization;
using System.Text;
using PhongTrao.Host.Desk;
using PhongTrao.Host.ListsIn;

namespace PhongTrao.Host.Tests;

/// <summary>Lists as officials send them are read exactly, or refused with the place.</summary>
public sealed class WhenListsAreRead
{
    private static readonly object?[] Heads = ["STT", "Họ và tên", "Năm sinh", "Chức vụ", "Đơn vị công tác", "Tóm tắt thành tích"];

    static WhenListsAreRead() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    [Fact]
    public void Titles_stand_above_sums_and_signatures_below()
    {
        var read = Read(
            ListFiles.Xlsx(
                [
                    ["UBND THỊ TRẤN TÂN KHAI", null, null, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
                    ["DANH SÁCH CÁ NHÂN ĐỀ NGHỊ KHEN THƯỞNG"],
                    [],
                    Heads,
                    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)"],
                    [1, "Nguyễn Thị Ánh", 1980, "Trưởng ấp", "Ấp 1", "Vận động nhân dân giao nộp vũ khí."],
                    [2, "Lâm Văn Sứ", "1975", "Công an viên", "Khu phố 2", "Bắt quả tang trộm cắp."],
                    ["Tổng cộng: 02 người"],
                    [null, null, null, null, "Tân Khai, ngày 10 tháng 4 năm 2025"],
                    [null, "NGƯỜI LẬP", null, null, "KT. CHỦ TỊCH"],
                    [null, "Trần Văn Bốn", null, null, "Lê Thị Năm"],
                ],
                "A2:F2"
            )
        );
        Names(read).ShouldBe(["Nguyễn Thị Ánh", "Lâm Văn Sứ"]);
        read.Rows[0]
            .Input.ShouldBe(
                new NomineeInput(
                    "person",
                    null,
                    "Nguyễn Thị Ánh",
                    "Trưởng ấp",
                    "Ấp 1",
                    1980,
                    null,
                    "Vận động nhân dân giao nộp vũ khí.",
                    null,
                    null,
                    null,
                    null,
                    null
                )
            );
        read.Rows[1].Places["name"].ShouldBe("Danh sách!B7");
        Errors(read).ShouldBeEmpty();
    }

    [Fact]
    public void Heads_in_two_rows_with_the_year_under_the_sex()
    {
        var read = Read(
            ListFiles.Xlsx(
                [
                    ["TT", "Họ tên", "Năm sinh", null, "Chức vụ, đơn vị công tác", "Thành tích"],
                    [null, null, "Nam", "Nữ"],
                    [1, "Nguyễn Văn An", 1980, null, "Phó Trưởng Công an, Công an thị trấn", "Giữ gìn an ninh"],
                    [2, "Trần Thị Bình", null, "12/03/1985", "Hội viên", "Hòa giải"],
                ],
                "A1:A2",
                "B1:B2",
                "C1:D1",
                "E1:E2",
                "F1:F2"
            )
        );
        read.Rows.Select(row => (row.Input.BirthYear, row.Input.Female)).ShouldBe([(1980, false), (1985, true)]);
        read.Rows[0].Input.Position.ShouldBe("Phó Trưởng Công an");
        read.Rows[0].Input.Workplace.ShouldBe("Công an thị trấn");
        read.Rows[1].Input.Position.ShouldBe("Hội viên");
        Looks(read).ShouldBe([("Danh sách!D4", ListProblems.YearOnly), ("Danh sách!E3", ListProblems.PositionSplit)], ignoreOrder: true);
    }

    [Fact]
    public void Parts_of_a_list_say_whom_they_name_and_a_merged_unit_holds_for_all_beside_it()
    {
        var read = Read(
            ListFiles.Xlsx(
                [
                    ["Số TT", "Tên tập thể, cá nhân, hộ gia đình", "Đơn vị", "Thành tích", "Ghi chú", "Màu áo"],
                    ["I", "TẬP THỂ"],
                    [1, "Tổ An ninh nhân dân khu phố 3", "Thị trấn Tân Khai", "Ba năm không có án"],
                    ["II", "CÁ NHÂN"],
                    [1, "Điểu Thị Ngọc", "Công an thị trấn", "Giữ gìn an ninh"],
                    [2, "Tô Văn Đội", null, "Bắt cướp"],
                    ["III", "HỘ GIA ĐÌNH"],
                    [1, "Ông Lê Văn Ba", "Khu phố 1", "Hiến đất"],
                ],
                "C5:C6"
            )
        );
        read.Rows.Select(row => row.Input.Kind).ShouldBe(["collective", "person", "person", "household"]);
        read.Rows[2].Input.Workplace.ShouldBe("Công an thị trấn");
        Looks(read).ShouldBe([("Danh sách!F1", ListProblems.ColumnUnused)]);
    }

    [Fact]
    public void Names_of_one_cell_are_taken_apart_only_where_the_others_fit()
    {
        var read = Read(
            ListFiles.Xlsx([
                Heads,
                [1, "Nguyễn Văn An\nTrần Thị Bình", "1980\n1985", "Công an viên", "Ấp 1", "Bắt trộm"],
                [2, "Lê Văn Cường; Phạm Thị Dung", null, "Hội viên", "Ấp 2", "Hòa giải"],
                [3, "Lê Văn\nEm", 1990, "Hội viên", "Ấp 3", "Hòa giải"],
                [4, "Võ Văn Phúc\nVõ Thị Giang\nVõ Thị Hoa", "1980\n1981", "Hội viên", "Ấp 4", "Hòa giải"],
                [5, "Đỗ Văn Ích và Đỗ Thị Kim", 1970, "Hội viên", "Ấp 5", "Hòa giải"],
            ])
        );
        Names(read)[..5].ShouldBe(["Nguyễn Văn An", "Trần Thị Bình", "Lê Văn Cường", "Phạm Thị Dung", "Lê Văn Em"]);
        read.Rows[1].Input.BirthYear.ShouldBe(1985);
        read.Rows[1].Input.Workplace.ShouldBe("Ấp 1");
        Errors(read).ShouldBe([("Danh sách!B5", ListProblems.NamesUnfit), ("Danh sách!B6", ListProblems.TwoNames)], ignoreOrder: true);
    }

    [Fact]
    public void Days_come_in_every_form_and_what_is_none_is_told_at_its_cell()
    {
        var read = Read(
            ListFiles.Xlsx([
                Heads,
                [1, "Nguyễn Văn An", "05/02/1980"],
                [2, "Nguyễn Văn Bảo", "5-2-1981"],
                [3, "Nguyễn Văn Cường", "5.2.1982"],
                [4, "Nguyễn Văn Dũng", new DateOnly(1983, 2, 5)],
                [5, "Nguyễn Văn Em", "ngày 5 tháng 02 năm 1984"],
                [6, "Nguyễn Văn Gấm", 1985],
                [7, "Nguyễn Văn Hải", 31_413], // 01/01/1986, with its format lost
                [8, "Nguyễn Văn Khôi", "02/1987"],
                [9, "Nguyễn Văn Lợi", "chưa rõ"],
                [10, "Nguyễn Văn Minh", "5/2/85"],
                [11, "Nguyễn Văn Nam", "31/02/1980"],
            ])
        );
        read.Rows.Take(8).Select(row => row.Input.BirthYear).ShouldBe([1980, 1981, 1982, 1983, 1984, 1985, 1986, 1987]);
        Errors(read)
            .ShouldBe(
                [
                    ("Danh sách!C10", ListProblems.NotAYear),
                    ("Danh sách!C11", ListProblems.NotAYear),
                    ("Danh sách!C12", ListProblems.NotAYear),
                ],
                ignoreOrder: true
            );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Old_letters_become_unicode_and_every_converted_cell_is_named(bool vni)
    {
        Func<string, string> typed = vni ? ListFiles.Vni : ListFiles.Tcvn3;
        object?[][] rows =
        [
            [.. Heads.Select(head => typed((string)head!))],
            [
                1,
                typed("Nguyễn Thị Ánh Tuyết"),
                1980,
                typed("Trưởng ấp"),
                typed("Ủy ban nhân dân xã"),
                typed("Vận động đồng bào giao nộp vũ khí; phòng ngừa tội phạm"),
            ],
            [2, typed("Bế Văn Đức"), 1981, typed("Bộ đội"), "UBND", typed("Bắt giữ đối tượng")],
        ];
        var read = Read(ListFiles.Xlsx(rows));
        read.Rows[0].Input.Name.ShouldBe("Nguyễn Thị Ánh Tuyết");
        read.Rows[0].Input.Achievement.ShouldBe("Vận động đồng bào giao nộp vũ khí; phòng ngừa tội phạm");
        read.Rows[1].Input.Position.ShouldBe("Bộ đội");
        read.Converted.ShouldContain("Danh sách!B2");
        read.Converted.ShouldNotContain("Danh sách!E3");
        Errors(read).ShouldBeEmpty();
        Names(Read(ListFiles.Xls(rows))).ShouldBe(Names(read), "the same in an old workbook");
    }

    [Fact]
    public void Letters_of_which_nobody_can_be_sure_are_refused_at_their_cell()
    {
        var read = Read(ListFiles.Xlsx([Heads, [1, "Nguyễn Văn An", 1980, "ßæçþ öøû", "Ấp 1"], [2, "Trần Thị Bé", 1981, "Bé", "Ấp 2"]]));
        Errors(read).ShouldBe([("Danh sách!D2", ListProblems.LettersUnsure)]);
        read.Rows[1].Input.Position.ShouldBe("Bé", "it is a word as it stands");
    }

    [Theory]
    [InlineData("utf-8", ';')]
    [InlineData("utf-16", '\t')]
    [InlineData("utf-16BE", ';')]
    [InlineData("windows-1258", ',')]
    [InlineData("bare", ',')]
    public void Csv_in_every_encoding_and_with_every_separator(string name, char separator)
    {
        var text =
            $"Danh sách đề nghị{separator}{separator}\nSTT{separator}Họ và tên{separator}Đơn vị{separator}Thành tích\r\n"
            + $"1{separator}Nguyễn Thị Ánh{separator}\"Tổ 1, khu phố 2; thị trấn\"{separator}\"Dòng một\ndòng hai\"\n2{separator}Lâm Văn Sứ{separator}Khu phố 3{separator}Hòa giải\n";
        var bytes =
            name == "bare" ? Encoding.UTF8.GetBytes(text)
            : name == "windows-1258" ? Windows1258(text)
            : ListFiles.Csv(text, Encoding.GetEncoding(name));
        var read = Read(bytes);
        Names(read).ShouldBe(["Nguyễn Thị Ánh", "Lâm Văn Sứ"]);
        read.Rows[0].Input.Workplace.ShouldBe("Tổ 1, khu phố 2; thị trấn");
        read.Rows[0].Input.Achievement.ShouldBe("Dòng một\ndòng hai");
        read.Rows[1].Places["name"].ShouldBe("CSV!B4");
    }

    [Fact]
    public void A_quote_that_is_not_closed_is_refused_with_its_row() =>
        Refused(ListFiles.Csv("STT;Họ và tên;Đơn vị\n1;\"Nguyễn Văn An;Ấp 1\n2;Trần Thị Bình;Ấp 2\n")).Code.ShouldBe(ListProblems.Quote);

    [Fact]
    public void Decomposed_letters_are_composed_and_blanks_are_one()
    {
        var read = Read(
            ListFiles.Xlsx([Heads, [1, "  Nguyễn\u00A0 Thị   Ánh ".Normalize(NormalizationForm.FormD), 1980, "Trưởng\u200B ấp"]])
        );
        read.Rows[0].Input.Name.ShouldBe("Nguyễn Thị Ánh");
        read.Rows[0].Input.Position.ShouldBe("Trưởng ấp");
    }

    [Fact]
    public void Tables_of_a_document_each_under_its_own_heads()
    {
        var read = Read(
            ListFiles.Docx(
                "DANH SÁCH ĐỀ NGHỊ",
                "I. Tập thể",
                new[] { new[] { "STT", "Đơn vị", "Thành tích" }, ["1", "Công an thị trấn Tân Khai", "Ba năm liền không có án"] },
                "II. Cá nhân",
                new[]
                {
                    new[] { "STT", "Họ và tên", "Đơn vị", "Thành tích" },
                    ["1", "Nguyễn Văn An", "|Ấp 1", "Bắt trộm"],
                    ["2", "Trần Thị Bình", "^", "Hòa giải"],
                    ["", "", "", "và vận động nhân dân"],
                },
                new[] { new[] { "NGƯỜI LẬP", "CHỦ TỊCH" }, ["Lê Thị Năm", "Trần Văn Sáu"] }
            )
        );
        read.Rows.Select(row => (row.Input.Kind, row.Input.Name))
            .ShouldBe([("collective", "Công an thị trấn Tân Khai"), ("person", "Nguyễn Văn An"), ("person", "Trần Thị Bình")]);
        read.Rows[2].Input.Workplace.ShouldBe("Ấp 1");
        read.Rows[2].Input.Achievement.ShouldBe("Hòa giải\nvà vận động nhân dân");
        read.Rows[2].Places["name"].ShouldBe("Bảng 2!B3");
    }

    [Fact]
    public void Every_sheet_is_read_and_heads_repeated_on_a_page_are_no_row()
    {
        var read = Read(
            ListFiles.Xlsx(
                (
                    "Tập thể",
                    [
                        ["STT", "Đơn vị", "Thành tích"],
                        [1, "Trường THCS Tân Khai", "Trường học an toàn"],
                    ],
                    []
                ),
                ("Cá nhân", [Heads, [1, "Nguyễn Văn An", 1980], Heads, [2, "Trần Thị Bình", 1985]], []),
                (
                    "Ghi nhớ",
                    [
                        ["Gửi trước ngày 20"],
                    ],
                    []
                )
            )
        );
        read.Rows.Select(row => row.Input.Kind).ShouldBe(["collective", "person", "person"]);
    }

    [Fact]
    public void Family_and_given_name_stand_apart_and_a_sex_in_a_column_of_its_own()
    {
        var read = Read(
            ListFiles.Xlsx([
                ["STT", "Họ và tên đệm", "Tên", "Giới tính", "Ngày sinh", "Nghề nghiệp", "Nơi ở"],
                [1, "Nguyễn Thị", "Ánh", "Nữ", "1/1/1990", "Làm nông", "Ấp 2"],
                [2, "Lâm Văn", "Sứ", "nam", 1975, "Buôn bán", "Ấp 3"],
                [3, "Võ", "Tám", "khác?", 1975, "Buôn bán", "Ấp 3"],
            ])
        );
        read.Rows.Take(2).Select(row => (row.Input.Name, row.Input.Female)).ShouldBe([("Nguyễn Thị Ánh", true), ("Lâm Văn Sứ", false)]);
        Errors(read).ShouldBe([("Danh sách!D4", ListProblems.NotASex)]);
    }

    [Fact]
    public void Who_stands_twice_is_told_unless_the_years_differ()
    {
        var read = Read(
            ListFiles.Xlsx([
                Heads,
                [1, "Nguyễn Văn An", 1980, "Trưởng ấp", "Ấp 1"],
                [2, "NGUYỄN VĂN AN", 1981, "Trưởng ấp", "Ấp 1"],
                [3, "Nguyễn Văn An", 1980, "Trưởng ấp", "ấp 1"],
            ])
        );
        Errors(read).ShouldBe([("Danh sách!B4", ListProblems.Twice)]);
        read.Notes.Single(note => note.What.Code == ListProblems.Twice).What.Arguments["first"].ShouldBe("Danh sách!B2");
    }

    [Fact]
    public void A_line_over_several_columns_says_whose_the_next_ones_are()
    {
        var read = Read(
            ListFiles.Xlsx(
                [
                    ["STT", "Họ và tên", "Chức vụ", "Thành tích"],
                    ["1. Công an xã Tân Hiệp"],
                    [1, "Nguyễn Văn An", "Công an viên", "Bắt trộm"],
                ],
                "A2:D2"
            )
        );
        read.Rows.ShouldHaveSingleItem().Input.Workplace.ShouldBe("Công an xã Tân Hiệp");
        Looks(read).ShouldBe([("Danh sách!A3", ListProblems.FromHeading)]);
    }

    [Fact]
    public void What_nobody_may_look_into_or_that_is_no_list_is_refused_by_name()
    {
        var list = ListFiles.Xlsx([Heads, [1, "Nguyễn Văn An"]]);
        Refused([]).Code.ShouldBe(ListProblems.EmptyFile);
        Refused(new byte[TableFile.MaxLength + 1]).Code.ShouldBe(ListProblems.TooLarge);
        Refused(ListFiles.Compound("EncryptedPackage", new byte[5000])).Code.ShouldBe(ListProblems.Encrypted);
        Refused(ListFiles.Compound("WordDocument", new byte[5000])).Code.ShouldBe(ListProblems.OldWord);
        Refused(ListFiles.Compound("_VBA_PROJECT_CUR", new byte[5000])).Code.ShouldBe(ListProblems.Macros);
        Refused(ListFiles.With(list, "xl/vbaProject.bin", [1])).Code.ShouldBe(ListProblems.Macros);
        Refused(ListFiles.With(list, "xl/media/image1.png", new byte[300 * 1024 * 1024])).Code.ShouldBe(ListProblems.TooLargeInside);
        Refused(ListFiles.With(list, "xl/worksheets/sheet1.xml", "<worksheet><sheetData><row"u8.ToArray()))
            .Code.ShouldBe(ListProblems.Damaged);
        Refused(list[..(list.Length / 2)]).Code.ShouldBe(ListProblems.Damaged);
        Refused("%PDF-1.7"u8.ToArray()).Code.ShouldBe(ListProblems.NotAListFile);
        Refused("<html><table></table>"u8.ToArray()).Code.ShouldBe(ListProblems.NotAListFile);
        Refused(
            ListFiles.Xlsx([
                ["Tháng", "Số vụ"],
                ["Một", 3],
            ])
        )
            .Code.ShouldBe(ListProblems.NoHead);
        Refused(ListFiles.Xlsx([Heads])).Code.ShouldBe(ListProblems.NoRows);
    }

    [Fact]
    public void More_than_a_dossier_takes_is_said_at_the_first_that_is_too_many()
    {
        var text = new StringBuilder("STT;Họ và tên;Năm sinh;Đơn vị\n");
        for (var i = 1; i <= 10_000; i++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{i};Nguyễn Văn An;1980;Ấp {i}\n");
        }

        var read = Read(ListFiles.Csv(text.ToString()));
        Errors(read).ShouldBe([($"CSV!A{NomineeList.Most + 2}", ListProblems.TooManyRows)]);
    }

    private static NomineeListing Read(byte[] bytes) => NomineeList.Read(TableFile.Open(bytes), []);

    private static List<string?> Names(NomineeListing read) => [.. read.Rows.Select(row => row.Input.Name)];

    private static (string, string)[] Errors(NomineeListing read) =>
        [.. read.Notes.Where(note => note.IsError).Select(note => (note.Place, note.What.Code))];

    private static (string, string)[] Looks(NomineeListing read) =>
        [.. read.Notes.Where(note => !note.IsError).Select(note => (note.Place, note.What.Code))];

    private static Workflows.Kernel.Refusal Refused(byte[] bytes) => Should.Throw<ListRefusedException>(() => Read(bytes)).Refusal;

    // A letter of Windows-1258 is a base with, behind it, the tone.
    private static byte[] Windows1258(string text)
    {
        const string Tones = "\u0300\u0301\u0303\u0309\u0323";
        var apart = new StringBuilder();
        foreach (var c in text)
        {
            var letters = c.ToString().Normalize(NormalizationForm.FormD);
            var tone = letters.FirstOrDefault(mark => Tones.Contains(mark, StringComparison.Ordinal));
            apart.Append(
                tone == '\0'
                    ? c.ToString()
                    : letters.Replace(tone.ToString(), "", StringComparison.Ordinal).Normalize(NormalizationForm.FormC) + tone
            );
        }

        return Encoding.GetEncoding(1258).GetBytes(apart.ToString());
    }
}
