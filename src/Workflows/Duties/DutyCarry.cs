using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Duties;

/// <summary>A command for one occurrence that follows from a fact recorded elsewhere.</summary>
/// <param name="Key">Into which occurrence.</param>
/// <param name="Command">What.</param>
/// <param name="Target">Names this carrying among all that follow from the same event, see <see cref="CommandContext.Carrying"/>.</param>
public sealed record CarriedDuty(DutyKey Key, DutyCommand Command, string Target);

/// <summary>
/// What the filing of one occurrence means for the others it answers (lồng ghép): the same in each, whose recipients accept it
/// for themselves. Pure, as <see cref="Dossiers.Carry"/> is.
/// </summary>
public static class DutyCarry
{
    /// <summary>What follows from an event.</summary>
    /// <param name="owner">The occurrence that owns the filing.</param>
    /// <param name="state">It as it stood after the event.</param>
    /// <param name="event">The event.</param>
    public static IReadOnlyList<CarriedDuty> From(DutyKey owner, Duty state, DutyEvent @event) =>
        @event switch
        {
            DutyEvent.Filed { From: null } e => [.. e.Also.Select(ask => File(owner, ask, e.HandIn, e.Answer))],
            DutyEvent.Replaced { From: null } e =>
            [
                .. state.Also.Select(ask => File(owner, ask, new(e.ReplacedOn, null, state.HandIn?.TakenBy), e.Answer)),
            ],
            DutyEvent.Withdrawn { From: null } =>
            [
                .. state.Also.Select(ask => new CarriedDuty(ask.Key, new DutyCommand.Withdraw(owner), $"withdraw:{ask.Key}")),
            ],
            DutyEvent.Filed
            or DutyEvent.Replaced
            or DutyEvent.Withdrawn
            or DutyEvent.Accepted
            or DutyEvent.Returned
            or DutyEvent.HandedOver => [],
        };

    private static CarriedDuty File(DutyKey owner, DutyAsk ask, DutyHandIn handIn, DutyAnswer answer) =>
        new(ask.Key, new DutyCommand.File(ask, handIn, answer, [], owner), $"file:{ask.Key}");
}
