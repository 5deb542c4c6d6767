using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Decisions;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Proposals;

namespace PhongTrao.Host.Components;

/// <summary>Stored files as downloads: never shown in the browser's own frame, never guessed at (nosniff).</summary>
public static class Downloads
{
    /// <summary>Maps them beside the pages they belong to.</summary>
    public static void MapDownloads(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/ho-so/{id:guid}/tep/{document:guid}",
                async (HttpContext http, Guid id, Guid document, DossierDesk desk) =>
                    await desk.OpenDocumentAsync(http.Person(), new DossierId(id), new DocumentId(document), http.RequestAborted)
                        is Answer<DocumentContent>.Done { Value: var found }
                        ? File(http, found.Document, found.Content)
                        : Missing()
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
        app.MapGet(
                "/trinh-khen/{id:guid}/tep/{document:guid}",
                async (HttpContext http, Guid id, Guid document, ProposalDesk desk, Bench bench) =>
                {
                    var proposal = new ProposalId(id);
                    return
                        await desk.GetAsync(http.Person(), proposal, http.RequestAborted) is Answer<ProposalShape>.Done
                        && await bench.LoadAsync(Bindings.Proposal, Bindings.Proposal.StreamOf(id), http.RequestAborted)
                            is { State: Proposal { Paper.Scan: { } scan } }
                        ? await ScanAsync(http, bench, scan, document)
                        : Missing();
                }
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
        app.MapGet(
                "/quyet-dinh/{id:guid}/tep/{document:guid}",
                async (HttpContext http, Guid id, Guid document, DecisionDesk desk, Bench bench) =>
                {
                    var decision = new DecisionId(id);
                    return
                        await desk.GetAsync(http.Person(), decision, http.RequestAborted) is Answer<DecisionShape>.Done
                        && await bench.LoadAsync(Bindings.Decision, Bindings.Decision.StreamOf(id), http.RequestAborted)
                            is { State: AwardDecision { Paper.Scan: { } scan } }
                        ? await ScanAsync(http, bench, scan, document)
                        : Missing();
                }
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
    }

    private static async Task<IResult> ScanAsync(HttpContext http, Bench bench, DocumentEntry scan, Guid document) =>
        scan.Id.Value == document && await bench.OpenAsync(scan, http.RequestAborted) is { } content
            ? File(http, DocumentShape.Of(scan, bench), content)
            : Missing();

    private static IResult File(HttpContext http, DocumentShape document, Stream content)
    {
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return Results.Stream(content, document.MediaType.Value, document.FileName ?? $"tep-{document.Id}");
    }

    private static IResult Missing() => PageEndpoints.Error(StatusCodes.Status404NotFound);
}
