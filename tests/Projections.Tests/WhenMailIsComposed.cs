using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Mails;
using PhongTrao.Workflows.Notices;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>Who is to be told what by e-mail, and what waits to be sent.</summary>
public sealed class WhenMailIsComposed : IAsyncLifetime
{
    private static readonly AccountId Anna = Script.Anna;
    private static readonly MailId Mail = new(Script.Id("mail"));
    private static readonly DateOnly Day = new(2025, 4, 14);

    private readonly TempFolder _folder = new();
    private readonly MemoryEventStore _store = new();
    private readonly Script _script;
    private readonly ViewDatabase _database;
    private readonly CatchUpSubscription _subscription;
    private int _told;

    public WhenMailIsComposed()
    {
        _script = new(_store);
        _database = new(_folder.Views);
        _subscription = new(_database, _store, [() => new Mails()], TimeProvider.System);
    }

    private MailQueries Queries => new(_database);

    public async ValueTask InitializeAsync() => await _subscription.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        _database.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Only_those_with_an_address_are_told_and_from_then_on()
    {
        await TellAsync();
        Queries.Pending().ShouldBeEmpty();

        await AddressAsync("anna@don-vi.example");
        Queries.Pending().ShouldBeEmpty("what was issued before is not told by e-mail");
        await TellAsync();

        Queries.Pending().ShouldHaveSingleItem().ShouldBe(new(Anna, MailChoice.Digest, null));
        Queries.PendingOf(Anna, 10).Count.ShouldBe(1);
    }

    [Fact]
    public async Task That_what_one_handed_in_was_returned_or_accepted_is_told_like_a_reminder()
    {
        await AddressAsync("anna@don-vi.example");
        var told = new DutyTold(Script.Plan, new("bao-cao"), new("2025-04"), Script.Xa, Script.Xa, Day, [Anna]);
        var missing = _script.Keyring.Seal(new("viec"), "thiếu mục 3");
        await SeenAsync(
            await _script.WriteAsync(
                $"duty-{Script.Id("viec"):N}",
                new DutyEvent.Returned(1, Script.Xa, Day, missing, told),
                new DutyEvent.Accepted(2, Script.Huyen, Day, null),
                new DutyEvent.Accepted(2, Script.Xa, Day, null, told)
            )
        );

        Queries.PendingOf(Anna, 10).Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_wants_none_or_has_no_address_any_more_is_told_nothing(bool declines)
    {
        await AddressAsync("anna@don-vi.example");
        await TellAsync();

        await (declines ? ChooseAsync(MailChoice.None) : AddressAsync(null));
        await TellAsync();

        Queries.Pending().ShouldBeEmpty();
    }

    [Fact]
    public async Task What_was_composed_is_told_once_and_waits_to_be_sent()
    {
        await AddressAsync("anna@don-vi.example");
        await TellAsync();
        await TellAsync();
        var notices = Queries.PendingOf(Anna, 10);

        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.Composed(Mail, MailKind.Digest, Day, notices)));
        await TellAsync();

        var due = Queries.Due(_script.Now, 10).ShouldHaveSingleItem();
        (due.Id, due.Account, due.Kind, due.Day).ShouldBe((Mail, Anna, MailKind.Digest, Day));
        due.Notices.ShouldBe(notices);
        Queries.PendingOf(Anna, 10).Count.ShouldBe(1);
        Queries.Pending()[0].LastDigestOn.ShouldBe(Day);
    }

    [Fact]
    public async Task A_refused_message_waits_for_its_time_is_given_up_and_is_sent_again()
    {
        await AddressAsync("anna@don-vi.example");
        await TellAsync();
        var notices = Queries.PendingOf(Anna, 10);
        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.Composed(Mail, MailKind.Single, Day, notices)));
        var composed = _script.Now;

        var again = _script.Now.AddHours(1);
        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.Failed(Mail, 1, new("450 MailboxBusy"), again)));
        Queries.Due(again.AddSeconds(-1), 10).ShouldBeEmpty();
        Queries.Due(again, 10).ShouldHaveSingleItem().Tries.ShouldBe(1);
        Queries.Count().ShouldBe(new(1, composed, 0));

        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.Failed(Mail, 2, new("550 MailboxUnavailable"), null)));
        Queries.GivenUp(10).ShouldHaveSingleItem().Fault.ShouldBe("550 MailboxUnavailable");
        Queries.FindGivenUp(Mail).ShouldNotBeNull();
        Queries.Count().ShouldBe(new(0, null, 1));

        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.SentAgain(Mail)));
        Queries.Due(_script.Now, 10).ShouldHaveSingleItem();
        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.Sent(Mail, 1)));
        Queries.Count().ShouldBe(new(0, null, 0));
        Queries.Repeated(DateTimeOffset.MinValue, 10).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_somebody_is_sending_waits_until_others_may_try_and_what_may_have_come_twice_is_kept()
    {
        await AddressAsync("anna@don-vi.example");
        await TellAsync();
        var notices = Queries.PendingOf(Anna, 10);
        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.Composed(Mail, MailKind.Single, Day, notices)));
        var composed = _script.Now;

        var until = _script.Now.AddMinutes(5);
        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.Begun(Mail, Script.Id("one"), until)));
        Queries.Due(until.AddSeconds(-1), 10).ShouldBeEmpty();
        Queries.Due(until, 10).ShouldHaveSingleItem();
        Queries.Late(composed, 10).ShouldBeEmpty();
        Queries.Late(composed.AddSeconds(1), 10).ShouldHaveSingleItem().Since.ShouldBe(composed);

        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.Delayed(Mail, Script.Id("one"), new("SocketException"))));
        Queries.Due(_script.Now, 10).ShouldHaveSingleItem().Fault.ShouldBe("SocketException");
        Queries.Late(composed.AddSeconds(1), 10).ShouldHaveSingleItem().Since.ShouldBe(composed);

        await SeenAsync(await _script.WriteAsync($"mail-{Anna}", new MailEvent.Sent(Mail, 2, Unsure: 1)));
        Queries.Count().ShouldBe(new(0, null, 0));
        Queries.Repeated(_script.Now, 10).ShouldHaveSingleItem().ShouldBe(new(Mail, Anna, MailKind.Single, Day, 1, _script.Now));
        Queries.Repeated(_script.Now.AddSeconds(1), 10).ShouldBeEmpty();
    }

    private async Task AddressAsync(string? address) =>
        await SeenAsync(
            await _script.WriteAsync(
                $"account-{Anna}",
                new AccountEvent.ContactSet(null, address is null ? null : _script.Keyring.Seal(new("account-anna"), address))
            )
        );

    private async Task ChooseAsync(MailChoice choice) =>
        await SeenAsync(await _script.WriteAsync($"notice-{Anna}", new NoticeEvent.MailChosen(choice)));

    private async Task TellAsync()
    {
        var subject = new ReminderSubject.OfTask(new(Script.Id("dossier")), new(Script.Id($"task {_told++}")));
        await SeenAsync(
            await _script.WriteAsync(
                $"reminder-{subject.Id:N}",
                new ReminderEvent.Issued(subject, new(Day, 1), _script.Now, Script.Xa, [new(Anna, Script.Xa, Script.Staff)])
            )
        );
    }

    private async Task SeenAsync(Position position) =>
        (await _subscription.WaitAllAsync(position, TimeSpan.FromSeconds(20))).ShouldBeTrue();
}
