using System.Text.RegularExpressions;
using Microsoft.Playwright;

namespace PhongTrao.Browser.Tests;

/// <summary>People, their passwords and their organisation, on the pages of those who look after them.</summary>
[Collection(nameof(OneService))]
public sealed class WhoMayComeIn(Service service)
{
    private const string Broken = """
        format: 1
        units:
          - { id: xa-moi, name: "xã Mới", level: xa, parent: huyen-hon-quan, from: 2024-01-01 }
          - { id: "Xã Sai", name: "xã Sai", level: lang, levelWord: xã, parent: huyen-hon-quan, from: 2024-13-01 }
        people:
          - { userName: "moi canbo", name: "" }
        """;

    private const string Good = """
        format: 1
        units:
          - { id: xa-thu-nghiem, name: "xã Thử Nghiệm", level: xa, levelWord: xã, parent: huyen-hon-quan, from: 2024-01-01 }
        functions:
          - { unit: xa-thu-nghiem, function: tham-muu, office: "Văn phòng – Thống kê xã Thử Nghiệm", from: 2024-01-01 }
        people:
          - { userName: thunghiem.canbo, name: "Đoàn Thị Ước Mơ" }
        appointments:
          - { userName: thunghiem.canbo, unit: xa-thu-nghiem, function: tham-muu, title: "Công chức Văn phòng – Thống kê", from: 2024-01-01 }
        """;

    [Fact]
    public async Task A_file_with_faults_is_told_all_of_them_and_changes_nothing_and_a_good_one_brings_people()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.AsAsync("quantri");
        await page.GotoAsync("/don-vi");
        await window.ActAsync("Nạp");
        await window.FaultsAsync("phải chọn tệp");
        await page.GetByLabel("Tệp YAML hoặc CSV").SetInputFilesAsync(Papers.Text("sai.yaml", Broken));
        await window.ActAsync("Nạp");
        foreach (
            var fault in new[]
            {
                "Tệp sai.yaml, dòng 3, mục units[0].levelWord: thiếu mục bắt buộc.",
                "Tệp sai.yaml, dòng 4, mục units[1].id: mã chỉ gồm",
                "Tệp sai.yaml, dòng 4, mục units[1].level: phải là một trong",
                "Tệp sai.yaml, dòng 4, mục units[1].from: phải là ngày dạng yyyy-MM-dd.",
                "Tệp sai.yaml, dòng 6, mục people[0].userName: mã chỉ gồm",
                "Tệp sai.yaml, dòng 6, mục people[0].name:",
            }
        )
        {
            await window.FaultsAsync(fault);
        }

        await window.ShotAsync("nap-don-vi-loi");
        await page.GotoAsync("/don-vi");
        (await window.TextAsync()).ShouldNotContain("Xã Mới");

        await page.GetByLabel("Tệp YAML hoặc CSV").SetInputFilesAsync(Papers.Text("dung.yaml", Good));
        await window.ActAsync("Nạp");
        var loaded = await window.TextAsync();
        loaded.ShouldContain("Đã nạp: 3 thay đổi, 1 tài khoản mới");
        var first = Regex.Match(loaded, @"thunghiem\.canbo: (\S+)", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups[1].Value;

        await page.GetByRole(AriaRole.Link, new() { Name = "tải lại trang" }).ClickAsync();
        (await window.TextAsync()).ShouldContain("Xã Thử Nghiệm");

        // Again: nothing changes.
        await page.GetByLabel("Tệp YAML hoặc CSV").SetInputFilesAsync(Papers.Text("dung.yaml", Good));
        await window.ActAsync("Nạp");
        (await window.TextAsync()).ShouldContain("Đã nạp: 0 thay đổi, 0 tài khoản mới");

        // The administrator sets another password; the first one is worth nothing any more.
        await page.GotoAsync("/tai-khoan");
        await page.GetByRole(AriaRole.Button, new() { Name = "Đặt lại mật khẩu của Đoàn Thị Ước Mơ" }).ClickAsync();
        await page.Locator("#confirm-yes").ClickAsync();
        var reset = await page.Locator("main .note code").InnerTextAsync();
        await window.SignOutAsync();
        await page.GotoAsync("/viec");
        page.Url.ShouldContain("/dang-nhap?returnUrl=");

        await EnterAsync(page, "thunghiem.canbo", first);
        await window.FaultsAsync("Tên đăng nhập hoặc mật khẩu không đúng");
        await EnterAsync(page, "thunghiem.canbo", reset);
        await window.IsAtAsync("/doi-mat-khau");
        await page.GotoAsync("/ho-so"); // nothing else is open yet
        page.Url.ShouldEndWith("/doi-mat-khau");
        await ChangeAsync(window, reset, "ngan", "ngan");
        await window.FaultsAsync("ít nhất 8 ký tự");
        await ChangeAsync(window, reset, "mat khau moi 2025", "mat khau khac 2025");
        await window.FaultsAsync("không giống nhau");
        await ChangeAsync(window, "khong phai", "mat khau moi 2025", "mat khau moi 2025");
        await window.FaultsAsync("Mật khẩu hiện tại không đúng");
        await ChangeAsync(window, reset, "mat khau moi 2025", "mat khau moi 2025");
        await window.SaysAsync("Đã đổi mật khẩu");
        await page.GotoAsync("/lap-ho-so");
        (await window.TextAsync()).ShouldContain("Không có hồ sơ nháp");
        window.Clean();
    }

    [Fact]
    public async Task Guessing_passwords_is_slowed_down_and_recorded()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await page.GotoAsync("/dang-nhap");
        for (var guess = 1; guess <= 5; guess++)
        {
            await EnterAsync(page, "minhduc.canbo", $"doan-{guess}");
            await window.FaultsAsync("không đúng");
        }

        await EnterAsync(page, "minhduc.canbo", "phongtrao"); // even the right one has to wait now
        await window.FaultsAsync("Đã thử sai nhiều lần");
        await window.ShotAsync("thu-sai-nhieu-lan");

        await window.AsAsync("giamsat");
        await page.GotoAsync("/nhat-ky?viec=account.sign-in-failed");
        var trail = await window.TextAsync();
        trail.ShouldContain("Phạm Thanh Mai");
        trail.ShouldContain("sai mật khẩu");
        trail.ShouldNotContain("WrongPassword");
        window.Clean();
    }

    [Fact]
    public async Task What_is_not_for_somebody_or_not_there_is_said_plainly()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.AsAsync("xa.congan");
        foreach (var forbidden in new[] { "/tai-khoan", "/don-vi", "/van-hanh", "/nhat-ky", "/lap-ho-so" })
        {
            await page.GotoAsync(forbidden);
            page.Url.ShouldEndWith("/khong-co-quyen", customMessage: forbidden);
            (await page.Locator("h1").InnerTextAsync()).ShouldBe("Không có quyền");
        }

        foreach (var nowhere in new[] { "/khong-co-trang-nay", "/ho-so/00000000000000000000000000000001", "/ho-so/abc", "/quyet-dinh/1" })
        {
            var answer = await page.GotoAsync(nowhere);
            answer!.Status.ShouldBe(404, nowhere);
            (await page.Locator("body").InnerTextAsync()).ShouldContain("Không tìm thấy");
        }

        await page.GetByRole(AriaRole.Link, new() { Name = "Về trang đầu" }).First.ClickAsync();
        await window.IsAtAsync("/viec");
        window.Clean();
    }

    private static async Task EnterAsync(IPage page, string userName, string password)
    {
        await page.GetByLabel("Tên đăng nhập").FillAsync(userName);
        await page.GetByLabel("Mật khẩu").FillAsync(password);
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập" }).ClickAsync());
    }

    private static async Task ChangeAsync(Window window, string old, string wanted, string repeated)
    {
        var page = window.Page;
        await page.GetByLabel("Mật khẩu hiện tại").FillAsync(old);
        await page.GetByLabel("Mật khẩu mới", new() { Exact = false }).First.FillAsync(wanted);
        await page.GetByLabel("Nhập lại mật khẩu mới").FillAsync(repeated);
        await window.ActAsync("Đổi mật khẩu");
    }
}
