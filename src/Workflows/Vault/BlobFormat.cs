using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Vault;

/// <summary>
/// How a blob stands on disk. Header: "PTB1", 16 bytes of salt, 8 bytes of nonce prefix. Then chunks of 64 KiB, the last one
/// shorter or equal, each followed by its 16-byte tag. The cipher is AES-256-GCM under a key derived for this one blob
/// (HKDF-SHA-256 of the named key and the salt); the nonce is prefix and chunk number; the associated data are format, blob
/// id, chunk number, whether it is the last chunk, and the key's name. So a chunk cannot be changed, moved, taken from
/// another blob, cut off or added without being noticed.
/// </summary>
internal sealed class BlobCipher : IDisposable
{
    internal const int HeaderLength = 28;
    internal const int ChunkLength = 64 * 1024;
    internal const int TagLength = 16;
    internal const int SealedChunkLength = ChunkLength + TagLength;

    private const int SaltAt = 4;
    private const int SaltLength = 16;
    private const int PrefixAt = SaltAt + SaltLength;
    private const int PrefixLength = 8;

    private readonly AesGcm _gcm;
    private readonly byte[] _nonce = new byte[12];
    private readonly byte[] _associated;

    private BlobCipher(byte[] key, ReadOnlySpan<byte> header, BlobId id, KeyId name)
    {
        _gcm = new AesGcm(key, TagLength);
        CryptographicOperations.ZeroMemory(key);
        header.Slice(PrefixAt, PrefixLength).CopyTo(_nonce);
        _associated = new byte[4 + 16 + 4 + 1 + name.Value.Length];
        Magic.CopyTo(_associated);
        id.Value.TryWriteBytes(_associated.AsSpan(4), bigEndian: true, out _);
        Encoding.ASCII.GetBytes(name.Value, _associated.AsSpan(25));
    }

    private static ReadOnlySpan<byte> Magic => "PTB1"u8;

    /// <summary>A cipher for a new blob; fills the header.</summary>
    /// <exception cref="KeyDestroyedException">Nothing can be sealed under the key again.</exception>
    internal static BlobCipher ForWriting(Keyring keys, BlobId id, KeyId name, Span<byte> header)
    {
        Magic.CopyTo(header);
        RandomNumberGenerator.Fill(header[SaltAt..HeaderLength]);
        var key = keys.Derive(name, header.Slice(SaltAt, SaltLength), "phongtrao/blob/1"u8, make: true);
        return new(key ?? throw new KeyDestroyedException(name), header, id, name);
    }

    /// <summary>The cipher of a stored blob; null when the key was destroyed or never existed.</summary>
    /// <exception cref="InvalidDataException">Not the header of a blob.</exception>
    internal static BlobCipher? ForReading(Keyring keys, BlobId id, KeyId name, ReadOnlySpan<byte> header)
    {
        if (header.Length < HeaderLength || !header.StartsWith(Magic))
        {
            throw new InvalidDataException($"The blob {id} is damaged: no header.");
        }

        var key = keys.Derive(name, header.Slice(SaltAt, SaltLength), "phongtrao/blob/1"u8, make: false);
        return key is null ? null : new(key, header, id, name);
    }

    internal void Encrypt(uint number, bool isLast, ReadOnlySpan<byte> plain, Span<byte> sealedChunk)
    {
        Address(number, isLast);
        _gcm.Encrypt(_nonce, plain, sealedChunk[..plain.Length], sealedChunk.Slice(plain.Length, TagLength), _associated);
    }

    /// <exception cref="AuthenticationTagMismatchException">Not this chunk of this blob.</exception>
    internal void Decrypt(uint number, bool isLast, ReadOnlySpan<byte> sealedChunk, Span<byte> plain)
    {
        Address(number, isLast);
        _gcm.Decrypt(_nonce, sealedChunk[..^TagLength], sealedChunk[^TagLength..], plain[..(sealedChunk.Length - TagLength)], _associated);
    }

    public void Dispose() => _gcm.Dispose();

    private void Address(uint number, bool isLast)
    {
        BinaryPrimitives.WriteUInt32BigEndian(_nonce.AsSpan(PrefixLength), number);
        BinaryPrimitives.WriteUInt32BigEndian(_associated.AsSpan(20), number);
        _associated[24] = isLast ? (byte)1 : (byte)0;
    }
}

/// <summary>A stored blob as a stream of its plain bytes: read-only, seekable, one chunk in memory.</summary>
internal sealed class BlobStream : Stream
{
    private readonly SafeFileHandle _file;
    private readonly BlobCipher _cipher;
    private readonly BlobId _id;
    private readonly long _storedLength;
    private readonly byte[] _stored = ArrayPool<byte>.Shared.Rent(BlobCipher.SealedChunkLength);
    private readonly byte[] _plain = ArrayPool<byte>.Shared.Rent(BlobCipher.ChunkLength);
    private readonly long _chunks;
    private long _loaded = -1;
    private int _loadedLength;
    private long _position;
    private bool _closed;

    private BlobStream(SafeFileHandle file, BlobCipher cipher, BlobId id, long storedLength)
    {
        _file = file;
        _cipher = cipher;
        _id = id;
        _storedLength = storedLength;
        var body = storedLength - BlobCipher.HeaderLength;
        _chunks = (body + BlobCipher.SealedChunkLength - 1) / BlobCipher.SealedChunkLength;
        Length = body - _chunks * BlobCipher.TagLength;
    }

    /// <summary>Opens the plain bytes of a file that it then owns; null, and the file closed, when the key is gone.</summary>
    /// <exception cref="InvalidDataException">Not a blob.</exception>
    internal static BlobStream? Open(SafeFileHandle file, Keyring keys, BlobId id, KeyId key)
    {
        try
        {
            Span<byte> header = stackalloc byte[BlobCipher.HeaderLength];
            var length = RandomAccess.GetLength(file);
            var read = RandomAccess.Read(file, header, 0);
            var body = length - BlobCipher.HeaderLength;
            var rest = body % BlobCipher.SealedChunkLength;
            if (body <= BlobCipher.TagLength || rest is > 0 and <= BlobCipher.TagLength)
            {
                throw new InvalidDataException($"The blob {id} is damaged: it was cut off.");
            }

            if (BlobCipher.ForReading(keys, id, key, header[..read]) is { } cipher)
            {
                return new(file, cipher, id, length);
            }

            file.Dispose();
            return null;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public override bool CanRead => !_closed;

    public override bool CanSeek => !_closed;

    public override bool CanWrite => false;

    public override long Length { get; }

    public override long Position
    {
        get => _position;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            _position = value;
        }
    }

    public override int Read(Span<byte> buffer)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        var chunk = _position / BlobCipher.ChunkLength;
        if (chunk != _loaded)
        {
            var stored = _stored.AsSpan(0, StoredLengthOf(chunk));
            ReadFully(stored, PlaceOf(chunk));
            Unseal(chunk, stored);
        }

        return Deliver(buffer);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_closed, this);
        if (_position >= Length || buffer.IsEmpty)
        {
            return 0;
        }

        var chunk = _position / BlobCipher.ChunkLength;
        if (chunk != _loaded)
        {
            var stored = _stored.AsMemory(0, StoredLengthOf(chunk));
            for (var done = 0; done < stored.Length; )
            {
                var read = await RandomAccess
                    .ReadAsync(_file, stored[done..], PlaceOf(chunk) + done, cancellationToken)
                    .ConfigureAwait(false);
                done += read > 0 ? read : throw Damaged(null);
            }

            Unseal(chunk, stored.Span);
        }

        return Deliver(buffer.Span);
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin) =>
        Position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => Length + offset,
        };

    public override void Flush() { }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_closed)
        {
            _closed = true;
            _file.Dispose();
            _cipher.Dispose();
            ArrayPool<byte>.Shared.Return(_stored);
            ArrayPool<byte>.Shared.Return(_plain, clearArray: true);
        }

        base.Dispose(disposing);
    }

    private static long PlaceOf(long chunk) => BlobCipher.HeaderLength + chunk * BlobCipher.SealedChunkLength;

    private int StoredLengthOf(long chunk) => (int)Math.Min(BlobCipher.SealedChunkLength, _storedLength - PlaceOf(chunk));

    private void ReadFully(Span<byte> stored, long place)
    {
        for (var done = 0; done < stored.Length; )
        {
            var read = RandomAccess.Read(_file, stored[done..], place + done);
            done += read > 0 ? read : throw Damaged(null);
        }
    }

    private void Unseal(long chunk, ReadOnlySpan<byte> stored)
    {
        _loaded = -1;
        try
        {
            _cipher.Decrypt((uint)chunk, chunk == _chunks - 1, stored, _plain);
        }
        catch (AuthenticationTagMismatchException e)
        {
            throw Damaged(e);
        }

        _loaded = chunk;
        _loadedLength = stored.Length - BlobCipher.TagLength;
    }

    private int Deliver(Span<byte> buffer)
    {
        var at = (int)(_position % BlobCipher.ChunkLength);
        var count = Math.Min(buffer.Length, _loadedLength - at);
        _plain.AsSpan(at, count).CopyTo(buffer);
        _position += count;
        return count;
    }

    private InvalidDataException Damaged(Exception? cause) => new($"The blob {_id} is damaged, or does not belong to this key.", cause);
}
