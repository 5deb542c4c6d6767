using System.Diagnostics;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Benchmarks;

/// <summary>So many at once who append one event at a time, each to streams of its own in turn, at the exact revision it saw last.</summary>
internal static class Writers
{
    private const int StreamsEach = 20;

    /// <param name="writers">How many.</param>
    /// <param name="events">Of all of them together.</param>
    /// <param name="append">Appends one event to a stream after a revision (null: a new stream) and gives that of the event.</param>
    public static async Task<Run> RunAsync(int writers, int events, Func<StreamName, StreamRevision?, ValueTask<StreamRevision>> append)
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
            var streams = Enumerable.Range(0, StreamsEach).Select(_ => StreamName.For("benchmark", Guid.NewGuid())).ToArray();
            var revisions = new StreamRevision?[streams.Length];
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

    /// <summary>The same through one of our stores.</summary>
    public static Task<Run> RunAsync(int writers, int events, IEventStore store, Func<EventData> make) =>
        RunAsync(
            writers,
            events,
            async (stream, last) => ((AppendResult.Appended)await store.AppendAsync(stream, ExpectedRevision.After(last), [make()])).Last
        );
}
