using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Execution;

/// <summary>
/// The hash of an event: SHA-256 over its stream name, revision, id, type, metadata bytes and payload bytes exactly as
/// stored, each part preceded by its length, and over nothing that a server assigns. The metadata holds the hash of the
/// event before it, so every stream is a chain, the same on every adapter.
/// </summary>
public static class HashChain
{
    /// <summary>Hash of a recorded event, 64 lower-case hexadecimal digits.</summary>
    public static string Hash(RecordedEvent e) => Hash(e.Stream, e.Revision, e.EventId, e.Type, e.Metadata.Span, e.Data.Span);

    /// <summary>Hash of an event that is about to be appended at <paramref name="revision"/>.</summary>
    public static string Hash(
        StreamName stream,
        StreamRevision revision,
        Guid eventId,
        string type,
        ReadOnlySpan<byte> metadata,
        ReadOnlySpan<byte> data
    )
    {
        var name = stream.Value;
        var size = 6 * sizeof(int) + Encoding.UTF8.GetMaxByteCount(name.Length) + 8 + 16 + Encoding.UTF8.GetMaxByteCount(type.Length);
        size += metadata.Length + data.Length;
        var rented = ArrayPool<byte>.Shared.Rent(size);
        try
        {
            var at = 0;
            at = Text(rented, at, name);
            at = Length(rented, at, 8);
            BinaryPrimitives.WriteInt64BigEndian(rented.AsSpan(at), revision.Value);
            at += 8;
            at = Length(rented, at, 16);
            eventId.TryWriteBytes(rented.AsSpan(at), bigEndian: true, out _);
            at += 16;
            at = Text(rented, at, type);
            at = Bytes(rented, at, metadata);
            at = Bytes(rented, at, data);
            Span<byte> digest = stackalloc byte[32];
            SHA256.HashData(rented.AsSpan(0, at), digest);
            return Convert.ToHexStringLower(digest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int Length(byte[] target, int at, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(target.AsSpan(at), length);
        return at + sizeof(int);
    }

    private static int Bytes(byte[] target, int at, ReadOnlySpan<byte> bytes)
    {
        at = Length(target, at, bytes.Length);
        bytes.CopyTo(target.AsSpan(at));
        return at + bytes.Length;
    }

    private static int Text(byte[] target, int at, string text)
    {
        var length = Encoding.UTF8.GetBytes(text, target.AsSpan(at + sizeof(int)));
        Length(target, at, length);
        return at + sizeof(int) + length;
    }
}
