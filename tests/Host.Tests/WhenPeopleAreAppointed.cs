using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Đơn vị: bổ nhiệm, chuyển, thôi giữ chức vụ, one by one, by who administers. It is 14/04/2025.</summary>
public sealed class WhenPeopleAreAppointed
{
    private const string Town = "thi-tran-tan-khai";

    [Fact]
    public async Task Somebody_new_gets_an_account_and_works_from_their_first_day_and_not_after_their_last()
    {
        await using var service = new Service();
        var administrator = await service.AsAsync("quantri");
        await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-huyen", "Nguyễn Văn Bảy");
        var body = New(function: "cong-an");
        var made = (await administrator.PostAsync("org/appointments", body, ("Idempotency-Key", Key(1)))).Ok();
        made.Status.ShouldBe(HttpStatusCode.Created);
        var line = made.Json.GetProperty("appointment");
        line.GetProperty("name").GetString().ShouldBe("Thạch Sô Phi");
        line.GetProperty("number").GetString().ShouldBe("15/QĐ-UBND");
        line.GetProperty("holds").GetBoolean().ShouldBeTrue();
        var password = made.Json.GetProperty("opened").GetProperty("password").GetString()!;

        // Sent again, because the answer did not come: no second person, and the password of this answer is good.
        var again = (await administrator.PostAsync("org/appointments", body, ("Idempotency-Key", Key(1)))).Ok().Json;
        again.GetProperty("appointment").GetProperty("id").GetString().ShouldBe(line.GetProperty("id").GetString());
        password = again.GetProperty("opened").GetProperty("password").GetString()!;
        (await OfAsync(administrator, Town)).Count(one => one.GetProperty("name").GetString() == "Thạch Sô Phi").ShouldBe(1);

        var theirs = await SignInAsync(service, "sophi.thach", password);
        (await theirs.GetAsync("tasks")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);

        var appointment = line.GetProperty("id").GetString()!;
        var ended = (
            await administrator.PostAsync($"org/appointments/{appointment}/end", new { from = "2025-04-15", number = "16/QĐ-UBND" })
        ).Ok();
        ended.Json.GetProperty("until").GetString().ShouldBe("2025-04-14");
        ended.Json.GetProperty("endNumber").GetString().ShouldBe("16/QĐ-UBND");
        (await theirs.GetAsync("tasks")).Ok(); // still the last day
        (await administrator.PostAsync("dev/clock", new { to = "2025-04-15T08:00:00+07:00" })).Ok();
        (await theirs.GetAsync("tasks")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await administrator.PostAsync($"org/appointments/{appointment}/end", new { from = "2025-06-01" })).Refused("org.appointment-over");
        var supervisor = await service.AsAsync("giamsat");
        (await supervisor.GetAsync("audit?type=org.appointments-ended")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task Nobody_leaves_work_without_anybody_unasked_nor_the_house_without_an_administrator()
    {
        await using var service = new Service();
        var administrator = await service.AsAsync("quantri");
        var police = (await OfAsync(administrator, Town)).Single(one => Says(one, "function", "cong-an")).GetProperty("id").GetString()!;
        await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-huyen", "Nguyễn Văn Bảy");

        var left = await administrator.PostAsync($"org/appointments/{police}/end", new { from = "2025-04-20" });
        left.Refused("org.office-left-empty");
        left.Text.ShouldContain("1 việc đang chờ");
        (
            await administrator.PostAsync(
                $"org/appointments/{police}/transfer",
                new
                {
                    unit = "xa-tan-hiep",
                    function = "cong-an",
                    position = "Trưởng Công an xã",
                    from = "2025-04-20",
                }
            )
        ).Refused("org.office-left-empty");

        // Another is there by then: nothing is left empty.
        (await administrator.PostAsync("org/appointments", New(function: "cong-an", from: "2025-04-20"))).Ok();
        var moved = (
            await administrator.PostAsync(
                $"org/appointments/{police}/transfer",
                new
                {
                    unit = "xa-tan-hiep",
                    function = "cong-an",
                    position = "Trưởng Công an xã",
                    from = "2025-04-20",
                    date = "2025-04-10",
                }
            )
        ).Ok().Json;
        moved.GetProperty("unit").GetString().ShouldBe("xa-tan-hiep");
        (await OfAsync(administrator, Town)).Single(one => Says(one, "id", police)).GetProperty("until").GetString().ShouldBe("2025-04-19");

        var head = (await OfAsync(administrator, Town)).Single(one => Says(one, "function", "lanh-dao")).GetProperty("id").GetString()!;
        (await administrator.PostAsync($"org/appointments/{head}/title", new { position = "Chủ tịch Ủy ban nhân dân" }))
            .Ok()
            .Json.GetProperty("title")
            .GetString()
            .ShouldBe("Chủ tịch Ủy ban nhân dân");
        (await administrator.PostAsync($"org/appointments/{head}/end", new { from = "2025-04-20" })).Ok(); // nothing waits there

        var own = (await OfAsync(administrator, "tinh-binh-phuoc"))
            .Single(one => Says(one, "function", "quan-tri"))
            .GetProperty("id")
            .GetString()!;
        (await administrator.PostAsync($"org/appointments/{own}/end", new { from = "2025-04-20", leaveEmpty = true })).Refused(
            "org.last-administrator"
        );

        (await administrator.PostAsync("org/appointments", New(account: "xa.canbo", function: "tham-muu"))).Refused("org.already-holds");
        (await administrator.PostAsync("org/appointments", New(function: "van-thu", userName: "ai.do"))).Refused("org.function-not-bound");
        (await administrator.PostAsync("org/appointments", New(function: "lanh-dao", userName: "xa.canbo"))).Refused(
            "account.user-name-taken"
        );
        (await administrator.PostAsync("org/appointments", New(function: "lanh-dao", userName: "y.moan", date: "2025-04-15"))).Refused(
            "dossier.date-in-future"
        );
        (await administrator.PostAsync("org/appointments", New(account: "ai.do"))).Status.ShouldBe(
            HttpStatusCode.BadRequest,
            "what is refused makes no account"
        );
        var faults = (await administrator.PostAsync("org/appointments", new { until = "mai" })).Json.GetProperty("errors").EnumerateArray();
        faults
            .Select(e => e.GetProperty("field").GetString())
            .ShouldBe(["unit", "function", "userName", "displayName", "position", "from", "until"], ignoreOrder: true);
        (await administrator.PostAsync($"org/appointments/{Guid.NewGuid()}/title", new { position = "x" })).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await administrator.GetAsync("org/units/khong-co/appointments")).Status.ShouldBe(HttpStatusCode.NotFound);
        foreach (var user in new[] { "xa.lanhdao", "dieuphoi", "giamsat" })
        {
            (await (await service.AsAsync(user)).PostAsync("org/appointments", New())).Status.ShouldBe(HttpStatusCode.Forbidden, user);
        }
    }

    [Fact]
    public async Task The_pages_do_the_same_without_script()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("quantri");
        await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-huyen", "Nguyễn Văn Bảy");
        var unit = await OpenAsync(browser, $"/don-vi/{Town}");
        unit.Body!.TextContent.ShouldContain("1 việc đang chờ xử lý");
        unit.Body.TextContent.ShouldContain("Chưa ai thôi giữ chức vụ ở đơn vị này.");
        var ending = unit.QuerySelectorAll<IHtmlFormElement>("#cong-an form[id^=end-]").ShouldHaveSingleItem();
        ending.TextContent.ShouldContain("1 việc đang chờ sẽ không có người xử lý");
        ending.GetAttribute("data-confirm")!.ShouldStartWith("Vũ Đức Long thôi giữ chức vụ");
        using (var refused = await SendAsync(browser, $"/don-vi/{Town}", ending, ("from", "20/04/2025")))
        {
            refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            (await ReadAsync(refused)).QuerySelector("#faults")!.TextContent.ShouldContain("Công an thị trấn Tân Khai không còn ai");
        }

        // Somebody who has an account is found without diacritics; somebody new is made.
        var found = await OpenAsync(browser, $"/don-vi/{Town}/bo-nhiem?chuc-nang=cong-an&ten=le%20quoc%20phuc");
        var person = found.QuerySelectorAll<IHtmlInputElement>("#appoint input[name=account]").First();
        person.GetAttribute("data-name").ShouldBe("Lê Quốc Phúc");
        var form = found.QuerySelector<IHtmlFormElement>("#appoint")!;
        using (
            var taken = await SendAsync(
                browser,
                $"/don-vi/{Town}/bo-nhiem",
                form,
                ("account", person.Value),
                ("function", "cong-an"),
                ("position", "Phó Trưởng Công an thị trấn"),
                ("from", "14/04/2025"),
                ("number", "7/QĐ-CAH"),
                ("date", "11/04/2025")
            )
        )
        {
            ((int)taken.StatusCode).ShouldBeInRange(302, 303, await taken.Content.ReadAsStringAsync());
        }

        var fresh = (await OpenAsync(browser, $"/don-vi/{Town}/bo-nhiem")).QuerySelector<IHtmlFormElement>("#appoint")!;
        (string, string)[] typed =
        [
            ("account", "moi"),
            ("userName", "sophi.thach"),
            ("displayName", "Thạch Sô Phi"),
            ("function", "lanh-dao"),
            ("from", "14/04/2025"),
        ];
        using (var faulty = await SendAsync(browser, $"/don-vi/{Town}/bo-nhiem", fresh, typed))
        {
            faulty.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            var page = await ReadAsync(faulty);
            page.QuerySelector("#faults")!.TextContent.ShouldContain("Chức vụ: phải nhập");
            page.QuerySelector<IHtmlInputElement>("#appoint-userName")!.Value.ShouldBe("sophi.thach", "nothing typed is lost");
        }

        using (
            var made = await SendAsync(browser, $"/don-vi/{Town}/bo-nhiem", fresh, [.. typed, ("position", "Phó Chủ tịch UBND thị trấn")])
        )
        {
            made.StatusCode.ShouldBe(HttpStatusCode.OK);
            var page = await ReadAsync(made);
            page.QuerySelector("code")!.TextContent.Length.ShouldBe(12);
            page.QuerySelector("#appoint").ShouldBeNull();
        }

        unit = await OpenAsync(browser, $"/don-vi/{Town}");
        unit.QuerySelector("#cong-an")!.TextContent.ShouldContain("theo số 7/QĐ-CAH ngày 11/04/2025");
        unit.QuerySelectorAll("#cong-an article").Length.ShouldBe(2);
        var transfer = unit.QuerySelectorAll<IHtmlAnchorElement>("#cong-an a[href*='/chuyen/']")
            .Single(link => link.TextContent.Contains("Vũ Đức Long", StringComparison.Ordinal))
            .GetAttribute("href")!;
        var moving = (await OpenAsync(browser, $"{transfer}?den=xa-dong-no")).QuerySelector<IHtmlFormElement>("#transfer")!;
        using (
            var moved = await SendAsync(
                browser,
                $"{transfer}?den=xa-dong-no",
                moving,
                ("function", "cong-an"),
                ("position", "Trưởng Công an xã"),
                ("from", "14/04/2025")
            )
        )
        {
            ((int)moved.StatusCode).ShouldBeInRange(302, 303, await moved.Content.ReadAsStringAsync());
            moved.Headers.Location!.OriginalString.ShouldEndWith("/don-vi/xa-dong-no");
        }

        unit = await OpenAsync(browser, $"/don-vi/{Town}");
        unit.QuerySelectorAll("#cong-an article").ShouldHaveSingleItem().TextContent.ShouldContain("Lê Quốc Phúc");
        unit.QuerySelector("table[data-file=unit-1]")!.TextContent.ShouldContain("Vũ Đức Long");
        using var other = await service.BrowserAsync("dieuphoi");
        using var denied = await other.GetAsync(new Uri($"/don-vi/{Town}", UriKind.Relative));
        denied.StatusCode.ShouldNotBe(HttpStatusCode.OK);
    }

    private static object New(
        string function = "cong-an",
        string from = "2025-04-14",
        string? account = null,
        string userName = "sophi.thach",
        string date = "2025-04-11"
    ) =>
        new
        {
            unit = Town,
            function,
            position = "Phó Trưởng Công an thị trấn",
            from,
            number = "15/QĐ-UBND",
            date,
            account,
            userName = account is null ? userName : null,
            displayName = account is null ? "Thạch Sô Phi" : null,
        };

    private static string Key(int i) => new Guid(i, 7, 7, new byte[8]).ToString();

    private static bool Says(JsonElement one, string property, string value) => one.GetProperty(property).GetString() == value;

    private static async Task<IReadOnlyList<JsonElement>> OfAsync(Client administrator, string unit) =>
        [.. (await administrator.GetAsync($"org/units/{unit}/appointments")).Ok().Json.GetProperty("items").EnumerateArray()];

    private static async Task<Client> SignInAsync(Service service, string userName, string given)
    {
        var token = (await service.Anonymous().PostAsync("tokens", new { userName, password = given }))
            .Ok()
            .Json.GetProperty("accessToken");
        var changed = await service
            .With(token.GetString()!)
            .PostAsync("me/password", new { oldPassword = given, newPassword = "Tre già măng mọc 7" });
        return service.With(changed.Ok().Json.GetProperty("accessToken").GetString()!);
    }

    private static async Task<IHtmlDocument> OpenAsync(HttpClient browser, string path)
    {
        using var answer = await browser.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK, path);
        return await ReadAsync(answer);
    }

    private static async Task<IHtmlDocument> ReadAsync(HttpResponseMessage answer) =>
        await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());

    /// <summary>Sends a form as a browser without script does: its hidden fields, then what was typed.</summary>
    private static Task<HttpResponseMessage> SendAsync(
        HttpClient browser,
        string path,
        IHtmlFormElement form,
        params (string Name, string Value)[] typed
    ) =>
        browser.PostAsync(
            new Uri(path, UriKind.Relative),
            new FormUrlEncodedContent([
                .. form.QuerySelectorAll<IHtmlInputElement>("input[type=hidden]").Select(i => KeyValuePair.Create(i.Name!, i.Value)),
                .. typed.Select(field => KeyValuePair.Create(field.Name, field.Value)),
            ])
        );
}
