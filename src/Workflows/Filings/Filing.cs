using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Filings;

/// <summary>A lần trình: a unit files once, papers shared, for several award forms; one dossier per form.</summary>
public abstract record FilingEvent
{
    private protected FilingEvent() { }

    /// <summary>The filing exists. A reactor opens one dossier per form; their ids derive from this event.</summary>
    public sealed record Opened(
        UnitId Unit,
        PlanId Plan,
        AwardType Type,
        IReadOnlyList<FilingForm> Forms,
        Secrecy Secrecy,
        PaperRecord? Paper,
        AccountId PreparedBy
    ) : FilingEvent;

    /// <summary>One more form.</summary>
    public sealed record FormAdded(FilingForm Form) : FilingEvent;

    /// <summary>A paper for all dossiers of the filing; a reactor attaches it to each.</summary>
    public sealed record PaperAttached(DocumentEntry Document) : FilingEvent;

    /// <summary>A shared paper was taken off.</summary>
    public sealed record PaperRemoved(DocumentId Document) : FilingEvent;

    /// <summary>What is stated of a component for all dossiers of the filing.</summary>
    public sealed record ComponentStated(ComponentStatement Statement) : FilingEvent;
}

/// <summary>A form of a filing and its dossier.</summary>
public sealed record FilingForm(FormCode Form, DossierId Dossier);

/// <summary>What can be asked of a filing.</summary>
public abstract record FilingCommand
{
    private protected FilingCommand() { }

    /// <summary>Opens a filing for 1 to 10 forms.</summary>
    public sealed record Open(UnitId Unit, PlanId Plan, AwardType Type, IReadOnlyList<FormCode> Forms, Secrecy Secrecy, PaperRecord? Paper)
        : FilingCommand;

    /// <summary>Adds a form.</summary>
    public sealed record AddForm(FormCode Form) : FilingCommand;

    /// <summary>Attaches a shared paper.</summary>
    public sealed record AttachPaper(DocumentEntry Document) : FilingCommand;

    /// <summary>Takes a shared paper off.</summary>
    public sealed record RemovePaper(DocumentId Document) : FilingCommand;

    /// <summary>States a component for all.</summary>
    public sealed record StateComponent(ComponentStatement Statement) : FilingCommand;
}
