using System.Net;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Host.Tests;

/// <summary>Reminders in the application itself: nothing but the service runs.</summary>
public sealed class WhenPeopleAreTold
{
    [Fact]
    public async Task Everybody_reads_their_own_notices_without_any_mail_server()
    {
        await using var service = new Service("2025-02-04T16:00:00+07:00");
        var committee = await service.AsAsync("lucngan.bcd");
        var coordinator = await service.AsAsync("bacgiang.dieuphoi");
        var deadline = Items(await committee.GetAsync("deadlines?from=2025-02-07&to=2025-02-07"))[0];

        // At 08:00 the reminder of 07:30, two working days before, is there as soon as the service has looked.
        (await committee.PostAsync("dev/clock", new { to = "2025-02-05T08:00:00+07:00" })).Ok();
        var notice = await ToldAsync(committee, item => Is(item, deadline));
        notice.GetProperty("workingDaysLeft").GetInt32().ShouldBe(2);
        notice.GetProperty("due").GetString().ShouldBe("2025-02-07");
        notice.GetProperty("state").GetString().ShouldBe("open");
        notice.GetProperty("what").GetString().ShouldBe(deadline.GetProperty("what").GetString());
        (await UnreadAsync(committee)).ShouldBeGreaterThan(0);
        Items(await coordinator.GetAsync("notices")).ShouldNotContain(item => Is(item, deadline));

        using var browser = await service.BrowserAsync("lucngan.bcd");
        var page = await PageAsync(browser, "/thong-bao");
        Text(page).ShouldContain("Còn 2 ngày làm việc – hạn 07/02/2025");
        Header(page).ShouldContain($"{await UnreadAsync(committee)} chưa đọc");
        var link = page.QuerySelectorAll(".notice").First(n => n.TextContent.Contains("hạn 07/02/2025", StringComparison.Ordinal));
        Text(await PageAsync(browser, link.QuerySelector(".notice__what a")!.GetAttribute("href")!))
            .ShouldContain(deadline.GetProperty("what").GetString()!);

        // The day is over: the committee is told, and who oversees it.
        (await committee.PostAsync("dev/clock", new { to = "2025-02-08T00:00:00+07:00" })).Ok();
        (await ToldAsync(committee, item => Is(item, deadline) && item.TryGetProperty("overSince", out _)))
            .GetProperty("overSince")
            .GetDateTimeOffset()
            .ShouldBe(new(2025, 2, 8, 0, 0, 0, TimeSpan.FromHours(7)));
        (await ToldAsync(coordinator, item => Is(item, deadline))).GetProperty("oversees").GetBoolean().ShouldBeTrue();
        using var watching = await service.BrowserAsync("bacgiang.dieuphoi");
        var told = Text(await PageAsync(watching, "/thong-bao"));
        told.ShouldContain("Quá hạn từ 00:00 ngày 08/02/2025");
        told.ShouldContain("chưa làm xong; nhắc để theo dõi, đôn đốc");

        // Who oversees it finds whom to call, and a paragraph to send, without anybody's name in it.
        var board = await PageAsync(watching, "/thoi-han?trang-thai=qua-han");
        var text = board
            .QuerySelectorAll("textarea")
            .Select(area => area.TextContent)
            .First(t =>
                t.Contains(deadline.GetProperty("what").GetString()!, StringComparison.Ordinal)
                && t.Contains("Lục Ngạn", StringComparison.Ordinal)
            );
        text.ShouldStartWith("Kính gửi Huyện Lục Ngạn. ");
        text.ShouldContain("có hạn đến hết ngày 07/02/2025, nay đã quá hạn");
        text.ShouldNotContain("Nông Văn Thành");
        Text(board).ShouldContain("Nông Văn Thành, thư ký Ban Chỉ đạo huyện");
        board.QuerySelector("a[href='tel:02040000101']").ShouldNotBeNull().TextContent.ShouldBe("0204 000 0101");

        // Reading one, then all of them; what others were told stays as it is.
        var all = Items(await committee.GetAsync("notices"));
        var left = await UnreadAsync(committee);
        left.ShouldBe(all.Count);
        (await committee.PostAsync("notices/read", new { notices = new[] { all[1].GetProperty("id").GetString() } }))
            .Ok()
            .Json.GetProperty("unread")
            .GetInt32()
            .ShouldBe(left - 1);
        page = await PageAsync(browser, "/thong-bao");
        Header(page).ShouldContain($"{left - 1} chưa đọc");
        await PostAsync(browser, page, "all");
        page = await PageAsync(browser, "/thong-bao?cua=chua-doc");
        Header(page).ShouldNotContain("chưa đọc");
        Text(page).ShouldContain("Không có thông báo chưa đọc");
        (await UnreadAsync(coordinator)).ShouldBeGreaterThan(0);
        (await committee.PostAsync("notices/read", new { upTo = all[0].GetProperty("id").GetString() }))
            .Ok()
            .Json.GetProperty("unread")
            .GetInt32()
            .ShouldBe(0);
    }

    [Fact]
    public async Task A_step_is_named_by_number_and_name_and_says_when_it_has_ended()
    {
        await using var service = new Service("2025-02-05T08:00:00+07:00");
        var preparer = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        var me = await police.AccountAsync();
        var dossier = await Walk.SubmitAsync(preparer, "giay-khen-huyen", "Nguyễn Văn Định");
        var shown = (await police.GetAsync($"dossiers/{dossier}")).Ok().Json;
        var task = await police.TaskAsync(dossier);
        var open = shown.GetProperty("tasks").EnumerateArray().First(t => t.GetProperty("id").GetString() == task);
        var due = DateOnly.Parse(open.GetProperty("dueOn").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var subject = new ReminderSubject.OfTask(new(Guid.Parse(dossier)), new(Guid.Parse(task)));
        UnitId unit = new("thi-tran-tan-khai");

        await service.TellAsync(subject, new(due, 1), unit, new ReminderRecipient(me, unit, new("cong-an")));

        bool IsOfIt(JsonElement item) => item.TryGetProperty("dossier", out var of) && of.GetString() == dossier;
        var notice = Items(await police.GetAsync("notices")).Single(IsOfIt);
        notice.GetProperty("number").GetString().ShouldBe(shown.GetProperty("number").GetString());
        notice.GetProperty("what").GetString().ShouldBe(open.GetProperty("stepName").GetString());
        notice.ToString().ShouldNotContain("Nguyễn Văn");
        using var browser = await service.BrowserAsync("xa.congan");
        Text(await PageAsync(browser, "/thong-bao")).ShouldContain($"Hồ sơ {shown.GetProperty("number").GetString()}");

        await Walk.PassAsync(police, dossier);

        Items(await police.GetAsync("notices")).Single(IsOfIt).GetProperty("state").GetString().ShouldBe("done");
        Text(await PageAsync(browser, "/thong-bao")).ShouldContain("Đã xong");
    }

    [Theory]
    [InlineData("taken back", "cancelled", "Không còn phải làm")]
    [InlineData("returned", "rests", "Tạm dừng tính hạn")]
    [InlineData("over", "open", "Quá hạn")]
    public async Task An_older_notice_shows_how_things_stand_now(string meanwhile, string state, string badge)
    {
        await using var service = new Service("2025-02-05T08:00:00+07:00");
        var preparer = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        var dossier = await Walk.SubmitAsync(preparer, "giay-khen-huyen", "Nguyễn Văn Định");
        var task = await police.TaskAsync(dossier);
        var open = (await police.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("tasks").EnumerateArray().First();
        var due = DateOnly.Parse(open.GetProperty("dueOn").GetString()!, System.Globalization.CultureInfo.InvariantCulture);
        var subject = new ReminderSubject.OfTask(new(Guid.Parse(dossier)), new(Guid.Parse(task)));
        UnitId unit = new("thi-tran-tan-khai");
        await service.TellAsync(subject, new(due, 1), unit, new ReminderRecipient(await police.AccountAsync(), unit, new("cong-an")));
        var missing = new { items = new[] { new { component = "bao-cao-thanh-tich", note = "Chưa có xác nhận." } } };

        (
            meanwhile switch
            {
                "taken back" => await preparer.PostAsync($"dossiers/{dossier}/take-back"),
                "returned" => await police.PostAsync($"tasks/{task}/return", missing),
                _ => await police.PostAsync("dev/clock", new { to = $"{due.AddDays(1):yyyy-MM-dd}T08:00:00+07:00" }),
            }
        ).Ok();

        bool IsIt(JsonElement item) =>
            item.TryGetProperty("dossier", out var of) && of.GetString() == dossier && item.TryGetProperty("workingDaysLeft", out _);
        Items(await police.GetAsync("notices")).Last(IsIt).GetProperty("state").GetString().ShouldBe(state);
        using var browser = await service.BrowserAsync("xa.congan");
        (await PageAsync(browser, "/thong-bao")).QuerySelectorAll(".notice")[^1].TextContent.ShouldContain(badge);
    }

    [Fact]
    public async Task Nobody_marks_what_others_were_told_and_nonsense_is_named()
    {
        await using var service = new Service("2025-02-05T08:00:00+07:00");
        var (police, clerk) = (await service.AsAsync("xa.congan"), await service.AsAsync("tinh.vanthu"));
        UnitId unit = new("thi-tran-tan-khai");
        var subject = new ReminderSubject.OfOccurrence(new("tan-khai-2025"), new("khong-co"), new("mot-lan"), unit);
        await service.TellAsync(
            subject,
            new(new(2025, 2, 7), 2),
            unit,
            new ReminderRecipient(await police.AccountAsync(), unit, new("cong-an"))
        );
        var id = Items(await police.GetAsync("notices"))[0].GetProperty("id").GetString();
        var unread = await UnreadAsync(police);

        (await clerk.PostAsync("notices/read", new { notices = new[] { id } })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await clerk.PostAsync("notices/read", new { upTo = id })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.PostAsync("notices/read", new { })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.PostAsync("notices/read", new { notices = new[] { id }, upTo = id })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.GetAsync("notices?unread=co")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await UnreadAsync(police)).ShouldBeGreaterThanOrEqualTo(unread);
    }

    private static async Task<int> UnreadAsync(Client client) =>
        (await client.GetAsync("me")).Ok().Json.GetProperty("unreadNotices").GetInt32();

    private static bool Is(JsonElement notice, JsonElement deadline) =>
        notice.TryGetProperty("plan", out var plan)
        && plan.GetString() == deadline.GetProperty("plan").GetString()
        && notice.GetProperty("duty").GetString() == deadline.GetProperty("duty").GetString()
        && notice.GetProperty("period").GetString() == deadline.GetProperty("period").GetString();

    // The service looks at its clock by itself.
    private static async Task<JsonElement> ToldAsync(Client client, Func<JsonElement, bool> which)
    {
        for (var i = 0; i < 600; i++)
        {
            if (Items(await client.GetAsync("notices")).Where(which).ToList() is [var notice, ..])
            {
                return notice;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("Nobody was told.");
    }

    private static List<JsonElement> Items(Answered answer) => [.. answer.Ok().Json.GetProperty("items").EnumerateArray()];

    private static async Task<IHtmlDocument> PageAsync(HttpClient browser, string path) =>
        await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri(path, UriKind.Relative)));

    private static string Text(IHtmlDocument page) => page.QuerySelector("main")!.TextContent;

    private static string Header(IHtmlDocument page) => page.QuerySelector(".top")!.TextContent;

    private static async Task PostAsync(HttpClient browser, IHtmlDocument page, string form)
    {
        var fields = page.QuerySelectorAll<IHtmlInputElement>($"form#{form} input").ToDictionary(i => i.Name!, i => i.Value);
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(new Uri("/thong-bao", UriKind.Relative), content);
        ((int)answer.StatusCode).ShouldBeInRange(302, 303, await answer.Content.ReadAsStringAsync());
    }
}
