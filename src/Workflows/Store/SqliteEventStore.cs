using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace PhongTrao.Workflows.Store;

/// <summary>
/// The log of one machine: <c>events.db</c> in the data folder, SQLite in WAL mode with an fsync before every answer.
/// What waits is written in groups, one at a time (<see cref="SqliteLogWriter"/>); a thread copies the WAL into the database
/// (<see cref="WalKeeper"/>); whoever reads has a connection of its own.
/// </summary>
public sealed class SqliteEventStore : IEventStore
{
    /// <summary>Name of the log's file in the data folder.</summary>
    public const string FileName = "events.db";

    private const int ApplicationId = 0x50685472; // "PhTr", shown by file(1) and by SQLite
    private const int SchemaVersion = 1;

    /// <summary>Readers kept open between two readings of a stream.</summary>
    private const int MostIdleReaders = 8;

    private static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(5);

    private readonly ConcurrentBag<SqliteLogReader> _idleReaders = [];
    private readonly string _path;
    private readonly LogHead _head;
    private readonly RawSqlite? _writerDb;
    private readonly WalKeeper? _wal;
    private readonly SqliteLogWriter? _writer;
    private volatile bool _disposed;

    private SqliteEventStore(string path, RawSqlite? writerDb, long committed, SqliteLogOptions options)
    {
        _path = path;
        _head = new LogHead(committed);
        if (writerDb is not null)
        {
            _writerDb = writerDb;
            _wal = new WalKeeper(() => RawSqlite.Open(path, readOnly: false, TimeSpan.Zero), options);
            _writer = new SqliteLogWriter(writerDb, _head, _wal, options);
        }
    }

    /// <inheritdoc/>
    public string? ReadOnlyBecause => _writer is null ? "The log was opened for reading only." : _writer.Failure?.Message;

    /// <summary>Opens the log of a data folder for reading and writing, and creates it where there is none.</summary>
    /// <param name="folder">The folder, whose lock this process holds; it stays open longer than the store.</param>
    /// <exception cref="IOException">The log cannot be opened, or is not one of this program.</exception>
    public static SqliteEventStore Open(DataFolder folder) => Open(folder, new SqliteLogOptions());

    /// <summary>
    /// Opens a snapshot of the log for the command line, beside a running service if there is one: without the lock,
    /// without writing, as far as the log reaches now. Appends throw <see cref="StoreReadOnlyException"/>; a
    /// subscription says that it has caught up at that place and then waits until it is cancelled.
    /// </summary>
    /// <param name="folder">Path of the data folder.</param>
    /// <exception cref="FileNotFoundException">There is no log.</exception>
    /// <exception cref="IOException">The log cannot be read, or is not one of this program.</exception>
    public static SqliteEventStore OpenReadOnly(string folder)
    {
        var path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            throw new FileNotFoundException($"There is no event log in '{folder}'.", path);
        }

        using var db = RawSqlite.Open(path, readOnly: true, BusyTimeout);
        CheckKind(db, path);
        return new SqliteEventStore(path, null, db.Number("SELECT max(position) FROM event"), new SqliteLogOptions());
    }

    /// <inheritdoc/>
    public ValueTask<AppendResult> AppendAsync(
        StreamName stream,
        ExpectedRevision expected,
        IReadOnlyList<EventData> events,
        CancellationToken cancellationToken = default
    )
    {
        cancellationToken.ThrowIfCancellationRequested();
        _ = stream.Value;
        Appends.Check(events);
        return _writer is null
            ? throw new StoreReadOnlyException(ReadOnlyBecause!)
            : new ValueTask<AppendResult>(_writer.AppendAsync(stream, expected, events, cancellationToken));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<RecordedEvent>> ReadStreamAsync(
        StreamName stream,
        StreamRevision from = default,
        int maxCount = int.MaxValue,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxCount, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(from.Value);
        cancellationToken.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);

        // Without waiting for anything but pages that are nearly always in memory: a thread hop would cost more.
        var reader = _idleReaders.TryTake(out var idle) ? idle : NewReader();
        try
        {
            // Beside a running service the log grows; a snapshot ends where it began.
            var upTo = _writer is null ? _head.Committed : long.MaxValue;
            return ValueTask.FromResult<IReadOnlyList<RecordedEvent>>(reader.ReadStream(stream, from.Value, maxCount, upTo));
        }
        finally
        {
            Return(reader);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<SubscriptionMessage> SubscribeToAll(
        Position? after,
        SubscriptionFilter filter,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        using var reader = NewReader();
        var page = new List<RecordedEvent>();
        var at = checked((long)(after?.Commit ?? 0));
        var caughtUp = false;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            ObjectDisposedException.ThrowIf(_disposed, this);
            var head = _head.Committed;
            if (at < head)
            {
                caughtUp = false;
                at = reader.ReadPage(page, filter, at, head);
                foreach (var recorded in page)
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    yield return new(SubscriptionMessageKind.Event, recorded, recorded.Position);
                }

                if (page.Count == 0 || page[^1].Position < Position.At(at))
                {
                    yield return new(SubscriptionMessageKind.CheckpointReached, null, Position.At(at));
                }
            }
            else if (!caughtUp)
            {
                caughtUp = true;
                yield return new(SubscriptionMessageKind.CaughtUp, null, at == 0 ? null : Position.At(at));
            }
            else
            {
                await _head.WaitBeyondAsync(at, cancellationToken);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<Position?> HeadAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<Position?>(_head.Committed is var last and > 0 ? Position.At(last) : null);

    /// <summary>Writes what waits, ends the subscriptions with <see cref="ObjectDisposedException"/> and closes the log.</summary>
    public ValueTask DisposeAsync()
    {
        if (!_disposed)
        {
            _disposed = true;
            _writer?.Dispose();
            _head.Close(new ObjectDisposedException(nameof(SqliteEventStore)));
            CloseIdleReaders();

            // The writer's connection last: the last one copies the rest of the WAL and removes it.
            _wal?.Dispose();
            _writerDb?.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    internal static SqliteEventStore Open(DataFolder folder, SqliteLogOptions options)
    {
        var path = folder.CreateFile(FileName);
        var db = RawSqlite.Open(path, readOnly: false, BusyTimeout);
        try
        {
            db.Execute($"PRAGMA synchronous = {(options.WithoutFsync ? "OFF" : "FULL")}");
            db.Execute("PRAGMA journal_mode = WAL");
            db.Execute("PRAGMA wal_autocheckpoint = 0");
            db.Execute("PRAGMA journal_size_limit = 268435456");
            if (db.Number("PRAGMA user_version") == 0)
            {
                db.Execute("BEGIN IMMEDIATE");
                db.Execute(Schema());
                db.Execute($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {SchemaVersion}; COMMIT");
            }

            CheckKind(db, path);
            LengthenWal(db, path, options.FirstWalBytes);
            db.WaitForLocks(options.WaitForReaders); // from now on it writes alone, and waits only for readers at a checkpoint
            return new SqliteEventStore(path, db, db.Number("SELECT max(position) FROM event"), options);
        }
        catch
        {
            db.Dispose();
            throw;
        }
    }

    // Pages that a transaction writes before its end go into the WAL; rolled back, they leave nothing but its length.
    private static void LengthenWal(RawSqlite db, string path, int bytes)
    {
        var wal = new FileInfo(path + "-wal");
        if (wal.Exists && wal.Length >= bytes)
        {
            return;
        }

        try
        {
            db.Execute(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"BEGIN IMMEDIATE; CREATE TABLE filler (bytes BLOB); INSERT INTO filler VALUES (zeroblob({bytes})); ROLLBACK"
                )
            );
        }
        catch (SqliteFailureException)
        {
            // No room for it: the first append that finds none says so. SQLite has mostly rolled back by itself.
            try
            {
                db.Execute("ROLLBACK");
            }
            catch (SqliteFailureException)
            {
                // No transaction was left.
            }
        }
    }

    private static void CheckKind(RawSqlite db, string path)
    {
        if (db.Number("PRAGMA application_id") is not ApplicationId || db.Number("PRAGMA user_version") is not SchemaVersion)
        {
            throw new IOException($"'{path}' is not an event log of this release.");
        }
    }

    private static string Schema()
    {
        var assembly = typeof(SqliteEventStore).Assembly;
        var name = assembly.GetManifestResourceNames().Single(n => n.EndsWith("Store.sqlite.sql", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }

    private SqliteLogReader NewReader() => new(RawSqlite.Open(_path, readOnly: true, BusyTimeout));

    private void Return(SqliteLogReader reader)
    {
        if (_disposed || _idleReaders.Count >= MostIdleReaders)
        {
            reader.Dispose();
        }
        else
        {
            _idleReaders.Add(reader);
            if (_disposed)
            {
                CloseIdleReaders(); // it was closed in between
            }
        }
    }

    private void CloseIdleReaders()
    {
        while (_idleReaders.TryTake(out var reader))
        {
            reader.Dispose();
        }
    }
}
