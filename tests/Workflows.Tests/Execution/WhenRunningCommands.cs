using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Store;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Execution;

/// <summary>On registers, the smallest aggregate there is: what matters here is who comes first.</summary>
public sealed class WhenRunningCommands : IAsyncDisposable
{
    private static readonly StreamName Book = Bindings.RegisterStream(Commune, new("den"), 2025);

    private readonly MemoryEventStore _store = new();
    private readonly CommandRunner _runner;

    public WhenRunningCommands() => _runner = new CommandRunner(_store);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Fact]
    public async Task A_decision_is_recorded_with_who_when_and_in_what_capacity()
    {
        var by = (Colleague.For(CommuneHead) with { ClientAddress = "10.0.0.7", Reason = Because, Fingerprint = "f" }).Named(1);

        var done = (await Run(by, Take("a"))).ShouldBeOfType<RunResult<Register>.Recorded>();

        (done.Last.Value, done.DecisionRevision.Value, done.Repeated).ShouldBe((0L, 0L, false));
        var recorded = (await _store.ReadStreamAsync(Book)).ShouldHaveSingleItem();
        recorded.Type.ShouldBe("register.number-reserved");
        EventTypes
            .Metadata(recorded)
            .ShouldBe(
                new EventMetadata(
                    Morning,
                    by.CommandId,
                    0,
                    Colleague.Account,
                    by.Capacity!.Appointment,
                    Commune,
                    Head,
                    CommuneHead.Account,
                    new DelegationId(Id(77)),
                    Because,
                    by.Correlation,
                    null,
                    "10.0.0.7",
                    "f",
                    null
                )
            );
    }

    [Fact]
    public async Task What_would_be_refused_can_be_asked_before_and_records_nothing()
    {
        var use = new RegisterCommand.Use(new("a"), Today);
        (await _runner.WouldRefuseAsync(Bindings.Register, Book, use, Colleague.Named(1)))
            .ShouldBeOfType<RunResult<Register>.Refused>()
            .Refusal.Code.ShouldBe(RegisterRefusals.NotReserved);
        await Recorded(Colleague.Named(2), Take("a"));
        (await _runner.WouldRefuseAsync(Bindings.Register, Book, use, Colleague.Named(1))).ShouldBeNull();
        (
            await _runner.WouldRefuseAsync(Bindings.Register, Book, use, Colleague.Named(1), new StreamRevision(7))
        ).ShouldBeOfType<RunResult<Register>.Stale>();

        // Recorded before: it gives its first answer again, whatever would be said of it now.
        await Recorded(Colleague.Named(3), new RegisterCommand.Void(new("a"), Because));
        (await _runner.WouldRefuseAsync(Bindings.Register, Book, use, Colleague.Named(1))).ShouldNotBeNull();
        (await _runner.WouldRefuseAsync(Bindings.Register, Book, Take("a"), Colleague.Named(2))).ShouldBeNull();
        (await _store.ReadStreamAsync(Book)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task The_same_command_id_gets_the_first_answer_again()
    {
        var first = await Recorded(Colleague.Named(1), Take("a"));
        await Recorded(Colleague.Named(2), Take("b"));

        var again = await Recorded(Colleague.Named(1), Take("a"));

        (again.Repeated, again.Last, again.Position).ShouldBe((true, first.Last, first.Position));
        again.State.Last.ShouldBe(2, "the state is today's");
        (await _store.ReadStreamAsync(Book)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task So_it_does_on_another_host_and_after_a_restart()
    {
        await Recorded(Colleague.Named(1), Take("a"));

        (await Recorded(Colleague.Named(1), Take("a"), new CommandRunner(_store))).Repeated.ShouldBeTrue();
    }

    [Fact]
    public async Task The_same_command_id_with_another_body_or_from_another_person_is_told()
    {
        await Recorded(Colleague.Named(1) with { Fingerprint = "a" }, Take("a"));

        (await Run(Colleague.Named(1) with { Fingerprint = "b" }, Take("b"))).ShouldBeOfType<RunResult<Register>.CommandIdReused>();
        (await Run(Preparer.Named(1) with { Fingerprint = "a" }, Take("a"))).ShouldBeOfType<RunResult<Register>.CommandIdReused>();
    }

    [Fact]
    public async Task One_command_id_may_write_to_two_streams()
    {
        await Recorded(Colleague.Named(1), Take("a"));
        var other = Bindings.RegisterStream(Commune, new("to-trinh"), 2025);

        var there = await _runner.RunAsync(Bindings.Register, other, Take("a"), Colleague.Named(1));

        there.ShouldBeOfType<RunResult<Register>.Recorded>().Repeated.ShouldBeFalse();
        (await _store.ReadStreamAsync(other))[0].EventId.ShouldNotBe((await _store.ReadStreamAsync(Book))[0].EventId);
    }

    [Fact]
    public async Task What_changes_nothing_is_unchanged_and_what_is_not_allowed_refused()
    {
        await Recorded(Colleague.Named(1), Take("a"));

        (await Run(Colleague.Named(2), Take("a")))
            .ShouldBeOfType<RunResult<Register>.Unchanged>()
            .DecisionRevision.ShouldBe(new StreamRevision(0));
        (await Run(Colleague.Named(3), new RegisterCommand.Use(new("z"), Today)))
            .ShouldBeOfType<RunResult<Register>.Refused>()
            .Refusal.Code.ShouldBe(RegisterRefusals.NotReserved);
        (await _store.ReadStreamAsync(Book)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Who_decided_on_something_older_is_told()
    {
        await Recorded(Colleague.Named(1), Take("a"));
        await Recorded(Colleague.Named(2), Take("b"));

        (await Run(Colleague.Named(3), Take("c"), new StreamRevision(0)))
            .ShouldBeOfType<RunResult<Register>.Stale>()
            .DecisionRevision.ShouldBe(new StreamRevision(1));
        (await Run(Colleague.Named(4), Take("c"), new StreamRevision(1))).ShouldBeOfType<RunResult<Register>.Recorded>();
    }

    [Fact]
    public async Task Repeating_is_no_staleness()
    {
        await Recorded(Colleague.Named(1), Take("a"));
        await Recorded(Colleague.Named(2), Take("b"));

        (await Run(Colleague.Named(2), Take("b"), new StreamRevision(0)))
            .ShouldBeOfType<RunResult<Register>.Recorded>()
            .Repeated.ShouldBeTrue();
    }

    [Fact]
    public async Task A_conflict_is_decided_again_on_what_the_other_wrote()
    {
        var other = new CommandRunner(_store);
        var left = 3;
        await using var slow = new HookedStore(
            _store,
            async () =>
            {
                if (left-- > 0)
                {
                    await Recorded(Preparer.Named(100 + left), Take($"other-{left}"), other);
                }
            }
        );

        var mine = await Recorded(Colleague.Named(1), Take("mine"), new CommandRunner(slow));

        mine.State.Numbers[new("mine")].Number.ShouldBe(4);
        slow.Appends.ShouldBe(4);
        ChainVerifier.Verify(await _store.ReadStreamAsync(Book)).ShouldBeNull();
    }

    [Fact]
    public async Task Who_never_gets_a_turn_is_told_after_a_bounded_number_of_tries()
    {
        var other = new CommandRunner(_store);
        var n = 0;
        await using var slow = new HookedStore(_store, async () => await Recorded(Preparer.Named(100 + n), Take($"other-{n++}"), other));

        (
            await new CommandRunner(slow).RunAsync(Bindings.Register, Book, Take("mine"), Colleague.Named(1))
        ).ShouldBeOfType<RunResult<Register>.Contended>();
        slow.Appends.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task What_another_host_wrote_is_never_hidden_by_what_this_one_keeps()
    {
        var other = new CommandRunner(_store);
        await Recorded(Colleague.Named(1), Take("a"));
        await Recorded(Preparer.Named(2), new RegisterCommand.Void(new("a"), Because), other);

        // Kept here: "a" is reserved, so a second reservation would change nothing.
        (await Recorded(Colleague.Named(3), Take("a")))
            .State.Numbers[new("a")]
            .Number.ShouldBe(2);
        await Recorded(Preparer.Named(4), Take("b"), other);
        // Kept here: "b" is unknown, so using it would be refused.
        (await Recorded(Colleague.Named(5), new RegisterCommand.Use(new("b"), Today))).Last.ShouldBe(new StreamRevision(4));
        (await Run(Colleague.Named(6), Take("c"), new StreamRevision(3))).ShouldBeOfType<RunResult<Register>.Stale>();
        await Recorded(Preparer.Named(7), Take("d"), other);
        (await _runner.LoadAsync(Bindings.Register, Book))!.Value.State.Last.ShouldBe(4);
    }

    [Fact]
    public async Task Many_at_once_on_one_stream_all_get_a_number_of_their_own()
    {
        var hosts = Enumerable.Range(0, 3).Select(_ => new CommandRunner(_store)).ToArray();
        var pending = Enumerable
            .Range(0, 90)
            .Select(async n =>
            {
                for (var tries = 0; ; tries++)
                {
                    var answer = await Task.Run(() =>
                        hosts[n % 3].RunAsync(Bindings.Register, Book, Take($"p{n}"), Colleague.Named(n)).AsTask()
                    );
                    if (answer is not RunResult<Register>.Contended || tries > 50)
                    {
                        return answer;
                    }
                }
            });

        (await Task.WhenAll(pending)).ShouldAllBe(r => r is RunResult<Register>.Recorded);

        var events = await _store.ReadStreamAsync(Book);
        events
            .Select(e => ((RegisterEvent.NumberReserved)EventTypes.Read(e)).Number)
            .ShouldBe(Enumerable.Range(1, 90), "in the order recorded, without a gap");
        ChainVerifier.Verify(events).ShouldBeNull();
    }

    [Fact]
    public async Task Recorded_time_never_runs_backwards()
    {
        await Recorded(Colleague.Named(1), Take("a"));

        var refused = (await Run(Colleague.Named(2).After(-1), Take("b"))).ShouldBeOfType<RunResult<Register>.Refused>().Refusal;
        refused.Code.ShouldBe(CommandRunner.ClockBackwards);
        refused.Arguments["last"].ShouldBe("2025-04-14T01:00:00.0000000+00:00");
        (
            await Run(Colleague.Named(3).After(-1), Take("b"), runner: new CommandRunner(new MemoryEventStore(), Morning))
        ).ShouldBeOfType<RunResult<Register>.Refused>("also on an empty stream, by what the whole log last recorded");
    }

    [Fact]
    public async Task Acts_that_race_each_other_are_recorded_in_order()
    {
        await Recorded(Colleague.Named(1), Take("a"));

        await Recorded(Colleague.Named(2) with { At = Morning.AddSeconds(-3) }, Take("b"));

        (await _store.ReadStreamAsync(Book)).Select(e => EventTypes.Metadata(e).At).ShouldAllBe(at => at == Morning);
        _runner.LastInstant.ShouldBe(Morning);
    }

    [Fact]
    public async Task A_store_that_takes_no_more_says_so_and_nothing_is_believed_written()
    {
        var full = false;
        await using var disk = new HookedStore(
            _store,
            () => full ? Task.FromException(new StoreReadOnlyException("disk full")) : Task.CompletedTask
        );
        var runner = new CommandRunner(disk);
        await Recorded(Colleague.Named(1), Take("a"), runner);
        full = true;

        await Should.ThrowAsync<StoreReadOnlyException>(async () =>
            await runner.RunAsync(Bindings.Register, Book, Take("b"), Colleague.Named(2))
        );
        full = false;

        (await Recorded(Colleague.Named(2), Take("b"), runner)).Repeated.ShouldBeFalse();
    }

    [Fact]
    public async Task Forgetting_states_changes_no_answer()
    {
        var forgetful = new CommandRunner(_store, keptStreams: 2);
        for (var round = 0; round < 3; round++)
        {
            for (var unit = 0; unit < 9; unit++)
            {
                var book = Bindings.RegisterStream(new($"xa-{unit}"), new("den"), 2025);
                var answer = await forgetful.RunAsync(Bindings.Register, book, Take($"p{round}"), Colleague.Named((round * 10) + unit));
                answer.ShouldBeOfType<RunResult<Register>.Recorded>().State.Last.ShouldBe(round + 1);
            }
        }
    }

    private static RegisterCommand.Reserve Take(string purpose) => new(new(purpose));

    private async Task<RunResult<Register>.Recorded> Recorded(
        CommandContext by,
        RegisterCommand command,
        CommandRunner? runner = null,
        StreamRevision? ifMatch = null
    ) => (await Run(by, command, ifMatch, runner)).ShouldBeOfType<RunResult<Register>.Recorded>();

    private async Task<RunResult<Register>> Run(
        CommandContext by,
        RegisterCommand command,
        StreamRevision? ifMatch = null,
        CommandRunner? runner = null
    ) => await (runner ?? _runner).RunAsync(Bindings.Register, Book, command, by, ifMatch);
}
