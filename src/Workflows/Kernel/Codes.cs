using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhongTrao.Workflows.Kernel;

/// <summary>
/// A value that stands in events in clear: an id, a code, a number of a document, a public name. Events have no bare
/// <see cref="string"/>: whatever is not one of these types is personal or free text and must be <see cref="Sealed"/>.
/// </summary>
public interface ICode<TSelf>
    where TSelf : struct, ICode<TSelf>
{
    /// <summary>The text as stored.</summary>
    string Value { get; }

    /// <summary>Reads a text; false where it is not of the form.</summary>
    static abstract bool TryParse(string? text, out TSelf code);
}

/// <summary>A <see cref="Guid"/> with a meaning.</summary>
public interface IId<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>The id itself.</summary>
    Guid Value { get; }

    /// <summary>Wraps an id.</summary>
    static abstract TSelf From(Guid value);
}

/// <summary>Writes a code as a JSON string, also as a property name. The same few codes stand in nearly every event: one read lately is shared.</summary>
public sealed class CodeConverter<T> : JsonConverter<T>
    where T : struct, ICode<T>
{
    private const int LongestShared = 128;
    private static readonly Recent<T> Shared = new(1024);

    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (
            reader.TokenType is not (JsonTokenType.String or JsonTokenType.PropertyName)
            || reader.HasValueSequence
            || reader.ValueIsEscaped
            || reader.ValueSpan.Length > LongestShared
        )
        {
            return Parse(ref reader);
        }

        if (!Shared.TryFind(reader.ValueSpan, out var place, out var code))
        {
            code = Parse(ref reader);
            Shared.Keep(place, reader.ValueSpan, code);
        }

        return code;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, [DisallowNull] T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value);

    private static T Parse(ref Utf8JsonReader reader) =>
        T.TryParse(reader.GetString(), out var code) ? code : throw new JsonException($"Not a {typeof(T).Name}.");
}

/// <summary>Writes an id as a JSON string of 32 hexadecimal digits.</summary>
public sealed class IdConverter<T> : JsonConverter<T>
    where T : struct, IId<T>
{
    /// <inheritdoc/>
    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        const int longest = 68; // of the forms in which a Guid may be written
        Span<char> text = stackalloc char[longest];
        var isPlain = !reader.HasValueSequence && !reader.ValueIsEscaped && reader.ValueSpan.Length <= longest;
        return isPlain && reader.TokenType is (JsonTokenType.String or JsonTokenType.PropertyName)
            ? From(text[..reader.CopyString(text)])
            : From(reader.GetString());
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        Span<char> text = stackalloc char[32];
        value.Value.TryFormat(text, out _, "N");
        writer.WriteStringValue(text);
    }

    /// <inheritdoc/>
    public override T ReadAsPropertyName(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        Read(ref reader, typeToConvert, options);

    /// <inheritdoc/>
    public override void WriteAsPropertyName(Utf8JsonWriter writer, [DisallowNull] T value, JsonSerializerOptions options) =>
        writer.WritePropertyName(value.Value.ToString("N", CultureInfo.InvariantCulture));

    private static T From(ReadOnlySpan<char> text) =>
        Guid.TryParse(text, out var id) ? T.From(id) : throw new JsonException($"Not a {typeof(T).Name}.");
}

/// <summary>What the code types accept.</summary>
internal static class CodeText
{
    /// <summary>1–80 of a–z, 0–9, '.', '-' and '_', beginning with a letter or digit.</summary>
    internal static bool IsSlug([NotNullWhen(true)] string? text)
    {
        if (string.IsNullOrEmpty(text) || text.Length > 80 || text[0] is '.' or '-' or '_')
        {
            return false;
        }

        foreach (var c in text)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9') or '.' or '-' or '_'))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>1 to <paramref name="max"/> characters, NFC, not blank at the ends, no control characters.</summary>
    internal static bool IsPlain([NotNullWhen(true)] string? text, int max)
    {
        if (string.IsNullOrWhiteSpace(text) || text.Length > max || char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1]))
        {
            return false;
        }

        foreach (var c in text)
        {
            if (char.IsControl(c))
            {
                return false;
            }
        }

        return IsNfc(text);
    }

    private static bool IsNfc(string text)
    {
        try
        {
            return text.IsNormalized();
        }
        catch (ArgumentException)
        {
            return false; // a lone surrogate
        }
    }
}
