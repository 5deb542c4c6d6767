using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Sittings;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Sittings;

/// <summary>What holds of a sitting whatever is asked of it, in whatever order.</summary>
public sealed class SittingLaws
{
    private sealed class Run
    {
        public Sitting State { get; set; } = Sitting.None;
        public Dictionary<MemberId, Attendance> Attendances { get; } = [];
        public HashSet<(MemberId, NomineeId)> Recused { get; } = [];

        public int Voters(NomineeId nominee) =>
            Attendances.Count(a => a.Value is not Attendance.Absent && !Recused.Contains((a.Key, nominee)));
    }

    [Fact]
    public void No_recused_vote_is_counted_and_nothing_is_closed_below_the_quorum()
    {
        var closed = 0;
        var passed = new HashSet<bool>();
        Prop.ForAll(
                Gen.Choose(0, int.MaxValue).ToArbitrary(),
                seed =>
                {
                    var run = Play(new Random(seed));
                    if (run.State.Minutes is null)
                    {
                        return;
                    }

                    closed++;
                    var members = run.State.Members.Count;
                    (run.Attendances.Count(a => a.Value is Attendance.Present) * 3).ShouldBeGreaterThanOrEqualTo(members * 2);
                    foreach (var nominee in run.State.Nominees)
                    {
                        var tally = run.State.Votes[nominee.Nominee].Tally;
                        tally.AddsUp.ShouldBeTrue();
                        tally.Members.ShouldBe(members, "a recusal makes no council smaller");
                        tally.Issued.ShouldBeLessThanOrEqualTo(run.Voters(nominee.Nominee));
                        (tally.For + tally.Against).ShouldBeLessThanOrEqualTo(run.Voters(nominee.Nominee));
                        var share = 100m * tally.For;
                        var needed = nominee.Rule.Percent * (nominee.Rule.Base is VoteBase.Members ? members : tally.Issued);
                        var passes = needed > 0 && (nominee.Rule.MoreThan ? share > needed : share >= needed);
                        run.State.Passes(nominee).ShouldBe(passes);
                        passed.Add(passes);
                    }

                    // Closed is closed.
                    Sitting.Decide(new SittingCommand.Drop(null), Officer, run.State).ShouldBeOfType<Decision<SittingEvent>.Refused>();
                }
            )
            .Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
        closed.ShouldBeGreaterThan(100);
        passed.Count.ShouldBe(2);
    }

    private static CommandContext Officer { get; } = DistrictOfficer;

    private static Run Play(Random random)
    {
        var run = new Run();
        MemberId[] members = [.. Enumerable.Range(0, random.Next(1, 11)).Select(i => new MemberId(Id(710 + i)))];
        NomineeId[] nominees = [.. Enumerable.Range(0, random.Next(1, 4)).Select(i => new NomineeId(Id(101 + i)))];
        Ask(
            new SittingCommand.Call(
                new(
                    District,
                    Cast.Officer,
                    null,
                    Today,
                    Words("phòng họp"),
                    [.. members.Select(m => new CouncilMember(m, Words("ủy viên")))],
                    members[0],
                    new(new(Id(799)), Words("thư ký"))
                )
            )
        );
        Ask(
            new SittingCommand.Enter([
                .. nominees.Select(n => new SittingNominee(
                    new(Id(51)),
                    n,
                    new(random.Next(1, 101), (VoteBase)random.Next(2), random.Next(2) == 0)
                )),
            ])
        );
        for (var i = 0; i < 25; i++)
        {
            var member = members[random.Next(members.Length)];
            var nominee = nominees[random.Next(nominees.Length)];
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    var how = (Attendance)Math.Min(random.Next(4), 2);
                    AttendanceEntry[] all =
                        random.Next(2) == 0 ? [.. members.Select(m => new AttendanceEntry(m, how))] : [new(member, how)];
                    if (Ask(new SittingCommand.Attend(all)))
                    {
                        foreach (var one in all)
                        {
                            run.Attendances[one.Member] = one.Attendance;
                        }
                    }

                    break;
                case 3:
                    if (Ask(new SittingCommand.Recuse(member, [nominee], RecusalCause.Relative)))
                    {
                        run.Recused.Add((member, nominee));
                    }

                    break;
                case 4:
                    if (random.Next(3) == 0 && Ask(new SittingCommand.LiftRecusal(member, [nominee])))
                    {
                        run.Recused.Remove((member, nominee));
                    }

                    break;
                case 5 or 6:
                    List<SittingCommand.EnterVotes> counts = [.. nominees.Select(Counted)];
                    if (random.Next(2) == 0)
                    {
                        Ask(new SittingCommand.EnterAllVotes(counts));
                    }
                    else
                    {
                        counts.ForEach(count => Ask(count));
                    }

                    break;
                default:
                    Ask(new SittingCommand.Close(Paper(), Words("thư ký")));
                    break;
            }
        }

        return run;

        SittingCommand.EnterVotes Counted(NomineeId nominee)
        {
            var issued = random.Next(members.Length + 2);
            var returned = random.Next(issued + 1);
            var yes = random.Next(returned + 1);
            return new(nominee, issued, returned, returned, yes, random.Next(20) == 0 ? returned : returned - yes, null);
        }

        bool Ask(SittingCommand command)
        {
            if (Sitting.Decide(command, Officer, run.State) is not Decision<SittingEvent>.Accepted { Events: var events })
            {
                return false;
            }

            run.State = events.Aggregate(run.State, Sitting.Evolve);
            (Sitting.Decide(command, Officer, run.State) is Decision<SittingEvent>.Accepted { Events.Count: 0 }).ShouldBeTrue(
                "what is repeated records nothing"
            );
            return true;
        }
    }
}
