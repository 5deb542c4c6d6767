namespace PhongTrao.Host.Documents;

/// <summary>
/// A văn bản hành chính as its parts, in order: what NĐ 30/2020, Phụ lục I lays out, apart from any file format. DOCX and PDF are
/// written from the same value, so they say the same in the same order.
/// </summary>
/// <param name="Title">What the file is called: "Quyết định 12/QĐ-UBND".</param>
/// <param name="Landscape">A4 on its side, for wide tables; upright otherwise.</param>
/// <param name="Blocks">Its parts.</param>
public sealed record OfficialPaper(string Title, bool Landscape, IReadOnlyList<PaperBlock> Blocks)
{
    /// <summary>Every text in reading order, a line each: what any rendering must say.</summary>
    public IEnumerable<string> Lines() => Blocks.SelectMany(block => block.Lines()).Where(line => line.Length > 0);
}

/// <summary>A run of text, bold or not.</summary>
public readonly record struct PaperRun(string Text, bool Bold);

/// <summary>A column of a table.</summary>
/// <param name="Head">Its head.</param>
/// <param name="Share">Its width, of the sum of all; at least 1.</param>
/// <param name="Centred">Numbers and dates; text begins at the left.</param>
public sealed record PaperColumn(string Head, int Share, bool Centred);

/// <summary>A row of a table.</summary>
/// <param name="Cells">One for each column.</param>
/// <param name="Total">A total: bold.</param>
public sealed record PaperRow(IReadOnlyList<string> Cells, bool Total);

/// <summary>Whoever signs.</summary>
/// <param name="Authority">Quyền hạn, chức vụ, a line each: "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH".</param>
/// <param name="Note">"(Ký, ghi rõ họ tên)"; null: none.</param>
/// <param name="Name">Họ và tên; null: left open.</param>
public sealed record PaperSignature(IReadOnlyList<string> Authority, string? Note, string? Name);

/// <summary>A part of a paper.</summary>
public abstract record PaperBlock
{
    private PaperBlock() { }

    /// <summary>Its texts in reading order.</summary>
    internal abstract IEnumerable<string> Lines();

    /// <summary>Tên cơ quan, số và ký hiệu at the left; Quốc hiệu, Tiêu ngữ, địa danh and ngày at the right.</summary>
    /// <param name="Issuer">Superior agency first, the issuing one last; in capitals.</param>
    /// <param name="Number">"Số: 12/QĐ-UBND"; null: the paper bears none.</param>
    /// <param name="About">"V/v …" below the number of a công văn; null: none.</param>
    /// <param name="Place">Địa danh and date: "Tân Khai, ngày 05 tháng 02 năm 2026".</param>
    public sealed record Letterhead(IReadOnlyList<string> Issuer, string? Number, string? About, string Place) : PaperBlock
    {
        /// <summary>Quốc hiệu.</summary>
        public const string State = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM";

        /// <summary>Tiêu ngữ.</summary>
        public const string Motto = "Độc lập - Tự do - Hạnh phúc";

        internal override IEnumerable<string> Lines() =>
            [.. Issuer, .. Number is null ? [] : new[] { Number }, .. About is null ? [] : new[] { About }, State, Motto, Place];
    }

    /// <summary>A centred line.</summary>
    /// <param name="Ruled">With the short line below it.</param>
    public sealed record Centred(string Text, bool Bold = true, bool Italic = false, bool Ruled = false) : PaperBlock
    {
        internal override IEnumerable<string> Lines() => [Text];
    }

    /// <summary>Kính gửi.</summary>
    public sealed record Addressees(IReadOnlyList<string> To) : PaperBlock
    {
        internal override IEnumerable<string> Lines() =>
            To is [var only] ? [$"Kính gửi: {only}"] : ["Kính gửi:", .. To.Select((to, i) => $"- {to}{(i == To.Count - 1 ? "." : ";")}")];
    }

    /// <summary>Căn cứ: italic, each on its own line; ";" after each, "." after the last.</summary>
    public sealed record Bases(IReadOnlyList<string> Texts) : PaperBlock
    {
        internal override IEnumerable<string> Lines() => Texts.Select((text, i) => text + (i == Texts.Count - 1 ? "." : ";"));
    }

    /// <summary>A paragraph: justified, first line indented.</summary>
    public sealed record Paragraph(IReadOnlyList<PaperRun> Runs) : PaperBlock
    {
        internal override IEnumerable<string> Lines() => [string.Concat(Runs.Select(run => run.Text))];
    }

    /// <summary>A line of a form: what is asked and what is answered.</summary>
    public sealed record Entry(string Label, string Value) : PaperBlock
    {
        internal override IEnumerable<string> Lines() => [$"{Label}: {Value}"];
    }

    /// <summary>A table with a head that repeats on every page.</summary>
    public sealed record Grid(IReadOnlyList<PaperColumn> Columns, IReadOnlyList<PaperRow> Rows) : PaperBlock
    {
        /// <summary>So many columns that a day would not stand on one line in letters of the usual size.</summary>
        public bool IsDense => Columns.Count > 9;

        internal override IEnumerable<string> Lines() => [.. Columns.Select(column => column.Head), .. Rows.SelectMany(row => row.Cells)];
    }

    /// <summary>Nơi nhận at the left, the signature at the right; without Nơi nhận the signatures stand side by side.</summary>
    /// <param name="Copies">Nơi nhận without its dashes; none: no such part.</param>
    /// <param name="Signatures">1–3.</param>
    public sealed record Foot(IReadOnlyList<string> Copies, IReadOnlyList<PaperSignature> Signatures) : PaperBlock
    {
        internal override IEnumerable<string> Lines() =>
            [
                .. Copies.Count == 0 ? [] : new[] { "Nơi nhận:" },
                .. Copies.Select((copy, i) => $"- {copy}{(i == Copies.Count - 1 ? "." : ";")}"),
                .. Signatures.SelectMany(one =>
                    (IEnumerable<string>)
                        [.. one.Authority, .. one.Note is null ? [] : new[] { one.Note }, .. one.Name is null ? [] : new[] { one.Name }]
                ),
            ];
    }

    /// <summary>What follows begins on a new page.</summary>
    public sealed record NewPage : PaperBlock
    {
        internal override IEnumerable<string> Lines() => [];
    }
}
