using System.Collections.Immutable;
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
