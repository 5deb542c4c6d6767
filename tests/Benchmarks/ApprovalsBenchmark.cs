using System.Diagnostics;
using System.Text;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Benchmarks;

/// <summary>
/// Whole approvals, 64 at once: load the dossier, decide, seal the personal values, ask the engine, chain, append durably.
/// Each records two events, the step completed and the task that it opens. The runner starts cold, so every dossier is
/// folded from the log once and then walks on, as on a host that has just started.
/// </summary>
internal static class ApprovalsBenchmark
{
    private const int AtOnce = 64;
    private const int DossiersEach = 30;
    private const int Steps = 8;

    private static readonly UnitId Commune = new("tan-khai");
    private static readonly UnitId District = new("hon-quan");
    private static readonly FunctionCode Office = new("tham-muu");
    private static readonly WorkingCalendar Calendar = OfficialDays.Load();
    private static readonly DateTimeOffset Start = new(2025, 4, 14, 1, 0, 0, TimeSpan.Zero);
    private static readonly CommandContext Preparer = Person(1, Commune);
    private static readonly CommandContext[] Reviewers = [Person(2, Commune), Person(3, District)];

    private static readonly RoutePlan Route = new(
        new("do-nhanh"),
        1,
        new("giay-khen-huyen"),
        District,
        new("Luật TĐKT Điều 80"),
        [.. Enumerable.Range(0, Steps + 1).Select(Step)]
    );

    public static async Task<bool> RunAsync()
    {
        using var place = new Place();
        Console.WriteLine($"Whole approvals of two events, {AtOnce} at once (medians of {Measure.Runs} interleaved runs)");
        var (approvals, bare, bareRaw) = (new List<Run>(), new List<Run>(), new List<Run>());
        var perCommit = 0.0;
        using var pauses = new Pauses();
        var tails = new List<Tail>();
        for (var run = 0; run < Measure.Runs + 1; run++)
        {
            var (result, rows, commits, tail) = await ApproveAsync(place, pauses);
            var (ado, raw) = (BareSqlite.Write(place.Next(), rows, commits), BareSqlite.WriteRaw(place.Next(), rows, commits));
            if (run > 0) // the first one warms
            {
                approvals.Add(result);
                bare.Add(ado);
                bareRaw.Add(raw);
                perCommit = commits.Average();
                tails.Add(tail);
            }
        }

        var (a, b, r) = (Measure.Median(approvals), Measure.Median(bare), Measure.Median(bareRaw));
        Console.WriteLine(
            $"  {a.PerSecond:n0} ev/s, p50 {a.P50:0.00} ms, p99 {a.P99:0.00} ms, {perCommit:0.0} ev/commit; bare {b.PerSecond:n0} ev/s, bare at its fastest {r.PerSecond:n0}"
        );
        Console.WriteLine(
            $"  a run: {Measure.Median(tails.Select(t => t.Allocated)):n0} bytes allocated an approval, {Measure.Median(tails.Select(t => (double)t.Pauses)):0} collections, longest {Measure.Median(tails.Select(t => t.Longest)):0.0} ms; of the slowest hundredth {Measure.Median(tails.Select(t => t.MetPause)):p0} met one; longest between two commits {Measure.Median(tails.Select(t => t.LongestGap)):0.0} ms"
        );
        return Measure.Target("events of approvals, of the bare loop", a.PerSecond / b.PerSecond, atLeast: true, 0.7)
            & Measure.Target("p99, of p50", a.P99 / a.P50, atLeast: false, 6);
    }

    /// <summary>The same approvals with nobody listening, and with everything sent to a collector that is not there.</summary>
    public static async Task<bool> TelemetryAsync()
    {
        using var place = new Place();
        Console.WriteLine($"Whole approvals without telemetry and with a dead collector (medians of {Measure.Runs} interleaved runs)");
        using var pauses = new Pauses();
        var (off, dead) = (new List<Run>(), new List<Run>());
        for (var run = 0; run < Measure.Runs + 1; run++)
        {
            var (without, _, _, _) = await ApproveAsync(place, pauses);
            Run with;
            using (OpenTelemetrySdk.Create(ToNobody))
            {
                (with, _, _, _) = await ApproveAsync(place, pauses);
            }

            if (run > 0) // the first one warms
            {
                off.Add(without);
                dead.Add(with);
            }
        }

        var (o, d) = (Measure.Median(off), Measure.Median(dead));
        Console.WriteLine(
            $"  off {o.PerSecond:n0} ev/s, p50 {o.P50:0.00} ms, p99 {o.P99:0.00} ms; dead collector {d.PerSecond:n0} ev/s, p50 {d.P50:0.00} ms, p99 {d.P99:0.00} ms"
        );
        return Measure.Target("dead collector, of off", d.PerSecond / o.PerSecond, atLeast: true, 0.95);
    }

    // As the Host has it; nothing listens at port 9 of loopback.
    private static void ToNobody(IOpenTelemetryBuilder sdk) =>
        sdk.WithTracing(tracing => tracing.AddSource(Telemetry.Name).AddOtlpExporter(to => To(to, "v1/traces")))
            .WithMetrics(metrics => metrics.AddMeter(Telemetry.Name).AddOtlpExporter(to => To(to, "v1/metrics")));

    private static void To(OtlpExporterOptions to, string path)
    {
        to.Protocol = OtlpExportProtocol.HttpProtobuf;
        to.Endpoint = new Uri($"http://127.0.0.1:9/{path}");
    }

    /// <summary>What the slowest approvals waited for.</summary>
    private readonly record struct Tail(double Allocated, int Pauses, double Longest, double MetPause, double LongestGap);

    /// <summary>Whole approvals, so many at once; the run counts their events, and the waiting is that of one approval.</summary>
    public static async Task<Run> RunOnceAsync(Place place, int atOnce)
    {
        using var pauses = new Pauses();
        var (run, _, _, _) = await ApproveAsync(place, pauses, atOnce, Math.Max(DossiersEach, 120 / atOnce));
        return run;
    }

    private static async Task<(Run Run, List<RecordedEvent> Rows, List<int> Commits, Tail Tail)> ApproveAsync(
        Place place,
        Pauses pauses,
        int atOnce = AtOnce,
        int dossiersEach = DossiersEach
    )
    {
        var path = place.Next();
        using var folder = DataFolder.Open(path);
        using var vault = SqliteVault.Open(path);
        var commits = new List<int>();
        var times = new List<long>();
        await using var store = SqliteEventStore.Open(
            folder,
            new SqliteLogOptions
            {
                GroupCommitted = events =>
                {
                    commits.Add(events);
                    times.Add(Stopwatch.GetTimestamp());
                },
            }
        );
        var binding = Bindings.Dossier(new BuiltInRouteEngine(), () => Calendar);
        var dossiers = await SubmitAsync(new CommandRunner(store), binding, vault, atOnce * dossiersEach);
        var head = await store.HeadAsync();
        commits.Clear();
        times.Clear();

        var runner = new CommandRunner(store);
        var waits = new long[dossiers.Length * Steps];
        var began = new long[waits.Length];
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var working = Enumerable.Range(0, atOnce).Select(w => Task.Run(() => WorkAsync(w))).ToArray();
        Measure.Settle();

        pauses.Take();
        var before = GC.GetTotalAllocatedBytes();
        var watch = Stopwatch.StartNew();
        ready.SetResult();
        await Task.WhenAll(working);
        var elapsed = watch.Elapsed;
        var allocated = GC.GetTotalAllocatedBytes() - before;
        await Task.Delay(100); // events about collections come late
        var tail = TailOf(allocated, [.. waits.Zip(began)], pauses.Take(), times);
        var run = Measure.Of(waits.Length * 2, elapsed, waits);

        var rows = new List<RecordedEvent>(waits.Length * 2);
        await foreach (var message in store.SubscribeToAll(head, SubscriptionFilter.All))
        {
            if (message.Kind == SubscriptionMessageKind.CaughtUp)
            {
                break;
            }

            rows.Add(message.Event!);
        }

        return rows.Count == waits.Length * 2 ? (run, rows, commits, tail) : throw new InvalidOperationException($"{rows.Count} events.");

        async Task WorkAsync(int worker)
        {
            await ready.Task;
            var mine = dossiers.AsMemory(worker * dossiersEach, dossiersEach);
            for (var step = 0; step < Steps; step++)
            {
                for (var i = 0; i < dossiersEach; i++)
                {
                    var (dossier, task) = mine.Span[i];
                    var from = Stopwatch.GetTimestamp();
                    var next = await ApproveOneAsync(dossier, task, Reviewers[step % 2]);
                    var at = (((worker * Steps) + step) * dossiersEach) + i;
                    (began[at], waits[at]) = (from, Stopwatch.GetTimestamp() - from);
                    mine.Span[i] = (dossier, next);
                }
            }
        }

        async ValueTask<TaskId> ApproveOneAsync(DossierId dossier, TaskId task, CommandContext by)
        {
            var key = Keys.Of(dossier);
            var verdict = new NomineeVerdict(
                new(dossier.Value),
                Passed: true,
                vault.Seal(key, "Thành tích xuất sắc, đủ tiêu chuẩn theo kế hoạch.")
            );
            var paper = new SignedPaper(
                new("15/TTr-UBND"),
                new DateOnly(2025, 4, 14),
                vault.Seal(key, "Nguyễn Văn Ánh"),
                new("Chủ tịch"),
                SigningForm.Direct,
                null,
                new DateOnly(2025, 4, 21)
            );
            var command = new DossierCommand.CompleteStep(task, [verdict], paper, vault.Seal(key, "Đồng ý trình cấp trên."), null);
            var context = by with { CommandId = Guid.NewGuid(), Fingerprint = vault.Digest(key, Body) };
            var result = await runner.RunAsync(binding, binding.StreamOf(dossier.Value), command, context);
            return result is RunResult<Dossier>.Recorded recorded
                ? recorded.State.Tasks[0].Id
                : throw new InvalidOperationException($"An approval was not recorded: {result}.");
        }
    }

    private static Tail TailOf(long allocated, (long Wait, long Began)[] acts, List<(long From, long To)> pauses, List<long> commits)
    {
        var slowest = acts.OrderByDescending(a => a.Wait).Take(acts.Length / 100).ToList();
        var met = slowest.Count(a => pauses.Exists(p => p.From < a.Began + a.Wait && p.To > a.Began));
        return new(
            (double)allocated / acts.Length,
            pauses.Count,
            pauses.Select(p => Stopwatch.GetElapsedTime(p.From, p.To).TotalMilliseconds).DefaultIfEmpty().Max(),
            (double)met / slowest.Count,
            commits.Zip(commits.Skip(1), (a, b) => Stopwatch.GetElapsedTime(a, b).TotalMilliseconds).Max()
        );
    }

    private static readonly byte[] Body = Encoding.UTF8.GetBytes(new string('x', 400));

    private static async Task<(DossierId Dossier, TaskId Task)[]> SubmitAsync(
        CommandRunner runner,
        Binding<Dossier, DossierCommand, DossierEvent> binding,
        SqliteVault vault,
        int count
    )
    {
        var dossiers = new (DossierId, TaskId)[count];
        var ids = dossiers.Select(_ => new DossierId(Guid.NewGuid())).ToArray();
        vault.Ensure([.. ids.Select(Keys.Of)]);
        await Parallel.ForEachAsync(
            Enumerable.Range(0, dossiers.Length),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (i, cancel) =>
            {
                var key = Keys.Of(ids[i]);
                var nominee = new NomineeEntry(
                    new(ids[i].Value),
                    new(Guid.NewGuid()),
                    SubjectKind.Person,
                    null,
                    vault.Seal(key, "Đào Thị Ân, ấp 1"),
                    false,
                    null
                );
                DossierCommand[] commands =
                [
                    new DossierCommand.Open(
                        new(Guid.NewGuid()),
                        Commune,
                        new("tan-khai-2025"),
                        new("giay-khen-huyen"),
                        new("tong-ket"),
                        Secrecy.Normal,
                        null,
                        Preparer.Account
                    ),
                    new DossierCommand.AddNominee(nominee),
                    new DossierCommand.Submit(
                        new("12/HS"),
                        new SubmissionTerms(new DateOnly(2025, 4, 14), Route, [], 1, 1, 1, 1, null, false)
                    ),
                ];
                RunResult<Dossier>? last = null;
                foreach (var command in commands)
                {
                    var context = Preparer with { CommandId = Guid.NewGuid() };
                    last = await runner.RunAsync(binding, binding.StreamOf(ids[i].Value), command, context, cancellationToken: cancel);
                }

                dossiers[i] = last is RunResult<Dossier>.Recorded recorded
                    ? (ids[i], recorded.State.Tasks[0].Id)
                    : throw new InvalidOperationException($"A dossier was not submitted: {last}.");
            }
        );
        return dossiers;
    }

    private static RouteStep Step(int index) =>
        new(
            Id(index),
            new($"Thẩm định {index}"),
            StepAct.Appraise,
            StepMode.Single,
            [new Party(index % 2 == 0 ? Commune : District, Office)],
            Receives: false,
            new TimeLimit(10, new("thoi-han"), new("Mục V"), Verified: false),
            new Dictionary<OutcomeCode, RouteTarget>
            {
                [Outcomes.Pass] = index < Steps ? RouteTarget.To(Id(index + 1)) : RouteTarget.Out(RouteEnd.Finished),
                [Outcomes.Fail] = RouteTarget.Out(RouteEnd.Rejected),
            }
        );

    private static StepId Id(int index) => new($"tham-dinh-{index}");

    private static CommandContext Person(int n, UnitId unit) =>
        new(
            default,
            Start,
            new(new Guid(n, 0, 0, new byte[8])),
            new Capacity(new(new Guid(100 + n, 0, 0, new byte[8])), unit, Office),
            Guid.NewGuid(),
            ClientAddress: "192.0.2.17"
        );
}
