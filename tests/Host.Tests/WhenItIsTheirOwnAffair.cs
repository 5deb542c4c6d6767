using System.Net;

namespace PhongTrao.Host.Tests;

/// <summary>Nobody reviews what they prepared or are nominated in; when that leaves nobody, somebody is named or it goes up.</summary>
public sealed class WhenItIsTheirOwnAffair
{
    private static readonly object Why = new { reason = "Cả bộ phận có liên quan." };

    [Fact]
    public async Task The_head_names_another_of_the_unit_and_both_names_stand_in_the_record()
    {
        await using var service = new Service();
        var police = await service.AsAsync("xa.congan");
        var head = await service.AsAsync("xa.lanhdao");
        var clerk = await service.AsAsync("tinh.vanthu");
        var (dossier, task) = await SubmitAsync(service, await AccountAsync(police));

        (await police.PostAsync($"tasks/{task}/claim")).Refused("dossier.own-affair").Text.ShouldContain("lãnh đạo đơn vị cử người khác");
        (await police.PostAsync($"tasks/{task}/complete", new { allPassed = true })).Refused("dossier.own-affair");
        var line = (await police.GetAsync("tasks")).Ok().Json.GetProperty("items").EnumerateArray().Single();
        line.GetProperty("barred").GetBoolean().ShouldBeTrue();
        line.GetProperty("manning").GetString().ShouldBe("by-head");

        // The head and who coordinates see it; the head of the district need not.
        foreach (var (user, sees) in new[] { ("xa.lanhdao", true), ("dieuphoi", true), ("huyen.lanhdao", false) })
        {
            var waiting = (await (await service.AsAsync(user)).GetAsync("tasks/unmanned")).Ok().Json.GetProperty("items").EnumerateArray();
            waiting.Any(t => t.GetProperty("id").GetString() == task).ShouldBe(sees, user);
        }

        // Whoever prepared it, whoever is nominated and the head are no candidates; here that leaves nobody …
        (await head.GetAsync($"tasks/{task}/candidates"))
            .Ok()
            .Json.GetProperty("items")
            .GetArrayLength()
            .ShouldBe(0);
        var preparer = await AccountAsync(await service.AsAsync("xa.canbo"));
        (await head.PostAsync($"tasks/{task}/entrust", new { to = preparer, reason = "Vắng người." })).Refused("dossier.own-affair");
        (await head.PostAsync($"tasks/{task}/entrust", new { to = await AccountAsync(head), reason = "Vắng người." })).Refused(
            "dossier.names-oneself"
        );
        (await head.PostAsync($"tasks/{task}/entrust", new { to = await AccountAsync(clerk), reason = "Vắng người." })).Refused(
            "desk.named-not-of-unit"
        );
        (
            await (await service.AsAsync("huyen.lanhdao")).PostAsync(
                $"tasks/{task}/entrust",
                new { to = await AccountAsync(clerk), reason = "?" }
            )
        ).Status.ShouldBe(HttpStatusCode.Forbidden);

        // … until somebody of another commune comes to help.
        var helper = await HelpAsync(service, "tanhiep.congan", "thi-tran-tan-khai", "tham-muu");
        var named = await AccountAsync(helper);
        (await head.GetAsync($"tasks/{task}/candidates"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Select(c => c.GetProperty("account").GetString())
            .ShouldBe([named]);
        (await helper.PostAsync($"tasks/{task}/claim")).Refused("desk.not-your-office");
        (await head.PostAsync($"tasks/{task}/entrust", new { to = named })).Refused("dossier.reason-missing");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var body = new { to = named, reason = "Công an thị trấn được đề nghị khen." };
        (await head.PostAsync($"tasks/{task}/entrust", body, key)).Ok();
        (await head.PostAsync($"tasks/{task}/entrust", body, key)).Ok();
        (await head.GetAsync("tasks/unmanned")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);

        await Walk.PassAsync(helper, dossier);
        await Walk.PassAsync(head, dossier, new { allPassed = true, paper = Walk.Paper });
        var history = await HistoryAsync(await service.AsAsync("giamsat"), dossier);
        var naming = history.Single(e => e.GetProperty("type").GetString() == "dossier.task-entrusted");
        naming.GetProperty("actorName").GetString().ShouldBe("Ngô Bá Toàn");
        history
            .First(e => e.GetProperty("type").GetString() == "dossier.step-completed")
            .GetProperty("actorName")
            .GetString()
            .ShouldBe("Lê Quốc Phúc");
        using var browser = await service.BrowserAsync("giamsat");
        var page = await browser.GetStringAsync(new Uri($"/ho-so/{dossier}", UriKind.Relative));
        page.ShouldContain("Cử người xử lý</strong>: Lê Quốc Phúc – lý do: Công an thị trấn được đề nghị khen.");
    }

    [Fact]
    public async Task What_concerns_the_head_goes_up_to_the_superior_units_head_and_on_from_there()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        var districtHead = await service.AsAsync("huyen.lanhdao");
        var (dossier, first) = await SubmitAsync(service, await AccountAsync(head));
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);

        // His own to sign: refused; it waits for the district, which sees it.
        var task = await head.TaskAsync(dossier);
        (await head.PostAsync($"tasks/{task}/complete", new { allPassed = true, paper = Walk.Paper })).Refused("dossier.own-affair");
        var waiting = (await districtHead.GetAsync("tasks/unmanned")).Ok().Json.GetProperty("items").EnumerateArray().Single();
        (waiting.GetProperty("id").GetString(), waiting.GetProperty("manning").GetString()).ShouldBe((task, "by-above"));
        var shown = (await head.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("tasks").EnumerateArray().Last();
        shown.GetProperty("mayEntrust").GetBoolean().ShouldBeFalse();
        shown.GetProperty("mayEscalate").GetBoolean().ShouldBeTrue();
        shown.GetProperty("aboveOffice").GetString().ShouldBe("Chủ tịch UBND huyện Hớn Quản");
        (
            await head.PostAsync($"tasks/{task}/entrust", new { to = await AccountAsync(districtHead), reason = "Tôi có liên quan." })
        ).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await service.AsAsync("xa.congan")).PostAsync($"tasks/{task}/escalate", Why)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await service.AsAsync("locninh.lanhdao")).PostAsync($"tasks/{task}/escalate", Why)).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await (await service.AsAsync("huyen.noivu")).GetAsync("tasks")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);

        (await head.PostAsync($"tasks/{task}/escalate", new { })).Refused("dossier.reason-missing");
        (await head.PostAsync($"tasks/{task}/escalate", Why)).Ok();
        (await districtHead.GetAsync("tasks"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single()
            .GetProperty("manning")
            .GetString()
            .ShouldBe("by-office");
        await Walk.PassAsync(districtHead, dossier, new { allPassed = true, paper = Walk.Paper });
        (await Walk.StatusAsync(head, dossier)).ShouldBe("proposed");
        (await (await service.AsAsync("giamsat")).GetAsync("audit?type=dossier.task-escalated"))
            .Ok()
            .Json.GetProperty("items")
            .GetArrayLength()
            .ShouldBe(1);
        using var browser = await service.BrowserAsync("giamsat");
        (await browser.GetStringAsync(new Uri($"/ho-so/{dossier}", UriKind.Relative))).ShouldContain(
            "Chủ tịch UBND huyện Hớn Quản, vì lãnh đạo đơn vị cũng lập hoặc được đề nghị trong hồ sơ này – lý do: Cả bộ phận có liên quan."
        );
        first.ShouldNotBe(task);
    }

    [Fact]
    public async Task Nobody_is_named_and_nothing_goes_up_while_somebody_may_act()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        var (_, task) = await SubmitAsync(service, null);
        (await head.PostAsync($"tasks/{task}/entrust", new { to = await AccountAsync(head), reason = "Để nhanh." })).Refused(
            "desk.task-has-holder"
        );
        (await head.PostAsync($"tasks/{task}/escalate", Why)).Refused("desk.task-has-holder");
        (await (await service.AsAsync("giamsat")).PostAsync($"tasks/{task}/escalate", Why)).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_decision_stays_with_its_authority_whoever_is_concerned()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        var (dossier, _) = await SubmitAsync(service, await AccountAsync(head), "giay-khen-xa");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var task = await head.TaskAsync(dossier);

        (await head.PostAsync($"tasks/{task}/escalate", Why)).Refused("dossier.authority-stays").Text.ShouldContain("KT.");
        var above = await service.AsAsync("huyen.lanhdao");
        var police = await AccountAsync(await service.AsAsync("xa.congan"));
        (await above.PostAsync($"tasks/{task}/entrust", new { to = police, reason = "Chủ tịch được đề nghị." })).Ok();
        (await (await service.AsAsync("xa.congan")).GetAsync("tasks?mine=true"))
            .Ok()
            .Json.GetProperty("items")
            .GetArrayLength()
            .ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_signs_or_records_a_list_with_a_dossier_of_their_own()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        var police = await service.AsAsync("xa.congan");
        var (own, _) = await SubmitAsync(service, await AccountAsync(head), "giay-khen-xa");
        var (other, _) = await SubmitAsync(service, null, "giay-khen-xa");
        await Walk.PassAsync(police, own);
        await Walk.PassAsync(police, other);
        var waiting = (await head.GetAsync("decisions/candidates?form=giay-khen-xa"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .ToList();
        var nominees = waiting
            .Select(n => new { dossier = n.GetProperty("dossier").GetString(), nominee = n.GetProperty("nominee").GetString() })
            .ToArray();
        nominees.Length.ShouldBe(2);
        var id = (
            await head.PostAsync(
                "decisions",
                new
                {
                    authority = "thi-tran-tan-khai",
                    form = "giay-khen-xa",
                    nominees,
                }
            )
        ).Ok().Id;

        // Neither by their own hand, nor under their name by somebody else's.
        (await head.PostAsync($"decisions/{id}/issue", Walk.Paper))
            .Refused("decision.own-affair")
            .Text.ShouldContain("ghi nhận");
        (await police.PostAsync($"decisions/{id}/issue", Signed("  ngô bá TOÀN "))).Refused("decision.own-affair");
        var takenOff = nominees.Single(n => n.dossier == own).nominee;
        (await head.PostAsync($"decisions/{id}/take-off", new { nominee = takenOff, reason = "Phó Chủ tịch ký riêng." })).Ok();
        (await head.PostAsync($"decisions/{id}/issue", Walk.Paper))
            .Ok()
            .Json.GetProperty("paper")
            .GetProperty("number")
            .GetString()
            .ShouldBe("01/QĐ-UBND", "a refusal takes no number");

        // What concerns the head a deputy signs and another records.
        var second = (
            await police.PostAsync(
                "decisions",
                new
                {
                    authority = "thi-tran-tan-khai",
                    form = "giay-khen-xa",
                    nominees = nominees.Where(n => n.dossier == own),
                }
            )
        ).Ok().Id;
        (await police.PostAsync($"decisions/{second}/issue", Walk.Paper)).Ok();
        (await Walk.StatusAsync(head, own)).ShouldBe("issued");
    }

    [Fact]
    public async Task Nor_does_a_single_to_trinh_bear_the_name_of_whom_it_concerns()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        var (dossier, _) = await SubmitAsync(service, await AccountAsync(await service.AsAsync("xa.congan")));
        var task = await head.TaskAsync(dossier);
        var helper = await HelpAsync(service, "tanhiep.congan", "thi-tran-tan-khai", "tham-muu");
        (await head.PostAsync($"tasks/{task}/entrust", new { to = await AccountAsync(helper), reason = "Công an được đề nghị." })).Ok();
        await Walk.PassAsync(helper, dossier);

        task = await head.TaskAsync(dossier);
        (await head.PostAsync($"tasks/{task}/complete", new { allPassed = true, paper = Signed("Vũ Đức Long") })).Refused(
            "desk.signer-concerned"
        );
        (await head.PostAsync($"tasks/{task}/complete", new { allPassed = true, paper = Signed("Ngô Bá Toàn") })).Ok();
    }

    private static object Signed(string signer) =>
        new
        {
            signer,
            position = "Chủ tịch",
            form = "tm",
            scanBy = "2025-12-31",
        };

    [Fact]
    public async Task What_waits_in_a_unit_that_has_ended_goes_to_its_successor()
    {
        await using var service = new Service("2025-06-28T08:00:00+07:00");
        var (dossier, task) = await SubmitAsync(service, null);
        (await (await service.AsAsync("xa.canbo")).PostAsync("dev/clock", new { to = "2025-07-02T08:00:00+07:00" })).Ok();

        var head = await service.AsAsync("xa.lanhdao");
        var police = await service.AsAsync("xa.congan");
        (await head.GetAsync("tasks/unmanned"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single()
            .GetProperty("id")
            .GetString()
            .ShouldBe(task);
        (await head.PostAsync($"tasks/{task}/escalate", new { reason = "Thị trấn đã sắp xếp thành xã mới." })).Ok();
        await Walk.PassAsync(police, dossier);
    }

    /// <summary>A dossier of Tân Khai with one nominee, submitted, and its first task.</summary>
    private static async Task<(string Dossier, string Task)> SubmitAsync(Service service, string? nominee, string form = "giay-khen-huyen")
    {
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, form))[0];
        var id = (
            await xa.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name = "Đặng Thị Ước",
                    kind = "person",
                    account = nominee,
                }
            )
        ).Ok().Id;
        await Walk.AttachAllAsync(xa, dossier, id);
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        return (dossier, await xa.TaskAsync(dossier));
    }

    internal static async Task<string> AccountAsync(Client client) =>
        (await client.GetAsync("me")).Ok().Json.GetProperty("account").GetString()!;

    /// <summary>One more appointment for somebody, as the administrator would load it.</summary>
    internal static async Task<Client> HelpAsync(Service service, string user, string unit, string function)
    {
        var file =
            $"format: 1\nappointments:\n  - {{ userName: {user}, unit: {unit}, function: {function}, title: \"Biệt phái\", from: 2025-04-01 }}\n";
        (
            await (await service.AsAsync("quantri")).PostAsync(
                "org/import",
                new { files = new[] { new { name = "bo-sung.yaml", text = file } } }
            )
        ).Ok();
        return await service.AsAsync(user);
    }

    private static async Task<List<System.Text.Json.JsonElement>> HistoryAsync(Client client, string dossier) =>
        [.. (await client.GetAsync($"dossiers/{dossier}/history")).Ok().Json.GetProperty("items").EnumerateArray()];
}
