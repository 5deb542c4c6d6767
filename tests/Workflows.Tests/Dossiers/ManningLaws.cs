using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Organisation;
using PhongTrao.Workflows.Routes;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Dossiers;

/// <summary>
/// From every open task somebody may act, or somebody may say who acts: over random offices of a commune, its district and its
/// province, random people in them and random people who are concerned.
/// </summary>
public sealed class ManningLaws
{
    private static readonly UnitId[] Chain = [Commune, District, Province];
    private static readonly FunctionCode[] Functions = [Officer, Head, Clerk];
    private static readonly IReadOnlyList<FunctionCode> Heads = [Head];

    private sealed record Case(OrganisationState Organisation, Post Post, DateOnly Day)
    {
        public Manning Manning => Manning.Of(Organisation, Post, Heads, Day);

        public bool Bars(AccountId account) => Post.Act.Judges() && Post.Concerned.Contains(account);

        public IEnumerable<Appointment> Impartial(UnitId unit, FunctionCode function) =>
            Organisation.Holders(unit, function, Day).Where(a => !Bars(a.Account));

        public override string ToString() =>
            $"{Post.Act} at {Post.Desk}, concerned {string.Join(",", Post.Concerned)}, named {Post.EntrustedTo}: {Manning.By} {Manning.Above} {Manning.Cause}";
    }

    private static void Always(Action<Case> law) =>
        Prop.ForAll(Gen.Choose(0, int.MaxValue).ToArbitrary(), seed => law(Make(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));

    [Fact]
    public void Every_answer_happens_in_these_cases()
    {
        var seen = new HashSet<(Manned, EscalationCause?)>();
        Always(c => seen.Add((c.Manning.By, c.Manning.Cause)));
        seen.Select(s => s.Item1).Distinct().ShouldBe(Enum.GetValues<Manned>(), ignoreOrder: true);
        seen.Select(s => s.Item2)
            .OfType<EscalationCause>()
            .Distinct()
            .ShouldBe(
                [EscalationCause.HeadConcerned, EscalationCause.NoHead, EscalationCause.HeadSends, EscalationCause.UnitEnded],
                ignoreOrder: true
            );
    }

    [Fact]
    public void Somebody_may_act_or_somebody_may_name_who_acts() =>
        Always(c =>
        {
            switch (c.Manning.By)
            {
                case Manned.ByOffice:
                    (
                        c.Impartial(c.Post.Desk.Unit, c.Post.Desk.Function).Any()
                        || (
                            c.Post.EntrustedTo is { } named
                            && !c.Bars(named)
                            && Manning.IsOf(c.Organisation, named, c.Post.Desk.Unit, c.Day)
                        )
                    ).ShouldBeTrue(c.ToString());
                    break;
                case Manned.ByHead:
                    c.Manning.Heads.ShouldNotBeEmpty(c.ToString());
                    c.Manning.Heads.ShouldAllBe(head => head.Unit == c.Post.Desk.Unit && !c.Bars(head.Account));
                    break;
                case Manned.ByAbove:
                    c.Impartial(c.Post.Desk.Unit, Head).ShouldBeEmpty(c.ToString());
                    (c.Manning.Above is not null || c.Manning.Heads.Count > 0).ShouldBeTrue(c.ToString());
                    c.Manning.Heads.ShouldAllBe(head => !c.Bars(head.Account) && head.Unit != c.Post.Desk.Unit);
                    break;
                default:
                    // Only where nobody impartial is head, or holds the function, in the unit and above it.
                    foreach (var unit in Chain.SkipWhile(u => u != c.Post.Desk.Unit))
                    {
                        c.Impartial(unit, Head).ShouldBeEmpty(c.ToString());
                        (c.Post.Act == StepAct.Decide || !c.Impartial(unit, c.Post.Desk.Function).Any()).ShouldBeTrue(c.ToString());
                    }

                    break;
            }
        });

    [Fact]
    public void Where_it_goes_somebody_may_act() =>
        Always(c =>
        {
            if (c.Manning.Above is { } above)
            {
                (c with { Post = c.Post with { Desk = above, EntrustedTo = null } }).Manning.By.ShouldBe(Manned.ByOffice, c.ToString());
                above.Unit.ShouldNotBe(c.Post.Desk.Unit);
                c.Post.Act.ShouldNotBe(StepAct.Decide);
            }
        });

    [Fact]
    public void Whoever_is_named_of_the_unit_and_not_concerned_may_act() =>
        Always(c =>
        {
            foreach (var person in c.Organisation.Appointments.Where(a => a.Unit == c.Post.Desk.Unit && !c.Bars(a.Account)))
            {
                if (c.Organisation.IsEffective(person, c.Day))
                {
                    (c with { Post = c.Post with { EntrustedTo = person.Account } }).Manning.By.ShouldBe(Manned.ByOffice, c.ToString());
                }
            }
        });

    [Fact]
    public void Telling_and_filing_needs_nobody_impartial() =>
        Always(c =>
        {
            if (!c.Post.Act.Judges())
            {
                (c with { Post = c.Post with { Concerned = [] } }).Manning.By.ShouldBe(c.Manning.By);
            }
        });

    private static Case Make(int seed)
    {
        var random = new Random(seed);
        var changes = OrganisationChanges.None with
        {
            Units =
            [
                Entry(Province, UnitLevel.Province, null),
                Entry(District, UnitLevel.District, Province),
                Entry(Commune, UnitLevel.Commune, District),
            ],
        };
        var appointments = new List<Appointment>();
        for (var i = random.Next(8); i > 0; i--)
        {
            var account = Account(1 + random.Next(6));
            appointments.Add(
                new(
                    new(Id(100 + i)),
                    account,
                    Chain[random.Next(Chain.Length)],
                    Functions[random.Next(Functions.Length)],
                    new("Công chức"),
                    new DateOnly(2024, 1, 1),
                    random.Next(5) == 0 ? new DateOnly(2025, 1, 31) : null
                )
            );
        }

        IEnumerable<OrganisationEvent> events =
        [
            new OrganisationEvent.UnitsRegistered(changes.Units),
            new OrganisationEvent.Appointed(appointments),
        ];
        if (random.Next(6) == 0)
        {
            events = events.Append(new OrganisationEvent.UnitsEnded([new(Commune, new DateOnly(2025, 3, 31), [District], null)]));
        }

        var acts = Enum.GetValues<StepAct>();
        return new(
            events.Aggregate(OrganisationState.Initial, OrganisationState.Evolve),
            new(
                new(Chain[random.Next(Chain.Length)], Functions[random.Next(Functions.Length)]),
                acts[random.Next(acts.Length)],
                [.. Enumerable.Range(1, 6).Where(_ => random.Next(3) == 0).Select(Account)],
                random.Next(3) == 0 ? Account(1 + random.Next(6)) : null
            ),
            Today
        );
    }

    private static UnitEntry Entry(UnitId unit, UnitLevel level, UnitId? parent) =>
        new(unit, level, false, new(unit, new DateOnly(2024, 1, 1), new(unit.Value), null, new("đơn vị"), parent));
}
