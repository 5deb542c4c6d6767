using System.Globalization;
using System.Text;
using System.Text.Json;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Views;

/// <summary>What was found. The numbers are stored.</summary>
public enum SearchKind
{
    /// <summary>A nominee's name.</summary>
    Name = 0,

    /// <summary>The code of an unnamed nominee.</summary>
    Code = 1,

    /// <summary>Number of a paper: the dossier's own, of a receipt, a tờ trình, a decision.</summary>
    Number = 2,
}

/// <summary>A hit.</summary>
/// <param name="Text">As it stands there.</param>
/// <param name="Unnamed">The name may be shown only to those who handle the dossier.</param>
/// <param name="Exact">With the very marks that were typed.</param>
public sealed record SearchHit(DossierId Dossier, SearchKind Kind, NomineeId? Nominee, string Text, bool Unnamed, bool Exact);

/// <summary>
/// Finds dossiers by names and numbers, typed with or without marks, words in any order. Who may see a row stands in the
/// index beside its words, so that the scope is part of the search and not a filter after it. The words of so many dossiers,
/// a window, stand together and apart from those of others: what rare words cost, or words that nobody is called, is bounded
/// by the windows looked at, however long the history is.
/// </summary>
/// <param name="dossiersOfWindow">Dossiers of one window, as <see cref="SearchQueries"/> has it.</param>
public sealed class DossierSearch(IUnitTree unitTree, IKeyring keyring, int dossiersOfWindow = DossierSearch.DossiersOfWindow) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "search";

    /// <summary>Dossiers of one window.</summary>
    public const int DossiersOfWindow = 32_768;

    internal const int RowBits = 16; // rows of one dossier lie together: no index is needed to find them
    private const int Kept = 20_000;
    private const string LastRow = "SELECT max(row) FROM search_dossier~";
    private const string FindDossier = "SELECT row, next, scope FROM search_dossier~ WHERE id = ?1";
    private const string WriteDossier = "INSERT OR REPLACE INTO search_dossier~ (row, id, next, scope) VALUES (?1, ?2, ?3, ?4)";
    private const string AddRow = """
        INSERT INTO search~ (row, dossier, kind, nominee, key, text, folded, exact, scope) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
        """;
    private const string DropNominee = "DELETE FROM search~ WHERE row BETWEEN ?1 AND ?2 AND nominee = ?3";
    private const string OpenRows = "UPDATE search~ SET scope = ?3 WHERE row BETWEEN ?1 AND ?2 AND instr(scope, '_u')";
    private const string HiddenRows = "UPDATE search~ SET scope = ?3 WHERE row BETWEEN ?1 AND ?2 AND instr(scope, '_x')";
    private const string HowNamed = "SELECT instr(scope, '_x') > 0 FROM search~ WHERE row BETWEEN ?1 AND ?2 AND nominee = ?3 AND kind = 0";
    private const string SameNumber = "SELECT 1 FROM search~ WHERE row BETWEEN ?1 AND ?2 AND kind = 2 AND text = ?3";
    private const string EraseRows = "DELETE FROM search~ WHERE key = ?1";

    private readonly Dictionary<Guid, Entry> _kept = [];
    private readonly List<Entry> _dirty = [];
    private long _lastRow = -1;

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 4;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS search_dossier~ (row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, next INTEGER NOT NULL, scope TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS search~ (
                row INTEGER PRIMARY KEY, dossier BLOB NOT NULL, kind INTEGER NOT NULL, nominee BLOB, key TEXT, text TEXT NOT NULL,
                folded TEXT NOT NULL, exact TEXT NOT NULL, scope TEXT NOT NULL);
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        """
            CREATE VIRTUAL TABLE IF NOT EXISTS fts~ USING fts5(folded, exact, scope, content='search~', content_rowid='row',
                tokenize="unicode61 remove_diacritics 0 tokenchars '_'", detail=column)
            """,
        "INSERT INTO fts~ (fts~) VALUES ('rebuild')",
        """
            CREATE TRIGGER IF NOT EXISTS search_added~ AFTER INSERT ON search~ BEGIN
                INSERT INTO fts~ (rowid, folded, exact, scope) VALUES (new.row, new.folded, new.exact, new.scope); END
            """,
        """
            CREATE TRIGGER IF NOT EXISTS search_dropped~ AFTER DELETE ON search~ BEGIN
                INSERT INTO fts~ (fts~, rowid, folded, exact, scope) VALUES ('delete', old.row, old.folded, old.exact, old.scope); END
            """,
        """
            CREATE TRIGGER IF NOT EXISTS search_changed~ AFTER UPDATE ON search~ BEGIN
                INSERT INTO fts~ (fts~, rowid, folded, exact, scope) VALUES ('delete', old.row, old.folded, old.exact, old.scope);
                INSERT INTO fts~ (rowid, folded, exact, scope) VALUES (new.row, new.folded, new.exact, new.scope); END
            """,
        "CREATE INDEX IF NOT EXISTS search_key~ ON search~ (key) WHERE key IS NOT NULL",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => category == "dossier";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            Apply(e, writer);
        }

        foreach (var dossier in _dirty)
        {
            Save(dossier, writer);
        }

        _dirty.Clear();
        if (_kept.Count > Kept)
        {
            _kept.Clear();
        }
    }

    /// <inheritdoc/>
    public void Forget()
    {
        _kept.Clear();
        _dirty.Clear();
        _lastRow = -1;
    }

    /// <inheritdoc/>
    public void Erase(KeyId key, ViewWriter writer) => writer.Sql(EraseRows).Run(key.Value);

    internal static string Scope(long window, char kind, int unit) => string.Create(CultureInfo.InvariantCulture, $"{window}_{kind}{unit}");

    /// <summary>A word as it stands in the index of a window.</summary>
    internal static string Word(long window, string word) => string.Create(CultureInfo.InvariantCulture, $"{window}_{word}");

    private void Apply(ViewEvent e, ViewWriter writer)
    {
        switch ((DossierEvent)e.Body)
        {
            case DossierEvent.Opened o:
                var opened = Open(e, o.Unit, writer);
                if (o.Paper is { } secret)
                {
                    Add(opened, secret.Number, writer);
                }

                break;
            case DossierEvent.OpenedBySplit o:
                var split = Open(e, o.Unit, writer);
                See(split, o.Terms, writer);
                foreach (var nominee in o.Nominees)
                {
                    Add(split, nominee);
                }

                Add(split, o.Number, writer);
                break;
            case DossierEvent.TakenOver t:
                See(Find(e, writer), unitTree.SelfAndAbove(t.To, VietnamTime.DateOf(e.Metadata.At)), writer);
                break;
            case DossierEvent.NomineeAdded n:
                Add(Find(e, writer), n.Nominee);
                break;
            case DossierEvent.NomineeChanged n:
                var changed = Find(e, writer);
                Drop(changed, n.Nominee.Id, writer);
                Add(changed, n.Nominee);
                break;
            case DossierEvent.NomineeRemoved n:
                Drop(Find(e, writer), n.Nominee, writer);
                break;
            case DossierEvent.Submitted s:
                var submitted = Find(e, writer);
                See(submitted, s.Terms, writer);
                Add(submitted, s.Number, writer);
                break;
            case DossierEvent.Received r:
                Add(Find(e, writer), r.Receipt.Number, writer);
                break;
            case DossierEvent.StepCompleted { Paper: { } paper }:
                Add(Find(e, writer), paper.Number, writer);
                break;
            case DossierEvent.OutcomeEntered o:
                Add(Find(e, writer), o.Decision.Number, writer);
                break;
            case DossierEvent.OutcomeCancelled o:
                Add(Find(e, writer), o.Decision.Number, writer);
                break;
            case DossierEvent.OutcomeReplaced o:
                Add(Find(e, writer), o.Decision.Number, writer);
                break;
            case DossierEvent.OutcomeCorrected o:
                var corrected = Find(e, writer);
                Add(corrected, o.Decision.Number, writer);
                foreach (var wording in o.Wordings.Where(w => w.Field is WordingField.Name))
                {
                    Add(corrected, wording, writer);
                }

                break;
            default:
                break; // holds nothing that people search for
        }
    }

    private Entry Open(ViewEvent e, UnitId unit, ViewWriter writer)
    {
        if (_lastRow < 0)
        {
            var last = writer.Sql(LastRow).With();
            _lastRow = last.Step() ? last.Long(0) : 0;
            last.Reset();
        }

        var units = unitTree.SelfAndAbove(unit, VietnamTime.DateOf(e.Metadata.At)).Select(u => writer.Word(u.Value));
        return Touched(
            _kept[e.StreamId] = new Entry
            {
                Id = e.StreamId,
                Row = ++_lastRow,
                Units = [.. units],
            }
        );
    }

    private Entry Find(ViewEvent e, ViewWriter writer)
    {
        if (_kept.TryGetValue(e.StreamId, out var entry))
        {
            return Touched(entry);
        }

        var found = writer.Sql(FindDossier);
        if (!found.One(e.StreamId))
        {
            throw new InvalidDataException($"The stream {e.Recorded.Stream} does not begin with its opening.");
        }

        entry = new Entry
        {
            Id = e.StreamId,
            Row = found.Long(0),
            Next = found.Int(1),
            Units = [.. found.Text(2).Split(' ').Select(u => int.Parse(u, CultureInfo.InvariantCulture))],
            Written = found.Int(1),
        };
        found.Reset();
        return Touched(_kept[e.StreamId] = entry);
    }

    private Entry Touched(Entry entry)
    {
        if (!entry.IsDirty)
        {
            entry.IsDirty = true;
            _dirty.Add(entry);
        }

        return entry;
    }

    private void See(Entry dossier, SubmissionTerms terms, ViewWriter writer) =>
        See(
            dossier,
            terms.Route.Steps.SelectMany(s => s.Parties).SelectMany(p => new[] { p.Unit, p.Desk.Unit }).Append(terms.Route.Authority),
            writer
        );

    private void See(Entry dossier, IEnumerable<UnitId> units, ViewWriter writer)
    {
        var count = dossier.Units.Count;
        foreach (var unit in units)
        {
            var number = writer.Word(unit.Value);
            if (!dossier.Units.Contains(number))
            {
                dossier.Units.Add(number);
            }
        }

        if (dossier.Units.Count > count && dossier.Written > 0)
        {
            writer.Sql(OpenRows).Run(dossier.First, dossier.Last, ScopeOf(dossier, 'u'));
            writer.Sql(HiddenRows).Run(dossier.First, dossier.Last, ScopeOf(dossier, 'x'));
        }
    }

    private void Add(Entry dossier, NomineeEntry nominee)
    {
        var code = NomineeView.CodeOf(nominee.Id);
        var text = nominee.Profile is { } profile ? keyring.Reveal(profile) : null;
        if (nominee.Unnamed || text is null)
        {
            dossier.Rows.Add(new(dossier.Next++, SearchKind.Code, nominee.Id.Value, null, code, 'u'));
        }

        if (text is not null)
        {
            var name = JsonSerializer.Deserialize(text, EventJson.Default.NomineeProfile)!.Name;
            var visibility = nominee.Unnamed ? 'x' : 'u';
            dossier.Rows.Add(new(dossier.Next++, SearchKind.Name, nominee.Id.Value, nominee.Profile!.Key.Value, name, visibility));
        }
    }

    // By the name that is right, beside the one that stood there; found by whoever may find that one.
    private void Add(Entry dossier, CorrectedWording wording, ViewWriter writer)
    {
        if (keyring.Reveal(wording.New) is not { } name)
        {
            return;
        }

        var visibility = dossier.Rows.Find(r => r.Kind == SearchKind.Name && r.Nominee == wording.Nominee.Value)?.Visibility;
        if (visibility is null)
        {
            var named = writer.Sql(HowNamed);
            visibility = named.One(dossier.First, dossier.Last, wording.Nominee.Value) && !named.Bool(0) ? 'u' : 'x';
            named.Reset();
        }

        dossier.Rows.Add(new(dossier.Next++, SearchKind.Name, wording.Nominee.Value, wording.New.Key.Value, name, visibility.Value));
    }

    private static void Add(Entry dossier, DocumentNumber number, ViewWriter writer)
    {
        if (dossier.Rows.Exists(r => r.Kind == SearchKind.Number && r.Text == number.Value))
        {
            return;
        }

        if (dossier.Written > 0)
        {
            var same = writer.Sql(SameNumber);
            var known = same.One(dossier.First, dossier.Last, number.Value);
            same.Reset();
            if (known)
            {
                return;
            }
        }

        dossier.Rows.Add(new(dossier.Next++, SearchKind.Number, null, null, number.Value, 'u'));
    }

    private static void Drop(Entry dossier, NomineeId nominee, ViewWriter writer)
    {
        dossier.Rows.RemoveAll(r => r.Nominee == nominee.Value);
        if (dossier.Written > 0)
        {
            writer.Sql(DropNominee).Run(dossier.First, dossier.Last, nominee.Value);
        }
    }

    private long WindowOf(Entry dossier) => dossier.Row / dossiersOfWindow;

    private string ScopeOf(Entry dossier, char visibility)
    {
        var window = WindowOf(dossier);
        return string.Join(' ', dossier.Units.Select(unit => Scope(window, visibility, unit)));
    }

    private string Indexed(Entry dossier, IEnumerable<string> words)
    {
        var window = WindowOf(dossier);
        return string.Join(' ', words.Select(word => Word(window, word)));
    }

    private void Save(Entry dossier, ViewWriter writer)
    {
        foreach (var row in dossier.Rows)
        {
            var words = VietnameseText.Split(row.Text);
            writer
                .Sql(AddRow)
                .Run(
                    dossier.First + row.Place,
                    dossier.Id,
                    (int)row.Kind,
                    row.Nominee,
                    row.Key,
                    row.Text,
                    Indexed(dossier, words.Select(word => word.Folded)),
                    Indexed(dossier, words.Select(word => word.Exact)),
                    ScopeOf(dossier, row.Visibility)
                );
        }

        dossier.Rows.Clear();
        dossier.Written = dossier.Next;
        dossier.IsDirty = false;
        writer.Sql(WriteDossier).Run(dossier.Row, dossier.Id, dossier.Next, string.Join(' ', dossier.Units));
    }

    /// <summary>A dossier and the rows it is to get.</summary>
    private sealed class Entry
    {
        internal required Guid Id { get; init; }

        internal required long Row { get; init; }

        internal required List<int> Units { get; init; }

        internal int Next { get; set; }

        internal int Written { get; set; }

        internal bool IsDirty { get; set; }

        internal List<Row> Rows { get; } = [];

        internal long First => Row << RowBits;

        internal long Last => ((Row + 1) << RowBits) - 1;
    }

    private sealed record Row(int Place, SearchKind Kind, Guid? Nominee, string? Key, string Text, char Visibility);
}

/// <summary>Searches.</summary>
/// <param name="dossiersOfWindow">Dossiers of one window, as the view was built.</param>
public sealed class SearchQueries(ViewDatabase database, int dossiersOfWindow = DossierSearch.DossiersOfWindow)
{
    /// <summary>Windows that one request looks at: together more dossiers than a province has in twenty years.</summary>
    public const int MostWindows = 2;

    /// <summary>
    /// Dossiers that hold all the words, the newest first; where marks were typed, hits with those very marks come before the
    /// others of the same window. A request looks at the newest <see cref="MostWindows"/> × <see cref="DossierSearch.DossiersOfWindow"/>
    /// dossiers below its cursor at most: a page may come short, even empty, with where to search on.
    /// </summary>
    /// <param name="units">Units of the reader (with predecessors).</param>
    /// <param name="text">As typed.</param>
    /// <param name="unnamed">Whether the reader may find unnamed nominees by name.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–100.</param>
    public Page<SearchHit> Find(IReadOnlyList<UnitId> units, string text, bool unnamed, string? after = null, int limit = 20)
    {
        var words = WordsOf(text);
        if (words.Count == 0 || units.Count == 0)
        {
            return new([], null);
        }

        limit = Math.Clamp(limit, 1, 100);
        using var view = database.Read(DossierSearch.ViewName);
        var isMarked = words.Exists(w => w.Exact != w.Folded);
        var (exact, below) = CursorOf(after) ?? (true, LastOf(view) + 1);
        exact &= isMarked;
        var rowsOfWindow = (long)dossiersOfWindow << DossierSearch.RowBits;
        var hits = new List<SearchHit>();
        var newest = (below - 1) / rowsOfWindow;
        var window = newest;
        for (; window >= 0 && window > newest - MostWindows; window--)
        {
            var scope = ScopeOf(units, unnamed, view.Words, window);
            var end = (window + 1) * rowsOfWindow;
            if (exact)
            {
                if (Read(view, Match(window, scope, words, exact: true, prefix: false), ref below, null, limit, hits))
                {
                    return new(hits, "e" + Keyset.Text(below));
                }

                below = end;
            }

            if (Read(view, Match(window, scope, words, exact: false, prefix: false), ref below, isMarked ? words : null, limit, hits))
            {
                return new(hits, "f" + Keyset.Text(below));
            }

            (exact, below) = (isMarked, window * rowsOfWindow);
            if (hits.Count == limit)
            {
                window--;
                break;
            }
        }

        if (hits.Count == 0 && after is null && words[^1].Folded.Length >= 2)
        {
            // Nobody is called so: perhaps the last word is not finished.
            for (var looked = newest; looked > window && hits.Count < limit; looked--)
            {
                var last = (looked + 1) * rowsOfWindow;
                var scope = ScopeOf(units, unnamed, view.Words, looked);
                Read(view, Match(looked, scope, words, exact: false, prefix: true), ref last, null, limit, hits);
            }
        }

        return new(hits, window >= 0 ? "e" + Keyset.Text(below) : null);
    }

    /// <summary>"e" and a row: those with the very marks below it; "f": the others of its window.</summary>
    private static (bool Exact, long Below)? CursorOf(string? after) =>
        after is ['e' or 'f', ..] && long.TryParse(after.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row > 0
            ? (after[0] == 'e', row)
            : null;

    private static long LastOf(ViewReader view)
    {
        var read = view.Sql("SELECT max(row) FROM search~").With();
        var last = read.Step() && !read.IsNull(0) ? read.Long(0) : -1;
        read.Reset();
        return last;
    }

    /// <summary>Reads hits below <paramref name="last"/> until the page is full; true when there are more.</summary>
    private static bool Read(
        ViewReader view,
        string match,
        ref long last,
        List<(string Folded, string Exact)>? notExactly,
        int limit,
        List<SearchHit> hits
    )
    {
        var read = view.Sql(
                """
                SELECT s.row, s.dossier, s.kind, s.nominee, s.text, instr(s.scope, '_x') > 0 FROM fts~ f JOIN search~ s ON s.row = f.rowid
                WHERE fts~ MATCH ?1 AND f.rowid < ?2 ORDER BY f.rowid DESC LIMIT ?3
                """
            )
            .With(match, last, Keyset.MostRowsLookedAt);
        var more = false;
        var looked = 0;
        while (read.Step())
        {
            if (hits.Count == limit)
            {
                more = true;
                break;
            }

            last = read.Long(0);
            looked++;
            var isExact = notExactly is null;
            if (notExactly is not null && IsExactly(read.Text(4), notExactly))
            {
                continue; // came before, with the exact ones
            }

            hits.Add(
                new(
                    new(read.Id(1)),
                    (SearchKind)read.Int(2),
                    read.IdOrNull(3) is { } nominee ? new NomineeId(nominee) : null,
                    read.Text(4),
                    read.Bool(5),
                    isExact
                )
            );
        }

        read.Reset();
        return more || looked == Keyset.MostRowsLookedAt;
    }

    private static bool IsExactly(string text, List<(string Folded, string Exact)> words)
    {
        var there = VietnameseText.Exact(text).Split(' ');
        return words.TrueForAll(w => w.Exact == w.Folded || there.Contains(w.Exact, StringComparer.Ordinal));
    }

    /// <summary>"số 36" asks for 36.</summary>
    private static List<(string Folded, string Exact)> WordsOf(string text)
    {
        var words = VietnameseText.Split(text).ToList();
        if (words is [("so", _), var (second, _), ..] && char.IsAsciiDigit(second[0]))
        {
            words.RemoveAt(0);
        }

        return words.Take(12).ToList();
    }

    private static string ScopeOf(IReadOnlyList<UnitId> units, bool unnamed, Words words, long window)
    {
        var scope = new List<string>();
        foreach (var unit in units)
        {
            var number = words.Find(unit.Value);
            if (number >= 0)
            {
                scope.Add(DossierSearch.Scope(window, 'u', number));
                if (unnamed)
                {
                    scope.Add(DossierSearch.Scope(window, 'x', number));
                }
            }
        }

        return scope.Count == 0 ? "\"_\"" : string.Join(" OR ", scope.Select(token => $"\"{token}\""));
    }

    private static string Match(long window, string scope, List<(string Folded, string Exact)> words, bool exact, bool prefix)
    {
        var match = new StringBuilder($"(scope : ({scope}))");
        for (var i = 0; i < words.Count; i++)
        {
            var (folded, marked) = words[i];
            match.Append(" AND ");
            if (exact && marked != folded)
            {
                match.Append(CultureInfo.InvariantCulture, $"(exact : \"{DossierSearch.Word(window, marked)}\")");
                continue;
            }

            var star = prefix && i == words.Count - 1 ? "*" : "";
            var other = VietnameseText.OtherSpelling(folded) is { } spelling ? $" OR \"{DossierSearch.Word(window, spelling)}\"{star}" : "";
            match.Append(CultureInfo.InvariantCulture, $"(folded : (\"{DossierSearch.Word(window, folded)}\"{star}{other}))");
        }

        return match.ToString();
    }
}
