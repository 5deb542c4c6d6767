using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.WebUtilities;
using PhongTrao.Host.Documents;
using PhongTrao.Host.Localization;

namespace PhongTrao.Host.Components;

/// <summary>
/// The tables of pages as files. A file is the page itself, read page after page: whoever may see the page may have it, with the same conditions,
/// and what the page hides the file does not hold. A table takes part by <c>data-file</c>, and <see cref="Shared.FileLinks"/> stands under it.
/// </summary>
public static class PageTables
{
    /// <summary>Query parameter that asks for a file: xlsx or csv.</summary>
    public const string Format = "tep";

    /// <summary>Query parameter that says which table of the page.</summary>
    public const string Which = "bang";

    private const int MostRows = 1_000_000; // a sheet holds little more
    private const int MostCharacters = 32_000; // nor does a cell

    /// <summary>Whether a table of the page is asked for as a file.</summary>
    internal static bool AreAsked(HttpContext http) => http.Request.Query[Format].ToString() is "xlsx" or "csv";

    /// <summary>Answers with the table as a file.</summary>
    internal static async Task<IResult> FileAsync(HttpContext http, Func<IResult> page)
    {
        var query = QueryHelpers.ParseQuery(http.Request.QueryString.Value);
        var (format, which) = (query[Format].ToString(), query.GetValueOrDefault(Which).ToString());
        query.Remove(Format);
        query.Remove(Which);
        query.Remove("sau"); // from the first page on
        var shown = await RenderAsync(http, page, QueryString.Create(query));
        if (shown is null || HtmlTable.Find(shown, which) is not { } first)
        {
            return PageEndpoints.Error(StatusCodes.Status404NotFound);
        }

        return new Written(http, page, first, which, format, query);
    }

    /// <summary>"danh-sach": the last part of an address that is no id.</summary>
    private static string NameOf(PathString path) =>
        path.Value!.Split('/', StringSplitOptions.RemoveEmptyEntries).LastOrDefault(part => !Guid.TryParse(part, out _)) ?? "bang";

    // The page as it would be shown; null where it would not.
    private static async Task<string?> RenderAsync(HttpContext http, Func<IResult> page, QueryString query)
    {
        var features = http.Features;
        var (services, asked) = (http.RequestServices, http.Request.QueryString);
        var (body, answer) = (features.GetRequiredFeature<IHttpResponseBodyFeature>(), features.GetRequiredFeature<IHttpResponseFeature>());
        await using var scope = services.CreateAsyncScope(); // a renderer renders once
        using var shown = new MemoryStream();
        try
        {
            // An answer of its own: the real one may be on its way already.
            http.RequestServices = scope.ServiceProvider;
            http.Request.QueryString = query;
            features.Set<IHttpResponseFeature>(new HttpResponseFeature());
            features.Set<IHttpResponseBodyFeature>(new StreamResponseBodyFeature(shown));
            await page().ExecuteAsync(http);
            return http.Response.StatusCode == StatusCodes.Status200OK
                ? Encoding.UTF8.GetString(shown.GetBuffer(), 0, (int)shown.Length)
                : null;
        }
        finally
        {
            features.Set(answer);
            features.Set(body);
            http.Request.QueryString = asked;
            http.RequestServices = services;
        }
    }

    private sealed class Written(
        HttpContext asked,
        Func<IResult> page,
        HtmlTable first,
        string which,
        string format,
        Dictionary<string, Microsoft.Extensions.Primitives.StringValues> query
    ) : IResult
    {
        public async Task ExecuteAsync(HttpContext http)
        {
            var name = NameOf(asked.Request.Path);
            http.Response.ContentType = format == "csv" ? TableRows.CsvType : Sheet.MediaType;
            http.Response.Headers.ContentDisposition = $"attachment; filename=\"{name}.{format}\"";
            http.Response.Headers.CacheControl = "no-store";
            if (HttpMethods.IsHead(http.Request.Method))
            {
                return;
            }

            var columns = first.Heads.Select((head, i) => (head, Width(first, i))).ToList();
            await using var rows =
                format == "csv"
                    ? TableRows.Csv(http.Response.Body, first.Caption, columns)
                    : TableRows.Xlsx(http.Response.Body, first.Caption, columns);
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var count = 0;
            for (var table = first; table is not null; )
            {
                foreach (var row in table.Rows)
                {
                    rows.Add([.. Enumerable.Range(0, columns.Count).Select(i => i < row.Count ? Value(row[i]) : null)]);
                    count++;
                }

                await rows.SendAsync(http.RequestAborted);
                if (table.Next is not { } next || count >= MostRows || !seen.Add(next))
                {
                    break;
                }

                var more = QueryHelpers.ParseQuery(next[(next.IndexOf('?', StringComparison.Ordinal) + 1)..]);
                foreach (var (key, value) in query)
                {
                    more.TryAdd(key, value);
                }

                table = await RenderAsync(http, page, QueryString.Create(more)) is { } shown ? HtmlTable.Find(shown, which) : null;
            }
        }

        private static double Width(HtmlTable table, int column) =>
            Math.Clamp(
                table
                    .Rows.Take(50)
                    .Select(row => column < row.Count ? row[column].Split('\n').Max(line => line.Length) : 0)
                    .Append(table.Heads[column].Length)
                    .Max() + 2,
                8,
                48
            );

        private static object? Value(string text) =>
            text.Length is 0 ? null
            : text is "–" ? null
            : text.Length == 10 && text[2] == '/' && Vietnam.ParseDate(text) is { Year: >= 1900 } day ? day
            : text.Length > MostCharacters ? text[..MostCharacters]
            : text;
    }
}

/// <summary>A table as it stands in a page of ours: every element closed, every attribute in double quotes.</summary>
internal sealed class HtmlTable
{
    private const string Acts = "Thao tác";

    private HtmlTable(string caption, IReadOnlyList<string> heads, IReadOnlyList<IReadOnlyList<string>> rows, string? next)
    {
        Caption = caption;
        Heads = heads;
        Rows = rows;
        Next = next;
    }

    public string Caption { get; }

    /// <summary>Heads of the columns, without those that hold buttons.</summary>
    public IReadOnlyList<string> Heads { get; }

    /// <summary>Rows under them; parts of a cell that stand under each other are lines.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows { get; }

    /// <summary>Address of the next page; null: there is none.</summary>
    public string? Next { get; }

    /// <summary>Finds a table by its <c>data-file</c>, or the first that has one; null: there is none.</summary>
    public static HtmlTable? Find(string html, string which)
    {
        using var tokens = Tokens(html).GetEnumerator();
        while (tokens.MoveNext())
        {
            if (
                tokens.Current is { Name: "table", IsEnd: false }
                && FileOf(tokens.Current.Attributes) is { } file
                && (which.Length == 0 || file == which)
            )
            {
                return Read(tokens);
            }
        }

        return null;
    }

    private static HtmlTable Read(IEnumerator<Token> tokens)
    {
        var (caption, head, rows) = ("", new List<string[]>(), new List<IReadOnlyList<string>>());
        var (cells, text) = (new List<string>(), new StringBuilder());
        var open = new Dictionary<int, (int Rows, string Text)>(); // cells that reach down from rows above
        var (inHead, isGroup, inCell, inCaption, hidden, depth) = (false, false, false, false, 0, 0);
        var (across, down) = (1, 1);
        while (tokens.MoveNext())
        {
            var token = tokens.Current;
            if (token.Text is not null)
            {
                if ((inCell || inCaption) && hidden == 0)
                {
                    text.Append(token.Text);
                }

                continue;
            }

            if (hidden > 0)
            {
                hidden +=
                    token.IsVoid ? 0
                    : token.IsEnd ? -1
                    : 1;
                continue;
            }

            switch (token.Name, token.IsEnd)
            {
                case ("table", false):
                    depth++;
                    break;
                case ("table", true) when depth > 0:
                    depth--;
                    break;
                case ("table", true):
                    return WithHeads(new(caption, [], rows, NextOf(tokens)), head);
                case ("thead", _) when depth == 0:
                    inHead = !token.IsEnd;
                    break;
                case ("caption", _) when depth == 0:
                    inCaption = !token.IsEnd;
                    if (token.IsEnd)
                    {
                        caption = Trimmed(text);
                    }

                    text.Clear();
                    break;
                case ("tr", false) when depth == 0:
                    isGroup = token.Attributes.Contains("table__group", StringComparison.Ordinal);
                    cells = [];
                    break;
                case ("tr", true) when depth == 0:
                    Down(cells, open, int.MaxValue);
                    if (inHead)
                    {
                        head.Add([.. cells]);
                    }
                    else if (!isGroup && cells.Count > 0)
                    {
                        rows.Add(cells);
                    }

                    break;
                case ("th" or "td", false) when depth == 0:
                    inCell = true;
                    text.Clear();
                    (across, down) = (Span(token.Attributes, "colspan"), Span(token.Attributes, "rowspan"));
                    break;
                case ("th" or "td", true) when depth == 0:
                    inCell = false;
                    var said = Trimmed(text);
                    Down(cells, open, cells.Count);
                    for (var i = 0; i < across; i++)
                    {
                        if (down > 1)
                        {
                            open[cells.Count] = (down - 1, said);
                        }

                        cells.Add(inHead || i == 0 ? said : "");
                    }

                    break;
                case ("br", _) or ("p" or "div" or "li" or "details" or "ul", _):
                    text.Append('\n');
                    break;
                case (_, false) when !token.IsVoid && IsHidden(token):
                    hidden = 1;
                    break;
            }
        }

        return WithHeads(new(caption, [], rows, null), head);
    }

    // Several rows of heads make one; a column of buttons is left out.
    private static HtmlTable WithHeads(HtmlTable table, List<string[]> head)
    {
        var width = head.Select(row => row.Length).Append(0).Max();
        var heads = Enumerable
            .Range(0, width)
            .Select(i =>
                string.Join(
                    " – ",
                    head.Where(row => i < row.Length && row[i].Length > 0)
                        .Select(row => row[i].Replace('\n', ' '))
                        .Distinct(StringComparer.Ordinal)
                )
            )
            .ToList();
        var kept = Enumerable.Range(0, width).Where(i => heads[i] != Acts).ToList();
        return new(
            table.Caption,
            [.. kept.Select(i => heads[i])],
            [.. table.Rows.Select(row => (IReadOnlyList<string>)[.. kept.Select(i => i < row.Count ? row[i] : "")])],
            table.Next
        );
    }

    private static void Down(List<string> cells, Dictionary<int, (int Rows, string Text)> open, int to)
    {
        while (open.TryGetValue(cells.Count, out var above) && cells.Count <= to)
        {
            var at = cells.Count;
            cells.Add(above.Text);
            if (above.Rows == 1)
            {
                open.Remove(at);
            }
            else
            {
                open[at] = (above.Rows - 1, above.Text);
            }

            to = to == int.MaxValue ? to : cells.Count;
        }
    }

    private static string? NextOf(IEnumerator<Token> tokens)
    {
        while (tokens.MoveNext())
        {
            if (tokens.Current is { Name: "a", IsEnd: false } link && Attribute(link.Attributes, "rel") == "next")
            {
                return Attribute(link.Attributes, "href");
            }

            if (tokens.Current is { Name: "table", IsEnd: false })
            {
                return null; // what follows belongs to another one
            }
        }

        return null;
    }

    // What only a reader of the screen is told, what is to be pressed, and drawings.
    private static bool IsHidden(Token token) =>
        token.Name is "form" or "button" or "svg" or "summary" or "select" or "textarea" or "template"
        || Attribute(token.Attributes, "class") is { } classes && classes.Split(' ').Any(name => name is "sr" or "no-print" or "acts");

    private static string Trimmed(StringBuilder text) =>
        string.Join(
            '\n',
            text.ToString()
                .Split('\n')
                .Select(line => string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)))
                .Where(line => line.Length > 0)
        );

    private static string? FileOf(string attributes) => Attribute(attributes, "data-file");

    private static int Span(string attributes, string name) =>
        int.TryParse(Attribute(attributes, name), System.Globalization.CultureInfo.InvariantCulture, out var span)
            ? Math.Clamp(span, 1, 100)
            : 1;

    private static string? Attribute(string attributes, string name)
    {
        var at = attributes.IndexOf($" {name}=\"", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var from = at + name.Length + 3;
        var to = attributes.IndexOf('"', from);
        return to < 0 ? null : WebUtility.HtmlDecode(attributes[from..to]);
    }

    private readonly record struct Token(string? Text, string Name, bool IsEnd, string Attributes)
    {
        internal bool IsVoid => Name is "br" or "input" or "img" or "hr" or "meta" or "link" or "col" || Attributes.EndsWith('/');
    }

    private static IEnumerable<Token> Tokens(string html)
    {
        for (var i = 0; i < html.Length; )
        {
            var tag = html.IndexOf('<', i);
            if (tag != i)
            {
                var end = tag < 0 ? html.Length : tag;
                // The source breaks its lines where it likes.
                yield return new(WebUtility.HtmlDecode(html[i..end]).Replace('\n', ' ').Replace('\r', ' '), "", false, "");
                i = end;
                continue;
            }

            if (html.AsSpan(i).StartsWith("<!--", StringComparison.Ordinal))
            {
                var end = html.IndexOf("-->", i, StringComparison.Ordinal);
                i = end < 0 ? html.Length : end + 3;
                continue;
            }

            var close = EndOfTag(html, i);
            var inside = html[(i + 1)..close];
            i = Math.Min(close + 1, html.Length);
            var isEnd = inside.StartsWith('/');
            var name = inside.AsSpan(isEnd ? 1 : 0);
            var cut = name.IndexOfAny(' ', '\n', '\t');
            yield return new(null, (cut < 0 ? name : name[..cut]).TrimEnd('/').ToString(), isEnd, cut < 0 ? "" : name[cut..].ToString());
        }
    }

    private static int EndOfTag(string html, int from)
    {
        var quoted = false;
        for (var i = from; i < html.Length; i++)
        {
            if (html[i] == '"')
            {
                quoted = !quoted;
            }
            else if (html[i] == '>' && !quoted)
            {
                return i;
            }
        }

        return html.Length;
    }
}
