using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Dossiers.DossierRefusals;

namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// Chuyển thẩm quyền giải quyết: the state has moved an authority while dossiers are on their way (NQ 190/2025/QH15: whoever receives the
/// authority goes on with what was begun). Only this explicit act changes the route of a running dossier.
/// </summary>
internal static class Rerouting
{
    internal static Decision<DossierEvent> Reroute(DossierCommand.Reroute c, CommandContext by, Dossier state)
    {
        if (state.IsDraft)
        {
            return Refusal.Of(NotUnderWay);
        }

        if (state.Terms is not { } terms || state.IsClosed)
        {
            return Refusal.Of(Closed);
        }

        if (by.Capacity is null)
        {
            return Refusal.Of(ReroutedByNobody);
        }

        if (c.Route.Form != state.Form || c.Route.Steps.Count == 0)
        {
            return Refusal.Of(RouteUnfit, ("form", state.Form.Value), ("route", c.Route.Route.Value));
        }

        if (!state.Ballots.IsEmpty)
        {
            return Refusal.Of(VoteUnderWay);
        }

        if (RouteContinuation.Join(terms.Route, state.Progress, c.Route, c.At) is not { } joined)
        {
            return Refusal.Of(NoPlaceOnRoute, ("step", c.At.Value), ("route", c.Route.Route.Value));
        }

        // Whoever still waits is decided on.
        if (state.AnyoneInPlay && !joined.Route.Steps.Skip(joined.Route.IndexOf(c.At)).Any(step => step.Act is StepAct.Decide))
        {
            return Refusal.Of(NoPlaceOnRoute, ("step", c.At.Value), ("route", c.Route.Route.Value));
        }

        var heir = c.Unit == state.Unit ? null : new DossierEvent.TakenOver(state.Unit, c.Unit);
        if (SameToCome(terms.Route, joined.Route, c.At, state))
        {
            return heir is null ? Decision<DossierEvent>.Nothing : heir;
        }

        var (returnOn, provisional) = ReturnOn(joined.Route, c.At, Guards.Today(by), c.Calendar);
        var rerouted = new DossierEvent.Rerouted(
            terms with
            {
                Route = joined.Route,
                ReturnOn = returnOn,
                DueProvisional = provisional,
                CalendarRevision = c.Calendar.Revision,
            },
            joined.Progress,
            c.At,
            terms.Route.Route,
            terms.Route.Version,
            c.Basis,
            c.Reason,
            c.Restart ? null : Continuing(c, joined.Route, by, state),
            state.Supplement is { Request.Task: var asking } && !Stays(asking, joined.Route, c.At, state) ? true : null
        );
        return new Decision<DossierEvent>.Accepted(heir is null ? [rerouted] : [heir, rerouted]);
    }

    // The steps to come are what they were, and the same one waits: nothing is moved.
    private static bool SameToCome(RoutePlan former, RoutePlan joined, StepId at, Dossier state) =>
        former.Authority == joined.Authority
        && state.Tasks.Exists(task => task.Step == at)
        && former.Steps.Skip(former.IndexOf(at)).Select(Who).SequenceEqual(joined.Steps.Skip(joined.IndexOf(at)).Select(Who));

    private static string Who(RouteStep step) =>
        $"{step.Id} {step.Act} {step.Mode} {string.Join(',', step.Parties)} {step.Limit?.WorkingDays} {step.Name}";

    private static bool Stays(TaskId task, RoutePlan joined, StepId at, Dossier state) =>
        state.Task(task)?.Opening.Open is { Round: 1 } open && open.Step == at && joined.Step(at)!.PlaceOf(open.Party) >= 0;

    // The same step, elsewhere: whoever gets it has the days that are left (default of the transition: the clock goes on). Days on which it
    // stood because the former office awaited something are counted as that ends now.
    private static List<RunningDue>? Continuing(DossierCommand.Reroute c, RoutePlan joined, CommandContext by, Dossier state)
    {
        var dues = new List<RunningDue>();
        foreach (var party in joined.Step(c.At)!.Parties)
        {
            if (
                state.Tasks.Find(task => task.Step == c.At && task.Opening.Open.Party.Function == party.Function)
                is not { DueOn: { } due } waiting
            )
            {
                continue;
            }

            var (on, provisional, pauses) = (due, waiting.DueProvisional, waiting.Clock?.Pauses ?? []);
            DateOnly? asked = state.Supplement is { Provided: false, Request.On: var since } ? since : null;
            if ((waiting.ConsultsSince < asked ? waiting.ConsultsSince : asked ?? waiting.ConsultsSince) is { } stood)
            {
                var pause = new ClockPause(stood, Guards.Today(by));
                (on, provisional) = DueClock.Resume(c.Calendar.For(party.Desk.Unit, party.Desk.Function), due, provisional, pause);
                pauses = pauses.Add(pause);
            }

            dues.Add(
                new(
                    new(c.At, party, 1),
                    on,
                    provisional,
                    null,
                    null,
                    waiting.Clock?.From,
                    pauses.IsEmpty ? null : pauses,
                    waiting.CalendarRevision == 0 ? null : waiting.CalendarRevision
                )
            );
        }

        return dues.Count == 0 ? null : dues;
    }

    private static (DateOnly? ReturnOn, bool Provisional) ReturnOn(RoutePlan route, StepId at, DateOnly today, OfficialCalendar calendar)
    {
        var (due, provisional) = ((DateOnly?)today, false);
        foreach (var step in route.Steps.Skip(route.IndexOf(at)).Where(step => step.Act is not StepAct.Archive))
        {
            if (step.Limit is not { } limit)
            {
                return (null, false);
            }

            var desk = step.Parties[0].Desk;
            var (next, guessed) = calendar.For(desk.Unit, desk.Function).AddWorkingDays(due!.Value, limit.WorkingDays);
            (due, provisional) = (next, provisional || guessed);
        }

        return (due, provisional);
    }
}
