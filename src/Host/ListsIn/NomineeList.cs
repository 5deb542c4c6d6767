using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Localization;
using PhongTrao.Projections;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.ListsIn;

/// <summary>Somebody on a list, as they would be taken in.</summary>
/// <param name="Place">The row: "Sheet1!A12"; with a second part where a cell named several: "Sheet1!A12 (2)".</param>
/// <param name="Places">Where each member of the input was read, by its name.</param>
/// <param name="Input">What would be entered.</param>
public sealed record ListedNominee(string Place, IReadOnlyDictionary<string, string> Places, NomineeInput Input)
{
    /// <summary>Who is the same within one dossier: name, position and unit, whatever the capitals and blanks.</summary>
    public string Key => KeyOf(Input.Name, Input.Position, Input.Workplace);

    /// <summary>Sixteen bytes in the place of a key, however long: what is held of each row of a long list.</summary>
    internal static Guid DigestOf(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));

    /// <summary>The same of what stands in a dossier.</summary>
    public static string KeyOf(string? name, string? position, string? workplace) =>
        string.Join('|', new[] { name, position, workplace }.Select(text => VietnameseText.Exact(text ?? "")));
}

/// <summary>What reading a list of nominees gave.</summary>
/// <param name="Rows">Everybody named, in order.</param>
/// <param name="Notes">Remarks on cells, errors among them.</param>
/// <param name="Converted">Places of cells that were converted from old letters.</param>
public sealed record NomineeListing(IReadOnlyList<ListedNominee> Rows, IReadOnlyList<ListNote> Notes, IReadOnlySet<string> Converted);

/// <summary>Reads nominees from the lists that units send.</summary>
public static partial class NomineeList
{
    internal const RegexOptions Options = RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture;

    /// <summary>
    /// Most people and collectives of one file. A dossier is one act: one page, one tờ trình, one list to be signed, decided on as a whole; more than
    /// this nobody reads or votes on together.
    /// </summary>
    public const int Most = 2000;

    private static readonly string[] Collectives =
    [
        "tap the",
        "to",
        "doi",
        "ban",
        "phong",
        "cong an",
        "ubnd",
        "uy ban",
        "truong",
        "hoi",
        "chi hoi",
        "chi doan",
        "doan",
        "dan quan",
        "luc luong",
        "ap",
        "khu pho",
        "thon",
        "can bo va nhan dan",
        "can bo",
        "nhan dan va",
        "nhan dan",
        "dang uy",
        "chi bo",
        "cau lac bo",
        "mat tran",
        "cong ty",
        "hop tac xa",
        "xa",
        "phuong",
        "thi tran",
        "tram",
        "so",
        "mo hinh",
        "cum",
    ];

    /// <summary>Reads a list.</summary>
    /// <param name="file">The file.</param>
    /// <param name="groups">Target groups of the plan, by which a column of groups is read.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <exception cref="ListRefusedException">No list can be found in it, or it is damaged.</exception>
    public static NomineeListing Read(TableFile file, IReadOnlyList<PlanGroup> groups, CancellationToken cancellationToken = default)
    {
        var people = new List<ListedNominee>();
        var (notes, converted) = Read(file, groups, Most, people.Add, cancellationToken);
        return new(people, notes, converted);
    }

    /// <summary>As the other, handing over everybody when they are met and keeping nobody.</summary>
    internal static (IReadOnlyList<ListNote> Notes, IReadOnlySet<string> Converted) Read(
        TableFile file,
        IReadOnlyList<PlanGroup> groups,
        int most,
        Action<ListedNominee> take,
        CancellationToken cancellationToken
    )
    {
        var reader = new ListReader(file, most);
        var notes = new ListNotes();
        var years = new Dictionary<Guid, (string Place, int? Year)>();
        foreach (var row in reader.Rows(cancellationToken))
        {
            foreach (var one in Listed(row, groups, notes, reader.Converted))
            {
                var key = ListedNominee.DigestOf(one.Key);
                if (
                    years.TryGetValue(key, out var first)
                    && (first.Year is null || one.Input.BirthYear is null || first.Year == one.Input.BirthYear)
                    && one.Input.Name is not null
                )
                {
                    notes.Add(ListNote.Error(one.Places["name"], ListProblems.Twice, ("first", first.Place)));
                }

                years.TryAdd(key, (one.Places["name"], one.Input.BirthYear));
                take(one);
            }
        }

        if (!reader.HasHeads)
        {
            throw new ListRefusedException(Refusal.Of(ListProblems.NoHead));
        }

        if (years.Count == 0 && notes.Errors == 0 && reader.Notes.All(note => !note.IsError))
        {
            throw new ListRefusedException(Refusal.Of(ListProblems.NoRows));
        }

        return ([.. notes.All, .. reader.Notes], reader.Converted);
    }

    internal static IEnumerable<ListedNominee> Listed(
        ListRow row,
        IReadOnlyList<PlanGroup> groups,
        ListNotes notes,
        IReadOnlySet<string> converted
    )
    {
        var (name, names, hinted) = Cells.Name(row, notes);
        if (name is null)
        {
            notes.Add(ListNote.Error(row.PlaceOf(Column.Name), ListProblems.NameMissing));
            yield break;
        }

        var kind = Cells.Kind(row, notes) ?? hinted ?? row.Section ?? Guess(row, name.Text);
        if (kind is SubjectKind.Person && row.Find(Column.Kind) is null && Guess(row, name.Text) is SubjectKind.Collective)
        {
            // Under "Họ và tên" units put their collectives too.
            notes.AddOnce(ListNote.Look(name.Place, ListProblems.KindByName));
            kind = SubjectKind.Collective;
        }

        var parts = names.Count == 1 ? names : Cells.Names(row, kind, names, name.Place, notes);
        if (kind is SubjectKind.Person && converted.Contains(name.Place))
        {
            parts = [.. parts.Select(Capitals)];
        }

        for (var i = 0; i < parts.Count; i++)
        {
            yield return One(row, groups, notes, kind, parts[i], name.Place, i, parts.Count);
        }

        if (parts.Count == 0)
        {
            yield return One(row, groups, notes, kind, string.Join(' ', names), name.Place, 0, Cells.Unfit);
        }
    }

    private static ListedNominee One(
        ListRow row,
        IReadOnlyList<PlanGroup> groups,
        ListNotes notes,
        SubjectKind kind,
        string name,
        string place,
        int part,
        int parts
    )
    {
        var cells = new Cells(row, part, parts, notes);
        if (kind is SubjectKind.Person && Addressed().Match(name) is { Success: true } address)
        {
            notes.AddOnce(ListNote.Look(place, ListProblems.AddressCut));
            name = name[address.Length..];
        }

        if (!name.Any(char.IsLetter))
        {
            notes.AddOnce(ListNote.Error(place, ListProblems.NotAName));
        }

        if (kind is SubjectKind.Person && TwoNames().IsMatch(name))
        {
            notes.Add(ListNote.Error(place, ListProblems.TwoNames));
        }

        var (position, workplace) = cells.PositionAndWorkplace();
        var (year, female) = kind is SubjectKind.Person ? cells.BirthAndSex() : (null, null);
        var places = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["name"] = place,
            ["position"] = row.Find(Column.PositionAndWorkplace)?.Place ?? row.PlaceOf(Column.Position),
            ["workplace"] = row.PlaceOf(Column.Workplace),
            ["birthYear"] = row.PlaceOf(Column.Birth),
            ["achievement"] = row.PlaceOf(Column.Achievement),
            ["group"] = row.PlaceOf(Column.Group),
            ["members"] = row.PlaceOf(Column.Members),
            ["women"] = row.PlaceOf(Column.Women),
            ["kind"] = row.PlaceOf(Column.Kind),
        };
        return new(
            parts <= 1 ? row.Place : string.Create(CultureInfo.InvariantCulture, $"{row.Place} ({part + 1})"),
            places,
            new(
                StoredNames<SubjectKind>.Of(kind),
                cells.Group(groups),
                cells.Within(place, name, 200),
                cells.Within(places["position"], position, 200),
                cells.Within(places["workplace"], workplace, 300),
                year,
                female,
                cells.Within(places["achievement"], cells.Text(Column.Achievement), Bench.MaxText),
                null,
                kind is SubjectKind.Person ? cells.Mark(Column.Leader) : null,
                kind is SubjectKind.Person ? cells.Mark(Column.DirectWorker) : null,
                null,
                null,
                Members: kind is SubjectKind.Collective ? cells.Number(Column.Members) : null,
                Women: kind is SubjectKind.Collective && cells.Number(Column.Members) is not null ? cells.Number(Column.Women) : null
            )
        );
    }

    // A year of birth or a sex is a person's; a first word tells many collectives; a row that says neither names a person.
    private static SubjectKind Guess(ListRow row, string name)
    {
        if (
            row.Find(Column.Birth) is not null
            || row.Find(Column.MaleBirth) is not null
            || row.Find(Column.FemaleBirth) is not null
            || row.Find(Column.Sex) is not null
        )
        {
            return SubjectKind.Person;
        }

        var folded = VietnameseText.Fold(name) + " ";
        return folded.StartsWith("ho ong ", StringComparison.Ordinal)
            || folded.StartsWith("ho ba ", StringComparison.Ordinal)
            || folded.StartsWith("gia dinh ", StringComparison.Ordinal)
            || folded.StartsWith("ho gia dinh ", StringComparison.Ordinal)
                ? SubjectKind.Household
            : IsCollective(name) ? SubjectKind.Collective
            : SubjectKind.Person;
    }

    // "Đoàn Văn An" and "Tô Thị Bé" are people: a person's name has capitals throughout.
    private static bool IsCollective(string name)
    {
        var folded = VietnameseText.Fold(name) + " ";
        var first = Collectives.FirstOrDefault(word => folded.StartsWith(word + " ", StringComparison.Ordinal));
        return first is not null
            && (
                folded.Trim().Split(' ').Length > 5
                || name.Any(char.IsAsciiDigit)
                || name.Split(' ').Skip(1).Any(word => word.Length > 0 && char.IsLower(word[0]))
                || first.Contains(' ', StringComparison.Ordinal)
                || first is "ubnd"
            );
    }

    // In TCVN3 a name may begin with a small letter, because there was no other with its marks.
    private static string Capitals(string name) =>
        string.Join(' ', name.Split(' ').Select(word => word.Length == 0 ? word : char.ToUpperInvariant(word[0]) + word[1..]));

    // "Ông" and "Bà" begin names of families too.
    [GeneratedRegex(@"^\s*(đ/\s*c|đồng chí)[\s.:]+(?=\p{L})", Options, 1000)]
    private static partial Regex Addressed();

    [GeneratedRegex(@"[,/&+]|\s(và|cùng|với)\s|\S\s+-\s+\S", Options, 1000)]
    private static partial Regex TwoNames();
}

/// <summary>What the cells of a row say of one of those it names.</summary>
/// <param name="row">The row.</param>
/// <param name="part">Which of those in the cell of names, from 0.</param>
/// <param name="parts">How many it names.</param>
/// <param name="notes">Where remarks go.</param>
internal sealed partial class Cells(ListRow row, int part, int parts, ListNotes notes)
{
    /// <summary>Instead of how many: nobody can say what belongs to whom.</summary>
    internal const int Unfit = -1;

    private const int Oldest = 1900;
    private const int Latest = 2100;

    /// <summary>The cell that names somebody, the names in it, and whom its head says it names.</summary>
    internal static (ListCell? Cell, IReadOnlyList<string> Names, SubjectKind? Kind) Name(ListRow row, ListNotes notes)
    {
        var said = row
            .Heads.Where(head => head.What is Column.Name)
            .Select(head => (Cell: row.Cells[head.At], head.Kind))
            .Where(found => found.Cell.Text.Length > 0)
            .ToList();
        if (said.Count > 1)
        {
            notes.Add(ListNote.Error(said[1].Cell.Place, ListProblems.TwoColumns));
        }

        if (said is [var (cell, kind), ..])
        {
            return (cell, Apart(cell.Text), kind);
        }

        if (row.Find(Column.FamilyName) is { } family)
        {
            var given = row.Find(Column.GivenName);
            return (family, [OneLine(given is null ? family.Text : $"{family.Text} {given.Text}")], SubjectKind.Person);
        }

        return (null, [], null);
    }

    /// <summary>
    /// Several lines in a cell of names: taken apart where the cells beside it have as many lines or need none; a name that was only
    /// broken into lines is joined. None: they do not fit, which is noted.
    /// </summary>
    internal static IReadOnlyList<string> Names(ListRow row, SubjectKind kind, IReadOnlyList<string> names, string place, ListNotes notes)
    {
        var others = row
            .Heads.Where(head => head.What is not (Column.Name or Column.Achievement or Column.Unknown or Column.Remark))
            .Select(head => (head.What, row.Cells[head.At].Lines.Count))
            .Where(other => other.Count > 0)
            .ToList();
        var separated = row
            .Heads.Where(head => head.What is Column.Name)
            .Any(head => row.Cells[head.At].Text.Contains(';', StringComparison.Ordinal));
        var fit = others.TrueForAll(other =>
            other.Count == names.Count
            || other.Count == 1 && other.What is not (Column.Birth or Column.MaleBirth or Column.FemaleBirth or Column.Sex)
        );
        var together = others.Exists(other => other.Count == names.Count);
        var whole = kind is SubjectKind.Person && names.All(name => name.Contains(' ', StringComparison.Ordinal) && char.IsUpper(name[0]));
        if (fit && (separated || together || whole))
        {
            notes.Add(ListNote.Look(place, ListProblems.Split, ("names", names.Count.ToString(CultureInfo.InvariantCulture))));
            return names;
        }

        if (!separated && others.TrueForAll(other => other.Count == 1) && !whole)
        {
            notes.Add(ListNote.Look(place, ListProblems.Joined));
            return [string.Join(' ', names)];
        }

        notes.Add(
            ListNote.Error(
                place,
                ListProblems.NamesUnfit,
                ("names", names.Count.ToString(CultureInfo.InvariantCulture)),
                (
                    "values",
                    others
                        .Select(other => other.Count)
                        .Where(count => count != names.Count)
                        .DefaultIfEmpty(1)
                        .Max()
                        .ToString(CultureInfo.InvariantCulture)
                )
            )
        );
        return [];
    }

    /// <summary>What a column of kinds says.</summary>
    internal static SubjectKind? Kind(ListRow row, ListNotes notes)
    {
        if (row.Find(Column.Kind) is not { } cell)
        {
            return null;
        }

        var folded = VietnameseText.Fold(cell.Text);
        var kind =
            ListHeads.KindOf(cell.Text)
            ?? folded switch
            {
                "cn" or "ca nhan" or "person" => SubjectKind.Person,
                "tt" or "tap the" or "collective" => SubjectKind.Collective,
                "ho" or "hgd" or "household" => SubjectKind.Household,
                _ => null,
            };
        if (kind is null)
        {
            notes.Add(ListNote.Error(cell.Place, ListProblems.UnknownKind));
        }

        return kind;
    }

    /// <summary>The text of a column; of several names, the line that is this one's.</summary>
    internal string? Text(Column what)
    {
        var said = row
            .Heads.Where(head => head.What == what)
            .Select(head => Mine(row.Cells[head.At], what))
            .Where(text => text.Length > 0)
            .ToList();
        return said.Count == 0 ? null : string.Join(what is Column.Achievement ? "\n" : ", ", said);
    }

    /// <summary>Position and unit, also where one column holds both.</summary>
    internal (string? Position, string? Workplace) PositionAndWorkplace()
    {
        var (position, workplace) = (Text(Column.Position), Text(Column.Workplace));
        if (Text(Column.PositionAndWorkplace) is { } both)
        {
            var cut = both.IndexOf(", ", StringComparison.Ordinal) is var comma and > 0
                ? comma
                : both.IndexOf(" - ", StringComparison.Ordinal);
            if (cut > 0 && workplace is null)
            {
                notes.Add(ListNote.Look(row.PlaceOf(Column.PositionAndWorkplace), ListProblems.PositionSplit));
                (position, workplace) = (both[..cut].Trim(), both[(cut + 1)..].Trim(' ', '-', ','));
            }
            else
            {
                position ??= both;
            }
        }

        if (workplace is null && row.Heading is not null)
        {
            notes.Add(ListNote.Look(row.Place, ListProblems.FromHeading));
            workplace = Numbered().Replace(OneLine(row.Heading), "");
        }

        return (position, workplace);
    }

    /// <summary>Year of birth and sex: in columns of their own, or the year in the column of the sex.</summary>
    internal (int? Year, bool? Female) BirthAndSex()
    {
        var (men, women) = (row.Find(Column.MaleBirth), row.Find(Column.FemaleBirth));
        if (men is not null && women is not null && parts == 1)
        {
            notes.Add(ListNote.Error(women.Place, ListProblems.NotASex));
        }

        if ((women ?? men) is { } told)
        {
            return (Year(told), women is not null);
        }

        var female =
            row.Find(Column.Sex) is { } sex ? Sex(sex)
            : row.Find(Column.Female) is { } marked ? Ticked(marked)
            : row.Find(Column.Male) is { } man && Ticked(man) is true ? false
            : (bool?)null;
        return (row.Find(Column.Birth) is { } birth ? Year(birth) : null, female);
    }

    /// <summary>A box that is ticked: x, có, 1.</summary>
    internal bool? Mark(Column what) => row.Find(what) is { } cell ? Ticked(cell) : null;

    /// <summary>A whole number.</summary>
    internal int? Number(Column what)
    {
        if (row.Find(what) is not { } cell || Mine(cell, what) is not { Length: > 0 } text)
        {
            return null;
        }

        if (
            int.TryParse(Digits().Match(text).Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            && number is > 0 and <= 1_000_000
        )
        {
            return number;
        }

        Note(cell.Place, ListProblems.NotANumber);
        return null;
    }

    /// <summary>The group of the plan, by code or by name.</summary>
    internal string? Group(IReadOnlyList<PlanGroup> groups)
    {
        if (row.Find(Column.Group) is not { } cell || groups.Count == 0)
        {
            return null;
        }

        var folded = VietnameseText.Fold(cell.Text);
        var found = groups
            .Where(group => group.Code.Value == cell.Text || VietnameseText.Fold(group.Name.Value) == folded)
            .Select(group => group.Code.Value)
            .FirstOrDefault();
        if (found is null)
        {
            notes.Add(
                ListNote.Error(
                    cell.Place,
                    ListProblems.UnknownGroup,
                    ("allowed", string.Join("; ", groups.Select(group => group.Name.Value)))
                )
            );
        }

        return found;
    }

    /// <summary>A text that is not longer than is kept.</summary>
    internal string? Within(string place, string? text, int max)
    {
        if (text is { } given && given.Length > max)
        {
            Note(place, ListProblems.TooLong, ("max", max.ToString(CultureInfo.InvariantCulture)));
        }

        return text;
    }

    /// <summary>A day: a cell that holds one, 5/2/2026, 5-2-2026, 5.2.2026, 2026-02-05, "ngày 5 tháng 2 năm 2026", or a number of days.</summary>
    internal static DateOnly? Day(string text, DateOnly? day, double? number)
    {
        if (day is not null)
        {
            return day;
        }

        if (number is { } serial)
        {
            // Days since 30/12/1899; what is less than 10,000 is more likely a year.
            return serial is >= 10_000 and < 80_000 ? new DateOnly(1899, 12, 30).AddDays((int)serial) : null;
        }

        var words = InWords().Match(text);
        return words.Success
            ? Vietnam.ParseDate(
                $"{words.Groups["day"].Value.TrimStart('0')}/{words.Groups["month"].Value.TrimStart('0')}/{words.Groups["year"].Value}"
            )
            : Vietnam.ParseDate(text.Replace(" ", "", StringComparison.Ordinal));
    }

    internal static string OneLine(string text) => text.Replace('\n', ' ');

    private int? Year(ListCell cell)
    {
        var text = Mine(cell, Column.Birth);
        if (text.Length == 0 || parts == Unfit)
        {
            return null;
        }

        if (parts == 1 && Day(text, cell.Day, cell.Number) is { } day && day.Year is >= Oldest and <= Latest)
        {
            Look(cell.Place, ListProblems.YearOnly);
            return day.Year;
        }

        if (parts > 1 && Day(text, null, null) is { } other && other.Year is >= Oldest and <= Latest)
        {
            Look(cell.Place, ListProblems.YearOnly);
            return other.Year;
        }

        var month = MonthAndYear().Match(text);
        var year = month.Success ? month.Groups["year"].Value : text;
        if (int.TryParse(year, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= Oldest and <= Latest)
        {
            return number;
        }

        Note(cell.Place, ListProblems.NotAYear);
        return null;
    }

    private bool? Sex(ListCell cell)
    {
        switch (VietnameseText.Exact(Mine(cell, Column.Sex)))
        {
            case "":
                return null;
            case "nư4" or "nu" or "nữ" or "f" or "female" or "ba2":
                return true;
            case "nam" or "m" or "male" or "ông" or "trai":
                return false;
            default:
                Note(cell.Place, ListProblems.NotASex);
                return null;
        }
    }

    private bool? Ticked(ListCell cell)
    {
        switch (VietnameseText.Fold(Mine(cell, Column.Female)))
        {
            case "x" or "co" or "1" or "dung" or "v" or "nu" or "nam" or "true":
                return true;
            case "" when cell.Text.AsSpan().ContainsAny('✓', '✔', '√'):
                return true;
            case "" or "khong" or "0" or "false":
                return false;
            default:
                Note(cell.Place, ListProblems.NotASex);
                return null;
        }
    }

    private string Mine(ListCell cell, Column what) =>
        parts > 1 && cell.Lines is var lines && lines.Count == parts ? lines[part]
        : what is Column.Achievement ? cell.Text
        : OneLine(cell.Text);

    private void Note(string place, string code, params (string Name, string Value)[] arguments) =>
        notes.AddOnce(ListNote.Error(place, code, arguments));

    private void Look(string place, string code) => notes.AddOnce(ListNote.Look(place, code));

    private static List<string> Apart(string text) =>
        [
            .. text.Split(['\n', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                .Select(part => Bullet().Replace(part, ""))
                .Where(part => part.Length > 0),
        ];

    [GeneratedRegex(@"^\s*([-–+•*]|\d{1,3}[.)])\s*", NomineeList.Options, 1000)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"^\s*([IVXLC]+|[A-Z]|\d{1,3})[.)/]\s*", NomineeList.Options, 1000)]
    private static partial Regex Numbered();

    [GeneratedRegex(@"\d+", NomineeList.Options, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"ngày\s*(?<day>\d{1,2})\s*tháng\s*(?<month>\d{1,2})\s*năm\s*(?<year>\d{4})", NomineeList.Options, 1000)]
    private static partial Regex InWords();

    [GeneratedRegex(@"^((tháng\s*)?\d{1,2}\s*[/.-]\s*)?(năm\s*)?(?<year>\d{4})$", NomineeList.Options, 1000)]
    private static partial Regex MonthAndYear();
}
