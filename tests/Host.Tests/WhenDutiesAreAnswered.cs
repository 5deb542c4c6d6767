using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>
/// The report of Bắc Giang's districts on the second round, due 19/5/2025: filed by Lục Ngạn's committee, accepted or returned by the
/// province's police; on 14/4/2025.
/// </summary>
public sealed class WhenDutiesAreAnswered
{
    private const string Morning = "2025-04-14T08:00:00+07:00";
    private const string Report = "bao-cao-dot-2";

    [Fact]
    public async Task A_report_is_filed_returned_filed_anew_replaced_and_accepted()
    {
        await using var service = new Service(Morning);
        var (district, police) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("bacgiang.congan"));
        var key = await KeyAsync(district, Report);
        var asked = (await district.GetAsync($"deadlines/{key}")).Ok().Json;
        asked.GetProperty("standing").GetString().ShouldBe("chua-nop");
        asked.GetProperty("forms")[0].GetString().ShouldBe("van-ban");
        asked.GetProperty("recipients")[0].GetProperty("unit").GetString().ShouldBe("tinh-bac-giang");

        (await district.PostAsync($"deadlines/{key}/file", new { number = "", date = "31/02/2025" })).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await district.PostAsync($"deadlines/{key}/file", Document("12/BC-BCĐ", "2025-04-15"))).Refused("duty.day-in-future");
        var command = ("Idempotency-Key", Guid.NewGuid().ToString());
        var filed = (await district.PostAsync($"deadlines/{key}/file", Document("12/BC-BCĐ"), command)).Ok().Json;
        filed.GetProperty("standing").GetString().ShouldBe("da-nop");
        (await district.PostAsync($"deadlines/{key}/file", Document("12/BC-BCĐ"), command))
            .Ok()
            .Json.GetRawText()
            .ShouldBe(filed.GetRawText());
        (await district.PostAsync($"deadlines/{key}/file", Document("13/BC-BCĐ"), command)).Status.ShouldBe(
            HttpStatusCode.UnprocessableEntity
        );
        (await district.PostAsync($"deadlines/{key}/file", Document("13/BC-BCĐ"))).Refused("duty.filed");
        (await StateAsync(district, key)).ShouldBe("da-nop");
        var waiting = (await police.GetAsync("reports")).Ok().Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        waiting.GetProperty("deadline").GetProperty("id").GetString().ShouldBe(key);

        (await police.PostAsync($"deadlines/{key}/return", new { missing = " " })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.PostAsync($"deadlines/{key}/return", new { missing = "Thiếu số liệu mục 3" })).Ok();
        (await StateAsync(district, key)).ShouldBe("dang-mo");
        var returned = (await NoticesAsync(district)).ShouldHaveSingleItem();
        returned.GetProperty("kind").GetString().ShouldBe("returned");
        (returned.GetProperty("state").GetString(), returned.GetProperty("deadline").GetString()).ShouldBe(("open", key));
        using var browser = await service.BrowserAsync("lucngan.bcd");
        var page = await browser.GetStringAsync("/thong-bao", TestContext.Current.CancellationToken);
        WebUtility.HtmlDecode(page).ShouldContain("Nơi nhận trả lại ngày 14/04/2025, cần nộp lại");
        page.ShouldContain($"/thoi-han/{key}");
        (await police.GetAsync("reports")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);

        (await district.PostAsync("dev/clock", new { to = "2025-05-21T09:00:00+07:00" })).Ok();
        (await StateAsync(district, key)).ShouldBe("qua-han");
        var again = (await district.PostAsync($"deadlines/{key}/file", Multipart("14/BC-BCĐ", "bao-cao.txt", "phu-luc.txt"))).Ok().Json;
        (again.GetProperty("round").GetInt32(), again.GetProperty("lateDays").GetInt32()).ShouldBe((2, 2));
        (await StateAsync(district, key)).ShouldBe("da-nop");
        var papers = (await police.GetAsync($"deadlines/{key}")).Ok().Json.GetProperty("handedIn").GetProperty("papers");
        papers.EnumerateArray().Select(paper => paper.GetProperty("fileName").GetString()).ShouldBe(["bao-cao.txt", "phu-luc.txt"]);
        var bytes = await police.GetBytesAsync($"deadlines/{key}/papers/{papers[0].GetProperty("id").GetString()}");
        Encoding.UTF8.GetString(bytes).ShouldBe("Nội dung của bao-cao.txt");
        papers[0].GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)));

        (await district.PostAsync("dev/clock", new { to = "2025-05-26T09:00:00+07:00" })).Ok();
        var kept = papers[0].GetProperty("id").GetString();
        var replaced = (
            await district.PostAsync(
                $"deadlines/{key}/replace",
                new
                {
                    number = "15/BC-BCĐ",
                    date = "2025-05-26",
                    keep = new[] { kept },
                }
            )
        ).Ok().Json;
        (replaced.GetProperty("round").GetInt32(), replaced.GetProperty("on").GetString()).ShouldBe((3, "2025-05-21"));
        (await police.PostAsync($"deadlines/{key}/accept", new { })).Ok();
        (await NoticesAsync(district))
            .Select(notice => (notice.GetProperty("kind").GetString(), notice.GetProperty("state").GetString()))
            .ShouldBe([("accepted", "open"), ("returned", "done")]);
        (await NoticesAsync(police)).ShouldBeEmpty();
        var done = (await district.GetAsync($"deadlines/{key}")).Ok().Json;
        done.GetProperty("standing").GetString().ShouldBe("da-tiep-nhan");
        done.GetProperty("handedIn").GetProperty("papers").GetArrayLength().ShouldBe(1);
        done.GetProperty("history")
            .EnumerateArray()
            .Select(line => line.GetProperty("type").GetString())
            .ShouldBe(["duty.filed", "duty.returned", "duty.filed", "duty.replaced", "duty.accepted"]);
        done.GetProperty("history")[1].GetProperty("reason").GetString().ShouldBe("Thiếu số liệu mục 3");
        (await district.PostAsync($"deadlines/{key}/replace", Document("16/BC-BCĐ"))).Refused("duty.closed");
        (await district.PostAsync($"deadlines/{key}/withdraw")).Refused("duty.closed");
    }

    [Fact]
    public async Task Everybody_does_only_what_is_theirs()
    {
        await using var service = new Service(Morning);
        var (district, police) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("bacgiang.congan"));
        var key = await KeyAsync(district, Report);

        (await (await service.AsAsync("sondong.bcd")).GetAsync($"deadlines/{key}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await service.AsAsync("xa.canbo")).PostAsync($"deadlines/{key}/file", Document("1/BC"))).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await police.PostAsync($"deadlines/{key}/file", Document("1/BC"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await district.PostAsync($"deadlines/{key}/accept", new { })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await service.AsAsync("giamsat")).PostAsync($"deadlines/{key}/accept", new { })).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await police.PostAsync($"deadlines/{key}/accept", new { })).Refused("duty.not-filed");
        (await police.GetAsync($"deadlines/{Guid.NewGuid():N}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await district.PostAsync($"deadlines/{key}/file", new { form = "buoi" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await district.PostAsync($"deadlines/{key}/file", new { form = "so-luong", count = 3 })).Refused("duty.other-content");
    }

    [Fact]
    public async Task Paper_of_a_unit_counts_from_the_day_its_recipient_got_it()
    {
        await using var service = new Service("2025-05-26T08:00:00+07:00");
        var police = await service.AsAsync("bacgiang.congan");
        var key = await KeyAsync(await service.AsAsync("sondong.bcd"), Report);

        var taken = (
            await police.PostAsync(
                $"deadlines/{key}/file",
                new
                {
                    number = "9/BC-BCĐ",
                    date = "2025-05-19",
                    receivedOn = "20/05/2025",
                    remark = "Nộp trực tiếp tại bộ phận văn thư",
                }
            )
        ).Ok().Json;

        (taken.GetProperty("on").GetString(), taken.GetProperty("lateDays").GetInt32()).ShouldBe(("2025-05-20", 1));
        var shown = (await police.GetAsync($"deadlines/{key}")).Ok().Json;
        shown.GetProperty("handedIn").GetProperty("takenBy").GetString().ShouldBe("tinh-bac-giang");
        shown.GetProperty("history")[0].GetProperty("actorName").GetString().ShouldBe("Đào Thị Hạnh");
    }

    [Fact]
    public async Task One_report_answers_two_duties_and_a_ceremony_needs_nobody_to_accept_it()
    {
        await using var service = new Service("2025-02-05T08:00:00+07:00");
        var (district, police) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("bacgiang.congan"));
        var (first, second, launch) = (
            await KeyAsync(district, "bao-cao-dot-1"),
            await KeyAsync(district, Report),
            await KeyAsync(district, "le-phat-dong")
        );

        (
            await district.PostAsync(
                $"deadlines/{first}/file",
                new
                {
                    number = "3/BC-BCĐ",
                    date = "2025-02-05",
                    also = new[] { second, launch },
                }
            )
        ).Refused("duty.other-content");
        (
            await district.PostAsync(
                $"deadlines/{first}/file",
                new
                {
                    number = "3/BC-BCĐ",
                    date = "2025-02-05",
                    also = new[] { second },
                }
            )
        ).Ok();
        (await StateAsync(district, second)).ShouldBe("da-nop");
        (await police.PostAsync($"deadlines/{second}/accept", new { })).Ok();
        (await StateAsync(district, first)).ShouldBe("da-nop", "each is accepted for itself");

        // It took place in time; that it is recorded months later changes nothing.
        var recorded = (
            await district.PostAsync(
                $"deadlines/{launch}/file",
                new
                {
                    day = "2024-09-20",
                    place = "Hội trường UBND huyện",
                    attendance = 350,
                    mergedInto = "Ngày hội Toàn dân bảo vệ an ninh Tổ quốc",
                }
            )
        ).Ok().Json;
        recorded.GetProperty("standing").GetString().ShouldBe("da-tiep-nhan");
        recorded.TryGetProperty("lateDays", out var late).ShouldBeFalse(late.ToString());
        (await district.PostAsync($"deadlines/{launch}/withdraw")).Ok();
        (await StateAsync(district, launch)).ShouldBe("qua-han");
    }

    [Fact]
    public async Task When_a_unit_ends_its_successor_has_to_do_what_is_open()
    {
        await using var service = new Service("2025-06-30T08:00:00+07:00");
        var district = await service.AsAsync("lucngan.bcd");
        var key = await KeyAsync(district, Report);
        (await district.PostAsync("dev/clock", new { to = "2025-07-01T08:00:00+07:00" })).Ok();

        var police = await service.AsAsync("bacgiang.congan");
        JsonElement history = default;
        for (var tries = 0; tries < 100; tries++)
        {
            history = (await police.GetAsync($"deadlines/{key}")).Ok().Json.GetProperty("history");
            if (history.GetArrayLength() > 0)
            {
                break;
            }

            await Task.Delay(100, TestContext.Current.CancellationToken);
        }

        history.EnumerateArray().ShouldHaveSingleItem().GetProperty("type").GetString().ShouldBe("duty.handed-over");
    }

    [Fact]
    public async Task Submitting_a_dossier_answers_the_plans_duty_until_it_is_taken_back_or_withdrawn()
    {
        await using var service = new Service(Morning);
        var preparer = await service.AsAsync("xa.canbo");
        await ApplyAsync(service, 1);
        var key = await KeyAsync(preparer, "ho-so-0", TrialPlan.Id);
        (await StateAsync(preparer, key)).ShouldBe("dang-mo");

        var dossier = await DraftAsync(preparer);
        var meant = (await preparer.GetAsync($"dossiers/{dossier}/preview"))
            .Ok()
            .Json.GetProperty("duties")
            .EnumerateArray()
            .ShouldHaveSingleItem();
        (meant.GetProperty("id").GetString(), meant.GetProperty("isMeant").GetBoolean()).ShouldBe((key, true));
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await BecomesAsync(preparer, key, "da-tiep-nhan");
        (await OnBoardAsync(preparer, key)).ShouldBe("da-tiep-nhan");
        var shown = (await preparer.GetAsync($"deadlines/{key}")).Ok().Json.GetProperty("handedIn").GetProperty("content");
        shown.GetProperty("id").GetString().ShouldBe(dossier);

        (await preparer.PostAsync($"dossiers/{dossier}/take-back")).Ok();
        await BecomesAsync(preparer, key, "dang-mo");
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await BecomesAsync(preparer, key, "da-tiep-nhan");
        (await preparer.PostAsync($"dossiers/{dossier}/withdraw", new { reason = "Tập thể đề nghị rút." })).Ok();
        await BecomesAsync(preparer, key, "dang-mo");
        (await OnBoardAsync(preparer, key)).ShouldBe("dang-mo");
    }

    [Fact]
    public async Task Where_a_plan_asks_for_several_dossiers_a_person_says_at_submission_which_one_it_is_or_afterwards()
    {
        await using var service = new Service(Morning);
        var preparer = await service.AsAsync("xa.canbo");
        await ApplyAsync(service, 2);
        var (first, second) = (await KeyAsync(preparer, "ho-so-0", TrialPlan.Id), await KeyAsync(preparer, "ho-so-1", TrialPlan.Id));
        var dossier = await DraftAsync(preparer);
        (await preparer.GetAsync($"dossiers/{dossier}/preview"))
            .Ok()
            .Json.GetProperty("duties")
            .EnumerateArray()
            .Select(duty => (duty.GetProperty("id").GetString(), duty.GetProperty("isMeant").GetBoolean()))
            .ShouldBe([(first, false), (second, false)]);
        var elsewhere = await KeyAsync(await service.AsAsync("lucngan.bcd"), Report);
        foreach (var wrong in new[] { "x", elsewhere, Guid.NewGuid().ToString("N") })
        {
            (await preparer.PostAsync($"dossiers/{dossier}/submit", new { duty = wrong })).Status.ShouldBe(HttpStatusCode.BadRequest);
        }

        (await preparer.PostAsync($"dossiers/{dossier}/submit", new { duty = second })).Ok();
        await BecomesAsync(preparer, second, "da-tiep-nhan");
        (await StateAsync(preparer, first)).ShouldBe("dang-mo", "nobody said that it answers this one");

        // Another is submitted and nobody says anything: it answers nothing until somebody does, on the deadline's page.
        var other = await DraftAsync(preparer);
        (await preparer.GetAsync($"dossiers/{other}/preview"))
            .Ok()
            .Json.GetProperty("duties")
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("id")
            .GetString()
            .ShouldBe(first, "the other one is done");
        (await preparer.PostAsync($"dossiers/{other}/submit")).Ok();
        (await preparer.PostAsync($"dossiers/{dossier}/take-back")).Ok();
        await BecomesAsync(preparer, second, "dang-mo"); // carried after the submission before it
        (await StateAsync(preparer, first)).ShouldBe("dang-mo");
        (await preparer.PostAsync($"deadlines/{first}/file", new { form = "ho-so", dossier = other })).Ok();
        (await StateAsync(preparer, first)).ShouldBe("da-tiep-nhan");
    }

    // Of what became of what one handed in; reminders come beside them.
    private static async Task<List<JsonElement>> NoticesAsync(Client client) =>
        [
            .. (await client.GetAsync("notices"))
                .Ok()
                .Json.GetProperty("items")
                .EnumerateArray()
                .Where(notice => notice.GetProperty("kind").GetString() != "reminder"),
        ];

    private static async Task ApplyAsync(Service service, int dossiers)
    {
        (await (await service.AsAsync("quantri")).PostAsync("plans", TrialPlan.WithDossiers(dossiers))).Ok();
        (
            await (await service.AsAsync("dieuphoi")).PostAsync(
                $"plans/{TrialPlan.Id}/apply",
                new { units = new[] { "thi-tran-tan-khai" }, from = "2025-01-02" }
            )
        ).Ok();
    }

    private static async Task<string> DraftAsync(Client preparer)
    {
        var filing = (
            await preparer.PostAsync(
                "filings",
                new
                {
                    plan = TrialPlan.Id,
                    type = "tong-ket",
                    forms = new[] { "giay-khen-xa" },
                }
            )
        ).Ok().Json;
        var dossier = filing.GetProperty("forms")[0].GetProperty("dossier").GetString()!;
        await Walk.NomineeAsync(preparer, dossier, "Đặng Thị Ước");
        await Walk.StateAllAsync(preparer, dossier);
        return dossier;
    }

    // What is carried comes a moment later.
    private static async Task BecomesAsync(Client client, string key, string state)
    {
        for (var tries = 0; tries < 100 && await StateAsync(client, key) != state; tries++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        (await StateAsync(client, key)).ShouldBe(state);
    }

    private static async Task<string> OnBoardAsync(Client client, string key) =>
        (await client.GetAsync($"deadlines?plan={TrialPlan.Id}&limit=200"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(item => item.GetProperty("id").GetString() == key)
            .GetProperty("state")
            .GetString()!;

    private static object Document(string number, string date = "2025-04-14") => new { number, date };

    private static MultipartFormDataContent Multipart(string number, params string[] files)
    {
        var form = new MultipartFormDataContent { { new StringContent($$"""{"number":"{{number}}","date":"2025-05-20"}"""), "input" } };
        foreach (var name in files)
        {
            var content = new ByteArrayContent(Encoding.UTF8.GetBytes($"Nội dung của {name}"));
            content.Headers.ContentType = new MediaTypeHeaderValue("text/plain");
            form.Add(content, "file", name);
        }

        return form;
    }

    private static async Task<string> KeyAsync(Client client, string duty, string plan = "bac-giang-2024") =>
        (await client.GetAsync($"deadlines?plan={plan}&limit=200"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .First(item => item.GetProperty("duty").GetString() == duty)
            .GetProperty("id")
            .GetString()!;

    private static async Task<string> StateAsync(Client client, string key) =>
        (await client.GetAsync($"deadlines/{key}")).Ok().Json.GetProperty("deadline").GetProperty("state").GetString()!;
}
