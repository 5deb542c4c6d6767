using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Execution;

/// <summary>
/// Every event type that was ever stored: its permanent name, the type it is read as, and how older payloads become today's.
/// A type may be renamed, a name never. A name that stands in no row stops whoever meets it.
/// </summary>
public static class EventTypes
{
    private static readonly EventType[] Table =
    [
        // hồ sơ
        Row("dossier.opened", EventJson.Default.DossierOpened),
        Row("dossier.opened-by-split", EventJson.Default.DossierOpenedBySplit),
        Row("dossier.preparer-joined", EventJson.Default.DossierPreparerJoined),
        Row("dossier.nominee-added", EventJson.Default.DossierNomineeAdded),
        Row("dossier.nominee-changed", EventJson.Default.DossierNomineeChanged),
        Row("dossier.nominee-removed", EventJson.Default.DossierNomineeRemoved),
        Row("dossier.document-attached", EventJson.Default.DossierDocumentAttached),
        Row("dossier.document-removed", EventJson.Default.DossierDocumentRemoved),
        Row("dossier.component-stated", EventJson.Default.DossierComponentStated),
        Row("dossier.component-checked", EventJson.Default.DossierComponentChecked),
        Row("dossier.submitted", EventJson.Default.DossierSubmitted),
        Row("dossier.received", EventJson.Default.DossierReceived),
        Row("dossier.task-opened", EventJson.Default.DossierTaskOpened),
        Row("dossier.task-claimed", EventJson.Default.DossierTaskClaimed),
        Row("dossier.task-released", EventJson.Default.DossierTaskReleased),
        Row("dossier.task-reassigned", EventJson.Default.DossierTaskReassigned),
        Row("dossier.task-entrusted", EventJson.Default.DossierTaskEntrusted),
        Row("dossier.task-escalated", EventJson.Default.DossierTaskEscalated),
        Row("dossier.task-cancelled", EventJson.Default.DossierTaskCancelled),
        Row("dossier.step-completed", EventJson.Default.DossierStepCompleted),
        Row("dossier.supplement-requested", EventJson.Default.DossierSupplementRequested),
        Row("dossier.supplement-provided", EventJson.Default.DossierSupplementProvided),
        Row("dossier.dues-recounted", EventJson.Default.DossierDuesRecounted),
        Row("dossier.supplement-received", EventJson.Default.DossierSupplementReceived),
        Row("dossier.nominee-excluded", EventJson.Default.DossierNomineeExcluded),
        Row("dossier.nominees-split-off", EventJson.Default.DossierNomineesSplitOff),
        Row("dossier.taken-back", EventJson.Default.DossierTakenBack),
        Row("dossier.withdrawn", EventJson.Default.DossierWithdrawn),
        Row("dossier.rejected", EventJson.Default.DossierRejected),
        Row("dossier.outcome-entered", EventJson.Default.DossierOutcomeEntered),
        Row("dossier.notified", EventJson.Default.DossierNotified),
        Row("dossier.scan-attached", EventJson.Default.DossierScanAttached),
        Row("dossier.archived", EventJson.Default.DossierArchived),
        // lần trình
        Row("filing.opened", EventJson.Default.FilingOpened),
        Row("filing.form-added", EventJson.Default.FilingFormAdded),
        Row("filing.paper-attached", EventJson.Default.FilingPaperAttached),
        Row("filing.paper-removed", EventJson.Default.FilingPaperRemoved),
        Row("filing.component-stated", EventJson.Default.FilingComponentStated),
        // tờ trình
        Row("proposal.drafted", EventJson.Default.ListProposalDrafted),
        Row("proposal.nominees-gathered", EventJson.Default.ListNomineesEntered),
        Row("proposal.nominee-taken-out", EventJson.Default.ListNomineeTakenOff),
        Row("proposal.issued", EventJson.Default.ListIssued),
        Row("proposal.scan-attached", EventJson.Default.ListScanAttached),
        Row("proposal.dropped", EventJson.Default.ListDropped),
        // quyết định
        Row("decision.drafted", EventJson.Default.ListDecisionDrafted),
        Row("decision.nominees-entered", EventJson.Default.ListNomineesEntered),
        Row("decision.nominee-taken-off", EventJson.Default.ListNomineeTakenOff),
        Row("decision.issued", EventJson.Default.ListIssued),
        Row("decision.scan-attached", EventJson.Default.ListScanAttached),
        Row("decision.dropped", EventJson.Default.ListDropped),
        // sổ
        Row("register.number-reserved", EventJson.Default.RegisterNumberReserved),
        Row("register.number-used", EventJson.Default.RegisterNumberUsed),
        Row("register.number-voided", EventJson.Default.RegisterNumberVoided),
        // đơn vị, chức năng, người
        Row("org.units-registered", EventJson.Default.OrgUnitsRegistered),
        Row("org.units-changed", EventJson.Default.OrgUnitsChanged),
        Row("org.units-ended", EventJson.Default.OrgUnitsEnded),
        Row("org.functions-bound", EventJson.Default.OrgFunctionsBound),
        Row("org.appointed", EventJson.Default.OrgAppointed),
        Row("org.appointments-ended", EventJson.Default.OrgAppointmentsEnded),
        Row("org.delegated", EventJson.Default.OrgDelegated),
        Row("org.delegation-ended", EventJson.Default.OrgDelegationEnded),
        // tài khoản
        Row("account.opened", EventJson.Default.AccountOpened),
        Row("account.renamed", EventJson.Default.AccountRenamed),
        Row("account.right-granted", EventJson.Default.AccountRightGranted),
        Row("account.right-taken", EventJson.Default.AccountRightTaken),
        Row("account.locked", EventJson.Default.AccountLocked),
        Row("account.unlocked", EventJson.Default.AccountUnlocked),
        Row("account.password-set", EventJson.Default.AccountPasswordSet),
        Row("account.password-reset", EventJson.Default.AccountPasswordReset),
        Row("account.signed-in", EventJson.Default.AccountSignedIn),
        Row("account.sign-in-failed", EventJson.Default.AccountSignInFailed),
        Row("account.signed-out", EventJson.Default.AccountSignedOut),
        // kế hoạch
        Row("plan.imported", EventJson.Default.PlanImported),
        Row("plan.applied", EventJson.Default.PlanApplied),
        Row("plan.application-ended", EventJson.Default.PlanApplicationEnded),
        Row("plan.duty-dated", EventJson.Default.PlanDutyDated),
        Row("plan.revision-proposed", EventJson.Default.PlanRevisionProposed),
        Row("plan.revision-confirmed", EventJson.Default.PlanRevisionConfirmed),
        Row("plan.revision-dropped", EventJson.Default.PlanRevisionDropped),
        Row("plan.occurrence-moved", EventJson.Default.PlanOccurrenceMoved),
        Row("plan.occurrence-kept", EventJson.Default.PlanOccurrenceKept),
        Row("plan.occurrence-extended", EventJson.Default.PlanOccurrenceExtended),
        Row("plan.original-attached", EventJson.Default.PlanOriginalAttached),
        // quy trình
        Row("route.drafted", EventJson.Default.RouteDrafted),
        Row("route.published", EventJson.Default.RoutePublished),
        Row("route.retired", EventJson.Default.RouteRetired),
        // thời hạn, ngưỡng
        Row("ruleset.published", EventJson.Default.RulesetPublished),
        Row("ruleset.limit-set", EventJson.Default.RulesetLimitSet),
        // lịch làm việc
        Row("calendar.day-named", EventJson.Default.CalendarDayNamed),
        Row("calendar.day-withdrawn", EventJson.Default.CalendarDayWithdrawn),
        Row("calendar.year-announced", EventJson.Default.CalendarYearAnnounced),
        Row("calendar.optional-day-switched", EventJson.Default.CalendarOptionalDaySwitched),
        Row("calendar.saturdays-set", EventJson.Default.CalendarSaturdaysSet),
    ];

    private static readonly FrozenDictionary<string, EventType> ByName = Table.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, EventType[]> ByType = Table
        .GroupBy(t => t.JsonType.Type)
        .ToFrozenDictionary(g => g.Key, g => g.ToArray());

    /// <summary>Every row.</summary>
    public static IReadOnlyList<EventType> All => Table;

    /// <summary>Stored name and payload of an event.</summary>
    /// <param name="event">The event.</param>
    /// <param name="category">
    /// First part of its stream's name; needed only for a type that stands in several rows, as what tờ trình and quyết định have in
    /// common does: its stored name begins with the category.
    /// </param>
    /// <exception cref="InvalidOperationException">The type stands in no row, or in several and none is of the category.</exception>
    public static (string Name, byte[] Data) Write(object @event, string? category = null)
    {
        var rows = ByType.GetValueOrDefault(@event.GetType()) ?? [];
        var row = rows is [var only]
            ? only
            : Array.Find(rows, r => category is not null && r.Name.StartsWith(category + ".", StringComparison.Ordinal));
        return row is not null
            ? (row.Name, JsonSerializer.SerializeToUtf8Bytes(@event, row.JsonType))
            : throw new InvalidOperationException($"{@event.GetType()} stands in no row of the table of event types for '{category}'.");
    }

    /// <summary>The event that a recorded payload says.</summary>
    /// <exception cref="UnknownEventTypeException">The name stands in no row: the log was written by a newer release.</exception>
    /// <exception cref="JsonException">The payload is not of its type.</exception>
    public static object Read(RecordedEvent recorded)
    {
        if (!ByName.TryGetValue(recorded.Type, out var type))
        {
            throw new UnknownEventTypeException(recorded);
        }

        if (type.Upcast is null)
        {
            return JsonSerializer.Deserialize(recorded.Data.Span, type.JsonType)!;
        }

        var payload = JsonNode.Parse(recorded.Data.Span)!.AsObject();
        type.Upcast(payload);
        return payload.Deserialize(type.JsonType)!;
    }

    /// <summary>The metadata of a recorded event.</summary>
    public static EventMetadata Metadata(RecordedEvent recorded) =>
        JsonSerializer.Deserialize(recorded.Metadata.Span, EventJson.Default.EventMetadata)!;

    private static EventType Row(string name, JsonTypeInfo type, Action<JsonObject>? upcast = null) => new(name, type, upcast);
}

/// <summary>One stored event type.</summary>
/// <param name="Name">Permanent name.</param>
/// <param name="JsonType">What it is read as.</param>
/// <param name="Upcast">Turns a payload as some earlier release wrote it into today's shape; must leave today's alone.</param>
public sealed record EventType(string Name, JsonTypeInfo JsonType, Action<JsonObject>? Upcast);

/// <summary>A recorded event's type stands in no table.</summary>
public sealed class UnknownEventTypeException(RecordedEvent recorded)
    : Exception($"No event type is called '{recorded.Type}' (stream {recorded.Stream}, revision {recorded.Revision}).");
