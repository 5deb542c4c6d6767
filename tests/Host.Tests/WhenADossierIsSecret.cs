using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>
/// What stands around a secret dossier keeps no word of it: the council's sitting, the report that it answers, the list somebody would paste into it.
/// And whoever it is not for neither sees these nor acts on them, over HTTP as on the pages.
/// </summary>
public sealed class WhenADossierIsSecret
{
    private const string Name = "Nguyễn Văn Kín";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sitting_shows_its_number_only_keeps_no_words_and_is_its_councils_alone(bool isSecret)
    {
        await using var service = new Service();
        var (dossier, nominee) = await ToTheCouncilAsync(service, isSecret);
        var secretary = await service.AsAsync("tinh.thuky");
        var waiting = (await secretary.GetAsync("sittings/candidates?form=bang-khen-tinh")).Ok();
        waiting.Text.Contains(Name, StringComparison.Ordinal).ShouldBe(!isSecret);
        waiting.Text.ShouldContain(nominee);
        var sitting = (
            await secretary.PostAsync(
                "sittings",
                new
                {
                    form = "bang-khen-tinh",
                    on = "2025-04-14",
                    place = "Phòng họp số 1",
                    members = new[] { new { name = "Ông Một" }, new { name = "Bà Hai" }, new { name = "Ông Ba" } },
                    secretary = new { name = "Đặng Thanh Mai" },
                }
            )
        ).Ok().Json;
        var path = $"sittings/{sitting.GetProperty("id").GetString()}";
        var entered = new { nominees = new[] { new { dossier, nominee } } };
        (await secretary.PostAsync($"{path}/nominees", entered)).Ok();

        // On its page: by number alone, and what is typed there is kept by nobody.
        var address = $"/hop-hoi-dong/{sitting.GetProperty("id").GetString()}";
        using var browser = await service.BrowserAsync("tinh.thuky");
        var page = await OpenAsync(browser, address);
        page.QuerySelector("main")!.TextContent.Contains(Name, StringComparison.Ordinal).ShouldBe(!isSecret);
        page.GetElementById("votes-0").ShouldNotBeNull().HasAttribute("data-form").ShouldBe(!isSecret);
        page.GetElementById("close").ShouldNotBeNull().HasAttribute("data-form").ShouldBe(!isSecret);

        // Whoever supervises sees it and does nothing; whoever it is not for does not even see it.
        var members = sitting.GetProperty("members").EnumerateArray().Select(m => m.GetProperty("id").GetString()!).ToArray();
        (string Verb, object Said)[] acts =
        [
            ("nominees", entered),
            ("attendance", new { members = members.Select(member => new { member, attendance = "co-mat" }) }),
            ("recuse", Recusal()),
            ("lift-recusal", Recusal()),
            ("votes", Votes(null)),
            ("all-votes", new { votes = new[] { Votes(null) } }),
            ("take-off", new { nominee }),
            ("close", Minutes),
            ("drop", new { }),
        ];
        foreach (
            var (who, read, act) in new[]
            {
                ("giamsat", HttpStatusCode.OK, HttpStatusCode.Forbidden),
                ("locninh.lanhdao", HttpStatusCode.NotFound, HttpStatusCode.NotFound),
                ("bacgiang.congan", HttpStatusCode.NotFound, HttpStatusCode.NotFound),
            }
        )
        {
            var other = await service.AsAsync(who);
            (await other.GetAsync(path)).Status.ShouldBe(read, who);
            foreach (var (verb, said) in acts)
            {
                (await other.PostAsync($"{path}/{verb}", said)).Status.ShouldBe(act, $"{who} {verb}");
            }

            using var theirs = await service.BrowserAsync(who);
            using var seen = await theirs.GetAsync(new Uri(address, UriKind.Relative));
            seen.StatusCode.ShouldBe(read, who);
            var text = await seen.Content.ReadAsStringAsync();
            text.ShouldNotContain("id=\"close\"");
            text.ShouldNotContain("data-form");
        }

        // It goes on without words.
        (await secretary.PostAsync($"{path}/{acts[1].Verb}", acts[1].Said)).Ok();
        var noted = await secretary.PostAsync($"{path}/votes", Votes("Đề nghị xem lại."));
        if (isSecret)
        {
            noted.Refused("dossier.secret-has-no-text");
            var all = await secretary.PostAsync($"{path}/all-votes", new { votes = new[] { Votes("Đề nghị xem lại.") } });
            all.Status.ShouldBe(HttpStatusCode.BadRequest);
            all.Json.GetProperty("errors")[0].GetProperty("code").GetString().ShouldBe("dossier.secret-has-no-text");
            (await secretary.PostAsync($"{path}/take-off", new { nominee, reason = "Chờ xác minh." })).Refused(
                "dossier.secret-has-no-text"
            );
        }
        else
        {
            noted.Ok();
        }

        (await secretary.PostAsync($"{path}/votes", Votes(null))).Ok();
        (await secretary.PostAsync($"{path}/close", Minutes)).Ok().Text.Contains(Name, StringComparison.Ordinal).ShouldBe(!isSecret);

        object Recusal() =>
            new
            {
                member = members[1],
                nominees = new[] { nominee },
                cause = "nguoi-than",
            };

        object Votes(string? note) =>
            new
            {
                nominee,
                issued = 3,
                returned = 3,
                valid = 3,
                @for = 3,
                against = 0,
                note,
            };
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_form_of_a_duty_that_a_dossier_answers_keeps_nothing_of_a_secret_one_and_is_its_units_alone(bool isSecret)
    {
        await using var service = new Service();
        (await (await service.AsAsync("quantri")).PostAsync("plans", TrialPlan.WithDossiers(2))).Ok();
        (
            await (await service.AsAsync("dieuphoi")).PostAsync(
                $"plans/{TrialPlan.Id}/apply",
                new { units = new[] { "thi-tran-tan-khai", "xa-tan-hung" }, from = "2025-01-02" }
            )
        ).Ok();
        var preparer = await service.AsAsync("xa.canbo");
        var (dossier, _) = await FileAsync(preparer, isSecret, TrialPlan.Id, "giay-khen-xa");
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        var key = (await preparer.GetAsync($"deadlines?plan={TrialPlan.Id}&limit=200"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .First(item => item.GetProperty("duty").GetString() == "ho-so-0")
            .GetProperty("id")
            .GetString()!;
        var address = $"/thoi-han/{key}";
        using (var browser = await service.BrowserAsync("xa.canbo"))
        {
            var form = (await OpenAsync(browser, address)).GetElementById("file").ShouldNotBeNull();
            form.HasAttribute("data-form").ShouldBe(!isSecret);
            form.TextContent.ShouldNotContain(Name);
        }

        var said = new { form = "ho-so", dossier };
        foreach (
            var (who, read, act) in new[]
            {
                ("giamsat", HttpStatusCode.OK, HttpStatusCode.Forbidden),
                ("tanhung.canbo", HttpStatusCode.NotFound, HttpStatusCode.NotFound),
                ("lucngan.bcd", HttpStatusCode.NotFound, HttpStatusCode.NotFound),
            }
        )
        {
            var other = await service.AsAsync(who);
            (await other.GetAsync($"deadlines/{key}")).Status.ShouldBe(read, who);
            foreach (var verb in new[] { "file", "replace", "withdraw", "accept" })
            {
                (await other.PostAsync($"deadlines/{key}/{verb}", said)).Status.ShouldBe(act, $"{who} {verb}");
            }

            using var theirs = await service.BrowserAsync(who);
            using var seen = await theirs.GetAsync(new Uri(address, UriKind.Relative));
            seen.StatusCode.ShouldBe(read, who);
            var text = await seen.Content.ReadAsStringAsync();
            text.ShouldNotContain("id=\"file\"");
            text.ShouldNotContain(Name);
        }

        (await preparer.PostAsync($"deadlines/{key}/file", said)).Ok().Text.ShouldNotContain(Name);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_list_is_pasted_into_no_secret_draft_and_into_nobody_elses(bool isSecret)
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        var (dossier, _) = await FileAsync(preparer, isSecret, "tan-khai-2025", "giay-khen-xa");
        var address = $"/ho-so/{dossier}/nhap-danh-sach";
        const string rows = "STT\tHọ và tên\tThành tích\n1\tĐiểu Thị Ước\tGiữ gìn trật tự\n";
        using var browser = await service.BrowserAsync("xa.canbo");
        var page = await OpenAsync(browser, address);
        page.GetElementById("paste").ShouldNotBeNull().HasAttribute("data-form").ShouldBe(!isSecret);
        var looked = await PasteAsync(browser, page);
        looked.Text.Contains("Điểu Thị Ước", StringComparison.Ordinal).ShouldBe(!isSecret);
        looked.Page.QuerySelector("form#confirm").ShouldBe(isSecret ? null : looked.Page.GetElementById("confirm"));
        if (isSecret)
        {
            looked.Status.ShouldBe(HttpStatusCode.Conflict);
            looked.Page.GetElementById("faults").ShouldNotBeNull().TextContent.ShouldContain("mật");
        }

        // Nobody else sees the form, nor is heard where they send it anyway.
        foreach (var who in new[] { "xa.congan", "giamsat", "tanhung.canbo", "quantri" })
        {
            using var theirs = await service.BrowserAsync(who);
            using (var seen = await theirs.GetAsync(new Uri(address, UriKind.Relative)))
            {
                KeepsOut(seen).ShouldBeTrue($"{who} {seen.StatusCode}");
                (await seen.Content.ReadAsStringAsync()).ShouldNotContain("id=\"paste\"");
            }

            var sent = await PasteAsync(theirs, await OpenAsync(theirs, "/doi-mat-khau"));
            sent.IsKeptOut.ShouldBeTrue($"{who} {sent.Status}");
            sent.Text.ShouldNotContain("Điểu Thị Ước");
        }

        (await preparer.GetAsync($"dossiers/{dossier}"))
            .Ok()
            .Json.GetProperty("nominees")
            .GetArrayLength()
            .ShouldBe(1, "nothing was confirmed");

        async Task<(HttpStatusCode Status, bool IsKeptOut, string Text, IHtmlDocument Page)> PasteAsync(HttpClient one, IHtmlDocument from)
        {
            var token = from.QuerySelector<IHtmlInputElement>("input[name=__RequestVerificationToken]")!.Value;
            using var form = new FormUrlEncodedContent([
                new("__RequestVerificationToken", token),
                new("_form", "paste"),
                new("_command", Guid.NewGuid().ToString("N")),
                new("rows", rows),
            ]);
            using var answer = await one.PostAsync(new Uri(address, UriKind.Relative), form);
            var shown = await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
            var typed = shown.QuerySelector("textarea[name=rows]");
            typed?.Remove(); // what was typed stands there still, for whoever typed it
            return (answer.StatusCode, KeepsOut(answer), shown.QuerySelector("main")?.TextContent ?? "", shown);
        }
    }

    // There is nothing here for them, or they are led to the page that says so.
    private static bool KeepsOut(HttpResponseMessage answer) =>
        answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden
        || (
            answer is { StatusCode: HttpStatusCode.Found, Headers.Location: { } to }
            && to.OriginalString.Contains("/khong-co-quyen", StringComparison.Ordinal)
        );

    private static object Minutes { get; } = new
    {
        number = "05/BB-HĐ",
        chairSigned = true,
        secretarySigned = true,
        scanBy = "2025-12-31",
    };

    // A draft with one nominee and all it needs: of a secret one only where the paper lies is known.
    private static async Task<(string Dossier, string Nominee)> FileAsync(Client preparer, bool isSecret, string plan, string form)
    {
        var filing = await preparer.PostAsync(
            "filings",
            new
            {
                plan,
                type = "tong-ket",
                forms = new[] { form },
                secrecy = isSecret ? "secret" : "normal",
                paper = isSecret
                    ? new
                    {
                        number = "05/HS",
                        date = "2025-02-03",
                        keptAt = "thi-tran-tan-khai",
                    }
                    : null,
            }
        );
        var dossier = filing.Ok().Json.GetProperty("forms")[0].GetProperty("dossier").GetString()!;
        object who = isSecret
            ? new { kind = "person" }
            : new
            {
                kind = "person",
                name = Name,
                achievement = "Giữ gìn an ninh, trật tự.",
            };
        var nominee = (await preparer.PostAsync($"dossiers/{dossier}/nominees", who)).Ok().Id;
        await Walk.StateAllAsync(preparer, dossier);
        return (dossier, nominee);
    }

    // To the council's step at the province.
    private static async Task<(string Dossier, string Nominee)> ToTheCouncilAsync(Service service, bool isSecret)
    {
        var preparer = await service.AsAsync("xa.canbo");
        var (dossier, nominee) = await FileAsync(preparer, isSecret, "tan-khai-2025", "bang-khen-tinh");
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        object signed = isSecret ? new { position = "Chủ tịch", form = "tm" } : Walk.Paper;
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        await Walk.PassAsync(await service.AsAsync("xa.lanhdao"), dossier, new { allPassed = true, paper = signed });
        await Walk.PassAsync(await service.AsAsync("huyen.noivu"), dossier);
        await Walk.PassAsync(await service.AsAsync("huyen.lanhdao"), dossier, new { allPassed = true, paper = signed });
        await Walk.PassAsync(await service.AsAsync("tinh.congan"), dossier);
        await Walk.PassAsync(await service.AsAsync("tinh.noivu"), dossier);
        return (dossier, nominee);
    }

    private static async Task<IHtmlDocument> OpenAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
    }
}
