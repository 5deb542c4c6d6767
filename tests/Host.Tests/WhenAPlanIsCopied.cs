using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;

namespace PhongTrao.Host.Tests;

/// <summary>A sample as the start of a plan of one's own.</summary>
public sealed class WhenAPlanIsCopied
{
    private const string CopyId = "xa-tan-hiep-12-kh-ubnd-2025-04-10";

    private static readonly object Own = new
    {
        issuer = "xa-tan-hiep",
        number = "12/KH-UBND",
        date = "2025-04-10",
        periodFrom = "2025-04-10",
        periodTo = "31/12/2025",
    };

    [Fact]
    public async Task It_says_the_same_under_a_head_of_its_own_binds_nobody_and_names_its_source()
    {
        await using var service = new Service();
        var coordinator = await service.AsAsync("dieuphoi");

        var copied = await coordinator.PostAsync("plans/tan-khai-2025/copy", Own);
        copied.Status.ShouldBe(HttpStatusCode.Created, copied.Text);
        copied.Id.ShouldBe(CopyId);
        copied.Json.GetProperty("copiedFrom").GetProperty("plan").GetString().ShouldBe("tan-khai-2025");
        copied.Json.GetProperty("copiedFrom").GetProperty("revision").GetInt32().ShouldBe(1);

        var (plan, source) = (await PlanAsync(CopyId), await PlanAsync("tan-khai-2025"));
        plan.GetProperty("applications").GetArrayLength().ShouldBe(0);
        plan.GetProperty("copiedFrom").GetProperty("plan").GetString().ShouldBe("tan-khai-2025");
        var (now, before) = (plan.GetProperty("definition"), source.GetProperty("definition"));
        now.GetProperty("number").GetString().ShouldBe("12/KH-UBND");
        now.GetProperty("date").GetString().ShouldBe("2025-04-10");
        now.GetProperty("paper").GetProperty("name").GetString().ShouldBe("UBND xã Tân Hiệp");
        now.GetProperty("paper").GetProperty("place").GetString().ShouldBe("huyện Hớn Quản, tỉnh Bình Phước");
        now.GetProperty("period").GetProperty("to").GetString().ShouldBe("2025-12-31");
        foreach (var part in new[] { "duties", "targets", "components", "forms", "groups", "eligibility", "title", "superior" })
        {
            now.GetProperty(part).GetRawText().ShouldBe(before.GetProperty(part).GetRawText(), part);
        }

        var file = (await coordinator.GetAsync($"plans/{CopyId}/file")).Ok().Text;
        file.ShouldNotContain("36/KH-UBND");
        file.ShouldNotContain("2025-03-11");
        (await coordinator.GetAsync($"plans/{CopyId}/deadlines")).Ok();
        (await coordinator.GetAsync($"deadlines?plan={CopyId}")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(0);
        // Its file is changed and loaded as any plan's is.
        (await coordinator.PostAsync("plans", WhenFilesAreLoaded.Yaml(file.Replace("sets: 2", "sets: 3", StringComparison.Ordinal))))
            .Ok()
            .Json.GetProperty("proposed")
            .GetBoolean()
            .ShouldBeTrue();

        async Task<System.Text.Json.JsonElement> PlanAsync(string id) => (await coordinator.GetAsync($"plans/{id}")).Ok().Json;
    }

    [Fact]
    public async Task It_needs_a_number_a_date_a_period_and_a_unit_of_one_s_own_and_happens_once()
    {
        await using var service = new Service();
        var coordinator = await service.AsAsync("dieuphoi");
        async Task<Answered> CopyAsync(object own) => await coordinator.PostAsync("plans/tan-khai-2025/copy", own);

        var nothing = await CopyAsync(new { });
        nothing.Status.ShouldBe(HttpStatusCode.BadRequest);
        foreach (var field in new[] { "issuer", "number", "date", "periodFrom", "periodTo" })
        {
            nothing.Text.ShouldContain($"\"{field}\"");
        }

        var (number, date, periodFrom) = ("12/KH-UBND", "2025-04-10", "2025-04-10");
        (
            await CopyAsync(
                new
                {
                    issuer = "xa-tan-hiep",
                    number,
                    date,
                    periodFrom,
                    periodTo = "2025-04-09",
                }
            )
        ).Status.ShouldBe(HttpStatusCode.BadRequest);
        (
            await CopyAsync(
                new
                {
                    issuer = "khong-co",
                    number,
                    date,
                    periodFrom,
                    periodTo = "2025-12-31",
                }
            )
        ).Refused("desk.unit-not-in-force");
        (
            await CopyAsync(
                new
                {
                    issuer = "tinh-bac-giang",
                    number,
                    date,
                    periodFrom,
                    periodTo = "2025-12-31",
                }
            )
        ).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await service.AsAsync("xa.canbo")).PostAsync("plans/tan-khai-2025/copy", Own)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await coordinator.PostAsync("plans/khong-co/copy", Own)).Status.ShouldBe(HttpStatusCode.NotFound);
        (await coordinator.PostAsync("plans/qd-510-2022/copy", Own)).Status.ShouldBe(HttpStatusCode.NotFound, "a law is nobody's own");
        var source = new
        {
            issuer = "thi-tran-tan-khai",
            number = "36/KH-UBND",
            date = "2025-03-11",
            periodFrom = "2025-03-11",
            periodTo = "2025-12-31",
        };
        (await CopyAsync(source)).Refused("plan.known-as");
        (await coordinator.GetAsync($"plans/{CopyId}")).Status.ShouldBe(HttpStatusCode.NotFound, "nothing of all this was kept");

        (await CopyAsync(Own)).Ok();
        (await CopyAsync(Own)).Ok();
        (await coordinator.PostAsync("plans/bac-giang-2024/copy", Own)).Refused("plan.exists");
        (await coordinator.GetAsync($"plans/{CopyId}")).Ok().Json.GetProperty("hasProposal").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task A_coordinator_copies_on_the_page_and_is_shown_which_days_come_along()
    {
        await using var service = new Service();
        using var browser = await service.BrowserAsync("dieuphoi");
        const string path = "/ke-hoach/bac-giang-2024/sao-chep";
        (await WhenFilesAreLoaded.PageAsync(browser, "/ke-hoach/bac-giang-2024")).QuerySelector($"a[href='{path}']").ShouldNotBeNull();

        var page = await WhenFilesAreLoaded.PageAsync(browser, path);
        page.Body!.TextContent.ShouldContain("chỗ ghi ngày cụ thể được chép nguyên, cần xem lại");
        foreach (var field in new[] { "number", "date", "periodFrom", "periodTo" })
        {
            page.QuerySelector<IHtmlInputElement>($"#copy input[name={field}]")!.Value.ShouldBeEmpty($"{field} never comes along");
        }

        using var lacking = await SendAsync("");
        lacking.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await WhenFilesAreLoaded.TextAsync(lacking)).ShouldContain("Số, ký hiệu");
        using var done = await SendAsync("12/KH-UBND");
        EveryPage.Relative(done.Headers.Location.ShouldNotBeNull()).ShouldBe($"/ke-hoach/{CopyId}", await done.Content.ReadAsStringAsync());
        var copy = (await WhenFilesAreLoaded.PageAsync(browser, $"/ke-hoach/{CopyId}")).Body!.TextContent;
        copy.ShouldContain("Đã sao chép. Kế hoạch mới chưa áp dụng cho đơn vị nào.");
        copy.ShouldContain("Chép từ");
        copy.ShouldContain("Thi đua năm 2026");
        using var reader = await service.BrowserAsync("xa.canbo");
        using var refused = await reader.GetAsync(new Uri(path, UriKind.Relative));
        refused.StatusCode.ShouldBe(HttpStatusCode.Redirect, "to the page that says one may not");

        async Task<HttpResponseMessage> SendAsync(string number)
        {
            var fields = page.QuerySelectorAll<IHtmlInputElement>("#copy input[type=hidden]").ToDictionary(i => i.Name!, i => i.Value);
            fields["issuer"] = "xa-tan-hiep";
            fields["number"] = number;
            fields["date"] = "10/04/2025";
            fields["periodFrom"] = "10/04/2025";
            fields["periodTo"] = "31/12/2025";
            fields["title"] = "Thi đua năm 2026";
            using var form = new FormUrlEncodedContent(fields);
            return await browser.PostAsync(new Uri(path, UriKind.Relative), form);
        }
    }

    [Fact]
    public async Task At_the_command_line_a_revision_is_somebody_s_who_cannot_confirm_it_too()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("phongtrao-as-").FullName;
        try
        {
            var file = Path.Combine(folder, "ke-hoach.yaml");
            var how = new HowStarted(folder)
            {
                Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["PhongTrao__DemoDossiers"] = "false" },
            };
            await using (await ServiceProcess.StartAsync(how))
            {
                // the demo's people are there now
            }

            await File.WriteAllTextAsync(file, WhenFilesAreLoaded.Odd("dong-lenh"));
            (await ImportAsync()).ShouldBe((0, "Đã nạp. (Loaded.)"));
            (await ImportAsync()).Exit.ShouldBe(0, "the same file again changes nothing");
            await File.WriteAllTextAsync(
                file,
                WhenFilesAreLoaded
                    .Odd("dong-lenh")
                    .Replace("dot-xuat, name: Khen đột xuất", "dot-xuat, name: Khen thưởng đột xuất", StringComparison.Ordinal)
            );
            var unnamed = await ImportAsync();
            unnamed.Exit.ShouldBe(1);
            unnamed.Said.ShouldContain("phải ghi người nạp bằng --as");
            (await ImportAsync("--as", "khong.co")).Said.ShouldContain("Không có tài khoản 'khong.co'");
            (await ImportAsync("--as", " ")).Exit.ShouldBe(1);
            (await ImportAsync("--as", "xa.canbo")).Said.ShouldContain("không có quyền nạp kế hoạch");
            var named = await ImportAsync("--as", "dieuphoi");
            named.ShouldBe((0, "Đã nạp: bản thứ 2 chờ người thứ hai xác nhận. (Loaded; a second person confirms it.)"));

            await using var service = await ServiceProcess.StartAsync(how);
            var proposer = await service.AsAsync("dieuphoi");
            var source = (await proposer.GetAsync("plans/dong-lenh/proposal")).Ok().Json.GetProperty("source").GetString();
            var confirm = new { source, change = "dinh-chinh" };
            (await proposer.PostAsync("plans/dong-lenh/proposal/confirm", confirm)).Refused("plan.own-revision");
            (await (await service.AsAsync("quantri")).PostAsync("plans/dong-lenh/proposal/confirm", confirm)).Ok();

            async Task<(int Exit, string Said)> ImportAsync(params string[] more)
            {
                var (exit, said) = await ServiceProcess.RunToEndAsync(how with { Words = ["--", "import-plan", file, .. more] });
                return (exit, said.Trim());
            }
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }
}
