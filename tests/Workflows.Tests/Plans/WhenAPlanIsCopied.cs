using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Tests.Duties;

namespace PhongTrao.Workflows.Tests.Plans;

/// <summary>A copy is a new plan or nothing, and originals are only ever added.</summary>
public sealed class WhenAPlanIsCopied
{
    private static readonly Digest First = new(new string('1', 64));
    private static readonly Digest Other = new(new string('2', 64));
    private static readonly PlanOrigin Origin = new(new("mau-2025"), 3);
    private static readonly PlanDefinition Definition = Written.PlanOf("1/1/2025", "31/12/2025", null);

    private static readonly Plan Copied = Accepted(Plan.Initial, new PlanCommand.Import(Definition, First, FileBytes.Of("x"), Origin));

    [Fact]
    public void It_says_from_what_and_binds_nobody()
    {
        (Copied.Revision, Copied.CopiedFrom, Copied.IsSample).ShouldBe((1, Origin, true));
    }

    [Fact]
    public void It_never_becomes_a_revision_of_a_plan_that_exists()
    {
        Refused(Copied, new PlanCommand.Import(Definition, Other, FileBytes.Of("y"), Origin)).ShouldBe(PlanRefusals.Exists);
        Accepted(Copied, new PlanCommand.Import(Definition, First, FileBytes.Of("x"), Origin)).ShouldBe(Copied, "the same once more");
    }

    [Fact]
    public void It_is_revised_as_any_plan_and_still_says_from_what()
    {
        var waiting = Accepted(Copied, new PlanCommand.Import(Definition, Other, FileBytes.Of("y")));
        waiting.Proposed.ShouldNotBeNull();
        waiting.CopiedFrom.ShouldBe(Origin);
    }

    [Fact]
    public void Originals_are_added_the_same_bytes_once_and_not_without_end()
    {
        Refused(Plan.Initial, new PlanCommand.AttachOriginal(Paper(1))).ShouldBe(PlanRefusals.NotLoaded);
        var plan = Copied;
        for (var n = 1; n <= Plan.MaxOriginals; n++)
        {
            plan = Accepted(plan, new PlanCommand.AttachOriginal(Paper(n)));
            plan = Accepted(plan, new PlanCommand.AttachOriginal(Paper(n)));
        }

        plan.Originals.Select(one => one.Length).ShouldBe(Enumerable.Range(1, Plan.MaxOriginals).Select(n => (long)n));
        Refused(plan, new PlanCommand.AttachOriginal(Paper(Plan.MaxOriginals + 1))).ShouldBe(PlanRefusals.TooManyOriginals);
    }

    private static DocumentEntry Paper(int n)
    {
        var id = new Guid(n, 0, 0, new byte[8]);
        var key = new KeyId("plan-x");
        var name = new Sealed(key, new byte[40]);
        return new(new(id), null, null, new(id), key, new($"{n:x64}"), n, new("application/pdf"), name, false);
    }

    private static Plan Accepted(Plan state, PlanCommand command) =>
        Plan.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<PlanEvent>.Accepted>().Events.Aggregate(state, Plan.Evolve);

    private static string Refused(Plan state, PlanCommand command) =>
        Plan.Decide(command, Demo.By(), state).ShouldBeOfType<Decision<PlanEvent>.Refused>().Refusal.Code;
}
