using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using PhongTrao.Workflows.Store;

// The process that the crash tests kill, trace and starve. It appends under load and says on standard output, one line
// and one system call each, what has been acknowledged:
//
//   ack {stream} {last revision} {id},{id},…
//
//   CrashWriter <data folder> <writers> [--appends n] [--no-fsync] [--file-limit bytes]
//
// --no-fsync     the log without durability, to see the tests notice
// --file-limit   no file may grow beyond it (RLIMIT_FSIZE): a full disk without filling one
var appends = (int)Option("--appends", int.MaxValue);
var limit = Option("--file-limit", 0);
using var folder = DataFolder.Open(args[0]);
await using var store = SqliteEventStore.Open(
    folder,
    new SqliteLogOptions
    {
        WithoutFsync = args.Contains("--no-fsync", StringComparer.Ordinal),
        // Small, so that a short run goes through all that a long one does: checkpoints, and the WAL starting again.
        CheckpointEveryPages = 256,
        RestartAbovePages = 1024,
    }
);
await using var output = Console.OpenStandardOutput();
var outputLock = new Lock();
if (limit > 0)
{
    Native.LimitFileSize(limit);
}

Say("ready");
await Task.WhenAll(
    Enumerable.Range(0, int.Parse(args[1], CultureInfo.InvariantCulture)).Select(writer => Task.Run(() => WriteAsync(writer)))
);
if (store.ReadOnlyBecause is { } reason)
{
    Say($"read-only {reason}");
    await AfterFailureAsync();
}

return 0;

async Task WriteAsync(int writer)
{
    var random = new Random(writer);
    var own = StreamName.For("own", Guid.NewGuid());
    StreamRevision? last = null;
    while (Interlocked.Decrement(ref appends) >= 0)
    {
        var size = 1 + random.Next(4);
        var ids = Enumerable.Range(0, size).Select(_ => Guid.NewGuid()).ToArray();
        var events = ids.Select((id, i) => Event(id, i, size)).ToArray();
        // Half to a stream of its own at the exact revision, half to streams shared with all others.
        var shared = random.Next(2) == 0;
        var stream = shared ? new StreamName($"shared-{random.Next(4)}") : own;
        var expected = shared ? ExpectedRevision.Any : ExpectedRevision.After(last);
        AppendResult result;
        try
        {
            result = await store.AppendAsync(stream, expected, events);
        }
        catch (StoreReadOnlyException)
        {
            Say($"refused {string.Join(',', ids.Select(id => $"{id:N}"))}");
            return;
        }

        var appended = (AppendResult.Appended)result;
        Say($"ack {stream} {appended.Last} {string.Join(',', ids.Select(id => $"{id:N}"))}");
        if (!shared)
        {
            last = appended.Last;
        }
    }
}

async Task AfterFailureAsync()
{
    try
    {
        await store.AppendAsync(new StreamName("late"), ExpectedRevision.Any, [Event(Guid.NewGuid(), 0, 1)]);
        Say("late append accepted");
    }
    catch (StoreReadOnlyException)
    {
        Say("late append refused");
    }

    var events = 0;
    await foreach (var message in store.SubscribeToAll(null, SubscriptionFilter.All))
    {
        if (message.Kind == SubscriptionMessageKind.CaughtUp)
        {
            break;
        }

        events += message.Kind == SubscriptionMessageKind.Event ? 1 : 0;
    }

    var shared = await store.ReadStreamAsync(new StreamName("shared-0"));
    Say(string.Create(CultureInfo.InvariantCulture, $"read {events} {shared.Count}"));
}

// The id stands in the payload in clear, so that a trace of the writes shows where the event went; the metadata says
// which part of which append it is, so that half an append would show.
static EventData Event(Guid id, int index, int size) =>
    new(
        id,
        "crash-written",
        Encoding.ASCII.GetBytes($"{{\"id\":\"id={id:N}\",\"filler\":\"{new string('x', 500)}\"}}"),
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{index}/{size}"))
    );

void Say(string line)
{
    var bytes = Encoding.ASCII.GetBytes(line + "\n");
    lock (outputLock)
    {
        output.Write(bytes);
        output.Flush();
    }
}

long Option(string name, long otherwise) =>
    Array.IndexOf(args, name) is var at and >= 0 ? long.Parse(args[at + 1], CultureInfo.InvariantCulture) : otherwise;

internal static class Native
{
    [StructLayout(LayoutKind.Sequential)]
    private struct Limits
    {
        public ulong Soft;
        public ulong Hard;
    }

    /// <summary>RLIMIT_FSIZE of Linux; the signal that comes with it is ignored, so that writes fail with EFBIG instead.</summary>
    public static void LimitFileSize(long bytes)
    {
        const int fileSize = 1;
        const int exceeded = 25;
        _ = Signal(exceeded, 1);
        var limits = new Limits { Soft = (ulong)bytes, Hard = (ulong)bytes };
        if (SetLimit(fileSize, ref limits) != 0)
        {
            throw new InvalidOperationException("The limit on the size of files was not accepted.");
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern IntPtr Signal(int number, IntPtr handler);

    [DllImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SetLimit(int resource, ref Limits limits);
}
