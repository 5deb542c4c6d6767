using System.Net;
using System.Net.Http.Headers;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Files that come through pages: what is sent goes encrypted to where it is kept and nowhere else, and whoever sends too much
/// or from elsewhere is told so.
/// </summary>
public sealed class WhenPeopleUpload
{
    private const string Mark = "Dấu vết nhận ra được của bản khai thành tích";
    private const string Component = "to-trinh";

    [Fact]
    public async Task A_large_file_sent_through_a_page_never_lies_in_clear_on_the_disk()
    {
        using var place = new Place();
        await using var service = await ServiceProcess.StartAsync(place.Start());
        var page = await PapersPage.OpenAsync(service);
        var content = Lines(24 * 1024 * 1024);
        List<string> found = [];
        var arrived = 0L;
        using var form = page.Form(
            new Slow(
                content,
                async () =>
                {
                    arrived = await place.ArrivedAsync(atLeast: 1024 * 1024);
                    found.AddRange(place.Clear());
                }
            )
        );
        using var answer = await page.PostAsync(form);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
        arrived.ShouldBeGreaterThan(1024 * 1024, "half of it was stored while the other half was still to come");
        found.AddRange(place.Clear());
        found.ShouldBeEmpty();

        using var client = service.Client(await service.SignInAsync("xa.canbo"));
        using var dossier = await client.GetAsync(new Uri($"dossiers/{page.Dossier}", UriKind.Relative));
        var shown = System.Text.Json.JsonDocument.Parse(await dossier.Content.ReadAsStringAsync()).RootElement.GetProperty("documents")[0];
        shown.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(content)));
        var document = shown.GetProperty("id").GetString();
        (await client.GetByteArrayAsync(new Uri($"dossiers/{page.Dossier}/documents/{document}", UriKind.Relative))).ShouldBe(content);
        found.AddRange(place.Clear());
        found.ShouldBeEmpty("nor after it was sent back");
        place.Sees(Mark).ShouldBeTrue("the search must be able to find a mark where there is one");
    }

    [Fact]
    public async Task Whoever_sends_too_much_or_from_elsewhere_is_told_so_on_a_page()
    {
        using var place = new Place();
        await using var service = await ServiceProcess.StartAsync(
            place.Start() with
            {
                Settings = new Dictionary<string, string>(place.Start().Settings, StringComparer.Ordinal)
                {
                    ["PhongTrao__MaxUpload"] = "2097152",
                },
            }
        );
        var page = await PapersPage.OpenAsync(service);
        page.Html.ShouldContain("tối đa 2 MB");

        using var large = page.Form(new ByteArrayContent(Lines(6 * 1024 * 1024)));
        using var refused = await page.PostAsync(large);
        refused.StatusCode.ShouldBe(HttpStatusCode.Conflict);
        (await refused.Content.ReadAsStringAsync()).ShouldContain("Tệp lớn hơn mức cho phép (2 MB)");

        using var endless = page.Form(new ByteArrayContent(Lines(20 * 1024 * 1024)));
        await ShouldNotBeTakenAsync(() => page.PostAsync(endless), HttpStatusCode.RequestEntityTooLarge);

        using var foreign = page.Form(new ByteArrayContent(Lines(3 * 1024 * 1024)), token: "another");
        using var unknown = await page.PostAsync(foreign);
        unknown.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await unknown.Content.ReadAsStringAsync()).ShouldContain("<h1>Chưa gửi được</h1>");

        using var late = page.Form(new ByteArrayContent(Lines(1024)), token: null);
        late.Add(new StringContent(page.Token), PapersPage.TokenField);
        using var tooLate = await page.PostAsync(late);
        tooLate.StatusCode.ShouldBe(HttpStatusCode.BadRequest, "a token after the file comes too late");

        using var broken = new ByteArrayContent(
            Encoding.UTF8.GetBytes(
                "--b\r\nContent-Disposition: form-data; name=\"__RequestVerificationToken\"\r\n\r\n"
                    + page.Token
                    + "\r\n--b\r\nContent-Disposition: form-data; name=\"_form\"\r\n\r\nupload-to-trinh\r\n--b\r\n"
                    + "Content-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\nhalf"
            )
        );
        broken.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        using var half = await page.PostAsync(broken);
        half.StatusCode.ShouldBe(HttpStatusCode.BadRequest, await half.Content.ReadAsStringAsync());

        using var none = page.Form(null);
        using var missing = await page.PostAsync(none);
        missing.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await missing.Content.ReadAsStringAsync()).ShouldContain("Chưa thực hiện được");

        (await page.DocumentsAsync()).ShouldBe(0, "nothing of all this was kept");
        using var good = page.Form(new ByteArrayContent(Lines(1024)), token: null);
        using var request = new HttpRequestMessage(HttpMethod.Post, page.Path) { Content = good };
        request.Headers.Add("X-Form-Token", page.Token);
        using var taken = await page.Browser.SendAsync(request);
        taken.StatusCode.ShouldBe(HttpStatusCode.Redirect, "the token may come in a header as well");
        (await page.DocumentsAsync()).ShouldBe(1);
    }

    [Fact]
    public async Task In_every_form_that_takes_a_file_the_file_comes_last_and_its_limits_are_told()
    {
        await using var service = new Service();
        await EveryStageAsync(service);
        HashSet<string> forms = [];
        string[] people = ["xa.canbo", "xa.lanhdao", "huyen.noivu", "tinh.thuky", "dieuphoi", "quantri", "giamsat"];
        foreach (var user in people)
        {
            using var browser = await service.BrowserAsync(user);
            await foreach (var (path, page, _) in EveryPage.OfAsync(browser, most: 300))
            {
                foreach (var form in page.QuerySelectorAll<IHtmlFormElement>("form[enctype='multipart/form-data']"))
                {
                    var named = form.Elements.Where(e => !string.IsNullOrEmpty(e.GetAttribute("name"))).ToList();
                    var files = named.Where(e => e.GetAttribute("type") == "file").ToList();
                    var where = $"{user} {path} {form.Id}";
                    if (form.Id == "plan")
                    {
                        files.ShouldBeEmpty(where); // takes none: it is sent so for its many fields
                        continue;
                    }

                    files.ShouldHaveSingleItem(where);
                    named[^1].ShouldBe(files[0], where);
                    named[0].GetAttribute("name").ShouldBe(PapersPage.TokenField, where);
                    if (files[0].GetAttribute("accept")!.Contains(".pdf", StringComparison.Ordinal))
                    {
                        page.Body!.TextContent.ShouldContain("tối đa 50 MB", Case.Sensitive, where);
                    }

                    forms.Add(
                        $"{path.Split('?')[0].Split('/')[1]} {(form.Id == "act" ? path.Split('/')[^1].Split('?')[0] : form.Id!.Split('-')[0])}"
                    );
                }
            }
        }

        forms.ShouldBe(
            [
                "lap-ho-so upload",
                "ho-so upload",
                "ho-so preview",
                "ho-so trinh",
                "ho-so ban-ky",
                "ho-so hoi-dong",
                "trinh-khen issue",
                "trinh-khen scan",
                "quyet-dinh enter",
                "quyet-dinh list",
                "quyet-dinh issue",
                "quyet-dinh scan",
                "thoi-han file",
                "don-vi import",
                "don-vi list",
                "nguoi-tap-the list",
                "lich-lam-viec file",
                "kiem-tra make",
                "kiem-tra answer",
                "ke-hoach publish",
                "ke-hoach original",
                "quy-trinh publish",
            ],
            ignoreOrder: true
        );
    }

    // Something at each place where a file may be sent.
    private static async Task EveryStageAsync(Service service)
    {
        var xa = await service.AsAsync("xa.canbo");
        var police = await service.AsAsync("xa.congan");
        var head = await service.AsAsync("xa.lanhdao");
        _ = await SubmittedAsync("giay-khen-xa", submit: false);

        var returned = await SubmittedAsync("giay-khen-xa");
        var items = new { items = new[] { new { component = "bao-cao-thanh-tich", note = "Thiếu." } } };
        (await police.PostAsync($"tasks/{await police.TaskAsync(returned)}/return", items)).Ok();

        await Walk.PassAsync(police, await SubmittedAsync("giay-khen-xa"));
        _ = await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa");
        await Walk.PassAsync(police, await SubmittedAsync("giay-khen-xa"));
        await DraftAsync(head, "decisions", new { authority = "thi-tran-tan-khai", form = "giay-khen-xa" });

        await Walk.PassAsync(police, await SubmittedAsync("giay-khen-huyen"));
        var proposal = await DraftAsync(head, "proposals", new { unit = "thi-tran-tan-khai", form = "giay-khen-huyen" });
        (await head.PostAsync($"proposals/{proposal}/issue", Walk.Paper)).Ok();
        await Walk.PassAsync(police, await SubmittedAsync("giay-khen-huyen"));
        await DraftAsync(head, "proposals", new { unit = "thi-tran-tan-khai", form = "giay-khen-huyen" });
        await Walk.PassAsync(police, await SubmittedAsync("giay-khen-huyen"));

        var high = await SubmittedAsync("bang-khen-tinh");
        await Walk.PassAsync(police, high);
        await Walk.PassAsync(head, high, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.AsAsync("huyen.noivu"), high);
        await Walk.PassAsync(await service.AsAsync("huyen.lanhdao"), high, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.AsAsync("tinh.congan"), high);
        await Walk.PassAsync(await service.AsAsync("tinh.noivu"), high);
        (
            await (await service.AsAsync("giamsat")).PostAsync(
                "inspections",
                new
                {
                    dossier = high,
                    unit = "thi-tran-tan-khai",
                    function = "lanh-dao",
                    text = "Vì sao?",
                    explainBy = "2025-05-05",
                }
            )
        ).Ok();

        async Task<string> SubmittedAsync(string form, bool submit = true)
        {
            var dossier = (await Walk.FileAsync(xa, null, form))[0];
            var nominee = await Walk.NomineeAsync(xa, dossier, $"Người của {form}");
            await Walk.AttachAllAsync(xa, dossier, nominee);
            await Walk.StateAllAsync(xa, dossier);
            if (submit)
            {
                (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
            }

            return dossier;
        }

        static async Task<string> DraftAsync(Client client, string lists, object what)
        {
            var body = System.Text.Json.JsonSerializer.SerializeToNode(what)!.AsObject();
            var waiting = (await client.GetAsync($"{lists}/candidates?form={body["form"]}"))
                .Ok()
                .Json.GetProperty("items")
                .EnumerateArray();
            body["nominees"] = new System.Text.Json.Nodes.JsonArray([
                .. waiting.Select(n => new System.Text.Json.Nodes.JsonObject
                {
                    ["dossier"] = n.GetProperty("dossier").GetString(),
                    ["nominee"] = n.GetProperty("nominee").GetString(),
                }),
            ]);
            return (await client.PostAsync(lists, body)).Ok().Id;
        }
    }

    private static async Task ShouldNotBeTakenAsync(Func<Task<HttpResponseMessage>> send, HttpStatusCode status)
    {
        try
        {
            using var answer = await send();
            answer.StatusCode.ShouldBe(status);
        }
        catch (HttpRequestException)
        {
            // Beyond all measure the line is cut while the client is still sending; whether it has read the answer is chance.
        }
    }

    private static byte[] Lines(int length)
    {
        var text = new StringBuilder(length);
        for (var i = 0; text.Length < length; i++)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{Mark} {i:D8}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    /// <summary>A data folder and a temporary folder of the service's own.</summary>
    private sealed class Place : IDisposable
    {
        private readonly string _root = Directory.CreateTempSubdirectory("phongtrao-upload-").FullName;

        private string Data => Directory.CreateDirectory(Path.Combine(_root, "data")).FullName;

        private string Temporary => Directory.CreateDirectory(Path.Combine(_root, "tmp")).FullName;

        public HowStarted Start() =>
            new(Data)
            {
                Settings = new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["TMPDIR"] = Temporary,
                    ["ASPNETCORE_TEMP"] = Temporary,
                    ["DOTNET_EnableDiagnostics"] = "0", // its pipes lie in the temporary folder, and reading them never ends
                    ["PhongTrao__DemoDossiers"] = "false",
                },
            };

        /// <summary>Files in which the mark stands in clear.</summary>
        public IReadOnlyList<string> Clear() => NameScan.InFiles(Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories), [Mark]);

        /// <summary>Waits until so many bytes lie in the blob store's passing files; gives up after a while.</summary>
        public async Task<long> ArrivedAsync(long atLeast)
        {
            for (var i = 0; ; i++)
            {
                var incoming = new DirectoryInfo(Path.Combine(Data, "blobs", "incoming"));
                var length = incoming.Exists ? incoming.EnumerateFiles().Sum(file => file.Length) : 0;
                if (length >= atLeast || i == 300)
                {
                    return length;
                }

                await Task.Delay(100);
            }
        }

        public bool Sees(string mark)
        {
            File.WriteAllText(Path.Combine(Temporary, "seen"), "… " + mark);
            return Clear().Count > 0;
        }

        public void Dispose() => Directory.Delete(_root, recursive: true);
    }

    /// <summary>The page on which the papers of a draft are sent, as a browser without script has it.</summary>
    private sealed class PapersPage(ServiceProcess service, HttpClient browser, string path, string html, string token, string dossier)
    {
        public const string TokenField = "__RequestVerificationToken";

        public HttpClient Browser => browser;
        public string Path => path;
        public string Html => html;
        public string Token => token;
        public string Dossier => dossier;

        public static async Task<PapersPage> OpenAsync(ServiceProcess service)
        {
            using var client = service.Client(await service.SignInAsync("xa.canbo"));
            using var opened = await client.PostAsync(
                new Uri("dossiers", UriKind.Relative),
                new StringContent("""{"plan":"tan-khai-2025","type":"tong-ket","form":"giay-khen-xa"}""", Encoding.UTF8, "application/json")
            );
            var body = await opened.Content.ReadAsStringAsync();
            opened.StatusCode.ShouldBe(HttpStatusCode.Created, body);
            var dossier = System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("id").GetString()!;

            var browser = await service.BrowserAsync("xa.canbo");
            var parser = new HtmlParser();
            using var way = await browser.GetAsync(new Uri($"/ho-so/{dossier}/lap", UriKind.Relative));
            var path = EveryPage.Relative(way.Headers.Location!).Replace("buoc=nguoi", "buoc=giay-to", StringComparison.Ordinal);
            var html = await browser.GetStringAsync(new Uri(path, UriKind.Relative));
            var page = await parser.ParseDocumentAsync(html);
            var token = page.QuerySelector<IHtmlInputElement>($"#upload-{Component} input[name={TokenField}]")!.Value;
            return new PapersPage(service, browser, path, html, token, dossier);
        }

        /// <summary>The form as a browser sends it.</summary>
        public MultipartFormDataContent Form(HttpContent? file) => Form(file, token);

        public MultipartFormDataContent Form(HttpContent? file, string? token)
        {
            var form = new MultipartFormDataContent();
            if (token is not null)
            {
                form.Add(new StringContent(token), TokenField);
            }

            form.Add(new StringContent($"upload-{Component}"), "_form");
            form.Add(new StringContent(Guid.NewGuid().ToString()), "_command");
            if (file is not null)
            {
                form.Add(file, "file", "bao cao.txt");
            }
            else
            {
                var unchosen = new ByteArrayContent([]);
                unchosen.Headers.ContentDisposition = new("form-data") { Name = "\"file\"", FileName = "\"\"" };
                form.Add(unchosen);
            }

            return form;
        }

        public Task<HttpResponseMessage> PostAsync(HttpContent form) => browser.PostAsync(new Uri(path, UriKind.Relative), form);

        public async Task<int> DocumentsAsync()
        {
            using var client = service.Client(await service.SignInAsync("xa.canbo"));
            using var answer = await client.GetAsync(new Uri($"dossiers/{dossier}", UriKind.Relative));
            return System
                .Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync())
                .RootElement.GetProperty("documents")
                .GetArrayLength();
        }
    }

    /// <summary>Sends half, has something done, and sends the rest.</summary>
    private sealed class Slow(byte[] content, Func<Task> halfway) : HttpContent
    {
        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync(content.AsMemory(0, content.Length / 2));
            await stream.FlushAsync();
            await halfway();
            await stream.WriteAsync(content.AsMemory(content.Length / 2));
        }

        protected override bool TryComputeLength(out long length)
        {
            length = content.Length;
            return true;
        }
    }
}
