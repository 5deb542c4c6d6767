using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Quotas;

/// <summary>
/// The places of one form and type of award under a plan (chỉ tiêu khen thưởng): the id of the stream <c>quota-{key}</c>, which derives
/// from the three, so that every host computes the same one.
/// </summary>
[JsonConverter(typeof(IdConverter<QuotaKey>))]
public readonly record struct QuotaKey(Guid Value) : IId<QuotaKey>
{
    private static readonly Guid Root = new("c0a70000-0000-8000-8000-000000000001");

    /// <inheritdoc/>
    public static QuotaKey From(Guid value) => new(value);

    /// <summary>The key.</summary>
    public static QuotaKey Of(PlanId plan, FormCode form, AwardType type) =>
        new(DerivedId.From(DerivedId.From(DerivedId.From(Root, plan.Value), form.Value), type.Value));

    /// <inheritdoc/>
    public override string ToString() => Value.ToString("N", CultureInfo.InvariantCulture);
}

/// <summary>A quota of the plan as it stood when places were taken or given.</summary>
/// <param name="Code">Which (khối).</param>
/// <param name="Max">Most places in all; null: không quy định.</param>
/// <param name="Hard">More are refused; false: more need a note.</param>
/// <param name="Clause">Where the plan says so.</param>
public sealed record QuotaTerms(RuleCode Code, int? Max, bool Hard, PublicText Clause);

/// <summary>A nominee's place.</summary>
/// <param name="Nominee">Whose.</param>
/// <param name="Code">Of which quota.</param>
/// <param name="Shares">How it counts for the plan's shares; null: for none.</param>
/// <param name="Marks">What is counted beside it as an aid; null: nothing. Nothing personal: neither who it is nor how it is known.</param>
public sealed record QuotaSeat(
    NomineeId Nominee,
    RuleCode Code,
    IReadOnlyList<SharePart>? Shares = null,
    IReadOnlyList<NomineeMark>? Marks = null
)
{
    /// <summary>Of whom no quota of the plan speaks, but a share does.</summary>
    public static RuleCode Unlimited { get; } = new("khong-thuoc-khoi");
}

/// <summary>How far a nominee that holds a place has come. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<QuotaStage>))]
public enum QuotaStage
{
    /// <summary>Đã đề nghị: submitted.</summary>
    [JsonStringEnumMemberName("de-nghi")]
    Proposed,

    /// <summary>Đạt thẩm định: passed an appraisal.</summary>
    [JsonStringEnumMemberName("dat-tham-dinh")]
    Appraised,

    /// <summary>Đã trình: on a signed tờ trình.</summary>
    [JsonStringEnumMemberName("trinh")]
    SentUp,

    /// <summary>Đã ban hành: a decision awards it.</summary>
    [JsonStringEnumMemberName("ban-hanh")]
    Issued,
}

/// <summary>A place that is taken.</summary>
/// <param name="Code">Of which quota.</param>
/// <param name="Dossier">The dossier it was taken for.</param>
/// <param name="Units">The proposing unit and those above it then, the nearest first.</param>
/// <param name="Stage">How far it has come.</param>
/// <param name="Since">Revision of the dossier when it was taken: what happened to it up to there does not set it free.</param>
/// <param name="Shares">How it counts for the plan's shares.</param>
/// <param name="Marks">What is counted beside it.</param>
public sealed record QuotaPlace(
    RuleCode Code,
    DossierId Dossier,
    IReadOnlyList<UnitId> Units,
    QuotaStage Stage,
    long Since,
    IReadOnlyList<SharePart> Shares,
    IReadOnlyList<NomineeMark> Marks
);

/// <summary>Places given to a unit.</summary>
/// <param name="Places">How many in all.</param>
/// <param name="From">By which unit.</param>
/// <param name="Act">The paper that gives them.</param>
/// <param name="Note">Why in spite of what speaks against it, as releases before wrote it; null: nothing does, or see <paramref name="Why"/>.</param>
/// <param name="Why">The same, sealed under the plan's key.</param>
public sealed record Allotment(int Places, UnitId From, SourceDocument Act, PublicText? Note, Sealed? Why = null)
{
    /// <summary>Somebody said why.</summary>
    public bool IsReasoned => Note is not null || Why is not null;
}

/// <summary>More places that a unit asked for and that were not answered yet.</summary>
/// <param name="Code">Of which quota.</param>
/// <param name="Unit">Who asks.</param>
/// <param name="Places">How many in all it wants.</param>
/// <param name="Reason">Why, as releases before wrote it; null: see <paramref name="Why"/>.</param>
/// <param name="On">Day in Hà Nội.</param>
/// <param name="Why">Why, sealed under the plan's key.</param>
public sealed record QuotaRequest(RuleCode Code, UnitId Unit, int Places, PublicText? Reason, DateOnly On, Sealed? Why = null);

/// <summary>What happened to the places.</summary>
public abstract record QuotaEvent
{
    private QuotaEvent() { }

    /// <summary>Phân bổ chỉ tiêu: so many places in all for a unit from now on; fewer than before: taken back.</summary>
    /// <param name="Code">Of which quota.</param>
    /// <param name="To">Which unit.</param>
    /// <param name="Allotment">How many, by whom, by which paper.</param>
    public sealed record Allocated(RuleCode Code, UnitId To, Allotment Allotment) : QuotaEvent;

    /// <summary>Xin thêm chỉ tiêu.</summary>
    /// <param name="Request">What is asked for.</param>
    public sealed record MoreAsked(QuotaRequest Request) : QuotaEvent;

    /// <summary>A dossier is being submitted: its nominees hold places from here on.</summary>
    /// <param name="Dossier">The dossier.</param>
    /// <param name="Revision">Its revision then.</param>
    /// <param name="Units">The proposing unit and those above it, the nearest first.</param>
    /// <param name="Seats">Whose place counts for which quota.</param>
    /// <param name="Terms">The plan's quotas as they stood.</param>
    /// <param name="Note">Why more than there were, sealed under the dossier's key; null: there were enough.</param>
    /// <param name="Shares">The plan's shares as they stood; null: it has none.</param>
    public sealed record PlacesTaken(
        DossierId Dossier,
        long Revision,
        IReadOnlyList<UnitId> Units,
        IReadOnlyList<QuotaSeat> Seats,
        IReadOnlyList<QuotaTerms> Terms,
        Sealed? Note,
        IReadOnlyList<ShareTerms>? Shares = null
    ) : QuotaEvent;

    /// <summary>Nominees that hold places have come further.</summary>
    public sealed record PlacesMoved(IReadOnlyList<NomineeId> Nominees, QuotaStage Stage) : QuotaEvent;

    /// <summary>Nominees fell out or their dossier went back: their places are free.</summary>
    public sealed record PlacesReleased(IReadOnlyList<NomineeId> Nominees) : QuotaEvent;
}

/// <summary>What can be asked of the places.</summary>
public abstract record QuotaCommand
{
    private QuotaCommand() { }

    /// <summary>Phân bổ chỉ tiêu: so many places in all for a unit.</summary>
    /// <param name="Code">Of which quota.</param>
    /// <param name="To">Which unit.</param>
    /// <param name="Allotment">How many, by whom, by which paper, with a note.</param>
    /// <param name="Held">How many the giver holds by the plan itself; null: only what it was given.</param>
    public sealed record Allocate(RuleCode Code, UnitId To, Allotment Allotment, int? Held) : QuotaCommand;

    /// <summary>Xin thêm chỉ tiêu.</summary>
    public sealed record AskForMore(QuotaRequest Request) : QuotaCommand;

    /// <summary>Takes places for the nominees of a dossier as it stands at a revision, before it is submitted.</summary>
    public sealed record Take(
        DossierId Dossier,
        long Revision,
        IReadOnlyList<UnitId> Units,
        IReadOnlyList<QuotaSeat> Seats,
        IReadOnlyList<QuotaTerms> Terms,
        Sealed? Note,
        IReadOnlyList<ShareTerms>? Shares = null
    ) : QuotaCommand;

    /// <summary>
    /// What became of nominees that hold places; null: they fell out. Others are passed over, and so is what happened to the dossier before
    /// the place was taken: a reactor that is late must not set free what was taken since.
    /// </summary>
    /// <param name="Dossier">In which dossier.</param>
    /// <param name="Revision">Revision of what happened to it.</param>
    /// <param name="Of">Whom.</param>
    public sealed record Settle(DossierId Dossier, long Revision, IReadOnlyList<(NomineeId Nominee, QuotaStage? Stage)> Of) : QuotaCommand;
}

/// <summary>Why it is refused.</summary>
public static class QuotaRefusals
{
    /// <summary>There are no places left, and the plan allows no more. Arguments: quota, unit and act (whose limit, by which paper; "–": the plan's), max, taken, asked, clause.</summary>
    public const string Full = "quota.full";

    /// <summary>More than there are: a note says why. Arguments: quota, unit and act (whose limit, by which paper; "–": the plan's), max, taken, asked, clause.</summary>
    public const string NoteMissing = "quota.note-missing";

    /// <summary>More is given than is held: a note says why. Arguments: quota, unit, held, given, places. Held is "–" where nothing was allotted.</summary>
    public const string MoreThanHeld = "quota.more-than-held";

    /// <summary>Fewer places than are taken already. Arguments: quota, unit, taken, places.</summary>
    public const string FewerThanTaken = "quota.fewer-than-taken";

    /// <summary>Fewer places than the unit has given on already: a note says why. Arguments: quota, unit, given, places.</summary>
    public const string FewerThanGiven = "quota.fewer-than-given";

    /// <summary>More of some than a share allows. Arguments: share, unit ("–": all), percent, part, total, clause.</summary>
    public const string ShareExceeded = "quota.share-exceeded";

    /// <summary>The same of a share over which a note helps. Arguments: share, unit ("–": all), percent, part, total, clause.</summary>
    public const string ShareExceededNote = "quota.share-exceeded-note";

    /// <summary>Fewer of some than a share asks for. Arguments: share, unit ("–": all), percent, part, total, clause.</summary>
    public const string ShareMissed = "quota.share-missed";

    /// <summary>The same of a share over which a note helps. Arguments: share, unit ("–": all), percent, part, total, clause.</summary>
    public const string ShareMissedNote = "quota.share-missed-note";

    /// <summary>Places are counted from 0 to 1,000,000. Arguments: places.</summary>
    public const string PlacesOutOfRange = "quota.places-out-of-range";
}

/// <summary>The places as their events leave them. The cost of an act does not grow with the places taken.</summary>
public sealed record Quota
{
    /// <summary>Most places that can be given.</summary>
    public const int Most = 1_000_000;

    /// <summary>Whose limit it is where it is nobody's by itself: the plan's.</summary>
    public const string Everybody = "–";

    /// <summary>Before the first event.</summary>
    public static Quota None { get; } = new();

    /// <summary>What units were given. A unit that is not here was given nothing said: neither 0 nor all.</summary>
    public ImmutableDictionary<(RuleCode Code, UnitId Unit), Allotment> Allotments { get; private init; } =
        ImmutableDictionary<(RuleCode, UnitId), Allotment>.Empty;

    /// <summary>What each unit gave in all.</summary>
    public ImmutableDictionary<(RuleCode Code, UnitId Unit), int> Given { get; private init; } =
        ImmutableDictionary<(RuleCode, UnitId), int>.Empty;

    /// <summary>The places that are taken, by nominee.</summary>
    public ImmutableDictionary<NomineeId, QuotaPlace> Places { get; private init; } = ImmutableDictionary<NomineeId, QuotaPlace>.Empty;

    /// <summary>How many are taken of a quota at each stage, in all (no unit) and by a unit with those below it.</summary>
    public ImmutableDictionary<(RuleCode Code, UnitId? Unit, QuotaStage Stage), int> Counts { get; private init; } =
        ImmutableDictionary<(RuleCode, UnitId?, QuotaStage), int>.Empty;

    /// <summary>Who counts for a share, in all (no unit) and by the unit that proposes them.</summary>
    public ImmutableDictionary<(RuleCode Share, UnitId? Unit), ShareCount> Shares { get; private init; } =
        ImmutableDictionary<(RuleCode, UnitId?), ShareCount>.Empty;

    /// <summary>How many of those who hold places bear a mark, in all (no unit) and by a unit with those below it.</summary>
    public ImmutableDictionary<(RuleCode Code, UnitId? Unit, NomineeMark Mark), int> Marks { get; private init; } =
        ImmutableDictionary<(RuleCode, UnitId?, NomineeMark), int>.Empty;

    /// <summary>What was asked for and not answered yet.</summary>
    public ImmutableDictionary<(RuleCode Code, UnitId Unit), QuotaRequest> Requests { get; private init; } =
        ImmutableDictionary<(RuleCode, UnitId), QuotaRequest>.Empty;

    /// <summary>How many places of a quota are taken, in all or by a unit with those below it.</summary>
    public int Taken(RuleCode code, UnitId? unit) =>
        Enum.GetValues<QuotaStage>().Sum(stage => Counts.GetValueOrDefault((code, unit, stage)));

    /// <summary>How a share stands, in all or for a unit that proposes.</summary>
    public ShareStanding Standing(ShareTerms share, IReadOnlyList<QuotaTerms> terms, UnitId? unit)
    {
        var quotas = terms.Where(quota => share.Quotas?.Contains(quota.Code) ?? true).ToList();
        var allocated = unit is { } of
            ? quotas.Select(quota => Allotments.GetValueOrDefault((quota.Code, of))?.Places).Where(places => places is not null).ToList()
            : [.. quotas.Select(quota => quota.Max)];
        return ShareStanding.Of(
            share,
            Shares.GetValueOrDefault((share.Code, unit)),
            allocated.Count == 0 || allocated.Contains(null) ? null : (int)Math.Min(allocated.Sum(places => (long)places!), int.MaxValue)
        );
    }

    /// <summary>Folds one event.</summary>
    public static Quota Evolve(Quota state, QuotaEvent @event) =>
        @event switch
        {
            QuotaEvent.Allocated e => state with
            {
                Allotments = state.Allotments.SetItem((e.Code, e.To), e.Allotment),
                Given = state.Regiven(e),
                Requests = state.Requests.Remove((e.Code, e.To)),
            },
            QuotaEvent.MoreAsked e => state with { Requests = state.Requests.SetItem((e.Request.Code, e.Request.Unit), e.Request) },
            QuotaEvent.PlacesTaken e => e.Seats.Aggregate(
                state,
                (all, seat) =>
                    all.Without(seat.Nominee)
                        .With(
                            seat.Nominee,
                            new(seat.Code, e.Dossier, e.Units, QuotaStage.Proposed, e.Revision, seat.Shares ?? [], seat.Marks ?? [])
                        )
            ),
            QuotaEvent.PlacesMoved e => e.Nominees.Aggregate(
                state,
                (all, nominee) =>
                    all.Places.TryGetValue(nominee, out var place)
                        ? all.Without(nominee).With(nominee, place with { Stage = e.Stage })
                        : all
            ),
            QuotaEvent.PlacesReleased e => e.Nominees.Aggregate(state, (all, nominee) => all.Without(nominee)),
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<QuotaEvent> Decide(QuotaCommand command, CommandContext by, Quota state) =>
        command switch
        {
            QuotaCommand.Allocate c => state.Allocate(c),
            QuotaCommand.AskForMore c => c.Request.Places is < 0 or > Most ? OutOfRange(c.Request.Places)
            : state.Requests.GetValueOrDefault((c.Request.Code, c.Request.Unit)) == c.Request ? Decision<QuotaEvent>.Nothing
            : new QuotaEvent.MoreAsked(c.Request),
            QuotaCommand.Take c => state.Take(c),
            QuotaCommand.Settle c => state.Settle(c),
        };

    private Decision<QuotaEvent> Allocate(QuotaCommand.Allocate c)
    {
        var known = Allotments.GetValueOrDefault((c.Code, c.To));
        if (known == c.Allotment)
        {
            return Decision<QuotaEvent>.Nothing;
        }

        if (c.Allotment.Places is < 0 or > Most)
        {
            return OutOfRange(c.Allotment.Places);
        }

        var held = c.Held ?? Allotments.GetValueOrDefault((c.Code, c.Allotment.From))?.Places;
        var given = Given.GetValueOrDefault((c.Code, c.Allotment.From)) - (known?.From == c.Allotment.From ? known.Places : 0);
        if (!c.Allotment.IsReasoned && (held is null || given + (long)c.Allotment.Places > held))
        {
            return Refusal.Of(
                QuotaRefusals.MoreThanHeld,
                ("quota", c.Code.Value),
                ("unit", c.Allotment.From.Value),
                ("held", held is { } holds ? Text(holds) : "–"),
                ("given", Text(given)),
                ("places", Text(c.Allotment.Places))
            );
        }

        if (!c.Allotment.IsReasoned && Given.GetValueOrDefault((c.Code, c.To)) is var passed && passed > c.Allotment.Places)
        {
            return Refusal.Of(
                QuotaRefusals.FewerThanGiven,
                ("quota", c.Code.Value),
                ("unit", c.To.Value),
                ("given", Text(passed)),
                ("places", Text(c.Allotment.Places))
            );
        }

        return Taken(c.Code, c.To) is var taken && taken > c.Allotment.Places
            ? Refusal.Of(
                QuotaRefusals.FewerThanTaken,
                ("quota", c.Code.Value),
                ("unit", c.To.Value),
                ("taken", Text(taken)),
                ("places", Text(c.Allotment.Places))
            )
            : new QuotaEvent.Allocated(c.Code, c.To, c.Allotment);
    }

    private Decision<QuotaEvent> Take(QuotaCommand.Take c)
    {
        // Whoever holds the place by an earlier revision asks for none, but holds it by this one from now on: what a reactor has still to
        // tell of before must not set it free.
        var seats = c.Seats.Where(seat => !Holds(seat) || IsOlder(Places[seat.Nominee], c)).ToList();
        if (seats.Count == 0)
        {
            return Decision<QuotaEvent>.Nothing;
        }

        foreach (var terms in c.Terms)
        {
            var asked = seats.Count(seat => seat.Code == terms.Code && !Holds(seat));
            if (asked == 0)
            {
                continue;
            }

            if (Over(terms, null, terms.Max, asked) is { } over && (terms.Hard || c.Note is null))
            {
                return over;
            }

            foreach (var unit in c.Units)
            {
                var most = Allotments.GetValueOrDefault((terms.Code, unit))?.Places;
                if (Over(terms, unit, most, asked) is { } beyond && (terms.Hard || c.Note is null))
                {
                    return beyond;
                }
            }
        }

        var taken = new QuotaEvent.PlacesTaken(c.Dossier, c.Revision, c.Units, seats, c.Terms, c.Note, c.Shares);
        return Breaks(c, Evolve(this, taken)) is { } broken ? broken : taken;
    }

    // A share is asked of whoever makes it worse: those who mend it are welcome, even where it is not kept yet.
    private Refusal? Breaks(QuotaCommand.Take c, Quota after)
    {
        foreach (var share in c.Shares ?? [])
        {
            var unit = share.Each ? c.Units.Cast<UnitId?>().FirstOrDefault() : null;
            var before = Shares.GetValueOrDefault((share.Code, unit));
            var standing = after.Standing(share, c.Terms, unit);
            if (
                standing.State is ShareState.Broken
                && (share.AtLeast ? standing.Count.Others > before.Others : standing.Count.Part > before.Part)
                && (share.Hard || c.Note is null)
            )
            {
                return Refusal.Of(
                    (share.AtLeast, share.Hard) switch
                    {
                        (false, true) => QuotaRefusals.ShareExceeded,
                        (false, false) => QuotaRefusals.ShareExceededNote,
                        (true, true) => QuotaRefusals.ShareMissed,
                        (true, false) => QuotaRefusals.ShareMissedNote,
                    },
                    ("share", share.Code.Value),
                    ("unit", unit?.Value ?? Everybody),
                    ("percent", Text(share.Percent)),
                    ("part", Text(standing.Count.Part)),
                    ("total", Text(standing.Total ?? 0)),
                    ("clause", share.Clause.Value)
                );
            }
        }

        return null;
    }

    private bool Holds(QuotaSeat seat) => Places.TryGetValue(seat.Nominee, out var place) && place.Code == seat.Code;

    private static bool IsOlder(QuotaPlace place, QuotaCommand.Take c) =>
        place.Stage is not QuotaStage.Issued && (place.Dossier != c.Dossier || place.Since < c.Revision);

    private Refusal? Over(QuotaTerms terms, UnitId? unit, int? most, int asked) =>
        most is { } max && Taken(terms.Code, unit) is var taken && taken + asked > max
            ? Refusal.Of(
                terms.Hard ? QuotaRefusals.Full : QuotaRefusals.NoteMissing,
                ("quota", terms.Code.Value),
                ("unit", unit?.Value ?? Everybody),
                ("act", unit is { } of ? Allotments[(terms.Code, of)].Act.Number.Value : Everybody),
                ("max", Text(max)),
                ("taken", Text(taken)),
                ("asked", Text(asked)),
                ("clause", terms.Clause.Value)
            )
            : null;

    // A nominee whom a decision awards keeps the place for good; nobody comes back from a later stage.
    private Decision<QuotaEvent> Settle(QuotaCommand.Settle c)
    {
        var changed = c
            .Of.Where(one =>
                Places.TryGetValue(one.Nominee, out var place)
                && (one.Stage is null ? place.Dossier != c.Dossier || place.Since < c.Revision : one.Stage > place.Stage)
            )
            .ToList();
        var free = changed
            .Where(one => one.Stage is null && Places[one.Nominee].Stage != QuotaStage.Issued)
            .Select(one => one.Nominee)
            .ToList();
        var events = changed
            .Where(one => one.Stage is not null)
            .GroupBy(one => one.Stage!.Value)
            .OrderBy(group => group.Key)
            .Select(QuotaEvent (group) => new QuotaEvent.PlacesMoved([.. group.Select(one => one.Nominee)], group.Key))
            .ToList();
        if (free.Count > 0)
        {
            events.Add(new QuotaEvent.PlacesReleased(free));
        }

        return events;
    }

    private ImmutableDictionary<(RuleCode, UnitId), int> Regiven(QuotaEvent.Allocated e)
    {
        var given = Given;
        if (Allotments.TryGetValue((e.Code, e.To), out var before))
        {
            given = given.SetItem((e.Code, before.From), given.GetValueOrDefault((e.Code, before.From)) - before.Places);
        }

        return given.SetItem((e.Code, e.Allotment.From), given.GetValueOrDefault((e.Code, e.Allotment.From)) + e.Allotment.Places);
    }

    private Quota With(NomineeId nominee, QuotaPlace place) => Counted(place, 1) with { Places = Places.SetItem(nominee, place) };

    private Quota Without(NomineeId nominee) =>
        Places.TryGetValue(nominee, out var place) ? Counted(place, -1) with { Places = Places.Remove(nominee) } : this;

    private Quota Counted(QuotaPlace place, int more)
    {
        var (counts, shares, marks) = (Counts, Shares, Marks);
        foreach (var unit in place.Units.Select(unit => (UnitId?)unit).Prepend(null))
        {
            counts = counts.SetItem((place.Code, unit, place.Stage), counts.GetValueOrDefault((place.Code, unit, place.Stage)) + more);
            foreach (var mark in place.Marks)
            {
                marks = marks.SetItem((place.Code, unit, mark), marks.GetValueOrDefault((place.Code, unit, mark)) + more);
            }
        }

        // A unit is held to a share by what it proposes itself, whatever those below it do.
        foreach (var of in place.Shares)
        {
            foreach (var unit in place.Units.Take(1).Select(unit => (UnitId?)unit).Prepend(null))
            {
                var count = shares.GetValueOrDefault((of.Share, unit));
                shares = shares.SetItem(
                    (of.Share, unit),
                    new(
                        count.Part + (of.Part ? more : 0),
                        count.Whole + (of.Whole ? more : 0),
                        count.Others + (of.Whole && !of.Part ? more : 0)
                    )
                );
            }
        }

        return this with
        {
            Counts = counts,
            Shares = shares,
            Marks = marks,
        };
    }

    private static Refusal OutOfRange(int places) => Refusal.Of(QuotaRefusals.PlacesOutOfRange, ("places", Text(places)));

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
