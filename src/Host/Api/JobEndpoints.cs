using PhongTrao.Host.Desk;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>Long work that goes on behind the pages: progress, stopping, what it made. Everybody sees what they ordered themselves.</summary>
internal static class JobEndpoints
{
    /// <summary>Reads a list with its input: 200 where it was only looked at or cannot be taken in, 202 where work behind the pages takes it in.</summary>
    internal static Task<IResult> TakeInAsync<TInput, TPreview>(
        HttpContext http,
        Func<TInput, Stream, Task<Answer<TPreview>>> takeIn,
        Func<TPreview, JobShape?> job
    )
        where TInput : class =>
        http.WithScanAsync<TInput>(
            async (input, file) =>
                file is null
                    ? Problems.Malformed([Fault.Of("file", Faults.FileMissing)])
                    : Problems.Of(
                        await takeIn(input, file.Content),
                        done =>
                            Results.Json(
                                done.Value,
                                statusCode: job(done.Value) is null ? StatusCodes.Status200OK : StatusCodes.Status202Accepted
                            )
                    )
        );

    internal static void MapJobs(this RouteGroupBuilder api)
    {
        var jobs = api.MapGroup("/jobs");
        jobs.MapGet(
                "",
                (HttpContext http, JobDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(desk.List(http.Person(), after, limit));
                }
            )
            .Requires(Act.Self);
        jobs.MapGet(
                "/{id}",
                async (string id, HttpContext http, JobDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Requests.Id<JobId>(id), http.RequestAborted))
            )
            .Requires(Act.Self)
            .Produces<JobShape>();
        jobs.MapPost(
                "/{id}/cancel",
                async (string id, HttpContext http, JobDesk desk) =>
                    Problems.Ok(await desk.CancelAsync(http.ApiCaller(), Requests.Id<JobId>(id), http.RequestAborted))
            )
            .Requires(Act.Self)
            .Produces<JobShape>();
        jobs.MapGet(
                "/{id}/output",
                async (string id, HttpContext http, JobDesk desk) =>
                    DossierEndpoints.Download(await desk.OpenOutputAsync(http.Person(), Requests.Id<JobId>(id), http.RequestAborted))
            )
            .Requires(Act.Self);
    }
}
