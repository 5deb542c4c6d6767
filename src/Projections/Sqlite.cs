using System.Buffers.Binary;
using SQLitePCL;

namespace PhongTrao.Projections;

/// <summary>A value bound to a statement. Ids are 16 bytes in the order in which they are written, days are day numbers.</summary>
public readonly struct SqlValue
{
    private readonly Kind _kind;
    private readonly long _number;
    private readonly object? _object;
    private readonly Guid _id;

    private SqlValue(Kind kind, long number = 0, object? @object = null, Guid id = default)
    {
        _kind = kind;
        _number = number;
        _object = @object;
        _id = id;
    }

    private enum Kind
    {
        Null,
        Number,
        Text,
        Bytes,
        Id,
    }

    /// <summary>NULL.</summary>
    public static SqlValue Null => default;

    public static implicit operator SqlValue(long value) => new(Kind.Number, value);

    public static implicit operator SqlValue(int value) => new(Kind.Number, value);

    public static implicit operator SqlValue(bool value) => new(Kind.Number, value ? 1 : 0);

    public static implicit operator SqlValue(long? value) => value is { } v ? v : Null;

    public static implicit operator SqlValue(int? value) => value is { } v ? v : Null;

    public static implicit operator SqlValue(DateOnly value) => new(Kind.Number, value.DayNumber);

    public static implicit operator SqlValue(DateOnly? value) => value is { } v ? v : Null;

    public static implicit operator SqlValue(DateTimeOffset value) => new(Kind.Number, value.UtcTicks);

    public static implicit operator SqlValue(string? value) => value is null ? Null : new(Kind.Text, @object: value);

    public static implicit operator SqlValue(byte[]? value) => value is null ? Null : new(Kind.Bytes, @object: value);

    public static implicit operator SqlValue(Guid value) => new(Kind.Id, id: value);

    public static implicit operator SqlValue(Guid? value) => value is { } v ? v : Null;

    internal void Bind(sqlite3_stmt statement, int index)
    {
        switch (_kind)
        {
            case Kind.Number:
                raw.sqlite3_bind_int64(statement, index, _number);
                break;
            case Kind.Text:
                raw.sqlite3_bind_text(statement, index, (string)_object!);
                break;
            case Kind.Bytes:
                raw.sqlite3_bind_blob(statement, index, (byte[])_object!);
                break;
            case Kind.Id:
                Span<byte> bytes = stackalloc byte[16];
                _id.TryWriteBytes(bytes, bigEndian: true, out _);
                raw.sqlite3_bind_blob(statement, index, bytes);
                break;
            default:
                raw.sqlite3_bind_null(statement, index);
                break;
        }
    }
}

/// <summary>
/// A prepared statement. Views are written at hundreds of thousands of rows a second; the driver's own commands would spend
/// most of that time on parameters by name, so this talks to the library below them.
/// </summary>
public sealed class Statement : IDisposable
{
    private readonly SqliteFile _file;
    private readonly sqlite3_stmt _statement;
    private readonly int _parameters;
    private bool _isStepping;

    internal Statement(SqliteFile file, string sql)
    {
        _file = file;
        _file.Check(raw.sqlite3_prepare_v2(file.Handle, sql, out _statement), sql);
        _parameters = raw.sqlite3_bind_parameter_count(_statement);
    }

    /// <summary>Binds values in the order of ?1, ?2 …; those left out are NULL.</summary>
    public Statement With(params ReadOnlySpan<SqlValue> values)
    {
        Reset();
        for (var i = 0; i < _parameters; i++)
        {
            (i < values.Length ? values[i] : SqlValue.Null).Bind(_statement, i + 1);
        }

        return this;
    }

    /// <summary>Moves to the next row; at the end the statement is ready to be bound again.</summary>
    public bool Step()
    {
        var result = raw.sqlite3_step(_statement);
        _isStepping = true;
        if (result == raw.SQLITE_ROW)
        {
            return true;
        }

        Reset();
        _file.Check(result is raw.SQLITE_DONE ? raw.SQLITE_OK : result, null);
        return false;
    }

    /// <summary>Binds and runs to the end.</summary>
    public void Run(params ReadOnlySpan<SqlValue> values)
    {
        With(values);
        while (Step()) { }
    }

    /// <summary>Binds and moves to the only row; the caller calls <see cref="Reset"/> when done with it.</summary>
    public bool One(params ReadOnlySpan<SqlValue> values) => With(values).Step();

    /// <summary>Lets go of the row.</summary>
    public void Reset()
    {
        if (_isStepping)
        {
            raw.sqlite3_reset(_statement);
            _isStepping = false;
        }
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public bool IsText(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_TEXT;

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Int(int column) => raw.sqlite3_column_int(_statement, column);

    public bool Bool(int column) => raw.sqlite3_column_int(_statement, column) != 0;

    public long? LongOrNull(int column) => IsNull(column) ? null : Long(column);

    public int? IntOrNull(int column) => IsNull(column) ? null : Int(column);

    public string Text(int column) => raw.sqlite3_column_text(_statement, column).utf8_to_string() ?? "";

    public string? TextOrNull(int column) => IsNull(column) ? null : Text(column);

    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    public Guid Id(int column) => new(Bytes(column), bigEndian: true);

    public Guid? IdOrNull(int column) => IsNull(column) ? null : Id(column);

    public DateOnly Day(int column) => DateOnly.FromDayNumber(Int(column));

    public DateOnly? DayOrNull(int column) => IsNull(column) ? null : Day(column);

    public DateTimeOffset Instant(int column) => new(Long(column), TimeSpan.Zero);

    public DateTimeOffset? InstantOrNull(int column) => IsNull(column) ? null : Instant(column);

    /// <inheritdoc/>
    public void Dispose() => raw.sqlite3_finalize(_statement);
}

/// <summary>One connection to the file, used by one thread at a time, with its prepared statements.</summary>
internal sealed class SqliteFile : IDisposable
{
    private const int MaxStatements = 400;
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    internal SqliteFile(string path, bool readOnly, int cacheKiB)
    {
        Batteries_V2.Init();
        var flags = readOnly ? raw.SQLITE_OPEN_READONLY : raw.SQLITE_OPEN_READWRITE | raw.SQLITE_OPEN_CREATE;
        var result = raw.sqlite3_open_v2(path, out var handle, flags | raw.SQLITE_OPEN_NOMUTEX, null);
        Handle = handle;
        Check(result, "open");
        raw.sqlite3_busy_timeout(handle, 10_000);
        Execute($"PRAGMA cache_size = -{cacheKiB.ToString(System.Globalization.CultureInfo.InvariantCulture)}");
        Execute("PRAGMA temp_store = MEMORY");
        Execute("PRAGMA mmap_size = 2147418112");
    }

    internal sqlite3 Handle { get; }

    internal int Changes => raw.sqlite3_changes(Handle);

    internal bool InTransaction => raw.sqlite3_get_autocommit(Handle) == 0;

    internal long LastRow => raw.sqlite3_last_insert_rowid(Handle);

    internal Statement Prepare(string sql)
    {
        if (_statements.TryGetValue(sql, out var found))
        {
            return found;
        }

        if (_statements.Count >= MaxStatements)
        {
            ForgetStatements();
        }

        return _statements[sql] = new Statement(this, sql);
    }

    internal void ForgetStatements()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }

    internal void Execute(string sql) => Check(raw.sqlite3_exec(Handle, sql), sql);

    internal void Check(int result, string? sql)
    {
        if (result != raw.SQLITE_OK)
        {
            var text = raw.sqlite3_errmsg(Handle).utf8_to_string();
            throw new ViewDatabaseException(result & 0xFF, sql is null ? text : $"{text}: {sql}");
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        ForgetStatements();
        raw.sqlite3_close_v2(Handle);
    }
}

/// <summary>The views' database could not do what was asked.</summary>
public sealed class ViewDatabaseException(int code, string message) : Exception(message)
{
    /// <summary>SQLite's primary result code.</summary>
    public int Code { get; } = code;

    /// <summary>
    /// Whether the statement itself is at fault (a constraint, a type, SQL that does not fit), so that the event that led to
    /// it is poison; otherwise the machine is (disk full, I/O), and waiting may help.
    /// </summary>
    public bool IsStatementsFault =>
        Code is raw.SQLITE_ERROR or raw.SQLITE_CONSTRAINT or raw.SQLITE_MISMATCH or raw.SQLITE_RANGE or raw.SQLITE_TOOBIG;
}
