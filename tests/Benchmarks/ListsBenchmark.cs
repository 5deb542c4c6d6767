using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PhongTrao.Benchmarks;

/// <summary>
/// A list of past decisions taken in by the whole service: from the file that is sent to the last name in the histories, with the most memory that the
/// process had. The file is made here: years of a province, several awarded by each decision. LISTS=1000,10000 chooses the rows.
/// </summary>
internal static class ListsBenchmark
{
    private const int OfOneDecision = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    public static async Task<bool> RunAsync()
    {
        var sizes = (Environment.GetEnvironmentVariable("LISTS") ?? "1000,10000")
            .Split(',')
            .Select(size => int.Parse(size, CultureInfo.InvariantCulture))
            .ToList();
        await using (var warm = await Served.StartAsync())
        {
            await TakeInAsync(warm, 100);
        }

        var (took, most) = (new List<double>(), new List<double>());
        foreach (var rows in sizes)
        {
            await using var service = await Served.StartAsync();
            var before = service.PrivateBytes;
            var ((looked, entered, known, look), peak) = await service.WatchAsync(() => TakeInAsync(service, rows));
            took.Add(entered);
            most.Add((peak - before) / 1024.0 / 1024.0);
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {rows} rows: looked at in {looked:0.0} s, entered in {entered:0.0} s ({rows / entered:0} rows/s), in the histories after {known:0.0} s; at most {most[^1]:0} MB more than at rest, {(look - before) / 1024.0 / 1024.0:0} while it was looked at"
                )
            );
        }

        return Measure.Target($"seconds for {sizes[^1]} rows", took[^1], atLeast: false, 30)
            & (
                sizes.Count < 2
                || Measure.Target("memory for most rows, of that for least", most[^1] / Math.Max(most[0], 1), atLeast: false, 4)
            );
    }

    // Seconds: until it is understood, until every row is entered, until the histories have them; and the most bytes while it was read.
    private static async Task<(double Looked, double Entered, double Known, long Look)> TakeInAsync(Served service, int rows)
    {
        var list = List(rows);
        var watch = Stopwatch.StartNew();
        var (_, look) = await service.WatchAsync(() => SendAsync(service, list, dryRun: true));
        var looked = watch.Elapsed.TotalSeconds;
        watch.Restart();
        var job = (await SendAsync(service, list, dryRun: false)).GetProperty("job").GetProperty("id").GetString();
        while (true)
        {
            var state = await service.AskAsync("xa.lanhdao", HttpMethod.Get, $"jobs/{job}");
            if (state.GetProperty("state").GetString() is var said and not "running")
            {
                return said == "finished" && state.GetProperty("changed").GetInt32() == (rows + OfOneDecision - 1) / OfOneDecision
                    ? (looked, watch.Elapsed.TotalSeconds, await KnownAsync(service, watch), look)
                    : throw new InvalidOperationException(state.GetRawText());
            }

            if (watch.Elapsed > Patience)
            {
                throw new TimeoutException(state.GetRawText());
            }

            await Task.Delay(50);
        }
    }

    private static async Task<double> KnownAsync(Served service, Stopwatch watch)
    {
        using var browser = await service.BrowserAsync("xa.lanhdao");
        while (watch.Elapsed < Patience)
        {
            var readers = JsonDocument
                .Parse(await browser.GetStringAsync(new Uri("/health/ready", UriKind.Relative)))
                .RootElement.GetProperty("subscriptions")
                .EnumerateArray();
            if (readers.All(reader => reader.GetProperty("lagEvents").GetInt64() == 0))
            {
                return watch.Elapsed.TotalSeconds;
            }

            await Task.Delay(100);
        }

        throw new TimeoutException("The histories do not catch up.");
    }

    private static async Task<JsonElement> SendAsync(Served service, byte[] list, bool dryRun) =>
        await service.SendAsync(
            "xa.lanhdao",
            "import-past-decisions",
            new MultipartFormDataContent
            {
                { new StringContent(JsonSerializer.Serialize(new { scanBy = "2025-12-31", dryRun })), "input" },
                { new ByteArrayContent(list), "file", "danh sach.csv" },
            }
        );

    private static byte[] List(int rows)
    {
        string[] families = ["Nguyễn Văn", "Trần Thị", "Lê Hoàng", "Điểu", "Phạm Thị Ngọc", "Vũ Đức"];
        string[] given = ["An", "Bình", "Ước", "Hạnh", "Khuê", "Lượng", "Nghĩa"];
        var text = new StringBuilder(
            "STT;Họ và tên;Năm sinh;Chức vụ;Đơn vị;Số, ngày quyết định;Cấp khen thưởng;Hình thức khen thưởng;Loại hình;Thành tích\n"
        );
        for (var i = 0; i < rows; i++)
        {
            var decision = i / OfOneDecision;
            text.Append(
                CultureInfo.InvariantCulture,
                $"{i + 1};{families[i % families.Length]} {given[i % given.Length]};{1950 + (i % 50)};Trưởng ấp;Ấp {i};{decision + 1}/QĐ-UBND ngày {1 + (decision % 28):00}/{1 + (decision / 28 % 12):00}/{2010 + (decision % 10)};Chủ tịch UBND tỉnh Bình Phước;Bằng khen của Chủ tịch UBND cấp tỉnh;Tổng kết;Vận động nhân dân giao nộp vũ khí, giữ gìn an ninh, trật tự ở khu dân cư năm thứ {i}\n"
            );
        }

        return [.. Encoding.UTF8.GetPreamble(), .. Encoding.UTF8.GetBytes(text.ToString())];
    }
}
