using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;

namespace PhongTrao.Host.Tests;

/// <summary>Decisions over nominees of many dossiers, their numbers, scans and signers, inside and outside the system.</summary>
public sealed class WhenPapersAreSigned
{
    private const string Province = "tinh-binh-phuoc";

    [Fact]
    public async Task Giay_khen_of_the_provincial_police_to_its_decision_and_archive()
    {
        await using var service = new Service();
        const string form = "giay-khen-cong-an-tinh";
        var first = await ToTheProvinceAsync(service, "xa", form, "Đặng Thị Ước");
        var second = await ToTheProvinceAsync(service, "tanhiep", form, "Thạch Sô Phi");
        var head = await service.AsAsync("tinh.congan.lanhdao");

        var drafted = await DraftAsync(head, Province, null, form);
        drafted.Json.GetProperty("nominees").EnumerateArray().Select(n => n.GetProperty("dossier").GetString()).ShouldBe([first, second]);
        (await head.PostAsync($"decisions/{drafted.Id}/issue", With(scanBy: null))).Refused("paper.scan-missing");
        var scan = Pdf("Quyết định đã ký");
        var issued = (await head.PostAsync($"decisions/{drafted.Id}/issue", Multipart(With(scanBy: null), scan))).Ok().Json;

        // The refused attempt took no number; the police have a register of their own.
        var paper = issued.GetProperty("paper");
        paper.GetProperty("number").GetString().ShouldBe("01/QĐ-CA");
        paper.GetProperty("signer").GetString().ShouldBe("Trần Thị Kim Phụng");
        paper.GetProperty("scan").GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(scan)));
        var number = (await NumbersAsync(head, Province, "quyet-dinh-ca")).ShouldHaveSingleItem();
        number.GetProperty("state").GetString().ShouldBe("used");
        number.GetProperty("usedOn").GetString().ShouldBe("2025-04-14");
        number.GetProperty("decision").GetString().ShouldBe(drafted.Id);

        // Who recorded it stands apart from who signed it.
        var recorded = (await (await service.AsAsync("giamsat")).GetAsync("audit?type=decision.issued")).Ok().Json.GetProperty("items");
        recorded.EnumerateArray().ShouldHaveSingleItem().GetProperty("actorName").GetString().ShouldBe("Trương Hữu Tuấn");

        var police = await service.AsAsync("tinh.congan");
        foreach (var dossier in new[] { first, second })
        {
            (await Walk.StatusAsync(police, dossier)).ShouldBe("issued");
            await Walk.PassAsync(police, dossier, new { });
            await Walk.PassAsync(police, dossier, new { place = "Kho lưu trữ PV05" });
            (await Walk.StatusAsync(police, dossier)).ShouldBe("archived");
        }
    }

    [Fact]
    public async Task Bang_khen_of_the_minister_is_recorded_as_the_answer_of_an_agency_outside()
    {
        await using var service = new Service();
        const string form = "bang-khen-bo-cong-an";
        var dossier = await ToTheProvinceAsync(service, "xa", form, "Đặng Thị Ước");
        var head = await service.AsAsync("tinh.congan.lanhdao");
        await Walk.PassAsync(head, dossier, new { allPassed = true, paper = Walk.Paper });
        var police = await service.AsAsync("tinh.congan");

        // Nobody acts as the ministry, nobody answers for an authority that is here, and the number is the ministry's.
        (await Draft(police, "bo-cong-an", null, form)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await Draft(police, "huyen-hon-quan", Province, form)).Refused("desk.authority-not-outside");
        var drafted = await DraftAsync(police, "bo-cong-an", Province, form);
        var unnumbered = await police.PostAsync($"decisions/{drafted.Id}/issue", Walk.Paper);
        unnumbered.Status.ShouldBe(HttpStatusCode.BadRequest);
        unnumbered.Json.GetProperty("errors")[0].GetProperty("field").GetString().ShouldBe("number");

        var issued = (await police.PostAsync($"decisions/{drafted.Id}/issue", With(number: "1234/QĐ-BCA"))).Ok().Json;
        issued.GetProperty("authority").GetString().ShouldBe("bo-cong-an");
        issued.GetProperty("recordedFor").GetString().ShouldBe(Province);
        (await NumbersAsync(police, Province, "quyet-dinh-ca")).ShouldBeEmpty();
        var nominee = (await police.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees")[0];
        nominee.GetProperty("state").GetString().ShouldBe("awarded");

        // The promised scan comes, once.
        var scan = Pdf("Quyết định của Bộ");
        var attached = (await police.PostAsync($"decisions/{drafted.Id}/scan", Multipart(null, scan))).Ok().Json;
        attached
            .GetProperty("paper")
            .GetProperty("scan")
            .GetProperty("sha256")
            .GetString()
            .ShouldBe(Convert.ToHexStringLower(SHA256.HashData(scan)));
        (await police.PostAsync($"decisions/{drafted.Id}/scan", Multipart(null, Pdf("Khác")))).Refused("decision.scan-not-promised");

        await Walk.PassAsync(police, dossier, new { });
        await Walk.PassAsync(police, dossier, new { place = "Kho lưu trữ PV05" });
        (await Walk.StatusAsync(police, dossier)).ShouldBe("archived");
    }

    [Fact]
    public async Task Every_number_of_a_register_is_used_or_explained_and_only_its_unit_reads_it()
    {
        await using var service = new Service();
        var police = await service.AsAsync("xa.congan");
        var head = await service.AsAsync("xa.lanhdao");
        var dossier = await SubmittedAsync(service, "xa", "giay-khen-huyen", "Đặng Thị Ước");
        await Walk.PassAsync(police, dossier);
        var task = await head.TaskAsync(dossier);
        (await head.PostAsync($"tasks/{task}/complete", new { paper = With() })).Status.ShouldBe(HttpStatusCode.Conflict, "no verdicts");
        await Walk.PassAsync(head, dossier, new { allPassed = true, paper = Walk.Paper });
        var district = await service.AsAsync("huyen.noivu");
        await Walk.PassAsync(district, dossier);

        // Dossier number, số đến and tờ trình of the one dossier stand on their papers.
        foreach (
            var (reader, unit, kind) in new[]
            {
                (head, "thi-tran-tan-khai", "ho-so"),
                (head, "thi-tran-tan-khai", "to-trinh"),
                (district, "huyen-hon-quan", "den"),
            }
        )
        {
            var only = (await NumbersAsync(reader, unit, kind)).ShouldHaveSingleItem($"{unit} {kind}");
            only.GetProperty("state").GetString().ShouldBe("used", $"{unit} {kind}");
            only.GetProperty("dossier").GetString().ShouldBe(dossier);
        }

        // Numbers left over by a crash: one draft is dropped, another is issued under a number from elsewhere.
        var districtHead = await service.AsAsync("huyen.lanhdao");
        var dropped = await DraftAsync(districtHead, "huyen-hon-quan", null, "giay-khen-huyen");
        await ReserveAsync(service, dropped.Id, 1);
        (await districtHead.PostAsync($"decisions/{dropped.Id}/drop", new { reason = "Lập nhầm hình thức" })).Ok();
        var issued = await DraftAsync(districtHead, "huyen-hon-quan", null, "giay-khen-huyen");
        await ReserveAsync(service, issued.Id, 2);
        (await districtHead.PostAsync($"decisions/{issued.Id}/issue", With(number: "77/QĐ-UBND"))).Ok();

        var numbers = await NumbersAsync(districtHead, "huyen-hon-quan", "quyet-dinh");
        numbers.Select(n => n.GetProperty("number").GetInt32()).ShouldBe([77, 2, 1]);
        numbers.Select(n => n.GetProperty("state").GetString()).ShouldBe(["used", "void", "void"]);
        numbers
            .Skip(1)
            .Select(n => n.GetProperty("voidText").GetString())
            .ShouldBe(["Văn bản được ban hành với số khác", "Đã bỏ dự thảo: Lập nhầm hình thức"]);
        var books = (await districtHead.GetAsync("registers")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
        books.ShouldAllBe(book => book.GetProperty("unit").GetString() == "huyen-hon-quan" && book.GetProperty("reserved").GetInt32() == 0);

        (await (await service.AsAsync("tanhiep.canbo")).GetAsync("registers/huyen-hon-quan/quyet-dinh/2025")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await (await service.AsAsync("quantri")).GetAsync("registers")).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await (await service.AsAsync("giamsat")).GetAsync("registers/huyen-hon-quan/quyet-dinh/2025")).Ok();
        using var browser = await service.BrowserAsync("huyen.lanhdao");
        var page = await browser.GetStringAsync(new Uri("/so-van-ban?don-vi=huyen-hon-quan&so=quyet-dinh&nam=2025", UriKind.Relative));
        page.ShouldContain("Đã bỏ dự thảo: Lập nhầm hình thức");
        page.ShouldContain($"/quyet-dinh/{issued.Id}");
    }

    [Fact]
    public async Task A_number_written_by_hand_is_in_the_register_and_what_it_leaves_out_is_entered_afterwards_or_explained()
    {
        const string register = "registers/huyen-hon-quan/quyet-dinh/2025";
        await using var service = new Service();
        var head = await service.AsAsync("huyen.lanhdao");
        await SubmittedAsync(service, "xa", "giay-khen-huyen", "Đặng Thị Ước");
        var dossier = await Walk.SubmitAsync(
            await service.AsAsync("xa.canbo"),
            "giay-khen-huyen",
            "Lâm Văn Sứ",
            "Điểu Thị Ngọc",
            "Thạch Sô Phi",
            "Điểu Krưng"
        );
        foreach (var who in new[] { "xa.congan", "xa.lanhdao", "huyen.noivu" })
        {
            await Walk.PassAsync(
                await service.AsAsync(who),
                dossier,
                who == "xa.lanhdao" ? new { allPassed = true, paper = Walk.Paper } : null
            );
        }

        var waiting = (await head.GetAsync("decisions/candidates?form=giay-khen-huyen"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Where(n => n.GetProperty("dossier").GetString() == dossier)
            .Select(n => new { dossier, nominee = n.GetProperty("nominee").GetString() })
            .ToArray();
        var drafts = new List<string>();
        foreach (var one in waiting)
        {
            drafts.Add((
                    await head.PostAsync(
                        "decisions",
                        new
                        {
                            authority = "huyen-hon-quan",
                            form = "giay-khen-huyen",
                            nominees = new[] { one },
                        }
                    )
                ).Ok().Id);
        }

        (await head.PostAsync($"decisions/{drafts[0]}/issue", With(number: "06/QĐ-UBND"))).Ok();
        (await head.PostAsync($"decisions/{drafts[1]}/issue", With(number: "6/QĐ-UBND"))).Refused("register.number-taken");
        (
            await head.PostAsync(
                $"{register}/left-out",
                new
                {
                    from = 4,
                    to = 6,
                    reason = "x",
                }
            )
        ).Refused("register.not-left-out");
        (await head.PostAsync($"{register}/left-out", new { from = 4, to = 5 })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (
            await (await service.AsAsync("xa.lanhdao")).PostAsync(
                $"{register}/left-out",
                new
                {
                    from = 4,
                    to = 5,
                    reason = "x",
                }
            )
        ).Status.ShouldBe(HttpStatusCode.NotFound);
        const string why = "Số đã cấp cho văn bản ngoài hệ thống";
        (
            await head.PostAsync(
                $"{register}/left-out",
                new
                {
                    from = 4,
                    to = 5,
                    reason = why,
                }
            )
        ).Ok();
        (await head.PostAsync($"decisions/{drafts[1]}/issue", With(number: "05/QĐ-UBND"))).Refused("register.number-taken");
        (await head.PostAsync($"decisions/{drafts[1]}/issue", With(number: "02/QĐ-UBND"))).Ok();
        // One that is written otherwise is not of the row, and still no other paper's.
        (await head.PostAsync($"decisions/{drafts[3]}/issue", With(number: "06a/QĐ-UBND"))).Ok();
        (await head.PostAsync($"decisions/{drafts[2]}/issue", With(number: "6A/QĐ-UBND"))).Refused("register.number-taken");
        var next = (await head.PostAsync($"decisions/{drafts[2]}/issue", With())).Ok().Json;
        next.GetProperty("paper").GetProperty("number").GetString().ShouldBe("07/QĐ-UBND");

        var gaps = (await head.GetAsync($"{register}/left-out")).Ok().Json.GetProperty("items").EnumerateArray().ToList();
        gaps.Select(gap =>
                (gap.GetProperty("from").GetInt32(), gap.GetProperty("to").GetInt32(), gap.GetProperty("isExplained").GetBoolean())
            )
            .ShouldBe([(1, 1, false), (3, 3, false), (4, 5, true)]);
        using var browser = await service.BrowserAsync("huyen.lanhdao");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync("/so-van-ban?don-vi=huyen-hon-quan&so=quyet-dinh&nam=2025"));
        page.ShouldContain(why);
        page.ShouldContain("Ghi lý do bỏ trống");
        page.ShouldContain("06a/QĐ-UBND");
        (await NumbersAsync(head, "huyen-hon-quan", "quyet-dinh"))
            .Select(n => (n.GetProperty("number").GetInt32(), n.GetProperty("state").GetString()))
            .ShouldBe([(7, "used"), (6, "used"), (2, "used")]);
    }

    private static object With(string? number = null, string? scanBy = "2025-12-31") =>
        new
        {
            number,
            signer = "Trần Thị Kim Phụng",
            position = "Giám đốc",
            form = "direct",
            scanBy,
        };

    private static byte[] Pdf(string text) => System.Text.Encoding.UTF8.GetBytes($"{text}.");

    private static MultipartFormDataContent Multipart(object? input, byte[] file)
    {
        var form = new MultipartFormDataContent();
        if (input is not null)
        {
            form.Add(new StringContent(JsonSerializer.Serialize(input)), "input");
        }

        form.Add(new ByteArrayContent(file), "file", "ban ky.txt");
        return form;
    }

    private static async Task<string> SubmittedAsync(Service service, string commune, string form, string name)
    {
        var preparer = await service.AsAsync($"{commune}.canbo");
        var dossier = (await Walk.FileAsync(preparer, null, form))[0];
        await Walk.AttachAllAsync(preparer, dossier, await Walk.NomineeAsync(preparer, dossier, name));
        await Walk.StateAllAsync(preparer, dossier);
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        return dossier;
    }

    // Until the provincial police have appraised it.
    private static async Task<string> ToTheProvinceAsync(Service service, string commune, string form, string name)
    {
        var dossier = await SubmittedAsync(service, commune, form, name);
        await Walk.PassAsync(await service.AsAsync($"{commune}.congan"), dossier);
        await Walk.PassAsync(await service.AsAsync($"{commune}.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.AsAsync("huyen.noivu"), dossier);
        await Walk.PassAsync(await service.AsAsync("huyen.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.AsAsync("tinh.congan"), dossier);
        return dossier;
    }

    private static async Task<Answered> DraftAsync(Client client, string authority, string? recordedFor, string form) =>
        (await Draft(client, authority, recordedFor, form)).Ok();

    private static async Task<Answered> Draft(Client client, string authority, string? recordedFor, string form)
    {
        var waiting = (await client.GetAsync($"decisions/candidates?form={form}")).Ok().Json.GetProperty("items").EnumerateArray();
        var nominees = waiting
            .Select(n => new { dossier = n.GetProperty("dossier").GetString(), nominee = n.GetProperty("nominee").GetString() })
            .ToArray();
        return await client.PostAsync(
            "decisions",
            new
            {
                authority,
                recordedFor,
                form,
                nominees,
            }
        );
    }

    private static async Task<List<JsonElement>> NumbersAsync(Client client, string unit, string kind)
    {
        var answer = await client.GetAsync($"registers/{unit}/{kind}/2025");
        return answer.Status == HttpStatusCode.NotFound ? [] : [.. answer.Ok().Json.GetProperty("items").EnumerateArray()];
    }

    // What a process leaves that dies between taking a number and issuing the paper.
    private static async Task ReserveAsync(Service service, string decision, int expected)
    {
        var runner = service.Services.GetRequiredService<CommandRunner>();
        var purpose = Bookkeeping.OfList(CommonListKind.Decision, Guid.Parse(decision));
        var by = new CommandContext(
            Guid.NewGuid(),
            service.Services.GetRequiredService<Composition.DomainClock>().GetUtcNow(),
            CommandContext.System,
            null,
            Guid.NewGuid()
        );
        var stream = Bindings.RegisterStream(new("huyen-hon-quan"), RegisterKinds.Decisions, 2025);
        (await runner.RunAsync(Bindings.Register, stream, new RegisterCommand.Reserve(purpose), by))
            .ShouldBeOfType<RunResult<Register>.Recorded>()
            .State.Numbers[purpose]
            .Number.ShouldBe(expected);
    }
}
