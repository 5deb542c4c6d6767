using System.Net;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Plan 003, thành phố Cần Thơ 2025: bằng khen for collectives only, so many for each khối (II.8.b); on 14/4/2025, while there are districts.
/// </summary>
public sealed class WhenThePlanOfCanThoIsFollowed
{
    private const string City = "thanh-pho-can-tho";
    private const string Commune = "xa-nhon-ai";
    private const string Plan = "can-tho-2025";
    private const string Form = "bang-khen-tinh";

    [Fact]
    public async Task So_many_collectives_of_each_block_and_more_only_with_a_note()
    {
        await using var service = new Service();
        var offices = await CanThoAsync(service);
        var preparer = offices[Commune, "tham-muu"];
        (await offices.FileAsync(Commune, Plan, "tong-ket", "giay-khen-xa")).Refused("desk.form-not-in-plan");

        // As the plan has them: 03–05, 10, 14, 06; nobody was allotted any yet, which is neither none nor all.
        var board = await BlocksAsync(preparer);
        board.Keys.ShouldBe(["xa-phuong", "co-quan", "doanh-nghiep", "co-so-giao-duc"]);
        board.Values.Select(line => (Number(line, "min"), Number(line, "max"))).ShouldBe([(3, 5), (10, 10), (14, 14), (6, 6)]);
        board.Values.ShouldAllBe(line => line.GetProperty("clause").GetString() == "II.8.b");
        board.Values.ShouldAllBe(line => !line.GetProperty("hard").GetBoolean());

        // Each block for itself; a person stands in none of them and takes no place.
        var full = await DraftAsync(offices, "khoi-co-so-giao-duc", 6, "Trường");
        (await offices.SubmitAsync(Commune, full)).Ok();
        var person = await offices.DraftAsync(Commune, Plan, "tong-ket", Form, ("Thạch Minh Trí", "person", "ca-nhan"));
        (await offices.SubmitAsync(Commune, person)).Ok();
        (
            await preparer.PostAsync(
                $"dossiers/{await DraftAsync(offices, "khoi-xa-phuong", 0, "")}/nominees",
                new
                {
                    name = "Thạch Minh Trí",
                    kind = "person",
                    group = "khoi-xa-phuong",
                }
            )
        ).Status.ShouldBe(HttpStatusCode.BadRequest, "the block is of collectives");
        board = await BlocksAsync(preparer);
        board.Values.Select(line => Number(line, "proposed")).ShouldBe([0, 0, 0, 6]);

        // One more than six: a note says why, with the clause that says six.
        var seventh = await DraftAsync(offices, "khoi-co-so-giao-duc", 1, "Trường thêm");
        var over = (await offices.SubmitAsync(Commune, seventh)).Refused("quota.note-missing");
        over.Json.GetProperty("title").GetString()!.ShouldContain("II.8.b");
        (await preparer.PostAsync($"dossiers/{seventh}/submit", new { quotaNote = "Trường chuẩn quốc gia đầu tiên của huyện." })).Ok();
        Number((await BlocksAsync(preparer))["co-so-giao-duc"], "rest").ShouldBe(-1);

        // Taken back it holds none.
        (await preparer.PostAsync($"dossiers/{seventh}/take-back")).Ok();
        Number((await BlocksAsync(preparer))["co-so-giao-duc"], "rest").ShouldBe(0);
    }

    [Fact]
    public async Task To_the_decision_of_the_city_with_one_supplement_and_a_vote_at_the_threshold()
    {
        await using var service = new Service();
        var offices = await CanThoAsync(service);
        var preparer = offices[Commune, "tham-muu"];
        var dossier = await DraftAsync(offices, "khoi-xa-phuong", 3, "Tập thể");
        (await offices.SubmitAsync(Commune, dossier)).Ok();
        (await offices.SupplementAsync(dossier, "xa-cong-an", Commune, until: "2025-04-18T08:00:00+07:00")).ShouldBe(
            ("2025-04-21", "2025-04-25")
        );
        await offices.PassAsync(dossier, "xa-cong-an");
        Number((await BlocksAsync(preparer))["xa-phuong"], "appraised").ShouldBe(3);
        await offices.PassAsync(dossier, "xa-trinh", "huyen-noi-vu", "huyen-trinh", "tinh-cong-an", "tinh-noi-vu");

        // Thirteen members: seven are more than half, six are not.
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 13, name => name == "Tập thể 3" ? (6, true) : (7, true))).Refused(
            "dossier.verdict-against-votes"
        );
        (await offices.VoteAsync(dossier, "tinh-hoi-dong", 13, name => name == "Tập thể 3" ? (6, false) : (7, true))).Ok();
        await offices.PassAsync(dossier, "tinh-trinh");
        await offices.DecideAsync(dossier, "tinh-quyet-dinh", Form);
        await offices.ConcludeAsync(dossier);

        // By stage, the later ones within the earlier; who fell out set the place free.
        var line = (await BlocksAsync(preparer))["xa-phuong"];
        (Number(line, "proposed"), Number(line, "issued"), Number(line, "rest")).ShouldBe((2, 2, 3));
    }

    private static Task<string> DraftAsync(Offices offices, string group, int count, string name) =>
        offices.DraftAsync(
            Commune,
            Plan,
            "tong-ket",
            Form,
            [.. Enumerable.Range(1, count).Select(i => ($"{name} {i}", "collective", (string?)group))]
        );

    private static async Task<Dictionary<string, JsonElement>> BlocksAsync(Client client) =>
        (await client.GetAsync($"plans/{Plan}/quotas"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .ShouldHaveSingleItem()
            .GetProperty("whole")
            .EnumerateArray()
            .ToDictionary(line => line.GetProperty("code").GetString()!);

    private static int Number(JsonElement line, string name) => line.GetProperty(name).GetInt32();

    // What the demo lacks of one commune, its district and the city.
    private static async Task<Offices> CanThoAsync(Service service) =>
        await (
            await (
                await Offices.ImportAsync(
                    service,
                    "",
                    "2025-06-30",
                    (Commune, ["tham-muu", "lanh-dao"]),
                    ("huyen-phong-dien", ["tham-muu", "lanh-dao"]),
                    (City, ["tham-muu", "hoi-dong", "lanh-dao", "van-thu"])
                )
            ).WithAsync(Commune, "cong-an", "nhonai.congan")
        ).WithAsync(City, "cong-an", "cantho.congan");
}
