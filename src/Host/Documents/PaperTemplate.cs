using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Fluid;
using Fluid.Values;

namespace PhongTrao.Host.Documents;

/// <summary>What is wrong with a template, and where.</summary>
/// <param name="Line">From 1; 0 where no line can be told.</param>
/// <param name="Code">What, see <see cref="PaperTemplate"/>.</param>
/// <param name="What">The word, directive or message it is about.</param>
public sealed record TemplateProblem(int Line, string Code, string What);

/// <summary>
/// How a kind of paper is worded: Liquid text (<c>{{ field }}</c>, <c>{% if %}</c>, <c>{% for %}</c>) of which every line is one part of the paper,
/// named by the word after "@" it begins with; a line without one is a paragraph, one that begins with "|" a row of the table above it.
/// Whatever a field holds stays text: it is never read as a directive.
/// </summary>
public sealed partial class PaperTemplate
{
    /// <summary>Longest template in characters.</summary>
    public const int MostCharacters = 65_536;

    /// <summary>The text is no Liquid.</summary>
    public const string Syntax = "template.syntax";

    /// <summary>A field that this kind of paper does not have.</summary>
    public const string UnknownField = "template.unknown-field";

    /// <summary>A directive that does not exist.</summary>
    public const string UnknownDirective = "template.unknown-directive";

    /// <summary>A row with more or fewer cells than the table has columns, or outside any table.</summary>
    public const string Row = "template.row";

    /// <summary>A directive that needs text and has none.</summary>
    public const string Empty = "template.empty";

    /// <summary>Longer than may be, or it would never end.</summary>
    public const string TooLong = "template.too-long";

    /// <summary>What a line can begin with, and which part of the paper it makes.</summary>
    public static IReadOnlyList<(string Word, string Meaning)> Directives { get; } =
    [
        ("@dau", "Tên cơ quan, số và ký hiệu; Quốc hiệu, Tiêu ngữ, địa danh và ngày. Viết thêm “V/v …” thì đứng dưới số, như công văn"),
        ("@dau-khong-so", "Như trên, không có số"),
        ("@ngang", "Giấy A4 nằm ngang"),
        ("@ten", "Tên loại văn bản, chữ in hoa, ở giữa"),
        ("@trich-yeu", "Trích yếu, có đường kẻ bên dưới"),
        ("@giua", "Dòng đậm ở giữa, như “QUYẾT ĐỊNH:”"),
        ("@ghi-chu", "Dòng nghiêng ở giữa"),
        ("@kinh-gui", "Nơi kính gửi; nhiều dòng liền nhau thành danh sách"),
        ("@can-cu", "Một căn cứ; dấu chấm phẩy và dấu chấm được tự đặt"),
        ("@muc", "Tiêu đề mục, chữ đậm"),
        ("@dong", "Dòng của phiếu: nhãn | nội dung"),
        ("@bang", "Đầu bảng: Tên cột:độ rộng:giua | …; các hàng sau bắt đầu bằng |, hàng tổng bằng |="),
        ("@noi-nhan", "Một nơi nhận"),
        ("@ky", "Người ký: quyền hạn / chức vụ | ghi chú | họ và tên; nhiều dòng liền nhau thì ký cạnh nhau"),
        ("@trang-moi", "Sang trang mới"),
        ("#", "Ghi chú của người viết mẫu, không in"),
    ];

    // Around the number of the template's line that a line of the result comes from.
    private const char Mark = '\u0001';
    private const char EndMark = '\u0002';

    private static readonly FluidParser Parser = new();

    private static readonly TemplateOptions Options = new()
    {
        MaxSteps = 5_000_000,
        MaxRecursion = 20,
        CultureInfo = CultureInfo.InvariantCulture,
    };

    private readonly IFluidTemplate _template;

    private PaperTemplate(string text, IFluidTemplate template) => (Text, _template) = (text, template);

    /// <summary>Its text.</summary>
    public string Text { get; }

    /// <summary>Reads a template of a kind of paper: every field it names must be one of that kind's.</summary>
    /// <param name="text">The template.</param>
    /// <param name="kind">The kind of paper.</param>
    /// <param name="problems">What is wrong; none where it is returned.</param>
    public static PaperTemplate? Read(string text, PaperKind kind, out IReadOnlyList<TemplateProblem> problems)
    {
        var found = new List<TemplateProblem>();
        problems = found;
        if (text.Length > MostCharacters)
        {
            found.Add(new(0, TooLong, MostCharacters.ToString(CultureInfo.InvariantCulture)));
            return null;
        }

        text = text.ReplaceLineEndings("\n").Normalize(NormalizationForm.FormC);
        if (!Parser.TryParse(Marked(text), out var parsed, out var error))
        {
            // The message goes on with the line itself, marks and all: the place says it better.
            found.Add(new(PlaceOf(error, text), Syntax, error.Split('\n')[0].Trim()));
            return null;
        }

        var template = new PaperTemplate(text, parsed);
        template.Fill(kind, kind.Example(), found);
        return found.Count == 0 ? template : null;
    }

    /// <summary>The paper with these fields.</summary>
    /// <exception cref="InvalidOperationException">The fields are not those of the kind.</exception>
    public OfficialPaper Fill(PaperKind kind, PaperFields fields)
    {
        var problems = new List<TemplateProblem>();
        var paper = Fill(kind, fields, problems);
        return problems is [var first, ..]
            ? throw new InvalidOperationException($"{kind.Code}, line {first.Line}: {first.Code} {first.What}")
            : paper;
    }

    private OfficialPaper Fill(PaperKind kind, PaperFields fields, List<TemplateProblem> problems)
    {
        var context = new TemplateContext(Options);
        foreach (var (name, value) in fields.Values)
        {
            context.SetValue(name, value);
        }

        context.Undefined = name =>
        {
            // A field with nothing in it is no mistake of the template's.
            var last = name[(name.LastIndexOf('.') + 1)..];
            if (!kind.Knows(last))
            {
                problems.Add(new(LineOf(last), UnknownField, name));
            }

            return ValueTask.FromResult<FluidValue>(NilValue.Instance);
        };
        string text;
        try
        {
            text = _template.Render(context);
        }
        catch (Exception e) when (e is InvalidOperationException or ParseException)
        {
            problems.Add(new(0, TooLong, e.Message));
            text = "";
        }

        problems.AddRange(fields.Unknown.Select(name => new TemplateProblem(LineOf(name), UnknownField, name)));
        fields.Unknown.Clear();
        return new Reader(fields, problems).Read(kind, text);
    }

    private int LineOf(string name)
    {
        var lines = Text.Split('\n');
        var at = Array.FindIndex(
            lines,
            line => Regex.IsMatch(line, $@"\{{[\{{%][^}}]*\b{Regex.Escape(name)}\b", RegexOptions.None, TimeSpan.FromSeconds(1))
        );
        return at + 1;
    }

    // The parser says "… at (line:column)"; nothing is added before a line but its mark.
    private static int PlaceOf(string error, string text) =>
        At().Match(error) is { Success: true } match
        && int.TryParse(match.Groups["line"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var line)
            ? Math.Min(line, text.Count(c => c == '\n') + 1)
            : 0;

    // Every line that does not begin within a tag says which it is, so that what is wrong with the result can be shown in the template.
    private static string Marked(string text)
    {
        var marked = new StringBuilder(text.Length + 512);
        var open = false;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (number > 1)
            {
                marked.Append('\n');
            }

            if (!open)
            {
                marked.Append(CultureInfo.InvariantCulture, $"{Mark}{number}{EndMark}");
            }

            marked.Append(line);
            open = Math.Max(line.LastIndexOf("{%", StringComparison.Ordinal), line.LastIndexOf("{{", StringComparison.Ordinal))
                is var from
                    and >= 0
                ? line.IndexOf("%}", from, StringComparison.Ordinal) < 0 && line.IndexOf("}}", from, StringComparison.Ordinal) < 0
                : open && !line.Contains("%}", StringComparison.Ordinal) && !line.Contains("}}", StringComparison.Ordinal);
        }

        return marked.ToString();
    }

    [GeneratedRegex(@"\((?<line>\d+):\d+\)", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex At();

    private static readonly FrozenSet<string> NeedText = FrozenSet.ToFrozenSet(
        ["@ten", "@trich-yeu", "@giua", "@ghi-chu", "@muc", "@dong", "@kinh-gui", "@can-cu", "@noi-nhan", "@ky", "@bang"],
        StringComparer.Ordinal
    );

    /// <summary>Reads the filled text into the parts of a paper.</summary>
    private sealed class Reader(PaperFields fields, List<TemplateProblem> problems)
    {
        private readonly List<PaperBlock> _blocks = [];
        private readonly List<string> _group = [];
        private readonly List<PaperSignature> _signatures = [];
        private readonly List<PaperRow> _rows = [];
        private string _grouped = "";
        private List<PaperColumn>? _columns;
        private List<string> _copies = [];
        private bool _landscape;
        private int _line;

        internal OfficialPaper Read(PaperKind kind, string text)
        {
            foreach (var raw in text.Split('\n'))
            {
                var line = Unmarked(raw).Trim();
                if (line.Length > 0 && line[0] != '#')
                {
                    Take(line);
                }
            }

            Close("");
            return new(fields.Title ?? kind.Name, _landscape, _blocks);
        }

        // A line may carry several marks where tags between them said nothing; the last one is where its text stands.
        private string Unmarked(string raw)
        {
            var text = raw;
            int at;
            while ((at = text.IndexOf(Mark, StringComparison.Ordinal)) >= 0)
            {
                var end = text.IndexOf(EndMark, at);
                _line = int.Parse(text.AsSpan(at + 1, end - at - 1), NumberStyles.None, CultureInfo.InvariantCulture);
                text = text.Remove(at, end - at + 1);
            }

            return text;
        }

        private void Take(string line)
        {
            if (line[0] == '|')
            {
                TakeRow(line);
                return;
            }

            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var (word, rest) =
                line[0] != '@' ? ("", line)
                : space < 0 ? (line, "")
                : (line[..space], line[space..].Trim());
            Close(word);
            if (rest.Length == 0 && NeedText.Contains(word))
            {
                problems.Add(new(_line, Empty, word));
                return;
            }

            switch (word)
            {
                case "":
                    _blocks.Add(new PaperBlock.Paragraph(Runs(line)));
                    break;
                case "@ngang":
                    _landscape = true;
                    break;
                case "@dau":
                    Head(fields.Number, rest.Length == 0 ? null : Plain(rest));
                    break;
                case "@dau-khong-so":
                    Head(null, null);
                    break;
                case "@ten":
                    _blocks.Add(new PaperBlock.Centred(Plain(rest).ToUpper(Localization.Vietnam.Culture)));
                    break;
                case "@trich-yeu":
                    _blocks.Add(new PaperBlock.Centred(Plain(rest), Ruled: true));
                    break;
                case "@giua":
                    _blocks.Add(new PaperBlock.Centred(Plain(rest)));
                    break;
                case "@ghi-chu":
                    _blocks.Add(new PaperBlock.Centred(Plain(rest), Bold: false, Italic: true));
                    break;
                case "@muc":
                    _blocks.Add(new PaperBlock.Paragraph([new(Plain(rest), Bold: true)]));
                    break;
                case "@dong":
                    var parts = Cells(rest);
                    _blocks.Add(new PaperBlock.Entry(parts[0].TrimEnd(':'), string.Join(" | ", parts.Skip(1))));
                    break;
                case "@kinh-gui" or "@can-cu" or "@noi-nhan":
                    _grouped = word;
                    _group.Add(Plain(rest).TrimEnd(';', '.'));
                    break;
                case "@ky":
                    var signer = Cells(rest);
                    _signatures.Add(
                        new(
                            [
                                .. signer[0]
                                    .Split(" / ", StringSplitOptions.TrimEntries)
                                    .Select(part => part.ToUpper(Localization.Vietnam.Culture)),
                            ],
                            signer.ElementAtOrDefault(1) is { Length: > 0 } note ? note : null,
                            signer.ElementAtOrDefault(2) is { Length: > 0 } name ? name : null
                        )
                    );
                    break;
                case "@bang":
                    _columns = [.. Cells(rest).Select(Column)];
                    break;
                case "@trang-moi":
                    _blocks.Add(new PaperBlock.NewPage());
                    break;
                default:
                    problems.Add(new(_line, UnknownDirective, word));
                    break;
            }
        }

        private void Head(string? number, string? about) =>
            _blocks.Add(new PaperBlock.Letterhead(fields.Issuer, number, about, fields.Place));

        private void TakeRow(string line)
        {
            var total = line.StartsWith("|=", StringComparison.Ordinal);
            var cells = Cells(line[(total ? 2 : 1)..]);
            if (_columns is null || cells.Count != _columns.Count)
            {
                problems.Add(new(_line, Row, cells.Count.ToString(CultureInfo.InvariantCulture)));
                return;
            }

            _rows.Add(new(cells, total));
        }

        // What several lines make together ends where another part begins.
        private void Close(string word)
        {
            if (_columns is not null)
            {
                _blocks.Add(new PaperBlock.Grid(_columns, [.. _rows]));
                _columns = null;
                _rows.Clear();
            }

            if (_grouped.Length > 0 && word != _grouped)
            {
                IReadOnlyList<string> group = [.. _group];
                switch (_grouped)
                {
                    case "@kinh-gui":
                        _blocks.Add(new PaperBlock.Addressees(group));
                        break;
                    case "@can-cu":
                        _blocks.Add(new PaperBlock.Bases(group));
                        break;
                    default:
                        _copies = [.. group];
                        break;
                }

                _grouped = "";
                _group.Clear();
            }

            if (_signatures.Count > 0 && word is not ("@ky" or "@noi-nhan"))
            {
                _blocks.Add(new PaperBlock.Foot(_copies, [.. _signatures]));
                _copies = [];
                _signatures.Clear();
            }
        }

        // "STT:6:giua" – head, share of the width, and that it stands in the middle.
        private static PaperColumn Column(string text)
        {
            var parts = text.Split(':', StringSplitOptions.TrimEntries);
            return new(
                parts[0],
                int.TryParse(parts.ElementAtOrDefault(1), NumberStyles.None, CultureInfo.InvariantCulture, out var share) && share > 0
                    ? share
                    : 10,
                string.Equals(parts.ElementAtOrDefault(2), "giua", StringComparison.Ordinal)
            );
        }

        private static List<string> Cells(string text)
        {
            var cells = new List<string>();
            var cell = new StringBuilder();
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == '|')
                {
                    cells.Add(Plain(cell.ToString().Trim()));
                    cell.Clear();
                }
                else
                {
                    cell.Append(text[i]);
                    if (text[i] == PaperFields.Escape && i + 1 < text.Length)
                    {
                        cell.Append(text[++i]);
                    }
                }
            }

            var last = cell.ToString().Trim();
            if (last.Length > 0 || !text.TrimEnd().EndsWith('|'))
            {
                cells.Add(Plain(last));
            }

            return cells;
        }

        private static List<PaperRun> Runs(string text)
        {
            var runs = new List<PaperRun>();
            var run = new StringBuilder();
            var bold = false;
            for (var i = 0; i < text.Length; i++)
            {
                if (text[i] == PaperFields.Escape && i + 1 < text.Length)
                {
                    run.Append(text[++i]);
                }
                else if (text[i] == '*' && i + 1 < text.Length && text[i + 1] == '*')
                {
                    Flush();
                    bold = !bold;
                    i++;
                }
                else
                {
                    run.Append(text[i]);
                }
            }

            Flush();
            return runs;

            void Flush()
            {
                if (run.Length > 0)
                {
                    runs.Add(new(run.ToString(), bold));
                    run.Clear();
                }
            }
        }

        private static string Plain(string text) => string.Concat(Runs(text).Select(run => run.Text));
    }
}
