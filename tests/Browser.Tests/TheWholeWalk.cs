using Microsoft.Playwright;

namespace PhongTrao.Browser.Tests;

/// <summary>The README's walk in a real browser: a filing, every level, the decision, the supervisor.</summary>
[Collection(nameof(OneService))]
public sealed class TheWholeWalk(Service service)
{
    [Fact]
    public async Task A_filing_of_two_forms_goes_to_decisions_and_the_supervisor_sees_who_did_what()
    {
        Service.Need();
        await using var window = await service.OpenAsync();
        var page = window.Page;

        await window.SignInAsync("xa.canbo");
        await page.GotoAsync("/lap-ho-so/moi");
        await window.ShotAsync("lap-ho-so-1");
        await page.GetByRole(AriaRole.Button, new() { Name = "Tiếp tục" }).ClickAsync();
        await page.GetByLabel("Khen thưởng tổng kết phong trào thi đua").CheckAsync();
        await page.GetByLabel("Giấy khen của Chủ tịch UBND thị trấn", new() { Exact = true }).CheckAsync();
        await page.GetByLabel("Giấy khen của Chủ tịch UBND huyện", new() { Exact = true }).CheckAsync();
        await window.ShotAsync("lap-ho-so-2");
        await page.GetByRole(AriaRole.Button, new() { Name = "Lưu nháp và tiếp tục" }).ClickAsync();

        // Three nominees for the first form, one for the second.
        await AddAsync(window, "Cá nhân", "Đoàn Thị Ước Mơ");
        await AddAsync(window, "Tập thể", "Tổ tự quản khu phố Thạnh Bình");
        await AddAsync(window, "Cá nhân", "Lý Quốc Thịnh Vượng");
        await window.ShotAsync("lap-ho-so-3");
        await page.GetByRole(AriaRole.Navigation, new() { Name = "Hồ sơ của lần trình" }).GetByRole(AriaRole.Link).Nth(1).ClickAsync();
        await AddAsync(window, "Hộ gia đình", "Hộ ông Kiều Văn Ẩn");

        // Nothing is attached yet: refused, and said why.
        await page.GetByRole(AriaRole.Link, new() { Name = "Kiểm tra và nộp", Exact = true }).ClickAsync();
        foreach (var box in await page.GetByLabel("Nộp hồ sơ này").AllAsync())
        {
            await box.CheckAsync();
        }

        await window.ActAsync("Nộp hồ sơ");
        (await page.GetByRole(AriaRole.Main).InnerTextAsync()).ShouldContain("Tờ trình đề nghị khen thưởng: chưa có");
        await window.ShotAsync("lap-ho-so-5-con-thieu");

        for (var form = 0; form < 2; form++)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Giấy tờ", Exact = true }).ClickAsync();
            await page.GetByRole(AriaRole.Navigation, new() { Name = "Hồ sơ của lần trình" })
                .GetByRole(AriaRole.Link)
                .Nth(form)
                .ClickAsync();
            if (form == 0)
            {
                var first = page.Locator("#thanh-phan-to-trinh");
                await first.GetByLabel("Chọn tệp").SetInputFilesAsync(Papers.Pdf("Tờ trình.pdf"));
                await first.GetByRole(AriaRole.Button, new() { Name = "Tải lên" }).ClickAsync();
                await window.SaysAsync("Đã tải lên");
            }

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
                await window.SaysAsync("Đã lưu");
            }
        }

        await window.ShotAsync("lap-ho-so-4");
        await page.GetByRole(AriaRole.Link, new() { Name = "Kiểm tra và nộp", Exact = true }).ClickAsync();
        await window.ShotAsync("lap-ho-so-5");
        await window.ActAsync("Nộp hồ sơ");
        await window.SaysAsync("đã nộp, số");
        var links = await page.GetByRole(AriaRole.Main)
            .Locator("h3 ~ p a, .card p a[href^='/ho-so/']")
            .EvaluateAllAsync<string[]>("all => [...new Set(all.map(a => a.getAttribute('href')))]");
        links.Length.ShouldBe(2);
        var (district, commune) = (links[0], links[1]); // in the order of the plan
        await page.GotoAsync(commune);
        await window.ShotAsync("ho-so-cho-tiep-nhan");
        await window.SignOutAsync();

        // The commune's own award.
        await window.SignInAsync("xa.congan");
        var police = await window.WhoAsync();
        await page.GotoAsync("/viec");
        await window.ShotAsync("viec");
        await page.GotoAsync(commune);
        await page.GetByRole(AriaRole.Link, new() { Name = "Tiếp nhận", Exact = true }).ClickAsync();
        await window.ShotAsync("tiep-nhan");
        await window.ActAsync("Tiếp nhận");
        await window.SaysAsync("Đã tiếp nhận");
        await window.ShotAsync("ho-so-da-tiep-nhan");
        await page.GetByRole(AriaRole.Link, new() { Name = "Thẩm định", Exact = true }).ClickAsync();
        await page.Locator("fieldset.card").GetByLabel("Đủ điều kiện", new() { Exact = true }).CheckAsync();
        await window.ActAsync("Kết thúc thẩm định");
        await window.SaysAsync("Đã kết thúc thẩm định");

        await page.GotoAsync(district);
        await page.GetByRole(AriaRole.Link, new() { Name = "Thẩm định", Exact = true }).ClickAsync();
        await window.ActAsync("Kết thúc thẩm định");
        (await page.Locator("#faults").InnerTextAsync()).ShouldNotBeEmpty();
        await window.ShotAsync("tham-dinh-con-thieu");
        var people = page.Locator("fieldset.card");
        (await people.CountAsync()).ShouldBe(3);
        await people.Nth(0).GetByLabel("Đủ điều kiện", new() { Exact = true }).CheckAsync();
        await people.Nth(1).GetByLabel("Đủ điều kiện", new() { Exact = true }).CheckAsync();
        await people.Nth(2).GetByLabel("Không đủ điều kiện").CheckAsync();
        await people.Nth(2).GetByLabel("Lý do, nhận xét").FillAsync("Chưa đủ thời gian công tác theo mục III.1, điểm 2.1.2.");
        await window.ShotAsync("tham-dinh");
        await window.ActAsync("Kết thúc thẩm định");
        await window.SaysAsync("Đã kết thúc thẩm định");
        await window.SignOutAsync();

        await window.SignInAsync("xa.lanhdao");
        await DecideAsync(window, "giay-khen-xa", "quyet-dinh");
        await window.SaysAsync("Đã ban hành quyết định");
        await page.GotoAsync(commune);
        (await page.GetByRole(AriaRole.Main).InnerTextAsync()).ShouldContain("Được khen thưởng", Case.Insensitive);
        await window.ShotAsync("ho-so-da-quyet-dinh");

        await page.GotoAsync(district);
        await page.GetByRole(AriaRole.Link, new() { Name = "Trình", Exact = true }).ClickAsync();
        await SignAsync(window, "");
        await window.ShotAsync("trinh");
        await window.ActAsync("Trình");
        await window.SaysAsync("Đã trình");
        await window.SignOutAsync();

        await window.SignInAsync("huyen.noivu");
        await page.GotoAsync(district);
        await page.GetByRole(AriaRole.Link, new() { Name = "Tiếp nhận", Exact = true }).ClickAsync();
        await window.ActAsync("Tiếp nhận");
        await page.GetByRole(AriaRole.Link, new() { Name = "Thẩm định", Exact = true }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Tất cả đủ điều kiện" }).ClickAsync();
        await window.ActAsync("Kết thúc thẩm định");
        await window.SignOutAsync();

        await window.SignInAsync("huyen.lanhdao");
        var chairman = await window.WhoAsync();
        await DecideAsync(window, "giay-khen-huyen", "quyet-dinh-huyen");
        await window.SaysAsync("Đã ban hành quyết định");
        await window.SignOutAsync();

        // Who did what, and nothing to do it with.
        await window.SignInAsync("giamsat");
        await page.GotoAsync("/nhat-ky");
        await window.ShotAsync("nhat-ky");
        var trail = await page.GetByRole(AriaRole.Main).InnerTextAsync();
        trail.ShouldContain(chairman);
        await page.GotoAsync(district);
        var history = await page.GetByRole(AriaRole.Main).InnerTextAsync();
        history.ShouldContain(police);
        history.ShouldContain("Diễn biến");
        (await page.GetByRole(AriaRole.Main).GetByRole(AriaRole.Link, new() { Name = "Thẩm định", Exact = true }).CountAsync()).ShouldBe(0);
        await window.ShotAsync("ho-so-giam-sat");
        window.Clean();
    }

    private static async Task AddAsync(Window window, string kind, string name)
    {
        var form = window.Page.Locator("#nominee");
        await form.GetByLabel(kind, new() { Exact = true }).CheckAsync();
        await form.GetByLabel("Họ và tên, tên tập thể hoặc chủ hộ").FillAsync(name);
        await form.GetByLabel("Chức vụ, nghề nghiệp").FillAsync("Tổ trưởng tổ bảo vệ an ninh, trật tự");
        await form.GetByLabel("Đơn vị, nơi ở").FillAsync("Khu phố 2, thị trấn Tân Khai");
        await form.GetByLabel("Tóm tắt thành tích")
            .FillAsync("Vận động nhân dân xây dựng mô hình camera an ninh, hòa giải thành 12 vụ việc.");
        await form.GetByRole(AriaRole.Button, new() { Name = "Thêm vào hồ sơ" }).ClickAsync();
        await window.SaysAsync($"Đã thêm {name}");
    }

    private static async Task DecideAsync(Window window, string form, string picture)
    {
        var page = window.Page;
        await page.GotoAsync($"/quyet-dinh/moi?hinh-thuc={form}");
        await page.GetByLabel("Chọn tất cả").CheckAsync();
        await window.ShotAsync($"{picture}-chon");
        await window.ActAsync("Lập dự thảo với những người đã chọn");
        await window.SaysAsync("Đã lập dự thảo");
        await SignAsync(window, "");
        await window.ShotAsync($"{picture}-du-thao");
        await window.ActAsync("Ban hành quyết định");
        await window.ShotAsync($"{picture}-da-ban-hanh");
    }

    private static async Task SignAsync(Window window, string prefix)
    {
        var page = window.Page;
        await page.GetByLabel($"{prefix}Người ký", new() { Exact = false }).First.FillAsync("Phạm Thị Kỳ Ẩm");
        await page.GetByLabel("Hẹn bổ sung bản ký").FillAsync("30/04/2025");
    }
}
