using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;

namespace PhongTrao.Host.Security;

/// <summary>
/// Slows down guessing: failures are counted per user name (known or not, so that nothing is revealed) and per network address,
/// over a sliding time, by the machine's clock. Kept in memory, bounded; the account's own lock is kept in the vault besides.
/// </summary>
public sealed class Throttle(TimeProvider realClock)
{
    /// <summary>Failures of one user name before it must wait.</summary>
    public const int PerName = 5;

    /// <summary>Failures from one address before it must wait: a whole office may sit behind one.</summary>
    public const int PerAddress = 50;

    /// <summary>How long failures count, and how long the wait is.</summary>
    public static TimeSpan Window { get; } = TimeSpan.FromMinutes(5);

    private const int MaxKept = 100_000;
    private readonly ConcurrentDictionary<string, Count> _counts = new(StringComparer.Ordinal);

    /// <summary>How long to wait before another attempt; null: go ahead.</summary>
    public TimeSpan? Wait(string userName, string? address)
    {
        var now = realClock.GetUtcNow();
        var byName = WaitOf(Key("name", userName), PerName, now);
        var byAddress = address is null ? null : WaitOf(Key("address", address), PerAddress, now);
        return byName > (byAddress ?? TimeSpan.Zero) ? byName : byAddress ?? byName;
    }

    /// <summary>Counts a failure.</summary>
    public void Failed(string userName, string? address)
    {
        var now = realClock.GetUtcNow();
        if (_counts.Count > MaxKept)
        {
            foreach (var (key, count) in _counts)
            {
                if (count.Since + Window <= now)
                {
                    _counts.TryRemove(key, out _);
                }
            }

            if (_counts.Count > MaxKept)
            {
                _counts.Clear(); // under attack from everywhere: the vault's lock still holds
            }
        }

        Add(Key("name", userName), now);
        if (address is not null)
        {
            Add(Key("address", address), now);
        }
    }

    /// <summary>A good sign-in forgets the name's failures, not the address's.</summary>
    public void Succeeded(string userName) => _counts.TryRemove(Key("name", userName), out _);

    private void Add(string key, DateTimeOffset now) =>
        _counts.AddOrUpdate(
            key,
            _ => new Count(1, now),
            (_, count) => count.Since + Window <= now ? new Count(1, now) : new Count(count.Failures + 1, now)
        );

    private TimeSpan? WaitOf(string key, int allowed, DateTimeOffset now) =>
        _counts.TryGetValue(key, out var count) && count.Failures >= allowed && count.Since + Window > now
            ? count.Since + Window - now
            : null;

    private static string Key(string kind, string value) =>
        kind + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(0, 16));

    private sealed record Count(int Failures, DateTimeOffset Since);
}
