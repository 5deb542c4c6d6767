using Microsoft.Playwright;

namespace PhongTrao.Browser.Tests;

/// <summary>
/// Figures of two districts of Bắc Giang for the second round, a register of good deeds, and the province's progress; it is 14/04/2025.
/// </summary>
public sealed class WhatUnitsState(Service service) : IClassFixture<Service>
{
    [Theory]
    [InlineData(1366, 768)]
    [InlineData(390, 844)]
    public async Task Figures_are_stated_and_the_province_sees_them_added_up(int width, int height)
    {
        Service.Need();
        var wide = width > 1000;
        var (who, unit, numerator, denominator) = wide
            ? ("lucngan.bcd", "huyen-luc-ngan", "9", "10")
            : ("sondong.bcd", "huyen-son-dong", "10", "100");
        await using var window = await service.OpenAsync(width: width, height: height);
        var page = window.Page;
        await window.AsAsync(who);
        await page.GotoAsync("/so-lieu");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-so-lieu");

        // A register first: it fills in its target.
        await page.GotoAsync($"/so-theo-doi/bac-giang-2024/{unit}");
        await window.FitsAsync();
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Việc tốt, cá nhân" }).ClickAsync());
        await page.GetByLabel("Nội dung", new() { Exact = false }).First.FillAsync("=Trả lại tài sản nhặt được");
        await page.GetByLabel("Ngày", new() { Exact = false }).First.FillAsync("10/04/2025");
        await window.ActAsync("Ghi sổ");
        await window.SaysAsync("Đã ghi sổ");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-so-theo-doi");

        await page.GotoAsync($"/so-lieu/bac-giang-2024/{unit}?ky=2025-04");
        (await window.TextAsync()).ShouldContain("Sổ theo dõi của đơn vị và cấp dưới trong kỳ ghi: 1");
        await page.GotoAsync($"/so-lieu/bac-giang-2024/{unit}?ky=dot-2");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-nhap-so-lieu");
        var first = page.Locator("section.card").First;
        await first.GetByLabel("Tử số").First.FillAsync("11");
        await first.GetByLabel("Mẫu số").First.FillAsync(wide ? "10" : "9");
        await window.ActAsync("Nộp số liệu");
        await window.FaultsAsync("lớn hơn mẫu số");
        (await page.Locator("section.card").First.Locator("input[aria-invalid=true]").CountAsync()).ShouldBe(1, "beside its field");
        await window.ShotAsync($"{width}-so-lieu-sai");
        first = page.Locator("section.card").First;
        await first.GetByLabel("Tử số").First.FillAsync(numerator);
        await first.GetByLabel("Mẫu số").First.FillAsync(denominator);
        await window.ActAsync("Nộp số liệu");
        await window.SaysAsync("Đã nộp số liệu");
        await window.FitsAsync();
        (await window.TextAsync()).ShouldContain("Nhập lần đầu ngày 14/04/2025");
        await window.ShotAsync($"{width}-so-lieu-da-nop");

        // From the figures to the report of the period and back.
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Báo cáo kết quả thực hiện Đợt 2" }).ClickAsync());
        (await window.TextAsync()).ShouldContain("còn thiếu 10 trong 11 chỉ tiêu");
        await page.GetByText("Xem từng chỉ tiêu").ClickAsync();
        await window.FitsAsync();
        await window.ShotAsync($"{width}-so-lieu-cua-bao-cao");
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Sửa số liệu" }).ClickAsync());
        (await window.TextAsync()).ShouldContain("Nộp số liệu thay thế");

        await window.AsAsync("bacgiang.congan");
        await page.GotoAsync("/tien-do/bac-giang-2024/tinh-bac-giang?ky=dot-2");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-tien-do");
        (await window.TextAsync()).ShouldContain("Đơn vị", Case.Sensitive);
        var added = await page.Locator("table").First.Locator("tbody tr").First.InnerTextAsync();
        new[] { "9/10 (90%)", "10/100 (10%)", "19/110 (17,27%)" }.ShouldContain(sum => added.Contains(sum), added);
        await page.GotoAsync("/tien-do/bac-giang-2024/tinh-bac-giang?ky=dot-2&chi-tieu=nguon-tin");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-tien-do-chi-tieu");
        await page.GotoAsync("/so-theo-doi/bac-giang-2024/tinh-bac-giang/viec-tot/viec-tot?ky=2025-04");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-so-theo-doi-tinh");
        await page.GotoAsync($"/so-lieu/bac-giang-2024/{unit}?ky=dot-2");
        (await page.Locator("button", new() { HasText = "Nộp số liệu" }).CountAsync()).ShouldBe(0);
        await window.FitsAsync();
        await window.ShotAsync($"{width}-so-lieu-chi-doc");
        window.Clean();
    }
}
