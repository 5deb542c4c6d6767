using System.Net;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Plan 001, xã Bình Minh 2024: it leaves awards to a Hướng dẫn that is not attached (III.7). Nothing of it is made up: it says "không quy
/// định" with that source, a dossier can be filed for what the law gives, and only the law's own rule stops anybody; on 04/11/2024.
/// </summary>
public sealed class WhenThePlanOfBinhMinhIsFollowed
{
    private const string Commune = "xa-binh-minh";
    private const string Plan = "binh-minh-2024";

    [Fact]
    public async Task What_the_plan_leaves_open_is_said_so_and_the_law_alone_governs()
    {
        await using var service = new Service("2024-11-04T08:00:00+07:00");
        var offices = await TayNinhAsync(service);
        var preparer = offices[Commune, "tham-muu"];
        (
            await offices["tinh-tay-ninh", "dieu-phoi"]
                .PostAsync($"plans/{Plan}/apply", new { units = new[] { "thanh-pho-tay-ninh" }, from = "2024-04-15" })
        ).Ok();
        var content = (await preparer.GetAsync($"plans/{Plan}")).Ok().Json.GetProperty("content");
        foreach (var open in new[] { "forms", "types", "eligibility", "criteria", "components", "copies", "quotas" })
        {
            content.GetProperty(open).GetProperty("text").GetString().ShouldBe("không quy định", open);
        }

        foreach (var left in new[] { "forms", "criteria", "components", "copies" })
        {
            var fallback = content.GetProperty(left).GetProperty("fallback");
            fallback.GetProperty("source").GetString().ShouldBe("III.7", left);
            fallback.GetProperty("text").GetString()!.ShouldContain("Hướng dẫn khen thưởng", Case.Sensitive, left);
        }

        using (var browser = await service.BrowserAsync($"{Commune}.tham-muu"))
        {
            var page = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri($"/lap-ho-so/moi?ke-hoach={Plan}", UriKind.Relative)));
            page.ShouldContain("Không quy định trong kế hoạch; chọn theo thẩm quyền");
            page.ShouldContain("Giấy khen của Chủ tịch UBND cấp huyện");
        }

        // Whom the plan does not know is nobody's: a group is one of its two.
        var dossier = await offices.DraftAsync(Commune, Plan, "tong-ket", "giay-khen-xa", ("Ấp Tân Lập", "collective", "tap-the"));
        (
            await preparer.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name = "Nguyễn Văn Bé",
                    kind = "person",
                    group = "quan-chung",
                }
            )
        ).Status.ShouldBe(HttpStatusCode.BadRequest);
        var person = await NomineeAsync(offices, dossier, "Nguyễn Văn Bé", null);

        // No rule but the law's, and nothing is known against it.
        var findings = await offices.FindingsAsync(dossier, "Nguyễn Văn Bé");
        findings.Keys.ShouldBe(["", "luat-tdkt-d5"], ignoreOrder: true);
        findings[""].GetProperty("verdict").GetString().ShouldBe("khong-quy-dinh");
        findings["luat-tdkt-d5"].GetProperty("verdict").GetString().ShouldBe("dat");
        (await offices.SubmitAsync(Commune, dossier)).Ok();
        (await preparer.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("checklist").GetArrayLength().ShouldBe(0);

        (await offices.SupplementAsync(dossier, "xa-cong-an", Commune, until: "2024-11-06T08:00:00+07:00")).ShouldBe(
            ("2024-11-11", "2024-11-13")
        );
        await offices.PassAsync(dossier, "xa-cong-an");
        await offices.DecideAsync(dossier, "xa-quyet-dinh", "giay-khen-xa");
        await offices.ConcludeAsync(dossier);

        // The same one for the same tổng kết at the district: one achievement, one award, whatever the form.
        var again = await offices.DraftAsync(Commune, Plan, "tong-ket", "giay-khen-huyen");
        await NomineeAsync(offices, again, "Nguyễn Văn Bé", person);
        var once = (await offices.FindingsAsync(again, "Nguyễn Văn Bé"))["luat-tdkt-d5"];
        once.GetProperty("verdict").GetString().ShouldBe("khong-dat");
        once.GetProperty("basis").GetProperty("known").GetProperty("same")[0].GetProperty("number").GetString().ShouldBe("01/QĐ-UBND");
        var refused = (await offices.SubmitAsync(Commune, again)).Refused("dossier.nominee-not-eligible");
        refused.Json.GetProperty("title").GetString()!.ShouldContain("Luật Thi đua, khen thưởng 2022, Điều 5");
    }

    [Fact]
    public async Task At_the_province_the_threshold_is_the_one_of_the_rules_and_its_source_is_shown()
    {
        await using var service = new Service("2024-11-04T08:00:00+07:00");
        var offices = await TayNinhAsync(service);
        (
            await offices["tinh-tay-ninh", "dieu-phoi"]
                .PostAsync($"plans/{Plan}/apply", new { units = new[] { Commune }, from = "2024-04-15" })
        ).Ok();
        var dossier = await offices.DraftAsync(
            Commune,
            Plan,
            "tong-ket",
            "bang-khen-tinh",
            ("Ấp Tân Lập", "collective", "tap-the"),
            ("Ấp Tân Trung", "collective", "tap-the")
        );
        (await offices.SubmitAsync(Commune, dossier)).Ok();

        // Công an cấp huyện appraises until 28/02/2025.
        await offices.PassAsync(
            dossier,
            "xa-cong-an",
            "xa-trinh",
            "huyen-cong-an",
            "huyen-noi-vu",
            "huyen-trinh",
            "tinh-cong-an",
            "tinh-noi-vu"
        );
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 9, name => name == "Ấp Tân Lập" ? (5, true) : (4, true))).Refused(
            "dossier.verdict-against-votes"
        );
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 9, name => name == "Ấp Tân Lập" ? (5, true) : (4, false))).Ok();
        await offices.PassAsync(dossier, "tinh-trinh");
        await offices.DecideAsync(dossier, "tinh-quyet-dinh", "bang-khen-tinh");
        (await offices.StateAsync(dossier, "Ấp Tân Lập")).ShouldBe("awarded");
        (await offices.StateAsync(dossier, "Ấp Tân Trung")).ShouldBe("not-passed");
    }

    private static async Task<string> NomineeAsync(Offices offices, string dossier, string name, string? subject)
    {
        var id = subject ?? Guid.NewGuid().ToString("N");
        (
            await offices[Commune, "tham-muu"]
                .PostAsync(
                    $"dossiers/{dossier}/nominees",
                    new
                    {
                        name,
                        kind = "person",
                        group = "ca-nhan",
                        achievement = $"Vận động bà con ở nơi {dossier}.",
                        subject = id,
                    }
                )
        ).Ok();
        return id;
    }

    // Tây Ninh as it was until 28/02/2025.
    private static Task<Offices> TayNinhAsync(Service service) =>
        Offices.ImportAsync(
            service,
            """
            { id: tinh-tay-ninh, name: tỉnh Tây Ninh, level: tinh, levelWord: tỉnh, from: 2024-01-01 }
            { id: thanh-pho-tay-ninh, name: thành phố Tây Ninh, level: huyen, levelWord: thành phố, parent: tinh-tay-ninh, from: 2024-01-01 }
            { id: xa-binh-minh, name: xã Bình Minh, level: xa, levelWord: xã, parent: thanh-pho-tay-ninh, from: 2024-01-01 }
            """,
            null,
            (Commune, ["tham-muu", "cong-an", "lanh-dao"]),
            ("thanh-pho-tay-ninh", ["tham-muu", "cong-an", "lanh-dao"]),
            ("tinh-tay-ninh", ["tham-muu", "cong-an", "hoi-dong", "lanh-dao", "van-thu", "dieu-phoi"])
        );
}
