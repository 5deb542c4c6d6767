using System.Globalization;
using CsvHelper;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Components;

/// <summary>Figures and progress as people read them: on pages, on paper, in a spreadsheet.</summary>
public static class FigureWords
{
    /// <summary>Media type of CSV.</summary>
    public const string Csv = "text/csv; charset=utf-8";

    private const int MostUnits = 2_000;

    /// <summary>How a target stands; red is for what is truly missed.</summary>
    public static (string Icon, string? Tone, string Label) Badge(FigureVerdict verdict) =>
        verdict switch
        {
            FigureVerdict.Reached => ("check", "ok", "Đạt"),
            FigureVerdict.NotReached => ("cross", "bad", "Chưa đạt"),
            FigureVerdict.Nothing => ("dot", null, "Không phát sinh"),
            FigureVerdict.Insufficient => ("wait", "warn", "Chưa đủ số liệu"),
            FigureVerdict.Judged => ("person", "calm", "Định tính, do người đánh giá"),
        };

    /// <summary>A figure: "19/110 (17,27%)", "3", "95 (kỳ gốc 100)".</summary>
    public static string Value(FigureValue value) =>
        value switch
        {
            FigureValue.Share f => Share(f.Numerator, f.Denominator),
            FigureValue.Count f => Vietnam.Number(f.Number),
            FigureValue.Change f => Change(f.Number, f.Base),
            FigureValue.Finding f => f.Reached ? "Đơn vị đánh giá: đạt" : "Đơn vị đánh giá: chưa đạt",
        };

    /// <summary>The same for a target: of what others have to reach "9/10 đạt (90%)".</summary>
    public static string Value(FigureValue value, FigureLine line) =>
        line.Others is not null && value is FigureValue.Share others ? Value(FigureTally.Of(others)) : Value(value);

    /// <summary>
    /// Figures of any number of units, as they are judged; of what each has to reach, how many did, and what they count together: "12 mô
    /// hình; 9/10 đạt (90%)".
    /// </summary>
    public static string Value(ProgressCell cell, PlanTarget target) =>
        cell.Units == 0 ? "–"
        : Each(target) ? $"{Together(cell, target)}{Value(cell.Tally)}"
        : target.Measure switch
        {
            PlanMeasure.Rate => Share(cell.Number, cell.Base),
            PlanMeasure.Quantity or PlanMeasure.Never => Vietnam.Number(cell.Number),
            PlanMeasure.Rise or PlanMeasure.Fall => Change(cell.Number, cell.Missing > 0 ? null : cell.Base),
            PlanMeasure.Qualitative => $"{Vietnam.Number(cell.Yes)}/{Vietnam.Number(cell.Units)} đơn vị đánh giá đạt",
        };

    // Each unit of account has to reach it by itself.
    private static bool Each(PlanTarget target) => target.Per is not null && target.Measure is not PlanMeasure.Qualitative;

    private static string Together(ProgressCell cell, PlanTarget target) =>
        cell.Number > 0 && target.Measure is PlanMeasure.Quantity { Unit: var unit } ? $"{Vietnam.Number(cell.Number)} {unit}; " : "";

    // Where nothing came up there is nothing to reach.
    private static long Total(FigureTally tally) => tally.All - tally.Nothing;

    private static string Value(FigureTally tally) =>
        Total(tally) is var all && all == 0
            ? "0/0"
            : $"{Vietnam.Number(tally.Reached)}/{Vietnam.Number(all)} đạt ({Percent(tally.Reached, all)})";

    /// <summary>"12 đạt, 3 chưa đạt" of the units that stated it; empty for a single one.</summary>
    public static string Tally(FigureTally tally) =>
        string.Join(
            ", ",
            new[]
            {
                (tally.Reached, "đạt"),
                (tally.NotReached, "chưa đạt"),
                (tally.Nothing, "không phát sinh"),
                (tally.Insufficient, "chưa đủ số liệu"),
            }
                .Where(part => part.Item1 > 0)
                .Select(part => $"{Vietnam.Number(part.Item1)} {part.Item2}")
        );

    /// <summary>Where the system knew a figure from.</summary>
    public static string Source(FigureSource source) =>
        source switch
        {
            FigureSource.Book => "từ sổ theo dõi",
            FigureSource.Below => "cộng từ đơn vị cấp dưới",
            FigureSource.Dossiers => "số hồ sơ đã nộp",
            FigureSource.Proposed => "số được đề nghị trong hồ sơ đã nộp",
            FigureSource.Awarded => "số được khen theo quyết định",
            FigureSource.Units => "số đơn vị trong danh mục",
            FigureSource.Titles => "từ hồ sơ công nhận danh hiệu",
        };

    /// <summary>What the system knew of a figure: "9/10 (từ sổ theo dõi)", "mẫu số 12 (số đơn vị trong danh mục)".</summary>
    public static string Hint(FigureHint hint, FigureLine line)
    {
        var (number, of) =
            line.Others is not null ? ("số đạt ", "tổng số ")
            : line.Measure is PlanMeasure.Rate ? ("tử số ", "mẫu số ")
            : ("", "kỳ gốc ");
        return hint switch
        {
            { Number: { } a, Base: { } b } when a.Source == b.Source && (line.Others is not null || line.Measure is PlanMeasure.Rate) =>
                $"{Vietnam.Number(a.Count)}/{Vietnam.Number(b.Count)} ({Source(a.Source)})",
            _ => string.Join(", ", new[] { Half(hint.Number, number), Half(hint.Base, of) }.OfType<string>()),
        };
    }

    /// <summary>"Số tổ bảo vệ an ninh, trật tự đạt".</summary>
    public static string OthersReached(string others) => $"Số {Name(others)} đạt";

    /// <summary>"Tổng số tổ bảo vệ an ninh, trật tự".</summary>
    public static string OthersAll(string others) => $"Tổng số {Name(others)}";

    // As the plan names them, in the plural: "Các ấp" are counted as "ấp".
    private static string Name(string others)
    {
        var name = Vietnam.LowerFirst(others);
        foreach (var plural in (ReadOnlySpan<string>)["các ", "mỗi ", "những "])
        {
            name = name.StartsWith(plural, StringComparison.Ordinal) ? name[plural.Length..] : name;
        }

        return name;
    }

    private static string? Half(FigureCount? count, string word) =>
        count is null ? null : $"{word}{Vietnam.Number(count.Count)} ({Source(count.Source)})";

    /// <summary>An entry of a small register, as it is cited.</summary>
    public static string Cited(BookEntryShape entry) =>
        $"{Vietnam.Date(entry.Day)}{(entry.UnitName is { } whose ? $", {whose}" : "")}: {entry.Text ?? "(nội dung đã xóa)"}{(entry.Struck ? " (đã gạch)" : "")}";

    /// <summary>A percentage cut off after two places: what is not reached never reads as if it were. "–" of nothing.</summary>
    public static string Percent(long numerator, long denominator)
    {
        if (denominator == 0)
        {
            return "–";
        }

        var hundredths = (long)((System.Numerics.BigInteger)numerator * 10_000 / denominator);
        var text = (hundredths / 100m).ToString("0.##", Vietnam.Culture);
        return $"{text}%";
    }

    /// <summary>What a period is called.</summary>
    public static string Period(DeadlineWords words, PlanDefinition plan, FigurePeriod period) =>
        period.Key == PeriodKey.Once ? "Cả kế hoạch" : Labels.Capital(words.Period(plan.Id, period.Key, null));

    /// <summary>The whole of what a page of progress shows, unit by unit and target by target.</summary>
    public static async Task<(PlanDefinition Plan, List<IReadOnlyList<object?>> Rows)?> RowsAsync(
        FigureDesk desk,
        House house,
        Person person,
        PlanId plan,
        PeriodKey period,
        UnitId unit,
        CancellationToken cancellationToken
    )
    {
        if (await house.PlanAsync(plan, cancellationToken) is not { Definition: { } definition })
        {
            return null;
        }

        var rows = new List<IReadOnlyList<object?>>();
        string? after = null;
        do
        {
            if (
                await desk.ProgressAsync(person, plan, period, unit, after, 200, cancellationToken)
                is not Answer<ProgressShape>.Done { Value: var page }
            )
            {
                return null;
            }

            rows.AddRange((after is null ? page.Items.Prepend(page.Self) : page.Items).SelectMany(line => RowsOf(line, definition)));
            after = page.Next;
        } while (after is not null && rows.Count < MostUnits * Math.Max(1, definition.Targets.Count));

        return (definition, rows);
    }

    private static IEnumerable<IReadOnlyList<object?>> RowsOf(ProgressLine line, PlanDefinition plan) =>
        plan
            .Targets.Zip(line.Cells)
            .Select(pair =>
                (IReadOnlyList<object?>)
                    [
                        Labels.Capital(line.UnitName),
                        pair.First.What.Value,
                        PlanWords.Measure(pair.First.Measure),
                        pair.First.Clause.Value,
                        .. Halves(pair.Second, pair.First),
                        Badge(pair.Second.Verdict).Label,
                        Plain(pair.Second.Units),
                        Plain(pair.Second.Tally.Reached),
                        Plain(pair.Second.Tally.NotReached),
                        Each(pair.First) && pair.First.Measure is PlanMeasure.Quantity ? Plain(pair.Second.Number) : null,
                    ]
            );

    // Number, base and percentage, each in a cell of its own.
    private static IReadOnlyList<object?> Halves(ProgressCell cell, PlanTarget target) =>
        cell.Units == 0 ? [null, null, null]
        : Each(target) ? [Plain(cell.Tally.Reached), Plain(Total(cell.Tally)), Percent(cell.Tally.Reached, Total(cell.Tally))]
        : target.Measure switch
        {
            PlanMeasure.Rate => [Plain(cell.Number), Plain(cell.Base), Percent(cell.Number, cell.Base)],
            PlanMeasure.Rise or PlanMeasure.Fall => [Plain(cell.Number), cell.Missing > 0 ? null : Plain(cell.Base), null],
            PlanMeasure.Qualitative => [Plain(cell.Yes), Plain(cell.Units), null],
            PlanMeasure.Quantity or PlanMeasure.Never => [Plain(cell.Number), null, null],
        };

    private static readonly IReadOnlyList<(string Head, double Width)> ProgressHeads =
    [
        ("Đơn vị", 32),
        ("Chỉ tiêu", 48),
        ("Yêu cầu", 32),
        ("Mục", 12),
        ("Tử số, số lượng, số đạt", 12),
        ("Mẫu số, kỳ gốc, tổng số", 12),
        ("Tỷ lệ", 10),
        ("Kết quả", 18),
        ("Đơn vị đã nhập", 10),
        ("Số đạt", 10),
        ("Số chưa đạt", 10),
        ("Số lượng cộng lại", 12),
    ];

    private static readonly IReadOnlyList<(string Head, double Width)> BookHeads =
    [
        ("Đơn vị", 32),
        ("Sổ của đơn vị", 14),
        ("Sổ của các đơn vị cấp dưới", 14),
        ("Cộng", 14),
    ];

    /// <summary>A small register across units, row by row; null: this person may not read it.</summary>
    public static async Task<List<IReadOnlyList<object?>>?> RowsAsync(
        BookDesk desk,
        Person person,
        PlanId plan,
        PlanRegisterKind kind,
        TargetCode? target,
        UnitId unit,
        PeriodKey? period,
        CancellationToken cancellationToken
    )
    {
        var rows = new List<IReadOnlyList<object?>>();
        string? after = null;
        do
        {
            if (
                await desk.BookUnitsAsync(person, plan, kind, target, unit, period, after, 200, cancellationToken)
                is not Answer<BookUnitsShape>.Done { Value: var page }
            )
            {
                return null;
            }

            rows.AddRange(
                (after is null ? page.Items.Prepend(page.Self) : page.Items).Select(line =>
                    (IReadOnlyList<object?>)
                        [Labels.Capital(line.UnitName), Plain(line.Own), Plain(line.Below), Plain(line.Own + line.Below)]
                )
            );
            after = page.Next;
        } while (after is not null && rows.Count < MostUnits);

        return rows;
    }

    /// <summary>Rows as CSV that Excel reads: UTF-8 with its mark, and no text is taken for a formula.</summary>
    public static byte[] CsvOf(IEnumerable<string> heads, IEnumerable<IReadOnlyList<object?>> rows)
    {
        using var stream = new MemoryStream();
        using (var writer = new StreamWriter(stream, new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: true)))
        using (var csv = new CsvWriter(writer, Documents.TableRows.CsvSettings))
        {
            foreach (var head in heads)
            {
                csv.WriteField(head);
            }

            csv.NextRecord();
            foreach (var row in rows)
            {
                foreach (var cell in row)
                {
                    csv.WriteField(cell as string ?? "");
                }

                csv.NextRecord();
            }
        }

        return stream.ToArray();
    }

    /// <summary>Downloads of progress and of small registers.</summary>
    public static void MapFigureFiles(this IEndpointRouteBuilder app)
    {
        Map("xlsx", Documents.Sheet.MediaType, Documents.Sheet.Write);
        Map("csv", Csv, (_, heads, rows) => CsvOf(heads.Select(head => head.Head), rows));

        void Map(
            string extension,
            string mediaType,
            Func<string, IReadOnlyList<(string Head, double Width)>, IEnumerable<IReadOnlyList<object?>>, byte[]> write
        )
        {
            app.MapGet(
                    $"/tien-do/{{plan}}/{{unit}}/tep.{extension}",
                    async (HttpContext http, string plan, string unit, FigureDesk desk, House house) =>
                        PlanId.TryParse(plan, out var id)
                        && UnitId.TryParse(unit, out var whose)
                        && PeriodKey.TryParse(http.Request.Query["ky"].ToString(), out var period)
                        && await RowsAsync(desk, house, http.Person(), id, period, whose, http.RequestAborted) is { } found
                            ? Results.Bytes(write("Tiến độ", ProgressHeads, found.Rows), mediaType, $"tien-do-{plan}-{period}.{extension}")
                            : PageEndpoints.Error(StatusCodes.Status404NotFound)
                )
                .Requires(Act.ReadDeadlines)
                .ExcludeFromDescription();
            app.MapGet(
                    $"/so-theo-doi/{{plan}}/{{unit}}/{{kind}}/{{target}}/tep.{extension}",
                    async (HttpContext http, string plan, string unit, string kind, string target, BookDesk desk) =>
                    {
                        var asked = http.Request.Query["ky"].ToString();
                        var (counts, period) = (default(TargetCode), default(PeriodKey));
                        return
                            PlanId.TryParse(plan, out var id)
                            && UnitId.TryParse(unit, out var whose)
                            && StoredNames<PlanRegisterKind>.TryParse(kind, out var which)
                            && (target == "-" || TargetCode.TryParse(target, out counts))
                            && (asked.Length == 0 || PeriodKey.TryParse(asked, out period))
                            && await RowsAsync(
                                desk,
                                http.Person(),
                                id,
                                which,
                                target == "-" ? null : counts,
                                whose,
                                asked.Length == 0 ? null : period,
                                http.RequestAborted
                            )
                                is { } rows
                            ? Results.Bytes(write("Sổ theo dõi", BookHeads, rows), mediaType, $"so-theo-doi-{plan}-{kind}.{extension}")
                            : PageEndpoints.Error(StatusCodes.Status404NotFound);
                    }
                )
                .Requires(Act.ReadDeadlines)
                .ExcludeFromDescription();
        }
    }

    private static string Share(long numerator, long denominator) =>
        denominator == 0
            ? $"{Vietnam.Number(numerator)}/0"
            : $"{Vietnam.Number(numerator)}/{Vietnam.Number(denominator)} ({Percent(numerator, denominator)})";

    private static string Change(long number, long? of) =>
        of is { } known ? $"{Vietnam.Number(number)} (kỳ gốc {Vietnam.Number(known)})" : $"{Vietnam.Number(number)} (chưa có kỳ gốc)";

    private static string Plain(long number) => number.ToString(CultureInfo.InvariantCulture);
}
