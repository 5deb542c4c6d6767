using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using static PhongTrao.Workflows.Tests.Duties.Written;

namespace PhongTrao.Workflows.Tests.Duties;

/// <summary>Whom an occurrence binds, in the demo's organisation: two districts of Bình Phước, until 30/6/2025.</summary>
public sealed class WhenAPlanBinds
{
    private static readonly DutyBinding Binding = new(Demo.Organisation);

    private static IReadOnlyList<BoundUnit> Bound(
        PlanTiming timing,
        PlanParty? party,
        string applied = "tinh-binh-phuoc",
        string from = "1/1/2025",
        string? until = null
    )
    {
        var duty = Duty(timing, "viec", party is null ? [] : [party]);
        var occurrence = Occurrences(PlanOf("1/1/2025", "31/12/2025", null, duty))[0];
        return Binding.Of(duty, occurrence, [new PlanApplication(new(applied), Day(from), MaybeDay(until))]);
    }

    private static PlanTiming By(string day) => new PlanTiming.By(Day(day), null);

    [Fact]
    public void It_binds_the_units_of_the_level_that_hold_the_function() =>
        Bound(By("7/2/2025"), Party(UnitLevel.District, "tham-muu"))
            .Select(b => b.Unit.Value)
            .ShouldBe(["huyen-hon-quan", "huyen-loc-ninh"], ignoreOrder: true);

    [Fact]
    public void It_binds_nobody_whose_office_was_gone_by_the_day()
    {
        Bound(By("28/2/2025"), Party(UnitLevel.District, "cong-an")).Count.ShouldBe(2);
        Bound(By("1/3/2025"), Party(UnitLevel.District, "cong-an")).ShouldBeEmpty();
    }

    [Fact]
    public void It_reaches_no_further_than_the_unit_it_is_applied_to() =>
        Bound(By("7/2/2025"), Party(UnitLevel.Commune, "cong-an"), applied: "huyen-loc-ninh")
            .ShouldHaveSingleItem()
            .Unit.Value.ShouldBe("xa-loc-hung");

    [Fact]
    public void A_level_that_is_gone_is_bound_no_more() => Bound(By("14/12/2025"), Party(UnitLevel.District)).ShouldBeEmpty();

    [Fact]
    public void What_had_begun_passes_to_the_successor_under_the_key_of_the_unit_that_ended()
    {
        var bound = Bound(By("31/10/2025"), Party(UnitLevel.Commune, "cong-an"));

        bound.Select(b => b.Unit.Value).Distinct().Count().ShouldBe(5, "the five new communes");
        bound
            .Where(b => b.Unit.Value == "xa-tan-khai-2025")
            .Select(b => b.Origin.Value)
            .ShouldBe(["thi-tran-tan-khai", "xa-tan-hiep", "xa-dong-no"], ignoreOrder: true);
        bound.Count.ShouldBe(13, "every former commune's own");
    }

    [Fact]
    public void What_begins_after_the_merger_is_the_successors_own()
    {
        var bound = Bound(new PlanTiming.Window(Day("15/9/2025"), Day("25/9/2025"), null), Party(UnitLevel.Commune, "cong-an"));

        bound.Count.ShouldBe(5);
        bound.ShouldAllBe(b => b.Origin == b.Unit);
    }

    [Fact]
    public void A_larger_successor_brings_in_nobody_who_was_not_bound()
    {
        // Bình Phước became part of Đồng Nai; of Đồng Nai's communes only those that took over from its own are bound.
        var register = new OrganisationEvent.UnitsRegistered([
            new(
                new("xa-khac-2025"),
                UnitLevel.Commune,
                false,
                new(new("xa-khac-2025"), Day("1/7/2025"), new("xã Khác"), null, new("xã"), new UnitId("tinh-dong-nai-2025"))
            ),
        ]);
        var wider = new DutyBinding(OrganisationState.Evolve(Demo.Organisation, register));
        var duty = Duty(By("31/10/2025"), "viec", Party(UnitLevel.Commune));
        var occurrence = Occurrences(PlanOf("1/1/2025", "31/12/2025", null, duty)).Single();

        wider.Of(duty, occurrence, [new(new("tinh-binh-phuoc"), Day("1/1/2025"))]).ShouldNotContain(b => b.Unit.Value == "xa-khac-2025");
    }

    [Fact]
    public void A_party_of_no_registered_office_stays_on_the_list_of_the_unit_applied_to()
    {
        Bound(By("7/2/2025"), Party(null, kind: "to-bao-ve-antt"), applied: "thi-tran-tan-khai")
            .ShouldHaveSingleItem()
            .Unit.Value.ShouldBe("thi-tran-tan-khai");
        Bound(By("7/2/2025"), null, applied: "thi-tran-tan-khai").ShouldHaveSingleItem().By.ShouldBeNull();
    }

    [Fact]
    public void A_kind_that_is_registered_is_bound_by_itself_and_by_no_other_words()
    {
        var school = new OrganisationEvent.UnitsRegistered([
            new(
                new("thpt-thu"),
                UnitLevel.Commune,
                false,
                new(new("thpt-thu"), Day("1/1/2024"), new("Trường THPT Thử"), null, new("trường"), new UnitId("huyen-hon-quan")),
                new KindCode("thpt")
            ),
        ]);
        var binding = new DutyBinding(OrganisationState.Evolve(Demo.Organisation, school));
        IReadOnlyList<string> Of(PlanParty party)
        {
            var duty = Duty(By("7/2/2025"), "viec", party);
            var occurrence = Occurrences(PlanOf("1/1/2025", "31/12/2025", null, duty)).Single();
            return [.. binding.Of(duty, occurrence, [new(new("huyen-hon-quan"), Day("1/1/2025"))]).Select(b => b.Unit.Value)];
        }

        Of(Party(null, kind: "thpt")).ShouldBe(["thpt-thu"]);
        Of(Party(UnitLevel.Commune)).ShouldNotContain("thpt-thu");
        Of(Party(UnitLevel.Commune)).Count.ShouldBe(12);
    }

    [Fact]
    public void After_its_last_day_an_application_binds_no_more()
    {
        Bound(By("7/2/2025"), Party(UnitLevel.District), until: "7/2/2025").Count.ShouldBe(2);
        Bound(By("7/2/2025"), Party(UnitLevel.District), until: "6/2/2025").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("xa-tan-hiep", "1/3/2025", true)]
    [InlineData("xa-tan-hiep", "31/12/2024", false)]
    [InlineData("xa-tan-khai-2025", "1/8/2025", true)]
    [InlineData("xa-loc-hung", "1/3/2025", false)]
    public void Dossiers_can_be_filed_where_it_binds(string unit, string day, bool binds)
    {
        var plan = Workflows.Plans.Plan.Initial with { Applications = [new(new("huyen-hon-quan"), Day("1/1/2025"))] };

        Binding.Binds(plan, new(unit), Day(day)).ShouldBe(binds);
    }
}
