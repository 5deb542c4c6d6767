using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Api;

/// <summary>What one was told oneself.</summary>
internal static class NoticeEndpoints
{
    internal static void MapNotices(this RouteGroupBuilder api)
    {
        api.MapGet("/notices", List).Requires(Act.Self);
        api.MapPost("/notices/read", ReadAsync).Requires(Act.Self).Accepts<ReadNoticesInput>("application/json").Produces<UnreadNotices>();
    }

    private static IResult List(HttpContext http, NoticeDesk desk)
    {
        var (after, limit) = http.Paging();
        return http.Request.Query["unread"].ToString() switch
        {
            "" or "false" => Requests.List(desk.List(http.Person(), unread: false, after, limit)),
            "true" => Requests.List(desk.List(http.Person(), unread: true, after, limit)),
            _ => Problems.Malformed([Fault.Of("unread", Faults.NotBoolean)]),
        };
    }

    private static async Task<IResult> ReadAsync(HttpContext http, NoticeDesk desk) =>
        Problems.Ok(await desk.ReadAsync(http.ApiCaller(), await http.ReadAsync<ReadNoticesInput>(), http.RequestAborted));
}
