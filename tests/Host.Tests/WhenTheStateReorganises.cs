using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>Chuyển thẩm quyền giải quyết: communes and districts are merged or abolished while dossiers are on their way.</summary>
public sealed class WhenTheStateReorganises
{
    private const string Basis = "Nghị quyết số 190/2025/QH15";

    [Fact]
    public async Task A_dossier_goes_on_where_the_authority_went_and_what_was_done_keeps_its_names()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await Walk.SubmitAsync(xa, "bang-khen-tinh", "Đặng Thị Ước");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var before = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json;
        Waiting(before).ShouldHaveSingleItem().ShouldBe("xa-trinh");
        var coordinator = await service.AsAsync("dieuphoi");
        (await PreviewAsync(coordinator, dossier)).GetProperty("moves").GetBoolean().ShouldBeFalse("nothing has changed yet");

        (await coordinator.PostAsync("dev/clock", new { to = "2025-07-01T08:00:00+07:00" })).Ok();
        var preview = await PreviewAsync(coordinator, dossier);
        preview.GetProperty("moves").GetBoolean().ShouldBeTrue(preview.ToString());
        preview.GetProperty("unit").GetString().ShouldBe("xa-tan-khai-2025");
        preview.GetProperty("at").GetString().ShouldBe("xa-trinh");
        preview.GetProperty("done").GetArrayLength().ShouldBe(1);
        preview.GetProperty("dropped").GetArrayLength().ShouldBe(1);
        preview
            .GetProperty("toCome")
            .EnumerateArray()
            .Select(step => step.GetProperty("id").GetString()!)
            .ShouldNotContain(step => step.StartsWith("huyen", StringComparison.Ordinal));

        (await coordinator.PostAsync($"dossiers/{dossier}/reroute", new { reason = "x" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await coordinator.PostAsync($"dossiers/{dossier}/reroute", new { basis = Basis, at = "huyen-noi-vu" })).Refused(
            "dossier.no-place-on-route"
        );
        (await (await service.AsAsync("giamsat")).PostAsync($"dossiers/{dossier}/reroute", new { basis = Basis })).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await coordinator.PostAsync($"dossiers/{dossier}/reroute", new { basis = Basis, reason = "Sáp nhập xã." })).Ok();
        (await coordinator.PostAsync($"dossiers/{dossier}/reroute", new { basis = Basis })).Ok();

        var after = (await coordinator.GetAsync($"dossiers/{dossier}")).Ok().Json;
        after.GetProperty("unit").GetString().ShouldBe("xa-tan-khai-2025");
        Waiting(after).ShouldHaveSingleItem().ShouldBe("xa-trinh");
        var history = (await coordinator.GetAsync($"dossiers/{dossier}/history")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
        history.Count(item => item.GetProperty("type").GetString() == "dossier.rerouted").ShouldBe(1);
        using var browser = await service.BrowserAsync("dieuphoi");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}"));
        page.ShouldContain("Chuyển thẩm quyền giải quyết");
        page.ShouldContain($"{Basis}: đi tiếp từ bước");
        page.ShouldContain("Sáp nhập xã.");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}/chuyen-tham-quyen"))
            .ShouldContain("Hồ sơ đang ở đúng thẩm quyền");

        // Its successor's head finds it among what is to be proposed.
        var head = await service.AsAsync("xa.lanhdao");
        (await head.GetAsync("tasks")).Ok().Text.ShouldContain(dossier);
    }

    [Fact]
    public async Task All_of_a_unit_move_behind_the_pages_after_a_dry_run_and_those_that_cannot_are_told()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var provincial = await Walk.SubmitAsync(xa, "bang-khen-tinh", "Đặng Thị Ước");
        var district = await Walk.SubmitAsync(xa, "giay-khen-huyen", "Lâm Văn Sứ");
        var coordinator = await service.AsAsync("dieuphoi");
        (await coordinator.PostAsync("dev/clock", new { to = "2025-07-01T08:00:00+07:00" })).Ok();

        object Order(bool dryRun) =>
            new
            {
                unit = "xa-tan-khai-2025",
                basis = Basis,
                dryRun,
            };
        (await coordinator.PostAsync("reroutings", new { unit = "khong-co", basis = Basis })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await xa.PostAsync("reroutings", Order(true))).Status.ShouldBe(HttpStatusCode.Forbidden);
        var looked = await DoneAsync(coordinator, await coordinator.PostAsync("reroutings", Order(true)));
        Counts(looked).ShouldBe(("finished", 2, 1, 1));
        (await PreviewAsync(coordinator, provincial)).GetProperty("moves").GetBoolean().ShouldBeTrue("a dry run moves nothing");

        var moved = await DoneAsync(coordinator, await coordinator.PostAsync("reroutings", Order(false)));
        Counts(moved).ShouldBe(("finished", 2, 1, 1));
        moved.GetProperty("refused")[0].GetProperty("why").GetString().ShouldStartWith("route.none");
        var report = System.Text.Encoding.UTF8.GetString(
            await coordinator.GetBytesAsync($"jobs/{moved.GetProperty("id").GetString()}/output")
        );
        report.ShouldContain("Đang ở đúng thẩm quyền");
        report.ShouldContain("Không chuyển được");
        (await PreviewAsync(coordinator, provincial)).GetProperty("moves").GetBoolean().ShouldBeFalse();
        (await PreviewAsync(coordinator, district)).GetProperty("refusal").GetProperty("code").GetString().ShouldStartWith("route.none");
        Counts(await DoneAsync(coordinator, await coordinator.PostAsync("reroutings", Order(false)))).ShouldBe(("finished", 2, 0, 1));
    }

    private static (string?, int, int, int) Counts(JsonElement job) =>
        (
            job.GetProperty("state").GetString(),
            job.GetProperty("done").GetInt32(),
            job.GetProperty("changed").GetInt32(),
            job.GetProperty("refusedCount").GetInt32()
        );

    private static async Task<JsonElement> PreviewAsync(Client client, string dossier) =>
        (await client.GetAsync($"dossiers/{dossier}/reroute")).Ok().Json;

    private static List<string?> Waiting(JsonElement dossier) =>
        [
            .. dossier
                .GetProperty("tasks")
                .EnumerateArray()
                .Where(task => task.GetProperty("isOpen").GetBoolean())
                .Select(task => task.GetProperty("step").GetString()),
        ];

    private static async Task<JsonElement> DoneAsync(Client client, Answered started)
    {
        started.Status.ShouldBe(HttpStatusCode.Accepted, started.Text);
        for (var tries = 0; tries < 600; tries++)
        {
            var seen = (await client.GetAsync($"jobs/{started.Json.GetProperty("id").GetString()}")).Ok().Json;
            if (seen.GetProperty("state").GetString() != "running")
            {
                return seen;
            }

            await Task.Delay(50);
        }

        throw new TimeoutException("The job does not end.");
    }
}
