using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

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
        foreach (var kind in ListKind.All)
        {
            app.MapGet(
                    kind.Path + "/{id:guid}/tep/{document:guid}",
                    async (HttpContext http, Guid id, Guid document, ListDesk desk) =>
                        await desk.OpenScanAsync(http.Person(), kind, id, new DocumentId(document), http.RequestAborted)
                            is Answer<DocumentContent>.Done { Value: var found }
                            ? File(http, found.Document, found.Content)
                            : Missing()
                )
                .Requires(Act.ReadDossiers)
                .ExcludeFromDescription();
        }

        app.MapDeadlineFiles();
    }

    private static IResult File(HttpContext http, DocumentShape document, Stream content)
    {
        http.Response.Headers.ContentSecurityPolicy = "sandbox; default-src 'none'";
        return Results.Stream(content, document.MediaType.Value, document.FileName ?? $"tep-{document.Id}");
    }

    private static IResult Missing() => PageEndpoints.Error(StatusCodes.Status404NotFound);
}
