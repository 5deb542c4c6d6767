using System.Collections.Immutable;
using System.Globalization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Filings;

/// <summary>A lần trình: a unit files once, papers shared, for several award forms; one dossier per form.</summary>
public abstract record FilingEvent
{
    private FilingEvent() { }

    /// <summary>The filing exists. A reactor opens one dossier per form; their ids derive from this event.</summary>
    /// <param name="Recognition">
    /// Công nhận danh hiệu: which of the plan's recognitions; the only form is then its title. Null: it is for awards.
    /// </param>
    public sealed record Opened(
        UnitId Unit,
        PlanId Plan,
        AwardType Type,
        IReadOnlyList<FilingForm> Forms,
        Secrecy Secrecy,
        PaperRecord? Paper,
        AccountId PreparedBy,
        RuleCode? Recognition = null
    ) : FilingEvent;

    /// <summary>One more form.</summary>
    public sealed record FormAdded(FilingForm Form) : FilingEvent;

    /// <summary>A paper for all dossiers of the filing; a reactor attaches it to each.</summary>
    public sealed record PaperAttached(DocumentEntry Document) : FilingEvent;

    /// <summary>A shared paper was taken off.</summary>
    public sealed record PaperRemoved(DocumentId Document) : FilingEvent;

    /// <summary>What is stated of a component for all dossiers of the filing.</summary>
    public sealed record ComponentStated(ComponentStatement Statement) : FilingEvent;

    /// <summary>
    /// Nhận lập tiếp: the unit that opened it has ended, and its successor goes on with what was not submitted yet, as its own. A reactor
    /// carries it into the dossiers that are drafts still.
    /// </summary>
    /// <param name="From">The former unit.</param>
    /// <param name="To">Its successor.</param>
    public sealed record TakenOver(UnitId From, UnitId To) : FilingEvent;
}

/// <summary>A form of a filing and its dossier.</summary>
public sealed record FilingForm(FormCode Form, DossierId Dossier);

/// <summary>What can be asked of a filing.</summary>
public abstract record FilingCommand
{
    private FilingCommand() { }

    /// <summary>Opens a filing for 1 to 10 forms, or for the one title of a recognition.</summary>
    public sealed record Open(
        UnitId Unit,
        PlanId Plan,
        AwardType Type,
        IReadOnlyList<FormCode> Forms,
        Secrecy Secrecy,
        PaperRecord? Paper,
        RuleCode? Recognition = null
    ) : FilingCommand;

    /// <summary>Adds a form.</summary>
    public sealed record AddForm(FormCode Form) : FilingCommand;

    /// <summary>Attaches a shared paper.</summary>
    public sealed record AttachPaper(DocumentEntry Document) : FilingCommand;

    /// <summary>Takes a shared paper off.</summary>
    public sealed record RemovePaper(DocumentId Document) : FilingCommand;

    /// <summary>States a component for all.</summary>
    public sealed record StateComponent(ComponentStatement Statement) : FilingCommand;

    /// <summary>Goes on with it in the place of the unit that opened it; that one has ended and who follows it the organisation says.</summary>
    /// <param name="To">The successor, whose preparer asks.</param>
    public sealed record TakeOver(UnitId To) : FilingCommand;
}

/// <summary>Why a filing refuses.</summary>
public static class FilingRefusals
{
    /// <summary>There is no such filing.</summary>
    public const string Unknown = "filing.unknown";

    /// <summary>It was opened before, with other content.</summary>
    public const string Exists = "filing.exists";

    /// <summary>It is another unit's. Arguments: unit (whose).</summary>
    public const string OtherUnit = "filing.other-unit";

    /// <summary>A filing has 1 to 10 different forms. Arguments: count (asked for).</summary>
    public const string FormsOutOfRange = "filing.forms-out-of-range";

    /// <summary>A recognition is for one title: another one is filed by itself.</summary>
    public const string OneTitle = "filing.one-title";

    /// <summary>A secret filing takes no text or file: only number, date and where the paper lies.</summary>
    public const string SecretHasNoText = "filing.secret-has-no-text";

    /// <summary>A secret filing needs number, date and place of its paper.</summary>
    public const string PaperRecordMissing = "filing.paper-record-missing";

    /// <summary>Number, date and place of a secret paper were given, but the filing is not secret.</summary>
    public const string PaperRecordNotSecret = "filing.paper-record-not-secret";

    /// <summary>Another shared paper has this id. Arguments: document.</summary>
    public const string DocumentIdTaken = "filing.document-id-taken";

    /// <summary>A shared paper is not one nominee's. Arguments: document.</summary>
    public const string DocumentOfNominee = "filing.document-of-nominee";

    /// <summary>Paper copies are 0 to 99. Arguments: component, copies.</summary>
    public const string CopiesOutOfRange = "filing.copies-out-of-range";
}

/// <summary>A filing as its events leave it.</summary>
public sealed record Filing
{
    /// <summary>Most forms one filing may have.</summary>
    public const int MaxForms = 10;

    /// <summary>Before the first event.</summary>
    public static Filing None { get; } = new();

    /// <summary>What it was opened with, and by whom or whoever took it over; null before.</summary>
    public FilingEvent.Opened? Opening { get; private init; }

    /// <summary>Forms and their dossiers, in the order they were added.</summary>
    public ImmutableList<FilingForm> Forms { get; private init; } = [];

    /// <summary>Shared papers.</summary>
    public ImmutableList<DocumentEntry> Papers { get; private init; } = [];

    /// <summary>What is stated for all dossiers.</summary>
    public ImmutableList<ComponentStatement> Statements { get; private init; } = [];

    /// <summary>The dossier of a form: the same command gives the same id, on every host.</summary>
    public static DossierId DossierFor(FormCode form, CommandContext by) => new(by.Derive("dossier:" + form.Value));

    /// <summary>Folds one event.</summary>
    public static Filing Evolve(Filing state, FilingEvent @event) =>
        @event switch
        {
            FilingEvent.Opened e => state with { Opening = e, Forms = [.. e.Forms] },
            FilingEvent.TakenOver e => state.Opening is { } opening ? state with { Opening = opening with { Unit = e.To } } : state,
            FilingEvent.FormAdded e => state with { Forms = state.Forms.Add(e.Form) },
            FilingEvent.PaperAttached e => state with { Papers = state.Papers.Add(e.Document) },
            FilingEvent.PaperRemoved e => state with { Papers = state.Papers.RemoveAll(d => d.Id == e.Document) },
            FilingEvent.ComponentStated e => state with
            {
                Statements = state.Statements.RemoveAll(s => s.Component == e.Statement.Component).Add(e.Statement),
            },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<FilingEvent> Decide(FilingCommand command, CommandContext by, Filing state)
    {
        if (command is FilingCommand.Open open)
        {
            return state.Opening is { } before ? Again(open, before) : Open(open, by);
        }

        if (state.Opening is not { } opening)
        {
            return Refusal.Of(FilingRefusals.Unknown);
        }

        if (command is FilingCommand.TakeOver over)
        {
            return over.To == opening.Unit ? Decision<FilingEvent>.Nothing
                : by.Capacity?.Unit != over.To ? Refusal.Of(FilingRefusals.OtherUnit, ("unit", opening.Unit.Value))
                : new FilingEvent.TakenOver(opening.Unit, over.To);
        }

        if (by.Capacity?.Unit != opening.Unit)
        {
            return Refusal.Of(FilingRefusals.OtherUnit, ("unit", opening.Unit.Value));
        }

        if (opening.Secrecy != Secrecy.Normal && (by.Reason is not null || command is FilingCommand.AttachPaper))
        {
            return Refusal.Of(FilingRefusals.SecretHasNoText);
        }

        return command switch
        {
            FilingCommand.Open or FilingCommand.TakeOver => Decision<FilingEvent>.Nothing,
            FilingCommand.AddForm c => state.Forms.Exists(f => f.Form == c.Form) ? Decision<FilingEvent>.Nothing
            : opening.Recognition is not null ? Refusal.Of(FilingRefusals.OneTitle)
            : state.Forms.Count >= MaxForms ? Count(state.Forms.Count + 1)
            : new FilingEvent.FormAdded(new(c.Form, DossierFor(c.Form, by))),
            FilingCommand.AttachPaper c => Attach(c.Document with { FromFiling = true }, state),
            FilingCommand.RemovePaper c => state.Papers.Exists(d => d.Id == c.Document)
                ? new FilingEvent.PaperRemoved(c.Document)
                : Decision<FilingEvent>.Nothing,
            FilingCommand.StateComponent c => state.Statements.Contains(c.Statement) ? Decision<FilingEvent>.Nothing
            : c.Statement.Copies is < 0 or > 99
                ? Refusal.Of(
                    FilingRefusals.CopiesOutOfRange,
                    ("component", c.Statement.Component.Value),
                    ("copies", c.Statement.Copies.ToString(CultureInfo.InvariantCulture))
                )
            : new FilingEvent.ComponentStated(c.Statement),
        };
    }

    private static Decision<FilingEvent> Open(FilingCommand.Open c, CommandContext by)
    {
        var forms = c.Forms.Distinct().ToList();
        return by.Capacity?.Unit != c.Unit ? Refusal.Of(FilingRefusals.OtherUnit, ("unit", c.Unit.Value))
            : forms.Count is < 1 or > MaxForms || forms.Count != c.Forms.Count ? Count(c.Forms.Count)
            : c.Recognition is not null && forms.Count > 1 ? Refusal.Of(FilingRefusals.OneTitle)
            : (c.Secrecy, c.Paper) switch
            {
                (Secrecy.Normal, not null) => Refusal.Of(FilingRefusals.PaperRecordNotSecret),
                (not Secrecy.Normal, null) => Refusal.Of(FilingRefusals.PaperRecordMissing),
                (not Secrecy.Normal, _) when by.Reason is not null => Refusal.Of(FilingRefusals.SecretHasNoText),
                _ => new FilingEvent.Opened(
                    c.Unit,
                    c.Plan,
                    c.Type,
                    forms.ConvertAll(f => new FilingForm(f, DossierFor(f, by))),
                    c.Secrecy,
                    c.Paper,
                    by.Account,
                    c.Recognition
                ),
            };
    }

    private static Decision<FilingEvent> Again(FilingCommand.Open c, FilingEvent.Opened opened) =>
        (c.Unit, c.Plan, c.Type, c.Secrecy, c.Paper, c.Recognition)
            == (opened.Unit, opened.Plan, opened.Type, opened.Secrecy, opened.Paper, opened.Recognition)
        && c.Forms.SequenceEqual(opened.Forms.Select(f => f.Form))
            ? Decision<FilingEvent>.Nothing
            : Refusal.Of(FilingRefusals.Exists);

    private static Decision<FilingEvent> Attach(DocumentEntry paper, Filing state) =>
        state.Papers.Find(d => d.Id == paper.Id) is { } known
            ? known == paper
                ? Decision<FilingEvent>.Nothing
                : Refusal.Of(FilingRefusals.DocumentIdTaken, ("document", paper.Id.ToString()))
            : paper.Nominee is null
                ? new FilingEvent.PaperAttached(paper)
                : Refusal.Of(FilingRefusals.DocumentOfNominee, ("document", paper.Id.ToString()));

    private static Refusal Count(int forms) =>
        Refusal.Of(FilingRefusals.FormsOutOfRange, ("count", forms.ToString(CultureInfo.InvariantCulture)));
}
