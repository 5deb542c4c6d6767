using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Duties;

/// <summary>A unit that an occurrence binds.</summary>
/// <param name="Unit">Who has to do it on the last valid day.</param>
/// <param name="Origin">Who had to do it first: the same unit, or one that ended meanwhile; the key derives from it.</param>
/// <param name="By">As which party of the plan; null: the plan does not say who.</param>
/// <param name="Application">By which act of applying the plan.</param>
/// <param name="Begins">The day from which it could be done.</param>
public sealed record BoundUnit(UnitId Unit, UnitId Origin, PlanParty? By, PlanApplication Application, DateOnly Begins);

/// <summary>
/// Whom an occurrence binds: among the units a plan is applied to and those below them, the ones that hold the function named, on
/// the last valid day (an undated one: on the day it began to bind). Where the applied unit has ended, those who took over from it
/// and from the units then below it, and nobody else of the larger unit they now belong to. A level that is gone binds nobody.
/// <para>
/// One that had begun before its unit ended is taken over by the first successor that holds the function, under the key of the unit
/// that ended. A party that names no registered office (tổ dân phố, Tổ bảo vệ ANTT) is kept on the list of the applied unit.
/// </para>
/// </summary>
/// <param name="organisation">Units and offices.</param>
public sealed class DutyBinding(OrganisationState organisation)
{
    private readonly Dictionary<(UnitId, DateOnly), IReadOnlyList<Unit>> _scopes = [];

    /// <summary>The units bound, each origin once, in order of application and unit.</summary>
    public IReadOnlyList<BoundUnit> Of(PlanDuty duty, Occurrence occurrence, IReadOnlyList<PlanApplication> applied)
    {
        var bound = new Dictionary<UnitId, BoundUnit>();
        IReadOnlyList<PlanParty?> parties = duty.By.Count == 0 ? [null] : [.. duty.By];
        foreach (var application in applied.OrderBy(a => a.From).ThenBy(a => a.Unit.Value, StringComparer.Ordinal))
        {
            var begins = occurrence.Opens ?? occurrence.From ?? application.From;
            begins = begins < application.From ? application.From : begins;
            var day = occurrence.LastValidDay ?? begins;
            if (application.To < day)
            {
                continue;
            }

            begins = begins > day ? day : begins;
            foreach (var party in parties)
            {
                var (holders, first) = Meant(party, application.Unit, begins, day);
                foreach (var holder in holders)
                {
                    // Who ended meanwhile had it to do first; who took over has it to do now, beside what is their own.
                    var ended = first.Where(unit => HeirOf(unit, holders, day) == holder.Id).Select(unit => unit.Id).ToList();
                    var origins = ended.Count == 0 || holder.IsInForce(begins) ? ended.Append(holder.Id) : ended;
                    foreach (var origin in origins)
                    {
                        bound.TryAdd(origin, new(holder.Id, origin, party, application, begins));
                    }
                }
            }
        }

        return [.. bound.Values];
    }

    /// <summary>Whether a plan binds a unit on a day: it is applied to it, or to one above it.</summary>
    public bool Binds(Plan plan, UnitId unit, DateOnly day) =>
        plan.Applications.Any(application =>
            application.From <= day && !(application.To < day) && ScopeOf(application.Unit, day).Any(reached => reached.Id == unit)
        );

    /// <summary>The units that an application reaches on a day, superiors first.</summary>
    public IReadOnlyList<Unit> ScopeOf(UnitId applied, DateOnly day)
    {
        if (_scopes.TryGetValue((applied, day), out var known))
        {
            return known;
        }

        IReadOnlyList<Unit> scope =
            organisation.Unit(applied)?.Ending is { } ending && ending.LastDay < day
                ?
                [
                    .. organisation
                        .Subtree(applied, ending.LastDay)
                        .SelectMany(unit => organisation.SuccessorsOn(unit.Id, day))
                        .DistinctBy(unit => unit.Id)
                        .OrderByDescending(unit => unit.Level),
                ]
                : [.. organisation.Subtree(applied, day)];
        return _scopes[(applied, day)] = scope;
    }

    // Those bound on the last valid day, and those who would have been on the day it began.
    private (IReadOnlyList<Unit> Holders, IReadOnlyList<Unit> First) Meant(PlanParty? party, UnitId applied, DateOnly begins, DateOnly day)
    {
        if (party?.Unit is { } one)
        {
            return (organisation.SuccessorsOn(one, day), organisation.SuccessorsOn(one, begins));
        }

        // A kind of which nobody is registered says nothing: the office of the level then answers for it.
        var kind = party?.Kind is { } named && ScopeOf(applied, day).Any(unit => unit.Kind == named) ? party.Kind : null;
        bool IsOfKind(Unit unit) => unit.Kind == kind && (party?.Level is not { } level || unit.Level == level);
        bool Holds(Unit unit) => party?.Function is not { } function || organisation.Office(unit.Id, function, day) is not null;
        if (party?.Level is not null || kind is not null)
        {
            return ([.. ScopeOf(applied, day).Where(unit => IsOfKind(unit) && Holds(unit))], [.. ScopeOf(applied, begins).Where(IsOfKind)]);
        }

        // The applied unit itself: as the office of a function, or because nobody else is registered.
        return ([.. organisation.SuccessorsOn(applied, day).Where(Holds)], organisation.SuccessorsOn(applied, begins));
    }

    // Who of those bound takes over from a unit that has ended: the first in the order in which its end names them.
    private UnitId? HeirOf(Unit unit, IReadOnlyList<Unit> holders, DateOnly day) =>
        unit.IsInForce(day)
            ? null
            : organisation.SuccessorsOn(unit.Id, day).FirstOrDefault(heir => holders.Any(holder => holder.Id == heir.Id))?.Id;
}
