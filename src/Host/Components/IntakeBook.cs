using System.Globalization;
using PhongTrao.Host.Api;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Host.Components;

/// <summary>A period of a unit's register of what came in (sổ đến).</summary>
/// <param name="Unit">Whose.</param>
/// <param name="Kind">Its own register, or that of its police.</param>
/// <param name="Year">Gregorian year of the register: numbers begin at 1 in each.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day, included.</param>
public sealed record IntakePeriod(UnitId Unit, RegisterKind Kind, int Year, DateOnly From, DateOnly To)
{
    // Under which the files are recorded.
    private static readonly Guid Files = new("5c3a2e0e-8f0b-4a7e-9d6d-6f1f0f5f0a02");

    /// <summary>The stream's id of the files made of this register.</summary>
    public Guid Id => DerivedId.From(Files, string.Create(CultureInfo.InvariantCulture, $"{Unit} {Kind} {Year}"));
}

/// <summary>
/// Sổ theo dõi hồ sơ: every dossier that a unit received in a period, under whatever số đến, with the day that was promised and what came of it. It names units
/// and forms, no nominee.
/// </summary>
public sealed class IntakeBook(RegisterQueries registers, DossierQueries dossiers, Bench bench, PaperMaker maker)
{
    /// <summary>Most dossiers in one book; a longer period is refused.</summary>
    public const int MostRows = 500;

    /// <summary>Whether it is kept of a register.</summary>
    public static bool IsOf(RegisterKind kind) => kind == RegisterKinds.Incoming || kind == RegisterKinds.OfPolice(RegisterKinds.Incoming);

    /// <summary>Reads a period: days left out are the year's first and last.</summary>
    public static IntakePeriod Read(Check check, UnitId unit, RegisterKind kind, int year, string? from, string? to)
    {
        var (first, last) = (new DateOnly(year, 1, 1), new DateOnly(year, 12, 31));
        var period = new IntakePeriod(
            unit,
            kind,
            year,
            check.OptionalDate("from", from) ?? first,
            check.OptionalDate("to", to) is { } until && until < last ? until : last
        );
        if (period.To < period.From)
        {
            check.Fault("to", Faults.OutOfRange);
        }

        return period;
    }

    /// <summary>How many dossiers a period holds, up to one more than <see cref="MostRows"/>; 0 for whoever may not read the register.</summary>
    public int Count(Person person, IntakePeriod period) =>
        IsOf(period.Kind) && person.May(Act.ReadDossiers, period.Unit) ? Entries(period).Count : 0;

    /// <summary>The book of a period, in the form in force on its last day.</summary>
    /// <returns>Not found for whoever may not read the register; refused where it holds more than <see cref="MostRows"/>.</returns>
    public async Task<Answer<MadePaper>> MakeAsync(Person person, IntakePeriod period, CancellationToken cancellationToken)
    {
        if (!IsOf(period.Kind) || !person.May(Act.ReadDossiers, period.Unit))
        {
            return new Answer<MadePaper>.NotFound();
        }

        await bench.CaughtUpAsync(cancellationToken);
        var entries = Entries(period);
        if (entries.Count > MostRows)
        {
            return Answer<MadePaper>.Refuse(HostRefusals.PeriodTooLong, ("most", MostRows.ToString(CultureInfo.InvariantCulture)));
        }

        var received = entries
            .Select(entry => (entry.On, entry.Task, Dossier: dossiers.Find(entry.Dossier)))
            .Where(one => one.Dossier is not null)
            .Select(one => (one.On, one.Dossier, Task: one.Dossier!.Content.Tasks.Find(task => task.Id == one.Task)))
            .Select(one =>
                (one.On, one.Dossier, one.Task, Receipt: one.Task is { Open: var open } ? ReceiptOf(one.Dossier!, period.Unit, open) : null)
            )
            .OrderBy(one => one.On)
            .ThenBy(one => one.Receipt?.Number.Value.Length)
            .ThenBy(one => one.Receipt?.Number.Value, StringComparer.Ordinal)
            .ToList();
        var function = period.Kind == RegisterKinds.Incoming ? Functions.Staff : Functions.Police;
        var on = period.To < person.Today ? period.To : person.Today;
        var issuer = Issuer.Of(person.Organisation, period.Unit, function, on);
        var title = $"{PaperKinds.IntakeBook.Name} {Vietnam.Date(period.From)} – {Vietnam.Date(period.To)}";
        var fields = new PaperFields(issuer.Lines, "", $"{issuer.Place}, {Vietnam.DateInDocuments(person.Today)}") { Title = title };
        PaperMaker
            .Common(fields, issuer, on)
            .Set("tu_ngay", Vietnam.Date(period.From))
            .Set("den_ngay", Vietnam.Date(period.To))
            .Set("so_ho_so", received.Count)
            .Set(
                "ho_so",
                received,
                (one, set) =>
                {
                    var (row, content) = (one.Dossier!.Row, one.Dossier.Content);
                    var (task, receipt) = (one.Task, one.Receipt);
                    PaperFields.Put(set, "so_den", receipt?.Number.Value);
                    PaperFields.Put(set, "ma", row.Number?.Value);
                    PaperFields.Put(set, "noi_dung", $"Đề nghị {Vietnam.LowerFirst(Labels.Form(row.Form))}");
                    PaperFields.Put(set, "so_bo", PaperMaker.CopiesOf(content.Statements));
                    PaperFields.Put(set, "don_vi_nop", Issuer.Of(person.Organisation, row.Unit, Functions.Head, on).Name);
                    PaperFields.Put(set, "co_quan", task is null ? null : person.OfficeName(task.Desk.Unit, task.Desk.Function));
                    PaperFields.Put(set, "nhan", Vietnam.Date(one.On));
                    PaperFields.Put(set, "hen", receipt?.ReturnOn is { } promised ? Vietnam.Date(promised) : null);
                    PaperFields.Put(set, "tra", ReturnedOn(content) is { } returned ? Vietnam.Date(returned) : null);
                    PaperFields.Put(set, "ghi_chu", Phrases.Vi($"status.{row.Status}"));
                }
            );
        return new Answer<MadePaper>.Done(await maker.FilledAsync(PaperKinds.IntakeBook, fields, on, period.Unit, cancellationToken));
    }

    // Told for the whole dossier, or to the last of its nominees.
    private static DateOnly? ReturnedOn(DossierContent content) =>
        content.NotifiedOn ?? content.Nominees.Select(nominee => nominee.Told?.On).Max();

    private static LevelReceipt? ReceiptOf(DossierDetail dossier, UnitId unit, OpenStep open) =>
        dossier.Content.Receipts.Find(r => r.Unit == unit && r.Step == open.Step && r.Round == open.Round);

    // One more than a book may hold, so that a longer period is seen.
    private IReadOnlyList<ReceivedDossier> Entries(IntakePeriod period) =>
        registers.Received(period.Unit, period.Kind, period.Year, period.From, period.To, MostRows + 1);

    /// <summary>The book beside the page of its register, with the page's own conditions.</summary>
    internal static void Map(IEndpointRouteBuilder app) =>
        app.MapGet(
                "/so-van-ban/so-theo-doi.{format}",
                async (string format, HttpContext http, IntakeBook book, Papers papers) =>
                {
                    var query = http.Request.Query;
                    var check = new Check();
                    if (
                        !UnitId.TryParse(query["don-vi"], out var unit)
                        || !RegisterKind.TryParse(query["so"], out var kind)
                        || !int.TryParse(query["nam"], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
                        || year is < 1 or > 9999
                        || Read(check, unit, kind, year, query["tu"], query["den"]) is not { } period
                        || check.Failed
                        || await book.MakeAsync(http.Person(), period, http.RequestAborted)
                            is not Answer<MadePaper>.Done { Value: var made }
                    )
                    {
                        return PageEndpoints.Error(StatusCodes.Status404NotFound);
                    }

                    return await PaperEndpointsOfPages.SendAsync(http, papers, period.Id, made, format);
                }
            )
            .Requires(Act.ReadDossiers)
            .ExcludeFromDescription();
}
