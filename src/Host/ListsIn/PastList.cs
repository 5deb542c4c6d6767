using System.Collections;
using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using PhongTrao.Host.Desk;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Subjects;

namespace PhongTrao.Host.ListsIn;

/// <summary>What holds for every row whose list has no column for it.</summary>
/// <param name="Authority">Who decided.</param>
/// <param name="Form">The award form.</param>
/// <param name="Type">The type of award.</param>
public sealed record PastDefaults(string? Authority, string? Form, string? Type);

/// <summary>A past decision that rows of a list name.</summary>
/// <param name="Place">Its first row.</param>
/// <param name="Input">What would be entered; number, date, authority, form and type as the desk reads them.</param>
/// <param name="Names">Where each of its names stands, in their order.</param>
/// <param name="Known">The decision that stands here already; null: none, or not looked for.</param>
/// <param name="Differs">That one says something else.</param>
public sealed record ListedDecision(
    string Place,
    PastDecisionInput Input,
    [property: JsonIgnore] IReadOnlyList<ListedPlaces> Names,
    PastDecisionId? Known = null,
    bool Differs = false
);

/// <summary>Where what a list says of one of those awarded stands: "Sheet1!B12".</summary>
public sealed record ListedPlaces(string Name, string BirthYear, string Workplace, string Achievement);

/// <summary>What reading a list of past decisions gave.</summary>
/// <param name="Decisions">In the order of their first rows; made anew, one at a time, whenever they are asked for.</param>
/// <param name="Names">How many rows name somebody.</param>
/// <param name="Notes">Remarks on cells, errors among them.</param>
/// <param name="Converted">How many cells were converted from old letters.</param>
public sealed record PastListing(IReadOnlyCollection<ListedDecision> Decisions, int Names, IReadOnlyList<ListNote> Notes, int Converted);

/// <summary>The decisions of a list, their names packed until somebody reads them.</summary>
internal sealed class ListedDecisions : IReadOnlyCollection<ListedDecision>
{
    private readonly List<Head> _heads = [];
    private readonly PackedList<Named> _names = new();
    private bool _apart;
    private int _last;

    /// <inheritdoc/>
    public int Count => _heads.Count;

    /// <summary>How many names there are.</summary>
    internal int Names => _names.Count;

    /// <inheritdoc/>
    public IEnumerator<ListedDecision> GetEnumerator()
    {
        // Rows of one decision stand together in nearly every list; where they do not, they are gathered.
        using var names = (_apart ? _names.OrderBy(name => name.Decision) : (IEnumerable<Named>)_names).GetEnumerator();
        var more = names.MoveNext();
        for (var i = 0; i < _heads.Count; i++)
        {
            var (inputs, places) = (new List<PastNameInput?>(), new List<ListedPlaces>());
            for (; more && names.Current.Decision == i; more = names.MoveNext())
            {
                inputs.Add(names.Current.Input);
                places.Add(names.Current.Places);
            }

            yield return new(_heads[i].Place, _heads[i].Input with { Names = inputs }, places);
        }
    }

    /// <summary>Adds a decision.</summary>
    /// <returns>By what its names are added.</returns>
    internal Head Add(string place, PastDecisionInput input)
    {
        var head = new Head(_heads.Count, place, input);
        _heads.Add(head);
        return head;
    }

    /// <summary>Adds a name.</summary>
    /// <returns>False: the decision has it already.</returns>
    internal bool Add(Head head, PastNameInput input, ListedPlaces places, string key)
    {
        _apart |= head.At < _last;
        _last = head.At;
        _names.Add(new(head.At, input, places));
        head.Names++;
        return head.Keys.Add(ListedNominee.DigestOf(key));
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>A decision without its names.</summary>
    internal sealed record Head(int At, string Place, PastDecisionInput Input)
    {
        /// <summary>How many names it has.</summary>
        internal int Names { get; set; }

        /// <summary>Digests of who is on it.</summary>
        internal HashSet<Guid> Keys { get; } = [];
    }

    private sealed record Named(int Decision, PastNameInput Input, ListedPlaces Places);
}

/// <summary>
/// Reads past decisions from lists with one row for each of those awarded: number, day, who decided, form, achievement. Rows of one
/// decision need not stand together.
/// </summary>
public static partial class PastList
{
    /// <summary>Most rows of one file.</summary>
    public const int Most = 20_000;

    private const int MostErrors = 200;

    /// <summary>Reads a list.</summary>
    /// <param name="file">The file.</param>
    /// <param name="unit">The unit that enters it.</param>
    /// <param name="scanBy">Until when the scans will come.</param>
    /// <param name="defaults">What holds where the list says nothing.</param>
    /// <param name="forms">Award forms, by code and name.</param>
    /// <param name="types">Types of award, by code and name.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ListRefusedException">No list can be found in it, or it is damaged.</exception>
    public static PastListing Read(
        TableFile file,
        string? unit,
        string? scanBy,
        PastDefaults defaults,
        IReadOnlyList<(string Code, string Name)> forms,
        IReadOnlyList<(string Code, string Name)> types,
        CancellationToken cancellationToken = default
    )
    {
        var reader = new ListReader(file, Most);
        var notes = new ListNotes();
        var decisions = new ListedDecisions();
        var heads = new Dictionary<string, ListedDecisions.Head>(StringComparer.Ordinal);
        var (known, papers) = (
            new Dictionary<(Column, string), string?>(),
            new Dictionary<(string? Number, string? Date, string? Authority), string>()
        );
        foreach (var row in reader.Rows(cancellationToken))
        {
            var (number, date) = NumberAndDate(row, notes);
            var authority = row.Find(Column.Authority) is { } said ? Cells.OneLine(said.Text) : defaults.Authority;
            var form = Word(row, Column.Form, forms, defaults.Form, ListProblems.UnknownForm, known, notes);
            var type = Word(row, Column.Type, types, defaults.Type, ListProblems.UnknownType, known, notes);
            if (authority is null)
            {
                notes.Add(ListNote.Error(row.PlaceOf(Column.Authority), ListProblems.Required));
            }

            if (!papers.TryGetValue((number, date, authority), out var paper))
            {
                papers[(number, date, authority)] = paper = PaperOf(number, date, authority);
            }

            var key = string.Join('|', paper, form, type);
            if (!heads.TryGetValue(key, out var decision))
            {
                heads[key] = decision = decisions.Add(row.Place, new(unit, number, date, authority, null, form, type, scanBy, [], null));
            }

            foreach (var one in NomineeList.Listed(row, [], notes, reader.Converted))
            {
                if (decision.Names == PastFile.Most)
                {
                    notes.Add(
                        ListNote.Error(row.Place, ListProblems.TooManyRows, ("max", PastFile.Most.ToString(CultureInfo.InvariantCulture)))
                    );
                }

                var isNew = decisions.Add(
                    decision,
                    new(
                        one.Input.Kind,
                        one.Input.Name,
                        one.Input.BirthYear,
                        string.Join(", ", new[] { one.Input.Position, one.Input.Workplace }.Where(text => text is not null))
                            is { Length: > 0 } place
                            ? place
                            : null,
                        one.Input.Achievement
                    ),
                    new(
                        one.Places["name"],
                        one.Places["birthYear"],
                        row.Find(Column.Workplace)?.Place ?? one.Places["position"],
                        one.Places["achievement"]
                    ),
                    $"{one.Key}|{one.Input.BirthYear}|{VietnameseText.Exact(one.Input.Achievement ?? "")}"
                );
                if (!isNew)
                {
                    notes.Add(ListNote.Error(one.Places["name"], ListProblems.Twice, ("first", decision.Place)));
                }
            }

            if (notes.Errors > MostErrors)
            {
                break; // nobody mends more at once
            }
        }

        if (!reader.HasHeads)
        {
            throw new ListRefusedException(Refusal.Of(ListProblems.NoHead));
        }

        if (decisions.Names == 0 && notes.Errors == 0 && reader.Notes.All(note => !note.IsError))
        {
            throw new ListRefusedException(Refusal.Of(ListProblems.NoRows));
        }

        return new(decisions, decisions.Names, [.. notes.All, .. reader.Notes], reader.Converted.Count);
    }

    private static string PaperOf(string? number, string? date, string? authority) =>
        DocumentNumber.TryParse(number, out var read)
        && DateOnly.TryParseExact(date, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? Awards.PaperKey(read, day, authority ?? "")
            : string.Join('|', number, date, authority);

    // "123/QĐ-UBND ngày 5/2/2020", or each in its own column.
    private static (string? Number, string? Date) NumberAndDate(ListRow row, ListNotes notes)
    {
        string? number = null;
        DateOnly? date = null;
        if (row.Find(Column.NumberAndDate) is { } both)
        {
            var text = Cells.OneLine(both.Text);
            var parts = AndDay().Match(text);
            number = parts.Success ? Symbol(parts.Groups["number"].Value) : null;
            date = parts.Success
                ? Cells.Day(parts.Groups["day"].Value, null, null) ?? Cells.Day($"ngày {parts.Groups["day"].Value}", null, null)
                : null;
            if (number is null || date is null)
            {
                notes.Add(ListNote.Error(both.Place, number is null ? ListProblems.NotANumberOfPaper : ListProblems.NotADay));
            }

            return (number, date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        }

        if (row.Find(Column.Number) is { } numbered)
        {
            number = Symbol(Cells.OneLine(numbered.Text));
            if (!DocumentNumber.TryParse(number, out _))
            {
                notes.Add(ListNote.Error(numbered.Place, ListProblems.NotANumberOfPaper));
            }
        }
        else
        {
            notes.Add(ListNote.Error(row.PlaceOf(Column.Number), ListProblems.Required));
        }

        if (row.Find(Column.Date) is { } dated)
        {
            date = Cells.Day(Cells.OneLine(dated.Text), dated.Day, dated.Number);
            if (date is null)
            {
                notes.Add(ListNote.Error(dated.Place, ListProblems.NotADay));
            }
        }
        else
        {
            notes.Add(ListNote.Error(row.PlaceOf(Column.Date), ListProblems.Required));
        }

        return (number, date?.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
    }

    private static string Symbol(string text) => Before().Replace(text, "").Replace(" ", "", StringComparison.Ordinal);

    // One of a list of words: by code, by name, or by the words that tell it from all others.
    private static string? Word(
        ListRow row,
        Column column,
        IReadOnlyList<(string Code, string Name)> words,
        string? otherwise,
        string problem,
        Dictionary<(Column, string), string?> known,
        ListNotes notes
    )
    {
        if (row.Find(column) is not { } cell)
        {
            if (otherwise is null)
            {
                notes.Add(ListNote.Error(row.PlaceOf(column), ListProblems.Required));
            }

            return otherwise;
        }

        // A list says the same few words over and over.
        if (!known.TryGetValue((column, cell.Text), out var found))
        {
            var text = Telling(cell.Text);
            known[(column, cell.Text)] = found =
                words.FirstOrDefault(word => word.Code == cell.Text || Telling(word.Name).SetEquals(text)).Code
                ?? (words.Where(word => text.IsSubsetOf(Telling(word.Name))).ToList() is [var only] ? only.Code : null);
        }

        if (found is null)
        {
            notes.Add(ListNote.Error(cell.Place, problem, ("allowed", string.Join("; ", words.Select(word => word.Name)))));
        }

        return found;
    }

    private static HashSet<string> Telling(string text) =>
        [
            .. VietnameseText
                .Fold(text)
                .Replace("uy ban nhan dan", "ubnd", StringComparison.Ordinal)
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Except(["cua", "cap", "chu", "tich", "khen", "thuong"], StringComparer.Ordinal)
                .DefaultIfEmpty("khen"),
        ];

    [GeneratedRegex(@"^(?<number>.+?)[,;]?\s*(ngày|ngay)\s+(?<day>.+)$", NomineeList.Options, 1000)]
    private static partial Regex AndDay();

    [GeneratedRegex(@"^\s*(quyết định\s*)?(số|so)?\s*:?\s*", NomineeList.Options, 1000)]
    private static partial Regex Before();
}
