using System.Net;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Projections.Views;

namespace PhongTrao.Host.Tests;

/// <summary>Lịch làm việc over HTTP: each test has a house of its own, for the calendar is everybody's.</summary>
public sealed class WhenTheCalendarChanges
{
    private static readonly object Announcement = new
    {
        number = "9441/TB-BNV",
        date = "2025-04-10",
        summary = "Thông báo lịch nghỉ",
    };

    private static object Day(string date, string kind = "holiday", string name = "Nghỉ hoán đổi") =>
        new
        {
            day = new
            {
                date,
                kind,
                name,
            },
            document = Announcement,
        };

    [Fact]
    public async Task Everybody_reads_a_year_with_its_sources_and_what_is_provisional()
    {
        await using var service = new Service();
        var client = await service.AsAsync("xa.canbo");

        var known = (await client.GetAsync("calendar/days?year=2025")).Ok().Json;
        known.GetProperty("provisional").GetBoolean().ShouldBeFalse();
        known.GetProperty("revision").GetInt32().ShouldBe(1);
        var makeUp = known.GetProperty("days").EnumerateArray().Single(d => d.GetProperty("date").GetString() == "2025-04-26");
        makeUp.GetProperty("kind").GetString().ShouldBe("make-up-working-day");
        makeUp.GetProperty("source").GetString()!.ShouldContain("8726/VPCP-KGVX");

        var computed = (await client.GetAsync("calendar/days?year=2030")).Ok().Json;
        computed.GetProperty("provisional").GetBoolean().ShouldBeTrue();
        computed
            .GetProperty("days")
            .EnumerateArray()
            .Single(d => d.GetProperty("name").GetString()!.EndsWith(": Mùng 1", StringComparison.Ordinal))
            .GetProperty("date")
            .GetString()
            .ShouldBe("2030-02-02");

        foreach (var year in new[] { "", "x", "1899", "2200", "999999999999" })
        {
            (await client.GetAsync($"calendar/days?year={year}")).Status.ShouldBe(HttpStatusCode.BadRequest, year);
        }
    }

    [Fact]
    public async Task A_day_off_moves_the_due_dates_ahead_of_it_and_says_so()
    {
        await using var service = new Service();
        var (dossier, officer) = await SubmittedAsync(service);
        var before = await DueAsync(officer, dossier);
        var coordinator = await service.AsAsync("quantri");
        var change = Day("2025-04-16");

        var preview = (await coordinator.PostAsync("calendar/days?preview=true", change)).Ok().Json;
        preview.GetProperty("preview").GetBoolean().ShouldBeTrue();
        preview.GetProperty("firstDay").GetString().ShouldBe("2025-04-16");
        preview.GetProperty("tasksAhead").GetInt32().ShouldBe(1);
        var would = preview.GetProperty("moves").EnumerateArray().ShouldHaveSingleItem();
        would.GetProperty("was").GetString().ShouldBe(before);
        would.TryGetProperty("dossier", out _).ShouldBeFalse("an administrator sees no dossier");
        (await DueAsync(officer, dossier)).ShouldBe(before, "a preview records nothing");
        (await coordinator.GetAsync("calendar/days?year=2025")).Ok().Json.GetProperty("revision").GetInt32().ShouldBe(1);

        var done = (await coordinator.PostAsync("calendar/days", change)).Ok();
        done.Headers.ETag!.Tag.ShouldBe("\"0\"");
        var moved = done.Json.GetProperty("moves").EnumerateArray().ShouldHaveSingleItem();
        moved.GetProperty("dueOn").GetString().ShouldBe(would.GetProperty("dueOn").GetString());
        var after = await DueAsync(officer, dossier);
        after.ShouldBe(would.GetProperty("dueOn").GetString());
        after.ShouldNotBe(before);

        var seen = (await officer.GetAsync("calendar/changes/2/moves")).Ok().Json.GetProperty("items").EnumerateArray().Single();
        seen.GetProperty("dossier").GetString().ShouldBe(dossier);
        var line = (await officer.GetAsync("calendar/changes")).Ok().Json.GetProperty("items").EnumerateArray().Single();
        (line.GetProperty("revision").GetInt32(), line.GetProperty("moved").GetInt32()).ShouldBe((2, 1));
        line.GetProperty("document").GetProperty("number").GetString().ShouldBe("9441/TB-BNV");
        line.GetProperty("progress").GetProperty("finishedAt").GetString().ShouldNotBeNull();

        var history = (await officer.GetAsync($"dossiers/{dossier}/history")).Ok().Text;
        history.ShouldContain("dossier.dues-recounted");
        var audit = (await (await service.AsAsync("giamsat")).GetAsync("audit?type=dossier.dues-recounted")).Ok().Json;
        audit.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await coordinator.GetAsync("audit?type=calendar.day-named")).Ok().Json.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task The_revision_stands_in_what_is_submitted_afterwards()
    {
        await using var service = new Service();
        (await (await service.AsAsync("quantri")).PostAsync("calendar/days", Day("2025-04-16"))).Ok();

        var (dossier, _) = await SubmittedAsync(service);

        var submitted = service.Services.GetRequiredService<DossierQueries>().Find(new(Guid.ParseExact(dossier, "N")));
        submitted.ShouldNotBeNull().Terms.ShouldNotBeNull().CalendarRevision.ShouldBe(2);
    }

    /// <summary>NQ 80-NQ/TW: 24/11/2026 is off once its law says so, and a working day until then.</summary>
    [Fact]
    public async Task The_culture_day_both_ways()
    {
        await using var service = new Service("2026-11-20T08:00:00+07:00");
        var administrator = await service.AsAsync("quantri");
        (await CountAsync()).ShouldBe(("2026-11-24", "2026-11-24"));
        var (dossier, officer) = await SubmittedAsync(service);
        var due = await DueAsync(officer, dossier);

        (await SwitchAsync(true)).Json.GetProperty("moves").GetArrayLength().ShouldBe(1);
        (await CountAsync()).ShouldBe(("2026-11-25", "2026-11-23"));
        var year = (await administrator.GetAsync("calendar/days?year=2026")).Ok().Json;
        year.GetProperty("optional").EnumerateArray().Single().GetProperty("on").GetBoolean().ShouldBeTrue();
        var moved = await DueAsync(officer, dossier);
        string.CompareOrdinal(moved, due).ShouldBeGreaterThan(0);
        (await QueueDueAsync(officer, dossier)).ShouldBe(moved);

        (await SwitchAsync(false)).Json.GetProperty("moves").GetArrayLength().ShouldBe(1);
        (await CountAsync()).ShouldBe(("2026-11-24", "2026-11-24"));
        (await DueAsync(officer, dossier)).ShouldBe(due);

        (
            await administrator.PostAsync(
                "calendar/optional",
                new
                {
                    code = "ngay-khong-co",
                    on = true,
                    document = Announcement,
                }
            )
        ).Status.ShouldBe(HttpStatusCode.BadRequest);

        async Task<Answered> SwitchAsync(bool on) =>
            (
                await administrator.PostAsync(
                    "calendar/optional",
                    new
                    {
                        code = "ngay-van-hoa-viet-nam-2026",
                        on,
                        document = Announcement,
                    }
                )
            ).Ok();

        async Task<(string?, string?)> CountAsync() =>
            (
                (await administrator.GetAsync("calendar/working-days?from=2026-11-10&days=10")).Ok().Json.GetProperty("date").GetString(),
                (await administrator.GetAsync("calendar/last-working-day?before=2026-11-25")).Ok().Json.GetProperty("date").GetString()
            );
    }

    [Fact]
    public async Task An_announced_year_is_provisional_no_longer()
    {
        await using var service = new Service();
        var client = await service.AsAsync("quantri");
        (await ProvisionalAsync()).ShouldBeTrue();

        (await client.PostAsync("calendar/years", new { year = 2027, document = Announcement })).Ok();

        (await ProvisionalAsync()).ShouldBeFalse();
        var year = (await client.GetAsync("calendar/days?year=2027")).Ok().Json;
        year.GetProperty("days").GetArrayLength().ShouldBe(14, "without days it is confirmed as it stands");
        year.GetProperty("document").GetProperty("number").GetString().ShouldBe("9441/TB-BNV");

        (
            await client.PostAsync(
                "calendar/years",
                new
                {
                    year = 2027,
                    days = new[]
                    {
                        new
                        {
                            date = "2028-01-01",
                            kind = "holiday",
                            name = "Nghỉ",
                        },
                    },
                    document = Announcement,
                }
            )
        ).Refused("calendar.day-outside-year");

        async Task<bool> ProvisionalAsync() =>
            (await client.GetAsync("calendar/working-days?from=2027-01-04&days=5")).Ok().Json.GetProperty("provisional").GetBoolean();
    }

    [Fact]
    public async Task A_file_is_taken_in_whole_or_not_at_all()
    {
        await using var service = new Service();
        var client = await service.AsAsync("dieuphoi");
        const string good = """
            format: 1
            document: { number: 1/TB, date: 2025-04-10, summary: Thông báo }
            days:
              - { date: 2025-04-16, kind: nghỉ, name: Nghỉ hoán đổi }
              - { date: 2025-04-19, kind: làm bù, name: Làm bù }
            """;

        var broken = await SendAsync(good.Replace("nghỉ,", "x,").Replace("2025-04-19", "mai"), "application/yaml");
        broken.Status.ShouldBe(HttpStatusCode.BadRequest);
        broken.Json.GetProperty("errors").GetArrayLength().ShouldBe(2);
        (await SendAsync(good.Replace("2025-04-19", "2025-04-18"), "application/yaml")).Refused("calendar.make-up-on-weekday");
        (await client.GetAsync("calendar/days?year=2025")).Ok().Json.GetProperty("revision").GetInt32().ShouldBe(1);

        (await SendAsync(good, "application/yaml")).Ok().Json.GetProperty("revision").GetInt32().ShouldBe(3);
        (await SendAsync("date;kind;name;number;documentDate;summary\n2025-04-17;nghỉ;Nghỉ;2/TB;2025-04-10;Thông báo\n", "text/csv"))
            .Ok()
            .Json.GetProperty("revision")
            .GetInt32()
            .ShouldBe(4);

        Task<Answered> SendAsync(string text, string type) =>
            client.PostAsync("calendar/import", new StringContent(text, System.Text.Encoding.UTF8, type));
    }

    [Fact]
    public async Task A_command_id_answers_once_and_an_old_etag_is_refused()
    {
        await using var service = new Service();
        var client = await service.AsAsync("quantri");
        var key = ("Idempotency-Key", Guid.NewGuid().ToString());

        (await client.PostAsync("calendar/days", Day("2025-04-16"), key)).Ok();
        (await client.PostAsync("calendar/days", Day("2025-04-16"), key)).Ok().Json.GetProperty("revision").GetInt32().ShouldBe(2);
        (await client.PostAsync("calendar/days", Day("2025-04-17"), key)).Status.ShouldBe(HttpStatusCode.UnprocessableEntity);
        var tag = (await client.GetAsync("calendar/days?year=2025")).Ok().Headers.ETag!.Tag;
        (await client.PostAsync("calendar/days", Day("2025-04-17"), ("If-Match", tag))).Ok();
        (await client.PostAsync("calendar/days", Day("2025-04-18"), ("If-Match", tag))).Status.ShouldBe(HttpStatusCode.PreconditionFailed);
        (await client.PostAsync("calendar/days/withdraw", Day("2025-04-17"))).Ok();
        (await client.PostAsync("calendar/days/withdraw", Day("2025-04-17"))).Refused("calendar.day-unknown");
    }

    [Fact]
    public async Task Malformed_days_name_every_fault()
    {
        await using var service = new Service();
        var client = await service.AsAsync("quantri");

        var answer = await client.PostAsync("calendar/days", new { day = new { date = "hôm nay", kind = "nửa ngày" } });

        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        answer
            .Json.GetProperty("errors")
            .EnumerateArray()
            .Select(e => e.GetProperty("field").GetString())
            .ShouldBe(["day.date", "day.kind", "day.name", "document.number", "document.date", "document.summary"]);
    }

    [Fact]
    public async Task A_coordinator_sets_saturdays_below_and_nowhere_else()
    {
        await using var service = new Service();
        var client = await service.AsAsync("dieuphoi");
        var (dossier, officer) = await SubmittedAsync(service);
        var before = await DueAsync(officer, dossier);
        var unit = (await officer.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("unit").GetString();

        (await SetAsync("khong-co-don-vi")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await SetAsync(unit!)).Ok();

        string.CompareOrdinal(await DueAsync(officer, dossier), before).ShouldBeLessThan(0, "a Saturday more is worked");
        (await client.GetAsync("calendar/days?year=2025")).Ok().Json.GetProperty("saturdays").GetArrayLength().ShouldBe(1);

        Task<Answered> SetAsync(string where) =>
            client.PostAsync(
                "calendar/saturdays",
                new
                {
                    unit = where,
                    from = "2025-04-14",
                    document = Announcement,
                }
            );
    }

    [Fact]
    public async Task The_page_shows_previews_and_records_without_script()
    {
        await using var service = new Service();
        await SubmittedAsync(service);
        using var browser = await service.BrowserAsync("dieuphoi");
        var address = new Uri("/lich-lam-viec?nam=2025", UriKind.Relative);
        var page = await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(address));
        page.QuerySelectorAll("table.month").Length.ShouldBe(12);
        page.QuerySelectorAll("td.month__off").Length.ShouldBe(12);
        page.QuerySelectorAll("td.month__worked").Length.ShouldBe(1);

        var previewed = await PostAsync(page, apply: false);
        previewed.QuerySelector("#day .note__title")!.TextContent.ShouldContain("chưa ghi gì");
        previewed.QuerySelectorAll("#day table tbody tr").Length.ShouldBe(1);
        previewed.QuerySelector<IHtmlInputElement>("#day-day-date")!.Value.ShouldBe("16/04/2025");

        var done = await PostAsync(previewed, apply: true);
        done.Body!.TextContent.ShouldContain("Nghỉ hoán đổi");
        done.Body.TextContent.ShouldContain("1 hạn chuyển");

        var reader = await new HtmlParser().ParseDocumentAsync(
            await (await service.BrowserAsync("xa.canbo")).GetStringAsync(new Uri("/lich-lam-viec?nam=2025&ban=2", UriKind.Relative))
        );
        reader.QuerySelector("#day").ShouldBeNull("only who may change it sees the forms");
        reader.QuerySelectorAll("#thay-doi table").Length.ShouldBe(2);

        async Task<IHtmlDocument> PostAsync(IHtmlDocument from, bool apply)
        {
            var fields = from.QuerySelectorAll<IHtmlInputElement>("#day input[type=hidden]").ToDictionary(i => i.Name!, i => i.Value);
            fields["day.date"] = "16/04/2025";
            fields["day.kind"] = "holiday";
            fields["day.name"] = "Nghỉ hoán đổi";
            fields["document.number"] = "9441/TB-BNV";
            fields["document.date"] = "10/04/2025";
            fields["document.summary"] = "Thông báo lịch nghỉ";
            if (apply)
            {
                fields["_apply"] = "true";
            }

            using var form = new FormUrlEncodedContent(fields);
            using var answer = await browser.PostAsync(address, form);
            if (!apply)
            {
                answer.StatusCode.ShouldBe(HttpStatusCode.OK);
                return await new HtmlParser().ParseDocumentAsync(await answer.Content.ReadAsStringAsync());
            }

            ((int)answer.StatusCode).ShouldBeInRange(302, 303, await answer.Content.ReadAsStringAsync());
            return await new HtmlParser().ParseDocumentAsync(await browser.GetStringAsync(answer.Headers.Location!));
        }
    }

    private static async Task<(string Dossier, Client Officer)> SubmittedAsync(Service service)
    {
        var preparer = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(preparer, null, "giay-khen-xa"))[0];
        var nominee = await Walk.NomineeAsync(preparer, dossier, "Nguyễn Văn An");
        await Walk.AttachAllAsync(preparer, dossier, nominee);
        await Walk.StateAllAsync(preparer, dossier);
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        return (dossier, await service.AsAsync("xa.congan"));
    }

    private static async Task<string?> DueAsync(Client client, string dossier) =>
        (await client.GetAsync($"dossiers/{dossier}"))
            .Ok()
            .Json.GetProperty("tasks")
            .EnumerateArray()
            .Single(t => t.GetProperty("isOpen").GetBoolean())
            .GetProperty("dueOn")
            .GetString();

    private static async Task<string?> QueueDueAsync(Client client, string dossier) =>
        (await client.GetAsync("tasks"))
            .Ok()
            .Json.GetProperty("items")
            .EnumerateArray()
            .Where(t => t.GetProperty("dossier").GetString() == dossier)
            .Select(t => t.TryGetProperty("dueOn", out var due) ? due.GetString() : null)
            .Single();
}
