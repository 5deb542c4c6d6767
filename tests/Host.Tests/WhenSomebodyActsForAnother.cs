using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Ủy quyền: given by paper for a time, acted under with both names in the record, and over when it is over.</summary>
public sealed class WhenSomebodyActsForAnother
{
    [Fact]
    public async Task A_delegate_sees_the_queue_takes_the_work_up_and_ends_it_with_both_names_in_the_record()
    {
        await using var service = new Service();
        var police = await service.AsAsync("xa.congan");
        var neighbour = await service.AsAsync("tanhiep.congan");
        var (dossier, task) = await SubmitAsync(service);
        (await neighbour.GetAsync("tasks")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await neighbour.PostAsync($"tasks/{task}/claim")).Status.ShouldBe(HttpStatusCode.Forbidden);

        var given = (await police.PostAsync("delegations", await GivingAsync(police, "tanhiep.congan"))).Ok().Json;
        given.GetProperty("runs").GetBoolean().ShouldBeTrue();
        given.GetProperty("holderName").GetString().ShouldBe("Vũ Đức Long");
        (await neighbour.GetAsync("delegations"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single()
            .GetProperty("mayEnd")
            .GetBoolean()
            .ShouldBeFalse();
        (await neighbour.GetAsync("me"))
            .Ok()
            .Json.GetProperty("appointments")
            .EnumerateArray()
            .Count(a => a.TryGetProperty("onBehalfOf", out _))
            .ShouldBe(1);

        (await neighbour.GetAsync("tasks"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single()
            .GetProperty("id")
            .GetString()
            .ShouldBe(task);
        (await neighbour.GetAsync("tasks/counts")).Ok().Json.GetProperty("total").GetInt32().ShouldBe(1);
        using (var browser = await service.BrowserAsync("tanhiep.congan"))
        {
            (await browser.GetStringAsync(new Uri("/viec", UriKind.Relative))).ShouldContain($"viec-{Guid.Parse(task):N}");
        }

        (await neighbour.PostAsync($"tasks/{task}/claim")).Ok();
        (await neighbour.GetAsync("tasks?mine=true")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);
        await Walk.PassAsync(neighbour, dossier);

        var supervisor = await service.AsAsync("giamsat");
        var ended = (await supervisor.GetAsync($"dossiers/{dossier}/history"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single(e => e.GetProperty("type").GetString() == "dossier.step-completed");
        (ended.GetProperty("actorName").GetString(), ended.GetProperty("onBehalfOfName").GetString()).ShouldBe(
            ("Lê Quốc Phúc", "Vũ Đức Long")
        );
        var trail = (await supervisor.GetAsync("audit?type=dossier.step-completed")).Ok().Json.GetProperty("items")[0];
        (trail.GetProperty("actorName").GetString(), trail.GetProperty("onBehalfOfName").GetString()).ShouldBe(
            ("Lê Quốc Phúc", "Vũ Đức Long")
        );
        using var page = await service.BrowserAsync("giamsat");
        (await page.GetStringAsync(new Uri($"/ho-so/{dossier}", UriKind.Relative))).ShouldContain(
            "Lê Quốc Phúc, xử lý thay Vũ Đức Long theo ủy quyền"
        );
        (await supervisor.GetAsync("audit?type=org.delegated")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_is_over_or_was_ended_lets_nobody_act()
    {
        await using var service = new Service();
        var police = await service.AsAsync("xa.congan");
        var neighbour = await service.AsAsync("tanhiep.congan");
        var (_, task) = await SubmitAsync(service);
        var first = (await police.PostAsync("delegations", await GivingAsync(police, "tanhiep.congan", until: "2025-04-16"))).Ok();
        (await neighbour.PostAsync($"tasks/{task}/claim")).Ok();
        (await neighbour.PostAsync($"tasks/{task}/release")).Ok();
        (await police.PostAsync("dev/clock", new { to = "2025-04-17T08:00:00+07:00" })).Ok();
        await GoneAsync(neighbour, task);
        (await police.GetAsync("delegations"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Single()
            .GetProperty("runs")
            .GetBoolean()
            .ShouldBeFalse();

        var again = (await police.PostAsync("delegations", await GivingAsync(police, "tanhiep.congan"))).Ok();
        (await neighbour.PostAsync($"tasks/{task}/claim")).Ok();
        (await police.PostAsync($"delegations/{again.Id}/end", new { lastDay = "2025-04-15" })).Refused("desk.delegation-ends-in-past");
        (await neighbour.PostAsync($"delegations/{again.Id}/end")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await service.AsAsync("xa.canbo")).PostAsync($"delegations/{again.Id}/end")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await police.PostAsync($"delegations/{again.Id}/end", new { lastDay = "2025-04-16" })).Ok();
        await GoneAsync(neighbour, task);
        first.Id.ShouldNotBe(again.Id);

        static async Task GoneAsync(Client delegated, string task)
        {
            (await delegated.GetAsync("tasks")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);
            (await delegated.PostAsync($"tasks/{task}/claim")).Status.ShouldBe(HttpStatusCode.Forbidden);
            (await delegated.PostAsync($"tasks/{task}/complete", new { allPassed = true })).Status.ShouldBe(HttpStatusCode.Forbidden);
        }
    }

    [Fact]
    public async Task The_holder_the_units_head_and_the_administrator_give_and_nobody_else()
    {
        await using var service = new Service();
        var police = await service.AsAsync("xa.congan");
        var body = await GivingAsync(police, "tanhiep.congan");
        foreach (
            var (user, may) in new[]
            {
                ("xa.canbo", false),
                ("huyen.lanhdao", false),
                ("dieuphoi", false),
                ("giamsat", false),
                ("xa.lanhdao", true),
                ("quantri", true),
            }
        )
        {
            var answer = await (await service.AsAsync(user)).PostAsync("delegations", body);
            answer.Status.ShouldBe(may ? HttpStatusCode.Created : HttpStatusCode.Forbidden, $"{user}: {answer.Text}");
        }

        // Nobody for themselves, nobody for whom they act, nothing that is over, nothing dated tomorrow.
        (await (await service.AsAsync("quantri")).PostAsync("delegations", await GivingAsync(police, "quantri"))).Refused(
            "desk.delegates-to-themselves"
        );
        (
            await (await service.AsAsync("tanhiep.congan")).PostAsync("delegations", await GivingAsync(police, "tanhiep.lanhdao"))
        ).Status.ShouldBe(HttpStatusCode.Forbidden, "a delegate hands nothing on");
        var head = await service.AsAsync("xa.lanhdao");
        (await head.PostAsync("delegations", await GivingAsync(head, "tanhiep.lanhdao"))).Ok();
        (
            await (await service.AsAsync("tanhiep.lanhdao")).PostAsync("delegations", await GivingAsync(police, "tanhiep.canbo"))
        ).Status.ShouldBe(HttpStatusCode.Forbidden, "nor does who acts for a head");
        (await police.PostAsync("delegations", await GivingAsync(police, "xa.congan"))).Status.ShouldBe(HttpStatusCode.Conflict);
        (await police.PostAsync("delegations", await GivingAsync(police, "khong.co.ai"))).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.PostAsync("delegations", await GivingAsync(police, "xa.canbo", "2025-04-01", "2025-04-10"))).Refused(
            "desk.delegation-over"
        );
        (await police.PostAsync("delegations", await GivingAsync(police, "xa.canbo", "2025-04-20", "2025-04-18"))).Refused(
            "org.ends-before-it-begins"
        );
        (await police.PostAsync("delegations", await GivingAsync(police, "xa.canbo", until: "2025-07-10"))).Refused(
            "org.outside-appointment"
        );
        (await police.PostAsync("delegations", await GivingAsync(police, "xa.canbo", date: "2025-04-15"))).Refused(
            "dossier.date-in-future"
        );
        var faults = (await police.PostAsync("delegations", new { to = "", until = "mai" })).Json.GetProperty("errors").EnumerateArray();
        faults
            .Select(e => e.GetProperty("field").GetString())
            .Distinct()
            .ShouldBe(["appointment", "to", "from", "until", "number", "date"], ignoreOrder: true);
    }

    [Fact]
    public async Task Who_writes_for_the_preparer_prepared_it_too()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        (await xa.PostAsync("delegations", await GivingAsync(xa, "xa.congan"))).Ok();
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-huyen"))[0];
        var nominee = await Walk.NomineeAsync(police, dossier, "Đặng Thị Ước");
        await Walk.AttachAllAsync(xa, dossier, nominee);
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();

        var shown = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json;
        shown.GetProperty("colleagueNames").EnumerateArray().Single().GetString().ShouldBe("Vũ Đức Long");
        var task = await police.TaskAsync(dossier);
        (await police.PostAsync($"tasks/{task}/complete", new { allPassed = true })).Refused("dossier.own-affair");
    }

    [Fact]
    public async Task On_the_page_it_is_given_and_ended_without_script()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("xa.congan");
        var address = new Uri("/uy-quyen", UriKind.Relative);
        var neighbour = await WhenItIsTheirOwnAffair.AccountAsync(await service.AsAsync("huyen.noivu"));
        await PostAsync(
            "#give",
            new()
            {
                ["to"] = neighbour,
                ["until"] = "30/04/2025",
                ["number"] = "12/GUQ-CA",
                ["date"] = "14/04/2025",
            }
        );
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(address));
        page.Body!.TextContent.ShouldContain("Đang có hiệu lực");
        page.Body.TextContent.ShouldContain("Lê Thị Thủy");
        await PostAsync("form[id^=end-]", new() { ["lastDay"] = "13/04/2025" });
        page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(address));
        page.Body!.TextContent.ShouldContain("Đã hết hiệu lực");
        page.QuerySelector("form[id^=end-]").ShouldBeNull();

        async Task PostAsync(string which, Dictionary<string, string> typed)
        {
            var shown = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(address));
            var form = shown.QuerySelector(which).ShouldNotBeNull();
            var fields = form.QuerySelectorAll("input[name]").OfType<IHtmlInputElement>().ToDictionary(i => i.Name!, i => i.Value);
            foreach (var select in form.QuerySelectorAll("select").OfType<IHtmlSelectElement>())
            {
                fields[select.Name!] = select.Value ?? "";
            }

            foreach (var (name, value) in typed)
            {
                fields[name] = value;
            }

            using var content = new FormUrlEncodedContent(fields);
            using var answer = await browser.PostAsync(address, content);
            ((int)answer.StatusCode).ShouldBeInRange(302, 303, await answer.Content.ReadAsStringAsync());
        }
    }

    [Fact]
    public async Task An_administrator_finds_the_two_by_name_instead_of_in_a_list_of_the_whole_house()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("quantri");
        var first = await OpenAsync("/uy-quyen");
        first.QuerySelectorAll("select").ShouldBeEmpty();
        first.QuerySelector("#give").ShouldBeNull("nobody was looked for");
        (await OpenAsync("/uy-quyen?cua=khong-co-ai&cho=long")).Body!.TextContent.ShouldContain("Không tìm thấy ai với “khong-co-ai”");

        const string found = "/uy-quyen?cua=thuy%20le&cho=vu%20duc";
        var page = await OpenAsync(found);
        page.QuerySelectorAll("input[name=appointment]").ShouldHaveSingleItem();
        page.QuerySelector("#give")!.TextContent.ShouldContain("Lê Thị Thủy");
        page.QuerySelectorAll("input[name=to]").ShouldHaveSingleItem();
        page.QuerySelector("#give")!.TextContent.ShouldContain("Vũ Đức Long");
        var fields = page.QuerySelectorAll("#give input[name]").OfType<IHtmlInputElement>().ToDictionary(i => i.Name!, i => i.Value);
        (fields["until"], fields["number"], fields["date"]) = ("30/04/2025", "12/GUQ-UBND", "31/04/2025");
        (await SendAsync(fields)).ShouldBe(HttpStatusCode.BadRequest, "there is no such day");
        fields["date"] = "14/04/2025";
        (await SendAsync(fields)).ShouldBe(HttpStatusCode.Redirect);
        (await OpenAsync("/uy-quyen")).QuerySelector("tbody")!.TextContent.ShouldContain("xử lý thay Lê Thị Thủy");

        async Task<IHtmlDocument> OpenAsync(string path) =>
            await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri(path, UriKind.Relative)));

        async Task<HttpStatusCode> SendAsync(Dictionary<string, string> typed)
        {
            using var content = new FormUrlEncodedContent(typed);
            using var answer = await browser.PostAsync(new Uri(found, UriKind.Relative), content);
            return answer.StatusCode;
        }
    }

    private static async Task<(string Dossier, string Task)> SubmitAsync(Service service)
    {
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-huyen"))[0];
        await Walk.AttachAllAsync(xa, dossier, await Walk.NomineeAsync(xa, dossier, "Đặng Thị Ước"));
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        return (dossier, await xa.TaskAsync(dossier));
    }

    /// <summary>A delegation of the client's first own appointment.</summary>
    private static async Task<object> GivingAsync(
        Client holder,
        string to,
        string from = "2025-04-14",
        string until = "2025-04-30",
        string date = "2025-04-14"
    ) =>
        new
        {
            appointment = (await holder.GetAsync("me"))
                .Ok()
                .Json.GetProperty("appointments")
                .EnumerateArray()
                .First(a => !a.TryGetProperty("onBehalfOf", out var p) || p.ValueKind is JsonValueKind.Null)
                .GetProperty("id")
                .GetString(),
            to,
            from,
            until,
            number = "12/GUQ-UBND",
            date,
        };
}
