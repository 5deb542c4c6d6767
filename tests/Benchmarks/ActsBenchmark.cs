using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace PhongTrao.Benchmarks;

/// <summary>
/// Fifty officials of one office, each signed in with a browser of their own, who do something every five seconds: take a task from the queue, give it back;
/// by the queue's own forms, over HTTP. How long the act takes to be answered, and the page that is shown next. PAST=10000,1000000 chooses over how many dossiers,
/// ACTS=60 for how many seconds.
/// </summary>
internal static class ActsBenchmark
{
    private const int People = 50;
    private const string Unit = "huyen-hon-quan";
    private const string Password = "mật khẩu để đo 2025";
    private const double MostMilliseconds = 200;
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    public static async Task<bool> RunAsync()
    {
        var length = TimeSpan.FromSeconds(int.Parse(Environment.GetEnvironmentVariable("ACTS") ?? "60", CultureInfo.InvariantCulture));
        var met = true;
        foreach (var size in PastFolder.Sizes("10000"))
        {
            await using var folder = await PastFolder.MakeAsync(size);
            await using var service = await folder.StartAsync();
            met &= await ActAsync(service, length);
        }

        return met;
    }

    private static async Task<bool> ActAsync(Served service, TimeSpan length)
    {
        var people = await PeopleAsync(service);
        var tasks = (await service.AskAsync("huyen.noivu", HttpMethod.Get, $"tasks?limit={People}"))
            .GetProperty("items")
            .EnumerateArray()
            .Where(task => !task.TryGetProperty("claimedBy", out _))
            .Select(task => Guid.Parse(task.GetProperty("id").GetString()!))
            .ToList();
        if (tasks.Count < People)
        {
            throw new InvalidOperationException($"Only {tasks.Count} tasks wait: ask for a past of a thousand dossiers or more.");
        }

        await WorkAsync(people, tasks, TimeSpan.FromSeconds(10)); // warms
        using var own = Process.GetCurrentProcess();
        var (ownBefore, itsBefore, watch) = (own.TotalProcessorTime, service.ProcessorTime, Stopwatch.StartNew());
        var (acts, pages) = await WorkAsync(people, tasks, length);
        own.Refresh();
        var whole = watch.Elapsed.TotalSeconds * Environment.ProcessorCount;
        Print("acts", acts);
        Print("pages shown next", pages);
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  of all processors: the service {(service.ProcessorTime - itsBefore).TotalSeconds / whole:P0}, these browsers {(own.TotalProcessorTime - ownBefore).TotalSeconds / whole:P0}"
            )
        );
        people.ForEach(person => person.Dispose());
        return Measure.Target("acts: p95 in ms", Measure.At(acts, 0.95), atLeast: false, MostMilliseconds);
    }

    // New accounts in every run, each with a password of its own choosing.
    private static async Task<List<HttpClient>> PeopleAsync(Served service)
    {
        var names = Enumerable
            .Range(1, People)
            .Select(i => string.Create(CultureInfo.InvariantCulture, $"do{Stopwatch.GetTimestamp()}.{i}"))
            .ToList();
        var file = string.Join(
            '\n',
            [
                "format: 1",
                "people:",
                .. names.Select(name => $"  - {{ userName: {name}, name: \"Người Đo {name}\" }}"),
                "appointments:",
                .. names.Select(name =>
                    $"  - {{ userName: {name}, unit: {Unit}, function: tham-muu, title: \"Chuyên viên\", from: 2024-01-01, to: 2025-06-30 }}"
                ),
            ]
        );
        var loaded = await service.AskAsync(
            "quantri",
            HttpMethod.Post,
            "org/import",
            new { files = new[] { new { name = "do.yaml", text = file } } }
        );
        var people = new List<HttpClient>();
        foreach (var account in loaded.GetProperty("accounts").EnumerateArray())
        {
            var (userName, first) = (account.GetProperty("userName").GetString()!, account.GetProperty("password").GetString());
            var token = (await service.PostAsync(null, "tokens", new { userName, password = first }))
                .GetProperty("accessToken")
                .GetString();
            await service.PostAsync(token, "me/password", new { oldPassword = first, newPassword = Password });
            people.Add(await service.BrowserAsync(userName, Password));
        }

        return people;
    }

    private static async Task<(List<double> Acts, List<double> Pages)> WorkAsync(List<HttpClient> people, List<Guid> tasks, TimeSpan length)
    {
        var (acts, pages) = (new ConcurrentBag<double>(), new ConcurrentBag<double>());
        await Task.WhenAll(people.Select((person, i) => WorkAsync(person, tasks[i], i, length, acts, pages)));
        return ([.. acts], [.. pages]);
    }

    // Each begins a little after the one before, and gives back what was taken last.
    private static async Task WorkAsync(
        HttpClient person,
        Guid task,
        int place,
        TimeSpan length,
        ConcurrentBag<double> acts,
        ConcurrentBag<double> pages
    )
    {
        var queue = new Uri("/viec", UriKind.Relative);
        var (token, watch) = (Served.HiddenIn(await person.GetStringAsync(queue))["__RequestVerificationToken"], Stopwatch.StartNew());
        await Task.Delay(Every * place / People);
        for (var takes = true; watch.Elapsed < length || !takes; takes = !takes)
        {
            var next = watch.Elapsed + Every;
            using var form = new FormUrlEncodedContent(
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["__RequestVerificationToken"] = token,
                    ["_form"] = (takes ? "claim-" : "release-") + task,
                    ["_command"] = Guid.CreateVersion7().ToString(),
                }
            );
            var start = Stopwatch.GetTimestamp();
            using (var answer = await person.PostAsync(queue, form))
            {
                acts.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
                if (answer.StatusCode != HttpStatusCode.Redirect && answer.StatusCode != HttpStatusCode.SeeOther)
                {
                    throw new InvalidOperationException($"{(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
                }
            }

            start = Stopwatch.GetTimestamp();
            await person.GetByteArrayAsync(queue);
            pages.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            if (next > watch.Elapsed)
            {
                await Task.Delay(next - watch.Elapsed);
            }
        }
    }

    private static void Print(string what, List<double> times) =>
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"  {what}: p50 {Measure.At(times, 0.5):0.0} ms, p95 {Measure.At(times, 0.95):0.0} ms, p99 {Measure.At(times, 0.99):0.0} ms ({times.Count} of them)"
            )
        );
}
