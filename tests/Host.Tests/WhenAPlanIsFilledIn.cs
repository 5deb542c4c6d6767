using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using DocumentFormat.OpenXml.Validation;
using PhongTrao.Host.Documents;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Plans;
using Sheet = PhongTrao.Host.Documents.Sheet;

namespace PhongTrao.Host.Tests;

/// <summary>Plans as workbooks, for people who will never write YAML.</summary>
public sealed class WhenAPlanIsFilledIn
{
    public static TheoryData<string> Shipped => [.. PlanFile.Shipped().Select(plan => plan.Definition.Id.Value)];

    [Theory]
    [MemberData(nameof(Shipped))]
    public void A_plan_laid_out_as_a_workbook_is_read_as_the_same_plan(string id)
    {
        var plan = PlanFile.Shipped().Single(shipped => shipped.Definition.Id.Value == id);
        var workbook = PlanWorkbook.Write(Encoding.UTF8.GetString(plan.File.ToArray()));

        var read = PlanWorkbook.Read(workbook);

        read.Problems.ShouldBeEmpty(string.Join('\n', read.Problems.Select(problem => $"{problem.File} {problem.Field} {problem.What}")));
        Json(PlanFile.Read(read.Yaml!).Value!).ShouldBe(Json(plan.Definition));
        // And once more from what was read: nothing is lost on the second way either.
        PlanWorkbook.Read(PlanWorkbook.Write(read.Yaml)).Yaml.ShouldBe(read.Yaml);
    }

    [Fact]
    public void The_odd_plan_with_every_sort_of_timing_is_read_as_the_same_plan()
    {
        var yaml = File.ReadAllText(WhenFilesAreLoaded.InRepository("tests/Workflows.Tests/Plans/odd-plan.yaml"));
        var read = PlanWorkbook.Read(PlanWorkbook.Write(yaml));
        read.Problems.ShouldBeEmpty(string.Join('\n', read.Problems.Select(problem => $"{problem.File} {problem.Field} {problem.What}")));
        Json(PlanFile.Read(read.Yaml!).Value!).ShouldBe(Json(PlanFile.Read(yaml).Value!));
    }

    [Fact]
    public void Every_key_of_the_format_has_its_column()
    {
        // What a reader asks for beyond the columns would be lost; a file that has every key, wrongly, names them all.
        foreach (var sheet in PlanSheets.All)
        {
            sheet.Columns.Select(column => column.Label).ShouldBeUnique();
            sheet.Columns.Select(column => column.Path).ShouldBeUnique();
            sheet.Name.Length.ShouldBeLessThanOrEqualTo(31);
            foreach (var column in sheet.Columns.Where(column => column.Words is not null))
            {
                column.Words!.Select(word => word.Label.ToUpperInvariant()).ShouldBeUnique(column.Label);
            }
        }

        PlanSheets.Places.Select(place => place.Label.ToUpperInvariant()).ShouldBeUnique();
        var empty = new FileNode.Mapping(1, [.. PlanSheets.All.Select(sheet => sheet.Key).Where(key => key.Length > 0).Select(Nothing)]);
        var report = PlanFile.Read(empty with { Entries = [new(1, "format", new FileNode.Scalar(1, "2")), .. empty.Entries] });
        var asked = report.Problems.Where(problem => problem.What.Code == FileProblems.Missing).Select(problem => problem.Field).ToList();
        asked.Count.ShouldBeGreaterThan(60);
        foreach (var field in asked)
        {
            var key = field.Split('[')[0];
            var sheet = PlanSheets.All.SingleOrDefault(one => one.Key == key) ?? PlanSheets.All[0];
            var path = sheet.Key.Length == 0 ? field : field[(field.IndexOf(']', StringComparison.Ordinal) + 2)..];
            sheet.Columns.ShouldContain(
                column => column.Field == path || column.Field.StartsWith(path + ".", StringComparison.Ordinal),
                $"{sheet.Name}: {path}"
            );
        }

        static FileEntry Nothing(string key) => new(1, key, new FileNode.Sequence(1, [new FileNode.Mapping(1, [])]));
    }

    [Fact]
    public void Spreadsheets_find_nothing_wrong_with_it()
    {
        foreach (var yaml in PlanFile.Shipped().Select(plan => Encoding.UTF8.GetString(plan.File.ToArray())).Append(null))
        {
            using var stream = new MemoryStream(PlanWorkbook.Write(yaml));
            using var document = SpreadsheetDocument.Open(stream, isEditable: false);
            new OpenXmlValidator(DocumentFormat.OpenXml.FileFormatVersions.Office2010)
                .Validate(document)
                .Select(error => $"{error.Path?.XPath}: {error.Description}")
                .ShouldBeEmpty();
        }
    }

    [Fact]
    public void An_empty_one_asks_for_everything_by_sheet_and_cell()
    {
        var problems = PlanWorkbook.Read(PlanWorkbook.Write(null)).Problems;

        problems.ShouldAllBe(problem => problem.What.Code == FileProblems.Missing);
        problems.Select(problem => problem.File).ShouldContain("Kế hoạch!B3");
        problems.Select(problem => problem.File).ShouldContain("Việc và thời hạn!A2");
        problems.Select(problem => problem.File).ShouldNotContain("Chỗ cần lưu ý!A2"); // a plan may have no doubts
    }

    [Fact]
    public void What_people_type_is_taken_as_they_mean_it()
    {
        var workbook = Changed(
            (Duties, "Thời hạn: trước ngày", 2, "8/2/2025"),
            (Duties, "Loại việc", 2, "BÁO CÁO"),
            (Duties, "Gửi về", 2, "Không quy định"),
            (Duties, "Nộp muộn có nhận", 2, "không quy định"),
            (Duties, "Thời hạn: giờ", 2, null)
        );
        var read = PlanWorkbook.Read(workbook);
        read.Problems.ShouldBeEmpty();
        var duty = PlanFile.Read(read.Yaml!).Value!.Duties[0];
        (duty.Kind, duty.To, duty.Late).ShouldBe((PlanDutyKind.Report, null, null));
        duty.Timing.ShouldBe(new PlanTiming.Before(new(2025, 2, 8)));
    }

    public static TheoryData<string, string, int, string, string, string> Slips =>
        new()
        {
            { Duties, "Loại việc", 3, "báo cao", "Việc và thời hạn!B3", FileProblems.NotOneOf },
            { Duties, "Mã", 3, "Đợt một", "Việc và thời hạn!A3", FileProblems.NotACode },
            { Duties, "Mục", 3, "", "Việc và thời hạn!", FileProblems.Missing },
            { Duties, "Thời hạn: trước ngày", 3, "31/02/2025", "Việc và thời hạn!", FileProblems.NotADate },
            { Duties, "Thời hạn: trước ngày", 3, "sau Tết", "Việc và thời hạn!", FileProblems.NotADate },
            { Duties, "Bên thực hiện: cấp", 3, "cấp thôn", "Việc và thời hạn!E3", FileProblems.NotOneOf },
            { Duties, "Mã đợt", 3, "dot-9", "Việc và thời hạn!", FileProblems.NotAmong },
            { "Đợt", "Đến hết ngày", 3, "01/01/2020", "Đợt!D3", FileProblems.EndsBeforeItBegins },
            { "Đợt", "Mã", 3, "dot-1", "Đợt!A3", FileProblems.Repeated },
            { "Chỉ tiêu", "Mức", 2, "nhiều", "Chỉ tiêu!", FileProblems.NotADecimal },
            { "Chỉ tiêu", "Cách đo", 3, "ước lượng", "Chỉ tiêu!C3", FileProblems.NotOneOf },
            { "Chỗ cần lưu ý", "Điều", 2, "Đợt.dot-9", "Chỗ cần lưu ý!C2", FileProblems.NotAmong },
        };

    [Theory]
    [MemberData(nameof(Slips))]
    public void A_slip_is_named_by_its_cell(string sheet, string label, int row, string typed, string cell, string code)
    {
        var problems = PlanWorkbook.Read(Changed((sheet, label, row, typed))).Problems;

        problems.ShouldContain(
            problem =>
                problem.File.StartsWith(cell, StringComparison.Ordinal)
                && problem.File.EndsWith($"{row}", StringComparison.Ordinal)
                && problem.What.Code == code,
            string.Join('\n', problems.Select(problem => $"{problem.File} {problem.Field} {problem.What}"))
        );
    }

    [Fact]
    public void All_slips_are_named_at_once()
    {
        var changes = Slips
            .Select(row => row.Data)
            .Where(slip => slip.Item6 is not FileProblems.Missing)
            .DistinctBy(slip => (slip.Item1, slip.Item2, slip.Item3))
            .ToList();
        var problems = PlanWorkbook
            .Read(Changed([.. changes.Select(slip => (slip.Item1, slip.Item2, slip.Item3, (string?)slip.Item4))]))
            .Problems;

        foreach (var slip in changes.Where(slip => slip.Item6 is not (FileProblems.NotAmong or FileProblems.Repeated)))
        {
            problems.ShouldContain(
                problem => problem.File.StartsWith(slip.Item5, StringComparison.Ordinal) && problem.What.Code == slip.Item6,
                slip.Item2
            );
        }
    }

    [Fact]
    public void What_is_no_workbook_or_has_been_tampered_with_is_refused_with_a_reason()
    {
        var good = PlanWorkbook.Write(null);
        Codes([]).ShouldBe([FileProblems.NotAWorkbook]);
        Codes("không phải bảng tính"u8.ToArray()).ShouldBe([FileProblems.NotAWorkbook]);
        Codes(good[..(good.Length / 2)]).ShouldBe([FileProblems.NotAWorkbook]);
        Codes(Archive(("xl/nothing.xml", "<a/>"))).ShouldBe([FileProblems.NotAWorkbook]);
        Codes(Edited(document => document.ChangeDocumentType(DocumentFormat.OpenXml.SpreadsheetDocumentType.MacroEnabledWorkbook)))
            .ShouldBe([FileProblems.Macros]);
        Codes(Edited(document => document.WorkbookPart!.AddNewPart<VbaProjectPart>().FeedData(new MemoryStream([1, 2, 3]))))
            .ShouldBe([FileProblems.Macros]);
        Codes(
                Edited(document =>
                    SheetOf(document, "Đợt")
                        .Worksheet.InsertAfter(
                            new MergeCells(new MergeCell { Reference = "A2:B2" }),
                            SheetOf(document, "Đợt").Worksheet.GetFirstChild<SheetData>()
                        )
                )
            )
            .ShouldContain(FileProblems.Merged);
        Codes(Edited(document => CellOf(document, "Đợt", "A2").CellFormula = new CellFormula("1+1"))).ShouldContain(FileProblems.Formula);
        Codes(Edited(document => Named(document, "Đợt").Name = "Các đợt"))
            .ShouldBe([FileProblems.UnknownKey, FileProblems.Missing, .. Enumerable.Repeat(FileProblems.NotAmong, 4)]);
        Codes(Edited(document => Set(CellOf(document, "Đợt", "B1"), "Tên đợt"))).ShouldContain(FileProblems.UnknownKey);
        Codes(Edited(document => Set(CellOf(document, "Đợt", "Z3"), "ghi chú"))).ShouldContain(FileProblems.OutsideTheTable);
        // A small archive with a part of hundreds of megabytes.
        Codes(Bomb(good)).ShouldBe([FileProblems.NotAWorkbook]);

        static List<string> Codes(byte[] workbook) =>
            [
                .. PlanWorkbook
                    .Read(workbook)
                    .Problems.Where(problem => problem.What.Code != FileProblems.Missing || problem.File == "Đợt")
                    .Select(problem => problem.What.Code),
            ];
    }

    [Fact]
    public async Task A_workbook_is_handed_in_as_a_file_is()
    {
        await using var service = new Service();
        var coordinator = await service.AsAsync("dieuphoi");
        var empty = await coordinator.GetAsync("plan-workbook");
        empty.Status.ShouldBe(HttpStatusCode.OK);
        var refused = await coordinator.PostAsync("plans", Body(PlanWorkbook.Write(null)));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest, refused.Text);
        refused.Text.ShouldContain("Kế hoạch!B3");
        (await coordinator.PostAsync("plans", Body("PK không phải"u8.ToArray()))).Status.ShouldBe(HttpStatusCode.BadRequest);

        var known = await coordinator.GetBytesAsync("plans/bac-giang-2024/workbook");
        (await coordinator.PostAsync("plans", Body(known))).Ok().Json.GetProperty("proposed").GetBoolean().ShouldBeFalse();
        (await coordinator.GetAsync("plans/bac-giang-2024/proposal")).Status.ShouldBe(HttpStatusCode.NotFound);
        var same = (await coordinator.PostAsync("plans", Body(Changed(known, ("Kế hoạch", "Chủ đề", 0, "Chủ đề mới"))))).Ok().Json;
        same.GetProperty("proposed").GetBoolean().ShouldBeTrue();
        var file = (await coordinator.GetAsync("plans/bac-giang-2024/file?revision=2")).Ok().Text;
        file.ShouldContain("Chủ đề mới");
        var changes = (await coordinator.GetAsync("plans/bac-giang-2024/proposal")).Ok().Json.GetProperty("changes");
        changes.GetArrayLength().ShouldBe(1, changes.GetRawText());
        (await (await service.AsAsync("xa.canbo")).PostAsync("plans", Body(known))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await coordinator.GetAsync("plans/khong-co/workbook")).Status.ShouldBe(HttpStatusCode.NotFound);

        static ByteArrayContent Body(byte[] workbook) =>
            new(workbook) { Headers = { ContentType = new MediaTypeHeaderValue(Sheet.MediaType) } };
    }

    private const string Duties = "Việc và thời hạn";

    private static string Json(PlanDefinition plan) =>
        JsonSerializer.Serialize(
            new PlanEvent.Imported(1, plan, new(new string('a', 64))),
            PhongTrao.Workflows.Execution.EventJson.Default.PlanImported
        );

    private static byte[] BacGiang =>
        PlanWorkbook.Write(
            Encoding.UTF8.GetString(PlanFile.Shipped().Single(plan => plan.Definition.Id.Value == "bac-giang-2024").File.ToArray())
        );

    private static byte[] Changed(params (string Sheet, string Label, int Row, string? Text)[] changes) => Changed(BacGiang, changes);

    /// <summary>Writes into cells as a person would: rows of a list by number, of the head by label.</summary>
    private static byte[] Changed(byte[] workbook, params (string Sheet, string Label, int Row, string? Text)[] changes) =>
        Edited(
            document =>
            {
                foreach (var (name, label, row, text) in changes)
                {
                    var sheet = PlanSheets.All.Single(one => one.Name == name);
                    var i = sheet.Columns.ToList().FindIndex(column => column.Label == label);
                    i.ShouldBeGreaterThanOrEqualTo(0, label);
                    Set(CellOf(document, name, row == 0 ? $"B{i + 2}" : $"{Letters(i)}{row}"), text ?? "");
                }
            },
            workbook
        );

    private static byte[] Edited(Action<SpreadsheetDocument> edit, byte[]? workbook = null)
    {
        using var stream = new MemoryStream();
        stream.Write(workbook ?? BacGiang);
        using (var document = SpreadsheetDocument.Open(stream, isEditable: true))
        {
            edit(document);
        }

        return stream.ToArray();
    }

    private static DocumentFormat.OpenXml.Spreadsheet.Sheet Named(SpreadsheetDocument document, string name) =>
        document.WorkbookPart!.Workbook.Sheets!.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().Single(sheet => sheet.Name == name);

    private static WorksheetPart SheetOf(SpreadsheetDocument document, string name) =>
        (WorksheetPart)document.WorkbookPart!.GetPartById(Named(document, name).Id!);

    private static Cell CellOf(SpreadsheetDocument document, string name, string reference)
    {
        var data = SheetOf(document, name).Worksheet.GetFirstChild<SheetData>()!;
        var number = uint.Parse(reference.TrimStart([.. Enumerable.Range('A', 26).Select(c => (char)c)]));
        var row = data.Elements<Row>().FirstOrDefault(one => one.RowIndex! == number) ?? data.AppendChild(new Row { RowIndex = number });
        var column = 0;
        foreach (var c in reference.TakeWhile(char.IsAsciiLetterUpper))
        {
            column = (column * 26) + (c - 'A' + 1);
        }

        while (row.Elements<Cell>().Count() < column)
        {
            row.Append(new Cell());
        }

        return row.Elements<Cell>().ElementAt(column - 1);
    }

    private static void Set(Cell cell, string text)
    {
        cell.RemoveAllChildren();
        cell.DataType = CellValues.InlineString;
        cell.Append(new InlineString(new Text(text)));
    }

    private static string Letters(int i) => i < 26 ? $"{(char)('A' + i)}" : $"{(char)('A' + (i / 26) - 1)}{(char)('A' + (i % 26))}";

    private static byte[] Archive(params (string Name, string Text)[] parts)
    {
        using var stream = new MemoryStream();
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, text) in parts)
            {
                using var writer = new StreamWriter(archive.CreateEntry(name).Open());
                writer.Write(text);
            }
        }

        return stream.ToArray();
    }

    private static byte[] Bomb(byte[] workbook)
    {
        using var stream = new MemoryStream();
        stream.Write(workbook);
        using (var archive = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            var entry = archive.Entries.Where(one => one.FullName.Contains("worksheets/", StringComparison.Ordinal)).ElementAt(5);
            var name = entry.FullName;
            entry.Delete();
            using var part = archive.CreateEntry(name, CompressionLevel.Fastest).Open();
            part.Write("<x:worksheet xmlns:x=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"><x:sheetData>"u8);
            var chunk = Encoding.UTF8.GetBytes(new string(' ', 1 << 20));
            for (var i = 0; i < 64; i++)
            {
                part.Write(chunk);
            }

            part.Write("</x:sheetData></x:worksheet>"u8);
        }

        return stream.ToArray();
    }
}
