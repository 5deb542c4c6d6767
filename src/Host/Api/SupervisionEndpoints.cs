using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;

namespace PhongTrao.Host.Api;

/// <summary>Kiểm tra, giám sát: <c>/api/v1/step-times</c>, <c>/api/v1/signs</c>.</summary>
internal static class SupervisionEndpoints
{
    internal static void MapSupervision(this RouteGroupBuilder api)
    {
        api.MapGet(
                "/step-times",
                (string? unit, string? from, string? to, string? act, string? form, HttpContext http, StepTimeDesk desk) =>
                    Problems.Ok(desk.Of(http.Person(), new(unit, from, to, act, form)))
            )
            .Requires(Act.Supervise)
            .WithSummary("Where work waits, how long levels take against their limits, how much is on time.")
            .Produces<StepReport>();
        api.MapGet("/signs", ListAsync).Requires(Act.ReadSigns).WithSummary("Dấu hiệu cần xem of one kind, newest first.");
        api.MapGet(
                "/signs/counts",
                (HttpContext http, SignDesk desk) =>
                {
                    var check = new Check();
                    var (from, to) = StepTimeDesk.MonthsOf(check, http.Person(), Query(http, "from"), Query(http, "to"));
                    return check.Failed
                        ? Problems.Malformed(check.Faults)
                        : Results.Json(new { items = desk.Count(http.Person(), from, to), next = (string?)null });
                }
            )
            .Requires(Act.ReadSigns);
        api.MapGet("/signs/sample", SampleAsync)
            .Requires(Act.ReadSigns)
            .WithSummary("A random sample that the same seed and last row draw again.")
            .Produces<SignSample>();
    }

    private static async Task<IResult> ListAsync(HttpContext http, SignDesk desk)
    {
        var check = new Check();
        var kind = KindOf(check, http);
        var (from, to) = StepTimeDesk.MonthsOf(check, http.Person(), Query(http, "from"), Query(http, "to"));
        if (check.Failed)
        {
            return Problems.Malformed(check.Faults);
        }

        var (after, limit) = http.Paging();
        return Requests.List(await desk.ListAsync(http.Person(), kind, from, to, after, limit, http.RequestAborted));
    }

    private static async Task<IResult> SampleAsync(HttpContext http, SignDesk desk)
    {
        var check = new Check();
        var kind = KindOf(check, http);
        var (from, to) = StepTimeDesk.MonthsOf(check, http.Person(), Query(http, "from"), Query(http, "to"));
        var size = SampleQuery.Size(check, Query(http, "size"));
        var seed = SampleQuery.Seed(check, Query(http, "seed"));
        var last = SampleQuery.Last(check, Query(http, "last"));
        return check.Failed
            ? Problems.Malformed(check.Faults)
            : Results.Json(await desk.SampleAsync(http.Person(), kind, from, to, size, seed, last, http.RequestAborted));
    }

    private static SignKind KindOf(Check check, HttpContext http)
    {
        if (SignDesk.Kind(Query(http, "kind")) is { } kind)
        {
            return kind;
        }

        check.Fault("kind", Query(http, "kind") is null ? Faults.Required : Faults.Unknown);
        return default;
    }

    private static string? Query(HttpContext http, string name) =>
        http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;
}
