namespace PhongTrao.Workflows.Calendar;

/// <summary>A day of the Vietnamese lunar calendar (âm lịch).</summary>
/// <param name="Year">The lunar year, named by the Gregorian year in which it begins.</param>
/// <param name="Month">1–12; a leap month bears the number of the month it follows.</param>
/// <param name="IsLeap">Tháng nhuận.</param>
/// <param name="Day">1–30.</param>
public readonly record struct LunarDate(int Year, int Month, bool IsLeap, int Day);

/// <summary>A month of the Vietnamese lunar calendar.</summary>
/// <param name="Number">1–12.</param>
/// <param name="IsLeap">Tháng nhuận.</param>
/// <param name="First">Mùng 1, as a day in Vietnam.</param>
/// <param name="Length">29 (tháng thiếu) or 30 days (tháng đủ).</param>
public sealed record LunarMonth(int Number, bool IsLeap, DateOnly First, int Length);

/// <summary>
/// The Vietnamese lunar calendar, computed from sun and moon at +07:00 (Quyết định 121-CP ngày 08/8/1967) for the lunar years
/// 1900–2199. A month begins on the day of its new moon; month 11 is the one that holds the winter solstice; between two
/// months 11 that are thirteen months apart, the first month in which the sun enters no sign (trung khí) is the leap month.
/// </summary>
/// <remarks>
/// <para>
/// New moons are those of Meeus, Astronomical Algorithms, chapter 49 (good to some seconds), the sun's longitude that of
/// chapter 25 (good to 0.01°), Earth's rotation that of Espenak and Meeus. A new moon that falls within about a minute of
/// midnight long after today may turn out on the other day, because nobody knows how Earth will turn: computed years are
/// "tạm tính" in any case.
/// </para>
/// <para>
/// Vietnam used other meridians before 1968: for older years this is what the calendar would have been at +07:00, not what
/// was printed.
/// </para>
/// </remarks>
public static class LunarCalendar
{
    /// <summary>The first lunar year.</summary>
    public const int FirstYear = 1900;

    /// <summary>The last lunar year.</summary>
    public const int LastYear = 2199;

    // Day 0 of DateOnly is Julian day 1721425.5; days begin at 00:00 at +07:00.
    private const double Epoch = 1721425.5 - (7.0 / 24);
    private const double MeanMonth = 29.530588861;

    private static readonly string[] Stems = ["Giáp", "Ất", "Bính", "Đinh", "Mậu", "Kỷ", "Canh", "Tân", "Nhâm", "Quý"];

    private static readonly string[] Branches = ["Tý", "Sửu", "Dần", "Mão", "Thìn", "Tỵ", "Ngọ", "Mùi", "Thân", "Dậu", "Tuất", "Hợi"];

    /// <summary>Mùng 1 tháng Giêng: the first day of the lunar year.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1900–2199.</exception>
    public static DateOnly NewYear(int year) => MonthsOf(year)[0].First;

    /// <summary>The day in Vietnam of a lunar date.</summary>
    /// <param name="year">Lunar year, 1900–2199.</param>
    /// <param name="month">1–12.</param>
    /// <param name="day">1–30, and no more than the month has.</param>
    /// <param name="isLeap">The leap month of that number.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such day.</exception>
    public static DateOnly ToDate(int year, int month, int day, bool isLeap = false)
    {
        var found = MonthsOf(year).FirstOrDefault(m => m.Number == month && m.IsLeap == isLeap);
        return found is not null && day >= 1 && day <= found.Length
            ? found.First.AddDays(day - 1)
            : throw new ArgumentOutOfRangeException(nameof(day), "There is no such day in the lunar year.");
    }

    /// <summary>The lunar date of a day in Vietnam.</summary>
    /// <param name="date">From Tết of 1900 to the last day of the lunar year 2199.</param>
    /// <exception cref="ArgumentOutOfRangeException">The day lies in no lunar year from 1900 to 2199.</exception>
    public static LunarDate Of(DateOnly date)
    {
        var year = date < NewYear(Math.Clamp(date.Year, FirstYear, LastYear)) ? date.Year - 1 : date.Year;
        var month = MonthsOf(year).Last(m => m.First <= date);
        var day = date.DayNumber - month.First.DayNumber + 1;
        return day <= month.Length
            ? new(year, month.Number, month.IsLeap, day)
            : throw new ArgumentOutOfRangeException(nameof(date), "The day lies after the last lunar year.");
    }

    /// <summary>The months of a lunar year in order: twelve, or thirteen with a leap month.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The year is outside 1900–2199.</exception>
    public static IReadOnlyList<LunarMonth> MonthsOf(int year)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(year, FirstYear);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(year, LastYear);
        var (before, at, after) = (EleventhMonth(year - 1), EleventhMonth(year), EleventhMonth(year + 1));
        return [.. FromEleventh(before, at).SkipWhile(m => m.Number > 10), .. FromEleventh(at, after).TakeWhile(m => m.Number > 10)];
    }

    /// <summary>Can chi of a lunar year: "Đinh Mùi" of 2027.</summary>
    public static string NameOf(int year) => $"{Stems[(year + 6) % 10]} {Branches[(year + 8) % 12]}";

    /// <summary>The day in Vietnam of the winter solstice (đông chí) of a Gregorian year.</summary>
    internal static DateOnly Solstice(int year)
    {
        var day = new DateOnly(year, 12, 19).DayNumber;
        while (SunAtStartOf(day + 1) < 270)
        {
            day++;
        }

        return DateOnly.FromDayNumber(day);
    }

    /// <summary>The instant of new moon nearest before or on a day, as a day number with fraction at +07:00.</summary>
    internal static double NewMoonOnOrBefore(DateOnly date)
    {
        var k = Lunation(date) + 1;
        while (Math.Floor(NewMoon(k)) > date.DayNumber)
        {
            k--;
        }

        return NewMoon(k);
    }

    // The months from one month 11 to the day before the next, by lunation.
    private static List<LunarMonth> FromEleventh(int first, int next)
    {
        var days = Enumerable.Range(first, next - first + 1).Select(k => (int)Math.Floor(NewMoon(k))).ToList();
        var leap = next - first == 13 ? Enumerable.Range(1, 12).First(i => Sign(days[i]) == Sign(days[i + 1])) : -1;
        var months = new List<LunarMonth>();
        for (var i = 0; i < days.Count - 1; i++)
        {
            var place = leap >= 0 && i >= leap ? i - 1 : i;
            months.Add(new(((place + 10) % 12) + 1, i == leap, DateOnly.FromDayNumber(days[i]), days[i + 1] - days[i]));
        }

        return months;
    }

    /// <summary>The lunation that begins month 11 of a lunar year: the last one on or before the winter solstice.</summary>
    private static int EleventhMonth(int year)
    {
        var solstice = Solstice(year);
        var k = Lunation(solstice) + 1;
        while (Math.Floor(NewMoon(k)) > solstice.DayNumber)
        {
            k--;
        }

        return k;
    }

    private static int Lunation(DateOnly date) => (int)Math.Floor((date.DayNumber + Epoch - 2451550.09766) / MeanMonth);

    /// <summary>In which sign, of 30° each, the sun stands at 00:00 of a day.</summary>
    private static int Sign(int day) => (int)Math.Floor(SunAtStartOf(day) / 30);

    /// <summary>Apparent longitude of the sun in degrees at 00:00 of a day.</summary>
    private static double SunAtStartOf(int day)
    {
        var universal = day + Epoch;
        var t = (universal + (EarthsDelay(YearOf(universal)) / 86400) - 2451545) / 36525;
        var anomaly = 357.52911 + (35999.05029 * t) - (0.0001537 * t * t);
        var centre =
            ((1.914602 - (0.004817 * t) - (0.000014 * t * t)) * Sin(anomaly))
            + ((0.019993 - (0.000101 * t)) * Sin(2 * anomaly))
            + (0.000289 * Sin(3 * anomaly));
        var mean = 280.46646 + (36000.76983 * t) + (0.0003032 * t * t);
        var apparent = mean + centre - 0.00569 - (0.00478 * Sin(125.04 - (1934.136 * t)));
        return apparent - (360 * Math.Floor(apparent / 360));
    }

    /// <summary>The k-th new moon after that of 06/01/2000, as a day number with fraction at +07:00.</summary>
    private static double NewMoon(int k)
    {
        var t = k / 1236.85;
        var (t2, t3, t4) = (t * t, t * t * t, t * t * t * t);
        var e = 1 - (0.002516 * t) - (0.0000074 * t2);
        var sun = 2.5534 + (29.10535670 * k) - (0.0000014 * t2) - (0.00000011 * t3);
        var moon = 201.5643 + (385.81693528 * k) + (0.0107582 * t2) + (0.00001238 * t3) - (0.000000058 * t4);
        var latitude = 160.7108 + (390.67050284 * k) - (0.0016118 * t2) - (0.00000227 * t3) + (0.000000011 * t4);
        var node = 124.7746 - (1.56375588 * k) + (0.0020672 * t2) + (0.00000215 * t3);
        var dynamical =
            2451550.09766
            + (29.530588861 * k)
            + (0.00015437 * t2)
            - (0.000000150 * t3)
            + (0.00000000073 * t4)
            - (0.40720 * Sin(moon))
            + (0.17241 * e * Sin(sun))
            + (0.01608 * Sin(2 * moon))
            + (0.01039 * Sin(2 * latitude))
            + (0.00739 * e * Sin(moon - sun))
            - (0.00514 * e * Sin(moon + sun))
            + (0.00208 * e * e * Sin(2 * sun))
            - (0.00111 * Sin(moon - (2 * latitude)))
            - (0.00057 * Sin(moon + (2 * latitude)))
            + (0.00056 * e * Sin((2 * moon) + sun))
            - (0.00042 * Sin(3 * moon))
            + (0.00042 * e * Sin(sun + (2 * latitude)))
            + (0.00038 * e * Sin(sun - (2 * latitude)))
            - (0.00024 * e * Sin((2 * moon) - sun))
            - (0.00017 * Sin(node))
            - (0.00007 * Sin(moon + (2 * sun)))
            + (0.00004 * Sin((2 * moon) - (2 * latitude)))
            + (0.00004 * Sin(3 * sun))
            + (0.00003 * Sin(moon + sun - (2 * latitude)))
            + (0.00003 * Sin((2 * moon) + (2 * latitude)))
            - (0.00003 * Sin(moon + sun + (2 * latitude)))
            + (0.00003 * Sin(moon - sun + (2 * latitude)))
            - (0.00002 * Sin(moon - sun - (2 * latitude)))
            - (0.00002 * Sin((3 * moon) + sun))
            + (0.00002 * Sin(4 * moon))
            + (0.000325 * Sin(299.77 + (0.107408 * k) - (0.009173 * t2)))
            + (0.000165 * Sin(251.88 + (0.016321 * k)))
            + (0.000164 * Sin(251.83 + (26.651886 * k)))
            + (0.000126 * Sin(349.42 + (36.412478 * k)))
            + (0.000110 * Sin(84.66 + (18.206239 * k)))
            + (0.000062 * Sin(141.74 + (53.303771 * k)))
            + (0.000060 * Sin(207.14 + (2.453732 * k)))
            + (0.000056 * Sin(154.84 + (7.306860 * k)))
            + (0.000047 * Sin(34.52 + (27.261239 * k)))
            + (0.000042 * Sin(207.19 + (0.121824 * k)))
            + (0.000040 * Sin(291.34 + (1.844379 * k)))
            + (0.000037 * Sin(161.72 + (24.198154 * k)))
            + (0.000035 * Sin(239.56 + (25.513099 * k)))
            + (0.000023 * Sin(331.55 + (3.592518 * k)));
        return dynamical - (EarthsDelay(YearOf(dynamical)) / 86400) - Epoch;
    }

    private static double YearOf(double julianDay) => 2000 + ((julianDay - 2451544.5) / 365.25);

    /// <summary>ΔT in seconds: by how much the turning Earth lags behind uniform time (polynomials of Espenak and Meeus, 2006).</summary>
    private static double EarthsDelay(double year) =>
        year switch
        {
            < 1920 => Polynomial(year - 1900, -2.79, 1.494119, -0.0598939, 0.0061966, -0.000197),
            < 1941 => Polynomial(year - 1920, 21.20, 0.84493, -0.076100, 0.0020936),
            < 1961 => Polynomial(year - 1950, 29.07, 0.407, -1.0 / 233, 1.0 / 2547),
            < 1986 => Polynomial(year - 1975, 45.45, 1.067, -1.0 / 260, -1.0 / 718),
            < 2005 => Polynomial(year - 2000, 63.86, 0.3345, -0.060374, 0.0017275, 0.000651814, 0.00002373599),
            < 2050 => Polynomial(year - 2000, 62.92, 0.32217, 0.005589),
            < 2150 => Polynomial((year - 1820) / 100, -20, 0, 32) - (0.5628 * (2150 - year)),
            _ => Polynomial((year - 1820) / 100, -20, 0, 32),
        };

    private static double Polynomial(double x, params ReadOnlySpan<double> coefficients)
    {
        var sum = 0.0;
        for (var i = coefficients.Length - 1; i >= 0; i--)
        {
            sum = (sum * x) + coefficients[i];
        }

        return sum;
    }

    private static double Sin(double degrees) => Math.Sin(degrees * (Math.PI / 180));
}
