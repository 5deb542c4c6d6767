using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Unicode;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// The part of <see cref="IKeyring"/> that is the same wherever keys are kept: the cipher, the digests and a bounded cache.
/// A kept key is 32 random bytes. Texts are sealed under it directly; digests and blobs use keys derived from it
/// (HKDF-SHA-256), so that nothing learnt about one use helps with another. All members may be called from any thread.
/// </summary>
public abstract class Keyring : IKeyring, IDisposable
{
    /// <summary>Length of a kept or derived key in bytes.</summary>
    protected internal const int KeyLength = 32;

    private const int NonceLength = 12;
    private const int TagLength = 16;

    // 0xFF begins no UTF-8 text: behind it stands UTF-16, for the odd text with a lone surrogate that UTF-8 cannot carry.
    private const byte Utf16Marker = 0xFF;

    private static readonly byte[] DigestUse = "phongtrao/digest/1"u8.ToArray();

    [ThreadStatic]
    private static byte[]? s_nonces;

    [ThreadStatic]
    private static int s_noncesUsed;

    // Two generations: what is asked for lives in the young one; when that is full it becomes the old one and the former
    // old one is let go. Close to least-recently-used, without bookkeeping on the hot path.
    private readonly Lock _admission = new();
    private readonly int _generation;
    private ConcurrentDictionary<KeyId, Entry> _young = new();
    private ConcurrentDictionary<KeyId, Entry> _old = new();

    /// <param name="cachedKeys">How many keys stay in memory at most, about 1 KiB each; at least 2.</param>
    protected Keyring(int cachedKeys = 16_384)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(cachedKeys, 2);
        _generation = cachedKeys / 2;
    }

    /// <inheritdoc/>
    public Sealed Seal(KeyId key, string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var entry = FindOrMake(key);
        var rented = ArrayPool<byte>.Shared.Rent(1 + text.Length * 3);
        var length = Encode(text, rented);
        var plain = rented.AsSpan(0, length);
        try
        {
            var cipher = new byte[NonceLength + length + TagLength];
            FillNonce(cipher.AsSpan(0, NonceLength));
            var gcm = entry.Take(key);
            try
            {
                gcm.Encrypt(
                    cipher.AsSpan(0, NonceLength),
                    plain,
                    cipher.AsSpan(NonceLength, length),
                    cipher.AsSpan(NonceLength + length),
                    entry.Name
                );
            }
            finally
            {
                entry.GiveBack(gcm);
            }

            return new(key, cipher);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    public string? Reveal(Sealed value)
    {
        ArgumentNullException.ThrowIfNull(value);
        var entry = Find(value.Key) ?? throw new InvalidDataException($"The key {value.Key} is not in this vault.");
        var cipher = value.Cipher.Span;
        var length = cipher.Length - NonceLength - TagLength;
        if (entry.IsDestroyed)
        {
            return null;
        }

        if (length < 0)
        {
            throw new InvalidDataException($"The bytes do not belong to the key {value.Key}: too short.");
        }

        var rented = ArrayPool<byte>.Shared.Rent(length);
        var plain = rented.AsSpan(0, length);
        try
        {
            var gcm = entry.Take(value.Key);
            try
            {
                gcm.Decrypt(cipher[..NonceLength], cipher.Slice(NonceLength, length), cipher[^TagLength..], plain, entry.Name);
            }
            finally
            {
                entry.GiveBack(gcm);
            }

            return Decode(plain);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw new InvalidDataException($"The bytes do not belong to the key {value.Key}.", e);
        }
        catch (KeyDestroyedException)
        {
            return null; // destroyed between the look and the use
        }
        finally
        {
            CryptographicOperations.ZeroMemory(plain);
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    /// <inheritdoc/>
    /// <exception cref="KeyDestroyedException">The key was destroyed, and its digests with it.</exception>
    public string Digest(KeyId key, ReadOnlySpan<byte> content)
    {
        Span<byte> mac = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(FindOrMake(key).DigestKey(key), content, mac);
        return Convert.ToHexStringLower(mac);
    }

    /// <inheritdoc/>
    /// <remarks>A key that never existed is marked as destroyed too: nothing can be sealed under it later.</remarks>
    public void Destroy(KeyId key) => ReapplyErasures([key]);

    /// <inheritdoc/>
    public bool IsDestroyed(KeyId key) => Find(key)?.IsDestroyed ?? false;

    /// <inheritdoc/>
    public void Ensure(IReadOnlyCollection<KeyId> keys)
    {
        var missing = keys.Where(key => Find(key) is null).Distinct().ToList();
        if (missing.Count > 0)
        {
            Make(missing);
        }
    }

    /// <summary>
    /// Destroys many keys at once. After a restore the keys of every "subject erased" in the log are given here, because an
    /// older copy of the vault may still hold them; those already destroyed, or never known, do no harm.
    /// </summary>
    /// <exception cref="IOException">
    /// The keys are destroyed, but somebody else is reading the vault just now and their bytes may still stand in its file;
    /// repeat it, or let the service start again.
    /// </exception>
    public void ReapplyErasures(IEnumerable<KeyId> keys)
    {
        var doomed = keys.Distinct().ToList();
        if (doomed.Count == 0)
        {
            return;
        }

        MarkDestroyed(doomed);
        lock (_admission)
        {
            foreach (var key in doomed)
            {
                if (_young.TryRemove(key, out var young))
                {
                    young.Kill();
                }

                if (_old.TryRemove(key, out var old))
                {
                    old.Kill();
                }
            }
        }

        RemoveTraces();
    }

    /// <summary>
    /// A key for one purpose, derived by HKDF-SHA-256; null when the named key was destroyed, or is unknown and not to be made.
    /// </summary>
    internal byte[]? Derive(KeyId key, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> use, bool make)
    {
        var entry = make ? FindOrMake(key) : Find(key);
        if (entry is null || entry.IsDestroyed)
        {
            return null;
        }

        var derived = new byte[KeyLength];
        return entry.TryDerive(salt, use, derived) ? derived : null;
    }

    /// <summary>What is kept under a name: nothing, 32 bytes, or the mark that they were destroyed.</summary>
    protected readonly record struct Kept(bool Exists, byte[]? Secret);

    /// <summary>Reads one key. Called under a lock, never twice at a time.</summary>
    protected abstract Kept Load(KeyId key);

    /// <summary>Makes keys that do not exist, 32 random bytes each, durable when it returns; leaves those that do.</summary>
    protected abstract void Make(IReadOnlyCollection<KeyId> keys);

    /// <summary>Replaces keys by the mark of their destruction, durable when it returns.</summary>
    protected abstract void MarkDestroyed(IReadOnlyCollection<KeyId> keys);

    /// <summary>Removes what may be left of destroyed keys where they were kept.</summary>
    protected virtual void RemoveTraces() { }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Lets go of the cache. What is still in use stays usable: a key must never look destroyed because a host stops.</summary>
    protected virtual void Dispose(bool disposing)
    {
        if (disposing)
        {
            lock (_admission)
            {
                _young.Clear();
                _old.Clear();
            }
        }
    }

    private Entry? Find(KeyId key)
    {
        if (_young.TryGetValue(key, out var entry))
        {
            return entry;
        }

        // Reading and admitting happen under one lock, and so does the purge of a destroyed key after its destruction was
        // committed: no key that was read before can slip into the cache after.
        lock (_admission)
        {
            if (_young.TryGetValue(key, out entry))
            {
                return entry;
            }

            if (!_old.TryGetValue(key, out entry))
            {
                var kept = Load(key);
                if (!kept.Exists)
                {
                    return null;
                }

                entry = new Entry(key, kept.Secret);
            }

            if (_young.Count >= _generation)
            {
                _old = _young;
                _young = new();
            }

            _young[key] = entry;
            return entry;
        }
    }

    private Entry FindOrMake(KeyId key)
    {
        if (key == default)
        {
            throw new ArgumentException("default(KeyId) names no key.", nameof(key));
        }

        var entry = Find(key);
        if (entry is null)
        {
            Make([key]);
            entry = Find(key) ?? throw new IOException($"The key {key} was made but cannot be read.");
        }

        return entry.IsDestroyed ? throw new KeyDestroyedException(key) : entry;
    }

    private static int Encode(string text, Span<byte> bytes)
    {
        if (Utf8.FromUtf16(text, bytes, out _, out var written, replaceInvalidSequences: false) == OperationStatus.Done)
        {
            return written;
        }

        bytes[0] = Utf16Marker;
        for (var i = 0; i < text.Length; i++)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(bytes[(1 + 2 * i)..], text[i]);
        }

        return 1 + 2 * text.Length;
    }

    private static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty || bytes[0] != Utf16Marker)
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length / 2);
        for (var i = 1; i + 1 < bytes.Length; i += 2)
        {
            text.Append((char)BinaryPrimitives.ReadUInt16LittleEndian(bytes[i..]));
        }

        return text.ToString();
    }

    // Random numbers cost as much as the cipher when drawn twelve bytes at a time; drawn by the page they cost nothing.
    private static void FillNonce(Span<byte> nonce)
    {
        const int Page = 64 * NonceLength;
        if (s_nonces is null || s_noncesUsed == Page)
        {
            RandomNumberGenerator.Fill(s_nonces ??= new byte[Page]);
            s_noncesUsed = 0;
        }

        s_nonces.AsSpan(s_noncesUsed, NonceLength).CopyTo(nonce);
        s_noncesUsed += NonceLength;
    }

    /// <summary>A key in memory. One idle cipher is kept; whoever finds it in use makes another and leaves it behind.</summary>
    private sealed class Entry(KeyId key, byte[]? secret)
    {
        private readonly Lock _guard = new();
        private byte[]? _digestKey;
        private AesGcm? _idle;
        private volatile bool _isDestroyed = secret is null;

        public byte[] Name { get; } = Encoding.ASCII.GetBytes(key.Value);

        public bool IsDestroyed => _isDestroyed;

        // AesGcm must not be used by two threads at once.
        public AesGcm Take(KeyId key) => Interlocked.Exchange(ref _idle, null) ?? NewCipher(key);

        public void GiveBack(AesGcm gcm)
        {
            if (Interlocked.CompareExchange(ref _idle, gcm, null) is not null)
            {
                gcm.Dispose();
            }
            else if (_isDestroyed)
            {
                Interlocked.Exchange(ref _idle, null)?.Dispose();
            }
        }

        public byte[] DigestKey(KeyId key)
        {
            if (_digestKey is { } known && !_isDestroyed)
            {
                return known;
            }

            var derived = new byte[KeyLength];
            return TryDerive([], DigestUse, derived) ? _digestKey = derived : throw new KeyDestroyedException(key);
        }

        public bool TryDerive(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> use, Span<byte> derived)
        {
            lock (_guard)
            {
                if (_isDestroyed)
                {
                    return false;
                }

                HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, derived, salt, use);
                return true;
            }
        }

        public void Kill()
        {
            lock (_guard)
            {
                _isDestroyed = true;
                CryptographicOperations.ZeroMemory(secret);
            }

            Interlocked.Exchange(ref _idle, null)?.Dispose();
        }

        private AesGcm NewCipher(KeyId key)
        {
            lock (_guard)
            {
                return _isDestroyed ? throw new KeyDestroyedException(key) : new AesGcm(secret!, TagLength);
            }
        }
    }
}
