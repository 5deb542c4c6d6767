using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Mails;
using PhongTrao.Workflows.Notices;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Projections.Views;

/// <summary>Somebody for whom there is something that no message tells yet.</summary>
/// <param name="Account">Who.</param>
/// <param name="Choice">How they want it.</param>
/// <param name="LastDigestOn">The day of their last digest; null: none yet.</param>
public sealed record MailPending(AccountId Account, MailChoice Choice, DateOnly? LastDigestOn);

/// <summary>A message that waits to be sent, or was given up.</summary>
/// <param name="Id">Which.</param>
/// <param name="Account">To whom.</param>
/// <param name="Kind">What sort.</param>
/// <param name="Day">Its day in Hà Nội.</param>
/// <param name="Notices">What it tells.</param>
/// <param name="Tries">How often it was tried.</param>
/// <param name="Fault">Kind of the last fault; null: none.</param>
/// <param name="At">When it was composed, or last refused or delayed, UTC.</param>
/// <param name="Since">Since when it is to be sent, UTC.</param>
public sealed record MailRow(
    MailId Id,
    AccountId Account,
    MailKind Kind,
    DateOnly Day,
    IReadOnlyList<NoticeId> Notices,
    int Tries,
    string? Fault,
    DateTimeOffset At,
    DateTimeOffset Since
);

/// <summary>A message that may have arrived more than once, each time with the same Message-Id.</summary>
/// <param name="Id">Which.</param>
/// <param name="Account">To whom.</param>
/// <param name="Kind">What sort.</param>
/// <param name="Day">Its day in Hà Nội.</param>
/// <param name="More">So often more, at most.</param>
/// <param name="At">When the server took it, UTC.</param>
public sealed record RepeatedMail(MailId Id, AccountId Account, MailKind Kind, DateOnly Day, int More, DateTimeOffset At);

/// <summary>How many messages there are.</summary>
/// <param name="Waiting">Wait to be sent.</param>
/// <param name="WaitingSince">Since when the longest of them is to be sent, UTC; null: none waits.</param>
/// <param name="GivenUp">Were given up.</param>
public sealed record MailCounts(int Waiting, DateTimeOffset? WaitingSince, int GivenUp);

/// <summary>
/// E-mail to be composed and to be sent. A reminder, what became of a handing in, that another form is proposed, and what is asked and answered of an inspection is told by e-mail to those of its recipients who had an address and had not
/// declined when it was issued; who gives an address later is told from then on.
/// </summary>
public sealed class Mails : IProjection
{
    /// <summary>Permanent name.</summary>
    public const string ViewName = "mails";

    internal const int Waiting = 0;
    internal const int GivenUp = 1;

    private const string Address = """
        INSERT INTO mail_person~ (account, address, choice) VALUES (?1, ?2, 0) ON CONFLICT (account) DO UPDATE SET address = ?2
        """;
    private const string Choose = """
        INSERT INTO mail_person~ (account, address, choice) VALUES (?1, 0, ?2) ON CONFLICT (account) DO UPDATE SET choice = ?2
        """;
    private const string Digested = "UPDATE mail_person~ SET digest = ?2 WHERE account = ?1";
    private const string Wants = "SELECT 1 FROM mail_person~ WHERE account = ?1 AND address = 1 AND choice <> ?2";
    private const string Pend = "INSERT INTO mail_pending~ (account, notice) VALUES (?1, ?2)";
    private const string Done = "DELETE FROM mail_pending~ WHERE account = ?1 AND notice = ?2";
    private const string DropAll = "DELETE FROM mail_pending~ WHERE account = ?1";
    private const string Compose = """
        INSERT INTO mail~ (id, account, kind, day, notices, tries, fault, at, since, again, state)
        VALUES (?1, ?2, ?3, ?4, ?5, 0, NULL, ?6, ?6, ?6, 0)
        """;
    private const string Begin = "UPDATE mail~ SET again = ?2 WHERE id = ?1";
    private const string Delay = "UPDATE mail~ SET fault = ?2, at = ?3, again = ?3 WHERE id = ?1";
    private const string Repeat = """
        INSERT OR REPLACE INTO mail_repeated~ (id, account, kind, day, more, at) SELECT id, account, kind, day, ?2, ?3 FROM mail~ WHERE id = ?1
        """;
    private const string End = "DELETE FROM mail~ WHERE id = ?1";
    private const string Fail = "UPDATE mail~ SET tries = ?2, fault = ?3, at = ?4, again = ?5, state = ?6 WHERE id = ?1";
    private const string Again = "UPDATE mail~ SET tries = 0, since = ?2, again = ?2, state = 0 WHERE id = ?1";

    /// <inheritdoc/>
    public string Name => ViewName;

    /// <inheritdoc/>
    public int Version => 5;

    /// <inheritdoc/>
    public string Schema =>
        """
            CREATE TABLE IF NOT EXISTS mail_person~ (
                account BLOB PRIMARY KEY, address INTEGER NOT NULL, choice INTEGER NOT NULL, digest INTEGER) WITHOUT ROWID;
            CREATE TABLE IF NOT EXISTS mail_pending~ (row INTEGER PRIMARY KEY, account BLOB NOT NULL, notice BLOB NOT NULL);
            CREATE INDEX IF NOT EXISTS mail_pending_of~ ON mail_pending~ (account, notice);
            CREATE TABLE IF NOT EXISTS mail~ (
                id BLOB PRIMARY KEY, account BLOB NOT NULL, kind INTEGER NOT NULL, day INTEGER NOT NULL, notices BLOB NOT NULL,
                tries INTEGER NOT NULL, fault TEXT, at INTEGER NOT NULL, since INTEGER NOT NULL, again INTEGER, state INTEGER NOT NULL)
                WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS mail_again~ ON mail~ (state, again, id);
            CREATE INDEX IF NOT EXISTS mail_since~ ON mail~ (state, since, id);
            CREATE TABLE IF NOT EXISTS mail_repeated~ (
                id BLOB PRIMARY KEY, account BLOB NOT NULL, kind INTEGER NOT NULL, day INTEGER NOT NULL, more INTEGER NOT NULL,
                at INTEGER NOT NULL) WITHOUT ROWID;
            CREATE INDEX IF NOT EXISTS mail_repeated_at~ ON mail_repeated~ (at, id);
            """;

    /// <inheritdoc/>
    public IReadOnlyList<string> Indexes { get; } = [];

    /// <inheritdoc/>
    public bool Handles(string category) =>
        category is "reminder" or "duty" or "dossier" or "notice" or "account" or "mail" or "inspection";

    /// <inheritdoc/>
    public void Apply(IReadOnlyList<ViewEvent> batch, ViewWriter writer)
    {
        foreach (var e in batch)
        {
            Apply(e, writer);
        }
    }

    private static void Apply(ViewEvent e, ViewWriter writer)
    {
        switch (e.Body)
        {
            case AccountEvent.ContactSet contact:
                writer.Sql(Address).Run(e.StreamId, contact.Email is not null);
                if (contact.Email is null)
                {
                    writer.Sql(DropAll).Run(e.StreamId);
                }

                break;
            case NoticeEvent.MailChosen chosen:
                writer.Sql(Choose).Run(e.StreamId, (int)chosen.Choice);
                if (chosen.Choice is MailChoice.None)
                {
                    writer.Sql(DropAll).Run(e.StreamId);
                }

                break;
            case ReminderEvent.Issued issued:
                PendFor(issued.To.Select(to => to.Account));
                break;
            case DutyEvent.Returned { Told: { } told }:
                PendFor(told.To);
                break;
            case DutyEvent.Accepted { Told: { } told }:
                PendFor(told.To);
                break;
            case DossierEvent.NomineesSplitOff { Other.Told: { } told }:
                PendFor(told.To);
                break;
            case InspectionEvent.Made { Told: { } told }:
                PendFor(told.To);
                break;
            case InspectionEvent.AskedAgain { Told: { } told }:
                PendFor(told.To);
                break;
            case InspectionEvent.Answered { Told: { } told }:
                PendFor(told.To);
                break;
            case MailEvent.Composed composed:
                foreach (var notice in composed.Notices)
                {
                    writer.Sql(Done).Run(e.StreamId, notice.Value);
                }

                writer
                    .Sql(Compose)
                    .Run(composed.Mail.Value, e.StreamId, (int)composed.Kind, composed.Day, Bytes(composed.Notices), e.Metadata.At);
                if (composed.Kind is MailKind.Digest)
                {
                    writer.Sql(Digested).Run(e.StreamId, composed.Day);
                }

                break;
            case MailEvent.Begun begun:
                writer.Sql(Begin).Run(begun.Mail.Value, begun.Until);
                break;
            case MailEvent.Delayed delayed:
                writer.Sql(Delay).Run(delayed.Mail.Value, delayed.Fault.Value, e.Metadata.At);
                break;
            case MailEvent.Sent sent:
                if (sent.Unsure > 0)
                {
                    writer.Sql(Repeat).Run(sent.Mail.Value, sent.Unsure, e.Metadata.At);
                }

                writer.Sql(End).Run(sent.Mail.Value);
                break;
            case MailEvent.Dropped dropped:
                writer.Sql(End).Run(dropped.Mail.Value);
                break;
            case MailEvent.Failed failed:
                writer
                    .Sql(Fail)
                    .Run(
                        failed.Mail.Value,
                        failed.Tries,
                        failed.Fault.Value,
                        e.Metadata.At,
                        failed.Again is { } at ? at : SqlValue.Null,
                        failed.Again is null ? GivenUp : Waiting
                    );
                break;
            case MailEvent.SentAgain again:
                writer.Sql(Again).Run(again.Mail.Value, e.Metadata.At);
                break;
        }

        void PendFor(IEnumerable<AccountId> told)
        {
            foreach (var to in told.Distinct())
            {
                var wants = writer.Sql(Wants);
                var isSo = wants.One(to.Value, (int)MailChoice.None);
                wants.Reset();
                if (isSo)
                {
                    writer.Sql(Pend).Run(to.Value, e.Recorded.EventId);
                }
            }
        }
    }

    private static byte[] Bytes(IReadOnlyList<NoticeId> notices)
    {
        var bytes = new byte[16 * notices.Count];
        for (var i = 0; i < notices.Count; i++)
        {
            notices[i].Value.TryWriteBytes(bytes.AsSpan(16 * i), bigEndian: true, out _);
        }

        return bytes;
    }
}

/// <summary>Reads what is to be composed and to be sent.</summary>
public sealed class MailQueries(ViewDatabase database)
{
    private const string Columns = "id, account, kind, day, notices, tries, fault, at, since";

    /// <summary>Those for whom there is something that no message tells yet.</summary>
    public IReadOnlyList<MailPending> Pending()
    {
        using var view = database.Read(Mails.ViewName);
        var read = view.Sql(
                "SELECT p.account, p.choice, p.digest FROM mail_person~ p WHERE EXISTS (SELECT 1 FROM mail_pending~ n WHERE n.account = p.account)"
            )
            .With();
        var found = new List<MailPending>();
        while (read.Step())
        {
            found.Add(new(new(read.Id(0)), (MailChoice)read.Int(1), read.DayOrNull(2)));
        }

        return found;
    }

    /// <summary>What no message tells one yet, the oldest first.</summary>
    public IReadOnlyList<NoticeId> PendingOf(AccountId account, int limit)
    {
        using var view = database.Read(Mails.ViewName);
        var read = view.Sql("SELECT notice FROM mail_pending~ WHERE account = ?1 ORDER BY row LIMIT ?2").With(account.Value, limit);
        var found = new List<NoticeId>();
        while (read.Step())
        {
            found.Add(new(read.Id(0)));
        }

        return found;
    }

    /// <summary>What is to be sent now, the longest due first.</summary>
    public IReadOnlyList<MailRow> Due(DateTimeOffset now, int limit)
    {
        using var view = database.Read(Mails.ViewName);
        return Read(view.Sql($"SELECT {Columns} FROM mail~ WHERE state = 0 AND again <= ?1 ORDER BY again, id LIMIT ?2").With(now, limit));
    }

    /// <summary>What was given up.</summary>
    public IReadOnlyList<MailRow> GivenUp(int limit)
    {
        using var view = database.Read(Mails.ViewName);
        return Read(view.Sql($"SELECT {Columns} FROM mail~ WHERE state = 1 ORDER BY again, id LIMIT ?1").With(limit));
    }

    /// <summary>One that was given up; null: it was not, or was sent again since.</summary>
    public MailRow? FindGivenUp(MailId mail)
    {
        using var view = database.Read(Mails.ViewName);
        return Read(view.Sql($"SELECT {Columns} FROM mail~ WHERE id = ?1 AND state = 1").With(mail.Value)) is [var row] ? row : null;
    }

    /// <summary>What was to be sent before an instant and still waits, the longest first.</summary>
    public IReadOnlyList<MailRow> Late(DateTimeOffset before, int limit)
    {
        using var view = database.Read(Mails.ViewName);
        return Read(
            view.Sql($"SELECT {Columns} FROM mail~ WHERE state = 0 AND since < ?1 ORDER BY since, id LIMIT ?2").With(before, limit)
        );
    }

    /// <summary>What may have arrived more than once since an instant, newest first.</summary>
    public IReadOnlyList<RepeatedMail> Repeated(DateTimeOffset since, int limit)
    {
        using var view = database.Read(Mails.ViewName);
        var read = view.Sql("SELECT id, account, kind, day, more, at FROM mail_repeated~ WHERE at >= ?1 ORDER BY at DESC, id DESC LIMIT ?2")
            .With(since, limit);
        var found = new List<RepeatedMail>();
        while (read.Step())
        {
            found.Add(new(new(read.Id(0)), new(read.Id(1)), (MailKind)read.Int(2), read.Day(3), read.Int(4), read.Instant(5)));
        }

        return found;
    }

    /// <summary>How many there are.</summary>
    public MailCounts Count()
    {
        using var view = database.Read(Mails.ViewName);
        var (waiting, since) = Of(Mails.Waiting);
        return new(waiting, since, Of(Mails.GivenUp).Count);

        (int Count, DateTimeOffset? Since) Of(int state)
        {
            var read = view.Sql("SELECT count(*), min(since) FROM mail~ WHERE state = ?1");
            var count = read.One(state) ? (read.Int(0), read.InstantOrNull(1)) : (0, null);
            read.Reset();
            return count;
        }
    }

    private static List<MailRow> Read(Statement read)
    {
        var found = new List<MailRow>();
        while (read.Step())
        {
            var bytes = read.Bytes(4);
            var notices = new NoticeId[bytes.Length / 16];
            for (var i = 0; i < notices.Length; i++)
            {
                notices[i] = new(new Guid(bytes.Slice(16 * i, 16), bigEndian: true));
            }

            found.Add(
                new(
                    new(read.Id(0)),
                    new(read.Id(1)),
                    (MailKind)read.Int(2),
                    read.Day(3),
                    notices,
                    read.Int(5),
                    read.TextOrNull(6),
                    read.Instant(7),
                    read.Instant(8)
                )
            );
        }

        return found;
    }
}
