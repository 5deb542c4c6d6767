using PhongTrao.Projections.Reference;
using PhongTrao.Projections.Subscriptions;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Reminders;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Projections.Tests;

/// <summary>A province with two districts, a plan with a report before 08/02/2025 and one every month, and the clock.</summary>
public sealed class WhenDeadlinesFallDue : IAsyncLifetime
{
    private static readonly UnitId Province = new("tinh-bac-giang");
    private static readonly UnitId LucNgan = new("huyen-luc-ngan");
    private static readonly UnitId SonDong = new("huyen-son-dong");
    private static readonly FunctionCode Committee = new("ban-chi-dao");
    private static readonly PlanId Plan = new("bac-giang-thu");

    private readonly TempFolder _folder = new();
    private readonly MemoryEventStore _store = new();
    private readonly Script _script;
    private readonly ViewDatabase _database;
    private readonly ReferenceData _reference;
    private readonly CatchUpSubscription _subscription;

    public WhenDeadlinesFallDue()
    {
        _script = new(_store) { Now = new(2025, 1, 2, 1, 0, 0, TimeSpan.Zero) };
        _database = new(_folder.Views);
        _reference = new(_store, OfficialDays.Load(), TimeProvider.System);
        _subscription = new(
            _database,
            _store,
            [() => new Deadlines(() => _reference.Current, ReminderSchedule.UsualTime)],
            TimeProvider.System,
            _reference.MustHavePassedAsync
        );
    }

    private DeadlineQueries Queries => new(_database);

    public async ValueTask InitializeAsync()
    {
        await _script.WriteAsync(
            "org",
            new OrganisationEvent.UnitsRegistered([
                UnitOf(Province, UnitLevel.Province, null),
                UnitOf(LucNgan, UnitLevel.District, Province),
                UnitOf(SonDong, UnitLevel.District, Province),
            ]),
            new OrganisationEvent.FunctionsBound([
                new(LucNgan, Committee, new("Ban Chỉ đạo huyện Lục Ngạn"), new(2024, 1, 1), null),
                new(SonDong, Committee, new("Ban Chỉ đạo huyện Sơn Động"), new(2024, 1, 1), null),
            ])
        );
        await _reference.StartAsync();
        await _subscription.StartAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _subscription.DisposeAsync();
        await _reference.DisposeAsync();
        _database.Dispose();
        await _store.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_plan_that_nobody_applied_is_on_no_board()
    {
        await SeenAsync(await ImportAsync());

        List(Province).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_bound_unit_has_its_own_row_in_reach_of_those_above_it()
    {
        await SeenAsync(await ApplyAsync());

        List(Province, plan: Plan).Count(row => row.Duty.Value == "dot-1").ShouldBe(2);
        var row = List(LucNgan).Single(row => row.Duty.Value == "dot-1");
        row.Unit.ShouldBe(LucNgan);
        row.LastValidDay.ShouldBe(new DateOnly(2025, 2, 7));
        row.LastWorkingDay.ShouldBe(new DateOnly(2025, 2, 7));
        row.Said.Wording.ShouldBe("trước ngày 08/02/2025");
        List(SonDong).ShouldNotContain(r => r.Unit == LucNgan);
    }

    [Theory]
    [InlineData("2025-01-20T09:00:00+07:00", DeadlineState.Open)]
    [InlineData("2025-02-05T08:00:00+07:00", DeadlineState.Soon)]
    [InlineData("2025-02-07T23:59:59+07:00", DeadlineState.Soon)]
    [InlineData("2025-02-08T00:00:00+07:00", DeadlineState.Overdue)]
    public async Task The_clock_alone_makes_a_deadline_soon_and_overdue(string at, DeadlineState state)
    {
        await SeenAsync(await ApplyAsync());

        List(LucNgan, at).Single(row => row.Duty.Value == "dot-1").State.ShouldBe(state);
        List(LucNgan, at, state).ShouldContain(row => row.Duty.Value == "dot-1");
    }

    [Theory]
    [InlineData("2025-01-30T16:30:00+07:00", DeadlineState.Soon)]
    [InlineData("2025-01-30T16:31:00+07:00", DeadlineState.Overdue)]
    public async Task An_hour_ends_it_within_its_day(string at, DeadlineState state)
    {
        await SeenAsync(await ApplyAsync());

        List(LucNgan, at).Single(row => row is { Duty.Value: "gio", Period.Value: "2025-01" }).State.ShouldBe(state);
        List(LucNgan, at, state).ShouldContain(row => row.Duty.Value == "gio" && row.Period.Value == "2025-01");
    }

    [Fact]
    public async Task Each_row_is_in_exactly_the_state_it_says_whatever_the_instant()
    {
        await SeenAsync(await ApplyAsync());
        EachRowIsInTheStateItSays();
    }

    private void EachRowIsInTheStateItSays()
    {
        for (var day = new DateOnly(2024, 12, 1); day < new DateOnly(2025, 6, 1); day = day.AddDays(3))
        {
            foreach (var hour in new[] { 0, 16, 17 })
            {
                var clock = DeadlineClock.At(VietnamTime.StartOf(day).AddHours(hour), OfficialDays.Load());
                var all = Queries.List(new([Province]), clock, limit: 1000).Items;
                var counts = Queries.Count(new([Province]), clock);
                foreach (var state in Enum.GetValues<DeadlineState>())
                {
                    var listed = Queries.List(new([Province], States: [state]), clock, limit: 1000).Items;
                    listed
                        .Select(row => row.Id)
                        .ShouldBe(all.Where(row => row.State == state).Select(row => row.Id), $"{state} {day:O} {hour}");
                    listed.ShouldAllBe(row => row.State == state);
                    counts[state].ShouldBe(listed.Count);
                }
            }
        }
    }

    [Fact]
    public async Task Pages_have_no_gap_and_no_repeat()
    {
        await SeenAsync(await ApplyAsync());
        var clock = ClockAt("2025-02-05T08:00:00+07:00");
        var all = Queries.List(new([Province, LucNgan]), clock, limit: 1000).Items.Select(row => row.Id).ToList();
        all.Count.ShouldBeGreaterThan(20);

        var read = new List<Workflows.Duties.DutyKey>();
        string? next = null;
        do
        {
            var page = Queries.List(new([Province, LucNgan]), clock, next, 7);
            read.AddRange(page.Items.Select(row => row.Id));
            next = page.Next;
        } while (next is not null);
        read.ShouldBe(all);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("bac-giang-thu")]
    public async Task What_many_units_have_to_do_on_one_day_is_one_line_of_the_board_page_by_page(string? plan)
    {
        await SeenAsync(await ApplyAsync());
        var clock = ClockAt("2025-02-08T08:00:00+07:00");
        foreach (var states in Enum.GetValues<DeadlineState>().Select(state => new[] { state }).Append([]).Append([.. ToDo]))
        {
            var filter = new DeadlineFilter([Province, LucNgan], plan is null ? null : new PlanId(plan), states);
            var all = Queries.List(filter, clock, limit: 1000).Items;

            var read = new List<DeadlineGroup>();
            string? next = null;
            do
            {
                var page = Queries.Board(filter, clock, next, 3, 1);
                page.Items.Count.ShouldBeLessThanOrEqualTo(3);
                page.Items.ShouldAllBe(group => group.Rows.Count == 1);
                read.AddRange(page.Items);
                next = page.Next;
            } while (next is not null);

            var wanted = all.GroupBy(row => (row.LastValidDay, row.Plan, row.Duty, row.Period)).ToList();
            read.Select(group => group.Rows[0])
                .Select(row => (row.LastValidDay, row.Plan, row.Duty, row.Period))
                .ShouldBe(wanted.Select(rows => rows.Key));
            foreach (var (group, rows) in read.Zip(wanted))
            {
                group.Occurrence.ShouldBe(Workflows.Duties.DutyKey.Of(rows.Key.Plan, rows.Key.Duty, rows.Key.Period));
                group.Units.ShouldBe(rows.Count());
                group.States.ShouldBe(rows.CountBy(row => row.State), ignoreOrder: true);
                var whole = Queries.Board(
                    filter with
                    {
                        Occurrence = group.Occurrence,
                        Plan = rows.Key.Plan,
                    },
                    clock,
                    limit: 100,
                    each: 1000
                );
                whole
                    .Items.SelectMany(one => one.Rows)
                    .Where(row => row.LastValidDay == rows.Key.LastValidDay)
                    .ShouldBe(rows, ignoreOrder: true);
            }
        }
    }

    [Fact]
    public async Task A_day_set_by_a_coordinator_dates_every_units_row_under_its_key()
    {
        await SeenAsync(await ApplyAsync());
        var before = List(Province).Where(row => row.Duty.Value == "so-ket").ToList();
        before.Count.ShouldBe(2);
        before.ShouldAllBe(row => row.State == DeadlineState.Undated);

        await SeenAsync(
            await _script.WriteAsync(
                $"plan-{Plan}",
                new PlanEvent.DutyDated(
                    new(new("so-ket"), Workflows.Duties.PeriodKey.Once, null, new(2025, 7, 15), null),
                    new("thống nhất tại giao ban"),
                    null
                )
            )
        );

        var after = List(Province).Where(row => row.Duty.Value == "so-ket").ToList();
        after.Select(row => row.Id).ShouldBe(before.Select(row => row.Id), ignoreOrder: true);
        after.ShouldAllBe(row => row.LastValidDay == new DateOnly(2025, 7, 15) && row.IsSet);
    }

    [Fact]
    public async Task A_unit_that_ends_hands_its_row_to_the_successor_under_the_same_key()
    {
        await SeenAsync(await ApplyAsync());
        var key = List(LucNgan).Single(row => row is { Duty.Value: "gio", Period.Value: "2025-05" }).Id;
        var heir = new UnitId("huyen-luc-ngan-moi");

        await SeenAsync(
            await _script.WriteAsync(
                "org",
                new OrganisationEvent.UnitsRegistered([UnitOf(heir, UnitLevel.District, Province, new(2025, 5, 10))]),
                new OrganisationEvent.FunctionsBound([new(heir, Committee, new("Ban Chỉ đạo huyện mới"), new(2025, 5, 10), null)]),
                new OrganisationEvent.UnitsEnded([new(LucNgan, new(2025, 5, 9), [heir], null)])
            )
        );

        var row = List(Province).Single(row => row.Id == key);
        (row.Unit, row.Origin).ShouldBe((heir, LucNgan));
        List(Province).ShouldContain(r => r.Unit == heir && r.Origin == heir && r.Period.Value == "2025-06");
    }

    [Fact]
    public async Task Taking_an_application_back_empties_the_board()
    {
        await SeenAsync(await ApplyAsync());
        await SeenAsync(
            await _script.WriteAsync($"plan-{Plan}", new PlanEvent.ApplicationEnded([Province], new(2024, 12, 31), new("áp dụng nhầm")))
        );

        List(Province).ShouldBeEmpty();
    }

    [Fact]
    public async Task What_a_revision_would_move_waits_and_what_is_extended_says_from_when()
    {
        await SeenAsync(await ApplyAsync());
        await SeenAsync(await ReviseAndExtendAsync());

        var waits = List(LucNgan).Single(row => row.Duty.Value == "dot-1");
        (waits.LastValidDay, waits.Waits, waits.MovesTo, waits.Said.Wording).ShouldBe(
            (new DateOnly(2025, 2, 7), true, new DateOnly(2025, 2, 19), "trước ngày 08/02/2025")
        );
        List(LucNgan, "2025-02-08T00:00:00+07:00").Single(row => row.Duty.Value == "dot-1").Waits.ShouldBeFalse("what is over never moves");
        var extended = List(LucNgan).Single(row => row.Duty.Value == "cua-so");
        (extended.LastValidDay, extended.MovedFrom).ShouldBe((new DateOnly(2025, 3, 21), new DateOnly(2025, 3, 14)));
        var other = List(SonDong).Single(row => row.Duty.Value == "cua-so");
        (other.LastValidDay, other.MovedFrom).ShouldBe((new DateOnly(2025, 3, 14), null));

        await SeenAsync(
            await _script.WriteAsync(
                $"plan-{Plan}",
                new PlanEvent.OccurrenceMoved(
                    new("dot-1"),
                    Workflows.Duties.PeriodKey.Once,
                    2,
                    new(null, new(2025, 2, 7), null),
                    new(null, new(2025, 2, 19), null),
                    false,
                    new(2025, 1, 6)
                )
            )
        );
        var moved = List(LucNgan).Single(row => row.Duty.Value == "dot-1");
        (moved.Id, moved.LastValidDay, moved.MovedFrom, moved.Waits, moved.Said.Wording).ShouldBe(
            (waits.Id, new DateOnly(2025, 2, 19), new DateOnly(2025, 2, 7), false, "trước ngày 20/02/2025")
        );
    }

    [Fact]
    public async Task What_was_handed_in_is_neither_soon_nor_overdue_until_it_is_returned()
    {
        await SeenAsync(await ApplyAsync());
        var ask = AskOf(List(LucNgan).Single(row => row.Duty.Value == "dot-1"));
        DeadlineRow At(string at) => List(LucNgan, at).Single(row => row.Id == ask.Key);

        await SeenAsync(await _script.WriteAsync($"duty-{ask.Key}", FiledOn(ask, new(2025, 2, 9), 2)));
        At("2025-03-01T08:00:00+07:00").State.ShouldBe(DeadlineState.Filed);
        At("2025-03-01T08:00:00+07:00").Answer.ShouldBe(new(DutyStanding.Filed, 1, new(2025, 2, 9), 2, 1));
        List(Province, "2025-03-01T08:00:00+07:00", DeadlineState.Overdue).ShouldNotContain(row => row.Id == ask.Key);
        List(Province, "2025-03-01T08:00:00+07:00", DeadlineState.Filed).ShouldHaveSingleItem().Id.ShouldBe(ask.Key);

        await SeenAsync(await _script.WriteAsync($"duty-{ask.Key}", new DutyEvent.Returned(1, Province, new(2025, 2, 10), Sealed)));
        At("2025-03-01T08:00:00+07:00").State.ShouldBe(DeadlineState.Overdue);
        At("2025-03-01T08:00:00+07:00").Answer!.Standing.ShouldBe(DutyStanding.Returned);

        await SeenAsync(
            await _script.WriteAsync(
                $"duty-{ask.Key}",
                FiledOn(ask, new(2025, 2, 11), 4) with
                {
                    Round = 2,
                },
                new DutyEvent.Replaced(3, new(2025, 2, 12), new(2025, 2, 11), 4, Answer("2/BC"), null),
                new DutyEvent.Accepted(3, Province, new(2025, 2, 12), null)
            )
        );
        At("2025-03-01T08:00:00+07:00").State.ShouldBe(DeadlineState.Done);
        At("2025-03-01T08:00:00+07:00").Answer.ShouldBe(new(DutyStanding.Done, 3, new(2025, 2, 11), 4, 1));
    }

    [Fact]
    public async Task Answers_stay_with_their_rows_when_the_plan_moves_them_and_whatever_the_instant()
    {
        await SeenAsync(await ApplyAsync());
        var rows = List(LucNgan).Where(row => row.Duty.Value is "dot-1" or "cua-so" or "so-ket" or "gio").Take(6).ToList();
        foreach (var (row, i) in rows.Select((row, i) => (row, i)))
        {
            var ask = AskOf(row);
            await _script.WriteAsync($"duty-{ask.Key}", FiledOn(ask with { To = i % 2 == 0 ? [] : ask.To }, new(2025, 2, 1), null));
        }

        var over = AskOf(List(SonDong)[0]);
        await _script.WriteAsync($"duty-{over.Key}", new DutyEvent.HandedOver(over, SonDong, LucNgan, new(2025, 2, 1)));
        await SeenAsync(await ReviseAndExtendAsync());
        var before = List(Province);

        before.Count(row => row.State is DeadlineState.Done).ShouldBe(3);
        before.Count(row => row.State is DeadlineState.Filed).ShouldBe(3);
        foreach (var row in before.Where(row => row.State is DeadlineState.Filed))
        {
            await SeenAsync(await _script.WriteAsync($"duty-{row.Id}", new DutyEvent.Withdrawn(1, new(2025, 2, 2), null)));
        }

        EachRowIsInTheStateItSays();
        before = List(Province);
        before.ShouldNotContain(row => row.State == DeadlineState.Filed);
        await RebuiltAsync();
        List(Province).ShouldBe(before);
    }

    [Fact]
    public async Task Building_it_anew_gives_the_same_rows()
    {
        await SeenAsync(await ApplyAsync());
        await SeenAsync(await ReviseAndExtendAsync());
        await SeenAsync(await _script.WriteAsync("org", new OrganisationEvent.UnitsEnded([new(SonDong, new(2025, 4, 9), [], null)])));
        var before = List(Province);

        await RebuiltAsync();

        List(Province).ShouldBe(before);
    }

    private async Task RebuiltAsync()
    {
        _subscription.Rebuild();
        for (var waited = 0; waited < 200 && (await _subscription.StatusAsync()).Any(status => status.Building); waited++)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    private static readonly Sealed Sealed = new(new("khoa"), new byte[] { 1 });

    private static DutyAnswer Answer(string number) => new(new DutyContent.Document(new(number), new(2025, 1, 2), null), [], null);

    private static DutyAsk AskOf(DeadlineRow row) =>
        new(
            row.Plan,
            row.Duty,
            row.Period,
            row.Origin!.Value,
            row.Unit!.Value,
            PlanDutyKind.Report,
            1,
            null,
            CountsLate: true,
            TakesLate: true,
            [new(Province, [])]
        );

    private static DutyEvent.Filed FiledOn(DutyAsk ask, DateOnly on, int? late) =>
        new(ask, 1, new(on, null, null), on, late, Answer("1/BC"), [], null);

    private static readonly DeadlineState[] ToDo =
    [
        DeadlineState.Overdue,
        DeadlineState.Soon,
        DeadlineState.Open,
        DeadlineState.NotOpen,
        DeadlineState.Undated,
    ];

    private static DeadlineClock ClockAt(string at) =>
        DeadlineClock.At(DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture), OfficialDays.Load());

    private IReadOnlyList<DeadlineRow> List(
        UnitId unit,
        string at = "2025-02-05T08:00:00+07:00",
        DeadlineState? state = null,
        PlanId? plan = null
    ) => Queries.List(new([unit], plan, state is { } one ? [one] : []), ClockAt(at), limit: 1000).Items;

    private static UnitEntry UnitOf(UnitId unit, UnitLevel level, UnitId? parent, DateOnly? from = null) =>
        new(unit, level, false, new(unit, from ?? new(2024, 1, 1), new(unit.Value), null, new("huyện"), parent));

    private Task<Position> ImportAsync()
    {
        var shipped = PlanFile.Shipped()[0];
        PlanDuty Duty(string code, PlanTiming timing, string wording) =>
            new(
                new(code),
                PlanDutyKind.Report,
                new("Báo cáo"),
                [new(new("Ban Chỉ đạo cấp huyện"), UnitLevel.District, Committee)],
                null,
                timing,
                null,
                null,
                null,
                PlanStrength.Hard,
                null,
                null,
                new("IV"),
                new(wording)
            );
        var plan = shipped.Definition with
        {
            Id = Plan,
            Date = new DateOnly(2025, 1, 1),
            Kind = PlanKind.Plan,
            Period = new(new("năm 2025"), new DateOnly(2024, 12, 1), new DateOnly(2025, 12, 31), new("I")),
            Rounds = [],
            Duties =
            [
                Duty("dot-1", new PlanTiming.Before(new(2025, 2, 8)), "trước ngày 08/02/2025"),
                Duty(
                    "gio",
                    new PlanTiming.Every(PlanPeriodKind.Month, new PlanDayRule.ByDay(1, 30), 0, new TimeOnly(16, 30)),
                    "16 giờ 30 ngày 30 hằng tháng"
                ),
                Duty("so-ket", new PlanTiming.Undated(null), "sơ kết"),
                Duty("cua-so", new PlanTiming.Window(new(2025, 3, 10), new(2025, 3, 14), null), "từ ngày 10 đến ngày 14/3/2025"),
                Duty("khuyen-khich", new PlanTiming.By(new(2025, 1, 10), null), "khuyến khích") with
                {
                    Strength = PlanStrength.Soft,
                },
            ],
        };
        return _script.WriteAsync($"plan-{Plan}", new PlanEvent.Imported(1, plan, shipped.Source));
    }

    private async Task<Position> ReviseAndExtendAsync()
    {
        var plan = _reference.Current.Plans[Plan].Definition!;
        var later = plan with
        {
            Duties =
            [
                plan.Duties[0] with
                {
                    Timing = new PlanTiming.Before(new(2025, 2, 20)),
                    Wording = new("trước ngày 20/02/2025"),
                },
                .. plan.Duties.Skip(1),
            ],
        };
        var source = new Digest(new string('b', 64));
        var document = new IssuedDocument(new("45/CV"), new(2025, 1, 3), new("Ban Chỉ đạo tỉnh"));
        return await _script.WriteAsync(
            $"plan-{Plan}",
            new PlanEvent.RevisionProposed(2, later, source, null, []),
            new PlanEvent.RevisionConfirmed(2, source, new(2025, 1, 5), new(RevisionKind.Amendment, document)),
            new PlanEvent.OccurrenceExtended(
                new("cua-so"),
                Workflows.Duties.PeriodKey.Once,
                [LucNgan],
                new(null, new(2025, 3, 14), null),
                new(null, new(2025, 3, 21), null),
                document,
                new(2025, 1, 5)
            )
        );
    }

    private async Task<Position> ApplyAsync()
    {
        await ImportAsync();
        return await _script.WriteAsync($"plan-{Plan}", new PlanEvent.Applied([Province], new(2025, 1, 1)));
    }

    private async Task SeenAsync(Position position) =>
        (await _subscription.WaitAllAsync(position, TimeSpan.FromSeconds(20))).ShouldBeTrue();
}
