using System.Globalization;
using PhongTrao.Host.Desk;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Lists;
using PhongTrao.Workflows.Registers;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Host.Components;

/// <summary>Who recorded a paper, and when: never the one who signed it.</summary>
public sealed record Recorder(string Name, DateTimeOffset At);

/// <summary>What the pages of common lists show beside the lists: who recorded the paper, and the number that comes next.</summary>
public sealed class Recorders(IEventStore events, CommandRunner runner, Desk.Directory directory)
{
    /// <summary>Who recorded that a tờ trình or a decision was issued.</summary>
    public async Task<Recorder?> OfAsync(ListKind kind, Guid id, CancellationToken cancellationToken)
    {
        foreach (var recorded in await events.ReadStreamAsync(kind.Binding.StreamOf(id), cancellationToken: cancellationToken))
        {
            if (EventTypes.Read(recorded) is ListEvent.Issued)
            {
                var metadata = EventTypes.Metadata(recorded);
                return new(await directory.NameAsync(metadata.Actor, cancellationToken) ?? "(tên đã xóa)", metadata.At);
            }
        }

        return null;
    }

    /// <summary>What is said beside the field of a number: the next one, which is only taken when the paper is recorded.</summary>
    public async Task<string> NextNumberAsync(Capacity by, RegisterKind kind, DateOnly today, CancellationToken cancellationToken)
    {
        var found = await runner.LoadAsync(
            Bindings.Register,
            Bindings.RegisterStream(by.Unit, Numbers.Register(kind, by.Function), today.Year),
            cancellationToken
        );
        var next = (found?.State.Last ?? 0) + 1;
        return string.Create(
            CultureInfo.InvariantCulture,
            $"Để trống thì lấy số tiếp theo trong sổ năm {today.Year}, dự kiến số {next:00}; nếu đã cấp số ở nơi khác, ghi đủ số và ký hiệu"
        );
    }
}
