using System.Globalization;
using System.IO.Compression;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace PhongTrao.Host.Documents;

/// <summary>
/// A paper as DOCX, laid out as NĐ 30/2020, Phụ lục I, Phần I has it: A4, margins 20, 20, 30 and 15 mm, Times New Roman, page numbers from
/// the second page on in the middle of the top margin. The same paper always gives the same bytes, so that its digest says that it is the same.
/// </summary>
public static class OfficialDocx
{
    /// <summary>Media type of DOCX.</summary>
    public const string MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

    // Twentieths of a point: of the page, and of the text between the margins.
    private const int Short = 11_906;
    private const int Long = 16_838;
    private const int Margin = 1_134; // 20 mm
    private const int Left = 1_701; // 30 mm
    private const int Right = 851; // 15 mm
    private const int Indent = 567; // 10 mm

    // Left free at either side of a cell; Word's own is 108.
    private const int Narrow = 40;
    private const int Usual = 80;
    private const int Apart = 113; // 2 mm between an agency's name and the place

    // Half points.
    private const string Body = "28";
    private const string Small = "26";

    /// <summary>The document.</summary>
    public static byte[] Write(OfficialPaper paper)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var main = document.AddMainDocumentPart();
            document.ChangeIdOfPart(main, "rId1");
            main.AddNewPart<StyleDefinitionsPart>("rId1").Styles = Styles();
            main.AddNewPart<HeaderPart>("rId2").Header = new Header(
                new Paragraph(
                    new ParagraphProperties(new Justification { Val = JustificationValues.Center }),
                    new SimpleField(new Run(new RunProperties(new FontSize { Val = Body }), new Text("2"))) { Instruction = " PAGE " }
                )
            );
            var width = (paper.Landscape ? Long : Short) - Left - Right;
            main.Document = new Document(
                new Body([
                    .. paper.Blocks.SelectMany(
                        (block, i) =>
                            paper.Blocks.ElementAtOrDefault(i + 1) is PaperBlock.Foot ? WithNext([.. Of(block, width)]) : Of(block, width)
                    ),
                    Page(paper.Landscape, "rId2"),
                ])
            );
        }

        return Steady(stream.ToArray());
    }

    // Signatures never stand on a page alone: the last paragraph before them goes along.
    private static List<OpenXmlElement> WithNext(List<OpenXmlElement> elements)
    {
        for (var i = elements.Count - 1; i >= 0 && elements[i] is Paragraph { ParagraphProperties: { } properties } paragraph; i--)
        {
            properties.KeepNext = new KeepNext();
            if (paragraph.InnerText.Length > 0)
            {
                break;
            }
        }

        return elements;
    }

    private static IEnumerable<OpenXmlElement> Of(PaperBlock block, int width) =>
        block switch
        {
            PaperBlock.Letterhead b => [Head(b, width), Line("", JustificationValues.Left)],
            PaperBlock.Centred b =>
            [
                Line(b.Text, JustificationValues.Center, Body, b.Bold, b.Italic, keep: b.Bold),
                .. b.Ruled ? new OpenXmlElement[] { Rule(width / 3) } : [],
            ],
            PaperBlock.Addressees b => b.Lines()
                .Select((line, i) => Line(line, JustificationValues.Center, before: i == 0 ? "120" : null))
                .Append(Line("", JustificationValues.Left)),
            PaperBlock.Bases b => b.Lines().Select(line => Text([new(line, Bold: false)], italic: true)),
            PaperBlock.Paragraph b => [Text(b.Runs, keep: b.Runs.All(run => run.Bold))],
            PaperBlock.Entry b => [Text([new(b.Label + ": ", Bold: false), new(b.Value, Bold: true)], indent: false)],
            PaperBlock.Grid b => [Grid(b, width), Line("", JustificationValues.Left, keep: true)],
            PaperBlock.Foot b => [Line("", JustificationValues.Left, keep: true), Foot(b, width)],
            PaperBlock.NewPage => [new Paragraph(new ParagraphProperties(new PageBreakBefore(), Tight()))],
            _ => throw new System.Diagnostics.UnreachableException(),
        };

    private static Table Head(PaperBlock.Letterhead head, int width)
    {
        var left = width * 385 / 1000;
        var right = width - left;
        var table = Columns(
            [left, right],
            [
                [
                    .. head.Issuer.Select((line, i) => Line(line, JustificationValues.Center, Small, bold: i == head.Issuer.Count - 1)),
                    Rule(left * 64 / 100 / 2),
                    .. head.Number is null ? [] : new[] { Line(head.Number, JustificationValues.Center, Small) },
                    .. head.About is null ? [] : new[] { Line(head.About, JustificationValues.Center, "24") },
                ],
                [
                    Line(PaperBlock.Letterhead.State, JustificationValues.Center, "24", bold: true),
                    Line(PaperBlock.Letterhead.Motto, JustificationValues.Center, Body, bold: true),
                    Rule((right - 3_440) / 2),
                    Line(head.Place, JustificationValues.Center, Small, italic: true),
                ],
            ],
            Narrow
        );
        table
            .Descendants<TableCellProperties>()
            .First()
            .Append(new TableCellMargin(new RightMargin { Type = TableWidthUnitValues.Dxa, Width = Write(Apart) }));
        return table;
    }

    private static Table Foot(PaperBlock.Foot foot, int width)
    {
        var cells = new List<IReadOnlyList<OpenXmlElement>>();
        if (foot.Copies.Count > 0)
        {
            cells.Add([
                Line("Nơi nhận:", JustificationValues.Left, "24", bold: true, italic: true),
                .. foot.Lines().Skip(1).Take(foot.Copies.Count).Select(line => Line(line, JustificationValues.Left, "22")),
            ]);
        }

        if (foot is { Copies.Count: 0, Signatures.Count: 1 })
        {
            cells.Add([Line("", JustificationValues.Left)]); // whoever signs alone stands at the right
        }

        cells.AddRange(foot.Signatures.Select(Signed));
        var each = width / cells.Count;
        return Columns([.. cells.Select((_, i) => i == 0 ? width - each * (cells.Count - 1) : each)], [.. cells]);
    }

    private static IReadOnlyList<OpenXmlElement> Signed(PaperSignature signature) =>
        [
            .. signature.Authority.Select(line => Line(line, JustificationValues.Center, Body, bold: true)),
            .. signature.Note is null ? [] : new[] { Line(signature.Note, JustificationValues.Center, Small, italic: true) },
            Line("", JustificationValues.Center),
            Line("", JustificationValues.Center),
            Line("", JustificationValues.Center),
            Line(signature.Name ?? "", JustificationValues.Center, Body, bold: true),
        ];

    private static Table Grid(PaperBlock.Grid grid, int width)
    {
        var sum = grid.Columns.Sum(column => column.Share);
        var widths = grid.Columns.Select(column => width * column.Share / sum).ToArray();
        widths[^1] += width - widths.Sum();
        var size = grid.IsDense ? "20" : Small;
        return new([
            Properties(width, BorderValues.Single, grid.IsDense ? Narrow : Usual),
            Columns(widths),
            new TableRow([
                new TableRowProperties(new CantSplit(), new TableHeader()),
                .. grid.Columns.Select((column, i) => Cell(widths[i], [Line(column.Head, JustificationValues.Center, size, bold: true)])),
            ]),
            // What follows, a sum in words or a signature, never stands on a page without a row.
            .. grid.Rows.Select(
                (row, at) =>
                    new TableRow([
                        new TableRowProperties(new CantSplit()),
                        .. row.Cells.Select(
                            (text, i) =>
                                Cell(
                                    widths[i],
                                    [
                                        Line(
                                            text,
                                            grid.Columns[i].Centred ? JustificationValues.Center : JustificationValues.Left,
                                            size,
                                            row.Total,
                                            keep: at == grid.Rows.Count - 1
                                        ),
                                    ]
                                )
                        ),
                    ])
            ),
        ]);
    }

    // Columns without lines between them.
    private static Table Columns(int[] widths, IReadOnlyList<IReadOnlyList<OpenXmlElement>> cells, int side = Usual) =>
        new(
            Properties(widths.Sum(), BorderValues.None, side),
            Columns(widths),
            new TableRow([new TableRowProperties(new CantSplit()), .. cells.Select((content, i) => Cell(widths[i], content))])
        );

    private static TableGrid Columns(int[] widths) => new(widths.Select(width => new GridColumn { Width = Write(width) }));

    // A table begins where its first cell's text does: its own line is moved in by as much as that cell leaves free.
    private static TableProperties Properties(int width, BorderValues lines, int side) =>
        new(
            new TableWidth { Type = TableWidthUnitValues.Dxa, Width = Write(width) },
            new TableIndentation { Type = TableWidthUnitValues.Dxa, Width = side },
            new TableBorders(
                new TopBorder { Val = lines, Size = 4 },
                new LeftBorder { Val = lines, Size = 4 },
                new BottomBorder { Val = lines, Size = 4 },
                new RightBorder { Val = lines, Size = 4 },
                new InsideHorizontalBorder { Val = lines, Size = 4 },
                new InsideVerticalBorder { Val = lines, Size = 4 }
            ),
            new TableLayout { Type = TableLayoutValues.Fixed },
            new TableCellMarginDefault(
                new TableCellLeftMargin { Width = (short)side, Type = TableWidthValues.Dxa },
                new TableCellRightMargin { Width = (short)side, Type = TableWidthValues.Dxa }
            )
        );

    private static TableCell Cell(int width, IEnumerable<OpenXmlElement> content) =>
        new([new TableCellProperties(new TableCellWidth { Type = TableWidthUnitValues.Dxa, Width = Write(width) }), .. content]);

    // The short line below a name or a motto, with as much left free at either side.
    private static Paragraph Rule(int side) =>
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
                    Before = "40",
                    After = "60",
                    Line = "120",
                    LineRule = LineSpacingRuleValues.Exact,
                },
                new Indentation { Left = Write(side), Right = Write(side) }
            )
        );

    // A heading stays with what follows.
    private static Paragraph Text(IReadOnlyList<PaperRun> runs, bool italic = false, bool indent = true, bool keep = false) =>
        new([
            new ParagraphProperties([
                .. keep ? [new KeepNext()] : Array.Empty<OpenXmlElement>(),
                new SpacingBetweenLines { Before = "60", After = "60" },
                new Indentation { FirstLine = Write(indent ? Indent : 0) },
                new Justification { Val = indent ? JustificationValues.Both : JustificationValues.Left },
            ]),
            .. runs.Select(run => RunOf(run.Text, Body, run.Bold, italic)),
        ]);

    private static Paragraph Line(
        string text,
        JustificationValues side,
        string size = Body,
        bool bold = false,
        bool italic = false,
        bool keep = false,
        string? before = null
    )
    {
        var properties = new ParagraphProperties();
        if (keep)
        {
            properties.Append(new KeepNext());
        }

        if (before is not null)
        {
            properties.Append(new SpacingBetweenLines { Before = before });
        }

        properties.Append(new Justification { Val = side });
        return text.Length == 0 ? new(properties) : new(properties, RunOf(text, size, bold, italic));
    }

    private static SpacingBetweenLines Tight() => new() { Line = "20", LineRule = LineSpacingRuleValues.Exact };

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

    private static Styles Styles() =>
        new(
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
                        new Color { Val = "000000" },
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

    private static SectionProperties Page(bool landscape, string header) =>
        new(
            new HeaderReference { Type = HeaderFooterValues.Default, Id = header },
            landscape
                ? new PageSize
                {
                    Width = Long,
                    Height = Short,
                    Orient = PageOrientationValues.Landscape,
                }
                : new PageSize { Width = Short, Height = Long },
            new PageMargin
            {
                Top = Margin,
                Bottom = Margin,
                Left = Left,
                Right = Right,
                Header = Indent,
                Footer = Indent,
            },
            new TitlePage()
        );

    private static string Write(int number) => number.ToString(CultureInfo.InvariantCulture);

    // The package writes the hour into every entry; a file that says the same must be the same.
    private static byte[] Steady(byte[] package)
    {
        using var result = new MemoryStream();
        using (var from = new ZipArchive(new MemoryStream(package), ZipArchiveMode.Read))
        using (var to = new ZipArchive(result, ZipArchiveMode.Create, leaveOpen: true))
        {
            // [Content_Types].xml first, as Word itself writes it.
            foreach (var entry in from.Entries.OrderBy(entry => entry.FullName, StringComparer.Ordinal))
            {
                var copy = to.CreateEntry(entry.FullName, CompressionLevel.Optimal);
                copy.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var source = entry.Open();
                using var target = copy.Open();
                source.CopyTo(target);
            }
        }

        return result.ToArray();
    }
}
