using System.Globalization;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Components;

/// <summary>Deadlines as people read them: on pages, on paper, in a spreadsheet, in a calendar program.</summary>
public sealed class DeadlineWords(DeadlineDesk desk, House house)
{
    /// <summary>Most deadlines that a download or a printed list holds.</summary>
    public const int MostListed = 10_000;

    private static readonly string[] Quarters = ["I", "II", "III", "IV"];

    /// <summary>"Tất cả" as the state in an address: what is over too.</summary>
    public const string EveryState = "tat-ca";

    /// <summary>The conditions that a page's address carries.</summary>
    public static DeadlineQuestion QuestionOf(IQueryCollection query)
    {
        string? Value(string name) => query[name].ToString() is { Length: > 0 } text ? text : null;
        return new(
            Value("ke-hoach"),
            Value("don-vi"),
            Value("trang-thai") is { } state && state != EveryState ? state : null,
            Value("tu"),
            Value("den"),
            Value("viec"),
            Value("ky")
        );
    }

    /// <summary>Badge of a state: red only for what is truly overdue.</summary>
    public static (string Icon, string? Tone, string Label) Badge(DeadlineState state) =>
        state switch
        {
            DeadlineState.Overdue => ("late", "bad", Label(state)),
            DeadlineState.Soon => ("clock", "warn", Label(state)),
            DeadlineState.Open => ("clock", "calm", Label(state)),
            DeadlineState.NotOpen => ("pause", null, Label(state)),
            DeadlineState.Past => ("check", null, Label(state)),
            DeadlineState.Filed => ("check", "calm", Label(state)),
            DeadlineState.Done => ("check", "ok", Label(state)),
            _ => ("info", null, Label(state)),
        };

    /// <summary>Badge of one deadline: what nobody has to accept is recorded, not accepted.</summary>
    public static (string Icon, string? Tone, string Label) Badge(DeadlineLine line) =>
        line is { State: DeadlineState.Done, Answer.Recipients: 0 } ? ("check", "ok", "Đã ghi nhận") : Badge(line.State);

    /// <summary>A state in words.</summary>
    public static string Label(DeadlineState state) => Phrases.Vi($"deadline.{StoredNames<DeadlineState>.Of(state)}");

    /// <summary>What sort of duty.</summary>
    public static string Kind(PlanDutyKind kind) => Phrases.Vi($"duty-kind.{StoredNames<PlanDutyKind>.Of(kind)}");

    /// <summary>"12 đơn vị · 3 quá hạn"; of a single unit its name.</summary>
    public static string Units(DeadlineBoardLine line, Labels labels) =>
        line is { Units: 1, Any.Unit: { } unit } ? labels.Unit(unit)
        : line.States.GetValueOrDefault(DeadlineState.Overdue) is var late and > 0
            ? $"{Vietnam.Number(line.Units)} đơn vị · {Vietnam.Number(late)} quá hạn"
        : $"{Vietnam.Number(line.Units)} đơn vị";

    /// <summary>What a plan is called: its number, or whose it is.</summary>
    public string Plan(PlanId id, Labels labels) =>
        house.Plans.FirstOrDefault(plan => plan.Definition!.Id == id)?.Definition is { } plan
            ? $"{plan.Number?.Value ?? "Kế hoạch không ghi số"} – {labels.Unit(plan.Issuer)}"
            : id.Value;

    /// <summary>What a deadline is for: "tháng 4/2025", "quý I/2025", "Đợt 1"; empty for what falls due once.</summary>
    public string Period(DeadlineLine line) => Period(line.Plan, line.Period, line.For);

    /// <summary>The same of an occurrence and the occasion that the plan words.</summary>
    public string Period(PlanId of, PeriodKey period, string? occasion)
    {
        var key = period.Value;
        if (period == PeriodKey.Once)
        {
            return occasion ?? "";
        }

        var round = house.Plans.FirstOrDefault(plan => plan.Definition!.Id == of)?.Definition?.Round(RoundOf(key));
        return round?.Name.Value ?? Civil(key) ?? key;
    }

    /// <summary>What a deadline asks for with what it is for, where that is not said already: "Báo cáo tháng, tháng 4/2025".</summary>
    public string What(DeadlineLine line) =>
        Period(line) is { Length: > 0 } period && !line.What.Contains(period, StringComparison.OrdinalIgnoreCase)
            ? $"{line.What}, {period}"
            : line.What;

    /// <summary>The day a deadline ends with its hour, or why it has none.</summary>
    public static string Due(DeadlineLine line) =>
        line.LastValidDay is { } day
            ? line.Hour is { } hour
                ? $"{hour.Replace(":", " giờ ", StringComparison.Ordinal)}, {Vietnam.Date(day)}"
                : Vietnam.Date(day)
            : Label(DeadlineState.Undated);

    /// <summary>What is said beside a day: when work is due, when it opens, that it is provisional.</summary>
    public static IEnumerable<string> Notes(DeadlineLine line)
    {
        if (line.LastWorkingDay is { } working && working != line.LastValidDay)
        {
            yield return $"ngày làm việc cuối {Vietnam.Date(working)}";
        }

        if (line.Opens is { } opens)
        {
            yield return $"mở từ {Vietnam.Date(opens)}";
        }

        if (line.Provisional)
        {
            yield return "tạm tính: lịch nghỉ chưa công bố";
        }

        if (line.MovedFrom is { } moved)
        {
            yield return $"dời từ {Vietnam.Date(moved)}";
        }

        if (line.AwaitsMove)
        {
            yield return $"chờ chấp nhận dời hạn: {(line.MovesTo is { } to ? $"{Due(line)} → {Vietnam.Date(to)}" : "bản mới của kế hoạch không còn ngày này")}";
        }

        if (line.SetByCoordinator)
        {
            yield return "ngày do người điều phối đặt";
        }

        if (line.Soft)
        {
            yield return "khuyến khích";
        }

        if (line.BeforeApplied && !line.BeforeIssue)
        {
            yield return "đến hạn trước ngày áp dụng kế hoạch";
        }

        if (line.WaitsFor is { } happening)
        {
            yield return $"tính từ {PlanWords.Happening(happening)}; người điều phối đặt ngày khi biết";
        }

        if (line is { LastValidDay: null, When: { } when })
        {
            yield return $"kế hoạch ghi: {when}";
        }
    }

    /// <summary>The office of the unit that the plan names for it; null: none.</summary>
    public FunctionCode? Office(DeadlineLine line) =>
        line.By is null
            ? null
            : house
                .Plans.FirstOrDefault(plan => plan.Definition!.Id == line.Plan)
                ?.Definition!.Duty(line.Duty)
                ?.By.FirstOrDefault(by => by.Name.Value == line.By)
                ?.Function;

    /// <summary>Nội dung nhắc: one plain paragraph to paste or to read out, with no person's name in it.</summary>
    public string Reminder(DeadlineLine line, Labels labels)
    {
        var period = Period(line) is { Length: > 0 } named ? $" ({named})" : "";
        var asked = line.State is DeadlineState.Overdue ? "hoàn thành ngay" : "hoàn thành đúng hạn";
        var to = To(line) is { } receiver ? $" và gửi đến {receiver}" : "";
        return $"Kính gửi {(line.Unit is { } unit ? labels.Unit(unit) : "đơn vị")}. Việc “{line.What}”{period} theo kế hoạch {Plan(line.Plan, labels)} "
            + $"{HowItStands(line, labels.Today)}. Đề nghị đơn vị {asked}{to}; nếu có vướng mắc, xin báo lại. Trân trọng.";
    }

    private string HowItStands(DeadlineLine line, DateOnly today)
    {
        var due = line.Hour is { } hour
            ? $"{hour.Replace(":", " giờ ", StringComparison.Ordinal)} ngày {Vietnam.Date(line.LastValidDay)}"
            : $"hết ngày {Vietnam.Date(line.LastValidDay)}";
        if (line.State is DeadlineState.Overdue)
        {
            return $"có hạn đến {due}, nay đã quá hạn";
        }

        var left = line.LastWorkingDay is { } working && working > today ? house.Calendar.WorkingDaysBetween(today, working) : 0;
        return $"có hạn đến {due}, "
            + (
                left > 0 ? $"còn {Vietnam.Number(left)} ngày làm việc"
                : line.LastValidDay == today ? "tức là hôm nay"
                : "không còn ngày làm việc nào sau hôm nay"
            );
    }

    /// <summary>
    /// What a công văn đôn đốc says of the units in reach that are late with one duty, in the name of the reader's own unit; null where none is.
    /// </summary>
    public (PaperFields Fields, UnitId Unit)? Urging(Person person, DeadlineQuestion question, Labels labels)
    {
        List<DeadlineLine> late = question is { Plan: not null, Duty: not null }
            ?
            [
                .. All(person, question with { State = StoredNames<DeadlineState>.Of(DeadlineState.Overdue), From = null, To = null })
                    .Where(line => IsToUrge(person, line)),
            ]
            : [];
        if (late is not [var any, ..] || person.UnitsFor(Act.ReadDeadlines) is not [var own, ..])
        {
            return null;
        }

        var plan = house.Plans.FirstOrDefault(known => known.Definition!.Id == any.Plan)?.Definition;
        var issuer = Issuer.Of(person.Organisation, own, Functions.Head, person.Today);
        var fields = new PaperFields(issuer.Lines, "Số: ……/……", $"{issuer.Place}, {Vietnam.DateInDocuments(person.Today)}")
        {
            Title = PaperKinds.Urging.Name,
        };
        PaperMaker
            .Common(fields, issuer, person.Today)
            .Set("ky_quyen_han", "Quyền hạn, chức vụ của người ký")
            .Set("ky_ten", "Họ và tên")
            .Set("viec", LowerFirst(any.What))
            .Set("ky", Period(any))
            .Set("ke_hoach", plan is null ? "Kế hoạch" : PaperMaker.PlanOf(person, plan))
            .Set("dieu_khoan", PlanWords.Clause(any.Clause))
            .Set("trich", any.Wording)
            .Set("gui_den", To(any))
            .Set("den_het_ngay", Vietnam.DateInDocuments(person.Today.AddDays(-1)))
            .Set("so_don_vi", late.Count)
            .Set("mot_don_vi", late.Count == 1 ? UnitOf(any, labels) : null)
            .Set(
                "don_vi",
                late.OrderBy(line => line.UnitName, StringComparer.Create(Vietnam.Culture, ignoreCase: true)),
                (line, set) =>
                {
                    PaperFields.Put(set, "ten", UnitOf(line, labels));
                    PaperFields.Put(set, "han", Due(line));
                    PaperFields.Put(set, "qua_han", Vietnam.Number(person.Today.DayNumber - line.LastValidDay!.Value.DayNumber));
                }
            );
        return (fields, own);
    }

    /// <summary>Whether a reader may urge a unit: it is late, and not one that the reader themselves works in.</summary>
    public static bool IsToUrge(Person person, DeadlineLine line) =>
        line is { State: DeadlineState.Overdue, Unit: { } unit } && !person.UnitsFor(Act.ReadDeadlines).Contains(unit);

    private static string UnitOf(DeadlineLine line, Labels labels) => line.Unit is { } unit ? labels.Unit(unit) : line.By ?? "";

    private static string LowerFirst(string text) => text.Length == 0 ? text : text[..1].ToLower(Vietnam.Culture) + text[1..];

    /// <summary>Every deadline of a question, up to <see cref="MostListed"/>.</summary>
    public List<DeadlineLine> All(Person person, DeadlineQuestion question)
    {
        var lines = new List<DeadlineLine>();
        string? after = null;
        do
        {
            if (desk.List(person, question, after, 1000) is not Answer<Projections.Page<DeadlineLine>>.Done { Value: var page })
            {
                break;
            }

            lines.AddRange(page.Items);
            after = page.Next;
        } while (after is not null && lines.Count < MostListed);

        return lines;
    }

    /// <summary>Heads and widths of the table of deadlines as a file.</summary>
    public static IReadOnlyList<(string Head, double Width)> Columns { get; } =
    [
        ("Kế hoạch", 24),
        ("Mục", 10),
        ("Việc phải làm", 48),
        ("Loại việc", 18),
        ("Kỳ", 14),
        ("Đơn vị", 24),
        ("Ai làm (theo kế hoạch)", 26),
        ("Gửi đến", 26),
        ("Mở từ", 12),
        ("Ngày cuối còn hợp lệ", 14),
        ("Giờ", 8),
        ("Ngày làm việc cuối", 14),
        ("Trạng thái", 16),
        ("Ghi chú", 30),
        ("Trích kế hoạch", 48),
    ];

    /// <summary>Deadlines as rows under <see cref="Columns"/>.</summary>
    public IEnumerable<IReadOnlyList<object?>> Rows(IEnumerable<DeadlineLine> lines, Labels labels) =>
        lines.Select(line =>
            (IReadOnlyList<object?>)
                [
                    Plan(line.Plan, labels),
                    line.Clause,
                    line.What,
                    Kind(line.Kind),
                    Period(line),
                    line.UnitName,
                    line.By,
                    To(line),
                    line.Opens,
                    line.LastValidDay,
                    line.Hour,
                    line.LastWorkingDay,
                    Label(line.State),
                    string.Join("; ", Notes(line)),
                    line.Wording,
                ]
        );

    /// <summary>Deadlines as a spreadsheet.</summary>
    public byte[] Sheet(IEnumerable<DeadlineLine> lines, Labels labels) => Documents.Sheet.Write("Thời hạn", Columns, Rows(lines, labels));

    /// <summary>Deadlines that have a day as a calendar; the reminder comes at 07:30 of the last working day.</summary>
    public byte[] Calendar(IEnumerable<DeadlineLine> lines, Labels labels, DateTimeOffset now) =>
        Ics.Write("Thời hạn phong trào", now, Entries(lines, labels));

    /// <summary>The entries of a calendar for deadlines that have a day.</summary>
    public IEnumerable<IcsEvent> Entries(IEnumerable<DeadlineLine> lines, Labels labels) =>
        lines
            .Where(line => line is { LastValidDay: not null, BeforeIssue: false, BeforeApplied: false })
            .Select(line => new IcsEvent(
                line.Id.ToString(),
                line.LastValidDay!.Value,
                line.Hour is { } hour
                    ? VietnamTime
                        .StartOf(line.LastValidDay.Value)
                        .Add(TimeOnly.ParseExact(hour, "HH:mm", CultureInfo.InvariantCulture).ToTimeSpan())
                    : null,
                $"Hạn: {line.What}{(line.UnitName is { } unit ? $" ({unit})" : "")}",
                string.Join(
                    '\n',
                    Notes(line)
                        .Prepend(To(line) is { } to ? $"Gửi đến: {to}" : "")
                        .Prepend($"{Plan(line.Plan, labels)}, {PlanWords.Clause(line.Clause)}: {line.Wording}")
                        .Where(note => note.Length > 0)
                ),
                line is { LastWorkingDay: { } working, State: DeadlineState.NotOpen or DeadlineState.Open or DeadlineState.Soon }
                    ? VietnamTime.StartOf(working).Add(new TimeSpan(7, 30, 0))
                    : null
            ));

    /// <summary>To whom, through which office.</summary>
    public static string? To(DeadlineLine line) =>
        line.To is { } to
            ? line.Through is { } through
                ? $"{to} (qua {through})"
                : to
            : null;

    private static RoundCode RoundOf(string key) => RoundCode.TryParse(key, out var code) ? code : default;

    private static string? Civil(string key)
    {
        var parts = key.Split('-');
        if (!int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var year))
        {
            return null;
        }

        return parts switch
        {
            [_] => $"năm {year}",
            [_, ['q', var q]] when q is >= '1' and <= '4' => $"quý {Quarters[q - '1']}/{year}",
            [_, "h1"] => $"6 tháng đầu năm {year}",
            [_, "h2"] => $"6 tháng cuối năm {year}",
            [_, ['w', .. var week]] when int.TryParse(week, NumberStyles.None, CultureInfo.InvariantCulture, out var n) =>
                $"tuần {n}/{year}",
            [_, var month] when int.TryParse(month, NumberStyles.None, CultureInfo.InvariantCulture, out var n) => $"tháng {n}/{year}",
            _ => null,
        };
    }
}

/// <summary>Thời hạn as files, with the conditions of the page they are linked from.</summary>
public static class DeadlineFiles
{
    /// <summary>Maps them beside the page.</summary>
    public static void MapDeadlineFiles(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/thoi-han.xlsx",
                (HttpContext http, DeadlineWords words, Labels labels) =>
                    Results.File(
                        words.Sheet(words.All(http.Person(), DeadlineWords.QuestionOf(http.Request.Query)), labels),
                        Documents.Sheet.MediaType,
                        "thoi-han.xlsx"
                    )
            )
            .Requires(Act.ReadDeadlines)
            .ExcludeFromDescription();
        app.MapGet(
                "/thoi-han.csv",
                (HttpContext http, DeadlineWords words, Labels labels) =>
                    Results.File(
                        FigureWords.CsvOf(
                            DeadlineWords.Columns.Select(column => column.Head),
                            words
                                .Rows(words.All(http.Person(), DeadlineWords.QuestionOf(http.Request.Query)), labels)
                                .Select(row =>
                                    (IReadOnlyList<object?>)
                                        [.. row.Select(cell => cell is DateOnly day ? Localization.Vietnam.Date(day) : cell)]
                                )
                        ),
                        FigureWords.Csv,
                        "thoi-han.csv"
                    )
            )
            .Requires(Act.ReadDeadlines)
            .ExcludeFromDescription();
        app.MapGet(
                "/thoi-han/don-doc.{format}",
                async (string format, HttpContext http, DeadlineWords words, Labels labels, PaperMaker maker, Papers papers) =>
                {
                    if (words.Urging(http.Person(), DeadlineWords.QuestionOf(http.Request.Query), labels) is not var (fields, unit))
                    {
                        return PageEndpoints.Error(StatusCodes.Status404NotFound);
                    }

                    var made = await maker.FilledAsync(PaperKinds.Urging, fields, http.Person().Today, unit, http.RequestAborted);
                    var of = DerivedId.From(
                        PaperMaker.OfDeadlines,
                        $"{http.Request.Query["ke-hoach"]} {http.Request.Query["viec"]} {unit}"
                    );
                    return await PaperEndpointsOfPages.SendAsync(http, papers, of, made, format);
                }
            )
            .Requires(Act.ReadDeadlines)
            .ExcludeFromDescription();
        app.MapGet(
                "/thoi-han.ics",
                (HttpContext http, DeadlineWords words, Labels labels, Bench bench) =>
                    Results.File(
                        words.Calendar(words.All(http.Person(), DeadlineWords.QuestionOf(http.Request.Query)), labels, bench.Now),
                        Ics.MediaType,
                        "thoi-han.ics"
                    )
            )
            .Requires(Act.ReadDeadlines)
            .ExcludeFromDescription();
    }
}
