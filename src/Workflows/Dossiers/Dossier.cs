using System.Collections.Immutable;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>What a nominee has come to. Exactly one at any time.</summary>
public abstract record NomineeStanding
{
    private NomineeStanding() { }

    /// <summary>Entered in a draft.</summary>
    public sealed record Proposed : NomineeStanding;

    /// <summary>On its way.</summary>
    public sealed record InPlay : NomineeStanding;

    /// <summary>Không đủ điều kiện at a step.</summary>
    public sealed record Failed(StepId Step) : NomineeStanding;

    /// <summary>Taken out singly at a step.</summary>
    public sealed record Excluded(StepId Step) : NomineeStanding;

    /// <summary>Goes on in a linked dossier.</summary>
    public sealed record SplitOff(DossierId Into) : NomineeStanding;

    /// <summary>Được khen thưởng by a decision, the last one where it was replaced.</summary>
    public sealed record Awarded(DecisionReference Decision) : NomineeStanding;

    /// <summary>Đã hủy bỏ: it was awarded, and another decision cancelled that.</summary>
    public sealed record Cancelled(DecisionReference Decision, DecisionReference By) : NomineeStanding;

    /// <summary>The dossier was withdrawn or rejected before anything was decided.</summary>
    public sealed record NotAwarded : NomineeStanding;
}

/// <summary>A nominee and what it has come to.</summary>
public sealed record Nominee(NomineeEntry Entry, NomineeStanding Standing)
{
    /// <summary>Its id.</summary>
    public NomineeId Id => Entry.Id;

    /// <summary>Still on its way: steps need a verdict on it.</summary>
    public bool IsInPlay => Standing is NomineeStanding.InPlay;
}

/// <summary>Work that waits, and who has taken it up.</summary>
/// <param name="Opening">How it was opened.</param>
/// <param name="DueOn">Last day now.</param>
/// <param name="DueProvisional">That day is "tạm tính".</param>
/// <param name="ClaimedBy">Who has taken it up.</param>
/// <param name="Clock">How its due date is counted; null without a limit, and where an older release opened it.</param>
/// <param name="CalendarRevision">Revision of the calendar by which it was counted last; 0 where that was not recorded.</param>
public sealed record OpenTask(
    DossierEvent.TaskOpened Opening,
    DateOnly? DueOn,
    bool DueProvisional,
    AccountId? ClaimedBy,
    DueClock? Clock = null,
    int CalendarRevision = 0
)
{
    /// <summary>Its id.</summary>
    public TaskId Id => Opening.Task;

    /// <summary>Its step.</summary>
    public StepId Step => Opening.Open.Step;

    /// <summary>The superior unit's office to which it was moved; null: it waits where the route says.</summary>
    public Party? MovedTo { get; init; }

    /// <summary>Who was named for it because nobody of its office may act.</summary>
    public AccountId? EntrustedTo { get; init; }

    /// <summary>Since when its clock stands because opinions it asked for are awaited; null: none is.</summary>
    public DateOnly? ConsultsSince { get; init; }

    /// <summary>The office in whose queue it stands.</summary>
    public Party Desk => MovedTo ?? Opening.Open.Party.Desk;

    /// <summary>Ends in somebody's judgement: telling of the result and filing it away do not.</summary>
    public bool Judges => Opening.Act.Judges();
}

/// <summary>An opinion that was asked for.</summary>
/// <param name="Id">The task of the office that was asked.</param>
/// <param name="Task">The asking task.</param>
/// <param name="From">Who was asked.</param>
/// <param name="Question">What.</param>
/// <param name="Limit">The limit for the answer.</param>
/// <param name="Given">The answer; null: none yet.</param>
/// <param name="Withdrawn">Whoever asked waits no longer.</param>
public sealed record Opinion(
    TaskId Id,
    TaskId Task,
    Party From,
    Sealed? Question,
    TimeLimit? Limit = null,
    DossierEvent.OpinionGiven? Given = null,
    bool Withdrawn = false
);

/// <summary>A supplement asked for and not yet taken in.</summary>
public sealed record PendingSupplement(DossierEvent.SupplementRequested Request, bool Provided);

/// <summary>What a reviewer found of a component.</summary>
public sealed record ComponentFinding(bool Found, bool Confirmed, int Copies);

/// <summary>
/// A dossier as its events leave it. <see cref="Evolve"/> is total: it takes any event in any state and judges nothing,
/// because what is recorded has happened.
/// </summary>
public sealed record Dossier
{
    /// <summary>Before the first event.</summary>
    public static Dossier None { get; } = new();

    /// <summary>Whether it has been opened.</summary>
    public bool Exists { get; private init; }

    /// <summary>The dossier it was split off, if any.</summary>
    public DossierId? SplitFrom { get; private init; }

    public FilingId Filing { get; private init; }

    /// <summary>The unit that proposes.</summary>
    public UnitId Unit { get; private init; }

    public PlanId Plan { get; private init; }
    public FormCode Form { get; private init; }
    public AwardType Type { get; private init; }

    /// <summary>Công nhận danh hiệu: which of the plan's recognitions; the form is then its title. Null: it is for an award.</summary>
    public RuleCode? Recognition { get; private init; }

    /// <summary>Who was registered for the title, the last time somebody did; null: nobody yet.</summary>
    public DossierEvent.Registered? Registration { get; private init; }

    /// <summary>Duties to register that some registration of it answered; the last one's still are.</summary>
    public ImmutableHashSet<DutyKey> EverAnswered { get; private init; } = [];

    /// <summary>The points that nominees gave themselves.</summary>
    public ImmutableDictionary<NomineeId, TitleScore> StatedScores { get; private init; } =
        ImmutableDictionary<NomineeId, TitleScore>.Empty;

    /// <summary>The points that whoever judged last gave them.</summary>
    public ImmutableDictionary<NomineeId, TitleScore> JudgedScores { get; private init; } =
        ImmutableDictionary<NomineeId, TitleScore>.Empty;

    /// <summary>The assessed year was not over when it was submitted: points may still be brought up to date, with a trace.</summary>
    public bool ScoresAreProvisional => Terms is { Recognition.AssessedTo: { } last } && Terms.On <= last;

    /// <summary>What counts of a nominee: the points of whoever judged last, else its own; null: it is not scored.</summary>
    public TitleScore? ScoreOf(NomineeId nominee) => JudgedScores.GetValueOrDefault(nominee) ?? StatedScores.GetValueOrDefault(nominee);

    public Secrecy Secrecy { get; private init; }
    public PaperRecord? Paper { get; private init; }
    public AccountId PreparedBy { get; private init; }

    /// <summary>Everybody who has written on it before and between its reviews, and those for whom they did.</summary>
    public ImmutableHashSet<AccountId> Preparers { get; private init; } = [];

    /// <summary>In the order they were entered, those who fell out too.</summary>
    public ImmutableList<Nominee> Nominees { get; private init; } = [];

    public ImmutableList<DocumentEntry> Documents { get; private init; } = [];
    public ImmutableDictionary<ComponentCode, ComponentStatement> Statements { get; private init; } =
        ImmutableDictionary<ComponentCode, ComponentStatement>.Empty;
    public ImmutableDictionary<(ComponentCode Component, NomineeId? Nominee), ComponentFinding> Findings { get; private init; } =
        ImmutableDictionary<(ComponentCode, NomineeId?), ComponentFinding>.Empty;

    /// <summary>Number under which it was submitted; kept when it is taken back.</summary>
    public DocumentNumber? Number { get; private init; }

    /// <summary>What was resolved at submission; null in a draft.</summary>
    public SubmissionTerms? Terms { get; private init; }

    /// <summary>What the route engine is asked with.</summary>
    public ImmutableList<StepEnd> Progress { get; private init; } = [];

    public ImmutableList<LevelReceipt> Receipts { get; private init; } = [];

    /// <summary>Open work, in the order it was opened.</summary>
    public ImmutableList<OpenTask> Tasks { get; private init; } = [];

    /// <summary>Steps ended in this stream, by task.</summary>
    public ImmutableDictionary<TaskId, DossierEvent.StepCompleted> Completed { get; private init; } =
        ImmutableDictionary<TaskId, DossierEvent.StepCompleted>.Empty;

    /// <summary>Tasks whose steps have ended, as they stood then.</summary>
    public ImmutableDictionary<TaskId, OpenTask> Ended { get; private init; } = ImmutableDictionary<TaskId, OpenTask>.Empty;

    /// <summary>What the parties of a vote step have said so far; a nominee's outcome is counted when all have.</summary>
    public ImmutableList<IReadOnlyList<NomineeVerdict>> Ballots { get; private init; } = [];

    public PendingSupplement? Supplement { get; private init; }

    /// <summary>Who is suspended (Tạm dừng xét), and why.</summary>
    public ImmutableDictionary<NomineeId, Suspension> Suspended { get; private init; } = ImmutableDictionary<NomineeId, Suspension>.Empty;

    /// <summary>Since when the clock stands because everybody who is still in is suspended; null: it does not for that reason.</summary>
    public DateOnly? StoppedOn { get; private init; }

    /// <summary>Everybody who is still in is suspended.</summary>
    public bool AllSuspended => !Suspended.IsEmpty && AnyoneInPlay && Nominees.TrueForAll(n => !n.IsInPlay || Suspended.ContainsKey(n.Id));

    /// <summary>Warnings that were passed over, by nominee and rule.</summary>
    public ImmutableDictionary<(NomineeId Nominee, RuleCode Rule), RuleOverride> Overridden { get; private init; } =
        ImmutableDictionary<(NomineeId, RuleCode), RuleOverride>.Empty;

    /// <summary>Opinions that were asked for, by the task of the office that was asked.</summary>
    public ImmutableDictionary<TaskId, Opinion> Opinions { get; private init; } = ImmutableDictionary<TaskId, Opinion>.Empty;

    /// <summary>Days on which the clock stood for the supplement that came last; null: none has come.</summary>
    internal ClockPause? LastSupplement { get; private init; }

    /// <summary>How often a supplement was asked for since the submission.</summary>
    public int SupplementRounds { get; private init; }

    /// <summary>More supplements were asked for than the rules know ("không quá 01 lần"): shown as a warning, blocks nothing.</summary>
    public bool ExceedsSupplementRounds => Terms is { } terms && SupplementRounds > terms.MaxSupplementRounds;

    public DossierEvent.Notified? Notice { get; private init; }
    public DossierEvent.Archived? Archive { get; private init; }

    /// <summary>What was handed over, in that order.</summary>
    public ImmutableList<DossierEvent.OutcomePresented> Handovers { get; private init; } = [];

    /// <summary>Of what decisions the result was told for all whom they award, in that order.</summary>
    public ImmutableList<DossierEvent.OutcomeNotified> Notices { get; private init; } = [];

    /// <summary>Đang xem xét hủy: for whom, and since when on which ground.</summary>
    public ImmutableDictionary<NomineeId, DossierEvent.CancellationConsidered> Considered { get; private init; } =
        ImmutableDictionary<NomineeId, DossierEvent.CancellationConsidered>.Empty;

    /// <summary>Whose reward was paid.</summary>
    public ImmutableDictionary<NomineeId, DossierEvent.RewardPaid> Paid { get; private init; } =
        ImmutableDictionary<NomineeId, DossierEvent.RewardPaid>.Empty;

    /// <summary>What has come of what cancelled awards are to give back.</summary>
    public ImmutableDictionary<(NomineeId Nominee, RecoveryItem Item), DossierEvent.RecoveryRecorded> Recoveries { get; private init; } =
        ImmutableDictionary<(NomineeId, RecoveryItem), DossierEvent.RecoveryRecorded>.Empty;

    /// <summary>What was corrected, in that order; the last one of a field is what is read.</summary>
    public ImmutableList<DossierEvent.OutcomeCorrected> Corrections { get; private init; } = [];
    public bool IsWithdrawn { get; private init; }

    /// <summary>The rejection as a whole, if it was rejected so.</summary>
    public DossierEvent.Rejected? Rejection { get; private init; }

    /// <summary>Revision of the last event folded, counted from 0; -1 before the first.</summary>
    public long Revision { get; private init; } = -1;

    /// <summary>
    /// Revision of the last event that changes what a person decides on (the ETag): who has taken up which task does not, nor a
    /// due date moved by the calendar.
    /// </summary>
    public long DecisionRevision { get; private init; } = -1;

    private ImmutableDictionary<DossierId, DossierEvent.OpenedBySplit> Splits { get; init; } =
        ImmutableDictionary<DossierId, DossierEvent.OpenedBySplit>.Empty;

    /// <summary>Still being written.</summary>
    public bool IsDraft => Exists && Terms is null && !IsWithdrawn;

    /// <summary>Submitted, and neither withdrawn nor rejected as a whole.</summary>
    public bool IsUnderWay => Terms is not null && !IsWithdrawn && Rejection is null;

    /// <summary>Nothing more will happen: withdrawn, rejected, or the route has ended.</summary>
    public bool IsClosed => Exists && !IsDraft && (!IsUnderWay || Tasks.IsEmpty);

    /// <summary>Some nominee still needs verdicts.</summary>
    public bool AnyoneInPlay => Nominees.Exists(n => n.IsInPlay);

    /// <summary>Some nominee has been awarded, also where that was cancelled later.</summary>
    public bool AnyoneAwarded => Nominees.Exists(n => n.Standing is NomineeStanding.Awarded or NomineeStanding.Cancelled);

    /// <summary>How it stands, in the words people use.</summary>
    public DossierStatus Status
    {
        get
        {
            if (IsWithdrawn)
            {
                return DossierStatus.Withdrawn;
            }

            if (Terms is null)
            {
                return DossierStatus.Draft;
            }

            if (Archive is not null)
            {
                return DossierStatus.Archived;
            }

            if (Rejection is null && Nominees.TrueForAll(n => n.Standing is NomineeStanding.SplitOff))
            {
                return DossierStatus.MovedOn;
            }

            if (Rejection is not null || (!AnyoneInPlay && !AnyoneAwarded))
            {
                return DossierStatus.Rejected;
            }

            if (StoppedOn is not null)
            {
                return DossierStatus.Suspended;
            }

            if (Supplement is { } supplement)
            {
                return supplement.Provided ? DossierStatus.SupplementedAwaitingReceipt : DossierStatus.AwaitingSupplement;
            }

            if (!AnyoneInPlay && Handovers.Count > 0)
            {
                return DossierStatus.Presented;
            }

            if (Notice is not null)
            {
                return DossierStatus.Notified;
            }

            return Tasks.Exists(t => t.Opening.Act == StepAct.Consult) ? DossierStatus.Consulting
                : Tasks is [var task, ..] ? StatusAt(task)
                : DossierStatus.Issued;
        }
    }

    /// <summary>The open task with this id, or null.</summary>
    public OpenTask? Task(TaskId id) => Tasks.Find(t => t.Id == id);

    /// <summary>A task that is open or whose step has ended; null for one that is unknown or was cancelled.</summary>
    public OpenTask? AnyTask(TaskId id) => Task(id) ?? Ended.GetValueOrDefault(id);

    /// <summary>The open task of a council, or null.</summary>
    public OpenTask? CouncilTask(UnitId unit, FunctionCode function) =>
        Tasks.Find(t => t.Opening.Act == StepAct.Council && t.Desk.Unit == unit && t.Desk.Function == function);

    /// <summary>
    /// When a vote of the council at this task passes, as the route says; where it says nothing, more than half of all members
    /// ("theo quy chế", domain 1.6).
    /// </summary>
    public VoteRule CouncilRule(OpenTask task) =>
        Terms?.Route.Step(task.Step) is { Parties.Count: 1, Vote: { } rule } ? rule : new(50, VoteBase.Members, MoreThan: true);

    /// <summary>What is asked about who may act on a task.</summary>
    public Post PostOf(OpenTask task) =>
        new(
            task.Desk,
            task.Opening.Act,
            [.. Preparers.Concat(Nominees.Select(n => n.Entry.Account).OfType<AccountId>()).Distinct()],
            task.EntrustedTo
        );

    /// <summary>Whether the account prepared it or is nominated in it: whoever is concerned judges nothing here.</summary>
    public bool Concerns(AccountId account) => Preparers.Contains(account) || Nominees.Exists(n => n.Entry.Account == account);

    /// <summary>The nominee with this id, or null.</summary>
    public Nominee? Nominee(NomineeId id) => Nominees.Find(n => n.Id == id);

    /// <summary>Whether the task's level has taken the dossier in, where its step asks for that.</summary>
    public bool IsReceived(OpenTask task) =>
        !task.Opening.Receives
        || Receipts.Exists(r =>
            (r.Unit == task.Desk.Unit || r.Unit == task.Opening.Open.Party.Desk.Unit)
            && r.Step == task.Step
            && r.Round == task.Opening.Open.Round
        );

    /// <summary>
    /// What the dossier that nominees were split into opens with: this dossier as it stood at the split, however much has
    /// happened since. Null where nothing was split into that dossier.
    /// </summary>
    /// <param name="self">This dossier's id.</param>
    /// <param name="into">The id in <see cref="DossierEvent.NomineesSplitOff"/>.</param>
    public DossierEvent.OpenedBySplit? SplitInto(DossierId self, DossierId into) =>
        Splits.TryGetValue(into, out var content) ? content with { From = self } : null;

    /// <summary>Folds one event.</summary>
    public static Dossier Evolve(Dossier state, DossierEvent @event)
    {
        var revision = state.Revision + 1;
        return state.After(@event) with { Revision = revision, DecisionRevision = @event.Decides() ? revision : state.DecisionRevision };
    }

    private Dossier After(DossierEvent @event) =>
        @event switch
        {
            DossierEvent.Opened e => this with
            {
                Exists = true,
                Filing = e.Filing,
                Unit = e.Unit,
                Plan = e.Plan,
                Form = e.Form,
                Type = e.Type,
                Secrecy = e.Secrecy,
                Paper = e.Paper,
                PreparedBy = e.PreparedBy,
                Preparers = [e.PreparedBy],
                Recognition = e.Recognition,
            },
            DossierEvent.OpenedBySplit e => this with
            {
                Exists = true,
                SplitFrom = e.From,
                Filing = e.Filing,
                Unit = e.Unit,
                Plan = e.Plan,
                Form = e.Form,
                Type = e.Type,
                Secrecy = e.Secrecy,
                Paper = e.Paper,
                PreparedBy = e.PreparedBy,
                Preparers = [e.PreparedBy, .. e.Colleagues ?? []],
                Nominees = [.. e.Nominees.Select(n => new Nominee(n, new NomineeStanding.InPlay()))],
                Documents = [.. e.Documents],
                Statements = e.Statements.Aggregate(Statements, (all, s) => all.SetItem(s.Component, s)),
                Number = e.Number,
                Terms = e.Terms,
                Progress = [.. e.Progress],
                Receipts = [.. e.Receipts],
                SupplementRounds = e.SupplementRounds,
                CarriedDues = [.. e.Dues],
                Suspended = (e.Suspended ?? []).ToImmutableDictionary(s => s.Nominee),
                StoppedOn = e.StoppedOn,
                Overridden = (e.OverriddenRules ?? []).ToImmutableDictionary(o => (o.Nominee, o.Rule)),
                Recognition = e.Recognition?.Item,
                Registration = e.Recognition?.Registered is { } registered ? new(e.Terms.On, registered, []) : null,
                StatedScores = (e.Recognition?.Stated ?? []).ToImmutableDictionary(s => s.Nominee, s => s.Score),
                JudgedScores = (e.Recognition?.Judged ?? []).ToImmutableDictionary(s => s.Nominee, s => s.Score),
            },
            DossierEvent.PreparerJoined e => this with { Preparers = Preparers.Add(e.Account) },
            DossierEvent.NomineeAdded e => this with { Nominees = Nominees.Add(new(e.Nominee, new NomineeStanding.Proposed())) },
            DossierEvent.NomineeChanged e => WithNominees([e.Nominee.Id], n => n with { Entry = e.Nominee }),
            DossierEvent.NomineeRemoved e => this with { Nominees = Nominees.RemoveAll(n => n.Id == e.Nominee) },
            DossierEvent.DocumentAttached e => this with { Documents = Documents.Add(e.Document) },
            DossierEvent.DocumentRemoved e => this with { Documents = Documents.RemoveAll(d => d.Id == e.Document) },
            DossierEvent.ComponentStated e => this with { Statements = Statements.SetItem(e.Statement.Component, e.Statement) },
            DossierEvent.ComponentChecked e => this with
            {
                Findings = Findings.SetItem((e.Component, e.Nominee), new(e.Found, e.Confirmed, e.Copies)),
            },
            DossierEvent.TakenOver e => this with { Unit = e.To },
            DossierEvent.Rerouted e => this with
            {
                Terms = e.Terms,
                Progress = [.. e.Progress],
                CarriedDues = [.. e.Dues ?? []],
                Supplement = e.SupplementDropped is true ? null : Supplement,
            },
            DossierEvent.Registered e => this with { Registration = e, EverAnswered = EverAnswered.Union(e.Answers) },
            DossierEvent.ScoreStated e => this with { StatedScores = StatedScores.SetItem(e.Nominee, e.Score) },
            DossierEvent.Submitted e => this with
            {
                Number = e.Number,
                Terms = e.Terms,
                Nominees = Nominees.ConvertAll(n => n with { Standing = new NomineeStanding.InPlay() }),
            },
            DossierEvent.Received e => this with { Receipts = Receipts.Add(e.Receipt) },
            DossierEvent.TaskOpened e => this with { Tasks = Tasks.Add(Waiting(e)) },
            DossierEvent.TaskClaimed e => WithTask(e.Task, t => t with { ClaimedBy = e.By }),
            DossierEvent.TaskReleased e => WithTask(e.Task, t => t with { ClaimedBy = null }),
            DossierEvent.TaskReassigned e => WithTask(
                e.Task,
                t => t with { ClaimedBy = e.To, EntrustedTo = t.EntrustedTo == e.To ? e.To : null }
            ),
            DossierEvent.TaskEntrusted e => WithTask(e.Task, t => t with { ClaimedBy = e.To, EntrustedTo = e.To }),
            DossierEvent.TaskEscalated e => WithTask(e.Task, t => t with { ClaimedBy = null, EntrustedTo = null, MovedTo = e.To }),
            DossierEvent.TaskCancelled e => WithoutTask(e.Task),
            DossierEvent.StepCompleted e => After(e),
            DossierEvent.SupplementRequested e => this with { Supplement = new(e, Provided: false), SupplementRounds = e.Round },
            DossierEvent.SupplementProvided e => e.Dues.Aggregate(
                this with
                {
                    Supplement = Supplement is { } supplement ? supplement with { Provided = true } : null,
                    LastSupplement = Supplement is { } stood && e.On is { } came ? new(stood.Request.On, came) : LastSupplement,
                    Tasks = Tasks.ConvertAll(t => Resumed(t, e)),
                },
                (d, due) => d.WithTask(due.Task, t => t with { DueOn = due.DueOn, DueProvisional = due.DueProvisional })
            ),
            DossierEvent.DuesRecounted e => e.Dues.Aggregate(
                this,
                (d, due) =>
                    d.WithTask(
                        due.Task,
                        t => t with { DueOn = due.DueOn, DueProvisional = due.DueProvisional, CalendarRevision = e.CalendarRevision }
                    )
            ),
            DossierEvent.SupplementReceived => this with { Supplement = null },
            DossierEvent.NomineeExcluded e => Standing([e.Nominee], new NomineeStanding.Excluded(e.Step)) with
            {
                Suspended = Suspended.Remove(e.Nominee),
            },
            DossierEvent.NomineesSplitOff e => Split(e),
            DossierEvent.OpinionRequested e => (
                this with
                {
                    Opinions = Opinions.SetItem(e.Opinion, new(e.Opinion, e.Task, e.From, e.Question, e.Limit)),
                }
            ).WithTask(e.Task, t => t with { ConsultsSince = t.ConsultsSince ?? e.On }),
            DossierEvent.OpinionGiven e => Answered(e.Opinion, e.Stood, e.Dues, o => o with { Given = e }),
            DossierEvent.OpinionWithdrawn e => Answered(e.Opinion, e.Stood, e.Dues, o => o with { Withdrawn = true }),
            DossierEvent.NomineeSuspended e => this with
            {
                Suspended = Suspended.SetItem(e.Nominee, new(e.Nominee, e.Cause, e.Reason, e.On)),
            },
            DossierEvent.NomineeResumed e => this with { Suspended = Suspended.Remove(e.Nominee) },
            DossierEvent.ClockStopped e => this with { StoppedOn = e.On },
            DossierEvent.ClockRestarted e => e.Dues.Aggregate(
                this with
                {
                    StoppedOn = null,
                    Tasks = e.Stood is { } pause ? Tasks.ConvertAll(t => Paused(t, pause)) : Tasks,
                },
                (d, due) => d.WithTask(due.Task, t => t with { DueOn = due.DueOn, DueProvisional = due.DueProvisional })
            ),
            DossierEvent.TakenBack => this with
            {
                Terms = null,
                Suspended = Suspended.Clear(),
                StoppedOn = null,
                Overridden = Overridden.Clear(),
                Nominees = Nominees.ConvertAll(n => n with { Standing = new NomineeStanding.Proposed() }),
            },
            DossierEvent.Withdrawn => StandingOfRest(new NomineeStanding.NotAwarded()) with
            {
                IsWithdrawn = true,
                Supplement = null,
                StoppedOn = null,
            },
            DossierEvent.Rejected e => StandingOfRest(new NomineeStanding.NotAwarded()) with
            {
                Rejection = e,
                Supplement = null,
                StoppedOn = null,
            },
            DossierEvent.OutcomeEntered e => Standing(e.Awarded, new NomineeStanding.Awarded(e.Decision)) with
            {
                Suspended = Suspended.RemoveRange(e.Awarded),
            },
            DossierEvent.OutcomeCancelled e => WithNominees(
                [.. e.Nominees],
                n =>
                    n.Standing is NomineeStanding.Awarded awarded
                        ? n with
                        {
                            Standing = new NomineeStanding.Cancelled(awarded.Decision, e.Decision),
                        }
                        : n
            ) with
            {
                Considered = Considered.RemoveRange(e.Nominees),
            },
            DossierEvent.CancellationConsidered e => this with
            {
                Considered = Considered.SetItems(e.Nominees.Select(n => KeyValuePair.Create(n, e))),
            },
            DossierEvent.CancellationDismissed e => this with { Considered = Considered.RemoveRange(e.Nominees) },
            DossierEvent.OutcomeNotified e => this with { Notices = Notices.Add(e) },
            DossierEvent.OutcomeReplaced e => Standing(e.Nominees, new NomineeStanding.Awarded(e.Decision)) with
            {
                Considered = Considered.RemoveRange(e.Nominees),
            },
            DossierEvent.OutcomeCorrected e => this with { Corrections = Corrections.Add(e) },
            DossierEvent.OutcomePresented e => this with { Handovers = Handovers.Add(e) },
            DossierEvent.RewardPaid e => this with { Paid = Paid.SetItem(e.Nominee, e) },
            DossierEvent.RecoveryRecorded e => this with { Recoveries = Recoveries.SetItem((e.Nominee, e.Item), e) },
            DossierEvent.Notified e => this with { Notice = e },
            DossierEvent.Archived e => this with { Archive = e },
            DossierEvent.ScanAttached e => Completed.TryGetValue(e.Task, out var done) && done.Paper is { } paper
                ? this with
                {
                    Completed = Completed.SetItem(e.Task, done with { Paper = paper with { Scan = e.Scan } }),
                }
                : this,
        };

    /// <summary>Due dates that a split brought along, for the steps that were open there.</summary>
    internal ImmutableList<RunningDue> CarriedDues { get; private init; } = [];

    private OpenTask Waiting(DossierEvent.TaskOpened e)
    {
        var limit = Opinions.TryGetValue(e.Task, out var opinion) ? opinion.Limit : Terms?.Route.Step(e.Open.Step)?.Limit;
        var clock =
            e.CountedFrom is { } from && limit is not null
                ? new DueClock(from, limit.WorkingDays, [.. CarriedDues.Find(d => d.Open == e.Open)?.Pauses ?? []])
                : null;
        return new(e, e.DueOn, e.DueProvisional, null, clock, e.CalendarRevision ?? 0);
    }

    private OpenTask Resumed(OpenTask task, DossierEvent.SupplementProvided e) =>
        task.Clock is null || task.ConsultsSince is not null || Supplement is not { Request.On: var stood } ? task
        : e.On is { } on ? Paused(task, new(stood, on))
        : task with { Clock = null };

    // A task that awaits opinions counts these days with the others on which it did.
    private static OpenTask Paused(OpenTask task, ClockPause pause) =>
        task is { Clock: { } clock, ConsultsSince: null } ? task with { Clock = clock with { Pauses = clock.Pauses.Add(pause) } } : task;

    private Dossier Answered(TaskId opinion, ClockPause? stood, IReadOnlyList<MovedDue> dues, Func<Opinion, Opinion> change)
    {
        var answered = Opinions.TryGetValue(opinion, out var known)
            ? WithoutTask(opinion) with
            {
                Opinions = Opinions.SetItem(opinion, change(known)),
            }
            : this;
        var running =
            stood is { } pause && known is not null
                ? answered.WithTask(known.Task, t => Paused(t with { ConsultsSince = null }, pause))
                : answered;
        return dues.Aggregate(
            running,
            (d, due) => d.WithTask(due.Task, t => t with { DueOn = due.DueOn, DueProvisional = due.DueProvisional })
        );
    }

    private DossierStatus StatusAt(OpenTask task)
    {
        if (!IsReceived(task))
        {
            var wentUp = Progress.Exists(p => p.Outcome == Outcomes.Pass && Terms!.Route.Step(p.Step)?.Act == StepAct.Propose);
            return wentUp ? DossierStatus.Proposed : DossierStatus.AwaitingReceipt;
        }

        return task.Opening.Act switch
        {
            StepAct.Appraise => task.Opening.Receives && task.ClaimedBy is null ? DossierStatus.Received : DossierStatus.UnderAppraisal,
            StepAct.Propose => DossierStatus.AwaitingProposal,
            StepAct.Council => DossierStatus.AwaitingCouncil,
            StepAct.Decide => DossierStatus.AwaitingDecision,
            StepAct.Notify or StepAct.Archive => DossierStatus.Issued,
            StepAct.Consult => DossierStatus.Consulting,
        };
    }

    private Dossier After(DossierEvent.StepCompleted e)
    {
        var next = WithoutTask(e.Task) with
        {
            Progress = Progress.Add(e.End),
            Completed = Completed.SetItem(e.Task, e),
            Ended = Task(e.Task) is { } ended ? Ended.SetItem(e.Task, ended) : Ended,
            Overridden = (e.Overrides ?? []).Aggregate(Overridden, (all, one) => all.SetItem((one.Nominee, one.Rule), one)),
            JudgedScores = e.Verdicts.Aggregate(JudgedScores, (all, v) => v.Score is { } score ? all.SetItem(v.Nominee, score) : all),
        };
        var step = Terms?.Route.Step(e.End.Step);
        if (e.End.Outcome == Outcomes.Back)
        {
            return next with { Ballots = [] };
        }

        if (step is not { Mode: StepMode.Vote, Vote: { } rule, Parties.Count: > 1 })
        {
            return next.Standing(e.Verdicts.Where(v => !v.Passed).Select(v => v.Nominee), new NomineeStanding.Failed(e.End.Step));
        }

        var ballots = Ballots.Add(e.Verdicts);
        if (ballots.Count < step.Parties.Count)
        {
            return next with { Ballots = ballots };
        }

        var lost = Nominees
            .Where(n => n.IsInPlay)
            .Select(n => n.Id)
            .Where(id => !rule.IsPassedBy(ballots.Count(b => b.Any(v => v.Nominee == id && v.Passed)), step.Parties.Count));
        return next.Standing(lost, new NomineeStanding.Failed(e.End.Step)) with { Ballots = [] };
    }

    private Dossier Split(DossierEvent.NomineesSplitOff e)
    {
        var gone = Nominees.FindAll(n => e.Nominees.Contains(n.Id));
        var rest = Standing(e.Nominees, new NomineeStanding.SplitOff(e.Into)) with { Suspended = Suspended.RemoveRange(e.Nominees) };
        if (Terms is null || Number is null)
        {
            return rest;
        }

        var suspended = gone.Select(n => Suspended.GetValueOrDefault(n.Id)).OfType<Suspension>().ToList();
        var overridden = Overridden
            .Values.Where(o => e.Nominees.Contains(o.Nominee))
            .OrderBy(o => o.Rule.Value, StringComparer.Ordinal)
            .ToList();
        return rest with
        {
            Splits = Splits.SetItem(
                e.Into,
                new(
                    default,
                    Filing,
                    Unit,
                    Plan,
                    e.Other?.Form ?? Form,
                    Type,
                    PreparedBy,
                    [.. gone.Select(n => n.Entry)],
                    [.. Documents.Where(d => d.Nominee is not { } whose || e.Nominees.Contains(whose))],
                    e.Other?.Terms ?? Terms,
                    e.Other?.Done ?? Progress,
                    Receipts,
                    Secrecy,
                    Paper,
                    Number.Value,
                    [.. Statements.Values.OrderBy(s => s.Component.Value, StringComparer.Ordinal)],
                    e.Other is null ? [.. Tasks.Where(t => t.Opening.Act != StepAct.Consult).Select(Running)] : [],
                    SupplementRounds,
                    Preparers.Count == 1 ? null : [.. Preparers.Remove(PreparedBy).OrderBy(a => a.Value)],
                    suspended.Count == 0 ? null : suspended,
                    suspended.Count == gone.Count ? StoppedOn ?? e.On : null,
                    overridden.Count == 0 ? null : overridden,
                    Recognition is { } item ? Carried(item, e.Nominees) : null
                )
            ),
        };
    }

    private RecognitionCarried Carried(RuleCode item, IReadOnlyList<NomineeId> nominees)
    {
        var registered = (Registration?.Nominees ?? []).Where(one => nominees.Contains(one.Nominee)).ToList();
        return new(item, registered.Count == 0 ? null : registered, Scores(StatedScores), Scores(JudgedScores));

        List<ScoredNominee>? Scores(ImmutableDictionary<NomineeId, TitleScore> scores)
        {
            var some = nominees
                .Select(n => scores.GetValueOrDefault(n) is { } score ? new ScoredNominee(n, score) : null)
                .OfType<ScoredNominee>()
                .ToList();
            return some.Count == 0 ? null : some;
        }
    }

    private static RunningDue Running(OpenTask task) =>
        new(
            task.Opening.Open,
            task.DueOn,
            task.DueProvisional,
            task.MovedTo,
            task.EntrustedTo,
            task.Clock?.From,
            task.Clock is { Pauses: { IsEmpty: false } pauses } ? pauses : null,
            task.CalendarRevision == 0 ? null : task.CalendarRevision
        );

    private Dossier Standing(IEnumerable<NomineeId> nominees, NomineeStanding standing) =>
        WithNominees([.. nominees], n => n with { Standing = standing });

    private Dossier StandingOfRest(NomineeStanding standing) =>
        this with
        {
            Nominees = Nominees.ConvertAll(n =>
                n.Standing is NomineeStanding.Proposed or NomineeStanding.InPlay ? n with { Standing = standing } : n
            ),
        };

    private Dossier WithNominees(HashSet<NomineeId> nominees, Func<Nominee, Nominee> change) =>
        nominees.Count == 0 ? this : this with { Nominees = Nominees.ConvertAll(n => nominees.Contains(n.Id) ? change(n) : n) };

    private Dossier WithTask(TaskId task, Func<OpenTask, OpenTask> change) =>
        Task(task) is { } found ? this with { Tasks = Tasks.Replace(found, change(found)) } : this;

    private Dossier WithoutTask(TaskId task) =>
        this with
        {
            Tasks = Tasks.RemoveAll(t => t.Id == task),
            Supplement = Supplement?.Request.Task == task ? null : Supplement,
        };
}
