using System.Text.Json.Serialization;

namespace PhongTrao.Projections.Views;

/// <summary>JSON that views keep inside rows: their own, rebuilt with them, never stored for ever.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(DossierContent))]
internal sealed partial class ViewJson : JsonSerializerContext;
