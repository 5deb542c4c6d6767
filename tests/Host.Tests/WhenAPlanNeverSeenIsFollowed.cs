using System.Net;
using System.Text;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>
/// A plan that no line of code knows, loaded as a file (ke-hoach-la.yaml): its own papers, groups, rules that block and rules that warn,
/// places, round and way; each seen to act with its own clause, and somebody who meets them all awarded. On 04/8/2025, without districts.
/// </summary>
public sealed class WhenAPlanNeverSeenIsFollowed
{
    private const string Commune = "xa-tan-khai-2025";
    private const string Province = "tinh-dong-nai-2025";
    private const string Plan = "xom-binh-yen-2025";
    private const string Round = "theo-dot";
    private static readonly string[] Papers = ["don-de-nghi", "loi-ke"];

    [Fact]
    public async Task Every_rule_of_it_acts_with_its_clause_and_who_meets_them_is_awarded()
    {
        await using var service = new Service("2025-08-04T08:00:00+07:00");
        var offices = await Offices.OfTanKhaiFromJulyAsync(service);
        await LoadAsync(service, offices);
        var preparer = offices[Commune, "tham-muu"];

        // Mục 5: its two forms and no other.
        (await offices.FileAsync(Commune, Plan, Round, "giay-khen-huyen")).Refused("desk.form-not-in-plan");

        // Mục 9: its own papers, by form and type, in 03 sets.
        var first = await offices.DraftAsync(
            Commune,
            Plan,
            Round,
            "giay-khen-xa",
            ("Đội tuần tra xóm Đồi", "collective", "doi-tuan-tra"),
            ("Đội tuần tra xóm Suối", "collective", "doi-tuan-tra"),
            ("Điểu Krưng", "person", "tai-xe")
        );
        var lacks = (await offices.SubmitAsync(Commune, first)).Refused("dossier.components-missing").Json.GetProperty("args");
        lacks.GetProperty("missing").GetString().ShouldBe("don-de-nghi");
        lacks.GetProperty("missingFor").GetString()!.Split(", ").ShouldAllBe(one => one.StartsWith("loi-ke/", StringComparison.Ordinal));
        await Offices.StateAsync(preparer, first, copies: 2, Papers);
        (await offices.SubmitAsync(Commune, first)).Refused("dossier.components-missing");
        await Offices.StateAsync(preparer, first, copies: 3, Papers);

        // Mục 6: a household is refused after a round; of a driver nothing is said.
        var household = await offices.DraftAsync(Commune, Plan, Round, "giay-khen-xa", ("Hộ ông Lâm Sứ", "household", "ho-sang-den"));
        await Offices.StateAsync(preparer, household, copies: 3, Papers);
        Clauses(await offices.SubmitAsync(Commune, household)).ShouldBe("Mục 6.2");
        Said((await offices.FindingsAsync(first, "Điểu Krưng"))[""]).ShouldBe(("khong-quy-dinh", null));
        var team = await offices.FindingsAsync(first, "Đội tuần tra xóm Đồi");
        Said(team[""]).ShouldBe(("dat", "Mục 6.1"));
        Said(team["bieu-duong"]).ShouldBe(("chua-du-can-cu", "Mục 7.2"), "nobody keeps commendations yet");
        Said(team["tan-tuy"]).ShouldBe(("chua-du-can-cu", "Mục 7.3"));
        Said(team["mot-lan"]).ShouldBe(("dat", "Mục 7.4"));

        // Mục 8: two teams and no third, whatever is said; a second person needs a note.
        (await offices.SubmitAsync(Commune, first)).Ok();
        var third = await offices.DraftAsync(Commune, Plan, Round, "giay-khen-xa", ("Đội tuần tra xóm Rẫy", "collective", "doi-tuan-tra"));
        await Offices.StateAsync(preparer, third, copies: 3, Papers);
        var full = (await preparer.PostAsync($"dossiers/{third}/submit", new { quotaNote = "Rất xứng đáng." })).Refused("quota.full");
        full.Json.GetProperty("title").GetString()!.ShouldContain("Mục 8.1");
        var informer = await offices.DraftAsync(Commune, Plan, Round, "giay-khen-xa", ("Thạch Sô Phi", "person", "nguoi-bao-tin"));
        await Offices.StateAsync(preparer, informer, copies: 3, Papers);
        (await offices.SubmitAsync(Commune, informer)).Refused("quota.note-missing");
        (await preparer.PostAsync($"dossiers/{informer}/submit", new { quotaNote = "Hai người cùng báo một tin." })).Ok();

        // Mục 6.3 only warns: whoever passes it says why.
        var (task, police) = await offices.AtAsync(informer, "xa-cong-an");
        var complete = $"tasks/{task.GetProperty("id").GetString()}/complete";
        var warned = (await police.PostAsync(complete, new { allPassed = true })).Refused("dossier.override-missing");
        warned.Json.GetProperty("title").GetString()!.ShouldContain("Mục 6.3");
        (await police.PostAsync(complete, await OverAsync(informer, "doi-tuong"))).Ok();
        await offices.DecideAsync(informer, "xa-quyet-dinh", "giay-khen-xa");

        // Mục 7.1 warns once the day of Mục 11 has gone by without the book; handed in, it is met and nobody is asked.
        Said(team["nhat-ky"]).ShouldBe(("chua-du-can-cu", "Mục 7.1"), "its day is not over");
        (await offices.SupplementAsync(first, "xa-cong-an", Commune, until: "2025-08-07T08:00:00+07:00")).ShouldBe(
            ("2025-08-11", "2025-08-14")
        );
        Said((await offices.FindingsAsync(first, "Đội tuần tra xóm Đồi"))["nhat-ky"]).ShouldBe(("khong-dat", "Mục 7.1"));
        (await police.PostAsync($"tasks/{await police.TaskAsync(first)}/complete", new { allPassed = true })).Refused(
            "dossier.override-missing"
        );
        var due = (await police.GetAsync($"deadlines?plan={Plan}")).Ok().Json.GetProperty("items").EnumerateArray();
        var book = due.Single(item => item.GetProperty("unit").GetString() == Commune).GetProperty("id").GetString();
        (await police.PostAsync($"deadlines/{book}/file", new { number = "03/BC-CAX", date = "2025-08-07" })).Ok();
        Said((await offices.FindingsAsync(first, "Đội tuần tra xóm Đồi"))["nhat-ky"]).ShouldBe(("dat", "Mục 7.1"));
        await offices.PassAsync(first, "xa-cong-an");
        (await offices.DecideAsync(first, "xa-quyet-dinh", "giay-khen-xa")).GetProperty("nominees").GetArrayLength().ShouldBe(3);
        await offices.ConcludeAsync(first);

        // Mục 10: for a bằng khen after a round both agencies of the province appraise together; for tổng kết the usual way.
        var together = await offices.DraftAsync(
            Commune,
            Plan,
            Round,
            "bang-khen-tinh",
            ("Đội tuần tra xóm Rẫy", "collective", "doi-tuan-tra")
        );
        await Offices.StateAsync(preparer, together, copies: 3, "don-de-nghi", "ban-do");
        (await offices.SubmitAsync(Commune, together)).Ok();
        (await Walk.StepsAsync(preparer, together)).ShouldContain("tinh-tham-dinh");
        await offices.PassAsync(together, "xa-cong-an", "xa-trinh");
        (await offices.JudgeAsync(together, "tinh-tham-dinh", "tham-muu")).Ok();
        (await offices.JudgeAsync(together, "tinh-tham-dinh", "cong-an")).Ok();
        (await offices.VoteAsync(together, "tinh-hoi-dong", 8, _ => (4, true))).Refused("dossier.verdict-against-votes");
        (await offices.VoteAsync(together, "tinh-hoi-dong", 8, _ => (5, true))).Ok();
        await offices.PassAsync(together, "tinh-trinh");
        await offices.DecideAsync(together, "tinh-quyet-dinh", "bang-khen-tinh");
        await offices.ConcludeAsync(together);
        var annual = await offices.DraftAsync(Commune, Plan, "tong-ket", "bang-khen-tinh", ("Hộ ông Lâm Sứ", "household", "ho-sang-den"));
        await Offices.StateAsync(preparer, annual, copies: 3, "don-de-nghi", "ban-do");
        (await offices.SubmitAsync(Commune, annual))
            .Refused("dossier.components-missing")
            .Json.GetProperty("args")
            .GetProperty("missing")
            .GetString()
            .ShouldBe("phieu-lay-y-kien");
        await Offices.StateAsync(preparer, annual, copies: 3, "phieu-lay-y-kien");
        (await offices.SubmitAsync(Commune, annual)).Ok();
        (await Walk.StepsAsync(preparer, annual)).ShouldNotContain("tinh-tham-dinh");

        // Mục 7.4: the same deed of the same team once.
        var again = await offices.DraftAsync(Commune, Plan, Round, "bang-khen-tinh");
        var known = (await preparer.GetAsync($"dossiers/{again}/candidates?name=Đội tuần tra xóm Rẫy&kind=collective")).Ok().Json;
        var subject = known
            .GetProperty("items")
            .EnumerateArray()
            .First(one => one.GetProperty("awards").GetInt32() == 1)
            .GetProperty("subject")
            .GetString();
        (
            await preparer.PostAsync(
                $"dossiers/{again}/nominees",
                new
                {
                    name = "Đội tuần tra xóm Rẫy",
                    kind = "collective",
                    group = "doi-tuan-tra",
                    subject,
                    achievement = "GIỮ GÌN AN NINH, TRẬT TỰ: đội tuần tra xóm Rẫy",
                }
            )
        ).Ok();
        await Offices.StateAsync(preparer, again, copies: 3, "don-de-nghi", "ban-do");
        Clauses(await offices.SubmitAsync(Commune, again)).ShouldBe("Mục 7.4");

        async Task<object> OverAsync(string dossier, string rule)
        {
            var nominee = (await police.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees")[0].GetProperty("id").GetString();
            return new
            {
                allPassed = true,
                overrides = new[]
                {
                    new
                    {
                        nominee,
                        rule,
                        reason = "Tin báo kịp thời, đã xin ý kiến.",
                    },
                },
            };
        }
    }

    // A file with two mistakes names both and changes nothing; the right one is taken in and binds whom it is applied to.
    private static async Task LoadAsync(Service service, Offices offices)
    {
        var text = await File.ReadAllTextAsync(WhenFilesAreLoaded.InRepository("tests/Host.Tests/ke-hoach-la.yaml"));
        var administrator = await service.AsAsync("quantri");
        var wrong = text.Replace("copies: { sets: 3,", "copies: { sets: 0,", StringComparison.Ordinal)
            .Replace("groups: [nguoi-bao-tin, tai-xe]", "groups: [khong-ai]", StringComparison.Ordinal);
        var refused = await administrator.PostAsync("plans", new StringContent(wrong, Encoding.UTF8, "application/yaml"));
        refused.Status.ShouldBe(HttpStatusCode.BadRequest, refused.Text);
        refused
            .Json.GetProperty("errors")
            .EnumerateArray()
            .Select(error => error.GetProperty("field").GetString()!.Split(':')[^1])
            .ShouldBe(["copies.sets", "quotas[1].groups"]);
        (await administrator.GetAsync($"plans/{Plan}")).Status.ShouldBe(HttpStatusCode.NotFound);

        (await administrator.PostAsync("plans", new StringContent(text, Encoding.UTF8, "application/yaml"))).Ok();
        (await offices.FileAsync(Commune, Plan, Round, "giay-khen-xa")).Refused("desk.plan-not-in-force");
        (
            await offices[Province, "dieu-phoi"].PostAsync($"plans/{Plan}/apply", new { units = new[] { Province }, from = "2025-07-15" })
        ).Ok();
    }

    private static string? Clauses(Answered answer) =>
        answer.Refused("dossier.nominee-not-eligible").Json.GetProperty("args").GetProperty("clauses").GetString();

    private static (string? Verdict, string? Clause) Said(JsonElement finding) =>
        (finding.GetProperty("verdict").GetString(), finding.TryGetProperty("clause", out var clause) ? clause.GetString() : null);
}
