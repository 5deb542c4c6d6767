using System.Text.Json;
using PhongTrao.Host.Composition;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Cli;

/// <summary>What only reads the log: a snapshot, also beside a running service.</summary>
internal static class Records
{
    internal static async Task<int> VerifyAsync(Settings settings, CancellationToken cancellationToken)
    {
        await using var log = await StoreKinds.OpenToReadAsync(settings, cancellationToken);
        var report = await ChainVerifier.VerifyAsync(
            ChainVerifier.LogOf(log, cancellationToken),
            new Counting("verify"),
            cancellationToken
        );
        if (report.Fault is { } fault)
        {
            return CommandLine.Told(
                $"\nSAI LỆCH ({fault.Kind}): luồng {fault.Stream}, sự kiện số {fault.Revision}, phát hiện tại số {fault.NoticedAt}. "
                    + "Dữ liệu đã bị sửa, xóa hoặc chèn sau khi ghi. (The log was changed after it was written.)",
                1
            );
        }

        Console.WriteLine(
            $"Đúng: {report.Events} sự kiện, {report.Streams} luồng, vị trí cuối {report.Last?.ToString() ?? "–"}. (Every chain holds.)"
        );
        return 0;
    }

    /// <summary>One JSON object a line, in log order: enough to verify every chain without this program.</summary>
    internal static async Task<int> ExportAsync(Settings settings, string file, CancellationToken cancellationToken)
    {
        await using var log = await StoreKinds.OpenToReadAsync(settings, cancellationToken);
        var events = await WriteAsync(log, file, default, null, cancellationToken);
        Console.WriteLine($"Đã xuất {events} sự kiện vào {file}. ({events} events exported.)");
        return 0;
    }

    /// <summary>Writes a log, an event a line.</summary>
    /// <param name="log">The log.</param>
    /// <param name="file">A file that does not exist yet.</param>
    /// <param name="options">How the lines are written.</param>
    /// <param name="more">Writes further members of a line; null: there are none.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many events.</returns>
    internal static async Task<long> WriteAsync(
        IEventStore log,
        string file,
        JsonWriterOptions options,
        Func<Utf8JsonWriter, RecordedEvent, CancellationToken, Task>? more,
        CancellationToken cancellationToken
    )
    {
        await using var target = Create(file);
        await using var json = new Utf8JsonWriter(target, options);
        var counting = new Counting("export");
        var events = 0L;
        await foreach (var e in ChainVerifier.LogOf(log, cancellationToken))
        {
            json.WriteStartObject();
            json.WriteString("position", e.Position.ToString());
            json.WriteString("stream", e.Stream.Value);
            json.WriteNumber("revision", e.Revision.Value);
            json.WriteString("id", e.EventId);
            json.WriteString("type", e.Type);
            json.WriteBase64String("metadata", e.Metadata.Span);
            json.WriteBase64String("data", e.Data.Span);
            json.WriteString("hash", HashChain.Hash(e));
            if (more is not null)
            {
                await more(json, e, cancellationToken);
            }

            json.WriteEndObject();
            await json.FlushAsync(cancellationToken);
            json.Reset();
            target.WriteByte((byte)'\n');
            if (++events % 1000 == 0)
            {
                counting.Report(events);
            }
        }

        await target.FlushAsync(cancellationToken);
        target.Flush(flushToDisk: true);
        return events;
    }

    /// <summary>Makes a file that only whoever runs this may read.</summary>
    /// <exception cref="IOException">It exists already.</exception>
    internal static FileStream Create(string file)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 1 << 16,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return new(file, options);
    }

    private sealed class Counting(string what) : IProgress<long>
    {
        public void Report(long value) => CommandLine.Progress(what, value);
    }
}
