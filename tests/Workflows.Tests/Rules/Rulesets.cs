using System.Globalization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;

namespace PhongTrao.Workflows.Tests.Rules;

/// <summary>Which rule holds for a dossier, and where it comes from.</summary>
public class Rulesets
{
    private static readonly RuleSource Source = new(new("Quy chế"), true);
    private static readonly Digest File = new(new string('a', 64));

    [Fact]
    public void The_shipped_rules_are_defaults_and_say_so()
    {
        Demo.Rules.Revision.ShouldBe(1);
        Demo.Rules.Limits.Select(limit => limit.Source)
            .ShouldAllBe(source => !source.Verified && source.Source.Value.StartsWith("Mặc định"));
        Demo.Rules.SupplementRounds(Query())!.MaxRounds.ShouldBe(1);
        Demo.Rules.Council(Query())!.Vote.ShouldBe(new VoteRule(50, VoteBase.Members, MoreThan: true));
        Demo.Rules.Limit(new("xin-y-kien"), Query())!.WorkingDays.ShouldBe(10);
    }

    [Theory]
    [InlineData("khu-dan-cu", "2024-11-01", "2025-10-31")]
    [InlineData("to-dan-pho", "2024-11-01", "2025-10-31")]
    [InlineData("xa", "2024-11-16", "2025-11-15")]
    [InlineData(null, "2024-11-16", "2025-11-15")]
    public void The_year_that_is_assessed_is_that_of_the_kind_of_body(string? kind, string from, string to)
    {
        var query = Query() with { Form = new("an-toan-antt") };

        var year = Demo.Rules.Year(kind is null ? null : new KindCode(kind), query)!;

        year.Year.Of(2025).ShouldBe((Demo.Day(from), Demo.Day(to)));
        year.Source.Source.Value.ShouldContain("Điều 8");
        Demo.Rules.Year(null, Query() with { Form = new("dien-hinh-pccc") }).ShouldBeNull();
        new AssessedYear(2, 29, 2, 29).Of(2025).ShouldBe((Demo.Day("2025-02-28"), Demo.Day("2025-02-28")));
    }

    [Fact]
    public void Grades_by_points_are_a_default_and_say_so_and_stand_in_order()
    {
        var scale = Demo.Rules.Scale(new("qd-510"), Query())!;

        scale
            .Bands.Select(band => (band.Grade, band.From))
            .ShouldBe([(PlanGrade.Excellent, 90), (PlanGrade.Fair, 70), (PlanGrade.Average, 50), (PlanGrade.Weak, 0)]);
        scale.Source.Verified.ShouldBeFalse();
        Demo.Rules.Scale(new("khac"), Query()).ShouldBeNull();
        Faults(scale).ShouldBeEmpty();
        Faults(scale with { Bands = [scale.Bands[1], scale.Bands[0], scale.Bands[3]] }).ShouldBe([RulesetRefusals.OutOfRange]);
        Faults(scale with { Bands = [.. scale.Bands.Take(3)] }).ShouldBe([RulesetRefusals.OutOfRange], "nothing below the last one");
        Faults(scale with { Max = 80 }).ShouldBe([RulesetRefusals.OutOfRange]);

        static IEnumerable<string> Faults(ScaleRule scale) =>
            Ruleset.Faults(new([], [], [], Scales: [scale])).Select(fault => fault.What.Code);
    }

    [Fact]
    public void Where_no_rule_says_anything_there_is_no_limit()
    {
        Demo.Rules.Limit(new("khong-co"), Query()).ShouldBeNull();
        Demo.Rules.Limit(new("tham-dinh"), Query() with { Level = UnitLevel.Centre }).ShouldBeNull();
        Demo.Rules.Limit(new("tham-dinh"), Query() with { On = Demo.Day("2023-12-31") }).ShouldBeNull();
        Ruleset.Initial.SupplementRounds(Query()).ShouldBeNull();
        Ruleset.Initial.Council(Query()).ShouldBeNull();
    }

    [Fact]
    public void The_rule_that_names_more_goes_first_and_then_the_later_one()
    {
        var rules = Published(
            Limit("chung", 1, level: null),
            Limit("cap", 2),
            Limit("loai", 3, type: "dot-xuat"),
            Limit("hinh-thuc", 4, form: "giay-khen-xa"),
            Limit("hinh-thuc-loai", 5, form: "giay-khen-xa", type: "dot-xuat"),
            Limit("tinh", 6, province: "tinh-a"),
            Limit("tinh-moi", 7, province: "tinh-a", from: "2025-07-01"),
            Limit("tinh-cu", 8, province: "tinh-b", to: "2025-03-31")
        );

        Days(Query() with { Level = UnitLevel.District }).ShouldBe(1);
        Days(Query() with { Form = new("khac") }).ShouldBe(2);
        Days(Query() with { Form = new("khac"), Type = new("dot-xuat") }).ShouldBe(3);
        Days(Query()).ShouldBe(4);
        Days(Query() with { Type = new("dot-xuat") }).ShouldBe(5);
        Days(Query() with { Province = new("tinh-a") }).ShouldBe(6);
        Days(Query() with { Province = new("tinh-a"), On = Demo.Day("2025-07-01") }).ShouldBe(7);
        Days(Query() with { Province = new("tinh-b"), On = Demo.Day("2025-03-31") }).ShouldBe(8);
        Days(Query() with { Province = new("tinh-b"), On = Demo.Day("2025-04-01") }).ShouldBe(4);

        int Days(RuleQuery query) => rules.Limit(new("tham-dinh"), query)!.WorkingDays;
    }

    [Theory]
    [InlineData("type", "level")]
    [InlineData("form", "type")]
    [InlineData("form", "level")]
    [InlineData("province", "form")]
    [InlineData("province", "type")]
    public void A_province_goes_before_a_form_a_form_before_a_type_a_type_before_a_level(string first, string second)
    {
        foreach (
            var limits in (LimitRule[][])
                [
                    [Naming(first), Naming(second)],
                    [Naming(second), Naming(first)],
                ]
        )
        {
            Published(limits).Limit(new("tham-dinh"), Query())!.Rule.Value.ShouldBe(first);
        }

        static LimitRule Naming(string what) =>
            Limit(
                what,
                1,
                what == "level" ? UnitLevel.Commune : null,
                what == "form" ? "giay-khen-xa" : null,
                what == "type" ? "tong-ket" : null,
                what == "province" ? "tinh-c" : null
            );
    }

    [Fact]
    public void A_limit_carries_its_rule_and_source_to_the_dossier()
    {
        var limit = Published(Limit("rieng", 12)).Limit(new("tham-dinh"), Query());

        limit.ShouldBe(new TimeLimit(12, new("rieng"), new("Quy chế"), Verified: true));
    }

    [Theory]
    [InlineData("giay-khen-xa", SubjectKind.Person, "2025-07-01", 702_000L)]
    [InlineData("giay-khen-xa", SubjectKind.Household, "2025-07-01", 1_053_000L)]
    [InlineData("bang-khen-tinh", SubjectKind.Person, "2024-07-01", 3_510_000L)]
    [InlineData("giay-khen-xa", SubjectKind.Person, "2025-06-30", null)]
    [InlineData("giay-khen-xa", SubjectKind.Collective, "2025-07-01", null)]
    [InlineData("bang-khen-tinh", SubjectKind.Person, "2024-06-30", null)]
    [InlineData("bang-khen-bo-cong-an", SubjectKind.Person, "2025-07-01", null)]
    public void A_reward_is_the_coefficient_times_the_base_of_its_day_and_unknown_is_not_nothing(
        string form,
        SubjectKind kind,
        string on,
        long? dong
    )
    {
        var query = new RuleQuery(UnitLevel.Commune, new(form), new("tong-ket"), null, DateOnly.Parse(on, CultureInfo.InvariantCulture));

        var reward = Demo.Rules.RewardOf(kind, query);

        reward?.Dong.ShouldBe(dong!.Value);
        (reward is null).ShouldBe(dong is null);
        (reward?.Verified ?? false).ShouldBeFalse("nothing of it was read in the decree itself");
    }

    [Fact]
    public void A_later_base_holds_from_its_day_and_a_base_that_is_not_whole_hundreds_is_refused()
    {
        var source = new RuleSource(new("Nghị định"), Verified: true);
        var rules = Demo.Rules with
        {
            Bases = [new(new("cu"), new(2024, 7, 1), null, 2_340_000, source), new(new("moi"), new(2026, 7, 1), null, 2_530_000, source)],
        };
        RewardOn(new(2026, 6, 30)).ShouldBe(702_000);
        RewardOn(new(2026, 7, 1)).ShouldBe(759_000);

        Ruleset
            .Faults(new([], [], [], [new(new("le"), new(2026, 7, 1), null, 2_340_050, source)]))
            .ShouldHaveSingleItem()
            .What.Code.ShouldBe(RulesetRefusals.OutOfRange);

        long? RewardOn(DateOnly on) =>
            rules.RewardOf(SubjectKind.Person, new(UnitLevel.Commune, new("giay-khen-xa"), new("tong-ket"), null, on))?.Dong;
    }

    [Fact]
    public void Publishing_counts_revisions_and_the_same_file_changes_nothing()
    {
        var document = new RulesetDocument([Limit("a", 1)], [], []);
        var first = Do(Ruleset.Initial, new RulesetCommand.Publish(document, File));

        first.Revision.ShouldBe(1);
        Ruleset
            .Decide(new RulesetCommand.Publish(document, File), Demo.By(), first)
            .ShouldBeOfType<Decision<RulesetEvent>.Accepted>()
            .Events.ShouldBeEmpty();
    }

    [Fact]
    public void One_limit_can_be_set_and_the_file_published_again_takes_it_back()
    {
        var document = new RulesetDocument([Limit("a", 1)], [], []);
        var state = Do(Ruleset.Initial, new RulesetCommand.Publish(document, File));
        state = Do(state, new RulesetCommand.SetLimit(Limit("a", 9)));

        state.Revision.ShouldBe(2);
        state.Limits.Single().WorkingDays.ShouldBe(9);
        Ruleset
            .Decide(new RulesetCommand.SetLimit(Limit("a", 9)), Demo.By(), state)
            .ShouldBeOfType<Decision<RulesetEvent>.Accepted>()
            .Events.ShouldBeEmpty();
        Do(state, new RulesetCommand.Publish(document, File)).Limits.Single().WorkingDays.ShouldBe(1);
    }

    [Fact]
    public void A_broken_file_gives_every_problem_with_its_line()
    {
        RulesetFile
            .Read(
                """
                format: 1
                limits:
                  - { code: a, limit: tham-dinh, level: xa, from: 2024-01-01, workingDays: 0, source: x }
                  - { code: b, level: thon, from: 2024-13-01, workingDays: 5, verified: true }
                supplements:
                  - { code: c, from: 2024-01-01, maxRounds: 10, source: x, per: năm }
                """
            )
            .Problems.Select(problem => $"{problem.Line} {problem.Field} {problem.What.Code}")
            .ShouldBe(
                [
                    "1 councils file.missing",
                    "3 limits[0].workingDays file.not-a-number",
                    "4 limits[1].level file.not-one-of",
                    "4 limits[1].limit file.missing",
                    "4 limits[1].from file.not-a-date",
                    "4 limits[1].source file.missing",
                    "6 supplements[0].maxRounds file.not-a-number",
                    "6 supplements[0].per file.unknown-key",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void A_code_given_twice_or_an_end_before_the_beginning_is_found_in_the_file()
    {
        RulesetFile
            .Read(
                """
                format: 1
                limits:
                  - { code: a, limit: tham-dinh, from: 2024-01-01, to: 2023-01-01, workingDays: 5, source: x }
                  - { code: a, limit: trinh, from: 2024-01-01, workingDays: 5, source: x }
                supplements: []
                councils: []
                """
            )
            .Problems.Select(problem => problem.What.Code)
            .ShouldBe([RulesetRefusals.EndsBeforeItBegins, RulesetRefusals.CodeRepeated], ignoreOrder: true);
    }

    private static RuleQuery Query() => new(UnitLevel.Commune, new("giay-khen-xa"), new("tong-ket"), new("tinh-c"), Demo.Day("2025-04-14"));

    private static LimitRule Limit(
        string code,
        int days,
        UnitLevel? level = UnitLevel.Commune,
        string? form = null,
        string? type = null,
        string? province = null,
        string from = "2024-01-01",
        string? to = null
    ) =>
        new(
            new(code),
            new("tham-dinh"),
            new(
                level,
                form is null ? null : new FormCode(form),
                type is null ? null : new AwardType(type),
                province is null ? null : new UnitId(province),
                Demo.Day(from),
                to is null ? null : Demo.Day(to)
            ),
            days,
            Source
        );

    private static Ruleset Published(params LimitRule[] limits) =>
        Do(Ruleset.Initial, new RulesetCommand.Publish(new(limits, [], []), File));

    private static Ruleset Do(Ruleset state, RulesetCommand command) =>
        Ruleset.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<RulesetEvent>.Accepted>().Events.Aggregate(state, Ruleset.Evolve);
}
