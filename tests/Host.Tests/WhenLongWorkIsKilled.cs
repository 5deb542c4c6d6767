using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>Long work in a real process that is killed without warning, and long work that somebody stops while it runs.</summary>
public sealed class WhenLongWorkIsKilled
{
    private const int Rows = 600;
    private const int Kills = 3;
    private const int DoneAgain = (Rows / 50) + 32; // noted every fiftieth part, so many entered at once
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    [Fact]
    public async Task It_goes_on_at_the_next_start_and_every_part_is_done_once()
    {
        var folder = Directory.CreateTempSubdirectory("phongtrao-job-kills-").FullName;
        var how = new HowStarted(folder)
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["PhongTrao__DemoDossiers"] = "false" },
        };
        var random = new Random(20251128);
        var service = await ServiceProcess.StartAsync(how);
        try
        {
            var head = await service.AsAsync("xa.lanhdao");
            var job = await OrderAsync(head, "QĐ-UBND");
            for (var kill = 0; kill < Kills; kill++)
            {
                // Anywhere in it, and never after it.
                var seen = await SeenAsync(head, job, (int)(Rows * (kill + random.NextDouble()) / (Kills + 1)));
                seen.State.ShouldBe("running", "the kill is in the middle of the work");
                service.Kill();
                await service.DisposeAsync();
                service = await ServiceProcess.StartAsync(how);
                head = await service.AsAsync("xa.lanhdao");
            }

            var ended = await SeenAsync(head, job, Rows);
            (ended.State, ended.Done).ShouldBe(("finished", Rows));
            ended.Changed.ShouldBeInRange(
                Rows - (Kills * DoneAgain),
                Rows,
                "what was done before a kill and not noted yet changes nothing again"
            );
            (await NumbersAsync(head)).ShouldBe(
                Enumerable.Range(1, Rows).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i}/QĐ-UBND")),
                ignoreOrder: true
            );

            // Stopped while it runs: what is done stays, and no start takes it up again.
            var stopped = await OrderAsync(head, "QĐ-KT");
            await SeenAsync(head, stopped, 1);
            (await head.PostAsync($"jobs/{stopped}/cancel")).Ok();
            service.Kill();
            await service.DisposeAsync();
            service = await ServiceProcess.StartAsync(how);
            head = await service.AsAsync("xa.lanhdao");
            var left = await SeenAsync(head, stopped, 0);
            left.State.ShouldBe("cancelled");
            left.Done.ShouldBeInRange(1, Rows - 1);
            (await NumbersAsync(head))
                .Count(number => number.EndsWith("KT", StringComparison.Ordinal))
                .ShouldBeInRange(left.Done, Rows - 1);
        }
        finally
        {
            await service.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> OrderAsync(Client client, string suffix)
    {
        var csv = new StringBuilder(
            "STT;Họ và tên;Năm sinh;Số, ngày quyết định;Cấp khen thưởng;Hình thức khen thưởng;Loại hình;Thành tích\n"
        );
        for (var i = 1; i <= Rows; i++)
        {
            csv.Append(
                CultureInfo.InvariantCulture,
                $"{i};Người thứ {i};1970;{i}/{suffix} ngày 01/03/2019;Chủ tịch UBND tỉnh Bình Phước;Bằng khen của Chủ tịch UBND cấp tỉnh;Tổng kết;Bắt trộm\n"
            );
        }

        var form = new MultipartFormDataContent
        {
            { new StringContent(JsonSerializer.Serialize(new { scanBy = "2025-12-31" })), "input" },
            { new ByteArrayContent(ListFiles.Csv(csv.ToString())), "file", "quyet dinh.csv" },
        };
        return (await client.PostAsync("import-past-decisions", form)).Json.GetProperty("job").GetProperty("id").GetString()!;
    }

    // Once so many parts are behind it, or it is over.
    private static async Task<(string State, int Done, int Changed)> SeenAsync(Client client, string job, int done)
    {
        var waited = Stopwatch.StartNew();
        while (true)
        {
            var shape = (await client.GetAsync($"jobs/{job}")).Ok().Json;
            var (state, behind) = (shape.GetProperty("state").GetString()!, shape.GetProperty("done").GetInt32());
            if (state != "running" || (behind >= done && done < Rows))
            {
                return (state, behind, shape.GetProperty("changed").GetInt32());
            }

            waited.Elapsed.ShouldBeLessThan(Patience, $"{behind} of {Rows}");
            await Task.Delay(10);
        }
    }

    private static async Task<List<string>> NumbersAsync(Client client)
    {
        var numbers = new List<string>();
        for (string? after = ""; after is not null; )
        {
            var page = (await client.GetAsync($"past-decisions?limit=200{(after.Length == 0 ? "" : $"&after={after}")}")).Ok().Json;
            numbers.AddRange(page.GetProperty("items").EnumerateArray().Select(one => one.GetProperty("number").GetString()!));
            after = page.TryGetProperty("next", out var next) ? next.GetString() : null;
        }

        return numbers;
    }
}
