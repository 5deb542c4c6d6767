using System.Globalization;
using System.Net;
using CsvHelper;

namespace PhongTrao.Host.Tests;

/// <summary>Số liệu tổng kết: what was awarded, by form, type, kind of subject, unit and period.</summary>
public sealed class WhenAwardsAreCounted
{
    [Fact]
    public async Task By_form_type_and_kind_for_the_unit_and_all_over_it()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var head = await service.AsAsync("xa.lanhdao");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        foreach (
            var nominee in new object[]
            {
                new
                {
                    name = "Điểu Thị Ngọc",
                    kind = "person",
                    female = true,
                    directWorker = true,
                    achievement = "Hòa giải.",
                },
                new
                {
                    name = "Lâm Văn Sứ",
                    kind = "person",
                    female = false,
                    leader = true,
                    achievement = "Bắt trộm.",
                },
                new
                {
                    name = "Tổ tự quản 3",
                    kind = "collective",
                    achievement = "Không có án.",
                },
            }
        )
        {
            (await xa.PostAsync($"dossiers/{dossier}/nominees", nominee)).Ok();
        }

        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        (await ItemsAsync(head)).ShouldBe([("collective", 0, 0, 0, 0), ("person", 0, 0, 0, 0)], ignoreOrder: true, "nobody is awarded yet");
        (await ItemsAsync(head, what: "proposed")).ShouldBe([("collective", 1, 0, 0, 0), ("person", 2, 1, 1, 1)], ignoreOrder: true);
        await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa");
        var counted = new[] { ("collective", 1, 0, 0, 0), ("person", 2, 1, 1, 1) };
        (await ItemsAsync(head)).ShouldBe(counted, ignoreOrder: true);
        (await ItemsAsync(await service.AsAsync("tinh.noivu"), "?unit=thi-tran-tan-khai")).ShouldBe(counted, ignoreOrder: true);
        (await ItemsAsync(await service.AsAsync("tinh.noivu"))).ShouldBe(counted, ignoreOrder: true, "it lies under the province");
        (await ItemsAsync(head, "?from=2024-01-01&to=2024-12-31")).ShouldBeEmpty();
        (await head.GetAsync("statistics/awards?from=2025-02-01&to=2025-01-01")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await (await service.AsAsync("tanhiep.canbo")).GetAsync("statistics/awards?unit=thi-tran-tan-khai")).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );

        using var browser = await service.BrowserAsync("xa.lanhdao");
        WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/thong-ke", UriKind.Relative))).ShouldContain("Lao động trực tiếp");
        using var csv = new CsvParser(
            new StreamReader(await browser.GetStreamAsync(new Uri("/thong-ke?tep=csv", UriKind.Relative))),
            CultureInfo.InvariantCulture
        );
        var rows = new List<string[]>();
        while (await csv.ReadAsync())
        {
            rows.Add(csv.Record!);
        }

        rows[0][3..5].ShouldBe(["Đề nghị – Tổng số", "Đề nghị – Nữ"]);
        rows[^1].ShouldBe(["Tổng cộng", "", "", "3", "1", "1", "1", "3", "1", "1", "1"]);

        // By unit: what lies right below with all under it.
        var units = (await (await service.AsAsync("tinh.noivu")).GetAsync("statistics/awards")).Ok().Json.GetProperty("units");
        units
            .EnumerateArray()
            .Select(unit => (unit.GetProperty("unit").GetString(), unit.GetProperty("awarded").GetProperty("total").GetInt32()))
            .ShouldBe([("huyen-hon-quan", 3)]);

        // A dossier that comes back to its unit is proposed no more, and once when it is submitted again.
        var other = await Walk.SubmitAsync(xa, "giay-khen-xa", "Trần Thị Bình");
        (await ItemsAsync(head, what: "proposed")).ShouldContain(("person", 3, 1, 1, 1));
        (await xa.PostAsync($"dossiers/{other}/take-back")).Ok();
        (await ItemsAsync(head, what: "proposed")).ShouldContain(("person", 2, 1, 1, 1));
        (await xa.PostAsync($"dossiers/{other}/submit")).Ok();
        (await ItemsAsync(head, what: "proposed")).ShouldContain(("person", 3, 1, 1, 1));
        (await ItemsAsync(head)).ShouldBe(counted, ignoreOrder: true);
    }

    [Fact]
    public async Task Once_each_after_their_units_their_district_and_their_province_have_ended()
    {
        await using var service = new Service();
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Trần Thị Bình");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa");
        (await (await service.AsAsync("dieuphoi")).PostAsync("dev/clock", new { to = "2025-08-01T08:00:00+07:00" })).Ok();

        var province = await service.AsAsync("tinh.noivu");
        (await ItemsAsync(province, "?unit=tinh-dong-nai-2025")).ShouldBe([("person", 1, 0, 0, 0)]);
        (await ItemsAsync(province, "?unit=tinh-dong-nai-2025", "proposed")).ShouldBe([("person", 1, 0, 0, 0)]);
        (await province.GetAsync("statistics/awards?unit=tinh-dong-nai-2025"))
            .Ok()
            .Json.GetProperty("units")
            .EnumerateArray()
            .Select(unit => (unit.GetProperty("unit").GetString(), unit.GetProperty("awarded").GetProperty("total").GetInt32()))
            .ShouldBe([("xa-tan-khai-2025", 1)]);
        using var browser = await service.BrowserAsync("tinh.noivu");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/thong-ke?don-vi=tinh-dong-nai-2025", UriKind.Relative)));
        page.ShouldContain("Theo đơn vị");
        page.ShouldContain("don-vi=xa-tan-khai-2025");
    }

    private static async Task<List<(string, int, int, int, int)>> ItemsAsync(Client client, string query = "", string what = "awarded") =>
        [
            .. (await client.GetAsync($"statistics/awards{query}"))
                .Ok()
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(item =>
                    (
                        item.GetProperty("kind").GetString()!,
                        item.GetProperty(what).GetProperty("total").GetInt32(),
                        item.GetProperty(what).GetProperty("women").GetInt32(),
                        item.GetProperty(what).GetProperty("directWorkers").GetInt32(),
                        item.GetProperty(what).GetProperty("leaders").GetInt32()
                    )
                ),
        ];
}
