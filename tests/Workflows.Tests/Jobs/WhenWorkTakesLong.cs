using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Jobs;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Jobs;

/// <summary>Việc chạy nền: ordered once, noted as it goes, over once.</summary>
public sealed class WhenWorkTakesLong
{
    private static readonly JobCommand.Start Order = new(
        new("quyet-dinh-nhap"),
        Preparer.Account,
        Commune,
        100,
        Document(1),
        Words("cách làm")
    );
    private static readonly JobEvent.Started Ordered = new(Order.Kind, Order.Owner, Order.Unit, 100, Order.Input, Order.Settings);
    private static readonly RefusedItem No = RefusedItem.Of(7, Refusal.Of("past.date-in-future", ("date", "2030-01-01")));

    private static Spec<Job, JobCommand, JobEvent> New() => new(Bindings.Job);

    [Fact]
    public void It_is_ordered_once()
    {
        New().When(Preparer, Order).Then(Ordered);
        New().Given(Preparer, Order).When(Preparer, Order).ThenNothing();
        New().Given(Preparer, Order).When(Preparer, Order with { Total = 3 }).ThenRefused(JobRefusals.Exists);
        New().When(Robot, new JobCommand.Advance(1, 1, null)).ThenRefused(JobRefusals.Unknown);
    }

    [Fact]
    public void The_service_notes_how_far_it_has_come_and_never_backwards()
    {
        var job = New().Given(Preparer, Order);
        job.When(Preparer, new JobCommand.Advance(10, 9, null)).ThenRefused(JobRefusals.ServiceOnly);
        job.When(Robot, new JobCommand.Advance(10, 9, [No])).Then(new JobEvent.Advanced(10, 9, [No]));
        job.When(Robot, new JobCommand.Advance(10, 9, [])).ThenNothing();
        job.When(Robot, new JobCommand.Advance(5, 5, [])).ThenNothing();
        (job.State.Done, job.State.Changed, job.State.RefusedCount).ShouldBe((10, 9, 1));
        job.When(Robot, new JobCommand.Finish(100, 98, [No], Document(2))).Then(new JobEvent.Finished(100, 98, [No], Document(2)));
        job.When(Robot, new JobCommand.Finish(100, 98, [], null)).ThenNothing();
        job.When(Preparer, new JobCommand.Cancel()).ThenRefused(JobRefusals.Over, ("state", "Finished"));
        job.State.RefusedCount.ShouldBe(2);
    }

    [Fact]
    public void Only_who_ordered_it_stops_it_and_then_it_goes_no_further()
    {
        var job = New().Given(Preparer, Order);
        job.When(DistrictOfficer, new JobCommand.Cancel()).ThenRefused(JobRefusals.NotYours);
        job.When(Preparer, new JobCommand.Cancel()).Then(new JobEvent.Cancelled());
        job.When(Preparer, new JobCommand.Cancel()).ThenNothing();
        job.When(Robot, new JobCommand.Advance(10, 9, [])).ThenRefused(JobRefusals.Over, ("state", "Cancelled"));
        job.When(Robot, new JobCommand.Fail(Refusal.Of(JobRefusals.Broken))).ThenRefused(JobRefusals.Over, ("state", "Cancelled"));
    }

    [Fact]
    public void What_cannot_go_on_says_why()
    {
        var cause = Refusal.Of(JobRefusals.Broken, ("error", "IOException"));
        var job = New().Given(Preparer, Order);
        job.When(Robot, new JobCommand.Fail(cause)).Then(new JobEvent.Failed(new(JobRefusals.Broken), new("IOException")));
        job.State.State.ShouldBe(JobState.Failed);
    }
}
