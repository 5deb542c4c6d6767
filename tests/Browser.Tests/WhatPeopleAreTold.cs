using Microsoft.Playwright;
using PhongTrao.Host.Tests;

namespace PhongTrao.Browser.Tests;

/// <summary>Reminders in the application, as people read and answer them.</summary>
public sealed class WhatPeopleAreTold(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task Notices_are_read_an_address_is_given_and_who_is_late_is_called()
    {
        Service.Need();
        var coordinator = await service.ApiAsync("dieuphoi");
        (await coordinator.PostAsync("plans", TrialPlan.Yaml("timing: { before: 2025-05-08 }"))).Ok();
        (await coordinator.PostAsync($"plans/{TrialPlan.Id}/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();
        (await coordinator.PostAsync("dev/clock", new { to = "2025-05-06T08:00:00+07:00" })).Ok();
        await ToldAsync("xa.congan", "07/05/2025");

        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.AsAsync("xa.congan");
        await page.GetByRole(AriaRole.Link, new() { Name = "Thông báo" }).ClickAsync();
        await window.IsAtAsync("/thong-bao");
        (await page.Locator(".top__count").InnerTextAsync()).ShouldEndWith("chưa đọc");
        (await window.TextAsync()).ShouldContain("Còn 1 ngày làm việc – hạn 07/05/2025");
        await window.FitsAsync();
        await window.ShotAsync("thong-bao");
        await page.Locator(".notice form button").First.ClickAsync();
        await window.SaysAsync("Đã đ");
        if (await page.GetByRole(AriaRole.Button, new() { Name = "Đánh dấu tất cả đã đọc" }).CountAsync() > 0)
        {
            await page.GetByRole(AriaRole.Button, new() { Name = "Đánh dấu tất cả đã đọc" }).ClickAsync();
        }

        await window.SaysAsync("Đã đọc hết thông báo");
        (await page.Locator(".top__count").CountAsync()).ShouldBe(0);

        await page.GetByRole(AriaRole.Link, new() { Name = "Liên hệ, cách nhận nhắc việc" }).ClickAsync();
        await page.GetByLabel("Số điện thoại").FillAsync("0271 000 0001");
        await page.GetByLabel("Thư điện tử", new() { Exact = true }).FillAsync("khong phai");
        await window.ActAsync("Lưu");
        await window.FaultsAsync("địa chỉ thư điện tử");
        await page.GetByLabel("Thư điện tử", new() { Exact = true }).FillAsync("xa.congan@don-vi.example");
        await window.ActAsync("Lưu");
        await window.SaysAsync("Đã lưu");
        await window.ActAsync("Lấy địa chỉ lịch");
        (await page.Locator("main .note code").InnerTextAsync()).ShouldContain("/lich/");
        await window.FitsAsync();
        await window.ShotAsync("cach-nhan");

        // The day is over: who coordinates finds whom to call and what to send.
        (await coordinator.PostAsync("dev/clock", new { to = "2025-05-08T07:00:00+07:00" })).Ok();
        await window.AsAsync("dieuphoi");
        await page.GotoAsync($"/thoi-han?ke-hoach={TrialPlan.Id}&don-vi=thi-tran-tan-khai&trang-thai=qua-han");
        (await window.TextAsync()).ShouldContain("0271 000 0001");
        await page.GetByText("Nội dung nhắc").First.ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Sao chép nội dung nhắc" }).First.ClickAsync();
        await Assertions.Expect(page.GetByText("Đã sao chép.").Or(page.GetByText("bấm Ctrl+C")).First).ToBeVisibleAsync();
        await window.FitsAsync();
        await window.ShotAsync("noi-dung-nhac");
        window.Clean();

        await using var narrow = await service.OpenAsync(width: 390, height: 844);
        await narrow.AsAsync("xa.congan");
        foreach (var path in new[] { "/thong-bao", "/thong-bao/cach-nhan", "/thoi-han?trang-thai=qua-han" })
        {
            await narrow.Page.GotoAsync(path);
            await narrow.FitsAsync();
            await narrow.ShotAsync($"390{path.Replace('/', '-').Replace('?', '-')}");
        }

        narrow.Clean();
    }

    // The service looks at its clock by itself.
    private async Task ToldAsync(string who, string due)
    {
        var client = await service.ApiAsync(who);
        var day = string.Join('-', due.Split('/').Reverse());
        for (var i = 0; i < 600; i++)
        {
            if ((await client.GetAsync("notices")).Ok().Text.Contains($"\"due\":\"{day}\"", StringComparison.Ordinal))
            {
                return;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"{who} was not told of {due}.");
    }
}
