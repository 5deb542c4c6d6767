using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace PhongTrao.Workflows.Kernel;

/// <summary>
/// For a long immutable value that stands alike in many events (a route plan, the outcomes of its steps): one read lately is
/// shared, so that thousands of dossiers in memory hold one of it and not thousands. Written as without this. The reader's
/// context must know the type.
/// </summary>
public sealed class SharedConverter<T> : JsonConverter<T>
    where T : class
{
    private static readonly Recent<T> Shared = new(512);

    /// <inheritdoc/>
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var bytes = JsonMarshal.GetRawUtf8Value(document.RootElement);
        if (Shared.TryFind(bytes, out var place, out var value))
        {
            return value;
        }

        value = JsonSerializer.Deserialize(bytes, Plain(options));
        if (value is not null)
        {
            Shared.Keep(place, bytes, value);
        }

        return value;
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, Plain(options));

    // By the type's own rules: the attribute that names this converter stands on members, not on the type.
    private static JsonTypeInfo<T> Plain(JsonSerializerOptions options) => (JsonTypeInfo<T>)options.GetTypeInfo(typeof(T));
}
