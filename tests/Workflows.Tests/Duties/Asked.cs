using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Duties;

/// <summary>What is asked of a commune, and what it hands in.</summary>
internal static class Asked
{
    /// <summary>A report to the district, until 16/4/2025 included.</summary>
    public static DutyAsk Ask(string duty = "bao-cao") =>
        new(
            Cast.Plan,
            new(duty),
            PeriodKey.Once,
            Commune,
            Commune,
            PlanDutyKind.Report,
            1,
            new(null, new(2025, 4, 16), null),
            CountsLate: true,
            TakesLate: true,
            [new(District, [Officer])]
        );

    public static DutyAnswer Answer(string number = "12/BC-UBND") =>
        new(new DutyContent.Document(new(number), Today, null), [Document(1)], Because);

    public static DutyCommand.File File(DutyAsk? ask = null, DutyAnswer? answer = null) => new(ask ?? Ask(), null, answer ?? Answer(), []);

    public static DutyCommand.File File(DutyAnswer answer) => File(null, answer);

    /// <summary>As it is recorded at <see cref="Morning"/>.</summary>
    public static DutyEvent.Filed Filed() =>
        new(Ask(), 1, new(Today, new(8, 0), null), Today, null, Answer(), [], null, [Preparer.Account]);

    /// <summary>Whom what became of <see cref="Filed"/> is told.</summary>
    public static DutyTold Told(params AccountId[] to)
    {
        var ask = Ask();
        return new(ask.Plan, ask.Duty, ask.Period, ask.Origin, ask.Unit, ask.Due?.LastValidDay, to is [] ? [Preparer.Account] : to);
    }

    public static DateOnly Day(string iso) => DateOnly.ParseExact(iso, "O", System.Globalization.CultureInfo.InvariantCulture);
}
