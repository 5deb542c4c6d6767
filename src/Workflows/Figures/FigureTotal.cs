using System.Numerics;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Figures;

/// <summary>How a target stands. The names are those of the API.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FigureVerdict>))]
public enum FigureVerdict
{
    /// <summary>Đạt; above the top of a range too.</summary>
    [JsonStringEnumMemberName("dat")]
    Reached,

    /// <summary>Chưa đạt.</summary>
    [JsonStringEnumMemberName("chua-dat")]
    NotReached,

    /// <summary>Không phát sinh: the denominator is 0.</summary>
    [JsonStringEnumMemberName("khong-phat-sinh")]
    Nothing,

    /// <summary>Chưa đủ số liệu: nobody stated it, or a base is missing.</summary>
    [JsonStringEnumMemberName("chua-du-so-lieu")]
    Insufficient,

    /// <summary>Định tính: people judge, nothing is computed.</summary>
    [JsonStringEnumMemberName("dinh-tinh")]
    Judged,
}

/// <summary>
/// Figures of any number of units added up: numerators with numerators, denominators with denominators, never percentages. Adding
/// is associative and commutative, and what was added can be taken away again.
/// </summary>
/// <param name="Number">Sum of numerators or counts.</param>
/// <param name="Base">Sum of denominators or of counts in the base period.</param>
/// <param name="Units">How many units stated a figure.</param>
/// <param name="Missing">How many of them without the base it needs.</param>
/// <param name="Yes">How many of them found a định tính target reached.</param>
public readonly record struct FigureTotal(long Number, long Base, int Units, int Missing, int Yes)
{
    /// <summary>Of one unit.</summary>
    public static FigureTotal Of(FigureValue value) =>
        value switch
        {
            FigureValue.Share f => new(f.Numerator, f.Denominator, 1, 0, 0),
            FigureValue.Count f => new(f.Number, 0, 1, 0, 0),
            FigureValue.Change f => new(f.Number, f.Base ?? 0, 1, f.Base is null ? 1 : 0, 0),
            FigureValue.Finding f => new(0, 0, 1, 0, f.Reached ? 1 : 0),
        };

    /// <summary>Both together.</summary>
    public static FigureTotal operator +(FigureTotal a, FigureTotal b) =>
        new(a.Number + b.Number, a.Base + b.Base, a.Units + b.Units, a.Missing + b.Missing, a.Yes + b.Yes);

    /// <summary>What takes it away again.</summary>
    public static FigureTotal operator -(FigureTotal a) => new(-a.Number, -a.Base, -a.Units, -a.Missing, -a.Yes);

    /// <summary>The figure that a unit above would state from it; null: nobody stated anything, or it is for people to find.</summary>
    public FigureValue? AsValue(PlanMeasure measure) =>
        Units <= 0
            ? null
            : measure switch
            {
                PlanMeasure.Rate => new FigureValue.Share(Number, Base),
                PlanMeasure.Quantity or PlanMeasure.Never => new FigureValue.Count(Number),
                PlanMeasure.Rise or PlanMeasure.Fall => new FigureValue.Change(Number, Missing > 0 ? null : Base),
                PlanMeasure.Qualitative => null,
            };

    /// <summary>How a target stands by it. Total; integers only.</summary>
    public FigureVerdict Of(PlanMeasure measure) =>
        measure is PlanMeasure.Qualitative ? FigureVerdict.Judged
        : Units <= 0 ? FigureVerdict.Insufficient
        : measure switch
        {
            PlanMeasure.Quantity m => Met(m.Bound.IsMetBy(Number, 1)),
            PlanMeasure.Rate when Base == 0 => FigureVerdict.Nothing,
            PlanMeasure.Rate m => Met(m.Bound.IsMetBy(100 * (BigInteger)Number, Base)),
            PlanMeasure.Rise m => Changed(m.Unit.Value, m.Bound, 1),
            PlanMeasure.Fall m => Changed(m.Unit.Value, m.Bound, -1),
            PlanMeasure.Never => Met(Number == 0),
            PlanMeasure.Qualitative => FigureVerdict.Judged,
        };

    private FigureVerdict Changed(string unit, PlanBound bound, int sign)
    {
        if (Missing > 0)
        {
            return FigureVerdict.Insufficient;
        }

        var change = sign * ((BigInteger)Number - Base);
        return unit != "%" ? Met(bound.IsMetBy(change, 1))
            : Base != 0 ? Met(bound.IsMetBy(100 * change, Base))
            : Number == 0 ? FigureVerdict.Nothing
            // From nothing to something is more than any percentage, and less than any when a fall was asked for.
            : Met((bound.Compare is PlanCompare.Above or PlanCompare.From or PlanCompare.Reach or PlanCompare.Range) == (sign > 0));
    }

    private static FigureVerdict Met(bool met) => met ? FigureVerdict.Reached : FigureVerdict.NotReached;
}

/// <summary>How many units of account stand how.</summary>
public readonly record struct FigureTally(long Reached, long NotReached, long Nothing, long Insufficient, long Judged)
{
    /// <summary>How many there are of which anything was stated.</summary>
    [JsonIgnore]
    public long All => Reached + NotReached + Nothing + Insufficient + Judged;

    /// <summary>Others, of whom so many reached it; none at all: không phát sinh.</summary>
    public static FigureTally Of(FigureValue.Share others) =>
        others.Denominator == 0 ? Of(FigureVerdict.Nothing) : new(others.Numerator, others.Denominator - others.Numerator, 0, 0, 0);

    /// <summary>One unit.</summary>
    public static FigureTally Of(FigureVerdict verdict) =>
        verdict switch
        {
            FigureVerdict.Reached => new(1, 0, 0, 0, 0),
            FigureVerdict.NotReached => new(0, 1, 0, 0, 0),
            FigureVerdict.Nothing => new(0, 0, 1, 0, 0),
            FigureVerdict.Insufficient => new(0, 0, 0, 1, 0),
            FigureVerdict.Judged => new(0, 0, 0, 0, 1),
        };

    /// <summary>Both together.</summary>
    public static FigureTally operator +(FigureTally a, FigureTally b) =>
        new(
            a.Reached + b.Reached,
            a.NotReached + b.NotReached,
            a.Nothing + b.Nothing,
            a.Insufficient + b.Insufficient,
            a.Judged + b.Judged
        );

    /// <summary>What takes it away again.</summary>
    public static FigureTally operator -(FigureTally a) => new(-a.Reached, -a.NotReached, -a.Nothing, -a.Insufficient, -a.Judged);

    /// <summary>Of a target that each unit has to reach: reached when all that stated it did.</summary>
    public FigureVerdict Verdict =>
        NotReached > 0 ? FigureVerdict.NotReached
        : Insufficient > 0 ? FigureVerdict.Insufficient
        : Reached > 0 ? FigureVerdict.Reached
        : Judged > 0 ? FigureVerdict.Judged
        : Nothing > 0 ? FigureVerdict.Nothing
        : FigureVerdict.Insufficient;
}
