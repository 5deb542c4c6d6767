namespace PhongTrao.Workflows.Store;

/// <summary>
/// Copies the WAL into the database beside the writer, so that no commit pays for it, and has the writer finish when
/// the WAL has grown so far that it should begin again at its start.
/// </summary>
/// <remarks>
/// A WAL starts again only if at the beginning of a write everything in it has been copied, which under load a thread
/// beside the writer never reaches. So this one copies until little is left, and the writer copies the rest between two
/// groups. Where readers still keep it from starting again, the writer in the end waits for them, a bounded time.
/// </remarks>
internal sealed class WalKeeper : IDisposable
{
    private readonly AutoResetEvent _work = new(false);
    private readonly Func<RawSqlite> _open;
    private readonly SqliteLogOptions _options;
    private readonly Thread _thread;
    private long _pagesSeen;
    private volatile bool _closing;
    private volatile bool _finish;
    private volatile int _frames;
    private volatile int _restartAbove;
    private volatile Exception? _failure;

    public WalKeeper(Func<RawSqlite> open, SqliteLogOptions options)
    {
        _open = open;
        _options = options;
        _restartAbove = options.RestartAbovePages;
        _thread = new Thread(Run) { IsBackground = true, Name = "event log checkpoints" };
        _thread.Start();
    }

    /// <summary>Whether the writer is to call <see cref="Finish"/>.</summary>
    public bool WaitsForWriter => _finish;

    /// <summary>Called by the writer after every group.</summary>
    /// <param name="writer">The writer's connection.</param>
    /// <param name="quiet">Whether the group was a single append.</param>
    /// <exception cref="IOException">Copying failed; nothing is lost, but the disk is not to be trusted with more.</exception>
    public void AfterCommit(RawSqlite writer, bool quiet)
    {
        if (_failure is { } failure)
        {
            throw new IOException(failure.Message, failure);
        }

        // Of what was written since the last checkpoint some may lie before the WAL's new start.
        _restartAbove = quiet ? _options.PagesWhenQuiet / 2 : _options.RestartAbovePages;
        var pages = writer.PagesWritten;
        if (pages - _pagesSeen >= (quiet ? _options.PagesWhenQuiet : _options.CheckpointEveryPages))
        {
            _pagesSeen = pages;
            _work.Set();
        }
    }

    /// <summary>Called by the writer between two groups: copies the rest where little is left. May take some time.</summary>
    public void Finish(RawSqlite writer)
    {
        if (_finish)
        {
            writer.Checkpoint(waitForReaders: _frames > _options.WaitAbovePages);
            _finish = false;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _closing = true;
        _work.Set();
        _thread.Join();
        _work.Dispose();
    }

    private void Run()
    {
        try
        {
            using var db = _open();
            _ = db.Number("PRAGMA schema_version"); // only a connection that has read knows that there is a WAL
            while (true)
            {
                _work.WaitOne();
                if (_closing)
                {
                    return;
                }

                // Two cannot copy at once, and where the writer is to finish it must not find this thread at it.
                if (!_finish)
                {
                    CopyUntilLittleIsLeft(db);
                }
            }
        }
        catch (Exception e)
        {
            _failure = e;
        }
    }

    private void CopyUntilLittleIsLeft(RawSqlite db)
    {
        var before = 0;
        for (var round = 0; round < 4 && !_closing; round++)
        {
            var (frames, copied) = db.Checkpoint(waitForReaders: false);
            if (frames < _restartAbove)
            {
                return;
            }

            _frames = frames;
            if (round > 0 && (copied - before < _options.LittlePages || copied < frames))
            {
                // Little came while the last round was copying, or a reader holds the rest back.
                break;
            }

            before = copied;
        }

        _finish = true;
    }
}
