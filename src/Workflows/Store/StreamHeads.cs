namespace PhongTrao.Workflows.Store;

/// <summary>
/// Last revisions of the streams in use, so that the check of an expected revision needs no query. Bounded: of two
/// generations the older is dropped when the younger is full. Belongs to the writer's thread.
/// </summary>
internal sealed class StreamHeads(int capacity)
{
    private Dictionary<string, long> _young = new(StringComparer.Ordinal);
    private Dictionary<string, long> _old = new(StringComparer.Ordinal);

    /// <summary>False, and -1, where the stream is not remembered, whether it exists or not.</summary>
    public bool TryGet(string stream, out long last)
    {
        if (_young.TryGetValue(stream, out last))
        {
            return true;
        }

        if (_old.Remove(stream, out last))
        {
            Set(stream, last);
            return true;
        }

        last = -1;
        return false;
    }

    public void Set(string stream, long last)
    {
        if (_young.Count >= capacity / 2 && !_young.ContainsKey(stream))
        {
            _old = _young;
            _young = new(StringComparer.Ordinal);
        }

        _young[stream] = last;
    }
}
