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

    /// <summary>A number was taken for a purpose.</summary>
    public sealed record NumberReserved(int Number, PurposeCode Purpose) : RegisterEvent;

    /// <summary>The number stands on an issued paper.</summary>
    public sealed record NumberUsed(int Number, DateOnly On) : RegisterEvent;

    /// <summary>The number will never stand on a paper; why, a person has said, or the cause does.</summary>
    public sealed record NumberVoided(int Number, Sealed? Reason, VoidCause? Cause = null) : RegisterEvent;
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

    /// <summary>Takes the next number; the same purpose gets the same number again.</summary>
    public sealed record Reserve(PurposeCode Purpose) : RegisterCommand;

    /// <summary>Says that the number stands on an issued paper.</summary>
    public sealed record Use(PurposeCode Purpose, DateOnly On) : RegisterCommand;

    /// <summary>Gives the number up, with a reason, a cause or both.</summary>
    public sealed record Void(PurposeCode Purpose, Sealed? Reason, VoidCause? Cause = null) : RegisterCommand;
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
}

/// <summary>What became of a number.</summary>
/// <param name="Number">From 1.</param>
/// <param name="UsedOn">Date of the paper on which it stands; null while reserved and when void.</param>
/// <param name="IsVoid">Given up.</param>
public sealed record RegisterNumber(int Number, DateOnly? UsedOn, bool IsVoid);

/// <summary>A register as its events leave it. Cost of an act grows with the logarithm of the numbers taken.</summary>
public sealed record Register
{
    /// <summary>Before the first event.</summary>
    public static Register None { get; } = new();

    /// <summary>The last number taken, 0 before the first.</summary>
    public int Last { get; private init; }

    /// <summary>The number last taken for each purpose.</summary>
    public ImmutableDictionary<PurposeCode, RegisterNumber> Numbers { get; private init; } =
        ImmutableDictionary<PurposeCode, RegisterNumber>.Empty;

    /// <summary>The same numbers the other way round.</summary>
    public ImmutableDictionary<int, PurposeCode> Purposes { get; private init; } = ImmutableDictionary<int, PurposeCode>.Empty;

    /// <summary>Folds one event.</summary>
    public static Register Evolve(Register state, RegisterEvent @event) =>
        @event switch
        {
            RegisterEvent.NumberReserved e => state with
            {
                Last = Math.Max(state.Last, e.Number),
                Numbers = state.Numbers.SetItem(e.Purpose, new(e.Number, null, IsVoid: false)),
                Purposes = state.Purposes.SetItem(e.Number, e.Purpose),
            },
            RegisterEvent.NumberUsed e => state.With(e.Number, n => n with { UsedOn = e.On }),
            RegisterEvent.NumberVoided e => state.With(e.Number, n => n with { IsVoid = true }),
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<RegisterEvent> Decide(RegisterCommand command, CommandContext by, Register state) =>
        command switch
        {
            // A purpose whose number is void gets a new one: the void number stays void.
            RegisterCommand.Reserve c => state.Numbers.GetValueOrDefault(c.Purpose) is { IsVoid: false }
                ? Decision<RegisterEvent>.Nothing
                : new RegisterEvent.NumberReserved(state.Last + 1, c.Purpose),
            RegisterCommand.Use c => state.Numbers.GetValueOrDefault(c.Purpose) switch
            {
                null => Unknown(c.Purpose),
                { IsVoid: true } number => Refusal.Of(RegisterRefusals.Voided, ("number", Text(number.Number))),
                { UsedOn: { } on } number => on == c.On ? Decision<RegisterEvent>.Nothing : InUse(number.Number, on),
                var number => new RegisterEvent.NumberUsed(number.Number, c.On),
            },
            RegisterCommand.Void c => state.Numbers.GetValueOrDefault(c.Purpose) switch
            {
                null => Unknown(c.Purpose),
                { IsVoid: true } => Decision<RegisterEvent>.Nothing,
                { UsedOn: { } on } number => InUse(number.Number, on),
                var number => new RegisterEvent.NumberVoided(number.Number, c.Reason, c.Cause),
            },
        };

    private Register With(int number, Func<RegisterNumber, RegisterNumber> change) =>
        Purposes.TryGetValue(number, out var purpose) && Numbers.TryGetValue(purpose, out var found) && found.Number == number
            ? this with
            {
                Numbers = Numbers.SetItem(purpose, change(found)),
            }
            : this;

    private static Refusal Unknown(PurposeCode purpose) => Refusal.Of(RegisterRefusals.NotReserved, ("purpose", purpose.Value));

    private static Refusal InUse(int number, DateOnly on) =>
        Refusal.Of(RegisterRefusals.Used, ("number", Text(number)), ("on", on.ToString("O", CultureInfo.InvariantCulture)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
