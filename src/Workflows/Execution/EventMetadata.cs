using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Execution;

/// <summary>
/// What stands beside every event: who, for whom, in what capacity, when, from where, why, following what; and the hash of
/// the event before it in the stream. Ids only, never names. Short member names: it is stored with every event for ever.
/// </summary>
/// <param name="At">The instant of the act, UTC.</param>
/// <param name="Command">The command's id.</param>
/// <param name="Index">Which event of that command, from 0.</param>
/// <param name="Actor">The account that acted.</param>
/// <param name="Appointment">In what appointment; null for the system.</param>
/// <param name="Unit">That appointment's unit.</param>
/// <param name="Function">That appointment's function.</param>
/// <param name="OnBehalfOf">Whose appointment it is, under a delegation.</param>
/// <param name="Delegation">The delegation.</param>
/// <param name="Reason">Reason given, sealed.</param>
/// <param name="Correlation">The chain of acts.</param>
/// <param name="Causation">The event that led to it.</param>
/// <param name="ClientAddress">Network address.</param>
/// <param name="Fingerprint">Keyed digest of the request's body.</param>
/// <param name="PreviousHash">Hash of the previous event of the stream, 64 hexadecimal digits; null at revision 0.</param>
public sealed record EventMetadata(
    [property: JsonPropertyName("at")] DateTimeOffset At,
    [property: JsonPropertyName("cmd")] Guid Command,
    [property: JsonPropertyName("n")] int Index,
    [property: JsonPropertyName("actor")] AccountId Actor,
    [property: JsonPropertyName("appt")] AppointmentId? Appointment,
    [property: JsonPropertyName("unit")] UnitId? Unit,
    [property: JsonPropertyName("fn")] FunctionCode? Function,
    [property: JsonPropertyName("for")] AccountId? OnBehalfOf,
    [property: JsonPropertyName("deleg")] DelegationId? Delegation,
    [property: JsonPropertyName("why")] Sealed? Reason,
    [property: JsonPropertyName("corr")] Guid Correlation,
    [property: JsonPropertyName("cause")] Guid? Causation,
    [property: JsonPropertyName("addr")] string? ClientAddress,
    [property: JsonPropertyName("fp")] string? Fingerprint,
    [property: JsonPropertyName("prev")] string? PreviousHash
);
