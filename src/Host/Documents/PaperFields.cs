using System.Globalization;
using System.Text;
using Fluid.Values;

namespace PhongTrao.Host.Documents;

/// <summary>A field of a kind of paper.</summary>
/// <param name="Name">As templates write it: "so_ho_so".</param>
/// <param name="Meaning">What it holds, in Vietnamese.</param>
/// <param name="Columns">Of a list: the fields of each of its lines; null: a text.</param>
/// <param name="IsFlag">A condition, for <c>{% if %}</c>.</param>
public sealed record PaperField(string Name, string Meaning, IReadOnlyList<PaperField>? Columns = null, bool IsFlag = false);

/// <summary>A kind of paper that the product can make.</summary>
/// <param name="Code">Permanent code: "quyet-dinh".</param>
/// <param name="Name">What it is called, in Vietnamese.</param>
/// <param name="Fields">What its templates can name.</param>
public sealed record PaperKind(string Code, string Name, IReadOnlyList<PaperField> Fields)
{
    /// <summary>Whether a template may name it, by itself or in a line of a list.</summary>
    public bool Knows(string name) => Fields.Any(field => field.Name == name || field.Columns?.Any(column => column.Name == name) == true);

    /// <summary>Fields that hold their own names, and lists of two lines: what a template would make, without anybody's data.</summary>
    public PaperFields Example()
    {
        var fields = new PaperFields(["«CƠ QUAN CẤP TRÊN»", "«CƠ QUAN BAN HÀNH»"], "Số: «số»/«ký hiệu»", "«địa danh», ngày … tháng … năm …")
        {
            Title = Name,
        };
        foreach (var field in Fields)
        {
            if (field.Columns is { } columns)
            {
                fields.Set(field.Name, Enumerable.Range(1, 2), (line, set) => Each(columns, set, $" {line}"));
            }
            else
            {
                Each([field], fields.Values, "");
            }
        }

        return fields;

        static void Each(IReadOnlyList<PaperField> fields, Dictionary<string, FluidValue> values, string after)
        {
            foreach (var field in fields)
            {
                values[field.Name] = field.IsFlag ? BooleanValue.True : PaperFields.Text($"«{field.Meaning}{after}»");
            }
        }
    }
}

/// <summary>What a paper is filled with.</summary>
/// <param name="issuer">Superior agency first, the issuing one last.</param>
/// <param name="number">"Số: 12/QĐ-UBND".</param>
/// <param name="place">Địa danh and date.</param>
public sealed class PaperFields(IReadOnlyList<string> issuer, string number, string place)
{
    /// <summary>Before a sign that is meant as it stands.</summary>
    internal const char Escape = '\\';

    /// <summary>What the file is called.</summary>
    public string? Title { get; init; }

    /// <summary>Superior agency first, the issuing one last; in capitals.</summary>
    public IReadOnlyList<string> Issuer { get; } = [.. issuer.Select(line => line.ToUpper(Localization.Vietnam.Culture))];

    /// <summary>Số, ký hiệu.</summary>
    public string Number { get; } = number;

    /// <summary>Địa danh and date.</summary>
    public string Place { get; } = place;

    /// <summary>What a template asked of a line of a list and no line has.</summary>
    internal HashSet<string> Unknown { get; } = new(StringComparer.Ordinal);

    internal Dictionary<string, FluidValue> Values { get; } = new(StringComparer.Ordinal);

    /// <summary>A text; null or empty: nothing, which <c>{% if %}</c> takes for no.</summary>
    public PaperFields Set(string name, string? text)
    {
        Put(Values, name, text);
        return this;
    }

    /// <summary>A number, two digits below ten (NĐ 30/2020).</summary>
    public PaperFields Set(string name, int number) => Set(name, Localization.Vietnam.Count(number));

    /// <summary>A number that templates compare with others.</summary>
    public PaperFields SetNumber(string name, int number)
    {
        Values[name] = NumberValue.Create(number);
        return this;
    }

    /// <summary>A condition.</summary>
    public PaperFields Set(string name, bool flag)
    {
        Values[name] = BooleanValue.Create(flag);
        return this;
    }

    /// <summary>A list.</summary>
    /// <param name="name">Its field.</param>
    /// <param name="items">Its lines.</param>
    /// <param name="line">Fills a line.</param>
    public PaperFields Set<T>(string name, IEnumerable<T> items, Action<T, Dictionary<string, FluidValue>> line)
    {
        var lines = new List<FluidValue>();
        foreach (var item in items)
        {
            var values = new Dictionary<string, FluidValue>(StringComparer.Ordinal)
            {
                ["stt"] = Text((lines.Count + 1).ToString(CultureInfo.InvariantCulture)),
            };
            line(item, values);
            lines.Add(new DictionaryValue(new Line(values, Unknown)));
        }

        Values[name] = new ArrayValue(lines);
        return this;
    }

    /// <summary>A text among the fields of a line of a list; null or empty as above.</summary>
    internal static void Put(Dictionary<string, FluidValue> line, string name, string? text) =>
        line[name] = string.IsNullOrWhiteSpace(text) ? NilValue.Instance : Text(text);

    // One line, with nothing in it that a template's line could begin or end with.
    internal static FluidValue Text(string text)
    {
        var plain = new StringBuilder(text.Length + 8);
        foreach (var c in text.Normalize(NormalizationForm.FormC).Trim())
        {
            if (char.IsControl(c) || char.IsWhiteSpace(c))
            {
                if (plain.Length > 0 && plain[^1] != ' ')
                {
                    plain.Append(' ');
                }
            }
            else if (c is Escape or '*' or '|' or '@' or '#')
            {
                plain.Append(Escape).Append(c);
            }
            else
            {
                plain.Append(c);
            }
        }

        return StringValue.Create(plain.ToString());
    }

    /// <summary>A line of a list, which notes what it is asked for in vain.</summary>
    private sealed class Line(Dictionary<string, FluidValue> values, HashSet<string> unknown) : IFluidIndexable
    {
        public int Count => values.Count;

        public IEnumerable<string> Keys => values.Keys;

        public bool TryGetValue(string name, out FluidValue value)
        {
            if (values.TryGetValue(name, out value!))
            {
                return true;
            }

            unknown.Add(name);
            value = NilValue.Instance;
            return false;
        }
    }
}
