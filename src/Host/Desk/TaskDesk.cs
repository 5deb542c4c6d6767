using System.Globalization;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>A task in a queue, with the words people read.</summary>
/// <param name="Mine">Taken up by the reader.</param>
/// <param name="Barred">Its judgement would be the reader's own affair.</param>
/// <param name="Manning">Whose move it is: its office's, or, where nobody of that may act, who has to say who does.</param>
/// <param name="EntrustedTo">Who was named for it.</param>
/// <param name="ToReceive">Chờ tiếp nhận: its level has not taken the dossier in yet.</param>
public sealed record TaskLine(
    TaskId Id,
    DossierId Dossier,
    DocumentNumber? Number,
    StepId Step,
    StepAct Act,
    string StepName,
    UnitId DeskUnit,
    FunctionCode DeskFunction,
    string OfficeName,
    UnitId Unit,
    string UnitName,
    PlanId Plan,
    FormCode Form,
    Secrecy Secrecy,
    int Nominees,
    bool Receives,
    DateOnly? DueOn,
    bool DueProvisional,
    bool Overdue,
    bool ClockPaused,
    AccountId? ClaimedBy,
    bool Mine,
    DateTimeOffset OpenedAt,
    bool Barred,
    Manned Manning,
    AccountId? EntrustedTo,
    bool ToReceive
)
{
    /// <summary>From a row of the view.</summary>
    public static TaskLine Of(TaskRow row, Person person) =>
        new(
            row.Task,
            row.Dossier,
            row.Number,
            row.Step,
            row.Act,
            row.StepName.Value,
            row.Desk.Unit,
            row.Desk.Function,
            person.OfficeName(row.Desk.Unit, row.Desk.Function),
            row.Unit,
            person.UnitName(row.Unit),
            row.Plan,
            row.Form,
            row.Secrecy,
            row.Nominees,
            row.Receives,
            row.DueOn,
            row.DueProvisional,
            !row.ClockPaused && row.DueOn < person.Today,
            row.ClockPaused,
            row.ClaimedBy,
            row.ClaimedBy == person.Account,
            row.OpenedAt,
            person.IsBarredFrom(row.Post),
            person.ManningOf(row.Post).By,
            row.EntrustedTo,
            row.ToReceive
        );
}

/// <summary>What comes next in a queue.</summary>
/// <param name="Task">What to open; null: nothing of it is this person's to do.</param>
/// <param name="Left">How much of it still waits, whoever's it is, without the dossier they are at and without what is paused.</param>
public sealed record NextTask(TaskRow? Task, int Left);

/// <summary>What working on a task answers.</summary>
/// <param name="Task">The task worked on.</param>
/// <param name="Dossier">Its dossier.</param>
/// <param name="Status">How the dossier now stands.</param>
public sealed record TaskChanged(TaskId Task, DossierId Dossier, DossierStatus Status);

/// <summary>The offices' side of a dossier: the queue, and everything that is done on a task.</summary>
public sealed class TaskDesk(
    Bench bench,
    House house,
    TaskQueries tasks,
    DossierQueries dossiers,
    Signatories signatories,
    FindingDesk findings,
    QuotaDesk quotas
)
{
    // The rules' name of the limit for answers (domain: hiệp y, 10 ngày làm việc).
    private static readonly RuleCode OpinionLimit = new("xin-y-kien");

    /// <summary>Open work of the person's offices and what they have taken up: earliest due first, without a limit last.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="mine">Only what they have taken up themselves.</param>
    /// <param name="after">The end of the page before.</param>
    /// <param name="limit">1–200.</param>
    /// <param name="filter">Only this of it; null: all.</param>
    public Page<TaskLine> List(Person person, bool mine, string? after, int limit, TaskFilter? filter = null)
    {
        var page = mine ? tasks.ClaimedBy(person.Account, after, limit, filter) : tasks.OfOffices(OfficesOf(person), after, limit, filter);
        return new Page<TaskLine>([.. page.Items.Select(row => TaskLine.Of(row, person))], page.Next);
    }

    /// <summary>
    /// Work that nobody of its office may do, as far as this person has to see to it: in their unit, and in units under it where no
    /// head of theirs can. Earliest due first.
    /// </summary>
    /// <param name="person">Who reads.</param>
    /// <param name="limit">At most so many, 1–200.</param>
    public IReadOnlyList<TaskRow> Unmanned(Person person, int limit = 200)
    {
        var own = new HashSet<UnitId>();
        var mine = new HashSet<UnitId>();
        foreach (var holding in person.Holdings.Where(h => h.Roles.Any(r => Permissions.ScopeOf(r, Act.EntrustTasks) is not Scope.None)))
        {
            var coordinates = holding.Roles.Contains(Role.Coordinator);
            foreach (var unit in person.Organisation.Subtree(holding.Capacity.Unit, person.Today))
            {
                Add(unit.Id, coordinates || unit.Id == holding.Capacity.Unit);
            }
        }

        return
        [
            .. person
                .Organisation.Bindings.Where(binding => mine.Contains(binding.Unit))
                .Select(binding => new Office(binding.Unit, binding.Function))
                .Distinct()
                .SelectMany(Idle)
                .Where(row =>
                    person.ManningOf(row.Post).By is var by
                    && by is not Manned.ByOffice
                    && (by is not Manned.ByHead || own.Contains(row.Desk.Unit))
                )
                .OrderBy(row => row.DueOn ?? DateOnly.MaxValue)
                .Take(Math.Clamp(limit, 1, 200)),
        ];

        IEnumerable<TaskRow> Idle(Office office) =>
            person.Organisation.Holders(office.Unit, office.Function, person.Today) is { Count: > 0 } holders
                ? tasks.BarredToAll(office, [.. holders.Select(holder => holder.Account)])
                : tasks.OfOffices([office], null, 200).Items;

        void Add(UnitId unit, bool isOwn)
        {
            if (isOwn)
            {
                own.Add(unit);
            }

            if (mine.Add(unit))
            {
                foreach (var before in person.Organisation.PredecessorsOf(unit))
                {
                    Add(before, isOwn);
                }
            }
        }
    }

    /// <summary>Who can be named for a task: whoever works in its unit today and is not concerned; the reader left out.</summary>
    public async Task<Answer<IReadOnlyList<AccountId>>> CandidatesAsync(Person person, TaskId task, CancellationToken cancellationToken)
    {
        if (await FindAsync(person, task, cancellationToken) is not { Task: { } open } found)
        {
            return new Answer<IReadOnlyList<AccountId>>.NotFound();
        }

        var post = found.Dossier.PostOf(open);
        if (person.NamingCapacity(post, person.ManningOf(post)) is null)
        {
            return new Answer<IReadOnlyList<AccountId>>.Forbidden();
        }

        var organisation = person.Organisation;
        var people = organisation
            .Bindings.Where(binding => binding.Unit == post.Desk.Unit)
            .Select(binding => binding.Function)
            .Distinct()
            .SelectMany(function => organisation.Holders(post.Desk.Unit, function, person.Today))
            .SelectMany(held => organisation.DelegationsOf(held.Id, person.Today).Select(d => d.To).Prepend(held.Account));
        return new Answer<IReadOnlyList<AccountId>>.Done([
            .. people
                .Distinct()
                .Where(account =>
                    account != person.Account
                    && person.CanBeNamed(account, post.Desk.Unit)
                    && !(post.Act.Judges() && post.Concerned.Contains(account))
                ),
        ]);
    }

    /// <summary>Cử người xử lý: somebody else of the unit for one task that nobody of its office may do.</summary>
    public async Task<Answer<TaskChanged>> EntrustAsync(Caller caller, TaskId task, EntrustInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var to = check.Id<AccountId>("to", input.To);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        if (check.Failed)
        {
            return check.Answer<TaskChanged>();
        }

        if (await FindAsync(caller.Person, task, cancellationToken) is not { } found)
        {
            return new Answer<TaskChanged>.NotFound();
        }

        var (id, dossier, desk, open) = found;
        var command = new DossierCommand.Entrust(task, to, bench.Seal(Keys.Of(id), reason));
        var capacity = caller.Person.CapacitiesFor(Act.EntrustTasks, desk.Unit).FirstOrDefault();
        if (open is not null && open.EntrustedTo != to)
        {
            var post = dossier.PostOf(open);
            var manning = caller.Person.ManningOf(post);
            if (manning.By is Manned.ByOffice)
            {
                return HasHolder(caller.Person, desk, capacity);
            }

            capacity = caller.Person.NamingCapacity(post, manning);
            if (capacity is not null && !caller.Person.CanBeNamed(to, desk.Unit))
            {
                return Answer<TaskChanged>.Refuse(HostRefusals.NamedNotOfUnit, ("unit", caller.Person.UnitName(desk.Unit)));
            }
        }

        return capacity is null
            ? new Answer<TaskChanged>.Forbidden()
            : await RunAsync(caller, capacity, task, id, command, "task.entrust", input, cancellationToken);
    }

    /// <summary>Chuyển lên cấp trên: a task that nobody of its office may do and no head of the unit names somebody for.</summary>
    public async Task<Answer<TaskChanged>> EscalateAsync(Caller caller, TaskId task, ReasonInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        if (check.Failed)
        {
            return check.Answer<TaskChanged>();
        }

        if (await FindAsync(caller.Person, task, cancellationToken) is not { } found)
        {
            return new Answer<TaskChanged>.NotFound();
        }

        var (id, dossier, desk, open) = found;
        var capacity = caller.Person.CapacitiesFor(Act.EntrustTasks, open?.Opening.Open.Party.Desk.Unit ?? desk.Unit).FirstOrDefault();
        var (to, cause) = (desk, EscalationCause.HeadSends);
        if (open is not null && dossier.PostOf(open) is var post && caller.Person.ManningOf(post) is var manning)
        {
            if (manning.By is Manned.ByOffice && open.MovedTo is null)
            {
                return HasHolder(caller.Person, desk, capacity);
            }

            if (manning.By is not Manned.ByOffice)
            {
                if (capacity is not null && manning.Above is null)
                {
                    return open.Opening.Act is StepAct.Decide
                        ? Answer<TaskChanged>.Refuse(DossierRefusals.AuthorityStays, ("unit", caller.Person.UnitName(desk.Unit)))
                        : Answer<TaskChanged>.Refuse(HostRefusals.NothingAbove, ("unit", caller.Person.UnitName(desk.Unit)));
                }

                capacity = caller.Person.SendingCapacity(post, manning);
                (to, cause) = (manning.Above ?? desk, manning.Cause ?? cause);
            }
        }

        return capacity is null
            ? new Answer<TaskChanged>.Forbidden()
            : await RunAsync(
                caller,
                capacity,
                task,
                id,
                new DossierCommand.Escalate(task, to, cause, bench.Seal(Keys.Of(id), reason)),
                "task.escalate",
                input,
                cancellationToken
            );
    }

    /// <summary>How much of it is due when.</summary>
    public TaskCounts Count(Person person, TaskFilter? filter = null) => tasks.Count(OfficesOf(person), person.Today, filter);

    /// <summary>
    /// Hồ sơ tiếp theo: of what a view of the queue shows, what is due first and this person may do now. Looks at no more than 200 tasks: where all of
    /// these are other people's, nothing is offered.
    /// </summary>
    /// <param name="person">Who.</param>
    /// <param name="offices">Whose queue.</param>
    /// <param name="view">What of it.</param>
    /// <param name="except">The dossier they are at.</param>
    public NextTask Next(Person person, IReadOnlyList<Office> offices, QueueView view, DossierId except)
    {
        var rows = view.Mine ? tasks.ClaimedBy(person.Account, null, 200, view.Filter) : tasks.OfOffices(offices, null, 200, view.Filter);
        bool Waits(TaskRow row) => row.Dossier != except && !row.ClockPaused;
        var here = rows.Items.Count(row => row.Dossier == except && !row.ClockPaused);
        var left =
            view.Mine ? rows.Items.Count(Waits)
            : tasks.Count(offices, person.Today, view.Filter) is var counts ? counts.Total - counts.Paused - here
            : 0;
        return new(
            rows.Items.FirstOrDefault(row =>
                Waits(row)
                && (row.ClaimedBy is null || row.ClaimedBy == person.Account)
                && person.MayWork(row.Post)
                && !person.IsBarredFrom(row.Post)
            ),
            left
        );
    }

    /// <summary>Nhận việc.</summary>
    public Task<Answer<TaskChanged>> ClaimAsync(Caller caller, TaskId task, CancellationToken cancellationToken) =>
        WorkAsync(caller, task, "task.claim", null, _ => new DossierCommand.Claim(task), cancellationToken);

    /// <summary>Trả việc về hàng đợi.</summary>
    public Task<Answer<TaskChanged>> ReleaseAsync(Caller caller, TaskId task, CancellationToken cancellationToken) =>
        WorkAsync(caller, task, "task.release", null, _ => new DossierCommand.Release(task), cancellationToken);

    /// <summary>Chuyển xử lý, to somebody who holds the task's function today.</summary>
    public async Task<Answer<TaskChanged>> ReassignAsync(
        Caller caller,
        TaskId task,
        ReassignInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var to = check.Id<AccountId>("to", input.To);
        if (check.Failed)
        {
            return check.Answer<TaskChanged>();
        }

        if (await FindAsync(caller.Person, task, cancellationToken) is not { } found)
        {
            return new Answer<TaskChanged>.NotFound();
        }

        var desk = found.Desk;
        if (caller.Person.CapacitiesFor(Act.ReassignTasks, desk.Unit).FirstOrDefault() is not { } capacity)
        {
            return new Answer<TaskChanged>.Forbidden();
        }

        if (
            !caller
                .Person.Organisation.AppointmentsOf(to, caller.Person.Today)
                .Any(held => held.Unit == desk.Unit && held.Function == desk.Function)
        )
        {
            return Answer<TaskChanged>.Refuse(
                HostRefusals.AssigneeNotInOffice,
                ("unit", desk.Unit.Value),
                ("function", desk.Function.Value)
            );
        }

        return await RunAsync(
            caller,
            caller.Person.CapacityOf(desk.Unit, desk.Function) ?? capacity,
            task,
            found.Id,
            new DossierCommand.Reassign(task, to),
            "task.reassign",
            input,
            cancellationToken
        );
    }

    /// <summary>Tiếp nhận: số đến from the unit's register where none is given.</summary>
    public async Task<Answer<TaskChanged>> ReceiveAsync(Caller caller, TaskId task, ReceiveInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var number = check.OptionalCode<DocumentNumber>("number", input.Number);
        var on = check.OptionalDate("on", input.On) ?? bench.Today;
        var returnOn = check.OptionalDate("returnOn", input.ReturnOn);
        var late = check.OptionalText("lateReason", input.LateReason, Bench.MaxText);
        if (check.Failed)
        {
            return check.Answer<TaskChanged>();
        }

        var work = await WorkingAsync<TaskChanged>(caller.Person, task, cancellationToken);
        if (work.Problem is { } problem)
        {
            return problem;
        }

        var lateReason = bench.Seal(Keys.Of(work.Id), late);

        // Where nothing is said, the day the route promises; a dossier that comes after that day is promised none.
        var planned = work.Dossier!.Terms?.ReturnOn is { } day && day >= on ? day : (DateOnly?)null;
        return await bench.RunNumberedAsync(
            caller,
            work.Capacity,
            bench.DossierBinding,
            bench.DossierBinding.StreamOf(work.Id.Value),
            number,
            new NextNumber(
                work.Capacity.Unit,
                Numbers.Register(RegisterKinds.Incoming, work.Capacity.Function),
                on,
                Bookkeeping.Of(work.Id, task),
                Numbers.Incoming,
                IsShared: true
            ),
            taken => (DossierCommand)new DossierCommand.Receive(task, taken, on, returnOn ?? planned, lateReason),
            $"task.receive {task}",
            input,
            state => new TaskChanged(task, work.Id, state.Status),
            cancellationToken
        );
    }

    /// <summary>Notes what was found of a component.</summary>
    public Task<Answer<TaskChanged>> CheckAsync(Caller caller, TaskId task, ComponentCheckInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var command = new DossierCommand.CheckComponent(
            task,
            check.Code<ComponentCode>("component", input.Component),
            check.OptionalId<NomineeId>("nominee", input.Nominee),
            input.Found ?? false,
            input.Confirmed ?? false,
            check.OptionalNumber("copies", input.Copies, 0, 99) ?? 0
        );
        return check.Failed
            ? Task.FromResult(check.Answer<TaskChanged>())
            : WorkAsync(caller, task, "task.check", input, _ => command, cancellationToken);
    }

    /// <summary>
    /// Ends the task: a verdict on each nominee for steps that judge; back to an earlier step; a day for notice and archive. A
    /// signed scan may come along.
    /// </summary>
    public async Task<Answer<TaskChanged>> CompleteAsync(
        Caller caller,
        TaskId task,
        CompleteInput input,
        Upload? scan,
        CancellationToken cancellationToken
    )
    {
        var work = await WorkingAsync<TaskChanged>(caller.Person, task, cancellationToken);
        if (work.Problem is { } problem)
        {
            return problem;
        }

        var (dossier, id, capacity) = (work.Dossier!, work.Id, work.Capacity);
        var secret = dossier.Secrecy is not Secrecy.Normal;
        var act = dossier.Task(task)?.Opening.Act;
        var check = new Check();
        var key = Keys.Of(id);
        DossierCommand command;
        if (act is StepAct.Notify)
        {
            command = new DossierCommand.Notify(task, check.OptionalDate("on", input.On) ?? bench.Today);
        }
        else if (act is StepAct.Archive)
        {
            var place = check.OptionalText("place", input.Place, 500);
            command = new DossierCommand.Archive(
                task,
                check.OptionalDate("on", input.On) ?? bench.Today,
                check.Failed ? null : bench.Seal(key, place)
            );
        }
        else
        {
            var goTo = check.OptionalCode<StepId>("goTo", input.GoTo);
            var note = check.OptionalText("note", input.Note, Bench.MaxText);
            var verdicts = Verdicts(check, input, dossier, key, goTo is not null);
            var overrides = Overrides(check, input, key);
            var scanName = scan is null ? null : check.Text("fileName", scan.FileName, 255);
            var draft = input.Paper is null ? null : PaperDraft.Read(check, "paper", input.Paper, bench.Today, secret);
            if (check.Failed)
            {
                return check.Answer<TaskChanged>();
            }

            // Whoever judges is held to the rules; whoever only signs the list judges nobody anew.
            var found =
                act is StepAct.Appraise or StepAct.Council && goTo is null
                    ? await findings.FoundAsync(caller.Person, dossier, cancellationToken)
                    : null;
            var sealedNote = bench.Seal(key, note);
            if (draft is not null)
            {
                // Whoever records is the decider's to judge.
                var signers = await signatories.OfAsync(caller.Person, capacity, input.Paper?.Signer, cancellationToken);
                if (signers.Any(s => s != caller.Person.Account && s != capacity.OnBehalfOf && dossier.Concerns(s)))
                {
                    return Answer<TaskChanged>.Refuse(HostRefusals.SignerConcerned);
                }

                DocumentEntry? entry = null;
                if (scan is not null)
                {
                    if (secret)
                    {
                        return Answer<TaskChanged>.Refuse(DossierRefusals.SecretHasNoText);
                    }

                    try
                    {
                        entry = await bench.StoreAsync(caller, key, scan, null, null, scanName!, fromFiling: false, cancellationToken);
                    }
                    catch (BlobRefusedException e)
                    {
                        return new Answer<TaskChanged>.Refused(e.Refusal);
                    }
                }

                var (kind, symbol) = act is StepAct.Council ? (RegisterKinds.Minutes, "BB") : (RegisterKinds.Proposals, "TTr");
                return await bench.RunNumberedAsync(
                    caller,
                    capacity,
                    bench.DossierBinding,
                    bench.DossierBinding.StreamOf(id.Value),
                    draft.Number,
                    draft.Next(capacity, kind, symbol, Bookkeeping.Of(id, task)) with
                    {
                        IsShared = act is StepAct.Council,
                        SamePaper = async purpose =>
                            Bookkeeping.OwnerOf(purpose) is { Category: "dossier", Id: var one, Task: not null }
                            && (await bench.DossierAsync(new(one), cancellationToken))?.Filing == dossier.Filing,
                    },
                    number =>
                        (DossierCommand)
                            new DossierCommand.CompleteStep(
                                task,
                                verdicts,
                                draft.Sign(bench, key, entry, number),
                                sealedNote,
                                goTo,
                                found,
                                overrides
                            ),
                    $"task.complete {task}",
                    input,
                    state => new TaskChanged(task, id, state.Status),
                    cancellationToken
                );
            }

            command = new DossierCommand.CompleteStep(task, verdicts, null, sealedNote, goTo, found, overrides);
        }

        return check.Failed
            ? check.Answer<TaskChanged>()
            : await RunAsync(caller, capacity, task, id, command, "task.complete", input, cancellationToken);
    }

    /// <summary>Attaches the promised scan of the paper of a task that has ended.</summary>
    public async Task<Answer<TaskChanged>> AttachScanAsync(Caller caller, TaskId task, Upload upload, CancellationToken cancellationToken)
    {
        var check = new Check();
        var name = check.Text("fileName", upload.FileName, 255);
        if (check.Failed)
        {
            return check.Answer<TaskChanged>();
        }

        var id = dossiers.OfTask(task);
        var dossier = id is { } known ? await bench.DossierAsync(known, cancellationToken) : null;
        if (dossier is null || !dossier.Completed.ContainsKey(task))
        {
            return new Answer<TaskChanged>.NotFound();
        }

        var post = dossier.PostOf(dossier.AnyTask(task)!);
        if (caller.Person.CapacityFor(post) is not { } capacity || !caller.Person.MayWork(post))
        {
            return new Answer<TaskChanged>.Forbidden();
        }

        try
        {
            var entry = await bench.StoreAsync(caller, Keys.Of(id!.Value), upload, null, null, name, fromFiling: false, cancellationToken);
            return await RunAsync(
                caller,
                capacity,
                task,
                id.Value,
                new DossierCommand.AttachScan(task, entry),
                "task.scan",
                new { sha256 = entry.Sha256.Value },
                cancellationToken
            );
        }
        catch (BlobRefusedException e)
        {
            return new Answer<TaskChanged>.Refused(e.Refusal);
        }
    }

    /// <summary>Trả lại bổ sung: what is missing; the clock stands.</summary>
    public async Task<Answer<TaskChanged>> RequestSupplementAsync(
        Caller caller,
        TaskId task,
        SupplementInput input,
        CancellationToken cancellationToken
    )
    {
        var work = await WorkingAsync<TaskChanged>(caller.Person, task, cancellationToken);
        if (work.Problem is { } problem)
        {
            return problem;
        }

        var check = new Check();
        var items = check
            .List("items", input.Items, 0, 200)
            .Select(
                (item, i) =>
                {
                    var note = check.OptionalText($"items[{i}].note", item?.Note, Bench.MaxText);
                    return new MissingItem(
                        check.OptionalCode<ComponentCode>($"items[{i}].component", item?.Component),
                        check.OptionalId<NomineeId>($"items[{i}].nominee", item?.Nominee),
                        bench.Seal(Keys.Of(work.Id), note)
                    );
                }
            )
            .ToList();
        var answerBy = check.OptionalDate("answerBy", input.AnswerBy);
        return check.Failed
            ? check.Answer<TaskChanged>()
            : await RunAsync(
                caller,
                work.Capacity,
                task,
                work.Id,
                new DossierCommand.RequestSupplement(task, items, answerBy),
                "task.return",
                input,
                cancellationToken
            );
    }

    /// <summary>Takes the supplement in.</summary>
    public Task<Answer<TaskChanged>> ReceiveSupplementAsync(Caller caller, TaskId task, CancellationToken cancellationToken) =>
        WorkAsync(caller, task, "task.receive-supplement", null, _ => new DossierCommand.ReceiveSupplement(task), cancellationToken);

    /// <summary>One nominee falls out.</summary>
    public Task<Answer<TaskChanged>> ExcludeAsync(Caller caller, TaskId task, NomineeReasonInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominee = check.Id<NomineeId>("nominee", input.Nominee);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<TaskChanged>())
            : WorkAsync(
                caller,
                task,
                "task.exclude",
                input,
                id => new DossierCommand.ExcludeNominee(task, nominee, bench.Seal(Keys.Of(id), reason)),
                cancellationToken
            );
    }

    /// <summary>Nominees wait in a linked dossier, so that the others go on.</summary>
    public Task<Answer<TaskChanged>> SplitAsync(Caller caller, TaskId task, SplitInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = check
            .List("nominees", input.Nominees, 1, 500)
            .Select((text, i) => check.Id<NomineeId>($"nominees[{i}]", text))
            .ToList();
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<TaskChanged>())
            : WorkAsync(
                caller,
                task,
                "task.split",
                input,
                id => new DossierCommand.SplitOff(task, nominees, bench.Seal(Keys.Of(id), reason)),
                cancellationToken
            );
    }

    /// <summary>
    /// Offices that can be asked for an opinion: of the task's unit, of those above and right below it, and agencies outside the system, which
    /// the asking office answers for.
    /// </summary>
    public IReadOnlyList<Office> Advisers(Person person, Office desk)
    {
        var organisation = person.Organisation;
        var near = new HashSet<UnitId> { desk.Unit };
        for (var above = organisation.Parent(desk.Unit, person.Today); above is not null && near.Add(above.Id); )
        {
            above = organisation.Parent(above.Id, person.Today);
        }

        near.UnionWith(organisation.ChildrenOf(desk.Unit, person.Today).Select(unit => unit.Id));
        return
        [
            .. organisation
                .Bindings.Where(binding => binding.From <= person.Today && (binding.To is not { } to || person.Today <= to))
                .Where(binding => near.Contains(binding.Unit) || organisation.Unit(binding.Unit) is { External: true })
                .Select(binding => new Office(binding.Unit, binding.Function))
                .Distinct()
                .Where(office => office != desk),
        ];
    }

    /// <summary>Xin ý kiến (hiệp y): another office, whose answer binds nobody.</summary>
    public async Task<Answer<TaskChanged>> ConsultAsync(Caller caller, TaskId task, ConsultInput input, CancellationToken cancellationToken)
    {
        var work = await WorkingAsync<TaskChanged>(caller.Person, task, cancellationToken);
        if (work.Problem is { } problem)
        {
            return problem;
        }

        var check = new Check();
        var unit = check.Code<UnitId>("unit", input.Unit);
        var function = check.Code<FunctionCode>("function", input.Function);
        var question = check.OptionalText("question", input.Question, Bench.MaxText);
        var desk = work.Dossier!.AnyTask(task)!.Desk;
        if (!check.Failed && !Advisers(caller.Person, new(desk.Unit, desk.Function)).Contains(new Office(unit, function)))
        {
            check.Fault("function", Faults.Unknown, ("allowed", "–"));
        }

        if (check.Failed)
        {
            return check.Answer<TaskChanged>();
        }

        var organisation = caller.Person.Organisation;
        var outside = organisation.Unit(unit) is { External: true };
        var province = organisation.AncestorAt(work.Dossier.Unit, UnitLevel.Province, bench.Today)?.Id;
        var limit = (await house.RulesAsync(cancellationToken)).Limit(
            OpinionLimit,
            new(organisation.Unit(unit)!.Level, work.Dossier.Form, work.Dossier.Type, province, bench.Today)
        );
        return await RunAsync(
            caller,
            work.Capacity,
            task,
            work.Id,
            new DossierCommand.RequestOpinion(
                task,
                new Party(unit, function, outside ? new Party(desk.Unit, desk.Function) : null),
                bench.Seal(Keys.Of(work.Id), question),
                limit,
                house.Official
            ),
            "task.consult",
            input,
            cancellationToken
        );
    }

    /// <summary>Cho ý kiến, on the task of the office that was asked.</summary>
    public Task<Answer<TaskChanged>> OpineAsync(Caller caller, TaskId task, OpinionInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var answer = check.OneOf("answer", input.Answer, OpinionAnswer.Agrees);
        var text = check.OptionalText("text", input.Text, Bench.MaxText);
        var number = check.OptionalCode<DocumentNumber>("number", input.Number);
        var date = check.OptionalDate("date", input.Date);
        return check.Failed
            ? Task.FromResult(check.Answer<TaskChanged>())
            : WorkAsync(
                caller,
                task,
                "task.opine",
                input,
                id => new DossierCommand.GiveOpinion(task, answer, bench.Seal(Keys.Of(id), text), number, date, house.Official),
                cancellationToken
            );
    }

    /// <summary>Thôi xin ý kiến, by whoever works on the asking task.</summary>
    public Task<Answer<TaskChanged>> StopConsultingAsync(
        Caller caller,
        TaskId task,
        StopConsultingInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var opinion = check.Id<TaskId>("opinion", input.Opinion);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<TaskChanged>())
            : WorkAsync(
                caller,
                task,
                "task.stop-consulting",
                input,
                id => new DossierCommand.WithdrawOpinion(opinion, bench.Seal(Keys.Of(id), reason), house.Official),
                cancellationToken
            );
    }

    /// <summary>Tạm dừng xét a nominee.</summary>
    public Task<Answer<TaskChanged>> SuspendAsync(Caller caller, TaskId task, SuspendInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominee = check.Id<NomineeId>("nominee", input.Nominee);
        var cause = check.OneOf("cause", input.Cause, SuspensionCause.Discipline);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<TaskChanged>())
            : WorkAsync(
                caller,
                task,
                "task.suspend",
                input,
                id => new DossierCommand.SuspendNominee(task, nominee, cause, bench.Seal(Keys.Of(id), reason)),
                cancellationToken
            );
    }

    /// <summary>Tiếp tục xét a nominee; the clock runs on where it stood for everybody.</summary>
    public Task<Answer<TaskChanged>> ResumeAsync(Caller caller, TaskId task, NomineeReasonInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominee = check.Id<NomineeId>("nominee", input.Nominee);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<TaskChanged>())
            : WorkAsync(
                caller,
                task,
                "task.resume",
                input,
                id => new DossierCommand.ResumeNominee(task, nominee, bench.Seal(Keys.Of(id), reason), house.Official),
                cancellationToken
            );
    }

    /// <summary>Forms that another one can be proposed of: those of the plan, and where it names none, those that routes lead to.</summary>
    public async Task<IReadOnlyList<FormCode>> OtherFormsAsync(PlanId plan, FormCode form, CancellationToken cancellationToken)
    {
        var known = await house.PlanAsync(plan, cancellationToken);
        var forms = known?.Definition is { Forms: { Count: > 0 } named }
            ? named.Select(one => one.Form)
            : house.Routes.SelectMany(route => route.Route.Published).Select(route => route.Form);
        return [.. forms.Distinct().Where(other => other != form)];
    }

    /// <summary>Đề nghị chuyển hình thức khen: another form for one nominee, whose route alone is resolved anew, as of today.</summary>
    public async Task<Answer<TaskChanged>> OtherFormAsync(
        Caller caller,
        TaskId task,
        OtherFormInput input,
        CancellationToken cancellationToken
    )
    {
        var work = await WorkingAsync<TaskChanged>(caller.Person, task, cancellationToken);
        if (work.Problem is { } problem)
        {
            return problem;
        }

        var dossier = work.Dossier!;
        var check = new Check();
        var nominee = check.Id<NomineeId>("nominee", input.Nominee);
        var form = check.Code<FormCode>("form", input.Form);
        var clause = check.OptionalCode<PublicText>("clause", input.Clause);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        var quotaNote = check.OptionalText("quotaNote", input.QuotaNote, Bench.MaxText);
        if (dossier.Secrecy is not Secrecy.Normal && quotaNote is not null && !QuotaDesk.IsNumber(quotaNote))
        {
            check.Fault("quotaNote", Faults.NotAllowed);
        }

        if (check.Failed)
        {
            return check.Answer<TaskChanged>();
        }

        if (await house.PlanAsync(dossier.Plan, cancellationToken) is not { Definition: not null } plan)
        {
            return Answer<TaskChanged>.Refuse(HostRefusals.PlanUnknown, ("plan", dossier.Plan.Value));
        }

        var (terms, refusal) = await house.TermsAsync(
            plan,
            House.RequestOf(plan, dossier.Unit, form, dossier.Type, bench.Today),
            cancellationToken
        );
        if (refusal is not null)
        {
            return new Answer<TaskChanged>.Refused(refusal);
        }

        var propose = new DossierCommand.ProposeOtherForm(task, nominee, form, terms!, clause, bench.Seal(Keys.Of(work.Id), reason));

        // A place of the other form is taken first; but not where the proposal would be refused anyway.
        if (form != dossier.Form && dossier.Nominee(nominee) is { IsInPlay: true } one)
        {
            if (
                await bench.WouldRefuseAsync<TaskChanged>(
                    caller,
                    work.Capacity,
                    work.Id,
                    propose,
                    "task.other-form",
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
                    work.Id,
                    dossier,
                    form,
                    [one.Entry],
                    QuotaDesk.RoundOf(plan.Definition, null, [], dossier.Terms?.On ?? bench.Today),
                    quotaNote ?? reason,
                    cancellationToken
                ) is
                { } noPlace
            )
            {
                return new Answer<TaskChanged>.Refused(noPlace);
            }
        }

        return await RunAsync(caller, work.Capacity, task, work.Id, propose, "task.other-form", input, cancellationToken);
    }

    /// <summary>Từ chối the whole dossier.</summary>
    public Task<Answer<TaskChanged>> RejectAsync(Caller caller, TaskId task, ReasonInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<TaskChanged>())
            : WorkAsync(
                caller,
                task,
                "task.reject",
                input,
                id => new DossierCommand.Reject(task, bench.Seal(Keys.Of(id), reason)),
                cancellationToken
            );
    }

    // Somebody of the office may do it: told to whoever might otherwise name another, to nobody else.
    private static Answer<TaskChanged> HasHolder(Person person, Party desk, Capacity? capacity) =>
        capacity is null
            ? new Answer<TaskChanged>.Forbidden()
            : Answer<TaskChanged>.Refuse(HostRefusals.TaskHasHolder, ("office", person.OfficeName(desk.Unit, desk.Function)));

    /// <summary>The offices whose queues somebody reads today: their own, and of the units below where they coordinate.</summary>
    internal static List<Office> OfficesOf(Person person)
    {
        var offices = new HashSet<Office>();
        foreach (var holding in person.Holdings)
        {
            var scope = holding.Roles.Aggregate(Scope.None, (all, role) => all | Permissions.ScopeOf(role, Act.ReadTasks));
            if (scope.HasFlag(Scope.OwnUnit))
            {
                offices.Add(new Office(holding.Capacity.Unit, holding.Capacity.Function));
            }

            if (scope.HasFlag(Scope.Subtree))
            {
                foreach (var unit in person.Organisation.Subtree(holding.Capacity.Unit, person.Today))
                {
                    foreach (var binding in person.Organisation.Bindings.Where(binding => binding.Unit == unit.Id))
                    {
                        offices.Add(new Office(unit.Id, binding.Function));
                    }
                }
            }
        }

        return [.. offices];
    }

    private List<NomineeVerdict> Verdicts(Check check, CompleteInput input, Dossier dossier, KeyId key, bool back)
    {
        if (input.AllPassed is true && !back && (input.Verdicts?.Count ?? 0) == 0)
        {
            return [.. dossier.Nominees.Where(nominee => nominee.IsInPlay).Select(nominee => new NomineeVerdict(nominee.Id, Passed: true))];
        }

        return
        [
            .. check
                .List("verdicts", input.Verdicts, 0, 2000)
                .Select(
                    (verdict, i) =>
                    {
                        var field = $"verdicts[{i}]";
                        var nominee = check.Id<NomineeId>($"{field}.nominee", verdict?.Nominee);
                        if (verdict?.Passed is null)
                        {
                            check.Fault($"{field}.passed", Faults.Required);
                        }

                        var note = check.OptionalText($"{field}.note", verdict?.Note, Bench.MaxText);
                        return new NomineeVerdict(
                            nominee,
                            verdict?.Passed ?? false,
                            bench.Seal(key, note),
                            Votes(check, field, verdict?.Tally),
                            Score(check, field, verdict, dossier.Terms?.Recognition?.Scale)
                        );
                    }
                ),
        ];
    }

    // Whoever does not pass needs no points; those given that the scale does not have are told with the field.
    private static TitleScore? Score(Check check, string field, VerdictInput? verdict, ScoreScale? scale)
    {
        if (TitleDesk.Points(check, $"{field}.points", verdict?.Points) is not { } points)
        {
            return null;
        }

        if (scale is null)
        {
            check.Fault($"{field}.points", Faults.NotAllowed);
            return null;
        }

        if (!scale.Has(points))
        {
            check.Fault($"{field}.points", Faults.OutOfRange, ("min", "0"), ("max", scale.Max.ToString(CultureInfo.InvariantCulture)));
            return null;
        }

        return scale.Of(points);
    }

    // A form offers a reason for every warning; those left empty were not given.
    private List<RuleOverride> Overrides(Check check, CompleteInput input, KeyId key) =>
        [
            .. check
                .List("overrides", input.Overrides, 0, 2000)
                .Select(
                    (given, i) =>
                        check.OptionalText($"overrides[{i}].reason", given?.Reason, Bench.MaxText) is { } reason
                            ? new RuleOverride(
                                check.Id<NomineeId>($"overrides[{i}].nominee", given?.Nominee),
                                check.Code<RuleCode>($"overrides[{i}].rule", given?.Rule),
                                bench.Seal(key, reason)
                            )
                            : null
                )
                .OfType<RuleOverride>(),
        ];

    private static Tally? Votes(Check check, string field, TallyInput? tally)
    {
        if (tally is null)
        {
            return null;
        }

        const int most = 1000;
        return new Tally(
            check.Number($"{field}.tally.members", tally.Members, 1, most),
            check.Number($"{field}.tally.issued", tally.Issued, 0, most),
            check.Number($"{field}.tally.returned", tally.Returned, 0, most),
            check.Number($"{field}.tally.valid", tally.Valid, 0, most),
            check.Number($"{field}.tally.for", tally.For, 0, most),
            check.Number($"{field}.tally.against", tally.Against, 0, most)
        );
    }

    // The dossier of a task, the office in whose queue it stands or stood, and the task while it is open.
    private async Task<(DossierId Id, Dossier Dossier, Party Desk, OpenTask? Task)?> FindAsync(
        Person person,
        TaskId task,
        CancellationToken cancellationToken
    )
    {
        if (dossiers.OfTask(task) is not { } id || await bench.DossierAsync(id, cancellationToken) is not { Exists: true } dossier)
        {
            return null;
        }

        if (dossier.AnyTask(task) is not { Desk: var desk })
        {
            // Cancelled: whoever could see the dossier may learn that it is not open any more.
            return dossiers.IsSeenBy(id, [.. person.Holdings.Select(holding => holding.Capacity.Unit)])
                ? (id, dossier, new Party(dossier.Unit, Functions.Staff), null)
                : null;
        }

        return (id, dossier, desk, dossier.Task(task));
    }

    private async Task<(DossierId Id, Dossier? Dossier, Capacity Capacity, Answer<T>? Problem)> WorkingAsync<T>(
        Person person,
        TaskId task,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(person, task, cancellationToken) is not { } found)
        {
            return (default, null, null!, new Answer<T>.NotFound());
        }

        var (id, dossier, desk, _) = found;
        var capacity = dossier.AnyTask(task) is { } known
            ? person.CapacityFor(dossier.PostOf(known))
            : person.CapacityOf(desk.Unit, desk.Function);
        return capacity is not null && person.May(Act.WorkTasks, desk.Unit) ? (id, dossier, capacity, null)
            : person.May(Act.WorkTasks, desk.Unit)
                ? (
                    id,
                    dossier,
                    null!,
                    Answer<T>.Refuse(HostRefusals.NotYourOffice, ("unit", desk.Unit.Value), ("function", desk.Function.Value))
                )
            : (id, dossier, null!, new Answer<T>.Forbidden());
    }

    private async Task<Answer<TaskChanged>> WorkAsync(
        Caller caller,
        TaskId task,
        string act,
        object? input,
        Func<DossierId, DossierCommand> command,
        CancellationToken cancellationToken
    )
    {
        var work = await WorkingAsync<TaskChanged>(caller.Person, task, cancellationToken);
        return work.Problem ?? await RunAsync(caller, work.Capacity, task, work.Id, command(work.Id), act, input, cancellationToken);
    }

    private Task<Answer<TaskChanged>> RunAsync(
        Caller caller,
        Capacity capacity,
        TaskId task,
        DossierId id,
        DossierCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken
    ) =>
        bench.RunAsync(
            caller,
            capacity,
            id,
            command,
            $"{act} {task}",
            input,
            state => new TaskChanged(task, id, state.Status),
            cancellationToken
        );
}
