using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Decisions;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Proposals;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Execution;

/// <summary>Every kind of aggregate on a dossier's way, as <see cref="CommandRunner"/> runs it. The categories are stored for ever.</summary>
public static class Bindings
{
    /// <summary>Hồ sơ: <c>dossier-{id}</c>.</summary>
    /// <param name="engine">Says which steps are open.</param>
    /// <param name="calendar">The calendar now; asked once for each decision that opens work.</param>
    public static Binding<Dossier, DossierCommand, DossierEvent> Dossier(IRouteEngine engine, Func<WorkingCalendar> calendar) =>
        new(
            "dossier",
            Dossiers.Dossier.None,
            Dossiers.Dossier.Evolve,
            DossierDecider.Decide,
            (before, after, by, cancel) => DossierTasks.ContinueAsync(engine, calendar, before, after, by, cancel),
            state => state.DecisionRevision
        );

    /// <summary>Lần trình: <c>filing-{id}</c>.</summary>
    public static Binding<Filing, FilingCommand, FilingEvent> Filing { get; } =
        new("filing", Filings.Filing.None, Filings.Filing.Evolve, Filings.Filing.Decide);

    /// <summary>Tờ trình: <c>proposal-{id}</c>.</summary>
    public static Binding<Proposal, ProposalCommand, ProposalEvent> Proposal { get; } =
        new("proposal", Proposals.Proposal.None, Proposals.Proposal.Evolve, Proposals.Proposal.Decide);

    /// <summary>Quyết định: <c>decision-{id}</c>.</summary>
    public static Binding<AwardDecision, DecisionCommand, DecisionEvent> Decision { get; } =
        new("decision", AwardDecision.None, AwardDecision.Evolve, AwardDecision.Decide);

    /// <summary>Sổ: <c>register-{unit}-{kind}-{year}</c>, see <see cref="Registers.Register.StreamOf"/>.</summary>
    public static Binding<Register, RegisterCommand, RegisterEvent> Register { get; } =
        new("register", Registers.Register.None, Registers.Register.Evolve, Registers.Register.Decide);
}
