using System.Globalization;
using System.Text.Json;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Jobs;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Papers;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>A nominee whom a decision awards, and how often its certificate was printed.</summary>
public sealed record CertificateLine(NomineeId Nominee, string? Name, string UnitName, int Printed);

/// <summary>The certificates of a decision.</summary>
/// <param name="Layouts">How they are printed here, by name; the usual one has the empty name and is always there.</param>
/// <param name="Text">What stands for the achievement unless something else is written.</param>
/// <param name="MakesPdf">Whether this machine makes PDF.</param>
public sealed record CertificatesShape(
    DecisionId Id,
    FormCode Form,
    DocumentNumber Number,
    IReadOnlyList<CertificateLine> Lines,
    IReadOnlyDictionary<string, CertificateLayout> Layouts,
    string Text,
    bool MakesPdf
);

/// <summary>Prints certificates.</summary>
/// <param name="Nominees">For whom, 1–10,000.</param>
/// <param name="Layout">Name of the layout; left out: the usual one.</param>
/// <param name="Text">What stands for the achievement, up to 500 characters; left out: the usual words.</param>
/// <param name="Why">Why again, up to 2,000 characters; must be given where one of them was printed before.</param>
/// <param name="Own">Each one's own achievement where their dossier tells it, at most 200 characters; the text for the others.</param>
public sealed record PrintCertificatesInput(IReadOnlyList<string?>? Nominees, string? Layout, string? Text, string? Why, bool? Own = null);

/// <summary>Where a field stands: millimetres, "82,5".</summary>
/// <param name="Field">ten, don-vi, thanh-tich, dia-danh-ngay, quyen-han, nguoi-ky, quyet-dinh, so-vao-so.</param>
/// <param name="X">From the left edge, 0–420.</param>
/// <param name="Y">From the upper edge, 0–420.</param>
/// <param name="Width">10–420.</param>
/// <param name="Size">Of the letters in points, 8–72.</param>
public sealed record CertificatePlaceInput(
    string? Field,
    string? X,
    string? Y,
    string? Width,
    string? Size,
    bool? Bold,
    bool? Italic,
    bool? Centred
);

/// <summary>How certificates are printed with one printer on one paper; millimetres.</summary>
/// <param name="Name">Printer and paper, up to 100 characters.</param>
/// <param name="Width">Of the sheet, 100–420.</param>
/// <param name="Height">Of the sheet, 100–420.</param>
/// <param name="Right">Everything so much to the right, −50–50.</param>
/// <param name="Down">Everything so much down, −50–50.</param>
/// <param name="Blank">The paper is blank.</param>
/// <param name="Places">The fields; one without its place is not printed.</param>
public sealed record CertificateLayoutInput(
    string? Name,
    string? Width,
    string? Height,
    string? Right,
    string? Down,
    bool? Blank,
    IReadOnlyList<CertificatePlaceInput?>? Places
);

/// <summary>Drops a layout.</summary>
public sealed record DropLayoutInput(string? Name);

/// <summary>What certificates are made of: the decision, how its form is printed here, and what stands on each.</summary>
public sealed class Certificates(Bench bench, ListDesk lists, DossierQueries dossiers)
{
    /// <summary>Longest achievement of one's own that is printed, in characters.</summary>
    internal const int MostOwn = 200;

    /// <summary>The decision where it is issued, ours and awards.</summary>
    internal async Task<ListShape?> ListAsync(Person person, Guid id, CancellationToken cancellationToken) =>
        await lists.GetAsync(person, ListKind.Decision, id, cancellationToken)
            is Answer<ListShape>.Done { Value: { Paper: not null, IsAward: true, RecordedFor: null } list }
            ? list
            : null;

    /// <summary>Whom the decision awards now.</summary>
    internal static IEnumerable<NomineeLine> Awarded(ListShape list) => list.Nominees.Where(line => line.Awarded?.Value == list.Id);

    /// <summary>That one of them is not awarded by the decision, or not any more; null: all are.</summary>
    internal static Refusal? NotAwarded(ListShape list, IEnumerable<NomineeId> nominees) =>
        nominees.Except(Awarded(list).Select(line => line.Nominee)).ToList() is [var stray, ..]
            ? Refusal.Of(DossierRefusals.NotAwardedBy, ("nominee", stray.ToString()), ("decision", $"{list.Id:N}"))
            : null;

    /// <summary>Certificates of a decision as sheets, in the order of its list.</summary>
    /// <param name="own">Each one's own achievement where it is told; the text for the others.</param>
    internal IEnumerable<CertificateSheet> Sheets(Person person, ListShape list, IReadOnlySet<NomineeId> of, string text, bool own)
    {
        var paper = list.Paper!;
        var details = Details(list, of);
        var (function, _) = Issuer.OnTheWay(list, details.Values.OfType<DossierDetail>());
        var issuer = Issuer.Of(person.Organisation, list.Unit, function, paper.Date);
        foreach (var (index, line) in list.Nominees.Index().Where(one => of.Contains(one.Item.Nominee)))
        {
            var profile = ProfileOf(person, details[line.Dossier], line.Nominee);
            yield return new(
                issuer.Head.ToUpper(Vietnam.Culture),
                Components.Labels.BareForm(list.Form).ToUpper(Vietnam.Culture),
                new Dictionary<CertificateField, string>
                {
                    [CertificateField.Name] = line.Name ?? "",
                    [CertificateField.Workplace] = string.Join(
                        ", ",
                        new[] { profile?.Position, profile?.Workplace ?? Components.Labels.Capital(line.UnitName) }.OfType<string>()
                    ),
                    [CertificateField.Achievement] = own && profile?.Achievement is { } achievement ? achievement : text,
                    [CertificateField.PlaceAndDate] = $"{issuer.Place}, {Vietnam.DateInDocuments(paper.Date)}",
                    [CertificateField.Authority] = issuer
                        .AuthorityOf(paper, committee: false)
                        .Replace(" / ", "\n", StringComparison.Ordinal)
                        .ToUpper(Vietnam.Culture),
                    [CertificateField.Signer] = paper.Signer ?? "",
                    [CertificateField.Decision] = $"Quyết định số {paper.Number} {Vietnam.DateInDocuments(paper.Date)}",
                    [CertificateField.Entry] = $"Số vào sổ: {Vietnam.Count(index + 1)}",
                }
            );
        }
    }

    /// <summary>Whose own achievement is longer than a certificate has room for; null: nobody's.</summary>
    internal NomineeId? Longer(Person person, ListShape list, IReadOnlySet<NomineeId> of)
    {
        var details = Details(list, of);
        return list
            .Nominees.FirstOrDefault(line =>
                of.Contains(line.Nominee) && ProfileOf(person, details[line.Dossier], line.Nominee)?.Achievement?.Length > MostOwn
            )
            ?.Nominee;
    }

    private Dictionary<DossierId, DossierDetail?> Details(ListShape list, IReadOnlySet<NomineeId> of) =>
        list
            .Nominees.Where(line => of.Contains(line.Nominee))
            .Select(line => line.Dossier)
            .Distinct()
            .ToDictionary(id => id, dossiers.Find);

    private static NomineeProfile? ProfileOf(Person person, DossierDetail? detail, NomineeId id) =>
        detail?.Nominees.FirstOrDefault(one => one.Content.Entry.Id == id) is { } nominee && Names.MaySee(nominee, detail, person)
            ? nominee.Profile
            : null;

    /// <summary>The layouts of a form, with the usual one under the empty name.</summary>
    internal async Task<IReadOnlyDictionary<string, CertificateLayout>> LayoutsAsync(FormCode form, CancellationToken cancellationToken)
    {
        var own = await bench.LoadAsync(Bindings.Layouts, Bindings.CertificateStream(form), cancellationToken);
        return new Dictionary<string, CertificateLayout>(own?.State.ByName ?? Layouts.None.ByName, StringComparer.Ordinal)
        {
            [""] = CertificateLayout.Usual,
        };
    }
}

/// <summary>Giấy khen, bằng khen of a decision: in bulk onto pre-printed or blank forms, each print counted.</summary>
public sealed class CertificateDesk(Bench bench, Certificates certificates, JobDesk jobs, PdfPrinter printer)
{
    internal static readonly JobKind Kind = new("giay-khen");
    private const int Most = 10_000;

    /// <summary>The certificates of an issued decision that awards, for whoever may see it.</summary>
    public async Task<Answer<CertificatesShape>> GetAsync(Person person, Guid id, CancellationToken cancellationToken) =>
        await certificates.ListAsync(person, id, cancellationToken) is { } list
            ? new Answer<CertificatesShape>.Done(await ShapeAsync(list, cancellationToken))
            : new Answer<CertificatesShape>.NotFound();

    /// <summary>Has the certificates printed into one PDF, behind the pages.</summary>
    public async Task<Answer<JobShape>> PrintAsync(
        Caller caller,
        Guid id,
        PrintCertificatesInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var nominees = Inputs.Nominees(check, input.Nominees);
        var layout = check.OptionalText("layout", input.Layout, 100) ?? "";
        var text = check.OptionalText("text", input.Text, 500);
        var why = check.OptionalText("why", input.Why, 2_000);
        if (nominees.Count > Most)
        {
            check.Fault("nominees", Faults.TooLong, ("max", Most.ToString(CultureInfo.InvariantCulture)));
        }

        if (check.Failed)
        {
            return check.Answer<JobShape>();
        }

        if (await certificates.ListAsync(caller.Person, id, cancellationToken) is not { } list)
        {
            return new Answer<JobShape>.NotFound();
        }

        if (caller.Person.CapacitiesFor(Act.MakeDecisions, list.Desk).FirstOrDefault() is not { } capacity)
        {
            return new Answer<JobShape>.Forbidden();
        }

        var shape = await ShapeAsync(list, cancellationToken);
        if (printer.Browser is null)
        {
            return Answer<JobShape>.Refuse(HostRefusals.NoPdfHere);
        }

        if (!shape.Layouts.ContainsKey(layout))
        {
            return Answer<JobShape>.Refuse(LayoutRefusals.Unknown, ("name", layout));
        }

        if (Certificates.NotAwarded(list, nominees) is { } stray)
        {
            return new Answer<JobShape>.Refused(stray);
        }

        if (why is null && shape.Lines.FirstOrDefault(line => line.Printed > 0 && nominees.Contains(line.Nominee)) is { } before)
        {
            return Answer<JobShape>.Refuse(PrintRefusals.PrintedBefore, ("nominee", before.Nominee.ToString()));
        }

        var own = input.Own ?? false;
        if (own && certificates.Longer(caller.Person, list, nominees.ToHashSet()) is { } wordy)
        {
            return Answer<JobShape>.Refuse(
                PrintRefusals.AchievementTooLong,
                ("nominee", wordy.ToString()),
                ("max", Vietnam.Number(Certificates.MostOwn))
            );
        }

        var order = new CertificateOrder(id, [.. nominees], layout, text ?? shape.Text, why, own);
        return await jobs.StartAsync(
            caller,
            capacity,
            new(DerivedId.From(caller.CommandId, "certificates")),
            Kind,
            nominees.Count,
            null,
            JsonSerializer.Serialize(order),
            cancellationToken
        );
    }

    /// <summary>Sets how certificates of the decision's form are printed with one printer on one paper.</summary>
    public async Task<Answer<CertificatesShape>> SetLayoutAsync(
        Caller caller,
        Guid id,
        CertificateLayoutInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var name = check.Text("name", input.Name, 100);
        var layout = new CertificateLayout(
            Tenths(check, "width", input.Width, 1_000, 4_200),
            Tenths(check, "height", input.Height, 1_000, 4_200),
            string.IsNullOrWhiteSpace(input.Right) ? 0 : Tenths(check, "right", input.Right, -500, 500),
            string.IsNullOrWhiteSpace(input.Down) ? 0 : Tenths(check, "down", input.Down, -500, 500),
            input.Blank ?? false,
            [
                .. (input.Places ?? [])
                    .Index()
                    .Where(place => !string.IsNullOrWhiteSpace(place.Item?.X) || !string.IsNullOrWhiteSpace(place.Item?.Y))
                    .Select(place => PlaceOf(check, $"places[{place.Index}]", place.Item!)),
            ]
        );
        if (check.Failed || !PublicText.TryParse(name, out var named))
        {
            return check.Failed
                ? check.Answer<CertificatesShape>()
                : new Answer<CertificatesShape>.Invalid([Fault.Of("name", Faults.NotCode)]);
        }

        return await ChangeAsync(caller, id, new LayoutCommand.Set(named, layout), "set-layout", input, cancellationToken);
    }

    /// <summary>Drops a layout.</summary>
    public async Task<Answer<CertificatesShape>> DropLayoutAsync(
        Caller caller,
        Guid id,
        DropLayoutInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var name = check.Code<PublicText>("name", input.Name);
        return check.Failed
            ? check.Answer<CertificatesShape>()
            : await ChangeAsync(caller, id, new LayoutCommand.Drop(name), "drop-layout", input, cancellationToken);
    }

    private async Task<Answer<CertificatesShape>> ChangeAsync(
        Caller caller,
        Guid id,
        LayoutCommand command,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        if (await certificates.ListAsync(caller.Person, id, cancellationToken) is not { } list)
        {
            return new Answer<CertificatesShape>.NotFound();
        }

        if (caller.Person.CapacitiesFor(Act.MakeDecisions, list.Desk).FirstOrDefault() is not { } capacity)
        {
            return new Answer<CertificatesShape>.Forbidden();
        }

        var answer = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Layouts,
            Bindings.CertificateStream(list.Form),
            command,
            $"certificate.{act}",
            input,
            _ => true,
            cancellationToken
        );
        var shape = answer is Answer<bool>.Done ? await ShapeAsync(list, cancellationToken) : null;
        return answer.Select(_ => shape!);
    }

    private async Task<CertificatesShape> ShapeAsync(ListShape list, CancellationToken cancellationToken)
    {
        var printed = (await bench.LoadAsync(Bindings.Printing, Bindings.Printing.StreamOf(list.Id), cancellationToken))
            ?.State
            .Certificates;
        return new(
            new(list.Id),
            list.Form,
            list.Paper!.Number,
            [
                .. Certificates
                    .Awarded(list)
                    .Select(line => new CertificateLine(
                        line.Nominee,
                        line.Name,
                        line.UnitName,
                        printed?.GetValueOrDefault(line.Nominee) ?? 0
                    )),
            ],
            await certificates.LayoutsAsync(list.Form, cancellationToken),
            $"Đã có thành tích xuất sắc trong phong trào “Toàn dân bảo vệ an ninh Tổ quốc” năm {list.Paper.Date.Year}",
            printer.Browser is not null
        );
    }

    private static CertificatePlace PlaceOf(Check check, string field, CertificatePlaceInput input) =>
        new(
            check.OneOf($"{field}.field", input.Field, CertificateField.Name),
            Tenths(check, $"{field}.x", input.X, 0, 4_200),
            Tenths(check, $"{field}.y", input.Y, 0, 4_200),
            Tenths(check, $"{field}.width", input.Width, 100, 4_200),
            Tenths(check, $"{field}.size", input.Size, 80, 720) / 5,
            input.Bold ?? false,
            input.Italic ?? false,
            input.Centred ?? false
        );

    // "82,5" → 825.
    private static int Tenths(Check check, string field, string? text, int min, int max)
    {
        if (
            decimal.TryParse(
                text?.Replace(',', '.'),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number * 10 is var tenths
            && tenths >= min
            && tenths <= max
        )
        {
            return (int)tenths;
        }

        check.Fault(
            field,
            string.IsNullOrWhiteSpace(text) ? Faults.Required : Faults.OutOfRange,
            ("min", (min / 10).ToString(CultureInfo.InvariantCulture)),
            ("max", (max / 10).ToString(CultureInfo.InvariantCulture))
        );
        return min;
    }
}

/// <summary>How certificates were ordered.</summary>
internal sealed record CertificateOrder(
    Guid Decision,
    IReadOnlyList<NomineeId> Nominees,
    string Layout,
    string Text,
    string? Why,
    bool Own = false
);

/// <summary>Prints certificates behind the pages: one PDF, then each is counted.</summary>
public sealed class CertificateWork(Bench bench, Certificates certificates, PdfPrinter printer) : IJobWork
{
    /// <inheritdoc/>
    public JobKind Kind => CertificateDesk.Kind;

    /// <inheritdoc/>
    public async Task<DocumentEntry?> RunAsync(JobRun run, CancellationToken cancellationToken)
    {
        var order = run.Settings is { } settings
            ? JsonSerializer.Deserialize<CertificateOrder>(settings)!
            : throw new JobFailedException(Refusal.Of(JobRefusals.InputGone));
        if (
            await certificates.ListAsync(run.Person, order.Decision, cancellationToken) is not { } list
            || run.Person.CapacitiesFor(Act.MakeDecisions, list.Desk).FirstOrDefault() is not { } capacity
        )
        {
            throw new JobFailedException(Refusal.Of(JobRefusals.Forbidden));
        }

        if (Certificates.NotAwarded(list, order.Nominees) is { } stray)
        {
            throw new JobFailedException(stray);
        }

        if (!(await certificates.LayoutsAsync(list.Form, cancellationToken)).TryGetValue(order.Layout, out var layout))
        {
            throw new JobFailedException(Refusal.Of(LayoutRefusals.Unknown, ("name", order.Layout)));
        }

        // Kept first: the digest that is recorded is that of the file which people get, wherever the service dies.
        var file = await run.KeepAsync(
            $"giay-khen-{list.Paper!.Number.Value.Replace('/', '-')}.pdf",
            async () =>
                new MemoryStream(
                    await printer.PrintAsync(
                        CertificateHtml.Write(
                            layout,
                            certificates.Sheets(run.Person, list, order.Nominees.ToHashSet(), order.Text, order.Own)
                        ),
                        cancellationToken
                    ) ?? throw new JobFailedException(Refusal.Of(HostRefusals.NoPdfHere))
                ),
            cancellationToken
        );
        var answer = await bench.RunAsync(
            run.Caller("printed"),
            capacity,
            Bindings.Printing,
            Bindings.Printing.StreamOf(order.Decision),
            new PrintCommand.PrintCertificates(
                order.Nominees,
                new(order.Layout.Length == 0 ? "A4" : order.Layout),
                file.Sha256,
                file.Length,
                bench.Seal(Keys.Of(new DecisionId(order.Decision)), order.Why)
            ),
            "paper.print-certificates",
            null,
            _ => true,
            cancellationToken
        );
        if (answer is Answer<bool>.Refused refused)
        {
            throw new JobFailedException(refused.Refusal);
        }

        run.PassAtOnce(order.Nominees.Count);
        return file;
    }
}
