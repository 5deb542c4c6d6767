using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Tests.Routes;

/// <summary>Reading routes, and everything that can be wrong with one at once.</summary>
public class RouteFiles
{
    private const string Good = """
        format: 1
        code: thu
        version: 1
        form: giay-khen-xa
        types: [dot-xuat]
        name: Thử
        validFrom: 2025-01-01
        validTo: 2025-06-30
        basis: Luật
        authority: xa
        steps:
          - id: tham-dinh
            name: Thẩm định tại {office}
            act: appraise
            mode: joint
            parties:
              - { level: xa, function: cong-an }
              - { level: xa, function: tham-muu }
            receives: có
            limit: tham-dinh
          - id: hoi-dong
            name: Hội đồng
            act: council
            mode: vote
            parties: [{ level: xa, function: hoi-dong }]
            vote: { percent: 80, base: present, moreThan: false }
          - id: quyet-dinh
            name: Quyết định
            act: decide
            parties: [{ level: xa, function: lanh-dao }]
            outcomes:
              chuyen: { step: luu-tru }
              fail: { end: rejected }
          - id: thong-bao
            name: Thông báo
            act: notify
            parties: [{ level: xa, function: tham-muu }]
          - id: luu-tru
            name: Lưu trữ
            act: archive
            parties: [{ level: xa, function: tham-muu }]
        """;

    [Fact]
    public void A_route_reads_as_it_is_written()
    {
        var route = RouteFile.Read(Good).Value.ShouldNotBeNull();

        route.Types.ShouldBe([new AwardType("dot-xuat")]);
        route.ValidTo.ShouldBe(new DateOnly(2025, 6, 30));
        var first = route.Steps[0];
        first.Mode.ShouldBe(StepMode.Joint);
        first.Receives.ShouldBeTrue();
        first.Limit.ShouldBe(new RuleCode("tham-dinh"));
        first.Parties.ShouldBe([new(UnitLevel.Commune, new("cong-an")), new(UnitLevel.Commune, new("tham-muu"))]);
        first.Outcomes[Outcomes.Pass].ShouldBe(RouteTarget.To(new("hoi-dong")));
        first.Outcomes[Outcomes.Fail].ShouldBe(RouteTarget.Out(RouteEnd.Rejected));
        route.Steps[1].Vote.ShouldBe(new VoteRule(80, VoteBase.Present, MoreThan: false));
        route.Steps[2].Outcomes[new("chuyen")].ShouldBe(RouteTarget.To(new("luu-tru")));
        route.Steps[4].Outcomes[Outcomes.Pass].ShouldBe(RouteTarget.Out(RouteEnd.Finished));
    }

    [Fact]
    public void Every_problem_of_form_is_found_at_once_with_its_line()
    {
        var problems = RouteFile
            .Read(
                """
                format: 2
                code: Thử nghiệm
                version: nhiều
                form: giay-khen-xa
                name: Thử
                validFrom: 01/01/2025
                authority: phuong
                ghiChu: gì đó
                steps:
                  - id: a
                    name: A
                    act: think
                    mode: many
                    parties:
                      - { level: xa }
                      - none
                    receives: maybe
                    outcomes: { pass: { step: b, end: finished } }
                    vote: { percent: 101, base: all }
                """,
                "thu.yaml"
            )
            .Problems;

        problems
            .Select(problem => $"{problem.Line} {problem.Field} {problem.What.Code}")
            .ShouldBe(
                [
                    "1 format file.format-version",
                    "1 basis file.missing",
                    "2 code file.not-a-code",
                    "3 version file.not-a-number",
                    "6 validFrom file.not-a-date",
                    "7 authority file.not-one-of",
                    "8 ghiChu file.unknown-key",
                    "12 steps[0].act file.not-one-of",
                    "13 steps[0].mode file.not-one-of",
                    "15 steps[0].parties[0].function file.missing",
                    "16 steps[0].parties[1] file.not-a-map",
                    "17 steps[0].receives file.not-one-of",
                    "18 steps[0].outcomes.pass.step file.not-one-of",
                    "19 steps[0].vote.percent file.not-a-number",
                    "19 steps[0].vote.base file.not-one-of",
                ],
                ignoreOrder: true
            );
        problems.ShouldAllBe(problem => problem.File == "thu.yaml");
        problems.Select(problem => problem.Line).ShouldBeInOrder();
    }

    [Fact]
    public void Everything_wrong_with_what_a_route_says_is_found_at_once_with_the_step_it_is_in()
    {
        var problems = RouteFile
            .Read(
                """
                format: 1
                code: thu
                version: 1
                form: giay-khen-xa
                name: Thử
                validFrom: 2025-02-01
                validTo: 2025-01-01
                basis: Luật
                authority: xa
                steps:
                  - id: a
                    name: A
                    act: appraise
                    parties: [{ level: xa, function: x }, { level: xa, function: y }]
                    vote: { percent: 50, base: members }
                    outcomes: { pass: { step: c }, back: { step: a } }
                  - id: b
                    name: B
                    act: appraise
                    mode: joint
                    parties: [{ level: xa, function: x }]
                    outcomes: { other: { step: c } }
                  - id: c
                    name: C
                    act: council
                    mode: vote
                    parties: [{ level: xa, function: x }, { level: xa, function: x }]
                    vote: { percent: 100, base: members, moreThan: true }
                    outcomes: { pass: { step: nowhere }, fail: { step: a } }
                  - id: c
                    name: C
                    act: archive
                    parties: []
                """
            )
            .Problems;

        problems
            .Select(problem => $"{problem.Line} {problem.Field} {problem.What.Code}")
            .ShouldBe(
                [
                    "7 validTo route.ends-before-it-begins",
                    "10 steps route.not-one-decision",
                    "14 steps[0].parties route.single-has-many-parties",
                    "15 steps[0].vote route.vote-rule-without-vote",
                    "16 steps[0].outcomes.back route.back-has-target",
                    "17 steps[1] route.step-unreachable",
                    "21 steps[1].parties route.joint-has-one-party",
                    "22 steps[1].outcomes.other route.outcome-of-many",
                    "27 steps[2].parties[1] route.party-repeated",
                    "28 steps[2].vote.percent route.vote-rule-impossible",
                    "29 steps[2].outcomes.pass route.step-unknown",
                    "29 steps[2].outcomes.fail route.leads-back",
                    "30 steps[3].id route.step-repeated",
                    "30 steps[3] route.step-unreachable",
                    "33 steps[3].parties route.no-party",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void A_step_that_leads_to_itself_leads_back()
    {
        RouteFile
            .Read(Good.Replace("chuyen: { step: luu-tru }", "chuyen: { step: quyet-dinh }"))
            .Problems.Single()
            .ShouldSatisfyAllConditions(
                problem => problem.What.Code.ShouldBe(RouteRefusals.LeadsBack),
                problem => problem.Field.ShouldBe("steps[2].outcomes.chuyen")
            );
    }

    [Theory]
    [InlineData("a: [", "file.syntax")]
    [InlineData("- a\n- b", "file.not-a-map")]
    [InlineData("", "file.syntax")]
    [InlineData("a: &x 1\nb: *x", "file.syntax")]
    [InlineData("a: [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "file.syntax")]
    [InlineData("{a: 1}\n---\n{b: 2}", "file.syntax")]
    public void What_is_no_such_file_is_one_problem(string yaml, string code)
    {
        RouteFile.Read(yaml).Problems.Select(problem => problem.What.Code).ShouldBe([code]);
    }

    [Fact]
    public void Text_in_decomposed_letters_is_read_composed()
    {
        var route = RouteFile.Read(Good.Replace("name: Thử", "name: " + "Thử".Normalize(System.Text.NormalizationForm.FormD))).Value!;

        route.Name.Value.ShouldBe("Thử");
    }

    [Fact]
    public void The_same_file_has_the_same_digest_with_or_without_a_byte_order_mark()
    {
        FileDigest.Of("\uFEFF" + Good).ShouldBe(FileDigest.Of(Good));
    }
}
