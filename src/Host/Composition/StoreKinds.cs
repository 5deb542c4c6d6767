using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Composition;

/// <summary>Where the log lies: in the data folder, or on EventStoreDB where that was compiled in. The vault is in the data folder either way.</summary>
public static class StoreKinds
{
    // In a data folder whose log is elsewhere: its views and its vault belong to that log and fit no other.
    private const string ElsewhereName = "log-elsewhere";

    /// <summary>The connection string as configured; null: the log lies in the data folder.</summary>
    /// <exception cref="StartRefusedException">It is none, or this build has no EventStoreDB.</exception>
    public static string? Checked(string? wanted)
    {
        if (string.IsNullOrWhiteSpace(wanted))
        {
            return null;
        }

        const string form =
            "PhongTrao__Store: để trống, hoặc địa chỉ EventStoreDB dạng esdb://người-dùng:mật-khẩu@máy:2113. "
            + "(Empty, or the address of EventStoreDB, of that form.)";
        if (
            !wanted.StartsWith("esdb://", StringComparison.OrdinalIgnoreCase)
            && !wanted.StartsWith("esdb+discover://", StringComparison.OrdinalIgnoreCase)
        )
        {
            throw new StartRefusedException(form);
        }

#if EVENTSTOREDB
        return EventStoreDbEventStore.IsConnection(wanted) ? wanted : throw new StartRefusedException(form);
#else
        throw new StartRefusedException(NotCompiledIn);
#endif
    }

    /// <summary>Opens the log for reading and writing.</summary>
    /// <exception cref="StartRefusedException">The data folder belongs to another log, or the server does not answer.</exception>
    public static async Task<IEventStore> OpenAsync(Settings settings, DataFolder folder)
    {
        if (settings.Store is not { } connection)
        {
            return File.Exists(folder.PathOf(ElsewhereName))
                ? throw new StartRefusedException(
                    "Nhật ký sự kiện của thư mục dữ liệu này nằm trên EventStoreDB: hãy đặt PhongTrao__Store như trước. "
                        + "(The log of this data folder is on EventStoreDB: set PhongTrao__Store as before.)"
                )
                : SqliteEventStore.Open(folder);
        }

        if (File.Exists(folder.PathOf(SqliteEventStore.FileName)))
        {
            throw new StartRefusedException(
                "Thư mục dữ liệu này đã có nhật ký sự kiện của riêng nó: hãy bỏ PhongTrao__Store, hoặc dùng một thư mục mới. "
                    + "(This data folder has a log of its own: remove PhongTrao__Store, or use a new folder.)"
            );
        }

        var store = await ConnectAsync(connection, CancellationToken.None);
        folder.CreateFile(ElsewhereName);
        return store;
    }

    /// <summary>Opens the log for the command line, which only reads, beside a running service if there is one.</summary>
    /// <exception cref="StartRefusedException">The server does not answer.</exception>
    /// <exception cref="IOException">The data folder has no log, or it cannot be read.</exception>
    public static async Task<IEventStore> OpenToReadAsync(Settings settings, CancellationToken cancellationToken) =>
        settings.Store is { } connection ? await ConnectAsync(connection, cancellationToken) : SqliteEventStore.OpenReadOnly(settings.Data);

    /// <summary>Backing up copies the data folder, which is not all of it where the log lies on a server.</summary>
    /// <exception cref="StartRefusedException">It does.</exception>
    public static void RefuseCopies(Settings settings)
    {
        if (settings.Store is not null)
        {
            throw new StartRefusedException(
                "Nhật ký sự kiện nằm trên EventStoreDB: hãy sao lưu máy chủ đó bằng công cụ của nó rồi chép thư mục dữ liệu, xem docs/eventstoredb.md. "
                    + "(The log is on EventStoreDB: back that up by its own means, then copy the data folder.)"
            );
        }
    }

#if EVENTSTOREDB
    private static async Task<IEventStore> ConnectAsync(string connection, CancellationToken cancellationToken)
    {
        try
        {
            return await EventStoreDbEventStore.OpenAsync(connection, cancellationToken);
        }
        catch (IOException e)
        {
            throw new StartRefusedException($"Không kết nối được EventStoreDB theo PhongTrao__Store. ({e.Message})", e);
        }
    }
#else
    private static Task<IEventStore> ConnectAsync(string connection, CancellationToken cancellationToken) =>
        throw new StartRefusedException(NotCompiledIn);

    private const string NotCompiledIn =
        "PhongTrao__Store: bản này được biên dịch không có EventStoreDB. Hãy biên dịch lại với -p:EventStoreDb=true, hoặc để trống. "
        + "(This build has no EventStoreDB: build with -p:EventStoreDb=true, or leave it empty.)";
#endif
}
