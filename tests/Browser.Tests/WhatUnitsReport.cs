using Microsoft.Playwright;

namespace PhongTrao.Browser.Tests;

/// <summary>
/// The report of a district of Bắc Giang: filed, returned, filed anew, replaced and accepted, by people at two desks; it is 14/04/2025.
/// </summary>
public sealed class WhatUnitsReport(Service service) : IClassFixture<Service>
{
    private const string Duty = "Báo cáo kết quả thực hiện Đợt 2";

    [Theory]
    [InlineData(1366, 768)]
    [InlineData(390, 844)]
    public async Task A_report_goes_to_and_fro_between_two_desks(int width, int height)
    {
        Service.Need();
        await using var window = await service.OpenAsync(width: width, height: height);
        var page = window.Page;
        var who = width > 1000 ? "lucngan.bcd" : "sondong.bcd";
        await window.AsAsync(who);
        await page.GotoAsync("/thoi-han?ke-hoach=bac-giang-2024");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-thoi-han-don-vi");
        await page.GoOnAsync(() => page.Locator("a", new() { HasText = $"Nộp báo cáo: {Duty}" }).ClickAsync());
        await window.FitsAsync();
        await window.ShotAsync($"{width}-viec-chua-nop");
        var address = page.Url.Split('#')[0];
        await window.ActAsync("Nộp báo cáo");
        await window.FaultsAsync("Số, ký hiệu: phải nhập");
        await page.GetByLabel("Số, ký hiệu văn bản").FillAsync("12/BC-BCĐ");
        await page.GetByLabel("Ngày văn bản").FillAsync("14/04/2025");
        await page.GetByLabel("Ghi chú").FillAsync("Kèm phụ lục số liệu");
        await page.GetByLabel("Tệp đính kèm").SetInputFilesAsync([Papers.Pdf("Báo cáo đợt 2.pdf"), Papers.Pdf("Phụ lục.pdf")]);
        await window.ActAsync("Nộp báo cáo");
        await window.SaysAsync("Đã nộp, chờ nơi nhận tiếp nhận");
        var filed = await window.TextAsync();
        filed.ShouldContain("Văn bản số 12/BC-BCĐ ngày 14/04/2025");
        filed.ShouldContain("14/04/2025, đúng hạn");
        filed.ShouldContain("Phụ lục.pdf");
        filed.ShouldContain("Chờ tiếp nhận");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-viec-da-nop");
        await page.GotoAsync("/bao-cao");
        (await window.TextAsync()).ShouldContain(Duty);
        await window.FitsAsync();

        await window.AsAsync("bacgiang.congan");
        await page.GotoAsync("/bao-cao");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-bao-cao-cho-tiep-nhan");
        await page.GoOnAsync(() => page.GetByRole(AriaRole.Link, new() { Name = Duty }).First.ClickAsync());
        await page.GetByText("Trả lại", new() { Exact = true }).First.ClickAsync();
        await page.GetByLabel("Còn thiếu gì").FillAsync("Thiếu số liệu mục 3, chưa có chữ ký");
        await window.ActAsync("Trả lại");
        await window.SaysAsync("Đã trả lại");
        (await window.TextAsync()).ShouldContain("Lý do: Thiếu số liệu mục 3, chưa có chữ ký");
        await window.ShotAsync($"{width}-viec-tra-lai-noi-nhan");

        await window.AsAsync(who);
        await page.GotoAsync("/bao-cao");
        (await page.Locator("section", new() { HasText = "Bị trả lại" }).First.InnerTextAsync()).ShouldContain(Duty);
        await page.GotoAsync(address);
        (await window.TextAsync()).ShouldContain("Trả lại, cần nộp lại");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-viec-bi-tra-lai");
        await page.GetByLabel("Số, ký hiệu văn bản").FillAsync("14/BC-BCĐ");
        await window.ActAsync("Nộp báo cáo");
        await window.SaysAsync("Đã nộp");
        await page.GetByText("Nộp bản thay thế").First.ClickAsync();
        await page.Locator("#replace-number").FillAsync("15/BC-BCĐ");
        await page.Locator("#replace").GetByText("Phụ lục.pdf").ClickAsync();
        await window.ActAsync("Nộp bản thay thế");
        await window.SaysAsync("Đã nộp bản thay thế");
        (await page.Locator(".card").InnerTextAsync()).ShouldNotContain("Phụ lục.pdf");

        await window.AsAsync("bacgiang.congan");
        await page.GotoAsync(address);
        await window.ActAsync("Tiếp nhận");
        await window.SaysAsync("Đã tiếp nhận");
        var done = await window.TextAsync();
        done.ShouldContain("Nộp bản thay thế: văn bản số 15/BC-BCĐ ngày 14/04/2025");
        await window.FitsAsync();
        await window.ShotAsync($"{width}-viec-da-tiep-nhan");
        await page.EmulateMediaAsync(new() { Media = Media.Print });
        (
            await page.EvaluateAsync<int>(
                "() => [...document.querySelectorAll('button, input, .top, .side')].filter((e) => e.offsetParent !== null).length"
            )
        ).ShouldBe(0, "on paper");
        await window.ShotAsync($"{width}-in-viec");
        window.Clean();
    }

    [Fact]
    public async Task A_ceremony_and_paper_are_recorded_without_script()
    {
        Service.Need();
        await using var window = await service.OpenAsync(script: false);
        var page = window.Page;
        await window.AsAsync("lucngan.bcd");
        await page.GotoAsync("/thoi-han?ke-hoach=bac-giang-2024&trang-thai=tat-ca");
        await page.GetByRole(AriaRole.Link, new() { Name = "Ghi nhận lễ phát động" }).First.ClickAsync();
        await page.GetByLabel("Ngày tổ chức").FillAsync("20/09/2024");
        await page.GetByLabel("Số người dự").FillAsync("350");
        await page.GetByLabel("Địa điểm").FillAsync("Hội trường UBND huyện");
        await page.GetByLabel("Lồng ghép vào").FillAsync("Ngày hội Toàn dân bảo vệ an ninh Tổ quốc");
        await window.ShotAsync("viec-le-phat-dong");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ghi nhận lễ phát động", Exact = true }).ClickAsync();
        await window.SaysAsync("Đã ghi nhận");
        var recorded = await window.TextAsync();
        recorded.ShouldContain("20/09/2024, đúng hạn");
        recorded.ShouldContain("lồng ghép vào Ngày hội Toàn dân bảo vệ an ninh Tổ quốc");
        await window.ShotAsync("viec-le-phat-dong-da-ghi-nhan");

        await window.AsAsync("bacgiang.congan");
        await page.GotoAsync("/thoi-han?ke-hoach=bac-giang-2024&trang-thai=tat-ca&viec=bao-cao-dot-1&ky=dot-1");
        await window.ShotAsync("thoi-han-noi-nhan");
        await page.GetByRole(AriaRole.Link, new() { Name = "Huyện Lục Ngạn" }).First.ClickAsync();
        await page.GetByLabel("Số, ký hiệu văn bản").FillAsync("2/BC-BCĐ");
        await page.GetByLabel("Ngày văn bản").FillAsync("07/02/2025");
        await page.GetByLabel("Ngày nhận bản giấy").FillAsync("10/02/2025");
        await page.GetByRole(AriaRole.Button, new() { Name = "Ghi nhận bản giấy" }).ClickAsync();
        (await window.TextAsync()).ShouldContain("quá hạn 3 ngày");
        await window.ShotAsync("viec-nhan-ban-giay");
    }
}
