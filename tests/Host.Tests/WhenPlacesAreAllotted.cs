using System.Net;
using System.Text;
using System.Text.Json;
using PhongTrao.Host.Desk;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Tests;

/// <summary>Chỉ tiêu khen thưởng over HTTP: given by an act, counted while filing, held to at submission, free again when a dossier goes back.</summary>
public sealed class WhenPlacesAreAllotted
{
    private const string Soft = "tap-the";
    private const string Hard = "ca-nhan";
    private const string District = "huyen";

    [Fact]
    public async Task Places_are_given_taken_counted_by_stage_and_free_again()
    {
        await using var service = new Service();
        await LoadAsync(service);
        var (xa, coordinator) = (await service.AsAsync("xa.canbo"), await service.AsAsync("dieuphoi"));
        (await xa.PostAsync($"plans/{TrialPlan.Id}/quotas/allocate", Give(1))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await coordinator.PostAsync($"plans/{TrialPlan.Id}/quotas/allocate", Give(3))).Code.ShouldBe("quota.more-than-held");
        (await coordinator.PostAsync($"plans/{TrialPlan.Id}/quotas/allocate", Give(1, "Ý kiến của Trưởng ban"))).Ok();

        // A hard one is never exceeded, whatever is said.
        var first = await PeopleAsync(xa, "Đặng Thị Ước", "Lâm Văn Sứ");
        var full = await xa.PostAsync($"dossiers/{first}/submit", new { quotaNote = "Rất xứng đáng." });
        full.Code.ShouldBe("quota.full");
        full.Json.GetProperty("title").GetString()!.ShouldContain("V.1, thử");
        full.Json.GetProperty("title").GetString()!.ShouldContain(", theo 45/KH-UBND", customMessage: "whose limit, and who says so");
        (await LineAsync(xa, Hard)).GetProperty("proposed").GetInt32().ShouldBe(0);
        var one = await PeopleAsync(xa, "Đặng Thị Ước");
        (await xa.PostAsync($"dossiers/{one}/submit")).Ok();
        var unit = await LineAsync(xa, Hard, "thi-tran-tan-khai");
        (unit.GetProperty("allotted").GetInt32(), unit.GetProperty("proposed").GetInt32(), unit.GetProperty("rest").GetInt32()).ShouldBe(
            (1, 1, 0)
        );
        var another = await PeopleAsync(xa, "Lâm Văn Sứ");
        (await xa.PostAsync($"dossiers/{another}/submit")).Code.ShouldBe("quota.full");
        (await xa.PostAsync($"dossiers/{one}/take-back")).Ok();
        (await xa.PostAsync($"dossiers/{another}/submit")).Ok();

        // It moves on with its nominee.
        var police = await service.AsAsync("xa.congan");
        await Walk.PassAsync(police, another);
        (await LineAsync(xa, Hard)).GetProperty("appraised").GetInt32().ShouldBe(1);
        await Walk.DecideAsync(await service.AsAsync("xa.lanhdao"), "thi-tran-tan-khai", "giay-khen-xa");
        (await LineAsync(xa, Hard)).GetProperty("issued").GetInt32().ShouldBe(1);

        using var browser = await service.BrowserAsync("dieuphoi");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/ke-hoach/{TrialPlan.Id}/chi-tieu-khen"));
        page.ShouldContain("Khối cá nhân");
        page.ShouldContain("Không được vượt");
        page.ShouldContain($"data-form=\"chi-tieu-{TrialPlan.Id}\"", customMessage: "what is typed is kept");
        page.ShouldContain("45/KH-UBND ngày 02/01/2025; Ý kiến của Trưởng ban");
        NameScan.InFiles(NameScan.OutsideTheViews(service.Folder), ["Ý kiến của Trưởng ban"]).ShouldBeEmpty("it is sealed");
    }

    [Fact]
    public async Task A_soft_one_needs_a_note_and_what_a_unit_was_not_given_is_neither_none_nor_all()
    {
        await using var service = new Service();
        await LoadAsync(service);
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await DraftAsync(xa, "collective", "Tổ dân phố 1", "Tổ dân phố 2");
        using (var browser = await service.BrowserAsync("xa.canbo"))
        {
            var filing = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("filing").GetString();
            var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/lap-ho-so/{filing}?buoc=nop"));
            page.ShouldContain("Khối tập thể: được phân bổ – chưa phân bổ, đã đề nghị 00");
        }

        (await xa.PostAsync($"dossiers/{dossier}/submit")).Code.ShouldBe("quota.note-missing");
        (await xa.PostAsync($"dossiers/{dossier}/submit", new { quotaNote = "Hai tổ cùng lập thành tích." })).Ok();
        (await LineAsync(xa, Soft)).GetProperty("rest").GetInt32().ShouldBe(-1);
        (await xa.PostAsync($"plans/{TrialPlan.Id}/quotas/ask", Ask("x"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await xa.PostAsync($"plans/{TrialPlan.Id}/quotas/ask", Ask(Soft))).Ok();
        (await LineAsync(xa, Soft, "thi-tran-tan-khai")).GetProperty("asked").GetInt32().ShouldBe(2);
        (await xa.GetAsync("plans/khong-co/quotas")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_refused_proposal_of_another_form_takes_no_place_of_it()
    {
        await using var service = new Service();
        await LoadAsync(service);
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await PeopleAsync(xa, "Đặng Thị Ước", "Lâm Văn Sứ");
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        var police = await service.AsAsync("xa.congan");
        var task = await police.TaskAsync(dossier);
        (await police.PostAsync($"tasks/{task}/receive")).Ok();
        var nominee = (await police.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees")[0].GetProperty("id").GetString();
        const string other = "giay-khen-huyen";
        var refused = await police.PostAsync(
            $"tasks/{task}/other-form",
            new
            {
                nominee,
                form = other,
                reason = "",
            }
        );
        (refused.Status, (await LineAsync(xa, District, form: other)).GetProperty("proposed").GetInt32()).ShouldBe(
            (HttpStatusCode.Conflict, 0)
        );
        (
            await police.PostAsync(
                $"tasks/{task}/other-form",
                new
                {
                    nominee,
                    form = other,
                    reason = "Thành tích vượt mức của xã",
                }
            )
        ).Ok();
        (await LineAsync(xa, District, form: other)).GetProperty("proposed").GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task A_share_is_asked_at_submission_and_stands_on_the_page()
    {
        await using var service = new Service();
        await LoadAsync(
            service,
            """

            shares:
              - { code: lanh-dao, form: giay-khen-xa, type: tong-ket, quotas: [ca-nhan], of: de-nghi, who: lanh-dao, atMost: 20, each: có, clause: "V.4, thử", wording: không quá 20% là lãnh đạo }
              - { code: truc-tiep, form: giay-khen-xa, type: tong-ket, of: phan-bo, who: lao-dong-truc-tiep, atLeast: 50, hard: có, clause: "V.5, thử", wording: ít nhất 50% là người lao động trực tiếp }
            """
        );
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await PeopleAsync(xa);
        (
            await xa.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name = "Đặng Thị Ước",
                    kind = "person",
                    leader = true,
                }
            )
        ).Ok();
        var refused = await xa.PostAsync($"dossiers/{dossier}/submit");
        refused.Code.ShouldBe("quota.share-exceeded-note");
        refused.Json.GetProperty("title").GetString()!.ShouldContain("V.4, thử");
        (await xa.PostAsync($"dossiers/{dossier}/submit", new { quotaNote = "Người đứng đầu duy nhất được đề nghị." })).Ok();

        // One of three places is left to others than direct workers; a second one cannot be.
        var second = await PeopleAsync(xa, "Lâm Văn Sứ");
        var hard = await xa.PostAsync($"dossiers/{second}/submit", new { quotaNote = "Rất xứng đáng." });
        hard.Code.ShouldBe("quota.share-missed");

        var board = (await xa.GetAsync($"plans/{TrialPlan.Id}/quotas")).Ok().Json.GetProperty("items").EnumerateArray().First();
        board
            .GetProperty("shares")
            .EnumerateArray()
            .Where(share => share.GetProperty("code").GetString() == "truc-tiep" || Is(share, "unit", "thi-tran-tan-khai"))
            .Select(share =>
                (share.GetProperty("part").GetInt32(), share.GetProperty("total").GetInt32(), share.GetProperty("state").GetString())
            )
            .ShouldBe([(1, 1, "khong-dat"), (0, 3, "con-cho")]);
        using var browser = await service.BrowserAsync("xa.canbo");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/ke-hoach/{TrialPlan.Id}/chi-tieu-khen"));
        page.ShouldContain("“không quá 20% là lãnh đạo”");
        page.ShouldContain("Chưa đủ, còn chỗ");
        var filing = (await xa.GetAsync($"dossiers/{second}")).Ok().Json.GetProperty("filing").GetString();
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/lap-ho-so/{filing}?buoc=nop"))
            .ShouldContain("01 trên 01, nhiều nhất 20%: không đạt");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/ke-hoach/{TrialPlan.Id}"))
            .ShouldContain("Giữ chức vụ lãnh đạo, quản lý: nhiều nhất 20% số đề nghị, từng đơn vị");
    }

    [Fact]
    public async Task Women_direct_workers_and_small_collectives_are_counted_beside_the_quota_and_order_nothing()
    {
        await using var service = new Service();
        await LoadAsync(service);
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await DraftAsync(xa, "person");
        async Task AddAsync(object nominee) => (await xa.PostAsync($"dossiers/{dossier}/nominees", nominee)).Ok();
        await AddAsync(
            new
            {
                name = "Tổ dân phố 3",
                kind = "collective",
                members = 9,
                women = 6,
                small = true,
            }
        );
        await AddAsync(
            new
            {
                name = "Lâm Văn Sứ",
                kind = "person",
                directWorker = true,
            }
        );
        await AddAsync(
            new
            {
                name = "Đặng Thị Ước",
                kind = "person",
                female = true,
                remote = true,
            }
        );
        var more = await xa.PostAsync(
            $"dossiers/{dossier}/nominees",
            new
            {
                name = "Tổ dân phố 4",
                kind = "collective",
                members = 3,
                women = 4,
            }
        );
        more.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();

        JsonElement.ArrayEnumerator Marks(JsonElement line) => line.GetProperty("marks").EnumerateArray();
        Marks(await LineAsync(xa, Hard, "thi-tran-tan-khai"))
            .Where(mark => mark.GetProperty("places").GetInt32() > 0)
            .Select(mark => (mark.GetProperty("mark").GetString(), mark.GetProperty("places").GetInt32()))
            .ShouldBe([("nu", 1), ("lao-dong-truc-tiep", 1), ("vung-kho-khan", 1)]);
        Marks(await LineAsync(xa, Soft))
            .Where(mark => mark.GetProperty("places").GetInt32() > 0)
            .Select(mark => mark.GetProperty("mark").GetString())
            .ShouldBe(["tap-the-nho"], "6 of 9 are fewer than 70%");

        using var browser = await service.BrowserAsync("xa.canbo");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}"));
        page.ShouldContain("Tham khảo, không xếp hạng tự động (trong 03 đề nghị): nữ 01, người lao động trực tiếp 01");
        page.ShouldContain("Khối cá nhân: được phân bổ – chưa phân bổ, đã đề nghị 02");
        page.IndexOf("Tổ dân phố 3", StringComparison.Ordinal)
            .ShouldBeLessThan(page.IndexOf("Đặng Thị Ước", StringComparison.Ordinal), "in the order they were entered");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/ke-hoach/{TrialPlan.Id}/chi-tieu-khen"))
            .ShouldContain("Chỉ để cân nhắc, không xếp hạng tự động");
    }

    [Fact]
    public async Task A_block_that_has_fewer_than_the_plan_asks_for_is_told_where_the_list_is_drawn_up()
    {
        await using var service = new Service();
        await LoadAsync(service);
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await PeopleAsync(xa, "Đặng Thị Ước");
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        using var browser = await service.BrowserAsync("xa.lanhdao");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync("/quyet-dinh/moi?hinh-thuc=giay-khen-xa"));
        page.ShouldContain("Khối tập thể: mới đề nghị 00, kế hoạch ghi ít nhất 01 (V.2, thử).");
        page.ShouldNotContain("Khối cá nhân: mới đề nghị");
        page.ShouldContain("Tham khảo, không xếp hạng tự động (trong 01 đề nghị)");

        // And on the list itself, as long as it is so.
        var head = await service.AsAsync("xa.lanhdao");
        var decision = await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{decision.GetProperty("id").GetString()}"))
            .ShouldContain("Khối tập thể: mới đề nghị 00, kế hoạch ghi ít nhất 01 (V.2, thử).");
    }

    [Fact]
    public async Task A_block_that_has_fewer_is_told_at_the_council_too()
    {
        await using var service = new Service();
        await LoadAsync(
            service,
            """

              - { code: tinh, form: bang-khen-tinh, type: tong-ket, occasion: tổng kết năm 2025, block: Khối cá nhân, of: person, min: 2, max: 3, allocatedBy: không quy định, clause: "V.4, thử", wording: 02 đến 03 cá nhân }
            """
        );
        var xa = await service.AsAsync("xa.canbo");
        var dossier = await DraftAsync(xa, "person", ["Đặng Thị Ước"], "bang-khen-tinh");
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        foreach (var who in new[] { "xa.congan", "xa.lanhdao", "huyen.noivu", "huyen.lanhdao", "tinh.congan", "tinh.noivu" })
        {
            var signed = who.EndsWith("lanhdao", StringComparison.Ordinal) ? new { allPassed = true, paper = Walk.Paper } : null;
            await Walk.PassAsync(await service.AsAsync(who), dossier, signed);
        }

        var secretary = await service.AsAsync("tinh.thuky");
        var sitting = (
            await secretary.PostAsync(
                "sittings",
                new
                {
                    form = "bang-khen-tinh",
                    on = "2025-04-14",
                    place = "Phòng họp số 1",
                    members = Enumerable.Range(1, 5).Select(i => new { name = $"Ủy viên {i}" }).ToArray(),
                    secretary = new { name = "Đặng Thanh Mai" },
                }
            )
        ).Ok();
        var nominee = (await secretary.GetAsync("sittings/candidates?form=bang-khen-tinh")).Ok().Json.GetProperty("items")[0];
        (
            await secretary.PostAsync(
                $"sittings/{sitting.Id}/nominees",
                new { nominees = new[] { new { dossier, nominee = nominee.GetProperty("nominee").GetString() } } }
            )
        ).Ok();
        using var browser = await service.BrowserAsync("tinh.thuky");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/hop-hoi-dong/{sitting.Id}"))
            .ShouldContain("Khối cá nhân: mới đề nghị 01, kế hoạch ghi ít nhất 02 (V.4, thử).");
    }

    [Fact]
    public async Task A_share_without_any_quota_is_asked_at_submission_all_the_same()
    {
        await using var service = new Service();
        await LoadAsync(
            service,
            """

            shares:
              - { code: lanh-dao, form: giay-khen-xa, type: tong-ket, of: de-nghi, who: lanh-dao, atMost: 50, hard: có, clause: "V.4, thử", wording: không quá một nửa là lãnh đạo }
            """,
            hasQuotas: false
        );
        var xa = await service.AsAsync("xa.canbo");
        async Task<string> DraftOfAsync(params (string Name, bool Leads)[] people)
        {
            var dossier = await PeopleAsync(xa);
            foreach (var (name, leader) in people)
            {
                (
                    await xa.PostAsync(
                        $"dossiers/{dossier}/nominees",
                        new
                        {
                            name,
                            kind = "person",
                            leader,
                            achievement = $"Việc của {name}.",
                        }
                    )
                ).Ok();
            }

            return dossier;
        }

        var alone = await DraftOfAsync(("Đặng Thị Ước", true));
        var refused = (await xa.PostAsync($"dossiers/{alone}/submit", new { quotaNote = "Rất xứng đáng." })).Refused(
            "quota.share-exceeded"
        );
        refused.Json.GetProperty("title").GetString()!.ShouldContain("V.4, thử");
        var both = await DraftOfAsync(("Lâm Văn Sứ", true), ("Điểu Thị Ngọc", false));
        (await xa.PostAsync($"dossiers/{both}/submit")).Ok();
        (await xa.PostAsync($"dossiers/{alone}/submit")).Refused("quota.share-exceeded");
        var more = await DraftOfAsync(("Thạch Sô Phi", false));
        (await xa.PostAsync($"dossiers/{more}/submit")).Ok();
        (await xa.PostAsync($"dossiers/{alone}/submit")).Ok();
    }

    [Fact]
    public async Task A_secret_dossier_passes_a_soft_quota_by_the_number_of_a_paper_and_nothing_else()
    {
        await using var service = new Service();
        await LoadAsync(
            service,
            """

              - { code: khong-con, form: bang-khen-tinh, type: tong-ket, occasion: tổng kết năm 2025, block: Khối tập thể, of: collective, min: không quy định, max: 0, allocatedBy: không quy định, clause: "V.4, thử", wording: không đề nghị tập thể }
            """
        );
        var xa = await service.AsAsync("xa.canbo");
        var filing = await xa.PostAsync(
            "filings",
            new
            {
                plan = TrialPlan.Id,
                type = "tong-ket",
                forms = new[] { "giay-khen-xa" },
                secrecy = "secret",
                paper = new
                {
                    number = "05/HS",
                    date = "2025-02-03",
                    keptAt = "thi-tran-tan-khai",
                },
            }
        );
        var dossier = filing.Ok().Json.GetProperty("forms")[0].GetProperty("dossier").GetString()!;
        (await xa.PostAsync($"dossiers/{dossier}/nominees", new { kind = "collective" })).Ok();
        (await xa.PostAsync($"dossiers/{dossier}/nominees", new { kind = "collective" })).Ok();
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Code.ShouldBe("quota.note-missing");
        foreach (var text in new[] { "Hai tổ cùng lập thành tích.", "12 tổ", "12/", "/TTr" })
        {
            (await xa.PostAsync($"dossiers/{dossier}/submit", new { quotaNote = text })).Status.ShouldBe(HttpStatusCode.BadRequest, text);
        }

        (await xa.PostAsync($"dossiers/{dossier}/submit", new { quotaNote = "12/TTr-UBND" })).Ok();
        (await LineAsync(xa, Soft)).GetProperty("rest").GetInt32().ShouldBe(-1);

        // Moved to another form it passes that one's quota in the same way.
        var police = await service.AsAsync("xa.congan");
        var task = await police.TaskAsync(dossier);
        (await police.PostAsync($"tasks/{task}/receive")).Ok();
        var nominee = (await police.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees")[0].GetProperty("id").GetString();
        object Move(string? quotaNote) =>
            new
            {
                nominee,
                form = "bang-khen-tinh",
                quotaNote,
            };
        (await police.PostAsync($"tasks/{task}/other-form", Move(null))).Code.ShouldBe("quota.note-missing");
        (await police.PostAsync($"tasks/{task}/other-form", Move("Rất xứng đáng"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.PostAsync($"tasks/{task}/other-form", Move("13/TTr-CAX"))).Ok();
        (await LineAsync(xa, "khong-con", form: "bang-khen-tinh")).GetProperty("rest").GetInt32().ShouldBe(-1);
    }

    [Fact]
    public async Task What_a_unit_was_given_is_not_its_successors_before_it_is_given_anew()
    {
        await using var service = new Service();
        await LoadAsync(service);
        var coordinator = await service.AsAsync("dieuphoi");
        (await coordinator.PostAsync($"plans/{TrialPlan.Id}/quotas/allocate", Give(1, "Ý kiến của Trưởng ban"))).Ok();
        (await coordinator.PostAsync("dev/clock", new { to = "2025-08-01T08:00:00+07:00" })).Ok();
        var reader = await service.AsAsync("xa.canbo");
        var board = (await reader.GetAsync($"plans/{TrialPlan.Id}/quotas"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(one => one.GetProperty("form").GetString() == "giay-khen-xa");
        var unit = board.GetProperty("units").EnumerateArray().Single(one => Is(one, "unit", "xa-tan-khai-2025"));
        unit.GetProperty("before").EnumerateArray().ShouldHaveSingleItem().GetProperty("places").GetInt32().ShouldBe(1);
        unit.GetProperty("lines").EnumerateArray().Any(line => line.TryGetProperty("allotted", out _)).ShouldBeFalse("nobody gave it any");
        using var browser = await service.BrowserAsync("xa.canbo");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/ke-hoach/{TrialPlan.Id}/chi-tieu-khen"))
            .ShouldContain("trước đây được phân bổ 01 (Khối cá nhân, 45/KH-UBND ngày 02/01/2025). Số đó không tự chuyển sang");
    }

    [Fact]
    public void A_quota_of_a_round_is_for_dossiers_of_it_and_one_of_some_sorts_of_bodies_for_those()
    {
        var plan = PlanFile.Read(WhenFilesAreLoaded.Odd("xa-la-2026")).Value.ShouldNotBeNull();
        UnitId[] units = [new("xa-tan-khai-2025")];
        QuotaDesk.RoundOf(plan, null, units, new(2026, 1, 4)).ShouldBeNull("none has begun");
        QuotaDesk.RoundOf(plan, null, units, new(2026, 3, 14)).ShouldBe(new("a"));
        QuotaDesk.RoundOf(plan, null, units, new(2026, 3, 15)).ShouldBe(new("b"), "the one that began last");
        var report = plan with { Duties = [plan.Duty(new("tong-hop"))! with { Round = new("a") }] };
        var answers = DutyKey.Of(plan.Id, new("tong-hop"), new("a"), units[0]);
        QuotaDesk.RoundOf(report, answers, units, new(2026, 4, 2)).ShouldBe(new("a"), "the duty it answers says so");

        var quotas = plan.Quotas.Where(quota => quota.Type is { Value: "theo-dot" }).ToList();
        NomineeEntry Nominee(SubjectKind kind) => new(new(Guid.NewGuid()), new(Guid.NewGuid()), kind, null, null, Unnamed: false);
        RuleCode? Of(SubjectKind kind, string? body, string? round) =>
            QuotaDesk
                .Of(quotas, Nominee(kind), body is null ? null : new KindCode(body), round is null ? null : new RoundCode(round))
                ?.Code;
        Of(SubjectKind.Collective, "to-tu-quan", "a").ShouldBe(new("theo-dot"));
        Of(SubjectKind.Collective, null, "a").ShouldBe(new("theo-dot"), "what is not said passes no limit");
        Of(SubjectKind.Collective, "doanh-nghiep", "a").ShouldBeNull();
        Of(SubjectKind.Collective, "to-tu-quan", "b").ShouldBeNull();
        Of(SubjectKind.Collective, "to-tu-quan", null).ShouldBeNull();
        Of(SubjectKind.Person, null, "a").ShouldBeNull();
    }

    private static bool Is(JsonElement of, string member, string value) =>
        of.TryGetProperty(member, out var found) && found.ValueKind is JsonValueKind.String && found.GetString() == value;

    private static object Give(int places, string? note = null) =>
        new
        {
            form = "giay-khen-xa",
            type = "tong-ket",
            quota = Hard,
            from = "huyen-hon-quan",
            to = "thi-tran-tan-khai",
            places,
            number = "45/KH-UBND",
            date = "2025-01-02",
            note,
        };

    private static object Ask(string quota) =>
        new
        {
            form = "giay-khen-xa",
            type = "tong-ket",
            quota,
            unit = "thi-tran-tan-khai",
            places = 2,
            reason = "Thêm một tập thể",
        };

    private static async Task<JsonElement> LineAsync(Client client, string quota, string? unit = null, string form = "giay-khen-xa")
    {
        var boards = (await client.GetAsync($"plans/{TrialPlan.Id}/quotas")).Ok().Json.GetProperty("items").EnumerateArray();
        var board = boards.Single(one => one.GetProperty("form").GetString() == form);
        var lines = unit is null
            ? board.GetProperty("whole")
            : board.GetProperty("units").EnumerateArray().Single(one => one.GetProperty("unit").GetString() == unit).GetProperty("lines");
        return lines.EnumerateArray().Single(line => line.GetProperty("code").GetString() == quota);
    }

    private static Task<string> PeopleAsync(Client preparer, params string[] names) => DraftAsync(preparer, "person", names);

    private static Task<string> DraftAsync(Client preparer, string kind, params string[] names) =>
        DraftAsync(preparer, kind, names, "giay-khen-xa");

    private static async Task<string> DraftAsync(Client preparer, string kind, string[] names, string form)
    {
        var filing = (
            await preparer.PostAsync(
                "filings",
                new
                {
                    plan = TrialPlan.Id,
                    type = "tong-ket",
                    forms = new[] { form },
                }
            )
        ).Ok().Json;
        var dossier = filing.GetProperty("forms")[0].GetProperty("dossier").GetString()!;
        foreach (var name in names)
        {
            await Walk.NomineeAsync(preparer, dossier, name, kind);
        }

        await Walk.StateAllAsync(preparer, dossier);
        return dossier;
    }

    private static async Task LoadAsync(Service service, string shares = "", bool hasQuotas = true)
    {
        const string quotas = """

            quotas:
              - { code: ca-nhan, form: giay-khen-xa, type: tong-ket, occasion: tổng kết năm 2025, block: Khối cá nhân, of: person, min: không quy định, max: 2, hard: có, allocatedBy: không quy định, clause: "V.1, thử", wording: nhiều nhất 02 cá nhân }
              - { code: tap-the, form: giay-khen-xa, type: tong-ket, occasion: tổng kết năm 2025, block: Khối tập thể, of: collective, min: 1, max: 1, allocatedBy: không quy định, clause: "V.2, thử", wording: 01 tập thể }
              - { code: huyen, form: giay-khen-huyen, type: tong-ket, occasion: tổng kết năm 2025, block: Khối cá nhân, of: person, min: không quy định, max: 1, hard: có, allocatedBy: không quy định, clause: "V.3, thử", wording: 01 cá nhân }
            """;
        var text = TrialPlan
            .Text("timing: { undated: cuối năm }")
            .Replace("\nquotas: không quy định", (hasQuotas ? quotas : "\nquotas: không quy định") + shares, StringComparison.Ordinal);
        (await (await service.AsAsync("quantri")).PostAsync("plans", new StringContent(text, Encoding.UTF8, "application/yaml"))).Ok();
        (
            await (await service.AsAsync("dieuphoi")).PostAsync(
                $"plans/{TrialPlan.Id}/apply",
                new { units = new[] { "thi-tran-tan-khai" }, from = "2025-01-02" }
            )
        ).Ok();
    }
}
