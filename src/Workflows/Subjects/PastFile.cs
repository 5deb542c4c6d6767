using System.Collections.Frozen;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Subjects;

/// <summary>A row of the list of a past decision, as written; personal values in clear, on their way into the vault.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">1–200 characters.</param>
/// <param name="BirthYear">1900–2100; null: not written.</param>
/// <param name="Workplace">Up to 300 characters.</param>
/// <param name="Achievement">Up to 4,000 characters.</param>
/// <param name="Subject">Whom it is known to be; null: nobody has said.</param>
/// <param name="Unit">Name or id of the registered unit that is recognised, up to 300 characters.</param>
/// <param name="Grade">With which grade it is recognised.</param>
public sealed record PastRow(
    SubjectKind Kind,
    string Name,
    int? BirthYear = null,
    string? Workplace = null,
    string? Achievement = null,
    SubjectId? Subject = null,
    string? Unit = null,
    PlanGrade? Grade = null
);

/// <summary>
/// Reads the list of a past decision from CSV: columns kind, name, birthYear, workplace, achievement, subject, unit, grade, of which all but
/// the first two may be missing. Every problem is reported, with its line.
/// </summary>
public static class PastFile
{
    /// <summary>The heading of a complete list as officials write it; the keys themselves are read too.</summary>
    public const string Heading = "Loại;Họ và tên;Năm sinh;Đơn vị, nơi ở;Thành tích";

    /// <summary>What may stand beside it where a title is recognised.</summary>
    public const string TitleHeading = "Đơn vị được công nhận;Xếp loại";

    private static readonly FrozenDictionary<string, string> Heads = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["Loại"] = "kind",
        ["Họ và tên"] = "name",
        ["Năm sinh"] = "birthYear",
        ["Đơn vị, nơi ở"] = "workplace",
        ["Thành tích"] = "achievement",
        ["Đơn vị được công nhận"] = "unit",
        ["Xếp loại"] = "grade",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>Most rows of one decision.</summary>
    public const int Most = 500;

    private static readonly FrozenDictionary<string, PlanGrade> Grades = new Dictionary<string, PlanGrade>(StringComparer.OrdinalIgnoreCase)
    {
        ["xuất sắc"] = PlanGrade.Excellent,
        ["khá"] = PlanGrade.Fair,
        ["trung bình"] = PlanGrade.Average,
        ["yếu"] = PlanGrade.Weak,
        ["xuat-sac"] = PlanGrade.Excellent,
        ["kha"] = PlanGrade.Fair,
        ["trung-binh"] = PlanGrade.Average,
        ["yeu"] = PlanGrade.Weak,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, SubjectKind> Kinds = new Dictionary<string, SubjectKind>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["cá nhân"] = SubjectKind.Person,
        ["tập thể"] = SubjectKind.Collective,
        ["hộ gia đình"] = SubjectKind.Household,
        ["person"] = SubjectKind.Person,
        ["collective"] = SubjectKind.Collective,
        ["household"] = SubjectKind.Household,
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    /// <summary>The rows, or every problem.</summary>
    /// <param name="file">Name under which problems are told.</param>
    /// <param name="text">The file.</param>
    public static FileResult<IReadOnlyList<PastRow>> Read(string file, string text)
    {
        var report = new FileReport();
        var rows = new List<PastRow>();
        foreach (var map in CsvFile.Parse(report, file, text, Heads))
        {
            if (rows.Count == Most)
            {
                map.Report(
                    "",
                    Refusal.Of(FileProblems.TooManyRows, ("max", Most.ToString(System.Globalization.CultureInfo.InvariantCulture)))
                );
                break;
            }

            rows.Add(
                new(
                    map.Word("kind", Kinds),
                    map.PlainText("name", 200),
                    map.Has("birthYear") ? map.Number("birthYear", 1900, 2100) : null,
                    map.OptionalText("workplace", 300),
                    map.OptionalText("achievement", 4000),
                    SubjectOf(map),
                    map.OptionalText("unit", 300),
                    map.OptionalWord("grade", Grades)
                )
            );
            map.Done();
        }

        if (report.IsClean && rows.Count == 0)
        {
            report.Add(new(file, 1, "", Refusal.Of(FileProblems.Missing)));
        }

        return report.Result(() => (IReadOnlyList<PastRow>)rows);
    }

    private static SubjectId? SubjectOf(FileMap map)
    {
        if (map.OptionalText("subject", 40) is not { Length: > 0 } text)
        {
            return null;
        }

        if (Guid.TryParse(text, out var id) && id != Guid.Empty)
        {
            return new(id);
        }

        map.Report("subject", Refusal.Of(FileProblems.NotACode));
        return null;
    }
}
