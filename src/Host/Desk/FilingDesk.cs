using PhongTrao.Host.Security;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>A filing that was opened, and the dossier of each form.</summary>
public sealed record FilingAnswer(FilingId Id, IReadOnlyList<FilingForm> Forms);

/// <summary>A filing as its page shows it.</summary>
public sealed record FilingShape(
    FilingId Id,
    UnitId Unit,
    PlanId Plan,
    AwardType Type,
    Secrecy Secrecy,
    IReadOnlyList<FilingForm> Forms,
    IReadOnlyList<DocumentShape> Papers,
    IReadOnlyList<ComponentStatement> Statements,
    RuleCode? Recognition = null
);

/// <summary>Lần trình: one filing, papers shared, for several forms.</summary>
public sealed class FilingDesk(Bench bench, House house)
{
    /// <summary>Opens a filing and waits until its dossiers are there.</summary>
    public async Task<Answer<FilingAnswer>> OpenAsync(Caller caller, FilingInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var plan = check.Code<PlanId>("plan", input.Plan);
        var recognition = check.OptionalCode<RuleCode>("recognition", input.Recognition);
        var type = recognition is null ? check.Code<AwardType>("type", input.Type) : RouteDefinition.Recognition;
        var forms = recognition is null
            ? check.List("forms", input.Forms, 1, Filing.MaxForms).Select((form, i) => check.Code<FormCode>($"forms[{i}]", form)).ToList()
            : [];
        if (forms.Distinct().Count() < forms.Count)
        {
            check.Fault("forms", Faults.Repeated);
        }

        var secrecy = string.IsNullOrWhiteSpace(input.Secrecy) ? Secrecy.Normal : check.OneOf("secrecy", input.Secrecy, Secrecy.Normal);
        var paper = input.Paper is { } place
            ? new PaperRecord(
                check.Code<DocumentNumber>("paper.number", place.Number),
                check.Date("paper.date", place.Date),
                check.Code<UnitId>("paper.keptAt", place.KeptAt)
            )
            : null;
        var unit = UnitOf(caller.Person, input.Unit, check);
        if (check.Failed)
        {
            return check.Answer<FilingAnswer>();
        }

        if (caller.Person.CapacitiesFor(Act.PrepareDossiers, unit).FirstOrDefault() is not { } capacity)
        {
            return Answer<FilingAnswer>.Refuse(HostRefusals.UnitNotYours, ("unit", unit.Value));
        }

        if (await house.PlanAsync(plan, cancellationToken) is not { Definition: { } definition } found)
        {
            return Answer<FilingAnswer>.Refuse(HostRefusals.PlanUnknown, ("plan", plan.Value));
        }

        if (!new DutyBinding(caller.Person.Organisation).Binds(found, unit, caller.Person.Today))
        {
            return Answer<FilingAnswer>.Refuse(HostRefusals.PlanNotInForce, ("plan", plan.Value), ("unit", caller.Person.UnitName(unit)));
        }

        if (recognition is { } item)
        {
            if (definition.Recognition(item) is not { } title)
            {
                check.Fault(
                    "recognition",
                    Faults.Unknown,
                    ("allowed", string.Join(", ", definition.Recognitions.Select(one => one.Code.Value)))
                );
                return check.Answer<FilingAnswer>();
            }

            if (title.Route is null)
            {
                return Answer<FilingAnswer>.Refuse(HostRefusals.TitleHasNoRoute, ("title", title.Name.Value));
            }

            forms = [new(title.Title.Value)];
        }
        else if (NotToBeFiled(definition, type, forms) is { } refusal)
        {
            return new Answer<FilingAnswer>.Refused(refusal);
        }

        var id = new FilingId(DerivedId.From(caller.CommandId, "filing"));
        var answer = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Filing,
            Bindings.Filing.StreamOf(id.Value),
            new FilingCommand.Open(unit, plan, type, forms, secrecy, paper, recognition),
            "filing.open",
            input,
            state => new FilingAnswer(id, state.Forms),
            cancellationToken
        );
        return answer is Answer<FilingAnswer>.Done done && !await ArrivedAsync(done.Value.Forms, cancellationToken)
            ? done with
            {
                Shown = false,
            }
            : answer;
    }

    /// <summary>
    /// The forms that may be filed under a plan: those it names; where it leaves them open (không quy định), those that some route of
    /// today leads to, for the law alone governs then.
    /// </summary>
    public IReadOnlyList<FormCode> FormsOf(PlanDefinition plan) =>
        plan.Forms.Count > 0 ? [.. plan.Forms.Select(named => named.Form)] : house.FormsOn(bench.Today);

    /// <summary>
    /// Why nothing of this type of award is filed or submitted under a plan: it says which types it is for. Null: it does not, or this is one.
    /// </summary>
    internal static Refusal? TypeNotIn(PlanDefinition plan, AwardType type) =>
        plan.Types.Count == 0 || plan.Types.Any(one => one.Type == type)
            ? null
            : Refusal.Of(
                HostRefusals.TypeNotInPlan,
                ("plan", plan.Id.Value),
                ("type", Components.Labels.Type(type)),
                ("types", string.Join("; ", plan.Types.Select(one => one.Name.Value))),
                ("clauses", string.Join("; ", plan.Types.Select(one => one.Clause.Value).Distinct(StringComparer.Ordinal)))
            );

    private Refusal? NotToBeFiled(PlanDefinition plan, AwardType type, IReadOnlyList<FormCode> forms)
    {
        if (TypeNotIn(plan, type) is { } odds)
        {
            return odds;
        }

        var allowed = FormsOf(plan);
        return forms.Where(form => !allowed.Contains(form)).Select(form => (FormCode?)form).FirstOrDefault() is not { } odd ? null
            : plan.Forms.Count > 0 ? Refusal.Of(HostRefusals.FormNotInPlan, ("plan", plan.Id.Value), ("form", odd.Value))
            : Refusal.Of(RouteRefusals.NoneOnDay, ("form", odd.Value), ("type", type.Value), ("day", bench.Today.Iso()));
    }

    /// <summary>Adds a form, and with it a dossier.</summary>
    public async Task<Answer<FilingAnswer>> AddFormAsync(Caller caller, FilingId id, FormInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var form = check.Code<FormCode>("form", input.Form);
        if (check.Failed)
        {
            return check.Answer<FilingAnswer>();
        }

        if (
            await FindAsync(id, cancellationToken) is { Opening: { } opening }
            && caller.Person.May(Act.PrepareDossiers, opening.Unit)
            && await house.PlanAsync(opening.Plan, cancellationToken) is { Definition: { } plan }
            && NotToBeFiled(plan, opening.Type, [form]) is { } refusal
        )
        {
            return new Answer<FilingAnswer>.Refused(refusal);
        }

        var answer = await ChangeAsync(
            caller,
            id,
            new FilingCommand.AddForm(form),
            "filing.add-form",
            input,
            state => new FilingAnswer(id, state.Forms),
            cancellationToken
        );
        return answer is Answer<FilingAnswer>.Done done && !await ArrivedAsync(done.Value.Forms, cancellationToken)
            ? done with
            {
                Shown = false,
            }
            : answer;
    }

    /// <summary>
    /// Nhận lập tiếp: goes on with what a unit that has ended did not submit any more. A successor of it may; where there are several, whoever
    /// asks first.
    /// </summary>
    public async Task<Answer<FilingAnswer>> TakeOverAsync(Caller caller, FilingId id, CancellationToken cancellationToken)
    {
        if (await FindAsync(id, cancellationToken) is not { Opening: { } opening })
        {
            return new Answer<FilingAnswer>.NotFound();
        }

        if (SuccessorOf(caller.Person, opening.Unit) is not { } capacity)
        {
            return caller.Person.May(Act.PrepareDossiers, opening.Unit)
                ? Answer<FilingAnswer>.Refuse(HostRefusals.UnitNotEnded, ("unit", caller.Person.UnitName(opening.Unit)))
                : new Answer<FilingAnswer>.NotFound();
        }

        var answer = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Filing,
            Bindings.Filing.StreamOf(id.Value),
            new FilingCommand.TakeOver(capacity.Unit),
            "filing.take-over",
            null,
            state => new FilingAnswer(id, state.Forms),
            cancellationToken
        );
        return answer is Answer<FilingAnswer>.Done done ? done with { Shown = await bench.CaughtUpAsync(cancellationToken) } : answer;
    }

    /// <summary>The same, by one of its dossiers.</summary>
    public async Task<Answer<FilingAnswer>> TakeOverAsync(Caller caller, DossierId draft, CancellationToken cancellationToken) =>
        await bench.DossierAsync(draft, cancellationToken) is { Exists: true, Filing: var filing }
            ? await TakeOverAsync(caller, filing, cancellationToken)
            : new Answer<FilingAnswer>.NotFound();

    /// <summary>The capacity in which this person goes on with the drafts of a unit; null: it has not ended, or theirs does not follow it.</summary>
    public static Capacity? SuccessorOf(Person person, UnitId ended) =>
        person
            .Organisation.SuccessorsOn(ended, person.Today)
            .Where(unit => unit.Id != ended)
            .Select(unit => person.CapacitiesFor(Act.PrepareDossiers, unit.Id).FirstOrDefault())
            .FirstOrDefault(capacity => capacity is not null);

    /// <summary>Attaches a paper that all dossiers of the filing share.</summary>
    public async Task<Answer<DocumentShape>> AttachAsync(Caller caller, FilingId id, Upload upload, CancellationToken cancellationToken)
    {
        var check = new Check();
        var name = check.Text("fileName", upload.FileName, 255);
        var component = check.OptionalCode<ComponentCode>("component", upload.Component);
        if (check.Failed)
        {
            return check.Answer<DocumentShape>();
        }

        if (await FindAsync(id, cancellationToken) is not { Opening: { } opening })
        {
            return new Answer<DocumentShape>.NotFound();
        }

        if (!caller.Person.May(Act.PrepareDossiers, opening.Unit))
        {
            return new Answer<DocumentShape>.Forbidden();
        }

        if (opening.Secrecy is not Secrecy.Normal)
        {
            return Answer<DocumentShape>.Refuse(FilingRefusals.SecretHasNoText);
        }

        DocumentEntry entry;
        try
        {
            entry = await bench.StoreAsync(caller, Keys.Of(id), upload, component, null, name, fromFiling: true, cancellationToken);
        }
        catch (BlobRefusedException e)
        {
            return new Answer<DocumentShape>.Refused(e.Refusal);
        }

        return await ChangeAsync(
            caller,
            id,
            new FilingCommand.AttachPaper(entry),
            "filing.attach",
            new { component = component?.Value, sha256 = entry.Sha256.Value },
            state => DocumentShape.Of(state.Papers.First(paper => paper.Id == entry.Id), bench),
            cancellationToken
        );
    }

    /// <summary>Takes a shared paper off.</summary>
    public Task<Answer<FilingId>> RemoveAsync(Caller caller, FilingId id, DocumentId document, CancellationToken cancellationToken) =>
        ChangeAsync(caller, id, new FilingCommand.RemovePaper(document), $"filing.remove {document}", null, _ => id, cancellationToken);

    /// <summary>States a component for all dossiers of the filing.</summary>
    public Task<Answer<FilingId>> StateAsync(Caller caller, FilingId id, ComponentInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var statement = Inputs.Statement(check, input);
        return check.Failed
            ? Task.FromResult(check.Answer<FilingId>())
            : ChangeAsync(caller, id, new FilingCommand.StateComponent(statement), "filing.state", input, _ => id, cancellationToken);
    }

    /// <summary>One filing.</summary>
    public async Task<Answer<FilingShape>> GetAsync(Person person, FilingId id, CancellationToken cancellationToken)
    {
        var binding = Bindings.Filing;
        if (
            await bench.LoadAsync(binding, binding.StreamOf(id.Value), cancellationToken)
            is not { State: { Opening: { } opening } state, ETag: var etag }
        )
        {
            return new Answer<FilingShape>.NotFound();
        }

        if (!person.May(Act.ReadDossiers, opening.Unit))
        {
            return new Answer<FilingShape>.NotFound();
        }

        return new Answer<FilingShape>.Done(
            new FilingShape(
                id,
                opening.Unit,
                opening.Plan,
                opening.Type,
                opening.Secrecy,
                state.Forms,
                [.. state.Papers.Select(paper => DocumentShape.Of(paper, bench))],
                state.Statements,
                opening.Recognition
            ),
            etag
        );
    }

    /// <summary>Opens a shared paper for download.</summary>
    public async Task<Answer<DocumentContent>> OpenPaperAsync(
        Person person,
        FilingId id,
        DocumentId document,
        CancellationToken cancellationToken
    )
    {
        if (
            await FindAsync(id, cancellationToken) is not { Opening: { } opening } state
            || !person.May(Act.ReadDossiers, opening.Unit)
            || state.Papers.Find(paper => paper.Id == document) is not { } entry
            || await bench.OpenAsync(entry, cancellationToken) is not { } content
        )
        {
            return new Answer<DocumentContent>.NotFound();
        }

        return new Answer<DocumentContent>.Done(new DocumentContent(DocumentShape.Of(entry, bench), content));
    }

    private async ValueTask<Filing?> FindAsync(FilingId id, CancellationToken cancellationToken) =>
        (await bench.LoadAsync(Bindings.Filing, Bindings.Filing.StreamOf(id.Value), cancellationToken))?.State;

    private async Task<Answer<T>> ChangeAsync<T>(
        Caller caller,
        FilingId id,
        FilingCommand command,
        string act,
        object? input,
        Func<Filing, T> value,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(id, cancellationToken) is not { Opening: { } opening })
        {
            return new Answer<T>.NotFound();
        }

        return caller.Person.CapacitiesFor(Act.PrepareDossiers, opening.Unit).FirstOrDefault() is not { } capacity
            ? new Answer<T>.Forbidden()
            : await bench.RunAsync(
                caller,
                capacity,
                Bindings.Filing,
                Bindings.Filing.StreamOf(id.Value),
                command,
                act,
                input,
                value,
                cancellationToken
            );
    }

    private async Task<bool> ArrivedAsync(IReadOnlyList<FilingForm> forms, CancellationToken cancellationToken)
    {
        foreach (var form in forms)
        {
            if (
                !await Bench.WaitUntilAsync(
                    async () => await bench.DossierAsync(form.Dossier, cancellationToken) is { Exists: true },
                    cancellationToken
                )
            )
            {
                return false;
            }
        }

        return await bench.CaughtUpAsync(cancellationToken);
    }

    private static UnitId UnitOf(Person person, string? given, Check check)
    {
        if (string.IsNullOrWhiteSpace(given) && person.UnitsFor(Act.PrepareDossiers) is [var only])
        {
            return only;
        }

        return check.Code<UnitId>("unit", given);
    }
}

/// <summary>An attached paper as people see it.</summary>
/// <param name="FileName">Null where it was erased.</param>
/// <param name="Sha256">Of the plain bytes, 64 hexadecimal digits.</param>
/// <param name="Length">Bytes.</param>
public sealed record DocumentShape(
    DocumentId Id,
    ComponentCode? Component,
    NomineeId? Nominee,
    string? FileName,
    Digest Sha256,
    long Length,
    MediaType MediaType,
    bool FromFiling
)
{
    /// <summary>From an entry.</summary>
    public static DocumentShape Of(DocumentEntry entry, Bench bench) =>
        new(
            entry.Id,
            entry.Component,
            entry.Nominee,
            bench.Reveal(entry.FileName),
            entry.Sha256,
            entry.Length,
            entry.MediaType,
            entry.FromFiling
        );
}

/// <summary>A paper to download; whoever gets it disposes the stream.</summary>
public sealed record DocumentContent(DocumentShape Document, Stream Content);
