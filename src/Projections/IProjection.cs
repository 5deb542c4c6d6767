using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections;

/// <summary>
/// A view: what people see, folded from the log, deleted and rebuilt at will. SQL names its tables with a trailing '~'
/// ("dossier~"), for which the generation's suffix stands in, so that two generations of one view live side by side.
/// An instance belongs to one generation and one thread; what it keeps in memory must be what <see cref="Forget"/> drops.
/// Same events, same rows: nothing here reads a clock, makes an id or counts on how events came in batches.
/// </summary>
public interface IProjection
{
    /// <summary>Permanent: checkpoints are kept under it. Lower-case letters and '-'.</summary>
    string Name { get; }

    /// <summary>Grows with every change of rows or tables; a new one is built beside the old one.</summary>
    int Version { get; }

    /// <summary>Oldest version whose tables today's queries can read while the new one is built.</summary>
    int ReadableFrom => Version;

    /// <summary>Tables and what lookups while loading need: CREATE … IF NOT EXISTS.</summary>
    string Schema { get; }

    /// <summary>What only readers need, made after loading: one statement each, CREATE … IF NOT EXISTS or otherwise repeatable.</summary>
    IReadOnlyList<string> Indexes { get; }

    /// <summary>Whether events of this category of streams concern the view.</summary>
    bool Handles(string category);

    /// <summary>Applies events in log order within the caller's transaction.</summary>
    void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer);

    /// <summary>Drops what is kept in memory: the transaction it belonged to was undone.</summary>
    void Forget() { }

    /// <summary>Drops what was held in clear under a destroyed key.</summary>
    void Erase(KeyId key, ViewWriter writer) { }
}

/// <summary>A recorded event on its way into views, read once for all of them.</summary>
public sealed class ViewEvent
{
    private readonly object? _body;
    private readonly EventMetadata? _metadata;
    private readonly Exception? _fault;
    private readonly Guid? _streamId;

    public ViewEvent(RecordedEvent recorded)
    {
        Recorded = recorded;
        Category = recorded.Stream.Category;
        _streamId = Guid.TryParseExact(recorded.Stream.Id, "N", out var id) ? id : null;
        try
        {
            _body = EventTypes.Read(recorded);
            _metadata = EventTypes.Metadata(recorded);
        }
        catch (Exception e)
        {
            // Whether that matters is for the views to say: one that does not handle the category goes on.
            _fault = e;
        }
    }

    /// <summary>As the store holds it.</summary>
    public RecordedEvent Recorded { get; }

    /// <summary>First part of the stream's name.</summary>
    public string Category { get; }

    /// <summary>Its place in the log.</summary>
    public Position Position => Recorded.Position;

    /// <summary>The event; throws what reading it threw.</summary>
    public object Body => _fault is null ? _body! : throw new InvalidDataException(_fault.Message, _fault);

    /// <summary>Who, when, why; throws what reading it threw.</summary>
    public EventMetadata Metadata => _fault is null ? _metadata! : throw new InvalidDataException(_fault.Message, _fault);

    /// <summary>Whether a table lists its type and its payload is of it.</summary>
    public bool IsReadable => _fault is null;

    /// <summary>Throws what reading it threw.</summary>
    internal void MustBeReadable() => _ = Body;

    /// <summary>The id after the category, where it is one.</summary>
    public Guid StreamId => _streamId ?? throw new InvalidDataException($"The stream {Recorded.Stream} carries no id.");

    /// <summary>The same, or null where the stream is named otherwise.</summary>
    internal Guid? StreamIdOrNull => _streamId;
}

/// <summary>Which units see what happens in a unit. Asked for the day of the event, so that a rebuild gives the same rows.</summary>
public interface IUnitTree
{
    /// <summary>The unit and those in whose scope it is on the day, itself first; an unknown unit stands alone.</summary>
    IReadOnlyList<UnitId> SelfAndAbove(UnitId unit, DateOnly day);

    /// <summary>Units in which the account holds an appointment on the day.</summary>
    IReadOnlyList<UnitId> UnitsOf(AccountId account, DateOnly day);
}

/// <summary>A list read in pieces: pass <see cref="Next"/> as <c>after</c> to read on; null at the end.</summary>
public sealed record Page<T>(IReadOnlyList<T> Items, string? Next);
