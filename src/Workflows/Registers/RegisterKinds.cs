using System.Collections.Immutable;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Registers;

/// <summary>The registers (sổ) that every unit keeps. No kind ends in another one, so that a stream's name says which it is.</summary>
public static class RegisterKinds
{
    /// <summary>Sổ hồ sơ trình.</summary>
    public static RegisterKind Dossiers { get; } = new("ho-so");

    /// <summary>Sổ công văn đến.</summary>
    public static RegisterKind Incoming { get; } = new("den");

    /// <summary>Sổ tờ trình.</summary>
    public static RegisterKind Proposals { get; } = new("to-trinh");

    /// <summary>Sổ quyết định.</summary>
    public static RegisterKind Decisions { get; } = new("quyet-dinh");

    /// <summary>Sổ biên bản.</summary>
    public static RegisterKind Minutes { get; } = new("bien-ban");

    /// <summary>Sổ thông báo.</summary>
    public static RegisterKind Notices { get; } = new("thong-bao");

    /// <summary>All, in the order in which they are shown.</summary>
    public static ImmutableArray<RegisterKind> All { get; } =
    [
        Dossiers,
        Incoming,
        Proposals,
        Decisions,
        Minutes,
        Notices,
        OfPolice(Incoming),
        OfPolice(Proposals),
        OfPolice(Decisions),
        OfPolice(Minutes),
        OfPolice(Notices),
    ];

    /// <summary>The same register of the police of the unit, an agency of its own beside the people's committee.</summary>
    public static RegisterKind OfPolice(RegisterKind kind) => new($"{kind.Value}-ca");
}
