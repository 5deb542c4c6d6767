using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

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
        var first = await SubmitAsync(xa, police, "Lâm Văn Sứ");
        // The same tổng kết of the same plan, in other words, beside somebody else.
        await SubmitAsync(xa, police, "Lâm Văn Sứ", "Điểu Thị Ngọc");
        await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa", n => n.GetProperty("dossier").GetString() == first);

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

    [Fact]
    public async Task A_nominee_is_compared_with_what_it_was_awarded_and_its_history_is_there()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        var head = await service.AsAsync("xa.lanhdao");
        var first = await SubmitAsync(xa, police, "Lâm Văn Sứ");
        var other = await DraftAsync(xa, "Lâm Văn Sứ", "Điểu Thị Ngọc");

        // It runs elsewhere; nothing is awarded yet, and there is nothing to compare with.
        var running = await OnceAsync(xa, other, 0);
        running.GetProperty("verdict").GetString().ShouldBe("chua-du-can-cu");
        running.GetProperty("clause").GetString().ShouldBe("Luật Thi đua, khen thưởng 2022, Điều 5");
        running.GetProperty("basis").GetProperty("known").GetProperty("running").GetArrayLength().ShouldBe(1);
        (await OnceAsync(xa, other, 1)).GetProperty("verdict").GetString().ShouldBe("dat");

        var nominee = (await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa")).GetProperty("nominees")[0];
        var awarded = await OnceAsync(xa, other, 0);
        awarded.GetProperty("verdict").GetString().ShouldBe("khong-dat");
        var known = awarded.GetProperty("basis").GetProperty("known");
        known.GetProperty("decisions").GetInt32().ShouldBe(1);
        known.GetProperty("same")[0].GetProperty("number").GetString().ShouldBe("01/QĐ-UBND");
        await Walk.StateAllAsync(xa, other);
        (await xa.PostAsync($"dossiers/{other}/submit")).Refused("dossier.nominee-not-eligible");

        // Somebody with that name, entered without saying who it is: it may be the same one.
        var namesake = await DraftAsync(xa, null, "Lam van su");
        var similar = await OnceAsync(xa, namesake, 0);
        similar.GetProperty("verdict").GetString().ShouldBe("chua-du-can-cu");
        similar.GetProperty("basis").GetProperty("known").GetProperty("similar")[0].GetProperty("otherSubject").GetBoolean().ShouldBeTrue();
        var empty = await DraftAsync(xa, null);
        var candidates = (await xa.GetAsync($"dossiers/{empty}/candidates?name=l%C3%A2m%20v%C4%83n%20s%E1%BB%A9&kind=person")).Ok().Json;
        candidates
            .GetProperty("items")
            .EnumerateArray()
            .Select(c => c.GetProperty("awards").GetInt32())
            .ShouldBe([0, 1], ignoreOrder: true);

        // It is the same one, somebody says then: on the page where it is changed, or here.
        var draft = (await xa.GetAsync($"dossiers/{namesake}")).Ok().Json;
        var (same, filing) = (draft.GetProperty("nominees")[0].GetProperty("id").GetString(), draft.GetProperty("filing").GetString());
        using var browser = await service.BrowserAsync("xa.canbo");
        var edited = await PageAsync(browser, $"/lap-ho-so/{filing}?ho-so={namesake}&sua={same}");
        edited.ShouldContain("Giữ như đã ghi");
        edited.ShouldContain($"value=\"{Person}\"");
        (
            await xa.PutAsync(
                $"dossiers/{namesake}/nominees/{same}",
                new
                {
                    name = "Lam van su",
                    kind = "person",
                    subject = Person,
                }
            )
        ).Ok();
        (await OnceAsync(xa, namesake, 0)).GetProperty("verdict").GetString().ShouldBe("khong-dat");

        var history = await PageAsync(browser, $"/ho-so/{first}/lich-su/{nominee.GetProperty("nominee").GetString()}");
        history.ShouldContain("01/QĐ-UBND");
        history.ShouldContain("Đã đối chiếu 1 quyết định, từ 14/04/2025 đến 14/04/2025; chưa có dữ liệu trước 14/04/2025.");
        (await PageAsync(browser, $"/ho-so/{other}")).ShouldContain("Đã được khen về cùng thành tích: Quyết định số 01/QĐ-UBND");
        // A draft is its unit's own, and its nominees with it.
        var stranger = await service.AsAsync("tanhiep.canbo");
        (await stranger.GetAsync($"dossiers/{first}/nominees/{nominee.GetProperty("nominee").GetString()}/awards")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await stranger.GetAsync($"dossiers/{empty}/candidates?name=x")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Nobody_whose_identity_is_not_public_is_offered_or_told_of()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        var hidden = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        await EnterAsync(xa, hidden, "Lâm Văn Sứ", Person, unnamed: true);
        await Walk.StateAllAsync(xa, hidden);
        (await xa.PostAsync($"dossiers/{hidden}/submit")).Ok();
        await Walk.PassAsync(police, hidden);
        var other = await DraftAsync(xa, "Lâm Văn Sứ");
        (await OnceAsync(xa, other, 0)).GetProperty("verdict").GetString().ShouldBe("dat", "that it runs elsewhere is not told");
        var empty = await DraftAsync(xa, null);
        (await xa.GetAsync($"dossiers/{empty}/candidates?name=lam%20van%20su&kind=person"))
            .Ok()
            .Json.GetProperty("items")
            .GetArrayLength()
            .ShouldBe(1, "as whom the other dossier names");

        await Walk.DecideAsync(await service.AsAsync("xa.lanhdao"), "thi-tran-tan-khai", "giay-khen-xa");
        var fact = (await OnceAsync(xa, other, 0)).GetProperty("basis").GetProperty("known").GetProperty("same")[0];
        fact.TryGetProperty("number", out var number).ShouldBe(number.ValueKind is JsonValueKind.Null);
    }

    [Fact]
    public async Task While_somebody_is_entered_it_is_asked_whether_it_is_the_same_one_as_before()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        await DraftAsync(xa, "Lâm Văn Sứ");
        var dossier = await DraftAsync(xa, null);
        var filing = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("filing").GetString();
        using var browser = await service.BrowserAsync("xa.canbo");
        var path = $"/lap-ho-so/{filing}?ho-so={dossier}";

        var (asked, page) = await SendAsync(browser, path, null, ("kind", "person"), ("name", "LÂM VĂN SỨ"));
        asked.ShouldBe(HttpStatusCode.Conflict);
        page.ShouldContain("Có thể là cùng một người, tập thể đã ghi nhận trước đây");
        page.ShouldContain($"value=\"{Person}\"");
        page.ShouldContain("Không phải ai trong số này");

        (await SendAsync(browser, path, page, ("kind", "person"), ("name", "LÂM VĂN SỨ"), ("subject", Person))).Status.ShouldBe(
            HttpStatusCode.Redirect
        );
        // Another one of that name, and somebody new, of whom nothing is asked.
        (await SendAsync(browser, path, null, ("kind", "person"), ("name", "Lâm Văn Sứ"), ("subject", "khac"))).Status.ShouldBe(
            HttpStatusCode.Redirect
        );
        (await SendAsync(browser, path, null, ("kind", "person"), ("name", "Điểu Thị Ngọc"))).Status.ShouldBe(HttpStatusCode.Redirect);
        (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees").GetArrayLength().ShouldBe(3);
        (
            await xa.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name = "Lâm Văn Sứ",
                    kind = "person",
                    subject = Person,
                }
            )
        ).Refused("dossier.subject-twice");
    }

    // The form as a browser sends it, from the page as it was shown.
    private static async Task<(HttpStatusCode Status, string Page)> SendAsync(
        HttpClient browser,
        string path,
        string? shown,
        params (string Name, string Value)[] fields
    )
    {
        var page = await new HtmlParser().ParseDocumentAsync(shown ?? await browser.GetStringAsync(path));
        var form = page.QuerySelectorAll("form").Single(f => f.QuerySelector("input[name=_form][value=nominee]") is not null);
        using var content = new FormUrlEncodedContent(
            form.QuerySelectorAll("input[type=hidden]")
                .OfType<IHtmlInputElement>()
                .Select(input => KeyValuePair.Create(input.Name!, input.Value))
                .Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))
        );
        using var answer = await browser.PostAsync(new Uri(path, UriKind.Relative), content);
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()));
    }

    private static async Task<JsonElement> OnceAsync(Client xa, string dossier, int place) =>
        (await xa.GetAsync($"dossiers/{dossier}/findings"))
            .Ok()
            .Json.GetProperty("items")[place]
            .GetProperty("findings")
            .EnumerateArray()
            .Single(f => f.TryGetProperty("rule", out var rule) && rule.GetString() == "luat-tdkt-d5");

    private static async Task<string> PageAsync(HttpClient browser, string path) =>
        WebUtility.HtmlDecode(await browser.GetStringAsync(path));

    private static async Task<string> DraftAsync(Client xa, string? same, params string[] others)
    {
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        if (same is not null)
        {
            await EnterAsync(xa, dossier, same, Person);
        }

        foreach (var name in others)
        {
            await EnterAsync(xa, dossier, name, null);
        }

        return dossier;
    }

    private static async Task EnterAsync(Client xa, string dossier, string name, string? subject, bool unnamed = false) =>
        (
            await xa.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name,
                    kind = "person",
                    achievement = $"Giữ gìn an ninh, trật tự ở nơi {dossier}.",
                    subject,
                    unnamed,
                }
            )
        ).Ok();

    private static async Task<string> SubmitAsync(Client xa, Client police, string same, params string[] others)
    {
        var dossier = await DraftAsync(xa, same, others);
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(police, dossier);
        return dossier;
    }
}
