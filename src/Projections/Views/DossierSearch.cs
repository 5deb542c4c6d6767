using System.Globalization;
using System.Text;
using System.Text.Json;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Sittings;
using PhongTrao.Workflows.Subjects;
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
/// <param name="Exact">With the very marks that were typed; a number: the very one, and no longer one that contains it.</param>
public sealed record SearchHit(DossierId Dossier, SearchKind Kind, NomineeId? Nominee, string Text, bool Unnamed, bool Exact);

/// <summary>In what kind of paper a hit was found. The numbers are stored.</summary>
public enum SearchedPaper
{
    /// <summary>Tờ trình.</summary>
    Proposal = 1,

    /// <summary>Quyết định.</summary>
    Decision = 2,

    /// <summary>Quyết định nhập từ ngoài.</summary>
    Past = 3,

    /// <summary>Biên bản họp Hội đồng.</summary>
    Minutes = 4,
}

/// <summary>A hit in a paper that stands beside dossiers.</summary>
/// <param name="Id">Id of the tờ trình, decision, past decision or sitting.</param>
/// <param name="Text">As it stands there: its number, or a name on a past decision.</param>
/// <param name="Exact">As of a <see cref="SearchHit"/>.</param>
public sealed record PaperHit(SearchedPaper Paper, Guid Id, SearchKind Kind, string Text, bool Exact);

/// <summary>
/// Finds dossiers and papers by names and numbers, typed with or without marks, words in any order. Who may see a row stands in the
/// index beside its words, so that the scope is part of the search and not a filter after it. The words of so many dossiers,
/// a window, stand together and apart from those of others: what rare words cost, or words that nobody is called, is bounded
/// by the windows looked at, however long the history is. Papers lie above all dossiers, in windows of their own.
/// </summary>
/// <param name="dossiersOfWindow">Dossiers of one window, as <see cref="SearchQueries"/> has it.</param>
public sealed class DossierSearch(IUnitTree unitTree, IKeyring keyring, int dossiersOfWindow = DossierSearch.DossiersOfWindow) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "search";

    /// <summary>Dossiers of one window.</summary>
    public const int DossiersOfWindow = 32_768;

    internal const int RowBits = 16; // rows of one dossier lie together: no index is needed to find them
    internal const long FirstPaper = 1L << 40; // what is numbered from here on is a paper
    private const int Kept = 20_000;
    private const string LastRow = "SELECT max(row) FROM search_dossier~ WHERE row < ?1";
    private const string FindDossier = "SELECT row, next, scope, paper FROM search_dossier~ WHERE id = ?1";
    private const string WriteDossier = "INSERT OR REPLACE INTO search_dossier~ (row, id, next, scope, paper) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string AddRow = """
        INSERT INTO search~ (row, dossier, paper, kind, nominee, key, text, folded, exact, scope)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        """;
    private const string DropNominee = "DELETE FROM search~ WHERE row BETWEEN ?1 AND ?2 AND nominee = ?3";
    private const string OpenRows = "UPDATE search~ SET scope = ?3 WHERE row BETWEEN ?1 AND ?2 AND instr(scope, '_u')";
    private const string HiddenRows = "UPDATE search~ SET scope = ?3 WHERE row BETWEEN ?1 AND ?2 AND instr(scope, '_x')";
    private const string HowNamed = "SELECT instr(scope, '_x') > 0 FROM search~ WHERE row BETWEEN ?1 AND ?2 AND nominee = ?3 AND kind = 0";
    private const string SameNumber = "SELECT 1 FROM search~ WHERE row BETWEEN ?1 AND ?2 AND kind = 2 AND text = ?3";
    private const string DropRows = "DELETE FROM search~ WHERE row BETWEEN ?1 AND ?2";
    private const string EraseRows = "DELETE FROM search~ WHERE key = ?1";

    private readonly Dictionary<Guid, Entry> _kept = [];
    private readonly List<Entry> _dirty = [];
    private long _lastRow = -1;
    private long _lastPaper = -1;

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 5;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS search_dossier~ (row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, next INTEGER NOT NULL, scope TEXT NOT NULL, paper INTEGER);
            CREATE TABLE IF NOT EXISTS search~ (
                row INTEGER PRIMARY KEY, dossier BLOB NOT NULL, paper INTEGER, kind INTEGER NOT NULL, nominee BLOB, key TEXT,
                text TEXT NOT NULL, folded TEXT NOT NULL, exact TEXT NOT NULL, scope TEXT NOT NULL);
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
    public bool Handles(string category) => category is "dossier" or "proposal" or "decision" or "past" or "sitting";

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
        _lastRow = _lastPaper = -1;
    }

    /// <inheritdoc/>
    public void Erase(KeyId key, ViewWriter writer) => writer.Sql(EraseRows).Run(key.Value);

    internal static string Scope(long window, char kind, int unit) => string.Create(CultureInfo.InvariantCulture, $"{window}_{kind}{unit}");

    /// <summary>A word as it stands in the index of a window.</summary>
    internal static string Word(long window, string word) => string.Create(CultureInfo.InvariantCulture, $"{window}_{word}");

    /// <summary>The word by which a number is found as a whole: "36/KH-UBND" and "36 kh ubnd" alike.</summary>
    internal static string Whole(IEnumerable<string> folded) => "_" + string.Join('_', folded.SelectMany(Parts));

    /// <summary>Figures and letters written together: "36kh" → "36", "kh".</summary>
    internal static IEnumerable<string> Parts(string word)
    {
        var from = 0;
        for (var i = 1; i <= word.Length; i++)
        {
            if (i == word.Length || char.IsAsciiDigit(word[i]) != char.IsAsciiDigit(word[i - 1]))
            {
                yield return word[from..i];
                from = i;
            }
        }
    }

    private void Apply(ViewEvent e, ViewWriter writer)
    {
        switch (e.Body)
        {
            case ListEvent.ProposalDrafted d:
                Open(e, d.Unit, writer, SearchedPaper.Proposal);
                break;
            case ListEvent.DecisionDrafted d:
                var decision = Open(e, d.Authority, writer, SearchedPaper.Decision);
                if (d.RecordedFor is { } recorder)
                {
                    See(decision, unitTree.SelfAndAbove(recorder, VietnamTime.DateOf(e.Metadata.At)), writer);
                }

                break;
            case ListEvent.NomineesEntered n:
                SeeAs(Find(e, writer), n.Nominees.Select(nominee => nominee.Dossier), writer);
                break;
            case ListEvent.Issued i:
                Add(Find(e, writer), i.Paper.Number, writer);
                break;
            case SittingEvent.Called c:
                Open(e, c.Unit, writer, SearchedPaper.Minutes);
                break;
            case SittingEvent.NomineesEntered n:
                SeeAs(Find(e, writer), n.Nominees.Select(nominee => nominee.Dossier), writer);
                break;
            case SittingEvent.Closed c:
                Add(Find(e, writer), c.Minutes.Number, writer);
                break;
            case PastEvent.Entered { Paper: var paper } entered:
                var past = Open(e, entered.Unit, writer, SearchedPaper.Past);
                Add(past, paper.Number, writer);
                foreach (var name in paper.Names)
                {
                    if (keyring.Reveal(name.Profile) is { } profile)
                    {
                        past.Rows.Add(
                            new(
                                past.Next++,
                                SearchKind.Name,
                                name.Id.Value,
                                name.Profile.Key.Value,
                                JsonSerializer.Deserialize(profile, EventJson.Default.NomineeProfile)!.Name,
                                'u'
                            )
                        );
                    }
                }

                break;
            case PastEvent.Struck:
                var struck = Find(e, writer);
                struck.Rows.Clear();
                writer.Sql(DropRows).Run(struck.First, struck.Last);
                break;
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

    private Entry Open(ViewEvent e, UnitId unit, ViewWriter writer, SearchedPaper? paper = null)
    {
        ref var lastOf = ref paper is null ? ref _lastRow : ref _lastPaper;
        if (lastOf < 0)
        {
            var last = writer.Sql(LastRow).With(paper is null ? FirstPaper : long.MaxValue);
            lastOf = last.Step() ? last.Long(0) : 0;
            last.Reset();
            lastOf = paper is null ? lastOf : Math.Max(lastOf, FirstPaper);
        }

        var units = unitTree.SelfAndAbove(unit, VietnamTime.DateOf(e.Metadata.At)).Select(u => writer.Word(u.Value));
        return Touched(
            _kept[e.StreamId] = new Entry
            {
                Id = e.StreamId,
                Row = ++lastOf,
                Paper = paper,
                Units = [.. units],
            }
        );
    }

    private Entry Find(ViewEvent e, ViewWriter writer) =>
        Touched(
            Known(e.StreamId, writer) ?? throw new InvalidDataException($"The stream {e.Recorded.Stream} does not begin with its opening.")
        );

    private Entry? Known(Guid id, ViewWriter writer)
    {
        if (_kept.TryGetValue(id, out var entry))
        {
            return entry;
        }

        var found = writer.Sql(FindDossier);
        if (!found.One(id))
        {
            return null;
        }

        entry = new Entry
        {
            Id = id,
            Row = found.Long(0),
            Next = found.Int(1),
            Units = [.. found.Text(2).Split(' ').Select(u => int.Parse(u, CultureInfo.InvariantCulture))],
            Written = found.Int(1),
            Paper = (SearchedPaper?)found.IntOrNull(3),
        };
        found.Reset();
        return _kept[id] = entry;
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

    // A paper is found by whoever finds a dossier that is on it.
    private void SeeAs(Entry paper, IEnumerable<DossierId> dossiers, ViewWriter writer) =>
        See(paper, dossiers.Distinct().SelectMany(dossier => Known(dossier.Value, writer)?.Units ?? []).ToList(), writer);

    private void See(Entry dossier, IEnumerable<UnitId> units, ViewWriter writer) =>
        See(dossier, [.. units.Select(unit => writer.Word(unit.Value))], writer);

    private void See(Entry dossier, List<int> units, ViewWriter writer)
    {
        var count = dossier.Units.Count;
        foreach (var number in units)
        {
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
                    dossier.Paper is { } paper ? (int)paper : SqlValue.Null,
                    (int)row.Kind,
                    row.Nominee,
                    row.Key,
                    row.Text,
                    Indexed(dossier, words.Select(word => word.Folded)),
                    Indexed(
                        dossier,
                        row.Kind is SearchKind.Number
                            ? words.Select(word => word.Exact).Append(Whole(words.Select(word => word.Folded)))
                            : words.Select(word => word.Exact)
                    ),
                    ScopeOf(dossier, row.Visibility)
                );
        }

        dossier.Rows.Clear();
        dossier.Written = dossier.Next;
        dossier.IsDirty = false;
        writer
            .Sql(WriteDossier)
            .Run(
                dossier.Row,
                dossier.Id,
                dossier.Next,
                string.Join(' ', dossier.Units),
                dossier.Paper is { } kind ? (int)kind : SqlValue.Null
            );
    }

    /// <summary>A dossier and the rows it is to get.</summary>
    private sealed class Entry
    {
        internal required Guid Id { get; init; }

        internal required long Row { get; init; }

        internal SearchedPaper? Paper { get; init; }

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
    /// others of the same window, and a number as a whole before longer ones that contain it. A request looks at the newest
    /// <see cref="MostWindows"/> × <see cref="DossierSearch.DossiersOfWindow"/> dossiers below its cursor at most: a page may come
    /// short, even empty, with where to search on.
    /// </summary>
    /// <param name="units">Units of the reader (with predecessors).</param>
    /// <param name="text">As typed.</param>
    /// <param name="unnamed">Whether the reader may find unnamed nominees by name.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–100.</param>
    /// <param name="typing">Still being typed: the last word may be the beginning of one.</param>
    public Page<SearchHit> Find(
        IReadOnlyList<UnitId> units,
        string text,
        bool unnamed,
        string? after = null,
        int limit = 20,
        bool typing = false
    ) =>
        Find(
            units,
            text,
            unnamed,
            after,
            limit,
            typing,
            isPaper: false,
            (read, isExact) =>
                new SearchHit(
                    new(read.Id(1)),
                    (SearchKind)read.Int(2),
                    read.IdOrNull(3) is { } nominee ? new NomineeId(nominee) : null,
                    read.Text(4),
                    read.Bool(5),
                    isExact
                ),
            hit => (hit.Exact, hit.Text)
        );

    /// <summary>
    /// Tờ trình, decisions, past decisions and minutes that hold all the words, found and bounded as dossiers are by
    /// <see cref="Find(IReadOnlyList{UnitId}, string, bool, string?, int, bool)"/>.
    /// </summary>
    /// <param name="units">Units of the reader (with predecessors).</param>
    /// <param name="text">As typed.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–100.</param>
    /// <param name="typing">Still being typed: the last word may be the beginning of one.</param>
    public Page<PaperHit> Papers(IReadOnlyList<UnitId> units, string text, string? after = null, int limit = 20, bool typing = false) =>
        Find(
            units,
            text,
            unnamed: false,
            after,
            limit,
            typing,
            isPaper: true,
            (read, isExact) => new PaperHit((SearchedPaper)read.Int(6), read.Id(1), (SearchKind)read.Int(2), read.Text(4), isExact),
            hit => (hit.Exact, hit.Text)
        );

    private Page<T> Find<T>(
        IReadOnlyList<UnitId> units,
        string text,
        bool unnamed,
        string? after,
        int limit,
        bool typing,
        bool isPaper,
        Func<Statement, bool, T> hitOf,
        Func<T, (bool Exact, string Text)> tell
    )
    {
        var words = VietnameseText.Asked(text);
        if (words.Count == 0 || units.Count == 0)
        {
            return new([], null);
        }

        limit = Math.Clamp(limit, 1, 100);
        using var view = database.Read(DossierSearch.ViewName);
        var precise = Precise.Of(words);
        var rowsOfWindow = (long)dossiersOfWindow << DossierSearch.RowBits;
        var end = LastOf(view, isPaper) + 1;
        var (exact, below) = CursorOf(after) ?? (true, end);
        below = Math.Min(below, end);
        exact &= precise is not null;
        var hits = new List<T>();
        var newest = (below - 1) / rowsOfWindow;
        var oldest = isPaper ? DossierSearch.FirstPaper / dossiersOfWindow : 0;
        if (typing)
        {
            return new(Typed(), null);
        }

        var window = newest;
        for (; window >= oldest && window > newest - MostWindows; window--)
        {
            var scope = ScopeOf(units, unnamed, view.Words, window);
            var top = (window + 1) * rowsOfWindow;
            if (exact)
            {
                if (Read(view, Match(window, scope, words, precise, prefix: false), ref below, null, limit, hits, hitOf))
                {
                    return new(hits, "e" + Keyset.Text(below));
                }

                below = top;
            }

            if (Read(view, Match(window, scope, words, null, prefix: false), ref below, precise, limit, hits, hitOf))
            {
                return new(hits, "f" + Keyset.Text(below));
            }

            (exact, below) = (precise is not null, window * rowsOfWindow);
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
                Read(view, Match(looked, scope, words, null, prefix: true), ref last, null, limit, hits, hitOf);
            }
        }

        return new(hits, window >= oldest ? "e" + Keyset.Text(below) : null);

        // One letter begins too many words: until the second comes, those before it are looked for.
        List<T> Typed()
        {
            var isShort = words[^1].Folded.Length < 2 && !char.IsAsciiDigit(words[^1].Folded[0]);
            if (isShort && words.Count == 1)
            {
                return [];
            }

            var (found, said) = (new List<T>(), isShort ? [.. words.SkipLast(1)] : words);
            for (var looked = newest; looked >= oldest && looked > newest - MostWindows && found.Count < limit; looked--)
            {
                var scope = ScopeOf(units, unnamed, view.Words, looked);
                var top = (looked + 1) * rowsOfWindow;
                var whole = precise?.Whole is null ? null : precise;
                if (whole is not null)
                {
                    Read(view, Match(looked, scope, words, whole, prefix: false), ref top, null, found.Count + limit, found, hitOf);
                    top = (looked + 1) * rowsOfWindow;
                }

                Read(view, Match(looked, scope, said, null, prefix: !isShort), ref top, whole, found.Count + (limit * 4), found, hitOf);
            }

            return [.. found.OrderByDescending(hit => Rank(tell(hit))).Take(limit)];
        }

        // The last word is not finished and has no marks to compare.
        int Rank((bool Exact, string Text) hit)
        {
            var there = VietnameseText.Exact(hit.Text).Split(' ');
            var marks = words.SkipLast(1).Count(word => word.Exact != word.Folded && there.Contains(word.Exact, StringComparer.Ordinal));
            return hit.Exact && precise?.Whole is not null ? int.MaxValue : marks;
        }
    }

    /// <summary>"e" and a row: those with the very marks below it; "f": the others of its window.</summary>
    private static (bool Exact, long Below)? CursorOf(string? after) =>
        after is ['e' or 'f', ..] && long.TryParse(after.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out var row) && row > 0
            ? (after[0] == 'e', row)
            : null;

    private static long LastOf(ViewReader view, bool isPaper)
    {
        const long firstPaper = DossierSearch.FirstPaper << DossierSearch.RowBits;
        var read = view.Sql("SELECT max(row) FROM search~ WHERE row BETWEEN ?1 AND ?2")
            .With(isPaper ? firstPaper : 0, isPaper ? long.MaxValue : firstPaper - 1);
        var last = read.Step() && !read.IsNull(0) ? read.Long(0) : -1;
        read.Reset();
        return last;
    }

    /// <summary>Reads hits below <paramref name="last"/> until the page is full; true when there are more.</summary>
    private static bool Read<T>(
        ViewReader view,
        string match,
        ref long last,
        Precise? notExactly,
        int limit,
        List<T> hits,
        Func<Statement, bool, T> hitOf
    )
    {
        var read = view.Sql(
                """
                SELECT s.row, s.dossier, s.kind, s.nominee, s.text, instr(s.scope, '_x') > 0, s.paper FROM fts~ f
                JOIN search~ s ON s.row = f.rowid WHERE fts~ MATCH ?1 AND f.rowid < ?2 ORDER BY f.rowid DESC LIMIT ?3
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
            if (notExactly?.Is((SearchKind)read.Int(2), read.Text(4)) == true)
            {
                continue; // came before, with the exact ones
            }

            hits.Add(hitOf(read, notExactly is null));
        }

        read.Reset();
        return more || looked == Keyset.MostRowsLookedAt;
    }

    /// <summary>What comes first: where figures were typed, the number that is just these words; else the very marks.</summary>
    /// <param name="Whole">The word of the whole number; null: no figures were typed.</param>
    /// <param name="Words">What was typed.</param>
    private sealed record Precise(string? Whole, IReadOnlyList<(string Folded, string Exact)> Words)
    {
        /// <summary>Null: neither figures nor marks were typed, and nothing comes before the rest.</summary>
        internal static Precise? Of(IReadOnlyList<(string Folded, string Exact)> words) =>
            words.Any(w => w.Folded.Any(char.IsAsciiDigit)) ? new(DossierSearch.Whole(words.Select(w => w.Folded)), words)
            : words.Any(w => w.Exact != w.Folded) ? new(null, words)
            : null;

        internal bool Is(SearchKind kind, string text)
        {
            if (Whole is not null)
            {
                return kind is SearchKind.Number && DossierSearch.Whole(VietnameseText.Split(text).Select(w => w.Folded)) == Whole;
            }

            var there = VietnameseText.Exact(text).Split(' ');
            return Words.All(w => w.Exact == w.Folded || there.Contains(w.Exact, StringComparer.Ordinal));
        }
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

    private static string Match(
        long window,
        string scope,
        IReadOnlyList<(string Folded, string Exact)> words,
        Precise? precise,
        bool prefix
    )
    {
        var match = new StringBuilder($"(scope : ({scope}))");
        if (precise?.Whole is { } whole)
        {
            return match.Append(CultureInfo.InvariantCulture, $" AND (exact : \"{DossierSearch.Word(window, whole)}\")").ToString();
        }

        for (var i = 0; i < words.Count; i++)
        {
            var (folded, marked) = words[i];
            match.Append(" AND ");
            if (precise is not null && marked != folded)
            {
                match.Append(CultureInfo.InvariantCulture, $"(exact : \"{DossierSearch.Word(window, marked)}\")");
                continue;
            }

            var star = prefix && i == words.Count - 1 ? "*" : "";
            var other = VietnameseText.OtherSpelling(folded) is { } spelling ? $" OR \"{DossierSearch.Word(window, spelling)}\"{star}" : "";
            var parts = DossierSearch.Parts(folded).ToList();
            if (parts.Count > 1)
            {
                // "36KH": as a word, or as the number that it begins.
                other +=
                    $" OR ({string.Join(" AND ", parts.Select((part, at) => $"\"{DossierSearch.Word(window, part)}\"{(at == parts.Count - 1 ? star : "")}"))})";
            }

            match.Append(CultureInfo.InvariantCulture, $"(folded : (\"{DossierSearch.Word(window, folded)}\"{star}{other}))");
        }

        return match.ToString();
    }
}
