using PhongTrao.Projections;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Host.ListsIn;

/// <summary>What a column of a list holds.</summary>
internal enum Column
{
    Ordinal,
    Name,
    FamilyName,
    GivenName,

    /// <summary>"Đơn vị": who is named, where no other column names anybody; where they work otherwise.</summary>
    NameOrWorkplace,
    Position,
    PositionAndWorkplace,
    Workplace,
    Birth,
    MaleBirth,
    FemaleBirth,
    Sex,
    Male,
    Female,
    Achievement,
    Kind,
    Group,
    Leader,
    DirectWorker,
    Members,
    Women,
    Number,
    Date,
    NumberAndDate,
    Authority,
    Form,
    Type,

    UnitCode,
    UnitShortName,
    UnitLevel,
    UnitKind,
    UnitParent,
    UnitFrom,

    /// <summary>"Ghi chú": known, and not taken in.</summary>
    Remark,
    Unknown,
}

/// <summary>The head of a column.</summary>
/// <param name="At">The column, from 0.</param>
/// <param name="What">What it holds.</param>
/// <param name="Text">As written.</param>
/// <param name="Kind">Whom a column of names names, where its head says.</param>
internal sealed record Head(int At, Column What, string Text, SubjectKind? Kind);

/// <summary>What the rows of a list name, by which its heads are understood.</summary>
internal enum Named
{
    /// <summary>People, households, collectives.</summary>
    Subjects,

    /// <summary>Units of the organisation.</summary>
    Units,
}

/// <summary>Finds the row that names the columns, by the words officials use, whatever their marks and capitals.</summary>
internal sealed class ListHeads
{
    private const int MostWords = 14;

    private readonly List<Head> _heads;
    private readonly string _folded;
    private readonly Named _named;

    private ListHeads(List<Head> heads, string folded, Named named)
    {
        _heads = heads;
        _folded = folded;
        _named = named;
    }

    /// <summary>All of them, from the left.</summary>
    public IReadOnlyList<Head> All => _heads;

    /// <summary>How many heads a row seems to hold; 0 where it names nobody.</summary>
    public static int Known(TableRow row, Named named = Named.Subjects)
    {
        var found = Of(row, named);
        return found.Exists(head => NamesSomebody(head.What)) ? found.Select(head => head.What).Distinct().Count() : 0;
    }

    /// <summary>The heads in a row; null: it is no row of heads.</summary>
    public static ListHeads? Find(TableRow row, Named named = Named.Subjects) =>
        Known(row, named) >= 2 ? new(Resolved([.. row.Cells.Select((cell, i) => (i, cell.Text))], named), Folded(row), named) : null;

    /// <summary>Whether a row is these heads again, as on every printed page.</summary>
    public bool AreAgain(TableRow row) =>
        // Hardly any row begins like the heads: most need not be looked at to their end.
        row.Cells.FirstOrDefault(cell => cell.IsOwn)
            is { Text: { Length: > 0 } first }
        && _folded.TrimStart('|').StartsWith(VietnameseText.Fold(first), StringComparison.Ordinal)
        && Folded(row) == _folded;

    /// <summary>The same heads with those that a row below parts them into; null: the row is none of that kind.</summary>
    public ListHeads? With(TableRow row)
    {
        var names = _heads.Where(head => NamesSomebody(head.What) || head.What is Column.Ordinal).Select(head => head.At).ToList();
        if (names.Exists(at => at < row.Cells.Count && row.Cells[at].IsOwn))
        {
            return null;
        }

        var texts = _heads.ToDictionary(head => head.At, head => head.Text);
        var parts = false;
        for (var i = 0; i < row.Cells.Count; i++)
        {
            if (row.Cells[i] is { Text.Length: > 0, Above: false } cell)
            {
                if (texts.TryGetValue(i, out var over) && Of($"{over} {cell.Text}", _named) is not (Column.Unknown or null))
                {
                    texts[i] = $"{over} {cell.Text}";
                    parts = true;
                }
                else
                {
                    return null;
                }
            }
        }

        return parts ? new(Resolved([.. texts.Select(text => (text.Key, text.Value))], _named), _folded, _named) : null;
    }

    /// <summary>Whether a row only numbers the columns: 1, 2, 3 or (A), (B), (1).</summary>
    public bool IsNumbering(TableRow row)
    {
        var said = row.Cells.Where(cell => cell.Text.Length > 0).ToList();
        return said.Count >= 2
            && said.TrueForAll(cell => cell.Text.Trim('(', ')', '[', ']') is { Length: 1 or 2 } text && text.All(char.IsAsciiLetterOrDigit))
            && _heads.Exists(head => NamesSomebody(head.What) && head.At < row.Cells.Count && row.Cells[head.At].Text.Length > 0);
    }

    /// <summary>Whom a text names: "II. CÁ NHÂN (05)"; null where it says nothing or several.</summary>
    public static SubjectKind? KindOf(string text)
    {
        var folded = $" {VietnameseText.Fold(text)} ";
        var found = new List<SubjectKind>();
        if (
            folded.Contains(" ca nhan ", StringComparison.Ordinal)
            || folded.Contains(" ho va ten ", StringComparison.Ordinal)
            || folded.Contains(" ho ten ", StringComparison.Ordinal)
        )
        {
            found.Add(SubjectKind.Person);
        }

        if (folded.Contains(" tap the ", StringComparison.Ordinal))
        {
            found.Add(SubjectKind.Collective);
        }

        if (folded.Contains(" ho gia dinh ", StringComparison.Ordinal) || folded.Contains(" chu ho ", StringComparison.Ordinal))
        {
            found.Add(SubjectKind.Household);
        }

        return found is [var only] ? only
            : found.Contains(SubjectKind.Household)
            && !found.Contains(SubjectKind.Collective)
            && folded.Contains(" chu ho ", StringComparison.Ordinal)
                ? SubjectKind.Household
            : null;
    }

    private static bool NamesSomebody(Column what) =>
        what is Column.Name or Column.FamilyName or Column.GivenName or Column.NameOrWorkplace;

    private static List<Head> Of(TableRow row, Named named) =>
        [
            .. row
                .Cells.Select((cell, i) => (cell, i))
                .Where(pair => pair.cell.IsOwn && pair.cell.Number is null && pair.cell.Day is null)
                .Select(pair => (Head: Of(pair.cell.Text, named), pair.cell.Text, pair.i))
                .Where(found => found.Head is not (null or Column.Unknown))
                .Select(found => new Head(found.i, found.Head!.Value, found.Text, KindOf(found.Text))),
        ];

    private static string Folded(TableRow row) =>
        string.Join('|', row.Cells.Where(cell => !cell.Beside && !cell.Above).Select(cell => VietnameseText.Fold(cell.Text)));

    // "Đơn vị" beside "Họ và tên" is where they work; alone, it is who is named. "Tên" beside "Họ đệm" is half a name.
    private static List<Head> Resolved(List<(int At, string Text)> texts, Named rows)
    {
        var heads = texts
            .Where(text => text.Text.Length > 0)
            .Select(text => new Head(text.At, Of(text.Text, rows) ?? Column.Unknown, text.Text, KindOf(text.Text)))
            .OrderBy(head => head.At)
            .ToList();
        var family = heads.Exists(head => head.What is Column.FamilyName);
        var named = heads.Exists(head => head.What is Column.Name or Column.FamilyName or Column.GivenName);
        var resolved = new List<Head>();
        foreach (var head in heads)
        {
            var what = head.What switch
            {
                Column.GivenName when !family => Column.Name,
                Column.NameOrWorkplace => named ? Column.Workplace : Column.Name,
                var other => other,
            };
            named |= what is Column.Name;
            resolved.Add(head with { What = what });
        }

        return resolved;
    }

    // Null: too long to be a head.
    private static Column? Of(string text, Named named) => named is Named.Units ? OfUnit(text) : Of(text);

    // In a list of units "Huyện" is whose they are, and "Xã, phường" who they are.
    private static Column? OfUnit(string text)
    {
        var folded = VietnameseText.Fold(text);
        bool Begins(params ReadOnlySpan<string> parts)
        {
            foreach (var part in parts)
            {
                if ($"{folded} ".StartsWith($"{part} ", StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        return Begins("ma", "ky hieu") ? Column.UnitCode
            : Begins("ten viet tat", "viet tat", "ten ngan", "ten goi tat", "ten rut gon") ? Column.UnitShortName
            : Begins("cap tren", "don vi cap tren", "truc thuoc", "thuoc", "don vi chu quan", "co quan chu quan", "don vi quan ly")
                ? Column.UnitParent
            : folded
                is "huyen"
                    or "quan huyen"
                    or "huyen quan"
                    or "huyen thi"
                    or "tinh"
                    or "tinh thanh pho"
                    or "cap huyen"
                    or "don vi cap huyen"
                ? Column.UnitParent
            : Begins("cap") ? Column.UnitLevel
            : Begins("loai", "phan loai") ? Column.UnitKind
            : Begins("tu ngay", "hieu luc", "ngay hieu luc", "ngay thanh lap", "thanh lap", "ngay bat dau", "co hieu luc") ? Column.UnitFrom
            : Begins(
                "ten xa",
                "ten phuong",
                "ten huyen",
                "ten tinh",
                "ten truong",
                "ten co quan",
                "ten to chuc",
                "xa phuong",
                "phuong xa",
                "xa"
            ) || Begins("don vi hanh chinh", "ten don vi", "ten goi", "ten day du")
                ? Column.Name
            : Of(text) switch
            {
                null => null,
                Column.Ordinal => Column.Ordinal,
                Column.Remark => Column.Remark,
                Column.Name or Column.NameOrWorkplace or Column.GivenName => Column.Name,
                _ => Column.Unknown,
            };
    }

    private static Column? Of(string text)
    {
        var folded = VietnameseText.Fold(text);
        var words = folded.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > MostWords)
        {
            return null;
        }

        bool Has(params ReadOnlySpan<string> parts)
        {
            foreach (var part in parts)
            {
                if ($" {folded} ".Contains($" {part} ", StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        bool Begins(params ReadOnlySpan<string> parts)
        {
            foreach (var part in parts)
            {
                if ($"{folded} ".StartsWith($"{part} ", StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        // "nam" is a man, "năm" a year.
        var last = VietnameseText.Exact(text).Split(' ')[^1];
        var works = Has("don vi", "co quan", "noi cong tac", "noi o", "dia chi", "cho o", "noi cu tru", "thuong tru", "noi lam viec");
        if (folded is "stt" or "tt" or "so tt" or "so thu tu" or "s tt" or "thu tu")
        {
            return Column.Ordinal;
        }

        if (Begins("ghi chu"))
        {
            return Column.Remark;
        }

        if (Has("quyet dinh", "qd", "so ky hieu", "van ban") && !Has("hinh thuc"))
        {
            return Has("co quan", "cap", "nguoi", "tham quyen") ? Column.Authority
                : Has("so", "so ky hieu") && Has("ngay") ? Column.NumberAndDate
                : Has("ngay") ? Column.Date
                : Has("so") || Begins("quyet dinh") ? Column.Number
                : Column.Unknown;
        }

        if (Begins("ngay ky", "ngay ban hanh", "ngay khen"))
        {
            return Column.Date;
        }

        if (Begins("cap khen", "co quan khen", "cap ky", "tham quyen"))
        {
            return Column.Authority;
        }

        if (Has("hinh thuc"))
        {
            return Column.Form;
        }

        if (Has("loai hinh"))
        {
            return Column.Type;
        }

        if (Has("thanh tich", "noi dung khen", "ly do khen", "noi dung khen thuong"))
        {
            return Column.Achievement;
        }

        if (Has("nam sinh", "ngay sinh", "ngay thang nam sinh", "sinh ngay", "sinh nam"))
        {
            return words.Length > 2 && last == "nam" && !folded.EndsWith("sinh nam", StringComparison.Ordinal) || folded == "nam sinh nam"
                    ? Column.MaleBirth
                : last == "nư4" ? Column.FemaleBirth
                : Column.Birth;
        }

        if (Has("gioi tinh"))
        {
            return words.Length == 2 || Has("nam nu", "nu nam") ? Column.Sex
                : last == "nam" ? Column.Male
                : last == "nư4" ? Column.Female
                : Column.Sex;
        }

        if (folded is "nam nu")
        {
            return Column.Sex;
        }

        if (words.Length == 1 && last is "nư4" or "nam")
        {
            return last == "nam" ? Column.Male : Column.Female;
        }

        if (folded is "la nu" or "nu gioi" or "phu nu")
        {
            return Column.Female;
        }

        if (Begins("trong do nu", "so nu", "nu trong"))
        {
            return Column.Women;
        }

        if (Begins("so nguoi", "quan so", "so luong nguoi", "tong so nguoi", "so thanh vien", "si so"))
        {
            return Column.Members;
        }

        if (Begins("ho va dem", "ho dem", "ho lot", "ho va ten dem", "ho va chu lot", "ho va ten lot", "ho chu lot"))
        {
            return Column.FamilyName;
        }

        if (folded is "ten")
        {
            return Column.GivenName;
        }

        if (
            Begins(
                "ho va ten",
                "ho ten",
                "ho va ten chu ho",
                "ten chu ho",
                "chu ho",
                "ho gia dinh",
                "ten ho",
                "ten ca nhan",
                "ten tap the",
                "tap the",
                "ten doi tuong"
            )
            || Begins(
                "ca nhan",
                "danh sach tap the",
                "danh sach ca nhan",
                "ten nguoi",
                "nguoi duoc",
                "doi tuong duoc",
                "ten don vi ca nhan",
                "don vi ca nhan"
            )
        )
        {
            return Column.Name;
        }

        if (Begins("nhom doi tuong", "nhom"))
        {
            return Column.Group;
        }

        if (Begins("doi tuong", "loai doi tuong", "phan loai"))
        {
            return Column.Kind;
        }

        if (Has("chuc vu", "chuc danh", "nghe nghiep", "cap bac"))
        {
            return works ? Column.PositionAndWorkplace : Column.Position;
        }

        if (Begins("lanh dao", "la lanh dao", "can bo lanh dao", "quan ly"))
        {
            return Column.Leader;
        }

        if (Has("truc tiep"))
        {
            return Column.DirectWorker;
        }

        if (folded is "don vi" or "ten don vi" or "co quan don vi" or "ten co quan don vi" or "don vi dia phuong")
        {
            return Column.NameOrWorkplace;
        }

        return works || Begins("ap", "khu pho", "thon", "to dan pho", "xa phuong") ? Column.Workplace : Column.Unknown;
    }
}
