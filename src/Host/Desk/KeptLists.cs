using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>
/// Lists that somebody has looked at and not yet confirmed: as they were understood, packed, in the vault under the key of whoever sent them. One
/// of each kind; it goes when it is taken in, when another takes its place, and a day later.
/// </summary>
public sealed class KeptLists(IVaultRows rows, TimeProvider time)
{
    internal const string Prefix = "list-";
    private const int MostParts = 40; // some 10 MB packed
    internal static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>The digest of a list: the same only for the same.</summary>
    public static string DigestOf<T>(IEnumerable<T> list)
    {
        using var hash = SHA256.Create();
        using (var hashed = new CryptoStream(Stream.Null, hash, CryptoStreamMode.Write))
        {
            JsonSerializer.Serialize(hashed, list);
        }

        return Convert.ToHexStringLower(hash.Hash.AsSpan(0, 16));
    }

    /// <summary>Keeps a list in the place of the one before; false: it is longer than is kept.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="kind">Which list: a code without personal data, such as "past".</param>
    /// <param name="list">What was understood.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<bool> KeepAsync<T>(AccountId account, string kind, T list, CancellationToken cancellationToken)
    {
        await SweepAsync(account, cancellationToken);
        await DeleteAsync(account, kind, cancellationToken);
        var parts = Packed(list).Chunk(IVaultRows.MaxDraftLength - 100).Select(part => new string(part)).ToList();
        if (parts.Count > MostParts)
        {
            return false;
        }

        // The first is written last: with it the list is there, and it says how many belong to it.
        for (var i = parts.Count - 1; i >= 0; i--)
        {
            var content = i == 0 ? string.Create(CultureInfo.InvariantCulture, $"{parts.Count};{parts[0]}") : parts[i];
            if (await rows.PutDraftAsync(account, FormOf(kind, i), content, time.GetUtcNow(), cancellationToken) is not DraftAnswer.Kept)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What is kept of a kind; null where there is nothing, or nothing any more.</summary>
    public async Task<T?> FindAsync<T>(AccountId account, string kind, CancellationToken cancellationToken)
        where T : class
    {
        if (
            await rows.FindDraftAsync(account, FormOf(kind, 0), cancellationToken) is not { } first
            || first.UpdatedAt + KeptFor < time.GetUtcNow()
            || first.Content.Split(';', 2) is not [var said, var begin]
            || !int.TryParse(said, NumberStyles.None, CultureInfo.InvariantCulture, out var count)
        )
        {
            return null;
        }

        var packed = new List<string> { begin };
        for (var i = 1; i < count; i++)
        {
            if (await rows.FindDraftAsync(account, FormOf(kind, i), cancellationToken) is not { } part)
            {
                return null;
            }

            packed.Add(part.Content);
        }

        return Unpacked<T>(string.Concat(packed));
    }

    /// <summary>Lets go of what is kept of a kind; harmless where there is nothing.</summary>
    public async Task DeleteAsync(AccountId account, string kind, CancellationToken cancellationToken)
    {
        var of = FormOf(kind, null);
        foreach (var kept in await rows.ListDraftsAsync(account, cancellationToken))
        {
            if (kept.Form.StartsWith(of, StringComparison.Ordinal))
            {
                await rows.DeleteDraftAsync(account, kept.Form, CancellationToken.None);
            }
        }
    }

    private async Task SweepAsync(AccountId account, CancellationToken cancellationToken)
    {
        foreach (var old in await rows.ListDraftsAsync(account, cancellationToken))
        {
            if (old.Form.StartsWith(Prefix, StringComparison.Ordinal) && old.UpdatedAt + KeptFor < time.GetUtcNow())
            {
                await rows.DeleteDraftAsync(account, old.Form, cancellationToken);
            }
        }
    }

    private static string FormOf(string kind, int? part) => string.Create(CultureInfo.InvariantCulture, $"{Prefix}{kind}/{part}");

    private static string Packed<T>(T list)
    {
        using var packed = new MemoryStream();
        using (var pack = new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true))
        {
            JsonSerializer.Serialize(pack, list);
        }

        return Convert.ToBase64String(packed.GetBuffer(), 0, (int)packed.Length);
    }

    private static T? Unpacked<T>(string content)
    {
        using var unpack = new BrotliStream(new MemoryStream(Convert.FromBase64String(content)), CompressionMode.Decompress);
        return JsonSerializer.Deserialize<T>(unpack);
    }
}

/// <summary>Lets go of lists that nobody confirmed within a day, and of what erased people left: at the start and every few hours.</summary>
public sealed class KeptListSweeper(IVaultRows rows, TimeProvider time, ILogger<KeptListSweeper> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromHours(6);

    /// <summary>Sweeps once.</summary>
    /// <returns>How many parts of lists went.</returns>
    internal ValueTask<int> SweepAsync(CancellationToken cancellationToken) =>
        rows.SweepDraftsAsync(KeptLists.Prefix, time.GetUtcNow() - KeptLists.KeptFor, cancellationToken);

    /// <summary>Lets go of what was typed into forms and forgotten.</summary>
    internal ValueTask<int> SweepFormsAsync(CancellationToken cancellationToken) =>
        rows.SweepDraftsAsync(FormDrafts.Prefix, time.GetUtcNow() - FormDrafts.KeptFor, cancellationToken);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        using var timer = new PeriodicTimer(Every, time);
        do
        {
            try
            {
                await SweepAsync(stoppingToken);
                await SweepFormsAsync(stoppingToken);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // They are sealed; the next time comes.
                log.LogWarning("Kept lists were not swept: {Error}.", e.GetType().Name);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }
}
