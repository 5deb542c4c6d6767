using System.Globalization;
using PhongTrao.Projections;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.ListsIn;

/// <summary>A cell of a row of a list.</summary>
/// <param name="Place">"Sheet1!B12".</param>
/// <param name="Text">In Unicode.</param>
/// <param name="Day">Where it holds a day.</param>
/// <param name="Number">Where it holds a number.</param>
internal sealed record ListCell(string Place, string Text, DateOnly? Day, double? Number)
{
    internal IReadOnlyList<string> Lines => Text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>A row of a list: somebody, under the heads that stand over it.</summary>
/// <param name="Place">"Sheet1!A12".</param>
/// <param name="Heads">The heads.</param>
/// <param name="Cells">What it says, by column.</param>
/// <param name="Section">Whom this part of the list names, where a line above says so.</param>
/// <param name="Heading">The line above that says whose they are; null: there is none.</param>
internal sealed record ListRow(
    string Place,
    IReadOnlyList<Head> Heads,
    IReadOnlyDictionary<int, ListCell> Cells,
    SubjectKind? Section,
    string? Heading
)
{
    /// <summary>The first cell under a head of this kind that says something.</summary>
    internal ListCell? Find(Column what) =>
        Heads
            .Where(head => head.What == what)
            .Select(head => Cells.GetValueOrDefault(head.At))
            .FirstOrDefault(cell => cell is { Text.Length: > 0 });

    /// <summary>Where a cell of this kind stands, whether it says something or not.</summary>
    internal string PlaceOf(Column what) =>
        Heads.FirstOrDefault(head => head.What == what) is { } head && Cells.TryGetValue(head.At, out var cell) ? cell.Place : Place;
}

/// <summary>
/// Finds the lists in a file: titles above, heads in one row or several, rows that say whose the next ones are, sums, signatures
/// below. Old letters become Unicode on the way, and what they were is noted.
/// </summary>
/// <param name="file">The file.</param>
/// <param name="most">Most rows that are taken.</param>
/// <param name="named">What its rows name.</param>
internal sealed class ListReader(TableFile file, int most, Named named = Named.Subjects)
{
    private const int MostSubHeads = 3;

    private static readonly string[] Ends =
    [
        "nguoi lap",
        "nguoi tong hop",
        "nguoi thong ke",
        "noi nhan",
        "thu truong",
        "xac nhan",
        "tm uy ban",
        "tm ubnd",
        "tm ban",
        "kt chu tich",
        "chu tich",
        "pho chu tich",
        "ky ten",
        "ky ghi ro",
        "truong ban",
        "truong phong",
        "thu tuong",
        "giam doc",
    ];

    private readonly ListNotes _notes = new();

    /// <summary>Remarks on cells and columns met so far.</summary>
    public IReadOnlyList<ListNote> Notes => _notes.All;

    /// <summary>Places of the cells that were converted from old letters.</summary>
    public HashSet<string> Converted { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether any heads were found.</summary>
    public bool HasHeads { get; private set; }

    /// <summary>The rows that name somebody.</summary>
    /// <exception cref="ListRefusedException">The file is damaged.</exception>
    public IEnumerable<ListRow> Rows(CancellationToken cancellationToken = default)
    {
        var rest = MostlyIn(cancellationToken);
        ListHeads? heads = null;
        ListRow? last = null;
        var (table, below, count) = (-1, 0, 0);
        SubjectKind? section = null;
        string? heading = null;
        foreach (var raw in file.Rows(cancellationToken))
        {
            if (raw.Table != table)
            {
                (table, heads, heading) = (raw.Table, null, null);
                section = ListHeads.KindOf(raw.Name);
            }

            var row = InUnicode(raw, rest);
            var own = row.Cells.Count(cell => cell.IsOwn);
            if (own == 0 && !row.Cells.Any(cell => cell.IsBroken))
            {
                continue;
            }

            if (row.IsHidden)
            {
                if (heads is not null)
                {
                    _notes.Add(ListNote.Look(PlaceOf(row, 0), ListProblems.HiddenRow));
                }

                continue; // it is not on the paper either
            }

            if (heads is null)
            {
                if (ListHeads.Find(row, named) is { } found)
                {
                    (heads, below, HasHeads) = (found, MostSubHeads, true);
                    foreach (var column in row.Hidden ?? [])
                    {
                        _notes.Add(ListNote.Look(PlaceOf(row, column), ListProblems.HiddenColumn));
                    }
                }
                else if (own == 1 && ListHeads.KindOf(row.Cells.First(cell => cell.IsOwn).Text) is { } titled)
                {
                    section = titled;
                }

                continue;
            }

            if (below > 0)
            {
                if (heads.IsNumbering(row))
                {
                    continue;
                }

                if (heads.With(row) is { } parted)
                {
                    (heads, below) = (parted, below - 1);
                    continue;
                }

                below = 0;
                NoteUnused(row, heads);
            }

            if (heads.AreAgain(row))
            {
                below = MostSubHeads;
                continue;
            }

            var numbered = IsNumbered(row, heads);
            if (!numbered && IsEnd(row, heads))
            {
                (heads, heading, section) = (null, null, null);
                continue;
            }

            if (!numbered && IsSum(row))
            {
                continue;
            }

            if (HeadingOf(row, heads) is { } line)
            {
                if (ListHeads.KindOf(line) is { } said)
                {
                    (section, heading) = (said, null);
                }
                else
                {
                    heading = line;
                }

                continue;
            }

            var next = RowOf(row, heads, section, heading);
            if (last is not null && GoesOn(row, heads, last, next) is { } longer)
            {
                last = longer;
                continue;
            }

            if (last is not null)
            {
                yield return last;
            }

            last = next;
            if (++count > most)
            {
                _notes.Add(ListNote.Error(next.Place, ListProblems.TooManyRows, ("max", most.ToString(CultureInfo.InvariantCulture))));
                yield break;
            }
        }

        if (last is not null)
        {
            yield return last;
        }
    }

    // The letters of the file: what is sure anywhere decides for what could be read either way.
    private Letters MostlyIn(CancellationToken cancellationToken)
    {
        var (unicode, tcvn3, vni) = (0, 0, 0);
        foreach (var cell in file.Rows(cancellationToken).SelectMany(row => row.Cells))
        {
            if (cell.Text.AsSpan().ContainsAnyExceptInRange('\0', '\u007F') && cell is { Above: false, Beside: false })
            {
                switch (OldLetters.Of(cell.Text))
                {
                    case Letters.Tcvn3:
                        tcvn3++;
                        break;
                    case Letters.Vni:
                        vni++;
                        break;
                    case Letters.Unicode when cell.Text.Any(c => c > '\u00FF' && char.IsLetter(c)):
                        unicode++;
                        break;
                    default:
                        break;
                }
            }
        }

        // Where both kinds stand in one file, each cell is judged by itself.
        return unicode > 0 || tcvn3 + vni == 0 ? Letters.Unicode
            : tcvn3 >= vni ? Letters.Tcvn3
            : Letters.Vni;
    }

    private TableRow InUnicode(TableRow row, Letters rest)
    {
        TableCell[]? converted = null;
        for (var i = 0; i < row.Cells.Count; i++)
        {
            var cell = row.Cells[i];
            if (cell.Text.Length == 0 || !cell.Text.AsSpan().ContainsAnyExceptInRange('\0', '\u007F'))
            {
                continue;
            }

            switch (OldLetters.Of(cell.Text, rest))
            {
                case null:
                    if (cell.IsOwn)
                    {
                        _notes.Add(ListNote.Error(PlaceOf(row, i), ListProblems.LettersUnsure));
                    }

                    break;
                case Letters.Unicode:
                    break;
                case { } letters:
                    converted ??= [.. row.Cells];
                    converted[i] = cell with { Text = TableFile.Clean(OldLetters.Convert(cell.Text, letters)) };
                    if (cell.IsOwn)
                    {
                        Converted.Add(PlaceOf(row, i));
                        _notes.Add(
                            ListNote.Look(PlaceOf(row, i), ListProblems.Converted, ("from", letters is Letters.Vni ? "VNI" : "TCVN3"))
                        );
                    }

                    break;
            }
        }

        return converted is null ? row : row with { Cells = converted };
    }

    private static string PlaceOf(TableRow row, int column) => $"{row.Name}!{TableFile.Address(column, row.Row)}";

    private void NoteUnused(TableRow row, ListHeads heads)
    {
        foreach (var head in heads.All.Where(head => head.What is Column.Unknown))
        {
            _notes.Add(
                ListNote.Look(PlaceOf(row with { Row = Math.Max(row.Row - 1, 1) }, head.At), ListProblems.ColumnUnused, ("head", head.Text))
            );
        }
    }

    private static TableCell CellAt(TableRow row, Head? head) =>
        head is not null && head.At < row.Cells.Count ? row.Cells[head.At] : default;

    private static bool IsNumbered(TableRow row, ListHeads heads) =>
        CellAt(row, heads.All.FirstOrDefault(head => head.What is Column.Ordinal)).Text is { Length: > 0 } text
        && text.TrimEnd('.', ')', ' ') is { Length: > 0 and <= 6 } number
        && number.All(c => char.IsAsciiDigit(c) || c == '.');

    private static bool IsSum(TableRow row)
    {
        var first = VietnameseText.Fold(row.Cells.FirstOrDefault(cell => cell.IsOwn).Text ?? "");
        return first is "cong" or "tong"
            || first.StartsWith("tong cong", StringComparison.Ordinal) && !first.StartsWith("tong cong ty", StringComparison.Ordinal)
            || first.StartsWith("tong so", StringComparison.Ordinal)
            || first.StartsWith("cong ", StringComparison.Ordinal) && char.IsAsciiDigit(first[5]);
    }

    private static bool IsEnd(TableRow row, ListHeads heads)
    {
        var name = heads.All.Where(head => head.What is Column.Name or Column.FamilyName).Select(head => CellAt(row, head).Text ?? "");
        var says = row.Cells.Where(cell => cell.IsOwn).Select(cell => VietnameseText.Fold(cell.Text)).ToList();
        bool Ending(string folded) =>
            Array.Exists(Ends, end => folded.StartsWith(end, StringComparison.Ordinal))
            || folded.Contains("ngay", StringComparison.Ordinal)
                && folded.Contains(" thang ", StringComparison.Ordinal)
                && folded.Contains(" nam", StringComparison.Ordinal)
                && !folded.StartsWith("ngay", StringComparison.Ordinal);
        return says.Exists(Ending) && name.All(text => text.Length == 0 || Ending(VietnameseText.Fold(text)) || says.Count == 1);
    }

    // One text alone in its row, before the names or over several columns: whose the next ones are.
    private static string? HeadingOf(TableRow row, ListHeads heads)
    {
        var ordinal = heads.All.FirstOrDefault(head => head.What is Column.Ordinal);
        var said = row.Cells.Select((cell, i) => (cell, i)).Where(pair => pair.cell.IsOwn && pair.i != ordinal?.At).ToList();
        var first = CellAt(row, ordinal);
        if (said.Count == 0)
        {
            return first is { IsOwn: true } && first.Text.Any(char.IsLetter) && first.Text.Length > 4 ? first.Text : null;
        }

        if (said is not [var (only, at)])
        {
            return null;
        }

        var wide = at + 1 < row.Cells.Count && row.Cells[at + 1].Beside && row.Cells.Count(cell => cell.Beside) >= 2;
        if (wide)
        {
            return only.Text;
        }

        // "I | TẬP THỂ", or without a number where the others have one.
        return ordinal is not null && !IsNumbered(row, heads) && (first.Text.Length > 0 || ListHeads.KindOf(only.Text) is not null)
            ? only.Text
            : null;
    }

    private ListRow RowOf(TableRow row, ListHeads heads, SubjectKind? section, string? heading)
    {
        var cells = new Dictionary<int, ListCell>();
        foreach (var head in heads.All)
        {
            var cell = CellAt(row, head);
            var place = PlaceOf(row, head.At);
            if (
                cell is { IsBroken: true, Above: false, Beside: false }
                && head.What is not (Column.Ordinal or Column.Remark or Column.Unknown)
            )
            {
                _notes.Add(ListNote.Error(place, ListProblems.CellBroken));
            }
            // What is merged downwards holds for every row it stands beside; a name is one of one row.
            var repeats = cell.Above && head.What is Column.Name or Column.FamilyName or Column.GivenName or Column.Ordinal && cell.Above;
            cells[head.At] = new(
                place,
                cell.Beside || repeats ? "" : cell.Text ?? "",
                cell.Beside ? null : cell.Day,
                cell.Beside ? null : cell.Number
            );
        }

        return new(PlaceOf(row, 0), heads.All, cells, section, heading);
    }

    // A row that goes on with the one before: its name is merged with the one above, or only its longer texts go on.
    private static ListRow? GoesOn(TableRow row, ListHeads heads, ListRow last, ListRow next)
    {
        var names = heads.All.Where(head => head.What is Column.Name or Column.FamilyName or Column.GivenName).ToList();
        var unnamed = names.TrueForAll(head => next.Cells[head.At].Text.Length == 0);
        var merged = names.Exists(head => CellAt(row, head).Above);
        var onlyWords = heads.All.All(head =>
            next.Cells[head.At].Text.Length == 0
            || CellAt(row, head).Above
            || head.What is Column.Achievement or Column.Remark or Column.Unknown
        );
        if (
            !unnamed
            || !(merged || onlyWords && heads.All.Any(head => head.What is Column.Achievement && next.Cells[head.At].Text.Length > 0))
        )
        {
            return null;
        }

        var cells = last.Cells.ToDictionary();
        foreach (var head in heads.All.Where(head => next.Cells[head.At].Text.Length > 0 && !CellAt(row, head).Above))
        {
            if (cells.TryGetValue(head.At, out var before))
            {
                cells[head.At] = before with
                {
                    Text = before.Text.Length == 0 ? next.Cells[head.At].Text : $"{before.Text}\n{next.Cells[head.At].Text}",
                };
            }
        }

        return last with
        {
            Cells = cells,
        };
    }
}
