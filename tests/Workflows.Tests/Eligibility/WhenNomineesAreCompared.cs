using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Tests.Eligibility;

/// <summary>Nominees compared with what the shipped plans ask of them, each finding with the clause that it rests on.</summary>
public sealed class WhenNomineesAreCompared
{
    private static readonly DutyFact Sent = new(new("gui-ke-hoach"), "Gửi kế hoạch", new(2025, 3, 31), HandedIn: true, IsOver: false);
    private static readonly DutyFact Reported = Sent with { Duty = new("bao-cao-ket-thuc"), LastValidDay = new(2025, 12, 10) };

    [Theory]
    [InlineData("luc-luong-co-so", "theo-dot", FindingVerdict.Met)]
    [InlineData("doanh-nghiep", "theo-dot", FindingVerdict.NotMet)]
    [InlineData("doanh-nghiep", "dot-xuat", FindingVerdict.Met)]
    [InlineData("luc-luong-co-so", "dot-xuat", FindingVerdict.Unstated)]
    public void Whether_a_group_may_be_proposed_is_what_the_plan_says(string group, string type, FindingVerdict expected)
    {
        var finding = Of("phan-dinh-phung-2025", type, group).ShouldHaveSingleItem();

        finding.Verdict.ShouldBe(expected);
        finding.Clause.ShouldBe(expected is FindingVerdict.Unstated ? null : new PublicText("II.5, Lưu ý"));
    }

    [Fact]
    public void Without_a_group_nothing_can_be_said_where_the_plan_names_groups()
    {
        var finding = Of("phan-dinh-phung-2025", "theo-dot", null).ShouldHaveSingleItem();

        (finding.Verdict, finding.Basis).ShouldBe((FindingVerdict.Insufficient, new FindingBasis.GroupMissing()));
    }

    [Fact]
    public void Where_a_plan_says_nothing_of_groups_it_is_silent_and_refuses_nobody() =>
        Of("bac-giang-2024", "tong-ket", null)[0].Verdict.ShouldBe(FindingVerdict.Unstated);

    [Fact]
    public void Rules_for_heads_of_units_concern_nobody_else()
    {
        string[] Rules(bool leader) =>
            [.. Of("tan-khai-2025", "tong-ket", "can-bo-nguoi-lao-dong", leader).Select(f => f.Rule?.Value ?? "")];

        Rules(leader: true).ShouldContain("lanh-dao-an-toan");
        Rules(leader: true).ShouldContain("lanh-dao-xep-loai");
        Rules(leader: false).ShouldBe(Rules(leader: true).Where(rule => !rule.StartsWith("lanh-dao", StringComparison.Ordinal)));
    }

    [Fact]
    public void What_is_not_kept_or_for_people_to_judge_is_never_decided()
    {
        var findings = Of("tan-khai-2025", "tong-ket", "can-bo-nguoi-lao-dong", leader: true);

        findings.Single(f => f.Rule?.Value == "lanh-dao-an-toan").Basis.ShouldBe(new FindingBasis.NotKept());
        findings
            .Where(f => f.Basis is FindingBasis.NotKept or FindingBasis.Appraiser)
            .ShouldAllBe(f => f.Verdict == FindingVerdict.Insufficient && f.Clause != null && f.Wording != null);
    }

    [Fact]
    public void Titles_and_grades_of_the_plans_year_count_and_of_another_year_say_nothing()
    {
        var safe = new TitleFact(new("an-toan-antt"), true, null, 2025, new("5/QĐ-UBND"), new(2025, 11, 20), "thị trấn Tân Khai");
        var graded = safe with { Title = new("phan-loai-phong-trao"), Grade = PlanGrade.Fair };

        Verdicts(safe, graded).ShouldBe((FindingVerdict.Met, FindingVerdict.Met));
        Verdicts(safe with { Recognised = false }, graded with { Grade = PlanGrade.Average })
            .ShouldBe((FindingVerdict.NotMet, FindingVerdict.NotMet));
        Verdicts(safe with { Recognised = false }, safe, graded with { Grade = PlanGrade.Weak }, graded)
            .ShouldBe((FindingVerdict.Met, FindingVerdict.Met), "the best of the year");
        Verdicts(safe with { Year = 2024 }, graded with { Year = 2024 })
            .ShouldBe((FindingVerdict.Insufficient, FindingVerdict.Insufficient));
        Verdicts().ShouldBe((FindingVerdict.Insufficient, FindingVerdict.Insufficient));

        static (FindingVerdict Title, FindingVerdict Grade) Verdicts(params TitleFact[] facts)
        {
            var known = new TitlesKnown(2025, UnitUnknown: false, facts);
            var plan = PlanFile.Shipped().Single(shipped => shipped.Definition.Id.Value == "tan-khai-2025").Definition;
            var findings = Findings.Of(plan, new("tong-ket"), new("khu-dan-cu"), false, [], null, known);
            var (title, grade) = (
                findings.Single(f => f.Rule?.Value == "kdc-an-toan"),
                findings.Single(f => f.Rule is { } rule && rule.Value.StartsWith("kdc-xep-loai", StringComparison.Ordinal))
            );
            title.Basis.ShouldBe(new FindingBasis.Titles(known));
            return (title.Verdict, grade.Verdict);
        }
    }

    [Fact]
    public void A_units_own_duties_count_once_they_are_over_or_handed_in()
    {
        Handed([Sent, Reported]).ShouldBe(FindingVerdict.Met);
        Handed([Sent, Reported with { HandedIn = false, IsOver = true }]).ShouldBe(FindingVerdict.NotMet);
        Handed([Sent, Reported with { HandedIn = false }]).ShouldBe(FindingVerdict.Insufficient, "its day is not over");
        Handed([]).ShouldBe(FindingVerdict.Insufficient, "nothing binds the unit");
        Handed([Sent, Reported, new(new("khac"), "Việc khác", null, HandedIn: false, IsOver: true)]).ShouldBe(FindingVerdict.Met);

        static FindingVerdict Handed(DutyFact[] duties) =>
            Of("tan-khai-2025", "tong-ket", null, false, duties).Single(f => f.Rule?.Value == "da-gui-ke-hoach-ket-qua").Verdict;
    }

    [Fact]
    public void One_achievement_once_holds_also_where_the_plan_is_silent()
    {
        var nothing = new AwardsKnown(12, new(2019, 3, 1), new(2025, 4, 1), [], [], []);
        var award = new AwardFact(new("12/QĐ-UBND"), new(2024, 12, 1), "UBND huyện", OtherSubject: false);
        var running = new ProposalFact(new("giay-khen-huyen"), "UBND thị trấn", new("01/2025/HS-KT"));
        Once(nothing).ShouldBe(FindingVerdict.Met);
        Once(nothing with { Same = [award] }).ShouldBe(FindingVerdict.NotMet);
        Once(nothing with { Same = [award], Similar = [award] }).ShouldBe(FindingVerdict.NotMet);
        Once(nothing with { Similar = [award] }).ShouldBe(FindingVerdict.Insufficient);
        Once(nothing with { Running = [running] }).ShouldBe(FindingVerdict.Insufficient);

        FindingVerdict Once(AwardsKnown known)
        {
            var plan = PlanFile.Shipped().Single(shipped => shipped.Definition.Id == new PlanId("bac-giang-2024")).Definition;
            var finding = Findings.Of(plan, new("tong-ket"), null, leader: false, [], known).Single(f => f.Rule == Finding.OnceRule);
            finding.Clause.ShouldBe(new PublicText("Luật Thi đua, khen thưởng 2022, Điều 5"));
            finding.Basis.ShouldBe(new FindingBasis.Awards(known));
            return finding.Verdict;
        }
    }

    [Fact]
    public void Where_a_plan_says_it_itself_its_own_clause_stands()
    {
        var shipped = PlanFile.Shipped().Single(plan => plan.Definition.Id == new PlanId("bac-giang-2024")).Definition;
        var rule = new PlanCriterion(new("mot-lan"), [], new PlanCheck.OnceOnly(), Leaders: false, new("V.1"), new("Chỉ khen một lần"));
        var known = new AwardsKnown(0, null, null, [], [], []);

        var findings = Findings.Of(shipped with { Criteria = [rule] }, new("tong-ket"), null, leader: false, [], known);

        findings.ShouldNotContain(f => f.Rule == Finding.OnceRule);
        findings
            .Single(f => f.Rule == rule.Code)
            .ShouldSatisfyAllConditions(f => f.Verdict.ShouldBe(FindingVerdict.Met), f => f.Clause.ShouldBe(rule.Clause));
    }

    [Fact]
    public void Commended_so_often_by_such_a_level_in_the_time_of_the_plan_is_met_and_less_says_nothing_against_it()
    {
        var shipped = PlanFile.Shipped().Single(plan => plan.Definition.Id == new PlanId("tan-khai-2025")).Definition;
        var rule = new PlanCriterion(
            new("bieu-duong"),
            [],
            new PlanCheck.Commended(UnitLevel.District, 2),
            Leaders: false,
            new("V.2"),
            new("được cấp huyện trở lên biểu dương từ 02 lần")
        );
        var plan = shipped with { Criteria = [rule], Period = shipped.Period with { From = new(2025, 1, 1), To = new(2025, 12, 31) } };
        CommendationFact By(UnitLevel? level, int month, int year = 2025) =>
            new(new(new("8/TB-UBND"), new(year, month, 1), "UBND", OtherSubject: false), level);

        Verdict(By(UnitLevel.District, 1), By(UnitLevel.Province, 12)).ShouldBe((FindingVerdict.Met, 2));
        Verdict(By(UnitLevel.District, 1), By(UnitLevel.Commune, 2)).ShouldBe((FindingVerdict.Insufficient, 1));
        Verdict(By(UnitLevel.District, 1), By(null, 2)).ShouldBe((FindingVerdict.Insufficient, 1), "nobody said of which level");
        Verdict(By(UnitLevel.District, 1), By(UnitLevel.District, 12, 2024)).ShouldBe((FindingVerdict.Insufficient, 1));
        Verdict().ShouldBe((FindingVerdict.Insufficient, 0));

        (FindingVerdict, int) Verdict(params CommendationFact[] commended)
        {
            var known = new AwardsKnown(0, null, null, [], [], [], commended);
            var finding = Findings.Of(plan, new("tong-ket"), null, leader: false, [], known).Single(f => f.Rule == rule.Code);
            finding.Clause.ShouldBe(rule.Clause);
            return (finding.Verdict, finding.Basis.ShouldBeOfType<FindingBasis.Commendations>().Of.Count);
        }
    }

    [Fact]
    public void Every_rule_of_every_plan_gives_a_finding_with_its_own_clause()
    {
        foreach (var plan in PlanFile.Shipped().Select(shipped => shipped.Definition))
        {
            foreach (var group in plan.Groups.Select(group => group.Code))
            {
                var findings = Findings.Of(plan, new("tong-ket"), group, leader: true, []);
                findings
                    .Skip(1)
                    .Select(f => (f.Rule, f.Clause))
                    .ShouldBe(plan.CriteriaOf(group).Select(c => ((RuleCode?)c.Code, (PublicText?)c.Clause)));
            }
        }
    }

    private static IReadOnlyList<Finding> Of(string plan, string type, string? group, bool leader = false, params DutyFact[] duties) =>
        Findings.Of(
            PlanFile.Shipped().Single(shipped => shipped.Definition.Id.Value == plan).Definition,
            new(type),
            group is null ? null : new GroupCode(group),
            leader,
            duties
        );
}
