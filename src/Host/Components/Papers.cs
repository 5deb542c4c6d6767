using System.Text;
using PhongTrao.Host.Api;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Components;

/// <summary>A paper as a file.</summary>
/// <param name="Name">What the file is called.</param>
/// <param name="Sha256">The digest that the record keeps.</param>
public sealed record PaperFile(string Name, string MediaType, byte[] Bytes, Digest Sha256);

/// <summary>Papers as files. Each that is given out is recorded with its digest, by whom and when.</summary>
public sealed class Papers(PaperMaker maker, PdfPrinter printer, Bench bench)
{
    /// <summary>The formats of files: "docx", "pdf".</summary>
    public static IReadOnlyList<string> Formats { get; } = ["docx", "pdf"];

    /// <summary>Whether this machine makes PDF.</summary>
    public bool MakesPdf => printer.Browser is not null;

    /// <summary>Makes the file and records that it was made.</summary>
    public async Task<Answer<PaperFile>> FileAsync(
        Caller caller,
        PaperSource source,
        Guid id,
        PaperKind kind,
        int of,
        string format,
        CancellationToken cancellationToken
    )
    {
        return await maker.MakeAsync(caller.Person, source, id, kind, of, cancellationToken) is { } made
            ? await FileAsync(caller, id, made, format, cancellationToken)
            : new Answer<PaperFile>.NotFound();
    }

    /// <summary>The same of a paper that was made.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="id">Of what: the id of the stream that keeps the digest.</param>
    /// <param name="made">The paper.</param>
    /// <param name="format">"docx" or "pdf".</param>
    /// <param name="cancellationToken">Stops it.</param>
    public async Task<Answer<PaperFile>> FileAsync(
        Caller caller,
        Guid id,
        MadePaper made,
        string format,
        CancellationToken cancellationToken
    )
    {
        var pdf = string.Equals(format, "pdf", StringComparison.Ordinal);
        var bytes = pdf ? await printer.PrintAsync(OfficialHtml.Write(made.Paper), cancellationToken) : OfficialDocx.Write(made.Paper);
        if (bytes is null)
        {
            return Answer<PaperFile>.Refuse(HostRefusals.NoPdfHere);
        }

        var file = new PaperFile(
            $"{NameOf(made.Paper.Title)}.{format}",
            pdf ? PdfPrinter.MediaType : OfficialDocx.MediaType,
            bytes,
            FileDigest.Of(bytes)
        );
        return (
            await RecordAsync(
                caller,
                id,
                made.Unit,
                new(new(made.Kind.Code), new(format), file.Sha256, bytes.Length, new(made.Template)),
                cancellationToken
            )
        ).Select(_ => file);
    }

    /// <summary>Records that a file was made, in the capacity in which this person works for a unit, or else in their first.</summary>
    internal Task<Answer<bool>> RecordAsync(
        Caller caller,
        Guid id,
        UnitId unit,
        Workflows.Papers.PrintCommand.Make made,
        CancellationToken cancellationToken
    )
    {
        var capacities = caller.Person.Holdings.Select(holding => holding.Capacity).ToList();
        return bench.RunAsync(
            caller,
            capacities.Find(capacity => capacity.Unit == unit) ?? (capacities is [var first, ..] ? first : null),
            Bindings.Printing,
            Bindings.Printing.StreamOf(id),
            made,
            "paper.make",
            new { kind = made.Kind.Value, format = made.Format.Value },
            _ => true,
            cancellationToken
        );
    }

    /// <summary>The last files that were made of something, oldest first; for whoever may see that.</summary>
    public async Task<IReadOnlyList<Workflows.Papers.PrintEvent.Made>> MadeAsync(Guid id, CancellationToken cancellationToken) =>
        await bench.LoadAsync(Bindings.Printing, Bindings.Printing.StreamOf(id), cancellationToken) is { State.Latest: var latest }
            ? latest
            : [];

    /// <summary>A name that every file system takes: "Quyết định 12-QĐ-UBND".</summary>
    internal static string NameOf(string title)
    {
        var name = new StringBuilder(title.Length);
        foreach (var c in title)
        {
            name.Append(c is '/' or '\\' or ':' or '*' or '?' or '"' or '<' or '>' or '|' || char.IsControl(c) ? '-' : c);
        }

        return name.ToString();
    }
}

/// <summary>Papers beside the pages of what they are made of.</summary>
public static class PaperEndpointsOfPages
{
    private static readonly Dictionary<string, PaperSource> Sources = new(StringComparer.Ordinal)
    {
        ["to-trinh"] = PaperSource.Proposal,
        ["quyet-dinh"] = PaperSource.Decision,
        ["hop-hoi-dong"] = PaperSource.Sitting,
        ["ho-so"] = PaperSource.Dossier,
    };

    /// <summary>Where a paper is found.</summary>
    /// <param name="format">"docx", "pdf", or "html" for the page that is printed by the reader's own browser.</param>
    public static string PathOf(PaperSource source, Guid id, PaperOffer offer, string format) =>
        $"/van-ban/{Sources.First(pair => pair.Value == source).Key}/{id:N}/{offer.Kind.Code}.{format}{(offer.Of == 1 ? "" : $"?cua={offer.Of}")}";

    /// <summary>A paper that was made: to be printed from the reader's browser ("html"), or as a file, which is recorded.</summary>
    /// <param name="http">The request.</param>
    /// <param name="papers">Makes files.</param>
    /// <param name="id">The stream's id that keeps the digest.</param>
    /// <param name="made">The paper.</param>
    /// <param name="format">"html", "docx", "pdf"; anything else is not found.</param>
    internal static async Task<IResult> SendAsync(HttpContext http, Papers papers, Guid id, MadePaper made, string format)
    {
        if (string.Equals(format, "html", StringComparison.Ordinal))
        {
            http.Response.Headers.ContentSecurityPolicy = OfficialHtml.Policy;
            return Results.Content(OfficialHtml.Write(made.Paper), "text/html; charset=utf-8");
        }

        if (!Papers.Formats.Contains(format, StringComparer.Ordinal))
        {
            return PageEndpoints.Error(StatusCodes.Status404NotFound);
        }

        return await papers.FileAsync(http.Caller(), id, made, format, http.RequestAborted) is Answer<PaperFile>.Done { Value: var file }
            ? Results.File(file.Bytes, file.MediaType, file.Name)
            : PageEndpoints.Error(StatusCodes.Status503ServiceUnavailable);
    }

    internal static void MapPapers(this IEndpointRouteBuilder app)
    {
        app.MapGet(
                "/ho-so/{id:guid}/thu-muc.zip",
                async (Guid id, HttpContext http, DossierFolder folder) =>
                    await folder.MakeAsync(http.Caller(), new(id), http.RequestAborted) is var (name, content)
                        ? Results.Stream(content, DossierFolder.MediaType, name)
                        : PageEndpoints.Error(StatusCodes.Status404NotFound)
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
        app.MapGet(
                "/quyet-dinh/{id:guid}/giay-khen/thu",
                async (Guid id, HttpContext http, CertificateDesk desk) =>
                {
                    if (
                        await desk.GetAsync(http.Person(), id, http.RequestAborted)
                            is not Answer<CertificatesShape>.Done { Value: var shape }
                        || !shape.Layouts.TryGetValue(http.Request.Query["bo-cuc"].ToString(), out var layout)
                    )
                    {
                        return PageEndpoints.Error(StatusCodes.Status404NotFound);
                    }

                    http.Response.Headers.ContentSecurityPolicy = CertificateHtml.Policy;
                    return Results.Content(CertificateHtml.Test(layout, Labels.Certificate), "text/html; charset=utf-8");
                }
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
        app.MapGet(
                "/mau-van-ban/{kind}/xem",
                async (string kind, string? tu, string? rieng, HttpContext http, TemplateDesk desk) =>
                {
                    if (
                        PaperKinds.Of(kind) is not { } known
                        || (await desk.GetAsync(known, http.RequestAborted)).Editions.FirstOrDefault(edition =>
                            edition.From.ToString("O", System.Globalization.CultureInfo.InvariantCulture) == tu
                            && edition.IsOwn == (rieng == "1")
                        )
                            is not { } edition
                        || TemplateDesk.Try(known, edition.Text) is not Answer<OfficialPaper>.Done { Value: var paper }
                    )
                    {
                        return PageEndpoints.Error(StatusCodes.Status404NotFound);
                    }

                    http.Response.Headers.ContentSecurityPolicy = OfficialHtml.Policy;
                    return Results.Content(OfficialHtml.Write(paper), "text/html; charset=utf-8");
                }
            )
            .Requires(Act.ReadRules)
            .ExcludeFromDescription();
        app.MapGet(
                "/van-ban/{source}/{id:guid}/{kind}.{format}",
                async (
                    string source,
                    Guid id,
                    string kind,
                    string format,
                    string? cua,
                    HttpContext http,
                    Papers papers,
                    PaperMaker maker
                ) =>
                {
                    if (
                        !Sources.TryGetValue(source, out var of)
                        || PaperKinds.Of(kind) is not { } paper
                        || !int.TryParse(
                            cua ?? "1",
                            System.Globalization.NumberStyles.None,
                            System.Globalization.CultureInfo.InvariantCulture,
                            out var place
                        )
                    )
                    {
                        return PageEndpoints.Error(StatusCodes.Status404NotFound);
                    }

                    return await maker.MakeAsync(http.Person(), of, id, paper, place, http.RequestAborted) is { } made
                        ? await SendAsync(http, papers, id, made, format)
                        : PageEndpoints.Error(StatusCodes.Status404NotFound);
                }
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
    }
}
