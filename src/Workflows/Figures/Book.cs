using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;

namespace PhongTrao.Workflows.Figures;

/// <summary>
/// A small register of one unit for a plan: the id of its stream <c>book-{key}</c>. It derives from plan, kind, target and unit; two
/// registers of a plan with the same kind and target are one book.
/// </summary>
[JsonConverter(typeof(IdConverter<BookKey>))]
public readonly record struct BookKey(Guid Value) : IId<BookKey>
{
    private static readonly Guid Root = new("b00c0000-0000-8000-8000-000000000001");

    /// <inheritdoc/>
    public static BookKey From(Guid value) => new(value);

    /// <summary>The key.</summary>
    public static BookKey Of(PlanId plan, PlanRegisterKind kind, TargetCode? target, UnitId unit) =>
        new(
            DerivedId.From(DerivedId.From(DerivedId.From(DerivedId.From(Root, plan.Value), WordOf(kind)), target?.Value ?? "-"), unit.Value)
        );

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", CultureInfo.InvariantCulture);

    private static string WordOf(PlanRegisterKind kind) => StoredWords<PlanRegisterKind>.All.First(word => word.Value == kind).Key;
}

/// <summary>One entry of a small register.</summary>
[JsonConverter(typeof(IdConverter<BookEntryId>))]
public readonly record struct BookEntryId(Guid Value) : IId<BookEntryId>
{
    /// <inheritdoc/>
    public static BookEntryId From(Guid value) => new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", CultureInfo.InvariantCulture);
}

/// <summary>A small register as the plan has it for a unit.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Revision">Its revision.</param>
/// <param name="Kind">Việc tốt, tin/bài, mô hình, lớp tập huấn.</param>
/// <param name="Target">The target it counts for; null: none.</param>
/// <param name="Unit">Whose register.</param>
/// <param name="Above">The units above it on that day, the nearest first.</param>
public sealed record BookAsk(PlanId Plan, int Revision, PlanRegisterKind Kind, TargetCode? Target, UnitId Unit, IReadOnlyList<UnitId> Above)
{
    /// <summary>The stream's id.</summary>
    [JsonIgnore]
    public BookKey Key => BookKey.Of(Plan, Kind, Target, Unit);
}

/// <summary>What was entered. Exactly one of the two texts is there.</summary>
/// <param name="Id">The entry; figures cite it by this.</param>
/// <param name="Day">When it happened.</param>
/// <param name="Count">How many, 1–<see cref="Book.MaxCount"/>.</param>
/// <param name="Text">What, where it names nobody.</param>
/// <param name="Personal">What, sealed, where it does.</param>
/// <param name="Proof">A document about it; null: none.</param>
public sealed record BookEntry(BookEntryId Id, DateOnly Day, int Count, PublicText? Text, Sealed? Personal, PlanDocument? Proof);

/// <summary>What happened to a small register: stream <c>book-{key}</c>, <see cref="BookKey"/>.</summary>
public abstract record BookEvent
{
    private BookEvent() { }

    /// <summary>Something was entered.</summary>
    /// <param name="Book">Which register, as it then stood.</param>
    /// <param name="Entry">What.</param>
    /// <param name="TakenBy">The unit above that entered it for a unit without accounts; null: the unit itself.</param>
    public sealed record Entered(BookAsk Book, BookEntry Entry, UnitId? TakenBy) : BookEvent;

    /// <summary>Gạch: an entry no longer counts; it stays to be seen.</summary>
    /// <param name="Entry">Which.</param>
    /// <param name="Reason">Why, sealed.</param>
    public sealed record Struck(BookEntryId Entry, Sealed Reason) : BookEvent;
}

/// <summary>What can be asked of a small register.</summary>
public abstract record BookCommand
{
    private BookCommand() { }

    /// <summary>Enters something; its id derives from the command.</summary>
    public sealed record Enter(
        BookAsk Book,
        DateOnly Day,
        int Count,
        PublicText? Text,
        Sealed? Personal,
        PlanDocument? Proof,
        UnitId? TakenBy = null
    ) : BookCommand;

    /// <summary>Strikes an entry.</summary>
    /// <param name="Entry">Which.</param>
    /// <param name="Reason">Why.</param>
    /// <param name="TakenBy">As of <see cref="BookEvent.Entered"/>.</param>
    public sealed record Strike(BookEntryId Entry, Sealed Reason, UnitId? TakenBy = null) : BookCommand;
}

/// <summary>Why a small register refuses.</summary>
public static class BookRefusals
{
    /// <summary>It is another register than the stream's.</summary>
    public const string OtherBook = "book.other-book";

    /// <summary>It is another unit's register. Arguments: unit (whose).</summary>
    public const string OtherUnit = "book.other-unit";

    /// <summary>The day lies after today in Hà Nội. Arguments: day, today (yyyy-MM-dd).</summary>
    public const string DayInFuture = "book.day-in-future";

    /// <summary>The count is out of its range. Arguments: count, max.</summary>
    public const string CountOutOfRange = "book.count-out-of-range";

    /// <summary>Neither or both of the texts are given.</summary>
    public const string TextMissing = "book.text-missing";

    /// <summary>There is no such entry.</summary>
    public const string UnknownEntry = "book.unknown-entry";
}

/// <summary>A small register (sổ việc tốt, tin/bài, mô hình, lớp tập huấn) as its events leave it.</summary>
public sealed record Book
{
    /// <summary>Largest count of one entry.</summary>
    public const int MaxCount = 10_000;

    /// <summary>Before the first event.</summary>
    public static Book None { get; } = new();

    /// <summary>Which register; null: nothing was entered yet.</summary>
    public BookAsk? Ask { get; private init; }

    /// <summary>Every entry, and whether it was struck.</summary>
    public ImmutableDictionary<BookEntryId, (BookEntry Entry, bool IsStruck)> Entries { get; private init; } =
        ImmutableDictionary<BookEntryId, (BookEntry, bool)>.Empty;

    /// <summary>How many stand.</summary>
    public long Sum { get; private init; }

    /// <summary>Folds one event.</summary>
    public static Book Evolve(Book state, BookEvent @event) =>
        @event switch
        {
            BookEvent.Entered e when state.Entries.ContainsKey(e.Entry.Id) => state,
            BookEvent.Entered e => state with
            {
                Ask = e.Book,
                Entries = state.Entries.Add(e.Entry.Id, (e.Entry, false)),
                Sum = state.Sum + e.Entry.Count,
            },
            BookEvent.Struck e => state.Entries.TryGetValue(e.Entry, out var found) && !found.IsStruck
                ? state with
                {
                    Entries = state.Entries.SetItem(e.Entry, (found.Entry, true)),
                    Sum = state.Sum - found.Entry.Count,
                }
                : state,
        };

    /// <summary>Decides one command. Pure and total.</summary>
    public static Decision<BookEvent> Decide(BookCommand command, CommandContext by, Book state) =>
        command switch
        {
            BookCommand.Enter c => Enter(c, by, state),
            BookCommand.Strike c => !state.Entries.TryGetValue(c.Entry, out var found) ? Refusal.Of(BookRefusals.UnknownEntry)
            : !IsTheirs(state.Ask!, c.TakenBy, by) ? Refusal.Of(BookRefusals.OtherUnit, ("unit", state.Ask!.Unit.Value))
            : found.IsStruck ? Decision<BookEvent>.Nothing
            : new BookEvent.Struck(c.Entry, c.Reason),
        };

    private static Decision<BookEvent> Enter(BookCommand.Enter c, CommandContext by, Book state)
    {
        var today = VietnamTime.DateOf(by.At);
        var id = new BookEntryId(by.Derive("book entry"));
        return state.Ask is { } known && known.Key != c.Book.Key ? Refusal.Of(BookRefusals.OtherBook)
            : !IsTheirs(c.Book, c.TakenBy, by) ? Refusal.Of(BookRefusals.OtherUnit, ("unit", c.Book.Unit.Value))
            : c.Day > today ? Refusal.Of(BookRefusals.DayInFuture, ("day", c.Day.Iso()), ("today", today.Iso()))
            : c.Count is < 1 or > MaxCount ? Refusal.Of(BookRefusals.CountOutOfRange, ("count", Text(c.Count)), ("max", Text(MaxCount)))
            : c.Text is null == c.Personal is null ? Refusal.Of(BookRefusals.TextMissing)
            : state.Entries.ContainsKey(id) ? Decision<BookEvent>.Nothing
            : new BookEvent.Entered(c.Book, new(id, c.Day, c.Count, c.Text, c.Personal, c.Proof), c.TakenBy);
    }

    private static bool IsTheirs(BookAsk book, UnitId? takenBy, CommandContext by) =>
        takenBy is { } taker ? by.Capacity?.Unit == taker && book.Above.Contains(taker) : by.Capacity?.Unit == book.Unit;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
