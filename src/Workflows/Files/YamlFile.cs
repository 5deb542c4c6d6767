using System.Collections.Immutable;
using PhongTrao.Workflows.Kernel;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace PhongTrao.Workflows.Files;

/// <summary>Turns YAML into nodes with lines. One document, no anchors: a file people write needs neither.</summary>
public static class YamlFile
{
    /// <summary>Deepest nesting accepted.</summary>
    public const int MaxDepth = 20;

    /// <summary>Reads a text; null, and one problem reported, where it is not YAML or says nothing.</summary>
    public static FileNode? Parse(FileReport report, string file, string text)
    {
        try
        {
            var stream = new YamlStream();
            using var reader = new StringReader(text.TrimStart('\uFEFF'));
            stream.Load(new Plain(new Parser(reader)));
            if (stream.Documents.Count == 1)
            {
                return Convert(stream.Documents[0].RootNode);
            }

            report.Add(new(file, 0, "", Refusal.Of(FileProblems.Syntax, ("message", "one document expected"))));
        }
        catch (YamlException fault)
        {
            report.Add(new(file, (int)fault.Start.Line, "", Refusal.Of(FileProblems.Syntax, ("message", fault.Message))));
        }

        return null;
    }

    private static FileNode Convert(YamlNode node)
    {
        var line = (int)node.Start.Line;
        return node switch
        {
            YamlMappingNode mapping => new FileNode.Mapping(
                line,
                [
                    .. mapping.Children.Select(pair => new FileEntry(
                        (int)pair.Key.Start.Line,
                        pair.Key is YamlScalarNode key
                            ? FileNode.Clean(key.Value)
                            : throw new YamlException(pair.Key.Start, pair.Key.End, "a key is a word"),
                        Convert(pair.Value)
                    )),
                ]
            ),
            YamlSequenceNode sequence => new FileNode.Sequence(line, [.. sequence.Children.Select(Convert)]),
            YamlScalarNode scalar => new FileNode.Scalar(
                line,
                scalar is { Style: ScalarStyle.Plain, Value: "~" or "null" } ? "" : FileNode.Clean(scalar.Value)
            ),
            _ => throw new YamlException(node.Start, node.End, "not understood"),
        };
    }

    /// <summary>Refuses anchors, so that a small file cannot mean a large one, and depth, which would exhaust the stack.</summary>
    private sealed class Plain(IParser inner) : IParser
    {
        private int _depth;

        public ParsingEvent? Current => inner.Current;

        public bool MoveNext()
        {
            if (!inner.MoveNext())
            {
                return false;
            }

            _depth += Current?.NestingIncrease ?? 0;
            return Current switch
            {
                AnchorAlias or NodeEvent { Anchor.IsEmpty: false } => throw new YamlException(
                    Current.Start,
                    Current.End,
                    "anchors and aliases are not read"
                ),
                _ when _depth > MaxDepth => throw new YamlException(Current!.Start, Current.End, "nested too deeply"),
                _ => true,
            };
        }
    }
}
