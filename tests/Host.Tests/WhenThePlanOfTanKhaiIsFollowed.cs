using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Plan 004, thị trấn Tân Khai 2025: five forms, five components in 02 sets, criteria by group; on 14/4/2025, and for the district's form
/// on 01/8/2025, when there is none.
/// </summary>
public sealed class WhenThePlanOfTanKhaiIsFollowed
{
    private const string Town = "thi-tran-tan-khai";
    private const string Plan = "tan-khai-2025";
    private static readonly string[] Papers = ["to-trinh", "danh-sach", "bien-ban", "bao-cao-thanh-tich"];

    [Fact]
    public async Task Papers_in_two_sets_then_the_town_decides_after_one_round_of_supplement()
    {
        await using var service = new Service();
        var offices = await Offices.OfTanKhaiAsync(service);
        var town = offices[Town, "tham-muu"];
        (await offices.FileAsync(Town, Plan, "tong-ket", "huan-chuong")).Refused("desk.form-not-in-plan");
        var dossier = await offices.DraftAsync(
            Town,
            Plan,
            "tong-ket",
            "giay-khen-xa",
            ("Tổ bảo vệ an ninh, trật tự khu phố 1", "collective", "cong-an-luc-luong-co-so"),
            ("Điểu Krưng", "person", "thanh-vien-luc-luong-co-so")
        );
        var filing = (await town.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("filing").GetString();
        (await town.PostAsync($"filings/{filing}/forms", new { form = "huan-chuong" })).Refused("desk.form-not-in-plan");

        // III.4: what must be there, by name; "nếu có" may be missing; 02 bộ, one is not enough; a report needs its confirmation.
        Lacks(await offices.SubmitAsync(Town, dossier), "missing").ShouldBe("to-trinh, danh-sach, bien-ban");
        await Offices.StateAsync(town, dossier, copies: 1, Papers);
        Lacks(await offices.SubmitAsync(Town, dossier), "missing").ShouldBe("to-trinh, danh-sach, bien-ban");
        await Offices.StateAsync(town, dossier, copies: 2, Papers);
        (
            await town.PutAsync(
                $"dossiers/{dossier}/components",
                new
                {
                    component = "bao-cao-thanh-tich",
                    copies = 2,
                    confirmed = false,
                }
            )
        ).Ok();
        Lacks(await offices.SubmitAsync(Town, dossier), "unconfirmed").ShouldStartWith("bao-cao-thanh-tich");
        await Offices.StateAsync(town, dossier, copies: 2, "bao-cao-thanh-tich");
        (await offices.SubmitAsync(Town, dossier)).Ok();

        (await offices.SupplementAsync(dossier, "xa-cong-an", Town, until: "2025-04-16T08:00:00+07:00")).ShouldBe(
            ("2025-04-21", "2025-04-23")
        );
        await offices.PassAsync(dossier, "xa-cong-an");
        (await offices.DecideAsync(dossier, "xa-quyet-dinh", "giay-khen-xa")).GetProperty("nominees").GetArrayLength().ShouldBe(2);
        await offices.ConcludeAsync(dossier);
    }

    [Fact]
    public async Task Whose_unit_has_not_sent_plan_and_report_is_not_proposed_until_it_has()
    {
        await using var service = new Service();
        var offices = await Offices.OfTanKhaiAsync(service);
        var dossier = await offices.DraftAsync(
            Town,
            Plan,
            "tong-ket",
            "giay-khen-xa",
            ("Khu phố 3", "collective", "khu-dan-cu"),
            ("Lâm Văn Sứ", "person", "quan-chung")
        );
        await Offices.StateAsync(offices[Town, "tham-muu"], dossier, copies: 2, Papers);

        // The criteria of a group are its own; what only the appraiser can judge is the appraiser's.
        var residents = await offices.FindingsAsync(dossier, "Khu phố 3");
        residents
            .Keys.Order(StringComparer.Ordinal)
            .ShouldBe([
                "",
                "da-gui-ke-hoach-ket-qua",
                "kdc-an-toan",
                "kdc-hoan-thanh",
                "kdc-nhiem-vu",
                "kdc-trong-sach",
                "kdc-xep-loai",
                "luat-tdkt-d5",
            ]);
        Said(residents["kdc-hoan-thanh"]).ShouldBe(("chua-du-can-cu", "III.1, điểm 1.1.2"));
        foreach (var prerequisite in new[] { "kdc-an-toan", "kdc-xep-loai" })
        {
            var (verdict, clause) = Said(residents[prerequisite]);
            verdict.ShouldNotBe("dat", "nobody has recognised or graded it");
            clause.ShouldBe("III.1, điểm 1.1.2");
        }

        (await offices.FindingsAsync(dossier, "Lâm Văn Sứ")).Keys.ShouldNotContain("kdc-an-toan");

        // IV.3 has no day of its own: one is set, it goes by, and then nobody of the town can be proposed.
        Said(residents["da-gui-ke-hoach-ket-qua"]).ShouldBe(("chua-du-can-cu", "IV.3"));
        (
            await offices["tinh-binh-phuoc", "dieu-phoi"]
                .PostAsync(
                    $"plans/{Plan}/dates",
                    new
                    {
                        duty = "gui-ke-hoach",
                        lastValidDay = "2025-04-15",
                        basis = "Công văn hướng dẫn",
                    }
                )
        ).Ok();
        (await service.Anonymous().PostAsync("dev/clock", new { to = "2025-04-17T08:00:00+07:00" })).Ok();
        Said((await offices.FindingsAsync(dossier, "Lâm Văn Sứ"))["da-gui-ke-hoach-ket-qua"]).ShouldBe(("khong-dat", "IV.3"));
        var refused = (await offices.SubmitAsync(Town, dossier)).Refused("dossier.nominee-not-eligible");
        refused.Json.GetProperty("title").GetString()!.ShouldContain("IV.3");

        var asked = (await offices[Town, "tham-muu"].GetAsync($"deadlines?plan={Plan}&from=2025-04-15&to=2025-04-15")).Ok().Json;
        var key = asked.GetProperty("items").EnumerateArray().ShouldHaveSingleItem().GetProperty("id").GetString();
        (await offices[Town, "tham-muu"].PostAsync($"deadlines/{key}/file", new { number = "12/KH-UBND", date = "2025-04-17" })).Ok();
        Said((await offices.FindingsAsync(dossier, "Lâm Văn Sứ"))["da-gui-ke-hoach-ket-qua"])
            .ShouldBe(("chua-du-can-cu", "IV.3"), "the plan is sent, and no day has been set for the report");
        (await offices.SubmitAsync(Town, dossier)).Ok();
    }

    [Fact]
    public async Task At_the_province_five_of_nine_are_more_than_half_and_four_are_not()
    {
        await using var service = new Service();
        var offices = await Offices.OfTanKhaiAsync(service);
        var dossier = await offices.DraftAsync(
            Town,
            Plan,
            "tong-ket",
            "bang-khen-tinh",
            ("Công an thị trấn", "collective", "cong-an-luc-luong-co-so"),
            ("Thạch Sô Phi", "person", "quan-chung")
        );
        await Offices.StateAsync(offices[Town, "tham-muu"], dossier, copies: 2, Papers);
        (await offices.SubmitAsync(Town, dossier)).Ok();
        await offices.PassAsync(dossier, "xa-cong-an", "xa-trinh", "huyen-noi-vu", "huyen-trinh", "tinh-cong-an", "tinh-noi-vu");
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 9, name => name == "Thạch Sô Phi" ? (4, true) : (5, true))).Refused(
            "dossier.verdict-against-votes"
        );
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 9, name => name == "Thạch Sô Phi" ? (4, false) : (5, true))).Ok();
        await offices.PassAsync(dossier, "tinh-trinh");
        await offices.DecideAsync(dossier, "tinh-quyet-dinh", "bang-khen-tinh");
        await offices.ConcludeAsync(dossier);
        (await offices.StateAsync(dossier, "Công an thị trấn")).ShouldBe("awarded");
        (await offices.StateAsync(dossier, "Thạch Sô Phi")).ShouldBe("not-passed");
    }

    [Fact]
    public async Task The_director_of_the_police_decides_and_a_sudden_deed_goes_without_the_council()
    {
        await using var service = new Service();
        var offices = await Offices.OfTanKhaiAsync(service);
        var town = offices[Town, "tham-muu"];
        var police = await offices.DraftAsync(
            Town,
            Plan,
            "tong-ket",
            "giay-khen-cong-an-tinh",
            ("Phan Thị Kim", "person", "can-bo-chien-sy-cong-an")
        );
        await Offices.StateAsync(town, police, copies: 2, Papers);
        (await offices.SubmitAsync(Town, police)).Ok();
        await offices.PassAsync(police, "xa-cong-an", "xa-trinh", "huyen-noi-vu", "huyen-trinh", "tinh-cong-an");
        await offices.DecideAsync(police, "tinh-cong-an-quyet-dinh", "giay-khen-cong-an-tinh");
        await offices.ConcludeAsync(police);

        var sudden = await offices.DraftAsync(
            Town,
            Plan,
            "dot-xuat",
            "bang-khen-tinh",
            ("Điểu Krưng", "person", "thanh-vien-luc-luong-co-so")
        );
        Said((await offices.FindingsAsync(sudden, "Điểu Krưng"))[""]).ShouldBe(("dat", "III.1, điểm 2.1.1"));
        await Offices.StateAsync(town, sudden, copies: 2, Papers);
        (await offices.SubmitAsync(Town, sudden)).Ok();
        (await Walk.StepsAsync(town, sudden)).ShouldNotContain("tinh-hoi-dong");
        await offices.PassAsync(
            sudden,
            "xa-cong-an",
            "xa-trinh",
            "huyen-noi-vu",
            "huyen-trinh",
            "tinh-cong-an",
            "tinh-noi-vu",
            "tinh-trinh"
        );
        await offices.DecideAsync(sudden, "tinh-quyet-dinh", "bang-khen-tinh");
        await offices.ConcludeAsync(sudden);
    }

    private static string Lacks(Answered answer, string which) =>
        answer.Refused("dossier.components-missing").Json.GetProperty("args").GetProperty(which).GetString()!;

    private static (string? Verdict, string? Clause) Said(JsonElement finding) =>
        (finding.GetProperty("verdict").GetString(), finding.TryGetProperty("clause", out var clause) ? clause.GetString() : null);
}
