using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Views;

/// <summary>A dossier in a list.</summary>
/// <param name="OpenSteps">Names of the steps that wait, as the route names them.</param>
/// <param name="DueOn">Earliest due day of its open tasks.</param>
/// <param name="ClockPaused">A supplement is awaited, or everybody still in is suspended.</param>
/// <param name="Nominees">All nominees that were submitted or stand in the draft.</param>
/// <param name="StillIn">Of these: neither fallen out, nor split off, nor awarded yet.</param>
/// <param name="Revision">Of the last event seen.</param>
/// <param name="DecisionRevision">Of the last event that changes what a person decides on.</param>
public sealed record DossierRow(
    DossierId Id,
    FilingId Filing,
    UnitId Unit,
    PlanId Plan,
    FormCode Form,
    AwardType Type,
    Secrecy Secrecy,
    DossierStatus Status,
    DocumentNumber? Number,
    DateOnly? SubmittedOn,
    DateOnly? ReturnOn,
    IReadOnlyList<string> OpenSteps,
    DateOnly? DueOn,
    bool DueProvisional,
    bool ClockPaused,
    int Rounds,
    int Nominees,
    int StillIn,
    int Awarded,
    int FallenOut,
    DateTimeOffset OpenedAt,
    DateTimeOffset ChangedAt,
    StreamRevision Revision,
    StreamRevision DecisionRevision
);

/// <summary>What a list is narrowed to.</summary>
/// <param name="Units">Units of the reader (with predecessors); only dossiers that come by one of them. Empty: nothing.</param>
public sealed record DossierFilter(IReadOnlyList<UnitId> Units, DossierStatus? Status = null, FormCode? Form = null, PlanId? Plan = null);

/// <summary>Everything the page of one dossier shows. Sealed values are revealed by whoever may see them.</summary>
public sealed record DossierDetail(DossierRow Row, DossierContent Content, SubmissionTerms? Terms, IReadOnlyList<NomineeView> Nominees);

/// <summary>A nominee as people see it.</summary>
/// <param name="Code">Stands for an unnamed nominee to everybody who may not know the name.</param>
/// <param name="Profile">Null in secret dossiers and when erased.</param>
/// <param name="Erased">The subject's key was destroyed.</param>
public sealed record NomineeView(NomineeContent Content, string Code, NomineeProfile? Profile, bool Erased)
{
    /// <summary>Code of an unnamed nominee.</summary>
    public static string CodeOf(NomineeId id) => string.Create(CultureInfo.InvariantCulture, $"NK-{id.ToString()[..8].ToUpperInvariant()}");
}

/// <summary>How many dossiers a unit and those below it handed in for a plan, and whom they propose.</summary>
/// <param name="Dossiers">Submitted, and neither taken back nor withdrawn; what was split off one counts with it.</param>
/// <param name="Proposed">Who is proposed in them, also those who fell out later.</param>
/// <param name="Awarded">Whom a decision awards.</param>
public sealed record DossierCounts(
    long Dossiers,
    IReadOnlyDictionary<SubjectKind, long> Proposed,
    IReadOnlyDictionary<SubjectKind, long> Awarded
);

/// <summary>A nominee that waits to be gathered.</summary>
public sealed record WaitingNominee(DossierId Dossier, NomineeView Nominee);

/// <summary>Where a nominee stands. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NomineeState>))]
public enum NomineeState
{
    /// <summary>Entered in a draft.</summary>
    [JsonStringEnumMemberName("proposed")]
    Proposed,

    /// <summary>Still on the way.</summary>
    [JsonStringEnumMemberName("in")]
    In,

    /// <summary>A step did not pass it.</summary>
    [JsonStringEnumMemberName("not-passed")]
    NotPassed,

    /// <summary>Excluded.</summary>
    [JsonStringEnumMemberName("excluded")]
    Excluded,

    /// <summary>Waits in a linked dossier.</summary>
    [JsonStringEnumMemberName("split-off")]
    SplitOff,

    /// <summary>A decision awards it.</summary>
    [JsonStringEnumMemberName("awarded")]
    Awarded,

    /// <summary>The dossier was withdrawn or rejected before anything was decided.</summary>
    [JsonStringEnumMemberName("not-awarded")]
    NotAwarded,

    /// <summary>It was awarded, and another decision cancelled that.</summary>
    [JsonStringEnumMemberName("cancelled")]
    Cancelled,
}

/// <summary>What the view keeps of a dossier beside its row.</summary>
public sealed class DossierContent
{
    public DossierId? From { get; set; }

    public PaperRecord? Paper { get; set; }

    public AccountId PreparedBy { get; set; }

    /// <summary>Who wrote on it besides.</summary>
    public List<AccountId> Colleagues { get; set; } = [];

    public List<NomineeContent> Nominees { get; set; } = [];

    public List<DocumentEntry> Documents { get; set; } = [];

    public List<ComponentStatement> Statements { get; set; } = [];

    public List<DossierEvent.ComponentChecked> Checks { get; set; } = [];

    public List<LevelReceipt> Receipts { get; set; } = [];

    public List<TaskContent> Tasks { get; set; } = [];

    public List<SupplementContent> Supplements { get; set; } = [];

    public List<DecisionReference> Decisions { get; set; } = [];

    public List<DossierId> SplitInto { get; set; } = [];

    public Sealed? EndReason { get; set; }

    public DateOnly? NotifiedOn { get; set; }

    public DateOnly? ArchivedOn { get; set; }

    public Sealed? ArchivedAt { get; set; }

    public bool Submitted { get; set; }

    public bool Withdrawn { get; set; }

    public bool Rejected { get; set; }

    /// <summary>Passed a propose step, here or in the dossier it was split off.</summary>
    public bool WentUp { get; set; }

    /// <summary>Supplements asked for, with those asked for before a split.</summary>
    public int SupplementRounds { get; set; }

    /// <summary>More than this warns.</summary>
    public int MaxSupplementRounds { get; set; }

    /// <summary>Công nhận danh hiệu: which of the plan's recognitions; null: it is for an award.</summary>
    public RuleCode? Recognition { get; set; }

    /// <summary>The last registration.</summary>
    public DossierEvent.Registered? Registration { get; set; }

    /// <summary>Why it was taken in although it was late.</summary>
    public Sealed? LateReason { get; set; }

    /// <summary>Opinions that were asked for, in order.</summary>
    public List<OpinionContent> Opinions { get; set; } = [];

    /// <summary>Everybody still in is suspended, and the clock stands.</summary>
    public bool Stopped { get; set; }

    /// <summary>Warnings that were passed over.</summary>
    public List<RuleOverride> Overrides { get; set; } = [];

    /// <summary>A supplement was asked for and not yet taken in.</summary>
    public bool SupplementPending { get; set; }

    /// <summary>Steps that several parties vote on, and what they have said so far.</summary>
    public List<VoteStep> VoteSteps { get; set; } = [];

    public List<IReadOnlyList<NomineeVerdict>> Ballots { get; set; } = [];

    /// <summary>What is asked about who may act on a task.</summary>
    public Post PostOf(TaskContent task) =>
        new(
            task.Desk,
            task.Act,
            [.. Colleagues.Prepend(PreparedBy).Concat(Nominees.Select(n => n.Entry.Account).OfType<AccountId>()).Distinct()],
            task.EntrustedTo
        );
}

/// <summary>A step that several parties vote on.</summary>
public sealed record VoteStep(StepId Step, VoteRule Rule, int Parties);

/// <summary>A nominee in a dossier.</summary>
public sealed class NomineeContent
{
    public required NomineeEntry Entry { get; set; }

    public NomineeState State { get; set; }

    /// <summary>Where it fell out.</summary>
    public StepId? OutAt { get; set; }

    /// <summary>Why it fell out.</summary>
    public Sealed? Reason { get; set; }

    public DossierId? Into { get; set; }

    public DecisionId? Decision { get; set; }

    /// <summary>The decision that cancelled it.</summary>
    public DecisionId? CancelledBy { get; set; }

    /// <summary>Decisions that awarded it before, each with the one that replaced it, in that order.</summary>
    public List<ReplacedDecision> Replaced { get; set; } = [];

    /// <summary>What was corrected of it, in that order.</summary>
    public List<CorrectionContent> Corrections { get; set; } = [];

    /// <summary>When and where it was handed over; null: not yet.</summary>
    public HandoverContent? Handover { get; set; }

    /// <summary>The result was told by whoever works on the decision; null: not so.</summary>
    public NoticeContent? Told { get; set; }

    /// <summary>Đang xem xét hủy; null: it is not.</summary>
    public DossierEvent.CancellationConsidered? Considered { get; set; }

    /// <summary>Its reward was paid; null: not yet.</summary>
    public DossierEvent.RewardPaid? Paid { get; set; }

    /// <summary>What has come of what it is to give back, the last of each.</summary>
    public List<DossierEvent.RecoveryRecorded> Recoveries { get; set; } = [];

    /// <summary>Tạm dừng xét; null: it is considered.</summary>
    public Suspension? Suspended { get; set; }

    /// <summary>The form under which it goes on in the linked dossier, where that is another one.</summary>
    public FormCode? OtherForm { get; set; }

    /// <summary>As what it is registered for a title; null: it is not.</summary>
    public TitleIntent? Intent { get; set; }

    /// <summary>Its own points.</summary>
    public TitleScore? Stated { get; set; }

    /// <summary>The points of whoever judged last.</summary>
    public TitleScore? Judged { get; set; }

    public List<VerdictContent> Verdicts { get; set; } = [];
}

/// <summary>Trao thưởng.</summary>
public sealed record HandoverContent(DecisionId Decision, DateOnly On, PublicText Place);

/// <summary>Thông báo kết quả by the unit that works on the decision.</summary>
public sealed record NoticeContent(DecisionId Decision, DocumentNumber Number, DateOnly On);

/// <summary>A decision that awarded a nominee, and the one that awards it instead.</summary>
public sealed record ReplacedDecision(DecisionId Former, DecisionId By);

/// <summary>What a decision corrects of another one about a nominee.</summary>
public sealed record CorrectionContent(DecisionId Of, DecisionId By, WordingField Field, Sealed? Old, Sealed New);

/// <summary>What a party said of a nominee.</summary>
public sealed record VerdictContent(StepId Step, Party Party, bool Passed, Sealed? Note, Tally? Tally, TitleScore? Score = null);

/// <summary>A task of a dossier, open or ended.</summary>
public sealed class TaskContent
{
    public TaskId Id { get; set; }

    public required OpenStep Open { get; set; }

    public StepAct Act { get; set; }

    public PublicText StepName { get; set; }

    public bool Receives { get; set; }

    public bool Received { get; set; }

    public DateOnly? DueOn { get; set; }

    public bool DueProvisional { get; set; }

    public AccountId? ClaimedBy { get; set; }

    /// <summary>The superior unit's office to which it was moved.</summary>
    public Party? MovedTo { get; set; }

    /// <summary>Who was named for it because nobody of its office may act.</summary>
    public AccountId? EntrustedTo { get; set; }

    /// <summary>The office in whose queue it stands or stood.</summary>
    [JsonIgnore]
    public Party Desk => MovedTo ?? Open.Party.Desk;

    public DateTimeOffset OpenedAt { get; set; }

    public DateTimeOffset? EndedAt { get; set; }

    public bool Cancelled { get; set; }

    public OutcomeCode? Outcome { get; set; }

    public SignedPaper? Paper { get; set; }

    public ProposalId? Proposal { get; set; }

    public SittingId? Sitting { get; set; }

    public Sealed? Note { get; set; }
}

/// <summary>Xin ý kiến (hiệp y).</summary>
public sealed class OpinionContent
{
    public required DossierEvent.OpinionRequested Asked { get; set; }

    public DossierEvent.OpinionGiven? Given { get; set; }

    /// <summary>Whoever asked waits no longer.</summary>
    public DossierEvent.OpinionWithdrawn? Withdrawn { get; set; }
}

/// <summary>A round of Trả lại bổ sung.</summary>
public sealed class SupplementContent
{
    public int Round { get; set; }

    public TaskId Task { get; set; }

    public IReadOnlyList<MissingItem> Items { get; set; } = [];

    public DateOnly? AnswerBy { get; set; }

    public DateTimeOffset RequestedAt { get; set; }

    public DateTimeOffset? ProvidedAt { get; set; }

    public Sealed? Note { get; set; }

    public DateTimeOffset? ReceivedAt { get; set; }
}

/// <summary>
/// Dossiers by unit, and each in full. A list is one index range: every unit that a dossier comes by (the proposing unit,
/// those above it, every unit of its route) has a row for it. What plans count of them is kept by plan, day and unit, for the
/// proposing unit and those above it.
/// </summary>
public sealed class DossierViews(IUnitTree units) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "dossiers";

    private const int Kept = 20_000;

    private const string Read = """
        SELECT d.row, d.revision, d.changed_at, d.opened_at, d.filing, d.unit, d.plan, d.form, d.type, d.secrecy, d.status, d.number,
            d.submitted_on, d.return_on, d.units, c.json, d.decision_revision FROM dossier~ d JOIN dossier_content~ c ON c.row = d.row WHERE d.id = ?1
        """;

    private const string Write = """
        INSERT OR REPLACE INTO dossier~ (row, id, filing, unit, plan, form, type, secrecy, status, number, submitted_on, return_on, open_steps,
            due_on, provisional, paused, rounds, nominees, still_in, awarded, fallen_out, opened_at, changed_at, revision, units, decision_revision)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)
        """;

    private const string WriteContent = "INSERT OR REPLACE INTO dossier_content~ (row, json) VALUES (?1, ?2)";
    private const string WriteTerms = "INSERT OR REPLACE INTO dossier_terms~ (row, json) VALUES (?1, ?2)";
    private const string WriteTask = "INSERT OR REPLACE INTO dossier_task~ (task, row) VALUES (?1, ?2)";
    private const string AddUnit = "INSERT OR REPLACE INTO dossier_unit~ (unit, row, status, form, plan) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string SetStatus = "UPDATE dossier_unit~ SET status = ?3 WHERE unit = ?1 AND row = ?2";
    private const string LastRow = "SELECT max(row) FROM dossier~";
    private const string Wait = "INSERT INTO dossier_waiting~ (unit, form, act, row, nominee) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string WaitNoMore =
        "DELETE FROM dossier_waiting~ WHERE unit = ?1 AND form = ?2 AND act = ?3 AND row = ?4 AND nominee = ?5";

    private const string AddCount = """
        INSERT INTO dossier_count~ (unit, plan, what, day, n) VALUES (?1, ?2, ?3, ?4, ?5)
        ON CONFLICT (unit, plan, what, day) DO UPDATE SET n = n + excluded.n
        """;

    private readonly Dictionary<Guid, Fold> _kept = [];
    private readonly HashSet<Fold> _dirty = [];
    private long _lastRow = -1;

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 11;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS dossier~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, filing BLOB NOT NULL, unit INTEGER NOT NULL, plan INTEGER NOT NULL,
                form INTEGER NOT NULL, type INTEGER NOT NULL, secrecy INTEGER NOT NULL, status INTEGER NOT NULL, number TEXT,
                submitted_on INTEGER, return_on INTEGER, open_steps TEXT NOT NULL, due_on INTEGER, provisional INTEGER NOT NULL,
                paused INTEGER NOT NULL, rounds INTEGER NOT NULL, nominees INTEGER NOT NULL, still_in INTEGER NOT NULL,
                awarded INTEGER NOT NULL, fallen_out INTEGER NOT NULL, opened_at INTEGER NOT NULL, changed_at INTEGER NOT NULL,
                revision INTEGER NOT NULL, units TEXT NOT NULL, decision_revision INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS dossier_content~ (row INTEGER PRIMARY KEY, json BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS dossier_terms~ (row INTEGER PRIMARY KEY, json BLOB NOT NULL);
            CREATE TABLE IF NOT EXISTS dossier_task~ (task BLOB PRIMARY KEY, row INTEGER NOT NULL) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS dossier_unit~ (
                unit INTEGER NOT NULL, row INTEGER NOT NULL, status INTEGER NOT NULL, form INTEGER NOT NULL, plan INTEGER NOT NULL,
                PRIMARY KEY (unit, row)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS dossier_waiting~ (
                unit INTEGER NOT NULL, form INTEGER NOT NULL, act INTEGER NOT NULL, row INTEGER NOT NULL, nominee BLOB NOT NULL,
                PRIMARY KEY (unit, form, act, row, nominee)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS dossier_count~ (
                unit INTEGER NOT NULL, plan INTEGER NOT NULL, what INTEGER NOT NULL, day INTEGER NOT NULL, n INTEGER NOT NULL,
                PRIMARY KEY (unit, plan, what, day)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } =
    [
        "CREATE INDEX IF NOT EXISTS dossier_unit_status~ ON dossier_unit~ (unit, status, row)",
        "CREATE INDEX IF NOT EXISTS dossier_unit_plan~ ON dossier_unit~ (unit, plan, row)",
        "CREATE INDEX IF NOT EXISTS dossier_unit_form~ ON dossier_unit~ (unit, form, row)",
        "CREATE INDEX IF NOT EXISTS dossier_filing~ ON dossier~ (filing, row)",
        "CREATE INDEX IF NOT EXISTS dossier_proposed~ ON dossier~ (unit, row) WHERE submitted_on IS NOT NULL",
    ];

    /// <inheritdoc/>
    public bool Handles(string category) => category == "dossier";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            var fold = Find(e, writer);
            var before = fold.Counted;
            fold.Apply(e, (DossierEvent)e.Body, units, writer);
            if (fold.Counted is var now && now != before)
            {
                Count(fold, before, -1, writer);
                Count(fold, now, 1, writer);
            }

            if (e.Body is DossierEvent.OutcomeEntered outcome)
            {
                Count(fold, outcome.Decision.Date, fold.NewlyAwarded, CountedAwarded, 1, writer);
            }

            // Counted back on the day of the decision that is cancelled: a figure of that day is without them from now on.
            if (
                e.Body is DossierEvent.OutcomeCancelled cancelled
                && fold.Content.Decisions.Find(decision => decision.Id == fold.FirstOf(cancelled.Of)) is { Date: var day }
            )
            {
                Count(fold, day, fold.NewlyCancelled, CountedAwarded, -1, writer);
            }

            _dirty.Add(fold);
        }

        foreach (var fold in _dirty)
        {
            Save(fold, writer);
        }

        _dirty.Clear();
        if (_kept.Count > Kept)
        {
            _kept.Clear();
        }
    }

    /// <inheritdoc/>
    public void Forget()
    {
        _kept.Clear();
        _dirty.Clear();
        _lastRow = -1;
    }

    private Fold Find(ViewEvent e, ViewWriter writer)
    {
        var id = e.StreamId;
        if (_kept.TryGetValue(id, out var fold))
        {
            return fold;
        }

        fold = e.Recorded.Revision.Value == 0 ? null : Load(id, writer);
        if (fold is null)
        {
            if (e.Body is not (DossierEvent.Opened or DossierEvent.OpenedBySplit))
            {
                throw new InvalidDataException($"The stream {e.Recorded.Stream} does not begin with its opening.");
            }

            if (_lastRow < 0)
            {
                var last = writer.Sql(LastRow).With();
                _lastRow = last.Step() ? last.Long(0) : 0;
                last.Reset();
            }

            fold = new Fold { Row = ++_lastRow, Id = id };
        }

        _kept.Add(id, fold);
        return fold;
    }

    private static Fold? Load(Guid id, ViewWriter writer)
    {
        var row = writer.Sql(Read);
        if (!row.One(id))
        {
            return null;
        }

        var fold = new Fold
        {
            Row = row.Long(0),
            Id = id,
            Revision = row.Long(1),
            ChangedAt = row.Instant(2),
            OpenedAt = row.Instant(3),
            Filing = row.Id(4),
            Unit = row.Int(5),
            Plan = row.Int(6),
            Form = row.Int(7),
            Type = row.Int(8),
            Secrecy = (Secrecy)row.Int(9),
            Status = (DossierStatus)row.Int(10),
            WrittenStatus = (DossierStatus)row.Int(10),
            Number = row.TextOrNull(11),
            SubmittedOn = row.DayOrNull(12),
            ReturnOn = row.DayOrNull(13),
            Units =
            [
                .. row.Text(14).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(u => int.Parse(u, CultureInfo.InvariantCulture)),
            ],
            Content = JsonSerializer.Deserialize(row.Bytes(15), ViewJson.Default.DossierContent)!,
            DecisionRevision = row.Long(16),
        };
        fold.WrittenUnits = fold.Units.Count;
        fold.WrittenWaiting = fold.Waiting(writer);
        row.Reset();
        return fold;
    }

    // What is counted, by number: dossiers, then who is proposed by kind, then who is awarded by kind.
    internal const int CountedDossiers = 0;
    internal const int CountedProposed = 1;
    internal const int CountedAwarded = 4;

    private void Count(Fold fold, Counted counted, int sign, ViewWriter writer)
    {
        if (counted.On is { } on)
        {
            Count(fold, on, new(counted.Dossiers, 0, 0), CountedDossiers, sign, writer);
            Count(fold, on, counted.Nominees, CountedProposed, sign, writer);
        }
    }

    private void Count(Fold fold, DateOnly on, Kinds kinds, int first, int sign, ViewWriter writer)
    {
        for (var kind = 0; kind < 3; kind++)
        {
            if (kinds[kind] is var n and not 0)
            {
                foreach (var unit in units.SelfAndAbove(new(writer.Text(fold.Unit)), on))
                {
                    writer.Sql(AddCount).Run(writer.Word(unit.Value), fold.Plan, first + kind, on, sign * n);
                }
            }
        }
    }

    private static void Save(Fold fold, ViewWriter writer)
    {
        var open = fold.Content.Tasks.Where(t => t.EndedAt is null).ToList();
        var due = open.Where(t => t.DueOn is not null).OrderBy(t => t.DueOn).FirstOrDefault();
        var counts = Counts(fold.Content);
        writer
            .Sql(Write)
            .Run(
                fold.Row,
                fold.Id,
                fold.Filing,
                fold.Unit,
                fold.Plan,
                fold.Form,
                fold.Type,
                (int)fold.Secrecy,
                (int)fold.Status,
                fold.Number,
                fold.SubmittedOn,
                fold.ReturnOn,
                string.Join('\n', open.Select(t => t.StepName.Value).Distinct(StringComparer.Ordinal)),
                due?.DueOn,
                due?.DueProvisional ?? false,
                fold.Status is DossierStatus.AwaitingSupplement or DossierStatus.Suspended,
                fold.Content.SupplementRounds,
                counts.All,
                counts.StillIn,
                counts.Awarded,
                counts.Out,
                fold.OpenedAt,
                fold.ChangedAt,
                fold.Revision,
                string.Join(' ', fold.Units),
                fold.DecisionRevision
            );
        writer.Sql(WriteContent).Run(fold.Row, JsonSerializer.SerializeToUtf8Bytes(fold.Content, ViewJson.Default.DossierContent));
        if (fold.NewTerms is { } terms)
        {
            writer.Sql(WriteTerms).Run(fold.Row, terms);
            fold.NewTerms = null;
        }

        foreach (var task in fold.NewTasks)
        {
            writer.Sql(WriteTask).Run(task, fold.Row);
        }

        fold.NewTasks.Clear();
        if (fold.Status != fold.WrittenStatus)
        {
            for (var i = 0; i < fold.WrittenUnits; i++)
            {
                writer.Sql(SetStatus).Run(fold.Units[i], fold.Row, (int)fold.Status);
            }
        }

        for (var i = fold.WrittenUnits; i < fold.Units.Count; i++)
        {
            writer.Sql(AddUnit).Run(fold.Units[i], fold.Row, (int)fold.Status, fold.Form, fold.Plan);
        }

        fold.WrittenUnits = fold.Units.Count;
        fold.WrittenStatus = fold.Status;
        var waiting = fold.Waiting(writer);
        if (waiting.Count > 0 || fold.WrittenWaiting.Count > 0)
        {
            foreach (var (unit, act, nominee) in fold.WrittenWaiting.Except(waiting))
            {
                writer.Sql(WaitNoMore).Run(unit, fold.Form, act, fold.Row, nominee);
            }

            foreach (var (unit, act, nominee) in waiting.Except(fold.WrittenWaiting))
            {
                writer.Sql(Wait).Run(unit, fold.Form, act, fold.Row, nominee);
            }

            fold.WrittenWaiting = waiting;
        }
    }

    private static (int All, int StillIn, int Awarded, int Out) Counts(DossierContent content)
    {
        var counts = (All: content.Nominees.Count, StillIn: 0, Awarded: 0, Out: 0);
        foreach (var nominee in content.Nominees)
        {
            switch (nominee.State)
            {
                case NomineeState.Proposed or NomineeState.In:
                    counts.StillIn++;
                    break;
                case NomineeState.Awarded:
                    counts.Awarded++;
                    break;
                case NomineeState.NotPassed or NomineeState.Excluded:
                    counts.Out++;
                    break;
                default:
                    break;
            }
        }

        return counts;
    }

    /// <summary>How many of each kind.</summary>
    private readonly record struct Kinds(int Persons, int Collectives, int Households)
    {
        internal int this[int kind] =>
            (SubjectKind)kind switch
            {
                SubjectKind.Person => Persons,
                SubjectKind.Collective => Collectives,
                SubjectKind.Household => Households,
            };

        internal Kinds With(SubjectKind kind) =>
            kind switch
            {
                SubjectKind.Person => this with { Persons = Persons + 1 },
                SubjectKind.Collective => this with { Collectives = Collectives + 1 },
                SubjectKind.Household => this with { Households = Households + 1 },
            };
    }

    /// <summary>What a dossier adds to the counts of its day.</summary>
    private readonly record struct Counted(DateOnly? On, int Dossiers, Kinds Nominees);

    /// <summary>One dossier as far as the log has been read.</summary>
    private sealed class Fold
    {
        internal required long Row { get; init; }

        internal required Guid Id { get; init; }

        internal long Revision { get; set; }

        internal long DecisionRevision { get; set; }

        internal DateTimeOffset ChangedAt { get; set; }

        internal DateTimeOffset OpenedAt { get; set; }

        internal Guid Filing { get; set; }

        internal int Unit { get; set; }

        internal int Plan { get; set; }

        internal int Form { get; set; }

        internal int Type { get; set; }

        internal Secrecy Secrecy { get; set; }

        internal DossierStatus Status { get; set; }

        internal DossierStatus WrittenStatus { get; set; }

        internal string? Number { get; set; }

        internal DateOnly? SubmittedOn { get; set; }

        internal DateOnly? ReturnOn { get; set; }

        internal List<int> Units { get; init; } = [];

        internal int WrittenUnits { get; set; }

        internal DossierContent Content { get; init; } = new();

        internal byte[]? NewTerms { get; set; }

        internal List<Guid> NewTasks { get; } = [];

        internal List<(int Unit, int Act, Guid Nominee)> WrittenWaiting { get; set; } = [];

        /// <summary>Whom the last decision applied awards that none did before.</summary>
        internal Kinds NewlyAwarded { get; private set; }

        /// <summary>The decision that first awarded what a decision awards in the place of others.</summary>
        internal DecisionId FirstOf(DecisionId decision) =>
            Content.Nominees.SelectMany(n => n.Replaced).FirstOrDefault(replaced => replaced.By == decision) is { } replaced
                ? FirstOf(replaced.Former)
                : decision;

        /// <summary>Of whom the last cancelling decision applied took an award.</summary>
        internal Kinds NewlyCancelled { get; private set; }

        /// <summary>What it adds to the counts as it stands; whoever was split off counts in the linked dossier.</summary>
        internal Counted Counted
        {
            get
            {
                if (Content is not { Submitted: true, Withdrawn: false, Recognition: null })
                {
                    return default;
                }

                var kinds = default(Kinds);
                foreach (var nominee in Content.Nominees)
                {
                    kinds = nominee.State is NomineeState.SplitOff ? kinds : kinds.With(nominee.Entry.Kind);
                }

                return new(SubmittedOn, Content.From is null ? 1 : 0, kinds);
            }
        }

        /// <summary>Who waits where to be gathered: nominees still in, at each open propose, council or decide step.</summary>
        internal List<(int Unit, int Act, Guid Nominee)> Waiting(ViewWriter writer)
        {
            var waiting = new List<(int, int, Guid)>();
            foreach (var task in Content.Tasks)
            {
                if (task.EndedAt is null && task.Act is (StepAct.Propose or StepAct.Council or StepAct.Decide) && IsReceived(task))
                {
                    var unit = writer.Word(task.Desk.Unit.Value);
                    waiting.AddRange(
                        Content
                            .Nominees.Where(n => n.State == NomineeState.In && n.Suspended is null)
                            .Select(n => (unit, (int)task.Act, n.Entry.Id.Value))
                    );
                }
            }

            return waiting;
        }

        internal void Apply(ViewEvent e, DossierEvent body, IUnitTree units, ViewWriter writer)
        {
            var at = e.Metadata.At;
            Revision = e.Recorded.Revision.Value;
            ChangedAt = at;
            if (body.Decides())
            {
                DecisionRevision = Revision;
            }

            switch (body)
            {
                case DossierEvent.Opened o:
                    Open(at, o.Filing, o.Unit, o.Plan, o.Form, o.Type, o.Secrecy, o.PreparedBy, units, writer);
                    Content.Paper = o.Paper;
                    Content.Recognition = o.Recognition;
                    break;
                case DossierEvent.TakenOver o:
                    Unit = writer.Word(o.To.Value);
                    foreach (var above in units.SelfAndAbove(o.To, VietnamTime.DateOf(at)))
                    {
                        See(writer.Word(above.Value));
                    }

                    break;
                case DossierEvent.OpenedBySplit o:
                    Open(at, o.Filing, o.Unit, o.Plan, o.Form, o.Type, o.Secrecy, o.PreparedBy, units, writer);
                    Content.Paper = o.Paper;
                    Content.From = o.From;
                    Content.Colleagues.AddRange(o.Colleagues ?? []);
                    Content.Nominees.AddRange(o.Nominees.Select(n => new NomineeContent { Entry = n, State = NomineeState.In }));
                    Content.Documents.AddRange(o.Documents);
                    Content.Statements.AddRange(o.Statements);
                    Content.Receipts.AddRange(o.Receipts);
                    Content.SupplementRounds = o.SupplementRounds;
                    Content.Stopped = o.StoppedOn is not null;
                    Content.Overrides.AddRange(o.OverriddenRules ?? []);
                    Recognise(o.Recognition, o.Terms.On);
                    foreach (var suspension in o.Suspended ?? [])
                    {
                        if (Nominee(suspension.Nominee) is { } waits)
                        {
                            waits.Suspended = suspension;
                        }
                    }

                    Content.WentUp = o.Progress.Any(p => p.Outcome == Outcomes.Pass && o.Terms.Route.Step(p.Step)?.Act == StepAct.Propose);
                    Number = o.Number.Value;
                    Take(e, o.Terms, writer);
                    break;
                case DossierEvent.PreparerJoined p:
                    Content.Colleagues.Add(p.Account);
                    break;
                case DossierEvent.NomineeAdded n:
                    Content.Nominees.Add(new NomineeContent { Entry = n.Nominee });
                    break;
                case DossierEvent.NomineeChanged n:
                    if (Nominee(n.Nominee.Id) is { } found)
                    {
                        found.Entry = n.Nominee;
                    }

                    break;
                case DossierEvent.NomineeRemoved n:
                    Content.Nominees.RemoveAll(x => x.Entry.Id == n.Nominee);
                    break;
                case DossierEvent.DocumentAttached d:
                    Content.Documents.Add(d.Document);
                    break;
                case DossierEvent.DocumentRemoved d:
                    Content.Documents.RemoveAll(x => x.Id == d.Document);
                    break;
                case DossierEvent.ComponentStated c:
                    Content.Statements.RemoveAll(s => s.Component == c.Statement.Component);
                    Content.Statements.Add(c.Statement);
                    break;
                case DossierEvent.ComponentChecked c:
                    Content.Checks.RemoveAll(x => x.Task == c.Task && x.Component == c.Component && x.Nominee == c.Nominee);
                    Content.Checks.Add(c);
                    break;
                case DossierEvent.Registered r:
                    Register(r);
                    break;
                case DossierEvent.ScoreStated s:
                    if (Nominee(s.Nominee) is { } scored)
                    {
                        scored.Stated = s.Score;
                    }

                    break;
                case DossierEvent.Submitted s:
                    Number = s.Number.Value;
                    Take(e, s.Terms, writer);
                    Content.Nominees.ForEach(n => n.State = NomineeState.In);
                    break;
                case DossierEvent.Rerouted r:
                    Take(e, r.Terms, writer);
                    Content.WentUp = r.Progress.Any(p => p.Outcome == Outcomes.Pass && r.Terms.Route.Step(p.Step)?.Act == StepAct.Propose);
                    Content.SupplementPending &= r.SupplementDropped is not true;
                    break;
                case DossierEvent.Received r:
                    Content.Receipts.Add(r.Receipt);
                    Content.LateReason ??= r.LateReason;
                    break;
                case DossierEvent.TaskOpened t:
                    Content.Tasks.Add(
                        new TaskContent
                        {
                            Id = t.Task,
                            Open = t.Open,
                            Act = t.Act,
                            StepName = t.StepName,
                            Receives = t.Receives,
                            DueOn = t.DueOn,
                            DueProvisional = t.DueProvisional,
                            OpenedAt = at,
                        }
                    );
                    NewTasks.Add(t.Task.Value);
                    break;
                case DossierEvent.TaskClaimed t:
                    Claim(t.Task, t.By);
                    break;
                case DossierEvent.TaskReleased t:
                    Claim(t.Task, null);
                    break;
                case DossierEvent.TaskReassigned t:
                    Claim(t.Task, t.To);
                    if (Task(t.Task) is { } handed && handed.EntrustedTo != t.To)
                    {
                        handed.EntrustedTo = null;
                    }

                    break;
                case DossierEvent.TaskEntrusted t:
                    Claim(t.Task, t.To);
                    if (Task(t.Task) is { } entrusted)
                    {
                        entrusted.EntrustedTo = t.To;
                    }

                    break;
                case DossierEvent.TaskEscalated t:
                    Claim(t.Task, null);
                    if (Task(t.Task) is { } risen)
                    {
                        (risen.EntrustedTo, risen.MovedTo) = (null, t.To);
                    }

                    See(writer.Word(t.To.Unit.Value));
                    break;
                case DossierEvent.TaskCancelled t:
                    if (End(t.Task, at) is { } cancelled)
                    {
                        cancelled.Cancelled = true;
                    }

                    break;
                case DossierEvent.StepCompleted s:
                    Complete(s, at);
                    break;
                case DossierEvent.SupplementRequested s:
                    Content.Supplements.Add(
                        new SupplementContent
                        {
                            Round = s.Round,
                            Task = s.Task,
                            Items = s.Items,
                            AnswerBy = s.AnswerBy,
                            RequestedAt = at,
                        }
                    );
                    Content.SupplementRounds = s.Round;
                    Content.SupplementPending = true;
                    break;
                case DossierEvent.SupplementProvided s:
                    if (Content.Supplements is [.., var provided])
                    {
                        provided.ProvidedAt = at;
                        provided.Note = s.Note;
                    }

                    Move(s.Dues);
                    break;
                case DossierEvent.DuesRecounted r:
                    foreach (var due in r.Dues)
                    {
                        if (Task(due.Task) is { } task)
                        {
                            task.DueOn = due.DueOn;
                            task.DueProvisional = due.DueProvisional;
                        }
                    }

                    break;
                case DossierEvent.SupplementReceived:
                    if (Content.Supplements is [.., var taken])
                    {
                        taken.ReceivedAt = at;
                    }

                    Content.SupplementPending = false;
                    break;
                case DossierEvent.NomineeExcluded n:
                    Out(n.Nominee, NomineeState.Excluded, n.Step, n.Reason);
                    break;
                case DossierEvent.NomineesSplitOff s:
                    foreach (var nominee in s.Nominees)
                    {
                        Out(nominee, NomineeState.SplitOff, null, s.Reason);
                        if (Nominee(nominee) is { } split)
                        {
                            (split.Into, split.OtherForm) = (s.Into, s.Other?.Form);
                        }
                    }

                    Content.SplitInto.Add(s.Into);
                    break;
                case DossierEvent.OpinionRequested o:
                    Content.Opinions.Add(new OpinionContent { Asked = o });
                    See(writer.Word(o.From.Unit.Value));
                    See(writer.Word(o.From.Desk.Unit.Value));
                    break;
                case DossierEvent.OpinionGiven o:
                    End(o.Opinion, at);
                    Move(o.Dues);
                    if (Content.Opinions.Find(x => x.Asked.Opinion == o.Opinion) is { } answered)
                    {
                        answered.Given = o;
                    }

                    break;
                case DossierEvent.OpinionWithdrawn o:
                    if (End(o.Opinion, at) is { } unasked)
                    {
                        unasked.Cancelled = true;
                    }

                    Move(o.Dues);
                    if (Content.Opinions.Find(x => x.Asked.Opinion == o.Opinion) is { } withdrawn)
                    {
                        withdrawn.Withdrawn = o;
                    }

                    break;
                case DossierEvent.NomineeSuspended n:
                    if (Nominee(n.Nominee) is { } suspended)
                    {
                        suspended.Suspended = new(n.Nominee, n.Cause, n.Reason, n.On);
                    }

                    break;
                case DossierEvent.NomineeResumed n:
                    if (Nominee(n.Nominee) is { } resumed)
                    {
                        resumed.Suspended = null;
                    }

                    break;
                case DossierEvent.ClockStopped:
                    Content.Stopped = true;
                    break;
                case DossierEvent.ClockRestarted c:
                    Content.Stopped = false;
                    Move(c.Dues);
                    break;
                case DossierEvent.TakenBack:
                    Content.Submitted = false;
                    Content.Stopped = false;
                    Content.Overrides.Clear();
                    Content.Nominees.ForEach(n => (n.State, n.Suspended) = (NomineeState.Proposed, null));
                    break;
                case DossierEvent.Withdrawn w:
                    Content.EndReason = w.Reason;
                    Content.Withdrawn = true;
                    EndForAll();
                    break;
                case DossierEvent.Rejected r:
                    Content.EndReason = r.Reason;
                    Content.Rejected = true;
                    EndForAll();
                    break;
                case DossierEvent.OutcomeEntered o:
                    Award(o);
                    break;
                case DossierEvent.OutcomeCancelled o:
                    Cancel(o);
                    break;
                case DossierEvent.OutcomeReplaced o:
                    Content.Decisions.Add(o.Decision);
                    foreach (var replaced in o.Nominees.Select(Nominee).OfType<NomineeContent>())
                    {
                        replaced.Decision = o.Decision.Id;
                        replaced.Considered = null;
                        replaced.Replaced.Add(new(o.Of, o.Decision.Id));
                    }

                    break;
                case DossierEvent.OutcomeCorrected o:
                    Content.Decisions.Add(o.Decision);
                    foreach (var wording in o.Wordings)
                    {
                        Nominee(wording.Nominee)?.Corrections.Add(new(o.Of, o.Decision.Id, wording.Field, wording.Old, wording.New));
                    }

                    break;
                case DossierEvent.OutcomePresented o:
                    foreach (var presented in o.Nominees.Select(Nominee).OfType<NomineeContent>())
                    {
                        presented.Handover = new(o.Decision, o.On, o.Place);
                    }

                    break;
                case DossierEvent.OutcomeNotified o:
                    foreach (var told in o.Nominees.Select(Nominee).OfType<NomineeContent>())
                    {
                        told.Told = new(o.Decision, o.Number, o.On);
                    }

                    break;
                case DossierEvent.CancellationConsidered o:
                    foreach (var considered in o.Nominees.Select(Nominee).OfType<NomineeContent>())
                    {
                        considered.Considered = o;
                    }

                    break;
                case DossierEvent.CancellationDismissed o:
                    foreach (var considered in o.Nominees.Select(Nominee).OfType<NomineeContent>())
                    {
                        considered.Considered = null;
                    }

                    break;
                case DossierEvent.RewardPaid p:
                    if (Nominee(p.Nominee) is { } paid)
                    {
                        paid.Paid = p;
                    }

                    break;
                case DossierEvent.RecoveryRecorded r:
                    if (Nominee(r.Nominee) is { } recovered)
                    {
                        recovered.Recoveries.RemoveAll(before => before.Item == r.Item);
                        recovered.Recoveries.Add(r);
                    }

                    break;
                case DossierEvent.Notified n:
                    Content.NotifiedOn = n.On;
                    break;
                case DossierEvent.Archived a:
                    Content.ArchivedOn = a.On;
                    Content.ArchivedAt = a.Place;
                    break;
                case DossierEvent.ScanAttached s:
                    if (Task(s.Task) is { Paper: { } paper } signed)
                    {
                        signed.Paper = paper with { Scan = s.Scan };
                    }

                    break;
            }

            Status = StatusNow();
        }

        // The same derivation as the aggregate's; a law holds the two together.
        private DossierStatus StatusNow()
        {
            if (Content.Withdrawn)
            {
                return DossierStatus.Withdrawn;
            }

            if (!Content.Submitted)
            {
                return DossierStatus.Draft;
            }

            if (Content.ArchivedOn is not null)
            {
                return DossierStatus.Archived;
            }

            if (!Content.Rejected && Content.Nominees.TrueForAll(n => n.State is NomineeState.SplitOff))
            {
                return DossierStatus.MovedOn;
            }

            if (
                Content.Rejected
                || !Content.Nominees.Exists(n => n.State is NomineeState.In or NomineeState.Awarded or NomineeState.Cancelled)
            )
            {
                return DossierStatus.Rejected;
            }

            if (Content.Stopped)
            {
                return DossierStatus.Suspended;
            }

            if (Content.SupplementPending)
            {
                return Content.Supplements is [.., { ProvidedAt: not null }]
                    ? DossierStatus.SupplementedAwaitingReceipt
                    : DossierStatus.AwaitingSupplement;
            }

            if (Content.Nominees.Exists(n => n.Handover is not null) && !Content.Nominees.Exists(n => n.State is NomineeState.In))
            {
                return DossierStatus.Presented;
            }

            if (Content.NotifiedOn is not null)
            {
                return DossierStatus.Notified;
            }

            return Content.Tasks.Exists(t => t.EndedAt is null && t.Act == StepAct.Consult) ? DossierStatus.Consulting
                : Content.Tasks.Find(t => t.EndedAt is null) is { } task ? StatusAt(task)
                : DossierStatus.Issued;
        }

        private DossierStatus StatusAt(TaskContent task)
        {
            if (!IsReceived(task))
            {
                return Content.WentUp ? DossierStatus.Proposed : DossierStatus.AwaitingReceipt;
            }

            return task.Act switch
            {
                StepAct.Appraise => task.Receives && task.ClaimedBy is null ? DossierStatus.Received : DossierStatus.UnderAppraisal,
                StepAct.Propose => DossierStatus.AwaitingProposal,
                StepAct.Council => DossierStatus.AwaitingCouncil,
                StepAct.Decide => DossierStatus.AwaitingDecision,
                StepAct.Notify or StepAct.Archive => DossierStatus.Issued,
                StepAct.Consult => DossierStatus.Consulting,
            };
        }

        private bool IsReceived(TaskContent task) =>
            !task.Receives
            || Content.Receipts.Exists(r =>
                (r.Unit == task.Desk.Unit || r.Unit == task.Open.Party.Desk.Unit) && r.Step == task.Open.Step && r.Round == task.Open.Round
            );

        private void Open(
            DateTimeOffset at,
            FilingId filing,
            UnitId unit,
            PlanId plan,
            FormCode form,
            AwardType type,
            Secrecy secrecy,
            AccountId preparedBy,
            IUnitTree units,
            ViewWriter writer
        )
        {
            OpenedAt = at;
            Filing = filing.Value;
            Unit = writer.Word(unit.Value);
            Plan = writer.Word(plan.Value);
            Form = writer.Word(form.Value);
            Type = writer.Word(type.Value);
            Secrecy = secrecy;
            Content.PreparedBy = preparedBy;
            foreach (var above in units.SelfAndAbove(unit, VietnamTime.DateOf(at)))
            {
                See(writer.Word(above.Value));
            }
        }

        private void Take(ViewEvent e, SubmissionTerms terms, ViewWriter writer)
        {
            NewTerms = TermsOf(e.Recorded.Data.Span) ?? JsonSerializer.SerializeToUtf8Bytes(terms, EventJson.Default.SubmissionTerms);
            Content.Submitted = true;
            Content.MaxSupplementRounds = terms.MaxSupplementRounds;
            Content.VoteSteps.Clear();
            SubmittedOn = terms.On;
            ReturnOn = terms.ReturnOn;
            See(writer.Word(terms.Route.Authority.Value));
            foreach (var step in terms.Route.Steps)
            {
                if (step is { Mode: StepMode.Vote, Vote: { } rule, Parties.Count: > 1 })
                {
                    Content.VoteSteps.Add(new(step.Id, rule, step.Parties.Count));
                }

                foreach (var party in step.Parties)
                {
                    See(writer.Word(party.Unit.Value));
                    See(writer.Word(party.Desk.Unit.Value));
                }
            }
        }

        /// <summary>The terms as they stand in the event: a route plan is long, and need not be written anew.</summary>
        private static byte[]? TermsOf(ReadOnlySpan<byte> payload)
        {
            var reader = new Utf8JsonReader(payload);
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.PropertyName && reader.CurrentDepth == 1)
                {
                    var isTerms = reader.ValueTextEquals("terms"u8);
                    reader.Read();
                    var start = (int)reader.TokenStartIndex;
                    reader.Skip();
                    if (isTerms)
                    {
                        return payload[start..(int)reader.BytesConsumed].ToArray();
                    }
                }
            }

            return null;
        }

        private void See(int unit)
        {
            if (!Units.Contains(unit))
            {
                Units.Add(unit);
            }
        }

        private void Complete(DossierEvent.StepCompleted s, DateTimeOffset at)
        {
            if (End(s.Task, at) is { } task)
            {
                task.Outcome = s.End.Outcome;
                task.Paper = s.Paper;
                task.Proposal = s.Proposal;
                task.Sitting = s.Sitting;
                task.Note = s.Note;
                Content.WentUp |= task.Act == StepAct.Propose && s.End.Outcome == Outcomes.Pass;
            }

            if (s.End.Outcome == Outcomes.Back)
            {
                Content.Ballots.Clear();
                return;
            }

            foreach (var given in s.Overrides ?? [])
            {
                Content.Overrides.RemoveAll(o => (o.Nominee, o.Rule) == (given.Nominee, given.Rule));
                Content.Overrides.Add(given);
            }

            foreach (var verdict in s.Verdicts)
            {
                if (Nominee(verdict.Nominee) is { } judged)
                {
                    judged.Verdicts.Add(new(s.End.Step, s.End.Party, verdict.Passed, verdict.Note, verdict.Tally, verdict.Score));
                    judged.Judged = verdict.Score ?? judged.Judged;
                }
            }

            if (Content.VoteSteps.Find(v => v.Step == s.End.Step) is not { } vote)
            {
                foreach (var verdict in s.Verdicts.Where(v => !v.Passed))
                {
                    Out(verdict.Nominee, NomineeState.NotPassed, s.End.Step, verdict.Note);
                }

                return;
            }

            Content.Ballots.Add(s.Verdicts);
            if (Content.Ballots.Count < vote.Parties)
            {
                return;
            }

            foreach (var nominee in Content.Nominees.Where(n => n.State == NomineeState.In))
            {
                var passes = Content.Ballots.Count(b => b.Any(v => v.Nominee == nominee.Entry.Id && v.Passed));
                if (!vote.Rule.IsPassedBy(passes, vote.Parties))
                {
                    Out(nominee.Entry.Id, NomineeState.NotPassed, s.End.Step, null);
                }
            }

            Content.Ballots.Clear();
        }

        private void Register(DossierEvent.Registered registered)
        {
            Content.Registration = registered;
            foreach (var nominee in Content.Nominees)
            {
                nominee.Intent = registered.Nominees.FirstOrDefault(one => one.Nominee == nominee.Entry.Id)?.Intent;
            }
        }

        private void Recognise(RecognitionCarried? carried, DateOnly on)
        {
            Content.Recognition = carried?.Item;
            if (carried?.Registered is { } registered)
            {
                Register(new(on, registered, []));
            }

            foreach (var nominee in Content.Nominees)
            {
                nominee.Stated = carried?.Stated?.FirstOrDefault(one => one.Nominee == nominee.Entry.Id)?.Score;
                nominee.Judged = carried?.Judged?.FirstOrDefault(one => one.Nominee == nominee.Entry.Id)?.Score;
            }
        }

        private void Award(DossierEvent.OutcomeEntered o)
        {
            if (!Content.Decisions.Exists(d => d.Id == o.Decision.Id))
            {
                Content.Decisions.Add(o.Decision);
            }

            NewlyAwarded = default;
            foreach (var id in o.Awarded)
            {
                if (Nominee(id) is { } awarded)
                {
                    NewlyAwarded =
                        awarded.State is NomineeState.Awarded || Content.Recognition is not null
                            ? NewlyAwarded
                            : NewlyAwarded.With(awarded.Entry.Kind);
                    awarded.State = NomineeState.Awarded;
                    awarded.Decision = o.Decision.Id;
                }
            }
        }

        private void Cancel(DossierEvent.OutcomeCancelled o)
        {
            Content.Decisions.Add(o.Decision);
            NewlyCancelled = default;
            foreach (var id in o.Nominees)
            {
                if (Nominee(id) is { State: NomineeState.Awarded } cancelled)
                {
                    NewlyCancelled = Content.Recognition is null ? NewlyCancelled.With(cancelled.Entry.Kind) : NewlyCancelled;
                    (cancelled.State, cancelled.CancelledBy, cancelled.Considered) = (NomineeState.Cancelled, o.Decision.Id, null);
                }
            }
        }

        private void EndForAll()
        {
            Content.SupplementPending = false;
            foreach (var nominee in Content.Nominees.Where(n => n.State is NomineeState.Proposed or NomineeState.In))
            {
                nominee.State = NomineeState.NotAwarded;
            }
        }

        private void Out(NomineeId id, NomineeState state, StepId? at, Sealed? reason)
        {
            if (Nominee(id) is { } nominee)
            {
                nominee.Suspended = null;
                nominee.State = state;
                nominee.OutAt = at;
                nominee.Reason = reason;
            }
        }

        private void Move(IReadOnlyList<MovedDue> dues)
        {
            foreach (var moved in dues)
            {
                if (Task(moved.Task) is { } task)
                {
                    task.DueOn = moved.DueOn;
                    task.DueProvisional = moved.DueProvisional;
                }
            }
        }

        private void Claim(TaskId id, AccountId? by)
        {
            if (Task(id) is { } task)
            {
                task.ClaimedBy = by;
            }
        }

        private TaskContent? End(TaskId id, DateTimeOffset at)
        {
            var task = Task(id);
            if (task is not null)
            {
                task.EndedAt = at;
                if (Content.Supplements is [.., var last] && last.Task == id)
                {
                    Content.SupplementPending = false;
                }
            }

            return task;
        }

        private NomineeContent? Nominee(NomineeId id) => Content.Nominees.Find(n => n.Entry.Id == id);

        private TaskContent? Task(TaskId id) => Content.Tasks.Find(t => t.Id == id);
    }
}

/// <summary>Reads dossiers.</summary>
public sealed class DossierQueries(ViewDatabase database, IKeyring keyring)
{
    private const string Columns = """
        d.id, d.filing, d.unit, d.plan, d.form, d.type, d.secrecy, d.status, d.number, d.submitted_on, d.return_on, d.open_steps, d.due_on,
            d.provisional, d.paused, d.rounds, d.nominees, d.still_in, d.awarded, d.fallen_out, d.opened_at, d.changed_at, d.revision, d.decision_revision
        """;

    /// <summary>Dossiers, newest first.</summary>
    /// <param name="filter">Which.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–200.</param>
    public Page<DossierRow> List(DossierFilter filter, string? after = null, int limit = 50)
    {
        using var view = database.Read(DossierViews.ViewName);
        var (rows, next) = Choose(view, filter, after, Math.Clamp(limit, 1, 200));
        var read = view.Sql($"SELECT {Columns} FROM dossier~ d WHERE d.row = ?1");
        return new(Keyset.Rows(rows, read, r => RowOf(r, view.Words)), next);
    }

    /// <summary>What units themselves handed in, newest first: neither drafts, nor what only comes by them.</summary>
    /// <param name="units">Whose.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–200.</param>
    public Page<DossierRow> Proposed(IReadOnlyList<UnitId> units, string? after = null, int limit = 50)
    {
        using var view = database.Read(DossierViews.ViewName);
        var (rows, next) = Keyset.Descending(
            units,
            (unit, below, look) =>
                view.Sql("SELECT row FROM dossier~ WHERE unit = ?1 AND submitted_on IS NOT NULL AND row < ?2 ORDER BY row DESC LIMIT ?3")
                    .With(view.Words.Find(unit.Value), below, look),
            _ => true,
            after,
            Math.Clamp(limit, 1, 200)
        );
        var read = view.Sql($"SELECT {Columns} FROM dossier~ d WHERE d.row = ?1");
        return new(Keyset.Rows(rows, read, r => RowOf(r, view.Words)), next);
    }

    /// <summary>One dossier in full; null where the view has none of this id.</summary>
    public DossierDetail? Find(DossierId id)
    {
        using var view = database.Read(DossierViews.ViewName);
        var read = view.Sql(
            $"""
            SELECT {Columns}, c.json, t.json FROM dossier~ d JOIN dossier_content~ c ON c.row = d.row
            LEFT JOIN dossier_terms~ t ON t.row = d.row WHERE d.id = ?1
            """
        );
        if (!read.One(id.Value))
        {
            return null;
        }

        var row = RowOf(read, view.Words);
        var content = JsonSerializer.Deserialize(read.Bytes(24), ViewJson.Default.DossierContent)!;
        var terms = read.IsNull(25) ? null : JsonSerializer.Deserialize(read.Bytes(25), EventJson.Default.SubmissionTerms);
        read.Reset();
        return new(row, content, terms, [.. content.Nominees.Select(Reveal)]);
    }

    /// <summary>One dossier's row.</summary>
    public DossierRow? Row(DossierId id)
    {
        using var view = database.Read(DossierViews.ViewName);
        var read = view.Sql($"SELECT {Columns} FROM dossier~ d WHERE d.id = ?1");
        var found = read.One(id.Value) ? RowOf(read, view.Words) : null;
        read.Reset();
        return found;
    }

    /// <summary>
    /// How many dossiers a unit and those below it handed in for a plan, and whom they propose and decisions award. Reads a row for each
    /// day on which there were any, however many there were.
    /// </summary>
    /// <param name="plan">The plan.</param>
    /// <param name="unit">The unit.</param>
    /// <param name="from">First day in Hà Nội; null: from the beginning.</param>
    /// <param name="to">Last day, included; null: to the end.</param>
    public DossierCounts Counts(PlanId plan, UnitId unit, DateOnly? from, DateOnly? to)
    {
        using var view = database.Read(DossierViews.ViewName);
        var read = view.Sql("SELECT sum(n) FROM dossier_count~ WHERE unit = ?1 AND plan = ?2 AND what = ?3 AND day >= ?4 AND day <= ?5");
        return new(
            Sum(DossierViews.CountedDossiers),
            Enum.GetValues<SubjectKind>().ToDictionary(kind => kind, kind => Sum(DossierViews.CountedProposed + (int)kind)),
            Enum.GetValues<SubjectKind>().ToDictionary(kind => kind, kind => Sum(DossierViews.CountedAwarded + (int)kind))
        );

        long Sum(int what)
        {
            read.With(view.Words.Find(unit.Value), view.Words.Find(plan.Value), what, from ?? DateOnly.MinValue, to ?? DateOnly.MaxValue);
            var sum = read.Step() ? read.LongOrNull(0) ?? 0 : 0;
            read.Reset();
            return sum;
        }
    }

    /// <summary>The dossier a task belongs to, open or ended.</summary>
    public DossierId? OfTask(TaskId task)
    {
        using var view = database.Read(DossierViews.ViewName);
        var read = view.Sql("SELECT d.id FROM dossier_task~ t JOIN dossier~ d ON d.row = t.row WHERE t.task = ?1");
        DossierId? found = read.One(task.Value) ? new DossierId(read.Id(0)) : null;
        read.Reset();
        return found;
    }

    /// <summary>Dossiers of one filing.</summary>
    public IReadOnlyList<DossierRow> OfFiling(FilingId filing)
    {
        using var view = database.Read(DossierViews.ViewName);
        var items = new List<DossierRow>();
        var read = view.Sql($"SELECT {Columns} FROM dossier~ d WHERE d.filing = ?1 ORDER BY d.row").With(filing.Value);
        while (read.Step())
        {
            items.Add(RowOf(read, view.Words));
        }

        return items;
    }

    /// <summary>
    /// Nominees that wait to be gathered at a unit (tổng hợp trình khen): into a tờ trình at its propose step, into a decision
    /// at its decide step, onto a sitting at its council step. In order of dossier.
    /// </summary>
    /// <param name="unit">Whose desk they wait at.</param>
    /// <param name="form">The award form.</param>
    /// <param name="act">Propose, council or decide.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–500.</param>
    public Page<WaitingNominee> Gatherable(UnitId unit, FormCode form, StepAct act, string? after = null, int limit = 100)
    {
        using var view = database.Read(DossierViews.ViewName);
        var (row, nominee) =
            after?.Split('-') is [var r, var n] && Guid.TryParseExact(n, "N", out var id)
                ? (long.Parse(r, CultureInfo.InvariantCulture), id)
                : (-1L, Guid.Empty);
        limit = Math.Clamp(limit, 1, 500);
        var read = view.Sql(
                """
                SELECT w.row, w.nominee, d.id, c.json FROM dossier_waiting~ w JOIN dossier~ d ON d.row = w.row
                JOIN dossier_content~ c ON c.row = w.row
                WHERE w.unit = ?1 AND w.form = ?2 AND w.act = ?3 AND (w.row, w.nominee) > (?4, ?5) ORDER BY w.row, w.nominee LIMIT ?6
                """
            )
            .With(view.Words.Find(unit.Value), view.Words.Find(form.Value), (int)act, row, nominee, limit + 1);
        var items = new List<WaitingNominee>();
        DossierContent? content = null;
        var (contentOf, last) = (-1L, (string?)null);
        while (read.Step())
        {
            if (items.Count == limit)
            {
                read.Reset();
                return new(items, last);
            }

            if (content is null || contentOf != read.Long(0))
            {
                content = JsonSerializer.Deserialize(read.Bytes(3), ViewJson.Default.DossierContent)!;
                contentOf = read.Long(0);
            }

            var waiting = content.Nominees.Find(x => x.Entry.Id.Value == read.Id(1))!;
            items.Add(new(new(read.Id(2)), Reveal(waiting)));
            last = string.Create(CultureInfo.InvariantCulture, $"{read.Long(0)}-{read.Id(1):N}");
        }

        return new(items, null);
    }

    /// <summary>Nominees of several dossiers, for common lists; those the view does not have are left out.</summary>
    public IReadOnlyDictionary<NomineeId, NomineeView> Nominees(IEnumerable<DossierId> dossiers)
    {
        using var view = database.Read(DossierViews.ViewName);
        var read = view.Sql("SELECT c.json FROM dossier~ d JOIN dossier_content~ c ON c.row = d.row WHERE d.id = ?1");
        var found = new Dictionary<NomineeId, NomineeView>();
        foreach (var dossier in dossiers.Distinct())
        {
            if (read.One(dossier.Value))
            {
                foreach (var nominee in JsonSerializer.Deserialize(read.Bytes(0), ViewJson.Default.DossierContent)!.Nominees)
                {
                    // One who was split off stands in two dossiers: the later one says how it stands.
                    if (nominee.State != NomineeState.SplitOff || !found.ContainsKey(nominee.Entry.Id))
                    {
                        found[nominee.Entry.Id] = Reveal(nominee);
                    }
                }
            }

            read.Reset();
        }

        return found;
    }

    /// <summary>Whether any of the units is on the dossier's way.</summary>
    public bool IsSeenBy(DossierId id, IReadOnlyList<UnitId> units)
    {
        using var view = database.Read(DossierViews.ViewName);
        var read = view.Sql("SELECT 1 FROM dossier~ d JOIN dossier_unit~ u ON u.row = d.row WHERE d.id = ?1 AND u.unit = ?2");
        foreach (var unit in units)
        {
            if (read.One(id.Value, view.Words.Find(unit.Value)))
            {
                read.Reset();
                return true;
            }
        }

        return false;
    }

    private NomineeView Reveal(NomineeContent nominee)
    {
        var text = nominee.Entry.Profile is { } sealedProfile ? keyring.Reveal(sealedProfile) : null;
        var profile = text is null ? null : JsonSerializer.Deserialize(text, EventJson.Default.NomineeProfile);
        foreach (var correction in nominee.Corrections)
        {
            profile = keyring.Reveal(correction.New) is { } wording ? profile?.With(correction.Field, wording) : profile;
        }

        return new(nominee, NomineeView.CodeOf(nominee.Entry.Id), profile, nominee.Entry.Profile is not null && text is null);
    }

    private static (List<long> Rows, string? Next) Choose(ViewReader view, DossierFilter filter, string? after, int limit)
    {
        var status = filter.Status is { } s ? (int)s : (int?)null;
        var form = filter.Form is { } f ? view.Words.Find(f.Value) : (int?)null;
        var plan = filter.Plan is { } p ? view.Words.Find(p.Value) : (int?)null;
        var (index, value) = (status, plan, form) switch
        {
            ({ } v, _, _) => ("AND status = ?4", v),
            (_, { } v, _) => ("AND plan = ?4", v),
            (_, _, { } v) => ("AND form = ?4", v),
            _ => ("", 0),
        };
        return Keyset.Descending(
            filter.Units,
            (unit, below, look) =>
                view.Sql(
                        $"SELECT row, status, form, plan FROM dossier_unit~ WHERE unit = ?1 AND row < ?2 {index} ORDER BY row DESC LIMIT ?3"
                    )
                    .With(view.Words.Find(unit.Value), below, look, value),
            row => (status is null || row.Int(1) == status) && (form is null || row.Int(2) == form) && (plan is null || row.Int(3) == plan),
            after,
            limit
        );
    }

    private static DossierRow RowOf(Statement read, Words words) =>
        new(
            new(read.Id(0)),
            new(read.Id(1)),
            new(words.Text(read.Int(2))),
            new(words.Text(read.Int(3))),
            new(words.Text(read.Int(4))),
            new(words.Text(read.Int(5))),
            (Secrecy)read.Int(6),
            (DossierStatus)read.Int(7),
            read.TextOrNull(8) is { } number ? new DocumentNumber(number) : null,
            read.DayOrNull(9),
            read.DayOrNull(10),
            read.Text(11) is { Length: > 0 } steps ? steps.Split('\n') : [],
            read.DayOrNull(12),
            read.Bool(13),
            read.Bool(14),
            read.Int(15),
            read.Int(16),
            read.Int(17),
            read.Int(18),
            read.Int(19),
            read.Instant(20),
            read.Instant(21),
            new(read.Long(22)),
            new(read.Long(23))
        );
}
