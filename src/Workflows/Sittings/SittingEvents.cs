using System.Text.Json.Serialization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;

namespace PhongTrao.Workflows.Sittings;

/// <summary>Somebody who sits in a council, or writes its minutes.</summary>
/// <param name="Id">Who, in this sitting.</param>
/// <param name="Name">Họ và tên, sealed under the sitting's key.</param>
/// <param name="Position">Chức vụ; null: not said.</param>
/// <param name="Account">The member's own account, if any: what they prepared or are nominated in they do not vote on.</param>
public sealed record CouncilMember(MemberId Id, Sealed Name, PublicText? Position = null, AccountId? Account = null);

/// <summary>A nominee of a dossier that the council votes on.</summary>
/// <param name="Dossier">The dossier.</param>
/// <param name="Nominee">Who.</param>
/// <param name="Rule">When a vote passes, as the dossier's route says it.</param>
public sealed record SittingNominee(DossierId Dossier, NomineeId Nominee, VoteRule Rule);

/// <summary>How a member takes part. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<Attendance>))]
public enum Attendance
{
    /// <summary>Vắng mặt.</summary>
    [JsonStringEnumMemberName("vang-mat")]
    Absent,

    /// <summary>Có mặt.</summary>
    [JsonStringEnumMemberName("co-mat")]
    Present,

    /// <summary>Vắng mặt, cho ý kiến bằng văn bản: has a vote, but does not count for the quorum.</summary>
    [JsonStringEnumMemberName("y-kien-van-ban")]
    Written,
}

/// <summary>How one member takes part.</summary>
public sealed record AttendanceEntry(MemberId Member, Attendance Attendance);

/// <summary>Why a member does not vote on a nominee. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RecusalCause>))]
public enum RecusalCause
{
    /// <summary>Prepared the dossier.</summary>
    [JsonStringEnumMemberName("lap-ho-so")]
    Prepared,

    /// <summary>Is the nominee, or belongs to it.</summary>
    [JsonStringEnumMemberName("duoc-de-nghi")]
    Nominated,

    /// <summary>Người thân.</summary>
    [JsonStringEnumMemberName("nguoi-than")]
    Relative,

    /// <summary>Another reason why they would not be impartial.</summary>
    [JsonStringEnumMemberName("ly-do-khac")]
    Other,
}

/// <summary>
/// A sitting of a council (họp Hội đồng): one meeting that votes on nominees of many dossiers. Only paper counts stand here; nothing
/// says how a member voted.
/// </summary>
public abstract record SittingEvent
{
    private SittingEvent() { }

    /// <summary>The sitting is called.</summary>
    /// <param name="Unit">Whose council.</param>
    /// <param name="Function">The council's office.</param>
    /// <param name="Form">The award form it is about; null: several.</param>
    /// <param name="On">Day of the meeting in Hà Nội.</param>
    /// <param name="Place">Where, sealed.</param>
    /// <param name="Members">All members of the council, 1–99.</param>
    /// <param name="Chair">Who of them presides.</param>
    /// <param name="Secretary">Who writes the minutes; one of the members only if the id says so.</param>
    public sealed record Called(
        UnitId Unit,
        FunctionCode Function,
        FormCode? Form,
        DateOnly On,
        Sealed Place,
        IReadOnlyList<CouncilMember> Members,
        MemberId Chair,
        CouncilMember Secretary
    ) : SittingEvent;

    /// <summary>Nominees were put on the list.</summary>
    public sealed record NomineesEntered(IReadOnlyList<SittingNominee> Nominees) : SittingEvent;

    /// <summary>A nominee was taken off the list, with the votes on it.</summary>
    public sealed record NomineeTakenOff(NomineeId Nominee, Sealed? Reason) : SittingEvent;

    /// <summary>Điểm danh: how members take part, as far as it changed.</summary>
    public sealed record AttendanceEntered(IReadOnlyList<AttendanceEntry> Members) : SittingEvent;

    /// <summary>Không tham gia biểu quyết: a member does not vote on these nominees.</summary>
    public sealed record Recused(MemberId Member, IReadOnlyList<NomineeId> Nominees, RecusalCause Cause) : SittingEvent;

    /// <summary>That was entered by mistake: the member votes on these nominees.</summary>
    public sealed record RecusalLifted(MemberId Member, IReadOnlyList<NomineeId> Nominees) : SittingEvent;

    /// <summary>Kết quả kiểm phiếu on one nominee.</summary>
    /// <param name="Nominee">On whom.</param>
    /// <param name="Tally">The count.</param>
    /// <param name="Note">Other opinions, sealed; null: none.</param>
    public sealed record VotesEntered(NomineeId Nominee, Tally Tally, Sealed? Note) : SittingEvent;

    /// <summary>The minutes are signed. A reactor carries the results into every dossier on the list.</summary>
    /// <param name="Minutes">Biên bản: số, ngày, signed by who presided; its scan is the signed biên bản kiểm phiếu.</param>
    /// <param name="Secretary">Who signed as secretary, sealed.</param>
    public sealed record Closed(SignedPaper Minutes, Sealed Secretary) : SittingEvent;

    /// <summary>The signed scan that was promised has come.</summary>
    public sealed record ScanAttached(DocumentEntry Scan) : SittingEvent;

    /// <summary>It was not held.</summary>
    public sealed record Dropped(Sealed? Reason) : SittingEvent;
}

/// <summary>What can be asked of a sitting; all of it by the council's own office.</summary>
public abstract record SittingCommand
{
    private SittingCommand() { }

    /// <summary>Calls it.</summary>
    public sealed record Call(SittingEvent.Called Content) : SittingCommand;

    /// <summary>Puts nominees on the list.</summary>
    public sealed record Enter(IReadOnlyList<SittingNominee> Nominees) : SittingCommand;

    /// <summary>Takes one off.</summary>
    public sealed record TakeOff(NomineeId Nominee, Sealed? Reason) : SittingCommand;

    /// <summary>Điểm danh.</summary>
    public sealed record Attend(IReadOnlyList<AttendanceEntry> Members) : SittingCommand;

    /// <summary>A member does not vote on these.</summary>
    public sealed record Recuse(MemberId Member, IReadOnlyList<NomineeId> Nominees, RecusalCause Cause) : SittingCommand;

    /// <summary>A member votes on these after all.</summary>
    public sealed record LiftRecusal(MemberId Member, IReadOnlyList<NomineeId> Nominees) : SittingCommand;

    /// <summary>Enters the count of votes on one nominee; again: instead of the earlier one.</summary>
    /// <param name="Nominee">On whom.</param>
    /// <param name="Issued">Phát ra.</param>
    /// <param name="Returned">Thu về.</param>
    /// <param name="Valid">Hợp lệ.</param>
    /// <param name="For">Đồng ý.</param>
    /// <param name="Against">Không đồng ý.</param>
    /// <param name="Note">Other opinions.</param>
    /// <param name="Own">The nominee's dossier, where who records prepared it or is nominated in it; the dossier's stream says so.</param>
    public sealed record EnterVotes(
        NomineeId Nominee,
        int Issued,
        int Returned,
        int Valid,
        int For,
        int Against,
        Sealed? Note,
        IReadOnlyList<DocumentNumber>? Own = null
    ) : SittingCommand;

    /// <summary>Enters the counts on many nominees: all of them or, where one is not right, none.</summary>
    /// <param name="Counts">One each; of several on one nominee the last counts.</param>
    public sealed record EnterAllVotes(IReadOnlyList<EnterVotes> Counts) : SittingCommand;

    /// <summary>Closes it with the signed minutes.</summary>
    /// <param name="Minutes">The minutes as the one who presided signed them.</param>
    /// <param name="Secretary">Who signed as secretary.</param>
    /// <param name="Own">Dossiers that who signs or records prepared or is nominated in; their streams say so.</param>
    /// <param name="Concerned">Members whose accounts prepared a dossier or are nominated in it, with the nominees; likewise.</param>
    public sealed record Close(
        SignedPaper Minutes,
        Sealed Secretary,
        IReadOnlyList<DocumentNumber>? Own = null,
        IReadOnlyList<Concern>? Concerned = null
    ) : SittingCommand;

    /// <summary>Attaches the promised scan.</summary>
    public sealed record AttachScan(DocumentEntry Scan) : SittingCommand;

    /// <summary>Gives it up.</summary>
    public sealed record Drop(Sealed? Reason) : SittingCommand;
}

/// <summary>A nominee that is a member's own affair.</summary>
public sealed record Concern(MemberId Member, NomineeId Nominee, RecusalCause Cause);

/// <summary>Why a sitting refuses. Arguments: members and nominees are ids of 32 hexadecimal digits, separated by ", ".</summary>
public static class SittingRefusals
{
    /// <summary>There is no such sitting.</summary>
    public const string Unknown = "sitting.unknown";

    /// <summary>It was called before, with other content.</summary>
    public const string Exists = "sitting.exists";

    /// <summary>It is another council's. Arguments: unit, function.</summary>
    public const string OtherOffice = "sitting.other-office";

    /// <summary>Its minutes are signed; nothing can be changed.</summary>
    public const string Closed = "sitting.closed";

    /// <summary>It was given up.</summary>
    public const string Dropped = "sitting.dropped";

    /// <summary>A council has 1–99 members, each once, and one of them presides.</summary>
    public const string MembersUnfit = "sitting.members-unfit";

    /// <summary>There is no such member. Arguments: member.</summary>
    public const string MemberUnknown = "sitting.member-unknown";

    /// <summary>The nominee is on the list already, for another dossier. Arguments: nominees.</summary>
    public const string ListedTwice = "sitting.listed-twice";

    /// <summary>The nominee is not on the list. Arguments: nominees.</summary>
    public const string NotListed = "sitting.not-listed";

    /// <summary>Nobody is on the list.</summary>
    public const string Empty = "sitting.empty";

    /// <summary>The meeting has not been yet. Arguments: on, date.</summary>
    public const string NotYet = "sitting.not-yet";

    /// <summary>The counts cannot all be true. Arguments: nominees.</summary>
    public const string TallyDoesNotAddUp = "sitting.tally-does-not-add-up";

    /// <summary>More ballots were given out than members vote on the nominee. Arguments: nominees, voters (of the first).</summary>
    public const string TooManyBallots = "sitting.too-many-ballots";

    /// <summary>Fewer than two thirds of all members are present. Arguments: present, members, needed.</summary>
    public const string NoQuorum = "sitting.no-quorum";

    /// <summary>Who presides and signs is not present.</summary>
    public const string ChairAbsent = "sitting.chair-absent";

    /// <summary>Nominees have no count. Arguments: nominees.</summary>
    public const string VotesMissing = "sitting.votes-missing";

    /// <summary>Members take part in a vote on their own affair. Arguments: members, nominees.</summary>
    public const string NotRecused = "sitting.not-recused";

    /// <summary>Nobody signs or records over a dossier they prepared or are nominated in. Arguments: dossiers (their numbers).</summary>
    public const string OwnAffair = "sitting.own-affair";

    /// <summary>No scan is promised, or another one is attached.</summary>
    public const string ScanNotPromised = "sitting.scan-not-promised";
}
