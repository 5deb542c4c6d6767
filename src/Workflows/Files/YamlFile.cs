using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using PhongTrao.Workflows.Kernel;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace PhongTrao.Workflows.Files;

/// <summary>
/// Turns YAML into nodes with lines. One document, no anchors: a file people write needs neither. A key twice in one mapping is not
/// refused here but kept, so that it is named together with whatever else is wrong (<see cref="FileMap"/>).
/// </summary>
public static class YamlFile
{
    /// <summary>Deepest nesting accepted.</summary>
    public const int MaxDepth = 18;

    /// <summary>Reads a text; null, and one problem reported, where it is not YAML or says nothing.</summary>
    public static FileNode? Parse(FileReport report, string file, string text)
    {
        try
        {
            using var reader = new StringReader(text.TrimStart('\uFEFF'));
            var parser = new Parser(reader);
            parser.Consume<StreamStart>();
            if (parser.TryConsume<DocumentStart>(out _))
            {
                var node = Read(parser, 0);
                parser.Consume<DocumentEnd>();
                if (parser.TryConsume<StreamEnd>(out _))
                {
                    return node;
                }
            }

            report.Add(new(file, 0, "", Refusal.Of(FileProblems.Syntax, ("message", "one document expected"))));
        }
        catch (YamlException fault)
        {
            report.Add(new(file, (int)fault.Start.Line, "", Refusal.Of(FileProblems.Syntax, ("message", fault.Message))));
        }

        return null;
    }

    /// <summary>
    /// Writes nodes so that they are read again as they are: what a file says, without its comments and its choice of quotes.
    /// </summary>
    public static string Write(FileNode.Mapping top)
    {
        var text = new StringBuilder();
        Write(text, top, "");
        return text.ToString();
    }

    private static void Write(StringBuilder text, FileNode node, string margin)
    {
        switch (node)
        {
            case FileNode.Mapping mapping when !mapping.Entries.IsEmpty:
                foreach (var entry in mapping.Entries)
                {
                    text.Append(text.Length == 0 || text[^1] == '\n' ? margin : "").Append(Word(entry.Key)).Append(':');
                    Below(text, entry.Value, margin);
                }

                break;
            case FileNode.Sequence sequence when !sequence.Items.IsEmpty:
                foreach (var item in sequence.Items)
                {
                    text.Append(margin).Append('-');
                    if (item is FileNode.Mapping { Entries.IsEmpty: false })
                    {
                        text.Append(' ');
                        Write(text, item, margin + "  ");
                    }
                    else
                    {
                        Below(text, item, margin);
                    }
                }

                break;
            case FileNode.Scalar scalar:
                text.Append(Word(scalar.Text)).Append('\n');
                break;
            default:
                text.Append(node is FileNode.Sequence ? "[]\n" : "{}\n");
                break;
        }
    }

    private static void Below(StringBuilder text, FileNode node, string margin)
    {
        var nested = node is FileNode.Mapping { Entries.IsEmpty: false } or FileNode.Sequence { Items.IsEmpty: false };
        text.Append(nested ? '\n' : ' ');
        Write(text, node, margin + "  ");
    }

    // Bare where nobody could take it for anything else, otherwise in double quotes.
    private static string Word(string text) =>
        text is not ("" or "null" or "~")
        && char.IsLetterOrDigit(text[0])
        && text[^1] != ' '
        && text.All(c => char.IsLetterOrDigit(c) || c is ' ' or '.' or '-' or '–' or '_' or '/' or '(' or ')' or '%' or ';')
            ? text
            : $"\"{string.Concat(text.Select(Escaped))}\"";

    private static string Escaped(char c) =>
        c switch
        {
            '"' => "\\\"",
            '\\' => "\\\\",
            < ' ' or (>= '\u007f' and <= '\u00a0') or '\u2028' or '\u2029' or '\uFEFF' => string.Create(
                CultureInfo.InvariantCulture,
                $"\\u{(int)c:x4}"
            ),
            _ => c.ToString(),
        };

    // No anchors, so that a small file cannot mean a large one; no great depth, which would exhaust the stack.
    private static FileNode Read(Parser parser, int depth)
    {
        var at = parser.Consume<ParsingEvent>();
        var line = (int)at.Start.Line;
        switch (at)
        {
            case AnchorAlias or NodeEvent { Anchor.IsEmpty: false }:
                throw new YamlException(at.Start, at.End, "anchors and aliases are not read");
            case MappingStart or SequenceStart when depth == MaxDepth:
                throw new YamlException(at.Start, at.End, "nested too deeply");
            case Scalar { Style: ScalarStyle.Plain, Value: "~" or "null" }:
                return new FileNode.Scalar(line, "");
            case Scalar scalar:
                return new FileNode.Scalar(line, FileNode.Clean(scalar.Value));
            case SequenceStart:
                var items = ImmutableArray.CreateBuilder<FileNode>();
                while (!parser.TryConsume<SequenceEnd>(out _))
                {
                    items.Add(Read(parser, depth + 1));
                }

                return new FileNode.Sequence(line, items.ToImmutable());
            case MappingStart:
                var entries = ImmutableArray.CreateBuilder<FileEntry>();
                while (!parser.TryConsume<MappingEnd>(out _))
                {
                    var key = parser.TryConsume<Scalar>(out var word)
                        ? word
                        : throw new YamlException(parser.Current!.Start, parser.Current.End, "a key is a word");
                    entries.Add(new((int)key.Start.Line, FileNode.Clean(key.Value), Read(parser, depth + 1)));
                }

                return new FileNode.Mapping(line, entries.ToImmutable());
            default:
                throw new YamlException(at.Start, at.End, "not understood");
        }
    }
}
