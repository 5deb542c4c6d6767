using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using static PhongTrao.Workflows.Tests.Duties.Written;

namespace PhongTrao.Workflows.Tests.Duties;

/// <summary>What is asked of whom, and who accepts it, in the demo's organisation.</summary>
public sealed class WhenADutyIsAsked
{
    private static readonly PlanDuty Report = Duty(new PlanTiming.By(Day("31/10/2025"), null), "viec", Party(UnitLevel.Commune, "cong-an"));

    private static List<DutyAsk> Asked(string day, params PlanDuty[] duties) =>
        [.. new DutyAsks(Demo.Calendar, Demo.Organisation).Of(Applied(duties), _ => true, Day(day))];

    private static PlanDestination To(UnitLevel level, string? function, PlanParty? through = null) => new(Party(level, function), through);

    [Fact]
    public void It_is_handed_to_the_office_of_the_level_above_that_the_plan_names() =>
        Asked("1/3/2025", Report with { To = To(UnitLevel.District, "tham-muu") })
            .ShouldAllBe(ask => ask.To.Count == 1 && ask.To[0].Unit.Value == "huyen-hon-quan" && ask.To[0].Offices[0].Value == "tham-muu");

    [Fact]
    public void An_office_it_goes_through_accepts_it_and_so_does_the_one_it_is_for_where_both_are_of_one_unit()
    {
        var to = Asked("1/3/2025", Report with { To = To(UnitLevel.Province, "ban-chi-dao", Party(UnitLevel.Province, "cong-an")) })[0].To;

        to.ShouldHaveSingleItem().Unit.Value.ShouldBe("tinh-binh-phuoc");
        to[0].Offices.Select(office => office.Value).ShouldBe(["ban-chi-dao", "cong-an"]);
    }

    [Fact]
    public void Several_it_is_for_accept_it_each_for_itself()
    {
        var to = Asked(
            "1/3/2025",
            Report with
            {
                To = To(UnitLevel.District, "tham-muu"),
                AlsoTo = [Party(UnitLevel.Province, "cong-an"), Party(UnitLevel.District, "lanh-dao")],
            }
        )[0].To;

        to.Select(one => one.Unit.Value).ShouldBe(["huyen-hon-quan", "tinh-binh-phuoc"]);
        to[0].Offices.Select(office => office.Value).ShouldBe(["tham-muu", "lanh-dao"]);
        to[1].Offices.ShouldHaveSingleItem().Value.ShouldBe("cong-an");
    }

    [Fact]
    public void Nobody_accepts_it_where_the_plan_is_silent_the_agency_is_outside_or_the_level_is_gone()
    {
        Asked("1/3/2025", Report).ShouldAllBe(ask => ask.To.Count == 0);
        Asked("1/3/2025", Report with { To = To(UnitLevel.Centre, null) }).ShouldAllBe(ask => ask.To.Count == 0);
        Asked("1/8/2025", Report with { To = To(UnitLevel.District, "tham-muu") }).ShouldAllBe(ask => ask.To.Count == 0);
    }

    [Fact]
    public void Until_a_unit_ends_it_has_to_do_it_itself_and_then_its_successor_under_the_same_key()
    {
        var (before, after) = (Asked("30/6/2025", Report), Asked("1/7/2025", Report));

        before.ShouldContain(ask => ask.Unit.Value == "xa-tan-hiep");
        var heir = after.Single(ask => ask.Origin.Value == "xa-tan-hiep");
        heir.Unit.Value.ShouldBe("xa-tan-khai-2025");
        before.Select(ask => ask.Key).ShouldBe(after.Select(ask => ask.Key), ignoreOrder: true);
    }

    [Fact]
    public void Nobody_is_late_with_what_is_wished_for_or_fell_due_before_the_plan()
    {
        Asked("1/3/2025", Report)[0].CountsLate.ShouldBeTrue();
        Asked("1/3/2025", Report with { Strength = PlanStrength.Soft })[0].CountsLate.ShouldBeFalse();
        Asked("1/3/2025", Report with { Timing = new PlanTiming.By(Day("31/12/2024"), null) }).ShouldAllBe(ask => !ask.CountsLate);
        Asked("1/3/2025", Report with { Late = new(false, new("không nhận hồ sơ nộp muộn")) })[0].TakesLate.ShouldBeFalse();
    }

    [Fact]
    public void A_submission_may_answer_the_next_due_of_each_duty_that_asks_for_a_dossier_and_what_is_overdue()
    {
        var quarterly = Report with
        {
            Kind = PlanDutyKind.Dossier,
            Timing = new PlanTiming.Every(PlanPeriodKind.Quarter, new PlanDayRule.PeriodEnd(), 0, null),
        };

        Answerable("xa-tan-hiep", "14/2/2025", quarterly).ShouldBe(["viec 2025-q1"]);
        Answerable("xa-tan-hiep", "14/4/2025", quarterly).ShouldBe(["viec 2025-q1", "viec 2025-q2"]);
        Answerable("xa-tan-hiep", "14/4/2025", quarterly with { Late = new(false, new("không nhận")) }).ShouldBe(["viec 2025-q2"]);
        Answerable("xa-tan-hiep", "14/4/2025", quarterly with { Strength = PlanStrength.Soft }).ShouldBe(["viec 2025-q2"]);
        Answerable("xa-tan-hiep", "14/2/2025", quarterly, quarterly with { Code = new("khac") }).ShouldBe(["viec 2025-q1", "khac 2025-q1"]);
        Answerable("xa-tan-hiep", "14/4/2025", Report).ShouldBeEmpty();
        Answerable("xa-tan-hiep", "14/4/2025", quarterly with { Timing = new PlanTiming.Window(Day("15/9/2025"), Day("25/9/2025"), null) })
            .ShouldBeEmpty("it has not opened");
        Answerable("xa-tan-khai-2025", "14/8/2025", quarterly with { Timing = new PlanTiming.By(Day("31/8/2025"), null) })
            .Count.ShouldBe(3, "one of each commune that it took over from");
    }

    [Fact]
    public void The_plan_means_the_one_that_is_open_and_of_several_nobody_but_a_person_knows_which()
    {
        var (plan, asks) = (PlanOf("1/1/2025", "31/12/2025", "1/1/2025"), Asked("1/3/2025", Report, Report with { Code = new("khac") }));
        var form = new FormCode("giay-khen-xa");

        var (mine, other) = (asks.First(ask => ask.Duty.Value == "viec"), asks.First(ask => ask.Duty.Value == "khac"));
        var before = mine with { Period = new("2024-q4") };

        DutyAsks.Meant(plan, form, [], []).ShouldBeNull();
        DutyAsks.Meant(plan, form, [mine], [mine]).ShouldBe(mine);
        DutyAsks.Meant(plan, form, [mine], []).ShouldBeNull("it is done");
        DutyAsks.Meant(plan, form, [before, mine], [mine]).ShouldBe(mine, "the quarter before is done");
        DutyAsks.Meant(plan, form, [before, mine], [before, mine]).ShouldBeNull();
        DutyAsks.Meant(plan, form, [mine, other], [mine, other]).ShouldBeNull();
        DutyAsks.Meant(plan, form, [mine, other], [mine]).ShouldBeNull("it may be a second one for what is done");
    }

    /// <summary>
    /// Cần Thơ asks for two dossiers, and says of which titles: "An toàn về ANTT" of communes and of schools from upper secondary on,
    /// "điển hình PCCC" of communes. Lower secondary schools hand theirs to their commune, which is no dossier here.
    /// </summary>
    [Theory]
    [InlineData("xa", "20/9/2025", "an-toan-antt", "de-nghi-cong-nhan")]
    [InlineData("xa", "20/9/2025", "dien-hinh-pccc", "xet-dien-hinh-pccc")]
    [InlineData("xa", "20/9/2025", "bang-khen-tinh", null, "de-nghi-cong-nhan", "xet-dien-hinh-pccc")]
    [InlineData("xa", "14/9/2025", "dien-hinh-pccc", null, "de-nghi-cong-nhan")] // its window has not opened
    [InlineData("thpt", "20/9/2025", "an-toan-antt", "de-nghi-cong-nhan")]
    [InlineData("thpt", "20/9/2025", "dien-hinh-pccc", null, "de-nghi-cong-nhan")]
    [InlineData("thpt", "20/9/2025", "bang-khen-tinh", null, "de-nghi-cong-nhan")]
    [InlineData("thcs", "20/9/2025", "an-toan-antt", null)]
    [InlineData("thcs", "20/9/2025", "bang-khen-tinh", null)]
    public void Of_the_dossiers_that_can_tho_asks_for_one_answers_what_the_plan_means_by_it_and_a_person_says_the_rest(
        string unit,
        string day,
        string form,
        string? answered,
        params string[] choices
    )
    {
        var shipped = PlanFile.Shipped().Single(plan => plan.Definition.Id.Value == "can-tho-2025").Definition;
        var plan = new Plan(1, shipped, default)
        {
            Applications = [new(new("thanh-pho"), Day("31/3/2025"))],
            Revisions = [new(1, shipped, null, null)],
        };
        var asks = new DutyAsks(Demo.Calendar, City);

        var open = asks.AnswerableBySubmission(plan, new(unit), Day(day));
        (DutyAsks.Meant(shipped, new(form), open, open)?.Duty.Value).ShouldBe(answered);
        if (answered is null)
        {
            open.Select(ask => ask.Duty.Value).ShouldBe(choices);
        }
    }

    private static readonly OrganisationState City = OrganisationState.Evolve(
        OrganisationState.Initial,
        new OrganisationEvent.UnitsRegistered([
            Entry("thanh-pho", UnitLevel.Province, null),
            Entry("xa", UnitLevel.Commune, "thanh-pho", "xa"),
            Entry("thpt", UnitLevel.Commune, "thanh-pho", "thpt"),
            Entry("thcs", UnitLevel.Commune, "xa", "thcs"),
            Entry("co-so", UnitLevel.Commune, "xa", "co-so"),
        ])
    );

    private static UnitEntry Entry(string unit, UnitLevel level, string? parent, string? kind = null) =>
        new(
            new(unit),
            level,
            false,
            new(new(unit), Day("1/1/2024"), new(unit), null, new("đơn vị"), parent is null ? null : new UnitId(parent)),
            kind is null ? null : new KindCode(kind)
        );

    private static List<string> Answerable(string unit, string day, params PlanDuty[] duties) =>
        [
            .. new DutyAsks(Demo.Calendar, Demo.Organisation)
                .AnswerableBySubmission(Applied(duties), new(unit), Day(day))
                .Select(ask => $"{ask.Duty} {ask.Period}"),
        ];

    private static Plan Applied(params PlanDuty[] duties)
    {
        var definition = PlanOf("1/1/2025", "31/12/2025", "1/1/2025", duties);
        return new Plan(1, definition, default)
        {
            Applications = [new(new("huyen-hon-quan"), Day("1/1/2025"))],
            Revisions = [new(1, definition, null, null)],
        };
    }
}
