using System.Diagnostics;
using System.Globalization;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Benchmarks;

/// <summary>
/// The demo's data folder with so many dossiers of the past in it, for the whole service to be started over. PAST=10000,1000000 chooses how many; KEEP=folder keeps it there, log and views, and takes
/// up what an earlier run has left.
/// </summary>
internal sealed class PastFolder : IAsyncDisposable
{
    private readonly int _dossiers;
    private readonly bool _isKept;
    private readonly string _path;

    private PastFolder(int dossiers)
    {
        _dossiers = dossiers;
        var kept = Environment.GetEnvironmentVariable("KEEP");
        _isKept = kept is not null;
        _path = kept is null
            ? Directory.CreateTempSubdirectory("phongtrao-bench-").FullName
            : Directory.CreateDirectory(Path.Combine(kept, string.Create(CultureInfo.InvariantCulture, $"served-{dossiers}"))).FullName;
    }

    private string Data => Path.Combine(_path, "data");

    private string Written => Path.Combine(_path, "written");

    /// <summary>The sizes that are asked for.</summary>
    internal static IEnumerable<int> Sizes(string usual) =>
        (Environment.GetEnvironmentVariable("PAST") ?? usual).Split(',').Select(size => int.Parse(size, CultureInfo.InvariantCulture));

    /// <summary>Makes the demo's house, and writes the past beside it.</summary>
    internal static async Task<PastFolder> MakeAsync(int dossiers)
    {
        var folder = new PastFolder(dossiers);
        if (File.Exists(folder.Written))
        {
            return folder;
        }

        var first = await Served.StartAsync(dossiers: true, folder.Data);
        await first.DisposeAsync();
        if (dossiers > 0)
        {
            var watch = Stopwatch.StartNew();
            using var data = DataFolder.Open(folder.Data);
            using var vault = SqliteVault.Open(data.FullPath);
            await using var store = SqliteEventStore.Open(data, new SqliteLogOptions { WithoutFsync = true, QuickCommit = TimeSpan.Zero });
            await new ViewLog(vault, inDemo: true).WriteAsync(store, dossiers);
            Console.WriteLine($"{dossiers:n0} dossiers written in {watch.Elapsed.TotalSeconds:n0} s");
        }

        await File.WriteAllTextAsync(folder.Written, "");
        return folder;
    }

    /// <summary>Starts the service over it, and says how long that took.</summary>
    internal async Task<Served> StartAsync()
    {
        var watch = Stopwatch.StartNew();
        var service = await Served.StartAsync(dossiers: true, Data);
        Console.WriteLine($"{_dossiers:n0} dossiers beside the demo's: ready after {watch.Elapsed.TotalSeconds:n1} s");
        return service;
    }

    public ValueTask DisposeAsync()
    {
        if (!_isKept)
        {
            Directory.Delete(_path, recursive: true);
        }

        return ValueTask.CompletedTask;
    }
}
