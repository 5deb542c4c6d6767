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
    private protected DecisionEvent() { }

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
    private protected DecisionCommand() { }

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
