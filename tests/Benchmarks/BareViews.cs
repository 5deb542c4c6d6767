using Microsoft.Data.Sqlite;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Benchmarks;

/// <summary>The rows that the views end up with, written by a loop that does nothing else.</summary>
internal static class BareViews
{
    private const int RowsOfCommit = 10_000;

    /// <summary>What the loop is to write and to unseal.</summary>
    /// <param name="Tables">The views' tables with their rows, and what is made of them afterwards.</param>
    /// <param name="Names">The sealed names that search unseals.</param>
    internal sealed record Work(List<Table> Tables, List<Sealed> Names);

    internal sealed record Table(string Name, string Sql, List<object[]> Rows, IReadOnlyList<string> After);

    internal static async Task<Work> LoadAsync(string path, IEventStore store)
    {
        var names = new List<Sealed>();
        await foreach (var message in store.SubscribeToAll(null, new SubscriptionFilter("dossier-")))
        {
            if (message.Kind == SubscriptionMessageKind.CaughtUp)
            {
                break;
            }

            if (message.Event is { } recorded && EventTypes.Read(recorded) is DossierEvent.NomineeAdded { Nominee.Profile: { } profile })
            {
                names.Add(profile);
            }
        }

        return new(Load(path), names);
    }

    private static List<Table> Load(string path)
    {
        using var source = Open(path);
        var tables = new List<Table>();
        var later = new List<string>();
        foreach (var (type, name, sql) in Objects(source))
        {
            if (type == "table" && !sql.StartsWith("CREATE VIRTUAL", StringComparison.Ordinal))
            {
                using var command = source.CreateCommand();
                command.CommandText = $"SELECT * FROM {name}";
                using var reader = command.ExecuteReader();
                var rows = new List<object[]>();
                while (reader.Read())
                {
                    var row = new object[reader.FieldCount];
                    reader.GetValues(row);
                    rows.Add(row);
                }

                tables.Add(new(name, sql, rows, []));
            }
            else
            {
                later.Add(sql);
                if (sql.StartsWith("CREATE VIRTUAL", StringComparison.Ordinal))
                {
                    later.Add($"INSERT INTO {name} ({name}) VALUES ('rebuild')");
                }
            }
        }

        tables[^1] = tables[^1] with { After = later };
        return tables;
    }

    internal static void Run(string log, string path, Work work, IKeyring keyring)
    {
        var tables = work.Tables;
        foreach (var name in work.Names)
        {
            _ = keyring.Reveal(name);
        }

        using (var events = Open(log))
        using (var read = events.CreateCommand())
        {
            read.CommandText = "SELECT position, stream, revision, event_id, type, metadata, data FROM event ORDER BY position";
            using var reader = read.ExecuteReader();
            while (reader.Read())
            {
                _ = reader.GetInt64(0);
                _ = reader.GetString(1);
                _ = reader.GetInt64(2);
                _ = (byte[])reader.GetValue(3);
                _ = reader.GetString(4);
                _ = (byte[])reader.GetValue(5);
                _ = (byte[])reader.GetValue(6);
            }
        }

        using var target = Open(path);
        Execute(target, "PRAGMA journal_mode = WAL");
        Execute(target, "PRAGMA synchronous = NORMAL");
        Execute(target, "PRAGMA cache_size = -131072");
        foreach (var table in tables)
        {
            Execute(target, table.Sql);
            if (table.Rows.Count == 0)
            {
                continue;
            }

            var columns = table.Rows[0].Length;
            using var insert = target.CreateCommand();
            insert.CommandText =
                $"INSERT INTO {table.Name} VALUES ({string.Join(',', Enumerable.Range(0, columns).Select(i => $"$p{i}"))})";
            var parameters = Enumerable.Range(0, columns).Select(i => insert.Parameters.AddWithValue($"$p{i}", DBNull.Value)).ToArray();
            insert.Prepare();
            for (var i = 0; i < table.Rows.Count; i += RowsOfCommit)
            {
                using var transaction = target.BeginTransaction();
                insert.Transaction = transaction;
                foreach (var row in table.Rows.Skip(i).Take(RowsOfCommit))
                {
                    for (var c = 0; c < columns; c++)
                    {
                        parameters[c].Value = row[c];
                    }

                    insert.ExecuteNonQuery();
                }

                transaction.Commit();
            }
        }

        foreach (var sql in tables[^1].After)
        {
            Execute(target, sql);
        }
    }

    private static List<(string Type, string Name, string Sql)> Objects(SqliteConnection source)
    {
        var found = new List<(string, string, string)>();
        using var command = source.CreateCommand();
        command.CommandText = """
            SELECT type, name, sql FROM sqlite_master
            WHERE sql IS NOT NULL AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
            ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC, type = 'table' DESC
            """;
        using var reader = command.ExecuteReader();
        while (reader.Read())
        {
            found.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }

        return found;
    }

    private static SqliteConnection Open(string path)
    {
        var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        return connection;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
