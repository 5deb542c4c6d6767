using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>Bắc Giang's report on the first round, "trước ngày 08/02/2025": Sơn Động has filed, Lục Ngạn has not.</summary>
public sealed class WhenTheFirstRoundIsDue
{
    [Fact]
    public async Task Who_has_not_filed_is_reminded_and_overdue_and_who_has_filed_is_neither()
    {
        await using var service = new Service("2025-02-04T16:00:00+07:00");
        var (late, early) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("sondong.bcd"));
        var coordinator = await service.AsAsync("bacgiang.dieuphoi");
        var report = (await ReportAsync(early)).GetProperty("id").GetString();
        (await early.PostAsync($"deadlines/{report}/file", new { number = "07/BC-BCĐ", date = "2025-02-04" })).Ok();

        (await late.PostAsync("dev/clock", new { to = "2025-02-05T08:00:00+07:00" })).Ok();
        var told = await ToldAsync(late);
        (told.GetProperty("due").GetString(), told.GetProperty("workingDaysLeft").GetInt32()).ShouldBe(("2025-02-07", 2));
        (await OfReportAsync(early)).ShouldBeEmpty();

        (await late.PostAsync("dev/clock", new { to = "2025-02-08T00:00:00+07:00" })).Ok();
        (await ReportAsync(late)).GetProperty("state").GetString().ShouldBe("qua-han");
        (await ReportAsync(early)).GetProperty("state").GetString().ShouldBe("da-nop");
        var watched = await ToldAsync(coordinator);
        watched.GetProperty("oversees").GetBoolean().ShouldBeTrue();
        watched.GetProperty("unit").GetString().ShouldBe("huyen-luc-ngan");
        (await OfReportAsync(coordinator)).Count.ShouldBe(1, "nobody is told of who has filed");
        (await OfReportAsync(early)).ShouldBeEmpty();
    }

    private static async Task<JsonElement> ReportAsync(Client client) =>
        Items(await client.GetAsync("deadlines?plan=bac-giang-2024"))
            .Single(item => item.GetProperty("duty").GetString() == "bao-cao-dot-1");

    // The service looks at its clock by itself.
    private static async Task<JsonElement> ToldAsync(Client client)
    {
        for (var i = 0; i < 600; i++)
        {
            if (await OfReportAsync(client) is [var notice, ..])
            {
                return notice;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("Nobody was told.");
    }

    private static async Task<List<JsonElement>> OfReportAsync(Client client) =>
        [
            .. Items(await client.GetAsync("notices"))
                .Where(item => item.TryGetProperty("duty", out var duty) && duty.GetString() == "bao-cao-dot-1"),
        ];

    private static IEnumerable<JsonElement> Items(Answered answer) => answer.Ok().Json.GetProperty("items").EnumerateArray();
}
