using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Calendar;

/// <summary>What happened to the working calendar (stream <c>calendar</c>). Each event is one revision; 1 is what ships.</summary>
public abstract record CalendarEvent
{
    private CalendarEvent() { }

    /// <summary>A date was named, or named anew: a day off, or a make-up day.</summary>
    public sealed record DayNamed(int Revision, NamedDay Day, SourceDocument Source) : CalendarEvent;

    /// <summary>A date is an ordinary day of the week again.</summary>
    public sealed record DayWithdrawn(int Revision, DateOnly Date, SourceDocument Source) : CalendarEvent;

    /// <summary>
    /// A year was announced in full: whatever was named in it before, computed or not, is replaced, and its answers are
    /// "tạm tính" no longer.
    /// </summary>
    public sealed record YearAnnounced(int Revision, int Year, IReadOnlyList<NamedDay> Days, SourceDocument Source) : CalendarEvent;

    /// <summary>A day off that waits for its law was switched on or off.</summary>
    public sealed record OptionalDaySwitched(int Revision, RuleCode Code, NamedDay Day, bool On, SourceDocument Source) : CalendarEvent;

    /// <summary>An office works Saturdays within a range; it replaces what was set for the same office before.</summary>
    public sealed record SaturdaysSet(int Revision, OfficeSaturdays Saturdays, SourceDocument Source) : CalendarEvent;
}

/// <summary>The paper a day rests on.</summary>
/// <param name="Number">Số, ký hiệu.</param>
/// <param name="Date">Ngày văn bản.</param>
/// <param name="Summary">Trích yếu.</param>
public sealed record SourceDocument(DocumentNumber Number, DateOnly Date, PublicText Summary);

/// <summary>A date and what it is.</summary>
/// <param name="Date">Day in Vietnam.</param>
/// <param name="Kind">Off, or worked.</param>
/// <param name="Name">What the page shows.</param>
public sealed record NamedDay(DateOnly Date, DayKind Kind, PublicText Name);

/// <summary>Saturdays that one office works; half a day counts as a day.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Function">The function whose office it is; null: every office of the unit.</param>
/// <param name="From">First day.</param>
/// <param name="To">Last day; null: until set anew.</param>
public sealed record OfficeSaturdays(UnitId Unit, FunctionCode? Function, DateOnly From, DateOnly? To)
{
    /// <summary>Whether it concerns an office.</summary>
    public bool Concerns(UnitId unit, FunctionCode function) => Unit == unit && (Function is not { } own || own == function);
}

/// <summary>What may be asked of the working calendar. Each names the paper it rests on.</summary>
public abstract record CalendarCommand
{
    private CalendarCommand() { }

    /// <summary>Names a date, or confirms one that was computed.</summary>
    public sealed record NameDay(NamedDay Day, SourceDocument Source) : CalendarCommand;

    /// <summary>Makes a date an ordinary day again.</summary>
    public sealed record WithdrawDay(DateOnly Date, SourceDocument Source) : CalendarCommand;

    /// <summary>Announces all days of a year.</summary>
    public sealed record AnnounceYear(int Year, IReadOnlyList<NamedDay> Days, SourceDocument Source) : CalendarCommand;

    /// <summary>Switches a day that ships as optional on or off.</summary>
    public sealed record SwitchDay(RuleCode Code, NamedDay Day, bool On, SourceDocument Source) : CalendarCommand;

    /// <summary>Sets the Saturdays of an office.</summary>
    public sealed record SetSaturdays(OfficeSaturdays Saturdays, SourceDocument Source) : CalendarCommand;

    /// <summary>Several at once: all, or none.</summary>
    public sealed record Together(IReadOnlyList<CalendarCommand> Changes) : CalendarCommand;
}

/// <summary>Why a change of the working calendar is refused. Dates are yyyy-MM-dd.</summary>
public static class CalendarRefusals
{
    /// <summary>A make-up day must fall on a Saturday or Sunday. Arguments: date.</summary>
    public const string MakeUpOnWeekday = "calendar.make-up-on-weekday";

    /// <summary>Nothing is named for the date. Arguments: date.</summary>
    public const string DayUnknown = "calendar.day-unknown";

    /// <summary>A day lies outside the year announced. Arguments: date, year.</summary>
    public const string DayOutsideYear = "calendar.day-outside-year";

    /// <summary>A date is named twice in one announcement. Arguments: date.</summary>
    public const string DayTwice = "calendar.day-twice";

    /// <summary>An announced year names no day off. Arguments: year.</summary>
    public const string YearEmpty = "calendar.year-empty";

    /// <summary>The document's date lies after today. Arguments: date, today.</summary>
    public const string DocumentInFuture = "calendar.document-in-future";

    /// <summary>The range ends before it begins. Arguments: from, to.</summary>
    public const string EndsBeforeItBegins = "calendar.ends-before-it-begins";

    /// <summary>The date lies outside the years that can be computed with, 1900–2199. Arguments: date.</summary>
    public const string OutOfRange = "calendar.out-of-range";
}
