using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Composition;

/// <summary>Looks at the clock, and has people reminded of what is due.</summary>
public static class RemindingServices
{
    /// <summary>Registers the reminders and starts looking at the clock with the host.</summary>
    public static IServiceCollection AddReminding(this IServiceCollection services)
    {
        services.AddSingleton(provider => new Reminders(
            provider.GetRequiredService<ViewDatabase>(),
            provider.GetRequiredService<IEventStore>(),
            provider.GetRequiredService<CatchUpSubscription>(),
            () => provider.GetRequiredService<ReferenceData>().Current,
            provider.GetRequiredService<CommandRunner>(),
            Functions.Told,
            provider.GetRequiredService<DomainClock>(),
            provider.GetRequiredService<Settings>().ReminderTime
        ));
        services.AddSingleton<Ticker>();
        services.AddHostedService(provider => provider.GetRequiredService<Ticker>());
        return services;
    }
}

/// <summary>Ticks every half minute, and at once when the clock is moved. What fails is tried at the next tick: nothing is lost by waiting.</summary>
public sealed class Ticker(Reminders reminders, DutyCarrier duties, DomainClock clock, ILogger<Ticker> log) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(30);

    private readonly SemaphoreSlim _wake = new(0);
    private long _last = TimeProvider.System.GetTimestamp();

    /// <summary>When it last looked at everything that was due, by the domain's clock; null: not yet.</summary>
    public DateTimeOffset? LastAt { get; private set; }

    /// <summary>The time since then by the machine's clock; before the first look, since the start.</summary>
    public TimeSpan SinceLast => TimeProvider.System.GetElapsedTime(Volatile.Read(ref _last));

    /// <summary>What went wrong last time; null: nothing.</summary>
    public string? Trouble { get; private set; }

    /// <inheritdoc/>
    public override void Dispose()
    {
        base.Dispose();
        _wake.Dispose();
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        clock.Moved += Wake;
        try
        {
            while (true)
            {
                await TickAsync(stoppingToken);
                await _wake.WaitAsync(Every, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the host stops
        }
        finally
        {
            clock.Moved -= Wake;
        }
    }

    private void Wake() => _wake.Release();

    private async Task TickAsync(CancellationToken cancellationToken)
    {
        try
        {
            var at = clock.GetUtcNow();
            // What a unit leaves undone is its successor's before anybody is reminded of it.
            await duties.PassOnAsync(cancellationToken);
            var tick = await reminders.TickAsync(cancellationToken);
            Trouble = tick.IsAll ? null : "views";
            if (tick.IsAll)
            {
                LastAt = at;
                Volatile.Write(ref _last, TimeProvider.System.GetTimestamp());
            }

            if (tick.Issued > 0)
            {
                log.LogInformation("{Issued} reminders recorded, {Missed} missed.", tick.Issued, tick.Missed);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            Trouble = e.GetType().Name;
            log.LogError(e, "Reminders could not be recorded; tried again in half a minute.");
        }
    }
}
