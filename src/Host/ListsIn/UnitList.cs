using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using PhongTrao.Projections;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.ListsIn;

/// <summary>A unit as a list has it enter or change the register; everything as the register writes it.</summary>
/// <param name="Id">Its code.</param>
/// <param name="IsNew">Whether it enters; otherwise its name or superior changes.</param>
/// <param name="Level">Code of its level.</param>
/// <param name="Kind">What sort of body it is; null: an administrative unit.</param>
/// <param name="Name">Full name with the level word.</param>
/// <param name="ShortName">Null: the full name.</param>
/// <param name="LevelWord">"xã", "trường".</param>
/// <param name="Parent">Code of its superior; null: it has none.</param>
/// <param name="From">From which day, yyyy-MM-dd.</param>
public sealed record ListedChange(
    string Id,
    bool IsNew,
    string Level,
    string? Kind,
    string Name,
    string? ShortName,
    string LevelWord,
    string? Parent,
    string From
);

/// <summary>A unit that a row of a list names.</summary>
/// <param name="Place">The row: "Sheet1!A12".</param>
/// <param name="Unit">As it would stand in the register.</param>
/// <param name="Known">It stands there already.</param>
/// <param name="Changes">Something of it differs, and would change.</param>
/// <param name="Places">Where its code, name, short name, level and superior stand.</param>
public sealed record ListedUnit(
    string Place,
    ListedChange Unit,
    bool Known,
    bool Changes,
    [property: JsonIgnore] IReadOnlyDictionary<string, string> Places
);

/// <summary>What reading a list of units gave.</summary>
/// <param name="Units">Every unit that could be understood, in order.</param>
/// <param name="Notes">Remarks on cells, errors among them.</param>
/// <param name="Converted">How many cells were converted from old letters.</param>
public sealed record UnitListing(IReadOnlyList<ListedUnit> Units, IReadOnlyList<ListNote> Notes, int Converted);

/// <summary>
/// Reads units from the lists that offices keep of them: a name with its level word, whose it is by name or by the line above, and what else there
/// is. What a list does not say of a unit that is known stays; no list ends a unit.
/// </summary>
public static partial class UnitList
{
    /// <summary>Most units of one file.</summary>
    public const int Most = 5000;

    private const int LongestName = 300;
    private const int MostNamed = 5;

    private static readonly (string Word, string Exact, UnitLevel? Level)[] Words =
    [
        .. new (string, UnitLevel?)[]
        {
            ("thị trấn", UnitLevel.Commune),
            ("đặc khu", UnitLevel.Commune),
            ("phường", UnitLevel.Commune),
            ("xã", UnitLevel.Commune),
            ("thị xã", UnitLevel.District),
            ("huyện", UnitLevel.District),
            ("quận", UnitLevel.District),
            ("tỉnh", UnitLevel.Province),
            ("thành phố", null), // of a province, or as one
        }.Select(word => (word.Item1, VietnameseText.Exact(word.Item1), word.Item2)),
    ];

    // What begins the names of bodies that are no administrative units, and the kind they are.
    private static readonly (string Begin, string Word, string Kind)[] Bodies =
    [
        ("truong thpt", "trường", "thpt"),
        ("truong trung hoc pho thong", "trường", "thpt"),
        ("truong thcs", "trường", "thcs"),
        ("truong trung hoc co so", "trường", "thcs"),
        ("truong tieu hoc", "trường", "tieu-hoc"),
        ("truong mam non", "trường", "mam-non"),
        ("truong mau giao", "trường", "mam-non"),
        ("cong ty", "công ty", "doanh-nghiep"),
        ("doanh nghiep", "doanh nghiệp", "doanh-nghiep"),
        ("hop tac xa", "hợp tác xã", "doanh-nghiep"),
        ("benh vien", "bệnh viện", "co-quan"),
        ("trung tam", "trung tâm", "co-quan"),
        ("so", "sở", "co-quan"),
        ("phong", "phòng", "co-quan"),
        ("chi cuc", "chi cục", "co-quan"),
        ("co quan", "cơ quan", "co-quan"),
    ];

    /// <summary>Reads a list against the register.</summary>
    /// <param name="file">The file.</param>
    /// <param name="organisation">The register.</param>
    /// <param name="from">From which day what the list says holds, where it has no column for that.</param>
    /// <param name="parent">Whose the units are, where the list does not say; null: it does.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ListRefusedException">No list can be found in it, or it is damaged.</exception>
    public static UnitListing Read(
        TableFile file,
        OrganisationState organisation,
        DateOnly from,
        UnitId? parent,
        CancellationToken cancellationToken = default
    )
    {
        var reader = new ListReader(file, Most, Named.Units);
        var notes = new ListNotes();
        var rows = reader.Rows(cancellationToken).Select(row => RowOf(row, from, notes)).OfType<Row>().ToList();
        if (!reader.HasHeads)
        {
            throw new ListRefusedException(Refusal.Of(ListProblems.NoHead));
        }

        if (rows.Count == 0 && notes.Errors == 0 && reader.Notes.All(note => !note.IsError))
        {
            throw new ListRefusedException(Refusal.Of(ListProblems.NoRows));
        }

        var names = new Names(organisation, rows);
        var listed = new List<ListedUnit>();
        // Whoever is above is known before those who are below, wherever they stand.
        foreach (var row in rows.OrderByDescending(row => row.Level ?? UnitLevel.District).ThenBy(row => row.Kind is not null))
        {
            row.Parent = names.ParentOf(row, parent, notes);
            row.Level ??= row.Parent is null ? UnitLevel.Province : UnitLevel.District; // only a thành phố is either
            row.Id = names.IdOf(row);
        }

        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var row in rows)
        {
            if (!seen.TryAdd(row.Id!, row.Places["name"]))
            {
                notes.Add(ListNote.Error(row.Places["name"], ListProblems.Twice, ("first", seen[row.Id!])));
                continue;
            }

            listed.Add(UnitOf(row, organisation, notes));
        }

        return new(listed, [.. notes.All, .. reader.Notes], reader.Converted.Count);
    }

    /// <summary>The changes of the register that a list means.</summary>
    public static OrganisationChanges ChangesOf(IEnumerable<ListedChange> list)
    {
        var (units, versions) = (new List<UnitEntry>(), new List<UnitVersion>());
        foreach (var change in list)
        {
            var version = new UnitVersion(
                new(change.Id),
                DateOnly.ParseExact(change.From, "yyyy-MM-dd", CultureInfo.InvariantCulture),
                new(change.Name),
                change.ShortName is { } name ? new(name) : null,
                new(change.LevelWord),
                change.Parent is { } parent ? new(parent) : null
            );
            if (change.IsNew)
            {
                units.Add(
                    new(version.Unit, LevelCodes.Words[change.Level], false, version, change.Kind is { } kind ? new KindCode(kind) : null)
                );
            }
            else
            {
                versions.Add(version);
            }
        }

        return OrganisationChanges.None with
        {
            Units = units,
            Versions = versions,
        };
    }

    private static ListedUnit UnitOf(Row row, OrganisationState organisation, ListNotes notes)
    {
        var change = new ListedChange(
            row.Id!,
            true,
            LevelCodes.Of(row.Level!.Value),
            row.Kind,
            row.Name,
            row.ShortName,
            row.LevelWord,
            row.Parent?.Value,
            Iso(row.From)
        );
        if (organisation.Unit(new(row.Id!)) is not { } known)
        {
            return new(row.Place, change, false, false, row.Places);
        }

        var day = row.From < known.From ? known.From : row.From;
        var now = known.On(day);
        if (row.SaysLevel && known.Level != row.Level)
        {
            notes.Add(ListNote.Error(row.Places["level"], OrganisationRefusals.UnitDiffers, ("unit", row.Id!)));
        }

        var isSame = VietnameseText.Exact(now.Name.Value) == VietnameseText.Exact(row.Name);
        var wanted = change with
        {
            IsNew = false,
            Level = LevelCodes.Of(known.Level),
            Kind = known.Kind?.Value,
            Name = isSame ? now.Name.Value : row.Name,
            LevelWord = isSame ? now.LevelWord.Value : row.LevelWord,
            ShortName = row.ShortName ?? now.ShortName?.Value,
            Parent = row.Parent?.Value ?? now.Parent?.Value,
            From = Iso(day),
        };
        var before = notes.All.Count;
        Compare("name", now.Name.Value, wanted.Name);
        Compare("shortName", now.ShortName?.Value, wanted.ShortName);
        Compare("parent", NameOf(now.Parent?.Value), NameOf(wanted.Parent));
        return new(row.Place, wanted, true, notes.All.Count > before, row.Places);

        void Compare(string field, string? here, string? there)
        {
            if (here != there)
            {
                notes.Add(
                    ListNote.Look(
                        row.Places[field],
                        ListProblems.WillChange,
                        ("day", day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture))
                    ) with
                    {
                        Here = here,
                        There = there,
                    }
                );
            }
        }

        string? NameOf(string? unit) => unit is null ? null : organisation.Unit(new(unit))?.NameOn(day).Value ?? unit;
    }

    private static Row? RowOf(ListRow row, DateOnly from, ListNotes notes)
    {
        if (row.Find(Column.Name) is not { } named)
        {
            notes.Add(ListNote.Error(row.PlaceOf(Column.Name), ListProblems.NameMissing));
            return null;
        }

        var found = new Row
        {
            Place = row.Place,
            Places = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["id"] = row.PlaceOf(Column.UnitCode),
                ["name"] = named.Place,
                ["shortName"] = row.PlaceOf(Column.UnitShortName),
                ["level"] = row.Find(Column.UnitLevel)?.Place ?? row.Find(Column.UnitKind)?.Place ?? named.Place,
                ["parent"] = row.Find(Column.UnitParent)?.Place ?? named.Place,
                ["from"] = row.PlaceOf(Column.UnitFrom),
            },
            Name = Cells.OneLine(named.Text),
            From = from,
            ShortName = row.Find(Column.UnitShortName) is { } shorter ? Cells.OneLine(shorter.Text) : null,
            ParentText = row.Find(Column.UnitParent) is { } above ? Cells.OneLine(above.Text) : null,
            HeadingText = row.Heading,
        };
        if (!found.Name.Any(char.IsLetter))
        {
            notes.Add(ListNote.Error(named.Place, ListProblems.NotAName));
            return null;
        }

        if (found.Name.Length > LongestName || found.ShortName?.Length > LongestName)
        {
            notes.Add(
                ListNote.Error(
                    found.Name.Length > LongestName ? named.Place : found.Places["shortName"],
                    ListProblems.TooLong,
                    ("max", LongestName.ToString(CultureInfo.InvariantCulture))
                )
            );
            return null;
        }

        if (row.Find(Column.UnitCode) is { } code)
        {
            found.Code = Cells.OneLine(code.Text);
            if (!UnitId.TryParse(found.Code, out _))
            {
                notes.Add(ListNote.Error(code.Place, FileProblems.NotACode, ("found", found.Code)));
                return null;
            }
        }

        if (row.Find(Column.UnitFrom) is { } began)
        {
            if (Cells.Day(Cells.OneLine(began.Text), began.Day, began.Number) is not { } day)
            {
                notes.Add(ListNote.Error(began.Place, ListProblems.NotADay));
                return null;
            }

            found.From = day;
        }

        return Levelled(found, row, notes) ? found : null;
    }

    // "Xã" may stand in the name, under "Loại" or under "Cấp"; a school or an agency says its kind instead.
    private static bool Levelled(Row found, ListRow row, ListNotes notes)
    {
        var word = WordOf(found.Name, whole: false);
        foreach (var cell in new[] { row.Find(Column.UnitKind), row.Find(Column.UnitLevel) }.OfType<ListCell>())
        {
            if (word is null && WordOf(cell.Text, whole: true) is { } said)
            {
                word = said;
                found.Name = $"{said.Word} {found.Name}";
            }
        }

        if (row.Find(Column.UnitLevel) is { } level)
        {
            found.SaysLevel = true;
            found.Level = LevelOf(level.Text);
            if (found.Level is null)
            {
                notes.Add(ListNote.Error(level.Place, ListProblems.UnknownLevel));
                return false;
            }
        }

        if (word is { } administrative)
        {
            found.Name = administrative.Word + found.Name[administrative.Word.Length..];
            found.LevelWord = administrative.Word;
            found.Level ??= administrative.Level;
            return true;
        }

        var folded = VietnameseText.Fold(found.Name) + " ";
        var body = Bodies.FirstOrDefault(one => folded.StartsWith($"{one.Begin} ", StringComparison.Ordinal));
        found.LevelWord = body.Word ?? found.Name.Split(' ')[0].ToLowerInvariant();
        found.Kind = row.Find(Column.UnitKind) is { } kind ? SlugOf(kind.Text) : body.Kind;
        if (found.Kind is null && found.Level is not UnitLevel.Centre)
        {
            notes.Add(ListNote.Error(found.Places["name"], ListProblems.LevelMissing));
            return false;
        }

        found.Level ??= UnitLevel.Commune;
        return true;
    }

    private static (string Word, UnitLevel? Level)? WordOf(string text, bool whole)
    {
        var exact = VietnameseText.Exact(text);
        foreach (var (word, form, level) in Words)
        {
            if (exact == form || (!whole && exact.StartsWith($"{form} ", StringComparison.Ordinal) && text.Length > word.Length))
            {
                return (word, level);
            }
        }

        return null;
    }

    private static UnitLevel? LevelOf(string text)
    {
        var said = VietnameseText.Fold(text);
        said = said.StartsWith("cap ", StringComparison.Ordinal) ? said[4..] : said;
        return said switch
        {
            "trung uong" => UnitLevel.Centre,
            "thanh pho truc thuoc trung uong" => UnitLevel.Province,
            "thanh pho thuoc tinh" => UnitLevel.District,
            _ => LevelCodes.Words.TryGetValue(said.Replace(' ', '-'), out var level)
                ? level
                : Words.FirstOrDefault(word => word.Level is not null && VietnameseText.Fold(word.Word) == said).Level,
        };
    }

    private static string SlugOf(string text)
    {
        var slug = VietnameseText.Fold(text).Replace(' ', '-');
        return slug.Length <= 60 ? slug : slug[..60].TrimEnd('-');
    }

    private static string Iso(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    // "II. Huyện Hớn Quản", "b) Huyện Hớn Quản".
    [GeneratedRegex(@"^\s*[\p{L}\d]{1,5}[.)]\s*", NomineeList.Options, 1000)]
    private static partial Regex Numbered();

    private sealed class Row
    {
        internal required string Place { get; init; }
        internal required Dictionary<string, string> Places { get; init; }
        internal required string Name { get; set; }
        internal string? ShortName { get; init; }
        internal string? ParentText { get; init; }
        internal string? HeadingText { get; init; }
        internal string? Code { get; set; }
        internal DateOnly From { get; set; }
        internal UnitLevel? Level { get; set; }
        internal bool SaysLevel { get; set; }
        internal string? Kind { get; set; }
        internal string LevelWord { get; set; } = "";
        internal UnitId? Parent { get; set; }
        internal string? Id { get; set; }
    }

    /// <summary>Who is called what, in the register and in the list itself.</summary>
    private sealed class Names
    {
        private readonly OrganisationState _organisation;
        private readonly Dictionary<string, List<Unit>> _known = new(StringComparer.Ordinal);
        private readonly Dictionary<string, List<Row>> _listed = new(StringComparer.Ordinal);
        private readonly Dictionary<string, Row> _given = new(StringComparer.Ordinal);

        internal Names(OrganisationState organisation, IReadOnlyList<Row> rows)
        {
            _organisation = organisation;
            foreach (var unit in organisation.Units.OrderBy(unit => unit.Id.Value, StringComparer.Ordinal))
            {
                foreach (var name in unit.Versions.Select(version => VietnameseText.Exact(version.Name.Value)).Distinct())
                {
                    Add(_known, name, unit);
                }
            }

            foreach (var row in rows)
            {
                Add(_listed, VietnameseText.Exact(row.Name), row);
            }
        }

        /// <summary>Whose a unit of the list is; a unit of the list itself must be decided on first, where it stands above.</summary>
        internal UnitId? ParentOf(Row row, UnitId? otherwise, ListNotes notes)
        {
            if (row.ParentText is not { } text)
            {
                // The line above says whose they are, or of what sort; where it names nobody, who sends the list has said.
                if (row.HeadingText is { } heading && Called(Numbered().Replace(heading, ""), row).Distinct().ToList() is [var over])
                {
                    notes.Add(ListNote.Look(row.Places["name"], ListProblems.FromHeading));
                    return over;
                }

                var isKnown = row.Code is { } own && _organisation.Unit(new(own)) is not null;
                if (isKnown || row.Level is UnitLevel.Province or UnitLevel.Centre)
                {
                    return null;
                }

                if (otherwise is null && row.Level is not null)
                {
                    notes.Add(ListNote.Error(row.Places["parent"], ListProblems.ParentUnknown));
                }

                return otherwise;
            }

            if (UnitId.TryParse(text, out var code) && (_organisation.Unit(code) is not null || _given.ContainsKey(text)))
            {
                return code;
            }

            var candidates = Called(text, row).Distinct().ToList();
            if (candidates is [var only])
            {
                return only;
            }

            notes.Add(
                candidates is []
                    ? ListNote.Error(row.Places["parent"], ListProblems.ParentUnknown)
                    : ListNote.Error(
                        row.Places["parent"],
                        ListProblems.ParentAmbiguous,
                        ("codes", string.Join(", ", candidates.Take(MostNamed)))
                    )
            );
            return null;
        }

        /// <summary>The code of a unit: as the list gives it, as the register has it, or made of its name.</summary>
        internal string IdOf(Row row)
        {
            var id = row.Code ?? Known(row)?.Id.Value ?? Made(row);
            _given.TryAdd(id, row);
            row.Id = id;
            return id;
        }

        // By its whole name, or by the name without the level word where that is enough.
        private IEnumerable<UnitId> Called(string text, Row row)
        {
            var exact = VietnameseText.Exact(text);
            foreach (var name in Words.Select(word => $"{word.Exact} {exact}").Prepend(exact))
            {
                var found = _known
                    .GetValueOrDefault(name, [])
                    .Where(unit =>
                        unit.IsInForce(row.From)
                        && IsAbove(row, unit.Level, unit.Kind?.Value)
                        && VietnameseText.Exact(unit.NameOn(row.From).Value) == name
                    )
                    .Select(unit => unit.Id)
                    .Concat(
                        _listed
                            .GetValueOrDefault(name, [])
                            .Where(other => other.Id is not null && IsAbove(row, other.Level!.Value, other.Kind))
                            .Select(other => new UnitId(other.Id!))
                    )
                    .ToList();
                foreach (var unit in found)
                {
                    yield return unit;
                }

                if (found.Count > 0 && name == exact)
                {
                    yield break;
                }
            }
        }

        private static bool IsAbove(Row row, UnitLevel level, string? kind) =>
            level > (row.Level ?? UnitLevel.District) || (level == row.Level && row.Kind is not null && kind is null);

        private Unit? Known(Row row) =>
            _known
                .GetValueOrDefault(VietnameseText.Exact(row.Name), [])
                .FirstOrDefault(unit => unit.IsInForce(row.From) && unit.On(row.From).Parent == row.Parent);

        private string Made(Row row)
        {
            var slug = SlugOf(row.Name);
            var year = row.From.Year.ToString(CultureInfo.InvariantCulture);
            var whole = row.Parent is { } parent ? $"{slug}-{parent}" : slug;
            return new[] { slug, $"{slug}-{year}", whole, $"{whole}-{year}" }.FirstOrDefault(id =>
                    id.Length <= 80 && !_given.ContainsKey(id) && _organisation.Unit(new(id)) is null
                )
                ?? Enumerable
                    .Range(2, Most)
                    .Select(n => string.Create(CultureInfo.InvariantCulture, $"{slug}-{n}"))
                    .First(id => !_given.ContainsKey(id) && _organisation.Unit(new(id)) is null);
        }

        private static void Add<T>(Dictionary<string, List<T>> to, string name, T one)
        {
            if (!to.TryGetValue(name, out var all))
            {
                to[name] = all = [];
            }

            all.Add(one);
        }
    }
}
