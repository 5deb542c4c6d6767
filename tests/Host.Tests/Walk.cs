using System.Text.Json;

namespace PhongTrao.Host.Tests;

/// <summary>Steps of a dossier's way, as people take them.</summary>
internal static class Walk
{
    public static readonly object Paper = new
    {
        signer = "Trần Thị Kim Phụng",
        position = "Chủ tịch",
        form = "tm",
        scanBy = "2025-12-31",
    };

    /// <summary>Opens a filing and gives its dossiers in the order of the forms.</summary>
    public static async Task<string[]> FileAsync(Client preparer, string? unit, params string[] forms)
    {
        var filing = (
            await preparer.PostAsync(
                "filings",
                new
                {
                    unit,
                    plan = "tan-khai-2025",
                    type = "tong-ket",
                    forms,
                }
            )
        ).Ok();
        return
        [
            .. forms.Select(form =>
                filing
                    .Json.GetProperty("forms")
                    .EnumerateArray()
                    .First(entry => entry.GetProperty("form").GetString() == form)
                    .GetProperty("dossier")
                    .GetString()!
            ),
        ];
    }

    public static async Task<string> NomineeAsync(Client preparer, string dossier, string name, string kind = "person") => (
            await preparer.PostAsync(
                $"dossiers/{dossier}/nominees",
                new
                {
                    name,
                    kind,
                    achievement = "Giữ gìn an ninh, trật tự.",
                }
            )
        ).Ok().Id;

    public static async Task StateAllAsync(Client preparer, string dossier)
    {
        foreach (var component in new[] { "to-trinh", "danh-sach", "bien-ban", "bao-cao-thanh-tich" })
        {
            (
                await preparer.PutAsync(
                    $"dossiers/{dossier}/components",
                    new
                    {
                        component,
                        copies = 2,
                        confirmed = true,
                    }
                )
            ).Ok();
        }
    }

    /// <summary>Attaches what the checklist asks for, for each nominee where it is one per nominee.</summary>
    public static async Task AttachAllAsync(Client preparer, string dossier, params string[] nominees)
    {
        foreach (var component in new[] { "to-trinh", "danh-sach", "bien-ban" })
        {
            (await AttachAsync(preparer, $"dossiers/{dossier}/documents", component, null)).Ok();
        }

        foreach (var nominee in nominees)
        {
            (await AttachAsync(preparer, $"dossiers/{dossier}/documents", "bao-cao-thanh-tich", nominee)).Ok();
        }
    }

    public static Task<Answered> AttachAsync(Client client, string path, string? component, string? nominee, byte[]? bytes = null)
    {
        var form = new MultipartFormDataContent();
        if (component is not null)
        {
            form.Add(new StringContent(component), "component");
        }

        if (nominee is not null)
        {
            form.Add(new StringContent(nominee), "nominee");
        }

        form.Add(new ByteArrayContent(bytes ?? "Báo cáo thành tích."u8.ToArray()), "file", "bao cao.txt");
        return client.PostAsync(path, form);
    }

    /// <summary>Receives where the step asks for it, and passes every nominee.</summary>
    public static async Task PassAsync(Client officer, string dossier, object? body = null)
    {
        var task = await officer.TaskAsync(dossier);
        var shown = (await officer.GetAsync($"dossiers/{dossier}")).Ok().Json;
        var open = shown.GetProperty("tasks").EnumerateArray().First(t => t.GetProperty("id").GetString() == task);
        if (open.GetProperty("receives").GetBoolean() && !open.GetProperty("received").GetBoolean())
        {
            (await officer.PostAsync($"tasks/{task}/receive")).Ok();
        }

        (await officer.PostAsync($"tasks/{task}/complete", body ?? new { allPassed = true })).Ok();
    }

    /// <summary>One decision over every nominee that waits for it.</summary>
    public static async Task<JsonElement> DecideAsync(Client officer, string authority, string form, Func<JsonElement, bool>? which = null)
    {
        var waiting = (await officer.GetAsync($"decisions/candidates?form={form}")).Ok().Json.GetProperty("items").EnumerateArray();
        var nominees = waiting
            .Where(nominee => which?.Invoke(nominee) ?? true)
            .Select(nominee => new
            {
                dossier = nominee.GetProperty("dossier").GetString(),
                nominee = nominee.GetProperty("nominee").GetString(),
            })
            .ToArray();
        var drafted = (
            await officer.PostAsync(
                "decisions",
                new
                {
                    authority,
                    form,
                    nominees,
                }
            )
        ).Ok();
        return (await officer.PostAsync($"decisions/{drafted.Id}/issue", Paper)).Ok().Json;
    }

    public static async Task<string> StatusAsync(Client client, string dossier) =>
        (await client.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("status").GetString()!;
}
