namespace PhongTrao.Workflows.Store;

/// <summary>Sizes that were measured, and a switch that only tests turn.</summary>
internal sealed record SqliteLogOptions
{
    /// <summary>
    /// Pages of 4 KB written between two checkpoints beside the writer. A commit that meets a checkpoint's flush waits for all
    /// its pages, so the longest waits shrink with it; below 2 MB the many flushes cost more than they save.
    /// </summary>
    public int CheckpointEveryPages { get; init; } = 3 * 256;

    /// <summary>Length of the WAL, in pages, from which it should start again.</summary>
    public int RestartAbovePages { get; init; } = 64 * 256;

    /// <summary>
    /// Pages between two checkpoints, and length of the WAL from which it should start again, while appends come one by one: nobody
    /// waits while it is copied, and it stays within what is overwritten.
    /// </summary>
    public int PagesWhenQuiet { get; init; } = 8 * 256;

    /// <summary>Bytes to which the WAL is made long when the log is opened: overwriting it takes two thirds of the time of making it longer.</summary>
    public int FirstWalBytes { get; init; } = 12 * 1024 * 1024;

    /// <summary>So few pages the writer copies itself.</summary>
    public int LittlePages { get; init; } = 256;

    /// <summary>Length of the WAL, in pages, from which the writer waits for readers.</summary>
    public int WaitAbovePages { get; init; } = 1024 * 256;

    /// <summary>How long the writer waits for readers before it goes on with a growing WAL.</summary>
    public TimeSpan WaitForReaders { get; init; } = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// A lone append is written where it is called while the last commit took less; a slower disk is waited for without holding the
    /// caller's thread. Zero: never, which suits whoever starts many appends from one thread before waiting for the first.
    /// </summary>
    public TimeSpan QuickCommit { get; init; } = TimeSpan.FromMilliseconds(1);

    /// <summary>Streams whose last revision the writer remembers.</summary>
    public int RememberedStreams { get; init; } = 200_000;

    /// <summary>Told by the writer how many events a commit made durable; for benchmarks that repeat the same commits.</summary>
    public Action<int>? GroupCommitted { get; init; }

    /// <summary>Never set in the product: shows that the test for durability notices when there is none.</summary>
    public bool WithoutFsync { get; init; }
}
