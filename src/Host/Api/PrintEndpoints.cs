using PhongTrao.Host.Components;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Api;

/// <summary>A paper that can be made of something.</summary>
/// <param name="Kind">Code: "quyet-dinh".</param>
/// <param name="Name">What it is called.</param>
/// <param name="Of">Which of several of its kind, from 1.</param>
public sealed record PaperOfferShape(string Kind, string Name, int Of);

/// <summary>A file that was made.</summary>
/// <param name="Sha256">Digest of its bytes, 64 hexadecimal digits.</param>
/// <param name="Length">Bytes.</param>
/// <param name="Template">The template it was made with.</param>
public sealed record MadeShape(string Kind, string Format, string Sha256, long Length, string Template);

/// <summary>What can be made, and the last files that were, oldest first.</summary>
public sealed record PapersShape(IReadOnlyList<PaperOfferShape> Offers, IReadOnlyList<MadeShape> Made);

/// <summary>Papers made of the record, as files.</summary>
internal static class PrintEndpoints
{
    internal static void MapPapers(this RouteGroupBuilder api)
    {
        var papers = api.MapGroup("/papers/{source}/{id}");
        papers
            .MapGet(
                "",
                async (string source, string id, HttpContext http, PaperMaker maker, Papers files) =>
                {
                    var thing = Requests.Id<Workflows.Kernel.ProposalId>(id).Value;
                    return
                        SourceOf(source) is { } of && await maker.OffersAsync(http.Person(), of, thing, http.RequestAborted) is { } offers
                        ? Results.Json(
                            new PapersShape(
                                [.. offers.Select(offer => new PaperOfferShape(offer.Kind.Code, offer.Name, offer.Of))],
                                [
                                    .. (await files.MadeAsync(thing, http.RequestAborted)).Select(made => new MadeShape(
                                        made.Kind.Value,
                                        made.Format.Value,
                                        made.Sha256.Value,
                                        made.Length,
                                        made.Template.Value
                                    )),
                                ]
                            )
                        )
                        : Problems.NotFound();
                }
            )
            .Requires(Act.ReadDossiers)
            .Produces<PapersShape>()
            .WithSummary("What can be made of a tờ trình (proposal), decision, sitting or dossier, and the last files that were.");
        papers
            .MapGet(
                "/{kind}.{format}",
                async (string source, string id, string kind, string format, HttpContext http, Papers files) =>
                {
                    var check = new Check();
                    var of =
                        check.OptionalNumber("of", int.TryParse(http.Request.Query["of"], out var asked) ? asked : null, 1, 10_000) ?? 1;
                    if (check.Failed)
                    {
                        return Problems.Malformed(check.Faults);
                    }

                    if (
                        SourceOf(source) is not { } from
                        || PaperKinds.Of(kind) is not { } paper
                        || !Papers.Formats.Contains(format, StringComparer.Ordinal)
                    )
                    {
                        return Problems.NotFound();
                    }

                    var thing = Requests.Id<Workflows.Kernel.ProposalId>(id).Value;
                    return Problems.Of(
                        await files.FileAsync(http.ApiCaller(), from, thing, paper, of, format, http.RequestAborted),
                        done =>
                        {
                            http.Response.Headers["Repr-Digest"] =
                                $"sha-256=:{Convert.ToBase64String(Convert.FromHexString(done.Value.Sha256.Value))}:";
                            return Results.Bytes(done.Value.Bytes, done.Value.MediaType, done.Value.Name);
                        }
                    );
                }
            )
            .Requires(Act.ReadDossiers)
            .WithSummary("A paper as a file (docx, pdf). That it was made is recorded with its digest.");
    }

    private static PaperSource? SourceOf(string source) =>
        source switch
        {
            "proposal" => PaperSource.Proposal,
            "decision" => PaperSource.Decision,
            "sitting" => PaperSource.Sitting,
            "dossier" => PaperSource.Dossier,
            _ => null,
        };
}
