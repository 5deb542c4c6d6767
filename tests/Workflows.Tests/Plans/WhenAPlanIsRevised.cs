using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Tests.Duties;
using static PhongTrao.Workflows.Tests.Duties.Written;

namespace PhongTrao.Workflows.Tests.Plans;

/// <summary>A changed file of a known plan waits for a second person.</summary>
public sealed class WhenAPlanIsRevised
{
    private static readonly AccountId Proposer = new(new Guid(1, 1, 1, new byte[8]));
    private static readonly AccountId Principal = new(new Guid(2, 2, 2, new byte[8]));
    private static readonly AccountId Second = new(new Guid(3, 3, 3, new byte[8]));
    private static readonly Digest First = new(new string('1', 64));
    private static readonly Digest Changed = new(new string('2', 64));
    private static readonly Digest Other = new(new string('3', 64));

    private static readonly RevisionBasis Basis = new(RevisionKind.Correction, null);

    private static readonly PlanDefinition Before = Written.PlanOf(
        "1/1/2025",
        "31/12/2025",
        null,
        Duty(new PlanTiming.By(Day("1/7/2025"), null), "bao-cao")
    );

    private static readonly PlanDefinition After = Before with { Duties = [Duty(new PlanTiming.By(Day("10/7/2025"), null), "bao-cao")] };

    private static readonly Plan Loaded = Plan.Evolve(Plan.Initial, new PlanEvent.Imported(1, Before, First));

    private static readonly Plan Waiting = Accepted(
        new PlanCommand.Import(After, Changed, FileBytes.Of("mới")),
        By(Proposer, Principal),
        Loaded
    );

    private static CommandContext By(AccountId account, AccountId? principal = null) =>
        new(
            Guid.Empty,
            DateTimeOffset.UnixEpoch,
            account,
            principal is null ? null : new Capacity(default, new("xa"), new("dieu-phoi"), principal),
            Guid.Empty
        );

    private static Plan Accepted(PlanCommand command, CommandContext by, Plan state) =>
        Plan.Decide(command, by, state).ShouldBeOfType<Decision<PlanEvent>.Accepted>().Events.Aggregate(state, Plan.Evolve);

    private static string Refused(PlanCommand command, CommandContext by, Plan state) =>
        Plan.Decide(command, by, state).ShouldBeOfType<Decision<PlanEvent>.Refused>().Refusal.Code;

    [Fact]
    public void Nothing_changes_until_a_second_person_confirms()
    {
        (Waiting.Revision, Waiting.Source).ShouldBe((1, First));
        Waiting.Definition.ShouldBe(Before);

        var confirmed = Accepted(new PlanCommand.Confirm(Changed, Basis), By(Second), Waiting);

        (confirmed.Revision, confirmed.Source).ShouldBe((2, Changed));
        confirmed.Definition.ShouldBe(After);
        confirmed.File.ShouldBe(FileBytes.Of("mới"));
        confirmed.Proposed.ShouldBeNull();
    }

    [Fact]
    public void Who_proposed_it_and_for_whom_do_not_confirm_nor_who_acts_for_them()
    {
        foreach (var by in new[] { By(Proposer), By(Principal), By(Second, Proposer), By(Second, Principal), By(Proposer, Second) })
        {
            Refused(new PlanCommand.Confirm(Changed, Basis), by, Waiting).ShouldBe(PlanRefusals.OwnRevision);
        }
    }

    [Fact]
    public void Either_may_drop_it_and_the_plan_stays_as_it_is()
    {
        foreach (var by in new[] { By(Proposer), By(Second) })
        {
            var dropped = Accepted(new PlanCommand.Drop(Changed), by, Waiting);

            (dropped with { Events = Loaded.Events }).ShouldBe(Loaded);
            Refused(new PlanCommand.Confirm(Changed, Basis), By(Second), dropped).ShouldBe(PlanRefusals.NoRevision);
        }
    }

    [Fact]
    public void Nobody_confirms_what_they_have_not_seen()
    {
        Refused(new PlanCommand.Confirm(Other, Basis), By(Second), Waiting).ShouldBe(PlanRefusals.NoRevision);
        Refused(new PlanCommand.Drop(Other), By(Second), Waiting).ShouldBe(PlanRefusals.NoRevision);
        Refused(new PlanCommand.Confirm(First, Basis), By(Second), Loaded).ShouldBe(PlanRefusals.NoRevision);
    }

    [Fact]
    public void One_waits_at_a_time_and_the_same_file_again_is_nothing_new()
    {
        Accepted(new PlanCommand.Import(After, Changed), By(Second), Waiting).ShouldBe(Waiting);
        Refused(new PlanCommand.Import(After, Other), By(Second), Waiting).ShouldBe(PlanRefusals.RevisionPending);
    }
}
