using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using CsvHelper;
using CsvHelper.Configuration;

namespace PhongTrao.Host.Documents;

/// <summary>
/// A table that is written row by row to somebody who waits for it, as CSV (UTF-8 with its mark) or XLSX: what was written goes out and is kept
/// no longer. No text is taken for a formula.
/// </summary>
public abstract class TableRows : IAsyncDisposable
{
    /// <summary>Media type of CSV.</summary>
    public const string CsvType = "text/csv; charset=utf-8";

    /// <summary>How CSV is written: Excel's line ends, no text taken for a formula, lines within a cell in quotes.</summary>
    internal static CsvConfiguration CsvSettings { get; } =
        new(CultureInfo.InvariantCulture)
        {
            InjectionOptions = InjectionOptions.Escape,
            NewLine = "\r\n",
            ShouldQuote = cell => ConfigurationFunctions.ShouldQuote(cell) || cell.Field?.Contains('\n', StringComparison.Ordinal) is true,
        };

    private readonly Stream _to;
    private protected readonly Behind Buffer = new();

    private protected TableRows(Stream to) => _to = to;

    /// <summary>Begins a table.</summary>
    /// <param name="to">Where it goes; written asynchronously only.</param>
    /// <param name="name">Name of the sheet.</param>
    /// <param name="columns">Heads and widths in characters.</param>
    public static TableRows Csv(Stream to, string name, IReadOnlyList<(string Head, double Width)> columns)
    {
        ArgumentNullException.ThrowIfNull(name);
        return new CsvRows(to, columns);
    }

    /// <inheritdoc cref="Csv"/>
    public static TableRows Xlsx(Stream to, string name, IReadOnlyList<(string Head, double Width)> columns) =>
        new XlsxRows(to, name, columns);

    /// <summary>Writes a row: texts, days, null for an empty cell.</summary>
    public abstract void Add(IReadOnlyList<object?> row);

    /// <summary>Sends what was written so far.</summary>
    public async Task SendAsync(CancellationToken cancellationToken)
    {
        Flush();
        await Buffer.SendAsync(_to, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        End();
        await Buffer.SendAsync(_to, CancellationToken.None);
        GC.SuppressFinalize(this);
    }

    private protected abstract void Flush();

    private protected abstract void End();

    private sealed class CsvRows : TableRows
    {
        private readonly CsvWriter _csv;

        internal CsvRows(Stream to, IReadOnlyList<(string Head, double Width)> columns)
            : base(to)
        {
            _csv = new(new StreamWriter(Buffer, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true)), CsvSettings);
            Add([.. columns.Select(column => (object?)column.Head)]);
        }

        public override void Add(IReadOnlyList<object?> row)
        {
            foreach (var cell in row)
            {
                _csv.WriteField(cell is DateOnly day ? Localization.Vietnam.Date(day) : cell as string ?? "");
            }

            _csv.NextRecord();
        }

        private protected override void Flush() => _csv.Flush();

        private protected override void End() => _csv.Dispose();
    }

    private sealed class XlsxRows : TableRows
    {
        private const string Main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
        private const string Relations = "http://schemas.openxmlformats.org/package/2006/relationships";
        private const string Office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

        private readonly ZipArchive _zip;
        private readonly Stream _part;
        private readonly XmlWriter _xml;
        private int _line;

        internal XlsxRows(Stream to, string name, IReadOnlyList<(string Head, double Width)> columns)
            : base(to)
        {
            _zip = new(Buffer, ZipArchiveMode.Create, leaveOpen: true);
            Part(
                "[Content_Types].xml",
                "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" "
                    + "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/>"
                    + $"<Override PartName=\"/xl/workbook.xml\" ContentType=\"{Sheet.MediaType}.main+xml\"/>"
                    + "<Override PartName=\"/xl/styles.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml\"/>"
                    + "<Override PartName=\"/xl/worksheets/sheet1.xml\" "
                    + "ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml\"/></Types>"
            );
            Part(
                "_rels/.rels",
                $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
            );
            Part(
                "xl/_rels/workbook.xml.rels",
                $"<Relationships xmlns=\"{Relations}\"><Relationship Id=\"r1\" Type=\"{Office}/worksheet\" Target=\"worksheets/sheet1.xml\"/>"
                    + $"<Relationship Id=\"r2\" Type=\"{Office}/styles\" Target=\"styles.xml\"/></Relationships>"
            );
            Part(
                "xl/workbook.xml",
                $"<workbook xmlns=\"{Main}\" xmlns:r=\"{Office}\"><sheets><sheet name=\"{System.Security.SecurityElement.Escape(SheetName(name))}\" "
                    + "sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>"
            );
            Part("xl/styles.xml", Sheet.Styles().OuterXml);
            _part = _zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
            _xml = XmlWriter.Create(_part, new XmlWriterSettings { Encoding = new UTF8Encoding(false), CloseOutput = false });
            _xml.WriteStartElement("worksheet", Main);
            _xml.WriteStartElement("sheetViews");
            _xml.WriteRaw(
                "<sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/></sheetView>"
            );
            _xml.WriteEndElement();
            _xml.WriteStartElement("cols");
            foreach (var (column, i) in columns.Select((column, i) => (column, i)))
            {
                _xml.WriteRaw(
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"<col min=\"{i + 1}\" max=\"{i + 1}\" width=\"{column.Width:0.##}\" customWidth=\"1\"/>"
                    )
                );
            }

            _xml.WriteEndElement();
            _xml.WriteStartElement("sheetData");
            Write([.. columns.Select(column => (object?)column.Head)], head: true);
        }

        public override void Add(IReadOnlyList<object?> row) => Write(row, head: false);

        private void Write(IReadOnlyList<object?> row, bool head)
        {
            _line++;
            _xml.WriteStartElement("row");
            _xml.WriteAttributeString("r", _line.ToString(CultureInfo.InvariantCulture));
            foreach (var cell in row)
            {
                _xml.WriteStartElement("c");
                if (cell is DateOnly day)
                {
                    // Days count from 30/12/1899 in every year after 1900.
                    _xml.WriteAttributeString("s", "2");
                    _xml.WriteElementString(
                        "v",
                        (day.DayNumber - new DateOnly(1899, 12, 30).DayNumber).ToString(CultureInfo.InvariantCulture)
                    );
                }
                else if (cell is string { Length: > 0 } text)
                {
                    _xml.WriteAttributeString(
                        "s",
                        head ? "1"
                            : text is ['=' or '+' or '-' or '@' or '\t' or '\r', ..] ? "3"
                            : "0"
                    );
                    _xml.WriteAttributeString("t", "inlineStr");
                    _xml.WriteStartElement("is");
                    _xml.WriteStartElement("t");
                    _xml.WriteAttributeString("xml", "space", null, "preserve");
                    _xml.WriteString(Sheet.Allowed(text));
                    _xml.WriteEndElement();
                    _xml.WriteEndElement();
                }

                _xml.WriteEndElement();
            }

            _xml.WriteEndElement();
        }

        private protected override void Flush()
        {
            _xml.Flush();
            _part.Flush();
        }

        private protected override void End()
        {
            _xml.WriteEndElement();
            _xml.WriteEndElement();
            _xml.Dispose();
            _part.Dispose();
            _zip.Dispose();
        }

        private void Part(string name, string content)
        {
            using var part = _zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            part.Write(Encoding.UTF8.GetBytes("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>" + content));
        }

        private static string SheetName(string name)
        {
            var allowed = string.Concat(name.Where(c => c is not ('\\' or '/' or '?' or '*' or '[' or ']' or ':')));
            return allowed.Length > 31 ? allowed[..31]
                : allowed.Length == 0 ? "Bảng"
                : allowed;
        }
    }

    /// <summary>Takes bytes written synchronously until they are sent asynchronously; looks back at none.</summary>
    private protected sealed class Behind : Stream
    {
        private readonly MemoryStream _kept = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() { }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => _kept.Write(buffer, offset, count);

        public override void Write(ReadOnlySpan<byte> buffer) => _kept.Write(buffer);

        internal async Task SendAsync(Stream to, CancellationToken cancellationToken)
        {
            await to.WriteAsync(_kept.GetBuffer().AsMemory(0, (int)_kept.Length), cancellationToken);
            _kept.SetLength(0);
        }
    }
}
