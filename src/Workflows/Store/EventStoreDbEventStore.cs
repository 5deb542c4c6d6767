// Last compiled and run with EventStore.Client.Grpc.Streams 23.3.8.
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
/// <item>Every append is sent at an exact revision, after looking for its ids in all of the stream before that: the server then
/// guarantees that nothing came in between. What the process has seen of a stream it does not read again. Ids recorded in other
/// streams are refused among the newest 65,536 that the process has seen, as the server cannot be asked for them.</item>
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

    /// <summary>How long at most between two attempts that somebody waits for, and between two to follow the log.</summary>
    private static readonly (TimeSpan Waiting, TimeSpan Following) LongestPause = (TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(3));

    /// <summary>How long after the last append that failed the store says so, where none has succeeded since.</summary>
    private static readonly TimeSpan Resentment = TimeSpan.FromMinutes(1);

    /// <summary>How many events the server looks at before it hands over a page that is not full.</summary>
    private const uint SearchWindow = 1024;

    /// <summary>All streams but the server's own.</summary>
    private static readonly IEventFilter Ours = StreamFilter.RegularExpression("^[^$]", SearchWindow);

    /// <summary>The name of the client's own traces.</summary>
    private static readonly ActivitySource ClientTraces = new("eventstoredb");

    private readonly CancellationTokenSource _closing = new();
    private readonly EventStoreClient _client;
    private readonly KnownStreams _streams = new();
    private readonly RecentIds _recent = new();
    private readonly Feed _feed;
    private readonly Task _following;
    private volatile string? _unreachable;
    private volatile Refusal? _refused;
    private bool _disposed;

    private EventStoreDbEventStore(EventStoreClient client, Position? head)
    {
        _client = client;
        _feed = new Feed(head);
        _following = Task.Run(FollowAsync, CancellationToken.None);
    }

    /// <summary>
    /// Why the server takes no appends at the moment, or null while it does: it cannot be followed, or the last append failed, a
    /// minute ago at most.
    /// </summary>
    public string? ReadOnlyBecause =>
        _unreachable ?? (_refused is { } refused && TimeProvider.System.GetElapsedTime(refused.At) < Resentment ? refused.Reason : null);

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
    /// <exception cref="StoreUnreachableException">The server does not answer.</exception>
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
        for (var failures = 0; ; failures++)
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
                    throw new StoreUnreachableException($"EventStoreDB: {Words(e)}", e);
                }
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                throw new OperationCanceledException(e.Message, e, cancellationToken);
            }

            await Task.Delay(Pause(failures, LongestPause.Waiting), cancellationToken).ConfigureAwait(false);
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
        var failures = 0;
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
                    failures = 0;
                    at = behind.Current.Position;
                    yield return new(SubscriptionMessageKind.Event, behind.Current, at);
                }
            }

            if (broken)
            {
                await Task.Delay(Pause(failures++, LongestPause.Following), cancellationToken).ConfigureAwait(false);
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
    /// <exception cref="StoreUnreachableException">The server does not answer.</exception>
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
            throw new StoreUnreachableException($"EventStoreDB: {Words(e)}", e);
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

        // Appends to one stream take turns here, as commands do: only other hosts come in between.
        var begun = TimeProvider.System.GetTimestamp();
        var known = _streams.Find(stream);
        if (!await known.Turn.WaitAsync(Patience, _closing.Token).ConfigureAwait(false))
        {
            throw new StoreReadOnlyException($"EventStoreDB: the appends to '{stream}' before this one still wait for an answer.");
        }

        try
        {
            return await AppendAsync(stream, known, expected, ids, events, begun).ConfigureAwait(false);
        }
        finally
        {
            _ = known.Turn.Release();
        }
    }

    private async Task<AppendResult> AppendAsync(
        StreamName stream,
        KnownStream known,
        ExpectedRevision expected,
        Guid[] ids,
        Esdb.EventData[] events,
        long begun
    )
    {
        var isCurrent = false; // whether what is known of the stream has been compared with the server, for this append
        var look = false;
        for (var failures = 0; ; )
        {
            try
            {
                if (look)
                {
                    // Learns, as every reading does.
                    _ = await ReadOnceAsync(stream, known.Next, int.MaxValue, _closing.Token).ConfigureAwait(false);
                    (look, isCurrent) = (false, true);
                }

                if (known.Find(ids) is { } recorded)
                {
                    return new AppendResult.Appended(recorded, await PositionOfAsync(stream, recorded).ConfigureAwait(false));
                }

                _recent.ThrowIfElsewhere(stream, ids);
                var last = known.Last;
                if (!expected.IsMetBy(last))
                {
                    if (isCurrent)
                    {
                        return new AppendResult.WrongExpectedRevision(last);
                    }
                }
                else if (await SendAsync(stream, last, ids, events).ConfigureAwait(false) is { } appended)
                {
                    var first = appended.Last.Value - ids.Length + 1;
                    known.Learn(first, ids.Select((id, i) => (first + i, id)));
                    _refused = null;
                    return appended;
                }

                // Others have written since: perhaps these very ids.
                look = isCurrent ? throw new IOException($"'{stream}' keeps being elsewhere than it was read.") : true;
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
                    var reason = $"EventStoreDB: {Words(e)}";
                    if (e is not StreamDeletedException && !_closing.IsCancellationRequested)
                    {
                        _refused = new Refusal(reason, TimeProvider.System.GetTimestamp());
                    }

                    throw new StoreReadOnlyException(reason, e);
                }

                look = true; // it may have been written
                await Task.Delay(Pause(failures++, LongestPause.Waiting), _closing.Token).ConfigureAwait(false);
            }
        }
    }

    /// <summary>Sends at an exact revision; null where the stream is no longer there.</summary>
    private async Task<AppendResult.Appended?> SendAsync(StreamName stream, StreamRevision? last, Guid[] ids, Esdb.EventData[] events)
    {
        var sending = last is { } revision
            ? _client.AppendToStreamAsync(
                stream.Value,
                new Esdb.StreamRevision((ulong)revision.Value),
                events,
                AnswerConflicts,
                cancellationToken: _closing.Token
            )
            : _client.AppendToStreamAsync(stream.Value, StreamState.NoStream, events, AnswerConflicts, cancellationToken: _closing.Token);
        var written = await sending.WaitAsync(OneAttempt, _closing.Token).ConfigureAwait(false);
        await Task.Yield(); // the client answers on the thread that receives for everybody
        if (written is WrongExpectedVersionResult)
        {
            return null;
        }

        var answer = new AppendResult.Appended(
            new(written.NextExpectedStreamRevision.ToInt64()),
            new(written.LogPosition.CommitPosition, written.LogPosition.PreparePosition)
        );
        _recent.Add(stream, ids);
        _feed.Recorded(answer.Position);
        return answer;
    }

    private async Task<Position> PositionOfAsync(StreamName stream, StreamRevision revision)
    {
        var read = await ReadOnceAsync(stream, revision, 1, _closing.Token).ConfigureAwait(false);
        return read.Count == 1 ? read[0].Position : throw new IOException($"EventStoreDB: '{stream}' has lost revision {revision}.");
    }

    private static void AnswerConflicts(EventStoreClientOperationOptions options) => options.ThrowOnAppendFailure = false;

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
            deadline: OneAttempt,
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

        _streams.Find(stream).Learn(from.Value, events.Select(e => (e.Revision.Value, e.EventId)));
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
        for (var failures = 0; !_closing.IsCancellationRequested; )
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
                        _recent.Add(recorded.Stream, [recorded.EventId]);
                        _feed.Add(recorded);
                    }
                    else if (message is StreamMessage.SubscriptionConfirmation)
                    {
                        failures = 0;
                        _unreachable = null;
                        _refused = null;
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

            await Task.Delay(Pause(failures++, LongestPause.Following), _closing.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    // ------------------------------------------------------------------------------------------------ trouble

    // Null where it is none: what the client throws quotes what it could not read, and that can be a password.
    private static EventStoreClientSettings? Parse(string connection)
    {
        try
        {
            var settings = EventStoreClientSettings.Create(connection);
            if (settings.DefaultCredentials is { Username: { } user, Password: { } password })
            {
                // The client takes them as they stand, and could not be given a password with an '@' or a ':'.
                settings.DefaultCredentials = new UserCredentials(Uri.UnescapeDataString(user), Uri.UnescapeDataString(password));
            }

            return settings;
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

    /// <summary>A quarter of a second at first, then twice as long each time.</summary>
    private static TimeSpan Pause(int failures, TimeSpan longest) =>
        TimeSpan.FromMilliseconds(Math.Min(longest.TotalMilliseconds, 250 << Math.Min(failures, 10)));

    /// <param name="Reason">Why an append failed.</param>
    /// <param name="At">When, as a timestamp.</param>
    private sealed record Refusal(string Reason, long At);

    /// <summary>What this process has seen of the streams used last, in two generations: when the young one is full the old one is dropped.</summary>
    private sealed class KnownStreams
    {
        private const int Generation = 4096;

        private readonly Lock _lock = new();
        private Dictionary<StreamName, KnownStream> _young = [];
        private Dictionary<StreamName, KnownStream> _old = [];

        public KnownStream Find(StreamName stream)
        {
            lock (_lock)
            {
                if (_young.TryGetValue(stream, out var known))
                {
                    return known;
                }

                if (_young.Count == Generation)
                {
                    (_young, _old) = ([], _young);
                }

                known = _old.GetValueOrDefault(stream) ?? new KnownStream(stream);
                _young.Add(stream, known);
                return known;
            }
        }
    }

    /// <summary>The ids of one stream from its beginning, as far as this process has seen it.</summary>
    private sealed class KnownStream(StreamName stream)
    {
        private readonly Lock _lock = new();
        private readonly Dictionary<Guid, long> _revisions = [];
        private long _next;

        /// <summary>Held by the append that is on its way.</summary>
        public SemaphoreSlim Turn { get; } = new(1, 1);

        /// <summary>The first revision that is not known.</summary>
        public StreamRevision Next
        {
            get
            {
                lock (_lock)
                {
                    return new(_next);
                }
            }
        }

        /// <summary>The last revision known; null: none.</summary>
        public StreamRevision? Last => Next.Value is var next and > 0 ? new(next - 1) : null;

        /// <summary>The stream holds these, one after the other, and nothing else between them and where the reading began.</summary>
        public void Learn(long from, IEnumerable<(long Revision, Guid Id)> read)
        {
            lock (_lock)
            {
                if (from > _next)
                {
                    return; // with a gap it would no longer be known from its beginning
                }

                foreach (var (revision, id) in read)
                {
                    if (revision >= _next)
                    {
                        _ = _revisions.TryAdd(id, revision);
                        _next = revision + 1;
                    }
                }
            }
        }

        /// <summary>The last revision of ids that are recorded just so; null where none is recorded.</summary>
        /// <exception cref="ArgumentException">They are recorded in another order, or in part.</exception>
        public StreamRevision? Find(Guid[] ids)
        {
            lock (_lock)
            {
                var found = 0;
                var first = 0L;
                foreach (var id in ids)
                {
                    if (!_revisions.TryGetValue(id, out var revision))
                    {
                        continue;
                    }

                    first = found == 0 ? revision : first;
                    if (revision != first + found)
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
    }

    /// <summary>In which stream the newest ids stand.</summary>
    private sealed class RecentIds
    {
        private const int Most = 1 << 16;

        private readonly Lock _lock = new();
        private readonly Dictionary<Guid, StreamName> _streams = [];
        private readonly Queue<Guid> _order = new();

        public void Add(StreamName stream, ReadOnlySpan<Guid> ids)
        {
            lock (_lock)
            {
                foreach (var id in ids)
                {
                    if (_streams.TryAdd(id, stream))
                    {
                        _order.Enqueue(id);
                        if (_order.Count > Most)
                        {
                            _ = _streams.Remove(_order.Dequeue());
                        }
                    }
                }
            }
        }

        /// <exception cref="ArgumentException">One of them stands in another stream.</exception>
        public void ThrowIfElsewhere(StreamName stream, Guid[] ids)
        {
            lock (_lock)
            {
                foreach (var id in ids)
                {
                    if (_streams.TryGetValue(id, out var place) && place != stream)
                    {
                        throw Appends.RecordedElsewhere(stream);
                    }
                }
            }
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
