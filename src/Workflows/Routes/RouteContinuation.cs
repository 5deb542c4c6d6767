using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Routes;

/// <summary>
/// How a dossier on its way goes on under another route (Chuyển thẩm quyền giải quyết): what is behind it stays as it was done and by whom,
/// what is before it is the other route's. Pure.
/// </summary>
/// <param name="Route">The steps that are done, as they stand in the former route, then those of the other one from the chosen step on.</param>
/// <param name="Progress">What the route engine is asked with: the step chosen is open for all its parties, for the first time.</param>
public sealed record RouteContinuation(RoutePlan Route, IReadOnlyList<StepEnd> Progress)
{
    /// <summary>Joins two routes at a step.</summary>
    /// <param name="former">The route up to now.</param>
    /// <param name="progress">What was done of it.</param>
    /// <param name="other">The route from now on.</param>
    /// <param name="at">The step of it that opens now.</param>
    /// <returns>
    /// Null where the two do not join: the step is none of the other route's, a step of it would be passed over (<see cref="Usual"/>), a step
    /// from there on is behind the dossier already, or leads to one that is in neither.
    /// </returns>
    public static RouteContinuation? Join(RoutePlan former, IReadOnlyList<StepEnd> progress, RoutePlan other, StepId at)
    {
        var place = other.IndexOf(at);
        if (place < 0 || Usual(former, progress, other) is not { } usual || place > other.IndexOf(usual))
        {
            return null;
        }

        var (done, _) = Walk(former, progress);
        var rest = other.Steps.Skip(place).ToList();
        var known = done.Select(one => one.Step.Id).Concat(rest.Select(step => step.Id)).ToHashSet();
        if (
            known.Count < done.Count + rest.Count
            || rest.Exists(step => step.Outcomes.Values.Any(target => target.Step is { } to && !known.Contains(to)))
        )
        {
            return null;
        }

        var steps = new List<RouteStep>(done.Count + rest.Count);
        for (var i = 0; i < done.Count; i++)
        {
            var next = RouteTarget.To(i + 1 < done.Count ? done[i + 1].Step.Id : at);
            steps.Add(done[i].Step with { Outcomes = Leading(done[i].Step, done[i].Outcome, next, known) });
        }

        return new(other with { Steps = [.. steps, .. rest] }, [.. done.SelectMany(one => one.Ends)]);
    }

    /// <summary>
    /// Where a dossier would go on unless somebody chooses: at the step that waits, where the other route has it too; else after the last of its
    /// steps that is done. Further on it cannot go: nothing that the other route asks for is passed over. Null where that has nothing left to do.
    /// </summary>
    public static StepId? Usual(RoutePlan former, IReadOnlyList<StepEnd> progress, RoutePlan other)
    {
        var (done, waiting) = Walk(former, progress);
        var last = done.Select(one => other.IndexOf(one.Step.Id)).DefaultIfEmpty(-1).Max();
        if (waiting is not null && other.IndexOf(waiting.Id) > last)
        {
            return waiting.Id;
        }

        return last + 1 < other.Steps.Count ? other.Steps[last + 1].Id : null;
    }

    /// <summary>Steps of the other route at which the dossier can go on.</summary>
    public static IReadOnlyList<RouteStep> Places(RoutePlan former, IReadOnlyList<StepEnd> progress, RoutePlan other) =>
        [.. other.Steps.Where(step => Join(former, progress, other, step.Id) is not null)];

    /// <summary>The steps behind a dossier, in the order of its way; what was sent back is not.</summary>
    public static IReadOnlyList<RouteStep> Done(RoutePlan plan, IReadOnlyList<StepEnd> progress) =>
        [.. Walk(plan, progress).Done.Select(one => one.Step)];

    private readonly record struct Past(RouteStep Step, OutcomeCode Outcome, IReadOnlyList<StepEnd> Ends);

    // The steps behind the dossier, and the one that waits; null: the route has ended.
    private static (List<Past> Done, RouteStep? At) Walk(RoutePlan plan, IReadOnlyList<StepEnd> progress)
    {
        var done = new List<Past>();
        var at = plan.Steps is [var first, ..] ? first : null;
        var given = new List<StepEnd>();
        foreach (var end in progress)
        {
            if (at is null || at.Id != end.Step)
            {
                throw new ArgumentException($"The progress does not fit the plan at {end.Step}.", nameof(progress));
            }

            if (end.Outcome == Outcomes.Back)
            {
                var again = plan.IndexOf(end.GoTo!.Value);
                done.RemoveAll(one => plan.IndexOf(one.Step.Id) >= again);
                at = plan.Steps[again];
                given = [];
                continue;
            }

            given.Add(end);
            if (given.Count == at.Parties.Count)
            {
                var outcome = at.Answer([.. at.Parties.Select(party => given.Find(one => one.Party == party)?.Outcome)]);
                done.Add(new(at, outcome, given));
                at = at.Outcomes[outcome].Step is { } next ? plan.Step(next) : null;
                given = [];
            }
        }

        return (done, at);
    }

    // What it came to leads on; whatever led to a step that is not there any more does so too.
    private static Dictionary<OutcomeCode, RouteTarget> Leading(
        RouteStep step,
        OutcomeCode came,
        RouteTarget next,
        HashSet<StepId> known
    ) =>
        step
            .Outcomes.OrderBy(pair => pair.Key.Value, StringComparer.Ordinal)
            .ToDictionary(
                pair => pair.Key,
                pair => pair.Key == came || (pair.Value.Step is { } to && !known.Contains(to)) ? next : pair.Value
            );
}
