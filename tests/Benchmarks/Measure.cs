using System.Diagnostics;

namespace PhongTrao.Benchmarks;

/// <summary>What one run of something gave.</summary>
/// <param name="PerSecond">Events a second.</param>
/// <param name="P50">Median waiting time of one operation, in milliseconds; 0 where nobody waits.</param>
/// <param name="P99">Its 99th percentile.</param>
internal readonly record struct Run(double PerSecond, double P50 = 0, double P99 = 0);

/// <summary>Medians of interleaved runs, and the targets they are held to.</summary>
internal static class Measure
{
    public const int Runs = 5;

    public static double Median(IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    /// <summary>The value under which that part of them lies; 0.95: the 95th percentile.</summary>
    public static double At(IEnumerable<double> values, double part)
    {
        var sorted = values.Order().ToArray();
        return sorted[(int)((sorted.Length - 1) * part)];
    }

    public static Run Median(IReadOnlyCollection<Run> runs) =>
        new(Median(runs.Select(r => r.PerSecond)), Median(runs.Select(r => r.P50)), Median(runs.Select(r => r.P99)));

    /// <summary>A run of so many events, with the waiting time of each operation in ticks of <see cref="Stopwatch"/>.</summary>
    public static Run Of(int events, TimeSpan elapsed, long[] waits)
    {
        Array.Sort(waits);
        return new(
            events / elapsed.TotalSeconds,
            Stopwatch.GetElapsedTime(0, waits[waits.Length / 2]).TotalMilliseconds,
            Stopwatch.GetElapsedTime(0, waits[(int)(waits.Length * 0.99)]).TotalMilliseconds
        );
    }

    /// <summary>Says whether a target is met.</summary>
    public static bool Target(string what, double value, bool atLeast, double target)
    {
        var met = atLeast ? value >= target : value <= target;
        Console.WriteLine($"  {(met ? "met   " : "MISSED")}  {what}: {value:0.00} ({(atLeast ? "at least" : "at most")} {target:0.00})");
        return met;
    }

    /// <summary>Nothing left over from the run before may be collected during the next.</summary>
    public static void Settle()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
