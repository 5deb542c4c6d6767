using PhongTrao.Host.Components;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>Plans, routes.</summary>
internal static class RuleEndpoints
{
    internal static void MapRules(this RouteGroupBuilder api)
    {
        api.MapGet("/plans", (PlanDesk desk) => Items(desk.List())).Requires(Act.ReadRules);
        api.MapGet(
                "/plans/{id}",
                async (string id, HttpContext http, PlanDesk desk) =>
                    Problems.Ok(await desk.GetAsync(Requests.Code<PlanId>(id), http.RequestAborted))
            )
            .Requires(Act.ReadRules)
            .Produces<PlanShape>();
        api.MapGet(
                "/plans/{id}/file",
                async (string id, HttpContext http, PlanDesk desk) =>
                    Downloads.PlanFile(http, await desk.FileAsync(Requests.Code<PlanId>(id), Value(http, "revision"), http.RequestAborted))
            )
            .Requires(Act.ReadRules)
            .WithSummary(
                "The file that a revision was read from, byte for byte; its SHA-256 as Repr-Digest (RFC 9530) and ETag. Query: revision; the one in force where left out."
            )
            .Produces(StatusCodes.Status200OK, contentType: Downloads.Yaml);
        api.MapPost(
                "/plans/{id}/copy",
                async (string id, HttpContext http, CopyDesk desk) =>
                {
                    var input = await http.ReadAsync<CopyPlanInput>();
                    return Problems.Of(
                        await desk.CopyAsync(http.ApiCaller(), Requests.Code<PlanId>(id), input, http.RequestAborted),
                        done => Results.Created($"{ApiComposition.Root}/plans/{done.Value.Id}", done.Value)
                    );
                }
            )
            .Requires(Act.PublishRules)
            .WithSummary("Copies what a plan says into a new one with an issuer, number, date and period of its own, applied to nobody.")
            .Accepts<CopyPlanInput>("application/json")
            .Produces<PlanCopied>(StatusCodes.Status201Created);
        api.MapGet(
                "/plans/{id}/originals",
                async (string id, HttpContext http, OriginalDesk desk) =>
                    Problems.Of(await desk.ListAsync(Requests.Code<PlanId>(id), http.RequestAborted), done => Items(done.Value))
            )
            .Requires(Act.ReadRules)
            .WithSummary("The papers attached to a plan, the last one first, with who attached them and when.");
        api.MapPost(
                "/plans/{id}/originals",
                (string id, HttpContext http, OriginalDesk desk) =>
                {
                    var (plan, caller) = (Requests.Code<PlanId>(id), http.ApiCaller());
                    return http.ReadFileAsync(
                        required: true,
                        async (_, upload) =>
                            Problems.Of(
                                await desk.AttachAsync(caller, plan, upload!, http.RequestAborted),
                                done => Results.Json(done.Value, statusCode: StatusCodes.Status201Created)
                            )
                    );
                }
            )
            .Requires(Act.PublishRules)
            .WithSummary("Attaches the plan's paper, as multipart with one file; earlier ones stay.")
            .Produces<DocumentShape>(StatusCodes.Status201Created);
        api.MapGet(
                "/plans/{id}/originals/{document}",
                async (string id, string document, HttpContext http, OriginalDesk desk) =>
                    DossierEndpoints.Download(
                        await desk.OpenAsync(Requests.Code<PlanId>(id), Requests.Id<DocumentId>(document), http.RequestAborted)
                    )
            )
            .Requires(Act.ReadRules);
        api.MapGet(
                "/plans/{id}/deadlines",
                async (string id, HttpContext http, DeadlineDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Problems.Of(
                        await desk.OfPlanAsync(http.Person(), Requests.Code<PlanId>(id), Question(http), after, limit, http.RequestAborted),
                        done => Requests.List(done.Value)
                    );
                }
            )
            .Requires(Act.ReadRules)
            .WithSummary(
                "Deadlines of a plan: of the units in reach that it binds; where it binds none, as its words have them, bound to nobody."
            )
            .Produces<DeadlineList>();
        api.MapGet(
                "/deadlines",
                (HttpContext http, DeadlineDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Problems.Of(desk.List(http.Person(), Question(http), after, limit), done => Requests.List(done.Value));
                }
            )
            .Requires(Act.ReadDeadlines)
            .WithSummary(
                "Deadlines in reach by last valid day, those without a day last. Query: plan, unit, state, from, to, after, limit."
            )
            .Produces<DeadlineList>();
        Map<ApplyPlanInput, PlanApplied, DeadlineDesk>(api, "/plans/{id}/apply", desk => desk.ApplyAsync);
        api.MapGet(
                "/plans/{id}/quotas",
                async (string id, HttpContext http, QuotaDesk desk) =>
                    Problems.Of(
                        await desk.OfAsync(http.Person(), Requests.Code<PlanId>(id), http.RequestAborted),
                        done => Results.Json(new { items = done.Value, next = (string?)null })
                    )
            )
            .Requires(Act.ReadRules)
            .WithSummary("Places of award forms under a plan: what was given to whom, who holds one, what is left.");
        MapQuota<AllocateQuotaInput>(api, "/plans/{id}/quotas/allocate", Act.AllocateQuotas, desk => desk.AllocateAsync);
        MapQuota<AskQuotaInput>(api, "/plans/{id}/quotas/ask", Act.PrepareDossiers, desk => desk.AskAsync);
        Map<EndApplicationInput, PlanApplied, DeadlineDesk>(api, "/plans/{id}/end-application", desk => desk.EndApplicationAsync);
        Map<DateDutyInput, DutyDated, DeadlineDesk>(api, "/plans/{id}/dates", desk => desk.DateAsync);
        api.MapGet(
                "/plans/{id}/proposal",
                async (string id, HttpContext http, PlanDesk desk) =>
                    Problems.Ok(await desk.ProposalAsync(Requests.Code<PlanId>(id), http.RequestAborted))
            )
            .Requires(Act.ReadRules)
            .WithSummary("The revision that waits for a second person, with what differs item by item.")
            .Produces<PlanProposal>();
        Settle<ConfirmRevisionInput>(api, "/plans/{id}/proposal/confirm", desk => desk.ConfirmAsync);
        Settle<PlanSourceInput>(api, "/plans/{id}/proposal/drop", desk => desk.DropAsync);
        api.MapGet(
                "/plans/{id}/revisions",
                async (string id, HttpContext http, MoveDesk desk) =>
                    Problems.Of(await desk.RevisionsAsync(Requests.Code<PlanId>(id), http.RequestAborted), done => Items(done.Value))
            )
            .Requires(Act.ReadRules)
            .WithSummary(
                "Revisions that are or were in force, each with the document that changed the plan and what was moved, kept, extended."
            );
        api.MapGet(
                "/plans/{id}/changes",
                async (string id, HttpContext http, MoveDesk desk) =>
                    Problems.Ok(
                        await desk.CompareAsync(
                            Requests.Code<PlanId>(id),
                            http.Request.Query["from"],
                            http.Request.Query["to"],
                            http.RequestAborted
                        )
                    )
            )
            .Requires(Act.ReadRules)
            .WithSummary("What differs between two revisions, item by item. Query: from, to; their numbers.")
            .Produces<PlanComparison>();
        api.MapGet(
                "/plans/{id}/moves",
                async (string id, HttpContext http, MoveDesk desk) =>
                    Problems.Of(
                        await desk.WaitingAsync(Requests.Code<PlanId>(id), http.RequestAborted),
                        done =>
                            Results.Json(
                                new
                                {
                                    revision = done.Value.Revision,
                                    items = done.Value.Items,
                                    next = (string?)null,
                                }
                            )
                    )
            )
            .Requires(Act.ReadRules)
            .WithSummary("Open duties whose day the plan's last revision would change, and that no coordinator has decided on.");
        Map<AcceptMovesInput, MovesSettled, MoveDesk>(api, "/plans/{id}/moves/accept", desk => desk.AcceptAsync);
        Map<KeepDaysInput, MovesSettled, MoveDesk>(api, "/plans/{id}/moves/keep", desk => desk.KeepAsync);
        Map<ExtendDutyInput, DutyExtended, MoveDesk>(api, "/plans/{id}/extend", desk => desk.ExtendAsync);
        api.MapGet("/routes", (RouteDesk desk) => Items(desk.List())).Requires(Act.ReadRules);
        api.MapPost(
                "/plans",
                async (HttpContext http, PlanDesk desk) =>
                    Problems.Ok(
                        http.Request.ContentType?.StartsWith(Sheet.MediaType, StringComparison.OrdinalIgnoreCase) is true
                            ? await desk.PublishWorkbookAsync(http.ApiCaller(), await http.ReadBytesAsync(), http.RequestAborted)
                            : await desk.PublishAsync(http.ApiCaller(), await http.ReadTextAsync(), http.RequestAborted)
                    )
            )
            .Requires(Act.PublishRules)
            .WithSummary(
                "Publishes a plan file (YAML), or a workbook that was filled in; a changed file of a known plan waits for a second person."
            )
            .Accepts<string>("application/yaml", "text/plain", Sheet.MediaType)
            .Produces<Published>();
        api.MapGet("/plan-workbook", () => Downloads.Workbook("mau-ke-hoach", PlanWorkbook.Write(null)))
            .Requires(Act.ReadRules)
            .WithSummary("An empty workbook (XLSX) to fill a plan in.")
            .Produces(StatusCodes.Status200OK, contentType: Sheet.MediaType);
        api.MapGet(
                "/plans/{id}/workbook",
                async (string id, HttpContext http, PlanDesk desk) =>
                    Problems.Of(
                        await desk.WorkbookAsync(Requests.Code<PlanId>(id), Value(http, "revision"), http.RequestAborted),
                        done => Downloads.Workbook(id, done.Value)
                    )
            )
            .Requires(Act.ReadRules)
            .WithSummary("A plan's file as a workbook (XLSX) that can be changed and handed in again. Query: revision.")
            .Produces(StatusCodes.Status200OK, contentType: Sheet.MediaType);
        api.MapPost(
                "/routes",
                async (HttpContext http, RouteDesk desk) =>
                    Problems.Ok(await desk.PublishAsync(http.ApiCaller(), await http.ReadTextAsync(), http.RequestAborted))
            )
            .Requires(Act.PublishRules)
            .Accepts<string>("application/yaml", "text/plain")
            .Produces<Published>();
    }

    /// <summary>A page of deadlines.</summary>
    internal sealed record DeadlineList(IReadOnlyList<DeadlineLine> Items, string? Next);

    private static void Settle<TInput>(
        RouteGroupBuilder api,
        string path,
        Func<PlanDesk, Func<Caller, PlanId, TInput, CancellationToken, Task<Answer<Published>>>> act
    )
        where TInput : class =>
        api.MapPost(
                path,
                async (string id, HttpContext http, PlanDesk desk) =>
                    Problems.Ok(
                        await act(desk)(http.ApiCaller(), Requests.Code<PlanId>(id), await http.ReadAsync<TInput>(), http.RequestAborted)
                    )
            )
            .Requires(Act.PublishRules)
            .Accepts<TInput>("application/json")
            .Produces<Published>();

    private static void MapQuota<TInput>(
        RouteGroupBuilder api,
        string path,
        Act permission,
        Func<QuotaDesk, Func<Caller, PlanId, TInput, CancellationToken, Task<Answer<IReadOnlyList<QuotaBoard>>>>> act
    )
        where TInput : class =>
        api.MapPost(
                path,
                async (string id, HttpContext http, QuotaDesk desk) =>
                    Problems.Of(
                        await act(desk)(http.ApiCaller(), Requests.Code<PlanId>(id), await http.ReadAsync<TInput>(), http.RequestAborted),
                        done => Results.Json(new { items = done.Value, next = (string?)null })
                    )
            )
            .Requires(permission)
            .Accepts<TInput>("application/json");

    private static void Map<TInput, TAnswer, TDesk>(
        RouteGroupBuilder api,
        string path,
        Func<TDesk, Func<Caller, PlanId, TInput, CancellationToken, Task<Answer<TAnswer>>>> act
    )
        where TInput : class
        where TDesk : class =>
        api.MapPost(
                path,
                async (string id, HttpContext http, TDesk desk) =>
                    Problems.Ok(
                        await act(desk)(http.ApiCaller(), Requests.Code<PlanId>(id), await http.ReadAsync<TInput>(), http.RequestAborted)
                    )
            )
            .Requires(Act.ApplyPlans)
            .Accepts<TInput>("application/json")
            .Produces<TAnswer>();

    private static DeadlineQuestion Question(HttpContext http) =>
        new(Value(http, "plan"), Value(http, "unit"), Value(http, "state"), Value(http, "from"), Value(http, "to"));

    private static string? Value(HttpContext http, string name) =>
        http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;

    private static IResult Items<T>(IReadOnlyList<T> items) => Results.Json(new { items, next = (string?)null });
}
