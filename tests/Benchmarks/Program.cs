using PhongTrao.Benchmarks;

// dotnet run -c Release --project tests/Benchmarks -- <name> …    (no name: all)
// Every benchmark measures against something bare in the same run, so that its ratios hold on any machine.
var benchmarks = new Dictionary<string, Func<Task<bool>>>(StringComparer.Ordinal)
{
    ["store"] = StoreBenchmark.RunAsync,
    ["approvals"] = ApprovalsBenchmark.RunAsync,
    ["telemetry"] = ApprovalsBenchmark.TelemetryAsync,
    ["lists"] = ListsBenchmark.RunAsync,
    ["views"] = ViewsBenchmark.RunAsync,
    ["scale"] = ScaleBenchmark.RunAsync,
    ["reminders"] = ReminderBenchmark.RunAsync,
    ["pages"] = PagesBenchmark.RunAsync,
    ["acts"] = ActsBenchmark.RunAsync,
    ["certificates"] = CertificatesBenchmark.RunAsync,
};

var names = args.Length == 0 ? [.. benchmarks.Keys] : args;
if (names.FirstOrDefault(name => !benchmarks.ContainsKey(name)) is { } unknown)
{
    Console.Error.WriteLine($"There is no benchmark '{unknown}', but: {string.Join(", ", benchmarks.Keys)}.");
    return 2;
}

var met = true;
foreach (var name in names)
{
    met &= await benchmarks[name]();
}

return met ? 0 : 1;
