using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;
using PhongTrao.Workflows.Papers;

namespace PhongTrao.Host.Documents;

/// <summary>One certificate: what stands in each field.</summary>
/// <param name="Issuer">Above a blank sheet: who awards, in capitals.</param>
/// <param name="Title">On a blank sheet: "GIẤY KHEN".</param>
/// <param name="Texts">By field; one that is missing stays empty.</param>
public sealed record CertificateSheet(string Issuer, string Title, IReadOnlyDictionary<CertificateField, string> Texts);

/// <summary>
/// Giấy khen, bằng khen as pages of HTML for the printer: every field at its place in millimetres on a pre-printed form, or with Quốc hiệu and
/// the word for the form on a blank sheet.
/// </summary>
public static class CertificateHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>What a page of it may do: every field has its place in its own style, and there is nothing else.</summary>
    public const string Policy =
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>The certificates, a page each.</summary>
    public static string Write(CertificateLayout layout, IEnumerable<CertificateSheet> sheets)
    {
        var html = Begin(layout);
        foreach (var sheet in sheets)
        {
            html.Append("<section>");
            if (layout.Blank)
            {
                Whole(html, 150, 26, "b", PaperBlock.Letterhead.State);
                Whole(html, 230, 28, "b u", PaperBlock.Letterhead.Motto);
                Whole(html, 360, 32, "b", sheet.Issuer);
                Whole(html, 480, 40, "b", "TẶNG");
                Whole(html, 580, 80, "b red", sheet.Title);
            }

            foreach (var place in layout.Places)
            {
                if (sheet.Texts.GetValueOrDefault(place.Field) is { Length: > 0 } text)
                {
                    Field(html, layout, place, text);
                }
            }

            html.Append("</section>");
        }

        return html.Append("</body></html>").ToString();
    }

    /// <summary>
    /// The test page: a ruler in millimetres along the edges and a box for every field, to lay over the form and read how much the printer is off.
    /// </summary>
    /// <param name="layout">The layout.</param>
    /// <param name="name">What stands in a field's box.</param>
    public static string Test(CertificateLayout layout, Func<CertificateField, string> name)
    {
        var html = Begin(layout).Append("<section>");
        for (var x = 0; x <= layout.Width; x += 10)
        {
            Mark(html, x, 0, 1, Ticks(x), x % 100 == 0 && x > 0 ? x / 10 : null, across: true);
        }

        for (var y = 0; y <= layout.Height; y += 10)
        {
            Mark(html, 0, y, Ticks(y), 1, y % 100 == 0 && y > 0 ? y / 10 : null, across: false);
        }

        foreach (var place in layout.Places)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div class=\"box\" style=\"left:{Mm(place.X + layout.Right)};top:{Mm(place.Y + layout.Down)};width:{Mm(place.Width)}\"></div>"
            );
            Field(
                html,
                layout,
                place,
                string.Create(CultureInfo.InvariantCulture, $"{name(place.Field)} ({place.X / 10.0:0.#}; {place.Y / 10.0:0.#})")
            );
        }

        return html.Append("</section></body></html>").ToString();

        static int Ticks(int at) =>
            at % 100 == 0 ? 60
            : at % 50 == 0 ? 40
            : 20;
    }

    private static StringBuilder Begin(CertificateLayout layout) =>
        new StringBuilder(4096).Append(
            CultureInfo.InvariantCulture,
            $$"""
            <!doctype html><html lang="vi"><head><meta charset="utf-8"><title>Giấy chứng nhận khen thưởng</title><style>
            @page { size: {{Mm(layout.Width)}} {{Mm(layout.Height)}}; margin: 0; }
            body { margin: 0; color: #000; font-family: "Times New Roman", "Liberation Serif", serif; }
            section { position: relative; width: {{Mm(layout.Width)}}; height: {{Mm(layout.Height)}}; overflow: hidden; break-after: page; }
            section:last-child { break-after: auto; }
            div { position: absolute; line-height: 1.35; overflow-wrap: anywhere; white-space: pre-line; }
            .c { text-align: center; text-wrap: balance; } .b { font-weight: bold; } .i { font-style: italic; } .u { text-decoration: underline; text-underline-offset: 1.5mm; } .red { color: #b00; }
            .box { height: 8mm; outline: .3mm dashed #555; } .tick { background: #000; } .at { font-size: 6pt; line-height: 1; }
            </style></head><body>
            """
        );

    private static void Field(StringBuilder html, CertificateLayout layout, CertificatePlace place, string text) =>
        html.Append(
                CultureInfo.InvariantCulture,
                $"<div class=\"{(place.Centred ? "c " : "")}{(place.Bold ? "b " : "")}{(place.Italic ? "i" : "")}\" style=\"left:{Mm(place.X + layout.Right)};top:{Mm(place.Y + layout.Down)};width:{Mm(place.Width)};font-size:{Fitting(layout, place, text) / 2.0:0.#}pt\">"
            )
            .Append(Encoder.Encode(text))
            .Append("</div>");

    /// <summary>
    /// The size in half points, at most the one asked for, at which a text ends above whatever stands below it on the sheet: a name of a
    /// hundred letters runs into nothing. Smaller than 9 points it does not get.
    /// </summary>
    internal static int Fitting(CertificateLayout layout, CertificatePlace place, string text)
    {
        var below = layout
            .Places.Where(other => other.Y > place.Y && other.X < place.X + place.Width && place.X < other.X + other.Width)
            .Select(other => other.Y)
            .Append(layout.Height)
            .Min();
        var size = place.HalfPoints;
        while (size > Smallest && Lines(text, place, size) * size * TenthsOfHalfPoint * LineHeight > below - place.Y)
        {
            size--;
        }

        return size;
    }

    private const int Smallest = 18;
    private const double TenthsOfHalfPoint = 254.0 / 144;
    private const double LineHeight = 1.35;

    private static int Lines(string text, CertificatePlace place, int size) =>
        text.Split('\n')
            .Sum(line => Math.Max(1, (int)Math.Ceiling(line.Sum(Em) * (place.Bold ? 1.06 : 1) * size * TenthsOfHalfPoint / place.Width)));

    // Widths of Times, in parts of its size; words that do not fill their line are in the bargain.
    private static double Em(char letter) =>
        letter == ' ' ? 0.28
        : char.IsUpper(letter) ? 0.74
        : char.IsLetterOrDigit(letter) ? 0.5
        : 0.35;

    private static void Whole(StringBuilder html, int y, int halfPoints, string style, string text) =>
        html.Append(
                CultureInfo.InvariantCulture,
                $"<div class=\"c {style}\" style=\"left:0;right:0;top:{Mm(y)};font-size:{halfPoints / 2.0:0.#}pt\">"
            )
            .Append(Encoder.Encode(text))
            .Append("</div>");

    private static void Mark(StringBuilder html, int x, int y, int width, int height, int? number, bool across)
    {
        html.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"tick\" style=\"left:{Mm(x)};top:{Mm(y)};width:{(across ? ".15mm" : Mm(width))};height:{(across ? Mm(height) : ".15mm")}\"></div>"
        );
        if (number is { } shown)
        {
            html.Append(
                CultureInfo.InvariantCulture,
                $"<div class=\"at\" style=\"left:{Mm(across ? x + 5 : 65)};top:{Mm(across ? 65 : y + 5)}\">{shown}</div>"
            );
        }
    }

    private static string Mm(int tenths) => string.Create(CultureInfo.InvariantCulture, $"{tenths / 10.0:0.#}mm");
}
