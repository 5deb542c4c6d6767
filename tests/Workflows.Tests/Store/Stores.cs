using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Tests.Store;

public sealed class MemoryStore : EventStoreContract
{
    protected override ValueTask<IEventStore> OpenAsync() => new(new MemoryEventStore());
}

public sealed class SqliteStore : EventStoreContract
{
    private readonly TemporaryFolder _temporary = new();
    private DataFolder? _folder;

    protected override ValueTask<IEventStore> OpenAsync() => new(SqliteEventStore.Open(_folder = DataFolder.Open(_temporary.Path)));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder?.Dispose();
        _temporary.Dispose();
    }
}

/// <summary>The same where nothing is remembered and every commit is followed by a checkpoint: what is seldom, always.</summary>
public sealed class SqliteStoreUnderPressure : EventStoreContract
{
    private readonly TemporaryFolder _temporary = new();
    private DataFolder? _folder;

    protected override ValueTask<IEventStore> OpenAsync() =>
        new(
            SqliteEventStore.Open(
                _folder = DataFolder.Open(_temporary.Path),
                new SqliteLogOptions
                {
                    RememberedStreams = 2,
                    CheckpointEveryPages = 1,
                    RestartAbovePages = 4,
                    LittlePages = 1,
                    WaitAbovePages = 256,
                }
            )
        );

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder?.Dispose();
        _temporary.Dispose();
    }
}

/// <summary>A folder that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"phongtrao-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
