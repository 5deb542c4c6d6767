namespace PhongTrao.Workflows.Dossiers;

/// <summary>
/// How a dossier stands, in the words people use (trạng thái hồ sơ). Derived from its nominees and open tasks, never
/// recorded: a page shows it, no rule depends on it.
/// </summary>
public enum DossierStatus
{
    /// <summary>Nháp.</summary>
    Draft,

    /// <summary>Chờ tiếp nhận: submitted, the first level has not received it yet.</summary>
    AwaitingReceipt,

    /// <summary>Đã tiếp nhận: received at a level, nobody has taken up the work.</summary>
    Received,

    /// <summary>Chờ bổ sung: the proposer has been asked for what is missing; the clock stands.</summary>
    AwaitingSupplement,

    /// <summary>Đã bổ sung – chờ tiếp nhận.</summary>
    SupplementedAwaitingReceipt,

    /// <summary>Đang xin ý kiến: another office is asked, and what waits at its task stands.</summary>
    Consulting,

    /// <summary>Tạm dừng: everybody who is still in is suspended; the clock stands.</summary>
    Suspended,

    /// <summary>Đang thẩm định.</summary>
    UnderAppraisal,

    /// <summary>Chờ trình: appraised, waits for its tờ trình.</summary>
    AwaitingProposal,

    /// <summary>Đã trình: gone up, the next level has not received it yet.</summary>
    Proposed,

    /// <summary>Chờ họp Hội đồng.</summary>
    AwaitingCouncil,

    /// <summary>Chờ quyết định.</summary>
    AwaitingDecision,

    /// <summary>Đã ban hành: every nominee that remained has an outcome.</summary>
    Issued,

    /// <summary>Đã thông báo.</summary>
    Notified,

    /// <summary>Đã lưu trữ.</summary>
    Archived,

    /// <summary>Đã rút.</summary>
    Withdrawn,

    /// <summary>Đã chuyển sang hồ sơ khác: every nominee goes on in a linked dossier.</summary>
    MovedOn,

    /// <summary>Từ chối: refused as a whole, or no nominee is left.</summary>
    Rejected,

    /// <summary>Đã trao: everybody is decided, and what a decision awards was handed over.</summary>
    Presented,
}
