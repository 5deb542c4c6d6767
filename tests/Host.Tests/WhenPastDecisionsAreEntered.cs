using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>A unit enters what was decided outside the system: it counts like any other decision.</summary>
public sealed class WhenPastDecisionsAreEntered
{
    private const string Person = "00000000000000000000000000000a12";

    private static readonly object Paper = Past(
        new[]
        {
            new
            {
                kind = "person",
                name = "Lâm Văn Sứ",
                birthYear = 1970,
                achievement = "Cứu người trong đám cháy.",
                subject = (string?)Person,
            },
            new
            {
                kind = "person",
                name = "Điểu Thị Ngọc",
                birthYear = 1980,
                achievement = "Giữ gìn an ninh.",
                subject = (string?)null,
            },
        },
        null
    );

    [Fact]
    public async Task It_counts_for_those_it_names_until_it_is_struck()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var head = await service.AsAsync("xa.lanhdao");
        (await (await service.AsAsync("giamsat")).PostAsync("past-decisions", Paper)).Status.ShouldBe(HttpStatusCode.Forbidden);
        var past = (await head.PostAsync("past-decisions", Paper)).Ok();
        past.Json.GetProperty("names")
            .EnumerateArray()
            .Select(n => n.GetProperty("name").GetString())
            .ShouldBe(["Lâm Văn Sứ", "Điểu Thị Ngọc"]);
        (await xa.GetAsync("past-decisions")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);

        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        await EnterAsync(xa, dossier, "Lâm Văn Sứ", "CỨU NGƯỜI trong đám  cháy", Person);
        await EnterAsync(xa, dossier, "Điểu Thị Ngọc", "Việc khác", null);
        var (same, similar) = (await OnceAsync(xa, dossier, 0), await OnceAsync(xa, dossier, 1));
        same.GetProperty("verdict").GetString().ShouldBe("khong-dat");
        var fact = same.GetProperty("basis").GetProperty("known").GetProperty("same")[0];
        fact.GetProperty("number").GetString().ShouldBe("36/QĐ-UBND");
        fact.GetProperty("authority").GetString().ShouldBe("Chủ tịch UBND tỉnh Bình Phước");
        similar.GetProperty("verdict").GetString().ShouldBe("chua-du-can-cu");
        same.GetProperty("basis").GetProperty("known").GetProperty("from").GetString().ShouldBe("2019-03-01");

        using var browser = await service.BrowserAsync("xa.lanhdao");
        (await PageAsync(browser, "/quyet-dinh/nhap-tu-ngoai")).ShouldContain("36/QĐ-UBND");
        (await PageAsync(browser, $"/quyet-dinh/nhap-tu-ngoai/{past.Id}")).ShouldContain("Cứu người trong đám cháy.");

        // Its scan comes once; a unit next door sees nothing of it.
        (await Walk.AttachAsync(head, $"past-decisions/{past.Id}/scan", null, null)).Ok();
        (await Walk.AttachAsync(head, $"past-decisions/{past.Id}/scan", null, null, "Bản khác."u8.ToArray())).Refused(
            "past.scan-not-promised"
        );
        (await head.GetBytesAsync($"past-decisions/{past.Id}/scan")).ShouldBe("Báo cáo thành tích."u8.ToArray());
        var stranger = await service.AsAsync("tanhiep.lanhdao");
        (await stranger.GetAsync($"past-decisions/{past.Id}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.PostAsync($"past-decisions/{past.Id}/strike", new { reason = "x" })).Status.ShouldBe(HttpStatusCode.NotFound);

        // Those above see what a unit under them entered, and leave it alone.
        var district = await service.AsAsync("huyen.noivu");
        (await district.GetAsync("past-decisions")).Ok().Json.GetProperty("items")[0].GetProperty("id").GetString().ShouldBe(past.Id);
        (await district.GetAsync($"past-decisions/{past.Id}")).Ok();
        (await district.PostAsync($"past-decisions/{past.Id}/strike", new { reason = "x" })).Status.ShouldBe(HttpStatusCode.NotFound);

        (await head.PostAsync($"past-decisions/{past.Id}/strike", new { reason = "Nhập nhầm." })).Ok();
        var after = await OnceAsync(xa, dossier, 0);
        after.GetProperty("verdict").GetString().ShouldBe("dat");
        after.GetProperty("basis").GetProperty("known").GetProperty("decisions").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task A_list_with_mistakes_is_refused_with_all_of_them_and_nothing_is_entered()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        const string Heading = "kind;name;birthYear;workplace;achievement\n";
        var wrong = await head.PostAsync(
            "past-decisions",
            Past(null, Heading + "cá nhân;Lâm Văn Sứ;1970;Khu phố 1;Cứu người\nngười;;70;;\ntập thể;Tổ tự quản 3;;;\nhộ gia đình;;;;\n")
        );
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong
            .Json.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("field").GetString())
            .ShouldBe(["csv:3:kind", "csv:3:name", "csv:3:birthYear", "csv:5:name"]);
        (await head.GetAsync("past-decisions")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);

        var right = await head.PostAsync(
            "past-decisions",
            Past(
                null,
                "Loại;Họ và tên;NĂM SINH;Đơn vị, nơi ở;Thành tích\nCá nhân;Lâm Văn Sứ;1970;Khu phố 1;Cứu người\ntập thể;Tổ tự quản 3;;;\n"
            )
        );
        right.Ok().Json.GetProperty("names")[1].GetProperty("kind").GetString().ShouldBe("collective");
    }

    [Fact]
    public async Task What_somebody_was_commended_for_is_known_and_in_the_way_of_no_award()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var past = Past(
            new[]
            {
                new
                {
                    kind = "person",
                    name = "Lâm Văn Sứ",
                    achievement = "Cứu người trong đám cháy.",
                    subject = Person,
                },
            },
            null,
            "bieu-duong"
        );
        (await (await service.AsAsync("xa.lanhdao")).PostAsync("past-decisions", past)).Ok();
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        await EnterAsync(xa, dossier, "Lâm Văn Sứ", "Cứu người trong đám cháy.", Person);
        (await OnceAsync(xa, dossier, 0)).GetProperty("verdict").GetString().ShouldBe("dat");
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        await Walk.DecideAsync(await service.AsAsync("xa.lanhdao"), "thi-tran-tan-khai", "giay-khen-xa");
        var nominee = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees")[0].GetProperty("id").GetString();
        using var browser = await service.BrowserAsync("xa.canbo");
        (await PageAsync(browser, $"/ho-so/{dossier}/lich-su/{nominee}")).ShouldContain("Biểu dương");
        using var head = await service.BrowserAsync("xa.lanhdao");
        (await PageAsync(head, "/quyet-dinh/nhap-tu-ngoai")).ShouldContain("Cơ quan ấy thuộc đơn vị nào trong hệ thống");
    }

    private static object Past(object? names, string? csv, string form = "bang-khen-tinh") =>
        new
        {
            number = "36/QĐ-UBND",
            date = "2019-03-01",
            authority = "Chủ tịch UBND tỉnh Bình Phước",
            form,
            type = "dot-xuat",
            scanBy = "2025-12-31",
            names,
            csv,
        };

    private static async Task EnterAsync(Client xa, string dossier, string name, string achievement, string? subject) =>
        (
            await xa.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name,
                    kind = "person",
                    achievement,
                    subject,
                }
            )
        ).Ok();

    private static async Task<JsonElement> OnceAsync(Client xa, string dossier, int place) =>
        (await xa.GetAsync($"dossiers/{dossier}/findings"))
            .Ok()
            .Json.GetProperty("items")[place]
            .GetProperty("findings")
            .EnumerateArray()
            .Single(f => f.TryGetProperty("rule", out var rule) && rule.GetString() == "luat-tdkt-d5");

    private static async Task<string> PageAsync(HttpClient browser, string path) =>
        WebUtility.HtmlDecode(await browser.GetStringAsync(path));
}
