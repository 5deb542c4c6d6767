using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Validation;
using PhongTrao.Host.Documents;

namespace PhongTrao.Host.Tests;

/// <summary>A plan of the house's own, loaded from a file, applied, and seen on the boards as the days go by.</summary>
public sealed class WhenDeadlinesAreKept
{
    private const string Morning = "2025-02-05T08:00:00+07:00";

    [Fact]
    public async Task A_plan_is_loaded_applied_and_falls_due()
    {
        await using var service = new Service(Morning);
        var coordinator = await service.AsAsync("dieuphoi");
        (await coordinator.PostAsync("plans", Yaml())).Ok();

        var sample = Items(await coordinator.GetAsync("plans/thu-2025/deadlines"));
        sample.ShouldNotBeEmpty();
        sample.Any(item => item.TryGetProperty("unit", out _)).ShouldBeFalse();
        Items(await coordinator.GetAsync("deadlines?plan=thu-2025")).ShouldBeEmpty();
        var preparer = await service.AsAsync("xa.canbo");
        (await FileAsync(preparer)).Refused("desk.plan-not-in-force");

        (await coordinator.PostAsync("plans/thu-2025/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();

        var item = Items(await preparer.GetAsync("deadlines?plan=thu-2025&state=sap-den-han")).ShouldHaveSingleItem();
        item.GetProperty("lastValidDay").GetString().ShouldBe("2025-02-07");
        item.GetProperty("lastWorkingDay").GetString().ShouldBe("2025-02-07");
        item.GetProperty("opens").ValueKind.ShouldBe(JsonValueKind.Null);
        item.GetProperty("provisional").GetBoolean().ShouldBeFalse();
        item.GetProperty("unit").GetString().ShouldBe("thi-tran-tan-khai");
        item.GetProperty("kind").GetString().ShouldBe("bao-cao");
        foreach (var name in new[] { "id", "clause", "wording", "what", "by", "to", "period" })
        {
            item.GetProperty(name).GetString().ShouldNotBeNullOrEmpty(name);
        }

        Items(await coordinator.GetAsync("plans/thu-2025/deadlines?state=sap-den-han")).Count.ShouldBe(12, "every commune of the district");
        Items(await coordinator.GetAsync("deadlines?plan=thu-2025&from=2025-02-07&to=2025-02-07")).Count.ShouldBe(12);
        Items(await coordinator.GetAsync("deadlines?plan=thu-2025&from=2025-02-08&to=2025-02-20")).ShouldBeEmpty();
        Items(await coordinator.GetAsync("deadlines?plan=thu-2025&state=sap-den-han&unit=xa-tan-hiep")).ShouldHaveSingleItem();
        Items(await (await service.AsAsync("locninh.noivu")).GetAsync("deadlines?plan=thu-2025")).ShouldBeEmpty();
        (await FileAsync(preparer)).Ok();

        (await coordinator.PostAsync("dev/clock", new { to = "2025-02-08T00:00:00+07:00" })).Ok();
        Items(await preparer.GetAsync("deadlines?plan=thu-2025&state=qua-han"))
            .ShouldHaveSingleItem()
            .GetProperty("id")
            .GetString()
            .ShouldBe(item.GetProperty("id").GetString());
    }

    [Fact]
    public async Task Only_coordinators_apply_and_only_to_units_of_theirs()
    {
        await using var service = new Service(Morning);
        var coordinator = await service.AsAsync("dieuphoi");
        (await coordinator.PostAsync("plans", Yaml())).Ok();
        object Apply(string unit) => new { units = new[] { unit }, from = "2025-01-01" };

        (await (await service.AsAsync("xa.canbo")).PostAsync("plans/thu-2025/apply", Apply("thi-tran-tan-khai"))).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (await coordinator.PostAsync("plans/thu-2025/apply", Apply("tinh-bac-giang"))).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await coordinator.PostAsync("plans/thu-2025/apply", Apply("bo-cong-an"))).Refused("desk.unit-not-in-force");
        (await coordinator.PostAsync("plans/thu-2025/apply", Apply("xa-tan-khai-2025"))).Refused("desk.unit-not-in-force");
        (await coordinator.PostAsync("plans/khong-co/apply", Apply("huyen-hon-quan"))).Status.ShouldBe(HttpStatusCode.NotFound);
        (await coordinator.PostAsync("plans/thu-2025/apply", new { units = Array.Empty<string>() })).Status.ShouldBe(
            HttpStatusCode.BadRequest
        );
        (await coordinator.GetAsync("deadlines?state=sap-toi&from=hom-qua")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await coordinator.GetAsync("deadlines?unit=tinh-bac-giang")).Status.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task A_coordinator_sets_the_day_that_the_plan_leaves_open()
    {
        await using var service = new Service(Morning);
        var coordinator = await service.AsAsync("dieuphoi");
        (await coordinator.PostAsync("plans", Yaml())).Ok();
        (await coordinator.PostAsync("plans/thu-2025/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();
        object Dating(string duty) =>
            new
            {
                duty,
                lastValidDay = "15/03/2025",
                hour = "16:30",
                basis = "Công văn hướng dẫn",
                number = "12/CV",
                date = "2025-02-01",
            };

        (await coordinator.PostAsync("plans/thu-2025/dates", Dating("bao-cao-tong-ket"))).Refused("plan.duty-has-day");
        (await coordinator.PostAsync("plans/thu-2025/dates", Dating("phan-bo-chi-tieu"))).Ok();

        var dated = Items(await coordinator.GetAsync("deadlines?plan=thu-2025&from=2025-03-15&to=2025-03-15"));
        dated.Count.ShouldBe(12);
        dated.ShouldAllBe(item => item.GetProperty("hour").GetString() == "16:30" && item.GetProperty("setByCoordinator").GetBoolean());

        // Set anew, the day before stays in sight; over, it never moves.
        object Again(string day) =>
            new
            {
                duty = "phan-bo-chi-tieu",
                lastValidDay = day,
                basis = "Giao ban",
            };
        (await coordinator.PostAsync("plans/thu-2025/dates", Again("2025-02-06"))).Ok();
        var again = Items(await coordinator.GetAsync("deadlines?plan=thu-2025&from=2025-02-06&to=2025-02-06"));
        again.Count.ShouldBe(12);
        again.ShouldAllBe(item => item.GetProperty("movedFrom").GetString() == "2025-03-15");
        using var browser = await service.BrowserAsync("dieuphoi");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri("/thoi-han?ke-hoach=thu-2025", UriKind.Relative)))
            .ShouldContain("dời từ 15/03/2025");
        (await coordinator.PostAsync("dev/clock", new { to = "2025-02-07T00:00:00+07:00" })).Ok();
        (await coordinator.PostAsync("plans/thu-2025/dates", Again("2025-03-20"))).Refused("plan.duty-over");
    }

    [Fact]
    public async Task A_letter_that_urges_those_who_are_late_is_drafted_as_the_decree_has_it()
    {
        await using var service = new Service(Morning);
        var coordinator = await service.AsAsync("dieuphoi");
        (await coordinator.PostAsync("plans", Yaml())).Ok();
        (await coordinator.PostAsync("plans/thu-2025/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();
        using var browser = await service.BrowserAsync("dieuphoi");
        const string path = "/thoi-han/don-doc.docx?ke-hoach=thu-2025&viec=bao-cao-tong-ket";
        using (var early = await browser.GetAsync(new Uri(path, UriKind.Relative)))
        {
            early.StatusCode.ShouldBe(HttpStatusCode.NotFound, "nobody is late yet");
        }

        (await coordinator.PostAsync("dev/clock", new { to = "2025-02-10T08:00:00+07:00" })).Ok();
        var page = await browser.GetStringAsync(new Uri("/thoi-han?ke-hoach=thu-2025", UriKind.Relative));
        WebUtility.HtmlDecode(page).ShouldContain(path);
        using var own = await service.BrowserAsync("xa.canbo");
        WebUtility
            .HtmlDecode(await own.GetStringAsync(new Uri("/thoi-han?ke-hoach=thu-2025", UriKind.Relative)))
            .ShouldNotContain(path, Case.Sensitive, "nobody urges themselves");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri(path.Replace(".docx", ".html", StringComparison.Ordinal), UriKind.Relative)))
            .ShouldContain("12 đơn vị chưa hoàn thành");
        using var file = new MemoryStream(await browser.GetByteArrayAsync(new Uri(path, UriKind.Relative)));
        if (Environment.GetEnvironmentVariable("KEEP_FILES") is { } folder)
        {
            await File.WriteAllBytesAsync(Path.Combine(folder, "don-doc.docx"), file.ToArray());
        }

        using var document = WordprocessingDocument.Open(file, isEditable: false);
        new OpenXmlValidator().Validate(document).ShouldBeEmpty();
        var body = document.MainDocumentPart!.Document!.Body!;
        var text = body.InnerText;
        foreach (
            var said in new[]
            {
                "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
                "Độc lập - Tự do - Hạnh phúc",
                "Số: ……/……",
                "ngày 10 tháng 02 năm 2025",
                "Đến hết ngày 09 tháng 02 năm 2025, 12 đơn vị chưa hoàn thành",
                "Thị trấn Tân Khai",
                "07/02/2025",
                "Lưu: VT.",
            }
        )
        {
            text.ShouldContain(said);
        }

        var rows = body.Descendants<DocumentFormat.OpenXml.Wordprocessing.Table>()
            .Max(table => table.Elements<DocumentFormat.OpenXml.Wordprocessing.TableRow>().Count());
        rows.ShouldBe(13, "a head and twelve communes");
        var margins = body.Descendants<DocumentFormat.OpenXml.Wordprocessing.PageMargin>().Single();
        // Millimetres, in twentieths of a point.
        (margins.Top!.Value / 56.7, margins.Bottom!.Value / 56.7).ShouldSatisfyAllConditions(
            m => m.Item1.ShouldBeInRange(20, 25),
            m => m.Item2.ShouldBeInRange(20, 25)
        );
        (margins.Left!.Value / 56.7).ShouldBeInRange(30, 35);
        (margins.Right!.Value / 56.7).ShouldBeInRange(15, 20);
    }

    [Fact]
    public async Task A_changed_file_waits_for_a_second_person_who_sees_what_differs()
    {
        await using var service = new Service(Morning);
        var coordinator = await service.AsAsync("dieuphoi");
        var second = await service.AsAsync("quantri");
        (await coordinator.PostAsync("plans", Yaml())).Ok().Json.GetProperty("proposed").GetBoolean().ShouldBeFalse();
        (await coordinator.PostAsync("plans/thu-2025/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();
        var preparer = await service.AsAsync("xa.canbo");
        (await coordinator.GetAsync("plans/thu-2025/proposal")).Status.ShouldBe(HttpStatusCode.NotFound);

        var later = Yaml("timing: { before: 2025-02-20 }");
        var proposed = (await coordinator.PostAsync("plans", later)).Ok().Json;
        (proposed.GetProperty("revision").GetInt32(), proposed.GetProperty("proposed").GetBoolean()).ShouldBe((2, true));

        var proposal = (await preparer.GetAsync("plans/thu-2025/proposal")).Ok().Json;
        var change = proposal.GetProperty("changes").EnumerateArray().ShouldHaveSingleItem();
        change.GetProperty("section").GetString().ShouldBe("duties");
        change.GetProperty("change").GetString().ShouldBe("changed");
        change.GetProperty("clause").GetString().ShouldNotBeNullOrEmpty();
        change.GetProperty("before").GetProperty("timing").GetProperty("day").GetString().ShouldBe("2025-02-08");
        change.GetProperty("after").GetProperty("timing").GetProperty("day").GetString().ShouldBe("2025-02-20");
        using var browser = await service.BrowserAsync("quantri");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/ke-hoach/thu-2025/ban-moi", UriKind.Relative)));
        page.ShouldContain("trước ngày <mark>08/02/2025");
        page.ShouldContain("trước ngày <mark>20/02/2025");

        var source = new { source = proposal.GetProperty("source").GetString(), change = "dinh-chinh" };
        (await preparer.PostAsync("plans/thu-2025/proposal/confirm", source)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await coordinator.PostAsync("plans/thu-2025/proposal/confirm", source)).Refused("plan.own-revision");
        (await second.PostAsync("plans/thu-2025/proposal/confirm", new { source = new string('0', 64), change = "dinh-chinh" })).Refused(
            "plan.no-revision"
        );
        (await second.GetAsync("plans/thu-2025")).Ok().Json.GetProperty("revision").GetInt32().ShouldBe(1);
        (await second.PostAsync("plans/thu-2025/proposal/confirm", source)).Ok();
        (await second.GetAsync("plans/thu-2025")).Ok().Json.GetProperty("revision").GetInt32().ShouldBe(2);
        (await second.PostAsync("plans/thu-2025/proposal/drop", source)).Refused("plan.no-revision");
    }

    [Fact]
    public async Task An_amendment_moves_open_duties_only_as_the_coordinator_accepts()
    {
        await using var service = new Service(Morning);
        var coordinator = await service.AsAsync("dieuphoi");
        var second = await service.AsAsync("quantri");
        var preparer = await service.AsAsync("xa.canbo");
        (await coordinator.PostAsync("plans", Yaml())).Ok();
        (await coordinator.PostAsync("plans/thu-2025/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();
        (await coordinator.PostAsync("plans", Yaml("timing: { before: 2025-02-20 }"))).Ok();
        var source = (await second.GetAsync("plans/thu-2025/proposal")).Ok().Json.GetProperty("source").GetString();

        (await second.PostAsync("plans/thu-2025/proposal/confirm", new { source })).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await second.PostAsync("plans/thu-2025/proposal/confirm", new { source, change = "sua-doi" })).Status.ShouldBe(
            HttpStatusCode.BadRequest,
            "an amendment names its document"
        );
        var amendment = new
        {
            source,
            change = "sua-doi",
            number = "45/KH-UBND",
            date = "2025-02-04",
            issuer = "Ủy ban nhân dân thị trấn",
        };
        (await second.PostAsync("plans/thu-2025/proposal/confirm", amendment)).Ok();

        var revision = (await preparer.GetAsync("plans/thu-2025/revisions")).Ok().Json.GetProperty("items")[0];
        revision.GetProperty("basis").GetProperty("document").GetProperty("number").GetString().ShouldBe("45/KH-UBND");
        var waits = Items(await preparer.GetAsync("deadlines?plan=thu-2025&state=sap-den-han")).ShouldHaveSingleItem();
        waits.GetProperty("lastValidDay").GetString().ShouldBe("2025-02-07");
        waits.GetProperty("awaitsMove").GetBoolean().ShouldBeTrue();
        waits.GetProperty("movesTo").GetString().ShouldBe("2025-02-19");
        var move = Items(await preparer.GetAsync("plans/thu-2025/moves")).ShouldHaveSingleItem();
        (
            move.GetProperty("from").GetProperty("lastValidDay").GetString(),
            move.GetProperty("to").GetProperty("lastValidDay").GetString()
        ).ShouldBe(("2025-02-07", "2025-02-19"));
        using var browser = await service.BrowserAsync("dieuphoi");
        async Task<string> PageAsync(string path) => WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri(path, UriKind.Relative)));
        (await PageAsync("/thoi-han?ke-hoach=thu-2025")).ShouldContain("chờ chấp nhận dời hạn: 07/02/2025 → 19/02/2025");
        (await PageAsync("/ke-hoach/thu-2025")).ShouldContain("Có 1 hạn chờ chấp nhận dời");
        (await PageAsync("/ke-hoach/thu-2025/doi-han")).ShouldContain("Chấp nhận tất cả");
        var compared = await PageAsync("/ke-hoach/thu-2025/so-sanh?tu=1&den=2");
        compared.ShouldContain("trước ngày <mark>08/02/2025");
        compared.ShouldContain("trước ngày <mark>20/02/2025");
        (await preparer.GetAsync("plans/thu-2025/changes?from=1&to=2")).Ok().Json.GetProperty("changes").GetArrayLength().ShouldBe(1);
        (await preparer.GetAsync("plans/thu-2025/changes?from=1&to=9")).Status.ShouldBe(HttpStatusCode.BadRequest);

        var accept = new { revision = 2, occurrences = new[] { new { duty = "bao-cao-tong-ket", period = "mot-lan" } } };
        (await preparer.PostAsync("plans/thu-2025/moves/accept", accept)).Status.ShouldBe(HttpStatusCode.Forbidden);
        (await coordinator.PostAsync("plans/thu-2025/moves/accept", new { revision = 1, accept.occurrences })).Refused("plan.no-move");
        (await coordinator.PostAsync("plans/thu-2025/moves/keep", accept)).Status.ShouldBe(HttpStatusCode.BadRequest, "a reason");
        (await coordinator.PostAsync("plans/thu-2025/moves/accept", accept)).Ok();

        var moved = Items(await coordinator.GetAsync("deadlines?plan=thu-2025&from=2025-02-19&to=2025-02-19"));
        moved.Count.ShouldBe(12);
        moved.ShouldAllBe(item =>
            item.GetProperty("movedFrom").GetString() == "2025-02-07" && !item.GetProperty("awaitsMove").GetBoolean()
        );
        Items(await coordinator.GetAsync("plans/thu-2025/moves")).ShouldBeEmpty();
        (await PageAsync("/thoi-han?ke-hoach=thu-2025")).ShouldContain("dời từ 07/02/2025");
        (await PageAsync("/ke-hoach/thu-2025")).ShouldContain("Sửa đổi theo 45/KH-UBND ngày 04/02/2025 của Ủy ban nhân dân thị trấn");
    }

    [Fact]
    public async Task A_document_extends_a_duty_for_named_units_or_for_all()
    {
        await using var service = new Service(Morning);
        var coordinator = await service.AsAsync("dieuphoi");
        (await coordinator.PostAsync("plans", Yaml())).Ok();
        (await coordinator.PostAsync("plans/thu-2025/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();
        object Extension(string to, params string[] units) =>
            new
            {
                duty = "bao-cao-tong-ket",
                units,
                lastValidDay = to,
                number = "9/CV",
                date = "2025-02-04",
                issuer = "Công an huyện",
            };

        (await (await service.AsAsync("xa.canbo")).PostAsync("plans/thu-2025/extend", Extension("2025-02-14"))).Status.ShouldBe(
            HttpStatusCode.Forbidden
        );
        (
            await coordinator.PostAsync("plans/thu-2025/extend", new { duty = "bao-cao-tong-ket", lastValidDay = "2025-02-14" })
        ).Status.ShouldBe(HttpStatusCode.BadRequest, "no document");
        (await coordinator.PostAsync("plans/thu-2025/extend", Extension("2025-02-06"))).Refused("plan.not-later");
        (await coordinator.PostAsync("plans/thu-2025/extend", Extension("2025-02-14", "tinh-bac-giang"))).Refused("desk.unit-not-bound");
        (await coordinator.PostAsync("plans/thu-2025/extend", Extension("2025-02-14", "xa-tan-hiep"))).Ok();

        var one = Items(await coordinator.GetAsync("deadlines?plan=thu-2025&from=2025-02-14&to=2025-02-14")).ShouldHaveSingleItem();
        (one.GetProperty("unit").GetString(), one.GetProperty("movedFrom").GetString()).ShouldBe(("xa-tan-hiep", "2025-02-07"));
        Items(await coordinator.GetAsync("deadlines?plan=thu-2025&from=2025-02-07&to=2025-02-07")).Count.ShouldBe(11);
        (await coordinator.PostAsync("plans/thu-2025/extend", Extension("2025-02-21"))).Ok();
        Items(await coordinator.GetAsync("deadlines?plan=thu-2025&from=2025-02-21&to=2025-02-21")).Count.ShouldBe(12);

        using var browser = await service.BrowserAsync("dieuphoi");
        var form = WebUtility.HtmlDecode(
            await browser.GetStringAsync(new Uri("/ke-hoach/thu-2025/gia-han?viec=bao-cao-tong-ket", UriKind.Relative))
        );
        form.ShouldContain("21/02/2025, dời từ 07/02/2025");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri("/ke-hoach/thu-2025", UriKind.Relative)))
            .ShouldContain("theo 9/CV ngày 04/02/2025 của Công an huyện");
    }

    [Fact]
    public async Task A_deadline_counted_from_a_decision_says_so_until_a_coordinator_dates_it()
    {
        await using var service = new Service(Morning);
        var coordinator = await service.AsAsync("dieuphoi");
        const string timing = "timing: { of: { event: ban-hanh-quyet-dinh }, days: 2, unit: ngay-lam-viec, side: sau }";
        (await coordinator.PostAsync("plans", Yaml(timing))).Ok();
        (await coordinator.PostAsync("plans/thu-2025/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();
        async Task<JsonElement> ReportAsync() =>
            Items(await coordinator.GetAsync("deadlines?plan=thu-2025&unit=xa-tan-hiep"))
                .Single(item => item.GetProperty("duty").GetString() == "bao-cao-tong-ket");

        (await ReportAsync()).GetProperty("waitsFor").GetString().ShouldBe("ban-hanh-quyet-dinh");
        using var browser = await service.BrowserAsync("dieuphoi");
        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri("/thoi-han?ke-hoach=thu-2025", UriKind.Relative)))
            .ShouldContain("tính từ ngày ban hành quyết định");

        var dating = new
        {
            duty = "bao-cao-tong-ket",
            lastValidDay = "2025-03-14",
            basis = "Quyết định ban hành ngày 12/3/2025",
        };
        (await coordinator.PostAsync("plans/thu-2025/dates", dating)).Ok();
        var dated = await ReportAsync();
        dated.GetProperty("lastValidDay").GetString().ShouldBe("2025-03-14");
        dated.TryGetProperty("waitsFor", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Boards_print_and_download()
    {
        await using var service = new Service(Morning);
        var coordinator = await service.AsAsync("dieuphoi");
        (await coordinator.PostAsync("plans", Yaml())).Ok();
        (await coordinator.PostAsync("plans/thu-2025/apply", new { units = new[] { "huyen-hon-quan" }, from = "2025-01-01" })).Ok();
        using var browser = await service.BrowserAsync("dieuphoi");

        var list = await browser.GetStringAsync(new Uri("/thoi-han?ke-hoach=thu-2025", UriKind.Relative));
        list.ShouldContain("07/02/2025");
        list.ShouldContain("Sắp đến hạn");
        var month = await browser.GetStringAsync(new Uri("/thoi-han/lich?thang=2025-02&ke-hoach=thu-2025", UriKind.Relative));
        month.ShouldContain("12 đơn vị");
        list.ShouldContain("12 đơn vị");
        list.ShouldContain("Báo cáo tổng kết");
        month.IndexOf(">T2<", StringComparison.Ordinal).ShouldBeInRange(1, month.IndexOf(">CN<", StringComparison.Ordinal));

        // Whatever an address says, the page says what is wrong with it; what is over is one step away.
        foreach (
            var odd in new[]
            {
                "trang-thai=bay",
                "tu=hom-qua",
                "ke-hoach=khong-co",
                "viec=Sai%20mã",
                "sau=x~y~z~w",
                "don-vi=tinh-bac-giang",
            }
        )
        {
            using var answer = await browser.GetAsync(new Uri($"/thoi-han?{odd}", UriKind.Relative));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, odd);
        }

        WebUtility
            .HtmlDecode(await browser.GetStringAsync(new Uri("/thoi-han?ke-hoach=khong-co", UriKind.Relative)))
            .ShouldContain("Không có việc nào cần làm");
        var one = await browser.GetStringAsync(
            new Uri("/thoi-han?ke-hoach=thu-2025&viec=bao-cao-tong-ket&ky=mot-lan&tu=2025-02-07&den=2025-02-07", UriKind.Relative)
        );
        one.ShouldContain("<details open");

        var bytes = await browser.GetByteArrayAsync(new Uri("/thoi-han.xlsx?ke-hoach=thu-2025&trang-thai=sap-den-han", UriKind.Relative));
        using var file = new MemoryStream(bytes);
        using var book = SpreadsheetDocument.Open(file, false);
        new OpenXmlValidator().Validate(book, TestContext.Current.CancellationToken).ShouldBeEmpty();
        book.WorkbookPart!.WorksheetParts.Single().Worksheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Row>().Count().ShouldBe(13);

        var ics = await browser.GetByteArrayAsync(new Uri("/thoi-han.ics?ke-hoach=thu-2025", UriKind.Relative));
        var read = await ParseAsync(ics);
        var id = Items(await coordinator.GetAsync("deadlines?plan=thu-2025&state=sap-den-han&unit=xa-tan-hiep"))[0]
            .GetProperty("id")
            .GetString();
        read.ShouldContain($"{id} 2025-02-07 2025-02-08 2025-02-07 00:30:00+00:00");
        read.Count.ShouldBe(12);
    }

    [Fact]
    public async Task A_calendar_file_keeps_every_letter_through_folding_and_escaping()
    {
        const string text =
            "Báo cáo, tổng kết; “Đợt 1” \\ KỲ ẨM ỄNH ƯƠNG – ĐẶNG THỊ ƯỚC, PHƯỜNG THỦ DẦU MỘT 𝄞 và một câu đủ dài để gấp dòng";
        var bytes = Ics.Write(
            "Thời hạn",
            new(2025, 2, 5, 1, 0, 0, TimeSpan.Zero),
            [new("abc", new(2025, 2, 7), new(2025, 2, 7, 16, 30, 0, TimeSpan.FromHours(7)), text, "một\nhai", null)]
        );

        var lines = Encoding.UTF8.GetString(bytes).Split("\r\n");
        lines.ShouldAllBe(line => Encoding.UTF8.GetByteCount(line) <= 75 && !line.Contains('\n'));
        (await ParseAsync(bytes, "summary")).ShouldBe([text]);
        (await ParseAsync(bytes)).ShouldBe(["abc 2025-02-07 09:30:00+00:00 None None"]);
    }

    [Fact]
    public void A_spreadsheet_takes_no_text_for_a_formula()
    {
        var bytes = Sheet.Write(
            "Thử",
            [("Cột", 10)],
            [
                ["=1+1"],
                ["@x"],
                ["Việc\u0001"],
                [new DateOnly(2025, 2, 7)],
                [null],
            ]
        );

        using var file = new MemoryStream(bytes);
        using var book = SpreadsheetDocument.Open(file, false);
        new OpenXmlValidator().Validate(book, TestContext.Current.CancellationToken).ShouldBeEmpty();
        var sheet = book.WorkbookPart!.WorksheetParts.Single().Worksheet;
        sheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.CellFormula>().ShouldBeEmpty();
        var cells = sheet.Descendants<DocumentFormat.OpenXml.Spreadsheet.Cell>().ToList();
        cells[1].InnerText.ShouldBe("=1+1");
        var format = (DocumentFormat.OpenXml.Spreadsheet.CellFormat)
            book.WorkbookPart.WorkbookStylesPart!.Stylesheet.CellFormats!.ChildElements[(int)cells[1].StyleIndex!.Value];
        format.QuotePrefix!.Value.ShouldBeTrue();
        cells[3].InnerText.ShouldBe("Việc");
        cells[4].InnerText.ShouldBe("45695"); // 07/02/2025 as spreadsheets count
    }

    // Debian's python3-icalendar reads it: uid, start, end and alarm of every entry, or one property of them.
    internal static async Task<IReadOnlyList<string>> ParseAsync(byte[] ics, string? property = null)
    {
        const string script = """
            import sys, icalendar
            calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
            what = sys.argv[1] if len(sys.argv) > 1 else None
            for event in calendar.walk('VEVENT'):
                if what:
                    print(str(event[what]))
                    continue
                alarms = [a.decoded('trigger') for a in event.walk('VALARM')]
                assert event.decoded('dtstamp').tzinfo is not None
                end = event.decoded('dtend') if 'dtend' in event else None
                print(str(event['uid']), event.decoded('dtstart'), end, alarms[0] if alarms else None)
            """;
        var start = new ProcessStartInfo("/usr/bin/python3")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
        };
        start.Environment["PYTHONIOENCODING"] = "utf-8";
        start.ArgumentList.Add("-c");
        start.ArgumentList.Add(script);
        if (property is not null)
        {
            start.ArgumentList.Add(property);
        }

        using var python = Process.Start(start)!;
        await python.StandardInput.BaseStream.WriteAsync(ics);
        python.StandardInput.Close();
        var read = await python.StandardOutput.ReadToEndAsync();
        var faults = await python.StandardError.ReadToEndAsync();
        await python.WaitForExitAsync();
        python.ExitCode.ShouldBe(0, faults);
        return read.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static IReadOnlyList<JsonElement> Items(Answered answer) => [.. answer.Ok().Json.GetProperty("items").EnumerateArray()];

    private static Task<Answered> FileAsync(Client client) =>
        client.PostAsync(
            "filings",
            new
            {
                plan = "thu-2025",
                type = "tong-ket",
                forms = new[] { "giay-khen-xa" },
                secrecy = "normal",
            }
        );

    private static StringContent Yaml(string timing = "timing: { before: 2025-02-08 }") => TrialPlan.Yaml(timing);
}
