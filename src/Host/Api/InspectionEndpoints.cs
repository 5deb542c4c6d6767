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
                (HttpContext http, InspectionDesk desk) =>
                {
                    var caller = http.ApiCaller();
                    return http.WithFilesAsync<InspectionInput>(
                        async (input, files) =>
                            Problems.Of(
                                await desk.MakeAsync(caller, input, files, http.RequestAborted),
                                done => Results.Created($"{ApiComposition.Root}/inspections/{done.Value.Line.Id}", done.Value)
                            )
                    );
                }
            )
            .Requires(Act.Inspect)
            .Accepts<InspectionInput>("application/json", "multipart/form-data")
            .Produces<InspectionShape>(StatusCodes.Status201Created);
        group
            .MapGet(
                "/{id}",
                async (string id, HttpContext http, InspectionDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Id(id), http.RequestAborted))
            )
            .Requires(Act.ReadInspections)
            .Produces<InspectionShape>();
        group
            .MapGet(
                "/{id}/papers/{document}",
                async (string id, string document, HttpContext http, InspectionDesk desk) =>
                    DossierEndpoints.Download(
                        await desk.OpenAsync(http.Person(), Id(id), Requests.Id<DocumentId>(document), http.RequestAborted)
                    )
            )
            .Requires(Act.ReadInspections);
        group
            .MapPost(
                "/{id}/answer",
                (string id, HttpContext http, InspectionDesk desk) =>
                {
                    var (inspection, caller) = (Id(id), http.ApiCaller());
                    return http.WithFilesAsync<ExplanationInput>(
                        async (input, files) => Problems.Ok(await desk.AnswerAsync(caller, inspection, input, files, http.RequestAborted))
                    );
                }
            )
            .Requires(Act.AnswerInspections)
            .Accepts<ExplanationInput>("application/json", "multipart/form-data")
            .Produces<InspectionShape>();
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
