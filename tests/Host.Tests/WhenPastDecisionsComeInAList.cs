using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.ListsIn;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Tests;

/// <summary>What a unit was awarded over years, from its own list: behind the pages, with progress, and once.</summary>
public sealed class WhenPastDecisionsComeInAList
{
    private const string Heads = "STT;Họ và tên;Năm sinh;Số, ngày quyết định;Cấp khen thưởng;Hình thức khen thưởng;Loại hình;Thành tích\n";

    private const string Rows =
        "1;Lâm Văn Sứ;1970;36/QĐ-UBND ngày 01/03/2019;Chủ tịch UBND tỉnh Bình Phước;Bằng khen của Chủ tịch UBND cấp tỉnh;Tổng kết;Bắt trộm\n"
        + "2;Điểu Thị Ngọc;1980;Số 12/QĐ-UBND, ngày 5 tháng 2 năm 2020;Chủ tịch UBND huyện Hớn Quản;Giấy khen của Chủ tịch UBND cấp huyện;Đột xuất;Cứu người\n"
        + "3;Trần Thị Bình;;36/QĐ-UBND ngày 01/03/2019;Chủ tịch UBND tỉnh Bình Phước;Bằng khen của Chủ tịch UBND cấp tỉnh;Tổng kết;Hòa giải\n";

    [Fact]
    public async Task Each_decision_is_entered_once_with_everybody_it_names()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        var wrong = (await SendAsync(head, Heads + "1;Lâm Văn Sứ;1970;không nhớ;Chủ tịch;Bằng khen gì đó;Tổng kết;\n")).Ok().Json;
        wrong.TryGetProperty("job", out _).ShouldBeFalse();
        wrong
            .GetProperty("notes")
            .EnumerateArray()
            .Select(note => (note.GetProperty("place").GetString(), note.GetProperty("what").GetProperty("code").GetString()))
            .ShouldBe([("CSV!D2", ListProblems.NotANumberOfPaper), ("CSV!F2", ListProblems.UnknownForm)]);
        var looked = (await SendAsync(head, Heads + Rows, dryRun: true)).Ok().Json;
        (looked.GetProperty("decisions").GetInt32(), looked.GetProperty("names").GetInt32()).ShouldBe((2, 3));

        var job = await DoneAsync(head, await SendAsync(head, Heads + Rows));
        (job.GetProperty("state").GetString(), job.GetProperty("done").GetInt32(), job.GetProperty("changed").GetInt32()).ShouldBe(
            ("finished", 2, 2)
        );
        var past = (await head.GetAsync("past-decisions")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
        past.Select(one => one.GetProperty("number").GetString()).ShouldBe(["12/QĐ-UBND", "36/QĐ-UBND"], ignoreOrder: true);
        var id = past.Single(one => one.GetProperty("number").GetString() == "36/QĐ-UBND").GetProperty("id").GetString();
        (await head.GetAsync($"past-decisions/{id}"))
            .Ok()
            .Json.GetProperty("names")
            .EnumerateArray()
            .Select(name => name.GetProperty("name").GetString())
            .ShouldBe(["Lâm Văn Sứ", "Trần Thị Bình"]);

        // The same list again enters nothing; one with other names under a known number is refused with its place in the list.
        var again = await DoneAsync(head, await SendAsync(head, Heads + Rows));
        (again.GetProperty("done").GetInt32(), again.GetProperty("changed").GetInt32()).ShouldBe((2, 0));
        var other = await DoneAsync(
            head,
            await SendAsync(head, Heads + Rows.Replace("Điểu Thị Ngọc", "Điểu Thị Mai", StringComparison.Ordinal))
        );
        var refused = other.GetProperty("refused").EnumerateArray().ShouldHaveSingleItem();
        (refused.GetProperty("item").GetInt32(), refused.GetProperty("why").GetString()).ShouldBe((2, "past.exists"));

        // Everybody sees their own work only.
        (await head.GetAsync("jobs"))
            .Ok()
            .Json.GetProperty("items")
            .GetArrayLength()
            .ShouldBe(3);
        var stranger = await service.AsAsync("xa.canbo");
        (await stranger.GetAsync($"jobs/{job.GetProperty("id").GetString()}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await stranger.GetAsync("jobs")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        (await SendAsync(await service.AsAsync("giamsat"), Heads + Rows)).Status.ShouldBe(HttpStatusCode.Forbidden);
        using var browser = await service.BrowserAsync("xa.lanhdao");
        var page = WebUtility.HtmlDecode(
            await browser.GetStringAsync(new Uri($"/viec-chay-nen/{other.GetProperty("id").GetString()}", UriKind.Relative))
        );
        page.ShouldContain("Nhập quyết định từ danh sách");
        page.ShouldContain("Không nhận");
        WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/viec-chay-nen", UriKind.Relative))).ShouldContain("Đã xong");
        (await browser.GetStringAsync(new Uri("/quyet-dinh/nhap-tu-ngoai/danh-sach", UriKind.Relative))).ShouldContain("form");
    }

    [Fact]
    public async Task Work_that_the_service_left_goes_on_where_it_was_and_what_was_stopped_does_not()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        var account = new AccountId(Guid.Parse((await head.GetAsync("me")).Ok().Json.GetProperty("account").GetString()!));
        var (bench, runner) = (service.Services.GetRequiredService<Bench>(), service.Services.GetRequiredService<CommandRunner>());
        var jobs = service.Services.GetRequiredService<JobRunner>();
        foreach (var (place, stopped) in new[] { (1, false), (2, true) })
        {
            var id = new JobId(DerivedId.From(account.Value, string.Create(CultureInfo.InvariantCulture, $"job {place}")));
            var lines = Enumerable
                .Range(1, 3)
                .Select(i =>
                    JsonSerializer.Serialize(
                        new PastDecisionInput(
                            "thi-tran-tan-khai",
                            $"{place}{i}/QĐ",
                            "2019-03-01",
                            "Chủ tịch UBND tỉnh",
                            null,
                            "bang-khen-tinh",
                            "tong-ket",
                            "2025-12-31",
                            [new PastNameInput("person", "Lâm Văn Sứ", 1970, null, null)],
                            null
                        )
                    )
                );
            var person = (await service.Services.GetRequiredService<Security.People>().FindAsync(account, default))!.Value.Person;
            var caller = new Security.Caller(person, DerivedId.From(id.Value, "order"), null);
            using var content = new MemoryStream(Encoding.UTF8.GetBytes(string.Join('\n', lines)));
            var input = await bench.StoreAsync(caller, Keys.Of(id), new Upload("a.txt", content), null, null, "a.txt", false, default);
            async Task NoteAsync(JobCommand command, AccountId by, string part) =>
                (
                    await runner.RunAsync(
                        Bindings.Job,
                        Bindings.Job.StreamOf(id.Value),
                        command,
                        new CommandContext(DerivedId.From(id.Value, part), bench.Now, by, null, id.Value, null)
                    )
                ).ShouldBeOfType<RunResult<Job>.Recorded>();

            // As a service leaves it that ended after the first of three.
            await NoteAsync(new JobCommand.Start(PastListDesk.Kind, account, new("thi-tran-tan-khai"), 3, input, null), account, "start");
            await NoteAsync(new JobCommand.Advance(1, 1, null), CommandContext.System, "one");
            if (stopped)
            {
                await NoteAsync(new JobCommand.Cancel(), account, "cancel");
            }

            jobs.Wake(id);
            var seen = await DoneAsync(head, id.ToString());
            (seen.GetProperty("state").GetString(), seen.GetProperty("done").GetInt32()).ShouldBe(
                stopped ? ("cancelled", 1) : ("finished", 3)
            );
        }

        await bench.CaughtUpAsync(default);
        var numbers = (await head.GetAsync("past-decisions")).Ok().Json.GetProperty("items").EnumerateArray();
        numbers
            .Select(one => one.GetProperty("number").GetString())
            .ShouldBe(["13/QĐ", "12/QĐ"], "the first was behind it, the stopped one entered none");
    }

    [Fact]
    public async Task A_decision_typed_by_hand_before_is_recognised_and_stays_as_it_was_typed()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        object Typed(string number, string form, params object[] names) =>
            new
            {
                number,
                date = number.Contains("36", StringComparison.Ordinal) ? "2019-03-01" : "2020-02-05",
                authority = number.Contains("36", StringComparison.Ordinal)
                    ? "UBND tỉnh Bình Phước"
                    : "Chủ tịch Ủy ban nhân dân huyện Hớn Quản",
                form,
                type = number.Contains("36", StringComparison.Ordinal) ? "tong-ket" : "dot-xuat",
                scanBy = "2025-12-31",
                names,
            };
        // The same as in the list, in another order, with another spelling of number and authority.
        (
            await head.PostAsync(
                "past-decisions",
                Typed(
                    "036/QĐ-ubnd",
                    "bang-khen-tinh",
                    new
                    {
                        kind = "person",
                        name = "TRẦN THỊ BÌNH",
                        achievement = "Hòa giải",
                    },
                    new
                    {
                        kind = "person",
                        name = "Lâm Văn Sứ",
                        birthYear = 1970,
                        achievement = "Bắt trộm",
                    }
                )
            )
        ).Ok();
        // Another year of birth, and somebody more.
        (
            await head.PostAsync(
                "past-decisions",
                Typed(
                    "12/QĐ-UBND",
                    "giay-khen-huyen",
                    new
                    {
                        kind = "person",
                        name = "Điểu Thị Ngọc",
                        birthYear = 1981,
                        achievement = "Cứu người",
                    },
                    new { kind = "person", name = "Ai Đó Khác" }
                )
            )
        ).Ok();

        var looked = (await SendAsync(head, Heads + Rows, dryRun: true)).Ok().Json;
        (looked.GetProperty("known").GetInt32(), looked.GetProperty("differing").GetInt32()).ShouldBe((2, 1));
        looked
            .GetProperty("notes")
            .EnumerateArray()
            .Select(note => (note.GetProperty("place").GetString(), note.GetProperty("what").GetProperty("code").GetString()))
            .ShouldBe([("CSV!C3", ListProblems.Differs), ("CSV!A3", ListProblems.MissingHere)]);
        looked
            .GetProperty("notes")
            .EnumerateArray()
            .Select(note => (Said(note, "here"), Said(note, "there")))
            .ShouldBe([("1981", "1980"), ("Ai Đó Khác", null)], "what stands here, beside what the list says");
        static string? Said(JsonElement note, string side) => note.TryGetProperty(side, out var said) ? said.GetString() : null;
        looked.GetProperty("first").EnumerateArray().Select(one => one.GetProperty("differs").GetBoolean()).ShouldBe([false, true]);

        var job = await DoneAsync(head, await SendAsync(head, Heads + Rows));
        (job.GetProperty("done").GetInt32(), job.GetProperty("changed").GetInt32()).ShouldBe((2, 0));
        job.GetProperty("refused").EnumerateArray().ShouldHaveSingleItem().GetProperty("item").GetInt32().ShouldBe(2);
        (await head.GetAsync("past-decisions")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(2, "nothing is doubled");
    }

    [Fact]
    public async Task On_the_page_the_file_is_sent_once()
    {
        await using var service = new Service();
        var head = await service.AsAsync("xa.lanhdao");
        using var browser = await service.BrowserAsync("xa.lanhdao");
        var address = new Uri("/quyet-dinh/nhap-tu-ngoai/danh-sach", UriKind.Relative);
        var parser = new HtmlParser();
        var empty = await parser.ParseDocumentAsync(await browser.GetStringAsync(address));
        using var body = new MultipartFormDataContent();
        foreach (var (name, value) in Hidden(empty, "list"))
        {
            body.Add(new StringContent(value), name);
        }

        body.Add(new StringContent("31/12/2025"), "scanBy");
        body.Add(new ByteArrayContent(ListFiles.Csv(Heads + Rows)), "file", "quyet dinh.csv");
        using var looked = await browser.PostAsync(address, body);
        var preview = await parser.ParseDocumentAsync(await looked.Content.ReadAsStringAsync());
        preview.Body!.TextContent.ShouldContain("Sẽ nhập 02 quyết định");
        (await head.GetAsync("jobs")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);

        string? first = null;
        for (var click = 0; click < 2; click++)
        {
            using var confirm = new FormUrlEncodedContent(Hidden(preview, "confirm"));
            using var entered = await browser.PostAsync(address, confirm);
            var to = entered.Headers.Location.ShouldNotBeNull($"click {click}").OriginalString;
            to.ShouldContain("/viec-chay-nen/");
            first ??= to.Split('?')[0];
            to.Split('?')[0].ShouldBe(first, "a second click orders nothing");
        }

        var job = await DoneAsync(head, first!.Split('/')[^1]);
        (job.GetProperty("state").GetString(), job.GetProperty("changed").GetInt32()).ShouldBe(("finished", 2));
        (await head.GetAsync("jobs")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    private static Dictionary<string, string> Hidden(IHtmlDocument page, string form) =>
        page.QuerySelectorAll($"form#{form} input[type=hidden]")
            .OfType<IHtmlInputElement>()
            .ToDictionary(input => input.Name!, input => input.Value);

    private static Task<Answered> SendAsync(Client client, string csv, bool dryRun = false)
    {
        var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { scanBy = "2025-12-31", dryRun })), "input" },
            { new ByteArrayContent(ListFiles.Csv(csv)), "file", "quyet dinh.csv" },
        };
        return client.PostAsync("import-past-decisions", form);
    }

    private static Task<JsonElement> DoneAsync(Client client, Answered started)
    {
        started.Status.ShouldBe(HttpStatusCode.Accepted, started.Text);
        return DoneAsync(client, started.Json.GetProperty("job").GetProperty("id").GetString()!);
    }

    private static async Task<JsonElement> DoneAsync(Client client, string job)
    {
        JsonElement seen = default;
        (
            await Bench.WaitUntilAsync(
                async () =>
                {
                    seen = (await client.GetAsync($"jobs/{job}")).Ok().Json;
                    return seen.GetProperty("state").GetString() != "running";
                },
                default
            )
        ).ShouldBeTrue();
        return seen;
    }
}
