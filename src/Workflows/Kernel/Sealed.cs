using System.Text.Json;
using System.Text.Json.Serialization;

namespace PhongTrao.Workflows.Kernel;

/// <summary>
/// A personal value or free text as it stands in an event: encrypted under a key that lives in the vault. Destroying the
/// key erases the value in every copy of the log and breaks no hash. Decide and Evolve pass it on and never look inside.
/// </summary>
/// <param name="Key">The subject's or the dossier's key.</param>
/// <param name="Cipher">Nonce, ciphertext and tag, as the vault made them.</param>
[JsonConverter(typeof(SealedConverter))]
public sealed record Sealed(KeyId Key, ReadOnlyMemory<byte> Cipher)
{
    /// <inheritdoc/>
    public bool Equals(Sealed? other) => other is not null && Key == other.Key && Cipher.Span.SequenceEqual(other.Cipher.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Key);
        hash.AddBytes(Cipher.Span);
        return hash.ToHashCode();
    }
}

/// <summary>Writes {"k": key, "c": base64}.</summary>
public sealed class SealedConverter : JsonConverter<Sealed>
{
    /// <inheritdoc/>
    public override Sealed Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        KeyId key = default;
        byte[]? cipher = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKey = reader.ValueTextEquals("k"u8);
            var isCipher = reader.ValueTextEquals("c"u8);
            reader.Read();
            if (isKey && KeyId.TryParse(reader.GetString(), out var parsed))
            {
                key = parsed;
            }
            else if (isCipher)
            {
                cipher = reader.GetBytesFromBase64();
            }
        }

        return key == default || cipher is null ? throw new JsonException("Not a sealed value.") : new(key, cipher);
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Sealed value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("k"u8, value.Key.Value);
        writer.WriteBase64String("c"u8, value.Cipher.Span);
        writer.WriteEndObject();
    }
}
