using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Figures;

/// <summary>What a commune is asked to state for 2025, and what it keeps registers of.</summary>
internal static class Sheets
{
    public static readonly TargetCode Households = new("ho-duoc-tuyen-truyen");
    public static readonly TargetCode Models = new("mo-hinh");
    public static readonly TargetCode Crimes = new("toi-pham");
    public static readonly TargetCode Deaths = new("tai-nan");
    public static readonly TargetCode Trust = new("doan-ket");

    public static readonly FigurePeriod Year = new(new("2025"), new(2025, 1, 1), new(2025, 12, 31));

    public static readonly IReadOnlyList<FigureTarget> Targets =
    [
        new(Households, Rate(PlanCompare.From, 80), PerUnit: false, Recurs: false),
        new(Models, new PlanMeasure.Quantity(new("mô hình"), new(PlanCompare.Range, 1, 2)), PerUnit: true, Recurs: false),
        new(Crimes, new PlanMeasure.Fall(new("năm 2024"), new("%"), new(PlanCompare.From, 5)), PerUnit: false, Recurs: false),
        new(Deaths, new PlanMeasure.Never(), PerUnit: false, Recurs: true),
        new(Trust, new PlanMeasure.Qualitative(), PerUnit: false, Recurs: false),
    ];

    public static FigureAsk Ask(UnitId? unit = null, IReadOnlyList<UnitId>? above = null) =>
        new(Cast.Plan, 1, Year, unit ?? Commune, above ?? [District, Province], Targets);

    public static PlanMeasure.Rate Rate(PlanCompare compare, decimal value, decimal? upto = null) =>
        new(new("hộ được tuyên truyền"), new("tổng số hộ"), new(compare, value, upto));

    public static FigureEntry Entry(TargetCode target, FigureValue value, FigureValue? total = null, FigureHint? known = null) =>
        new(target, value, total, known, null, null, null, []);

    public static FigureEntry Of(long numerator, long denominator) => Entry(Households, new FigureValue.Share(numerator, denominator));

    public static FiguresCommand.State State(params FigureEntry[] entries) => new(Ask(), entries);

    public static BookAsk Book(UnitId? unit = null) =>
        new(Cast.Plan, 1, PlanRegisterKind.Models, Models, unit ?? Commune, [District, Province]);

    public static BookCommand.Enter Enter(int count = 1, DateOnly? day = null) =>
        new(Book(), day ?? Today, count, new("Mô hình “Ánh sáng an ninh” khu phố 1"), null, new(new("5/BB"), Today));
}
