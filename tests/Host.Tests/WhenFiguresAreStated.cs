using System.Net;
using System.Text.Json;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Tests;

/// <summary>Bắc Giang's plan on 14/4/2025: districts state figures for the second round and keep a register of good deeds; the province adds up.</summary>
public sealed class WhenFiguresAreStated
{
    private const string Morning = "2025-04-14T08:00:00+07:00";
    private const string Plan = "plans/bac-giang-2024";

    [Fact]
    public async Task A_province_adds_up_what_its_districts_state_and_reads_whose_it_is()
    {
        await using var service = new Service(Morning);
        var (luc, son) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("sondong.bcd"));
        var asked = (await luc.GetAsync($"{Plan}/figures/dot-2/huyen-luc-ngan")).Ok().Json;
        asked.GetProperty("round").GetInt32().ShouldBe(0);
        asked.GetProperty("missing").GetInt32().ShouldBe(asked.GetProperty("lines").GetArrayLength());
        asked.GetProperty("lines")[0].GetProperty("wording").GetString()!.ShouldStartWith("80% nguồn tin");

        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var stated = (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(9, 10), key)).Ok().Json;
        (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(9, 10), key)).Ok();
        (stated.GetProperty("round").GetInt32(), stated.GetProperty("on").GetString()).ShouldBe((1, "2025-04-14"));
        Line(stated, "nguon-tin").GetProperty("verdict").GetString().ShouldBe("dat");
        (await son.PutAsync($"{Plan}/figures/dot-2/huyen-son-dong", Of(10, 100))).Ok();

        var police = await service.AsAsync("bacgiang.congan");
        var progress = (await police.GetAsync($"{Plan}/progress/dot-2/tinh-bac-giang?limit=1")).Ok().Json;
        var self = progress.GetProperty("self");
        self.GetProperty("sheets").GetInt32().ShouldBe(2);
        var cell = self.GetProperty("cells").EnumerateArray().First(one => one.GetProperty("target").GetString() == "nguon-tin");
        (cell.GetProperty("number").GetInt64(), cell.GetProperty("base").GetInt64()).ShouldBe((19, 110));
        cell.GetProperty("verdict").GetString().ShouldBe("chua-dat");
        var below = progress.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        below.GetProperty("unit").GetString().ShouldBe("huyen-luc-ngan");
        var next = progress.GetProperty("next").GetString();
        (await police.GetAsync($"{Plan}/progress/dot-2/tinh-bac-giang?limit=1&after={next}"))
            .Ok()
            .Json.GetProperty("items")[0]
            .GetProperty("unit")
            .GetString()
            .ShouldBe("huyen-son-dong");
        // What the districts stated is known to the province when it states its own.
        Line((await police.GetAsync($"{Plan}/figures/dot-2/tinh-bac-giang")).Ok().Json, "nguon-tin")
            .GetProperty("known")
            .GetRawText()
            .ShouldBe("""{"number":{"count":19,"source":"cap-duoi"},"base":{"count":110,"source":"cap-duoi"}}""");

        (await luc.PostAsync("dev/clock", new { to = "2025-04-17T09:00:00+07:00" })).Ok();
        var replaced = (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(8, 10))).Ok().Json;
        (
            replaced.GetProperty("round").GetInt32(),
            replaced.GetProperty("on").GetString(),
            replaced.GetProperty("statedOn").GetString()
        ).ShouldBe((2, "2025-04-14", "2025-04-17"));
        (await police.GetAsync($"{Plan}/progress/dot-2/tinh-bac-giang"))
            .Ok()
            .Json.GetProperty("self")
            .GetProperty("cells")
            .EnumerateArray()
            .First(one => one.GetProperty("target").GetString() == "nguon-tin")
            .GetProperty("number")
            .GetInt64()
            .ShouldBe(18);
    }

    [Fact]
    public async Task What_was_stated_before_units_ended_stays_with_those_who_took_over()
    {
        await using var service = new Service(Morning);
        var (luc, police) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("bacgiang.congan"));
        (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(9, 10))).Ok();
        (await luc.PostAsync("dev/clock", new { to = "2025-07-02T09:00:00+07:00" })).Ok();

        Units(await police.GetAsync($"{Plan}/progress/dot-2/tinh-bac-ninh-2025")).ShouldContain("tinh-bac-giang");
        var before = (await police.GetAsync($"{Plan}/progress/dot-2/tinh-bac-giang")).Ok();
        Units(before).ShouldBe(["huyen-luc-ngan", "huyen-son-dong"]);
        var cell = before.Json.GetProperty("self").GetProperty("cells")[0];
        (cell.GetProperty("number").GetInt64(), cell.GetProperty("base").GetInt64()).ShouldBe((9, 10));
        // Who took over corrects what was left, and it stays that of the unit which ended.
        var corrected = (await police.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(8, 10))).Ok().Json;
        (corrected.GetProperty("takenBy").GetString(), corrected.GetProperty("on").GetString()).ShouldBe(
            ("tinh-bac-ninh-2025", "2025-04-14")
        );
        (await police.GetAsync($"{Plan}/progress/dot-2/tinh-bac-giang"))
            .Ok()
            .Json.GetProperty("self")
            .GetProperty("cells")[0]
            .GetProperty("number")
            .GetInt64()
            .ShouldBe(8);
        (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(7, 10))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await service.AsAsync("cantho.congan")).PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(7, 10))).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        using var browser = await service.BrowserAsync("bacgiang.congan");
        var page = WebUtility.HtmlDecode(
            await browser.GetStringAsync(new Uri("/so-lieu/bac-giang-2024/huyen-luc-ngan?ky=dot-2", UriKind.Relative))
        );
        page.ShouldContain("do Tỉnh Bắc Ninh tiếp nhận và nhập thay");
        (await luc.GetAsync($"{Plan}/progress/dot-2/tinh-bac-giang")).Status.ShouldBe(HttpStatusCode.Forbidden);

        static IEnumerable<string?> Units(Answered answer) =>
            answer.Ok().Json.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("unit").GetString());
    }

    [Fact]
    public async Task A_register_fills_in_its_target_and_a_change_by_hand_leaves_a_trace()
    {
        await using var service = new Service(Morning);
        var luc = await service.AsAsync("lucngan.bcd");
        var book = $"{Plan}/books/huyen-luc-ngan/mo-hinh/mo-hinh";
        (await luc.PostAsync($"{book}/entries", new { day = "2025-04-15", text = "Mai sau" })).Refused("book.day-in-future");
        (await luc.PostAsync($"{book}/entries", new { day = "31/02/2025" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (
            await luc.PostAsync(
                $"{book}/entries",
                new
                {
                    day = "10/04/2025",
                    text = "Mô hình “Camera an ninh” thôn Hả",
                    count = 2,
                }
            )
        ).Ok();
        var entered = (
            await luc.PostAsync(
                $"{book}/entries",
                new
                {
                    day = "11/04/2025",
                    text = "Mô hình tiếng kẻng của ông Vi Văn Tài",
                    personal = true,
                }
            )
        ).Ok().Json;
        entered.GetProperty("sum").GetInt64().ShouldBe(3);
        var named = entered.GetProperty("entries")[0];
        named.GetProperty("text").GetString().ShouldBe("Mô hình tiếng kẻng của ông Vi Văn Tài");

        var path = $"{Plan}/figures/2025-04/huyen-luc-ngan";
        (
            await luc.PostAsync(
                $"{book}/entries",
                new
                {
                    day = "10/03/2025",
                    text = "Mô hình “Cổng rào an toàn”",
                    count = 4,
                }
            )
        ).Ok();
        Known((await luc.GetAsync(path)).Ok().Json).ShouldBe(3);
        Line((await luc.GetAsync(path)).Ok().Json, "mo-hinh")
            .GetProperty("knownTotal")
            .GetProperty("number")
            .GetProperty("count")
            .GetInt32()
            .ShouldBe(7);
        (await luc.PutAsync(path, Models(5))).Refused("figures.reason-missing");
        var id = named.GetProperty("id").GetString();
        var stated = (await luc.PutAsync(path, Models(5, "Hai mô hình ghi ở sổ giấy của xã", id))).Ok().Json;
        var line = Line(stated, "mo-hinh");
        line.GetProperty("knownThen").GetProperty("number").GetProperty("count").GetInt64().ShouldBe(3);
        line.GetProperty("reason").GetString().ShouldBe("Hai mô hình ghi ở sổ giấy của xã");
        line.GetProperty("verdict").GetString().ShouldBe("dat");
        line.GetProperty("cites").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe(id);
        // The same again is no new statement, though its words were sealed anew.
        (await luc.PutAsync(path, Models(5, "Hai mô hình ghi ở sổ giấy của xã", id)))
            .Ok()
            .Json.GetProperty("round")
            .GetInt32()
            .ShouldBe(1);

        (await luc.PutAsync(path, Models(3))).Ok();
        using (var progress = await service.BrowserAsync("lucngan.bcd"))
        {
            var (page, file) = ("/tien-do/bac-giang-2024/huyen-luc-ngan", "tep.csv?ky=2025-04");
            WebUtility
                .HtmlDecode(await progress.GetStringAsync(new Uri($"{page}?ky=2025-04", UriKind.Relative)))
                .ShouldContain("3 mô hình; 1/1 đạt (100%)");
            (await progress.GetStringAsync(new Uri($"{page}/{file}", UriKind.Relative)))
                .Split("\r\n")
                .ShouldContain(line => line.EndsWith(",1,1,100%,Đạt,1,1,0,3", StringComparison.Ordinal));
        }

        var history = (await luc.GetAsync($"{path}/history")).Ok().Json.GetProperty("items");
        history.GetArrayLength().ShouldBe(2);
        history[0].GetProperty("line").GetProperty("officeName").GetString().ShouldBe("Ban Chỉ đạo huyện Lục Ngạn");
        var first = history[0].GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        first.GetProperty("known").GetProperty("number").GetProperty("count").GetInt32().ShouldBe(3);
        var second = history[1].GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        (
            second.GetProperty("was").GetProperty("number").GetInt32(),
            second.GetProperty("is").GetProperty("number").GetInt32(),
            second.TryGetProperty("known", out _)
        ).ShouldBe((5, 3, false));
        using (var browser = await service.BrowserAsync("lucngan.bcd"))
        {
            WebUtility
                .HtmlDecode(await browser.GetStringAsync(new Uri("/so-lieu/bac-giang-2024/huyen-luc-ngan?ky=2025-04", UriKind.Relative)))
                .ShouldContain("hỗ trợ xây dựng, nhân rộng: 5 → 3");
        }

        (await (await service.AsAsync("sondong.bcd")).GetAsync($"{path}/history")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await luc.PostAsync($"{book}/entries/{id}/strike", new { reason = "" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await luc.PostAsync($"{book}/entries/{id}/strike", new { reason = "Ghi trùng" }))
            .Ok()
            .Json.GetProperty("sum")
            .GetInt64()
            .ShouldBe(6);
        Known((await luc.GetAsync(path)).Ok().Json).ShouldBe(2);
        (await luc.PutAsync(path, Models(2, null, id))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await luc.GetAsync($"{Plan}/books/huyen-luc-ngan")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBeGreaterThan(1);

        static long Known(JsonElement sheet) =>
            Line(sheet, "mo-hinh").GetProperty("known").GetProperty("number").GetProperty("count").GetInt64();
    }

    [Fact]
    public async Task A_province_reads_what_stands_in_the_registers_of_its_districts_and_cites_it()
    {
        await using var service = new Service(Morning);
        var (luc, son, police) = (
            await service.AsAsync("lucngan.bcd"),
            await service.AsAsync("sondong.bcd"),
            await service.AsAsync("bacgiang.congan")
        );
        var first = await EnterAsync(luc, "huyen-luc-ngan", "10/04/2025", 2);
        await EnterAsync(luc, "huyen-luc-ngan", "10/03/2025", 1);
        var other = await EnterAsync(son, "huyen-son-dong", "11/04/2025", 4);
        var path = $"{Plan}/books/tinh-bac-giang/mo-hinh/mo-hinh";
        (await police.GetAsync(path)).Ok().Json.GetProperty("below").GetInt64().ShouldBe(7);
        var april = (await police.GetAsync($"{path}/units?period=2025-04")).Ok().Json;
        april.GetProperty("self").GetProperty("below").GetInt64().ShouldBe(6);
        Lines(april).ShouldBe([("huyen-luc-ngan", 2), ("huyen-son-dong", 4)]);
        var paged = (await police.GetAsync($"{path}/units?limit=1")).Ok().Json;
        Lines(paged).ShouldBe([("huyen-luc-ngan", 3)]);
        Lines((await police.GetAsync($"{path}/units?after={paged.GetProperty("next").GetString()}")).Ok().Json)
            .ShouldBe([("huyen-son-dong", 4)]);
        (await police.GetAsync($"{path}/units?period=dot-9")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await son.GetAsync($"{path}/units")).Status.ShouldBe(HttpStatusCode.NotFound);

        // It is counted for the province too, which cites an entry of a district; a district cites none of another.
        var figures = $"{Plan}/figures/2025-04/tinh-bac-giang";
        Line((await police.GetAsync(figures)).Ok().Json, "mo-hinh")
            .GetProperty("known")
            .GetProperty("number")
            .GetProperty("count")
            .GetInt64()
            .ShouldBe(6);
        (await police.PutAsync(figures, Models(6, null, first))).Ok();
        (await son.PutAsync($"{Plan}/figures/2025-04/huyen-son-dong", Models(4, null, first))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await son.PutAsync($"{Plan}/figures/2025-04/huyen-son-dong", Models(4, null, other))).Ok();

        using var browser = await service.BrowserAsync("bacgiang.congan");
        var page = WebUtility.HtmlDecode(
            await browser.GetStringAsync(new Uri("/so-lieu/bac-giang-2024/tinh-bac-giang?ky=2025-04", UriKind.Relative))
        );
        page.ShouldContain("Dẫn sổ theo dõi: 10/04/2025, huyện Lục Ngạn: Tổ liên gia");
        var file = "/so-theo-doi/bac-giang-2024/tinh-bac-giang/mo-hinh/mo-hinh/tep";
        var csv = await browser.GetStringAsync(new Uri($"{file}.csv?ky=2025-04", UriKind.Relative));
        csv.Split("\r\n")[..4]
            .Select(line => line.Trim('\uFEFF'))
            .ShouldBe([
                "Đơn vị,Sổ của đơn vị,Sổ của các đơn vị cấp dưới,Cộng",
                "Tỉnh Bắc Giang,0,6,6",
                "Huyện Lục Ngạn,2,0,2",
                "Huyện Sơn Động,4,0,4",
            ]);
        using var xlsx = new MemoryStream(await browser.GetByteArrayAsync(new Uri($"{file}.xlsx", UriKind.Relative)));
        using var book = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(xlsx, false);
        new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(book, TestContext.Current.CancellationToken).ShouldBeEmpty();
        foreach (var wrong in new[] { $"{file}.csv?ky=khong-co", "/so-theo-doi/bac-giang-2024/tinh-bac-giang/khac/-/tep.csv" })
        {
            using var answer = await browser.GetAsync(new Uri(wrong, UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, wrong);
        }

        static async Task<string> EnterAsync(Client unit, string whose, string day, int count) => (
                await unit.PostAsync(
                    $"{Plan}/books/{whose}/mo-hinh/mo-hinh/entries",
                    new
                    {
                        day,
                        count,
                        text = "Tổ liên gia",
                    }
                )
            ).Ok().Json.GetProperty("entries")[0].GetProperty("id").GetString()!;

        static IEnumerable<(string?, long)> Lines(JsonElement units) =>
            units
                .GetProperty("items")
                .EnumerateArray()
                .Select(line => (line.GetProperty("unit").GetString(), line.GetProperty("own").GetInt64()));
    }

    [Fact]
    public async Task What_each_of_others_has_to_reach_is_counted_and_both_numbers_are_added_up()
    {
        await using var service = new Service(Morning);
        var (luc, son, police) = (
            await service.AsAsync("lucngan.bcd"),
            await service.AsAsync("sondong.bcd"),
            await service.AsAsync("bacgiang.congan")
        );
        var asked = Line((await luc.GetAsync($"{Plan}/figures/2025-04/huyen-luc-ngan")).Ok().Json, "viec-tot");
        asked.GetProperty("others").GetString().ShouldBe("Tổ bảo vệ an ninh, trật tự");
        (await luc.PutAsync($"{Plan}/figures/2025-04/huyen-luc-ngan", Groups(11, 10))).Refused("figures.numerator-above-denominator");
        (await luc.PutAsync($"{Plan}/figures/2025-04/huyen-luc-ngan", Groups(9, null))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await luc.PutAsync($"{Plan}/figures/2025-04/huyen-luc-ngan", Groups(9, 10))).Ok();
        (await son.PutAsync($"{Plan}/figures/2025-04/huyen-son-dong", Groups(10, 100))).Ok();
        var cell = (await police.GetAsync($"{Plan}/progress/2025-04/tinh-bac-giang"))
            .Ok()
            .Json.GetProperty("self")
            .GetProperty("cells")
            .EnumerateArray()
            .First(one => one.GetProperty("target").GetString() == "viec-tot");
        (
            cell.GetProperty("tally").GetProperty("reached").GetInt64(),
            cell.GetProperty("tally").GetProperty("notReached").GetInt64()
        ).ShouldBe((19, 91));
        cell.GetProperty("verdict").GetString().ShouldBe("chua-dat");
        Line((await police.GetAsync($"{Plan}/figures/2025-04/tinh-bac-giang")).Ok().Json, "viec-tot")
            .GetProperty("known")
            .GetRawText()
            .ShouldBe("""{"number":{"count":19,"source":"cap-duoi"},"base":{"count":110,"source":"cap-duoi"}}""");

        using var browser = await service.BrowserAsync("bacgiang.congan");
        var csv = await browser.GetStringAsync(new Uri("/tien-do/bac-giang-2024/tinh-bac-giang/tep.csv?ky=2025-04", UriKind.Relative));
        csv.Split("\r\n")
            .ShouldContain(line =>
                line.StartsWith("Tỉnh Bắc Giang,\"Việc tốt", StringComparison.Ordinal)
                && line.EndsWith(",19,110,\"17,27%\",Chưa đạt,2,19,91,0", StringComparison.Ordinal)
            );
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri("/tien-do/bac-giang-2024/tinh-bac-giang?ky=2025-04", UriKind.Relative)))
            .ShouldContain("19/110 đạt (17,27%)");
        using var form = await service.BrowserAsync("lucngan.bcd");
        var page = WebUtility.HtmlDecode(
            await form.GetStringAsync(new Uri("/so-lieu/bac-giang-2024/huyen-luc-ngan?ky=2025-04", UriKind.Relative))
        );
        page.ShouldContain("Số tổ bảo vệ an ninh, trật tự đạt");
        page.ShouldContain("Tổng số tổ bảo vệ an ninh, trật tự");

        (await son.PutAsync($"{Plan}/figures/2025-04/huyen-son-dong", Groups(0, 0))).Ok();
        csv = await browser.GetStringAsync(new Uri("/tien-do/bac-giang-2024/tinh-bac-giang/tep.csv?ky=2025-04", UriKind.Relative));
        csv.Split("\r\n")
            .ShouldContain(line =>
                line.StartsWith("Huyện Sơn Động,\"Việc tốt", StringComparison.Ordinal)
                && line.EndsWith(",0,0,–,Không phát sinh,1,0,0,0", StringComparison.Ordinal)
            );

        static object Groups(int reached, int? all) =>
            new
            {
                entries = new[]
                {
                    new
                    {
                        target = "viec-tot",
                        number = reached,
                        @base = all,
                    },
                },
            };
    }

    [Fact]
    public async Task Without_a_base_there_is_no_verdict_and_above_a_range_is_reached_in_the_file_too()
    {
        await using var service = new Service(Morning);
        var police = await service.AsAsync("cantho.congan");
        (
            await police.PutAsync(
                "plans/can-tho-2025/figures/2025/thanh-pho-can-tho",
                new { entries = new object[] { new { target = "lop-huan-luyen", number = 3 }, new { target = "pccc-tang", number = 5 } } }
            )
        ).Ok();
        using var browser = await service.BrowserAsync("cantho.congan");
        var csv = await browser.GetStringAsync(new Uri("/tien-do/can-tho-2025/thanh-pho-can-tho/tep.csv?ky=2025", UriKind.Relative));
        csv.Split("\r\n")
            .ShouldContain(line => line.Contains("Lớp huấn luyện nghiệp vụ") && line.EndsWith(",3,,,Đạt,1,1,0,", StringComparison.Ordinal));
        csv.Split("\r\n")
            .ShouldContain(line =>
                line.Contains("điển hình tiên tiến phòng cháy") && line.EndsWith(",5,,,Chưa đủ số liệu,1,0,0,", StringComparison.Ordinal)
            );
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri("/tien-do/can-tho-2025/thanh-pho-can-tho?ky=2025", UriKind.Relative)))
            .ShouldContain("5 (chưa có kỳ gốc)");
    }

    [Fact]
    public async Task A_unit_above_states_for_a_unit_without_accounts_and_only_for_such()
    {
        await using var service = new Service(Morning);
        var (district, school) = (await service.AsAsync("phongdien.bcd"), "plans/can-tho-2025/figures/2025/thcs-nhon-ai");
        var stated = (await district.PutAsync(school, Peace(0))).Ok().Json;
        (stated.GetProperty("takenBy").GetString(), stated.GetProperty("round").GetInt32()).ShouldBe(("huyen-phong-dien", 1));
        (
            await (await service.AsAsync("cantho.congan")).PutAsync("plans/can-tho-2025/figures/2025/huyen-phong-dien", Peace(0))
        ).Status.ShouldBe(HttpStatusCode.Forbidden, "it has people of its own");
        (await (await service.AsAsync("lucngan.bcd")).PutAsync(school, Peace(0))).Status.ShouldBe(HttpStatusCode.NotFound);
        using var browser = await service.BrowserAsync("phongdien.bcd");
        var page = WebUtility.HtmlDecode(
            await browser.GetStringAsync(new Uri("/so-lieu/can-tho-2025/thcs-nhon-ai?ky=2025", UriKind.Relative))
        );
        page.ShouldContain("do Huyện Phong Điền nhập hộ");
        page.ShouldContain("Đơn vị này chưa có người dùng");

        static object Peace(int number) => new { entries = new[] { new { target = "khong-diem-nong", number } } };
    }

    [Fact]
    public async Task A_member_in_charge_of_an_area_sees_exactly_those_units()
    {
        await using var service = new Service(Morning);
        const string Area = """
            format: 1
            functions:
              - { unit: huyen-luc-ngan, function: giam-sat, office: "Thành viên Ban Chỉ đạo tỉnh phụ trách địa bàn huyện Lục Ngạn", from: 2025-01-01 }
            appointments:
              - { userName: giamsat, unit: huyen-luc-ngan, function: giam-sat, title: "Phụ trách địa bàn", from: 2025-01-01 }
            """;
        (
            await (await service.AsAsync("quantri")).PostAsync(
                "org/import",
                new { files = new[] { new { name = "dia-ban.yaml", text = Area } } }
            )
        ).Ok();
        var member = await service.AsAsync("giamsat");
        (await member.GetAsync($"{Plan}/progress/dot-2/huyen-luc-ngan")).Ok();
        (await member.GetAsync($"{Plan}/figures/dot-2/huyen-luc-ngan")).Ok();
        foreach (var beside in new[] { "huyen-son-dong", "tinh-bac-giang" })
        {
            (await member.GetAsync($"{Plan}/progress/dot-2/{beside}")).Status.ShouldBe(HttpStatusCode.NotFound, beside);
            (await member.GetAsync($"{Plan}/figures/dot-2/{beside}")).Status.ShouldBe(HttpStatusCode.NotFound, beside);
            (await member.GetAsync($"{Plan}/books/{beside}/viec-tot/viec-tot/units")).Status.ShouldBe(HttpStatusCode.NotFound, beside);
        }

        (await member.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(1, 2))).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var browser = await service.BrowserAsync("giamsat");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/so-lieu", UriKind.Relative)));
        page.ShouldContain("/tien-do/bac-giang-2024/huyen-luc-ngan");
        page.ShouldNotContain("/tien-do/bac-giang-2024/huyen-son-dong");
        page.ShouldNotContain("/tien-do/bac-giang-2024/tinh-bac-giang");
        var csv = await browser.GetStringAsync(new Uri("/tien-do/bac-giang-2024/huyen-luc-ngan/tep.csv?ky=dot-2", UriKind.Relative));
        csv.Split("\r\n")[1..^1].ShouldAllBe(line => line.StartsWith("Huyện Lục Ngạn,", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_recipient_sees_the_figures_that_stood_when_the_report_was_handed_in_and_what_changed_since()
    {
        await using var service = new Service(Morning);
        var (luc, police) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("bacgiang.congan"));
        var key = await KeyAsync(luc, "bao-cao-dot-2");
        var asked = (await luc.GetAsync($"deadlines/{key}/figures")).Ok().Json;
        asked.GetProperty("now").GetProperty("period").GetProperty("key").GetString().ShouldBe("dot-2");
        asked.GetProperty("now").GetProperty("missing").GetInt32().ShouldBe(11);
        asked.TryGetProperty("roundThen", out _).ShouldBeFalse("nothing is handed in");
        (await ReadAsync("lucngan.bcd", $"/thoi-han/{key}")).ShouldContain("Đơn vị chưa nhập số liệu của kỳ này.");

        (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(9, 10))).Ok();
        (await luc.PostAsync($"deadlines/{key}/file", new { number = "12/BC-BCĐ", date = "2025-04-14" })).Ok();
        var filed = (await police.GetAsync($"deadlines/{key}/figures")).Ok().Json;
        filed.GetProperty("roundThen").GetInt32().ShouldBe(1);
        filed.GetProperty("changed").GetArrayLength().ShouldBe(0);
        (await ReadAsync("bacgiang.congan", $"/thoi-han/{key}")).ShouldContain("Số liệu không thay đổi từ khi nộp báo cáo.");

        (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(8, 10))).Ok();
        var changed = (await police.GetAsync($"deadlines/{key}/figures")).Ok().Json;
        changed.GetProperty("changed").EnumerateArray().ShouldHaveSingleItem().GetString().ShouldBe("nguon-tin");
        changed.GetProperty("then")[0].GetProperty("inPeriod").GetProperty("numerator").GetInt32().ShouldBe(9);
        Line(changed.GetProperty("now"), "nguon-tin").GetProperty("inPeriod").GetProperty("numerator").GetInt32().ShouldBe(8);
        var page = await ReadAsync("bacgiang.congan", $"/thoi-han/{key}");
        page.ShouldContain("Số liệu đã thay đổi từ khi nộp báo cáo: 1 chỉ tiêu.");
        page.ShouldContain("9/10 (90%)");
        page.ShouldContain("8/10 (80%)");

        // What stands in the registers of the period bears the report out; news is borne out by news alone.
        (
            await luc.PostAsync(
                $"{Plan}/books/huyen-luc-ngan/viec-tot/viec-tot/entries",
                new
                {
                    day = "2025-04-10",
                    text = "Việc tốt",
                    count = 2,
                }
            )
        ).Ok();
        (
            await luc.PostAsync($"{Plan}/books/huyen-luc-ngan/tin-bai/-/entries", new { day = "2025-04-11", text = "Tin về lễ ra quân" })
        ).Ok();
        Books((await police.GetAsync($"deadlines/{key}/books")).Ok().Json).ShouldBe([("viec-tot", 2), ("tin-bai", 1), ("mo-hinh", 0)]);
        Books((await luc.GetAsync($"deadlines/{await KeyAsync(luc, "tin-bai-hang-thang", "2025-04")}/books")).Ok().Json)
            .ShouldBe([("tin-bai", 1)]);
        (await ReadAsync("bacgiang.congan", $"/thoi-han/{key}")).ShouldContain(
            "/so-theo-doi/bac-giang-2024/huyen-luc-ngan/tin-bai/-?ky=dot-2"
        );

        // A replacement is handed in with what stands then.
        (await luc.PostAsync($"deadlines/{key}/replace", new { number = "13/BC-BCĐ", date = "2025-04-14" })).Ok();
        var replaced = (await police.GetAsync($"deadlines/{key}/figures")).Ok().Json;
        (replaced.GetProperty("roundThen").GetInt32(), replaced.GetProperty("changed").GetArrayLength()).ShouldBe((2, 0));
        var figures = await ReadAsync("lucngan.bcd", "/so-lieu/bac-giang-2024/huyen-luc-ngan?ky=dot-2");
        figures.ShouldContain($"/thoi-han/{key}");
        figures.ShouldContain("Báo cáo kết quả thực hiện Đợt 2");

        (await (await service.AsAsync("sondong.bcd")).GetAsync($"deadlines/{key}/figures")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await service.AsAsync("sondong.bcd")).GetAsync($"deadlines/{key}/books")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await luc.GetAsync($"deadlines/{await KeyAsync(luc, "le-phat-dong")}/figures")).Status.ShouldBe(HttpStatusCode.NotFound);

        static IEnumerable<(string?, long)> Books(JsonElement list) =>
            list.GetProperty("items")
                .EnumerateArray()
                .Select(book => (book.GetProperty("kind").GetString(), book.GetProperty("own").GetInt64()));

        async Task<string> ReadAsync(string user, string path)
        {
            using var browser = await service.BrowserAsync(user);
            return WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri(path, UriKind.Relative)));
        }

        static async Task<string> KeyAsync(Client client, string duty, string? period = null) =>
            (await client.GetAsync("deadlines?plan=bac-giang-2024&limit=200"))
                .Ok()
                .Json.GetProperty("items")
                .EnumerateArray()
                .First(item =>
                    item.GetProperty("duty").GetString() == duty && (period is null || item.GetProperty("period").GetString() == period)
                )
                .GetProperty("id")
                .GetString()!;
    }

    [Fact]
    public async Task What_the_plan_file_says_is_counted_is_filled_in_and_both_numbers_stay()
    {
        await using var service = new Service(Morning);
        var (preparer, second) = (await service.AsAsync("xa.canbo"), await service.AsAsync("quantri"));
        (await (await service.AsAsync("dieuphoi")).PostAsync("plans", Counting())).Ok();
        var source = (await second.GetAsync("plans/tan-khai-2025/proposal")).Ok().Json.GetProperty("source").GetString();
        (await second.PostAsync("plans/tan-khai-2025/proposal/confirm", new { source, change = "dinh-chinh" })).Ok();
        var path = "plans/tan-khai-2025/figures/2025/thi-tran-tan-khai";
        Halves((await preparer.GetAsync(path)).Ok().Json).ShouldBe(("0 khen", "0 de-nghi"));

        await Walk.SubmitAsync(preparer, "giay-khen-xa", "Đặng Thị Ước", "Lê Văn Mẫn");
        Halves((await preparer.GetAsync(path)).Ok().Json).ShouldBe(("0 khen", "2 de-nghi"));
        Halves((await (await service.AsAsync("huyen.noivu")).GetAsync("plans/tan-khai-2025/figures/2025/huyen-hon-quan")).Ok().Json)
            .ShouldBe(("0 khen", "2 de-nghi"));
        (await preparer.PutAsync(path, Stated(0, 3, null))).Refused("figures.reason-missing");
        var line = Line((await preparer.PutAsync(path, Stated(0, 3, "Một hồ sơ giấy"))).Ok().Json, "duoc-khen");
        line.GetProperty("inPeriod").GetProperty("denominator").GetInt32().ShouldBe(3);
        line.GetProperty("knownThen").GetProperty("base").GetRawText().ShouldBe("""{"count":2,"source":"de-nghi"}""");

        await Walk.SubmitAsync(preparer, "giay-khen-xa", "Trần Thị Bé");
        line = Line((await preparer.GetAsync(path)).Ok().Json, "duoc-khen");
        line.GetProperty("known").GetProperty("base").GetProperty("count").GetInt32().ShouldBe(3);
        line.GetProperty("knownThen").GetProperty("base").GetProperty("count").GetInt32().ShouldBe(2);
        using var browser = await service.BrowserAsync("xa.canbo");
        var page = WebUtility.HtmlDecode(
            await browser.GetStringAsync(new Uri("/so-lieu/tan-khai-2025/thi-tran-tan-khai?ky=2025", UriKind.Relative))
        );
        page.ShouldContain("tử số 0 (số được khen theo quyết định), mẫu số 3 (số được đề nghị trong hồ sơ đã nộp)");
        page.ShouldContain("Đã sửa khác số hệ thống đếm được khi nộp: tử số 0 (số được khen theo quyết định), mẫu số 2");

        // How many communes a province has: a school of that level is none.
        var communes = Line(
                (await (await service.AsAsync("cantho.congan")).GetAsync("plans/can-tho-2025/figures/2025/thanh-pho-can-tho")).Ok().Json,
                "tai-hoa-nhap"
            )
            .GetProperty("known");
        communes.GetProperty("base").GetProperty("source").GetString().ShouldBe("don-vi");
        communes.GetProperty("base").GetProperty("count").GetInt32().ShouldBe(1);
        communes.TryGetProperty("number", out _).ShouldBeFalse();
        Line(
                (await (await service.AsAsync("cantho.congan")).GetAsync("plans/can-tho-2025/figures/2025/thanh-pho-can-tho")).Ok().Json,
                "ke-hoach-tai-hoa-nhap"
            )
            .GetProperty("known")
            .GetRawText()
            .ShouldBe("""{"base":{"count":1,"source":"don-vi"}}""");
        // A form that was sent with that half filled in, and nothing else, states nothing of it.
        var halved = (
            await (await service.AsAsync("cantho.congan")).PutAsync(
                "plans/can-tho-2025/figures/2025/thanh-pho-can-tho",
                new
                {
                    entries = new object[] { new { target = "tai-hoa-nhap", @base = 1 }, new { target = "khong-diem-nong", number = 0 } },
                }
            )
        )
            .Ok()
            .Json;
        Line(halved, "tai-hoa-nhap").GetProperty("inPeriod").ValueKind.ShouldBe(JsonValueKind.Null);
        (
            await (await service.AsAsync("cantho.congan")).PutAsync(
                "plans/can-tho-2025/figures/2025/thanh-pho-can-tho",
                new { entries = new object[] { new { target = "tai-hoa-nhap", @base = 2 } } }
            )
        ).Status.ShouldBe(HttpStatusCode.BadRequest);

        static (string?, string?) Halves(JsonElement sheet)
        {
            var known = Line(sheet, "duoc-khen").GetProperty("known");
            return (Half(known.GetProperty("number")), Half(known.GetProperty("base")));
        }

        static string Half(JsonElement half) => $"{half.GetProperty("count")} {half.GetProperty("source").GetString()}";
        static object Stated(int number, int of, string? reason) =>
            new
            {
                entries = new[]
                {
                    new
                    {
                        target = "duoc-khen",
                        number,
                        @base = of,
                        reason,
                    },
                },
            };
    }

    // The shipped plan of Tân Khai with a target that the system counts by itself.
    private static StringContent Counting()
    {
        var shipped = PlanFile.Shipped().Single(plan => plan.Definition.Id.Value == "tan-khai-2025");
        var text = System.Text.Encoding.UTF8.GetString(shipped.File.ToArray());
        var counting = text.Replace(
            "\ntargets:\n",
            """

            targets:
              - code: duoc-khen
                what: Người được đề nghị được khen
                measure: ty-le
                numerator: người được khen
                denominator: người được đề nghị
                compare: tu
                value: 50
                by: không quy định
                numberFrom: { count: khen, of: person }
                baseFrom: { count: de-nghi, of: person }
                clause: II
                wording: một nửa số người được đề nghị

            """,
            StringComparison.Ordinal
        );
        counting.ShouldContain("duoc-khen");
        return new(counting, System.Text.Encoding.UTF8, "application/yaml");
    }

    [Fact]
    public async Task Progress_goes_into_a_spreadsheet_and_no_text_becomes_a_formula()
    {
        await using var service = new Service(Morning);
        var luc = await service.AsAsync("lucngan.bcd");
        (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(19, 110))).Ok();
        using var browser = await service.BrowserAsync("bacgiang.congan");
        var csv = await browser.GetByteArrayAsync(new Uri("/tien-do/bac-giang-2024/tinh-bac-giang/tep.csv?ky=dot-2", UriKind.Relative));
        csv[..3].ShouldBe([0xEF, 0xBB, 0xBF]);
        var lines = System.Text.Encoding.UTF8.GetString(csv[3..]).Split("\r\n");
        lines[0].ShouldStartWith("Đơn vị,Chỉ tiêu,Yêu cầu");
        lines.ShouldContain(line =>
            line.StartsWith("Huyện Lục Ngạn,", StringComparison.Ordinal) && line.Contains(",19,110,\"17,27%\",Chưa đạt,")
        );
        var escaped = Components.FigureWords.CsvOf(
            ["Đơn vị"],
            [
                ["=1+1", "-2", "@x"],
            ]
        );
        System
            .Text.Encoding.UTF8.GetString(escaped)
            .Split("\r\n")[1]
            .ShouldBe(
                """
                "'=1+1","'-2","'@x"
                """
            );

        var xlsx = await browser.GetByteArrayAsync(new Uri("/tien-do/bac-giang-2024/tinh-bac-giang/tep.xlsx?ky=dot-2", UriKind.Relative));
        using var file = new MemoryStream(xlsx);
        using var book = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Open(file, false);
        new DocumentFormat.OpenXml.Validation.OpenXmlValidator().Validate(book, TestContext.Current.CancellationToken).ShouldBeEmpty();

        using var beside = await service.BrowserAsync("sondong.bcd");
        foreach (var path in new[] { "tep.csv?ky=dot-2", "tep.csv", "tep.xlsx?ky=khong-co" })
        {
            using var answer = await beside.GetAsync(new Uri($"/tien-do/bac-giang-2024/tinh-bac-giang/{path}", UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }

        using var page = await beside.GetAsync(new Uri("/so-lieu/bac-giang-2024/huyen-luc-ngan?ky=dot-2", UriKind.Relative));
        page.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nobody_states_for_others_and_nobody_reads_beside_their_own()
    {
        await using var service = new Service(Morning);
        var (luc, police) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("bacgiang.congan"));
        (await (await service.AsAsync("sondong.bcd")).GetAsync($"{Plan}/figures/dot-2/huyen-luc-ngan")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await (await service.AsAsync("sondong.bcd")).GetAsync($"{Plan}/progress/dot-2/tinh-bac-giang")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await (await service.AsAsync("xa.canbo")).GetAsync($"{Plan}/progress/dot-2/huyen-luc-ngan")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await police.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(1, 2))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await police.GetAsync($"{Plan}/books/huyen-luc-ngan/viec-tot/viec-tot")).Ok();
        (
            await police.PostAsync($"{Plan}/books/huyen-luc-ngan/viec-tot/viec-tot/entries", new { day = "2025-04-10", text = "x" })
        ).Status.ShouldBe(HttpStatusCode.Forbidden);
        foreach (
            var path in new[]
            {
                "figures/dot-9/huyen-luc-ngan",
                "figures/dot-2/khong-co",
                "progress/2031/huyen-luc-ngan",
                "books/huyen-luc-ngan/khac/-",
            }
        )
        {
            (await luc.GetAsync($"{Plan}/{path}")).Status.ShouldBe(HttpStatusCode.NotFound, path);
        }

        (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", Of(11, 10))).Refused("figures.numerator-above-denominator");
        (await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", new { entries = Array.Empty<object>() })).Refused("figures.empty");
        (
            await luc.PutAsync($"{Plan}/figures/dot-2/huyen-luc-ngan", new { entries = new object?[] { null, new { number = 3 } } })
        ).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await luc.PutAsync($"{Plan}/figures/2025-08/huyen-luc-ngan", Models(1))).Refused("figures.not-begun");
    }

    private static object Of(int numerator, int denominator) =>
        new
        {
            entries = new[]
            {
                new
                {
                    target = "nguon-tin",
                    number = numerator,
                    @base = denominator,
                },
            },
        };

    private static object Models(int count, string? reason = null, string? cites = null) =>
        new
        {
            entries = new[]
            {
                new
                {
                    target = "mo-hinh",
                    number = count,
                    reason,
                    cites = cites is null ? null : new[] { cites },
                },
            },
        };

    private static JsonElement Line(JsonElement sheet, string target) =>
        sheet.GetProperty("lines").EnumerateArray().First(line => line.GetProperty("target").GetString() == target);
}
