using System.Text;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Projections.Tests;

/// <summary>What is answered or passed on by something that is recorded elsewhere, and recorded once.</summary>
public sealed class WhenCarryingDuties : IAsyncLifetime
{
    private static readonly UnitId Province = new("tinh-bac-giang");
    private static readonly UnitId Xa = Script.Xa;
    private static readonly UnitId Heir = new("xa-moi");
    private static readonly Binding<Dossier, DossierCommand, DossierEvent> Dossiers = Bindings.Dossier(
        new BuiltInRouteEngine(),
        () => OfficialDays.Load()
    );

    private readonly TempFolder _folder = new();
    private readonly MemoryEventStore _store = new();
    private readonly Script _script;
    private readonly ViewDatabase _database;
    private readonly ReferenceData _reference;

    public WhenCarryingDuties()
    {
        _script = new(_store) { Now = new(2025, 4, 14, 1, 0, 0, TimeSpan.Zero) };
        _database = new(_folder.Views);
        _reference = new(_store, OfficialDays.Load(), TimeProvider.System);
    }

    public async ValueTask InitializeAsync()
    {
        await _script.WriteAsync(
            "org",
            new OrganisationEvent.UnitsRegistered([Entry(Province, UnitLevel.Province, null), Entry(Xa, UnitLevel.Commune, Province)])
        );
        var shipped = PlanFile.Shipped()[0];
        await _script.WriteAsync(
            $"plan-{Script.Plan}",
            new PlanEvent.Imported(
                1,
                shipped.Definition with
                {
                    Id = Script.Plan,
                    Date = new DateOnly(2025, 1, 1),
                    Kind = PlanKind.Plan,
                    Period = new(new("năm 2025"), new DateOnly(2025, 1, 1), new DateOnly(2025, 12, 31), new("I")),
                    Rounds = [],
                    Duties =
                    [
                        Duty("bao-cao", PlanDutyKind.Report, new PlanTiming.By(new(2025, 5, 9), null)),
                        Duty("so-ket", PlanDutyKind.InterimReview, new PlanTiming.By(new(2025, 5, 9), null)),
                        Duty(
                            "ho-so",
                            PlanDutyKind.Dossier,
                            new PlanTiming.Every(PlanPeriodKind.Quarter, new PlanDayRule.PeriodEnd(), 0, null)
                        ),
                        Duty("tin", PlanDutyKind.News, new PlanTiming.By(new(2025, 3, 9), null)) with
                        {
                            Strength = PlanStrength.Soft,
                        },
                    ],
                },
                shipped.Source
            ),
            new PlanEvent.Applied([Province], new(2025, 1, 1))
        );
        await _reference.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _reference.DisposeAsync();
        _database.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task One_report_answers_what_it_says_it_answers_and_no_more()
    {
        var (report, review) = (AskOf("bao-cao"), AskOf("so-ket"));
        await _script.WriteAsync(
            $"duty-{report.Key}",
            new DutyEvent.Filed(report, 1, new(new(2025, 4, 14), new(8, 1), null), new(2025, 4, 14), null, Report, [review], null)
        );
        await CarryAsync();
        var carried = await StateAsync(review);
        (carried.Standing, carried.From, carried.On).ShouldBe((DutyStanding.Filed, report.Key, new DateOnly(2025, 4, 14)));

        await _script.WriteAsync($"duty-{report.Key}", new DutyEvent.Withdrawn(1, new(2025, 4, 14), null));
        await CarryAsync();
        (await StateAsync(review)).Standing.ShouldBe(DutyStanding.Open);
    }

    [Fact]
    public async Task A_dossier_answers_its_duty_by_being_submitted_until_it_is_taken_back()
    {
        var ask = AskOf("ho-so", "2025-q2");
        await _script.WriteAsync(
            $"dossier-{new DossierId(Script.Id("d"))}",
            Script.Opened(),
            new DossierEvent.Submitted(new("01/HS"), Script.Terms(), ask.Key)
        );
        await CarryAsync();
        var answered = await StateAsync(ask);
        (answered.Standing, answered.Answer!.Content).ShouldBe((DutyStanding.Done, new DutyContent.Dossier(new(Script.Id("d")))));

        await _script.WriteAsync($"dossier-{new DossierId(Script.Id("d"))}", new DossierEvent.TakenBack());
        await CarryAsync();
        (await StateAsync(ask)).Standing.ShouldBe(DutyStanding.Open);

        await _script.WriteAsync(
            $"dossier-{new DossierId(Script.Id("d"))}",
            new DossierEvent.Submitted(new("01/HS"), Script.Terms(), null)
        );
        await CarryAsync();
        (await StateAsync(ask)).Standing.ShouldBe(DutyStanding.Open, "nobody said which it answers");
    }

    [Fact]
    public async Task What_a_unit_leaves_undone_passes_to_its_successor_once()
    {
        var (report, review, news) = (AskOf("bao-cao"), AskOf("so-ket"), AskOf("tin"));
        await _script.WriteAsync(
            $"duty-{review.Key}",
            new DutyEvent.Filed(review, 1, new(new(2025, 4, 14), null, null), new(2025, 4, 14), null, Report, [], null)
        );
        await _script.WriteAsync(
            "org",
            new OrganisationEvent.UnitsRegistered([Entry(Heir, UnitLevel.Commune, Province, new(2025, 5, 1))]),
            new OrganisationEvent.UnitsEnded([new(Xa, new(2025, 4, 30), [Heir], null)])
        );
        await CarryAsync();
        (await StateAsync(report)).Holder.ShouldBeNull("its last day is not over");

        _script.Now = new(2025, 4, 30, 17, 0, 0, TimeSpan.Zero);
        await CarryAsync();
        (await StateAsync(report)).Holder.ShouldBe(Heir);
        (await StateAsync(review)).Holder.ShouldBe(Xa, "it was handed in");
        (await StateAsync(news)).Holder.ShouldBeNull("past, and nobody was late with it");

        // Returned when the unit is gone: whoever took over has to hand it in anew.
        await _script.WriteAsync(
            $"duty-{review.Key}",
            new DutyEvent.Returned(1, Province, new(2025, 5, 1), _script.Keyring.Seal(new("viec"), "thiếu mục 3"))
        );
        await CarryAsync();
        (await StateAsync(review)).Holder.ShouldBe(Heir);
    }

    [Fact]
    public async Task A_crash_between_any_two_steps_carries_everything_exactly_once()
    {
        var (expected, steps) = await LivedAsync(crashAt: 0, forget: false);
        expected.Values.SelectMany(events => events).Count(e => e.StartsWith("duty.handed-over", StringComparison.Ordinal)).ShouldBe(2);
        steps.ShouldBeGreaterThan(20);
        for (var crash = 1; crash <= steps; crash++)
        {
            foreach (var forget in new[] { false, true })
            {
                var (lived, _) = await LivedAsync(crash, forget);
                foreach (var (stream, events) in expected)
                {
                    lived[stream].ShouldBe(events, $"{stream} after a crash at step {crash}");
                }
            }
        }
    }

    private static readonly DutyAnswer Report = new(new DutyContent.Document(new("1/BC"), new(2025, 4, 14), null), [], null);

    private static UnitEntry Entry(UnitId unit, UnitLevel level, UnitId? parent, DateOnly? from = null) =>
        new(unit, level, false, new(unit, from ?? new(2024, 1, 1), new(unit.Value), null, new("xã"), parent));

    private static PlanDuty Duty(string code, PlanDutyKind kind, PlanTiming timing) =>
        new(
            new(code),
            kind,
            new("Việc phải làm"),
            [new(new("Các xã"), UnitLevel.Commune)],
            new(new(new("UBND tỉnh"), UnitLevel.Province), null),
            timing,
            null,
            null,
            null,
            PlanStrength.Hard,
            null,
            null,
            new("IV"),
            new("như kế hoạch ghi")
        );

    /// <summary>
    /// A report that answers another duty and is replaced, two dossiers of which one is taken back, and the end of their unit, carried
    /// before and after its last day by a process that crashes once at a step, and forgets its checkpoints or not.
    /// </summary>
    private static async Task<(Dictionary<string, List<string>> Streams, int Steps)> LivedAsync(int crashAt, bool forget)
    {
        var test = new WhenCarryingDuties();
        await test.InitializeAsync();
        try
        {
            var asks = new[] { "bao-cao", "so-ket", "tin" }
                .Select(duty => test.AskOf(duty))
                .Append(test.AskOf("ho-so", "2025-q2"))
                .ToList();
            await test.WriteLifeAsync(asks[0], asks[1], asks[3]);
            var steps = 0;
            foreach (var now in new[] { new DateTimeOffset(2025, 4, 29, 3, 0, 0, TimeSpan.Zero), new(2025, 5, 1, 3, 0, 0, TimeSpan.Zero) })
            {
                test._script.Now = now;
                while (!await test.CarriedWithoutCrashAsync(() => ++steps == crashAt))
                {
                    if (forget)
                    {
                        File.Delete(test._folder.Views);
                    }
                }
            }

            var streams = new Dictionary<string, List<string>>(StringComparer.Ordinal);
            foreach (var ask in asks)
            {
                var stream = Bindings.Duty.StreamOf(ask.Key.Value);
                streams[stream.Value] =
                [
                    .. (await test._store.ReadStreamAsync(stream)).Select(e => $"{e.Type} {Encoding.UTF8.GetString(e.Data.Span)}"),
                ];
            }

            return (streams, steps);
        }
        finally
        {
            await test.DisposeAsync();
        }
    }

    private async Task WriteLifeAsync(DutyAsk report, DutyAsk review, DutyAsk dossier)
    {
        await _script.WriteAsync(
            $"duty-{report.Key}",
            new DutyEvent.Filed(report, 1, new(new(2025, 4, 14), new(8, 1), null), new(2025, 4, 14), null, Report, [review], null),
            new DutyEvent.Replaced(
                2,
                new(2025, 4, 14),
                new(2025, 4, 14),
                null,
                Report with
                {
                    Content = new DutyContent.Document(new("2/BC"), new(2025, 4, 14), null),
                },
                null
            ),
            new DutyEvent.Withdrawn(2, new(2025, 4, 14), null)
        );
        await _script.WriteAsync(
            $"dossier-{new DossierId(Script.Id("d"))}",
            Script.Opened(),
            new DossierEvent.Submitted(new("01/HS"), Script.Terms(), dossier.Key),
            new DossierEvent.TakenBack()
        );
        await _script.WriteAsync(
            $"dossier-{new DossierId(Script.Id("e"))}",
            Script.Opened(),
            new DossierEvent.Submitted(new("02/HS"), Script.Terms(), dossier.Key)
        );
        await _script.WriteAsync(
            "org",
            new OrganisationEvent.UnitsRegistered([Entry(Heir, UnitLevel.Commune, Province, new(2025, 5, 1))]),
            new OrganisationEvent.UnitsEnded([new(Xa, new(2025, 4, 30), [Heir], null)])
        );
    }

    private async Task<bool> CarriedWithoutCrashAsync(Func<bool> crashNow)
    {
        var isDead = false;
        var gate = new Lock();
        using var database = new ViewDatabase(_folder.Views);
        await using var carrier = CarrierOn(
            database,
            _ =>
            {
                lock (gate)
                {
                    if (isDead |= crashNow())
                    {
                        throw new SimulatedCrashException(); // the whole process is gone, not one of its threads
                    }
                }
            }
        );
        await carrier.StartAsync();
        var carried = carrier.CarriedAsync((await _store.HeadAsync())!.Value, TimeSpan.FromSeconds(20)).AsTask();
        if (await Task.WhenAny(carrier.Run, carried) == carrier.Run)
        {
            return false;
        }

        try
        {
            await carrier.PassOnAsync();
        }
        catch (SimulatedCrashException) { }

        return !isDead;
    }

    private DutyAsk AskOf(string duty, string period = "mot-lan")
    {
        var now = _reference.Current;
        return new DutyAsks(now.CalendarHistory, now.Organisation)
            .Of(now.Plans[Script.Plan], one => one.Key == new DutyPeriod(new(duty), new(period)), VietnamTime.DateOf(_script.Now))
            .ShouldHaveSingleItem();
    }

    private async Task<Duty> StateAsync(DutyAsk ask) =>
        (await new CommandRunner(_store).LoadAsync(Bindings.Duty, Bindings.Duty.StreamOf(ask.Key.Value)))?.State
        ?? Workflows.Duties.Duty.None;

    /// <summary>Carries all there is, twice from the start with crashes between: the second time records nothing.</summary>
    private async Task CarryAsync()
    {
        await CarryOnceAsync(_database);
        var before = await _store.HeadAsync();
        using var empty = new TempFolder();
        using var fresh = new ViewDatabase(empty.Views);
        await CarryOnceAsync(fresh);
        (await _store.HeadAsync()).ShouldBe(before);
    }

    private DutyCarrier CarrierOn(ViewDatabase database, Action<string>? step) =>
        new(database, _store, _reference, new CommandRunner(_store), Dossiers, new Clock(() => _script.Now), step);

    private async Task CarryOnceAsync(ViewDatabase database)
    {
        _script.Now += TimeSpan.FromMinutes(1);
        await using var carrier = CarrierOn(database, null);
        await carrier.StartAsync();
        await carrier.PassOnAsync();
        await carrier.PassOnAsync();
        (await carrier.CarriedAsync((await _store.HeadAsync())!.Value, TimeSpan.FromSeconds(20))).ShouldNotBeNull();
    }
}
