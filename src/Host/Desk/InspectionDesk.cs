using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>An ý kiến kiểm tra as it stands in a list.</summary>
/// <param name="StateText">In words, with quá hạn where it is.</param>
/// <param name="Subject">"Hồ sơ số 12", "Quyết định số 5/QĐ-UBND ngày 14/04/2025", "Hồ sơ" where it has no number.</param>
/// <param name="FromOffice">Who asks.</param>
/// <param name="ToOffice">Who is asked.</param>
/// <param name="Overdue">The explanation is due and has not come.</param>
public sealed record InspectionLine(
    InspectionId Id,
    DossierId? Dossier,
    DecisionId? Decision,
    string Subject,
    string FromOffice,
    UnitId ToUnit,
    FunctionCode ToFunction,
    string ToOffice,
    DateOnly AnswerBy,
    int Round,
    InspectionState State,
    string StateText,
    bool Overdue,
    DateTimeOffset MadeAt
);

/// <summary>Something that was said of it.</summary>
/// <param name="What">Stored name of the event: "inspection.answered".</param>
/// <param name="Title">What it is, in words.</param>
/// <param name="Text">What was said; null: nothing, or it was erased.</param>
/// <param name="AnswerBy">Last day for the explanation asked for here.</param>
/// <param name="Paper">What is shown with it; null: nothing.</param>
public sealed record InspectionSaying(
    string What,
    string Title,
    string? Text,
    DateOnly? AnswerBy,
    DateTimeOffset At,
    string? ActorName,
    string? OnBehalfOfName,
    string? OfficeName,
    DocumentShape? Paper = null
);

/// <summary>An ý kiến kiểm tra with everything that was said.</summary>
/// <param name="MayAnswer">The reader may explain it now.</param>
/// <param name="MayDecide">The reader may accept the explanation or ask again now.</param>
/// <param name="MayWithdraw">The reader may withdraw it.</param>
public sealed record InspectionShape(
    InspectionLine Line,
    IReadOnlyList<InspectionSaying> Sayings,
    bool MayAnswer,
    bool MayDecide,
    bool MayWithdraw
)
{
    /// <summary>Its id.</summary>
    public InspectionId Id => Line.Id;
}

/// <summary>Makes one.</summary>
/// <param name="Dossier">What it is about; left out: a decision.</param>
/// <param name="Decision">What it is about; left out: a dossier.</param>
/// <param name="Unit">Which office is asked: its unit.</param>
/// <param name="Function">Its function.</param>
/// <param name="Text">What was noticed and is asked, up to 4,000 characters.</param>
/// <param name="ExplainBy">Last day for the explanation, today or later.</param>
public sealed record InspectionInput(string? Dossier, string? Decision, string? Unit, string? Function, string? Text, string? ExplainBy);

/// <summary>Explains, up to 4,000 characters.</summary>
public sealed record ExplanationInput(string? Explanation);

/// <summary>Asks again.</summary>
/// <param name="Reason">What is still open, up to 4,000 characters.</param>
/// <param name="ExplainBy">Last day, today or later.</param>
public sealed record AskAgainInput(string? Reason, string? ExplainBy);

/// <summary>Accepts the explanation.</summary>
/// <param name="Conclusion">May be left out; up to 4,000 characters.</param>
public sealed record ConclusionInput(string? Conclusion);

/// <summary>What somebody can be asked about: a dossier or a decision that whoever supervises sees.</summary>
/// <param name="Name">"Hồ sơ số 12".</param>
/// <param name="Unit">Whose it is.</param>
/// <param name="Offices">The offices that acted or are on its way, and somebody holds them: who can be asked.</param>
/// <param name="IsSecret">No words are kept of it.</param>
public sealed record Inspectable(
    DossierId? Dossier,
    DecisionId? Decision,
    string Name,
    UnitId Unit,
    IReadOnlyList<Office> Offices,
    bool IsSecret
);

/// <summary>
/// Ý kiến kiểm tra: whoever supervises asks the office that acted to explain by a day; nothing of the dossier changes. Whoever sees the dossier or the
/// decision sees what was asked about it and what was answered.
/// </summary>
public sealed class InspectionDesk(
    Bench bench,
    House house,
    IEventStore events,
    InspectionQueries queries,
    DossierDesk dossiers,
    DossierQueries rows,
    ListDesk lists,
    CommonListQueries decisions,
    Directory directory,
    ReferenceData reference,
    ViewDatabase views
)
{
    private static readonly InspectionState[] OpenStates = [InspectionState.Awaiting, InspectionState.Answered];
    private static readonly InspectionState[] OverStates = [InspectionState.Closed, InspectionState.Withdrawn];

    /// <summary>Makes one.</summary>
    /// <param name="caller">Who and how.</param>
    /// <param name="input">What.</param>
    /// <param name="files">One file to be shown with it, or none.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async Task<Answer<InspectionShape>> MakeAsync(
        Caller caller,
        InspectionInput input,
        IAsyncEnumerable<Upload> files,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var dossier = check.OptionalId<DossierId>("dossier", input.Dossier);
        var decision = check.OptionalId<DecisionId>("decision", input.Decision);
        var to = new Party(check.Code<UnitId>("unit", input.Unit), check.Code<FunctionCode>("function", input.Function));
        var text = check.Text("text", input.Text, Bench.MaxText);
        var by = check.Date("explainBy", input.ExplainBy);
        if (!check.Failed && dossier is null == decision is null)
        {
            check.Fault("dossier", Faults.Required);
        }

        if (check.Failed)
        {
            return check.Answer<InspectionShape>();
        }

        if (await InspectableAsync(caller.Person, dossier, decision, cancellationToken) is not { } about)
        {
            return new Answer<InspectionShape>.NotFound();
        }

        if (about.IsSecret)
        {
            return Answer<InspectionShape>.Refuse(InspectionRefusals.Secret);
        }

        if (!about.Offices.Contains(new(to.Unit, to.Function)))
        {
            return Answer<InspectionShape>.Refuse(
                InspectionRefusals.NotInvolved,
                ("function", to.Function.Value),
                ("unit", caller.Person.UnitName(to.Unit))
            );
        }

        if (SupervisorOf(caller.Person, about.Unit) is not { } capacity)
        {
            return new Answer<InspectionShape>.Forbidden();
        }

        var id = new InspectionId(DerivedId.From(caller.CommandId, "inspection"));
        return await WithPaperAsync(
            caller,
            id,
            files,
            (paper, digest) =>
                RunAsync(
                    caller,
                    capacity,
                    id,
                    new InspectionCommand.Make(
                        new(
                            capacity.Unit,
                            capacity.Function,
                            caller.Person.Account,
                            dossier,
                            decision,
                            to,
                            bench.Seal(Keys.Of(id), text)!,
                            by,
                            paper,
                            ToldOf(caller.Person, new(to.Unit, to.Function))
                        )
                    ),
                    "make",
                    new { input, digest },
                    cancellationToken
                ),
            cancellationToken
        );
    }

    /// <summary>Giải trình, for the office that is asked.</summary>
    /// <param name="caller">Who and how.</param>
    /// <param name="id">Which.</param>
    /// <param name="input">What they say.</param>
    /// <param name="files">One file to be shown with it, or none.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async Task<Answer<InspectionShape>> AnswerAsync(
        Caller caller,
        InspectionId id,
        ExplanationInput input,
        IAsyncEnumerable<Upload> files,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var text = check.Text("explanation", input.Explanation, Bench.MaxText);
        if (check.Failed)
        {
            return check.Answer<InspectionShape>();
        }

        if (await FindAsync(caller.Person, id, cancellationToken) is not { State.Content: { } made })
        {
            return new Answer<InspectionShape>.NotFound();
        }

        if (AnswererOf(caller.Person, made) is not { } capacity)
        {
            return new Answer<InspectionShape>.Forbidden();
        }

        return await WithPaperAsync(
            caller,
            id,
            files,
            (paper, digest) =>
                RunAsync(
                    caller,
                    capacity,
                    id,
                    new InspectionCommand.Answer(
                        bench.Seal(Keys.Of(id), text)!,
                        paper,
                        ToldOf(caller.Person, new(made.Unit, made.Function))
                    ),
                    "answer",
                    new { input, digest },
                    cancellationToken
                ),
            cancellationToken
        );
    }

    /// <summary>What was shown with something that was said, for whoever sees the inspection.</summary>
    public async Task<Answer<DocumentContent>> OpenAsync(
        Person person,
        InspectionId id,
        DocumentId document,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(person, id, cancellationToken) is null)
        {
            return new Answer<DocumentContent>.NotFound();
        }

        foreach (var recorded in await events.ReadStreamAsync(Bindings.Inspection.StreamOf(id.Value), cancellationToken: cancellationToken))
        {
            if (
                PaperOf(EventTypes.Read(recorded)) is { } paper
                && paper.Id == document
                && await bench.OpenAsync(paper, cancellationToken) is { } content
            )
            {
                return new Answer<DocumentContent>.Done(new(DocumentShape.Of(paper, bench), content));
            }
        }

        return new Answer<DocumentContent>.NotFound();
    }

    /// <summary>Yêu cầu giải trình lại.</summary>
    public Task<Answer<InspectionShape>> AskAgainAsync(
        Caller caller,
        InspectionId id,
        AskAgainInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var reason = check.Text("reason", input.Reason, Bench.MaxText);
        var by = check.Date("explainBy", input.ExplainBy);
        return ChangeAsync(
            caller,
            id,
            check,
            found => AskerOf(caller.Person, found),
            made => new InspectionCommand.AskAgain(
                bench.Seal(Keys.Of(id), reason)!,
                by,
                ToldOf(caller.Person, new(made.To.Unit, made.To.Function))
            ),
            "ask-again",
            input,
            cancellationToken
        );
    }

    /// <summary>Accepts the explanation.</summary>
    public Task<Answer<InspectionShape>> CloseAsync(
        Caller caller,
        InspectionId id,
        ConclusionInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var note = check.OptionalText("conclusion", input.Conclusion, Bench.MaxText);
        return ChangeAsync(
            caller,
            id,
            check,
            found => AskerOf(caller.Person, found),
            _ => new InspectionCommand.Close(bench.Seal(Keys.Of(id), note)),
            "close",
            input,
            cancellationToken
        );
    }

    /// <summary>Takes it back.</summary>
    public Task<Answer<InspectionShape>> WithdrawAsync(
        Caller caller,
        InspectionId id,
        ReasonInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var reason = check.Text("reason", input.Reason, Bench.MaxText);
        return ChangeAsync(
            caller,
            id,
            check,
            found => AskerOf(caller.Person, found),
            _ => new InspectionCommand.Withdraw(bench.Seal(Keys.Of(id), reason)!),
            "withdraw",
            input,
            cancellationToken
        );
    }

    /// <summary>One, for whoever sees what it is about.</summary>
    public async Task<Answer<InspectionShape>> GetAsync(Person person, InspectionId id, CancellationToken cancellationToken) =>
        await FindAsync(person, id, cancellationToken) is { State: var state, ETag: var etag }
            ? new Answer<InspectionShape>.Done(await ShapeAsync(person, id, state, cancellationToken), etag)
            : new Answer<InspectionShape>.NotFound();

    /// <summary>Those this person's units ask or are asked, and for whom supervises or coordinates those of the units below: first due first.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="over">Those that are over, last ended first; else all that are open.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public Page<InspectionLine> List(Person person, bool over, string? after, int limit)
    {
        var page = queries.List(house.ReachOf(person, Act.ReadInspections), over ? OverStates : OpenStates, after, limit);
        return new([.. page.Items.Select(row => LineOf(person, row))], page.Next);
    }

    /// <summary>Those about a dossier this person sees, newest first.</summary>
    public IReadOnlyList<InspectionLine> Of(Person person, DossierId dossier) =>
        person.May(Act.ReadInspections) ? [.. queries.Of(dossier).Select(row => LineOf(person, row))] : [];

    /// <summary>Those about a decision this person sees, newest first.</summary>
    public IReadOnlyList<InspectionLine> Of(Person person, DecisionId decision) =>
        person.May(Act.ReadInspections) ? [.. queries.Of(decision).Select(row => LineOf(person, row))] : [];

    /// <summary>How many explanations this person's offices owe, and how many of them are overdue.</summary>
    public (int Waiting, int Overdue) Owed(Person person) =>
        person.May(Act.AnswerInspections) ? queries.Owed(OfficesOf(person, Act.AnswerInspections), person.Today) : default;

    /// <summary>How many explanations wait for this person to say whether they will do.</summary>
    public int Answered(Person person) => person.May(Act.Inspect) ? queries.Answered(OfficesOf(person, Act.Inspect)) : 0;

    /// <summary>What this person can ask about; null: there is no such thing, or they do not see it.</summary>
    public async Task<Inspectable?> InspectableAsync(
        Person person,
        DossierId? dossier,
        DecisionId? decision,
        CancellationToken cancellationToken
    )
    {
        if (dossier is { } one)
        {
            if (dossiers.Visible(person, one) is not { } detail)
            {
                return null;
            }

            var tasks = detail.Content.Tasks.Select(task => new Office(task.Desk.Unit, task.Desk.Function));
            var units = tasks.Select(office => office.Unit).Prepend(detail.Row.Unit).Distinct().ToList();
            return new(
                one,
                null,
                DossierDesk.NameOf(detail.Row.Number),
                detail.Row.Unit,
                Held(person, [.. tasks, new(detail.Row.Unit, Functions.Staff), .. HeadsOf(units)]),
                detail.Row.Secrecy is not Secrecy.Normal
            );
        }

        if (
            decision is not { } other
            || await lists.GetAsync(person, ListKind.Decision, other.Value, cancellationToken)
                is not Answer<ListShape>.Done { Value: var list }
        )
        {
            return null;
        }

        FunctionCode[] functions = [Functions.Staff, Functions.Police, Functions.Committee, Functions.Clerk];
        return new(
            null,
            other,
            ListDesk.NameOf(list.Paper?.Number, list.Paper?.Date),
            list.Desk,
            Held(person, [.. functions.Select(function => new Office(list.Desk, function)), .. HeadsOf([list.Desk])]),
            list.Nominees.Select(nominee => nominee.Dossier).Distinct().Any(id => rows.Row(id) is { Secrecy: not Secrecy.Normal })
        );
    }

    /// <summary>Whether this person may make one about what belongs to a unit.</summary>
    public static bool MayMake(Person person, UnitId unit) => SupervisorOf(person, unit) is not null;

    // Whoever asks about what comes by their unit may stand beside the tree that it belongs to.
    private static Capacity? SupervisorOf(Person person, UnitId unit) =>
        person.CapacitiesFor(Act.Inspect, unit).FirstOrDefault()
        ?? person.Holdings.FirstOrDefault(holding => Gives(holding, Act.Inspect))?.Capacity;

    private static bool Gives(Holding holding, Act act) => holding.Roles.Any(role => Permissions.ScopeOf(role, act) is not Scope.None);

    private static IEnumerable<Office> HeadsOf(IEnumerable<UnitId> units) =>
        units.SelectMany(unit => new[] { Functions.Head, Functions.PoliceHead }.Select(head => new Office(unit, head)));

    // Nobody is asked where nobody could answer.
    private static List<Office> Held(Person person, IEnumerable<Office> offices) =>
        [
            .. offices
                .Distinct()
                .Where(office =>
                    person
                        .Organisation.SuccessorsOn(office.Unit, person.Today)
                        .Any(unit => person.Organisation.Holders(unit.Id, office.Function, person.Today).Any())
                ),
        ];

    private List<Office> OfficesOf(Person person, Act act) =>
        [
            .. person
                .Holdings.Where(holding => Gives(holding, act))
                .SelectMany(holding =>
                    house.WithPredecessors(holding.Capacity.Unit).Select(unit => new Office(unit, holding.Capacity.Function))
                )
                .Distinct(),
        ];

    private static Capacity? AnswererOf(Person person, InspectionEvent.Made made) =>
        person.CapacitiesFor(Act.AnswerInspections, made.To.Unit).FirstOrDefault(capacity => capacity.Function == made.To.Function);

    // The supervision that made it goes on with it, not the one above.
    private static Capacity? AskerOf(Person person, InspectionEvent.Made made) =>
        person
            .CapacitiesFor(Act.Inspect, made.Unit)
            .FirstOrDefault(capacity =>
                capacity.Function == made.Function
                && (
                    capacity.Unit == made.Unit
                    || person.Organisation.SuccessorsOn(made.Unit, person.Today).Any(unit => unit.Id == capacity.Unit)
                )
            );

    private async Task<(Inspection State, StreamRevision ETag)?> FindAsync(
        Person person,
        InspectionId id,
        CancellationToken cancellationToken
    )
    {
        if (
            await bench.LoadAsync(Bindings.Inspection, Bindings.Inspection.StreamOf(id.Value), cancellationToken)
            is not { State: { Content: { } made } state, ETag: var etag }
        )
        {
            return null;
        }

        var seen =
            AnswererOf(person, made) is not null
            || AskerOf(person, made) is not null
            || (
                made.Dossier is { } dossier
                    ? dossiers.Visible(person, dossier) is not null
                    : made.Decision is { } decision
                        && await lists.GetAsync(person, ListKind.Decision, decision.Value, cancellationToken) is Answer<ListShape>.Done
            );
        return seen && person.May(Act.ReadInspections) ? (state, etag) : null;
    }

    private async Task<Answer<InspectionShape>> ChangeAsync(
        Caller caller,
        InspectionId id,
        Check check,
        Func<InspectionEvent.Made, Capacity?> capacityOf,
        Func<InspectionEvent.Made, InspectionCommand> command,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        if (check.Failed)
        {
            return check.Answer<InspectionShape>();
        }

        if (await FindAsync(caller.Person, id, cancellationToken) is not { State.Content: { } made })
        {
            return new Answer<InspectionShape>.NotFound();
        }

        return capacityOf(made) is { } capacity
            ? await RunAsync(caller, capacity, id, command(made), act, input, cancellationToken)
            : new Answer<InspectionShape>.Forbidden();
    }

    // Who holds the office today, but whoever says it: they know.
    private InspectionTold ToldOf(Person person, Office office)
    {
        var addressees = new Addressees(views, reference.Current, Functions.Told, person.Today);
        return new(
            addressees.UnitOf(office),
            [.. addressees.Of(office).Select(recipient => recipient.Account).Where(account => account != person.Account)]
        );
    }

    private static DocumentEntry? PaperOf(object said) =>
        said switch
        {
            InspectionEvent.Made e => e.Paper,
            InspectionEvent.Answered e => e.Paper,
            _ => null,
        };

    // At most one file; durable before the event that refers to it.
    private async Task<Answer<InspectionShape>> WithPaperAsync(
        Caller caller,
        InspectionId id,
        IAsyncEnumerable<Upload> files,
        Func<DocumentEntry?, string?, Task<Answer<InspectionShape>>> act,
        CancellationToken cancellationToken
    )
    {
        DocumentEntry? paper = null;
        await foreach (var file in files.WithCancellation(cancellationToken))
        {
            if (paper is not null)
            {
                var check = new Check();
                check.Fault("file", Faults.TooMany, ("max", "1"));
                return check.Answer<InspectionShape>();
            }

            switch (await bench.StoreScanAsync(caller, Keys.Of(id), file, cancellationToken))
            {
                case Answer<DocumentEntry>.Done { Value: var stored }:
                    paper = stored;
                    break;
                case var refused:
                    return refused.As<InspectionShape>();
            }
        }

        return await act(paper, paper?.Sha256.Value);
    }

    private async Task<Answer<InspectionShape>> RunAsync(
        Caller caller,
        Capacity capacity,
        InspectionId id,
        InspectionCommand command,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        var answer = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Inspection,
            Bindings.Inspection.StreamOf(id.Value),
            command,
            $"inspection.{act}",
            input,
            state => state,
            cancellationToken
        );
        return answer is Answer<Inspection>.Done done
            ? new Answer<InspectionShape>.Done(await ShapeAsync(caller.Person, id, done.Value, cancellationToken), done.ETag, done.Shown)
            : answer.As<InspectionShape>();
    }

    private async Task<InspectionShape> ShapeAsync(Person person, InspectionId id, Inspection state, CancellationToken cancellationToken)
    {
        var made = state.Content!;
        var sayings = new List<InspectionSaying>();
        foreach (var recorded in await events.ReadStreamAsync(Bindings.Inspection.StreamOf(id.Value), cancellationToken: cancellationToken))
        {
            var metadata = EventTypes.Metadata(recorded);
            var happened = EventTypes.Read(recorded);
            var (said, day) = happened switch
            {
                InspectionEvent.Made e => (e.Text, e.AnswerBy),
                InspectionEvent.Answered e => (e.Text, (DateOnly?)null),
                InspectionEvent.AskedAgain e => (e.Reason, e.AnswerBy),
                InspectionEvent.Closed e => (e.Note, null),
                InspectionEvent.Withdrawn e => (e.Reason, null),
                _ => ((Sealed?)null, (DateOnly?)null),
            };
            sayings.Add(
                new(
                    recorded.Type,
                    Phrases.Vi($"event.{recorded.Type}"),
                    bench.Reveal(said),
                    day,
                    metadata.At,
                    await directory.NameAsync(metadata.Actor, cancellationToken),
                    metadata.OnBehalfOf is { } principal ? await directory.NameAsync(principal, cancellationToken) : null,
                    metadata is { Unit: { } unit, Function: { } function } ? person.OfficeName(unit, function) : null,
                    PaperOf(happened) is { } paper ? DocumentShape.Of(paper, bench) : null
                )
            );
        }

        var row = new InspectionRow(
            id,
            made.Unit,
            made.Function,
            made.Dossier,
            made.Decision,
            new(made.To.Unit, made.To.Function),
            state.AnswerBy,
            state.Round,
            state.State,
            made.By,
            sayings[0].At,
            sayings[^1].At
        );
        return new(
            LineOf(person, row),
            sayings,
            state.State is InspectionState.Awaiting && made.By != person.Account && AnswererOf(person, made) is not null,
            state.State is InspectionState.Answered && AskerOf(person, made) is not null,
            !state.IsOver && AskerOf(person, made) is not null
        );
    }

    private InspectionLine LineOf(Person person, InspectionRow row) =>
        new(
            row.Id,
            row.Dossier,
            row.Decision,
            SubjectOf(row),
            person.OfficeName(row.Unit, row.Function),
            row.To.Unit,
            row.To.Function,
            person.OfficeName(row.To.Unit, row.To.Function),
            row.AnswerBy,
            row.Round,
            row.State,
            Phrases.Vi($"inspection-state.{StateName(row.State)}"),
            row.IsOverdue(person.Today),
            row.MadeAt
        );

    /// <summary>How a state is named in phrases and addresses.</summary>
    public static string StateName(InspectionState state) =>
        state switch
        {
            InspectionState.Awaiting => "awaiting",
            InspectionState.Answered => "answered",
            InspectionState.Closed => "closed",
            InspectionState.Withdrawn => "withdrawn",
        };

    private string SubjectOf(InspectionRow row) =>
        row.Dossier is { } dossier
            ? rows.Row(dossier) is { } found
                ? DossierDesk.NameOf(found.Number)
                : "Hồ sơ"
            : ListDesk.NameOf(row.Decision is { } decision ? decisions.Row(decision.Value) : null);
}
