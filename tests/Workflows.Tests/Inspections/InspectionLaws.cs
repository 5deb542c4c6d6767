using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Inspections;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Inspections;

/// <summary>What holds of an inspection whatever is asked of it, by whomever, in whatever order.</summary>
public sealed class InspectionLaws
{
    private static readonly FunctionCode Supervisor = new("giam-sat");

    [Fact]
    public void Nothing_is_closed_that_somebody_else_has_not_explained_and_nothing_happens_afterwards()
    {
        var states = new HashSet<InspectionState>();
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var random = new Random(seed);
                    var state = Inspection.None;
                    var happened = new List<(InspectionEvent Event, CommandContext By)>();
                    for (var i = 0; i < 30; i++)
                    {
                        var by = Person(31 + random.Next(3), Province, random.Next(2) == 0 ? Supervisor : Officer).After(random.Next(8));
                        var command = Any(random, by);
                        if (Inspection.Decide(command, by, state) is not Decision<InspectionEvent>.Accepted { Events: var events })
                        {
                            continue;
                        }

                        happened.AddRange(events.Select(e => (e, by)));
                        state = events.Aggregate(state, Inspection.Evolve);
                        (Inspection.Decide(command, by, state) is Decision<InspectionEvent>.Accepted { Events.Count: 0 }).ShouldBeTrue(
                            "what is repeated records nothing"
                        );
                    }

                    states.Add(state.State);
                    var end = happened.FindIndex(h => h.Event is InspectionEvent.Closed or InspectionEvent.Withdrawn);
                    (end < 0 || end == happened.Count - 1).ShouldBeTrue("what is over is over");
                    state.IsOver.ShouldBe(end >= 0);
                    foreach (var ((@event, by), at) in happened.Select((h, at) => (h, at)))
                    {
                        switch (@event)
                        {
                            case InspectionEvent.Made or InspectionEvent.AskedAgain or InspectionEvent.Withdrawn:
                                by.Capacity!.Function.ShouldBe(Supervisor);
                                break;
                            case InspectionEvent.Answered answered:
                                by.Capacity!.Function.ShouldBe(Officer);
                                by.Account.ShouldNotBe(((InspectionEvent.Made)happened[0].Event).By);
                                answered.Round.ShouldBe(happened.Take(at).Count(h => h.Event is InspectionEvent.Answered) + 1);
                                break;
                            case InspectionEvent.Closed:
                                var last = happened[at - 1].Event.ShouldBeOfType<InspectionEvent.Answered>();
                                last.By.ShouldNotBe(by.Account);
                                break;
                        }
                    }
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
        states.Count.ShouldBe(4);
    }

    private static InspectionCommand Any(Random random, CommandContext by)
    {
        var words = Words($"lời {random.Next(4)}");
        var day = Today.AddDays(random.Next(-1, 12));
        return random.Next(9) switch
        {
            0 => new InspectionCommand.Make(
                new(
                    Province,
                    Supervisor,
                    by.Account,
                    random.Next(5) == 0 ? null : new(Id(51)),
                    random.Next(5) == 0 ? new(Id(61)) : null,
                    new(Province, Officer),
                    words,
                    day
                )
            ),
            1 or 2 or 3 => new InspectionCommand.Answer(words),
            4 or 5 => new InspectionCommand.AskAgain(words, day),
            6 or 7 => new InspectionCommand.Close(random.Next(2) == 0 ? null : words),
            _ => new InspectionCommand.Withdraw(words),
        };
    }
}
