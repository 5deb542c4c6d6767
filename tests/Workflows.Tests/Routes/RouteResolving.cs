using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Tests.Routes;

/// <summary>When there is no route, and which of several holds.</summary>
public class RouteResolving
{
    [Fact]
    public void A_form_nobody_wrote_a_route_for_is_refused()
    {
        Refused("thi-tran-tan-khai", "huan-chuong", "2025-04-14").Code.ShouldBe(RouteRefusals.NoneForForm);
    }

    [Theory]
    [InlineData("giay-khen-xa", "2023-12-31")]
    [InlineData("giay-khen-huyen", "2025-07-01")]
    public void A_form_without_a_version_for_the_day_is_refused(string form, string day)
    {
        var refusal = Refused("xa-tan-khai-2025", form, day);

        refusal.Code.ShouldBe(RouteRefusals.NoneOnDay);
        refusal.Arguments["day"].ShouldBe(day);
    }

    [Fact]
    public void An_unknown_unit_is_refused()
    {
        Refused("xa-khong-co", "giay-khen-xa", "2025-04-14").Code.ShouldBe(RouteRefusals.UnitUnknown);
    }

    [Fact]
    public void An_abolished_unit_is_refused_and_its_successors_named()
    {
        var refusal = Refused("thi-tran-tan-khai", "bang-khen-tinh", "2025-07-01");

        refusal.Code.ShouldBe(RouteRefusals.UnitNotInForce);
        refusal.Arguments["successors"].ShouldBe("xa-tan-khai-2025");
    }

    [Fact]
    public void A_unit_too_high_for_the_route_is_refused()
    {
        var refusal = Refused("tinh-binh-phuoc", "bang-khen-tinh", "2025-04-14");

        refusal.Code.ShouldBe(RouteRefusals.UnitHasNoLevel);
        refusal.Arguments["level"].ShouldBe("xa");
    }

    [Fact]
    public void A_function_that_no_office_holds_is_refused()
    {
        var organisation = With(
            new OfficeBinding(new("tinh-binh-phuoc"), new("van-thu"), new("Văn thư"), Demo.Day("2024-01-01"), Demo.Day("2025-04-13"))
        );

        var refusal = RouteResolver
            .Resolve(Request("2025-04-14"), Demo.Routes, organisation, Demo.Rules, Demo.Calendar)
            .ShouldBeOfType<RouteResolution.Refused>()
            .Refusal;

        refusal.Code.ShouldBe(RouteRefusals.NobodyHoldsFunction);
        refusal.Arguments["function"].ShouldBe("van-thu");
        refusal.Arguments["unit"].ShouldBe("tinh-binh-phuoc");
    }

    [Fact]
    public void A_function_that_two_ministries_hold_is_refused()
    {
        var day = Demo.Day("2024-01-01");
        var second = new UnitVersion(new("bo-khac"), day, new("Bộ khác"), null, new("bộ"), null);
        var organisation = OrganisationState.Evolve(
            Demo.Organisation,
            new OrganisationEvent.UnitsRegistered([new(second.Unit, UnitLevel.Centre, true, second)])
        );
        organisation = OrganisationState.Evolve(
            organisation,
            new OrganisationEvent.FunctionsBound([new(second.Unit, new("cong-an-lanh-dao"), new("Bộ trưởng"), day, null)])
        );

        RouteResolver
            .Resolve(Request("2025-04-14", "bang-khen-bo-cong-an"), Demo.Routes, organisation, Demo.Rules, Demo.Calendar)
            .ShouldBeOfType<RouteResolution.Refused>()
            .Refusal.Code.ShouldBe(RouteRefusals.ManyHoldFunction);
    }

    [Fact]
    public void A_desk_at_which_nobody_is_appointed_is_told_and_blocks_nothing()
    {
        var secretary = Demo.Organisation.Holders(new("tinh-binh-phuoc"), new("hoi-dong"), Demo.Day("2025-04-14")).Single();
        var organisation = OrganisationState.Evolve(
            Demo.Organisation,
            new OrganisationEvent.AppointmentsEnded([new(secretary.Id, Demo.Day("2025-04-13"))])
        );

        RouteResolver
            .Resolve(Request("2025-04-14"), Demo.Routes, organisation, Demo.Rules, Demo.Calendar)
            .ShouldBeOfType<RouteResolution.Resolved>()
            .Vacant.ShouldBe([new Party(new("tinh-binh-phuoc"), new("hoi-dong"))]);
    }

    [Theory]
    [InlineData("2025-02-28", 1)]
    [InlineData("2025-03-01", 2)]
    [InlineData("2025-06-30", 2)]
    public void The_day_of_submission_chooses_the_version(string day, int version)
    {
        Demo.Route("thi-tran-tan-khai", "bang-khen-tinh", day).Plan.Version.ShouldBe(version);
    }

    [Fact]
    public void A_route_for_the_type_goes_before_one_for_all_and_the_later_version_before_the_earlier()
    {
        var general = Demo.Routes.Single(route => route is { Form.Value: "giay-khen-xa", Version: 1 });
        var urgent = general with { Code = new("giay-khen-xa-dot-xuat"), Types = [new("dot-xuat")] };
        var later = general with { Version = 7 };

        Chosen("tong-ket").ShouldBe(("giay-khen-xa", 7));
        Chosen("dot-xuat").ShouldBe(("giay-khen-xa-dot-xuat", 1));

        (string, int) Chosen(string type)
        {
            var plan = RouteResolver
                .Resolve(
                    new(new("thi-tran-tan-khai"), new("giay-khen-xa"), new(type), Demo.Day("2025-04-14")),
                    [urgent, general, later],
                    Demo.Organisation,
                    Demo.Rules,
                    Demo.Calendar
                )
                .ShouldBeOfType<RouteResolution.Resolved>()
                .Plan;
            return (plan.Route.Value, plan.Version);
        }
    }

    [Fact]
    public void Resolving_again_gives_the_same_plan()
    {
        var first = Demo.Route("thi-tran-tan-khai", "bang-khen-tinh", "2025-04-14").Plan;
        var second = Demo.Route("thi-tran-tan-khai", "bang-khen-tinh", "2025-04-14").Plan;

        System.Text.Json.JsonSerializer.Serialize(first).ShouldBe(System.Text.Json.JsonSerializer.Serialize(second));
    }

    [Fact]
    public void A_year_not_announced_makes_the_due_days_provisional()
    {
        Demo.Route("xa-tan-khai-2025", "bang-khen-tinh", "2026-12-01").DueProvisional.ShouldBeTrue();
    }

    private static RouteRequest Request(string day, string form = "bang-khen-tinh") =>
        new(new("thi-tran-tan-khai"), new(form), new("tong-ket"), Demo.Day(day));

    private static OrganisationState With(OfficeBinding binding) =>
        OrganisationState.Evolve(Demo.Organisation, new OrganisationEvent.FunctionsBound([binding]));

    private static Refusal Refused(string unit, string form, string day) =>
        Demo.Resolve(unit, form, "tong-ket", day).ShouldBeOfType<RouteResolution.Refused>().Refusal;
}
