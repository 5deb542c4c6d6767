using System.Globalization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Notices;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Projections.Views;

/// <summary>What sort of thing somebody was told.</summary>
public enum NoticeKind
{
    /// <summary>Nhắc việc.</summary>
    Reminder,

    /// <summary>Trả lại: a recipient returned what they had handed in.</summary>
    Returned,

    /// <summary>Đã tiếp nhận: every recipient accepted what they had handed in.</summary>
    Accepted,

    /// <summary>Đề nghị chuyển hình thức khen: for a nominee of a dossier that they prepared.</summary>
    OtherForm,

    /// <summary>Yêu cầu giải trình: whoever supervises asks their office to explain.</summary>
    Asked,

    /// <summary>Đã giải trình: the office explained what they asked.</summary>
    Explained,
}

/// <summary>From which form to which, and where the nominee goes on.</summary>
/// <param name="From">The form it was proposed for.</param>
/// <param name="To">The form now proposed.</param>
/// <param name="Clause">The clause it rests on; null: none was named.</param>
/// <param name="Into">The linked dossier.</param>
public sealed record FormChange(FormCode From, FormCode To, PublicText? Clause, DossierId Into);

/// <summary>What one person was told.</summary>
/// <param name="Id">Which.</param>
/// <param name="Subject">Of what.</param>
/// <param name="Slot">Which reminder of it.</param>
/// <param name="At">When it was recorded, UTC.</param>
/// <param name="PlannedFor">The instant for which it was planned; of an overdue one, the end of its day.</param>
/// <param name="Unit">Whose business it is.</param>
/// <param name="As">Why they were told.</param>
/// <param name="IsRead">They have marked it as read.</param>
/// <param name="Lapsed">Why a channel did not deliver it; null: nothing of the kind is recorded.</param>
public sealed record NoticeRow(
    NoticeId Id,
    ReminderSubject Subject,
    ReminderSlot Slot,
    DateTimeOffset At,
    DateTimeOffset PlannedFor,
    UnitId Unit,
    ReminderRecipient As,
    bool IsRead,
    ReminderEnd? Lapsed
)
{
    /// <summary>What sort; only a reminder has a <see cref="Slot"/>, of others it holds the last valid day, or the day they were told.</summary>
    public NoticeKind Kind { get; init; }

    /// <summary>Of another form that is proposed: which; null: the notice is of something else.</summary>
    public FormChange? Change { get; init; }
}

/// <summary>
/// What everybody was told in the application itself: one row for each issued reminder, each handing in returned or accepted, each
/// proposal of another form, each explanation that is asked for or given, and each of those it is for. It needs nothing but the log.
/// </summary>
public sealed class Notices : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "notices";

    private const string AddItem = """
        INSERT INTO notice_item~ (id, subject, plan, duty, period, origin, dossier, due, slot, at, planned, unit, kind, former, form, clause, into_)
        VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)
        """;
    private const string AddTold = """
        INSERT OR IGNORE INTO notice~ (account, item, unit, function, behalf, oversees, read, lapsed) VALUES (?1, ?2, ?3, ?4, ?5, ?6, 0, NULL)
        """;
    private const string FindItem = "SELECT row FROM notice_item~ WHERE id = ?1";
    private const string FindSlot = "SELECT row FROM notice_item~ WHERE subject = ?1 AND due = ?2 AND slot = ?3 AND kind = 0";
    private const string ReadOne = "UPDATE notice~ SET read = 1 WHERE account = ?1 AND item = ?2";
    private const string ReadUpTo = "UPDATE notice~ SET read = 1 WHERE account = ?1 AND read = 0 AND item <= ?2";
    private const string Lapse = "UPDATE notice~ SET lapsed = ?3 WHERE account = ?1 AND item = ?2";

    private const string OpenFeed = "INSERT OR REPLACE INTO notice_feed~ (account, digest) VALUES (?1, ?2)";
    private const string CloseFeed = "DELETE FROM notice_feed~ WHERE account = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 6;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS notice_item~ (
                row INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, subject BLOB NOT NULL, plan INTEGER, duty INTEGER, period INTEGER,
                origin INTEGER, dossier BLOB, due INTEGER NOT NULL, slot INTEGER NOT NULL, at INTEGER NOT NULL, planned INTEGER NOT NULL,
                unit INTEGER NOT NULL, kind INTEGER NOT NULL, former INTEGER, form INTEGER, clause TEXT, into_ BLOB);
            CREATE UNIQUE INDEX IF NOT EXISTS notice_slot~ ON notice_item~ (subject, due, slot) WHERE kind = 0;
            CREATE TABLE IF NOT EXISTS notice~ (
                account BLOB NOT NULL, item INTEGER NOT NULL, unit INTEGER NOT NULL, function INTEGER, behalf BLOB,
                oversees INTEGER NOT NULL, read INTEGER NOT NULL, lapsed INTEGER, PRIMARY KEY (account, item)) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS notice_unread~ ON notice~ (account, item) WHERE read = 0;
            CREATE TABLE IF NOT EXISTS notice_feed~ (account BLOB PRIMARY KEY, digest TEXT NOT NULL UNIQUE) WITHOUT ROWID;
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } = [];

    /// <inheritdoc/>
    public bool Handles(string category) => category is "reminder" or "notice" or "duty" or "dossier" or "inspection";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            switch (e.Body)
            {
                case ReminderEvent.Issued issued when issued.To.Count > 0:
                    Tell(e, issued, writer);
                    break;
                case ReminderEvent.Lapsed lapsed
                    when Row(writer.Sql(FindSlot), e.StreamId, lapsed.Slot.Due, lapsed.Slot.Offset) is { } item:
                    foreach (var account in lapsed.To)
                    {
                        writer.Sql(Lapse).Run(account.Value, item, (int)lapsed.Why);
                    }

                    break;
                case DutyEvent.Returned { Told: { } told } returned:
                    Tell(e, told, NoticeKind.Returned, returned.On, writer);
                    break;
                case DutyEvent.Accepted { Told: { } told } accepted:
                    Tell(e, told, NoticeKind.Accepted, accepted.On, writer);
                    break;
                case DossierEvent.NomineesSplitOff { Other: { Told: { } told } other } split:
                    Tell(e, split, other, told, writer);
                    break;
                case InspectionEvent.Made { Told: { } told } made:
                    Tell(e, told, NoticeKind.Asked, made.AnswerBy, writer);
                    break;
                case InspectionEvent.AskedAgain { Told: { } told } again:
                    Tell(e, told, NoticeKind.Asked, again.AnswerBy, writer);
                    break;
                case InspectionEvent.Answered { Told: { } told }:
                    Tell(e, told, NoticeKind.Explained, VietnamTime.DateOf(e.Metadata.At), writer);
                    break;
                case NoticeEvent.Read read:
                    foreach (var notice in read.Notices)
                    {
                        if (Row(writer.Sql(FindItem), notice.Value) is { } item)
                        {
                            writer.Sql(ReadOne).Run(e.StreamId, item);
                        }
                    }

                    break;
                case NoticeEvent.ReadUpTo read when Row(writer.Sql(FindItem), read.Last.Value) is { } item:
                    writer.Sql(ReadUpTo).Run(e.StreamId, item);
                    break;
                case NoticeEvent.FeedOpened feed:
                    writer.Sql(OpenFeed).Run(e.StreamId, feed.Digest.Value);
                    break;
                case NoticeEvent.FeedClosed:
                    writer.Sql(CloseFeed).Run(e.StreamId);
                    break;
            }
        }
    }

    private static void Tell(ViewEvent e, ReminderEvent.Issued issued, ViewWriter writer)
    {
        var (of, task) = (issued.Subject as ReminderSubject.OfOccurrence, issued.Subject as ReminderSubject.OfTask);
        writer
            .Sql(AddItem)
            .Run(
                e.Recorded.EventId,
                issued.Subject.Id,
                writer.WordOrNull(of?.Plan.Value),
                writer.WordOrNull(of?.Duty.Value),
                writer.WordOrNull(of?.Period.Value),
                writer.WordOrNull(of?.Origin.Value),
                task?.Dossier.Value,
                issued.Slot.Due,
                issued.Slot.Offset,
                e.Metadata.At,
                issued.PlannedFor,
                writer.Word(issued.Unit.Value),
                (int)NoticeKind.Reminder,
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null
            );
        var item = writer.LastRow;
        foreach (var to in issued.To)
        {
            writer
                .Sql(AddTold)
                .Run(to.Account.Value, item, writer.Word(to.Unit.Value), writer.Word(to.Function.Value), to.OnBehalfOf?.Value, to.Oversees);
        }
    }

    private static void Tell(ViewEvent e, DutyTold told, NoticeKind kind, DateOnly on, ViewWriter writer) =>
        Tell(e, kind, told.Due ?? on, told.Unit, told.To, told, writer);

    private static void Tell(ViewEvent e, InspectionTold told, NoticeKind kind, DateOnly due, ViewWriter writer) =>
        Tell(e, kind, due, told.Unit, told.To, null, writer);

    // Of the stream's own subject; without a duty it has no plan.
    private static void Tell(
        ViewEvent e,
        NoticeKind kind,
        DateOnly due,
        UnitId unit,
        IReadOnlyList<AccountId> people,
        DutyTold? duty,
        ViewWriter writer
    )
    {
        writer
            .Sql(AddItem)
            .Run(
                e.Recorded.EventId,
                e.StreamId,
                writer.WordOrNull(duty?.Plan.Value),
                writer.WordOrNull(duty?.Duty.Value),
                writer.WordOrNull(duty?.Period.Value),
                writer.WordOrNull(duty?.Origin.Value),
                SqlValue.Null,
                due,
                0,
                e.Metadata.At,
                e.Metadata.At,
                writer.Word(unit.Value),
                (int)kind,
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null
            );
        TellOf(writer.LastRow, people, unit, writer);
    }

    private static void Tell(ViewEvent e, DossierEvent.NomineesSplitOff split, OtherForm other, OtherFormTold told, ViewWriter writer)
    {
        writer
            .Sql(AddItem)
            .Run(
                e.Recorded.EventId,
                split.Task.Value,
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null,
                SqlValue.Null,
                e.StreamId,
                split.On ?? VietnamTime.DateOf(e.Metadata.At),
                0,
                e.Metadata.At,
                e.Metadata.At,
                writer.Word(told.Unit.Value),
                (int)NoticeKind.OtherForm,
                writer.Word(told.From.Value),
                writer.Word(other.Form.Value),
                other.Clause is { } clause ? clause.Value : SqlValue.Null,
                split.Into.Value
            );
        TellOf(writer.LastRow, told.To, told.Unit, writer);
    }

    private static void TellOf(long item, IEnumerable<AccountId> people, UnitId unit, ViewWriter writer)
    {
        foreach (var to in people)
        {
            writer.Sql(AddTold).Run(to.Value, item, writer.Word(unit.Value), SqlValue.Null, SqlValue.Null, false);
        }
    }

    private static long? Row(Statement find, params ReadOnlySpan<SqlValue> values)
    {
        long? row = find.With(values).Step() ? find.Long(0) : null;
        find.Reset();
        return row;
    }
}

/// <summary>Reads what people were told.</summary>
public sealed class NoticeQueries(ViewDatabase database)
{
    /// <summary>Counting stops there; it then means: so many or more.</summary>
    public const int MostCounted = 1_000;

    private const string Columns = """
        n.item, i.id, i.subject, i.plan, i.duty, i.period, i.origin, i.dossier, i.due, i.slot, i.at, i.planned, i.unit, n.unit, n.function,
        n.behalf, n.oversees, n.read, n.lapsed, i.kind, i.former, i.form, i.clause, i.into_
        """;

    /// <summary>What a person was told, newest first.</summary>
    /// <param name="account">Who.</param>
    /// <param name="unread">Only what they have not marked as read.</param>
    /// <param name="after">The <see cref="Page{T}.Next"/> of the page before.</param>
    /// <param name="limit">At most so many, 1–200.</param>
    public Page<NoticeRow> List(AccountId account, bool unread, string? after = null, int limit = 50)
    {
        using var view = database.Read(Notices.ViewName);
        limit = Math.Clamp(limit, 1, 200);
        var below = long.TryParse(after, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) ? parsed : long.MaxValue;
        var read = view.Sql(
                $"""
                SELECT {Columns} FROM notice~ n JOIN notice_item~ i ON i.row = n.item
                WHERE n.account = ?1 AND n.item < ?2 {(unread ? "AND n.read = 0" : "")} ORDER BY n.item DESC LIMIT ?3
                """
            )
            .With(account.Value, below, limit + 1);
        var found = new List<(long Item, NoticeRow Row)>();
        while (read.Step())
        {
            found.Add((read.Long(0), RowOf(read, account, view.Words)));
        }

        return new([.. found.Take(limit).Select(f => f.Row)], found.Count > limit ? Keyset.Text(found[limit - 1].Item) : null);
    }

    /// <summary>One notice; null: they were not told.</summary>
    public NoticeRow? Find(AccountId account, NoticeId notice)
    {
        using var view = database.Read(Notices.ViewName);
        var read = view.Sql($"SELECT {Columns} FROM notice_item~ i JOIN notice~ n ON n.item = i.row AND n.account = ?1 WHERE i.id = ?2");
        var found = read.One(account.Value, notice.Value) ? RowOf(read, account, view.Words) : null;
        read.Reset();
        return found;
    }

    /// <summary>How many they have not marked as read, up to <see cref="MostCounted"/>.</summary>
    public int Unread(AccountId account)
    {
        using var view = database.Read(Notices.ViewName);
        var read = view.Sql("SELECT count(*) FROM (SELECT 1 FROM notice~ WHERE account = ?1 AND read = 0 LIMIT ?2)");
        var count = read.One(account.Value, MostCounted) ? read.Int(0) : 0;
        read.Reset();
        return count;
    }

    /// <summary>Whose calendar feed is read under a token of that digest; null: nobody's.</summary>
    public AccountId? FeedOwner(string digest)
    {
        using var view = database.Read(Notices.ViewName);
        var read = view.Sql("SELECT account FROM notice_feed~ WHERE digest = ?1");
        AccountId? owner = read.One(digest) ? new(read.Id(0)) : null;
        read.Reset();
        return owner;
    }

    private static NoticeRow RowOf(Statement read, AccountId account, Words words) =>
        new(
            new(read.Id(1)),
            read.IdOrNull(7) is { } dossier ? new ReminderSubject.OfTask(new(dossier), new(read.Id(2)))
                : read.IntOrNull(3) is null ? new ReminderSubject.OfInspection(new(read.Id(2)))
                : new ReminderSubject.OfOccurrence(
                    new(words.Text(read.Int(3))),
                    new(words.Text(read.Int(4))),
                    new(words.Text(read.Int(5))),
                    new(words.Text(read.Int(6)))
                ),
            new(read.Day(8), read.Int(9)),
            read.Instant(10),
            read.Instant(11),
            new(words.Text(read.Int(12))),
            new(
                account,
                new(words.Text(read.Int(13))),
                read.IntOrNull(14) is { } function ? new(words.Text(function)) : default,
                read.IdOrNull(15) is { } behalf ? new AccountId(behalf) : null,
                read.Bool(16)
            ),
            read.Bool(17),
            (ReminderEnd?)read.IntOrNull(18)
        )
        {
            Kind = (NoticeKind)read.Int(19),
            Change = read.IntOrNull(20) is { } former
                ? new(
                    new(words.Text(former)),
                    new(words.Text(read.Int(21))),
                    read.TextOrNull(22) is { } clause ? new PublicText(clause) : null,
                    new(read.Id(23))
                )
                : null,
        };
}
