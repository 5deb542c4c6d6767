using PhongTrao.Workflows.Store;
#if EVENTSTOREDB
using System.Diagnostics;
#endif

#if EVENTSTOREDB
using static PhongTrao.Workflows.Store.AppendResult;
#endif

namespace PhongTrao.Workflows.Tests.Store;

public sealed class MemoryStore : EventStoreContract
{
    protected override ValueTask<IEventStore> OpenAsync() => new(new MemoryEventStore());
}

public sealed class SqliteStore : EventStoreContract
{
    private readonly TemporaryFolder _temporary = new();
    private DataFolder? _folder;

    protected override ValueTask<IEventStore> OpenAsync() => new(SqliteEventStore.Open(_folder = DataFolder.Open(_temporary.Path)));

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder?.Dispose();
        _temporary.Dispose();
    }
}

/// <summary>The same where nothing is remembered and every commit is followed by a checkpoint: what is seldom, always.</summary>
public sealed class SqliteStoreUnderPressure : EventStoreContract
{
    private readonly TemporaryFolder _temporary = new();
    private DataFolder? _folder;

    protected override ValueTask<IEventStore> OpenAsync() =>
        new(
            SqliteEventStore.Open(
                _folder = DataFolder.Open(_temporary.Path),
                new SqliteLogOptions
                {
                    RememberedStreams = 2,
                    CheckpointEveryPages = 1,
                    RestartAbovePages = 4,
                    LittlePages = 1,
                    WaitAbovePages = 256,
                }
            )
        );

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _folder?.Dispose();
        _temporary.Dispose();
    }
}

#if EVENTSTOREDB
/// <summary>
/// A server that EVENTSTORE_URL names, with room for a megabyte in one append (MaxAppendSize). Its log is shared by all tests and grows.
/// </summary>
public sealed class EventStoreDbStore : EventStoreContract
{
    protected override async ValueTask<IEventStore> OpenAsync() => await EventStoreDbEventStore.OpenAsync(Url(), Cancel);

    [Fact]
    public async Task Metadata_stays_as_it_is_under_a_trace()
    {
        using var trace = new Activity("request").Start();
        var e = Event();

        await Append(Stream("a"), ExpectedRevision.NoStream, [e]);

        (await Read(Stream("a")))[0].Metadata.Span.SequenceEqual(e.Metadata.Span).ShouldBeTrue();
    }

    [Fact]
    public async Task Where_somebody_listens_to_the_client_nothing_is_written_since_its_trace_would_stand_in_the_metadata()
    {
        using (var listener = new ActivityListener { ShouldListenTo = source => source.Name == "eventstoredb" })
        {
            ActivitySource.AddActivityListener(listener);
            await Should.ThrowAsync<StoreReadOnlyException>(async () => await Append(Stream("a"), ExpectedRevision.NoStream, Events(1)));
        }

        (await Read(Stream("a"))).ShouldBeEmpty();
    }

    [Fact]
    public async Task Another_host_gives_the_first_answer_too_whoever_wrote_and_whenever()
    {
        var (before, after) = (Events(3), Events(2));
        var first = await Append(Stream("a"), ExpectedRevision.NoStream, before);
        await using var other = await EventStoreDbEventStore.OpenAsync(Url(), Cancel);
        (await other.AppendAsync(Stream("a"), ExpectedRevision.NoStream, before, Cancel)).ShouldBe(first);

        var second = await Append(Stream("a"), ExpectedRevision.At(new(2)), after);

        foreach (var expected in new[] { -1L, -2, -4, 2, 4 })
        {
            (await other.AppendAsync(Stream("a"), Expectation(expected), before, Cancel)).ShouldBe(first);
            (await other.AppendAsync(Stream("a"), Expectation(expected), after, Cancel)).ShouldBe(second);
            EventData[] part = [after[1], Event()];
            await Should.ThrowAsync<ArgumentException>(async () =>
                await other.AppendAsync(Stream("a"), Expectation(expected), part, Cancel)
            );
        }

        (await Read(Stream("a"))).Count.ShouldBe(5);
    }

    [Fact]
    public async Task Another_host_refuses_ids_that_it_has_seen_in_another_stream()
    {
        await using var other = await EventStoreDbEventStore.OpenAsync(Url(), Cancel);
        await using var live = other.SubscribeToAll(await other.HeadAsync(Cancel), Mine(), Cancel).GetAsyncEnumerator(Cancel);
        var events = Events(2);
        await Append(Stream("a"), ExpectedRevision.NoStream, events);
        await Until(live, m => m.Event?.EventId == events[1].EventId);

        await Should.ThrowAsync<ArgumentException>(async () => await other.AppendAsync(Stream("b"), ExpectedRevision.Any, events, Cancel));
    }

    [Fact]
    public async Task Two_hosts_that_write_to_one_stream_overlook_nothing_of_each_other()
    {
        await using var other = await EventStoreDbEventStore.OpenAsync(Url(), Cancel);
        var written = await Task.WhenAll(
            new[] { Store, other }.Select(store =>
                Task.Run(
                    async () =>
                    {
                        var mine = new List<Guid>();
                        var last = (StreamRevision?)null;
                        while (mine.Count < 100)
                        {
                            var events = Events(2);
                            switch (await store.AppendAsync(Stream("a"), ExpectedRevision.After(last), events, Cancel))
                            {
                                case Appended appended:
                                    last = appended.Last;
                                    mine.AddRange(Ids(events));
                                    break;
                                case WrongExpectedRevision wrong:
                                    last.ShouldNotBe(wrong.Actual);
                                    last = wrong.Actual;
                                    break;
                            }
                        }

                        return mine;
                    },
                    Cancel
                )
            )
        );

        var recorded = await Read(Stream("a"));
        Ids(recorded).Order().ShouldBe(written.SelectMany(ids => ids).Order());
        foreach (var mine in written)
        {
            Ids(recorded).Where(mine.Contains).ShouldBe(mine);
        }
    }

    [Fact]
    public async Task The_end_of_the_log_can_be_looked_at_alone()
    {
        await Append(Stream("a"), ExpectedRevision.NoStream, Events(10));

        var near = (await Store.NearEndAsync(4, Cancel)).ShouldNotBeNull();

        (await TakeUntilCaughtUp(Subscribe(near, SubscriptionFilter.All))).Count(m => m.Kind == Event_).ShouldBeGreaterThanOrEqualTo(4);
        near.ShouldBeLessThan((await Store.HeadAsync(Cancel))!.Value);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_said_without_the_password()
    {
        var thrown = await Should.ThrowAsync<IOException>(() =>
            EventStoreDbEventStore.OpenAsync("esdb://admin:s3cret@127.0.0.1:1?tls=false", Cancel)
        );

        thrown.ToString().ShouldNotContain("s3cret");
        EventStoreDbEventStore.IsConnection("esdb://admin:s3cret@127.0.0.1:2113").ShouldBeTrue();
        EventStoreDbEventStore.IsConnection("amqp://127.0.0.1").ShouldBeFalse();
    }

    private static string Url()
    {
        var url = Environment.GetEnvironmentVariable("EVENTSTORE_URL");
        if (string.IsNullOrEmpty(url))
        {
            const string why = "EVENTSTORE_URL names no EventStoreDB server.";
            Assert.False(Environment.GetEnvironmentVariable("REQUIRE_SERVICES") == "1", why);
            Assert.Skip(why);
        }

        return url;
    }
}
#endif

/// <summary>A folder that goes with the test.</summary>
public sealed class TemporaryFolder : IDisposable
{
    public string Path { get; } = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"phongtrao-{Guid.NewGuid():N}");

    public void Dispose()
    {
        if (Directory.Exists(Path))
        {
            Directory.Delete(Path, recursive: true);
        }
    }
}
