using System.Collections.Immutable;
using System.Globalization;
using PhongTrao.Host.Components.Shared;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Localization;
using PhongTrao.Workflows.Files;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Host.Components;

/// <summary>
/// A plan as a form: the sheets of <see cref="PlanSheets"/> one below the other, every cell a field. All of it is posted each time,
/// so that nothing is kept on the server and nothing typed is lost; rows keep their number while others come and go.
/// </summary>
internal sealed class PlanEditor
{
    /// <summary>Most rows of a part: a form is no place for more.</summary>
    internal const int MaxRows = 200;

    private PlanEditor(IReadOnlyList<Part> parts) => Parts = parts;

    /// <summary>The head and the lists, in order.</summary>
    internal IReadOnlyList<Part> Parts { get; }

    /// <summary>Nothing filled in.</summary>
    internal static PlanEditor Empty()
    {
        var form = new PlanEditor([.. PlanSheets.All.Select(sheet => new Part(sheet, [], isOpen: false))]);
        form.Parts.Single(part => part.Sheet.Key.Length == 0).Insert(0, begins: true);
        return form;
    }

    /// <summary>What a plan file without problems says.</summary>
    internal static PlanEditor Of(string yaml)
    {
        if (YamlFile.Parse(new FileReport(), "", yaml) is not FileNode.Mapping plan)
        {
            return Empty();
        }

        return new([
            .. PlanSheets.All.Select(sheet =>
            {
                var rows = PlanSheets.Rows(sheet, plan);
                return sheet.Key.Length > 0 && rows is [[FileMap.Unstated, .. var rest]] && rest.All(cell => cell.Length == 0)
                    ? new Part(sheet, [], isOpen: true)
                    : new Part(
                        sheet,
                        [
                            .. rows.Select(
                                (cells, i) =>
                                    new Row(
                                        i,
                                        sheet.Columns.Where((column, c) => !column.IsFurther && cells[c].Length > 0).Any(),
                                        [.. sheet.Columns.Select((column, c) => Typed(column, cells[c]))]
                                    )
                            ),
                        ],
                        isOpen: false
                    );
            }),
        ]);
    }

    /// <summary>What was typed.</summary>
    internal static PlanEditor Of(IFormCollection posted) =>
        new([
            .. PlanSheets.All.Select(sheet =>
            {
                var part = new Part(sheet, [], posted[Part.OpenOf(sheet)].Count > 0);
                var ids = sheet.Key.Length == 0 ? ["0"] : posted[part.Name].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries);
                foreach (var text in ids.Distinct(StringComparer.Ordinal).Take(MaxRows))
                {
                    if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
                    {
                        part.Rows.Add(
                            new(
                                id,
                                posted[part.BeginsName(id)] != "không",
                                [.. sheet.Columns.Select((_, c) => FileNode.Clean(posted[part.FieldName(id, c)].ToString()))]
                            )
                        );
                    }
                }

                return part;
            }),
        ]);

    /// <summary>Adds an empty item at the end of a list; which part to show.</summary>
    internal string? Add(string key) => Find(key) is { } part ? part.Insert(part.Rows.Count, begins: true) : null;

    /// <summary>Adds a row for one more party or paper below a row.</summary>
    internal string? AddBelow(string key, string id) =>
        Find(key) is { } part && part.IndexOf(id) is >= 0 and var at ? part.Insert(at + 1, begins: false) : null;

    /// <summary>Takes out a row; with an item the rows that belong to it.</summary>
    internal string? Drop(string key, string id)
    {
        if (Find(key) is not { } part || part.IndexOf(id) is not (>= 0 and var at))
        {
            return null;
        }

        var begins = part.Rows[at].Begins;
        do
        {
            part.Rows.RemoveAt(at);
        } while (begins && at < part.Rows.Count && !part.Rows[at].Begins);

        return part.Sheet.Key;
    }

    /// <summary>The plan file that says what was typed, or everything that is wrong, each beside its field.</summary>
    internal (string? Yaml, IReadOnlyList<FormFault> Faults) Read()
    {
        var lines = new List<(Part Part, Row Row)>();
        var sheets = new List<(PlanSheet, IReadOnlyList<PlanRow>)>();
        var faults = new List<FormFault>();
        foreach (var part in Parts)
        {
            var rows = new List<PlanRow>();
            foreach (var row in part.Rows.Where(row => row.Cells.Any(cell => cell.Length > 0)))
            {
                lines.Add((part, row));
                rows.Add(
                    new(lines.Count, [.. part.Sheet.Columns.Select((column, c) => PlanSheets.Read(column, row.Cells[c]))], row.Begins)
                );
            }

            if (part.IsOpen && rows.Count > 0)
            {
                faults.Add(new(part.OpenName, $"{part.Sheet.Name}: đã ghi nội dung thì bỏ dấu “không quy định”."));
            }
            else if (part.IsOpen)
            {
                rows.Add(new(0, [FileMap.Unstated, .. Enumerable.Repeat("", part.Sheet.Columns.Count - 1)]));
            }

            sheets.Add((part.Sheet, rows));
        }

        var nodes = PlanSheets.Nodes(sheets);
        faults.AddRange(PlanFile.Read(nodes).Problems.Select(problem => FaultOf(problem, lines)));
        return faults.Count > 0
            ? (null, [.. faults.OrderBy(fault => Parts.ToList().FindIndex(part => part.Has(fault)))])
            : (YamlFile.Write(nodes), []);
    }

    /// <summary>Sort of field of a column.</summary>
    internal static string TypeOf(PlanColumn column) =>
        column.Words is not null ? "select"
        : column.Label is "Nội dung" or "Nguyên văn" or "Trích yếu" or "Chủ đề" ? "area"
        : "text";

    /// <summary>Hint of a column.</summary>
    internal static string? HintOf(PlanColumn column) =>
        column.Hint ?? (column.Kind is CellKind.Day ? "Ngày/tháng/năm, hoặc không quy định" : null);

    /// <summary>What may be chosen in a column.</summary>
    internal static IEnumerable<Option> OptionsOf(PlanColumn column) =>
        column.Words is { } words
            ? [.. words.Select(word => new Option(word.Word, word.Label)), new(FileMap.Unstated, FileMap.Unstated)]
            : [];

    private Part? Find(string key) => Parts.FirstOrDefault(part => part.Sheet.Key == key && key.Length > 0);

    private FormFault FaultOf(FileProblem problem, List<(Part Part, Row Row)> lines)
    {
        var (sheet, column) = PlanSheets.PlaceOf(problem);
        var sentence = Vietnam.LowerFirst(Api.Problems.Sentence(new Fault("", problem.What.Code, problem.What.Arguments)));
        var part = Parts.First(one => one.Sheet == sheet);
        if (
            problem.Line > 0
            && problem.Line <= lines.Count
            && lines[problem.Line - 1] is var (_, row)
            && lines[problem.Line - 1].Part == part
        )
        {
            var index = column is null ? 0 : sheet.Columns.ToList().IndexOf(column);
            return new(part.FieldName(row.Id, index), $"{part.TitleOf(row)}, {sheet.Columns[index].Label}: {sentence}");
        }

        return sheet.Key.Length == 0
            ? new(
                part.FieldName(0, column is null ? 0 : sheet.Columns.ToList().IndexOf(column)),
                $"{column?.Label ?? sheet.Name}: {sentence}"
            )
            : new(part.OpenName, $"{sheet.Name}: ghi ít nhất một mục, hoặc đánh dấu kế hoạch không quy định.");
    }

    private static string Typed(PlanColumn column, string cell) =>
        column.Kind is CellKind.Day or CellKind.DayOrNumber
        && DateOnly.TryParseExact(cell, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day)
            ? Vietnam.Date(day)
        : column.Words is not null ? PlanSheets.Read(column, cell)
        : cell;

    /// <summary>One row of a part.</summary>
    /// <param name="Id">Its number, for as long as the form is filled in.</param>
    /// <param name="Begins">It begins an item; otherwise it holds a further party or paper of the one above.</param>
    /// <param name="Cells">As typed.</param>
    internal sealed record Row(int Id, bool Begins, ImmutableArray<string> Cells);

    /// <summary>The head or a list.</summary>
    internal sealed class Part
    {
        internal Part(PlanSheet sheet, List<Row> rows, bool isOpen) => (Sheet, Rows, IsOpen) = (sheet, rows, isOpen);

        internal PlanSheet Sheet { get; }

        internal List<Row> Rows { get; }

        /// <summary>The plan leaves the whole list open.</summary>
        internal bool IsOpen { get; }

        internal string Name => NameOf(Sheet);

        internal string OpenName => OpenOf(Sheet);

        internal string Order => string.Join(',', Rows.Select(row => row.Id.ToString(CultureInfo.InvariantCulture)));

        internal string Summary =>
            Sheet.Key.Length == 0 ? ""
            : IsOpen ? FileMap.Unstated
            : Rows.Count(row => row.Begins) is > 0 and var items ? string.Create(CultureInfo.InvariantCulture, $"{items} mục")
            : PlanSheets.MayBeEmpty(Sheet) ? "không có"
            : "chưa ghi";

        internal static string OpenOf(PlanSheet sheet) => NameOf(sheet) + "-open";

        internal string BeginsName(int id) => string.Create(CultureInfo.InvariantCulture, $"{Name}-{id}-begins");

        internal string FieldName(int id, int column) => string.Create(CultureInfo.InvariantCulture, $"{Name}-{id}-{column}");

        internal bool Has(FormFault fault) => fault.Field.StartsWith(Name + "-", StringComparison.Ordinal);

        internal int IndexOf(string id) => Rows.FindIndex(row => row.Id.ToString(CultureInfo.InvariantCulture) == id);

        internal string TitleOf(Row row)
        {
            if (Sheet.Key.Length == 0)
            {
                return Sheet.Name;
            }

            var number = Rows.TakeWhile(other => other != row).Count(other => other.Begins) + (row.Begins ? 1 : 0);
            return string.Create(CultureInfo.InvariantCulture, $"{Sheet.Name}, mục {number}{(row.Begins ? "" : " (dòng thêm)")}");
        }

        internal string? Insert(int at, bool begins)
        {
            if (Rows.Count < MaxRows)
            {
                var id = Rows.Select(row => row.Id + 1).Append(0).Max();
                Rows.Insert(at, new(id, begins, [.. Enumerable.Repeat("", Sheet.Columns.Count)]));
            }

            return Sheet.Key;
        }

        private static string NameOf(PlanSheet sheet) => sheet.Key.Length == 0 ? "head" : sheet.Key;
    }
}
