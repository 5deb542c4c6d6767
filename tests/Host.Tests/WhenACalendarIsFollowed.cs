using System.Net;
using System.Text;

namespace PhongTrao.Host.Tests;

/// <summary>One's own calendar behind an address that nobody can guess.</summary>
public sealed class WhenACalendarIsFollowed
{
    [Fact]
    public async Task Whoever_has_the_address_reads_it_until_it_is_changed_or_revoked()
    {
        await using var service = new Service("2025-02-05T08:00:00+07:00");
        var committee = await service.AsAsync("lucngan.bcd");
        using var program = await service.BrowserAsync(null); // a calendar program: it signs in nowhere
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        var path = await OpenAsync(committee, key);
        path.ShouldMatch("^/lich/[0-9a-f]{32}\\.ics$");
        (await OpenAsync(committee, key)).ShouldBe(path, "the same command gives the same address");

        var ics = await ReadAsync(program, path);
        (await WhenDeadlinesAreKept.ParseAsync(ics)).ShouldContain(entry => entry.Contains("2025-02-07", StringComparison.Ordinal));
        var said = Encoding.UTF8.GetString(ics).Replace("\r\n ", "", StringComparison.Ordinal);
        said.ShouldContain("huyện Lục Ngạn");
        said.ShouldNotContain("Sơn Động"); // another district's
        said.ShouldNotContain("Nông Văn Thành");
        var said75 = Encoding.UTF8.GetString(ics).Split("\r\n");
        said75.ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75);

        var next = await OpenAsync(committee);
        next.ShouldNotBe(path);
        (await StatusAsync(program, path)).ShouldBe(HttpStatusCode.NotFound);
        (await StatusAsync(program, next)).ShouldBe(HttpStatusCode.OK);

        // Who may not sign in any more is not read of, either.
        var administrator = await service.AsAsync("quantri");
        var account = await committee.AccountAsync();
        (await administrator.PostAsync($"accounts/{account}/lock")).Ok();
        (await StatusAsync(program, next)).ShouldBe(HttpStatusCode.NotFound);
        (await administrator.PostAsync($"accounts/{account}/unlock")).Ok();
        (await StatusAsync(program, next)).ShouldBe(HttpStatusCode.OK);

        using var browser = await service.BrowserAsync("lucngan.bcd");
        (await StatusAsync(browser, "/thong-bao/lich.ics")).ShouldBe(HttpStatusCode.OK);
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri("/thong-bao/cach-nhan", UriKind.Relative)))
            .ShouldNotContain(next, Case.Sensitive, "it is shown once");

        // No file in the data folder holds what opens it, and neither does any line of a log.
        foreach (var file in Directory.GetFiles(service.Folder, "*", SearchOption.AllDirectories).Where(f => Path.GetFileName(f) != "lock"))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var bytes = new MemoryStream();
            await stream.CopyToAsync(bytes);
            bytes.ToArray().AsSpan().IndexOf(Encoding.ASCII.GetBytes(next[6..38])).ShouldBe(-1, file);
        }
    }

    [Fact]
    public async Task A_revoked_or_invented_address_leads_nowhere()
    {
        await using var service = new Service("2025-02-05T08:00:00+07:00");
        var police = await service.AsAsync("xa.congan");
        using var program = await service.BrowserAsync(null);
        var path = await OpenAsync(police);
        (await police.DeleteAsync("me/calendar-feed")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await police.DeleteAsync("me/calendar-feed")).Status.ShouldBe(HttpStatusCode.NoContent);

        foreach (var nowhere in new[] { path, "/lich/a.ics", "/lich/.ics", "/lich/a", $"/lich/{new string('a', 2000)}.ics" })
        {
            ((int)await StatusAsync(program, nowhere)).ShouldBeInRange(400, 404, nowhere);
        }
    }

    [Fact]
    public async Task Steps_in_ones_offices_stand_in_it()
    {
        await using var service = new Service("2025-02-05T08:00:00+07:00");
        var dossier = await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-huyen", "Nguyễn Văn Định");
        var police = await service.AsAsync("xa.congan");
        var number = (await police.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("number").GetString()!;
        using var program = await service.BrowserAsync(null);

        var summaries = await WhenDeadlinesAreKept.ParseAsync(await ReadAsync(program, await OpenAsync(police)), "summary");

        summaries.ShouldContain(summary => summary.StartsWith($"Hạn: hồ sơ {number}: ", StringComparison.Ordinal));
        summaries.ShouldAllBe(summary => !summary.Contains("Nguyễn Văn Định", StringComparison.Ordinal));
    }

    private static async Task<string> OpenAsync(Client client, params (string Name, string Value)[] headers)
    {
        var answer = await client.PostAsync("me/calendar-feed", null, headers);
        answer.Status.ShouldBe(HttpStatusCode.Created, answer.Text);
        return answer.Json.GetProperty("path").GetString()!;
    }

    private static async Task<byte[]> ReadAsync(HttpClient program, string path)
    {
        using var answer = await program.GetAsync(new Uri(path, UriKind.Relative));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        answer.Content.Headers.ContentType!.MediaType.ShouldBe("text/calendar");
        return await answer.Content.ReadAsByteArrayAsync();
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient program, string path)
    {
        using var answer = await program.GetAsync(new Uri(path, UriKind.Relative));
        return answer.StatusCode;
    }
}
