using PhongTrao.Host.Security;
using PhongTrao.Projections.Reference;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Rules;
using PhongTrao.Workflows.Store;
using Route = PhongTrao.Workflows.Routes.Route;

namespace PhongTrao.Host.Desk;

/// <summary>
/// The rules of the house as the log has them now: organisation, plans, routes, ruleset, calendar. Which there are is told by the
/// reference data; what one of them says is read from its stream, so that what was just published holds for the next act.
/// </summary>
public sealed class House(CommandRunner runner, ReferenceData reference, IEventStore events)
{
    /// <summary>The working calendar of everybody.</summary>
    public WorkingCalendar Calendar => Official.Days;

    /// <summary>The working calendar with its revision and the Saturdays of offices.</summary>
    public OfficialCalendar Official => reference.Current.Official;

    /// <summary>The working calendar with the days on which it was changed.</summary>
    public CalendarHistory CalendarHistory => reference.Current.CalendarHistory;

    /// <summary>Revision of the calendar that dossiers name; 1 is what ships.</summary>
    public int CalendarRevision => Official.Revision;

    /// <summary>The calendar as it was at a revision; what is later than now is as it is now.</summary>
    public async ValueTask<OfficialCalendar> CalendarAtAsync(int revision, CancellationToken cancellationToken) =>
        revision >= CalendarRevision
            ? Official
            : (await events.ReadStreamAsync(Bindings.CalendarStream, cancellationToken: cancellationToken))
                .Take(revision - 1)
                .Aggregate(
                    Bindings.Calendar.Initial,
                    (calendar, recorded) => Bindings.Calendar.Evolve(calendar, (CalendarEvent)EventTypes.Read(recorded))
                );

    /// <summary>The organisation.</summary>
    public async ValueTask<OrganisationState> OrganisationAsync(CancellationToken cancellationToken) =>
        (await runner.LoadAsync(Bindings.Organisation, Bindings.OrganisationStream, cancellationToken))?.State ?? OrganisationState.Initial;

    /// <summary>A plan; null where there is none.</summary>
    public async ValueTask<Plan?> PlanAsync(PlanId id, CancellationToken cancellationToken) =>
        (await runner.LoadAsync(Bindings.Plan, Bindings.PlanStream(id), cancellationToken))?.State;

    /// <summary>The id of the plan that has that issuer, number and date; null: there is none, or one of the three is open.</summary>
    public PlanId? Named(UnitId issuer, DocumentNumber? number, DateOnly? date) =>
        number is null || date is null
            ? null
            : Plans
                .Select(known => known.Definition!)
                .FirstOrDefault(known => known.Issuer == issuer && known.Number == number && known.Date == date)
                ?.Id;

    /// <summary>The rules in force.</summary>
    public async ValueTask<Ruleset> RulesAsync(CancellationToken cancellationToken) =>
        (await runner.LoadAsync(Bindings.Ruleset, Bindings.RulesetStream, cancellationToken))?.State ?? Ruleset.Initial;

    /// <summary>Every plan, by id.</summary>
    public IReadOnlyList<Plan> Plans => [.. reference.Current.Plans.Values.Where(plan => plan.Definition is not null)];

    /// <summary>Every route, by code.</summary>
    public IReadOnlyList<(RouteCode Code, Route Route)> Routes => [.. reference.Current.Routes.Select(pair => (pair.Key, pair.Value))];

    /// <summary>The award forms that some published route leads to on a day of submission, by code.</summary>
    public IReadOnlyList<FormCode> FormsOn(DateOnly day) =>
        [
            .. Routes
                .SelectMany(entry => entry.Route.Published)
                .Where(route => route.ValidFrom <= day && !(route.ValidTo < day) && route.Form != RouteDefinition.AnyTitle)
                .Select(route => route.Form)
                .Distinct()
                .OrderBy(form => form.Value, StringComparer.Ordinal),
        ];

    /// <summary>The unit and all that ended into it: what a reader of its lists asks for.</summary>
    public IReadOnlyList<UnitId> WithPredecessors(UnitId unit) => reference.Current.WithPredecessors(unit);

    /// <summary>The units for which somebody may do an act, with all that ended into them; Below: for those under them too.</summary>
    public IReadOnlyList<(UnitId Unit, bool Below)> ReachOf(Security.Person person, Security.Act act) =>
        [
            .. person
                .Holdings.Select(holding =>
                    (
                        holding.Capacity.Unit,
                        Scope: holding.Roles.Aggregate(
                            Security.Scope.None,
                            (scope, role) => scope | Security.Permissions.ScopeOf(role, act)
                        )
                    )
                )
                .Where(one => one.Scope is not Security.Scope.None)
                .SelectMany(one => WithPredecessors(one.Unit).Select(unit => (unit, one.Scope.HasFlag(Security.Scope.Subtree))))
                .Distinct(),
        ];

    /// <summary>The unit and those in whose scope it is on a day.</summary>
    public IReadOnlyList<UnitId> SelfAndAbove(UnitId unit, DateOnly day) => reference.SelfAndAbove(unit, day);

    /// <summary>The route for a dossier submitted on a day.</summary>
    public async ValueTask<RouteResolution> ResolveAsync(RouteRequest request, CancellationToken cancellationToken) =>
        RouteResolver.Resolve(
            request,
            Routes.SelectMany(entry => entry.Route.Published),
            await OrganisationAsync(cancellationToken),
            await RulesAsync(cancellationToken),
            Calendar
        );

    /// <summary>What is asked of the routes, with the one that the plan's words ask for.</summary>
    public static RouteRequest RequestOf(Plan? plan, UnitId unit, FormCode form, AwardType type, DateOnly on) =>
        new(unit, form, type, on, plan?.Definition?.RouteFor(form, type)?.Route);

    /// <summary>The same for a dossier: of a recognition, the route of its title.</summary>
    public static RouteRequest RequestOf(Plan? plan, Dossier dossier, DateOnly on) =>
        dossier.Recognition is { } item
            ? new(dossier.Unit, dossier.Form, dossier.Type, on, plan?.Definition?.Recognition(item)?.Route)
            : RequestOf(plan, dossier.Unit, dossier.Form, dossier.Type, on);

    /// <summary>How a title is scored on a day; null: it is not, or no rule has its scale.</summary>
    public async ValueTask<ScoreScale?> ScaleAsync(PlanRecognition item, UnitId unit, DateOnly on, CancellationToken cancellationToken)
    {
        var query = await QueryAsync(new(unit, new(item.Title.Value), RouteDefinition.Recognition, on), cancellationToken);
        return item.Scale is { } scale && (await RulesAsync(cancellationToken)).Scale(scale, query) is { } rule
            ? ScoreScale.Of(rule)
            : null;
    }

    /// <summary>What is asked in a recognition submitted on a day.</summary>
    /// <param name="item">Which of the plan's recognitions.</param>
    /// <param name="dossier">The dossier.</param>
    /// <param name="year">The plan's year.</param>
    /// <param name="on">The day of submission.</param>
    /// <param name="lateDays">How late it is; null: it is not.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async ValueTask<RecognitionTerms> RecognitionAsync(
        PlanRecognition item,
        Dossier dossier,
        int year,
        DateOnly on,
        int? lateDays,
        CancellationToken cancellationToken
    )
    {
        var rules = await RulesAsync(cancellationToken);
        var query = await QueryAsync(new(dossier.Unit, dossier.Form, dossier.Type, on), cancellationToken);
        var years = dossier
            .Nominees.Select(nominee => rules.Year(nominee.Entry.Body, query)?.Year.Of(year))
            .OfType<(DateOnly From, DateOnly To)>()
            .ToList();
        return new(
            item.Code,
            await ScaleAsync(item, dossier.Unit, on, cancellationToken),
            years.Count == 0 ? null : years.Min(one => one.From),
            years.Count == 0 ? null : years.Max(one => one.To),
            lateDays
        );
    }

    /// <summary>Under which rules something falls: by the unit's level and province, the form, the type and the day.</summary>
    public static RuleQuery QueryOf(OrganisationState organisation, RouteRequest request) =>
        new(
            organisation.Unit(request.Unit)?.Level ?? UnitLevel.Commune,
            request.Form,
            request.Type,
            organisation.AncestorAt(request.Unit, UnitLevel.Province, request.On)?.Id,
            request.On
        );

    private async ValueTask<RuleQuery> QueryAsync(RouteRequest request, CancellationToken cancellationToken) =>
        QueryOf(await OrganisationAsync(cancellationToken), request);

    /// <summary>All that is resolved for a dossier submitted on a day: route, checklist and limits; or why there is no route.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="request">For what.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="recognition">What is asked in a recognition; null: it is for an award.</param>
    public async ValueTask<(SubmissionTerms? Terms, Refusal? Refusal)> TermsAsync(
        Plan plan,
        RouteRequest request,
        CancellationToken cancellationToken,
        RecognitionTerms? recognition = null
    )
    {
        var resolution = await ResolveAsync(request, cancellationToken);
        if (resolution is RouteResolution.Refused { Refusal: var refusal })
        {
            return (null, refusal);
        }

        var resolved = (RouteResolution.Resolved)resolution;
        var rules = await RulesAsync(cancellationToken);
        var rounds = rules.SupplementRounds(await QueryAsync(request, cancellationToken));
        return (
            new SubmissionTerms(
                request.On,
                resolved.Plan,
                plan.Definition!.Checklist(request.Form, request.Type, recognition?.Item),
                plan.Revision,
                rules.Revision,
                CalendarRevision,
                rounds?.MaxRounds ?? 1,
                resolved.ReturnOn,
                resolved.DueProvisional,
                recognition
            ),
            null
        );
    }
}
