using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Desk;
using PhongTrao.Projections.Reference;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Reminders;

namespace PhongTrao.Host.Tests;

/// <summary>Reminders as the log has them, recorded for demo people of whom nothing but the user name is known.</summary>
internal static class Told
{
    /// <summary>The account of a client.</summary>
    public static async Task<AccountId> AccountAsync(this Client client) =>
        new(Guid.Parse((await client.GetAsync("me")).Ok().Json.GetProperty("account").GetString()!));

    /// <summary>What a deadline of the API is, as reminders speak of it.</summary>
    public static ReminderSubject SubjectOf(JsonElement deadline) =>
        new ReminderSubject.OfOccurrence(
            new(deadline.GetProperty("plan").GetString()!),
            new(deadline.GetProperty("duty").GetString()!),
            new(deadline.GetProperty("period").GetString()!),
            new(deadline.GetProperty("unit").GetString()!)
        );

    /// <summary>Records a reminder and waits until it can be seen.</summary>
    public static async Task TellAsync(
        this Service service,
        ReminderSubject subject,
        ReminderSlot slot,
        UnitId unit,
        params ReminderRecipient[] to
    )
    {
        var now = service.Services.GetRequiredService<DomainClock>().GetUtcNow();
        var command = new ReminderCommand.Remind(subject, slot, [], slot.IsOverdue ? OverOf(slot.Due) : now, unit, to);
        var id = DerivedId.From(subject.Id, $"{slot.Due:O} {slot.Offset}");
        var context = new CommandContext(id, now, CommandContext.System, null, id);
        var result = await service
            .Services.GetRequiredService<CommandRunner>()
            .RunAsync(Bindings.Reminder, Bindings.Reminder.StreamOf(subject.Id), command, context);
        var recorded = result.ShouldBeOfType<RunResult<Reminder>.Recorded>();
        (await service.Services.GetRequiredService<IShown>().WaitAsync(recorded.Position, default)).ShouldBeTrue();
    }

    private static DateTimeOffset OverOf(DateOnly due) => Workflows.Calendar.VietnamTime.StartOf(due.AddDays(1));
}
