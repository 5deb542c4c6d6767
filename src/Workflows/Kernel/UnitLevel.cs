using System.Collections.Frozen;
using System.Text.Json.Serialization;

namespace PhongTrao.Workflows.Kernel;

/// <summary>
/// Level of a unit in the order of authority, lowest first. The words people read ("thị trấn", "thành phố") belong to each
/// unit, not to the level. The names are stored.
/// </summary>
[JsonConverter(typeof(JsonStringEnumConverter<UnitLevel>))]
public enum UnitLevel
{
    /// <summary>Cấp xã: xã, phường, thị trấn, đặc khu.</summary>
    [JsonStringEnumMemberName("xa")]
    Commune,

    /// <summary>Cấp huyện: huyện, quận, thị xã, thành phố thuộc tỉnh; until 30/6/2025.</summary>
    [JsonStringEnumMemberName("huyen")]
    District,

    /// <summary>Cấp tỉnh: tỉnh, thành phố trực thuộc trung ương.</summary>
    [JsonStringEnumMemberName("tinh")]
    Province,

    /// <summary>Trung ương: bộ, ngành.</summary>
    [JsonStringEnumMemberName("trung-uong")]
    Centre,
}

/// <summary>The stored words of levels.</summary>
public static class LevelCodes
{
    /// <summary>"xa", "huyen", "tinh" or "trung-uong".</summary>
    public static string Of(UnitLevel level) =>
        level switch
        {
            UnitLevel.Commune => "xa",
            UnitLevel.District => "huyen",
            UnitLevel.Province => "tinh",
            UnitLevel.Centre => "trung-uong",
        };

    /// <summary>The words with their levels.</summary>
    public static IReadOnlyDictionary<string, UnitLevel> Words { get; } =
        Enum.GetValues<UnitLevel>().ToFrozenDictionary(Of, StringComparer.Ordinal);
}
