using System.Globalization;
using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Reactors;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Desk;

/// <summary>A day counted to.</summary>
/// <param name="Provisional">Tạm tính.</param>
public sealed record CalendarAnswer(DateOnly Date, bool Provisional);

/// <summary>A year of the working calendar.</summary>
/// <param name="Year">Gregorian year.</param>
/// <param name="Revision">Revision of the calendar; 1 is what ships.</param>
/// <param name="Provisional">The year is not announced: computed, tạm tính.</param>
/// <param name="Document">The document that announced the year, where it was recorded here.</param>
/// <param name="Days">Days that differ from the ordinary week, by date.</param>
/// <param name="Optional">Days off that wait for their law.</param>
/// <param name="Saturdays">Offices that work Saturdays.</param>
public sealed record CalendarYear(
    int Year,
    int Revision,
    bool Provisional,
    SourceDocument? Document,
    IReadOnlyList<CalendarDayShape> Days,
    IReadOnlyList<OptionalDayShape> Optional,
    IReadOnlyList<OfficeSaturdays> Saturdays
);

/// <summary>A day that differs from the ordinary week.</summary>
/// <param name="Source">Document and article in words.</param>
/// <param name="Provisional">Tạm tính.</param>
/// <param name="Document">The document, where it was recorded here; null for what ships.</param>
public sealed record CalendarDayShape(DateOnly Date, DayKind Kind, string Name, string Source, bool Provisional, SourceDocument? Document);

/// <summary>A day off that waits for its law.</summary>
/// <param name="On">Switched on.</param>
public sealed record OptionalDayShape(string Code, DateOnly Date, string Name, string Source, bool On);

/// <summary>What a change of the calendar does, or would do where it is only a preview.</summary>
/// <param name="Revision">The calendar's revision after it.</param>
/// <param name="Preview">Nothing was recorded.</param>
/// <param name="FirstDay">The first day of which the calendar says something else; null: it says the same.</param>
/// <param name="TasksAhead">Work open and due on that day or later: what is counted again.</param>
/// <param name="Moves">The first of what moves, earliest due date first.</param>
public sealed record CalendarChanged(
    int Revision,
    bool Preview,
    DateOnly? FirstDay,
    int TasksAhead,
    IReadOnlyList<CalendarMoveShape> Moves
);

/// <summary>A due date that moves, or is "tạm tính" no longer (or now).</summary>
/// <param name="Dossier">Null where the reader may not see the dossier.</param>
/// <param name="Number">Its number; null likewise.</param>
/// <param name="Office">At whose desk the work waits.</param>
/// <param name="Step">What is to be done.</param>
public sealed record CalendarMoveShape(
    DossierId? Dossier,
    DocumentNumber? Number,
    string Office,
    string Step,
    DateOnly Was,
    DateOnly DueOn,
    bool DueProvisional
);

/// <summary>One change in the calendar's history.</summary>
/// <param name="Revision">The calendar's revision after it.</param>
/// <param name="At">When.</param>
/// <param name="By">Who.</param>
/// <param name="Acts">What was done, in words: one line for each event.</param>
/// <param name="Document">The paper it rests on.</param>
/// <param name="Progress">How far counting again has come; null: it has not begun.</param>
/// <param name="Moved">Due dates moved so far.</param>
/// <param name="MarkedOnly">Due dates of which only the mark "tạm tính" changed.</param>
public sealed record CalendarHistoryLine(
    int Revision,
    DateTimeOffset At,
    string? By,
    IReadOnlyList<string> Acts,
    SourceDocument Document,
    RecountProgress? Progress,
    int Moved,
    int MarkedOnly
);

/// <summary>A document as sent.</summary>
/// <param name="Number">Số, ký hiệu.</param>
/// <param name="Date">Ngày văn bản.</param>
/// <param name="Summary">Trích yếu.</param>
public sealed record DocumentInput(string? Number, string? Date, string? Summary);

/// <summary>A day as sent.</summary>
/// <param name="Date">yyyy-MM-dd or dd/MM/yyyy.</param>
/// <param name="Kind">holiday or make-up-working-day.</param>
/// <param name="Name">What the page shows.</param>
public sealed record DayInput(string? Date, string? Kind, string? Name);

/// <summary>Names a day, or confirms a computed one.</summary>
public sealed record NameDayInput(DayInput? Day, DocumentInput? Document);

/// <summary>Makes a day an ordinary one again.</summary>
public sealed record WithdrawDayInput(DayInput? Day, DocumentInput? Document);

/// <summary>Announces all days of a year; without days those that stand in the calendar now are confirmed.</summary>
public sealed record AnnounceYearInput(int? Year, IReadOnlyList<DayInput?>? Days, DocumentInput? Document);

/// <summary>Switches an optional day.</summary>
public sealed record SwitchDayInput(string? Code, bool? On, DocumentInput? Document);

/// <summary>Saturdays of an office; without a function, of every office of the unit.</summary>
public sealed record SaturdaysInput(string? Unit, string? Function, string? From, string? Until, DocumentInput? Document);

/// <summary>Lịch làm việc: read and counted by everybody, changed by coordinators and administrators.</summary>
public sealed class CalendarDesk(
    Bench bench,
    House house,
    TaskQueries tasks,
    DossierQueries dossiers,
    DossierDesk dossierDesk,
    CalendarMoveQueries moves,
    Recounter recounter,
    IEventStore events,
    Directory directory
)
{
    private const int MostShown = 50;
    private const int MostDays = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly IReadOnlyList<OptionalDay> Optional = OfficialDays.Optional();

    /// <summary>The last day of a period of working days, the first day not counted.</summary>
    /// <param name="from">Day of receipt, yyyy-MM-dd or dd/MM/yyyy.</param>
    /// <param name="days">0–2,000.</param>
    public Answer<CalendarAnswer> WorkingDays(string? from, string? days)
    {
        var check = new Check();
        var start = check.Date("from", from);
        var count = Number(check, "days", days, 0, 2000);
        if (check.Failed)
        {
            return check.Answer<CalendarAnswer>();
        }

        var (date, provisional) = house.Calendar.AddWorkingDays(start, count);
        return new Answer<CalendarAnswer>.Done(new CalendarAnswer(date, provisional));
    }

    /// <summary>The working day on which work "trước ngày X" is due.</summary>
    public Answer<CalendarAnswer> LastWorkingDay(string? before)
    {
        var check = new Check();
        var day = check.Date("before", before);
        if (check.Failed)
        {
            return check.Answer<CalendarAnswer>();
        }

        var last = house.Calendar.LastWorkingDayBefore(day);
        var provisional = Enumerable
            .Range(last.DayNumber, day.DayNumber - last.DayNumber)
            .Any(number => house.Calendar.IsProvisional(DateOnly.FromDayNumber(number)));
        return new Answer<CalendarAnswer>.Done(new CalendarAnswer(last, provisional));
    }

    /// <summary>The days of a year, 1900–2199.</summary>
    public Answer<CalendarYear> Year(string? year)
    {
        var check = new Check();
        var number = Number(check, "year", year, LunarCalendar.FirstYear, LunarCalendar.LastYear);
        return check.Failed ? check.Answer<CalendarYear>() : new Answer<CalendarYear>.Done(Year(number), Tag(house.Official.Revision));
    }

    /// <summary>The days of a year.</summary>
    public CalendarYear Year(int year)
    {
        var calendar = house.Official;
        return new(
            year,
            calendar.Revision,
            !calendar.Days.CoveredYears.Contains(year),
            calendar.Announced.GetValueOrDefault(year),
            [
                .. calendar
                    .Days.Days.Where(day => day.Date.Year == year)
                    .Select(day => new CalendarDayShape(
                        day.Date,
                        day.Kind,
                        day.Name,
                        day.Source,
                        day.Provisional,
                        calendar.Documents.GetValueOrDefault(day.Date)
                    )),
            ],
            [
                .. Optional
                    .Where(day => day.Day.Date.Year == year)
                    .Select(day => new OptionalDayShape(
                        day.Code,
                        day.Day.Date,
                        day.Day.Name,
                        day.Day.Source,
                        calendar.SwitchedOn.Contains(new(day.Code))
                    )),
            ],
            [.. calendar.Saturdays.OrderBy(s => s.Unit.Value, StringComparer.Ordinal).ThenBy(s => s.From)]
        );
    }

    /// <summary>Names a day, or confirms a computed one.</summary>
    public Task<Answer<CalendarChanged>> NameAsync(Caller caller, NameDayInput input, bool preview, CancellationToken cancellationToken) =>
        ActAsync(
            caller,
            check => new CalendarCommand.NameDay(Day(check, "day", input.Day), Document(check, input.Document)),
            input,
            preview,
            cancellationToken
        );

    /// <summary>Makes a day an ordinary one again.</summary>
    public Task<Answer<CalendarChanged>> WithdrawAsync(
        Caller caller,
        WithdrawDayInput input,
        bool preview,
        CancellationToken cancellationToken
    ) =>
        ActAsync(
            caller,
            check => new CalendarCommand.WithdrawDay(check.Date("day.date", input.Day?.Date), Document(check, input.Document)),
            input,
            preview,
            cancellationToken
        );

    /// <summary>Announces a year; without days, as it stands.</summary>
    public Task<Answer<CalendarChanged>> AnnounceAsync(
        Caller caller,
        AnnounceYearInput input,
        bool preview,
        CancellationToken cancellationToken
    ) =>
        ActAsync(
            caller,
            check =>
            {
                var year = check.Number("year", input.Year, LunarCalendar.FirstYear, LunarCalendar.LastYear);
                var days = input.Days is null
                    ? [.. Year(year).Days.Select(day => new NamedDay(day.Date, day.Kind, new(day.Name)))]
                    : check.List("days", input.Days, 1, MostDays).Select((day, i) => Day(check, $"days[{i}]", day)).ToList();
                return new CalendarCommand.AnnounceYear(year, days, Document(check, input.Document));
            },
            input,
            preview,
            cancellationToken
        );

    /// <summary>Switches a day off that waits for its law on or off.</summary>
    public Task<Answer<CalendarChanged>> SwitchAsync(
        Caller caller,
        SwitchDayInput input,
        bool preview,
        CancellationToken cancellationToken
    ) =>
        ActAsync(
            caller,
            check =>
            {
                var code = check.Code<RuleCode>("code", input.Code);
                var day = Optional.FirstOrDefault(o => o.Code == code.Value);
                if (day is null && !check.Failed)
                {
                    check.Fault("code", Faults.Unknown, ("allowed", string.Join(", ", Optional.Select(o => o.Code))));
                }

                if (input.On is null)
                {
                    check.Fault("on", Faults.Required);
                }

                return new CalendarCommand.SwitchDay(
                    code,
                    day is null ? new(default, DayKind.Holiday, default) : new(day.Day.Date, day.Day.Kind, new(day.Day.Name)),
                    input.On ?? false,
                    Document(check, input.Document)
                );
            },
            input,
            preview,
            cancellationToken
        );

    /// <summary>Sets the Saturdays of an office.</summary>
    public Task<Answer<CalendarChanged>> SetSaturdaysAsync(
        Caller caller,
        SaturdaysInput input,
        bool preview,
        CancellationToken cancellationToken
    ) =>
        ActAsync(
            caller,
            check => new CalendarCommand.SetSaturdays(
                new(
                    check.Code<UnitId>("unit", input.Unit),
                    check.OptionalCode<FunctionCode>("function", input.Function),
                    check.Date("from", input.From),
                    check.OptionalDate("until", input.Until)
                ),
                Document(check, input.Document)
            ),
            input,
            preview,
            cancellationToken
        );

    /// <summary>Takes in a file: all of it, or every problem of it.</summary>
    /// <param name="caller">Who.</param>
    /// <param name="name">Its name; ends in .csv for CSV.</param>
    /// <param name="text">Its text.</param>
    /// <param name="preview">Only says what would move.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<Answer<CalendarChanged>> ImportAsync(
        Caller caller,
        string name,
        string text,
        bool preview,
        CancellationToken cancellationToken
    )
    {
        if (!caller.Person.May(Act.ManageCalendar))
        {
            return new Answer<CalendarChanged>.Forbidden();
        }

        var read = CalendarFile.Read(text, name);
        return read.Value is { } changes
            ? await ActAsync(caller, _ => changes, text, preview, cancellationToken)
            : Publishing.Problems<CalendarChanged>(read.Problems);
    }

    /// <summary>Every change, newest first, with how far counting again has come.</summary>
    public async Task<IReadOnlyList<CalendarHistoryLine>> HistoryAsync(CancellationToken cancellationToken)
    {
        var recorded = await events.ReadStreamAsync(Bindings.CalendarStream, cancellationToken: cancellationToken);
        var progress = recounter.Progress(MostShown).ToDictionary(p => p.Revision);
        var lines = new List<CalendarHistoryLine>();
        foreach (var act in recorded.GroupBy(e => EventTypes.Metadata(e).Command).Reverse().Take(MostShown))
        {
            var happened = act.Select(e => (CalendarEvent)EventTypes.Read(e)).ToList();
            var (revision, document) = Of(happened[^1]);
            var metadata = EventTypes.Metadata(act.Last());
            var (moved, marked) = moves.Count(revision);
            lines.Add(
                new(
                    revision,
                    metadata.At,
                    await directory.NameAsync(metadata.Actor, cancellationToken),
                    [.. happened.Select(Words)],
                    document,
                    progress.GetValueOrDefault(revision),
                    moved,
                    marked
                )
            );
        }

        return lines;
    }

    /// <summary>What one change moved, as far as this person may see whose it is.</summary>
    /// <param name="person">Who reads.</param>
    /// <param name="revision">The calendar's revision after the change.</param>
    /// <param name="after">Where the page before ended.</param>
    /// <param name="limit">1–200.</param>
    public Page<CalendarMoveShape> Moves(Person person, int revision, string? after, int limit)
    {
        var page = moves.Of(revision, after, limit);
        var shapes = new List<CalendarMoveShape>();
        foreach (var move in page.Items)
        {
            if (dossiers.Find(move.Dossier) is { } detail && detail.Content.Tasks.Find(task => task.Id == move.Task) is { } task)
            {
                var desk = task.Open.Party.Desk;
                shapes.Add(Shape(person, detail.Row, desk.Unit, desk.Function, task.StepName, move.Was, move.DueOn, move.DueProvisional));
            }
        }

        return new(shapes, page.Next);
    }

    private async Task<Answer<CalendarChanged>> ActAsync(
        Caller caller,
        Func<Check, CalendarCommand> read,
        object input,
        bool preview,
        CancellationToken cancellationToken
    )
    {
        if (!caller.Person.May(Act.ManageCalendar))
        {
            return new Answer<CalendarChanged>.Forbidden();
        }

        var check = new Check();
        var command = read(check);
        foreach (var office in (command is CalendarCommand.Together all ? all.Changes : [command]).OfType<CalendarCommand.SetSaturdays>())
        {
            CheckOffice(check, caller.Person, office.Saturdays);
        }

        if (check.Failed)
        {
            return check.Answer<CalendarChanged>();
        }

        if (preview)
        {
            return await PreviewAsync(caller, command, cancellationToken);
        }

        var before = house.Official;
        var answer = await bench.RunAsync(
            caller,
            CapacityOf(caller.Person),
            Bindings.Calendar,
            Bindings.CalendarStream,
            command,
            "calendar.change",
            input,
            state => state,
            cancellationToken
        );
        if (answer is not Answer<OfficialCalendar>.Done { Value: var after } done)
        {
            return answer.Select(_ => new CalendarChanged(0, false, null, 0, []));
        }

        // Small houses are through at once; in large ones the page shows how far it has come.
        if (await events.HeadAsync(cancellationToken) is { } head)
        {
            await recounter.CarriedAsync(head, Patience, cancellationToken);
            await bench.CaughtUpAsync(cancellationToken);
        }

        var change = new CalendarChange(before, after);
        return new Answer<CalendarChanged>.Done(
            new(
                after.Revision,
                Preview: false,
                change.FirstDay,
                change.FirstDay is { } first ? tasks.CountDueFrom(first, change.OnlyUnit) : 0,
                Moves(caller.Person, after.Revision, null, MostShown).Items
            ),
            done.ETag,
            done.Shown
        );
    }

    /// <summary>What a command would move, counted by the dossiers themselves; nothing is recorded.</summary>
    private async Task<Answer<CalendarChanged>> PreviewAsync(Caller caller, CalendarCommand command, CancellationToken cancellationToken)
    {
        var before = house.Official;
        var by = new CommandContext(Guid.Empty, bench.Now, caller.Person.Account, CapacityOf(caller.Person), Guid.Empty);
        if (OfficialCalendar.Decide(command, by, before) is not Decision<CalendarEvent>.Accepted accepted)
        {
            return new Answer<CalendarChanged>.Refused(
                ((Decision<CalendarEvent>.Refused)OfficialCalendar.Decide(command, by, before)).Refusal
            );
        }

        var change = new CalendarChange(before, accepted.Events.Aggregate(before, OfficialCalendar.Evolve));
        if (change.FirstDay is not { } first)
        {
            return Answered(0, []);
        }

        var found = new List<CalendarMoveShape>();
        var recount = new DossierCommand.RecountDues(change.Before, change.After, bench.Today);
        var system = CommandContext.Carrying(Guid.Empty, "preview", bench.Now, Guid.Empty);
        foreach (var dossier in tasks.DueFrom(first, change.OnlyUnit, null, MostShown).Items.Select(task => task.Dossier).Distinct())
        {
            if (
                await bench.DossierAsync(dossier, cancellationToken) is not { } state
                || dossiers.Row(dossier) is not { } row
                || DossierDecider.Decide(recount, system, state)
                    is not Decision<DossierEvent>.Accepted { Events: [DossierEvent.DuesRecounted recounted] }
            )
            {
                continue;
            }

            found.AddRange(
                recounted.Dues.Select(due =>
                {
                    var task = state.Task(due.Task)!;
                    return Shape(
                        caller.Person,
                        row,
                        task.Desk.Unit,
                        task.Desk.Function,
                        task.Opening.StepName,
                        due.Was,
                        due.DueOn,
                        due.DueProvisional
                    );
                })
            );
        }

        return Answered(tasks.CountDueFrom(first, change.OnlyUnit), found);

        Answer<CalendarChanged> Answered(int ahead, IReadOnlyList<CalendarMoveShape> shown) =>
            new Answer<CalendarChanged>.Done(
                new(change.After.Revision, Preview: true, change.FirstDay, ahead, shown),
                Tag(before.Revision)
            );
    }

    private CalendarMoveShape Shape(
        Person person,
        DossierRow row,
        UnitId unit,
        FunctionCode function,
        PublicText step,
        DateOnly was,
        DateOnly due,
        bool provisional
    )
    {
        var seen = dossierDesk.MaySee(person, row);
        return new(seen ? row.Id : null, seen ? row.Number : null, person.OfficeName(unit, function), step.Value, was, due, provisional);
    }

    /// <summary>Of the stream's last event, as the runner compares it; null before the first.</summary>
    internal static StreamRevision? Tag(int revision) => revision > 1 ? new StreamRevision(revision - 2) : null;

    private static (int Revision, SourceDocument Document) Of(CalendarEvent happened) =>
        happened switch
        {
            CalendarEvent.DayNamed e => (e.Revision, e.Source),
            CalendarEvent.DayWithdrawn e => (e.Revision, e.Source),
            CalendarEvent.YearAnnounced e => (e.Revision, e.Source),
            CalendarEvent.OptionalDaySwitched e => (e.Revision, e.Source),
            CalendarEvent.SaturdaysSet e => (e.Revision, e.Source),
        };

    private static string Words(CalendarEvent happened) =>
        happened switch
        {
            CalendarEvent.DayNamed e => $"{Kind(e.Day.Kind)} {Localization.Vietnam.DateWithWeekday(e.Day.Date)}: {e.Day.Name}",
            CalendarEvent.DayWithdrawn e => $"Bỏ ngày đã ghi {Localization.Vietnam.DateWithWeekday(e.Date)}, trở lại ngày thường",
            CalendarEvent.YearAnnounced e => string.Create(
                CultureInfo.InvariantCulture,
                $"Công bố lịch năm {e.Year}: {e.Days.Count(day => day.Kind is DayKind.Holiday)} ngày nghỉ, {e.Days.Count(day => day.Kind is DayKind.MakeUpWorkingDay)} ngày làm bù"
            ),
            CalendarEvent.OptionalDaySwitched e =>
                $"{(e.On ? "Bật" : "Tắt")} {e.Day.Name} {Localization.Vietnam.DateWithWeekday(e.Day.Date)}",
            CalendarEvent.SaturdaysSet e =>
                $"Làm việc thứ Bảy tại {e.Saturdays.Unit}{(e.Saturdays.Function is { } function ? $", {Localization.Phrases.Vi($"function.{function}")}" : "")} "
                    + $"từ {Localization.Vietnam.Date(e.Saturdays.From)}{(e.Saturdays.To is { } to ? $" đến hết {Localization.Vietnam.Date(to)}" : "")}",
        };

    private static string Kind(DayKind kind) => kind is DayKind.Holiday ? "Nghỉ" : "Làm bù";

    private static Capacity? CapacityOf(Person person) =>
        person
            .Holdings.FirstOrDefault(holding => holding.Roles.Any(role => Permissions.ScopeOf(role, Act.ManageCalendar) is not Scope.None))
            ?.Capacity;

    // A coordinator sets the Saturdays of offices below, and only of units there are.
    private static void CheckOffice(Check check, Person person, OfficeSaturdays office)
    {
        if (check.Failed)
        {
            return;
        }

        if (person.Organisation.Unit(office.Unit) is null || !person.May(Act.ManageCalendar, office.Unit))
        {
            check.Fault("unit", Faults.NotAllowed);
        }
    }

    private static NamedDay Day(Check check, string field, DayInput? input) =>
        new(
            check.Date($"{field}.date", input?.Date),
            check.OneOf($"{field}.kind", input?.Kind, DayKind.Holiday),
            check.Code<PublicText>($"{field}.name", input?.Name)
        );

    private static SourceDocument Document(Check check, DocumentInput? input) =>
        new(
            check.Code<DocumentNumber>("document.number", input?.Number),
            check.Date("document.date", input?.Date),
            check.Code<PublicText>("document.summary", input?.Summary)
        );

    private static int Number(Check check, string field, string? text, int min, int max)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            check.Fault(field, Faults.Required);
            return min;
        }

        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
        {
            check.Fault(field, Faults.NotNumber);
            return min;
        }

        return check.Number(field, number, min, max);
    }
}
