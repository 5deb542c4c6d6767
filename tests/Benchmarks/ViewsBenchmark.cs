using System.Diagnostics;
using System.Globalization;
using PhongTrao.Projections;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Benchmarks;

/// <summary>
/// Building all views together from the log, against a bare loop that reads the same events, unseals the same names and
/// writes the same rows; then each view alone. DOSSIERS=10000 chooses the size.
/// </summary>
internal static class ViewsBenchmark
{
    public static async Task<bool> RunAsync()
    {
        var size = int.Parse(Environment.GetEnvironmentVariable("DOSSIERS") ?? "10000", CultureInfo.InvariantCulture);
        await using var office = await Office.MakeAsync(size);
        var (ours, bare, oursCpu, bareCpu) = (new List<double>(), new List<double>(), new List<double>(), new List<double>());
        await office.BuildAsync("views.db"); // warm, and the rows to copy
        var events = (double)office.Events;
        var work = await BareViews.LoadAsync(office.Of("views.db"), office.Store);
        Console.WriteLine(
            $"Building all views from {events:n0} events of {size:n0} dossiers: {work.Tables.Sum(t => t.Rows.Count):n0} rows, {work.Names.Count:n0} names unsealed (medians of {Measure.Runs} interleaved runs)"
        );
        for (var run = 0; run < Measure.Runs; run++)
        {
            var (took, cpu) = await TimeAsync(() => office.BuildAsync("again.db"));
            ours.Add(events / took);
            oursCpu.Add(cpu / events);
            office.Drop("again.db");
            (took, cpu) = await TimeAsync(() =>
            {
                using var keys = office.Keys();
                BareViews.Run(office.Of("data/events.db"), office.Of("bare.db"), work, keys);
                return Task.CompletedTask;
            });
            bare.Add(events / took);
            bareCpu.Add(cpu / events);
            office.Drop("bare.db");
        }

        Console.WriteLine($"  all views together: {Measure.Median(ours):n0} events/s, bare loop {Measure.Median(bare):n0} events/s");
        // On a machine that others use too, this says more than the clock.
        Console.WriteLine($"  processor time an event: {Measure.Median(oursCpu):0.0} us, bare loop {Measure.Median(bareCpu):0.0} us");
        foreach (var name in office.ViewNames)
        {
            var (took, cpu) = await TimeAsync(() => office.BuildAsync("one.db", name));
            Console.WriteLine(
                $"    {name, -10} {events / took, 10:n0} events/s alone, {cpu / events:0.0} us of processor an event, {new FileInfo(office.Of("one.db")).Length / 1048576.0:n0} MB"
            );
            office.Drop("one.db");
        }

        return Measure.Target("rebuild of all views, of the bare loop", Measure.Median(ours) / Measure.Median(bare), atLeast: true, 0.6);
    }

    private static async Task<(double Seconds, double Microseconds)> TimeAsync(Func<Task> run)
    {
        Measure.Settle();
        var cpu = Environment.CpuUsage.TotalTime;
        var watch = Stopwatch.StartNew();
        await run();
        return (watch.Elapsed.TotalSeconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds);
    }
}
