using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using static PhongTrao.Workflows.Tests.Duties.Written;

namespace PhongTrao.Workflows.Tests.Duties;

/// <summary>What is asked of whom, and who accepts it, in the demo's organisation.</summary>
public sealed class WhenADutyIsAsked
{
    private static readonly PlanDuty Report = Duty(new PlanTiming.By(Day("31/10/2025"), null), "viec", Party(UnitLevel.Commune, "cong-an"));

    private static List<DutyAsk> Asked(string day, params PlanDuty[] duties)
    {
        var definition = PlanOf("1/1/2025", "31/12/2025", "1/1/2025", duties);
        var plan = new Plan(1, definition, default)
        {
            Applications = [new(new("huyen-hon-quan"), Day("1/1/2025"))],
            Revisions = [new(1, definition, null, null)],
        };
        return [.. new DutyAsks(Demo.Calendar, Demo.Organisation).Of(plan, _ => true, Day(day))];
    }

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
    public void A_submission_answers_the_next_due_of_the_one_duty_that_asks_for_a_dossier()
    {
        var quarterly = Report with
        {
            Kind = PlanDutyKind.Dossier,
            Timing = new PlanTiming.Every(PlanPeriodKind.Quarter, new PlanDayRule.PeriodEnd(), 0, null),
        };

        Answered("14/4/2025", quarterly)!.Period.Value.ShouldBe("2025-q2");
        Answered("14/4/2025", Report).ShouldBeNull();
        Answered("14/4/2025", quarterly, quarterly with { Code = new("khac") }).ShouldBeNull("nobody but a person knows which");
        Answered("14/4/2025", quarterly with { Timing = new PlanTiming.Window(Day("15/9/2025"), Day("25/9/2025"), null) })
            .ShouldBeNull("it has not opened");
        Answered("14/4/2025", quarterly with { Timing = new PlanTiming.By(Day("1/4/2025"), null) })!
            .Due!.LastValidDay.ShouldBe(Day("1/4/2025"), "late");
    }

    private static DutyAsk? Answered(string day, params PlanDuty[] duties)
    {
        var definition = PlanOf("1/1/2025", "31/12/2025", "1/1/2025", duties);
        var plan = new Plan(1, definition, default)
        {
            Applications = [new(new("huyen-hon-quan"), Day("1/1/2025"))],
            Revisions = [new(1, definition, null, null)],
        };
        return new DutyAsks(Demo.Calendar, Demo.Organisation).AnsweredBySubmission(plan, new("xa-tan-hiep"), Day(day));
    }
}
