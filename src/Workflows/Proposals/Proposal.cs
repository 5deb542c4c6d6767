using System.Collections.Immutable;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Proposals;

/// <summary>
/// Tổng hợp trình khen: one tờ trình of one unit over nominees of many dossiers that wait at its propose step.
/// </summary>
public abstract record ProposalEvent
{
    private ProposalEvent() { }

    /// <summary>A draft exists.</summary>
    public sealed record Drafted(UnitId Unit, FormCode Form) : ProposalEvent;

    /// <summary>Nominees were gathered.</summary>
    public sealed record NomineesGathered(IReadOnlyList<GatheredNominee> Nominees) : ProposalEvent;

    /// <summary>A nominee was taken out of the draft; what becomes of it is decided in its dossier.</summary>
    public sealed record NomineeTakenOut(NomineeId Nominee, Sealed? Reason) : ProposalEvent;

    /// <summary>The tờ trình is signed and gone. A reactor ends the propose step in every dossier it covers.</summary>
    public sealed record Issued(SignedPaper Paper) : ProposalEvent;

    /// <summary>The signed scan that was promised has come.</summary>
    public sealed record ScanAttached(DocumentEntry Scan) : ProposalEvent;

    /// <summary>The draft was given up.</summary>
    public sealed record Dropped(Sealed? Reason) : ProposalEvent;
}

/// <summary>A nominee of a dossier, on a common list.</summary>
public sealed record GatheredNominee(DossierId Dossier, NomineeId Nominee);

/// <summary>What can be asked of a tờ trình.</summary>
public abstract record ProposalCommand
{
    private ProposalCommand() { }

    /// <summary>Starts a draft.</summary>
    public sealed record Draft(UnitId Unit, FormCode Form) : ProposalCommand;

    /// <summary>Gathers nominees.</summary>
    public sealed record Gather(IReadOnlyList<GatheredNominee> Nominees) : ProposalCommand;

    /// <summary>Takes one out.</summary>
    public sealed record TakeOut(NomineeId Nominee, Sealed? Reason) : ProposalCommand;

    /// <summary>Issues it.</summary>
    public sealed record Issue(SignedPaper Paper) : ProposalCommand;

    /// <summary>Attaches the promised scan.</summary>
    public sealed record AttachScan(DocumentEntry Scan) : ProposalCommand;

    /// <summary>Gives the draft up.</summary>
    public sealed record Drop(Sealed? Reason) : ProposalCommand;
}

/// <summary>Why a tờ trình refuses.</summary>
public static class ProposalRefusals
{
    /// <summary>There is no such tờ trình.</summary>
    public const string Unknown = "proposal.unknown";

    /// <summary>It was drafted before for another unit or form.</summary>
    public const string Exists = "proposal.exists";

    /// <summary>It is another unit's. Arguments: unit (whose).</summary>
    public const string OtherUnit = "proposal.other-unit";

    /// <summary>It is issued; nothing on it can be changed.</summary>
    public const string Issued = "proposal.issued";

    /// <summary>It was given up.</summary>
    public const string Dropped = "proposal.dropped";

    /// <summary>The nominee is on the list already, for another dossier. Arguments: nominee.</summary>
    public const string ListedTwice = "proposal.listed-twice";

    /// <summary>Nobody is on the list.</summary>
    public const string Empty = "proposal.empty";

    /// <summary>No scan is promised, or another one is attached.</summary>
    public const string ScanNotPromised = "proposal.scan-not-promised";
}

/// <summary>A tờ trình as its events leave it.</summary>
public sealed record Proposal
{
    /// <summary>Before the first event.</summary>
    public static Proposal None { get; } = new();

    public bool Exists { get; private init; }
    public UnitId Unit { get; private init; }
    public FormCode Form { get; private init; }

    /// <summary>The list, in the order gathered.</summary>
    public ImmutableList<GatheredNominee> Nominees { get; private init; } = [];

    /// <summary>The signed paper, with its scan once that has come; null in a draft.</summary>
    public SignedPaper? Paper { get; private init; }

    public bool IsDropped { get; private init; }

    /// <summary>Folds one event.</summary>
    public static Proposal Evolve(Proposal state, ProposalEvent @event) =>
        @event switch
        {
            ProposalEvent.Drafted e => state with { Exists = true, Unit = e.Unit, Form = e.Form },
            ProposalEvent.NomineesGathered e => state with { Nominees = state.Nominees.AddRange(e.Nominees) },
            ProposalEvent.NomineeTakenOut e => state with { Nominees = state.Nominees.RemoveAll(n => n.Nominee == e.Nominee) },
            ProposalEvent.Issued e => state with { Paper = e.Paper },
            ProposalEvent.ScanAttached e => state with { Paper = state.Paper is { } paper ? paper with { Scan = e.Scan } : null },
            ProposalEvent.Dropped => state with { IsDropped = true },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<ProposalEvent> Decide(ProposalCommand command, CommandContext by, Proposal state)
    {
        if (command is ProposalCommand.Draft draft && !state.Exists)
        {
            return by.Capacity?.Unit == draft.Unit ? new ProposalEvent.Drafted(draft.Unit, draft.Form) : Foreign(draft.Unit);
        }

        if (!state.Exists)
        {
            return Refusal.Of(ProposalRefusals.Unknown);
        }

        return by.Capacity?.Unit != state.Unit
            ? Foreign(state.Unit)
            : command switch
            {
                ProposalCommand.Draft c => (c.Unit, c.Form) == (state.Unit, state.Form)
                    ? Decision<ProposalEvent>.Nothing
                    : Refusal.Of(ProposalRefusals.Exists),
                ProposalCommand.Gather c => NomineeList.Add(state.Nominees, c.Nominees) switch
                {
                    ({ Count: 0 }, null) => Decision<ProposalEvent>.Nothing,
                    _ when NotDraft(state) is { } no => no,
                    (_, { } twice) => Refusal.Of(ProposalRefusals.ListedTwice, ("nominee", twice.ToString())),
                    var (news, _) => new ProposalEvent.NomineesGathered(news),
                },
                ProposalCommand.TakeOut c => !state.Nominees.Exists(n => n.Nominee == c.Nominee) ? Decision<ProposalEvent>.Nothing
                : NotDraft(state) is { } no ? no
                : new ProposalEvent.NomineeTakenOut(c.Nominee, c.Reason),
                ProposalCommand.Issue c => c.Paper == state.Paper ? Decision<ProposalEvent>.Nothing
                : NotDraft(state) is { } no ? no
                : state.Nominees.IsEmpty ? Refusal.Of(ProposalRefusals.Empty)
                : PaperRules.Check(c.Paper, by) is { } unfit ? unfit
                : new ProposalEvent.Issued(c.Paper),
                ProposalCommand.AttachScan c => c.Scan == state.Paper?.Scan ? Decision<ProposalEvent>.Nothing
                : state.Paper is { Scan: null } ? new ProposalEvent.ScanAttached(c.Scan)
                : Refusal.Of(ProposalRefusals.ScanNotPromised),
                ProposalCommand.Drop c => state.IsDropped ? Decision<ProposalEvent>.Nothing
                : NotDraft(state) is { } no ? no
                : new ProposalEvent.Dropped(c.Reason),
            };
    }

    private static Refusal? NotDraft(Proposal state) =>
        state.IsDropped ? Refusal.Of(ProposalRefusals.Dropped)
        : state.Paper is not null ? Refusal.Of(ProposalRefusals.Issued)
        : null;

    private static Refusal Foreign(UnitId unit) => Refusal.Of(ProposalRefusals.OtherUnit, ("unit", unit.Value));
}
