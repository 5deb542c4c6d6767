using System.Text;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Store;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Execution;

public sealed class WhenVerifyingChains
{
    private static readonly StreamName One = Bindings.RegisterStream(Commune, new("den"), 2025);
    private static readonly StreamName Two = Bindings.RegisterStream(District, new("den"), 2025);

    [Fact]
    public async Task What_was_recorded_holds() => ChainVerifier.Verify(await Stream()).ShouldBeNull();

    [Fact]
    public async Task An_empty_stream_holds()
    {
        ChainVerifier.Verify([]).ShouldBeNull();
        (await ChainVerifier.VerifyAsync(AsLog([]))).ShouldBe(new ChainReport(null, 0, 0, null));
    }

    [Theory]
    [InlineData("data")]
    [InlineData("metadata")]
    [InlineData("type")]
    [InlineData("id")]
    public async Task A_change_is_named_by_the_event_changed(string part)
    {
        for (var at = 0; at < 5; at++)
        {
            var events = await Stream();
            events[at] = part switch
            {
                "data" => events[at] with { Data = Flipped(events[at].Data) },
                "metadata" => events[at] with { Metadata = Later(events[at].Metadata) },
                "type" => events[at] with { Type = "register.number-used" },
                _ => events[at] with { EventId = Id(99) },
            };

            ChainVerifier.Verify(events).ShouldBe(new ChainFault(ChainFaultKind.Changed, One, new(at), new(at + 1)));
        }
    }

    [Fact]
    public async Task A_change_in_the_last_event_is_for_a_seal_to_find()
    {
        var events = await Stream();
        events[5] = events[5] with { Data = Flipped(events[5].Data) };

        ChainVerifier.Verify(events).ShouldBeNull();
        ChainVerifier.Verify(events[..3]).ShouldBeNull();
    }

    [Fact]
    public async Task An_event_taken_out_is_missed()
    {
        for (var at = 0; at < 5; at++)
        {
            var events = await Stream();
            events.RemoveAt(at);

            ChainVerifier.Verify(events).ShouldBe(new ChainFault(ChainFaultKind.Removed, One, new(at), new(at + 1)));
        }
    }

    [Fact]
    public async Task An_event_taken_out_with_the_others_renumbered_is_noticed()
    {
        var events = await Stream();
        events.RemoveAt(2);
        events = [.. events.Select((e, i) => e with { Revision = new(i) })];

        ChainVerifier.Verify(events).ShouldBe(new ChainFault(ChainFaultKind.Changed, One, new(1), new(2)));
    }

    [Fact]
    public async Task Order_matters()
    {
        var events = await Stream();
        (events[2], events[3]) = (events[3], events[2]);
        ChainVerifier.Verify(events).ShouldBe(new ChainFault(ChainFaultKind.Removed, One, new(2), new(3)));

        events = await Stream();
        events.Insert(3, events[2]);
        ChainVerifier.Verify(events).ShouldBe(new ChainFault(ChainFaultKind.OutOfOrder, One, new(2), new(2)));
    }

    [Fact]
    public async Task An_event_moved_to_another_stream_is_noticed()
    {
        var events = await Stream();
        events = [.. events.Select(e => e with { Stream = Two })];

        ChainVerifier.Verify(events).ShouldBe(new ChainFault(ChainFaultKind.Changed, Two, new(0), new(1)));
    }

    [Fact]
    public async Task Metadata_that_is_none_is_named()
    {
        var events = await Stream();
        events[3] = events[3] with { Metadata = Encoding.UTF8.GetBytes("{") };

        ChainVerifier.Verify(events).ShouldBe(new ChainFault(ChainFaultKind.Unreadable, One, new(3), new(3)));

        events = await Stream();
        events[0] = events[0] with { Metadata = events[1].Metadata };
        ChainVerifier.Verify(events).ShouldBe(new ChainFault(ChainFaultKind.Unreadable, One, new(0), new(0)));
    }

    [Fact]
    public async Task A_whole_log_is_read_in_its_order()
    {
        await using var store = await Store();
        var seen = new List<long>();

        var report = await ChainVerifier.VerifyAsync(ChainVerifier.LogOf(store), new Told(seen));

        report.Fault.ShouldBeNull();
        (report.Events, report.Streams).ShouldBe((12L, 2));
        report.Last.ShouldBe(await store.HeadAsync());
        seen.ShouldBe([12L]);
    }

    [Fact]
    public async Task The_first_fault_of_a_log_is_named_and_later_ones_are_not_looked_for()
    {
        await using var store = await Store();
        var log = new List<RecordedEvent>();
        await foreach (var e in ChainVerifier.LogOf(store))
        {
            log.Add(e.Revision.Value == 2 ? e with { Data = Flipped(e.Data) } : e);
        }

        var report = await ChainVerifier.VerifyAsync(AsLog(log));

        report.Fault.ShouldBe(new ChainFault(ChainFaultKind.Changed, One, new(2), new(3)));
        report.Events.ShouldBe(7);
    }

    [Fact]
    public async Task The_head_is_the_hash_of_the_last_event()
    {
        var events = await Stream();
        var verifier = new ChainVerifier();
        events.ForEach(e => verifier.Next(e).ShouldBeNull());

        verifier.HeadOf(One).ShouldBe(HashChain.Hash(events[^1]));
        verifier.Forget(One);
        (verifier.HeadOf(One), verifier.Streams).ShouldBe((null, 0));
    }

    /// <summary>Computed apart from the program, from the definition: SHA-256 over length-prefixed parts, big-endian.</summary>
    [Fact]
    public void The_hash_is_the_one_defined()
    {
        static byte[] Part(byte[] bytes) => [.. BitConverter.GetBytes(bytes.Length).Reverse(), .. bytes];
        byte[] defined =
        [
            .. Part(Encoding.UTF8.GetBytes("register-x-den-2025")),
            .. Part([0, 0, 0, 0, 0, 0, 0, 3]),
            .. Part(Convert.FromHexString("00112233445566778899aabbccddeeff")),
            .. Part(Encoding.UTF8.GetBytes("register.number-used")),
            .. Part(Encoding.UTF8.GetBytes("""{"at":1}""")),
            .. Part(Encoding.UTF8.GetBytes("""{"n":"ế"}""")),
        ];

        HashChain
            .Hash(
                new StreamName("register-x-den-2025"),
                new(3),
                new Guid("00112233-4455-6677-8899-aabbccddeeff"),
                "register.number-used",
                Encoding.UTF8.GetBytes("""{"at":1}"""),
                Encoding.UTF8.GetBytes("""{"n":"ế"}""")
            )
            .ShouldBe(Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(defined)));
    }

    private static async Task<MemoryEventStore> Store()
    {
        var store = new MemoryEventStore();
        var runner = new CommandRunner(store);
        for (var n = 0; n < 6; n++)
        {
            await runner.RunAsync(Bindings.Register, One, new RegisterCommand.Reserve(new($"p{n}")), Colleague.Named(n));
            await runner.RunAsync(Bindings.Register, Two, new RegisterCommand.Reserve(new($"p{n}")), Colleague.Named(n));
        }

        return store;
    }

    private static async Task<List<RecordedEvent>> Stream()
    {
        await using var store = await Store();
        return [.. await store.ReadStreamAsync(One)];
    }

    private static ReadOnlyMemory<byte> Flipped(ReadOnlyMemory<byte> bytes)
    {
        var copy = bytes.ToArray();
        copy[^2] ^= 1;
        return copy;
    }

    private static ReadOnlyMemory<byte> Later(ReadOnlyMemory<byte> metadata) =>
        Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(metadata.Span).Replace("2025-04-14", "2025-04-15"));

    private static async IAsyncEnumerable<RecordedEvent> AsLog(IEnumerable<RecordedEvent> events)
    {
        foreach (var e in events)
        {
            yield return e;
            await Task.CompletedTask;
        }
    }

    private sealed class Told(List<long> seen) : IProgress<long>
    {
        public void Report(long value) => seen.Add(value);
    }
}
