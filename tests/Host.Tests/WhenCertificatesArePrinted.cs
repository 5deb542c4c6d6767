using System.Net;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Jobs;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Papers;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Tests;

/// <summary>Giấy khen, bằng khen in bulk: at their places in millimetres, behind the pages, each print counted.</summary>
public sealed class WhenCertificatesArePrinted
{
    [Fact]
    public async Task Certificates_are_printed_in_bulk_where_the_printer_needs_them_and_each_print_is_counted()
    {
        Poppler.Needed(new PdfPrinter(null, NullLogger<PdfPrinter>.Instance).Browser);
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        string[] names = [.. Enumerable.Range(1, 12).Select(n => $"Người thứ {n} Ễnh Ương")];
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        foreach (var (i, name) in names.Index())
        {
            // The first one's is longer than a certificate has room for, the last one's is told by nobody.
            var achievement =
                i == 0 ? string.Concat(Enumerable.Repeat("Bắt trộm. ", 30))
                : i == 11 ? null
                : $"Bắt trộm lần {i}.";
            var nominee = new
            {
                name,
                kind = "person",
                achievement,
            };
            (await xa.PostAsync($"dossiers/{dossier}/nominees", nominee)).Ok();
        }

        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var decision = (await Walk.DecideAsync(head, "xa-tan-khai-2025", "giay-khen-xa")).GetProperty("id").GetString()!;
        var path = $"decisions/{decision}/certificates";
        var lines = (await head.GetAsync(path)).Ok().Json.GetProperty("lines").EnumerateArray().ToList();
        string[] all = [.. lines.Select(line => line.GetProperty("nominee").GetString()!)];
        string[] listed = [.. lines.Select(line => line.GetProperty("name").GetString()!)];
        listed.ShouldBe(names, ignoreOrder: true);
        all.Length.ShouldBe(12);

        // A layout of their own: in millimetres, nothing outside the sheet.
        object Layout(string x) =>
            new
            {
                name = "Máy in xã",
                width = "297",
                height = "210",
                right = "-1,5",
                down = "2",
                blank = true,
                places = new[]
                {
                    new
                    {
                        field = "ten",
                        x,
                        y = "100",
                        width = "200",
                        size = "26",
                        bold = true,
                        centred = true,
                    },
                },
            };
        (await head.PostAsync($"{path}/set-layout", Layout("xa")))
            .Json.GetProperty("errors")[0]
            .GetProperty("field")
            .GetString()
            .ShouldBe("places[0].x");
        (await head.PostAsync($"{path}/set-layout", Layout("150"))).Refused("certificate.outside-the-sheet");
        (await head.PostAsync($"{path}/set-layout", Layout("48,5"))).Ok();
        (await (await service.AsAsync("giamsat")).PostAsync($"{path}/set-layout", Layout("48,5"))).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        using var browser = await service.BrowserAsync("xa.lanhdao");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{decision}/giay-khen/thu?bo-cuc=M%C3%A1y%20in%20x%C3%A3"))
            .ShouldContain("left:47mm;top:102mm;width:200mm", customMessage: "moved by what the printer is off");

        var key = ("Idempotency-Key", Guid.NewGuid().ToString());
        (await head.PostAsync($"{path}/print", new { nominees = all, own = true })).Refused("certificate.achievement-too-long");
        var order = new { nominees = all, layout = "Máy in xã" };
        (await head.PostAsync($"{path}/print", new { nominees = all, layout = "Không có" })).Refused("certificate.layout-unknown");
        (await head.PostAsync($"{path}/print", new { nominees = new[] { Guid.NewGuid().ToString("N") } })).Refused(
            "dossier.not-awarded-by"
        );
        var job = (await head.PostAsync($"{path}/print", order, key)).Ok().Id;
        (await head.PostAsync($"{path}/print", order, key)).Ok().Id.ShouldBe(job, "asked twice under one key is ordered once");
        var pages = (await Poppler.TextAsync(await OutputAsync(head, job))).Split('\f', StringSplitOptions.RemoveEmptyEntries);
        pages.Length.ShouldBe(12);
        pages.Zip(listed).ShouldAllBe(page => page.First.Contains(page.Second, StringComparison.Ordinal));
        pages.ShouldAllBe(page => page.Contains("GIẤY KHEN", StringComparison.Ordinal));

        // One again, with its reason; every print is counted.
        (await head.PostAsync($"{path}/print", new { nominees = all[..1] })).Refused("certificate.printed-before");
        var again = (await head.PostAsync($"{path}/print", new { nominees = all[..1], why = "Phôi bị rách" })).Ok().Id;
        (await OutputAsync(head, again)).Length.ShouldBeGreaterThan(1_000);
        var own = new
        {
            nominees = new[] { all[listed.IndexOf(names[5])], all[listed.IndexOf(names[11])] },
            text = "Thành tích chung",
            own = true,
            why = "Ghi thành tích riêng",
        };
        var theirs = await Poppler.TextAsync(await OutputAsync(head, (await head.PostAsync($"{path}/print", own)).Ok().Id));
        theirs.ShouldContain("Bắt trộm lần 5.");
        theirs.ShouldContain("Thành tích chung");
        (await head.GetAsync(path))
            .Ok()
            .Json.GetProperty("lines")
            .EnumerateArray()
            .Select(line => line.GetProperty("printed").GetInt32())
            .ShouldBe(
                listed.Select((name, i) => 1 + (i == 0 ? 1 : 0) + (name == names[5] || name == names[11] ? 1 : 0)),
                "every print is counted"
            );
        WebUtility.HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{decision}/giay-khen")).ShouldContain("Đã in 2 lần");
        (await (await service.AsAsync("lochung.canbo")).GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task The_file_whose_digest_is_recorded_is_the_one_people_get_though_the_service_died_in_between()
    {
        using var printer = new PdfPrinter(null, NullLogger<PdfPrinter>.Instance);
        Poppler.Needed(printer.Browser);
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        await Walk.PassAsync(await service.AsAsync("xa.congan"), await Walk.SubmitAsync(xa, "giay-khen-xa", ["Đặng Thị Ước"]));
        var decision = (await Walk.DecideAsync(head, "xa-tan-khai-2025", "giay-khen-xa")).GetProperty("id").GetString()!;
        var line = (await head.GetAsync($"decisions/{decision}/certificates")).Ok().Json.GetProperty("lines")[0];
        var nominee = new NomineeId(Guid.Parse(line.GetProperty("nominee").GetString()!));
        var account = new AccountId(Guid.Parse((await head.GetAsync("me")).Ok().Json.GetProperty("account").GetString()!));
        var person = (await service.Services.GetRequiredService<Security.People>().FindAsync(account, default))!.Value.Person;
        var (bench, id) = (service.Services.GetRequiredService<Bench>(), new JobId(Guid.CreateVersion7()));
        var settings = bench.Seal(
            Keys.Of(id),
            JsonSerializer.Serialize(new CertificateOrder(Guid.Parse(decision), [nominee], "", "Có thành tích", null, Own: true))
        );
        JobRun Run() =>
            new(
                id,
                Job.Evolve(Job.None, new JobEvent.Started(CertificateDesk.Kind, account, new("thi-tran-tan-khai"), 1, null, settings)),
                person,
                bench,
                (_, _) => Task.FromResult(true)
            );
        var certificates = service.Services.GetRequiredService<Certificates>();
        var first = (await new CertificateWork(bench, certificates, printer).RunAsync(Run(), default)).ShouldNotBeNull();

        // Again, as after a crash before the job's end: nothing is printed a second time, nothing counted twice.
        using var broken = new PdfPrinter("/nowhere", NullLogger<PdfPrinter>.Instance);
        var again = (await new CertificateWork(bench, certificates, broken).RunAsync(Run(), default)).ShouldNotBeNull();
        again.Sha256.ShouldBe(first.Sha256);
        var stream = Bindings.Printing.StreamOf(Guid.Parse(decision));
        var printed = (await service.Services.GetRequiredService<IEventStore>().ReadStreamAsync(stream))
            .Select(EventTypes.Read)
            .OfType<PrintEvent.CertificatesPrinted>()
            .ShouldHaveSingleItem();
        (printed.Sha256, printed.Length).ShouldBe((first.Sha256, first.Length));
    }

    [Fact]
    public void A_long_name_on_a_certificate_is_written_smaller_until_it_ends_above_what_stands_below()
    {
        var place = CertificateLayout.Usual.Places.Single(one => one.Field is CertificateField.Name);
        const string Long =
            "Ban Chỉ đạo phòng, chống tội phạm, tệ nạn xã hội và xây dựng phong trào toàn dân bảo vệ an ninh Tổ quốc thị trấn Tân Khai";
        CertificateHtml.Fitting(CertificateLayout.Usual, place, "Đặng Thị Ước").ShouldBe(place.HalfPoints);
        CertificateHtml.Fitting(CertificateLayout.Usual, place, Long).ShouldBeInRange(20, 36);
        CertificateHtml
            .Fitting(CertificateLayout.Usual with { Places = [place] }, place, Long)
            .ShouldBe(place.HalfPoints, "nothing is below");
        CertificateHtml
            .Fitting(CertificateLayout.Usual, place, string.Concat(Enumerable.Repeat(Long, 9)))
            .ShouldBe(18, "never too small to read");
    }

    private static async Task<byte[]> OutputAsync(Client client, string job)
    {
        for (var tries = 0; tries < 600; tries++)
        {
            var state = (await client.GetAsync($"jobs/{job}")).Ok().Json.GetProperty("state").GetString();
            state.ShouldBeOneOf("running", "finished");
            if (state == "finished")
            {
                return await client.GetBytesAsync($"jobs/{job}/output");
            }

            await Task.Delay(200);
        }

        throw new TimeoutException("The job does not end.");
    }
}
