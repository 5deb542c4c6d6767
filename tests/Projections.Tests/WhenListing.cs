using System.Collections.Immutable;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Accounts;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Sittings;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

public sealed class WhenListing : IAsyncLifetime
{
    private readonly TempFolder _folder = new();
    private readonly MemoryEventStore _store = new();
    private readonly Script _script;
    private readonly ViewDatabase _database;
    private readonly CatchUpSubscription _subscription;

    public WhenListing()
    {
        _script = new(_store);
        _database = new(_folder.Views);
        _subscription = new(_database, _store, Histories.Views(_script), TimeProvider.System);
    }

    public async ValueTask InitializeAsync() => await _subscription.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        _database.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(DossierStatus.AwaitingProposal)]
    public async Task Pages_have_no_gap_and_no_repeat_while_others_file(DossierStatus? status)
    {
        await SeenAsync(await Histories.WriteAsync(_script, 24));
        var queries = new DossierQueries(_database, _script.Keyring);
        var filter = new DossierFilter([Script.Huyen, Script.Tinh], status); // a dossier comes by both: shown once
        var before = queries.List(filter, limit: 200).Items.Select(i => i.Id).ToList();
        before.Count.ShouldBe(status is null ? 24 : 6);
        var read = new List<DossierId>();
        string? next = null;
        var filed = 24;
        do
        {
            var page = queries.List(filter, next, limit: 5);
            read.AddRange(page.Items.Select(i => i.Id));
            next = page.Next;
            await SeenAsync(await Histories.WriteAsync(_script, 3, from: filed));
            filed += 3;
        } while (next is not null);
        read.ShouldBe(before);
    }

    [Fact]
    public async Task The_queue_reads_on_where_it_was_while_work_comes_and_goes()
    {
        await SeenAsync(await Histories.WriteAsync(_script, 40));
        var queries = new TaskQueries(_database);
        Office[] offices = [new(Script.Huyen, Script.Staff), new(Script.Huyen, Script.Head)];
        var before = queries.OfOffices(offices, limit: 200).Items.Select(t => t.Task).ToList();
        before.Count.ShouldBe(20);
        var read = new List<TaskId>();
        string? next = null;
        var filed = 40;
        do
        {
            var page = queries.OfOffices(offices, next, limit: 4);
            read.AddRange(page.Items.Select(i => i.Task));
            next = page.Next;
            await SeenAsync(await Histories.WriteAsync(_script, 1, from: filed++));
        } while (next is not null);
        read.Intersect(before).ShouldBe(before); // all of them, in order
        read.ShouldBeUnique();
    }

    [Fact]
    public async Task The_trail_tells_who_did_what_where_and_is_narrowed_by_anything()
    {
        await Histories.WriteAsync(_script, 4);
        var account = "account-" + Script.Anna;
        var from = _script.Now + TimeSpan.FromSeconds(1);
        await SeenAsync(await _script.WriteAsync(account, new AccountEvent.SignInFailed(SignInChannel.Page, SignInFailure.WrongPassword)));
        var audit = new AuditQueries(_database);
        var all = audit.List(new(), limit: 200).Items;
        all.Count.ShouldBe((int)(await _store.HeadAsync())!.Value.Commit);
        all.Select(a => a.Sequence).ShouldBeInOrder(SortDirection.Descending);
        all.ShouldAllBe(a => a.Actor == Script.Anna && a.Unit == Script.Xa && a.Function == Script.Staff && a.ClientAddress == "10.0.0.7");

        var failed = all[0];
        failed.Type.ShouldBe("account.sign-in-failed");
        failed.Outcome.ShouldBe(nameof(SignInFailure.WrongPassword));
        failed.Stream.ShouldBe(new StreamName(account));
        audit.List(new(From: from)).Items.ShouldHaveSingleItem().Sequence.ShouldBe(failed.Sequence);
        audit.List(new(To: from), limit: 200).Items.Count.ShouldBe(all.Count - 1);
        audit.List(new(Type: "account.sign-in-failed")).Items.ShouldHaveSingleItem();

        var dossier = new DossierId(Script.Id("d1"));
        var history = audit.List(new(Dossier: dossier)).Items;
        history.Select(a => a.Revision.Value).ShouldBe(Enumerable.Range(0, history.Count).Select(i => (long)i).Reverse());
        history.ShouldAllBe(a => a.Dossier == dossier);
        history.ShouldContain(a =>
            a.Type == "dossier.step-completed" && a.Outcome == "pass" && a.Step == new Workflows.Kernel.StepId("trinh")
        );

        audit.List(new(Scope: [Script.Huyen], Person: Script.Anna), limit: 200).Items.Count.ShouldBe(all.Count);
        audit.List(new(Scope: [Script.OtherXa])).Items.ShouldBeEmpty();
        audit.List(new(Scope: [Script.OtherXa], Type: "dossier.opened")).Items.ShouldBeEmpty();
        audit.List(new(Person: new(Script.Id("nobody")))).Items.ShouldBeEmpty();

        var paged = new List<long>();
        string? next = null;
        do
        {
            var page = audit.List(new(Scope: [Script.Tinh]), next, limit: 7);
            paged.AddRange(page.Items.Select(a => a.Sequence));
            next = page.Next;
        } while (next is not null);
        paged.ShouldBe(all.Select(a => a.Sequence));
    }

    [Fact]
    public async Task Common_lists_show_what_is_still_on_its_way()
    {
        var (one, two) = (_script.Nominee("Một"), _script.Nominee("Hai"));
        DossierId first = new(Script.Id("a")),
            second = new(Script.Id("b"));
        var decision = new DecisionId(Script.Id("q"));
        var paper = new SignedPaper(new("1/QĐ"), new(2025, 4, 14), null, new("Chủ tịch"), SigningForm.Kt, null, new(2025, 5, 1));
        await SeenAsync(
            await _script.WriteAsync(
                "decision-" + decision,
                new ListEvent.DecisionDrafted(Script.Huyen, Script.Form, null),
                new ListEvent.NomineesEntered([new(first, one.Id), new(second, two.Id)]),
                new ListEvent.Issued(paper)
            )
        );
        var lists = new CommonListQueries(_database);
        var issued = lists.Find(decision.Value).ShouldNotBeNull();
        issued.Waiting.ShouldBeTrue();
        issued.Paper!.Form.ShouldBe(SigningForm.Kt);
        issued.Row.State.ShouldBe(CommonListState.Issued);
        lists.List(CommonListKind.Decision, [Script.Tinh]).Items.ShouldHaveSingleItem().ScanBy.ShouldBe(new DateOnly(2025, 5, 1));
        lists.List(CommonListKind.Proposal, [Script.Tinh]).Items.ShouldBeEmpty();
        lists.ListsOf([two.Id]).ShouldHaveSingleItem().List.ShouldBe(decision.Value);

        var reference = new DecisionReference(decision, paper.Number, paper.Date, Script.Huyen);
        foreach (var (dossier, nominee) in new[] { (first, one), (second, two) })
        {
            await SeenAsync(
                await _script.WriteAsync(
                    "dossier-" + dossier,
                    Script.Opened(),
                    new DossierEvent.NomineeAdded(nominee),
                    new DossierEvent.OutcomeEntered(new(Script.Id("t")), reference, [nominee.Id])
                )
            );
        }

        lists.Find(decision.Value)!.Waiting.ShouldBeFalse();
        new DossierQueries(_database, _script.Keyring).Nominees([first, second])[two.Id].Profile!.Name.ShouldBe("Hai");
    }

    [Fact]
    public async Task Sittings_show_how_far_they_have_come_to_the_units_above()
    {
        var nominees = new[] { _script.Nominee("Một"), _script.Nominee("Hai"), _script.Nominee("Ba") };
        DossierId[] dossiers = [new(Script.Id("a")), new(Script.Id("b"))];
        var sitting = new SittingId(Script.Id("h"));
        var name = _script.Keyring.Seal(Keys.Of(sitting), "Ủy viên");
        var member = new CouncilMember(new(Script.Id("m")), name);
        var minutes = new SignedPaper(new("1/BB-HĐ"), new(2025, 4, 14), name, new("Chủ tọa"), SigningForm.Tm, null, new(2025, 5, 1));
        var majority = new VoteRule(50, VoteBase.Members, MoreThan: true);
        await SeenAsync(
            await _script.WriteAsync(
                "sitting-" + sitting,
                new SittingEvent.Called(Script.Huyen, Script.Staff, null, new(2025, 4, 14), name, [member], member.Id, member),
                new SittingEvent.NomineesEntered([
                    new(dossiers[0], nominees[0].Id, majority),
                    new(dossiers[0], nominees[1].Id, majority),
                    new(dossiers[1], nominees[2].Id, majority),
                ]),
                new SittingEvent.Closed(minutes, name)
            )
        );
        var sittings = new SittingQueries(_database);
        var row = sittings.List([Script.Tinh]).Items.ShouldHaveSingleItem();
        (row.Id, row.State, row.Number, row.ScanBy).ShouldBe((sitting, SittingState.Closed, minutes.Number, minutes.ScanBy));
        (row.Nominees, row.Dossiers, row.Entered).ShouldBe((3, 2, 0));
        sittings.List([Script.Xa]).Items.ShouldBeEmpty();

        await SeenAsync(await _script.WriteAsync("sitting-" + sitting, new SittingEvent.NomineeTakenOff(nominees[2].Id, null)));
        await SeenAsync(
            await _script.WriteAsync(
                "dossier-" + dossiers[0],
                Script.Opened(),
                new DossierEvent.StepCompleted(
                    new(Script.Id("t")),
                    new(new("hoi-dong"), new(Script.Huyen, Script.Staff), Outcomes.Pass),
                    [],
                    minutes,
                    null,
                    null,
                    Sitting: sitting
                )
            )
        );
        var later = sittings.Find(sitting).ShouldNotBeNull();
        (later.Nominees, later.Dossiers, later.Entered).ShouldBe((2, 1, 1));
    }

    [Fact]
    public async Task Reference_data_is_folded_from_its_own_streams_and_can_be_waited_for()
    {
        await Histories.WriteAsync(_script, 2);
        var from = new DateOnly(2020, 1, 1);
        UnitEntry Unit(UnitId id, UnitLevel level, UnitId? parent) =>
            new(id, level, false, new(id, from, new(id.Value), null, new("đơn vị"), parent));
        await _script.WriteAsync(
            "org",
            new OrganisationEvent.UnitsRegistered([
                Unit(Script.Tinh, UnitLevel.Province, null),
                Unit(Script.Huyen, UnitLevel.District, Script.Tinh),
                Unit(Script.Xa, UnitLevel.Commune, Script.Huyen),
            ])
        );
        await using var reference = new ReferenceData(_store, OfficialDays.Load(), TimeProvider.System);
        var changes = 0;
        reference.Changed += _ => changes++;
        await reference.StartAsync();
        reference.SelfAndAbove(Script.Xa, from).ShouldBe([Script.Xa, Script.Huyen, Script.Tinh]);
        changes.ShouldBe(0);

        // 1/7/2025: the districts go, the communes merge; what is done in the new one is read with what was done in the old.
        var merged = new UnitId("xa-moi");
        var day = new DateOnly(2025, 7, 1);
        var last = await _script.WriteAsync(
            "org",
            new OrganisationEvent.UnitsRegistered([
                new(merged, UnitLevel.Commune, false, new(merged, day, new("xã mới"), null, new("xã"), Script.Tinh)),
            ]),
            new OrganisationEvent.UnitsEnded([new(Script.Xa, day.AddDays(-1), [merged], null)])
        );
        (await reference.WaitAsync(last, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        reference.Current.WithPredecessors(merged).ShouldBe([merged, Script.Xa]);
        var other = await Histories.WriteAsync(_script, 1, from: 2); // passed over, and passed
        (await reference.WaitAsync(other, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        (await reference.StatusAsync()).State.ShouldBe(SubscriptionState.Live);
        changes.ShouldBeGreaterThan(0);
    }

    private async Task SeenAsync(Position position)
    {
        var seen = await _subscription.WaitAllAsync(position, TimeSpan.FromSeconds(20));
        seen.ShouldBeTrue(string.Join('\n', await _subscription.StatusAsync()));
    }
}
