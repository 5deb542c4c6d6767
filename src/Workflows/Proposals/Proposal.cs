using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Proposals;

/// <summary>
/// Tổng hợp trình khen: one tờ trình of one unit over nominees of many dossiers that wait at its propose step.
/// </summary>
public abstract record ProposalEvent
{
    private protected ProposalEvent() { }

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
    private protected ProposalCommand() { }

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
