#if EVENTSTOREDB
using System.Diagnostics;
using System.Text;

namespace PhongTrao.Host.Tests;

/// <summary>
/// An EventStoreDB server of the test's own on loopback, with a folder and ports of its own, that can be killed and started again over the
/// same data. EVENTSTORE_SERVER names its program: EventStore.ClusterNode, or that with .dll. Where it names none tests skip visibly,
/// and fail where services must be there.
/// </summary>
public sealed class EventStoreDbServer : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory("phongtrao-eventstoredb-").FullName;
    private readonly int _port = ServiceProcess.FreePort();
    private readonly int _replicationPort = ServiceProcess.FreePort();
    private readonly string _program;
    private readonly bool _inMemory;
    private Process? _process;

    private EventStoreDbServer(string program, bool inMemory)
    {
        _program = program;
        _inMemory = inMemory;
    }

    /// <summary>The program, where one is named.</summary>
    public static string? Program => Environment.GetEnvironmentVariable("EVENTSTORE_SERVER") is { Length: > 0 } program ? program : null;

    public string Connection => $"esdb://127.0.0.1:{_port}?tls=false";

    /// <summary>Starts one, with its log on the disk.</summary>
    public static async Task<EventStoreDbServer> NeedAsync()
    {
        if (Program is null)
        {
            const string why = "EVENTSTORE_SERVER names no EventStoreDB: nothing is proved of it here.";
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_SERVICES") == "1", why);
            Assert.Skip(why);
        }

        var server = new EventStoreDbServer(Program, inMemory: false);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts one whose log goes with it, where a program is named.</summary>
    public static async Task<EventStoreDbServer?> InMemoryAsync()
    {
        if (Program is not { } program)
        {
            return null;
        }

        var server = new EventStoreDbServer(program, inMemory: true);
        await server.StartAsync();
        return server;
    }

    /// <summary>Starts it and waits until it takes appends.</summary>
    public async Task StartAsync()
    {
        string[] options =
        [
            "--insecure",
            "--node-ip=127.0.0.1",
            "--replication-ip=127.0.0.1",
            $"--node-port={_port}",
            $"--replication-port={_replicationPort}",
            $"--db={Path.Combine(_folder, "data")}",
            $"--log={Path.Combine(_folder, "log")}",
            $"--mem-db={_inMemory}",
            "--run-projections=None",
            "--max-append-size=16000000",
        ];
        var start = _program.EndsWith(".dll", StringComparison.Ordinal)
            ? new ProcessStartInfo("dotnet", [_program, .. options])
            : new ProcessStartInfo(_program, options);
        start.UseShellExecute = false;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.WorkingDirectory = Path.GetDirectoryName(_program);
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("EVENTSTORE_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name); // to the server they would be options
        }

        start.Environment["EVENTSTORE_TELEMETRY_OPTOUT"] = "true";

        var said = new StringBuilder();
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Hear(said, line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(said, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        using var client = new HttpClient();
        var waited = Stopwatch.StartNew();
        while (!await LeadsAsync(client))
        {
            _process.HasExited.ShouldBeFalse(Text(said));
            waited.Elapsed.ShouldBeLessThan(Patience, Text(said));
            await Task.Delay(50);
        }
    }

    /// <summary>Ends it as a power cut would end the process.</summary>
    public async Task KillAsync()
    {
        if (_process is { } process)
        {
            process.Kill();
            await process.WaitForExitAsync().WaitAsync(Patience);
            process.Dispose();
            _process = null;
        }
    }

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

    private async Task<bool> LeadsAsync(HttpClient client)
    {
        try
        {
            return (await client.GetStringAsync(new Uri($"http://127.0.0.1:{_port}/info"))).Contains(
                "\"leader\"",
                StringComparison.Ordinal
            );
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

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
#endif
