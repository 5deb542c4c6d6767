using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

/// <summary>After any history that the rules allow, the rows say what the aggregates say.</summary>
public sealed class ViewLaws
{
    private static readonly WorkingCalendar Calendar = OfficialDays.Load();
    private static readonly AccountId Reviewer = new(Script.Id("reviewer"));
    private static readonly AccountId Helper = new(Script.Id("helper"));
    private static readonly AccountId Named = new(Script.Id("named"));
    private static readonly AccountId Boss = new(Script.Id("boss"));

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public async Task Rows_are_the_fold_of_the_history(int seed)
    {
        await using var store = new MemoryEventStore();
        var script = new Script(store);
        using var folder = new TempFolder();
        using var database = new ViewDatabase(folder.Views);
        var runner = new CommandRunner(store);
        var dossiers = Bindings.Dossier(new BuiltInRouteEngine(), () => Calendar);
        var random = new Random(seed);
        var ids = Enumerable.Range(0, 40).Select(i => new DossierId(Script.Id($"law {seed} {i}"))).ToList();
        await using var subscription = new CatchUpSubscription(database, store, Histories.Views(script), TimeProvider.System);
        await using var carrier = new Carrier(database, store, runner, dossiers, new Clock(() => script.Now));
        var writer = new RandomWriter(script, runner, dossiers, random);
        foreach (var id in ids)
        {
            await writer.OpenAsync(id);
        }

        for (var i = 0; i < 900; i++)
        {
            if (i == 300)
            {
                await subscription.StartAsync(); // half built in one go, half live
                await carrier.StartAsync();
            }

            var splits = writer.Splits.Count;
            await writer.StepAsync(ids[random.Next(ids.Count)]);
            if (i >= 300 && writer.Splits.Count > splits)
            {
                // Three hours go by with every act; the carrier must not be overtaken by them between its clock and its append.
                await carrier.CarriedAsync((await store.HeadAsync())!.Value, TimeSpan.FromSeconds(20));
            }
        }

        var head = (await store.HeadAsync())!.Value;
        var carried = (await carrier.CarriedAsync(head, TimeSpan.FromSeconds(20))).ShouldNotBeNull();
        carrier.Failures().ShouldBeEmpty();
        (await subscription.WaitAllAsync(carried, TimeSpan.FromSeconds(20))).ShouldBeTrue();
        await LiveAsync(subscription);

        var split = writer.Splits.ToList();
        split.ShouldNotBeEmpty();
        var states = new Dictionary<DossierId, Dossier>();
        foreach (var id in ids.Concat(split))
        {
            var loaded = await runner.LoadAsync(dossiers, dossiers.StreamOf(id.Value));
            states.Add(id, loaded.ShouldNotBeNull().State);
            Same(id, states[id], new DossierQueries(database, script.Keyring));
        }

        states.Values.Select(s => s.Status).Distinct().Count().ShouldBeGreaterThan(6, "the histories should go everywhere");
        Queues(states, new TaskQueries(database));
        Waiting(states, new DossierQueries(database, script.Keyring));
        await TimesAsync(states, new StepTimeQueries(database), store);

        // And building them anew gives the same once more.
        var before = Dump.Of(folder.Views);
        subscription.Rebuild();
        await LiveAsync(subscription);
        Dump.Of(folder.Views).ShouldBe(before);
    }

    private static void Same(DossierId id, Dossier state, DossierQueries queries)
    {
        var shown = queries.Find(id).ShouldNotBeNull();
        shown.Row.Status.ShouldBe(state.Status, id.ToString());
        shown.Row.Number.ShouldBe(state.Number);
        shown.Row.Nominees.ShouldBe(state.Nominees.Count);
        shown.Row.Awarded.ShouldBe(state.Nominees.Count(n => n.Standing is NomineeStanding.Awarded));
        shown.Row.StillIn.ShouldBe(state.Nominees.Count(n => n.Standing is NomineeStanding.InPlay or NomineeStanding.Proposed));
        shown.Row.Rounds.ShouldBe(state.SupplementRounds);
        shown.Row.OpenSteps.ShouldBe(state.Tasks.Select(t => t.Opening.StepName.Value).Distinct());
        shown.Row.DueOn.ShouldBe(state.Tasks.Min(t => t.DueOn));
        shown.Nominees.Select(n => n.Content.State.ToString()).ShouldBe(state.Nominees.Select(n => Name(n.Standing)));
        shown.Content.Receipts.ShouldBe(state.Receipts);
        shown
            .Content.Tasks.Where(t => t.EndedAt is null)
            .Select(t => (t.Id, t.DueOn, t.ClaimedBy, t.EntrustedTo, t.Desk))
            .ShouldBe(state.Tasks.Select(t => (t.Id, t.DueOn, t.ClaimedBy, t.EntrustedTo, t.Desk)));
        shown.Content.Colleagues.Append(shown.Content.PreparedBy).ShouldBe(state.Preparers, ignoreOrder: true);
    }

    // What is open of an act at a unit, and what stands of it, is what the dossiers say; what ended is what was recorded to have ended.
    private static async Task TimesAsync(Dictionary<DossierId, Dossier> states, StepTimeQueries queries, MemoryEventStore store)
    {
        var today = new DateOnly(2025, 4, 28);
        var tasks = states.Values.SelectMany(state => state.Tasks.Select(task => (State: state, Task: task))).ToList();
        var units = states
            .Values.SelectMany(state => state.Tasks.Concat(state.Ended.Values))
            .Select(task => task.Desk.Unit)
            .Distinct()
            .ToList();
        queries
            .Open(units, today)
            .GroupBy(open => (open.Unit, open.Act))
            .Select(group => (group.Key, group.Sum(open => open.Open), group.Sum(open => open.Overdue), group.Sum(open => open.Paused)))
            .ShouldBe(
                tasks
                    .GroupBy(one => (one.Task.Desk.Unit, one.Task.Opening.Act))
                    .Select(group =>
                        (
                            group.Key,
                            group.Count(),
                            group.Count(one => !Stands(one.State, one.Task) && one.Task.DueOn < today),
                            group.Count(one => Stands(one.State, one.Task))
                        )
                    ),
                ignoreOrder: true
            );

        var (opened, ended) = (0, 0);
        await foreach (var recorded in ChainVerifier.LogOf(store))
        {
            opened += recorded.Type == "dossier.task-opened" ? 1 : 0;
            ended += recorded.Type is "dossier.step-completed" or "dossier.opinion-given" ? 1 : 0;
        }

        var months = queries.Months(units, new(2000, 1, 1), new(2199, 1, 1));
        months.Sum(month => month.Opened).ShouldBe(opened);
        months.Sum(month => month.Finished).ShouldBe(ended);
        months.ShouldAllBe(month => month.OnTime + month.Late <= month.Finished && month.LimitedUsed <= month.Used);
        queries.Days(units, new(2000, 1, 1), new(2199, 1, 1)).Values.Sum(days => days.Values.Sum()).ShouldBe(ended);
        ended.ShouldBeGreaterThan(50);

        static bool Stands(Dossier state, OpenTask task) =>
            state.Supplement is { Provided: false } || state.StoppedOn is not null || task.ConsultsSince is not null;
    }

    private static void Queues(Dictionary<DossierId, Dossier> states, TaskQueries queries)
    {
        var expected = states
            .SelectMany(s => s.Value.Tasks.Select(t => (s.Key, s.Value, Task: t)))
            .GroupBy(t => new Office(t.Task.Desk.Unit, t.Task.Desk.Function));
        foreach (var office in expected)
        {
            var shown = new List<TaskRow>();
            string? next = null;
            do
            {
                var page = queries.OfOffices([office.Key], next, limit: 3);
                shown.AddRange(page.Items);
                next = page.Next;
            } while (next is not null);
            shown.Select(t => t.Task).ShouldBe(office.Select(t => t.Task.Id), ignoreOrder: true);
            shown.Select(t => t.DueOn ?? DateOnly.MaxValue).ShouldBeInOrder();
            foreach (var (id, state, task) in office)
            {
                var row = shown.Single(s => s.Task == task.Id);
                row.Dossier.ShouldBe(id);
                row.DueOn.ShouldBe(task.DueOn);
                row.ClaimedBy.ShouldBe(task.ClaimedBy);
                row.ClockPaused.ShouldBe(state.Supplement is { Provided: false });
                row.Nominees.ShouldBe(state.Nominees.Count);
                row.EntrustedTo.ShouldBe(task.EntrustedTo);
                row.ToReceive.ShouldBe(!state.IsReceived(task));
                row.Unit.ShouldBe(state.Unit);
                row.Concerned.ShouldBe(
                    state.Preparers.Concat(state.Nominees.Select(n => n.Entry.Account).OfType<AccountId>()).Distinct(),
                    ignoreOrder: true
                );
            }

            foreach (IReadOnlyList<AccountId> holders in new[] { [Helper], [Script.Anna, Helper], (AccountId[])[Helper, Reviewer] })
            {
                queries
                    .BarredToAll(office.Key, holders)
                    .Select(t => t.Task)
                    .ShouldBe(office.Where(t => t.Task.Judges && holders.All(t.Value.Concerns)).Select(t => t.Task.Id), ignoreOrder: true);
            }

            var today = new DateOnly(2025, 4, 28);
            var counts = queries.Count([office.Key], today);
            counts.Total.ShouldBe(shown.Count);
            counts.Paused.ShouldBe(shown.Count(t => t.ClockPaused));
            counts.Overdue.ShouldBe(shown.Count(t => !t.ClockPaused && t.DueOn < today));
            counts.Today.ShouldBe(shown.Count(t => !t.ClockPaused && t.DueOn == today));
            Narrowed(office.Key, shown, queries, today);
        }
    }

    // A narrowed queue is the queue without what does not meet the filter, in the same order and with the same counts.
    private static void Narrowed(Office office, List<TaskRow> all, TaskQueries queries, DateOnly today)
    {
        List<TaskFilter> filters =
        [
            new(ToReceive: true),
            new(Unit: new("khong-co")),
            .. all.SelectMany(row =>
                    new[]
                    {
                        new TaskFilter(row.Act),
                        new TaskFilter(Form: row.Form, Plan: row.Plan),
                        new TaskFilter(Unit: row.Unit),
                        new TaskFilter(row.ToReceive ? null : row.Act, row.ToReceive, row.Form, row.Plan, row.Unit),
                    }
                )
                .Distinct(),
        ];
        foreach (var filter in filters)
        {
            var expected = all.Where(filter.Meets).ToList();
            var shown = new List<TaskId>();
            string? next = null;
            do
            {
                var page = queries.OfOffices([office], next, limit: 2, filter);
                shown.AddRange(page.Items.Select(row => row.Task));
                next = page.Next;
            } while (next is not null);
            shown.ShouldBe(expected.Select(row => row.Task), filter.ToString());
            var counts = queries.Count([office], today, filter);
            counts.Total.ShouldBe(expected.Count, filter.ToString());
            counts.Paused.ShouldBe(expected.Count(row => row.ClockPaused));
            counts.Overdue.ShouldBe(expected.Count(row => !row.ClockPaused && row.DueOn < today));
        }

        var facets = queries.Facets([office]);
        facets.ToReceive.ShouldBe(all.Count(row => row.ToReceive));
        facets.Acts.ShouldBe(all.Where(row => !row.ToReceive).GroupBy(row => row.Act).OrderBy(g => g.Key).Select(g => (g.Key, g.Count())));
        facets.Forms.Sum(form => form.N).ShouldBe(all.Count);
        facets.Plans.Sum(plan => plan.N).ShouldBe(all.Count);
        facets.Units.ShouldBe(all.Select(row => row.Unit).Distinct(), ignoreOrder: true);
    }

    private static void Waiting(Dictionary<DossierId, Dossier> states, DossierQueries queries)
    {
        foreach (
            var (unit, act) in new[] { Script.Huyen, Script.Tinh }.SelectMany(u => new[] { (u, StepAct.Propose), (u, StepAct.Decide) })
        )
        {
            var expected = states.SelectMany(s =>
                s.Value.Tasks.Where(t => t.Opening.Act == act && t.Desk.Unit == unit && s.Value.IsReceived(t))
                    .SelectMany(_ => s.Value.Nominees.Where(n => n.IsInPlay).Select(n => (s.Key, n.Id)))
            );
            var shown = new List<(DossierId, NomineeId)>();
            string? next = null;
            do
            {
                var page = queries.Gatherable(unit, Script.Form, act, next, limit: 2);
                shown.AddRange(page.Items.Select(w => (w.Dossier, w.Nominee.Content.Entry.Id)));
                next = page.Next;
            } while (next is not null);
            shown.ShouldBe(expected, ignoreOrder: true);
        }
    }

    private static string Name(NomineeStanding standing) =>
        standing switch
        {
            NomineeStanding.Proposed => nameof(NomineeState.Proposed),
            NomineeStanding.InPlay => nameof(NomineeState.In),
            NomineeStanding.Failed => nameof(NomineeState.NotPassed),
            NomineeStanding.Excluded => nameof(NomineeState.Excluded),
            NomineeStanding.SplitOff => nameof(NomineeState.SplitOff),
            NomineeStanding.Awarded => nameof(NomineeState.Awarded),
            NomineeStanding.Cancelled => nameof(NomineeState.Cancelled),
            NomineeStanding.NotAwarded => nameof(NomineeState.NotAwarded),
        };

    internal static async Task LiveAsync(CatchUpSubscription subscription)
    {
        for (var i = 0; i < 2_000; i++)
        {
            if ((await subscription.StatusAsync()).All(s => s is { Building: false, State: SubscriptionState.Live }))
            {
                return;
            }

            await Task.Delay(10);
        }

        throw new TimeoutException(string.Join('\n', await subscription.StatusAsync()));
    }

    /// <summary>Tries acts at random; what the rules refuse does not happen.</summary>
    private sealed class RandomWriter(
        Script script,
        CommandRunner runner,
        Binding<Dossier, DossierCommand, DossierEvent> dossiers,
        Random random
    )
    {
        private readonly Sealed _why = script.Keyring.Seal(new KeyId("dossier-x"), "vì thế");
        private readonly Random _calendar = new(7); // its own, so that people's histories stay as they are
        private int _commands;

        internal HashSet<DossierId> Splits { get; } = [];

        internal async Task OpenAsync(DossierId id)
        {
            var o = Script.Opened();
            await RunAsync(
                id,
                new DossierCommand.Open(o.Filing, o.Unit, o.Plan, o.Form, o.Type, o.Secrecy, null, o.PreparedBy),
                Proposer()
            );
            for (var i = random.Next(1, 5); i > 0; i--)
            {
                await RunAsync(id, new DossierCommand.AddNominee(script.Nominee($"Người {id} {i}")), Proposer());
            }
        }

        internal async Task StepAsync(DossierId id)
        {
            if (random.Next(4) == 0 && Splits.Count > 0)
            {
                id = Splits.ElementAt(random.Next(Splits.Count));
            }

            if (await runner.LoadAsync(dossiers, dossiers.StreamOf(id.Value)) is not { State: var state })
            {
                return; // split off and not carried yet
            }

            var task = state.Tasks.IsEmpty ? null : state.Tasks[random.Next(state.Tasks.Count)];
            var today = VietnamTime.DateOf(script.Now);
            if (task is null || random.Next(12) == 0)
            {
                DossierCommand command = random.Next(6) switch
                {
                    0 when random.Next(4) == 0 => new DossierCommand.Withdraw(_why),
                    1 when random.Next(2) == 0 => new DossierCommand.TakeBack(),
                    _ when state.Supplement is { Provided: false } => new DossierCommand.ProvideSupplement(null, Calendar),
                    _ => new DossierCommand.Submit(new($"{random.Next(1, 99)}/TTr-UBND"), Terms(today)),
                };
                await RunAsync(id, command, Proposer(), random.Next(3) == 0 ? Helper : null);
                return;
            }

            if (_calendar.Next(15) == 0)
            {
                await RunAsync(id, Recount(today), null);
            }

            var inPlay = state.Nominees.Where(n => n.IsInPlay).Select(n => n.Id).ToList();
            var some = inPlay.Where(_ => random.Next(2) == 0).ToList();
            var desk = new Capacity(new(Script.Id("appointment")), task.Desk.Unit, task.Desk.Function);
            if (task.Opening.Receives && !state.IsReceived(task) && random.Next(3) > 0)
            {
                await RunAsync(id, new DossierCommand.Receive(task.Id, new("12"), today, null), desk);
                return;
            }

            if (state.Supplement is { Provided: false } && random.Next(2) == 0)
            {
                await RunAsync(id, new DossierCommand.ProvideSupplement(null, Calendar), Proposer());
                return;
            }

            var paper = new SignedPaper(new("7/TTr-PNV"), today, _why, new("Trưởng phòng"), SigningForm.Direct, null, today.AddDays(9));
            switch (task.Opening.Act, random.Next(12))
            {
                case (_, 0):
                    await RunAsync(id, new DossierCommand.Claim(task.Id), desk);
                    break;
                case (_, 1):
                    await RunAsync(id, new DossierCommand.Release(task.Id), desk);
                    break;
                case (_, 2):
                    await RunAsync(id, new DossierCommand.RequestSupplement(task.Id, [new(null, null, _why)], null), desk);
                    break;
                case (_, 3):
                    await RunAsync(id, new DossierCommand.ReceiveSupplement(task.Id), desk);
                    break;
                case (_, 4) when some.Count > 0:
                    await RunAsync(id, new DossierCommand.ExcludeNominee(task.Id, some[0], _why), desk);
                    break;
                case (_, 5) when some.Count > 0:
                    await RunAsync(id, new DossierCommand.SplitOff(task.Id, some, _why), desk);
                    break;
                case (_, 6) when random.Next(3) == 0:
                    await RunAsync(id, new DossierCommand.Reject(task.Id, _why), desk);
                    break;
                case (_, 7) when random.Next(2) == 0:
                    await RunAsync(id, new DossierCommand.CompleteStep(task.Id, [], null, _why, new("tham-dinh")), desk);
                    break;
                case (_, 8) when random.Next(2) == 0:
                    await RunAsync(id, new DossierCommand.Entrust(task.Id, Named, _why), desk with { Function = new("lanh-dao") }, Boss);
                    break;
                case (_, 9) when random.Next(2) == 0:
                    await RunAsync(
                        id,
                        new DossierCommand.Escalate(task.Id, new(Script.Tinh, Script.Staff), EscalationCause.NoHead, _why),
                        desk,
                        Boss
                    );
                    break;
                case (_, 10) when random.Next(2) == 0:
                    await RunAsync(id, new DossierCommand.Reassign(task.Id, random.Next(2) == 0 ? Named : Reviewer), desk, Boss);
                    break;
                case (StepAct.Propose, _):
                    await RunAsync(
                        id,
                        new DossierCommand.EnterProposal(new(Script.Id($"p {_commands}")), task.Desk.Unit, paper, inPlay),
                        null
                    );
                    break;
                case (StepAct.Decide, _):
                    var decision = new DecisionReference(new(Script.Id($"q {_commands}")), new("9/QĐ"), today, Script.Huyen);
                    await RunAsync(id, new DossierCommand.EnterOutcome(decision, some.Count > 0 ? some : inPlay), null);
                    break;
                case (StepAct.Notify, _):
                    await RunAsync(id, new DossierCommand.Notify(task.Id, today), desk);
                    break;
                case (StepAct.Archive, _):
                    await RunAsync(id, new DossierCommand.Archive(task.Id, today, null), desk);
                    break;
                default:
                    List<NomineeVerdict> verdicts = [.. inPlay.Select(n => new NomineeVerdict(n, random.Next(5) > 0, _why))];
                    await RunAsync(id, new DossierCommand.CompleteStep(task.Id, verdicts, paper, null, null), desk);
                    break;
            }
        }

        private DossierCommand.RecountDues Recount(DateOnly today)
        {
            var source = new SourceDocument(new("1/TB"), today, new("Thông báo"));
            var day = new NamedDay(today.AddDays(_calendar.Next(1, 5)), DayKind.Holiday, new("Nghỉ"));
            return new(Calendar, OfficialCalendar.Evolve(Calendar, new CalendarEvent.DayNamed(2 + _commands, day, source)), today);
        }

        private static Capacity Proposer() => new(new(Script.Id("proposer")), Script.Xa, Script.Staff);

        private async Task RunAsync(DossierId id, DossierCommand command, Capacity? capacity, AccountId? by = null)
        {
            script.Now += TimeSpan.FromHours(3);
            var commandId = Script.Id($"law command {id} {_commands++}");
            var account =
                by
                ?? (
                    capacity is null ? CommandContext.System
                    : capacity.Unit == Script.Xa ? Script.Anna
                    : Reviewer
                );
            var context = new CommandContext(commandId, script.Now, account, capacity, commandId);
            var result = await runner.RunAsync(dossiers, dossiers.StreamOf(id.Value), command, context);
            result.ShouldNotBeOfType<RunResult<Dossier>.Contended>();
            if (command is DossierCommand.SplitOff && result is RunResult<Dossier>.Recorded)
            {
                Splits.Add(new(context.Derive("split")));
            }
        }

        private static SubmissionTerms Terms(DateOnly today)
        {
            var terms = Script.Terms();
            Party[] council = [.. Enumerable.Range(1, 3).Select(i => new Party(Script.Huyen, new($"hoi-dong-{i}")))];
            var limit = new TimeLimit(5, new("gioi-han"), new("Quy chế"), false);
            return terms with
            {
                On = today,
                Route = terms.Route with
                {
                    Steps =
                    [
                        Step("tham-dinh", StepAct.Appraise, [new(Script.Huyen, Script.Staff)], "hoi-dong") with
                        {
                            Receives = true,
                            Limit = limit,
                        },
                        Step("hoi-dong", StepAct.Council, council, "trinh") with
                        {
                            Mode = StepMode.Vote,
                            Vote = new(50, VoteBase.Members, MoreThan: true),
                        },
                        Step("trinh", StepAct.Propose, [new(Script.Huyen, Script.Staff)], "quyet-dinh") with
                        {
                            Limit = limit,
                        },
                        Step("quyet-dinh", StepAct.Decide, [new(Script.Huyen, Script.Head)], "thong-bao"),
                        Step("thong-bao", StepAct.Notify, [new(Script.Huyen, Script.Staff)], "luu-tru"),
                        Step("luu-tru", StepAct.Archive, [new(Script.Huyen, Script.Staff)], null),
                    ],
                },
            };
        }

        private static RouteStep Step(string id, StepAct act, IReadOnlyList<Party> parties, string? next) =>
            new(
                new(id),
                new($"Bước {id}"),
                act,
                StepMode.Single,
                parties,
                false,
                null,
                new Dictionary<OutcomeCode, RouteTarget>
                {
                    [Outcomes.Pass] = next is null ? RouteTarget.Out(RouteEnd.Finished) : RouteTarget.To(new(next)),
                    [Outcomes.Fail] = RouteTarget.Out(RouteEnd.Rejected),
                }
            );
    }
}

/// <summary>Time as a test says.</summary>
internal sealed class Clock(Func<DateTimeOffset> now) : TimeProvider
{
    public override DateTimeOffset GetUtcNow() => now();
}
