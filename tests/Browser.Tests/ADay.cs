using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PhongTrao.Host.Tests;

namespace PhongTrao.Browser.Tests;

/// <summary>
/// A whole day of whoever reviews, supervises or coordinates, from sign-in to the result: by mouse and by the keyboard alone, on the screen of an old PC
/// and of a phone, each time in a commune of its own. It is 16/04/2025, a Wednesday.
/// </summary>
public sealed class ADay(Service service) : IClassFixture<Service>, IAsyncLifetime
{
    private static readonly Dictionary<string, string> Units = new(StringComparer.Ordinal)
    {
        ["xa"] = "thi-tran-tan-khai",
        ["tanhung"] = "xa-tan-hung",
        ["phuocan"] = "xa-phuoc-an",
        ["tanquan"] = "xa-tan-quan",
        ["anphu"] = "xa-an-phu",
    };

    private static readonly SemaphoreSlim Once = new(1, 1);
    private static Service? _prepared;

    public static TheoryData<With, int, int, string> Ways { get; } =
        new()
        {
            { With.Mouse, 1366, 768, "tanhung" },
            { With.Keyboard, 1366, 768, "phuocan" },
            { With.Mouse, 390, 844, "tanquan" },
            { With.Keyboard, 390, 844, "anphu" },
        };

    /// <summary>What was before that day: dossiers on their way for two days, a plan with a report that is overdue, and one that is revised.</summary>
    public async ValueTask InitializeAsync()
    {
        await Once.WaitAsync();
        try
        {
            if (Service.Absent is not null || ReferenceEquals(_prepared, service))
            {
                return;
            }

            var coordinator = await service.ApiAsync("dieuphoi");
            foreach (var commune in Units.Keys.Where(key => key != "xa"))
            {
                var police = await service.ApiAsync($"{commune}.congan");
                var preparer = await service.ApiAsync($"{commune}.canbo");
                await Walk.PassAsync(police, await Walk.SubmitAsync(preparer, "giay-khen-huyen", Seen(commune)));
                var up = await Walk.SubmitAsync(preparer, "bang-khen-tinh", Handed(commune));
                await Walk.PassAsync(police, up);
                await Walk.PassAsync(await service.ApiAsync($"{commune}.lanhdao"), up, new { allPassed = true, paper = Walk.Paper });
                await Walk.PassAsync(await service.ApiAsync("huyen.noivu"), up);
                await Walk.PassAsync(await service.ApiAsync("huyen.lanhdao"), up, new { allPassed = true, paper = Walk.Paper });
                await Walk.PassAsync(await service.ApiAsync("tinh.congan"), up);
            }

            (await coordinator.PostAsync("plans", Plan("2025-05-20"))).Ok();
            (
                await coordinator.PostAsync($"plans/{TrialPlan.Id}/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })
            ).Ok();
            (await coordinator.PostAsync("plans", Plan("2025-05-28"))).Ok();
            (await coordinator.PostAsync("dev/clock", new { to = "2025-04-16T08:00:00+07:00" })).Ok();
            service.ForgetSignIns();
            _prepared = service;
        }
        finally
        {
            Once.Release();
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Of_a_reviewer(With with, int width, int height, string commune)
    {
        Service.Need();
        await using var window = await service.OpenAsync(width: width, height: height);
        var (hand, page) = (Hand.Of(with, window), window.Page);
        var preparer = await service.ApiAsync($"{commune}.canbo");
        var dossiers = new List<string>();
        foreach (
            var (form, name) in new[]
            {
                ("giay-khen-xa", "Điểu Thị Nở"),
                ("giay-khen-xa", "Đặng Văn Ước"),
                ("giay-khen-huyen", "Võ Văn Ễnh"),
            }
        )
        {
            dossiers.Add(await SubmitAsync(preparer, form, name));
        }

        // What is due first is opened first.
        await hand.SignInAsync($"{commune}.congan");
        await window.IsAtAsync("/viec");
        await hand.LookAsync("viec");
        var due = await page.Locator("tr[data-task] .due .nowrap")
            .EvaluateAllAsync<string[]>("all => all.map((d) => d.textContent.replace(/[()]/g, '').split('/').reverse().join('-'))");
        due.ShouldBe(due.Order(StringComparer.Ordinal));
        await hand.FollowAsync(page.Locator("tr[data-task] a[data-row]").First);
        await hand.LookAsync("ho-so");

        // Its paper is looked at beside the checklist.
        await hand.FollowAsync(page.Locator("#thanh-phan").GetByRole(AriaRole.Link, new() { NameRegex = new("^Xem ") }).First);
        (await page.Locator(".opened li").AllInnerTextsAsync()).ShouldContain(line => line.Contains("Tờ trình", StringComparison.Ordinal));
        await hand.LookAsync("xem-tep");
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Đóng xem tệp" }));

        // Received and appraised; one of them is sent back, with what is missing; what comes next is offered each time.
        var (received, returned) = (0, false);
        for (var i = 0; i < dossiers.Count; i++)
        {
            var task = page.Locator("#viec");
            var receive = task.GetByRole(AriaRole.Link, new() { Name = "Tiếp nhận", Exact = true });
            if (await receive.CountAsync() > 0)
            {
                await hand.FollowAsync(receive);
                await hand.PressAsync(Button(page, "Tiếp nhận"));
                await window.SaysAsync("Đã tiếp nhận");
                received++;
            }

            if (i == 1)
            {
                await hand.FollowAsync(task.GetByRole(AriaRole.Link, new() { Name = "Trả lại bổ sung", Exact = true }));
                await hand.TickAsync(page.Locator("#act-missing-0-true"));
                await hand.TypeAsync(page.Locator("#act-note-0"), "Tờ trình chưa đóng dấu.");
                await hand.LookAsync("tra-bo-sung");
                await hand.PressAsync(Button(page, "Trả lại bổ sung"));
                await window.SaysAsync("thời hạn tạm dừng");
                returned = true;
            }
            else
            {
                await hand.FollowAsync(task.GetByRole(AriaRole.Link, new() { Name = "Thẩm định", Exact = true }));
                await hand.TickAsync(page.Locator("#act-verdicts-0-passed-true"));
                await hand.LookAsync("tham-dinh");
                await hand.PressAsync(Button(page, "Kết thúc thẩm định"));
                await window.SaysAsync("Đã kết thúc thẩm định");
            }

            if (i + 1 < dossiers.Count)
            {
                await hand.FollowAsync(page.Locator("#viec a[data-page-key='t']"), "t");
            }
        }

        (received, returned).ShouldBe((2, true));
        await hand.LookAsync("ho-so-xong");
        await hand.SignOutAsync();
        await HeadAsync(hand, commune, preparer, dossiers);
        window.Clean();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Of_a_supervisor(With with, int width, int height, string commune)
    {
        Service.Need();
        await using var window = await service.OpenAsync(width: width, height: height);
        var (hand, page) = (Hand.Of(with, window), window.Page);
        await hand.SignInAsync("giamsat");
        await window.IsAtAsync("/kiem-tra");
        await hand.LookAsync("kiem-tra");

        // Where work waits longest, drawn and told.
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Tiến độ xử lý", Exact = true }));
        await hand.LookAsync("tien-do-xu-ly");
        var worst = await page.Locator("table[data-file='step-times-1'] tbody tr:first-child td").First.InnerTextAsync();
        var step = page.Locator("#f-buoc");
        await hand.ChooseAsync(
            step,
            await step.EvaluateAsync<string>("(s, l) => [...s.options].find((o) => o.text.trim() === l).value", worst.Trim())
        );
        await hand.PressAsync(page.Locator("form[aria-label='Chọn đơn vị, kỳ và bước'] button"));
        (await page.Locator("table[data-file='step-times-1'] tbody td:nth-child(2)").AllInnerTextsAsync()).ShouldAllBe(act =>
            act.Contains(worst.Trim(), StringComparison.Ordinal)
        );
        (await page.Locator("main svg[role='img'] title").CountAsync()).ShouldBeGreaterThan(0);
        await Assertions.Expect(page.Locator("table[data-file='step-times-2']")).ToBeVisibleAsync();

        // A dossier as it stood at the end of the day before.
        await hand.FindAsync(Seen(commune));
        await hand.LookAsync("tim");
        await hand.FollowAsync(page.Locator("main .found a[href^='/ho-so/']").First);
        await hand.LookAsync("ho-so-giam-sat");
        await hand.TypeAsync(page.Locator("#luc"), "14/04/2025 23:30");
        await hand.PressAsync(page.Locator("form[aria-label='Xem hồ sơ tại một thời điểm'] button"));
        (await window.TextAsync()).ShouldContain("Đây là hồ sơ như lúc 23:30 14/04/2025, không phải hiện nay");
        await hand.LookAsync("tai-thoi-diem");

        // Who approved what.
        await hand.MenuAsync("/nhat-ky");
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Chỉ việc phê duyệt" }));
        (await page.Locator("table[data-file='audit-1'] tbody tr").CountAsync()).ShouldBeGreaterThan(4);
        await hand.LookAsync("nhat-ky-phe-duyet");

        // What may be worth a look, and a sample of it.
        await hand.MenuAsync("/kiem-tra");
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Dấu hiệu cần xem", Exact = true }));
        await hand.LookAsync("dau-hieu");
        await hand.FollowAsync(page.Locator("a[href*='loai=quick-after-taking']"));
        await hand.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Lấy mẫu", Exact = true }));
        (await window.TextAsync()).ShouldContain("Mẫu ngẫu nhiên");
        await hand.LookAsync("dau-hieu-mau");

        // They ask, the office answers, they accept.
        await hand.FollowAsync(
            page.Locator("table[data-file='signs-2']").GetByRole(AriaRole.Link, new() { NameRegex = new("^Ghi ý kiến kiểm tra") }).First
        );
        await hand.LookAsync("y-kien-moi");
        var office = page.Locator("#make-office");
        var asked = await office.EvaluateAsync<string>(
            "s => [...s.options].map((o) => o.value).find((v) => /^(xa|thi-tran)-.*\\/cong-an$/.test(v))"
        );
        await hand.ChooseAsync(office, asked);
        await hand.TypeAsync(page.Locator("#make-text"), "Vì sao thẩm định ngay khi nhận? ĐẶNG THỊ ƯỚC cần được xét kỹ.");
        await hand.TypeAsync(page.Locator("#make-explainBy"), "25/04/2025");
        await hand.PressAsync(Button(page, "Gửi yêu cầu giải trình"));
        await window.SaysAsync("Đã gửi yêu cầu giải trình");
        await hand.LookAsync("y-kien");
        var id = new Uri(page.Url).AbsolutePath.Split('/')[^1];
        await AnswerAsync(asked, id);

        await hand.FollowAsync(page.Locator(".top__notices"));
        (await window.TextAsync()).ShouldContain("Bộ phận được hỏi đã giải trình ngày 16/04/2025");
        await hand.LookAsync("thong-bao");
        await hand.FollowAsync(page.Locator($".notice a[href$='/{id}']"));
        (await window.TextAsync()).ShouldContain("Hồ sơ giấy đã có từ tuần trước.");
        await hand.TypeAsync(page.Locator("#close-conclusion"), "Chấp nhận.");
        await hand.PressAsync(Button(page, "Chấp nhận giải trình, kết thúc"));
        await window.SaysAsync("Đã kết thúc ý kiến kiểm tra");
        await hand.LookAsync("y-kien-xong");

        // What was asked and how it ended is taken along.
        await hand.FollowAsync(page.Locator(".crumbs").GetByRole(AriaRole.Link, new() { Name = "Ý kiến kiểm tra", Exact = true }));
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Đã kết thúc, đã rút" }));
        await hand.LookAsync("y-kien-danh-sach");
        var file = await page.RunAndWaitForDownloadAsync(() =>
            hand.ActAsync(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Excel.*ý kiến kiểm tra") }))
        );
        (await File.ReadAllBytesAsync(await file.PathAsync()))[..2].ShouldBe("PK"u8.ToArray());
        await hand.SignOutAsync();
        window.Clean();
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Of_a_coordinator(With with, int width, int height, string commune)
    {
        Service.Need();
        await using var window = await service.OpenAsync(width: width, height: height);
        var (hand, page) = (Hand.Of(with, window), window.Page);
        await hand.SignInAsync("dieuphoi");

        // What is overdue comes first; who is late is reminded in words that can be pasted.
        await hand.MenuAsync("/thoi-han");
        await hand.LookAsync("thoi-han");
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Quá hạn") }).First);
        (await page.Locator("main .duty .badge").AllInnerTextsAsync()).ShouldAllBe(text =>
            text.Contains("Quá hạn", StringComparison.Ordinal)
        );
        await hand.ActAsync(page.Locator(".duty td details > summary").First);
        var reminder = page.Locator(".duty details details").First;
        await hand.ActAsync(reminder.Locator("summary"));
        await hand.ActAsync(reminder.GetByRole(AriaRole.Button, new() { Name = "Sao chép nội dung nhắc" }));
        await Assertions.Expect(reminder.GetByRole(AriaRole.Status)).ToContainTextAsync("sao chép", new() { IgnoreCase = true });
        await hand.LookAsync("thoi-han-qua-han");

        // One commune has more time, by a document.
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Cần làm") }).First);
        var open = page.GetByRole(AriaRole.Row).Filter(new() { HasText = "19/05/2025" });
        await hand.FollowAsync(open.GetByRole(AriaRole.Link, new() { NameRegex = new("^Gia hạn") }).First);
        await hand.TickAsync(page.Locator($"#extend-units-{Units[commune]}"));
        await hand.TypeAsync(page.Locator("#extend-lastValidDay"), "26/05/2025");
        await hand.TypeAsync(page.Locator("#extend-number"), "9/CV-CAH");
        await hand.TypeAsync(page.Locator("#extend-date"), "14/04/2025");
        await hand.TypeAsync(page.Locator("#extend-issuer"), "Ủy ban nhân dân huyện Hớn Quản");
        await hand.LookAsync("gia-han");
        await hand.PressAsync(Button(page, "Gia hạn"));
        await window.SaysAsync("Đã gia hạn");
        await hand.LookAsync("thoi-han-gia-han");

        // A task of the province is handed on.
        await hand.FindAsync(Handed(commune));
        await hand.FollowAsync(page.Locator("main .found a[href^='/ho-so/']").First);
        await hand.FollowAsync(page.Locator("#viec").GetByRole(AriaRole.Link, new() { Name = "Chuyển xử lý", Exact = true }));
        await hand.TickAsync(page.Locator("input[name='to']:not([disabled])").First);
        await hand.LookAsync("chuyen-xu-ly");
        await hand.PressAsync(Button(page, "Chuyển xử lý"));
        await window.SaysAsync("Đã chuyển xử lý");

        // Reports, the revision that waits, places, and where the plan stands.
        await hand.MenuAsync("/bao-cao");
        await hand.LookAsync("bao-cao");
        await hand.MenuAsync("/ke-hoach");
        await hand.LookAsync("cac-ke-hoach");
        await hand.FollowAsync(page.Locator($"a[data-row][href='/ke-hoach/{TrialPlan.Id}']"));
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Xem chỗ khác nhau" }));
        (await page.Locator("#changes").InnerTextAsync()).ShouldContain("28/05/2025");
        await hand.LookAsync("ban-moi");
        await hand.FollowAsync(page.Locator($".crumbs a[href='/ke-hoach/{TrialPlan.Id}']"));
        await hand.LookAsync("ke-hoach");
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { NameRegex = new("^Phân bổ chỉ tiêu") }));
        await hand.LookAsync("chi-tieu-khen");
        await hand.MenuAsync("/so-lieu");
        await hand.LookAsync("so-lieu");
        await hand.FollowAsync(page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Tiến độ", Exact = true }).First);
        await hand.LookAsync("tien-do-ke-hoach");
        await hand.SignOutAsync();
        window.Clean();
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // The head of the commune approves those whose names are shown, and hands on many tasks at once: one goes to somebody who may not, and again when they may.
    private async Task HeadAsync(Hand hand, string commune, Client preparer, List<string> dossiers)
    {
        var (window, page) = (hand.Window, hand.Window.Page);
        await AppointAsync(commune, "lanhdao", "cong-an", "Phụ trách Công an");
        var appraisal = await SubmitAsync(preparer, "giay-khen-huyen", "Thạch Sô Phi");
        await hand.SignInAsync($"{commune}.lanhdao");
        await window.IsAtAsync("/viec");
        var proposed = page.Locator("tr[data-task]").Filter(new() { Has = page.GetByText("trình cấp trên") }).First;
        await hand.TickAsync(proposed.Locator("input[name='viec']"));
        await hand.TickAsync(page.Locator($"tr[data-task]:has(a[href*='{appraisal}']) input[name='viec']"));
        await hand.LookAsync("viec-danh-dau");
        await hand.PressAsync(page.GetByRole(AriaRole.Button, new() { Name = "Chuyển xử lý…" }));
        await hand.TickAsync(page.GetByLabel(new Regex("Trưởng Công an")));
        await hand.LookAsync("hang-loat");
        await hand.PressAsync(Button(page, "Chuyển xử lý 2 việc"));
        await Assertions.Expect(page.Locator(".head [role=status]")).ToHaveTextAsync("1 trong 2 việc đã làm xong, 1 việc chưa được");
        (await page.Locator("main tbody").InnerTextAsync()).ShouldContain("không giữ chức năng “Lãnh đạo” tại xã"); // by name, not by code
        await hand.LookAsync("ket-qua");
        await AppointAsync(commune, "congan", "lanh-dao", "Phó Chủ tịch UBND");
        await hand.PressAsync(Button(page, "Thử lại 1 việc chưa được"));
        await Assertions.Expect(page.Locator(".head [role=status]")).ToHaveTextAsync("1 trong 1 việc đã làm xong");

        await hand.MenuAsync("/quyet-dinh");
        await hand.LookAsync("quyet-dinh");
        await hand.FollowAsync(page.GetByRole(AriaRole.Link, new() { Name = "Lập quyết định" }));
        await hand.ChooseAsync(page.Locator("#hinh-thuc"), "giay-khen-xa");
        await hand.PressAsync(page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Xem người đang chờ") }));
        await hand.TickAsync(page.Locator("input[name='chosen']").First);
        var name = await page.Locator("input[name='chosen']").First.GetAttributeAsync("data-name");
        await hand.LookAsync("quyet-dinh-moi");
        await hand.PressAsync(Button(page, "Lập dự thảo với những người đã chọn"));
        await window.SaysAsync("Đã lập dự thảo");
        (await window.TextAsync()).ShouldContain(name!);
        await hand.TypeAsync(page.GetByLabel("Người ký").First, "Phạm Thị Kỳ Ẩm");
        await hand.TypeAsync(page.GetByLabel("Hẹn bổ sung bản ký"), "30/04/2025");
        await hand.LookAsync("quyet-dinh-du-thao");
        await hand.PressAsync(Button(page, "Ban hành quyết định"));
        await window.SaysAsync("Đã ban hành quyết định");
        await hand.LookAsync("quyet-dinh-da-ban-hanh");
        await hand.SignOutAsync();
        dossiers.ShouldNotBeEmpty();
    }

    private async Task AppointAsync(string commune, string who, string function, string title)
    {
        var row =
            $"{{ userName: {commune}.{who}, unit: {Units[commune]}, function: {function}, title: \"{title}\", from: 2025-04-01, to: 2025-06-30 }}";
        var file = new { name = "phan-cong.yaml", text = $"format: 1\nappointments:\n  - {row}\n" };
        (await (await service.ApiAsync("quantri")).PostAsync("org/import", new { files = new[] { file } })).Ok();
    }

    // The police of the commune that is asked.
    private async Task AnswerAsync(string asked, string inspection)
    {
        var commune = Units.Single(pair => asked.StartsWith(pair.Value + "/", StringComparison.Ordinal)).Key;
        var police = await service.ApiAsync($"{commune}.congan");
        (await police.PostAsync($"inspections/{inspection}/answer", new { explanation = "Hồ sơ giấy đã có từ tuần trước." })).Ok();
    }

    private static async Task<string> SubmitAsync(Client preparer, string form, string name)
    {
        var dossier = (await Walk.FileAsync(preparer, null, form))[0];
        await Walk.NomineeAsync(preparer, dossier, name);
        await Walk.StateAllAsync(preparer, dossier);
        (await Walk.AttachAsync(preparer, $"dossiers/{dossier}/documents", "to-trinh", null)).Ok();
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        return dossier;
    }

    private static ILocator Button(IPage page, string button) =>
        page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Button, new() { Name = button, Exact = true }).First;

    private static string Seen(string commune) => $"Kiều Văn Ẩn {commune}";

    private static string Handed(string commune) => $"Trịnh Ưu Ẩm {commune}";

    private const string Quota = """

        quotas:
          - { code: ca-nhan, form: giay-khen-huyen, type: tong-ket, occasion: tổng kết năm 2025, block: Khối cá nhân, of: person, min: không quy định, max: 20, allocatedBy: không quy định, clause: "V.3, thử", wording: không quá 20 cá nhân }
        """;

    private static StringContent Plan(string before) =>
        new(
            TrialPlan
                .WithReports(1, new(2025, 4, 10))
                .Replace("timing: { undated: cuối năm }", $"timing: {{ before: {before} }}", StringComparison.Ordinal)
                .Replace("\nquotas: không quy định", Quota, StringComparison.Ordinal),
            System.Text.Encoding.UTF8,
            "application/yaml"
        );
}
