using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Tests.Plans;

/// <summary>Reading plans: what is left open must be said, everything wrong is found at once.</summary>
public class PlanFiles
{
    private const string Open = """
        format: 1
        id: thu
        issuer: xa-a
        number: không quy định
        date: không quy định
        title: Kế hoạch
        theme: không quy định
        superior: không quy định
        period: { wording: năm 2025, from: không quy định, to: không quy định, clause: I }
        scope: không quy định
        forms: không quy định
        types: không quy định
        groups: không quy định
        components: không quy định
        copies: không quy định
        roles: không quy định
        flags: []
        """;

    private static readonly Digest File = new(new string('b', 64));

    [Fact]
    public void A_plan_may_leave_every_field_open_if_it_says_so()
    {
        var plan = PlanFile.Read(Open).Value.ShouldNotBeNull();

        plan.Number.ShouldBeNull();
        plan.Date.ShouldBeNull();
        plan.Copies.ShouldBeNull();
        plan.Checklist(new("bang-khen-tinh"), new("tong-ket")).ShouldBeEmpty();
    }

    [Fact]
    public void What_is_not_said_at_all_is_an_error_field_by_field()
    {
        PlanFile
            .Read("format: 1")
            .Problems.Select(problem => (problem.Field, problem.What.Code))
            .ShouldBe(
                from field in "id issuer number date title theme superior period scope forms types groups components copies roles flags".Split(
                    ' '
                )
                select (field, "file.missing"),
                ignoreOrder: true
            );
    }

    [Fact]
    public void Every_problem_is_found_at_once()
    {
        var broken = Open.Replace("number: không quy định", "number: 0123456789012345678901234567890123456789012345678901234567890")
            .Replace("date: không quy định", "date: 11/3/2025")
            .Replace("copies: không quy định", "copies: { sets: 0, clause: III }")
            .Replace(
                "forms: không quy định",
                """
                forms:
                  - { form: a, name: A, clause: I, number: không quy định }
                  - { form: a, name: A, clause: I, number: 5 }
                """
            )
            .Replace("flags: []", "flags: [{ code: x, kind: sai, field: a, clause: b }]\nnguoiKy: ai đó");

        PlanFile
            .Read(broken)
            .Problems.Select(problem => $"{problem.Line} {problem.Field} {problem.What.Code}")
            .ShouldBe(
                [
                    "4 number file.not-a-text",
                    "5 date file.not-a-date",
                    "13 forms[1].number file.not-a-map",
                    "13 forms[1].form file.repeated",
                    "17 copies.sets file.not-a-number",
                    "19 flags[0].kind file.not-one-of",
                    "19 flags[0].text file.missing",
                    "20 nguoiKy file.unknown-key",
                ],
                ignoreOrder: true
            );
    }

    [Fact]
    public void A_changed_file_is_a_new_revision_and_the_same_file_is_none()
    {
        var plan = PlanFile.Read(Open).Value!;
        var state = Do(Plan.Initial, new PlanCommand.Import(plan, File));
        state = Do(state, new PlanCommand.Import(plan with { Title = new("Khác") }, new(new string('c', 64))));
        (state.Revision, state.Definition!.Title.Value).ShouldBe((1, "Kế hoạch"), "it waits for a second person");
        state = Plan.Evolve(state, new PlanEvent.RevisionConfirmed(2, new(new string('c', 64))));

        state.Revision.ShouldBe(2);
        state.Definition!.Title.Value.ShouldBe("Khác");
        Plan.Decide(new PlanCommand.Import(plan, state.Source), Demo.By(), state)
            .ShouldBeOfType<Decision<PlanEvent>.Accepted>()
            .Events.ShouldBeEmpty();
        Plan.Decide(new PlanCommand.Import(plan with { Id = new("khac") }, File), Demo.By(), state)
            .ShouldBeOfType<Decision<PlanEvent>.Refused>()
            .Refusal.Code.ShouldBe(PlanRefusals.OtherPlan);
    }

    [Fact]
    public void The_example_in_the_documents_is_a_plan()
    {
        var document = System.IO.File.ReadAllText(Samples.Path("docs/plan-format.md"));
        var example = document[(document.LastIndexOf("```yaml", StringComparison.Ordinal) + "```yaml".Length)..];
        var read = PlanFile.Read(example[..example.IndexOf("```", StringComparison.Ordinal)]);

        read.Problems.ShouldBeEmpty();
        read.Value!.Duties.ShouldHaveSingleItem()
            .Timing.ShouldBe(new PlanTiming.Every(PlanPeriodKind.Month, new PlanDayRule.BeforeDay(1, 17), 0, null));
        read.Value.Date.ShouldBeNull();
    }

    [Fact]
    public void A_file_of_format_1_is_read_as_it_always_was_and_leaves_the_rest_open()
    {
        var plan = PlanFile.Read(Open).Value.ShouldNotBeNull();

        plan.Duties.ShouldBeEmpty();
        plan.Paper.ShouldBeNull();
        PlanFile.Read(Open + "\nduties: không quy định").Problems.ShouldHaveSingleItem().What.Code.ShouldBe("file.unknown-key");
    }

    [Fact]
    public void More_than_75_is_not_75_or_more()
    {
        new PlanBound(PlanCompare.Above, 75).IsMetBy(75).ShouldBeFalse();
        new PlanBound(PlanCompare.From, 75).IsMetBy(75).ShouldBeTrue();
        new PlanBound(PlanCompare.Below, 15).IsMetBy(15).ShouldBeFalse();
        new PlanBound(PlanCompare.UpTo, 15).IsMetBy(15).ShouldBeTrue();
        new PlanBound(PlanCompare.Reach, 100).IsMetBy(99.9m).ShouldBeFalse();
        new PlanBound(PlanCompare.Range, 90, 95).IsMetBy(95).ShouldBeTrue();
        new PlanBound(PlanCompare.Range, 90, 95).IsMetBy(96).ShouldBeTrue("above the top of a range is reached too");
        new PlanBound(PlanCompare.Range, 90, 95).IsMetBy(89.9m).ShouldBeFalse();
    }

    [Fact]
    public void A_duty_may_be_for_several()
    {
        var odd = PlanFile
            .Read(System.IO.File.ReadAllText(Samples.Path("tests/Workflows.Tests/Plans/odd-plan.yaml")))
            .Value.ShouldNotBeNull();

        odd.Duty(new("tong-hop"))!.AlsoTo.ShouldNotBeNull().Select(to => to.Name.Value).ShouldBe(["UBND huyện", "UBND xã"]);
        odd.Duty(new("quy"))!.AlsoTo.ShouldBeNull();
    }

    [Fact]
    public void A_copy_says_all_that_the_plan_says_under_a_head_of_its_own()
    {
        var odd = System.IO.File.ReadAllText(Samples.Path("tests/Workflows.Tests/Plans/odd-plan.yaml"));
        var shipped = PlanFile.Shipped().Select(plan => System.Text.Encoding.UTF8.GetString(plan.File.ToArray()));
        foreach (var yaml in shipped.Append(odd))
        {
            var source = PlanFile.Read(yaml).Value.ShouldNotBeNull();
            var head = new PlanHead(
                new("cua-toi-2027"),
                new("xa-cua-toi"),
                new(new("Ban Chỉ đạo xã “Của Tôi”: mới"), UnitLevel.Commune, new("xã"), null, new("Đầu văn bản")),
                new("5/KH-BCĐ"),
                new(2027, 1, 5),
                new("Kế hoạch năm 2027 – # 1"),
                new(new("năm 2027"), new(2027, 1, 5), new(2027, 12, 31), source.Period.Clause)
            );

            var copy = PlanFile.Copy(yaml, head);

            var read = PlanFile.Read(copy);
            read.Problems.ShouldBeEmpty(source.Id.Value);
            var own = read.Value.ShouldNotBeNull();
            (own.Id, own.Issuer, own.Number, own.Date, own.Title).ShouldBe((head.Id, head.Issuer, head.Number, head.Date, head.Title));
            (own.Paper, own.Period).ShouldBe((head.Paper, head.Period));
            own.Quote("number")!.Wording.Value.ShouldBe("Số: 5/KH-BCĐ");
            own.Quote("date")!.Wording.Value.ShouldBe("ngày 05 tháng 01 năm 2027");
            own.Flags.ShouldBe(source.Flags.Where(flag => flag.Field.Value is not ("number" or "date" or "title" or "period" or "issuer")));
            // Everything else, word for word.
            JsonOf(own with { Flags = [], Quotes = [], Fallbacks = [] })
                .ShouldBe(
                    JsonOf(
                        source with
                        {
                            Id = head.Id,
                            Issuer = head.Issuer,
                            Paper = head.Paper,
                            Number = head.Number,
                            Date = head.Date,
                            Title = head.Title,
                            Period = head.Period,
                            Flags = [],
                            Quotes = [],
                            Fallbacks = [],
                        }
                    ),
                    source.Id.Value
                );
            own.Quotes.Count(quote => quote.Field.Value is not ("number" or "date" or "title"))
                .ShouldBe(source.Quotes.Count(quote => quote.Field.Value is not ("number" or "date" or "title")));
            if (source is { Kind: PlanKind.Plan, Number: { } number })
            {
                copy.ShouldNotContain(number.Value);
            }
        }
    }

    [Theory]
    [InlineData("{ a: [], b: {}, \"c d\": 'it''s', e: [1, [2, 3], { f: g }] }")]
    [InlineData("a: |\n  hai\n  dòng\nb: \"\\u00a0x\\t\"\nc: 'null'\nd: '- không'\ne: 'ghi: chú # 1'\nf: 😀 được")]
    [InlineData("a:\n  - - x\n    - y\n  - k: 1\n    l:\n      - m: 2\nb: '~'\nc: ' có '")]
    public void What_is_written_is_read_again(string yaml)
    {
        var report = new FileReport();
        var top = YamlFile.Parse(report, "", yaml).ShouldBeOfType<FileNode.Mapping>();

        var again = YamlFile.Parse(report, "", YamlFile.Write(top));

        report.Problems.ShouldBeEmpty();
        Plain(again!).ShouldBe(Plain(top));
    }

    private static string Plain(FileNode node) =>
        node switch
        {
            FileNode.Mapping map => $"{{{string.Join(',', map.Entries.Select(entry => $"<{entry.Key}>{Plain(entry.Value)}"))}}}",
            FileNode.Sequence list => $"[{string.Join(',', list.Items.Select(Plain))}]",
            FileNode.Scalar scalar => $"<{scalar.Text}>",
            _ => throw new InvalidOperationException(),
        };

    private static string JsonOf(PlanDefinition plan) =>
        System.Text.Json.JsonSerializer.Serialize(plan, Workflows.Execution.EventJson.Default.PlanDefinition);

    private static Plan Do(Plan state, PlanCommand command) =>
        Plan.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<PlanEvent>.Accepted>().Events.Aggregate(state, Plan.Evolve);
}
