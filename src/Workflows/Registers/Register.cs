using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Registers;

/// <summary>
/// A register (sổ) of one unit, kind and year: stream <c>register-{unit}-{kind}-{year}</c>. Numbers start at 1 each
/// 01/01 and are never used twice, even when void (NĐ 30/2020).
/// </summary>
public abstract record RegisterEvent
{
    private RegisterEvent() { }

    /// <summary>
    /// A number was taken for a purpose: the next one, or one that somebody wrote on the paper. What lies between it and the last one
    /// taken before is left out until it is entered afterwards (ghi sau) or somebody says why it never will be (bỏ trống).
    /// </summary>
    public sealed record NumberReserved(int Number, PurposeCode Purpose) : RegisterEvent;

    /// <summary>The number stands on an issued paper.</summary>
    public sealed record NumberUsed(int Number, DateOnly On) : RegisterEvent;

    /// <summary>The number will never stand on a paper; why, a person has said, or the cause does.</summary>
    public sealed record NumberVoided(int Number, Sealed? Reason, VoidCause? Cause = null) : RegisterEvent;

    /// <summary>
    /// Số ghi khác mẫu: somebody wrote a number that is not of the register's row ("05a/QĐ-UBND"). It is in nobody's sequence, and no other paper
    /// bears it.
    /// </summary>
    public sealed record OtherNumberTaken(DocumentNumber Number, PurposeCode Purpose) : RegisterEvent;

    /// <summary>Bỏ trống: numbers that were left out will stand on no paper here, and why.</summary>
    /// <param name="From">The first, from 1.</param>
    /// <param name="To">The last, included.</param>
    /// <param name="Reason">Why, sealed under the key of the unit's registers.</param>
    public sealed record NumbersLeftOut(int From, int To, Sealed Reason) : RegisterEvent;
}

/// <summary>Why a number stands on no paper. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<VoidCause>))]
public enum VoidCause
{
    /// <summary>The draft for which it was taken was given up.</summary>
    [JsonStringEnumMemberName("draft-dropped")]
    DraftDropped,

    /// <summary>The paper was issued under another number.</summary>
    [JsonStringEnumMemberName("other-number")]
    OtherNumber,

    /// <summary>The work for which it was taken ended without such a paper.</summary>
    [JsonStringEnumMemberName("work-ended")]
    WorkEnded,
}

/// <summary>What can be asked of a register.</summary>
public abstract record RegisterCommand
{
    private RegisterCommand() { }

    /// <summary>Takes the next number, or the one that somebody wrote on the paper; the same purpose gets the same number again.</summary>
    /// <param name="Purpose">For what.</param>
    /// <param name="Number">1–<see cref="Register.MostWritten"/>; null: the one taken for it last, else the next.</param>
    public sealed record Reserve(PurposeCode Purpose, int? Number = null) : RegisterCommand;

    /// <summary>Says that the number stands on an issued paper.</summary>
    /// <param name="Purpose">For what it was taken.</param>
    /// <param name="On">Date of the paper.</param>
    /// <param name="Number">Which; null: the one taken last for it.</param>
    public sealed record Use(PurposeCode Purpose, DateOnly On, int? Number = null) : RegisterCommand;

    /// <summary>Gives the number up, with a reason, a cause or both.</summary>
    /// <param name="Purpose">For what it was taken.</param>
    /// <param name="Reason">Why, in words.</param>
    /// <param name="Cause">Why, where no person decides it.</param>
    /// <param name="Number">Which; null: the one taken last for it.</param>
    public sealed record Void(PurposeCode Purpose, Sealed? Reason, VoidCause? Cause = null, int? Number = null) : RegisterCommand;

    /// <summary>Takes a number that is written otherwise than the register's own.</summary>
    public sealed record TakeOther(DocumentNumber Number, PurposeCode Purpose) : RegisterCommand;

    /// <summary>Bỏ trống: says why numbers that were left out stand on no paper here.</summary>
    /// <param name="From">The first.</param>
    /// <param name="To">The last, included; all of them left out.</param>
    /// <param name="Reason">Why.</param>
    public sealed record LeaveOut(int From, int To, Sealed Reason) : RegisterCommand;
}

/// <summary>Why a register refuses.</summary>
public static class RegisterRefusals
{
    /// <summary>No number was taken for this purpose. Arguments: purpose.</summary>
    public const string NotReserved = "register.not-reserved";

    /// <summary>The number stands on an issued paper. Arguments: number, on.</summary>
    public const string Used = "register.used";

    /// <summary>The number was given up and is never used again. Arguments: number.</summary>
    public const string Voided = "register.voided";

    /// <summary>The number that somebody wrote was taken for something else, or left out for good. Arguments: number.</summary>
    public const string Taken = "register.taken";

    /// <summary>No register holds such a number. Arguments: number, max.</summary>
    public const string OutOfRange = "register.out-of-range";

    /// <summary>Not all of these numbers are left out and wait to be entered. Arguments: from, to.</summary>
    public const string NotLeftOut = "register.not-left-out";
}

/// <summary>Numbers that follow each other.</summary>
/// <param name="From">The first, from 1.</param>
/// <param name="To">The last, included.</param>
public sealed record NumberRange(int From, int To)
{
    /// <summary>How many.</summary>
    public int Count => To - From + 1;

    /// <summary>Whether a number is among them.</summary>
    public bool Has(int number) => From <= number && number <= To;

    /// <summary>What is left of them without others, in order.</summary>
    public IEnumerable<NumberRange> Without(int from, int to)
    {
        if (to < From || To < from)
        {
            yield return this;
            yield break;
        }

        if (From < from)
        {
            yield return this with
            {
                To = from - 1,
            };
        }

        if (to < To)
        {
            yield return this with
            {
                From = to + 1,
            };
        }
    }
}

/// <summary>What became of a number.</summary>
/// <param name="Number">From 1.</param>
/// <param name="UsedOn">Date of the paper on which it stands; null while reserved and when void.</param>
/// <param name="IsVoid">Given up.</param>
public sealed record RegisterNumber(int Number, DateOnly? UsedOn, bool IsVoid);

/// <summary>
/// A register as its events leave it. Cost of an act grows with the logarithm of the numbers taken, and with how often numbers were left
/// out and are not accounted for.
/// </summary>
public sealed record Register
{
    /// <summary>The greatest number that somebody may write.</summary>
    public const int MostWritten = 99_999;

    /// <summary>Before the first event.</summary>
    public static Register None { get; } = new();

    /// <summary>The greatest number taken, 0 before the first: the next one that nobody writes comes after it.</summary>
    public int Last { get; private init; }

    /// <summary>The number last taken for each purpose.</summary>
    public ImmutableDictionary<PurposeCode, RegisterNumber> Numbers { get; private init; } =
        ImmutableDictionary<PurposeCode, RegisterNumber>.Empty;

    /// <summary>Every number that was taken.</summary>
    public ImmutableDictionary<int, RegisterNumber> Taken { get; private init; } = ImmutableDictionary<int, RegisterNumber>.Empty;

    /// <summary>For what each was.</summary>
    public ImmutableDictionary<int, PurposeCode> Purposes { get; private init; } = ImmutableDictionary<int, PurposeCode>.Empty;

    /// <summary>Numbers that were left out and may still be entered, in order.</summary>
    public ImmutableList<NumberRange> LeftOut { get; private init; } = [];

    /// <summary>Numbers written otherwise than its own, and for what each was taken.</summary>
    public ImmutableDictionary<string, PurposeCode> Others { get; private init; } = ImmutableDictionary<string, PurposeCode>.Empty;

    /// <summary>For what a number that is written otherwise was taken; null: it was not.</summary>
    public PurposeCode? OtherOf(DocumentNumber number) => Others.TryGetValue(Folded(number), out var purpose) ? purpose : null;

    /// <summary>Folds one event.</summary>
    public static Register Evolve(Register state, RegisterEvent @event) =>
        @event switch
        {
            RegisterEvent.NumberReserved e => state with
            {
                Last = Math.Max(state.Last, e.Number),
                Numbers = state.Numbers.SetItem(e.Purpose, new(e.Number, null, IsVoid: false)),
                Taken = state.Taken.SetItem(e.Number, new(e.Number, null, IsVoid: false)),
                Purposes = state.Purposes.SetItem(e.Number, e.Purpose),
                LeftOut =
                    e.Number > state.Last + 1 ? state.LeftOut.Add(new(state.Last + 1, e.Number - 1)) : state.WithoutGap(e.Number, e.Number),
            },
            RegisterEvent.NumberUsed e => state.With(e.Number, n => n with { UsedOn = e.On }),
            RegisterEvent.NumberVoided e => state.With(e.Number, n => n with { IsVoid = true }),
            RegisterEvent.OtherNumberTaken e => state with { Others = state.Others.SetItem(Folded(e.Number), e.Purpose) },
            RegisterEvent.NumbersLeftOut e => state with { LeftOut = state.WithoutGap(e.From, e.To) },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<RegisterEvent> Decide(RegisterCommand command, CommandContext by, Register state) =>
        command switch
        {
            RegisterCommand.Reserve { Number: { } number } c => state.Write(number, c.Purpose),
            // A purpose whose number is void gets a new one: the void number stays void.
            RegisterCommand.Reserve c => state.Numbers.GetValueOrDefault(c.Purpose) is { IsVoid: false }
                ? Decision<RegisterEvent>.Nothing
                : new RegisterEvent.NumberReserved(state.Last + 1, c.Purpose),
            RegisterCommand.Use c => state.Of(c.Purpose, c.Number) switch
            {
                null => Unknown(c.Purpose),
                { IsVoid: true } number => Refusal.Of(RegisterRefusals.Voided, ("number", Text(number.Number))),
                { UsedOn: { } on } number => on == c.On ? Decision<RegisterEvent>.Nothing : InUse(number.Number, on),
                var number => new RegisterEvent.NumberUsed(number.Number, c.On),
            },
            RegisterCommand.Void c => state.Of(c.Purpose, c.Number) switch
            {
                null => Unknown(c.Purpose),
                { IsVoid: true } => Decision<RegisterEvent>.Nothing,
                { UsedOn: { } on } number => InUse(number.Number, on),
                var number => new RegisterEvent.NumberVoided(number.Number, c.Reason, c.Cause),
            },
            RegisterCommand.TakeOther c => state.OtherOf(c.Number) is not { } known
                ? new RegisterEvent.OtherNumberTaken(c.Number, c.Purpose)
            : known == c.Purpose ? Decision<RegisterEvent>.Nothing
            : Refusal.Of(RegisterRefusals.Taken, ("number", c.Number.Value)),
            RegisterCommand.LeaveOut c => c.From > c.To || !state.LeftOut.Exists(gap => gap.Has(c.From) && gap.Has(c.To))
                ? Refusal.Of(RegisterRefusals.NotLeftOut, ("from", Text(c.From)), ("to", Text(c.To)))
                : new RegisterEvent.NumbersLeftOut(c.From, c.To, c.Reason),
        };

    // What somebody wrote on the paper. Another number that was taken for it before stays: who took that one may just be issuing it.
    private Decision<RegisterEvent> Write(int number, PurposeCode purpose) =>
        number is < 1 or > MostWritten ? Refusal.Of(RegisterRefusals.OutOfRange, ("number", Text(number)), ("max", Text(MostWritten)))
        : Purposes.TryGetValue(number, out var known)
            ? known == purpose && !Taken[number].IsVoid ? Decision<RegisterEvent>.Nothing
                : Refusal.Of(RegisterRefusals.Taken, ("number", Text(number)))
        : number > Last || LeftOut.Exists(gap => gap.Has(number)) ? new RegisterEvent.NumberReserved(number, purpose)
        : Refusal.Of(RegisterRefusals.Taken, ("number", Text(number)));

    // The number of a purpose that is meant, or the one taken last for it.
    private RegisterNumber? Of(PurposeCode purpose, int? number) =>
        number is not { } which ? Numbers.GetValueOrDefault(purpose)
        : Purposes.TryGetValue(which, out var known) && known == purpose ? Taken[which]
        : null;

    private ImmutableList<NumberRange> WithoutGap(int from, int to) =>
        LeftOut.IsEmpty ? LeftOut : [.. LeftOut.SelectMany(gap => gap.Without(from, to))];

    private Register With(int number, Func<RegisterNumber, RegisterNumber> change) =>
        Purposes.TryGetValue(number, out var purpose) && Taken.TryGetValue(number, out var found)
            ? this with
            {
                Taken = Taken.SetItem(number, change(found)),
                Numbers = Numbers[purpose].Number == number ? Numbers.SetItem(purpose, change(found)) : Numbers,
            }
            : this;

    // "05A/qđ-ubnd" is "5a/QĐ-UBND".
    private static string Folded(DocumentNumber number) =>
        string.Concat(number.Value.Where(c => !char.IsWhiteSpace(c))).TrimStart('0').ToUpperInvariant();

    private static Refusal Unknown(PurposeCode purpose) => Refusal.Of(RegisterRefusals.NotReserved, ("purpose", purpose.Value));

    private static Refusal InUse(int number, DateOnly on) =>
        Refusal.Of(RegisterRefusals.Used, ("number", Text(number)), ("on", on.ToString("O", CultureInfo.InvariantCulture)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
