using System.Net;
using System.Text.RegularExpressions;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Tests;

/// <summary>Việc cần xử lý with a browser that has no script: narrowed, kept, many at once with a result for each, and one after another.</summary>
public sealed class WhenTheQueueIsWorkedThrough
{
    [Fact]
    public async Task Many_are_received_at_once_each_with_a_number_and_what_cannot_be_is_told_and_tried_again()
    {
        await using var service = new Service();
        var dossiers = await WaitingAtDistrictAsync(service, "Điểu Thị Nở", "Đặng Văn Ước", "Võ Văn Ễnh");
        using var browser = await service.BrowserAsync("huyen.noivu");

        // The queue says how many, and narrows by what is to be done.
        var queue = await browser.GetStringAsync(Address("/viec?buoc=tiep-nhan"));
        WebUtility.HtmlDecode(queue).ShouldContain("Chờ tiếp nhận (3)");
        var page = await PageAsync(browser, "/viec?cua=bo-phan");
        page.QuerySelectorAll("input[form='bulk'][name='viec']").Length.ShouldBe(3);
        page.QuerySelectorAll("#bulk button[name='lam']")
            .Select(button => button.GetAttribute("value"))
            .ShouldBe(["nhan-viec", "tiep-nhan"]);

        // What happens to which is said before anything is done.
        const string all = "/viec/hang-loat?lam=tiep-nhan&pham-vi=tat-ca&buoc=tiep-nhan";
        var asked = await PageAsync(browser, all);
        var said = asked.QuerySelector("main")!.TextContent;
        said.ShouldContain("Tất cả 3 việc khớp bộ lọc");
        said.ShouldContain("Tiếp nhận 3 hồ sơ (3 đề nghị) của 1 đơn vị");
        asked.QuerySelectorAll("table tbody tr").Length.ShouldBe(3);

        // Somebody takes one of them meanwhile: what was listed is no longer what would be done.
        var officer = await service.AsAsync("huyen.noivu");
        (await officer.PostAsync($"tasks/{await officer.TaskAsync(dossiers[0])}/receive")).Ok();
        using (var changed = await SendAsync(browser, asked, all, "act"))
        {
            changed.StatusCode.ShouldBe(HttpStatusCode.Conflict);
            var shown = await new HtmlParser().ParseDocumentAsync(await changed.Content.ReadAsStringAsync());
            shown.QuerySelector("#faults")!.TextContent.ShouldContain("trước là 3 việc, nay là 2");
            asked = shown;
        }

        using var done = await SendAsync(browser, asked, all, "act");
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect, await done.Content.ReadAsStringAsync());
        var result = await PageAsync(browser, EveryPage.Relative(done.Headers.Location!));
        result.QuerySelector(".head [role=status]")!.TextContent.ShouldBe("2 trong 2 việc đã làm xong");
        result.QuerySelectorAll("table a[href*='giay-tiep-nhan']").Length.ShouldBe(2);
        var numbers = new HashSet<string>();
        foreach (var dossier in dossiers)
        {
            var receipts = (await officer.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("receipts");
            numbers.Add(receipts.EnumerateArray().Last().GetProperty("number").GetString()!);
        }

        numbers.Count.ShouldBe(3);

        // Their receipts are printed together, each on a sheet of its own.
        using var printed = await browser.GetAsync(Address("/viec/in-giay-tiep-nhan?pham-vi=tat-ca"));
        printed.Headers.GetValues("Content-Security-Policy").Single().ShouldStartWith("default-src 'none'");
        var sheets = WebUtility.HtmlDecode(await printed.Content.ReadAsStringAsync());
        Regex.Count(sheets, "GIẤY TIẾP NHẬN HỒ SƠ").ShouldBe(3);
        numbers.ShouldAllBe(number => sheets.Contains($"{number}/BPTNTKQ", StringComparison.Ordinal));
        (await browser.GetStringAsync(Address("/viec?buoc=tiep-nhan"))).ShouldContain("Không có việc nào khớp bộ lọc");
    }

    [Fact]
    public async Task Of_a_batch_only_what_was_refused_is_tried_again()
    {
        await using var service = new Service();
        var dossiers = await WaitingAtDistrictAsync(service, "Điểu Thị Nở", "Đặng Văn Ước");
        var officer = await service.AsAsync("huyen.noivu");
        var (desk, queries) = (service.Services.GetRequiredService<TaskBatchDesk>(), service.Services.GetRequiredService<TaskQueries>());
        var ids = new List<TaskId>();
        foreach (var dossier in dossiers)
        {
            ids.Add(new(Guid.Parse(await officer.TaskAsync(dossier))));
        }

        var rows = ids.ConvertAll(id => queries.Find(id)!);
        var account = new AccountId(Guid.Parse((await officer.GetAsync("me")).Ok().Json.GetProperty("account").GetString()!));
        var (person, _) = (await service.Services.GetRequiredService<People>().FindAsync(account, default)).ShouldNotBeNull();
        await Walk.PassAsync(officer, dossiers[0]); // by somebody else, after it was chosen
        var order = new BatchInput("tiep-nhan");
        var ordered = await desk.StartAsync(new(person, Guid.NewGuid(), null), order, rows, default);
        var job = ordered.ShouldBeOfType<Answer<Jobs.JobShape>.Done>().Value.Id;

        using var browser = await service.BrowserAsync("huyen.noivu");
        var path = $"/viec/ket-qua/{job}";
        var result = await PageAsync(browser, path);
        result.QuerySelector(".head [role=status]")!.TextContent.ShouldBe("1 trong 2 việc đã làm xong, 1 việc chưa được");
        var lines = result.QuerySelectorAll("table tbody tr").Select(row => Regex.Replace(row.TextContent, @"\s+", " ")).ToList();
        lines[0].ShouldContain("Chưa được");
        lines[1].ShouldContain("Đã làm");
        (await PageAsync(browser, path + "?chi=chua-duoc")).QuerySelectorAll("table tbody tr").Length.ShouldBe(1);

        using var again = await SendAsync(browser, result, path, "retry");
        var second = await PageAsync(browser, EveryPage.Relative(again.Headers.Location.ShouldNotBeNull()));
        second.QuerySelector(".head [role=status]")!.TextContent.ShouldBe("0 trong 1 việc đã làm xong, 1 việc chưa được");

        // Nobody else sees it.
        using var other = await service.BrowserAsync("xa.congan");
        using var refused = await other.GetAsync(Address(path));
        refused.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task A_filter_is_kept_for_its_owner_alone_until_they_remove_it()
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        await Walk.SubmitAsync(preparer, "giay-khen-huyen", "Điểu Thị Nở");
        await Walk.SubmitAsync(preparer, "bang-khen-tinh", "Đặng Văn Ước");
        const string narrowed = "/viec?buoc=tham-dinh&hinh-thuc=giay-khen-huyen";
        using (var browser = await service.BrowserAsync("xa.congan"))
        {
            var page = await PageAsync(browser, narrowed);
            page.QuerySelectorAll("tr[data-task]").Length.ShouldBe(1);
            using var nameless = await SendAsync(browser, page, narrowed, "keep-view");
            nameless.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
            using var kept = await SendAsync(browser, page, narrowed, "keep-view", ("name", "Giấy khen huyện"), ("default", "true"));
            kept.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        }

        // Signed in anew, the page opens with it; the address of everything still shows everything.
        using var later = await service.BrowserAsync("xa.congan");
        using var opened = await later.GetAsync(Address("/viec"));
        EveryPage.Relative(opened.Headers.Location.ShouldNotBeNull()).ShouldBe(narrowed);
        var shown = await PageAsync(later, narrowed);
        shown.QuerySelector(".tabs a[aria-current]")!.TextContent.ShouldBe("Giấy khen huyện (mặc định) 1");
        (await PageAsync(later, "/viec?cua=bo-phan")).QuerySelectorAll("tr[data-task]").Length.ShouldBe(2);
        using var other = await service.BrowserAsync("huyen.noivu");
        (await other.GetStringAsync(Address("/viec"))).ShouldNotContain("Giấy khen huyện (mặc định)");

        using var dropped = await SendAsync(later, shown, narrowed, "drop-view");
        dropped.StatusCode.ShouldBe(HttpStatusCode.Redirect);
        (await PageAsync(later, "/viec")).QuerySelectorAll("tr[data-task]").Length.ShouldBe(2);
    }

    [Fact]
    public async Task What_comes_next_of_the_same_filter_is_offered_and_never_opens_by_itself()
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        var first = await Walk.SubmitAsync(preparer, "giay-khen-huyen", "Điểu Thị Nở");
        await Walk.SubmitAsync(preparer, "bang-khen-tinh", "Đặng Văn Ước");
        var third = await Walk.SubmitAsync(preparer, "giay-khen-huyen", "Võ Văn Ễnh");
        var officer = await service.AsAsync("xa.congan");
        using var browser = await service.BrowserAsync("xa.congan");
        await browser.GetStringAsync(Address("/viec?hinh-thuc=giay-khen-huyen"));
        await Walk.PassAsync(officer, first);
        var page = await PageAsync(browser, $"/ho-so/{first}");
        var next = page.QuerySelector("a[data-page-key='t']").ShouldNotBeNull();
        next.GetAttribute("href").ShouldBe($"/ho-so/{third}#viec");
        next.ParentElement!.TextContent.ShouldContain("còn 1 việc khớp bộ lọc");
        await Walk.PassAsync(officer, third);
        (await PageAsync(browser, $"/ho-so/{third}"))
            .QuerySelector("nav[aria-label='Hồ sơ tiếp theo']")!
            .TextContent.ShouldContain("Đã hết việc");
    }

    [Fact]
    public async Task Who_comes_second_is_told_what_has_happened_and_loses_nothing_typed()
    {
        await using var service = new Service();
        var preparer = await service.AsAsync("xa.canbo");
        var dossier = await Walk.SubmitAsync(preparer, "giay-khen-huyen", "Điểu Thị Nở", "Đặng Văn Ước");
        var officer = await service.AsAsync("xa.congan");
        var task = await officer.TaskAsync(dossier);
        using var browser = await service.BrowserAsync("xa.congan");
        var path = $"/ho-so/{dossier}/tham-dinh?viec={task}";
        var page = await PageAsync(browser, path);
        var nominees = page.QuerySelectorAll<IHtmlInputElement>("input[name$='.nominee'][name^='verdicts']").Select(i => i.Value).ToList();
        (await officer.PostAsync($"tasks/{task}/exclude", new { nominee = nominees[1], reason = "Đang xem xét kỷ luật." })).Ok();
        (string, string)[] typed =
        [
            ("verdicts[0].passed", "true"),
            ("verdicts[0].note", "Đã đối chiếu bản gốc."),
            ("verdicts[1].passed", "true"),
        ];
        using var stale = await SendAsync(browser, page, path, "act", typed);
        stale.StatusCode.ShouldBe(HttpStatusCode.PreconditionFailed);
        var told = await new HtmlParser().ParseDocumentAsync(await stale.Content.ReadAsStringAsync());
        var said = Regex.Replace(told.QuerySelector("main")!.TextContent, @"\s+", " ");
        said.ShouldContain("Hồ sơ đã thay đổi từ lúc mở trang này");
        said.ShouldContain("Đặng Văn Ước");
        told.QuerySelector<IHtmlInputElement>("input[name='verdicts[0].note']")!.Value.ShouldBe("Đã đối chiếu bản gốc.");
        told.QuerySelector<IHtmlInputElement>("input[name='verdicts[0].passed'][value='true']")!.IsChecked.ShouldBeTrue();

        using var done = await SendAsync(browser, told, path, "act", typed[..2]);
        done.StatusCode.ShouldBe(HttpStatusCode.Redirect, await done.Content.ReadAsStringAsync());
    }

    // Dossiers of the commune that wait to be received by the district.
    private static async Task<string[]> WaitingAtDistrictAsync(Service service, params string[] names)
    {
        var preparer = await service.AsAsync("xa.canbo");
        var (police, head) = (await service.AsAsync("xa.congan"), await service.AsAsync("xa.lanhdao"));
        var dossiers = new List<string>();
        foreach (var name in names)
        {
            var dossier = await Walk.SubmitAsync(preparer, "giay-khen-huyen", name);
            await Walk.PassAsync(police, dossier);
            await Walk.PassAsync(head, dossier, new { allPassed = true, paper = Walk.Paper });
            dossiers.Add(dossier);
        }

        return [.. dossiers];
    }

    private static Uri Address(string path) => new(path, UriKind.Relative);

    private static async Task<IHtmlDocument> PageAsync(HttpClient browser, string path) =>
        await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(Address(path)));

    // Sends a form of a page as a browser does: what stands in it, with what is typed over it.
    private static async Task<HttpResponseMessage> SendAsync(
        HttpClient browser,
        IHtmlDocument page,
        string path,
        string form,
        params (string Name, string Value)[] typed
    )
    {
        var element = page.GetElementById(form).ShouldNotBeNull();
        var fields = element
            .QuerySelectorAll<IHtmlInputElement>("input[name]")
            .Where(input => input.Type is not ("radio" or "checkbox") || input.IsChecked)
            .Select(input => KeyValuePair.Create(input.Name!, input.Value))
            .Where(field => typed.All(one => one.Name != field.Key))
            .Concat(typed.Select(one => KeyValuePair.Create(one.Name, one.Value)));
        using var content = new FormUrlEncodedContent(fields);
        return await browser.PostAsync(Address(path), content);
    }
}
