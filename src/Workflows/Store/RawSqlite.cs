using System.Text;
using SQLitePCL;

namespace PhongTrao.Workflows.Store;

/// <summary>SQLite refused; the code says whether it was the disk, the rows or a lock.</summary>
internal sealed class SqliteFailureException(int code, string message) : IOException($"SQLite error {code}: {message}")
{
    /// <summary>Extended result code of SQLite.</summary>
    public int Code { get; } = code;
}

/// <summary>
/// One connection through SQLite's own functions. The commands and readers of ADO.NET cost about as much as the row
/// they carry, and the log is the one place where that shows. Used by one thread at a time.
/// </summary>
internal sealed class RawSqlite : IDisposable
{
    private const int CacheWrite = 9; // SQLITE_DBSTATUS_CACHE_WRITE
    private const int NoMutex = 0x8000; // SQLITE_OPEN_NOMUTEX: the caller keeps to one thread at a time
    private readonly sqlite3 _db;
    private readonly List<RawStatement> _statements = [];

    static RawSqlite() => Batteries_V2.Init();

    private RawSqlite(sqlite3 db) => _db = db;

    /// <summary>Pages this connection has written (into the WAL) since it was opened.</summary>
    public long PagesWritten => raw.sqlite3_db_status(_db, CacheWrite, out var pages, out _, 0) == raw.SQLITE_OK ? pages : 0;

    /// <exception cref="SqliteFailureException">The file cannot be opened.</exception>
    public static RawSqlite Open(string path, bool readOnly, TimeSpan busyTimeout)
    {
        var flags = NoMutex | (readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE);
        var code = raw.sqlite3_open_v2(path, out var db, flags, null);
        if (code != raw.SQLITE_OK)
        {
            var message = db is null ? "out of memory" : raw.sqlite3_errmsg(db).utf8_to_string();
            db?.Dispose();
            throw new SqliteFailureException(code, $"{message} ({path})");
        }

        var opened = new RawSqlite(db);
        raw.sqlite3_extended_result_codes(db, 1);
        opened.WaitForLocks(busyTimeout);
        return opened;
    }

    /// <summary>How long to wait for a lock that another connection holds.</summary>
    public void WaitForLocks(TimeSpan time) => Check(raw.sqlite3_busy_timeout(_db, (int)time.TotalMilliseconds));

    /// <summary>Runs statements that answer nothing of interest.</summary>
    public void Execute(string sql) => Check(raw.sqlite3_exec(_db, sql));

    /// <summary>First column of the first row, 0 where there is none or it is NULL.</summary>
    public long Number(string sql)
    {
        using var statement = Prepare(sql);
        return statement.Step() ? statement.Number(0) : 0;
    }

    /// <summary>Prepared once, used often; disposed with the connection at the latest.</summary>
    public RawStatement Prepare(string sql)
    {
        const uint persistent = 1; // SQLITE_PREPARE_PERSISTENT
        Check(raw.sqlite3_prepare_v3(_db, sql, persistent, out var statement));
        var prepared = new RawStatement(this, statement);
        _statements.Add(prepared);
        return prepared;
    }

    /// <summary>Copies what it can of the WAL into the database.</summary>
    /// <returns>Frames in the WAL, and how many of them have been copied; -1 where another one is at it.</returns>
    public (int Frames, int Copied) Checkpoint(bool waitForReaders)
    {
        var mode = waitForReaders ? raw.SQLITE_CHECKPOINT_RESTART : raw.SQLITE_CHECKPOINT_PASSIVE;
        var code = raw.sqlite3_wal_checkpoint_v2(_db, "main", mode, out var frames, out var copied);
        if ((code & 0xff) is raw.SQLITE_BUSY or raw.SQLITE_LOCKED)
        {
            return (frames, copied);
        }

        Check(code);
        return frames >= 0 ? (frames, copied) : throw new InvalidOperationException("The log has no WAL.");
    }

    /// <summary>Throws unless the code says that all is well.</summary>
    public void Check(int code)
    {
        if (code is not raw.SQLITE_OK and not raw.SQLITE_ROW and not raw.SQLITE_DONE)
        {
            throw new SqliteFailureException(code, raw.sqlite3_errmsg(_db).utf8_to_string());
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var statement in _statements)
        {
            statement.Dispose();
        }

        _db.Dispose();
    }
}

/// <summary>A prepared statement; parameters count from 1, columns from 0, as in SQLite.</summary>
internal sealed class RawStatement(RawSqlite connection, sqlite3_stmt statement) : IDisposable
{
    public void Bind(int parameter, long value) => connection.Check(raw.sqlite3_bind_int64(statement, parameter, value));

    public void Bind(int parameter, string text)
    {
        var most = Encoding.UTF8.GetMaxByteCount(text.Length);
        Span<byte> bytes = most <= 1024 ? stackalloc byte[1024] : new byte[most];
        var length = Encoding.UTF8.GetBytes(text, bytes);
        connection.Check(raw.sqlite3_bind_text(statement, parameter, bytes[..length]));
    }

    public void Bind(int parameter, ReadOnlySpan<byte> blob) =>
        // An empty span has no address, and SQLite takes a blob without address for NULL.
        connection.Check(
            blob.IsEmpty ? raw.sqlite3_bind_zeroblob(statement, parameter, 0) : raw.sqlite3_bind_blob(statement, parameter, blob)
        );

    public void Bind(int parameter, Guid id)
    {
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes, bigEndian: true, out _);
        connection.Check(raw.sqlite3_bind_blob(statement, parameter, bytes));
    }

    /// <summary>Goes to the next row, if there is one.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        if (code == raw.SQLITE_ROW)
        {
            return true;
        }

        if (code != raw.SQLITE_DONE)
        {
            raw.sqlite3_reset(statement);
            connection.Check(code);
        }

        return false;
    }

    /// <summary>Runs to the end and is ready for the next run.</summary>
    public void Run()
    {
        while (Step()) { }
        Reset();
    }

    /// <summary>Runs an insertion; false where a unique index already holds its key.</summary>
    public bool TryInsert()
    {
        var code = raw.sqlite3_step(statement);
        raw.sqlite3_reset(statement);
        if ((code & 0xff) == raw.SQLITE_CONSTRAINT)
        {
            return false;
        }

        connection.Check(code);
        return true;
    }

    /// <summary>Ends the run, and with it the read transaction where there is no other.</summary>
    public void Reset() => raw.sqlite3_reset(statement);

    public long Number(int column) => raw.sqlite3_column_int64(statement, column);

    /// <summary>Bytes of a blob or of a text in UTF-8; valid until the next step.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(statement, column);

    /// <inheritdoc/>
    public void Dispose() => statement.Dispose();
}
