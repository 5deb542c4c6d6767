using System.Text.RegularExpressions;

namespace PhongTrao.Host.Tests;

/// <summary>
/// The one stylesheet says each thing once, and nothing that the browsers of old office PCs (Chromium 109, Firefox ESR 115) do not
/// understand. Whoever adds a part adds it under a name of its own.
/// </summary>
public sealed partial class WhenTheStylesheetIsRead
{
    /// <summary>What at least one of the two browsers lacks, with the version that first has it in both.</summary>
    private static readonly (string Name, string Pattern)[] TooNew =
    [
        ("nesting (Chromium 112, Firefox 117)", @"&"),
        (":has() (Firefox 121)", @":has\("),
        (":user-valid, :user-invalid (Chromium 119)", @":user-(in)?valid\b"),
        (":dir() (Chromium 120)", @":dir\("),
        (":open, :popover-open (Firefox 125)", @":(popover-)?open\b"),
        (":state() (Firefox 126)", @":state\("),
        (":nth-child(… of …) (Chromium 111)", @":nth-(last-)?child\([^)]*\sof\s"),
        ("::details-content (Firefox 143)", @"::details-content"),
        ("@scope (Chromium 118)", @"@scope\b"),
        ("@starting-style (Chromium 117)", @"@starting-style\b"),
        ("@property (Firefox 128)", @"@property\b"),
        ("@view-transition (Chromium 126)", @"@view-transition\b|view-transition-"),
        ("@media (scripting) (Chromium 120)", @"@media[^{]*\((scripting|inverted-colors)\b"),
        ("text-wrap (Chromium 114)", @"\btext-wrap\b|\bwhite-space-collapse\b"),
        ("light-dark() (Chromium 123)", @"\blight-dark\("),
        ("color-mix() (Chromium 111)", @"\bcolor-mix\("),
        ("lab(), lch(), oklab(), oklch(), color() (Chromium 111)", @"(?<![-\w])(ok)?(lab|lch)\(|(?<![-\w])color\("),
        ("relative colours (Chromium 119)", @"\b(rgb|hsl)a?\(\s*from\b"),
        ("subgrid (Chromium 117)", @"\bsubgrid\b"),
        ("anchor positioning (Chromium 125)", @"\banchor(-name|-scope)?\s*[:(]|\bposition-(anchor|area|try)"),
        ("scroll-driven animation (Chromium 115)", @"\b(animation|scroll|view)-timeline\b"),
        ("field-sizing (Chromium 123)", @"\bfield-sizing\b"),
        ("interpolate-size, calc-size() (Chromium 129)", @"\binterpolate-size\b|\bcalc-size\("),
        ("transition-behavior (Chromium 117)", @"\btransition-behavior\b|\ballow-discrete\b"),
        ("linear() (Chromium 113)", @"(?<![-\w])linear\("),
        ("round(), mod(), rem(), sin() … (Chromium 125)", @"(?<![-\w])(round|mod|rem|sin|cos|tan|pow|sqrt|abs|sign|exp)\("),
        ("units lh, rlh (Firefox 120), cap (Chromium 118)", @"\d(r?lh|cap)\b"),
        ("mask without a prefix (Chromium 120)", @"(?<![-\w])mask(-image|-size|-position|-repeat)?\s*:"),
        ("image-set() without a prefix (Chromium 113)", @"(?<![-\w])image-set\("),
        ("print-color-adjust without a prefix (Chromium 136)", @"(?<![-\w])print-color-adjust\b"),
        ("scrollbar-width, scrollbar-color (Chromium 121)", @"\bscrollbar-(width|color)\b"),
        ("display with two words (Chromium 115)", @"\bdisplay\s*:\s*(inline|block)\s+\w"),
        (
            "initial-letter, margin-trim, font-size-adjust, text-box",
            @"\b(initial-letter|margin-trim|font-size-adjust|text-box(-trim|-edge)?)\s*:"
        ),
    ];

    public static TheoryData<string, string> Planted =>
        new()
        {
            { ".a { color: red } .b { margin: 0 } .a { padding: 0 }", ".a: a second block" },
            { ".a { color: red } @media print { .a { color: #000 } .b { margin: 0 } .a { color: blue } }", ".a: a second block" },
            { ".a, .b { color: red } .c, .b { color: blue }", ".b: color" },
            { "@media print { .a { margin: 0 } } @media  print { .a { padding: 0 } }", ".a: a second block" },
            { ".a { color: red; .b { color: blue } }", "nesting" },
            { ".a { &:hover { color: blue } }", "nesting" },
            { ".a:has(.b) { color: red }", ":has()" },
            { "@scope (.a) { b { color: red } }", "@scope" },
            { "h1 { text-wrap: balance }", "text-wrap" },
            { ".a { color: light-dark(#000, #fff) }", "light-dark()" },
            { ".a { grid-template-columns: subgrid }", "subgrid" },
            { ".a { color: color-mix(in srgb, red, blue) }", "color-mix()" },
            { ".a { color: oklch(0.5 0.1 20) }", "oklch()" },
            { ".a:popover-open { margin: 0 }", ":popover-open" },
            { ".a { padding: 1lh }", "lh" },
            { "@property --a { syntax: '*'; inherits: false }", "@property" },
            { ".a { background: #fff; colour red }", "colour red" },
            { ".a { color: red", "not closed" },
        };

    [Fact]
    public void It_says_each_thing_once_and_nothing_that_old_browsers_do_not_understand() =>
        FaultsOf(File.ReadAllText(WhenFilesAreLoaded.InRepository("src/Host/wwwroot/phongtrao.css"))).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Planted))]
    public void What_must_not_be_is_found(string css, string fault) =>
        FaultsOf(css).ShouldContain(found => found.Contains(fault, StringComparison.Ordinal));

    [Theory]
    [InlineData("h1, h2 { margin: 0 } h1 { font-size: 2rem; margin: 1rem }")]
    [InlineData(".a { color: red } @media print { .a { color: #000 } }")]
    [InlineData("/* .a:has(b) { } */ .a::before { content: \"{ & :has(\" }")]
    [InlineData("@media print { @page { margin: 2cm } }")]
    [InlineData(".a-color { accent-color: red; background: rgba(0, 0, 0, 0.5); clip-path: inset(50%) }")]
    public void What_may_be_is_not(string css) => FaultsOf(css).ShouldBeEmpty();

    private static List<string> FaultsOf(string css)
    {
        // Comments say nothing to a browser's parser, and quoted text is only text.
        css = Strings().Replace(Comments().Replace(css, " "), match => $"\"{NoLetters().Replace(match.Value, "")}\"");
        var faults = TooNew
            .Where(feature => Regex.IsMatch(css, feature.Pattern, RegexOptions.IgnoreCase))
            .Select(feature => feature.Name)
            .ToList();
        var blocks = new HashSet<(string Context, string Selectors)>();
        var said = new HashSet<(string Context, string Selector, string Property)>();
        var open = new Stack<string>();
        var start = 0;
        for (var i = 0; i < css.Length; i++)
        {
            switch (css[i])
            {
                case '{':
                    var head = Spaces().Replace(css[start..i].Split(';')[^1].Trim(), " ");
                    if (open.TryPeek(out var outer) && !outer.StartsWith('@'))
                    {
                        faults.Add($"nesting: {outer} {{ … {head}");
                    }

                    open.Push(head);
                    start = i + 1;
                    break;
                case '}':
                    if (!open.TryPop(out var selectors))
                    {
                        faults.Add($"closed twice: {css[start..i].Trim()}");
                    }
                    else if (!selectors.StartsWith('@'))
                    {
                        Read(string.Join(' ', open.Reverse()), selectors, css[start..i]);
                    }

                    start = i + 1;
                    break;
            }
        }

        if (open.Count > 0)
        {
            faults.Add($"not closed: {open.Peek()}");
        }

        return faults;

        void Read(string context, string selectors, string body)
        {
            var all = selectors.Split(',', StringSplitOptions.TrimEntries);
            if (!blocks.Add((context, string.Join(", ", all.Order(StringComparer.Ordinal)))))
            {
                faults.Add($"{selectors}: a second block {context}");
            }

            foreach (var line in body.Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!line.Contains(':', StringComparison.Ordinal))
                {
                    faults.Add($"{selectors}: not a declaration: {line}");
                    continue;
                }

                var property = line[..line.IndexOf(':', StringComparison.Ordinal)].Trim();
                // What several share, one may refine; two owners may not both say it.
                faults.AddRange(
                    all.Where(selector => all.Length > 1 && !said.Add((context, selector, property)))
                        .Select(selector => $"{selector}: {property} said twice {context}")
                );
            }
        }
    }

    [GeneratedRegex(@"/\*.*?\*/", RegexOptions.Singleline)]
    private static partial Regex Comments();

    [GeneratedRegex("\"[^\"\n]*\"|'[^'\n]*'")]
    private static partial Regex Strings();

    [GeneratedRegex(@"[^\w-]")]
    private static partial Regex NoLetters();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
