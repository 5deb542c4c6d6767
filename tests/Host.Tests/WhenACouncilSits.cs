using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>One sitting of the provincial council votes on nominees of two dossiers, over HTTP.</summary>
public sealed class WhenACouncilSits
{
    private const string Form = "bang-khen-tinh";

    [Fact]
    public async Task One_at_the_threshold_passes_one_below_fails_and_no_recused_vote_is_counted()
    {
        await using var service = new Service();
        var first = await ToTheCouncilAsync(service, "xa", "Đặng Thị Ước", "Điểu Krưng");
        var second = await ToTheCouncilAsync(service, "tanhiep", "Thạch Sô Phi");
        var secretary = await service.AsAsync("tinh.thuky");

        // Nobody but the council calls a sitting; what is badly formed is named field by field.
        var call = Call("tinh.noivu");
        (await (await service.AsAsync("xa.congan")).PostAsync("sittings", call)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await (await service.AsAsync("giamsat")).PostAsync("sittings", call)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await secretary.PostAsync("sittings", Call("khong-co-ai")))
            .Json.GetProperty("errors")[0]
            .GetProperty("field")
            .GetString()
            .ShouldBe("members[3].userName");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var sitting = (await secretary.PostAsync("sittings", call, key)).Ok().Json;
        (await secretary.PostAsync("sittings", call, key)).Ok().Id.ShouldBe(sitting.GetProperty("id").GetString());
        var path = $"sittings/{sitting.GetProperty("id").GetString()}";
        var members = sitting.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("id").GetString()!).ToArray();

        var waiting = (await secretary.GetAsync($"sittings/candidates?form={Form}"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .ToDictionary(
                n => n.GetProperty("name").GetString()!,
                n => (Dossier: n.GetProperty("dossier").GetString()!, Nominee: n.GetProperty("nominee").GetString()!)
            );
        waiting.Values.Select(n => n.Dossier).Distinct().ShouldBe([first, second], ignoreOrder: true);
        (await EnterAsync(secretary, path, waiting["Đặng Thị Ước"], waiting["Thạch Sô Phi"])).Ok();

        var attendance = members.Select(
            (member, i) =>
                new
                {
                    member,
                    attendance = i < 5 ? "co-mat"
                    : i == 5 ? "y-kien-van-ban"
                    : "vang-mat",
                }
        );
        (await secretary.PostAsync($"{path}/attendance", new { members = attendance })).Ok();
        (
            await secretary.PostAsync(
                $"{path}/recuse",
                new
                {
                    member = members[1],
                    nominees = new[] { waiting["Thạch Sô Phi"].Nominee },
                    cause = "nguoi-than",
                }
            )
        ).Ok();

        // Of eight members five are more than half, four are not; whoever is recused gets no ballot.
        (await VoteAsync(secretary, path, waiting["Đặng Thị Ước"].Nominee, 6, 5, 1)).Ok();
        (await VoteAsync(secretary, path, waiting["Thạch Sô Phi"].Nominee, 6, 5, 1)).Refused("sitting.too-many-ballots");
        (await VoteAsync(secretary, path, waiting["Thạch Sô Phi"].Nominee, 5, 4, 2)).Refused("sitting.tally-does-not-add-up");
        // Together: all or none, each fault at its row; a row without a number waits, and one that stands there already is passed over.
        var (uoc, phi) = (waiting["Đặng Thị Ước"].Nominee, waiting["Thạch Sô Phi"].Nominee);
        var wrong = await secretary.PostAsync(
            $"{path}/all-votes",
            new { votes = new[] { Row(uoc, 6, 4, 2), Row(phi, 6, 5, 1), Row(phi, 5, null, 1) } }
        );
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        wrong
            .Json.GetProperty("errors")
            .EnumerateArray()
            .Select(e => $"{e.GetProperty("field").GetString()} {e.GetProperty("code").GetString()}")
            .ShouldBe(["votes[1] sitting.too-many-ballots", "votes[2].for required"]);
        For(await secretary.GetAsync(path)).ShouldBe([5, null]);
        For(await secretary.PostAsync($"{path}/all-votes", new { votes = new[] { Row(uoc, 6, 5, 1), Row(phi, null, null, null) } }))
            .ShouldBe([5, null]);
        For(await secretary.PostAsync($"{path}/all-votes", new { votes = new[] { Row(uoc, 6, 5, 1), Row(phi, 5, 4, 1) } }))
            .ShouldBe([5, 4]);

        (await secretary.PostAsync($"{path}/close", Minutes)).Refused("sitting.no-quorum");
        (
            await secretary.PostAsync($"{path}/attendance", new { members = new[] { new { member = members[6], attendance = "co-mat" } } })
        ).Ok();
        (await secretary.PostAsync($"{path}/close", Minutes)).Refused("dossier.nominees-not-at-sitting");
        (await EnterAsync(secretary, path, waiting["Điểu Krưng"])).Ok();
        (await secretary.PostAsync($"{path}/close", Minutes)).Refused("sitting.votes-missing");
        (await VoteAsync(secretary, path, waiting["Điểu Krưng"].Nominee, 7, 4, 3)).Ok();
        (await secretary.PostAsync($"{path}/close", new { number = "05/BB-HĐ", scanBy = "2025-12-31" })).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        var closed = (await secretary.PostAsync($"{path}/close", Minutes)).Ok().Json;

        closed.GetProperty("minutes").GetProperty("signer").GetString().ShouldBe("Ủy viên 1");
        closed.GetProperty("nominees").EnumerateArray().Select(n => n.GetProperty("passes").GetBoolean()).ShouldBe([true, false, false]);
        (await StatesAsync(secretary, first)).ShouldBe(["in", "not-passed"]);
        (await StatesAsync(secretary, second)).ShouldBe(["not-passed"]);
        var task = (await secretary.GetAsync($"dossiers/{first}"))
            .Ok()
            .Json.GetProperty("tasks")
            .EnumerateArray()
            .Last(t => t.TryGetProperty("sitting", out _));
        task.GetProperty("paper").GetProperty("number").GetString().ShouldBe("05/BB-HĐ");
        var listed = (await secretary.GetAsync("sittings")).Ok().Json.GetProperty("items").EnumerateArray().ShouldHaveSingleItem();
        (listed.GetProperty("dossiers").GetInt32(), listed.GetProperty("entered").GetInt32()).ShouldBe((2, 2));
        (await (await service.AsAsync("locninh.lanhdao")).GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);

        // The scan that was promised comes once, and the papers can be printed.
        var scan = new MultipartFormDataContent { { new ByteArrayContent("Biên bản kiểm phiếu."u8.ToArray()), "file", "bien ban.txt" } };
        (await secretary.PostAsync($"{path}/scan", scan)).Ok().Json.GetProperty("minutes").TryGetProperty("scan", out _).ShouldBeTrue();
        using var browser = await service.BrowserAsync("tinh.thuky");
        var page = $"/hop-hoi-dong/{sitting.GetProperty("id").GetString()}";
        WebUtility.HtmlDecode(await browser.GetStringAsync("/hop-hoi-dong")).ShouldContain("05/BB-HĐ");
        WebUtility.HtmlDecode(await browser.GetStringAsync(page)).ShouldContain("Hội đồng thông qua");
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/van-ban{page}/phieu-binh-xet.html")).ShouldContain("Thạch Sô Phi");
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/van-ban{page}/phieu-xin-y-kien.html")).ShouldContain("Đặng Thị Ước");
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/van-ban{page}/bien-ban-hop.html")).ShouldContain("không tham gia biểu quyết");
    }

    [Fact]
    public async Task A_member_who_prepared_a_dossier_does_not_vote_on_it()
    {
        await using var service = new Service();
        await ToTheCouncilAsync(service, "xa", "Đặng Thị Ước");
        var secretary = await service.AsAsync("tinh.thuky");
        var sitting = (await secretary.PostAsync("sittings", Call("xa.canbo"))).Ok().Json;
        var path = $"sittings/{sitting.GetProperty("id").GetString()}";
        var members = sitting.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("id").GetString()!).ToArray();
        var waiting = (await secretary.GetAsync("sittings/candidates")).Ok().Json.GetProperty("items")[0];
        var nominee = waiting.GetProperty("nominee").GetString()!;
        var entered = (await EnterAsync(secretary, path, (waiting.GetProperty("dossier").GetString()!, nominee))).Ok().Json;
        var proposed = entered.GetProperty("nominees")[0].GetProperty("recusals").EnumerateArray().ShouldHaveSingleItem();
        proposed.GetProperty("member").GetString().ShouldBe(members[3]);
        proposed.GetProperty("recorded").GetBoolean().ShouldBeFalse();
        (
            await secretary.PostAsync(
                $"{path}/attendance",
                new { members = members.Select(member => new { member, attendance = "co-mat" }) }
            )
        ).Ok();
        (await VoteAsync(secretary, path, nominee, 7, 7, 0)).Ok();

        (await secretary.PostAsync($"{path}/close", Minutes)).Refused("sitting.not-recused");
        (
            await secretary.PostAsync(
                $"{path}/recuse",
                new
                {
                    member = members[3],
                    nominees = new[] { nominee },
                    cause = "lap-ho-so",
                }
            )
        ).Ok();
        (await secretary.PostAsync($"{path}/close", Minutes)).Ok();
    }

    [Fact]
    public async Task The_secretary_does_all_of_it_on_the_pages_without_script()
    {
        await using var service = new Service();
        var dossier = await ToTheCouncilAsync(service, "xa", "Đặng Thị Ước");
        using var browser = await service.BrowserAsync("tinh.thuky");
        const string calling = "/hop-hoi-dong/moi";
        (string, string)[] fields = [("on", "14/04/2025"), ("place", "Phòng họp số 1"), ("secretary", "Đặng Thanh Mai")];

        var (_, wrong, _) = await SendAsync(browser, calling, "call", [.. fields, ("members", "Ông Một; Chủ tịch\nBà Hai; ; khong-co-ai")]);
        wrong.ShouldContain("Chưa thực hiện được");
        var (_, _, page) = await SendAsync(browser, calling, "call", [.. fields, ("members", "Ông Một; Chủ tịch\nBà Hai\nÔng Ba")]);
        page.ShouldStartWith("/hop-hoi-dong/");

        var shown = await browser.GetStringAsync(new Uri(page, UriKind.Relative));
        var nominee = (await new HtmlParser().ParseDocumentAsync(shown))
            .QuerySelector("input[name=chosen]")
            .ShouldNotBeNull()
            .GetAttribute("value")!;
        nominee.ShouldStartWith(dossier);
        await GoesOnAsync("gather", ("chosen", nominee));
        await GoesOnAsync(
            "attend",
            ("members[0].attendance", "co-mat"),
            ("members[1].attendance", "co-mat"),
            ("members[2].attendance", "vang-mat")
        );
        (string, string)[] tally =
        [
            ("votes[0].issued", "2"),
            ("votes[0].returned", "2"),
            ("votes[0].valid", "2"),
            ("votes[0].for", "2"),
            ("votes[0].against", "0"),
        ];
        var (many, said, _) = await SendAsync(browser, page, "votes-0", [.. tally[1..], ("votes[0].issued", "3")]);
        said.ShouldContain($"data-form=\"phieu-{page.Split('/')[^1]}-0\"", customMessage: "what is typed is kept");
        many.ShouldBe(HttpStatusCode.BadRequest);
        var row = (await new HtmlParser().ParseDocumentAsync(said)).GetElementById("votes-0-votes-0").ShouldNotBeNull();
        row.TextContent.ShouldContain("Đặng Thị Ước: số phiếu phát ra nhiều hơn 2 thành viên");
        row.Closest("tr")!.QuerySelector("input[name='votes[0].issued']")!.GetAttribute("value").ShouldBe("3", "nothing is lost");
        var (_, none, _) = await SendAsync(browser, page, "votes-0", [.. tally[1..], ("votes[0].issued", "hai")]);
        none.ShouldContain("Đặng Thị Ước: phiếu phát ra:");
        await GoesOnAsync("votes-0", tally);
        var counted = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri(page, UriKind.Relative)));
        counted.ShouldContain("Đã ghi số phiếu của 1/1 người, tập thể: 1 được Hội đồng thông qua");
        counted.ShouldContain("Đồng ý 2/3 thành viên (66,67%)");
        (string, string)[] minutes = [("number", "05/BB-HĐ"), ("date", "14/04/2025"), ("position", "Chủ tịch"), ("scanBy", "31/12/2025")];
        (await SendAsync(browser, page, "close", minutes)).Status.ShouldBe(HttpStatusCode.BadRequest, "nobody has signed");
        await GoesOnAsync("close", [.. minutes, ("chairSigned", "true"), ("secretarySigned", "true")]);

        var done = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri(page, UriKind.Relative)));
        done.ShouldContain("05/BB-HĐ");
        done.ShouldContain("ít nhất 2 phiếu đồng ý");
        done.ShouldNotContain("Ghi nhận biên bản đã ký");
        var after = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri($"/ho-so/{dossier}", UriKind.Relative)));
        after.ShouldContain("Xem biên bản họp Hội đồng");

        async Task GoesOnAsync(string form, params (string, string)[] entered)
        {
            var (status, text, _) = await SendAsync(browser, page, form, entered);
            ((int)status).ShouldBeInRange(302, 303, $"{form}: {text}");
        }
    }

    // The form as a browser sends it, from the page as it is shown.
    private static async Task<(HttpStatusCode Status, string Page, string To)> SendAsync(
        HttpClient browser,
        string path,
        string name,
        params (string Name, string Value)[] fields
    )
    {
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri(path, UriKind.Relative)));
        var form = page.QuerySelectorAll("form").Single(f => f.QuerySelector($"input[name=_form][value='{name}']") is not null);
        using var content = new FormUrlEncodedContent(
            form.QuerySelectorAll("input[type=hidden]")
                .OfType<IHtmlInputElement>()
                .Select(input => KeyValuePair.Create(input.Name!, input.Value))
                .Concat(fields.Select(field => KeyValuePair.Create(field.Name, field.Value)))
        );
        using var answer = await browser.PostAsync(new Uri(path, UriKind.Relative), content);
        var to = answer.Headers.Location is { } location ? EveryPage.Relative(location) : "";
        return (answer.StatusCode, WebUtility.HtmlDecode(await answer.Content.ReadAsStringAsync()), to);
    }

    private static object Minutes { get; } = new
    {
        number = "05/BB-HĐ",
        chairSigned = true,
        secretarySigned = true,
        scanBy = "2025-12-31",
    };

    // Eight members; one of them has an account.
    private static object Call(string userName) =>
        new
        {
            form = Form,
            on = "2025-04-14",
            place = "Phòng họp số 1",
            members = Enumerable.Range(1, 8).Select(i => new { name = $"Ủy viên {i}", userName = i == 4 ? userName : null }).ToArray(),
            secretary = new { name = "Đặng Thanh Mai" },
        };

    private static Task<Answered> EnterAsync(Client secretary, string path, params (string Dossier, string Nominee)[] nominees) =>
        secretary.PostAsync($"{path}/nominees", new { nominees = nominees.Select(n => new { dossier = n.Dossier, nominee = n.Nominee }) });

    private static object Row(string nominee, int? issued, int? @for, int? against) =>
        new
        {
            nominee,
            issued,
            returned = issued,
            valid = issued,
            @for,
            against,
        };

    private static IEnumerable<int?> For(Answered answered) =>
        answered
            .Ok()
            .Json.GetProperty("nominees")
            .EnumerateArray()
            .Select(n => n.TryGetProperty("tally", out var tally) ? tally.GetProperty("for").GetInt32() : (int?)null);

    private static Task<Answered> VoteAsync(Client secretary, string path, string nominee, int issued, int @for, int against) =>
        secretary.PostAsync(
            $"{path}/votes",
            new
            {
                nominee,
                issued,
                returned = issued,
                valid = issued,
                @for,
                against,
            }
        );

    private static async Task<string[]> StatesAsync(Client client, string dossier) =>
        [
            .. (await client.GetAsync($"dossiers/{dossier}"))
                .Ok()
                .Json.GetProperty("nominees")
                .EnumerateArray()
                .Select(n => n.GetProperty("state").GetString()!),
        ];

    // To the council's step at the province.
    private static async Task<string> ToTheCouncilAsync(Service service, string commune, params string[] names)
    {
        var dossier = await Walk.SubmitAsync(await service.AsAsync($"{commune}.canbo"), Form, names);
        await Walk.PassAsync(await service.AsAsync($"{commune}.congan"), dossier);
        await Walk.PassAsync(await service.AsAsync($"{commune}.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.AsAsync("huyen.noivu"), dossier);
        await Walk.PassAsync(await service.AsAsync("huyen.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.AsAsync("tinh.congan"), dossier);
        await Walk.PassAsync(await service.AsAsync("tinh.noivu"), dossier);
        return dossier;
    }
}
