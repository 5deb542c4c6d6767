using System.Collections.Immutable;
using System.Globalization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using static PhongTrao.Workflows.Sittings.SittingRefusals;

namespace PhongTrao.Workflows.Sittings;

/// <summary>The count of votes on a nominee.</summary>
/// <param name="Tally">The count.</param>
/// <param name="Note">Other opinions.</param>
public sealed record CountedVotes(Tally Tally, Sealed? Note);

/// <summary>A sitting as its events leave it: stream <c>sitting-{id}</c>.</summary>
public sealed record Sitting
{
    private const int MostMembers = 99;

    /// <summary>Before the first event.</summary>
    public static Sitting None { get; } = new();

    /// <summary>How it was called; null before.</summary>
    public SittingEvent.Called? Call { get; private init; }

    /// <summary>All members of the council.</summary>
    public IReadOnlyList<CouncilMember> Members => Call?.Members ?? [];

    /// <summary>The list, in the order entered; each nominee stands on it once.</summary>
    public ImmutableList<SittingNominee> Nominees { get; private init; } = [];

    /// <summary>How members take part; whoever is not named is absent.</summary>
    public ImmutableDictionary<MemberId, Attendance> Attendances { get; private init; } = ImmutableDictionary<MemberId, Attendance>.Empty;

    /// <summary>Who does not vote on whom, and why.</summary>
    public ImmutableDictionary<(MemberId Member, NomineeId Nominee), RecusalCause> Recusals { get; private init; } =
        ImmutableDictionary<(MemberId, NomineeId), RecusalCause>.Empty;

    /// <summary>The counts entered so far.</summary>
    public ImmutableDictionary<NomineeId, CountedVotes> Votes { get; private init; } = ImmutableDictionary<NomineeId, CountedVotes>.Empty;

    /// <summary>The signed minutes, with their scan once that has come; null until it is closed.</summary>
    public SignedPaper? Minutes { get; private init; }

    /// <summary>Who signed them as secretary.</summary>
    public Sealed? SecretarySigned { get; private init; }

    public bool IsDropped { get; private init; }

    /// <summary>Why it was given up, if somebody said.</summary>
    public Sealed? DropReason { get; private init; }

    /// <summary>How many members are present.</summary>
    public int Present => Members.Count(m => Of(m.Id) is Attendance.Present);

    /// <summary>How many members must be present: two thirds of all, rounded up (NĐ 98/2023 Đ47–48).</summary>
    public int Quorum => ((2 * Members.Count) + 2) / 3;

    /// <summary>How a member takes part.</summary>
    public Attendance Of(MemberId member) => Attendances.GetValueOrDefault(member);

    /// <summary>The members who vote on a nominee: present or in writing, and not recused.</summary>
    public IEnumerable<CouncilMember> VotersOn(NomineeId nominee) =>
        Members.Where(m => Of(m.Id) is not Attendance.Absent && !Recusals.ContainsKey((m.Id, nominee)));

    /// <summary>Whether the council agrees to a nominee; null: not counted yet. Recusals do not make the number of members smaller.</summary>
    public bool? Passes(SittingNominee nominee) =>
        Votes.TryGetValue(nominee.Nominee, out var counted) ? counted.Tally.Passes(nominee.Rule) : null;

    /// <summary>The results of each dossier, in the order of the list.</summary>
    internal IEnumerable<(DossierId Dossier, IReadOnlyList<NomineeVotes> Results)> ByDossier() =>
        Nominees
            .GroupBy(n => n.Dossier)
            .Select(g =>
                (
                    g.Key,
                    (IReadOnlyList<NomineeVotes>)
                        [
                            .. g.Where(n => Votes.ContainsKey(n.Nominee))
                                .Select(n => new NomineeVotes(n.Nominee, Votes[n.Nominee].Tally, Votes[n.Nominee].Note)),
                        ]
                )
            );

    /// <summary>Folds one event.</summary>
    public static Sitting Evolve(Sitting state, SittingEvent @event) =>
        @event switch
        {
            SittingEvent.Called e => state with { Call = e },
            SittingEvent.NomineesEntered e => state with { Nominees = state.Nominees.AddRange(e.Nominees) },
            SittingEvent.NomineeTakenOff e => state with
            {
                Nominees = state.Nominees.RemoveAll(n => n.Nominee == e.Nominee),
                Votes = state.Votes.Remove(e.Nominee),
                Recusals = state.Recusals.RemoveRange(state.Recusals.Keys.Where(k => k.Nominee == e.Nominee)),
            },
            SittingEvent.AttendanceEntered e => state with
            {
                Attendances = e.Members.Aggregate(state.Attendances, (all, one) => all.SetItem(one.Member, one.Attendance)),
            },
            SittingEvent.Recused e => state with
            {
                Recusals = e.Nominees.Aggregate(state.Recusals, (all, one) => all.SetItem((e.Member, one), e.Cause)),
            },
            SittingEvent.RecusalLifted e => state with { Recusals = state.Recusals.RemoveRange(e.Nominees.Select(n => (e.Member, n))) },
            SittingEvent.VotesEntered e => state with { Votes = state.Votes.SetItem(e.Nominee, new(e.Tally, e.Note)) },
            SittingEvent.Closed e => state with { Minutes = e.Minutes, SecretarySigned = e.Secretary },
            SittingEvent.ScanAttached e => state with { Minutes = state.Minutes is { } minutes ? minutes with { Scan = e.Scan } : null },
            SittingEvent.Dropped e => state with { IsDropped = true, DropReason = e.Reason },
        };

    /// <summary>Decides one command. Pure and total: a repeated command gives no events.</summary>
    public static Decision<SittingEvent> Decide(SittingCommand command, CommandContext by, Sitting state)
    {
        if ((state.Call ?? (command as SittingCommand.Call)?.Content) is not { } call)
        {
            return Refusal.Of(Unknown);
        }

        if (by.Capacity?.Unit != call.Unit || by.Capacity.Function != call.Function)
        {
            return Refusal.Of(OtherOffice, ("unit", call.Unit.Value), ("function", call.Function.Value));
        }

        return command switch
        {
            SittingCommand.Call c => state.Convene(c.Content),
            SittingCommand.Enter c => state.Add(c.Nominees),
            SittingCommand.TakeOff c => !state.Lists(c.Nominee) ? Decision<SittingEvent>.Nothing
            : state.Over() is { } no ? no
            : new SittingEvent.NomineeTakenOff(c.Nominee, c.Reason),
            SittingCommand.Attend c => state.Attend(c.Members),
            SittingCommand.Recuse c => state.Recuse(c),
            SittingCommand.LiftRecusal c => state.Lift(c),
            SittingCommand.EnterVotes c => state.Count(c, by),
            SittingCommand.EnterAllVotes c => state.CountAll(c.Counts, by),
            SittingCommand.Close c => state.Close(c, by),
            SittingCommand.AttachScan c => c.Scan == state.Minutes?.Scan ? Decision<SittingEvent>.Nothing
            : state.Minutes is { Scan: null } ? new SittingEvent.ScanAttached(c.Scan)
            : Refusal.Of(ScanNotPromised),
            SittingCommand.Drop c => state.IsDropped ? Decision<SittingEvent>.Nothing
            : state.Over() is { } no ? no
            : new SittingEvent.Dropped(c.Reason),
        };
    }

    private Decision<SittingEvent> Convene(SittingEvent.Called call)
    {
        if (Call is { } known)
        {
            return known with { Members = [] } == call with { Members = [] } && known.Members.SequenceEqual(call.Members)
                ? Decision<SittingEvent>.Nothing
                : Refusal.Of(Exists);
        }

        return
            call.Members.Count is 0 or > MostMembers
            || call.Members.DistinctBy(m => m.Id).Count() < call.Members.Count
            || call.Members.All(m => m.Id != call.Chair)
            ? Refusal.Of(MembersUnfit)
            : call;
    }

    private Decision<SittingEvent> Add(IReadOnlyList<SittingNominee> more)
    {
        var known = Nominees.ToDictionary(n => n.Nominee, n => n.Dossier);
        var news = new List<SittingNominee>();
        foreach (var nominee in more)
        {
            if (known.TryAdd(nominee.Nominee, nominee.Dossier))
            {
                news.Add(nominee);
            }
            else if (known[nominee.Nominee] != nominee.Dossier)
            {
                return Refusal.Of(ListedTwice, ("nominees", nominee.Nominee.ToString()));
            }
        }

        return news.Count == 0 ? Decision<SittingEvent>.Nothing
            : Over() is { } no ? no
            : new SittingEvent.NomineesEntered(news);
    }

    private Decision<SittingEvent> Attend(IReadOnlyList<AttendanceEntry> entries)
    {
        if (entries.FirstOrDefault(e => !Has(e.Member)) is { } stranger)
        {
            return Refusal.Of(MemberUnknown, ("member", stranger.Member.ToString()));
        }

        // Of several words on one member the last counts.
        List<AttendanceEntry> news =
        [
            .. entries
                .GroupBy(e => e.Member)
                .Select(g => g.Last())
                .Where(e => !Attendances.TryGetValue(e.Member, out var known) || known != e.Attendance),
        ];
        return news.Count == 0 ? Decision<SittingEvent>.Nothing
            : Over() is { } no ? no
            : new SittingEvent.AttendanceEntered(news);
    }

    private Decision<SittingEvent> Recuse(SittingCommand.Recuse c)
    {
        List<NomineeId> news =
        [
            .. c.Nominees.Distinct().Where(n => !Recusals.TryGetValue((c.Member, n), out var cause) || cause != c.Cause),
        ];
        return !Has(c.Member) ? Refusal.Of(MemberUnknown, ("member", c.Member.ToString()))
            : Unlisted(c.Nominees) is { } unlisted ? unlisted
            : news.Count == 0 ? Decision<SittingEvent>.Nothing
            : Over() is { } no ? no
            : new SittingEvent.Recused(c.Member, news, c.Cause);
    }

    private Decision<SittingEvent> Lift(SittingCommand.LiftRecusal c)
    {
        List<NomineeId> news = [.. c.Nominees.Distinct().Where(n => Recusals.ContainsKey((c.Member, n)))];
        return news.Count == 0 ? Decision<SittingEvent>.Nothing
            : Over() is { } no ? no
            : new SittingEvent.RecusalLifted(c.Member, news);
    }

    private Decision<SittingEvent> Count(SittingCommand.EnterVotes c, CommandContext by)
    {
        if (Unlisted([c.Nominee]) is { } unlisted)
        {
            return unlisted;
        }

        var counted = new CountedVotes(new(Members.Count, c.Issued, c.Returned, c.Valid, c.For, c.Against), c.Note);
        return Votes.GetValueOrDefault(c.Nominee) == counted ? Decision<SittingEvent>.Nothing
            : (Over() ?? Partial(c.Own) ?? NotBefore(VietnamTime.DateOf(by.At))) is { } no ? no
            : !counted.Tally.AddsUp ? Refusal.Of(TallyDoesNotAddUp, ("nominees", c.Nominee.ToString()))
            : TooMany([(c.Nominee, counted.Tally)]) is { } many ? many
            : new SittingEvent.VotesEntered(c.Nominee, counted.Tally, c.Note);
    }

    private Decision<SittingEvent> CountAll(IReadOnlyList<SittingCommand.EnterVotes> counts, CommandContext by)
    {
        var news = new List<SittingEvent>();
        foreach (var one in counts.GroupBy(c => c.Nominee).Select(g => g.Last()))
        {
            switch (Count(one, by))
            {
                case Decision<SittingEvent>.Accepted accepted:
                    news.AddRange(accepted.Events);
                    break;
                case Decision<SittingEvent>.Refused refused:
                    return refused;
            }
        }

        return news;
    }

    private Decision<SittingEvent> Close(SittingCommand.Close c, CommandContext by)
    {
        if (c.Minutes == Minutes)
        {
            return Decision<SittingEvent>.Nothing;
        }

        if ((Over() ?? Partial(c.Own)) is { } no)
        {
            return no;
        }

        if (Nominees.IsEmpty)
        {
            return Refusal.Of(Empty);
        }

        if (Present * 3 < Members.Count * 2)
        {
            return Refusal.Of(NoQuorum, ("present", Number(Present)), ("members", Number(Members.Count)), ("needed", Number(Quorum)));
        }

        return
            (
                (Of(Call!.Chair) is Attendance.Present ? null : Refusal.Of(ChairAbsent))
                ?? NotRecusedOf(c.Concerned ?? [])
                ?? Named(VotesMissing, Nominees.Select(n => n.Nominee).Where(n => !Votes.ContainsKey(n)))
                ?? TooMany(Nominees.Select(n => (n.Nominee, Votes[n.Nominee].Tally)))
                ?? NotBefore(c.Minutes.Date)
                ?? PaperRules.Check(c.Minutes, by)
            )
                is { } unfit
            ? unfit
            : new SittingEvent.Closed(c.Minutes, c.Secretary);
    }

    private bool Has(MemberId member) => Members.Any(m => m.Id == member);

    private bool Lists(NomineeId nominee) => Nominees.Exists(n => n.Nominee == nominee);

    private Refusal? Over() =>
        IsDropped ? Refusal.Of(Dropped)
        : Minutes is not null ? Refusal.Of(Closed)
        : null;

    private Refusal? NotBefore(DateOnly date) => date < Call!.On ? Refusal.Of(NotYet, ("on", Call.On.Iso()), ("date", date.Iso())) : null;

    private static Refusal? Partial(IReadOnlyList<DocumentNumber>? own) =>
        own is { Count: > 0 } ? Refusal.Of(OwnAffair, ("dossiers", string.Join(", ", own))) : null;

    private Refusal? Unlisted(IEnumerable<NomineeId> nominees) => Named(NotListed, nominees.Where(n => !Lists(n)));

    private Refusal? TooMany(IEnumerable<(NomineeId Nominee, Tally Tally)> counts)
    {
        var many = counts.Where(c => c.Tally.Issued > VotersOn(c.Nominee).Count()).Select(c => c.Nominee).ToList();
        return many is [var first, ..] ? Named(TooManyBallots, many, ("voters", Number(VotersOn(first).Count()))) : null;
    }

    // Whoever is absent without a written opinion votes on nobody.
    private Refusal? NotRecusedOf(IEnumerable<Concern> concerned)
    {
        var voting = concerned
            .Where(c => Lists(c.Nominee) && Of(c.Member) is not Attendance.Absent && !Recusals.ContainsKey((c.Member, c.Nominee)))
            .ToList();
        return Named(
            NotRecused,
            voting.Select(c => c.Nominee).Distinct(),
            ("members", string.Join(", ", voting.Select(c => c.Member).Distinct()))
        );
    }

    private static Refusal? Named(string code, IEnumerable<NomineeId> nominees, params (string, string)[] more) =>
        nominees.ToList() is { Count: > 0 } found ? Refusal.Of(code, [("nominees", string.Join(", ", found)), .. more]) : null;

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
