using PhongTrao.Host.Desk;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;

namespace PhongTrao.Host.Api;

/// <summary>A tờ trình as the API shows it.</summary>
public sealed record ProposalShape(
    ProposalId Id,
    UnitId Unit,
    string UnitName,
    FormCode Form,
    IReadOnlyList<NomineeLine> Nominees,
    PaperShape? Paper,
    bool IsDropped
);

/// <summary>A quyết định as the API shows it.</summary>
/// <param name="RecordedFor">The unit that records the answer of an authority outside the system.</param>
public sealed record DecisionShape(
    DecisionId Id,
    UnitId Authority,
    string AuthorityName,
    UnitId? RecordedFor,
    FormCode Form,
    IReadOnlyList<NomineeLine> Nominees,
    PaperShape? Paper,
    bool IsDropped,
    Revocation? Revokes,
    DecisionId? Corrects,
    DecisionId? Replaces,
    string? Basis,
    IReadOnlyList<WordingShape> Wordings
);

/// <summary>Tờ trình and decisions over nominees of many dossiers: the same addresses under either name.</summary>
internal static class PaperEndpoints
{
    internal static void MapProposals(this RouteGroupBuilder api) =>
        Map<ProposalInput, ProposalShape>(
            api.MapGroup("/proposals"),
            ListKind.Proposal,
            "take-out",
            desk => desk.DraftAsync,
            l => new(new(l.Id), l.Unit, l.UnitName, l.Form, l.Nominees, l.Paper, l.IsDropped)
        );

    internal static void MapDecisions(this RouteGroupBuilder api)
    {
        var decisions = api.MapGroup("/decisions");
        Map<DecisionInput, DecisionShape>(decisions, ListKind.Decision, "take-off", desk => desk.DraftAsync, Shape);
        Follow<RevokeInput>(
            "revoke",
            "Hủy bỏ: drafts the decision that cancels an issued one for some of those on it.",
            d => d.RevokeAsync
        );
        Follow<CorrectInput>("correct", "Đính chính: drafts the decision that corrects wordings of an issued one.", d => d.CorrectAsync);
        Follow<ReplaceInput>("replace", "Sửa đổi, thay thế: drafts the decision that awards in the place of another.", d => d.ReplaceAsync);

        Weigh<ConsiderInput>(
            "consider-revocation",
            "Đang xem xét hủy: for some on an issued decision, with the ground.",
            d => d.ConsiderAsync
        );
        Weigh<DismissInput>("dismiss-revocation", "Không hủy: what was considered came to nothing, and why.", d => d.DismissAsync);

        void Weigh<T>(string verb, string summary, Func<ListDesk, Func<Caller, Guid, T, CancellationToken, Task<Answer<ListShape>>>> of)
            where T : class =>
            decisions
                .MapPost(
                    $"/{{id}}/{verb}",
                    async (string id, HttpContext http, ListDesk desk) =>
                        Problems.Ok(
                            (await of(desk)(http.ApiCaller(), Id(id), await http.ReadAsync<T>(), http.RequestAborted)).Select(Shape)
                        )
                )
                .Requires(Act.MakeDecisions)
                .Accepts<T>("application/json")
                .Produces<DecisionShape>()
                .WithSummary(summary);

        void Follow<T>(string verb, string summary, Func<ListDesk, Func<Caller, Guid, T, CancellationToken, Task<Answer<ListShape>>>> of)
            where T : class =>
            decisions
                .MapPost(
                    $"/{{id}}/{verb}",
                    async (string id, HttpContext http, ListDesk desk) =>
                        Problems.Of(
                            await of(desk)(http.ApiCaller(), Id(id), await http.ReadAsync<T>(), http.RequestAborted),
                            done => Results.Created($"{ApiComposition.Root}/decisions/{done.Value.Id:N}", Shape(done.Value))
                        )
                )
                .Requires(Act.MakeDecisions)
                .Accepts<T>("application/json")
                .Produces<DecisionShape>(StatusCodes.Status201Created)
                .WithSummary(summary);

        decisions
            .MapGet(
                "/{id}/rewards",
                async (string id, HttpContext http, RewardDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Id(id), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers)
            .Produces<RewardsShape>();
        decisions
            .MapGet(
                "/open-recoveries",
                async (HttpContext http, RewardDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(await desk.OpenAsync(http.Person(), after, limit, http.RequestAborted));
                }
            )
            .Requires(Act.MakeDecisions)
            .WithSummary("Thu hồi chưa xong: what cancelled awards are still to give back, over all decisions.");
        After<NotifyInput>("notify", "Thông báo kết quả: its number and day, for all whom the decision awards.", d => d.NotifyAsync);
        After<PayInput>("pay", "Tiền thưởng: records that rewards were paid, once for an award.", d => d.PayAsync);
        After<RecoverInput>("recover", "Thu hồi: records what a cancelled award has given back, or why not.", d => d.RecoverAsync);
        After<OccasionInput>("post", "Công khai: records where and when the list was posted.", d => d.PostAsync);
        After<OccasionInput>("present", "Trao thưởng: records where and when the awards were handed over.", d => d.PresentAsync);

        void After<T>(
            string verb,
            string summary,
            Func<RewardDesk, Func<Caller, Guid, T, CancellationToken, Task<Answer<RewardsShape>>>> of
        )
            where T : class =>
            decisions
                .MapPost(
                    $"/{{id}}/{verb}",
                    async (string id, HttpContext http, RewardDesk desk) =>
                        Problems.Ok(await of(desk)(http.ApiCaller(), Id(id), await http.ReadAsync<T>(), http.RequestAborted))
                )
                .Requires(Act.MakeDecisions)
                .Accepts<T>("application/json")
                .Produces<RewardsShape>()
                .WithSummary(summary);

        decisions
            .MapGet(
                "/{id}/certificates",
                async (string id, HttpContext http, CertificateDesk desk) =>
                    Problems.Ok(await desk.GetAsync(http.Person(), Id(id), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers)
            .Produces<CertificatesShape>();
        Certificates<PrintCertificatesInput, JobShape>(
            "print",
            "Giấy khen, bằng khen: prints them into one PDF, as work behind the pages (jobs); each print is counted.",
            d => d.PrintAsync
        );
        Certificates<CertificateLayoutInput, CertificatesShape>(
            "set-layout",
            "Bố cục in: where everything stands, for one printer and one paper.",
            d => d.SetLayoutAsync
        );
        Certificates<DropLayoutInput, CertificatesShape>("drop-layout", "Bố cục in: drops one.", d => d.DropLayoutAsync);

        void Certificates<T, TShape>(
            string verb,
            string summary,
            Func<CertificateDesk, Func<Caller, Guid, T, CancellationToken, Task<Answer<TShape>>>> of
        )
            where T : class =>
            decisions
                .MapPost(
                    $"/{{id}}/certificates/{verb}",
                    async (string id, HttpContext http, CertificateDesk desk) =>
                        Problems.Ok(await of(desk)(http.ApiCaller(), Id(id), await http.ReadAsync<T>(), http.RequestAborted))
                )
                .Requires(Act.MakeDecisions)
                .Accepts<T>("application/json")
                .Produces<TShape>()
                .WithSummary(summary);

        static DecisionShape Shape(ListShape l) =>
            new(
                new(l.Id),
                l.Unit,
                l.UnitName,
                l.RecordedFor,
                l.Form,
                l.Nominees,
                l.Paper,
                l.IsDropped,
                l.Revokes,
                l.Corrects,
                l.Replaces,
                l.Basis,
                l.Wordings
            );
    }

    private static void Map<TInput, TShape>(
        RouteGroupBuilder group,
        ListKind kind,
        string takeOff,
        Func<ListDesk, Func<Caller, TInput, CancellationToken, Task<Answer<ListShape>>>> draft,
        Func<ListShape, TShape> shape
    )
        where TInput : class
    {
        group
            .MapGet(
                "",
                (HttpContext http, ListDesk desk) =>
                {
                    var (after, limit) = http.Paging();
                    return Requests.List(desk.List(http.Person(), kind, after, limit));
                }
            )
            .Requires(Act.ReadDossiers);
        group
            .MapPost(
                "",
                async (HttpContext http, ListDesk desk) =>
                {
                    var input = await http.ReadAsync<TInput>();
                    return Problems.Of(
                        await draft(desk)(http.ApiCaller(), input, http.RequestAborted),
                        done => Results.Created($"{ApiComposition.Root}/{kind.Binding.Category}s/{done.Value.Id:N}", shape(done.Value))
                    );
                }
            )
            .Requires(kind.Act)
            .Accepts<TInput>("application/json")
            .Produces<TShape>(StatusCodes.Status201Created);
        group
            .MapGet(
                "/candidates",
                async (HttpContext http, ListDesk desk) =>
                {
                    var check = new Check();
                    var form = check.Code<FormCode>("form", http.Request.Query["form"].ToString());
                    return check.Failed
                        ? Problems.Malformed(check.Faults)
                        : Results.Json(
                            new { items = await desk.CandidatesAsync(http.Person(), kind, form, http.RequestAborted), next = (string?)null }
                        );
                }
            )
            .Requires(kind.Act);
        group
            .MapGet(
                "/{id}",
                async (string id, HttpContext http, ListDesk desk) =>
                    Ok(await desk.GetAsync(http.Person(), kind, Id(id), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers)
            .Produces<TShape>();
        Change<GatherInput>("nominees", desk => desk.EnterAsync);
        Change<NomineeReasonInput>(takeOff, desk => desk.TakeOffAsync);
        Change<ReasonInput>("drop", desk => desk.DropAsync);
        group
            .MapPost(
                "/{id}/issue",
                (string id, HttpContext http, ListDesk desk) =>
                {
                    var (list, caller) = (Id(id), http.ApiCaller());
                    return http.WithScanAsync<PaperInput>(
                        async (input, scan) => Ok(await desk.IssueAsync(caller, kind, list, input, scan, http.RequestAborted))
                    );
                }
            )
            .Requires(kind.Act)
            .Accepts<PaperInput>("application/json", "multipart/form-data")
            .Produces<TShape>();
        group
            .MapPost(
                "/{id}/scan",
                (string id, HttpContext http, ListDesk desk) =>
                {
                    var (list, caller) = (Id(id), http.ApiCaller());
                    return http.ReadFileAsync(
                        required: true,
                        async (_, upload) => Ok(await desk.AttachScanAsync(caller, kind, list, upload!, http.RequestAborted))
                    );
                }
            )
            .Requires(kind.Act)
            .Produces<TShape>();

        IResult Ok(Answer<ListShape> answer) => Problems.Ok(answer.Select(shape));

        void Change<T>(string verb, Func<ListDesk, Func<Caller, ListKind, Guid, T, CancellationToken, Task<Answer<ListShape>>>> of)
            where T : class =>
            group
                .MapPost(
                    $"/{{id}}/{verb}",
                    async (string id, HttpContext http, ListDesk desk) =>
                    {
                        var list = Id(id);
                        var input = await http.ReadAsync<T>();
                        return Ok(await of(desk)(http.ApiCaller(), kind, list, input, http.RequestAborted));
                    }
                )
                .Requires(kind.Act)
                .Accepts<T>("application/json")
                .Produces<TShape>();
    }

    private static Guid Id(string text) => Requests.Id<ProposalId>(text).Value;
}
