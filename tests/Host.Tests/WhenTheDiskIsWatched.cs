using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using PhongTrao.Workflows.Tests.Store;

namespace PhongTrao.Host.Tests;

/// <summary>
/// The real service under strace while a dossier is opened, papers are sent and it is submitted: a paper is on the disk before
/// the event that names it is even written, so is every key of the vault, and no answer leaves before the log is flushed too.
/// </summary>
public sealed partial class WhenTheDiskIsWatched
{
    [Fact]
    public async Task No_answer_leaves_before_papers_keys_and_events_are_flushed()
    {
        var strace = Strace.Need();
        var root = Directory.CreateTempSubdirectory("phongtrao-trace-").FullName;
        var data = Directory.CreateDirectory(Path.Combine(root, "data")).FullName;
        var log = Path.Combine(root, "trace");
        try
        {
            await using (
                var service = await ServiceProcess.StartAsync(
                    new HowStarted(data)
                    {
                        Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["PhongTrao__DemoDossiers"] = "false" },
                        Under =
                        [
                            strace,
                            "-f",
                            "--seccomp-bpf",
                            "-yy",
                            "-s",
                            "64",
                            "-e",
                            "trace=read,recvfrom,recvmsg,write,writev,pwrite64,pwritev,sendto,sendmsg,fsync,fdatasync,rename,renameat,renameat2,link,linkat",
                            "-o",
                            log,
                        ],
                    }
                )
            )
            {
                await WorkAsync(service);
            }

            var trace = FlushTrace.Parse(File.ReadLines(log), data);
            trace.Violations.ShouldBeEmpty();
            trace.Answers.ShouldBeGreaterThan(10);
            trace.Papers.ShouldBe(6, "five attachments and a shared paper");
            trace.KeyWrites.ShouldBeGreaterThan(0, "the dossier's and the nominee's key");
        }
        finally
        {
            Directory.Delete(root, recursive: true);
        }
    }

    [Fact]
    public void The_watch_notices_whatever_is_not_flushed_in_time()
    {
        const string request =
            """1 recvmsg(9<TCP:[127.0.0.1:1->127.0.0.1:2]>, {msg_iov=[{iov_base="POST /api/v1/dossiers HTTP/1.1"}]}, 0) = 90""";
        const string answer = """1 sendmsg(9<TCP:[127.0.0.1:1->127.0.0.1:2]>, {msg_iov=[{iov_base="HTTP/1.1 201 Created"}]}, 0) = 90""";
        const string paper = """2 pwrite64(5</d/blobs/incoming/x>, "..", 900, 0) = 900""";
        const string paperFlushed = "2 fsync(5</d/blobs/incoming/x>) = 0";
        const string placed = """2 rename("/d/blobs/incoming/x", "/d/blobs/07/y") = 0""";
        const string shelfFlushed = "2 fsync(6</d/blobs/07>) = 0";
        const string key = """3 pwrite64(7</d/vault.db-wal>, "..", 4096, 0) = 4096""";
        const string keyFlushed = "3 fdatasync(7</d/vault.db-wal>) = 0";
        const string @event = """4 pwrite64(8</d/events.db-wal>, "..", 4096, 0) = 4096""";
        const string eventFlushed = "4 fdatasync(8</d/events.db-wal>) = 0";

        string[] good = [request, key, keyFlushed, paper, paperFlushed, placed, shelfFlushed, @event, eventFlushed, answer];
        var seen = FlushTrace.Parse(good, "/d");
        seen.Violations.ShouldBeEmpty();
        (seen.Answers, seen.Papers, seen.KeyWrites).ShouldBe((1, 1, 1));
        foreach (var flush in new[] { keyFlushed, paperFlushed, shelfFlushed, eventFlushed })
        {
            FlushTrace.Parse(good.Where(line => line != flush), "/d").Violations.ShouldNotBeEmpty(flush);
            FlushTrace.Parse(good.Where(line => line != flush).Append(flush), "/d").Violations.ShouldNotBeEmpty($"{flush}, too late");
            FlushTrace
                .Parse(
                    good.Select(line =>
                        line == flush ? line.Replace("= 0", "= -1 EIO (Input/output error)", StringComparison.Ordinal) : line
                    ),
                    "/d"
                )
                .Violations.ShouldNotBeEmpty($"{flush}, in vain");
        }

        // Flushed for the answer, but after the event that needs it was written.
        FlushTrace.Parse([request, key, @event, keyFlushed, eventFlushed, answer], "/d").Violations.ShouldNotBeEmpty();
        FlushTrace
            .Parse([request, paper, placed, @event, paperFlushed, shelfFlushed, eventFlushed, answer], "/d")
            .Violations.ShouldNotBeEmpty();
    }

    private static async Task WorkAsync(ServiceProcess service)
    {
        using var http = service.Client(await service.SignInAsync("xa.canbo"));
        var xa = new Client(http, null);
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        var nominee = await Walk.NomineeAsync(xa, dossier, "Đặng Thị Ước");
        await Walk.AttachAllAsync(xa, dossier, nominee);
        (await Walk.AttachAsync(xa, $"dossiers/{dossier}/documents", null, null, Encoding.UTF8.GetBytes(new string('x', 300_000)))).Ok();
        var filing = (await xa.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("filing").GetString();
        (await Walk.AttachAsync(xa, $"filings/{filing}/documents", null, null)).Ok();
        await Walk.StateAllAsync(xa, dossier);
        (await xa.PostAsync($"dossiers/{dossier}/submit")).Ok();
        (await xa.GetAsync($"dossiers/{dossier}")).Status.ShouldBe(HttpStatusCode.OK);
    }

    /// <summary>What strace saw: what was still only in the machine's memory when somebody relied on it.</summary>
    private sealed partial record FlushTrace(int Answers, int Papers, int KeyWrites, IReadOnlyList<string> Violations)
    {
        public static FlushTrace Parse(IEnumerable<string> lines, string data)
        {
            // File or folder → the line at which the last writing into it was over.
            var dirty = new Dictionary<string, int>(StringComparer.Ordinal);
            var violations = new List<string>();
            var told = new HashSet<string>(StringComparer.Ordinal);
            var (answers, papers, keys) = (0, 0, 0);
            var acting = false;
            foreach (var (call, isOver) in Strace.Calls(lines))
            {
                if (isOver && call.Is("read", "recvfrom", "recvmsg") && Request().Match(call.Text) is { Success: true } request)
                {
                    acting = request.Groups["method"].Value is not ("GET" or "HEAD"); // one request at a time
                }

                if (!isOver && acting && call.Is("write", "writev", "sendto", "sendmsg") && Answer().IsMatch(call.Text))
                {
                    answers++;
                    Check(_ => true, "was only in memory when this was answered", call);
                }

                var file = File().Match(call.Text).Groups["path"].Value;
                var name = file.StartsWith(data + "/", StringComparison.Ordinal) ? file[(data.Length + 1)..] : "";
                if (call.Is("pwrite64", "pwritev", "write", "writev") && IsWatched(name))
                {
                    if (!isOver && name == "events.db-wal")
                    {
                        Check(path => path != "events.db-wal", "was only in memory when this event was written", call);
                    }

                    if (isOver)
                    {
                        dirty[name] = call.Ended;
                        keys += name == "vault.db-wal" ? 1 : 0;
                    }
                }
                else if (isOver && call.Is("rename", "renameat", "renameat2", "link", "linkat") && Strace.Succeeded(call))
                {
                    var paths = Quoted().Matches(call.Text).Select(match => match.Groups["path"].Value).ToList();
                    if (paths is [var from, var to] && to.StartsWith(data + "/blobs/", StringComparison.Ordinal))
                    {
                        papers++;
                        dirty[Path.GetDirectoryName(to)![(data.Length + 1)..]] = call.Ended;
                        if (dirty.Remove(from[(data.Length + 1)..], out var written))
                        {
                            dirty[to[(data.Length + 1)..]] = written; // placed before it was flushed
                        }
                    }
                }
                else if (isOver && call.Is("fsync", "fdatasync") && Strace.Succeeded(call))
                {
                    if (dirty.TryGetValue(name, out var written) && written < call.Begun)
                    {
                        dirty.Remove(name);
                    }
                }
            }

            return new(answers, papers, keys, violations);

            void Check(Func<string, bool> which, string what, SystemCall call) =>
                violations.AddRange(
                    dirty
                        .Keys.Where(path => which(path) && told.Add(path + what)) // once each is enough to read
                        .Select(path => string.Create(CultureInfo.InvariantCulture, $"{path} {what}: line {call.Begun}, {call.Text}"))
                );
        }

        // Views, logs and the databases' main files can be made again.
        private static bool IsWatched(string name) =>
            name is "events.db-wal" or "vault.db-wal" || name.StartsWith("blobs/", StringComparison.Ordinal);

        [GeneratedRegex("TCP[^\"]*\"(?<method>[A-Z]+) /", RegexOptions.ExplicitCapture)]
        private static partial Regex Request();

        [GeneratedRegex("TCP[^\"]*\"HTTP/1.1 2", RegexOptions.ExplicitCapture)]
        private static partial Regex Answer();

        [GeneratedRegex("^[a-z0-9]+\\([0-9]+<(?<path>/[^>]*)>", RegexOptions.ExplicitCapture)]
        private static partial Regex File();

        [GeneratedRegex("\"(?<path>/[^\"]*)\"", RegexOptions.ExplicitCapture)]
        private static partial Regex Quoted();
    }
}
