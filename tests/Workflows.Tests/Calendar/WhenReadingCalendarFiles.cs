using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Files;
using static PhongTrao.Workflows.Tests.Calendar.Dates;

namespace PhongTrao.Workflows.Tests.Calendar;

public sealed class WhenReadingCalendarFiles
{
    private const string Yaml = """
        format: 1
        document: { number: 9441/TB-BNV, date: 2026-10-16, summary: Thông báo nghỉ năm 2027 }
        years:
          - year: 2027
            days:
              - { date: 2027-01-01, kind: nghỉ, name: Tết Dương lịch }
              - { date: 2027-02-20, kind: làm bù, name: Làm bù }
        days:
          - { date: 2026-11-24, kind: holiday, name: Ngày Văn hóa Việt Nam }
        withdrawn:
          - { date: 2026-11-25 }
        saturdays:
          - { unit: tan-khai, function: tham-muu, from: 2027-01-01 }
        """;

    private static readonly SourceDocument Announcement = new(new("9441/TB-BNV"), D("16/10/2026"), new("Thông báo nghỉ năm 2027"));

    [Fact]
    public void A_yaml_file_says_everything()
    {
        var changes = CalendarFile.Read(Yaml, "lich.yaml").Value.ShouldNotBeNull().Changes;

        changes.Count.ShouldBe(4);
        var year = changes[0].ShouldBeOfType<CalendarCommand.AnnounceYear>();
        (year.Year, year.Source).ShouldBe((2027, Announcement));
        year.Days.ShouldBe([
            new(D("1/1/2027"), DayKind.Holiday, new("Tết Dương lịch")),
            new(D("20/2/2027"), DayKind.MakeUpWorkingDay, new("Làm bù")),
        ]);
        changes[1].ShouldBe(new CalendarCommand.NameDay(new(D("24/11/2026"), DayKind.Holiday, new("Ngày Văn hóa Việt Nam")), Announcement));
        changes[2].ShouldBe(new CalendarCommand.WithdrawDay(D("25/11/2026"), Announcement));
        changes[3].ShouldBe(new CalendarCommand.SetSaturdays(new(new("tan-khai"), new("tham-muu"), D("1/1/2027"), null), Announcement));
    }

    [Fact]
    public void A_csv_file_says_single_days()
    {
        var changes = CalendarFile
            .Read("date;kind;name;number;documentDate;summary\n2026-11-24;nghỉ;Ngày Văn hóa;1/NQ;2026-10-01;Nghị quyết\n", "ngay.csv")
            .Value.ShouldNotBeNull();

        changes
            .Changes.ShouldHaveSingleItem()
            .ShouldBe(
                new CalendarCommand.NameDay(
                    new(D("24/11/2026"), DayKind.Holiday, new("Ngày Văn hóa")),
                    new(new("1/NQ"), D("1/10/2026"), new("Nghị quyết"))
                )
            );
    }

    [Theory]
    [InlineData("format: 1", "format: 2", FileProblems.FormatVersion)]
    [InlineData("format: 1\n", "", FileProblems.Missing)]
    [InlineData("number: 9441/TB-BNV, ", "", FileProblems.Missing)]
    [InlineData("kind: nghỉ", "kind: nghỉ phép", FileProblems.NotOneOf)]
    [InlineData("2027-01-01, kind", "01/01/2027, kind", FileProblems.NotADate)]
    [InlineData("year: 2027", "year: 27", FileProblems.NotANumber)]
    [InlineData("withdrawn:", "removed:", FileProblems.UnknownKey)]
    [InlineData("unit: tan-khai", "unit: Tân Khai", FileProblems.NotACode)]
    [InlineData("name: Làm bù }", "name: Làm bù, note: x }", FileProblems.UnknownKey)]
    public void A_problem_is_named_with_its_line(string sound, string faulty, string code)
    {
        Yaml.ShouldContain(sound);

        var result = CalendarFile.Read(Yaml.Replace(sound, faulty), "lich.yaml");

        result.Value.ShouldBeNull();
        result.Problems.ShouldContain(problem => problem.What.Code == code);
    }

    [Fact]
    public void Every_problem_is_named_at_once()
    {
        var broken = Yaml.Replace("kind: nghỉ", "kind: x").Replace("2026-11-25", "mai").Replace("from: 2027-01-01", "from: y");

        CalendarFile.Read(broken, "lich.yaml").Problems.Select(problem => problem.Line).ShouldBe([6, 11, 13]);
    }

    [Fact]
    public void A_file_without_a_change_is_a_problem() =>
        CalendarFile
            .Read("format: 1\ndocument: { number: 1/TB, date: 2026-10-16, summary: x }\n", "lich.yaml")
            .Problems.ShouldHaveSingleItem();
}
