using System.Text.Json;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Views;

/// <summary>How many of one form, type of award and kind of subject.</summary>
/// <param name="Total">How many in all.</param>
/// <param name="Women">Of these, women.</param>
/// <param name="DirectWorkers">Of these, người lao động trực tiếp.</param>
/// <param name="Leaders">Of these, who held chức vụ lãnh đạo, quản lý.</param>
public readonly record struct AwardTally(int Total, int Women, int DirectWorkers, int Leaders)
{
    /// <summary>One without the other.</summary>
    public static AwardTally operator -(AwardTally one, AwardTally other) =>
        new(one.Total - other.Total, one.Women - other.Women, one.DirectWorkers - other.DirectWorkers, one.Leaders - other.Leaders);

    /// <summary>Both together.</summary>
    public static AwardTally operator +(AwardTally one, AwardTally other) =>
        new(one.Total + other.Total, one.Women + other.Women, one.DirectWorkers + other.DirectWorkers, one.Leaders + other.Leaders);
}

/// <summary>How many were proposed and how many awarded, of one form, type of award and kind of subject.</summary>
/// <param name="Proposed">By the day on which the unit submitted.</param>
/// <param name="Awarded">By the day of the decision, whenever they had been proposed.</param>
public sealed record AwardCount(FormCode Form, AwardType Type, SubjectKind Kind, AwardTally Proposed, AwardTally Awarded);

/// <summary>
/// Số liệu tổng kết: what was proposed and what was awarded, counted by the unit that proposed it and every unit over it, by the day of submission or of
/// the decision, form, type of award and kind of subject. What is taken back, withdrawn or cancelled counts no more; who goes on under another form
/// counts there; what another decision awards in the place of one counts on that one's day.
/// </summary>
public sealed class AwardCounts(IUnitTree units, IKeyring keyring) : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "award-counts";

    internal const int Proposed = 0;
    internal const int Awarded = 1;
    private const int Woman = 1;
    private const int DirectWorker = 2;
    private const int Leader = 4;

    private const string AddDossier = "INSERT OR REPLACE INTO count_dossier~ (id, unit, form, type) VALUES (?1, ?2, ?3, ?4)";
    private const string FindDossier = "SELECT unit, form, type FROM count_dossier~ WHERE id = ?1";
    private const string AddNominee = """
        INSERT INTO count_nominee~ (dossier, nominee, kind, marks, sent, day) VALUES (?1, ?2, ?3, ?4, NULL, NULL)
        ON CONFLICT (dossier, nominee) DO UPDATE SET kind = ?3, marks = ?4
        """;
    private const string DropNominee = "DELETE FROM count_nominee~ WHERE dossier = ?1 AND nominee = ?2";
    private const string FindNominee = "SELECT kind, marks, sent, day FROM count_nominee~ WHERE dossier = ?1 AND nominee = ?2";
    private const string NomineesOf = "SELECT nominee FROM count_nominee~ WHERE dossier = ?1";
    private const string SetSent = "UPDATE count_nominee~ SET sent = ?3 WHERE dossier = ?1 AND nominee = ?2";
    private const string SetDay = "UPDATE count_nominee~ SET day = ?3 WHERE dossier = ?1 AND nominee = ?2";
    private const string Count = """
        INSERT INTO award_counted~ (unit, what, day, form, type, kind, total, women, workers, leaders) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
        ON CONFLICT (unit, what, day, form, type, kind) DO UPDATE SET
            total = total + ?7, women = women + ?8, workers = workers + ?9, leaders = leaders + ?10
        """;

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS count_dossier~ (id BLOB PRIMARY KEY, unit INTEGER NOT NULL, form INTEGER NOT NULL, type INTEGER NOT NULL)
                WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS count_nominee~ (
                dossier BLOB NOT NULL, nominee BLOB NOT NULL, kind INTEGER NOT NULL, marks INTEGER NOT NULL, sent INTEGER, day INTEGER,
                PRIMARY KEY (dossier, nominee)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS award_counted~ (
                unit INTEGER NOT NULL, what INTEGER NOT NULL, day INTEGER NOT NULL, form INTEGER NOT NULL, type INTEGER NOT NULL, kind INTEGER NOT NULL,
                total INTEGER NOT NULL, women INTEGER NOT NULL, workers INTEGER NOT NULL, leaders INTEGER NOT NULL,
                PRIMARY KEY (unit, what, day, form, type, kind)) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } = [];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "dossier";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch (e.Body)
            {
                case DossierEvent.Opened { Recognition: null } opened:
                    writer
                        .Sql(AddDossier)
                        .Run(e.StreamId, writer.Word(opened.Unit.Value), writer.Word(opened.Form.Value), writer.Word(opened.Type.Value));
                    break;
                case DossierEvent.OpenedBySplit { Recognition: null } split:
                    writer
                        .Sql(AddDossier)
                        .Run(e.StreamId, writer.Word(split.Unit.Value), writer.Word(split.Form.Value), writer.Word(split.Type.Value));
                    foreach (var nominee in split.Nominees)
                    {
                        Enter(e.StreamId, nominee, writer);
                    }

                    Move(e.StreamId, split.Nominees.Select(nominee => nominee.Id), Proposed, split.Terms.On, writer);
                    break;
                case DossierEvent.Submitted submitted:
                    Move(e.StreamId, Nominees(e.StreamId, writer), Proposed, submitted.Terms.On, writer);
                    break;
                case DossierEvent.TakenBack or DossierEvent.Withdrawn:
                    Move(e.StreamId, Nominees(e.StreamId, writer), Proposed, null, writer);
                    break;
                case DossierEvent.NomineesSplitOff off:
                    Move(e.StreamId, off.Nominees, Proposed, null, writer);
                    break;
                case DossierEvent.NomineeAdded added:
                    Enter(e.StreamId, added.Nominee, writer);
                    break;
                case DossierEvent.NomineeChanged changed:
                    Enter(e.StreamId, changed.Nominee, writer);
                    break;
                case DossierEvent.NomineeRemoved removed:
                    writer.Sql(DropNominee).Run(e.StreamId, removed.Nominee.Value);
                    break;
                case DossierEvent.OutcomeEntered outcome:
                    Move(e.StreamId, outcome.Awarded, Awarded, outcome.Decision.Date, writer);
                    break;
                case DossierEvent.OutcomeCancelled cancelled:
                    Move(e.StreamId, cancelled.Nominees, Awarded, null, writer);
                    break;
                case DossierEvent.OutcomeReplaced replaced:
                    Move(e.StreamId, replaced.Nominees, Awarded, replaced.Decision.Date, writer);
                    break;
                default:
                    break; // awards nobody
            }
        }
    }

    private void Enter(Guid dossier, NomineeEntry nominee, ViewWriter writer)
    {
        var profile =
            nominee.Profile is { } written && keyring.Reveal(written) is { } text
                ? JsonSerializer.Deserialize(text, EventJson.Default.NomineeProfile)
                : null;
        var marks = NomineeMarks
            .Of(nominee.Kind, profile)
            .Sum(mark =>
                mark switch
                {
                    NomineeMark.Woman => Woman,
                    NomineeMark.DirectWorker => DirectWorker,
                    NomineeMark.Leader => Leader,
                    _ => 0,
                }
            );
        writer.Sql(AddNominee).Run(dossier, nominee.Id.Value, (int)nominee.Kind, marks);
    }

    private static List<NomineeId> Nominees(Guid dossier, ViewWriter writer)
    {
        var read = writer.Sql(NomineesOf).With(dossier);
        var found = new List<NomineeId>();
        while (read.Step())
        {
            found.Add(new(read.Id(0)));
        }

        read.Reset();
        return found;
    }

    // Proposed or awarded on a day, or on none any more.
    private void Move(Guid dossier, IEnumerable<NomineeId> nominees, int what, DateOnly? on, ViewWriter writer)
    {
        var find = writer.Sql(FindDossier);
        if (!find.One(dossier))
        {
            find.Reset();
            return; // a title, which is counted elsewhere
        }

        var (unit, form, type) = (new UnitId(writer.Text(find.Int(0))), find.Int(1), find.Int(2));
        find.Reset();
        foreach (var nominee in nominees)
        {
            var known = writer.Sql(FindNominee);
            if (!known.One(dossier, nominee.Value))
            {
                known.Reset();
                continue;
            }

            var (kind, marks, day) = (known.Int(0), known.Int(1), known.DayOrNull(what == Proposed ? 2 : 3));
            known.Reset();
            if (day == on)
            {
                continue;
            }

            if (day is { } before)
            {
                Add(unit, before, -1);
            }

            if (on is { } now)
            {
                Add(unit, now, 1);
            }

            writer.Sql(what == Proposed ? SetSent : SetDay).Run(dossier, nominee.Value, on);

            void Add(UnitId whose, DateOnly when, int sign)
            {
                foreach (var above in units.SelfAndAbove(whose, when))
                {
                    writer
                        .Sql(Count)
                        .Run(
                            writer.Word(above.Value),
                            what,
                            when,
                            form,
                            type,
                            kind,
                            sign,
                            (marks & Woman) != 0 ? sign : 0,
                            (marks & DirectWorker) != 0 ? sign : 0,
                            (marks & Leader) != 0 ? sign : 0
                        );
                }
            }
        }
    }
}

/// <summary>Reads how many were proposed and awarded.</summary>
public sealed class AwardCountQueries(ViewDatabase database)
{
    private const string Read = """
        SELECT form, type, kind, sum(total), sum(women), sum(workers), sum(leaders) FROM award_counted~
        WHERE unit = ?1 AND what = ?2 AND day BETWEEN ?3 AND ?4 GROUP BY form, type, kind HAVING sum(total) > 0
        """;

    /// <summary>What a unit and those under it proposed in a period, and what was awarded to them in it.</summary>
    /// <param name="units">The unit, and those that ended into it.</param>
    /// <param name="from">First day.</param>
    /// <param name="to">Last day, included.</param>
    public IReadOnlyList<AwardCount> Of(IEnumerable<UnitId> units, DateOnly from, DateOnly to)
    {
        using var view = database.Read(AwardCounts.ViewName);
        var found = new Dictionary<(FormCode Form, AwardType Type, SubjectKind Kind), (AwardTally Proposed, AwardTally Awarded)>();
        foreach (var unit in units.Distinct())
        {
            foreach (var what in new[] { AwardCounts.Proposed, AwardCounts.Awarded })
            {
                var read = view.Sql(Read).With(view.Words.Find(unit.Value), what, from, to);
                while (read.Step())
                {
                    var key = (
                        new FormCode(view.Words.Text(read.Int(0))),
                        new AwardType(view.Words.Text(read.Int(1))),
                        (SubjectKind)read.Int(2)
                    );
                    var tally = new AwardTally(read.Int(3), read.Int(4), read.Int(5), read.Int(6));
                    var (proposed, awarded) = found.GetValueOrDefault(key);
                    found[key] = what == AwardCounts.Proposed ? (proposed + tally, awarded) : (proposed, awarded + tally);
                }

                read.Reset();
            }
        }

        return
        [
            .. found
                .Select(pair => new AwardCount(pair.Key.Form, pair.Key.Type, pair.Key.Kind, pair.Value.Proposed, pair.Value.Awarded))
                .OrderBy(count => count.Form.Value, StringComparer.Ordinal)
                .ThenBy(count => count.Type.Value, StringComparer.Ordinal)
                .ThenBy(count => count.Kind),
        ];
    }
}
