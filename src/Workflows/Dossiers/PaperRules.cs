using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>What every signed paper must meet, whichever stream records it.</summary>
public static class PaperRules
{
    /// <summary>The paper's date lies after today in Hà Nội. Arguments: date, today.</summary>
    public const string DateInFuture = "paper.date-in-future";

    /// <summary>The signed scan is neither attached nor promised by a day.</summary>
    public const string ScanMissing = "paper.scan-missing";

    /// <summary>The scan is promised by a day that is past. Arguments: date, today.</summary>
    public const string ScanPromisedInPast = "paper.scan-promised-in-past";

    /// <summary>Who signed must be named.</summary>
    public const string SignerMissing = "paper.signer-missing";

    /// <summary>Why the paper cannot stand, or null.</summary>
    /// <param name="paper">The paper.</param>
    /// <param name="by">Whose instant gives today.</param>
    /// <param name="secret">A secret dossier keeps neither signer nor scan.</param>
    internal static Refusal? Check(SignedPaper paper, CommandContext by, bool secret = false)
    {
        var today = VietnamTime.DateOf(by.At);
        return paper switch
        {
            _ when paper.Date > today => Refusal.Of(DateInFuture, ("date", paper.Date.Iso()), ("today", today.Iso())),
            _ when secret => null,
            { Signer: null } => Refusal.Of(SignerMissing),
            { Scan: null, ScanBy: null } => Refusal.Of(ScanMissing),
            { Scan: null, ScanBy: { } promised } when promised < today => Refusal.Of(
                ScanPromisedInPast,
                ("date", promised.Iso()),
                ("today", today.Iso())
            ),
            _ => null,
        };
    }
}
