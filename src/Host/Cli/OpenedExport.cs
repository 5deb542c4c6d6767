using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Unicode;
using PhongTrao.Host.Composition;
using PhongTrao.Host.Desk;
using PhongTrao.Host.Security;
using PhongTrao.Workflows.Execution;
using PhongTrao.Workflows.Kernel;
using PhongTrao.Workflows.Papers;
using PhongTrao.Workflows.Store;
using PhongTrao.Workflows.Vault;

namespace PhongTrao.Host.Cli;

/// <summary>
/// The whole record to be read without this product and without its vault: the lines of <c>export</c>, each with its event once more in clear
/// ("opened"), and beside the file a folder with everything that was attached. What was erased is null. It is an act: an administrator's name, the
/// digest and the length of the file are recorded before it lies there.
/// </summary>
internal static class OpenedExport
{
    /// <summary>Kind of paper in the record.</summary>
    private static readonly RuleCode Kind = new("toan-bo");

    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    internal static Task<int> RunAsync(string file, string userName, CancellationToken cancellationToken) =>
        Offline.WithAsync(async services =>
        {
            if (await Offline.PersonAsync(services, userName, cancellationToken) is not { } person)
            {
                return CommandLine.Told($"Không có tài khoản '{userName}' đang dùng được. (No such account, or it is locked.)", 1);
            }

            if (!person.May(Act.Operate))
            {
                return CommandLine.Told(
                    $"'{userName}' không phải quản trị, không được xuất toàn bộ ở dạng đọc được. (Only administrators may open the record.)",
                    1
                );
            }

            if (File.Exists(file) || System.IO.Directory.Exists(FolderOf(file)))
            {
                return CommandLine.Told($"{file} hoặc {FolderOf(file)} đã có. (It exists already.)", 2);
            }

            var unfinished = file + ".part";
            var opener = new Opener(services.GetRequiredService<IKeyring>(), services.GetRequiredService<IBlobStore>(), FolderOf(file));
            long events;
            try
            {
                events = await Records.WriteAsync(
                    services.GetRequiredService<IEventStore>(),
                    unfinished,
                    Readable,
                    opener.WriteAsync,
                    cancellationToken
                );
                await RecordAsync(services, person, unfinished, cancellationToken);
                File.Move(unfinished, file);
            }
            finally
            {
                File.Delete(unfinished); // harmless once it is renamed
            }

            Console.WriteLine(
                $"Đã xuất {events} sự kiện ở dạng đọc được vào {file}, {opener.Files} tệp đính kèm vào {FolderOf(file)}. Ai cầm các tệp này đọc được mọi họ tên: "
                    + "hãy giữ như hồ sơ gốc. (Exported in clear; keep it as you keep the dossiers.)"
            );
            return opener.Missing == 0
                ? 0
                : CommandLine.Told($"{opener.Missing} giá trị hoặc tệp không mở được. (Could not be opened.)", 1);
        });

    /// <summary>Where the attachments go.</summary>
    internal static string FolderOf(string file) => file + "-tep";

    private static async Task RecordAsync(IServiceProvider services, Person person, string file, CancellationToken cancellationToken)
    {
        await using var written = File.OpenRead(file);
        var digest = new Digest(Convert.ToHexStringLower(await SHA256.HashDataAsync(written, cancellationToken)));
        var id = PersonExtensions.NewCommandId();
        var context = new CommandContext(
            id,
            services.GetRequiredService<DomainClock>().GetUtcNow(),
            person.Account,
            Publishing.CapacityOf(person),
            id
        );
        var recorded = await services
            .GetRequiredService<CommandRunner>()
            .RunAsync(
                Bindings.Printing,
                Bindings.Printing.StreamOf(id),
                new PrintCommand.Make(Kind, new("jsonl"), digest, written.Length, new("–")),
                context,
                cancellationToken: cancellationToken
            );
        if (recorded is not RunResult<Printing>.Recorded)
        {
            throw new IOException("The export could not be recorded.");
        }
    }

    /// <summary>Opens what is sealed in an event, and fetches what it attaches.</summary>
    private sealed class Opener(IKeyring keyring, IBlobStore blobs, string folder)
    {
        private readonly HashSet<string> _fetched = new(StringComparer.Ordinal);

        internal int Files => _fetched.Count;

        internal int Missing { get; private set; }

        internal async Task WriteAsync(Utf8JsonWriter json, RecordedEvent e, CancellationToken cancellationToken)
        {
            json.WriteStartObject("opened");
            json.WritePropertyName("metadata");
            await WriteAsync(json, e.Metadata, cancellationToken);
            json.WritePropertyName("data");
            await WriteAsync(json, e.Data, cancellationToken);
            json.WriteEndObject();
        }

        private async Task WriteAsync(Utf8JsonWriter json, ReadOnlyMemory<byte> stored, CancellationToken cancellationToken)
        {
            if (await OpenAsync(JsonNode.Parse(stored.Span), cancellationToken) is { } opened)
            {
                opened.WriteTo(json);
            }
            else
            {
                json.WriteNullValue();
            }
        }

        private async Task<JsonNode?> OpenAsync(JsonNode? node, CancellationToken cancellationToken)
        {
            switch (node)
            {
                case JsonArray list:
                    for (var i = 0; i < list.Count; i++)
                    {
                        var item = list[i];
                        list[i] = null; // a node has one place
                        list[i] = await OpenAsync(item, cancellationToken);
                    }

                    return list;
                case JsonObject { Count: 2 } value when value["k"] is JsonValue && value["c"] is JsonValue:
                    return Revealed(value);
                case JsonObject members:
                    var attached = FileOf(members);
                    foreach (var name in members.Select(member => member.Key).ToList())
                    {
                        var member = members[name];
                        members[name] = null;
                        members[name] = await OpenAsync(member, cancellationToken);
                    }

                    if (
                        attached is var (blob, key, sha256, type)
                        && await FetchAsync(blob, key, sha256, type, cancellationToken) is { } path
                    )
                    {
                        members["file"] = path;
                    }

                    return members;
                default:
                    return node;
            }
        }

        // Null: it was erased, or is not of this vault.
        private JsonNode? Revealed(JsonObject value)
        {
            try
            {
                var text = keyring.Reveal(value.Deserialize<Sealed>()!);
                return text is null ? null
                    : text.StartsWith('{') ? JsonNode.Parse(text)
                    : JsonValue.Create(text);
            }
            catch (Exception e) when (e is InvalidDataException or JsonException)
            {
                Missing++;
                return null;
            }
        }

        private static (BlobId Blob, KeyId Key, string Sha256, MediaType Type)? FileOf(JsonObject members) =>
            members["blob"] is JsonValue blob
            && members["key"] is JsonValue key
            && members["sha256"] is JsonValue sha256
            && members["mediaType"] is JsonValue type
            && Guid.TryParse(blob.ToString(), out var id)
            && KeyId.TryParse(key.ToString(), out var under)
            && MediaType.TryParse(type.ToString(), out var judged)
                ? (new BlobId(id), under, sha256.ToString(), judged)
                : null;

        private async Task<string?> FetchAsync(BlobId blob, KeyId key, string sha256, MediaType type, CancellationToken cancellationToken)
        {
            var name = $"{blob}{FileTypes.EndingOf(type)}";
            var path = $"{Path.GetFileName(folder)}/{name}";
            if (_fetched.Contains(name))
            {
                return path;
            }

            try
            {
                await using var content = await blobs.OpenAsync(blob, key, cancellationToken);
                if (content is null)
                {
                    return null; // erased
                }

                if (OperatingSystem.IsWindows())
                {
                    System.IO.Directory.CreateDirectory(folder);
                }
                else
                {
                    System.IO.Directory.CreateDirectory(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
                }

                await using var target = Records.Create(Path.Combine(folder, name));
                await content.CopyToAsync(target, cancellationToken);
                target.Position = 0;
                if (Convert.ToHexStringLower(await SHA256.HashDataAsync(target, cancellationToken)) != sha256)
                {
                    Missing++;
                }

                _fetched.Add(name);
                return path;
            }
            catch (InvalidDataException)
            {
                Missing++;
                return null;
            }
        }
    }
}
