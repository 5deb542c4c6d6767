using System.Globalization;
using System.Text;
using Microsoft.Playwright;
using PhongTrao.Host.Tests;

namespace PhongTrao.Browser.Tests;

/// <summary>Plans and their deadlines as coordinators meet them; it is 14/04/2025.</summary>
public sealed class WhatCoordinatorsDo(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Bac_Giang_applies_its_plan_with_the_keyboard_alone_and_the_boards_show_its_two_reports()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.AsAsync("bacgiang.dieuphoi");
        await page.GotoAsync("/ke-hoach/bac-giang-2024");
        (await window.TextAsync()).ShouldContain("Tỉnh Bắc Giang: từ 19/08/2024"); // as the demo has it
        await Keyboard.FollowAsync(page, "Áp dụng");
        await Keyboard.TabToAsync(page, "apply-units-tinh-bac-giang");
        await page.Keyboard.PressAsync("Space");
        await Keyboard.TabToAsync(page, "apply-from");
        await page.Keyboard.PressAsync("Control+A");
        await page.Keyboard.TypeAsync("01/09/2024");
        await Assertions.Expect(page.Locator("#apply-from-said")).ToHaveTextAsync("Chủ nhật, ngày 1 tháng 9 năm 2024");
        await window.ShotAsync("ap-dung");
        await Keyboard.PressAsync(page, "Áp dụng");
        await window.SaysAsync("Đã áp dụng kế hoạch");
        page.Url.ShouldContain("/thoi-han?ke-hoach=bac-giang-2024");

        // One heading for what both districts have to do, and red only for what is over.
        var first = Duty(page, "Báo cáo kết quả thực hiện Đợt 1");
        (await first.InnerTextAsync()).ShouldSatisfyAllConditions(
            text => text.ShouldContain("“Đợt 1, trước ngày 08/02/2025”"),
            text => text.ShouldContain("07/02/2025"),
            text => text.ShouldContain("2 đơn vị · 2 quá hạn"),
            text => text.ShouldContain("Quá hạn")
        );
        var second = Duty(page, "Báo cáo kết quả thực hiện Đợt 2");
        (await second.InnerTextAsync()).ShouldSatisfyAllConditions(
            text => text.ShouldContain("“Đợt 2, trước ngày 20/5/2025”"),
            text => text.ShouldContain("19/05/2025"),
            text => text.ShouldContain("Đang mở")
        );
        (await page.Locator("main .badge--bad").AllInnerTextsAsync()).ShouldAllBe(text => text.Contains("Quá hạn"));
        (await second.Locator(".badge--bad").CountAsync()).ShouldBe(0);
        (await first.GetByText("Huyện Lục Ngạn", new() { Exact = true }).IsVisibleAsync()).ShouldBeFalse();
        await Keyboard.FocusAsync(
            page,
            "document.activeElement?.tagName === 'SUMMARY' ? (document.activeElement.closest('.duty')?.querySelector('h2').textContent ?? '') : ''",
            "Báo cáo kết quả thực hiện Đợt 1"
        );
        await page.Keyboard.PressAsync("Enter");
        await Assertions.Expect(first.GetByText("Huyện Lục Ngạn", new() { Exact = true })).ToBeVisibleAsync();
        await Assertions.Expect(first.GetByText("Huyện Sơn Động", new() { Exact = true })).ToBeVisibleAsync();
        await window.ShotAsync("thoi-han-bac-giang");

        foreach (
            var (day, what, state) in new[]
            {
                ("2025-02-07", "Báo cáo kết quả thực hiện Đợt 1", "quá hạn"),
                ("2025-05-19", "Báo cáo kết quả thực hiện Đợt 2", "đang mở"),
            }
        )
        {
            await page.GotoAsync($"/thoi-han/lich?ke-hoach=bac-giang-2024&thang={day[..7]}");
            var cell = await page.Locator("td", new() { Has = page.Locator($"time[datetime='{day}']") }).InnerTextAsync();
            cell.ShouldContain(what);
            cell.ShouldContain($"2 đơn vị ({state})");
            await window.ShotAsync($"lich-thoi-han-{day}");
        }

        await page.GotoAsync("/thoi-han?ke-hoach=bac-giang-2024&tu=01/05/2025&den=31/05/2025");
        var ics = Encoding.UTF8.GetString(await DownloadAsync(page, "Tải lịch (ICS)", "thoi-han.ics"));
        ics.ShouldContain("DTSTART;VALUE=DATE:20250519");
        ics.ShouldNotContain("20250207");
        var sheet = await DownloadAsync(page, "Tải bảng tính (XLSX)", "thoi-han.xlsx");
        sheet[..2].ShouldBe("PK"u8.ToArray());

        await window.AsAsync("lucngan.bcd");
        await page.GotoAsync("/thoi-han?ke-hoach=bac-giang-2024");
        var own = await Duty(page, "Báo cáo kết quả thực hiện Đợt 2").InnerTextAsync();
        own.ShouldContain("Huyện Lục Ngạn");
        own.ShouldNotContain("2 đơn vị");
        await page.GotoAsync("/ke-hoach/bac-giang-2024");
        (await page.GetByRole(AriaRole.Link, new() { Name = "Áp dụng", Exact = true }).CountAsync()).ShouldBe(0);
        await page.GotoAsync("/thoi-han?ke-hoach=bac-giang-2024&tu=01/01/2030&den=31/01/2030");
        (await window.TextAsync()).ShouldContain("Không có thời hạn nào khớp");
        window.Clean();
    }

    [Fact]
    public async Task A_make_up_day_is_added_by_a_document_looked_at_first_and_its_moves_are_shown()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await Walk.SubmitAsync(await service.ApiAsync("tanhiep.canbo"), "giay-khen-huyen", "Điểu Thị Xuân Nở");
        await window.AsAsync("quantri");
        await page.GotoAsync("/lich-lam-viec?nam=2025");
        await page.GetByText("Thêm hoặc xác nhận một ngày").ClickAsync();
        await page.Locator("#day-day-date").FillAsync("19/04/2025");
        await page.Locator("#day-day-kind").SelectOptionAsync("Ngày làm bù (thứ Bảy, Chủ nhật)");
        await page.Locator("#day-day-name").FillAsync("Làm bù theo thông báo");
        await window.ActAsync("Xem trước");
        await window.FaultsAsync("phải nhập"); // without a document nothing is even counted
        await page.Locator("#day-document-number").FillAsync("77/TB-BNV");
        await page.Locator("#day-document-date").FillAsync("14/04/2025");
        await page.Locator("#day-document-summary").FillAsync("Làm bù thứ Bảy 19/4/2025");
        await window.ActAsync("Xem trước");
        var preview = page.Locator("#day-preview");
        await Assertions.Expect(preview).ToContainTextAsync("Xem trước: chưa ghi gì");
        await Assertions.Expect(preview).ToContainTextAsync("thứ Bảy, 19/04/2025");
        (await preview.Locator("tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        (await page.Locator("#thay-doi").InnerTextAsync()).ShouldContain("Chưa có thay đổi nào");
        await window.FitsAsync();
        await window.ShotAsync("lich-lam-viec-xem-truoc");
        await window.ActAsync("Ghi vào lịch");
        await window.SaysAsync("Đã ghi bản lịch 2");

        var changes = page.Locator("#thay-doi");
        await Assertions.Expect(changes).ToContainTextAsync("77/TB-BNV ngày 14/04/2025");
        // The reactor counts again behind; the page says so until it is done.
        await UntilAsync(page, async () => (await changes.InnerTextAsync()).Contains("hạn chuyển", StringComparison.Ordinal));
        (
            await page.Locator("section[aria-labelledby=days-title] tr").Filter(new() { HasText = "Thứ Bảy, 19/04/2025" }).InnerTextAsync()
        ).ShouldContain("Làm bù");
        (await changes.Locator("table").Last.Locator("tbody tr").CountAsync()).ShouldBeGreaterThan(0);
        await window.FitsAsync();
        await window.ShotAsync("lich-lam-viec-da-ghi");
        window.Clean();
    }

    [Fact]
    public async Task A_revision_is_looked_at_confirmed_accepted_extended_and_compared()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.AsAsync("dieuphoi");

        // A broken file comes back with every problem; nothing is loaded.
        await LoadAsync(
            window,
            TrialPlan.Text("timing: { before: 31/02/2025 }").Replace("\nformat: 2", "\nformat: 9", StringComparison.Ordinal)
        );
        await window.FaultsAsync("timing.before");
        await window.FaultsAsync("format");
        await window.ShotAsync("nap-tep-hong");
        await page.GotoAsync($"/ke-hoach/{TrialPlan.Id}");
        (await window.TextAsync()).ShouldContain("Không tìm thấy");

        await LoadAsync(window, TrialPlan.Text("timing: { before: 2025-05-08 }"));
        await window.SaysAsync("Đã nạp kế hoạch");
        await page.GetByRole(AriaRole.Link, new() { Name = "Áp dụng", Exact = true }).ClickAsync();
        await page.GetByLabel("Huyện Hớn Quản", new() { Exact = true }).CheckAsync();
        await page.Locator("#apply-from").FillAsync("01/01/2025");
        await window.ActAsync("Áp dụng");
        await window.SaysAsync("Đã áp dụng kế hoạch");

        await LoadAsync(window, TrialPlan.Text("timing: { before: 2025-05-20 }"));
        await window.SaysAsync("chờ người thứ hai xác nhận");
        await ShotsAsync(window, "ban-moi");
        await window.AsAsync("quantri");
        await page.GotoAsync($"/ke-hoach/{TrialPlan.Id}");
        await page.GetByRole(AriaRole.Link, new() { Name = "Xem chỗ khác nhau" }).ClickAsync();
        (await page.Locator("#changes").InnerTextAsync()).ShouldSatisfyAllConditions(
            text => text.ShouldContain("08/05/2025"),
            text => text.ShouldContain("20/05/2025")
        );
        await page.Locator("#confirm-number").FillAsync("45/KH-UBND");
        await page.Locator("#confirm-date").FillAsync("14/04/2025");
        await page.Locator("#confirm-issuer").FillAsync("Ủy ban nhân dân thị trấn Tân Khai");
        await window.ActAsync("Xác nhận bản mới");
        await window.SaysAsync("bản thứ 2 có hiệu lực");

        await window.AsAsync("dieuphoi");
        await page.GotoAsync($"/thoi-han?ke-hoach={TrialPlan.Id}");
        (await window.TextAsync()).ShouldContain("chờ chấp nhận dời hạn: 07/05/2025 → 19/05/2025");
        await page.GetByRole(AriaRole.Link, new() { Name = "Chấp nhận dời hạn" }).First.ClickAsync();
        (await window.TextAsync()).ShouldContain("07/05/2025");
        await ShotsAsync(window, "doi-han");
        await window.ActAsync("Chấp nhận tất cả");
        await window.SaysAsync("Đã chấp nhận dời 1 hạn.");
        (await window.TextAsync()).ShouldContain("dời từ 07/05/2025");

        await page.GetByRole(AriaRole.Row)
            .Filter(new() { HasText = "19/05/2025" })
            .GetByRole(AriaRole.Link, new() { Name = "Gia hạn" })
            .ClickAsync();
        await page.GetByLabel("Xã Tân Hiệp", new() { Exact = true }).CheckAsync();
        await page.Locator("#extend-lastValidDay").FillAsync("16/05/2025");
        await page.Locator("#extend-number").FillAsync("9/CV-CAH");
        await page.Locator("#extend-date").FillAsync("14/04/2025");
        await page.Locator("#extend-issuer").FillAsync("Ủy ban nhân dân huyện Hớn Quản");
        await window.ActAsync("Gia hạn");
        await window.FaultsAsync("19/05/2025"); // not later than it is
        (await page.GetByLabel("Xã Tân Hiệp", new() { Exact = true }).IsCheckedAsync()).ShouldBeTrue();
        await page.Locator("#extend-lastValidDay").FillAsync("26/05/2025");
        await ShotsAsync(window, "gia-han");
        await window.ActAsync("Gia hạn");
        await window.SaysAsync("Đã gia hạn");
        var own = await page.GetByRole(AriaRole.Row).Filter(new() { HasText = "26/05/2025" }).InnerTextAsync();
        own.ShouldContain("Xã Tân Hiệp");
        own.ShouldContain("dời từ 19/05/2025");
        (
            await page.GetByRole(AriaRole.Row)
                .Filter(new() { HasText = "19/05/2025" })
                .Filter(new() { HasNotText = "26/05/2025" })
                .InnerTextAsync()
        ).ShouldContain("11 đơn vị");

        await page.GotoAsync($"/ke-hoach/{TrialPlan.Id}");
        (await window.TextAsync()).ShouldContain("Sửa đổi theo 45/KH-UBND ngày 14/04/2025");
        await page.GetByRole(AriaRole.Link, new() { Name = "So với bản 1" }).ClickAsync();
        (await page.Locator("#changes").InnerTextAsync()).ShouldSatisfyAllConditions(
            text => text.ShouldContain("08/05/2025"),
            text => text.ShouldContain("20/05/2025")
        );
        await ShotsAsync(window, "so-sanh");
        window.Clean();
    }

    internal static ILocator Duty(IPage page, string what) =>
        page.Locator(".duty", new() { Has = page.GetByRole(AriaRole.Heading, new() { Name = what, Exact = true }) });

    internal static async Task LoadAsync(Window window, string yaml)
    {
        await window.Page.GotoAsync("/ke-hoach");
        await window.Page.GetByLabel("Tệp YAML").SetInputFilesAsync(Papers.Text("ke-hoach.yaml", yaml));
        await window.ActAsync("Nạp");
    }

    private static async Task ShotsAsync(Window window, string name)
    {
        foreach (var (width, height) in new[] { (390, 844), (1366, 768) })
        {
            await window.Page.SetViewportSizeAsync(width, height);
            await window.FitsAsync();
            await window.ShotAsync($"{width.ToString(CultureInfo.InvariantCulture)}-{name}");
        }
    }

    private static async Task UntilAsync(IPage page, Func<Task<bool>> holds)
    {
        for (var i = 0; i < 100; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(200);
            await page.ReloadAsync();
        }

        Assert.Fail("It never came.");
    }

    private static async Task<byte[]> DownloadAsync(IPage page, string link, string name)
    {
        var download = await page.RunAndWaitForDownloadAsync(() => page.GetByRole(AriaRole.Link, new() { Name = link }).ClickAsync());
        download.SuggestedFilename.ShouldBe(name);
        await using var stream = await download.CreateReadStreamAsync();
        using var bytes = new MemoryStream();
        await stream.CopyToAsync(bytes);
        return bytes.ToArray();
    }
}
