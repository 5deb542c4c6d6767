using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>Kiểm tra, giám sát over HTTP: whoever supervises reads and asks, and nothing of a dossier changes by it.</summary>
public sealed class WhenSomebodySupervises
{
    [Fact]
    public async Task They_ask_the_office_that_acted_and_it_explains()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước");
        var (inspector, police) = (await service.AsAsync("giamsat"), await service.AsAsync("xa.congan"));
        await Walk.PassAsync(police, dossier);
        var before = (await inspector.GetAsync($"dossiers/{dossier}")).Ok();

        var ask = new
        {
            dossier,
            unit = "thi-tran-tan-khai",
            function = "cong-an",
            text = "Vì sao thẩm định ngay khi nhận?",
            explainBy = "2025-04-21",
        };
        (await police.PostAsync("inspections", ask)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await service.AsAsync("dieuphoi")).PostAsync("inspections", ask)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await inspector.PostAsync("inspections", ask with { explainBy = "2025-02-30" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await inspector.PostAsync("inspections", ask with { explainBy = "2025-04-13" })).Refused("inspection.day-is-over");
        (await inspector.PostAsync("inspections", ask with { unit = "thi-xa-chon-thanh" })).Refused("inspection.not-involved");
        (await inspector.PostAsync("inspections", ask with { dossier = new string('1', 32) })).Status.ShouldBe(HttpStatusCode.NotFound);

        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var made = (await inspector.PostAsync("inspections", ask, key)).Ok();
        (await inspector.PostAsync("inspections", ask, key)).Ok().Id.ShouldBe(made.Id);
        var path = $"inspections/{made.Id}";
        using (var browser = await service.BrowserAsync("xa.congan"))
        {
            (await PageAsync(browser, "/viec")).ShouldContain("1 ý kiến kiểm tra chờ bộ phận giải trình");
            (await PageAsync(browser, $"/ho-so/{dossier}")).ShouldContain("Ý kiến kiểm tra");
            var list = await PageAsync(browser, "/kiem-tra/y-kien");
            list.ShouldContain($"/kiem-tra/y-kien/{made.Id}");
            list.ShouldContain("Thứ Hai, 21/04/2025");
            (await PageAsync(browser, $"/kiem-tra/y-kien/{made.Id}")).ShouldContain("Vì sao thẩm định ngay khi nhận?");
        }

        // The office answers, not its neighbours; who asked says whether it will do.
        (await xa.PostAsync($"{path}/answer", new { explanation = "…" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await service.AsAsync("lochung.congan")).GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await inspector.PostAsync($"{path}/close")).Refused("inspection.not-answered");
        (await police.PostAsync($"{path}/answer", new { explanation = "Hồ sơ giấy đã có từ tuần trước." })).Ok();
        (await police.PostAsync($"{path}/close")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await inspector.PostAsync($"{path}/ask-again", new { reason = "Có từ ngày nào?", explainBy = "2025-04-14" })).Ok();
        (await inspector.PostAsync("dev/clock", new { to = "2025-04-15T08:00:00+07:00" })).Ok();
        using (var browser = await service.BrowserAsync("xa.congan"))
        {
            (await PageAsync(browser, "/viec")).ShouldContain("1 đã quá hạn");
            (await PageAsync(browser, "/kiem-tra/y-kien")).ShouldContain("Chờ giải trình, quá hạn");
        }

        police = await service.AsAsync("xa.congan");
        inspector = await service.AsAsync("giamsat");
        (await police.PostAsync($"{path}/answer", new { explanation = "Ngày 07/4." })).Ok();
        var closed = (await inspector.PostAsync($"{path}/close", new { conclusion = "Đồng ý." })).Ok().Json;
        closed.GetProperty("line").GetProperty("state").GetString().ShouldBe("closed");
        closed
            .GetProperty("sayings")
            .EnumerateArray()
            .Select(saying => saying.GetProperty("text").GetString())
            .ShouldBe(["Vì sao thẩm định ngay khi nhận?", "Hồ sơ giấy đã có từ tuần trước.", "Có từ ngày nào?", "Ngày 07/4.", "Đồng ý."]);
        (await police.PostAsync($"{path}/answer", new { explanation = "nữa" })).Refused("inspection.is-over");

        // The dossier is what it was.
        var after = (await inspector.GetAsync($"dossiers/{dossier}")).Ok();
        after.Headers.ETag.ShouldBe(before.Headers.ETag);
        (await police.GetAsync("inspections")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await police.GetAsync("inspections?over=true")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        using var supervisor = await service.BrowserAsync("giamsat");
        (await PageAsync(supervisor, "/nhat-ky")).ShouldContain("Chấp nhận giải trình, kết thúc");
        (await PageAsync(supervisor, "/kiem-tra")).ShouldContain("Ý kiến kiểm tra");
    }

    [Fact]
    public async Task What_is_asked_about_a_decision_says_its_number_and_date_wherever_it_is_told()
    {
        await using var service = new Service();
        var dossier = await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-xa", "Đặng Thị Ước");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var decision = await Walk.DecideAsync(await service.AsAsync("xa.lanhdao"), "thi-tran-tan-khai", "giay-khen-xa");
        var paper = decision.GetProperty("paper");
        var on = DateOnly.ParseExact(paper.GetProperty("date").GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture);
        var named = string.Create(
            CultureInfo.InvariantCulture,
            $"uyết định số {paper.GetProperty("number").GetString()} ngày {on:dd/MM/yyyy}"
        );
        (
            await (await service.AsAsync("giamsat")).PostAsync(
                "inspections",
                new
                {
                    decision = decision.GetProperty("id").GetString(),
                    unit = "thi-tran-tan-khai",
                    function = "cong-an",
                    text = "Vì sao khen ngay?",
                    explainBy = "2025-04-21",
                }
            )
        ).Ok();

        using var browser = await service.BrowserAsync("xa.congan");
        (await PageAsync(browser, "/thong-bao")).ShouldContain($"Ý kiến kiểm tra về q{named}");
        (await PageAsync(browser, "/kiem-tra/y-kien")).ShouldContain($"Q{named}");
    }

    [Fact]
    public async Task Who_is_asked_is_told_and_reminded_and_who_asked_when_it_is_explained_with_papers()
    {
        await using var service = new Service();
        var dossier = await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-xa", "Đặng Thị Ước");
        var (inspector, police) = (await service.AsAsync("giamsat"), await service.AsAsync("xa.congan"));
        await Walk.PassAsync(police, dossier);
        var ask = JsonSerializer.Serialize(
            new
            {
                dossier,
                unit = "thi-tran-tan-khai",
                function = "cong-an",
                text = "Xem ảnh chụp kèm theo.",
                explainBy = "2025-04-21",
            }
        );
        (await inspector.PostAsync("inspections", With("input", ask, "anh 1.txt", "anh 2.txt"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        var made = (await inspector.PostAsync("inspections", With("input", ask, "anh chup.txt"))).Ok();
        var path = $"inspections/{made.Id}";
        var shown = made.Json.GetProperty("sayings")[0].GetProperty("paper");
        shown.GetProperty("fileName").GetString().ShouldBe("anh chup.txt");
        var paper = $"{path}/papers/{shown.GetProperty("id").GetString()}";
        (await police.GetBytesAsync(paper)).ShouldBe(Encoding.UTF8.GetBytes("anh chup.txt"));
        (await (await service.AsAsync("lochung.congan")).GetAsync(paper)).Status.ShouldBe(HttpStatusCode.NotFound);

        // Told at once, in the application; and what it leads to.
        var told = (await NoticesAsync(police)).ShouldHaveSingleItem();
        told.GetProperty("kind").GetString().ShouldBe("asked");
        told.GetProperty("due").GetString().ShouldBe("2025-04-21");
        told.ToString().ShouldNotContain("Xem ảnh chụp");
        using (var browser = await service.BrowserAsync("xa.congan"))
        {
            var page = await PageAsync(browser, "/thong-bao");
            page.ShouldContain("Yêu cầu giải trình ngày 14/04/2025, hạn 21/04/2025");
            page.ShouldContain($"/kiem-tra/y-kien/{made.Id}");
            (await PageAsync(browser, $"/kiem-tra/y-kien/{made.Id}")).ShouldContain("anh chup.txt");
            using var file = await browser.GetAsync(
                new Uri($"/kiem-tra/y-kien/{made.Id}/tep/{shown.GetProperty("id").GetString()}", UriKind.Relative)
            );
            file.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        }

        // The last working day comes, and goes: then those who asked are told as well.
        (await inspector.PostAsync("dev/clock", new { to = "2025-04-21T08:00:00+07:00" })).Ok();
        await UntilAsync(police, notices => notices.Any(one => Kind(one) == "reminder" && !one.TryGetProperty("overSince", out _)));
        (await inspector.PostAsync("dev/clock", new { to = "2025-04-22T08:00:00+07:00" })).Ok();
        await UntilAsync(police, notices => notices.Any(one => one.TryGetProperty("overSince", out _)));
        await UntilAsync(
            inspector,
            notices => notices.Any(one => one.TryGetProperty("overSince", out _) && one.GetProperty("oversees").GetBoolean())
        );

        police = await service.AsAsync("xa.congan");
        inspector = await service.AsAsync("giamsat");
        var explain = JsonSerializer.Serialize(new { explanation = "Kèm giấy biên nhận." });
        var answered = (await police.PostAsync($"{path}/answer", With("input", explain, "bien nhan.txt"))).Ok().Json;
        answered.GetProperty("sayings")[1].GetProperty("paper").GetProperty("fileName").GetString().ShouldBe("bien nhan.txt");
        (await NoticesAsync(inspector)).Any(one => Kind(one) == "explained" && State(one) == "open").ShouldBeTrue();
        (await NoticesAsync(police)).All(one => State(one) == "done").ShouldBeTrue();
        (await inspector.PostAsync($"{path}/ask-again", new { reason = "Biên nhận của ai?", explainBy = "2025-05-05" })).Ok();
        (await NoticesAsync(police)).Count(one => Kind(one) == "asked" && State(one) == "open").ShouldBe(1);
        (await inspector.PostAsync($"{path}/withdraw", new { reason = "Đã rõ." })).Ok();
        (await NoticesAsync(police)).Any(one => State(one) == "open").ShouldBeFalse();

        static MultipartFormDataContent With(string field, string json, params string[] files)
        {
            var form = new MultipartFormDataContent { { new StringContent(json), field } };
            foreach (var name in files)
            {
                form.Add(new ByteArrayContent(Encoding.UTF8.GetBytes(name)), "file", name);
            }

            return form;
        }

        static string? Kind(JsonElement one) => one.GetProperty("kind").GetString();

        static string? State(JsonElement one) => one.GetProperty("state").GetString();

        // Those of the inspection.
        async Task<List<JsonElement>> NoticesAsync(Client client) =>
            [
                .. (await client.GetAsync("notices"))
                    .Ok()
                    .Json.GetProperty("items")
                    .EnumerateArray()
                    .Where(one => one.TryGetProperty("inspection", out var of) && of.GetString() == made.Id),
            ];

        // The service looks at its clock behind the answer.
        async Task UntilAsync(Client client, Func<List<JsonElement>, bool> holds)
        {
            for (var i = 0; i < 200; i++)
            {
                if (holds(await NoticesAsync(client)))
                {
                    return;
                }

                await Task.Delay(50);
            }

            Assert.Fail("Nobody was reminded.");
        }
    }

    [Fact]
    public async Task A_successors_supervision_reads_what_was_asked_before_it()
    {
        await using var service = new Service();
        var dossier = await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-xa", "Đặng Thị Ước");
        var inspector = await service.AsAsync("giamsat");
        var ask = new
        {
            dossier,
            unit = "thi-tran-tan-khai",
            function = "cong-an",
            text = "Đã kiểm tra hồ sơ giấy chưa?",
            explainBy = "2025-07-21",
        };
        var made = (await inspector.PostAsync("inspections", ask)).Ok().Id;
        (await inspector.PostAsync("dev/clock", new { to = "2025-07-02T08:00:00+07:00" })).Ok();

        inspector = await service.AsAsync("giamsat"); // of Đồng Nai now
        var trail = (await inspector.GetAsync("audit?type=inspection.made")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
        trail.ShouldHaveSingleItem().GetProperty("stream").GetString().ShouldBe($"inspection-{made}");
        (await inspector.GetAsync("inspections")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await (await service.AsAsync("xa.congan")).PostAsync($"inspections/{made}/answer", new { explanation = "Rồi." })).Ok();
        (await inspector.PostAsync($"inspections/{made}/close")).Ok();
    }

    [Fact]
    public async Task Approvals_alone_can_be_read_in_the_trail()
    {
        await using var service = new Service();
        var dossier = await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-xa", "Điểu Krưng");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var inspector = await service.AsAsync("giamsat");

        var all = (await inspector.GetAsync("audit?limit=200")).Ok().Json.GetProperty("items").GetArrayLength();
        var approvals = (await inspector.GetAsync("audit?approvals=true&limit=200"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .ToList();
        approvals.ShouldNotBeEmpty();
        approvals.Count.ShouldBeLessThan(all);
        approvals.ShouldAllBe(line => line.GetProperty("type").GetString() == "dossier.step-completed");
    }

    [Fact]
    public async Task A_dossier_is_read_as_it_stood_at_any_moment()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        await Walk.NomineeAsync(xa, dossier, "Lâm Văn Sứ");
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync("dev/clock", new { to = "2025-04-15T08:00:00+07:00" })).Ok();
        xa = await service.AsAsync("xa.canbo");
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        (await xa.PostAsync("dev/clock", new { to = "2025-04-16T08:00:00+07:00" })).Ok();
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var inspector = await service.AsAsync("giamsat");

        (await StatusAt("2025-04-13T08:00:00%2B07:00")).ShouldBeNull("there was none");
        (await StatusAt("2025-04-14T23:00:00%2B07:00")).ShouldBe("draft");
        (await StatusAt("2025-04-15T23:00:00%2B07:00")).ShouldBe("awaiting-receipt");
        (await StatusAt("2025-04-16T23:00:00%2B07:00")).ShouldBe(await Walk.StatusAsync(inspector, dossier));
        (await inspector.GetAsync($"dossiers/{dossier}/as-of")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await (await service.AsAsync("lochung.congan")).GetAsync($"dossiers/{dossier}/as-of?at=2025-04-16T00:00:00Z")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );

        using var browser = await service.BrowserAsync("giamsat");
        var then = await PageAsync(browser, $"/ho-so/{dossier}/tai-thoi-diem?luc=15/04/2025 23:00");
        then.ShouldContain("Đây là hồ sơ như lúc 23:00 15/04/2025, không phải hiện nay");
        then.ShouldContain("Chờ tiếp nhận");
        then.ShouldContain("Lâm Văn Sứ");
        then.ShouldContain("Nộp hồ sơ");
        then.ShouldNotContain("<form method=\"post\" id=", Case.Sensitive, "nothing is done to what is past");
        (await PageAsync(browser, $"/ho-so/{dossier}/tai-thoi-diem?luc=13/04/2025")).ShouldContain("chưa có hồ sơ này");
        (await PageAsync(browser, $"/ho-so/{dossier}/tai-thoi-diem?luc=hôm qua")).ShouldContain("Chưa đọc được thời điểm này");

        async Task<string?> StatusAt(string at) =>
            (await inspector.GetAsync($"dossiers/{dossier}/as-of?at={at}")).Ok().Json.TryGetProperty("status", out var status)
                ? status.GetString()
                : null;
    }

    [Fact]
    public async Task They_see_where_work_waits_and_how_long_it_took()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var first = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước");
        var second = await Walk.SubmitAsync(xa, "giay-khen-xa", "Điểu Krưng");
        (await xa.PostAsync("dev/clock", new { to = "2025-04-16T08:00:00+07:00" })).Ok();
        await Walk.PassAsync(await service.AsAsync("xa.congan"), first);
        (await xa.PostAsync("dev/clock", new { to = "2025-05-15T08:00:00+07:00" })).Ok();
        var inspector = await service.AsAsync("giamsat");

        var report = (await inspector.GetAsync("step-times?from=04/2025&to=05/2025")).Ok().Json;
        var police = report.GetProperty("places").EnumerateArray().First(place => place.GetProperty("act").GetString() == "appraise");
        police.GetProperty("unit").GetString().ShouldBe("thi-tran-tan-khai");
        police.GetProperty("open").GetInt32().ShouldBe(1);
        police.GetProperty("overdue").GetInt32().ShouldBe(1);
        var pace = police.GetProperty("pace");
        pace.GetProperty("opened").GetInt32().ShouldBe(2);
        pace.GetProperty("finished").GetInt32().ShouldBe(1);
        pace.GetProperty("onTime").GetInt32().ShouldBe(1);
        pace.GetProperty("used").GetDouble().ShouldBe(2, "Monday to Wednesday");
        pace.GetProperty("median").GetInt32().ShouldBe(2);
        report.GetProperty("levels").EnumerateArray().First().GetProperty("level").GetString().ShouldBe("xa");
        (await inspector.GetAsync("step-times?from=04/2025&to=05/2025&act=council"))
            .Ok()
            .Json.GetProperty("places")
            .GetArrayLength()
            .ShouldBe(0);

        (await inspector.GetAsync("step-times?from=2025")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await (await service.AsAsync("xa.lanhdao")).GetAsync("step-times?unit=huyen-hon-quan")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await xa.GetAsync("step-times")).Status.ShouldBe(HttpStatusCode.Forbidden);

        using var browser = await service.BrowserAsync("giamsat");
        var page = await PageAsync(browser, "/kiem-tra/tien-do?tu=04/2025&den=05/2025");
        page.ShouldContain("Tỷ lệ đúng hạn theo bước");
        page.ShouldContain("100 % (1/1)");
        using var chart = await browser.GetAsync(new Uri("/kiem-tra/tien-do/dung-han.svg?tu=04/2025&den=05/2025", UriKind.Relative));
        chart.Content.Headers.ContentType!.MediaType.ShouldBe("image/svg+xml");
        System.Xml.Linq.XDocument.Parse(await chart.Content.ReadAsStringAsync()).Root!.Name.LocalName.ShouldBe("svg");
        (await browser.GetAsync(new Uri("/kiem-tra/tien-do/khac.svg", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
        _ = second;
    }

    [Fact]
    public async Task What_may_be_worth_a_look_is_counted_listed_and_sampled()
    {
        await using var service = new Service("2025-04-12T21:00:00+07:00"); // Saturday evening
        var xa = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        var (first, second) = (
            await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước"),
            await Walk.SubmitAsync(xa, "giay-khen-xa", "Điểu Krưng")
        );
        await Walk.PassAsync(police, first);
        await Walk.PassAsync(police, second);
        var inspector = await service.AsAsync("giamsat");

        (await CountAsync("quick-after-taking")).ShouldBe(2);
        (await CountAsync("quick-after-another")).ShouldBe(1, "the first came after no other");
        (await CountAsync("outside-hours")).ShouldBe(2);
        (await CountAsync("written-back")).ShouldBe(0);
        var quick = (await inspector.GetAsync("signs?kind=quick-after-another")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
        quick.ShouldHaveSingleItem().GetProperty("dossier").GetString().ShouldBe(second);

        var sample = (await inspector.GetAsync("signs/sample?kind=outside-hours&size=10&seed=4711")).Ok().Json;
        sample.GetProperty("lines").GetArrayLength().ShouldBe(2);
        var last = sample.GetProperty("last").GetInt64();
        await Walk.PassAsync(police, await Walk.SubmitAsync(xa, "giay-khen-xa", "Lâm Văn Sứ"));
        var again = (await inspector.GetAsync($"signs/sample?kind=outside-hours&size=10&seed=4711&last={last}")).Ok().Json;
        again.GetProperty("lines").EnumerateArray().Select(Row).ShouldBe(sample.GetProperty("lines").EnumerateArray().Select(Row));
        (await inspector.GetAsync("signs/sample?kind=outside-hours&size=10&seed=4711"))
            .Ok()
            .Json.GetProperty("lines")
            .GetArrayLength()
            .ShouldBe(3);

        (await inspector.GetAsync("signs?kind=khac")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await inspector.GetAsync("signs/sample?kind=outside-hours&size=11")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.GetAsync("signs?kind=outside-hours")).Status.ShouldBe(HttpStatusCode.Forbidden);
        var neighbour = (await service.AsAsync("lochung.lanhdao")).GetAsync("signs?kind=outside-hours");
        (await neighbour).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);

        using var browser = await service.BrowserAsync("giamsat");
        var page = await PageAsync(browser, "/kiem-tra/dau-hieu?loai=outside-hours&mau=10&hat-giong=4711");
        page.ShouldContain("số gieo mẫu 4711");
        page.ShouldContain($"/kiem-tra/y-kien/moi?ho-so={first}");

        async Task<int> CountAsync(string kind) =>
            (await inspector.GetAsync("signs/counts"))
                .Ok()
                .Json.GetProperty("items")
                .EnumerateArray()
                .First(count => count.GetProperty("kind").GetString() == kind)
                .GetProperty("count")
                .GetInt32();

        static long Row(System.Text.Json.JsonElement line) => line.GetProperty("row").GetInt64();
    }

    private static async Task<string> PageAsync(HttpClient browser, string path) =>
        WebUtility.HtmlDecode(await browser.GetStringAsync(path));
}
