using PhongTrao.Host.Desk;
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
        Map<ApplyPlanInput, PlanApplied>(api, "/plans/{id}/apply", desk => desk.ApplyAsync);
        Map<EndApplicationInput, PlanApplied>(api, "/plans/{id}/end-application", desk => desk.EndApplicationAsync);
        Map<DateDutyInput, DutyDated>(api, "/plans/{id}/dates", desk => desk.DateAsync);
        api.MapGet(
                "/plans/{id}/proposal",
                async (string id, HttpContext http, PlanDesk desk) =>
                    Problems.Ok(await desk.ProposalAsync(Requests.Code<PlanId>(id), http.RequestAborted))
            )
            .Requires(Act.ReadRules)
            .WithSummary("The revision that waits for a second person, with what differs item by item.")
            .Produces<PlanProposal>();
        Settle(api, "/plans/{id}/proposal/confirm", desk => desk.ConfirmAsync);
        Settle(api, "/plans/{id}/proposal/drop", desk => desk.DropAsync);
        api.MapGet("/routes", (RouteDesk desk) => Items(desk.List())).Requires(Act.ReadRules);
        api.MapPost(
                "/plans",
                async (HttpContext http, PlanDesk desk) =>
                    Problems.Ok(await desk.PublishAsync(http.ApiCaller(), await http.ReadTextAsync(), http.RequestAborted))
            )
            .Requires(Act.PublishRules)
            .Accepts<string>("application/yaml", "text/plain")
            .Produces<Published>();
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

    private static void Settle(
        RouteGroupBuilder api,
        string path,
        Func<PlanDesk, Func<Caller, PlanId, PlanSourceInput, CancellationToken, Task<Answer<Published>>>> act
    ) =>
        api.MapPost(
                path,
                async (string id, HttpContext http, PlanDesk desk) =>
                    Problems.Ok(
                        await act(desk)(
                            http.ApiCaller(),
                            Requests.Code<PlanId>(id),
                            await http.ReadAsync<PlanSourceInput>(),
                            http.RequestAborted
                        )
                    )
            )
            .Requires(Act.PublishRules)
            .Accepts<PlanSourceInput>("application/json")
            .Produces<Published>();

    private static void Map<TInput, TAnswer>(
        RouteGroupBuilder api,
        string path,
        Func<DeadlineDesk, Func<Caller, PlanId, TInput, CancellationToken, Task<Answer<TAnswer>>>> act
    )
        where TInput : class =>
        api.MapPost(
                path,
                async (string id, HttpContext http, DeadlineDesk desk) =>
                    Problems.Ok(
                        await act(desk)(http.ApiCaller(), Requests.Code<PlanId>(id), await http.ReadAsync<TInput>(), http.RequestAborted)
                    )
            )
            .Requires(Act.ApplyPlans)
            .Accepts<TInput>("application/json")
            .Produces<TAnswer>();

    private static DeadlineQuestion Question(HttpContext http)
    {
        string? Value(string name) => http.Request.Query[name].ToString() is { Length: > 0 } text ? text : null;
        return new(Value("plan"), Value("unit"), Value("state"), Value("from"), Value("to"));
    }

    private static IResult Items<T>(IReadOnlyList<T> items) => Results.Json(new { items, next = (string?)null });
}
