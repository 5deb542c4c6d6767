using System.Net;

namespace PhongTrao.Host.Tests;

public sealed class WhenADossierWalks
{
    private static readonly string[] Communes =
    [
        "xa",
        "tanhiep",
        "dongno",
        "ankhuong",
        "thanhan",
        "tanhung",
        "tanloi",
        "phuocan",
        "tanquan",
        "anphu",
        "minhtam",
        "minhduc",
    ];

    [Fact]
    public async Task From_tan_khai_to_two_decisions_with_one_excluded_and_one_returned()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        var head = await service.AsAsync("xa.lanhdao");
        var district = await service.AsAsync("huyen.noivu");
        var districtHead = await service.AsAsync("huyen.lanhdao");

        // One filing, two forms, three nominees.
        var dossiers = await Walk.FileAsync(xa, null, "giay-khen-xa", "giay-khen-huyen");
        var (commune, higher) = (dossiers[0], dossiers[1]);
        var a = await Walk.NomineeAsync(xa, commune, "Đặng Thị Ước");
        var b = await Walk.NomineeAsync(xa, higher, "Tổ tự quản khu phố 3", "collective");
        var c = await Walk.NomineeAsync(xa, higher, "Thạch Sô Phi");

        // A missing component is refused, and names what is missing.
        var refused = (await xa.PostAsync($"dossiers/{higher}/submit")).Refused("dossier.components-missing");
        refused.Json.GetProperty("title").GetString()!.ShouldContain("thiếu");
        foreach (var (dossier, nominees) in new[] { (commune, new[] { a }), (higher, new[] { b, c }) })
        {
            await Walk.AttachAllAsync(xa, dossier, nominees);
            await Walk.StateAllAsync(xa, dossier);
            (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        }

        // The commune: the police return one for supplement, exclude a nominee of the other.
        var task = await police.TaskAsync(commune);
        (
            await police.PostAsync(
                $"tasks/{task}/return",
                new { items = new[] { new { component = "bao-cao-thanh-tich", note = "Chưa có xác nhận." } } }
            )
        ).Ok();
        (await Walk.StatusAsync(xa, commune)).ShouldBe("awaiting-supplement");
        (await xa.PostAsync($"dossiers/{commune}/supplement", new { note = "Đã bổ sung." })).Ok();
        (await police.PostAsync($"tasks/{task}/receive-supplement")).Ok();
        await Walk.PassAsync(police, commune);

        task = await police.TaskAsync(higher);
        (await police.PostAsync($"tasks/{task}/exclude", new { nominee = c, reason = "Đang xem xét kỷ luật." })).Ok();
        await Walk.PassAsync(police, higher);
        await Walk.PassAsync(head, higher, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(district, higher);

        // Two decisions: the commune's and the district's.
        var first = await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa");
        first.GetProperty("paper").GetProperty("number").GetString().ShouldBe("01/QĐ-UBND");
        var second = await Walk.DecideAsync(districtHead, "huyen-hon-quan", "giay-khen-huyen");
        second.GetProperty("nominees").GetArrayLength().ShouldBe(1);

        // Told and archived.
        await Walk.PassAsync(district, higher, new { });
        (await Walk.StatusAsync(xa, higher)).ShouldBe("notified");
        await Walk.PassAsync(district, higher, new { place = "Tủ số 2" });
        (await Walk.StatusAsync(xa, higher)).ShouldBe("archived");
        var outcome = (await xa.GetAsync($"dossiers/{higher}")).Ok().Json.GetProperty("nominees").EnumerateArray().ToList();
        outcome.Select(n => n.GetProperty("state").GetString()).ShouldBe(["awarded", "excluded"]);

        // The supervisor reads who did what, and can do nothing.
        var supervisor = await service.AsAsync("giamsat");
        var history = (await supervisor.GetAsync($"dossiers/{higher}/history")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
        history.Select(line => line.GetProperty("type").GetString()).ShouldContain("dossier.nominee-excluded");
        history.Count(line => !line.TryGetProperty("actorName", out _)).ShouldBe(0);
        (await supervisor.PostAsync($"tasks/{task}/claim")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await supervisor.GetAsync("audit?type=decision.issued")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    [Fact]
    public async Task Without_a_district_from_the_first_of_july()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var xa = await service.AsAsync("xa.canbo");
        var me = (await xa.GetAsync("me")).Ok().Json.GetProperty("appointments")[0];
        me.GetProperty("unit").GetString().ShouldBe("xa-tan-khai-2025");
        var dossiers = await FileAsync(xa, "giay-khen-xa", "bang-khen-tinh");
        var (commune, province) = (dossiers[0], dossiers[1]);
        foreach (var dossier in dossiers)
        {
            (await Walk.UnitsAsync(xa, dossier)).ShouldBeSubsetOf(["xa-tan-khai-2025", "tinh-dong-nai-2025"]);
        }

        var police = await service.AsAsync("xa.congan");
        var head = await service.AsAsync("xa.lanhdao");
        await Walk.PassAsync(police, commune);
        await Walk.DecideAsync(head, "xa-tan-khai-2025", "giay-khen-xa");
        await Walk.ConcludeAsync(commune, notifier: xa, archivist: xa);

        await Walk.PassAsync(police, province);
        await Walk.PassAsync(head, province, new { allPassed = true, paper = Walk.Paper });
        await DecideInTheProvinceAsync(service, province, "tinh-dong-nai-2025");

        // Nobody of a district was asked, and whoever worked in one sees nothing.
        var history = (await (await service.AsAsync("giamsat")).GetAsync($"dossiers/{province}/history")).Ok().Json.GetProperty("items");
        history
            .EnumerateArray()
            .Where(line => line.TryGetProperty("unit", out _))
            .Select(line => line.GetProperty("unit").GetString()!)
            .Distinct()
            .Order(StringComparer.Ordinal)
            .ShouldBe(["tinh-dong-nai-2025", "xa-tan-khai-2025"]);
        var district = await service.AsAsync("huyen.noivu");
        (await district.GetAsync("me")).Ok().Json.GetProperty("appointments").GetArrayLength().ShouldBe(0);
        (await district.GetAsync($"dossiers/{province}")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task Before_the_first_of_march_the_police_of_the_district_appraise_too()
    {
        await using var service = new Service("2025-02-05T08:00:00+07:00");
        var xa = await service.AsAsync("xa.canbo");
        var dossiers = await FileAsync(xa, "giay-khen-huyen", "bang-khen-tinh");
        foreach (var dossier in dossiers)
        {
            var steps = await Walk.StepsAsync(xa, dossier);
            steps.ShouldContain("huyen-cong-an");
            await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
            await Walk.PassAsync(await service.AsAsync("xa.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
            await Walk.PassAsync(await service.AsAsync("huyen.congan"), dossier);
            await Walk.PassAsync(await service.AsAsync("huyen.noivu"), dossier);
        }

        var district = await service.AsAsync("huyen.noivu");
        var head = await service.AsAsync("huyen.lanhdao");
        await Walk.DecideAsync(head, "huyen-hon-quan", "giay-khen-huyen");
        await Walk.ConcludeAsync(dossiers[0], notifier: district, archivist: district);

        await Walk.PassAsync(head, dossiers[1], new { allPassed = true, paper = Walk.Paper });
        await DecideInTheProvinceAsync(service, dossiers[1], "tinh-binh-phuoc");
    }

    [Fact]
    public async Task Twelve_communes_one_to_trinh_two_decisions_and_nobody_is_held()
    {
        await using var service = new Service();
        var people = await service.AsAsync("quantri");
        (await people.GetAsync("me")).Ok();
        var district = await service.AsAsync("huyen.noivu");
        var dossiers = new List<string>();
        foreach (var commune in Communes)
        {
            var preparer = await service.AsAsync($"{commune}.canbo");
            var dossier = (await Walk.FileAsync(preparer, null, "bang-khen-tinh"))[0];
            var nominee = await Walk.NomineeAsync(preparer, dossier, $"Người của {commune}");
            await Walk.AttachAllAsync(preparer, dossier, nominee);
            await Walk.StateAllAsync(preparer, dossier);
            (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
            await Walk.PassAsync(await service.AsAsync($"{commune}.congan"), dossier);
            await Walk.PassAsync(await service.AsAsync($"{commune}.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
            await Walk.PassAsync(district, dossier);
            dossiers.Add(dossier);
        }

        // The district sends all of them up with one tờ trình.
        var head = await service.AsAsync("huyen.lanhdao");
        await ProposeAllAsync(head, "huyen-hon-quan", dossiers.Count);

        foreach (var dossier in dossiers)
        {
            await Walk.PassAsync(await service.AsAsync("tinh.congan"), dossier);
            await Walk.PassAsync(await service.AsAsync("tinh.noivu"), dossier);
            await Walk.VoteAsync(await service.AsAsync("tinh.thuky"), dossier);
        }

        await ProposeAllAsync(await service.AsAsync("tinh.noivu"), "tinh-binh-phuoc", dossiers.Count);

        // One nominee is taken out at the last step; two decisions cover the others, and nobody waits.
        var deciding = await service.AsAsync("tinh.lanhdao");
        var last = dossiers[^1];
        var out1 = (await deciding.GetAsync($"dossiers/{last}")).Ok().Json.GetProperty("nominees")[0].GetProperty("id").GetString();
        (
            await deciding.PostAsync(
                $"tasks/{await deciding.TaskAsync(last)}/exclude",
                new { nominee = out1, reason = "Có đơn tố cáo đang xác minh." }
            )
        ).Ok();
        var first = dossiers.Take(6).ToHashSet();
        await Walk.DecideAsync(deciding, "tinh-binh-phuoc", "bang-khen-tinh", n => first.Contains(n.GetProperty("dossier").GetString()!));
        await Walk.DecideAsync(deciding, "tinh-binh-phuoc", "bang-khen-tinh");
        foreach (var dossier in dossiers.Take(dossiers.Count - 1))
        {
            (await Walk.StatusAsync(deciding, dossier)).ShouldBe("issued");
        }

        (await Walk.StatusAsync(deciding, last)).ShouldBe("rejected");
        (await deciding.GetAsync("decisions")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(2);
    }

    // One filing of two forms, a person and a collective for each.
    private static async Task<string[]> FileAsync(Client xa, params string[] forms)
    {
        var dossiers = await Walk.FileAsync(xa, null, forms);
        foreach (var dossier in dossiers)
        {
            var person = await Walk.NomineeAsync(xa, dossier, "Đặng Thị Ước");
            var collective = await Walk.NomineeAsync(xa, dossier, "Tổ tự quản khu phố 3", "collective");
            await Walk.AttachAllAsync(xa, dossier, person, collective);
            await Walk.StateAllAsync(xa, dossier);
            (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        }

        return dossiers;
    }

    // From the province's police to the archive; the council passes everybody.
    private static async Task DecideInTheProvinceAsync(Service service, string dossier, string province)
    {
        await Walk.PassAsync(await service.AsAsync("tinh.congan"), dossier);
        var affairs = await service.AsAsync("tinh.noivu");
        await Walk.PassAsync(affairs, dossier);
        await Walk.VoteAsync(await service.AsAsync("tinh.thuky"), dossier);
        await Walk.PassAsync(affairs, dossier, new { allPassed = true, paper = Walk.Paper });
        var decision = await Walk.DecideAsync(await service.AsAsync("tinh.lanhdao"), province, "bang-khen-tinh");
        decision.GetProperty("nominees").GetArrayLength().ShouldBe(2);
        await Walk.ConcludeAsync(dossier, notifier: affairs, archivist: await service.AsAsync("tinh.vanthu"));
    }

    private static async Task ProposeAllAsync(Client client, string unit, int expected)
    {
        var waiting = (await client.GetAsync("proposals/candidates?form=bang-khen-tinh")).Ok().Json.GetProperty("items").EnumerateArray();
        var nominees = waiting
            .Select(n => new { dossier = n.GetProperty("dossier").GetString(), nominee = n.GetProperty("nominee").GetString() })
            .ToArray();
        nominees.Length.ShouldBe(expected);
        var drafted = (
            await client.PostAsync(
                "proposals",
                new
                {
                    unit,
                    form = "bang-khen-tinh",
                    nominees,
                }
            )
        ).Ok();
        (await client.PostAsync($"proposals/{drafted.Id}/issue", Walk.Paper)).Ok();
    }
}
