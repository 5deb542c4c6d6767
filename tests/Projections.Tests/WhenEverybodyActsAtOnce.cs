using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Projections.Reactors;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Quotas;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Sittings;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Subjects;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

/// <summary>
/// Sixteen runners at once, each as a host of its own, on dossiers that share a quota, two registers, a council and their subjects: they
/// submit, take back, withdraw, vote, decide, and die between any two steps, while the reactors follow. What holds afterwards is read from
/// the log alone: no achievement is awarded twice, no hard quota exceeded at any moment, no recused vote counted, no number used twice.
/// </summary>
public sealed class WhenEverybodyActsAtOnce
{
    [Fact]
    public void Whatever_sixteen_runners_do_the_log_keeps_the_four_promises()
    {
        var seen = new Seen();
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue - 100).ToArbitrary(),
                seed =>
                {
                    var store = new MemoryEventStore();
                    Office.BustleAsync(store, seed, seen).GetAwaiter().GetResult();
                    store.DisposeAsync().AsTask().GetAwaiter().GetResult();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(25));
        seen.ShouldSatisfyAllConditions(
            () => seen.Full.ShouldBeGreaterThan(0, "the quota was full"),
            () => seen.Awards.ShouldBeGreaterThan(0, "somebody was awarded"),
            () => seen.Taken.ShouldBeGreaterThan(0, "somebody was awarded already"),
            () => seen.Votes.ShouldBeGreaterThan(0, "a council voted"),
            () => seen.Recused.ShouldBeGreaterThan(0, "somebody did not vote"),
            () => seen.TooMany.ShouldBeGreaterThan(0, "more ballots were given out than members vote"),
            () => seen.Deaths.ShouldBeGreaterThan(0, "a host died halfway"),
            () => seen.Written.ShouldBeGreaterThan(0, "a number that somebody wrote was taken"),
            () => seen.Changed.ShouldBeGreaterThan(0, "a list changed while it was being issued")
        );
    }

    [Fact]
    public async Task And_so_it_is_on_the_disk()
    {
        using var folder = new TempFolder();
        using var data = DataFolder.Open(folder.Path);
        await using var store = SqliteEventStore.Open(data);
        await Office.BustleAsync(store, 11, new Seen());
    }

    /// <summary>What came about at least once; else the promises were easily kept.</summary>
    private sealed class Seen
    {
        public int Full;
        public int Awards;
        public int Taken;
        public int Votes;
        public int Recused;
        public int TooMany;
        public int Deaths;
        public int Written;
        public int Changed;
    }

    /// <summary>The world of one history.</summary>
    private sealed class Office
    {
        private const int Max = 9;
        private const int Phases = 3;
        private const int Acts = 14;

        private static readonly FunctionCode Council = new("hoi-dong");
        private static readonly RuleCode Block = new("khoi");
        private static readonly VoteRule HalfOfAll = new(50, VoteBase.Members, MoreThan: true);
        private static readonly DateTimeOffset Morning = new(2025, 4, 14, 1, 0, 0, TimeSpan.Zero);
        private static readonly DateOnly Day = new(2025, 4, 14);
        private static readonly IReadOnlyList<QuotaTerms> Hard = [new(Block, Max, Hard: true, new("II.8"))];
        private static readonly StreamName Places = Bindings.Quota.StreamOf(QuotaKey.Of(Script.Plan, Script.Form, Script.Type).Value);
        private static readonly StreamName Decisions = Bindings.RegisterStream(Script.Huyen, RegisterKinds.Decisions, 2025);
        private static readonly StreamName Files = Bindings.RegisterStream(Script.Xa, RegisterKinds.Dossiers, 2025);
        private static readonly Binding<Dossier, DossierCommand, DossierEvent> Dossiers = Bindings.Dossier(
            new BuiltInRouteEngine(),
            () => OfficialDays.Load()
        );

        // Two prepare dossiers; the first of them also sits in the council, and so does a nominee.
        private static readonly AccountId[] Preparers = [new(Script.Id("preparer 0")), new(Script.Id("preparer 1"))];
        private static readonly AccountId Nominated = new(Script.Id("a nominee who works here"));
        private static readonly DossierId[] Cases = [.. Enumerable.Range(0, 8).Select(n => new DossierId(Script.Id($"dossier {n}")))];
        private static readonly SittingId[] Sittings = [.. Enumerable.Range(0, 4).Select(n => new SittingId(Script.Id($"sitting {n}")))];
        private static readonly DecisionId[] Drafts = [.. Enumerable.Range(0, 4).Select(n => new DecisionId(Script.Id($"decision {n}")))];

        private readonly IEventStore _store;
        private readonly Seen _seen;
        private readonly TestKeyring _keyring = new();
        private int _commands;
        private int _minutes;

        private Office(IEventStore store, Seen seen) => (_store, _seen) = (store, seen);

        public static async Task BustleAsync(IEventStore store, int seed, Seen seen)
        {
            var office = new Office(store, seen);
            await office.PrepareAsync();
            for (var phase = 0; phase < Phases; phase++)
            {
                await office.ActAsync(seed + (100 * phase), keepsUp: phase == 1);
                office._minutes += 11; // what a dead host claimed is waited for no longer
            }

            await office.ActAsync(seed, acts: 0, keepsUp: true);
            new Promises(await office.ReadAsync(), $"seed {seed}").Check(seen);
        }

        private async Task PrepareAsync()
        {
            var runner = new CommandRunner(_store);
            for (var n = 0; n < Cases.Length; n++)
            {
                var by = Preparer(n);
                await BeginAsync(
                    runner,
                    Dossiers,
                    Cases[n].Value,
                    new DossierCommand.Open(
                        new(Script.Id("filing")),
                        Script.Xa,
                        Script.Plan,
                        Script.Form,
                        Script.Type,
                        Secrecy.Normal,
                        null,
                        by.Account
                    ),
                    by with
                    {
                        Account = CommandContext.System,
                        Capacity = null,
                        Carried = [by.Account],
                    }
                );
                for (var k = 0; k < 2 + (n % 2); k++)
                {
                    await BeginAsync(runner, Dossiers, Cases[n].Value, new DossierCommand.AddNominee(Nominee(n, k)), Preparer(n));
                }
            }

            foreach (var sitting in Sittings)
            {
                List<CouncilMember> members =
                [
                    .. Enumerable
                        .Range(0, 5)
                        .Select(i => new CouncilMember(
                            new(Script.Id($"member {i}")),
                            Sealed("sitting", $"Ủy viên {i}"),
                            null,
                            i == 1 ? Preparers[0]
                                : i == 2 ? Nominated
                                : null
                        )),
                ];
                var call = new SittingEvent.Called(
                    Script.Huyen,
                    Council,
                    Script.Form,
                    Day,
                    Sealed("sitting", "Phòng họp"),
                    members,
                    members[0].Id,
                    new(new(Script.Id("secretary")), Sealed("sitting", "Thư ký"))
                );
                await BeginAsync(runner, Bindings.Sitting, sitting.Value, new SittingCommand.Call(call), Secretary());
            }

            foreach (var draft in Drafts)
            {
                await BeginAsync(runner, Bindings.Decision, draft.Value, new ListCommand.Draft(Script.Huyen, Script.Form), Head());
            }
        }

        private static async Task BeginAsync<TState, TCommand, TEvent>(
            CommandRunner runner,
            Binding<TState, TCommand, TEvent> binding,
            Guid id,
            TCommand command,
            CommandContext by
        )
            where TState : class
            where TCommand : class
            where TEvent : class =>
            (await RunAsync(runner, binding, id, command, by)).ShouldBeOfType<RunResult<TState>.Recorded>($"{command}");

        // Four subjects for twenty nominees: each is proposed for the same tổng kết more than once.
        private NomineeEntry Nominee(int dossier, int place)
        {
            var subject = new SubjectId(Script.Id($"subject {((2 * dossier) + place) % 4}"));
            var profile = JsonSerializer.Serialize(new NomineeProfile($"Người {dossier}.{place}"), EventJson.Default.NomineeProfile);
            var id = new NomineeId(Script.Id($"nominee {dossier}.{place}"));
            return new(
                id,
                subject,
                SubjectKind.Person,
                null,
                _keyring.Seal(Keys.Of(subject), profile),
                false,
                (dossier, place) == (3, 0) ? Nominated : null
            );
        }

        /// <summary>The hosts and, beside them, the reactors, which begin anew each time from the start of the log.</summary>
        private async Task ActAsync(int seed, bool keepsUp, int acts = Acts)
        {
            using var folder = new TempFolder();
            using var database = new ViewDatabase(folder.Views);
            var (runner, time) = (new CommandRunner(_store), new Clock(() => Now));
            await using var carrier = new Carrier(database, _store, runner, Dossiers, time);
            await using var quotas = new QuotaKeeper(database, _store, runner, Dossiers, time);
            await using var awarder = new Awarder(database, _store, runner, Dossiers, _keyring, time);
            await using var books = new Bookkeeper(database, _store, runner, Dossiers, time);
            Reactor[] reactors = [carrier, quotas, awarder, books];
            foreach (var reactor in reactors)
            {
                await reactor.StartAsync();
            }

            await Task.WhenAll(
                Enumerable.Range(0, 16).Select(host => Task.Run(() => new Host(this, new Random(seed + host)).LiveAsync(acts)))
            );

            // Else they are killed wherever they have come to.
            for (Position? before = null; keepsUp && await _store.HeadAsync() is { } head && head != before; before = head)
            {
                foreach (var reactor in reactors)
                {
                    (await reactor.CarriedAsync(head, TimeSpan.FromSeconds(60))).ShouldNotBeNull(reactor.Name);
                }
            }
        }

        private async Task<List<RecordedEvent>> ReadAsync()
        {
            var log = new List<RecordedEvent>();
            await foreach (var message in _store.SubscribeToAll(null, SubscriptionFilter.All))
            {
                if (message.Kind == SubscriptionMessageKind.CaughtUp)
                {
                    break;
                }

                if (message.Event is { } e)
                {
                    log.Add(e);
                }
            }

            return log;
        }

        private DateTimeOffset Now => Morning.AddMinutes(Volatile.Read(ref _minutes));

        private Sealed Sealed(string key, string text) => _keyring.Seal(new(key), text);

        private CommandContext Person(AccountId account, UnitId unit, FunctionCode function)
        {
            var command = Script.Id($"command {Interlocked.Increment(ref _commands)}");
            return new(command, Now, account, new(new(Script.Id($"{account} {unit} {function}")), unit, function), command);
        }

        private CommandContext Preparer(int dossier) => Person(Preparers[dossier % 2], Script.Xa, Script.Staff);

        private CommandContext Secretary() => Person(new(Script.Id("secretary")), Script.Huyen, Council);

        private CommandContext Head() => Person(new(Script.Id("head")), Script.Huyen, Script.Head);

        private SignedPaper Paper(string number) =>
            new(new(number), Day, Sealed("paper", "Người ký"), new("Chủ tịch"), SigningForm.Direct, null, Day.AddDays(9));

        private static ValueTask<RunResult<TState>> RunAsync<TState, TCommand, TEvent>(
            CommandRunner runner,
            Binding<TState, TCommand, TEvent> binding,
            Guid id,
            TCommand command,
            CommandContext by
        )
            where TState : class
            where TCommand : class
            where TEvent : class => runner.RunAsync(binding, binding.StreamOf(id), command, by);

        private static SubmissionTerms Terms() =>
            Script.Terms() with
            {
                Route = new(
                    new("hoi-dong-truoc"),
                    1,
                    Script.Form,
                    Script.Huyen,
                    new("Luật TĐKT 2022 Điều 80"),
                    [
                        Step("hoi-dong", StepAct.Council, Council, "quyet-dinh") with
                        {
                            Mode = StepMode.Vote,
                            Vote = HalfOfAll,
                        },
                        Step("quyet-dinh", StepAct.Decide, Script.Head, null),
                    ]
                ),
            };

        private static RouteStep Step(string id, StepAct act, FunctionCode function, string? next) =>
            new(
                new(id),
                new(id),
                act,
                StepMode.Single,
                [new(Script.Huyen, function)],
                false,
                null,
                new Dictionary<OutcomeCode, RouteTarget>
                {
                    [Outcomes.Pass] = next is null ? RouteTarget.Out(RouteEnd.Finished) : RouteTarget.To(new(next)),
                    [Outcomes.Fail] = RouteTarget.Out(RouteEnd.Rejected),
                }
            );

        /// <summary>One host with a runner of its own: each act takes the steps that the desks take, and may end between any two of them.</summary>
        private sealed class Host(Office office, Random random)
        {
            private readonly CommandRunner _runner = new(office._store);

            public async Task LiveAsync(int acts)
            {
                for (var i = 0; i < acts; i++)
                {
                    await (
                        random.Next(16) switch
                        {
                            < 3 => SubmitAsync(random.Next(Cases.Length)),
                            3 => TakeBackAsync(random.Next(Cases.Length)),
                            4 when random.Next(4) == 0 => WithdrawAsync(random.Next(Cases.Length)),
                            < 9 => SitAsync(Sittings[random.Next(Sittings.Length)]),
                            < 12 => GatherAsync(Drafts[random.Next(Drafts.Length)]),
                            _ => IssueAsync(Drafts[random.Next(Drafts.Length)]),
                        }
                    );
                    await Task.Yield();
                }
            }

            // The process dies here.
            private bool Dies()
            {
                if (random.Next(10) > 0)
                {
                    return false;
                }

                Interlocked.Increment(ref office._seen.Deaths);
                return true;
            }

            private async Task<Dossier> DossierAsync(DossierId id) =>
                (await _runner.LoadAsync(Dossiers, Dossiers.StreamOf(id.Value)))!.Value.State;

            // Whoever is told that somebody else was faster asks again, and it is the same act.
            private async Task SubmitAsync(int n)
            {
                var by = office.Preparer(n);
                for (var tries = 0; tries < 3 && await TrySubmitAsync(Cases[n], by); tries++)
                {
                    await Task.Yield();
                }
            }

            private async Task<bool> TrySubmitAsync(DossierId id, CommandContext by)
            {
                var dossier = await DossierAsync(id);
                if (
                    DossierDecider.Decide(new DossierCommand.Submit(new("00/2025/HS-KT"), Terms()), by, dossier)
                    is Decision<DossierEvent>.Refused
                )
                {
                    return false; // places are not taken for what would be refused
                }

                var take = new QuotaCommand.Take(
                    id,
                    dossier.Revision,
                    [Script.Xa, Script.Huyen],
                    [.. dossier.Nominees.Select(one => new QuotaSeat(one.Id, Block))],
                    Hard,
                    null
                );
                switch (await _runner.RunAsync(Bindings.Quota, Places, take, Part(by, $"quota-{dossier.Revision}")))
                {
                    case RunResult<Quota>.Refused { Refusal.Code: QuotaRefusals.Full }:
                        Interlocked.Increment(ref office._seen.Full);
                        return false;
                    case RunResult<Quota>.Recorded or RunResult<Quota>.Unchanged when !Dies():
                        break;
                    default:
                        return false;
                }

                // Taken back and submitted again it keeps its number.
                var number =
                    dossier.Number
                    ?? (await ReserveAsync(Files, Bookkeeping.Of(id), by) is { } next ? new DocumentNumber($"{next:00}/2025/HS-KT") : null);
                if (number is null || Dies())
                {
                    return false;
                }

                // On the places taken for it as it was looked at.
                var asLookedAt = new StreamRevision(dossier.DecisionRevision);
                var submit = new DossierCommand.Submit(number.Value, Terms());
                return await _runner.RunAsync(Dossiers, Dossiers.StreamOf(id.Value), submit, by, asLookedAt)
                    is RunResult<Dossier>.Stale
                        or RunResult<Dossier>.Contended;
            }

            private async Task TakeBackAsync(int n) =>
                await RunAsync(_runner, Dossiers, Cases[n].Value, new DossierCommand.TakeBack(), office.Preparer(n));

            private async Task WithdrawAsync(int n) =>
                await RunAsync(
                    _runner,
                    Dossiers,
                    Cases[n].Value,
                    new DossierCommand.Withdraw(office.Sealed("dossier", "Rút")),
                    office.Preparer(n)
                );

            // One thing of a meeting, whatever the others do meanwhile.
            private async Task SitAsync(SittingId id)
            {
                var sitting = (await _runner.LoadAsync(Bindings.Sitting, Bindings.Sitting.StreamOf(id.Value)))!.Value.State;
                var member = sitting.Members[random.Next(sitting.Members.Count)].Id;
                var nominee = sitting.Nominees.IsEmpty ? default : sitting.Nominees[random.Next(sitting.Nominees.Count)].Nominee;
                SittingCommand? command = random.Next(9) switch
                {
                    0 or 1 => await WaitingAsync(StepAct.Council) is { } waiting
                        ? new SittingCommand.Enter([.. waiting.Of.Select(one => new SittingNominee(waiting.Dossier, one, HalfOfAll))])
                        : null,
                    2 => new SittingCommand.Attend([
                        .. sitting.Members.Select(m => new AttendanceEntry(
                            m.Id,
                            random.Next(6) == 0 ? Attendance.Absent : Attendance.Present
                        )),
                    ]),
                    3 when nominee != default => new SittingCommand.Recuse(member, [nominee], RecusalCause.Relative),
                    4 when nominee != default && random.Next(3) == 0 => new SittingCommand.LiftRecusal(member, [nominee]),
                    5 or 6 when nominee != default => Votes(sitting, nominee, tooMany: random.Next(3) == 0 ? 1 : 0),
                    7 when nominee != default && random.Next(4) == 0 => new SittingCommand.TakeOff(nominee, null),
                    _ => null,
                };
                if (command is null)
                {
                    await CloseAsync(id, sitting);
                }
                else if (
                    await RunAsync(_runner, Bindings.Sitting, id.Value, command, office.Secretary()) is RunResult<Sitting>.Refused
                    {
                        Refusal.Code: SittingRefusals.TooManyBallots
                    }
                )
                {
                    Interlocked.Increment(ref office._seen.TooMany);
                }
            }

            private SittingCommand.EnterVotes Votes(Sitting sitting, NomineeId nominee, int tooMany)
            {
                var issued = Math.Min(sitting.VotersOn(nominee).Count() + tooMany, sitting.Members.Count);
                var against = random.Next(4) == 0 ? random.Next(issued + 1) : 0;
                return new(nominee, issued, issued, issued, issued - against, against, null);
            }

            private async Task CloseAsync(SittingId id, Sitting sitting)
            {
                // Whoever the meeting has not come to yet is counted now, and whose own affair it is does not vote.
                if (sitting.Present == 0)
                {
                    var all = new SittingCommand.Attend([.. sitting.Members.Select(m => new AttendanceEntry(m.Id, Attendance.Present))]);
                    await RunAsync(_runner, Bindings.Sitting, id.Value, all, office.Secretary());
                }

                foreach (var concern in (await ConcernedAsync(sitting)).Where(_ => random.Next(6) > 0))
                {
                    await RunAsync(
                        _runner,
                        Bindings.Sitting,
                        id.Value,
                        new SittingCommand.Recuse(concern.Member, [concern.Nominee], concern.Cause),
                        office.Secretary()
                    );
                }

                var now = (await _runner.LoadAsync(Bindings.Sitting, Bindings.Sitting.StreamOf(id.Value)))!.Value.State;
                foreach (
                    var one in now.Nominees.Where(one =>
                        now.Votes.GetValueOrDefault(one.Nominee)?.Tally is not { } tally
                        || (tally.Issued > now.VotersOn(one.Nominee).Count() && random.Next(3) > 0)
                    )
                )
                {
                    await RunAsync(_runner, Bindings.Sitting, id.Value, Votes(now, one.Nominee, tooMany: 0), office.Secretary());
                }

                (sitting, var asLookedAt) = (await _runner.LoadAsync(Bindings.Sitting, Bindings.Sitting.StreamOf(id.Value)))!.Value;
                var minutes = office.Paper($"{Array.IndexOf(Sittings, id) + 1:00}/BB-HĐ") with { Signer = sitting.Call!.Members[0].Name };
                foreach (var dossier in sitting.Nominees.Select(one => one.Dossier).Distinct())
                {
                    if (Carry.Objection(id, sitting, minutes, dossier, await DossierAsync(dossier), [], office.Now) is { } objection)
                    {
                        // What would not be carried is not closed; what is no more before this council leaves its list.
                        foreach (
                            var one in sitting.Nominees.Where(one =>
                                one.Dossier == dossier && objection.Code == DossierRefusals.NotAtSitting
                            )
                        )
                        {
                            await RunAsync(
                                _runner,
                                Bindings.Sitting,
                                id.Value,
                                new SittingCommand.TakeOff(one.Nominee, null),
                                office.Secretary()
                            );
                        }

                        return;
                    }
                }

                if (!Dies())
                {
                    // Whose own affair it is was looked up for this list and no other.
                    var close = new SittingCommand.Close(minutes, office.Sealed("sitting", "Thư ký"), [], await ConcernedAsync(sitting));
                    await _runner.RunAsync(Bindings.Sitting, Bindings.Sitting.StreamOf(id.Value), close, office.Secretary(), asLookedAt);
                }
            }

            private async Task<List<Concern>> ConcernedAsync(Sitting sitting)
            {
                var concerned = new List<Concern>();
                foreach (var group in sitting.Nominees.GroupBy(one => one.Dossier))
                {
                    var dossier = await DossierAsync(group.Key);
                    foreach (var member in sitting.Members.Where(m => m.Account is { } own && dossier.Concerns(own)))
                    {
                        concerned.AddRange(group.Select(one => new Concern(member.Id, one.Nominee, RecusalCause.Prepared)));
                    }
                }

                return concerned;
            }

            private async Task GatherAsync(DecisionId id)
            {
                ListCommand? command =
                    random.Next(8) == 0 ? new ListCommand.TakeOff((await ListAsync(id)).Nominees.FirstOrDefault()?.Nominee ?? default, null)
                    : random.Next(40) == 0 ? new ListCommand.Drop(null)
                    : await WaitingAsync(StepAct.Decide) is { } waiting
                        ? new ListCommand.Enter([.. waiting.Of.Select(one => new GatheredNominee(waiting.Dossier, one))])
                    : null;
                if (command is not null)
                {
                    await RunAsync(_runner, Bindings.Decision, id.Value, command, office.Head());
                }
            }

            private async Task IssueAsync(DecisionId id)
            {
                var list = await ListAsync(id);
                if (list.Paper is not null || list.IsDropped || list.Nominees.IsEmpty)
                {
                    return;
                }

                var by = office.Head();
                var claims = new List<SubjectClaim>();
                foreach (var one in list.Nominees)
                {
                    claims.Add(AchievementMark.Of(office._keyring, id, list, one, await DossierAsync(one.Dossier))!);
                }

                var awarding = new Awarding(_runner);
                switch (await awarding.ClaimAsync(id, claims, part => Part(by, part)))
                {
                    case ClaimResult.Taken taken:
                        Interlocked.Increment(ref office._seen.Taken);
                        foreach (var stale in taken.Awards.Where(_ => random.Next(2) == 0))
                        {
                            var off = new ListCommand.TakeOff(stale.Claim.Award.Nominee, null);
                            await RunAsync(_runner, Bindings.Decision, id.Value, off, office.Head());
                        }

                        return;
                    case ClaimResult.Claimed when !Dies():
                        break;
                    default:
                        return;
                }

                // A colleague goes on with the same draft.
                for (var others = random.Next(3); others > 0; others--)
                {
                    await GatherAsync(id);
                }

                if (random.Next(4) == 0)
                {
                    var off = new ListCommand.TakeOff(list.Nominees[0].Nominee, null);
                    await RunAsync(_runner, Bindings.Decision, id.Value, off, office.Head());
                }

                // Somebody writes the number on the paper by hand, and others may write the same.
                var written = random.Next(2) == 0 ? 1 + random.Next(3) : (int?)null;
                if (written is not null && Drafts[random.Next(Drafts.Length)] is var other && other != id)
                {
                    await ReserveAsync(Decisions, Bookkeeping.OfList(CommonListKind.Decision, other.Value), office.Head(), written);
                }

                if (
                    await ReserveAsync(Decisions, Bookkeeping.OfList(CommonListKind.Decision, id.Value), by, written) is not { } number
                    || Dies()
                )
                {
                    return;
                }

                var issue = new ListCommand.Issue(office.Paper($"{number:00}/QĐ-UBND"), null, list.Edition);
                var issued = await RunAsync(_runner, Bindings.Decision, id.Value, issue, by);
                if (issued is RunResult<CommonList>.Refused { Refusal.Code: var why } && why == ListRefusals.Decision.Changed)
                {
                    Interlocked.Increment(ref office._seen.Changed);
                }

                if (issued is not RunResult<CommonList>.Recorded && !Dies())
                {
                    await awarding.GiveUpAsync(id, list.Edition, part => Part(by, part));
                }
            }

            // One dossier in which an office of that kind has something to do, and whom it has it to do with.
            private async Task<(DossierId Dossier, List<NomineeId> Of)?> WaitingAsync(StepAct act)
            {
                var id = Cases[random.Next(Cases.Length)];
                var dossier = await DossierAsync(id);
                return dossier.Tasks.Exists(task => task.Opening.Act == act)
                    ? (id, [.. dossier.Nominees.Where(one => one.IsInPlay).Select(one => one.Id)])
                    : null;
            }

            private async Task<CommonList> ListAsync(DecisionId id) =>
                (await _runner.LoadAsync(Bindings.Decision, Bindings.Decision.StreamOf(id.Value)))!.Value.State;

            // Null: not now, or the process died.
            private async Task<int?> ReserveAsync(StreamName register, PurposeCode purpose, CommandContext by, int? written = null)
            {
                var result = await _runner.RunAsync(
                    Bindings.Register,
                    register,
                    new RegisterCommand.Reserve(purpose, written),
                    Part(by, $"register {purpose} {written}")
                );
                switch (result)
                {
                    case RunResult<Register>.Refused { Refusal.Code: RegisterRefusals.Taken }:
                        Interlocked.Increment(ref office._seen.Written);
                        return null;
                    case RunResult<Register>.Recorded { State: var state } when !Dies():
                        return Of(state);
                    case RunResult<Register>.Unchanged { State: var state } when !Dies():
                        return Of(state);
                    default:
                        return null;
                }

                int? Of(Register state) =>
                    (written is { } own ? state.Taken[own] : state.Numbers[purpose]) is { IsVoid: false, Number: var number }
                        ? number
                        : null;
            }

            private static CommandContext Part(CommandContext by, string part) =>
                by with
                {
                    CommandId = DerivedId.From(by.CommandId, part),
                };
        }

        /// <summary>The promises, over the log in its order and nothing else.</summary>
        private sealed class Promises(IReadOnlyList<RecordedEvent> log, string history)
        {
            private readonly Dictionary<StreamName, Dossier> _dossiers = [];
            private readonly Dictionary<StreamName, Sitting> _sittings = [];
            private readonly Dictionary<StreamName, CommonList> _lists = [];
            private readonly Dictionary<(StreamName, int), (string Purpose, bool Used)> _numbers = [];
            private readonly Dictionary<StreamName, Subject> _subjects = [];
            private readonly HashSet<DocumentNumber> _onDecisions = [];
            private Quota _quota = Quota.None;

            public void Check(Seen seen)
            {
                foreach (var recorded in log)
                {
                    switch (EventTypes.Read(recorded))
                    {
                        case DossierEvent e:
                            _dossiers[recorded.Stream] = Dossier.Evolve(_dossiers.GetValueOrDefault(recorded.Stream, Dossier.None), e);
                            NoMoreThanTheQuota();
                            AsTheCouncilVoted(e);
                            break;
                        case QuotaEvent e:
                            _quota = Quota.Evolve(_quota, e);
                            _quota.Places.Count.ShouldBeLessThanOrEqualTo(Max, history);
                            break;
                        case SittingEvent e:
                            var before = _sittings.GetValueOrDefault(recorded.Stream, Sitting.None);
                            _sittings[recorded.Stream] = Sitting.Evolve(before, e);
                            if (e is SittingEvent.Closed)
                            {
                                NoRecusedVote(before, seen);
                            }

                            break;
                        case ListEvent e:
                            _lists[recorded.Stream] = CommonList.Evolve(_lists.GetValueOrDefault(recorded.Stream, CommonList.Decision), e);
                            if (e is ListEvent.Issued { Paper.Number: var number })
                            {
                                _onDecisions.Add(number).ShouldBeTrue($"{history}: {number} stands on two decisions");
                                EachAchievementClaimed(new(Guid.ParseExact(recorded.Stream.Id, "N")), _lists[recorded.Stream]);
                            }

                            break;
                        case SubjectEvent e:
                            _subjects[recorded.Stream] = Subject.Evolve(_subjects.GetValueOrDefault(recorded.Stream, Subject.None), e);
                            break;
                        case RegisterEvent e:
                            EachNumberOnce(recorded.Stream, e);
                            break;
                    }
                }

                EachAchievementOnce(seen);
                foreach (var dossiers in _dossiers.Values.Where(one => one.Number is not null).GroupBy(one => one.Number))
                {
                    dossiers.Count().ShouldBe(1, $"{history}: {dossiers.Key} stands on two dossiers");
                }
            }

            // A decision comes out for the list for which everybody's achievement was claimed, and for no other.
            private void EachAchievementClaimed(DecisionId decision, CommonList list)
            {
                foreach (var one in list.Nominees)
                {
                    var subject = _dossiers[Dossiers.StreamOf(one.Dossier.Value)].Nominee(one.Nominee).ShouldNotBeNull().Entry.Subject;
                    var award = _subjects.GetValueOrDefault(Bindings.Subject.StreamOf(subject.Value))?.Of(decision, one.Nominee);
                    award
                        .ShouldNotBeNull($"{history}: nobody claimed what {decision} awards {one.Nominee}")
                        .Claim.ShouldNotBeNull(history)
                        .Edition.ShouldBe(list.Edition, history);
                }
            }

            private void NoMoreThanTheQuota() =>
                _dossiers
                    .Values.Where(dossier => dossier.IsUnderWay)
                    .Sum(dossier => dossier.Nominees.Count(one => one.Standing is NomineeStanding.InPlay or NomineeStanding.Awarded))
                    .ShouldBeLessThanOrEqualTo(Max, history);

            private void NoRecusedVote(Sitting sitting, Seen seen)
            {
                Interlocked.Increment(ref seen.Votes);
                foreach (var one in sitting.Nominees)
                {
                    var dossier = _dossiers[Dossiers.StreamOf(one.Dossier.Value)];
                    var recused = sitting.Members.Where(m => sitting.Recusals.ContainsKey((m.Id, one.Nominee))).ToList();
                    seen.Recused += recused.Count;
                    var voting = sitting.Members.Where(m => sitting.Of(m.Id) is not Attendance.Absent).Except(recused).ToList();
                    sitting.Votes[one.Nominee].Tally.Issued.ShouldBeLessThanOrEqualTo(voting.Count, $"{history}: a ballot too many");
                    voting
                        .Where(m =>
                            m.Account is { } own
                            && (own == dossier.PreparedBy || dossier.Nominees.Exists(nominee => nominee.Entry.Account == own))
                        )
                        .ShouldBeEmpty($"{history}: somebody votes on their own affair");
                }
            }

            // What a dossier says of its council is what was counted: so many of all members, in whole numbers.
            private void AsTheCouncilVoted(DossierEvent e)
            {
                if (e is not DossierEvent.StepCompleted { Sitting: { } id, Verdicts: var verdicts })
                {
                    return;
                }

                var sitting = _sittings[Bindings.Sitting.StreamOf(id.Value)];
                foreach (var verdict in verdicts)
                {
                    var tally = sitting.Votes[verdict.Nominee].Tally;
                    verdict.Tally.ShouldBe(tally, history);
                    verdict.Passed.ShouldBe(2 * tally.For > sitting.Members.Count, history);
                }
            }

            private void EachNumberOnce(StreamName register, RegisterEvent e)
            {
                switch (e)
                {
                    case RegisterEvent.NumberReserved reserved:
                        _numbers.TryAdd((register, reserved.Number), (reserved.Purpose.Value, false)).ShouldBeTrue(history);
                        break;
                    case RegisterEvent.NumberUsed used:
                        _numbers[(register, used.Number)].Used.ShouldBeFalse(history);
                        _numbers[(register, used.Number)] = (_numbers[(register, used.Number)].Purpose, true);
                        break;
                    case RegisterEvent.NumberVoided gone:
                        _numbers[(register, gone.Number)].Used.ShouldBeFalse($"{history}: {gone.Number} stands on a paper");
                        break;
                }
            }

            // The paper with the number is the one it was taken for; everybody on it is awarded this once.
            private void EachAchievementOnce(Seen seen)
            {
                var awarded = new Dictionary<SubjectId, string>();
                foreach (var (stream, list) in _lists.Where(pair => pair.Value.Paper is not null))
                {
                    var number = int.Parse(list.Paper!.Number.Value.Split('/')[0], System.Globalization.CultureInfo.InvariantCulture);
                    _numbers[(Decisions, number)].ShouldBe((stream.Value, true), history);
                    foreach (var one in list.Nominees)
                    {
                        var dossier = _dossiers[Dossiers.StreamOf(one.Dossier.Value)];
                        var subject = dossier.Nominee(one.Nominee).ShouldNotBeNull().Entry.Subject;
                        awarded.TryAdd(subject, stream.Value).ShouldBeTrue($"{history}: {subject} by {stream.Value} and another one");
                        seen.Awards++;
                    }
                }
            }
        }
    }
}
