using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Organisation;

/// <summary>One file of an import.</summary>
/// <param name="Name">"units.csv", "functions.csv", "people.csv", "appointments.csv", or anything ending in .yaml or .yml.</param>
/// <param name="Text">Its text, UTF-8.</param>
public sealed record ImportFile(string Name, string Text);

/// <summary>Something a file says, with the place where it says it.</summary>
public sealed record FileRow<T>(string File, int Line, T Value);

/// <summary>A unit as a row has it; further rows of the same unit with later first days are its later names.</summary>
public sealed record UnitRow(UnitVersion Version, UnitLevel Level, bool External, UnitEnding? Ending, KindCode? Kind = null);

/// <summary>A person. Goes into the vault and, sealed, into the account's stream; never anywhere in clear.</summary>
public sealed record PersonRow(string UserName, string Name, string? Phone);

/// <summary>An appointment by user name.</summary>
public sealed record AppointmentRow(string UserName, UnitId Unit, FunctionCode Function, PublicText Title, DateOnly From, DateOnly? To);

/// <summary>What the files of one import say together.</summary>
public sealed record OrganisationDocument(
    IReadOnlyList<FileRow<UnitRow>> Units,
    IReadOnlyList<FileRow<OfficeBinding>> Bindings,
    IReadOnlyList<FileRow<PersonRow>> People,
    IReadOnlyList<FileRow<AppointmentRow>> Appointments
);

/// <summary>
/// Units, functions, people and appointments as CSV and YAML; docs/organisation-format.md is the format. All files of an
/// import are read together and every problem of the form is found at once; what the rows say of each other and of the
/// register is <see cref="OrganisationImport"/>.
/// </summary>
public static class OrganisationFile
{
    /// <summary>The format this release reads, first key of every YAML file.</summary>
    public const int FormatVersion = 1;

    /// <summary>Longest user name.</summary>
    public const int MaxUserName = 64;

    /// <summary>Reads the files of one import, or gives every problem.</summary>
    public static FileResult<OrganisationDocument> Read(params IReadOnlyList<ImportFile> files)
    {
        var report = new FileReport();
        var reading = new Reading(report);
        foreach (var file in files)
        {
            switch (file.Name.ToLowerInvariant())
            {
                case var name when name.EndsWith(".yaml", StringComparison.Ordinal) || name.EndsWith(".yml", StringComparison.Ordinal):
                    reading.Yaml(file);
                    break;
                case "units.csv":
                    reading.Units(CsvFile.Parse(report, file.Name, file.Text));
                    break;
                case "functions.csv":
                    reading.Functions(CsvFile.Parse(report, file.Name, file.Text));
                    break;
                case "people.csv":
                    reading.People(CsvFile.Parse(report, file.Name, file.Text));
                    break;
                case "appointments.csv":
                    reading.Appointments(CsvFile.Parse(report, file.Name, file.Text));
                    break;
                default:
                    report.Add(
                        new(
                            file.Name,
                            0,
                            "",
                            Refusal.Of(
                                FileProblems.NotOneOf,
                                ("expected", "*.yaml, units.csv, functions.csv, people.csv, appointments.csv")
                            )
                        )
                    );
                    break;
            }
        }

        return report.Result(reading.Document);
    }

    /// <summary>The demo people and units; the Host loads them only in Development.</summary>
    public static OrganisationDocument Demo()
    {
        var assembly = typeof(OrganisationFile).Assembly;
        var folder = typeof(OrganisationFile).Namespace + ".Demo.";
        var files = assembly
            .GetManifestResourceNames()
            .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name =>
            {
                using var stream = assembly.GetManifestResourceStream(name)!;
                using var reader = new StreamReader(stream);
                return new ImportFile(name[folder.Length..], reader.ReadToEnd());
            })
            .ToList();
        var result = Read(files);
        return result.Value ?? throw new InvalidOperationException($"The demo is broken: {result.Problems[0]}");
    }

    private sealed class Reading(FileReport report)
    {
        private readonly List<FileRow<UnitRow>> _units = [];
        private readonly List<FileRow<OfficeBinding>> _bindings = [];
        private readonly List<FileRow<PersonRow>> _people = [];
        private readonly List<FileRow<AppointmentRow>> _appointments = [];
        private readonly Dictionary<string, FileMap> _seen = new(StringComparer.Ordinal);

        public OrganisationDocument Document() => new(_units, _bindings, _people, _appointments);

        public void Yaml(ImportFile file)
        {
            if (FileMap.Top(report, file.Name, YamlFile.Parse(report, file.Name, file.Text)) is not { } top)
            {
                return;
            }

            if (top.Number("format", 1, 999) != FormatVersion)
            {
                top.Report("format", Refusal.Of(FileProblems.FormatVersion, ("expected", "1")));
            }

            Units(top.Maps("units", required: false));
            Functions(top.Maps("functions", required: false));
            People(top.Maps("people", required: false));
            Appointments(top.Maps("appointments", required: false));
            top.Done();
        }

        public void Units(IReadOnlyList<FileMap> rows)
        {
            foreach (var row in rows)
            {
                var unit = row.Code<UnitId>("id");
                var version = new UnitVersion(
                    unit,
                    row.Date("from"),
                    row.Code<PublicText>("name"),
                    row.OptionalCode<PublicText>("shortName"),
                    row.Code<PublicText>("levelWord"),
                    row.OptionalCode<UnitId>("parent")
                );
                var successors = row.Codes<UnitId>("successors");
                var basis = row.OptionalCode<PublicText>("basis");
                var ending = row.OptionalDate("to") is { } to ? new UnitEnding(unit, to, successors, basis) : null;
                if (ending is null && (successors.Count > 0 || basis is not null))
                {
                    row.Report("to", Refusal.Of(FileProblems.Missing));
                }

                Add(
                    _units,
                    row,
                    new UnitRow(
                        version,
                        row.Word("level", LevelCodes.Words),
                        row.Flag("external", otherwise: false),
                        ending,
                        row.OptionalCode<KindCode>("kind")
                    ),
                    "id",
                    $"unit {unit} {version.From:yyyyMMdd}"
                );
            }
        }

        public void Functions(IReadOnlyList<FileMap> rows)
        {
            foreach (var row in rows)
            {
                var binding = new OfficeBinding(
                    row.Code<UnitId>("unit"),
                    row.Code<FunctionCode>("function"),
                    row.Code<PublicText>("office"),
                    row.Date("from"),
                    row.OptionalDate("to")
                );
                Add(_bindings, row, binding, "function", $"function {binding.Unit} {binding.Function} {binding.From:yyyyMMdd}");
            }
        }

        public void People(IReadOnlyList<FileMap> rows)
        {
            foreach (var row in rows)
            {
                var person = new PersonRow(UserName(row), row.PlainText("name", 120), row.OptionalText("phone", 40));
                Add(_people, row, person, "userName", $"person {person.UserName}");
            }
        }

        public void Appointments(IReadOnlyList<FileMap> rows)
        {
            foreach (var row in rows)
            {
                var appointment = new AppointmentRow(
                    UserName(row),
                    row.Code<UnitId>("unit"),
                    row.Code<FunctionCode>("function"),
                    row.Code<PublicText>("title"),
                    row.Date("from"),
                    row.OptionalDate("to")
                );
                Add(
                    _appointments,
                    row,
                    appointment,
                    "userName",
                    $"appointment {appointment.UserName} {appointment.Unit} {appointment.Function} {appointment.From:yyyyMMdd}"
                );
            }
        }

        private static string UserName(FileMap row)
        {
            var name = row.PlainText("userName", MaxUserName);
            if (name.Length > 0 && !CodeText.IsSlug(name))
            {
                row.Report("userName", Refusal.Of(FileProblems.NotACode, ("found", name)));
            }

            return name;
        }

        private void Add<T>(List<FileRow<T>> rows, FileMap row, T value, string key, FormattableString identity)
        {
            row.Done();
            rows.Add(new(row.File, row.Line, value));
            var id = FormattableString.Invariant(identity);
            if (!_seen.TryAdd(id, row))
            {
                row.Report(key, Refusal.Of(FileProblems.Repeated, ("first", FormattableString.Invariant($"{_seen[id].Line}"))));
            }
        }
    }
}
