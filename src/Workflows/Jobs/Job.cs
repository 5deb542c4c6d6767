using System.Collections.Immutable;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Jobs;

/// <summary>A part of long work that was refused.</summary>
/// <param name="Item">Which, from 1.</param>
/// <param name="Why">The refusal's code.</param>
/// <param name="Detail">The refusal's arguments, one after another; never personal data.</param>
/// <param name="Arguments">The same by name; null: there are none, or an older release noted it.</param>
public sealed record RefusedItem(int Item, RefusalCode Why, PublicText? Detail, IReadOnlyDictionary<RuleCode, PublicText>? Arguments = null)
{
    /// <summary>Of a refusal.</summary>
    public static RefusedItem Of(int item, Refusal refusal)
    {
        // In one order on every machine: it is stored and hashed.
        var arguments = new Dictionary<RuleCode, PublicText>();
        foreach (var (name, value) in refusal.Arguments.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (RuleCode.TryParse(name, out var code) && PublicText.TryParse(value, out var text))
            {
                arguments[code] = text;
            }
        }

        return new(item, new(refusal.Code), DetailOf(refusal), arguments.Count == 0 ? null : arguments);
    }

    internal static PublicText? DetailOf(Refusal refusal) =>
        PublicText.TryParse(string.Join(", ", refusal.Arguments.Values), out var detail) ? detail : null;
}

/// <summary>
/// Long work that somebody ordered and that goes on behind the pages: stream <c>job-{id}</c>. What it brings about stands where it
/// belongs, recorded by commands whose ids derive from the job's; here stands how far it has come, coarsely, so that after a restart it goes
/// on from there and the few parts done since are done again and change nothing.
/// </summary>
public abstract record JobEvent
{
    private JobEvent() { }

    /// <summary>Somebody ordered it.</summary>
    /// <param name="Kind">What is done.</param>
    /// <param name="Owner">Who: everything is done in their name, as far as they still may.</param>
    /// <param name="Unit">For which unit.</param>
    /// <param name="Total">How many parts it has; 0: nobody can say.</param>
    /// <param name="Input">What it works on, under the job's key; null: nothing but what stands in the log.</param>
    /// <param name="Settings">How it is done, as its kind writes it, sealed under the job's key; null: there is nothing to say.</param>
    public sealed record Started(JobKind Kind, AccountId Owner, UnitId Unit, int Total, DocumentEntry? Input, Sealed? Settings) : JobEvent;

    /// <summary>It has come further.</summary>
    /// <param name="Done">How many parts are behind it, refused ones included.</param>
    /// <param name="Changed">How many parts of these changed something.</param>
    /// <param name="Refused">What was refused since the last time; null: nothing.</param>
    public sealed record Advanced(int Done, int Changed, IReadOnlyList<RefusedItem>? Refused) : JobEvent;

    /// <summary>It is over.</summary>
    /// <param name="Done">How many parts are behind it.</param>
    /// <param name="Changed">How many of them changed something; what was done twice, because the service died, is not among them.</param>
    /// <param name="Refused">What was refused since the last time; null: nothing.</param>
    /// <param name="Output">What it made, under the job's key; null: nothing to take away.</param>
    public sealed record Finished(int Done, int Changed, IReadOnlyList<RefusedItem>? Refused, DocumentEntry? Output) : JobEvent;

    /// <summary>Dừng: somebody stopped it. What it had brought about stays.</summary>
    public sealed record Cancelled : JobEvent;

    /// <summary>It cannot go on.</summary>
    /// <param name="Cause">Why.</param>
    /// <param name="Detail">The refusal's arguments, one after another.</param>
    public sealed record Failed(RefusalCode Cause, PublicText? Detail) : JobEvent;
}

/// <summary>What can be asked of a job.</summary>
public abstract record JobCommand
{
    private JobCommand() { }

    /// <summary>Orders it.</summary>
    public sealed record Start(JobKind Kind, AccountId Owner, UnitId Unit, int Total, DocumentEntry? Input, Sealed? Settings) : JobCommand;

    /// <summary>Notes how far it has come; by the service.</summary>
    public sealed record Advance(int Done, int Changed, IReadOnlyList<RefusedItem>? Refused) : JobCommand;

    /// <summary>Ends it; by the service.</summary>
    public sealed record Finish(int Done, int Changed, IReadOnlyList<RefusedItem>? Refused, DocumentEntry? Output) : JobCommand;

    /// <summary>Stops it; by whoever ordered it.</summary>
    public sealed record Cancel : JobCommand;

    /// <summary>Gives it up; by the service.</summary>
    public sealed record Fail(Refusal Cause) : JobCommand;
}

/// <summary>Why a job refuses.</summary>
public static class JobRefusals
{
    /// <summary>There is no such job.</summary>
    public const string Unknown = "job.unknown";

    /// <summary>The job exists, with another content.</summary>
    public const string Exists = "job.exists";

    /// <summary>It is over. Argument: state.</summary>
    public const string Over = "job.over";

    /// <summary>Somebody else ordered it.</summary>
    public const string NotYours = "job.not-yours";

    /// <summary>Only the service notes how far it has come.</summary>
    public const string ServiceOnly = "job.service-only";

    // ---- why a job fails ----

    /// <summary>Whoever ordered it may not do that any more.</summary>
    public const string Forbidden = "job.forbidden";

    /// <summary>What it works on is there no more.</summary>
    public const string InputGone = "job.input-gone";

    /// <summary>This release does not know such work. Argument: kind.</summary>
    public const string KindUnknown = "job.kind-unknown";

    /// <summary>The log is not as it was recorded. Argument: where (the stream, the event, and the one that betrays it).</summary>
    public const string LogDamaged = "job.log-damaged";

    /// <summary>A copy could not be written. Argument: error (a name for whoever runs the service).</summary>
    public const string CopyNotWritten = "job.copy-not-written";

    /// <summary>It failed and would fail again. Argument: error (a name for whoever runs the service).</summary>
    public const string Broken = "job.broken";
}

/// <summary>How a job stands. The numbers are stored in views.</summary>
public enum JobState
{
    Running = 0,
    Finished = 1,
    Cancelled = 2,
    Failed = 3,
}

/// <summary>A job as its events leave it.</summary>
public sealed record Job
{
    /// <summary>Most refused parts that are kept by name.</summary>
    public const int MostRefused = 5_000;

    /// <summary>Before the first event.</summary>
    public static Job None { get; } = new();

    /// <summary>How it was ordered; null before.</summary>
    public JobEvent.Started? Order { get; private init; }

    /// <summary>How it stands.</summary>
    public JobState State { get; private init; }

    /// <summary>How many parts are behind it.</summary>
    public int Done { get; private init; }

    /// <summary>How many of them changed something.</summary>
    public int Changed { get; private init; }

    /// <summary>What was refused, the first of it.</summary>
    public ImmutableList<RefusedItem> Refused { get; private init; } = [];

    /// <summary>How much was refused.</summary>
    public int RefusedCount { get; private init; }

    /// <summary>What it made.</summary>
    public DocumentEntry? Output { get; private init; }

    /// <summary>How it was given up; null: it was not.</summary>
    public JobEvent.Failed? Failure { get; private init; }

    /// <summary>Folds one event.</summary>
    public static Job Evolve(Job state, JobEvent @event) =>
        @event switch
        {
            JobEvent.Started e => state with { Order = e },
            JobEvent.Advanced e => state.With(e.Done, e.Changed, e.Refused),
            JobEvent.Finished e => state.With(e.Done, e.Changed, e.Refused) with { State = JobState.Finished, Output = e.Output },
            JobEvent.Cancelled => state with { State = JobState.Cancelled },
            JobEvent.Failed e => state with { State = JobState.Failed, Failure = e },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<JobEvent> Decide(JobCommand command, CommandContext by, Job state)
    {
        if (command is JobCommand.Start start)
        {
            var order = new JobEvent.Started(start.Kind, start.Owner, start.Unit, start.Total, start.Input, start.Settings);
            return state.Order is null ? order
                : state.Order == order ? Decision<JobEvent>.Nothing
                : Refusal.Of(JobRefusals.Exists);
        }

        if (state.Order is null)
        {
            return Refusal.Of(JobRefusals.Unknown);
        }

        if (by.Account != (command is JobCommand.Cancel ? state.Order.Owner : CommandContext.System))
        {
            return Refusal.Of(command is JobCommand.Cancel ? JobRefusals.NotYours : JobRefusals.ServiceOnly);
        }

        if (state.State is not JobState.Running)
        {
            var again = command switch
            {
                JobCommand.Finish => JobState.Finished,
                JobCommand.Cancel => JobState.Cancelled,
                JobCommand.Fail => JobState.Failed,
                JobCommand.Advance or JobCommand.Start => JobState.Running,
            };
            return state.State == again ? Decision<JobEvent>.Nothing : Refusal.Of(JobRefusals.Over, ("state", state.State.ToString()));
        }

        return command switch
        {
            JobCommand.Advance c => c.Done <= state.Done
                ? Decision<JobEvent>.Nothing
                : new JobEvent.Advanced(c.Done, c.Changed, Some(c.Refused)),
            JobCommand.Finish c => new JobEvent.Finished(c.Done, c.Changed, Some(c.Refused), c.Output),
            JobCommand.Cancel => new JobEvent.Cancelled(),
            JobCommand.Fail c => new JobEvent.Failed(new(c.Cause.Code), RefusedItem.DetailOf(c.Cause)),
            JobCommand.Start => Refusal.Of(JobRefusals.Exists), // answered above
        };
    }

    private static IReadOnlyList<RefusedItem>? Some(IReadOnlyList<RefusedItem>? refused) => refused is { Count: > 0 } ? refused : null;

    private Job With(int done, int changed, IReadOnlyList<RefusedItem>? refused) =>
        this with
        {
            Done = Math.Max(Done, done),
            Changed = changed,
            Refused = refused is null ? Refused : Refused.AddRange(refused.Take(Math.Max(0, MostRefused - Refused.Count))),
            RefusedCount = RefusedCount + (refused?.Count ?? 0),
        };
}
