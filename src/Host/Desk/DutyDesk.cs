using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>What is handed in or recorded for a deadline; which fields count follows from the form. Days are yyyy-MM-dd or dd/MM/yyyy.</summary>
/// <param name="Form">van-ban, buoi, dot-kiem-tra, so-luong or ho-so; left out: the usual one of its kind.</param>
/// <param name="Number">Of a document: số, ký hiệu; of an inspection: of the document with its result.</param>
/// <param name="Date">Ngày văn bản.</param>
/// <param name="Issuer">Whose document; left out: the unit's own.</param>
/// <param name="Day">Of a ceremony: on which day.</param>
/// <param name="MergedInto">Lồng ghép: into what; left out: tổ chức riêng.</param>
/// <param name="Place">Where.</param>
/// <param name="Attendance">How many took part.</param>
/// <param name="From">Of an inspection: first day.</param>
/// <param name="To">Last day, included.</param>
/// <param name="Units">How many units were inspected.</param>
/// <param name="Which">Which units, or which pieces.</param>
/// <param name="Count">How many pieces of news, good deeds.</param>
/// <param name="Dossier">Id of a dossier that was submitted.</param>
/// <param name="Remark">A remark, up to 4,000 characters.</param>
/// <param name="Keep">Ids of papers of the one before that stay.</param>
/// <param name="Also">Ids of other open deadlines of the unit that it answers too.</param>
/// <param name="ReceivedOn">Ngày nhận: given by a recipient who takes in paper of a unit without accounts.</param>
/// <param name="ReceivedHour">HH:mm of it.</param>
public sealed record FileDutyInput(
    string? Form,
    string? Number,
    string? Date,
    string? Issuer,
    string? Day,
    string? MergedInto,
    string? Place,
    int? Attendance,
    string? From,
    string? To,
    int? Units,
    string? Which,
    int? Count,
    string? Dossier,
    string? Remark,
    IReadOnlyList<string?>? Keep,
    IReadOnlyList<string?>? Also,
    string? ReceivedOn,
    string? ReceivedHour
);

/// <summary>Tiếp nhận.</summary>
/// <param name="Recipient">The unit that accepts it; may be left out by somebody who acts for one of its recipients only.</param>
/// <param name="Note">A note; a late one of a window needs it.</param>
public sealed record AcceptDutyInput(string? Recipient, string? Note);

/// <summary>Trả lại.</summary>
/// <param name="Recipient">As of <see cref="AcceptDutyInput"/>.</param>
/// <param name="Missing">What is missing, up to 4,000 characters.</param>
public sealed record ReturnDutyInput(string? Recipient, string? Missing);

/// <summary>Rút: nothing needs to be said.</summary>
public sealed record WithdrawDutyInput;

/// <summary>A recipient and what it did.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Name">The office, or the unit where the plan names none.</param>
/// <param name="Standing">What it did with what stands; null: nothing was handed in.</param>
public sealed record RecipientLine(UnitId Unit, string Name, RecipientStanding? Standing);

/// <summary>What stands handed in for a deadline.</summary>
/// <param name="Round">Which handing in, replacements counted, from 1.</param>
/// <param name="On">The day that decides.</param>
/// <param name="LateDays">Days after the last valid day; 0: on that day after its hour; null: not late.</param>
/// <param name="HandedInOn">The day on which it was handed in or recorded.</param>
/// <param name="Hour">HH:mm of it; null: of paper, not noted.</param>
/// <param name="TakenBy">The unit that took in paper; null: filed here.</param>
/// <param name="Content">What.</param>
/// <param name="Papers">Files.</param>
/// <param name="Remark">A remark; null: none, or erased.</param>
/// <param name="From">The deadline whose report this is; null: its own.</param>
/// <param name="Also">Other deadlines it answers.</param>
public sealed record HandedIn(
    int Round,
    DateOnly On,
    int? LateDays,
    DateOnly HandedInOn,
    string? Hour,
    UnitId? TakenBy,
    DutyContent Content,
    IReadOnlyList<DocumentShape> Papers,
    string? Remark,
    DutyKey? From,
    IReadOnlyList<DutyKey> Also
);

/// <summary>One deadline with everything that happened to it.</summary>
/// <param name="Deadline">What falls due when.</param>
/// <param name="Standing">How it stands with its recipients.</param>
/// <param name="HandedIn">What stands; null: nothing.</param>
/// <param name="Recipients">Who accepts it; empty: the plan names nobody who could here, and what is recorded is done.</param>
/// <param name="Forms">By what it is fulfilled, the usual form first; empty: by nothing.</param>
/// <param name="History">What happened, oldest first.</param>
public sealed record DutyShape(
    DeadlineLine Deadline,
    DutyStanding Standing,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] HandedIn? HandedIn,
    IReadOnlyList<RecipientLine> Recipients,
    IReadOnlyList<DutyForm> Forms,
    IReadOnlyList<HistoryLine> History
)
{
    /// <summary>What this person may do, for pages.</summary>
    [JsonIgnore]
    public DutyMoves May { get; init; } = DutyMoves.None;

    /// <summary>What is asked, for pages.</summary>
    [JsonIgnore]
    public DutyAsk? Ask { get; init; }
}

/// <summary>What a person may do about a deadline as it stands.</summary>
/// <param name="File">Hand it in for one's own unit.</param>
/// <param name="TakeIn">Take in paper, as the recipient.</param>
/// <param name="Replace">Hand in a replacement.</param>
/// <param name="Withdraw">Withdraw it.</param>
/// <param name="Accept">As which recipients it can be accepted.</param>
/// <param name="Return">As which recipients it can be returned.</param>
/// <param name="WaitsForOthers">They handed it in and belong to a recipient too: somebody else has to accept it.</param>
public sealed record DutyMoves(
    bool File,
    bool TakeIn,
    bool Replace,
    bool Withdraw,
    IReadOnlyList<UnitId> Accept,
    IReadOnlyList<UnitId> Return,
    bool WaitsForOthers
)
{
    /// <summary>Nothing.</summary>
    public static DutyMoves None { get; } = new(false, false, false, false, [], [], false);
}

/// <summary>What an act on a deadline answers.</summary>
/// <param name="Id">The deadline.</param>
/// <param name="Standing">How it stands now.</param>
/// <param name="Round">Handings in so far.</param>
/// <param name="On">The day that decides; null: nothing stands.</param>
/// <param name="LateDays">As of <see cref="HandedIn"/>.</param>
public sealed record DutyChanged(DutyKey Id, DutyStanding Standing, int Round, DateOnly? On, int? LateDays);

/// <summary>A filing that waits for one of the reader's units.</summary>
/// <param name="Deadline">What it is for.</param>
/// <param name="Recipient">Who accepts it or returns it.</param>
/// <param name="On">The day that decides.</param>
public sealed record WaitingLine(DeadlineLine Deadline, UnitId Recipient, DateOnly On);

/// <summary>Nộp báo cáo, ghi nhận việc đã làm: what is handed in for deadlines, and what their recipients do with it.</summary>
public sealed class DutyDesk(
    Bench bench,
    House house,
    DeadlineQueries deadlines,
    DeadlineDesk board,
    IEventStore events,
    Directory directory
)
{
    // Whoever leads a unit, keeps its papers or coordinates it accepts for all its offices.
    private static readonly FunctionCode[] ForAll = [Functions.Head, Functions.PoliceHead, Functions.Clerk, Functions.Coordinator];

    /// <summary>One deadline with everything that happened to it.</summary>
    public async Task<Answer<DutyShape>> GetAsync(Person person, DutyKey key, CancellationToken cancellationToken)
    {
        if (await FindAsync(person, key, cancellationToken) is not { } found)
        {
            return new Answer<DutyShape>.NotFound();
        }

        var (row, ask, state, etag) = found;
        return new Answer<DutyShape>.Done(
            new DutyShape(
                DeadlineLine.Of(row, person),
                state.Standing,
                state is { Answer: { } answer, HandIn: { } handIn, On: { } on }
                    ? new(
                        state.Round,
                        on,
                        state.LateDays,
                        handIn.On,
                        handIn.Hour?.ToString("HH:mm", CultureInfo.InvariantCulture),
                        handIn.TakenBy,
                        answer.Content,
                        [.. answer.Papers.Select(paper => DocumentShape.Of(paper, bench))],
                        bench.Reveal(answer.Remark),
                        state.From,
                        [.. state.Also.Select(other => other.Key)]
                    )
                    : null,
                RecipientsOf(person, ask, state),
                DutyContent.FormsOf(row.Said.Kind),
                await HistoryAsync(person, key, cancellationToken)
            )
            {
                Ask = ask,
                May = MovesOf(person, ask, state),
            },
            etag
        );
    }

    /// <summary>Opens a paper for download.</summary>
    public async Task<Answer<DocumentContent>> OpenAsync(
        Person person,
        DutyKey key,
        DocumentId document,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(person, key, cancellationToken) is null)
        {
            return new Answer<DocumentContent>.NotFound();
        }

        // Also of handings in that were replaced or returned: history shows them.
        foreach (var recorded in await events.ReadStreamAsync(Bindings.Duty.StreamOf(key.Value), cancellationToken: cancellationToken))
        {
            var papers = EventTypes.Read(recorded) switch
            {
                DutyEvent.Filed e => e.Answer.Papers,
                DutyEvent.Replaced e => e.Answer.Papers,
                _ => [],
            };
            if (
                papers.FirstOrDefault(paper => paper.Id == document) is { } entry
                && await bench.OpenAsync(entry, cancellationToken) is { } content
            )
            {
                return new Answer<DocumentContent>.Done(new(DocumentShape.Of(entry, bench), content));
            }
        }

        return new Answer<DocumentContent>.NotFound();
    }

    /// <summary>Filings that wait for the person's units to accept or return them, the oldest first.</summary>
    public Page<WaitingLine> Waiting(Person person, string? after, int limit)
    {
        var page = deadlines.Waiting(RecipientUnits(person), after, limit);
        var clock = board.Clock;
        return new(
            [
                .. page
                    .Items.Select(one =>
                        deadlines.Find(one.Id, null, clock) is { } row
                            ? new WaitingLine(DeadlineLine.Of(row, person), one.Recipient, one.On)
                            : null
                    )
                    .OfType<WaitingLine>(),
            ],
            page.Next
        );
    }

    /// <summary>How many filings wait for the person's units.</summary>
    public int CountWaiting(Person person) => deadlines.CountWaiting(RecipientUnits(person));

    /// <summary>Other deadlines of a unit that the same report may answer.</summary>
    public IReadOnlyList<DeadlineLine> Answerable(Person person, DutyAsk ask) =>
        [
            .. deadlines
                .List(
                    new(
                        [ask.Unit, .. house.WithPredecessors(ask.Unit)],
                        States: [DeadlineState.Overdue, DeadlineState.Soon, DeadlineState.Open, DeadlineState.Undated]
                    ),
                    board.Clock,
                    limit: 200
                )
                .Items.Where(row => row.Id != ask.Key && DutyContent.FormsOf(row.Said.Kind).Contains(DutyForm.Document))
                .Select(row => DeadlineLine.Of(row, person))
                .Where(line => line.Unit == ask.Unit)
                .Take(50),
        ];

    /// <summary>Nộp: hands in what a duty asks for; a recipient who names the day of receipt takes in paper.</summary>
    /// <param name="caller">Who and how.</param>
    /// <param name="key">The deadline.</param>
    /// <param name="input">What.</param>
    /// <param name="files">Files, each read once, in order; durable before the event that refers to them.</param>
    /// <param name="cancellationToken">Ends waiting.</param>
    public async Task<Answer<DutyChanged>> FileAsync(
        Caller caller,
        DutyKey key,
        FileDutyInput input,
        IAsyncEnumerable<Upload> files,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(caller.Person, key, cancellationToken) is not { } found)
        {
            return new Answer<DutyChanged>.NotFound();
        }

        var (_, ask, state, _) = found;
        var check = new Check();
        var answer = Read(check, input, ask, state, key);
        if (
            answer?.Content is DutyContent.Dossier { Id: var dossier }
            && (
                await bench.DossierAsync(dossier, cancellationToken) is not { Exists: true, Terms: not null } submitted
                || submitted.Unit != ask.Unit
                || submitted.Plan != ask.Plan
            )
        )
        {
            check.Fault("dossier", Faults.Unknown, ("allowed", "–"));
        }

        DutyHandIn? handIn = null;
        UnitId? taker = null;
        if (!string.IsNullOrWhiteSpace(input.ReceivedOn))
        {
            var on = check.Date("receivedOn", input.ReceivedOn);
            var hour = DeadlineDesk.Hour(check, input.ReceivedHour, "receivedHour");
            taker = TakerOf(caller.Person, ask);
            handIn = new(on, hour, taker);
        }

        var also = await AlsoAsync(check, caller.Person, ask, state, input, cancellationToken);
        if (check.Failed)
        {
            return check.Answer<DutyChanged>();
        }

        var capacity =
            handIn is null ? FilingCapacity(caller.Person, ask)
            : taker is { } unit
                ? AcceptingCapacities(caller.Person, ask).FirstOrDefault(c => c.Recipient == unit).Capacity
                    ?? Coordinating(caller.Person, ask)
            : null;
        if (capacity is null)
        {
            return new Answer<DutyChanged>.Forbidden();
        }

        return await HandInAsync(
            caller,
            key,
            capacity,
            answer!,
            files,
            complete => new DutyCommand.File(ask, handIn, complete, also),
            "duty.file",
            input,
            cancellationToken
        );
    }

    /// <summary>Nộp bản thay thế.</summary>
    /// <inheritdoc cref="FileAsync"/>
    public async Task<Answer<DutyChanged>> ReplaceAsync(
        Caller caller,
        DutyKey key,
        FileDutyInput input,
        IAsyncEnumerable<Upload> files,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(caller.Person, key, cancellationToken) is not { } found)
        {
            return new Answer<DutyChanged>.NotFound();
        }

        var (_, ask, state, _) = found;
        var check = new Check();
        var answer = Read(check, input, ask, state, key);
        if (check.Failed)
        {
            return check.Answer<DutyChanged>();
        }

        if (ChangingCapacity(caller.Person, ask, state) is not { } capacity)
        {
            return new Answer<DutyChanged>.Forbidden();
        }

        return await HandInAsync(
            caller,
            key,
            capacity,
            answer!,
            files,
            complete => new DutyCommand.Replace(complete),
            "duty.replace",
            input,
            cancellationToken
        );
    }

    /// <summary>Rút.</summary>
    public async Task<Answer<DutyChanged>> WithdrawAsync(
        Caller caller,
        DutyKey key,
        WithdrawDutyInput input,
        CancellationToken cancellationToken
    ) =>
        await FindAsync(caller.Person, key, cancellationToken) is not { } found ? new Answer<DutyChanged>.NotFound()
        : ChangingCapacity(caller.Person, found.Ask, found.State) is not { } capacity ? new Answer<DutyChanged>.Forbidden()
        : await RunAsync(caller, key, capacity, new DutyCommand.Withdraw(), "duty.withdraw", input, cancellationToken);

    /// <summary>Tiếp nhận, for one recipient.</summary>
    public async Task<Answer<DutyChanged>> AcceptAsync(
        Caller caller,
        DutyKey key,
        AcceptDutyInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var note = check.OptionalText("note", input.Note, Bench.MaxText);
        return await AsRecipientAsync(
            caller,
            key,
            check,
            input.Recipient,
            recipient => new DutyCommand.Accept(recipient, bench.Seal(Keys.Of(key), note)),
            "duty.accept",
            input,
            cancellationToken
        );
    }

    /// <summary>Trả lại, by one recipient.</summary>
    public async Task<Answer<DutyChanged>> ReturnAsync(
        Caller caller,
        DutyKey key,
        ReturnDutyInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var missing = check.Text("missing", input.Missing, Bench.MaxText);
        return await AsRecipientAsync(
            caller,
            key,
            check,
            input.Recipient,
            recipient => new DutyCommand.Return(recipient, bench.Seal(Keys.Of(key), missing)!),
            "duty.return",
            input,
            cancellationToken
        );
    }

    private async Task<Answer<DutyChanged>> AsRecipientAsync(
        Caller caller,
        DutyKey key,
        Check check,
        string? given,
        Func<UnitId, DutyCommand> command,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        var named = check.OptionalCode<UnitId>("recipient", given);
        if (await FindAsync(caller.Person, key, cancellationToken) is not { } found)
        {
            return new Answer<DutyChanged>.NotFound();
        }

        if (check.Failed)
        {
            return check.Answer<DutyChanged>();
        }

        var mine = AcceptingCapacities(caller.Person, found.State.Ask ?? found.Ask)
            .Where(one => named is null || one.Recipient == named)
            .ToList();
        if (mine.Count == 0)
        {
            return new Answer<DutyChanged>.Forbidden();
        }

        var distinct = mine.Select(one => one.Recipient).Distinct().ToList();
        if (distinct.Count > 1)
        {
            check.Fault("recipient", Faults.Required);
            return check.Answer<DutyChanged>();
        }

        return await RunAsync(caller, key, mine[0].Capacity, command(distinct[0]), act, input, cancellationToken);
    }

    private Task<Answer<DutyChanged>> RunAsync(
        Caller caller,
        DutyKey key,
        Capacity capacity,
        DutyCommand command,
        string act,
        object input,
        CancellationToken cancellationToken
    ) =>
        bench.RunAsync(
            caller,
            capacity,
            Bindings.Duty,
            Bindings.Duty.StreamOf(key.Value),
            command,
            act,
            input,
            changed => Changed(key, changed),
            cancellationToken
        );

    private static DutyChanged Changed(DutyKey key, Duty state) => new(key, state.Standing, state.Round, state.On, state.LateDays);

    // Files are durable before the event that refers to them.
    private async Task<Answer<DutyChanged>> HandInAsync(
        Caller caller,
        DutyKey key,
        Capacity capacity,
        DutyAnswer answer,
        IAsyncEnumerable<Upload> files,
        Func<DutyAnswer, DutyCommand> command,
        string act,
        FileDutyInput input,
        CancellationToken cancellationToken
    )
    {
        var papers = answer.Papers.ToList();
        var kept = papers.Count;
        var check = new Check();
        try
        {
            await foreach (var file in files.WithCancellation(cancellationToken))
            {
                if (papers.Count == Duty.MaxPapers)
                {
                    return Answer<DutyChanged>.Refuse(
                        DutyRefusals.TooManyPapers,
                        ("max", Duty.MaxPapers.ToString(CultureInfo.InvariantCulture))
                    );
                }

                var name = check.Text("file", file.FileName, 255);
                if (check.Failed)
                {
                    return check.Answer<DutyChanged>();
                }

                papers.Add(
                    await bench.StoreAsync(
                        caller.For(string.Create(CultureInfo.InvariantCulture, $"file {papers.Count - kept}")),
                        Keys.Of(key),
                        file,
                        null,
                        null,
                        name,
                        fromFiling: false,
                        cancellationToken
                    )
                );
            }
        }
        catch (BlobRefusedException e)
        {
            return new Answer<DutyChanged>.Refused(e.Refusal);
        }

        IReadOnlyList<string> digests = [.. papers.Select(paper => paper.Sha256.Value)];
        var complete = command(answer with { Papers = papers });
        return await RunAsync(caller, key, capacity, complete, act, new { input, digests }, cancellationToken);
    }

    private DutyAnswer? Read(Check check, FileDutyInput input, DutyAsk ask, Duty state, DutyKey key)
    {
        var forms = DutyContent.FormsOf(ask.Kind);
        var form = string.IsNullOrWhiteSpace(input.Form)
            ? forms.Count > 0
                ? forms[0]
                : DutyForm.Document
            : check.OneOf("form", input.Form, DutyForm.Document);
        DutyContent content = form switch
        {
            DutyForm.Document => new DutyContent.Document(
                check.Code<DocumentNumber>("number", input.Number),
                check.Date("date", input.Date),
                check.OptionalCode<PublicText>("issuer", input.Issuer)
            ),
            DutyForm.Gathering => new DutyContent.Gathering(
                check.Date("day", input.Day),
                check.OptionalCode<PublicText>("mergedInto", input.MergedInto),
                check.Code<PublicText>("place", input.Place),
                check.Number("attendance", input.Attendance, 1, Duty.MaxCount)
            ),
            DutyForm.Inspection => new DutyContent.Inspection(
                check.Date("from", input.From),
                check.Date("to", input.To),
                check.Number("units", input.Units, 1, Duty.MaxCount),
                check.OptionalCode<PublicText>("which", input.Which),
                string.IsNullOrWhiteSpace(input.Number) && string.IsNullOrWhiteSpace(input.Date)
                    ? null
                    : new(check.Code<DocumentNumber>("number", input.Number), check.Date("date", input.Date))
            ),
            DutyForm.Pieces => new DutyContent.Pieces(
                check.Number("count", input.Count, 1, Duty.MaxCount),
                check.OptionalCode<PublicText>("which", input.Which)
            ),
            DutyForm.Dossier => new DutyContent.Dossier(check.Id<DossierId>("dossier", input.Dossier)),
        };
        var remark = check.OptionalText("remark", input.Remark, Bench.MaxText);
        var kept = check
            .List("keep", input.Keep ?? [], 0, Duty.MaxPapers)
            .Select((paper, i) => check.Id<DocumentId>($"keep[{i}]", paper))
            .ToHashSet();
        return check.Failed
            ? null
            : new(content, [.. (state.Answer?.Papers ?? []).Where(paper => kept.Contains(paper.Id))], bench.Seal(Keys.Of(key), remark));
    }

    // What else it answers: chosen and still open, or brought there by what it stands for now.
    private async Task<IReadOnlyList<DutyAsk>> AlsoAsync(
        Check check,
        Person person,
        DutyAsk ask,
        Duty state,
        FileDutyInput input,
        CancellationToken cancellationToken
    )
    {
        var also = new List<DutyAsk>();
        var chosen = check.List("also", input.Also ?? [], 0, Duty.MaxAlso);
        for (var i = 0; i < chosen.Count; i++)
        {
            var key = check.Id<DutyKey>($"also[{i}]", chosen[i]);
            if (check.Failed)
            {
                break;
            }

            if (
                await FindAsync(person, key, cancellationToken) is { } other
                && other.Ask.Unit == ask.Unit
                && (other.State.IsOpen || other.State.From == ask.Key)
            )
            {
                also.Add(other.Ask);
            }
            else
            {
                check.Fault($"also[{i}]", Faults.Unknown, ("allowed", "–"));
            }
        }

        foreach (var before in state.Also.Where(before => also.TrueForAll(one => one.Key != before.Key)))
        {
            if (
                await FindAsync(person, before.Key, cancellationToken) is { State: { Standing: DutyStanding.Filed } carried } again
                && carried.From == ask.Key
            )
            {
                also.Add(again.Ask);
            }
        }

        return also;
    }

    private sealed record Found(DeadlineRow Row, DutyAsk Ask, Duty State, StreamRevision? ETag);

    // A deadline in the person's reach, or handed in to a unit of theirs.
    private async Task<Found?> FindAsync(Person person, DutyKey key, CancellationToken cancellationToken)
    {
        var clock = board.Clock;
        var loaded = await bench.LoadAsync(Bindings.Duty, Bindings.Duty.StreamOf(key.Value), cancellationToken);
        var state = loaded?.State ?? Duty.None;
        var isMine = state.Ask is { } asked && AcceptingCapacities(person, asked).Any();
        if (
            deadlines.Find(key, isMine ? null : board.UnitsOf(person), clock) is not { Origin: { } origin } row
            || await house.PlanAsync(row.Plan, cancellationToken) is not { } plan
        )
        {
            return null;
        }

        var occurrence = new DutyPeriod(row.Duty, row.Period);
        var ask = new DutyAsks(house.CalendarHistory, person.Organisation)
            .Of(plan, one => one.Key == occurrence, person.Today, origin)
            .FirstOrDefault();
        return ask is null ? null : new(row, ask, state, loaded?.ETag);
    }

    private IReadOnlyList<RecipientLine> RecipientsOf(Person person, DutyAsk ask, Duty state) =>
        [
            .. (state.Answer is null ? ask : state.Ask!).To.Select(to => new RecipientLine(
                to.Unit,
                to.Offices.Count > 0
                    ? string.Join("; ", to.Offices.Select(office => person.OfficeName(to.Unit, office)))
                    : person.UnitName(to.Unit),
                state.Recipients.Find(one => one.Unit == to.Unit) is { Unit.Value.Length: > 0 } found ? found.Standing : null
            )),
        ];

    private DutyMoves MovesOf(Person person, DutyAsk ask, Duty state)
    {
        var hasForm = DutyContent.FormsOf(ask.Kind).Count > 0;
        var isChangeable =
            state is { Answer: { Content: not DutyContent.Dossier }, WasAccepted: false }
            || (state.Standing is DutyStanding.Filed && state.Answer?.Content is not DutyContent.Dossier);
        var changes = isChangeable && ChangingCapacity(person, ask, state) is not null;
        var receives = state.Ask is { } asked ? AcceptingCapacities(person, asked).Select(one => one.Recipient).Distinct().ToList() : [];
        var isOwn = state.By.Contains(person.Account);
        var accepts = isOwn ? [] : receives;
        return new(
            hasForm && state.IsOpen && FilingCapacity(person, ask) is not null,
            hasForm && state.IsOpen && FilingCapacity(person, ask) is null && TakerOf(person, ask) is not null,
            changes && !state.IsOpen && (state.Recipients.Count == 0 || state.Standing is DutyStanding.Filed),
            changes && state is { WasAccepted: false, IsOpen: false },
            [.. accepts.Where(unit => StandingOf(unit) is RecipientStanding.Waiting)],
            [.. accepts.Where(unit => StandingOf(unit) is RecipientStanding.Waiting or RecipientStanding.Accepted)],
            isOwn && receives.Exists(unit => StandingOf(unit) is RecipientStanding.Waiting)
        );

        RecipientStanding? StandingOf(UnitId unit) =>
            state.Answer is not null && state.Recipients.FindIndex(one => one.Unit == unit) is >= 0 and var at
                ? state.Recipients[at].Standing
                : null;
    }

    private static Capacity? FilingCapacity(Person person, DutyAsk ask) =>
        person.CapacitiesFor(Act.FileReports, ask.Unit).FirstOrDefault(capacity => capacity.Unit == ask.Unit);

    // Whoever handed it in, or took it in on paper.
    private Capacity? ChangingCapacity(Person person, DutyAsk ask, Duty state) =>
        FilingCapacity(person, ask)
        ?? (state.HandIn?.TakenBy is { } taker ? person.CapacitiesFor(Act.AcceptReports, taker).FirstOrDefault() : null)
        ?? (state.HandIn?.TakenBy is not null ? Coordinating(person, ask) : null);

    // Where the plan names nobody who accepts it, whoever coordinates the unit takes its paper in.
    private static Capacity? Coordinating(Person person, DutyAsk ask) =>
        ask.To.Count == 0 ? person.CapacitiesFor(Act.ApplyPlans, ask.Unit).FirstOrDefault() : null;

    private static UnitId? TakerOf(Person person, DutyAsk ask) =>
        AcceptingCapacities(person, ask).Select(one => (UnitId?)one.Recipient).FirstOrDefault() ?? Coordinating(person, ask)?.Unit;

    private static IEnumerable<(UnitId Recipient, Capacity Capacity)> AcceptingCapacities(Person person, DutyAsk ask) =>
        ask.To.SelectMany(to =>
            person
                .CapacitiesFor(Act.AcceptReports, to.Unit)
                .Where(capacity =>
                    to.Offices.Count == 0
                    || to.Offices.Contains(capacity.Function)
                    || ForAll.Contains(capacity.Function)
                    // An office that is registered nowhere has nobody: then anybody of the unit is.
                    || to.Offices.All(office => person.Organisation.Office(capacity.Unit, office, person.Today) is null)
                )
                .Select(capacity => (to.Unit, capacity))
        );

    private IReadOnlyList<UnitId> RecipientUnits(Person person) =>
        [.. person.UnitsFor(Act.AcceptReports).SelectMany(house.WithPredecessors).Distinct()];

    private async Task<IReadOnlyList<HistoryLine>> HistoryAsync(Person person, DutyKey key, CancellationToken cancellationToken)
    {
        var lines = new List<HistoryLine>();
        foreach (var recorded in await events.ReadStreamAsync(Bindings.Duty.StreamOf(key.Value), cancellationToken: cancellationToken))
        {
            var metadata = EventTypes.Metadata(recorded);
            var (text, reason) = WordsOf((DutyEvent)EventTypes.Read(recorded), person);
            lines.Add(await directory.LineAsync(recorded, metadata, person, text, reason, cancellationToken));
        }

        return lines;
    }

    private (string Text, string? Reason) WordsOf(DutyEvent e, Person person)
    {
        return e switch
        {
            DutyEvent.Filed f => (
                f.From is not null ? $"Nộp lồng ghép trong báo cáo của việc khác: {Said(f.Answer, f.LateDays)}"
                : f.HandIn.TakenBy is { } taker
                    ? $"Nhận bản giấy ngày {Vietnam.Date(f.HandIn.On)} tại {person.UnitName(taker)}: {Said(f.Answer, f.LateDays)}"
                : $"{(f.Answer.Content.Form is DutyForm.Document or DutyForm.Dossier ? "Nộp" : "Ghi nhận")}{(f.Round > 1 ? $" lần {f.Round}" : "")}: {Said(f.Answer, f.LateDays)}",
                null
            ),
            DutyEvent.Replaced r => ($"Nộp bản thay thế: {Said(r.Answer, r.LateDays)}", null),
            DutyEvent.Accepted a => ($"Tiếp nhận tại {person.UnitName(a.Recipient)}", bench.Reveal(a.Note)),
            DutyEvent.Returned r => ($"Trả lại tại {person.UnitName(r.Recipient)}", bench.Reveal(r.Missing)),
            DutyEvent.Withdrawn => ("Rút lại", null),
            DutyEvent.HandedOver h => (
                $"Chuyển từ {person.UnitName(h.From)} sang {person.UnitName(h.To)}, tiếp tục từ {Vietnam.Date(h.Since)}",
                null
            ),
        };

        string Said(DutyAnswer answer, int? late) =>
            $"{Content(answer.Content)}{Late(late)}{(bench.Reveal(answer.Remark) is { } remark ? $"; ghi chú: {remark}" : "")}";
    }

    /// <summary>What was handed in, in words.</summary>
    internal static string Content(DutyContent content) =>
        content switch
        {
            DutyContent.Document c =>
                $"văn bản số {c.Number} ngày {Vietnam.Date(c.Date)}{(c.Issuer is { } issuer ? $" của {issuer}" : "")}",
            DutyContent.Gathering c =>
                $"ngày {Vietnam.Date(c.Day)}, {(c.MergedInto is { } into ? $"lồng ghép vào {into}" : "tổ chức riêng")}, tại {c.Place}, {Vietnam.Number(c.Attendance)} người dự",
            DutyContent.Inspection c =>
                $"từ {Vietnam.Date(c.From)} đến {Vietnam.Date(c.To)}, {Vietnam.Number(c.Units)} đơn vị{(c.Which is { } which ? $" ({which})" : "")}{(c.Result is { } result ? $", văn bản số {result.Number} ngày {Vietnam.Date(result.Date)}" : "")}",
            DutyContent.Pieces c => $"{Vietnam.Number(c.Number)}{(c.What is { } what ? $" ({what})" : "")}",
            DutyContent.Dossier => "hồ sơ đã nộp",
        };

    /// <summary>", quá hạn 3 ngày"; nothing where it was in time.</summary>
    internal static string Late(int? days) =>
        days switch
        {
            null => "",
            0 => ", quá giờ của ngày cuối",
            { } n => $", quá hạn {Vietnam.Number(n)} ngày",
        };
}
