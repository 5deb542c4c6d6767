using System.Net;
using System.Security.Cryptography;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>Files of the house's rules as people load them through pages, and plan files as they come back.</summary>
public sealed class WhenFilesAreLoaded(RunningHouse house) : IClassFixture<RunningHouse>
{
    private const string Bom = "\uFEFF";

    [Fact]
    public async Task A_plan_s_file_comes_back_byte_for_byte_from_page_and_api_with_its_digest()
    {
        var service = house.Service;
        using var coordinator = await service.BrowserAsync("dieuphoi");
        // A byte order mark, Windows' line ends and decomposed letters: nothing of it is touched.
        var bytes = Encoding.UTF8.GetBytes(
            Bom + Odd("nguyen-ven").ReplaceLineEndings("\r\n").Replace("Hộ gia đình", "Hộ gia đình".Normalize(NormalizationForm.FormD))
        );
        var digest = Convert.ToHexStringLower(SHA256.HashData(bytes));

        using var loaded = await PostAsync(coordinator, "/ke-hoach", "publish", ("file", "ke-hoach.yaml", bytes));
        loaded.Headers.Location?.AbsolutePath.ShouldBe("/ke-hoach/nguyen-ven", await loaded.Content.ReadAsStringAsync());

        var reader = await service.AsAsync("xa.canbo");
        var plan = (await reader.GetAsync("plans/nguyen-ven")).Ok().Json;
        plan.GetProperty("file").GetProperty("sha256").GetString().ShouldBe(digest);
        plan.GetProperty("file").GetProperty("length").GetInt32().ShouldBe(bytes.Length);
        var page = await PageAsync(coordinator, "/ke-hoach/nguyen-ven");
        page.Body!.TextContent.ShouldContain(digest);
        var link = page.QuerySelector<IHtmlAnchorElement>("a[href='/ke-hoach/nguyen-ven/tep']").ShouldNotBeNull();
        using var download = await coordinator.GetAsync(new Uri(link.GetAttribute("href")!, UriKind.Relative));
        (await download.Content.ReadAsByteArrayAsync()).ShouldBe(bytes);
        download.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        download.Content.Headers.ContentDisposition.FileName.ShouldBe("nguyen-ven-1.yaml");
        download.Content.Headers.ContentType!.MediaType.ShouldBe("application/yaml");
        download.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        download.Headers.GetValues("Repr-Digest").ShouldBe([$"sha-256=:{Convert.ToBase64String(SHA256.HashData(bytes))}:"]);
        download.Headers.ETag!.Tag.ShouldBe($"\"{digest}\"");

        var answer = (await reader.GetAsync("plans/nguyen-ven/file")).Ok();
        answer.Headers.ETag!.Tag.ShouldBe($"\"{digest}\"");
        Encoding.UTF8.GetBytes(answer.Text).ShouldBe(bytes[3..], "read as text the mark is left out");
        (await reader.SendAsync(HttpMethod.Get, "plans/nguyen-ven/file", null, ("If-None-Match", $"\"{digest}\""))).Status.ShouldBe(
            HttpStatusCode.NotModified
        );
        (await reader.GetAsync("plans/khong-co/file")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await reader.GetAsync("plans/nguyen-ven/file?revision=2")).Status.ShouldBe(HttpStatusCode.BadRequest);
        using var none = await coordinator.GetAsync(new Uri("/ke-hoach/nguyen-ven/tep?ban=2", UriKind.Relative));
        none.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Every_revision_keeps_its_file_also_the_one_that_waits()
    {
        var service = house.Service;
        var coordinator = await service.AsAsync("dieuphoi");
        var second = await service.AsAsync("quantri");
        var later = Odd("cac-ban").Replace("to: 2026-06-30, theme", "to: 2026-06-29, theme", StringComparison.Ordinal);
        (await coordinator.PostAsync("plans", Yaml(Odd("cac-ban")))).Ok();
        (await coordinator.PostAsync("plans", Yaml(later))).Ok();

        (await second.GetAsync("plans/cac-ban/file")).Ok().Text.ShouldBe(Odd("cac-ban"), "the new one only waits");
        (await second.GetAsync("plans/cac-ban/file?revision=2")).Ok().Text.ShouldBe(later);
        var source = (await second.GetAsync("plans/cac-ban/proposal")).Ok().Json.GetProperty("source").GetString();
        (await second.PostAsync("plans/cac-ban/proposal/confirm", new { source, change = "dinh-chinh" })).Ok();

        (await second.GetAsync("plans/cac-ban/file")).Ok().Text.ShouldBe(later);
        (await second.GetAsync("plans/cac-ban/file?revision=1")).Ok().Text.ShouldBe(Odd("cac-ban"));
        var revisions = (await second.GetAsync("plans/cac-ban/revisions")).Ok().Json.GetProperty("items");
        revisions[0].GetProperty("file").GetProperty("sha256").GetString().ShouldBe(source);
        revisions[0].GetProperty("file").GetProperty("name").GetString().ShouldBe("cac-ban-2.yaml");
    }

    [Fact]
    public async Task A_plan_is_loaded_through_its_page_and_a_broken_one_names_all_its_problems_and_changes_nothing()
    {
        var service = house.Service;
        using var coordinator = await service.BrowserAsync("dieuphoi");
        var broken = Odd("qua-trang")
            .Replace("kind: ke-hoach\n", "kind: ke-hoach\nkind: van-ban\n", StringComparison.Ordinal)
            .Replace("date: 2026-01-05", "date: 05/01/2026", StringComparison.Ordinal);

        using var refused = await PostAsync(coordinator, "/ke-hoach", "publish", ("file", "hong.yaml", Encoding.UTF8.GetBytes(broken)));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var told = await TextAsync(refused);
        told.ShouldContain("Chưa thực hiện được: có 2 chỗ cần sửa");
        told.ShouldContain("Bị trùng (dòng 3).");
        (await (await service.AsAsync("dieuphoi")).GetAsync("plans/qua-trang")).Status.ShouldBe(HttpStatusCode.NotFound);

        using var taken = await PostAsync(
            coordinator,
            "/ke-hoach",
            "publish",
            ("file", "ke-hoach.yaml", Encoding.UTF8.GetBytes(Odd("qua-trang")))
        );
        taken.Headers.Location?.AbsolutePath.ShouldBe("/ke-hoach/qua-trang", await taken.Content.ReadAsStringAsync());
        (await PageAsync(coordinator, "/ke-hoach/qua-trang")).Body!.TextContent.ShouldContain("Đã nạp kế hoạch, bản thứ 1.");
    }

    [Fact]
    public async Task A_file_that_is_no_utf_8_is_told_so()
    {
        var service = house.Service;
        using var coordinator = await service.BrowserAsync("dieuphoi");

        using var refused = await PostAsync(
            coordinator,
            "/ke-hoach",
            "publish",
            ("file", "ke-hoach.yaml", Encoding.Unicode.GetBytes(Bom + Odd("khong-utf-8")))
        );

        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await TextAsync(refused)).ShouldContain("Phải là văn bản hợp lệ");
    }

    [Fact]
    public async Task A_route_is_loaded_through_its_page_and_a_broken_one_changes_nothing()
    {
        var service = house.Service;
        using var coordinator = await service.BrowserAsync("dieuphoi");
        var whole = File.ReadAllText(InRepository("src/Workflows/Routes/Files/giay-khen-xa.1.yaml"))
            .Replace("code: giay-khen-xa", "code: giay-khen-thu", StringComparison.Ordinal);
        var api = await service.AsAsync("dieuphoi");
        async Task<bool> KnownAsync() => (await api.GetAsync("routes")).Ok().Text.Contains("\"giay-khen-thu\"", StringComparison.Ordinal);
        whole.ShouldContain("code: giay-khen-thu");

        var broken = whole + "\nkhongBiet: 1\n";
        using var refused = await PostAsync(coordinator, "/quy-trinh", "publish", ("file", "hong.yaml", Encoding.UTF8.GetBytes(broken)));
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await TextAsync(refused)).ShouldContain("khongBiet");
        (await KnownAsync()).ShouldBeFalse();

        using var taken = await PostAsync(coordinator, "/quy-trinh", "publish", ("file", "quy-trinh.yaml", Encoding.UTF8.GetBytes(whole)));
        ((int)taken.StatusCode).ShouldBeInRange(302, 303, await taken.Content.ReadAsStringAsync());
        (await KnownAsync()).ShouldBeTrue();
    }

    [Fact]
    public async Task An_organisation_is_loaded_through_its_page_from_several_files_and_one_broken_one_stops_them_all()
    {
        var service = house.Service;
        using var administrator = await service.BrowserAsync("quantri");
        var units = "id,level,levelWord,name,parent,from\nxa-thu,xa,xã,Xã Thử,huyen-hon-quan,2024-01-01\n"u8.ToArray();
        var broken = "id;level;levelWord;name;parent;from\nxa-hong;xã;xã;Xã Hỏng;huyen-hon-quan;2024-13-01\n"u8.ToArray();
        async Task<string> UnitsAsync() => (await PageAsync(administrator, "/don-vi")).Body!.TextContent;

        using var refused = await PostAsync(
            administrator,
            "/don-vi",
            "import",
            ("files", "units.csv", units),
            ("files", "units-2.csv", broken)
        );
        refused.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await UnitsAsync()).ShouldNotContain("Xã Thử");

        using var taken = await PostAsync(administrator, "/don-vi", "import", ("files", "units.csv", units));
        ((int)taken.StatusCode).ShouldBeInRange(200, 303, await TextAsync(taken));
        (await UnitsAsync()).ShouldContain("Xã Thử");
    }

    [Fact]
    public async Task Originals_are_added_through_page_and_api_and_come_back_as_downloads()
    {
        var service = house.Service;
        using var coordinator = await service.BrowserAsync("dieuphoi");
        var api = await service.AsAsync("dieuphoi");
        var reader = await service.AsAsync("xa.canbo");
        (await api.PostAsync("plans", Yaml(Odd("van-ban-goc")))).Ok();
        const string path = "/ke-hoach/van-ban-goc";
        (await PageAsync(coordinator, path)).Body!.TextContent.ShouldContain("Chưa đính kèm văn bản gốc.");
        var first = Encoding.UTF8.GetBytes("Kế hoạch, bản gõ lại");

        using var attached = await PostAsync(coordinator, path, "original", ("file", "ke hoach goc.pdf", first));
        ((int)attached.StatusCode).ShouldBeInRange(302, 303, await attached.Content.ReadAsStringAsync());
        (await api.PostAsync("plans/van-ban-goc/originals", Upload("ban-chup.png", Png))).Status.ShouldBe(HttpStatusCode.Created);
        (await api.PostAsync("plans/van-ban-goc/originals", Upload("lan-nua.png", Png))).Ok();

        var items = (await reader.GetAsync("plans/van-ban-goc/originals")).Ok().Json.GetProperty("items");
        items.GetArrayLength().ShouldBe(2, "the same bytes again change nothing");
        items[0].GetProperty("fileName").GetString().ShouldBe("ban-chup.png");
        var original = items[1];
        original.GetProperty("mediaType").GetString().ShouldBe("text/plain", "its content says so, whatever its name");
        original.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(first)));
        original.GetProperty("byName").GetString().ShouldNotBeNullOrEmpty();
        original.GetProperty("at").GetDateTimeOffset().Date.ShouldBe(new DateTime(2025, 4, 14));
        original.GetProperty("revision").GetInt32().ShouldBe(1);
        var page = await PageAsync(coordinator, path);
        page.Body!.TextContent.ShouldContain(original.GetProperty("sha256").GetString()!);
        page.Body.TextContent.ShouldContain(original.GetProperty("byName").GetString()!);
        using var browser = await service.BrowserAsync("xa.canbo");
        (await PageAsync(browser, path)).QuerySelector("#original").ShouldBeNull("who only reads attaches nothing");
        using var download = await browser.GetAsync(new Uri($"{path}/van-ban/{original.GetProperty("id").GetString()}", UriKind.Relative));
        (await download.Content.ReadAsByteArrayAsync()).ShouldBe(first);
        download.Content.Headers.ContentDisposition!.DispositionType.ShouldBe("attachment");
        download.Headers.GetValues("X-Content-Type-Options").ShouldBe(["nosniff"]);
        (await reader.GetAsync($"plans/van-ban-goc/originals/{original.GetProperty("id").GetString()}"))
            .Ok()
            .Text.ShouldBe("Kế hoạch, bản gõ lại");

        (await reader.PostAsync("plans/van-ban-goc/originals", Upload("a.png", Png))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await api.PostAsync("plans/khong-co/originals", Upload("a.png", Png))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await api.PostAsync("plans/van-ban-goc/originals", Upload("a.pdf", [0x4D, 0x5A, .. new byte[200]]))).Refused("blob.executable");
        using var none = await PostAsync(coordinator, path, "original");
        none.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var empty = await PostAsync(coordinator, path, "original", ("file", "rong.pdf", []));
        empty.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await reader.GetAsync("plans/van-ban-goc/originals")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(2);
        (await reader.GetAsync("plans/khong-co/originals")).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static readonly byte[] Png = Convert.FromBase64String(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg=="
    );

    private static MultipartFormDataContent Upload(string name, byte[] bytes) => new() { { new ByteArrayContent(bytes), "file", name } };

    /// <summary>The odd plan under an id and number of its own.</summary>
    internal static string Odd(string id) =>
        File.ReadAllText(InRepository("tests/Workflows.Tests/Plans/odd-plan.yaml"))
            .Replace("id: xa-la-2026", $"id: {id}", StringComparison.Ordinal)
            .Replace("07/KH-BCĐ", $"07/KH-{id.ToUpperInvariant()}", StringComparison.Ordinal);

    internal static StringContent Yaml(string text) => new(text, Encoding.UTF8, "application/yaml");

    /// <summary>Sends a form as a browser without script does: its hidden fields, then the files.</summary>
    internal static async Task<HttpResponseMessage> PostAsync(
        HttpClient browser,
        string path,
        string form,
        params (string Field, string Name, byte[] Bytes)[] files
    )
    {
        var page = await PageAsync(browser, path);
        using var body = new MultipartFormDataContent();
        foreach (var hidden in page.QuerySelectorAll<IHtmlInputElement>($"#{form} input[type=hidden]"))
        {
            body.Add(new StringContent(hidden.Value), hidden.Name!);
        }

        foreach (var (field, name, bytes) in files)
        {
            body.Add(new ByteArrayContent(bytes), field, name);
        }

        return await browser.PostAsync(new Uri(path, UriKind.Relative), body);
    }

    internal static async Task<IHtmlDocument> PageAsync(HttpClient browser, string path) =>
        await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri(path, UriKind.Relative)));

    internal static async Task<string> TextAsync(HttpResponseMessage answer) =>
        (await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync())).Body!.TextContent;

    internal static string InRepository(string file)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PhongTrao.sln")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, file);
    }
}

/// <summary>A running service over a folder of its own, for tests that leave nothing behind that the others mind.</summary>
public sealed class RunningHouse : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phongtrao-files-").FullName;

    public ServiceProcess Service { get; private set; } = null!;

    public async ValueTask InitializeAsync() =>
        Service = await ServiceProcess.StartAsync(
            new HowStarted(_folder)
            {
                Settings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["PhongTrao__DemoDossiers"] = "false",
                    ["PhongTrao__Clock"] = "2025-04-14T08:00:00+07:00",
                },
            }
        );

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
