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
            var party = _step?.PlaceOf(end.Party) ?? -1;
            var step = RouteFit.Open(_plan, _step, party >= 0 && _answers[party] is null, end);
            if (end.Outcome == Outcomes.Back)
            {
                Open(_plan.IndexOf(end.GoTo!.Value));
                return;
            }

            _answers[party] = end.Outcome;
            if (Array.TrueForAll(_answers, answer => answer is not null))
            {
                Lead(step.Outcomes[step.Answer(_answers)]);
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
    }
}
