using System.Text.Json;
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
/// <param name="Trace">W3C <c>traceparent</c> of the span that recorded it; null where nobody traced.</param>
/// <param name="PreviousHash">Hash of the previous event of the stream, 64 hexadecimal digits; null at revision 0.</param>
[JsonConverter(typeof(EventMetadataConverter))]
public sealed record EventMetadata(
    DateTimeOffset At,
    Guid Command,
    int Index,
    AccountId Actor,
    AppointmentId? Appointment,
    UnitId? Unit,
    FunctionCode? Function,
    AccountId? OnBehalfOf,
    DelegationId? Delegation,
    Sealed? Reason,
    Guid Correlation,
    Guid? Causation,
    string? ClientAddress,
    string? Fingerprint,
    string? PreviousHash,
    string? Trace = null
);

/// <summary>
/// Written out by hand: it is read and written with every event there is, and the serializer takes several times as long for
/// a record of so many members. Absent members are left out.
/// </summary>
public sealed class EventMetadataConverter : JsonConverter<EventMetadata>
{
    private static readonly IdConverter<AccountId> Accounts = new();
    private static readonly IdConverter<AppointmentId> Appointments = new();
    private static readonly IdConverter<DelegationId> Delegations = new();
    private static readonly CodeConverter<UnitId> Units = new();
    private static readonly CodeConverter<FunctionCode> Functions = new();
    private static readonly SealedConverter Sealeds = new();

    /// <inheritdoc/>
    public override EventMetadata Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            throw new JsonException("Not the metadata of an event.");
        }

        DateTimeOffset at = default;
        Guid command = default;
        var index = 0;
        AccountId actor = default;
        AppointmentId? appointment = null;
        UnitId? unit = null;
        FunctionCode? function = null;
        AccountId? onBehalfOf = null;
        DelegationId? delegation = null;
        Sealed? reason = null;
        Guid correlation = default;
        Guid? causation = null;
        string? clientAddress = null;
        string? fingerprint = null;
        string? previousHash = null;
        string? trace = null;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var member = MemberOf(ref reader);
            reader.Read();
            if (reader.TokenType == JsonTokenType.Null && member is not (Member.At or Member.Command or Member.Index or Member.Actor))
            {
                continue;
            }

            switch (member)
            {
                case Member.At:
                    at = reader.GetDateTimeOffset();
                    break;
                case Member.Command:
                    command = reader.GetGuid();
                    break;
                case Member.Index:
                    index = reader.GetInt32();
                    break;
                case Member.Actor:
                    actor = Accounts.Read(ref reader, typeof(AccountId), options);
                    break;
                case Member.Appointment:
                    appointment = Appointments.Read(ref reader, typeof(AppointmentId), options);
                    break;
                case Member.Unit:
                    unit = Units.Read(ref reader, typeof(UnitId), options);
                    break;
                case Member.Function:
                    function = Functions.Read(ref reader, typeof(FunctionCode), options);
                    break;
                case Member.OnBehalfOf:
                    onBehalfOf = Accounts.Read(ref reader, typeof(AccountId), options);
                    break;
                case Member.Delegation:
                    delegation = Delegations.Read(ref reader, typeof(DelegationId), options);
                    break;
                case Member.Reason:
                    reason = Sealeds.Read(ref reader, typeof(Sealed), options);
                    break;
                case Member.Correlation:
                    correlation = reader.GetGuid();
                    break;
                case Member.Causation:
                    causation = reader.GetGuid();
                    break;
                case Member.ClientAddress:
                    clientAddress = reader.GetString();
                    break;
                case Member.Fingerprint:
                    fingerprint = reader.GetString();
                    break;
                case Member.PreviousHash:
                    previousHash = reader.GetString();
                    break;
                case Member.Trace:
                    trace = reader.GetString();
                    break;
                default: // of a newer release
                    reader.Skip();
                    break;
            }
        }

        return new(
            at,
            command,
            index,
            actor,
            appointment,
            unit,
            function,
            onBehalfOf,
            delegation,
            reason,
            correlation,
            causation,
            clientAddress,
            fingerprint,
            previousHash,
            trace
        );
    }

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, EventMetadata value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("at"u8, value.At);
        writer.WriteString("cmd"u8, value.Command);
        writer.WriteNumber("n"u8, value.Index);
        writer.WritePropertyName("actor"u8);
        Accounts.Write(writer, value.Actor, options);
        if (value.Appointment is { } appointment)
        {
            writer.WritePropertyName("appt"u8);
            Appointments.Write(writer, appointment, options);
        }

        Text(writer, "unit"u8, value.Unit?.Value);
        Text(writer, "fn"u8, value.Function?.Value);
        if (value.OnBehalfOf is { } onBehalfOf)
        {
            writer.WritePropertyName("for"u8);
            Accounts.Write(writer, onBehalfOf, options);
        }

        if (value.Delegation is { } delegation)
        {
            writer.WritePropertyName("deleg"u8);
            Delegations.Write(writer, delegation, options);
        }

        if (value.Reason is { } reason)
        {
            writer.WritePropertyName("why"u8);
            Sealeds.Write(writer, reason, options);
        }

        writer.WriteString("corr"u8, value.Correlation);
        if (value.Causation is { } causation)
        {
            writer.WriteString("cause"u8, causation);
        }

        Text(writer, "addr"u8, value.ClientAddress);
        Text(writer, "fp"u8, value.Fingerprint);
        Text(writer, "prev"u8, value.PreviousHash);
        Text(writer, "trace"u8, value.Trace);
        writer.WriteEndObject();
    }

    private static void Text(Utf8JsonWriter writer, ReadOnlySpan<byte> name, string? value)
    {
        if (value is not null)
        {
            writer.WriteString(name, value);
        }
    }

    private static Member MemberOf(ref Utf8JsonReader reader) =>
        reader.ValueTextEquals("at"u8) ? Member.At
        : reader.ValueTextEquals("cmd"u8) ? Member.Command
        : reader.ValueTextEquals("n"u8) ? Member.Index
        : reader.ValueTextEquals("actor"u8) ? Member.Actor
        : reader.ValueTextEquals("appt"u8) ? Member.Appointment
        : reader.ValueTextEquals("unit"u8) ? Member.Unit
        : reader.ValueTextEquals("fn"u8) ? Member.Function
        : reader.ValueTextEquals("for"u8) ? Member.OnBehalfOf
        : reader.ValueTextEquals("deleg"u8) ? Member.Delegation
        : reader.ValueTextEquals("why"u8) ? Member.Reason
        : reader.ValueTextEquals("corr"u8) ? Member.Correlation
        : reader.ValueTextEquals("cause"u8) ? Member.Causation
        : reader.ValueTextEquals("addr"u8) ? Member.ClientAddress
        : reader.ValueTextEquals("fp"u8) ? Member.Fingerprint
        : reader.ValueTextEquals("prev"u8) ? Member.PreviousHash
        : reader.ValueTextEquals("trace"u8) ? Member.Trace
        : Member.Unknown;

    private enum Member
    {
        Unknown,
        At,
        Command,
        Index,
        Actor,
        Appointment,
        Unit,
        Function,
        OnBehalfOf,
        Delegation,
        Reason,
        Correlation,
        Causation,
        ClientAddress,
        Fingerprint,
        PreviousHash,
        Trace,
    }
}
