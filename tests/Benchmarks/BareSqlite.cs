using System.Diagnostics;
using Microsoft.Data.Sqlite;
using PhongTrao.Workflows.Store;
using SQLitePCL;

namespace PhongTrao.Benchmarks;

/// <summary>
/// What the store is measured against: one loop in the same runtime that writes the same rows in the same commits, or
/// reads them, and does nothing else. Same columns, indexes, sizes and prepared statements.
/// </summary>
internal static class BareSqlite
{
    private const string Insert =
        "INSERT INTO event (position, stream, revision, event_id, type, metadata, data) VALUES (?, ?, ?, ?, ?, ?, ?)";

    /// <summary>Through the driver everybody uses, checkpoints as SQLite makes them by itself.</summary>
    public static Run Write(string folder, IReadOnlyList<RecordedEvent> rows, IReadOnlyList<int> commits)
    {
        using var db = Create(folder);
        using var insert = db.CreateCommand();
        insert.CommandText =
            "INSERT INTO event (position, stream, revision, event_id, type, metadata, data) VALUES ($1, $2, $3, $4, $5, $6, $7)";
        var parameters = Enumerable.Range(1, 7).Select(i => insert.Parameters.Add($"${i}", Types[i - 1])).ToArray();
        insert.Prepare();
        var values = rows.Select(e =>
                (e, Id: e.EventId.ToByteArray(bigEndian: true), Metadata: e.Metadata.ToArray(), Data: e.Data.ToArray())
            )
            .ToArray();
        Measure.Settle();

        var watch = Stopwatch.StartNew();
        var next = 0;
        foreach (var size in commits)
        {
            using var transaction = db.BeginTransaction();
            insert.Transaction = transaction;
            for (var i = 0; i < size; i++, next++)
            {
                var (e, id, metadata, data) = values[next];
                parameters[0].Value = (long)e.Position.Commit;
                parameters[1].Value = e.Stream.Value;
                parameters[2].Value = e.Revision.Value;
                parameters[3].Value = id;
                parameters[4].Value = e.Type;
                parameters[5].Value = metadata;
                parameters[6].Value = data;
                insert.ExecuteNonQuery();
            }

            transaction.Commit();
        }

        return new(rows.Count / watch.Elapsed.TotalSeconds);
    }

    /// <summary>Through SQLite's own functions, and without a checkpoint: as fast as these rows and commits can be.</summary>
    public static Run WriteRaw(string folder, IReadOnlyList<RecordedEvent> rows, IReadOnlyList<int> commits)
    {
        using var created = Create(folder, "PRAGMA wal_autocheckpoint = 0;");
        var db = created.Handle!;
        raw.sqlite3_prepare_v2(db, Insert, out var insert);
        raw.sqlite3_prepare_v2(db, "BEGIN IMMEDIATE", out var begin);
        raw.sqlite3_prepare_v2(db, "COMMIT", out var commit);
        var values = rows.Select(e =>
                (
                    e,
                    Stream: System.Text.Encoding.UTF8.GetBytes(e.Stream.Value),
                    Id: e.EventId.ToByteArray(bigEndian: true),
                    Type: System.Text.Encoding.UTF8.GetBytes(e.Type)
                )
            )
            .ToArray();
        Measure.Settle();

        var watch = Stopwatch.StartNew();
        var next = 0;
        foreach (var size in commits)
        {
            Run(begin);
            for (var i = 0; i < size; i++, next++)
            {
                var (e, stream, id, type) = values[next];
                raw.sqlite3_bind_int64(insert, 1, (long)e.Position.Commit);
                raw.sqlite3_bind_text(insert, 2, stream);
                raw.sqlite3_bind_int64(insert, 3, e.Revision.Value);
                raw.sqlite3_bind_blob(insert, 4, id);
                raw.sqlite3_bind_text(insert, 5, type);
                raw.sqlite3_bind_blob(insert, 6, e.Metadata.Span);
                raw.sqlite3_bind_blob(insert, 7, e.Data.Span);
                Run(insert);
            }

            Run(commit);
        }

        var elapsed = watch.Elapsed;
        insert.Dispose();
        begin.Dispose();
        commit.Dispose();
        return new(rows.Count / elapsed.TotalSeconds);

        static void Run(sqlite3_stmt statement)
        {
            var code = raw.sqlite3_step(statement);
            raw.sqlite3_reset(statement);
            if (code != raw.SQLITE_DONE)
            {
                throw new InvalidOperationException($"SQLite said {code}.");
            }
        }
    }

    /// <summary>Reads every column of every row in log order into what .NET works with.</summary>
    public static Run Read(string path)
    {
        using var db = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        db.Open();
        using var select = db.CreateCommand();
        select.CommandText = "SELECT position, stream, revision, event_id, type, metadata, data FROM event ORDER BY position";
        Measure.Settle();

        var watch = Stopwatch.StartNew();
        var rows = 0;
        var bytes = 0L;
        using var reader = select.ExecuteReader();
        while (reader.Read())
        {
            var position = reader.GetInt64(0);
            var stream = reader.GetString(1);
            var revision = reader.GetInt64(2);
            var id = reader.GetFieldValue<byte[]>(3);
            var type = reader.GetString(4);
            var metadata = reader.GetFieldValue<byte[]>(5);
            var data = reader.GetFieldValue<byte[]>(6);
            bytes += position + stream.Length + revision + id.Length + type.Length + metadata.Length + data.Length;
            rows++;
        }

        GC.KeepAlive(bytes);
        return new(rows / watch.Elapsed.TotalSeconds);
    }

    /// <summary>The same through SQLite's own functions.</summary>
    public static Run ReadRaw(string path)
    {
        using var opened = new SqliteConnection($"Data Source={path};Mode=ReadOnly;Pooling=False");
        opened.Open();
        raw.sqlite3_prepare_v2(
            opened.Handle!,
            "SELECT position, stream, revision, event_id, type, metadata, data FROM event ORDER BY position",
            out var select
        );
        Measure.Settle();

        var watch = Stopwatch.StartNew();
        var rows = 0;
        var bytes = 0L;
        while (raw.sqlite3_step(select) == raw.SQLITE_ROW)
        {
            var position = raw.sqlite3_column_int64(select, 0);
            var stream = raw.sqlite3_column_text(select, 1).utf8_to_string();
            var revision = raw.sqlite3_column_int64(select, 2);
            var id = raw.sqlite3_column_blob(select, 3).ToArray();
            var type = raw.sqlite3_column_text(select, 4).utf8_to_string();
            var metadata = raw.sqlite3_column_blob(select, 5).ToArray();
            var data = raw.sqlite3_column_blob(select, 6).ToArray();
            bytes += position + stream.Length + revision + id.Length + type.Length + metadata.Length + data.Length;
            rows++;
        }

        var elapsed = watch.Elapsed;
        select.Dispose();
        GC.KeepAlive(bytes);
        return new(rows / elapsed.TotalSeconds);
    }

    private static readonly SqliteType[] Types =
    [
        SqliteType.Integer,
        SqliteType.Text,
        SqliteType.Integer,
        SqliteType.Blob,
        SqliteType.Text,
        SqliteType.Blob,
        SqliteType.Blob,
    ];

    private static SqliteConnection Create(string folder, string more = "")
    {
        Directory.CreateDirectory(folder);
        var db = new SqliteConnection($"Data Source={Path.Combine(folder, "bare.db")};Pooling=False");
        db.Open();
        using var command = db.CreateCommand();
        command.CommandText = $"PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; {more} {Schema()}";
        command.ExecuteNonQuery();
        return db;
    }

    private static string Schema()
    {
        var assembly = typeof(SqliteEventStore).Assembly;
        var name = assembly
            .GetManifestResourceNames()
            .Single(n => n.EndsWith("sqlite.sql", StringComparison.Ordinal) && n.Contains("Store", StringComparison.Ordinal));
        using var reader = new StreamReader(assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
