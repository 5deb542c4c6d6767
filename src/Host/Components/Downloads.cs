using Microsoft.Net.Http.Headers;
using PhongTrao.Host.Api;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Components;

/// <summary>Stored files as downloads: never shown in the browser's own frame, never guessed at (nosniff).</summary>
public static class Downloads
{
    /// <summary>Media type of plan files (RFC 9512).</summary>
    public const string Yaml = "application/yaml";

    /// <summary>Maps them beside the pages they belong to.</summary>
    public static void MapDownloads(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/ho-so/{id:guid}/tep/{document:guid}",
                async (HttpContext http, Guid id, Guid document, DossierDesk desk) =>
                    File(
                        http,
                        await desk.OpenDocumentAsync(http.Person(), new DossierId(id), new DocumentId(document), http.RequestAborted)
                    )
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
        app.MapGet(
                "/ho-so/{id:guid}/tep/{document:guid}/xem",
                async (HttpContext http, Guid id, Guid document, DossierDesk desk) =>
                    await desk.OpenDocumentAsync(http.Person(), new DossierId(id), new DocumentId(document), http.RequestAborted)
                        is Answer<DocumentContent>.Done { Value: { } file } found
                        ? Previews.CanShow(file.Document)
                            ? Previews.Inline(http, file)
                            : File(http, found)
                        : Missing()
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
        foreach (var kind in ListKind.All)
        {
            app.MapGet(
                    kind.Path + "/{id:guid}/tep/{document:guid}",
                    async (HttpContext http, Guid id, Guid document, ListDesk desk) =>
                        File(http, await desk.OpenScanAsync(http.Person(), kind, id, new DocumentId(document), http.RequestAborted))
                )
                .Requires(Act.ReadDossiers)
                .ExcludeFromDescription();
        }

        app.MapGet(
                "/quyet-dinh/nhap-tu-ngoai/{id:guid}/ban-quet",
                async (HttpContext http, Guid id, PastDesk desk) =>
                    File(http, await desk.OpenScanAsync(http.Person(), new PastDecisionId(id), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
        app.MapGet(
                "/hop-hoi-dong/{id:guid}/tep/{document:guid}",
                async (HttpContext http, Guid id, Guid document, SittingDesk desk) =>
                    File(http, await desk.OpenScanAsync(http.Person(), new SittingId(id), new DocumentId(document), http.RequestAborted))
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
        app.MapGet(
                "/kiem-tra/y-kien/{id:guid}/tep/{document:guid}",
                async (HttpContext http, Guid id, Guid document, InspectionDesk desk) =>
                    File(http, await desk.OpenAsync(http.Person(), new InspectionId(id), new DocumentId(document), http.RequestAborted))
            )
            .Requires(Act.ReadInspections)
            .ExcludeFromDescription();
        app.MapGet(
                "/kiem-tra/tien-do/{chart}.svg",
                async (HttpContext http, string chart, StepTimeDesk desk, QuotaDesk quotas) =>
                    desk.Of(http.Person(), Pages.StepTimesPage.FilterOf(http)) is Answer<StepReport>.Done { Value: var report }
                    && (
                        chart == StepCharts.Quotas
                            ? StepCharts.Of(await quotas.FillAsync(http.Person(), report.Unit, http.RequestAborted))
                            : StepCharts.Of(chart, report)
                    )
                        is { } svg
                        ? Results.File(System.Text.Encoding.UTF8.GetBytes(svg), "image/svg+xml", $"{chart}.svg")
                        : Missing()
            )
            .Requires(Act.Supervise)
            .ExcludeFromDescription();
        app.MapGet(
                "/thoi-han/{id:guid}/tep/{document:guid}",
                async (HttpContext http, Guid id, Guid document, DutyDesk desk) =>
                    File(
                        http,
                        await desk.OpenAsync(http.Person(), new Workflows.Duties.DutyKey(id), new DocumentId(document), http.RequestAborted)
                    )
            )
            .Requires(Act.ReadDeadlines)
            .ExcludeFromDescription();
        app.MapGet(
                "/viec-chay-nen/{id:guid}/tep",
                async (HttpContext http, Guid id, Jobs.JobDesk desk) =>
                    File(http, await desk.OpenOutputAsync(http.Person(), new JobId(id), http.RequestAborted))
            )
            .Requires(Act.Self)
            .ExcludeFromDescription();
        app.MapGet(
                "/ke-hoach/{id}/tep",
                async (HttpContext http, string id, PlanDesk desk) =>
                    PlanId.TryParse(id, out var plan)
                    && await desk.FileAsync(plan, http.Request.Query["ban"].FirstOrDefault(), http.RequestAborted)
                        is Answer<PlanFileShape>.Done found
                        ? PlanFile(http, found)
                        : Missing()
            )
            .Requires(Act.ReadRules)
            .ExcludeFromDescription();
        app.MapGet("/mau-ke-hoach", () => Workbook("mau-ke-hoach", PlanWorkbook.Write(null)))
            .Requires(Act.ReadRules)
            .ExcludeFromDescription();
        app.MapGet(
                "/ke-hoach/{id}/bang",
                async (HttpContext http, string id, PlanDesk desk) =>
                    PlanId.TryParse(id, out var plan)
                    && await desk.WorkbookAsync(plan, http.Request.Query["ban"].FirstOrDefault(), http.RequestAborted)
                        is Answer<byte[]>.Done found
                        ? Workbook(id, found.Value)
                        : Missing()
            )
            .Requires(Act.ReadRules)
            .ExcludeFromDescription();
        app.MapGet(
                "/ke-hoach/{id}/van-ban/{document:guid}",
                async (HttpContext http, string id, Guid document, OriginalDesk desk) =>
                    PlanId.TryParse(id, out var plan)
                        ? File(http, await desk.OpenAsync(plan, new DocumentId(document), http.RequestAborted))
                        : Missing()
            )
            .Requires(Act.ReadRules)
            .ExcludeFromDescription();
        app.MapDeadlineFiles();
        app.MapFigureFiles();
    }

    /// <summary>A plan's file as a download that says its digest, and is not sent again to whoever has it.</summary>
    internal static IResult PlanFile(HttpContext http, Answer<PlanFileShape> answer) =>
        Problems.Of(
            answer,
            done =>
            {
                var (name, sha256) = (done.Value.Name, done.Value.Sha256.Value);
                http.Response.Headers["Repr-Digest"] = $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(sha256))}:";
                // By hand: the framework would also answer If-Match, and with a 412 that says nothing.
                var tag = new EntityTagHeaderValue($"\"{sha256}\"");
                http.Response.GetTypedHeaders().ETag = tag;
                return http.Request.GetTypedHeaders().IfNoneMatch.Any(known => known.Compare(tag, useStrongComparison: false))
                    ? Results.StatusCode(StatusCodes.Status304NotModified)
                    : Results.Bytes(done.Value.Bytes, Yaml, name);
            }
        );

    /// <summary>A workbook as a download.</summary>
    internal static IResult Workbook(string name, byte[] workbook) => Results.Bytes(workbook, Sheet.MediaType, $"{name}.xlsx");

    // The file, or the page that says there is none: also for whoever may not see it.
    private static IResult File(HttpContext http, Answer<DocumentContent> answer)
    {
        if (answer is not Answer<DocumentContent>.Done { Value: var (document, content) })
        {
            return Missing();
        }

        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return Results.Stream(content, document.MediaType.Value, document.FileName ?? $"tep-{document.Id}");
    }

    private static IResult Missing() => PageEndpoints.Error(StatusCodes.Status404NotFound);
}
