using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// Blobs as files: blobs/&lt;last two digits&gt;/&lt;id&gt; in the data folder, encrypted as <see cref="BlobCipher"/> says; plain
/// bytes never reach the disk. A blob is written under a passing name in blobs/incoming, flushed, renamed, and its folder
/// flushed, before it is answered for. Memory does not grow with the size of a blob.
/// </summary>
public sealed class FileBlobStore : IBlobStore
{
    /// <summary>Name of the folder in the data folder.</summary>
    public const string FolderName = "blobs";

    /// <summary>50 MiB.</summary>
    public const long DefaultMaxLength = 50L * 1024 * 1024;

    private const string IncomingName = "incoming";

    private readonly Keyring _keys;
    private readonly Lock _placing = new();
    private readonly string _dataFolder;
    private readonly string _folder;
    private readonly string _incoming;

    /// <param name="folder">The data folder; it exists.</param>
    /// <param name="keys">The vault whose keys the blobs are encrypted under.</param>
    /// <param name="maxLength">Largest accepted blob in bytes, at least 1, at most 16 GiB.</param>
    public FileBlobStore(string folder, Keyring keys, long maxLength = DefaultMaxLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(maxLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLength, 16L * 1024 * 1024 * 1024);
        _keys = keys;
        MaxLength = maxLength;
        _dataFolder = folder;
        _folder = Path.Combine(folder, FolderName);
        _incoming = Path.Combine(_folder, IncomingName);
    }

    /// <inheritdoc/>
    public long MaxLength { get; }

    /// <inheritdoc/>
    /// <exception cref="KeyDestroyedException">Nothing can be sealed under the key again.</exception>
    /// <remarks>
    /// The same id with the same bytes again is answered as the first time; with other bytes it is refused
    /// (blob.other-content) and the first stays.
    /// </remarks>
    public async ValueTask<BlobInfo> PutAsync(BlobId id, KeyId key, Stream content, CancellationToken cancellationToken = default)
    {
        PrivateFiles.CreateFolder(_incoming);
        var temporary = Path.Combine(_incoming, RandomNumberGenerator.GetHexString(32, lowercase: true));
        try
        {
            var info = await WriteAsync(temporary, id, key, content, cancellationToken).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return await KeepAsync(temporary, info, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            File.Delete(temporary); // harmless once it is renamed
        }
    }

    /// <inheritdoc/>
    /// <exception cref="InvalidDataException">The file is damaged or belongs to another key; reading on may find that out later.</exception>
    public ValueTask<Stream?> OpenAsync(BlobId id, KeyId key, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var file = File.OpenHandle(PathOf(id), options: FileOptions.Asynchronous);
            return new(BlobStream.Open(file, _keys, id, key));
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return new((Stream?)null);
        }
    }

    /// <summary>Whether a blob is stored, readable or not.</summary>
    public bool Exists(BlobId id) => File.Exists(PathOf(id));

    /// <summary>Removes a blob; harmless where there is none.</summary>
    public void Delete(BlobId id)
    {
        try
        {
            File.Delete(PathOf(id));
        }
        catch (DirectoryNotFoundException)
        {
            // nothing to remove
        }
    }

    /// <summary>All stored blobs, in no particular order.</summary>
    public IEnumerable<BlobId> List() => Stored().Select(blob => blob.Id);

    /// <summary>
    /// Removes blobs that no event refers to, and what interrupted writings left behind. A blob is stored before its event,
    /// so only such as are surely older than any command still on its way may be asked about.
    /// </summary>
    /// <param name="writtenBefore">Only files last written before this real instant, UTC; hours ago.</param>
    /// <param name="isReferenced">Whether an event refers to the blob.</param>
    /// <param name="cancellationToken">Stops between two blobs.</param>
    /// <returns>How many files were removed.</returns>
    public async ValueTask<int> SweepAsync(
        DateTimeOffset writtenBefore,
        Func<BlobId, CancellationToken, ValueTask<bool>> isReferenced,
        CancellationToken cancellationToken = default
    )
    {
        var removed = 0;
        if (Directory.Exists(_incoming))
        {
            foreach (var path in Directory.EnumerateFiles(_incoming).Where(IsOld))
            {
                File.Delete(path);
                removed++;
            }
        }

        foreach (var (id, path) in Stored())
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (IsOld(path) && !await isReferenced(id, cancellationToken).ConfigureAwait(false))
            {
                lock (_placing)
                {
                    if (IsOld(path)) // still: it was not put again while we asked
                    {
                        File.Delete(path);
                        removed++;
                    }
                }
            }
        }

        return removed;

        bool IsOld(string path) => File.GetLastWriteTimeUtc(path) < writtenBefore.UtcDateTime;
    }

    /// <summary>Paths of all stored blobs in a data folder.</summary>
    internal static IEnumerable<string> FilesIn(string dataFolder)
    {
        var folder = Path.Combine(dataFolder, FolderName);
        return Directory.Exists(folder)
            ? Directory
                .EnumerateDirectories(folder, "??")
                .SelectMany(Directory.EnumerateFiles)
                .Where(path => Guid.TryParseExact(Path.GetFileName(path), "N", out _))
            : [];
    }

    private IEnumerable<(BlobId Id, string Path)> Stored() =>
        FilesIn(_dataFolder).Select(path => (new BlobId(Guid.ParseExact(Path.GetFileName(path), "N")), path));

    private string PathOf(BlobId id)
    {
        var name = id.ToString();
        return Path.Combine(_folder, name[^2..], name); // the last digits: ids made by time differ there
    }

    private async ValueTask<BlobInfo> WriteAsync(string path, BlobId id, KeyId key, Stream content, CancellationToken cancellationToken)
    {
        var chunk = ArrayPool<byte>.Shared.Rent(BlobCipher.ChunkLength);
        var next = ArrayPool<byte>.Shared.Rent(BlobCipher.ChunkLength);
        var stored = ArrayPool<byte>.Shared.Rent(BlobCipher.SealedChunkLength);
        try
        {
            var filled = await FillAsync(content, chunk, cancellationToken).ConfigureAwait(false);
            if (filled == 0)
            {
                throw new BlobRefusedException(Refusal.Of("blob.empty"));
            }

            // What can be told from the beginning is told before anything is written.
            var judge = FileTypes.Begin(chunk.AsSpan(0, filled));

            await using var file = PrivateFiles.Open(path, FileMode.CreateNew);
            var header = new byte[BlobCipher.HeaderLength];
            using var cipher = BlobCipher.ForWriting(_keys, id, key, header);
            using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await file.WriteAsync(header, cancellationToken).ConfigureAwait(false);
            long length = 0;
            for (uint number = 0; ; number++)
            {
                length += filled;
                if (length > MaxLength)
                {
                    throw new BlobRefusedException(
                        Refusal.Of("blob.too-large", ("limit", MaxLength.ToString(CultureInfo.InvariantCulture)))
                    );
                }

                // A chunk must know whether it is the last one, so the next is read first.
                var following =
                    filled == BlobCipher.ChunkLength ? await FillAsync(content, next, cancellationToken).ConfigureAwait(false) : 0;
                hash.AppendData(chunk, 0, filled);
                judge.Read(chunk.AsSpan(0, filled), isLast: following == 0);
                cipher.Encrypt(number, isLast: following == 0, chunk.AsSpan(0, filled), stored);
                await file.WriteAsync(stored.AsMemory(0, filled + BlobCipher.TagLength), cancellationToken).ConfigureAwait(false);
                if (following == 0)
                {
                    break;
                }

                (chunk, next, filled) = (next, chunk, following);
            }

            if (judge.WantsWhole)
            {
                await using var whole =
                    BlobStream.Open(File.OpenHandle(path, share: FileShare.ReadWrite), _keys, id, key)
                    ?? throw new KeyDestroyedException(key);
                await Task.Run(() => judge.ReadWhole(whole, cancellationToken), cancellationToken).ConfigureAwait(false);
            }

            file.Flush(flushToDisk: true);
            return new(id, key, new(Convert.ToHexStringLower(hash.GetHashAndReset())), length, judge.Type);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(chunk, clearArray: true);
            ArrayPool<byte>.Shared.Return(next, clearArray: true);
            ArrayPool<byte>.Shared.Return(stored);
        }
    }

    private async ValueTask<BlobInfo> KeepAsync(string temporary, BlobInfo info, CancellationToken cancellationToken)
    {
        var path = PathOf(info.Id);
        var shelf = Path.GetDirectoryName(path)!;
        PrivateFiles.CreateFolder(shelf);
        if (!TryTakePlace(temporary, path) && !await IsSameAsync(info, cancellationToken).ConfigureAwait(false))
        {
            throw new BlobRefusedException(Refusal.Of("blob.other-content", ("blob", info.Id.ToString())));
        }

        DataFolder.FlushDirectory(shelf);
        return info;
    }

    // Renaming overwrites silently where the system is asked directly, and looking first is not enough without a lock. One
    // process has the folder.
    private bool TryTakePlace(string temporary, string path)
    {
        lock (_placing)
        {
            if (File.Exists(path))
            {
                // Somebody is about to refer to it: the sweep must not take it for old.
                File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(temporary));
                return false;
            }

            File.Move(temporary, path);
            return true;
        }
    }

    private async ValueTask<bool> IsSameAsync(BlobInfo info, CancellationToken cancellationToken)
    {
        await using var there = await OpenAsync(info.Id, info.Key, cancellationToken).ConfigureAwait(false);
        try
        {
            return there?.Length == info.Length
                && Convert.ToHexStringLower(await SHA256.HashDataAsync(there, cancellationToken).ConfigureAwait(false))
                    == info.Sha256.Value;
        }
        catch (InvalidDataException)
        {
            return false; // under another key
        }
    }

    private static async ValueTask<int> FillAsync(Stream content, byte[] chunk, CancellationToken cancellationToken) =>
        await content
            .ReadAtLeastAsync(
                chunk.AsMemory(0, BlobCipher.ChunkLength),
                BlobCipher.ChunkLength,
                throwOnEndOfStream: false,
                cancellationToken
            )
            .ConfigureAwait(false);
}
