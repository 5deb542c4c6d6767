using System.Collections.Concurrent;
using System.Collections.Frozen;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Projections;

/// <summary>
/// <c>views.db</c>: every view's tables, each under its generation's suffix, and how far each generation has come. One
/// connection writes, under <see cref="WriteLock"/>; readers have their own, each read is one snapshot. The file may be
/// deleted at any time while the service is down. In WAL mode with synchronous=NORMAL a crash loses at most the last
/// transactions, rows and checkpoint together, and they are applied again.
/// </summary>
public sealed class ViewDatabase : IDisposable
{
    private const string Schema = """
        CREATE TABLE IF NOT EXISTS word (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
        CREATE TABLE IF NOT EXISTS generation (
            view TEXT NOT NULL, version INTEGER NOT NULL, run INTEGER NOT NULL, state INTEGER NOT NULL, indexed INTEGER NOT NULL,
            position TEXT, at INTEGER, events INTEGER NOT NULL, PRIMARY KEY (view, version, run)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS reactor (name TEXT PRIMARY KEY, position TEXT) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS carry_failure (
            event BLOB NOT NULL, target TEXT NOT NULL, carry TEXT NOT NULL, stream TEXT NOT NULL, revision INTEGER NOT NULL, code TEXT NOT NULL,
            arguments TEXT NOT NULL, at INTEGER NOT NULL, tries INTEGER NOT NULL, PRIMARY KEY (event, target, carry)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS inbox (
            consumer TEXT NOT NULL, stream TEXT NOT NULL, revision INTEGER NOT NULL, PRIMARY KEY (consumer, stream)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS intake (
            consumer TEXT PRIMARY KEY, taken INTEGER NOT NULL, repeated INTEGER NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS open_number (
            stream TEXT NOT NULL, number INTEGER NOT NULL, purpose TEXT NOT NULL, owner TEXT NOT NULL, PRIMARY KEY (stream, number)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS open_number_of ON open_number (owner);
        CREATE TABLE IF NOT EXISTS open_claim (
            decision BLOB NOT NULL, subject BLOB NOT NULL, nominee BLOB NOT NULL, json BLOB NOT NULL,
            PRIMARY KEY (decision, subject, nominee)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS recount (
            revision INTEGER PRIMARY KEY, changed_on INTEGER NOT NULL, first_day INTEGER, seen INTEGER NOT NULL, total INTEGER NOT NULL,
            finished_at INTEGER);
        CREATE TABLE IF NOT EXISTS duty_passed (one INTEGER PRIMARY KEY, day INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS log (first BLOB NOT NULL);
        """;

    private readonly string _path;
    private readonly ConcurrentBag<SqliteFile> _readers = [];
    private readonly ConcurrentDictionary<string, ActiveView> _active = new(StringComparer.Ordinal);
    private bool _disposed;

    /// <param name="path">The file; it is made if it does not exist.</param>
    public ViewDatabase(string path)
    {
        _path = path;
        Writer = new SqliteFile(path, readOnly: false, cacheKiB: 131_072);
        Writer.Execute("PRAGMA journal_mode = WAL");
        Writer.Execute("PRAGMA synchronous = NORMAL");
        Writer.Execute("PRAGMA wal_autocheckpoint = 4000");
        Writer.Execute(Schema);
        Words = new Words(Writer);
    }

    /// <summary>Held by whoever writes.</summary>
    internal Lock WriteLock { get; } = new();

    internal SqliteFile Writer { get; }

    /// <summary>Codes and ids that stand in many rows, as small numbers.</summary>
    internal Words Words { get; }

    /// <summary>Opens a snapshot of one view for reading; dispose it soon.</summary>
    /// <exception cref="ViewNotReadyException">The view is being built for the first time.</exception>
    public ViewReader Read(string view)
    {
        ActiveView? active;
        do
        {
            if (!_active.TryGetValue(view, out active))
            {
                throw new ViewNotReadyException(view);
            }
        } while (!active.Enter());

        try
        {
            return new ViewReader(this, Rent(), active, Words);
        }
        catch
        {
            active.Leave();
            throw;
        }
    }

    /// <summary>Opens a snapshot for reading the tables that belong to no view.</summary>
    internal ViewReader ReadShared() => new(this, Rent(), null, Words);

    /// <summary>Whether the view can be read.</summary>
    public bool IsReady(string view) => _active.ContainsKey(view);

    /// <summary>Readers see this generation from now on; the one before is done when its last reader has left.</summary>
    internal ActiveView? Activate(string view, string suffix)
    {
        _active.TryGetValue(view, out var before);
        _active[view] = new ActiveView(suffix);
        before?.Retire();
        return before;
    }

    internal void Return(SqliteFile reader)
    {
        if (_disposed)
        {
            reader.Dispose();
        }
        else
        {
            _readers.Add(reader);
        }
    }

    private SqliteFile Rent() => _readers.TryTake(out var reader) ? reader : new SqliteFile(_path, readOnly: true, cacheKiB: 32_768);

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        while (_readers.TryTake(out var reader))
        {
            reader.Dispose();
        }

        lock (WriteLock)
        {
            Writer.Dispose();
        }
    }
}

/// <summary>The generation of a view that readers see, and how many are reading it.</summary>
internal sealed class ActiveView(string suffix)
{
    private readonly TaskCompletionSource _idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _readers = 1; // the place in the table counts as one

    internal string Suffix { get; } = suffix;

    /// <summary>Ends when it was replaced and its last reader has left.</summary>
    internal Task Idle => _idle.Task;

    internal bool Enter()
    {
        var seen = Volatile.Read(ref _readers);
        while (seen > 0)
        {
            var found = Interlocked.CompareExchange(ref _readers, seen + 1, seen);
            if (found == seen)
            {
                return true;
            }

            seen = found;
        }

        return false;
    }

    internal void Leave()
    {
        if (Interlocked.Decrement(ref _readers) == 0)
        {
            _idle.TrySetResult();
        }
    }

    internal void Retire() => Leave();
}

/// <summary>The view has no complete generation yet.</summary>
public sealed class ViewNotReadyException(string view) : Exception($"The view '{view}' is being built.")
{
    /// <summary>Which.</summary>
    public string View { get; } = view;
}

/// <summary>One snapshot of one view.</summary>
public sealed class ViewReader : IDisposable
{
    private readonly ViewDatabase _database;
    private readonly SqliteFile _file;
    private readonly ActiveView? _view;

    internal ViewReader(ViewDatabase database, SqliteFile file, ActiveView? view, Words words)
    {
        _database = database;
        _file = file;
        _view = view;
        Words = words;
        file.Execute("BEGIN");
    }

    /// <summary>Codes by number.</summary>
    internal Words Words { get; }

    /// <summary>A statement over the view's tables.</summary>
    public Statement Sql(string sql) => _file.Prepare(_view is null ? sql : Suffixes.Apply(sql, _view.Suffix));

    /// <inheritdoc/>
    public void Dispose()
    {
        _file.Execute("ROLLBACK");
        _database.Return(_file);
        _view?.Leave();
    }
}

/// <summary>The writing side of one generation, inside one transaction.</summary>
public sealed class ViewWriter
{
    private readonly SqliteFile _file;
    private readonly string _suffix;
    private readonly Dictionary<string, Statement> _statements = new(ReferenceEqualityComparer.Instance);
    private readonly Words _words;

    internal ViewWriter(SqliteFile file, string suffix, Words words)
    {
        _file = file;
        _suffix = suffix;
        _words = words;
    }

    /// <summary>Rowid of the last row inserted.</summary>
    public long LastRow => _file.LastRow;

    /// <summary>Rows changed by the last statement.</summary>
    public int Changes => _file.Changes;

    /// <summary>A statement over the generation's tables; pass a constant, it is found again by reference.</summary>
    public Statement Sql(string sql)
    {
        if (!_statements.TryGetValue(sql, out var found))
        {
            found = _statements[sql] = new Statement(_file, Suffixes.Apply(sql, _suffix));
        }

        return found;
    }

    /// <summary>The small number of a text that stands in many rows.</summary>
    public int Word(string text) => _words.Number(text);

    /// <summary>The text of a small number.</summary>
    public string Text(int word) => _words.Text(word);

    /// <summary>The small number, or NULL.</summary>
    public SqlValue WordOrNull(string? text) => text is null ? SqlValue.Null : _words.Number(text);

    /// <summary>Runs SQL of the schema.</summary>
    internal void Execute(string sql) => _file.Execute(Suffixes.Apply(sql, _suffix));

    internal void Dispose()
    {
        foreach (var statement in _statements.Values)
        {
            statement.Dispose();
        }

        _statements.Clear();
    }
}

/// <summary>
/// Texts that stand in many rows (units, forms, functions, accounts, addresses) by number. Their count follows the
/// organisation, not the dossiers, so they are all in memory. Numbers are given inside the writer's transaction.
/// </summary>
internal sealed class Words
{
    private readonly SqliteFile _writer;
    private readonly ConcurrentDictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<int, string> _texts = new();
    private readonly List<string> _fresh = [];

    internal Words(SqliteFile writer)
    {
        _writer = writer;
        Load();
    }

    internal int Number(string text)
    {
        if (_numbers.TryGetValue(text, out var number))
        {
            return number;
        }

        _writer.Prepare("INSERT INTO word (text) VALUES (?1)").Run(text);
        number = (int)_writer.LastRow;
        _numbers[text] = number;
        _texts[number] = text;
        _fresh.Add(text);
        return number;
    }

    /// <summary>The number, or -1, which stands in no row.</summary>
    internal int Find(string text) => _numbers.GetValueOrDefault(text, -1);

    internal string Text(int number) => _texts[number];

    internal string? TextOrNull(int? number) => number is { } n ? _texts[n] : null;

    internal void Committed() => _fresh.Clear();

    /// <summary>How many numbers the transaction has given so far.</summary>
    internal int Mark => _fresh.Count;

    /// <summary>The transaction was undone (from a mark on), and with it the numbers given in it.</summary>
    internal void Undone(int from = 0)
    {
        foreach (var text in _fresh.Skip(from))
        {
            if (_numbers.TryRemove(text, out var number))
            {
                _texts.TryRemove(number, out _);
            }
        }

        _fresh.RemoveRange(from, _fresh.Count - from);
    }

    private void Load()
    {
        var rows = _writer.Prepare("SELECT id, text FROM word").With();
        while (rows.Step())
        {
            _numbers[rows.Text(1)] = rows.Int(0);
            _texts[rows.Int(0)] = rows.Text(1);
        }
    }
}

/// <summary>Puts a generation's suffix in place of '~'.</summary>
internal static class Suffixes
{
    private static readonly ConcurrentDictionary<(string Sql, string Suffix), string> Known = new();

    internal static string Apply(string sql, string suffix) =>
        Known.GetOrAdd((sql, suffix), static key => key.Sql.Replace("~", key.Suffix, StringComparison.Ordinal));

    /// <summary>Suffix of a generation: "_dossiers_v3_1".</summary>
    internal static string Of(string view, int version, int run) =>
        string.Create(System.Globalization.CultureInfo.InvariantCulture, $"_{view.Replace('-', '_')}_v{version}_{run}");
}
