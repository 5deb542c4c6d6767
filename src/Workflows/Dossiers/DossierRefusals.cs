namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// Why a dossier refuses. Each comment says when, and which arguments the sentence gets; ids are 32 hexadecimal digits, lists
/// are separated by ", ", dates are yyyy-MM-dd. Codes never change once released.
/// </summary>
public static class DossierRefusals
{
    /// <summary>There is no such dossier (nothing was ever opened under this id).</summary>
    public const string Unknown = "dossier.unknown";

    /// <summary>It is not for a title that is recognised, or not for one that is scored.</summary>
    public const string NotARecognition = "dossier.not-a-recognition";

    /// <summary>A recognition leads to no other form of award.</summary>
    public const string RecognitionStays = "dossier.recognition-stays";

    /// <summary>Points are missing. Arguments: nominees.</summary>
    public const string ScoreMissing = "dossier.score-missing";

    /// <summary>Points are from 0 to the most of the scale, up to two decimals, with the grade that follows. Arguments: nominees, max.</summary>
    public const string PointsOutOfRange = "dossier.points-out-of-range";

    /// <summary>The assessed year was over at the submission: the points stand as they were submitted.</summary>
    public const string ScoreIsFinal = "dossier.score-is-final";

    /// <summary>It was submitted late and is taken in with a reason only. Arguments: days.</summary>
    public const string LateReasonMissing = "dossier.late-reason-missing";

    /// <summary>It was opened before, with other content.</summary>
    public const string Exists = "dossier.exists";

    /// <summary>Only the system does this, when it carries a fact over from a filing, a tờ trình, a decision or another dossier.</summary>
    public const string CarriedOnly = "dossier.carried-only";

    /// <summary>Only the proposing unit may do this. Arguments: unit (the proposing unit).</summary>
    public const string OtherUnit = "dossier.other-unit";

    /// <summary>It is submitted already; only a draft can be changed.</summary>
    public const string NotDraft = "dossier.not-draft";

    /// <summary>It is still a draft.</summary>
    public const string StillDraft = "dossier.still-draft";

    /// <summary>Papers and statements can be given in a draft and while a supplement is awaited, not now.</summary>
    public const string NotOpenForPapers = "dossier.not-open-for-papers";

    /// <summary>It has ended (withdrawn, rejected or done); nothing can be changed any more.</summary>
    public const string Closed = "dossier.closed";

    /// <summary>A secret dossier takes no name, account, text or file: only number, date and where the paper lies.</summary>
    public const string SecretHasNoText = "dossier.secret-has-no-text";

    /// <summary>A secret dossier needs number, date and place of its paper.</summary>
    public const string PaperRecordMissing = "dossier.paper-record-missing";

    /// <summary>Number, date and place of a secret paper were given, but the dossier is not secret.</summary>
    public const string PaperRecordNotSecret = "dossier.paper-record-not-secret";

    /// <summary>A nominee needs its particulars (at least a name). Arguments: nominee.</summary>
    public const string ProfileMissing = "dossier.profile-missing";

    /// <summary>There is no such nominee in the dossier. Arguments: nominee.</summary>
    public const string NomineeUnknown = "dossier.nominee-unknown";

    /// <summary>Another nominee has this id. Arguments: nominee.</summary>
    public const string NomineeIdTaken = "dossier.nominee-id-taken";

    /// <summary>The same person, household or collective stands in the dossier already. Arguments: nominee (the one already there).</summary>
    public const string SubjectTwice = "dossier.subject-twice";

    /// <summary>The nominee has fallen out, was split off or has its outcome already. Arguments: nominee.</summary>
    public const string NomineeNotInPlay = "dossier.nominee-not-in-play";

    /// <summary>Another paper has this id. Arguments: document.</summary>
    public const string DocumentIdTaken = "dossier.document-id-taken";

    /// <summary>There is no such paper in the dossier. Arguments: document.</summary>
    public const string DocumentUnknown = "dossier.document-unknown";

    /// <summary>The paper is shared by all dossiers of the filing and is taken off there. Arguments: document.</summary>
    public const string DocumentShared = "dossier.document-shared";

    /// <summary>The component is not on the dossier's checklist. Arguments: component.</summary>
    public const string ComponentUnknown = "dossier.component-unknown";

    /// <summary>Paper copies are 0 to 99. Arguments: component, copies.</summary>
    public const string CopiesOutOfRange = "dossier.copies-out-of-range";

    /// <summary>A dossier without a nominee cannot be submitted.</summary>
    public const string NoNominees = "dossier.no-nominees";

    /// <summary>
    /// Components are missing; all of them are named at once. Arguments, each left out when empty: missing (components),
    /// missingFor (component/nominee pairs, for components that each nominee needs), unconfirmed (components that must state
    /// "có xác nhận").
    /// </summary>
    public const string ComponentsMissing = "dossier.components-missing";

    /// <summary>The route resolved is of another form or has no step: a fault of the set-up. Arguments: form, route.</summary>
    public const string RouteUnfit = "dossier.route-unfit";

    /// <summary>It cannot be taken back: somebody has received it, taken it up or acted on it.</summary>
    public const string AlreadyTakenUp = "dossier.already-taken-up";

    /// <summary>A decision covers nominees of it already: it can no longer be withdrawn, rejected or sent back.</summary>
    public const string AlreadyDecided = "dossier.already-decided";

    /// <summary>The task is not open (any more). Arguments: task.</summary>
    public const string TaskNotOpen = "dossier.task-not-open";

    /// <summary>The task waits for another office. Arguments: unit, function (whose it is).</summary>
    public const string TaskOfOtherOffice = "dossier.task-of-other-office";

    /// <summary>Somebody else has taken the task up. Arguments: account.</summary>
    public const string TaskClaimed = "dossier.task-claimed";

    /// <summary>
    /// Nobody reviews what they prepared or are nominated in, nor somebody for whom they act or who is given the task.
    /// Arguments: because ("prepared" or "nominated"), account (whose affair it is), unit, function (another holder must take it;
    /// where there is none, the unit's head names one).
    /// </summary>
    public const string OwnAffair = "dossier.own-affair";

    /// <summary>Who names somebody for a task names another, not themselves. Arguments: account.</summary>
    public const string NamesOneself = "dossier.names-oneself";

    /// <summary>
    /// Deciding stays with the authority that the route names; where its head may not, another signs for them and another records.
    /// Arguments: unit (whose decision it is).
    /// </summary>
    public const string AuthorityStays = "dossier.authority-stays";

    /// <summary>The step is none that receives dossiers. Arguments: step.</summary>
    public const string StepDoesNotReceive = "dossier.step-does-not-receive";

    /// <summary>The level has received it already. Arguments: number, on.</summary>
    public const string AlreadyReceived = "dossier.already-received";

    /// <summary>The day by which the result is promised lies before the day of receipt. Arguments: returnOn, on.</summary>
    public const string ReturnBeforeReceipt = "dossier.return-before-receipt";

    /// <summary>The level must receive the dossier first (số đến). Arguments: step, unit.</summary>
    public const string NotReceived = "dossier.not-received";

    /// <summary>A date lies after today. Arguments: date, today.</summary>
    public const string DateInFuture = "dossier.date-in-future";

    /// <summary>A day set for an answer lies before today. Arguments: date, today.</summary>
    public const string DateInPast = "dossier.date-in-past";

    /// <summary>The step ends in another way (by its decision, its notice, its archiving). Arguments: act (as stored: "decide" …).</summary>
    public const string StepEndsOtherwise = "dossier.step-ends-otherwise";

    /// <summary>It is a draft: nothing of it is on its way.</summary>
    public const string NotUnderWay = "dossier.not-under-way";

    /// <summary>The dossier cannot go on at this step of the other route. Arguments: step, route.</summary>
    public const string NoPlaceOnRoute = "dossier.no-place-on-route";

    /// <summary>Nobody moves a dossier from one authority to another without a capacity in which they do.</summary>
    public const string ReroutedByNobody = "dossier.rerouted-by-nobody";

    /// <summary>The step to go back to is not an earlier one of the route. Arguments: step.</summary>
    public const string NoEarlierStep = "dossier.no-earlier-step";

    /// <summary>Going back names no verdicts.</summary>
    public const string VerdictsWithReturn = "dossier.verdicts-with-return";

    /// <summary>Nominees without a verdict. Arguments: nominees.</summary>
    public const string VerdictsMissing = "dossier.verdicts-missing";

    /// <summary>Nominees with more than one verdict. Arguments: nominees.</summary>
    public const string VerdictTwice = "dossier.verdict-twice";

    /// <summary>Nominees that are not found eligible without saying why. Arguments: nominees.</summary>
    public const string VerdictNoteMissing = "dossier.verdict-note-missing";

    /// <summary>The council votes on every nominee; these have no count of votes. Arguments: nominees.</summary>
    public const string TallyMissing = "dossier.tally-missing";

    /// <summary>Counts of votes that cannot be true (hợp lệ = đồng ý + không đồng ý ≤ thu về ≤ phát ra ≤ thành viên). Arguments: nominees.</summary>
    public const string TallyDoesNotAddUp = "dossier.tally-does-not-add-up";

    /// <summary>
    /// The verdict says otherwise than the votes under the rule. Arguments: nominees, percent, base ("members" or "present"),
    /// moreThan ("true": trên; "false": từ … trở lên).
    /// </summary>
    public const string VerdictAgainstVotes = "dossier.verdict-against-votes";

    /// <summary>
    /// A rule of plan or law blocks these nominees: they cannot be submitted or passed. Arguments: nominees, rules, clauses (where the
    /// rules stand, separated by "; ").
    /// </summary>
    public const string NomineeNotEligible = "dossier.nominee-not-eligible";

    /// <summary>A rule warns of these nominees: passing over it needs a reason each. Arguments: nominees, rules, clauses.</summary>
    public const string OverrideMissing = "dossier.override-missing";

    /// <summary>A reason was given for passing over a warning that there is not. Arguments: nominee, rule.</summary>
    public const string OverrideUnfounded = "dossier.override-unfounded";

    /// <summary>
    /// These nominees are suspended (Tạm dừng xét): resume, exclude or split them off first; suspended already, for another cause.
    /// Arguments: nominees.
    /// </summary>
    public const string NomineesSuspended = "dossier.nominees-suspended";

    /// <summary>An opinion is awaited: it comes, or whoever asked waits no longer. Arguments: unit, function (who was asked).</summary>
    public const string OpinionAwaited = "dossier.opinion-awaited";

    /// <summary>An office asks itself.</summary>
    public const string OpinionOfOneself = "dossier.opinion-of-oneself";

    /// <summary>Of the paper that bears an opinion, number and date come together.</summary>
    public const string OpinionPaperHalf = "dossier.opinion-paper-half";

    /// <summary>Another form of award is proposed, and it is the one it has. Arguments: form.</summary>
    public const string SameForm = "dossier.same-form";

    /// <summary>The step needs its signed paper (tờ trình, biên bản). Arguments: act.</summary>
    public const string PaperMissing = "dossier.paper-missing";

    /// <summary>A reason or note must be given.</summary>
    public const string ReasonMissing = "dossier.reason-missing";

    /// <summary>A request for a supplement names at least one thing that is missing, each with a component or what exactly.</summary>
    public const string NothingMissing = "dossier.nothing-missing";

    /// <summary>
    /// A supplement is awaited; the step goes on when it has come. Meanwhile single nominees can be excluded, none split off.
    /// Arguments: round.
    /// </summary>
    public const string SupplementAwaited = "dossier.supplement-awaited";

    /// <summary>The supplement has come and must be taken in first. Arguments: round, task.</summary>
    public const string SupplementNotReceived = "dossier.supplement-not-received";

    /// <summary>No supplement is awaited.</summary>
    public const string NoSupplementAwaited = "dossier.no-supplement-awaited";

    /// <summary>Parties of the step have voted already; nominees can be split off when all have.</summary>
    public const string VoteUnderWay = "dossier.vote-under-way";

    /// <summary>Splitting off takes at least one nominee and leaves at least one.</summary>
    public const string SplitLeavesNobody = "dossier.split-leaves-nobody";

    /// <summary>It does not wait for a decision. Arguments: decision.</summary>
    public const string NotAtDecision = "dossier.not-at-decision";

    /// <summary>The decision is of another authority than the route's. Arguments: authority (the route's), by (the decision's).</summary>
    public const string DecisionOfOtherAuthority = "dossier.decision-of-other-authority";

    /// <summary>The decision has not awarded this nominee, or that was cancelled already. Arguments: nominee, decision.</summary>
    public const string NotAwardedBy = "dossier.not-awarded-by";

    /// <summary>The decision has not cancelled what this nominee was awarded. Arguments: nominee, decision.</summary>
    public const string NotCancelledBy = "dossier.not-cancelled-by";

    /// <summary>Money and what is recovered are recorded by the unit that works on the decision. Arguments: unit.</summary>
    public const string RewardOfOtherUnit = "dossier.reward-of-other-unit";

    /// <summary>The reward was paid. Arguments: nominee, voucher, on.</summary>
    public const string RewardPaidBefore = "dossier.reward-paid-before";

    /// <summary>What is paid is more than 0 đồng.</summary>
    public const string RewardNotPositive = "dossier.reward-not-positive";

    /// <summary>No money was paid. Arguments: nominee.</summary>
    public const string NothingToRecover = "dossier.nothing-to-recover";

    /// <summary>It was recovered. Arguments: nominee, on.</summary>
    public const string RecoveredBefore = "dossier.recovered-before";

    /// <summary>It does not wait for a tờ trình of that unit. Arguments: proposal, unit.</summary>
    public const string NotAtProposal = "dossier.not-at-proposal";

    /// <summary>Nominees still on their way are not on the tờ trình: exclude them or split them off first. Arguments: nominees.</summary>
    public const string NomineesNotOnProposal = "dossier.nominees-not-on-proposal";

    /// <summary>Nobody waits for that council here (any more). Arguments: sitting, unit, function.</summary>
    public const string NotAtSitting = "dossier.not-at-sitting";

    /// <summary>Nominees still in are not on the sitting's list: a dossier is voted on as a whole. Arguments: nominees.</summary>
    public const string NomineesNotAtSitting = "dossier.nominees-not-at-sitting";

    /// <summary>No scan is promised for the paper of that task. Arguments: task.</summary>
    public const string ScanNotPromised = "dossier.scan-not-promised";
}
