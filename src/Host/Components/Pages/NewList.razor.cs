using Microsoft.AspNetCore.Components;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;

namespace PhongTrao.Host.Components.Pages;

/// <summary>Drafts a common list from those who wait for one; the two pages differ in whom they are for.</summary>
public abstract partial class NewList;

/// <summary>Lập tờ trình tổng hợp.</summary>
[Route("/trinh-khen/moi")]
[Permission(Act.MakeProposals)]
public sealed class NewProposal : NewList
{
    /// <inheritdoc/>
    protected override ListKind Kind => ListKind.Proposal;
}

/// <summary>Lập quyết định.</summary>
[Route("/quyet-dinh/moi")]
[Permission(Act.MakeDecisions)]
public sealed class NewDecision : NewList
{
    /// <inheritdoc/>
    protected override ListKind Kind => ListKind.Decision;
}
