using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Documents;

/// <summary>
/// A plan as a workbook (XLSX) to fill in: one sheet for the head and one for each list, laid out by <see cref="PlanSheets"/>.
/// Reading gives the nodes of a plan file; whatever is wrong is named by sheet and cell.
/// </summary>
public static class PlanWorkbook
{
    /// <summary>Largest workbook that is read, in bytes.</summary>
    public const int MaxLength = 1024 * 1024;

    private const string Guide = "Hướng dẫn";
    private const string WordList = "Danh mục";
    private const int MaxRows = 2_000;
    private const int EmptyRows = 300; // rows below the last one that offer their words
    private const long MaxCharactersInPart = 8_000_000; // a small archive may hold a large part

    private const uint Plain = 0;
    private const uint Bold = 1;
    private const uint Day = 2;

    /// <summary>What a workbook says.</summary>
    /// <param name="Yaml">The plan file that says the same; null where there are problems.</param>
    /// <param name="Problems">Everything wrong; File is sheet and cell ("Đợt!C4"), Field the head of the column, Line 0.</param>
    public sealed record Content(string? Yaml, IReadOnlyList<FileProblem> Problems);

    /// <summary>The workbook of a plan file, or an empty one to fill in.</summary>
    /// <param name="yaml">A plan file without problems of form; null: none.</param>
    public static byte[] Write(string? yaml)
    {
        var plan = yaml is null ? null : YamlFile.Parse(new FileReport(), "", yaml) as FileNode.Mapping;
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = Styles();
            var sheets = new Sheets();
            var lists = ListsOf();
            Add(book, sheets, Guide, GuideSheet());
            foreach (var sheet in PlanSheets.All)
            {
                Add(book, sheets, sheet.Name, SheetOf(sheet, plan, lists));
            }

            Add(book, sheets, WordList, WordSheet(lists)).State = SheetStateValues.Hidden;
            book.Workbook = new Workbook(sheets);
        }

        return stream.ToArray();
    }

    /// <summary>Reads a workbook that was filled in; nothing is believed of it but text, numbers and days.</summary>
    public static Content Read(ReadOnlyMemory<byte> workbook)
    {
        var problems = new List<FileProblem>();
        var cells = new List<Location>();
        var sheets = new List<(PlanSheet, IReadOnlyList<PlanRow>)>();
        try
        {
            using var stream = new MemoryStream(workbook.ToArray(), writable: false);
            using var document = SpreadsheetDocument.Open(
                stream,
                isEditable: false,
                new OpenSettings { MaxCharactersInPart = MaxCharactersInPart }
            );
            if (document.WorkbookPart is not { Workbook: { } } book)
            {
                return NoWorkbook();
            }

            if (
                document.DocumentType is not SpreadsheetDocumentType.Workbook
                || book.VbaProjectPart is not null
                || book.MacroSheetParts.Any()
            )
            {
                return new(null, [new("", 0, "", Refusal.Of(FileProblems.Macros))]);
            }

            sheets.AddRange(Sheets(book, problems, cells));
        }
        catch (Exception e) when (IsDamage(e))
        {
            return NoWorkbook();
        }

        var nodes = PlanSheets.Nodes(sheets);
        var read = PlanFile.Read(nodes);
        problems.AddRange(read.Problems.Select(problem => Located(problem, cells)));
        return problems.Count > 0
            ? new(null, [.. problems.OrderBy(problem => PlaceOf(problem.File))]) // sheet by sheet, as people go through them
            : new(YamlFile.Write(nodes), []);
    }

    /// <summary>Whatever a broken archive or part brings forth in the library.</summary>
    internal static bool IsDamage(Exception e) =>
        e
            is OpenXmlPackageException
                or FileFormatException
                or InvalidDataException
                or XmlException
                or IOException
                or FormatException
                or ArgumentException
                or InvalidOperationException
                or NotSupportedException
                or KeyNotFoundException
                or OverflowException;

    private static int PlaceOf(string cell) => PlanSheets.All.ToList().FindIndex(sheet => cell.Split('!')[0] == sheet.Name);

    private static Content NoWorkbook() => new(null, [new("", 0, "", Refusal.Of(FileProblems.NotAWorkbook))]);

    // ---- reading ----

    private static IEnumerable<(PlanSheet, IReadOnlyList<PlanRow>)> Sheets(
        WorkbookPart book,
        List<FileProblem> problems,
        List<Location> cells
    )
    {
        var shared = book.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(TextOf).ToArray() ?? [];
        var dates = DatesOf(book);
        var there = new Dictionary<string, WorksheetPart>(StringComparer.Ordinal);
        foreach (var sheet in book.Workbook.Sheets?.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>() ?? [])
        {
            var name = FileNode.Clean(sheet.Name?.Value);
            if (name is Guide or WordList)
            {
                continue;
            }

            if (!PlanSheets.All.Any(known => known.Name == name))
            {
                Report(problems, name, FileProblems.UnknownKey, ("known", string.Join(", ", PlanSheets.All.Select(known => known.Name))));
            }
            else if (sheet.Id?.Value is { } id && book.GetPartById(id) is WorksheetPart part && !there.TryAdd(name, part))
            {
                Report(problems, name, FileProblems.Repeated, ("first", name));
            }
        }

        foreach (var sheet in PlanSheets.All)
        {
            if (there.TryGetValue(sheet.Name, out var part))
            {
                var rows = RowsOf(part, sheet.Name, shared, dates, problems);
                yield return (sheet, sheet.Key.Length == 0 ? Head(sheet, rows, problems, cells) : List(sheet, rows, problems, cells));
            }
            else
            {
                Report(problems, sheet.Name, FileProblems.Missing);
            }
        }
    }

    private static List<(uint Row, SortedDictionary<int, Found> Cells)> RowsOf(
        WorksheetPart part,
        string name,
        string[] shared,
        HashSet<uint> dates,
        List<FileProblem> problems
    )
    {
        foreach (var merged in part.Worksheet.Descendants<MergeCell>())
        {
            Report(problems, $"{name}!{merged.Reference?.Value}", FileProblems.Merged);
        }

        var rows = new List<(uint, SortedDictionary<int, Found>)>();
        uint last = 0;
        foreach (var row in part.Worksheet.Descendants<Row>())
        {
            last = row.RowIndex?.Value ?? last + 1;
            var cells = new SortedDictionary<int, Found>();
            var column = 0;
            foreach (var cell in row.Elements<Cell>())
            {
                column = cell.CellReference?.Value is { } reference ? ColumnOf(reference) : column + 1;
                if (cell.CellFormula is not null)
                {
                    Report(problems, $"{name}!{Letters(column)}{last}", FileProblems.Formula);
                }

                if (Read(cell, shared, dates) is { Text.Length: > 0 } found)
                {
                    cells[column] = found;
                }
            }

            if (cells.Count > 0)
            {
                rows.Add((last, cells));
                if (rows.Count > MaxRows)
                {
                    Report(problems, $"{name}!A{last}", FileProblems.TooManyRows, ("max", MaxRows.ToString(CultureInfo.InvariantCulture)));
                    break;
                }
            }
        }

        return rows;
    }

    /// <summary>The head: a label in the first column, what it says in the second.</summary>
    private static List<PlanRow> Head(
        PlanSheet sheet,
        List<(uint Row, SortedDictionary<int, Found> Cells)> rows,
        List<FileProblem> problems,
        List<Location> cells
    )
    {
        var at = new Location(sheet, 1, new Dictionary<string, string>(StringComparer.Ordinal));
        cells.Add(at);
        var texts = Enumerable.Repeat("", sheet.Columns.Count).ToArray();
        foreach (var (row, found) in rows.Skip(1))
        {
            var label = found.GetValueOrDefault(1)?.Text ?? "";
            var i = sheet.Columns.ToList().FindIndex(column => column.Label == label);
            var cell = $"{sheet.Name}!B{row}";
            if (i < 0)
            {
                Report(
                    problems,
                    $"{sheet.Name}!A{row}",
                    FileProblems.UnknownKey,
                    ("known", string.Join(", ", sheet.Columns.Select(c => c.Label)))
                );
            }
            else if (!at.Cells.TryAdd(sheet.Columns[i].Field, cell))
            {
                Report(problems, cell, FileProblems.Repeated, ("first", at.Cells[sheet.Columns[i].Field]));
            }
            else if (found.TryGetValue(2, out var value))
            {
                texts[i] = PlanSheets.Read(sheet.Columns[i], value.As(sheet.Columns[i].Kind));
            }

            foreach (var column in found.Keys.Where(column => column > 2))
            {
                Report(problems, $"{sheet.Name}!{Letters(column)}{row}", FileProblems.OutsideTheTable);
            }
        }

        return [new(cells.Count, [.. texts])];
    }

    /// <summary>A list: labels in the first row, items below.</summary>
    private static List<PlanRow> List(
        PlanSheet sheet,
        List<(uint Row, SortedDictionary<int, Found> Cells)> rows,
        List<FileProblem> problems,
        List<Location> cells
    )
    {
        var places = new Dictionary<int, int>();
        foreach (var (column, label) in rows.Count == 0 ? [] : rows[0].Cells)
        {
            var i = sheet.Columns.ToList().FindIndex(known => known.Label == label.Text);
            if (i < 0)
            {
                Report(
                    problems,
                    $"{sheet.Name}!{Letters(column)}{rows[0].Row}",
                    FileProblems.UnknownKey,
                    ("known", string.Join(", ", sheet.Columns.Select(known => known.Label)))
                );
            }
            else if (places.ContainsValue(i))
            {
                Report(problems, $"{sheet.Name}!{Letters(column)}{rows[0].Row}", FileProblems.Repeated, ("first", label.Text));
            }

            places[column] = i;
        }

        var read = new List<PlanRow>();
        foreach (var (row, found) in rows.Skip(1))
        {
            var names = places.Where(place => place.Value >= 0).DistinctBy(place => place.Value);
            cells.Add(new(sheet, row, names.ToDictionary(p => sheet.Columns[p.Value].Field, p => $"{sheet.Name}!{Letters(p.Key)}{row}")));
            var texts = Enumerable.Repeat("", sheet.Columns.Count).ToArray();
            foreach (var (column, value) in found)
            {
                var i = places.GetValueOrDefault(column, -1);
                if (i >= 0)
                {
                    texts[i] = PlanSheets.Read(sheet.Columns[i], value.As(sheet.Columns[i].Kind));
                }
                else if (!places.ContainsKey(column))
                {
                    Report(problems, $"{sheet.Name}!{Letters(column)}{row}", FileProblems.OutsideTheTable);
                }
            }

            read.Add(new(cells.Count, [.. texts]));
        }

        return read;
    }

    private static Found Read(Cell cell, string[] shared, HashSet<uint> dates)
    {
        var raw = cell.CellValue?.Text ?? "";
        var type = cell.DataType?.Value;
        if (type is CellValues.SharedString)
        {
            var i = int.Parse(raw, NumberStyles.None, CultureInfo.InvariantCulture);
            return new(FileNode.Clean(shared[i]), null, false);
        }

        if (type is CellValues.InlineString)
        {
            return new(FileNode.Clean(cell.InlineString is { } inline ? TextOf(inline) : ""), null, false);
        }

        if (type is CellValues.Boolean)
        {
            return new(raw == "1" ? "có" : "không", null, false);
        }

        return
            type is null or CellValues.Number
            && double.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? new(Figure(number), number, dates.Contains(cell.StyleIndex?.Value ?? 0))
            : new(FileNode.Clean(raw), null, false);
    }

    private static string Figure(double number) =>
        Math.Abs(number) < 1e15
            ? ((decimal)number).ToString("0.##########", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);

    private static string TextOf(OpenXmlElement text) =>
        // Runs of a rich text one after another; readings of East Asian text are none of it.
        string.Concat(
            text.Descendants<Text>().Where(part => part.Ancestors<PhoneticRun>().FirstOrDefault() is null).Select(part => part.Text)
        );

    private static HashSet<uint> DatesOf(WorkbookPart book)
    {
        var styles = book.WorkbookStylesPart?.Stylesheet;
        var own = styles
            ?.NumberingFormats?.Elements<NumberingFormat>()
            .Where(format => format.FormatCode?.Value is { } code && code.AsSpan().IndexOfAny("dmyhs") >= 0)
            .Select(format => format.NumberFormatId?.Value ?? 0)
            .ToHashSet();
        return
        [
            .. (styles?.CellFormats?.Elements<CellFormat>() ?? [])
                .Select((format, i) => (Id: format.NumberFormatId?.Value ?? 0, Index: (uint)i))
                .Where(format => format.Id is (>= 14 and <= 22) or (>= 45 and <= 47) || own?.Contains(format.Id) is true)
                .Select(format => format.Index),
        ];
    }

    /// <summary>Puts a problem where a person finds it: the cell, of the row and the column that it is about.</summary>
    private static FileProblem Located(FileProblem problem, List<Location> cells)
    {
        var arguments = problem.What.Arguments;
        var (sheet, column) = PlanSheets.PlaceOf(problem);
        if (
            problem.What.Code == FileProblems.Repeated
            && int.TryParse(arguments["first"], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && first > 0
            && first <= cells.Count
        )
        {
            problem = problem with
            {
                What = Refusal.Of(problem.What.Code, [.. With(arguments, "first", CellOf(cells[first - 1], column))]),
            };
        }

        var location =
            problem.Line > 0 && problem.Line <= cells.Count ? cells[problem.Line - 1]
            : sheet.Key.Length > 0 ? new(sheet, 2, [])
            : cells.Find(row => row.Sheet.Key.Length == 0) ?? new(sheet, 1, []);
        return problem with { File = CellOf(location, column), Field = column?.Label ?? "", Line = 0 };
    }

    private static IEnumerable<(string, string)> With(IReadOnlyDictionary<string, string> arguments, string name, string value) =>
        arguments.Select(pair => (pair.Key, pair.Key == name ? value : pair.Value));

    private static string CellOf(Location location, PlanColumn? column) =>
        column is not null && location.Cells.TryGetValue(column.Field, out var cell)
            ? cell
            : string.Create(CultureInfo.InvariantCulture, $"{location.Sheet.Name}!A{location.Row}");

    private static void Report(List<FileProblem> problems, string cell, string code, params (string, string)[] arguments) =>
        problems.Add(new(cell, 0, "", Refusal.Of(code, arguments)));

    private static int ColumnOf(string reference)
    {
        var column = 0;
        foreach (var c in reference.TakeWhile(char.IsAsciiLetterUpper).Take(3))
        {
            column = (column * 26) + (c - 'A' + 1);
        }

        return column;
    }

    private static string Letters(int column)
    {
        var letters = "";
        for (; column > 0; column = (column - 1) / 26)
        {
            letters = (char)('A' + ((column - 1) % 26)) + letters;
        }

        return letters;
    }

    /// <summary>A row of a sheet, and the cell of each of its columns by the column's field.</summary>
    private sealed record Location(PlanSheet Sheet, uint Row, Dictionary<string, string> Cells);

    /// <summary>What stands in a cell: its text, and the number where it is one.</summary>
    private sealed record Found(string Text, double? Number, bool IsDate)
    {
        /// <summary>The text that a person sees in a column of this kind.</summary>
        internal string As(CellKind kind) =>
            Number is not { } number ? Text
            : (kind is CellKind.Day && number is >= 1 and < 2_958_466)
            || (kind is CellKind.DayOrNumber && (IsDate || number is > 31 and < 2_958_466))
                ? new DateOnly(1899, 12, 30).AddDays((int)number).Iso()
            : kind is CellKind.Hour && number is >= 0 and < 1
                ? TimeOnly
                    .FromTimeSpan(TimeSpan.FromMinutes(Math.Round(number * 1440) % 1440))
                    .ToString("HH:mm", CultureInfo.InvariantCulture)
            : Text;
    }

    // ---- writing ----

    private static DocumentFormat.OpenXml.Spreadsheet.Sheet Add(WorkbookPart book, Sheets sheets, string name, Worksheet worksheet)
    {
        var part = book.AddNewPart<WorksheetPart>();
        part.Worksheet = worksheet;
        return sheets.AppendChild(
            new DocumentFormat.OpenXml.Spreadsheet.Sheet
            {
                Id = book.GetIdOfPart(part),
                SheetId = (uint)sheets.Count() + 1,
                Name = name,
            }
        );
    }

    private static Worksheet SheetOf(PlanSheet sheet, FileNode.Mapping? plan, List<(string Key, IReadOnlyList<string> Words)> lists)
    {
        var rows = plan is null ? [] : PlanSheets.Rows(sheet, plan);
        var data = new SheetData();
        if (sheet.Key.Length == 0)
        {
            data.Append(RowOf(1, [TextCell("Điều", Bold), TextCell("Nội dung", Bold)]));
            for (var i = 0; i < sheet.Columns.Count; i++)
            {
                data.Append(
                    RowOf(
                        (uint)i + 2,
                        [TextCell(sheet.Columns[i].Label, Bold), CellFor(sheet.Columns[i], rows.Count == 0 ? "" : rows[0][i])]
                    )
                );
            }
        }
        else
        {
            data.Append(RowOf(1, sheet.Columns.Select(column => TextCell(column.Label, Bold))));
            for (var row = 0; row < rows.Count; row++)
            {
                data.Append(RowOf((uint)row + 2, sheet.Columns.Select((column, i) => CellFor(column, rows[row][i]))));
            }
        }

        var worksheet = new Worksheet(
            new SheetViews(
                new SheetView(
                    new Pane
                    {
                        VerticalSplit = 1,
                        HorizontalSplit = 1,
                        TopLeftCell = "B2",
                        ActivePane = PaneValues.BottomRight,
                        State = PaneStateValues.Frozen,
                    }
                )
                {
                    WorkbookViewId = 0,
                }
            ),
            new Columns(
                Enumerable
                    .Range(1, sheet.Key.Length == 0 ? 2 : sheet.Columns.Count)
                    .Select(i =>
                        (OpenXmlElement)
                            new Column
                            {
                                Min = (uint)i,
                                Max = (uint)i,
                                Width = WidthOf(sheet, i),
                                CustomWidth = true,
                            }
                    )
            ),
            data
        );
        var validations = sheet
            .Columns.Select(
                (column, i) =>
                    Validation(
                        column,
                        sheet.Key.Length == 0
                            ? string.Create(CultureInfo.InvariantCulture, $"B{i + 2}")
                            : string.Create(CultureInfo.InvariantCulture, $"{Letters(i + 1)}2:{Letters(i + 1)}{rows.Count + EmptyRows}"),
                        lists
                    )
            )
            .OfType<DataValidation>()
            .ToList();
        if (validations.Count > 0)
        {
            worksheet.Append(new DataValidations(validations) { Count = (uint)validations.Count });
        }

        return worksheet;
    }

    private static double WidthOf(PlanSheet sheet, int column) =>
        sheet.Key.Length == 0
            ? column == 1
                ? 32
                : 80
            : sheet.Columns[column - 1].Label is "Nội dung" or "Nguyên văn" or "Tên"
                ? 45
                : 18;

    private static DataValidation? Validation(PlanColumn column, string cells, List<(string Key, IReadOnlyList<string> Words)> lists)
    {
        var list = lists.FindIndex(one => one.Key == KeyOf(column));
        if (list < 0 && column.Hint is null)
        {
            return null;
        }

        var validation = new DataValidation
        {
            AllowBlank = true,
            SequenceOfReferences = new ListValue<StringValue> { InnerText = cells },
        };
        if (column.Hint is { } hint)
        {
            validation.ShowInputMessage = true;
            validation.Prompt = hint;
        }

        if (list >= 0)
        {
            // The list helps and does not forbid: what does not fit is named, with its cell, when the workbook is handed in.
            validation.Type = DataValidationValues.List;
            validation.Formula1 = new(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"'{WordList}'!${Letters(list + 1)}$1:${Letters(list + 1)}${lists[list].Words.Count}"
                )
            );
        }

        return validation;
    }

    private static string? KeyOf(PlanColumn column) =>
        column.Kind is CellKind.Place ? "places"
        : column.Words is { } words ? string.Join('\n', words.Select(word => word.Label))
        : null;

    private static List<(string Key, IReadOnlyList<string> Words)> ListsOf() =>
        [
            .. PlanSheets
                .All.SelectMany(sheet => sheet.Columns)
                .Where(column => KeyOf(column) is not null)
                .DistinctBy(KeyOf)
                .Select(column =>
                    (
                        KeyOf(column)!,
                        (IReadOnlyList<string>)[.. (column.Words ?? PlanSheets.Places).Select(word => word.Label), FileMap.Unstated]
                    )
                ),
        ];

    private static Worksheet WordSheet(List<(string Key, IReadOnlyList<string> Words)> lists)
    {
        var data = new SheetData();
        for (var row = 0; row < lists.Max(list => list.Words.Count); row++)
        {
            data.Append(RowOf((uint)row + 1, lists.Select(list => TextCell(row < list.Words.Count ? list.Words[row] : "", Plain))));
        }

        return new Worksheet(data);
    }

    private static Worksheet GuideSheet()
    {
        string[] lines =
        [
            "Mẫu nhập kế hoạch",
            "Trang “Kế hoạch” mỗi dòng một điều; mỗi trang sau là một danh sách, mỗi mục một dòng, từ dòng 2. Không đổi tên trang và tên cột.",
            "Điều kế hoạch không nói ghi “không quy định”. Cả danh sách kế hoạch không nói thì ghi “không quy định” ở ô đầu của dòng 2.",
            "Nhiều bên, nhiều giấy tờ của một mục: mỗi bên một dòng ngay dưới, các cột khác để trống.",
            "Nhóm cột (Gửi về, Thời hạn …) mà kế hoạch không nói thì ghi “không quy định” ở cột đầu của nhóm.",
            "Ngày ghi dạng ngày/tháng/năm, ví dụ 08/02/2025. “Trước ngày 08/02” ghi ở cột “trước ngày”, không tự trừ một ngày.",
            "Mã là chữ thường không dấu, chữ số, dấu gạch nối, ví dụ dot-1. Ghi mục và nguyên văn những chữ quyết định; không ghi tên người.",
            "Không gộp ô, không dùng công thức, không dùng macro. Nạp tệp ở trang Kế hoạch: mọi lỗi được báo một lần, kèm tên trang và ô.",
            "",
            .. PlanSheets.All.Select(sheet => $"{sheet.Name}: {sheet.Hint}"),
        ];
        var data = new SheetData();
        for (var i = 0; i < lines.Length; i++)
        {
            data.Append(RowOf((uint)i + 1, [TextCell(lines[i], i == 0 ? Bold : Plain)]));
        }

        return new Worksheet(
            new Columns(
                new Column
                {
                    Min = 1,
                    Max = 1,
                    Width = 110,
                    CustomWidth = true,
                }
            ),
            data
        );
    }

    private static Row RowOf(uint line, IEnumerable<Cell> cells)
    {
        var row = new Row { RowIndex = line };
        row.Append(cells);
        return row;
    }

    private static Cell CellFor(PlanColumn column, string text) =>
        column.Kind is CellKind.Day or CellKind.DayOrNumber
        && DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? new Cell(new CellValue(day.DayNumber - new DateOnly(1899, 12, 30).DayNumber)) { StyleIndex = Day }
        : column.Kind is CellKind.Number or CellKind.DayOrNumber
        && decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? new Cell(new CellValue(number)) { StyleIndex = Plain }
        : TextCell(text, column.Kind is CellKind.Day or CellKind.DayOrNumber ? Day : Plain);

    private static Cell TextCell(string text, uint style) =>
        text.Length == 0
            ? new Cell { StyleIndex = style }
            : new Cell(new InlineString(new Text(Sheet.Allowed(text)) { Space = SpaceProcessingModeValues.Preserve }))
            {
                DataType = CellValues.InlineString,
                StyleIndex = style,
            };

    private static Stylesheet Styles() => Sheet.Styles();
}
