using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Tests.Plans;

/// <summary>Plan 004 (36/KH-UBND, thị trấn Tân Khai) as far as dossiers need it, with its clauses, doubts and gaps.</summary>
public class TanKhai2025
{
    private static readonly PlanDefinition Plan = PlanFile.Shipped().Single(plan => plan.Definition.Id.Value == "tan-khai-2025").Definition;

    [Fact]
    public void Says_who_issued_it_when_and_under_which_plan()
    {
        Plan.Issuer.Value.ShouldBe("thi-tran-tan-khai");
        Plan.Number.ShouldBe(new DocumentNumber("36/KH-UBND"));
        Plan.Date.ShouldBe(new DateOnly(2025, 3, 11));
        Plan.Superior.ShouldBe(new PlanReference(new("UBND tỉnh Bình Phước"), new("71/KH-UBND"), new DateOnly(2025, 3, 4)));
        Plan.Theme!.Value.Value.ShouldStartWith("Đẩy mạnh công tác xây dựng phong trào");
        Plan.Period.Wording.Value.ShouldBe("năm 2025");
        Plan.Period.To.ShouldBe(new DateOnly(2025, 12, 31));
        Plan.Scope!.Clause.Value.ShouldBe("II.1");
        Demo.Organisation.Unit(Plan.Issuer)!.IsInForce(Plan.Date!.Value).ShouldBeTrue();
    }

    [Theory]
    [InlineData("bang-khen-bo-cong-an", "III.2", "III.3")]
    [InlineData("bang-khen-tinh", "III.2", "III.3")]
    [InlineData("giay-khen-cong-an-tinh", "III.2", "III.3")]
    [InlineData("giay-khen-huyen", "III.2", "III.3")]
    [InlineData("giay-khen-xa", "IV.2", null)]
    public void Has_five_forms_with_their_clauses(string form, string clause, string? numberClause)
    {
        Plan.Forms.Count.ShouldBe(5);
        var found = Plan.Form(new(form)).ShouldNotBeNull();

        found.Clause.Value.ShouldBe(clause);
        found.Number?.Clause.Value.ShouldBe(numberClause);
        Demo.Routes.ShouldContain(route => route.Form == found.Form);
    }

    [Fact]
    public void Flags_the_contradiction_about_the_towns_own_award_and_does_not_resolve_it()
    {
        var flag = Plan.FlagsOn("forms.giay-khen-xa").Single();

        flag.Kind.ShouldBe(PlanFlagKind.Contradiction);
        flag.Clause.Value.ShouldBe("III.2; IV.2");
        Plan.Form(new("giay-khen-xa"))!.Number.ShouldBeNull();
    }

    [Fact]
    public void Asks_for_five_components_in_two_sets()
    {
        Plan.Copies.ShouldBe(new PlanCopies(2, new("III.4")));
        Plan.Checklist(new("bang-khen-tinh"), new("tong-ket"))
            .Select(item => (item.Code.Value, item.Mandatory, item.PerNominee, item.Confirmation, item.Copies, item.Clause.Value))
            .ShouldBe([
                ("to-trinh", true, false, false, 2, "III.4"),
                ("danh-sach", true, false, false, 2, "III.4"),
                ("bien-ban", true, false, false, 2, "III.4"),
                ("bao-cao-thanh-tich", true, true, true, 2, "III.4"),
                ("ban-sao-khen-thuong", false, false, false, 2, "III.4"),
            ]);
    }

    [Fact]
    public void Names_its_target_groups_and_leaves_officers_of_the_police_without_criteria()
    {
        Plan.Groups.Count(group => group.Kind is SubjectKind.Collective).ShouldBe(3);
        Plan.Groups.Count(group => group.Kind is SubjectKind.Person).ShouldBe(4);
        Plan.Groups.Where(group => group.Criteria is null).Select(group => group.Code.Value).ShouldBe(["can-bo-chien-sy-cong-an"]);
        Plan.FlagsOn("groups.can-bo-chien-sy-cong-an").ShouldHaveSingleItem().Kind.ShouldBe(PlanFlagKind.Ambiguity);
    }

    [Fact]
    public void Names_its_types_of_award_and_who_does_what()
    {
        Plan.Types.Select(type => type.Type.Value).ShouldBe(["tong-ket", "theo-dot", "dot-xuat"]);
        Plan.Roles.Select(role => role.Clause.Value).Distinct().ShouldBe(["IV.1", "IV.2", "IV.3"]);
    }

    [Theory]
    [InlineData("issuer", PlanFlagKind.Contradiction)]
    [InlineData("scope", PlanFlagKind.Contradiction)]
    [InlineData("targets", PlanFlagKind.Ambiguity)]
    [InlineData("roles", PlanFlagKind.Contradiction)]
    [InlineData("basis", PlanFlagKind.DoubtfulReading)]
    [InlineData("signer", PlanFlagKind.DoubtfulReading)]
    public void Keeps_its_other_doubts(string field, PlanFlagKind kind)
    {
        Plan.FlagsOn(field).ShouldHaveSingleItem().Kind.ShouldBe(kind);
    }

    [Fact]
    public void A_form_the_plan_does_not_know_is_not_there()
    {
        Plan.Form(new("huan-chuong")).ShouldBeNull();
    }
}
