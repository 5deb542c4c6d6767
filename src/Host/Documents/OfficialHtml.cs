using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace PhongTrao.Host.Documents;

/// <summary>
/// A paper as a page of HTML in the same layout, for the printer of a browser and for the PDF made by one. It stands alone: no script,
/// no file from elsewhere.
/// </summary>
public static class OfficialHtml
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    /// <summary>How the page is laid out: NĐ 30/2020, Phụ lục I, Phần I.</summary>
    public const string Style = """
        @page { size: A4 portrait; margin: 20mm 15mm 20mm 30mm; @top-center { content: counter(page); font: 14pt "Times New Roman", "Liberation Serif", serif; } }
        @page :first { @top-center { content: none; } }
        @page wide { size: A4 landscape; }
        html { background: #fff; color: #000; }
        body { margin: 0; font: 14pt/1.4 "Times New Roman", "Liberation Serif", serif; }
        .wide { page: wide; }
        p, h1 { margin: 0; font-size: 14pt; font-weight: normal; }
        table { border-collapse: collapse; width: 100%; table-layout: fixed; }
        td, th { vertical-align: top; padding: 0 1mm; font-weight: normal; overflow-wrap: anywhere; }
        .head, .foot { margin-bottom: 5mm; break-inside: avoid; }
        .head td, .foot td { text-align: center; padding: 0 .5mm; line-height: 1.35; }
        .head td:first-child { width: 38%; padding-right: 2mm; font-size: 13pt; }
        .head .state { font-size: 12pt; font-weight: bold; }
        .head .motto { display: inline-block; font-weight: bold; border-bottom: .7pt solid #000; }
        .head .rule, .rule { width: 33%; margin: 1mm auto 2mm; border: 0; border-top: .7pt solid #000; }
        .head .number { white-space: nowrap; }
        .head .about { font-size: 12pt; }
        .head .place { margin-top: 2mm; font-size: 13pt; font-style: italic; }
        .foot { margin-top: 6mm; }
        .foot .copies { text-align: left; font-size: 11pt; }
        .foot .copies p { font-size: 11pt; }
        .foot .copies p:first-child { font-size: 12pt; font-weight: bold; font-style: italic; }
        .foot .name { margin-top: 22mm; font-weight: bold; }
        .foot .note { font-size: 13pt; font-style: italic; }
        .centre { text-align: center; }
        .bold { font-weight: bold; break-after: avoid; }
        .italic { font-style: italic; }
        .text { text-align: justify; text-indent: 10mm; margin: 1mm 0; overflow-wrap: anywhere; }
        .entry { margin: 1mm 0; overflow-wrap: anywhere; }
        .to { text-align: center; margin: 3mm 0; }
        .grid { width: calc(100% - 1pt); margin: 2mm 0 5mm; break-after: avoid; }
        .grid thead { display: table-header-group; }
        .grid tr { break-inside: avoid; }
        .grid td, .grid th { border: .7pt solid #000; font-size: 13pt; line-height: 1.4; }
        .grid th, .grid .total td { font-weight: bold; }
        .grid .mid, .grid th { text-align: center; }
        .dense td, .dense th { font-size: 10pt; padding: 0 .5mm; }
        .keep { break-after: avoid; }
        p:has(+ .foot) { break-after: avoid; }
        .new { break-before: page; }
        @media screen { body { width: 165mm; margin: 10mm auto; } body.wide { width: 252mm; } .new { border-top: 1px dashed #767676; margin-top: 10mm; padding-top: 10mm; } }
        """;

    /// <summary>What the page may do: its own style, and nothing else.</summary>
    public static string Policy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Style)))}'; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

    /// <summary>The page.</summary>
    public static string Write(OfficialPaper paper)
    {
        var html = new StringBuilder(4096)
            .Append("<!doctype html><html lang=\"vi\"><head><meta charset=\"utf-8\"><title>")
            .Append(Encoder.Encode(paper.Title))
            .Append("</title><style>")
            .Append(Style)
            .Append("</style></head><body")
            .Append(paper.Landscape ? " class=\"wide\">" : ">");
        foreach (var block in paper.Blocks)
        {
            Append(html, block);
        }

        return html.Append("</body></html>").ToString();
    }

    private static void Append(StringBuilder html, PaperBlock block)
    {
        switch (block)
        {
            case PaperBlock.Letterhead b:
                html.Append("<table class=\"head\"><tr><td>");
                for (var i = 0; i < b.Issuer.Count; i++)
                {
                    Element(html, "p", i == b.Issuer.Count - 1 ? "bold" : null, b.Issuer[i]);
                }

                html.Append("<hr class=\"rule\">");
                Optional(html, "number", b.Number);
                Optional(html, "about", b.About);
                html.Append("</td><td>");
                Element(html, "p", "state", PaperBlock.Letterhead.State);
                Element(html, "p", "motto", PaperBlock.Letterhead.Motto);
                Element(html, "p", "place", b.Place);
                html.Append("</td></tr></table>");
                break;
            case PaperBlock.Centred b:
                Element(html, "p", $"centre{(b.Bold ? " bold" : "")}{(b.Italic ? " italic" : "")}", b.Text);
                if (b.Ruled)
                {
                    html.Append("<hr class=\"rule\">");
                }

                break;
            case PaperBlock.Addressees b:
                html.Append("<div class=\"to\">");
                foreach (var line in b.Lines())
                {
                    Element(html, "p", null, line);
                }

                html.Append("</div>");
                break;
            case PaperBlock.Bases b:
                foreach (var line in b.Lines())
                {
                    Element(html, "p", "text italic", line);
                }

                break;
            case PaperBlock.Paragraph b:
                html.Append(b.Runs.All(run => run.Bold) ? "<p class=\"text keep\">" : "<p class=\"text\">");
                foreach (var run in b.Runs)
                {
                    html.Append(run.Bold ? "<b>" : "").Append(Encoder.Encode(run.Text)).Append(run.Bold ? "</b>" : "");
                }

                html.Append("</p>");
                break;
            case PaperBlock.Entry b:
                html.Append("<p class=\"entry\">")
                    .Append(Encoder.Encode(b.Label))
                    .Append(": <b>")
                    .Append(Encoder.Encode(b.Value))
                    .Append("</b></p>");
                break;
            case PaperBlock.Grid b:
                Append(html, b);
                break;
            case PaperBlock.Foot b:
                Append(html, b);
                break;
            case PaperBlock.NewPage:
                html.Append("<div class=\"new\"></div>");
                break;
        }
    }

    private static void Append(StringBuilder html, PaperBlock.Grid grid)
    {
        var sum = grid.Columns.Sum(column => column.Share);
        html.Append(grid.IsDense ? "<table class=\"grid dense\"><colgroup>" : "<table class=\"grid\"><colgroup>");
        foreach (var column in grid.Columns)
        {
            html.Append(System.Globalization.CultureInfo.InvariantCulture, $"<col width=\"{100.0 * column.Share / sum:0.##}%\">");
        }

        html.Append("</colgroup><thead><tr>");
        foreach (var column in grid.Columns)
        {
            Element(html, "th", null, column.Head);
        }

        html.Append("</tr></thead><tbody>");
        foreach (var row in grid.Rows)
        {
            html.Append(row.Total ? "<tr class=\"total\">" : "<tr>");
            for (var i = 0; i < row.Cells.Count; i++)
            {
                Element(html, "td", grid.Columns[i].Centred ? "mid" : null, row.Cells[i]);
            }

            html.Append("</tr>");
        }

        html.Append("</tbody></table>");
    }

    private static void Append(StringBuilder html, PaperBlock.Foot foot)
    {
        html.Append("<table class=\"foot\"><tr>");
        if (foot.Copies.Count > 0)
        {
            html.Append("<td class=\"copies\">");
            foreach (var line in foot.Lines().Take(foot.Copies.Count + 1))
            {
                Element(html, "p", null, line);
            }

            html.Append("</td>");
        }

        if (foot is { Copies.Count: 0, Signatures.Count: 1 })
        {
            html.Append("<td></td>"); // whoever signs alone stands at the right
        }

        foreach (var signature in foot.Signatures)
        {
            html.Append("<td>");
            foreach (var line in signature.Authority)
            {
                Element(html, "p", "bold", line);
            }

            Optional(html, "note", signature.Note);
            Element(html, "p", "name", signature.Name ?? "");
            html.Append("</td>");
        }

        html.Append("</tr></table>");
    }

    private static void Optional(StringBuilder html, string? style, string? text)
    {
        if (text is not null)
        {
            Element(html, "p", style, text);
        }
    }

    private static void Element(StringBuilder html, string name, string? style, string text)
    {
        html.Append('<').Append(name);
        if (style is not null)
        {
            html.Append(" class=\"").Append(style).Append('"');
        }

        html.Append('>').Append(Encoder.Encode(text)).Append("</").Append(name).Append('>');
    }
}
