using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Duties;

/// <summary>
/// What happened to one occurrence of a duty of one unit (stream <c>duty-{key}</c>, <see cref="DutyKey"/>). The stream begins with
/// the first of these: that an occurrence is due follows from its plan and is not recorded.
/// </summary>
public abstract record DutyEvent
{
    private DutyEvent() { }

    /// <summary>Nộp: what the duty asks for was handed in or recorded.</summary>
    /// <param name="Ask">What was asked, as it then stood.</param>
    /// <param name="Round">Which handing in of this occurrence, replacements counted, from 1.</param>
    /// <param name="HandIn">When and how it reached the recipient.</param>
    /// <param name="On">The day that decides; an earlier filing's where that one was accepted.</param>
    /// <param name="LateDays">Days after the last valid day; 0: on that day after its hour; null: in time, or nobody is late with it.</param>
    /// <param name="Answer">What.</param>
    /// <param name="Also">Lồng ghép: what else of the unit it answers; a reactor carries it there.</param>
    /// <param name="From">The occurrence whose filing this is, where it was carried here; null: this one's own.</param>
    /// <param name="By">Whose filing it is: who filed, and for whom; null: paper that was taken in, or recorded before this was noted.</param>
    public sealed record Filed(
        DutyAsk Ask,
        int Round,
        DutyHandIn HandIn,
        DateOnly On,
        int? LateDays,
        DutyAnswer Answer,
        IReadOnlyList<DutyAsk> Also,
        DutyKey? From,
        IReadOnlyList<AccountId>? By = null
    ) : DutyEvent;

    /// <summary>Tiếp nhận: one recipient accepted it, for itself alone.</summary>
    /// <param name="Round">Which handing in.</param>
    /// <param name="Recipient">Who.</param>
    /// <param name="On">The day in Hà Nội.</param>
    /// <param name="Note">Why, sealed: with late ones of a window; null: nothing was noted.</param>
    /// <param name="Told">Who is told that it is done; null: others have yet to accept it, nobody filed it here, or recorded before this was noted.</param>
    public sealed record Accepted(int Round, UnitId Recipient, DateOnly On, Sealed? Note, DutyTold? Told = null) : DutyEvent;

    /// <summary>Trả lại: it is open again.</summary>
    /// <param name="Round">Which handing in.</param>
    /// <param name="Recipient">Who returned it.</param>
    /// <param name="On">The day in Hà Nội.</param>
    /// <param name="Missing">What is missing, sealed.</param>
    /// <param name="Told">Who is told; null: nobody filed it here, or recorded before this was noted.</param>
    public sealed record Returned(int Round, UnitId Recipient, DateOnly On, Sealed Missing, DutyTold? Told = null) : DutyEvent;

    /// <summary>Báo cáo thay thế: another content; the first handing in keeps its date.</summary>
    /// <param name="Round">Which handing in.</param>
    /// <param name="ReplacedOn">The day in Hà Nội on which it was replaced.</param>
    /// <param name="On">The day that decides.</param>
    /// <param name="LateDays">As of <see cref="Filed"/>.</param>
    /// <param name="Answer">What.</param>
    /// <param name="From">The occurrence whose replacement was carried here; null: this one's own.</param>
    /// <param name="By">As of <see cref="Filed"/>.</param>
    public sealed record Replaced(
        int Round,
        DateOnly ReplacedOn,
        DateOnly On,
        int? LateDays,
        DutyAnswer Answer,
        DutyKey? From,
        IReadOnlyList<AccountId>? By = null
    ) : DutyEvent;

    /// <summary>Rút: it is open again, as if nothing had been handed in.</summary>
    /// <param name="Round">Which handing in.</param>
    /// <param name="WithdrawnOn">The day in Hà Nội.</param>
    /// <param name="From">The occurrence whose withdrawal was carried here; null: this one's own.</param>
    public sealed record Withdrawn(int Round, DateOnly WithdrawnOn, DutyKey? From) : DutyEvent;

    /// <summary>The unit ended while it was open: its successor has to do it, under the same key.</summary>
    /// <param name="Ask">What is asked, as it then stood.</param>
    /// <param name="From">Who had to do it.</param>
    /// <param name="To">Who has to do it now.</param>
    /// <param name="Since">The first day after the unit's last one.</param>
    public sealed record HandedOver(DutyAsk Ask, UnitId From, UnitId To, DateOnly Since) : DutyEvent;
}

/// <summary>Who is told what became of what they handed in, with what they need to know of it: recorded before anybody is told.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Duty">Its duty.</param>
/// <param name="Period">Which occurrence.</param>
/// <param name="Origin">The unit that was bound first.</param>
/// <param name="Unit">Whose business it is.</param>
/// <param name="Due">Its last valid day; null: chưa có ngày.</param>
/// <param name="To">Whose handing in it was, at least one.</param>
public sealed record DutyTold(
    PlanId Plan,
    DutyCode Duty,
    PeriodKey Period,
    UnitId Origin,
    UnitId Unit,
    DateOnly? Due,
    IReadOnlyList<AccountId> To
);

/// <summary>What can be asked of an occurrence.</summary>
public abstract record DutyCommand
{
    private DutyCommand() { }

    /// <summary>Nộp.</summary>
    /// <param name="Ask">What is asked.</param>
    /// <param name="HandIn">When and how it was handed in; null: here and now.</param>
    /// <param name="Answer">What.</param>
    /// <param name="Also">What else of the unit it answers, at most <see cref="Duty.MaxAlso"/>.</param>
    /// <param name="From">The occurrence whose filing is carried here; null: this one's own.</param>
    public sealed record File(DutyAsk Ask, DutyHandIn? HandIn, DutyAnswer Answer, IReadOnlyList<DutyAsk> Also, DutyKey? From = null)
        : DutyCommand;

    /// <summary>Tiếp nhận.</summary>
    public sealed record Accept(UnitId Recipient, Sealed? Note) : DutyCommand;

    /// <summary>Trả lại.</summary>
    public sealed record Return(UnitId Recipient, Sealed Missing) : DutyCommand;

    /// <summary>Nộp báo cáo thay thế.</summary>
    public sealed record Replace(DutyAnswer Answer, DutyKey? From = null) : DutyCommand;

    /// <summary>Rút.</summary>
    /// <param name="From">The occurrence whose withdrawal is carried here; null: this one's own.</param>
    /// <param name="Dossier">Only where it was answered by this dossier; null: whatever it was answered by.</param>
    public sealed record Withdraw(DutyKey? From = null, DossierId? Dossier = null) : DutyCommand;

    /// <summary>Passes an open occurrence on.</summary>
    public sealed record HandOver(DutyAsk Ask, UnitId From, UnitId To, DateOnly Since) : DutyCommand;
}

/// <summary>Why an occurrence refuses.</summary>
public static class DutyRefusals
{
    /// <summary>Its window has not opened: what comes earlier waits. Arguments: opens (yyyy-MM-dd).</summary>
    public const string NotOpen = "duty.not-open";

    /// <summary>A day lies after today in Hà Nội. Arguments: day, today (yyyy-MM-dd).</summary>
    public const string DayInFuture = "duty.day-in-future";

    /// <summary>The plan says that late ones are not taken. Arguments: day (yyyy-MM-dd).</summary>
    public const string LateNotTaken = "duty.late-not-taken";

    /// <summary>Whoever handed it in neither accepts nor returns it.</summary>
    public const string OwnFiling = "duty.own-filing";

    /// <summary>It was handed in and waits for its recipients.</summary>
    public const string Filed = "duty.filed";

    /// <summary>It was accepted, or needs nobody's acceptance: it is done.</summary>
    public const string Closed = "duty.closed";

    /// <summary>Nothing was handed in that could be accepted, returned, replaced or withdrawn.</summary>
    public const string NotFiled = "duty.not-filed";

    /// <summary>It is another occurrence than the stream's.</summary>
    public const string OtherOccurrence = "duty.other-occurrence";

    /// <summary>It is another unit's to do. Arguments: unit (whose).</summary>
    public const string OtherUnit = "duty.other-unit";

    /// <summary>The unit is none of its recipients. Arguments: unit.</summary>
    public const string OtherRecipient = "duty.other-recipient";

    /// <summary>Its kind is fulfilled by something else. Arguments: kind.</summary>
    public const string OtherContent = "duty.other-content";

    /// <summary>A mark of time: nothing is handed in for it.</summary>
    public const string NothingAsked = "duty.nothing-asked";

    /// <summary>A late one of a window is accepted with a reason.</summary>
    public const string ReasonMissing = "duty.reason-missing";

    /// <summary>The first day lies after the last one. Arguments: from, to (yyyy-MM-dd).</summary>
    public const string DaysInDisorder = "duty.days-in-disorder";

    /// <summary>A count is out of its range. Arguments: count, max.</summary>
    public const string CountOutOfRange = "duty.count-out-of-range";

    /// <summary>It has too many papers. Arguments: max.</summary>
    public const string TooManyPapers = "duty.too-many-papers";

    /// <summary>It answers too many others, or one of another unit. Arguments: max.</summary>
    public const string AlsoOutOfRange = "duty.also-out-of-range";
}
