using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Notices;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

/// <summary>What people were told, from the log alone: no channel, no server, no clock.</summary>
public sealed class WhenPeopleAreTold : IAsyncLifetime
{
    private static readonly AccountId Binh = new(Script.Id("bình"));
    private static readonly ReminderSubject Report = new ReminderSubject.OfOccurrence(
        Script.Plan,
        new("bao-cao"),
        new("2025-04"),
        Script.Xa
    );
    private static readonly ReminderSubject Step = new ReminderSubject.OfTask(new(Script.Id("dossier")), new(Script.Id("task")));
    private static readonly DateOnly Due = new(2025, 4, 18);

    private readonly TempFolder _folder = new();
    private readonly MemoryEventStore _store = new();
    private readonly Script _script;
    private readonly ViewDatabase _database;
    private readonly CatchUpSubscription _subscription;

    public WhenPeopleAreTold()
    {
        _script = new(_store);
        _database = new(_folder.Views);
        _subscription = new(_database, _store, [() => new Notices()], TimeProvider.System);
    }

    private NoticeQueries Queries => new(_database);

    public async ValueTask InitializeAsync() => await _subscription.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        _database.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_recipient_has_a_row_newest_first_with_why_they_were_told()
    {
        await TellAsync(Report, 2, Script.Anna);
        await TellAsync(Step, 1, Script.Anna, Binh);

        var anna = Queries.List(Script.Anna, unread: false).Items;
        anna.Select(row => row.Subject).ShouldBe([Step, Report]);
        anna[1].Slot.ShouldBe(new ReminderSlot(Due, 2));
        anna[1].Unit.ShouldBe(Script.Xa);
        anna[1].As.ShouldBe(To(Script.Anna));
        Queries.List(Binh, unread: false).Items.ShouldHaveSingleItem().Subject.ShouldBe(Step);
        Queries.Unread(Script.Anna).ShouldBe(2);
        Queries.Unread(new(Script.Id("nobody"))).ShouldBe(0);
    }

    [Fact]
    public async Task A_page_goes_on_where_the_one_before_ended()
    {
        for (var offset = 9; offset >= 0; offset--)
        {
            await TellAsync(Report, offset, Script.Anna);
        }

        var seen = new List<int>();
        string? next = null;
        do
        {
            var page = Queries.List(Script.Anna, unread: true, next, limit: 4);
            seen.AddRange(page.Items.Select(row => row.Slot.Offset));
            next = page.Next;
        } while (next is not null);

        seen.ShouldBe(Enumerable.Range(0, 10));
    }

    [Fact]
    public async Task What_one_person_has_read_others_have_not()
    {
        await TellAsync(Report, 2, Script.Anna, Binh);
        await TellAsync(Report, 1, Script.Anna, Binh);
        var told = Queries.List(Script.Anna, unread: false).Items;

        await SeenAsync(await _script.WriteAsync($"notice-{Script.Anna}", new NoticeEvent.Read([told[1].Id, new(Script.Id("unknown"))])));

        Queries.Unread(Script.Anna).ShouldBe(1);
        Queries.List(Script.Anna, unread: true).Items.ShouldHaveSingleItem().Id.ShouldBe(told[0].Id);
        Queries.Find(Script.Anna, told[1].Id).ShouldNotBeNull().IsRead.ShouldBeTrue();
        Queries.Unread(Binh).ShouldBe(2);
    }

    [Fact]
    public async Task Reading_up_to_one_leaves_what_came_after_it()
    {
        await TellAsync(Report, 2, Script.Anna);
        await TellAsync(Step, 1, Script.Anna);
        var upTo = Queries.List(Script.Anna, unread: false).Items[0].Id;
        await TellAsync(Report, 1, Script.Anna);

        await SeenAsync(await _script.WriteAsync($"notice-{Script.Anna}", new NoticeEvent.ReadUpTo(upTo)));

        Queries.List(Script.Anna, unread: true).Items.ShouldHaveSingleItem().Slot.Offset.ShouldBe(1);
    }

    [Fact]
    public async Task What_ended_before_it_was_delivered_is_known()
    {
        await TellAsync(Report, 2, Script.Anna, Binh);

        await SeenAsync(
            await _script.WriteAsync($"reminder-{Report.Id:N}", new ReminderEvent.Lapsed(new(Due, 2), [Binh], ReminderEnd.Done))
        );

        Queries.List(Binh, unread: false).Items[0].Lapsed.ShouldBe(ReminderEnd.Done);
        Queries.List(Script.Anna, unread: false).Items[0].Lapsed.ShouldBeNull();
    }

    [Fact]
    public async Task Whoever_handed_something_in_is_told_that_it_was_returned_or_accepted()
    {
        var of = (ReminderSubject.OfOccurrence)Report;
        var told = new DutyTold(of.Plan, of.Duty, of.Period, of.Origin, Script.Xa, null, [Script.Anna, Binh]);
        var missing = _script.Keyring.Seal(new("viec"), "thiếu mục 3");
        await SeenAsync(
            await _script.WriteAsync(
                $"duty-{of.Id:N}",
                new DutyEvent.Returned(1, Script.Xa, Due, missing, told),
                new DutyEvent.Accepted(2, Script.Huyen, Due, null),
                new DutyEvent.Accepted(2, Script.Xa, Due, null, told with { To = [Binh] })
            )
        );
        await TellAsync(Report, 2, Binh);

        var binh = Queries.List(Binh, unread: true).Items;
        binh.Select(row => row.Kind).ShouldBe([NoticeKind.Reminder, NoticeKind.Accepted, NoticeKind.Returned]);
        binh.ShouldAllBe(row => row.Subject == Report && row.Unit == Script.Xa && row.Slot.Due == Due);
        Queries.List(Script.Anna, unread: true).Items.ShouldHaveSingleItem().Kind.ShouldBe(NoticeKind.Returned);
        await SeenAsync(await _script.WriteAsync($"notice-{Binh}", new NoticeEvent.ReadUpTo(binh[1].Id)));
        Queries.Unread(Binh).ShouldBe(1);
    }

    [Fact]
    public async Task Whoever_prepared_a_dossier_is_told_that_another_form_is_proposed_for_a_nominee()
    {
        var (dossier, into, other) = (
            new DossierId(Script.Id("dossier")),
            new DossierId(Script.Id("into")),
            new FormCode("giay-khen-khac")
        );
        var told = new OtherFormTold(Script.Form, Script.Xa, [Script.Anna, Binh]);
        DossierEvent.NomineesSplitOff Split(OtherForm? form) =>
            new(new(Script.Id("task")), [new(Script.Id("nominee"))], into, null, Due, form);
        await SeenAsync(
            await _script.WriteAsync(
                $"dossier-{dossier}",
                Split(null),
                Split(new(other, Script.Terms(), [], null)),
                Split(new(other, Script.Terms(), [], new("II.5"), told))
            )
        );

        var row = Queries.List(Binh, unread: true).Items.ShouldHaveSingleItem();
        (row.Kind, row.Subject, row.Unit).ShouldBe((NoticeKind.OtherForm, Step, Script.Xa));
        row.Change.ShouldBe(new(Script.Form, other, new("II.5"), into));
        Queries.List(Script.Anna, unread: true).Items.ShouldHaveSingleItem().Change.ShouldBe(row.Change);
    }

    [Fact]
    public async Task An_office_is_told_that_it_is_to_explain_and_who_asked_that_it_did()
    {
        var inspection = new InspectionId(Script.Id("inspection"));
        var words = _script.Keyring.Seal(Keys.Of(inspection), "…");
        InspectionEvent.Made made = new(
            Script.Tinh,
            new("giam-sat"),
            Binh,
            new(Script.Id("dossier")),
            null,
            new(Script.Xa, Script.Staff),
            words,
            Due,
            null,
            new(Script.Xa, [Script.Anna])
        );
        await SeenAsync(
            await _script.WriteAsync(
                $"inspection-{inspection}",
                made,
                new InspectionEvent.Answered(1, Script.Anna, words), // as older releases wrote it
                new InspectionEvent.AskedAgain(2, words, Due.AddDays(7), new(Script.Xa, [Script.Anna])),
                new InspectionEvent.Answered(2, Script.Anna, words, null, new(Script.Tinh, [Binh]))
            )
        );
        ReminderSubject of = new ReminderSubject.OfInspection(inspection);
        await TellAsync(of, 1, Script.Anna);

        var anna = Queries.List(Script.Anna, unread: true).Items;
        anna.Select(row => (row.Kind, row.Slot.Due))
            .ShouldBe([(NoticeKind.Reminder, Due), (NoticeKind.Asked, Due.AddDays(7)), (NoticeKind.Asked, Due)]);
        anna.ShouldAllBe(row => row.Subject == of && row.Unit == Script.Xa);
        var explained = Queries.List(Binh, unread: true).Items.ShouldHaveSingleItem();
        (explained.Kind, explained.Subject, explained.Unit).ShouldBe((NoticeKind.Explained, of, Script.Tinh));
    }

    [Fact]
    public async Task A_reminder_for_nobody_is_nobodys_notice()
    {
        await TellAsync(Report, 2);

        Queries.Unread(Script.Anna).ShouldBe(0);
    }

    [Fact]
    public async Task Building_it_anew_gives_the_same()
    {
        await TellAsync(Report, 2, Script.Anna, Binh);
        await TellAsync(Step, 1, Binh);
        await SeenAsync(
            await _script.WriteAsync($"notice-{Binh}", new NoticeEvent.ReadUpTo(Queries.List(Binh, unread: false).Items[0].Id))
        );
        var before = Dump.Of(_folder.Views);

        _subscription.Rebuild();
        await ViewLaws.LiveAsync(_subscription);

        Dump.Of(_folder.Views).ShouldBe(before);
    }

    private static ReminderRecipient To(AccountId account) => new(account, Script.Xa, Script.Staff);

    private async Task TellAsync(ReminderSubject subject, int offset, params AccountId[] to) =>
        await SeenAsync(
            await _script.WriteAsync(
                $"reminder-{subject.Id:N}",
                new ReminderEvent.Issued(subject, new(Due, offset), _script.Now, Script.Xa, [.. to.Select(To)])
            )
        );

    private async Task SeenAsync(Position position) =>
        (await _subscription.WaitAllAsync(position, TimeSpan.FromSeconds(20))).ShouldBeTrue();
}
