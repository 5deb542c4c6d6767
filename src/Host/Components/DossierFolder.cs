using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using PhongTrao.Host.Api;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Components;

/// <summary>
/// One dossier as a folder that is read without this product: mục lục with the digest of every file, what is known of it and all that
/// happened as JSON, the papers made of it, the files as they were handed in. Whoever may see the dossier gets what they may see of it.
/// </summary>
public sealed class DossierFolder(DossierDesk dossiers, AuditDesk audit, PaperMaker maker, Papers papers, PdfPrinter printer)
{
    /// <summary>Media type of ZIP.</summary>
    public const string MediaType = "application/zip";

    private static readonly JsonSerializerOptions Options = Written();

    /// <summary>The folder as ZIP, in a temporary file that goes when it is closed; null where there is no such dossier for them.</summary>
    public async Task<(string Name, Stream Content)?> MakeAsync(Caller caller, DossierId id, CancellationToken cancellationToken)
    {
        var person = caller.Person;
        if (await dossiers.GetAsync(person, id, cancellationToken) is not Answer<DossierShape>.Done { Value: var dossier })
        {
            return null;
        }

        var file = new FileStream(
            Path.Combine(Path.GetTempPath(), $"phongtrao-{PersonExtensions.NewCommandId():N}.zip"),
            FileMode.CreateNew,
            FileAccess.ReadWrite,
            FileShare.None,
            81_920,
            FileOptions.DeleteOnClose | FileOptions.Asynchronous
        );
        try
        {
            var contents = new List<(string Path, long Length, string Sha256)>();
            await using (var zip = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true))
            {
                await AddAsync("1-ho-so.json", new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(dossier, Options)));
                if (
                    await audit.HistoryAsync(person, id, null, cancellationToken) is Answer<IReadOnlyList<HistoryLine>>.Done
                    {
                        Value: var history
                    }
                )
                {
                    await AddAsync("2-lich-su.json", new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(history, Options)));
                }

                foreach (var (offer, made) in await maker.AllAsync(person, dossier, cancellationToken))
                {
                    var name = $"3-van-ban/{offer.Kind.Code}{(offer.Of == 1 ? "" : $"-{offer.Of}")}";
                    await AddAsync($"{name}.docx", new MemoryStream(OfficialDocx.Write(made.Paper)));
                    if (await printer.PrintAsync(OfficialHtml.Write(made.Paper), cancellationToken) is { } pdf)
                    {
                        await AddAsync($"{name}.pdf", new MemoryStream(pdf));
                    }
                }

                var scans = dossier.Tasks.Select(task => task.Paper?.Scan).OfType<DocumentShape>();
                foreach (var (i, document) in dossier.Documents.Concat(scans).DistinctBy(one => one.Id).Index())
                {
                    if (
                        await dossiers.OpenDocumentAsync(person, id, document.Id, cancellationToken) is Answer<DocumentContent>.Done
                        {
                            Value: var opened
                        }
                    )
                    {
                        await using var content = opened.Content;
                        await AddAsync(
                            string.Create(
                                CultureInfo.InvariantCulture,
                                $"4-tep/{i + 1:00}-{Papers.NameOf(document.FileName ?? document.Id.ToString())}"
                            ),
                            content
                        );
                    }
                }

                var index = Index(dossier, person.Today, contents);
                await AddAsync("0-muc-luc.docx", new MemoryStream(OfficialDocx.Write(index)));
                await AddAsync("0-muc-luc.html", new MemoryStream(System.Text.Encoding.UTF8.GetBytes(OfficialHtml.Write(index))));

                async Task AddAsync(string path, Stream content)
                {
                    await using var entry = await zip.CreateEntry(path, CompressionLevel.Fastest).OpenAsync(cancellationToken);
                    using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
                    var buffer = new byte[81_920];
                    long length = 0;
                    for (int read; (read = await content.ReadAsync(buffer, cancellationToken)) > 0; length += read)
                    {
                        hash.AppendData(buffer, 0, read);
                        await entry.WriteAsync(buffer.AsMemory(0, read), cancellationToken);
                    }

                    contents.Add((path, length, Convert.ToHexStringLower(hash.GetHashAndReset())));
                }
            }

            file.Position = 0;
            var digest = new Digest(Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken)));
            file.Position = 0;
            await papers.RecordAsync(
                caller,
                id.Value,
                dossier.Unit,
                new(new("thu-muc"), new("zip"), digest, file.Length, new("–")),
                cancellationToken
            );
            return ($"{Papers.NameOf($"Hồ sơ {dossier.Number?.Value ?? "nháp"}")}.zip", file);
        }
        catch
        {
            await file.DisposeAsync();
            throw;
        }
    }

    private static OfficialPaper Index(
        DossierShape dossier,
        DateOnly today,
        IReadOnlyList<(string Path, long Length, string Sha256)> contents
    ) =>
        new(
            $"Mục lục hồ sơ {dossier.Number}",
            Landscape: true,
            [
                new PaperBlock.Centred("MỤC LỤC HỒ SƠ"),
                new PaperBlock.Centred(
                    $"Hồ sơ số {dossier.Number?.Value ?? "–"} của {Labels.Capital(dossier.UnitName)}, lấy ra ngày {Vietnam.Date(today)}",
                    Bold: false,
                    Italic: true
                ),
                new PaperBlock.Grid(
                    [
                        new("STT", 6, Centred: true),
                        new("Tệp", 38, Centred: false),
                        new("Độ dài (byte)", 12, Centred: true),
                        new("SHA-256", 44, Centred: false),
                    ],
                    [
                        .. contents.Select(
                            (one, i) =>
                                new PaperRow(
                                    [(i + 1).ToString(CultureInfo.InvariantCulture), one.Path, Vietnam.Number(one.Length), one.Sha256],
                                    Total: false
                                )
                        ),
                    ]
                ),
            ]
        );

    private static JsonSerializerOptions Written()
    {
        var options = new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.Create(UnicodeRanges.All),
        };
        ApiComposition.Configure(options);
        return options;
    }
}
