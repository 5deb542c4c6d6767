// Last compiled and run with Elsa.Workflows.Core 3.7.1.
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Activities;
using Elsa.Workflows.Activities.Flowchart.Activities;
using Elsa.Workflows.Activities.Flowchart.Models;
using Elsa.Workflows.Models;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using FlowEndpoint = Elsa.Workflows.Activities.Flowchart.Models.Endpoint;
using Outcomes = PhongTrao.Workflows.Routes.Outcomes;

namespace PhongTrao.Workflows.Engines;

/// <summary>
/// A route plan as an Elsa workflow: a flowchart with one <see cref="ElsaReview"/> per step, a connection per outcome, one
/// <see cref="ElsaWayBack"/> for all returns, and an <see cref="ElsaRouteEnd"/> per ending. Every activity has an id that follows
/// from the plan, so that the same plan gives the same workflow.
/// </summary>
public static class ElsaRouteWorkflow
{
    /// <summary>The workflow of a plan.</summary>
    /// <param name="plan">The plan; where two steps have the same id, the first counts.</param>
    /// <param name="before">An activity to pass through each time before a step opens; null: none.</param>
    /// <exception cref="ArgumentException">The plan has no step.</exception>
    public static Workflow Of(RoutePlan plan, Func<RouteStep, IActivity?>? before = null)
    {
        ArgumentNullException.ThrowIfNull(plan);
        if (plan.Steps.Count == 0)
        {
            throw new ArgumentException("The plan has no step.", nameof(plan));
        }

        var chart = new Flowchart { Id = "route" };
        var reviews = new Dictionary<StepId, ElsaReview>();
        var doors = new Dictionary<StepId, IActivity>();
        foreach (var step in plan.Steps)
        {
            var review = new ElsaReview { Id = $"step:{step.Id}", Step = step };
            if (!reviews.TryAdd(step.Id, review))
            {
                continue;
            }

            review.SetDisplayText(step.Name.ToString());
            chart.Activities.Add(review);
            doors[step.Id] = review;
            if (before?.Invoke(step) is { } first)
            {
                first.Id = $"before:{step.Id}";
                chart.Activities.Add(first);
                chart.Connections.Add(new Connection(new FlowEndpoint(first, "Done"), new FlowEndpoint(review)));
                doors[step.Id] = first;
            }
        }

        var ends = new Dictionary<RouteEnd, ElsaRouteEnd>();
        var back = new ElsaWayBack { Id = "back" };
        back.SetDisplayText("Trả lại");
        chart.Activities.Add(back);
        foreach (var (id, review) in reviews)
        {
            foreach (var (outcome, target) in review.Step.Outcomes)
            {
                // "Back" is always the named way back, whatever the plan says of it.
                if (outcome != Outcomes.Back && Target(target) is { } to)
                {
                    Connect(review, outcome.Value, to);
                }
            }

            Connect(review, Outcomes.Back.Value, back);
            Connect(back, id.Value, doors[id]);
        }

        chart.Start = doors[plan.Steps[0].Id];
        return new Workflow(chart)
        {
            Id = "workflow",
            Name = plan.Route.Value,
            Identity = new WorkflowIdentity(plan.Route.Value, plan.Version, $"{plan.Route}-{plan.Version}"),
        };

        // Null where the plan leads nowhere: the engine says so when somebody gets there.
        IActivity? Target(RouteTarget target)
        {
            if (target.Step is { } next)
            {
                return doors.GetValueOrDefault(next);
            }

            if (target.End is not { } end)
            {
                return null;
            }

            if (!ends.TryGetValue(end, out var activity))
            {
                activity = new ElsaRouteEnd { Id = $"end:{end}", End = end };
                ends.Add(end, activity);
                chart.Activities.Add(activity);
            }

            return activity;
        }

        void Connect(IActivity from, string port, IActivity to) =>
            chart.Connections.Add(new Connection(new FlowEndpoint(from, port), new FlowEndpoint(to)));
    }
}
