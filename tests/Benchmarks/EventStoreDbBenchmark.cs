using System.Diagnostics;
using PhongTrao.Workflows.Store;
#if EVENTSTOREDB
using EventStore.Client;
using Esdb = EventStore.Client;
#endif

namespace PhongTrao.Benchmarks;

/// <summary>
/// What <see cref="SqliteEventStore"/> gives beside an EventStoreDB server, in builds with <c>-p:EventStoreDb=true</c> where
/// EVENTSTORE_URL names one: whole approvals on SQLite, counted in events, against nothing but appends there, one event each,
/// through its own client. The server's disk is wherever it runs; on another machine the comparison says little.
/// </summary>
internal static class EventStoreDbBenchmark
{
    public static async Task<bool> RunAsync(Place place, Func<PhongTrao.Workflows.Store.EventData> make)
    {
        Console.WriteLine();
#if EVENTSTOREDB
        if (Environment.GetEnvironmentVariable("EVENTSTORE_URL") is { Length: > 0 } url)
        {
            return await CompareAsync(place, make, url);
        }
#endif
        await Task.CompletedTask;
        Console.WriteLine("Beside EventStoreDB: not run, as this build has none (-p:EventStoreDb=true) or EVENTSTORE_URL names no server.");
        return true;
    }

#if EVENTSTOREDB
    private static async Task<bool> CompareAsync(Place place, Func<PhongTrao.Workflows.Store.EventData> make, string url)
    {
        await using var client = new EventStoreClient(EventStoreClientSettings.Create(url));
        await using var store = await EventStoreDbEventStore.OpenAsync(url);
        Console.WriteLine($"SQLite beside EventStoreDB (medians of {Measure.Runs} interleaved runs)");
        Console.WriteLine(
            "  writers   whole approvals on SQLite ev/s   p99 ms   EventStoreDB's own appends ev/s   p99 ms   ratio   through our adapter ev/s   p99 ms"
        );
        var met = true;
        foreach (var (writers, events, least) in new[] { (1, 2_000, 5.0), (16, 16_000, 3.0), (64, 32_000, 2.5) })
        {
            var (approvals, theirs, ours) = (new List<Run>(), new List<Run>(), new List<Run>());
            for (var run = 0; run < Measure.Runs + 1; run++)
            {
                var approval = await ApprovalsBenchmark.RunOnceAsync(place, writers);
                var own = await AppendAsync(writers, events, (stream, last) => OwnAsync(client, stream, last, make()));
                var adapted = await AppendAsync(writers, events, (stream, last) => AdaptedAsync(store, stream, last, make()));
                if (run > 0) // the first one warms
                {
                    approvals.Add(approval);
                    theirs.Add(own);
                    ours.Add(adapted);
                }
            }

            var (a, t, o) = (Measure.Median(approvals), Measure.Median(theirs), Measure.Median(ours));
            Console.WriteLine(
                $"  {writers, 7}   {a.PerSecond, 30:n0}   {a.P99, 6:0.00}   {t.PerSecond, 31:n0}   {t.P99, 6:0.00}   {a.PerSecond / t.PerSecond, 5:0.0}   {o.PerSecond, 24:n0}   {o.P99, 6:0.00}"
            );
            met &= Measure.Target(
                $"approvals on SQLite, of EventStoreDB's own appends, at {writers}",
                a.PerSecond / t.PerSecond,
                atLeast: true,
                least
            );
        }

        return met;
    }

    private static async Task<Run> AppendAsync(int writers, int events, Func<StreamName, long, Task<long>> append)
    {
        var each = events / writers;
        var waits = new long[each * writers];
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var working = Enumerable.Range(0, writers).Select(w => Task.Run(() => WriteAsync(w))).ToArray();
        Measure.Settle();
        var watch = Stopwatch.StartNew();
        ready.SetResult();
        await Task.WhenAll(working);
        return Measure.Of(waits.Length, watch.Elapsed, waits);

        async Task WriteAsync(int writer)
        {
            var streams = Enumerable.Range(0, 20).Select(_ => StreamName.For("benchmark", Guid.NewGuid())).ToArray();
            var revisions = Enumerable.Repeat(-1L, streams.Length).ToArray();
            await ready.Task;
            for (var i = 0; i < each; i++)
            {
                var at = i % streams.Length;
                var from = Stopwatch.GetTimestamp();
                revisions[at] = await append(streams[at], revisions[at]);
                waits[(writer * each) + i] = Stopwatch.GetTimestamp() - from;
            }
        }
    }

    private static async Task<long> OwnAsync(EventStoreClient client, StreamName stream, long last, PhongTrao.Workflows.Store.EventData e)
    {
        Esdb.EventData[] events = [new(Uuid.FromGuid(e.EventId), e.Type, e.Data, e.Metadata)];
        var written =
            last < 0
                ? await client.AppendToStreamAsync(stream.Value, StreamState.NoStream, events)
                : await client.AppendToStreamAsync(stream.Value, new Esdb.StreamRevision((ulong)last), events);
        return written.NextExpectedStreamRevision.ToInt64();
    }

    private static async Task<long> AdaptedAsync(IEventStore store, StreamName stream, long last, PhongTrao.Workflows.Store.EventData e)
    {
        var expected = last < 0 ? ExpectedRevision.NoStream : ExpectedRevision.At(new(last));
        return ((AppendResult.Appended)await store.AppendAsync(stream, expected, [e])).Last.Value;
    }
#endif
}
