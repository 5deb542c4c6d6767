using System.Text;
using Microsoft.Net.Http.Headers;
using PhongTrao.Host.Desk;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Components;

/// <summary>
/// Stored files that are looked at beside the page instead of being downloaded: PDF, JPEG, PNG and plain text, told by the type that the vault judged
/// them to be by their content, never by their name. Each is answered with a policy of its own, under which it can load nothing, run nothing and
/// stand in no frame but ours. Everything else is a download.
/// </summary>
internal static class Previews
{
    // A viewer of a browser opens no PDF in a sandbox; what could run was refused when the file came in (PdfJudge).
    private const string OfPdf = "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";
    private const string OfOthers = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'";

    /// <summary>Whether a file can be looked at.</summary>
    public static bool CanShow(DocumentShape document) => IsPicture(document) || IsPdf(document) || document.MediaType == FileTypes.Text;

    /// <summary>Whether it is a picture, which stands in the page itself.</summary>
    public static bool IsPicture(DocumentShape document) => document.MediaType == FileTypes.Jpeg || document.MediaType == FileTypes.Png;

    /// <summary>Whether it is a PDF.</summary>
    public static bool IsPdf(DocumentShape document) => document.MediaType == FileTypes.Pdf;

    /// <summary>Where the page with the preview is.</summary>
    public static string PageOf(Workflows.Kernel.DossierId dossier, DocumentShape document) =>
        $"/ho-so/{dossier}/xem/{document.Id}#thanh-phan";

    /// <summary>Answers with a file that <see cref="CanShow"/>.</summary>
    public static IResult Inline(HttpContext http, DocumentContent file)
    {
        var (document, content) = file;
        var headers = http.Response.Headers;
        headers.ContentSecurityPolicy = IsPdf(document) ? OfPdf : OfOthers;
        headers.XFrameOptions = "SAMEORIGIN";
        var disposition = new ContentDispositionHeaderValue("inline");
        disposition.SetHttpFileName(document.FileName ?? $"tep-{document.Id}");
        headers.ContentDisposition = disposition.ToString();
        return Results.Stream(content, document.MediaType == FileTypes.Text ? "text/plain; charset=utf-8" : document.MediaType.Value);
    }
}
