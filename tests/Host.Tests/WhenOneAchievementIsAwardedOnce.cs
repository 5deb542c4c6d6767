namespace PhongTrao.Host.Tests;

/// <summary>A decision is not issued over what another one awarded already, at whatever level.</summary>
public sealed class WhenOneAchievementIsAwardedOnce
{
    private const string Person = "00000000000000000000000000000a11";

    [Fact]
    public async Task A_second_decision_is_refused_and_says_who_and_which_came_first()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        var head = await service.AsAsync("xa.lanhdao");
        await SubmitAsync(xa, police, "Lâm Văn Sứ");
        await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa");

        // The same tổng kết of the same plan, in other words, beside somebody else.
        await SubmitAsync(xa, police, "Lâm Văn Sứ", "Điểu Thị Ngọc");
        var waiting = (await head.GetAsync("decisions/candidates?form=giay-khen-xa")).Ok().Json.GetProperty("items").EnumerateArray();
        var nominees = waiting
            .OrderBy(n => n.GetProperty("name").GetString() == "Lâm Văn Sứ")
            .Select(n => new { dossier = n.GetProperty("dossier").GetString(), nominee = n.GetProperty("nominee").GetString() })
            .ToArray();
        var draft = (
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

        var refused = (await head.PostAsync($"decisions/{draft}/issue", Walk.Paper)).Refused("decision.already-awarded");
        var why = refused.Json.GetProperty("title").GetString()!;
        why.ShouldContain("Số thứ tự 2 trong danh sách");
        why.ShouldContain("01/QĐ-UBND (14/04/2025)");

        (await head.PostAsync($"decisions/{draft}/take-off", new { nominees[1].nominee, reason = "Đã được khen." })).Ok();
        var issued = (await head.PostAsync($"decisions/{draft}/issue", Walk.Paper)).Ok().Json;
        issued.GetProperty("paper").GetProperty("number").GetString().ShouldBe("02/QĐ-UBND", "what was refused took no number");
    }

    private static async Task SubmitAsync(Client xa, Client police, params string[] names)
    {
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        foreach (var (name, i) in names.Select((name, i) => (name, i)))
        {
            (
                await xa.PostAsync(
                    $"dossiers/{dossier}/nominees",
                    new
                    {
                        name,
                        kind = "person",
                        achievement = $"Giữ gìn an ninh, trật tự ở nơi {dossier}.",
                        subject = i == 0 ? Person : null,
                    }
                )
            ).Ok();
        }

        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(police, dossier);
    }
}
