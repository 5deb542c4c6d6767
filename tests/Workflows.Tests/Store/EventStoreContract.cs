using System.Text;
using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Store;
using static PhongTrao.Workflows.Store.AppendResult;
using static PhongTrao.Workflows.Store.SubscriptionMessageKind;

namespace PhongTrao.Workflows.Tests.Store;

/// <summary>
/// Every sentence of the contract in <see cref="IEventStore"/>, on every adapter by an empty subclass. The log may be
/// shared with others: a test uses streams of its own, begins at the head it found and looks at nothing else.
/// </summary>
public abstract class EventStoreContract : IAsyncLifetime
{
    /// <summary>Nothing here takes a second; a test that hangs ends with this.</summary>
    protected static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly CancellationTokenSource _patience = new(Patience);
    private readonly string _mark = $"t{Guid.NewGuid():N}";
    private Position? _start;

    protected IEventStore Store { get; private set; } = null!;

    protected CancellationToken Cancel => _patience.Token;

    /// <summary>Opens the store, empty or not; calls Assert.Skip where its server is absent.</summary>
    protected abstract ValueTask<IEventStore> OpenAsync();

    public async ValueTask InitializeAsync()
    {
        Store = await OpenAsync();
        _start = await Store.HeadAsync(Cancel);
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (Store is not null)
        {
            await Store.DisposeAsync();
        }

        _patience.Dispose();
        GC.SuppressFinalize(this);
    }

    // ------------------------------------------------------------------------------------------------ one append

    [Fact]
    public async Task An_append_writes_all_its_events_contiguously_and_in_order()
    {
        var stream = Stream("a");
        var first = Events(3);
        var second = Events(2);

        var one = (await Append(stream, ExpectedRevision.NoStream, first)).ShouldBeOfType<Appended>();
        var two = (await Append(stream, ExpectedRevision.At(one.Last), second)).ShouldBeOfType<Appended>();

        one.Last.Value.ShouldBe(2);
        two.Last.Value.ShouldBe(4);
        (one.Position < two.Position).ShouldBeTrue();
        var recorded = await Read(stream);
        recorded.Select(e => e.EventId).ShouldBe([.. Ids(first), .. Ids(second)]);
        recorded.Select(e => e.Revision.Value).ShouldBe([0, 1, 2, 3, 4]);
        recorded.Select(e => e.Position).ShouldBeInOrder();
        recorded.Select(e => e.Position).ShouldBeUnique();
        recorded.ShouldAllBe(e => e.Stream == stream);
        recorded[2].Position.ShouldBe(one.Position);
        recorded[4].Position.ShouldBe(two.Position);
        (await Store.HeadAsync(Cancel)).ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(two.Position);
    }

    [Theory]
    [InlineData(-2, false, true)]
    [InlineData(-2, true, true)]
    [InlineData(-1, false, true)]
    [InlineData(-1, true, false)]
    [InlineData(-4, false, false)]
    [InlineData(-4, true, true)]
    [InlineData(0, false, false)]
    [InlineData(0, true, false)]
    [InlineData(1, true, true)]
    [InlineData(2, true, false)]
    public async Task An_append_succeeds_only_where_the_stream_is_as_expected(long expected, bool exists, bool succeeds)
    {
        var stream = Stream("a");
        StreamRevision? last = null;
        if (exists)
        {
            last = (await Append(stream, ExpectedRevision.NoStream, Events(2))).ShouldBeOfType<Appended>().Last;
        }

        var result = await Append(stream, Expectation(expected), Events(2));

        if (succeeds)
        {
            result.ShouldBeOfType<Appended>().Last.Value.ShouldBe(exists ? 3 : 1);
        }
        else
        {
            result.ShouldBeOfType<WrongExpectedRevision>().Actual.ShouldBe(last);
            (await Read(stream)).Count.ShouldBe(exists ? 2 : 0);
        }
    }

    [Fact]
    public async Task A_conflict_fails_alone_among_the_appends_that_wait_beside_it()
    {
        var taken = Stream("taken");
        await Append(taken, ExpectedRevision.NoStream, Events(1));

        // Not awaited one by one: they wait together, and an adapter that groups has them in few groups.
        var appends = Enumerable
            .Range(0, 200)
            .Select(i =>
                i % 3 == 0
                    ? Append(taken, ExpectedRevision.NoStream, Events(2)).AsTask()
                    : Append(Stream($"free{i}"), ExpectedRevision.NoStream, Events(2)).AsTask()
            )
            .ToList();
        var results = await Task.WhenAll(appends).WaitAsync(Cancel);

        for (var i = 0; i < results.Length; i++)
        {
            if (i % 3 == 0)
            {
                results[i].ShouldBe(new WrongExpectedRevision(new StreamRevision(0)));
            }
            else
            {
                results[i].ShouldBeOfType<Appended>().Last.Value.ShouldBe(1);
                (await Read(Stream($"free{i}"))).Count.ShouldBe(2);
            }
        }

        (await Read(taken)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task Of_many_that_expect_the_same_revision_exactly_one_succeeds()
    {
        var stream = Stream("a");
        var results = await Task.WhenAll(
                Enumerable.Range(0, 50).Select(_ => Task.Run(() => Append(stream, ExpectedRevision.NoStream, Events(3)).AsTask()))
            )
            .WaitAsync(Cancel);

        results.OfType<Appended>().ShouldHaveSingleItem();
        results.OfType<WrongExpectedRevision>().ShouldAllBe(r => r.Actual == new StreamRevision(2));
        (await Read(stream)).Count.ShouldBe(3);
    }

    [Fact]
    public async Task Bytes_come_back_exactly_as_they_went_in()
    {
        var everyByte = Enumerable.Range(0, 256).Select(i => (byte)i).ToArray();
        var large = new byte[1 << 20];
        new Random(7).NextBytes(large);
        EventData[] events =
        [
            new(Guid.NewGuid(), "empty", ReadOnlyMemory<byte>.Empty, ReadOnlyMemory<byte>.Empty),
            new(Guid.NewGuid(), "every-byte", everyByte, everyByte),
            new(Guid.NewGuid(), "json", "{ \"tên\" : \"Đào\",\n\"x\":1.0 }"u8.ToArray(), "{ }"u8.ToArray()),
            new(Guid.NewGuid(), "not-utf8", new byte[] { 0xc3, 0x28, 0x00, 0xff }, new byte[] { 0 }),
            new(Guid.NewGuid(), "large", large, large.AsMemory(0, 5000)),
        ];
        var stream = Stream("a");
        await Append(stream, ExpectedRevision.NoStream, events);

        var followed = await Take(Follow(), events.Length);
        foreach (var recorded in new[] { await Read(stream), followed })
        {
            for (var i = 0; i < events.Length; i++)
            {
                recorded[i].Type.ShouldBe(events[i].Type);
                recorded[i].EventId.ShouldBe(events[i].EventId);
                recorded[i].Data.Span.SequenceEqual(events[i].Data.Span).ShouldBeTrue(events[i].Type);
                recorded[i].Metadata.Span.SequenceEqual(events[i].Metadata.Span).ShouldBeTrue(events[i].Type);
            }
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1001)]
    public async Task An_append_of_no_event_or_of_more_than_a_thousand_is_refused(int count)
    {
        await Should.ThrowAsync<ArgumentException>(async () => await Append(Stream("a"), ExpectedRevision.Any, Events(count)));
        (await Read(Stream("a"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_thousand_events_are_one_append()
    {
        var result = await Append(Stream("a"), ExpectedRevision.NoStream, Events(1000));
        result.ShouldBeOfType<Appended>().Last.Value.ShouldBe(999);
        (await Read(Stream("a"))).Count.ShouldBe(1000);
    }

    [Fact]
    public async Task An_append_that_names_an_id_twice_is_refused()
    {
        var e = Event();
        await Should.ThrowAsync<ArgumentException>(async () => await Append(Stream("a"), ExpectedRevision.Any, [e, Event(), e]));
        await Should.ThrowAsync<ArgumentException>(async () => await Append(Stream("a"), ExpectedRevision.Any, [.. Events(30), e, e]));
        (await Read(Stream("a"))).ShouldBeEmpty();
    }

    // ------------------------------------------------------------------------------------------------ the same ids again

    [Theory]
    [InlineData(-2)]
    [InlineData(-1)]
    [InlineData(-4)]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(7)]
    public async Task The_same_append_again_gives_the_first_answer_and_writes_nothing(long expected)
    {
        var stream = Stream("a");
        await Append(stream, ExpectedRevision.NoStream, Events(1));
        var events = Events(2);
        var first = await Append(stream, ExpectedRevision.At(new StreamRevision(0)), events);
        await Append(stream, ExpectedRevision.Any, Events(3));

        var again = await Append(stream, Expectation(expected), events);

        again.ShouldBe(first);
        first.ShouldBeOfType<Appended>().Last.Value.ShouldBe(2);
        (await Read(stream)).Count.ShouldBe(6);
    }

    [Fact]
    public async Task The_same_append_many_times_at_once_is_written_once()
    {
        var stream = Stream("a");
        var events = Events(3);
        var results = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Append(stream, ExpectedRevision.NoStream, events).AsTask()))
            .WaitAsync(Cancel);

        results.ShouldAllBe(r => r == results[0]);
        results[0].ShouldBeOfType<Appended>().Last.Value.ShouldBe(2);
        Ids(await Read(stream)).ShouldBe(Ids(events));
    }

    [Theory]
    [InlineData("elsewhere")]
    [InlineData("elsewhere, with others")]
    [InlineData("a part of them")]
    [InlineData("a part, at the end")]
    [InlineData("another order")]
    [InlineData("with a gap")]
    public async Task Ids_recorded_otherwise_are_refused_whatever_is_expected(string how)
    {
        var here = Stream("here");
        var there = Stream("there");
        var known = Events(3);
        await Append(here, ExpectedRevision.NoStream, known);
        var (stream, events) = how switch
        {
            "elsewhere" => (there, known),
            "elsewhere, with others" => (there, [Event(), known[1], Event()]),
            "a part of them" => (here, [known[1], known[2], Event()]),
            "a part, at the end" => (here, [Event(), known[0]]),
            "another order" => (here, [known[1], known[0]]),
            _ => (here, new[] { known[0], known[2] }),
        };

        foreach (var expected in new[] { -2L, -1, -4, 2, 5 })
        {
            var beside = Append(Stream($"beside{expected}"), ExpectedRevision.NoStream, Events(2)).AsTask();
            var refused = Append(stream, Expectation(expected), events).AsTask();
            var after = Append(Stream($"after{expected}"), ExpectedRevision.NoStream, Events(2)).AsTask();

            await Should.ThrowAsync<ArgumentException>(() => refused.WaitAsync(Cancel));
            (await beside.WaitAsync(Cancel)).ShouldBeOfType<Appended>();
            (await after.WaitAsync(Cancel)).ShouldBeOfType<Appended>();
        }

        Ids(await Read(here)).ShouldBe(Ids(known));
        (await Read(there)).ShouldBeEmpty();
        Store.ReadOnlyBecause.ShouldBeNull();
    }

    // ------------------------------------------------------------------------------------------------ reading a stream

    [Fact]
    public async Task A_stream_is_read_from_a_revision_and_no_further_than_asked()
    {
        var stream = Stream("a");
        await Append(stream, ExpectedRevision.NoStream, Events(10));
        await Append(Stream("a2"), ExpectedRevision.NoStream, Events(2));

        Revisions(await Store.ReadStreamAsync(stream, new StreamRevision(7), cancellationToken: Cancel)).ShouldBe([7, 8, 9]);
        Revisions(await Store.ReadStreamAsync(stream, new StreamRevision(2), 3, Cancel)).ShouldBe([2, 3, 4]);
        Revisions(await Store.ReadStreamAsync(stream, new StreamRevision(10), cancellationToken: Cancel)).ShouldBeEmpty();
        Revisions(await Store.ReadStreamAsync(Stream("none"), cancellationToken: Cancel)).ShouldBeEmpty();
        await Should.ThrowAsync<ArgumentOutOfRangeException>(async () => await Store.ReadStreamAsync(stream, default, 0, Cancel));
    }

    [Fact]
    public async Task What_an_append_has_answered_can_be_read_at_once()
    {
        await Parallel.ForEachAsync(
            Enumerable.Range(0, 16),
            new ParallelOptions { MaxDegreeOfParallelism = 16, CancellationToken = Cancel },
            async (i, _) =>
            {
                var stream = Stream($"s{i}");
                StreamRevision? last = null;
                for (var n = 0; n < 20; n++)
                {
                    last = (await Append(stream, ExpectedRevision.After(last), Events(1))).ShouldBeOfType<Appended>().Last;
                    (await Read(stream)).Count.ShouldBe(n + 1);
                }
            }
        );
    }

    // ------------------------------------------------------------------------------------------------ many at once

    [Fact]
    public async Task Sixteen_writers_on_shared_streams_lose_nothing_and_leave_no_gap()
    {
        const int writers = 16;
        const int rounds = 40;
        var streams = Enumerable.Range(0, 3).Select(i => Stream($"shared{i}")).ToArray();

        var written = await Task.WhenAll(
                Enumerable
                    .Range(0, writers)
                    .Select(w =>
                        Task.Run(
                            async () =>
                            {
                                var mine = new List<(StreamName Stream, Guid[] Ids, Appended Answer)>();
                                for (var round = 0; round < rounds; round++)
                                {
                                    var stream = streams[(w + round) % streams.Length];
                                    var events = Events(1 + (round % 3));
                                    while (true)
                                    {
                                        var known = await Read(stream);
                                        var expected = ExpectedRevision.After(known.Count == 0 ? null : known[^1].Revision);
                                        if (await Append(stream, expected, events) is Appended answer)
                                        {
                                            mine.Add((stream, Ids(events), answer));
                                            break;
                                        }
                                    }
                                }

                                return mine;
                            },
                            Cancel
                        )
                    )
            )
            .WaitAsync(Cancel);

        var all = written.SelectMany(w => w).ToList();
        foreach (var stream in streams)
        {
            var recorded = await Read(stream);
            Revisions(recorded).ShouldBe(Enumerable.Range(0, recorded.Count).Select(i => (long)i));
            recorded.Select(e => e.Position).ShouldBeInOrder();
            foreach (var (_, ids, answer) in all.Where(a => a.Stream == stream))
            {
                var first = (int)answer.Last.Value - ids.Length + 1;
                Ids(recorded.Skip(first).Take(ids.Length)).ShouldBe(ids);
                recorded[(int)answer.Last.Value].Position.ShouldBe(answer.Position);
            }

            recorded.Count.ShouldBe(all.Where(a => a.Stream == stream).Sum(a => a.Ids.Length));
        }
    }

    [Fact]
    public async Task Cancelling_stops_the_waiting_and_the_append_may_be_repeated()
    {
        using var cancelled = new CancellationTokenSource();
        await cancelled.CancelAsync();
        var stream = Stream("a");
        var events = Events(2);
        await Should.ThrowAsync<OperationCanceledException>(async () =>
            await Store.AppendAsync(stream, ExpectedRevision.NoStream, events, cancelled.Token)
        );

        for (var i = 0; i < 50; i++)
        {
            using var soon = new CancellationTokenSource();
            var mine = Stream($"b{i}");
            var waiting = Store.AppendAsync(mine, ExpectedRevision.NoStream, events = Events(2), soon.Token).AsTask();
            await soon.CancelAsync();
            try
            {
                await waiting.WaitAsync(Cancel);
            }
            catch (OperationCanceledException) when (!Cancel.IsCancellationRequested)
            {
                // It may have been written or not.
            }

            (await Append(mine, ExpectedRevision.NoStream, events)).ShouldBeOfType<Appended>().Last.Value.ShouldBe(1);
            Ids(await Read(mine)).ShouldBe(Ids(events));
        }
    }

    [Fact]
    public void Any_sequence_of_appends_is_answered_and_recorded_as_a_simple_model_says()
    {
        var attempt = 0;
        Prop.ForAll<byte[]>(bytes => AgreesWithModelAsync($"m{attempt++}-", bytes).GetAwaiter().GetResult())
            .Check(FsCheck.Config.QuickThrowOnFailure.WithMaxTest(60).WithEndSize(160));
    }

    // ------------------------------------------------------------------------------------------------ subscriptions

    [Fact]
    public async Task A_subscription_delivers_what_is_there_in_log_order_then_says_that_it_has_caught_up()
    {
        var expected = new List<Guid>();
        for (var i = 0; i < 7; i++)
        {
            var events = Events(1 + (i % 3));
            await Append(Stream($"s{i % 2}"), ExpectedRevision.Any, events);
            expected.AddRange(Ids(events));
        }

        var seen = await TakeUntilCaughtUp(Subscribe(_start, Mine()));

        Ids(seen.Where(m => m.Kind == Event_).Select(m => m.Event!)).ShouldBe(expected);
        seen[^1].Kind.ShouldBe(CaughtUp);
        seen[^1].Position.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(seen.Last(m => m.Kind == Event_).Position!.Value);
        seen.ShouldAllBe(m => (m.Kind == Event_) == (m.Event != null));
        seen.Where(m => m.Kind == Event_).ShouldAllBe(m => m.Position == m.Event!.Position);
        seen.Select(m => m.Position!.Value).ShouldBeInOrder();
    }

    [Fact]
    public async Task A_subscription_begins_strictly_after_its_position()
    {
        await Append(Stream("a"), ExpectedRevision.NoStream, Events(5));
        var recorded = await Read(Stream("a"));
        for (var i = 0; i < 5; i++)
        {
            var seen = await TakeUntilCaughtUp(Subscribe(recorded[i].Position, Mine()));
            Ids(seen.Where(m => m.Kind == Event_).Select(m => m.Event!)).ShouldBe(Ids(recorded.Skip(i + 1)));
        }
    }

    [Fact]
    public async Task A_subscription_goes_on_live_without_polling_delay()
    {
        // A poll every 100 ms would need 20 s for as many turns; a signal needs a small part of one.
        const int turns = 200;
        await using var live = Subscribe(_start, Mine()).GetAsyncEnumerator(Cancel);
        await Until(live, m => m.Kind == CaughtUp);

        var begun = TimeProvider.System.GetTimestamp();
        for (var i = 0; i < turns; i++)
        {
            var next = Until(live, m => m.Kind == Event_);
            var events = Events(1);
            await Append(Stream("a"), ExpectedRevision.Any, events);
            (await next).Event!.EventId.ShouldBe(events[0].EventId);
        }

        TimeProvider.System.GetElapsedTime(begun).ShouldBeLessThan(TimeSpan.FromSeconds(turns * 0.05));
    }

    [Fact]
    public async Task Subscriptions_beside_many_writers_all_see_the_same_log_once_and_nobody_passes_an_event()
    {
        const int writers = 8;
        const int rounds = 60;
        var total = Enumerable.Range(0, rounds).Sum(r => 1 + (r % 4)) * writers;
        var followers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Take(Follow(), total), Cancel)).ToList();
        var acknowledged = await Task.WhenAll(
                Enumerable
                    .Range(0, writers)
                    .Select(w =>
                        Task.Run(
                            async () =>
                            {
                                var mine = new List<Guid>();
                                for (var round = 0; round < rounds; round++)
                                {
                                    var events = Events(1 + (round % 4));
                                    var answer = await Append(Stream($"w{w % 5}"), ExpectedRevision.Any, events);
                                    answer.ShouldBeOfType<Appended>();
                                    // Conflicts in between: nobody may ever see their events.
                                    await Append(Stream($"w{w % 5}"), ExpectedRevision.NoStream, Events(2));
                                    mine.AddRange(Ids(events));
                                }

                                return mine;
                            },
                            Cancel
                        )
                    )
            )
            .WaitAsync(Cancel);

        var seen = await Task.WhenAll(followers).WaitAsync(Cancel);
        foreach (var log in seen.Append(await Take(Follow(), total)))
        {
            Ids(log).ShouldBe(Ids(seen[0]));
            log.Select(e => e.Position).ShouldBeInOrder();
            foreach (var stream in log.GroupBy(e => e.Stream))
            {
                Revisions(stream).ShouldBe(Enumerable.Range(0, stream.Count()).Select(i => (long)i));
            }
        }

        Ids(seen[0]).Order().ShouldBe(acknowledged.SelectMany(a => a).Order());
    }

    [Fact]
    public async Task A_filter_lets_through_the_streams_that_begin_with_one_of_its_prefixes()
    {
        await Append(Stream("plan-a"), ExpectedRevision.Any, Events(1));
        await Append(Stream("plant"), ExpectedRevision.Any, Events(1));
        await Append(Stream("org"), ExpectedRevision.Any, Events(2));
        await Append(Stream("dossier-1"), ExpectedRevision.Any, Events(2));
        await Append(Stream("plan-b"), ExpectedRevision.Any, Events(1));
        await Append(Stream("Plan-c"), ExpectedRevision.Any, Events(1));
        await Append(Stream("plan-a"), ExpectedRevision.Any, Events(1));
        var last = (await Append(Stream("dossier-2"), ExpectedRevision.Any, Events(3))).ShouldBeOfType<Appended>();

        var seen = await TakeUntilCaughtUp(Subscribe(_start, Mine("plan-", "org")));

        seen.Where(m => m.Kind == Event_)
            .Select(m => m.Event!.Stream.Value[_mark.Length..])
            .ShouldBe(["plan-a", "org", "org", "plan-b", "plan-a"]);
        seen[^1].Position.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(last.Position);
        seen.Select(m => m.Position!.Value).ShouldBeInOrder();
    }

    [Fact]
    public async Task Events_passed_over_move_the_checkpoint_before_and_after_catching_up()
    {
        await Append(Stream("plan"), ExpectedRevision.Any, Events(1));
        var behind = (await Append(Stream("other"), ExpectedRevision.Any, Events(3))).ShouldBeOfType<Appended>();
        await using var live = Subscribe(_start, Mine("plan")).GetAsyncEnumerator(Cancel);
        (await Until(live, m => m.Kind == Event_)).Event!.Stream.ShouldBe(Stream("plan"));
        await Until(live, m => m.Kind == CheckpointReached && m.Position >= behind.Position);
        await Until(live, m => m.Kind == CaughtUp);

        var next = Until(live, m => m.Kind is CheckpointReached or Event_);
        var passed = (await Append(Stream("other"), ExpectedRevision.Any, Events(1))).ShouldBeOfType<Appended>();
        var message = await next;
        message.Kind.ShouldBe(CheckpointReached);
        while (message.Position < passed.Position)
        {
            message = await Until(live, m => m.Kind == CheckpointReached);
        }

        var matching = Events(1);
        await Append(Stream("plan"), ExpectedRevision.Any, matching);
        (await Until(live, m => m.Kind == Event_)).Event!.EventId.ShouldBe(matching[0].EventId);
    }

    [Fact]
    public async Task A_narrow_filter_far_behind_finds_the_same_events_as_reading_the_whole_log()
    {
        var expected = new List<Guid>();
        for (var i = 0; i < 20; i++)
        {
            await Append(Stream($"dossier-{i}"), ExpectedRevision.NoStream, Events(1000));
            if (i % 3 == 0)
            {
                var events = Events(1 + i);
                await Append(Stream(i % 2 == 0 ? "plan-x" : "route-y"), ExpectedRevision.Any, events);
                expected.AddRange(Ids(events));
            }
        }

        var head = await Store.HeadAsync(Cancel);
        var narrow = await TakeUntilCaughtUp(Subscribe(_start, Mine("plan-", "route-", "none-")));
        var broad = await TakeUntilCaughtUp(Subscribe(_start, Mine("plan-", "route-", "dossier-")));
        var all = await TakeUntilCaughtUp(Subscribe(_start, Mine()));

        Ids(narrow.Where(m => m.Kind == Event_).Select(m => m.Event!)).ShouldBe(expected);
        narrow[^1].Position.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(head!.Value);
        narrow.Select(m => m.Position!.Value).ShouldBeInOrder();
        var whole = all.Where(m => m.Kind == Event_).Select(m => m.Event!).ToList();
        whole.Count.ShouldBe(20_000 + expected.Count);
        Ids(broad.Where(m => m.Kind == Event_).Select(m => m.Event!)).ShouldBe(Ids(whole));

        // And on from there, live.
        await using var live = Subscribe(_start, Mine("plan-")).GetAsyncEnumerator(Cancel);
        await Until(live, m => m.Kind == CaughtUp);
        var late = Events(1);
        await Append(Stream("plan-x"), ExpectedRevision.Any, late);
        (await Until(live, m => m.Kind == Event_)).Event!.EventId.ShouldBe(late[0].EventId);
    }

    [Fact]
    public async Task Cancelling_ends_a_subscription_that_waits_and_one_that_is_busy()
    {
        await Append(Stream("a"), ExpectedRevision.Any, Events(100));

        using (var busy = new CancellationTokenSource())
        {
            var seen = 0;
            await Should.ThrowAsync<OperationCanceledException>(async () =>
            {
                await foreach (var message in Store.SubscribeToAll(_start, Mine(), busy.Token))
                {
                    if (message.Kind == Event_ && ++seen == 10)
                    {
                        await busy.CancelAsync();
                    }
                }
            });
            seen.ShouldBe(10);
        }

        using var waiting = new CancellationTokenSource();
        await using var live = Store.SubscribeToAll(_start, Mine(), CancellationToken.None).GetAsyncEnumerator(waiting.Token);
        await Until(live, m => m.Kind == CaughtUp);
        var next = Until(live, m => m.Kind == Event_);
        await waiting.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => next.WaitAsync(Cancel));
    }

    // ------------------------------------------------------------------------------------------------ helpers

    private async Task<bool> AgreesWithModelAsync(string mark, byte[] bytes)
    {
        var model = new LogModel(i => Stream($"{mark}{i}"));
        foreach (var b in bytes.Chunk(4).Where(b => b.Length == 4))
        {
            var attempt = model.Next(b[0], b[1], b[2], b[3]);
            try
            {
                switch (await Append(attempt.Stream, attempt.Expected, attempt.Events))
                {
                    case Appended appended:
                        attempt.Answer.ShouldBe(typeof(Appended));
                        appended.Last.Value.ShouldBe(attempt.Revision!.Value);
                        break;
                    case WrongExpectedRevision wrong:
                        attempt.Answer.ShouldBe(typeof(WrongExpectedRevision));
                        wrong.Actual?.Value.ShouldBe(attempt.Revision!.Value);
                        break;
                }
            }
            catch (ArgumentException)
            {
                attempt.Answer.ShouldBe(typeof(ArgumentException));
            }
        }

        for (var i = 0; i < 3; i++)
        {
            var recorded = await Read(Stream($"{mark}{i}"));
            Ids(recorded).ShouldBe(model.Stream(i));
            Revisions(recorded).ShouldBe(Enumerable.Range(0, recorded.Count).Select(r => (long)r));
            recorded.All(e => e.Data.Span.SequenceEqual(e.EventId.ToByteArray())).ShouldBeTrue();
        }

        return true;
    }

    protected const SubscriptionMessageKind Event_ = SubscriptionMessageKind.Event;

    protected StreamName Stream(string name) => new(_mark + name);

    /// <summary>Filter for this test's streams, or for those of them that begin so.</summary>
    protected SubscriptionFilter Mine(params string[] prefixes) =>
        new(prefixes.Length == 0 ? [_mark] : [.. prefixes.Select(p => _mark + p)]);

    /// <summary>Asynchronous throughout: an adapter may refuse at once or when it is awaited.</summary>
    protected async ValueTask<AppendResult> Append(StreamName stream, ExpectedRevision expected, IReadOnlyList<EventData> events) =>
        await Store.AppendAsync(stream, expected, events, Cancel);

    protected ValueTask<IReadOnlyList<RecordedEvent>> Read(StreamName stream) => Store.ReadStreamAsync(stream, cancellationToken: Cancel);

    protected IAsyncEnumerable<SubscriptionMessage> Subscribe(Position? after, SubscriptionFilter filter) =>
        Store.SubscribeToAll(after, filter, Cancel);

    /// <summary>This test's events since it began, found in the whole log rather than by a filter.</summary>
    protected async IAsyncEnumerable<RecordedEvent> Follow()
    {
        await foreach (var message in Subscribe(_start, SubscriptionFilter.All))
        {
            if (message.Event is { } e && e.Stream.Value.StartsWith(_mark, StringComparison.Ordinal))
            {
                yield return e;
            }
        }
    }

    protected static async Task<IReadOnlyList<RecordedEvent>> Take(IAsyncEnumerable<RecordedEvent> events, int count)
    {
        var taken = new List<RecordedEvent>();
        await foreach (var e in events)
        {
            taken.Add(e);
            if (taken.Count == count)
            {
                break;
            }
        }

        return taken;
    }

    protected static async Task<List<SubscriptionMessage>> TakeUntilCaughtUp(IAsyncEnumerable<SubscriptionMessage> messages)
    {
        var taken = new List<SubscriptionMessage>();
        await foreach (var message in messages)
        {
            taken.Add(message);
            if (message.Kind == CaughtUp)
            {
                break;
            }
        }

        return taken;
    }

    protected static async Task<SubscriptionMessage> Until(
        IAsyncEnumerator<SubscriptionMessage> messages,
        Func<SubscriptionMessage, bool> isIt
    )
    {
        while (await messages.MoveNextAsync())
        {
            if (isIt(messages.Current))
            {
                return messages.Current;
            }
        }

        throw new InvalidOperationException("A subscription ended by itself.");
    }

    protected static EventData Event() =>
        new(Guid.NewGuid(), "something-happened", Encoding.UTF8.GetBytes("{\"a\":1}"), Encoding.UTF8.GetBytes("{}"));

    protected static EventData[] Events(int count) => [.. Enumerable.Range(0, count).Select(_ => Event())];

    protected static Guid[] Ids(IEnumerable<EventData> events) => [.. events.Select(e => e.EventId)];

    protected static Guid[] Ids(IEnumerable<RecordedEvent> events) => [.. events.Select(e => e.EventId)];

    protected static IEnumerable<long> Revisions(IEnumerable<RecordedEvent> events) => events.Select(e => e.Revision.Value);

    protected static ExpectedRevision Expectation(long number) =>
        number switch
        {
            -1 => ExpectedRevision.NoStream,
            -2 => ExpectedRevision.Any,
            -4 => ExpectedRevision.StreamExists,
            _ => ExpectedRevision.At(new StreamRevision(number)),
        };
}
