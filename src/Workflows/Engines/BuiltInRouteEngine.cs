using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Engines;

/// <summary>
/// The default engine: walks the progress once over the plan's own table. Pure, without dependency, linear in the progress.
/// </summary>
public sealed class BuiltInRouteEngine : IRouteEngine
{
    /// <inheritdoc/>
    public ValueTask<RouteState> NextAsync(
        RoutePlan plan,
        IReadOnlyList<StepEnd> progress,
        CancellationToken cancellationToken = default
    ) => new(Compute(plan, progress));

    /// <summary>The same without waiting: the engine needs nothing but its arguments.</summary>
    /// <exception cref="ArgumentException">The progress does not fit the plan.</exception>
    public static RouteState Compute(RoutePlan plan, IReadOnlyList<StepEnd> progress)
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(progress);
        var walk = new Walk(plan);
        foreach (var end in progress)
        {
            walk.Take(end);
        }

        return walk.State();
    }

    private ref struct Walk
    {
        private readonly RoutePlan _plan;
        private readonly int[] _rounds;
        private RouteStep? _step;
        private OutcomeCode?[] _answers;
        private RouteEnd? _end;

        public Walk(RoutePlan plan)
        {
            if (plan.Steps.Count == 0)
            {
                throw new ArgumentException("The plan has no step.", nameof(plan));
            }

            _plan = plan;
            _rounds = new int[plan.Steps.Count];
            _answers = [];
            Open(0);
        }

        public void Take(StepEnd end)
        {
            if (_step is not { } step)
            {
                throw Misfit(end, "the route has ended");
            }

            if (end.Step != step.Id)
            {
                throw Misfit(end, $"open is {step.Id}");
            }

            var party = IndexOf(step.Parties, end.Party);
            if (party < 0 || _answers[party] is not null)
            {
                throw Misfit(end, "the step does not wait for this party");
            }

            if (end.Outcome == Outcomes.Back)
            {
                GoBack(end);
                return;
            }

            if (end.GoTo is not null)
            {
                throw Misfit(end, "only the way back names a step");
            }

            if (!step.Outcomes.ContainsKey(end.Outcome))
            {
                throw Misfit(end, "the step has no such outcome");
            }

            _answers[party] = end.Outcome;
            if (Array.TrueForAll(_answers, answer => answer is not null))
            {
                Lead(step.Outcomes[Answer(step, _answers)]);
            }
        }

        public readonly RouteState State()
        {
            if (_step is not { } step)
            {
                return new([], _end);
            }

            var open = new List<OpenStep>(step.Parties.Count);
            var round = _rounds[_plan.IndexOf(step.Id)];
            for (var i = 0; i < step.Parties.Count; i++)
            {
                if (_answers[i] is null)
                {
                    open.Add(new(step.Id, step.Parties[i], round));
                }
            }

            return new(open, null);
        }

        private void Open(int index)
        {
            _step = _plan.Steps[index];
            _answers = new OutcomeCode?[_step.Parties.Count];
            _rounds[index]++;
        }

        private void GoBack(StepEnd end)
        {
            var target = end.GoTo is { } goTo ? _plan.IndexOf(goTo) : -1;
            if (target < 0 || target > _plan.IndexOf(end.Step))
            {
                throw Misfit(end, "the way back leads to the same or an earlier step");
            }

            Open(target);
        }

        private void Lead(RouteTarget target)
        {
            if (target.Step is not { } next)
            {
                _step = null;
                _end = target.End ?? throw new ArgumentException("An outcome of the plan leads nowhere.");
                return;
            }

            var index = _plan.IndexOf(next);
            Open(index >= 0 ? index : throw new ArgumentException($"The plan has no step {next}."));
        }

        private static OutcomeCode Answer(RouteStep step, OutcomeCode?[] answers)
        {
            if (answers.Length == 1)
            {
                return answers[0]!.Value;
            }

            var passes = answers.Count(answer => answer == Outcomes.Pass);
            var passed = step.Mode switch
            {
                StepMode.Joint => passes == answers.Length,
                StepMode.Vote => step.Vote?.IsPassedBy(passes, answers.Length)
                    ?? throw new ArgumentException($"Step {step.Id} votes without a rule."),
                StepMode.Single => throw new ArgumentException($"Step {step.Id} is single and has several parties."),
            };
            return passed ? Outcomes.Pass : Outcomes.Fail;
        }

        private static int IndexOf(IReadOnlyList<Party> parties, Party wanted)
        {
            for (var i = 0; i < parties.Count; i++)
            {
                if (parties[i] == wanted)
                {
                    return i;
                }
            }

            return -1;
        }

        private static ArgumentException Misfit(StepEnd end, string why) =>
            new(
                $"The progress does not fit the plan: {end.Step} ended with {end.Outcome} by {end.Party.Unit}/{end.Party.Function}, but {why}."
            );
    }
}
