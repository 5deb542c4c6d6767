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
        Row("dossier.opened", static () => EventJson.Default.DossierOpened),
        Row("dossier.opened-by-split", static () => EventJson.Default.DossierOpenedBySplit),
        Row("dossier.preparer-joined", static () => EventJson.Default.DossierPreparerJoined),
        Row("dossier.nominee-added", static () => EventJson.Default.DossierNomineeAdded),
        Row("dossier.nominee-changed", static () => EventJson.Default.DossierNomineeChanged),
        Row("dossier.nominee-removed", static () => EventJson.Default.DossierNomineeRemoved),
        Row("dossier.document-attached", static () => EventJson.Default.DossierDocumentAttached),
        Row("dossier.document-removed", static () => EventJson.Default.DossierDocumentRemoved),
        Row("dossier.component-stated", static () => EventJson.Default.DossierComponentStated),
        Row("dossier.component-checked", static () => EventJson.Default.DossierComponentChecked),
        Row("dossier.registered", static () => EventJson.Default.DossierRegistered),
        Row("dossier.score-stated", static () => EventJson.Default.DossierScoreStated),
        Row("dossier.submitted", static () => EventJson.Default.DossierSubmitted),
        Row("dossier.received", static () => EventJson.Default.DossierReceived),
        Row("dossier.task-opened", static () => EventJson.Default.DossierTaskOpened),
        Row("dossier.task-claimed", static () => EventJson.Default.DossierTaskClaimed),
        Row("dossier.task-released", static () => EventJson.Default.DossierTaskReleased),
        Row("dossier.task-reassigned", static () => EventJson.Default.DossierTaskReassigned),
        Row("dossier.task-entrusted", static () => EventJson.Default.DossierTaskEntrusted),
        Row("dossier.task-escalated", static () => EventJson.Default.DossierTaskEscalated),
        Row("dossier.task-cancelled", static () => EventJson.Default.DossierTaskCancelled),
        Row("dossier.step-completed", static () => EventJson.Default.DossierStepCompleted),
        Row("dossier.supplement-requested", static () => EventJson.Default.DossierSupplementRequested),
        Row("dossier.supplement-provided", static () => EventJson.Default.DossierSupplementProvided),
        Row("dossier.dues-recounted", static () => EventJson.Default.DossierDuesRecounted),
        Row("dossier.supplement-received", static () => EventJson.Default.DossierSupplementReceived),
        Row("dossier.nominee-excluded", static () => EventJson.Default.DossierNomineeExcluded),
        Row("dossier.opinion-requested", static () => EventJson.Default.DossierOpinionRequested),
        Row("dossier.opinion-given", static () => EventJson.Default.DossierOpinionGiven),
        Row("dossier.opinion-withdrawn", static () => EventJson.Default.DossierOpinionWithdrawn),
        Row("dossier.nominee-suspended", static () => EventJson.Default.DossierNomineeSuspended),
        Row("dossier.nominee-resumed", static () => EventJson.Default.DossierNomineeResumed),
        Row("dossier.clock-stopped", static () => EventJson.Default.DossierClockStopped),
        Row("dossier.clock-restarted", static () => EventJson.Default.DossierClockRestarted),
        Row("dossier.nominees-split-off", static () => EventJson.Default.DossierNomineesSplitOff),
        Row("dossier.taken-back", static () => EventJson.Default.DossierTakenBack),
        Row("dossier.withdrawn", static () => EventJson.Default.DossierWithdrawn),
        Row("dossier.rejected", static () => EventJson.Default.DossierRejected),
        Row("dossier.outcome-entered", static () => EventJson.Default.DossierOutcomeEntered),
        Row("dossier.outcome-cancelled", static () => EventJson.Default.DossierOutcomeCancelled),
        Row("dossier.outcome-replaced", static () => EventJson.Default.DossierOutcomeReplaced),
        Row("dossier.outcome-corrected", static () => EventJson.Default.DossierOutcomeCorrected),
        Row("dossier.outcome-presented", static () => EventJson.Default.DossierOutcomePresented),
        Row("dossier.taken-over", static () => EventJson.Default.DossierTakenOver),
        Row("dossier.rerouted", static () => EventJson.Default.DossierRerouted),
        Row("dossier.outcome-notified", static () => EventJson.Default.DossierOutcomeNotified),
        Row("dossier.cancellation-considered", static () => EventJson.Default.DossierCancellationConsidered),
        Row("dossier.cancellation-dismissed", static () => EventJson.Default.DossierCancellationDismissed),
        Row("dossier.reward-paid", static () => EventJson.Default.DossierRewardPaid),
        Row("dossier.recovery-recorded", static () => EventJson.Default.DossierRecoveryRecorded),
        Row("dossier.notified", static () => EventJson.Default.DossierNotified),
        Row("dossier.scan-attached", static () => EventJson.Default.DossierScanAttached),
        Row("dossier.archived", static () => EventJson.Default.DossierArchived),
        // lần trình
        Row("filing.opened", static () => EventJson.Default.FilingOpened),
        Row("filing.taken-over", static () => EventJson.Default.FilingTakenOver),
        Row("filing.form-added", static () => EventJson.Default.FilingFormAdded),
        Row("filing.paper-attached", static () => EventJson.Default.FilingPaperAttached),
        Row("filing.paper-removed", static () => EventJson.Default.FilingPaperRemoved),
        Row("filing.component-stated", static () => EventJson.Default.FilingComponentStated),
        // việc phải làm
        Row("duty.filed", static () => EventJson.Default.DutyFiled),
        Row("duty.accepted", static () => EventJson.Default.DutyAccepted),
        Row("duty.returned", static () => EventJson.Default.DutyReturned),
        Row("duty.replaced", static () => EventJson.Default.DutyReplaced),
        Row("duty.withdrawn", static () => EventJson.Default.DutyWithdrawn),
        Row("duty.handed-over", static () => EventJson.Default.DutyHandedOver),
        // số liệu, sổ theo dõi
        Row("figures.stated", static () => EventJson.Default.FiguresStated, FigureHintsByHalves),
        Row("book.entered", static () => EventJson.Default.BookEntered),
        Row("book.struck", static () => EventJson.Default.BookStruck),
        // họp Hội đồng
        Row("sitting.called", static () => EventJson.Default.SittingCalled),
        Row("sitting.nominees-entered", static () => EventJson.Default.SittingNomineesEntered),
        Row("sitting.nominee-taken-off", static () => EventJson.Default.SittingNomineeTakenOff),
        Row("sitting.attendance-entered", static () => EventJson.Default.SittingAttendanceEntered),
        Row("sitting.recused", static () => EventJson.Default.SittingRecused),
        Row("sitting.recusal-lifted", static () => EventJson.Default.SittingRecusalLifted),
        Row("sitting.votes-entered", static () => EventJson.Default.SittingVotesEntered),
        Row("sitting.closed", static () => EventJson.Default.SittingClosed),
        Row("sitting.scan-attached", static () => EventJson.Default.SittingScanAttached),
        Row("sitting.dropped", static () => EventJson.Default.SittingDropped),
        // ý kiến kiểm tra
        Row("inspection.made", static () => EventJson.Default.InspectionMade),
        Row("inspection.answered", static () => EventJson.Default.InspectionAnswered),
        Row("inspection.asked-again", static () => EventJson.Default.InspectionAskedAgain),
        Row("inspection.closed", static () => EventJson.Default.InspectionClosed),
        Row("inspection.withdrawn", static () => EventJson.Default.InspectionWithdrawn),
        // tờ trình
        Row("proposal.drafted", static () => EventJson.Default.ListProposalDrafted),
        Row("proposal.nominees-gathered", static () => EventJson.Default.ListNomineesEntered),
        Row("proposal.nominee-taken-out", static () => EventJson.Default.ListNomineeTakenOff),
        Row("proposal.issued", static () => EventJson.Default.ListIssued),
        Row("proposal.scan-attached", static () => EventJson.Default.ListScanAttached),
        Row("proposal.dropped", static () => EventJson.Default.ListDropped),
        // quyết định
        Row("decision.drafted", static () => EventJson.Default.ListDecisionDrafted),
        Row("decision.nominees-entered", static () => EventJson.Default.ListNomineesEntered),
        Row("decision.nominee-taken-off", static () => EventJson.Default.ListNomineeTakenOff),
        Row("decision.issued", static () => EventJson.Default.ListIssued),
        Row("decision.scan-attached", static () => EventJson.Default.ListScanAttached),
        Row("decision.dropped", static () => EventJson.Default.ListDropped),
        Row("decision.posted", static () => EventJson.Default.ListPosted),
        Row("decision.presented", static () => EventJson.Default.ListPresented),
        Row("decision.notified", static () => EventJson.Default.ListNotified),
        Row("decision.revocation-considered", static () => EventJson.Default.ListRevocationConsidered),
        Row("decision.revocation-dismissed", static () => EventJson.Default.ListRevocationDismissed),
        Row("decision.issue-given-up", static () => EventJson.Default.ListIssueGivenUp),
        // đối tượng: một thành tích khen một lần
        Row("subject.award-claimed", static () => EventJson.Default.SubjectAwardClaimed),
        Row("subject.award-released", static () => EventJson.Default.SubjectAwardReleased),
        Row("subject.award-given", static () => EventJson.Default.SubjectAwardGiven),
        Row("subject.award-cancelled", static () => EventJson.Default.SubjectAwardCancelled),
        Row("subject.past-award-entered", static () => EventJson.Default.SubjectPastAwardEntered),
        Row("subject.past-award-struck", static () => EventJson.Default.SubjectPastAwardStruck),
        Row("subject.introduced", static () => EventJson.Default.SubjectIntroduced),
        Row("past.entered", static () => EventJson.Default.PastEntered),
        Row("past.scan-attached", static () => EventJson.Default.PastScanAttached),
        Row("past.struck", static () => EventJson.Default.PastStruck),
        // văn bản được tạo
        Row("paper.made", static () => EventJson.Default.PrintMade),
        Row("paper.certificates-printed", static () => EventJson.Default.PrintCertificatesPrinted),
        Row("template.replaced", static () => EventJson.Default.WordingReplaced),
        Row("template.restored", static () => EventJson.Default.WordingRestored),
        Row("certificate.layout-set", static () => EventJson.Default.LayoutSet),
        Row("certificate.layout-dropped", static () => EventJson.Default.LayoutDropped),
        // sổ
        Row("register.number-reserved", static () => EventJson.Default.RegisterNumberReserved),
        Row("register.number-used", static () => EventJson.Default.RegisterNumberUsed),
        Row("register.number-voided", static () => EventJson.Default.RegisterNumberVoided),
        Row("register.other-number-taken", static () => EventJson.Default.RegisterOtherNumberTaken),
        Row("register.numbers-left-out", static () => EventJson.Default.RegisterNumbersLeftOut),
        // chỉ tiêu khen thưởng
        Row("quota.allocated", static () => EventJson.Default.QuotaAllocated),
        Row("quota.more-asked", static () => EventJson.Default.QuotaMoreAsked),
        Row("quota.places-taken", static () => EventJson.Default.QuotaPlacesTaken),
        Row("quota.places-moved", static () => EventJson.Default.QuotaPlacesMoved),
        Row("quota.places-released", static () => EventJson.Default.QuotaPlacesReleased),
        // giao nhận thông điệp
        Row("delivery.given-up", static () => EventJson.Default.DeliveryGivenUp),
        Row("delivery.sent-again", static () => EventJson.Default.DeliverySentAgain),
        // việc chạy nền
        Row("job.started", static () => EventJson.Default.JobStarted),
        Row("job.advanced", static () => EventJson.Default.JobAdvanced),
        Row("job.finished", static () => EventJson.Default.JobFinished),
        Row("job.cancelled", static () => EventJson.Default.JobCancelled),
        Row("job.failed", static () => EventJson.Default.JobFailed),
        // nhắc việc
        Row("reminder.issued", static () => EventJson.Default.ReminderIssued),
        Row("reminder.missed", static () => EventJson.Default.ReminderMissed),
        Row("reminder.lapsed", static () => EventJson.Default.ReminderLapsed),
        // thông báo
        Row("notice.read", static () => EventJson.Default.NoticeRead),
        Row("notice.read-up-to", static () => EventJson.Default.NoticeReadUpTo),
        Row("notice.mail-chosen", static () => EventJson.Default.NoticeMailChosen),
        Row("notice.feed-opened", static () => EventJson.Default.NoticeFeedOpened),
        Row("notice.feed-closed", static () => EventJson.Default.NoticeFeedClosed),
        // thư điện tử
        Row("mail.composed", static () => EventJson.Default.MailComposed),
        Row("mail.begun", static () => EventJson.Default.MailBegun),
        Row("mail.delayed", static () => EventJson.Default.MailDelayed),
        Row("mail.sent", static () => EventJson.Default.MailSent),
        Row("mail.failed", static () => EventJson.Default.MailFailed),
        Row("mail.dropped", static () => EventJson.Default.MailDropped),
        Row("mail.sent-again", static () => EventJson.Default.MailSentAgain),
        // đơn vị, chức năng, người
        Row("org.units-registered", static () => EventJson.Default.OrgUnitsRegistered),
        Row("org.units-changed", static () => EventJson.Default.OrgUnitsChanged),
        Row("org.units-ended", static () => EventJson.Default.OrgUnitsEnded),
        Row("org.functions-bound", static () => EventJson.Default.OrgFunctionsBound),
        Row("org.appointed", static () => EventJson.Default.OrgAppointed),
        Row("org.appointments-ended", static () => EventJson.Default.OrgAppointmentsEnded),
        Row("org.delegated", static () => EventJson.Default.OrgDelegated),
        Row("org.delegation-ended", static () => EventJson.Default.OrgDelegationEnded),
        // tài khoản
        Row("account.opened", static () => EventJson.Default.AccountOpened),
        Row("account.renamed", static () => EventJson.Default.AccountRenamed),
        Row("account.contact-set", static () => EventJson.Default.AccountContactSet),
        Row("account.right-granted", static () => EventJson.Default.AccountRightGranted),
        Row("account.right-taken", static () => EventJson.Default.AccountRightTaken),
        Row("account.locked", static () => EventJson.Default.AccountLocked),
        Row("account.unlocked", static () => EventJson.Default.AccountUnlocked),
        Row("account.password-set", static () => EventJson.Default.AccountPasswordSet),
        Row("account.password-reset", static () => EventJson.Default.AccountPasswordReset),
        Row("account.signed-in", static () => EventJson.Default.AccountSignedIn),
        Row("account.sign-in-failed", static () => EventJson.Default.AccountSignInFailed),
        Row("account.signed-out", static () => EventJson.Default.AccountSignedOut),
        // kế hoạch
        Row("plan.imported", static () => EventJson.Default.PlanImported),
        Row("plan.applied", static () => EventJson.Default.PlanApplied),
        Row("plan.application-ended", static () => EventJson.Default.PlanApplicationEnded),
        Row("plan.duty-dated", static () => EventJson.Default.PlanDutyDated),
        Row("plan.revision-proposed", static () => EventJson.Default.PlanRevisionProposed),
        Row("plan.revision-confirmed", static () => EventJson.Default.PlanRevisionConfirmed),
        Row("plan.revision-dropped", static () => EventJson.Default.PlanRevisionDropped),
        Row("plan.occurrence-moved", static () => EventJson.Default.PlanOccurrenceMoved),
        Row("plan.occurrence-kept", static () => EventJson.Default.PlanOccurrenceKept),
        Row("plan.occurrence-extended", static () => EventJson.Default.PlanOccurrenceExtended),
        Row("plan.original-attached", static () => EventJson.Default.PlanOriginalAttached),
        // quy trình
        Row("route.drafted", static () => EventJson.Default.RouteDrafted),
        Row("route.published", static () => EventJson.Default.RoutePublished),
        Row("route.retired", static () => EventJson.Default.RouteRetired),
        // thời hạn, ngưỡng
        Row("ruleset.published", static () => EventJson.Default.RulesetPublished),
        Row("ruleset.limit-set", static () => EventJson.Default.RulesetLimitSet),
        // lịch làm việc
        Row("calendar.day-named", static () => EventJson.Default.CalendarDayNamed),
        Row("calendar.day-withdrawn", static () => EventJson.Default.CalendarDayWithdrawn),
        Row("calendar.year-announced", static () => EventJson.Default.CalendarYearAnnounced),
        Row("calendar.optional-day-switched", static () => EventJson.Default.CalendarOptionalDaySwitched),
        Row("calendar.saturdays-set", static () => EventJson.Default.CalendarSaturdaysSet),
    ];

    private static readonly FrozenDictionary<string, EventType> ByName = Table.ToFrozenDictionary(t => t.Name, StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, EventType[]> ByType = Table
        .GroupBy(t => t.Type)
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

    // What was known of a figure stood as one value with one source; now each half of it says where it is from.
    private static void FigureHintsByHalves(JsonObject stated)
    {
        foreach (var entry in stated["entries"]?.AsArray() ?? [])
        {
            if (entry?["known"] is not JsonObject { } known || known["value"] is not JsonObject value)
            {
                continue;
            }

            var hint = new JsonObject();
            foreach (
                var (from, to) in (ReadOnlySpan<(string, string)>)
                    [("numerator", "number"), ("number", "number"), ("denominator", "base"), ("base", "base")]
            )
            {
                if (value[from] is { } count)
                {
                    hint[to] = new JsonObject { ["count"] = count.DeepClone(), ["source"] = known["source"]?.DeepClone() };
                }
            }

            entry["known"] = hint.Count > 0 ? hint : null;
        }
    }

    private static EventType Row<T>(string name, Func<JsonTypeInfo<T>> json, Action<JsonObject>? upcast = null) =>
        new(name, typeof(T), json, upcast);
}

/// <summary>One stored event type.</summary>
/// <param name="Name">Permanent name.</param>
/// <param name="Type">What it is read as.</param>
/// <param name="Json">Describes that type's JSON; asked when the first event of the type is met, for describing all of them takes half a second.</param>
/// <param name="Upcast">Turns a payload as some earlier release wrote it into today's shape; must leave today's alone.</param>
public sealed record EventType(string Name, Type Type, Func<JsonTypeInfo> Json, Action<JsonObject>? Upcast)
{
    /// <summary>The JSON of <see cref="Type"/>.</summary>
    public JsonTypeInfo JsonType => Json();
}

/// <summary>A recorded event's type stands in no table.</summary>
public sealed class UnknownEventTypeException(RecordedEvent recorded)
    : Exception($"No event type is called '{recorded.Type}' (stream {recorded.Stream}, revision {recorded.Revision}).");
