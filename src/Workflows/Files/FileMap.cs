using System.Globalization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Files;

/// <summary>
/// One mapping (or one row of a table) being read. Whatever is missing or wrong is reported and read as a default, so that
/// one pass finds everything; the caller builds its value only when the report is clean. A key nobody asked for is unknown.
/// </summary>
public sealed class FileMap
{
    /// <summary>How a file says that something is left open: a value of its own, never 0 and never absent.</summary>
    public const string Unstated = "không quy định";

    private readonly FileReport _report;
    private readonly string _path;
    private readonly Dictionary<string, FileEntry> _entries = new(StringComparer.Ordinal);
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    /// <param name="report">Where problems go.</param>
    /// <param name="file">Name of the file within the import.</param>
    /// <param name="path">Path of the mapping; empty at the top.</param>
    /// <param name="mapping">What is read.</param>
    public FileMap(FileReport report, string file, string path, FileNode.Mapping mapping)
    {
        _report = report;
        _path = path;
        File = file;
        Line = mapping.Line;
        foreach (var entry in mapping.Entries)
        {
            if (!_entries.TryAdd(entry.Key, entry))
            {
                Report(entry.Line, entry.Key, FileProblems.Repeated, ("first", Text(_entries[entry.Key].Line)));
            }
        }
    }

    /// <summary>Name of the file within the import.</summary>
    public string File { get; }

    /// <summary>Line of the mapping.</summary>
    public int Line { get; }

    /// <summary>The mapping at the top of a file; null, and reported, where it is something else.</summary>
    public static FileMap? Top(FileReport report, string file, FileNode? node)
    {
        if (node is FileNode.Mapping mapping)
        {
            return new(report, file, "", mapping);
        }

        if (node is not null)
        {
            report.Add(new(file, node.Line, "", Refusal.Of(FileProblems.NotAMap)));
        }

        return null;
    }

    /// <summary>Whether the key is there with a value.</summary>
    public bool Has(string key) => Entry(key) is not null;

    /// <summary>Whether the key says "không quy định".</summary>
    public bool IsUnstated(string key) => Entry(key)?.Value is FileNode.Scalar { Text: Unstated };

    /// <summary>Line of a key, or of the mapping.</summary>
    public int LineOf(string key) => _entries.GetValueOrDefault(key)?.Line ?? Line;

    /// <summary>Reports something about a key; about the mapping where the key is empty.</summary>
    public void Report(string key, Refusal what) => _report.Add(new(File, LineOf(key), PathOf(key), what));

    /// <summary>A code or text that must be there.</summary>
    public T Code<T>(string key)
        where T : struct, ICode<T> => Required(key) is { } entry ? Code<T>(entry.Value, entry.Line, PathOf(key)) : default;

    /// <summary>A code or text, or null where the key is missing.</summary>
    public T? OptionalCode<T>(string key)
        where T : struct, ICode<T> => Entry(key) is { } entry ? Code<T>(entry.Value, entry.Line, PathOf(key)) : null;

    /// <summary>A code if it is there and of the form; reports nothing.</summary>
    public T? Peek<T>(string key)
        where T : struct, ICode<T> =>
        _entries.GetValueOrDefault(key)?.Value is FileNode.Scalar scalar && T.TryParse(scalar.Text, out var code) ? code : null;

    /// <summary>Codes: a list, or one text with blanks between them; empty where the key is missing.</summary>
    public IReadOnlyList<T> Codes<T>(string key)
        where T : struct, ICode<T> =>
        Entry(key) switch
        {
            null => [],
            { Value: FileNode.Sequence sequence } =>
            [
                .. sequence.Items.Select((item, i) => Code<T>(item, item.Line, $"{PathOf(key)}[{i}]")),
            ],
            { Value: FileNode.Scalar scalar } =>
            [
                .. scalar
                    .Text.Split([' ', ',', ';'], StringSplitOptions.RemoveEmptyEntries)
                    .Select(text => Code<T>(new FileNode.Scalar(scalar.Line, text), scalar.Line, PathOf(key))),
            ],
            { } entry => Wrong<IReadOnlyList<T>>(entry, key, FileProblems.NotAList, []),
        };

    /// <summary>A list of texts that must be there.</summary>
    public IReadOnlyList<PublicText> Texts(string key) =>
        Required(key) switch
        {
            null => [],
            { Value: FileNode.Sequence sequence } =>
            [
                .. sequence.Items.Select((item, i) => Code<PublicText>(item, item.Line, $"{PathOf(key)}[{i}]")),
            ],
            { } entry => Wrong<IReadOnlyList<PublicText>>(entry, key, FileProblems.NotAList, []),
        };

    /// <summary>Plain text that must be there, 1 to <paramref name="max"/> characters: for what goes into the vault.</summary>
    public string PlainText(string key, int max) =>
        Required(key) is not { } entry ? ""
        : entry.Value is FileNode.Scalar scalar && CodeText.IsPlain(scalar.Text, max) ? scalar.Text
        : Wrong(entry, key, FileProblems.NotAText, "", ("max", Text(max)));

    /// <summary>Plain text, or null where the key is missing.</summary>
    public string? OptionalText(string key, int max) => Entry(key) is null ? null : PlainText(key, max);

    /// <summary>A day yyyy-MM-dd that must be there.</summary>
    public DateOnly Date(string key) => Required(key) is { } entry ? Date(entry, key) : default;

    /// <summary>A day, or null where the key is missing.</summary>
    public DateOnly? OptionalDate(string key) => Entry(key) is { } entry ? Date(entry, key) : null;

    /// <summary>A whole number that must be there.</summary>
    public int Number(string key, int min, int max) => Required(key) is { } entry ? Number(entry, key, min, max) : min;

    /// <summary>A number that must be there, with a point or a comma before its decimals.</summary>
    public decimal Decimal(string key, decimal min, decimal max) =>
        Required(key) is not { } entry ? min
        : entry.Value is FileNode.Scalar scalar
        && decimal.TryParse(scalar.Text.Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
        && number >= min
        && number <= max
            ? number
        : Wrong(entry, key, FileProblems.NotADecimal, min, ("min", Text(min)), ("max", Text(max)));

    /// <summary>A time of day HH:mm, or null where the key is missing.</summary>
    public TimeOnly? OptionalHour(string key) =>
        Entry(key) is not { } entry ? null
        : entry.Value is FileNode.Scalar scalar
        && TimeOnly.TryParseExact(scalar.Text, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var hour)
            ? hour
        : Wrong<TimeOnly?>(entry, key, FileProblems.NotAnHour, null);

    /// <summary>True or false, also "có" and "không"; what is given where the key is missing.</summary>
    public bool Flag(string key, bool otherwise) =>
        Entry(key) switch
        {
            null => otherwise,
            { Value: FileNode.Scalar { Text: "true" or "có" } } => true,
            { Value: FileNode.Scalar { Text: "false" or "không" } } => false,
            { } entry => Wrong(entry, key, FileProblems.NotOneOf, otherwise, ("expected", "true, false, có, không")),
        };

    /// <summary>One of the words; it must be there.</summary>
    public T Word<T>(string key, IReadOnlyDictionary<string, T> words)
        where T : struct => Required(key) is { } entry ? Word(entry, key, words) : default;

    /// <summary>One of the words, or null where the key is missing.</summary>
    public T? OptionalWord<T>(string key, IReadOnlyDictionary<string, T> words)
        where T : struct => Entry(key) is { } entry ? Word(entry, key, words) : null;

    /// <summary>A mapping that must be there.</summary>
    public FileMap? Map(string key) => Required(key) is { } entry ? Map(entry, key) : null;

    /// <summary>A mapping, or null where the key is missing.</summary>
    public FileMap? OptionalMap(string key) => Entry(key) is { } entry ? Map(entry, key) : null;

    /// <summary>The mappings of a list; empty where the key is missing and not required.</summary>
    public IReadOnlyList<FileMap> Maps(string key, bool required = true)
    {
        var entry = required ? Required(key) : Entry(key);
        if (entry is null)
        {
            return [];
        }

        if (entry.Value is not FileNode.Sequence sequence)
        {
            return Wrong<IReadOnlyList<FileMap>>(entry, key, FileProblems.NotAList, []);
        }

        List<FileMap> maps = [];
        for (var i = 0; i < sequence.Items.Length; i++)
        {
            if (sequence.Items[i] is FileNode.Mapping mapping)
            {
                maps.Add(new(_report, File, $"{PathOf(key)}[{i}]", mapping));
            }
            else
            {
                _report.Add(new(File, sequence.Items[i].Line, $"{PathOf(key)}[{i}]", Refusal.Of(FileProblems.NotAMap)));
            }
        }

        return maps;
    }

    /// <summary>The keys written, for mappings whose keys are values.</summary>
    public IEnumerable<string> Keys => _entries.Keys;

    /// <summary>The keys asked for so far.</summary>
    public IReadOnlySet<string> Asked => _known;

    /// <summary>Says that everything was asked for: the keys left over are unknown.</summary>
    public void Done()
    {
        foreach (var entry in _entries.Values.Where(entry => !_known.Contains(entry.Key)))
        {
            Report(entry.Line, entry.Key, FileProblems.UnknownKey, ("known", string.Join(", ", _known.Order(StringComparer.Ordinal))));
        }
    }

    private FileEntry? Entry(string key)
    {
        _known.Add(key);
        return _entries.GetValueOrDefault(key) is { Value: not FileNode.Scalar { Text: "" } } entry ? entry : null;
    }

    private FileEntry? Required(string key)
    {
        var entry = Entry(key);
        if (entry is null)
        {
            Report(LineOf(key), key, FileProblems.Missing);
        }

        return entry;
    }

    private T Code<T>(FileNode node, int line, string path)
        where T : struct, ICode<T>
    {
        if (node is FileNode.Scalar scalar && T.TryParse(scalar.Text, out var code))
        {
            return code;
        }

        var what = typeof(T) == typeof(PublicText) || typeof(T) == typeof(DocumentNumber) ? FileProblems.NotAText : FileProblems.NotACode;
        _report.Add(new(File, line, path, Refusal.Of(what, ("found", Found(node)))));
        return default;
    }

    private DateOnly Date(FileEntry entry, string key) =>
        entry.Value is FileNode.Scalar scalar
        && DateOnly.TryParseExact(scalar.Text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
        && day.Year is >= 1900 and < 2200 // days anybody means; what is counted from them stays a day
            ? day
            : Wrong<DateOnly>(entry, key, FileProblems.NotADate, default);

    private int Number(FileEntry entry, string key, int min, int max) =>
        entry.Value is FileNode.Scalar scalar
        && int.TryParse(scalar.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number >= min
        && number <= max
            ? number
            : Wrong(entry, key, FileProblems.NotANumber, min, ("min", Text(min)), ("max", Text(max)));

    private T Word<T>(FileEntry entry, string key, IReadOnlyDictionary<string, T> words)
        where T : struct =>
        entry.Value is FileNode.Scalar scalar && words.TryGetValue(scalar.Text, out var word)
            ? word
            : Wrong<T>(entry, key, FileProblems.NotOneOf, default, ("expected", string.Join(", ", words.Keys)));

    private FileMap? Map(FileEntry entry, string key) =>
        entry.Value is FileNode.Mapping mapping
            ? new(_report, File, PathOf(key), mapping)
            : Wrong<FileMap?>(entry, key, FileProblems.NotAMap, null);

    private T Wrong<T>(FileEntry entry, string key, string code, T otherwise, params (string, string)[] arguments)
    {
        Report(entry.Line, key, code, [.. arguments, ("found", Found(entry.Value))]);
        return otherwise;
    }

    private void Report(int line, string key, string code, params (string, string)[] arguments) =>
        _report.Add(new(File, line, PathOf(key), Refusal.Of(code, arguments)));

    private string PathOf(string key) => _path.Length == 0 || key.Length == 0 ? _path + key : $"{_path}.{key}";

    /// <summary>Not more than a glimpse: the files may hold names of people.</summary>
    private static string Found(FileNode node) => node is FileNode.Scalar scalar ? scalar.Text[..Math.Min(40, scalar.Text.Length)] : "";

    private static string Text(decimal number) => number.ToString(CultureInfo.InvariantCulture);
}
