using Microsoft.Playwright;
using PhongTrao.Host.Tests;

namespace PhongTrao.Browser.Tests;

/// <summary>
/// A plan with rules that nobody has thought of: a weekly duty at an hour, deadlines counted from others and from a decision, rounds
/// that overlap, a quota from so many to so many. It is loaded, applied and read on pages, and no line of code knows it.
/// </summary>
public sealed class AnOddPlan(Service service) : IClassFixture<Service>
{
    private static string Yaml
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PhongTrao.sln")))
            {
                folder = folder.Parent;
            }

            return File.ReadAllText(Path.Combine(folder!.FullName, "tests", "Workflows.Tests", "Plans", "odd-plan.yaml"));
        }
    }

    [Fact]
    public async Task Is_loaded_applied_and_shown_right()
    {
        Service.Need();
        (await (await service.ApiAsync("quantri")).PostAsync("dev/clock", new { to = "2026-01-12T08:00:00+07:00" })).Ok();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.AsAsync("dieuphoi");

        await WhatCoordinatorsDo.LoadAsync(
            window,
            Yaml.Replace("weekday: thu-sau", "weekday: thu-tam", StringComparison.Ordinal)
                .Replace("min: 3, max: 7", "min: 9, max: 7", StringComparison.Ordinal)
                .Replace("field: rounds.b", "field: vong.b", StringComparison.Ordinal)
        );
        foreach (var fault in new[] { "có 3 chỗ cần sửa", "duties[0].timing.weekday", "quotas[0].max", "flags[0].field" })
        {
            await window.FaultsAsync(fault);
        }

        await WhatCoordinatorsDo.LoadAsync(window, Yaml);
        await window.SaysAsync("Đã nạp kế hoạch, bản thứ 1");
        (await window.TextAsync()).ShouldSatisfyAllConditions(
            text => text.ShouldContain("Mẫu: chưa áp dụng cho đơn vị nào"),
            text => text.ShouldContain("mỗi tuần, thứ Sáu, 16 giờ 30"),
            text => text.ShouldContain("5 ngày làm việc sau ngày cuối của Đợt A"),
            text => text.ShouldContain("Đợt B bắt đầu trước khi Đợt A hết."),
            text => text.ShouldContain("“từ 03 đến 07 tổ”")
        );
        var quota = page.Locator("tr", new() { HasText = "Khối tổ tự quản" });
        (await quota.Locator("td").AllInnerTextsAsync()).Take(2).ShouldBe(["03", "07 (tập thể)"], StringComparer.OrdinalIgnoreCase);
        await window.FitsAsync();
        await window.ShotAsync("ke-hoach-la");

        await page.GetByRole(AriaRole.Link, new() { Name = "Áp dụng", Exact = true }).ClickAsync();
        await page.GetByLabel("Xã Tân Khai", new() { Exact = true }).CheckAsync();
        await page.Locator("#apply-from").FillAsync("05/01/2026");
        await window.ActAsync("Áp dụng");
        await window.SaysAsync("Đã áp dụng kế hoạch");

        // Last Friday's is over, this Friday's is soon; both to the minute, for the office that the plan names.
        var weekly = WhatCoordinatorsDo.Duty(page, "Giao ban tuần");
        (await weekly.InnerTextAsync()).ShouldContain("Ai làm: Công an xã");
        (await RowAsync(weekly, "09/01/2026")).ShouldSatisfyAllConditions(
            row => row.ShouldContain("16 giờ 30, 09/01/2026"),
            row => row.ShouldContain("Tuần 2/2026"),
            row => row.ShouldContain("Xã Tân Khai"),
            row => row.ShouldContain("Quá hạn")
        );
        (await RowAsync(weekly, "16/01/2026")).ShouldContain("Sắp đến hạn");
        (await weekly.InnerTextAsync()).ShouldContain("hạn chưa mở, đến 16 giờ 30, ");
        (await RowAsync(WhatCoordinatorsDo.Duty(page, "Đăng ký"), "20/01/2026")).ShouldSatisfyAllConditions(
            row => row.ShouldContain("17 giờ 00, 20/01/2026"),
            row => row.ShouldContain("mở từ 10/01/2026")
        );
        await window.FitsAsync();
        await window.ShotAsync("thoi-han-la");

        // What is counted from something else, and from both rounds.
        await page.GotoAsync("/thoi-han?ke-hoach=xa-la-2026&tu=01/04/2026&den=31/07/2026");
        (await RowAsync(WhatCoordinatorsDo.Duty(page, "Tổng hợp Đợt A"), "07/04/2026")).ShouldContain("Đang mở");
        (await RowAsync(WhatCoordinatorsDo.Duty(page, "Gửi dự thảo tổng hợp"), "04/04/2026")).ShouldContain(
            "ngày làm việc cuối 03/04/2026"
        );
        (await RowAsync(WhatCoordinatorsDo.Duty(page, "Sơ kết từng đợt"), "07/04/2026")).ShouldContain("Đợt A");
        (await RowAsync(WhatCoordinatorsDo.Duty(page, "Tổng kết"), "20/06/2026")).ShouldContain("Xã Tân Khai");
        await page.GotoAsync("/thoi-han?ke-hoach=xa-la-2026&trang-thai=chua-co-ngay");
        (await WhatCoordinatorsDo.Duty(page, "Niêm yết kết quả").InnerTextAsync()).ShouldContain("tính từ ngày ban hành quyết định");
        await page.GotoAsync("/thoi-han/lich?ke-hoach=xa-la-2026&thang=2026-01");
        (await page.Locator("td", new() { Has = page.Locator("time[datetime='2026-01-16']") }).InnerTextAsync()).ShouldContain(
            "16:30 Giao ban tuần"
        );
        await window.ShotAsync("lich-thoi-han-la");
        window.Clean();
    }

    private static Task<string> RowAsync(ILocator duty, string day) =>
        duty.Locator("tbody tr", new() { HasText = day }).First.InnerTextAsync();
}
