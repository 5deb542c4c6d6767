using System.Net;
using System.Text.Json;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using PhongTrao.Host.ListsIn;

namespace PhongTrao.Host.Tests;

/// <summary>Units as offices keep them in lists: looked at beside the register, recorded all at once or not at all, the same again changes nothing.</summary>
public sealed class WhenUnitsComeInAList
{
    private static readonly object?[] Heads = ["STT", "Tên đơn vị", "Trực thuộc", "Loại"];

    private static readonly byte[] List = ListFiles.Xlsx([
        ["DANH SÁCH XÃ, PHƯỜNG, TRƯỜNG HỌC"],
        [],
        Heads,
        [1, "Xã Minh Hưng", "huyện Thử"],
        [2, "Huyện Thử", "Bình Phước"],
        [3, "Trường THCS Minh Hưng", "Xã Minh Hưng"],
        [4, "Minh Lập", "Huyện Thử", "Phường"],
    ]);

    [Fact]
    public async Task They_are_recorded_once_with_their_superiors_wherever_these_stand()
    {
        await using var service = new Service();
        var administrator = await service.AsAsync("quantri");
        (await SendAsync(await service.AsAsync("dieuphoi"), List)).Status.ShouldBe(HttpStatusCode.Forbidden);

        var looked = (await SendAsync(administrator, List, dryRun: true)).Ok().Json;
        (looked.GetProperty("units").GetInt32(), looked.GetProperty("new").GetInt32(), looked.GetProperty("errors").GetInt32()).ShouldBe(
            (4, 4, 0),
            looked.ToString()
        );
        looked
            .GetProperty("first")
            .EnumerateArray()
            .Select(row => row.GetProperty("unit"))
            .Select(unit =>
                (
                    unit.GetProperty("id").GetString(),
                    unit.GetProperty("level").GetString(),
                    unit.TryGetProperty("kind", out var kind) ? kind.GetString() : null,
                    unit.GetProperty("name").GetString(),
                    unit.GetProperty("parent").GetString()
                )
            )
            .ShouldBe([
                ("xa-minh-hung", "xa", null, "xã Minh Hưng", "huyen-thu"),
                ("huyen-thu", "huyen", null, "huyện Thử", "tinh-binh-phuoc"),
                ("truong-thcs-minh-hung", "xa", "thcs", "Trường THCS Minh Hưng", "xa-minh-hung"),
                ("phuong-minh-lap", "xa", null, "phường Minh Lập", "huyen-thu"),
            ]);
        (await administrator.GetAsync("org/units/xa-minh-hung/appointments")).Status.ShouldBe(
            HttpStatusCode.NotFound,
            "it was only looked at"
        );

        (await SendAsync(administrator, List)).Ok().Json.GetProperty("taken").GetProperty("new").GetInt32().ShouldBe(4);
        (await administrator.GetAsync("org/units/xa-minh-hung/appointments")).Ok();
        var again = (await SendAsync(administrator, List, dryRun: true)).Ok().Json;
        (again.GetProperty("new").GetInt32(), again.GetProperty("changed").GetInt32()).ShouldBe((0, 0), again.ToString());
    }

    [Fact]
    public async Task What_is_wrong_is_told_at_its_cell_and_then_nothing_is_recorded()
    {
        await using var service = new Service();
        var administrator = await service.AsAsync("quantri");
        var wrong = ListFiles.Xlsx([
            ["Mã", "Tên đơn vị", "Cấp", "Trực thuộc", "Từ ngày"],
            ["xa-a", "Xã A", "xã", "huyen-khong-co", "01/02/2025"],
            ["Xã B", "Xã B", "xã", "huyen-hon-quan", "01/02/2025"],
            ["xa-c", "Xã C", "ấp", "huyen-hon-quan", "01/02/2025"],
            ["xa-d", "Xã D", "xã", "huyen-hon-quan", "hôm nọ"],
            ["xa-e", "Ban Đ", null, "huyen-hon-quan", "01/02/2025"],
            ["thi-tran-tan-khai", "thị trấn Tân Khai", "huyện", "tinh-binh-phuoc", "01/02/2025"],
            ["xa-g", "Xã G", "xã", "huyen-hon-quan", "01/02/2025"],
            ["xa-g", "Xã G", "xã", "huyen-hon-quan", "01/02/2025"],
        ]);
        var looked = (await SendAsync(administrator, wrong)).Ok().Json;
        looked
            .GetProperty("notes")
            .EnumerateArray()
            .Where(note => note.GetProperty("isError").GetBoolean())
            .Select(note => (note.GetProperty("place").GetString(), note.GetProperty("what").GetProperty("code").GetString()))
            .ShouldBe(
                [
                    ("Danh sách!D2", ListProblems.ParentUnknown),
                    ("Danh sách!A3", "file.not-a-code"),
                    ("Danh sách!C4", ListProblems.UnknownLevel),
                    ("Danh sách!E5", ListProblems.NotADay),
                    ("Danh sách!B6", ListProblems.LevelMissing),
                    ("Danh sách!C7", "org.unit-differs"),
                    ("Danh sách!B9", ListProblems.Twice),
                ],
                ignoreOrder: true
            );
        (await administrator.GetAsync("org/units/xa-g/appointments")).Status.ShouldBe(HttpStatusCode.NotFound);

        // What only the register knows is wrong stands at its cell too.
        var late = ListFiles.Xlsx([
            ["Tên đơn vị", "Trực thuộc", "Từ ngày"],
            ["Trường THPT X", "huyen-hon-quan", "01/01/2020"],
        ]);
        var early = (await SendAsync(administrator, late)).Ok().Json.GetProperty("notes")[0];
        (early.GetProperty("place").GetString(), early.GetProperty("what").GetProperty("code").GetString()).ShouldBe(
            ("Danh sách!B2", "org.parent-not-in-force")
        );
    }

    [Fact]
    public async Task On_the_page_what_is_recorded_and_what_the_file_says_stand_side_by_side_and_two_clicks_record_once()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("quantri");
        var address = new Uri("/don-vi/nhap-danh-sach", UriKind.Relative);
        using var body = new MultipartFormDataContent();
        foreach (var (name, value) in Hidden(await PageAsync(await browser.GetStringAsync(address)), "list"))
        {
            body.Add(new StringContent(value), name);
        }

        body.Add(new StringContent("2025-05-01"), "from");
        body.Add(
            new ByteArrayContent(
                ListFiles.Csv(
                    "Mã đơn vị;Tên đơn vị;Trực thuộc\nxa-dong-no;xã Đồng Nơ Mới;huyện Lộc Ninh\n;Xã Hoàn Toàn Mới;huyện Hớn Quản\n"
                )
            ),
            "file",
            "don vi.csv"
        );
        using var looked = await browser.PostAsync(address, body);
        var preview = await PageAsync(await looked.Content.ReadAsStringAsync());
        var text = preview.Body!.TextContent;
        text.ShouldContain("Sẽ ghi 01 đơn vị mới, đổi 01 đơn vị đã có");
        var differing = preview.QuerySelectorAll("table").First(table => table.TextContent.Contains("Đang ghi → trong tệp"));
        differing
            .QuerySelectorAll("tbody tr")
            .Select(row => string.Join(' ', row.TextContent.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
            .ShouldBe([
                "CSV!B2 đang ghi xã Đồng Nơ →, trong tệp xã Đồng Nơ Mới Sẽ ghi theo tệp, từ ngày 01/05/2025.",
                "CSV!C2 đang ghi huyện Hớn Quản →, trong tệp huyện Lộc Ninh Sẽ ghi theo tệp, từ ngày 01/05/2025.",
            ]);

        for (var click = 0; click < 2; click++)
        {
            using var confirm = new FormUrlEncodedContent(Hidden(preview, "confirm"));
            using var taken = await browser.PostAsync(address, confirm);
            taken.Headers.Location.ShouldNotBeNull($"click {click}").OriginalString.ShouldEndWith("/don-vi");
        }

        var units = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/don-vi", UriKind.Relative)));
        units.ShouldContain("Xã Hoàn Toàn Mới");
        units.ShouldNotContain("xa-hoan-toan-moi-2025", Case.Sensitive, "the second click made no second unit");
        (await (await service.AsAsync("dieuphoi")).PostAsync("dev/clock", new { to = "2025-05-02T08:00:00+07:00" })).Ok();
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri("/don-vi", UriKind.Relative)))
            .ShouldContain("Xã Đồng Nơ Mới", Case.Insensitive);
    }

    [Fact]
    public void The_line_above_says_whose_they_are_and_known_units_are_known_by_name()
    {
        var organisation = Workflows
            .Organisation.OrganisationImport.Prepare(
                Workflows.Organisation.OrganisationFile.Demo(),
                Workflows.Organisation.OrganisationState.Initial,
                _ => null,
                Guid.NewGuid()
            )
            .Value!.Changes;
        var state = Workflows
            .Organisation.OrganisationDecider.Events(organisation, Workflows.Organisation.OrganisationState.Initial)
            .Aggregate(Workflows.Organisation.OrganisationState.Initial, Workflows.Organisation.OrganisationState.Evolve);
        var read = UnitList.Read(
            TableFile.Open(
                ListFiles.Xlsx([
                    ["STT", "Xã, phường, thị trấn", "Ghi chú"],
                    ["I", "Huyện Hớn Quản", null],
                    [1, "XÃ TÂN HƯNG", null],
                    [2, "Xã Bình Minh", null],
                    ["II", "Huyện Lộc Ninh", null],
                    [1, "Xã Tân Hưng", null],
                    [null, "Tổng số: 3 xã", null],
                ])
            ),
            state,
            new DateOnly(2025, 5, 1),
            null
        );
        read.Notes.ShouldNotContain(note => note.IsError, string.Join("; ", read.Notes));
        read.Units.Select(unit => (unit.Unit.Id, unit.Known, unit.Unit.Parent))
            .ShouldBe([
                ("xa-tan-hung", true, "huyen-hon-quan"),
                ("xa-binh-minh", false, "huyen-hon-quan"),
                ("xa-tan-hung-huyen-loc-ninh", false, "huyen-loc-ninh"),
            ]);
    }

    private static Dictionary<string, string> Hidden(IHtmlDocument page, string form) =>
        page.QuerySelectorAll($"form#{form} input[type=hidden]")
            .OfType<IHtmlInputElement>()
            .ToDictionary(input => input.Name!, input => input.Value);

    private static Task<IHtmlDocument> PageAsync(string html) => new HtmlParser().ParseDocumentAsync(html);

    private static Task<Answered> SendAsync(Client client, byte[] list, bool dryRun = false) =>
        client.PostAsync(
            "org/import-units",
            new MultipartFormDataContent
            {
                { new StringContent(JsonSerializer.Serialize(new { from = "2025-05-01", dryRun })), "input" },
                { new ByteArrayContent(list), "file", "don vi.xlsx" },
            }
        );
}
