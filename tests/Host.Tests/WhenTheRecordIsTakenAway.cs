using System.Buffers.Binary;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>The record can be read without this product: all of it by who keeps it, one dossier by who sees it.</summary>
public sealed class WhenTheRecordIsTakenAway
{
    [Fact]
    public async Task Everything_is_read_with_a_json_reader_alone_and_that_is_recorded()
    {
        var folder = Directory.CreateTempSubdirectory("phongtrao-away-").FullName;
        try
        {
            var (data, file) = (Path.Combine(folder, "du-lieu"), Path.Combine(folder, "toan-bo.jsonl"));
            Directory.CreateDirectory(data);
            await using (var service = await ServiceProcess.StartAsync(How(data)))
            {
                var xa = await service.AsAsync("xa.canbo");
                var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
                await Walk.NomineeAsync(xa, dossier, "Đặng Thị Ước");
                (await Walk.AttachAsync(xa, $"dossiers/{dossier}/documents", "bao-cao-thanh-tich", null)).Ok();
            }

            var (refused, why) = await OpenAsync(data, file, "xa.canbo");
            refused.ShouldBe(1, why);
            File.Exists(file).ShouldBeFalse();
            var (exit, said) = await OpenAsync(data, file, "quantri");
            exit.ShouldBe(0, said);

            var lines = (await File.ReadAllLinesAsync(file)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
            var nominee = lines.Single(line => line.GetProperty("type").GetString() == "dossier.nominee-added").GetProperty("opened");
            nominee
                .GetProperty("data")
                .GetProperty("nominee")
                .GetProperty("profile")
                .GetProperty("name")
                .GetString()
                .ShouldBe("Đặng Thị Ước");
            nominee.GetProperty("metadata").GetProperty("actor").GetString().ShouldNotBeNullOrEmpty();
            (await File.ReadAllTextAsync(file)).ShouldContain("Đặng Thị Ước", Case.Sensitive, "as it is written");
            var attached = lines.Single(line => line.GetProperty("type").GetString() == "dossier.document-attached").GetProperty("opened");
            var path = Path.Combine(folder, attached.GetProperty("data").GetProperty("document").GetProperty("file").GetString()!);
            (await File.ReadAllTextAsync(path)).ShouldBe("Báo cáo thành tích.");
            attached.GetProperty("data").GetProperty("document").GetProperty("fileName").GetString().ShouldBe("bao cao.txt");

            // The act stands in the record, with the digest of the file; the stored bytes beside the opened ones are the same as before.
            var after = Path.Combine(folder, "sau.jsonl");
            (exit, said) = await ServiceProcess.RunToEndAsync(How(data, "export", after));
            exit.ShouldBe(0, said);
            var all = (await File.ReadAllLinesAsync(after)).Select(line => JsonDocument.Parse(line).RootElement).ToList();
            all.Count.ShouldBe(lines.Count + 1);
            var made = JsonDocument.Parse(all[^1].GetProperty("data").GetBytesFromBase64()).RootElement;
            made.GetProperty("sha256").GetString().ShouldBe(Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(file))));
            lines.Zip(all).ShouldAllBe(pair => pair.First.GetProperty("hash").GetString() == pair.Second.GetProperty("hash").GetString());
            (await File.ReadAllTextAsync(after)).ShouldNotContain("Đặng Thị Ước");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task Names_of_files_in_vietnamese_stay_as_they_are_in_every_unpacker()
    {
        await using var service = new Service();
        var xa = await service.AsAsync("xa.canbo");
        var dossier = (await Walk.FileAsync(xa, null, "giay-khen-xa"))[0];
        var form = new MultipartFormDataContent
        {
            { new StringContent("bao-cao-thanh-tich"), "component" },
            {
                new ByteArrayContent("Báo cáo."u8.ToArray()),
                "file",
                "Báo cáo thành tích Điểu Thị Ngọc – Ấp 3.txt".Normalize(NormalizationForm.FormD)
            },
        };
        (await xa.PostAsync($"dossiers/{dossier}/documents", form)).Ok();
        using var browser = await service.BrowserAsync("xa.canbo");
        var bytes = await browser.GetByteArrayAsync(new Uri($"/ho-so/{dossier}/thu-muc.zip", UriKind.Relative));
        using var zip = new ZipArchive(new MemoryStream(bytes));
        const string Name = "4-tep/01-Báo cáo thành tích Điểu Thị Ngọc – Ấp 3.txt";
        zip.Entries.Select(entry => entry.FullName).ShouldContain(Name);

        // In the archive's own index: the name in UTF-8, and the flag that says so.
        var at = bytes.AsSpan().LastIndexOf(Encoding.UTF8.GetBytes(Name));
        at.ShouldBeGreaterThan(46);
        bytes.AsSpan(at - 46, 4).ToArray().ShouldBe("PK\u0001\u0002"u8.ToArray());
        (BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at - 46 + 8)) & 0x800).ShouldBe(0x800);
    }

    private static Task<(int Exit, string Said)> OpenAsync(string data, string file, string userName) =>
        ServiceProcess.RunToEndAsync(How(data, "export", file, "--open", "--as", userName));

    private static HowStarted How(string data, params string[] words) =>
        new(data)
        {
            Words = words,
            Settings = new Dictionary<string, string>(StringComparer.Ordinal) { ["PhongTrao__DemoDossiers"] = "false" },
        };
}
