using System.Text;

namespace PhongTrao.Workflows.Store;

/// <summary>One connection that reads the log, a page at a time, so that no read transaction holds up the checkpoints.</summary>
internal sealed class SqliteLogReader : IDisposable
{
    private const string Columns = "SELECT position, stream, revision, event_id, type, metadata, data FROM event ";
    private const int PageEvents = 512;
    private const int PageBytes = 4 << 20;

    /// <summary>Events of other streams passed over in one step.</summary>
    private const int WindowEvents = 16_384;

    /// <summary>So far behind, it pays to ask the index of streams before reading the log.</summary>
    private const int FarBehind = 8_192;

    /// <summary>A filter that lets so much through is narrow in any log; in a long one, more is (see <see cref="FindNarrow"/>).</summary>
    private const int MostNarrow = 65_536;

    private readonly RawSqlite _db;
    private readonly Dictionary<string, string> _types = new(StringComparer.Ordinal);
    private RawStatement? _ofStream;
    private RawStatement? _afterPosition;
    private RawStatement? _atPosition;
    private SubscriptionFilter? _prepared;
    private long[] _narrow = [];
    private int _narrowNext;
    private long _narrowUpTo;
    private bool _broad;

    public SqliteLogReader(RawSqlite db) => _db = db;

    /// <summary>Reads a stream, but nothing that lies behind <paramref name="upTo"/> in the log.</summary>
    public List<RecordedEvent> ReadStream(StreamName stream, long from, int maxCount, long upTo)
    {
        _ofStream ??= _db.Prepare(Columns + "WHERE stream = ? AND revision >= ? ORDER BY revision LIMIT ?");
        _ofStream.Bind(1, stream.Value);
        _ofStream.Bind(2, from);
        _ofStream.Bind(3, maxCount);
        try
        {
            var events = new List<RecordedEvent>();
            while (_ofStream.Step() && _ofStream.Number(0) <= upTo)
            {
                events.Add(Row(_ofStream, stream));
            }

            return events;
        }
        finally
        {
            _ofStream.Reset();
        }
    }

    /// <summary>Position of the last event, 0 while there is none.</summary>
    public long Head() => _db.Number("SELECT max(position) FROM event");

    /// <summary>
    /// Reads the next events that pass the filter, in log order, after one position and up to another.
    /// </summary>
    /// <param name="page">Receives the events.</param>
    /// <param name="filter">The same in all calls of one reader.</param>
    /// <returns>How far the log has been read, which is always further than <paramref name="after"/>.</returns>
    public long ReadPage(List<RecordedEvent> page, SubscriptionFilter filter, long after, long upTo)
    {
        page.Clear();
        Prepare(filter);
        if (_narrowNext < _narrow.Length || after < _narrowUpTo)
        {
            return ReadNarrow(page);
        }

        if (!_broad && upTo - after > FarBehind && FindNarrow(filter, after, upTo))
        {
            return ReadNarrow(page);
        }

        return ReadInOrder(page, after, upTo);
    }

    /// <inheritdoc/>
    public void Dispose() => _db.Dispose();

    private void Prepare(SubscriptionFilter filter)
    {
        if (_afterPosition is not null && ReferenceEquals(_prepared, filter))
        {
            return;
        }

        _prepared = filter;
        _broad = filter.StreamPrefixes.Count == 0 || filter.StreamPrefixes.Any(p => p.Length == 0);
        var where = _broad ? "" : $" AND ({string.Join(" OR ", filter.StreamPrefixes.Select(_ => "(stream >= ? AND stream < ?)"))})";
        // Without an index, or SQLite would collect and sort all events of the streams for every page.
        _afterPosition = _db.Prepare(
            Columns.TrimEnd() + " NOT INDEXED WHERE position > ? AND position <= ?" + where + $" ORDER BY position LIMIT {PageEvents}"
        );
        if (!_broad)
        {
            for (var i = 0; i < filter.StreamPrefixes.Count; i++)
            {
                _afterPosition.Bind(3 + (2 * i), filter.StreamPrefixes[i]);
                _afterPosition.Bind(4 + (2 * i), After(filter.StreamPrefixes[i]));
            }
        }
    }

    private long ReadInOrder(List<RecordedEvent> page, long after, long upTo)
    {
        var end = _broad ? upTo : Math.Min(upTo, after + WindowEvents);
        var bytes = 0L;
        var full = false;
        var statement = _afterPosition!;
        statement.Bind(1, after);
        statement.Bind(2, end);
        try
        {
            while (!full && statement.Step())
            {
                var row = Row(statement, null);
                page.Add(row);
                bytes += row.Data.Length + row.Metadata.Length;
                full = page.Count == PageEvents || bytes > PageBytes;
            }
        }
        finally
        {
            statement.Reset();
        }

        return full ? (long)page[^1].Position.Commit : end;
    }

    /// <summary>Asks the index of streams where the events of a narrow filter lie; false where it is not narrow.</summary>
    private bool FindNarrow(SubscriptionFilter filter, long after, long upTo)
    {
        using var find = _db.Prepare("SELECT position FROM event INDEXED BY event_by_stream WHERE stream >= ? AND stream < ? LIMIT ?");
        // Fetching one row by its position costs a few times what passing over it in order does: narrow is what a share of the log is.
        var most = Math.Max(MostNarrow, (upTo - after) / 4);
        var positions = new List<long>();
        foreach (var prefix in filter.StreamPrefixes)
        {
            find.Bind(1, prefix);
            find.Bind(2, After(prefix));
            find.Bind(3, most);
            var seen = 0L;
            while (find.Step())
            {
                seen++;
                if (find.Number(0) is var position && position > after && position <= upTo)
                {
                    positions.Add(position);
                }
            }

            find.Reset();
            if (seen == most)
            {
                _broad = true;
                return false;
            }
        }

        positions.Sort();
        _narrow = [.. positions.Distinct()]; // prefixes may overlap
        _narrowNext = 0;
        _narrowUpTo = upTo;
        return true;
    }

    private long ReadNarrow(List<RecordedEvent> page)
    {
        _atPosition ??= _db.Prepare(Columns + "WHERE position = ?");
        var bytes = 0L;
        _db.Execute("BEGIN");
        try
        {
            while (_narrowNext < _narrow.Length && page.Count < PageEvents && bytes <= PageBytes)
            {
                _atPosition.Bind(1, _narrow[_narrowNext++]);
                if (_atPosition.Step())
                {
                    var row = Row(_atPosition, null);
                    page.Add(row);
                    bytes += row.Data.Length + row.Metadata.Length;
                }

                _atPosition.Reset();
            }
        }
        finally
        {
            _db.Execute("COMMIT");
        }

        if (_narrowNext < _narrow.Length)
        {
            return (long)page[^1].Position.Commit;
        }

        _narrow = [];
        _narrowNext = 0;
        return _narrowUpTo;
    }

    private RecordedEvent Row(RawStatement row, StreamName? stream) =>
        new(
            stream ?? StreamName.FromStore(Encoding.UTF8.GetString(row.Bytes(1))),
            new StreamRevision(row.Number(2)),
            Position.At(row.Number(0)),
            new Guid(row.Bytes(3), bigEndian: true),
            TypeName(row.Bytes(4)),
            Data: row.Bytes(6).ToArray(),
            Metadata: row.Bytes(5).ToArray()
        );

    /// <summary>One string for each type, however many events have it.</summary>
    private string TypeName(ReadOnlySpan<byte> utf8)
    {
        const int most = 256;
        if (utf8.Length > most)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        Span<char> name = stackalloc char[most];
        name = name[..Encoding.UTF8.GetChars(utf8, name)];
        var known = _types.GetAlternateLookup<ReadOnlySpan<char>>();
        if (known.TryGetValue(name, out var type))
        {
            return type;
        }

        type = name.ToString();
        if (_types.Count < 4096)
        {
            _types.Add(type, type);
        }

        return type;
    }

    /// <summary>The first text after all that begin with the prefix; names are ASCII below '\x7f'.</summary>
    private static string After(string prefix) => prefix[..^1] + (char)(prefix[^1] + 1);
}
