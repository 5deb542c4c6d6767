using System.Diagnostics;
using System.Globalization;
using PhongTrao.Projections;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Benchmarks;

/// <summary>
/// A data folder with so many dossiers in it, and its views. KEEP=folder keeps it there, log and views, and takes up what an
/// earlier run has left.
/// </summary>
internal sealed class Office : IAsyncDisposable
{
    private readonly string? _kept;
    private readonly string _path;
    private DataFolder? _folder;
    private SqliteEventStore? _store;
    private SqliteVault? _vault;
    private ReferenceData? _reference;
    private ViewDatabase? _database;
    private CatchUpSubscription? _subscription;

    private Office(int dossiers)
    {
        Dossiers = dossiers;
        _kept = Environment.GetEnvironmentVariable("KEEP");
        _path = _kept is null
            ? Directory.CreateTempSubdirectory("phongtrao-bench-").FullName
            : Directory.CreateDirectory(Path.Combine(_kept, dossiers.ToString(CultureInfo.InvariantCulture))).FullName;
    }

    internal int Dossiers { get; }

    internal SqliteVault Vault => _vault!;

    /// <summary>The views of the office that <see cref="StartAsync"/> has opened.</summary>
    internal ViewDatabase Database => _database!;

    internal SqliteEventStore Store => _store!;

    internal long Events => (long)_store!.HeadAsync().AsTask().GetAwaiter().GetResult()!.Value.Commit;

    internal IEnumerable<string> ViewNames => Views(_vault!, null!).Select(make => make().Name);

    /// <summary>Writes the log and opens it as a service would.</summary>
    internal static async Task<Office> MakeAsync(int dossiers)
    {
        var office = new Office(dossiers);
        if (File.Exists(office.Of("written")))
        {
            office.Open();
            Console.WriteLine($"{dossiers:n0} dossiers, {ViewLog.EventsOfDossier} events each beside filings and decisions: kept");
            return office;
        }

        var watch = Stopwatch.StartNew();
        using (var folder = DataFolder.Open(office.Of("data")))
        using (var vault = SqliteVault.Open(office.Of("data")))
        {
            await using var store = SqliteEventStore.Open(
                folder,
                new SqliteLogOptions { WithoutFsync = true, QuickCommit = TimeSpan.Zero }
            );
            await new ViewLog(vault).WriteAsync(store, dossiers);
        }

        await File.WriteAllTextAsync(office.Of("written"), "");
        office.Open();
        Console.WriteLine(
            $"{dossiers:n0} dossiers, {ViewLog.EventsOfDossier} events each beside filings and decisions: {office.Events:n0} events written in {watch.Elapsed.TotalSeconds:n0} s"
        );
        return office;
    }

    /// <summary>Everything the service opens before it answers: folder, log, vault, reference data, views, all at the head.</summary>
    internal async Task StartAsync()
    {
        Open();
        _reference = new ReferenceData(Store, OfficialDays.Load(), TimeProvider.System);
        await _reference.StartAsync();
        _database = new ViewDatabase(Of("views.db"));
        _subscription = new CatchUpSubscription(
            _database,
            Store,
            Views(Vault, _reference),
            TimeProvider.System,
            _reference.MustHavePassedAsync
        );
        await _subscription.StartAsync();
        if (!await _subscription.WaitAllAsync((await Store.HeadAsync())!.Value, TimeSpan.FromMinutes(1)))
        {
            throw new InvalidOperationException(string.Join('\n', await _subscription.StatusAsync()));
        }
    }

    private void Open()
    {
        _folder = DataFolder.Open(Of("data"));
        _store = SqliteEventStore.Open(_folder);
        _vault = SqliteVault.Open(_folder.FullPath);
    }

    internal async Task CloseAsync()
    {
        if (_subscription is not null)
        {
            await _subscription.DisposeAsync();
            _database!.Dispose();
            await _reference!.DisposeAsync();
            _subscription = null;
        }

        await _store!.DisposeAsync();
        _vault!.Dispose();
        _folder!.Dispose();
    }

    /// <summary>A vault with nothing in its cache.</summary>
    internal SqliteVault Keys() => SqliteVault.OpenForReading(_folder!.FullPath);

    /// <summary>Builds all views, or one, into a new file.</summary>
    internal async Task BuildAsync(string file, string? only = null)
    {
        using var keys = Keys();
        using var database = new ViewDatabase(Of(file));
        await using var reference = new ReferenceData(Store, OfficialDays.Load(), TimeProvider.System);
        await reference.StartAsync();
        await using var subscription = new CatchUpSubscription(
            database,
            _store!,
            [.. Views(keys, reference).Where(make => only is null || make().Name == only)],
            TimeProvider.System,
            reference.MustHavePassedAsync
        );
        await subscription.StartAsync();
        if (!await subscription.WaitAllAsync((await _store!.HeadAsync())!.Value, TimeSpan.FromHours(2)))
        {
            throw new InvalidOperationException(string.Join('\n', await subscription.StatusAsync()));
        }
    }

    private static IReadOnlyList<Func<IProjection>> Views(SqliteVault keys, ReferenceData reference)
    {
        var log = new ViewLog(keys);
        return
        [
            () => new DossierViews(log),
            () => new TaskQueue(() => reference.Current.Calendar, ReminderSchedule.UsualTime),
            () => new DossierSearch(log, keys),
            () => new AuditTrail(log),
            () => new Filings(log),
            () => new CommonLists(log),
            () => new RegisterBooks(),
            () => new CalendarMoves(),
            () => new Deadlines(() => reference.Current, ReminderSchedule.UsualTime),
        ];
    }

    internal string Of(string name) => Path.Combine(_path, name);

    internal void Drop(string name)
    {
        foreach (var file in Directory.GetFiles(_path, name + "*"))
        {
            File.Delete(file);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        if (_kept is null)
        {
            Directory.Delete(_path, recursive: true);
        }
    }
}
