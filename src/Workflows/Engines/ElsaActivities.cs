// Last compiled and run with Elsa.Workflows.Core 3.7.1.
using Elsa.Extensions;
using Elsa.Workflows;
using Elsa.Workflows.Attributes;
using Elsa.Workflows.Models;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Engines;

/// <summary>What a bookmark of <see cref="ElsaReview"/> waits for.</summary>
/// <param name="Step">Id of the step.</param>
/// <param name="Place">Place of the party in the step.</param>
/// <param name="Round">How often the step has been opened, from 1.</param>
public sealed record ElsaAwaited(string Step, int Place, int Round);

/// <summary>
/// One step of a route: waits on one bookmark per party; each decision resumes one. Ends with the outcome of the step when the last
/// party has decided, or at once with <see cref="Outcomes.Back"/>.
/// </summary>
[Activity("PhongTrao", "PhongTrao", "Waits for the decision of every party of one step of the route.", DisplayName = "Xét duyệt")]
public sealed class ElsaReview : Activity
{
    /// <summary>Name of all bookmarks that wait for a decision.</summary>
    public const string BookmarkName = "PhongTrao.Review";

    /// <summary>The input that a decision brings: a <see cref="StepEnd"/>.</summary>
    public const string DecisionInput = "decision";

    /// <summary>Property of the workflow: id of the step opened last.</summary>
    public const string StepProperty = "step";

    private const string RoundProperty = "round";
    private const string GivenProperty = "given";

    /// <summary>The step, as the plan has it.</summary>
    public RouteStep Step { get; init; } = null!;

    /// <inheritdoc/>
    protected override void Execute(ActivityExecutionContext context)
    {
        var workflow = context.WorkflowExecutionContext.Properties;
        var key = $"{RoundProperty}:{Step.Id}";
        var round = workflow.TryGetValue(key, out var opened) ? (int)opened + 1 : 1;
        workflow[key] = round;
        workflow[StepProperty] = Step.Id.Value;
        context.Properties[GivenProperty] = new OutcomeCode?[Step.Parties.Count];
        for (var place = 0; place < Step.Parties.Count; place++)
        {
            context.CreateBookmark(
                new CreateBookmarkArgs
                {
                    BookmarkId = $"{Step.Id}/{place}/{round}",
                    BookmarkName = BookmarkName,
                    Stimulus = new ElsaAwaited(Step.Id.Value, place, round),
                    Callback = DecidedAsync,
                }
            );
        }
    }

    // Its name is part of a bookmark. The bookmark that brought us here is burnt afterwards, all of them when the activity completes.
    private async ValueTask DecidedAsync(ActivityExecutionContext context)
    {
        var decision = context.GetWorkflowInput<StepEnd>(DecisionInput);
        if (decision.Outcome == Outcomes.Back)
        {
            await context.CompleteActivityWithOutcomesAsync(Outcomes.Back.Value).ConfigureAwait(false);
            return;
        }

        var awaited = (ElsaAwaited)context.WorkflowExecutionContext.ResumedBookmarkContext!.Bookmark.Payload!;
        var given = (OutcomeCode?[])context.Properties[GivenProperty];
        given[awaited.Place] = decision.Outcome;
        if (Array.TrueForAll(given, outcome => outcome is not null))
        {
            await context.CompleteActivityWithOutcomesAsync(Step.Answer(given).Value).ConfigureAwait(false);
        }
    }
}

/// <summary>Where all ways back meet: passes on to the step that the decision names. Its outcomes are the ids of the steps.</summary>
[Activity("PhongTrao", "PhongTrao", "Opens the step again that the decision names.", DisplayName = "Trả lại")]
public sealed class ElsaWayBack : Activity
{
    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        var decision = context.GetWorkflowInput<StepEnd>(ElsaReview.DecisionInput);
        await context.CompleteActivityWithOutcomesAsync(decision.GoTo!.Value.Value).ConfigureAwait(false);
    }
}

/// <summary>Ends the route.</summary>
[Activity("PhongTrao", "PhongTrao", "Ends the route.", DisplayName = "Kết thúc")]
public sealed class ElsaRouteEnd : Activity, ITerminalNode
{
    /// <summary>Output of the workflow: a <see cref="RouteEnd"/>.</summary>
    public const string EndOutput = "end";

    /// <summary>How the route ends here.</summary>
    public RouteEnd End { get; init; }

    /// <inheritdoc/>
    protected override async ValueTask ExecuteAsync(ActivityExecutionContext context)
    {
        context.WorkflowExecutionContext.Output[EndOutput] = End;
        await context.CompleteActivityAsync().ConfigureAwait(false);
    }
}
