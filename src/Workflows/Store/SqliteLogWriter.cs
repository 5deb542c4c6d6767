using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Store;

/// <summary>
/// Writes the log, one group at a time: everything that waits, in one transaction with one fsync, answered only then. While the
/// disk works, the next group gathers.
/// </summary>
/// <remarks>
/// A thread of its own writes what gathers. An append that comes alone is written where it is called: waking that thread and
/// being woken by it would take longer than a quick disk does.
/// </remarks>
internal sealed class SqliteLogWriter : IDisposable
{
    private static readonly Histogram<int> BatchSize = Telemetry.Meter.CreateHistogram<int>(
        "phongtrao.append.batch",
        "{event}",
        "Events written with one fsync."
    );

    /// <summary>Most events of one transaction, so that nobody waits long behind a heap.</summary>
    private const int MostEventsOfGroup = 1024;

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly Queue<Pending> _waiting = new();
    private readonly Thread _thread;
    private readonly LogHead _head;
    private readonly WalKeeper _wal;
    private readonly StreamHeads _heads;
    private readonly RawSqlite _db;
    private readonly RawStatement _begin;
    private readonly RawStatement _commit;
    private readonly RawStatement _insert;
    private readonly RawStatement _removeFrom;
    private readonly RawStatement _lastOfStream;
    private readonly RawStatement _byId;
    private readonly List<Pending> _group = [];
    private readonly Action<int>? _groupCommitted;
    private readonly TimeSpan _quickCommit;
    private long _next;
    private TimeSpan _lastCommit;
    private bool _writing;
    private bool _handedOver;
    private bool _closing;
    private StoreReadOnlyException? _failure;

    public SqliteLogWriter(RawSqlite db, LogHead head, WalKeeper wal, SqliteLogOptions options)
    {
        _db = db;
        _head = head;
        _wal = wal;
        _heads = new StreamHeads(options.RememberedStreams);
        _groupCommitted = options.GroupCommitted;
        _quickCommit = options.QuickCommit;
        _next = head.Committed + 1;
        _begin = db.Prepare("BEGIN IMMEDIATE");
        _commit = db.Prepare("COMMIT");
        _insert = db.Prepare("INSERT INTO event (position, stream, revision, event_id, type, metadata, data) VALUES (?, ?, ?, ?, ?, ?, ?)");
        _removeFrom = db.Prepare("DELETE FROM event WHERE position >= ?");
        _lastOfStream = db.Prepare("SELECT revision FROM event WHERE stream = ? ORDER BY revision DESC LIMIT 1");
        _byId = db.Prepare("SELECT stream, revision, position FROM event WHERE event_id = ?");
        _thread = new Thread(Run) { IsBackground = true, Name = "event log writer" };
        _thread.Start();
    }

    /// <summary>Why nothing more is written, or null.</summary>
    public StoreReadOnlyException? Failure => Volatile.Read(ref _failure);

    /// <summary>
    /// Writes an append, or has it written with others; the task completes after the fsync. What waits for it goes on off the
    /// writing thread.
    /// </summary>
    public Task<AppendResult> AppendAsync(
        StreamName stream,
        ExpectedRevision expected,
        IReadOnlyList<EventData> events,
        CancellationToken cancellationToken
    )
    {
        var pending = new Pending(stream, expected, events, cancellationToken);
        bool alone;
        lock (_gate)
        {
            if (_failure is not null)
            {
                return Task.FromException<AppendResult>(new StoreReadOnlyException(_failure.Message, _failure.InnerException));
            }

            ObjectDisposedException.ThrowIf(_closing, typeof(SqliteEventStore));
            alone = !_writing && _lastCommit < _quickCommit;
            if (!alone)
            {
                _waiting.Enqueue(pending);
                if (!_writing)
                {
                    HandOver();
                }
            }

            _writing = true;
        }

        if (alone)
        {
            WriteAlone(pending);
        }

        return pending.Task;
    }

    /// <summary>Writes what waits and stops.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            _closing = true;
        }

        _work.Set();
        _thread.Join();
        _work.Dispose();
    }

    private void WriteAlone(Pending pending)
    {
        _group.Add(pending);
        if (!TryWriteGroup(finishWal: false))
        {
            return;
        }

        lock (_gate)
        {
            _writing = _waiting.Count > 0 || _wal.WaitsForWriter;
            if (_writing)
            {
                // Whatever takes longer is for the thread: those who came meanwhile, and a WAL to be copied.
                HandOver();
            }
            else if (_closing)
            {
                _work.Set();
            }
        }
    }

    // Under the gate, as every waking is: the thread ends, and with it what wakes it, only when it sees there that nobody writes.
    private void HandOver()
    {
        _handedOver = true;
        _work.Set();
    }

    private void Run()
    {
        while (true)
        {
            _work.WaitOne();
            while (TakeGroup())
            {
                if (!TryWriteGroup(finishWal: true))
                {
                    return;
                }
            }

            lock (_gate)
            {
                if (_closing && !_writing)
                {
                    return;
                }
            }
        }
    }

    /// <summary>False: there is nothing that this thread is to write, or another is writing.</summary>
    private bool TakeGroup()
    {
        lock (_gate)
        {
            if (!_handedOver)
            {
                return false;
            }

            var events = 0;
            while (events < MostEventsOfGroup && _waiting.TryDequeue(out var pending))
            {
                events += pending.Events.Count;
                _group.Add(pending);
            }

            return _handedOver = _writing = _group.Count > 0 || _wal.WaitsForWriter;
        }
    }

    /// <summary>Writes the group that was taken and answers it; false: the log has turned read-only.</summary>
    private bool TryWriteGroup(bool finishWal)
    {
        try
        {
            if (_group.Count > 0)
            {
                WriteGroup();
            }

            foreach (var pending in _group)
            {
                pending.Answer();
            }

            var quiet = _group.Count <= 1;
            _group.Clear();
            _wal.AfterCommit(_db, quiet);
            if (finishWal)
            {
                _wal.Finish(_db);
            }

            return true;
        }
        catch (Exception e)
        {
            TurnReadOnly(e);
            return false;
        }
    }

    private void WriteGroup()
    {
        var first = _next;
        _begin.Run();
        foreach (var pending in _group)
        {
            Write(pending);
        }

        // Answers that wrote nothing wait for the commit too: they were given in the light of rows that it must keep.
        var began = Stopwatch.GetTimestamp();
        _commit.Run();
        _lastCommit = Stopwatch.GetElapsedTime(began);
        if (_next > first)
        {
            _head.Advance(_next - 1);
            BatchSize.Record((int)(_next - first));
            _groupCommitted?.Invoke((int)(_next - first));
        }
    }

    private void Write(Pending pending)
    {
        var known = _heads.TryGet(pending.Stream.Value, out var last);
        if (!known && pending.Expected != ExpectedRevision.NoStream)
        {
            last = LastRevision(pending.Stream);
        }

        // A stream that should be new and is unknown here is taken for new; the unique index tells otherwise.
        StreamRevision? actual = last < 0 ? null : new StreamRevision(last);
        if (!pending.Expected.IsMetBy(actual))
        {
            if (!SettleIfRecorded(pending))
            {
                pending.Settle(new AppendResult.WrongExpectedRevision(actual));
            }
        }
        else if (TryInsert(pending, last + 1))
        {
            last += pending.Events.Count;
            _heads.Set(pending.Stream.Value, last);
            pending.Settle(new AppendResult.Appended(new StreamRevision(last), Position.At(_next - 1)));
        }
        else if (!SettleIfRecorded(pending))
        {
            last = LastRevision(pending.Stream);
            if (known || last < 0)
            {
                throw new InvalidOperationException(
                    $"The log holds rows of '{pending.Stream}' that this process did not write: has another one opened it?"
                );
            }

            _heads.Set(pending.Stream.Value, last);
            pending.Settle(new AppendResult.WrongExpectedRevision(new StreamRevision(last)));
        }
    }

    private bool TryInsert(Pending pending, long revision)
    {
        var start = _next;
        foreach (var e in pending.Events)
        {
            _insert.Bind(1, _next);
            _insert.Bind(2, pending.Stream.Value);
            _insert.Bind(3, revision++);
            _insert.Bind(4, e.EventId);
            _insert.Bind(5, e.Type);
            _insert.Bind(6, e.Metadata.Span);
            _insert.Bind(7, e.Data.Span);
            if (!_insert.TryInsert())
            {
                if (_next > start)
                {
                    // Only this append's own rows lie behind its start; the others of the group stay.
                    _removeFrom.Bind(1, start);
                    _removeFrom.Run();
                    _next = start;
                }

                return false;
            }

            _next++;
        }

        return true;
    }

    /// <summary>
    /// Answers an append whose ids are recorded: as the first time if they stand in its stream in this order, otherwise
    /// with a refusal. False where none of them is recorded.
    /// </summary>
    private bool SettleIfRecorded(Pending pending)
    {
        Span<byte> name = stackalloc byte[StreamName.MaxLength];
        name = name[..Encoding.ASCII.GetBytes(pending.Stream.Value, name)];
        var found = 0;
        var inPlace = true;
        var (revision, position) = (-1L, -1L);
        foreach (var e in pending.Events)
        {
            _byId.Bind(1, e.EventId);
            if (_byId.Step())
            {
                inPlace &= _byId.Bytes(0).SequenceEqual(name) && (found == 0 || _byId.Number(1) == revision + 1);
                revision = _byId.Number(1);
                position = _byId.Number(2);
                found++;
            }

            _byId.Reset();
        }

        if (found == 0)
        {
            return false;
        }

        if (inPlace && found == pending.Events.Count)
        {
            pending.Settle(new AppendResult.Appended(new StreamRevision(revision), Position.At(position)));
        }
        else
        {
            pending.Settle(Appends.RecordedElsewhere(pending.Stream));
        }

        return true;
    }

    private long LastRevision(StreamName stream)
    {
        _lastOfStream.Bind(1, stream.Value);
        var last = _lastOfStream.Step() ? _lastOfStream.Number(0) : -1;
        _lastOfStream.Reset();
        return last;
    }

    private void TurnReadOnly(Exception cause)
    {
        var failure = new StoreReadOnlyException($"A write to the event log failed: {cause.Message}", cause);
        lock (_gate)
        {
            Volatile.Write(ref _failure, failure);
            _group.AddRange(_waiting);
            _waiting.Clear();
        }

        try
        {
            // SQLite has mostly rolled back by itself; where it has not, the lock must not stay.
            _db.Execute("ROLLBACK");
        }
        catch (SqliteFailureException)
        {
            // No transaction was left.
        }

        foreach (var pending in _group)
        {
            pending.Fail(new StoreReadOnlyException(failure.Message, cause));
        }

        _group.Clear();

        // Only now: whoever closes it meanwhile waits for the thread, and would close the connection under the rolling back.
        lock (_gate)
        {
            _writing = _handedOver = false;
            _work.Set();
        }
    }

    /// <summary>An append that waits for its fsync.</summary>
    private sealed class Pending : TaskCompletionSource<AppendResult>
    {
        private readonly CancellationTokenRegistration _registration;
        private AppendResult? _result;
        private ArgumentException? _refusal;

        public Pending(StreamName stream, ExpectedRevision expected, IReadOnlyList<EventData> events, CancellationToken cancellationToken)
            // Whoever waits goes on elsewhere: the writer's thread has the next group to write.
            : base(TaskCreationOptions.RunContinuationsAsynchronously)
        {
            Stream = stream;
            Expected = expected;
            Events = events;
            _registration = cancellationToken.UnsafeRegister(static (waiting, token) => ((Pending)waiting!).TrySetCanceled(token), this);
        }

        public StreamName Stream { get; }

        public ExpectedRevision Expected { get; }

        public IReadOnlyList<EventData> Events { get; }

        /// <summary>What the answer will be, once the group is durable.</summary>
        public void Settle(AppendResult result) => _result = result;

        /// <summary>What the answer will be, once the group is durable.</summary>
        public void Settle(ArgumentException refusal) => _refusal = refusal;

        public void Answer()
        {
            _registration.Unregister();
            if (_refusal is not null)
            {
                TrySetException(_refusal);
            }
            else
            {
                TrySetResult(_result!);
            }
        }

        public void Fail(Exception failure)
        {
            _registration.Unregister();
            TrySetException(failure);
        }
    }
}
