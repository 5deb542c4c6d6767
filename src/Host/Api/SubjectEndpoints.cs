using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Api;

/// <summary>People, households and collectives that a unit may propose, before anybody does.</summary>
internal static class SubjectEndpoints
{
    internal static void MapSubjects(this RouteGroupBuilder api)
    {
        api.MapGet(
                "/subjects",
                (HttpContext http, Introductions desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(desk.List(http.Person(), after, limit));
                }
            )
            .Requires(Act.PrepareDossiers);
        api.MapPost(
                "/import-subjects",
                (HttpContext http, SubjectListDesk desk) =>
                {
                    var caller = http.ApiCaller();
                    return JobEndpoints.TakeInAsync<SubjectListInput, SubjectListPreview>(
                        http,
                        (input, file) => desk.TakeInAsync(caller, input, file, http.RequestAborted),
                        preview => preview.Job
                    );
                }
            )
            .Requires(Act.PrepareDossiers)
            .WithSummary(
                "People, households and collectives from a list, one a row: \"input\" (JSON) before \"file\" (XLSX, XLS, CSV, DOCX). Answers how it is "
                    + "understood; where nothing is wrong and it is no dry run, work behind the pages takes it in (202, see /jobs)."
            )
            .Accepts<SubjectListInput>("multipart/form-data")
            .Produces<SubjectListPreview>()
            .Produces<SubjectListPreview>(StatusCodes.Status202Accepted);
    }
}
