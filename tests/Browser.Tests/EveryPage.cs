using Microsoft.Playwright;
using PhongTrao.Host.Tests;

namespace PhongTrao.Browser.Tests;

/// <summary>What holds on every page, for whoever may open it, wide and narrow.</summary>
public sealed class EveryPage(Service service) : IClassFixture<Service>
{
    private static readonly (string Who, string[] Pages)[] Rounds =
    [
        (
            "xa.canbo",
            [
                "/viec",
                "/ho-so",
                "/tim",
                "/tim?tim=tan%20khai",
                "/tim?tim=khong%20co%20gi",
                "/lap-ho-so",
                "/lap-ho-so/moi",
                "/lap-ho-so/nam-truoc",
                "/nguoi-tap-the",
                "/ke-hoach",
                "/ke-hoach/tan-khai-2025",
                "/quy-trinh",
                "/quy-trinh/bang-khen-tinh",
                "/doi-mat-khau",
                "/khong-co-quyen",
            ]
        ),
        (
            "xa.congan",
            [
                "/viec",
                "/viec?cua=toi",
                "/viec?buoc=tham-dinh",
                "/viec/hang-loat?lam=nhan-viec&pham-vi=tat-ca",
                "/thong-bao",
                "/thong-bao?cua=chua-doc",
                "/tro-giup",
                "/tro-giup/xu-ly-ho-so",
            ]
        ),
        (
            "tinh.noivu",
            [
                "/viec",
                "/trinh-khen",
                "/trinh-khen/moi?hinh-thuc=bang-khen-tinh",
                "/quyet-dinh",
                "/quyet-dinh/moi",
                "/quyet-dinh/nhap-tu-ngoai",
                "/quyet-dinh/nhap-tu-ngoai/danh-sach",
                "/viec-chay-nen",
                "/thong-ke",
                "/quyet-dinh/thu-hoi",
            ]
        ),
        ("tinh.thuky", ["/hop-hoi-dong", "/hop-hoi-dong/moi"]),
        ("nhonai.canbo", ["/danh-hieu"]),
        (
            "giamsat",
            [
                "/ho-so",
                "/nhat-ky",
                "/ho-so?tim=khong%20co%20ai",
                "/kiem-tra",
                "/kiem-tra/y-kien",
                "/kiem-tra/tien-do",
                "/kiem-tra/dau-hieu?loai=outside-hours",
            ]
        ),
        (
            "quantri",
            [
                "/tai-khoan",
                "/soan-quy-trinh",
                "/soan-quy-trinh?tu=bang-khen-tinh",
                "/don-vi",
                "/don-vi/nhap-danh-sach",
                "/don-vi/thi-tran-tan-khai",
                "/don-vi/thi-tran-tan-khai/bo-nhiem?chuc-nang=cong-an&ten=phuc",
                "/van-hanh",
                "/khong-co-trang-nay",
                "/lich-lam-viec",
                "/lich-lam-viec?nam=2027",
                $"/ke-hoach/{TrialPlan.Id}/ban-moi",
            ]
        ),
        (
            "dieuphoi",
            [
                "/thoi-han",
                "/thoi-han?trang-thai=tat-ca",
                "/chuyen-tham-quyen",
                "/thoi-han?trang-thai=qua-han&tu=01/01/2030&den=01/01/2030",
                "/thoi-han/lich?thang=2025-05",
                $"/ke-hoach/{TrialPlan.Id}",
                $"/ke-hoach/{TrialPlan.Id}/ap-dung",
                $"/ke-hoach/{TrialPlan.Id}/chi-tieu-khen",
                "/soan-ke-hoach",
                "/soan-ke-hoach?tu=tan-khai-2025",
                $"/ke-hoach/{TrialPlan.Id}/doi-han",
                $"/ke-hoach/{TrialPlan.Id}/so-sanh",
                $"/ke-hoach/{TrialPlan.Id}/gia-han?viec=bao-cao-tong-ket",
                $"/ke-hoach/{TrialPlan.Id}/dat-ngay?viec=phan-bo-chi-tieu",
            ]
        ),
        (
            "lucngan.bcd",
            [
                "/so-lieu",
                "/so-lieu/bac-giang-2024/huyen-luc-ngan?ky=dot-2",
                "/so-theo-doi/bac-giang-2024/huyen-luc-ngan",
                "/so-theo-doi/bac-giang-2024/huyen-luc-ngan/viec-tot/viec-tot",
            ]
        ),
        (
            "bacgiang.congan",
            [
                "/tien-do/bac-giang-2024/tinh-bac-giang?ky=dot-2",
                "/so-theo-doi/bac-giang-2024/tinh-bac-giang/viec-tot/viec-tot?ky=2025-04",
                "/bao-cao",
                "/thoi-han?ke-hoach=bac-giang-2024&trang-thai=tat-ca",
            ]
        ),
        ("cantho.dieuphoi", ["/bao-cao", "/thoi-han", "/thoi-han/lich?thang=2025-04", "/ke-hoach/can-tho-2025"]),
    ];

    /// <summary>What goes out of a printer: no menus, no buttons, nothing cut off at the paper's edge.</summary>
    private static readonly (string Who, string[] Pages)[] Printed =
    [
        (
            "dieuphoi",
            [
                "/thoi-han",
                "/thoi-han/lich?thang=2025-05",
                $"/ke-hoach/{TrialPlan.Id}",
                $"/ke-hoach/{TrialPlan.Id}/doi-han",
                $"/ke-hoach/{TrialPlan.Id}/so-sanh",
                "/lich-lam-viec",
                "/tien-do/tan-khai-2025/tinh-binh-phuoc?ky=2025",
                "/so-lieu/tan-khai-2025/thi-tran-tan-khai?ky=2025",
                "/so-theo-doi/tan-khai-2025/thi-tran-tan-khai",
            ]
        ),
        ("xa.congan", ["/viec", "/ho-so"]),
        ("giamsat", ["/kiem-tra/tien-do", "/nhat-ky", "/kiem-tra/dau-hieu?loai=quick-after-taking"]),
    ];

    [Theory]
    [InlineData(1366, 768)]
    [InlineData(390, 844)]
    public async Task Nothing_sticks_out_is_cut_off_keeps_anybody_out_fails_or_comes_from_outside(int width, int height)
    {
        Service.Need();
        await using var window = await service.OpenAsync(width: width, height: height);
        await PlanAsync();
        await window.Page.GotoAsync("/dang-nhap");
        await window.LooksRightAsync();
        await window.ShotAsync($"{width}-dang-nhap");
        foreach (var (who, pages) in Rounds)
        {
            await window.SignInAsync(who);
            foreach (var path in pages)
            {
                await window.Page.GotoAsync(path);
                await window.LooksRightAsync();
                (await window.Page.TitleAsync()).ShouldEndWith("PhongTrao");
                (await window.Page.Locator("h1").CountAsync()).ShouldBe(1, path);
                await window.ShotAsync($"{width}-{who}{path.Replace('/', '-').Replace('?', '-').Replace('=', '-')}");
            }

            // The dossiers this person sees.
            await window.Page.GotoAsync("/ho-so");
            var links = await window.Page.Locator("a[data-row]").EvaluateAllAsync<string[]>("all => all.map(a => a.getAttribute('href'))");
            foreach (var (href, i) in links.Take(3).Select((href, i) => (href, i)))
            {
                await window.Page.GotoAsync(href);
                await window.LooksRightAsync();
                await window.ShotAsync($"{width}-{who}-ho-so-{i + 1}");
            }

            await window.Page.Context.ClearCookiesAsync();
        }

        window.Clean();
    }

    [Fact]
    public async Task Lists_boards_plans_and_dossiers_go_on_paper_without_menus_and_within_its_edges()
    {
        Service.Need();
        await PlanAsync();
        await using var window = await service.OpenAsync(width: 643, height: 900); // what is left of A4 between its margins
        var dossier = await Walk.SubmitAsync(await service.ApiAsync("xa.canbo"), "giay-khen-xa", "Điểu Thị Nở", "Đặng Văn Ước");
        await Walk.PassAsync(await service.ApiAsync("xa.congan"), dossier);
        foreach (
            var (who, path) in Printed.SelectMany(one => one.Pages.Select(page => (one.Who, page))).Append(("giamsat", $"/ho-so/{dossier}"))
        )
        {
            await window.Page.EmulateMediaAsync(new() { Media = Media.Screen });
            await window.AsAsync(who);
            await window.Page.EmulateMediaAsync(new() { Media = Media.Print });
            await window.Page.GotoAsync(path);
            await window.FitsAsync();
            var seen = await window.Page.EvaluateAsync<string[]>(
                """
                () => [...document.querySelectorAll(".top, .side, .foot, .tabs, .filter, .no-print, button, input, select")]
                  .filter((e) => e.offsetParent !== null).map((e) => e.outerHTML.slice(0, 120))
                """
            );
            seen.ShouldBeEmpty(path);
            await window.ShotAsync(
                $"in{path.Replace(dossier, "mot", StringComparison.Ordinal).Replace('/', '-').Replace('?', '-').Replace('=', '-')}"
            );
        }

        window.Clean();
    }

    [Fact]
    public async Task A_task_is_taken_up_and_finished_with_the_keyboard_alone()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await page.GotoAsync("/dang-nhap");
        await Keyboard.TabToAsync(page, "sign-in-userName");
        await page.Keyboard.TypeAsync("xa.congan");
        await page.Keyboard.PressAsync("Tab");
        await page.Keyboard.TypeAsync("phongtrao");
        await page.Keyboard.PressAsync("Enter");
        await window.IsAtAsync("/viec");

        await page.Keyboard.PressAsync("j"); // first row
        var row = await page.EvaluateAsync<string>("() => document.activeElement.closest('tr').id");
        await page.Keyboard.PressAsync("n"); // nhận việc
        await window.SaysAsync("Đã nhận việc");
        // Focus stays with the task it was on.
        (await page.EvaluateAsync<string>("() => document.activeElement.closest('tr')?.id ?? ''")).ShouldBe(row);
        await page.Keyboard.PressAsync("Enter");
        await window.IsAtAsync("/ho-so/");

        await Keyboard.FollowAsync(page, "Tiếp nhận", optional: true);
        if (page.Url.Contains("/tiep-nhan", StringComparison.Ordinal))
        {
            await Keyboard.PressAsync(page, "Tiếp nhận");
            await window.SaysAsync("Đã tiếp nhận");
        }

        await Keyboard.FollowAsync(page, "Thẩm định");
        while (await page.Locator("fieldset fieldset:not(:has(input:checked)) input[type=radio]").CountAsync() > 0)
        {
            var id = await page.Locator("fieldset fieldset:not(:has(input:checked)) input[type=radio]").First.GetAttributeAsync("id");
            await Keyboard.TabToAsync(page, id!);
            await page.Keyboard.PressAsync("Space");
        }

        await Keyboard.PressAsync(page, "Kết thúc thẩm định");
        await window.SaysAsync("Đã kết thúc thẩm định");
        window.Clean();
    }

    [Fact]
    public async Task A_reviewer_works_through_a_day_with_the_keyboard_alone()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var preparer = await service.ApiAsync("tanhung.canbo");
        var (police, head) = (await service.ApiAsync("tanhung.congan"), await service.ApiAsync("tanhung.lanhdao"));
        var dossiers = new List<string>();
        foreach (var name in new[] { "Điểu Thị Nở", "Đặng Văn Ước" })
        {
            dossiers.Add(await Walk.SubmitAsync(preparer, "giay-khen-huyen", name));
            await Walk.PassAsync(police, dossiers[^1]);
            await Walk.PassAsync(head, dossiers[^1], new { allPassed = true, paper = Walk.Paper });
        }

        await window.AsAsync("huyen.noivu");
        await page.GotoAsync("/viec");

        // One commune only: it is in the address, so it can be kept.
        await Keyboard.TabToAsync(page, "q-filter");
        await page.Keyboard.PressAsync("Enter");
        await Keyboard.TabToAsync(page, "q-unit");
        await page.Keyboard.TypeAsync("Xã Tân Hưng");
        await Keyboard.PressAsync(page, "Lọc");
        await window.IsAtAsync("/viec?");
        (await page.Locator("tr[data-task]").CountAsync()).ShouldBe(2);
        await window.ShotAsync("hang-doi-da-loc");

        // Two rows are marked, received together, each with its result.
        for (var i = 0; i < 2; i++)
        {
            await page.Keyboard.PressAsync("j");
            await page.Keyboard.PressAsync("x");
        }

        (await page.Locator("input[name='viec']:checked").CountAsync()).ShouldBe(2);
        await Keyboard.PressAsync(page, "Tiếp nhận…");
        await window.IsAtAsync("/viec/hang-loat");
        await window.FitsAsync();
        await window.ShotAsync("tiep-nhan-nhieu");
        await Keyboard.PressAsync(page, "Tiếp nhận 2 hồ sơ");
        await window.IsAtAsync("/viec/ket-qua/");
        (await page.Locator(".head [role=status]").InnerTextAsync()).ShouldBe("2 trong 2 việc đã làm xong");
        await window.FitsAsync();
        await window.ShotAsync("ket-qua-nhieu");

        // One is judged; what comes next is one key away, and does not open by itself.
        await page.Keyboard.PressAsync("t");
        await window.IsAtAsync("/viec?");
        await page.Keyboard.PressAsync("j");
        await page.Keyboard.PressAsync("Enter");
        await window.IsAtAsync("/ho-so/");
        var opened = new Uri(page.Url).AbsolutePath;
        await Keyboard.FollowAsync(page, "Thẩm định");
        await Keyboard.TabToAsync(page, "act-verdicts-0-passed-true");
        await page.Keyboard.PressAsync("Space");
        await Keyboard.PressAsync(page, "Kết thúc thẩm định");
        await window.SaysAsync("Đã kết thúc thẩm định");
        new Uri(page.Url).AbsolutePath.ShouldBe(opened);
        await window.ShotAsync("ho-so-tiep-theo");
        await page.Keyboard.PressAsync("t");
        await window.IsAtAsync(opened.EndsWith(dossiers[0], StringComparison.Ordinal) ? $"/ho-so/{dossiers[1]}" : $"/ho-so/{dossiers[0]}");
        window.Clean();
    }

    [Fact]
    public async Task A_dossier_is_returned_supplemented_and_split_with_the_keyboard_alone()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        var dossier = await Walk.SubmitAsync(await service.ApiAsync("phuocan.canbo"), "giay-khen-huyen", "Điểu Thị Nở", "Thạch Sô Phi");

        await window.AsAsync("phuocan.congan");
        await page.GotoAsync($"/ho-so/{dossier}");
        await Keyboard.FollowAsync(page, "Trả lại bổ sung");
        await Keyboard.TabToAsync(page, "act-missing-0-true");
        await page.Keyboard.PressAsync("Space");
        await Keyboard.TabToAsync(page, "act-note-0");
        await page.Keyboard.TypeAsync("Thiếu chữ ký.");
        await Keyboard.PressAsync(page, "Trả lại bổ sung");
        await window.SaysAsync("thời hạn tạm dừng");

        await window.AsAsync("phuocan.canbo");
        await page.GotoAsync("/lap-ho-so");
        await Keyboard.FollowAsync(page, "Bổ sung, nộp lại");
        await Keyboard.TabToAsync(page, "provide-note");
        await page.Keyboard.TypeAsync("Đã ký.");
        await Keyboard.PressAsync(page, "Bổ sung, nộp lại");
        await window.SaysAsync("Đã nộp lại");

        await window.AsAsync("phuocan.congan");
        await page.GotoAsync($"/ho-so/{dossier}");
        await Keyboard.FollowAsync(page, "Tiếp nhận hồ sơ bổ sung");
        await Keyboard.PressAsync(page, "Tiếp nhận hồ sơ bổ sung");
        await window.SaysAsync("thời hạn tiếp tục tính");

        // What is folded away opens with Enter, too.
        await Keyboard.FocusAsync(
            page,
            "document.activeElement?.tagName === 'SUMMARY' ? document.activeElement.textContent.trim() : ''",
            "Thao tác khác"
        );
        await page.Keyboard.PressAsync("Enter");
        await Keyboard.FollowAsync(page, "Tách hồ sơ");
        await Keyboard.FocusAsync(page, "document.activeElement?.dataset?.name ?? ''", "Thạch Sô Phi");
        await page.Keyboard.PressAsync("Space");
        await Keyboard.TabToAsync(page, "act-reason");
        await page.Keyboard.TypeAsync("Chờ xác minh.");
        await Keyboard.PressAsync(page, "Tách hồ sơ");
        await window.SaysAsync("Đã tách hồ sơ");
        window.Clean();
    }

    [Fact]
    public async Task Everything_needed_works_without_script()
    {
        Service.Need();
        await using var window = await service.OpenAsync(script: false);
        var page = window.Page;
        await window.SignInAsync("tanhiep.canbo");
        await page.GotoAsync("/lap-ho-so/moi");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tiếp tục" }).ClickAsync();
        await page.GetByLabel("Khen thưởng tổng kết phong trào thi đua").CheckAsync();
        await page.GetByLabel("Giấy khen của Chủ tịch UBND thị trấn", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Lưu nháp và tiếp tục" }).ClickAsync();
        // A fault keeps what was typed.
        await page.GetByLabel("Chức vụ, nghề nghiệp").FillAsync("Bí thư chi bộ ấp");
        await page.GetByRole(AriaRole.Button, new() { Name = "Thêm vào hồ sơ" }).ClickAsync();
        (await page.Locator("#faults").InnerTextAsync()).ShouldNotBeEmpty();
        (await page.GetByLabel("Chức vụ, nghề nghiệp").InputValueAsync()).ShouldBe("Bí thư chi bộ ấp");
        await page.GetByLabel("Họ và tên, tên tập thể hoặc chủ hộ").FillAsync("Điểu Thị Xuân Nở");
        await page.GetByRole(AriaRole.Button, new() { Name = "Thêm vào hồ sơ" }).ClickAsync();
        await window.SaysAsync("Đã thêm");
        await page.GetByRole(AriaRole.Link, new() { Name = "Giấy tờ", Exact = true }).ClickAsync();
        var paper = page.Locator("#thanh-phan-to-trinh");
        await paper.GetByLabel("Chọn tệp").SetInputFilesAsync(Papers.Pdf("Tờ trình.pdf"));
        await paper.GetByRole(AriaRole.Button, new() { Name = "Tải lên" }).ClickAsync();
        await window.SaysAsync("Đã tải lên");
        foreach (var component in new[] { "to-trinh", "danh-sach", "bien-ban", "bao-cao-thanh-tich" })
        {
            var row = page.Locator($"#thanh-phan-{component}");
            await row.GetByLabel("Số bộ giấy nộp").FillAsync("2");
            var confirmed = row.GetByRole(AriaRole.Checkbox, new() { Name = "Có xác nhận" });
            if (await confirmed.CountAsync() > 0)
            {
                await confirmed.CheckAsync();
            }

            await row.GetByRole(AriaRole.Button, new() { Name = "Lưu" }).ClickAsync();
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Kiểm tra và nộp", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Nộp hồ sơ", Exact = true }).ClickAsync();
        await window.SaysAsync("đã nộp, số");
        await page.GetByRole(AriaRole.Button, new() { Name = "Đăng xuất" }).ClickAsync();

        await window.SignInAsync("tanhiep.congan");
        await page.GotoAsync("/viec");
        await page.GetByRole(AriaRole.Button, new() { Name = "Nhận việc", Exact = true }).First.ClickAsync();
        await window.SaysAsync("Đã nhận việc");
        await page.GetByRole(AriaRole.Link, new() { Name = "Xử lý", Exact = true }).First.ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Tiếp nhận", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Tiếp nhận", Exact = true }).ClickAsync();
        await window.SaysAsync("Đã tiếp nhận");

        // Everything is read before it is judged: who it is about, the paper beside the checklist, what was done.
        (await window.TextAsync()).ShouldContain("Điểu Thị Xuân Nở");
        (await page.Locator(".timeline").InnerTextAsync()).ShouldContain("Nộp hồ sơ");
        await page.Locator("#thanh-phan").GetByRole(AriaRole.Link, new() { NameRegex = new("^Xem ") }).First.ClickAsync();
        await Assertions.Expect(page.Locator(".opened iframe")).ToBeVisibleAsync();
        (await page.Locator(".opened li").AllInnerTextsAsync()).ShouldContain(line => line.Contains("Tờ trình", StringComparison.Ordinal));
        await page.GetByRole(AriaRole.Link, new() { Name = "Đóng xem tệp" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Thẩm định", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Kết thúc thẩm định", Exact = true }).ClickAsync();
        (await page.Locator("#faults").InnerTextAsync()).ShouldNotBeEmpty();
        await page.Locator("fieldset.card").GetByLabel("Đủ điều kiện", new() { Exact = true }).CheckAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Kết thúc thẩm định", Exact = true }).ClickAsync();
        await window.SaysAsync("Đã kết thúc thẩm định");
        window.Clean();
    }

    // A plan with a move that waits for a coordinator and a revision that waits for a second person.
    private async Task PlanAsync()
    {
        var coordinator = await service.ApiAsync("dieuphoi");
        if ((await coordinator.GetAsync($"plans/{TrialPlan.Id}")).Status == System.Net.HttpStatusCode.OK)
        {
            return;
        }

        (await coordinator.PostAsync("plans", TrialPlan.Yaml("timing: { before: 2025-05-08 }"))).Ok();
        (await coordinator.PostAsync($"plans/{TrialPlan.Id}/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();
        (await coordinator.PostAsync("plans", TrialPlan.Yaml("timing: { before: 2025-05-20 }"))).Ok();
        var second = await service.ApiAsync("quantri");
        var source = (await second.GetAsync($"plans/{TrialPlan.Id}/proposal")).Ok().Json.GetProperty("source").GetString();
        (await second.PostAsync($"plans/{TrialPlan.Id}/proposal/confirm", new { source, change = "dinh-chinh" })).Ok();
        (await coordinator.PostAsync("plans", TrialPlan.Yaml("timing: { before: 2025-05-28 }"))).Ok();
    }
}
