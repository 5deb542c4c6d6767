using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Routes;

/// <summary>One party has ended its part of a step.</summary>
/// <param name="Step">The step.</param>
/// <param name="Party">Which party.</param>
/// <param name="Outcome">How.</param>
/// <param name="GoTo">With <see cref="Outcomes.Back"/>: the earlier step (or the same) that opens again.</param>
public sealed record StepEnd(StepId Step, Party Party, OutcomeCode Outcome, StepId? GoTo = null);

/// <summary>A step that waits for a party.</summary>
/// <param name="Step">The step.</param>
/// <param name="Party">The party.</param>
/// <param name="Round">How often the step has been opened, from 1.</param>
public sealed record OpenStep(StepId Step, Party Party, int Round);

/// <summary>What is open now: steps, or how the route ended.</summary>
/// <param name="Open">In the order of the step's parties; empty when ended.</param>
/// <param name="End">How it ended; null while steps are open.</param>
public sealed record RouteState(IReadOnlyList<OpenStep> Open, RouteEnd? End);

/// <summary>
/// Answers one question: given this route plan and these completed steps, which steps are open? The answer depends on those
/// two alone. One abstract suite tests every engine:
/// <list type="bullet">
/// <item>Nothing completed: the first step is open for all its parties, round 1.</item>
/// <item>Single: the party's outcome is the step's. Joint: pass when all parties passed; fail as soon as all have ended and
/// one failed. Vote: when all parties have ended, pass if the vote rule is passed by the number of passes of all parties
/// (mode vote with one party: that party's outcome).</item>
/// <item>The step's outcome leads where <see cref="RouteStep.Outcomes"/> says.</item>
/// <item><see cref="Outcomes.Back"/> from any party ends the step at once and opens the named step again for all its
/// parties, one round higher; so do the steps after it when they are reached again.</item>
/// <item>A completed step that was not open, an unknown step, party or outcome is an <see cref="ArgumentException"/>.</item>
/// </list>
/// </summary>
public interface IRouteEngine
{
    /// <summary>The steps open after <paramref name="progress"/>, in the order things happened.</summary>
    /// <exception cref="ArgumentException">The progress does not fit the plan.</exception>
    ValueTask<RouteState> NextAsync(RoutePlan plan, IReadOnlyList<StepEnd> progress, CancellationToken cancellationToken = default);
}
