using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>Ý kiến kiểm tra: <c>/api/v1/inspections</c>.</summary>
internal static class InspectionEndpoints
{
    internal static void MapInspections(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("/inspections");
        group
            .MapGet(
                "",
                (HttpContext http, InspectionDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(desk.List(http.Person(), http.Request.Query["over"] == "true", after, limit));
                }
            )
            .Requires(Act.ReadInspections);
        group
            .MapPost(
                "",
                async (HttpContext http, InspectionDesk desk) =>
                {
                    var input = await http.ReadAsync<InspectionInput>();
                    return Problems.Of(
                        await desk.MakeAsync(http.ApiCaller(), input, http.RequestAborted),
                        done => Results.Created($"{ApiComposition.Root}/inspections/{done.Value.Line.Id}", done.Value)
                    );
                }
            )
            .Requires(Act.Inspect)
            .Accepts<InspectionInput>("application/json")
            .Produces<InspectionShape>(StatusCodes.Status201Created);
        group
            .MapGet(
                "/{id}",
                async (string id, HttpContext http, InspectionDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Id(id), http.RequestAborted))
            )
            .Requires(Act.ReadInspections)
            .Produces<InspectionShape>();
        Change<ExplanationInput>("answer", Act.AnswerInspections, desk => desk.AnswerAsync);
        Change<AskAgainInput>("ask-again", Act.Inspect, desk => desk.AskAgainAsync);
        Change<ConclusionInput>("close", Act.Inspect, desk => desk.CloseAsync);
        Change<ReasonInput>("withdraw", Act.Inspect, desk => desk.WithdrawAsync);

        void Change<T>(
            string verb,
            Act act,
            Func<InspectionDesk, Func<Caller, InspectionId, T, CancellationToken, Task<Answer<InspectionShape>>>> of
        )
            where T : class =>
            group
                .MapPost(
                    $"/{{id}}/{verb}",
                    async (string id, HttpContext http, InspectionDesk desk) =>
                    {
                        var inspection = Id(id);
                        var input = await http.ReadAsync<T>();
                        return Problems.Ok(await of(desk)(http.ApiCaller(), inspection, input, http.RequestAborted));
                    }
                )
                .Requires(act)
                .Accepts<T>("application/json")
                .Produces<InspectionShape>();
    }

    private static InspectionId Id(string text) => Requests.Id<InspectionId>(text);
}
