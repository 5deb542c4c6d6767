using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Tests.Execution;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Duties;

/// <summary>What holds whatever units, recipients and reactors do with an occurrence, in whatever order.</summary>
public sealed class DutyLaws
{
    private sealed record Moment(
        Duty Before,
        DutyCommand Command,
        CommandContext By,
        Refusal? Refused,
        IReadOnlyList<DutyEvent> Events,
        Duty After
    )
    {
        public override string ToString() => $"{Command} → {Refused?.Code ?? string.Join(", ", Events.Select(e => e.GetType().Name))}";
    }

    private static readonly Arbitrary<int[]> Lives = Gen.Choose(0, int.MaxValue).ArrayOf(60).ToArbitrary();

    private static void Always(Action<Moment> law, int lives = 300) =>
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
        Always(m =>
        {
            foreach (var e in m.Events)
            {
                seen[e.GetType().Name] = seen.GetValueOrDefault(e.GetType().Name) + 1;
            }
        });

        typeof(DutyEvent)
            .GetNestedTypes()
            .Where(type => type.IsSubclassOf(typeof(DutyEvent)))
            .Select(type => type.Name)
            .Where(name => seen.GetValueOrDefault(name) < 20)
            .ShouldBeEmpty();
    }

    [Fact]
    public void What_was_accepted_changes_nothing_when_repeated() =>
        Always(m =>
        {
            if (m.Events.Count > 0)
            {
                Bindings
                    .Duty.Decide(m.Command, m.By, m.After)
                    .ShouldBeOfType<Decision<DutyEvent>.Accepted>($"{m} repeated")
                    .Events.ShouldBeEmpty($"{m} repeated");
            }
        });

    [Fact]
    public void The_date_stays_while_it_stands_and_for_ever_once_it_was_accepted() =>
        Always(m =>
        {
            // A replacement may mend the day of a ceremony; reports, which these are, keep the day of handing in.
            if (m.Before.On is { } on && (m.Before.WasAccepted || (m.Before.Standing is DutyStanding.Filed && m.After.On is not null)))
            {
                m.After.On.ShouldBe(on, m.ToString());
                m.After.LateDays.ShouldBe(m.Before.LateDays, m.ToString());
            }
        });

    [Fact]
    public void It_is_done_only_when_all_recipients_accepted_what_stands() =>
        Always(m =>
        {
            (m.After.Standing is DutyStanding.Done).ShouldBe(
                m.After.Answer is not null && m.After.Recipients.TrueForAll(to => to.Standing is RecipientStanding.Accepted),
                m.ToString()
            );
            (m.After.Answer is null).ShouldBe(m.After.Standing is DutyStanding.Open, m.ToString());
        });

    [Fact]
    public void Rounds_count_one_by_one_and_the_key_is_the_streams() =>
        Always(m =>
        {
            (m.After.Round - m.Before.Round).ShouldBe(m.Events.Count(e => e is DutyEvent.Filed or DutyEvent.Replaced), m.ToString());
            m.After.Ask?.Key.ShouldBe(Asked.Ask().Key);
        });

    [Fact]
    public void Any_history_folds()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var random = new Random(seed);
            var types = typeof(DutyEvent).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(DutyEvent))).ToList();
            var state = Enumerable
                .Range(0, 20)
                .Select(_ => (DutyEvent)Anything.Make(types[random.Next(types.Count)], random.Next()))
                .Aggregate(Duty.None, Duty.Evolve);
            foreach (var command in Enumerable.Range(0, 20).Select(_ => Command(random)))
            {
                Bindings.Duty.Decide(command, Preparer, state).ShouldNotBeNull();
            }
        }
    }

    private static IEnumerable<Moment> Live(int[] seeds)
    {
        var state = Duty.None;
        var day = 0;
        foreach (var seed in seeds)
        {
            var random = new Random(seed);
            day += random.Next(3) == 0 ? 1 : 0;
            var command = Command(random);
            var by = (
                command switch
                {
                    DutyCommand.File { From: not null } or DutyCommand.HandOver => Robot,
                    DutyCommand.File { HandIn.TakenBy: not null } or DutyCommand.Accept or DutyCommand.Return => DistrictOfficer,
                    _ => Preparer,
                }
            ).After(day);
            var decision = Bindings.Duty.Decide(command, by, state);
            var events = decision is Decision<DutyEvent>.Accepted accepted ? accepted.Events : [];
            var after = events.Aggregate(state, Duty.Evolve);
            yield return new(state, command, by, (decision as Decision<DutyEvent>.Refused)?.Refusal, events, after);
            state = after;
        }
    }

    private static DutyCommand Command(Random random)
    {
        var ask = Asked.Ask() with { To = [new(District, []), new(Province, [])] };
        var answer = Asked.Answer($"{random.Next(3)}/BC");
        var recipient = random.Next(3) switch
        {
            0 => District,
            1 => Province,
            _ => Commune,
        };
        var owner = Asked.Ask("other").Key;
        return random.Next(9) switch
        {
            0 or 1 => new DutyCommand.File(ask, null, answer, []),
            2 => new DutyCommand.File(ask, new(Today.AddDays(random.Next(3) - 1), null, District), answer, []),
            3 => new DutyCommand.File(ask, new(Today, null, null), answer, [], owner),
            4 or 5 => new DutyCommand.Accept(recipient, random.Next(2) == 0 ? Because : null),
            6 => new DutyCommand.Return(recipient, Because),
            7 => random.Next(2) == 0 ? new DutyCommand.Replace(answer) : new DutyCommand.HandOver(ask, Commune, Commune, Today),
            _ => random.Next(3) switch
            {
                0 => new DutyCommand.Withdraw(),
                1 => new DutyCommand.Withdraw(owner),
                _ => new DutyCommand.HandOver(ask, Commune, District, Today),
            },
        };
    }
}
