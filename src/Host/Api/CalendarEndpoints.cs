using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections;

namespace PhongTrao.Host.Api;

/// <summary>
/// Lịch làm việc. Every change names its document and answers what it moved; with <c>?preview=true</c> it answers what it would
/// move and records nothing. The ETag is the calendar's, so that If-Match refuses to change what has changed since.
/// </summary>
internal static class CalendarEndpoints
{
    private delegate Task<Answer<CalendarChanged>> Changing<TInput>(
        Caller caller,
        TInput input,
        bool preview,
        CancellationToken cancellationToken
    );

    internal static void MapCalendar(this RouteGroupBuilder api)
    {
        var calendar = api.MapGroup("/calendar");
        calendar
            .MapGet(
                "/working-days",
                (HttpContext http, CalendarDesk desk) =>
                    Problems.Ok(desk.WorkingDays(http.Request.Query["from"].ToString(), http.Request.Query["days"].ToString()))
            )
            .Requires(Act.ReadRules)
            .Produces<CalendarAnswer>();
        calendar
            .MapGet(
                "/last-working-day",
                (HttpContext http, CalendarDesk desk) => Problems.Ok(desk.LastWorkingDay(http.Request.Query["before"].ToString()))
            )
            .Requires(Act.ReadRules)
            .Produces<CalendarAnswer>();
        calendar
            .MapGet("/days", (HttpContext http, CalendarDesk desk) => Problems.Ok(desk.Year(http.Request.Query["year"].ToString())))
            .Requires(Act.ReadRules)
            .Produces<CalendarYear>();
        calendar
            .MapGet(
                "/changes",
                async (HttpContext http, CalendarDesk desk) =>
                    Results.Json(new { items = await desk.HistoryAsync(http.RequestAborted), next = (string?)null })
            )
            .Requires(Act.ReadRules)
            .Produces<IReadOnlyList<CalendarHistoryLine>>();
        calendar.MapGet("/changes/{revision}/moves", Moves).Requires(Act.ReadRules).Produces<Page<CalendarMoveShape>>();
        Map<NameDayInput>(calendar, "/days", desk => desk.NameAsync);
        Map<WithdrawDayInput>(calendar, "/days/withdraw", desk => desk.WithdrawAsync);
        Map<AnnounceYearInput>(calendar, "/years", desk => desk.AnnounceAsync);
        Map<SwitchDayInput>(calendar, "/optional", desk => desk.SwitchAsync);
        Map<SaturdaysInput>(calendar, "/saturdays", desk => desk.SetSaturdaysAsync);
        calendar
            .MapPost(
                "/import",
                async (HttpContext http, CalendarDesk desk) =>
                    Problems.Ok(
                        await desk.ImportAsync(
                            http.ApiCaller(),
                            http.Request.ContentType?.StartsWith("text/csv", StringComparison.OrdinalIgnoreCase) == true
                                ? "calendar.csv"
                                : "calendar.yaml",
                            await http.ReadTextAsync(),
                            Preview(http),
                            http.RequestAborted
                        )
                    )
            )
            .Requires(Act.ManageCalendar)
            .Accepts<string>("application/yaml", "text/csv", "text/plain")
            .Produces<CalendarChanged>();
    }

    private static void Map<TInput>(RouteGroupBuilder calendar, string path, Func<CalendarDesk, Changing<TInput>> change)
        where TInput : class =>
        calendar
            .MapPost(
                path,
                async (HttpContext http, CalendarDesk desk) =>
                    Problems.Ok(await change(desk)(http.ApiCaller(), await http.ReadAsync<TInput>(), Preview(http), http.RequestAborted))
            )
            .Requires(Act.ManageCalendar)
            .Accepts<TInput>("application/json")
            .Produces<CalendarChanged>();

    private static IResult Moves(string revision, HttpContext http, CalendarDesk desk)
    {
        if (
            !int.TryParse(
                revision,
                System.Globalization.NumberStyles.None,
                System.Globalization.CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return Problems.NotFound();
        }

        var (after, limit) = http.Paging();
        return Requests.List(desk.Moves(http.Person(), number, after, limit));
    }

    private static bool Preview(HttpContext http) => http.Request.Query["preview"].ToString() is "true";
}
