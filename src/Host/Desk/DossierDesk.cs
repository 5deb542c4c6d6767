using System.Text.Json;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>A dossier that was opened.</summary>
public sealed record DossierOpened(DossierId Id, FilingId Filing);

/// <summary>What a change of a dossier answers.</summary>
public sealed record DossierChanged(DossierId Id, DossierStatus Status, DocumentNumber? Number = null);

/// <summary>What would be submitted today: the route, what the checklist asks for, and what keeps it back.</summary>
/// <param name="Route">Null when none can be resolved.</param>
/// <param name="Checklist">As the plan words it.</param>
/// <param name="Refusal">Why it cannot be submitted as things stand; null: it can.</param>
/// <param name="Vacant">Desks on the way at which nobody is appointed.</param>
/// <param name="Duties">Open duties of the plan that it may answer; the one that the plan means by it is answered without being named.</param>
public sealed record SubmissionPreview(
    RoutePlan? Route,
    IReadOnlyList<ChecklistItem> Checklist,
    DateOnly? ReturnOn,
    bool DueProvisional,
    Refusal? Refusal,
    IReadOnlyList<Party> Vacant,
    IReadOnlyList<AnswerableDuty> Duties
);

/// <summary>An open duty that asks the unit for a dossier.</summary>
/// <param name="Id">The deadline.</param>
/// <param name="What">As the plan words it.</param>
/// <param name="LastValidDay">Null: chưa có ngày.</param>
/// <param name="Origin">Who was bound first: another unit where that one has ended.</param>
/// <param name="IsMeant">The plan means it by this form: submitting answers it.</param>
public sealed record AnswerableDuty(DutyKey Id, PublicText What, DateOnly? LastValidDay, UnitId Origin, bool IsMeant);

/// <summary>Nộp hồ sơ.</summary>
/// <param name="Duty">Id of the deadline that the dossier answers; left out: the one that the plan means by it, if any.</param>
/// <param name="QuotaNote">
/// Why more are proposed than there are places, up to 4,000 characters; of a secret dossier only the số, ký hiệu of the paper that says
/// why. May be left out.
/// </param>
public sealed record SubmitInput(string? Duty, string? QuotaNote = null);

/// <summary>The proposing unit's side of a dossier: drafting, papers, submitting, taking back, withdrawing, supplementing; and reading.</summary>
public sealed class DossierDesk(
    Bench bench,
    House house,
    FilingDesk filings,
    DossierQueries queries,
    SearchQueries search,
    Directory directory,
    FindingDesk findings,
    QuotaDesk quotas,
    TitleDesk titles
)
{
    /// <summary>What a dossier is called where it is one thing among others: "Hồ sơ số 12".</summary>
    public static string NameOf(DocumentNumber? number) => number is null ? "Hồ sơ chưa có số" : $"Hồ sơ số {number}";

    /// <summary>Opens one dossier with a filing of its own, and waits until it is there.</summary>
    public async Task<Answer<DossierOpened>> OpenAsync(Caller caller, DossierInput input, CancellationToken cancellationToken)
    {
        var answer = await filings.OpenAsync(
            caller,
            new FilingInput(input.Unit, input.Plan, input.Type, [input.Form], input.Secrecy, input.Paper),
            cancellationToken
        );
        if (answer is Answer<FilingAnswer>.Invalid invalid)
        {
            return new Answer<DossierOpened>.Invalid([
                .. invalid.Faults.Select(fault => fault.Field == "forms[0]" ? fault with { Field = "form" } : fault),
            ]);
        }

        return answer.Select(filing => new DossierOpened(filing.Forms[0].Dossier, filing.Id));
    }

    /// <summary>Enters a nominee.</summary>
    public async Task<Answer<NomineeId>> AddNomineeAsync(
        Caller caller,
        DossierId id,
        NomineeInput input,
        CancellationToken cancellationToken
    )
    {
        var found = await bench.PreparingAsync<NomineeId>(caller, id, cancellationToken);
        if (found.Problem is { } problem)
        {
            return problem;
        }

        var check = new Check();
        var nominee = new NomineeId(DerivedId.From(caller.CommandId, "nominee"));
        var subject =
            check.OptionalId<SubjectId>("subject", input.Subject)
            ?? (
                input.Kind != StoredNames<SubjectKind>.Of(SubjectKind.Person)
                && check.OptionalCode<UnitId>("bodyUnit", input.BodyUnit) is { } body
                    ? SubjectId.Of(body)
                    : new SubjectId(DerivedId.From(caller.CommandId, "subject"))
            );
        var entry = Entry(
            check,
            caller.Person,
            input,
            nominee,
            subject,
            found.Dossier!,
            await house.PlanAsync(found.Dossier!.Plan, cancellationToken)
        );
        return entry is null
            ? check.Answer<NomineeId>()
            : await bench.RunAsync(
                caller,
                found.Capacity,
                id,
                new DossierCommand.AddNominee(entry),
                "dossier.add-nominee",
                input,
                _ => nominee,
                cancellationToken
            );
    }

    /// <summary>Replaces a nominee's particulars.</summary>
    public async Task<Answer<NomineeId>> ChangeNomineeAsync(
        Caller caller,
        DossierId id,
        NomineeId nominee,
        NomineeInput input,
        CancellationToken cancellationToken
    )
    {
        var found = await bench.PreparingAsync<NomineeId>(caller, id, cancellationToken);
        if (found.Problem is { } problem)
        {
            return problem;
        }

        if (found.Dossier!.Nominee(nominee) is not { } known)
        {
            return new Answer<NomineeId>.NotFound();
        }

        var check = new Check();
        var entry = Entry(
            check,
            caller.Person,
            input,
            nominee,
            check.OptionalId<SubjectId>("subject", input.Subject) ?? known.Entry.Subject,
            found.Dossier,
            await house.PlanAsync(found.Dossier.Plan, cancellationToken)
        );
        return entry is null
            ? check.Answer<NomineeId>()
            : await bench.RunAsync(
                caller,
                found.Capacity,
                id,
                new DossierCommand.ChangeNominee(entry),
                $"dossier.change-nominee {nominee}",
                input,
                _ => nominee,
                cancellationToken
            );
    }

    /// <summary>Takes a nominee out of the draft.</summary>
    public Task<Answer<DossierChanged>> RemoveNomineeAsync(
        Caller caller,
        DossierId id,
        NomineeId nominee,
        CancellationToken cancellationToken
    ) => PrepareAsync(caller, id, new DossierCommand.RemoveNominee(nominee), $"dossier.remove-nominee {nominee}", null, cancellationToken);

    /// <summary>Attaches a paper: its bytes are durable before the event that refers to them.</summary>
    public async Task<Answer<DocumentShape>> AttachAsync(Caller caller, DossierId id, Upload upload, CancellationToken cancellationToken)
    {
        var found = await bench.PreparingAsync<DocumentShape>(caller, id, cancellationToken);
        if (found.Problem is { } problem)
        {
            return problem;
        }

        var check = new Check();
        var name = check.Text("fileName", upload.FileName, 255);
        var component = check.OptionalCode<ComponentCode>("component", upload.Component);
        var nominee = check.OptionalId<NomineeId>("nominee", upload.Nominee);
        if (check.Failed)
        {
            return check.Answer<DocumentShape>();
        }

        if (found.Dossier!.Secrecy is not Secrecy.Normal)
        {
            return Answer<DocumentShape>.Refuse(DossierRefusals.SecretHasNoText);
        }

        DocumentEntry entry;
        try
        {
            entry = await bench.StoreAsync(caller, Keys.Of(id), upload, component, nominee, name, fromFiling: false, cancellationToken);
        }
        catch (BlobRefusedException e)
        {
            return new Answer<DocumentShape>.Refused(e.Refusal);
        }

        return await bench.RunAsync(
            caller,
            found.Capacity,
            id,
            new DossierCommand.AttachDocument(entry),
            "dossier.attach",
            new
            {
                component = component?.Value,
                nominee = nominee?.ToString(),
                sha256 = entry.Sha256.Value,
            },
            state => DocumentShape.Of(state.Documents.Find(document => document.Id == entry.Id) ?? entry, bench),
            cancellationToken
        );
    }

    /// <summary>Takes a paper off.</summary>
    public Task<Answer<DossierChanged>> RemoveDocumentAsync(
        Caller caller,
        DossierId id,
        DocumentId document,
        CancellationToken cancellationToken
    ) =>
        PrepareAsync(
            caller,
            id,
            new DossierCommand.RemoveDocument(document),
            $"dossier.remove-document {document}",
            null,
            cancellationToken
        );

    /// <summary>States copies and confirmation of a component.</summary>
    public Task<Answer<DossierChanged>> StateAsync(Caller caller, DossierId id, ComponentInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var statement = Inputs.Statement(check, input);
        return check.Failed
            ? Task.FromResult(check.Answer<DossierChanged>())
            : PrepareAsync(caller, id, new DossierCommand.StateComponent(statement), "dossier.state", input, cancellationToken);
    }

    /// <summary>What submitting today would mean.</summary>
    public async Task<Answer<SubmissionPreview>> PreviewAsync(Person person, DossierId id, CancellationToken cancellationToken)
    {
        if (
            await bench.DossierAsync(id, cancellationToken) is not { Exists: true } dossier
            || !person.May(Act.PrepareDossiers, dossier.Unit)
        )
        {
            return new Answer<SubmissionPreview>.NotFound();
        }

        var plan = await house.PlanAsync(dossier.Plan, cancellationToken);
        var checklist = plan?.Definition?.Checklist(dossier.Form, dossier.Type, dossier.Recognition) ?? [];
        var resolution = await house.ResolveAsync(House.RequestOf(plan, dossier, bench.Today), cancellationToken);
        var duties = plan?.Definition is null ? [] : await AnswerableAsync(person, plan, id, dossier, cancellationToken);
        return new Answer<SubmissionPreview>.Done(
            resolution switch
            {
                RouteResolution.Resolved r => new SubmissionPreview(
                    r.Plan,
                    checklist,
                    r.ReturnOn,
                    r.DueProvisional,
                    null,
                    r.Vacant,
                    duties
                ),
                RouteResolution.Refused { Refusal: var refusal } => new SubmissionPreview(
                    null,
                    checklist,
                    null,
                    false,
                    refusal,
                    [],
                    duties
                ),
            },
            new StreamRevision(dossier.DecisionRevision)
        );
    }

    /// <summary>Nộp hồ sơ: route, checklist and limits are resolved now and stay with it; its number comes from the unit's register.</summary>
    public async Task<Answer<DossierChanged>> SubmitAsync(
        Caller caller,
        DossierId id,
        SubmitInput input,
        CancellationToken cancellationToken
    )
    {
        var work = await bench.PreparingAsync<DossierChanged>(caller, id, cancellationToken);
        if (work.Problem is { } problem)
        {
            return problem;
        }

        var dossier = work.Dossier!;
        if (await house.PlanAsync(dossier.Plan, cancellationToken) is not { Definition: not null } plan)
        {
            return Answer<DossierChanged>.Refuse(HostRefusals.PlanUnknown, ("plan", dossier.Plan.Value));
        }

        var today = bench.Today;
        var check = new Check();
        DutyKey? answers;
        if (string.IsNullOrWhiteSpace(input.Duty))
        {
            answers = (await AnswerableAsync(caller.Person, plan, id, dossier, cancellationToken)).FirstOrDefault(duty => duty.IsMeant)?.Id;
        }
        else
        {
            answers = check.Id<DutyKey>("duty", input.Duty);
            if (!check.Failed && Asks(caller.Person).AnswerableBySubmission(plan, dossier.Unit, today).All(ask => ask.Key != answers))
            {
                check.Fault("duty", Faults.Unknown, ("allowed", "–"));
            }
        }

        if (check.Failed)
        {
            return check.Answer<DossierChanged>();
        }

        if (dossier.Recognition is null && FilingDesk.TypeNotIn(plan.Definition!, dossier.Type) is { } otherType)
        {
            return new Answer<DossierChanged>.Refused(otherType);
        }

        var (recognition, also, untimely) = await RecognitionAsync(caller.Person, plan, dossier, cancellationToken);
        if (untimely is not null)
        {
            return new Answer<DossierChanged>.Refused(untimely);
        }

        var (terms, refusal) = await house.TermsAsync(plan, House.RequestOf(plan, dossier, today), cancellationToken, recognition);
        if (refusal is not null)
        {
            return new Answer<DossierChanged>.Refused(refusal);
        }

        var found = await findings.FoundAsync(caller.Person, dossier, cancellationToken);

        var quotaNote = check.OptionalText("quotaNote", input.QuotaNote, Bench.MaxText);
        if (dossier.Secrecy is not Secrecy.Normal && quotaNote is not null && !QuotaDesk.IsNumber(quotaNote))
        {
            check.Fault("quotaNote", Faults.NotAllowed);
        }

        if (check.Failed)
        {
            return check.Answer<DossierChanged>();
        }

        var stream = bench.DossierBinding.StreamOf(id.Value);
        var next = new NextNumber(dossier.Unit, RegisterKinds.Dossiers, today, Bookkeeping.Of(id), n => Numbers.OfDossier(n, today.Year));
        DossierCommand Submit(DocumentNumber number) => new DossierCommand.Submit(number, terms!, answers, found, also);

        // Places are taken first, because their stream holds who may have them; but not for a dossier that would be refused anyway.
        if (
            await bench.WouldRefuseAsync<DossierChanged>(
                caller,
                work.Capacity,
                id,
                Submit(dossier.Number ?? next.Write(0)),
                "dossier.submit",
                input,
                cancellationToken
            ) is
            { } refused
        )
        {
            return refused;
        }

        if (
            await quotas.TakeAsync(
                caller,
                work.Capacity,
                id,
                dossier,
                dossier.Form,
                [.. dossier.Nominees.Select(nominee => nominee.Entry)],
                QuotaDesk.RoundOf(plan.Definition, answers, house.WithPredecessors(dossier.Unit), today),
                quotaNote,
                cancellationToken
            ) is
            { } noPlace
        )
        {
            return new Answer<DossierChanged>.Refused(noPlace);
        }

        // Places are for the dossier as it was looked at: what somebody took back or added meanwhile is not submitted on them.
        var asLookedAt = plan.Definition is { Quotas.Count: > 0 } or { Shares: not null }
            ? new StreamRevision(dossier.DecisionRevision)
            : caller.IfMatch;

        // Taken back and submitted again: the same dossier, the same number.
        var answer = await bench.RunNumberedAsync(
            caller with
            {
                IfMatch = caller.IfMatch ?? asLookedAt,
            },
            work.Capacity,
            bench.DossierBinding,
            stream,
            dossier.Number,
            next,
            Submit,
            "dossier.submit",
            input,
            state => new DossierChanged(id, state.Status, state.Number),
            cancellationToken
        );
        return answer.AsLookedAt(caller);
    }

    // What is asked of a dossier for a title, which of its nominees' own duties it answers, and why it comes too early or too late.
    private async Task<(RecognitionTerms? Terms, IReadOnlyList<DutyKey>? Also, Refusal? Refusal)> RecognitionAsync(
        Person person,
        Plan plan,
        Dossier dossier,
        CancellationToken cancellationToken
    )
    {
        if (dossier.Recognition is not { } code || plan.Definition!.Recognition(code) is not { } item)
        {
            return (null, null, null);
        }

        var (late, refusal) = titles.Lateness(plan, item);
        if (refusal is not null)
        {
            return (null, null, refusal);
        }

        var year = (plan.Definition.Period.To ?? bench.Today).Year;
        var terms = await house.RecognitionAsync(item, dossier, year, bench.Today, late, cancellationToken);
        return (terms, titles.AnswersOf(person, plan, item, PlanDutyKind.Dossier, dossier.Nominees.Select(one => one.Entry)), null);
    }

    private DutyAsks Asks(Person person) => new(house.CalendarHistory, person.Organisation);

    // What of the plan it may answer and nothing else has answered yet.
    private async Task<IReadOnlyList<AnswerableDuty>> AnswerableAsync(
        Person person,
        Plan plan,
        DossierId id,
        Dossier dossier,
        CancellationToken cancellationToken
    )
    {
        var asked = Asks(person).AnswerableBySubmission(plan, dossier.Unit, bench.Today);
        var open = new List<DutyAsk>();
        foreach (var ask in asked)
        {
            var stands = await bench.LoadAsync(Bindings.Duty, Bindings.Duty.StreamOf(ask.Key.Value), cancellationToken);
            if (stands?.State is not { IsOpen: false } done || done.Answer?.Content == new DutyContent.Dossier(id))
            {
                open.Add(ask);
            }
        }

        var meant = DutyAsks.Meant(plan.Definition!, dossier.Form, asked, open);
        return
        [
            .. open.Select(ask => new AnswerableDuty(
                ask.Key,
                plan.Definition!.Duty(ask.Duty)?.What ?? new(ask.Duty.Value),
                ask.Due?.LastValidDay,
                ask.Origin,
                ask == meant
            )),
        ];
    }

    /// <summary>Thu hồi để sửa: until somebody has received it.</summary>
    public Task<Answer<DossierChanged>> TakeBackAsync(Caller caller, DossierId id, CancellationToken cancellationToken) =>
        PrepareAsync(caller, id, new DossierCommand.TakeBack(), "dossier.take-back", null, cancellationToken);

    /// <summary>Rút hồ sơ.</summary>
    public async Task<Answer<DossierChanged>> WithdrawAsync(
        Caller caller,
        DossierId id,
        ReasonInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? check.Answer<DossierChanged>()
            : await PrepareAsync(
                caller,
                id,
                new DossierCommand.Withdraw(bench.Seal(Keys.Of(id), reason)),
                "dossier.withdraw",
                input,
                cancellationToken
            );
    }

    /// <summary>Bổ sung, nộp lại.</summary>
    public async Task<Answer<DossierChanged>> ProvideSupplementAsync(
        Caller caller,
        DossierId id,
        NoteInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var note = check.OptionalText("note", input.Note, Bench.MaxText);
        return check.Failed
            ? check.Answer<DossierChanged>()
            : await PrepareAsync(
                caller,
                id,
                new DossierCommand.ProvideSupplement(bench.Seal(Keys.Of(id), note), house.Official),
                "dossier.supplement",
                input,
                cancellationToken
            );
    }

    /// <summary>One dossier as this person may see it.</summary>
    public async Task<Answer<DossierShape>> GetAsync(Person person, DossierId id, CancellationToken cancellationToken)
    {
        if (Visible(person, id) is not { } detail)
        {
            return new Answer<DossierShape>.NotFound();
        }

        return new Answer<DossierShape>.Done(
            await DossierShape.OfAsync(detail, person, bench, house, directory, cancellationToken),
            detail.Row.DecisionRevision
        );
    }

    /// <summary>Dossiers this person may see, newest first.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="filter">Narrowed to.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    public Page<DossierLine> List(Person person, DossierListFilter filter, string? after, int limit)
    {
        var page = queries.List(new DossierFilter(UnitsOf(person), filter.Status, filter.Form, filter.Plan), after, limit);
        return new Page<DossierLine>(
            [.. page.Items.Where(row => MaySee(person, row)).Select(row => DossierLine.Of(row, person))],
            page.Next
        );
    }

    /// <summary>Dossiers this person may see that hold all the words, by name, number or unit; marks or not, đ = d.</summary>
    public Page<DossierLine> Search(Person person, string text, string? after, int limit)
    {
        var page = search.Find(UnitsOf(person), text, unnamed: person.May(Act.PrepareDossiers), after, limit);
        return new Page<DossierLine>(
            [
                .. page
                    .Items.Select(hit => hit.Dossier)
                    .Distinct()
                    .Select(queries.Row)
                    .Where(row => row is not null && MaySee(person, row))
                    .Select(row => DossierLine.Of(row!, person)),
            ],
            page.Next
        );
    }

    /// <summary>Opens an attached paper for download.</summary>
    public async Task<Answer<DocumentContent>> OpenDocumentAsync(
        Person person,
        DossierId id,
        DocumentId document,
        CancellationToken cancellationToken
    )
    {
        if (Visible(person, id) is null || await bench.DossierAsync(id, cancellationToken) is not { } dossier)
        {
            return new Answer<DocumentContent>.NotFound();
        }

        var entry =
            dossier.Documents.Find(candidate => candidate.Id == document)
            ?? dossier.Completed.Values.Select(step => step.Paper?.Scan).FirstOrDefault(scan => scan?.Id == document);
        return entry is not null && await bench.OpenAsync(entry, cancellationToken) is { } content
            ? new Answer<DocumentContent>.Done(new DocumentContent(DocumentShape.Of(entry, bench), content))
            : new Answer<DocumentContent>.NotFound();
    }

    /// <summary>A dossier this person may see; null otherwise.</summary>
    internal DossierDetail? Visible(Person person, DossierId id) =>
        queries.Find(id) is { } detail && MaySee(person, detail.Row) ? detail : null;

    /// <summary>Whether this person may see a dossier: their unit's own, on whose way they stand, or in their subtree.</summary>
    internal bool MaySee(Person person, DossierRow row)
    {
        if (person.May(Act.ReadDossiers, row.Unit))
        {
            return true;
        }

        // Others see nothing of a draft; then every unit on its way.
        return row.SubmittedOn is not null
            && person.ScopeOf(Act.ReadDossiers).HasFlag(Scope.OnTheWay)
            && queries.IsSeenBy(row.Id, UnitsOf(person));
    }

    /// <summary>The units, with those that ended into them, whose dossiers and whose way this person sees.</summary>
    internal List<UnitId> UnitsOf(Person person)
    {
        var units = new HashSet<UnitId>();
        foreach (
            var holding in person.Holdings.Where(h => h.Roles.Any(role => Permissions.ScopeOf(role, Act.ReadDossiers) is not Scope.None))
        )
        {
            Add(holding.Capacity.Unit);
        }

        return [.. units];

        void Add(UnitId unit)
        {
            if (units.Add(unit))
            {
                foreach (var before in person.Organisation.PredecessorsOf(unit))
                {
                    Add(before);
                }
            }
        }
    }

    /// <summary>The entry of a nominee; null where something is wrong with it.</summary>
    /// <param name="trial">Only looked at: nothing is sealed, and no key is made.</param>
    internal NomineeEntry? Entry(
        Check check,
        Person person,
        NomineeInput input,
        NomineeId nominee,
        SubjectId subject,
        Dossier dossier,
        Plan? plan,
        bool trial = false
    )
    {
        var secret = dossier.Secrecy is not Secrecy.Normal;
        var account = check.OptionalId<AccountId>("account", input.Account);
        if (account is { } own && !person.Organisation.AppointmentsEver(own).Any())
        {
            check.Fault("account", Faults.Unknown);
        }

        var kind = check.OneOf("kind", input.Kind, SubjectKind.Person);
        var group = check.OptionalCode<GroupCode>("group", input.Group);
        if (group is { } given && plan?.Definition is { Groups.Count: > 0 } definition)
        {
            // Where the plan says that a group is of collectives, no person stands in it.
            var allowed = definition.Groups.Where(known => known.Kind is null || known.Kind == kind).Select(known => known.Code).ToList();
            if (!allowed.Contains(given))
            {
                check.Fault("group", Faults.Unknown, ("allowed", string.Join(", ", allowed.Select(known => known.Value))));
            }
        }

        var (bodyKind, bodyUnit) = Body(check, person, input, dossier, plan?.Definition);
        if (secret)
        {
            foreach (
                var (field, text) in new[]
                {
                    ("name", input.Name),
                    ("position", input.Position),
                    ("workplace", input.Workplace),
                    ("achievement", input.Achievement),
                    ("sortName", input.SortName),
                    ("account", input.Account),
                    ("bodyUnit", input.BodyUnit),
                }
            )
            {
                if (!string.IsNullOrWhiteSpace(text))
                {
                    check.Fault(field, Faults.NotAllowed);
                }
            }

            return check.Failed ? null : new NomineeEntry(nominee, subject, kind, group, null, input.Unnamed ?? false, null, bodyKind);
        }

        // In an award it says which block of a quota the collective belongs to; in a recognition it says who recognises.
        var sort = dossier.Recognition is null ? bodyKind : null;
        var sorts = plan?.Definition?.Quotas.SelectMany(quota => quota.Kinds).Distinct().ToList() ?? [];
        if (sort is { } one && !sorts.Contains(one))
        {
            check.Fault("body", Faults.Unknown, ("allowed", string.Join(", ", sorts.Select(known => known.Value))));
        }

        var name =
            string.IsNullOrWhiteSpace(input.Name) && bodyUnit is { } named && kind is not SubjectKind.Person
                ? person.UnitName(named)
                : input.Name;
        var profile = new NomineeProfile(
            check.Text("name", name, 200),
            check.OptionalText("position", input.Position, 200),
            check.OptionalText("workplace", input.Workplace, 300),
            check.OptionalNumber("birthYear", input.BirthYear, 1900, 2100),
            input.Female,
            check.OptionalText("achievement", input.Achievement, Bench.MaxText),
            check.OptionalText("sortName", input.SortName, 100),
            input.Leader,
            input.DirectWorker,
            input.Small,
            check.OptionalNumber("members", input.Members, 1, 1_000_000),
            check.OptionalNumber("women", input.Women, 0, Math.Max(input.Members ?? 0, 0)),
            input.Remote,
            sort,
            Heads: kind is SubjectKind.Person ? bodyUnit?.Value : null
        );
        return check.Failed
            ? null
            : new NomineeEntry(
                nominee,
                subject,
                kind,
                group,
                trial ? null : bench.Seal(Keys.Of(subject), JsonSerializer.Serialize(profile, EventJson.Default.NomineeProfile)),
                input.Unnamed ?? false,
                account,
                bodyKind,
                kind is SubjectKind.Person ? null : bodyUnit
            );
    }

    // What sort of body it is and which registered unit; in a recognition, one of those that are recognised there.
    private static (KindCode? Kind, UnitId? Unit) Body(
        Check check,
        Person person,
        NomineeInput input,
        Dossier dossier,
        PlanDefinition? plan
    )
    {
        var kind = check.OptionalCode<KindCode>("body", input.Body);
        var id = check.OptionalCode<UnitId>("bodyUnit", input.BodyUnit);
        var unit = id is { } given ? person.Organisation.Unit(given) : null;
        if (id is not null && (unit is null || !person.Organisation.IsUnder(unit.Id, dossier.Unit, person.Today)))
        {
            check.Fault("bodyUnit", Faults.Unknown);
            return (kind, null);
        }

        if (dossier.Recognition is not { } code || plan?.Recognition(code) is not { } item)
        {
            return (kind, id);
        }

        var own = item.Subjects.Select(subject => subject.Kind).OfType<KindCode>().ToList();
        var registered = unit is null ? (KindCode?)null : TitleDesk.KindOf(unit);
        kind ??= registered is { } known && own.Contains(known) ? known : null;
        foreach (var one in new[] { kind, registered }.OfType<KindCode>().Where(one => !own.Contains(one)))
        {
            var other = plan.Recognitions.FirstOrDefault(another =>
                another.Code != item.Code && another.Title == item.Title && another.Subjects.Any(subject => subject.Kind == one)
            );
            if (other is not null)
            {
                check.Fault(
                    "body",
                    Faults.RecognisedElsewhere,
                    ("item", other.Name.Value),
                    ("office", other.ReceivedBy?.Office.Name.Value ?? other.DecidedBy?.Name.Value ?? "–")
                );
                return (kind, id);
            }
        }

        if (own.Count > 0 && kind is null)
        {
            check.Fault("body", Faults.Required);
        }
        else if (own.Count > 0 && !own.Contains(kind!.Value))
        {
            check.Fault("body", Faults.Unknown, ("allowed", string.Join(", ", own.Select(one => one.Value))));
        }

        return (kind, id);
    }

    private async Task<Answer<DossierChanged>> PrepareAsync(
        Caller caller,
        DossierId id,
        DossierCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken
    )
    {
        var found = await bench.PreparingAsync<DossierChanged>(caller, id, cancellationToken);
        return found.Problem
            ?? await bench.RunAsync(
                caller,
                found.Capacity,
                id,
                command,
                act,
                input,
                state => new DossierChanged(id, state.Status, state.Number),
                cancellationToken
            );
    }
}

/// <summary>What a list of dossiers is narrowed to.</summary>
public sealed record DossierListFilter(DossierStatus? Status = null, FormCode? Form = null, PlanId? Plan = null);

/// <summary>A dossier in a list, with the words people read.</summary>
/// <param name="StatusText">Trạng thái.</param>
/// <param name="UnitName">Name of the proposing unit today.</param>
public sealed record DossierLine(
    DossierId Id,
    DocumentNumber? Number,
    UnitId Unit,
    string UnitName,
    PlanId Plan,
    FormCode Form,
    AwardType Type,
    Secrecy Secrecy,
    DossierStatus Status,
    string StatusText,
    DateOnly? SubmittedOn,
    DateOnly? ReturnOn,
    IReadOnlyList<string> OpenSteps,
    DateOnly? DueOn,
    bool DueProvisional,
    bool ClockPaused,
    int Nominees,
    int StillIn,
    int Awarded,
    int FallenOut,
    DateTimeOffset ChangedAt
)
{
    /// <summary>From a row of the view.</summary>
    public static DossierLine Of(DossierRow row, Person person) =>
        new(
            row.Id,
            row.Number,
            row.Unit,
            person.UnitName(row.Unit),
            row.Plan,
            row.Form,
            row.Type,
            row.Secrecy,
            row.Status,
            Phrases.Vi($"status.{row.Status}"),
            row.SubmittedOn,
            row.ReturnOn,
            row.OpenSteps,
            row.DueOn,
            row.DueProvisional,
            row.ClockPaused,
            row.Nominees,
            row.StillIn,
            row.Awarded,
            row.FallenOut,
            row.ChangedAt
        );
}
