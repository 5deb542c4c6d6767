using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Projections.Views;

/// <summary>
/// Rows by which a clock finds what people are to be reminded of: of each item only the next reminder, indexed by its time. What is
/// not due costs nothing. A reminder told back as recorded moves its item on to the next one; so does a due day that moves.
/// </summary>
/// <param name="prefix">Of the tables' names.</param>
internal sealed class Timers(string prefix)
{
    private readonly string _put =
        $"INSERT INTO {prefix}_timer~ (id, due, armed, sort, at) VALUES (?1, ?2, ?3, ?4, ?5) "
        + "ON CONFLICT (id) DO UPDATE SET due = ?2, armed = ?3, sort = ?4, at = ?5";
    private readonly string _drop = $"DELETE FROM {prefix}_timer~ WHERE id = ?1";
    private readonly string _forget = $"DELETE FROM {prefix}_told~ WHERE id = ?1";
    private readonly string _find = $"SELECT due, armed FROM {prefix}_timer~ WHERE id = ?1";
    private readonly string _tell =
        $"INSERT INTO {prefix}_told~ (id, due, offset) VALUES (?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET due = ?2, offset = ?3";
    private readonly string _told = $"SELECT due, offset FROM {prefix}_told~ WHERE id = ?1";
    private readonly string _due =
        $"SELECT id, at FROM {prefix}_timer~ WHERE sort = ?1 AND at <= ?2 AND (at, id) > (?3, ?4) ORDER BY at, id LIMIT ?5";
    private readonly string _there = $"SELECT 1 FROM sqlite_master WHERE name = '{prefix}_timer~'";

    /// <summary>The tables and the index that looking for what is due needs.</summary>
    internal string Schema { get; } =
        $"""
            CREATE TABLE IF NOT EXISTS {prefix}_timer~ (
                id BLOB PRIMARY KEY, due INTEGER NOT NULL, armed INTEGER NOT NULL, sort INTEGER NOT NULL, at INTEGER) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS {prefix}_timer_at~ ON {prefix}_timer~ (sort, at, id) WHERE at IS NOT NULL;
            CREATE TABLE IF NOT EXISTS {prefix}_told~ (
                id BLOB PRIMARY KEY, due INTEGER NOT NULL, offset INTEGER NOT NULL) WITHOUT ROWID;
            """;

    /// <summary>Sets an item's timer to its next reminder.</summary>
    /// <param name="id">The item.</param>
    /// <param name="terms">From what its reminders are counted; null: it needs none as it stands.</param>
    /// <param name="calendar">The working calendar.</param>
    /// <param name="time">Time of day at which people are reminded.</param>
    /// <param name="writer">Of the view.</param>
    internal void Set(Guid id, ReminderTerms? terms, WorkingCalendar calendar, TimeOnly time, ViewWriter writer)
    {
        if (terms is null)
        {
            writer.Sql(_drop).Run(id);
            return;
        }

        var told = ToldOf(writer.Sql(_told), id);
        PlannedReminder? next = null;
        foreach (var planned in ReminderSchedule.Of(terms, calendar, time))
        {
            if (!IsTold(planned.Slot, told))
            {
                next = planned;
                break;
            }
        }

        // A reminder is kept by its day: the time of day is the service's, and may be set anew.
        writer
            .Sql(_put)
            .Run(
                id,
                terms.Due,
                terms.ArmedAt,
                next is { Slot.IsOverdue: true } ? 1 : 0,
                next is not { } one ? SqlValue.Null
                    : one.Slot.IsOverdue ? one.At
                    : one.At - MinuteOfDay(time)
            );
    }

    /// <summary>The due day for which an item's timer was set, and since when that holds; null: it has none.</summary>
    internal (DateOnly Due, long ArmedAt)? Find(Guid id, ViewWriter writer) => Found(writer.Sql(_find), id);

    /// <inheritdoc cref="Find(Guid, ViewWriter)"/>
    internal (DateOnly Due, long ArmedAt)? Find(Guid id, ViewReader view) => Found(view.Sql(_find), id);

    private static (DateOnly Due, long ArmedAt)? Found(Statement read, Guid id)
    {
        var found = read.One(id) ? (read.Day(0), read.Long(1)) : ((DateOnly, long)?)null;
        read.Reset();
        return found;
    }

    /// <summary>A reminder of an item was recorded: none before it is due any more.</summary>
    internal void Tell(Guid id, ReminderSlot slot, ViewWriter writer)
    {
        if (!IsTold(slot, ToldOf(writer.Sql(_told), id)))
        {
            writer.Sql(_tell).Run(id, slot.Due, slot.Offset);
        }
    }

    /// <summary>The item is no more and will never be again.</summary>
    internal void Forget(Guid id, ViewWriter writer)
    {
        writer.Sql(_drop).Run(id);
        writer.Sql(_forget).Run(id);
    }

    /// <summary>Whether the generation that is read has timers yet.</summary>
    internal bool IsThere(ViewReader view)
    {
        var read = view.Sql(_there);
        var isThere = read.One();
        read.Reset();
        return isThere;
    }

    /// <summary>Items with a reminder due at an instant, the longest due first.</summary>
    /// <param name="view">To read.</param>
    /// <param name="overdue">Those of which the day is over, or those reminded at the time of day.</param>
    /// <param name="now">The minute in Hà Nội.</param>
    /// <param name="time">Time of day at which people are reminded.</param>
    /// <param name="after">The last one of the page before; default: from the start.</param>
    /// <param name="limit">At most so many.</param>
    internal IReadOnlyList<DueTimer> Due(ViewReader view, bool overdue, long now, TimeOnly time, DueTimer after, int limit)
    {
        var read = view.Sql(_due).With(overdue ? 1 : 0, overdue ? now : now - MinuteOfDay(time), after.At, after.Id, limit);
        var found = new List<DueTimer>();
        while (read.Step())
        {
            found.Add(new(read.Id(0), read.Long(1)));
        }

        return found;
    }

    /// <summary>The reminders of an item that are due and not recorded, in order of time.</summary>
    internal IReadOnlyList<PlannedReminder> Pending(
        ViewReader view,
        Guid id,
        ReminderTerms terms,
        WorkingCalendar calendar,
        TimeOnly time,
        long now
    )
    {
        var told = ToldOf(view.Sql(_told), id);
        return
        [
            .. ReminderSchedule
                .Of(terms, calendar, time)
                .TakeWhile(planned => planned.At <= now)
                .Where(planned => !IsTold(planned.Slot, told)),
        ];
    }

    private static ReminderSlot? ToldOf(Statement read, Guid id)
    {
        var told = read.One(id) ? new ReminderSlot(read.Day(0), read.Int(1)) : (ReminderSlot?)null;
        read.Reset();
        return told;
    }

    // They are told in order of time, the offsets falling.
    private static bool IsTold(ReminderSlot slot, ReminderSlot? told) =>
        told is { } last && last.Due == slot.Due && slot.Offset >= last.Offset;

    private static int MinuteOfDay(TimeOnly time) => (time.Hour * 60) + time.Minute;
}

/// <summary>A timer that has gone off.</summary>
internal readonly record struct DueTimer(Guid Id, long At);
