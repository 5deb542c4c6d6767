using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>Tờ trình and decisions over nominees of many dossiers.</summary>
internal static class PaperEndpoints
{
    internal static void MapProposals(this RouteGroupBuilder api)
    {
        var proposals = api.MapGroup("/proposals");
        proposals
            .MapGet(
                "",
                (HttpContext http, ProposalDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(desk.List(http.Person(), after, limit));
                }
            )
            .Requires(Act.ReadDossiers);
        proposals
            .MapPost(
                "",
                async (HttpContext http, ProposalDesk desk) =>
                {
                    var input = await http.ReadAsync<ProposalInput>();
                    return Problems.Of(
                        await desk.DraftAsync(http.ApiCaller(), input, http.RequestAborted),
                        done => Results.Created($"{ApiComposition.Root}/proposals/{done.Value.Id}", done.Value)
                    );
                }
            )
            .Requires(Act.MakeProposals)
            .Accepts<ProposalInput>("application/json")
            .Produces<ProposalShape>(StatusCodes.Status201Created);
        proposals
            .MapGet(
                "/candidates",
                async (HttpContext http, ProposalDesk desk) =>
                    await CandidatesAsync(http, form => desk.CandidatesAsync(http.Person(), form, http.RequestAborted))
            )
            .Requires(Act.MakeProposals);
        proposals
            .MapGet(
                "/{id}",
                async (string id, HttpContext http, ProposalDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Requests.Id<ProposalId>(id), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers)
            .Produces<ProposalShape>();
        Map<GatherInput, ProposalDesk, ProposalId, ProposalShape>(proposals, "nominees", Act.MakeProposals, desk => desk.GatherAsync);
        Map<NomineeReasonInput, ProposalDesk, ProposalId, ProposalShape>(
            proposals,
            "take-out",
            Act.MakeProposals,
            desk => desk.TakeOutAsync
        );
        Map<ReasonInput, ProposalDesk, ProposalId, ProposalShape>(proposals, "drop", Act.MakeProposals, desk => desk.DropAsync);
        proposals
            .MapPost(
                "/{id}/issue",
                (string id, HttpContext http, ProposalDesk desk) =>
                {
                    var (proposal, caller) = (Requests.Id<ProposalId>(id), http.ApiCaller());
                    return TaskEndpoints.WithScanAsync<PaperInput>(
                        http,
                        async (input, scan) => Problems.Ok(await desk.IssueAsync(caller, proposal, input, scan, http.RequestAborted))
                    );
                }
            )
            .Requires(Act.MakeProposals)
            .Accepts<PaperInput>("application/json", "multipart/form-data")
            .Produces<ProposalShape>();
        proposals
            .MapPost(
                "/{id}/scan",
                (string id, HttpContext http, ProposalDesk desk) =>
                {
                    var (proposal, caller) = (Requests.Id<ProposalId>(id), http.ApiCaller());
                    return http.ReadFileAsync(
                        required: true,
                        async (_, upload) => Problems.Ok(await desk.AttachScanAsync(caller, proposal, upload!, http.RequestAborted))
                    );
                }
            )
            .Requires(Act.MakeProposals)
            .Produces<ProposalShape>();
    }

    internal static void MapDecisions(this RouteGroupBuilder api)
    {
        var decisions = api.MapGroup("/decisions");
        decisions
            .MapGet(
                "",
                (HttpContext http, DecisionDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(desk.List(http.Person(), after, limit));
                }
            )
            .Requires(Act.ReadDossiers);
        decisions
            .MapPost(
                "",
                async (HttpContext http, DecisionDesk desk) =>
                {
                    var input = await http.ReadAsync<DecisionInput>();
                    return Problems.Of(
                        await desk.DraftAsync(http.ApiCaller(), input, http.RequestAborted),
                        done => Results.Created($"{ApiComposition.Root}/decisions/{done.Value.Id}", done.Value)
                    );
                }
            )
            .Requires(Act.MakeDecisions)
            .Accepts<DecisionInput>("application/json")
            .Produces<DecisionShape>(StatusCodes.Status201Created);
        decisions
            .MapGet(
                "/candidates",
                async (HttpContext http, DecisionDesk desk) =>
                    await CandidatesAsync(http, form => desk.CandidatesAsync(http.Person(), form, http.RequestAborted))
            )
            .Requires(Act.MakeDecisions);
        decisions
            .MapGet(
                "/{id}",
                async (string id, HttpContext http, DecisionDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Requests.Id<DecisionId>(id), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers)
            .Produces<DecisionShape>();
        Map<GatherInput, DecisionDesk, DecisionId, DecisionShape>(decisions, "nominees", Act.MakeDecisions, desk => desk.EnterAsync);
        Map<NomineeReasonInput, DecisionDesk, DecisionId, DecisionShape>(
            decisions,
            "take-off",
            Act.MakeDecisions,
            desk => desk.TakeOffAsync
        );
        Map<ReasonInput, DecisionDesk, DecisionId, DecisionShape>(decisions, "drop", Act.MakeDecisions, desk => desk.DropAsync);
        decisions
            .MapPost(
                "/{id}/issue",
                (string id, HttpContext http, DecisionDesk desk) =>
                {
                    var (decision, caller) = (Requests.Id<DecisionId>(id), http.ApiCaller());
                    return TaskEndpoints.WithScanAsync<PaperInput>(
                        http,
                        async (input, scan) => Problems.Ok(await desk.IssueAsync(caller, decision, input, scan, http.RequestAborted))
                    );
                }
            )
            .Requires(Act.MakeDecisions)
            .Accepts<PaperInput>("application/json", "multipart/form-data")
            .Produces<DecisionShape>();
        decisions
            .MapPost(
                "/{id}/scan",
                (string id, HttpContext http, DecisionDesk desk) =>
                {
                    var (decision, caller) = (Requests.Id<DecisionId>(id), http.ApiCaller());
                    return http.ReadFileAsync(
                        required: true,
                        async (_, upload) => Problems.Ok(await desk.AttachScanAsync(caller, decision, upload!, http.RequestAborted))
                    );
                }
            )
            .Requires(Act.MakeDecisions)
            .Produces<DecisionShape>();
    }

    private static async Task<IResult> CandidatesAsync(HttpContext http, Func<FormCode, Task<IReadOnlyList<NomineeLine>>> find)
    {
        var check = new Check();
        var form = check.Code<FormCode>("form", http.Request.Query["form"].ToString());
        return check.Failed ? Problems.Malformed(check.Faults) : Results.Json(new { items = await find(form), next = (string?)null });
    }

    private static void Map<TInput, TDesk, TId, TShape>(
        RouteGroupBuilder group,
        string verb,
        Act act,
        Func<TDesk, Func<Caller, TId, TInput, CancellationToken, Task<Answer<TShape>>>> of
    )
        where TInput : class
        where TDesk : class
        where TId : struct, IId<TId> =>
        group
            .MapPost(
                $"/{{id}}/{verb}",
                async (string id, HttpContext http, TDesk desk) =>
                {
                    var target = Requests.Id<TId>(id);
                    var input = await http.ReadAsync<TInput>();
                    return Problems.Ok(await of(desk)(http.ApiCaller(), target, input, http.RequestAborted));
                }
            )
            .Requires(act)
            .Accepts<TInput>("application/json")
            .Produces<TShape>();
}
