using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>What is handed in for deadlines, and what their recipients do with it.</summary>
internal static class DutyEndpoints
{
    internal static void MapDuties(this RouteGroupBuilder api)
    {
        api.MapGet(
                "/reports",
                (HttpContext http, DutyDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(desk.Waiting(http.Person(), after, limit));
                }
            )
            .Requires(Act.AcceptReports)
            .WithSummary("Filings that wait for units of the reader to accept or return them, the oldest first. Query: after, limit.")
            .Produces<WaitingList>();
        var deadlines = api.MapGroup("/deadlines/{id}");
        deadlines
            .MapGet(
                "",
                async (string id, HttpContext http, DutyDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Requests.Id<DutyKey>(id), http.RequestAborted))
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary("One deadline: what stands handed in, who accepts it, and everything that happened to it.")
            .Produces<DutyShape>();
        deadlines
            .MapGet(
                "/papers/{document}",
                async (string id, string document, HttpContext http, DutyDesk desk) =>
                    DossierEndpoints.Download(
                        await desk.OpenAsync(
                            http.Person(),
                            Requests.Id<DutyKey>(id),
                            Requests.Id<DocumentId>(document),
                            http.RequestAborted
                        )
                    )
            )
            .Requires(Act.ReadDeadlines);
        File(
            "file",
            "Nộp: hands in what the deadline asks for; with receivedOn as its recipient, paper of a unit without accounts.",
            desk => desk.FileAsync
        );
        File("replace", "Nộp bản thay thế: another content; the first handing in keeps its date.", desk => desk.ReplaceAsync);
        Change<WithdrawDutyInput>("withdraw", Act.FileReports, desk => desk.WithdrawAsync);
        Change<AcceptDutyInput>("accept", Act.AcceptReports, desk => desk.AcceptAsync);
        Change<ReturnDutyInput>("return", Act.AcceptReports, desk => desk.ReturnAsync);

        void File(
            string verb,
            string summary,
            Func<DutyDesk, Func<Caller, DutyKey, FileDutyInput, IAsyncEnumerable<Upload>, CancellationToken, Task<Answer<DutyChanged>>>> of
        ) =>
            deadlines
                .MapPost(
                    $"/{verb}",
                    async (string id, HttpContext http, DutyDesk desk) =>
                    {
                        var (key, caller) = (Requests.Id<DutyKey>(id), http.ApiCaller());
                        return await http.WithFilesAsync<FileDutyInput>(
                            async (input, files) => Problems.Ok(await of(desk)(caller, key, input, files, http.RequestAborted))
                        );
                    }
                )
                .Requires(Act.FileReports)
                .WithSummary(summary)
                .Accepts<FileDutyInput>("application/json", "multipart/form-data")
                .Produces<DutyChanged>();

        void Change<T>(string verb, Act act, Func<DutyDesk, Func<Caller, DutyKey, T, CancellationToken, Task<Answer<DutyChanged>>>> of)
            where T : class =>
            deadlines
                .MapPost(
                    $"/{verb}",
                    async (string id, HttpContext http, DutyDesk desk) =>
                    {
                        var key = Requests.Id<DutyKey>(id);
                        var input = await http.ReadAsync<T>();
                        return Problems.Ok(await of(desk)(http.ApiCaller(), key, input, http.RequestAborted));
                    }
                )
                .Requires(act)
                .Accepts<T>("application/json")
                .Produces<DutyChanged>();
    }

    /// <summary>A page of filings that wait.</summary>
    internal sealed record WaitingList(IReadOnlyList<WaitingLine> Items, string? Next);
}
