using System.Diagnostics.CodeAnalysis;

namespace PhongTrao.Workflows.Kernel;

/// <summary>
/// Immutable values read lately, by the very bytes they were read from: equal bytes give the same object, which is then
/// neither read nor kept twice. Every place holds one value and the newest stays, so it is bounded and needs no lock; a race
/// costs at most reading a value again.
/// </summary>
/// <param name="places">How many values at most; a power of two.</param>
internal sealed class Recent<T>(int places)
{
    private readonly Entry?[] _entries = new Entry?[places];

    /// <summary>The value that was read from these bytes, if it is still here; otherwise the place to <see cref="Keep"/> it.</summary>
    internal bool TryFind(ReadOnlySpan<byte> bytes, out int place, [MaybeNullWhen(false)] out T value)
    {
        var hash = new HashCode();
        hash.AddBytes(bytes);
        place = hash.ToHashCode() & (places - 1);
        if (Volatile.Read(ref _entries[place]) is { } entry && bytes.SequenceEqual(entry.Bytes))
        {
            value = entry.Value;
            return true;
        }

        value = default;
        return false;
    }

    internal void Keep(int place, ReadOnlySpan<byte> bytes, T value) => Volatile.Write(ref _entries[place], new(bytes.ToArray(), value));

    private sealed record Entry(byte[] Bytes, T Value);
}
