using System.Globalization;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Sittings;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>Họp Hội đồng: the secretary calls a sitting over nominees of many dossiers, enters the counts and the signed minutes.</summary>
public sealed class SittingDesk(
    Bench bench,
    Lists lists,
    SittingQueries queries,
    Signatories signatories,
    FindingDesk findings,
    IVaultRows vault
)
{
    private const int MostNominees = 2000;

    private const int MostCounts = 500;

    /// <summary>Calls a sitting.</summary>
    public async Task<Answer<SittingShape>> CallAsync(Caller caller, SittingInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var mine = CouncilsOf(caller.Person);
        var unit = string.IsNullOrWhiteSpace(input.Unit) && mine is [var only] ? only.Unit : check.Code<UnitId>("unit", input.Unit);
        var id = new SittingId(DerivedId.From(caller.CommandId, "sitting"));
        var key = Keys.Of(id);
        var form = check.OptionalCode<FormCode>("form", input.Form);
        var on = check.Date("on", input.On);
        var place = check.Text("place", input.Place, 500);
        var members = new List<(string Name, CouncilMember Member)>();
        foreach (var (one, i) in check.List("members", input.Members, 1, 99).Select((one, i) => (one, i)))
        {
            members.Add(
                await MemberAsync(check, string.Create(CultureInfo.InvariantCulture, $"members[{i}]"), id, i, one, key, cancellationToken)
            );
        }

        var secretary = await MemberAsync(check, "secretary", id, members.Count, input.Secretary, key, cancellationToken);
        if (check.Failed)
        {
            return check.Answer<SittingShape>();
        }

        if (mine.FirstOrDefault(capacity => capacity.Unit == unit) is not { } by)
        {
            return new Answer<SittingShape>.Forbidden();
        }

        var also = members.Find(m => Vietnam.Culture.CompareInfo.Compare(m.Name, secretary.Name, CompareOptions.IgnoreCase) == 0).Member;
        return await RunAsync(
            caller,
            by,
            id,
            new SittingCommand.Call(
                new(
                    unit,
                    by.Function,
                    form,
                    on,
                    bench.Seal(key, place)!,
                    [.. members.Select(m => m.Member)],
                    members[0].Member.Id,
                    also ?? secretary.Member
                )
            ),
            "call",
            input,
            cancellationToken
        );
    }

    /// <summary>Puts nominees on the list; each must wait for this council.</summary>
    public async Task<Answer<SittingShape>> EnterAsync(Caller caller, SittingId id, GatherInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var gathered = Inputs.Gathered(check, input.Nominees, required: true);
        return await ChangeAsync(
            caller,
            id,
            check,
            async (sitting, _) =>
            {
                var call = sitting.Call!;
                var entered = new List<SittingNominee>();
                foreach (var group in gathered.GroupBy(n => n.Dossier))
                {
                    if (
                        await bench.DossierAsync(group.Key, cancellationToken) is not { } dossier
                        || dossier.CouncilTask(call.Unit, call.Function) is not { } task
                        || (call.Form is { } form && dossier.Form != form)
                    )
                    {
                        return Answer<SittingCommand>.Refuse(
                            DossierRefusals.NotAtSitting,
                            ("sitting", id.ToString()),
                            ("unit", call.Unit.Value),
                            ("function", call.Function.Value)
                        );
                    }

                    if (group.FirstOrDefault(n => dossier.Nominee(n.Nominee) is not { IsInPlay: true }) is { } gone)
                    {
                        return Answer<SittingCommand>.Refuse(DossierRefusals.NomineeNotInPlay, ("nominee", gone.Nominee.ToString()));
                    }

                    if (group.Where(n => dossier.Suspended.ContainsKey(n.Nominee)).ToList() is { Count: > 0 } suspended)
                    {
                        return Answer<SittingCommand>.Refuse(
                            DossierRefusals.NomineesSuspended,
                            ("nominees", string.Join(", ", suspended.Select(n => n.Nominee)))
                        );
                    }

                    entered.AddRange(group.Select(n => new SittingNominee(n.Dossier, n.Nominee, dossier.CouncilRule(task))));
                }

                return new Answer<SittingCommand>.Done(new SittingCommand.Enter(entered));
            },
            "enter",
            input,
            cancellationToken
        );
    }

    /// <summary>Takes a nominee off the list.</summary>
    public Task<Answer<SittingShape>> TakeOffAsync(
        Caller caller,
        SittingId id,
        NomineeReasonInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var nominee = check.Id<NomineeId>("nominee", input.Nominee);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return ChangeAsync(
            caller,
            id,
            check,
            async (sitting, _) =>
                await SaysOfSecretAsync(sitting, nominee, reason, cancellationToken)
                    ? Answer<SittingCommand>.Refuse(DossierRefusals.SecretHasNoText)
                    : new Answer<SittingCommand>.Done(new SittingCommand.TakeOff(nominee, bench.Seal(Keys.Of(id), reason))),
            "take-off",
            input,
            cancellationToken
        );
    }

    /// <summary>Điểm danh.</summary>
    public Task<Answer<SittingShape>> AttendAsync(Caller caller, SittingId id, AttendInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        List<AttendanceEntry> members =
        [
            .. check
                .List("members", input.Members, 1, 99)
                .Select(
                    (m, i) =>
                        new AttendanceEntry(
                            check.Id<MemberId>(Path(i, "member"), m?.Member),
                            check.OneOf(Path(i, "attendance"), m?.Attendance, Attendance.Absent)
                        )
                ),
        ];
        return ChangeAsync(caller, id, check, new SittingCommand.Attend(members), "attend", input, cancellationToken);

        static string Path(int i, string name) => string.Create(CultureInfo.InvariantCulture, $"members[{i}].{name}");
    }

    /// <summary>A member does not vote on these nominees.</summary>
    public Task<Answer<SittingShape>> RecuseAsync(Caller caller, SittingId id, RecuseInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var member = check.Id<MemberId>("member", input.Member);
        var nominees = NomineesOf(check, input.Nominees);
        var cause = check.OneOf("cause", input.Cause, RecusalCause.Other);
        return ChangeAsync(caller, id, check, new SittingCommand.Recuse(member, nominees, cause), "recuse", input, cancellationToken);
    }

    /// <summary>A member votes on these nominees after all.</summary>
    public Task<Answer<SittingShape>> LiftRecusalAsync(Caller caller, SittingId id, RecuseInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var member = check.Id<MemberId>("member", input.Member);
        var nominees = NomineesOf(check, input.Nominees);
        return ChangeAsync(caller, id, check, new SittingCommand.LiftRecusal(member, nominees), "lift-recusal", input, cancellationToken);
    }

    /// <summary>Enters the count of votes on one nominee; nobody over their own affair.</summary>
    public Task<Answer<SittingShape>> EnterVotesAsync(
        Caller caller,
        SittingId id,
        SittingVotesInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var nominee = check.Id<NomineeId>("nominee", input.Nominee);
        var (issued, returned, valid) = (Count("issued", input.Issued), Count("returned", input.Returned), Count("valid", input.Valid));
        var (yes, no) = (Count("for", input.For), Count("against", input.Against));
        var note = check.OptionalText("note", input.Note, Bench.MaxText);
        return ChangeAsync(
            caller,
            id,
            check,
            async (sitting, by) =>
                await SaysOfSecretAsync(sitting, nominee, note, cancellationToken)
                    ? Answer<SittingCommand>.Refuse(DossierRefusals.SecretHasNoText)
                    : new Answer<SittingCommand>.Done(
                        new SittingCommand.EnterVotes(
                            nominee,
                            issued,
                            returned,
                            valid,
                            yes,
                            no,
                            bench.Seal(Keys.Of(id), note),
                            await OwnAsync(
                                sitting.Nominees.Where(n => n.Nominee == nominee),
                                await signatories.OfAsync(caller.Person, by, null, cancellationToken),
                                cancellationToken
                            )
                        )
                    ),
            "votes",
            input,
            cancellationToken
        );

        int Count(string field, int? number) => check.Number(field, number, 0, 99);
    }

    /// <summary>
    /// Enters the counts of votes on many nominees at once. A row with nothing in it waits for its count; a row that says what stands there
    /// already changes nothing. Where one row is not right nothing is entered, and every fault is told at its row.
    /// </summary>
    public Task<Answer<SittingShape>> EnterAllVotesAsync(
        Caller caller,
        SittingId id,
        AllVotesInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var rows = check.List("votes", input.Votes, 1, MostCounts);
        return ChangeAsync(
            caller,
            id,
            check,
            async (sitting, by) =>
            {
                var behind = await signatories.OfAsync(caller.Person, by, null, cancellationToken);
                var own = new Dictionary<DossierId, IReadOnlyList<DocumentNumber>>();
                var context = bench.ContextOf(caller, by, "sitting.all-votes", id.ToString(), input);
                var counts = new List<SittingCommand.EnterVotes>();
                foreach (var (i, given) in rows.Index())
                {
                    var row = given ?? new SittingVotesInput(null, null, null, null, null, null, null);
                    var at = string.Create(CultureInfo.InvariantCulture, $"votes[{i}]");
                    var nominee = check.Id<NomineeId>($"{at}.nominee", row.Nominee);
                    var known = sitting.Votes.GetValueOrDefault(nominee);
                    var note = check.OptionalText($"{at}.note", row.Note, Bench.MaxText);
                    if (row is { Issued: null, Returned: null, Valid: null, For: null, Against: null } && known is null && note is null)
                    {
                        continue; // not counted yet
                    }

                    var tally = new Tally(
                        sitting.Members.Count,
                        check.Number($"{at}.issued", row.Issued, 0, 99),
                        check.Number($"{at}.returned", row.Returned, 0, 99),
                        check.Number($"{at}.valid", row.Valid, 0, 99),
                        check.Number($"{at}.for", row.For, 0, 99),
                        check.Number($"{at}.against", row.Against, 0, 99)
                    );
                    if (check.Faults.Any(fault => fault.Field.StartsWith(at + ".", StringComparison.Ordinal)))
                    {
                        continue;
                    }

                    if (known?.Tally == tally && bench.Reveal(known.Note) == note)
                    {
                        continue; // it stands there
                    }

                    if (await SaysOfSecretAsync(sitting, nominee, note, cancellationToken))
                    {
                        var none = Refusal.Of(DossierRefusals.SecretHasNoText);
                        check.Fault(new Fault($"{at}.note", none.Code, none.Arguments));
                        continue;
                    }

                    var entered = sitting.Nominees.Find(n => n.Nominee == nominee);
                    if (entered is not null && !own.ContainsKey(entered.Dossier))
                    {
                        own[entered.Dossier] = await OwnAsync([entered], behind, cancellationToken);
                    }

                    var count = new SittingCommand.EnterVotes(
                        nominee,
                        tally.Issued,
                        tally.Returned,
                        tally.Valid,
                        tally.For,
                        tally.Against,
                        bench.Seal(Keys.Of(id), note),
                        entered is null ? null : own[entered.Dossier]
                    );
                    if (Sitting.Decide(count, context, sitting) is Decision<SittingEvent>.Refused { Refusal: var refusal })
                    {
                        if (!refusal.Arguments.ContainsKey("nominees") && refusal.Code != SittingRefusals.OwnAffair)
                        {
                            return new Answer<SittingCommand>.Refused(refusal); // it is about the sitting, not about this row
                        }

                        check.Fault(new Fault(at, refusal.Code, refusal.Arguments));
                    }

                    counts.Add(count);
                }

                return check.Failed
                    ? check.Answer<SittingCommand>()
                    : new Answer<SittingCommand>.Done(new SittingCommand.EnterAllVotes(counts));
            },
            "all-votes",
            input,
            cancellationToken
        );
    }

    /// <summary>Closes it with the signed minutes; its dossiers go on by themselves.</summary>
    public async Task<Answer<SittingShape>> CloseAsync(
        Caller caller,
        SittingId id,
        CloseSittingInput input,
        Upload? scan,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var number = check.Code<DocumentNumber>("number", input.Number);
        var date = check.OptionalDate("date", input.Date) ?? bench.Today;
        var position = check.OptionalCode<PublicText>("position", input.Position) ?? new PublicText("Chủ tọa");
        var scanBy = check.OptionalDate("scanBy", input.ScanBy);
        if (input.ChairSigned != true)
        {
            check.Fault("chairSigned", Faults.Required);
        }

        if (input.SecretarySigned != true)
        {
            check.Fault("secretarySigned", Faults.Required);
        }

        return await ChangeAsync(
            caller,
            id,
            check,
            async (sitting, by) =>
            {
                DocumentEntry? entry = null;
                if (scan is not null)
                {
                    var stored = await bench.StoreScanAsync(caller, Keys.Of(id), scan, cancellationToken);
                    if (stored is not Answer<DocumentEntry>.Done { Value: var found })
                    {
                        return stored.As<SittingCommand>();
                    }

                    entry = found;
                }

                var call = sitting.Call!;
                var chair = call.Members.First(m => m.Id == call.Chair);
                var minutes = new SignedPaper(number, date, chair.Name, position, SigningForm.Tm, entry, entry is null ? scanBy : null);
                var behind = (await signatories.OfAsync(caller.Person, by, bench.Reveal(chair.Name), cancellationToken))
                    .Concat(new[] { chair.Account, call.Secretary.Account }.OfType<AccountId>())
                    .Distinct()
                    .ToList();
                var close = new SittingCommand.Close(
                    minutes,
                    call.Secretary.Name,
                    await OwnAsync(sitting.Nominees, behind, cancellationToken),
                    await ConcernedAsync(sitting, cancellationToken)
                );
                return
                    await ObjectionAsync(caller.Person, id, sitting, minutes, cancellationToken) is { } objection
                    && Sitting.Decide(close, bench.ContextOf(caller, by, "sitting.close", id.ToString(), input), sitting)
                        is Decision<SittingEvent>.Accepted { Events.Count: > 0 }
                    ? new Answer<SittingCommand>.Refused(objection)
                    : new Answer<SittingCommand>.Done(close);
            },
            "close",
            input,
            cancellationToken
        );
    }

    /// <summary>Attaches the promised scan.</summary>
    public Task<Answer<SittingShape>> AttachScanAsync(Caller caller, SittingId id, Upload upload, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller,
            id,
            new Check(),
            async (_, _) =>
                (await bench.StoreScanAsync(caller, Keys.Of(id), upload, cancellationToken)).Select<SittingCommand>(
                    entry => new SittingCommand.AttachScan(entry)
                ),
            "scan",
            new { },
            cancellationToken
        );

    /// <summary>Gives it up.</summary>
    public Task<Answer<SittingShape>> DropAsync(Caller caller, SittingId id, ReasonInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return ChangeAsync(caller, id, check, new SittingCommand.Drop(bench.Seal(Keys.Of(id), reason)), "drop", input, cancellationToken);
    }

    /// <summary>One sitting.</summary>
    public async Task<Answer<SittingShape>> GetAsync(Person person, SittingId id, CancellationToken cancellationToken) =>
        await FindAsync(person, id, cancellationToken) is { State: var state, ETag: var etag }
            ? new Answer<SittingShape>.Done(await ShapeAsync(person, id, state, cancellationToken), etag)
            : new Answer<SittingShape>.NotFound();

    /// <summary>Its signed scan, for whoever may see the sitting.</summary>
    public async Task<Answer<DocumentContent>> OpenScanAsync(
        Person person,
        SittingId id,
        DocumentId document,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(person, id, cancellationToken) is { State.Minutes.Scan: { } scan }
        && scan.Id == document
        && await bench.OpenAsync(scan, cancellationToken) is { } content
            ? new Answer<DocumentContent>.Done(new(DocumentShape.Of(scan, bench), content))
            : new Answer<DocumentContent>.NotFound();

    /// <summary>Nominees that wait for the council of this person, of one form or of all known ones.</summary>
    public async Task<IReadOnlyList<NomineeLine>> CandidatesAsync(Person person, FormCode? form, CancellationToken cancellationToken)
    {
        var waiting = new List<NomineeLine>();
        foreach (var one in form is { } only ? [only] : Components.Labels.KnownForms.Select(known => new FormCode(known.Value)))
        {
            waiting.AddRange(await lists.WaitingAsync(person, StepAct.Council, one, cancellationToken));
        }

        return waiting;
    }

    /// <summary>Those of this person's units and the units below them, newest first.</summary>
    public Page<SittingRow> List(Person person, string? after, int limit) => queries.List(lists.UnitsOf(person), after, limit);

    /// <summary>In what capacities somebody works for a council.</summary>
    public static IReadOnlyList<Capacity> CouncilsOf(Person person) =>
        [
            .. person
                .Holdings.Select(holding => holding.Capacity)
                .Where(capacity => capacity.Function == Functions.Council && person.May(Act.WorkTasks, capacity.Unit)),
        ];

    // The office that works on a sitting is the one that called it.
    private static Capacity? CapacityOf(Person person, SittingEvent.Called call) =>
        person.May(Act.WorkTasks, call.Unit) ? person.CapacityOf(call.Unit, call.Function) : null;

    /// <summary>Whether this person works on the sitting.</summary>
    public static bool MayWork(Person person, SittingShape sitting) =>
        person.May(Act.WorkTasks, sitting.Unit) && person.CapacityOf(sitting.Unit, sitting.Function) is not null;

    private async Task<(string Name, CouncilMember Member)> MemberAsync(
        Check check,
        string field,
        SittingId id,
        int place,
        MemberInput? input,
        KeyId key,
        CancellationToken cancellationToken
    )
    {
        var name = check.Text($"{field}.name", input?.Name, 200);
        var position = check.OptionalCode<PublicText>($"{field}.position", input?.Position);
        AccountId? account = null;
        if (check.OptionalText($"{field}.userName", input?.UserName, 100) is { } userName)
        {
            account = (AccountDesk.Fold(userName) is null ? null : await vault.FindCredentialAsync(userName, cancellationToken))?.Account;
            if (account is null)
            {
                check.Fault($"{field}.userName", Faults.NotAllowed);
            }
        }

        return (name, new(new(DerivedId.From(id.Value, place)), bench.Seal(key, name)!, position, account));
    }

    private static List<NomineeId> NomineesOf(Check check, IReadOnlyList<string?>? nominees) =>
        [
            .. check
                .List("nominees", nominees, 1, MostNominees)
                .Select((n, i) => check.Id<NomineeId>(string.Create(CultureInfo.InvariantCulture, $"nominees[{i}]"), n)),
        ];

    // Words about a nominee of a secret dossier: none are kept, in the sitting neither.
    private async Task<bool> SaysOfSecretAsync(Sitting sitting, NomineeId nominee, string? words, CancellationToken cancellationToken) =>
        words is not null
        && sitting.Nominees.FirstOrDefault(n => n.Nominee == nominee) is { } entered
        && await bench.DossierAsync(entered.Dossier, cancellationToken) is { Secrecy: not Secrecy.Normal };

    // Dossiers of these nominees that concern any of the accounts, by number.
    private async Task<IReadOnlyList<DocumentNumber>> OwnAsync(
        IEnumerable<SittingNominee> nominees,
        IReadOnlyList<AccountId> behind,
        CancellationToken cancellationToken
    )
    {
        var own = new List<DocumentNumber>();
        foreach (var id in nominees.Select(n => n.Dossier).Distinct())
        {
            if (await bench.DossierAsync(id, cancellationToken) is { Number: { } number } dossier && behind.Any(dossier.Concerns))
            {
                own.Add(number);
            }
        }

        return own;
    }

    // A member's own affair is the whole dossier: whoever prepared it or is nominated in it judges nobody in it.
    private async Task<List<Concern>> ConcernedAsync(Sitting sitting, CancellationToken cancellationToken)
    {
        var concerned = new List<Concern>();
        foreach (var group in sitting.Nominees.GroupBy(n => n.Dossier))
        {
            if (await bench.DossierAsync(group.Key, cancellationToken) is not { } dossier)
            {
                continue;
            }

            foreach (var member in sitting.Members)
            {
                if (member.Account is { } account && dossier.Concerns(account))
                {
                    var cause = dossier.Preparers.Contains(account) ? RecusalCause.Prepared : RecusalCause.Nominated;
                    concerned.AddRange(group.Select(n => new Concern(member.Id, n.Nominee, cause)));
                }
            }
        }

        return concerned;
    }

    // What would not be carried is not closed.
    private async Task<Refusal?> ObjectionAsync(
        Person person,
        SittingId id,
        Sitting sitting,
        SignedPaper minutes,
        CancellationToken cancellationToken
    )
    {
        foreach (var dossier in sitting.Nominees.Select(n => n.Dossier).Distinct())
        {
            if (await bench.DossierAsync(dossier, cancellationToken) is not { } state)
            {
                return Refusal.Of(DossierRefusals.Unknown);
            }

            var found = await findings.FoundAsync(person, state, cancellationToken);
            if (Carry.Objection(id, sitting, minutes, dossier, state, found, bench.Now) is { } objection)
            {
                return objection;
            }
        }

        return null;
    }

    private Task<Answer<SittingShape>> ChangeAsync(
        Caller caller,
        SittingId id,
        Check check,
        SittingCommand command,
        string act,
        object input,
        CancellationToken cancellationToken
    ) =>
        ChangeAsync(
            caller,
            id,
            check,
            (_, _) => Task.FromResult<Answer<SittingCommand>>(new Answer<SittingCommand>.Done(command)),
            act,
            input,
            cancellationToken
        );

    private async Task<Answer<SittingShape>> ChangeAsync(
        Caller caller,
        SittingId id,
        Check check,
        Func<Sitting, Capacity, Task<Answer<SittingCommand>>> command,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        if (check.Failed)
        {
            return check.Answer<SittingShape>();
        }

        if (await FindAsync(caller.Person, id, cancellationToken) is not { State: { Call: { } call } sitting, ETag: var etag })
        {
            return new Answer<SittingShape>.NotFound();
        }

        if (CapacityOf(caller.Person, call) is not { } by)
        {
            return new Answer<SittingShape>.Forbidden();
        }

        var made = await command(sitting, by);
        if (made is not Answer<SittingCommand>.Done { Value: var done })
        {
            return made.As<SittingShape>();
        }

        // Whose own affair it is was looked up for this list: one that somebody has changed meanwhile is not closed on it.
        var answer = await RunAsync(
            done is SittingCommand.Close ? caller with { IfMatch = caller.IfMatch ?? etag } : caller,
            by,
            id,
            done,
            act,
            input,
            cancellationToken
        );
        return answer.AsLookedAt(caller);
    }

    private async Task<Answer<SittingShape>> RunAsync(
        Caller caller,
        Capacity by,
        SittingId id,
        SittingCommand command,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        var answer = await bench.RunAsync(
            caller,
            by,
            Bindings.Sitting,
            Bindings.Sitting.StreamOf(id.Value),
            command,
            $"sitting.{act}",
            input,
            state => state,
            cancellationToken
        );
        var shape = answer is Answer<Sitting>.Done done ? await ShapeAsync(caller.Person, id, done.Value, cancellationToken) : null;
        return answer.Select(_ => shape!);
    }

    private async ValueTask<(Sitting State, StreamRevision ETag)?> FindAsync(
        Person person,
        SittingId id,
        CancellationToken cancellationToken
    ) =>
        await bench.LoadAsync(Bindings.Sitting, Bindings.Sitting.StreamOf(id.Value), cancellationToken) is { State.Call: { } call } found
        && await lists.MaySeeAsync(person, call.Unit, Gathered(found.State), cancellationToken)
            ? found
            : null;

    private static List<GatheredNominee> Gathered(Sitting sitting) =>
        sitting.Nominees.ConvertAll(n => new GatheredNominee(n.Dossier, n.Nominee)).ToList();

    private async Task<SittingShape> ShapeAsync(Person person, SittingId id, Sitting state, CancellationToken cancellationToken)
    {
        var call = state.Call!;
        var names = call.Members.ToDictionary(m => m.Id, m => bench.Reveal(m.Name));
        var (lines, _) = await lists.NamesAsync(person, Gathered(state), cancellationToken);
        var concerned = state.Minutes is null ? await ConcernedAsync(state, cancellationToken) : [];
        return new(
            id,
            call.Unit,
            person.UnitName(call.Unit),
            call.Function,
            call.Form,
            call.On,
            bench.Reveal(call.Place),
            bench.Reveal(call.Secretary.Name),
            [.. call.Members.Select(m => new MemberShape(m.Id, names[m.Id], m.Position, state.Of(m.Id), m.Id == call.Chair))],
            state.Present,
            state.Quorum,
            [
                .. state.Nominees.Select(
                    (n, i) =>
                        new SittingNomineeShape(
                            lines[i],
                            n.Rule,
                            state.VotersOn(n.Nominee).Count(),
                            [
                                .. call
                                    .Members.Where(m => state.Recusals.ContainsKey((m.Id, n.Nominee)))
                                    .Select(m => new RecusalShape(m.Id, names[m.Id], state.Recusals[(m.Id, n.Nominee)], Recorded: true)),
                                .. concerned
                                    .Where(c => c.Nominee == n.Nominee && !state.Recusals.ContainsKey((c.Member, n.Nominee)))
                                    .Select(c => new RecusalShape(c.Member, names[c.Member], c.Cause, Recorded: false)),
                            ],
                            state.Votes.GetValueOrDefault(n.Nominee)?.Tally,
                            bench.Reveal(state.Votes.GetValueOrDefault(n.Nominee)?.Note),
                            state.Passes(n)
                        )
                ),
            ],
            PaperShape.Of(state.Minutes, bench),
            bench.Reveal(state.SecretarySigned),
            state.IsDropped
        );
    }
}
