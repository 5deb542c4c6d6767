using System.Diagnostics;
using System.Globalization;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;

namespace PhongTrao.Benchmarks;

/// <summary>
/// What people wait for, with little and with much history: every question is asked of both houses in turn, warm, and neither
/// its time nor its memory may grow with the number of dossiers; nor may starting. Searching looks at a window of history: it
/// may grow until that is full and no further, which a house larger than the window shows: 115,264 dossiers fill their newest
/// window as far as a million do. SCALE=10000,115264,1000000 chooses the sizes.
/// </summary>
internal static class ScaleBenchmark
{
    private const int Requests = 2_000;
    private const int Window = SearchQueries.MostWindows * DossierSearch.DossiersOfWindow;
    private static readonly string[] Names = ["nguyen van dinh", "Trần Thị Hoà", "hang le kim", "ly", "dang thi"];

    public static async Task<bool> RunAsync()
    {
        var sizes = (Environment.GetEnvironmentVariable("SCALE") ?? "10000,115264,1000000")
            .Split(',')
            .Select(s => int.Parse(s, CultureInfo.InvariantCulture))
            .ToArray();
        var offices = new List<Office>();
        try
        {
            foreach (var size in sizes)
            {
                var office = await Office.MakeAsync(size);
                offices.Add(office);
                var kept = File.Exists(office.Of("views.db"));
                var watch = Stopwatch.StartNew();
                await office.BuildAsync("views.db"); // kept ones are at the head and only opened
                Console.WriteLine(
                    kept
                        ? "  views kept"
                        : $"  all views built in {watch.Elapsed.TotalSeconds:n0} s ({office.Events / watch.Elapsed.TotalSeconds:n0} events/s), {new FileInfo(office.Of("views.db")).Length / 1048576.0:n0} MB; {Environment.WorkingSet / 1048576:n0} MB of memory in use"
                );
            }

            return await StartAsync(offices) & Ask(offices);
        }
        finally
        {
            foreach (var office in offices)
            {
                await office.DisposeAsync();
            }
        }
    }

    /// <summary>Opens everything as the service does, until every view is at the head of the log.</summary>
    private static async Task<bool> StartAsync(List<Office> offices)
    {
        var times = offices.ConvertAll(_ => new List<double>());
        var memory = new double[offices.Count];
        for (var run = 0; run <= Measure.Runs; run++)
        {
            for (var o = 0; o < offices.Count; o++)
            {
                await offices[o].CloseAsync();
                Measure.Settle();
                var before = GC.GetTotalMemory(forceFullCollection: true);
                var watch = Stopwatch.StartNew();
                await offices[o].StartAsync();
                var took = watch.Elapsed.TotalMilliseconds;
                memory[o] = (GC.GetTotalMemory(forceFullCollection: true) - before) / 1048576.0;
                if (run > 0) // the first one warms
                {
                    times[o].Add(took);
                }
            }
        }

        for (var o = 0; o < offices.Count; o++)
        {
            Console.WriteLine($"  start with {offices[o].Dossiers:n0}: {Measure.Median(times[o]):0.0} ms, {memory[o]:0.0} MB managed");
        }

        return offices.Count < 2
            || Measure.Target(
                "start with most history, of that with least",
                Measure.Median(times[^1]) / Measure.Median(times[0]),
                atLeast: false,
                1.5
            );
    }

    private static bool Ask(List<Office> offices)
    {
        Console.WriteLine(
            $"  {"", -24} {string.Concat(offices.Select(o => $"{o.Dossiers, 32:n0}"))}   (medians of {Measure.Runs} runs of {Requests:n0} requests)"
        );
        Console.WriteLine($"  {"", -24} {string.Concat(offices.Select(_ => "   p50 ms   p99 ms  bytes/request"))}");
        var met = true;
        var questions = offices.ConvertAll(Questions);
        for (var q = 0; q < questions[0].Count; q++)
        {
            var runs = offices.ConvertAll(_ => new List<(Run Run, double Bytes)>());
            for (var run = 0; run <= Measure.Runs; run++)
            {
                for (var o = 0; o < offices.Count; o++)
                {
                    var result = Time(questions[o][q].Ask);
                    if (run > 0) // the first one warms
                    {
                        runs[o].Add(result);
                    }
                }
            }

            var medians = runs.ConvertAll(r => Measure.Median(r.ConvertAll(x => x.Run)));
            var bytes = runs.ConvertAll(r => Measure.Median(r.Select(x => x.Bytes)));
            Console.WriteLine(
                $"  {questions[0][q].What, -24} {string.Concat(medians.Select((m, o) => $"   {m.P50, 6:0.000}   {m.P99, 6:0.000}  {bytes[o], 13:n0}"))}"
            );
            var least = offices.FindIndex(o => o.Dossiers >= questions[0][q].Window);
            if (least >= 0 && least < offices.Count - 1)
            {
                var what = $"{questions[0][q].What}: {{0}}, of that with {offices[least].Dossiers:n0}";
                met &= Measure.Target(
                    string.Format(CultureInfo.InvariantCulture, what, "p99"),
                    medians[^1].P99 / medians[least].P99,
                    false,
                    1.3
                );
                met &= Measure.Target(string.Format(CultureInfo.InvariantCulture, what, "bytes"), bytes[^1] / bytes[least], false, 1.3);
            }
        }

        return met;
    }

    private static (Run Run, double Bytes) Time(Action<Random> ask)
    {
        var waits = new long[Requests];
        var random = new Random(7); // the same in every run, so that all but the first are warm
        Measure.Settle();
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        var watch = Stopwatch.StartNew();
        for (var i = 0; i < Requests; i++)
        {
            var start = Stopwatch.GetTimestamp();
            ask(random);
            waits[i] = Stopwatch.GetTimestamp() - start;
        }

        var elapsed = watch.Elapsed;
        var each = (double)(GC.GetAllocatedBytesForCurrentThread() - bytes) / Requests;
        return (Measure.Of(Requests, elapsed, waits), each);
    }

    /// <summary>One row for each page that people open.</summary>
    /// <param name="What">In words.</param>
    /// <param name="Ask">Asks once.</param>
    /// <param name="Window">Dossiers that it looks at, at most; 0: it does not look through history.</param>
    private sealed record Question(string What, Action<Random> Ask, int Window = 0);

    private static List<Question> Questions(Office office)
    {
        var (database, keys, size) = (office.Database, office.Vault, office.Dossiers);
        var (dossiers, tasks, search, audit, filings, lists) = (
            new DossierQueries(database, keys),
            new TaskQueries(database),
            new SearchQueries(database),
            new AuditQueries(database),
            new FilingQueries(database),
            new CommonListQueries(database)
        );
        var board = new DeadlineQueries(database);
        var clock = DeadlineClock.At(new(2025, 2, 10, 1, 0, 0, TimeSpan.Zero), OfficialDays.Load());
        var closed = size - ViewLog.Open;
        return
        [
            new("queue", random => tasks.OfOffices([new(ViewLog.Huyen(random.Next(10)), ViewLog.Staff)])),
            new("queue counts", random => tasks.Count([new(ViewLog.Huyen(random.Next(10)), ViewLog.Staff)], new(2025, 2, 10))),
            new("board", random => board.Board(new([ViewLog.Tinh]), clock)),
            new(
                "board, what is overdue",
                random => board.Board(new([ViewLog.Huyen(random.Next(10))], States: [DeadlineState.Overdue]), clock)
            ),
            new("list of deadlines", random => board.List(new([ViewLog.Tinh]), clock)),
            new("board counts", random => board.Count(new([ViewLog.Tinh]), clock)),
            new("dossier", random => dossiers.Find(new(ViewLog.Id("dossier", random.Next(size))))),
            new("list of a commune", random => dossiers.List(new([ViewLog.Xa(random.Next(100))]))),
            new("list of the province", random => dossiers.List(new([ViewLog.Tinh]))),
            new("list by status", random => dossiers.List(new([ViewLog.Tinh], DossierStatus.AwaitingReceipt, Plan: new("ke-hoach-2024")))),
            new("search of the province", random => search.Find([ViewLog.Tinh], Names[random.Next(Names.Length)], false), Window),
            new(
                "search of a commune",
                random => search.Find([ViewLog.Xa(random.Next(100))], Names[random.Next(Names.Length)], false),
                Window
            ),
            new("search for a number", random => search.Find([ViewLog.Tinh], $"{random.Next(1, 900)}/TTr-UBND", false), Window),
            new("search in vain", random => search.Find([ViewLog.Tinh], "nguyen thi khong co ai", false), Window),
            new("audit of the province", random => audit.List(new([ViewLog.Tinh]))),
            new("audit of a person", random => audit.List(new(Person: new(ViewLog.Id("person", random.Next(300)))))),
            new("audit of a dossier", random => audit.List(new(Dossier: new(ViewLog.Id("dossier", random.Next(size)))))),
            new("filings of a commune", random => filings.List([ViewLog.Xa(random.Next(100))])),
            new("decisions", random => lists.List(CommonListKind.Decision, [ViewLog.Tinh])),
            new("decision", random => lists.Find(ViewLog.Id("decision", random.Next(closed / ViewLog.DossiersOfDecision)))),
        ];
    }
}
