using System.Net;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Wordprocessing;

namespace PhongTrao.Host.Tests;

/// <summary>Papers say what the record says: which dossiers came in, that one was withdrawn, what was decided and on whose proposal.</summary>
public sealed class WhenPapersFollowTheRecord
{
    [Fact]
    public async Task The_book_of_what_came_in_has_every_dossier_of_its_period_by_number_with_what_came_of_it()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var (xa, police) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.congan"));
        var first = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước");
        await Walk.PassAsync(police, first);
        var second = await Walk.SubmitAsync(xa, "giay-khen-xa", "Điểu Krưng");
        // Under a number of the office's own paper register.
        (await police.PostAsync($"tasks/{await police.TaskAsync(second)}/receive", new { number = "417", returnOn = "2025-08-15" })).Ok();
        (await xa.PostAsync($"dossiers/{second}/withdraw", new { reason = "Lập trùng hồ sơ." })).Ok();
        const string Register = "don-vi=xa-tan-khai-2025&so=den-ca&nam=2025";
        using var browser = await service.BrowserAsync("xa.congan");

        var page = WebUtility.HtmlDecode(await browser.GetStringAsync($"/so-van-ban?{Register}"));
        page.ShouldContain("02 hồ sơ từ ngày 01/01/2025 đến ngày 31/12/2025");
        page.ShouldContain("/so-van-ban/so-theo-doi.docx?");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/so-van-ban?{Register}&tu=02/08/2025"))
            .ShouldContain("Không tiếp nhận hồ sơ nào trong kỳ này.");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/so-van-ban?{Register}&tu=02/08/2025&den=01/08/2025"))
            .ShouldContain("Chưa đọc được kỳ này");

        var text = Texts(await browser.GetByteArrayAsync($"/so-van-ban/so-theo-doi.docx?{Register}&tu=2025-08-01&den=2025-08-01"));
        text.ShouldContain("CÔNG AN XÃ\u00A0TÂN\u00A0KHAI");
        text.ShouldContain("(Mẫu số 06, Thông tư số 01/2018/TT-VPCP)", "the form in force on the last day");
        text.ShouldContain("Từ ngày 01/08/2025 đến ngày 01/08/2025: 02 hồ sơ");
        text.ShouldContain("15/08/2025");
        text.ShouldContain("417");
        text.ShouldContain("Đã rút");
        text.Count(line => line == "Đề nghị giấy khen của Chủ tịch UBND cấp xã").ShouldBe(2);
        text.ShouldNotContain("Điểu Krưng", "it names no nominee");
        Texts(await police.GetBytesAsync("registers/xa-tan-khai-2025/den-ca/2025/book.docx?from=2025-08-01"))
            .ShouldBe(Texts(await browser.GetByteArrayAsync($"/so-van-ban/so-theo-doi.docx?{Register}&tu=2025-08-01")));

        (await police.GetAsync("registers/xa-tan-khai-2025/den-ca/2025/book.docx?from=mai")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await police.GetAsync("registers/xa-tan-khai-2025/quyet-dinh/2025/book.docx")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await police.GetAsync("registers/xa-tan-khai-2025/den-ca/2025/book.exe")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await police.GetAsync("registers/xa-tan-khai-2025/den-ca/99999/book.docx")).Status.ShouldBe(HttpStatusCode.NotFound);
        (await (await service.AsAsync("lochung.canbo")).GetAsync("registers/xa-tan-khai-2025/den-ca/2025/book.docx")).Status.ShouldBe(
            HttpStatusCode.NotFound
        );
        using var stranger = await service.BrowserAsync("lochung.canbo");
        (await stranger.GetAsync(new Uri($"/so-van-ban/so-theo-doi.docx?{Register}", UriKind.Relative))).StatusCode.ShouldBe(
            HttpStatusCode.NotFound
        );
        (await (await service.AsAsync("giamsat")).GetAsync("audit?type=paper.made")).Ok().Text.ShouldContain("paper.made");
    }

    [Fact]
    public async Task A_book_of_too_long_a_period_is_refused()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var (xa, police) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.congan"));
        await Parallel.ForEachAsync(
            Enumerable.Range(1, Components.IntakeBook.MostRows + 1),
            async (i, _) =>
            {
                var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", $"Người thứ {i}");
                (await police.PostAsync($"tasks/{await police.TaskAsync(dossier)}/receive")).Ok();
            }
        );

        var refused = (await police.GetAsync("registers/xa-tan-khai-2025/den-ca/2025/book.docx")).Refused("paper.period-too-long");
        refused.Json.GetProperty("title").GetString()!.ShouldContain("hơn 500 hồ sơ");
        using var browser = await service.BrowserAsync("xa.congan");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync("/so-van-ban?don-vi=xa-tan-khai-2025&so=den-ca&nam=2025"))
            .ShouldContain("Kỳ này có hơn 500 hồ sơ.");
    }

    [Fact]
    public async Task That_a_received_dossier_was_withdrawn_is_told_on_the_form_of_its_day()
    {
        await using var service = new Service("2025-10-01T08:00:00+07:00");
        var (xa, police) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.congan"));
        var dossier = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước");
        (await police.PostAsync($"tasks/{await police.TaskAsync(dossier)}/receive")).Ok();
        (await xa.GetAsync($"papers/dossier/{dossier}/thong-bao-dung.docx")).Status.ShouldBe(HttpStatusCode.NotFound, "it goes on");
        (await xa.PostAsync($"dossiers/{dossier}/withdraw", new { reason = "Lập trùng hồ sơ" })).Ok();

        var text = Texts(await police.GetBytesAsync($"papers/dossier/{dossier}/thong-bao-dung.docx"));

        text.ShouldContain("THÔNG BÁO DỪNG GIẢI QUYẾT HỒ SƠ");
        text.ShouldContain("(Mẫu số 05, Thông tư số 03/2025/TT-VPCP)");
        text.ShouldContain("Ngày 01/10/2025, Ủy ban nhân dân xã Tân Khai rút hồ sơ.");
        text.ShouldContain("Lý do: Lập trùng hồ sơ.");
        using var browser = await service.BrowserAsync("xa.congan");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/ho-so/{dossier}"))
            .ShouldContain($"/van-ban/ho-so/{dossier}/thong-bao-dung.docx");

        var never = await Walk.SubmitAsync(xa, "giay-khen-xa", "Điểu Krưng");
        (await xa.PostAsync($"dossiers/{never}/withdraw", new { reason = "Lập nhầm" })).Ok();
        (await xa.GetAsync($"papers/dossier/{never}/thong-bao-dung.docx")).Status.ShouldBe(
            HttpStatusCode.NotFound,
            "nobody had received it"
        );
    }

    [Fact]
    public async Task The_result_is_told_under_the_number_of_the_register_of_notices_and_names_nobody_who_is_not_to_be_named()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var (xa, head) = (await service.AsAsync("xa.canbo"), await service.AsAsync("xa.lanhdao"));
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        await Walk.NomineeAsync(xa, dossier, "Đặng Thị Ước");
        (
            await xa.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name = "Lâm Văn Kín",
                    kind = "person",
                    unnamed = true,
                    achievement = "Cung cấp tin.",
                }
            )
        ).Ok();
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        var decision = (await Walk.DecideAsync(head, "xa-tan-khai-2025", "giay-khen-xa")).GetProperty("id").GetString()!;
        var paper = $"papers/decision/{decision}/thong-bao-ket-qua.docx";
        Texts(await head.GetBytesAsync(paper)).ShouldContain("Số: ……/TB-UBND");
        (await head.PostAsync($"decisions/{decision}/notify", new { })).Ok();

        var text = Texts(await head.GetBytesAsync(paper));

        text.ShouldContain("Số: 01/TB-UBND");
        text.ShouldContain("Tân Khai, ngày 01 tháng 8 năm 2025");
        text.ShouldContain("Kính gửi: Các tập thể, cá nhân có tên dưới đây");
        text.ShouldContain(
            "Theo Quyết định số 01/QĐ-UBND ngày 01 tháng 8 năm 2025 của Chủ tịch Ủy ban nhân dân xã Tân Khai, 02 cá nhân được tặng Giấy khen của Chủ tịch Ủy ban nhân dân xã Tân Khai, gồm:"
        );
        text.ShouldContain("Đặng Thị Ước");
        text.ShouldNotContain(line => line.Contains("Lâm Văn Kín", StringComparison.Ordinal));
        text.Count(line => line.StartsWith("NK-", StringComparison.Ordinal)).ShouldBe(1);
        using var browser = await service.BrowserAsync("xa.lanhdao");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync($"/quyet-dinh/{decision}/tien-thuong"))
            .ShouldContain($"/van-ban/quyet-dinh/{decision}/thong-bao-ket-qua.docx", customMessage: "where it is recorded");
    }

    [Fact]
    public async Task A_decision_says_on_whose_proposal_it_was_made()
    {
        await using var service = new Service();
        var (xa, police, head) = (
            await service.AsAsync("xa.canbo"),
            await service.AsAsync("xa.congan"),
            await service.AsAsync("xa.lanhdao")
        );
        var (district, districtHead) = (await service.AsAsync("huyen.noivu"), await service.AsAsync("huyen.lanhdao"));
        var low = await Walk.SubmitAsync(xa, "giay-khen-xa", "Đặng Thị Ước", "Lâm Văn Sứ");
        await Walk.PassAsync(police, low);
        var high = await Walk.SubmitAsync(xa, "giay-khen-huyen", "Điểu Krưng");
        await Walk.PassAsync(police, high);
        await Walk.PassAsync(head, high, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(district, high);

        // Where nobody sent a tờ trình, the office that appraised; else the tờ trình, with its number and day.
        var first = (await Walk.DecideAsync(head, "thi-tran-tan-khai", "giay-khen-xa")).GetProperty("id").GetString()!;
        (await ProposedAsync(head, first, "quyet-dinh")).ShouldBe("Theo đề nghị của Công an thị trấn Tân Khai.");
        var second = (await Walk.DecideAsync(districtHead, "huyen-hon-quan", "giay-khen-huyen")).GetProperty("id").GetString()!;
        (await ProposedAsync(districtHead, second, "quyet-dinh")).ShouldBe(
            "Theo đề nghị của Ủy ban nhân dân thị trấn Tân Khai tại Tờ trình số 01/TTr-UBND ngày 14 tháng 4 năm 2025."
        );

        // One that cancels is proposed by the office that advises the authority.
        var gone = (await head.GetAsync($"decisions/{first}")).Ok().Json.GetProperty("nominees")[0].GetProperty("nominee").GetString()!;
        var cancels = (await head.PostAsync($"decisions/{first}/revoke", new { nominees = new[] { gone }, ground = "gian-doi" })).Ok();
        (await ProposedAsync(head, cancels.Id, "quyet-dinh-huy-bo")).ShouldBe("Theo đề nghị của Văn phòng – Thống kê thị trấn Tân Khai.");

        static async Task<string> ProposedAsync(Client client, string decision, string kind) =>
            Texts(await client.GetBytesAsync($"papers/decision/{decision}/{kind}.docx"))
                .Single(line => line.StartsWith("Theo đề nghị của", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_an_office_submits_bears_its_name_and_the_decision_on_it_names_the_council_and_the_office()
    {
        await using var service = new Service("2025-08-01T08:00:00+07:00");
        var dossier = await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "bang-khen-tinh", "Đặng Thị Ước");
        await Walk.PassAsync(await service.AsAsync("xa.congan"), dossier);
        await Walk.PassAsync(await service.AsAsync("xa.lanhdao"), dossier, new { allPassed = true, paper = Walk.Paper });
        await Walk.PassAsync(await service.AsAsync("tinh.congan"), dossier);
        var affairs = await service.AsAsync("tinh.noivu");
        await Walk.PassAsync(affairs, dossier);
        await Walk.VoteAsync(await service.AsAsync("tinh.thuky"), dossier);
        var waiting = (await affairs.GetAsync("proposals/candidates?form=bang-khen-tinh")).Ok().Json.GetProperty("items");
        var nominees = waiting
            .EnumerateArray()
            .Select(n => new { dossier = n.GetProperty("dossier").GetString(), nominee = n.GetProperty("nominee").GetString() })
            .ToArray();
        var proposal = (
            await affairs.PostAsync(
                "proposals",
                new
                {
                    unit = "tinh-dong-nai-2025",
                    form = "bang-khen-tinh",
                    nominees,
                }
            )
        ).Ok().Id;

        var letter = Texts(await affairs.GetBytesAsync($"papers/proposal/{proposal}/to-trinh.docx"));
        letter.ShouldContain("SỞ NỘI VỤ TỈNH ĐỒNG NAI");
        letter.ShouldContain("Số: ……/TTr-……");
        letter.ShouldContain("GIÁM ĐỐC");
        letter.ShouldContain("Kính gửi: Chủ tịch Ủy ban nhân dân tỉnh Đồng Nai");

        (await affairs.PostAsync($"proposals/{proposal}/issue", Walk.Paper)).Ok();
        var head = await service.AsAsync("tinh.lanhdao");
        var decision = (await Walk.DecideAsync(head, "tinh-dong-nai-2025", "bang-khen-tinh")).GetProperty("id").GetString()!;
        var text = Texts(await head.GetBytesAsync($"papers/decision/{decision}/quyet-dinh.docx"));
        text.ShouldContain(line => line.StartsWith("Căn cứ Biên bản họp Hội đồng Thi đua - Khen thưởng số ", StringComparison.Ordinal));
        text.ShouldContain("Theo đề nghị của Sở Nội vụ tỉnh Đồng Nai tại Tờ trình số 01/TTr-UBND ngày 01 tháng 8 năm 2025.");
    }

    private static List<string> Texts(byte[] docx)
    {
        using var document = WordprocessingDocument.Open(new MemoryStream(docx), isEditable: false);
        return
        [
            .. document.MainDocumentPart!.Document.Body!.Descendants<Paragraph>().Select(p => p.InnerText).Where(text => text.Length > 0),
        ];
    }
}
