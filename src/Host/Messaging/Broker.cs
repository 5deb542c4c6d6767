using System.Net.Sockets;
using MassTransit;
using PhongTrao.Host.Composition;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace PhongTrao.Host.Messaging;

/// <summary>A queue as the broker has it.</summary>
/// <param name="Messages">Ready to be taken.</param>
/// <param name="Consumers">Who listens.</param>
public sealed record BrokerQueue(string Name, long Messages, long Consumers);

/// <summary>How the broker is doing.</summary>
/// <param name="Address">Host and port; null: messages stay in memory.</param>
/// <param name="IsReachable">It answers; always so in memory.</param>
/// <param name="IsConnected">The service's own bus is connected and its consumers listen.</param>
/// <param name="Missing">Exchange or queues that should be there and are not.</param>
/// <param name="Queues">The queues this service made.</param>
/// <param name="Problem">Kind of the fault when it does not answer.</param>
public sealed record BrokerReport(
    string? Address,
    bool IsReachable,
    bool IsConnected,
    IReadOnlyList<string> Missing,
    IReadOnlyList<BrokerQueue> Queues,
    string? Problem
);

/// <summary>Asks the broker itself, beside the bus, whether it is there and what lies in it.</summary>
public sealed class Broker(Settings settings, IBusControl bus) : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly SemaphoreSlim _turn = new(1, 1);
    private IConnection? _connection;

    /// <summary>The broker's own queue of what came to the service and was no message of its kind; made with the first one.</summary>
    public static string Unreadable { get; } = Messaging.Reconciliation.Value + "_error";

    /// <summary>How it is doing. Takes two seconds at most.</summary>
    public async Task<BrokerReport> ReportAsync(CancellationToken cancellationToken)
    {
        var isConnected = bus.CheckHealth().Status is BusHealthStatus.Healthy;
        if (settings.Broker is not { } uri)
        {
            return new(null, true, isConnected, [], [], null);
        }

        var address = $"{uri.Host}:{(uri.Port > 0 ? uri.Port : uri.Scheme == "amqps" ? 5671 : 5672)}";
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            await _turn.WaitAsync(patience.Token);
            try
            {
                return await AskAsync(uri, address, isConnected, patience.Token);
            }
            finally
            {
                _turn.Release();
            }
        }
        catch (Exception e)
            when (e
                    is BrokerUnreachableException
                        or AlreadyClosedException
                        or OperationInterruptedException
                        or IOException
                        or SocketException
                || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            )
        {
            return new(address, false, isConnected, [], [], e.GetBaseException().GetType().Name);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_connection is { } connection)
        {
            await connection.DisposeAsync();
        }

        _turn.Dispose();
    }

    private async Task<BrokerReport> AskAsync(Uri uri, string address, bool isConnected, CancellationToken cancellationToken)
    {
        if (_connection is not { IsOpen: true })
        {
            if (_connection is { } closed)
            {
                _connection = null;
                await closed.DisposeAsync();
            }

            var factory = new ConnectionFactory
            {
                Uri = uri,
                AutomaticRecoveryEnabled = false,
                ClientProvidedName = "PhongTrao, operations",
                RequestedConnectionTimeout = Patience,
            };
            _connection = await factory.CreateConnectionAsync(cancellationToken);
        }

        var missing = new List<string>();
        if (!await HasExchangeAsync(cancellationToken))
        {
            missing.Add(Messaging.Exchange);
        }

        var queues = new List<BrokerQueue>();
        foreach (var name in new[] { Messaging.Reconciliation.Value, Unreadable })
        {
            if (await FindAsync(name, cancellationToken) is { } queue)
            {
                queues.Add(queue);
            }
            else if (name != Unreadable)
            {
                missing.Add(name);
            }
        }

        return new(address, true, isConnected, missing, queues, null);
    }

    // A name that is not there closes the channel that asks, and nothing else.
    private async Task<bool> HasExchangeAsync(CancellationToken cancellationToken)
    {
        await using var channel = await _connection!.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            await channel.ExchangeDeclarePassiveAsync(Messaging.Exchange, cancellationToken);
            return true;
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return false;
        }
    }

    private async Task<BrokerQueue?> FindAsync(string name, CancellationToken cancellationToken)
    {
        await using var channel = await _connection!.CreateChannelAsync(cancellationToken: cancellationToken);
        try
        {
            var found = await channel.QueueDeclarePassiveAsync(name, cancellationToken);
            return new(name, found.MessageCount, found.ConsumerCount);
        }
        catch (OperationInterruptedException e) when (e.ShutdownReason?.ReplyCode == Constants.NotFound)
        {
            return null;
        }
    }
}
