using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using CsvHelper;
using CsvHelper.Configuration;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;
using ExcelDataReader;
using ExcelDataReader.Exceptions;
using PhongTrao.Host.Documents;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.ListsIn;

/// <summary>A cell of a table somebody sent.</summary>
/// <param name="Text">As it is read, lines apart by \n; empty where there is nothing.</param>
/// <param name="Day">Where the cell holds a day and not a text.</param>
/// <param name="Number">Where it holds a number and not a text.</param>
/// <param name="Above">It is merged with the cell above and repeats it.</param>
/// <param name="Beside">It is merged with the cell to the left and repeats it.</param>
/// <param name="IsBroken">It holds an error or a formula without a value: what should stand there nobody knows.</param>
public readonly record struct TableCell(
    string Text,
    DateOnly? Day = null,
    double? Number = null,
    bool Above = false,
    bool Beside = false,
    bool IsBroken = false
)
{
    /// <summary>Nothing in it.</summary>
    public static TableCell Empty { get; } = new("");

    /// <summary>Whether it says something of its own.</summary>
    public bool IsOwn => Text.Length > 0 && !Above && !Beside;
}

/// <summary>A row of a table somebody sent.</summary>
/// <param name="Table">Which table of the file, from 0.</param>
/// <param name="Name">What it is called: the sheet, "Bảng 2", "CSV".</param>
/// <param name="Row">From 1; 0: a line of text that stands before the table.</param>
/// <param name="Cells">From column A; a hidden column holds nothing.</param>
/// <param name="IsHidden">The row is not shown, nor printed.</param>
/// <param name="Hidden">Columns that are not shown, from 0.</param>
public sealed record TableRow(
    int Table,
    string Name,
    int Row,
    IReadOnlyList<TableCell> Cells,
    bool IsHidden = false,
    IReadOnlyList<int>? Hidden = null
);

/// <summary>A file that cannot be read as a list.</summary>
/// <param name="refusal">list.… or blob.….</param>
public sealed class ListRefusedException(Refusal refusal) : Exception(refusal.Code)
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}

/// <summary>
/// The rows of every table in a file: XLSX, XLS, CSV, DOCX, told apart by what they are and not by their names. Rows come one at a
/// time; of the file only its own bytes are held, and what it unpacks to is bounded.
/// </summary>
public sealed class TableFile
{
    /// <summary>Largest file that is read, in bytes: 16 MB.</summary>
    public const int MaxLength = 16 * 1024 * 1024;

    /// <summary>Most columns that are read.</summary>
    public const int MaxColumns = 100;

    /// <summary>Most rows that a table may have, empty ones included.</summary>
    public const int MaxRows = 200_000;

    private const long MaxUnpacked = 256L * 1024 * 1024;
    private const int MaxCell = 32_767; // as in Excel

    private readonly byte[] _bytes;
    private readonly Kind _kind;
    private readonly Encoding? _encoding;
    private readonly SheetFacts _facts;
    private char _separator = ',';

    static TableFile() => Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);

    private TableFile(byte[] bytes, Kind kind, Encoding? encoding, SheetFacts? facts = null)
    {
        _facts = facts ?? new();
        _bytes = bytes;
        _kind = kind;
        _encoding = encoding;
    }

    private enum Kind
    {
        Xlsx,
        Xls,
        Docx,
        Csv,
    }

    /// <summary>The bytes of a file that arrives, up to <see cref="MaxLength"/>.</summary>
    /// <exception cref="ListRefusedException">There are more.</exception>
    public static async Task<byte[]> BytesAsync(Stream file, CancellationToken cancellationToken)
    {
        using var bytes = new MemoryStream();
        var chunk = new byte[64 * 1024];
        for (int read; (read = await file.ReadAsync(chunk, cancellationToken)) > 0; )
        {
            await bytes.WriteAsync(chunk.AsMemory(0, read), cancellationToken);
            if (bytes.Length > MaxLength)
            {
                throw Refused(ListProblems.TooLarge, ("max", MaxLength.ToString(CultureInfo.InvariantCulture)));
            }
        }

        return bytes.ToArray();
    }

    /// <summary>Looks at a file and says what it is.</summary>
    /// <exception cref="ListRefusedException">
    /// Empty, too large, encrypted, with macros, damaged, unpacking to more than is reasonable, or no kind of file that holds lists.
    /// </exception>
    public static TableFile Open(byte[] bytes, CancellationToken cancellationToken = default)
    {
        if (bytes.Length == 0)
        {
            throw Refused(ListProblems.EmptyFile);
        }

        if (bytes.Length > MaxLength)
        {
            throw Refused(ListProblems.TooLarge, ("max", MaxLength.ToString(CultureInfo.InvariantCulture)));
        }

        return bytes switch
        {
            [0xD0, 0xCF, 0x11, 0xE0, ..] => OpenOld(bytes),
            [(byte)'P', (byte)'K', 3, 4, ..] => OpenPackage(bytes, cancellationToken),
            _ => OpenText(bytes, cancellationToken),
        };
    }

    /// <summary>Every row from the first; may be asked for again.</summary>
    /// <exception cref="ListRefusedException">Damaged, or more rows than are read.</exception>
    public IEnumerable<TableRow> Rows(CancellationToken cancellationToken = default)
    {
        using var rows = (
            _kind switch
            {
                Kind.Csv => Csv(),
                Kind.Docx => Docx(),
                _ => Sheets(),
            }
        ).GetEnumerator();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                if (!rows.MoveNext())
                {
                    yield break;
                }
            }
            catch (Exception e) when (IsDamage(e))
            {
                throw Refused(ListProblems.Damaged);
            }

            yield return rows.Current;
        }
    }

    /// <summary>"B12" of column 1 and row 12.</summary>
    public static string Address(int column, int row)
    {
        var letters = "";
        for (var n = column + 1; n > 0; n = (n - 1) / 26)
        {
            letters = (char)('A' + ((n - 1) % 26)) + letters;
        }

        return string.Create(CultureInfo.InvariantCulture, $"{letters}{row}");
    }

    // ---- what it is ----

    private static TableFile OpenPackage(byte[] bytes, CancellationToken cancellationToken)
    {
        MediaType type;
        try
        {
            type = FileTypes.Judge(new MemoryStream(bytes, writable: false), cancellationToken);
        }
        catch (BlobRefusedException e)
        {
            throw e.Refusal.Code == "blob.macros" ? Refused(ListProblems.Macros)
            : e.Refusal.Arguments.GetValueOrDefault("found") == "encrypted" ? Refused(ListProblems.Encrypted)
            : e.Refusal.Arguments.GetValueOrDefault("found") == "damaged-archive" ? Refused(ListProblems.Damaged)
            : Refused(ListProblems.NotAListFile);
        }

        var facts = CheckUnpacked(bytes, cancellationToken);
        return type == FileTypes.Xlsx ? new(bytes, Kind.Xlsx, null, facts)
            : type == FileTypes.Docx ? new(bytes, Kind.Docx, null)
            : throw Refused(ListProblems.NotAListFile);
    }

    // What an archive says of its own size is not believed: everything is unpacked once, and counted.
    private static SheetFacts CheckUnpacked(byte[] bytes, CancellationToken cancellationToken)
    {
        var facts = new SheetFacts();
        try
        {
            using var zip = new ZipArchive(new MemoryStream(bytes, writable: false), ZipArchiveMode.Read);
            var chunk = new byte[64 * 1024];
            var unpacked = 0L;
            foreach (var entry in zip.Entries)
            {
                using (var content = entry.Open())
                {
                    for (int read; (read = content.Read(chunk)) > 0; )
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        unpacked += read;
                        if (unpacked > MaxUnpacked)
                        {
                            throw Refused(ListProblems.TooLargeInside);
                        }
                    }
                }

                // A broken sheet would only seem to be shorter.
                if (
                    entry.FullName.EndsWith(".xml", StringComparison.OrdinalIgnoreCase)
                    || entry.FullName.EndsWith(".rels", StringComparison.OrdinalIgnoreCase)
                )
                {
                    using var content = entry.Open();
                    using var xml = XmlReader.Create(content);
                    while (xml.Read())
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        facts.See(entry.FullName, xml);
                    }
                }
            }

            return facts;
        }
        catch (Exception e) when (e is InvalidDataException or NotSupportedException or EndOfStreamException or XmlException)
        {
            throw Refused(ListProblems.Damaged);
        }
    }

    // Names of the streams in a compound file stand in it in UTF-16.
    private static TableFile OpenOld(byte[] bytes)
    {
        bool Has(string name) => bytes.AsSpan().IndexOf(Encoding.Unicode.GetBytes(name)) >= 0;
        return Has("EncryptedPackage") ? throw Refused(ListProblems.Encrypted)
            : Has("_VBA_PROJECT") ? throw Refused(ListProblems.Macros)
            : Has("WordDocument") ? throw Refused(ListProblems.OldWord)
            : Has("Workbook") || Has("Book") ? new(bytes, Kind.Xls, null, OldFacts(bytes))
            : throw Refused(ListProblems.NotAListFile);
    }

    private static SheetFacts OldFacts(byte[] bytes)
    {
        var facts = new SheetFacts();
        try
        {
            foreach (var (sheet, cells) in OldBook.Broken(bytes).Index())
            {
                facts.AddSheet($"{sheet}", cells.Select(cell => Address(cell.Column, cell.Row + 1)));
            }
        }
        catch (InvalidDataException)
        {
            throw Refused(ListProblems.Damaged);
        }

        return facts;
    }

    private static TableFile OpenText(byte[] bytes, CancellationToken cancellationToken)
    {
        var encoding = EncodingOf(bytes);
        var sample = Decoded(bytes, encoding, 64 * 1024);
        if (
            sample.AsSpan(0, Math.Min(sample.Length, 1024)).ContainsAnyInRange('\0', '\u0008')
            || sample.TrimStart() is ['<', ..] or ['%', 'P', 'D', 'F', ..]
        )
        {
            throw Refused(ListProblems.NotAListFile);
        }

        // The separator that gives the best heading; Vietnamese Excel writes semicolons.
        var best = -1;
        var file = new TableFile(bytes, Kind.Csv, encoding);
        foreach (var separator in ";\t,")
        {
            var tried = new TableFile(bytes, Kind.Csv, encoding) { _separator = separator };
            var heads = 0;
            try
            {
                heads = tried.Rows(cancellationToken).Take(40).Select(row => ListHeads.Known(row)).DefaultIfEmpty(0).Max();
            }
            catch (ListRefusedException)
            {
                // With another separator its quotes may stand right.
            }

            if (heads > best)
            {
                (best, file) = (heads, tried);
            }
        }

        return file;
    }

    private static Encoding EncodingOf(byte[] bytes)
    {
        switch (bytes)
        {
            case [0xEF, 0xBB, 0xBF, ..]:
                return new UTF8Encoding(true);
            case [0xFF, 0xFE, ..]:
                return Encoding.Unicode;
            case [0xFE, 0xFF, ..]:
                return Encoding.BigEndianUnicode;
        }

        var head = bytes.AsSpan(0, Math.Min(bytes.Length, 4096));
        if (head.Count((byte)0) * 4 > head.Length)
        {
            return head[0] == 0 ? Encoding.BigEndianUnicode : Encoding.Unicode;
        }

        try
        {
            _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetCharCount(bytes);
            return new UTF8Encoding(false);
        }
        catch (DecoderFallbackException)
        {
            // One byte a letter: Windows-1258, or the bytes of an old font. What gives Vietnamese words is right.
            var (vietnamese, western) = (Encoding.GetEncoding(1258), Encoding.GetEncoding(1252));
            var sample = Decoded(bytes, western, 64 * 1024);
            var best = new (double Sense, Encoding Encoding)[]
            {
                (OldLetters.Sense(Decoded(bytes, vietnamese, 64 * 1024).Normalize(), Letters.Unicode), vietnamese),
                (OldLetters.Sense(sample, Letters.Tcvn3), western),
                (OldLetters.Sense(sample, Letters.Vni), western),
            }.MaxBy(tried => tried.Sense);
            return best.Sense >= 0.6 ? best.Encoding : throw Refused(ListProblems.UnknownLetters);
        }
    }

    private static string Decoded(byte[] bytes, Encoding encoding, int most) => encoding.GetString(bytes, 0, Math.Min(bytes.Length, most));

    private static ListRefusedException Refused(string code, params (string Name, string Value)[] arguments) =>
        new(Refusal.Of(code, arguments));

    private static bool IsDamage(Exception e) =>
        PlanWorkbook.IsDamage(e) || e is ExcelReaderException or IndexOutOfRangeException or InvalidCastException or NullReferenceException; // of the reader of sheets

    // ---- XLSX, XLS ----

    private IEnumerable<TableRow> Sheets()
    {
        IExcelDataReader reader;
        try
        {
            reader = ExcelReaderFactory.CreateReader(
                new MemoryStream(_bytes, writable: false),
                new ExcelReaderConfiguration { FallbackEncoding = Encoding.GetEncoding(1252) }
            );
        }
        catch (InvalidPasswordException)
        {
            throw Refused(ListProblems.Encrypted);
        }

        using var _ = reader;
        var (table, sheet) = (0, -1);
        do
        {
            var broken = _facts.BrokenOf(++sheet);
            if (reader.VisibleState is { } state && state != "visible")
            {
                continue;
            }

            var name = PlaceName(reader.Name);
            var merges = (reader.MergeCells ?? []).OrderBy(range => range.FromRow).ToList();
            var open = new List<(CellRange Range, TableCell Value)>();
            var next = 0;
            int[]? hidden = null;
            for (var row = 0; reader.Read(); row++)
            {
                var cells = new TableCell[Math.Min(reader.FieldCount, MaxColumns)];
                hidden ??= [.. Enumerable.Range(0, cells.Length).Where(column => reader.GetColumnWidth(column) <= 0)];
                for (var column = 0; column < cells.Length; column++)
                {
                    cells[column] =
                        hidden.Length > 0 && hidden.Contains(column) ? TableCell.Empty
                        : broken is not null && broken.Contains(Address(column, row + 1)) ? TableCell.Empty with { IsBroken = true }
                        : CellOf(reader, column, _facts.Is1904);
                }

                if (row >= MaxRows && Array.TrueForAll(cells, cell => cell is { Text.Length: 0, IsBroken: false }))
                {
                    continue; // only looks of cells go down so far
                }

                CheckRow(row);

                open.RemoveAll(merge => merge.Range.ToRow < row);
                for (; next < merges.Count && merges[next].FromRow <= row; next++)
                {
                    if (merges[next] is { } range && range.FromRow == row && range.FromColumn < cells.Length)
                    {
                        open.Add((range, cells[range.FromColumn]));
                    }
                }

                foreach (var (range, value) in open)
                {
                    for (var column = range.FromColumn; column <= range.ToColumn && column < cells.Length; column++)
                    {
                        if (row != range.FromRow || column != range.FromColumn)
                        {
                            cells[column] = value with { Above = row > range.FromRow, Beside = column > range.FromColumn };
                        }
                    }
                }

                yield return new(table, name, row + 1, cells, reader.RowHeight <= 0, hidden);
            }

            table++;
        } while (reader.NextResult());
    }

    private static TableCell CellOf(IExcelDataReader reader, int column, bool is1904)
    {
        switch (reader.GetValue(column))
        {
            case DateTime at:
                var day = DateOnly.FromDateTime(at);
                return new(Localization.Vietnam.Date(day), Day: day);
            case double number:
                return new(
                    Math.Abs(number) < 1e15 ? ((decimal)number).ToString("0.##########", CultureInfo.InvariantCulture) : "",
                    // Where days count from 1904, a number that has lost its format says no day for sure.
                    Number: is1904 && number is >= 10_000 and < 80_000 ? null : number
                );
            case bool yes:
                return new(yes ? "x" : "");
            case TimeSpan time:
                return new(time.ToString("c", CultureInfo.InvariantCulture));
            case string text:
                return new(Clean(text));
            case IFormattable other:
                return new(Clean(other.ToString(null, CultureInfo.InvariantCulture)));
            default:
                return TableCell.Empty;
        }
    }

    // ---- CSV ----

    private IEnumerable<TableRow> Csv()
    {
        var bad = 0;
        var configuration = new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            Delimiter = _separator.ToString(),
            HasHeaderRecord = false,
            IgnoreBlankLines = false,
            MaxFieldSize = MaxCell,
            BadDataFound = at => bad = at.Context.Parser?.Row ?? 1,
        };
        using var reader = new StreamReader(new MemoryStream(_bytes, writable: false), _encoding!, detectEncodingFromByteOrderMarks: true);
        using var parser = new CsvParser(reader, configuration);
        while (Read(parser))
        {
            CheckRow(parser.Row - 1);
            var record = parser.Record ?? [];
            if (bad > 0)
            {
                throw Refused(ListProblems.Quote, ("row", bad.ToString(CultureInfo.InvariantCulture)));
            }

            if (parser.Row == 1 && record is [var first, ..] && first.StartsWith("sep=", StringComparison.OrdinalIgnoreCase))
            {
                continue;
            }

            yield return new(0, "CSV", parser.Row, [.. record.Take(MaxColumns).Select(text => new TableCell(Clean(text)))]);
        }
    }

    private static bool Read(CsvParser parser)
    {
        try
        {
            return parser.Read();
        }
        catch (MaxFieldSizeException)
        {
            // A quote that nobody closed swallows the rest of the file.
            throw Refused(ListProblems.Quote, ("row", (parser.Row + 1).ToString(CultureInfo.InvariantCulture)));
        }
    }

    // ---- DOCX ----

    private IEnumerable<TableRow> Docx()
    {
        using var stream = new MemoryStream(_bytes, writable: false);
        using var document = WordprocessingDocument.Open(stream, isEditable: false);
        if (document.MainDocumentPart is not { } main)
        {
            yield break;
        }

        using var reader = OpenXmlReader.Create(main);
        var (table, row, inTable) = (-1, 0, false);
        var above = new Dictionary<int, TableCell>();
        var more = reader.Read();
        while (more)
        {
            if (reader.ElementType == typeof(Table))
            {
                if (reader.IsStartElement)
                {
                    (table, row) = (table + 1, 0);
                    above.Clear();
                }

                inTable = reader.IsStartElement;
                more = reader.Read();
            }
            else if (reader.ElementType == typeof(DocumentFormat.OpenXml.Wordprocessing.TableRow) && reader.IsStartElement)
            {
                CheckRow(row);
                var element = (DocumentFormat.OpenXml.Wordprocessing.TableRow)reader.LoadCurrentElement()!;
                yield return new(table, string.Create(CultureInfo.InvariantCulture, $"Bảng {table + 1}"), ++row, RowOf(element, above));
                more = reader.Read();
            }
            else if (!inTable && reader.ElementType == typeof(Paragraph) && reader.IsStartElement)
            {
                var text = Clean(TextOf((Paragraph)reader.LoadCurrentElement()!));
                if (text.Length > 0)
                {
                    yield return new(table + 1, string.Create(CultureInfo.InvariantCulture, $"Bảng {table + 2}"), 0, [new(text)]);
                }

                more = reader.Read();
            }
            else
            {
                more = reader.Read();
            }
        }
    }

    private static TableCell[] RowOf(DocumentFormat.OpenXml.Wordprocessing.TableRow row, Dictionary<int, TableCell> above)
    {
        var cells = new List<TableCell>();
        var before = row.TableRowProperties?.GetFirstChild<GridBefore>()?.Val?.Value ?? 0;
        cells.AddRange(Enumerable.Repeat(TableCell.Empty, Math.Clamp(before, 0, MaxColumns)));
        foreach (
            var cell in row.Descendants<DocumentFormat.OpenXml.Wordprocessing.TableCell>()
                .Where(cell => cell.Ancestors<DocumentFormat.OpenXml.Wordprocessing.TableRow>().First() == row)
        )
        {
            var properties = cell.TableCellProperties;
            var column = cells.Count;
            var text = Clean(string.Join('\n', cell.Descendants<Paragraph>().Select(TextOf)));
            var value = new TableCell(text);
            if (properties?.VerticalMerge is { } merge)
            {
                value =
                    merge.Val?.Value is MergedCellValues.Restart ? value
                    : above.TryGetValue(column, out var first) ? first with { Above = true }
                    : value;
                above[column] = value with { Above = false };
            }
            else
            {
                above.Remove(column);
            }

            cells.Add(value);
            for (var more = 1; more < (properties?.GridSpan?.Val?.Value ?? 1) && cells.Count < MaxColumns; more++)
            {
                cells.Add(value with { Beside = true });
            }

            if (cells.Count >= MaxColumns)
            {
                break;
            }
        }

        return [.. cells];
    }

    private static string TextOf(OpenXmlElement paragraph)
    {
        var text = new StringBuilder();
        foreach (var part in paragraph.Descendants())
        {
            if (part is Text or Break or TabChar && IsUnseen(part, paragraph))
            {
                continue;
            }

            text.Append(
                part switch
                {
                    Text words => words.Text,
                    Break or CarriageReturn => "\n",
                    TabChar => " ",
                    NoBreakHyphen => "-",
                    _ => "",
                }
            );
        }

        return text.ToString();
    }

    // Moved elsewhere, hidden, or there for older programs beside the same once more.
    private static bool IsUnseen(OpenXmlElement part, OpenXmlElement paragraph)
    {
        for (var over = part.Parent; over is not null && over != paragraph; over = over.Parent)
        {
            if (
                over is MoveFromRun or AlternateContentFallback
                || over is Run { RunProperties.Vanish: { } hidden } && (hidden.Val is null || hidden.Val.Value)
            )
            {
                return true;
            }
        }

        return false;
    }

    // ---- both ----

    private static void CheckRow(int row)
    {
        if (row >= MaxRows)
        {
            throw Refused(ListProblems.TooManyRows, ("max", MaxRows.ToString(CultureInfo.InvariantCulture)));
        }
    }

    /// <summary>NFC, lines trimmed and blanks made one; marks that show nothing are left out, but for the soft hyphen, a letter in TCVN3.</summary>
    internal static string Clean(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return "";
        }

        var lines = text.ReplaceLineEndings("\n").Replace("_x000D_", "", StringComparison.Ordinal).Split('\n');
        var cleaned = string.Join('\n', lines.Select(Line).Where(line => line.Length > 0));
        try
        {
            return cleaned.Normalize(NormalizationForm.FormC);
        }
        catch (ArgumentException)
        {
            return ""; // half a letter
        }

        static string Line(string line)
        {
            var kept = new StringBuilder(line.Length);
            foreach (var c in line)
            {
                if (char.IsWhiteSpace(c))
                {
                    if (kept.Length > 0 && kept[^1] != ' ')
                    {
                        kept.Append(' ');
                    }
                }
                else if (!char.IsControl(c) && c is not ('\u200B' or '\u200C' or '\u200D' or '\u2060' or '\uFEFF'))
                {
                    kept.Append(c);
                }
            }

            return kept.ToString().TrimEnd();
        }
    }

    // "!" and ":" stand between the parts of a place.
    private static string PlaceName(string? sheet) =>
        (Clean(sheet) is { Length: > 0 } name ? name : "Sheet").Replace('!', ' ').Replace(':', ' ');

    /// <summary>What the reader of sheets does not tell: cells with errors, formulas nobody has reckoned, days that count from 1904.</summary>
    private sealed class SheetFacts
    {
        private const int MostBroken = 100_000;

        private readonly List<string> _sheets = []; // relations, in the order of the book
        private readonly Dictionary<string, string> _parts = new(StringComparer.Ordinal);
        private readonly Dictionary<string, HashSet<string>> _broken = new(StringComparer.Ordinal);
        private (string At, bool IsError, bool HasFormula, bool HasValue) _cell;

        internal bool Is1904 { get; private set; }

        /// <summary>Cells of a sheet that are broken; null: none are.</summary>
        internal HashSet<string>? BrokenOf(int sheet) =>
            sheet < _sheets.Count && _parts.TryGetValue(_sheets[sheet], out var part) ? _broken.GetValueOrDefault(part) : null;

        /// <summary>The next sheet of a book, with its broken cells.</summary>
        internal void AddSheet(string name, IEnumerable<string> broken)
        {
            _sheets.Add(name);
            _parts[name] = name;
            _broken[name] = broken.Take(MostBroken).ToHashSet(StringComparer.Ordinal);
        }

        internal void See(string part, XmlReader xml)
        {
            if (part.StartsWith("xl/worksheets/", StringComparison.Ordinal))
            {
                SeeCell(part, xml);
            }
            else if (xml.NodeType is XmlNodeType.Element && part == "xl/workbook.xml")
            {
                if (xml.LocalName == "workbookPr")
                {
                    Is1904 = xml.GetAttribute("date1904") is "1" or "true";
                }
                else if (xml.LocalName == "sheet")
                {
                    _sheets.Add(
                        xml.GetAttribute("id", "http://schemas.openxmlformats.org/officeDocument/2006/relationships")
                            ?? xml.GetAttribute("id", "http://purl.oclc.org/ooxml/officeDocument/relationships")
                            ?? ""
                    );
                }
            }
            else if (xml is { NodeType: XmlNodeType.Element, LocalName: "Relationship" } && part == "xl/_rels/workbook.xml.rels")
            {
                var target = xml.GetAttribute("Target") ?? "";
                _parts[xml.GetAttribute("Id") ?? ""] = target.StartsWith('/') ? target[1..] : $"xl/{target}";
            }
        }

        private void SeeCell(string part, XmlReader xml)
        {
            switch (xml.NodeType, xml.LocalName)
            {
                case (XmlNodeType.Element, "c"):
                    _cell = (xml.GetAttribute("r") ?? "", xml.GetAttribute("t") == "e", false, false);
                    break;
                case (XmlNodeType.Element, "f"):
                    _cell.HasFormula = true;
                    break;
                case (XmlNodeType.Element, "v" or "is"):
                    _cell.HasValue = true;
                    break;
                case (XmlNodeType.EndElement, "c") when _cell.IsError || _cell is { HasFormula: true, HasValue: false }:
                    if (!_broken.TryGetValue(part, out var cells))
                    {
                        _broken[part] = cells = new(StringComparer.Ordinal);
                    }

                    if (cells.Count < MostBroken)
                    {
                        cells.Add(_cell.At);
                    }

                    break;
            }
        }
    }
}
