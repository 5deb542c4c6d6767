using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.Components;

/// <summary>Giấy tiếp nhận of many dossiers as one page for the printer of the browser, each on a sheet of its own.</summary>
public sealed class ReceiptPrints(TaskQueries tasks, TaskBatchDesk batches, DossierDesk dossiers, PaperMaker maker, Labels labels)
{
    /// <summary>Most at a time: what somebody carries from a printer.</summary>
    public const int Most = 200;

    private const string Path = "/viec/in-giay-tiep-nhan";

    /// <summary>Where they are.</summary>
    public static string Address => Path;

    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                Path,
                async (HttpContext http, ReceiptPrints prints) =>
                {
                    if (await prints.MakeAsync(http) is not { } paper)
                    {
                        return PageEndpoints.Error(StatusCodes.Status404NotFound);
                    }

                    http.Response.Headers.ContentSecurityPolicy = OfficialHtml.Policy;
                    return Results.Content(OfficialHtml.Write(paper), "text/html; charset=utf-8");
                }
            )
            .Requires(Act.ReadTasks)
            .ExcludeFromDescription();

    // The tasks are named as on the form of the queue; null: none of them has a receipt of its office's unit that this person may see.
    private async Task<OfficialPaper?> MakeAsync(HttpContext http)
    {
        var (person, query) = (http.Person(), http.Request.Query);
        var view = QueueView.Parse(name => query[name].ToString() is { Length: > 0 } value ? value : null);
        IEnumerable<TaskRow> rows =
            query["pham-vi"] == "tat-ca"
                ? batches.RowsOf(person, labels.OfficesOf(person, view.Scope), view)
                : Pages.TaskBatchPage.Chosen(query).Select(tasks.Find).OfType<TaskRow>();
        var blocks = new List<PaperBlock>();
        foreach (var row in rows.Take(Most))
        {
            if (
                await dossiers.GetAsync(person, row.Dossier, http.RequestAborted) is not Answer<DossierShape>.Done { Value: var dossier }
                || dossier.Receipts.Select((receipt, i) => (receipt, i)).LastOrDefault(one => one.receipt.Unit == row.Desk.Unit)
                    is not { receipt: not null } found
                || await maker.MakeAsync(
                    person,
                    PaperSource.Dossier,
                    row.Dossier.Value,
                    PaperKinds.Receipt,
                    found.i + 1,
                    http.RequestAborted
                )
                    is not { } made
            )
            {
                continue;
            }

            if (blocks.Count > 0)
            {
                blocks.Add(new PaperBlock.NewPage());
            }

            blocks.AddRange(made.Paper.Blocks);
        }

        return blocks.Count == 0 ? null : new OfficialPaper("Giấy tiếp nhận hồ sơ và hẹn trả kết quả", false, blocks);
    }
}
