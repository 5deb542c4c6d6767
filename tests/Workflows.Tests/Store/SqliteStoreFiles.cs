using System.Diagnostics;
using System.Text;
using Microsoft.Data.Sqlite;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Tests.Store;

/// <summary>What only the store on one machine has: files, a lock, a WAL, and a disk that may be full.</summary>
public sealed class SqliteStoreFiles : IDisposable
{
    private readonly TemporaryFolder _temporary = new();

    private string Folder => _temporary.Path;

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task What_was_appended_is_there_after_opening_again_at_the_same_positions()
    {
        var stream = new StreamName("dossier-1");
        var events = Events(3);
        IReadOnlyList<RecordedEvent> before;
        using (var folder = DataFolder.Open(Folder))
        {
            await using var store = SqliteEventStore.Open(folder);
            await store.AppendAsync(stream, ExpectedRevision.NoStream, events);
            await store.AppendAsync(new("org"), ExpectedRevision.Any, Events(2));
            before = await Log(store);
        }

        using (var folder = DataFolder.Open(Folder))
        {
            await using var store = SqliteEventStore.Open(folder);
            var after = await Log(store);
            after
                .Select(e => (e.Stream, e.Revision, e.Position, e.EventId, e.Type))
                .ShouldBe(before.Select(e => (e.Stream, e.Revision, e.Position, e.EventId, e.Type)));
            (await store.HeadAsync()).ShouldBe(Position.At(5));
            (await store.AppendAsync(stream, ExpectedRevision.NoStream, events)).ShouldBe(
                new AppendResult.Appended(new(2), Position.At(3))
            );
            (await store.AppendAsync(stream, ExpectedRevision.NoStream, Events(1))).ShouldBe(
                new AppendResult.WrongExpectedRevision(new StreamRevision(2))
            );
            (await store.AppendAsync(stream, ExpectedRevision.At(new(2)), Events(1))).ShouldBe(
                new AppendResult.Appended(new(3), Position.At(6))
            );
        }
    }

    [Fact]
    public async Task Positions_are_dense_from_one_whatever_conflicts_and_repetitions_lie_between()
    {
        using var folder = DataFolder.Open(Folder);
        await using var store = SqliteEventStore.Open(folder);
        var known = Events(2);
        await store.AppendAsync(new("a"), ExpectedRevision.NoStream, known);
        var appends = Enumerable
            .Range(0, 300)
            .Select(async i =>
            {
                try
                {
                    _ = (i % 4) switch
                    {
                        0 => await store.AppendAsync(new("a"), ExpectedRevision.NoStream, Events(2)),
                        1 => await store.AppendAsync(new("a"), ExpectedRevision.Any, known),
                        2 => await store.AppendAsync(new($"b{i}"), ExpectedRevision.Any, [.. Events(2), known[0]]),
                        _ => await store.AppendAsync(new($"c{i % 7}"), ExpectedRevision.Any, Events(1 + (i % 3))),
                    };
                }
                catch (ArgumentException) when (i % 4 == 2) { }
            });
        await Task.WhenAll(appends);

        var log = await Log(store);
        log.Select(e => e.Position).ShouldBe(Enumerable.Range(1, log.Count).Select(n => Position.At(n)));
        log.ShouldNotContain(e => e.Stream.Value.StartsWith('b'));
    }

    [Fact]
    public void A_second_holder_of_the_folder_is_refused_and_told_who_has_it()
    {
        using (DataFolder.Open(Folder))
        {
            var refused = Should.Throw<DataFolderInUseException>(() => DataFolder.Open(Folder));
            refused.Holder.ShouldNotBeNull().ShouldStartWith($"process {Environment.ProcessId} on {Environment.MachineName}, started 2");
            refused.Message.ShouldContain(refused.Holder!);
            refused.Message.ShouldContain(Folder);
        }

        DataFolder.Open(Folder).Dispose();
    }

    [Fact]
    public async Task A_second_process_is_refused_and_told_who_has_the_folder()
    {
        using var folder = DataFolder.Open(Folder);
        await using var store = SqliteEventStore.Open(folder);
        using var second = CrashWriter.Start(Folder, "1");
        var said = await second.StandardError.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60));
        await second.WaitForExitAsync();
        second.ExitCode.ShouldNotBe(0);
        said.ShouldContain($"process {Environment.ProcessId} on {Environment.MachineName}");
    }

    [Fact]
    public async Task Folder_and_files_belong_to_the_owner_alone()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows keeps rights in another way.");
        using var folder = DataFolder.Open(Folder);
        await using var store = SqliteEventStore.Open(folder);
        await store.AppendAsync(new("a"), ExpectedRevision.Any, Events(1));
        folder.MarkClockMoved();
#pragma warning disable CA1416 // not reached on Windows
        File.GetUnixFileMode(Folder).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        foreach (var file in Directory.GetFiles(Folder))
        {
            File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
        }
#pragma warning restore CA1416
        Directory.GetFiles(Folder).Select(Path.GetFileName).ShouldContain("events.db-wal");
    }

    [Fact]
    public void A_folder_once_written_under_a_moved_clock_stays_marked()
    {
        using (var folder = DataFolder.Open(Folder))
        {
            folder.ClockMoved.ShouldBeFalse();
            folder.MarkClockMoved();
            folder.MarkClockMoved();
            folder.ClockMoved.ShouldBeTrue();
        }

        DataFolder.WasClockMoved(Folder).ShouldBeTrue();
        using var again = DataFolder.Open(Folder);
        again.ClockMoved.ShouldBeTrue();
    }

    [Fact]
    public async Task Beside_a_running_service_the_command_line_reads_a_snapshot()
    {
        using var folder = DataFolder.Open(Folder);
        await using var store = SqliteEventStore.Open(folder);
        await store.AppendAsync(new("a"), ExpectedRevision.Any, Events(3));

        await using var snapshot = SqliteEventStore.OpenReadOnly(Folder);
        await store.AppendAsync(new("a"), ExpectedRevision.Any, Events(2));

        (await snapshot.HeadAsync()).ShouldBe(Position.At(3));
        (await Log(snapshot)).Count.ShouldBe(3);
        (await snapshot.ReadStreamAsync(new("a"))).Count.ShouldBe(3);
        snapshot.ReadOnlyBecause.ShouldNotBeNull();
        await Should.ThrowAsync<StoreReadOnlyException>(async () => await snapshot.AppendAsync(new("a"), ExpectedRevision.Any, Events(1)));
        (await Log(store)).Count.ShouldBe(5);
    }

    [Fact]
    public async Task A_log_that_nobody_has_open_is_read_too_and_an_absent_one_is_said_to_be_absent()
    {
        Should.Throw<FileNotFoundException>(() => SqliteEventStore.OpenReadOnly(Folder));
        Directory.Exists(Folder).ShouldBeFalse();
        using (var folder = DataFolder.Open(Folder))
        {
            await using var store = SqliteEventStore.Open(folder);
            await store.AppendAsync(new("a"), ExpectedRevision.Any, Events(3));
        }

        await using (var snapshot = SqliteEventStore.OpenReadOnly(Folder))
        {
            (await Log(snapshot)).Count.ShouldBe(3);
        }

        using var again = DataFolder.Open(Folder);
        await using var writable = SqliteEventStore.Open(again);
        (await writable.AppendAsync(new("a"), ExpectedRevision.Any, Events(1))).ShouldBeOfType<AppendResult.Appended>();
    }

    [Fact]
    public void A_file_that_is_no_event_log_is_left_alone()
    {
        using var folder = DataFolder.Open(Folder);
        using (var other = new SqliteConnection($"Data Source={folder.PathOf(SqliteEventStore.FileName)};Pooling=False"))
        {
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "PRAGMA user_version = 7; CREATE TABLE theirs (x)";
            command.ExecuteNonQuery();
        }

        Should.Throw<IOException>(() => SqliteEventStore.Open(folder)).Message.ShouldContain("not an event log");
        Should.Throw<IOException>(() => SqliteEventStore.OpenReadOnly(Folder)).Message.ShouldContain("not an event log");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(12 * 1024 * 1024, 16)] // only its beginning has been written over
    public async Task A_torn_end_of_the_wal_costs_whole_appends_from_the_end_and_nothing_else(int firstWalBytes, int writtenPart)
    {
        using var folder = DataFolder.Open(Folder);
        await using var store = SqliteEventStore.Open(folder, new SqliteLogOptions { FirstWalBytes = firstWalBytes });
        for (var i = 0; i < 40; i++)
        {
            await store.AppendAsync(new($"s{i % 3}"), ExpectedRevision.Any, Events(1 + (i % 4)));
        }

        var full = await Log(store);
        // As the disk would look if the machine stopped now; the service still runs.
        var db = File.ReadAllBytes(folder.PathOf("events.db"));
        var wal = ReadShared(folder.PathOf("events.db-wal"));
        var random = new Random(5);
        var lengths = new HashSet<int>();
        for (var attempt = 0; attempt < 30; attempt++)
        {
            var kept = random.Next((wal.Length / writtenPart) + 1);
            var torn = wal[..kept];
            if (attempt % 2 == 0 && kept > 100)
            {
                // A page that reached the disk only in part; behind it what was there before.
                torn = [.. writtenPart == 1 ? torn : wal];
                random.NextBytes(torn.AsSpan(kept - 100, 100));
            }

            using var image = new TemporaryFolder();
            Directory.CreateDirectory(image.Path);
            File.WriteAllBytes(Path.Combine(image.Path, "events.db"), db);
            File.WriteAllBytes(Path.Combine(image.Path, "events.db-wal"), torn);
            if (kept < 32)
            {
                continue; // not even the schema had been written
            }

            using var imageFolder = DataFolder.Open(image.Path);
            await using var recovered = SqliteEventStore.Open(imageFolder);
            var log = await Log(recovered);
            lengths.Add(log.Count);
            log.Select(e => e.EventId).ShouldBe(full.Take(log.Count).Select(e => e.EventId));
            log.Select(e => e.Position).ShouldBe(Enumerable.Range(1, log.Count).Select(n => Position.At(n)));
            // Whole appends only: the last event is the last of its append.
            if (log.Count > 0)
            {
                IsLastOfItsAppend(log[^1]).ShouldBeTrue();
            }

            (await recovered.AppendAsync(new("s0"), ExpectedRevision.Any, Events(2))).ShouldBeOfType<AppendResult.Appended>();
        }

        lengths.Count.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task A_lone_append_is_written_where_it_is_called()
    {
        using var folder = DataFolder.Open(Folder);
        await using var store = SqliteEventStore.Open(folder);

        var append = store.AppendAsync(new("s1"), ExpectedRevision.NoStream, Events(2));

        append.IsCompleted.ShouldBeTrue();
        (await Log(store)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task Closing_ends_while_a_lone_append_fails()
    {
        using var folder = DataFolder.Open(Folder);
        using var writing = new ManualResetEventSlim();
        using var closing = new ManualResetEventSlim();
        var store = SqliteEventStore.Open(
            folder,
            new SqliteLogOptions
            {
                GroupCommitted = _ =>
                {
                    writing.Set();
                    closing.Wait();
                    for (var i = 0; i < 10_000; i++)
                    {
                        Thread.Yield(); // so that it already waits for the writer
                    }

                    throw new IOException("The disk is gone.");
                },
            }
        );

        var append = Task.Run(async () => await store.AppendAsync(new("s1"), ExpectedRevision.NoStream, Events(1)));
        writing.Wait();
        var closed = Task.Run(async () =>
        {
            closing.Set();
            await store.DisposeAsync();
        });

        await closed.WaitAsync(TimeSpan.FromSeconds(20));
        await append.ShouldThrowAsync<StoreReadOnlyException>();
    }

    [Fact]
    public async Task A_log_is_opened_with_a_long_wal_and_nothing_in_it()
    {
        using var folder = DataFolder.Open(Folder);
        await using var store = SqliteEventStore.Open(folder);

        new FileInfo(folder.PathOf("events.db-wal")).Length.ShouldBeGreaterThan(8 * 1024 * 1024);
        (await Log(store)).ShouldBeEmpty();
        (await store.AppendAsync(new("s1"), ExpectedRevision.NoStream, Events(1))).ShouldBeOfType<AppendResult.Appended>();
        new FileInfo(folder.PathOf("events.db-wal")).Length.ShouldBeLessThan(13 * 1024 * 1024);
    }

    [Theory]
    [InlineData(16, 400)]
    [InlineData(1, 6_400)]
    public async Task The_wal_starts_again_under_load_and_behind_subscriptions(int writers, int each)
    {
        using var folder = DataFolder.Open(Folder);
        const int page = 4096;
        await using var store = SqliteEventStore.Open(
            folder,
            new SqliteLogOptions
            {
                CheckpointEveryPages = 64,
                RestartAbovePages = 256,
                PagesWhenQuiet = 256,
                FirstWalBytes = 0,
                LittlePages = 16,
                WaitAbovePages = 2048,
            }
        );
        using var stop = new CancellationTokenSource();
        var followers = Enumerable
            .Range(0, 3)
            .Select(_ =>
                Task.Run(async () =>
                {
                    try
                    {
                        await foreach (var message in store.SubscribeToAll(null, SubscriptionFilter.All, stop.Token)) { }
                    }
                    catch (OperationCanceledException) when (stop.IsCancellationRequested) { }
                })
            )
            .ToList();
        var filler = new byte[3000];
        var longest = 0L;
        await Task.WhenAll(
            Enumerable
                .Range(0, writers)
                .Select(w =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < each; i++)
                        {
                            await store.AppendAsync(
                                new($"w{w}"),
                                ExpectedRevision.Any,
                                [new EventData(Guid.NewGuid(), "filler", filler, default)]
                            );
                            InterlockedMax(ref longest, new FileInfo(folder.PathOf("events.db-wal")).Length);
                        }
                    })
                )
        );
        await stop.CancelAsync();
        await Task.WhenAll(followers);

        // 6,400 events of a page and more each: it would have become 30 MB long.
        longest.ShouldBeLessThan(4096L * page);
        store.ReadOnlyBecause.ShouldBeNull();
    }

    [Fact]
    public async Task When_the_disk_takes_no_more_everyone_is_told_and_reading_goes_on()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limit on the size of files is set in the Linux way.");
        using var process = CrashWriter.Start(Folder, "32", "--file-limit", "3000000");
        var lines = (await process.StandardOutput.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(60))).Split('\n');
        await process.WaitForExitAsync();

        process.ExitCode.ShouldBe(0);
        var acknowledged = lines.Where(l => l.StartsWith("ack ", StringComparison.Ordinal)).Select(Acknowledgement.Parse).ToList();
        acknowledged.Count.ShouldBeGreaterThan(50);
        lines.Count(l => l.StartsWith("refused ", StringComparison.Ordinal)).ShouldBe(32);
        lines.ShouldContain(l => l.StartsWith("read-only A write to the event log failed: ", StringComparison.Ordinal));
        lines.ShouldContain("late append refused");
        var read = lines.Single(l => l.StartsWith("read ", StringComparison.Ordinal)).Split(' ');
        int.Parse(read[1]).ShouldBeGreaterThanOrEqualTo(acknowledged.Sum(a => a.Ids.Count));

        // With room again, the next start finds everything that was acknowledged and takes more.
        using var folder = DataFolder.Open(Folder);
        await using var store = SqliteEventStore.Open(folder);
        Acknowledgement.ShouldAllBeIn(await Log(store), acknowledged);
        (await store.AppendAsync(new("late"), ExpectedRevision.Any, Events(1))).ShouldBeOfType<AppendResult.Appended>();
    }

    [Fact]
    public async Task Closing_writes_what_waits_and_ends_the_subscriptions()
    {
        using var folder = DataFolder.Open(Folder);
        var store = SqliteEventStore.Open(folder);
        var waiting = Enumerable
            .Range(0, 100)
            .Select(i => store.AppendAsync(new($"s{i}"), ExpectedRevision.NoStream, Events(1)).AsTask())
            .ToList();
        var live = Task.Run(async () =>
        {
            await foreach (var message in store.SubscribeToAll(null, SubscriptionFilter.All)) { }
        });
        await store.DisposeAsync();
        await store.DisposeAsync();

        (await Task.WhenAll(waiting)).ShouldAllBe(r => r is AppendResult.Appended);
        await Should.ThrowAsync<ObjectDisposedException>(() => live.WaitAsync(TimeSpan.FromSeconds(60)));
        await Should.ThrowAsync<ObjectDisposedException>(async () => await store.AppendAsync(new("a"), ExpectedRevision.Any, Events(1)));
        await using var again = SqliteEventStore.Open(folder);
        (await Log(again)).Count.ShouldBe(100);
    }

    /// <summary>Events that say which part of which append they are.</summary>
    private static EventData[] Events(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i => new EventData(Guid.NewGuid(), "t", "{}"u8.ToArray(), Encoding.ASCII.GetBytes($"{i}/{count}"))),
        ];

    private static bool IsLastOfItsAppend(RecordedEvent e)
    {
        var part = Encoding.ASCII.GetString(e.Metadata.Span).Split('/');
        return int.Parse(part[0]) + 1 == int.Parse(part[1]);
    }

    private static async Task<List<RecordedEvent>> Log(SqliteEventStore store) => await Logs.ReadAllAsync(store);

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void InterlockedMax(ref long most, long value)
    {
        for (var seen = Volatile.Read(ref most); value > seen; seen = Volatile.Read(ref most))
        {
            if (Interlocked.CompareExchange(ref most, value, seen) == seen)
            {
                return;
            }
        }
    }
}

internal static class Logs
{
    /// <summary>The whole log as it is now.</summary>
    public static async Task<List<RecordedEvent>> ReadAllAsync(IEventStore store)
    {
        var log = new List<RecordedEvent>();
        await foreach (var message in store.SubscribeToAll(null, SubscriptionFilter.All))
        {
            if (message.Kind == SubscriptionMessageKind.CaughtUp)
            {
                break;
            }

            if (message.Event is { } e)
            {
                log.Add(e);
            }
        }

        return log;
    }
}

/// <summary>The program tests/CrashWriter, which lies beside the tests.</summary>
internal static class CrashWriter
{
    public static string Program { get; } =
        Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "PhongTrao.CrashWriter.exe" : "PhongTrao.CrashWriter");

    public static Process Start(params string[] arguments) => Run(Program, arguments);

    public static Process Run(string program, params string[] arguments) =>
        Process.Start(
            new ProcessStartInfo(program, arguments)
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
}

/// <summary>A line in which the crash writer says that an append is durable.</summary>
internal sealed record Acknowledgement(string Stream, long Last, IReadOnlyList<Guid> Ids)
{
    public static Acknowledgement Parse(string line)
    {
        var parts = line.Split(' ');
        return new(parts[1], long.Parse(parts[2]), [.. parts[3].Split(',').Select(Guid.Parse)]);
    }

    /// <summary>Nothing acknowledged is lost or moved, streams and positions are dense, every append is whole.</summary>
    public static void ShouldAllBeIn(IReadOnlyList<RecordedEvent> log, IEnumerable<Acknowledgement> acknowledged)
    {
        log.Select(e => e.Position).ShouldBe(Enumerable.Range(1, log.Count).Select(n => Position.At(n)));
        var streams = log.GroupBy(e => e.Stream.Value, StringComparer.Ordinal)
            .ToDictionary(s => s.Key, s => s.ToList(), StringComparer.Ordinal);
        foreach (var stream in streams.Values)
        {
            stream.Select(e => e.Revision.Value).ShouldBe(Enumerable.Range(0, stream.Count).Select(i => (long)i));
            var part = 0;
            foreach (var e in stream)
            {
                var said = Encoding.ASCII.GetString(e.Metadata.Span).Split('/');
                int.Parse(said[0]).ShouldBe(part, $"half an append in {e.Stream} at {e.Revision}");
                part = (part + 1) % int.Parse(said[1]);
            }

            part.ShouldBe(0, $"half an append at the end of {stream[0].Stream}");
        }

        foreach (var ack in acknowledged)
        {
            var stream = streams.GetValueOrDefault(ack.Stream);
            stream.ShouldNotBeNull($"{ack.Stream} was acknowledged and is lost");
            var first = (int)ack.Last - ack.Ids.Count + 1;
            stream.Skip(first).Take(ack.Ids.Count).Select(e => e.EventId).ShouldBe(ack.Ids);
        }
    }
}
