using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Eligibility;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>
/// What holds whatever people do, sensible or not, in whatever order: random commands of several actors on random routes, most
/// of them at home where they are sent, the rest stray.
/// </summary>
public sealed class DossierLaws
{
    private static readonly BuiltInRouteEngine Engine = new();
    private static readonly Binding<Dossier, DossierCommand, DossierEvent> Binding = Bindings.Dossier(Engine, () => WorkDays);

    /// <summary>What happened at one step of a random life.</summary>
    private sealed record Moment(
        Dossier Before,
        DossierCommand Command,
        CommandContext By,
        Refusal? Refused,
        IReadOnlyList<DossierEvent> Events,
        Dossier After
    )
    {
        public override string ToString() =>
            $"{Command.GetType().Name} → {Refused?.Code ?? string.Join(", ", Events.Select(e => e.GetType().Name))}";
    }

    private static readonly Arbitrary<int[]> Lives = Gen.Choose(0, int.MaxValue).ArrayOf(80).ToArbitrary();

    private static void Always(Action<Moment> law, int lives = 100) =>
        Prop.ForAll(
                Lives,
                seeds =>
                {
                    foreach (var moment in Live(seeds))
                    {
                        law(moment);
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(lives));

    [Fact]
    public void Lives_are_long_enough_to_prove_something()
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        Always(
            m =>
            {
                foreach (var e in m.Events)
                {
                    seen[e.GetType().Name] = seen.GetValueOrDefault(e.GetType().Name) + 1;
                }
            },
            400
        );

        typeof(DossierEvent)
            .GetNestedTypes()
            .Where(t => t.IsSubclassOf(typeof(DossierEvent)) && t != typeof(DossierEvent.OpenedBySplit))
            .Select(t => t.Name)
            .Where(name => seen.GetValueOrDefault(name) < 5)
            .ShouldBeEmpty("every kind of event happens in these lives");
    }

    [Fact]
    public void What_was_accepted_changes_nothing_when_repeated() =>
        Always(m =>
        {
            if (m.Events.Count > 0)
            {
                // A new command id: the runner would answer the old one by itself.
                var again = m.By with
                {
                    CommandId = DerivedId.From(m.By.CommandId, 1),
                };
                Binding
                    .Decide(m.Command, again, m.After)
                    .ShouldBeOfType<Decision<DossierEvent>.Accepted>($"{m} repeated")
                    .Events.ShouldBeEmpty($"{m} repeated");
            }
        });

    [Fact]
    public void What_was_refused_is_refused_with_a_code_of_its_own() =>
        Always(m =>
        {
            var known = Codes();
            if (m.Refused is { } refused)
            {
                known.ShouldContain(refused.Code);
                refused.Arguments.Values.ShouldAllBe(v => v.Length > 0);
            }
        });

    [Fact]
    public void Every_event_is_stored_and_read_back_alike() =>
        Always(m =>
        {
            foreach (var e in m.Events)
            {
                var (name, data) = EventTypes.Write(e);
                var read = EventTypes.Read(new(new("dossier-1"), new(0), Position.At(0), default, name, data, default));
                EventTypes.Write(read).Data.ShouldBe(data);
            }
        });

    [Fact]
    public void Work_is_open_exactly_where_the_engine_says() =>
        Always(m =>
        {
            if (!m.After.IsUnderWay)
            {
                m.After.Tasks.ShouldBeEmpty(m.ToString());
                return;
            }

            var route = Engine.NextAsync(m.After.Terms!.Route, m.After.Progress).AsTask().Result;
            var acts = route.Open.Where(o =>
                m.After.AnyoneInPlay || m.After.Terms.Route.Step(o.Step)!.Act is StepAct.Notify or StepAct.Archive
            );
            m.After.Tasks.Where(t => t.Opening.Act != StepAct.Consult)
                .Select(t => t.Opening.Open)
                .ShouldBe(acts, ignoreOrder: true, m.ToString());
            foreach (var asked in m.After.Tasks.Where(t => t.Opening.Act == StepAct.Consult))
            {
                m.After.Task(m.After.Opinions[asked.Id].Task).ShouldNotBeNull($"{m}: an opinion ends with the task that asked for it");
            }
        });

    [Fact]
    public void Nobody_comes_back_from_an_outcome() =>
        Always(m =>
        {
            foreach (var nominee in m.Before.Nominees.Where(n => n.Standing is not (NomineeStanding.Proposed or NomineeStanding.InPlay)))
            {
                if (
                    nominee.Standing is NomineeStanding.Awarded awarded
                    && m.After.Nominee(nominee.Id)?.Standing is NomineeStanding.Cancelled cancelled
                )
                {
                    cancelled.Decision.ShouldBe(awarded.Decision, "only what awarded it is cancelled");
                    continue;
                }

                if (
                    nominee.Standing is NomineeStanding.Awarded
                    && m.After.Nominee(nominee.Id)?.Standing is NomineeStanding.Awarded
                    && m.Command is DossierCommand.ReplaceOutcome
                )
                {
                    continue; // awarded still, by the decision that replaces
                }

                m.After.Nominee(nominee.Id)?.Standing.ShouldBe(nominee.Standing, m.ToString());
            }

            m.After.Nominees.Exists(n => n.Standing is NomineeStanding.Proposed && m.After.IsUnderWay).ShouldBeFalse(m.ToString());
            (m.After is { IsClosed: true, AnyoneInPlay: true }).ShouldBeFalse($"{m}: closed, and somebody waits");
        });

    [Fact]
    public void What_is_closed_changes_only_by_a_promised_scan_or_a_decision_that_follows_another() =>
        Always(m =>
        {
            if (m.Before.IsClosed && m.Events.Count > 0)
            {
                m.Events.ShouldAllBe(e => e is DossierEvent.ScanAttached || Follows(e));
            }
        });

    private static bool Follows(DossierEvent e) =>
        e
            is DossierEvent.OutcomeCancelled
                or DossierEvent.OutcomeReplaced
                or DossierEvent.OutcomeCorrected
                or DossierEvent.OutcomePresented
                or DossierEvent.OutcomeNotified
                or DossierEvent.CancellationConsidered
                or DossierEvent.CancellationDismissed
                or DossierEvent.RewardPaid
                or DossierEvent.RecoveryRecorded;

    [Fact]
    public void Only_the_desk_of_a_task_acts_on_it_and_nobody_judges_their_own_affair() =>
        Always(m =>
        {
            foreach (var ended in m.Events.OfType<DossierEvent.StepCompleted>())
            {
                if (m.By.Account == CommandContext.System)
                {
                    continue;
                }

                var task = m.Before.Task(ended.Task)!;
                m.By.Capacity!.Unit.ShouldBe(task.Desk.Unit);
                if (task.EntrustedTo != m.By.Account)
                {
                    m.By.Capacity.Function.ShouldBe(task.Desk.Function);
                }

                if (task.Opening.Act is not (StepAct.Notify or StepAct.Archive))
                {
                    AccountId?[] people = [m.By.Account, m.By.Capacity.OnBehalfOf];
                    people.ShouldNotContain(m.Before.PreparedBy);
                    m.Before.Preparers.ShouldAllBe(preparer => !people.Contains(preparer));
                    m.Before.Nominees.Where(n => n.Entry.Account is not null).ShouldAllBe(n => !people.Contains(n.Entry.Account));
                }
            }
        });

    [Fact]
    public void Whoever_writes_on_a_dossier_is_among_those_who_prepared_it() =>
        Always(m =>
        {
            var wrote = m.Events.Any(e =>
                e
                    is DossierEvent.NomineeAdded
                        or DossierEvent.NomineeChanged
                        or DossierEvent.NomineeRemoved
                        or DossierEvent.DocumentAttached
                        or DossierEvent.DocumentRemoved
                        or DossierEvent.ComponentStated
                        or DossierEvent.Registered
                        or DossierEvent.ScoreStated
                        or DossierEvent.Submitted
                        or DossierEvent.SupplementProvided
            );
            AccountId?[] people = [m.By.Account, m.By.Capacity?.OnBehalfOf];
            foreach (var person in people.OfType<AccountId>().Where(account => wrote && account != CommandContext.System))
            {
                m.After.Preparers.ShouldContain(person, m.ToString());
            }

            m.After.Preparers.ShouldBe(m.Before.Preparers.Union(m.After.Preparers), ignoreOrder: true, "nobody is forgotten");
            if (!wrote && m.Before.Exists)
            {
                m.After.Preparers.ShouldBe(m.Before.Preparers, ignoreOrder: true, m.ToString());
            }
        });

    [Fact]
    public void Whoever_took_a_task_up_or_when_it_is_due_does_not_change_what_is_decided_on() =>
        Always(m =>
        {
            if (
                m.Events.All(e =>
                    e
                        is DossierEvent.TaskClaimed
                            or DossierEvent.TaskReleased
                            or DossierEvent.TaskReassigned
                            or DossierEvent.TaskEntrusted
                            or DossierEvent.TaskEscalated
                            or DossierEvent.DuesRecounted
                            or DossierEvent.ClockStopped
                            or DossierEvent.ClockRestarted
                )
            )
            {
                m.After.DecisionRevision.ShouldBe(m.Before.DecisionRevision);
            }
            else
            {
                var last = m.Events.Select((e, i) => e.Decides() ? i : -1).Max();
                m.After.DecisionRevision.ShouldBe(m.Before.Revision + 1 + last);
            }

            m.After.Revision.ShouldBe(m.Before.Revision + m.Events.Count);
        });

    [Fact]
    public void Counting_again_moves_nothing_that_is_past_and_makes_nothing_late() =>
        Always(m =>
        {
            if (m.Command is not DossierCommand.RecountDues c || m.Events.Count == 0)
            {
                return;
            }

            var stands = m.Before.Supplement is { Provided: false, Request.On: var on } ? on : c.ChangedOn;
            foreach (var due in m.Events.OfType<DossierEvent.DuesRecounted>().Single().Dues)
            {
                due.Was.ShouldBe(m.Before.Task(due.Task)!.DueOn!.Value);
                due.Was.ShouldBeGreaterThanOrEqualTo(stands < c.ChangedOn ? stands : c.ChangedOn);
                if (due.Was >= c.ChangedOn)
                {
                    due.DueOn.ShouldBeGreaterThanOrEqualTo(c.ChangedOn);
                }
            }

            m.After.Tasks.Select(t => (t.Id, t.ClaimedBy)).ShouldBe(m.Before.Tasks.Select(t => (t.Id, t.ClaimedBy)));
        });

    [Fact]
    public void Counting_again_by_a_calendar_that_says_the_same_changes_nothing() =>
        Always(m =>
        {
            if (m.Command is DossierCommand.RecountDues c && m.Refused is null)
            {
                var same = OfficialCalendar.Evolve(
                    c.Calendar,
                    new CalendarEvent.DayWithdrawn(c.Calendar.Revision + 1, new(1900, 1, 3), Announcement)
                );
                Binding
                    .Decide(new DossierCommand.RecountDues(c.Calendar, same, c.ChangedOn), m.By, m.After)
                    .ShouldBeOfType<Decision<DossierEvent>.Accepted>()
                    .Events.ShouldBeEmpty();
            }
        });

    [Fact]
    public void A_secret_dossier_keeps_no_text_and_no_file() =>
        Always(m =>
        {
            if (m.After.Secrecy != Secrecy.Normal)
            {
                foreach (var e in m.Events)
                {
                    System.Text.Encoding.UTF8.GetString(EventTypes.Write(e).Data).ShouldNotContain("\"c\":");
                }
            }
        });

    [Fact]
    public void A_split_goes_on_where_the_nominees_stood() =>
        Always(m =>
        {
            if (m.Events.OfType<DossierEvent.NomineesSplitOff>().FirstOrDefault() is not { } split)
            {
                return;
            }

            var origin = new DossierId(Id(5));
            var carried = Carry.Split(origin, m.After, split).ShouldHaveSingleItem();
            carried.Dossier.ShouldBe(split.Into);
            var linked = new Spec<Dossier, DossierCommand, DossierEvent>(Binding).Given(Robot, carried.Command).State;

            linked.SplitFrom.ShouldBe(origin);
            linked.Nominees.Select(n => n.Id).ShouldBe(split.Nominees, ignoreOrder: true);
            linked.Nominees.ShouldAllBe(n => n.IsInPlay);
            linked.Suspended.Keys.ShouldBe(split.Nominees.Where(m.Before.Suspended.ContainsKey), ignoreOrder: true);
            linked.Preparers.ShouldBe(m.Before.Preparers, ignoreOrder: true);
            linked.Secrecy.ShouldBe(m.Before.Secrecy);
            if (split.Other is { } other)
            {
                linked.Form.ShouldBe(other.Form);
                return;
            }

            linked
                .Tasks.Select(t => (t.Opening.Open, t.DueOn, t.DueProvisional))
                .ShouldBe(m.Before.Tasks.Select(t => (t.Opening.Open, t.DueOn, t.DueProvisional)), ignoreOrder: true);
            linked.Tasks.ForEach(t => linked.IsReceived(t).ShouldBe(m.Before.IsReceived(t)));
            linked
                .Tasks.Select(t => (t.Desk.Unit, t.Desk.Function, t.EntrustedTo))
                .ShouldBe(m.Before.Tasks.Select(t => (t.Desk.Unit, t.Desk.Function, t.EntrustedTo)), ignoreOrder: true);
        });

    [Fact]
    public void Nobody_judges_while_somebody_is_suspended_and_the_clock_stands_exactly_where_everybody_is() =>
        Always(m =>
        {
            if (m.By.Account != CommandContext.System && m.Command is DossierCommand.CompleteStep { GoTo: null } && m.Events.Count > 0)
            {
                m.Before.Nominees.ShouldAllBe(n => !n.IsInPlay || !m.Before.Suspended.ContainsKey(n.Id), m.ToString());
            }

            m.After.Suspended.Keys.ShouldAllBe(id => m.After.IsUnderWay ? m.After.Nominee(id)!.IsInPlay : true, m.ToString());
            if (m.After is { IsUnderWay: true, AnyoneInPlay: true })
            {
                (m.After.StoppedOn is not null).ShouldBe(m.After.AllSuspended, m.ToString());
            }
        });

    [Fact]
    public void Nothing_ends_while_an_opinion_it_asked_for_is_awaited_and_only_then_does_its_clock_stand() =>
        Always(m =>
        {
            foreach (var ended in m.Events.OfType<DossierEvent.StepCompleted>().Where(_ => m.Command is DossierCommand.CompleteStep))
            {
                m.Before.Task(ended.Task)!.ConsultsSince.ShouldBeNull(m.ToString());
            }

            foreach (var task in m.After.Tasks)
            {
                var awaits = m.After.Opinions.Values.Any(o => o.Task == task.Id && m.After.Task(o.Id) is not null);
                (task.ConsultsSince is not null).ShouldBe(awaits, m.ToString());
            }
        });

    [Fact]
    public void Nobody_passes_whom_a_rule_blocks_and_a_warning_is_passed_over_with_a_reason_only() =>
        Always(m =>
        {
            foreach (var ended in m.Events.OfType<DossierEvent.StepCompleted>().Where(e => e.Found is not null))
            {
                var passed = ended.Verdicts.Where(v => v.Passed).Select(v => v.Nominee).ToHashSet();
                foreach (var unmet in ended.Found!.Where(f => f.Verdict is FindingVerdict.NotMet && passed.Contains(f.Nominee)))
                {
                    unmet.Effect.ShouldBe(FindingEffect.Warns);
                    m.After.Overridden.ShouldContainKey((unmet.Nominee, unmet.Rule));
                }
            }
        });

    [Fact]
    public void Who_is_recognised_has_the_points_of_whoever_judged_last_and_the_grade_that_follows() =>
        Always(m =>
        {
            foreach (var outcome in m.Events.OfType<DossierEvent.OutcomeEntered>())
            {
                (outcome.Scores is null || m.Before.Recognition is not null).ShouldBeTrue(m.ToString());
                foreach (var scored in outcome.Scores ?? [])
                {
                    scored.Score.ShouldBe(m.Before.ScoreOf(scored.Nominee));
                    scored.Score.ShouldBe(Scale.Of(scored.Score.Points));
                }

                if (m.Before.Recognition is not null)
                {
                    outcome.Scores!.Select(one => one.Nominee).ShouldBe(outcome.Awarded, m.ToString());
                }
            }
        });

    [Fact]
    public void The_status_always_has_a_word() => Always(m => Enum.IsDefined(m.After.Status).ShouldBeTrue());

    /// <summary>The compiler sees to it in the source; this sees to it in what is built.</summary>
    [Fact]
    public void Evolve_meets_every_event_in_every_state()
    {
        Dossier[] states = [Dossier.None, Story.Draft().State, Story.Submitted().State, Story.AtDecision().State];
        foreach (var type in typeof(DossierEvent).GetNestedTypes().Where(t => t.IsSubclassOf(typeof(DossierEvent))))
        {
            for (var seed = 0; seed < 20; seed++)
            {
                var e = (DossierEvent)Workflows.Tests.Execution.Anything.Make(type, seed);
                foreach (var state in states)
                {
                    Should.NotThrow(() => Dossier.Evolve(state, e)).Revision.ShouldBe(state.Revision + 1);
                }
            }
        }
    }

    internal static IReadOnlySet<string> Codes() =>
        new[] { typeof(DossierRefusals), typeof(PaperRules) }
            .SelectMany(t => t.GetFields())
            .Where(f => f.IsLiteral)
            .Select(f => (string)f.GetRawConstantValue()!)
            .ToHashSet(StringComparer.Ordinal);

    private static List<Moment> Live(int[] seeds)
    {
        var moments = new List<Moment>();
        var state = Dossier.None;
        var today = Morning;
        var secret = seeds[0] % 6 == 0;
        var title = seeds[0] % 6 == 1;
        var route = Routes[seeds[0] / 6 % Routes.Length];
        for (var i = 0; i < seeds.Length; i++)
        {
            var random = new Random(seeds[i]);
            today = today.AddDays(random.Next(8) == 0 ? random.Next(1, 9) : 0);
            var (by, command) =
                i == 0 ? (Preparer, Story.Opening(secret ? Secrecy.Secret : Secrecy.Normal) with { Recognition = title ? Title : null })
                : random.Next(20) == 0 ? (Robot, Recount(i + 2, VietnamTime.DateOf(today), random))
                : random.Next(10) < 7 ? Sensible(state, route, random)
                : (Pick(People, random), Stray(state, route, random));
            by = by with { CommandId = DerivedId.From(Id(i), seeds[i]), At = today };
            var events = new List<DossierEvent>();
            var after = state;
            Refusal? refused = null;
            switch (Binding.Decide(command, by, state))
            {
                case Decision<DossierEvent>.Refused no:
                    refused = no.Refusal;
                    break;
                case Decision<DossierEvent>.Accepted { Events.Count: > 0 } yes:
                    events.AddRange(yes.Events);
                    after = yes.Events.Aggregate(state, Binding.Evolve);
                    var more = Binding.ContinueAsync!(state, after, by, default).AsTask().Result;
                    events.AddRange(more);
                    after = more.Aggregate(after, Binding.Evolve);
                    break;
            }

            moments.Add(new(state, command, by, refused, events, after));
            state = after;
        }

        return moments;
    }

    private static readonly FormCode OtherForm = new("giay-khen-xa");

    /// <summary>The same steps with the district's at the province.</summary>
    private static RoutePlan Elsewhere(RoutePlan route) =>
        route with
        {
            Version = 2,
            Steps =
            [
                .. route.Steps.Select(step =>
                    step with
                    {
                        Parties = [.. step.Parties.Select(party => party.Unit == District ? party with { Unit = Province } : party)],
                    }
                ),
            ],
        };

    private static readonly RuleCode Warning = new("dieu-kien");

    private static RuleFound Warned(NomineeEntry nominee) =>
        new(nominee.Id, Warning, FindingVerdict.NotMet, FindingEffect.Warns, new("II.5"));

    private static readonly NomineeEntry Dung = Person(104, DistrictHead.Account);
    private static readonly NomineeEntry[] Known = [An, Binh, Cuong, Dung];

    private static readonly CommandContext[] People =
    [
        Preparer,
        Colleague,
        CommuneHead,
        DistrictOfficer,
        DistrictColleague,
        DistrictHead,
        Person(31, Province, Officer),
        Person(32, Province, Head),
        Colleague.For(Preparer),
        DistrictOfficer.For(DistrictHead),
        Robot,
    ];

    private static readonly RoutePlan[] Routes =
    [
        Way,
        // the district alone, without a council: short, so that many lives come to what follows a decision
        Way with
        {
            Steps =
            [
                Way.Steps.Single(s => s.Id == AppraiseDistrict) with
                {
                    Outcomes = new Dictionary<OutcomeCode, RouteTarget>
                    {
                        [Outcomes.Pass] = RouteTarget.To(DecideDistrict),
                        [Outcomes.Fail] = RouteTarget.Out(RouteEnd.Rejected),
                    },
                },
                .. Way.Steps.SkipWhile(s => s.Id != DecideDistrict),
            ],
        },
        // both offices of the district appraise
        Way with
        {
            Steps =
            [
                .. Way.Steps.Select(s =>
                    s.Id == AppraiseDistrict ? s with { Mode = StepMode.Joint, Parties = [new(District, Officer), new(District, Head)] } : s
                ),
            ],
        },
        // three offices vote instead of a council
        Way with
        {
            Steps =
            [
                .. Way.Steps.Select(s =>
                    s.Id == CouncilDistrict
                        ? s with
                        {
                            Act = StepAct.Appraise,
                            Parties = [new(District, Officer), new(District, Head), new(Commune, Head)],
                            Vote = new(50, VoteBase.Members, MoreThan: true),
                        }
                        : s
                ),
            ],
        },
        // the ministry decides and the district answers for it; who fails is told too
        Way with
        {
            Authority = Ministry,
            Steps =
            [
                .. Way.Steps.Select(s =>
                    s.Id == DecideDistrict
                        ? s with
                        {
                            Parties = [new(Ministry, Head, new Party(District, Head))],
                            Limit = null,
                            Outcomes = new Dictionary<OutcomeCode, RouteTarget>
                            {
                                [Outcomes.Pass] = RouteTarget.To(NotifyCommune),
                                [Outcomes.Fail] = RouteTarget.To(NotifyCommune),
                            },
                        }
                        : s
                ),
            ],
        },
    ];

    private static readonly SourceDocument Announcement = new(new("9441/TB-BNV"), Today, new("Thông báo nghỉ"));

    /// <summary>A day near today is off, or worked, from now on.</summary>
    private static DossierCommand.RecountDues Recount(int revision, DateOnly today, Random random)
    {
        var date = today.AddDays(random.Next(-6, 20));
        var kind =
            date.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday && random.Next(2) == 0 ? DayKind.MakeUpWorkingDay : DayKind.Holiday;
        var named = new CalendarEvent.DayNamed(revision, new(date, kind, new("Ngày đổi")), Announcement);
        return new(WorkDays, OfficialCalendar.Evolve(WorkDays, named), today);
    }

    private static T Pick<T>(IReadOnlyList<T> from, Random random) => from[random.Next(from.Count)];

    private static Sealed? Why(Dossier state) => state.Secrecy == Secrecy.Normal ? Because : null;

    private static SignedPaper Signed(Dossier state, Random random) =>
        state.Secrecy != Secrecy.Normal ? Paper() with { Signer = null, Scan = null }
        : random.Next(2) == 0 ? Paper()
        : Paper(scanBy: new DateOnly(2026, 12, 31));

    /// <summary>What somebody who knows their work would do now.</summary>
    private static (CommandContext, DossierCommand) Sensible(Dossier state, RoutePlan route, Random random)
    {
        var normal = state.Secrecy == Secrecy.Normal;
        if (state.IsDraft || !state.Exists)
        {
            // The unit ends, and its successor goes on; here they soon give it back.
            if (state.Exists && (state.Unit != Commune || random.Next(40) == 0))
            {
                return (Robot, new DossierCommand.TakeOver(state.Unit == Commune ? District : Commune));
            }

            var nominee = Pick(Known, random);
            var component = Pick([Letter, Report], random);
            if (state.Recognition is not null && !state.Nominees.IsEmpty && random.Next(2) == 0)
            {
                var entered = state.Nominees.ConvertAll(n => n.Id);
                return random.Next(3) == 0
                    ? (
                        Preparer,
                        new DossierCommand.Register(
                            [.. entered.Select(n => new TitleRegistration(n, (TitleIntent)random.Next(2)))],
                            [DutyKey.Of(Plan, new("dang-ky"), PeriodKey.Once, Commune)]
                        )
                    )
                    : (Preparer, new DossierCommand.StateScore(Pick(entered, random), random.Next(101), Scale));
            }

            return random.Next(8) switch
            {
                0 or 1 => (Preparer, new DossierCommand.AddNominee(normal ? nominee : nominee with { Profile = null, Account = null })),
                2 => (Preparer, new DossierCommand.StateComponent(new(component, random.Next(1, 4), true, false))),
                3 when normal => (Preparer, new DossierCommand.AttachDocument(Document(random.Next(5), component, An))),
                4 when random.Next(3) == 0 => (Preparer, new DossierCommand.RemoveNominee(nominee.Id)),
                5 when normal => (Preparer, new DossierCommand.ChangeNominee(nominee with { Unnamed = random.Next(2) == 0 })),
                6 when random.Next(3) == 0 => (Preparer, new DossierCommand.RemoveDocument(Document(random.Next(5)).Id)),
                _ => (
                    Preparer,
                    new DossierCommand.Submit(
                        new("12/HS"),
                        state.Recognition is null ? Terms(route) : TitleTerms(route, lateDays: random.Next(2) == 0 ? 3 : null)
                    )
                ),
            };
        }

        if (!state.Completed.IsEmpty && random.Next(16) == 0)
        {
            return (Pick(People, random), new DossierCommand.AttachScan(Pick([.. state.Completed.Keys], random), Document(9)));
        }

        if (
            state.Nominees.Find(n => n.Standing is NomineeStanding.Cancelled) is { Standing: NomineeStanding.Cancelled gone } back
            && random.Next(2) == 0
        )
        {
            var item = Pick(Enum.GetValues<RecoveryItem>(), random);
            return (DistrictHead, new DossierCommand.RecordRecovery(gone.By.Id, District, back.Id, item, Today, null, null));
        }

        if (
            state.Nominees.Find(n => n.Standing is NomineeStanding.Awarded) is { Standing: NomineeStanding.Awarded given } one
            && random.Next(2) == 0
        )
        {
            var (later, of) = (Decision(random.Next(6, 9), given.Decision.Authority), given.Decision.Id);
            var wording = new CorrectedWording(one.Id, Pick(Enum.GetValues<WordingField>(), random), null, Because);
            return random.Next(8) switch
            {
                5 => (Robot, new DossierCommand.EnterNotice(of, new("4/TB-UBND"), Today, [.. state.Nominees.Select(n => n.Id)])),
                6 or 7 => (
                    Robot,
                    new DossierCommand.EnterConsideration(
                        of,
                        [one.Id],
                        state.Considered.ContainsKey(one.Id) ? null : RevocationGround.Fraud,
                        Today,
                        Because
                    )
                ),
                0 => (DistrictHead, new DossierCommand.PayReward(of, District, one.Id, Today, new("PC-1"), random.Next(1, 3))),
                1 => (Robot, new DossierCommand.EnterHandover(of, Today, new("Hội trường"), [one.Id])),
                2 => (Robot, new DossierCommand.CancelOutcome(later, of, [one.Id])),
                3 => (Robot, new DossierCommand.ReplaceOutcome(later, of, [one.Id])),
                _ => (Robot, new DossierCommand.CorrectOutcome(later, of, [wording])),
            };
        }

        if (state.Tasks.IsEmpty)
        {
            return (Pick(People, random), Stray(state, route, random));
        }

        if (state.Supplement is { Provided: false } && random.Next(2) == 0)
        {
            return random.Next(3) == 0 && normal
                ? (Preparer, new DossierCommand.AttachDocument(Document(random.Next(9), Report)))
                : (Preparer, new DossierCommand.ProvideSupplement(Why(state), WorkDays));
        }

        if (state.Recognition is not null && random.Next(12) == 0)
        {
            return (Preparer, new DossierCommand.StateScore(Pick(state.Nominees, random).Id, random.Next(120), Scale));
        }

        var task = Pick(state.Tasks, random);
        if (random.Next(12) == 0)
        {
            var head = Pick([CommuneHead, DistrictHead], random);
            return random.Next(3) switch
            {
                0 => (head, new DossierCommand.Entrust(task.Id, Pick(People, random).Account, Why(state))),
                1 => (head, new DossierCommand.Reassign(task.Id, Pick(People, random).Account)),
                _ => (
                    head,
                    new DossierCommand.Escalate(
                        task.Id,
                        new(District, Pick([Officer, Head], random)),
                        EscalationCause.HeadConcerned,
                        Why(state)
                    )
                ),
            };
        }

        if (task.Opening.Act is StepAct.Consult || (task.ConsultsSince is not null && random.Next(3) > 0))
        {
            var opinion = state.Opinions.Values.First(o => (o.Id == task.Id || o.Task == task.Id) && state.Task(o.Id) is not null);
            return random.Next(3) == 0
                ? (Desk(state.Task(opinion.Task)!), new DossierCommand.WithdrawOpinion(opinion.Id, Why(state), WorkDays))
                : (
                    Desk(state.Task(opinion.Id)!),
                    new DossierCommand.GiveOpinion(opinion.Id, (OpinionAnswer)random.Next(3), Why(state), null, null, WorkDays)
                );
        }

        CommandContext Desk(OpenTask at) =>
            Pick(
                [
                    .. People.Where(p =>
                        p.Capacity?.Unit == at.Desk.Unit && (p.Capacity.Function == at.Desk.Function || p.Account == at.EntrustedTo)
                    ),
                ],
                random
            );

        var by = Pick(
            [
                .. People.Where(p =>
                    p.Capacity?.Unit == task.Desk.Unit && (p.Capacity.Function == task.Desk.Function || p.Account == task.EntrustedTo)
                ),
            ],
            random
        );
        if (state.Supplement is { Provided: true } waiting)
        {
            return (by, new DossierCommand.ReceiveSupplement(waiting.Request.Task));
        }

        if (!state.IsReceived(task) && random.Next(3) > 0)
        {
            return (by, new DossierCommand.Receive(task.Id, new("7"), Today, null, random.Next(2) == 0 ? Why(state) : null));
        }

        var waitingFor = state.Nominees.Where(n => n.IsInPlay).Select(n => n.Entry).ToList();
        if (!state.Suspended.IsEmpty && random.Next(2) == 0)
        {
            return (by, new DossierCommand.ResumeNominee(task.Id, Pick([.. state.Suspended.Keys], random), Why(state), WorkDays));
        }

        if (random.Next(20) == 0)
        {
            return (
                by,
                new DossierCommand.RequestOpinion(
                    task.Id,
                    random.Next(3) == 0 ? new(Ministry, Head, task.Desk) : new(District, Pick([Officer, Head], random)),
                    Why(state),
                    random.Next(2) == 0 ? null : new(10, new("xin-y-kien"), new("hiệp y"), false),
                    WorkDays
                )
            );
        }

        return random.Next(14) switch
        {
            12 when waitingFor.Count > 0 && random.Next(2) == 0 => (
                by,
                new DossierCommand.SuspendNominee(task.Id, Pick(waitingFor, random).Id, SuspensionCause.Discipline, Why(state))
            ),
            11 when random.Next(4) == 0 => (
                Person(31, Province, Officer),
                new DossierCommand.Reroute(
                    Elsewhere(route),
                    Pick(state.Terms!.Route.Steps, random).Id,
                    state.Unit,
                    new("Nghị quyết số 190/2025/QH15"),
                    Why(state),
                    random.Next(2) == 0,
                    WorkDays
                )
            ),
            13 when waitingFor.Count > 0 && random.Next(3) == 0 => (
                by,
                new DossierCommand.ProposeOtherForm(
                    task.Id,
                    Pick(waitingFor, random).Id,
                    OtherForm,
                    Terms(route with { Form = OtherForm }),
                    null,
                    Why(state)
                )
            ),
            0 => (by, new DossierCommand.Claim(task.Id)),
            1 when normal => (by, new DossierCommand.RequestSupplement(task.Id, [new(Report, null, Because)], null)),
            1 => (by, new DossierCommand.RequestSupplement(task.Id, [new(Report, null, null)], null)),
            2 when waitingFor.Count > 0 => (by, new DossierCommand.ExcludeNominee(task.Id, Pick(waitingFor, random).Id, Why(state))),
            3 when waitingFor.Count > 0 => (by, new DossierCommand.SplitOff(task.Id, [Pick(waitingFor, random).Id], Why(state))),
            4 when state.Terms!.Route.IndexOf(task.Step) > 0 => (
                by,
                new DossierCommand.CompleteStep(task.Id, [], null, Why(state), Pick(state.Terms.Route.Steps, random).Id)
            ),
            5 when task.ClaimedBy is not null => (by, new DossierCommand.Release(task.Id)),
            5 when state.Progress.IsEmpty && random.Next(2) == 0 => (Preparer, new DossierCommand.TakeBack()),
            6 when random.Next(4) == 0 => (by, new DossierCommand.Reject(task.Id, Why(state))),
            8 when state.Progress.IsEmpty && state.Receipts.IsEmpty => (Preparer, new DossierCommand.TakeBack()),
            7 => (by, new DossierCommand.CheckComponent(task.Id, Report, null, true, true, random.Next(3))),
            _ => task.Opening.Act switch
            {
                StepAct.Decide when waitingFor.Count > 0 => (
                    Robot,
                    new DossierCommand.EnterOutcome(
                        Decision(random.Next(3), state.Terms!.Route.Authority),
                        [.. waitingFor.Where(_ => random.Next(3) > 0).Select(n => n.Id)]
                    )
                ),
                StepAct.Notify => (by, new DossierCommand.Notify(task.Id, Today)),
                StepAct.Archive => (by, new DossierCommand.Archive(task.Id, Today, Why(state))),
                StepAct.Propose when random.Next(2) == 0 => (
                    Robot,
                    new DossierCommand.EnterProposal(
                        new(Id(700 + state.Progress.Count)),
                        task.Desk.Unit,
                        Paper(),
                        [.. Known.Select(n => n.Id)]
                    )
                ),
                _ => (
                    by,
                    new DossierCommand.CompleteStep(
                        task.Id,
                        [
                            .. waitingFor.Select(n =>
                                (
                                    task.Opening.Act == StepAct.Council ? Voted(n, random.Next(6) == 0 ? 3 : 8)
                                    : random.Next(6) == 0 ? No(n)
                                    : Yes(n)
                                )
                                    is var v
                                && !normal
                                    ? v with
                                    {
                                        Note = null,
                                    }
                                : state.Recognition is not null && random.Next(5) > 0 ? v with { Score = Scale.Of(random.Next(101)) }
                                : v
                            ),
                        ],
                        Signed(state, random),
                        random.Next(2) == 0 ? Why(state) : null,
                        null,
                        waitingFor is [var warned, ..] && random.Next(3) == 0 ? [Warned(warned)] : null,
                        waitingFor is [var passedOver, ..] && random.Next(3) == 0 ? [new(passedOver.Id, Warning, Why(state))] : null
                    )
                ),
            },
        };
    }

    /// <summary>Anything at all, about anything at all.</summary>
    private static DossierCommand Stray(Dossier state, RoutePlan route, Random random)
    {
        var tasks = state.Tasks.Select(t => t.Id).Concat(state.Completed.Keys).Append(new TaskId(Id(8))).ToList();
        var task = Pick(tasks, random);
        var nominees = Known
            .Where(_ => random.Next(2) == 0)
            .Select(n => n.Id)
            .Append(random.Next(9) == 0 ? new NomineeId(Id(8)) : An.Id)
            .ToList();
        var why = random.Next(4) == 0 ? null : Because;
        DossierCommand[] all =
        [
            Story.Opening(),
            new DossierCommand.OpenSplit(
                new(
                    new(Id(5)),
                    TheFiling,
                    Commune,
                    Plan,
                    Form,
                    Annual,
                    Preparer.Account,
                    [An],
                    [],
                    Terms(route),
                    [],
                    [],
                    Secrecy.Normal,
                    null,
                    new("12/HS"),
                    [],
                    [],
                    0
                )
            ),
            new DossierCommand.AddNominee(Pick(Known, random) with { Profile = why }),
            new DossierCommand.ChangeNominee(Pick(Known, random) with { Subject = new(Id(2101)) }),
            new DossierCommand.RemoveNominee(nominees[0]),
            new DossierCommand.AttachDocument(Document(random.Next(4), Letter, random.Next(2) == 0 ? Dung : null)),
            new DossierCommand.RemoveDocument(Document(random.Next(4)).Id),
            new DossierCommand.StateComponent(new(Letter, random.Next(-50, 150), random.Next(2) == 0, random.Next(2) == 0)),
            new DossierCommand.Submit(new(random.Next(2) == 0 ? "12/HS" : "13/HS"), Terms(route)),
            new DossierCommand.TakeBack(),
            new DossierCommand.TakeBack(),
            random.Next(3) == 0 ? new DossierCommand.Withdraw(why) : new DossierCommand.TakeBack(),
            new DossierCommand.Receive(task, new("9"), Today.AddDays(random.Next(-1, 2)), null),
            new DossierCommand.Claim(task),
            new DossierCommand.Release(task),
            new DossierCommand.Release(task),
            new DossierCommand.Reassign(task, Pick(People, random).Account),
            new DossierCommand.Reassign(task, Pick(People, random).Account),
            new DossierCommand.Entrust(task, Pick(People, random).Account, why),
            new DossierCommand.Escalate(task, new(Province, Officer), EscalationCause.NoHead, why),
            new DossierCommand.CheckComponent(task, Pick([Letter, new("la")], random), null, true, false, random.Next(-1, 120)),
            new DossierCommand.CompleteStep(task, [.. nominees.Select(n => new NomineeVerdict(n, true, why))], null, why, null),
            new DossierCommand.CompleteStep(task, [], null, why, Pick(Way.Steps, random).Id),
            new DossierCommand.RequestSupplement(task, [], null),
            new DossierCommand.RequestSupplement(task, [new(null, nominees[0], why)], Today.AddDays(random.Next(-3, 30))),
            new DossierCommand.ProvideSupplement(why, WorkDays),
            new DossierCommand.ReceiveSupplement(task),
            Recount(9, Today, random),
            new DossierCommand.ExcludeNominee(task, nominees[0], why),
            new DossierCommand.SplitOff(task, nominees, why),
            new DossierCommand.RequestOpinion(task, new(District, Head), why, null, WorkDays),
            new DossierCommand.GiveOpinion(task, OpinionAnswer.Other, why, null, null, WorkDays),
            new DossierCommand.WithdrawOpinion(task, why, WorkDays),
            new DossierCommand.CancelOutcome(Decision(9), Decision(1).Id, nominees),
            new DossierCommand.ReplaceOutcome(Decision(9), Decision(1).Id, nominees),
            new DossierCommand.EnterHandover(Decision(1).Id, Today, new("Hội trường"), nominees),
            new DossierCommand.TakeOver(District),
            new DossierCommand.EnterNotice(Decision(1).Id, new("4/TB-UBND"), Today, nominees),
            new DossierCommand.EnterConsideration(Decision(1).Id, nominees, RevocationGround.Fraud, Today, why),
            new DossierCommand.PayReward(Decision(1).Id, District, nominees[0], Today, new("PC-1"), random.Next(2)),
            new DossierCommand.RecordRecovery(Decision(9).Id, District, nominees[0], RecoveryItem.Item, Today, null, why),
            new DossierCommand.CorrectOutcome(Decision(9), Decision(1).Id, [new(nominees[0], WordingField.Position, null, Because)]),
            new DossierCommand.SuspendNominee(task, nominees[0], SuspensionCause.Complaint, why),
            new DossierCommand.ResumeNominee(task, nominees[0], why, WorkDays),
            new DossierCommand.ProposeOtherForm(task, nominees[0], OtherForm, Terms(route with { Form = OtherForm }), null, why),
            new DossierCommand.Reroute(Elsewhere(route), Pick(Way.Steps, random).Id, Commune, new("Nghị quyết"), why, false, WorkDays),
            random.Next(3) == 0 ? new DossierCommand.Reject(task, why) : new DossierCommand.Claim(task),
            new DossierCommand.EnterOutcome(Decision(random.Next(3)), nominees),
            new DossierCommand.EnterProposal(new(Id(700)), Pick([Commune, District], random), Paper(), nominees),
            new DossierCommand.Notify(task, Today.AddDays(random.Next(2))),
            new DossierCommand.Archive(task, Today, why),
            new DossierCommand.AttachScan(task, Document(9)),
            new DossierCommand.AttachScan(task, Document(9)),
        ];
        return Pick(all, random);
    }
}
