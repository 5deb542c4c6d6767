using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Plan 000, phường Phan Đình Phùng 2025: it says nothing of forms, papers and quotas, and one thing of who may be proposed for what
/// (II.5, Lưu ý); on 14/4/2025, in its second round.
/// </summary>
public sealed class WhenThePlanOfPhanDinhPhungIsFollowed
{
    private const string Ward = "phuong-phan-dinh-phung";
    private const string Plan = "phan-dinh-phung-2025";
    private const string Clause = "II.5, Lưu ý";

    private static readonly (string Group, string Kind)[] Others =
    [
        ("co-quan", "collective"),
        ("doanh-nghiep", "collective"),
        ("co-so-giao-duc", "collective"),
        ("cum-an-ninh", "collective"),
        ("quan-chung", "person"),
    ];

    [Fact]
    public async Task Per_round_only_the_grassroots_force_is_awarded_and_the_others_at_the_end_of_the_year()
    {
        await using var service = new Service();
        var offices = await ThaiNguyenAsync(service);
        var ward = offices[Ward, "tham-muu"];

        // Nobody files before the plan is applied; what it leaves open is said so, and then the law alone says which forms there are.
        (await offices.FileAsync(Ward, Plan, "theo-dot", "giay-khen-xa")).Refused("desk.plan-not-in-force");
        (
            await offices["tinh-thai-nguyen", "dieu-phoi"]
                .PostAsync($"plans/{Plan}/apply", new { units = new[] { Ward }, from = "2025-01-01" })
        ).Ok();
        var content = (await ward.GetAsync($"plans/{Plan}")).Ok().Json.GetProperty("content");
        foreach (var open in new[] { "forms", "components", "copies", "criteria", "quotas" })
        {
            content.GetProperty(open).GetProperty("text").GetString().ShouldBe("không quy định", open);
        }

        var unknown = (await offices.FileAsync(Ward, Plan, "theo-dot", "huan-chuong")).Refused("route.none-on-day");
        unknown.Json.GetProperty("title").GetString()!.ShouldContain("huan-chuong");

        // Subject × type of award: every pair that the plan refuses stops at submission, with the clause.
        foreach (var (group, kind) in Others)
        {
            var refused = await offices.DraftAsync(Ward, Plan, "theo-dot", "giay-khen-xa", ($"Đối tượng {group}", kind, group));
            var answer = (await offices.SubmitAsync(Ward, refused)).Refused("dossier.nominee-not-eligible");
            answer.Json.GetProperty("title").GetString()!.ShouldContain(Clause, Case.Sensitive, group);
            var finding = (await offices.FindingsAsync(refused, $"Đối tượng {group}"))[""];
            Said(finding).ShouldBe(("khong-dat", Clause));
            finding.GetProperty("wording").GetString()!.ShouldStartWith("Chỉ áp dụng");

            var allowed = await offices.DraftAsync(Ward, Plan, "tong-ket", "giay-khen-xa", ($"Đối tượng {group}", kind, group));
            Said((await offices.FindingsAsync(allowed, $"Đối tượng {group}"))[""]).ShouldBe(("dat", Clause));
            (await offices.SubmitAsync(Ward, allowed)).Ok();
        }

        // Of tổ dân phố it says nothing: neither allowed nor refused, whoever appraises considers.
        var unsaid = await offices.DraftAsync(Ward, Plan, "theo-dot", "giay-khen-xa", ("Tổ dân phố 7", "collective", "to-dan-pho"));
        Said((await offices.FindingsAsync(unsaid, "Tổ dân phố 7"))[""]).ShouldBe(("khong-quy-dinh", null));
        (await offices.SubmitAsync(Ward, unsaid)).Ok();
        var (considered, police) = await offices.AtAsync(unsaid, "xa-cong-an");
        var task = considered.GetProperty("id").GetString();
        var nominee = (await police.GetAsync($"dossiers/{unsaid}")).Ok().Json.GetProperty("nominees")[0].GetProperty("id").GetString();
        (
            await police.PostAsync(
                $"tasks/{task}/complete",
                new
                {
                    verdicts = new[]
                    {
                        new
                        {
                            nominee,
                            passed = false,
                            note = "Chưa tiêu biểu.",
                        },
                    },
                }
            )
        ).Ok();
        (await offices.StatusAsync(unsaid)).ShouldBe("rejected");

        // The grassroots force: submitted, sent back once while the clock stands, decided, told, archived.
        var passes = await offices.DraftAsync(
            Ward,
            Plan,
            "theo-dot",
            "giay-khen-xa",
            ("Tổ bảo vệ an ninh, trật tự 5", "collective", "luc-luong-co-so"),
            ("Hoàng Văn Thái", "person", "luc-luong-co-so")
        );
        Said((await offices.FindingsAsync(passes, "Hoàng Văn Thái"))[""]).ShouldBe(("dat", Clause));
        (await offices.SubmitAsync(Ward, passes)).Ok();
        (await offices.SupplementAsync(passes, "xa-cong-an", Ward, until: "2025-04-17T08:00:00+07:00")).ShouldBe(
            ("2025-04-21", "2025-04-24"),
            "five working days from the 14th, and the three on which the clock stood"
        );
        await offices.PassAsync(passes, "xa-cong-an");
        var decision = await offices.DecideAsync(passes, "xa-quyet-dinh", "giay-khen-xa");
        decision.GetProperty("paper").GetProperty("number").GetString().ShouldBe("01/QĐ-UBND");
        decision.GetProperty("nominees").GetArrayLength().ShouldBe(2);
        await offices.ConcludeAsync(passes);
        (await offices.StateAsync(passes, "Hoàng Văn Thái")).ShouldBe("awarded");
    }

    [Fact]
    public async Task At_the_province_exactly_half_of_the_council_is_not_enough_and_one_more_is()
    {
        await using var service = new Service();
        var offices = await ThaiNguyenAsync(service);
        (
            await offices["tinh-thai-nguyen", "dieu-phoi"]
                .PostAsync($"plans/{Plan}/apply", new { units = new[] { Ward }, from = "2025-01-01" })
        ).Ok();
        var dossier = await offices.DraftAsync(
            Ward,
            Plan,
            "tong-ket",
            "bang-khen-tinh",
            ("Trường THCS Nha Trang", "collective", "co-so-giao-duc"),
            ("Cụm an ninh số 2", "collective", "cum-an-ninh")
        );
        (await offices.SubmitAsync(Ward, dossier)).Ok();
        await offices.PassAsync(dossier, "xa-cong-an", "xa-trinh", "huyen-noi-vu", "huyen-trinh", "tinh-cong-an", "tinh-noi-vu");

        // Ten members, more than half of all: five are not, six are; what is said must agree with what was counted.
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 10, _ => (5, true))).Refused("dossier.verdict-against-votes");
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 10, name => name == "Cụm an ninh số 2" ? (5, false) : (6, true))).Ok();
        (await offices.StateAsync(dossier, "Cụm an ninh số 2")).ShouldBe("not-passed");
        await offices.PassAsync(dossier, "tinh-trinh");
        var decision = await offices.DecideAsync(dossier, "tinh-quyet-dinh", "bang-khen-tinh");
        decision
            .GetProperty("nominees")
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("name")
            .GetString()
            .ShouldBe("Trường THCS Nha Trang");
        await offices.ConcludeAsync(dossier);
    }

    private static (string? Verdict, string? Clause) Said(JsonElement finding) =>
        (finding.GetProperty("verdict").GetString(), finding.TryGetProperty("clause", out var clause) ? clause.GetString() : null);

    // Thái Nguyên as it was from 01/3 to 30/6/2025: Công an cấp huyện gone, UBND cấp huyện still there.
    private static Task<Offices> ThaiNguyenAsync(Service service) =>
        Offices.ImportAsync(
            service,
            """
            { id: tinh-thai-nguyen, name: tỉnh Thái Nguyên, level: tinh, levelWord: tỉnh, from: 2024-01-01 }
            { id: thanh-pho-thai-nguyen, name: thành phố Thái Nguyên, level: huyen, levelWord: thành phố, parent: tinh-thai-nguyen, from: 2024-01-01 }
            { id: phuong-phan-dinh-phung, name: phường Phan Đình Phùng, level: xa, levelWord: phường, parent: thanh-pho-thai-nguyen, from: 2024-01-01 }
            """,
            null,
            (Ward, ["tham-muu", "cong-an", "lanh-dao"]),
            ("thanh-pho-thai-nguyen", ["tham-muu", "lanh-dao"]),
            ("tinh-thai-nguyen", ["tham-muu", "cong-an", "hoi-dong", "lanh-dao", "van-thu", "dieu-phoi"])
        );
}
