using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.Converters;
using YamlDotNet.Serialization.NamingConventions;

namespace PhongTrao.Workflows.Calendar;

/// <summary>A day off that is not yet law: off in the file, switched on by its code.</summary>
/// <param name="Code">Permanent; settings and events name the day by it.</param>
/// <param name="Day">What is named once the day is on. Not provisional: whoever switches it on says that it is in force.</param>
public sealed record OptionalDay(string Code, CalendarDay Day);

/// <summary>
/// The official days that ship with the software: those announced, read from <c>official-days.yaml</c> beside this file, and
/// for the years after them up to 2199 those that are computed (<see cref="ComputedDays"/>). The file says what its fields
/// mean; anything in it that is unknown, missing, doubled or contradictory is an error, never skipped.
/// </summary>
public static class OfficialDays
{
    private static readonly IDeserializer Yaml = new DeserializerBuilder()
        .WithNamingConvention(CamelCaseNamingConvention.Instance)
        .WithTypeConverter(new DateOnlyConverter(CultureInfo.InvariantCulture, formats: "yyyy-MM-dd"))
        .WithDuplicateKeyChecking()
        .WithEnforceRequiredMembers()
        .WithEnforceNullability()
        .Build();

    // The same for ever, and some tens of milliseconds of arithmetic.
    private static readonly Lazy<IReadOnlyList<CalendarDay>> Computed = new(() =>
    {
        var announced = Parse(Shipped()).Covered.Max();
        return [.. Enumerable.Range(announced + 1, LunarCalendar.LastYear - announced).SelectMany(ComputedDays.Of)];
    });

    /// <summary>The shipped calendar, with the named optional days switched on. Read anew each time: keep it.</summary>
    /// <exception cref="ArgumentException">No optional day has such a code.</exception>
    public static WorkingCalendar Load(params IEnumerable<string> switchedOn) => Read(Shipped(), switchedOn).With(Computed.Value);

    /// <summary>The days of the shipped file that can be switched on.</summary>
    public static IReadOnlyList<OptionalDay> Optional() => [.. Parse(Shipped()).Optional.Select(row => row.ToOptionalDay())];

    /// <summary>The calendar of a file of the same form.</summary>
    /// <exception cref="FormatException">The text is not such a file; the message names the line or the date.</exception>
    /// <exception cref="ArgumentException">No optional day has such a code.</exception>
    public static WorkingCalendar Read(string yaml, params IEnumerable<string> switchedOn)
    {
        var file = Parse(yaml);
        var optional = file.Optional.ToDictionary(row => row.Code, row => row.ToOptionalDay().Day, StringComparer.Ordinal);
        var on = switchedOn
            .Distinct(StringComparer.Ordinal)
            .Select(code =>
                optional.GetValueOrDefault(code)
                ?? throw new ArgumentException($"No optional day has the code '{code}'.", nameof(switchedOn))
            );
        return new WorkingCalendar(file.Days.Select(row => row.ToDay(provisional: row.IsLow)), file.Covered).With(on);
    }

    private static string Shipped()
    {
        using var stream =
            typeof(OfficialDays).Assembly.GetManifestResourceStream(typeof(OfficialDays), "official-days.yaml")
            ?? throw new InvalidOperationException("official-days.yaml is not embedded beside OfficialDays.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }

    private static CalendarFile Parse(string yaml)
    {
        CalendarFile file;
        try
        {
            file = Yaml.Deserialize<CalendarFile>(yaml) ?? throw new FormatException("The calendar file is empty.");
        }
        catch (YamlException fault)
        {
            throw new FormatException($"{fault.Start}: {fault.InnerException?.Message ?? fault.Message}", fault);
        }

        file.Check();
        return file;
    }

    private sealed class CalendarFile
    {
        public required List<int> Covered { get; init; }
        public required List<DayRow> Days { get; init; }
        public required List<OptionalRow> Optional { get; init; }

        public void Check()
        {
            if (Days.Concat(Optional).Any(row => row is null))
            {
                throw new FormatException("The calendar file has an empty row.");
            }

            RefuseRepeated(Covered, "covered year");
            RefuseRepeated(Days.Concat(Optional).Select(row => row.Date.ToString("O", CultureInfo.InvariantCulture)), "date");
            RefuseRepeated(Optional.Select(row => row.Code), "code");
            foreach (var row in Days.Concat(Optional))
            {
                row.Check();
            }

            if (Days.Find(row => row.IsLow == Covered.Contains(row.Date.Year)) is { } odd)
            {
                throw new FormatException($"{odd.Date:O}: tag '{odd.Tag}' contradicts the list of covered years.");
            }
        }

        private static void RefuseRepeated<T>(IEnumerable<T> values, string what)
            where T : notnull
        {
            if (values.CountBy(value => value).FirstOrDefault(group => group.Value > 1) is { Value: > 1, Key: var repeated })
            {
                throw new FormatException($"The {what} {repeated} occurs twice.");
            }
        }
    }

    private class DayRow
    {
        private static readonly string[] Tags =
        [
            .. from source in "PO" from sure in new[] { "H", "M-H", "M", "L" } select $"{source} {sure}",
        ];

        public required DateOnly Date { get; init; }
        public required string Kind { get; init; }
        public required string Name { get; init; }
        public required string Source { get; init; }
        public required string Tag { get; init; }

        private DayKind DayKind =>
            Kind switch
            {
                "holiday" => DayKind.Holiday,
                "make-up-working-day" => DayKind.MakeUpWorkingDay,
                _ => throw new FormatException($"{Date:O}: kind '{Kind}' is neither holiday nor make-up-working-day."),
            };

        public bool IsLow => Tag.EndsWith('L');

        public CalendarDay ToDay(bool provisional) => new(Date, DayKind, Name, Source, provisional);

        public void Check()
        {
            if (string.IsNullOrWhiteSpace(Name) || string.IsNullOrWhiteSpace(Source))
            {
                throw new FormatException($"{Date:O}: name and source must say something.");
            }

            if (!Tags.Contains(Tag, StringComparer.Ordinal))
            {
                throw new FormatException($"{Date:O}: tag '{Tag}' is none of {string.Join(", ", Tags)}.");
            }

            if (DayKind is DayKind.MakeUpWorkingDay && Date.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday))
            {
                throw new FormatException($"{Date:O}: a make-up day must fall on a weekend.");
            }
        }
    }

    private sealed class OptionalRow : DayRow
    {
        public required string Code { get; init; }

        public OptionalDay ToOptionalDay() => new(Code, ToDay(provisional: false));
    }
}
