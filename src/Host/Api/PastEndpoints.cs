using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>Past decisions (nhập từ ngoài): entered with their names and their scan.</summary>
internal static class PastEndpoints
{
    internal static void MapPastDecisions(this RouteGroupBuilder api)
    {
        var past = api.MapGroup("/past-decisions");
        past.MapGet(
                "",
                (HttpContext http, PastDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(desk.List(http.Person(), after, limit));
                }
            )
            .Requires(Act.ReadDossiers);
        past.MapPost(
                "",
                (HttpContext http, PastDesk desk) =>
                {
                    var caller = http.ApiCaller();
                    return http.WithScanAsync<PastDecisionInput>(
                        async (input, scan) =>
                            Problems.Of(
                                await desk.EnterAsync(caller, input, scan, http.RequestAborted),
                                done => Results.Created($"{ApiComposition.Root}/past-decisions/{done.Value.Id}", done.Value)
                            )
                    );
                }
            )
            .Requires(Act.MakeDecisions)
            .Accepts<PastDecisionInput>("application/json", "multipart/form-data")
            .Produces<PastDecisionShape>(StatusCodes.Status201Created);
        api.MapPost(
                "/import-past-decisions",
                (HttpContext http, PastListDesk desk) =>
                {
                    var caller = http.ApiCaller();
                    return JobEndpoints.TakeInAsync<PastListInput, PastListPreview>(
                        http,
                        (input, file) => desk.TakeInAsync(caller, input, file, http.RequestAborted),
                        preview => preview.Job
                    );
                }
            )
            .Requires(Act.MakeDecisions)
            .WithSummary(
                "Past decisions from a list, one row for each of those awarded: \"input\" (JSON) before \"file\" (XLSX, XLS, CSV, DOCX). Answers how it "
                    + "is understood; where nothing is wrong and it is no dry run, work behind the pages takes it in (202, see /jobs)."
            )
            .Accepts<PastListInput>("multipart/form-data")
            .Produces<PastListPreview>()
            .Produces<PastListPreview>(StatusCodes.Status202Accepted);
        past.MapGet(
                "/{id}",
                async (string id, HttpContext http, PastDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Requests.Id<PastDecisionId>(id), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers)
            .Produces<PastDecisionShape>();
        past.MapGet(
                "/{id}/scan",
                async (string id, HttpContext http, PastDesk desk) =>
                    DossierEndpoints.Download(await desk.OpenScanAsync(http.Person(), Requests.Id<PastDecisionId>(id), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers);
        past.MapPost(
                "/{id}/scan",
                (string id, HttpContext http, PastDesk desk) =>
                {
                    var (decision, caller) = (Requests.Id<PastDecisionId>(id), http.ApiCaller());
                    return http.ReadFileAsync(
                        required: true,
                        async (_, upload) => Problems.Ok(await desk.AttachScanAsync(caller, decision, upload!, http.RequestAborted))
                    );
                }
            )
            .Requires(Act.MakeDecisions)
            .Produces<PastDecisionShape>();
        past.MapPost(
                "/{id}/strike",
                async (string id, HttpContext http, PastDesk desk) =>
                {
                    var decision = Requests.Id<PastDecisionId>(id);
                    var input = await http.ReadAsync<ReasonInput>();
                    return Problems.Ok(await desk.StrikeAsync(http.ApiCaller(), decision, input, http.RequestAborted));
                }
            )
            .Requires(Act.MakeDecisions)
            .Accepts<ReasonInput>("application/json")
            .Produces<PastDecisionShape>();
    }
}
