using System.Collections.Immutable;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;

namespace PhongTrao.Workflows.Subjects;

/// <summary>What a decision is about to award to a subject, or awarded.</summary>
/// <param name="Decision">Which decision.</param>
/// <param name="Dossier">The dossier in which the subject is nominated.</param>
/// <param name="Nominee">The nominee there.</param>
/// <param name="Form">The award form.</param>
/// <param name="Authority">Whose decision it is.</param>
/// <param name="Achievement">For what.</param>
/// <param name="Edition">How often the decision's list had changed when this was claimed (<see cref="CommonList.Edition"/>).</param>
public sealed record AwardClaim(
    DecisionId Decision,
    DossierId Dossier,
    NomineeId Nominee,
    FormCode Form,
    UnitId Authority,
    Achievement Achievement,
    int Edition
)
{
    /// <summary>What becomes of the claim as its decision stands; null: it is still wanted.</summary>
    /// <param name="list">The decision's list.</param>
    public SubjectCommand? SettledBy(CommonList list) =>
        list.Paper is { } paper && list.Nominees.Exists(n => n.Nominee == Nominee) ? new SubjectCommand.Give(this, paper.Number, paper.Date)
        : list.Paper is not null || list.IsDropped ? new SubjectCommand.Release(Decision, Nominee, int.MaxValue)
        : Edition < list.Edition ? new SubjectCommand.Release(Decision, Nominee, list.Edition - 1)
        : null;
}

/// <summary>A nominee's achievement that a decision claims of its subject.</summary>
public sealed record SubjectClaim(SubjectId Subject, AwardClaim Award);

/// <summary>An award that was given outside the system (nhập từ ngoài).</summary>
/// <param name="Decision">The past decision, as entered here.</param>
/// <param name="Nominee">The name on its list.</param>
/// <param name="Number">Number of the decision.</param>
/// <param name="Date">Its date.</param>
/// <param name="AuthorityName">Whose decision it is, in words.</param>
/// <param name="Authority">The same, where it is a unit known here.</param>
/// <param name="Form">The award form.</param>
/// <param name="Achievement">For what; of no plan known here.</param>
public sealed record PastAward(
    PastDecisionId Decision,
    NomineeId Nominee,
    DocumentNumber Number,
    DateOnly Date,
    PublicText AuthorityName,
    UnitId? Authority,
    FormCode Form,
    Achievement Achievement
);

/// <summary>
/// A person, household or collective, and what it was awarded for: stream <c>subject-{id}</c>. It owns "one achievement once": a decision
/// claims here what it is about to award before it is issued, so that of two decisions only one goes on.
/// </summary>
public abstract record SubjectEvent
{
    private SubjectEvent() { }

    /// <summary>A decision is about to award this, or was issued before achievements were claimed.</summary>
    /// <param name="Claim">What.</param>
    /// <param name="At">When it was claimed, UTC.</param>
    public sealed record AwardClaimed(AwardClaim Claim, DateTimeOffset At) : SubjectEvent;

    /// <summary>The claim came to nothing: the achievement is free again.</summary>
    public sealed record AwardReleased(DecisionId Decision, NomineeId Nominee) : SubjectEvent;

    /// <summary>The decision was issued.</summary>
    public sealed record AwardGiven(DecisionId Decision, NomineeId Nominee, DocumentNumber Number, DateOnly Date) : SubjectEvent;

    /// <summary>The award was cancelled (Luật TĐKT Điều 93) or replaced: the achievement is free again, the award stays visible.</summary>
    /// <param name="Decision">The decision by which it had been given.</param>
    /// <param name="Nominee">The nominee there.</param>
    /// <param name="By">The decision that cancels or replaces it.</param>
    /// <param name="On">Its date.</param>
    /// <param name="Replaced">True: it was replaced, and what By awards instead follows in the same write; null: it was cancelled.</param>
    public sealed record AwardCancelled(DecisionId Decision, NomineeId Nominee, DecisionId By, DateOnly On, bool? Replaced = null)
        : SubjectEvent;

    /// <summary>An award from outside the system was entered with its past decision.</summary>
    public sealed record PastAwardEntered(PastAward Award) : SubjectEvent;

    /// <summary>A past decision was entered by mistake, and this award with it.</summary>
    public sealed record PastAwardStruck(PastDecisionId Decision, NomineeId Nominee) : SubjectEvent;

    /// <summary>A unit said who it is, before anybody proposed it.</summary>
    /// <param name="Unit">Whose it is.</param>
    /// <param name="Kind">What it is.</param>
    /// <param name="Profile">A <see cref="NomineeProfile"/> as JSON, sealed under the subject's key.</param>
    public sealed record Introduced(UnitId Unit, SubjectKind Kind, Sealed Profile) : SubjectEvent;
}

/// <summary>What can be asked of a subject.</summary>
public abstract record SubjectCommand
{
    private SubjectCommand() { }

    /// <summary>Claims an achievement for a decision that is about to be issued; a later edition of its list claims anew.</summary>
    public sealed record Claim(AwardClaim Award) : SubjectCommand;

    /// <summary>Gives up what the decision claimed with this edition of its list or an earlier one; what was given stays.</summary>
    public sealed record Release(DecisionId Decision, NomineeId Nominee, int Edition) : SubjectCommand;

    /// <summary>
    /// The decision was issued: a fact that is never refused, also where it was never claimed (issued before achievements were).
    /// </summary>
    public sealed record Give(AwardClaim Award, DocumentNumber Number, DateOnly Date) : SubjectCommand;

    /// <summary>
    /// A decision awards this in the place of another one: one write, so that the achievement is never free in between. A fact that is
    /// refused only where the other gave nothing.
    /// </summary>
    /// <param name="Former">The decision that is replaced.</param>
    /// <param name="Award">What the decision that replaces it awards.</param>
    /// <param name="Number">Its number.</param>
    /// <param name="Date">Its date.</param>
    public sealed record Replace(DecisionId Former, AwardClaim Award, DocumentNumber Number, DateOnly Date) : SubjectCommand;

    /// <summary>The award was cancelled by another decision of this date.</summary>
    public sealed record Cancel(DecisionId Decision, NomineeId Nominee, DecisionId By, DateOnly On) : SubjectCommand;

    /// <summary>Enters an award from outside: a fact that is never refused.</summary>
    public sealed record EnterPast(PastAward Award) : SubjectCommand;

    /// <summary>Strikes one that was entered by mistake.</summary>
    public sealed record StrikePast(PastDecisionId Decision, NomineeId Nominee) : SubjectCommand;

    /// <summary>Says who it is; its id derives from that, so that saying it again changes nothing.</summary>
    public sealed record Introduce(UnitId Unit, SubjectKind Kind, Sealed Profile) : SubjectCommand;
}

/// <summary>Why a subject refuses.</summary>
public static class SubjectRefusals
{
    /// <summary>
    /// The achievement was awarded already, or another decision is about to. Arguments: decision; number and on of an award given.
    /// </summary>
    public const string AlreadyAwarded = "subject.already-awarded";

    /// <summary>This decision gave the subject no award. Arguments: decision.</summary>
    public const string NotAwarded = "subject.not-awarded";

    /// <summary>It was erased, and is not introduced again.</summary>
    public const string Erased = "subject.erased";
}

/// <summary>How an award stands.</summary>
public enum AwardStanding
{
    /// <summary>A decision is about to give it.</summary>
    Claimed,

    /// <summary>Given.</summary>
    Given,

    /// <summary>Cancelled or replaced: in nobody's way any more.</summary>
    Cancelled,
}

/// <summary>An award of a subject.</summary>
/// <param name="Decision">Id of the decision, made here or entered from outside.</param>
/// <param name="Nominee">The nominee, or the name on the list of a past decision.</param>
/// <param name="Achievement">For what.</param>
/// <param name="Standing">How it stands.</param>
/// <param name="Claim">What the decision claimed; null: it is from outside.</param>
/// <param name="ClaimedAt">When the decision last claimed it, UTC.</param>
/// <param name="Number">Number of the issued decision; null while claimed.</param>
/// <param name="Date">Its date.</param>
public sealed record SubjectAward(
    Guid Decision,
    NomineeId Nominee,
    Achievement Achievement,
    AwardStanding Standing,
    AwardClaim? Claim = null,
    DateTimeOffset? ClaimedAt = null,
    DocumentNumber? Number = null,
    DateOnly? Date = null
);

/// <summary>A subject as its events leave it. It has few awards in a life: a list is searched.</summary>
public sealed record Subject
{
    /// <summary>Before the first event.</summary>
    public static Subject None { get; } = new();

    /// <summary>Whether a unit said who it is.</summary>
    public bool IsIntroduced { get; private init; }

    /// <summary>What was claimed and not released, in that order.</summary>
    public ImmutableList<SubjectAward> Awards { get; private init; } = [];

    /// <summary>What a decision claimed or gave to a nominee; null: nothing.</summary>
    public SubjectAward? Of(DecisionId decision, NomineeId nominee) =>
        Awards.Find(award => award.Decision == decision.Value && award.Nominee == nominee);

    /// <summary>What stands in the way of a claim: the same nominee or the same achievement under another decision.</summary>
    public SubjectAward? InTheWayOf(AwardClaim claim) =>
        Awards.Find(award =>
            award.Standing is not AwardStanding.Cancelled
            && (award.Decision, award.Nominee) != (claim.Decision.Value, claim.Nominee)
            && (award.Nominee == claim.Nominee || award.Achievement.IsSameAs(claim.Achievement))
        );

    /// <summary>Folds one event.</summary>
    public static Subject Evolve(Subject state, SubjectEvent @event) =>
        @event switch
        {
            SubjectEvent.AwardClaimed e => state with
            {
                Awards = state
                    .Without(e.Claim.Decision.Value, e.Claim.Nominee)
                    .Add(new(e.Claim.Decision.Value, e.Claim.Nominee, e.Claim.Achievement, AwardStanding.Claimed, e.Claim, e.At)),
            },
            SubjectEvent.AwardReleased e => state with { Awards = state.Without(e.Decision.Value, e.Nominee) },
            SubjectEvent.AwardGiven e => state.With(
                e.Decision,
                e.Nominee,
                award => award with { Standing = AwardStanding.Given, Number = e.Number, Date = e.Date }
            ),
            SubjectEvent.AwardCancelled e => state.With(e.Decision, e.Nominee, award => award with { Standing = AwardStanding.Cancelled }),
            SubjectEvent.PastAwardEntered { Award: var past } => state with
            {
                Awards = state
                    .Without(past.Decision.Value, past.Nominee)
                    .Add(
                        new(past.Decision.Value, past.Nominee, past.Achievement, AwardStanding.Given, Number: past.Number, Date: past.Date)
                    ),
            },
            SubjectEvent.PastAwardStruck e => state with { Awards = state.Without(e.Decision.Value, e.Nominee) },
            SubjectEvent.Introduced => state with { IsIntroduced = true },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<SubjectEvent> Decide(SubjectCommand command, CommandContext by, Subject state) =>
        command switch
        {
            SubjectCommand.Claim { Award: var claim } => state.Of(claim.Decision, claim.Nominee) switch
            {
                { Standing: AwardStanding.Given or AwardStanding.Cancelled } => Decision<SubjectEvent>.Nothing,
                { Claim: { } own } when own.Edition >= claim.Edition => Decision<SubjectEvent>.Nothing,
                _ when state.InTheWayOf(claim) is { } other => Taken(other),
                _ => new SubjectEvent.AwardClaimed(claim, by.At),
            },
            SubjectCommand.Release c => state.Of(c.Decision, c.Nominee) is { Standing: AwardStanding.Claimed, Claim: { } own }
            && own.Edition <= c.Edition
                ? new SubjectEvent.AwardReleased(c.Decision, c.Nominee)
                : Decision<SubjectEvent>.Nothing,
            SubjectCommand.Give { Award: var claim } c => state.Of(claim.Decision, claim.Nominee) switch
            {
                null => new List<SubjectEvent> { new SubjectEvent.AwardClaimed(claim, by.At), Given(c) },
                { Standing: AwardStanding.Claimed } => Given(c),
                _ => Decision<SubjectEvent>.Nothing,
            },
            SubjectCommand.Cancel c => state.Of(c.Decision, c.Nominee) switch
            {
                null => Refusal.Of(SubjectRefusals.NotAwarded, ("decision", c.Decision.ToString())),
                { Standing: AwardStanding.Cancelled } => Decision<SubjectEvent>.Nothing,
                // Its being given may still be on the way here: then that says nothing any more.
                _ => new SubjectEvent.AwardCancelled(c.Decision, c.Nominee, c.By, c.On),
            },
            SubjectCommand.Replace { Award: var claim } c => state.Of(claim.Decision, claim.Nominee) is not null
                ? Decision<SubjectEvent>.Nothing
                : state.Of(c.Former, claim.Nominee) switch
                {
                    null => Refusal.Of(SubjectRefusals.NotAwarded, ("decision", c.Former.ToString())),
                    { Standing: AwardStanding.Cancelled } => Decision<SubjectEvent>.Nothing,
                    _ => new List<SubjectEvent>
                    {
                        new SubjectEvent.AwardCancelled(c.Former, claim.Nominee, claim.Decision, c.Date, Replaced: true),
                        new SubjectEvent.AwardClaimed(claim, by.At),
                        new SubjectEvent.AwardGiven(claim.Decision, claim.Nominee, c.Number, c.Date),
                    },
                },
            SubjectCommand.EnterPast { Award: var past } => state.Has(past.Decision.Value, past.Nominee)
                ? Decision<SubjectEvent>.Nothing
                : new SubjectEvent.PastAwardEntered(past),
            SubjectCommand.StrikePast c => state.Has(c.Decision.Value, c.Nominee)
                ? new SubjectEvent.PastAwardStruck(c.Decision, c.Nominee)
                : Decision<SubjectEvent>.Nothing,
            SubjectCommand.Introduce c => state.IsIntroduced
                ? Decision<SubjectEvent>.Nothing
                : new SubjectEvent.Introduced(c.Unit, c.Kind, c.Profile),
        };

    private static SubjectEvent.AwardGiven Given(SubjectCommand.Give c) => new(c.Award.Decision, c.Award.Nominee, c.Number, c.Date);

    private static Refusal Taken(SubjectAward other) =>
        other is { Number: { } number, Date: { } date }
            ? Refusal.Of(SubjectRefusals.AlreadyAwarded, ("decision", $"{other.Decision:N}"), ("number", number.Value), ("on", date.Iso()))
            : Refusal.Of(SubjectRefusals.AlreadyAwarded, ("decision", $"{other.Decision:N}"));

    private bool Has(Guid decision, NomineeId nominee) => Awards.Exists(award => award.Decision == decision && award.Nominee == nominee);

    private ImmutableList<SubjectAward> Without(Guid decision, NomineeId nominee) =>
        Awards.RemoveAll(award => award.Decision == decision && award.Nominee == nominee);

    private Subject With(DecisionId decision, NomineeId nominee, Func<SubjectAward, SubjectAward> change) =>
        Of(decision, nominee) is { } award ? this with { Awards = Awards.Replace(award, change(award)) } : this;
}
