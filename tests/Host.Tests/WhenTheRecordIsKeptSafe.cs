using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.AspNetCore.Hosting;

namespace PhongTrao.Host.Tests;

/// <summary>Vận hành: who runs the service has the whole log verified, and a copy made, by a button; and sees how it went last.</summary>
public sealed class WhenTheRecordIsKeptSafe
{
    [Fact]
    public async Task The_log_is_verified_behind_the_page_and_everybody_who_operates_sees_when_by_whom_and_how_it_went()
    {
        await using var service = new Service();
        await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-xa", "Đặng Thị Ước");
        using var browser = await service.BrowserAsync("quantri");
        var first = await OpenAsync(browser);
        Section(first).ShouldContain("Chưa kiểm tra lần nào từ trang này");
        first.QuerySelector("#backup").ShouldBeNull("no folder for copies is named");
        Section(first).ShouldContain("PhongTrao.Host backup");

        await PressAsync(browser, first, "verify");
        var done = await UntilAsync(
            browser,
            page => Section(page).Contains("Đúng: không sự kiện nào bị sửa, xóa, chèn", StringComparison.Ordinal)
        );
        Section(done).ShouldContain("yêu cầu; kết thúc");
        var job = done.QuerySelector<IHtmlAnchorElement>("a[href^='/viec-chay-nen/']").ShouldNotBeNull().GetAttribute("href")!;
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri(job, UriKind.Relative)))
            .ShouldContain("Kiểm tra tính toàn vẹn của nhật ký");
        using var other = await service.BrowserAsync("xa.canbo");
        (await other.GetAsync(new Uri("/van-hanh", UriKind.Relative))).IsSuccessStatusCode.ShouldBeFalse();
    }

    [Fact]
    public async Task A_copy_is_made_while_people_work_and_the_newest_one_is_shown()
    {
        var folder = System.IO.Directory.CreateTempSubdirectory("ban-sao").FullName;
        try
        {
            await using var service = new Service();
            await using var product = service.WithWebHostBuilder(builder => builder.UseSetting("PhongTrao:Backup", folder));
            using var browser = await Service.BrowserAsync(product, "quantri");
            var first = await OpenAsync(browser);
            Section(first).ShouldContain($"Chưa có trong {folder}");
            await PressAsync(browser, first, "backup");
            var done = await UntilAsync(browser, page => Section(page).Contains("tệp,", StringComparison.Ordinal));
            var made = System.IO.Directory.GetDirectories(folder).ShouldHaveSingleItem();
            Section(done).ShouldContain(made);
            await Workflows.Vault.Backup.VerifyAsync(made, Workflows.Execution.RecordedBlobs.Checks);
        }
        finally
        {
            System.IO.Directory.Delete(folder, recursive: true);
        }
    }

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private static string Section(IHtmlDocument page) => page.QuerySelector("#toan-ven ~ .card")!.TextContent;

    private static async Task<IHtmlDocument> OpenAsync(HttpClient browser) =>
        await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(new Uri("/van-hanh", UriKind.Relative)));

    private static async Task PressAsync(HttpClient browser, IHtmlDocument page, string form)
    {
        var fields = page.QuerySelectorAll<IHtmlInputElement>($"#{form} input")
            .Select(input => KeyValuePair.Create(input.Name!, input.Value));
        using var content = new FormUrlEncodedContent(fields);
        using var answer = await browser.PostAsync(new Uri("/van-hanh", UriKind.Relative), content);
        answer.StatusCode.ShouldBe(HttpStatusCode.Redirect, await answer.Content.ReadAsStringAsync());
    }

    // Work behind the pages: looked at until it is over.
    private static async Task<IHtmlDocument> UntilAsync(HttpClient browser, Func<IHtmlDocument, bool> isOver)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (true)
        {
            var page = await OpenAsync(browser);
            if (isOver(page))
            {
                return page;
            }

            waited.Elapsed.ShouldBeLessThan(Patience, Section(page));
            await Task.Delay(50);
        }
    }
}
