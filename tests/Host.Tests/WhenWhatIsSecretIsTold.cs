using System.Net;

namespace PhongTrao.Host.Tests;

/// <summary>No channel says more of a secret dossier than its number, nor who somebody is that is not to be named.</summary>
public sealed class WhenWhatIsSecretIsTold
{
    private const string Name = "Nguyễn Văn Kín";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Page_mail_and_calendar_keep_it_to_themselves(bool isSecret)
    {
        await using var server = await SmtpServer.NeedAsync();
        var folder = Directory.CreateTempSubdirectory("phongtrao-secret-").FullName;
        await using var service = await WhenMailIsSent.StartAsync(folder, server, "2025-02-04T09:00:00+07:00");
        var police = await service.AsAsync("xa.congan");
        (await police.PutAsync("me/contact", new { email = "xa.congan@don-vi.example", mail = "tung-viec" })).Ok();
        var dossier = await SubmitAsync(await service.AsAsync("xa.canbo"), isSecret);
        var shown = (await police.GetAsync($"dossiers/{dossier}")).Ok().Json;
        var number = shown.GetProperty("number").GetString()!;
        var task = shown.GetProperty("tasks").EnumerateArray().Single(t => t.GetProperty("isOpen").GetBoolean());
        var step = task.GetProperty("stepName").GetString()!;

        (await police.PostAsync("dev/clock", new { to = $"{task.GetProperty("dueOn").GetString()}T08:00:00+07:00" })).Ok();
        var mail = (await WhenMailIsSent.MailAsync(server, 1, "xa.congan@don-vi.example"))[0];
        var notices = (await police.GetAsync("notices")).Ok().Text;
        using var browser = await service.BrowserAsync("xa.congan");
        var page = WebUtility.HtmlDecode(await browser.GetStringAsync(new Uri("/thong-bao", UriKind.Relative)));
        var feed = (await police.PostAsync("me/calendar-feed")).Json.GetProperty("path").GetString()!;
        // Lines of a calendar are folded within words.
        var calendar = (await browser.GetStringAsync(new Uri(feed, UriKind.Relative))).Replace("\r\n ", "", StringComparison.Ordinal);

        foreach (var said in new[] { mail.Subject + mail.Text + mail.Html, notices, page, calendar })
        {
            said.ShouldContain(number);
            said.ShouldNotContain(Name);
            said.Contains(step, StringComparison.OrdinalIgnoreCase).ShouldBe(!isSecret, said);
        }
    }

    // Of a secret one only where the paper lies is known here; of the other, somebody is not to be named.
    private static async Task<string> SubmitAsync(Client preparer, bool isSecret)
    {
        var filing = await preparer.PostAsync(
            "filings",
            new
            {
                plan = "tan-khai-2025",
                type = "tong-ket",
                forms = new[] { "giay-khen-huyen" },
                secrecy = isSecret ? "secret" : "normal",
                paper = isSecret
                    ? new
                    {
                        number = "05/HS",
                        date = "2025-02-03",
                        keptAt = "thi-tran-tan-khai",
                    }
                    : null,
            }
        );
        var dossier = filing.Ok().Json.GetProperty("forms")[0].GetProperty("dossier").GetString()!;
        (
            await preparer.PostAsync(
                $"dossiers/{dossier}/nominees",
                isSecret
                    ? new { kind = "person" }
                    : new
                    {
                        kind = "person",
                        name = Name,
                        achievement = "Giữ gìn an ninh, trật tự.",
                        unnamed = true,
                    }
            )
        ).Ok();
        await Walk.StateAllAsync(preparer, dossier);
        (await preparer.PostAsync($"dossiers/{dossier}/submit")).Ok();
        return dossier;
    }
}
