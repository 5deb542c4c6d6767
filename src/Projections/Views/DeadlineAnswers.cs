using System.Globalization;
using PhongTrao.Projections;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Projections.Views;

/// <summary>What was handed in for a deadline.</summary>
/// <param name="Standing">How it stands with its recipients.</param>
/// <param name="Round">Handings in so far, replacements counted; 0: none.</param>
/// <param name="On">The day that decides; null: nothing stands.</param>
/// <param name="LateDays">Days after the last valid day; 0: on that day after its hour; null: not late.</param>
/// <param name="Recipients">How many accept it; 0: what is recorded is done.</param>
public sealed record DeadlineAnswer(DutyStanding Standing, int Round, DateOnly? On, int? LateDays, int Recipients);

/// <summary>One filing that waits for a recipient.</summary>
/// <param name="Id">The deadline.</param>
/// <param name="Recipient">Who accepts it or returns it.</param>
/// <param name="On">The day that decides.</param>
public sealed record WaitingReport(DutyKey Id, UnitId Recipient, DateOnly On);

/// <summary>
/// Answers to deadlines: a table of their own by key, beside the rows that follow from plans. The index of deadlines has an
/// answered one in a class of its own, so that what waits and what is done are counted as cheaply as what is late.
/// </summary>
internal static class DeadlineAnswers
{
    internal const string Schema = """

        CREATE TABLE IF NOT EXISTS deadline_answer~ (
            id BLOB PRIMARY KEY, standing INTEGER NOT NULL, round INTEGER NOT NULL, on_day INTEGER, late INTEGER,
            recipients INTEGER NOT NULL, holder INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS deadline_recipient~ (
            id BLOB NOT NULL, unit INTEGER NOT NULL, standing INTEGER NOT NULL, on_day INTEGER NOT NULL, PRIMARY KEY (id, unit)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS deadline_waiting~ ON deadline_recipient~ (unit, standing, on_day, id);
        """;

    private const string Find = "SELECT standing, round, on_day, late, recipients FROM deadline_answer~ WHERE id = ?1";
    private const string Put = """
        INSERT OR REPLACE INTO deadline_answer~ (id, standing, round, on_day, late, recipients, holder) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
        """;
    private const string Accepted = "SELECT unit FROM deadline_recipient~ WHERE id = ?1 AND standing = ?2";
    private const string Forget = "DELETE FROM deadline_recipient~ WHERE id = ?1";
    private const string Await = "INSERT INTO deadline_recipient~ (id, unit, standing, on_day) VALUES (?1, ?2, ?3, ?4)";
    private const string Stand = "UPDATE deadline_recipient~ SET standing = ?3 WHERE id = ?1 AND unit = ?2";
    private const string WaitAgain = "UPDATE deadline_recipient~ SET standing = ?2, on_day = ?3 WHERE id = ?1";
    private const string Standings = "SELECT count(*), sum(standing = ?2), sum(standing = ?3) FROM deadline_recipient~ WHERE id = ?1";
    private const string Row = "SELECT class, due, plan, occurrence, starts, hour, seen_by FROM deadline~ WHERE id = ?1";

    private const string WaitingFor = """
        SELECT on_day, id FROM deadline_recipient~ WHERE unit = ?1 AND standing = ?2 AND (on_day, id) > (?3, ?4) ORDER BY on_day, id LIMIT ?5
        """;

    internal static Page<WaitingReport> Waiting(ViewReader view, IReadOnlyList<UnitId> units, string? after, int limit)
    {
        var (day, last) =
            after?.Split('~') is [var on, var text]
            && int.TryParse(on, NumberStyles.None, CultureInfo.InvariantCulture, out var d)
            && Guid.TryParseExact(text, "N", out var g)
                ? (d, g)
                : (-1, Guid.Empty);
        var found = new SortedDictionary<(int Day, Guid Id), WaitingReport>();
        foreach (var unit in units.Distinct())
        {
            var read = view.Sql(WaitingFor).With(view.Words.Find(unit.Value), (int)RecipientStanding.Waiting, day, last, limit + 1);
            while (read.Step())
            {
                found.TryAdd((read.Int(0), read.Id(1)), new(new(read.Id(1)), unit, read.Day(0)));
            }
        }

        var page = found.Take(limit).ToList();
        return new(
            [.. page.Select(pair => pair.Value)],
            found.Count > limit ? string.Create(CultureInfo.InvariantCulture, $"{page[^1].Key.Day}~{page[^1].Key.Id:N}") : null
        );
    }

    internal static int CountWaiting(ViewReader view, IReadOnlyList<UnitId> units, int most)
    {
        var found = new HashSet<Guid>();
        foreach (var unit in units.Distinct())
        {
            var read = view.Sql(WaitingFor).With(view.Words.Find(unit.Value), (int)RecipientStanding.Waiting, -1, Guid.Empty, most);
            while (read.Step())
            {
                found.Add(read.Id(1));
            }
        }

        return Math.Min(found.Count, most);
    }

    /// <summary>Where the index has a deadline of a class, answered as it is.</summary>
    internal static DeadlineClass ClassOf(DeadlineClass asked, DutyStanding? standing) =>
        standing switch
        {
            DutyStanding.Filed => DeadlineClass.Filed,
            DutyStanding.Done => DeadlineClass.Done,
            _ => asked,
        };

    /// <summary>How a deadline is answered; null: nothing was ever handed in.</summary>
    internal static DutyStanding? StandingOf(Guid id, ViewWriter writer)
    {
        var read = writer.Sql(Find);
        var standing = read.One(id) ? (DutyStanding)read.Int(0) : (DutyStanding?)null;
        read.Reset();
        return standing;
    }

    /// <summary>Takes in what happened to one occurrence.</summary>
    internal static void Apply(Guid id, DutyEvent @event, ViewWriter writer)
    {
        var before = StandingOf(id, writer);
        switch (@event)
        {
            case DutyEvent.Filed e:
                var accepted = new HashSet<int>();
                var read = writer.Sql(Accepted).With(id, (int)RecipientStanding.Accepted);
                while (read.Step())
                {
                    accepted.Add(read.Int(0));
                }

                writer.Sql(Forget).Run(id);
                foreach (var unit in e.Ask.To.Select(to => writer.Word(to.Unit.Value)).Distinct())
                {
                    var standing = accepted.Contains(unit) ? RecipientStanding.Accepted : RecipientStanding.Waiting;
                    writer.Sql(Await).Run(id, unit, (int)standing, e.On.DayNumber);
                }

                Keep(id, e.Round, e.On, e.LateDays, writer.Word(e.Ask.Unit.Value), writer);
                break;
            case DutyEvent.Accepted e:
                writer.Sql(Stand).Run(id, writer.Word(e.Recipient.Value), (int)RecipientStanding.Accepted);
                Again(id, writer);
                break;
            case DutyEvent.Returned e:
                writer.Sql(Stand).Run(id, writer.Word(e.Recipient.Value), (int)RecipientStanding.Returned);
                Again(id, writer);
                break;
            case DutyEvent.Replaced e:
                writer.Sql(WaitAgain).Run(id, (int)RecipientStanding.Waiting, e.On.DayNumber);
                Keep(id, e.Round, e.On, e.LateDays, null, writer);
                break;
            case DutyEvent.Withdrawn e:
                writer.Sql(Forget).Run(id);
                writer
                    .Sql("UPDATE deadline_answer~ SET standing = ?2, on_day = NULL, late = NULL, recipients = 0 WHERE id = ?1")
                    .Run(id, (int)DutyStanding.Open);
                break;
            case DutyEvent.HandedOver e:
                var holder = writer.Word(e.To.Value);
                if (before is null)
                {
                    writer.Sql(Put).Run(id, (int)DutyStanding.Open, 0, SqlValue.Null, SqlValue.Null, 0, holder);
                }
                else
                {
                    writer.Sql("UPDATE deadline_answer~ SET holder = ?2 WHERE id = ?1").Run(id, holder);
                }

                break;
        }

        Move(id, before, StandingOf(id, writer), writer);
    }

    // What was kept of it, with its standing by what its recipients did.
    private static void Again(Guid id, ViewWriter writer)
    {
        var read = writer.Sql("SELECT round, on_day, late FROM deadline_answer~ WHERE id = ?1");
        if (read.One(id))
        {
            var (round, on, late) = (read.Int(0), read.DayOrNull(1), read.IntOrNull(2));
            read.Reset();
            Keep(id, round, on, late, null, writer);
        }
    }

    private static void Keep(Guid id, int round, DateOnly? on, int? late, int? holder, ViewWriter writer)
    {
        var read = writer.Sql(Standings);
        read.One(id, (int)RecipientStanding.Accepted, (int)RecipientStanding.Returned);
        var (all, accepted, returned) = (read.Int(0), read.Int(1), read.Int(2));
        read.Reset();
        var standing =
            returned > 0 ? DutyStanding.Returned
            : accepted == all ? DutyStanding.Done
            : DutyStanding.Filed;
        if (holder is null)
        {
            var kept = writer.Sql("SELECT holder FROM deadline_answer~ WHERE id = ?1");
            holder = kept.One(id) ? kept.Int(0) : 0;
            kept.Reset();
        }

        writer.Sql(Put).Run(id, (int)standing, round, on?.DayNumber, late, all, holder.Value);
    }

    /// <summary>The one place where an occurrence becomes open or done.</summary>
    private static void Move(Guid id, DutyStanding? before, DutyStanding? after, ViewWriter writer)
    {
        var row = writer.Sql(Row);
        if (!row.One(id))
        {
            return; // its plan asks for it no more
        }

        var asked = (DeadlineClass)row.Int(0);
        var (due, plan, occurrence, starts, hour) = (row.Int(1), row.Int(2), row.Id(3), row.Int(4), row.IntOrNull(5));
        var units = Deadlines.UnitsOf(row.Text(6));
        row.Reset();
        var (from, to) = (ClassOf(asked, before), ClassOf(asked, after));
        if (from != to)
        {
            foreach (var unit in units)
            {
                writer.Sql(Deadlines.Hide).Run(unit, (int)from, due, plan, occurrence, id);
                writer.Sql(Deadlines.Show).Run(unit, (int)to, due, plan, occurrence, id, starts, hour);
            }
        }
    }
}
