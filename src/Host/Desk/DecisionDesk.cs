using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Decisions;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>A quyết định.</summary>
/// <param name="RecordedFor">The unit that records the answer of an authority outside the system.</param>
public sealed record DecisionShape(
    DecisionId Id,
    UnitId Authority,
    string AuthorityName,
    UnitId? RecordedFor,
    FormCode Form,
    IReadOnlyList<NomineeLine> Nominees,
    PaperShape? Paper,
    bool IsDropped
);

/// <summary>Quyết định khen thưởng over nominees of many dossiers. Who signed stands apart from who records it.</summary>
public sealed class DecisionDesk(Bench bench, Lists lists, CommonListQueries queries)
{
    /// <summary>Starts a draft, with nominees if they are given.</summary>
    public async Task<Answer<DecisionShape>> DraftAsync(Caller caller, DecisionInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var form = check.Code<FormCode>("form", input.Form);
        var authority = check.Code<UnitId>("authority", input.Authority);
        var recordedFor = check.OptionalCode<UnitId>("recordedFor", input.RecordedFor);
        var nominees = Inputs.Gathered(check, input.Nominees, required: false);
        if (check.Failed)
        {
            return check.Answer<DecisionShape>();
        }

        if (caller.Person.CapacitiesFor(Act.MakeDecisions, recordedFor ?? authority).FirstOrDefault() is not { } capacity)
        {
            return new Answer<DecisionShape>.Forbidden();
        }

        var id = new DecisionId(DerivedId.From(caller.CommandId, "decision"));
        var drafted = await RunAsync(
            caller,
            capacity,
            id,
            new DecisionCommand.Draft(authority, form, recordedFor),
            "decision.draft",
            input,
            cancellationToken
        );
        if (drafted is not Answer<AwardDecision>.Done || nominees.Count == 0)
        {
            return await ShapeAsync(caller.Person, id, drafted, cancellationToken);
        }

        return await ShapeAsync(
            caller.Person,
            id,
            await RunAsync(
                caller.For("enter"),
                capacity,
                id,
                new DecisionCommand.Enter(nominees),
                "decision.enter",
                input,
                cancellationToken
            ),
            cancellationToken
        );
    }

    /// <summary>Enters nominees.</summary>
    public Task<Answer<DecisionShape>> EnterAsync(Caller caller, DecisionId id, GatherInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = Inputs.Gathered(check, input.Nominees, required: true);
        return check.Failed
            ? Task.FromResult(check.Answer<DecisionShape>())
            : ChangeAsync(caller, id, new DecisionCommand.Enter(nominees), "decision.enter", input, cancellationToken);
    }

    /// <summary>Takes one off; what becomes of it is decided in its dossier.</summary>
    public Task<Answer<DecisionShape>> TakeOffAsync(
        Caller caller,
        DecisionId id,
        NomineeReasonInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var nominee = check.Id<NomineeId>("nominee", input.Nominee);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<DecisionShape>())
            : ChangeAsync(
                caller,
                id,
                new DecisionCommand.TakeOff(nominee, bench.Seal(Keys.Of(id), reason)),
                "decision.take-off",
                input,
                cancellationToken
            );
    }

    /// <summary>Ban hành; the outcome is entered in every dossier it covers.</summary>
    public async Task<Answer<DecisionShape>> IssueAsync(
        Caller caller,
        DecisionId id,
        PaperInput input,
        Upload? scan,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(id, cancellationToken) is not { Exists: true } decision)
        {
            return new Answer<DecisionShape>.NotFound();
        }

        if (caller.Person.CapacitiesFor(Act.MakeDecisions, decision.Desk).FirstOrDefault() is not { } capacity)
        {
            return new Answer<DecisionShape>.Forbidden();
        }

        var signed = await Signing.SignAsync(
            bench,
            caller,
            capacity,
            input,
            scan,
            Registers.Decisions,
            "QĐ",
            new PurposeCode($"decision-{id}"),
            Keys.Of(id),
            decision.Nominees.Count == 0 ? Refusal.Of(DecisionRefusals.Empty) : null,
            cancellationToken
        );
        if (signed is not Answer<SignedPaper>.Done { Value: var paper })
        {
            return signed.Select<DecisionShape>(_ => throw new System.Diagnostics.UnreachableException());
        }

        var answer = await RunAsync(caller, capacity, id, new DecisionCommand.Issue(paper), "decision.issue", input, cancellationToken);
        if (answer is Answer<AwardDecision>.Done && string.IsNullOrWhiteSpace(input.Number))
        {
            await bench.UseAsync(
                caller,
                capacity,
                capacity.Unit,
                Registers.Decisions,
                paper.Date,
                new PurposeCode($"decision-{id}"),
                cancellationToken
            );
        }

        return await ShapeAsync(caller.Person, id, answer, cancellationToken);
    }

    /// <summary>Attaches the promised scan.</summary>
    public async Task<Answer<DecisionShape>> AttachScanAsync(
        Caller caller,
        DecisionId id,
        Upload upload,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(id, cancellationToken) is not { Exists: true } decision)
        {
            return new Answer<DecisionShape>.NotFound();
        }

        if (!caller.Person.May(Act.MakeDecisions, decision.Desk))
        {
            return new Answer<DecisionShape>.Forbidden();
        }

        return await Signing.StoreScanAsync(bench, caller, Keys.Of(id), upload, cancellationToken) switch
        {
            Answer<DocumentEntry>.Done { Value: var scan } => await ChangeAsync(
                caller,
                id,
                new DecisionCommand.AttachScan(scan),
                "decision.scan",
                new { sha256 = scan.Sha256.Value },
                cancellationToken
            ),
            var refused => refused.Select<DecisionShape>(_ => throw new System.Diagnostics.UnreachableException()),
        };
    }

    /// <summary>Gives the draft up.</summary>
    public Task<Answer<DecisionShape>> DropAsync(Caller caller, DecisionId id, ReasonInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<DecisionShape>())
            : ChangeAsync(caller, id, new DecisionCommand.Drop(bench.Seal(Keys.Of(id), reason)), "decision.drop", input, cancellationToken);
    }

    /// <summary>One decision.</summary>
    public async Task<Answer<DecisionShape>> GetAsync(Person person, DecisionId id, CancellationToken cancellationToken)
    {
        var binding = Bindings.Decision;
        if (
            await bench.LoadAsync(binding, binding.StreamOf(id.Value), cancellationToken)
                is not { State: { Exists: true } state, ETag: var etag }
            || !await lists.MaySeeAsync(person, state.Desk, state.Nominees, cancellationToken)
        )
        {
            return new Answer<DecisionShape>.NotFound();
        }

        return new Answer<DecisionShape>.Done(await ShapeAsync(person, id, state, cancellationToken), etag);
    }

    /// <summary>Nominees that wait for a decision of this person's units, by form.</summary>
    public Task<IReadOnlyList<NomineeLine>> CandidatesAsync(Person person, FormCode form, CancellationToken cancellationToken) =>
        lists.WaitingAsync(person, StepAct.Decide, form, cancellationToken);

    /// <summary>Those of this person's units and the units below them, newest first.</summary>
    public Page<CommonListRow> List(Person person, string? after, int limit) =>
        queries.List(CommonListKind.Decision, lists.UnitsOf(person), after: after, limit: limit);

    private async ValueTask<AwardDecision?> FindAsync(DecisionId id, CancellationToken cancellationToken) =>
        (await bench.LoadAsync(Bindings.Decision, Bindings.Decision.StreamOf(id.Value), cancellationToken))?.State;

    private async Task<Answer<DecisionShape>> ChangeAsync(
        Caller caller,
        DecisionId id,
        DecisionCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(id, cancellationToken) is not { Exists: true } decision)
        {
            return new Answer<DecisionShape>.NotFound();
        }

        return caller.Person.CapacitiesFor(Act.MakeDecisions, decision.Desk).FirstOrDefault() is { } capacity
            ? await ShapeAsync(
                caller.Person,
                id,
                await RunAsync(caller, capacity, id, command, act, input, cancellationToken),
                cancellationToken
            )
            : new Answer<DecisionShape>.Forbidden();
    }

    private Task<Answer<AwardDecision>> RunAsync(
        Caller caller,
        Capacity capacity,
        DecisionId id,
        DecisionCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken
    ) =>
        bench.RunAsync(
            caller,
            capacity,
            Bindings.Decision,
            Bindings.Decision.StreamOf(id.Value),
            command,
            act,
            input,
            state => state,
            cancellationToken
        );

    private async Task<Answer<DecisionShape>> ShapeAsync(
        Person person,
        DecisionId id,
        Answer<AwardDecision> answer,
        CancellationToken cancellationToken
    )
    {
        var shape = answer is Answer<AwardDecision>.Done done ? await ShapeAsync(person, id, done.Value, cancellationToken) : null;
        return answer.Select(_ => shape!);
    }

    private async Task<DecisionShape> ShapeAsync(Person person, DecisionId id, AwardDecision state, CancellationToken cancellationToken) =>
        new(
            id,
            state.Authority,
            person.UnitName(state.Authority),
            state.RecordedFor,
            state.Form,
            await lists.NamesAsync(person, state.Nominees, cancellationToken),
            PaperShape.Of(state.Paper, bench),
            state.IsDropped
        );
}
