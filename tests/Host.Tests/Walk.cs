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

    /// <summary>One submitted dossier with everything it needs, on paper.</summary>
    public static async Task<string> SubmitAsync(Client preparer, string form, params string[] names)
    {
        var dossier = (await FileAsync(preparer, null, form))[0];
        foreach (var name in names)
        {
            await NomineeAsync(preparer, dossier, name);
        }

        await StateAllAsync(preparer, dossier);
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        return dossier;
    }

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

    /// <summary>The council of nine passes everybody.</summary>
    public static async Task VoteAsync(Client secretary, string dossier)
    {
        var tally = new
        {
            members = 9,
            issued = 9,
            returned = 9,
            valid = 9,
            @for = 9,
            against = 0,
        };
        var nominees = (await secretary.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("nominees").EnumerateArray();
        var verdicts = nominees
            .Where(nominee => nominee.GetProperty("state").GetString() == "in")
            .Select(nominee => new
            {
                nominee = nominee.GetProperty("id").GetString(),
                passed = true,
                tally,
            })
            .ToArray();
        await PassAsync(secretary, dossier, new { verdicts, paper = Paper });
    }

    /// <summary>From the decision to the end: everybody awarded is told, and the papers go to the archive.</summary>
    public static async Task ConcludeAsync(string dossier, Client notifier, Client archivist)
    {
        (await StatusAsync(notifier, dossier)).ShouldBe("issued");
        await PassAsync(notifier, dossier, new { });
        (await StatusAsync(notifier, dossier)).ShouldBe("notified");
        await PassAsync(archivist, dossier, new { place = "Kho lưu trữ, giá 3" });
        var archived = (await archivist.GetAsync($"dossiers/{dossier}")).Ok().Json;
        archived.GetProperty("status").GetString().ShouldBe("archived");
        archived.GetProperty("tasks").EnumerateArray().ShouldAllBe(task => !task.GetProperty("isOpen").GetBoolean());
        archived
            .GetProperty("nominees")
            .EnumerateArray()
            .Select(nominee => nominee.GetProperty("state").GetString())
            .ShouldAllBe(state => state == "awarded");
    }

    /// <summary>Ids of the steps of a dossier's route.</summary>
    public static async Task<string[]> StepsAsync(Client client, string dossier) =>
        [.. (await RouteAsync(client, dossier)).Select(step => step.GetProperty("id").GetString()!)];

    /// <summary>Units whose offices act on a dossier's way.</summary>
    public static async Task<string[]> UnitsAsync(Client client, string dossier) =>
        [
            .. (await RouteAsync(client, dossier))
                .SelectMany(step => step.GetProperty("parties").EnumerateArray())
                .Select(party => party.GetProperty("unit").GetString()!)
                .Distinct(),
        ];

    private static async Task<IReadOnlyList<JsonElement>> RouteAsync(Client client, string dossier)
    {
        var steps = (await client.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("route").EnumerateArray().ToList();
        steps.ShouldNotBeEmpty();
        return steps;
    }

    public static async Task<string> StatusAsync(Client client, string dossier) =>
        (await client.GetAsync($"dossiers/{dossier}")).Ok().Json.GetProperty("status").GetString()!;
}
