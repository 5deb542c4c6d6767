using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Duties;
using PhongTrao.Workflows.Engines;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Figures;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Sittings;
using PhongTrao.Workflows.Store;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Execution;

/// <summary>
/// Everything on a dossier's way at once: commands through the runner, and facts carried from stream to stream the way the
/// reactor does it, each after the act that made it.
/// </summary>
internal sealed class Town(IEventStore store)
{
    private readonly CommandRunner _runner = new(store);
    private readonly Binding<Dossier, DossierCommand, DossierEvent> _dossier = Bindings.Dossier(new BuiltInRouteEngine(), () => WorkDays);
    private int _commands;
    private int _carried;

    /// <summary>The clock of the town; acts never lie before it.</summary>
    public DateTimeOffset Now { get; set; } = Morning;

    /// <summary>What was carried and refused: in life, a finding on the operations page.</summary>
    public List<Refusal> NotCarried { get; } = [];

    public Task<Dossier> Do(CommandContext by, DossierId id, params DossierCommand[] commands) =>
        Run(_dossier, StreamName.For("dossier", id.Value), by, commands);

    public Task<Filing> Do(CommandContext by, FilingId id, params FilingCommand[] commands) =>
        Run(Bindings.Filing, StreamName.For("filing", id.Value), by, commands);

    public Task<CommonList> Do(CommandContext by, ProposalId id, params ListCommand[] commands) =>
        Run(Bindings.Proposal, StreamName.For("proposal", id.Value), by, commands);

    public Task<CommonList> Do(CommandContext by, DecisionId id, params ListCommand[] commands) =>
        Run(Bindings.Decision, StreamName.For("decision", id.Value), by, commands);

    public Task<Register> Do(CommandContext by, RegisterKind kind, params RegisterCommand[] commands) =>
        Run(Bindings.Register, Bindings.RegisterStream(by.Capacity!.Unit, kind, 2025), by, commands);

    public Task<Duty> Do(CommandContext by, DutyKey key, params DutyCommand[] commands) =>
        Run(Bindings.Duty, Bindings.Duty.StreamOf(key.Value), by, commands);

    public Task<FigureSheet> Do(CommandContext by, FiguresKey key, params FiguresCommand[] commands) =>
        Run(Bindings.Figures, Bindings.Figures.StreamOf(key.Value), by, commands);

    public Task<Book> Do(CommandContext by, BookKey key, params BookCommand[] commands) =>
        Run(Bindings.Book, Bindings.Book.StreamOf(key.Value), by, commands);

    public Task<OfficialCalendar> Do(CommandContext by, params CalendarCommand[] commands) =>
        Run(Bindings.Calendar, Bindings.CalendarStream, by, commands);

    public async Task<OfficialCalendar> Calendar() =>
        (await _runner.LoadAsync(Bindings.Calendar, Bindings.CalendarStream))?.State ?? Bindings.Calendar.Initial;

    public async Task<Dossier> Load(DossierId id) =>
        (await _runner.LoadAsync(_dossier, StreamName.For("dossier", id.Value)))?.State ?? Dossier.None;

    public async Task<RunResult<Dossier>> Try(CommandContext by, DossierId id, DossierCommand command) =>
        await _runner.RunAsync(_dossier, StreamName.For("dossier", id.Value), command, Next(by));

    /// <summary>The only open task of a dossier.</summary>
    public async Task<TaskId> Task(DossierId id) => (await Load(id)).Tasks.ShouldHaveSingleItem().Id;

    private async Task<TState> Run<TState, TCommand, TEvent>(
        Binding<TState, TCommand, TEvent> binding,
        StreamName stream,
        CommandContext by,
        TCommand[] commands
    )
        where TState : class
        where TCommand : class
        where TEvent : class
    {
        TState? state = null;
        foreach (var command in commands)
        {
            var answer = await _runner.RunAsync(binding, stream, command, Next(by));
            if (answer is RunResult<TState>.Refused refused)
            {
                throw new InvalidOperationException($"{command}: {refused.Refusal.Code} {string.Join(", ", refused.Refusal.Arguments)}");
            }

            state = answer.ShouldBeOfType<RunResult<TState>.Recorded>().State;
            await CarryOn();
        }

        return state!;
    }

    private CommandContext Next(CommandContext by) =>
        by with
        {
            At = Now,
            CommandId = DerivedId.From(new Guid("70770000-0000-0000-0000-000000000000"), _commands++),
        };

    /// <summary>Carries every fact not carried yet; run twice it records nothing more.</summary>
    public async Task CarryOn(bool again = false)
    {
        _carried = again ? 0 : _carried;
        var log = new List<RecordedEvent>();
        await foreach (var e in ChainVerifier.LogOf(store))
        {
            log.Add(e);
        }

        while (_carried < log.Count)
        {
            var recorded = log[_carried++];
            foreach (var carried in await FollowsFrom(recorded))
            {
                var metadata = EventTypes.Metadata(recorded);
                var by = CommandContext.Carrying(recorded.EventId, carried.Target, metadata.At, metadata.Correlation, [metadata.Actor]) with
                {
                    At = Now,
                };
                var stream = StreamName.For("dossier", carried.Dossier.Value);
                if (await _runner.RunAsync(_dossier, stream, carried.Command, by) is RunResult<Dossier>.Refused refused)
                {
                    NotCarried.Add(refused.Refusal);
                }
            }
        }
    }

    private async Task<IReadOnlyList<CarriedCommand>> FollowsFrom(RecordedEvent recorded)
    {
        var id = Guid.TryParse(recorded.Stream.Id, out var parsed) ? parsed : default;
        return EventTypes.Read(recorded) switch
        {
            FilingEvent e => Carry.From(new(id), (await _runner.LoadAsync(Bindings.Filing, recorded.Stream))!.Value.State, e),
            ListEvent.Issued => Carry.Issued(
                id,
                (await _runner.LoadAsync(recorded.Stream.Category == "proposal" ? Bindings.Proposal : Bindings.Decision, recorded.Stream))!
                    .Value
                    .State
            ),
            SittingEvent.Closed => Carry.Closed(new(id), (await _runner.LoadAsync(Bindings.Sitting, recorded.Stream))!.Value.State),
            DossierEvent.NomineesSplitOff e => Carry.Split(new(id), await Load(new(id)), e),
            _ => [],
        };
    }
}
