using System.Collections;
using System.Text;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Store;

namespace PhongTrao.Workflows.Tests.Execution;

/// <summary>A blob that is overlooked would be swept as an orphan, and missed by no backup.</summary>
public sealed class WhenLookingForBlobs
{
    public static TheoryData<string> Names => [.. EventTypes.All.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Every_blob_id_in_every_event_is_found_with_its_key(string name)
    {
        var type = EventTypes.All.Single(t => t.Name == name).Type;
        for (var seed = 0; seed < 30; seed++)
        {
            var value = Anything.Make(type, seed);
            var expected = new List<BlobId>();
            Collect(value, expected);
            RecordedBlobs
                .In(Recorded(name, EventTypes.Write(value, name.Split('.')[0]).Data))
                .Select(found => found.Blob)
                .ShouldBe(expected, ignoreOrder: true);
        }
    }

    [Fact]
    public void There_are_events_with_blobs() =>
        EventTypes
            .All.Count(type =>
            {
                var found = new List<BlobId>();
                Collect(Anything.Make(type.Type, 1), found);
                return found.Count > 0;
            })
            .ShouldBeGreaterThan(2);

    [Fact]
    public void What_only_looks_like_one_is_none()
    {
        RecordedBlobs.In(Recorded("x", "{\"blob\":1}"u8.ToArray())).ShouldBeEmpty();
        RecordedBlobs.In(Recorded("x", "{\"blob\":\"đây không phải\",\"key\":\"a\"}"u8.ToArray())).ShouldBeEmpty();
        RecordedBlobs.In(Recorded("x", "{\"blob\":\"00000000000000000000000000000001\",\"key\":\"Ă\"}"u8.ToArray())).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_log_whose_chain_is_broken_does_not_pass_as_a_backup()
    {
        await using var log = new MemoryEventStore();
        var bad = new EventData(Guid.NewGuid(), "x", "{}"u8.ToArray(), Encoding.UTF8.GetBytes("not metadata"));
        await log.AppendAsync(new("dossier-1"), ExpectedRevision.NoStream, [bad]);
        await Should.ThrowAsync<InvalidDataException>(async () =>
            await RecordedBlobs.Checks.Log!(log, TestContext.Current.CancellationToken)
        );
    }

    private static RecordedEvent Recorded(string type, byte[] data) =>
        new(new("dossier-1"), default, Position.At(1), Guid.NewGuid(), type, data, "{}"u8.ToArray());

    private static void Collect(object? value, List<BlobId> found)
    {
        if (value is BlobId blob)
        {
            found.Add(blob);
        }
        else if (value is IEnumerable list and not string)
        {
            foreach (var item in list)
            {
                Collect(item, found);
            }
        }
        else if (
            value is not null
            && value.GetType().Namespace?.StartsWith("PhongTrao", StringComparison.Ordinal) == true
            && !value.GetType().IsEnum
        )
        {
            // Stored members are those of the constructor; others may be computed, and without end.
            var stored = value.GetType().GetConstructors().MaxBy(constructor => constructor.GetParameters().Length)?.GetParameters() ?? [];
            foreach (var property in value.GetType().GetProperties().Where(p => stored.Any(parameter => parameter.Name == p.Name)))
            {
                Collect(property.GetValue(value), found);
            }
        }
        else if (
            value is not null
            && value.GetType().IsGenericType
            && value.GetType().GetGenericTypeDefinition() == typeof(KeyValuePair<,>)
        )
        {
            Collect(value.GetType().GetProperty("Key")!.GetValue(value), found);
            Collect(value.GetType().GetProperty("Value")!.GetValue(value), found);
        }
    }
}
