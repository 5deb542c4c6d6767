using PhongTrao.Host.Localization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Rules;

namespace PhongTrao.Host.Desk;

/// <summary>A nominee's reward and what has come of it.</summary>
/// <param name="Counts">The decision awards it still: not cancelled, not replaced. The others are owed nothing by it.</param>
/// <param name="Dong">
/// What was paid, in đồng; before, coefficient × base on the day of the decision that first awarded it; null: "chưa quy định", never 0.
/// </param>
/// <param name="Coefficient">In words: "0,3 × 2.340.000 đồng"; null: not known, or not what was paid.</param>
/// <param name="Source">Where coefficient and base come from.</param>
/// <param name="Verified">False: "chưa xác minh".</param>
/// <param name="Unnamed">Không công khai danh tính: not on a list that is posted.</param>
/// <param name="Recoveries">What it is to give back where it was cancelled, recorded or open.</param>
public sealed record RewardLine(
    DossierId Dossier,
    NomineeId Nominee,
    string? Name,
    SubjectKind Kind,
    string KindText,
    string UnitName,
    bool Counts,
    long? Dong,
    string? Coefficient,
    string? Source,
    bool Verified,
    bool Unnamed,
    PaidShape? Paid,
    HandoverContent? Handover,
    IReadOnlyList<RecoveryShape> Recoveries
);

/// <summary>A payment.</summary>
public sealed record PaidShape(DateOnly On, DocumentNumber Voucher, long Dong);

/// <summary>Thu hồi: an item or money that a cancelled award is to give back.</summary>
/// <param name="State">open, recovered, not-recovered.</param>
/// <param name="WhyNot">Why it was not recovered.</param>
public sealed record RecoveryShape(RecoveryItem Item, string ItemText, string State, DateOnly? On, DocumentNumber? Paper, string? WhyNot);

/// <summary>What a cancelled award is still to give back, whichever decision cancelled it.</summary>
/// <param name="Name">Code of an unnamed nominee; null where erased or secret.</param>
/// <param name="Dong">How much was paid, of money; null: of an item.</param>
/// <param name="Decision">The decision that cancels: on its page it is recorded.</param>
public sealed record OpenRecoveryShape(
    DossierId Dossier,
    NomineeId Nominee,
    string? Name,
    string UnitName,
    RecoveryItem Item,
    string ItemText,
    long? Dong,
    DecisionId Decision,
    DocumentNumber Number,
    DateOnly Date
);

/// <summary>What follows a decision after it is issued: money, posting, handing over; of one that cancels, what is recovered.</summary>
/// <param name="TotalDong">Of all whom it awards and whose reward is known.</param>
/// <param name="Known">How many these are.</param>
/// <param name="Unknown">How many it awards whose reward is "chưa quy định".</param>
/// <param name="PaidDong">What was paid of it.</param>
/// <param name="LeftOut">How many are left out of a list that is posted.</param>
/// <param name="OpenRecoveries">How much is still to be recovered.</param>
/// <param name="Notice">Thông báo kết quả for all whom it awards; null: not yet, or dossier by dossier.</param>
public sealed record RewardsShape(
    DecisionId Id,
    IReadOnlyList<RewardLine> Lines,
    long TotalDong,
    int Known,
    int Unknown,
    long PaidDong,
    int LeftOut,
    IReadOnlyList<ListEvent.Posted> Postings,
    ListEvent.Presented? Handover,
    int OpenRecoveries,
    ListEvent.Notified? Notice
);

/// <summary>Money, posting, handing over and recovery: recorded by the unit that works on the decision.</summary>
public sealed class RewardDesk(Bench bench, House house, ListDesk lists, Lists names, CommonListQueries queries, DossierQueries dossiers)
{
    private const int MostDong = 1_000_000_000;

    /// <summary>What follows a decision, for whoever may see it; its draft has nothing of it.</summary>
    public async Task<Answer<RewardsShape>> GetAsync(Person person, Guid id, CancellationToken cancellationToken) =>
        await lists.GetAsync(person, ListKind.Decision, id, cancellationToken) is Answer<ListShape>.Done { Value: { Paper: not null } list }
            ? new Answer<RewardsShape>.Done(await ShapeAsync(person, list, cancellationToken))
            : new Answer<RewardsShape>.NotFound();

    /// <summary>Records that rewards were paid: as the rules say, or the amount that was given. Nobody is paid twice for one award.</summary>
    public Task<Answer<RewardsShape>> PayAsync(Caller caller, Guid id, PayInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = Inputs.Nominees(check, input.Nominees);
        var on = check.OptionalDate("on", input.On) ?? bench.Today;
        var voucher = check.Code<DocumentNumber>("number", input.Number);
        var amount = check.OptionalNumber("amount", input.Amount, 1, MostDong);
        return EachAsync(
            caller,
            id,
            check,
            nominees,
            (line, desk) =>
                (line.Dong ?? amount) is null
                    ? null
                    : new DossierCommand.PayReward(new(id), desk, line.Nominee, on, voucher, amount ?? line.Dong!.Value),
            "pay",
            input,
            cancellationToken
        );
    }

    /// <summary>Thu hồi: records that an item or money was recovered, or why it was not.</summary>
    public Task<Answer<RewardsShape>> RecoverAsync(Caller caller, Guid id, RecoverInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = Inputs.Nominees(check, input.Nominees);
        var item = check.OneOf("item", input.Item, RecoveryItem.Item);
        var on = check.OptionalDate("on", input.On) ?? bench.Today;
        var paper = check.OptionalCode<DocumentNumber>("number", input.Number);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return EachAsync(
            caller,
            id,
            check,
            nominees,
            (line, desk) =>
                new DossierCommand.RecordRecovery(
                    new(id),
                    desk,
                    line.Nominee,
                    item,
                    on,
                    paper,
                    bench.Seal(Workflows.Vault.Keys.Of(line.Dossier), reason)
                ),
            "recover",
            input,
            cancellationToken
        );
    }

    /// <summary>Công khai: records where and when the list was posted.</summary>
    public Task<Answer<RewardsShape>> PostAsync(Caller caller, Guid id, OccasionInput input, CancellationToken cancellationToken) =>
        RecordAsync(caller, id, input, (on, place) => new ListCommand.Post(on, place), "post", cancellationToken);

    /// <summary>Trao thưởng: records where and when what the decision awards was handed over; its dossiers follow.</summary>
    public Task<Answer<RewardsShape>> PresentAsync(Caller caller, Guid id, OccasionInput input, CancellationToken cancellationToken) =>
        RecordAsync(caller, id, input, (on, place) => new ListCommand.Present(on, place), "present", cancellationToken);

    /// <summary>Thông báo kết quả: its number is the next of the unit's register of notices, or the one given; its dossiers follow.</summary>
    public async Task<Answer<RewardsShape>> NotifyAsync(Caller caller, Guid id, NotifyInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var on = check.OptionalDate("on", input.On) ?? bench.Today;
        var number = check.OptionalCode<DocumentNumber>("number", input.Number);
        if (check.Failed)
        {
            return check.Answer<RewardsShape>();
        }

        var (list, capacity, problem) = await WorkingAsync(caller, id, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var answer = await bench.RunNumberedAsync(
            caller,
            capacity!,
            Bindings.Decision,
            Bindings.Decision.StreamOf(id),
            number,
            new NextNumber(
                capacity!.Unit,
                Numbers.Register(RegisterKinds.Notices, capacity.Function),
                on,
                Bookkeeping.OfList(CommonListKind.Decision, id),
                n => Numbers.Of(n, "TB", capacity.Function)
            ),
            taken => (ListCommand)new ListCommand.Notify(taken, on),
            "decision.notify",
            input,
            _ => true,
            cancellationToken
        );
        return await AfterAsync(caller.Person, list!, answer, cancellationToken);
    }

    /// <summary>Thu hồi chưa xong, over all decisions on which this person works, newest first.</summary>
    public async Task<Page<OpenRecoveryShape>> OpenAsync(Person person, string? after, int limit, CancellationToken cancellationToken)
    {
        var page = queries.OpenRecoveries(person.UnitsFor(Act.MakeDecisions), after, limit);
        var (lines, _) = await names.NamesAsync(
            person,
            [.. page.Items.Select(open => new GatheredNominee(open.Dossier, open.Nominee))],
            cancellationToken
        );
        return new(
            [
                .. page.Items.Zip(
                    lines,
                    (open, line) =>
                        new OpenRecoveryShape(
                            open.Dossier,
                            open.Nominee,
                            line.Name,
                            line.UnitName,
                            open.Item,
                            Phrases.Vi($"recovery.{StoredNames<RecoveryItem>.Of(open.Item)}"),
                            open.Dong,
                            open.Decision,
                            open.Number,
                            open.Date
                        )
                ),
            ],
            page.Next
        );
    }

    private async Task<Answer<RewardsShape>> RecordAsync(
        Caller caller,
        Guid id,
        OccasionInput input,
        Func<DateOnly, PublicText, ListCommand> command,
        string act,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var on = check.OptionalDate("on", input.On) ?? bench.Today;
        var place = check.Code<PublicText>("place", input.Place);
        if (check.Failed)
        {
            return check.Answer<RewardsShape>();
        }

        var (list, capacity, problem) = await WorkingAsync(caller, id, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var answer = await bench.RunAsync(
            caller,
            capacity,
            Bindings.Decision,
            Bindings.Decision.StreamOf(id),
            command(on, place),
            $"decision.{act}",
            input,
            _ => true,
            cancellationToken
        );
        return await AfterAsync(caller.Person, list!, answer, cancellationToken);
    }

    // Each award is a fact of its own: looked at first, so that nothing is recorded where one of them would be refused.
    private async Task<Answer<RewardsShape>> EachAsync(
        Caller caller,
        Guid id,
        Check check,
        HashSet<NomineeId> nominees,
        Func<RewardLine, UnitId, DossierCommand?> command,
        string act,
        object input,
        CancellationToken cancellationToken
    )
    {
        if (check.Failed)
        {
            return check.Answer<RewardsShape>();
        }

        var (list, capacity, problem) = await WorkingAsync(caller, id, cancellationToken);
        if (problem is not null)
        {
            return problem;
        }

        var lines = (await ShapeAsync(caller.Person, list!, cancellationToken))
            .Lines.Where(line => nominees.Contains(line.Nominee))
            .ToList();
        if (
            nominees.FirstOrDefault(nominee => lines.TrueForAll(line => line.Nominee != nominee)) is { } stray
            && lines.Count < nominees.Count
        )
        {
            return Answer<RewardsShape>.Refuse(DossierRefusals.NotAwardedBy, ("nominee", stray.ToString()), ("decision", $"{id:N}"));
        }

        var commands = lines.ConvertAll(line => (line.Dossier, line.Nominee, Command: command(line, list!.Desk)));
        if (commands.Exists(one => one.Command is null))
        {
            check.Fault("amount", Faults.Required);
            return check.Answer<RewardsShape>();
        }

        foreach (var one in commands)
        {
            if (
                await bench.WouldRefuseAsync<RewardsShape>(
                    caller.For($"{act} {one.Nominee}"),
                    capacity,
                    one.Dossier,
                    one.Command!,
                    $"dossier.{act}",
                    input,
                    cancellationToken
                ) is
                { } refused
            )
            {
                return refused;
            }
        }

        Answer<bool> answer = new Answer<bool>.Done(true);
        foreach (var one in commands)
        {
            answer = await bench.RunAsync(
                caller.For($"{act} {one.Nominee}"),
                capacity,
                one.Dossier,
                one.Command!,
                $"dossier.{act}",
                input,
                _ => true,
                cancellationToken
            );
            if (answer is not Answer<bool>.Done)
            {
                break;
            }
        }

        return await AfterAsync(caller.Person, list!, answer, cancellationToken);
    }

    private async Task<Answer<RewardsShape>> AfterAsync(
        Person person,
        ListShape list,
        Answer<bool> answer,
        CancellationToken cancellationToken
    )
    {
        if (answer is not Answer<bool>.Done done)
        {
            return answer.As<RewardsShape>();
        }

        var shown = done.Shown && await bench.CaughtUpAsync(cancellationToken);
        return new Answer<RewardsShape>.Done(await ShapeAsync(person, list, cancellationToken), Shown: shown);
    }

    private async Task<(ListShape? List, Capacity? Capacity, Answer<RewardsShape>? Problem)> WorkingAsync(
        Caller caller,
        Guid id,
        CancellationToken cancellationToken
    ) =>
        await lists.GetAsync(caller.Person, ListKind.Decision, id, cancellationToken)
            is not Answer<ListShape>.Done { Value: { Paper: not null } list }
            ? (null, null, new Answer<RewardsShape>.NotFound())
        : caller.Person.CapacitiesFor(Act.MakeDecisions, list.Desk).FirstOrDefault() is { } capacity ? (list, capacity, null)
        : (null, null, new Answer<RewardsShape>.Forbidden());

    private async Task<RewardsShape> ShapeAsync(Person person, ListShape list, CancellationToken cancellationToken)
    {
        var rules = await house.RulesAsync(cancellationToken);
        var details = list.Nominees.Select(line => line.Dossier).Distinct().ToDictionary(id => id, dossiers.Find);
        var lines = list
            .Nominees.Select(line =>
                details[line.Dossier] is { } detail
                && detail.Nominees.FirstOrDefault(one => one.Content.Entry.Id == line.Nominee) is { } nominee
                    ? LineOf(person, list, line, detail, nominee, rules)
                    : null
            )
            .OfType<RewardLine>()
            .ToList();
        var counting = lines.FindAll(line => line.Counts);
        var state = (await bench.LoadAsync(Bindings.Decision, Bindings.Decision.StreamOf(list.Id), cancellationToken))!.Value.State;
        return new(
            new(list.Id),
            lines,
            counting.Sum(line => line.Dong ?? 0),
            counting.Count(line => line.Dong is not null),
            counting.Count(line => line.Dong is null),
            counting.Sum(line => line.Paid?.Dong ?? 0),
            counting.Count(line => line.Unnamed),
            state.Postings,
            state.Handover,
            lines.Sum(line => line.Recoveries.Count(recovery => recovery.State == "open")),
            state.Notice
        );
    }

    private RewardLine LineOf(Person person, ListShape list, NomineeLine line, DossierDetail detail, NomineeView nominee, Ruleset rules)
    {
        var (content, entry) = (nominee.Content, nominee.Content.Entry);
        // Replaced: the award is the first decision's, and so is its money.
        var first = content.Replaced is [var before, ..] ? before.Former : content.Decision;
        var on = detail.Content.Decisions.Find(decision => decision.Id == first)?.Date ?? list.Paper!.Date;
        var reward = list.IsAward
            ? rules.RewardOf(entry.Kind, House.QueryOf(person.Organisation, new(list.Unit, list.Form, detail.Row.Type, on)))
            : null;
        // What was paid is what it was, whatever the rules say of that day by now.
        if (content.Paid is { } settled && settled.Dong != reward?.Dong)
        {
            reward = null;
        }

        return new(
            line.Dossier,
            line.Nominee,
            line.Name,
            entry.Kind,
            Phrases.Vi($"kind.{StoredNames<SubjectKind>.Of(entry.Kind)}"),
            line.UnitName,
            list.IsAward && line.Awarded?.Value == list.Id,
            reward?.Dong ?? content.Paid?.Dong,
            reward is null ? null : $"{Coefficient(reward.Rule.Hundredths)} × {Vietnam.Money(reward.Base.Dong)}",
            reward is null ? null : $"{reward.Rule.Source.Source}; {reward.Base.Source.Source}",
            reward?.Verified ?? false,
            entry.Unnamed,
            content.Paid is { } paid ? new(paid.On, paid.Voucher, paid.Dong) : null,
            content.Handover,
            content.CancelledBy?.Value == list.Id ? RecoveriesOf(content) : []
        );
    }

    private List<RecoveryShape> RecoveriesOf(NomineeContent content) =>
        [
            .. Enum.GetValues<RecoveryItem>()
                .Where(item => item is RecoveryItem.Item || content.Paid is not null)
                .Select(item =>
                {
                    var text = Phrases.Vi($"recovery.{StoredNames<RecoveryItem>.Of(item)}");
                    return content.Recoveries.Find(recovery => recovery.Item == item) is { } recorded
                        ? new RecoveryShape(
                            item,
                            text,
                            recorded.WhyNot is null ? "recovered" : "not-recovered",
                            recorded.On,
                            recorded.Paper,
                            recorded.WhyNot is null ? null : bench.Reveal(recorded.WhyNot) ?? "–"
                        )
                        : new RecoveryShape(item, text, "open", null, null, null);
                }),
        ];

    // 30 → "0,3", 150 → "1,5", 45 → "0,45".
    private static string Coefficient(int hundredths) =>
        hundredths % 100 == 0
            ? Vietnam.Number(hundredths / 100)
            : $"{Vietnam.Number(hundredths / 100)},{(hundredths % 100).ToString("00", System.Globalization.CultureInfo.InvariantCulture).TrimEnd('0')}";
}
