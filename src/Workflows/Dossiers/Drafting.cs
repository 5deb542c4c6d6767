using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>What the proposing unit does: write, submit, take back, supplement, withdraw.</summary>
internal static class Drafting
{
    internal static Decision<DossierEvent> Open(DossierCommand.Open c, CommandContext by, Dossier state)
    {
        if (state.Exists)
        {
            var same =
                (state.Filing, state.Unit, state.Plan, state.Form, state.Type, state.Recognition)
                    == (c.Filing, c.Unit, c.Plan, c.Form, c.Type, c.Recognition)
                && (state.Secrecy, state.Paper, state.PreparedBy) == (c.Secrecy, c.Paper, c.PreparedBy);
            return same ? Decision<DossierEvent>.Nothing : Refusal.Of(Exists);
        }

        if (!Guards.IsSystem(by) && by.Capacity?.Unit != c.Unit)
        {
            return Refusal.Of(OtherUnit, ("unit", c.Unit.Value));
        }

        return (c.Secrecy, c.Paper) switch
        {
            (Secrecy.Normal, not null) => Refusal.Of(PaperRecordNotSecret),
            (not Secrecy.Normal, null) => Refusal.Of(PaperRecordMissing),
            (not Secrecy.Normal, _) when by.Reason is not null => Refusal.Of(SecretHasNoText),
            _ => new DossierEvent.Opened(c.Filing, c.Unit, c.Plan, c.Form, c.Type, c.Secrecy, c.Paper, c.PreparedBy, c.Recognition),
        };
    }

    internal static Decision<DossierEvent> OpenSplit(DossierCommand.OpenSplit c, CommandContext by, Dossier state) =>
        !Guards.IsSystem(by) ? Refusal.Of(CarriedOnly)
        : !state.Exists ? c.Content
        : state.SplitFrom == c.Content.From ? Decision<DossierEvent>.Nothing
        : Refusal.Of(Exists);

    internal static Decision<DossierEvent> Add(DossierCommand.AddNominee c, CommandContext by, Dossier state) =>
        state.Nominee(c.Nominee.Id) is { } known
            ? known.Entry == c.Nominee
                ? Decision<DossierEvent>.Nothing
                : Refusal.Of(NomineeIdTaken, ("nominee", known.Id.ToString()))
            : Guards.Draft(by, state) is { } no
                ? no
                : Unfit(c.Nominee, state) is { } unfit
                    ? unfit
                    : new DossierEvent.NomineeAdded(c.Nominee);

    internal static Decision<DossierEvent> Add(DossierCommand.AddNominees c, CommandContext by, Dossier state)
    {
        var events = new List<DossierEvent>();
        foreach (var nominee in c.Nominees)
        {
            switch (Add(new DossierCommand.AddNominee(nominee), by, state))
            {
                case Decision<DossierEvent>.Refused refused:
                    return refused;
                case Decision<DossierEvent>.Accepted { Events: var added }:
                    events.AddRange(added);
                    state = added.Aggregate(state, Dossier.Evolve);
                    break;
            }
        }

        return events;
    }

    internal static Decision<DossierEvent> Change(DossierCommand.ChangeNominee c, CommandContext by, Dossier state) =>
        state.Nominee(c.Nominee.Id) is not { } known ? Refusal.Of(NomineeUnknown, ("nominee", c.Nominee.Id.ToString()))
        : known.Entry == c.Nominee ? Decision<DossierEvent>.Nothing
        : Guards.Draft(by, state) is { } no ? no
        : Unfit(c.Nominee, state) is { } unfit ? unfit
        : new DossierEvent.NomineeChanged(c.Nominee);

    internal static Decision<DossierEvent> Remove(DossierCommand.RemoveNominee c, CommandContext by, Dossier state) =>
        Guards.Draft(by, state) is { } no ? no
        : state.Nominee(c.Nominee) is null ? Decision<DossierEvent>.Nothing
        : new DossierEvent.NomineeRemoved(c.Nominee);

    internal static Decision<DossierEvent> TakeOver(DossierCommand.TakeOver c, CommandContext by, Dossier state) =>
        !Guards.IsSystem(by) ? Refusal.Of(CarriedOnly)
        : !state.IsDraft || state.Unit == c.To ? Decision<DossierEvent>.Nothing
        : new DossierEvent.TakenOver(state.Unit, c.To);

    internal static Decision<DossierEvent> Attach(DossierCommand.AttachDocument c, CommandContext by, Dossier state)
    {
        if (state.Documents.Find(d => d.Id == c.Document.Id) is { } known)
        {
            return known == c.Document
                ? Decision<DossierEvent>.Nothing
                : Refusal.Of(DocumentIdTaken, ("document", c.Document.Id.ToString()));
        }

        return OpenForPapers(by, state) is { } no ? no
            : c.Document.Nominee is { } whose && state.Nominee(whose) is null ? Refusal.Of(NomineeUnknown, ("nominee", whose.ToString()))
            : new DossierEvent.DocumentAttached(c.Document);
    }

    internal static Decision<DossierEvent> Remove(DossierCommand.RemoveDocument c, CommandContext by, Dossier state) =>
        Guards.Draft(by, state) is { } no ? no
        : state.Documents.Find(d => d.Id == c.Document) is not { } known ? Decision<DossierEvent>.Nothing
        : known.FromFiling && !Guards.IsSystem(by) ? Refusal.Of(DocumentShared, ("document", c.Document.ToString()))
        : new DossierEvent.DocumentRemoved(c.Document);

    internal static Decision<DossierEvent> State(DossierCommand.StateComponent c, CommandContext by, Dossier state) =>
        state.Statements.GetValueOrDefault(c.Statement.Component) == c.Statement ? Decision<DossierEvent>.Nothing
        : OpenForPapers(by, state) is { } no ? no
        : c.Statement.Copies is < 0 or > 99
            ? Refusal.Of(CopiesOutOfRange, ("component", c.Statement.Component.Value), ("copies", Guards.Number(c.Statement.Copies)))
        : new DossierEvent.ComponentStated(c.Statement);

    internal static Decision<DossierEvent> Submit(DossierCommand.Submit c, CommandContext by, Dossier state)
    {
        if (state.Terms is not null && state.Number == c.Number)
        {
            return Decision<DossierEvent>.Nothing;
        }

        if (Guards.Draft(by, state) is { } no)
        {
            return no;
        }

        if (state.Nominees.IsEmpty)
        {
            return Refusal.Of(NoNominees);
        }

        if (c.Terms.Route.Steps.Count == 0 || c.Terms.Route.Form != state.Form)
        {
            return Refusal.Of(RouteUnfit, ("form", state.Form.Value), ("route", c.Terms.Route.Route.Value));
        }

        return
            (Missing(c.Terms.Checklist, state) ?? Recognising.Unready(c.Terms, state) ?? Comparing.Blocked(c.Found, state)) is { } missing
            ? missing
            : new DossierEvent.Submitted(c.Number, c.Terms, c.Answers, c.Also is { Count: > 0 } ? c.Also : null);
    }

    internal static Decision<DossierEvent> TakeBack(CommandContext by, Dossier state) =>
        state is { IsDraft: true, Number: not null } ? Decision<DossierEvent>.Nothing
        : Guards.Proposer(by, state) is { } no ? no
        : state.IsDraft ? Refusal.Of(StillDraft)
        : state.IsClosed ? Refusal.Of(Closed)
        : TakenUp(state) ? Refusal.Of(AlreadyTakenUp)
        : new DossierEvent.TakenBack();

    internal static Decision<DossierEvent> Withdraw(DossierCommand.Withdraw c, CommandContext by, Dossier state) =>
        state.IsWithdrawn ? Decision<DossierEvent>.Nothing
        : Guards.Proposer(by, state) is { } no ? no
        : state.AnyoneAwarded ? Refusal.Of(AlreadyDecided)
        : state.IsClosed ? Refusal.Of(Closed)
        : Guards.Reasoned(c.Reason, state) is { } unreasoned ? unreasoned
        : new DossierEvent.Withdrawn(c.Reason);

    internal static Decision<DossierEvent> Provide(DossierCommand.ProvideSupplement c, CommandContext by, Dossier state)
    {
        if (state.Supplement is not { } supplement)
        {
            return Refusal.Of(state.IsClosed ? Closed : NoSupplementAwaited);
        }

        if (supplement.Provided)
        {
            return Decision<DossierEvent>.Nothing;
        }

        if (Guards.Proposer(by, state) is { } no)
        {
            return no;
        }

        var pause = new ClockPause(supplement.Request.On, Guards.Today(by));
        return new DossierEvent.SupplementProvided(
            supplement.Request.Round,
            Dues.Moved(state.Tasks, c.Calendar, pause),
            c.Note,
            pause.To,
            c.Calendar.Revision
        );
    }

    private static Refusal? OpenForPapers(CommandContext by, Dossier state) =>
        Guards.Proposer(by, state)
        ?? (
            state.IsDraft || state is { IsClosed: false, Supplement.Provided: false }
                ? null
                : Refusal.Of(state.IsClosed ? Closed : NotOpenForPapers)
        );

    private static Refusal? Unfit(NomineeEntry nominee, Dossier state) =>
        state.Secrecy == Secrecy.Normal && nominee.Profile is null ? Refusal.Of(ProfileMissing, ("nominee", nominee.Id.ToString()))
        : state.Nominees.Find(n => n.Entry.Subject == nominee.Subject && n.Id != nominee.Id) is { } twin
            ? Refusal.Of(SubjectTwice, ("nominee", twin.Id.ToString()))
        : null;

    // "until the receiver has accepted": any act of an office counts, a task given back does not.
    private static bool TakenUp(Dossier state) =>
        !state.Receipts.IsEmpty
        || !state.Progress.IsEmpty
        || state.SupplementRounds > 0
        || !state.Findings.IsEmpty
        || !state.Suspended.IsEmpty
        || state.Tasks.Exists(t => t.ClaimedBy is not null)
        || state.Nominees.Exists(n => !n.IsInPlay);

    private static Refusal? Missing(IReadOnlyList<ChecklistItem> checklist, Dossier state)
    {
        var missing = new List<string>();
        var missingFor = new List<string>();
        var unconfirmed = new List<string>();
        foreach (var item in checklist)
        {
            var stated = state.Statements.GetValueOrDefault(item.Code);
            var onPaper = stated is { NotApplicable: false, Copies: > 0 } && stated.Copies >= (item.Copies ?? 1);
            var files = state.Documents.FindAll(d => d.Component == item.Code);
            if (item.Mandatory && !onPaper)
            {
                if (item.PerNominee)
                {
                    missingFor.AddRange(
                        state.Nominees.Where(n => !files.Exists(d => d.Nominee == n.Id)).Select(n => $"{item.Code}/{n.Id}")
                    );
                }
                else if (files.IsEmpty)
                {
                    missing.Add(item.Code.Value);
                }
            }

            if (item.Confirmation && stated is not { Confirmed: true } && (item.Mandatory || onPaper || !files.IsEmpty))
            {
                unconfirmed.Add(item.Code.Value);
            }
        }

        var arguments = new[] { ("missing", missing), ("missingFor", missingFor), ("unconfirmed", unconfirmed) }
            .Where(a => a.Item2.Count > 0)
            .Select(a => (a.Item1, string.Join(", ", a.Item2)))
            .ToArray();
        return arguments.Length == 0 ? null : Refusal.Of(ComponentsMissing, arguments);
    }
}
