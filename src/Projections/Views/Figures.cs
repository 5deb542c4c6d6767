using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Projections.Views;

/// <summary>Figures of one target, added up.</summary>
/// <param name="InPeriod">Trong kỳ.</param>
/// <param name="Judged">What is held against the bound: lũy kế where a unit stated it.</param>
/// <param name="Cumulative">How many units stated lũy kế.</param>
/// <param name="Tally">How the units that stated it stand, each by itself.</param>
public readonly record struct FigureSum(FigureTotal InPeriod, FigureTotal Judged, int Cumulative, FigureTally Tally)
{
    /// <summary>Of what one unit stated. How many others reached it goes into the tally alone: it is no sum of what they did.</summary>
    public static FigureSum Of(FigureEntry entry, FigureTarget target)
    {
        var judged = entry.Judged(target);
        var (number, total) = target.CountsOthers
            ? (new FigureTotal(0, 0, 1, 0, 0), new FigureTotal(0, 0, 1, 0, 0))
            : (FigureTotal.Of(entry.InPeriod), FigureTotal.Of(judged));
        return new(number, total, entry.Cumulative is null ? 0 : 1, target.TallyOf(judged));
    }

    /// <summary>How the target stands: by the sum, or where each unit has to reach it, by all of them.</summary>
    public FigureVerdict Of(FigureTarget target) =>
        target.PerUnit && target.Measure is not PlanMeasure.Qualitative ? Tally.Verdict : Judged.Of(target.Measure);

    /// <summary>Both together.</summary>
    public static FigureSum operator +(FigureSum a, FigureSum b) =>
        new(a.InPeriod + b.InPeriod, a.Judged + b.Judged, a.Cumulative + b.Cumulative, a.Tally + b.Tally);

    /// <summary>What takes it away again.</summary>
    public static FigureSum operator -(FigureSum a) => new(-a.InPeriod, -a.Judged, -a.Cumulative, -a.Tally);
}

/// <summary>What stands for one target of one unit.</summary>
/// <param name="Target">The target.</param>
/// <param name="Own">What the unit stated; null: nothing.</param>
/// <param name="Below">What the units below it stated, added up.</param>
/// <param name="Standing">What counts for the unit: its own where it stated any, which then includes those below it; else theirs.</param>
public sealed record FigureStanding(TargetCode Target, FigureSum? Own, FigureSum Below, FigureSum Standing);

/// <summary>What stands for one unit in a plan and period.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Sheets">How many units of it and below it have stated figures.</param>
/// <param name="HasOwn">It has stated its own.</param>
/// <param name="Targets">By target; one that nobody stated is not there.</param>
public sealed record UnitFigures(UnitId Unit, int Sheets, bool HasOwn, IReadOnlyDictionary<TargetCode, FigureStanding> Targets);

/// <summary>
/// Figures by plan, period, unit and target, added up along the units above as they were when a unit first stated figures for the
/// period. What a unit states includes what is below it, so a sum is over the topmost units that stated anything and counts nothing
/// twice; of a target that each unit has to reach by itself, everybody counts, unless a unit states how many of those below it did. An event touches one row for each unit above, and
/// whoever reads a unit reads as many rows as the plan has targets, however many units there are.
/// </summary>
public sealed class PlanFigures : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "figures";

    // The sheets themselves are counted as one more target, whose code no target can have.
    internal const string Sheets = "*";

    private const int Deepest = 16;

    private static readonly string[] Parts =
    [
        "number",
        "base",
        "units",
        "missing",
        "yes",
        "j_number",
        "j_base",
        "j_units",
        "j_missing",
        "j_yes",
        "cumulative",
        "reached",
        "not_reached",
        "nothing",
        "insufficient",
        "judged",
    ];

    internal static readonly string Columns = string.Join(
        ", ",
        new[] { "own", "below" }.SelectMany(side => Parts.Select(part => $"{side}_{part}"))
    );

    private static readonly string Find =
        $"SELECT stated, adds, {Columns} FROM figure~ WHERE plan = ?1 AND period = ?2 AND unit = ?3 AND target = ?4";

    private static readonly string Put =
        $"INSERT OR REPLACE INTO figure~ (plan, period, unit, target, stated, adds, {Columns}) VALUES ("
        + string.Join(", ", Enumerable.Range(1, 6 + (2 * Parts.Length)).Select(n => $"?{n}"))
        + ")";

    private const string Rise = "INSERT OR IGNORE INTO figure_parent~ (plan, period, unit, parent) VALUES (?1, ?2, ?3, ?4)";
    private const string Parent = "SELECT parent FROM figure_parent~ WHERE plan = ?1 AND period = ?2 AND unit = ?3";
    private const string Stated = "SELECT target FROM figure~ WHERE plan = ?1 AND period = ?2 AND unit = ?3 AND stated = 1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string Schema { get; } =
        $"""
            CREATE TABLE IF NOT EXISTS figure~ (
                plan INTEGER NOT NULL, period INTEGER NOT NULL, unit INTEGER NOT NULL, target INTEGER NOT NULL, stated INTEGER NOT NULL,
                adds INTEGER NOT NULL, {string.Join(" INTEGER NOT NULL, ", Columns.Split(", "))} INTEGER NOT NULL,
                PRIMARY KEY (plan, period, unit, target)) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS figure_parent~ (
                plan INTEGER NOT NULL, period INTEGER NOT NULL, unit INTEGER NOT NULL, parent INTEGER, PRIMARY KEY (plan, period, unit))
                WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes => [];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "figures";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch ((FiguresEvent)e.Body)
            {
                case FiguresEvent.Stated stated:
                    Apply(stated, writer);
                    break;
            }
        }
    }

    private static void Apply(FiguresEvent.Stated e, ViewWriter writer)
    {
        var (plan, period) = (writer.Word(e.Ask.Plan.Value), writer.Word(e.Ask.Period.Key.Value));
        int[] way = [.. e.Ask.Above.Prepend(e.Ask.Unit).Select(unit => writer.Word(unit.Value))];
        for (var i = 0; i < way.Length; i++)
        {
            writer.Sql(Rise).Run(plan, period, way[i], i + 1 < way.Length ? way[i + 1] : SqlValue.Null);
        }

        var before = new List<int>();
        var read = writer.Sql(Stated).With(plan, period, way[0]);
        while (read.Step())
        {
            before.Add(read.Int(0));
        }

        var now = e
            .Entries.Select(entry => (Target: e.Ask.Target(entry.Target), Entry: entry))
            .Where(pair => pair.Target is not null)
            .ToDictionary(
                pair => writer.Word(pair.Entry.Target.Value),
                pair => (Sum: FigureSum.Of(pair.Entry, pair.Target!), Adds: pair.Target is { PerUnit: true, CountsOthers: false })
            );
        now[writer.Word(Sheets)] = (new(new(0, 0, 1, 0, 0), default, 0, default), true);
        foreach (var target in before.Union(now.Keys))
        {
            var stands = now.TryGetValue(target, out var own);
            Change(plan, period, way[0], target, row => row with { Stated = stands, Adds = own.Adds, Own = own.Sum }, writer);
        }
    }

    // One row, and by how much it changed, every row above it.
    private static void Change(int plan, int period, int unit, int target, Func<Row, Row> change, ViewWriter writer)
    {
        for (var depth = 0; depth < Deepest; depth++)
        {
            var find = writer.Sql(Find);
            var row = find.One(plan, period, unit, target) ? Row.Of(find, 0) : default;
            find.Reset();
            var next = change(row);
            writer.Sql(Put).Run([plan, period, unit, target, next.Stated, next.Adds, .. Values(next.Own), .. Values(next.Below)]);
            var delta = next.Standing + -row.Standing;
            var parent = writer.Sql(Parent);
            var above = parent.One(plan, period, unit) ? parent.IntOrNull(0) : null;
            parent.Reset();
            if (above is not { } up || delta == default)
            {
                return;
            }

            (unit, change) = (up, it => it with { Below = it.Below + delta });
        }
    }

    private static SqlValue[] Values(FigureSum sum)
    {
        var (a, b, t) = (sum.InPeriod, sum.Judged, sum.Tally);
        return
        [
            a.Number,
            a.Base,
            a.Units,
            a.Missing,
            a.Yes,
            b.Number,
            b.Base,
            b.Units,
            b.Missing,
            b.Yes,
            sum.Cumulative,
            t.Reached,
            t.NotReached,
            t.Nothing,
            t.Insufficient,
            t.Judged,
        ];
    }

    internal readonly record struct Row(bool Stated, bool Adds, FigureSum Own, FigureSum Below)
    {
        internal FigureSum Standing =>
            !Stated ? Below
            : Adds ? Own + Below
            : Own;

        internal static Row Of(Statement read, int from) =>
            new(read.Bool(from), read.Bool(from + 1), Sum(read, from + 2), Sum(read, from + 2 + Parts.Length));

        private static FigureSum Sum(Statement read, int at) =>
            new(
                new(read.Long(at), read.Long(at + 1), read.Int(at + 2), read.Int(at + 3), read.Int(at + 4)),
                new(read.Long(at + 5), read.Long(at + 6), read.Int(at + 7), read.Int(at + 8), read.Int(at + 9)),
                read.Int(at + 10),
                new(read.Long(at + 11), read.Long(at + 12), read.Long(at + 13), read.Long(at + 14), read.Long(at + 15))
            );
    }
}

/// <summary>Reads figures.</summary>
public sealed class FigureQueries(ViewDatabase database)
{
    /// <summary>What stands for units in a plan and period, in the order asked.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="period">The period.</param>
    /// <param name="units">Which units; what each costs is what the plan has targets.</param>
    public IReadOnlyList<UnitFigures> Of(PlanId plan, PeriodKey period, IReadOnlyList<UnitId> units)
    {
        using var view = database.Read(PlanFigures.ViewName);
        var read = view.Sql(
            $"SELECT target, stated, adds, {PlanFigures.Columns} FROM figure~ WHERE plan = ?1 AND period = ?2 AND unit = ?3"
        );
        var found = new List<UnitFigures>(units.Count);
        foreach (var unit in units)
        {
            var (sheets, hasOwn) = (0, false);
            var targets = new Dictionary<TargetCode, FigureStanding>();
            read.With(view.Words.Find(plan.Value), view.Words.Find(period.Value), view.Words.Find(unit.Value));
            while (read.Step())
            {
                var row = PlanFigures.Row.Of(read, 1);
                if (view.Words.Text(read.Int(0)) is not PlanFigures.Sheets and var code)
                {
                    targets[new(code)] = new(new(code), row.Stated ? row.Own : null, row.Below, row.Standing);
                }
                else
                {
                    (sheets, hasOwn) = (row.Standing.InPeriod.Units, row.Stated);
                }
            }

            found.Add(new(unit, sheets, hasOwn, targets));
        }

        return found;
    }
}
