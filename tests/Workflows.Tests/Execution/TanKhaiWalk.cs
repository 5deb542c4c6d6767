using PhongTrao.Workflows.Calendar;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Filings;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Store;
using static PhongTrao.Workflows.Tests.Cast;

namespace PhongTrao.Workflows.Tests.Execution;

/// <summary>
/// The main job, end to end, with what ships: the demo's units, the routes of the five forms, the calendar and the built-in
/// engine, through the runner, facts carried from stream to stream. Each office is one person.
/// </summary>
public sealed class TanKhaiWalk : IAsyncDisposable
{
    private readonly MemoryEventStore _store = new();
    private readonly Town _town;
    private int _papers;

    public TanKhaiWalk() => _town = new Town(_store);

    public ValueTask DisposeAsync() => _store.DisposeAsync();

    [Theory]
    [InlineData("giay-khen-xa", "thi-tran-tan-khai", "2025-02-10")]
    [InlineData("giay-khen-xa", "thi-tran-tan-khai", "2025-04-14")]
    [InlineData("giay-khen-xa", "xa-tan-khai-2025", "2025-08-01")]
    [InlineData("giay-khen-huyen", "thi-tran-tan-khai", "2025-02-10")]
    [InlineData("giay-khen-huyen", "thi-tran-tan-khai", "2025-04-14")]
    [InlineData("giay-khen-cong-an-tinh", "thi-tran-tan-khai", "2025-02-10")]
    [InlineData("giay-khen-cong-an-tinh", "thi-tran-tan-khai", "2025-04-14")]
    [InlineData("giay-khen-cong-an-tinh", "xa-tan-khai-2025", "2025-08-01")]
    [InlineData("bang-khen-tinh", "thi-tran-tan-khai", "2025-02-10")]
    [InlineData("bang-khen-tinh", "thi-tran-tan-khai", "2025-04-14")]
    [InlineData("bang-khen-tinh", "xa-tan-khai-2025", "2025-08-01")]
    [InlineData("bang-khen-bo-cong-an", "thi-tran-tan-khai", "2025-02-10")]
    [InlineData("bang-khen-bo-cong-an", "thi-tran-tan-khai", "2025-04-14")]
    [InlineData("bang-khen-bo-cong-an", "xa-tan-khai-2025", "2025-08-01")]
    public async Task Every_form_in_every_era_is_walked_to_the_archive(string form, string unit, string day)
    {
        _town.Now = VietnamTime.StartOf(Demo.Day(day)).AddHours(8).ToUniversalTime();
        var id = (await Submitted(new(unit), [new(form)], 0))[0];

        while (await Open(id) is { } task)
        {
            await Act(id, task);
        }

        var state = await _town.Load(id);
        (state.Status, state.IsClosed).ShouldBe((DossierStatus.Archived, true));
        state.Nominees.ShouldAllBe(n => n.Standing is NomineeStanding.Awarded);
        state.Progress.Select(p => p.Step).ShouldBe(state.Terms!.Route.Steps.Select(s => s.Id));
        if (day.StartsWith("2025-08", StringComparison.Ordinal))
        {
            state.Progress.ShouldNotContain(p => p.Party.Unit.Value.StartsWith("huyen", StringComparison.Ordinal), "no huyện any more");
        }

        await Holds();
    }

    /// <summary>Three nominees for two forms: one component missing at first, one nominee returned for a supplement, one excluded.</summary>
    [Fact]
    public async Task Tan_Khai_files_once_for_two_forms()
    {
        var unit = new UnitId("thi-tran-tan-khai");
        var ids = await Submitted(unit, [new("giay-khen-huyen"), new("bang-khen-tinh")], 0, incomplete: true);
        foreach (var id in ids)
        {
            var task = (await Open(id))!;
            var by = Desk(task);
            await _town.Do(by, id, new DossierCommand.RequestSupplement(task.Id, [new(Report, Nominee(0, 0).Id, Because)], null));
            (await _town.Load(id)).Status.ShouldBe(DossierStatus.AwaitingSupplement);
            await _town.Do(Proposer(unit), id, new DossierCommand.ProvideSupplement(Because, WorkDays));
            await _town.Do(by, id, new DossierCommand.ReceiveSupplement(task.Id));
            await _town.Do(by, id, new DossierCommand.ExcludeNominee(task.Id, Nominee(0, 1).Id, Because));
            while (await Open(id) is { } next)
            {
                await Act(id, next);
            }

            var state = await _town.Load(id);
            state.Status.ShouldBe(DossierStatus.Archived);
            state.Nominees.Count(n => n.Standing is NomineeStanding.Awarded).ShouldBe(2);
            state.Nominee(Nominee(0, 1).Id)!.Standing.ShouldBeOfType<NomineeStanding.Excluded>();
        }

        await Holds();
    }

    [Fact]
    public async Task Twelve_dossiers_become_one_letter_and_two_decisions_and_one_taken_out_at_the_end_holds_nobody()
    {
        var form = new FormCode("bang-khen-tinh");
        var units = Demo
            .Document.Units.Select(u => u.Value)
            .Where(u => u.Version.Parent?.Value == "huyen-hon-quan")
            .Select(u => u.Version.Unit)
            .ToList();
        units.Count.ShouldBeGreaterThanOrEqualTo(12, "the demo has twelve communes of one district");
        units = units[..12];
        var ids = new List<DossierId>();
        for (var n = 0; n < units.Count; n++)
        {
            ids.AddRange(await Submitted(units[n], [form], n));
        }

        // Each alone to the district's letter, then all on one.
        foreach (var id in ids)
        {
            while (await Open(id) is { } task && !(task.Opening.Act == StepAct.Propose && task.Desk.Unit.Value == "huyen-hon-quan"))
            {
                await Act(id, task);
            }
        }

        await Propose(ids);
        foreach (var id in ids)
        {
            while (await Open(id) is { } task && task.Opening.Act != StepAct.Decide)
            {
                await Act(id, task);
            }
        }

        var last = (await Open(ids[11]))!;
        await _town.Do(Desk(last), ids[11], new DossierCommand.ExcludeNominee(last.Id, Nominee(11, 2).Id, Because));
        await Decide(ids[..6]);
        await Decide(ids[6..]);

        foreach (var id in ids)
        {
            var state = await _town.Load(id);
            state.Status.ShouldBe(DossierStatus.Issued);
            state.Nominees.Count(n => n.Standing is NomineeStanding.Awarded).ShouldBe(id == ids[11] ? 2 : 3);
        }

        (await Streams()).Count(s => s.StartsWith("decision-", StringComparison.Ordinal)).ShouldBe(2);
        await Holds();
    }

    private static NomineeEntry Nominee(int dossier, int n) => Person(100 + (dossier * 10) + n);

    private static CommandContext Proposer(UnitId unit) => Office(unit, new("nguoi-lap"));

    private static CommandContext Desk(OpenTask task) => Office(task.Desk.Unit, task.Desk.Function);

    private static CommandContext Office(UnitId unit, FunctionCode function) =>
        new(
            default,
            Morning,
            new(DerivedId.From(Guid.Empty, $"{unit}/{function}")),
            new Capacity(new(DerivedId.From(Guid.Empty, $"giữ {unit}/{function}")), unit, function),
            Id(7)
        );

    private async Task<List<DossierId>> Submitted(UnitId unit, FormCode[] forms, int n, bool incomplete = false)
    {
        var by = Proposer(unit);
        var day = VietnamTime.DateOf(_town.Now);
        var filing = new FilingId(Id(9000 + n));
        var opened = await _town.Do(
            by,
            filing,
            new FilingCommand.Open(unit, Plan, Annual, forms, Secrecy.Normal, null),
            new FilingCommand.StateComponent(new(Report, 2, Confirmed: true, NotApplicable: false))
        );
        if (!incomplete)
        {
            await _town.Do(by, filing, new FilingCommand.AttachPaper(Document(100 + n, Letter)));
        }

        foreach (var form in opened.Forms)
        {
            var route = Demo.Route(unit.Value, form.Form.Value, day.ToString("yyyy-MM-dd"));
            var submit = new DossierCommand.Submit(
                new($"{n + 1}/HS"),
                new(day, route.Plan, Checklist, 1, 1, 1, 1, route.ReturnOn, route.DueProvisional)
            );
            for (var i = 0; i < 3; i++)
            {
                await _town.Do(by, form.Dossier, new DossierCommand.AddNominee(Nominee(n, i)));
            }

            if (incomplete)
            {
                var refused = (await _town.Try(by, form.Dossier, submit)).ShouldBeOfType<RunResult<Dossier>.Refused>().Refusal;
                (refused.Code, refused.Arguments["missing"]).ShouldBe((DossierRefusals.ComponentsMissing, "to-trinh"));
                await _town.Do(by, form.Dossier, new DossierCommand.AttachDocument(Document(200 + n, Letter)));
            }

            await _town.Do(by, form.Dossier, submit);
        }

        return [.. opened.Forms.Select(f => f.Dossier)];
    }

    private async Task<OpenTask?> Open(DossierId id) => (await _town.Load(id)).Tasks.FirstOrDefault();

    private SignedPaper Signed(string kind) => Paper($"{++_papers}/{kind}", VietnamTime.DateOf(_town.Now));

    /// <summary>What the office does for whom it has nothing to object to.</summary>
    private async Task Act(DossierId id, OpenTask task)
    {
        var state = await _town.Load(id);
        var today = VietnamTime.DateOf(_town.Now);
        if (!state.IsReceived(task))
        {
            await _town.Do(Desk(task), id, new DossierCommand.Receive(task.Id, new($"{++_papers}"), today, null));
        }

        var waiting = state.Nominees.Where(n => n.IsInPlay).Select(n => n.Entry);
        await (
            task.Opening.Act switch
            {
                StepAct.Appraise => _town.Do(
                    Desk(task),
                    id,
                    new DossierCommand.CompleteStep(task.Id, [.. waiting.Select(Yes)], null, null, null)
                ),
                StepAct.Propose => Propose([id]),
                StepAct.Council => _town.Do(
                    Desk(task),
                    id,
                    new DossierCommand.CompleteStep(task.Id, [.. waiting.Select(n => Voted(n, 9))], Signed("BB-HĐ"), null, null)
                ),
                StepAct.Decide => Decide([id]),
                StepAct.Notify => _town.Do(Desk(task), id, new DossierCommand.Notify(task.Id, today)),
                StepAct.Archive => (Task)_town.Do(Desk(task), id, new DossierCommand.Archive(task.Id, today, Because)),
                StepAct.Consult => throw new System.Diagnostics.UnreachableException("nobody asks here"),
            }
        );
    }

    private async Task Propose(IReadOnlyList<DossierId> ids)
    {
        var task = (await Open(ids[0]))!;
        await _town.Do(
            Desk(task),
            new ProposalId(Id(5000 + ++_papers)),
            new ListCommand.Draft(task.Desk.Unit, (await _town.Load(ids[0])).Form),
            new ListCommand.Enter(await Waiting(ids)),
            new ListCommand.Issue(Signed("TTr-UBND"))
        );
    }

    private async Task Decide(IReadOnlyList<DossierId> ids)
    {
        var task = (await Open(ids[0]))!;
        var state = await _town.Load(ids[0]);
        var authority = state.Terms!.Route.Authority;
        await _town.Do(
            Desk(task),
            new DecisionId(Id(6000 + ++_papers)),
            new ListCommand.Draft(authority, state.Form, task.Desk.Unit == authority ? null : task.Desk.Unit),
            new ListCommand.Enter(await Waiting(ids)),
            new ListCommand.Issue(Signed("QĐ-UBND"))
        );
    }

    private async Task<List<GatheredNominee>> Waiting(IEnumerable<DossierId> ids)
    {
        var list = new List<GatheredNominee>();
        foreach (var id in ids)
        {
            list.AddRange((await _town.Load(id)).Nominees.Where(n => n.IsInPlay).Select(n => new GatheredNominee(id, n.Id)));
        }

        return list;
    }

    private async Task<List<string>> Streams()
    {
        var streams = new List<string>();
        await foreach (var e in ChainVerifier.LogOf(_store))
        {
            streams.Add(e.Stream.Value);
        }

        return [.. streams.Distinct()];
    }

    /// <summary>Nothing was left on its way, carrying again changes nothing, and every chain holds.</summary>
    private async Task Holds()
    {
        _town.NotCarried.ShouldBeEmpty();
        var before = await ChainVerifier.VerifyAsync(ChainVerifier.LogOf(_store));
        before.Fault.ShouldBeNull();
        await _town.CarryOn(again: true);
        (await ChainVerifier.VerifyAsync(ChainVerifier.LogOf(_store))).ShouldBe(before);
    }
}
