using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Tests.Duties;

/// <summary>Plans written for a test: everything of a shipped one but what the test is about.</summary>
internal static class Written
{
    private static readonly PlanDefinition Base = PlanFile.Shipped().Single(plan => plan.Definition.Id.Value == "tan-khai-2025").Definition;

    public static DateOnly Day(string day) => DateOnly.ParseExact(day, "d/M/yyyy");

    public static DateOnly? MaybeDay(string? day) => day is null ? null : Day(day);

    /// <summary>A plan of these duties.</summary>
    /// <param name="from">First day of its period; null: not stated.</param>
    /// <param name="to">Last day; null: not stated.</param>
    /// <param name="date">Its own date; null: left blank.</param>
    /// <param name="duties">What it asks for.</param>
    public static PlanDefinition PlanOf(string? from, string? to, string? date, params PlanDuty[] duties) =>
        Base with
        {
            Date = MaybeDay(date),
            Period = new(new("thời gian của kế hoạch"), MaybeDay(from), MaybeDay(to), new("I")),
            Rounds = [],
            Duties = duties,
        };

    public static PlanDuty Duty(PlanTiming timing, string code = "viec", params PlanParty[] by) =>
        new(
            new(code),
            PlanDutyKind.Report,
            new("Báo cáo kết quả"),
            by,
            null,
            timing,
            null,
            null,
            null,
            PlanStrength.Hard,
            null,
            null,
            new("III"),
            new("như kế hoạch ghi")
        );

    public static PlanParty Party(UnitLevel? level, string? function = null, string? kind = null) =>
        new(new("theo kế hoạch"), level, function is null ? null : new FunctionCode(function), kind is null ? null : new KindCode(kind));

    public static PlanRound Round(string code, string? from, string? to) =>
        new(new(code), new(code), MaybeDay(from), MaybeDay(to), null, new("II"), new("như kế hoạch ghi"));

    /// <summary>Its occurrences by the official calendar.</summary>
    public static IReadOnlyList<Occurrence> Occurrences(PlanDefinition plan, params DutyDay[] days) =>
        DutySchedule.Of(plan, days, Demo.Calendar, plan.Date ?? Day("1/1/2025"), Day("31/12/2027"));
}
