using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Host.Desk;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Tests;

/// <summary>Whom a unit may propose, from the list it keeps anyway: once, and recognised when they are proposed.</summary>
public sealed class WhenPeopleComeInAList
{
    private static readonly object?[] Heads = ["STT", "Họ và tên", "Ngày sinh", "Giới tính", "Chức vụ", "Đơn vị"];

    private static readonly byte[] List = ListFiles.Xlsx(
        (
            "Cá nhân",
            [
                Heads,
                [1, "Nguyễn Thị Ánh", "05/02/1980", "Nữ", "Trưởng ấp", "Ấp 1"],
                [2, "Lâm Văn Sứ", 1975, "Nam", "Công an viên", "Khu phố 2"],
            ],
            []
        ),
        (
            "Tập thể",
            [
                ["STT", "Tên tập thể", "Số người"],
                [1, "Tổ An ninh nhân dân khu phố 3", 12],
            ],
            []
        )
    );

    [Fact]
    public async Task Everybody_is_entered_once_and_recognised_when_they_are_proposed()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var wrong = (await SendAsync(xa, ListFiles.Xlsx([Heads, [1, "Nguyễn Thị Ánh", "chưa rõ"]]))).Ok().Json;
        wrong.GetProperty("notes")[0].GetProperty("place").GetString().ShouldBe("Danh sách!C2");
        (await SubjectsAsync(xa)).ShouldBeEmpty("nothing is entered while anything is wrong");

        (await SendAsync(xa, List, dryRun: true)).Ok().Json.GetProperty("known").GetInt32().ShouldBe(0);
        (await ChangedAsync(xa, await SendAsync(xa, List))).ShouldBe(3);
        (await SubjectsAsync(xa)).ShouldBe(["Lâm Văn Sứ", "Nguyễn Thị Ánh", "Tổ An ninh nhân dân khu phố 3"], ignoreOrder: true);
        (await SendAsync(xa, List, dryRun: true)).Ok().Json.GetProperty("known").GetInt32().ShouldBe(3);
        (await ChangedAsync(xa, await SendAsync(xa, List))).ShouldBe(0, "the same list again enters nobody");
        (await SubjectsAsync(xa)).Count.ShouldBe(3);

        // They are its own; another unit does not see them.
        (await SubjectsAsync(await service.AsAsync("tanhiep.canbo"))).ShouldBeEmpty();
        (await SendAsync(await service.AsAsync("giamsat"), List)).Status.ShouldBe(HttpStatusCode.Forbidden);

        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        var candidates = (await xa.GetAsync($"dossiers/{dossier}/candidates?kind=person&name=nguyen%20thi%20anh")).Ok().Json;
        candidates.GetProperty("items")[0].GetProperty("name").GetString().ShouldBe("Nguyễn Thị Ánh");
        candidates.GetProperty("items")[0].GetProperty("birthYear").GetInt32().ShouldBe(1980);
    }

    [Fact]
    public async Task On_the_page_it_is_looked_at_before_it_is_entered()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("xa.canbo");
        var address = new Uri("/nguoi-tap-the", UriKind.Relative);
        var empty = await PageAsync(await browser.GetStringAsync(address));
        empty.Body!.TextContent.ShouldContain("Chưa ghi nhận ai từ danh sách");
        using var body = new MultipartFormDataContent();
        foreach (var (name, value) in Hidden(empty, "list"))
        {
            body.Add(new StringContent(value), name);
        }

        body.Add(new ByteArrayContent(List), "file", "nguoi.xlsx");
        using var looked = await browser.PostAsync(address, body);
        var preview = await PageAsync(await looked.Content.ReadAsStringAsync());
        preview.Body!.TextContent.ShouldContain("Sẽ nhập 03 người, tập thể");
        using var confirm = new FormUrlEncodedContent(Hidden(preview, "confirm"));
        using var entered = await browser.PostAsync(address, confirm);
        entered.Headers.Location.ShouldNotBeNull().OriginalString.ShouldContain("/viec-chay-nen/");
        (
            await Bench.WaitUntilAsync(
                async () => (await browser.GetStringAsync(address)).Contains("data-file=\"subjects-1\"", StringComparison.Ordinal),
                default
            )
        ).ShouldBeTrue();
    }

    [Fact]
    public async Task What_nobody_confirms_is_kept_for_a_day_and_no_longer()
    {
        await using var service = new Service();
        var account = new AccountId(
            Guid.Parse((await (await service.AsAsync("xa.canbo")).GetAsync("me")).Ok().Json.GetProperty("account").GetString()!)
        );
        var (kept, rows) = (service.Services.GetRequiredService<KeptLists>(), service.Services.GetRequiredService<IVaultRows>());
        var sweeper = service.Services.GetRequiredService<KeptListSweeper>();
        // Longer than one draft of the vault.
        var list = Enumerable.Range(0, 60_000).Select(i => DerivedId.From(account.Value, i).ToString()).ToList();
        (await kept.KeepAsync(account, "thu", list, default)).ShouldBeTrue();
        (await rows.ListDraftsAsync(account)).Count.ShouldBeGreaterThan(1);
        (await kept.FindAsync<List<string>>(account, "thu", default)).ShouldBe(list);
        await sweeper.SweepAsync(default);
        (await kept.FindAsync<List<string>>(account, "thu", default)).ShouldNotBeNull();
        (await kept.KeepAsync(account, "thu", new List<string> { "khác" }, default)).ShouldBeTrue();
        (await rows.ListDraftsAsync(account)).ShouldHaveSingleItem("another one takes its place");

        var old = (await rows.FindDraftAsync(account, "list-thu/0"))!;
        await rows.PutDraftAsync(account, old.Form, old.Content, DateTimeOffset.UtcNow.AddHours(-25));
        (await kept.FindAsync<List<string>>(account, "thu", default)).ShouldBeNull();
        (await sweeper.SweepAsync(default)).ShouldBe(1);
        (await rows.ListDraftsAsync(account)).ShouldBeEmpty();
    }

    private static async Task<IHtmlDocument> PageAsync(string page) => await new HtmlParser().ParseDocumentAsync(page);

    private static Dictionary<string, string> Hidden(IHtmlDocument page, string form) =>
        page.QuerySelectorAll($"form#{form} input[type=hidden]")
            .OfType<IHtmlInputElement>()
            .ToDictionary(input => input.Name!, input => input.Value);

    private static Task<Answered> SendAsync(Client client, byte[] file, bool dryRun = false) =>
        client.PostAsync(
            "import-subjects",
            new MultipartFormDataContent
            {
                { new StringContent(JsonSerializer.Serialize(new { dryRun })), "input" },
                { new ByteArrayContent(file), "file", "nguoi.xlsx" },
            }
        );

    private static async Task<int> ChangedAsync(Client client, Answered started)
    {
        started.Status.ShouldBe(HttpStatusCode.Accepted, started.Text);
        var job = started.Json.GetProperty("job").GetProperty("id").GetString();
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
        seen.GetProperty("state").GetString().ShouldBe("finished");
        return seen.GetProperty("changed").GetInt32();
    }

    private static async Task<List<string?>> SubjectsAsync(Client client) =>
        [
            .. (await client.GetAsync("subjects"))
                .Ok()
                .Json.GetProperty("items")
                .EnumerateArray()
                .Select(one => one.GetProperty("name").GetString()),
        ];
}
