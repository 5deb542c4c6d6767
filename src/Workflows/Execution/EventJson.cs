using System.Text.Json.Serialization;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;

namespace PhongTrao.Workflows.Execution;

/// <summary>JSON of events and metadata: source-generated, invariant, camel case, absent members left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true
)]
[JsonSerializable(typeof(EventMetadata))]
[JsonSerializable(typeof(NomineeProfile))]
[JsonSerializable(typeof(DossierEvent.Opened), TypeInfoPropertyName = "DossierOpened")]
[JsonSerializable(typeof(DossierEvent.OpenedBySplit), TypeInfoPropertyName = "DossierOpenedBySplit")]
[JsonSerializable(typeof(DossierEvent.PreparerJoined), TypeInfoPropertyName = "DossierPreparerJoined")]
[JsonSerializable(typeof(DossierEvent.NomineeAdded), TypeInfoPropertyName = "DossierNomineeAdded")]
[JsonSerializable(typeof(DossierEvent.NomineeChanged), TypeInfoPropertyName = "DossierNomineeChanged")]
[JsonSerializable(typeof(DossierEvent.NomineeRemoved), TypeInfoPropertyName = "DossierNomineeRemoved")]
[JsonSerializable(typeof(DossierEvent.DocumentAttached), TypeInfoPropertyName = "DossierDocumentAttached")]
[JsonSerializable(typeof(DossierEvent.DocumentRemoved), TypeInfoPropertyName = "DossierDocumentRemoved")]
[JsonSerializable(typeof(DossierEvent.ComponentStated), TypeInfoPropertyName = "DossierComponentStated")]
[JsonSerializable(typeof(DossierEvent.ComponentChecked), TypeInfoPropertyName = "DossierComponentChecked")]
[JsonSerializable(typeof(DossierEvent.Submitted), TypeInfoPropertyName = "DossierSubmitted")]
[JsonSerializable(typeof(DossierEvent.Received), TypeInfoPropertyName = "DossierReceived")]
[JsonSerializable(typeof(DossierEvent.TaskOpened), TypeInfoPropertyName = "DossierTaskOpened")]
[JsonSerializable(typeof(DossierEvent.TaskClaimed), TypeInfoPropertyName = "DossierTaskClaimed")]
[JsonSerializable(typeof(DossierEvent.TaskReleased), TypeInfoPropertyName = "DossierTaskReleased")]
[JsonSerializable(typeof(DossierEvent.TaskReassigned), TypeInfoPropertyName = "DossierTaskReassigned")]
[JsonSerializable(typeof(DossierEvent.TaskEntrusted), TypeInfoPropertyName = "DossierTaskEntrusted")]
[JsonSerializable(typeof(DossierEvent.TaskEscalated), TypeInfoPropertyName = "DossierTaskEscalated")]
[JsonSerializable(typeof(DossierEvent.TaskCancelled), TypeInfoPropertyName = "DossierTaskCancelled")]
[JsonSerializable(typeof(DossierEvent.StepCompleted), TypeInfoPropertyName = "DossierStepCompleted")]
[JsonSerializable(typeof(DossierEvent.SupplementRequested), TypeInfoPropertyName = "DossierSupplementRequested")]
[JsonSerializable(typeof(DossierEvent.SupplementProvided), TypeInfoPropertyName = "DossierSupplementProvided")]
[JsonSerializable(typeof(DossierEvent.DuesRecounted), TypeInfoPropertyName = "DossierDuesRecounted")]
[JsonSerializable(typeof(DossierEvent.SupplementReceived), TypeInfoPropertyName = "DossierSupplementReceived")]
[JsonSerializable(typeof(DossierEvent.NomineeExcluded), TypeInfoPropertyName = "DossierNomineeExcluded")]
[JsonSerializable(typeof(DossierEvent.NomineesSplitOff), TypeInfoPropertyName = "DossierNomineesSplitOff")]
[JsonSerializable(typeof(DossierEvent.TakenBack), TypeInfoPropertyName = "DossierTakenBack")]
[JsonSerializable(typeof(DossierEvent.Withdrawn), TypeInfoPropertyName = "DossierWithdrawn")]
[JsonSerializable(typeof(DossierEvent.Rejected), TypeInfoPropertyName = "DossierRejected")]
[JsonSerializable(typeof(DossierEvent.OutcomeEntered), TypeInfoPropertyName = "DossierOutcomeEntered")]
[JsonSerializable(typeof(DossierEvent.Notified), TypeInfoPropertyName = "DossierNotified")]
[JsonSerializable(typeof(DossierEvent.ScanAttached), TypeInfoPropertyName = "DossierScanAttached")]
[JsonSerializable(typeof(DossierEvent.Archived), TypeInfoPropertyName = "DossierArchived")]
[JsonSerializable(typeof(FilingEvent.Opened), TypeInfoPropertyName = "FilingOpened")]
[JsonSerializable(typeof(FilingEvent.FormAdded), TypeInfoPropertyName = "FilingFormAdded")]
[JsonSerializable(typeof(FilingEvent.PaperAttached), TypeInfoPropertyName = "FilingPaperAttached")]
[JsonSerializable(typeof(FilingEvent.PaperRemoved), TypeInfoPropertyName = "FilingPaperRemoved")]
[JsonSerializable(typeof(FilingEvent.ComponentStated), TypeInfoPropertyName = "FilingComponentStated")]
[JsonSerializable(typeof(ListEvent.ProposalDrafted), TypeInfoPropertyName = "ListProposalDrafted")]
[JsonSerializable(typeof(ListEvent.DecisionDrafted), TypeInfoPropertyName = "ListDecisionDrafted")]
[JsonSerializable(typeof(ListEvent.NomineesEntered), TypeInfoPropertyName = "ListNomineesEntered")]
[JsonSerializable(typeof(ListEvent.NomineeTakenOff), TypeInfoPropertyName = "ListNomineeTakenOff")]
[JsonSerializable(typeof(ListEvent.Issued), TypeInfoPropertyName = "ListIssued")]
[JsonSerializable(typeof(ListEvent.ScanAttached), TypeInfoPropertyName = "ListScanAttached")]
[JsonSerializable(typeof(ListEvent.Dropped), TypeInfoPropertyName = "ListDropped")]
[JsonSerializable(typeof(RegisterEvent.NumberReserved), TypeInfoPropertyName = "RegisterNumberReserved")]
[JsonSerializable(typeof(RegisterEvent.NumberUsed), TypeInfoPropertyName = "RegisterNumberUsed")]
[JsonSerializable(typeof(RegisterEvent.NumberVoided), TypeInfoPropertyName = "RegisterNumberVoided")]
[JsonSerializable(typeof(OrganisationEvent.UnitsRegistered), TypeInfoPropertyName = "OrgUnitsRegistered")]
[JsonSerializable(typeof(OrganisationEvent.UnitsChanged), TypeInfoPropertyName = "OrgUnitsChanged")]
[JsonSerializable(typeof(OrganisationEvent.UnitsEnded), TypeInfoPropertyName = "OrgUnitsEnded")]
[JsonSerializable(typeof(OrganisationEvent.FunctionsBound), TypeInfoPropertyName = "OrgFunctionsBound")]
[JsonSerializable(typeof(OrganisationEvent.Appointed), TypeInfoPropertyName = "OrgAppointed")]
[JsonSerializable(typeof(OrganisationEvent.AppointmentsEnded), TypeInfoPropertyName = "OrgAppointmentsEnded")]
[JsonSerializable(typeof(OrganisationEvent.Delegated), TypeInfoPropertyName = "OrgDelegated")]
[JsonSerializable(typeof(OrganisationEvent.DelegationEnded), TypeInfoPropertyName = "OrgDelegationEnded")]
[JsonSerializable(typeof(AccountEvent.Opened), TypeInfoPropertyName = "AccountOpened")]
[JsonSerializable(typeof(AccountEvent.Renamed), TypeInfoPropertyName = "AccountRenamed")]
[JsonSerializable(typeof(AccountEvent.RightGranted), TypeInfoPropertyName = "AccountRightGranted")]
[JsonSerializable(typeof(AccountEvent.RightTaken), TypeInfoPropertyName = "AccountRightTaken")]
[JsonSerializable(typeof(AccountEvent.Locked), TypeInfoPropertyName = "AccountLocked")]
[JsonSerializable(typeof(AccountEvent.Unlocked), TypeInfoPropertyName = "AccountUnlocked")]
[JsonSerializable(typeof(AccountEvent.PasswordSet), TypeInfoPropertyName = "AccountPasswordSet")]
[JsonSerializable(typeof(AccountEvent.PasswordReset), TypeInfoPropertyName = "AccountPasswordReset")]
[JsonSerializable(typeof(AccountEvent.SignedIn), TypeInfoPropertyName = "AccountSignedIn")]
[JsonSerializable(typeof(AccountEvent.SignInFailed), TypeInfoPropertyName = "AccountSignInFailed")]
[JsonSerializable(typeof(AccountEvent.SignedOut), TypeInfoPropertyName = "AccountSignedOut")]
[JsonSerializable(typeof(PlanEvent.Imported), TypeInfoPropertyName = "PlanImported")]
[JsonSerializable(typeof(PlanEvent.Applied), TypeInfoPropertyName = "PlanApplied")]
[JsonSerializable(typeof(PlanEvent.ApplicationEnded), TypeInfoPropertyName = "PlanApplicationEnded")]
[JsonSerializable(typeof(PlanEvent.DutyDated), TypeInfoPropertyName = "PlanDutyDated")]
[JsonSerializable(typeof(RouteEvent.Drafted), TypeInfoPropertyName = "RouteDrafted")]
[JsonSerializable(typeof(RouteEvent.Published), TypeInfoPropertyName = "RoutePublished")]
[JsonSerializable(typeof(RouteEvent.Retired), TypeInfoPropertyName = "RouteRetired")]
[JsonSerializable(typeof(RulesetEvent.Published), TypeInfoPropertyName = "RulesetPublished")]
[JsonSerializable(typeof(RulesetEvent.LimitSet), TypeInfoPropertyName = "RulesetLimitSet")]
[JsonSerializable(typeof(CalendarEvent.DayNamed), TypeInfoPropertyName = "CalendarDayNamed")]
[JsonSerializable(typeof(CalendarEvent.DayWithdrawn), TypeInfoPropertyName = "CalendarDayWithdrawn")]
[JsonSerializable(typeof(CalendarEvent.YearAnnounced), TypeInfoPropertyName = "CalendarYearAnnounced")]
[JsonSerializable(typeof(CalendarEvent.OptionalDaySwitched), TypeInfoPropertyName = "CalendarOptionalDaySwitched")]
[JsonSerializable(typeof(CalendarEvent.SaturdaysSet), TypeInfoPropertyName = "CalendarSaturdaysSet")]
public sealed partial class EventJson : JsonSerializerContext;
