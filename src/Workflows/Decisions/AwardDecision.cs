using System.Collections.Immutable;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Proposals;

namespace PhongTrao.Workflows.Decisions;

/// <summary>
/// One quyết định over nominees of many dossiers. Who signed stands apart from who recorded it and when (the events'
/// metadata). An agency outside the system never acts here itself: its answer is recorded by the unit that sent the dossiers.
/// </summary>
public abstract record DecisionEvent
{
    private DecisionEvent() { }

    /// <summary>A draft exists.</summary>
    /// <param name="Authority">Whose decision it is.</param>
    /// <param name="Form">The award form.</param>
    /// <param name="RecordedFor">For an authority outside the system: the unit that records its answer ("ghi nhận kết quả của …").</param>
    public sealed record Drafted(UnitId Authority, FormCode Form, UnitId? RecordedFor) : DecisionEvent;

    /// <summary>Nominees were entered on the list.</summary>
    public sealed record NomineesEntered(IReadOnlyList<GatheredNominee> Nominees) : DecisionEvent;

    /// <summary>A nominee was taken off the list.</summary>
    public sealed record NomineeTakenOff(NomineeId Nominee, Sealed? Reason) : DecisionEvent;

    /// <summary>Ban hành. A reactor enters the outcome in every dossier it covers.</summary>
    public sealed record Issued(SignedPaper Paper) : DecisionEvent;

    /// <summary>The signed scan that was promised has come.</summary>
    public sealed record ScanAttached(DocumentEntry Scan) : DecisionEvent;

    /// <summary>The draft was given up; a reserved number becomes void.</summary>
    public sealed record Dropped(Sealed? Reason) : DecisionEvent;
}

/// <summary>What can be asked of a decision.</summary>
public abstract record DecisionCommand
{
    private DecisionCommand() { }

    /// <summary>Starts a draft.</summary>
    public sealed record Draft(UnitId Authority, FormCode Form, UnitId? RecordedFor) : DecisionCommand;

    /// <summary>Enters nominees.</summary>
    public sealed record Enter(IReadOnlyList<GatheredNominee> Nominees) : DecisionCommand;

    /// <summary>Takes one off.</summary>
    public sealed record TakeOff(NomineeId Nominee, Sealed? Reason) : DecisionCommand;

    /// <summary>Issues it: number from the register, signer, signed scan attached or promised.</summary>
    public sealed record Issue(SignedPaper Paper) : DecisionCommand;

    /// <summary>Attaches the promised scan.</summary>
    public sealed record AttachScan(DocumentEntry Scan) : DecisionCommand;

    /// <summary>Gives the draft up.</summary>
    public sealed record Drop(Sealed? Reason) : DecisionCommand;
}

/// <summary>Why a quyết định refuses.</summary>
public static class DecisionRefusals
{
    /// <summary>There is no such quyết định.</summary>
    public const string Unknown = "decision.unknown";

    /// <summary>It was drafted before for another authority, form or recording unit.</summary>
    public const string Exists = "decision.exists";

    /// <summary>It is another unit's. Arguments: unit (whose).</summary>
    public const string OtherUnit = "decision.other-unit";

    /// <summary>It is issued; nothing on it can be changed.</summary>
    public const string Issued = "decision.issued";

    /// <summary>It was given up.</summary>
    public const string Dropped = "decision.dropped";

    /// <summary>The nominee is on the list already, for another dossier. Arguments: nominee.</summary>
    public const string ListedTwice = "decision.listed-twice";

    /// <summary>Nobody is on the list.</summary>
    public const string Empty = "decision.empty";

    /// <summary>No scan is promised, or another one is attached.</summary>
    public const string ScanNotPromised = "decision.scan-not-promised";
}

/// <summary>A quyết định as its events leave it.</summary>
public sealed record AwardDecision
{
    /// <summary>Before the first event.</summary>
    public static AwardDecision None { get; } = new();

    public bool Exists { get; private init; }

    /// <summary>Whose decision it is.</summary>
    public UnitId Authority { get; private init; }

    public FormCode Form { get; private init; }

    /// <summary>For an authority outside the system: the unit that records its answer.</summary>
    public UnitId? RecordedFor { get; private init; }

    /// <summary>The unit that works on it here.</summary>
    public UnitId Desk => RecordedFor ?? Authority;

    /// <summary>The list, in the order entered.</summary>
    public ImmutableList<GatheredNominee> Nominees { get; private init; } = [];

    /// <summary>The signed paper, with its scan once that has come; null in a draft.</summary>
    public SignedPaper? Paper { get; private init; }

    public bool IsDropped { get; private init; }

    /// <summary>Folds one event.</summary>
    public static AwardDecision Evolve(AwardDecision state, DecisionEvent @event) =>
        @event switch
        {
            DecisionEvent.Drafted e => state with { Exists = true, Authority = e.Authority, Form = e.Form, RecordedFor = e.RecordedFor },
            DecisionEvent.NomineesEntered e => state with { Nominees = state.Nominees.AddRange(e.Nominees) },
            DecisionEvent.NomineeTakenOff e => state with { Nominees = state.Nominees.RemoveAll(n => n.Nominee == e.Nominee) },
            DecisionEvent.Issued e => state with { Paper = e.Paper },
            DecisionEvent.ScanAttached e => state with { Paper = state.Paper is { } paper ? paper with { Scan = e.Scan } : null },
            DecisionEvent.Dropped => state with { IsDropped = true },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<DecisionEvent> Decide(DecisionCommand command, CommandContext by, AwardDecision state)
    {
        if (command is DecisionCommand.Draft draft && !state.Exists)
        {
            return by.Capacity?.Unit == (draft.RecordedFor ?? draft.Authority)
                ? new DecisionEvent.Drafted(draft.Authority, draft.Form, draft.RecordedFor)
                : Foreign(draft.RecordedFor ?? draft.Authority);
        }

        if (!state.Exists)
        {
            return Refusal.Of(DecisionRefusals.Unknown);
        }

        return by.Capacity?.Unit != state.Desk
            ? Foreign(state.Desk)
            : command switch
            {
                DecisionCommand.Draft c => (c.Authority, c.Form, c.RecordedFor) == (state.Authority, state.Form, state.RecordedFor)
                    ? Decision<DecisionEvent>.Nothing
                    : Refusal.Of(DecisionRefusals.Exists),
                DecisionCommand.Enter c => NomineeList.Add(state.Nominees, c.Nominees) switch
                {
                    ({ Count: 0 }, null) => Decision<DecisionEvent>.Nothing,
                    _ when NotDraft(state) is { } no => no,
                    (_, { } twice) => Refusal.Of(DecisionRefusals.ListedTwice, ("nominee", twice.ToString())),
                    var (news, _) => new DecisionEvent.NomineesEntered(news),
                },
                DecisionCommand.TakeOff c => !state.Nominees.Exists(n => n.Nominee == c.Nominee) ? Decision<DecisionEvent>.Nothing
                : NotDraft(state) is { } no ? no
                : new DecisionEvent.NomineeTakenOff(c.Nominee, c.Reason),
                DecisionCommand.Issue c => c.Paper == state.Paper ? Decision<DecisionEvent>.Nothing
                : NotDraft(state) is { } no ? no
                : state.Nominees.IsEmpty ? Refusal.Of(DecisionRefusals.Empty)
                : PaperRules.Check(c.Paper, by) is { } unfit ? unfit
                : new DecisionEvent.Issued(c.Paper),
                DecisionCommand.AttachScan c => c.Scan == state.Paper?.Scan ? Decision<DecisionEvent>.Nothing
                : state.Paper is { Scan: null } ? new DecisionEvent.ScanAttached(c.Scan)
                : Refusal.Of(DecisionRefusals.ScanNotPromised),
                DecisionCommand.Drop c => state.IsDropped ? Decision<DecisionEvent>.Nothing
                : NotDraft(state) is { } no ? no
                : new DecisionEvent.Dropped(c.Reason),
            };
    }

    private static Refusal? NotDraft(AwardDecision state) =>
        state.IsDropped ? Refusal.Of(DecisionRefusals.Dropped)
        : state.Paper is not null ? Refusal.Of(DecisionRefusals.Issued)
        : null;

    private static Refusal Foreign(UnitId unit) => Refusal.Of(DecisionRefusals.OtherUnit, ("unit", unit.Value));
}
