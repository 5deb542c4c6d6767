using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>A nominee on a common list, or one that could be put on it.</summary>
/// <param name="Name">Code of an unnamed nominee; null where erased or secret.</param>
/// <param name="Awarded">The decision that awards it, not cancelled; null: none does.</param>
/// <param name="CancelledBy">The decision that cancelled what it was awarded; null: none did.</param>
/// <param name="Marks">Whom the law asks to be looked after, as an aid; null where the reader may not see it, or it was erased.</param>
/// <param name="Replaced">Decisions that awarded it before, each with the one that replaced it.</param>
/// <param name="Corrections">What decisions correct of it; the name above is as corrected.</param>
/// <param name="Considered">Đang xem xét hủy: what it was awarded; null: it is not.</param>
/// <param name="IsSecret">Its dossier is secret: nothing typed about it is kept.</param>
public sealed record NomineeLine(
    DossierId Dossier,
    NomineeId Nominee,
    DocumentNumber? DossierNumber,
    UnitId Unit,
    string UnitName,
    string? Name,
    DecisionId? Awarded = null,
    DecisionReference? CancelledBy = null,
    IReadOnlyList<NomineeMark>? Marks = null,
    IReadOnlyList<ReplacedLine>? Replaced = null,
    IReadOnlyList<CorrectionLine>? Corrections = null,
    ConsideredShape? Considered = null,
    bool IsSecret = false
);

/// <summary>Đang xem xét hủy.</summary>
/// <param name="Ground">On which of the law's grounds.</param>
/// <param name="GroundText">In words.</param>
/// <param name="On">Since which day.</param>
/// <param name="Reason">Why; null in secret dossiers.</param>
public sealed record ConsideredShape(RevocationGround Ground, string GroundText, DateOnly On, string? Reason)
{
    /// <summary>Of what is known of a nominee.</summary>
    public static ConsideredShape? Of(NomineeContent nominee, Bench bench) =>
        nominee.Considered is { } of
            ? new(of.Ground, Phrases.Vi($"revocation.{StoredNames<RevocationGround>.Of(of.Ground)}"), of.On, bench.Reveal(of.Reason))
            : null;
}

/// <summary>A decision that awarded a nominee, and the one that awards it instead.</summary>
public sealed record ReplacedLine(DecisionReference Former, DecisionReference By);

/// <summary>What a decision corrects of another one, for whoever may see the nominee by name.</summary>
/// <param name="Of">The decision that is corrected.</param>
/// <param name="By">The one that corrects it.</param>
/// <param name="Old">As it stood; null: nothing did, or it was erased.</param>
/// <param name="New">As it is read; null: erased.</param>
public sealed record CorrectionLine(DecisionId Of, DecisionReference By, WordingField Field, string? Old, string? New);

/// <summary>A correction in the decision that makes it, draft or issued.</summary>
public sealed record WordingShape(NomineeId Nominee, WordingField Field, string? Old, string? New);

/// <summary>A signed paper as people see it.</summary>
public sealed record PaperShape(
    DocumentNumber Number,
    DateOnly Date,
    string? Signer,
    PublicText Position,
    SigningForm Form,
    DocumentShape? Scan,
    DateOnly? ScanBy
)
{
    /// <summary>From a paper.</summary>
    public static PaperShape? Of(SignedPaper? paper, Bench bench) =>
        paper is null
            ? null
            : new(
                paper.Number,
                paper.Date,
                bench.Reveal(paper.Signer),
                paper.Position,
                paper.Form,
                paper.Scan is { } scan ? DocumentShape.Of(scan, bench) : null,
                paper.ScanBy
            );
}

/// <summary>A common list: a tờ trình or a quyết định.</summary>
/// <param name="Unit">Whose it is: the proposing unit or the deciding authority.</param>
/// <param name="RecordedFor">The unit that records the answer of an authority outside the system.</param>
/// <param name="Revokes">The decision it cancels, and why; null: none.</param>
/// <param name="Corrects">The decision it corrects; null: none.</param>
/// <param name="Replaces">The decision in whose place it awards; null: none.</param>
/// <param name="Basis">Why it corrects or replaces.</param>
/// <param name="Wordings">What it corrects, of those whom the reader may see by name.</param>
public sealed record ListShape(
    ListKind Kind,
    Guid Id,
    UnitId Unit,
    string UnitName,
    UnitId? RecordedFor,
    FormCode Form,
    IReadOnlyList<NomineeLine> Nominees,
    PaperShape? Paper,
    bool IsDropped,
    Revocation? Revokes,
    DecisionId? Corrects,
    DecisionId? Replaces,
    string? Basis,
    IReadOnlyList<WordingShape> Wordings
)
{
    /// <summary>It awards those on it: it neither cancels nor corrects another one.</summary>
    public bool IsAward => Kind.Kind is CommonListKind.Decision && Revokes is null && Corrects is null;

    /// <summary>The decision that it cancels, corrects or replaces.</summary>
    public DecisionId? Follows => Revokes?.Decision ?? Corrects ?? Replaces;

    /// <summary>The unit that works on it here.</summary>
    public UnitId Desk => RecordedFor ?? Unit;
}

/// <summary>All that tells a tờ trình from a quyết định at the desk: who may make it, at which step nominees wait for it, its sổ.</summary>
/// <param name="Path">Under which its pages stand.</param>
/// <param name="KeyOf">The key of its free text and its scan.</param>
public sealed record ListKind(
    Binding<CommonList, ListCommand, ListEvent> Binding,
    CommonListKind Kind,
    Act Act,
    StepAct Step,
    RegisterKind Register,
    string Symbol,
    string Path,
    Func<Guid, KeyId> KeyOf
)
{
    /// <summary>Tờ trình: tổng hợp trình khen.</summary>
    public static ListKind Proposal { get; } =
        new(
            Bindings.Proposal,
            CommonListKind.Proposal,
            Act.MakeProposals,
            StepAct.Propose,
            RegisterKinds.Proposals,
            "TTr",
            "/trinh-khen",
            id => Keys.Of(new ProposalId(id))
        );

    /// <summary>Quyết định khen thưởng.</summary>
    public static ListKind Decision { get; } =
        new(
            Bindings.Decision,
            CommonListKind.Decision,
            Act.MakeDecisions,
            StepAct.Decide,
            RegisterKinds.Decisions,
            "QĐ",
            "/quyet-dinh",
            id => Keys.Of(new DecisionId(id))
        );

    /// <summary>Both.</summary>
    public static IReadOnlyList<ListKind> All { get; } = [Proposal, Decision];
}

/// <summary>Tờ trình and quyết định over nominees of many dossiers. Who signed stands apart from who records it.</summary>
public sealed class ListDesk(Bench bench, Lists lists, CommonListQueries queries, Signatories signatories, Awarding awarding)
{
    /// <summary>A decision as it is called where others speak of it: its number and date, or that it has none yet.</summary>
    public static string NameOf(DocumentNumber? number, DateOnly? date) =>
        number is null ? "Dự thảo quyết định" : $"Quyết định số {number}{(date is { } on ? $" ngày {Vietnam.Date(on)}" : "")}";

    /// <summary>As above; null: the views have none of it.</summary>
    public static string NameOf(CommonListRow? decision) => decision is null ? "Quyết định" : NameOf(decision.Number, decision.Date);

    /// <summary>Starts a draft tờ trình, with nominees if they are given.</summary>
    public Task<Answer<ListShape>> DraftAsync(Caller caller, ProposalInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var form = check.Code<FormCode>("form", input.Form);
        var unit =
            string.IsNullOrWhiteSpace(input.Unit) && caller.Person.UnitsFor(Act.MakeProposals) is [var only]
                ? only
                : check.Code<UnitId>("unit", input.Unit);
        return DraftAsync(caller, ListKind.Proposal, check, new(unit, form), input.Nominees, input, cancellationToken);
    }

    /// <summary>Starts a draft quyết định, with nominees if they are given.</summary>
    public Task<Answer<ListShape>> DraftAsync(Caller caller, DecisionInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var form = check.Code<FormCode>("form", input.Form);
        var authority = check.Code<UnitId>("authority", input.Authority);
        var recordedFor = check.OptionalCode<UnitId>("recordedFor", input.RecordedFor);
        return DraftAsync(caller, ListKind.Decision, check, new(authority, form, recordedFor), input.Nominees, input, cancellationToken);
    }

    /// <summary>Enters nominees.</summary>
    public Task<Answer<ListShape>> EnterAsync(Caller caller, ListKind kind, Guid id, GatherInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = Inputs.Gathered(check, input.Nominees, required: true);
        return ChangeAsync(caller, kind, id, check, () => new ListCommand.Enter(nominees), "enter", input, cancellationToken);
    }

    /// <summary>Takes one off; what becomes of it is decided in its dossier.</summary>
    public Task<Answer<ListShape>> TakeOffAsync(
        Caller caller,
        ListKind kind,
        Guid id,
        NomineeReasonInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var nominee = check.Id<NomineeId>("nominee", input.Nominee);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return ChangeAsync(
            caller,
            kind,
            id,
            check,
            () => new ListCommand.TakeOff(nominee, bench.Seal(kind.KeyOf(id), reason)),
            "take-off",
            input,
            cancellationToken
        );
    }

    /// <summary>
    /// Ban hành; its dossiers go on by themselves. An answer from outside the system bears that agency's number, never one of ours.
    /// </summary>
    public async Task<Answer<ListShape>> IssueAsync(
        Caller caller,
        ListKind kind,
        Guid id,
        PaperInput input,
        Upload? scan,
        CancellationToken cancellationToken
    )
    {
        var (list, capacity, problem) = await WorkingAsync(caller, kind, id, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var check = new Check();
        if (list!.RecordedFor is not null)
        {
            check.Code<DocumentNumber>("number", input.Number);
        }

        var draft = PaperDraft.Read(check, "", input, bench.Today, secret: false);
        if (check.Failed)
        {
            return check.Answer<ListShape>();
        }

        var key = kind.KeyOf(id);
        DocumentEntry? entry = null;
        if (scan is not null)
        {
            var stored = await bench.StoreScanAsync(caller, key, scan, cancellationToken);
            if (stored is not Answer<DocumentEntry>.Done { Value: var found })
            {
                return stored.As<ListShape>();
            }

            entry = found;
        }

        var own = await OwnAsync(
            list,
            await signatories.OfAsync(caller.Person, capacity!, input.Signer, cancellationToken),
            cancellationToken
        );
        var act = $"{kind.Binding.Category}.issue";
        var next = draft.Next(capacity!, kind.Register, kind.Symbol, Bookkeeping.OfList(kind.Kind, id)) with
        {
            IsOwn = list.RecordedFor is null,
        };
        ListCommand Issue(DocumentNumber number) => new ListCommand.Issue(draft.Sign(bench, key, entry, number), own, list.Edition);
        var claims = list is { Kind: CommonListKind.Decision, Paper: null, Follows: null };
        if (list is { Paper: null, Follows: { } former } && await NotAwardedAsync(list.Nominees, former, cancellationToken) is { } stray)
        {
            return new Answer<ListShape>.Refused(stray);
        }

        if (claims)
        {
            var refused =
                await bench.WouldRefuseAsync<CommonList, CommonList, ListCommand, ListEvent>(
                    caller,
                    capacity,
                    kind.Binding,
                    kind.Binding.StreamOf(id),
                    Issue(draft.Number ?? next.Write(0)),
                    act,
                    input,
                    cancellationToken
                ) ?? await ClaimAsync(caller, capacity!, new(id), list, cancellationToken);
            if (refused is not null)
            {
                return await ShapeAsync(caller.Person, kind, id, refused, cancellationToken);
            }
        }

        var answer = await bench.RunNumberedAsync(
            caller,
            capacity!,
            kind.Binding,
            kind.Binding.StreamOf(id),
            draft.Number,
            next,
            Issue,
            act,
            input,
            state => state,
            cancellationToken
        );
        if (claims && answer is Answer<CommonList>.Done done)
        {
            // What was awarded counts at once for whoever is looked at next.
            answer = done with
            {
                Shown = await bench.CaughtUpAsync(cancellationToken),
            };
        }
        else if (claims)
        {
            await awarding.GiveUpAsync(
                new(id),
                list.Edition,
                part => bench.ContextOf(caller.For(part), capacity, part, id.ToString("N"), null),
                cancellationToken
            );
        }

        return await ShapeAsync(caller.Person, kind, id, answer, cancellationToken);
    }

    /// <summary>
    /// Hủy bỏ quyết định khen thưởng: starts the decision that cancels an issued one for some of those on it. Only the authority that decided
    /// may; of one outside the system, whoever recorded its answer records this one too.
    /// </summary>
    public Task<Answer<ListShape>> RevokeAsync(Caller caller, Guid id, RevokeInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = Inputs.Nominees(check, input.Nominees);
        var ground = check.OneOf("ground", input.Ground, RevocationGround.Fraud);
        return FollowAsync(
            caller,
            id,
            check,
            nominees,
            "revoke",
            input,
            (list, _, _) => Draft(new(list.Unit, list.Form, list.RecordedFor, Revokes: new(new(id), ground))),
            cancellationToken
        );
    }

    /// <summary>Đang xem xét hủy: says for whom on an issued decision, and on which ground. Who may: as with cancelling.</summary>
    public async Task<Answer<ListShape>> ConsiderAsync(Caller caller, Guid id, ConsiderInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = Inputs.Nominees(check, input.Nominees);
        var ground = check.OneOf("ground", input.Ground, RevocationGround.Fraud);
        var reason = check.Text("reason", input.Reason, Bench.MaxText);
        if (!check.Failed)
        {
            var (list, _, problem) = await WorkingAsync(caller, ListKind.Decision, id, cancellationToken);
            if (problem is not null)
            {
                return problem;
            }

            var considered = list!.Nominees.Where(one => nominees.Contains(one.Nominee) && !list.Considered.Contains(one.Nominee)).ToList();
            if (
                list.Paper is not null
                && considered.Count > 0
                && await NotAwardedAsync(considered, new(id), cancellationToken) is { } stray
            )
            {
                return new Answer<ListShape>.Refused(stray);
            }
        }

        return await ChangeAsync(
            caller,
            ListKind.Decision,
            id,
            check,
            () => new ListCommand.Consider([.. nominees], ground, bench.Seal(ListKind.Decision.KeyOf(id), reason)),
            "consider",
            input,
            cancellationToken
        );
    }

    /// <summary>Không hủy: what was considered came to nothing, and why.</summary>
    public Task<Answer<ListShape>> DismissAsync(Caller caller, Guid id, DismissInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = Inputs.Nominees(check, input.Nominees);
        var reason = check.Text("reason", input.Reason, Bench.MaxText);
        return ChangeAsync(
            caller,
            ListKind.Decision,
            id,
            check,
            () => new ListCommand.Dismiss([.. nominees], bench.Seal(ListKind.Decision.KeyOf(id), reason)),
            "dismiss",
            input,
            cancellationToken
        );
    }

    /// <summary>
    /// Sửa đổi, thay thế: starts the decision that awards some of those on an issued one in its place, with the same form. Who may: as with
    /// cancelling. Nobody is awarded twice; certificates are "cấp đổi".
    /// </summary>
    public Task<Answer<ListShape>> ReplaceAsync(Caller caller, Guid id, ReplaceInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = Inputs.Nominees(check, input.Nominees);
        var basis = check.Text("basis", input.Basis, Bench.MaxText);
        return FollowAsync(
            caller,
            id,
            check,
            nominees,
            "replace",
            input,
            (list, key, _) => Draft(new(list.Unit, list.Form, list.RecordedFor, Replaces: new(new(id), bench.Seal(key, basis)))),
            cancellationToken
        );
    }

    /// <summary>
    /// Đính chính: starts the decision that corrects what an issued one says of some on it. Who may: as with cancelling. The wording that is
    /// corrected is the one that stands now, with earlier corrections.
    /// </summary>
    public Task<Answer<ListShape>> CorrectAsync(Caller caller, Guid id, CorrectInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var wordings = Inputs.Wordings(check, input.Wordings);
        var basis = check.Text("basis", input.Basis, Bench.MaxText);
        return FollowAsync(
            caller,
            id,
            check,
            wordings.Select(wording => wording.Nominee).ToHashSet(),
            "correct",
            input,
            async (list, key, gathered) =>
            {
                var corrected = new List<CorrectedWording>();
                foreach (var (nominee, field, wording) in wordings)
                {
                    var dossier = await bench.DossierAsync(gathered.First(one => one.Nominee == nominee).Dossier, cancellationToken);
                    if (
                        dossier?.Nominee(nominee)?.Entry is not { } entry
                        || bench.ProfileOf(dossier, entry) is not { } profile
                        || profile.Read(field) == wording
                    )
                    {
                        return Answer<ListCommand.Draft>.Refuse(HostRefusals.NothingToCorrect, ("nominee", nominee.ToString()));
                    }

                    var subject = Keys.Of(entry.Subject);
                    corrected.Add(new(nominee, field, bench.Seal(subject, profile.Read(field)), bench.Seal(subject, wording)!));
                }

                return new Answer<ListCommand.Draft>.Done(
                    new(list.Unit, list.Form, list.RecordedFor, Corrects: new(new(id), corrected, bench.Seal(key, basis)))
                );
            },
            cancellationToken
        );
    }

    // The draft of a decision that follows an issued one, for some of those on it.
    private async Task<Answer<ListShape>> FollowAsync(
        Caller caller,
        Guid id,
        Check check,
        IReadOnlySet<NomineeId> nominees,
        string act,
        object input,
        Func<CommonList, KeyId, IReadOnlyList<GatheredNominee>, Task<Answer<ListCommand.Draft>>> draft,
        CancellationToken cancellationToken
    )
    {
        if (check.Failed)
        {
            return check.Answer<ListShape>();
        }

        var (list, capacity, problem) = await WorkingAsync(caller, ListKind.Decision, id, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        if (list is not { Paper: not null, IsAward: true })
        {
            return Answer<ListShape>.Refuse(HostRefusals.NotToRevoke);
        }

        var gathered = list.Nominees.Where(one => nominees.Contains(one.Nominee)).ToList();
        var own = DerivedId.From(caller.CommandId, ListKind.Decision.Binding.Category);
        // Asked before under this key: the runner knows the answer, whatever has become of the draft and of those on it since.
        var repeated = await bench.LoadAsync(Bindings.Decision, Bindings.Decision.StreamOf(own), cancellationToken) is not null;
        var command = new ListCommand.Draft(list.Unit, list.Form, list.RecordedFor);
        if (!repeated)
        {
            if ((NotListed(id, nominees, gathered) ?? await NotAwardedAsync(gathered, new(id), cancellationToken)) is { } stray)
            {
                return new Answer<ListShape>.Refused(stray);
            }

            var drafted = await draft(list, ListKind.Decision.KeyOf(own), gathered);
            if (drafted is not Answer<ListCommand.Draft>.Done { Value: var following })
            {
                return drafted.As<ListShape>();
            }

            command = following;
        }

        var answer = await RunAsync(caller, capacity!, ListKind.Decision, own, command, act, input, cancellationToken);
        if (answer is Answer<CommonList>.Done { Value.Nominees.IsEmpty: true })
        {
            answer = await RunAsync(
                caller.For("enter"),
                capacity!,
                ListKind.Decision,
                own,
                new ListCommand.Enter(gathered),
                "enter",
                input,
                cancellationToken
            );
        }

        return await ShapeAsync(caller.Person, ListKind.Decision, own, answer, cancellationToken);
    }

    private static Task<Answer<ListCommand.Draft>> Draft(ListCommand.Draft draft) =>
        Task.FromResult<Answer<ListCommand.Draft>>(new Answer<ListCommand.Draft>.Done(draft));

    private static Refusal? NotListed(Guid id, IReadOnlySet<NomineeId> nominees, IReadOnlyList<GatheredNominee> gathered) =>
        nominees.Count == gathered.Count
            ? null
            : NotAwarded(nominees.First(nominee => gathered.All(one => one.Nominee != nominee)), new(id));

    private static Refusal NotAwarded(NomineeId nominee, DecisionId decision) =>
        Refusal.Of(DossierRefusals.NotAwardedBy, ("nominee", nominee.ToString()), ("decision", decision.ToString()));

    /// <summary>Attaches the promised scan.</summary>
    public async Task<Answer<ListShape>> AttachScanAsync(
        Caller caller,
        ListKind kind,
        Guid id,
        Upload upload,
        CancellationToken cancellationToken
    )
    {
        var (_, capacity, problem) = await WorkingAsync(caller, kind, id, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var stored = await bench.StoreScanAsync(caller, kind.KeyOf(id), upload, cancellationToken);
        if (stored is not Answer<DocumentEntry>.Done { Value: var scan })
        {
            return stored.As<ListShape>();
        }

        return await ShapeAsync(
            caller.Person,
            kind,
            id,
            await RunAsync(
                caller,
                capacity!,
                kind,
                id,
                new ListCommand.AttachScan(scan),
                "scan",
                new { sha256 = scan.Sha256.Value },
                cancellationToken
            ),
            cancellationToken
        );
    }

    /// <summary>Gives the draft up.</summary>
    public Task<Answer<ListShape>> DropAsync(Caller caller, ListKind kind, Guid id, ReasonInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return ChangeAsync(
            caller,
            kind,
            id,
            check,
            () => new ListCommand.Drop(bench.Seal(kind.KeyOf(id), reason)),
            "drop",
            input,
            cancellationToken
        );
    }

    /// <summary>One list.</summary>
    public async Task<Answer<ListShape>> GetAsync(Person person, ListKind kind, Guid id, CancellationToken cancellationToken) =>
        await FindAsync(person, kind, id, cancellationToken) is { State: var state, ETag: var etag }
            ? new Answer<ListShape>.Done(await ShapeAsync(person, kind, id, state, cancellationToken), etag)
            : new Answer<ListShape>.NotFound();

    /// <summary>Its signed scan, for whoever may see the list.</summary>
    public async Task<Answer<DocumentContent>> OpenScanAsync(
        Person person,
        ListKind kind,
        Guid id,
        DocumentId document,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(person, kind, id, cancellationToken) is { State.Paper.Scan: { } scan }
        && scan.Id == document
        && await bench.OpenAsync(scan, cancellationToken) is { } content
            ? new Answer<DocumentContent>.Done(new(DocumentShape.Of(scan, bench), content))
            : new Answer<DocumentContent>.NotFound();

    /// <summary>Nominees that wait for such a list of this person's units, by form.</summary>
    public Task<IReadOnlyList<NomineeLine>> CandidatesAsync(
        Person person,
        ListKind kind,
        FormCode form,
        CancellationToken cancellationToken
    ) => lists.WaitingAsync(person, kind.Step, form, cancellationToken);

    /// <summary>As far as those who wait are counted.</summary>
    public const int MostCounted = 100;

    /// <summary>How many wait for a list of a form, as far as <see cref="MostCounted"/>: one step of an index for each.</summary>
    public int CountCandidates(Person person, ListKind kind, FormCode form) => lists.CountWaiting(person, kind.Step, form, MostCounted);

    /// <summary>Those of this person's units and the units below them, newest first.</summary>
    public Page<CommonListRow> List(Person person, ListKind kind, string? after, int limit) =>
        queries.List(kind.Kind, lists.UnitsOf(person), after: after, limit: limit);

    private async Task<Answer<ListShape>> DraftAsync(
        Caller caller,
        ListKind kind,
        Check check,
        ListCommand.Draft draft,
        IReadOnlyList<GatheredInput?>? entered,
        object input,
        CancellationToken cancellationToken
    )
    {
        var nominees = Inputs.Gathered(check, entered, required: false);
        if (check.Failed)
        {
            return check.Answer<ListShape>();
        }

        if (caller.Person.CapacitiesFor(kind.Act, draft.RecordedFor ?? draft.Unit).FirstOrDefault() is not { } capacity)
        {
            return new Answer<ListShape>.Forbidden();
        }

        if (draft.RecordedFor is not null && caller.Person.Organisation.Unit(draft.Unit) is not { External: true })
        {
            return Answer<ListShape>.Refuse(HostRefusals.AuthorityNotOutside, ("authority", caller.Person.UnitName(draft.Unit)));
        }

        var id = DerivedId.From(caller.CommandId, kind.Binding.Category);
        var answer = await RunAsync(caller, capacity, kind, id, draft, "draft", input, cancellationToken);
        if (answer is Answer<CommonList>.Done && nominees.Count > 0)
        {
            answer = await RunAsync(
                caller.For("enter"),
                capacity,
                kind,
                id,
                new ListCommand.Enter(nominees),
                "enter",
                input,
                cancellationToken
            );
        }

        return await ShapeAsync(caller.Person, kind, id, answer, cancellationToken);
    }

    // Null: that decision awards all of these still.
    private async Task<Refusal?> NotAwardedAsync(
        IReadOnlyList<GatheredNominee> nominees,
        DecisionId by,
        CancellationToken cancellationToken
    )
    {
        if (nominees.Count == 0)
        {
            return Refusal.Of(ListRefusals.Decision.Empty);
        }

        foreach (var one in nominees)
        {
            if (
                (await bench.DossierAsync(one.Dossier, cancellationToken))?.Nominee(one.Nominee)?.Standing
                    is not NomineeStanding.Awarded awarded
                || awarded.Decision.Id != by
            )
            {
                return NotAwarded(one.Nominee, by);
            }
        }

        return null;
    }

    // Null: the achievements of all on the list are this decision's to award.
    private async Task<Answer<CommonList>?> ClaimAsync(
        Caller caller,
        Capacity capacity,
        DecisionId id,
        CommonList list,
        CancellationToken cancellationToken
    )
    {
        var claims = new List<SubjectClaim>();
        var places = new Dictionary<NomineeId, int>();
        foreach (var (nominee, i) in list.Nominees.Select((n, i) => (n, i)))
        {
            places[nominee.Nominee] = i + 1;
            if (await bench.ClaimOfAsync(id, list, nominee, cancellationToken) is { } claim)
            {
                claims.Add(claim);
            }
        }

        var result = await awarding.ClaimAsync(
            id,
            claims,
            part => bench.ContextOf(caller.For(part), capacity, part, id.ToString(), null),
            cancellationToken
        );
        return result switch
        {
            ClaimResult.Claimed => null,
            ClaimResult.Contended => new Answer<CommonList>.Contended(),
            ClaimResult.Taken { Awards: var all } => all.Where(t => t.By.Standing is AwardStanding.Given).ToList() is { Count: > 0 } given
                ? Answer<CommonList>.Refuse(
                    HostRefusals.AlreadyAwarded,
                    ("places", PlacesOf(given)),
                    ("decisions", string.Join("; ", given.Select(t => $"{t.By.Number} ({Vietnam.Date(t.By.Date!.Value)})").Distinct()))
                )
                : Answer<CommonList>.Refuse(
                    all.Any(t => t.By.Decision == id.Value) ? HostRefusals.AchievementTwice : HostRefusals.BeingAwarded,
                    ("places", PlacesOf(all))
                ),
        };

        string PlacesOf(IEnumerable<TakenAward> taken) => string.Join(", ", taken.Select(t => places[t.Claim.Award.Nominee]));
    }

    // Dossiers on the list that concern any of these accounts, by number.
    private async Task<IReadOnlyList<DocumentNumber>> OwnAsync(
        CommonList list,
        IReadOnlyList<AccountId> behind,
        CancellationToken cancellationToken
    )
    {
        var own = new List<DocumentNumber>();
        foreach (var id in list.Nominees.Select(nominee => nominee.Dossier).Distinct())
        {
            if (await bench.DossierAsync(id, cancellationToken) is { Number: { } number } dossier && behind.Any(dossier.Concerns))
            {
                own.Add(number);
            }
        }

        return own;
    }

    private async Task<Answer<ListShape>> ChangeAsync(
        Caller caller,
        ListKind kind,
        Guid id,
        Check check,
        Func<ListCommand> command,
        string act,
        object? input,
        CancellationToken cancellationToken
    )
    {
        if (check.Failed)
        {
            return check.Answer<ListShape>();
        }

        var (_, capacity, problem) = await WorkingAsync(caller, kind, id, cancellationToken);
        return problem
            ?? await ShapeAsync(
                caller.Person,
                kind,
                id,
                await RunAsync(caller, capacity!, kind, id, command(), act, input, cancellationToken),
                cancellationToken
            );
    }

    private async Task<(CommonList? List, Capacity? Capacity, Answer<ListShape>? Problem)> WorkingAsync(
        Caller caller,
        ListKind kind,
        Guid id,
        CancellationToken cancellationToken
    )
    {
        if (await bench.LoadAsync(kind.Binding, kind.Binding.StreamOf(id), cancellationToken) is not { State: { Exists: true } list })
        {
            return (null, null, new Answer<ListShape>.NotFound());
        }

        return caller.Person.CapacitiesFor(kind.Act, list.Desk).FirstOrDefault() is { } capacity
            ? (list, capacity, null)
            : (null, null, new Answer<ListShape>.Forbidden());
    }

    private async ValueTask<(CommonList State, Workflows.Store.StreamRevision ETag)?> FindAsync(
        Person person,
        ListKind kind,
        Guid id,
        CancellationToken cancellationToken
    ) =>
        await bench.LoadAsync(kind.Binding, kind.Binding.StreamOf(id), cancellationToken) is { State: { Exists: true } state } found
        && await lists.MaySeeAsync(person, state.Desk, state.Nominees, cancellationToken)
            ? found
            : null;

    private Task<Answer<CommonList>> RunAsync(
        Caller caller,
        Capacity capacity,
        ListKind kind,
        Guid id,
        ListCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken
    ) =>
        bench.RunAsync(
            caller,
            capacity,
            kind.Binding,
            kind.Binding.StreamOf(id),
            command,
            $"{kind.Binding.Category}.{act}",
            input,
            state => state,
            cancellationToken
        );

    private async Task<Answer<ListShape>> ShapeAsync(
        Person person,
        ListKind kind,
        Guid id,
        Answer<CommonList> answer,
        CancellationToken cancellationToken
    )
    {
        var shape = answer is Answer<CommonList>.Done done ? await ShapeAsync(person, kind, id, done.Value, cancellationToken) : null;
        return answer.Select(_ => shape!);
    }

    private async Task<ListShape> ShapeAsync(Person person, ListKind kind, Guid id, CommonList state, CancellationToken cancellationToken)
    {
        var (names, seen) = await lists.NamesAsync(person, state.Nominees, cancellationToken);
        return new(
            kind,
            id,
            state.Unit,
            person.UnitName(state.Unit),
            state.RecordedFor,
            state.Form,
            names,
            PaperShape.Of(state.Paper, bench),
            state.IsDropped,
            state.Revokes,
            state.Corrects?.Decision,
            state.Replaces?.Decision,
            bench.Reveal(state.Corrects?.Basis ?? state.Replaces?.Basis),
            [
                .. (state.Corrects?.Wordings ?? [])
                    .Where(wording => seen.Contains(wording.Nominee))
                    .Select(w => new WordingShape(w.Nominee, w.Field, bench.Reveal(w.Old), bench.Reveal(w.New))),
            ]
        );
    }
}
