using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Store;
using Shouldly;

namespace PhongTrao.Host.Tests;

/// <summary>
/// The service as a process of its own, killed without warning while people work: what was acknowledged is there after the
/// next start, nothing is half there, views catch up by themselves, every chain holds, and no name stands in the data folder
/// outside the views.
/// </summary>
public sealed class RealProcess
{
    private static readonly string[] Names = ["Nguyễn Thị Ngọc Ánh", "Đặng Hữu Phước", "Tổ bảo vệ an ninh trật tự khu phố Ước Mơ"];

    [Fact]
    public async Task NothingAcknowledgedIsLostWhenTheProcessIsKilled()
    {
        var folder = Directory.CreateTempSubdirectory("phongtrao-").FullName;
        var acknowledged = new ConcurrentDictionary<string, int>();
        var random = new Random(20250414);
        try
        {
            for (var round = 0; round < 3; round++)
            {
                await using (var service = await ServiceProcess.StartAsync(folder))
                {
                    await WorkUntilKilledAsync(service, acknowledged, TimeSpan.FromMilliseconds(1500 + random.Next(2000)));
                }

                await using var again = await ServiceProcess.StartAsync(folder);
                await EverythingIsThereAsync(again, acknowledged);
            }

            acknowledged.ShouldNotBeEmpty();
            acknowledged.Values.Sum().ShouldBeGreaterThan(20);
            (await ChainsAsync(folder)).Fault.ShouldBeNull();
            NameScan.InFiles(NameScan.OutsideTheViews(folder), Names).ShouldBeEmpty();
            NameScan
                .InFiles(Directory.GetFiles(folder, "views.db*"), Names)
                .ShouldNotBeEmpty("the scan must be able to find a name where there is one");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task WorkUntilKilledAsync(ServiceProcess service, ConcurrentDictionary<string, int> acknowledged, TimeSpan after)
    {
        var token = await service.SignInAsync("xa.canbo");
        var workers = Enumerable
            .Range(0, 8)
            .Select(_ =>
                Task.Run(async () =>
                {
                    using var client = service.Client(token);
                    try
                    {
                        while (true)
                        {
                            await FileOneAsync(client, acknowledged);
                        }
                    }
                    catch (HttpRequestException)
                    {
                        // the process is gone
                    }
                })
            )
            .ToArray();
        await Task.WhenAny(Task.WhenAll(workers), Task.Delay(after));
        service.Kill();
        await Task.WhenAll(workers);
    }

    private static async Task FileOneAsync(HttpClient client, ConcurrentDictionary<string, int> acknowledged)
    {
        using var opened = await client.PostAsJsonAsync(
            "dossiers",
            new
            {
                plan = "tan-khai-2025",
                type = "tong-ket",
                form = "giay-khen-huyen",
            }
        );
        opened.StatusCode.ShouldBe(HttpStatusCode.Created, await opened.Content.ReadAsStringAsync());
        var id = JsonDocument.Parse(await opened.Content.ReadAsStringAsync()).RootElement.GetProperty("id").GetString()!;
        acknowledged[id] = 0;
        foreach (var name in Names)
        {
            using var added = await client.PostAsJsonAsync($"dossiers/{id}/nominees", new { kind = "person", name });
            added.StatusCode.ShouldBe(HttpStatusCode.Created, await added.Content.ReadAsStringAsync());
            acknowledged[id]++;
        }
    }

    private static async Task EverythingIsThereAsync(ServiceProcess service, ConcurrentDictionary<string, int> acknowledged)
    {
        using var client = service.Client(await service.SignInAsync("xa.canbo"));
        foreach (var (id, nominees) in acknowledged)
        {
            using var answer = await client.GetAsync($"dossiers/{id}");
            var body = await answer.Content.ReadAsStringAsync();
            answer.StatusCode.ShouldBe(HttpStatusCode.OK, body);
            var shown = JsonDocument.Parse(body).RootElement.GetProperty("nominees").EnumerateArray().ToList();
            shown.Count.ShouldBeGreaterThanOrEqualTo(nominees);
            shown.Select(n => n.GetProperty("name").GetString()).ShouldBe(Names.Take(shown.Count), ignoreOrder: true);
        }
    }

    private static async Task<ChainReport> ChainsAsync(string folder)
    {
        await using var log = SqliteEventStore.OpenReadOnly(folder);
        return await ChainVerifier.VerifyAsync(ChainVerifier.LogOf(log));
    }
}
