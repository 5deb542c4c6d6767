using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Workflows.Tests.Organisation;

/// <summary>Questions to the demo's organisation, each asked for a day: before, at and after the cut-over of 01/7/2025.</summary>
public class OrganisationDays
{
    private static readonly UnitId Town = new("thi-tran-tan-khai");
    private static readonly UnitId Commune = new("xa-tan-khai-2025");
    private static readonly UnitId District = new("huyen-hon-quan");
    private static readonly UnitId Province = new("tinh-binh-phuoc");
    private static readonly UnitId NewProvince = new("tinh-dong-nai-2025");
    private static readonly DateOnly June = Demo.Day("2025-06-30");
    private static readonly DateOnly July = Demo.Day("2025-07-01");

    [Fact]
    public void The_demo_has_the_chain_of_Tan_Khai_twelve_communes_and_a_second_district()
    {
        Demo.Organisation.ChildrenOf(District, June).Count().ShouldBe(12);
        Demo.Organisation.ChildrenOf(new("huyen-loc-ninh"), June).Select(unit => unit.Id.Value).ShouldBe(["xa-loc-hung"]);
        Demo.Organisation.Units.Where(unit => unit.Level is UnitLevel.District).ShouldAllBe(unit => !unit.IsInForce(July));
        Demo.Organisation.Unit(new("bo-cong-an"))!.External.ShouldBeTrue();
    }

    [Theory]
    [InlineData("xa.canbo", "tham-muu", "thi-tran-tan-khai", "xa-tan-khai-2025")]
    [InlineData("xa.congan", "cong-an", "thi-tran-tan-khai", "xa-tan-khai-2025")]
    [InlineData("xa.lanhdao", "lanh-dao", "thi-tran-tan-khai", "xa-tan-khai-2025")]
    [InlineData("huyen.noivu", "tham-muu", "huyen-hon-quan", null)]
    [InlineData("huyen.lanhdao", "lanh-dao", "huyen-hon-quan", null)]
    [InlineData("tinh.congan", "cong-an", "tinh-binh-phuoc", "tinh-dong-nai-2025")]
    [InlineData("tinh.congan.lanhdao", "cong-an-lanh-dao", "tinh-binh-phuoc", "tinh-dong-nai-2025")]
    [InlineData("tinh.noivu", "tham-muu", "tinh-binh-phuoc", "tinh-dong-nai-2025")]
    [InlineData("tinh.vanthu", "van-thu", "tinh-binh-phuoc", "tinh-dong-nai-2025")]
    [InlineData("tinh.thuky", "hoi-dong", "tinh-binh-phuoc", "tinh-dong-nai-2025")]
    [InlineData("tinh.lanhdao", "lanh-dao", "tinh-binh-phuoc", "tinh-dong-nai-2025")]
    [InlineData("giamsat", "giam-sat", "tinh-binh-phuoc", "tinh-dong-nai-2025")]
    [InlineData("quantri", "quan-tri", "tinh-binh-phuoc", "tinh-dong-nai-2025")]
    [InlineData("tanhiep.canbo", "tham-muu", "xa-tan-hiep", null)]
    [InlineData("lochung.congan", "cong-an", "xa-loc-hung", "xa-loc-hung-2025")]
    [InlineData("locninh.noivu", "tham-muu", "huyen-loc-ninh", null)]
    public void The_demo_people_act_in_one_unit_until_June_and_where_it_goes_on_in_its_successor(
        string userName,
        string function,
        string before,
        string? after
    )
    {
        Of(June).ShouldBe([$"{before}/{function}"]);
        Of(July).ShouldBe(after is null ? [] : [$"{after}/{function}"]);
        IEnumerable<string> Of(DateOnly day) =>
            Demo.Organisation.AppointmentsOf(Demo.Account(userName), day).Select(capacity => $"{capacity.Unit}/{capacity.Function}");
    }

    [Fact]
    public void The_police_of_the_district_ended_with_February_2025()
    {
        Demo.Organisation.OfficeName(District, new("cong-an"), Demo.Day("2025-02-28"))!.Value.Value.ShouldBe("Công an huyện Hớn Quản");
        Demo.Organisation.OfficeName(District, new("cong-an"), Demo.Day("2025-03-01")).ShouldBeNull();
        Demo.Organisation.AppointmentsOf(Demo.Account("huyen.congan"), Demo.Day("2025-03-01")).ShouldBeEmpty();
    }

    [Fact]
    public void Offices_are_called_as_they_were_on_the_day()
    {
        Demo.Organisation.OfficeName(Town, new("tham-muu"), June)!.Value.Value.ShouldBe("Văn phòng – Thống kê thị trấn Tân Khai");
        Demo.Organisation.OfficeName(Commune, new("tham-muu"), July)!.Value.Value.ShouldBe("Phòng Văn hóa – Xã hội xã Tân Khai");
        Demo.Organisation.OfficeName(Town, new("tham-muu"), July).ShouldBeNull();
        Demo.Organisation.OfficeName(Commune, new("tham-muu"), June).ShouldBeNull();
    }

    [Fact]
    public void A_level_is_found_by_going_up_on_that_day()
    {
        Demo.Organisation.AncestorAt(Town, UnitLevel.Commune, June)!.Id.ShouldBe(Town);
        Demo.Organisation.AncestorAt(Town, UnitLevel.District, June)!.Id.ShouldBe(District);
        Demo.Organisation.AncestorAt(Town, UnitLevel.Province, June)!.Id.ShouldBe(Province);
        Demo.Organisation.AncestorAt(Town, UnitLevel.Province, July).ShouldBeNull();
        Demo.Organisation.AncestorAt(Commune, UnitLevel.District, July).ShouldBeNull();
        Demo.Organisation.AncestorAt(Commune, UnitLevel.Province, July)!.Id.ShouldBe(NewProvince);
        Demo.Organisation.AncestorAt(District, UnitLevel.Commune, June).ShouldBeNull();
    }

    [Fact]
    public void Three_communes_ended_into_the_new_one_of_the_same_name()
    {
        Demo.Organisation.PredecessorsOf(Commune).Select(unit => unit.Value).ShouldBe(["thi-tran-tan-khai", "xa-tan-hiep", "xa-dong-no"]);
        Demo.Organisation.SuccessorsOn(Town, July).Select(unit => unit.Id).ShouldBe([Commune]);
        Demo.Organisation.SuccessorsOn(Town, June).Select(unit => unit.Id).ShouldBe([Town]);
        Demo.Organisation.Unit(Town)!.NameOn(July).Value.ShouldBe("thị trấn Tân Khai");
    }

    [Fact]
    public void Scope_follows_the_tree_and_stops_at_its_neighbours()
    {
        Demo.Organisation.IsUnder(Town, District, June).ShouldBeTrue();
        Demo.Organisation.IsUnder(Town, Province, June).ShouldBeTrue();
        Demo.Organisation.IsUnder(Town, Town, June).ShouldBeTrue();
        Demo.Organisation.IsUnder(District, Town, June).ShouldBeFalse();
        Demo.Organisation.IsUnder(Town, new("xa-tan-hiep"), June).ShouldBeFalse();
        Demo.Organisation.IsUnder(Town, new("huyen-loc-ninh"), June).ShouldBeFalse();
        Demo.Organisation.IsUnder(new("xa-loc-hung"), District, June).ShouldBeFalse();
        Demo.Organisation.IsUnder(Town, NewProvince, June).ShouldBeFalse();
    }

    [Fact]
    public void The_business_of_an_abolished_unit_is_in_the_scope_of_those_who_took_over()
    {
        Demo.Organisation.IsUnder(Town, Commune, July).ShouldBeTrue();
        Demo.Organisation.IsUnder(Town, NewProvince, July).ShouldBeTrue();
        Demo.Organisation.IsUnder(new("xa-tan-hiep"), Commune, July).ShouldBeTrue();
        Demo.Organisation.IsUnder(Town, new("xa-tan-hung-2025"), July).ShouldBeFalse();
        Demo.Organisation.IsUnder(Commune, Town, July).ShouldBeFalse();
    }

    [Fact]
    public void A_subtree_has_superiors_first_and_only_what_is_in_force()
    {
        var before = Demo.Organisation.Subtree(Province, June).Select(unit => unit.Id.Value).ToList();

        before[0].ShouldBe("tinh-binh-phuoc");
        before.Count.ShouldBe(1 + 2 + 13);
        Demo.Organisation.Subtree(Province, July).ShouldBeEmpty();
        Demo.Organisation.Subtree(NewProvince, July).Count().ShouldBe(1 + 5);
    }
}
