using System.Globalization;
using PhongTrao.Workflows.Dossiers;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;

namespace PhongTrao.Workflows.Registers;

/// <summary>
/// For what numbers are taken, and what becomes of one that is still reserved once that has come about or never will: so that no
/// number stays taken for nothing. Pure; a reactor keeps the registers by it (NĐ 30/2020: numbers run on without a gap, and one that
/// stands on no paper is shown with the reason). A purpose is called as the stream that owns it, with the task where it is one's.
/// </summary>
public static class Bookkeeping
{
    private const string TaskPart = "-task-";

    /// <summary>A common list's number.</summary>
    public static PurposeCode OfList(CommonListKind kind, Guid id) =>
        kind is CommonListKind.Proposal ? new($"proposal-{new ProposalId(id)}") : new($"decision-{new DecisionId(id)}");

    /// <summary>A dossier's own number.</summary>
    public static PurposeCode Of(DossierId id) => new($"dossier-{id}");

    /// <summary>The numbers of a task: số đến, tờ trình, biên bản.</summary>
    public static PurposeCode Of(DossierId id, TaskId task) => new($"dossier-{id}{TaskPart}{task}");

    /// <summary>What a purpose is of: the category and id of the stream that owns it, and the task; null where it is of none known here.</summary>
    public static (string Category, Guid Id, TaskId? Task)? OwnerOf(PurposeCode purpose)
    {
        var text = purpose.Value;
        var split = text.IndexOf(TaskPart, StringComparison.Ordinal);
        var owner = split < 0 ? text : text[..split];
        var dash = owner.IndexOf('-', StringComparison.Ordinal);
        TaskId? task = split >= 0 && Guid.TryParseExact(text[(split + TaskPart.Length)..], "N", out var of) ? new TaskId(of) : null;
        return
            dash > 0
            && owner[..dash] is ("proposal" or "decision" or "dossier") and var category
            && Guid.TryParseExact(owner[(dash + 1)..], "N", out var id)
            && (split < 0 || task is not null)
            ? (category, id, task)
            : null;
    }

    /// <summary>What becomes of a number reserved for a common list; null: it is still wanted.</summary>
    /// <param name="list">The list as it stands.</param>
    /// <param name="purpose">For what the number was taken.</param>
    /// <param name="number">From 1.</param>
    /// <param name="kind">Of which register: that of decisions or tờ trình, or of notices (thông báo).</param>
    public static RegisterCommand? Settles(CommonList list, PurposeCode purpose, int number, RegisterKind kind) =>
        kind == RegisterKinds.Notices || kind == RegisterKinds.OfPolice(RegisterKinds.Notices)
            ? list.Notice is { } notice
                ? On(notice.Number, notice.On, purpose, number)
                : null
            : list.Paper is { } paper
                ? On(paper, purpose, number)
                : list.IsDropped
                    ? new RegisterCommand.Void(purpose, list.DropReason, VoidCause.DraftDropped, number)
                    : null;

    /// <summary>What becomes of a number reserved for a dossier or a task of it; null: it is still wanted.</summary>
    /// <param name="dossier">The dossier as it stands.</param>
    /// <param name="task">The task; null: the dossier's own number.</param>
    /// <param name="purpose">For what the number was taken.</param>
    /// <param name="number">From 1.</param>
    /// <param name="unit">Whose register.</param>
    /// <param name="kind">Which.</param>
    public static RegisterCommand? Settles(Dossier dossier, TaskId? task, PurposeCode purpose, int number, UnitId unit, RegisterKind kind)
    {
        if (task is not { } id)
        {
            return dossier is { Number: { } own, Terms: { } terms } ? On(own, terms.On, purpose, number)
                : dossier.IsWithdrawn ? new RegisterCommand.Void(purpose, null, VoidCause.WorkEnded, number)
                : null;
        }

        var open = dossier.Task(id);
        if (kind == RegisterKinds.Incoming || kind == RegisterKinds.OfPolice(RegisterKinds.Incoming))
        {
            return dossier.Receipts.Find(r => r.Unit == unit && Bears(r.Number, number)) is { } receipt
                    ? new RegisterCommand.Use(purpose, receipt.On, number)
                : open is null ? new RegisterCommand.Void(purpose, null, VoidCause.WorkEnded, number)
                : open.Opening.Receives && dossier.IsReceived(open) ? new RegisterCommand.Void(purpose, null, VoidCause.OtherNumber, number)
                : null;
        }

        // A tờ trình over several dossiers has a number of its own.
        return dossier.Completed.GetValueOrDefault(id) is { Paper: { } paper, Proposal: null } ? On(paper, purpose, number)
            : open is null ? new RegisterCommand.Void(purpose, null, VoidCause.WorkEnded, number)
            : null;
    }

    private static RegisterCommand On(SignedPaper paper, PurposeCode purpose, int number) => On(paper.Number, paper.Date, purpose, number);

    private static RegisterCommand On(DocumentNumber onPaper, DateOnly date, PurposeCode purpose, int number) =>
        Bears(onPaper, number)
            ? new RegisterCommand.Use(purpose, date, number)
            : new RegisterCommand.Void(purpose, null, VoidCause.OtherNumber, number);

    // Whatever symbol follows: "05/TTr-UBND" is number 5, "15/TTr-UBND" is not.
    private static bool Bears(DocumentNumber onPaper, int number)
    {
        var digits = onPaper.Value.AsSpan();
        var end = digits.IndexOfAnyExceptInRange('0', '9');
        return int.TryParse(end < 0 ? digits : digits[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var leading)
            && leading == number;
    }
}
