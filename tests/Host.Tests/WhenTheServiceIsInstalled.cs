using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;

namespace PhongTrao.Host.Tests;

/// <summary>What somebody does who installs and runs the service, with the real executable: certificates, the first administrator, backups, Production.</summary>
public sealed class WhenTheServiceIsInstalled : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("phongtrao-install-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public async Task A_certificate_made_for_a_LAN_serves_as_PEM_and_as_PFX_and_cookies_are_safe()
    {
        var certificates = Folder("certificates");
        (
            await ServiceProcess.RunToEndAsync(new HowStarted(certificates) { Words = ["cert", "new", "localhost", "127.0.0.1"] })
        ).Exit.ShouldBe(0);
        var (crt, key) = (Path.Combine(certificates, "phongtrao.crt"), Path.Combine(certificates, "phongtrao.key"));
        using var authority = X509CertificateLoader.LoadCertificateFromFile(Path.Combine(certificates, "phongtrao-ca.crt"));
        if (!OperatingSystem.IsWindows())
        {
            File.GetUnixFileMode(key).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, "the key is nobody else's");
        }

        var again = await ServiceProcess.RunToEndAsync(new HowStarted(certificates) { Words = ["cert", "new"] });
        again.Exit.ShouldBe(1, "nothing is overwritten");

        var pfx = Path.Combine(certificates, "phongtrao.pfx");
        using (var pair = X509Certificate2.CreateFromPemFile(crt, key))
        {
            await File.WriteAllBytesAsync(pfx, pair.Export(X509ContentType.Pfx, "mật khẩu"));
        }

        var data = Folder("data");
        Dictionary<string, string> pem = new(StringComparer.Ordinal)
        {
            ["PhongTrao__Certificate__Path"] = crt,
            ["PhongTrao__Certificate__KeyPath"] = key,
            ["PhongTrao__DemoDossiers"] = "false",
        };
        await using (
            var service = await ServiceProcess.StartAsync(
                new HowStarted(data)
                {
                    Scheme = "https",
                    Authority = authority,
                    Settings = pem,
                }
            )
        )
        {
            using var browser = service.Browser();
            var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri("/dang-nhap", UriKind.Relative)));
            var fields = page.QuerySelectorAll<IHtmlInputElement>("form input[type=hidden]").ToDictionary(i => i.Name!, i => i.Value);
            fields["userName"] = "xa.canbo";
            fields["password"] = "phongtrao";
            using var signedIn = await browser.PostAsync(new Uri("/dang-nhap", UriKind.Relative), new FormUrlEncodedContent(fields));
            signedIn.StatusCode.ShouldBe(HttpStatusCode.Redirect);
            signedIn.Headers.GetValues("Strict-Transport-Security").ShouldHaveSingleItem();
            var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("phongtrao=", StringComparison.Ordinal));
            ShouldBeSafe(cookie, "lax");

            using var fresh = service.Browser();
            using var door = await fresh.GetAsync(new Uri("/dang-nhap", UriKind.Relative));
            ShouldBeSafe(
                door.Headers.GetValues("Set-Cookie").Single(c => c.StartsWith("phongtrao-form=", StringComparison.Ordinal)),
                "strict"
            );
        }

        Dictionary<string, string> oneFile = new(StringComparer.Ordinal)
        {
            ["PhongTrao__Certificate__Path"] = pfx,
            ["PhongTrao__Certificate__Password"] = "mật khẩu",
        };
        await using (
            var service = await ServiceProcess.StartAsync(
                new HowStarted(data)
                {
                    Scheme = "https",
                    Authority = authority,
                    Settings = oneFile,
                }
            )
        )
        {
            service.Said.ShouldContain("https://");
        }

        oneFile["PhongTrao__Certificate__Password"] = "sai";
        var refused = await ServiceProcess.RunToEndAsync(new HowStarted(data) { Scheme = "https", Settings = oneFile });
        refused.Exit.ShouldBe(2);
        refused.Said.ShouldContain("chứng thư số HTTPS");
    }

    [Fact]
    public async Task Production_knows_no_clock_no_demo_and_nobody_until_an_administrator_is_made()
    {
        var data = Folder("data");
        foreach (var (setting, value) in new[] { ("PhongTrao__Clock", "2025-02-05T08:00:00+07:00"), ("PhongTrao__Demo", "true") })
        {
            var refused = await ServiceProcess.RunToEndAsync(
                Production(data) with
                {
                    Settings = new Dictionary<string, string>(StringComparer.Ordinal) { [setting] = value },
                }
            );
            refused.Exit.ShouldBe(2, refused.Said);
            refused.Said.ShouldContain(setting);
            refused.Said.ShouldContain("Development");
        }

        var moved = Folder("moved");
        await File.WriteAllTextAsync(Path.Combine(moved, "clock-moved"), "");
        var marked = await ServiceProcess.RunToEndAsync(Production(moved));
        marked.Exit.ShouldBe(2, marked.Said);
        marked.Said.ShouldContain("đồng hồ chỉnh tay");

        await using (var service = await ServiceProcess.StartAsync(Production(data)))
        {
            using var nobody = service.Browser();
            using var clock = await nobody.PostAsJsonAsync("/api/v1/dev/clock", new { to = "2030-01-01T00:00:00Z" });
            clock.StatusCode.ShouldBe(HttpStatusCode.NotFound);
            foreach (var user in new[] { "quantri", "xa.canbo", "giamsat", "admin", "administrator", "root" })
            {
                foreach (var password in new[] { "phongtrao", "admin", user, "" })
                {
                    using var answer = await nobody.PostAsJsonAsync("/api/v1/tokens", new { userName = user, password });
                    answer.IsSuccessStatusCode.ShouldBeFalse($"{user} {password}");
                }
            }

            var beside = await ServiceProcess.RunToEndAsync(NewAdministrator(data, "quan.tri", "Chín con rồng 9"));
            beside.Exit.ShouldBe(2, "the service has the folder");
        }

        (await ServiceProcess.RunToEndAsync(NewAdministrator(data, "quan.tri", "ngắn"))).Exit.ShouldNotBe(0);
        var made = await ServiceProcess.RunToEndAsync(NewAdministrator(data, "quan.tri", "Chín con rồng 9"));
        made.Exit.ShouldBe(0, made.Said);
        made.Said.ShouldNotContain("Chín con rồng");
        (await ServiceProcess.RunToEndAsync(NewAdministrator(data, "ke.khac", "Mười con rồng 10"))).Exit.ShouldBe(1, "only the first");
        File.Exists(Path.Combine(data, "clock-moved")).ShouldBeFalse();

        await using var again = await ServiceProcess.StartAsync(Production(data));
        using var http = again.Client(await again.SignInAsync("quan.tri", "Chín con rồng 9"));
        var administrator = new Client(http, null);
        var me = (await administrator.GetAsync("me")).Ok().Json;
        me.GetProperty("roles").EnumerateArray().Select(r => r.GetString()).ShouldContain("administrator");
        (await administrator.GetAsync("audit")).Ok();
        (await administrator.PostAsync("accounts", new { userName = "can.bo", displayName = "Cán bộ" })).Status.ShouldBe(
            HttpStatusCode.Created
        );
    }

    [Fact]
    public async Task A_backup_taken_while_people_work_restores_to_all_that_was_acknowledged_before_it()
    {
        var data = Folder("data");
        var copy = Path.Combine(_root, "backup");
        var back = Folder("back");
        List<string> before;
        await using (
            var service = await ServiceProcess.StartAsync(
                new HowStarted(data)
                {
                    Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["PhongTrao__DemoDossiers"] = "false" },
                }
            )
        )
        {
            using var http = service.Client(await service.SignInAsync("xa.canbo"));
            var xa = new Client(http, null);
            var acknowledged = new ConcurrentQueue<string>();
            using var stop = new CancellationTokenSource();
            var workers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => WorkAsync(xa, acknowledged, stop.Token))).ToArray();
            while (acknowledged.Count < 5)
            {
                await Task.Delay(50);
            }

            before = [.. acknowledged];
            var backup = await ServiceProcess.RunToEndAsync(new HowStarted(data) { Words = ["backup", copy] });
            backup.Exit.ShouldBe(0, backup.Said);
            await stop.CancelAsync();
            await Task.WhenAll(workers);
            acknowledged.Count.ShouldBeGreaterThan(before.Count, "people went on working");
        }

        var restored = await ServiceProcess.RunToEndAsync(new HowStarted(back) { Words = ["restore", copy] });
        restored.Exit.ShouldBe(0, restored.Said);
        var verified = await ServiceProcess.RunToEndAsync(new HowStarted(back) { Words = ["verify"] });
        verified.Exit.ShouldBe(0, verified.Said);
        (await ServiceProcess.RunToEndAsync(new HowStarted(back) { Words = ["restore", copy] })).Exit.ShouldNotBe(
            0,
            "the folder is not empty any more"
        );

        await using var again = await ServiceProcess.StartAsync(back);
        using var client = again.Client(await again.SignInAsync("xa.canbo"));
        var reader = new Client(client, null);
        foreach (var dossier in before)
        {
            var shown = (await reader.GetAsync($"dossiers/{dossier}")).Ok().Json;
            shown.GetProperty("nominees")[0].GetProperty("name").GetString().ShouldBe("Đặng Thị Ước");
            var document = shown.GetProperty("documents")[0].GetProperty("id").GetString();
            (await reader.GetAsync($"dossiers/{dossier}/documents/{document}")).Ok().Text.ShouldBe("Báo cáo thành tích.");
        }
    }

    private static async Task WorkAsync(Client xa, ConcurrentQueue<string> acknowledged, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
            await Walk.NomineeAsync(xa, dossier, "Đặng Thị Ước");
            (await Walk.AttachAsync(xa, $"dossiers/{dossier}/documents", "to-trinh", null)).Ok();
            acknowledged.Enqueue(dossier);
        }
    }

    private static void ShouldBeSafe(string cookie, string sameSite)
    {
        var attributes = cookie.Split(';').Select(part => part.Trim().ToLowerInvariant()).ToList();
        attributes.ShouldContain("secure");
        attributes.ShouldContain("httponly");
        attributes.ShouldContain($"samesite={sameSite}");
    }

    private static HowStarted Production(string data) => new(data) { Environment = "Production" };

    private static HowStarted NewAdministrator(string data, string name, string password) =>
        Production(data) with
        {
            Words = ["admin", "new", name],
            Typed = password + "\n",
        };

    private string Folder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
}
