using System.Collections.Immutable;
using System.Diagnostics.Metrics;
using System.Text.Json;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Execution;

/// <summary>What became of a command.</summary>
public abstract record RunResult<TState>
{
    private RunResult() { }

    /// <summary>Recorded, now or when the same command id first came.</summary>
    /// <param name="State">The aggregate as it stands now.</param>
    /// <param name="Last">Revision of the command's last event.</param>
    /// <param name="Position">Position of the command's last event: what a view must have passed to show it.</param>
    /// <param name="DecisionRevision">The aggregate's ETag now.</param>
    /// <param name="Repeated">The command id had been recorded before; nothing was written now.</param>
    public sealed record Recorded(TState State, StreamRevision Last, Position Position, StreamRevision DecisionRevision, bool Repeated)
        : RunResult<TState>;

    /// <summary>The command changes nothing.</summary>
    public sealed record Unchanged(TState State, StreamRevision? DecisionRevision) : RunResult<TState>;

    /// <summary>Not allowed as things stand.</summary>
    public sealed record Refused(Refusal Refusal) : RunResult<TState>;

    /// <summary>Others kept writing to the stream; the caller may try again.</summary>
    public sealed record Contended : RunResult<TState>;

    /// <summary>The command id was used before with another body.</summary>
    public sealed record CommandIdReused : RunResult<TState>;

    /// <summary>The caller decided on something that has changed since.</summary>
    public sealed record Stale(StreamRevision? DecisionRevision) : RunResult<TState>;
}

/// <summary>
/// The way of every decision: load, fold, decide, let the route engine say what opens, chain, append; on a conflict load again
/// and decide again, a bounded number of times. Commands on one stream take turns inside a host, so conflicts come only from
/// other hosts. Folded states are kept for the streams used last; what was decided on a kept state and not written is checked
/// against the store before it is answered, so a second host's events are never overlooked.
/// </summary>
public sealed class CommandRunner
{
    /// <summary>Refusal: the command's instant lies before the last recorded one.</summary>
    public const string ClockBackwards = "clock.backwards";

    private static readonly Counter<long> Commands = Telemetry.Meter.CreateCounter<long>(
        "phongtrao.commands",
        "{command}",
        "Commands run, by kind and by what became of them."
    );
    private static readonly Counter<long> Refusals = Telemetry.Meter.CreateCounter<long>(
        "phongtrao.refusals",
        "{command}",
        "Commands refused, by code."
    );
    private static readonly Histogram<double> AppendDuration = Telemetry.Meter.CreateHistogram<double>(
        "phongtrao.append.duration",
        "s",
        "From handing events to the store to its answer."
    );

    private const int Attempts = 8;
    private const int Stripes = 4096;

    // Acts that race each other may reach the log in another order than their clocks were read.
    private static readonly TimeSpan RaceTolerance = TimeSpan.FromSeconds(5);

    private readonly IEventStore _store;
    private readonly KeptStates _kept;
    private readonly SemaphoreSlim?[] _turns = new SemaphoreSlim?[Stripes];
    private long _lastInstant;

    /// <param name="store">The log.</param>
    /// <param name="lastInstant">Instant of the last event recorded before this process started, or null for an empty log.</param>
    /// <param name="keptStreams">How many streams' folded states to keep, about.</param>
    public CommandRunner(IEventStore store, DateTimeOffset? lastInstant = null, int keptStreams = 4096)
    {
        _store = store;
        _kept = new KeptStates(keptStreams);
        _lastInstant = lastInstant?.UtcTicks ?? 0;
    }

    /// <summary>Latest instant recorded, as far as this host knows; null before the first.</summary>
    public DateTimeOffset? LastInstant => Volatile.Read(ref _lastInstant) is > 0 and var ticks ? new(ticks, TimeSpan.Zero) : null;

    /// <summary>Runs one command.</summary>
    /// <param name="binding">The kind of aggregate.</param>
    /// <param name="stream">Its stream.</param>
    /// <param name="command">The command.</param>
    /// <param name="context">Who, when, in what capacity, why.</param>
    /// <param name="ifMatch">The ETag the caller decided on, or null.</param>
    /// <param name="cancellationToken">Stops waiting; what was handed to the store may still be written.</param>
    /// <exception cref="StoreReadOnlyException">The store takes no more events.</exception>
    public ValueTask<RunResult<TState>> RunAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        TCommand command,
        CommandContext context,
        StreamRevision? ifMatch = null,
        CancellationToken cancellationToken = default
    )
        where TState : class
        where TCommand : class
        where TEvent : class =>
        Telemetry.Source.HasListeners() || Commands.Enabled
            ? WatchedAsync(binding, stream, command, context, ifMatch, cancellationToken)
            : UnwatchedAsync(binding, stream, command, context, ifMatch, cancellationToken);

    private async ValueTask<RunResult<TState>> WatchedAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        TCommand command,
        CommandContext context,
        StreamRevision? ifMatch,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var name = $"{binding.Category}.{command.GetType().Name}";
        using var span = Telemetry.Source.StartActivity("command " + name);
        span?.SetTag("phongtrao.stream", stream.Value).SetTag("phongtrao.command.id", context.CommandId);
        var result = await UnwatchedAsync(binding, stream, command, context, ifMatch, cancellationToken).ConfigureAwait(false);
        var outcome = result switch
        {
            RunResult<TState>.Recorded { Repeated: true } => "repeated",
            RunResult<TState>.Recorded => "recorded",
            RunResult<TState>.Unchanged => "unchanged",
            RunResult<TState>.Refused => "refused",
            RunResult<TState>.Contended => "contended",
            RunResult<TState>.CommandIdReused => "command-id-reused",
            RunResult<TState>.Stale => "stale",
        };
        Commands.Add(1, new("phongtrao.command", name), new("phongtrao.outcome", outcome));
        span?.SetTag("phongtrao.outcome", outcome);
        if (result is RunResult<TState>.Refused { Refusal.Code: var code })
        {
            Refusals.Add(1, new KeyValuePair<string, object?>("phongtrao.refusal", code));
            span?.SetTag("phongtrao.refusal", code);
        }

        return result;
    }

    private async ValueTask<RunResult<TState>> UnwatchedAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        TCommand command,
        CommandContext context,
        StreamRevision? ifMatch,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var turn = TurnOf(stream);
        await turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var attempt = 0; attempt < Attempts; attempt++)
            {
                var kept = _kept.Find<TState>(stream);
                var current = kept ?? await CatchUpAsync(binding, stream, null, cancellationToken).ConfigureAwait(false);
                var (answer, next) = await TryAsync(binding, stream, command, context, ifMatch, current, cancellationToken)
                    .ConfigureAwait(false);
                if (answer is RunResult<TState>.Recorded { Repeated: false })
                {
                    _kept.Keep(stream, next!);
                    return answer;
                }

                if (answer is not null && kept is null)
                {
                    return answer;
                }

                // A conflict, or an answer given on a kept state: see what others have written since.
                var seen = await CatchUpAsync(binding, stream, current, cancellationToken).ConfigureAwait(false);
                _kept.Keep(stream, seen);
                if (answer is not null && seen.Last == current.Last)
                {
                    return answer;
                }
            }

            return new RunResult<TState>.Contended();
        }
        finally
        {
            turn.Release();
        }
    }

    /// <summary>
    /// Whether a command would be refused as things stand: asked before something is spent on it that cannot be given back, such as
    /// the number of a paper. Null: it would not, or it was recorded before and will give its first answer again.
    /// </summary>
    public async ValueTask<RunResult<TState>?> WouldRefuseAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        TCommand command,
        CommandContext context,
        StreamRevision? ifMatch = null,
        CancellationToken cancellationToken = default
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var current = await CatchUpAsync(binding, stream, _kept.Find<TState>(stream), cancellationToken).ConfigureAwait(false);
        if (current.Commands.Contains(context.CommandId))
        {
            return null;
        }

        var tag = current.Last is { } last ? binding.DecisionRevision?.Invoke(current.State) ?? last : (StreamRevision?)null;
        return NotNow(ifMatch, tag, current, ref context)
            ?? (
                binding.Decide(command, context, current.State) is Decision<TEvent>.Refused { Refusal: var refusal }
                    ? new RunResult<TState>.Refused(refusal)
                    : null
            );
    }

    /// <summary>The aggregate as the log has it now, and its ETag; null where the stream does not exist.</summary>
    public async ValueTask<(TState State, StreamRevision DecisionRevision)?> LoadAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        CancellationToken cancellationToken = default
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var current = await CatchUpAsync(binding, stream, _kept.Find<TState>(stream), cancellationToken).ConfigureAwait(false);
        if (current.Last is not { } last)
        {
            return null;
        }

        _kept.Keep(stream, current);
        return (current.State, binding.DecisionRevision?.Invoke(current.State) ?? last);
    }

    // Decided on what has changed since, or by a clock that went back; null: it may be decided, at the instant given.
    private RunResult<TState>? NotNow<TState>(
        StreamRevision? ifMatch,
        StreamRevision? tag,
        Folded<TState> current,
        ref CommandContext context
    )
        where TState : class
    {
        if (ifMatch is { } expected && expected != tag)
        {
            return new RunResult<TState>.Stale(tag);
        }

        if (InstantFor(context, current.LastAt) is not { } at)
        {
            var last = new DateTimeOffset(Math.Max(_lastInstant, current.LastAt), TimeSpan.Zero);
            return new RunResult<TState>.Refused(Refusal.Of(ClockBackwards, ("last", last.ToString("O"))));
        }

        context = context with { At = at };
        return null;
    }

    // Null answer: a conflict.
    private async ValueTask<(RunResult<TState>? Answer, Folded<TState>? Next)> TryAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        TCommand command,
        CommandContext context,
        StreamRevision? ifMatch,
        Folded<TState> current,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var tag = current.Last is { } last ? binding.DecisionRevision?.Invoke(current.State) ?? last : (StreamRevision?)null;
        if (current.Commands.Contains(context.CommandId))
        {
            return (await FirstAnswerAsync(stream, context, current.State, tag!.Value, cancellationToken).ConfigureAwait(false), null);
        }

        if (NotNow(ifMatch, tag, current, ref context) is { } notNow)
        {
            return (notNow, null);
        }

        switch (binding.Decide(command, context, current.State))
        {
            case Decision<TEvent>.Refused refused:
                return (new RunResult<TState>.Refused(refused.Refusal), null);

            case Decision<TEvent>.Accepted { Events: [] }:
                return (new RunResult<TState>.Unchanged(current.State, tag), null);

            case Decision<TEvent>.Accepted accepted:
                var state = current.State;
                foreach (var e in accepted.Events)
                {
                    state = binding.Evolve(state, e);
                }

                var events = accepted.Events;
                if (binding.ContinueAsync is { } continueAsync)
                {
                    var more = await continueAsync(current.State, state, context, cancellationToken).ConfigureAwait(false);
                    foreach (var e in more)
                    {
                        state = binding.Evolve(state, e);
                    }

                    events = [.. events, .. more];
                }

                var (batch, hash) = Chain(stream, current, context, events);
                var result = await AppendAsync(stream, ExpectedRevision.After(current.Last), batch, cancellationToken)
                    .ConfigureAwait(false);
                if (result is not AppendResult.Appended appended)
                {
                    return (null, null);
                }

                Advance(context.At.UtcTicks);
                var next = new Folded<TState>(state, appended.Last, hash, context.At.UtcTicks, current.Commands.Add(context.CommandId));
                return (
                    new RunResult<TState>.Recorded(
                        state,
                        appended.Last,
                        appended.Position,
                        binding.DecisionRevision?.Invoke(state) ?? appended.Last,
                        Repeated: false
                    ),
                    next
                );

            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }

    private ValueTask<AppendResult> AppendAsync(
        StreamName stream,
        ExpectedRevision expected,
        EventData[] batch,
        CancellationToken cancellationToken
    ) =>
        Telemetry.Source.HasListeners() || AppendDuration.Enabled
            ? WatchedAppendAsync(stream, expected, batch, cancellationToken)
            : _store.AppendAsync(stream, expected, batch, cancellationToken);

    private async ValueTask<AppendResult> WatchedAppendAsync(
        StreamName stream,
        ExpectedRevision expected,
        EventData[] batch,
        CancellationToken cancellationToken
    )
    {
        using var span = Telemetry.Source.StartActivity("append");
        span?.SetTag("phongtrao.stream", stream.Value).SetTag("phongtrao.events", batch.Length);
        var start = TimeProvider.System.GetTimestamp();
        var result = await _store.AppendAsync(stream, expected, batch, cancellationToken).ConfigureAwait(false);
        AppendDuration.Record(TimeProvider.System.GetElapsedTime(start).TotalSeconds);
        return result;
    }

    private async ValueTask<RunResult<TState>> FirstAnswerAsync<TState>(
        StreamName stream,
        CommandContext context,
        TState state,
        StreamRevision tag,
        CancellationToken cancellationToken
    )
    {
        RecordedEvent? last = null;
        foreach (var recorded in await _store.ReadStreamAsync(stream, cancellationToken: cancellationToken).ConfigureAwait(false))
        {
            var metadata = EventTypes.Metadata(recorded);
            if (metadata.Command != context.CommandId)
            {
                continue;
            }

            if (metadata.Fingerprint != context.Fingerprint || metadata.Actor != context.Account)
            {
                return new RunResult<TState>.CommandIdReused();
            }

            last = recorded;
        }

        return new RunResult<TState>.Recorded(state, last!.Revision, last.Position, tag, Repeated: true);
    }

    private async ValueTask<Folded<TState>> CatchUpAsync<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        Folded<TState>? from,
        CancellationToken cancellationToken
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        var folded = from ?? new Folded<TState>(binding.Initial, null, null, 0, []);
        var news = await _store
            .ReadStreamAsync(stream, folded.Last?.Next ?? new StreamRevision(0), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (news.Count == 0)
        {
            return folded;
        }

        var state = folded.State;
        var commands = folded.Commands.ToBuilder();
        var lastAt = folded.LastAt;
        foreach (var recorded in news)
        {
            state = binding.Evolve(state, (TEvent)EventTypes.Read(recorded));
            var metadata = EventTypes.Metadata(recorded);
            commands.Add(metadata.Command);
            lastAt = Math.Max(lastAt, metadata.At.UtcTicks);
        }

        Advance(lastAt);
        return new Folded<TState>(state, news[^1].Revision, HashChain.Hash(news[^1]), lastAt, commands.ToImmutable());
    }

    private static (EventData[] Batch, string Hash) Chain<TState, TEvent>(
        StreamName stream,
        Folded<TState> current,
        CommandContext context,
        IReadOnlyList<TEvent> events
    )
        where TState : class
        where TEvent : class
    {
        var batch = new EventData[events.Count];
        var revision = current.Last?.Next ?? new StreamRevision(0);
        var previous = current.Hash;
        var trace = Telemetry.CurrentTrace;
        for (var i = 0; i < batch.Length; i++)
        {
            var (type, data) = EventTypes.Write(events[i], stream.Category);
            var metadata = JsonSerializer.SerializeToUtf8Bytes(
                new EventMetadata(
                    context.At,
                    context.CommandId,
                    i,
                    context.Account,
                    context.Capacity?.Appointment,
                    context.Capacity?.Unit,
                    context.Capacity?.Function,
                    context.Capacity?.OnBehalfOf,
                    context.Capacity?.Delegation,
                    context.Reason,
                    context.Correlation,
                    context.Causation,
                    context.ClientAddress,
                    context.Fingerprint,
                    previous,
                    trace
                ),
                EventJson.Default.EventMetadata
            );
            // The stream's name is part of the id: one command id used on two streams makes two facts, not a clash.
            var id = DerivedId.From(DerivedId.From(context.CommandId, stream.Value), i);
            batch[i] = new EventData(id, type, data, metadata);
            previous = HashChain.Hash(stream, revision, id, type, metadata, data);
            revision = revision.Next;
        }

        return (batch, previous!);
    }

    // Recorded time never runs backwards; null: the clock is wrong.
    private DateTimeOffset? InstantFor(CommandContext context, long lastOfStream)
    {
        var at = context.At.UtcTicks;
        var latest = Math.Max(Volatile.Read(ref _lastInstant), lastOfStream);
        if (at < latest - RaceTolerance.Ticks)
        {
            return null;
        }

        return new DateTimeOffset(Math.Max(at, lastOfStream), TimeSpan.Zero);
    }

    private void Advance(long ticks)
    {
        var seen = Volatile.Read(ref _lastInstant);
        while (ticks > seen)
        {
            var found = Interlocked.CompareExchange(ref _lastInstant, ticks, seen);
            if (found == seen)
            {
                return;
            }

            seen = found;
        }
    }

    private SemaphoreSlim TurnOf(StreamName stream)
    {
        var slot = (int)((uint)string.GetHashCode(stream.Value, StringComparison.Ordinal) % Stripes);
        return _turns[slot] ?? Interlocked.CompareExchange(ref _turns[slot], new SemaphoreSlim(1, 1), null) ?? _turns[slot]!;
    }
}

/// <summary>A stream folded up to its last known event.</summary>
internal sealed record Folded<TState>(TState State, StreamRevision? Last, string? Hash, long LastAt, ImmutableHashSet<Guid> Commands)
    where TState : class;

/// <summary>
/// Folded states of the streams used last, in two generations: when the young one is full the old one is dropped. Never more
/// than twice half the capacity, and no bookkeeping per access.
/// </summary>
internal sealed class KeptStates(int capacity)
{
    private readonly Lock _swap = new();
    private volatile System.Collections.Concurrent.ConcurrentDictionary<StreamName, object> _young = new();
    private volatile System.Collections.Concurrent.ConcurrentDictionary<StreamName, object> _old = new();
    private int _count;

    internal Folded<TState>? Find<TState>(StreamName stream)
        where TState : class
    {
        if (_young.TryGetValue(stream, out var found))
        {
            return (Folded<TState>)found;
        }

        if (_old.TryGetValue(stream, out found))
        {
            Keep(stream, (Folded<TState>)found);
            return (Folded<TState>)found;
        }

        return null;
    }

    internal void Keep<TState>(StreamName stream, Folded<TState> folded)
        where TState : class
    {
        if (_young.TryAdd(stream, folded))
        {
            if (Interlocked.Increment(ref _count) > capacity / 2)
            {
                lock (_swap)
                {
                    if (_count > capacity / 2)
                    {
                        _old = _young;
                        _young = new();
                        _count = 0;
                    }
                }
            }
        }
        else
        {
            _young[stream] = folded;
        }
    }
}
