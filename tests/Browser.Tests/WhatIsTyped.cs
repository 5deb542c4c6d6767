using System.Text.RegularExpressions;
using Microsoft.Playwright;
using PhongTrao.Host.Tests;

namespace PhongTrao.Browser.Tests;

/// <summary>Nothing that somebody has typed is lost: not with the tab, the line, the sign-in or the service. A service of its own, to be killed.</summary>
public sealed class WhatIsTyped(Service service) : IClassFixture<Service>
{
    private const string Kept = "Nội dung đang nhập được tự giữ";

    [Fact]
    public async Task Survives_a_closed_tab_a_dead_line_an_expired_sign_in_and_a_killed_service()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.AsAsync("xa.canbo");
        var api = await service.ApiAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(api, null, "giay-khen-xa"))[0];
        await page.GotoAsync($"/ho-so/{dossier}/lap");
        await page.GetByLabel("Họ và tên, tên tập thể").FillAsync("Điểu Thị Ước");
        await page.GetByLabel("Nữ", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Tóm tắt thành tích").FillAsync("Tố giác tội phạm.");
        await SaysAsync(page, Kept);
        await page.Context.Pages[0].CloseAsync();

        // Another machine: nothing of the browser is there.
        await using var other = await service.OpenAsync();
        page = other.Page;
        await other.SignInAsync("xa.canbo");
        await page.GotoAsync("/lap-ho-so");
        await Assertions.Expect(page.Locator($"section[aria-labelledby='nhap-do'] a[href*='{dossier}']")).ToBeVisibleAsync();
        await page.GotoAsync($"/ho-so/{dossier}/lap");
        await Assertions.Expect(page.GetByLabel("Họ và tên, tên tập thể")).ToHaveValueAsync("");
        await other.ShotAsync("dang-nhap-do");
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Dùng lại" }).ClickAsync());
        await Assertions.Expect(page.GetByLabel("Họ và tên, tên tập thể")).ToHaveValueAsync("Điểu Thị Ước");
        await Assertions.Expect(page.GetByLabel("Nữ", new() { Exact = true })).ToBeCheckedAsync();
        await Assertions.Expect(page.GetByLabel("Tóm tắt thành tích")).ToHaveValueAsync("Tố giác tội phạm.");

        // The line is dead for a while.
        await page.Context.SetOfflineAsync(true);
        await page.GetByLabel("Chức vụ, nghề nghiệp").FillAsync("Trưởng ấp");
        await SaysAsync(page, "Chưa giữ được: đường truyền gián đoạn");
        await page.Context.SetOfflineAsync(false);
        await SaysAsync(page, Kept);

        // The service is killed while they type, and comes back.
        await service.KillAsync();
        await page.GetByLabel("Đơn vị, nơi ở").FillAsync("Ấp 2, thị trấn Tân Khai");
        await SaysAsync(page, "Chưa giữ được");
        await service.StartAgainAsync();
        await SaysAsync(page, Kept);

        // The sign-in is over: what is typed stays in this tab, and stands there again after the next one.
        await page.Context.ClearCookiesAsync();
        await page.GetByLabel("Năm sinh").FillAsync("1985");
        await SaysAsync(page, "Phiên đăng nhập đã hết");
        await page.GetByRole(AriaRole.Button, new() { Name = "Thêm vào hồ sơ" }).ClickAsync();
        await page.IsAtAsync("/dang-nhap");
        await page.GetByLabel("Tên đăng nhập").FillAsync("xa.canbo");
        await page.GetByLabel("Mật khẩu", new() { Exact = false }).FillAsync("phongtrao");
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Đăng nhập" }).ClickAsync());
        await page.IsAtAsync("/lap-ho-so/");
        await Assertions.Expect(page.GetByLabel("Năm sinh")).ToHaveValueAsync("1985");
        await Assertions.Expect(page.GetByLabel("Đơn vị, nơi ở")).ToHaveValueAsync("Ấp 2, thị trấn Tân Khai");
        await Assertions.Expect(page.GetByLabel("Họ và tên, tên tập thể")).ToHaveValueAsync("Điểu Thị Ước");

        // Sent: nothing is left to offer.
        await other.ActAsync("Thêm vào hồ sơ");
        await other.SaysAsync("Đã thêm Điểu Thị Ước.");
        await Assertions.Expect(page.GetByLabel("Họ và tên, tên tập thể")).ToHaveValueAsync("");
        await page.GotoAsync("/lap-ho-so");
        await Assertions.Expect(page.Locator($"section[aria-labelledby='nhap-do'] a[href*='{dossier}']")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task The_box_shows_its_first_hits_and_is_gone_through_by_keys()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.SignInAsync("xa.canbo");
        var box = page.GetByRole(AriaRole.Combobox, new() { Name = "Tìm theo số văn bản" });
        await page.Keyboard.PressAsync("/");
        await Assertions.Expect(box).ToBeFocusedAsync();
        await page.Keyboard.TypeAsync("36 kh");
        var hits = page.Locator("#search-hits [role=option]");
        await Assertions.Expect(hits.First).ToBeVisibleAsync();
        await Assertions.Expect(page.Locator("#search-said")).ToContainTextAsync("kết quả đầu tiên");
        await window.ShotAsync("tim-nhanh");
        await page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(page.Locator("#search-hits")).ToBeHiddenAsync();
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-expanded", "false");
        await page.Keyboard.PressAsync("ArrowDown");
        await Assertions.Expect(hits.First).ToHaveAttributeAsync("aria-selected", "true");
        await Assertions.Expect(box).ToHaveAttributeAsync("aria-activedescendant", (await hits.First.GetAttributeAsync("id"))!);
        var href = (await hits.First.GetAttributeAsync("href"))!;
        await page.GoOnAsync(() => page.Keyboard.PressAsync("Enter"));
        await Assertions.Expect(page).ToHaveURLAsync(new Regex(Regex.Escape(href)));

        // Without having chosen, Enter asks for everything.
        await box.FillAsync("tân khai");
        await page.GoOnAsync(() => box.PressAsync("Enter"));
        await page.IsAtAsync("/tim?tim=");
        (await window.TextAsync()).ShouldContain("Tân Khai");
        await window.ShotAsync("tim");
        window.Clean();
    }

    [Fact]
    public async Task Typed_in_two_windows_the_second_is_told_and_says_which_counts()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await window.SignInAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(await service.ApiAsync("xa.canbo"), null, "giay-khen-xa"))[0];
        await page.GotoAsync($"/ho-so/{dossier}/lap");
        var second = await page.Context.NewPageAsync();
        await second.GotoAsync($"/ho-so/{dossier}/lap");
        await page.GetByLabel("Họ và tên, tên tập thể").FillAsync("Điểu Thị Ước");
        await SaysAsync(page, Kept);
        await second.GetByLabel("Họ và tên, tên tập thể").FillAsync("Đặng Văn Ước");
        await SaysAsync(second, "Biểu mẫu này đang được nhập ở một cửa sổ khác");
        await second.ScreenshotAsync(new() { Path = Path.Combine(Service.Screenshots, "hai-cua-so.png"), FullPage = true });
        await second.GetByRole(AriaRole.Button, new() { Name = "Giữ nội dung ở cửa sổ này" }).ClickAsync();
        await SaysAsync(second, Kept);
        await page.GetByLabel("Chức vụ, nghề nghiệp").FillAsync("Trưởng ấp");
        await SaysAsync(page, "Biểu mẫu này đang được nhập ở một cửa sổ khác");
        await Assertions.Expect(page.GetByLabel("Chức vụ, nghề nghiệp")).ToHaveValueAsync("Trưởng ấp");

        await using var other = await service.OpenAsync();
        await other.SignInAsync("xa.canbo");
        await other.Page.GotoAsync($"/ho-so/{dossier}/lap");
        await other.Page.GoOnAsync(() => other.Page.GetByRole(AriaRole.Link, new() { Name = "Dùng lại" }).ClickAsync());
        await Assertions.Expect(other.Page.GetByLabel("Họ và tên, tên tập thể")).ToHaveValueAsync("Đặng Văn Ước");
        other.Clean();
    }

    [Fact]
    public async Task A_filing_begins_with_an_earlier_dossier_and_what_is_missing_follows_what_is_chosen()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;
        await Walk.SubmitAsync(await service.ApiAsync("xa.canbo"), "giay-khen-xa", "Lâm Thị Thảo Nguyên");
        await window.SignInAsync("xa.canbo");
        await page.GotoAsync("/lap-ho-so");
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Lập từ hồ sơ năm trước" }).ClickAsync());
        await page.GetByLabel("Số hồ sơ, họ tên, tên tập thể").FillAsync("thao nguyen");
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Tìm hồ sơ" }).ClickAsync());
        await window.ShotAsync("nam-truoc");
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Lập từ hồ sơ này" }).First.ClickAsync());
        await window.ShotAsync("nam-truoc-1");
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Tiếp tục" }).ClickAsync());
        var form = page.GetByLabel("Giấy khen của Chủ tịch UBND thị trấn", new() { Exact = true });
        await Assertions.Expect(form).ToBeCheckedAsync();
        var lack = page.GetByText("Hình thức khen thưởng: chưa có");
        await Assertions.Expect(lack).ToBeHiddenAsync();
        await form.UncheckAsync();
        await Assertions.Expect(lack).ToBeVisibleAsync();
        await window.ShotAsync("nam-truoc-2");
        await form.CheckAsync();
        await Assertions.Expect(lack).ToBeHiddenAsync();
        await window.AccessibleAsync();
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Button, new() { Name = "Lưu nháp và tiếp tục" }).ClickAsync());
        await window.ShotAsync("nam-truoc-3");
        await window.AccessibleAsync();
        await window.FitsAsync();
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Link, new() { Name = "Đề nghị lại Lâm Thị Thảo Nguyên" }).ClickAsync());
        await Assertions.Expect(page.GetByLabel("Họ và tên, tên tập thể")).ToHaveValueAsync("Lâm Thị Thảo Nguyên");
        await window.ActAsync("Thêm vào hồ sơ");
        await window.SaysAsync("Đã thêm Lâm Thị Thảo Nguyên.");
        await Assertions.Expect(page.GetByText("Đã có trong hồ sơ này")).ToBeVisibleAsync();
        await page.SetViewportSizeAsync(390, 844);
        await window.FitsAsync();
        await window.ShotAsync("nam-truoc-hep");
        window.Clean();
    }

    private static Task SaysAsync(IPage page, string text) =>
        Assertions.Expect(page.Locator("form#nominee [data-typing]")).ToContainTextAsync(text);
}
