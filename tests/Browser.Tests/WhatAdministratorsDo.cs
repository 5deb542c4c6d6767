using Microsoft.Playwright;
using PhongTrao.Host.Tests;

namespace PhongTrao.Browser.Tests;

/// <summary>Who holds what, as the administrator keeps it; it is 14/04/2025.</summary>
public sealed class WhatAdministratorsDo(Service service) : IClassFixture<Service>
{
    [Theory]
    [InlineData(1366, 768, "xa-tan-hiep", "tanhiep.canbo", "Tân Hiệp", "Lê Quốc Phúc", "phi.thach")]
    [InlineData(390, 844, "xa-an-phu", "anphu.canbo", "An Phú", null, "phi.thach.2")]
    public async Task Somebody_is_appointed_moved_and_let_go_and_the_page_says_who_and_what_waits(
        int width,
        int height,
        string unit,
        string preparer,
        string named,
        string? police,
        string userName
    )
    {
        Service.Need();
        await Walk.SubmitAsync(await service.ApiAsync(preparer), "giay-khen-huyen", "Điểu Thị Xuân Nở");
        await using var window = await service.OpenAsync(width: width, height: height);
        var page = window.Page;
        await window.AsAsync("quantri");
        await page.GotoAsync("/don-vi");
        await page.GetByRole(AriaRole.Link, new() { Name = $"Xã {named}", Exact = true }).First.ClickAsync();
        await window.IsAtAsync($"/don-vi/{unit}");
        var office = page.Locator("#cong-an");
        (await office.InnerTextAsync()).ShouldContain("1 việc đang chờ xử lý");
        var holder = (await office.Locator("h3").InnerTextAsync()).Trim();
        if (police is not null)
        {
            holder.ShouldBe(police);
        }

        // Work waits, and nobody else is there: it is said, and asked for, before anything is recorded.
        await office.GetByText("Thôi giữ chức vụ").First.ClickAsync();
        (await office.InnerTextAsync()).ShouldContain("1 việc đang chờ sẽ không có người xử lý");
        await LooksRightAsync(window);
        await window.ShotAsync($"{width}-don-vi-thoi-giu");
        await window.ActAsync($"Ghi thôi giữ chức vụ của {holder}");
        await window.FaultsAsync("không còn ai, trong khi 1 việc đang chờ");
        await LooksRightAsync(window);
        await window.ShotAsync($"{width}-don-vi-thoi-giu-loi");

        // So another comes first: somebody new.
        await page.GotoAsync($"/don-vi/{unit}");
        await page.Locator("#cong-an").GetByRole(AriaRole.Link, new() { Name = "Bổ nhiệm" }).First.ClickAsync();
        await window.IsAtAsync("/bo-nhiem");
        await page.GetByLabel("Họ và tên, hoặc tên đăng nhập").FillAsync("khong ai ten vay");
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Tìm người" }).ClickAsync());
        (await window.TextAsync()).ShouldContain("Không tìm thấy ai có tài khoản");
        await page.GetByLabel("Họ và tên *", new() { Exact = true })
            .Or(page.Locator("#appoint-displayName"))
            .First.FillAsync("Thạch Sô Phi");
        await page.Locator("#appoint-userName").FillAsync(userName);
        (await page.Locator("#appoint-function").InputValueAsync()).ShouldBe("cong-an");
        await page.Locator("#appoint-position").FillAsync("Trưởng Công an xã");
        await page.Locator("#appoint-number").FillAsync("21/QĐ-CAT");
        await page.Locator("#appoint-date").FillAsync("11/04/2025");
        await LooksRightAsync(window);
        await window.ShotAsync($"{width}-don-vi-bo-nhiem");
        await window.ActAsync("Bổ nhiệm");
        (await window.TextAsync()).ShouldContain($"Tên đăng nhập: {userName}");
        await LooksRightAsync(window);
        await window.ShotAsync($"{width}-don-vi-mat-khau");
        await page.GetByRole(AriaRole.Link, new() { Name = "Về trang" }).ClickAsync();

        // Now the former one goes elsewhere, by the keyboard alone.
        await window.IsAtAsync($"/don-vi/{unit}");
        await Keyboard.FollowAsync(page, $"Chuyển {holder}");
        await Keyboard.TabToAsync(page, "to-unit");
        await page.Locator("#to-unit").SelectOptionAsync("xa-dong-no"); // a slow machine forgets the first letters before the last one comes
        await Keyboard.PressAsync(page, "Chọn đơn vị");
        (await window.TextAsync()).ShouldContain("Chuyển đến xã Đồng Nơ");
        await Keyboard.TabToAsync(page, "transfer-function");
        await page.Locator("#transfer-function").SelectOptionAsync("cong-an");
        await Keyboard.TabToAsync(page, "transfer-position");
        await page.Keyboard.TypeAsync("Phó Trưởng Công an xã");
        await LooksRightAsync(window);
        await window.ShotAsync($"{width}-don-vi-chuyen");
        await window.ActAsync("Chuyển");
        await window.SaysAsync($"Đã chuyển {holder}");
        (await page.Locator("#cong-an").InnerTextAsync()).ShouldContain($"{holder}, Phó Trưởng Công an xã, từ ngày 15/04/2025");
        await page.GotoAsync($"/don-vi/{unit}");
        (await page.Locator("#cong-an").InnerTextAsync()).ShouldContain("Thạch Sô Phi");
        (await page.Locator("#cong-an").InnerTextAsync()).ShouldContain("đến hết ngày 14/04/2025");
        await LooksRightAsync(window);
        await window.ShotAsync($"{width}-don-vi-trang");
        window.Clean();
    }

    private static async Task LooksRightAsync(Window window)
    {
        await window.FitsAsync();
        await window.HoldsMarksAsync();
        await window.AccessibleAsync();
    }
}
