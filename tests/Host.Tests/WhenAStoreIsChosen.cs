using PhongTrao.Host.Composition;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Tests;

/// <summary>Where the log lies: the setting, and what was compiled in.</summary>
public sealed class WhenAStoreIsChosen : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("phongtrao-store-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Nothing_said_it_is_the_data_folder() => StoreKinds.Checked(" ").ShouldBeNull();

    [Theory]
#if !EVENTSTOREDB
    [InlineData("esdb://admin:s3cret@127.0.0.1:2113?tls=false")]
#else
    [InlineData("esdb://admin:s3cret@127.0.0.1:2113?tls=perhaps")]
#endif
    [InlineData("postgres://admin:s3cret@127.0.0.1/log")]
    [InlineData("sqlite s3cret")]
    public async Task What_this_build_does_not_have_refuses_the_start_and_repeats_no_password(string store)
    {
        var refused = await RunAsync(store);

        refused.Exit.ShouldBe(2, refused.Said);
        refused.Said.ShouldContain("PhongTrao__Store");
        refused.Said.ShouldNotContain("s3cret");
    }

    [Fact]
    public async Task A_folder_whose_log_is_on_a_server_is_not_opened_without_it()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "log-elsewhere"), "", TestContext.Current.CancellationToken);

        var refused = await RunAsync("");

        refused.Exit.ShouldBe(2, refused.Said);
        refused.Said.ShouldContain("EventStoreDB");
        File.Exists(Path.Combine(_folder, "events.db")).ShouldBeFalse();
    }

#if EVENTSTOREDB
    [Fact]
    public async Task A_folder_that_has_a_log_of_its_own_goes_with_no_server()
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "events.db"), "", TestContext.Current.CancellationToken);

        var refused = await RunAsync("esdb://127.0.0.1:1?tls=false");

        refused.Exit.ShouldBe(2, refused.Said);
        refused.Said.ShouldContain("log of its own");
    }

    [Fact]
    public async Task A_server_with_the_events_of_somebody_else_refuses_the_start()
    {
        await using var server = await EventStoreDbServer.NeedAsync();
        await using (var log = await EventStoreDbEventStore.OpenAsync(server.Connection, TestContext.Current.CancellationToken))
        {
            EventData[] events = [new(Guid.NewGuid(), "something", "{}"u8.ToArray(), Array.Empty<byte>())];
            await log.AppendAsync(new("somewhere"), ExpectedRevision.NoStream, events, TestContext.Current.CancellationToken);
        }

        var refused = await RunAsync(server.Connection);

        refused.Exit.ShouldBe(2, refused.Said);
        refused.Said.ShouldContain("for this product alone");
    }

    [Fact]
    public async Task A_server_that_does_not_answer_refuses_the_start()
    {
        var refused = await RunAsync("esdb://admin:s3cret@127.0.0.1:1?tls=false");

        refused.Exit.ShouldBe(2, refused.Said);
        refused.Said.ShouldContain("Không kết nối được EventStoreDB");
        refused.Said.ShouldNotContain("s3cret");
    }
#endif

    private Task<(int Exit, string Said)> RunAsync(string store) =>
        ServiceProcess.RunToEndAsync(
            new HowStarted(_folder) { Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["PhongTrao__Store"] = store } }
        );
}
