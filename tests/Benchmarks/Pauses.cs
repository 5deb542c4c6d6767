using System.Diagnostics;
using System.Diagnostics.Tracing;

namespace PhongTrao.Benchmarks;

/// <summary>When the garbage collector stopped everybody, as the runtime itself tells it: what a tail is made of.</summary>
internal sealed class Pauses : EventListener
{
    private const int SuspensionBegins = 9;
    private const int RestartEnded = 3;
    private readonly Lock _lock = new();
    private readonly List<(long From, long To)> _pauses = [];
    private long _from;

    /// <summary>The pauses since the last call, in ticks of <see cref="Stopwatch"/>.</summary>
    internal List<(long From, long To)> Take()
    {
        lock (_lock)
        {
            List<(long, long)> taken = [.. _pauses];
            _pauses.Clear();
            return taken;
        }
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == "Microsoft-Windows-DotNETRuntime")
        {
            const EventKeywords collections = (EventKeywords)1;
            EnableEvents(eventSource, EventLevel.Informational, collections);
        }
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // Delivered late, on another thread: only the time stamp inside says when it was.
        var at = Stopwatch.GetTimestamp() - (long)((DateTime.UtcNow - eventData.TimeStamp).TotalSeconds * Stopwatch.Frequency);
        lock (_lock)
        {
            if (eventData.EventId == SuspensionBegins)
            {
                _from = at;
            }
            else if (eventData.EventId == RestartEnded && _from != 0)
            {
                _pauses.Add((_from, at));
                _from = 0;
            }
        }
    }
}
