using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;

namespace PhongTrao.Workflows.Tests.Organisation;

/// <summary>Changing the organisation: what is refused, what repeats without effect, and that everything has its day.</summary>
public class OrganisationDeciding
{
    private static readonly UnitId Province = new("tinh-a");
    private static readonly UnitId Commune = new("xa-a");
    private static readonly FunctionCode Leader = new("lanh-dao");
    private static readonly AccountId An = new(new Guid(1, 0, 0, new byte[8]));
    private static readonly AccountId Binh = new(new Guid(2, 0, 0, new byte[8]));
    private static readonly DateOnly Day1 = Demo.Day("2025-01-01");

    private static readonly OrganisationState Start = Do(
        OrganisationState.Initial,
        new OrganisationCommand.RegisterUnit(Entry(Province, UnitLevel.Province, null)),
        new OrganisationCommand.RegisterUnit(Entry(Commune, UnitLevel.Commune, Province)),
        new OrganisationCommand.BindFunction(new(Commune, Leader, new("Chủ tịch"), Day1, null)),
        Appoint(An)
    );

    private static readonly Appointment Held = Start.Holders(Commune, Leader, Day1).Single();

    public static TheoryData<string, OrganisationCommand> Refusals =>
        new()
        {
            { OrganisationRefusals.ParentUnknown, new OrganisationCommand.RegisterUnit(Entry(new("x"), UnitLevel.Commune, new("y"))) },
            { OrganisationRefusals.ParentNotAbove, new OrganisationCommand.RegisterUnit(Entry(new("x"), UnitLevel.Commune, Commune)) },
            {
                OrganisationRefusals.ParentNotInForce,
                new OrganisationCommand.RegisterUnit(Entry(new("x"), UnitLevel.Commune, Province, "2024-12-31"))
            },
            { OrganisationRefusals.UnitDiffers, new OrganisationCommand.RegisterUnit(Entry(Commune, UnitLevel.District, Province)) },
            { OrganisationRefusals.UnitUnknown, new OrganisationCommand.ChangeUnit(Version(new("x"), null)) },
            { OrganisationRefusals.UnitUnknown, new OrganisationCommand.EndUnit(new(new("x"), Day1, [], null)) },
            { OrganisationRefusals.EndsBeforeItBegins, new OrganisationCommand.EndUnit(new(Commune, Day1.AddDays(-1), [], null)) },
            { OrganisationRefusals.SuccessorIsItself, new OrganisationCommand.EndUnit(new(Commune, Day1, [Commune], null)) },
            { OrganisationRefusals.SuccessorUnknown, new OrganisationCommand.EndUnit(new(Commune, Day1, [new("x")], null)) },
            { OrganisationRefusals.ChildLeft, new OrganisationCommand.EndUnit(new(Province, Day1, [], null)) },
            {
                OrganisationRefusals.BeforeFirstDay,
                new OrganisationCommand.BindFunction(new(Commune, new("van-thu"), new("Văn thư"), Day1.AddDays(-1), null))
            },
            { OrganisationRefusals.FunctionNotBound, Appoint(An, function: "van-thu") },
            { OrganisationRefusals.UnitUnknown, Appoint(An, unit: "x") },
            { OrganisationRefusals.EndsBeforeItBegins, Appoint(An, to: "2024-12-31") },
            { OrganisationRefusals.AppointmentUnknown, new OrganisationCommand.EndAppointment(new(new Guid(7, 0, 0, new byte[8])), Day1) },
            { OrganisationRefusals.EndsBeforeItBegins, new OrganisationCommand.EndAppointment(Held.Id, Day1.AddDays(-1)) },
            { OrganisationRefusals.AlreadyHolds, Appoint(An, from: "2025-02-01") },
            { OrganisationRefusals.AlreadyHolds, Appoint(An, to: "2025-03-01") with { Title = new("Phó Chủ tịch") } },
            {
                OrganisationRefusals.AppointmentUnknown,
                new OrganisationCommand.CorrectTitle(new(new Guid(7, 0, 0, new byte[8])), new("Chủ tịch"))
            },
            { OrganisationRefusals.AppointmentUnknown, Transfer(new(new Guid(7, 0, 0, new byte[8])), "2025-03-01") },
            { OrganisationRefusals.FunctionNotBound, Transfer(Held.Id, "2025-03-01", "van-thu") },
            { OrganisationRefusals.EndsBeforeItBegins, Transfer(Held.Id, "2025-01-01") },
            { OrganisationRefusals.DelegateIsHolder, Delegate(An, "2025-02-01", "2025-02-28") },
            { OrganisationRefusals.EndsBeforeItBegins, Delegate(Binh, "2025-02-28", "2025-02-01") },
            { OrganisationRefusals.OutsideAppointment, Delegate(Binh, "2024-12-01", "2025-02-01") },
            { OrganisationRefusals.DelegationUnknown, new OrganisationCommand.EndDelegation(new(new Guid(7, 0, 0, new byte[8])), Day1) },
        };

    [Theory]
    [MemberData(nameof(Refusals))]
    public void Is_refused(string code, OrganisationCommand command)
    {
        OrganisationDecider
            .Decide(command, Demo.By(), Start)
            .ShouldBeOfType<Decision<OrganisationEvent>.Refused>()
            .Refusal.Code.ShouldBe(code);
    }

    [Fact]
    public void Repeating_a_command_records_nothing()
    {
        OrganisationCommand[] commands =
        [
            new OrganisationCommand.RegisterUnit(Entry(new("xa-b"), UnitLevel.Commune, Province)),
            new OrganisationCommand.ChangeUnit(Version(Commune, Province) with { From = Demo.Day("2025-03-01"), Name = new("Tên mới") }),
            new OrganisationCommand.BindFunction(new(Commune, new("van-thu"), new("Văn thư"), Day1, null)),
            Appoint(Binh),
            Delegate(Binh, "2025-02-01", "2025-02-28"),
            new OrganisationCommand.EndAppointment(Held.Id, Demo.Day("2025-05-31"), new("15/QĐ-UBND"), Day1),
            new OrganisationCommand.CorrectTitle(Held.Id, new("Chủ tịch UBND")),
            Transfer(Held.Id, "2025-05-01"),
            new OrganisationCommand.EndUnit(new(Commune, Demo.Day("2025-06-30"), [new("xa-b")], new("Nghị quyết"))),
        ];
        var state = Start;
        for (var i = 0; i < commands.Length; i++)
        {
            state = Do(state, i + 50, commands[i]);
            OrganisationDecider
                .Decide(commands[i], Demo.By(i + 50), state)
                .ShouldBeOfType<Decision<OrganisationEvent>.Accepted>()
                .Events.ShouldBeEmpty(commands[i].ToString());
        }
    }

    [Fact]
    public void A_unit_is_called_and_stands_as_on_the_day_and_keeps_its_id()
    {
        var other = new UnitId("tinh-b");
        var state = Do(
            Start,
            new OrganisationCommand.RegisterUnit(Entry(other, UnitLevel.Province, null)),
            new OrganisationCommand.ChangeUnit(Version(Commune, other) with { From = Demo.Day("2025-03-01"), Name = new("phường A") })
        );

        state.Unit(Commune)!.NameOn(Demo.Day("2025-02-28")).Value.ShouldBe("Tên xa-a");
        state.Unit(Commune)!.NameOn(Demo.Day("2025-03-01")).Value.ShouldBe("phường A");
        state.AncestorAt(Commune, UnitLevel.Province, Demo.Day("2025-02-28"))!.Id.ShouldBe(Province);
        state.AncestorAt(Commune, UnitLevel.Province, Demo.Day("2025-03-01"))!.Id.ShouldBe(other);
        state.ChildrenOf(Province, Demo.Day("2025-03-01")).ShouldBeEmpty();
    }

    [Fact]
    public void A_later_binding_ends_the_one_before_it()
    {
        var state = Do(Start, new OrganisationCommand.BindFunction(new(Commune, Leader, new("Tên mới"), Demo.Day("2025-03-01"), null)));

        state.OfficeName(Commune, Leader, Demo.Day("2025-02-28"))!.Value.Value.ShouldBe("Chủ tịch");
        state.OfficeName(Commune, Leader, Demo.Day("2025-03-01"))!.Value.Value.ShouldBe("Tên mới");
    }

    [Fact]
    public void An_appointment_acts_from_its_first_to_its_last_day_and_not_beyond_its_unit()
    {
        var state = Do(Start, new OrganisationCommand.EndAppointment(Held.Id, Demo.Day("2025-05-31")));

        Acts(state, An, "2024-12-31").ShouldBeFalse();
        Acts(state, An, "2025-01-01").ShouldBeTrue();
        Acts(state, An, "2025-05-31").ShouldBeTrue();
        Acts(state, An, "2025-06-01").ShouldBeFalse();
        var ended = Do(Start, new OrganisationCommand.EndUnit(new(Commune, Demo.Day("2025-06-30"), [], null)));
        Acts(ended, An, "2025-06-30").ShouldBeTrue();
        Acts(ended, An, "2025-07-01").ShouldBeFalse();
    }

    [Fact]
    public void Who_is_moved_leaves_the_one_office_on_the_day_before_they_hold_the_other_and_both_say_by_what_paper()
    {
        var moved = Do(
            Start,
            new OrganisationCommand.BindFunction(new(Province, Leader, new("Chủ tịch tỉnh"), Day1, null)),
            new OrganisationCommand.Transfer(
                Held.Id,
                Province,
                Leader,
                new("Phó Chủ tịch"),
                Demo.Day("2025-03-01"),
                new("15/QĐ-UBND"),
                Day1
            )
        );

        moved.Holders(Commune, Leader, Demo.Day("2025-02-28")).Single().Account.ShouldBe(An);
        moved.Holders(Commune, Leader, Demo.Day("2025-03-01")).ShouldBeEmpty();
        moved.Holders(Province, Leader, Demo.Day("2025-02-28")).ShouldBeEmpty();
        var there = moved.Holders(Province, Leader, Demo.Day("2025-03-01")).Single();
        (there.Account, there.Title.Value, there.Number?.Value, there.To).ShouldBe((An, "Phó Chủ tịch", "15/QĐ-UBND", null));
        moved.EndingOf(Held.Id)!.Number!.Value.Value.ShouldBe("15/QĐ-UBND");
        moved.AppointmentsIn(Commune).Select(held => held.Id).ShouldBe([Held.Id]);
        Refused(moved, Transfer(Held.Id, "2025-04-01")).ShouldBe(OrganisationRefusals.AppointmentOver);
    }

    [Fact]
    public void Another_title_in_the_same_office_is_a_move_within_it_and_its_wording_alone_is_no_new_appointment()
    {
        var state = Do(Start, Transfer(Held.Id, "2025-03-01"));
        state.Holders(Commune, Leader, Demo.Day("2025-02-28")).Single().Title.Value.ShouldBe("Chủ tịch");
        state.Holders(Commune, Leader, Demo.Day("2025-03-01")).Single().Title.Value.ShouldBe("Phó Chủ tịch");

        var corrected = Do(Start, new OrganisationCommand.CorrectTitle(Held.Id, new("Chủ tịch UBND")));
        corrected.Appointment(Held.Id).ShouldBe(Held with { Title = new("Chủ tịch UBND") });
        corrected.AppointmentsEver(An).Count().ShouldBe(1);
    }

    [Fact]
    public void Who_has_left_may_be_appointed_again_from_the_day_after()
    {
        var left = Do(Start, new OrganisationCommand.EndAppointment(Held.Id, Demo.Day("2025-02-28")));
        Refused(left, Appoint(An, from: "2025-02-28")).ShouldBe(OrganisationRefusals.AlreadyHolds);
        Acts(Do(left, Appoint(An, from: "2025-03-01")), An, "2025-03-01").ShouldBeTrue();
    }

    /// <summary>However people are appointed, moved and let go: nobody holds one office twice on a day, and what was refused changed nothing.</summary>
    [Fact]
    public void Nobody_holds_one_office_twice_on_a_day()
    {
        Prop.ForAll(
                ArbMap.Default.GeneratorFor<(byte, byte, byte)>().ListOf().ToArbitrary(),
                steps =>
                {
                    var state = Do(Start, new OrganisationCommand.BindFunction(new(Province, Leader, new("Chủ tịch tỉnh"), Day1, null)));
                    foreach (var (kind, who, when) in steps)
                    {
                        var (person, day) = (who % 2 == 0 ? An : Binh, Day1.AddDays(when % 60));
                        var unit = who % 4 < 2 ? Commune : Province;
                        var held = state.Appointments.OrderBy(one => one.Id.Value).ElementAt(who % state.Appointments.Count());
                        OrganisationCommand command = (kind % 3) switch
                        {
                            0 => new OrganisationCommand.Appoint(
                                person,
                                unit,
                                Leader,
                                new("Chủ tịch"),
                                day,
                                kind % 2 == 0 ? null : day.AddDays(kind % 9)
                            ),
                            1 => new OrganisationCommand.Transfer(held.Id, unit, Leader, new("Chủ tịch"), day),
                            _ => new OrganisationCommand.EndAppointment(held.Id, held.To is { } to && to < day ? to : day),
                        };
                        if (OrganisationDecider.Decide(command, Demo.By(), state) is Decision<OrganisationEvent>.Accepted accepted)
                        {
                            state = accepted.Events.Aggregate(state, OrganisationState.Evolve);
                        }
                    }

                    for (var day = Day1; day < Day1.AddDays(70); day = day.AddDays(1))
                    {
                        foreach (var unit in new[] { Commune, Province })
                        {
                            state.Holders(unit, Leader, day).Select(one => one.Account).ShouldBeUnique();
                        }
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void A_delegate_acts_for_the_holder_with_both_names_and_only_in_that_time()
    {
        var state = Do(Start, 60, Delegate(Binh, "2025-02-01", "2025-02-28"));

        state.AppointmentsOf(Binh, Demo.Day("2025-01-31")).ShouldBeEmpty();
        var capacity = state.AppointmentsOf(Binh, Demo.Day("2025-02-01")).Single();
        capacity.ShouldBe(new Capacity(Held.Id, Commune, Leader, An, state.Delegations.Single().Id));
        state.AppointmentsOf(Binh, Demo.Day("2025-03-01")).ShouldBeEmpty();
        var ended = Do(state, new OrganisationCommand.EndDelegation(capacity.Delegation!.Value, Demo.Day("2025-02-10")));
        ended.AppointmentsOf(Binh, Demo.Day("2025-02-11")).ShouldBeEmpty();
        Do(state, new OrganisationCommand.EndAppointment(Held.Id, Demo.Day("2025-02-05")))
            .AppointmentsOf(Binh, Demo.Day("2025-02-06"))
            .ShouldBeEmpty("a delegation does not outlive its appointment");
    }

    /// <summary>n:m mergers of random forests: successors, predecessors and scope agree with what was said.</summary>
    [Fact]
    public void Random_mergers_keep_every_unit_in_the_scope_of_its_heirs()
    {
        Prop.ForAll(
                ArbMap.Default.GeneratorFor<int>().ListOf().ToArbitrary(),
                seeds =>
                {
                    var day = Demo.Day("2025-07-01");
                    var heirs = Enumerable.Range(0, 3).Select(i => new UnitId($"moi-{i}")).ToList();
                    var old = seeds.Select((_, i) => new UnitId($"cu-{i}")).ToList();
                    var changes = OrganisationChanges.None with
                    {
                        Units =
                        [
                            .. heirs.Select(id => Entry(id, UnitLevel.Commune, Province, "2025-07-01")),
                            .. old.Select(id => Entry(id, UnitLevel.Commune, Province)),
                        ],
                        Endings =
                        [
                            .. old.Select(
                                (id, i) => new UnitEnding(id, day.AddDays(-1), [.. heirs.Where((_, h) => (seeds[i] >> h & 1) == 1)], null)
                            ),
                        ],
                    };
                    var state = Do(Start, new OrganisationCommand.Import(changes));
                    foreach (var ending in changes.Endings)
                    {
                        state.SuccessorsOn(ending.Unit, day).Select(unit => unit.Id).ShouldBe(ending.Successors, ignoreOrder: true);
                        foreach (var heir in heirs)
                        {
                            var takesOver = ending.Successors.Contains(heir);
                            state.IsUnder(ending.Unit, heir, day).ShouldBe(takesOver);
                            state.IsUnder(ending.Unit, heir, day.AddDays(-1)).ShouldBeFalse();
                            state.PredecessorsOf(heir).Contains(ending.Unit).ShouldBe(takesOver);
                        }
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure);
    }

    [Fact]
    public void A_province_folds_fast()
    {
        var units = Enumerable.Range(0, 100).Select(i => Entry(new($"xa-{i}"), UnitLevel.Commune, Province)).ToList();
        var bindings = units.SelectMany(unit =>
            Enumerable.Range(0, 6).Select(f => new OfficeBinding(unit.Unit, new($"f{f}"), new("Cơ quan"), Day1, null))
        );
        var appointments = units.SelectMany(
            (unit, u) =>
                Enumerable
                    .Range(0, 30)
                    .Select(p => new Appointment(
                        new(new Guid(u, (short)p, 1, new byte[8])),
                        new(new Guid(u, (short)p, 2, new byte[8])),
                        unit.Unit,
                        new($"f{p % 6}"),
                        new("Chức vụ"),
                        Day1,
                        null
                    ))
        );
        var changes = OrganisationChanges.None with { Units = units, Bindings = [.. bindings], Appointments = [.. appointments] };

        var events = OrganisationDecider
            .Decide(new OrganisationCommand.Import(changes), Demo.By(), Start)
            .ShouldBeOfType<Decision<OrganisationEvent>.Accepted>()
            .Events;
        var watch = System.Diagnostics.Stopwatch.StartNew();
        var state = events.Aggregate(Start, OrganisationState.Evolve);
        watch.Stop();

        events.Count.ShouldBe(1 + 3 + 15);
        state.Appointments.Count().ShouldBe(3001);
        watch.ElapsedMilliseconds.ShouldBeLessThan(1000, "measured at about 10 ms; the limit only catches a fold that became quadratic");
    }

    private static bool Acts(OrganisationState state, AccountId account, string day) =>
        state.AppointmentsOf(account, Demo.Day(day)).Count > 0;

    private static UnitEntry Entry(UnitId id, UnitLevel level, UnitId? parent, string from = "2025-01-01") =>
        new(id, level, false, Version(id, parent) with { From = Demo.Day(from) });

    private static UnitVersion Version(UnitId id, UnitId? parent) => new(id, Day1, new($"Tên {id}"), null, new("xã"), parent);

    private static OrganisationCommand.Appoint Appoint(
        AccountId account,
        string unit = "xa-a",
        string function = "lanh-dao",
        string? to = null,
        string from = "2025-01-01"
    ) => new(account, new(unit), new(function), new("Chủ tịch"), Demo.Day(from), to is null ? null : Demo.Day(to));

    private static OrganisationCommand.Transfer Transfer(AppointmentId from, string day, string function = "lanh-dao") =>
        new(from, Commune, new(function), new("Phó Chủ tịch"), Demo.Day(day));

    private static string Refused(OrganisationState state, OrganisationCommand command) =>
        OrganisationDecider.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<OrganisationEvent>.Refused>().Refusal.Code;

    private static OrganisationCommand Delegate(AccountId to, string from, string until) =>
        new OrganisationCommand.Delegate(Held.Id, to, Demo.Day(from), Demo.Day(until), new("01/GUQ-UBND"), Demo.Day("2025-01-15"));

    private static OrganisationState Do(OrganisationState state, params OrganisationCommand[] commands) =>
        commands.Aggregate(state, (before, command) => Do(before, 7, command));

    private static OrganisationState Do(OrganisationState state, int seed, OrganisationCommand command) =>
        OrganisationDecider
            .Decide(command, Demo.By(seed), state)
            .ShouldBeOfType<Decision<OrganisationEvent>.Accepted>()
            .Events.Aggregate(state, OrganisationState.Evolve);
}
