using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Text;

namespace PhongTrao.Host.Tests;

/// <summary>A span as a collector gets it.</summary>
public sealed record ReceivedSpan(string Trace, string Id, string? Parent, string Name, string Scope);

/// <summary>
/// A collector on loopback that takes OTLP over HTTP and keeps what the tests ask for: spans, names of measures, traces of log lines.
/// </summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly HttpListener _listener = new();
    private readonly Task _run;

    private OtlpReceiver(int port)
    {
        Address = new Uri($"http://127.0.0.1:{port}");
        _listener.Prefixes.Add(Address.ToString());
        _listener.Start();
        _run = ListenAsync();
    }

    public Uri Address { get; }

    public ConcurrentQueue<ReceivedSpan> Spans { get; } = [];

    public ConcurrentDictionary<string, bool> Measures { get; } = new(StringComparer.Ordinal);

    /// <summary>Log lines by the trace they belong to; without one under "".</summary>
    public ConcurrentQueue<(string Trace, string Text)> Lines { get; } = [];

    public static OtlpReceiver Start() => new(ServiceProcess.FreePort());

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _run;
        _listener.Close();
    }

    private async Task ListenAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            using var body = new MemoryStream();
            await context.Request.InputStream.CopyToAsync(body);
            switch (context.Request.Url!.AbsolutePath)
            {
                case "/v1/traces":
                    foreach (var (scope, span) in Scoped(body.ToArray()))
                    {
                        var fields = Fields(span).ToLookup(f => f.Number, f => f.Bytes);
                        var parent = fields[4].FirstOrDefault() is { Length: > 0 } id ? Convert.ToHexStringLower(id) : null;
                        Spans.Enqueue(
                            new(
                                Convert.ToHexStringLower(fields[1].First()),
                                Convert.ToHexStringLower(fields[2].First()),
                                parent,
                                Encoding.UTF8.GetString(fields[5].First()),
                                scope
                            )
                        );
                    }

                    break;
                case "/v1/metrics":
                    foreach (var (_, metric) in Scoped(body.ToArray()))
                    {
                        Measures[Encoding.UTF8.GetString(Fields(metric).First(f => f.Number == 1).Bytes)] = true;
                    }

                    break;
                case "/v1/logs":
                    foreach (var (_, line) in Scoped(body.ToArray()))
                    {
                        var fields = Fields(line).ToLookup(f => f.Number, f => f.Bytes);
                        Lines.Enqueue((Convert.ToHexStringLower(fields[9].FirstOrDefault() ?? []), Encoding.UTF8.GetString(line)));
                    }

                    break;
            }

            context.Response.ContentType = "application/x-protobuf";
            context.Response.Close();
        }
    }

    /// <summary>Resource → scope → item: the same numbers for spans, measures and log lines.</summary>
    private static IEnumerable<(string Scope, byte[] Item)> Scoped(byte[] request) =>
        from resource in Fields(request)
        where resource.Number == 1
        from scope in Fields(resource.Bytes)
        where scope.Number == 2
        let parts = Fields(scope.Bytes).ToList()
        let name = parts.Where(p => p.Number == 1).SelectMany(p => Fields(p.Bytes)).FirstOrDefault(f => f.Number == 1).Bytes
        from item in parts
        where item.Number == 2
        select (Encoding.UTF8.GetString(name ?? []), item.Bytes);

    /// <summary>The fields of a protobuf message; numbers come as their bytes.</summary>
    private static List<(int Number, byte[] Bytes)> Fields(byte[] message)
    {
        var fields = new List<(int, byte[])>();
        var at = 0;
        while (at < message.Length)
        {
            var key = Varint(message, ref at);
            var length = (key & 7) switch
            {
                0 => 0,
                1 => 8,
                2 => (int)Varint(message, ref at),
                5 => 4,
                var kind => throw new InvalidDataException($"Wire type {kind}."),
            };
            if ((key & 7) == 0)
            {
                var number = new byte[8];
                BinaryPrimitives.WriteUInt64LittleEndian(number, Varint(message, ref at));
                fields.Add(((int)(key >> 3), number));
                continue;
            }

            fields.Add(((int)(key >> 3), message[at..(at + length)]));
            at += length;
        }

        return fields;
    }

    private static ulong Varint(byte[] message, ref int at)
    {
        ulong value = 0;
        for (var shift = 0; ; shift += 7)
        {
            var next = message[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }
}
