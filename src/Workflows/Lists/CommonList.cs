using System.Collections.Immutable;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Lists;

/// <summary>What a common list is signed as. The numbers are stored in views.</summary>
public enum CommonListKind
{
    /// <summary>Tờ trình: a unit proposes; it ends the propose step in every dossier it covers.</summary>
    Proposal = 0,

    /// <summary>Quyết định: an authority decides; its outcome enters every dossier it covers.</summary>
    Decision = 1,
}

/// <summary>A nominee of a dossier, on a common list.</summary>
public sealed record GatheredNominee(DossierId Dossier, NomineeId Nominee);

/// <summary>
/// A common list: nominees of many dossiers under one signed paper, a tờ trình or a quyết định. It is drafted, filled, signed and
/// issued, and gets its promised scan. Who signed stands apart from who recorded it and when (the events' metadata). Both kinds
/// live the same life; their stored names differ (<see cref="Execution.EventTypes"/>) and so does how a draft says whose it is.
/// </summary>
public abstract record ListEvent
{
    private ListEvent() { }

    /// <summary>A draft tờ trình exists.</summary>
    public sealed record ProposalDrafted(UnitId Unit, FormCode Form) : ListEvent;

    /// <summary>A draft quyết định exists.</summary>
    /// <param name="Authority">Whose decision it is.</param>
    /// <param name="Form">The award form.</param>
    /// <param name="RecordedFor">
    /// For an authority outside the system, which never acts here itself: the unit that records its answer ("ghi nhận kết quả của …").
    /// </param>
    /// <param name="Revokes">Hủy bỏ: the decision it cancels for those on its list, and why; null: it awards them.</param>
    /// <param name="Corrects">Đính chính: the decision whose wording it corrects, and how; null: it corrects none.</param>
    /// <param name="Replaces">Sửa đổi, thay thế: the decision in whose place it awards those on its list; null: none.</param>
    public sealed record DecisionDrafted(
        UnitId Authority,
        FormCode Form,
        UnitId? RecordedFor,
        Revocation? Revokes = null,
        Correction? Corrects = null,
        Replacement? Replaces = null
    ) : ListEvent;

    /// <summary>Nominees were entered on the list.</summary>
    public sealed record NomineesEntered(IReadOnlyList<GatheredNominee> Nominees) : ListEvent;

    /// <summary>A nominee was taken off the draft; what becomes of it is decided in its dossier.</summary>
    public sealed record NomineeTakenOff(NomineeId Nominee, Sealed? Reason) : ListEvent;

    /// <summary>Ban hành. A reactor carries it into every dossier it covers.</summary>
    public sealed record Issued(SignedPaper Paper) : ListEvent;

    /// <summary>The signed scan that was promised has come.</summary>
    public sealed record ScanAttached(DocumentEntry Scan) : ListEvent;

    /// <summary>The draft was given up; a reserved number becomes void.</summary>
    public sealed record Dropped(Sealed? Reason) : ListEvent;

    /// <summary>Công khai: the list of those awarded was posted, without those who are not named in public.</summary>
    /// <param name="On">Day.</param>
    /// <param name="Place">Where.</param>
    public sealed record Posted(DateOnly On, PublicText Place) : ListEvent;

    /// <summary>Trao thưởng. A reactor carries it into every dossier whose nominees the decision awards.</summary>
    /// <param name="On">Day.</param>
    /// <param name="Place">Where.</param>
    public sealed record Presented(DateOnly On, PublicText Place) : ListEvent;

    /// <summary>Thông báo kết quả, once for all whom the decision awards. A reactor carries it into their dossiers.</summary>
    /// <param name="Number">Số thông báo, of the register of the unit that works on the decision.</param>
    /// <param name="On">Day.</param>
    public sealed record Notified(DocumentNumber Number, DateOnly On) : ListEvent;

    /// <summary>Đang xem xét hủy (Luật Thi đua, khen thưởng 2022, Điều 93), for some on the list. A reactor carries it into their dossiers.</summary>
    /// <param name="Nominees">For whom.</param>
    /// <param name="Ground">On which of the law's grounds.</param>
    /// <param name="On">Day in Hà Nội.</param>
    /// <param name="Reason">In words, under the decision's key.</param>
    public sealed record RevocationConsidered(IReadOnlyList<NomineeId> Nominees, RevocationGround Ground, DateOnly On, Sealed? Reason)
        : ListEvent;

    /// <summary>Không hủy: what was considered came to nothing.</summary>
    /// <param name="Nominees">For whom.</param>
    /// <param name="On">Day in Hà Nội.</param>
    /// <param name="Reason">Why, under the decision's key.</param>
    public sealed record RevocationDismissed(IReadOnlyList<NomineeId> Nominees, DateOnly On, Sealed? Reason) : ListEvent;

    /// <summary>An issue of the decision was given up halfway: what it claimed of its nominees' achievements is void, it stays a draft.</summary>
    public sealed record IssueGivenUp : ListEvent;
}

/// <summary>Hủy bỏ quyết định khen thưởng (Luật Thi đua, khen thưởng 2022, Điều 93 khoản 2).</summary>
/// <param name="Decision">The decision that is cancelled; its own stream stays as it is.</param>
/// <param name="Ground">Which of the law's grounds.</param>
public sealed record Revocation(DecisionId Decision, RevocationGround Ground);

/// <summary>Why a decision is cancelled (Luật Thi đua, khen thưởng 2022, Điều 93 khoản 2). The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RevocationGround>))]
public enum RevocationGround
{
    /// <summary>a) Gian dối trong kê khai thành tích.</summary>
    [JsonStringEnumMemberName("gian-doi")]
    Fraud,

    /// <summary>b) Cung cấp thông tin sai, làm giả hồ sơ, giấy tờ để đề nghị.</summary>
    [JsonStringEnumMemberName("thong-tin-sai")]
    FalsePapers,

    /// <summary>c) Thẩm định, xét, duyệt, quyết định trái quy định của pháp luật.</summary>
    [JsonStringEnumMemberName("trai-quy-dinh")]
    AgainstLaw,

    /// <summary>d) Có kết luận, bản án sau đó về vi phạm trong thời gian tính thành tích.</summary>
    [JsonStringEnumMemberName("ket-luan-sau")]
    LaterFinding,
}

/// <summary>Đính chính: what an issued decision should have said of some on its list. Nothing on that decision is edited.</summary>
/// <param name="Decision">The decision that is corrected.</param>
/// <param name="Wordings">What is read otherwise; only that of nominees on this list counts.</param>
/// <param name="Basis">Căn cứ: why; under the key of the decision that corrects.</param>
public sealed record Correction(DecisionId Decision, IReadOnlyList<CorrectedWording> Wordings, Sealed? Basis);

/// <summary>Sửa đổi, thay thế: the former decision counts no more for those on this list; they are awarded by this one in its place.</summary>
/// <param name="Decision">The decision that is replaced.</param>
/// <param name="Basis">Căn cứ: why; under the key of the decision that replaces.</param>
public sealed record Replacement(DecisionId Decision, Sealed? Basis);

/// <summary>What can be asked of a common list.</summary>
public abstract record ListCommand
{
    private ListCommand() { }

    /// <summary>Starts a draft.</summary>
    /// <param name="Unit">Whose it is: the proposing unit or the deciding authority.</param>
    /// <param name="Form">The award form.</param>
    /// <param name="RecordedFor">Decisions only: the unit that records the answer of an authority outside the system.</param>
    /// <param name="Revokes">Decisions only: the decision to be cancelled, and why.</param>
    /// <param name="Corrects">Decisions only: the decision to be corrected, and how.</param>
    /// <param name="Replaces">Decisions only: the decision to be replaced, and why.</param>
    public sealed record Draft(
        UnitId Unit,
        FormCode Form,
        UnitId? RecordedFor = null,
        Revocation? Revokes = null,
        Correction? Corrects = null,
        Replacement? Replaces = null
    ) : ListCommand;

    /// <summary>Enters nominees.</summary>
    public sealed record Enter(IReadOnlyList<GatheredNominee> Nominees) : ListCommand;

    /// <summary>Takes one off.</summary>
    public sealed record TakeOff(NomineeId Nominee, Sealed? Reason) : ListCommand;

    /// <summary>Issues it: number, signer, signed scan attached or promised.</summary>
    /// <param name="Paper">The paper.</param>
    /// <param name="Own">
    /// Dossiers on the list that who signs or records prepared or is nominated in; the dossiers' streams say so, not the client.
    /// </param>
    /// <param name="Edition">
    /// Decisions: the <see cref="CommonList.Edition"/> for which every nominee's achievement was claimed (<see cref="Execution.Awarding"/>);
    /// of a list that has changed since, not everybody's is. Null: nothing was claimed.
    /// </param>
    public sealed record Issue(SignedPaper Paper, IReadOnlyList<DocumentNumber>? Own = null, int? Edition = null) : ListCommand;

    /// <summary>Attaches the promised scan.</summary>
    public sealed record AttachScan(DocumentEntry Scan) : ListCommand;

    /// <summary>Records that an issued decision's list was posted; it may be posted in several places.</summary>
    public sealed record Post(DateOnly On, PublicText Place) : ListCommand;

    /// <summary>Records that what an issued decision awards was handed over, once.</summary>
    public sealed record Present(DateOnly On, PublicText Place) : ListCommand;

    /// <summary>Thông báo kết quả of an issued decision, once.</summary>
    public sealed record Notify(DocumentNumber Number, DateOnly On) : ListCommand;

    /// <summary>Xem xét hủy for some on an issued decision.</summary>
    /// <param name="Nominees">For whom, at least one.</param>
    /// <param name="Ground">On which of the law's grounds.</param>
    /// <param name="Reason">In words.</param>
    public sealed record Consider(IReadOnlyList<NomineeId> Nominees, RevocationGround Ground, Sealed? Reason) : ListCommand;

    /// <summary>Không hủy.</summary>
    public sealed record Dismiss(IReadOnlyList<NomineeId> Nominees, Sealed? Reason) : ListCommand;

    /// <summary>Gives the draft up.</summary>
    public sealed record Drop(Sealed? Reason) : ListCommand;

    /// <summary>
    /// Makes void what an unfinished issue of the decision claimed; one that is still going on will be refused. Whoever works on it
    /// asks for this, or the system for a decision that is held up by it.
    /// </summary>
    public sealed record GiveUpIssue : ListCommand;
}

/// <summary>Why a common list refuses: the same reasons under the code of either kind, "proposal.issued", "decision.issued".</summary>
public sealed record ListRefusals(string Area)
{
    /// <summary>Of a tờ trình.</summary>
    public static ListRefusals Proposal { get; } = new("proposal");

    /// <summary>Of a quyết định.</summary>
    public static ListRefusals Decision { get; } = new("decision");

    /// <summary>There is no such list.</summary>
    public string Unknown => $"{Area}.unknown";

    /// <summary>It was drafted before for another unit, form or recording unit.</summary>
    public string Exists => $"{Area}.exists";

    /// <summary>It is another unit's. Arguments: unit (whose).</summary>
    public string OtherUnit => $"{Area}.other-unit";

    /// <summary>It is issued; nothing on it can be changed.</summary>
    public string Issued => $"{Area}.issued";

    /// <summary>It was given up.</summary>
    public string Dropped => $"{Area}.dropped";

    /// <summary>The nominee is on the list already, for another dossier. Arguments: nominee.</summary>
    public string ListedTwice => $"{Area}.listed-twice";

    /// <summary>Nobody is on the list.</summary>
    public string Empty => $"{Area}.empty";

    /// <summary>
    /// Nobody signs or records over a dossier they prepared or are nominated in: it is taken off, or others sign and record.
    /// Arguments: dossiers (their numbers).
    /// </summary>
    public string OwnAffair => $"{Area}.own-affair";

    /// <summary>No scan is promised, or another one is attached.</summary>
    public string ScanNotPromised => $"{Area}.scan-not-promised";

    /// <summary>It corrects nothing of this nominee. Arguments: nominee.</summary>
    public string NotCorrected => $"{Area}.not-corrected";

    /// <summary>Only what an issued decision awards is posted and handed over.</summary>
    public string NotIssued => $"{Area}.not-issued";

    /// <summary>It was handed over. Arguments: on.</summary>
    public string PresentedBefore => $"{Area}.presented-before";

    /// <summary>Its result was told. Arguments: number, on.</summary>
    public string NotifiedBefore => $"{Area}.notified-before";

    /// <summary>The nominee is not on the list. Arguments: nominee.</summary>
    public string NotListed => $"{Area}.not-listed";

    /// <summary>It has not happened yet, or before the decision's date. Arguments: on.</summary>
    public string OtherDay => $"{Area}.other-day";

    /// <summary>The list changed while it was being issued; it is looked at again.</summary>
    public string Changed => $"{Area}.changed";

    /// <summary>Every code of both kinds.</summary>
    public static IEnumerable<string> All =>
        new[] { Proposal, Decision }.SelectMany(r =>
            new[]
            {
                r.Unknown,
                r.Exists,
                r.OtherUnit,
                r.Issued,
                r.Dropped,
                r.ListedTwice,
                r.Empty,
                r.OwnAffair,
                r.ScanNotPromised,
                r.Changed,
                r.NotCorrected,
                r.NotIssued,
                r.PresentedBefore,
                r.OtherDay,
                r.NotifiedBefore,
                r.NotListed,
            }
        );
}

/// <summary>A common list as its events leave it.</summary>
public sealed record CommonList
{
    private CommonList() { }

    /// <summary>A tờ trình before its first event.</summary>
    public static CommonList Proposal { get; } = new() { Kind = CommonListKind.Proposal };

    /// <summary>A quyết định before its first event.</summary>
    public static CommonList Decision { get; } = new() { Kind = CommonListKind.Decision };

    public CommonListKind Kind { get; private init; }

    public bool Exists { get; private init; }

    /// <summary>Whose it is: the proposing unit or the deciding authority.</summary>
    public UnitId Unit { get; private init; }

    public FormCode Form { get; private init; }

    /// <summary>For an authority outside the system: the unit that records its answer.</summary>
    public UnitId? RecordedFor { get; private init; }

    /// <summary>The decision it cancels for those on the list; null: none.</summary>
    public Revocation? Revokes { get; private init; }

    /// <summary>The decision it corrects for those on the list; null: none.</summary>
    public Correction? Corrects { get; private init; }

    /// <summary>The decision in whose place it awards those on the list; null: none.</summary>
    public Replacement? Replaces { get; private init; }

    /// <summary>The decision that it cancels, corrects or replaces; null: it stands alone.</summary>
    public DecisionId? Follows => Revokes?.Decision ?? Corrects?.Decision ?? Replaces?.Decision;

    /// <summary>Those on the list are awarded by it: it neither cancels nor corrects.</summary>
    public bool IsAward => Kind is CommonListKind.Decision && Revokes is null && Corrects is null;

    /// <summary>The unit that works on it here.</summary>
    public UnitId Desk => RecordedFor ?? Unit;

    /// <summary>The list, in the order entered; each nominee stands on it once, whatever dossier it travels in.</summary>
    public ImmutableList<GatheredNominee> Nominees { get; private init; } = [];

    /// <summary>How often the list changed, or an issue of it was given up: what was claimed for an earlier edition is void.</summary>
    public int Edition { get; private init; }

    /// <summary>The signed paper, with its scan once that has come; null in a draft.</summary>
    public SignedPaper? Paper { get; private init; }

    /// <summary>Where and when its list was posted, in that order.</summary>
    public ImmutableList<ListEvent.Posted> Postings { get; private init; } = [];

    /// <summary>Trao thưởng; null: not yet.</summary>
    public ListEvent.Presented? Handover { get; private init; }

    /// <summary>Thông báo kết quả; null: not yet, or dossier by dossier.</summary>
    public ListEvent.Notified? Notice { get; private init; }

    /// <summary>For whom cancelling is considered; whether it came to that their dossiers say.</summary>
    public ImmutableHashSet<NomineeId> Considered { get; private init; } = [];

    public bool IsDropped { get; private init; }

    /// <summary>Why it was given up, if somebody said.</summary>
    public Sealed? DropReason { get; private init; }

    /// <summary>Its codes of refusal.</summary>
    public ListRefusals Refusals => Kind is CommonListKind.Proposal ? ListRefusals.Proposal : ListRefusals.Decision;

    /// <summary>The nominees of each dossier, in the order of the list.</summary>
    internal IEnumerable<(DossierId Dossier, IReadOnlyList<NomineeId> Nominees)> ByDossier() =>
        Nominees.GroupBy(n => n.Dossier).Select(g => (g.Key, (IReadOnlyList<NomineeId>)[.. g.Select(n => n.Nominee)]));

    /// <summary>Folds one event.</summary>
    public static CommonList Evolve(CommonList state, ListEvent @event) =>
        @event switch
        {
            ListEvent.ProposalDrafted e => state with { Exists = true, Unit = e.Unit, Form = e.Form },
            ListEvent.DecisionDrafted e => state with
            {
                Exists = true,
                Unit = e.Authority,
                Form = e.Form,
                RecordedFor = e.RecordedFor,
                Revokes = e.Revokes,
                Corrects = e.Corrects,
                Replaces = e.Replaces,
            },
            ListEvent.NomineesEntered e => state with { Nominees = state.Nominees.AddRange(e.Nominees), Edition = state.Edition + 1 },
            ListEvent.NomineeTakenOff e => state with
            {
                Nominees = state.Nominees.RemoveAll(n => n.Nominee == e.Nominee),
                Edition = state.Edition + 1,
            },
            ListEvent.Issued e => state with { Paper = e.Paper },
            ListEvent.ScanAttached e => state with { Paper = state.Paper is { } paper ? paper with { Scan = e.Scan } : null },
            ListEvent.Posted e => state with { Postings = state.Postings.Add(e) },
            ListEvent.Presented e => state with { Handover = e },
            ListEvent.Notified e => state with { Notice = e },
            ListEvent.RevocationConsidered e => state with { Considered = state.Considered.Union(e.Nominees) },
            ListEvent.RevocationDismissed e => state with { Considered = state.Considered.Except(e.Nominees) },
            ListEvent.Dropped e => state with { IsDropped = true, DropReason = e.Reason },
            ListEvent.IssueGivenUp => state with { Edition = state.Edition + 1 },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<ListEvent> Decide(ListCommand command, CommandContext by, CommonList state)
    {
        var why = state.Refusals;
        var drafted = command is ListCommand.Draft draft ? state.Drafted(draft) : null;
        if (!state.Exists && drafted is null)
        {
            return Refusal.Of(why.Unknown);
        }

        var desk = state.Exists ? state.Desk : Evolve(state, drafted!).Desk;
        if (by.Capacity?.Unit != desk && !(command is ListCommand.GiveUpIssue && by.Account == CommandContext.System))
        {
            return Refusal.Of(why.OtherUnit, ("unit", desk.Value));
        }

        return command switch
        {
            ListCommand.Draft when !state.Exists => drafted!,
            ListCommand.Draft => Evolve(state, drafted!) == state ? Decision<ListEvent>.Nothing : Refusal.Of(why.Exists),
            ListCommand.Enter c => state.Add(c.Nominees) switch
            {
                ({ Count: 0 }, null) => Decision<ListEvent>.Nothing,
                _ when state.NotDraft() is { } no => no,
                (_, { } twice) => Refusal.Of(why.ListedTwice, ("nominee", twice.ToString())),
                var (news, _)
                    when state.Corrects is { Wordings: var wordings }
                        && news.Find(n => wordings.All(w => w.Nominee != n.Nominee)) is { } uncorrected => Refusal.Of(
                    why.NotCorrected,
                    ("nominee", uncorrected.Nominee.ToString())
                ),
                var (news, _) => new ListEvent.NomineesEntered(news),
            },
            ListCommand.TakeOff c => !state.Nominees.Exists(n => n.Nominee == c.Nominee) ? Decision<ListEvent>.Nothing
            : state.NotDraft() is { } no ? no
            : new ListEvent.NomineeTakenOff(c.Nominee, c.Reason),
            ListCommand.Issue c => c.Paper == state.Paper ? Decision<ListEvent>.Nothing
            : state.NotDraft() is { } no ? no
            : state.Nominees.IsEmpty ? Refusal.Of(why.Empty)
            : c.Own is { Count: > 0 } own ? Refusal.Of(why.OwnAffair, ("dossiers", string.Join(", ", own)))
            : PaperRules.Check(c.Paper, by) is { } unfit ? unfit
            : c.Edition is { } edition && edition != state.Edition ? Refusal.Of(why.Changed)
            : new ListEvent.Issued(c.Paper),
            ListCommand.AttachScan c => c.Scan == state.Paper?.Scan ? Decision<ListEvent>.Nothing
            : state.Paper is { Scan: null } ? new ListEvent.ScanAttached(c.Scan)
            : Refusal.Of(why.ScanNotPromised),
            ListCommand.Post c => state.NotAfterwards(c.On, by) is { } no ? no
            : state.Postings.Contains(new(c.On, c.Place)) ? Decision<ListEvent>.Nothing
            : new ListEvent.Posted(c.On, c.Place),
            ListCommand.Present c => state.NotAfterwards(c.On, by) is { } no ? no
            : state.Handover is not { } before ? new ListEvent.Presented(c.On, c.Place)
            : before == new ListEvent.Presented(c.On, c.Place) ? Decision<ListEvent>.Nothing
            : Refusal.Of(why.PresentedBefore, ("on", before.On.Iso())),
            ListCommand.Notify c => state.NotAfterwards(c.On, by) is { } no ? no
            : state.Notice is not { } told ? new ListEvent.Notified(c.Number, c.On)
            : told == new ListEvent.Notified(c.Number, c.On) ? Decision<ListEvent>.Nothing
            : Refusal.Of(why.NotifiedBefore, ("number", told.Number.Value), ("on", told.On.Iso())),
            ListCommand.Consider c => !state.IsAward || state.Paper is null ? Refusal.Of(why.NotIssued)
            : c.Nominees.FirstOrDefault(id => !state.Nominees.Exists(n => n.Nominee == id)) is var stray && stray != default
                ? Refusal.Of(why.NotListed, ("nominee", stray.ToString()))
            : c.Nominees.Distinct().Where(id => !state.Considered.Contains(id)).ToList() is { Count: > 0 } news
                ? new ListEvent.RevocationConsidered(news, c.Ground, VietnamTime.DateOf(by.At), c.Reason)
            : Decision<ListEvent>.Nothing,
            ListCommand.Dismiss c => c.Nominees.Distinct().Where(state.Considered.Contains).ToList() is { Count: > 0 } known
                ? new ListEvent.RevocationDismissed(known, VietnamTime.DateOf(by.At), c.Reason)
                : Decision<ListEvent>.Nothing,
            ListCommand.Drop c => state.IsDropped ? Decision<ListEvent>.Nothing
            : state.NotDraft() is { } no ? no
            : new ListEvent.Dropped(c.Reason),
            ListCommand.GiveUpIssue => state.Kind is CommonListKind.Decision && state.NotDraft() is null
                ? new ListEvent.IssueGivenUp()
                : Decision<ListEvent>.Nothing,
        };
    }

    private ListEvent Drafted(ListCommand.Draft draft) =>
        Kind is CommonListKind.Proposal
            ? new ListEvent.ProposalDrafted(draft.Unit, draft.Form)
            : new ListEvent.DecisionDrafted(draft.Unit, draft.Form, draft.RecordedFor, draft.Revokes, draft.Corrects, draft.Replaces);

    private Refusal? NotAfterwards(DateOnly on, CommandContext by) =>
        !IsAward || Paper is not { } paper ? Refusal.Of(Refusals.NotIssued)
        : on < paper.Date || on > VietnamTime.DateOf(by.At) ? Refusal.Of(Refusals.OtherDay, ("on", on.Iso()))
        : null;

    private Refusal? NotDraft() =>
        IsDropped ? Refusal.Of(Refusals.Dropped)
        : Paper is not null ? Refusal.Of(Refusals.Issued)
        : null;

    /// <summary>Those not yet on the list; or the first that stands there for another dossier.</summary>
    private (List<GatheredNominee> News, NomineeId? Twice) Add(IReadOnlyList<GatheredNominee> more)
    {
        var known = Nominees.ToDictionary(n => n.Nominee, n => n.Dossier);
        var news = new List<GatheredNominee>();
        foreach (var nominee in more)
        {
            if (known.TryAdd(nominee.Nominee, nominee.Dossier))
            {
                news.Add(nominee);
            }
            else if (known[nominee.Nominee] != nominee.Dossier)
            {
                return ([], nominee.Nominee);
            }
        }

        return (news, null);
    }
}
