using System.Net;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Plan 002, tỉnh Bắc Giang 2024–2025: only the grassroots force, and at the province Sở Nội vụ and Công an tỉnh appraise together (III.2);
/// on 14/4/2025, in its second round.
/// </summary>
public sealed class WhenThePlanOfBacGiangIsFollowed
{
    private const string Commune = "xa-quy-son";
    private const string Province = "tinh-bac-giang";
    private const string Plan = "bac-giang-2024";
    private const string Joint = "tinh-tham-dinh";

    [Fact]
    public async Task At_the_province_both_agencies_must_agree_and_then_the_council()
    {
        await using var service = new Service();
        var offices = await BacGiangAsync(service);
        var preparer = offices[Commune, "tham-muu"];
        var dossier = await offices.DraftAsync(
            Commune,
            Plan,
            "theo-dot",
            "bang-khen-tinh",
            ("Tổ bảo vệ an ninh, trật tự thôn Đồng Giao", "collective", "luc-luong-co-so"),
            ("Nông Văn Dền", "person", "thanh-vien-luc-luong-co-so"),
            ("Lục Thị Nhâm", "person", "thanh-vien-luc-luong-co-so"),
            ("Vi Văn Tố", "person", "thanh-vien-luc-luong-co-so")
        );

        // Whoever stands in neither of its two groups is not proposed; of these the plan says no more.
        foreach (var group in new[] { "quan-chung", "luc-luong-co-so" })
        {
            var odd = await preparer.PostAsync($"dossiers/{dossier}/nominees", Person("Đặng Thị Ước", group));
            odd.Status.ShouldBe(HttpStatusCode.BadRequest, "a person stands in the one group that is of persons");
            odd.Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("group");
        }

        (await offices.FindingsAsync(dossier, "Vi Văn Tố"))[""].GetProperty("verdict").GetString().ShouldBe("khong-quy-dinh");
        (await offices.SubmitAsync(Commune, dossier)).Ok();

        // The plan's own words choose the way: one step of two agencies instead of two steps.
        var steps = await Walk.StepsAsync(preparer, dossier);
        steps.ShouldContain(Joint);
        steps.ShouldNotContain("tinh-cong-an");
        await offices.PassAsync(dossier, "xa-cong-an", "xa-trinh", "huyen-noi-vu", "huyen-trinh");

        // Sent back by one of the two, the clocks of both stand.
        var (other, police) = await offices.AtAsync(dossier, Joint, "cong-an");
        (await offices.SupplementAsync(dossier, Joint, Commune, until: "2025-04-17T08:00:00+07:00")).ShouldBe(
            ("2025-04-26", "2025-05-05"),
            "ten working days from the 14th, the last the Saturday that is worked; three more over the holidays"
        );
        (await police.GetAsync("tasks"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(line => line.GetProperty("id").GetString() == other.GetProperty("id").GetString())
            .GetProperty("dueOn")
            .GetString()
            .ShouldBe("2025-05-05");

        // Each judges alone; whoever one of them refuses goes no further, and nothing goes on before both have spoken.
        (await offices.JudgeAsync(dossier, Joint, "tham-muu", refused: "Lục Thị Nhâm")).Ok();
        (await offices.AtAsync(dossier, Joint)).Task.GetProperty("deskFunction").GetString().ShouldBe("cong-an");
        (await offices.JudgeAsync(dossier, Joint, "cong-an", refused: "Vi Văn Tố")).Ok();
        (await offices.StateAsync(dossier, "Lục Thị Nhâm")).ShouldBe("not-passed");
        (await offices.StateAsync(dossier, "Vi Văn Tố")).ShouldBe("not-passed");

        // Of eleven members six are more than half, five are not.
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 11, name => name == "Nông Văn Dền" ? (5, true) : (6, true))).Refused(
            "dossier.verdict-against-votes"
        );
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 11, name => name == "Nông Văn Dền" ? (5, false) : (6, true))).Ok();
        await offices.PassAsync(dossier, "tinh-trinh");
        var decision = await offices.DecideAsync(dossier, "tinh-quyet-dinh", "bang-khen-tinh");
        decision
            .GetProperty("nominees")
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("name")
            .GetString()
            .ShouldBe("Tổ bảo vệ an ninh, trật tự thôn Đồng Giao");
        await offices.ConcludeAsync(dossier);
    }

    [Fact]
    public async Task One_agency_that_refuses_everybody_ends_it_and_the_district_awards_by_its_own_authority()
    {
        await using var service = new Service();
        var offices = await BacGiangAsync(service);
        var refused = await offices.DraftAsync(
            Commune,
            Plan,
            "theo-dot",
            "bang-khen-tinh",
            ("Nông Văn Dền", "person", "thanh-vien-luc-luong-co-so")
        );
        (await offices.SubmitAsync(Commune, refused)).Ok();
        await offices.PassAsync(refused, "xa-cong-an", "xa-trinh", "huyen-noi-vu", "huyen-trinh");
        (await offices.JudgeAsync(refused, Joint, "cong-an", refused: "Nông Văn Dền")).Ok();
        (await offices.StatusAsync(refused)).ShouldBe("rejected", "nobody is left for the other to judge");
        (await offices.StateAsync(refused, "Nông Văn Dền")).ShouldBe("not-passed");

        // "Theo thẩm quyền sau mỗi đợt": the district's own award, of another round's deed, needs no province.
        var district = await offices.DraftAsync(
            Commune,
            Plan,
            "theo-dot",
            "giay-khen-huyen",
            ("Nông Văn Dền", "person", "thanh-vien-luc-luong-co-so")
        );
        (await offices.SubmitAsync(Commune, district)).Ok();
        await offices.PassAsync(district, "xa-cong-an", "xa-trinh", "huyen-noi-vu");
        await offices.DecideAsync(district, "huyen-quyet-dinh", "giay-khen-huyen");
        await offices.ConcludeAsync(district);
        (await offices.StateAsync(district, "Nông Văn Dền")).ShouldBe("awarded");
    }

    private static object Person(string name, string group) =>
        new
        {
            name,
            kind = "person",
            group,
        };

    // One commune of Lục Ngạn, and the offices of district and province that the demo does not have.
    private static async Task<Offices> BacGiangAsync(Service service) =>
        await (
            await Offices.ImportAsync(
                service,
                """
                { id: xa-quy-son, name: xã Quý Sơn, level: xa, levelWord: xã, parent: huyen-luc-ngan, from: 2024-01-01, to: 2025-06-30, successors: [tinh-bac-ninh-2025], basis: "Nghị quyết số 202/2025/QH15" }
                """,
                "2025-06-30",
                (Commune, ["tham-muu", "cong-an", "lanh-dao"]),
                ("huyen-luc-ngan", ["tham-muu", "lanh-dao"]),
                (Province, ["tham-muu", "hoi-dong", "lanh-dao", "van-thu"])
            )
        ).WithAsync(Province, "cong-an", "bacgiang.congan");
}
