using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Serialization;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Kernel;

namespace PhongTrao.Workflows.Plans;

/// <summary>What happened to a plan (stream <c>plan-{id}</c>).</summary>
public abstract record PlanEvent
{
    private PlanEvent() { }

    /// <summary>Áp dụng: it binds units and, where it speaks of them, those below, from a day on. A unit named again: from this day instead.</summary>
    /// <param name="Units">The units.</param>
    /// <param name="From">First day.</param>
    public sealed record Applied(IReadOnlyList<UnitId> Units, DateOnly From) : PlanEvent;

    /// <summary>Thôi áp dụng: what falls due after the last day does not bind the units; a last day before the first one takes the act back.</summary>
    /// <param name="Units">The units.</param>
    /// <param name="LastDay">Last day.</param>
    /// <param name="Basis">Why.</param>
    public sealed record ApplicationEnded(IReadOnlyList<UnitId> Units, DateOnly LastDay, PublicText Basis) : PlanEvent;

    /// <summary>A coordinator set the day of an occurrence to which the plan gives none, or set it anew.</summary>
    /// <param name="Day">The day.</param>
    /// <param name="Basis">Why this day.</param>
    /// <param name="Document">The document that says so; null: none.</param>
    public sealed record DutyDated(DutyDay Day, PublicText Basis, PlanDocument? Document) : PlanEvent;

    /// <summary>A revision was read from a file; the revisions count 1, 2, 3 …, dossiers name theirs.</summary>
    /// <param name="Revision">Its number.</param>
    /// <param name="Definition">What the file says.</param>
    /// <param name="Source">Digest of the file: the same file changes nothing.</param>
    /// <param name="File">The file as it was handed in; null: recorded before files were kept.</param>
    /// <param name="CopiedFrom">The plan whose file it began as; null: it is nobody's copy.</param>
    public sealed record Imported(
        int Revision,
        PlanDefinition Definition,
        Digest Source,
        FileBytes? File = null,
        PlanOrigin? CopiedFrom = null
    ) : PlanEvent;

    /// <summary>The paper itself, or a scan of it, was attached; earlier ones stay. Who did it and when stands in the metadata.</summary>
    /// <param name="Revision">The revision that was in force.</param>
    /// <param name="Document">The file in the vault.</param>
    public sealed record OriginalAttached(int Revision, DocumentEntry Document) : PlanEvent;

    /// <summary>
    /// A changed file of the plan was handed in. Nothing changes yet: it waits for a second person, who is shown what differs; the
    /// difference follows from both definitions and is not stored.
    /// </summary>
    /// <param name="Revision">The number it will have.</param>
    /// <param name="Definition">What the file says.</param>
    /// <param name="Source">Digest of the file.</param>
    /// <param name="File">The file as it was handed in.</param>
    /// <param name="By">Who proposes it, and for whom: none of them confirms it.</param>
    public sealed record RevisionProposed(
        int Revision,
        PlanDefinition Definition,
        Digest Source,
        FileBytes? File,
        IReadOnlyList<AccountId> By
    ) : PlanEvent;

    /// <summary>
    /// A second person confirmed the revision proposed: from now on it is the plan. Dossiers keep the one they name, and open
    /// occurrences whose day it changes keep that day until a coordinator settles each (<see cref="PlanSchedule"/>).
    /// </summary>
    /// <param name="Revision">Its number.</param>
    /// <param name="Source">Digest of its file.</param>
    /// <param name="On">The day in Hà Nội on which it was confirmed; null: the plan bound nobody, or it was recorded before open occurrences waited, and moved them at once.</param>
    /// <param name="Basis">By what the plan was changed; null: recorded before that was asked for.</param>
    public sealed record RevisionConfirmed(int Revision, Digest Source, DateOnly? On = null, RevisionBasis? Basis = null) : PlanEvent;

    /// <summary>Chấp nhận dời hạn: an open occurrence takes the day of the plan's revision, or ends because it fell out of the plan.</summary>
    /// <param name="Duty">The duty.</param>
    /// <param name="Period">Which of its occurrences.</param>
    /// <param name="Revision">The revision that says so.</param>
    /// <param name="From">Its day until now, the earliest open one where units had several; null: it had none.</param>
    /// <param name="To">Its day from now on; null: it has none, or is no more.</param>
    /// <param name="Ends">The plan does not ask for it any more.</param>
    /// <param name="On">The day in Hà Nội on which it was accepted.</param>
    public sealed record OccurrenceMoved(DutyCode Duty, PeriodKey Period, int Revision, DueDay? From, DueDay? To, bool Ends, DateOnly On)
        : PlanEvent;

    /// <summary>Giữ hạn cũ: an open occurrence keeps its day although the plan's revision says another.</summary>
    /// <param name="Duty">The duty.</param>
    /// <param name="Period">Which of its occurrences.</param>
    /// <param name="Revision">The revision that says another.</param>
    /// <param name="Kept">Its day; null: it has none.</param>
    /// <param name="Basis">Why.</param>
    /// <param name="On">The day in Hà Nội on which it was decided.</param>
    public sealed record OccurrenceKept(DutyCode Duty, PeriodKey Period, int Revision, DueDay? Kept, PublicText Basis, DateOnly On)
        : PlanEvent;

    /// <summary>Gia hạn: a document gives an open occurrence a later day.</summary>
    /// <param name="Duty">The duty.</param>
    /// <param name="Period">Which of its occurrences.</param>
    /// <param name="Units">Those it is for, by whom it bound first; empty: all that it binds.</param>
    /// <param name="From">Its day until now, the earliest where units had several.</param>
    /// <param name="To">Its day from now on.</param>
    /// <param name="Document">The document that says so.</param>
    /// <param name="On">The day in Hà Nội on which it was recorded.</param>
    public sealed record OccurrenceExtended(
        DutyCode Duty,
        PeriodKey Period,
        IReadOnlyList<UnitId> Units,
        DueDay From,
        DueDay To,
        IssuedDocument Document,
        DateOnly On
    ) : PlanEvent;

    /// <summary>The revision proposed was dropped; the plan stays as it is.</summary>
    /// <param name="Revision">The number it would have had.</param>
    /// <param name="Source">Digest of its file.</param>
    public sealed record RevisionDropped(int Revision, Digest Source) : PlanEvent;
}

/// <summary>What may be asked of a plan.</summary>
public abstract record PlanCommand
{
    private PlanCommand() { }

    /// <summary>Áp dụng. 1–<see cref="Plan.MaxUnits"/> units.</summary>
    public sealed record Apply(IReadOnlyList<UnitId> Units, DateOnly From) : PlanCommand;

    /// <summary>Thôi áp dụng.</summary>
    public sealed record EndApplication(IReadOnlyList<UnitId> Units, DateOnly LastDay, PublicText Basis) : PlanCommand;

    /// <summary>Đặt ngày for an undated occurrence.</summary>
    public sealed record DateDuty(DutyDay Day, PublicText Basis, PlanDocument? Document) : PlanCommand;

    /// <summary>Takes in a file that was read without a problem: a new plan at once, a changed file of a known one as a proposal.</summary>
    /// <param name="Definition">What the file says.</param>
    /// <param name="Source">Its digest.</param>
    /// <param name="File">The file; null only in tests of what older releases recorded.</param>
    /// <param name="CopiedFrom">The plan whose file it began as: then it is a new plan or nothing; null: it is nobody's copy.</param>
    public sealed record Import(PlanDefinition Definition, Digest Source, FileBytes? File = null, PlanOrigin? CopiedFrom = null)
        : PlanCommand;

    /// <summary>Đính kèm văn bản gốc. The same bytes again change nothing.</summary>
    /// <param name="Document">The file in the vault.</param>
    public sealed record AttachOriginal(DocumentEntry Document) : PlanCommand;

    /// <summary>Puts the revision proposed in force.</summary>
    /// <param name="Source">Digest of the file that was looked at: nobody confirms what they have not seen.</param>
    /// <param name="Basis">By what the plan was changed.</param>
    public sealed record Confirm(Digest Source, RevisionBasis Basis) : PlanCommand;

    /// <summary>Chấp nhận dời hạn.</summary>
    /// <param name="Revision">The revision whose moves were looked at.</param>
    /// <param name="Occurrences">Which, 1–1,000.</param>
    /// <param name="Calendar">The working calendar.</param>
    public sealed record AcceptMoves(int Revision, IReadOnlyList<DutyPeriod> Occurrences, CalendarHistory Calendar) : PlanCommand;

    /// <summary>Giữ hạn cũ.</summary>
    /// <param name="Revision">The revision whose moves were looked at.</param>
    /// <param name="Occurrences">Which, 1–1,000.</param>
    /// <param name="Basis">Why.</param>
    /// <param name="Calendar">The working calendar.</param>
    public sealed record KeepDays(int Revision, IReadOnlyList<DutyPeriod> Occurrences, PublicText Basis, CalendarHistory Calendar)
        : PlanCommand;

    /// <summary>Gia hạn.</summary>
    /// <param name="Occurrence">Which.</param>
    /// <param name="Units">For whom, by whom it bound first; empty: for all that it binds.</param>
    /// <param name="To">The new day, later than the one it has.</param>
    /// <param name="Document">The document that says so.</param>
    /// <param name="Calendar">The working calendar.</param>
    public sealed record Extend(
        DutyPeriod Occurrence,
        IReadOnlyList<UnitId> Units,
        DueDay To,
        IssuedDocument Document,
        CalendarHistory Calendar
    ) : PlanCommand;

    /// <summary>Drops the revision proposed.</summary>
    /// <param name="Source">Digest of its file.</param>
    public sealed record Drop(Digest Source) : PlanCommand;
}

/// <summary>Why a command on a plan is refused.</summary>
public static class PlanRefusals
{
    public const string OtherPlan = "plan.other-plan";

    /// <summary>A copy would have the id of a plan that exists. Arguments: plan.</summary>
    public const string Exists = "plan.exists";

    /// <summary>So many originals are attached already. Arguments: max.</summary>
    public const string TooManyOriginals = "plan.too-many-originals";

    /// <summary>There is no plan yet to apply.</summary>
    public const string NotLoaded = "plan.not-loaded";

    /// <summary>It would bind from a day after its own period. Arguments: from, to (yyyy-MM-dd).</summary>
    public const string AppliedAfterPeriod = "plan.applied-after-period";

    /// <summary>It is not applied to the unit. Arguments: unit.</summary>
    public const string NotApplied = "plan.not-applied";

    /// <summary>It has no such duty, or the duty no such occurrence. Arguments: duty, period.</summary>
    public const string DutyUnknown = "plan.duty-unknown";

    /// <summary>It gives the occurrence a day itself. Arguments: duty, day (yyyy-MM-dd).</summary>
    public const string DutyHasDay = "plan.duty-has-day";

    /// <summary>Another revision waits to be confirmed or dropped. Arguments: revision.</summary>
    public const string RevisionPending = "plan.revision-pending";

    /// <summary>No such revision waits: it was confirmed, dropped or never proposed.</summary>
    public const string NoRevision = "plan.no-revision";

    /// <summary>The occurrence waits for no move of that revision. Arguments: duty, period.</summary>
    public const string NoMove = "plan.no-move";

    /// <summary>Its last valid day is over: what is past never moves. Arguments: duty, day (yyyy-MM-dd).</summary>
    public const string DutyOver = "plan.duty-over";

    /// <summary>It has no day that could be extended. Arguments: duty.</summary>
    public const string DutyWithoutDay = "plan.duty-without-day";

    /// <summary>The new day is not later. Arguments: duty, day (yyyy-MM-dd).</summary>
    public const string NotLater = "plan.not-later";

    /// <summary>Whoever proposed a revision, or acts for them, does not confirm it.</summary>
    public const string OwnRevision = "plan.own-revision";
}

/// <summary>A plan at its last revision.</summary>
/// <param name="Revision">0: none yet.</param>
/// <param name="Definition">The plan; null before the first revision.</param>
/// <param name="Source">Digest of its file.</param>
public sealed record Plan(int Revision, PlanDefinition? Definition, Digest Source)
{
    /// <summary>Most units that one act applies a plan to.</summary>
    public const int MaxUnits = 200;

    /// <summary>Most originals that one plan keeps.</summary>
    public const int MaxOriginals = 50;

    /// <summary>The plan whose file it began as; null: it is nobody's copy.</summary>
    public PlanOrigin? CopiedFrom { get; init; }

    /// <summary>Originals attached, in order.</summary>
    public ImmutableList<DocumentEntry> Originals { get; init; } = [];

    /// <summary>Whom it binds since when; empty: nobody ("Mẫu").</summary>
    public ImmutableList<PlanApplication> Applications { get; init; } = [];

    /// <summary>Days that coordinators set, the latest of each occurrence.</summary>
    public ImmutableList<DutyDay> Days { get; init; } = [];

    /// <summary>The last valid day that a set day had before it was set anew.</summary>
    public ImmutableDictionary<DutyPeriod, DateOnly> SetBefore { get; init; } = ImmutableDictionary<DutyPeriod, DateOnly>.Empty;

    /// <summary>How many events it was folded from; the next one has this revision in its stream.</summary>
    public int Events { get; init; }

    /// <summary>Revision, in the plan's stream, of the event by which it was last applied to each unit.</summary>
    public ImmutableDictionary<UnitId, int> AppliedBy { get; init; } = ImmutableDictionary<UnitId, int>.Empty;

    /// <summary>Revision, in the plan's stream, of the event by which a day was last set.</summary>
    public ImmutableDictionary<DutyPeriod, int> SetBy { get; init; } = ImmutableDictionary<DutyPeriod, int>.Empty;

    /// <summary>The file of this revision; null: recorded before files were kept.</summary>
    public FileBytes? File => Revisions is [.., var last] ? last.File : null;

    /// <summary>Every revision that was ever in force, in order; the last one is.</summary>
    public ImmutableList<PlanRevision> Revisions { get; init; } = [];

    /// <summary>The revision that waits for a second person; null: none.</summary>
    public PlanEvent.RevisionProposed? Proposed { get; init; }

    /// <summary>Applied to nobody: shown as a sample, bound by nobody, on no board.</summary>
    public bool IsSample => Applications.IsEmpty;

    /// <summary>Nothing yet.</summary>
    public static Plan Initial { get; } = new(0, null, default);

    /// <summary>What a command leads to.</summary>
    public static Decision<PlanEvent> Decide(PlanCommand command, CommandContext by, Plan state) =>
        command switch
        {
            PlanCommand.Apply c => Applying(c, state),
            PlanCommand.EndApplication c => Ending(c, state),
            PlanCommand.DateDuty c => Dating(c, by, state),
            PlanCommand.Import c => Importing(c, by, state),
            PlanCommand.AttachOriginal c => state.Definition is null ? Refusal.Of(PlanRefusals.NotLoaded)
            : state.Originals.Exists(known => known.Sha256 == c.Document.Sha256) ? Decision<PlanEvent>.Nothing
            : state.Originals.Count >= MaxOriginals ? Refusal.Of(PlanRefusals.TooManyOriginals, ("max", Text(MaxOriginals)))
            : new PlanEvent.OriginalAttached(state.Revision, c.Document),
            PlanCommand.Confirm c => state.Proposed is not { } proposed || proposed.Source != c.Source ? Refusal.Of(PlanRefusals.NoRevision)
            : by.Behind.Any(proposed.By.Contains) ? Refusal.Of(PlanRefusals.OwnRevision)
            : new PlanEvent.RevisionConfirmed(
                proposed.Revision,
                proposed.Source,
                state.IsSample ? null : VietnamTime.DateOf(by.At),
                c.Basis
            ),
            PlanCommand.AcceptMoves c => PlanMoves.Accept(c, by, state),
            PlanCommand.KeepDays c => PlanMoves.Keep(c, by, state),
            PlanCommand.Extend c => PlanMoves.Extend(c, by, state),
            PlanCommand.Drop c => state.Proposed is { } proposed && proposed.Source == c.Source
                ? new PlanEvent.RevisionDropped(proposed.Revision, proposed.Source)
                : Refusal.Of(PlanRefusals.NoRevision),
        };

    /// <summary>What the state is after an event.</summary>
    public static Plan Evolve(Plan state, PlanEvent @event) => Next(state, @event) with { Events = state.Events + 1 };

    private static Plan Next(Plan state, PlanEvent @event) =>
        @event switch
        {
            PlanEvent.Imported e => state with
            {
                Revision = e.Revision,
                Definition = e.Definition,
                Source = e.Source,
                Revisions = state.Revisions.Add(new(e.Revision, e.Definition, null, null) { File = e.File, Event = state.Events }),
                CopiedFrom = e.CopiedFrom ?? state.CopiedFrom,
            },
            PlanEvent.OriginalAttached e => state with { Originals = state.Originals.Add(e.Document) },
            PlanEvent.RevisionProposed e => state with { Proposed = e },
            PlanEvent.RevisionConfirmed e => state with
            {
                Revision = e.Revision,
                Definition = state.Proposed?.Definition ?? state.Definition,
                Source = e.Source,
                Proposed = null,
                Revisions = (state.Proposed?.Definition ?? state.Definition) is { } definition
                    ? state.Revisions.Add(new(e.Revision, definition, e.On, e.Basis) { File = state.Proposed?.File, Event = state.Events })
                    : state.Revisions,
            },
            PlanEvent.OccurrenceMoved or PlanEvent.OccurrenceKept or PlanEvent.OccurrenceExtended => state.Revisions is [.., var last]
                ? state with
                {
                    Revisions = state.Revisions.SetItem(
                        state.Revisions.Count - 1,
                        last with
                        {
                            Changes = last.Changes.Add(new(state.Events, @event)),
                        }
                    ),
                }
                : state,
            PlanEvent.RevisionDropped => state with { Proposed = null },
            PlanEvent.Applied e => state with
            {
                Applications =
                [
                    .. state.Applications.Where(a => !e.Units.Contains(a.Unit)),
                    .. e.Units.Select(unit => new PlanApplication(unit, e.From)),
                ],
                AppliedBy = state.AppliedBy.SetItems(e.Units.Select(unit => KeyValuePair.Create(unit, state.Events))),
            },
            PlanEvent.ApplicationEnded e => state with
            {
                Applications =
                [
                    .. state
                        .Applications.Select(a => e.Units.Contains(a.Unit) ? a with { To = e.LastDay } : a)
                        .Where(a => a.To is not { } to || to >= a.From),
                ],
            },
            PlanEvent.DutyDated e => state with
            {
                Days = state.Days.RemoveAll(day => day.Key == e.Day.Key).Add(e.Day),
                SetBy = state.SetBy.SetItem(e.Day.Key, state.Events),
                SetBefore =
                    state.Set(e.Day.Key) is { } before && before.LastValidDay != e.Day.LastValidDay
                        ? state.SetBefore.SetItem(e.Day.Key, before.LastValidDay)
                        : state.SetBefore,
            },
        };

    private static Decision<PlanEvent> Importing(PlanCommand.Import c, CommandContext by, Plan state) =>
        state.Definition is not { } known ? new PlanEvent.Imported(state.Revision + 1, c.Definition, c.Source, c.File, c.CopiedFrom)
        : c.CopiedFrom is not null && c.Source != state.Source ? Refusal.Of(PlanRefusals.Exists, ("plan", known.Id.Value))
        : known.Id != c.Definition.Id ? Refusal.Of(PlanRefusals.OtherPlan, ("plan", known.Id.Value))
        : c.Source == state.Source || c.Source == state.Proposed?.Source ? Decision<PlanEvent>.Nothing
        : state.Proposed is { } waiting ? Refusal.Of(PlanRefusals.RevisionPending, ("revision", Text(waiting.Revision)))
        : new PlanEvent.RevisionProposed(state.Revision + 1, c.Definition, c.Source, c.File, [.. by.Behind]);

    private static Decision<PlanEvent> Applying(PlanCommand.Apply c, Plan state) =>
        state.Definition is not { } plan ? Refusal.Of(PlanRefusals.NotLoaded)
        : plan.Period.To is { } to && c.From > to ? Refusal.Of(PlanRefusals.AppliedAfterPeriod, ("from", c.From.Iso()), ("to", to.Iso()))
        : c.Units.Where(unit => !state.Applications.Contains(new(unit, c.From))).Distinct().ToList() is [_, ..] units
            ? new PlanEvent.Applied(units, c.From)
        : Decision<PlanEvent>.Nothing;

    private static Decision<PlanEvent> Ending(PlanCommand.EndApplication c, Plan state)
    {
        if (c.Units.FirstOrDefault(unit => !state.Applications.Exists(a => a.Unit == unit)) is { Value.Length: > 0 } other)
        {
            return Refusal.Of(PlanRefusals.NotApplied, ("unit", other.Value));
        }

        var ended = c.Units.Where(unit => state.Applications.Exists(a => a.Unit == unit && a.To != c.LastDay)).Distinct().ToList();
        return ended.Count == 0 ? Decision<PlanEvent>.Nothing : new PlanEvent.ApplicationEnded(ended, c.LastDay, c.Basis);
    }

    private static Decision<PlanEvent> Dating(PlanCommand.DateDuty c, CommandContext by, Plan state)
    {
        if (state.Definition is not { } plan)
        {
            return Refusal.Of(PlanRefusals.NotLoaded);
        }

        var today = VietnamTime.DateOf(by.At);
        var said = DutySchedule
            .Of(
                plan,
                [],
                new WorkingCalendar([], []),
                state.Applications.Select(a => a.From).DefaultIfEmpty(today).Min(),
                today.AddYears(1)
            )
            .FirstOrDefault(occurrence => occurrence.Duty == c.Day.Duty && occurrence.Period == c.Day.Period);
        return said is null ? Refusal.Of(PlanRefusals.DutyUnknown, ("duty", c.Day.Duty.Value), ("period", c.Day.Period.Value))
            : said.LastValidDay is { } day ? Refusal.Of(PlanRefusals.DutyHasDay, ("duty", c.Day.Duty.Value), ("day", day.Iso()))
            : state.Days.Contains(c.Day) ? Decision<PlanEvent>.Nothing
            : state.Set(c.Day.Key) is { LastValidDay: var set } && set < today
                ? Refusal.Of(PlanRefusals.DutyOver, ("duty", c.Day.Duty.Value), ("day", set.Iso()))
            : new PlanEvent.DutyDated(c.Day, c.Basis, c.Document);
    }

    /// <summary>The day that a coordinator set for an occurrence; null: none was.</summary>
    public DutyDay? Set(DutyPeriod occurrence) => Days.Find(day => day.Key == occurrence);

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>A plan applied to a unit and what is below it, where the plan speaks of it.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="From">First day on which it binds.</param>
/// <param name="To">Last day, included; null: no end was set.</param>
public sealed record PlanApplication(UnitId Unit, DateOnly From, DateOnly? To = null);

/// <summary>What a plan was copied from.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Revision">Its revision, from 1.</param>
public sealed record PlanOrigin(PlanId Plan, int Revision);

/// <summary>A document by number and date.</summary>
/// <param name="Number">Số, ký hiệu.</param>
/// <param name="Date">Ngày văn bản.</param>
public sealed record PlanDocument(DocumentNumber Number, DateOnly Date);

/// <summary>A document by number, date and issuer.</summary>
/// <param name="Number">Số, ký hiệu.</param>
/// <param name="Date">Ngày văn bản.</param>
/// <param name="Issuer">Cơ quan ban hành, as written.</param>
public sealed record IssuedDocument(DocumentNumber Number, DateOnly Date, PublicText Issuer);

/// <summary>Why a plan has a new revision. The names are stored.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RevisionKind>))]
public enum RevisionKind
{
    /// <summary>Sửa đổi: its issuer changed the plan by a document.</summary>
    [JsonStringEnumMemberName("sua-doi")]
    Amendment,

    /// <summary>Đính chính bản nhập: the file did not say what the paper says; the plan itself did not change.</summary>
    [JsonStringEnumMemberName("dinh-chinh")]
    Correction,
}

/// <summary>By what a plan was changed.</summary>
/// <param name="Kind">Whether the plan changed or only its file.</param>
/// <param name="Document">The document that changed it; null only for a correction.</param>
public sealed record RevisionBasis(RevisionKind Kind, IssuedDocument? Document);

/// <summary>A revision that is or was in force.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Definition">What it says.</param>
/// <param name="On">The day in Hà Nội from which open occurrences wait for their moves; null: it moved them at once.</param>
/// <param name="Basis">By what the plan was changed; null: the first one, or recorded before that was asked for.</param>
public sealed record PlanRevision(int Number, PlanDefinition Definition, DateOnly? On, RevisionBasis? Basis)
{
    /// <summary>Its file as it was handed in; null: recorded before files were kept.</summary>
    public FileBytes? File { get; init; }

    /// <summary>Revision, in the plan's stream, of the event by which it came into force.</summary>
    public int Event { get; init; }

    /// <summary>What coordinators decided while it was in force, in order: occurrences moved, kept, extended.</summary>
    public ImmutableList<OccurrenceChange> Changes { get; init; } = [];

    /// <summary>The same, without their places.</summary>
    public IEnumerable<PlanEvent> Decided => Changes.Select(change => change.Body);
}

/// <summary>One decision of a coordinator on occurrences.</summary>
/// <param name="Event">Its revision in the plan's stream.</param>
/// <param name="Body">What was decided.</param>
public readonly record struct OccurrenceChange(int Event, PlanEvent Body);
