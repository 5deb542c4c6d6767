using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Tests.Store;

/// <summary>The log as simple as it can be said: what a store must agree with after any sequence of appends.</summary>
internal sealed class LogModel(Func<int, StreamName> name)
{
    private readonly List<List<Guid>> _streams =
    [
        [],
        [],
        [],
    ];
    private readonly List<Guid[]> _appends = [];

    /// <summary>One append, made out of four random bytes.</summary>
    public sealed record Attempt(StreamName Stream, ExpectedRevision Expected, EventData[] Events, Type Answer, long? Revision);

    public IReadOnlyList<Guid> Stream(int index) => _streams[index];

    /// <summary>Makes up an append, says what its answer must be, and applies it.</summary>
    public Attempt Next(byte where, byte expected, byte what, byte size)
    {
        var index = where % _streams.Count;
        var stream = _streams[index];
        var ids = Ids(what, 1 + (size % 4));
        var wanted = (expected % 6) switch
        {
            0 => ExpectedRevision.Any,
            1 => ExpectedRevision.NoStream,
            2 => ExpectedRevision.StreamExists,
            3 => ExpectedRevision.At(new StreamRevision(expected % 7)),
            _ => ExpectedRevision.After(stream.Count == 0 ? null : new StreamRevision(stream.Count - 1)),
        };
        var (answer, revision) = Judge(index, wanted, ids);
        return new(name(index), wanted, [.. ids.Select(id => new EventData(id, "t", id.ToByteArray(), default))], answer, revision);
    }

    private (Type Answer, long? Revision) Judge(int index, ExpectedRevision expected, Guid[] ids)
    {
        var stream = _streams[index];
        var known = ids.Count(id => _streams.Any(s => s.Contains(id)));
        if (known > 0)
        {
            var first = stream.IndexOf(ids[0]);
            return first >= 0 && stream.Skip(first).Take(ids.Length).SequenceEqual(ids)
                ? (typeof(AppendResult.Appended), first + ids.Length - 1)
                : (typeof(ArgumentException), null);
        }

        long? last = stream.Count == 0 ? null : stream.Count - 1;
        var met = expected.Value switch
        {
            -2 => true,
            -1 => last is null,
            -4 => last is not null,
            var exact => last == exact,
        };
        if (!met)
        {
            return (typeof(AppendResult.WrongExpectedRevision), last);
        }

        stream.AddRange(ids);
        _appends.Add(ids);
        return (typeof(AppendResult.Appended), stream.Count - 1);
    }

    /// <summary>Mostly new ids; else those of an earlier append, a part of them, or a mixture.</summary>
    private Guid[] Ids(byte what, int size)
    {
        var fresh = Enumerable.Range(0, size).Select(_ => Guid.NewGuid()).ToArray();
        if (_appends.Count == 0)
        {
            return fresh;
        }

        var earlier = _appends[what % _appends.Count];
        return (what % 8) switch
        {
            0 or 1 => earlier,
            2 => earlier[..1],
            3 => [.. earlier.Reverse()],
            4 when what % 3 == 0 => [fresh[0], .. earlier],
            _ => fresh,
        };
    }
}
