using System.Buffers;
using System.Collections;
using System.IO.Compression;
using System.Text.Json;

namespace PhongTrao.Host.ListsIn;

/// <summary>
/// A long list held small: what is added is packed, some hundred rows together, and unpacked again when it is read, as often as it is asked for. A row of
/// a list takes some tens of bytes in it.
/// </summary>
internal sealed class PackedList<T> : IReadOnlyCollection<T>
{
    private const int Together = 64 * 1024; // bytes
    private const int Quality = 1; // the fastest
    private const int Window = 18;
    private readonly List<(byte[] Packed, int Length)> _blocks = [];
    private readonly ArrayBufferWriter<byte> _open = new(Together);

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public IEnumerator<T> GetEnumerator()
    {
        foreach (var (packed, length) in _blocks)
        {
            var lines = new byte[length];
            if (!BrotliDecoder.TryDecompress(packed, lines, out var unpacked) || unpacked != length)
            {
                throw new InvalidDataException("A packed list cannot be unpacked.");
            }

            for (var at = 0; at < length; )
            {
                yield return Read(lines, ref at);
            }
        }

        var open = _open.WrittenSpan.ToArray();
        for (var at = 0; at < open.Length; )
        {
            yield return Read(open, ref at);
        }
    }

    /// <summary>Adds one at the end.</summary>
    internal void Add(T item)
    {
        _open.Write(JsonSerializer.SerializeToUtf8Bytes(item));
        _open.Write("\n"u8);
        Count++;
        if (_open.WrittenCount < Together)
        {
            return;
        }

        var packed = new byte[BrotliEncoder.GetMaxCompressedLength(_open.WrittenCount)];
        if (!BrotliEncoder.TryCompress(_open.WrittenSpan, packed, out var length, Quality, Window))
        {
            throw new InvalidOperationException("A list cannot be packed.");
        }

        _blocks.Add((packed[..length], _open.WrittenCount));
        _open.ResetWrittenCount();
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static T Read(byte[] lines, ref int at)
    {
        var line = lines.AsSpan(at);
        line = line[..line.IndexOf((byte)'\n')];
        at += line.Length + 1;
        return JsonSerializer.Deserialize<T>(line)!;
    }
}
