using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Engines;

/// <summary>Whether what ended next fits the plan: the same for every engine, asked before it changes anything.</summary>
internal static class RouteFit
{
    /// <summary>The open step, if it may end so.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="open">The step that is open; null: the route has ended.</param>
    /// <param name="awaited">Whether that step still waits for the party.</param>
    /// <param name="end">What ended next.</param>
    /// <exception cref="ArgumentException">It does not fit.</exception>
    public static RouteStep Open(RoutePlan plan, RouteStep? open, bool awaited, StepEnd end)
    {
        if (open is null)
        {
            throw Misfit(end, "the route has ended");
        }

        if (end.Step != open.Id)
        {
            throw Misfit(end, $"open is {open.Id}");
        }

        if (!awaited)
        {
            throw Misfit(end, "the step does not wait for this party");
        }

        if (end.Outcome == Outcomes.Back)
        {
            var target = end.GoTo is { } goTo ? plan.IndexOf(goTo) : -1;
            return target >= 0 && target <= plan.IndexOf(end.Step)
                ? open
                : throw Misfit(end, "the way back leads to the same or an earlier step");
        }

        if (end.GoTo is not null)
        {
            throw Misfit(end, "only the way back names a step");
        }

        return open.Outcomes.ContainsKey(end.Outcome) ? open : throw Misfit(end, "the step has no such outcome");
    }

    private static ArgumentException Misfit(StepEnd end, string why) =>
        new(
            $"The progress does not fit the plan: {end.Step} ended with {end.Outcome} by {end.Party.Unit}/{end.Party.Function}, but {why}."
        );
}
