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

    private static IResult Items<T>(IReadOnlyList<T> items) => Results.Json(new { items, next = (string?)null });
}
