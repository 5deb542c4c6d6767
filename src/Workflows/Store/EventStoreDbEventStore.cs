// Last compiled with EventStore.Client.Grpc.Streams 23.3.8; not yet run against a server.
using System.Diagnostics;
using System.Runtime.CompilerServices;
using EventStore.Client;
using Grpc.Core;
using Esdb = EventStore.Client;

namespace PhongTrao.Workflows.Store;

/// <summary>
/// The log on an EventStoreDB server or cluster (23.10 or later): a stream is a stream, a revision a revision, a position of the
/// log a position of <c>$all</c>. Compiled in with <c>-p:EventStoreDb=true</c> only.
/// </summary>
/// <remarks>
/// <list type="bullet">
/// <item>The server repeats an append idempotently only where it still remembers, and never looks beside the stream. So this
/// process knows the ids of the whole log (about 60 bytes each): it reads them when it opens, and appends wait until it has.
/// Two hosts that give the same id to two streams within the same instant are not seen.</item>
/// <item>One subscription to the end of <c>$all</c> feeds everything live in this process. Whoever is further behind than what
/// it remembers reads from the server, which evaluates the filter.</item>
/// <item>A server that cannot be reached is no broken disk: appends are repeated for a while under their ids, then give up with
/// <see cref="StoreReadOnlyException"/>; once it answers again they are accepted again.</item>
/// </list>
/// </remarks>
public sealed class EventStoreDbEventStore : IEventStore
{
    /// <summary>How long an append, or reading a stream, waits for a server that does not answer.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    /// <summary>An answer that takes longer is not coming: a connection can end without a word to those who wait on it.</summary>
    private static readonly TimeSpan OneAttempt = TimeSpan.FromSeconds(12);

    private static readonly TimeSpan ShortWait = TimeSpan.FromMilliseconds(250);

    /// <summary>How many events the server looks at before it hands over a page that is not full.</summary>
    private const uint SearchWindow = 1024;

    /// <summary>All streams but the server's own.</summary>
    private static readonly IEventFilter Ours = StreamFilter.RegularExpression("^[^$]", SearchWindow);

    /// <summary>The name of the client's own traces.</summary>
    private static readonly ActivitySource ClientTraces = new("eventstoredb");

    private readonly CancellationTokenSource _closing = new();
    private readonly EventStoreClient _client;
    private readonly KnownIds _ids = new();
    private readonly Feed _feed;
    private readonly Task _following;
    private readonly Task _learning;
    private volatile string? _unreachable;
    private bool _disposed;

    private EventStoreDbEventStore(EventStoreClient client, Position? head)
    {
        _client = client;
        _feed = new Feed(head);
        _following = Task.Run(FollowAsync, CancellationToken.None);
        _learning = Task.Run(() => LearnIdsAsync(head), CancellationToken.None);
    }

    /// <summary>Why the server takes no appends at the moment, or null while it does.</summary>
    public string? ReadOnlyBecause => _unreachable;

    /// <summary>Connects and finds the end of the log.</summary>
    /// <param name="connection">"esdb://user:password@host:2113", "esdb+discover://…"; TLS unless it ends with "?tls=false".</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="ArgumentException">Not such a connection string; it is not repeated in the message, as it can hold a password.</exception>
    /// <exception cref="IOException">The server does not answer, or does not let us in.</exception>
    public static async Task<EventStoreDbEventStore> OpenAsync(string connection, CancellationToken cancellationToken = default)
    {
        var settings = Parse(connection) ?? throw new ArgumentException("Not a connection string of EventStoreDB.", nameof(connection));
        settings.ConnectionName ??= "PhongTrao";
        var client = new EventStoreClient(settings);
        try
        {
            var head = await BackwardsAsync(client, 1, OneAttempt, cancellationToken).ConfigureAwait(false);
            return new EventStoreDbEventStore(client, head.Count > 0 ? head[0] : null);
        }
        catch (Exception e)
        {
            await client.DisposeAsync().ConfigureAwait(false);
            if (e is OperationCanceledException && cancellationToken.IsCancellationRequested)
            {
                throw;
            }

            throw new IOException($"EventStoreDB: {Words(e)}", e);
        }
    }

    /// <summary>Whether it is a connection string; says nothing about whether a server is there.</summary>
    public static bool IsConnection(string text) => Parse(text) is not null;

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        StreamName stream,
        ExpectedRevision expected,
        IReadOnlyList<EventData> events,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        _ = stream.Value;
        Appends.Check(events);
        var sent = events.Select(ToServer).ToArray(); // copied: the caller may go on with its buffers when it stops waiting
        var ids = events.Select(e => e.EventId).ToArray();
        return new ValueTask<AppendResult>(
            Task.Run(() => AppendAsync(stream, expected, ids, sent), CancellationToken.None).WaitAsync(cancellationToken)
        );
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The server does not answer.</exception>
    public async ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamName stream,
        StreamRevision from = default,
        int maxCount = int.MaxValue,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(from.Value);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var begun = TimeProvider.System.GetTimestamp();
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            try
            {
                return await ReadOnceAsync(stream, from, maxCount, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                if (!IsPassing(e) || TimeProvider.System.GetElapsedTime(begun) > Patience || _closing.IsCancellationRequested)
                {
                    throw new IOException($"EventStoreDB: {Words(e)}", e);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }

            await Task.Delay(ShortWait, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SubscriptionMessage> SubscribeToAll(
        Position? after,
        SubscriptionFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var page = new List<RecordedEvent>();
        var at = after;
        var caughtUp = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (_feed.TryTake(at, page))
            {
                if (page.Count == 0)
                {
                    // What this process has recorded counts as there, though the feed may bring it a moment later.
                    if (!caughtUp && (_feed.Head is not { } end || at >= end))
                    {
                        caughtUp = true;
                        yield return new(SubscriptionMessageKind.CaughtUp, null, at);
                    }

                    await _feed.WaitBeyondAsync(at, cancellationToken).ConfigureAwait(false);
                    continue;
                }

                caughtUp = false;
                var passed = false;
                foreach (var recorded in page)
                {
                    at = recorded.Position;
                    passed = !filter.Matches(recorded.Stream.Value);
                    if (!passed)
                    {
                        cancellationToken.ThrowIfCancellationRequested();
                        yield return new(SubscriptionMessageKind.Event, recorded, at);
                    }
                }

                if (passed)
                {
                    yield return new(SubscriptionMessageKind.CheckpointReached, null, at);
                }

                continue;
            }

            // Further behind than what the process remembers. What the feed has seen is there for whoever asks afterwards.
            caughtUp = false;
            var head = _feed.Head;
            var broken = false;
            await using (var behind = ReadAllAsync(at, filter, cancellationToken).GetAsyncEnumerator(cancellationToken))
            {
                while (true)
                {
                    try
                    {
                        if (!await behind.MoveNextAsync().ConfigureAwait(false))
                        {
                            break;
                        }
                    }
                    catch (Exception) when (cancellationToken.IsCancellationRequested)
                    {
                        throw new OperationCanceledException(cancellationToken);
                    }
                    catch (Exception e) when (IsPassing(e) && !_closing.IsCancellationRequested)
                    {
                        broken = true;
                        break;
                    }

                    cancellationToken.ThrowIfCancellationRequested();
                    at = behind.Current.Position;
                    yield return new(SubscriptionMessageKind.Event, behind.Current, at);
                }
            }

            if (broken)
            {
                await Task.Delay(ShortWait, cancellationToken).ConfigureAwait(false);
            }
            else if (head is { } reached && (at is null || at < reached))
            {
                at = reached;
                yield return new(SubscriptionMessageKind.CheckpointReached, null, at);
            }
        }
    }

    /// <summary>Position of the last event recorded, as far as the server has told this process; null while the log is empty.</summary>
    public ValueTask<Position?> HeadAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ValueTask.FromResult(_feed.Head);
    }

    /// <inheritdoc/>
    /// <exception cref="IOException">The server does not answer.</exception>
    public async ValueTask<Position?> NearEndAsync(int events, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(events, 1);
        try
        {
            var last = await BackwardsAsync(_client, events + 1, OneAttempt, cancellationToken).ConfigureAwait(false);
            return last.Count > events ? last[^1] : null;
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new IOException($"EventStoreDB: {Words(e)}", e);
        }
    }

    /// <summary>Ends the subscriptions with <see cref="ObjectDisposedException"/> and closes the connection; what was sent may still be written.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await _closing.CancelAsync().ConfigureAwait(false);
        await _following.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await _learning.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _feed.Close(new ObjectDisposedException(nameof(EventStoreDbEventStore)));
        await _client.DisposeAsync().ConfigureAwait(false);
        _closing.Dispose();
    }

    // ------------------------------------------------------------------------------------------------ appending

    private async Task<AppendResult> AppendAsync(StreamName stream, ExpectedRevision expected, Guid[] ids, Esdb.EventData[] events)
    {
        // The client writes the trace it runs under into the metadata, and the bytes would no longer be those of the hash chain.
        Activity.Current = null;
        if (ClientTraces.HasListeners())
        {
            throw new StoreReadOnlyException(
                "Something listens to the traces named 'eventstoredb': with them the client changes metadata."
            );
        }

        var begun = TimeProvider.System.GetTimestamp();
        await _learning.ConfigureAwait(false);
        await _ids.ClaimAsync(ids).ConfigureAwait(false);
        try
        {
            while (true)
            {
                if (_ids.Find(stream, ids) is { } known)
                {
                    return new AppendResult.Appended(known, await PositionOfAsync(stream, known).ConfigureAwait(false));
                }

                try
                {
                    return await SendAsync(stream, expected, ids, events).ConfigureAwait(false);
                }
                catch (MaximumAppendSizeExceededException e)
                {
                    throw new IOException(
                        $"EventStoreDB takes at most {e.MaxAppendSize} bytes in one append: see MaxAppendSize of the server.",
                        e
                    );
                }
                catch (Exception e) when (e is not ArgumentException)
                {
                    if (!IsPassing(e) || TimeProvider.System.GetElapsedTime(begun) > Patience || _closing.IsCancellationRequested)
                    {
                        throw new StoreReadOnlyException($"EventStoreDB: {Words(e)}", e);
                    }
                }

                // It may have been written. Where an exact revision is expected the server knows; otherwise what the log holds by now must be known here first.
                await SeeEndAsync(begun).ConfigureAwait(false);
            }
        }
        finally
        {
            _ids.Release(ids);
        }
    }

    private async Task<AppendResult> SendAsync(StreamName stream, ExpectedRevision expected, Guid[] ids, Esdb.EventData[] events)
    {
        var sending =
            expected.Value >= 0
                ? _client.AppendToStreamAsync(
                    stream.Value,
                    new Esdb.StreamRevision((ulong)expected.Value),
                    events,
                    AnswerConflicts,
                    cancellationToken: _closing.Token
                )
                : _client.AppendToStreamAsync(stream.Value, StateOf(expected), events, AnswerConflicts, cancellationToken: _closing.Token);
        var written = await sending.WaitAsync(OneAttempt, _closing.Token).ConfigureAwait(false);
        await Task.Yield(); // the client answers on the thread that receives for everybody
        if (written is WrongExpectedVersionResult wrong)
        {
            var actual =
                wrong.ActualStreamRevision == Esdb.StreamRevision.None ? (StreamRevision?)null : new(wrong.ActualStreamRevision.ToInt64());
            if (actual is { } last)
            {
                // Another host may have written these very ids a moment ago.
                var position = await PositionOfAsync(stream, last).ConfigureAwait(false);
                await _feed.WaitUntilAsync(position, _closing.Token).WaitAsync(OneAttempt, _closing.Token).ConfigureAwait(false);
                if (_ids.Find(stream, ids) is { } known)
                {
                    return new AppendResult.Appended(known, await PositionOfAsync(stream, known).ConfigureAwait(false));
                }
            }

            return new AppendResult.WrongExpectedRevision(actual);
        }

        var answer = new AppendResult.Appended(
            new(written.NextExpectedStreamRevision.ToInt64()),
            new(written.LogPosition.CommitPosition, written.LogPosition.PreparePosition)
        );
        _ids.Add(stream.Value, answer.Last.Value - ids.Length + 1, ids);
        _feed.Recorded(answer.Position);
        return answer;
    }

    /// <summary>After trouble: waits until the server answers and everything in its log has been seen here.</summary>
    private async Task SeeEndAsync(long begun)
    {
        while (true)
        {
            await Task.Delay(ShortWait, _closing.Token).ConfigureAwait(false);
            try
            {
                var head = await BackwardsAsync(_client, 1, OneAttempt, _closing.Token).ConfigureAwait(false);
                if (head.Count > 0)
                {
                    await _feed.WaitUntilAsync(head[0], _closing.Token).WaitAsync(OneAttempt, _closing.Token).ConfigureAwait(false);
                }

                return;
            }
            catch (Exception e)
                when (IsPassing(e) && TimeProvider.System.GetElapsedTime(begun) < Patience && !_closing.IsCancellationRequested)
            {
                // Still not; the next round asks again.
            }
            catch (Exception e)
            {
                throw new StoreReadOnlyException($"EventStoreDB: {Words(e)}", e);
            }
        }
    }

    private async Task<Position> PositionOfAsync(StreamName stream, StreamRevision revision)
    {
        var read = await ReadStreamAsync(stream, revision, 1, _closing.Token).ConfigureAwait(false);
        return read.Count == 1 ? read[0].Position : throw new IOException($"EventStoreDB: '{stream}' has lost revision {revision}.");
    }

    private static void AnswerConflicts(EventStoreClientOperationOptions options) => options.ThrowOnAppendFailure = false;

    private static StreamState StateOf(ExpectedRevision expected) =>
        expected == ExpectedRevision.NoStream ? StreamState.NoStream
        : expected == ExpectedRevision.StreamExists ? StreamState.StreamExists
        : StreamState.Any;

    // Named JSON where it is, so that the server's own pages show it; the bytes stay as they are either way.
    private static Esdb.EventData ToServer(EventData e) =>
        new(
            Uuid.FromGuid(e.EventId),
            e.Type,
            e.Data.ToArray(),
            e.Metadata.ToArray(),
            e.Data.Span is [(byte)'{', ..] ? "application/json" : "application/octet-stream"
        );

    // ------------------------------------------------------------------------------------------------ reading

    private async Task<List<RecordedEvent>> ReadOnceAsync(
        StreamName stream,
        StreamRevision from,
        int maxCount,
        CancellationToken cancellationToken
    )
    {
        var events = new List<RecordedEvent>();
        var reading = _client.ReadStreamAsync(
            Direction.Forwards,
            stream.Value,
            new StreamPosition((ulong)from.Value),
            maxCount,
            cancellationToken: cancellationToken
        );
        // A stream that does not exist is a message among others, and an error only to those who read events alone.
        await foreach (var message in reading.Messages.ConfigureAwait(false))
        {
            if (message is StreamMessage.Event(var resolved))
            {
                events.Add(FromServer(resolved));
            }
        }

        return events;
    }

    /// <summary>Everything after a position that passes, up to the end of the log as it is when the reading gets there.</summary>
    private async IAsyncEnumerable<RecordedEvent> ReadAllAsync(
        Position? after,
        SubscriptionFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        var from = after is { } position ? new Esdb.Position(position.Commit, position.Prepare) : Esdb.Position.Start;
        var passing = filter.StreamPrefixes.Count == 0 ? Ours : StreamFilter.Prefix(SearchWindow, [.. filter.StreamPrefixes]);
        var reading = _client.ReadAllAsync(Direction.Forwards, from, passing, cancellationToken: cancellationToken);
        await foreach (var message in reading.Messages.ConfigureAwait(false))
        {
            // Reading begins at the position, a subscription after it.
            if (message is StreamMessage.Event(var resolved) && FromServer(resolved) is var recorded && recorded.Position != after)
            {
                yield return recorded;
            }
        }
    }

    /// <summary>Positions of the last events, the last one first.</summary>
    private static async Task<List<Position>> BackwardsAsync(
        EventStoreClient client,
        int count,
        TimeSpan patience,
        CancellationToken cancellationToken
    )
    {
        var positions = new List<Position>();
        var reading = client.ReadAllAsync(
            Direction.Backwards,
            Esdb.Position.End,
            Ours,
            count,
            deadline: patience,
            cancellationToken: cancellationToken
        );
        await foreach (var message in reading.Messages.ConfigureAwait(false))
        {
            if (message is StreamMessage.Event(var resolved))
            {
                positions.Add(PositionOf(resolved));
            }
        }

        return positions;
    }

    private static RecordedEvent FromServer(ResolvedEvent resolved) =>
        new(
            StreamName.FromStore(resolved.Event.EventStreamId),
            new(resolved.Event.EventNumber.ToInt64()),
            PositionOf(resolved),
            resolved.Event.EventId.ToGuid(),
            resolved.Event.EventType,
            resolved.Event.Data,
            resolved.Event.Metadata
        );

    private static Position PositionOf(ResolvedEvent resolved) =>
        new(resolved.Event.Position.CommitPosition, resolved.Event.Position.PreparePosition);

    // ------------------------------------------------------------------------------------------------ following

    /// <summary>Keeps the feed at the end of the log, through every broken connection.</summary>
    private async Task FollowAsync()
    {
        while (!_closing.IsCancellationRequested)
        {
            try
            {
                var start = _feed.Seen is { } seen ? FromAll.After(new Esdb.Position(seen.Commit, seen.Prepare)) : FromAll.Start;
                await using var subscription = _client.SubscribeToAll(
                    start,
                    filterOptions: new SubscriptionFilterOptions(Ours),
                    cancellationToken: _closing.Token
                );
                await foreach (var message in subscription.Messages.ConfigureAwait(false))
                {
                    if (message is StreamMessage.Event(var resolved))
                    {
                        var recorded = FromServer(resolved);
                        _ids.Add(recorded.Stream.Value, recorded.Revision.Value, [recorded.EventId]);
                        _feed.Add(recorded);
                    }
                    else if (message is StreamMessage.SubscriptionConfirmation)
                    {
                        _feed.IsConnected = true;
                        _unreachable = null;
                    }
                }
            }
            catch (Exception) when (_closing.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is, the log is where it was: said on the page of operations, and tried again.
                _unreachable = $"EventStoreDB: {Words(e)}";
            }

            _feed.IsConnected = false;
            await Task.Delay(ShortWait, _closing.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Reads the ids of everything that was there when the store was opened; the feed brings the later ones.</summary>
    private async Task LearnIdsAsync(Position? upTo)
    {
        Position? at = null;
        while (upTo is not null && (at is null || at < upTo))
        {
            try
            {
                await foreach (var recorded in ReadAllAsync(at, SubscriptionFilter.All, _closing.Token).ConfigureAwait(false))
                {
                    at = recorded.Position;
                    _ids.Add(recorded.Stream.Value, recorded.Revision.Value, [recorded.EventId]);
                    if (at >= upTo)
                    {
                        return;
                    }
                }

                return; // the end of the log, though its last events are gone: scavenged
            }
            catch (Exception) when (!_closing.IsCancellationRequested)
            {
                await Task.Delay(ShortWait, _closing.Token).ConfigureAwait(false);
            }
        }
    }

    // ------------------------------------------------------------------------------------------------ trouble

    // Null where it is none: what the client throws quotes what it could not read, and that can be a password.
    private static EventStoreClientSettings? Parse(string connection)
    {
        try
        {
            return EventStoreClientSettings.Create(connection);
        }
        catch (Exception)
        {
            return null;
        }
    }

    /// <summary>Whether trying again may help: the server is away, busy, or no longer the leader.</summary>
    private static bool IsPassing(Exception e) =>
        e switch
        {
            AccessDeniedException or NotAuthenticatedException or StreamDeletedException or MaximumAppendSizeExceededException => false,
            RpcException rpc => rpc.StatusCode
                is not (StatusCode.Unauthenticated or StatusCode.PermissionDenied or StatusCode.InvalidArgument),
            // The client's word for "not ready", "busy" and "no leader" of an append.
            InvalidOperationException or DiscoveryException or NotLeaderException => true,
            IOException or TimeoutException or OperationCanceledException or HttpRequestException => true,
            _ => false,
        };

    private static string Words(Exception e) =>
        e switch
        {
            RpcException rpc => $"{rpc.StatusCode}: {rpc.Status.Detail}",
            _ => e.Message,
        };

    /// <summary>Where each id of the log stands, and which ids are on their way.</summary>
    private sealed class KnownIds
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<Guid, (string Stream, long Revision)> _places = [];
        private readonly Dictionary<string, string> _streams = new(StringComparer.Ordinal); // each name is kept once
        private readonly Dictionary<Guid, TaskCompletionSource> _underway = [];

        public void Add(string stream, long first, ReadOnlySpan<Guid> ids)
        {
            lock (_lock)
            {
                if (!_streams.TryGetValue(stream, out var name))
                {
                    _streams.Add(stream, name = stream);
                }

                for (var i = 0; i < ids.Length; i++)
                {
                    _ = _places.TryAdd(ids[i], (name, first + i));
                }
            }
        }

        /// <summary>The last revision of ids that are recorded just so; null where none is recorded.</summary>
        /// <exception cref="ArgumentException">They are recorded elsewhere, in another order, or in part.</exception>
        public StreamRevision? Find(StreamName stream, Guid[] ids)
        {
            lock (_lock)
            {
                var found = 0;
                var first = 0L;
                foreach (var id in ids)
                {
                    if (!_places.TryGetValue(id, out var place))
                    {
                        continue;
                    }

                    first = found == 0 ? place.Revision : first;
                    if (!string.Equals(place.Stream, stream.Value, StringComparison.Ordinal) || place.Revision != first + found)
                    {
                        throw Appends.RecordedElsewhere(stream);
                    }

                    found++;
                }

                return found == 0 ? null
                    : found == ids.Length ? new(first + found - 1)
                    : throw Appends.RecordedElsewhere(stream);
            }
        }

        /// <summary>Waits until no other append of this process has one of the ids on its way.</summary>
        public async Task ClaimAsync(Guid[] ids)
        {
            while (true)
            {
                Task? other = null;
                lock (_lock)
                {
                    foreach (var id in ids)
                    {
                        if (_underway.TryGetValue(id, out var theirs))
                        {
                            other = theirs.Task;
                            break;
                        }
                    }

                    if (other is null)
                    {
                        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                        foreach (var id in ids)
                        {
                            _underway.Add(id, mine);
                        }

                        return;
                    }
                }

                await other.ConfigureAwait(false);
            }
        }

        public void Release(Guid[] ids)
        {
            TaskCompletionSource? mine = null;
            lock (_lock)
            {
                foreach (var id in ids)
                {
                    _ = _underway.Remove(id, out mine);
                }
            }

            mine?.TrySetResult();
        }
    }

    /// <summary>The newest part of the log, kept in memory for everyone who follows it live.</summary>
    private sealed class Feed(Position? start)
    {
        private const int Most = 4096;
        private const long MostBytes = 32 << 20;

        private readonly Lock _lock = new();
        private readonly RecordedEvent[] _ring = new RecordedEvent[Most];
        private TaskCompletionSource _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private Position? _forgotten = start; // what lies after it, up to _seen, is in the ring
        private Position? _seen = start;
        private Position? _recorded = start;
        private Exception? _closed;
        private long _next; // counts what was ever added; the ring holds the last _count of them
        private int _count;
        private long _bytes;
        private volatile bool _connected = true;

        /// <summary>Whether the subscription stands, so that the head is the log's.</summary>
        public bool IsConnected
        {
            get => _connected;
            set => _connected = value;
        }

        /// <summary>The last event delivered.</summary>
        public Position? Seen
        {
            get
            {
                lock (_lock)
                {
                    return _seen;
                }
            }
        }

        /// <summary>The last event known of: delivered, or recorded by this process and about to be.</summary>
        public Position? Head
        {
            get
            {
                lock (_lock)
                {
                    return _recorded is { } recorded && (_seen is null || _seen < recorded) ? recorded : _seen;
                }
            }
        }

        /// <summary>An append of this process was answered.</summary>
        public void Recorded(Position position)
        {
            lock (_lock)
            {
                _recorded = _recorded is { } last && last > position ? last : position;
            }
        }

        public void Add(RecordedEvent recorded)
        {
            TaskCompletionSource moved;
            lock (_lock)
            {
                if (_seen is { } seen && recorded.Position <= seen)
                {
                    return;
                }

                _bytes += Size(recorded);
                while (_count == Most || (_count > 0 && _bytes > MostBytes))
                {
                    ref var oldest = ref _ring[(_next - _count) % Most];
                    _forgotten = oldest.Position;
                    _bytes -= Size(oldest);
                    oldest = null!;
                    _count--;
                }

                _ring[_next++ % Most] = recorded;
                _count++;
                _seen = recorded.Position;
                moved = _moved;
                _moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
            }

            moved.TrySetResult();
        }

        /// <summary>Everything after a position that has been delivered, unless part of it is no longer here.</summary>
        /// <returns>False where it is not.</returns>
        public bool TryTake(Position? after, List<RecordedEvent> into)
        {
            into.Clear();
            lock (_lock)
            {
                if (_forgotten is { } forgotten && (after is null || after < forgotten))
                {
                    return false;
                }

                var wanted = 0;
                while (wanted < _count && (after is null || _ring[(_next - 1 - wanted) % Most].Position > after))
                {
                    wanted++;
                }

                for (var i = _next - wanted; i < _next; i++)
                {
                    into.Add(_ring[i % Most]);
                }

                return true;
            }
        }

        /// <summary>Completes once something after the position has been delivered.</summary>
        public Task WaitBeyondAsync(Position? position, CancellationToken cancellationToken)
        {
            lock (_lock)
            {
                return _closed is { } closed ? Task.FromException(closed)
                    : _seen is { } seen && (position is null || seen > position) ? Task.CompletedTask
                    : _moved.Task.WaitAsync(cancellationToken);
            }
        }

        /// <summary>Completes once the event at the position has been delivered.</summary>
        public async Task WaitUntilAsync(Position position, CancellationToken cancellationToken)
        {
            while (Seen is not { } seen || seen < position)
            {
                await WaitBeyondAsync(Seen, cancellationToken).ConfigureAwait(false);
            }
        }

        /// <summary>Ends the waiting of everyone, now and later.</summary>
        public void Close(Exception reason)
        {
            lock (_lock)
            {
                _closed = reason;
                _moved.TrySetException(reason);
            }
        }

        private static long Size(RecordedEvent recorded) => 200 + recorded.Data.Length + recorded.Metadata.Length;
    }
}
