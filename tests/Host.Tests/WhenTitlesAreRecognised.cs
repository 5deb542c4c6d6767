using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Công nhận danh hiệu by the plan of Cần Thơ 2025: its four windows for a commune, a THPT and a THCS; each title goes where the plan sends
/// that kind of body, is scored by the scale of Quyết định 510, and what comes of it counts as a fact for awards and for the plan's targets.
/// </summary>
public sealed class WhenTitlesAreRecognised
{
    private const string Plan = "can-tho-2025";

    [Fact]
    public async Task A_commune_and_two_schools_go_through_the_four_windows()
    {
        await using var service = new Service("2025-04-14T08:00:00+07:00");
        var xa = await service.AsAsync("nhonai.canbo");

        // D07, D09: đăng ký trước 30/4. Each body's own duty is answered by it; the recipient accepts.
        var safety = await DraftAsync(xa, "an-toan-thanh-pho");
        var commune = await NomineeAsync(xa, safety, new { kind = "collective", bodyUnit = "xa-nhon-ai" });
        (await DutyAsync(xa, "dang-ky-an-toan", "xa-nhon-ai")).ShouldBe("dang-mo");
        await RegisterAsync(xa, safety, commune, "giu-vung");
        (await DutyAsync(xa, "dang-ky-an-toan", "xa-nhon-ai")).ShouldBe("da-nop");
        var city = await service.AsAsync("cantho.congan");
        var registered = (await TitlesAsync(city, "an-toan-antt")).ShouldHaveSingleItem();
        registered.GetProperty("name").GetString().ShouldBe("xã Nhơn Ái");
        registered.GetProperty("row").GetProperty("intent").GetString().ShouldBe("giu-vung");
        registered.GetProperty("mayOpen").GetBoolean().ShouldBeFalse("a draft is its unit's own");

        var fire = await DraftAsync(xa, "dien-hinh-pccc");
        var fireCommune = await NomineeAsync(xa, fire, new { kind = "collective", bodyUnit = "xa-nhon-ai" });
        var fireSchool = await NomineeAsync(
            xa,
            fire,
            new
            {
                kind = "collective",
                body = "co-so",
                bodyUnit = "thcs-nhon-ai",
            }
        );
        (
            await xa.PostAsync(
                $"dossiers/{fire}/register",
                new { nominees = new[] { new { nominee = fireCommune, intent = "moi" }, new { nominee = fireSchool, intent = "moi" } } }
            )
        ).Ok();
        (await TitlesAsync(city, "dien-hinh-pccc")).Count.ShouldBe(2);

        // Registered anew without the commune: its own duty is open again, until it is registered once more.
        var agency = await NomineeAsync(
            xa,
            safety,
            new
            {
                kind = "collective",
                name = "Công ty May Nhơn Ái",
                body = "doanh-nghiep",
            }
        );
        await RegisterAsync(xa, safety, agency, "moi");
        (await DutyAsync(xa, "dang-ky-an-toan", "xa-nhon-ai")).ShouldBe("dang-mo");
        await RegisterAsync(xa, safety, commune, "giu-vung");
        (await DutyAsync(xa, "dang-ky-an-toan", "xa-nhon-ai")).ShouldBe("da-nop");

        // A THCS is not the city's to recognise: the plan says where it belongs.
        var refused = await xa.PostAsync($"dossiers/{safety}/nominees", new { kind = "collective", bodyUnit = "thcs-nhon-ai" });
        refused.Status.ShouldBe(HttpStatusCode.BadRequest);
        refused.Text.ShouldContain("cấp xã xét");

        // The THPT has an office of its own and hands in to the city by itself.
        var school = await SchoolAsync(service);
        var high = await DraftAsync(school, "an-toan-thanh-pho");
        var highNominee = await NomineeAsync(school, high, new { kind = "collective", bodyUnit = "thpt-phong-dien" });
        await RegisterAsync(school, high, highNominee, "moi");
        (await DutyAsync(school, "dang-ky-an-toan", "thpt-phong-dien")).ShouldBe("da-nop");

        // D10: 15/9–25/9, both included. Too early it waits as a draft; the commune is a new unit by then.
        await ClockAsync(city, "2025-09-14T09:00:00+07:00");
        fire = await DraftAsync(xa, "dien-hinh-pccc");
        await NomineeAsync(xa, fire, new { kind = "collective", bodyUnit = "xa-nhon-ai-2025" });
        await NomineeAsync(
            xa,
            fire,
            new
            {
                kind = "collective",
                body = "co-so",
                bodyUnit = "thcs-nhon-ai",
            }
        );
        await PapersAsync(xa, fire);
        var early = await xa.PostAsync($"dossiers/{fire}/submit");
        early.Refused("title.not-open");
        early.Json.GetProperty("title").GetString()!.ShouldContain("15/09/2025");
        await ClockAsync(city, "2025-09-25T16:00:00+07:00");
        (await xa.PostAsync($"dossiers/{fire}/submit")).Ok();
        (await DutyAsync(xa, "xet-dien-hinh-pccc", "xa-nhon-ai-2025")).ShouldBe("da-tiep-nhan");

        // D08: trước 01/11, points provisional until 15/11.
        await ClockAsync(city, "2025-10-31T16:00:00+07:00");
        await PapersAsync(school, high);
        (await school.PostAsync($"dossiers/{high}/submit")).Refused("dossier.score-missing");
        (await school.PutAsync($"dossiers/{high}/nominees/{highNominee}/score", new { points = "100,5" })).Refused(
            "dossier.points-out-of-range"
        );
        (await school.PutAsync($"dossiers/{high}/nominees/{highNominee}/score", new { points = "92,5" })).Ok();
        (await school.PostAsync($"dossiers/{high}/submit")).Ok();
        (await DutyAsync(school, "de-nghi-cong-nhan", "thpt-phong-dien")).ShouldBe("da-tiep-nhan");

        // A day late is taken with a reason only.
        await ClockAsync(city, "2025-11-01T09:00:00+07:00");
        safety = await DraftAsync(xa, "an-toan-thanh-pho");
        commune = await NomineeAsync(xa, safety, new { kind = "collective", bodyUnit = "xa-nhon-ai-2025" });
        (await xa.PutAsync($"dossiers/{safety}/nominees/{commune}/score", new { points = "72" })).Ok();
        await PapersAsync(xa, safety);
        (await xa.PostAsync($"dossiers/{safety}/submit")).Ok();
        var late = (await xa.GetAsync($"dossiers/{safety}")).Ok().Json.GetProperty("recognition");
        (late.GetProperty("lateDays").GetInt32(), late.GetProperty("scoresProvisional").GetBoolean()).ShouldBe((1, true));
        late.GetProperty("assessedTo").GetString().ShouldBe("2025-11-15");
        var task = await city.TaskAsync(safety);
        (await city.PostAsync($"tasks/{task}/receive")).Refused("dossier.late-reason-missing");
        (await city.PostAsync($"tasks/{task}/receive", new { lateReason = "Gửi bưu điện ngày 31/10." })).Ok();

        // Points are brought up to date while the assessed year runs; whoever appraises gives the points that count.
        (await xa.PutAsync($"dossiers/{safety}/nominees/{commune}/score", new { points = "74" })).Ok();
        (await city.PostAsync($"tasks/{task}/complete", new { verdicts = new[] { new { nominee = commune, passed = true } } })).Refused(
            "dossier.score-missing"
        );
        await AppraiseAsync(city, safety, commune, "68,75");
        await AppraiseAsync(city, high, highNominee, "91");

        // Ban Chỉ đạo 138 thành phố recognises both by one decision.
        var committee = await service.AsAsync("cantho.bcd");
        await Walk.DecideAsync(committee, "thanh-pho-can-tho-2025", "an-toan-antt");
        var results = await TitlesAsync(committee, "an-toan-antt");
        results
            .Where(IsRecognised)
            .Select(one => (one.GetProperty("name").GetString(), GradeOf(one)))
            .ShouldBe([("Trường THPT Phong Điền (trình diễn)", "xuat-sac"), ("xã Nhơn Ái", "trung-binh")], ignoreOrder: true);

        // The THCS is the commune's to recognise: its police, then its committee.
        var local = await DraftAsync(xa, "an-toan-cap-xa");
        await NomineeAsync(xa, local, new { kind = "collective", bodyUnit = "thcs-nhon-ai" });
        await PapersAsync(xa, local);
        (await xa.PostAsync($"dossiers/{local}/submit")).Ok();
        await Walk.PassAsync(await service.AsAsync("nhonai.congan"), local);
        await Walk.DecideAsync(await service.AsAsync("nhonai.bcd"), "xa-nhon-ai-2025", "an-toan-antt");
        (await TitlesAsync(xa, "an-toan-antt"))
            .Where(IsRecognised)
            .Select(one => one.GetProperty("name").GetString())
            .ShouldBe(["Trường THCS Nhơn Ái (trình diễn)", "xã Nhơn Ái"], ignoreOrder: true);

        // And counts for the plan's targets: of the schools and agencies that the city recognises one, of all bodies three.
        var lines = (await city.GetAsync($"plans/{Plan}/figures/2025/thanh-pho-can-tho-2025")).Ok().Json.GetProperty("lines");
        (Known("dat-thanh-pho"), Known("dat-xa")).ShouldBe((1, 3));

        int Known(string target) =>
            lines
                .EnumerateArray()
                .First(line => line.GetProperty("target").GetString() == target)
                .GetProperty("known")
                .GetProperty("number")
                .GetProperty("count")
                .GetInt32();

        static bool IsRecognised(JsonElement line) => line.GetProperty("row").GetProperty("state").GetString() == "recognised";
        static string? GradeOf(JsonElement line) => line.GetProperty("row").GetProperty("score").GetProperty("grade").GetString();
    }

    [Fact]
    public async Task Police_of_a_ward_are_recognised_by_whom_nobody_has_confirmed_and_the_page_says_so()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var xa = await service.AsAsync("nhonai.canbo");
        var dossier = await DraftAsync(xa, "cong-an-phuong-kieu-mau");
        await NomineeAsync(xa, dossier, new { kind = "collective", bodyUnit = "xa-nhon-ai-2025" });
        await PapersAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(await service.AsAsync("cantho.congan"), dossier);
        var head = await service.AsAsync("cantho.congan.lanhdao");
        await Walk.DecideAsync(head, "thanh-pho-can-tho-2025", "cong-an-phuong-kieu-mau");
        var line = (await TitlesAsync(head, "cong-an-phuong-kieu-mau")).ShouldHaveSingleItem();
        line.GetProperty("row").GetProperty("state").GetString().ShouldBe("recognised");
        using var browser = await service.BrowserAsync("nhonai.canbo");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/ke-hoach/{Plan}"))
            .ShouldContain("theo Quyết định số 639/QĐ-BCA-V05 là chưa xác minh");
    }

    [Fact]
    public async Task What_was_recognised_counts_for_awards_and_a_page_shows_it()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var title = await DraftAsync(xa, "an-toan-antt", "tan-khai-2025");
        var nominee = await NomineeAsync(
            xa,
            title,
            new
            {
                kind = "collective",
                name = "Khu phố 1",
                body = "khu-dan-cu",
            }
        );
        (await xa.PostAsync($"dossiers/{title}/submit")).Ok();
        var subject = (await xa.GetAsync($"dossiers/{title}/nominees/{nominee}/awards")).Ok().Json.GetProperty("subject").GetString();
        (await VerdictsAsync()).ShouldBe(("chua-du-can-cu", "chua-du-can-cu"), "nothing is decided");

        await Walk.PassAsync(await service.AsAsync("xa.congan"), title);
        await Walk.DecideAsync(await service.AsAsync("xa.lanhdao"), "thi-tran-tan-khai", "an-toan-antt");
        (await VerdictsAsync()).ShouldBe(("dat", "chua-du-can-cu"), "recognised, and not graded");

        using var browser = await service.BrowserAsync("huyen.noivu");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync("/danh-hieu"));
        page.ShouldContain("Khu phố 1");
        page.ShouldContain("Được công nhận – Quyết định số");

        async Task<(string?, string?)> VerdictsAsync()
        {
            var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
            await NomineeAsync(
                xa,
                dossier,
                new
                {
                    kind = "collective",
                    name = "Khu phố 1",
                    group = "khu-dan-cu",
                    subject,
                }
            );
            var findings = (await xa.GetAsync($"dossiers/{dossier}/findings")).Ok().Json.GetProperty("items")[0].GetProperty("findings");
            string? Of(string rule) =>
                findings
                    .EnumerateArray()
                    .First(one => one.TryGetProperty("rule", out var code) && code.GetString() == rule)
                    .GetProperty("verdict")
                    .GetString();
            return (Of("kdc-an-toan"), Of("kdc-xep-loai"));
        }
    }

    [Fact]
    public async Task What_a_decision_from_outside_recognised_counts_once_it_is_entered_and_until_it_is_struck()
    {
        await using var service = new Service();
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        const string Quarter = "00000000000000000000000000000b12";
        object Past(string form, int? year, object name, string? type = null) =>
            new
            {
                number = $"{year}/QĐ-CA",
                date = "2025-04-01",
                authority = "Công an tỉnh Bình Phước",
                form,
                type,
                year,
                scanBy = "2025-12-31",
                names = new[] { name },
            };
        object Name(string? grade = null, string? unit = null) =>
            new
            {
                kind = "collective",
                name = "Khu phố 1",
                subject = Quarter,
                grade,
                unit,
            };

        // What is missing or not known is told by its place, and nothing is entered.
        await FaultAsync(Past("an-toan-antt", null, Name()), "year");
        await FaultAsync(Past("an-toan-antt", 2025, Name(unit: "xã không có")), "names[0].unit");
        await FaultAsync(Past("phan-loai-phong-trao", 2025, Name("rất tốt")), "names[0].grade");
        await FaultAsync(Past("giay-khen-xa", null, Name(), "cong-nhan-danh-hieu"), "type");
        (await VerdictsAsync()).ShouldBe(("chua-du-can-cu", "chua-du-can-cu", "chua-du-can-cu"));

        (await head.PostAsync("past-decisions", Past("an-toan-antt", 2024, Name(unit: "Thị trấn  TÂN KHAI")))).Ok();
        (await VerdictsAsync()).ShouldBe(("chua-du-can-cu", "chua-du-can-cu", "chua-du-can-cu"), "another year");
        var safe = (await head.PostAsync("past-decisions", Past("an-toan-antt", 2025, Name(unit: "thi-tran-tan-khai")))).Ok();
        (await head.PostAsync("past-decisions", Past("phan-loai-phong-trao", 2025, Name("kha")))).Ok();
        (await VerdictsAsync()).ShouldBe(("dat", "dat", "dat"), "her unit's counts for whoever heads it");

        using var browser = await service.BrowserAsync("xa.lanhdao");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/nhap-tu-ngoai/{safe.Id}"));
        page.ShouldContain("Năm xét");
        page.ShouldContain("Thị trấn Tân Khai");

        // A title is no award.
        var draft = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        var again = await NomineeAsync(
            xa,
            draft,
            new
            {
                kind = "collective",
                name = "Khu phố 1",
                subject = Quarter,
            }
        );
        (await xa.GetAsync($"dossiers/{draft}/nominees/{again}/awards")).Ok().Json.GetProperty("awards").GetArrayLength().ShouldBe(0);

        (await head.PostAsync($"past-decisions/{safe.Id}/strike", new { reason = "Nhập nhầm." })).Ok();
        (await VerdictsAsync()).ShouldBe(("chua-du-can-cu", "dat", "chua-du-can-cu"));

        async Task FaultAsync(object past, string field)
        {
            var answer = await head.PostAsync("past-decisions", past);
            answer.Status.ShouldBe(HttpStatusCode.BadRequest, answer.Text);
            answer.Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe(field);
        }

        async Task<(string?, string?, string?)> VerdictsAsync()
        {
            var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
            await NomineeAsync(
                xa,
                dossier,
                new
                {
                    kind = "collective",
                    name = "Khu phố 1",
                    group = "khu-dan-cu",
                    subject = Quarter,
                }
            );
            await NomineeAsync(
                xa,
                dossier,
                new
                {
                    kind = "person",
                    name = "Điểu Thị Ngọc",
                    group = "can-bo-nguoi-lao-dong",
                    leader = true,
                    bodyUnit = "thi-tran-tan-khai",
                }
            );
            var findings = (await xa.GetAsync($"dossiers/{dossier}/findings"))
                .Ok()
                .Json.GetProperty("items")
                .EnumerateArray()
                .SelectMany(item => item.GetProperty("findings").EnumerateArray())
                .ToList();
            string? Of(string rule) =>
                findings
                    .First(one => one.TryGetProperty("rule", out var code) && code.GetString() == rule)
                    .GetProperty("verdict")
                    .GetString();
            return (Of("kdc-an-toan"), Of("kdc-xep-loai"), Of("lanh-dao-an-toan"));
        }
    }

    private static async Task<string> DraftAsync(Client preparer, string recognition, string plan = Plan) =>
        (await preparer.PostAsync("filings", new { plan, recognition }))
            .Ok()
            .Json.GetProperty("forms")[0]
            .GetProperty("dossier")
            .GetString()!;

    private static async Task<string> NomineeAsync(Client preparer, string dossier, object nominee) =>
        (await preparer.PostAsync($"dossiers/{dossier}/nominees", nominee)).Ok().Id;

    private static async Task RegisterAsync(Client preparer, string dossier, string nominee, string intent) =>
        (await preparer.PostAsync($"dossiers/{dossier}/register", new { nominees = new[] { new { nominee, intent } } })).Ok();

    private static async Task PapersAsync(Client preparer, string dossier)
    {
        var shown = (await preparer.GetAsync($"dossiers/{dossier}")).Ok().Json;
        foreach (var item in shown.GetProperty("checklist").EnumerateArray())
        {
            (
                await preparer.PutAsync(
                    $"dossiers/{dossier}/components",
                    new
                    {
                        component = item.GetProperty("code").GetString(),
                        copies = 1,
                        confirmed = true,
                    }
                )
            ).Ok();
        }
    }

    private static async Task AppraiseAsync(Client officer, string dossier, string nominee, string points)
    {
        var task = await officer.TaskAsync(dossier);
        await officer.PostAsync($"tasks/{task}/receive");
        (
            await officer.PostAsync(
                $"tasks/{task}/complete",
                new
                {
                    verdicts = new[]
                    {
                        new
                        {
                            nominee,
                            passed = true,
                            points,
                        },
                    },
                }
            )
        ).Ok();
    }

    private static async Task<List<JsonElement>> TitlesAsync(Client client, string title) =>
        [.. (await client.GetAsync($"titles?plan={Plan}&title={title}")).Ok().Json.GetProperty("items").EnumerateArray()];

    private static async Task<string?> DutyAsync(Client client, string duty, string unit) =>
        (await client.GetAsync($"deadlines?plan={Plan}&unit={unit}&limit=200"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .First(one => one.GetProperty("duty").GetString() == duty)
            .GetProperty("state")
            .GetString();

    private static async Task ClockAsync(Client client, string to) => (await client.PostAsync("dev/clock", new { to })).Ok();

    // Somebody who works here is appointed at the school.
    private static async Task<Client> SchoolAsync(Service service)
    {
        const string organisation = """
            format: 1
            functions:
              - { unit: thpt-phong-dien, function: tham-muu, office: "Văn phòng Trường THPT Phong Điền", from: 2025-01-01 }
            appointments:
              - { userName: phongdien.bcd, unit: thpt-phong-dien, function: tham-muu, title: "Thư ký Trường", from: 2025-01-01 }
            """;
        (
            await (await service.AsAsync("quantri")).PostAsync(
                "org/import",
                new { files = new[] { new { name = "truong.yaml", text = organisation } } }
            )
        ).Ok();
        return await service.AsAsync("phongdien.bcd");
    }
}
