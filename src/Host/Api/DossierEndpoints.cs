using System.Globalization;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Api;

/// <summary>Dossiers and filings: drafting, papers, submitting, reading.</summary>
internal static class DossierEndpoints
{
    internal static void MapDossiers(this RouteGroupBuilder api)
    {
        var dossiers = api.MapGroup("/dossiers");
        dossiers
            .MapPost("", OpenAsync)
            .Requires(Act.PrepareDossiers)
            .Accepts<DossierInput>("application/json")
            .Produces<DossierOpened>(StatusCodes.Status201Created);
        dossiers.MapGet("", List).Requires(Act.ReadDossiers);
        dossiers.MapGet("/{id}", GetAsync).Requires(Act.ReadDossiers).Produces<DossierShape>();
        dossiers.MapGet("/{id}/history", HistoryAsync).Requires(Act.ReadDossiers);
        dossiers.MapGet("/{id}/as-of", AsOfAsync).Requires(Act.ReadDossiers).Produces<DossierAsOf>();
        dossiers.MapGet("/{id}/findings", FindingsAsync).Requires(Act.ReadDossiers);
        dossiers.MapGet("/{id}/nominees/{nominee}/awards", AwardsAsync).Requires(Act.ReadDossiers).Produces<SubjectHistory>();
        dossiers.MapGet("/{id}/candidates", CandidatesAsync).Requires(Act.PrepareDossiers);
        dossiers.MapGet("/{id}/preview", PreviewAsync).Requires(Act.PrepareDossiers).Produces<SubmissionPreview>();
        dossiers
            .MapGet(
                "/{id}/reroute",
                async (string id, string? unit, string? at, HttpContext http, RerouteDesk desk) =>
                    Problems.Ok(await desk.PreviewAsync(http.Person(), Requests.Id<DossierId>(id), unit, at, http.RequestAborted))
            )
            .Requires(Act.RerouteDossiers)
            .WithSummary("What moving the dossier to the route of today would mean; moves nothing.")
            .Produces<ReroutePreview>();
        dossiers
            .MapPost(
                "/{id}/reroute",
                (string id, HttpContext http, RerouteDesk desk) => ActAsync<RerouteInput>(http, desk.RerouteAsync, id)
            )
            .Requires(Act.RerouteDossiers)
            .WithSummary("Chuyển thẩm quyền giải quyết: the dossier goes on under the route of today.")
            .Accepts<RerouteInput>("application/json")
            .Produces<DossierChanged>();
        api.MapPost(
                "/reroutings",
                async (HttpContext http, RerouteBatchDesk desk) =>
                    Problems.Of(
                        await desk.RerouteAllAsync(http.ApiCaller(), await http.ReadAsync<RerouteAllInput>(), http.RequestAborted),
                        done => Results.Accepted($"{ApiComposition.Root}/jobs/{done.Value.Id}", done.Value)
                    )
            )
            .Requires(Act.RerouteDossiers)
            .WithSummary(
                "Chuyển thẩm quyền giải quyết of all dossiers on their way that a unit sees, as work behind the pages; \"dryRun\"=true moves nothing."
            )
            .Accepts<RerouteAllInput>("application/json")
            .Produces<JobShape>(StatusCodes.Status202Accepted);
        dossiers
            .MapPost("/{id}/nominees", AddNomineeAsync)
            .Requires(Act.PrepareDossiers)
            .Accepts<NomineeInput>("application/json")
            .Produces(StatusCodes.Status201Created);
        dossiers
            .MapPost("/{id}/import-nominees", TakeInAsync)
            .Requires(Act.PrepareDossiers)
            .WithSummary(
                "Nominees from a list: XLSX, XLS, CSV or DOCX as \"file\" of a multipart form. \"dryRun\"=true answers how it would be taken "
                    + "in; otherwise everybody on it is entered, or nobody. \"converted\"=true: cells in TCVN3 or VNI may be converted."
            )
            .Produces<NomineesListed>()
            .Produces<NomineeListPreview>();
        dossiers
            .MapPut("/{id}/nominees/{nominee}", ChangeNomineeAsync)
            .Requires(Act.PrepareDossiers)
            .Accepts<NomineeInput>("application/json");
        dossiers.MapDelete("/{id}/nominees/{nominee}", RemoveNomineeAsync).Requires(Act.PrepareDossiers).Produces<DossierChanged>();
        dossiers
            .MapPost("/{id}/documents", AttachAsync)
            .Requires(Act.PrepareDossiers)
            .Produces<DocumentShape>(StatusCodes.Status201Created);
        dossiers.MapGet("/{id}/documents/{document}", DownloadAsync).Requires(Act.ReadDossiers);
        dossiers.MapDelete("/{id}/documents/{document}", RemoveDocumentAsync).Requires(Act.PrepareDossiers).Produces<DossierChanged>();
        dossiers
            .MapPut("/{id}/components", StateAsync)
            .Requires(Act.PrepareDossiers)
            .Accepts<ComponentInput>("application/json")
            .Produces<DossierChanged>();
        dossiers
            .MapPost(
                "/{id}/register",
                (string id, HttpContext http, TitleDesk desk) => ActAsync<RegisterTitleInput>(http, desk.RegisterAsync, id)
            )
            .Requires(Act.PrepareDossiers)
            .Accepts<RegisterTitleInput>("application/json")
            .Produces<DossierChanged>();
        dossiers
            .MapPut("/{id}/nominees/{nominee}/score", ScoreAsync)
            .Requires(Act.PrepareDossiers)
            .Accepts<ScoreInput>("application/json")
            .Produces<DossierChanged>();
        dossiers
            .MapPost("/{id}/submit", (string id, HttpContext http, DossierDesk desk) => ActAsync<SubmitInput>(http, desk.SubmitAsync, id))
            .Requires(Act.PrepareDossiers)
            .Accepts<SubmitInput>("application/json")
            .Produces<DossierChanged>();
        dossiers
            .MapPost("/{id}/take-back", (string id, HttpContext http, DossierDesk desk) => ActAsync(http, desk.TakeBackAsync, id))
            .Requires(Act.PrepareDossiers)
            .Produces<DossierChanged>();
        dossiers
            .MapPost(
                "/{id}/withdraw",
                (string id, HttpContext http, DossierDesk desk) => ActAsync<ReasonInput>(http, desk.WithdrawAsync, id)
            )
            .Requires(Act.PrepareDossiers)
            .Accepts<ReasonInput>("application/json")
            .Produces<DossierChanged>();
        dossiers
            .MapPost(
                "/{id}/supplement",
                (string id, HttpContext http, DossierDesk desk) => ActAsync<NoteInput>(http, desk.ProvideSupplementAsync, id)
            )
            .Requires(Act.PrepareDossiers)
            .Accepts<NoteInput>("application/json")
            .Produces<DossierChanged>();
    }

    internal static void MapStatistics(this RouteGroupBuilder api) =>
        api.MapGet(
                "/statistics/awards",
                (HttpContext http, StatisticsDesk desk) =>
                    Problems.Ok(desk.Of(http.Person(), http.Request.Query["unit"], http.Request.Query["from"], http.Request.Query["to"]))
            )
            .Requires(Act.ReadDossiers)
            .WithSummary(
                "How many were awarded by decisions of a period, of what a unit and those under it proposed: by form, type of award and kind of subject. "
                    + "Query: unit, from, to (days); the reader's unit and the year so far where left out."
            )
            .Produces<AwardStatistics>();

    internal static void MapTitles(this RouteGroupBuilder api) => api.MapGet("/titles", Titles).Requires(Act.ReadDossiers);

    private static IResult Titles(HttpContext http, TitleDesk desk, DossierDesk dossiers)
    {
        var check = new Check();
        var query = http.Request.Query;
        var plan = check.OptionalCode<PlanId>("plan", query["plan"].ToString());
        var title = check.OptionalCode<FormCode>("title", query["title"].ToString());
        if (check.Failed)
        {
            return Problems.Malformed(check.Faults);
        }

        var (after, limit) = http.Paging();
        return Requests.List(desk.List(http.Person(), plan, title, after, limit, dossiers));
    }

    private static async Task<IResult> ScoreAsync(string id, string nominee, HttpContext http, TitleDesk desk)
    {
        var (dossier, who) = (Requests.Id<DossierId>(id), Requests.Id<NomineeId>(nominee));
        var input = await http.ReadAsync<ScoreInput>();
        return Problems.Ok(await desk.ScoreAsync(http.ApiCaller(), dossier, who, input, http.RequestAborted));
    }

    internal static void MapFilings(this RouteGroupBuilder api)
    {
        var filings = api.MapGroup("/filings");
        filings
            .MapPost("", OpenFilingAsync)
            .Requires(Act.PrepareDossiers)
            .Accepts<FilingInput>("application/json")
            .Produces<FilingAnswer>(StatusCodes.Status201Created);
        filings.MapGet("/{id}", GetFilingAsync).Requires(Act.ReadDossiers).Produces<FilingShape>();
        filings
            .MapPost(
                "/{id}/take-over",
                async (string id, HttpContext http, FilingDesk desk) =>
                    Problems.Ok(await desk.TakeOverAsync(http.ApiCaller(), Requests.Id<FilingId>(id), http.RequestAborted))
            )
            .Requires(Act.PrepareDossiers)
            .WithSummary("Nhận lập tiếp: the successor of a unit that has ended goes on with what it did not submit.")
            .Produces<FilingAnswer>();
        filings
            .MapPost("/{id}/forms", AddFormAsync)
            .Requires(Act.PrepareDossiers)
            .Accepts<FormInput>("application/json")
            .Produces<FilingAnswer>();
        filings
            .MapPost("/{id}/documents", AttachPaperAsync)
            .Requires(Act.PrepareDossiers)
            .Produces<DocumentShape>(StatusCodes.Status201Created);
        filings.MapGet("/{id}/documents/{document}", DownloadPaperAsync).Requires(Act.ReadDossiers);
        filings.MapDelete("/{id}/documents/{document}", RemovePaperAsync).Requires(Act.PrepareDossiers);
        filings.MapPut("/{id}/components", StateFilingAsync).Requires(Act.PrepareDossiers).Accepts<ComponentInput>("application/json");
    }

    private static async Task<IResult> OpenAsync(HttpContext http, DossierDesk desk)
    {
        var input = await http.ReadAsync<DossierInput>();
        return Problems.Of(
            await desk.OpenAsync(http.ApiCaller(), input, http.RequestAborted),
            done => Results.Created($"{ApiComposition.Root}/dossiers/{done.Value.Id}", done.Value)
        );
    }

    private static IResult List(HttpContext http, DossierDesk desk)
    {
        var check = new Check();
        var query = http.Request.Query;
        DossierStatus? status = null;
        if (query["status"].ToString() is { Length: > 0 } text)
        {
            var names = Enum.GetValues<DossierStatus>();
            var found = names.Where(name => Kebab(name) == text).ToList();
            if (found.Count == 0)
            {
                check.Fault("status", Faults.Unknown, ("allowed", string.Join(", ", names.Select(Kebab))));
            }
            else
            {
                status = found[0];
            }
        }

        var filter = new DossierListFilter(
            status,
            check.OptionalCode<FormCode>("form", query["form"].ToString()),
            check.OptionalCode<PlanId>("plan", query["plan"].ToString())
        );
        var search = check.OptionalText("q", query["q"].ToString(), 200);
        if (check.Failed)
        {
            return Problems.Malformed(check.Faults);
        }

        var (after, limit) = http.Paging();
        return Requests.List(
            search is null
                ? desk.List(http.Person(), filter, after, limit)
                : desk.Search(http.Person(), search, after, Math.Min(limit, 100))
        );
    }

    private static async Task<IResult> GetAsync(string id, HttpContext http, DossierDesk desk) =>
        Problems.Ok(await desk.GetAsync(http.Person(), Requests.Id<DossierId>(id), http.RequestAborted));

    private static async Task<IResult> HistoryAsync(string id, HttpContext http, AuditDesk desk)
    {
        var check = new Check();
        var asOf = check.OptionalInstant("asOf", http.Request.Query["asOf"].ToString());
        if (check.Failed)
        {
            return Problems.Malformed(check.Faults);
        }

        return Problems.Of(
            await desk.HistoryAsync(http.Person(), Requests.Id<DossierId>(id), asOf, http.RequestAborted),
            done => Results.Json(new { items = done.Value, next = (string?)null })
        );
    }

    private static async Task<IResult> AsOfAsync(string id, HttpContext http, AsOfDesk desk)
    {
        var check = new Check();
        var at = check.OptionalInstant("at", http.Request.Query["at"].ToString());
        if (at is null && !check.Failed)
        {
            check.Fault("at", Faults.Required);
        }

        return check.Failed
            ? Problems.Malformed(check.Faults)
            : Problems.Ok(await desk.DossierAsync(http.Person(), Requests.Id<DossierId>(id), at!.Value, http.RequestAborted));
    }

    private static async Task<IResult> FindingsAsync(string id, HttpContext http, DossierDesk desk, FindingDesk findings) =>
        await desk.GetAsync(http.Person(), Requests.Id<DossierId>(id), http.RequestAborted)
            is Answer<DossierShape>.Done { Value: var dossier }
            ? Results.Json(new { items = await findings.OfAsync(http.Person(), dossier, http.RequestAborted), next = (string?)null })
            : Problems.Ok(new Answer<DossierShape>.NotFound());

    private static async Task<IResult> AwardsAsync(string id, string nominee, HttpContext http, SubjectDesk desk) =>
        Problems.Ok(
            await desk.HistoryAsync(http.Person(), Requests.Id<DossierId>(id), Requests.Id<NomineeId>(nominee), http.RequestAborted)
        );

    private static async Task<IResult> CandidatesAsync(string id, HttpContext http, SubjectDesk desk)
    {
        var (check, query) = (new Check(), http.Request.Query);
        int? birthYear = null;
        if (query["birthYear"].ToString() is { Length: > 0 } year)
        {
            birthYear = int.TryParse(year, CultureInfo.InvariantCulture, out var number) ? number : 0;
        }

        var input = new NomineeInput(
            query["kind"].ToString() is { Length: > 0 } kind ? kind : null,
            null,
            check.Text("name", query["name"].ToString(), 200),
            null,
            null,
            birthYear,
            null,
            null,
            null,
            null,
            null,
            null,
            null
        );
        return check.Failed
            ? Problems.Malformed(check.Faults)
            : Problems.Of(
                await desk.CandidatesAsync(http.Person(), Requests.Id<DossierId>(id), input, http.RequestAborted),
                done => Results.Json(new { items = done.Value, next = (string?)null })
            );
    }

    private static async Task<IResult> PreviewAsync(string id, HttpContext http, DossierDesk desk) =>
        Problems.Ok(await desk.PreviewAsync(http.Person(), Requests.Id<DossierId>(id), http.RequestAborted));

    private static async Task<IResult> AddNomineeAsync(string id, HttpContext http, DossierDesk desk)
    {
        var input = await http.ReadAsync<NomineeInput>();
        return Problems.Of(
            await desk.AddNomineeAsync(http.ApiCaller(), Requests.Id<DossierId>(id), input, http.RequestAborted),
            done => Results.Json(new { id = done.Value }, statusCode: StatusCodes.Status201Created)
        );
    }

    private static Task<IResult> TakeInAsync(string id, HttpContext http, NomineeListDesk desk)
    {
        var dossier = Requests.Id<DossierId>(id);
        var caller = http.ApiCaller();
        return http.ReadFileAsync(
            required: true,
            async (fields, upload) =>
                fields.GetValueOrDefault("dryRun") is "true" or "1"
                    ? Problems.Ok(await desk.PreviewAsync(http.Person(), dossier, upload!.Content, http.RequestAborted))
                    : Problems.Ok(
                        await desk.TakeInAsync(
                            caller,
                            dossier,
                            upload!.Content,
                            fields.GetValueOrDefault("converted") is "true" or "1",
                            http.RequestAborted
                        )
                    )
        );
    }

    private static async Task<IResult> ChangeNomineeAsync(string id, string nominee, HttpContext http, DossierDesk desk)
    {
        var input = await http.ReadAsync<NomineeInput>();
        return Problems.Of(
            await desk.ChangeNomineeAsync(
                http.ApiCaller(),
                Requests.Id<DossierId>(id),
                Requests.Id<NomineeId>(nominee),
                input,
                http.RequestAborted
            ),
            done => Results.Json(new { id = done.Value })
        );
    }

    private static async Task<IResult> RemoveNomineeAsync(string id, string nominee, HttpContext http, DossierDesk desk) =>
        Problems.Ok(
            await desk.RemoveNomineeAsync(
                http.ApiCaller(),
                Requests.Id<DossierId>(id),
                Requests.Id<NomineeId>(nominee),
                http.RequestAborted
            )
        );

    private static Task<IResult> AttachAsync(string id, HttpContext http, DossierDesk desk)
    {
        var dossier = Requests.Id<DossierId>(id);
        var caller = http.ApiCaller();
        return http.ReadFileAsync(
            required: true,
            async (_, upload) =>
                Problems.Of(
                    await desk.AttachAsync(caller, dossier, upload!, http.RequestAborted),
                    done => Results.Json(done.Value, statusCode: StatusCodes.Status201Created)
                )
        );
    }

    private static async Task<IResult> DownloadAsync(string id, string document, HttpContext http, DossierDesk desk) =>
        Download(
            await desk.OpenDocumentAsync(http.Person(), Requests.Id<DossierId>(id), Requests.Id<DocumentId>(document), http.RequestAborted)
        );

    private static async Task<IResult> RemoveDocumentAsync(string id, string document, HttpContext http, DossierDesk desk) =>
        Problems.Ok(
            await desk.RemoveDocumentAsync(
                http.ApiCaller(),
                Requests.Id<DossierId>(id),
                Requests.Id<DocumentId>(document),
                http.RequestAborted
            )
        );

    private static Task<IResult> StateAsync(string id, HttpContext http, DossierDesk desk) =>
        ActAsync<ComponentInput>(http, desk.StateAsync, id);

    private static async Task<IResult> OpenFilingAsync(HttpContext http, FilingDesk desk)
    {
        var input = await http.ReadAsync<FilingInput>();
        return Problems.Of(
            await desk.OpenAsync(http.ApiCaller(), input, http.RequestAborted),
            done => Results.Created($"{ApiComposition.Root}/filings/{done.Value.Id}", done.Value)
        );
    }

    private static async Task<IResult> GetFilingAsync(string id, HttpContext http, FilingDesk desk) =>
        Problems.Ok(await desk.GetAsync(http.Person(), Requests.Id<FilingId>(id), http.RequestAborted));

    private static async Task<IResult> AddFormAsync(string id, HttpContext http, FilingDesk desk)
    {
        var input = await http.ReadAsync<FormInput>();
        return Problems.Ok(await desk.AddFormAsync(http.ApiCaller(), Requests.Id<FilingId>(id), input, http.RequestAborted));
    }

    private static Task<IResult> AttachPaperAsync(string id, HttpContext http, FilingDesk desk)
    {
        var filing = Requests.Id<FilingId>(id);
        var caller = http.ApiCaller();
        return http.ReadFileAsync(
            required: true,
            async (_, upload) =>
                Problems.Of(
                    await desk.AttachAsync(caller, filing, upload!, http.RequestAborted),
                    done => Results.Json(done.Value, statusCode: StatusCodes.Status201Created)
                )
        );
    }

    private static async Task<IResult> DownloadPaperAsync(string id, string document, HttpContext http, FilingDesk desk) =>
        Download(
            await desk.OpenPaperAsync(http.Person(), Requests.Id<FilingId>(id), Requests.Id<DocumentId>(document), http.RequestAborted)
        );

    private static async Task<IResult> RemovePaperAsync(string id, string document, HttpContext http, FilingDesk desk) =>
        Problems.Of(
            await desk.RemoveAsync(http.ApiCaller(), Requests.Id<FilingId>(id), Requests.Id<DocumentId>(document), http.RequestAborted),
            done => Results.Json(new { id = done.Value })
        );

    private static async Task<IResult> StateFilingAsync(string id, HttpContext http, FilingDesk desk)
    {
        var input = await http.ReadAsync<ComponentInput>();
        return Problems.Of(
            await desk.StateAsync(http.ApiCaller(), Requests.Id<FilingId>(id), input, http.RequestAborted),
            done => Results.Json(new { id = done.Value })
        );
    }

    /// <summary>A paper as a download: never shown inside our pages, never sniffed.</summary>
    internal static IResult Download(Answer<DocumentContent> answer) =>
        Problems.Of(
            answer,
            done =>
                Results.File(
                    done.Value.Content,
                    done.Value.Document.MediaType.Value,
                    done.Value.Document.FileName ?? $"{done.Value.Document.Id}"
                )
        );

    private static async Task<IResult> ActAsync(
        HttpContext http,
        Func<Caller, DossierId, CancellationToken, Task<Answer<DossierChanged>>> act,
        string id
    ) => Problems.Ok(await act(http.ApiCaller(), Requests.Id<DossierId>(id), http.RequestAborted));

    private static async Task<IResult> ActAsync<TInput>(
        HttpContext http,
        Func<Caller, DossierId, TInput, CancellationToken, Task<Answer<DossierChanged>>> act,
        string id
    )
        where TInput : class
    {
        var input = await http.ReadAsync<TInput>();
        return Problems.Ok(await act(http.ApiCaller(), Requests.Id<DossierId>(id), input, http.RequestAborted));
    }

    private static string Kebab(DossierStatus status) => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(status.ToString());
}
