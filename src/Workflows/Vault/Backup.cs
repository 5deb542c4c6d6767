using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Data.Sqlite;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;
using SQLitePCL;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// Copies of a data folder that are consistent, verified, and made while people work. The log is copied first, as of one
/// instant, then the vault and the blobs: they may know more than the copied log, never less, so that whatever it refers to
/// is there. A copy holds events.db, vault.db, blobs/, <c>SHA256SUMS</c> (for <c>sha256sum -c</c>) and, written last,
/// <c>manifest.json</c>: a folder without it is no backup. It holds the keys too and must be guarded as the service is.
/// Views are not copied; they are built again. Memory does not grow with what is copied.
/// </summary>
public static class Backup
{
    /// <summary>Name of the file that makes a folder a backup.</summary>
    public const string ManifestName = "manifest.json";

    private const string SumsName = "SHA256SUMS";
    private const string StagingName = "restoring";
    private const int Format = 1;
    private const int PagesAtATime = 1024;
    private const int BufferLength = 128 * 1024;

    // What a data folder may hold before something is restored into it: traces of its lock, and of a restoration broken off.
    private static readonly string[] Negligible = ["lock", "lock.info", StagingName];

    /// <summary>Copies a data folder, whether or not a service is using it, and verifies the copy.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="target">A folder that is empty or does not exist; what was written is removed again on failure.</param>
    /// <param name="at">The real instant, UTC, for the manifest.</param>
    /// <param name="checks">What else to verify in the copy.</param>
    /// <param name="progress">Told how far it is, now and then.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    /// <exception cref="BackupRefusedException">
    /// backup.no-data, backup.target-not-empty, backup.inside-data, or what <see cref="VerifyAsync"/> says of the copy.
    /// </exception>
    public static async Task<BackupManifest> CreateAsync(
        string dataFolder,
        string target,
        DateTimeOffset at,
        BackupChecks checks,
        IProgress<BackupProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        dataFolder = Path.GetFullPath(dataFolder);
        target = Path.GetFullPath(target);
        foreach (var needed in new[] { SqliteEventStore.FileName, SqliteVault.FileName })
        {
            if (!File.Exists(Path.Combine(dataFolder, needed)))
            {
                throw Refused("backup.no-data", ("file", needed));
            }
        }

        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
        {
            throw Refused("backup.target-not-empty");
        }

        if (IsWithin(target, dataFolder))
        {
            throw Refused("backup.inside-data");
        }

        PrivateFiles.CreateFolder(target);
        try
        {
            var files = 0L;
            var bytes = 0L;
            await using (var sums = new StreamWriter(PrivateFiles.Open(Path.Combine(target, SumsName), FileMode.CreateNew)))
            {
                async Task NoteAsync(string name, string digest, long length)
                {
                    await sums.WriteAsync($"{digest}  {name}\n").ConfigureAwait(false);
                    files++;
                    bytes += length;
                }

                foreach (var (name, stage) in new[] { (SqliteEventStore.FileName, "log"), (SqliteVault.FileName, "vault") })
                {
                    var path = Path.Combine(target, name);
                    await Task.Run(
                            () => CopyDatabase(Path.Combine(dataFolder, name), path, stage, progress, cancellationToken),
                            cancellationToken
                        )
                        .ConfigureAwait(false);
                    var (digest, length) = await DigestAsync(path, cancellationToken).ConfigureAwait(false);
                    await NoteAsync(name, digest, length).ConfigureAwait(false);
                }

                await CopyBlobsAsync(dataFolder, target, NoteAsync, progress, cancellationToken).ConfigureAwait(false);
                await sums.FlushAsync(cancellationToken).ConfigureAwait(false);
                ((FileStream)sums.BaseStream).Flush(flushToDisk: true);
            }

            string? position;
            await using (var log = SqliteEventStore.OpenReadOnly(target))
            {
                position = (await log.HeadAsync(cancellationToken).ConfigureAwait(false))?.ToString();
            }

            var (sumsDigest, _) = await DigestAsync(Path.Combine(target, SumsName), cancellationToken).ConfigureAwait(false);
            var manifest = new BackupManifest(
                Format,
                at.ToUniversalTime(),
                position,
                DataFolder.WasClockMoved(dataFolder),
                files,
                bytes,
                sumsDigest
            );
            await VerifyFilesAsync(target, target, manifest, checks, progress, cancellationToken).ConfigureAwait(false);
            await WriteManifestAsync(target, manifest, cancellationToken).ConfigureAwait(false);
            return manifest;
        }
        catch
        {
            Empty(target);
            throw;
        }
    }

    /// <summary>Verifies a backup: every file against its digest, both databases within themselves, and the given checks.</summary>
    /// <exception cref="BackupRefusedException">
    /// backup.no-manifest, backup.manifest-damaged, backup.format-unknown, backup.file-missing, backup.file-damaged,
    /// backup.database-damaged, backup.log-damaged, backup.blob-missing.
    /// </exception>
    public static async Task<BackupManifest> VerifyAsync(
        string backup,
        BackupChecks checks,
        IProgress<BackupProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        backup = Path.GetFullPath(backup);
        var manifest = await ReadManifestAsync(backup, cancellationToken).ConfigureAwait(false);
        await VerifyFilesAsync(backup, backup, manifest, checks, progress, cancellationToken).ConfigureAwait(false);
        return manifest;
    }

    /// <summary>
    /// Restores a backup into a data folder that is empty or does not exist, and holds its lock meanwhile. Everything is
    /// copied and verified aside and only then takes its place; on failure the folder is as empty as before. Afterwards the
    /// erasures that the log knows must be applied to the vault again (<see cref="Keyring.ReapplyErasures"/>).
    /// </summary>
    /// <exception cref="BackupRefusedException">restore.folder-not-empty, or what <see cref="VerifyAsync"/> says.</exception>
    /// <exception cref="DataFolderInUseException">A service holds the folder.</exception>
    public static async Task<BackupManifest> RestoreAsync(
        string backup,
        string dataFolder,
        BackupChecks checks,
        IProgress<BackupProgress>? progress = null,
        CancellationToken cancellationToken = default
    )
    {
        backup = Path.GetFullPath(backup);
        dataFolder = Path.GetFullPath(dataFolder);
        var manifest = await ReadManifestAsync(backup, cancellationToken).ConfigureAwait(false);
        RefuseIfNotEmpty(dataFolder);
        using var held = DataFolder.Open(dataFolder);
        RefuseIfNotEmpty(dataFolder); // nobody came first
        var staging = held.PathOf(StagingName);
        try
        {
            Remove(staging);
            PrivateFiles.CreateFolder(staging);
            await VerifyFilesAsync(backup, staging, manifest, checks, progress, cancellationToken).ConfigureAwait(false);
            if (manifest.ClockMoved)
            {
                held.MarkClockMoved();
            }

            // The log takes its place last: a folder without it is visibly no restored one.
            foreach (var name in new[] { FileBlobStore.FolderName, SqliteVault.FileName, SqliteEventStore.FileName })
            {
                var from = Path.Combine(staging, name);
                if (Directory.Exists(from))
                {
                    Directory.Move(from, held.PathOf(name));
                }
                else if (File.Exists(from))
                {
                    File.Move(from, held.PathOf(name));
                }
            }

            DataFolder.FlushDirectory(dataFolder);
            return manifest;
        }
        finally
        {
            Remove(staging);
        }
    }

    // ---- copying ------------------------------------------------------------------------------------------------------

    /// <summary>
    /// Copies a database as of one instant through SQLite's backup interface. The read transaction around it is what keeps
    /// the copy at that instant, and from beginning again at each commit, while others go on writing.
    /// </summary>
    private static void CopyDatabase(
        string from,
        string to,
        string stage,
        IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        PrivateFiles.CreateFile(to);
        using (var source = Connect(from, SqliteOpenMode.ReadOnly))
        using (var copy = Connect(to, SqliteOpenMode.ReadWrite))
        {
            // The copy is flushed once as a whole; until then it needs no protection of its own.
            Run(copy, "PRAGMA journal_mode = OFF");
            Run(copy, "PRAGMA synchronous = OFF");
            Run(source, "BEGIN");
            Run(source, "SELECT count(*) FROM sqlite_master");
            using (var backup = raw.sqlite3_backup_init(copy.Handle, "main", source.Handle, "main"))
            {
                if (backup is null || backup.IsInvalid)
                {
                    throw new IOException($"SQLite cannot copy: {raw.sqlite3_errmsg(copy.Handle).utf8_to_string()}");
                }

                int code;
                do
                {
                    cancellationToken.ThrowIfCancellationRequested();
                    code = raw.sqlite3_backup_step(backup, PagesAtATime);
                    var total = raw.sqlite3_backup_pagecount(backup);
                    progress?.Report(new(stage, total - raw.sqlite3_backup_remaining(backup), total));
                } while (code is raw.SQLITE_OK);
                if (code != raw.SQLITE_DONE)
                {
                    throw new IOException(string.Create(CultureInfo.InvariantCulture, $"SQLite cannot copy: error {code}."));
                }
            }

            Run(source, "COMMIT");
            Run(copy, "PRAGMA journal_mode = DELETE"); // one file, readable from a medium that cannot be written
        }

        using var file = new FileStream(to, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    private static async Task CopyBlobsAsync(
        string dataFolder,
        string target,
        Func<string, string, long, Task> noteAsync,
        IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var done = 0L;
        foreach (var path in FileBlobStore.FilesIn(dataFolder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var name = NameOfBlob(path);
            var to = Path.Combine(target, name.Replace('/', Path.DirectorySeparatorChar));
            PrivateFiles.CreateFolder(Path.GetDirectoryName(to)!);
            try
            {
                var (digest, length) = await CopyFileAsync(path, to, cancellationToken).ConfigureAwait(false);
                await noteAsync(name, digest, length).ConfigureAwait(false);
            }
            catch (FileNotFoundException)
            {
                // Swept meanwhile: no event refers to it. Were it otherwise, the verification would say so.
            }

            if (++done % 100 == 0)
            {
                progress?.Report(new("blobs", done, 0));
            }
        }

        FlushShelves(target);
        progress?.Report(new("blobs", done, done));
    }

    private static async Task<(string Digest, long Length)> CopyFileAsync(string from, string to, CancellationToken cancellationToken)
    {
        await using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, 1);
        await using var copy = PrivateFiles.Open(to, FileMode.CreateNew);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[BufferLength];
        long length = 0;
        for (int read; (read = await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0; length += read)
        {
            hash.AppendData(buffer, 0, read);
            await copy.WriteAsync(buffer.AsMemory(0, read), cancellationToken).ConfigureAwait(false);
        }

        copy.Flush(flushToDisk: true);
        return (Convert.ToHexStringLower(hash.GetHashAndReset()), length);
    }

    private static string NameOfBlob(string path) =>
        $"{FileBlobStore.FolderName}/{Path.GetFileName(Path.GetDirectoryName(path))}/{Path.GetFileName(path)}";

    private static void FlushShelves(string folder)
    {
        var blobs = Path.Combine(folder, FileBlobStore.FolderName);
        if (Directory.Exists(blobs))
        {
            foreach (var shelf in Directory.EnumerateDirectories(blobs))
            {
                DataFolder.FlushDirectory(shelf);
            }

            DataFolder.FlushDirectory(blobs);
        }

        DataFolder.FlushDirectory(folder);
    }

    // ---- verifying ----------------------------------------------------------------------------------------------------

    /// <summary>
    /// Verifies a backup against its manifest. Where <paramref name="folder"/> is another one, each file is copied there as
    /// it is read, and the databases and checks are run on the copies.
    /// </summary>
    private static async Task VerifyFilesAsync(
        string backup,
        string folder,
        BackupManifest manifest,
        BackupChecks checks,
        IProgress<BackupProgress>? progress,
        CancellationToken cancellationToken
    )
    {
        var sums = Path.Combine(backup, SumsName);
        if (!File.Exists(sums) || (await DigestAsync(sums, cancellationToken).ConfigureAwait(false)).Digest != manifest.Sums)
        {
            throw Refused("backup.manifest-damaged");
        }

        var files = 0L;
        var bytes = 0L;
        using (var lines = new StreamReader(sums, Encoding.UTF8))
        {
            while (await lines.ReadLineAsync(cancellationToken).ConfigureAwait(false) is { } line)
            {
                var (digest, name) = ParseSum(line);
                var path = Path.Combine(backup, name.Replace('/', Path.DirectorySeparatorChar));
                var (found, length) = await ReadAsync(path, name, backup, folder, cancellationToken).ConfigureAwait(false);
                if (found != digest)
                {
                    throw Refused("backup.file-damaged", ("file", name));
                }

                files++;
                bytes += length;
                if (files % 100 == 0 || files <= 2)
                {
                    progress?.Report(new("verify", bytes, manifest.Bytes));
                }
            }
        }

        if (files != manifest.Files || bytes != manifest.Bytes)
        {
            throw Refused("backup.manifest-damaged");
        }

        if (backup != folder)
        {
            FlushShelves(folder);
        }

        foreach (var name in new[] { SqliteEventStore.FileName, SqliteVault.FileName })
        {
            await Task.Run(() => CheckDatabase(folder, name), cancellationToken).ConfigureAwait(false);
        }

        await CheckContentsAsync(folder, manifest, checks, cancellationToken).ConfigureAwait(false);
        progress?.Report(new("verify", bytes, manifest.Bytes));
    }

    private static async Task<(string Digest, long Length)> ReadAsync(
        string path,
        string name,
        string backup,
        string folder,
        CancellationToken cancellationToken
    )
    {
        if (!File.Exists(path))
        {
            throw Refused("backup.file-missing", ("file", name));
        }

        if (backup == folder)
        {
            return await DigestAsync(path, cancellationToken).ConfigureAwait(false);
        }

        var to = Path.Combine(folder, name.Replace('/', Path.DirectorySeparatorChar));
        PrivateFiles.CreateFolder(Path.GetDirectoryName(to)!);
        return await CopyFileAsync(path, to, cancellationToken).ConfigureAwait(false);
    }

    private static void CheckDatabase(string folder, string name)
    {
        var path = Path.Combine(folder, name);
        if (!File.Exists(path))
        {
            throw Refused("backup.file-missing", ("file", name));
        }

        try
        {
            using var database = Connect(path, SqliteOpenMode.ReadOnly);
            using var command = database.CreateCommand();
            command.CommandText = "PRAGMA integrity_check(1)";
            command.CommandTimeout = 0;
            if (command.ExecuteScalar() as string != "ok")
            {
                throw Refused("backup.database-damaged", ("file", name));
            }
        }
        catch (SqliteException)
        {
            throw Refused("backup.database-damaged", ("file", name));
        }
    }

    private static async Task CheckContentsAsync(
        string folder,
        BackupManifest manifest,
        BackupChecks checks,
        CancellationToken cancellationToken
    )
    {
        await using var log = SqliteEventStore.OpenReadOnly(folder);
        if ((await log.HeadAsync(cancellationToken).ConfigureAwait(false))?.ToString() != manifest.LogPosition)
        {
            throw Refused("backup.manifest-damaged");
        }

        using var vault = SqliteVault.OpenForReading(folder);
        if (checks.Log is { } checkLog)
        {
            try
            {
                await checkLog(log, cancellationToken).ConfigureAwait(false);
            }
            catch (InvalidDataException e)
            {
                throw new BackupRefusedException(Refusal.Of("backup.log-damaged"), e);
            }
        }

        if (checks.Blobs is { } blobsOf)
        {
            var blobs = new FileBlobStore(folder, vault);
            await foreach (var (blob, key) in blobsOf(log, cancellationToken).ConfigureAwait(false))
            {
                // A blob whose key is destroyed is erased, whether its file is still there or not.
                await using var opened = await blobs.OpenAsync(blob, key, cancellationToken).ConfigureAwait(false);
                if (opened is null && !vault.IsDestroyed(key))
                {
                    throw Refused("backup.blob-missing", ("blob", blob.ToString()));
                }
            }
        }
    }

    private static async Task<(string Digest, long Length)> DigestAsync(string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1);
        return (Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)), file.Length);
    }

    // A list from elsewhere must not lead out of the folder: only the names that a backup has.
    private static (string Digest, string Name) ParseSum(string line)
    {
        if (line.Length > 66 && line[64..66] == "  " && Digest.TryParse(line[..64], out var digest))
        {
            var name = line[66..];
            var parts = name.Split('/');
            if (
                name is SqliteEventStore.FileName or SqliteVault.FileName
                || (
                    parts is [FileBlobStore.FolderName, { Length: 2 }, var id]
                    && Guid.TryParseExact(id, "N", out var blob)
                    && new BlobId(blob).ToString() is var exact
                    && exact == id
                    && exact[^2..] == parts[1]
                )
            )
            {
                return (digest.Value, name);
            }
        }

        throw Refused("backup.manifest-damaged");
    }

    // ---- manifest -----------------------------------------------------------------------------------------------------

    private static async Task WriteManifestAsync(string folder, BackupManifest manifest, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, ManifestName);
        var temporary = path + ".new";
        await using (var file = PrivateFiles.Open(temporary, FileMode.Create))
        {
            await JsonSerializer.SerializeAsync(file, manifest, BackupJson.Default.BackupManifest, cancellationToken).ConfigureAwait(false);
            file.Flush(flushToDisk: true);
        }

        File.Move(temporary, path);
        DataFolder.FlushDirectory(folder);
    }

    /// <summary>What a backup says of itself; whether that is true, <see cref="VerifyAsync"/> tells.</summary>
    /// <exception cref="BackupRefusedException">backup.no-manifest, backup.manifest-damaged, backup.format-unknown.</exception>
    public static async Task<BackupManifest> ReadManifestAsync(string folder, CancellationToken cancellationToken)
    {
        var path = Path.Combine(folder, ManifestName);
        if (!File.Exists(path))
        {
            throw Refused("backup.no-manifest");
        }

        try
        {
            await using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            var manifest =
                await JsonSerializer.DeserializeAsync(file, BackupJson.Default.BackupManifest, cancellationToken).ConfigureAwait(false)
                ?? throw Refused("backup.manifest-damaged");
            return manifest.Format == Format ? manifest : throw Refused("backup.format-unknown");
        }
        catch (JsonException)
        {
            throw Refused("backup.manifest-damaged");
        }
    }

    // ---- folders ------------------------------------------------------------------------------------------------------

    private static void RefuseIfNotEmpty(string folder)
    {
        if (
            Directory.Exists(folder)
            && Directory.EnumerateFileSystemEntries(folder).FirstOrDefault(entry => !Negligible.Contains(Path.GetFileName(entry)))
                is { } entry
        )
        {
            throw Refused("restore.folder-not-empty", ("entry", Path.GetFileName(entry)));
        }
    }

    private static bool IsWithin(string path, string folder) =>
        Path.GetRelativePath(folder, path) is var way
        && way != ".."
        && !way.StartsWith(".." + Path.DirectorySeparatorChar, StringComparison.Ordinal)
        && !Path.IsPathRooted(way);

    private static void Empty(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder))
        {
            File.Delete(file);
        }

        foreach (var inner in Directory.EnumerateDirectories(folder))
        {
            Directory.Delete(inner, recursive: true);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static SqliteConnection Connect(string path, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Mode = mode,
                Pooling = false,
            }.ConnectionString
        );
        connection.Open();
        return connection;
    }

    private static void Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private static BackupRefusedException Refused(string code, params (string Name, string Value)[] arguments) =>
        new(Refusal.Of(code, arguments));
}

/// <summary>What a backup says of itself.</summary>
/// <param name="Format">1.</param>
/// <param name="At">When it was made, UTC.</param>
/// <param name="LogPosition">Position of the last event in it; null where the log is empty.</param>
/// <param name="ClockMoved">Whether the data folder was ever written under a moved clock.</param>
/// <param name="Files">How many files SHA256SUMS lists.</param>
/// <param name="Bytes">Their length together.</param>
/// <param name="Sums">SHA-256 of SHA256SUMS, hexadecimal.</param>
public sealed record BackupManifest(
    int Format,
    DateTimeOffset At,
    string? LogPosition,
    bool ClockMoved,
    long Files,
    long Bytes,
    string Sums
);

/// <summary>How far it is.</summary>
/// <param name="Stage">"log", "vault" (pages), "blobs" (files) or "verify" (bytes).</param>
/// <param name="Done">So many of them.</param>
/// <param name="Total">All of them; 0 while that is not known.</param>
public sealed record BackupProgress(string Stage, long Done, long Total);

/// <summary>What only others know to verify in a backup. Whoever has nothing to check gives <see cref="None"/>.</summary>
/// <param name="Log">Verifies the copied log, hash chains above all; throws <see cref="InvalidDataException"/> where it does not hold.</param>
/// <param name="Blobs">The blobs that events of the copied log refer to, and their keys; each must be there unless its key is destroyed.</param>
public sealed record BackupChecks(
    Func<IEventStore, CancellationToken, ValueTask>? Log = null,
    Func<IEventStore, CancellationToken, IAsyncEnumerable<(BlobId Blob, KeyId Key)>>? Blobs = null
)
{
    /// <summary>Digests and databases only.</summary>
    public static BackupChecks None { get; } = new();
}

/// <summary>A backup that cannot be made, is damaged, or cannot be restored there.</summary>
/// <param name="refusal">Why; codes stand with the methods of <see cref="Backup"/>.</param>
/// <param name="cause">What was found.</param>
public sealed class BackupRefusedException(Refusal refusal, Exception? cause = null) : Exception(refusal.Code, cause)
{
    /// <summary>Why.</summary>
    public Refusal Refusal { get; } = refusal;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, WriteIndented = true)]
[JsonSerializable(typeof(BackupManifest))]
internal sealed partial class BackupJson : JsonSerializerContext;
