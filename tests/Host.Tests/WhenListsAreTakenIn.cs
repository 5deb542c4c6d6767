using System.Net;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using PhongTrao.Host.ListsIn;

namespace PhongTrao.Host.Tests;

/// <summary>A unit sends the list it has typed anyway: looked at, then entered whole or not at all, and never twice.</summary>
public sealed class WhenListsAreTakenIn
{
    private static readonly object?[] Heads = ["STT", "Họ và tên", "Năm sinh", "Chức vụ", "Đơn vị công tác", "Thành tích"];

    private static readonly byte[] Right = ListFiles.Xlsx([
        ["DANH SÁCH ĐỀ NGHỊ KHEN THƯỞNG"],
        Heads,
        [1, "Nguyễn Thị Ánh", 1980, "Trưởng ấp", "Ấp 1", "Vận động giao nộp vũ khí."],
        [2, "Lâm Văn Sứ", 1975, "Công an viên", "Khu phố 2", "Bắt trộm."],
    ]);

    [Fact]
    public async Task Everybody_or_nobody_and_nobody_twice()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];

        var wrong = await SendAsync(xa, dossier, ListFiles.Xlsx([Heads, [1, "Nguyễn Thị Ánh", 1980], [2, "Lâm Văn Sứ", "chưa rõ"]]));
        wrong.Status.ShouldBe(HttpStatusCode.BadRequest);
        var error = wrong.Json.GetProperty("errors").EnumerateArray().ShouldHaveSingleItem();
        error.GetProperty("field").GetString().ShouldBe("Danh sách!C3");
        error.GetProperty("code").GetString().ShouldBe(ListProblems.NotAYear);
        (await NamesAsync(xa, dossier)).ShouldBeEmpty();

        var preview = (await SendAsync(xa, dossier, Right, ("dryRun", "true"))).Ok().Json;
        (preview.GetProperty("new").GetInt32(), preview.GetProperty("errors").GetInt32()).ShouldBe((2, 0));
        (await NamesAsync(xa, dossier)).ShouldBeEmpty("it was only looked at");

        var key = ("Idempotency-Key", "00000000-0000-0000-0000-0000000000b1");
        (await SendAsync(xa, dossier, Right, key)).Ok().Json.GetProperty("added").GetInt32().ShouldBe(2);
        (await SendAsync(xa, dossier, Right, key)).Ok().Json.GetProperty("added").GetInt32().ShouldBe(2, "the first answer again");
        (await NamesAsync(xa, dossier)).ShouldBe(["Nguyễn Thị Ánh", "Lâm Văn Sứ"]);
        (await SendAsync(xa, dossier, Wider(), key)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity, "another list under the same key");

        (await SendAsync(xa, dossier, Right)).Ok().Json.GetProperty("added").GetInt32().ShouldBe(0);
        var wider = (await SendAsync(xa, dossier, Wider())).Ok().Json;
        (wider.GetProperty("added").GetInt32(), wider.GetProperty("known").GetInt32()).ShouldBe((1, 2));
        (await NamesAsync(xa, dossier)).ShouldBe(["Nguyễn Thị Ánh", "Lâm Văn Sứ", "Điểu Thị Ngọc"]);

        // What is not the unit's own, and what is no draft any more.
        (await SendAsync(await service.AsAsync("tanhiep.canbo"), dossier, Right)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await SendAsync(await service.AsAsync("giamsat"), dossier, Right)).Status.ShouldBe(HttpStatusCode.Forbidden);
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        (await SendAsync(xa, dossier, ListFiles.Xlsx([Heads, [1, "Trần Văn Mới", 1990]]))).Refused("dossier.not-draft");
    }

    [Fact]
    public async Task Converted_cells_are_confirmed_and_a_file_that_is_no_list_says_so()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        var old = ListFiles.Xlsx([
            [.. Heads.Select(head => ListFiles.Tcvn3((string)head!))],
            [1, ListFiles.Tcvn3("Nguyễn Thị Hồng"), 1980],
        ]);
        (await SendAsync(xa, dossier, old)).Refused(ListProblems.ConversionUnconfirmed);
        (await SendAsync(xa, dossier, old, ("converted", "true"))).Ok();
        (await NamesAsync(xa, dossier)).ShouldBe(["Nguyễn Thị Hồng"]);
        (await SendAsync(xa, dossier, "Thư mời họp"u8.ToArray())).Refused(ListProblems.NoHead);
        (await SendAsync(xa, dossier, ListFiles.Compound("EncryptedPackage", new byte[5000]))).Refused(ListProblems.Encrypted);
    }

    [Fact]
    public async Task On_the_page_it_is_looked_at_before_it_is_entered()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        using var browser = await service.BrowserAsync("xa.canbo");
        var address = $"/ho-so/{dossier}/nhap-danh-sach";
        var empty = await PageAsync(browser, address);

        var preview = await PostAsync(browser, address, empty, "preview", Right);
        preview.Body!.TextContent.ShouldContain("Sẽ nhập 02 người, tập thể");
        preview.QuerySelectorAll("tbody tr").Length.ShouldBe(2);
        (await NamesAsync(xa, dossier)).ShouldBeEmpty();

        var confirm = Fields(preview, "confirm");
        using var form = new FormUrlEncodedContent(confirm);
        using var entered = await browser.PostAsync(new Uri(address, UriKind.Relative), form);
        entered.Headers.Location.ShouldNotBeNull().OriginalString.ShouldContain("/lap-ho-so/");
        (await NamesAsync(xa, dossier)).ShouldBe(["Nguyễn Thị Ánh", "Lâm Văn Sứ"]);
        using var twice = new FormUrlEncodedContent(confirm);
        using var again = await browser.PostAsync(new Uri(address, UriKind.Relative), twice);
        again.StatusCode.ShouldBe(entered.StatusCode, "a second click enters nobody and says the same");
        (await NamesAsync(xa, dossier)).Count.ShouldBe(2);

        var wrong = await PostAsync(browser, address, empty, "preview", ListFiles.Xlsx([Heads, [1, "An và Bình", 1980]]));
        wrong.Body!.TextContent.ShouldContain("Danh sách!B2: ô có vẻ ghi hai tên");
        wrong.QuerySelector("form#confirm").ShouldBeNull();
    }

    private static byte[] Wider() =>
        ListFiles.Xlsx([
            Heads,
            [1, "NGUYỄN THỊ ÁNH", 1980, "Trưởng ấp", "ấp 1", "Vận động giao nộp vũ khí."],
            [2, "Lâm Văn Sứ", 1975, "Công an viên", "Khu phố 2"],
            [3, "Điểu Thị Ngọc", 1990, "Hội viên", "Ấp 3", "Hòa giải."],
        ]);

    private static Task<Answered> SendAsync(Client client, string dossier, byte[] file, params (string Name, string Value)[] said)
    {
        var form = new MultipartFormDataContent();
        foreach (var (name, value) in said.Where(pair => pair.Name != "Idempotency-Key"))
        {
            form.Add(new StringContent(value), name);
        }

        form.Add(new ByteArrayContent(file), "file", "danh sach.xlsx");
        return client.PostAsync($"dossiers/{dossier}/import-nominees", form, [.. said.Where(pair => pair.Name == "Idempotency-Key")]);
    }

    private static async Task<List<string?>> NamesAsync(Client client, string dossier) =>
        [
            .. (await client.GetAsync($"dossiers/{dossier}"))
                .Ok()
                .Json.GetProperty("nominees")
                .EnumerateArray()
                .Select(nominee => nominee.GetProperty("name").GetString()),
        ];

    private static async Task<IHtmlDocument> PageAsync(HttpClient browser, string address) =>
        await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri(address, UriKind.Relative)));

    private static Dictionary<string, string> Fields(IHtmlDocument page, string form) =>
        page.QuerySelectorAll($"form#{form} input[type=hidden]")
            .OfType<IHtmlInputElement>()
            .ToDictionary(input => input.Name!, input => input.Value);

    private static async Task<IHtmlDocument> PostAsync(HttpClient browser, string address, IHtmlDocument page, string form, byte[] file)
    {
        using var body = new MultipartFormDataContent();
        foreach (var (name, value) in Fields(page, form))
        {
            body.Add(new StringContent(value), name);
        }

        body.Add(new ByteArrayContent(file), "file", "danh sach.xlsx");
        using var answer = await browser.PostAsync(new Uri(address, UriKind.Relative), body);
        return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
    }
}
