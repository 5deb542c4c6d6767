using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Sittings;

namespace PhongTrao.Host.Desk;

/// <summary>A member of the council as people see it.</summary>
/// <param name="Name">Null where it was erased.</param>
/// <param name="IsChair">Presides.</param>
public sealed record MemberShape(MemberId Id, string? Name, PublicText? Position, Attendance Attendance, bool IsChair);

/// <summary>A member who does not vote on a nominee, or should not.</summary>
/// <param name="Recorded">False: proposed by the system, because the member's account prepared the dossier or is nominated in it.</param>
public sealed record RecusalShape(MemberId Member, string? Name, RecusalCause Cause, bool Recorded);

/// <summary>A nominee on the list of a sitting.</summary>
/// <param name="Line">Who, in which dossier.</param>
/// <param name="Rule">When a vote passes.</param>
/// <param name="Voters">How many members vote on it.</param>
/// <param name="Recusals">Who does not, or should not.</param>
/// <param name="Tally">The count; null: none yet.</param>
/// <param name="Note">Other opinions.</param>
/// <param name="Passes">Whether the council agrees; null: not counted yet.</param>
public sealed record SittingNomineeShape(
    NomineeLine Line,
    VoteRule Rule,
    int Voters,
    IReadOnlyList<RecusalShape> Recusals,
    Tally? Tally,
    string? Note,
    bool? Passes
);

/// <summary>A sitting of a council.</summary>
/// <param name="Secretary">Who writes the minutes.</param>
/// <param name="Present">How many members are present.</param>
/// <param name="Quorum">How many must be.</param>
/// <param name="Minutes">The signed minutes; null until it is closed.</param>
/// <param name="SecretarySigned">Who signed them as secretary.</param>
public sealed record SittingShape(
    SittingId Id,
    UnitId Unit,
    string UnitName,
    FunctionCode Function,
    FormCode? Form,
    DateOnly On,
    string? Place,
    string? Secretary,
    IReadOnlyList<MemberShape> Members,
    int Present,
    int Quorum,
    IReadOnlyList<SittingNomineeShape> Nominees,
    PaperShape? Minutes,
    string? SecretarySigned,
    bool IsDropped
);

/// <summary>A member as somebody typed it.</summary>
/// <param name="Name">Họ và tên, up to 200 characters.</param>
/// <param name="Position">Chức vụ; may be left out.</param>
/// <param name="UserName">Their user name, where they have an account here; may be left out.</param>
public sealed record MemberInput(string? Name, string? Position, string? UserName);

/// <summary>Calls a sitting.</summary>
/// <param name="Unit">Whose council; may be left out by somebody who works for one only.</param>
/// <param name="Form">The award form; left out: several.</param>
/// <param name="On">Day of the meeting.</param>
/// <param name="Place">Where, up to 500 characters.</param>
/// <param name="Members">All members, 1–99; the first presides.</param>
/// <param name="Secretary">Who writes the minutes; a member of the same name is that member.</param>
public sealed record SittingInput(
    string? Unit,
    string? Form,
    string? On,
    string? Place,
    IReadOnlyList<MemberInput?>? Members,
    MemberInput? Secretary
);

/// <summary>How one member takes part: co-mat, vang-mat, y-kien-van-ban.</summary>
public sealed record AttendanceInput(string? Member, string? Attendance);

/// <summary>Điểm danh.</summary>
public sealed record AttendInput(IReadOnlyList<AttendanceInput?>? Members);

/// <summary>Không tham gia biểu quyết.</summary>
/// <param name="Member">Who.</param>
/// <param name="Nominees">On whom.</param>
/// <param name="Cause">lap-ho-so, duoc-de-nghi, nguoi-than, ly-do-khac.</param>
public sealed record RecuseInput(string? Member, IReadOnlyList<string?>? Nominees, string? Cause);

/// <summary>The count of votes on one nominee.</summary>
/// <param name="Nominee">On whom.</param>
/// <param name="Issued">Phát ra.</param>
/// <param name="Returned">Thu về.</param>
/// <param name="Valid">Hợp lệ.</param>
/// <param name="For">Đồng ý.</param>
/// <param name="Against">Không đồng ý.</param>
/// <param name="Note">Other opinions, up to 4,000 characters; may be left out.</param>
public sealed record SittingVotesInput(string? Nominee, int? Issued, int? Returned, int? Valid, int? For, int? Against, string? Note);

/// <summary>The counts of votes on many nominees.</summary>
/// <param name="Votes">1–500, one for each nominee; one without any number waits for its count.</param>
public sealed record AllVotesInput(IReadOnlyList<SittingVotesInput?>? Votes);

/// <summary>The signed minutes.</summary>
/// <param name="Number">Số biên bản.</param>
/// <param name="Date">Ngày; today where left out.</param>
/// <param name="Position">As what who presides signed; "Chủ tọa" where left out.</param>
/// <param name="ChairSigned">Who presides has signed.</param>
/// <param name="SecretarySigned">The secretary has signed.</param>
/// <param name="ScanBy">Day by which the signed biên bản kiểm phiếu will be attached; where it is not attached now.</param>
public sealed record CloseSittingInput(
    string? Number,
    string? Date,
    string? Position,
    bool? ChairSigned,
    bool? SecretarySigned,
    string? ScanBy
);
