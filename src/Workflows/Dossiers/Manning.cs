using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>Whose move a task is on a day.</summary>
public enum Manned
{
    /// <summary>Somebody of its office may act, or who was named for it.</summary>
    ByOffice,

    /// <summary>Nobody of its office may: the unit's head names another.</summary>
    ByHead,

    /// <summary>Nor may the unit's head, or there is none: it goes to the superior unit, or a superior head names somebody here.</summary>
    ByAbove,

    /// <summary>Nobody up to the top may: whoever coordinates there names somebody, or somebody must be appointed.</summary>
    ByNobody,
}

/// <summary>What <see cref="Manning"/> is asked of.</summary>
/// <param name="Desk">The office in whose queue the task stands.</param>
/// <param name="Act">What is to be done.</param>
/// <param name="Concerned">Who prepared the dossier or is nominated in it.</param>
/// <param name="EntrustedTo">Who was named for it.</param>
public sealed record Post(Party Desk, StepAct Act, IReadOnlyCollection<AccountId> Concerned, AccountId? EntrustedTo);

/// <summary>
/// Who may act on a task today and, where nobody of its office may, who has to say who does. Nobody reviews a dossier they prepared
/// or are nominated in; when that leaves nobody, the unit's head names another, or it goes to the superior unit.
/// </summary>
/// <param name="By">Whose move it is.</param>
/// <param name="Heads">Who may name somebody of the unit: the unit's heads, else those of the nearest superior unit that has one.</param>
/// <param name="Above">
/// Where it goes when it goes up: the nearest superior unit's same function, else its head; in a unit that has ended, its
/// successor's. Null where there is none, or where it cannot leave: a decision stays with its authority.
/// </param>
/// <param name="Cause">Why it goes up; null while it need not.</param>
public sealed record Manning(Manned By, IReadOnlyList<Appointment> Heads, Party? Above, EscalationCause? Cause)
{
    private static readonly Manning Held = new(Manned.ByOffice, [], null, null);

    /// <summary>The answer on a day in Hà Nội.</summary>
    /// <param name="organisation">The units and who is appointed.</param>
    /// <param name="post">The task.</param>
    /// <param name="heads">The functions that make somebody head over the office.</param>
    /// <param name="day">The day.</param>
    public static Manning Of(OrganisationState organisation, Post post, IReadOnlyList<FunctionCode> heads, DateOnly day)
    {
        var (unit, function) = (post.Desk.Unit, post.Desk.Function);
        if (Impartial(unit, function).Any() || (post.EntrustedTo is { } named && IsOf(organisation, named, unit, day) && !Bars(named)))
        {
            return Held;
        }

        var own = HeadsOf(unit);
        var (above, superior) = (default(Party), new List<Appointment>());
        foreach (var at in Superiors(organisation, unit, day))
        {
            var there = HeadsOf(at.Id);
            above ??=
                Impartial(at.Id, function).Any() ? new Party(at.Id, function)
                : there is [var head, ..] ? new Party(at.Id, head.Function)
                : null;
            superior = superior.Count > 0 ? superior : there;
        }

        var leaves = post.Act == StepAct.Decide ? null : above;
        return own.Count > 0 ? new(Manned.ByHead, own, leaves, leaves is null ? null : EscalationCause.HeadSends)
            : leaves is not null || superior.Count > 0 ? new(Manned.ByAbove, superior, leaves, leaves is null ? null : Cause())
            : new(Manned.ByNobody, [], null, null);

        bool Bars(AccountId account) => post.Act.Judges() && post.Concerned.Contains(account);

        IEnumerable<Appointment> Impartial(UnitId at, FunctionCode what) =>
            organisation.Holders(at, what, day).Where(appointment => !Bars(appointment.Account));

        List<Appointment> HeadsOf(UnitId at) => [.. heads.SelectMany(head => Impartial(at, head))];

        EscalationCause Cause() =>
            organisation.Unit(unit)?.IsInForce(day) != true ? EscalationCause.UnitEnded
            : heads.Any(head => organisation.Holders(unit, head, day).Count > 0) ? EscalationCause.HeadConcerned
            : EscalationCause.NoHead;
    }

    /// <summary>Whether the account acts in some capacity of the unit on the day, its own or under an ủy quyền.</summary>
    public static bool IsOf(OrganisationState organisation, AccountId account, UnitId unit, DateOnly day) =>
        organisation.AppointmentsOf(account, day).Any(capacity => capacity.Unit == unit);

    // Nearest first; a unit that has ended goes on in its successors. Nobody has accounts in units outside the system.
    private static IEnumerable<Unit> Superiors(OrganisationState organisation, UnitId unit, DateOnly day)
    {
        var waiting = new Queue<Unit>(
            organisation.Unit(unit)?.IsInForce(day) == true ? Parents(unit) : organisation.SuccessorsOn(unit, day)
        );
        var seen = new HashSet<UnitId>([unit]);
        while (waiting.TryDequeue(out var at))
        {
            if (seen.Add(at.Id) && at.IsInForce(day) && !at.External)
            {
                yield return at;
            }

            foreach (var parent in Parents(at.Id).Where(parent => !seen.Contains(parent.Id)))
            {
                waiting.Enqueue(parent);
            }
        }

        IEnumerable<Unit> Parents(UnitId of) => organisation.Parent(of, day) is { } parent ? [parent] : [];
    }
}
