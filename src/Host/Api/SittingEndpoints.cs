using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>Họp Hội đồng: <c>/api/v1/sittings</c>.</summary>
internal static class SittingEndpoints
{
    internal static void MapSittings(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/sittings");
        group
            .MapGet(
                "",
                (HttpContext http, SittingDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(desk.List(http.Person(), after, limit));
                }
            )
            .Requires(Act.ReadDossiers);
        group
            .MapPost(
                "",
                async (HttpContext http, SittingDesk desk) =>
                {
                    var input = await http.ReadAsync<SittingInput>();
                    return Problems.Of(
                        await desk.CallAsync(http.ApiCaller(), input, http.RequestAborted),
                        done => Results.Created($"{ApiComposition.Root}/sittings/{done.Value.Id}", done.Value)
                    );
                }
            )
            .Requires(Act.WorkTasks)
            .Accepts<SittingInput>("application/json")
            .Produces<SittingShape>(StatusCodes.Status201Created);
        group
            .MapGet(
                "/candidates",
                async (HttpContext http, SittingDesk desk) =>
                {
                    var check = new Check();
                    var form = check.OptionalCode<FormCode>("form", http.Request.Query["form"].ToString());
                    return check.Failed
                        ? Problems.Malformed(check.Faults)
                        : Results.Json(
                            new { items = await desk.CandidatesAsync(http.Person(), form, http.RequestAborted), next = (string?)null }
                        );
                }
            )
            .Requires(Act.WorkTasks);
        group
            .MapGet(
                "/{id}",
                async (string id, HttpContext http, SittingDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Id(id), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers)
            .Produces<SittingShape>();
        Change<GatherInput>("nominees", desk => desk.EnterAsync);
        Change<NomineeReasonInput>("take-off", desk => desk.TakeOffAsync);
        Change<AttendInput>("attendance", desk => desk.AttendAsync);
        Change<RecuseInput>("recuse", desk => desk.RecuseAsync);
        Change<RecuseInput>("lift-recusal", desk => desk.LiftRecusalAsync);
        Change<SittingVotesInput>("votes", desk => desk.EnterVotesAsync);
        Change<AllVotesInput>("all-votes", desk => desk.EnterAllVotesAsync);
        Change<ReasonInput>("drop", desk => desk.DropAsync);
        group
            .MapPost(
                "/{id}/close",
                (string id, HttpContext http, SittingDesk desk) =>
                {
                    var (sitting, caller) = (Id(id), http.ApiCaller());
                    return http.WithScanAsync<CloseSittingInput>(
                        async (input, scan) => Problems.Ok(await desk.CloseAsync(caller, sitting, input, scan, http.RequestAborted))
                    );
                }
            )
            .Requires(Act.WorkTasks)
            .Accepts<CloseSittingInput>("application/json", "multipart/form-data")
            .Produces<SittingShape>();
        group
            .MapPost(
                "/{id}/scan",
                (string id, HttpContext http, SittingDesk desk) =>
                {
                    var (sitting, caller) = (Id(id), http.ApiCaller());
                    return http.ReadFileAsync(
                        required: true,
                        async (_, upload) => Problems.Ok(await desk.AttachScanAsync(caller, sitting, upload!, http.RequestAborted))
                    );
                }
            )
            .Requires(Act.WorkTasks)
            .Produces<SittingShape>();

        void Change<T>(string verb, Func<SittingDesk, Func<Caller, SittingId, T, CancellationToken, Task<Answer<SittingShape>>>> of)
            where T : class =>
            group
                .MapPost(
                    $"/{{id}}/{verb}",
                    async (string id, HttpContext http, SittingDesk desk) =>
                    {
                        var sitting = Id(id);
                        var input = await http.ReadAsync<T>();
                        return Problems.Ok(await of(desk)(http.ApiCaller(), sitting, input, http.RequestAborted));
                    }
                )
                .Requires(Act.WorkTasks)
                .Accepts<T>("application/json")
                .Produces<SittingShape>();
    }

    private static SittingId Id(string text) => Requests.Id<SittingId>(text);
}
