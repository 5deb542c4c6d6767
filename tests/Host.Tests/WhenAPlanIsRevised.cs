using System.Net;
using System.Text;
using System.Text.Json;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Tests;

/// <summary>What becomes of running dossiers when a plan gets a new revision.</summary>
public sealed class WhenAPlanIsRevised
{
    [Fact]
    public async Task A_running_dossier_keeps_the_revision_it_was_submitted_under()
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        var running = await Walk.SubmitAsync(preparer, "giay-khen-xa", "Đặng Thị Ước");
        var open = (await Walk.FileAsync(preparer, null, "giay-khen-xa"))[0];
        var before = await DossierAsync(preparer, running);
        before.GetProperty("planRevision").GetInt32().ShouldBe(1);

        (await (await service.AsAsync("dieuphoi")).PostAsync("plans", Revised())).Ok();
        await ConfirmAsync(await service.AsAsync("quantri"));

        var after = await DossierAsync(preparer, running);
        after.GetProperty("planRevision").GetInt32().ShouldBe(1);
        after.GetProperty("checklist").GetRawText().ShouldBe(before.GetProperty("checklist").GetRawText());
        after.GetProperty("checklist")[0].GetProperty("name").GetString().ShouldBe("Tờ trình đề nghị khen thưởng");
        using var browser = await service.BrowserAsync("xa.canbo");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri($"/ho-so/{running}", UriKind.Relative)));
        page.ShouldContain("Hồ sơ giữ bản 1 của mình");
        page.ShouldContain("Tờ trình đề nghị khen thưởng");
        page.ShouldNotContain("Tờ trình theo mẫu mới");

        var draft = await DossierAsync(preparer, open);
        draft.TryGetProperty("planRevision", out _).ShouldBeFalse("it is not submitted yet");
        draft.GetProperty("checklist")[0].GetProperty("name").GetString().ShouldBe("Tờ trình theo mẫu mới");
    }

    [Fact]
    public async Task What_the_plan_has_no_type_of_award_for_is_neither_filed_nor_submitted()
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        object Filing(string type) =>
            new
            {
                plan = "tan-khai-2025",
                type,
                forms = new[] { "giay-khen-xa" },
            };
        var none = (await preparer.PostAsync("filings", Filing("cong-trang"))).Refused("desk.type-not-in-plan");
        none.Json.GetProperty("title").GetString()!.ShouldContain("III.1, điểm 2.1.1");
        var draft = (await preparer.PostAsync("filings", Filing("dot-xuat"))).Ok().Json.GetProperty("forms")[0];
        var dossier = draft.GetProperty("dossier").GetString()!;
        await Walk.NomineeAsync(preparer, dossier, "Đặng Thị Ước");
        await Walk.StateAllAsync(preparer, dossier);

        var revised = Shipped().Replace("type: dot-xuat", "type: cong-trang", StringComparison.Ordinal);
        (await (await service.AsAsync("dieuphoi")).PostAsync("plans", new StringContent(revised, Encoding.UTF8, "application/yaml"))).Ok();
        await ConfirmAsync(await service.AsAsync("quantri"));

        var refused = (await preparer.PostAsync($"dossiers/{dossier}/submit")).Refused("desk.type-not-in-plan");
        refused.Json.GetProperty("title").GetString()!.ShouldContain("“Đột xuất”");
    }

    private static async Task ConfirmAsync(Client second)
    {
        var source = (await second.GetAsync("plans/tan-khai-2025/proposal")).Ok().Json.GetProperty("source").GetString();
        (
            await second.PostAsync(
                "plans/tan-khai-2025/proposal/confirm",
                new
                {
                    source,
                    change = "sua-doi",
                    number = "50/KH-UBND",
                    date = "2025-05-12",
                    issuer = "Ủy ban nhân dân thị trấn Tân Khai",
                }
            )
        ).Ok();
    }

    private static string Shipped() =>
        Encoding.UTF8.GetString(PlanFile.Shipped().Single(plan => plan.Definition.Id.Value == "tan-khai-2025").File.ToArray());

    private static async Task<JsonElement> DossierAsync(Client client, string dossier) =>
        (await client.GetAsync($"dossiers/{dossier}")).Ok().Json;

    // Another name of the first component, and three sets instead of two.
    private static StringContent Revised()
    {
        var revised = Shipped()
            .Replace("name: Tờ trình đề nghị khen thưởng", "name: Tờ trình theo mẫu mới", StringComparison.Ordinal)
            .Replace("sets: 2", "sets: 3", StringComparison.Ordinal);
        revised.ShouldContain("Tờ trình theo mẫu mới");
        revised.ShouldContain("sets: 3");
        return new(revised, Encoding.UTF8, "application/yaml");
    }
}
