using System.Text.Json;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Composition;

/// <summary>
/// Everything durable, opened in order and closed in the opposite one: the folder's lock, the log, the vault with its blobs,
/// and what runs commands on them under the domain's clock.
/// </summary>
public sealed class Storage : IAsyncDisposable
{
    private Storage(
        Settings settings,
        DataFolder folder,
        IEventStore events,
        SqliteVault vault,
        FileBlobStore blobs,
        DomainClock clock,
        CommandRunner runner
    )
    {
        Settings = settings;
        Folder = folder;
        Events = events;
        Vault = vault;
        Blobs = blobs;
        Clock = clock;
        Runner = runner;
    }

    public Settings Settings { get; }
    public DataFolder Folder { get; }
    public IEventStore Events { get; }
    public SqliteVault Vault { get; }
    public FileBlobStore Blobs { get; }
    public DomainClock Clock { get; }
    public CommandRunner Runner { get; }

    /// <summary>Opens the data folder.</summary>
    /// <exception cref="StartRefusedException">Another process holds it, it cannot be written, its log cannot be reached, or its clock does not fit.</exception>
    public static async Task<Storage> OpenAsync(Settings settings, TimeProvider realClock)
    {
        DataFolder folder;
        try
        {
            folder = DataFolder.Open(settings.Data);
        }
        catch (DataFolderInUseException e)
        {
            throw new StartRefusedException(
                $"Thư mục dữ liệu '{e.Folder}' đang được {e.Holder ?? "một tiến trình khác"} sử dụng. Hãy dừng tiến trình đó trước. ({e.Message})",
                e
            );
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new StartRefusedException($"Không mở được thư mục dữ liệu '{settings.Data}'. ({e.Message})", e);
        }

        IEventStore? events = null;
        SqliteVault? vault = null;
        try
        {
            events = await StoreKinds.OpenAsync(settings, folder);
            vault = SqliteVault.Open(folder.FullPath);
            var blobs = new FileBlobStore(folder.FullPath, vault, settings.MaxUpload);
            var last = await LastInstantAsync(events);
            var clock = new DomainClock(realClock, DomainClock.StartFor(settings, last, folder.ClockMoved));
            if (clock.IsMoved)
            {
                folder.MarkClockMoved();
            }

            return new Storage(settings, folder, events, vault, blobs, clock, new CommandRunner(events, last));
        }
        catch
        {
            vault?.Dispose();
            if (events is not null)
            {
                await events.DisposeAsync();
            }

            folder.Dispose();
            throw;
        }
    }

    /// <summary>Latest instant recorded in a log; null for an empty one. Acts that raced stand close together, so the end is enough.</summary>
    /// <exception cref="StartRefusedException">Something else stands there.</exception>
    public static async Task<DateTimeOffset?> LastInstantAsync(IEventStore events)
    {
        if (await events.HeadAsync() is not { } head)
        {
            return null;
        }

        using var stop = new CancellationTokenSource();
        DateTimeOffset? latest = null;
        var after = await events.NearEndAsync(256, stop.Token);
        await foreach (var message in events.SubscribeToAll(after, SubscriptionFilter.All, stop.Token))
        {
            if (message.Kind is SubscriptionMessageKind.CaughtUp)
            {
                break;
            }

            if (message.Event is { } recorded)
            {
                var at = InstantOf(recorded);
                latest = latest > at ? latest : at;
                if (recorded.Position >= head)
                {
                    break;
                }
            }
        }

        await stop.CancelAsync();
        return latest;
    }

    private static DateTimeOffset InstantOf(RecordedEvent recorded)
    {
        try
        {
            return EventTypes.Metadata(recorded).At;
        }
        catch (JsonException e)
        {
            throw new StartRefusedException(
                "Nhật ký sự kiện có sự kiện không phải của PhongTrao: máy chủ nhật ký phải dành riêng cho hệ thống này. "
                    + "(The log holds events that are not this product's: its server must be for this product alone.)",
                e
            );
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Events.DisposeAsync();
        Vault.Dispose();
        Folder.Dispose();
    }
}

/// <summary>Registers the storage.</summary>
public static class StorageServices
{
    /// <summary>The container closes it at the end.</summary>
    public static IServiceCollection AddStorage(this IServiceCollection services, Storage storage)
    {
        services.AddSingleton(_ => storage);
        services.AddSingleton(storage.Settings);
        services.AddSingleton(storage.Clock);
        services.AddSingleton(storage.Runner);
        services.AddSingleton<IEventStore>(provider => provider.GetRequiredService<Storage>().Events);
        services.AddSingleton<IKeyring>(provider => provider.GetRequiredService<Storage>().Vault);
        services.AddSingleton<IVaultRows>(provider => provider.GetRequiredService<Storage>().Vault);
        services.AddSingleton<IBlobStore>(provider => provider.GetRequiredService<Storage>().Blobs);
        return services;
    }
}
