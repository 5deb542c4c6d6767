using System.Runtime.CompilerServices;
using System.Text.Json;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Workflows.Execution;

/// <summary>
/// Which blobs the log refers to. They are found by their shape in the payload, an object with "blob" and "key", and not by
/// event types, so that a new event which carries a paper is seen without anybody adding it here.
/// </summary>
public static class RecordedBlobs
{
    /// <summary>What a backup verifies besides digests: every chain holds, every paper that an event refers to is there.</summary>
    public static BackupChecks Checks { get; } = new(VerifyChainsAsync, OfAsync);

    /// <summary>The blobs that one event refers to, and the keys they are encrypted under.</summary>
    public static IReadOnlyList<(BlobId Blob, KeyId Key)> In(RecordedEvent recorded)
    {
        if (recorded.Data.Span.IndexOf("\"blob\":"u8) < 0)
        {
            return [];
        }

        var found = new List<(BlobId, KeyId)>();
        using var payload = JsonDocument.Parse(recorded.Data);
        Walk(payload.RootElement, found);
        return found;
    }

    /// <summary>
    /// The blobs that the whole log refers to, in log order, a paper shared or removed again included: history shows it.
    /// </summary>
    public static async IAsyncEnumerable<(BlobId Blob, KeyId Key)> OfAsync(
        IEventStore log,
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        await foreach (var recorded in ChainVerifier.LogOf(log, cancellationToken).ConfigureAwait(false))
        {
            foreach (var blob in In(recorded))
            {
                yield return blob;
            }
        }
    }

    private static async ValueTask VerifyChainsAsync(IEventStore log, CancellationToken cancellationToken)
    {
        var report = await ChainVerifier
            .VerifyAsync(ChainVerifier.LogOf(log, cancellationToken), cancellationToken: cancellationToken)
            .ConfigureAwait(false);
        if (report.Fault is { } fault)
        {
            throw new InvalidDataException($"{fault.Kind}: {fault.Stream} {fault.Revision}, noticed at {fault.NoticedAt}.");
        }
    }

    private static void Walk(JsonElement element, List<(BlobId, KeyId)> found)
    {
        if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                Walk(item, found);
            }
        }
        else if (element.ValueKind == JsonValueKind.Object)
        {
            if (
                element.TryGetProperty("blob", out var blob)
                && blob.ValueKind == JsonValueKind.String
                && Guid.TryParseExact(blob.GetString(), "N", out var id)
                && element.TryGetProperty("key", out var key)
                && key.ValueKind == JsonValueKind.String
                && KeyId.TryParse(key.GetString(), out var name)
            )
            {
                found.Add((new(id), name));
            }

            foreach (var member in element.EnumerateObject())
            {
                Walk(member.Value, found);
            }
        }
    }
}
