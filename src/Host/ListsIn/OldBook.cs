using System.Buffers.Binary;

namespace PhongTrao.Host.ListsIn;

/// <summary>
/// What the reader of sheets passes over in an old workbook (.xls: BIFF in a compound file): cells with errors, which it reads as empty. Only the
/// records that name them are looked at.
/// </summary>
internal static class OldBook
{
    private const ushort EndOfSheet = 0x000A;
    private const ushort Formula = 0x0006;
    private const ushort BoundSheet = 0x0085;
    private const ushort BoolOrError = 0x0205;
    private const uint EndOfChain = 0xFFFFFFFE;
    private const int HeadOfChains = 109; // of the table of sectors, that stand in the head of the file
    private const int Head = 512;
    private const int Entry = 128;

    /// <summary>The broken cells of each sheet of cells, in the order of the book: column and row, from 0.</summary>
    /// <param name="file">The compound file.</param>
    /// <exception cref="InvalidDataException">It is damaged.</exception>
    internal static IReadOnlyList<IReadOnlyList<(int Column, int Row)>> Broken(byte[] file)
    {
        try
        {
            return BrokenIn(Book(file));
        }
        catch (Exception e) when (e is ArgumentException or IndexOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("A compound file is damaged.", e);
        }
    }

    private static List<IReadOnlyList<(int Column, int Row)>> BrokenIn(byte[] book)
    {
        var sheets = new List<IReadOnlyList<(int Column, int Row)>>();
        foreach (var (type, data) in Records(book, 0))
        {
            // Where the sheet begins, how it is shown, of what sort it is: 0 are cells.
            if (type == BoundSheet && data.Length >= 6 && data.Span[5] == 0)
            {
                sheets.Add(BrokenFrom(book, BinaryPrimitives.ReadInt32LittleEndian(data.Span)));
            }
        }

        return sheets;
    }

    private static List<(int Column, int Row)> BrokenFrom(byte[] book, int at)
    {
        var broken = new List<(int Column, int Row)>();
        foreach (var (type, data) in Records(book, at))
        {
            var isBroken = type switch
            {
                BoolOrError => data.Length >= 8 && data.Span[7] == 1,
                // A formula that gave no number: two 0xFF behind, and 2 in front says an error.
                Formula => data.Length >= 14 && data.Span[6] == 2 && data.Span[12] == 0xFF && data.Span[13] == 0xFF,
                _ => false,
            };
            if (isBroken)
            {
                broken.Add((BinaryPrimitives.ReadUInt16LittleEndian(data.Span[2..]), BinaryPrimitives.ReadUInt16LittleEndian(data.Span)));
            }
        }

        return broken;
    }

    // To the end of the sheet; a chart within it has a beginning and an end of its own.
    private static IEnumerable<(ushort Type, ReadOnlyMemory<byte> Data)> Records(byte[] book, int at)
    {
        var depth = 0;
        while (at >= 0 && at + 4 <= book.Length)
        {
            var type = BinaryPrimitives.ReadUInt16LittleEndian(book.AsSpan(at));
            var length = BinaryPrimitives.ReadUInt16LittleEndian(book.AsSpan(at + 2));
            if (at + 4 + length > book.Length)
            {
                yield break;
            }

            depth += type is 0x0809 or 0x0409 or 0x0209 or 0x0009 ? 1 : 0;
            if (type == EndOfSheet && --depth <= 0)
            {
                yield break;
            }

            if (depth == 1)
            {
                yield return (type, book.AsMemory(at + 4, length));
            }

            at += 4 + length;
        }
    }

    // ---- the stream of the book in its compound file ----

    private static byte[] Book(byte[] file)
    {
        var sector = 1 << file[30];
        var next = Chains(file, sector);
        var directory = Joined(file, next, Word(file, 48), sector, Head);
        for (var at = 0; at + Entry <= directory.Length; at += Entry)
        {
            var name = System.Text.Encoding.Unicode.GetString(directory, at, Math.Clamp(Short(directory, at + 64) - 2, 0, 62));
            if (directory[at + 66] != 2 || name is not ("Workbook" or "Book"))
            {
                continue;
            }

            var (first, length) = (Word(directory, at + 116), checked((int)Word(directory, at + 120)));
            if (length >= Word(file, 56))
            {
                return Within(Joined(file, next, first, sector, Head), length);
            }

            // What is short lies together in the stream of the root, in small sectors.
            var shorts = Joined(file, next, Word(directory, 116), sector, Head);
            var table = Joined(file, next, Word(file, 60), sector, Head);
            return Within(Joined(shorts, Words(table), first, 1 << file[32], 0), length);
        }

        return [];
    }

    private static byte[] Within(byte[] stream, int length) => stream[..Math.Min(length, stream.Length)];

    // Which sector follows which.
    private static uint[] Chains(byte[] file, int sector)
    {
        var tables = new List<uint>();
        for (var i = 0; i < HeadOfChains; i++)
        {
            tables.Add(Word(file, 76 + (i * 4)));
        }

        // The list of tables goes on in sectors of its own, the last word of each naming the next.
        var more = Word(file, 68);
        for (var left = file.Length / sector; more < EndOfChain - 1 && left > 0; left--)
        {
            var at = checked(Head + ((int)more * sector));
            for (var i = 0; i < (sector / 4) - 1; i++)
            {
                tables.Add(Word(file, at + (i * 4)));
            }

            more = Word(file, at + sector - 4);
        }

        var next = new List<uint>();
        foreach (var table in tables.Where(table => table < EndOfChain - 1))
        {
            next.AddRange(Words(file.AsSpan(checked(Head + ((int)table * sector)), sector)));
        }

        return [.. next];
    }

    private static byte[] Joined(byte[] file, uint[] next, uint first, int sector, int begin)
    {
        using var joined = new MemoryStream();
        for (var (at, left) = (first, next.Length); at < next.Length && left > 0; at = next[at], left--)
        {
            var from = checked(begin + ((int)at * sector));
            if (from >= file.Length)
            {
                break;
            }

            joined.Write(file, from, Math.Min(sector, file.Length - from));
        }

        return joined.ToArray();
    }

    private static uint[] Words(ReadOnlySpan<byte> bytes)
    {
        var words = new uint[bytes.Length / 4];
        for (var i = 0; i < words.Length; i++)
        {
            words[i] = BinaryPrimitives.ReadUInt32LittleEndian(bytes[(i * 4)..]);
        }

        return words;
    }

    private static uint Word(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ushort Short(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));
}
