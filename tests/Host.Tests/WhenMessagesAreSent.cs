using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Host.Messaging;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Store;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace PhongTrao.Host.Tests;

/// <summary>Messages to other systems, in memory and through a real RabbitMQ that is stopped, killed and not there at all.</summary>
public sealed class WhenMessagesAreSent
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    /// <summary>How often the broker is killed under load; BROKER_KILLS=20 for the long run.</summary>
    private static readonly int Kills = int.TryParse(Environment.GetEnvironmentVariable("BROKER_KILLS"), out var kills) ? kills : 5;

    [Fact]
    public async Task In_memory_everything_told_is_taken_in()
    {
        await using var service = new Service();
        await Walk.SubmitAsync(await service.AsAsync("xa.canbo"), "giay-khen-xa", "Đặng Thị Ước");

        await ForwardedAsync(service.Services);

        var told = await ToldAsync(service.Services);
        told.ShouldNotBeEmpty();
        var counts = service.Services.GetRequiredService<Inbox>().Counts();
        counts.Taken.ShouldBe(told.Count);
        service.Services.GetRequiredService<DeadLetterBox>().Count().ShouldBe(0);
        var page = await (await service.BrowserAsync("quantri")).GetStringAsync(new Uri("/van-hanh", UriKind.Relative));
        page.ShouldContain("chưa cấu hình RabbitMQ");
        page.ShouldContain("Gửi thông điệp cho hệ thống khác");
    }

    [Fact]
    public async Task A_broker_killed_under_load_loses_nothing_and_nobody_waits_for_it()
    {
        await using var broker = await RabbitMqServer.NeedAsync();
        await using var service = new Service();
        await using var product = WithBroker(service, broker.Address);
        await using var outside = await Outsider.ListenAsync(broker);
        var random = new Random(20250414);
        using var over = new CancellationTokenSource();
        var submitted = 0;
        var preparer = await ClientAsync(product, "xa.canbo");
        var load = Enumerable
            .Range(0, 2)
            .Select(i =>
                Task.Run(async () =>
                {
                    while (!over.IsCancellationRequested)
                    {
                        await Walk.SubmitAsync(preparer, "giay-khen-xa", $"Đặng Thị Ước {i}");
                        Interlocked.Increment(ref submitted);
                    }
                })
            )
            .ToArray();
        await ForwardedAsync(product.Services);

        for (var kill = 0; kill < Kills; kill++)
        {
            await Task.Delay(random.Next(50, 1_000)); // under load: anywhere in what goes on
            await (kill % 3 == 2 ? broker.StopAsync() : broker.KillAsync());
            var before = Volatile.Read(ref submitted);
            await UntilAsync(
                () => Volatile.Read(ref submitted) >= before + 2 || load.Any(l => l.IsFaulted),
                "work goes on without the broker"
            );
            await broker.StartAsync();
            await outside.ListenAsync();
        }

        await over.CancelAsync();
        await Task.WhenAll(load);
        await ForwardedAsync(product.Services);

        var told = (await ToldAsync(product.Services)).Where(e => e.Stream.Category == "dossier").ToList();
        await UntilAsync(() => outside.Applied.Count >= told.Count, $"{told.Count} messages reach the outside consumer");
        outside.OutOfOrder.ShouldBeEmpty();
        foreach (var stream in told.GroupBy(e => e.Stream.Value))
        {
            outside.Applied.Where(a => a.Stream == stream.Key).Select(a => a.Revision).ShouldBe(stream.Select(e => e.Revision.Value));
        }

        var inbox = product.Services.GetRequiredService<Inbox>();
        var all = (await ToldAsync(product.Services)).Count;
        await UntilAsync(() => inbox.Counts().Taken == all, $"{all} messages are taken in again");
        product.Services.GetRequiredService<DeadLetterBox>().Count().ShouldBe(0);
        TestContext.Current.TestOutputHelper?.WriteLine(
            $"{Kills} times gone; {submitted} dossiers, {told.Count} messages, 0 lost, {outside.Repeated} came twice to the outside consumer."
        );
    }

    [Fact]
    public async Task A_service_starts_without_its_broker_and_tells_all_of_it_later()
    {
        await using var broker = await RabbitMqServer.NeedAsync(started: false);
        await using var service = new Service();
        await using var product = WithBroker(service, broker.Address);
        await Walk.SubmitAsync(await ClientAsync(product, "xa.canbo"), "giay-khen-xa", "Đặng Thị Ước");
        var report = await product.Services.GetRequiredService<Broker>().ReportAsync(default);
        report.IsReachable.ShouldBeFalse();
        (await OperationsPageAsync(product)).ShouldContain("Không kết nối được");

        await broker.StartAsync();

        await ForwardedAsync(product.Services);
        var told = (await ToldAsync(product.Services)).Count;
        await UntilAsync(() => product.Services.GetRequiredService<Inbox>().Counts().Taken == told, "everything is told");
        report = await product.Services.GetRequiredService<Broker>().ReportAsync(default);
        (report.IsReachable, report.IsConnected).ShouldBe((true, true));
        report.Missing.ShouldBeEmpty();
        report.Queues.ShouldContain(queue => queue.Name == Messaging.Messaging.Reconciliation.Value && queue.Consumers == 1);
    }

    [Fact]
    public async Task What_cannot_be_taken_is_put_aside_seen_and_sent_again()
    {
        await using var broker = await RabbitMqServer.NeedAsync();
        await using var service = new Service();
        await using var product = WithBroker(service, broker.Address);
        await Walk.SubmitAsync(await ClientAsync(product, "xa.canbo"), "giay-khen-xa", "Đặng Thị Ước");
        await ForwardedAsync(product.Services);
        var lost = (await ToldAsync(product.Services))[^1];
        var before = await OperationsPageAsync(product);

        // A message whose predecessor has not come, and bytes that are no message at all.
        await using (var connection = await broker.ConnectAsync())
        await using (var channel = await connection.CreateChannelAsync())
        {
            var early = IntegrationEvent.Of(new ViewEvent(lost), 77) with { Revision = lost.Revision.Value + 100 };
            await PublishAsync(channel, JsonSerializer.SerializeToUtf8Bytes(early));
            await PublishAsync(channel, "no message"u8.ToArray());
        }

        var letters = product.Services.GetRequiredService<DeadLetterBox>();
        await UntilAsync(() => letters.Count() == 1, "the message is put aside");
        var letter = letters.Waiting().ShouldHaveSingleItem();
        (letter.Stream, letter.Revision, letter.Fault).ShouldBe((lost.Stream.Value, lost.Revision.Value + 100, "GapException"));
        await UntilAsync(
            () =>
                product.Services.GetRequiredService<Broker>().ReportAsync(default).GetAwaiter().GetResult().Queues is var queues
                && queues.Any(queue => queue.Name == Broker.Unreadable && queue.Messages == 1),
            "what cannot be read lies in the broker's error queue"
        );
        var page = await OperationsPageAsync(product);
        before.ShouldNotContain("Thông điệp không giao được (");
        page.ShouldContain("Thông điệp không giao được (1)");
        page.ShouldContain("Thiếu thông điệp đứng trước");
        before.ShouldNotContain("Không đọc được, không phải của hệ thống này");
        page.ShouldContain("Không đọc được, không phải của hệ thống này");

        // Sent again by whoever runs the service, once.
        var operatorsOwn = await ClientAsync(product, "quantri");
        var line = (await operatorsOwn.GetAsync("dead-letters")).Ok().Json.GetProperty("items")[0];
        var path = $"dead-letters/{line.GetProperty("message").GetString()}/send-again";
        (await operatorsOwn.PostAsync(path, new { consumer = "nobody" })).Status.ShouldBe(System.Net.HttpStatusCode.NotFound);
        (await operatorsOwn.PostAsync(path, new { consumer = line.GetProperty("consumer").GetString() })).Ok();
        await UntilAsync(() => letters.Count() == 0, "nothing waits any more");
        await ForwardedAsync(product.Services);
    }

    [Fact]
    public void The_contract_names_every_type_and_no_other()
    {
        var document = File.ReadAllText(WhenFilesAreLoaded.InRepository("docs/messages.md"));
        var named = document
            .Split('`')
            .Where((_, i) => i % 2 == 1)
            .Where(word => word.StartsWith("vn.phongtrao.", StringComparison.Ordinal) && !word.EndsWith('#'))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal);

        named.ShouldBe(IntegrationEvent.Types);
    }

    private static ValueTask PublishAsync(IChannel channel, byte[] body) =>
        channel.BasicPublishAsync(
            "",
            Messaging.Messaging.Reconciliation.Value,
            mandatory: true,
            new BasicProperties { ContentType = CloudEvents.MediaType, Persistent = true },
            body
        );

    private static WebApplicationFactory<Program> WithBroker(Service service, Uri address) =>
        service.WithWebHostBuilder(builder => builder.UseSetting("PhongTrao:Broker", address.ToString()));

    private static async Task<Client> ClientAsync(WebApplicationFactory<Program> product, string userName)
    {
        var http = product.CreateClient(new WebApplicationFactoryClientOptions { AllowAutoRedirect = false });
        var answer = await new Client(http, null).PostAsync("tokens", new { userName, password = "phongtrao" });
        return new Client(http, answer.Ok().Json.GetProperty("accessToken").GetString());
    }

    private static async Task<string> OperationsPageAsync(WebApplicationFactory<Program> product) =>
        await (await Service.BrowserAsync(product, "quantri")).GetStringAsync(new Uri("/van-hanh", UriKind.Relative));

    private static async Task ForwardedAsync(IServiceProvider services)
    {
        var head = await services.GetRequiredService<IEventStore>().HeadAsync();
        (await services.GetRequiredService<Forwarder>().WaitAsync(head!.Value, Patience)).ShouldBeTrue();
    }

    private static async Task<List<RecordedEvent>> ToldAsync(IServiceProvider services)
    {
        var told = new List<RecordedEvent>();
        await foreach (var e in ChainVerifier.LogOf(services.GetRequiredService<IEventStore>()))
        {
            if (IntegrationEvent.IsTold(e.Type))
            {
                told.Add(e);
            }
        }

        return told;
    }

    private static async Task UntilAsync(Func<bool> holds, string what)
    {
        var waited = System.Diagnostics.Stopwatch.StartNew();
        while (!holds())
        {
            waited.Elapsed.ShouldBeLessThan(Patience, what);
            await Task.Delay(50);
        }
    }

    /// <summary>
    /// Another system: it knows the broker and <c>docs/messages.md</c> and nothing of this service's code. It keeps the revision it
    /// acted on last for each stream, and confirms a message only after it has acted.
    /// </summary>
    private sealed class Outsider : IAsyncDisposable
    {
        private const string Queue = "outsider";
        private readonly RabbitMqServer _broker;
        private readonly Dictionary<string, long> _kept = new(StringComparer.Ordinal);
        private IConnection? _connection;
        private IChannel? _channel;
        private int _repeated;

        private Outsider(RabbitMqServer broker) => _broker = broker;

        public ConcurrentQueue<(string Stream, long Revision)> Applied { get; } = [];

        public ConcurrentQueue<string> OutOfOrder { get; } = [];

        public int Repeated => _repeated;

        public static async Task<Outsider> ListenAsync(RabbitMqServer broker)
        {
            var outsider = new Outsider(broker);
            await outsider.ListenAsync();
            return outsider;
        }

        public async Task ListenAsync()
        {
            await CloseAsync();
            _connection = await _broker.ConnectAsync();
            _channel = await _connection.CreateChannelAsync();
            await _channel.ExchangeDeclareAsync("phongtrao.events", "topic", durable: true);
            await _channel.QueueDeclareAsync(Queue, durable: true, exclusive: false, autoDelete: false);
            await _channel.QueueBindAsync(Queue, "phongtrao.events", "vn.phongtrao.dossier.#");
            await _channel.BasicQosAsync(0, 20, global: false);
            var channel = _channel;
            var consumer = new AsyncEventingBasicConsumer(channel);
            consumer.ReceivedAsync += async (_, delivery) =>
            {
                Take(JsonDocument.Parse(Encoding.UTF8.GetString(delivery.Body.Span)).RootElement);
                await channel.BasicAckAsync(delivery.DeliveryTag, multiple: false);
            };
            await channel.BasicConsumeAsync(Queue, autoAck: false, consumer);
        }

        public async ValueTask DisposeAsync() => await CloseAsync();

        private void Take(JsonElement message)
        {
            var stream = message.GetProperty("stream").GetString()!;
            var revision = message.GetProperty("revision").GetInt64();
            long? previous = message.TryGetProperty("previousrevision", out var before) ? before.GetInt64() : null;
            lock (_kept)
            {
                long? kept = _kept.TryGetValue(stream, out var last) ? last : null;
                if (kept >= revision)
                {
                    _repeated++;
                }
                else if (kept != previous)
                {
                    OutOfOrder.Enqueue($"{stream} {revision}: {previous} before it, {kept} kept");
                }
                else
                {
                    _kept[stream] = revision;
                    Applied.Enqueue((stream, revision));
                }
            }
        }

        private async Task CloseAsync()
        {
            if (_connection is { } connection)
            {
                _connection = null;
                await connection.DisposeAsync();
            }
        }
    }
}
