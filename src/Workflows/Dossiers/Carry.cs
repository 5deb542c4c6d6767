using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Sittings;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>A command for one dossier that follows from a fact recorded elsewhere.</summary>
/// <param name="Dossier">Into which dossier.</param>
/// <param name="Command">What.</param>
/// <param name="Target">
/// Names this carrying among all that follow from the same event: the command id derives from both
/// (<see cref="CommandContext.Carrying"/>), so a reactor that repeats itself, on whatever host, records nothing twice.
/// </param>
public sealed record CarriedCommand(DossierId Dossier, DossierCommand Command, string Target);

/// <summary>
/// What facts of other streams mean for dossiers. Pure: the reactor loads the states named, calls one of these and runs what
/// it is given, in order, under <see cref="CommandContext.System"/>. A refusal then is a finding for people, never dropped.
/// </summary>
public static class Carry
{
    /// <summary>A filing's event: one dossier per form, shared papers and statements in each.</summary>
    /// <param name="id">The filing.</param>
    /// <param name="filing">The filing as it stands now or stood at the event; a form added late gets what is shared already.</param>
    /// <param name="event">The event.</param>
    public static IReadOnlyList<CarriedCommand> From(FilingId id, Filing filing, FilingEvent @event) =>
        filing.Opening is not { } opening
            ? []
            : @event switch
            {
                FilingEvent.Opened e => [.. e.Forms.Select(f => Open(id, opening, f))],
                FilingEvent.FormAdded e =>
                [
                    Open(id, opening, e.Form),
                    .. filing.Papers.Select(p => Attach(e.Form.Dossier, p)),
                    .. filing.Statements.Select(s => State(e.Form.Dossier, s)),
                ],
                FilingEvent.PaperAttached e => [.. filing.Forms.Select(f => Attach(f.Dossier, e.Document))],
                FilingEvent.PaperRemoved e =>
                [
                    .. filing.Forms.Select(f => To(f.Dossier, new DossierCommand.RemoveDocument(e.Document), $"remove:{e.Document}")),
                ],
                FilingEvent.TakenOver e => [.. filing.Forms.Select(f => To(f.Dossier, new DossierCommand.TakeOver(e.To), "take-over"))],
                FilingEvent.ComponentStated e => [.. filing.Forms.Select(f => State(f.Dossier, e.Statement))],
            };

    /// <summary>
    /// A common list was issued: a tờ trình ends the propose step of every dossier on it, a decision's outcome enters them. Empty
    /// while it is a draft.
    /// </summary>
    public static IReadOnlyList<CarriedCommand> Issued(Guid id, CommonList list) =>
        list.Paper is not { } paper
            ? []
            :
            [
                .. list.ByDossier()
                    .Select(d =>
                        list.Kind is CommonListKind.Proposal
                            ? To(d.Dossier, new DossierCommand.EnterProposal(new(id), list.Unit, paper, d.Nominees), "proposal")
                            : Decided(new(new(id), paper.Number, paper.Date, list.Unit), list, d.Dossier, d.Nominees)
                    ),
            ];

    private static CarriedCommand Decided(DecisionReference by, CommonList list, DossierId dossier, IReadOnlyList<NomineeId> nominees) =>
        list.Revokes is { } revokes ? To(dossier, new DossierCommand.CancelOutcome(by, revokes.Decision, nominees), "cancel")
        : list.Replaces is { } replaces ? To(dossier, new DossierCommand.ReplaceOutcome(by, replaces.Decision, nominees), "replace")
        : list.Corrects is { } corrects
            ? To(
                dossier,
                new DossierCommand.CorrectOutcome(by, corrects.Decision, [.. corrects.Wordings.Where(w => nominees.Contains(w.Nominee))]),
                "correct"
            )
        : To(dossier, new DossierCommand.EnterOutcome(by, nominees), "outcome");

    /// <summary>What a decision awards was handed over: who it awards still has it.</summary>
    public static IReadOnlyList<CarriedCommand> Presented(Guid id, CommonList list) =>
        list.Handover is { } handover
            ?
            [
                .. list.ByDossier()
                    .Select(d =>
                        To(d.Dossier, new DossierCommand.EnterHandover(new(id), handover.On, handover.Place, d.Nominees), "present")
                    ),
            ]
            : [];

    /// <summary>The result of a decision was told: of whom it awards still.</summary>
    public static IReadOnlyList<CarriedCommand> Notified(Guid id, CommonList list) =>
        list.Notice is { } notice
            ?
            [
                .. list.ByDossier()
                    .Select(d => To(d.Dossier, new DossierCommand.EnterNotice(new(id), notice.Number, notice.On, d.Nominees), "notice")),
            ]
            : [];

    /// <summary>Đang xem xét hủy, or không hủy, for some of those on a decision.</summary>
    public static IReadOnlyList<CarriedCommand> Considered(Guid id, CommonList list, ListEvent @event)
    {
        var (nominees, ground, on, reason) = @event switch
        {
            ListEvent.RevocationConsidered e => (e.Nominees, (RevocationGround?)e.Ground, e.On, e.Reason),
            ListEvent.RevocationDismissed e => (e.Nominees, null, e.On, e.Reason),
            _ => ([], null, default, null),
        };
        return
        [
            .. list.ByDossier()
                .Select(d => (d.Dossier, Nominees: d.Nominees.Intersect(nominees).ToList()))
                .Where(d => d.Nominees.Count > 0)
                .Select(d => To(d.Dossier, new DossierCommand.EnterConsideration(new(id), d.Nominees, ground, on, reason), "consider")),
        ];
    }

    /// <summary>A sitting was closed: its votes end the council step of every dossier on its list. Empty before.</summary>
    public static IReadOnlyList<CarriedCommand> Closed(SittingId id, Sitting sitting) =>
        sitting is { Minutes: { } minutes, Call: { } call }
            ? [.. sitting.ByDossier().Select(d => To(d.Dossier, Votes(id, call, minutes, d.Results), "sitting"))]
            : [];

    /// <summary>
    /// Why a dossier would not take in the votes of a sitting as they stand now, or null: asked before the minutes are recorded, so that
    /// nothing is closed that cannot be carried.
    /// </summary>
    /// <param name="id">The sitting.</param>
    /// <param name="sitting">With a count for every nominee.</param>
    /// <param name="minutes">The minutes that are to be recorded.</param>
    /// <param name="dossier">The dossier's id.</param>
    /// <param name="state">The dossier.</param>
    /// <param name="found">What is found of the rules now: whom one blocks the council cannot pass.</param>
    /// <param name="at">Now.</param>
    public static Refusal? Objection(
        SittingId id,
        Sitting sitting,
        SignedPaper minutes,
        DossierId dossier,
        Dossier state,
        IReadOnlyList<RuleFound> found,
        DateTimeOffset at
    )
    {
        var votes = Votes(id, sitting.Call!, minutes, sitting.ByDossier().FirstOrDefault(d => d.Dossier == dossier).Results ?? []);
        return DossierDecider.Decide(votes, new(default, at, CommandContext.System, null, default), state) switch
        {
            Decision<DossierEvent>.Refused { Refusal: var no } => no,
            Decision<DossierEvent>.Accepted { Events: var events } => Comparing.Blocked(
                [
                    .. found.Where(f =>
                        events.OfType<DossierEvent.StepCompleted>().Any(e => e.Verdicts.Any(v => v.Nominee == f.Nominee && v.Passed))
                    ),
                ],
                state
            ),
        };
    }

    private static DossierCommand.EnterSitting Votes(
        SittingId id,
        SittingEvent.Called call,
        SignedPaper minutes,
        IReadOnlyList<NomineeVotes> results
    ) => new(id, call.Unit, call.Function, minutes, results);

    /// <summary>Nominees were split off: the linked dossier opens with what stood at the split.</summary>
    /// <param name="id">The dossier they came from.</param>
    /// <param name="origin">That dossier, at the split or any time later.</param>
    /// <param name="event">The split.</param>
    public static IReadOnlyList<CarriedCommand> Split(DossierId id, Dossier origin, DossierEvent.NomineesSplitOff @event) =>
        origin.SplitInto(id, @event.Into) is { } content ? [To(@event.Into, new DossierCommand.OpenSplit(content), "split")] : [];

    private static CarriedCommand Open(FilingId id, FilingEvent.Opened o, FilingForm form) =>
        To(
            form.Dossier,
            new DossierCommand.Open(id, o.Unit, o.Plan, form.Form, o.Type, o.Secrecy, o.Paper, o.PreparedBy, o.Recognition),
            "open"
        );

    private static CarriedCommand Attach(DossierId dossier, DocumentEntry paper) =>
        To(dossier, new DossierCommand.AttachDocument(paper), $"attach:{paper.Id}");

    private static CarriedCommand State(DossierId dossier, ComponentStatement statement) =>
        To(dossier, new DossierCommand.StateComponent(statement), $"state:{statement.Component}");

    private static CarriedCommand To(DossierId dossier, DossierCommand command, string act) => new(dossier, command, $"{act}:{dossier}");
}
