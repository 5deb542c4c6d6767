using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;
using W = DocumentFormat.OpenXml.Wordprocessing;

namespace PhongTrao.Host.Tests;

/// <summary>Lists as officials send them, made here: XLSX, XLS, CSV, DOCX; typed in Unicode, TCVN3 or VNI.</summary>
internal static class ListFiles
{
    /// <summary>A workbook: sheets by name, each with rows of texts, numbers and days (null: nothing) and ranges that are merged.</summary>
    public static byte[] Xlsx(params (string Name, object?[][] Rows, string[] Merged)[] sheets)
    {
        using var stream = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(stream, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            book.AddNewPart<WorkbookStylesPart>().Stylesheet = new Stylesheet(
                new Fonts(new Font()),
                new Fills(new Fill(), new Fill()),
                new Borders(new Border()),
                new CellStyleFormats(new CellFormat()),
                new CellFormats(new CellFormat(), new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true })
            );
            var list = new Sheets();
            foreach (var (name, rows, merged) in sheets)
            {
                var part = book.AddNewPart<WorksheetPart>();
                var data = new SheetData();
                for (var r = 0; r < rows.Length; r++)
                {
                    var row = new Row { RowIndex = (uint)r + 1 };
                    for (var c = 0; c < rows[r].Length; c++)
                    {
                        if (rows[r][c] is { } value)
                        {
                            row.Append(CellOf($"{(char)('A' + c)}{r + 1}", value));
                        }
                    }

                    data.Append(row);
                }

                part.Worksheet = new Worksheet(data);
                if (merged.Length > 0)
                {
                    part.Worksheet.Append(new MergeCells(merged.Select(range => new MergeCell { Reference = range })));
                }

                list.Append(
                    new Sheet
                    {
                        Id = book.GetIdOfPart(part),
                        SheetId = (uint)list.ChildElements.Count + 1,
                        Name = name,
                    }
                );
            }

            book.Workbook = new Workbook(list);
        }

        return stream.ToArray();
    }

    /// <summary>A workbook of one sheet.</summary>
    public static byte[] Xlsx(object?[][] rows, params string[] merged) => Xlsx(("Danh sách", rows, merged));

    public static byte[] Csv(string text, Encoding? encoding = null) =>
        [.. (encoding ?? new UTF8Encoding(true)).GetPreamble(), .. (encoding ?? Encoding.UTF8).GetBytes(text)];

    /// <summary>A document: paragraphs of text and tables, in order. A cell that begins with "|" begins a merged one, "^" goes on with it.</summary>
    public static byte[] Docx(params object[] parts)
    {
        using var stream = new MemoryStream();
        using (var document = WordprocessingDocument.Create(stream, WordprocessingDocumentType.Document))
        {
            var body = new W.Body();
            foreach (var part in parts)
            {
                body.Append(
                    part is string text
                        ? ParagraphOf(text)
                        : new W.Table(
                            ((string[][])part).Select(row =>
                                (OpenXmlElement)new W.TableRow(row.Select(cell => (OpenXmlElement)CellOf(cell)))
                            )
                        )
                );
            }

            document.AddMainDocumentPart().Document = new W.Document(body);
        }

        return stream.ToArray();
    }

    /// <summary>#N/A as it stands in an old workbook.</summary>
    public static object NotAvailable { get; } = new XlsError(Formula: false);

    /// <summary>A formula that gave #REF!, likewise.</summary>
    public static object NoReference { get; } = new XlsError(Formula: true);

    private sealed record XlsError(bool Formula);

    /// <summary>An old workbook (BIFF8 in a compound file) of texts, numbers and errors.</summary>
    public static byte[] Xls(object?[][] rows, string? stream = null)
    {
        using var book = new MemoryStream();
        void Record(ushort type, params byte[] data)
        {
            var head = new byte[4];
            BinaryPrimitives.WriteUInt16LittleEndian(head, type);
            BinaryPrimitives.WriteUInt16LittleEndian(head.AsSpan(2), (ushort)data.Length);
            book.Write(head);
            book.Write(data);
        }

        static byte[] Words(params int[] values) => [.. values.SelectMany(value => BitConverter.GetBytes((ushort)value))];
        static byte[] Bof(int kind) => [.. Words(0x0600, kind, 0x0DBB, 0x07CC), .. new byte[8]];

        Record(0x0809, Bof(0x0005));
        Record(0x0042, Words(1200));
        Record(0x00E0, new byte[20]);
        var at = (int)book.Length;
        Record(0x0085, [.. new byte[6], 4, 0, .. "List"u8]);
        Record(0x000A);
        var sheet = (uint)book.Length;
        Record(0x0809, Bof(0x0010));
        Record(0x0200, [.. BitConverter.GetBytes(0), .. BitConverter.GetBytes(rows.Length), .. Words(0, rows.Max(row => row.Length), 0)]);
        for (var r = 0; r < rows.Length; r++)
        {
            for (var c = 0; c < rows[r].Length; c++)
            {
                switch (rows[r][c])
                {
                    case string text:
                        Record(0x0204, [.. Words(r, c, 0, text.Length), 1, .. Encoding.Unicode.GetBytes(text)]);
                        break;
                    case int number:
                        Record(0x0203, [.. Words(r, c, 0), .. BitConverter.GetBytes((double)number)]);
                        break;
                    case XlsError { Formula: false }:
                        Record(0x0205, [.. Words(r, c, 0), 0x2A, 1]);
                        break;
                    case XlsError:
                        Record(0x0006, [.. Words(r, c, 0), 2, 0, 0x17, 0, 0, 0, 0xFF, 0xFF, .. new byte[6], 2, 0, 0x1C, 0x17]);
                        break;
                }
            }
        }

        Record(0x000A);
        var content = book.ToArray();
        BinaryPrimitives.WriteUInt32LittleEndian(content.AsSpan(at + 4), sheet);
        return Compound(stream ?? "Workbook", content);
    }

    /// <summary>A compound file with one stream.</summary>
    public static byte[] Compound(string name, byte[] content)
    {
        const int Sector = 512;
        var sectors = Math.Max((content.Length + Sector - 1) / Sector, 8); // below 4,096 bytes it would lie elsewhere
        var file = new byte[Sector * (3 + sectors)];
        var head = file.AsSpan();
        new byte[] { 0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1 }.CopyTo(head);
        BinaryPrimitives.WriteUInt16LittleEndian(head[24..], 0x3E);
        BinaryPrimitives.WriteUInt16LittleEndian(head[26..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(head[28..], 0xFFFE);
        BinaryPrimitives.WriteUInt16LittleEndian(head[30..], 9);
        BinaryPrimitives.WriteUInt16LittleEndian(head[32..], 6);
        BinaryPrimitives.WriteUInt32LittleEndian(head[44..], 1);
        BinaryPrimitives.WriteUInt32LittleEndian(head[48..], 1); // the directory
        BinaryPrimitives.WriteUInt32LittleEndian(head[56..], 4096);
        BinaryPrimitives.WriteUInt32LittleEndian(head[60..], 0xFFFFFFFE);
        BinaryPrimitives.WriteUInt32LittleEndian(head[68..], 0xFFFFFFFE);
        head.Slice(80, 432).Fill(0xFF);
        BinaryPrimitives.WriteUInt32LittleEndian(head[76..], 0);
        var table = file.AsSpan(Sector, Sector);
        table.Fill(0xFF);
        BinaryPrimitives.WriteUInt32LittleEndian(table, 0xFFFFFFFD);
        BinaryPrimitives.WriteUInt32LittleEndian(table[4..], 0xFFFFFFFE);
        for (var i = 0; i < sectors; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table[((2 + i) * 4)..], i + 1 < sectors ? (uint)(3 + i) : 0xFFFFFFFE);
        }

        Entry(0, "Root Entry", 5, 1, 0xFFFFFFFE, 0);
        Entry(1, name, 2, 0xFFFFFFFF, 2, (uint)(sectors * Sector));
        Entry(2, "", 0, 0xFFFFFFFF, 0, 0);
        Entry(3, "", 0, 0xFFFFFFFF, 0, 0);
        content.CopyTo(file, Sector * 3);
        return file;

        void Entry(int place, string called, byte kind, uint child, uint first, uint length)
        {
            var entry = file.AsSpan((Sector * 2) + (place * 128), 128);
            Encoding.Unicode.GetBytes(called).CopyTo(entry);
            BinaryPrimitives.WriteUInt16LittleEndian(entry[64..], (ushort)(called.Length == 0 ? 0 : (called.Length + 1) * 2));
            entry[66] = kind;
            entry[67] = 1;
            BinaryPrimitives.WriteUInt32LittleEndian(entry[68..], 0xFFFFFFFF);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[72..], 0xFFFFFFFF);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[76..], child);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[116..], first);
            BinaryPrimitives.WriteUInt32LittleEndian(entry[120..], length);
        }
    }

    /// <summary>The same package with one part more, or one replaced.</summary>
    public static byte[] With(byte[] package, string part, byte[] content)
    {
        using var stream = new MemoryStream();
        stream.Write(package);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            zip.GetEntry(part)?.Delete();
            using var entry = zip.CreateEntry(part, CompressionLevel.SmallestSize).Open();
            entry.Write(content);
        }

        return stream.ToArray();
    }

    /// <summary>As typed with a font of TCVN3 and read as Latin-1.</summary>
    public static string Tcvn3(string text) =>
        Map(
            text,
            "àµá¸ả¶ã·ạ¹ă¨ằ»ắ¾ẳ¼ẵ½ặÆâ©ầÇấÊẩÈẫÉậËđ®èÌéÐẻÎẽÏẹÑêªềÒếÕểÓễÔệÖì×íÝỉØĩÜịÞòßóãỏáõâọäô«ồåốèổæỗçộéơ¬ờêớíởëỡìợîùïúóủñũòụôư\u00ADừõứøửöữ÷ựùỳúýýỷûỹüỵþĂ¡Â¢Đ§Ê£Ô¤Ơ¥Ư¦"
        );

    /// <summary>As typed with a font of VNI.</summary>
    public static string Vni(string text)
    {
        var pairs = new Dictionary<char, string>();
        foreach (
            var (letter, marks) in new[]
            {
                ("a", "áùàøảûãõạïăêắéằèẳúẵüặë"),
                ("e", "éùèøẻûẽõẹï"),
                ("o", "óùòøỏûõõọï"),
                ("u", "úùùøủûũõụï"),
                ("y", "ýùỳøỷûỹõ"),
                ("ô", "ớùờøởûỡõợï"),
                ("ö", "ứùừøửûữõựï"),
            }
        )
        {
            foreach (var pair in marks.Chunk(2))
            {
                pairs[pair[0]] = $"{letter}{pair[1]}";
            }
        }

        foreach (var (letter, marks) in new[] { ("a", "ââấáầàẩåẫãậä"), ("e", "êâếáềàểåễãệä"), ("o", "ôâốáồàổåỗãộä") })
        {
            foreach (var pair in marks.Chunk(2))
            {
                pairs[pair[0]] = $"{letter}{pair[1]}";
            }
        }

        foreach (var pair in "đñííììỉæĩóịòỵîơôưö".Chunk(2))
        {
            pairs[pair[0]] = pair[1].ToString();
        }

        return string.Concat(
            text.Select(c =>
                pairs.TryGetValue(c, out var typed) ? typed
                : pairs.TryGetValue(char.ToLowerInvariant(c), out var lower) ? lower.ToUpperInvariant()
                : c.ToString()
            )
        );
    }

    private static string Map(string text, string pairs)
    {
        var map = pairs.Chunk(2).ToDictionary(pair => pair[0], pair => pair[1]);
        return string.Concat(
            text.Select(c => map.TryGetValue(c, out var typed) ? typed : map.GetValueOrDefault(char.ToLowerInvariant(c), c))
        );
    }

    private static Cell CellOf(string reference, object value) =>
        value switch
        {
            DateOnly day => new Cell(new CellValue(day.DayNumber - new DateOnly(1899, 12, 30).DayNumber))
            {
                CellReference = reference,
                StyleIndex = 1,
            },
            int number => new Cell(new CellValue(number)) { CellReference = reference },
            _ => new Cell(new InlineString(new Text((string)value) { Space = SpaceProcessingModeValues.Preserve }))
            {
                CellReference = reference,
                DataType = CellValues.InlineString,
            },
        };

    private static W.Paragraph ParagraphOf(string text)
    {
        var run = new W.Run();
        foreach (var (line, i) in text.Split('\n').Select((line, i) => (line, i)))
        {
            if (i > 0)
            {
                run.Append(new W.Break());
            }

            run.Append(new W.Text(line) { Space = SpaceProcessingModeValues.Preserve });
        }

        return new(run);
    }

    private static W.TableCell CellOf(string text)
    {
        var cell = new W.TableCell();
        if (text.StartsWith('^'))
        {
            cell.Append(new W.TableCellProperties(new W.VerticalMerge()));
        }
        else if (text.StartsWith('|'))
        {
            cell.Append(new W.TableCellProperties(new W.VerticalMerge { Val = W.MergedCellValues.Restart }));
            text = text[1..];
        }

        cell.Append(ParagraphOf(text.TrimStart('^')));
        return cell;
    }
}
