using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Registers;

/// <summary>
/// A register (sổ) of one unit, kind and year: stream <c>register-{unit}-{kind}-{year}</c>. Numbers start at 1 each
/// 01/01 and are never used twice, even when void (NĐ 30/2020).
/// </summary>
public abstract record RegisterEvent
{
    private protected RegisterEvent() { }

    /// <summary>A number was taken for a purpose.</summary>
    public sealed record NumberReserved(int Number, PurposeCode Purpose) : RegisterEvent;

    /// <summary>The number stands on an issued paper.</summary>
    public sealed record NumberUsed(int Number, DateOnly On) : RegisterEvent;

    /// <summary>The number will never stand on a paper.</summary>
    public sealed record NumberVoided(int Number, Sealed Reason) : RegisterEvent;
}

/// <summary>What can be asked of a register.</summary>
public abstract record RegisterCommand
{
    private protected RegisterCommand() { }

    /// <summary>Takes the next number; the same purpose gets the same number again.</summary>
    public sealed record Reserve(PurposeCode Purpose) : RegisterCommand;

    /// <summary>Says that the number stands on an issued paper.</summary>
    public sealed record Use(PurposeCode Purpose, DateOnly On) : RegisterCommand;

    /// <summary>Gives the number up, with a reason.</summary>
    public sealed record Void(PurposeCode Purpose, Sealed Reason) : RegisterCommand;
}
