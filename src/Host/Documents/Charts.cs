using System.Globalization;
using System.Net;
using System.Text;
using PhongTrao.Host.Localization;

namespace PhongTrao.Host.Documents;

/// <summary>A bar: a part of a whole, or two numbers to be compared.</summary>
/// <param name="Label">What it is of; stands above the bar.</param>
/// <param name="First">Length of the full bar, at least 0.</param>
/// <param name="Second">Length of the hatched one.</param>
/// <param name="Text">The numbers in words; stands behind the label.</param>
public sealed record ChartBar(string Label, double First, double Second, string Text);

/// <summary>
/// Charts as SVG, drawn on the server: readable without colour (full and hatched bars, each with its numbers), without script, on paper and as a file
/// of their own. Whoever hears the page hears title and description, and has the table beside it.
/// </summary>
public static class Charts
{
    // As wide as a phone, so that letters are as large there as the page's own.
    private const int Width = 358;
    private const int Row = 58;
    private const string Full = "#0b5a42";
    private const string Light = "#dff0e9";
    private const string Ink = "#1b1f1d";

    /// <summary>Parts of a whole: the full bar is the first, the hatched one what remains to 1.</summary>
    public static string Shares(string id, string title, string description, string first, string second, IReadOnlyList<ChartBar> bars) =>
        Draw(
            id,
            title,
            description,
            first,
            second,
            bars,
            (svg, bar, y) =>
            {
                var full = Math.Clamp(bar.First, 0, 1) * Width;
                Bar(svg, 0, y, full, 22, Full);
                Bar(svg, full, y, Width - full, 22, $"url(#{id}-h)");
            },
            Row
        );

    /// <summary>Two numbers below each other, by one scale.</summary>
    public static string Pairs(string id, string title, string description, string first, string second, IReadOnlyList<ChartBar> bars)
    {
        var most = Math.Max(1e-9, bars.Select(bar => Math.Max(bar.First, bar.Second)).DefaultIfEmpty(1).Max());
        return Draw(
            id,
            title,
            description,
            first,
            second,
            bars,
            (svg, bar, y) =>
            {
                Bar(svg, 0, y, bar.First / most * Width, 14, Full);
                Bar(svg, 0, y + 16, bar.Second / most * Width, 14, $"url(#{id}-h)");
            },
            Row + 10
        );
    }

    private static string Draw(
        string id,
        string title,
        string description,
        string first,
        string second,
        IReadOnlyList<ChartBar> bars,
        Action<StringBuilder, ChartBar, double> draw,
        int row
    )
    {
        var height = 56 + (bars.Count * row);
        var svg = new StringBuilder();
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<svg xmlns="http://www.w3.org/2000/svg" class="chart" viewBox="0 0 {Width} {height}" role="img" aria-labelledby="{id}-t {id}-d" font-family="Segoe UI, Noto Sans, Arial, sans-serif" font-size="16">"""
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<title id="{id}-t">{Text(title)}</title><desc id="{id}-d">{Text(description)}</desc>"""
        );
        svg.Append(
            CultureInfo.InvariantCulture,
            $"""<defs><pattern id="{id}-h" width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="8" height="8" fill="{Light}"/><rect width="2" height="8" fill="{Full}"/></pattern></defs>"""
        );
        svg.Append(CultureInfo.InvariantCulture, $"""<rect width="{Width}" height="{height}" fill="#ffffff"/>""");
        Bar(svg, 1, 4, 16, 16, Full);
        Words(svg, 24, 18, first);
        Bar(svg, 1, 28, 16, 16, $"url(#{id}-h)");
        Words(svg, 24, 42, second);
        for (var i = 0; i < bars.Count; i++)
        {
            var y = 56 + (i * row);
            Words(svg, 0, y + 18, $"{bars[i].Label}: {bars[i].Text}");
            draw(svg, bars[i], y + 26);
        }

        return svg.Append("</svg>").ToString();
    }

    private static void Bar(StringBuilder svg, double x, double y, double width, double height, string fill)
    {
        if (width > 0)
        {
            svg.Append(
                CultureInfo.InvariantCulture,
                $"""<rect x="{x:0.#}" y="{y:0.#}" width="{width:0.#}" height="{height:0.#}" fill="{fill}" stroke="{Full}"/>"""
            );
        }
    }

    private static void Words(StringBuilder svg, double x, double y, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x:0.#}" y="{y:0.#}" fill="{Ink}">{Text(text)}</text>""");

    private static string Text(string text) => WebUtility.HtmlEncode(Vietnam.Normalize(text) ?? "");
}
