using System.Globalization;
using PhongTrao.Host.Desk;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Components;

/// <summary>Who recorded a paper, and when: never the one who signed it.</summary>
public sealed record Recorder(string Name, DateTimeOffset At);

/// <summary>What the pages of common lists show beside the lists: who recorded the paper, and the number that comes next.</summary>
public sealed class Recorders(IEventStore events, CommandRunner runner, Desk.Directory directory)
{
    /// <summary>Who recorded that a tờ trình was issued.</summary>
    public Task<Recorder?> OfProposalAsync(ProposalId id, CancellationToken cancellationToken) =>
        FindAsync(Bindings.Proposal.StreamOf(id.Value), "proposal.issued", cancellationToken);

    /// <summary>Who recorded that a decision was issued.</summary>
    public Task<Recorder?> OfDecisionAsync(DecisionId id, CancellationToken cancellationToken) =>
        FindAsync(Bindings.Decision.StreamOf(id.Value), "decision.issued", cancellationToken);

    /// <summary>What is said beside the field of a number: the next one, which is only taken when the paper is recorded.</summary>
    public async Task<string> NextNumberAsync(UnitId unit, RegisterKind kind, DateOnly today, CancellationToken cancellationToken)
    {
        var found = await runner.LoadAsync(Bindings.Register, Bindings.RegisterStream(unit, kind, today.Year), cancellationToken);
        var next = (found?.State.Last ?? 0) + 1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Để trống thì lấy số tiếp theo trong sổ năm {today.Year}, dự kiến số {next:00}; nếu đã cấp số ở nơi khác, ghi đủ số và ký hiệu"
        );
    }

    private async Task<Recorder?> FindAsync(StreamName stream, string type, CancellationToken cancellationToken)
    {
        foreach (var recorded in await events.ReadStreamAsync(stream, cancellationToken: cancellationToken))
        {
            if (recorded.Type == type)
            {
                var metadata = EventTypes.Metadata(recorded);
                return new(await directory.NameAsync(metadata.Actor, cancellationToken) ?? "(tên đã xóa)", metadata.At);
            }
        }

        return null;
    }
}
