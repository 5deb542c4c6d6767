using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Api;

/// <summary>Figures that units state for the targets of a plan, its small registers, and its progress.</summary>
internal static class FigureEndpoints
{
    internal static void MapFigures(this RouteGroupBuilder api)
    {
        api.MapGet(
                "/deadlines/{id}/figures",
                async (string id, HttpContext http, FigureDesk desk) =>
                    Problems.Ok(await desk.OfReportAsync(http.Person(), Requests.Id<DutyKey>(id), http.RequestAborted))
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary("The figures of the period that a report is about, as they stand and as they stood when it was handed in.")
            .Produces<ReportFigures>();
        api.MapGet(
                "/deadlines/{id}/books",
                async (string id, HttpContext http, BookDesk desk) =>
                    Problems.Of(
                        await desk.OfDutyAsync(http.Person(), Requests.Id<DutyKey>(id), http.RequestAborted),
                        done => Results.Json(new PeriodBookList(done.Value, null))
                    )
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary("What stands in the small registers that bear out a deadline, in its period.")
            .Produces<PeriodBookList>();
        var plan = api.MapGroup("/plans/{plan}");
        plan.MapGet(
                "/figures/{period}/{unit}",
                async (string plan, string period, string unit, HttpContext http, FigureDesk desk) =>
                    Problems.Ok(
                        await desk.GetAsync(
                            http.Person(),
                            Requests.Code<PlanId>(plan),
                            Requests.Code<PeriodKey>(period),
                            Requests.Code<UnitId>(unit),
                            http.RequestAborted
                        )
                    )
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary("What a unit states for a plan and period, with what the system knows beside it.")
            .Produces<FiguresShape>();
        plan.MapGet(
                "/figures/{period}/{unit}/history",
                async (string plan, string period, string unit, HttpContext http, FigureDesk desk) =>
                    Problems.Of(
                        await desk.HistoryAsync(
                            http.Person(),
                            Requests.Code<PlanId>(plan),
                            Requests.Code<PeriodKey>(period),
                            Requests.Code<UnitId>(unit),
                            http.RequestAborted
                        ),
                        done => Results.Json(new StatementList(done.Value, null))
                    )
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary("Every statement of a unit for a plan and period: who, when, and what it changed.")
            .Produces<StatementList>();
        plan.MapPut(
                "/figures/{period}/{unit}",
                async (string plan, string period, string unit, HttpContext http, FigureDesk desk) =>
                {
                    var (id, key, whose) = (Requests.Code<PlanId>(plan), Requests.Code<PeriodKey>(period), Requests.Code<UnitId>(unit));
                    var input = await http.ReadAsync<StateFiguresInput>();
                    return Problems.Ok(await desk.StateAsync(http.ApiCaller(), id, key, whose, input, http.RequestAborted));
                }
            )
            .Requires(Act.FileReports)
            .WithSummary("States figures as a whole, or replaces what was stated; a percentage is a numerator and a denominator.")
            .Accepts<StateFiguresInput>("application/json")
            .Produces<FiguresShape>();
        plan.MapGet(
                "/progress/{period}/{unit}",
                async (string plan, string period, string unit, HttpContext http, FigureDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Problems.Ok(
                        await desk.ProgressAsync(
                            http.Person(),
                            Requests.Code<PlanId>(plan),
                            Requests.Code<PeriodKey>(period),
                            Requests.Code<UnitId>(unit),
                            after,
                            limit,
                            http.RequestAborted
                        )
                    );
                }
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary("How a unit and those right below it stand against the targets of a plan. Query: after, limit.")
            .Produces<ProgressShape>();
        plan.MapGet(
                "/books/{unit}",
                async (string plan, string unit, HttpContext http, BookDesk desk) =>
                    Problems.Of(
                        await desk.BooksAsync(http.Person(), Requests.Code<PlanId>(plan), Requests.Code<UnitId>(unit), http.RequestAborted),
                        done => Results.Json(new BookList(done.Value, null))
                    )
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary("The small registers that a plan makes a unit keep, without their entries.")
            .Produces<BookList>();
        var book = plan.MapGroup("/books/{unit}/{kind}/{target}");
        book.MapGet(
                "",
                async (string plan, string unit, string kind, string target, HttpContext http, BookDesk desk) =>
                    Problems.Ok(
                        await desk.BookAsync(
                            http.Person(),
                            Requests.Code<PlanId>(plan),
                            KindOf(kind),
                            TargetOf(target),
                            Requests.Code<UnitId>(unit),
                            http.RequestAborted
                        )
                    )
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary("One small register with its entries; target is \"-\" where it counts for none.")
            .Produces<BookShape>();
        book.MapGet(
                "/units",
                async (string plan, string unit, string kind, string target, HttpContext http, BookDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Problems.Ok(
                        await desk.BookUnitsAsync(
                            http.Person(),
                            Requests.Code<PlanId>(plan),
                            KindOf(kind),
                            TargetOf(target),
                            Requests.Code<UnitId>(unit),
                            http.Request.Query["period"] is [{ Length: > 0 } period] ? Requests.Code<PeriodKey>(period) : null,
                            after,
                            limit,
                            http.RequestAborted
                        )
                    );
                }
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary("What stands in a small register of a unit and of those right below it. Query: period, after, limit.")
            .Produces<BookUnitsShape>();
        book.MapPost(
                "/entries",
                async (string plan, string unit, string kind, string target, HttpContext http, BookDesk desk) =>
                {
                    var (id, whose, which, counts) = (
                        Requests.Code<PlanId>(plan),
                        Requests.Code<UnitId>(unit),
                        KindOf(kind),
                        TargetOf(target)
                    );
                    var input = await http.ReadAsync<EnterBookInput>();
                    return Problems.Ok(await desk.EnterAsync(http.ApiCaller(), id, which, counts, whose, input, http.RequestAborted));
                }
            )
            .Requires(Act.FileReports)
            .Accepts<EnterBookInput>("application/json")
            .Produces<BookShape>();
        book.MapPost(
                "/entries/{entry}/strike",
                async (string plan, string unit, string kind, string target, string entry, HttpContext http, BookDesk desk) =>
                {
                    var (id, whose, which, counts) = (
                        Requests.Code<PlanId>(plan),
                        Requests.Code<UnitId>(unit),
                        KindOf(kind),
                        TargetOf(target)
                    );
                    var one = Requests.Id<BookEntryId>(entry);
                    var input = await http.ReadAsync<StrikeBookInput>();
                    return Problems.Ok(await desk.StrikeAsync(http.ApiCaller(), id, which, counts, whose, one, input, http.RequestAborted));
                }
            )
            .Requires(Act.FileReports)
            .Accepts<StrikeBookInput>("application/json")
            .Produces<BookShape>();
    }

    /// <summary>Small registers in the period of a deadline.</summary>
    internal sealed record PeriodBookList(IReadOnlyList<BookInPeriod> Items, string? Next);

    /// <summary>Statements of figures.</summary>
    internal sealed record StatementList(IReadOnlyList<FigureStatement> Items, string? Next);

    /// <summary>The registers of a unit.</summary>
    internal sealed record BookList(IReadOnlyList<BookShape> Items, string? Next);

    private static PlanRegisterKind KindOf(string text) =>
        StoredNames<PlanRegisterKind>.TryParse(text, out var kind) ? kind : throw new RequestRefusedException(Problems.NotFound());

    private static TargetCode? TargetOf(string text) => text == "-" ? null : Requests.Code<TargetCode>(text);
}
