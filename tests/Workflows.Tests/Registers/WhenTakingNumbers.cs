using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Registers;

public sealed class WhenTakingNumbers
{
    private static readonly PurposeCode A = new("a");
    private static readonly PurposeCode B = new("b");

    private static Spec<Register, RegisterCommand, RegisterEvent> New() => new(Bindings.Register);

    [Fact]
    public void Numbers_start_at_one_and_a_purpose_has_one()
    {
        var book = New();
        book.When(Colleague, new RegisterCommand.Reserve(A)).Then(new RegisterEvent.NumberReserved(1, A));
        book.When(Colleague, new RegisterCommand.Reserve(A)).ThenNothing();
        book.When(Colleague, new RegisterCommand.Reserve(B)).Then(new RegisterEvent.NumberReserved(2, B));
    }

    [Fact]
    public void A_number_that_stands_on_a_paper_stays_there()
    {
        var book = New().Given(Colleague, new RegisterCommand.Reserve(A));
        book.When(Colleague, new RegisterCommand.Use(A, Today)).Then(new RegisterEvent.NumberUsed(1, Today));
        book.When(Colleague, new RegisterCommand.Use(A, Today)).ThenNothing();
        var used = new[] { ("number", "1"), ("on", "2025-04-14") };
        book.When(Colleague, new RegisterCommand.Use(A, Today.AddDays(1))).ThenRefused(RegisterRefusals.Used, used);
        book.When(Colleague, new RegisterCommand.Void(A, Because)).ThenRefused(RegisterRefusals.Used, used);
        book.When(Colleague, new RegisterCommand.Reserve(A)).ThenNothing();
    }

    [Fact]
    public void A_void_number_is_never_used_again()
    {
        var book = New().Given(Colleague, new RegisterCommand.Reserve(A));
        book.When(Colleague, new RegisterCommand.Void(A, Because)).Then(new RegisterEvent.NumberVoided(1, Because));
        book.When(Colleague, new RegisterCommand.Void(A, Because)).ThenNothing();
        book.When(Colleague, new RegisterCommand.Use(A, Today)).ThenRefused(RegisterRefusals.Voided, ("number", "1"));
        book.When(Colleague, new RegisterCommand.Reserve(A)).Then(new RegisterEvent.NumberReserved(2, A));
    }

    [Fact]
    public void What_was_never_taken_is_neither_used_nor_void()
    {
        New().When(Colleague, new RegisterCommand.Use(A, Today)).ThenRefused(RegisterRefusals.NotReserved, ("purpose", "a"));
        New().When(Colleague, new RegisterCommand.Void(A, Because)).ThenRefused(RegisterRefusals.NotReserved, ("purpose", "a"));
    }

    [Fact]
    public void A_number_that_somebody_wrote_is_taken_by_that_paper_and_by_no_other()
    {
        var book = New();
        book.When(Colleague, new RegisterCommand.Reserve(A, 1)).Then(new RegisterEvent.NumberReserved(1, A));
        book.When(Colleague, new RegisterCommand.Reserve(A, 1)).ThenNothing();
        book.When(Colleague, new RegisterCommand.Reserve(B, 1)).ThenRefused(RegisterRefusals.Taken, ("number", "1"));
        book.When(Colleague, new RegisterCommand.Void(A, Because)).Then(new RegisterEvent.NumberVoided(1, Because));
        book.When(Colleague, new RegisterCommand.Reserve(A, 1)).ThenRefused(RegisterRefusals.Taken, ("number", "1"));
        book.When(Colleague, new RegisterCommand.Reserve(A, 0)).ThenRefused(RegisterRefusals.OutOfRange, ("number", "0"), ("max", "99999"));
        book.When(Colleague, new RegisterCommand.Reserve(A, 100_000))
            .ThenRefused(RegisterRefusals.OutOfRange, ("number", "100000"), ("max", "99999"));
    }

    [Fact]
    public void Numbers_before_one_that_somebody_wrote_are_left_out_entered_afterwards_or_explained_and_never_given_by_themselves()
    {
        var book = New().Given(Colleague, new RegisterCommand.Reserve(A));
        book.When(Colleague, new RegisterCommand.Reserve(B, 7)).Then(new RegisterEvent.NumberReserved(7, B));
        book.State.LeftOut.ShouldBe([new(2, 6)]);
        book.When(Colleague, new RegisterCommand.Reserve(new("c"))).Then(new RegisterEvent.NumberReserved(8, new("c")));

        book.When(Colleague, new RegisterCommand.Reserve(new("d"), 4)).Then(new RegisterEvent.NumberReserved(4, new("d")));
        book.State.LeftOut.ShouldBe([new(2, 3), new(5, 6)]);
        book.When(Colleague, new RegisterCommand.LeaveOut(2, 5, Because))
            .ThenRefused(RegisterRefusals.NotLeftOut, ("from", "2"), ("to", "5"));
        book.When(Colleague, new RegisterCommand.LeaveOut(6, 5, Because))
            .ThenRefused(RegisterRefusals.NotLeftOut, ("from", "6"), ("to", "5"));
        book.When(Colleague, new RegisterCommand.LeaveOut(5, 5, Because)).Then(new RegisterEvent.NumbersLeftOut(5, 5, Because));
        book.State.LeftOut.ShouldBe([new(2, 3), new(6, 6)]);
        book.When(Colleague, new RegisterCommand.Reserve(new("e"), 5)).ThenRefused(RegisterRefusals.Taken, ("number", "5"));
        book.When(Colleague, new RegisterCommand.LeaveOut(5, 5, Because))
            .ThenRefused(RegisterRefusals.NotLeftOut, ("from", "5"), ("to", "5"));
    }

    [Fact]
    public void A_number_written_otherwise_than_the_registers_own_stands_on_one_paper_too_and_in_no_sequence()
    {
        var book = New();
        book.When(Colleague, new RegisterCommand.TakeOther(new("05a/QĐ-UBND"), A))
            .Then(new RegisterEvent.OtherNumberTaken(new("05a/QĐ-UBND"), A));
        book.When(Colleague, new RegisterCommand.TakeOther(new("5A/qđ-ubnd"), A)).ThenNothing();
        book.When(Colleague, new RegisterCommand.TakeOther(new("5A/QĐ-UBND"), B))
            .ThenRefused(RegisterRefusals.Taken, ("number", "5A/QĐ-UBND"));
        book.When(Colleague, new RegisterCommand.TakeOther(new("5b/QĐ-UBND"), B)).ThenTypes(typeof(RegisterEvent.OtherNumberTaken));
        book.When(Colleague, new RegisterCommand.Reserve(B)).Then(new RegisterEvent.NumberReserved(1, B));
    }

    [Fact]
    public void Of_two_numbers_taken_for_one_paper_each_has_its_own_end()
    {
        var book = New().Given(Colleague, new RegisterCommand.Reserve(A), new RegisterCommand.Reserve(A, 3));
        book.When(Colleague, new RegisterCommand.Reserve(A)).ThenNothing();
        book.When(Colleague, new RegisterCommand.Void(A, null, VoidCause.OtherNumber, 3))
            .Then(new RegisterEvent.NumberVoided(3, null, VoidCause.OtherNumber));
        book.When(Colleague, new RegisterCommand.Use(A, Today, 1)).Then(new RegisterEvent.NumberUsed(1, Today));
        book.When(Colleague, new RegisterCommand.Use(B, Today, 1)).ThenRefused(RegisterRefusals.NotReserved, ("purpose", "b"));
    }

    [Fact]
    public void The_stream_is_named_by_unit_kind_and_year() =>
        Bindings.RegisterStream(new("xa-a"), new("to-trinh"), 2025).Value.ShouldBe("register-xa-a-to-trinh-2025");

    [Fact]
    public void A_stream_says_whose_register_it_is_whatever_the_unit_is_called()
    {
        foreach (var unit in new[] { "xa-a", "to-trinh", "xa-den", "a", "tinh-2025" })
        {
            foreach (var kind in RegisterKinds.All)
            {
                Bindings.RegisterOf(Bindings.RegisterStream(new(unit), kind, 2025)).ShouldBe((new(unit), kind, 2025));
            }
        }

        foreach (
            var other in new[] { "register-xa-a-khac-2025", "register-to-trinh-2025", "register-xa-a-den-20x5", "decision-xa-a-den-2025" }
        )
        {
            Bindings.RegisterOf(new(other)).ShouldBeNull();
        }
    }

    [Theory]
    [InlineData("05/TTr-UBND", true)]
    [InlineData("5", true)]
    [InlineData("15/TTr-UBND", false)]
    [InlineData("50/TTr-UBND", false)]
    [InlineData("TTr-05", false)]
    public void A_reserved_number_is_used_by_the_paper_that_bears_it(string onPaper, bool used) =>
        Bookkeeping
            .Settles(
                new Spec<CommonList, ListCommand, ListEvent>(Bindings.Decision)
                    .Given(
                        DistrictHead,
                        new ListCommand.Draft(District, Form),
                        new ListCommand.Enter([new(new(Id(51)), An.Id)]),
                        new ListCommand.Issue(Paper(onPaper))
                    )
                    .State,
                A,
                5,
                RegisterKinds.Decisions
            )
            .ShouldBe(used ? new RegisterCommand.Use(A, Today, 5) : new RegisterCommand.Void(A, null, VoidCause.OtherNumber, 5));

    [Fact]
    public void A_purpose_says_whose_it_is()
    {
        Bookkeeping.OwnerOf(Bookkeeping.OfList(CommonListKind.Proposal, Id(1))).ShouldBe(("proposal", Id(1), null));
        Bookkeeping.OwnerOf(Bookkeeping.OfList(CommonListKind.Decision, Id(1))).ShouldBe(("decision", Id(1), null));
        Bookkeeping.OwnerOf(Bookkeeping.Of(new DossierId(Id(1)))).ShouldBe(("dossier", Id(1), null));
        Bookkeeping.OwnerOf(Bookkeeping.Of(new DossierId(Id(1)), new TaskId(Id(2)))).ShouldBe(("dossier", Id(1), new TaskId(Id(2))));
        foreach (
            var other in new[]
            {
                "a",
                "decision-x",
                "khac-00000000000000000000000000000001",
                "dossier-00000000000000000000000000000001-task-x",
            }
        )
        {
            Bookkeeping.OwnerOf(new(other)).ShouldBeNull();
        }
    }

    [Fact]
    public void Whatever_is_asked_no_number_is_given_twice_and_none_left_out() =>
        Prop.ForAll(
                Gen.Choose(0, 99).ListOf().ToArbitrary(),
                asked =>
                {
                    var book = New();
                    foreach (var n in asked)
                    {
                        var purpose = new PurposeCode($"p{n % 20}");
                        book.When(
                            Colleague,
                            (n / 20) switch
                            {
                                0 => new RegisterCommand.Reserve(purpose),
                                1 => new RegisterCommand.Use(purpose, Today),
                                2 => new RegisterCommand.Void(purpose, Because),
                                3 => new RegisterCommand.Reserve(purpose, 1 + ((7 * n) % 31)),
                                _ => new RegisterCommand.LeaveOut(n % 20, (n % 20) + (n % 3), Because),
                            }
                        );
                    }

                    var numbers = book.Recorded.OfType<RegisterEvent.NumberReserved>().Select(e => e.Number).ToList();
                    var never = book
                        .Recorded.OfType<RegisterEvent.NumbersLeftOut>()
                        .SelectMany(e => Enumerable.Range(e.From, e.To - e.From + 1));
                    var open = book.State.LeftOut.SelectMany(gap => Enumerable.Range(gap.From, gap.Count));
                    var spent = book.Recorded.OfType<RegisterEvent.NumberUsed>().Select(e => e.Number);
                    var voided = book.Recorded.OfType<RegisterEvent.NumberVoided>().Select(e => e.Number);
                    return numbers.Concat(never).Concat(open).Order().SequenceEqual(Enumerable.Range(1, book.State.Last))
                        && !spent.Concat(voided).GroupBy(n => n).Any(g => g.Skip(1).Any());
                }
            )
            .QuickCheckThrowOnFailure();

    [Fact]
    public void Ten_thousand_numbers_cost_no_more_each()
    {
        var book = New();
        for (var n = 0; n < 10_000; n++)
        {
            book.When(Colleague, new RegisterCommand.Reserve(new($"p{n}")));
        }

        book.State.Last.ShouldBe(10_000);
        book.State.Numbers[new("p41")].Number.ShouldBe(42);
    }
}
