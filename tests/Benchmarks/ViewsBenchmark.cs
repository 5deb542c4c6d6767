using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;
using PhongTrao.Projections;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Benchmarks;

/// <summary>
/// What people wait for (queue, dossier, list, search, audit) with little and with much history, and building all views
/// against a bare loop that reads the same events and writes the same rows. VIEWS=10000,1000000 chooses the sizes.
/// </summary>
internal static class ViewsBenchmark
{
    private const int Requests = 2_000;

    public static async Task<bool> RunAsync()
    {
        var sizes = (Environment.GetEnvironmentVariable("VIEWS") ?? "10000,100000")
            .Split(',')
            .Select(s => int.Parse(s, CultureInfo.InvariantCulture));
        var met = true;
        var p99 = new Dictionary<string, List<double>>(StringComparer.Ordinal);
        var starts = new List<double>();
        var isFirst = true;
        foreach (var size in sizes)
        {
            using var place = new TempPlace();
            Console.WriteLine($"{size:n0} dossiers, {ViewLog.EventsOfDossier} events each");
            var log = new ViewLog();
            using (var folder = DataFolder.Open(place.Of("data")))
            {
                await using var store = SqliteEventStore.Open(folder, new SqliteLogOptions { WithoutFsync = true });
                await log.WriteAsync(store, size);
            }

            using (var folder = DataFolder.Open(place.Of("data")))
            {
                await using var store = SqliteEventStore.Open(folder, new SqliteLogOptions());
                if (isFirst)
                {
                    met &= await RebuildAsync(place, store, log);
                    isFirst = false;
                }
                else
                {
                    await BuildAsync(place.Of("views.db"), store, log, null);
                }

                starts.Add(await StartAsync(place.Of("views.db"), store, log));
                await AskAsync(place.Of("views.db"), store, log, size, p99);
            }
        }

        foreach (var (what, values) in p99.Where(p => p.Value.Count > 1))
        {
            met &= Measure.Target($"{what}: p99 with most history, of that with least", values[^1] / values[0], atLeast: false, 1.3);
        }

        if (starts.Count > 1)
        {
            met &= Measure.Target("start with most history, of that with least", starts[^1] / starts[0], atLeast: false, 1.5);
        }

        return met;
    }

    private static IReadOnlyList<Func<IProjection>> Views(ViewLog log) =>
        [
            () => new DossierViews(log),
            () => new TaskQueue(),
            () => new DossierSearch(log, log),
            () => new AuditTrail(log),
            () => new Filings(log),
            () => new CommonLists(log),
        ];

    private static async Task<bool> RebuildAsync(TempPlace place, SqliteEventStore store, ViewLog log)
    {
        var (ours, bare, oursCpu, bareCpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        await BuildAsync(place.Of("views.db"), store, log, null); // warm, and the rows to copy
        var events = (double)(await store.HeadAsync())!.Value.Commit;
        var tables = BareViews.Load(place.Of("views.db"));
        Console.WriteLine($"  {events:n0} events make {tables.Sum(t => t.Rows.Count):n0} rows");
        for (var run = 0; run < Measure.Runs; run++)
        {
            Measure.Settle();
            var cpu = Environment.CpuUsage.TotalTime;
            var watch = Stopwatch.StartNew();
            await BuildAsync(place.Of($"again{run}.db"), store, log, null);
            oursCpu.Add((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / events);
            ours.Add(events / watch.Elapsed.TotalSeconds);
            Measure.Settle();
            cpu = Environment.CpuUsage.TotalTime;
            watch = Stopwatch.StartNew();
            BareViews.Run(place.Of("data/events.db"), place.Of($"bare{run}.db"), tables);
            bareCpu.Add((Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / events);
            bare.Add(events / watch.Elapsed.TotalSeconds);
            place.Drop($"again{run}.db");
            place.Drop($"bare{run}.db");
        }

        Console.WriteLine($"  all views together: {Measure.Median(ours):n0} events/s, bare loop {Measure.Median(bare):n0} events/s");
        // On a machine that others use too, this says more than the clock.
        Console.WriteLine($"  processor time an event: {Measure.Median(oursCpu):0.0} us, bare loop {Measure.Median(bareCpu):0.0} us");
        foreach (var view in Views(log))
        {
            var watch = Stopwatch.StartNew();
            var cpu = Environment.CpuUsage.TotalTime;
            await BuildAsync(place.Of("one.db"), store, log, view);
            var used = (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / events;
            Console.WriteLine(
                $"    {view().Name, -10} {events / watch.Elapsed.TotalSeconds, 10:n0} events/s alone, {used:0.0} us of processor an event, {new FileInfo(place.Of("one.db")).Length / 1048576.0:n0} MB"
            );
            place.Drop("one.db");
        }

        return Measure.Target("rebuild of all views, of the bare loop", Measure.Median(ours) / Measure.Median(bare), atLeast: true, 0.6);
    }

    private static async Task BuildAsync(string path, SqliteEventStore store, ViewLog log, Func<IProjection>? only)
    {
        using var database = new ViewDatabase(path);
        await using var subscription = new CatchUpSubscription(database, store, only is null ? Views(log) : [only], TimeProvider.System);
        var watch = Stopwatch.StartNew();
        await subscription.StartAsync();
        if (!await subscription.WaitAllAsync((await store.HeadAsync())!.Value, TimeSpan.FromHours(2)))
        {
            throw new InvalidOperationException(string.Join('\n', await subscription.StatusAsync()));
        }

        if (only is null && watch.Elapsed > TimeSpan.FromSeconds(20))
        {
            Console.WriteLine($"  built in {watch.Elapsed.TotalSeconds:n0} s, {GC.GetTotalMemory(false) / 1048576:n0} MB managed");
        }
    }

    private static async Task<double> StartAsync(string path, SqliteEventStore store, ViewLog log)
    {
        var times = new List<double>();
        for (var run = 0; run < Measure.Runs; run++)
        {
            var watch = Stopwatch.StartNew();
            using var database = new ViewDatabase(path);
            await using var subscription = new CatchUpSubscription(database, store, Views(log), TimeProvider.System);
            await subscription.StartAsync();
            await subscription.WaitAllAsync((await store.HeadAsync())!.Value, TimeSpan.FromMinutes(1));
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        Console.WriteLine($"  start: {Measure.Median(times):0.0} ms");
        return Measure.Median(times);
    }

    private static async Task AskAsync(string path, SqliteEventStore store, ViewLog log, int size, Dictionary<string, List<double>> p99)
    {
        using var database = new ViewDatabase(path);
        await using var subscription = new CatchUpSubscription(database, store, Views(log), TimeProvider.System);
        await subscription.StartAsync();
        var (dossiers, tasks, search, audit) = (
            new DossierQueries(database, log),
            new TaskQueries(database),
            new SearchQueries(database),
            new AuditQueries(database)
        );
        var random = new Random(7);
        string[] names = ["nguyen van dinh", "Trần Thị Hoà", "hang le kim", "ly", "dang thi"];
        var questions = new (string What, Action Ask)[]
        {
            ("queue", () => tasks.OfOffices([new(ViewLog.Huyen(random.Next(10)), ViewLog.Staff)])),
            ("queue counts", () => tasks.Count([new(ViewLog.Huyen(random.Next(10)), ViewLog.Staff)], new(2025, 2, 10))),
            ("dossier", () => dossiers.Find(new(ViewLog.Id("dossier", random.Next(size))))),
            ("list of a commune", () => dossiers.List(new([ViewLog.Xa(random.Next(100))]))),
            ("list of the province", () => dossiers.List(new([ViewLog.Tinh]))),
            (
                "list by status",
                () => dossiers.List(new([ViewLog.Tinh], Workflows.Dossiers.DossierStatus.AwaitingReceipt, Plan: new("ke-hoach-2024")))
            ),
            ("search of the province", () => search.Find([ViewLog.Tinh], names[random.Next(names.Length)], false)),
            ("search of a commune", () => search.Find([ViewLog.Xa(random.Next(100))], names[random.Next(names.Length)], false)),
            ("search for a number", () => search.Find([ViewLog.Tinh], $"{random.Next(1, 900)}/TTr-UBND", false)),
            ("audit of the province", () => audit.List(new([ViewLog.Tinh]))),
            ("audit of a person", () => audit.List(new(Person: new(ViewLog.Id("person", random.Next(300)))))),
        };
        Console.WriteLine($"  {"", -24}   p50 ms   p99 ms   (medians of {Measure.Runs} runs of {Requests:n0} requests)");
        foreach (var (what, ask) in questions)
        {
            var runs = new List<Run>();
            for (var run = 0; run <= Measure.Runs; run++)
            {
                var waits = new long[Requests];
                var watch = Stopwatch.StartNew();
                for (var i = 0; i < Requests; i++)
                {
                    var start = Stopwatch.GetTimestamp();
                    ask();
                    waits[i] = Stopwatch.GetTimestamp() - start;
                }

                if (run > 0) // the first one warms
                {
                    runs.Add(Measure.Of(Requests, watch.Elapsed, waits));
                }
            }

            var median = Measure.Median(runs);
            Console.WriteLine($"  {what, -24}   {median.P50, 6:0.000}   {median.P99, 6:0.000}");
            if (!p99.TryGetValue(what, out var list))
            {
                p99[what] = list = [];
            }

            list.Add(median.P99);
        }
    }

    private sealed class TempPlace : IDisposable
    {
        private readonly string _path = Directory.CreateTempSubdirectory("phongtrao-bench-").FullName;

        internal string Of(string name) => Path.Combine(_path, name);

        internal void Drop(string name)
        {
            foreach (var file in Directory.GetFiles(_path, name + "*"))
            {
                File.Delete(file);
            }
        }

        public void Dispose() => Directory.Delete(_path, recursive: true);
    }
}

/// <summary>The rows that the views end up with, written by a loop that does nothing else.</summary>
internal static class BareViews
{
    private const int RowsOfCommit = 10_000;

    internal sealed record Table(string Name, string Sql, List<object[]> Rows, IReadOnlyList<string> After);

    internal static List<Table> Load(string path)
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

    internal static void Run(string log, string path, List<Table> tables)
    {
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
            SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'fts\_search\_v1\_1\_%' ESCAPE '\'
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
