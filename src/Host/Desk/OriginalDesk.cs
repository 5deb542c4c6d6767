using PhongTrao.Host.Security;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Plans;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Desk;

/// <summary>An original attached to a plan.</summary>
/// <param name="Id">Its id.</param>
/// <param name="FileName">As the sender named it; null: erased.</param>
/// <param name="Sha256">SHA-256 of its bytes.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="MediaType">Judged by content.</param>
/// <param name="Revision">The plan's revision that was in force.</param>
/// <param name="By">Who attached it.</param>
/// <param name="ByName">Their name; null: erased.</param>
/// <param name="At">When, UTC.</param>
public sealed record OriginalShape(
    DocumentId Id,
    string? FileName,
    Digest Sha256,
    long Length,
    MediaType MediaType,
    int Revision,
    AccountId By,
    string? ByName,
    DateTimeOffset At
);

/// <summary>Văn bản gốc: the paper of a plan, or a scan of it, kept in the vault beside what was read from its file.</summary>
public sealed class OriginalDesk(Bench bench, House house, IEventStore events, Directory directory)
{
    /// <summary>What is attached to a plan, the last one first.</summary>
    public async Task<Answer<IReadOnlyList<OriginalShape>>> ListAsync(PlanId id, CancellationToken cancellationToken)
    {
        if (await house.PlanAsync(id, cancellationToken) is not { Definition: not null } plan)
        {
            return new Answer<IReadOnlyList<OriginalShape>>.NotFound();
        }

        List<OriginalShape> originals = [];
        // Who and when stands in the metadata; only a plan that has originals is read for it.
        var recorded = plan.Originals.IsEmpty
            ? []
            : await events.ReadStreamAsync(Bindings.PlanStream(id), cancellationToken: cancellationToken);
        foreach (var one in recorded)
        {
            if (EventTypes.Read(one) is not PlanEvent.OriginalAttached attached)
            {
                continue;
            }

            var metadata = EventTypes.Metadata(one);
            originals.Add(
                new(
                    attached.Document.Id,
                    bench.Reveal(attached.Document.FileName),
                    attached.Document.Sha256,
                    attached.Document.Length,
                    attached.Document.MediaType,
                    attached.Revision,
                    metadata.Actor,
                    await directory.NameAsync(metadata.Actor, cancellationToken),
                    metadata.At
                )
            );
        }

        originals.Reverse();
        return new Answer<IReadOnlyList<OriginalShape>>.Done(originals);
    }

    /// <summary>Attaches an original: its bytes are durable before the event that refers to them. Bytes that are attached already change nothing.</summary>
    public async Task<Answer<DocumentShape>> AttachAsync(Caller caller, PlanId id, Upload upload, CancellationToken cancellationToken)
    {
        if (!caller.Person.May(Act.PublishRules))
        {
            return new Answer<DocumentShape>.Forbidden();
        }

        if (await house.PlanAsync(id, cancellationToken) is not { Definition: not null })
        {
            return new Answer<DocumentShape>.NotFound();
        }

        var check = new Check();
        var name = check.Text("fileName", upload.FileName, 255);
        if (check.Failed)
        {
            return check.Answer<DocumentShape>();
        }

        try
        {
            var entry = await bench.StoreAsync(caller, Keys.Of(id), upload, null, null, name, fromFiling: false, cancellationToken);
            return await bench.RunAsync(
                caller,
                Publishing.CapacityOf(caller.Person),
                Bindings.Plan,
                Bindings.PlanStream(id),
                new PlanCommand.AttachOriginal(entry),
                "plan.attach-original",
                new { sha256 = entry.Sha256.Value },
                state => DocumentShape.Of(state.Originals.Find(known => known.Sha256 == entry.Sha256) ?? entry, bench),
                cancellationToken
            );
        }
        catch (BlobRefusedException e)
        {
            return new Answer<DocumentShape>.Refused(e.Refusal);
        }
    }

    /// <summary>Opens an original for download.</summary>
    public async Task<Answer<DocumentContent>> OpenAsync(PlanId id, DocumentId document, CancellationToken cancellationToken) =>
        await house.PlanAsync(id, cancellationToken) is { } plan
        && plan.Originals.Find(one => one.Id == document) is { } entry
        && await bench.OpenAsync(entry, cancellationToken) is { } content
            ? new Answer<DocumentContent>.Done(new(DocumentShape.Of(entry, bench), content))
            : new Answer<DocumentContent>.NotFound();
}
