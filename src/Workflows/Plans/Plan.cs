using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Plans;

/// <summary>What happened to a plan (stream <c>plan-{id}</c>).</summary>
public abstract record PlanEvent
{
    private PlanEvent() { }

    /// <summary>A revision was read from a file; the revisions count 1, 2, 3 …, dossiers name theirs.</summary>
    /// <param name="Revision">Its number.</param>
    /// <param name="Definition">What the file says.</param>
    /// <param name="Source">Digest of the file: the same file changes nothing.</param>
    /// <param name="File">The file as it was handed in; null: recorded before files were kept.</param>
    public sealed record Imported(int Revision, PlanDefinition Definition, Digest Source, FileBytes? File = null) : PlanEvent;
}

/// <summary>What may be asked of a plan.</summary>
public abstract record PlanCommand
{
    private PlanCommand() { }

    /// <summary>Takes in a file that was read without a problem.</summary>
    /// <param name="Definition">What the file says.</param>
    /// <param name="Source">Its digest.</param>
    /// <param name="File">The file; null only in tests of what older releases recorded.</param>
    public sealed record Import(PlanDefinition Definition, Digest Source, FileBytes? File = null) : PlanCommand;
}

/// <summary>Why a command on a plan is refused.</summary>
public static class PlanRefusals
{
    public const string OtherPlan = "plan.other-plan";
}

/// <summary>A plan at its last revision.</summary>
/// <param name="Revision">0: none yet.</param>
/// <param name="Definition">The plan; null before the first revision.</param>
/// <param name="Source">Digest of its file.</param>
public sealed record Plan(int Revision, PlanDefinition? Definition, Digest Source)
{
    /// <summary>Nothing yet.</summary>
    public static Plan Initial { get; } = new(0, null, default);

    /// <summary>What a command leads to.</summary>
    public static Decision<PlanEvent> Decide(PlanCommand command, CommandContext by, Plan state) =>
        command switch
        {
            PlanCommand.Import c => c.Source == state.Source ? Decision<PlanEvent>.Nothing
            : state.Definition is { } known && known.Id != c.Definition.Id ? Refusal.Of(PlanRefusals.OtherPlan, ("plan", known.Id.Value))
            : new PlanEvent.Imported(state.Revision + 1, c.Definition, c.Source, c.File),
        };

    /// <summary>What the state is after an event.</summary>
    public static Plan Evolve(Plan state, PlanEvent @event) =>
        @event switch
        {
            PlanEvent.Imported e => new(e.Revision, e.Definition, e.Source),
        };
}
