using System.Collections.Immutable;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Papers;

/// <summary>
/// The files that were made of what a dossier, a list or a sitting says: stream <c>paper-{id}</c>, the id being that of what they were made
/// of. The file is not kept, its digest is: whoever holds one can see when and by whom it was made, and that nothing in it was changed.
/// </summary>
public abstract record PrintEvent
{
    private PrintEvent() { }

    /// <summary>A file was made and given out.</summary>
    /// <param name="Kind">Kind of paper: "quyet-dinh".</param>
    /// <param name="Format">"docx", "pdf" or "html".</param>
    /// <param name="Sha256">Digest of its bytes.</param>
    /// <param name="Length">Its length in bytes.</param>
    /// <param name="Template">First day of the template it was made with, and whose: "2024-01-01" ships, "2025-03-01 r2" was replaced.</param>
    public sealed record Made(RuleCode Kind, RuleCode Format, Digest Sha256, long Length, PublicText Template) : PrintEvent;

    /// <summary>Certificates were printed, one for each nominee: each print is counted.</summary>
    /// <param name="Nominees">For whom.</param>
    /// <param name="Layout">With which layout.</param>
    /// <param name="Sha256">Digest of the file.</param>
    /// <param name="Length">Its length in bytes.</param>
    /// <param name="Why">Why again, where one was printed before; under the key of the decision.</param>
    public sealed record CertificatesPrinted(
        IReadOnlyList<NomineeId> Nominees,
        PublicText Layout,
        Digest Sha256,
        long Length,
        Sealed? Why = null
    ) : PrintEvent;
}

/// <summary>What can be asked of them.</summary>
public abstract record PrintCommand
{
    private PrintCommand() { }

    /// <summary>Records that a file was made.</summary>
    public sealed record Make(RuleCode Kind, RuleCode Format, Digest Sha256, long Length, PublicText Template) : PrintCommand;

    /// <summary>Records that certificates were printed.</summary>
    public sealed record PrintCertificates(
        IReadOnlyList<NomineeId> Nominees,
        PublicText Layout,
        Digest Sha256,
        long Length,
        Sealed? Why = null
    ) : PrintCommand;
}

/// <summary>Why it is refused.</summary>
public static class PrintRefusals
{
    /// <summary>Nobody is chosen.</summary>
    public const string Nobody = "certificate.nobody";

    /// <summary>The certificate was printed before: a second one needs its reason. Arguments: nominee.</summary>
    public const string PrintedBefore = "certificate.printed-before";

    /// <summary>What the dossier tells of an achievement is longer than a certificate has room for. Arguments: nominee, max.</summary>
    public const string AchievementTooLong = "certificate.achievement-too-long";
}

/// <summary>What was made of one thing, as its events leave it.</summary>
public sealed record Printing
{
    /// <summary>Before the first event.</summary>
    public static Printing None { get; } = new();

    /// <summary>So many of the last files are remembered; the log has them all.</summary>
    public const int MostRemembered = 50;

    /// <summary>How often each kind of paper was made.</summary>
    public ImmutableDictionary<RuleCode, int> Times { get; private init; } = ImmutableDictionary<RuleCode, int>.Empty;

    /// <summary>The last files, oldest first.</summary>
    public ImmutableList<PrintEvent.Made> Latest { get; private init; } = [];

    /// <summary>How often each nominee's certificate was printed.</summary>
    public ImmutableDictionary<NomineeId, int> Certificates { get; private init; } = ImmutableDictionary<NomineeId, int>.Empty;

    /// <summary>Folds one event.</summary>
    public static Printing Evolve(Printing state, PrintEvent @event) =>
        @event switch
        {
            PrintEvent.Made e => state with
            {
                Times = state.Times.SetItem(e.Kind, state.Times.GetValueOrDefault(e.Kind) + 1),
                Latest = (state.Latest.Count < MostRemembered ? state.Latest : state.Latest.RemoveAt(0)).Add(e),
            },
            PrintEvent.CertificatesPrinted e => state with
            {
                Certificates = state.Certificates.SetItems(
                    e.Nominees.Select(nominee => KeyValuePair.Create(nominee, state.Certificates.GetValueOrDefault(nominee) + 1))
                ),
            },
        };

    /// <summary>Decides one command. Pure and total.</summary>
    public static Decision<PrintEvent> Decide(PrintCommand command, CommandContext by, Printing state) =>
        command switch
        {
            PrintCommand.Make c => new PrintEvent.Made(c.Kind, c.Format, c.Sha256, c.Length, c.Template),
            PrintCommand.PrintCertificates { Nominees: var nominees } c => nominees.Count == 0 ? Refusal.Of(PrintRefusals.Nobody)
            : c.Why is null && nominees.FirstOrDefault(state.Certificates.ContainsKey) is var again && state.Certificates.ContainsKey(again)
                ? Refusal.Of(PrintRefusals.PrintedBefore, ("nominee", again.ToString()))
            : new PrintEvent.CertificatesPrinted([.. nominees.Distinct()], c.Layout, c.Sha256, c.Length, c.Why),
        };
}
