using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using PhongTrao.Host.Localization;

namespace PhongTrao.Host.Documents;

/// <summary>
/// A công văn as a draft in DOCX, laid out as NĐ 30/2020, Phụ lục I, Phần I has it: A4 upright, margins 20, 20, 30 and 15 mm, Times New
/// Roman, page numbers from the second page on at the top. What only the office knows (number, signature) is left open.
/// </summary>
/// <param name="Issuer">Tên cơ quan ban hành, in lines; it stands in capitals.</param>
/// <param name="Place">Địa danh.</param>
/// <param name="Date">Ngày ban hành.</param>
/// <param name="About">Trích yếu, after "V/v".</param>
/// <param name="To">Kính gửi; several stand below each other.</param>
/// <param name="Before">Paragraphs before the table.</param>
/// <param name="Table">Head and rows; null: none.</param>
/// <param name="After">Paragraphs after it.</param>
/// <param name="Copies">Nơi nhận, without "Lưu".</param>
public sealed record Letter(
    string Issuer,
    string Place,
    DateOnly Date,
    string About,
    IReadOnlyList<string> To,
    IReadOnlyList<string> Before,
    LetterTable? Table,
    IReadOnlyList<string> After,
    IReadOnlyList<string> Copies
)
{
    /// <summary>Media type of DOCX.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    private const int Millimetre = 57; // twentieths of a point, rounded up
    private const string Body = "28"; // half points
    private const string Small = "26";

    /// <summary>The document.</summary>
    public byte[] ToDocx()
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            var styles = main.AddNewPart<StyleDefinitionsPart>();
            styles.Styles = new Styles(
                new DocDefaults(
                    new RunPropertiesDefault(
                        new RunPropertiesBaseStyle(
                            new RunFonts
                            {
                                Ascii = "Times New Roman",
                                HighAnsi = "Times New Roman",
                                EastAsia = "Times New Roman",
                                ComplexScript = "Times New Roman",
                            },
                            new FontSize { Val = Body },
                            new Languages { Val = "vi-VN" }
                        )
                    ),
                    new ParagraphPropertiesDefault(
                        new ParagraphPropertiesBaseStyle(
                            new SpacingBetweenLines
                            {
                                Before = "0",
                                After = "0",
                                Line = "264",
                                LineRule = LineSpacingRuleValues.Auto,
                            }
                        )
                    )
                )
            );
            var number = main.AddNewPart<HeaderPart>();
            number.Header = new Header(
                new Paragraph(
                    new ParagraphProperties(new Justification { Val = JustificationValues.Center }),
                    new SimpleField(new Run(new Text("2"))) { Instruction = " PAGE " }
                )
            );
            main.Document = new Document(
                new Body([
                    Head(),
                    Line("", JustificationValues.Left),
                    .. Addressees(),
                    Line("", JustificationValues.Left),
                    .. Before.Select(Text),
                    .. Table is null ? [] : new OpenXmlElement[] { Rows(Table), Line("", JustificationValues.Left) },
                    .. After.Select(Text),
                    Line("", JustificationValues.Left),
                    Foot(),
                    Page(main.GetIdOfPart(number)),
                ])
            );
        }

        return stream.ToArray();
    }

    // Left whose it is, right the state's name and motto; below, the number and the place with the day.
    private Table Head() =>
        Columns(
            [3_600, 5_750],
            [
                [
                    .. Issuer.Split('\n').Select(line => Line(line.ToUpper(Vietnam.Culture), JustificationValues.Center, "24", bold: true)),
                    Rule(),
                    Line("Số: ……/……", JustificationValues.Center, Small),
                    Line($"V/v {About}", JustificationValues.Center, "24"),
                ],
                [
                    Line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", JustificationValues.Center, "24", bold: true),
                    Line("Độc lập - Tự do - Hạnh phúc", JustificationValues.Center, Body, bold: true),
                    Rule(),
                    Line($"{Place}, {Vietnam.DateInDocuments(Date)}", JustificationValues.Center, Body, italic: true),
                ],
            ]
        );

    private IEnumerable<OpenXmlElement> Addressees() =>
        To is [var only]
            ? [Line($"Kính gửi: {only}", JustificationValues.Center)]
            : [Line("Kính gửi:", JustificationValues.Center), .. To.Select(to => Line($"- {to};", JustificationValues.Center))];

    private Table Foot() =>
        Columns(
            [4_700, 4_650],
            [
                [
                    Line("Nơi nhận:", JustificationValues.Left, "24", bold: true, italic: true),
                    .. Copies.Select(copy => Line($"- {copy};", JustificationValues.Left, "22")),
                    Line("- Lưu: VT.", JustificationValues.Left, "22"),
                ],
                [
                    Line("QUYỀN HẠN, CHỨC VỤ CỦA NGƯỜI KÝ", JustificationValues.Center, Body, bold: true),
                    Line("", JustificationValues.Center),
                    Line("", JustificationValues.Center),
                    Line("", JustificationValues.Center),
                    Line("Họ và tên", JustificationValues.Center, Body, bold: true),
                ],
            ]
        );

    private static Table Rows(LetterTable table)
    {
        var rows = new List<OpenXmlElement>
        {
            new TableProperties(
                new TableWidth
                {
                    Type = TableWidthUnitValues.Dxa,
                    Width = table.Columns.Sum(column => column.Width).ToString(CultureInfo.InvariantCulture),
                },
                Borders(BorderValues.Single),
                new TableLayout { Type = TableLayoutValues.Fixed }
            ),
            new TableGrid(table.Columns.Select(column => new GridColumn { Width = column.Width.ToString(CultureInfo.InvariantCulture) })),
            new TableRow([
                new TableRowProperties(new TableHeader()),
                .. table.Columns.Select(column => Cell(column.Width, [Line(column.Head, JustificationValues.Center, Small, bold: true)])),
            ]),
        };
        foreach (var row in table.Rows)
        {
            rows.Add(
                new TableRow([
                    new TableRowProperties(new CantSplit()),
                    .. row.Select(
                        (text, i) =>
                            Cell(
                                table.Columns[i].Width,
                                [Line(text, table.Columns[i].IsText ? JustificationValues.Left : JustificationValues.Center, Small)]
                            )
                    ),
                ])
            );
        }

        return new Table(rows);
    }

    private static Table Columns(int[] widths, IReadOnlyList<OpenXmlElement>[] cells) =>
        new(
            new TableProperties(
                new TableWidth { Type = TableWidthUnitValues.Dxa, Width = widths.Sum().ToString(CultureInfo.InvariantCulture) },
                Borders(BorderValues.None),
                new TableLayout { Type = TableLayoutValues.Fixed }
            ),
            new TableGrid(widths.Select(width => new GridColumn { Width = width.ToString(CultureInfo.InvariantCulture) })),
            new TableRow([new TableRowProperties(new CantSplit()), .. cells.Select((content, i) => Cell(widths[i], content))])
        );

    private static TableCell Cell(int width, IEnumerable<OpenXmlElement> content) =>
        new([
            new TableCellProperties(
                new TableCellWidth { Type = TableWidthUnitValues.Dxa, Width = width.ToString(CultureInfo.InvariantCulture) }
            ),
            .. content,
        ]);

    private static TableBorders Borders(BorderValues value) =>
        new(
            new TopBorder { Val = value, Size = 4 },
            new LeftBorder { Val = value, Size = 4 },
            new BottomBorder { Val = value, Size = 4 },
            new RightBorder { Val = value, Size = 4 },
            new InsideHorizontalBorder { Val = value, Size = 4 },
            new InsideVerticalBorder { Val = value, Size = 4 }
        );

    // The short line below the name of the office and below the motto.
    private static Paragraph Rule() =>
        new(
            new ParagraphProperties(
                new ParagraphBorders(
                    new TopBorder
                    {
                        Val = BorderValues.Single,
                        Size = 4,
                        Space = 1,
                    }
                ),
                new SpacingBetweenLines
                {
                    Before = "20",
                    After = "60",
                    Line = "120",
                    LineRule = LineSpacingRuleValues.Exact,
                },
                new Indentation { Left = "1150", Right = "1150" }
            )
        );

    private static Paragraph Text(string text) =>
        new(
            new ParagraphProperties(
                new SpacingBetweenLines { Before = "60", After = "60" },
                new Indentation { FirstLine = (10 * Millimetre).ToString(CultureInfo.InvariantCulture) },
                new Justification { Val = JustificationValues.Both }
            ),
            RunOf(text, Body, bold: false, italic: false)
        );

    private static Paragraph Line(string text, JustificationValues side, string size = Body, bool bold = false, bool italic = false) =>
        new(new ParagraphProperties(new Justification { Val = side }), RunOf(text, size, bold, italic));

    private static Run RunOf(string text, string size, bool bold, bool italic)
    {
        var properties = new RunProperties();
        if (bold)
        {
            properties.Append(new Bold());
        }

        if (italic)
        {
            properties.Append(new Italic());
        }

        properties.Append(new FontSize { Val = size });
        return new Run(properties, new Text(text) { Space = SpaceProcessingModeValues.Preserve });
    }

    private static SectionProperties Page(string header) =>
        new(
            new HeaderReference { Type = HeaderFooterValues.Default, Id = header },
            new PageSize { Width = 11_906, Height = 16_838 },
            new PageMargin
            {
                Top = 20 * Millimetre,
                Bottom = 20 * Millimetre,
                Left = 30 * Millimetre,
                Right = 15 * Millimetre,
                Header = 10 * Millimetre,
                Footer = 10 * Millimetre,
            },
            new TitlePage()
        );
}

/// <summary>A table in a letter.</summary>
/// <param name="Columns">Head, width in twentieths of a point, and whether it holds text that begins at the left.</param>
/// <param name="Rows">Cells of each row.</param>
public sealed record LetterTable(IReadOnlyList<(string Head, int Width, bool IsText)> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
