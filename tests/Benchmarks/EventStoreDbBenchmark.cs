using PhongTrao.Workflows.Store;
#if EVENTSTOREDB
using EventStore.Client;
using Esdb = EventStore.Client;
using StreamRevision = PhongTrao.Workflows.Store.StreamRevision;
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
        await ApprovalsBenchmark.RunOnceAsync(place, 64); // everything compiled and warm, on both sides
        await Writers.RunAsync(64, 16_000, (stream, last) => OwnAsync(client, stream, last, make()));
        foreach (var (writers, events, least) in new[] { (1, 2_000, 5.0), (16, 16_000, 3.0), (64, 32_000, 2.5) })
        {
            var (approvals, theirs, ours) = (new List<Run>(), new List<Run>(), new List<Run>());
            for (var run = 0; run < Measure.Runs + 1; run++)
            {
                var approval = await ApprovalsBenchmark.RunOnceAsync(place, writers);
                var own = await Writers.RunAsync(writers, events, (stream, last) => OwnAsync(client, stream, last, make()));
                var adapted = await Writers.RunAsync(writers, events, store, make);
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

    private static async ValueTask<StreamRevision> OwnAsync(
        EventStoreClient client,
        StreamName stream,
        StreamRevision? last,
        PhongTrao.Workflows.Store.EventData e
    )
    {
        Esdb.EventData[] events = [new(Uuid.FromGuid(e.EventId), e.Type, e.Data, e.Metadata)];
        var written = last is { } revision
            ? await client.AppendToStreamAsync(stream.Value, new Esdb.StreamRevision((ulong)revision.Value), events)
            : await client.AppendToStreamAsync(stream.Value, StreamState.NoStream, events);
        return new(written.NextExpectedStreamRevision.ToInt64());
    }
#endif
}
