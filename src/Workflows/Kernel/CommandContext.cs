using System.Buffers.Binary;
using System.Security.Cryptography;

namespace PhongTrao.Workflows.Kernel;

/// <summary>
/// In what capacity somebody acts: one appointment, held by themselves or exercised for another under a delegation
/// (xử lý thay theo ủy quyền). The unit is the one whose business it is (xã, huyện, tỉnh …).
/// </summary>
/// <param name="Appointment">The appointment.</param>
/// <param name="Unit">Its unit.</param>
/// <param name="Function">Its function.</param>
/// <param name="OnBehalfOf">Whose appointment it is, when acting under a delegation.</param>
/// <param name="Delegation">That delegation.</param>
public sealed record Capacity(
    AppointmentId Appointment,
    UnitId Unit,
    FunctionCode Function,
    AccountId? OnBehalfOf = null,
    DelegationId? Delegation = null
);

/// <summary>
/// What comes with every command: who, when, in what capacity, why. The Host makes it from the signed-in person; reactors
/// make it with <see cref="System"/> and a command id derived from the event they carry.
/// </summary>
/// <param name="CommandId">Given by the client (Idempotency-Key) or derived; everything the command creates derives from it.</param>
/// <param name="At">The instant of the act, UTC.</param>
/// <param name="Account">Who acts.</param>
/// <param name="Capacity">In what capacity; null for acts of the system and of an account on itself.</param>
/// <param name="Correlation">The chain of acts this belongs to.</param>
/// <param name="Causation">The event that led to it, for carried facts.</param>
/// <param name="ClientAddress">Network address, or null for the system.</param>
/// <param name="Reason">Reason given by the person, sealed.</param>
/// <param name="Fingerprint">Keyed digest of the request's body; the same command id with another one is refused.</param>
/// <param name="Carried">Whose act a reactor carries: who acted, and for whom; null for an act of one's own.</param>
public sealed record CommandContext(
    Guid CommandId,
    DateTimeOffset At,
    AccountId Account,
    Capacity? Capacity,
    Guid Correlation,
    Guid? Causation = null,
    string? ClientAddress = null,
    Sealed? Reason = null,
    string? Fingerprint = null,
    IReadOnlyList<AccountId>? Carried = null
)
{
    /// <summary>The account under which reactors and the first start act.</summary>
    public static AccountId System { get; } = new(new Guid("00000000-0000-0000-0000-000000000001"));

    /// <summary>Everybody whose act this is: who acts and for whom, or those whose act is carried.</summary>
    public IEnumerable<AccountId> Behind => Carried ?? (Capacity?.OnBehalfOf is { } principal ? [Account, principal] : [Account]);

    /// <summary>An id that belongs to this command: the same name gives the same id however often it is repeated.</summary>
    public Guid Derive(string name) => DerivedId.From(CommandId, name);

    /// <summary>The context in which a recorded event is carried on into another stream.</summary>
    /// <param name="eventId">The event carried.</param>
    /// <param name="target">What it is carried into; part of the derived command id.</param>
    /// <param name="at">The instant of the carrying, UTC.</param>
    /// <param name="correlation">The original event's correlation.</param>
    /// <param name="carried">Whose act it is: the original event's actor, and for whom they acted.</param>
    public static CommandContext Carrying(
        Guid eventId,
        string target,
        DateTimeOffset at,
        Guid correlation,
        IReadOnlyList<AccountId>? carried = null
    ) => new(DerivedId.From(eventId, target), at, System, null, correlation, eventId, Carried: carried);
}

/// <summary>Ids derived from ids: RFC 9562 version 8, SHA-256 over the parent's bytes and a name.</summary>
public static class DerivedId
{
    /// <summary>Derives an id by name.</summary>
    public static Guid From(Guid parent, string name)
    {
        Span<byte> input = stackalloc byte[16 + (4 * 256)];
        if (name.Length > 256)
        {
            throw new ArgumentException("A name for a derived id has at most 256 characters.", nameof(name));
        }

        parent.TryWriteBytes(input, bigEndian: true, out _);
        var length = global::System.Text.Encoding.UTF8.GetBytes(name, input[16..]);
        return FromDigest(input[..(16 + length)]);
    }

    /// <summary>Derives the id of the n-th event of a command.</summary>
    public static Guid From(Guid parent, int index)
    {
        Span<byte> input = stackalloc byte[20];
        parent.TryWriteBytes(input, bigEndian: true, out _);
        BinaryPrimitives.WriteInt32BigEndian(input[16..], index);
        return FromDigest(input);
    }

    private static Guid FromDigest(ReadOnlySpan<byte> input)
    {
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(input, digest);
        digest[6] = (byte)((digest[6] & 0x0F) | 0x80);
        digest[8] = (byte)((digest[8] & 0x3F) | 0x80);
        return new Guid(digest[..16], bigEndian: true);
    }
}
