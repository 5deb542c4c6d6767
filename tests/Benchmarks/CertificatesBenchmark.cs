using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace PhongTrao.Benchmarks;

/// <summary>
/// The queue page while a thousand certificates become one PDF behind it, beside the same page before and afterwards; over HTTP from the
/// whole service. CERTIFICATES=1000 chooses how many.
/// </summary>
internal static class CertificatesBenchmark
{
    private const int OfOneDossier = 200;
    private const int Looks = 100;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<bool> RunAsync()
    {
        var count = int.Parse(Environment.GetEnvironmentVariable("CERTIFICATES") ?? "1000", CultureInfo.InvariantCulture);
        await using var service = await Served.StartAsync();
        var watch = Stopwatch.StartNew();
        var decision = await DecideAsync(service, count);
        var nominees = (await service.AskAsync("xa.lanhdao", HttpMethod.Get, $"decisions/{decision}/certificates"))
            .GetProperty("lines")
            .EnumerateArray()
            .Select(line => line.GetProperty("nominee").GetString())
            .ToList();
        Console.WriteLine($"{nominees.Count:n0} nominees proposed, passed and awarded in {watch.Elapsed.TotalSeconds:n0} s");
        using var browser = await service.BrowserAsync("xa.congan");
        await LookAsync(browser, looks => looks.Count < Looks); // the first ones warm
        var (quiet, busy) = (new List<double>(), new List<double>());
        var (medians, tails) = (new List<double>(), new List<double>());
        for (var run = 0; run < Measure.Runs; run++)
        {
            var alone = await LookAsync(browser, looks => looks.Count < Looks);
            watch.Restart();
            var job = (
                await service.AskAsync(
                    "xa.lanhdao",
                    HttpMethod.Post,
                    $"decisions/{decision}/certificates/print",
                    new { nominees, why = "Đo lại" }
                )
            )
                .GetProperty("id")
                .GetString();
            var order = FollowAsync(service, job!);
            var during = await LookAsync(browser, _ => !order.IsCompleted);
            var (state, length) = await order;
            Console.WriteLine($"  {state} after {watch.Elapsed.TotalSeconds:0.0} s, {length / 1024.0:n0} KB");
            if (state != "finished")
            {
                return false;
            }

            medians.Add(Measure.Median(during) / Measure.Median(alone));
            tails.Add(Measure.At(during, 0.95) / Measure.At(alone, 0.95));
            quiet.AddRange(alone);
            busy.AddRange(during);
        }

        Print("alone", quiet);
        Print("during", busy);
        Console.WriteLine($"  95th percentile during, of that alone: {Measure.Median(tails):0.00} (median of {tails.Count} runs)");
        return Measure.Target("the queue page during, of that alone (medians)", Measure.Median(medians), false, 1.5);
    }

    private static void Print(string what, List<double> looks) =>
        Console.WriteLine(
            $"  queue page {what}: p50 {Measure.Median(looks):0.0} ms, p95 {Measure.At(looks, 0.95):0.0} ms, p99 {Measure.At(looks, 0.99):0.0} ms ({looks.Count} looks)"
        );

    // Time until the whole page is here, in milliseconds.
    private static async Task<List<double>> LookAsync(HttpClient browser, Func<List<double>, bool> more)
    {
        var looks = new List<double>();
        while (more(looks))
        {
            var start = Stopwatch.GetTimestamp();
            await browser.GetByteArrayAsync(new Uri("/viec", UriKind.Relative));
            looks.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            await Task.Delay(Pause);
        }

        return looks;
    }

    private static async Task<(string State, long Length)> FollowAsync(Served service, string job)
    {
        while (true)
        {
            var shape = await service.AskAsync("xa.lanhdao", HttpMethod.Get, $"jobs/{job}");
            if (shape.GetProperty("state").GetString() is { } state and not "running")
            {
                return (state, shape.TryGetProperty("output", out var output) ? output.GetProperty("length").GetInt64() : 0);
            }

            await Task.Delay(TimeSpan.FromMilliseconds(500));
        }
    }

    private static async Task<string> DecideAsync(Served service, int count)
    {
        for (var left = count; left > 0; left -= OfOneDossier)
        {
            var dossier = (
                await service.AskAsync(
                    "xa.canbo",
                    HttpMethod.Post,
                    "filings",
                    new
                    {
                        plan = "tan-khai-2025",
                        type = "tong-ket",
                        forms = new[] { "giay-khen-xa" },
                    }
                )
            ).GetProperty("forms")[0].GetProperty("dossier").GetString();
            for (var i = 0; i < Math.Min(left, OfOneDossier); i++)
            {
                await service.AskAsync(
                    "xa.canbo",
                    HttpMethod.Post,
                    $"dossiers/{dossier}/nominees",
                    new
                    {
                        name = $"Đặng Thị Ước {left - i}",
                        kind = "person",
                        position = "Trưởng ban Công tác Mặt trận ấp",
                        workplace = "Ấp 3, xã Tân Khai",
                        achievement = "Giữ gìn an ninh, trật tự.",
                    }
                );
            }

            foreach (var component in new[] { "to-trinh", "danh-sach", "bien-ban", "bao-cao-thanh-tich" })
            {
                await service.AskAsync(
                    "xa.canbo",
                    HttpMethod.Put,
                    $"dossiers/{dossier}/components",
                    new
                    {
                        component,
                        copies = 2,
                        confirmed = true,
                    }
                );
            }

            await service.AskAsync("xa.canbo", HttpMethod.Post, $"dossiers/{dossier}/submit", new { });
            var task = (await service.AskAsync("xa.congan", HttpMethod.Get, $"dossiers/{dossier}")).GetProperty("tasks")[0];
            var id = task.GetProperty("id").GetString();
            await service.AskAsync("xa.congan", HttpMethod.Post, $"tasks/{id}/receive", new { });
            await service.AskAsync("xa.congan", HttpMethod.Post, $"tasks/{id}/complete", new { allPassed = true });
        }

        var waiting = (await service.AskAsync("xa.lanhdao", HttpMethod.Get, "decisions/candidates?form=giay-khen-xa"))
            .GetProperty("items")
            .EnumerateArray()
            .Select(item => new { dossier = item.GetProperty("dossier").GetString(), nominee = item.GetProperty("nominee").GetString() })
            .ToList();
        var decision = (
            await service.AskAsync(
                "xa.lanhdao",
                HttpMethod.Post,
                "decisions",
                new
                {
                    authority = "thi-tran-tan-khai",
                    form = "giay-khen-xa",
                    nominees = waiting,
                }
            )
        ).GetProperty("id").GetString()!;
        await service.AskAsync(
            "xa.lanhdao",
            HttpMethod.Post,
            $"decisions/{decision}/issue",
            new
            {
                signer = "Trần Thị Kim Phụng",
                position = "Chủ tịch",
                form = "direct",
                scanBy = "2025-12-31",
            }
        );
        return decision;
    }
}
