namespace PhongTrao.Host.Composition;

/// <summary>
/// The clock of the domain: what acts are recorded under and deadlines are measured by. In Production it is the machine's. In
/// Development it may start elsewhere and be moved forward. Sign-in, tokens, throttling, TLS and telemetry never use it: they
/// keep the machine's clock (<see cref="TimeProvider.System"/>). Timers run in real time either way.
/// </summary>
public sealed class DomainClock : TimeProvider
{
    private readonly TimeProvider _real;
    private readonly Lock _move = new();
    private long _offsetTicks;

    /// <param name="real">The machine's clock.</param>
    /// <param name="startAt">What it should show now; null: what the machine's clock shows.</param>
    public DomainClock(TimeProvider real, DateTimeOffset? startAt = null)
    {
        _real = real;
        _offsetTicks = startAt is { } at ? (at - real.GetUtcNow()).Ticks : 0;
    }

    /// <summary>Raised after it was moved forward.</summary>
    public event Action? Moved;

    /// <summary>Whether it shows another time than the machine's clock.</summary>
    public bool IsMoved => Volatile.Read(ref _offsetTicks) != 0;

    /// <inheritdoc/>
    public override long TimestampFrequency => _real.TimestampFrequency;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _real.GetUtcNow().AddTicks(Volatile.Read(ref _offsetTicks));

    /// <inheritdoc/>
    public override long GetTimestamp() => _real.GetTimestamp();

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        _real.CreateTimer(callback, state, dueTime, period);

    /// <summary>Moves forward; it runs on from there.</summary>
    /// <returns>False: <paramref name="to"/> lies before what it shows now, and nothing changed.</returns>
    public bool MoveForward(DateTimeOffset to)
    {
        lock (_move)
        {
            var now = GetUtcNow();
            if (to < now)
            {
                return false;
            }

            Volatile.Write(ref _offsetTicks, _offsetTicks + (to - now).Ticks);
        }

        Moved?.Invoke();
        return true;
    }

    /// <summary>Where the clock starts: a set instant, or the demo's first day; but never behind what is recorded.</summary>
    /// <param name="settings">Configured.</param>
    /// <param name="lastInstant">Instant of the last recorded event, or null for an empty log.</param>
    /// <param name="folderWasMoved">Whether the folder was written under a moved clock before.</param>
    /// <exception cref="StartRefusedException">A moved folder outside Development, or a start before the last recorded event.</exception>
    public static DateTimeOffset? StartFor(Settings settings, DateTimeOffset? lastInstant, bool folderWasMoved)
    {
        if (!settings.IsDevelopment)
        {
            return folderWasMoved
                ? throw new StartRefusedException(
                    $"Thư mục dữ liệu '{settings.Data}' đã từng được ghi dưới đồng hồ chỉnh tay nên không dùng được ngoài môi trường Development. "
                        + "Hãy đặt PhongTrao__Data trỏ tới thư mục khác. (The data folder was written under a moved clock; use another one.)"
                )
                : null;
        }

        if (settings.ClockStart is { } set)
        {
            return lastInstant is { } last && set < last
                ? throw new StartRefusedException(
                    $"PhongTrao__Clock ({set:O}) sớm hơn sự kiện cuối cùng đã ghi ({last:O}). Hãy đặt muộn hơn, hoặc dùng thư mục dữ liệu mới. "
                        + "(The clock would start behind the last recorded event: start later or use a fresh folder.)"
                )
                : set;
        }

        return lastInstant is { } recorded && recorded >= Settings.DemoStart ? recorded.AddSeconds(1) : Settings.DemoStart;
    }
}
