using System.Runtime.CompilerServices;
using System.Text;
using Microsoft.Data.Sqlite;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Workflows.Tests.Vault;

/// <summary>A copy made while people work must hold everything acknowledged before it began, readable elsewhere.</summary>
public sealed class WhenBackingUp : IDisposable
{
    private static readonly DateTimeOffset Noon = new(2026, 4, 14, 5, 0, 0, TimeSpan.Zero);
    private static readonly byte[] Paper = [0xFF, 0xD8, 0xFF, .. Enumerable.Range(0, 3000).Select(n => (byte)n)];
    private static readonly BackupChecks Checks = new(CheckChains, BlobsOf);

    private readonly VaultFolder _folders = new();

    private string Data => _folders.Of("data");

    private string Copy => _folders.Of("copy");

    private string Elsewhere => _folders.Of("elsewhere");

    public void Dispose() => _folders.Dispose();

    [Fact]
    public async Task Nothing_acknowledged_before_it_began_is_missing_and_everything_in_it_can_be_read()
    {
        int acknowledged;
        BackupManifest manifest;
        var seen = new List<BackupProgress>();
        await using (var service = new Service(Data))
        {
            await service.WorkAsync(200);
            using var stop = new CancellationTokenSource();
            var working = service.WorkUntilAsync(stop.Token);
            while (service.Acknowledged < 300)
            {
                await Task.Delay(5);
            }

            acknowledged = service.Acknowledged;
            manifest = await Backup.CreateAsync(Data, Copy, Noon, Checks, new Reports(seen));
            await stop.CancelAsync();
            await working;
            service.Acknowledged.ShouldBeGreaterThan(acknowledged, "people went on working");
        }

        manifest.LogPosition.ShouldNotBeNull();
        manifest.At.ShouldBe(Noon);
        seen.Select(report => report.Stage).Distinct().ShouldBe(["log", "vault", "blobs", "verify"]);
        (await Backup.VerifyAsync(Copy, Checks)).ShouldBe(manifest);

        (await Backup.RestoreAsync(Copy, Elsewhere, Checks)).ShouldBe(manifest);

        await using var restored = new Service(Elsewhere);
        var events = await restored.ReadAllAsync();
        events.Count.ShouldBeGreaterThanOrEqualTo(acknowledged);
        events.ShouldBe(Enumerable.Range(0, events.Count).Select(n => $"Nguyễn Thị Đào {n}"));
        Position.Parse(manifest.LogPosition).ShouldBe((await restored.Log.HeadAsync())!.Value);

        await restored.WorkAsync(5);
        (await restored.ReadAllAsync()).Count.ShouldBe(events.Count + 5);
    }

    [Fact]
    public async Task Whatever_is_done_between_two_steps_of_it_the_copy_holds_together()
    {
        int acknowledged;
        await using (var service = new Service(Data))
        {
            await service.WorkAsync(3, size: 3 << 20); // so long that the log is copied in several steps
            await Backup.CreateAsync(Data, Copy, Noon, Checks, new Does(() => service.WorkAsync(1)));
            acknowledged = service.Acknowledged;
        }

        acknowledged.ShouldBeGreaterThan(8, "work was done between the steps");
        await Backup.RestoreAsync(Copy, Elsewhere, Checks);
        await using var restored = new Service(Elsewhere);
        (await restored.ReadAllAsync()).ShouldBe(["Nguyễn Thị Đào 0", "Nguyễn Thị Đào 1", "Nguyễn Thị Đào 2"]);
    }

    [Fact]
    public async Task It_needs_no_running_service_not_even_one_that_ended_well()
    {
        var dead = _folders.Of("dead");
        await using (var service = new Service(Data))
        {
            await service.WorkAsync(20);
            // What a power cut leaves: the files as they are, logs not yet copied into their databases.
            foreach (
                var file in Directory
                    .EnumerateFiles(Data, "*", SearchOption.AllDirectories)
                    .Where(file => !file.EndsWith("-shm", StringComparison.Ordinal))
            )
            {
                var to = Path.Combine(dead, Path.GetRelativePath(Data, file));
                Directory.CreateDirectory(Path.GetDirectoryName(to)!);
                if (Path.GetFileName(file) != "lock")
                {
                    File.Copy(file, to);
                }
            }
        }

        await Backup.CreateAsync(Data, Copy, Noon, Checks);
        await Backup.CreateAsync(dead, _folders.Of("copy2"), Noon, Checks);
        await Backup.RestoreAsync(_folders.Of("copy2"), Elsewhere, Checks);
        await using var restored = new Service(Elsewhere);
        (await restored.ReadAllAsync()).Count.ShouldBe(20);
    }

    [Fact]
    public async Task A_fresh_service_without_events_and_blobs_can_be_copied()
    {
        await using (new Service(Data)) { }

        var manifest = await Backup.CreateAsync(Data, Copy, Noon, Checks);
        (manifest.LogPosition, manifest.Files, manifest.ClockMoved).ShouldBe((null, 2, false));
        await Backup.RestoreAsync(Copy, Elsewhere, Checks);
        await using var restored = new Service(Elsewhere);
        (await restored.ReadAllAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_mark_of_a_moved_clock_goes_with_it()
    {
        await using (var service = new Service(Data))
        {
            service.Folder.MarkClockMoved();
        }

        (await Backup.CreateAsync(Data, Copy, Noon, Checks)).ClockMoved.ShouldBeTrue();
        await Backup.RestoreAsync(Copy, Elsewhere, Checks);
        DataFolder.WasClockMoved(Elsewhere).ShouldBeTrue();
    }

    [Fact]
    public async Task Erasures_are_applied_again_after_an_older_copy_was_restored()
    {
        await using (var service = new Service(Data))
        {
            await service.WorkAsync(3);
            await Backup.CreateAsync(Data, Copy, Noon, Checks);
            service.Vault.Destroy(new("subject-1"));
        }

        await Backup.RestoreAsync(Copy, Elsewhere, Checks);
        await using var restored = new Service(Elsewhere);
        (await restored.ReadAllAsync())[1].ShouldBe("Nguyễn Thị Đào 1", "the older copy knows the name");
        restored.Vault.ReapplyErasures([new("subject-1")]);
        (await restored.ReadAllAsync())[1].ShouldBeNull();
    }

    [Fact]
    public async Task A_copy_can_be_checked_with_the_usual_tool()
    {
        await using (var service = new Service(Data))
        {
            await service.WorkAsync(3);
        }

        await Backup.CreateAsync(Data, Copy, Noon, Checks);
        foreach (var line in await File.ReadAllLinesAsync(Path.Combine(Copy, "SHA256SUMS")))
        {
            var bytes = await File.ReadAllBytesAsync(Path.Combine(Copy, line[66..]));
            Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(bytes)).ShouldBe(line[..64]);
        }

        Directory.EnumerateFiles(Copy, "*", SearchOption.AllDirectories).Count().ShouldBe(2 + 3 + 2);
        if (!OperatingSystem.IsWindows())
        {
            foreach (var file in Directory.EnumerateFiles(Copy, "*", SearchOption.AllDirectories))
            {
                File.GetUnixFileMode(file).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite, file);
            }
        }
    }

    [Fact]
    public async Task Whatever_file_is_damaged_or_missing_nothing_is_restored()
    {
        await using (var service = new Service(Data))
        {
            await service.WorkAsync(5);
        }

        await Backup.CreateAsync(Data, Copy, Noon, Checks);
        foreach (var file in Directory.EnumerateFiles(Copy, "*", SearchOption.AllDirectories).ToList())
        {
            var whole = await File.ReadAllBytesAsync(file);
            var changed = whole.ToArray();
            changed[whole.Length / 2] ^= 1;
            await File.WriteAllBytesAsync(file, changed);
            await RefusedAsync(Copy, file);
            await File.WriteAllBytesAsync(file, whole[..^1]);
            await RefusedAsync(Copy, file);
            File.Delete(file);
            await RefusedAsync(Copy, file);
            await File.WriteAllBytesAsync(file, whole);
        }

        await Backup.RestoreAsync(Copy, Elsewhere, Checks);

        async Task RefusedAsync(string copy, string what)
        {
            await Should.ThrowAsync<BackupRefusedException>(async () => await Backup.RestoreAsync(copy, Elsewhere, Checks), what);
            await Should.ThrowAsync<BackupRefusedException>(async () => await Backup.VerifyAsync(copy, Checks), what);
            (Directory.Exists(Elsewhere) ? Directory.EnumerateFileSystemEntries(Elsewhere) : [])
                .Select(Path.GetFileName)
                .ShouldBeSubsetOf(["lock", "lock.info"], what);
        }
    }

    [Fact]
    public async Task A_list_that_leads_out_of_the_folder_is_refused()
    {
        await using (new Service(Data)) { }

        await Backup.CreateAsync(Data, Copy, Noon, Checks);
        await File.WriteAllTextAsync(_folders.Of("outside"), "x");
        var sums = Path.Combine(Copy, "SHA256SUMS");
        var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("x"u8));
        await File.AppendAllTextAsync(sums, $"{digest}  ../outside\n");
        var newSums = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(await File.ReadAllBytesAsync(sums)));
        var manifest = Path.Combine(Copy, Backup.ManifestName);
        var text = await File.ReadAllTextAsync(manifest);
        var oldSums = System.Text.RegularExpressions.Regex.Match(text, "[0-9a-f]{64}").Value;
        await File.WriteAllTextAsync(manifest, text.Replace(oldSums, newSums, StringComparison.Ordinal));

        (await CodeOfAsync(() => Backup.RestoreAsync(Copy, Elsewhere, Checks))).ShouldBe("backup.manifest-damaged");
    }

    [Fact]
    public async Task A_broken_chain_and_a_missing_blob_are_found()
    {
        await using (var service = new Service(Data))
        {
            await service.WorkAsync(5);
        }

        var blob = Directory.EnumerateFiles(Path.Combine(Data, "blobs"), "*", SearchOption.AllDirectories).First();
        File.Move(blob, _folders.Of("aside"));
        (await CodeOfAsync(() => Backup.CreateAsync(Data, Copy, Noon, Checks))).ShouldBe("backup.blob-missing");
        Directory.EnumerateFileSystemEntries(Copy).ShouldBeEmpty("a copy that is refused is not kept");
        File.Move(_folders.Of("aside"), blob);

        await using (var log = new SqliteConnection($"Data Source={Path.Combine(Data, SqliteEventStore.FileName)};Pooling=False"))
        {
            log.Open();
            using var command = log.CreateCommand();
            command.CommandText = "UPDATE event SET type = 'test.changed' WHERE revision = 2";
            command.ExecuteNonQuery();
        }

        (await CodeOfAsync(() => Backup.CreateAsync(Data, Copy, Noon, Checks))).ShouldBe("backup.log-damaged");
    }

    [Fact]
    public async Task A_blob_of_an_erased_person_may_be_missing()
    {
        await using (var service = new Service(Data))
        {
            await service.WorkAsync(2);
            service.Vault.Destroy(new("subject-1"));
            service.Blobs.Delete(service.BlobOf(1));
        }

        await Backup.CreateAsync(Data, Copy, Noon, Checks);
    }

    [Fact]
    public async Task Folders_that_do_not_fit_are_refused_and_left_alone()
    {
        (await CodeOfAsync(() => Backup.CreateAsync(_folders.Of("nowhere"), Copy, Noon, Checks))).ShouldBe("backup.no-data");
        await using (new Service(Data)) { }

        (await CodeOfAsync(() => Backup.CreateAsync(Data, Path.Combine(Data, "copy"), Noon, Checks))).ShouldBe("backup.inside-data");
        Directory.CreateDirectory(Copy);
        await File.WriteAllTextAsync(Path.Combine(Copy, "mine"), "x");
        (await CodeOfAsync(() => Backup.CreateAsync(Data, Copy, Noon, Checks))).ShouldBe("backup.target-not-empty");
        Directory.EnumerateFileSystemEntries(Copy).Count().ShouldBe(1);
        (await CodeOfAsync(() => Backup.RestoreAsync(Copy, Elsewhere, Checks))).ShouldBe("backup.no-manifest");

        await Backup.CreateAsync(Data, _folders.Of("good"), Noon, Checks);
        (await CodeOfAsync(() => Backup.RestoreAsync(_folders.Of("good"), Data, Checks))).ShouldBe("restore.folder-not-empty");
        using var held = DataFolder.Open(Elsewhere);
        await Should.ThrowAsync<DataFolderInUseException>(() => Backup.RestoreAsync(_folders.Of("good"), Elsewhere, Checks));
    }

    [Fact]
    public async Task Breaking_off_leaves_an_empty_folder()
    {
        await using (var service = new Service(Data))
        {
            await service.WorkAsync(50);
        }

        using var stop = new CancellationTokenSource();
        var stopping = new StopAt("blobs", stop);
        await Should.ThrowAsync<OperationCanceledException>(() => Backup.CreateAsync(Data, Copy, Noon, Checks, stopping, stop.Token));
        Directory.EnumerateFileSystemEntries(Copy).ShouldBeEmpty();

        await Backup.CreateAsync(Data, Copy, Noon, Checks);
        using var stopRestoring = new CancellationTokenSource();
        await Should.ThrowAsync<OperationCanceledException>(() =>
            Backup.RestoreAsync(Copy, Elsewhere, Checks, new StopAt("verify", stopRestoring), stopRestoring.Token)
        );
        await Backup.RestoreAsync(Copy, Elsewhere, Checks);
    }

    private static async Task<string> CodeOfAsync(Func<Task> act) => (await Should.ThrowAsync<BackupRefusedException>(act)).Refusal.Code;

    private static async ValueTask CheckChains(IEventStore log, CancellationToken cancellationToken)
    {
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        await foreach (var recorded in Service.EventsOf(log, cancellationToken))
        {
            if (Encoding.UTF8.GetString(recorded.Metadata.Span) != last.GetValueOrDefault(recorded.Stream.Value, ""))
            {
                throw new InvalidDataException($"{recorded.Stream} {recorded.Revision}");
            }

            last[recorded.Stream.Value] = HashChain.Hash(recorded);
        }
    }

    private static async IAsyncEnumerable<(BlobId, KeyId)> BlobsOf(
        IEventStore log,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        await foreach (var recorded in Service.EventsOf(log, cancellationToken))
        {
            var (blob, value) = Service.Payload(recorded);
            yield return (blob, value.Key);
        }
    }

    private sealed class Reports(List<BackupProgress> into) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => into.Add(value);
    }

    /// <summary>Works at every report, in the middle of the copying.</summary>
    private sealed class Does(Func<Task> work) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value) => work().GetAwaiter().GetResult();
    }

    private sealed class StopAt(string stage, CancellationTokenSource stop) : IProgress<BackupProgress>
    {
        public void Report(BackupProgress value)
        {
            if (value.Stage == stage)
            {
                stop.Cancel();
            }
        }
    }

    /// <summary>Does what the service does: a paper into the vault, then an event with a sealed name that refers to it.</summary>
    private sealed class Service : IAsyncDisposable
    {
        private static readonly StreamName Stream = new("dossier-1");
        private readonly Guid _seed;
        private StreamRevision? _revision;
        private string _hash = "";
        private int _next;
        private volatile int _acknowledged;

        public Service(string folder)
        {
            Folder = DataFolder.Open(folder);
            Log = SqliteEventStore.Open(Folder);
            Vault = SqliteVault.Open(folder);
            Blobs = new(folder, Vault);
            _seed = Guid.NewGuid();
            if (Log.ReadStreamAsync(Stream).AsTask().GetAwaiter().GetResult() is [.., var last])
            {
                _revision = last.Revision;
                _hash = HashChain.Hash(last);
                _next = (int)last.Revision.Value + 1;
            }
        }

        public DataFolder Folder { get; }

        public SqliteEventStore Log { get; }

        public SqliteVault Vault { get; }

        public FileBlobStore Blobs { get; }

        public int Acknowledged => _acknowledged;

        public BlobId BlobOf(int n) => new(DerivedId.From(_seed, $"blob {n}"));

        public async Task WorkAsync(int count, int size = 0)
        {
            for (var i = 0; i < count; i++)
            {
                await OneAsync(size);
            }
        }

        public async Task WorkUntilAsync(CancellationToken stop)
        {
            await Task.Yield();
            while (!stop.IsCancellationRequested)
            {
                await OneAsync();
            }
        }

        public async Task<List<string?>> ReadAllAsync()
        {
            var names = new List<string?>();
            await foreach (var recorded in EventsOf(Log, CancellationToken.None))
            {
                var (blob, value) = Payload(recorded);
                var name = Vault.Reveal(value);
                names.Add(name);
                await using var paper = await Blobs.OpenAsync(blob, value.Key);
                (paper is null).ShouldBe(name is null);
                if (paper is not null)
                {
                    using var copy = new MemoryStream();
                    await paper.CopyToAsync(copy);
                    copy.ToArray().ShouldBe(Paper);
                }
            }

            return names;
        }

        public static (BlobId, Sealed) Payload(RecordedEvent recorded)
        {
            var parts = Encoding.UTF8.GetString(recorded.Data.Span).Split(' ');
            return (new(Guid.Parse(parts[0])), new(new(parts[1]), Convert.FromBase64String(parts[2])));
        }

        public static async IAsyncEnumerable<RecordedEvent> EventsOf(
            IEventStore log,
            [EnumeratorCancellation] CancellationToken cancellationToken
        )
        {
            await foreach (var message in log.SubscribeToAll(null, SubscriptionFilter.All, cancellationToken))
            {
                if (message.Event is { } recorded)
                {
                    yield return recorded;
                }
                else if (message.Kind == SubscriptionMessageKind.CaughtUp)
                {
                    yield break;
                }
            }
        }

        public async ValueTask DisposeAsync()
        {
            await Log.DisposeAsync();
            Vault.Dispose();
            Folder.Dispose();
        }

        private async Task OneAsync(int size = 0)
        {
            var n = _next++;
            var key = new KeyId($"subject-{n}");
            var blob = await Blobs.PutAsync(BlobOf(n), key, new MemoryStream(Paper));
            var value = Vault.Seal(key, $"Nguyễn Thị Đào {n}");
            var data = Encoding.UTF8.GetBytes($"{blob.Id} {key} {Convert.ToBase64String(value.Cipher.Span)} {new string('x', size)}");
            var @event = new EventData(DerivedId.From(_seed, n), "test.done", data, Encoding.UTF8.GetBytes(_hash));
            var revision = _revision?.Next ?? default;
            var result = await Log.AppendAsync(Stream, ExpectedRevision.After(_revision), [@event]);
            result.ShouldBeOfType<AppendResult.Appended>();
            _hash = HashChain.Hash(Stream, revision, @event.EventId, @event.Type, @event.Metadata.Span, @event.Data.Span);
            _revision = revision;
            _acknowledged++;
        }
    }
}
