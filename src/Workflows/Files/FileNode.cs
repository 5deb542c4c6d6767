using System.Collections.Immutable;

namespace PhongTrao.Workflows.Files;

/// <summary>What a file says, with the line where it says it; text is NFC and without blanks at its ends.</summary>
/// <param name="Line">From 1.</param>
public abstract record FileNode(int Line)
{
    /// <summary>Text as files give it: composed letters, no blanks at its ends. What cannot be composed stays and is refused later.</summary>
    public static string Clean(string? text)
    {
        var trimmed = text?.Trim() ?? "";
        try
        {
            return trimmed.Normalize();
        }
        catch (ArgumentException)
        {
            return trimmed; // a lone surrogate
        }
    }

    /// <summary>One value; empty text is no value.</summary>
    public sealed record Scalar(int Line, string Text) : FileNode(Line);

    /// <summary>A list.</summary>
    public sealed record Sequence(int Line, ImmutableArray<FileNode> Items) : FileNode(Line);

    /// <summary>Keys and values in the order written.</summary>
    public sealed record Mapping(int Line, ImmutableArray<FileEntry> Entries) : FileNode(Line);
}

/// <summary>A key with its value.</summary>
public sealed record FileEntry(int Line, string Key, FileNode Value);
