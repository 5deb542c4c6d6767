// Last compiled and run with Elsa.Workflows.Core 3.7.1.
using System.Runtime.CompilerServices;
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities.Flowchart.Extensions;
using Elsa.Workflows.Models;
using Elsa.Workflows.Options;
using Elsa.Workflows.State;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Engines;

/// <summary>
/// Each dossier's route as an Elsa workflow (<see cref="ElsaRouteWorkflow"/>) that waits on bookmarks; what the dossier says has
/// ended resumes them, one after the other. There is no second truth: no workflow is stored, and one that is not at hand is started
/// anew and led through the progress. At most 256 stay at hand, the newest in each place.
/// </summary>
public sealed class ElsaRouteEngine : IRouteEngine, IAsyncDisposable, IDisposable
{
    private const int Places = 256; // a power of two

    private readonly Run?[] _atHand = new Run?[Places];
    private readonly Func<RouteStep, IActivity?>? _before;

    // Elsa's own container: it brings hosted services along, and its core alone fails the check that the host's container makes.
    private readonly ServiceProvider _elsa;

    /// <summary>Sets Elsa up.</summary>
    /// <param name="before">
    /// An activity of one's own to pass through each time before a step opens; null: none. It completes at once and changes nothing
    /// outside the workflow, for it runs again whenever the workflow is led through its progress again.
    /// </param>
    public ElsaRouteEngine(Func<RouteStep, IActivity?>? before = null)
    {
        _before = before;
        var services = new ServiceCollection();
        services.AddLogging();
        var elsa = services.CreateModule();
        elsa.UseWorkflows();
        // The other mode counts visits: it waits at a step that several ways lead to, and refuses ways back into one of them.
        elsa.UseFlowchart(chart => chart.UseTokenBasedExecution());
        elsa.Apply();
        _elsa = services.BuildServiceProvider();
    }

    /// <inheritdoc/>
    public async ValueTask<RouteState> NextAsync(
        RoutePlan plan,
        IReadOnlyList<StepEnd> progress,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(plan);
        ArgumentNullException.ThrowIfNull(progress);
        var place = RuntimeHelpers.GetHashCode(plan) & (Places - 1);
        var scope = _elsa.CreateAsyncScope();
        await using var _ = scope.ConfigureAwait(false);

        // Taken away while it moves: Elsa changes the state it resumes, so nobody else may have it.
        var run = Interlocked.Exchange(ref _atHand[place], null);
        if (run is null || !run.LeadsTo(plan, progress))
        {
            run = await StartAsync(scope.ServiceProvider, plan, run).ConfigureAwait(false);
        }

        while (run.Ended.Count < progress.Count)
        {
            // Asked between decisions and not passed on: Elsa would stop in the middle of one.
            cancellationToken.ThrowIfCancellationRequested();
            await ResumeAsync(scope.ServiceProvider, run, progress[run.Ended.Count]).ConfigureAwait(false);
        }

        var state = run.Describe();
        Volatile.Write(ref _atHand[place], run);
        return state;
    }

    /// <inheritdoc/>
    public void Dispose() => _elsa.Dispose();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _elsa.DisposeAsync();

    private async Task<Run> StartAsync(IServiceProvider elsa, RoutePlan plan, Run? other)
    {
        var graph =
            other is not null && ReferenceEquals(other.Plan, plan) ? other.Graph : await DrawAsync(elsa, plan).ConfigureAwait(false);
        var started = await elsa.GetRequiredService<IWorkflowRunner>().RunAsync(graph, new RunWorkflowOptions()).ConfigureAwait(false);
        return new Run(plan, graph, started.WorkflowState);
    }

    private async Task<WorkflowGraph> DrawAsync(IServiceProvider elsa, RoutePlan plan)
    {
        var workflow = ElsaRouteWorkflow.Of(plan, _before);
        var graph = await elsa.GetRequiredService<IWorkflowGraphBuilder>().BuildAsync(workflow).ConfigureAwait(false);
        await elsa.GetRequiredService<IActivityRegistry>()
            .RegisterAsync(graph.Nodes.Select(node => node.Activity.GetType()).Distinct())
            .ConfigureAwait(false);
        return graph;
    }

    private static async Task ResumeAsync(IServiceProvider elsa, Run run, StepEnd end)
    {
        // Looked at before it resumes: Elsa passes over what it does not wait for, and a misfit must be told.
        var bookmark = run.Bookmark(end);
        RouteFit.Open(run.Plan, run.Open, bookmark is not null, end);
        var resumed = await elsa.GetRequiredService<IWorkflowRunner>()
            .RunAsync(
                run.Graph,
                run.State,
                new RunWorkflowOptions
                {
                    BookmarkId = bookmark!.Id,
                    Input = new Dictionary<string, object>(StringComparer.Ordinal) { [ElsaReview.DecisionInput] = end },
                }
            )
            .ConfigureAwait(false);
        run.Advance(resumed.WorkflowState, end);
    }

    /// <summary>One workflow and how far it has been led.</summary>
    private sealed class Run(RoutePlan plan, WorkflowGraph graph, WorkflowState state)
    {
        public RoutePlan Plan { get; } = plan;

        public WorkflowGraph Graph { get; } = graph;

        public WorkflowState State { get; private set; } = Sound(plan, state);

        public List<StepEnd> Ended { get; } = [];

        /// <summary>The step that is open; null: the route has ended.</summary>
        public RouteStep? Open => OpenIn(Plan, State);

        /// <summary>Whether the progress begins with what this workflow has been led through.</summary>
        public bool LeadsTo(RoutePlan plan, IReadOnlyList<StepEnd> progress)
        {
            if (!ReferenceEquals(Plan, plan) || Ended.Count > progress.Count)
            {
                return false;
            }

            for (var i = 0; i < Ended.Count; i++)
            {
                if (Ended[i] != progress[i])
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The bookmark that waits for the party; null if none does.</summary>
        public Bookmark? Bookmark(StepEnd end)
        {
            var place = Open?.PlaceOf(end.Party) ?? -1;
            return place < 0 ? null : State.Bookmarks.FirstOrDefault(bookmark => ((ElsaAwaited)bookmark.Payload!).Place == place);
        }

        public void Advance(WorkflowState next, StepEnd end)
        {
            State = Sound(Plan, next);
            Ended.Add(end);
        }

        public RouteState Describe() =>
            Open is { } step
                ? new(
                    [
                        .. State
                            .Bookmarks.Select(bookmark => (ElsaAwaited)bookmark.Payload!)
                            .OrderBy(awaited => awaited.Place)
                            .Select(awaited => new OpenStep(step.Id, step.Parties[awaited.Place], awaited.Round)),
                    ],
                    null
                )
                : new([], (RouteEnd)State.Output[ElsaRouteEnd.EndOutput]);

        private static RouteStep? OpenIn(RoutePlan plan, WorkflowState state) =>
            state.Status != WorkflowStatus.Finished && state.Properties.TryGetValue(ElsaReview.StepProperty, out var step)
                ? plan.Step(new((string)step))
                : null;

        /// <summary>The state, if it is one that the plan leads to. Elsa keeps what an activity threw as an incident; here it is thrown.</summary>
        private static WorkflowState Sound(RoutePlan plan, WorkflowState state)
        {
            if (state.Incidents.FirstOrDefault() is { } incident)
            {
                throw incident.Exception?.Type == typeof(ArgumentException)
                    ? new ArgumentException(incident.Message)
                    : new InvalidOperationException($"The workflow stopped at {incident.ActivityId}: {incident.Message}");
            }

            if (state.Status == WorkflowStatus.Finished)
            {
                return state.Output.ContainsKey(ElsaRouteEnd.EndOutput)
                    ? state
                    : throw new ArgumentException("An outcome of the plan leads nowhere.");
            }

            var awaited = state.Bookmarks.Count(bookmark => bookmark.Payload is ElsaAwaited);
            return OpenIn(plan, state) is { } open && awaited == state.Bookmarks.Count && (awaited > 0 || open.Parties.Count == 0)
                ? state
                : throw new InvalidOperationException("An activity waits that is no step of the plan: nobody would know of it.");
        }
    }
}
