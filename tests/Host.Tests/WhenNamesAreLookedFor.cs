using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>
/// Everything that people may type or send is typed and sent to the real service, rightly and wrongly; then no name stands in
/// the log, the vault, the attachments, drafts, passing files, a backup, or in what the service tells of itself.
/// </summary>
public sealed class WhenNamesAreLookedFor
{
    private const string Nominee = "Nguyễn Hoàng Thiên Thảo Vy";
    private const string Searched = "Lý Thường Kiệt Đặng Ước";
    private const string Household = "Hộ ông Thạch Sô Phi Rương";

    private static readonly string[] Typed = [Nominee, Searched, Household];

    [Fact]
    public async Task Names_stand_in_the_views_and_nowhere_else()
    {
        var root = Directory.CreateTempSubdirectory("phongtrao-names-").FullName;
        var data = Directory.CreateDirectory(Path.Combine(root, "data")).FullName;
        var temporary = Directory.CreateDirectory(Path.Combine(root, "tmp")).FullName;
        var copy = Path.Combine(root, "backup");
        var settings = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["TMPDIR"] = temporary,
            ["ASPNETCORE_TEMP"] = temporary,
            ["DOTNET_EnableDiagnostics"] = "0", // its pipes lie in the temporary folder, and reading them never ends
        };
        List<string> names = [.. Typed, .. Composition.DemoDossiers.Names];
        try
        {
            string said;
            await using (var service = await ServiceProcess.StartAsync(new HowStarted(data) { Settings = settings }))
            {
                using var http = service.Client(await service.SignInAsync("xa.canbo"));
                await WorkAsync(new Client(http, null));
                await BrowseAsync(service);
                var backup = await ServiceProcess.RunToEndAsync(new HowStarted(data) { Words = ["backup", copy], Settings = settings });
                backup.Exit.ShouldBe(0, backup.Said);
                NameScan.InFiles(Files(root), names).ShouldBeEmpty("while the service runs");
                said = service.Said + backup.Said;
            }

            Files(root).ShouldContain(file => file.StartsWith(copy, StringComparison.Ordinal));
            Files(root).ShouldContain(file => file.EndsWith(".log", StringComparison.Ordinal));
            Files(root).ShouldContain(file => file.EndsWith("events.db", StringComparison.Ordinal));
            Files(root).ShouldContain(file => file.Contains("/blobs/", StringComparison.Ordinal));
            NameScan.InFiles(Files(root), names).ShouldBeEmpty("after it");
            NameScan.InText(said, names).ShouldBeEmpty("on the console");
            said.ShouldContain("/api/v1/dossiers", Case.Sensitive, "it does tell what it is asked");
            NameScan.InFiles(Directory.GetFiles(data, "views.db*"), [Nominee]).ShouldNotBeEmpty("the scan must be able to find a name");

            // What the log says of a request: method, pattern, status, time, account, trace; no more.
            string[] allowed = ["Method", "Pattern", "Id", "Status", "Milliseconds", "Account", "Trace"];
            foreach (var line in Directory.GetFiles(Path.Combine(data, "logs")).SelectMany(File.ReadLines))
            {
                using var json = JsonDocument.Parse(line);
                if (json.RootElement.GetProperty("MessageTemplate").GetString()!.StartsWith("{Method}", StringComparison.Ordinal))
                {
                    var properties = json.RootElement.GetProperty("Properties").EnumerateObject().Select(p => p.Name).ToList();
                    properties
                        .Except([.. allowed, "SourceContext", "RequestId", "ConnectionId", "TraceId", "SpanId", "ParentId"])
                        .ShouldBeEmpty(line);
                }
            }
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void The_scan_finds_a_name_however_it_is_written()
    {
        var file = Path.GetTempFileName();
        try
        {
            foreach (var (how, bytes) in NameScan.Disguises(Nominee))
            {
                File.WriteAllBytes(file, [1, 2, 3, .. bytes, 4, 5]);
                NameScan.InFiles([file], [Nominee]).ShouldNotBeEmpty(how);
            }

            NameScan.Disguises(Nominee).Count.ShouldBeGreaterThan(30);
            File.WriteAllBytes(file, Encoding.UTF8.GetBytes(Searched));
            NameScan.InFiles([file], [Nominee]).ShouldBeEmpty();
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static IEnumerable<string> Files(string root) => NameScan.OutsideTheViews(root).Select(file => file.Replace('\\', '/'));

    private static async Task WorkAsync(Client xa)
    {
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        var nominee = await Walk.NomineeAsync(xa, dossier, Nominee);
        await Walk.NomineeAsync(xa, dossier, Household, "household");
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat($"Báo cáo thành tích của {Nominee}.\n", 3000)));
        (
            await xa.PostAsync(
                $"dossiers/{dossier}/documents",
                WithFile(text, $"{Nominee}.txt", ("component", "bao-cao-thanh-tich"), ("nominee", nominee))
            )
        ).Ok();
        (await xa.GetAsync($"dossiers?q={Uri.EscapeDataString(Nominee)}")).Ok();
        (await xa.GetAsync($"dossiers?q={Searched}")).Ok();
        (await xa.GetAsync($"dossiers?after={Searched}&limit={Searched}&{Uri.EscapeDataString(Searched)}=1")).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );

        // Where nobody expects them: in codes, addresses, headers, user names, types, broken bodies, refused files.
        (
            await xa.PostAsync(
                "filings",
                new
                {
                    plan = Searched,
                    type = Searched,
                    forms = new[] { Searched },
                    secrecy = Searched,
                }
            )
        ).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await xa.GetAsync($"dossiers/{Uri.EscapeDataString(Searched)}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await xa.GetAsync($"/api/v1/{Uri.EscapeDataString(Searched)}")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await xa.SendAsync(new HttpMethod("BREW"), $"dossiers/{Uri.EscapeDataString(Searched)}", null)).Status.ShouldBe(
            HttpStatusCode.MethodNotAllowed
        );
        (await xa.PostAsync("tokens", new { userName = Searched, password = Searched })).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await xa.PostAsync("dossiers", new StringContent("{\"reason\":\"" + Searched, Encoding.UTF8, "application/json"))).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (
            await xa.PostAsync($"dossiers/{dossier}/documents", WithFile("MZ"u8.ToArray(), $"{Searched}.exe", ("component", Searched)))
        ).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await xa.PostAsync($"dossiers/{dossier}/documents", WithFile([0x4D, 0x5A, 0x90, 0, 3], $"{Searched}.exe"))).Status.ShouldBe(
            HttpStatusCode.Conflict
        );
        (await xa.PostAsync($"dossiers/{dossier}/withdraw", new { reason = $"Theo đề nghị của {Household}" })).Status.ShouldNotBe(
            HttpStatusCode.InternalServerError
        );
    }

    private static async Task BrowseAsync(ServiceProcess service)
    {
        var parser = new HtmlParser();
        using var browser = service.Browser();
        var fields = await FieldsAsync("/dang-nhap");
        fields["userName"] = Searched;
        fields["password"] = Searched;
        using (var wrong = await browser.PostAsync(Address("/dang-nhap"), new FormUrlEncodedContent(fields)))
        {
            ((int)wrong.StatusCode).ShouldBeInRange(400, 499);
        }

        fields = await FieldsAsync("/dang-nhap");
        fields["userName"] = "xa.canbo";
        fields["password"] = "phongtrao";
        using (var right = await browser.PostAsync(Address("/dang-nhap"), new FormUrlEncodedContent(fields)))
        {
            right.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        foreach (
            var path in new[]
            {
                $"/ho-so?tim={Uri.EscapeDataString(Nominee)}",
                $"/ho-so?tim={Searched}",
                $"/{Uri.EscapeDataString(Searched)}",
                $"/ho-so/{Uri.EscapeDataString(Searched)}?{Searched}",
                $"/nhat-ky?nguoi={Searched}",
                $"/dang-nhap?returnUrl={Uri.EscapeDataString("/ho-so?tim=" + Searched)}",
            }
        )
        {
            using var answer = await browser.GetAsync(Address(path));
            ((int)answer.StatusCode).ShouldBeLessThan(500, path);
        }

        // A form that is too old, one with a wrong token, one whose file ends in the middle.
        using var foreign = await browser.PostAsync(
            Address("/lap-ho-so"),
            new FormUrlEncodedContent([new("name", Searched), new("__RequestVerificationToken", Searched)])
        );
        foreign.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        using var half = new ByteArrayContent(
            Encoding.UTF8.GetBytes($"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{Searched}\"\r\n\r\n{Searched}")
        );
        half.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=b");
        using var broken = await browser.PostAsync(Address("/lap-ho-so"), half);
        broken.StatusCode.ShouldBe(HttpStatusCode.BadRequest);

        async Task<Dictionary<string, string>> FieldsAsync(string path)
        {
            var page = await parser.ParseDocumentAsync(await browser.GetStringAsync(Address(path)));
            return page.QuerySelectorAll<IHtmlInputElement>("form input[type=hidden]").ToDictionary(i => i.Name!, i => i.Value);
        }
    }

    private static Uri Address(string path) => new(path, UriKind.Relative);

    private static MultipartFormDataContent WithFile(byte[] bytes, string name, params (string Name, string Value)[] fields)
    {
        var form = new MultipartFormDataContent();
        foreach (var (field, value) in fields)
        {
            form.Add(new StringContent(value), field);
        }

        form.Add(new ByteArrayContent(bytes), "file", name);
        return form;
    }
}
