using PhongTrao.Host.Security;
using PhongTrao.Projections;
using PhongTrao.Projections.Views;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Proposals;
using PhongTrao.Workflows.Routes;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>A nominee on a common list, or one that could be put on it.</summary>
/// <param name="Name">Code of an unnamed nominee; null where erased or secret.</param>
public sealed record NomineeLine(
    DossierId Dossier,
    NomineeId Nominee,
    DocumentNumber? DossierNumber,
    UnitId Unit,
    string UnitName,
    string? Name
);

/// <summary>A signed paper as people see it.</summary>
public sealed record PaperShape(
    DocumentNumber Number,
    DateOnly Date,
    string? Signer,
    PublicText Position,
    SigningForm Form,
    DocumentShape? Scan,
    DateOnly? ScanBy
)
{
    /// <summary>From a paper.</summary>
    public static PaperShape? Of(SignedPaper? paper, Bench bench) =>
        paper is null
            ? null
            : new(
                paper.Number,
                paper.Date,
                bench.Reveal(paper.Signer),
                paper.Position,
                paper.Form,
                paper.Scan is { } scan ? DocumentShape.Of(scan, bench) : null,
                paper.ScanBy
            );
}

/// <summary>A tờ trình.</summary>
public sealed record ProposalShape(
    ProposalId Id,
    UnitId Unit,
    string UnitName,
    FormCode Form,
    IReadOnlyList<NomineeLine> Nominees,
    PaperShape? Paper,
    bool IsDropped
);

/// <summary>Tổng hợp trình khen: one tờ trình from nominees of many dossiers.</summary>
public sealed class ProposalDesk(Bench bench, Lists lists, CommonListQueries queries)
{
    /// <summary>Starts a draft, with nominees if they are given.</summary>
    public async Task<Answer<ProposalShape>> DraftAsync(Caller caller, ProposalInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var form = check.Code<FormCode>("form", input.Form);
        var unit =
            string.IsNullOrWhiteSpace(input.Unit) && caller.Person.UnitsFor(Act.MakeProposals) is [var only]
                ? only
                : check.Code<UnitId>("unit", input.Unit);
        var nominees = Inputs.Gathered(check, input.Nominees, required: false);
        if (check.Failed)
        {
            return check.Answer<ProposalShape>();
        }

        if (caller.Person.CapacitiesFor(Act.MakeProposals, unit).FirstOrDefault() is not { } capacity)
        {
            return new Answer<ProposalShape>.Forbidden();
        }

        var id = new ProposalId(DerivedId.From(caller.CommandId, "proposal"));
        var drafted = await RunAsync(
            caller,
            capacity,
            id,
            new ProposalCommand.Draft(unit, form),
            "proposal.draft",
            input,
            cancellationToken
        );
        if (drafted is not Answer<Proposal>.Done || nominees.Count == 0)
        {
            return await ShapeAsync(caller.Person, id, drafted, cancellationToken);
        }

        return await ShapeAsync(
            caller.Person,
            id,
            await RunAsync(
                caller.For("gather"),
                capacity,
                id,
                new ProposalCommand.Gather(nominees),
                "proposal.gather",
                input,
                cancellationToken
            ),
            cancellationToken
        );
    }

    /// <summary>Gathers nominees.</summary>
    public Task<Answer<ProposalShape>> GatherAsync(Caller caller, ProposalId id, GatherInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var nominees = Inputs.Gathered(check, input.Nominees, required: true);
        return check.Failed
            ? Task.FromResult(check.Answer<ProposalShape>())
            : ChangeAsync(caller, id, new ProposalCommand.Gather(nominees), "proposal.gather", input, cancellationToken);
    }

    /// <summary>Takes one out; what becomes of it is decided in its dossier.</summary>
    public Task<Answer<ProposalShape>> TakeOutAsync(
        Caller caller,
        ProposalId id,
        NomineeReasonInput input,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var nominee = check.Id<NomineeId>("nominee", input.Nominee);
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<ProposalShape>())
            : ChangeAsync(
                caller,
                id,
                new ProposalCommand.TakeOut(nominee, bench.Seal(Keys.Of(id), reason)),
                "proposal.take-out",
                input,
                cancellationToken
            );
    }

    /// <summary>Issues it; its dossiers go on by themselves.</summary>
    public async Task<Answer<ProposalShape>> IssueAsync(
        Caller caller,
        ProposalId id,
        PaperInput input,
        Upload? scan,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(id, cancellationToken) is not { Exists: true } proposal)
        {
            return new Answer<ProposalShape>.NotFound();
        }

        if (caller.Person.CapacitiesFor(Act.MakeProposals, proposal.Unit).FirstOrDefault() is not { } capacity)
        {
            return new Answer<ProposalShape>.Forbidden();
        }

        var signed = await Signing.SignAsync(
            bench,
            caller,
            capacity,
            input,
            scan,
            Registers.Proposals,
            "TTr",
            new PurposeCode($"proposal-{id}"),
            Keys.Of(id),
            proposal.Nominees.Count == 0 ? Refusal.Of(ProposalRefusals.Empty) : null,
            cancellationToken
        );
        if (signed is not Answer<SignedPaper>.Done { Value: var paper })
        {
            return signed.Select<ProposalShape>(_ => throw new System.Diagnostics.UnreachableException());
        }

        var answer = await RunAsync(caller, capacity, id, new ProposalCommand.Issue(paper), "proposal.issue", input, cancellationToken);
        if (answer is Answer<Proposal>.Done && string.IsNullOrWhiteSpace(input.Number))
        {
            await bench.UseAsync(
                caller,
                capacity,
                capacity.Unit,
                Registers.Proposals,
                paper.Date,
                new PurposeCode($"proposal-{id}"),
                cancellationToken
            );
        }

        return await ShapeAsync(caller.Person, id, answer, cancellationToken);
    }

    /// <summary>Attaches the promised scan.</summary>
    public async Task<Answer<ProposalShape>> AttachScanAsync(
        Caller caller,
        ProposalId id,
        Upload upload,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(id, cancellationToken) is not { Exists: true } proposal)
        {
            return new Answer<ProposalShape>.NotFound();
        }

        if (!caller.Person.May(Act.MakeProposals, proposal.Unit))
        {
            return new Answer<ProposalShape>.Forbidden();
        }

        return await Signing.StoreScanAsync(bench, caller, Keys.Of(id), upload, cancellationToken) switch
        {
            Answer<DocumentEntry>.Done { Value: var scan } => await ChangeAsync(
                caller,
                id,
                new ProposalCommand.AttachScan(scan),
                "proposal.scan",
                new { sha256 = scan.Sha256.Value },
                cancellationToken
            ),
            var refused => refused.Select<ProposalShape>(_ => throw new System.Diagnostics.UnreachableException()),
        };
    }

    /// <summary>Gives the draft up.</summary>
    public Task<Answer<ProposalShape>> DropAsync(Caller caller, ProposalId id, ReasonInput input, CancellationToken cancellationToken)
    {
        var check = new Check();
        var reason = check.OptionalText("reason", input.Reason, Bench.MaxText);
        return check.Failed
            ? Task.FromResult(check.Answer<ProposalShape>())
            : ChangeAsync(caller, id, new ProposalCommand.Drop(bench.Seal(Keys.Of(id), reason)), "proposal.drop", input, cancellationToken);
    }

    /// <summary>One tờ trình.</summary>
    public async Task<Answer<ProposalShape>> GetAsync(Person person, ProposalId id, CancellationToken cancellationToken)
    {
        var binding = Bindings.Proposal;
        if (
            await bench.LoadAsync(binding, binding.StreamOf(id.Value), cancellationToken)
                is not { State: { Exists: true } state, ETag: var etag }
            || !await lists.MaySeeAsync(person, state.Unit, state.Nominees, cancellationToken)
        )
        {
            return new Answer<ProposalShape>.NotFound();
        }

        return new Answer<ProposalShape>.Done(await ShapeAsync(person, id, state, cancellationToken), etag);
    }

    /// <summary>Nominees that wait for a tờ trình of this person's units, by form.</summary>
    public Task<IReadOnlyList<NomineeLine>> CandidatesAsync(Person person, FormCode form, CancellationToken cancellationToken) =>
        lists.WaitingAsync(person, StepAct.Propose, form, cancellationToken);

    /// <summary>Those of this person's units and the units below them, newest first.</summary>
    public Page<CommonListRow> List(Person person, string? after, int limit) =>
        queries.List(CommonListKind.Proposal, lists.UnitsOf(person), after: after, limit: limit);

    private async ValueTask<Proposal?> FindAsync(ProposalId id, CancellationToken cancellationToken) =>
        (await bench.LoadAsync(Bindings.Proposal, Bindings.Proposal.StreamOf(id.Value), cancellationToken))?.State;

    private async Task<Answer<ProposalShape>> ChangeAsync(
        Caller caller,
        ProposalId id,
        ProposalCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken
    )
    {
        if (await FindAsync(id, cancellationToken) is not { Exists: true } proposal)
        {
            return new Answer<ProposalShape>.NotFound();
        }

        return caller.Person.CapacitiesFor(Act.MakeProposals, proposal.Unit).FirstOrDefault() is { } capacity
            ? await ShapeAsync(
                caller.Person,
                id,
                await RunAsync(caller, capacity, id, command, act, input, cancellationToken),
                cancellationToken
            )
            : new Answer<ProposalShape>.Forbidden();
    }

    private Task<Answer<Proposal>> RunAsync(
        Caller caller,
        Capacity capacity,
        ProposalId id,
        ProposalCommand command,
        string act,
        object? input,
        CancellationToken cancellationToken
    ) =>
        bench.RunAsync(
            caller,
            capacity,
            Bindings.Proposal,
            Bindings.Proposal.StreamOf(id.Value),
            command,
            act,
            input,
            state => state,
            cancellationToken
        );

    private async Task<Answer<ProposalShape>> ShapeAsync(
        Person person,
        ProposalId id,
        Answer<Proposal> answer,
        CancellationToken cancellationToken
    )
    {
        var shape = answer is Answer<Proposal>.Done done ? await ShapeAsync(person, id, done.Value, cancellationToken) : null;
        return answer.Select(_ => shape!);
    }

    private async Task<ProposalShape> ShapeAsync(Person person, ProposalId id, Proposal state, CancellationToken cancellationToken) =>
        new(
            id,
            state.Unit,
            person.UnitName(state.Unit),
            state.Form,
            await lists.NamesAsync(person, state.Nominees, cancellationToken),
            PaperShape.Of(state.Paper, bench),
            state.IsDropped
        );
}

/// <summary>Papers that are signed on the way of a desk: checked, scanned, numbered, sealed.</summary>
internal static class Signing
{
    internal static async Task<Answer<SignedPaper>> SignAsync(
        Bench bench,
        Caller caller,
        Capacity capacity,
        PaperInput input,
        Upload? scan,
        RegisterKind kind,
        string symbol,
        PurposeCode purpose,
        KeyId key,
        Refusal? refusal,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var draft = PaperDraft.Read(check, "", input, bench.Today, secret: false);
        if (check.Failed)
        {
            return new Answer<SignedPaper>.Invalid([.. check.Faults.Select(fault => fault with { Field = fault.Field.TrimStart('.') })]);
        }

        if (refusal is not null)
        {
            return new Answer<SignedPaper>.Refused(refusal);
        }

        DocumentEntry? entry = null;
        if (scan is not null)
        {
            switch (await StoreScanAsync(bench, caller, key, scan, cancellationToken))
            {
                case Answer<DocumentEntry>.Done { Value: var stored }:
                    entry = stored;
                    break;
                case var refused:
                    return refused.Select<SignedPaper>(_ => throw new System.Diagnostics.UnreachableException());
            }
        }

        return await draft.SignAsync(bench, caller, capacity, kind, symbol, purpose, key, entry, cancellationToken);
    }

    internal static async Task<Answer<DocumentEntry>> StoreScanAsync(
        Bench bench,
        Caller caller,
        KeyId key,
        Upload upload,
        CancellationToken cancellationToken
    )
    {
        var check = new Check();
        var name = check.Text("fileName", upload.FileName, 255);
        if (check.Failed)
        {
            return check.Answer<DocumentEntry>();
        }

        try
        {
            return new Answer<DocumentEntry>.Done(
                await bench.StoreAsync(caller, key, upload, null, null, name, fromFiling: false, cancellationToken)
            );
        }
        catch (BlobRefusedException e)
        {
            return new Answer<DocumentEntry>.Refused(e.Refusal);
        }
    }
}
