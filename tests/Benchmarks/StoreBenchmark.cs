using System.Diagnostics;
using System.Security.Cryptography;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Benchmarks;

/// <summary>Appending and reading through <see cref="SqliteEventStore"/> against bare SQLite.</summary>
internal static class StoreBenchmark
{
    private static readonly byte[] Metadata = RandomNumberGenerator.GetBytes(260);
    private static readonly byte[] Data = RandomNumberGenerator.GetBytes(400);

    public static async Task<bool> RunAsync()
    {
        using var place = new Place();
        Console.WriteLine("Appending one event of about 750 bytes at a time (medians of 5 interleaved runs)");
        Console.WriteLine(
            "  writers   store ev/s   p50 ms   p99 ms  p99/p50   ev/commit     bare loop ev/s   ratio   at its fastest   ratio"
        );
        var met = true;
        await AppendAsync(place, 64, 20_000); // everything compiled and warm
        foreach (var (writers, events) in new[] { (1, 3_000), (16, 30_000), (64, 60_000) })
        {
            var (store, bare, bareRaw) = (new List<Run>(), new List<Run>(), new List<Run>());
            var perCommit = 0.0;
            for (var run = 0; run < Measure.Runs; run++)
            {
                var (result, rows, commits) = await AppendAsync(place, writers, events);
                store.Add(result);
                perCommit = commits.Average();
                bare.Add(BareSqlite.Write(place.Next(), rows, commits));
                bareRaw.Add(BareSqlite.WriteRaw(place.Next(), rows, commits));
            }

            var (s, b, r) = (Measure.Median(store), Measure.Median(bare), Measure.Median(bareRaw));
            Console.WriteLine(
                $"  {writers, 7}   {s.PerSecond, 10:n0}   {s.P50, 6:0.00}   {s.P99, 6:0.00}   {s.P99 / s.P50, 6:0.0}   {perCommit, 9:0.0}   {b.PerSecond, 15:n0}   {s.PerSecond / b.PerSecond, 5:0.00}   {r.PerSecond, 15:n0}   {s.PerSecond / r.PerSecond, 5:0.00}"
            );
            if (writers == 64)
            {
                met &= Measure.Target("appends at 64 writers, of the bare loop", s.PerSecond / b.PerSecond, atLeast: true, 0.85);
                met &= Measure.Target("p99 at 64 writers, of p50", s.P99 / s.P50, atLeast: false, 6);
            }
        }

        return met & await ReadAsync(place) & await EventStoreDbBenchmark.RunAsync(place, Event);
    }

    private static async Task<(Run Run, List<RecordedEvent> Rows, List<int> Commits)> AppendAsync(Place place, int writers, int events)
    {
        using var folder = DataFolder.Open(place.Next());
        var commits = new List<int>();
        await using var store = SqliteEventStore.Open(folder, new SqliteLogOptions { GroupCommitted = commits.Add });
        var run = await Writers.RunAsync(writers, events, store, Event);

        var rows = new List<RecordedEvent>(events);
        await foreach (var message in store.SubscribeToAll(null, SubscriptionFilter.All))
        {
            if (message.Kind == SubscriptionMessageKind.CaughtUp)
            {
                break;
            }

            rows.Add(message.Event!);
        }

        return (run, rows, commits);
    }

    private static async Task<bool> ReadAsync(Place place)
    {
        const int events = 200_000;
        var path = place.Next();
        using var folder = DataFolder.Open(path);
        await using (var store = SqliteEventStore.Open(folder, new SqliteLogOptions { QuickCommit = TimeSpan.Zero }))
        {
            var streams = Enumerable.Range(0, events / 20).Select(_ => StreamName.For("dossier", Guid.NewGuid())).ToArray();
            for (var i = 0; i < events / 2; i += 500)
            {
                await Task.WhenAll(
                    Enumerable
                        .Range(i, 500)
                        .Select(n => store.AppendAsync(streams[n % streams.Length], ExpectedRevision.Any, [Event(), Event()]).AsTask())
                );
            }
        }

        await using var log = SqliteEventStore.Open(folder);
        var file = Path.Combine(path, SqliteEventStore.FileName);
        var (store1, bare, bareRaw) = (new List<Run>(), new List<Run>(), new List<Run>());
        for (var run = 0; run < Measure.Runs + 1; run++)
        {
            var results = (await FollowAsync(log, events), BareSqlite.Read(file), BareSqlite.ReadRaw(file));
            if (run > 0) // the first one warms
            {
                store1.Add(results.Item1);
                bare.Add(results.Item2);
                bareRaw.Add(results.Item3);
            }
        }

        var (s, b, r) = (Measure.Median(store1), Measure.Median(bare), Measure.Median(bareRaw));
        Console.WriteLine();
        Console.WriteLine($"Reading a log of {events:n0} events in order");
        Console.WriteLine(
            $"  SubscribeToAll {s.PerSecond:n0} ev/s; bare read {b.PerSecond:n0}, through SQLite's own functions {r.PerSecond:n0}"
        );
        var met = Measure.Target("log read, of the bare read", s.PerSecond / b.PerSecond, atLeast: true, 0.7);
        Measure.Target("log read, of the bare read through SQLite's own functions", s.PerSecond / r.PerSecond, atLeast: true, 0.7);
        return met;
    }

    private static async Task<Run> FollowAsync(SqliteEventStore store, int events)
    {
        Measure.Settle();
        var watch = Stopwatch.StartNew();
        var (rows, bytes) = (0, 0L);
        await foreach (var message in store.SubscribeToAll(null, SubscriptionFilter.All))
        {
            if (message.Kind == SubscriptionMessageKind.CaughtUp)
            {
                break;
            }

            bytes += message.Event!.Data.Length + message.Event.Metadata.Length;
            rows++;
        }

        var elapsed = watch.Elapsed;
        GC.KeepAlive(bytes);
        return rows == events ? new(rows / elapsed.TotalSeconds) : throw new InvalidOperationException($"{rows} of {events} events.");
    }

    private static EventData Event() => new(Guid.NewGuid(), "dossier-step-completed", Data, Metadata);
}

/// <summary>Folders for the runs, gone afterwards.</summary>
internal sealed class Place : IDisposable
{
    private readonly string _root = Path.Combine(Path.GetTempPath(), $"phongtrao-benchmark-{Guid.NewGuid():N}");
    private int _count;

    /// <summary>A fresh folder. All are removed at the end: freeing blocks costs the file system for a while.</summary>
    public string Next() => Directory.CreateDirectory(Path.Combine(_root, $"{++_count}")).FullName;

    public void Dispose()
    {
        if (Directory.Exists(_root))
        {
            Directory.Delete(_root, recursive: true);
        }
    }
}
