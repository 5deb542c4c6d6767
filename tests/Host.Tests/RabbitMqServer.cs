using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using RabbitMQ.Client;

namespace PhongTrao.Host.Tests;

/// <summary>
/// A RabbitMQ of Debian's package on loopback, with a folder and ports of its own, that can be stopped, killed and started again
/// over the same data. Where it is not installed tests skip visibly, and fail where services must be there.
/// </summary>
public sealed class RabbitMqServer : IAsyncDisposable
{
    private const string Program = "/usr/lib/rabbitmq/bin/rabbitmq-server";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly string _folder = Directory.CreateTempSubdirectory("phongtrao-rabbitmq-").FullName;
    private readonly int _port = ServiceProcess.FreePort();
    private readonly int _distributionPort = ServiceProcess.FreePort();
    private readonly int _mapperPort = ServiceProcess.FreePort();
    private Process? _process;

    private RabbitMqServer() { }

    public Uri Address => new($"amqp://guest:guest@127.0.0.1:{_port}/");

    /// <summary>Makes one and, unless told otherwise, starts it.</summary>
    public static async Task<RabbitMqServer> NeedAsync(bool started = true)
    {
        if (!File.Exists(Program))
        {
            const string why = "RabbitMQ is not installed: nothing is proved of it here.";
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_SERVICES") == "1", why);
            Assert.Skip(why);
        }

        var server = new RabbitMqServer();
        if (started)
        {
            await server.StartAsync();
        }

        return server;
    }

    /// <summary>Starts it and waits until it answers.</summary>
    public async Task StartAsync()
    {
        foreach (var part in new[] { "home", "mnesia", "log" })
        {
            Directory.CreateDirectory(Path.Combine(_folder, part));
        }

        await File.WriteAllTextAsync(Of("plugins"), "[].\n");
        var start = new ProcessStartInfo(Program)
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (
            var (name, value) in new[]
            {
                ("HOME", Of("home")),
                ("RABBITMQ_NODENAME", $"phongtrao{_port}@localhost"),
                ("RABBITMQ_NODE_IP_ADDRESS", "127.0.0.1"),
                ("RABBITMQ_NODE_PORT", $"{_port}"),
                ("RABBITMQ_DIST_PORT", $"{_distributionPort}"),
                ("RABBITMQ_MNESIA_BASE", Of("mnesia")),
                ("RABBITMQ_LOG_BASE", Of("log")),
                ("RABBITMQ_PID_FILE", Of("pid")),
                ("RABBITMQ_ENABLED_PLUGINS_FILE", Of("plugins")),
                ("RABBITMQ_CONFIG_FILE", Of("rabbitmq")),
                ("ERL_CRASH_DUMP", Of("log/erl_crash.dump")),
                ("ERL_EPMD_ADDRESS", "127.0.0.1"),
                ("ERL_EPMD_PORT", $"{_mapperPort}"), // a port mapper of its own, which goes with it
                ("RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS", "-kernel inet_dist_use_interface {127,0,0,1}"),
            }
        )
        {
            start.Environment[name] = value;
        }

        var said = new StringBuilder();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(said, line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(said, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        var waited = Stopwatch.StartNew();
        while (!await AnswersAsync())
        {
            _process.HasExited.ShouldBeFalse(Text(said));
            waited.Elapsed.ShouldBeLessThan(Patience, Text(said));
            await Task.Delay(100);
        }
    }

    /// <summary>Ends it as a power cut would.</summary>
    public Task KillAsync() => EndAsync("-KILL");

    /// <summary>Asks it to end.</summary>
    public Task StopAsync() => EndAsync("-TERM");

    /// <summary>A connection of somebody else.</summary>
    public Task<IConnection> ConnectAsync() => new ConnectionFactory { Uri = Address }.CreateConnectionAsync();

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        try
        {
            Directory.Delete(_folder, recursive: true);
        }
        catch (IOException)
        {
            // left to the next cleaning of the temporary folder
        }
    }

    private async Task EndAsync(string signal)
    {
        if (_process is not { } process)
        {
            return;
        }

        // The shell that started it and the machine itself; each waits for the other.
        foreach (var pid in new[] { File.Exists(Of("pid")) ? (await File.ReadAllTextAsync(Of("pid"))).Trim() : "", $"{process.Id}" })
        {
            if (pid.Length > 0 && (signal == "-KILL" || pid != $"{process.Id}"))
            {
                await SignalAsync(signal, pid);
            }
        }

        await process.WaitForExitAsync().WaitAsync(Patience);
        process.Dispose();
        _process = null;
        await EndMapperAsync();
    }

    private static async Task SignalAsync(string signal, string pid)
    {
        using var kill = Process.Start(
            new ProcessStartInfo("kill", [signal, pid]) { UseShellExecute = false, RedirectStandardError = true }
        )!;
        await kill.WaitForExitAsync();
    }

    /// <summary>The port mapper outlives the server it was started for; it is known by its port, and asked to end through it.</summary>
    private async Task EndMapperAsync()
    {
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(IPAddress.Loopback, _mapperPort);
            await client.GetStream().WriteAsync(new byte[] { 0, 1, (byte)'k' });
            await client.GetStream().ReadExactlyAsync(new byte[2]);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            // it has gone
        }
    }

    private async Task<bool> AnswersAsync()
    {
        try
        {
            await using var connection = await ConnectAsync();
            return true;
        }
        catch (Exception e) when (e is RabbitMQ.Client.Exceptions.BrokerUnreachableException or OperationCanceledException)
        {
            return false;
        }
    }

    private string Of(string part) => Path.Combine(_folder, part);

    private static void Hear(StringBuilder said, string? line)
    {
        lock (said)
        {
            said.AppendLine(line);
        }
    }

    private static string Text(StringBuilder said)
    {
        lock (said)
        {
            return said.ToString();
        }
    }
}
