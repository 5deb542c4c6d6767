using System.Collections.Concurrent;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Workflows.Reminders;

/// <summary>Which functions of a unit are told of what.</summary>
/// <param name="Doers">Who does the work.</param>
/// <param name="Heads">Told when no doer is appointed, and when the day is over.</param>
/// <param name="Overseers">Told in the units above when the day is over.</param>
public sealed record AudienceFunctions(
    IReadOnlyList<FunctionCode> Doers,
    IReadOnlyList<FunctionCode> Heads,
    IReadOnlyList<FunctionCode> Overseers
);

/// <summary>
/// Whom to remind on a day: the people whose appointment makes it theirs that day, and those who act for them under an ủy quyền.
/// Whoever may not sign in is passed over. May be asked from several threads.
/// </summary>
/// <param name="organisation">Units, appointments, delegations.</param>
/// <param name="functions">Which functions are told of what.</param>
/// <param name="isLocked">Whether an account may not sign in.</param>
/// <param name="day">The day in Hà Nội.</param>
public sealed class Audience(OrganisationState organisation, AudienceFunctions functions, Func<AccountId, bool> isLocked, DateOnly day)
{
    private readonly ConcurrentDictionary<(UnitId, FunctionCode?, bool), IReadOnlyList<ReminderRecipient>> _known = new();

    /// <summary>The day they are asked for.</summary>
    public DateOnly Day => day;

    /// <summary>
    /// Who has a unit's business to do: those of the office that it is named for; where nobody is appointed there the unit's doers, and
    /// where there are none its heads. Empty where nobody at all is appointed.
    /// </summary>
    /// <param name="unit">The unit.</param>
    /// <param name="office">The office that the plan names; null: none.</param>
    public IReadOnlyList<ReminderRecipient> Doing(UnitId unit, FunctionCode? office) => Known(unit, office, isOver: false);

    /// <summary>
    /// Who is told that a unit's day is over: those who have it to do, the unit's heads, and who oversees it in the nearest unit above that
    /// has somebody.
    /// </summary>
    /// <inheritdoc cref="Doing"/>
    public IReadOnlyList<ReminderRecipient> WhenOver(UnitId unit, FunctionCode? office) => Known(unit, office, isOver: true);

    /// <summary>Those who hold an office of a unit, or act for who does.</summary>
    public IReadOnlyList<ReminderRecipient> Of(UnitId unit, FunctionCode function) => [.. Holding(unit, [function], oversees: false)];

    /// <summary>Who oversees a unit, in the nearest unit above that has somebody.</summary>
    public IReadOnlyList<ReminderRecipient> Above(UnitId unit)
    {
        for (var above = organisation.Parent(unit, day); above is not null; above = organisation.Parent(above.Id, day))
        {
            foreach (var told in new[] { functions.Overseers, functions.Doers, functions.Heads })
            {
                if (Holding(above.Id, told, oversees: true).ToList() is [_, ..] found)
                {
                    return found;
                }
            }
        }

        return [];
    }

    private IReadOnlyList<ReminderRecipient> Known(UnitId unit, FunctionCode? office, bool isOver)
    {
        if (_known.TryGetValue((unit, office, isOver), out var known))
        {
            return known;
        }

        var doers = office is { } named ? Holding(unit, [named], oversees: false).ToList() : [];
        if (doers.Count == 0)
        {
            doers = [.. Holding(unit, functions.Doers, oversees: false)];
        }

        var heads = Holding(unit, functions.Heads, oversees: false);
        List<ReminderRecipient> told =
            isOver ? [.. doers, .. heads, .. Above(unit)]
            : doers is [_, ..] ? doers
            : [.. heads];
        return _known[(unit, office, isOver)] = [.. told.DistinctBy(recipient => recipient.Account)];
    }

    private IEnumerable<ReminderRecipient> Holding(UnitId unit, IReadOnlyList<FunctionCode> among, bool oversees) =>
        from function in among
        from appointment in organisation.Holders(unit, function, day)
        from recipient in organisation
            .DelegationsOf(appointment.Id, day)
            .Select(delegation => new ReminderRecipient(delegation.To, unit, function, appointment.Account, oversees))
            .Prepend(new(appointment.Account, unit, function, null, oversees))
        where !isLocked(recipient.Account)
        select recipient;
}
