using System.Net;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Reminders by e-mail: the service in a process of its own, and a real mail server that demands STARTTLS and a password.</summary>
public sealed class WhenMailIsSent
{
    [Fact]
    public async Task Everybody_with_an_address_gets_one_message_a_morning_and_a_server_that_was_away_loses_nothing()
    {
        await using var server = await SmtpServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-mail-").FullName;
        await using var service = await StartAsync(folder, server, "2025-02-04T16:00:00+07:00");
        var committee = await service.AsAsync("lucngan.bcd");
        var coordinator = await service.AsAsync("bacgiang.dieuphoi");
        (await committee.PutAsync("me/contact", new { phone = "0204 000 0101", email = "lucngan@don-vi.example" })).Ok();
        (await coordinator.PutAsync("me/contact", new { email = "dieuphoi@don-vi.example", mail = "tung-viec" })).Ok();

        // Before the morning nothing is sent; at its time one message tells everything of that day.
        await ClockAsync(committee, "2025-02-05T07:29:00+07:00");
        await Task.Delay(TimeSpan.FromSeconds(2));
        server.Mail.ShouldBeEmpty();
        await ClockAsync(committee, "2025-02-05T08:00:00+07:00");
        var mail = (await MailAsync(server, 1, "lucngan@don-vi.example"))[0];
        mail.Tls.ShouldBeTrue();
        mail.RawSubject.ShouldStartWith("=?utf-8?", Case.Insensitive);
        mail.Subject.ShouldContain("Nhắc việc");
        mail.Text.ShouldContain("Còn 2 ngày làm việc – hạn 07/02/2025");
        mail.Html.ShouldContain("Còn 2 ngày làm việc – hạn 07/02/2025");
        mail.Text.ShouldContain("https://phongtrao.don-vi.example/thoi-han?");
        (mail.Text + mail.Html + mail.Subject).ShouldNotContain("Nông Văn Thành");
        mail.MessageId.ShouldEndWith("@don-vi.example>");

        // The next morning the server is away: the message waits and comes when it is back.
        await server.StopAsync();
        await ClockAsync(committee, "2025-02-06T08:00:00+07:00");
        await OperatorSeesAsync(service, "Không gửi được");
        await server.StartAsync();
        await ClockAsync(committee, "2025-02-06T08:10:00+07:00"); // looks again at once
        (await MailAsync(server, 2, "lucngan@don-vi.example"))[1].Text.ShouldContain("Còn 1 ngày làm việc – hạn 07/02/2025");

        // Overdue at midnight: who oversees it and chose single messages is told at once, the committee in the morning.
        await ClockAsync(committee, "2025-02-08T00:00:00+07:00");
        (await MailAsync(server, 1, "dieuphoi@don-vi.example")).ShouldAllBe(m => m.Text.Contains("Quá hạn từ 00:00 ngày 08/02/2025"));
        await ClockAsync(committee, "2025-02-08T07:31:00+07:00");
        var all = await MailAsync(server, 3, "lucngan@don-vi.example"); // the clock passed over the morning of the 7th
        all[^1].Text.ShouldContain("Quá hạn từ 00:00 ngày 08/02/2025");
        server.Mail.Select(m => m.MessageId).ShouldBeUnique();
    }

    [Fact]
    public async Task Whoever_handed_in_a_report_gets_a_message_when_it_is_returned_and_when_it_is_accepted()
    {
        await using var server = await SmtpServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-mail-").FullName;
        await using var service = await StartAsync(folder, server, "2025-02-03T08:00:00+07:00");
        var (committee, police) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("bacgiang.congan"));
        (await committee.PutAsync("me/contact", new { email = "lucngan@don-vi.example", mail = "tung-viec" })).Ok();
        var key = await DueAsync(committee, "2025-02-07");

        (await committee.PostAsync($"deadlines/{key}/file", new { number = "3/BC-BCĐ", date = "2025-02-03" })).Ok();
        (await police.PostAsync($"deadlines/{key}/return", new { missing = "Thiếu số liệu mục 3" })).Ok();
        var returned = (await MailAsync(server, 1, "lucngan@don-vi.example"))[0];
        returned.Subject.ShouldStartWith("Bản đã nộp: nơi nhận trả lại ngày 03/02/2025, cần nộp lại");
        returned.Text.ShouldContain("Bị trả lại (1)");
        returned.Html.ShouldContain($"https://phongtrao.don-vi.example/thoi-han/{key}");
        returned.Text.ShouldNotContain("Thiếu số liệu", Case.Sensitive, "what is missing is sealed, and stands behind the link");

        (await committee.PostAsync($"deadlines/{key}/file", new { number = "4/BC-BCĐ", date = "2025-02-03" })).Ok();
        (await police.PostAsync($"deadlines/{key}/accept", new { })).Ok();
        (await MailAsync(server, 2, "lucngan@don-vi.example"))[1].Text.ShouldContain("Nơi nhận đã tiếp nhận ngày 03/02/2025");
    }

    [Fact]
    public async Task In_a_mornings_message_a_return_and_the_reminder_of_the_same_report_stand_beside_each_other()
    {
        await using var server = await SmtpServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-mail-").FullName;
        await using var service = await StartAsync(folder, server, "2025-02-04T16:00:00+07:00");
        var (committee, police) = (await service.AsAsync("lucngan.bcd"), await service.AsAsync("bacgiang.congan"));
        (await committee.PutAsync("me/contact", new { email = "lucngan@don-vi.example" })).Ok();
        var key = await DueAsync(committee, "2025-02-07");
        (await committee.PostAsync($"deadlines/{key}/file", new { number = "3/BC-BCĐ", date = "2025-02-04" })).Ok();
        (await police.PostAsync($"deadlines/{key}/return", new { missing = "Thiếu số liệu mục 3" })).Ok();

        await ClockAsync(committee, "2025-02-05T08:00:00+07:00");

        var mail = (await MailAsync(server, 1, "lucngan@don-vi.example"))[0];
        mail.Subject.ShouldContain("1 việc bị trả lại");
        mail.Text.ShouldContain("Nơi nhận trả lại ngày 04/02/2025, cần nộp lại");
        mail.Text.ShouldContain("Còn 2 ngày làm việc – hạn 07/02/2025");
    }

    [Fact]
    public async Task Who_is_asked_to_explain_and_who_asked_get_one_letter_of_each_thing_and_nobody_else_does()
    {
        await using var server = await SmtpServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-mail-").FullName;
        await using var service = await StartAsync(folder, server, "2025-04-14T08:00:00+07:00");
        const string nominee = "Đặng Thị Ước";
        (string Asked, string Explained, string Again) said = ("Vì sao thẩm định ngay?", "Hồ sơ giấy có từ trước.", "Có từ ngày nào?");
        var (police, inspector) = (await service.AsAsync("xa.congan"), await service.AsAsync("giamsat"));
        foreach (var who in new[] { "xa.congan", "giamsat", "xa.canbo", "xa.lanhdao", "lochung.congan", "dieuphoi" })
        {
            (await (await service.AsAsync(who)).PutAsync("me/contact", new { email = $"{who}@don-vi.example", mail = "tung-viec" })).Ok();
        }

        var dossier = await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-xa", nominee);
        await Walk.PassAsync(police, dossier);
        var number = (await police.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("number").GetString()!;
        var ask = new
        {
            dossier,
            unit = "thi-tran-tan-khai",
            function = "cong-an",
            text = said.Asked,
            explainBy = "2025-04-21",
        };
        var made = (await inspector.PostAsync("inspections", ask)).Ok().Id;
        var asked = await LetterAsync("xa.congan", "Được yêu cầu giải trình (1)");
        asked.Subject.ShouldBe(
            $"Ý kiến kiểm tra: yêu cầu giải trình ngày 14/04/2025, hạn 21/04/2025, ý kiến kiểm tra về hồ sơ số {number}"
        );
        asked.Text.ShouldContain($"https://phongtrao.don-vi.example/kiem-tra/y-kien/{made}");

        // The last day, and past it: then those who asked are told as well.
        await ClockAsync(inspector, "2025-04-21T08:00:00+07:00");
        (await LetterAsync("xa.congan", "Hôm nay là hạn")).Subject.ShouldStartWith("Nhắc việc: hôm nay là hạn, ý kiến kiểm tra");
        await ClockAsync(inspector, "2025-04-22T08:00:00+07:00");
        await LetterAsync("xa.congan", "Quá hạn từ 00:00 ngày 22/04/2025");
        await LetterAsync("giamsat", "Đơn vị theo dõi còn việc quá hạn (1)");

        // Explained, asked again, explained again, accepted.
        (police, inspector) = (await service.AsAsync("xa.congan"), await service.AsAsync("giamsat"));
        (await police.PostAsync($"inspections/{made}/answer", new { explanation = said.Explained })).Ok();
        await LetterAsync("giamsat", "Bộ phận được hỏi đã giải trình ngày 22/04/2025");
        await ClockAsync(inspector, "2025-04-23T09:00:00+07:00");
        (await inspector.PostAsync($"inspections/{made}/ask-again", new { reason = said.Again, explainBy = "2025-04-29" })).Ok();
        await LetterAsync("xa.congan", "Yêu cầu giải trình ngày 23/04/2025, hạn 29/04/2025");
        (await police.PostAsync($"inspections/{made}/answer", new { explanation = said.Explained })).Ok();
        await LetterAsync("giamsat", "Bộ phận được hỏi đã giải trình ngày 23/04/2025");
        (await inspector.PostAsync($"inspections/{made}/close")).Ok();

        // Past the day once more nobody is told anything of it; and nothing was told twice, to anybody else, or with a name or a word of it.
        await ClockAsync(inspector, "2025-04-30T08:00:00+07:00");
        await OperatorSeesAsync(service, "0 thư");
        var letters = server
            .Mail.Where(letter => (letter.Subject + letter.Text).Contains("kiểm tra", StringComparison.OrdinalIgnoreCase))
            .ToList();
        letters.Select(letter => letter.To).Distinct().ShouldBe(["xa.congan@don-vi.example", "giamsat@don-vi.example"], ignoreOrder: true);
        OfThem("giamsat")
            .Select(letter => letter.Subject.Split(',')[0])
            .ShouldBe([
                "Nhắc việc: quá hạn từ 00:00 ngày 22/04/2025",
                "Ý kiến kiểm tra: bộ phận được hỏi đã giải trình ngày 22/04/2025",
                "Ý kiến kiểm tra: bộ phận được hỏi đã giải trình ngày 23/04/2025",
            ]);
        OfThem("xa.congan")
            .Count(letter => letter.Subject.StartsWith("Ý kiến kiểm tra: yêu cầu giải trình", StringComparison.Ordinal))
            .ShouldBe(2);
        OfThem("xa.congan").Count(letter => letter.Text.Contains("Quá hạn", StringComparison.Ordinal)).ShouldBe(1);
        letters.Select(letter => letter.MessageId).ShouldBeUnique();
        letters.Select(letter => (letter.To, letter.Subject)).ShouldBeUnique();
        letters.ShouldAllBe(letter => letter.Tls && letter.Text.Contains(number) && letter.Html.Contains("<html lang=\"vi\">"));
        foreach (var word in new[] { nominee, said.Asked, said.Explained, said.Again, "inspection", "reminder" })
        {
            letters.ShouldAllBe(letter => !(letter.Subject + letter.Text + letter.Html).Contains(word), word);
        }

        IEnumerable<Taken> OfThem(string who) => letters.Where(letter => letter.To == $"{who}@don-vi.example");

        async Task<Taken> LetterAsync(string who, string words)
        {
            for (var i = 0; i < 900; i++)
            {
                var found = server.Mail.Where(letter =>
                    letter.To == $"{who}@don-vi.example" && letter.Text.Contains(words, StringComparison.Ordinal)
                );
                if (found.FirstOrDefault() is { } letter)
                {
                    letter.Html.ShouldContain(words);
                    return letter;
                }

                await Task.Delay(100);
            }

            throw new TimeoutException(
                $"No letter to {who}: {words}. {string.Join(" | ", server.Mail.Select(m => $"{m.To} {m.Subject}"))}"
            );
        }
    }

    [Fact]
    public async Task What_the_server_refuses_is_seen_by_the_operator_and_sent_again()
    {
        await using var server = await SmtpServer.NeedAsync();
        server.Closed = true;
        var folder = Directory.CreateTempSubdirectory("phongtrao-mail-").FullName;
        await using var service = await StartAsync(folder, server, "2025-02-04T16:00:00+07:00");
        var committee = await service.AsAsync("lucngan.bcd");
        var administrator = await service.AsAsync("quantri");
        (await committee.PutAsync("me/contact", new { email = SmtpServer.Broken })).Ok();
        await ClockAsync(committee, "2025-02-05T08:00:00+07:00");

        var dead = await DeadAsync(administrator);
        dead.GetProperty("fault").GetString().ShouldStartWith("550");
        (await committee.GetAsync("dead-mails")).Status.ShouldBe(HttpStatusCode.Forbidden);
        await OperatorSeesAsync(service, "Thư không gửi được (1)");

        server.Closed = false;
        var id = dead.GetProperty("id").GetString();
        (await administrator.PostAsync($"dead-mails/{id}/send-again")).Ok();
        (await MailAsync(server, 1, SmtpServer.Broken))[0].Text.ShouldContain("hạn 07/02/2025");
        (await administrator.PostAsync($"dead-mails/{id}/send-again")).Status.ShouldBe(HttpStatusCode.NotFound);

        // The next one on the page itself: that one letter, and then all there are.
        server.Closed = true;
        foreach (var (day, form) in new[] { ("2025-02-06", (string?)null), ("2025-02-07", "mails") })
        {
            await ClockAsync(committee, $"{day}T08:00:00+07:00");
            id = (await DeadAsync(administrator)).GetProperty("id").GetString()!;
            var before = server.Count;
            server.Closed = false;
            using var browser = await service.BrowserAsync("quantri");
            await PostAsync(browser, "/van-hanh", form ?? $"mail-{id}");
            (await MailAsync(server, before + 1, SmtpServer.Broken)).Count.ShouldBe(before + 1);
            server.Closed = true;
        }
    }

    [Fact]
    public async Task What_waits_too_long_and_what_may_have_come_twice_are_seen_by_the_operator()
    {
        await using var server = await SmtpServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-mail-").FullName;
        await using var service = await StartAsync(folder, server, "2025-02-04T16:00:00+07:00");
        var committee = await service.AsAsync("lucngan.bcd");
        var administrator = await service.AsAsync("quantri");
        (await committee.PutAsync("me/contact", new { email = "lucngan@don-vi.example" })).Ok();
        foreach (var list in new[] { "late-mails", "repeated-mails" })
        {
            Items(await administrator.GetAsync(list)).ShouldBeEmpty();
            (await committee.GetAsync(list)).Status.ShouldBe(HttpStatusCode.Forbidden);
        }

        // It waits for the server; after a quarter of an hour it is late.
        await server.StopAsync();
        await ClockAsync(committee, "2025-02-05T08:00:00+07:00");
        await OperatorSeesAsync(service, "Không gửi được");
        Items(await administrator.GetAsync("late-mails")).ShouldBeEmpty();
        await ClockAsync(committee, "2025-02-05T08:20:00+07:00");
        Items(await administrator.GetAsync("late-mails")).ShouldHaveSingleItem();
        await OperatorSeesAsync(service, "Thư gửi chậm");

        // The server takes it and its answer is lost: it is sent once more, not at once, and that is said.
        server.Silent = true;
        await server.StartAsync();
        await ClockAsync(committee, "2025-02-05T08:30:00+07:00");
        await MailAsync(server, 1, "lucngan@don-vi.example");
        server.Silent = false;
        await ClockAsync(committee, "2025-02-05T08:32:00+07:00");
        await OperatorSeesAsync(service, "Không có lỗi");
        Items(await administrator.GetAsync("repeated-mails")).ShouldBeEmpty();
        server.Count.ShouldBe(1);
        await ClockAsync(committee, "2025-02-05T08:40:00+07:00");
        var came = await MailAsync(server, 2, "lucngan@don-vi.example");
        came.Select(m => m.MessageId).Distinct().Count().ShouldBe(1);
        await OperatorSeesAsync(service, "Thư có thể đến hai lần");
        Items(await administrator.GetAsync("repeated-mails")).ShouldHaveSingleItem().GetProperty("more").GetInt32().ShouldBe(1);
        Items(await administrator.GetAsync("late-mails")).ShouldBeEmpty();
    }

    [Theory]
    [InlineData("passed", "da-xong")]
    [InlineData("taken back", "da-xong")]
    [InlineData("returned", "da-doi-han")]
    [InlineData("no address", "khong-den-duoc")]
    public async Task What_no_longer_holds_when_it_is_to_be_sent_is_not_sent_and_that_is_recorded(string meanwhile, string why)
    {
        await using var server = await SmtpServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-mail-").FullName;
        await using (var service = await StartAsync(folder, server, "2025-02-04T09:00:00+07:00"))
        {
            var police = await service.AsAsync("xa.congan");
            (await police.PutAsync("me/contact", new { email = "xa.congan@don-vi.example", mail = "tung-viec" })).Ok();
            var preparer = await service.AsAsync("xa.canbo");
            var dossier = await Walk.SubmitAsync(preparer, "giay-khen-huyen", "Nguyễn Văn Định");
            var task = await police.TaskAsync(dossier);
            var due = (await police.GetAsync($"dossiers/{dossier}"))
                .Ok()
                .Json.GetProperty("tasks")
                .EnumerateArray()
                .Single(t => t.GetProperty("id").GetString() == task)
                .GetProperty("dueOn")
                .GetString();

            // On the last day the server is away; before it is back, things have changed.
            await server.StopAsync();
            await ClockAsync(police, $"{due}T08:00:00+07:00");
            await OperatorSeesAsync(service, "Không gửi được");
            switch (meanwhile)
            {
                case "passed":
                    await Walk.PassAsync(police, dossier);
                    break;
                case "taken back":
                    (await preparer.PostAsync($"dossiers/{dossier}/take-back")).Ok();
                    break;
                case "returned": // the clock stands until the supplement comes
                    var missing = new { items = new[] { new { component = "bao-cao-thanh-tich", note = "Chưa có xác nhận." } } };
                    (await police.PostAsync($"tasks/{task}/return", missing)).Ok();
                    break;
                default:
                    (await police.PutAsync("me/contact", new { })).Ok();
                    break;
            }

            await server.StartAsync();
            await ClockAsync(police, $"{due}T08:20:00+07:00"); // looks again at once
            await OperatorSeesAsync(service, "0 thư");
        }

        server.Mail.ShouldNotContain(m => m.To == "xa.congan@don-vi.example");
        var file = Path.Combine(folder, "nhat-ky.jsonl");
        var (exit, said) = await ServiceProcess.RunToEndAsync(new HowStarted(folder) { Words = ["export", file] });
        exit.ShouldBe(0, said);
        var log = await File.ReadAllTextAsync(file);
        foreach (var type in new[] { "mail.composed", "reminder.lapsed", "mail.dropped" })
        {
            log.ShouldContain($"\"{type}\"");
        }

        using var lapsed = JsonDocument.Parse(
            log.Split('\n').Single(line => line.Contains("\"reminder.lapsed\"", StringComparison.Ordinal))
        );
        Encoding.UTF8.GetString(lapsed.RootElement.GetProperty("data").GetBytesFromBase64()).ShouldContain($"\"{why}\"");
        log.ShouldNotContain("\"mail.sent\"");
    }

    [Fact]
    public async Task Addresses_are_checked_kept_sealed_and_set_by_the_person_or_the_administrator_alone()
    {
        await using var service = new Service("2025-02-05T08:00:00+07:00");
        var (police, clerk) = (await service.AsAsync("xa.congan"), await service.AsAsync("tinh.vanthu"));
        var account = (await police.AccountAsync()).ToString();

        foreach (
            var wrong in new[] { "khong phai", "a@", "@b", "a@b c", "a\r\nBcc: x@y.z", "a@-b", "à@b.vn", new string('a', 300) + "@b.vn" }
        )
        {
            (await police.PutAsync("me/contact", new { email = wrong })).Status.ShouldBe(HttpStatusCode.BadRequest, wrong);
        }

        (await police.PutAsync("me/contact", new { phone = "gọi tôi" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.PutAsync("me/contact", new { mail = "bo-cau" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (
            await police.PutAsync(
                "me/contact",
                new
                {
                    phone = "0271 000 0001",
                    email = "xa.congan@don-vi.example",
                    mail = "tung-viec",
                }
            )
        ).Ok();
        var known = (await police.GetAsync("me/contact")).Ok().Json;
        known.GetProperty("email").GetString().ShouldBe("xa.congan@don-vi.example");
        known.GetProperty("mail").GetString().ShouldBe("tung-viec");
        (await clerk.PutAsync($"accounts/{account}/contact", new { email = "a@b.vn" })).Status.ShouldBe(HttpStatusCode.Forbidden);
        var administrator = await service.AsAsync("quantri");
        (await administrator.PutAsync($"accounts/{account}/contact", new { mail = "khong" })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await administrator.PutAsync($"accounts/{account}/contact", new { phone = "0271 000 0002" })).Ok();
        known = (await police.GetAsync("me/contact")).Ok().Json;
        known.TryGetProperty("email", out _).ShouldBeFalse("it was taken away");
        known.GetProperty("phone").GetString().ShouldBe("0271 000 0002");

        // What the log holds is sealed.
        foreach (var file in Directory.GetFiles(service.Folder, "*.db*"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            bytes.ToArray().AsSpan().IndexOf("xa.congan@don-vi"u8).ShouldBe(-1, file);
        }
    }

    private static List<JsonElement> Items(Answered answer) => [.. answer.Ok().Json.GetProperty("items").EnumerateArray()];

    private static async Task PostAsync(HttpClient browser, string path, string form)
    {
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri(path, UriKind.Relative)));
        var fields = page.QuerySelectorAll<IHtmlInputElement>($"form[id='{form}'] input").ToDictionary(i => i.Name!, i => i.Value);
        fields.ShouldNotBeEmpty(form);
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(new Uri(path, UriKind.Relative), content);
        ((int)answer.StatusCode).ShouldBeInRange(302, 303, await answer.Content.ReadAsStringAsync());
    }

    internal static Task<ServiceProcess> StartAsync(string folder, SmtpServer server, string clock) =>
        ServiceProcess.StartAsync(
            new HowStarted(folder)
            {
                Environment = "Development",
                Settings = new Dictionary<string, string>(server.Settings, StringComparer.Ordinal)
                {
                    ["PhongTrao__Clock"] = clock,
                    ["PhongTrao__DemoDossiers"] = "false",
                },
            }
        );

    private static async Task ClockAsync(Client client, string to) => (await client.PostAsync("dev/clock", new { to })).Ok();

    private static async Task<string> DueAsync(Client client, string day) =>
        (await client.GetAsync($"deadlines?from={day}&to={day}")).Ok().Json.GetProperty("items")[0].GetProperty("id").GetString()!;

    internal static async Task<IReadOnlyList<Taken>> MailAsync(SmtpServer server, int atLeast, string to)
    {
        for (var i = 0; i < 900; i++)
        {
            if (server.Mail.Where(m => m.To == to).ToList() is var mail && mail.Count >= atLeast)
            {
                return mail;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"Not {atLeast} messages to {to}: {string.Join(" | ", server.Mail.Select(m => $"{m.To} {m.Subject}"))}");
    }

    private static async Task<JsonElement> DeadAsync(Client administrator)
    {
        for (var i = 0; i < 900; i++)
        {
            if ((await administrator.GetAsync("dead-mails")).Ok().Json.GetProperty("items").EnumerateArray().ToList() is [var dead, ..])
            {
                return dead;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("Nothing was given up.");
    }

    private static async Task OperatorSeesAsync(ServiceProcess service, string text)
    {
        using var browser = await service.BrowserAsync("quantri");
        for (var i = 0; i < 300; i++)
        {
            if (
                WebUtility
                    .HtmlDecode(await browser.GetStringAsync(new Uri("/van-hanh", UriKind.Relative)))
                    .Contains(text, StringComparison.Ordinal)
            )
            {
                return;
            }

            await Task.Delay(200);
        }

        throw new TimeoutException($"The operator does not see: {text}");
    }
}
