using System.Globalization;

namespace PhongTrao.Workflows.Store;

/// <summary>
/// Name of a stream: a category, optionally followed by a dash and an id ("dossier-{id:N}", "org").
/// Names carry ids and codes, never names of people: they are stored in clear and leave the machine with every export.
/// </summary>
public readonly record struct StreamName
{
    /// <summary>Longest accepted name, in UTF-16 characters.</summary>
    public const int MaxLength = 200;

    private readonly string? _value;

    /// <param name="value">1–200 printable ASCII characters without spaces; names beginning with '$' belong to the database.</param>
    /// <exception cref="ArgumentException">The text is not such a name.</exception>
    public StreamName(string value)
    {
        if (string.IsNullOrEmpty(value) || value.Length > MaxLength || value[0] is '$' or '-')
        {
            throw new ArgumentException("A stream name has 1 to 200 characters and does not begin with '$' or '-'.", nameof(value));
        }

        foreach (var c in value)
        {
            if (c is <= ' ' or > '~')
            {
                throw new ArgumentException("A stream name consists of printable ASCII characters.", nameof(value));
            }
        }

        _value = value;
    }

    private StreamName(string value, bool _) => _value = value;

    /// <summary>The name as stored.</summary>
    public string Value => _value ?? throw new InvalidOperationException("default(StreamName) names no stream.");

    /// <summary>The part before the first dash, or the whole name.</summary>
    public string Category => Value.IndexOf('-', StringComparison.Ordinal) is var dash and >= 0 ? Value[..dash] : Value;

    /// <summary>The part after the first dash, or empty.</summary>
    public string Id => Value.IndexOf('-', StringComparison.Ordinal) is var dash and >= 0 ? Value[(dash + 1)..] : "";

    /// <summary>Stream of one aggregate: "category-{id:N}".</summary>
    public static StreamName For(string category, Guid id) => new(string.Create(CultureInfo.InvariantCulture, $"{category}-{id:N}"));

    /// <summary>A name that comes out of a store, and was checked when it went in.</summary>
    internal static StreamName FromStore(string value) => new(value, true);

    /// <inheritdoc/>
    public override string ToString() => Value;
}

/// <summary>An event's place in its stream, counted from 0.</summary>
public readonly record struct StreamRevision(long Value) : IComparable<StreamRevision>
{
    /// <summary>The revision after this one.</summary>
    public StreamRevision Next => new(Value + 1);

    /// <inheritdoc/>
    public int CompareTo(StreamRevision other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);
}

/// <summary>What an append expects of its stream. The numbers are those of EventStoreDB.</summary>
public readonly record struct ExpectedRevision
{
    private ExpectedRevision(long value) => Value = value;

    /// <summary>-1: the stream does not exist; -2: anything; -4: the stream exists; otherwise the exact last revision.</summary>
    public long Value { get; }

    /// <summary>The stream must not exist yet.</summary>
    public static ExpectedRevision NoStream { get; } = new(-1);

    /// <summary>No expectation: for pure facts only.</summary>
    public static ExpectedRevision Any { get; } = new(-2);

    /// <summary>The stream must have at least one event.</summary>
    public static ExpectedRevision StreamExists { get; } = new(-4);

    /// <summary>The stream's last event must have exactly this revision.</summary>
    public static ExpectedRevision At(StreamRevision revision) =>
        revision.Value >= 0 ? new(revision.Value) : throw new ArgumentOutOfRangeException(nameof(revision));

    /// <summary>Exactly after <paramref name="last"/>, or <see cref="NoStream"/> where there is none.</summary>
    public static ExpectedRevision After(StreamRevision? last) => last is { } revision ? At(revision) : NoStream;

    /// <summary>Whether a stream whose last revision is <paramref name="last"/> (null: no stream) meets the expectation.</summary>
    public bool IsMetBy(StreamRevision? last) =>
        Value switch
        {
            -2 => true,
            -1 => last is null,
            -4 => last is not null,
            _ => last?.Value == Value,
        };
}

/// <summary>
/// Place in the log of all streams: opaque and ordered. EventStoreDB has two numbers; other stores set both equal.
/// As text (32 hexadecimal digits) the order of strings is the order of the log.
/// </summary>
public readonly record struct Position(ulong Commit, ulong Prepare) : IComparable<Position>
{
    /// <summary>A position of a store that has one number for each event.</summary>
    public static Position At(long value) => new(checked((ulong)value), checked((ulong)value));

    /// <inheritdoc/>
    public int CompareTo(Position other) =>
        Commit.CompareTo(other.Commit) is var commit and not 0 ? commit : Prepare.CompareTo(other.Prepare);

    /// <summary>Whether the first lies before the second.</summary>
    public static bool operator <(Position left, Position right) => left.CompareTo(right) < 0;

    /// <summary>Whether the first lies after the second.</summary>
    public static bool operator >(Position left, Position right) => left.CompareTo(right) > 0;

    /// <summary>Whether the first lies before the second or is the same.</summary>
    public static bool operator <=(Position left, Position right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the first lies after the second or is the same.</summary>
    public static bool operator >=(Position left, Position right) => left.CompareTo(right) >= 0;

    /// <summary>Reads what <see cref="ToString"/> wrote.</summary>
    /// <exception cref="FormatException">Not 32 hexadecimal digits.</exception>
    public static Position Parse(string text) =>
        text is { Length: 32 }
        && ulong.TryParse(text.AsSpan(0, 16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var commit)
        && ulong.TryParse(text.AsSpan(16), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var prepare)
            ? new(commit, prepare)
            : throw new FormatException("A position is written as 32 hexadecimal digits.");

    /// <summary>32 upper-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Commit:X16}{Prepare:X16}");
}
