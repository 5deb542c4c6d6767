using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Tests.Store;

/// <summary>
/// A real process is killed under load, and another is watched by its system calls: killing alone proves nothing about
/// durability, because what a process has written outlives it in the memory of the machine.
/// </summary>
public sealed class CrashTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);
    private readonly TemporaryFolder _temporary = new();

    public void Dispose() => _temporary.Dispose();

    [Fact]
    public async Task Killed_under_load_nothing_acknowledged_is_lost_and_nothing_half_written_shows()
    {
        var acknowledged = new List<Acknowledgement>();
        var random = new Random(20_261_122);
        foreach (var writers in new[] { "16", "64", "32", "64", "16" })
        {
            using var process = CrashWriter.Start(_temporary.Path, writers);
            // Dead at some moment after it has come to work; what it had said until then counts.
            var deadly = random.Next(50, 1500);
            var said = 0;
            while (await process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
            {
                // A line goes into the pipe whole or not at all, so the last one can be believed too.
                if (line.StartsWith("ack ", StringComparison.Ordinal))
                {
                    acknowledged.Add(Acknowledgement.Parse(line));
                }

                if (++said == deadly)
                {
                    process.Kill();
                }
            }

            await process.WaitForExitAsync();
            said.ShouldBeGreaterThanOrEqualTo(deadly, "it ended before it was killed");

            using var folder = DataFolder.Open(_temporary.Path);
            await using var store = SqliteEventStore.Open(folder);
            Acknowledgement.ShouldAllBeIn(await Logs.ReadAllAsync(store), acknowledged);
            foreach (var stream in acknowledged.Select(a => a.Stream).Distinct(StringComparer.Ordinal).Take(20))
            {
                (await store.ReadStreamAsync(new StreamName(stream))).Count.ShouldBeGreaterThan(0);
            }
        }

        acknowledged.Count.ShouldBeGreaterThan(250);
    }

    [Fact]
    public async Task No_acknowledgement_leaves_before_an_fsync_that_covers_its_append()
    {
        var trace = await TraceAsync();
        trace.Violations.ShouldBeEmpty();
        trace.Acknowledged.ShouldBe(600);
        trace.Fsyncs.ShouldBeGreaterThan(5);
    }

    [Fact]
    public async Task The_watch_over_the_fsyncs_notices_a_log_without_them()
    {
        var trace = await TraceAsync("--no-fsync");
        trace.Acknowledged.ShouldBe(600);
        trace.Violations.Count.ShouldBeGreaterThan(500);
    }

    [Fact]
    public void The_watch_takes_only_an_fsync_that_began_after_the_write_and_ended_before_the_acknowledgement()
    {
        var id = new string('a', 32);
        var write = $"1 pwrite64(5</d/events.db-wal>, \"..id={id}..\", 4096, 0) = 4096";
        var ack = $"2 write(1<pipe:[1]>, \"ack s 0 {id}\\n\", 41) = 41";
        const string fsync = "1 fdatasync(5</d/events.db-wal>) = 0";

        FsyncTrace.Parse([write, fsync, ack]).Violations.ShouldBeEmpty();
        FsyncTrace.Parse([write, ack, fsync]).Violations.ShouldHaveSingleItem();
        FsyncTrace.Parse([fsync, write, ack]).Violations.ShouldHaveSingleItem();
        FsyncTrace.Parse([write, "1 fdatasync(5</d/events.db-wal>) = -1 EIO (Input/output error)", ack]).Violations.ShouldHaveSingleItem();
        FsyncTrace.Parse([write, "1 fdatasync(6</d/events.db>) = 0", ack]).Violations.ShouldHaveSingleItem();
        // Begun before the write was over; ended only after the acknowledgement.
        FsyncTrace
            .Parse(["3 fdatasync(5</d/events.db-wal> <unfinished ...>", write, "3 <... fdatasync resumed>) = 0", ack])
            .Violations.ShouldHaveSingleItem();
        FsyncTrace
            .Parse([write, "1 fdatasync(5</d/events.db-wal> <unfinished ...>", ack, "1 <... fdatasync resumed>) = 0"])
            .Violations.ShouldHaveSingleItem();
        FsyncTrace
            .Parse([write, "1 fdatasync(5</d/events.db-wal> <unfinished ...>", "1 <... fdatasync resumed>) = 0", ack])
            .Violations.ShouldBeEmpty();
    }

    private async Task<FsyncTrace> TraceAsync(params string[] more)
    {
        var strace = Strace.Need();
        using var place = new TemporaryFolder();
        Directory.CreateDirectory(place.Path);
        var output = Path.Combine(place.Path, "trace");
        using var process = CrashWriter.Run(
            strace,
            [
                "-f",
                "-y",
                "-s",
                "4200", // a whole page, so that the ids in it can be read
                "-e",
                "trace=write,writev,pwrite64,pwritev,fsync,fdatasync,sync_file_range",
                "-o",
                output,
                CrashWriter.Program,
                Path.Combine(place.Path, "data"),
                "32",
                "--appends",
                "600",
                .. more,
            ]
        );
        var said = process.StandardOutput.ReadToEndAsync();
        var complaints = await process.StandardError.ReadToEndAsync().WaitAsync(Patience);
        await process.WaitForExitAsync().WaitAsync(Patience);
        process.ExitCode.ShouldBe(0, complaints);
        (await said).Split('\n').Count(l => l.StartsWith("ack ", StringComparison.Ordinal)).ShouldBe(600);
        return FsyncTrace.Parse(File.ReadLines(output));
    }
}

/// <summary>What strace saw: which acknowledgements left before their append was on the disk.</summary>
internal sealed partial record FsyncTrace(int Acknowledged, int Fsyncs, IReadOnlyList<string> Violations)
{
    public static FsyncTrace Parse(IEnumerable<string> lines)
    {
        // Written into the WAL, by id: the line at which the write was over. Durable: covered by a later fsync.
        var written = new Dictionary<string, int>(StringComparer.Ordinal);
        var durable = new HashSet<string>(StringComparer.Ordinal);
        var violations = new List<string>();
        var (acknowledged, fsyncs) = (0, 0);
        foreach (var (call, isOver) in Strace.Calls(lines))
        {
            // It counts from the moment it begins to leave.
            if (!isOver && call.Is("write") && Ack().Match(call.Text) is { Success: true } ack)
            {
                acknowledged++;
                violations.AddRange(ack.Groups["ids"].Value.Split(',').Where(id => !durable.Contains(id)));
            }

            if (!isOver || !call.Text.Contains("events.db-wal>", StringComparison.Ordinal))
            {
                continue;
            }

            if (call.Is("pwrite64", "pwritev", "write", "writev"))
            {
                foreach (Match id in EventId().Matches(call.Text))
                {
                    written.TryAdd(id.Groups["id"].Value, call.Ended);
                }
            }
            else if (call.Is("fsync", "fdatasync") && Strace.Succeeded(call))
            {
                fsyncs++;
                foreach (var (id, _) in written.Where(w => w.Value < call.Begun).ToList())
                {
                    durable.Add(id);
                    written[id] = int.MaxValue; // once is enough
                }
            }
        }

        return new(
            acknowledged,
            fsyncs,
            [.. violations.Select(id => string.Create(CultureInfo.InvariantCulture, $"{id} was acknowledged too early"))]
        );
    }

    [GeneratedRegex("\"ack [^ ]+ [0-9]+ (?<ids>[0-9a-f,]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Ack();

    [GeneratedRegex("id=(?<id>[0-9a-f]{32})", RegexOptions.ExplicitCapture)]
    private static partial Regex EventId();
}
