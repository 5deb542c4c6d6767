using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Api;

/// <summary>The queue and what is done on a task.</summary>
internal static class TaskEndpoints
{
    internal static void MapTasks(this RouteGroupBuilder api)
    {
        var tasks = api.MapGroup("/tasks");
        tasks.MapGet("", List).Requires(Act.ReadTasks);
        tasks
            .MapGet("/counts", (HttpContext http, TaskDesk desk) => Results.Json(desk.Count(http.Person(), Filter(http))))
            .Requires(Act.ReadTasks);
        tasks
            .MapPost("/{id}/claim", (string id, HttpContext http, TaskDesk desk) => ActAsync(http, desk.ClaimAsync, id))
            .Requires(Act.WorkTasks)
            .Produces<TaskChanged>();
        tasks
            .MapPost("/{id}/release", (string id, HttpContext http, TaskDesk desk) => ActAsync(http, desk.ReleaseAsync, id))
            .Requires(Act.WorkTasks)
            .Produces<TaskChanged>();
        Map<ReassignInput>(tasks, "reassign", Act.ReassignTasks, desk => desk.ReassignAsync);
        tasks
            .MapGet(
                "/unmanned",
                (HttpContext http, TaskDesk desk) => Items([.. desk.Unmanned(http.Person()).Select(row => TaskLine.Of(row, http.Person()))])
            )
            .Requires(Act.EntrustTasks);
        tasks.MapGet("/{id}/candidates", CandidatesAsync).Requires(Act.EntrustTasks);
        Map<EntrustInput>(tasks, "entrust", Act.EntrustTasks, desk => desk.EntrustAsync);
        Map<ReasonInput>(tasks, "escalate", Act.EntrustTasks, desk => desk.EscalateAsync);
        Map<ReceiveInput>(tasks, "receive", Act.WorkTasks, desk => desk.ReceiveAsync);
        Map<ComponentCheckInput>(tasks, "check", Act.WorkTasks, desk => desk.CheckAsync);
        Map<SupplementInput>(tasks, "return", Act.WorkTasks, desk => desk.RequestSupplementAsync);
        tasks
            .MapPost(
                "/{id}/receive-supplement",
                (string id, HttpContext http, TaskDesk desk) => ActAsync(http, desk.ReceiveSupplementAsync, id)
            )
            .Requires(Act.WorkTasks)
            .Produces<TaskChanged>();
        Map<NomineeReasonInput>(tasks, "exclude", Act.WorkTasks, desk => desk.ExcludeAsync);
        Map<SplitInput>(tasks, "split", Act.WorkTasks, desk => desk.SplitAsync);
        Map<ConsultInput>(tasks, "consult", Act.WorkTasks, desk => desk.ConsultAsync);
        Map<OpinionInput>(tasks, "opine", Act.WorkTasks, desk => desk.OpineAsync);
        Map<StopConsultingInput>(tasks, "stop-consulting", Act.WorkTasks, desk => desk.StopConsultingAsync);
        Map<SuspendInput>(tasks, "suspend", Act.WorkTasks, desk => desk.SuspendAsync);
        Map<NomineeReasonInput>(tasks, "resume", Act.WorkTasks, desk => desk.ResumeAsync);
        Map<OtherFormInput>(tasks, "other-form", Act.WorkTasks, desk => desk.OtherFormAsync);
        Map<ReasonInput>(tasks, "reject", Act.WorkTasks, desk => desk.RejectAsync);
        tasks
            .MapPost("/{id}/complete", CompleteAsync)
            .Requires(Act.WorkTasks)
            .Accepts<CompleteInput>("application/json", "multipart/form-data")
            .Produces<TaskChanged>();
        // Each task is asked after in the name of whoever ordered it, when its turn comes.
        tasks
            .MapPost(
                "/batches",
                async (HttpContext http, TaskBatchDesk desk) =>
                    Accepted(await desk.StartAsync(http.ApiCaller(), await http.ReadAsync<TaskBatchInput>(), http.RequestAborted))
            )
            .Requires(Act.ReadTasks)
            .Accepts<TaskBatchInput>("application/json")
            .Produces<BatchAnswer>(StatusCodes.Status202Accepted);
        tasks.MapGet("/batches/{id}", BatchAsync).Requires(Act.Self).Produces<BatchAnswer>();
        tasks
            .MapPost(
                "/batches/{id}/retry",
                async (string id, HttpContext http, TaskBatchDesk desk) =>
                    Accepted(await desk.RetryAsync(http.ApiCaller(), Requests.Id<JobId>(id), http.RequestAborted))
            )
            .Requires(Act.ReadTasks)
            .Produces<BatchAnswer>(StatusCodes.Status202Accepted);
        tasks.MapPost("/{id}/scan", AttachScanAsync).Requires(Act.WorkTasks).Produces<TaskChanged>();
    }

    private static IResult List(HttpContext http, TaskDesk desk)
    {
        var (after, limit) = http.Paging();
        var mine = http.Request.Query["mine"].ToString() is "true" or "1";
        return Requests.List(desk.List(http.Person(), mine, after, limit, Filter(http)));
    }

    // ?act=appraise|…|consult|receive&form=&plan=&unit=
    private static TaskFilter Filter(HttpContext http)
    {
        var check = new Check();
        var query = http.Request.Query;
        var filter = new TaskFilterInput(null, query["act"], query["form"], query["plan"], query["unit"]).Read(check);
        return check.Failed ? throw new RequestRefusedException(Problems.Malformed(check.Faults)) : filter;
    }

    // ?left=true: only what a retry takes
    private static async Task<IResult> BatchAsync(string id, HttpContext http, TaskBatchDesk desk)
    {
        var (after, limit) = http.Paging();
        var left = http.Request.Query["left"].ToString() is "true" or "1";
        return Problems.Ok(await desk.ReadAsync(http.Person(), Requests.Id<JobId>(id), left, after, limit, http.RequestAborted));
    }

    private static IResult Accepted(Answer<BatchShape> answer) =>
        Problems.Of(
            answer,
            done => Results.Accepted($"{ApiComposition.Root}/tasks/batches/{done.Value.Job.Id}", TaskBatchDesk.AnswerOf(done.Value))
        );

    private static async Task<IResult> CandidatesAsync(string id, HttpContext http, TaskDesk desk, Desk.Directory directory)
    {
        var answer = await desk.CandidatesAsync(http.Person(), Requests.Id<TaskId>(id), http.RequestAborted);
        if (answer is not Answer<IReadOnlyList<AccountId>>.Done { Value: var accounts })
        {
            return Problems.Ok(answer);
        }

        var people = new List<object>(accounts.Count);
        foreach (var account in accounts)
        {
            people.Add(new { account, name = await directory.NameAsync(account, http.RequestAborted) });
        }

        return Items(people);
    }

    private static IResult Items<T>(IReadOnlyList<T> items) => Results.Json(new { items, next = (string?)null });

    private static Task<IResult> CompleteAsync(string id, HttpContext http, TaskDesk desk)
    {
        var task = Requests.Id<TaskId>(id);
        var caller = http.ApiCaller();
        return http.WithScanAsync<CompleteInput>(
            async (input, scan) => Problems.Ok(await desk.CompleteAsync(caller, task, input, scan, http.RequestAborted))
        );
    }

    private static Task<IResult> AttachScanAsync(string id, HttpContext http, TaskDesk desk)
    {
        var task = Requests.Id<TaskId>(id);
        var caller = http.ApiCaller();
        return http.ReadFileAsync(
            required: true,
            async (_, upload) => Problems.Ok(await desk.AttachScanAsync(caller, task, upload!, http.RequestAborted))
        );
    }

    private static void Map<TInput>(
        RouteGroupBuilder tasks,
        string verb,
        Act act,
        Func<TaskDesk, Func<Caller, TaskId, TInput, CancellationToken, Task<Answer<TaskChanged>>>> of
    )
        where TInput : class =>
        tasks
            .MapPost(
                $"/{{id}}/{verb}",
                async (string id, HttpContext http, TaskDesk desk) =>
                {
                    var task = Requests.Id<TaskId>(id);
                    var input = await http.ReadAsync<TInput>();
                    return Problems.Ok(await of(desk)(http.ApiCaller(), task, input, http.RequestAborted));
                }
            )
            .Requires(act)
            .Accepts<TInput>("application/json")
            .Produces<TaskChanged>();

    private static async Task<IResult> ActAsync(
        HttpContext http,
        Func<Caller, TaskId, CancellationToken, Task<Answer<TaskChanged>>> act,
        string id
    ) => Problems.Ok(await act(http.ApiCaller(), Requests.Id<TaskId>(id), http.RequestAborted));
}
