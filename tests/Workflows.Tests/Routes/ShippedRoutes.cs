using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Tests.Routes;

/// <summary>The five forms in the three eras, resolved for the demo's units.</summary>
public class ShippedRoutes
{
    private static readonly string[] NoDistrict = ["xa", "tinh", "trung-uong"];

    [Fact]
    public void Are_valid_versions_of_five_forms_and_of_recognition()
    {
        Demo.Routes.Count.ShouldBe(26);
        Demo.Routes.Select(route => route.Form.Value)
            .Distinct()
            .ShouldBe(["bang-khen-bo-cong-an", "bang-khen-tinh", "cong-nhan", "giay-khen-cong-an-tinh", "giay-khen-huyen", "giay-khen-xa"]);
        Demo.Routes.SelectMany(route => route.Validate()).ShouldBeEmpty();
    }

    /// <summary>Who recognises a commune: the district, then the province.</summary>
    [Theory]
    [InlineData("2025-02-28", "huyen-hon-quan", "Công an huyện Hớn Quản")]
    [InlineData("2025-03-01", "huyen-hon-quan", "Phòng Nội vụ huyện Hớn Quản")]
    [InlineData("2025-07-01", "tinh-dong-nai-2025", "Công an tỉnh Đồng Nai (Phòng PV05)")]
    public void Of_a_title_are_taken_only_where_the_plan_names_them_whatever_the_title(string on, string authority, string first)
    {
        var request = new RouteRequest(
            new(authority == "huyen-hon-quan" ? "thi-tran-tan-khai" : "xa-tan-khai-2025"),
            new("danh-hieu-bat-ky"),
            RouteDefinition.Recognition,
            DateOnly.Parse(on, System.Globalization.CultureInfo.InvariantCulture),
            new("cong-nhan-cap-tren")
        );

        var resolved = Resolve(request).ShouldBeOfType<RouteResolution.Resolved>();

        resolved.Plan.Form.ShouldBe(request.Form);
        resolved.Plan.Authority.Value.ShouldBe(authority);
        resolved.Plan.Steps[0].Name.Value.ShouldBe($"Thẩm định tại {first}");
        Resolve(request with { Route = null }).ShouldBeOfType<RouteResolution.Refused>().Refusal.Code.ShouldBe(RouteRefusals.NoneForForm);

        static RouteResolution Resolve(RouteRequest request) =>
            RouteResolver.Resolve(request, Demo.Routes, Demo.Organisation, Demo.Rules, Cast.WorkDays);
    }

    [Theory]
    [InlineData("tong-ket", null, "bang-khen-tinh")]
    [InlineData("dot-xuat", null, "bang-khen-tinh-don-gian")]
    [InlineData("tong-ket", "bang-khen-tinh-phoi-hop", "bang-khen-tinh-phoi-hop")]
    public void Are_taken_by_type_of_award_or_where_a_plan_names_them(string type, string? asked, string taken)
    {
        var resolved = RouteResolver
            .Resolve(
                new(new("thi-tran-tan-khai"), new("bang-khen-tinh"), new(type), new(2025, 4, 14), asked is null ? null : new(asked)),
                Demo.Routes,
                Demo.Organisation,
                Demo.Rules,
                Cast.WorkDays
            )
            .ShouldBeOfType<RouteResolution.Resolved>();

        resolved.Plan.Route.Value.ShouldBe(taken);
        resolved
            .Plan.Steps.Where(step => step.Mode is StepMode.Joint)
            .SelectMany(step => step.Parties.Select(party => party.Function.Value))
            .ShouldBe(asked is null ? [] : ["tham-muu", "cong-an"]);
        resolved.Plan.Steps.Any(step => step.Act is StepAct.Council).ShouldBe(taken != "bang-khen-tinh-don-gian");
    }

    [Fact]
    public void Are_named_by_plans_only_where_they_exist()
    {
        foreach (var asked in PlanFile.Shipped().SelectMany(plan => plan.Definition.Routes ?? []))
        {
            Demo.Routes.ShouldContain(route => route.Code == asked.Route && route.Form == asked.Form);
        }
    }

    [Fact]
    public void Follow_each_other_without_gap_or_overlap()
    {
        foreach (var versions in Demo.Routes.GroupBy(route => route.Code).Select(group => group.OrderBy(route => route.Version).ToList()))
        {
            versions.Select(route => route.Version).ShouldBe(Enumerable.Range(1, versions.Count));
            foreach (var (earlier, later) in versions.Zip(versions.Skip(1)))
            {
                later.ValidFrom.ShouldBe(earlier.ValidTo!.Value.AddDays(1));
            }
        }
    }

    [Theory]
    [InlineData(
        "giay-khen-xa",
        "thi-tran-tan-khai",
        "2025-02-10",
        "xa-cong-an xa-quyet-dinh thong-bao luu-tru",
        "thi-tran-tan-khai",
        "2025-02-24"
    )]
    [InlineData(
        "giay-khen-xa",
        "thi-tran-tan-khai",
        "2025-04-14",
        "xa-cong-an xa-quyet-dinh thong-bao luu-tru",
        "thi-tran-tan-khai",
        "2025-04-26"
    )]
    [InlineData(
        "giay-khen-xa",
        "xa-tan-khai-2025",
        "2025-08-01",
        "xa-cong-an xa-quyet-dinh thong-bao luu-tru",
        "xa-tan-khai-2025",
        "2025-08-15"
    )]
    [InlineData(
        "giay-khen-huyen",
        "thi-tran-tan-khai",
        "2025-02-10",
        "xa-cong-an xa-trinh huyen-cong-an huyen-noi-vu huyen-quyet-dinh thong-bao luu-tru",
        "huyen-hon-quan",
        "2025-03-17"
    )]
    [InlineData(
        "giay-khen-huyen",
        "thi-tran-tan-khai",
        "2025-04-14",
        "xa-cong-an xa-trinh huyen-noi-vu huyen-quyet-dinh thong-bao luu-tru",
        "huyen-hon-quan",
        "2025-05-14"
    )]
    [InlineData(
        "giay-khen-cong-an-tinh",
        "xa-loc-hung",
        "2025-02-10",
        "xa-cong-an xa-trinh huyen-cong-an huyen-noi-vu huyen-trinh tinh-cong-an tinh-cong-an-quyet-dinh thong-bao luu-tru",
        "tinh-binh-phuoc",
        "2025-04-08"
    )]
    [InlineData(
        "giay-khen-cong-an-tinh",
        "thi-tran-tan-khai",
        "2025-04-14",
        "xa-cong-an xa-trinh huyen-noi-vu huyen-trinh tinh-cong-an tinh-cong-an-quyet-dinh thong-bao luu-tru",
        "tinh-binh-phuoc",
        "2025-06-04"
    )]
    [InlineData(
        "giay-khen-cong-an-tinh",
        "xa-tan-khai-2025",
        "2025-08-01",
        "xa-cong-an xa-trinh tinh-cong-an tinh-cong-an-quyet-dinh thong-bao luu-tru",
        "tinh-dong-nai-2025",
        "2025-09-09"
    )]
    [InlineData(
        "bang-khen-tinh",
        "thi-tran-tan-khai",
        "2025-02-10",
        "xa-cong-an xa-trinh huyen-cong-an huyen-noi-vu huyen-trinh tinh-cong-an tinh-noi-vu tinh-hoi-dong tinh-trinh tinh-quyet-dinh thong-bao luu-tru",
        "tinh-binh-phuoc",
        "2025-05-08"
    )]
    [InlineData(
        "bang-khen-tinh",
        "thi-tran-tan-khai",
        "2025-04-14",
        "xa-cong-an xa-trinh huyen-noi-vu huyen-trinh tinh-cong-an tinh-noi-vu tinh-hoi-dong tinh-trinh tinh-quyet-dinh thong-bao luu-tru",
        "tinh-binh-phuoc",
        "2025-07-02"
    )]
    [InlineData(
        "bang-khen-tinh",
        "xa-tan-khai-2025",
        "2025-08-01",
        "xa-cong-an xa-trinh tinh-cong-an tinh-noi-vu tinh-hoi-dong tinh-trinh tinh-quyet-dinh thong-bao luu-tru",
        "tinh-dong-nai-2025",
        "2025-10-07"
    )]
    [InlineData(
        "bang-khen-bo-cong-an",
        "thi-tran-tan-khai",
        "2025-02-10",
        "xa-cong-an xa-trinh huyen-cong-an huyen-noi-vu huyen-trinh tinh-cong-an tinh-cong-an-trinh bo-cong-an thong-bao luu-tru",
        "bo-cong-an",
        null
    )]
    [InlineData(
        "bang-khen-bo-cong-an",
        "thi-tran-tan-khai",
        "2025-04-14",
        "xa-cong-an xa-trinh huyen-noi-vu huyen-trinh tinh-cong-an tinh-cong-an-trinh bo-cong-an thong-bao luu-tru",
        "bo-cong-an",
        null
    )]
    [InlineData(
        "bang-khen-bo-cong-an",
        "xa-tan-khai-2025",
        "2025-08-01",
        "xa-cong-an xa-trinh tinh-cong-an tinh-cong-an-trinh bo-cong-an thong-bao luu-tru",
        "bo-cong-an",
        null
    )]
    public void Lead_to_the_authority_that_decides(string form, string unit, string day, string steps, string authority, string? returnOn)
    {
        var resolved = Demo.Route(unit, form, day);

        string.Join(' ', resolved.Plan.Steps.Select(step => step.Id.Value)).ShouldBe(steps);
        resolved.Plan.Authority.Value.ShouldBe(authority);
        resolved.Plan.Form.Value.ShouldBe(form);
        (resolved.ReturnOn?.ToString("yyyy-MM-dd")).ShouldBe(returnOn);
        resolved.DueProvisional.ShouldBeFalse();
        resolved.Vacant.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("giay-khen-xa")]
    [InlineData("giay-khen-cong-an-tinh")]
    [InlineData("bang-khen-tinh")]
    [InlineData("bang-khen-bo-cong-an")]
    public void Have_no_district_from_July_2025(string form)
    {
        var plan = Demo.Route("xa-tan-khai-2025", form, "2025-08-01").Plan;

        plan.Steps.SelectMany(step => step.Parties)
            .Select(party => LevelCodes.Of(Demo.Organisation.Unit(party.Unit)!.Level))
            .Distinct()
            .ShouldBeSubsetOf(NoDistrict);
    }

    [Fact]
    public void Call_offices_as_they_are_called_on_the_day()
    {
        NameOf("thi-tran-tan-khai", "2025-04-14", "xa-cong-an").ShouldBe("Thẩm định tại Công an thị trấn Tân Khai");
        NameOf("thi-tran-tan-khai", "2025-04-14", "huyen-noi-vu").ShouldBe("Thẩm định tại Phòng Nội vụ huyện Hớn Quản");
        NameOf("xa-tan-khai-2025", "2025-08-01", "tinh-noi-vu").ShouldBe("Thẩm định tại Sở Nội vụ tỉnh Đồng Nai");
        NameOf("xa-tan-khai-2025", "2025-08-01", "tinh-quyet-dinh").ShouldBe("Chủ tịch UBND tỉnh Đồng Nai quyết định khen thưởng");
        static string NameOf(string unit, string day, string step) =>
            Demo.Route(unit, "bang-khen-tinh", day).Plan.Step(new(step))!.Name.Value;
    }

    [Fact]
    public void Let_the_council_pass_with_more_than_half_of_all_members_where_no_rule_says_otherwise()
    {
        var council = Demo.Route("thi-tran-tan-khai", "bang-khen-tinh", "2025-04-14").Plan.Step(new("tinh-hoi-dong"))!;

        council.Act.ShouldBe(StepAct.Council);
        council.Vote.ShouldBe(new VoteRule(50, VoteBase.Members, MoreThan: true));
        council.Vote!.IsPassedBy(4, 8).ShouldBeFalse();
        council.Vote.IsPassedBy(5, 9).ShouldBeTrue();
    }

    [Fact]
    public void Let_the_police_of_the_province_answer_for_the_ministry()
    {
        var step = Demo.Route("xa-tan-khai-2025", "bang-khen-bo-cong-an", "2025-08-01").Plan.Step(new("bo-cong-an"))!;

        step.Parties.ShouldBe([
            new Party(new("bo-cong-an"), new("cong-an-lanh-dao"), new Party(new("tinh-dong-nai-2025"), new("cong-an"))),
        ]);
        step.Limit.ShouldBeNull();
    }

    [Fact]
    public void Name_the_source_of_every_limit_and_that_none_is_verified()
    {
        var limits = Demo.Route("thi-tran-tan-khai", "bang-khen-tinh", "2025-04-14")
            .Plan.Steps.Select(step => step.Limit)
            .OfType<TimeLimit>();

        limits.ShouldAllBe(limit => !limit.Verified && limit.Source.Value.StartsWith("Mặc định"));
    }

    [Theory]
    [InlineData("giay-khen-xa", "xa", 10)]
    [InlineData("giay-khen-huyen", "huyen", 10)]
    public void Give_a_level_ten_working_days_in_all(string form, string level, int days)
    {
        var plan = Demo.Route("thi-tran-tan-khai", form, "2025-04-14").Plan;

        plan.Steps.Where(step => LevelCodes.Of(Demo.Organisation.Unit(step.Parties[0].Unit)!.Level) == level)
            .Sum(step => step.Limit?.WorkingDays ?? 0)
            .ShouldBe(days);
    }
}
