using System.Security.Cryptography;
using System.Text.Json;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Security;

/// <summary>Who asks, and how: what every acting method of a desk is given.</summary>
/// <param name="Person">Who.</param>
/// <param name="CommandId">Idempotency-Key, or made at the edge.</param>
/// <param name="ClientAddress">Network address, or null.</param>
/// <param name="IfMatch">Decision revision they decided on, or null.</param>
public sealed record Caller(Person Person, Guid CommandId, string? ClientAddress, StreamRevision? IfMatch = null)
{
    /// <summary>The same caller under a command id of a part of the act.</summary>
    public Caller For(string part) => this with { CommandId = DerivedId.From(CommandId, part), IfMatch = null };
}

/// <summary>
/// Digest of what was asked, kept with the command's events: the same command id with another body is refused. Keyed with a
/// secret of the vault, so that it says nothing about the body.
/// </summary>
public sealed class Fingerprints(byte[] secret)
{
    /// <summary>Digest of an act on a target with an input, 32 hexadecimal digits.</summary>
    public string Of(string act, string target, object? input)
    {
        using var hash = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, secret);
        hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(new[] { act, target }));
        if (input is not null)
        {
            hash.AppendData(JsonSerializer.SerializeToUtf8Bytes(input, input.GetType()));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 16));
    }
}
