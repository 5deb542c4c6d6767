using System.Numerics;
using FsCheck;
using FsCheck.Fluent;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Tests.Execution;
using static PhongTrao.Workflows.Tests.Cast;
using static PhongTrao.Workflows.Tests.Figures.Sheets;

namespace PhongTrao.Workflows.Tests.Figures;

/// <summary>How figures add up and stand against their targets, whatever they are.</summary>
public sealed class FigureLaws
{
    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, int.MaxValue).ToArbitrary();

    private static void Always(Action<Random> law) =>
        Prop.ForAll(Seeds, seed => law(new Random(seed))).Check(Config.QuickThrowOnFailure.WithMaxTest(1000));

    private static FigureTotal Total(long numerator, long denominator) => FigureTotal.Of(new FigureValue.Share(numerator, denominator));

    [Fact]
    public void Nine_of_ten_and_ten_of_a_hundred_are_nineteen_of_a_hundred_and_ten()
    {
        var sum = Total(9, 10) + Total(10, 100);
        sum.AsValue(Rate(PlanCompare.From, 80)).ShouldBe(new FigureValue.Share(19, 110));
        sum.Of(Rate(PlanCompare.From, 17.27m)).ShouldBe(FigureVerdict.Reached);
        sum.Of(Rate(PlanCompare.From, 17.28m)).ShouldBe(FigureVerdict.NotReached);
        sum.Of(Rate(PlanCompare.From, 50)).ShouldBe(FigureVerdict.NotReached, "the average of the percentages");
    }

    [Theory]
    [InlineData(PlanCompare.Above, 75, 100, FigureVerdict.NotReached)]
    [InlineData(PlanCompare.Above, 751, 1000, FigureVerdict.Reached)]
    [InlineData(PlanCompare.From, 75, 100, FigureVerdict.Reached)]
    [InlineData(PlanCompare.Reach, 749, 1000, FigureVerdict.NotReached)]
    [InlineData(PlanCompare.Below, 75, 100, FigureVerdict.NotReached)]
    [InlineData(PlanCompare.UpTo, 75, 100, FigureVerdict.Reached)]
    [InlineData(PlanCompare.From, 0, 0, FigureVerdict.Nothing)]
    public void Bounds_keep_what_the_plan_says(PlanCompare compare, long numerator, long denominator, FigureVerdict verdict) =>
        Total(numerator, denominator).Of(Rate(compare, 75)).ShouldBe(verdict);

    [Theory]
    [InlineData(89, FigureVerdict.NotReached)]
    [InlineData(90, FigureVerdict.Reached)]
    [InlineData(95, FigureVerdict.Reached)]
    [InlineData(96, FigureVerdict.Reached)]
    public void Above_the_top_of_a_range_is_reached(long numerator, FigureVerdict verdict) =>
        Total(numerator, 100).Of(Rate(PlanCompare.Range, 90, 95)).ShouldBe(verdict);

    [Theory]
    [InlineData(95, 100L, FigureVerdict.Reached)]
    [InlineData(96, 100L, FigureVerdict.NotReached)]
    [InlineData(95, null, FigureVerdict.Insufficient)]
    [InlineData(0, 0L, FigureVerdict.Nothing)]
    [InlineData(3, 0L, FigureVerdict.NotReached)]
    public void A_fall_needs_a_base(long number, long? of, FigureVerdict verdict) =>
        FigureTotal.Of(new FigureValue.Change(number, of)).Of(Targets.Single(target => target.Code == Crimes).Measure).ShouldBe(verdict);

    [Theory]
    [InlineData("%", 105, 100L, FigureVerdict.Reached)]
    [InlineData("%", 104, 100L, FigureVerdict.NotReached)]
    [InlineData("%", 1, 0L, FigureVerdict.Reached)]
    [InlineData("vụ", 105, 100L, FigureVerdict.Reached)]
    [InlineData("vụ", 104, 100L, FigureVerdict.NotReached)]
    public void A_rise_is_counted_against_its_base(string unit, long number, long? of, FigureVerdict verdict) =>
        FigureTotal
            .Of(new FigureValue.Change(number, of))
            .Of(new PlanMeasure.Rise(new("năm 2024"), new(unit), new(PlanCompare.From, 5)))
            .ShouldBe(verdict);

    [Fact]
    public void What_must_never_happen_is_reached_at_none_and_what_people_judge_is_never_computed()
    {
        FigureTotal.Of(new FigureValue.Count(0)).Of(new PlanMeasure.Never()).ShouldBe(FigureVerdict.Reached);
        FigureTotal.Of(new FigureValue.Count(1)).Of(new PlanMeasure.Never()).ShouldBe(FigureVerdict.NotReached);
        Always(random =>
        {
            FigureTotal total = new(random.Next(-9, 9), random.Next(-9, 9), random.Next(-3, 9), random.Next(3), random.Next(3));
            total.Of(new PlanMeasure.Qualitative()).ShouldBe(FigureVerdict.Judged);
            total.AsValue(new PlanMeasure.Qualitative()).ShouldBeNull();
        });
        default(FigureTotal).Of(new PlanMeasure.Never()).ShouldBe(FigureVerdict.Insufficient, "nobody stated it");
    }

    [Fact]
    public void Adding_up_does_not_mind_the_order_and_can_be_undone() =>
        Always(random =>
        {
            var all = Enumerable.Range(0, random.Next(1, 9)).Select(_ => FigureTotal.Of(Any(random))).ToList();
            var sum = all.Aggregate((a, b) => a + b);
            all.OrderBy(_ => random.Next()).Aggregate((a, b) => a + b).ShouldBe(sum);
            (sum + -all[0]).ShouldBe(all.Skip(1).Aggregate(default(FigureTotal), (a, b) => a + b));
            var tally = all.Select(one => FigureTally.Of(one.Of(new PlanMeasure.Never()))).Aggregate((a, b) => a + b);
            (tally + -tally).ShouldBe(default);
        });

    [Fact]
    public void A_share_stands_as_its_exact_fraction_does() =>
        Always(random =>
        {
            var (numerator, denominator) = (random.NextInt64(FigureValue.Max), random.NextInt64(1, FigureValue.Max));
            var bound = new PlanBound(
                (PlanCompare)random.Next(5), // a range is one from its lower end
                new decimal(random.Next(1_000_000), 0, 0, false, (byte)random.Next(5))
            );
            var (value, scale) = (bound.Value, BigInteger.One);
            while (value != decimal.Truncate(value))
            {
                (value, scale) = (value * 10, scale * 10);
            }

            var compared = (100 * (BigInteger)numerator * scale).CompareTo(new BigInteger(value) * denominator);
            Total(numerator, denominator)
                .Of(new PlanMeasure.Rate(new("a"), new("b"), bound))
                .ShouldBe(
                    bound.Compare switch
                    {
                        PlanCompare.Above => compared > 0,
                        PlanCompare.Below => compared < 0,
                        PlanCompare.UpTo => compared <= 0,
                        _ => compared >= 0,
                    }
                        ? FigureVerdict.Reached
                        : FigureVerdict.NotReached
                );
        });

    [Fact]
    public void Every_measure_says_something_of_every_total() =>
        Always(random =>
        {
            var measure = (PlanMeasure)Anything.Make(AnyMeasure(random), random.Next());
            var total = (FigureTotal)Anything.Make(typeof(FigureTotal), random.Next());
            Enum.IsDefined(total.Of(measure)).ShouldBeTrue();
        });

    [Fact]
    public void Whatever_is_stated_in_whatever_order_rounds_count_the_first_day_stays_and_repeating_gives_nothing() =>
        Always(random =>
        {
            var state = FigureSheet.None;
            DateOnly? first = null;
            for (var n = 0; n < 12; n++)
            {
                var by = Preparer.After(n);
                FiguresCommand command = State([
                    .. Targets.Where(_ => random.Next(2) == 0).Select(target => Entry(target.Code, Any(random))),
                ]);
                if (Bindings.Figures.Decide(command, by, state) is Decision<FiguresEvent>.Accepted { Events: [FiguresEvent.Stated e] })
                {
                    first ??= e.StatedOn;
                    e.Round.ShouldBe(state.Round + 1);
                    state = FigureSheet.Evolve(state, e);
                    Bindings
                        .Figures.Decide(command, by, state)
                        .ShouldBeOfType<Decision<FiguresEvent>.Accepted>()
                        .Events.ShouldBeEmpty("repeated");
                }

                state.On.ShouldBe(first);
            }
        });

    [Fact]
    public void Any_history_folds()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var sheet = Enumerable
                .Range(0, 5)
                .Select(_ => (FiguresEvent)Anything.Make(typeof(FiguresEvent.Stated), random.Next()))
                .Aggregate(FigureSheet.None, FigureSheet.Evolve);
            Bindings.Figures.Decide(State(Of(1, 2)), Preparer, sheet).ShouldNotBeNull();
            var book = Enumerable
                .Range(0, 9)
                .Select(n => (BookEvent)Anything.Make(n % 3 == 2 ? typeof(BookEvent.Struck) : typeof(BookEvent.Entered), random.Next(20)))
                .Aggregate(Workflows.Figures.Book.None, Workflows.Figures.Book.Evolve);
            book.Sum.ShouldBe(book.Entries.Values.Where(one => !one.IsStruck).Sum(one => (long)one.Entry.Count));
            Bindings.Book.Decide(Enter(), Preparer, book).ShouldNotBeNull();
        }
    }

    [Fact]
    public void Periods_of_the_shipped_plans_lie_within_them_and_are_unique()
    {
        var plans = PlanFile.Shipped().ToList();
        plans.ShouldNotBeEmpty();
        foreach (var plan in plans.Select(shipped => shipped.Definition))
        {
            var periods = FigurePeriod.Of(plan);
            periods.Select(period => period.Key).ShouldBeUnique();
            periods.ShouldAllBe(period => !(period.From < plan.Period.From) && !(period.To > plan.Period.To));
        }
    }

    [Theory]
    [InlineData("bac-giang-2024", "bao-cao-dot-2", "mot-lan", "dot-2")]
    [InlineData("can-tho-2025", "bao-cao-thang", "2025-04", "2025-04")]
    [InlineData("can-tho-2025", "bao-cao-thang", "2031-04", null)]
    [InlineData("bac-giang-2024", "le-phat-dong", "mot-lan", null)]
    [InlineData("bac-giang-2024", "khong-co", "mot-lan", null)]
    public void A_report_is_about_its_period_or_that_of_its_round(string plan, string duty, string period, string? about) =>
        FigurePeriod
            .Of(PlanFile.Shipped().Single(shipped => shipped.Definition.Id.Value == plan).Definition, new DutyCode(duty), new(period))
            ?.Key.Value.ShouldBe(about);

    private static FigureValue Any(Random random) =>
        random.Next(4) switch
        {
            0 => new FigureValue.Share(random.Next(5), random.Next(9)),
            1 => new FigureValue.Count(random.Next(5)),
            2 => new FigureValue.Change(random.Next(5), random.Next(3) == 0 ? null : random.Next(5)),
            _ => new FigureValue.Finding(random.Next(2) == 0),
        };

    private static Type AnyMeasure(Random random)
    {
        var types = typeof(PlanMeasure).GetNestedTypes();
        return types[random.Next(types.Length)];
    }
}
