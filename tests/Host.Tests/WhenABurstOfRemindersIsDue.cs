using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PhongTrao.Host.Tests;

/// <summary>Ten thousand reminders at once, while the service or the broker is killed: real processes.</summary>
public sealed class WhenABurstOfRemindersIsDue
{
    private const int Duties = 1_000;

    /// <summary>Every reminder's own time: ten working days before 20/5/2025, with the days off of 30/4 and 02/5 behind it.</summary>
    private const string Due = "2025-05-06T07:31:00+07:00";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static readonly string[] Units =
    [
        "thi-tran-tan-khai",
        "xa-tan-hiep",
        "xa-dong-no",
        "xa-an-khuong",
        "xa-thanh-an",
        "xa-tan-hung",
        "xa-tan-loi",
        "xa-phuoc-an",
        "xa-tan-quan",
        "xa-an-phu",
    ];

    /// <summary>How often service or broker are killed; BURST_KILLS=50 for the long run.</summary>
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("BURST_KILLS"), out var kills) ? kills : 5;

    [Fact]
    public async Task Every_one_is_recorded_once_and_received()
    {
        var expected = Duties * Units.Length;
        await using var broker = await RabbitMqServer.NeedAsync();
        await using var receipts = new Receipts(broker);
        await receipts.ListenAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-burst-").FullName;
        var how = new HowStarted(folder)
        {
            Settings = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["PhongTrao__Broker"] = broker.Address.ToString(),
                ["PhongTrao__DemoDossiers"] = "false",
            },
        };
        var random = new Random(20250506);
        var service = await ServiceProcess.StartAsync(how);
        try
        {
            var coordinator = await service.AsAsync("dieuphoi");
            (
                await coordinator.PostAsync(
                    "plans",
                    new StringContent(TrialPlan.WithReports(Duties, new(2025, 5, 20)), Encoding.UTF8, "application/yaml")
                )
            ).Ok();
            (await coordinator.PostAsync($"plans/{TrialPlan.Id}/apply", new { units = Units, from = "2025-04-14" })).Ok();
            await AtTheTimeAsync(service);
            for (var kill = 0; kill < Kills; kill++)
            {
                // Anywhere in the burst, and never after it.
                await ReceivedAsync((int)(expected * (kill + random.NextDouble()) / (Kills + 1)));
                if (kill % 2 == 0)
                {
                    service.Kill();
                    await service.DisposeAsync();
                    service = await ServiceProcess.StartAsync(how);
                    await AtTheTimeAsync(service);
                }
                else
                {
                    await broker.KillAsync();
                    await broker.StartAsync();
                    await receipts.ListenAsync();
                }
            }

            receipts.Distinct.ShouldBeLessThan(expected, "the last kill was in the burst, too");
            await ReceivedAsync(expected);
        }
        finally
        {
            await service.DisposeAsync();
        }

        var issued = await IssuedAsync(folder);
        issued.Count.ShouldBe(expected);
        issued.Select(e => (e.Subject.Id, e.Slot)).Distinct().Count().ShouldBe(expected, "none is recorded twice");
        receipts.Distinct.ShouldBe(expected);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Kills} kills; {issued.Count} reminders recorded, {receipts.Distinct} received, {receipts.Repeated} of them more than once."
        );
        Directory.Delete(folder, recursive: true);

        async Task ReceivedAsync(int count)
        {
            var waited = System.Diagnostics.Stopwatch.StartNew();
            while (receipts.Distinct < count)
            {
                waited.Elapsed.ShouldBeLessThan(Patience, $"{receipts.Distinct} of {count} received");
                await Task.Delay(10);
            }
        }
    }

    // A service killed before it had recorded anything starts before the time again.
    private static async Task AtTheTimeAsync(ServiceProcess service) =>
        await (await service.AsAsync("dieuphoi")).PostAsync("dev/clock", new { to = Due });

    private static async Task<List<ReminderEvent.Issued>> IssuedAsync(string folder)
    {
        using var data = DataFolder.Open(folder);
        await using var store = SqliteEventStore.Open(data);
        var found = new List<ReminderEvent.Issued>();
        await foreach (var e in ChainVerifier.LogOf(store))
        {
            if (
                e.Stream.Category == "reminder"
                && EventTypes.Read(e) is ReminderEvent.Issued { Subject: ReminderSubject.OfOccurrence { Plan.Value: TrialPlan.Id } } issued
            )
            {
                found.Add(issued);
            }
        }

        return found;
    }

    /// <summary>Another system, which drops what it has seen before by the message's id.</summary>
    private sealed class Receipts(RabbitMqServer broker) : IAsyncDisposable
    {
        private const string Queue = "receipts";
        private readonly ConcurrentDictionary<string, bool> _seen = new(StringComparer.Ordinal);
        private IConnection? _connection;
        private int _repeated;

        public int Distinct => _seen.Count;

        public int Repeated => _repeated;

        public async Task ListenAsync()
        {
            await DisposeAsync();
            _connection = await broker.ConnectAsync();
            var channel = await _connection.CreateChannelAsync();
            await channel.ExchangeDeclareAsync("phongtrao.events", "topic", durable: true);
            await channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
            await channel.QueueBindAsync(Queue, "phongtrao.events", "vn.phongtrao.reminder.#");
            await channel.BasicQosAsync(0, 50, global: false);
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                var message = JsonDocument.Parse(Encoding.UTF8.GetString(delivery.Body.Span)).RootElement;
                var isOurs = message.GetProperty("data").GetProperty("plan").GetString() == TrialPlan.Id;
                if (isOurs && !_seen.TryAdd(message.GetProperty("id").GetString()!, true))
                {
                    Interlocked.Increment(ref _repeated);
                }

                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            };
            await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
        }

        public async ValueTask DisposeAsync()
        {
            if (_connection is { } connection)
            {
                _connection = null;
                await connection.DisposeAsync();
            }
        }
    }
}
