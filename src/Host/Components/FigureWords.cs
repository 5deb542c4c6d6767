using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;
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

    /// <summary>Figures of any number of units, as they are judged.</summary>
    public static string Value(ProgressCell cell, PlanMeasure measure) =>
        cell.Units == 0
            ? "–"
            : measure switch
            {
                PlanMeasure.Rate => Share(cell.Number, cell.Base),
                PlanMeasure.Quantity or PlanMeasure.Never => Vietnam.Number(cell.Number),
                PlanMeasure.Rise or PlanMeasure.Fall => Change(cell.Number, cell.Verdict is FigureVerdict.Insufficient ? null : cell.Base),
                PlanMeasure.Qualitative => $"{Vietnam.Number(cell.Yes)}/{Vietnam.Number(cell.Units)} đơn vị đánh giá đạt",
            };

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
        };

    /// <summary>What the system knew of a figure: "9/10 (từ sổ theo dõi)", "mẫu số 12 (số đơn vị trong danh mục)".</summary>
    public static string Hint(FigureHint hint, PlanMeasure measure) =>
        hint switch
        {
            { Number: { } number, Base: { } of } when number.Source == of.Source && measure is PlanMeasure.Rate =>
                $"{Vietnam.Number(number.Count)}/{Vietnam.Number(of.Count)} ({Source(of.Source)})",
            _ => string.Join(", ", new[] { Half(hint.Number, NumberWord(measure)), Half(hint.Base, BaseWord(measure)) }.OfType<string>()),
        };

    private static string? Half(FigureCount? count, string word) =>
        count is null ? null : $"{word}{Vietnam.Number(count.Count)} ({Source(count.Source)})";

    private static string NumberWord(PlanMeasure measure) => measure is PlanMeasure.Rate ? "tử số " : "";

    private static string BaseWord(PlanMeasure measure) => measure is PlanMeasure.Rate ? "mẫu số " : "kỳ gốc ";

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
                        pair.Second.Units == 0 ? null : Plain(pair.Second.Number),
                        pair.Second.Units == 0 || pair.First.Measure is not (PlanMeasure.Rate or PlanMeasure.Rise or PlanMeasure.Fall)
                            ? null
                            : Plain(pair.Second.Base),
                        pair.First.Measure is PlanMeasure.Rate && pair.Second.Units > 0
                            ? Percent(pair.Second.Number, pair.Second.Base)
                            : null,
                        Badge(pair.Second.Verdict).Label,
                        Plain(pair.Second.Units),
                        Plain(pair.Second.Tally.Reached),
                        Plain(pair.Second.Tally.NotReached),
                    ]
            );

    private static readonly IReadOnlyList<(string Head, double Width)> ProgressHeads =
    [
        ("Đơn vị", 32),
        ("Chỉ tiêu", 48),
        ("Yêu cầu", 32),
        ("Mục", 12),
        ("Tử số, số lượng", 12),
        ("Mẫu số, kỳ gốc", 12),
        ("Tỷ lệ", 10),
        ("Kết quả", 18),
        ("Đơn vị đã nhập", 10),
        ("Đơn vị đạt", 10),
        ("Đơn vị chưa đạt", 10),
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
        FigureDesk desk,
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
        using (
            var csv = new CsvWriter(
                writer,
                new CsvConfiguration(CultureInfo.InvariantCulture) { InjectionOptions = InjectionOptions.Escape, NewLine = "\r\n" }
            )
        )
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
                    async (HttpContext http, string plan, string unit, string kind, string target, FigureDesk desk) =>
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
