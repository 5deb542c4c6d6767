using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Projections.Reactors;

/// <summary>
/// What other systems are told: a CloudEvent 1.0 (structured, JSON) about one recorded event. The contract is
/// <c>docs/messages.md</c>: types carry their version and are never changed, a changed one is a new type beside the old. Ids,
/// codes, dates and numbers of papers only: no names, no free text.
/// </summary>
/// <param name="Specversion">"1.0".</param>
/// <param name="Id">The recorded event's id, 32 hexadecimal digits; the same however often it is sent.</param>
/// <param name="Source">Who tells: "/phongtrao".</param>
/// <param name="Type">What happened, with the contract's version.</param>
/// <param name="Subject">The stream.</param>
/// <param name="Time">The instant of the act, UTC.</param>
/// <param name="Datacontenttype">"application/json".</param>
/// <param name="Stream">Where the event stands.</param>
/// <param name="Revision">Its revision there, from 0.</param>
/// <param name="Previousrevision">Revision of the message before it of the same stream; null: there was none.</param>
/// <param name="Data">What the type says.</param>
/// <param name="Traceparent">W3C trace context of the act; null where nobody traced.</param>
public sealed record IntegrationEvent(
    [property: JsonPropertyName("specversion")] string Specversion,
    [property: JsonPropertyName("id")] string Id,
    [property: JsonPropertyName("source")] string Source,
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("subject")] string Subject,
    [property: JsonPropertyName("time")] DateTimeOffset Time,
    [property: JsonPropertyName("datacontenttype")] string Datacontenttype,
    [property: JsonPropertyName("stream")] string Stream,
    [property: JsonPropertyName("revision")] long Revision,
    [property: JsonPropertyName("previousrevision"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? Previousrevision,
    [property: JsonPropertyName("data")] JsonObject Data,
    [property: JsonPropertyName("traceparent"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Traceparent = null
)
{
    /// <summary>Who tells.</summary>
    public const string Origin = "/phongtrao";

    private const string Prefix = "vn.phongtrao.";

    /// <summary>By the stored name of the event: the message's type and how its data is made.</summary>
    private static readonly FrozenDictionary<string, (string Type, Func<object, JsonObject> Data)> Contracts = new Dictionary<
        string,
        (string, Func<object, JsonObject>)
    >(StringComparer.Ordinal)
    {
        ["dossier.submitted"] = Row<DossierEvent.Submitted>(
            "dossier.submitted.v1",
            e =>
                new()
                {
                    ["number"] = e.Number.Value,
                    ["submittedOn"] = Text(e.Terms.On),
                    ["authority"] = e.Terms.Route.Authority.Value,
                    ["planRevision"] = e.Terms.PlanRevision,
                }
        ),
        ["dossier.received"] = Row<DossierEvent.Received>(
            "dossier.received.v1",
            e =>
                new()
                {
                    ["unit"] = e.Receipt.Unit.Value,
                    ["step"] = e.Receipt.Step.Value,
                    ["number"] = e.Receipt.Number.Value,
                    ["receivedOn"] = Text(e.Receipt.On),
                    ["returnOn"] = e.Receipt.ReturnOn is { } day ? Text(day) : null,
                }
        ),
        ["dossier.task-opened"] = Row<DossierEvent.TaskOpened>(
            "dossier.task-opened.v1",
            e =>
                new()
                {
                    ["task"] = e.Task.ToString(),
                    ["step"] = e.Open.Step.Value,
                    ["unit"] = e.Open.Party.Unit.Value,
                    ["function"] = e.Open.Party.Function.Value,
                    ["dueOn"] = e.DueOn is { } day ? Text(day) : null,
                    ["dueProvisional"] = e.DueProvisional,
                }
        ),
        ["dossier.step-completed"] = Row<DossierEvent.StepCompleted>(
            "dossier.step-completed.v1",
            e =>
                new()
                {
                    ["task"] = e.Task.ToString(),
                    ["step"] = e.End.Step.Value,
                    ["unit"] = e.End.Party.Unit.Value,
                    ["function"] = e.End.Party.Function.Value,
                    ["outcome"] = e.End.Outcome.Value,
                }
        ),
        ["dossier.supplement-requested"] = Row<DossierEvent.SupplementRequested>(
            "dossier.supplement-requested.v1",
            e =>
                new()
                {
                    ["task"] = e.Task.ToString(),
                    ["round"] = e.Round,
                    ["answerBy"] = e.AnswerBy is { } day ? Text(day) : null,
                }
        ),
        ["dossier.supplement-provided"] = Row<DossierEvent.SupplementProvided>(
            "dossier.supplement-provided.v1",
            e => new() { ["round"] = e.Round }
        ),
        ["dossier.nominees-split-off"] = Row<DossierEvent.NomineesSplitOff>(
            "dossier.split-off.v1",
            e => new() { ["into"] = e.Into.ToString(), ["nominees"] = e.Nominees.Count }
        ),
        ["dossier.rerouted"] = Row<DossierEvent.Rerouted>(
            "dossier.rerouted.v1",
            e =>
                new()
                {
                    ["authority"] = e.Terms.Route.Authority.Value,
                    ["step"] = e.At.Value,
                    ["route"] = e.Terms.Route.Route.Value,
                    ["version"] = e.Terms.Route.Version,
                    ["formerRoute"] = e.Former.Value,
                    ["formerVersion"] = e.FormerVersion,
                }
        ),
        ["dossier.taken-back"] = Row<DossierEvent.TakenBack>("dossier.taken-back.v1", _ => []),
        ["dossier.withdrawn"] = Row<DossierEvent.Withdrawn>("dossier.withdrawn.v1", _ => []),
        ["dossier.rejected"] = Row<DossierEvent.Rejected>("dossier.rejected.v1", e => new() { ["step"] = e.Step.Value }),
        ["dossier.outcome-entered"] = Row<DossierEvent.OutcomeEntered>(
            "dossier.outcome-entered.v1",
            e =>
                new()
                {
                    ["decision"] = e.Decision.Id.ToString(),
                    ["number"] = e.Decision.Number.Value,
                    ["date"] = Text(e.Decision.Date),
                    ["authority"] = e.Decision.Authority.Value,
                    ["awarded"] = e.Awarded.Count,
                }
        ),
        ["dossier.outcome-cancelled"] = Row<DossierEvent.OutcomeCancelled>(
            "dossier.outcome-cancelled.v1",
            e => Following(e.Decision, e.Of, "cancelled", e.Nominees.Count)
        ),
        ["dossier.outcome-replaced"] = Row<DossierEvent.OutcomeReplaced>(
            "dossier.outcome-replaced.v1",
            e => Following(e.Decision, e.Of, "replaced", e.Nominees.Count)
        ),
        ["dossier.outcome-corrected"] = Row<DossierEvent.OutcomeCorrected>(
            "dossier.outcome-corrected.v1",
            e => Following(e.Decision, e.Of, "corrected", e.Wordings.Select(w => w.Nominee).Distinct().Count())
        ),
        ["dossier.notified"] = Row<DossierEvent.Notified>("dossier.notified.v1", e => new() { ["notifiedOn"] = Text(e.On) }),
        ["dossier.archived"] = Row<DossierEvent.Archived>("dossier.archived.v1", e => new() { ["archivedOn"] = Text(e.On) }),
        ["decision.issued"] = Row<ListEvent.Issued>(
            "decision.issued.v1",
            e => new() { ["number"] = e.Paper.Number.Value, ["date"] = Text(e.Paper.Date) }
        ),
        ["reminder.issued"] = Row<ReminderEvent.Issued>(
            "reminder.issued.v1",
            e =>
                new()
                {
                    ["about"] = e.Subject switch
                    {
                        ReminderSubject.OfTask => "task",
                        ReminderSubject.OfInspection => "inspection",
                        ReminderSubject.OfOccurrence => "deadline",
                    },
                    ["subject"] = e.Subject.Id.ToString("N", CultureInfo.InvariantCulture),
                    ["dossier"] = (e.Subject as ReminderSubject.OfTask)?.Dossier.ToString(),
                    ["plan"] = (e.Subject as ReminderSubject.OfOccurrence)?.Plan.Value,
                    ["duty"] = (e.Subject as ReminderSubject.OfOccurrence)?.Duty.Value,
                    ["period"] = (e.Subject as ReminderSubject.OfOccurrence)?.Period.Value,
                    ["unit"] = e.Unit.Value,
                    ["lastValidDay"] = Text(e.Slot.Due),
                    ["workingDaysBefore"] = e.Slot.IsOverdue ? null : e.Slot.Offset,
                    ["overdue"] = e.Slot.IsOverdue,
                    ["plannedFor"] = e.PlannedFor.ToUniversalTime(),
                    ["to"] = new JsonArray([.. e.To.Select(to => (JsonNode)to.Account.ToString())]),
                }
        ),
        ["duty.filed"] = Row<DutyEvent.Filed>(
            "duty.filed.v1",
            e =>
                new()
                {
                    ["plan"] = e.Ask.Plan.Value,
                    ["duty"] = e.Ask.Duty.Value,
                    ["period"] = e.Ask.Period.Value,
                    ["unit"] = e.Ask.Unit.Value,
                    ["round"] = e.Round,
                    ["on"] = Text(e.On),
                    ["lateDays"] = e.LateDays,
                    ["form"] = StoredWords<DutyForm>.All.First(word => word.Value == e.Answer.Content.Form).Key,
                    ["number"] = (e.Answer.Content as DutyContent.Document)?.Number.Value,
                    ["recipients"] = new JsonArray([.. e.Ask.To.Select(to => (JsonNode)to.Unit.Value)]),
                }
        ),
        ["duty.accepted"] = Row<DutyEvent.Accepted>(
            "duty.accepted.v1",
            e =>
                new()
                {
                    ["round"] = e.Round,
                    ["recipient"] = e.Recipient.Value,
                    ["on"] = Text(e.On),
                }
        ),
        ["duty.returned"] = Row<DutyEvent.Returned>(
            "duty.returned.v1",
            e =>
                new()
                {
                    ["round"] = e.Round,
                    ["recipient"] = e.Recipient.Value,
                    ["on"] = Text(e.On),
                }
        ),
        ["duty.replaced"] = Row<DutyEvent.Replaced>(
            "duty.replaced.v1",
            e =>
                new()
                {
                    ["round"] = e.Round,
                    ["replacedOn"] = Text(e.ReplacedOn),
                    ["on"] = Text(e.On),
                    ["lateDays"] = e.LateDays,
                }
        ),
        ["duty.withdrawn"] = Row<DutyEvent.Withdrawn>(
            "duty.withdrawn.v1",
            e => new() { ["round"] = e.Round, ["withdrawnOn"] = Text(e.WithdrawnOn) }
        ),
        ["duty.handed-over"] = Row<DutyEvent.HandedOver>(
            "duty.handed-over.v1",
            e =>
                new()
                {
                    ["plan"] = e.Ask.Plan.Value,
                    ["duty"] = e.Ask.Duty.Value,
                    ["period"] = e.Ask.Period.Value,
                    ["from"] = e.From.Value,
                    ["to"] = e.To.Value,
                    ["since"] = Text(e.Since),
                }
        ),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Every type there is, in order.</summary>
    public static IReadOnlyList<string> Types { get; } = [.. Contracts.Values.Select(c => c.Type).Order(StringComparer.Ordinal)];

    /// <summary>Whether others are told of events of this stored name.</summary>
    public static bool IsTold(string storedType) => Contracts.ContainsKey(storedType);

    /// <summary>The message of a recorded event.</summary>
    /// <param name="e">An event of which others are told.</param>
    /// <param name="previous">Revision of the last one before it in its stream of which they were told; null: there was none.</param>
    public static IntegrationEvent Of(ViewEvent e, long? previous)
    {
        var (type, data) = Contracts[e.Recorded.Type];
        return new(
            "1.0",
            e.Recorded.EventId.ToString("N", CultureInfo.InvariantCulture),
            Origin,
            type,
            e.Recorded.Stream.Value,
            e.Metadata.At,
            "application/json",
            e.Recorded.Stream.Value,
            e.Recorded.Revision.Value,
            previous,
            data(e.Body),
            e.Metadata.Trace
        );
    }

    /// <summary>The message that JSON says; null where it is none.</summary>
    public static IntegrationEvent? TryRead(ReadOnlySpan<byte> json)
    {
        try
        {
            return
                JsonSerializer.Deserialize(json, IntegrationJson.Default.IntegrationEvent)
                    is { Id: not null, Type: not null, Stream.Length: > 0, Data: not null } read
                && Guid.TryParseExact(read.Id, "N", out _)
                ? read
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static (string, Func<object, JsonObject>) Row<TEvent>(string type, Func<TEvent, JsonObject> data) =>
        (Prefix + type, e => data((TEvent)e));

    // A decision that follows another one: what both are, and for how many nominees of the dossier.
    private static JsonObject Following(DecisionReference decision, DecisionId of, string what, int nominees) =>
        new()
        {
            ["decision"] = decision.Id.ToString(),
            ["number"] = decision.Number.Value,
            ["date"] = Text(decision.Date),
            ["of"] = of.ToString(),
            [what] = nominees,
        };

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}

/// <summary>JSON of messages.</summary>
[JsonSerializable(typeof(IntegrationEvent))]
internal sealed partial class IntegrationJson : JsonSerializerContext;
