using System.Collections.Frozen;
using System.Reflection;
using System.Text.Json.Serialization;

namespace PhongTrao.Workflows.Kernel;

/// <summary>The words under which an enumeration is stored, for files that use the same ones.</summary>
public static class StoredWords<T>
    where T : struct, Enum
{
    /// <summary>Every word with its value.</summary>
    public static FrozenDictionary<string, T> All { get; } =
        Enum.GetValues<T>()
            .ToFrozenDictionary(
                value =>
                    typeof(T).GetField(value.ToString())!.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()?.Name
                    ?? throw new InvalidOperationException($"{typeof(T).Name}.{value} has no stored name."),
                StringComparer.Ordinal
            );
}
