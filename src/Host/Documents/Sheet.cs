using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace PhongTrao.Host.Documents;

/// <summary>
/// One table as XLSX. Every cell is a text or a day, never a formula: a text that a spreadsheet might take for one is marked as
/// text the way Excel marks it (quotePrefix), so it reads as it was written.
/// </summary>
public static class Sheet
{
    /// <summary>Media type of XLSX.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    private const uint Plain = 0;
    private const uint Head = 1;
    private const uint Day = 2;
    private const uint Quoted = 3;

    /// <summary>A workbook of one sheet with a head row that stays in sight and repeats on every printed page.</summary>
    /// <param name="name">Name of the sheet, 1–31 characters.</param>
    /// <param name="columns">Heads and widths in characters.</param>
    /// <param name="rows">Cells: <see cref="DateOnly"/>, text, or null for an empty one.</param>
    public static byte[] Write(string name, IReadOnlyList<(string Head, double Width)> columns, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var part = book.AddNewPart<WorksheetPart>();
            var styles = book.AddNewPart<WorkbookStylesPart>();
            styles.Stylesheet = Styles();
            var data = new SheetData();
            data.Append(RowOf(1, columns.Select(column => Text(column.Head, Head))));
            uint line = 2;
            foreach (var row in rows)
            {
                data.Append(RowOf(line++, row.Select(CellOf)));
            }

            part.Worksheet = new Worksheet(
                new SheetProperties(new PageSetupProperties { FitToPage = true }),
                new SheetViews(
                    new SheetView(
                        new Pane
                        {
                            VerticalSplit = 1,
                            TopLeftCell = "A2",
                            ActivePane = PaneValues.BottomLeft,
                            State = PaneStateValues.Frozen,
                        }
                    )
                    {
                        WorkbookViewId = 0,
                    }
                ),
                new Columns(
                    columns.Select(
                        (column, i) =>
                            (OpenXmlElement)
                                new Column
                                {
                                    Min = (uint)i + 1,
                                    Max = (uint)i + 1,
                                    Width = column.Width,
                                    CustomWidth = true,
                                }
                    )
                ),
                data,
                new PageSetup
                {
                    PaperSize = 9, // A4
                    Orientation = OrientationValues.Landscape,
                    FitToWidth = 1,
                    FitToHeight = 0,
                }
            );
            book.Workbook = new Workbook(
                new Sheets(
                    new DocumentFormat.OpenXml.Spreadsheet.Sheet
                    {
                        Id = book.GetIdOfPart(part),
                        SheetId = 1,
                        Name = name,
                    }
                ),
                new DefinedNames(
                    new DefinedName($"'{name.Replace("'", "''", StringComparison.Ordinal)}'!$1:$1")
                    {
                        Name = "_xlnm.Print_Titles",
                        LocalSheetId = 0,
                    }
                )
            );
        }

        return stream.ToArray();
    }

    private static Row RowOf(uint line, IEnumerable<Cell> cells)
    {
        var row = new Row { RowIndex = line };
        row.Append(cells);
        return row;
    }

    private static Cell CellOf(object? value) =>
        value switch
        {
            null => new Cell { StyleIndex = Plain },
            // Days count from 30/12/1899 in every year after 1900.
            DateOnly day => new Cell(new CellValue(day.DayNumber - new DateOnly(1899, 12, 30).DayNumber)) { StyleIndex = Day },
            string text => Text(text, text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? Quoted : Plain),
            _ => throw new ArgumentOutOfRangeException(nameof(value), "A cell is a text or a day."),
        };

    private static Cell Text(string text, uint style) =>
        new(new InlineString(new Text(Allowed(text)) { Space = SpaceProcessingModeValues.Preserve }))
        {
            DataType = CellValues.InlineString,
            StyleIndex = style,
        };

    // XML has no place for control characters and lone surrogates.
    internal static string Allowed(string text)
    {
        var allowed = text.Where(
            (c, i) =>
                char.IsSurrogate(c)
                    ? char.IsHighSurrogate(c)
                        ? i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])
                        : i > 0 && char.IsHighSurrogate(text[i - 1])
                    : System.Xml.XmlConvert.IsXmlChar(c)
        );
        return string.Concat(allowed);
    }

    internal static Stylesheet Styles() =>
        new(
            new NumberingFormats(new NumberingFormat { NumberFormatId = 164, FormatCode = "dd/mm/yyyy" }) { Count = 1 },
            new Fonts(
                new Font(new FontSize { Val = 11 }, new FontName { Val = "Times New Roman" }),
                new Font(new Bold(), new FontSize { Val = 11 }, new FontName { Val = "Times New Roman" })
            ),
            new Fills(
                new Fill(new PatternFill { PatternType = PatternValues.None }),
                new Fill(new PatternFill { PatternType = PatternValues.Gray125 })
            ),
            new Borders(new Border(new LeftBorder(), new RightBorder(), new TopBorder(), new BottomBorder(), new DiagonalBorder())),
            new CellStyleFormats(new CellFormat()),
            new CellFormats(Format(font: 0), Format(font: 1), Format(font: 0, number: 164), Format(font: 0, quoted: true))
        );

    private static CellFormat Format(uint font, uint number = 0, bool quoted = false) =>
        new(new Alignment { Vertical = VerticalAlignmentValues.Top, WrapText = true })
        {
            FontId = font,
            NumberFormatId = number,
            ApplyNumberFormat = number != 0,
            ApplyFont = true,
            ApplyAlignment = true,
            QuotePrefix = quoted,
        };
}
