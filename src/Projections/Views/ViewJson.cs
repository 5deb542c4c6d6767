using System.Text.Json.Serialization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Projections.Views;

/// <summary>JSON that views keep inside rows: their own, rebuilt with them, never stored for ever.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault
)]
[JsonSerializable(typeof(DossierContent))]
[JsonSerializable(typeof(DutyText))]
[JsonSerializable(typeof(FilingContent))]
[JsonSerializable(typeof(SignedPaper))]
[JsonSerializable(typeof(Sealed))]
internal sealed partial class ViewJson : JsonSerializerContext;
