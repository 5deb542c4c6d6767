using System.Collections.Frozen;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Calendar;

/// <summary>
/// Changes of the calendar as a file, docs/calendar-format.md: YAML for everything, CSV for single days. Every problem of the
/// form is found at once; what the days say of each other and of the calendar is <see cref="OfficialCalendar.Decide"/>'s.
/// </summary>
public static class CalendarFile
{
    /// <summary>The format this release reads, first key of every YAML file.</summary>
    public const int FormatVersion = 1;

    /// <summary>What a day can be, in the file's words and in an official's.</summary>
    public static IReadOnlyDictionary<string, DayKind> Kinds { get; } =
        new Dictionary<string, DayKind>(StringComparer.Ordinal)
        {
            ["holiday"] = DayKind.Holiday,
            ["make-up-working-day"] = DayKind.MakeUpWorkingDay,
            ["nghỉ"] = DayKind.Holiday,
            ["làm bù"] = DayKind.MakeUpWorkingDay,
        }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Reads a file, or gives every problem.</summary>
    /// <param name="text">The text, UTF-8.</param>
    /// <param name="file">Its name; ends in .csv for CSV, anything else is YAML.</param>
    public static FileResult<CalendarCommand.Together> Read(string text, string file = "")
    {
        var report = new FileReport();
        var changes = file.EndsWith(".csv", StringComparison.OrdinalIgnoreCase) ? Csv(report, file, text) : Yaml(report, file, text);
        if (report.IsClean && changes.Count == 0)
        {
            report.Add(new(file, 1, "", Refusal.Of(FileProblems.Missing)));
        }

        return report.Result(() => new CalendarCommand.Together(changes));
    }

    private static List<CalendarCommand> Csv(FileReport report, string file, string text)
    {
        var changes = new List<CalendarCommand>();
        foreach (var row in CsvFile.Parse(report, file, text))
        {
            changes.Add(
                new CalendarCommand.NameDay(
                    Day(row),
                    new(row.Code<DocumentNumber>("number"), row.Date("documentDate"), row.Code<PublicText>("summary"))
                )
            );
            row.Done();
        }

        return changes;
    }

    private static List<CalendarCommand> Yaml(FileReport report, string file, string text)
    {
        if (FileMap.Top(report, file, YamlFile.Parse(report, file, text)) is not { } top)
        {
            return [];
        }

        if (top.Number("format", 1, 999) != FormatVersion)
        {
            top.Report("format", Refusal.Of(FileProblems.FormatVersion, ("expected", "1")));
        }

        var source = Document(top);
        var changes = new List<CalendarCommand>();
        foreach (var row in top.Maps("years", required: false))
        {
            changes.Add(
                new CalendarCommand.AnnounceYear(
                    row.Number("year", LunarCalendar.FirstYear, LunarCalendar.LastYear),
                    [.. row.Maps("days").Select(Whole)],
                    source
                )
            );
            row.Done();
        }

        changes.AddRange(top.Maps("days", required: false).Select(row => new CalendarCommand.NameDay(Whole(row), source)));
        foreach (var row in top.Maps("withdrawn", required: false))
        {
            changes.Add(new CalendarCommand.WithdrawDay(row.Date("date"), source));
            row.Done();
        }

        foreach (var row in top.Maps("saturdays", required: false))
        {
            changes.Add(
                new CalendarCommand.SetSaturdays(
                    new(row.Code<UnitId>("unit"), row.OptionalCode<FunctionCode>("function"), row.Date("from"), row.OptionalDate("to")),
                    source
                )
            );
            row.Done();
        }

        top.Done();
        return changes;
    }

    private static SourceDocument Document(FileMap top)
    {
        if (top.Map("document") is not { } row)
        {
            return new(default, default, default);
        }

        var source = new SourceDocument(row.Code<DocumentNumber>("number"), row.Date("date"), row.Code<PublicText>("summary"));
        row.Done();
        return source;
    }

    private static NamedDay Whole(FileMap row)
    {
        var day = Day(row);
        row.Done();
        return day;
    }

    private static NamedDay Day(FileMap row) => new(row.Date("date"), row.Word("kind", Kinds), row.Code<PublicText>("name"));
}
